//! `report status --format json`: instants are RFC 3339 with offset.

use schemars::JsonSchema;
use serde::Serialize;

use crate::incident::{
    Clock, Decision, EventState, Kind, Outcome, Progress, Recipient, StageKind, Submission,
};
use crate::regulation::authorities;
use crate::text::Text;
use crate::values::{Id, Moment, Sha256, Zone};

/// All that `report status` has to say of one event.
pub struct EventReport {
    /// Its name.
    pub id: Id,
    /// What its record comes to.
    pub state: EventState,
    /// The decision by today's facts.
    pub decision: Decision,
    /// Its limits.
    pub clocks: Vec<Clock>,
    /// To whom.
    pub recipient: Option<Recipient>,
    /// Kept copies of what was sent that were changed or removed since.
    pub changed: Vec<Text>,
    /// Whether users are to be informed under Art. 14(8).
    pub owes_users: bool,
}

impl EventReport {
    /// The earlier end of a limit in days by the clock of the CSIRT, and where that is. While the
    /// CSIRT is not known, the Member State in which the day ends first stands in, for an event
    /// whose own clock is that of none.
    pub fn earlier_end(&self, clock: &Clock) -> Option<(String, Moment)> {
        if let Some(to) = &self.recipient {
            let end = clock.earlier_end(self.state.kind, &to.zone()?)?;
            return Some((to.member_state.name.to_string(), end));
        }
        let zones = || authorities().member_states.iter().map(|state| &state.zone);
        let own = clock.started.as_ref()?.zone();
        if zones().any(|zone| own.name() == Some(zone.raw())) {
            return None;
        }
        let ends = zones().filter_map(|zone| {
            let zone = Zone::named(zone.raw()).ok()?;
            clock.earlier_end(self.state.kind, &zone)
        });
        Some(("not known yet; at the earliest".to_owned(), ends.min()?))
    }
}

/// The events and where their clocks stand.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/report-status/1`.
    schema: &'static str,
    /// The instant of this report.
    now: String,
    /// The zone of the instants below.
    zone: String,
    events: Vec<Event>,
    /// Events whose record cannot be read: nothing is known of their limits.
    unreadable: Vec<Unreadable>,
}

/// An event whose record cannot be read.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Unreadable {
    /// Its name.
    pub event: Id,
    /// Why.
    pub why: String,
}

#[derive(Serialize, JsonSchema)]
struct Event {
    id: Id,
    kind: Kind,
    /// A rehearsal: nothing of it happened.
    drill: bool,
    /// The decision that was recorded last; null before the first.
    decided: Option<Outcome>,
    /// What follows from the facts as they are told by now.
    decision: Decision,
    /// A rehearsal that was ended.
    ended: bool,
    signal_at: Option<String>,
    /// Times in which it was recorded as to report, before that was taken back.
    to_report_before: Vec<Former>,
    /// Whether users are to be informed under Art. 14(8).
    users_to_inform: bool,
    /// When the manufacturer became aware: the clocks run from here.
    aware_at: Option<String>,
    /// Whether that moment was not told: the moment of the decision stands in for it.
    aware_at_provisional: bool,
    /// Moments of certainty that were recorded before and corrected since.
    aware_at_before: Vec<String>,
    /// Member State and CSIRT, Art. 14(7); null while cemark.yaml does not say.
    recipient: Option<To>,
    stages: Vec<Stage>,
    /// Requests of the CSIRT for an intermediate report, Art. 14(6).
    requests: Vec<Request>,
    /// Moments since when a measure was available that were recorded before and corrected since.
    measure_available_before: Vec<String>,
    /// What was submitted, in order.
    submissions: Vec<Sent>,
    /// What was recorded of a stage by mistake, in order of the taking back.
    taken_back: Vec<Gone>,
    /// SHA-256 of the record's last entry.
    record: Option<Sha256>,
    /// Numbers of entries that bear an earlier time than the entry before.
    back_dated: Vec<u64>,
}

#[derive(Serialize, JsonSchema)]
struct To {
    #[schemars(with = "String")]
    member_state: Text,
    #[schemars(with = "String")]
    csirt: Text,
    verified: bool,
    why: String,
    /// What else to know.
    note: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Stage {
    stage: StageKind,
    #[schemars(with = "String")]
    citation: Text,
    progress: Progress,
    /// What starts the clock.
    starts_with: String,
    started_at: Option<String>,
    /// Why nothing was sent, where its information was given with an earlier stage.
    #[schemars(with = "Option<String>")]
    already_provided: Option<Text>,
    /// The last instant; for limits in hours an outer limit of 'without undue delay'.
    due: Option<String>,
    due_utc: Option<String>,
    /// Seconds left; negative when the limit has passed. Null when submitted or not running.
    seconds_left: Option<i64>,
    /// The end of that day by the clock of the CSIRT's Member State, where it is earlier.
    earlier_at_csirt: Option<String>,
    /// A later end by Regulation (EEC, Euratom) No 1182/71; not to be relied on.
    later_by_regulation: Option<String>,
    rule: String,
}

#[derive(Serialize, JsonSchema)]
struct Request {
    at: String,
    #[schemars(with = "String")]
    text: Text,
    /// Whether an intermediate report was recorded since.
    answered: bool,
}

#[derive(Serialize, JsonSchema)]
struct Former {
    aware_at: String,
    /// That moment was not told: it is that of the decision.
    provisional: bool,
    until: String,
}

#[derive(Serialize, JsonSchema)]
struct Gone {
    stage: StageKind,
    /// Null where its information had been recorded as given with an earlier stage.
    sent: Option<Sent>,
    /// Why; null where another entry took its place.
    #[schemars(with = "Option<String>")]
    why: Option<Text>,
}

#[derive(Serialize, JsonSchema)]
struct Sent {
    /// Number of its entry in the record.
    entry: u64,
    stage: StageKind,
    /// A voluntary report under Art. 15, which stands in for no stage.
    voluntary: bool,
    at: String,
    #[schemars(with = "String")]
    file: Text,
    sha256: Sha256,
    /// Whether the kept copy still has this digest.
    intact: bool,
    #[schemars(with = "Option<String>")]
    reference: Option<Text>,
}

/// The report as JSON text, with instants in `zone`.
pub fn render(
    events: &[EventReport],
    unreadable: &[Unreadable],
    now: &Moment,
    zone: &Zone,
) -> String {
    let seen = |at: &Moment| at.in_zone(zone).rfc3339();
    let sent = |event: &EventReport, sent: &Submission| Sent {
        entry: sent.entry,
        voluntary: sent.voluntary,
        stage: sent.stage,
        at: seen(&sent.at),
        file: sent.file.clone(),
        sha256: sent.sha256,
        intact: !event.changed.contains(&sent.file),
        reference: sent.reference.clone(),
    };
    let report = Report {
        schema: "cemark/report-status/1",
        now: seen(now),
        zone: zone
            .name()
            .map_or_else(|| seen(now).split_off(19), str::to_owned),
        events: events
            .iter()
            .map(|event| Event {
                id: event.id.clone(),
                kind: event.state.kind,
                drill: event.state.drill,
                decided: event.state.decided.as_ref().map(|(outcome, _)| *outcome),
                decision: event.decision.clone(),
                ended: event.state.ended,
                signal_at: event.state.signal_at.as_ref().map(seen),
                to_report_before: event
                    .state
                    .to_report_before
                    .iter()
                    .map(|former| Former {
                        aware_at: seen(&former.aware_at),
                        provisional: former.provisional,
                        until: seen(&former.until),
                    })
                    .collect(),
                users_to_inform: event.owes_users,
                aware_at: event.state.aware_at().map(seen),
                aware_at_provisional: event.state.is_provisional(),
                aware_at_before: event.state.certain_before.iter().map(seen).collect(),
                recipient: event.recipient.as_ref().map(|to| To {
                    member_state: to.member_state.code.clone(),
                    csirt: to.name(),
                    verified: to.csirt.verified,
                    why: to.why.to_owned(),
                    note: to.note.map(str::to_owned),
                }),
                stages: event
                    .clocks
                    .iter()
                    .map(|clock| stage(event, clock, now, &seen))
                    .collect(),
                requests: event
                    .state
                    .requests
                    .iter()
                    .map(|request| Request {
                        at: seen(&request.at),
                        text: request.text.clone(),
                        answered: request.answered,
                    })
                    .collect(),
                measure_available_before: event.state.measures_before.iter().map(seen).collect(),
                submissions: event
                    .state
                    .submissions
                    .iter()
                    .map(|one| sent(event, one))
                    .collect(),
                taken_back: event
                    .state
                    .taken_back
                    .iter()
                    .map(|gone| Gone {
                        stage: gone.stage,
                        sent: gone.sent.as_ref().map(|one| sent(event, one)),
                        why: gone.why.clone(),
                    })
                    .collect(),
                record: event.state.digest,
                back_dated: event.state.back_dated.clone(),
            })
            .collect(),
        unreadable: unreadable.to_vec(),
    };
    super::pretty(&report)
}

fn stage(
    event: &EventReport,
    clock: &Clock,
    now: &Moment,
    seen: &impl Fn(&Moment) -> String,
) -> Stage {
    let runs = matches!(clock.progress, Progress::Running | Progress::Overdue);
    Stage {
        stage: clock.stage,
        citation: clock.citation.clone(),
        progress: clock.progress,
        starts_with: clock.starts_with.to_owned(),
        started_at: clock.started.as_ref().map(seen),
        already_provided: event.state.already_provided.get(&clock.stage).cloned(),
        due: clock.due.as_ref().map(seen),
        due_utc: clock
            .due
            .as_ref()
            .map(|at| at.in_zone(&Zone::utc()).rfc3339()),
        seconds_left: clock
            .due
            .as_ref()
            .filter(|_| runs)
            .map(|due| now.seconds_until(due)),
        earlier_at_csirt: event.earlier_end(clock).map(|(_, end)| seen(&end)),
        later_by_regulation: clock.by_regulation.as_ref().map(seen),
        rule: clock.rule.to_owned(),
    }
}
