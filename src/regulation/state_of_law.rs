use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::classify::Procedure;
use crate::checklist::STANDARDS;
use crate::text::Text;
use crate::values::{Date, Id};
use crate::yaml;

/// `checklists/law/standards.yaml`: what presumption of conformity and the routes of Art. 32
/// depend on, as it was known on a day.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: Text,
    as_of: Option<Date>,
    verify_at: Text,
    cited: Vec<Cited>,
    common_specifications: Vec<Cited>,
    schemes: Vec<Scheme>,
    mandatory_certification: Vec<Mandatory>,
    notified_bodies: Vec<NotifiedBody>,
    notified_bodies_as_of: Option<Date>,
    request: Vec<RequestLine>,
}

/// A harmonised standard whose reference is published in the Official Journal under this
/// Regulation (Art. 27(1)), or a common specification (Art. 27(2)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Cited {
    /// Its reference, such as `EN 304 632:2027`.
    #[schemars(with = "String")]
    pub reference: Text,
    /// Where the Official Journal cites it, such as `OJ L, 2027/123, 1.3.2027`.
    #[schemars(with = "String")]
    pub official_journal: Text,
}

/// A certification scheme that a delegated act under Art. 27(9) lets show conformity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scheme {
    /// Its name, such as `EUCC`.
    #[schemars(with = "String")]
    pub name: Text,
    /// The delegated act.
    #[schemars(with = "String")]
    pub delegated_act: Text,
}

/// A category for which a delegated act under Art. 8(1) demands a certificate. It is listed once
/// the act applies, after its transitional period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mandatory {
    /// The category of Annex IV, such as `iv.3`.
    pub category: Id,
    /// The scheme.
    #[schemars(with = "String")]
    pub scheme: Text,
    /// The certificate is demanded for parts of Annex I only.
    #[serde(default)]
    pub parts: bool,
    /// The delegated act.
    #[schemars(with = "String")]
    pub delegated_act: Text,
}

/// A notified body listed under this Regulation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NotifiedBody {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Text,
    /// Its number.
    #[schemars(with = "String")]
    pub number: Text,
    /// The procedures for which it is notified.
    pub procedures: Vec<Procedure>,
}

/// A line of the standardisation request M/606.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequestLine {
    /// Its number.
    pub line: u32,
    /// The point of Annex I or the category that it serves.
    pub serves: Id,
    /// References of what is drafted for it, where known.
    pub deliverables: Vec<Text>,
    /// When it is to be adopted by the standardisation organisations.
    pub deadline: Date,
    /// What it is about.
    pub subject: Text,
    /// Where it stands.
    pub status: Text,
}

/// What a maker knows better than the embedded data, as of a day: each list that is given takes
/// the place of the embedded one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OwnStateOfLaw {
    /// The day on which you looked.
    pub as_of: Option<Date>,
    /// Harmonised standards whose reference is published in the Official Journal under this Regulation.
    pub cited: Option<Vec<Cited>>,
    /// Common specifications under Art. 27(2).
    pub common_specifications: Option<Vec<Cited>>,
    /// Certification schemes usable by a delegated act under Art. 27(9).
    pub schemes: Option<Vec<Scheme>>,
    /// Categories for which a delegated act under Art. 8(1) demands a certificate.
    pub mandatory_certification: Option<Vec<Mandatory>>,
    /// Notified bodies listed under this Regulation.
    pub notified_bodies: Option<Vec<NotifiedBody>>,
}

/// A list, and the day on which it was true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T> {
    /// What is known.
    pub items: Vec<T>,
    /// The day on which somebody looked.
    pub as_of: Option<Date>,
    /// The maker looked, not the makers of this program.
    pub own: bool,
    /// The maker's own list is of this day, which is still to come, and is not used.
    pub ahead: Option<Date>,
}

/// What the routes depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateOfLaw {
    /// Harmonised standards cited in the Official Journal.
    pub cited: Known<Cited>,
    /// Common specifications.
    pub common_specifications: Known<Cited>,
    /// Usable certification schemes.
    pub schemes: Known<Scheme>,
    /// Categories with a compulsory certificate.
    pub mandatory: Known<Mandatory>,
    /// Notified bodies.
    pub bodies: Known<NotifiedBody>,
}

fn file() -> &'static File {
    static ALL: OnceLock<File> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(STANDARDS))
}

/// Where to look before relying on the state of the law.
pub fn verify_at() -> &'static Text {
    &file().verify_at
}

/// The lines of the standardisation request that serve a category.
pub fn request_lines(category: &Id) -> impl Iterator<Item = &'static RequestLine> {
    file()
        .request
        .iter()
        .filter(move |line| line.serves == *category)
}

/// All lines of the standardisation request.
pub fn request() -> &'static [RequestLine] {
    &file().request
}

impl StateOfLaw {
    /// The embedded state, with the lists of `own` in place of those that it gives. What is said to
    /// be true on a day after `today` is not used: nobody has looked on a day to come.
    pub fn with(own: &OwnStateOfLaw, today: Option<Date>) -> Self {
        let ahead = own
            .as_of
            .filter(|day| today.is_some_and(|today| *day > today));
        let known = Source {
            as_of: own.as_of,
            ahead,
        };
        let law = file();
        Self {
            cited: known.of(&law.cited, &own.cited),
            common_specifications: known.of(&law.common_specifications, &own.common_specifications),
            schemes: known.of(&law.schemes, &own.schemes),
            mandatory: known.of(&law.mandatory_certification, &own.mandatory_certification),
            bodies: Known {
                as_of: match own.notified_bodies.is_some() && ahead.is_none() {
                    true => own.as_of,
                    false => law.notified_bodies_as_of,
                },
                ..known.of(&law.notified_bodies, &own.notified_bodies)
            },
        }
    }

    /// Whether anything is known that presumption of conformity may rest on (Art. 27).
    pub fn gives_presumption(&self) -> bool {
        !self.cited.items.is_empty()
            || !self.common_specifications.items.is_empty()
            || !self.schemes.items.is_empty()
    }

    /// Whether a notified body is known for `procedure`.
    pub fn has_body_for(&self, procedure: Procedure) -> bool {
        let mut bodies = self.bodies.items.iter();
        bodies.any(|body| body.procedures.contains(&procedure))
    }

    /// The compulsory certificate of a category, Art. 8(1).
    pub fn certificate_for(&self, category: &Id) -> Option<&Mandatory> {
        self.mandatory
            .items
            .iter()
            .find(|one| one.category == *category)
    }
}

/// Of which day the maker's own lists are.
struct Source {
    as_of: Option<Date>,
    ahead: Option<Date>,
}

impl Source {
    fn of<T: Clone>(&self, embedded: &[T], own: &Option<Vec<T>>) -> Known<T> {
        match own {
            Some(items) if self.ahead.is_none() => Known {
                items: items.clone(),
                as_of: self.as_of,
                own: true,
                ahead: None,
            },
            _ => Known {
                items: embedded.to_vec(),
                as_of: file().as_of,
                own: false,
                ahead: self.ahead.filter(|_| own.is_some()),
            },
        }
    }
}

impl<T> Known<T> {
    /// `as of 2026-10-06 (verify)`, or by whom else it is known.
    pub fn as_of_in_words(&self) -> String {
        let day = self
            .as_of
            .map_or_else(|| "an unknown day".to_owned(), |day| day.to_string());
        match self.own {
            true => format!("as of {day}, by cemark.yaml"),
            false => match self.ahead {
                Some(ahead) => format!(
                    "as of {day}; verify; `state-of-law` in cemark.yaml is of {ahead}, a day to come, and is not used"
                ),
                None => format!("as of {day}; verify"),
            },
        }
    }
}

/// How far what presumption of conformity rests on was applied to a product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Applied {
    /// Its reference or name, such as `EN 304 632:2027` or `EUCC`.
    pub reference: Text,
    /// What it is.
    pub kind: AppliedKind,
    /// Whether it was applied in full.
    pub extent: Extent,
    /// Whether it covers, with what else was applied in full, the essential requirements that apply
    /// to the core functionality, Annex I Part II included (Commission guidance, point 149, which binds no one).
    pub covers_core_risks: Option<bool>,
    /// Assurance level of a certificate.
    pub level: Option<AssuranceLevel>,
}

/// On what presumption of conformity may rest, Art. 27.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AppliedKind {
    /// A harmonised standard, Art. 27(1).
    HarmonisedStandard,
    /// A common specification, Art. 27(2) and (5).
    CommonSpecification,
    /// A certificate or statement under a European cybersecurity certification scheme, Art. 27(8).
    CertificationScheme,
}

/// How far it was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// In full.
    Full,
    /// Only in part.
    Part,
}

/// The assurance levels of Regulation (EU) 2019/881.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AssuranceLevel {
    /// Basic.
    Basic,
    /// Substantial.
    Substantial,
    /// High.
    High,
}

/// Whether an applied document is the one that is cited; `None` where the same document is
/// meant and the edition is not told. Case, spaces and the publisher before `EN` count for nothing.
pub(super) fn is_cited_as(applied: &Text, cited: &Text) -> Option<bool> {
    let parts = |text: &Text| {
        let upper = text.raw().to_uppercase();
        let (base, edition) = upper.split_once(':').unwrap_or((&upper, ""));
        let bare = |text: &str| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
        };
        (
            bare(base).trim_start_matches("ETSI").to_owned(),
            bare(edition),
        )
    };
    let (applied, cited) = (parts(applied), parts(cited));
    match applied.0 == cited.0 {
        true if applied.1 == cited.1 => Some(true),
        true if applied.1.is_empty() || cited.1.is_empty() => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<File>(STANDARDS).err(), None);
    }

    #[test]
    fn references_are_compared_by_document_and_edition() {
        let same = |one: &str, other: &str| is_cited_as(&one.into(), &other.into());
        assert_eq!(same("ETSI EN 304 632:2027", "en 304632:2027"), Some(true));
        assert_eq!(same("EN 304 632", "EN 304 632:2027"), None);
        assert_eq!(same("EN 304 632:2026", "EN 304 632:2027"), Some(false));
        assert_eq!(same("EN 304 633", "EN 304 632"), Some(false));
    }
}
