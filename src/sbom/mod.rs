//! SBOM files: bytes in, one [`Sbom`] out, whatever the format; [`count`] turns it into figures.
//!
//! [`read`] looks at the content, never at the file's name: unpacked and decoded first (`decode`),
//! then by the few words with which each format names itself (`detect`), then the table `FORMATS`
//! says who reads it. A reader parses leniently into the shapes of its format (`parse` and `shape` for
//! JSON and YAML, `xml` for XML) and hands what it finds to the `collect` module, which decides what is
//! counted, what is a duplicate and which refs are declared. So the rules of counting stand in one
//! place for all formats. [`merge`] makes one SBOM of several.
//!
//! To add a format: a folder beside `cyclonedx` with a function of type `Reader`, and its name in one
//! line of `FORMATS`. A format in that table without a reader is known but not read: its files end in
//! [`ReadError::Unsupported`], never in 'broken'.

mod collect;
mod counts;
mod cyclonedx;
mod decode;
mod detect;
mod diff;
mod error;
mod graph;
mod licences;
mod merge;
mod model;
mod numbers;
mod parse;
mod purl;
mod shape;
mod spdx2;
mod spdx3;
mod versions;
mod walk;
mod wrap;
mod xml;

pub use counts::{Counts, count};
pub use decode::Limits;
pub use diff::{Change, Kind as ChangeKind, diff};
pub use error::ReadError;
pub use graph::Graph;
pub use licences::{Licence, Saying, licences, saying};
pub use merge::{Merged, merge};
pub use model::{Component, Elements, Encoding, Format, Note, Sbom, is_stated, is_stated_licence};
pub use purl::is_valid_purl;
pub use versions::compare;
pub use walk::{Branch, Walk, Ways};

use detect::Head;

/// Largest file that is read, in bytes (2 GiB). Refs and edges are numbered with 32 bits, which
/// no file up to this size can exhaust. Callers check it before they load a file.
pub const MAX_BYTES: usize = 2 << 30;

/// Reads a whole file as text. The version is what the file says of itself, if it does.
type Reader = fn(file: &str, text: &str, version: Option<String>) -> Result<Sbom, ReadError>;

/// A format: its name as users know it, how its content is recognised, and its reader.
struct Known {
    name: &'static str,
    /// `Some` if the content is of this format, with the version it names.
    recognise: fn(&Head<'_>) -> Option<Option<String>>,
    reader: Option<Reader>,
}

/// Every format that is recognised. The first that fits is taken.
const FORMATS: &[Known] = &[
    Known {
        name: "CycloneDX JSON",
        recognise: detect::cyclonedx_json,
        reader: Some(cyclonedx::json),
    },
    Known {
        name: "SPDX 3 JSON-LD",
        recognise: detect::spdx3_json,
        reader: Some(spdx3::read),
    },
    Known {
        name: "SPDX 2 JSON",
        recognise: detect::spdx2_json,
        reader: Some(spdx2::json),
    },
    Known {
        name: "CycloneDX XML",
        recognise: detect::cyclonedx_xml,
        reader: Some(cyclonedx::xml),
    },
    Known {
        name: "SPDX RDF/XML",
        recognise: detect::spdx_rdf,
        reader: None,
    },
    Known {
        name: "SPDX 2 tag-value",
        recognise: detect::spdx2_tag_value,
        reader: Some(spdx2::tag_value),
    },
    Known {
        name: "SPDX 2 YAML",
        recognise: detect::spdx2_yaml,
        reader: Some(spdx2::yaml),
    },
    Known {
        name: "CycloneDX protobuf",
        recognise: detect::cyclonedx_protobuf,
        reader: None,
    },
];

/// Reads an SBOM. `name` is the file's name for messages only; the format is detected from
/// `bytes`, a leading UTF-8 byte-order mark is tolerated.
///
/// # Errors
/// [`ReadError`], one variant a cause: nothing in the file, wrong encoding, broken syntax (with
/// line and column), nested too deep, not an SBOM, a format or version that is not read
/// ([`ReadError::Unsupported`]), or a wrong type where it would falsify the counts.
pub fn read(name: &str, bytes: &[u8]) -> Result<Sbom, ReadError> {
    read_within(name, bytes, Limits::default())
}

/// The same within other bounds.
///
/// # Errors
/// As [`read`].
pub fn read_within(name: &str, bytes: &[u8], limits: Limits) -> Result<Sbom, ReadError> {
    let text = decode::decoded(name, bytes, limits)?;
    let head = Head::of(name, &text)?;
    if let Some((key, inner)) = wrap::inner(&head) {
        let mut sbom = of_head(name, Head::of(name, inner.as_bytes())?)?;
        let note = format!("the SBOM stands under the key `{key}` of another document");
        sbom.notes.push(Note::new(note));
        return Ok(sbom);
    }
    of_head(name, head)
}

fn of_head(name: &str, head: Head<'_>) -> Result<Sbom, ReadError> {
    for known in FORMATS {
        let Some(version) = (known.recognise)(&head) else {
            continue;
        };
        return match known.reader {
            Some(reader) => reader(name, head.text, version),
            None => Err(ReadError::Unsupported {
                file: name.into(),
                format: known.name,
                version,
            }),
        };
    }
    Err(head.not_an_sbom(name))
}
