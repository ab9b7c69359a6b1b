use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};

use super::root::Root;
use crate::text::one_line;

/// That somebody has the questionnaire of a project open; until it is dropped.
#[derive(Debug)]
pub struct Presence {
    file: Option<File>,
    who: String,
    /// The note is ours.
    is_noted: bool,
}

impl Presence {
    /// Notes in `cemark/private` that `who` has the questionnaire open.
    ///
    /// The note keeps nobody out: answers are merged question by question. A folder that cannot be
    /// written to is no reason not to read.
    pub fn enter(root: &Root, who: &str) -> Self {
        let private = root.folder.join("cemark").join("private");
        let file = private.join(".questionnaire");
        let is_ours = root.holds(&file) && std::fs::create_dir_all(&private).is_ok();
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).read(true).write(true);
        let file = is_ours.then(|| options.open(file).ok()).flatten();
        let mut presence = Self {
            file,
            who: who.to_owned(),
            is_noted: false,
        };
        presence.note();
        presence
    }

    /// Who else has it open, where somebody has.
    pub fn other(&mut self) -> Option<String> {
        self.note();
        let file = self.file.as_mut().filter(|_| !self.is_noted)?;
        let mut text = String::new();
        // On systems where it cannot be read while it is locked, it is only somebody.
        let _ = file.rewind();
        let _ = Read::by_ref(file).take(500).read_to_string(&mut text);
        let who = Some(one_line(&text)).filter(|who| !who.is_empty());
        Some(who.unwrap_or_else(|| "somebody".to_owned()))
    }

    /// Writes the note, unless another's stands; once that one has left, ours takes its place.
    pub fn note(&mut self) {
        let Some(file) = self.file.as_mut().filter(|_| !self.is_noted) else {
            return;
        };
        match file.try_lock() {
            Ok(()) => {
                self.is_noted = true;
                // Who cannot be named is only somebody.
                let _ = file
                    .set_len(0)
                    .and_then(|()| file.rewind())
                    .and_then(|()| file.write_all(self.who.as_bytes()))
                    .and_then(|()| file.flush());
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => self.file = None,
        }
    }
}
