//! The data that is part of the binary: a new checklist is a file and a line here.

/// The embedded checklists: name and text.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("annex-i", include_str!("../../checklists/annex-i.yaml")),
    ("art-14", include_str!("../../checklists/art-14.yaml")),
];

/// The points of the Act.
pub const POINTS: &str = include_str!("../../checklists/law/points.yaml");

/// What the keys of cemark.yaml mean in law.
pub const VALUES: &str = include_str!("../../checklists/law/values.yaml");

/// Words that stand for an answer nobody has written yet.
pub const PLACEHOLDERS: &str = include_str!("../../checklists/placeholders.yaml");

/// Art. 14: facts, stages and their contents.
pub const REPORTING: &str = include_str!("../../checklists/law/reporting.yaml");

/// The form of the single reporting platform.
pub const PLATFORM: &str = include_str!("../../checklists/law/platform.yaml");

/// The authorities of the Member States.
pub const AUTHORITIES: &str = include_str!("../../checklists/law/authorities.yaml");
