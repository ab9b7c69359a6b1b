//! CycloneDX (ECMA-424), <https://cyclonedx.org/specification/overview/>: one reader an encoding,
//! [`document`] for what both have in common.

mod document;
mod fields;
mod json;
mod xml;

pub(super) use json::read as json;
pub(super) use xml::read as xml;

use super::error::ReadError;
use super::model::Note;

/// The last version of the specification whose fields are known here.
const LAST: (u32, u32) = (1, 7);

/// The version that a document follows.
struct Version {
    name: String,
    note: Option<Note>,
}

/// Whether a document of this version can be read. A later minor version is read as far as it is
/// known, with a note.
fn version(file: &str, version: Option<String>) -> Result<Version, ReadError> {
    let Some(name) = version else {
        return Err(ReadError::NoSpecVersion { file: file.into() });
    };
    let wrong = || ReadError::WrongSpecVersion {
        file: file.into(),
        found: name.clone(),
    };
    let found = numbers(&name).ok_or_else(wrong)?;
    if found.0 != LAST.0 {
        return Err(ReadError::Unsupported {
            file: file.into(),
            format: "CycloneDX",
            version: Some(name),
        });
    }
    let note = (found > LAST).then(|| {
        Note::new(format!(
            "CycloneDX {name} is later than {}.{}, the last that is known here: what it adds is not read",
            LAST.0, LAST.1
        ))
    });
    Ok(Version { name, note })
}

/// `(1, 6)` of `1.6`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| digits.parse().ok()).flatten()
    };
    Some((number(major)?, number(minor)?))
}
