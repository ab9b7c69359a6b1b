//! The variables of the record of a delivery.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Tool;
use crate::checklist::Role;
use crate::delivery::{Consequence, Outcome, checks};
use crate::text::Text;
use crate::values::{Date, Id, Tri};

/// The record of one delivery: what was looked at before it was placed or made available.
#[derive(Debug, Serialize)]
pub struct DeliveryRecord {
    /// As whom: importer or distributor.
    pub role: &'static str,
    /// The article that asks for the checks.
    pub article: &'static str,
    /// The day of the checks.
    pub date: Date,
    /// Who checked.
    pub by: Text,
    /// What is delivered.
    pub product: Option<Text>,
    /// Its version.
    pub version: Option<Text>,
    /// Which delivery.
    pub delivery: Option<Text>,
    /// From whom.
    pub supplier: Option<Text>,
    /// The checks, in the order of looking.
    pub checks: Vec<CheckLine>,
    /// What follows.
    pub outcomes: Vec<OutcomeLine>,
    /// Nothing stands in the way.
    pub released: bool,
    /// The tool.
    pub tool: Tool,
}

/// A check with its answer.
#[derive(Debug, Serialize)]
pub struct CheckLine {
    /// The question.
    pub ask: Text,
    /// The point that asks for it.
    pub citation: Text,
    /// yes, no or unknown.
    pub answer: &'static str,
    /// What was noted.
    pub note: Option<Text>,
    /// What follows from a no; none where it is none.
    pub then: Option<Text>,
}

/// What follows.
#[derive(Debug, Serialize)]
pub struct OutcomeLine {
    /// In words.
    pub words: &'static str,
    /// The point that it follows from.
    pub citation: Text,
    /// What it means.
    pub text: Text,
}

impl DeliveryRecord {
    /// The record of these answers; `about` is product, version, delivery and supplier.
    pub fn new(
        role: Role,
        date: Date,
        by: Text,
        about: [Option<Text>; 4],
        answers: &BTreeMap<Id, (Tri, Option<Text>)>,
        follows: &[&Consequence],
    ) -> Self {
        let [product, version, delivery, supplier] = about;
        let line = |check: &crate::delivery::Check| {
            let answer = answers.get(&check.id);
            let tri = answer.map_or(Tri::Unknown, |(tri, _)| *tri);
            CheckLine {
                ask: check.ask.clone(),
                citation: check.citation.clone(),
                answer: tri.name(),
                note: answer.and_then(|(_, note)| note.clone()),
                then: (tri == Tri::No).then(|| check.if_no.clone()),
            }
        };
        Self {
            role: role.name(),
            article: role.duties(),
            date,
            by,
            product,
            version,
            delivery,
            supplier,
            checks: checks(role).map(line).collect(),
            outcomes: follows
                .iter()
                .map(|one| OutcomeLine {
                    words: one.id.in_words(),
                    citation: one.citation.clone(),
                    text: one.text.clone(),
                })
                .collect(),
            released: follows.iter().all(|one| one.id != Outcome::Held),
            tool: Tool::this(),
        }
    }
}
