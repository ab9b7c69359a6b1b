//! The data that is part of the binary: a new checklist is a file and a line here.

use super::model::Role;

/// The embedded checklists: name and text.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("annex-i", include_str!("../../checklists/annex-i.yaml")),
    ("annex-ii", include_str!("../../checklists/annex-ii.yaml")),
    ("annex-v", include_str!("../../checklists/annex-v.yaml")),
    ("annex-vii", include_str!("../../checklists/annex-vii.yaml")),
    ("art-13", include_str!("../../checklists/art-13.yaml")),
    ("art-14", include_str!("../../checklists/art-14.yaml")),
    (
        "conformity",
        include_str!("../../checklists/conformity.yaml"),
    ),
    (
        "notified-body",
        include_str!("../../checklists/notified-body.yaml"),
    ),
    (
        "traceability",
        include_str!("../../checklists/traceability.yaml"),
    ),
    (
        "authorised-representative",
        include_str!("../../checklists/authorised-representative.yaml"),
    ),
    ("importer", include_str!("../../checklists/importer.yaml")),
    (
        "distributor",
        include_str!("../../checklists/distributor.yaml"),
    ),
    ("steward", include_str!("../../checklists/steward.yaml")),
];

/// The catalogues of each checklist: `annex-i.fr.yaml` beside `annex-i.yaml`.
macro_rules! catalogues {
    ($($name:literal),* $(,)?) => {
        &[$(
            ("fr", include_str!(concat!("../../checklists/", $name, ".fr.yaml"))),
            ("nl", include_str!(concat!("../../checklists/", $name, ".nl.yaml"))),
            ("de", include_str!(concat!("../../checklists/", $name, ".de.yaml"))),
        )*]
    };
}

/// The words of the embedded checklists in other languages: code and text.
pub const CATALOGUES: &[(&str, &str)] = catalogues![
    "annex-i",
    "annex-ii",
    "annex-v",
    "annex-vii",
    "art-13",
    "art-14",
    "conformity",
    "notified-body",
    "traceability",
    "authorised-representative",
    "importer",
    "distributor",
    "steward",
];

/// The embedded checklists that together hold what the Act asks of these roles, each once.
pub fn checklists_of(roles: &[Role]) -> Vec<&'static str> {
    let mut all = Vec::new();
    for name in roles.iter().flat_map(|role| of_one(*role)) {
        if !all.contains(name) {
            all.push(*name);
        }
    }
    all
}

/// Those of one role, in the order in which they are best answered.
fn of_one(role: Role) -> &'static [&'static str] {
    match role {
        Role::Manufacturer => &[
            "annex-i",
            "art-13",
            "annex-ii",
            "annex-vii",
            "conformity",
            "notified-body",
            "annex-v",
            "art-14",
            "traceability",
        ],
        Role::AuthorisedRepresentative => &["authorised-representative", "traceability"],
        Role::Importer => &["importer", "traceability"],
        Role::Distributor => &["distributor", "traceability"],
        Role::Steward => &["steward"],
    }
}

/// The points of the Act.
pub const POINTS: &str = include_str!("../../checklists/law/points.yaml");

/// The checks before one delivery is placed or made available.
pub const DELIVERY: &str = include_str!("../../checklists/law/delivery.yaml");

/// Product types to begin a project with.
pub(super) const PRODUCT_TYPES: &str = include_str!("../../checklists/product-types.yaml");

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

/// Scope, role, remote data processing and neighbouring acts: facts and what they mean.
pub const CLASSIFY: &str = include_str!("../../checklists/law/classify.yaml");

/// The categories of Annexes III and IV.
pub const CATEGORIES: &str = include_str!("../../checklists/law/categories.yaml");

/// The conformity assessment procedures and what follows from each.
pub const PROCEDURES: &str = include_str!("../../checklists/law/procedures.yaml");

/// Standards, common specifications, schemes and notified bodies as they were known on a day.
pub const STANDARDS: &str = include_str!("../../checklists/law/standards.yaml");

/// Substantial modifications: facts, readings and what follows.
pub const CHANGES: &str = include_str!("../../checklists/law/changes.yaml");

/// What has its day: texts and citations.
pub const DATES: &str = include_str!("../../checklists/law/dates.yaml");

/// Where the law's text is read.
pub const LINKS: &str = include_str!("../../checklists/law/links.yaml");
