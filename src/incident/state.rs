use std::collections::BTreeMap;

use super::data::{Kind, StageKind};
use super::decide::{Facts, Outcome, day_of_the_act};
use super::record::{Deed, Record};
use crate::regulation::REPORTING_DATE;
use crate::text::Text;
use crate::values::{Id, Moment, Sha256, Zone};

/// What a record comes to.
#[derive(Debug, Clone)]
pub struct EventState {
    /// The kind of event.
    pub kind: Kind,
    /// A rehearsal.
    pub drill: bool,
    /// When the record was opened.
    pub opened_at: Moment,
    /// When the first sign arrived.
    pub signal_at: Option<Moment>,
    /// When reasonable certainty was reached.
    pub certain_at: Option<Moment>,
    /// Moments of certainty that were recorded before and corrected since, in order.
    pub certain_before: Vec<Moment>,
    /// The facts told last.
    pub facts: Facts,
    /// The last decision and when it was taken.
    pub decided: Option<(Outcome, Moment)>,
    /// The contents given last.
    pub fields: BTreeMap<Id, Text>,
    /// What was submitted, in order.
    pub submissions: Vec<Submission>,
    /// Stages whose information was given with an earlier one, and why.
    pub already_provided: BTreeMap<StageKind, Text>,
    /// Requests of the CSIRT for an intermediate report.
    pub requests: Vec<Request>,
    /// Digest of the record's last entry.
    pub digest: Option<Sha256>,
    /// Numbers of entries whose time lies before that of the entry they follow.
    pub back_dated: Vec<u64>,
}

/// A request of the CSIRT for an intermediate report, Art. 14(6).
#[derive(Debug, Clone)]
pub struct Request {
    /// When it asked.
    pub at: Moment,
    /// What it asked for.
    pub text: Text,
    /// Whether an intermediate report was recorded since.
    pub answered: bool,
}

/// A stage that was submitted.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The stage.
    pub stage: StageKind,
    /// When.
    pub at: Moment,
    /// Digest of what was sent.
    pub sha256: Sha256,
    /// The file that holds it, beside the record.
    pub file: Text,
    /// Digests of its contents.
    pub fields: BTreeMap<Id, Sha256>,
    /// The platform's reference.
    pub reference: Option<Text>,
}

impl EventState {
    /// What `record` comes to; `None` when it does not begin with an opening.
    pub fn of(record: &Record) -> Option<Self> {
        let (first, rest) = record.entries().split_first()?;
        let Deed::Opened { kind, drill } = first.deed else {
            return None;
        };
        let mut state = Self {
            kind,
            drill,
            opened_at: first.at.clone(),
            signal_at: None,
            certain_at: None,
            certain_before: Vec::new(),
            facts: Facts::new(),
            decided: None,
            fields: BTreeMap::new(),
            submissions: Vec::new(),
            already_provided: BTreeMap::new(),
            requests: Vec::new(),
            digest: record.digest(),
            back_dated: Vec::new(),
        };
        let mut before = &first.at;
        for entry in rest {
            if entry.at < *before {
                state.back_dated.push(entry.number);
            }
            before = &entry.at;
            state.take(&entry.deed, &entry.at);
        }
        Some(state)
    }

    fn take(&mut self, deed: &Deed, at: &Moment) {
        match deed {
            Deed::Opened { .. } | Deed::Noted { .. } => {}
            Deed::Told {
                signal_at,
                certain_at,
                facts,
            } => {
                self.signal_at = signal_at.clone().or(self.signal_at.take());
                if let Some(at) = certain_at {
                    let before = self.certain_at.replace(at.clone());
                    self.certain_before
                        .extend(before.filter(|before| before != at));
                }
                self.facts.extend(facts.clone());
            }
            Deed::Decided { outcome, .. } => self.decided = Some((*outcome, at.clone())),
            Deed::Given { fields } => self.fields.extend(fields.clone()),
            Deed::Submitted {
                stage,
                sent_at,
                file,
                sha256,
                fields,
                reference,
                corrects,
            } => {
                if *corrects {
                    self.withdraw(*stage);
                }
                if *stage == StageKind::Intermediate {
                    self.requests
                        .iter_mut()
                        .for_each(|asked| asked.answered = true);
                }
                self.submissions.push(Submission {
                    stage: *stage,
                    at: sent_at.clone(),
                    sha256: *sha256,
                    file: file.clone(),
                    fields: fields.clone(),
                    reference: reference.clone(),
                });
            }
            Deed::Withdrawn { stage, .. } => self.withdraw(*stage),
            Deed::AlreadyProvided { stage, why } => {
                self.already_provided.insert(*stage, why.clone());
            }
            Deed::Requested { asked_at, text } => {
                self.requests.push(Request {
                    at: asked_at.clone(),
                    text: text.clone(),
                    answered: false,
                });
            }
        }
    }

    /// Forgets what mistaken entries told of a stage; they stay in the record.
    fn withdraw(&mut self, stage: StageKind) {
        self.submissions.retain(|sent| sent.stage != stage);
        self.already_provided.remove(&stage);
    }

    /// Whether it was decided last that it is to be reported.
    pub fn is_to_report(&self) -> bool {
        matches!(self.decided, Some((Outcome::ToReport, _)))
    }

    /// When the manufacturer became aware: reasonable certainty, of an event that is to be reported.
    pub fn aware_at(&self) -> Option<&Moment> {
        self.certain_at.as_ref().filter(|_| self.is_to_report())
    }

    /// The moment of certainty that a further assessment goes on from: none where the event was
    /// not to be reported, or where nothing was decided and the moment lies before Art. 14
    /// began to apply, for what changed since became known later.
    pub fn certainty_that_stands(&self) -> Option<Moment> {
        let certain = self.certain_at.clone()?;
        match self.decided {
            Some((Outcome::ToReport, _)) => Some(certain),
            Some((Outcome::NotToReport, _)) => None,
            _ => (day_of_the_act(&certain) >= REPORTING_DATE).then_some(certain),
        }
    }

    /// The zone in which days are counted: that of the moment of awareness, else of the record.
    pub fn zone(&self) -> Zone {
        self.certain_at.as_ref().unwrap_or(&self.opened_at).zone()
    }

    /// The first submission of a stage: what counts for its limit.
    pub fn submission(&self, stage: StageKind) -> Option<&Submission> {
        self.submissions.iter().find(|sent| sent.stage == stage)
    }

    /// When a corrective or mitigating measure became available, Art. 14(2)(c), in the event's
    /// zone; where it was there before the manufacturer became aware, that moment: no duty to
    /// report runs before.
    pub fn measure_available_at(&self) -> Option<Moment> {
        let given = self.fields.get("measure-available-at")?;
        let zone = self.zone();
        let available = Moment::parse(given.raw(), &zone).ok()?.in_zone(&zone);
        Some(match self.aware_at() {
            Some(aware) if *aware > available => aware.clone(),
            _ => available,
        })
    }

    /// When the notification was submitted, Art. 14(4)(c), in the event's zone. Where its
    /// information was given with the early warning, that submission counts: the earlier end.
    pub fn notification_submitted_at(&self) -> Option<Moment> {
        let sent = self.submission(StageKind::Notification).or_else(|| {
            self.already_provided.get(&StageKind::Notification)?;
            self.submission(StageKind::EarlyWarning)
        });
        sent.map(|sent| sent.at.in_zone(&self.zone()))
    }

    /// Whether a stage was submitted, or its information given with an earlier one.
    pub fn is_done(&self, stage: StageKind) -> bool {
        self.submission(stage).is_some() || self.already_provided.contains_key(&stage)
    }

    /// Whether nothing is left to submit: it is not to be reported, or all stages with a limit
    /// are in.
    pub fn is_closed(&self) -> bool {
        matches!(self.decided, Some((Outcome::NotToReport, _)))
            || StageKind::TIMED.iter().all(|stage| self.is_done(*stage))
    }

    /// Whether the CSIRT asked for an intermediate report since the last one.
    pub fn is_asked(&self) -> bool {
        self.requests.iter().any(|request| !request.answered)
    }

    /// With which stage a content was given already, unchanged since.
    pub fn given_with(&self, field: &Id, value: &Text) -> Option<StageKind> {
        let digest = Sha256::of(value.to_string().as_bytes());
        self.submissions
            .iter()
            .filter(|sent| sent.stage.has_form() || sent.stage == StageKind::Intermediate)
            .find(|sent| sent.fields.get(field) == Some(&digest))
            .map(|sent| sent.stage)
    }
}
