//! SPDX 2 tag-value: a line a field, `<text>` around texts of several lines (SPDX 2.3, clause 6 and on).

use std::borrow::Cow;

use crate::sbom::error::ReadError;
use crate::sbom::model::{Encoding, Sbom};
use crate::sbom::parse::{Path, Wrong};
use crate::sbom::shape::{List, Object, Text};

use super::document::Document;
use super::fields::{ChecksumFields, PackageFields, ReferenceFields, RelationshipFields};

/// Reads an SPDX 2 tag-value document that says it follows `version`.
pub(in crate::sbom) fn read(
    file: &str,
    text: &str,
    version: Option<String>,
) -> Result<Sbom, ReadError> {
    let known = super::version(file, "SPDX 2 tag-value", version)?;
    let mut reading = Reading {
        document: Document::default(),
        section: Section::Document,
    };
    let mut rest = text;
    let mut line = 1;
    while let Some(field) = next(file, &mut rest, &mut line)? {
        reading
            .take(field.tag, field.value)
            .map_err(|wrong| wrong.into_error(file, field.line, 1))?;
    }
    reading
        .end_section()
        .map_err(|wrong| wrong.into_error(file, line, 1))?;
    Ok(reading.document.finish(known, Encoding::TagValue))
}

/// A field and the line on which it begins.
struct Field<'a> {
    line: usize,
    tag: &'a str,
    value: &'a str,
}

/// The next field; none at the end.
fn next<'a>(
    file: &str,
    rest: &mut &'a str,
    line: &mut usize,
) -> Result<Option<Field<'a>>, ReadError> {
    loop {
        let text = *rest;
        if text.is_empty() {
            return Ok(None);
        }
        let at = *line;
        let (head, tail) = text.split_once('\n').unwrap_or((text, ""));
        (*rest, *line) = (tail, at + 1);
        let head = head.trim();
        if head.is_empty() || head.starts_with('#') {
            continue;
        }
        let Some((tag, value)) = head.split_once(':') else {
            return Err(ReadError::Syntax {
                file: file.into(),
                language: "tag-value",
                line: at,
                column: 1,
                problem: format!("expected `Tag: value`, found `{head}`"),
            });
        };
        let value = value.trim_start();
        let Some(begun) = value.strip_prefix("<text>") else {
            return Ok(Some(Field {
                line: at,
                tag,
                value,
            }));
        };
        if let Some((value, _)) = begun.split_once("</text>") {
            return Ok(Some(Field {
                line: at,
                tag,
                value,
            }));
        }
        // The text goes on below, from where it was begun.
        let start = begun.as_ptr() as usize - text.as_ptr() as usize;
        let begun = text.get(start..).unwrap_or_default();
        let Some((value, after)) = begun.split_once("</text>") else {
            return Err(ReadError::Truncated {
                file: file.into(),
                language: "tag-value",
                line: at,
                column: 1,
                problem: format!("the <text> of `{tag}` has no end"),
            });
        };
        *line = at + value.matches('\n').count() + 1;
        *rest = after.split_once('\n').map_or("", |(_, after)| after);
        return Ok(Some(Field {
            line: at,
            tag,
            value,
        }));
    }
}

/// What the fields belong to.
enum Section<'a> {
    Document,
    Package(Box<PackageFields<'a>>),
    /// A file, a snippet or a licence.
    Other,
}

struct Reading<'a> {
    document: Document,
    section: Section<'a>,
}

fn is(text: &str) -> Text<'_> {
    Text::Is(Cow::Borrowed(text))
}

impl<'a> Reading<'a> {
    fn take(&mut self, tag: &str, value: &'a str) -> Result<(), Wrong> {
        match tag {
            "PackageName" => {
                self.end_section()?;
                self.section = Section::Package(Box::new(PackageFields {
                    name: is(value),
                    ..PackageFields::default()
                }));
            }
            "FileName" => {
                self.end_section()?;
                self.document.files += 1;
                self.section = Section::Other;
            }
            "SnippetSPDXID" | "LicenseID" => {
                self.end_section()?;
                self.document.declare(&is(value));
                self.section = Section::Other;
            }
            "SPDXID" => match &mut self.section {
                Section::Package(package) => package.id = is(value),
                Section::Document | Section::Other => self.document.declare(&is(value)),
            },
            "DocumentNamespace" => self.document.namespace(&is(value)),
            "Creator" => self.document.creator(&is(value)),
            "Created" => self.document.created(&is(value)),
            "Relationship" => {
                let mut words = value.split_whitespace().map(is);
                let mut word = || words.next().unwrap_or_default();
                let (from, kind, to) = (word(), word(), word());
                let fields = RelationshipFields { from, kind, to };
                return self
                    .document
                    .relationship(&Path::Key(None, "Relationship"), fields);
            }
            _ => {
                if let Section::Package(package) = &mut self.section {
                    of_package(package, tag, value);
                }
            }
        }
        Ok(())
    }

    fn end_section(&mut self) -> Result<(), Wrong> {
        match std::mem::replace(&mut self.section, Section::Other) {
            Section::Package(package) => self
                .document
                .package(&Path::Key(None, "PackageName"), *package),
            Section::Document | Section::Other => Ok(()),
        }
    }
}

fn of_package<'a>(package: &mut PackageFields<'a>, tag: &str, value: &'a str) {
    match tag {
        "PackageVersion" => package.version = is(value),
        "PackageSupplier" => package.supplier = is(value),
        "PackageOriginator" => package.originator = is(value),
        "PackageLicenseConcluded" => package.concluded = is(value),
        "PackageLicenseDeclared" => package.declared = is(value),
        "PrimaryPackagePurpose" => package.purpose = is(value),
        "PackageChecksum" => {
            let (algorithm, content) = value.split_once(':').unwrap_or(("", value));
            push(
                &mut package.checksums,
                ChecksumFields {
                    algorithm: is(algorithm.trim()),
                    value: is(content.trim()),
                },
            );
        }
        "ExternalRef" => {
            // Category, type, locator.
            let mut words = value.split_whitespace().skip(1);
            let (kind, locator) = (words.next(), words.next());
            push(
                &mut package.references,
                ReferenceFields {
                    kind: is(kind.unwrap_or_default()),
                    locator: is(locator.unwrap_or_default()),
                },
            );
        }
        _ => {}
    }
}

fn push<T>(list: &mut List<Object<T>>, item: T) {
    match list {
        List::Is(all) => all.push(Object::Is(item)),
        List::Absent | List::Not(_) => *list = List::Is(vec![Object::Is(item)]),
    }
}
