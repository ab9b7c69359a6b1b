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
    /// The file is larger than [`super::MAX_BYTES`].
    #[error("{}: {bytes} bytes are more than the {} that are read; split the SBOM", name(.file), super::MAX_BYTES)]
    TooLarge {
        /// The file's name.
        file: String,
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// The file is written in an encoding that JSON (RFC 8259, section 8.1) does not allow.
    #[error("{}: the text is encoded as {encoding}, expected UTF-8; convert it, e.g. with `iconv -f {encoding} -t UTF-8`", name(.file))]
    Encoding {
        /// The file's name.
        file: String,
        /// `UTF-16` or `UTF-32`.
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
    /// The JSON ends in the middle.
    #[error("{}:{line}:{column}: the JSON ends in the middle ({problem}); was the file copied whole? Export it again", name(.file))]
    Truncated {
        /// The file's name.
        file: String,
        /// Line where the file ends.
        line: usize,
        /// Column where the file ends.
        column: usize,
        /// What the parser was reading.
        problem: String,
    },
    /// The JSON is broken.
    #[error("{}:{line}:{column}: the JSON is broken here: {}; correct it or export the SBOM again", name(.file), shown(.problem))]
    Syntax {
        /// The file's name.
        file: String,
        /// Line of the error.
        line: usize,
        /// Column of the error.
        column: usize,
        /// What the parser expected or met.
        problem: String,
    },
    /// Components, services or other parts are nested deeper than is read.
    #[error("{}:{line}:{column}: nested too deep: more than 127 levels of arrays and objects (about 60 components inside one another) are not read; flatten the SBOM", name(.file))]
    TooDeep {
        /// The file's name.
        file: String,
        /// Line where the limit was reached.
        line: usize,
        /// Column where the limit was reached.
        column: usize,
    },
    /// The content is of no format that is known here.
    #[error("{}: not an SBOM: expected \"bomFormat\": \"CycloneDX\" at the top of a JSON object, found {found}; give the file that the SBOM tool wrote", name(.file))]
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
    #[error("{}: \"specVersion\" is missing: expected \"1.2\" to \"1.7\"; add the version that the file was written for", name(.file))]
    NoSpecVersion {
        /// The file's name.
        file: String,
    },
    /// `specVersion` is no version.
    #[error("{}: \"specVersion\" is \"{}\": expected \"1.2\" to \"1.7\"; write the version that the file was written for", name(.file), shown(.found))]
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
    /// Recognised, not broken as far as was looked, but not read by this release.
    #[error("{}: {format}{} is not read by this release; have the generator write CycloneDX JSON 1.2 to 1.7, or convert the file", name(.file), version_shown(.version))]
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
                line,
                column,
                problem,
            }
        } else {
            Self::Syntax {
                file,
                line,
                column,
                problem,
            }
        }
    }
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
