use std::fs;
use std::io::Read;

use serde::{Deserialize, Serialize};

use super::answers::Answer;
use super::disk::{Lock, write_atomically};
use super::root::Root;
use super::save::SaveError;
use crate::values::Id;

/// The question that an unfinished answer is for, and the part of the product.
pub type DraftKey = (Id, Option<Id>);

/// An answer that was begun and is not saved. Kept in `cemark/private/drafts.json`, out of the
/// answers, so that nobody takes it for one, and out of Git.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

const FILE: &str = "cemark/private/drafts.json";

fn failed(why: impl ToString) -> SaveError {
    SaveError::Io {
        file: FILE.to_owned(),
        why: why.to_string(),
    }
}

/// All that is kept, in whatever form.
fn read_all(root: &Root) -> Result<Vec<serde_json::Value>, SaveError> {
    let file = root.folder.join(FILE);
    if !root.holds(&file) {
        return Err(failed("a link leads it out of the project"));
    }
    let metadata = match fs::metadata(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        metadata => metadata.map_err(failed)?,
    };
    if !metadata.is_file() {
        return Err(failed("it is no file"));
    }
    let mut bytes = Vec::new();
    let most = crate::yaml::MAX_BYTES;
    let opened = fs::File::open(&file).map_err(failed)?;
    opened
        .take(most as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() > most {
        return Err(failed(format!(
            "it has more than the {most} bytes that are read"
        )));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        failed(format!(
            "it is no list of unfinished answers ({error}); mend it, or move it away to begin anew"
        ))
    })
}

/// The unfinished answers that are kept. One of a form that is not known, such as that of a later
/// version, is left where it is.
///
/// # Errors
/// [`SaveError::Io`] when the file cannot be read.
pub fn read_drafts(root: &Root) -> Result<Vec<Draft>, SaveError> {
    let all = read_all(root)?.into_iter();
    Ok(all
        .filter_map(|draft| serde_json::from_value(draft).ok())
        .collect())
}

/// Keeps the unfinished answer `now` in place of `before`, which was kept here last. What others
/// keep stays, also for the same question.
///
/// # Errors
/// [`SaveError::Io`] when the file cannot be read or written; what is in it then stays.
pub fn keep_draft(
    root: &Root,
    before: Option<&Draft>,
    now: Option<&Draft>,
) -> Result<(), SaveError> {
    if !root.holds(&root.folder.join("cemark").join("private")) {
        return Err(failed("a link leads it out of the project"));
    }
    let _lock = Lock::take(&root.folder.join("cemark")).map_err(failed)?;
    let mut all = read_all(root)?;
    // What is written is cleaned, so it is compared as it is written.
    let written = |draft: &Draft| serde_json::to_value(draft).unwrap_or_default();
    let own: Vec<_> = [before, now].into_iter().flatten().map(written).collect();
    all.retain(|other| {
        let other = Draft::deserialize(other).map(|draft| written(&draft));
        !other.is_ok_and(|other| own.contains(&other))
    });
    all.extend(now.map(written));
    let file = root.folder.join(FILE);
    if all.is_empty() {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        };
    }
    let text = serde_json::to_string_pretty(&all).map_err(failed)?;
    if text.len() > crate::yaml::MAX_BYTES {
        return Err(failed("with this it would have more bytes than are read"));
    }
    write_atomically(&file, text.as_bytes()).map_err(failed)
}
