//! The Act as pure rules and data: its points, and from when they bind a product.

mod application;
mod meanings;
mod points;

pub use application::{Application, Due, MAIN_DATE, REPORTING_DATE, application};
pub use meanings::{ValueMeaning, value_meaning, value_meanings};
pub use points::{Point, points};
