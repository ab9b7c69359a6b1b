use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::answers::Answer;
use super::root::Root;
use super::save::{Lock, SaveError, write_atomically};
use crate::values::Id;

/// The question that an unfinished answer is for, and the part of the product.
pub type DraftKey = (Id, Option<Id>);

/// An answer that was begun and is not saved. Kept in `cemark/private/drafts.json`, out of the
/// answers, so that nobody takes it for one, and out of Git.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The question.
    pub question: Id,
    /// The part of the product, where one part is answered.
    #[serde(default)]
    pub part: Option<Id>,
    /// What is written so far.
    pub answer: Answer,
    /// The answer that it was begun from: shows whether that was changed meanwhile.
    #[serde(default)]
    pub begun_from: Option<Answer>,
}

impl Draft {
    /// What it is for.
    pub fn key(&self) -> DraftKey {
        (self.question.clone(), self.part.clone())
    }
}

fn file(root: &Root) -> PathBuf {
    root.folder
        .join("cemark")
        .join("private")
        .join("drafts.json")
}

/// The unfinished answers that are kept; one that cannot be read is not one.
pub fn read_drafts(root: &Root) -> Vec<Draft> {
    let text = fs::read_to_string(file(root)).unwrap_or_default();
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    all.into_iter()
        .filter_map(|draft| serde_json::from_value(draft).ok())
        .collect()
}

/// Keeps the unfinished answer `now` in place of `before`, which was kept here last. What others
/// keep stays, also for the same question.
///
/// # Errors
/// [`SaveError::Io`] when the file cannot be written.
pub fn keep_draft(
    root: &Root,
    before: Option<&Draft>,
    now: Option<&Draft>,
) -> Result<(), SaveError> {
    let file = file(root);
    let io = |why: String| SaveError::Io {
        file: "cemark/private/drafts.json".to_owned(),
        why,
    };
    if !root.holds(&file) {
        return Err(io("a link leads it out of the project".to_owned()));
    }
    let _lock = Lock::take(&root.folder.join("cemark")).map_err(|error| io(error.to_string()))?;
    let mut all = read_drafts(root);
    // What is written is cleaned, so it is compared as it is written.
    let written = |draft: &Draft| serde_json::to_value(draft).unwrap_or_default();
    let own: Vec<_> = [before, now].into_iter().flatten().map(written).collect();
    all.retain(|other| !own.contains(&written(other)));
    all.extend(now.cloned());
    if all.is_empty() {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(io(error.to_string()))
            }
            _ => Ok(()),
        };
    }
    let text = serde_json::to_string_pretty(&all).map_err(|error| io(error.to_string()))?;
    write_atomically(&file, text.as_bytes()).map_err(|error| io(error.to_string()))
}
