//! The questionnaire as a state machine without a terminal: events in, a view and at most one
//! effect out. A face draws the [`View`] and turns keys or lines into an [`Event`]; a [`Sitting`]
//! carries out the [`Effect`]s against the project and reports back. [`plain`] is the face for
//! lines, [`full`] the one for a full screen; both show the [`content`] of a question.

mod answering;
mod assigning;
pub mod content;
mod event;
mod evidence;
mod filter;
mod find;
pub mod full;
mod item;
mod machine;
mod moving;
pub mod plain;
mod saving;
pub mod sheet;
mod sitting;
mod standing;
mod view;

pub use event::{Effect, Event, Outlook, Resolution, SavedEntry, Unsaved};
pub use filter::{Choice, Filter, State};
pub use item::{Item, section};
pub use machine::{Drafts, Questionnaire};
pub use sitting::{Host, Sitting};
pub use standing::{Section, Standing};
pub use view::{Choosing, Prompt, Scene, Summary, Unfinished, View};
