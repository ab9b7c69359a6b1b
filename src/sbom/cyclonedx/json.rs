//! CycloneDX JSON, <https://cyclonedx.org/docs/1.7/json/>.
//!
//! Strict where a wrong type would falsify a count (the lists of components, services,
//! vulnerabilities and dependencies), lenient everywhere else: unknown keys and values are let
//! through, numbers and booleans stand for their spelling, null for nothing. Of a repeated key
//! the last value counts, but for `bomFormat` and `specVersion` (see the module `detect`).
//!
//! The top-level lists are read entry by entry, so the file's own shapes never pile up.

use serde::de::MapAccess;

use crate::sbom::collect::Section;
use crate::sbom::error::ReadError;
use crate::sbom::model::{Encoding, Sbom};
use crate::sbom::numbers;
use crate::sbom::parse::{self, Entries, Wrong, give_up};
use crate::sbom::shape::{Text, begin_entry, skip};

use super::document::Document;

/// Reads a CycloneDX JSON document that says it follows `version`.
pub(in crate::sbom) fn read(
    file: &str,
    text: &str,
    version: Option<String>,
) -> Result<Sbom, ReadError> {
    let known = super::version(file, version)?;
    let mut document: Document = parse::json(file, text)?;
    if document.collector.inexact {
        drop(document);
        document = parse::json(file, &numbers::quoted(text))?;
    }
    Ok(document.finish(known, Encoding::Json))
}

impl parse::Document for Document {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "serialNumber" => {
                let serial = fields.next_value::<Text>()?;
                self.serial(&serial);
            }
            "metadata" => {
                begin_entry();
                let metadata = fields.next_value()?;
                if let Err(wrong) = self.metadata(metadata) {
                    return Err(give_up(self, wrong));
                }
            }
            "components" => {
                self.collector.reset(Section::Components);
                fields.next_value_seed(Entries::new(self, "components", Document::component))?;
            }
            "services" => {
                self.collector.reset(Section::Others);
                fields.next_value_seed(Entries::new(self, "services", Document::service))?;
            }
            "dependencies" => {
                self.collector.reset(Section::Dependencies);
                fields.next_value_seed(Entries::new(self, "dependencies", Document::dependency))?;
            }
            "vulnerabilities" => {
                self.vulnerabilities = 0;
                fields.next_value_seed(Entries::new(
                    self,
                    "vulnerabilities",
                    Document::vulnerability,
                ))?;
            }
            _ => skip(fields)?,
        }

        Ok(())
    }

    fn wrong(&mut self) -> &mut Option<Wrong> {
        &mut self.wrong
    }
}
