//! `report log`: the record of an event, entry by entry, for people and for scripts.

use schemars::JsonSchema;
use serde::Serialize;

use crate::incident::{Deed, Record};
use crate::text::{Lines, Text};
use crate::values::{Id, Moment, Sha256, Zone};

/// The record of an event.
#[derive(Serialize, JsonSchema)]
pub struct Log {
    /// Name and version of this form: `cemark/report-log/1`.
    schema: &'static str,
    event: Id,
    entries: Vec<Line>,
    /// Kept copies of what was sent that were changed or removed since.
    #[schemars(with = "Vec<String>")]
    changed: Vec<Text>,
    /// The digest that was asked for.
    asked: Option<Sha256>,
    /// Whether an entry has it: then that entry and those before it are as they were. Null when
    /// none was asked for.
    pub holds: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
struct Line {
    number: u64,
    /// When it was written.
    at: String,
    #[serde(skip)]
    at_in_words: String,
    #[schemars(with = "String")]
    by: Text,
    /// The kind of entry.
    what: &'static str,
    /// What it tells.
    told: Vec<String>,
    /// Digest of the entry, which holds that of the entry before.
    sha256: Sha256,
}

impl Log {
    /// The log of `record`, with instants in `zone`.
    pub fn of(
        event: &Id,
        record: &Record,
        changed: Vec<Text>,
        asked: Option<Sha256>,
        zone: &Zone,
    ) -> Self {
        let entries: Vec<Line> = record
            .entries()
            .iter()
            .zip(record.digests())
            .map(|(entry, sha256)| {
                let (what, told) = words(&entry.deed, zone);
                let at = entry.at.in_zone(zone);
                Line {
                    number: entry.number,
                    at: at.rfc3339(),
                    at_in_words: at.in_words(),
                    by: entry.by.clone(),
                    what,
                    told,
                    sha256,
                }
            })
            .collect();
        Self {
            schema: "cemark/report-log/1",
            event: event.clone(),
            holds: asked.map(|asked| entries.iter().any(|entry| entry.sha256 == asked)),
            entries,
            changed,
            asked,
        }
    }

    /// Whether every kept copy is as it was.
    pub fn copies_intact(&self) -> bool {
        self.changed.is_empty()
    }
}

/// The kind of an entry and what it tells, line by line.
fn words(deed: &Deed, zone: &Zone) -> (&'static str, Vec<String>) {
    let seen = |at: &Moment| at.in_zone(zone).in_words_and_utc();
    match deed {
        Deed::Opened { kind, drill, .. } => {
            let drill = if *drill { ", a drill" } else { "" };
            ("opened", vec![format!("{}{drill}", kind.name())])
        }
        Deed::Told {
            signal_at,
            certain_at,
            facts,
        } => {
            let signal = signal_at.as_ref();
            let certain = certain_at.as_ref();
            let facts = facts.iter().map(|(id, tri)| format!("{id}={}", tri.name()));
            let told = signal
                .map(|at| format!("first sign: {}", seen(at)))
                .into_iter()
                .chain(facts)
                .chain(certain.map(|at| format!("certain since: {}", seen(at))));
            ("told", told.collect())
        }
        Deed::Decided { outcome, citations } => {
            let points: Vec<_> = citations.iter().map(ToString::to_string).collect();
            let on = match points.as_slice() {
                [] => String::new(),
                points => format!(" ({})", points.join("; ")),
            };
            ("decided", vec![format!("{}{on}", outcome.in_words())])
        }
        Deed::Given { fields } => {
            let given = fields.iter().map(|(field, text)| match text.is_blank() {
                true => format!("{field}: taken back"),
                false => format!("{field}: {text}"),
            });
            ("given", given.collect())
        }
        Deed::Submitted {
            stage,
            sent_at,
            file,
            sha256,
            reference,
            corrects,
            replaces,
            voluntary,
            ..
        } => {
            let mut told = vec![
                format!("{}, at {}", stage.in_words(), seen(sent_at)),
                format!("kept: {file}, SHA-256 {sha256}"),
            ];
            told.extend(reference.as_ref().map(|text| format!("reference: {text}")));
            if *voluntary {
                told.push("a voluntary report (Art. 15)".to_owned());
            }
            told.extend(replaces.map(|old| format!("takes the place of entry {old}")));
            if *corrects {
                told.push("takes the place of the earlier entries of this stage".to_owned());
            }
            ("submitted", told)
        }
        Deed::Withdrawn { stage, entry, why } => {
            let entry = entry.map(|entry| format!(" (entry {entry})"));
            let entry = entry.unwrap_or_default();
            let told = format!("{}{entry}: {why}", stage.in_words());
            ("taken back", vec![told])
        }
        Deed::AlreadyProvided { stage, why } => {
            let told = format!("{}, given with an earlier stage: {why}", stage.in_words());
            ("not needed", vec![told])
        }
        Deed::Requested { asked_at, text } => {
            ("requested", vec![format!("at {}: {text}", seen(asked_at))])
        }
        Deed::Ended => ("ended", vec!["the rehearsal was ended".to_owned()]),
        Deed::Noted { text } => ("noted", vec![text.to_string()]),
    }
}

/// The log as JSON text.
pub fn json(log: &Log) -> String {
    super::pretty(log)
}

/// The log for people.
pub fn text(log: &Log, width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.wrapped("", &format!("Record of {}: each entry holds the digest of the one before, and all follow from each other.", log.event));
    for entry in &log.entries {
        lines.line("");
        let head = format!("{:>3}  ", entry.number);
        let (at, by, what) = (&entry.at_in_words, &entry.by, entry.what);
        lines.hanging(&head, 5, &format!("{at}, {by}: {what}"));
        for told in &entry.told {
            for (index, line) in told.lines().enumerate() {
                lines.hanging(if index == 0 { "     - " } else { "       " }, 7, line);
            }
        }
        lines.line(&format!("     {}", entry.sha256));
    }
    lines.line("");
    for file in &log.changed {
        lines.wrapped(
            "",
            &format!("{file}: this copy of what was sent WAS CHANGED OR REMOVED SINCE"),
        );
    }
    let last = log.entries.len();
    match (log.asked, log.entries.iter().find(|entry| Some(entry.sha256) == log.asked)) {
        (Some(asked), Some(entry)) => lines.wrapped("", &format!("Holds: entry {} of {last} has the digest {asked}, so the record up to it is as it was when that digest was kept.", entry.number)),
        (Some(asked), None) => lines.wrapped("", &format!("DOES NOT HOLD: no entry has the digest {asked}. Either it belongs to another event, or the record was replaced or cut.")),
        (None, _) => lines.wrapped("", "That no entry was taken off the end shows only against a digest that was kept elsewhere: `--holds DIGEST`."),
    }
    lines.into_string()
}
