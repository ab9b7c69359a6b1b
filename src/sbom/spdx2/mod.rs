//! SPDX 2.2 and 2.3 (ISO/IEC 5962), <https://spdx.github.io/spdx-spec/v2.3/>: one reader an encoding,
//! [`document`] for what they have in common.

mod document;
mod fields;
mod json;
mod tag_value;

pub(super) use json::{json, yaml};
pub(super) use tag_value::read as tag_value;

use super::error::ReadError;
use super::model::Note;

/// Whether a document of this version can be read. Of the versions 2.x those that are known are read
/// as they are, all others as far as they are like them, with a note.
fn version(
    file: &str,
    format: &'static str,
    version: Option<String>,
) -> Result<(String, Option<Note>), ReadError> {
    let Some(version) = version else {
        return Err(ReadError::NoSpdxVersion { file: file.into() });
    };
    if !version.starts_with("2.") {
        return Err(ReadError::Unsupported {
            file: file.into(),
            format,
            version: Some(version),
        });
    }
    let is_known = ["2.2", "2.3"].contains(&version.as_str());
    let note = (!is_known).then(|| {
        Note::new(format!(
            "SPDX {version} is not 2.2 or 2.3: it is read as far as it is like them"
        ))
    });
    Ok((version, note))
}
