//! The Act as pure rules and data: its points, from when they bind a product, and the authorities.

mod application;
mod authorities;
mod meanings;
mod points;

pub use application::{Application, Due, MAIN_DATE, REPORTING_DATE, application};
pub use authorities::{Authorities, Authority, MemberState, authorities};
pub use meanings::{ValueMeaning, value_meaning, value_meanings};
pub use points::{Point, applies_from, point, points};
