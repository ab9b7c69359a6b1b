//! `classify --change --format json`; the text says the same.

use schemars::JsonSchema;
use serde::Serialize;

use crate::regulation::{Change, ChangeOutcome, MAIN_DATE, Said};
use crate::text::{Lines, Text, one_line};
use crate::values::{Date, Id, Tri};

/// Whether a change is a substantial modification, for whom, and what follows.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/classify-change/1`.
    schema: &'static str,
    /// The version with the change.
    #[schemars(with = "String")]
    version: Text,
    /// The day of the decision.
    date: Date,
    /// The day on which the changed product is or will be made available.
    released: Option<Date>,
    /// Whether it is a substantial modification; null while that is undecided.
    substantial_modification: Option<bool>,
    /// Who made the change.
    by: &'static str,
    /// Whether who made it counts as the manufacturer of the changed product; null while undecided.
    is_manufacturer: Option<bool>,
    /// The article by which.
    by_article: Option<&'static str>,
    /// Whether it reaches the whole product; null while undecided or where it is no substantial modification.
    whole: Option<bool>,
    /// The part of the product that it affects.
    #[schemars(with = "Option<String>")]
    part: Option<Text>,
    /// What it follows from in the Act.
    reasons: Vec<Reason>,
    /// How the Commission's guidance, which binds no one, reads the answers.
    guidance: Option<Said>,
    /// What has to be found out.
    clarify: Vec<Clarify>,
    /// What follows.
    follows: Vec<Said>,
    /// What is told, by fact.
    facts: std::collections::BTreeMap<Id, Tri>,
}

/// A point of the Act and what it says here.
#[derive(Serialize, JsonSchema)]
struct Reason {
    #[schemars(with = "String")]
    citation: Text,
    #[schemars(with = "String")]
    text: Text,
    /// The facts that it rests on.
    rests_on: Vec<Id>,
}

/// A fact that is not known.
#[derive(Serialize, JsonSchema)]
struct Clarify {
    fact: Id,
    #[schemars(with = "String")]
    citation: Text,
    #[schemars(with = "String")]
    ask: Text,
    #[schemars(with = "String")]
    clarify: Text,
}

impl Report {
    /// The report on a change to `version`.
    pub fn new(
        version: &Text,
        part: Option<Text>,
        change: &Change,
        outcome: &ChangeOutcome,
        date: Date,
    ) -> Self {
        let known = |tri: Tri| match tri {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown => None,
        };
        Self {
            schema: "cemark/classify-change/1",
            version: version.clone(),
            date,
            released: change.released,
            substantial_modification: known(outcome.substantial),
            by: change.by.name(),
            is_manufacturer: outcome.is_manufacturer,
            by_article: outcome.by,
            whole: known(outcome.whole),
            part,
            reasons: outcome
                .reasons
                .iter()
                .map(|(citation, text, rests_on)| Reason {
                    citation: citation.clone(),
                    text: text.clone(),
                    rests_on: rests_on.clone(),
                })
                .collect(),
            guidance: outcome.reading.clone(),
            clarify: outcome
                .clarify
                .iter()
                .map(|fact| Clarify {
                    fact: fact.id.clone(),
                    citation: fact.citation.clone(),
                    ask: fact.ask.clone(),
                    clarify: fact.clarify.clone(),
                })
                .collect(),
            follows: outcome.follows.clone(),
            facts: change.facts.clone(),
        }
    }

    /// The report as JSON text.
    pub fn json(&self) -> String {
        super::pretty(self)
    }

    /// The report for people.
    pub fn text(&self, width: usize) -> String {
        let mut lines = Lines::new(width);
        let released = self
            .released
            .map(|day| format!(", released {day}"))
            .unwrap_or_default();
        lines.wrapped(
            "",
            &format!(
                "Version {}{released}, decided as of {}",
                one_line(&self.version.to_string()),
                self.date
            ),
        );
        lines.line("");
        let headline = match self.substantial_modification {
            Some(true) => "SUBSTANTIAL MODIFICATION (Art. 3(30))",
            Some(false) => "no substantial modification (Art. 3(30))",
            None => "UNDECIDED",
        };
        lines.wrapped("Change:    ", headline);
        if self.substantial_modification == Some(true) {
            let who = match (self.by, self.is_manufacturer) {
                ("manufacturer", _) => "you, the manufacturer".to_owned(),
                (by, Some(true)) => format!("you ({by}) count as the manufacturer"),
                (by, Some(false)) => format!("you ({by}) do not count as the manufacturer"),
                (by, None) if self.released.is_some_and(|day| day < MAIN_DATE) => format!(
                    "nobody counts as the manufacturer by this change yet (Arts. 21 and 22 apply from 11 December 2027, Art. 71(2)); you ({by}) under Art. 14: not settled"
                ),
                (by, None) => format!("you ({by}): UNDECIDED"),
            };
            let article = self
                .by_article
                .map(|article| format!(" ({article})"))
                .unwrap_or_default();
            lines.wrapped("For whom:  ", &format!("{who}{article}"));
            let part = self
                .part
                .as_ref()
                .map(|part| format!("; affected is {}", one_line(&part.to_string())))
                .unwrap_or_default();
            let reach = match (self.whole, self.by) {
                (Some(true), _) => "the product as a whole".to_owned(),
                (Some(false), "other") => format!("the part that it affects (Art. 22(2)){part}"),
                (Some(false), "manufacturer") => format!(
                    "the changed product; of products placed before 11 December 2027 the changed part only by Commission guidance, point 124, which binds no one{part}"
                ),
                (Some(false), _) => format!(
                    "the product (Art. 21); the changed part only by Commission guidance, point 119, which binds no one{part}"
                ),
                (None, _) => "UNDECIDED, the part or the whole".to_owned(),
            };
            lines.wrapped("Reach:     ", &reach);
        }
        lines.line("");
        for reason in &self.reasons {
            lines.hanging("  - ", 4, &format!("{}: {}", reason.citation, reason.text));
        }
        if let Some(reading) = &self.guidance {
            lines.line("");
            lines.wrapped("", "Not binding:");
            lines.hanging(
                "  - ",
                4,
                &format!("{}: {}", reading.citation, reading.text),
            );
        }
        if !self.clarify.is_empty() {
            lines.line("");
            lines.line("To clarify");
            for one in &self.clarify {
                lines.hanging(
                    "  - ",
                    4,
                    &format!(
                        "{}: {} ({}) {}",
                        one.fact, one.ask, one.citation, one.clarify
                    ),
                );
            }
        }
        if !self.follows.is_empty() {
            lines.line("");
            lines.line("What follows");
            for one in &self.follows {
                lines.hanging("  - ", 4, &format!("{}: {}", one.citation, one.text));
            }
        }
        lines.into_string()
    }
}
