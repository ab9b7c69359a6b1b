use std::io::{BufRead, Read, StdinLock};

use anyhow::{Context, Result, bail};

use super::Screen;

/// What a person types or pastes, line by line.
pub(super) struct Typed<'a> {
    input: StdinLock<'static>,
    screen: &'a Screen,
    terminal: bool,
}

/// What came.
pub(super) enum Line {
    /// A line, or a whole pasted text, with its line end; bytes that need not be UTF-8.
    Text(Vec<u8>),
    /// A text that the terminal may have cut: it is told, and not taken.
    Cut,
    /// Nothing more will come.
    End,
}

/// From this length on, in bytes, a line from a terminal may have been cut.
const TERMINAL_LINE: usize = 4_094;
/// Longest line that is read, in bytes: a long text is written in an editor.
const MAX_LINE: u64 = 64 * 1024;
/// Asks the terminal to mark pasted text, and to stop: then several pasted lines are one text and
/// answer nothing else.
const MARK_PASTES: (&str, &str) = ("\u{1b}[?2004h", "\u{1b}[?2004l");
/// Around a pasted text.
const PASTE: (&[u8], &[u8]) = (b"\x1b[200~", b"\x1b[201~");

impl<'a> Typed<'a> {
    /// Reads standard input, which is a `terminal` or a pipe.
    pub fn new(screen: &'a Screen, terminal: bool) -> Self {
        Self {
            input: std::io::stdin().lock(),
            screen,
            terminal,
        }
    }

    /// The next line; where a text is asked for, a pasted one to its end. `instead` says how a
    /// text that is too long can be given.
    pub fn next(&mut self, takes_text: bool, instead: &str) -> Result<Line> {
        let takes_text = takes_text && self.terminal;
        let marked = takes_text && knows_marks();
        if marked {
            self.screen.control(MARK_PASTES.0)?;
        }
        let mut line = Vec::new();
        let read = self.read(&mut line);
        if marked {
            self.screen.control(MARK_PASTES.1)?;
        }
        if read? == 0 {
            return Ok(Line::End);
        }
        if takes_text && !self.finish_paste(&mut line, instead)? {
            return Ok(Line::Cut);
        }
        Ok(Line::Text(line))
    }

    /// Reads a line within a bound, so that a stream without line ends costs no memory.
    fn read(&mut self, line: &mut Vec<u8>) -> Result<usize> {
        let mut input = (&mut self.input).take(MAX_LINE);
        let read = input
            .read_until(b'\n', line)
            .context("cannot read the answer")?;
        if read as u64 == MAX_LINE {
            bail!("a line has more than {MAX_LINE} bytes; all finished answers are saved");
        }
        Ok(read)
    }

    /// Reads a pasted text to its end and takes the marks off. False when a line of it was as
    /// long as a terminal can hand over: it may have been cut, and the mark at its end with it.
    fn finish_paste(&mut self, line: &mut Vec<u8>, instead: &str) -> Result<bool> {
        let cut = format!(
            "* a terminal hands over no more than 4,095 bytes of a line, so this text may be cut and was not taken; {instead}\n"
        );
        let has = |text: &[u8], mark: &[u8]| text.windows(mark.len()).any(|part| part == mark);
        let mut whole = line.len() < TERMINAL_LINE;
        if !whole {
            self.screen.output(&cut, None)?;
        }
        let mut blank = 0;
        while has(line, PASTE.0) && !has(line, PASTE.1) {
            if !whole && blank == 0 {
                self.screen
                    .output("  Press Enter twice to go on.\n", None)?;
            }
            let before = line.len();
            let read = self.read(line)?;
            let is_blank = line.get(before..) == Some(b"\n");
            blank = if is_blank { blank + 1 } else { 0 };
            if read == 0 || (!whole && blank == 2) {
                break;
            }
            if whole && read >= TERMINAL_LINE {
                whole = false;
                self.screen.output(&cut, None)?;
            }
        }
        for mark in [PASTE.0, PASTE.1] {
            while let Some(at) = line.windows(mark.len()).position(|part| part == mark) {
                line.drain(at..at + mark.len());
            }
        }
        Ok(whole)
    }
}

/// Whether the terminal says where a pasted text begins and ends.
fn knows_marks() -> bool {
    std::env::var("TERM").is_ok_and(|name| !name.is_empty() && name != "dumb")
}
