use anyhow::Result;

use super::Screen;
use super::typed::{Line, Typed};

/// A dialogue of short lines: on stdout, or on stderr where stdout belongs to a program.
pub(super) struct Dialogue<'a> {
    typed: Typed<'a>,
    screen: &'a Screen,
    beside: bool,
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
}
