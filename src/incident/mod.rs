//! Art. 14: whether an event is to be reported, by when, what, and to whom.
//!
//! Pure but for [`Store`], which keeps the records: the record of an event and the instant come
//! in as values. What a person told stands
//! in a [`Record`], entry behind entry; an [`EventState`] is what they come to. From it
//! [`decide`] gives the decision, [`clocks`] the limits, [`Draft`] the contents of a stage and
//! [`recipient`] the CSIRT. Facts, stages, fields and the platform's form are data in
//! `checklists/law/`.

mod clock;
mod data;
mod decide;
mod draft;
mod interview;
mod recipient;
mod record;
mod state;
mod store;

pub use clock::{Clock, Progress, clocks};
pub use data::{
    Content, Fact, Field, FieldKind, Kind, Need, Platform, Reporting, Row, StageKind, StageSpec,
    When, platform, reporting,
};
pub use decide::{
    Decision, Outcome, Pointer, Reason, Shown, contradictions, day_of_the_act, decide,
};
pub use draft::{Draft, FormRow, Part, State, Value, check_field, known_field};
pub use interview::{Interview, Question, Told};
pub use recipient::{Recipient, recipient};
pub use record::{Deed, Entry, Record, RecordError};
pub use state::{EventState, FormerDuty, Request, Submission, TakenBack};
pub use store::{Store, StoreError, Writer, stays_out_of_git, stays_private};
