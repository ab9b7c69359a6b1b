//! SPDX 2 JSON and YAML: the same keys (specification 2.3, clause 4 and annex on the JSON schema).

use serde::de::MapAccess;

use crate::sbom::collect::Section;
use crate::sbom::error::ReadError;
use crate::sbom::model::{Encoding, Sbom};
use crate::sbom::numbers;
use crate::sbom::parse::{self, Entries, Wrong, give_up};
use crate::sbom::shape::{Text, begin_entry, skip};

use super::document::Document;

/// Reads an SPDX 2 JSON document that says it follows `version`.
pub(in crate::sbom) fn json(
    file: &str,
    text: &str,
    version: Option<String>,
) -> Result<Sbom, ReadError> {
    let known = super::version(file, "SPDX 2 JSON", version)?;
    let mut document: Document = parse::json(file, text)?;
    if document.collector.inexact {
        drop(document);
        document = parse::json(file, &numbers::quoted(text))?;
    }
    Ok(document.finish(known, Encoding::Json))
}

/// Reads an SPDX 2 YAML document that says it follows `version`.
pub(in crate::sbom) fn yaml(
    file: &str,
    text: &str,
    version: Option<String>,
) -> Result<Sbom, ReadError> {
    let known = super::version(file, "SPDX 2 YAML", version)?;
    let document: Document = parse::yaml(file, text)?;
    Ok(document.finish(known, Encoding::Yaml))
}

impl parse::Document for Document {
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "SPDXID" => {
                let id = fields.next_value::<Text>()?;
                self.declare(&id);
            }
            "documentNamespace" => {
                let namespace = fields.next_value::<Text>()?;
                self.namespace(&namespace);
            }
            "creationInfo" => {
                begin_entry();
                let creation = fields.next_value()?;
                self.creation(creation);
            }
            "documentDescribes" => {
                begin_entry();
                let described = fields.next_value()?;
                self.describes(described);
            }
            "packages" => {
                self.collector.reset(Section::Components);
                fields.next_value_seed(Entries::new(self, "packages", Document::package))?;
            }
            "files" => {
                self.files = 0;
                fields.next_value_seed(Entries::new(self, "files", Document::file))?;
            }
            "snippets" => {
                fields.next_value_seed(Entries::new(self, "snippets", Document::element))?;
            }
            "hasExtractedLicensingInfos" => {
                fields.next_value_seed(Entries::new(
                    self,
                    "hasExtractedLicensingInfos",
                    Document::element,
                ))?;
            }
            "relationships" => {
                fields.next_value_seed(Entries::new(
                    self,
                    "relationships",
                    Document::relationship,
                ))?;
            }
            _ => skip(fields)?,
        }
        match self.wrong.take() {
            Some(wrong) => Err(give_up(self, wrong)),
            None => Ok(()),
        }
    }

    fn wrong(&mut self) -> &mut Option<Wrong> {
        &mut self.wrong
    }
}
