//! The Act as pure rules and data: its points, from when they bind a product, scope, role, category
//! and route, the state of standards and bodies, and the authorities.

mod application;
mod authorities;
mod change;
pub mod classify;
mod deadlines;
mod meanings;
mod points;
mod state_of_law;

pub use application::{Application, Due, MAIN_DATE, REPORTING_DATE, application};
pub use authorities::{Authorities, Authority, MemberState, authorities};
pub use change::{
    Change, ChangeFact, ChangeOutcome, ChangedBy, FactBasis, Said, change_fact, change_facts,
};
pub use deadlines::{DateState, Deadline, Edge, Timetable, Version};
pub use meanings::{ValueMeaning, value_meaning, value_meanings};
pub use points::{Point, applies_from, point, points};
pub use state_of_law::{
    Applied, AppliedKind, AssuranceLevel, Cited, Extent, Known, Mandatory, NotifiedBody,
    OwnStateOfLaw, RequestLine, Scheme, StateOfLaw, request, request_lines, verify_at,
};
