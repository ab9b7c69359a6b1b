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
pub use edit::{EditError, set_entry};
pub use node::{Key, MAX_BYTES, Node, Span, Value, parse};
pub use problem::{FileError, Problem};
pub use suggest::did_you_mean;
