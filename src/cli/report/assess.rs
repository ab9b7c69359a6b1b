use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use super::sitting::{End, Sitting};
use super::{Desk, Writing};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{
    Decision, Deed, EventState, Interview, Kind, Outcome as Decided, StageKind, check_field,
    contradictions, day_of_the_act, decide, reporting,
};
use crate::output::{decision_json, report_text};
use crate::text::{Lines, Text};
use crate::values::{Facts, Id, Moment, Tri};
use crate::yaml::did_you_mean;

/// Decide whether an event is to be reported, fact by fact; the decision is recorded either way
#[derive(Parser)]
pub(crate) struct Args {
    /// What it may be
    #[arg(long, value_enum)]
    kind: Option<KindWord>,
    /// An event that was assessed before
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// A title in a few words
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The affected component, as the SBOM names it
    #[arg(long, value_name = "NAME")]
    component: Option<String>,
    /// When the first sign arrived; it starts a clock only if it made you certain
    #[arg(long, value_name = "TIME")]
    signal_at: Option<String>,
    /// When you became aware, which starts the clocks (`now` is a time): by Commission guidance, which
    /// binds no one, reasonable certainty after an immediate first look
    #[arg(long, value_name = "TIME")]
    certain_at: Option<String>,
    /// A fact, as NAME=yes, NAME=no or NAME=unknown; may be given several times. Of a vulnerability: made-available,
    /// in-product, exploited, exploitable-here, exploited-here; of an incident: made-available, compromised, impact,
    /// severe-functions, severe-code; of a steward also steward-involved, steward-systems (`cemark explain NAME`)
    #[arg(long = "fact", value_name = "NAME=ANSWER")]
    facts: Vec<String>,
    /// Facts given with --fact may take back that the event is to be reported
    #[arg(long)]
    take_back: bool,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema report-assess` describes it
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum KindWord {
    /// An actively exploited vulnerability, Art. 14(1)
    Vulnerability,
    /// A severe incident, Art. 14(3)
    Incident,
}

impl From<KindWord> for Kind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Vulnerability => Kind::Vulnerability,
            KindWord::Incident => Kind::Incident,
        }
    }
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let known = match &args.event {
        Some(id) => Some((id.clone(), desk.state(id)?)),
        None => None,
    };
    let asks = args.plain || Screen::is_interactive();
    let beside = args.format == Format::Json;
    let mut sitting = Sitting::new(screen, args.plain, beside);
    let kind = match (&known, args.kind) {
        (Some((_, state)), None) => state.kind,
        (Some((id, state)), Some(kind)) if Kind::from(kind) != state.kind => {
            bail!("`{id}` is recorded as {}", state.kind.name())
        }
        (_, Some(kind)) => kind.into(),
        (None, None) if asks => match sitting.ask_kind()? {
            Some(kind) => kind,
            None => return nothing(screen, beside),
        },
        (None, None) => bail!("give --kind vulnerability or --kind incident"),
    };
    let mut interview = Interview::new(
        kind,
        desk.roles(),
        day_of_the_act(&desk.now()),
        known.as_ref().map(|(_, state)| state),
    );
    let mut page = Page::new(&desk, &by, kind, known, &args)?;
    let corrects_a_time =
        page.was_to_report && (args.certain_at.is_some() || args.signal_at.is_some());
    let converses = asks && (args.plain || args.facts.is_empty() && !corrects_a_time);
    if converses {
        interview.ask_again();
    }
    let mut given = Facts::new();
    for word in &args.facts {
        let (id, told) = fact(kind, word)?;
        if given
            .insert(id.clone(), told)
            .is_some_and(|other| other != told)
        {
            bail!("--fact {id} is given twice, and not the same");
        }
    }
    let time = |text: &Option<String>| text.as_deref().map(|text| desk.time(text)).transpose();
    let (signal_at, certain_at) = (time(&args.signal_at)?, time(&args.certain_at)?);
    let is_told = !given.is_empty() || signal_at.is_some() || certain_at.is_some();
    interview.facts.extend(given.clone());
    interview.signal_at = signal_at.clone().or(interview.signal_at.take());
    interview.certain_at = certain_at.clone().or(interview.certain_at.take());
    if converses && is_told {
        let told = Deed::Told {
            signal_at,
            certain_at,
            facts: given,
        };
        if let Some(id) = page.begin(told, &interview)? {
            sitting.recorded_as(&id)?;
        }
    }
    let left = converses && sitting.converse(&mut interview, &desk, &mut page)? == End::Left;
    let decision = if left {
        let Some((_, state)) = &page.event else {
            return nothing(screen, beside);
        };
        let decision = by_facts(&desk, state);
        page.decide(&decision)?;
        decision
    } else {
        interview.settle();
        page.conclude(interview, converses || args.take_back)?
    };
    let Some((id, state)) = page.event else {
        return nothing(screen, beside);
    };
    if args.format == Format::Json {
        screen.output(&decision_json::render(&id, &state, &decision), None)?;
        return Ok(Outcome::Done);
    }
    if let Some(name) = &args.component {
        screen.result(&seen_in_sboms(&desk, name, screen.width()))?;
    }
    let taken_back = !state.to_report_before.is_empty() && !state.is_to_report();
    screen.result(&told(
        &desk,
        &id,
        &state,
        &decision,
        left,
        taken_back,
        screen.width(),
    ))?;
    Ok(Outcome::Done)
}

fn nothing(screen: &Screen, beside: bool) -> Result<Outcome> {
    screen.ask("Nothing was recorded.\n", beside)?;
    Ok(Outcome::Done)
}

/// What the recorded facts come to now.
fn by_facts(desk: &Desk, state: &EventState) -> Decision {
    let certain = state.certain_at.as_ref().map(day_of_the_act);
    let today = day_of_the_act(&desk.now());
    decide(state.kind, desk.roles(), &state.facts, certain, today)
}

/// The record as it fills: each answer is written when it is given, so that a sitting that ends
/// before its time loses none.
pub(super) struct Page<'a> {
    desk: &'a Desk,
    by: &'a Text,
    kind: Kind,
    event: Option<(Id, EventState)>,
    /// What goes with the first entry.
    first: Vec<Deed>,
    /// What had been told when the sitting began.
    facts_before: Facts,
    /// Whether it was one to report then.
    pub(super) was_to_report: bool,
}

impl<'a> Page<'a> {
    fn new(
        desk: &'a Desk,
        by: &'a Text,
        kind: Kind,
        event: Option<(Id, EventState)>,
        args: &Args,
    ) -> Result<Self> {
        let mut fields = std::collections::BTreeMap::new();
        for (name, text) in [("title", &args.title), ("component", &args.component)] {
            let text = text.as_ref().map(|text| match name {
                "component" => with_version(desk, text),
                _ => text.clone(),
            });
            if let Some(text) = &text {
                let checked = check_field(name, text, &desk.zone).map_err(anyhow::Error::msg)?;
                fields.insert(checked.0, checked.1);
            }
        }
        let state = event.as_ref().map(|(_, state)| state);
        Ok(Self {
            facts_before: state.map(|state| state.facts.clone()).unwrap_or_default(),
            was_to_report: state.is_some_and(EventState::is_to_report),
            first: match fields.is_empty() {
                true => Vec::new(),
                false => vec![Deed::Given { fields }],
            },
            desk,
            by,
            kind,
            event,
        })
    }

    fn write(&mut self, deeds: Vec<Deed>) -> Result<()> {
        let deeds: Vec<Deed> = std::mem::take(&mut self.first)
            .into_iter()
            .chain(deeds)
            .collect();
        let (desk, by) = (self.desk, self.by);
        self.event = Some(match self.event.take() {
            Some((id, _)) => {
                let state = desk.write(&id, by, deeds)?;
                (id, state)
            }
            None => desk.write_new(self.kind, false, by, deeds)?,
        });
        Ok(())
    }

    /// When it was decided that the event is to be reported: awareness is no later.
    pub(super) fn decided_at(&self) -> Option<&Moment> {
        let (_, state) = self.event.as_ref()?;
        state.decided_to_report_at.as_ref()
    }

    /// Whether the event is recorded as one to report by now.
    pub(super) fn is_to_report(&self) -> bool {
        let state = self.event.as_ref().map(|(_, state)| state);
        state.is_some_and(EventState::is_to_report)
    }

    /// Records an answer, and gives the event's name where that opened it. As soon as the
    /// `outcome` of the sitting is that the event is to be reported, that is recorded: its hours
    /// run even if nobody comes back to the questions.
    pub(super) fn tell(&mut self, told: Deed, outcome: Decided) -> Result<Option<Id>> {
        let is_new = self.event.is_none();
        self.write(vec![told])?;
        if let Some((_, state)) = self.event.as_ref().filter(|_| outcome == Decided::ToReport) {
            let decision = by_facts(self.desk, state);
            self.decide(&decision)?;
        }
        let id = self.event.as_ref().map(|(id, _)| id.clone());
        Ok(id.filter(|_| is_new))
    }

    /// Records a decision before the sitting has come to its end: it takes no duty to report
    /// back, and where nothing new was told the last one stands.
    fn decide(&mut self, decision: &Decision) -> Result<()> {
        let state = self.event.as_ref().map(|(_, state)| state);
        let news = state
            .filter(|state| !state.is_to_report())
            .filter(|state| state.decided.is_none() || state.facts != self.facts_before);
        match news {
            Some(_) => self.write(vec![decided(decision)]),
            None => Ok(()),
        }
    }

    /// Records what the command line told before the first question is asked.
    fn begin(&mut self, told: Deed, interview: &Interview) -> Result<Option<Id>> {
        self.check(interview)?;
        self.tell(told, interview.outcome())
    }

    /// Refuses what cannot all be true.
    fn check(&self, interview: &Interview) -> Result<()> {
        if let (Some(signal), Some(certain)) = (&interview.signal_at, &interview.certain_at)
            && certain < signal
        {
            bail!(
                "certainty ({}) lies before the first sign ({}); correct --certain-at or --signal-at",
                certain.in_words(),
                signal.in_words()
            );
        }
        let since = self.decided_at().filter(|_| self.was_to_report).cloned();
        if let (Some(certain), Some(since)) = (&interview.certain_at, &since)
            && certain > since
        {
            bail!(
                "it was decided on {} that it is to be reported, so you were certain by then: give --certain-at with that moment or an earlier one",
                since.in_zone(&self.desk.zone).in_words()
            );
        }
        let conflicts = contradictions(&interview.facts);
        let told_now = |id: &Id| self.facts_before.get(id) != interview.facts.get(id);
        let mut fresh = conflicts
            .iter()
            .filter(|(fact, other)| told_now(&fact.id) || told_now(other));
        if let Some((fact, other)) = fresh.next() {
            bail!(
                "{}=yes and {other}=no cannot both be true; correct one of them (`cemark explain {other}` says what is asked)",
                fact.id
            );
        }
        Ok(())
    }

    /// Records what is not recorded yet, and what follows from it all.
    fn conclude(&mut self, interview: Interview, may_take_back: bool) -> Result<Decision> {
        self.check(&interview)?;
        let Interview {
            facts,
            signal_at,
            certain_at,
            ..
        } = interview;
        let certain = certain_at.as_ref().map(day_of_the_act);
        let today = day_of_the_act(&self.desk.now());
        let decision = decide(self.kind, self.desk.roles(), &facts, certain, today);
        if self.was_to_report && decision.outcome != Decided::ToReport && !may_take_back {
            bail!(
                "it is recorded as to report, and by these facts it would be {}: its hours would no longer be shown; give --take-back, too, if that is meant",
                decision.outcome.in_words()
            );
        }
        let told = Deed::Told {
            signal_at,
            certain_at,
            facts,
        };
        self.write(vec![told, decided(&decision)])?;
        Ok(decision)
    }
}

fn decided(decision: &Decision) -> Deed {
    let points = decision.reasons.iter().chain(&decision.clarify);
    Deed::Decided {
        outcome: decision.outcome,
        citations: points.map(|reason| reason.citation.clone()).collect(),
    }
}

/// What a sitting came to, for people.
fn told(
    desk: &Desk,
    id: &Id,
    state: &EventState,
    decision: &Decision,
    left: bool,
    taken_back: bool,
    width: usize,
) -> String {
    let mut text = String::new();
    let mut lines = Lines::new(width);
    let stands = state.decided.as_ref().map(|(outcome, _)| *outcome);
    if stands == Some(decision.outcome) {
        text.push_str(&report_text::decision(decision, width));
    } else if let Some(stands) = stands {
        lines.wrapped("", &format!("The decision stands: {}. By what is recorded now it would be: {}. Leaving the questions early takes no duty back.", stands.in_words(), decision.outcome.in_words()));
    }
    if taken_back {
        lines.wrapped("", "It had been to report: that is taken back, and its limits no longer run. Status shows that it was, and what was submitted.");
    }
    lines.line("");
    lines.line(&format!("Recorded as {id}."));
    if left {
        lines.line(&format!("Go on with: cemark report assess --event {id}"));
    }
    let timed = |stage: &StageKind| StageKind::TIMED.contains(stage);
    let early = state
        .submissions
        .iter()
        .find(|sent| timed(&sent.stage) && state.aware_at().is_some_and(|aware| sent.at < *aware));
    if let Some(sent) = early {
        lines.wrapped("", &format!("note: the {} was submitted ({}) before the moment of certainty; if one of the two is mistaken, correct it", sent.stage.in_words(), sent.at.in_zone(&desk.zone).in_words()));
    }
    text.push_str(&lines.into_string());
    if state.is_to_report() {
        let report = desk.report(id, state.clone());
        let status = report_text::status(&[report], &[], &desk.now(), &desk.zone, width);
        text.push_str(&format!("\n{status}"));
        if let Some(stage) = desk.next_stage(state) {
            let stage = stage.name();
            text.push_str(&format!(
                "\nNext: cemark report draft {stage} --event {id}\n"
            ));
        }
    }
    text
}

/// The component with its version, where the SBOMs list one of this name and no other.
fn with_version(desk: &Desk, name: &str) -> String {
    let wanted = crate::text::one_line(name).to_lowercase();
    let listed = desk.components();
    let mut found = listed
        .iter()
        .filter(|one| one.to_lowercase().split(' ').next() == Some(wanted.as_str()));
    match (found.next(), found.next()) {
        (Some(only), None) => only.clone(),
        _ => name.to_owned(),
    }
}

/// Where the SBOMs list the component: a candidate, never an answer.
fn seen_in_sboms(desk: &Desk, name: &str, width: usize) -> String {
    let wanted = crate::text::one_line(name).to_lowercase();
    let word = wanted.split(' ').next().unwrap_or_default();
    let found: Vec<String> = desk
        .components()
        .into_iter()
        .filter(|component| component.to_lowercase().split(' ').next() == Some(word))
        .collect();
    let mut lines = Lines::new(width);
    let what = if found.is_empty() {
        "no component of this name".to_owned()
    } else {
        found.join(", ")
    };
    lines.wrapped(
        "The SBOMs list: ",
        &format!("{what}. This decides nothing: compare it with each version in the field."),
    );
    lines.line("");
    lines.into_string()
}

/// `exploited=yes`.
fn fact(kind: Kind, word: &str) -> Result<(Id, Tri)> {
    let shown = crate::text::one_line(word);
    let (name, answer) = word.split_once('=').with_context(|| {
        format!("--fact `{shown}`: write it as NAME=yes, NAME=no or NAME=unknown")
    })?;
    let of_kind = || {
        reporting()
            .facts
            .iter()
            .filter(|fact| fact.of.contains(&kind))
    };
    let Some(fact) = of_kind().find(|fact| fact.id.as_str() == name.trim()) else {
        let names: Vec<&str> = of_kind().map(|fact| fact.id.as_str()).collect();
        let near = did_you_mean(name, names.iter().copied())
            .map(|near| format!("did you mean `{near}`? "))
            .unwrap_or_default();
        bail!(
            "there is no fact `{}` of this kind ({}); {near}expected one of {}",
            crate::text::one_line(name),
            kind.name(),
            names.join(", ")
        );
    };
    let Some(told) = Tri::typed(answer) else {
        bail!("--fact `{shown}`: expected yes, no or unknown");
    };
    Ok((fact.id.clone(), told))
}
