use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};

use super::root::Root;
use crate::text::one_line;

/// That somebody has the questionnaire of a project open; until it is dropped.
#[derive(Debug)]
pub struct Presence(#[expect(dead_code, reason = "held for its lock")] Option<File>);

/// Notes in `cemark/private` that `who` has the questionnaire open. Where somebody else has it
/// open already, who that is.
///
/// The note keeps nobody out: answers are merged question by question. A folder that cannot be
/// written to is no reason not to read.
pub fn enter(root: &Root, who: &str) -> (Presence, Option<String>) {
    let private = root.folder.join("cemark").join("private");
    let file = private.join(".questionnaire");
    if !root.holds(&file) || std::fs::create_dir_all(&private).is_err() {
        return (Presence(None), None);
    }
    let mut options = OpenOptions::new();
    let options = options.create(true).truncate(false).read(true).write(true);
    let Ok(mut file) = options.open(&file) else {
        return (Presence(None), None);
    };
    match file.try_lock() {
        Ok(()) => {
            // Who cannot be named is only somebody.
            let _ = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| file.write_all(who.as_bytes()))
                .and_then(|()| file.flush());
            (Presence(Some(file)), None)
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let _ = Read::by_ref(&mut file).take(500).read_to_string(&mut text);
            let who = Some(one_line(&text)).filter(|who| !who.is_empty());
            (
                Presence(None),
                Some(who.unwrap_or_else(|| "somebody".to_owned())),
            )
        }
        Err(TryLockError::Error(_)) => (Presence(None), None),
    }
}
