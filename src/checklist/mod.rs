//! Checklists: the embedded ones, the maker's own, and lint.
//!
//! A requirement is an entry in a YAML file under `checklists/`; nothing in here knows any
//! requirement by name.

mod citation;
mod condition;
mod embedded;
mod language;
mod lint;
mod load;
mod model;
mod product_types;

pub use citation::Citation;
pub use condition::{Condition, Conditions, Trait};
pub use embedded::{
    AUTHORITIES, CATEGORIES, CHANGES, CLASSIFY, DATES, DELIVERY, EMBEDDED, LINKS, PLACEHOLDERS,
    PLATFORM, POINTS, PROCEDURES, REPORTING, STANDARDS, VALUES, checklists_of,
};
pub use language::{Catalogue, FALLBACK, Language, Message, catalogues};
pub use lint::{LintFinding, lint};
pub use load::{Checklists, LoadError, LoadedChecklist, read_checklist};
pub use model::{
    Applies, Basis, Change, CheckUse, Checklist, Justification, Opening, Phase, Question,
    Requirement, Role, When, Withdrawn, Wording,
};
pub use product_types::{CategoryHint, ProductType, product_types};
