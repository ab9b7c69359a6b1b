use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MAIN_DATE;
use crate::checklist::CHANGES;
use crate::text::Text;
use crate::values::{Date, Facts, Id, Tri};
use crate::yaml;

/// `checklists/law/changes.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    facts: Vec<ChangeFact>,
    readings: Vec<Said>,
    follows: Vec<Follow>,
}

/// Something about a change that decides, or helps to see, whether it is a substantial modification.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChangeFact {
    /// Its name.
    pub id: Id,
    /// What makes it count.
    pub basis: FactBasis,
    /// The point of law or of the guidance.
    pub citation: Text,
    /// The question.
    pub ask: Text,
    /// What helps to answer it.
    #[serde(default)]
    pub help: Text,
    /// What a yes means.
    #[serde(default)]
    pub if_yes: Text,
    /// What a no means.
    #[serde(default)]
    pub if_no: Text,
    /// How to find out.
    pub clarify: Text,
}

/// What makes a fact count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactBasis {
    /// The Act.
    Law,
    /// The Commission's guidance, which binds no one.
    Guidance,
}

/// A point and what it says here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Said {
    #[serde(default, skip_serializing)]
    id: Text,
    /// The point of law or of the guidance.
    #[schemars(with = "String")]
    pub citation: Text,
    /// What it says here.
    #[schemars(with = "String")]
    pub text: Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Follow {
    of: Vec<ChangedBy>,
    when: When,
    citation: Text,
    text: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    /// Whatever the outcome, once the product is placed.
    Any,
    NotSubstantial,
    Substantial,
    UseChanged,
    UseKept,
    UseOpen,
    SubstantialSupplied,
    SubstantialKept,
    SubstantialPart,
    SubstantialWhole,
    OldPart,
    OldWhole,
    BeforeMainDate,
    DayOpen,
}

/// Who made the change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum ChangedBy {
    /// The manufacturer of the product.
    Manufacturer,
    /// Its importer, Art. 21.
    Importer,
    /// Its distributor, Art. 21.
    Distributor,
    /// Anybody else, Art. 22.
    Other,
}

impl ChangedBy {
    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            ChangedBy::Manufacturer => "manufacturer",
            ChangedBy::Importer => "importer",
            ChangedBy::Distributor => "distributor",
            ChangedBy::Other => "other",
        }
    }
}

/// A change as it is told.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who made it.
    pub by: ChangedBy,
    /// The day on which the changed product is or will be made available.
    pub released: Option<Date>,
    /// The first day on which the product was placed on the market before it.
    pub first_placed: Option<Date>,
    /// What is told, by fact.
    pub facts: Facts,
}

/// Whether a change is a substantial modification, for whom, and what follows.
#[derive(Debug, Clone)]
pub struct ChangeOutcome {
    /// Yes, no or undecided.
    pub substantial: Tri,
    /// Whether who made it counts as the manufacturer of the changed product; `None` where undecided.
    pub is_manufacturer: Option<bool>,
    /// The article by which.
    pub by: Option<&'static str>,
    /// Whether it reaches the whole (yes) or one part (no).
    pub whole: Tri,
    /// What it follows from in the Act.
    pub reasons: Vec<(Text, Text, Vec<Id>)>,
    /// How the guidance, which binds no one, reads the answers.
    pub reading: Option<Said>,
    /// What has to be found out.
    pub clarify: Vec<&'static ChangeFact>,
    /// What follows.
    pub follows: Vec<Said>,
}

fn file() -> &'static File {
    static ALL: OnceLock<File> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(CHANGES))
}

/// The facts, in the order in which they are asked.
pub fn change_facts() -> &'static [ChangeFact] {
    &file().facts
}

/// The fact with this name.
pub fn change_fact(id: &str) -> Option<&'static ChangeFact> {
    change_facts().iter().find(|fact| fact.id.as_str() == id)
}

const RAISED: [&str; 4] = [
    "new-vectors",
    "new-scenarios",
    "higher-likelihood",
    "higher-impact",
];

impl Change {
    fn told(&self, name: &str) -> Tri {
        self.facts.get(name).copied().unwrap_or(Tri::Unknown)
    }

    /// Decides by Art. 3(30): `purpose` or `compliance` makes it one, a no to both makes it none.
    /// Where the answers do not fit together, or one is missing, it is undecided.
    pub fn decide(&self) -> ChangeOutcome {
        let mut reasons = Vec::new();
        let mut clarify = Vec::new();
        let mut because = |name: &str| {
            let fact = change_fact(name);
            let text = fact.map(|fact| match self.told(name) {
                Tri::Yes => fact.if_yes.clone(),
                _ => fact.if_no.clone(),
            });
            if let (Some(fact), Some(text)) = (fact, text.filter(|text| !text.is_blank())) {
                reasons.push((fact.citation.clone(), text, vec![fact.id.clone()]));
            }
        };
        let (placed, purpose, compliance) =
            (self.placed(), self.told("purpose"), self.told("compliance"));
        let substantial = match (placed, purpose, compliance) {
            (Tri::No, _, _) => {
                because("placed");
                Tri::No
            }
            (_, Tri::No, Tri::No) if self.is_spoken_against() => Tri::Unknown,
            // A no to both settles it whether or not the product was placed before.
            (_, Tri::No, Tri::No) => {
                because("purpose");
                because("compliance");
                Tri::No
            }
            (Tri::Yes, Tri::Yes, _) | (Tri::Yes, _, Tri::Yes) => {
                for name in ["purpose", "compliance"] {
                    if self.told(name) == Tri::Yes {
                        because(name);
                    }
                }
                Tri::Yes
            }
            _ => Tri::Unknown,
        };
        let reading = self.reading();
        if placed != Tri::No && substantial == Tri::Unknown {
            let against = self.placed_against_the_day();
            let open = ["placed", "purpose", "compliance"]
                .into_iter()
                .filter(|name| self.told(name) == Tri::Unknown || against && *name == "placed");
            clarify.extend(open.filter_map(change_fact));
            if self.is_spoken_against() {
                clarify.extend(change_fact("compliance"));
            }
            if compliance == Tri::Unknown {
                let aids = RAISED.into_iter().chain(["risks-covered"]);
                clarify.extend(
                    aids.filter(|name| self.told(name) == Tri::Unknown)
                        .filter_map(change_fact),
                );
            }
        }
        let mut outcome = ChangeOutcome {
            substantial,
            is_manufacturer: None,
            by: None,
            whole: Tri::Unknown,
            reasons,
            reading: reading.filter(|_| placed != Tri::No),
            clarify,
            follows: Vec::new(),
        };
        self.consequences(&mut outcome);
        outcome
    }

    /// Whether the product was placed before the change. A no beside an earlier first day of placing
    /// settles nothing: one of the two is wrong.
    fn placed(&self) -> Tri {
        match self.told("placed") {
            Tri::No if self.placed_against_the_day() => Tri::Unknown,
            told => told,
        }
    }

    /// A no to `placed` beside a first day of placing that lies before the release.
    pub fn placed_against_the_day(&self) -> bool {
        let before = self.first_placed.zip(self.released);
        self.told("placed") == Tri::No && before.is_some_and(|(first, day)| first < day)
    }

    /// A no to `compliance` beside new or higher risks that nobody assessed: recitals 38 and 39, as
    /// the guidance reads them (point 104), see a substantial modification there, so one of the
    /// answers has to be looked at again.
    pub fn is_spoken_against(&self) -> bool {
        let raised = RAISED.into_iter().any(|name| self.told(name) == Tri::Yes);
        self.told("compliance") == Tri::No && raised && self.told("risks-covered") == Tri::No
    }

    fn reading(&self) -> Option<Said> {
        let raised = RAISED.map(|name| self.told(name));
        let any = raised.contains(&Tri::Yes);
        let none = raised.iter().all(|told| *told == Tri::No);
        // Where the purpose changes, what is said of risks settles nothing.
        let purpose = self.told("purpose");
        let against = |id| (purpose != Tri::Yes).then_some(id);
        let security = self.told("security-only") == Tri::Yes;
        let covered = self.told("risks-covered");
        let id = match covered {
            Tri::No if any && security => Some("for-security"),
            Tri::No if any => Some("for"),
            Tri::Yes if any => against("against-foreseen"),
            Tri::Yes | Tri::Unknown if none && security && purpose == Tri::No => {
                Some("against-security")
            }
            Tri::Yes if none => against("against-no-risk"),
            _ => None,
        }?;
        file()
            .readings
            .iter()
            .find(|one| one.id.raw() == id)
            .cloned()
    }

    fn consequences(&self, outcome: &mut ChangeOutcome) {
        let mut when = Vec::new();
        if self.placed() != Tri::No {
            when.push(When::Any);
        }
        match outcome.substantial {
            Tri::No if self.placed() == Tri::No => {}
            Tri::No => when.push(When::NotSubstantial),
            Tri::Unknown => {}
            // Until then neither Art. 13 nor Arts. 21 and 22 apply, Art. 71(2).
            Tri::Yes if self.released.is_some_and(|day| day < MAIN_DATE) => {
                when.push(When::BeforeMainDate);
                if self.by == ChangedBy::Manufacturer {
                    (outcome.is_manufacturer, outcome.by) = (Some(true), Some("Art. 3(13)"));
                }
            }
            Tri::Yes => {
                when.push(When::Substantial);
                if self.released.is_none() {
                    when.push(When::DayOpen);
                }
                when.push(match self.told("expected-use") {
                    Tri::Yes => When::UseChanged,
                    Tri::No => When::UseKept,
                    Tri::Unknown => When::UseOpen,
                });
                outcome.whole = self.told("whole");
                self.for_whom(outcome, &mut when);
                if outcome.is_manufacturer != Some(false) {
                    self.old_units(outcome, &mut when);
                }
            }
        }
        let follows = file()
            .follows
            .iter()
            .filter(|one| one.of.contains(&self.by) && when.contains(&one.when));
        outcome.follows = follows
            .map(|one| Said {
                id: Text::default(),
                citation: one.citation.clone(),
                text: one.text.clone(),
            })
            .collect();
    }

    fn for_whom(&self, outcome: &mut ChangeOutcome, when: &mut Vec<When>) {
        match self.by {
            ChangedBy::Manufacturer => {
                (outcome.is_manufacturer, outcome.by) = (Some(true), Some("Art. 3(13)"));
            }
            ChangedBy::Importer | ChangedBy::Distributor => {
                (outcome.is_manufacturer, outcome.by) = (Some(true), Some("Art. 21"));
            }
            ChangedBy::Other => {
                outcome.by = Some("Art. 22(1)");
                match (self.told("is-supplied"), self.told("whole")) {
                    (Tri::No, _) => {
                        outcome.is_manufacturer = Some(false);
                        when.push(When::SubstantialKept);
                        return;
                    }
                    (Tri::Unknown, _) => outcome.clarify.extend(change_fact("is-supplied")),
                    (Tri::Yes, whole) => {
                        outcome.is_manufacturer = Some(true);
                        when.push(When::SubstantialSupplied);
                        match whole {
                            Tri::Yes => when.push(When::SubstantialWhole),
                            Tri::No => when.push(When::SubstantialPart),
                            Tri::Unknown => {}
                        }
                    }
                }
            }
        }
        if self.told("whole") == Tri::Unknown {
            outcome.clarify.extend(change_fact("whole"));
        }
    }

    /// Units placed before the main date, Art. 69(2).
    fn old_units(&self, outcome: &ChangeOutcome, when: &mut Vec<When>) {
        if self.first_placed.is_none_or(|day| day < MAIN_DATE) {
            when.push(match (self.by, outcome.whole) {
                (ChangedBy::Manufacturer | ChangedBy::Other, Tri::No) => When::OldPart,
                _ => When::OldWhole,
            });
        }
    }

    /// The next fact to ask; none when the rest could not change the outcome.
    pub fn next_fact(&self) -> Option<&'static ChangeFact> {
        let outcome = self.decide();
        let is_open = |name: &str| !self.facts.contains_key(name);
        let wanted: Vec<&str> = match (self.told("placed"), outcome.substantial) {
            (Tri::No, _) if !is_open("placed") => Vec::new(),
            (_, Tri::Yes) => match self.by {
                ChangedBy::Other => vec!["is-supplied", "whole"],
                ChangedBy::Manufacturer => vec!["whole", "expected-use"],
                ChangedBy::Importer | ChangedBy::Distributor => vec!["whole"],
            },
            _ => {
                let mut all = vec!["placed", "security-only"];
                all.extend(RAISED);
                all.extend(["risks-covered", "purpose", "compliance"]);
                all
            }
        };
        wanted
            .into_iter()
            .find(|name| is_open(name))
            .and_then(change_fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<File>(CHANGES).err(), None);
    }
}
