//! The questionnaire as a state machine without a terminal: events in, a view and at most one
//! effect out. A face draws the [`View`] and turns keys or lines into an [`Event`]; whoever
//! drives it carries out the [`Effect`] and reports back. [`plain`] is the face for lines.

mod item;
mod machine;
pub mod plain;
pub mod sheet;
mod view;

pub use item::{Filter, Item, items, section};
pub use machine::{Effect, Event, Questionnaire};
pub use view::{Prompt, View};
