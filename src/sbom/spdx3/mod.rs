//! SPDX 3.0 JSON-LD, the Core and Software profiles, <https://spdx.github.io/spdx-spec/v3.0.1/>: a list
//! of elements under `@graph`, read one by one and joined at the end, since each may speak of one that
//! comes later.

mod document;
mod fields;

use serde::de::MapAccess;

use document::Document;

use super::error::ReadError;
use super::model::{Note, Sbom};
use super::numbers;
use super::parse::{self, Entries, Wrong};
use super::shape::skip;

/// Reads an SPDX 3 document whose context says that it follows `version`.
pub(super) fn read(file: &str, text: &str, version: Option<String>) -> Result<Sbom, ReadError> {
    let version = version.unwrap_or_default();
    if !version.starts_with("3.") {
        return Err(ReadError::Unsupported {
            file: file.into(),
            format: "SPDX 3 JSON-LD",
            version: Some(version),
        });
    }
    let note = (!version.starts_with("3.0")).then(|| {
        Note::new(format!(
            "SPDX {version} is later than 3.0, the last that is known here: what it adds is not read"
        ))
    });
    let mut document: Document = parse::json(file, text)?;
    if document.collector.inexact {
        drop(document);
        document = parse::json(file, &numbers::quoted(text))?;
    }
    Ok(document.finish((version, note)))
}

impl parse::Document for Document {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "@graph" => fields.next_value_seed(Entries::new(self, "@graph", Document::element)),
            _ => skip(fields),
        }
    }

    fn wrong(&mut self) -> &mut Option<Wrong> {
        &mut self.wrong
    }
}
