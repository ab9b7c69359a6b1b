use anyhow::Result;

use super::Screen;
use super::typed::{Line, Typed};
use crate::text::Lines;
use crate::values::Tri;

/// A dialogue of short lines: on stdout, or on stderr where stdout belongs to a program.
pub(super) struct Dialogue<'a> {
    typed: Typed<'a>,
    screen: &'a Screen,
    beside: bool,
}

/// What a person typed at a question that is answered yes, no or unknown.
pub(super) enum Word {
    /// An answer.
    Told(Tri),
    /// To the question before.
    Back,
    /// Leaves.
    Quit,
}

impl<'a> Dialogue<'a> {
    /// A dialogue; `plain` reads lines as from a pipe.
    pub(super) fn new(screen: &'a Screen, plain: bool, beside: bool) -> Self {
        Self {
            typed: Typed::new(screen, !plain),
            screen,
            beside,
        }
    }

    /// Columns to write in.
    pub(super) fn width(&self) -> usize {
        self.screen.width()
    }

    /// Says something as it is.
    pub(super) fn say(&self, text: &str) -> Result<()> {
        self.screen.ask(text, self.beside)
    }

    /// Says something wrapped, behind `label`.
    pub(super) fn wrapped(&self, label: &str, text: &str) -> Result<()> {
        let mut lines = Lines::new(self.width());
        lines.wrapped(label, text);
        self.say(&lines.into_string())
    }

    /// The next line behind a prompt; `None` at the end.
    pub(super) fn line(&mut self, prompt: &str) -> Result<Option<String>> {
        loop {
            self.say(prompt)?;
            match self.typed.next(false, "")? {
                Line::Text(line) => match String::from_utf8(line) {
                    Ok(line) => return Ok(Some(line.trim().to_owned())),
                    Err(_) => self.say("* that line is not UTF-8 text\n")?,
                },
                Line::Cut => {}
                Line::End => return Ok(None),
            }
        }
    }

    /// Yes, no or unknown, until one of them is typed.
    pub(super) fn yes_or_no(&mut self) -> Result<Word> {
        loop {
            let Some(word) = self.line("> ")? else {
                return Ok(Word::Quit);
            };
            match word.as_str() {
                "q" | "quit" => return Ok(Word::Quit),
                "b" | "back" => return Ok(Word::Back),
                _ => match Tri::typed(&word) {
                    Some(told) => return Ok(Word::Told(told)),
                    None => self.say("* y yes, n no, u unknown, b back, q leave\n")?,
                },
            }
        }
    }
}
