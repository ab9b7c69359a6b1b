//! Which format a file is of, by the words with which each format names itself.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::error::{ReadError, place};
use super::shape::{Named, Text, skip};

/// How far into XML or line-based text the format's name is looked for, in bytes. Licence
/// headers and comments come first in some files.
const LOOKED_AT: usize = 64 << 10;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The file's text and what its beginning says.
pub(super) struct Head<'a> {
    /// The whole text, without byte-order mark.
    pub(super) text: &'a str,
    shape: Looks,
    json: JsonHead,
}

/// What the first character tells.
#[derive(PartialEq)]
enum Looks {
    JsonObject,
    JsonOther,
    Xml,
    Lines,
    Protobuf(String),
}

/// The keys of a JSON object by which formats are told apart.
#[derive(Default)]
struct JsonHead {
    bom_format: Option<String>,
    spec_version: Option<String>,
    spdx_version: Option<String>,
    spdx_id: bool,
    context: Option<String>,
}

impl<'a> Head<'a> {
    /// Decodes the file and looks at its beginning; at all of it only if the keys that tell a
    /// JSON format come last.
    pub(super) fn of(file: &str, bytes: &'a [u8]) -> Result<Self, ReadError> {
        if let Some(encoding) = foreign_encoding(bytes) {
            return Err(ReadError::Encoding {
                file: file.into(),
                encoding,
            });
        }
        if let Some(version) = protobuf_version(bytes) {
            let shape = Looks::Protobuf(version);
            return Ok(Self {
                text: "",
                shape,
                json: JsonHead::default(),
            });
        }
        if let Some(found) = packed(bytes) {
            return Err(ReadError::Packed {
                file: file.into(),
                found,
            });
        }
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes)
            .map_err(|error| not_utf8(file, bytes, error.valid_up_to()))?;
        let shape = match text.trim_start().chars().next() {
            None => return Err(ReadError::Empty { file: file.into() }),
            Some('{') => Looks::JsonObject,
            Some('[' | '"') => Looks::JsonOther,
            Some('-' | '0'..='9' | 't' | 'f' | 'n')
                if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() =>
            {
                Looks::JsonOther
            }
            Some('<') => Looks::Xml,
            Some(_) => Looks::Lines,
        };
        let json = match shape {
            Looks::JsonObject => JsonHead::of(file, text)?,
            _ => JsonHead::default(),
        };
        Ok(Self { text, shape, json })
    }

    /// Whether it is a JSON object without the words of any format.
    pub(super) fn is_unnamed_object(&self) -> bool {
        let JsonHead {
            bom_format,
            spdx_version,
            spdx_id,
            context,
            ..
        } = &self.json;
        let is_named = bom_format.is_some() || spdx_version.is_some() || *spdx_id;
        self.shape == Looks::JsonObject && !is_named && context.is_none()
    }

    /// The error for content that no format has recognised.
    pub(super) fn not_an_sbom(self, file: &str) -> ReadError {
        let file = file.to_owned();
        let found = match self.shape {
            Looks::JsonObject => match self.json.bom_format {
                Some(found) => return ReadError::WrongBomFormat { file, found },
                None => "another JSON object",
            },
            Looks::JsonOther => "another JSON value",
            Looks::Xml => "XML of another kind",
            Looks::Lines => "other text",
            Looks::Protobuf(_) => "binary data",
        };
        ReadError::NotAnSbom { file, found }
    }

    /// The beginning of a text of the given shape, else nothing.
    fn beginning(&self, shape: Looks) -> &'a str {
        if self.shape != shape {
            return "";
        }
        let fits = |end: &usize| self.text.is_char_boundary(*end);
        let end = (0..=LOOKED_AT.min(self.text.len()))
            .rev()
            .find(fits)
            .unwrap_or_default();
        self.text.get(..end).unwrap_or_default()
    }
}

pub(super) fn cyclonedx_json(head: &Head<'_>) -> Option<Option<String>> {
    let named = head.json.bom_format.as_deref() == Some("CycloneDX");
    named.then(|| head.json.spec_version.clone())
}

pub(super) fn spdx3_json(head: &Head<'_>) -> Option<Option<String>> {
    let (_, version) = head.json.context.as_deref()?.split_once("spdx.org/rdf/")?;
    Some(version.split('/').next().map(str::to_owned))
}

pub(super) fn spdx2_json(head: &Head<'_>) -> Option<Option<String>> {
    let json = &head.json;
    let spdx = json.bom_format.is_none() && (json.spdx_version.is_some() || json.spdx_id);
    spdx.then(|| json.spdx_version.as_deref().map(spdx_number))
}

pub(super) fn cyclonedx_xml(head: &Head<'_>) -> Option<Option<String>> {
    let (_, version) = head
        .beginning(Looks::Xml)
        .split_once("cyclonedx.org/schema/bom")?;
    let version = version
        .strip_prefix('/')
        .map(|rest| rest.split(['"', '\'', ' ', '>']).next().unwrap_or_default());
    Some(version.map(str::to_owned))
}

pub(super) fn spdx_rdf(head: &Head<'_>) -> Option<Option<String>> {
    head.beginning(Looks::Xml)
        .contains("spdx.org/rdf/terms")
        .then_some(None)
}

pub(super) fn spdx2_tag_value(head: &Head<'_>) -> Option<Option<String>> {
    let version = value_of_line(head.beginning(Looks::Lines), "SPDXVersion:")?;
    Some(Some(spdx_number(&version)))
}

pub(super) fn spdx2_yaml(head: &Head<'_>) -> Option<Option<String>> {
    let text = head.beginning(Looks::Lines);
    match value_of_line(text, "spdxVersion:") {
        Some(version) => Some(Some(spdx_number(&version))),
        // The version may come last; the document's id has only one value.
        None => value_of_line(text, "SPDXID:")
            .filter(|id| id == "SPDXRef-DOCUMENT")
            .map(|_| None),
    }
}

pub(super) fn cyclonedx_protobuf(head: &Head<'_>) -> Option<Option<String>> {
    match &head.shape {
        Looks::Protobuf(version) => Some(Some(version.clone())),
        _ => None,
    }
}

/// `2.3` of `SPDX-2.3`.
fn spdx_number(version: &str) -> String {
    version.strip_prefix("SPDX-").unwrap_or(version).to_owned()
}

/// The value after `key` on the first line that begins with it, without quotes.
fn value_of_line(text: &str, key: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

/// UTF-16 and UTF-32, by byte-order mark or by the zero bytes around the first character.
fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0xFE, 0xFF, ..]
        | [0, 0, 0, 1..=0xFF, ..]
        | [1..=0xFF, 0, 0, 0, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..]
        | [0xFE, 0xFF, ..]
        | [0, 1..=0xFF, 0, 1..=0xFF, ..]
        | [1..=0xFF, 0, 1..=0xFF, 0, ..] => Some("UTF-16"),
        _ => None,
    }
}

/// Compressed files and archives, by their first bytes.
fn packed(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"\xFD7zXZ", "an xz file"),
        (b"BZh", "a bzip2 file"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x7FELF", "a program"),
    ];
    KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

/// A serialised `Bom` message begins with its field 1, the version, as in `0A 03 "1.6"`.
fn protobuf_version(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0x0A, 3, b'1', b'.', digit @ b'0'..=b'9', ..] => Some(format!("1.{}", char::from(*digit))),
        _ => None,
    }
}

fn not_utf8(file: &str, bytes: &[u8], at: usize) -> ReadError {
    let (line, column) = place(bytes, at);
    ReadError::NotUtf8 {
        file: file.into(),
        line,
        column,
    }
}

impl JsonHead {
    fn of(file: &str, text: &str) -> Result<Self, ReadError> {
        let mut head = Self::default();
        let mut input = serde_json::Deserializer::from_str(text);
        match HeadSeed(&mut head).deserialize(&mut input) {
            Ok(()) => Ok(head),
            Err(_) if head.is_decided() => Ok(head),
            Err(error) => Err(ReadError::of_json(file, &error)),
        }
    }

    /// Whether no further key can change the answer.
    fn is_decided(&self) -> bool {
        let cyclonedx = self.bom_format.is_some() && self.spec_version.is_some();
        let spdx2 = self.bom_format.is_none()
            && self
                .spdx_version
                .as_deref()
                .is_some_and(|version| version.starts_with("SPDX-2"));
        let spdx3 = self
            .context
            .as_deref()
            .is_some_and(|context| context.contains("spdx.org/rdf/"));
        cyclonedx || spdx2 || spdx3
    }
}

/// Reads keys until the format is known, then stops with an error that nobody sees.
/// Of a repeated key the first one stands, since the rest of the file may not be looked at.
struct HeadSeed<'h>(&'h mut JsonHead);

impl<'de> DeserializeSeed<'de> for HeadSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeadSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let head = self.0;
        while let Some(Text::Is(key)) = fields.next_key::<Text>()? {
            let slot = match &*key {
                "bomFormat" => &mut head.bom_format,
                "specVersion" => &mut head.spec_version,
                "spdxVersion" => &mut head.spdx_version,
                "@context" => &mut head.context,
                "SPDXID" => {
                    head.spdx_id = true;
                    skip(&mut fields)?;
                    continue;
                }
                _ => {
                    skip(&mut fields)?;
                    continue;
                }
            };
            let value = fields.next_value::<Named>()?.0.into_string();
            *slot = slot.take().or(value);
            if head.is_decided() {
                return Err(A::Error::custom("the format is known"));
            }
        }
        Ok(())
    }
}
