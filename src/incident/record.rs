use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::data::{Kind, StageKind};
use super::decide::Outcome;
use crate::text::Text;
use crate::values::{Facts, Id, Moment, Sha256};

/// What one entry of a record tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Deed {
    /// The event was opened.
    Opened {
        /// What kind of event it may be.
        kind: Kind,
        /// A rehearsal: nothing of it happened.
        drill: bool,
        /// The name of the event, so that a record in another's place shows; records of
        /// earlier versions have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<Id>,
    },
    /// Facts were told.
    Told {
        /// When the first sign arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        signal_at: Option<Moment>,
        /// When reasonable certainty was reached: the manufacturer is aware, and the clocks start.
        #[serde(skip_serializing_if = "Option::is_none")]
        certain_at: Option<Moment>,
        /// Yes, no or unknown, by fact.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        facts: Facts,
    },
    /// It was decided whether to report.
    Decided {
        /// The outcome.
        outcome: Outcome,
        /// The points of the Act that it rests on.
        citations: Vec<Text>,
    },
    /// Contents of the reports were given.
    Given {
        /// The contents, by field.
        fields: BTreeMap<Id, Text>,
    },
    /// A stage was submitted to the platform, or a notice was sent.
    Submitted {
        /// The stage.
        stage: StageKind,
        /// When it was submitted.
        sent_at: Moment,
        /// The file that holds what was sent, beside the record.
        file: Text,
        /// Digest of that file.
        sha256: Sha256,
        /// Digests of the contents that went with it, by field: they are not asked again.
        fields: BTreeMap<Id, Sha256>,
        /// The platform's reference, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<Text>,
        /// It takes the place of all earlier entries of this stage; earlier versions wrote so.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        corrects: bool,
        /// The entry of this stage that was mistaken and whose place it takes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
        /// A voluntary report under Art. 15: the event was not to be reported then.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        voluntary: bool,
    },
    /// An earlier entry of a stage was mistaken: nothing was sent or given.
    Withdrawn {
        /// The stage.
        stage: StageKind,
        /// The entry; without it all of the stage.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<u64>,
        /// Why.
        why: Text,
    },
    /// The information of a stage had been given with an earlier one.
    AlreadyProvided {
        /// The stage.
        stage: StageKind,
        /// With which, and why that is enough.
        why: Text,
    },
    /// The CSIRT asked for an intermediate report, Art. 14(6).
    Requested {
        /// When it asked.
        asked_at: Moment,
        /// What it asked for.
        text: Text,
    },
    /// The rehearsal was ended.
    Ended,
    /// Something worth keeping.
    Noted {
        /// The words.
        text: Text,
    },
}

/// An entry of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When it was written.
    pub at: Moment,
    /// Who wrote it.
    pub by: Text,
    /// What it tells.
    pub deed: Deed,
    /// Digest of the entry before: a changed or removed entry shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Sha256>,
}

/// A line of the file: the entry and its digest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    entry: &'a RawValue,
    sha256: Sha256,
}

/// The record of one event, entry behind entry; nothing is ever taken back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    entries: Vec<Entry>,
    last: Option<Sha256>,
}

/// Why a record cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A line is no entry.
    #[error("line {line}: not an entry of a record: {why}")]
    Form {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// An entry was changed, added or removed after it was written.
    #[error(
        "line {line}: this entry does not follow from the one before: the record was changed after it was written"
    )]
    Changed {
        /// Line, from 1.
        line: usize,
    },
    /// The record is that of another event.
    #[error("this is the record of the event `{0}`")]
    Other(Id),
}

/// Largest record that is read, in bytes.
pub(crate) const MAX_BYTES: u64 = 16 * 1024 * 1024;

impl Record {
    /// Reads a record and checks that each entry follows from the one before.
    ///
    /// # Errors
    /// See [`RecordError`].
    pub fn read(text: &str) -> Result<Self, RecordError> {
        let mut record = Self::default();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let form = |error: serde_json::Error| RecordError::Form {
                line: number,
                why: crate::text::one_line(&error.to_string()),
            };
            let parsed: Line<'_> = serde_json::from_str(line).map_err(form)?;
            let entry: Entry = serde_json::from_str(parsed.entry.get()).map_err(form)?;
            let follows = parsed.sha256 == Sha256::of(parsed.entry.get().as_bytes())
                && entry.before == record.last
                && entry.number == number as u64;
            if !follows {
                return Err(RecordError::Changed { line: number });
            }
            record.entries.push(entry);
            record.last = Some(parsed.sha256);
        }
        Ok(record)
    }

    /// Adds an entry and gives its line.
    pub fn add(&mut self, at: Moment, by: Text, deed: Deed) -> String {
        let entry = Entry {
            number: self.entries.len() as u64 + 1,
            at,
            by,
            deed,
            before: self.last,
        };
        // An entry holds nothing that JSON could not.
        let written = serde_json::to_string(&entry).unwrap_or_default();
        let sha256 = Sha256::of(written.as_bytes());
        // What was written is what is kept: texts clean themselves on their way out.
        let entry = serde_json::from_str(&written).unwrap_or(entry);
        self.entries.push(entry);
        self.last = Some(sha256);
        format!("{{\"entry\":{written},\"sha256\":\"{sha256}\"}}\n")
    }

    /// The entries, first to last.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The digest of each entry, first to last.
    pub fn digests(&self) -> impl Iterator<Item = Sha256> {
        let before = self.entries.iter().filter_map(|entry| entry.before);
        before.chain(self.last)
    }

    /// The event that the record was opened for, where it says so.
    pub fn event(&self) -> Option<&Id> {
        match &self.entries.first()?.deed {
            Deed::Opened { event, .. } => event.as_ref(),
            _ => None,
        }
    }

    /// Digest of the last entry: kept elsewhere, it proves that none was taken off the end.
    pub fn digest(&self) -> Option<Sha256> {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Zone;

    fn written() -> String {
        let mut record = Record::default();
        let at = |text: &str| Moment::parse(text, &Zone::utc()).unwrap();
        let mut text = String::new();
        let opened = Deed::Opened {
            kind: Kind::Incident,
            drill: false,
            event: None,
        };
        text += &record.add(at("2026-11-24T08:00:00Z"), "Ada".into(), opened);
        for words in ["first \u{1b}[31m", "second\nline", "third"] {
            let noted = Deed::Noted { text: words.into() };
            text += &record.add(
                at("2026-11-24T08:05:00+01:00[Europe/Brussels]"),
                "Ada".into(),
                noted,
            );
        }
        assert_eq!(Record::read(&text).unwrap(), record);
        text
    }

    #[test]
    fn what_is_written_reads_back() {
        let record = Record::read(&written()).unwrap();
        assert_eq!(record.entries().len(), 4);
        assert!(record.digest().is_some());
    }

    #[test]
    fn a_changed_removed_or_moved_entry_shows() {
        let text = written();
        let lines: Vec<&str> = text.lines().collect();
        let changed = text.replace("third", "Third");
        assert_eq!(
            Record::read(&changed),
            Err(RecordError::Changed { line: 4 })
        );
        for gone in 0..3 {
            let left: Vec<&str> = (0..4).filter(|n| *n != gone).map(|n| lines[n]).collect();
            let found = Record::read(&left.join("\n"));
            assert_eq!(found, Err(RecordError::Changed { line: gone + 1 }));
        }
        let swapped = [lines[0], lines[2], lines[1], lines[3]].join("\n");
        assert_eq!(
            Record::read(&swapped),
            Err(RecordError::Changed { line: 2 })
        );
        let cut = &text[..text.len() - 20];
        assert!(matches!(
            Record::read(cut),
            Err(RecordError::Form { line: 4, .. })
        ));
    }
}
