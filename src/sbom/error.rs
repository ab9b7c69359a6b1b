//! Why an SBOM could not be read.

use thiserror::Error;

use super::shape::TOO_MANY;

/// Longest piece of foreign text in a message, in characters.
const SHOWN: usize = 80;

/// Why a file could not be read as an SBOM: place, cause, next step.
///
/// The fields hold text of the file as it was read. Only [`std::fmt::Display`] is fit for a
/// screen: it escapes control and direction characters and cuts foreign text,
/// but not the file's name, at 80 characters.
/// Lines and columns start at 1; columns count bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing, or nothing but white space, is in the file.
    #[error("{}: the file is empty; let the build write the SBOM again", name(.file))]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The file, or what is packed in it, is larger than is read.
    #[error("{}: it holds more than the {most} bytes that are read; `--max-size` sets another bound", name(.file))]
    TooLarge {
        /// The file's name.
        file: String,
        /// Most bytes that are read.
        most: usize,
    },
    /// What is packed cannot be unpacked.
    #[error("{}: the {kind} data cannot be unpacked: {}; was the file copied whole?", name(.file), shown(.why))]
    Unpacking {
        /// The file's name.
        file: String,
        /// `gzip` or `Zstandard`.
        kind: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The text is UTF-16 and broken.
    #[error("{}: the UTF-16 text is broken at byte {at}: {why}; export it again, best as UTF-8", name(.file))]
    Utf16 {
        /// The file's name.
        file: String,
        /// Bytes before the place.
        at: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// The file is written in an encoding that is not read.
    #[error("{}: the text is encoded as {encoding}, expected UTF-8 or UTF-16; convert it, e.g. with `iconv -f {encoding} -t UTF-8`", name(.file))]
    Encoding {
        /// The file's name.
        file: String,
        /// `UTF-32`.
        encoding: &'static str,
    },
    /// The bytes are not UTF-8.
    #[error("{}:{line}:{column}: a byte here is not UTF-8; the file is damaged or written in another encoding: export it again as UTF-8", name(.file))]
    NotUtf8 {
        /// The file's name.
        file: String,
        /// Line of the first wrong byte.
        line: usize,
        /// Column of the first wrong byte.
        column: usize,
    },
    /// The text ends in the middle.
    #[error("{}:{line}:{column}: the {language} ends in the middle ({}); was the file copied whole? Export it again", name(.file), shown(.problem))]
    Truncated {
        /// The file's name.
        file: String,
        /// What the text is written in, as in `JSON`.
        language: &'static str,
        /// Line where the file ends.
        line: usize,
        /// Column where the file ends.
        column: usize,
        /// What the parser was reading.
        problem: String,
    },
    /// The text is broken.
    #[error("{}:{line}:{column}: the {language} is broken here: {}; correct it or export the SBOM again", name(.file), shown(.problem))]
    Syntax {
        /// The file's name.
        file: String,
        /// What the text is written in, as in `JSON`.
        language: &'static str,
        /// Line of the error.
        line: usize,
        /// Column of the error.
        column: usize,
        /// What the parser expected or met.
        problem: String,
    },
    /// Components, services or other parts are nested deeper than is read.
    #[error("{}:{line}:{column}: nested too deep: more than 127 levels (of arrays and objects in JSON: about 60 components inside one another) are not read; flatten the SBOM", name(.file))]
    TooDeep {
        /// The file's name.
        file: String,
        /// Line where the limit was reached.
        line: usize,
        /// Column where the limit was reached.
        column: usize,
    },
    /// The content is of no format that is known here.
    #[error("{}: not an SBOM: expected CycloneDX (JSON or XML) or SPDX (JSON, YAML, tag-value or JSON-LD), found {found}; give the file that the SBOM tool wrote", name(.file))]
    NotAnSbom {
        /// The file's name.
        file: String,
        /// What the content looks like.
        found: &'static str,
    },
    /// `bomFormat` is there but not `CycloneDX`.
    #[error("{}: not an SBOM: expected \"bomFormat\": \"CycloneDX\", found \"{}\"; correct it if the file is CycloneDX", name(.file), shown(.found))]
    WrongBomFormat {
        /// The file's name.
        file: String,
        /// The value found.
        found: String,
    },
    /// A CycloneDX file that does not say which version of the specification it follows.
    #[error("{}: the version of CycloneDX is missing (\"specVersion\" in JSON, the namespace in XML), expected 1.0 to 1.7; add the one that the file was written for", name(.file))]
    NoSpecVersion {
        /// The file's name.
        file: String,
    },
    /// An SPDX document that does not say which version of the specification it follows.
    #[error("{}: the version of SPDX is missing (`spdxVersion`, `SPDXVersion`), expected SPDX-2.2 or SPDX-2.3; add the one that the file was written for", name(.file))]
    NoSpdxVersion {
        /// The file's name.
        file: String,
    },
    /// A version of CycloneDX that is none.
    #[error("{}: the version of CycloneDX is \"{}\" (\"specVersion\" in JSON, the namespace in XML), expected 1.0 to 1.7; write the one that the file was written for", name(.file), shown(.found))]
    WrongSpecVersion {
        /// The file's name.
        file: String,
        /// The value found.
        found: String,
    },
    /// Lists inside one entry hold more than is read at a time.
    #[error("{}:{line}:{column}: more than two million entries inside one component or dependency are not read; split the SBOM", name(.file))]
    TooMany {
        /// The file's name.
        file: String,
        /// Line where the limit was reached.
        line: usize,
        /// Column where the limit was reached.
        column: usize,
    },
    /// The content is compressed or an archive.
    #[error("{}: this is {found}; unpack it and give the SBOM inside", name(.file))]
    Packed {
        /// The file's name.
        file: String,
        /// What it is.
        found: &'static str,
    },
    /// Recognised, not broken as far as was looked, but not read.
    #[error("{}: {format}{} is not read; {}", name(.file), version_shown(.version), instead(.format))]
    Unsupported {
        /// The file's name.
        file: String,
        /// The format's name, as in `SPDX 2 JSON`.
        format: &'static str,
        /// The version as the file states it.
        version: Option<String>,
    },
    /// A value has a type that would falsify the counts.
    #[error("{}:{line}:{column}: {}: expected {expected}, found {found}, at or before this place; correct it or export the SBOM again", name(.file), shown(.path))]
    WrongType {
        /// The file's name.
        file: String,
        /// Line where the entry that holds the value ends.
        line: usize,
        /// Column where it ends.
        column: usize,
        /// Where, as in `components[3].components`; indices start at 0.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
}

impl ReadError {
    /// Translates what serde_json says. Its messages are its own fixed texts: the readers here
    /// never let a value of the file into them.
    pub(super) fn of_json(file: &str, error: &serde_json::Error) -> Self {
        let (file, line, column) = (file.to_owned(), error.line(), error.column());
        let message = error.to_string();
        let problem = message
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned();
        let problem = match problem.as_str() {
            "expected ident" => "expected `null`, `true` or `false`".to_owned(),
            _ => problem,
        };
        if problem == TOO_MANY {
            Self::TooMany { file, line, column }
        } else if problem == "recursion limit exceeded" {
            Self::TooDeep { file, line, column }
        } else if error.is_eof() {
            Self::Truncated {
                file,
                language: "JSON",
                line,
                column,
                problem,
            }
        } else {
            Self::Syntax {
                file,
                language: "JSON",
                line,
                column,
                problem,
            }
        }
    }
}

/// What to do with a format that is not read.
fn instead(format: &str) -> &'static str {
    match format {
        "CycloneDX protobuf" => {
            "convert it, e.g. with `cyclonedx convert --input-format protobuf --output-format json`"
        }
        "SPDX RDF/XML" => {
            "convert it, e.g. with the SPDX tools: `java -jar tools-java.jar Convert FILE.rdf.xml FILE.spdx.json`"
        }
        _ => {
            "have the generator write CycloneDX 1.0 to 1.7, SPDX 2.2 or 2.3, or SPDX 3.0, or convert the file"
        }
    }
}

/// Line and column of a byte, from 1; columns count bytes.
pub(super) fn place(text: &[u8], at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or_default();
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n');
    (lines + 1, column.count() + 1)
}

fn version_shown(version: &Option<String>) -> String {
    match version {
        Some(version) => format!(" {}", shown(version)),
        None => String::new(),
    }
}

/// Foreign text made fit for one line of a terminal.
fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for piece in text.chars().map(escaped) {
        length += piece.chars().count();
        if length > SHOWN {
            out.push('…');
            break;
        }
        out.push_str(&piece);
    }
    out
}

/// A file's name, whole, so that it can be opened from the message.
fn name(text: &str) -> String {
    text.chars().map(escaped).collect()
}

fn escaped(c: char) -> String {
    match c {
        '"' | '\'' | '\\' => c.to_string(),
        c => c.escape_debug().to_string(),
    }
}
