//! The maker's YAML files, read and edited without loss.
//!
//! [`parse`] turns text into a tree with positions and keeps within fixed bounds;
//! [`read`] turns the tree into a type and reports every mistake of the file in one go;
//! [`set_entry`] replaces the lines of one entry and leaves every other byte alone.

mod de;
mod edit;
mod node;
mod problem;
mod suggest;

pub use de::{MAX_PROBLEMS, SAMPLE, TO_FILL_IN, read, read_checked};
pub use edit::{EditError, looks_typed, remove_entry, set_entry};
pub use node::{Key, MAX_BYTES, Node, Span, Value, parse, parse_within};
pub use problem::{FileError, Problem};
pub use suggest::{did_you_mean, or_did_you_mean};

/// A file of this program's own data; empty if it were broken, which the tests exclude.
pub(crate) fn embedded<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    read_embedded(text).unwrap_or_default()
}

/// A file of this program's own data, or all its mistakes.
pub(crate) fn read_embedded<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Vec<Problem>> {
    read(&parse(text).map_err(|problem| vec![problem])?)
}
