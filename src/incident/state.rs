use std::collections::BTreeMap;

use super::data::{Kind, StageKind};
use super::decide::{Outcome, day_of_the_act};
use super::record::{Deed, Entry, Record};
use crate::regulation::REPORTING_DATE;
use crate::text::Text;
use crate::values::{Facts, Id, Moment, Sha256, Zone};

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
    /// Whether that moment was told since the last decision.
    certain_is_new: bool,
    /// The facts told last.
    pub facts: Facts,
    /// The last decision and when it was taken.
    pub decided: Option<(Outcome, Moment)>,
    /// When it was decided that it is to be reported; a decision that was taken back and taken
    /// again counts from the latter.
    pub decided_to_report_at: Option<Moment>,
    /// Times in which it was recorded as to report, before that was taken back.
    pub to_report_before: Vec<FormerDuty>,
    /// The contents given last.
    pub fields: BTreeMap<Id, Text>,
    /// When contents were given last.
    pub given_at: Option<Moment>,
    /// Moments since when a measure was available that were recorded before and corrected since.
    pub measures_before: Vec<Moment>,
    /// What was submitted, in order.
    pub submissions: Vec<Submission>,
    /// What was recorded of a stage by mistake, in order of the taking back.
    pub taken_back: Vec<TakenBack>,
    /// Stages whose information was given with an earlier one, and why.
    pub already_provided: BTreeMap<StageKind, Text>,
    /// Requests of the CSIRT for an intermediate report.
    pub requests: Vec<Request>,
    /// Digest of the record's last entry.
    pub digest: Option<Sha256>,
    /// Numbers of entries whose time lies before that of the entry they follow.
    pub back_dated: Vec<u64>,
    /// A rehearsal that was ended.
    pub ended: bool,
}

/// A request of the CSIRT for an intermediate report, Art. 14(6).
#[derive(Debug, Clone)]
pub struct Request {
    /// Number of its entry in the record.
    entry: u64,
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
    /// Number of its entry in the record.
    pub entry: u64,
    /// Number of the first entry, where that was corrected since: when it was sent has its place there.
    first: u64,
    /// The stage.
    pub stage: StageKind,
    /// A voluntary report under Art. 15: it stands in for no stage.
    pub voluntary: bool,
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

/// A time in which an event was recorded as to report, before that was taken back.
#[derive(Debug, Clone)]
pub struct FormerDuty {
    /// When the manufacturer was taken to be aware.
    pub aware_at: Moment,
    /// That moment was not told: it is that of the decision.
    pub provisional: bool,
    /// When it was taken back.
    pub until: Moment,
}

/// What was recorded of a stage by mistake.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// The stage.
    pub stage: StageKind,
    /// What had been recorded as sent; none where its information had been recorded as given
    /// with an earlier stage.
    pub sent: Option<Submission>,
    /// Why, where no other entry took its place.
    pub why: Option<Text>,
}

impl EventState {
    /// What `record` comes to; `None` when it does not begin with an opening.
    pub fn of(record: &Record) -> Option<Self> {
        let (first, rest) = record.entries().split_first()?;
        let Deed::Opened { kind, drill, .. } = first.deed else {
            return None;
        };
        let mut state = Self {
            kind,
            drill,
            opened_at: first.at.clone(),
            signal_at: None,
            certain_at: None,
            certain_before: Vec::new(),
            certain_is_new: false,
            facts: Facts::new(),
            decided: None,
            decided_to_report_at: None,
            to_report_before: Vec::new(),
            fields: BTreeMap::new(),
            given_at: None,
            measures_before: Vec::new(),
            submissions: Vec::new(),
            taken_back: Vec::new(),
            already_provided: BTreeMap::new(),
            requests: Vec::new(),
            digest: record.digest(),
            back_dated: Vec::new(),
            ended: false,
        };
        let mut before = &first.at;
        for entry in rest {
            if entry.at < *before {
                state.back_dated.push(entry.number);
            }
            before = &entry.at;
            state.take(entry);
        }
        for request in &mut state.requests {
            // Of what bears the same minute, the record's order decides.
            let follows = |sent: &Submission| {
                (&sent.at, sent.first) > (&request.at, request.entry)
                    && sent.stage == StageKind::Intermediate
            };
            request.answered = state.submissions.iter().any(follows);
        }
        Some(state)
    }

    fn take(&mut self, entry: &Entry) {
        match &entry.deed {
            Deed::Opened { .. } | Deed::Noted { .. } => {}
            Deed::Told {
                signal_at,
                certain_at,
                facts,
            } => {
                self.signal_at = signal_at.clone().or(self.signal_at.take());
                if let Some(at) = certain_at {
                    self.become_certain(Some(at.clone()));
                    self.certain_is_new = true;
                }
                self.facts.extend(facts.clone());
            }
            Deed::Decided { outcome, .. } => self.decide(*outcome, &entry.at),
            Deed::Given { fields } => {
                self.given_at = Some(entry.at.clone());
                let measure = self.measure_given();
                self.fields.extend(fields.clone());
                let gone = measure.filter(|before| Some(before) != self.measure_given().as_ref());
                self.measures_before.extend(gone);
            }
            Deed::Submitted {
                stage,
                sent_at,
                file,
                sha256,
                fields,
                reference,
                corrects,
                replaces,
                voluntary,
            } => {
                let mut sent = Submission {
                    entry: entry.number,
                    first: entry.number,
                    stage: *stage,
                    voluntary: *voluntary,
                    at: sent_at.clone(),
                    sha256: *sha256,
                    file: file.clone(),
                    fields: fields.clone(),
                    reference: reference.clone(),
                };
                if *corrects {
                    self.take_back(*stage, None, None);
                }
                if let Some(old) = replaces {
                    let mistaken = self.submissions.iter().find(|sent| sent.entry == *old);
                    sent.first = mistaken.map_or(sent.first, |mistaken| mistaken.first);
                    self.take_back(*stage, Some(*old), None);
                }
                self.submissions.push(sent);
            }
            Deed::Withdrawn { stage, entry, why } => {
                self.take_back(*stage, *entry, Some(why));
                // What was given with a stage that was never sent was not given.
                // With which stage it was given is told in words only: each that may be it counts.
                for later in StageKind::TIMED {
                    if later.may_be_given_with().contains(stage)
                        && self.already_provided.remove(&later).is_some()
                    {
                        self.taken_back.push(TakenBack {
                            stage: later,
                            sent: None,
                            why: Some(why.clone()),
                        });
                    }
                }
            }
            Deed::AlreadyProvided { stage, why } => {
                self.already_provided.insert(*stage, why.clone());
            }
            Deed::Requested { asked_at, text } => {
                self.requests.push(Request {
                    entry: entry.number,
                    at: asked_at.clone(),
                    text: text.clone(),
                    answered: false,
                });
            }
            Deed::Ended => self.ended = true,
        }
    }

    fn become_certain(&mut self, at: Option<Moment>) {
        // The same instant told again, be it by another clock, changes nothing.
        if at.is_some() && self.certain_at == at {
            return;
        }
        let before = std::mem::replace(&mut self.certain_at, at);
        self.certain_before.extend(before);
    }

    fn decide(&mut self, outcome: Outcome, at: &Moment) {
        if outcome == Outcome::ToReport {
            if !self.certain_is_new && self.certain_at != self.certainty_that_stands() {
                self.become_certain(self.certainty_that_stands());
            }
            self.decided_to_report_at.get_or_insert_with(|| at.clone());
        } else if let Some(aware_at) = self.aware_at().cloned() {
            self.to_report_before.push(FormerDuty {
                aware_at,
                provisional: self.is_provisional(),
                until: at.clone(),
            });
            self.decided_to_report_at = None;
        }
        self.decided = Some((outcome, at.clone()));
        self.certain_is_new = false;
    }

    /// Forgets what a mistaken entry told of a stage, or all of its entries; they stay in the record.
    fn take_back(&mut self, stage: StageKind, entry: Option<u64>, why: Option<&Text>) {
        let is_meant = |sent: &Submission| {
            sent.stage == stage && entry.is_none_or(|entry| sent.entry == entry)
        };
        let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.submissions)
            .into_iter()
            .partition(is_meant);
        self.submissions = left;
        let gone = gone.into_iter().map(Some);
        let given = match entry {
            Some(_) => None,
            None => self.already_provided.remove(&stage).map(|_| None),
        };
        self.taken_back
            .extend(gone.chain(given).map(|sent| TakenBack {
                stage,
                sent,
                why: why.cloned(),
            }));
    }

    /// Whether it was decided last that it is to be reported.
    pub fn is_to_report(&self) -> bool {
        matches!(self.decided, Some((Outcome::ToReport, _)))
    }

    /// When the manufacturer became aware: reasonable certainty, of an event that is to be
    /// reported; while that is not told, the moment at which it was first decided so.
    pub fn aware_at(&self) -> Option<&Moment> {
        let decided = self.decided_to_report_at.as_ref()?;
        let first = self.to_report_before.first().map(|former| &former.aware_at);
        Some(self.certain_at.as_ref().or(first).unwrap_or(decided))
    }

    /// Whether the event was, or is, recorded as one to report at a moment.
    pub fn was_to_report_at(&self, at: &Moment) -> bool {
        let former = self.to_report_before.iter();
        let mut former = former.map(|former| (&former.aware_at, Some(&former.until)));
        former.any(|(from, until)| at >= from && until.is_none_or(|until| at <= until))
            || self.aware_at().is_some_and(|from| at >= from)
    }

    /// Whether [`EventState::aware_at`] stands in for a moment that was not told.
    pub fn is_provisional(&self) -> bool {
        self.is_to_report() && self.certain_at.is_none()
    }

    /// The moment of certainty that a further assessment goes on from: none where the event was
    /// never to be reported, or where nothing was decided and the moment lies before Art. 14
    /// began to apply, for what changed since became known later. A duty that was taken back and
    /// comes again keeps its moment: the earlier limits.
    pub fn certainty_that_stands(&self) -> Option<Moment> {
        let certain = self.certain_at.clone()?;
        match self.decided {
            Some((Outcome::ToReport, _)) => Some(certain),
            Some((Outcome::NotToReport, _)) => {
                (!self.to_report_before.is_empty()).then_some(certain)
            }
            _ => (day_of_the_act(&certain) >= REPORTING_DATE).then_some(certain),
        }
    }

    /// The zone in which days are counted: that of the moment of awareness, else of the record.
    pub fn zone(&self) -> Zone {
        let aware = self
            .certain_at
            .as_ref()
            .or(self.decided_to_report_at.as_ref());
        aware.unwrap_or(&self.opened_at).zone()
    }

    /// The earliest submission of a stage: what counts for its limit. A voluntary report counts
    /// for none.
    pub fn submission(&self, stage: StageKind) -> Option<&Submission> {
        let all = self.submissions.iter();
        all.filter(|sent| sent.stage == stage && !sent.voluntary)
            .min_by_key(|sent| sent.at.clone())
    }

    /// The submission of a stage that was recorded last.
    pub fn last_submission(&self, stage: StageKind) -> Option<&Submission> {
        let all = self.submissions.iter();
        all.filter(|sent| sent.stage == stage)
            .max_by_key(|sent| sent.entry)
    }

    /// When a corrective or mitigating measure became available, Art. 14(2)(c), in the event's
    /// zone; where it was there before the manufacturer became aware, that moment: no duty to
    /// report runs before.
    pub fn measure_available_at(&self) -> Option<Moment> {
        let available = self.measure_given()?;
        // A moment that only stands in moves no limit.
        let told = self.aware_at().filter(|_| !self.is_provisional());
        Some(match told {
            Some(aware) if *aware > available => aware.clone(),
            _ => available,
        })
    }

    /// The moment of a measure as it was given, in the event's zone.
    fn measure_given(&self) -> Option<Moment> {
        let given = self.fields.get("measure-available-at")?;
        let zone = self.zone();
        Some(Moment::parse(given.raw(), &zone).ok()?.in_zone(&zone))
    }

    /// When the notification was submitted, Art. 14(4)(c), in the event's zone. Where its
    /// information was given with an earlier stage, the first of those counts: the earlier end.
    pub fn notification_submitted_at(&self) -> Option<Moment> {
        let sent = self.submission(StageKind::Notification);
        let given = self.given_earlier_at(StageKind::Notification);
        let first = sent.map(|sent| &sent.at).into_iter().chain(given).min();
        first.map(|at| at.in_zone(&self.zone()))
    }

    /// When the information of a stage was given with an earlier one, at the earliest: which it
    /// was is told in words only.
    pub fn given_earlier_at(&self, stage: StageKind) -> Option<&Moment> {
        self.already_provided.get(&stage)?;
        let with = stage.may_be_given_with().iter();
        with.filter_map(|stage| Some(&self.submission(*stage)?.at))
            .min()
    }

    /// Whether a stage was submitted, or its information given with an earlier one.
    pub fn is_done(&self, stage: StageKind) -> bool {
        self.submission(stage).is_some() || self.already_provided.contains_key(&stage)
    }

    /// Whether nothing is left to submit: it is not to be reported, all stages with a limit are
    /// in, or the rehearsal was ended.
    pub fn is_closed(&self) -> bool {
        self.ended
            || matches!(self.decided, Some((Outcome::NotToReport, _)))
            || StageKind::TIMED.iter().all(|stage| self.is_done(*stage))
    }

    /// Whether the CSIRT asked for an intermediate report since the last one.
    pub fn is_asked(&self) -> bool {
        self.requests.iter().any(|request| !request.answered)
    }

    /// What went to the CSIRT, in order.
    fn sent_to_csirt(&self) -> impl DoubleEndedIterator<Item = &Submission> {
        self.submissions
            .iter()
            .filter(|sent| sent.stage.has_form() || sent.stage == StageKind::Intermediate)
    }

    /// The last stage with which a content was given, be it another than now.
    pub fn given_otherwise(&self, field: &Id) -> Option<StageKind> {
        let sent = self
            .sent_to_csirt()
            .rfind(|sent| sent.fields.contains_key(field));
        sent.map(|sent| sent.stage)
    }

    /// With which stage a content was given already, unchanged since.
    pub fn given_with(&self, field: &Id, value: &Text) -> Option<StageKind> {
        let digest = Sha256::of(value.to_string().as_bytes());
        self.sent_to_csirt()
            .find(|sent| sent.fields.get(field) == Some(&digest))
            .map(|sent| sent.stage)
    }
}
