use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use super::{Desk, Writing};
use crate::cli::typed::{Line, Typed};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{
    Deed, Facts, Interview, Kind, Outcome as Decided, Question, Told, Tri, check_field,
    contradictions, day_of_the_act, decide, reporting,
};
use crate::output::{decision_json, report_text};
use crate::text::{Lines, Text};
use crate::values::Id;
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
    let mut talk = Talk {
        typed: Typed::new(screen, !args.plain),
        screen,
        beside: args.format == Format::Json,
    };
    let kind = match (&known, args.kind) {
        (Some((_, state)), None) => state.kind,
        (Some((id, state)), Some(kind)) if Kind::from(kind) != state.kind => {
            bail!("`{id}` is recorded as {}", state.kind.name())
        }
        (_, Some(kind)) => kind.into(),
        (None, None) if asks => match talk.ask_kind()? {
            Some(kind) => kind,
            None => return nothing(screen),
        },
        (None, None) => bail!("give --kind vulnerability or --kind incident"),
    };
    let mut interview = Interview::new(
        kind,
        desk.roles(),
        day_of_the_act(&desk.now()),
        known.as_ref().map(|(_, state)| state),
    );
    let converses = asks && (args.facts.is_empty() || args.plain);
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
    interview.facts.extend(given);
    if let Some(text) = &args.signal_at {
        interview.signal_at = Some(desk.time(text)?);
    }
    if let Some(text) = &args.certain_at {
        interview.certain_at = Some(desk.time(text)?);
    }
    let mut left = false;
    if converses {
        left = !talk.converse(&mut interview, &desk)?;
        match left {
            true if interview.has_begun() => interview.keep_the_rest(),
            true => return nothing(screen),
            false => interview.drop_the_rest(),
        }
    }
    let known = known.map(|(id, _)| id);
    finish(args, interview, left, &desk, &by, known, screen)
}

fn nothing(screen: &Screen) -> Result<Outcome> {
    screen.result("Nothing was recorded.\n")?;
    Ok(Outcome::Done)
}

/// Records what was told and what follows from it; a sitting that was `left` before its end
/// settles nothing by itself.
fn finish(
    args: Args,
    interview: Interview,
    left: bool,
    desk: &Desk,
    by: &Text,
    id: Option<Id>,
    screen: &Screen,
) -> Result<Outcome> {
    let (kind, facts) = (interview.kind, interview.facts);
    let (signal_at, certain_at) = (interview.signal_at, interview.certain_at);
    if let (Some(signal), Some(certain)) = (&signal_at, &certain_at)
        && certain < signal
    {
        bail!(
            "certainty ({}) lies before the first sign ({}); correct --certain-at or --signal-at",
            certain.in_words(),
            signal.in_words()
        );
    }
    if let Some((fact, other)) = contradictions(&facts).first() {
        bail!(
            "{}=yes and {other}=no cannot both be true; correct one of them (`cemark explain {other}` says what is asked)",
            fact.id
        );
    }
    let certain = certain_at.as_ref().map(day_of_the_act);
    let today = day_of_the_act(&desk.now());
    let mut decision = decide(kind, desk.roles(), &facts, certain, today);
    if left && certain_at.is_none() {
        decision = decision.without_certainty();
    }
    if decision.outcome == Decided::ToReport && certain_at.is_none() {
        bail!(
            "it is to be reported, and the clocks need their start: give --certain-at TIME, when you were reasonably certain (`now` is a time)"
        );
    }
    let told = facts.clone();
    let mut deeds = Vec::new();
    if id.is_none() {
        deeds.push(Deed::Opened { kind, drill: false });
    }
    deeds.push(Deed::Told {
        signal_at,
        certain_at,
        facts,
    });
    let mut fields = std::collections::BTreeMap::new();
    for (name, text) in [("title", &args.title), ("component", &args.component)] {
        if let Some(text) = text {
            let (field, text) = check_field(name, text, &desk.zone).map_err(anyhow::Error::msg)?;
            fields.insert(field, text);
        }
    }
    if !fields.is_empty() {
        deeds.push(Deed::Given { fields });
    }
    let points = decision.reasons.iter().chain(&decision.clarify);
    deeds.push(Deed::Decided {
        outcome: decision.outcome,
        citations: points.map(|reason| reason.citation.clone()).collect(),
    });
    let (id, state) = match id {
        Some(id) => {
            let state = desk.write(&id, by, deeds)?;
            (id, state)
        }
        None => desk.write_new(kind.name(), by, deeds)?,
    };
    if args.format == Format::Json {
        screen.output(&decision_json::render(&id, kind, &told, &decision), None)?;
        return Ok(Outcome::Done);
    }
    if let Some(name) = &args.component {
        screen.result(&seen_in_sboms(desk, name, screen.width()))?;
    }
    screen.result(&report_text::decision(&decision, screen.width()))?;
    screen.result(&format!("\nRecorded as {id}.\n"))?;
    if left {
        screen.result(&format!("Go on with: cemark report assess --event {id}\n"))?;
    }
    if state.aware_at().is_some() {
        let next = desk.next_stage(&state);
        let report = desk.report(&id, state);
        let text = report_text::status(&[report], &desk.now(), &desk.zone, screen.width());
        screen.result(&format!("\n{text}"))?;
        if let Some(stage) = next {
            screen.result(&format!(
                "\nNext: cemark report draft {} --event {id}\n",
                stage.name()
            ))?;
        }
    }
    Ok(Outcome::Done)
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
    let told = match answer.trim().to_lowercase().as_str() {
        "yes" | "y" => Tri::Yes,
        "no" | "n" => Tri::No,
        "unknown" | "u" => Tri::Unknown,
        _ => bail!("--fact `{shown}`: expected yes, no or unknown"),
    };
    Ok((fact.id.clone(), told))
}

/// The dialogue: on stdout, or on stderr where stdout belongs to a program.
struct Talk<'a> {
    typed: Typed<'a>,
    screen: &'a Screen,
    beside: bool,
}

impl Talk<'_> {
    fn tell(&self, text: &str) -> Result<()> {
        self.screen.ask(text, self.beside)
    }

    /// The next line; `None` at the end.
    fn line(&mut self) -> Result<Option<String>> {
        loop {
            match self.typed.next(false, "")? {
                Line::Text(line) => match String::from_utf8(line) {
                    Ok(line) => return Ok(Some(line.trim().to_owned())),
                    Err(_) => self.tell("* that line is not UTF-8 text\n> ")?,
                },
                Line::Cut => {}
                Line::End => return Ok(None),
            }
        }
    }

    fn ask_kind(&mut self) -> Result<Option<Kind>> {
        const KINDS: &str = "What is it?\n  v  a vulnerability that may be actively exploited (Art. 14(1))\n  i  an incident that may have an impact on the security of the product\n     (Art. 14(3))\n";
        self.tell(KINDS)?;
        loop {
            self.tell("kind> ")?;
            match self.line()?.as_deref() {
                None | Some("q" | "quit") => return Ok(None),
                Some("v" | "vulnerability") => return Ok(Some(Kind::Vulnerability)),
                Some("i" | "incident") => return Ok(Some(Kind::Incident)),
                Some(_) => self.tell("* v a vulnerability, i an incident, q leave\n")?,
            }
        }
    }

    /// Asks until nothing is left; false when the user leaves.
    fn converse(&mut self, interview: &mut Interview, desk: &Desk) -> Result<bool> {
        let width = self.screen.width();
        let mut lines = Lines::new(width);
        lines.wrapped("", "Stay calm: each question stands alone, and what you do not know is 'unknown'. Whoever leaves with q goes on later; what was told by then is kept as not yet decided.");
        self.tell(&lines.into_string())?;
        while let Some(question) = interview.question() {
            let before = interview.before();
            self.tell(&draw(&question, before.as_ref(), desk, width))?;
            let Some(word) = self.line()? else {
                self.tell("\n")?;
                return Ok(false);
            };
            if matches!(word.as_str(), "q" | "quit") {
                return Ok(false);
            }
            if matches!(word.as_str(), "b" | "back") {
                if !interview.back() {
                    self.tell("* this is the first question\n")?;
                }
                continue;
            }
            match (word.is_empty(), before) {
                (true, Some(before)) => interview.tell(before),
                _ => match told(&question, &word, desk) {
                    Ok(told) => interview.tell(told),
                    Err(why) => self.tell(&format!("* {why:#}\n"))?,
                },
            }
        }
        Ok(true)
    }
}

fn draw(question: &Question, before: Option<&Told>, desk: &Desk, width: usize) -> String {
    let mut lines = Lines::new(width);
    let clock = desk.zone.name().unwrap_or("this computer").to_owned();
    lines.line("");
    match question {
        Question::Signal => {
            lines.wrapped(
                "",
                "When did the first sign arrive (a mail, an alert, a post)?",
            );
            lines.wrapped("  ", &format!("It starts no clock unless it made you certain at once; it shows when you began to look. A time such as 2026-11-24T09:30 (by the clock of {clock}), `now`, or empty when not known."));
            lines.line("b back, q leave");
        }
        Question::Certain => {
            lines.wrapped(
                "",
                "When were you reasonably certain of it, after your first look?",
            );
            lines.wrapped("  ", &format!("The Act does not say when one is aware. By the Commission's guidance (points 211 to 215, which binds no one) it is this moment, if the look followed the first sign at once: 24 and 72 hours run from here. A time (by the clock of {clock}), or `now`."));
            lines.line("b back, q leave");
        }
        Question::Fact(fact) => {
            lines.wrapped("", &format!("{} ({})", fact.ask, fact.citation));
            lines.wrapped("  ", &fact.help.to_string());
            lines.line("y yes, n no, u unknown; b back, q leave");
        }
    }
    match before {
        Some(Told::Fact(tri)) => {
            lines.wrapped(
                "  ",
                &format!("Told before: {}; Enter keeps it.", tri.name()),
            );
        }
        Some(Told::At(at)) => {
            let at = at.in_zone(&desk.zone).in_words();
            lines.wrapped("  ", &format!("Told before: {at}; Enter keeps it."));
        }
        Some(Told::Nothing) | None => {}
    }
    format!("{}> ", lines.into_string())
}

fn told(question: &Question, word: &str, desk: &Desk) -> Result<Told> {
    Ok(match question {
        Question::Fact(_) => Told::Fact(match word.to_lowercase().as_str() {
            "y" | "yes" => Tri::Yes,
            "n" | "no" => Tri::No,
            "u" | "unknown" => Tri::Unknown,
            _ => bail!("y yes, n no, u unknown, b back, q leave"),
        }),
        Question::Signal if word.is_empty() => Told::Nothing,
        Question::Certain if word.is_empty() => bail!("the clocks need a start: a time, or `now`"),
        Question::Signal | Question::Certain => Told::At(desk.time(word)?),
    })
}
