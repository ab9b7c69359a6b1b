use anyhow::{Result, bail};

use super::Desk;
use super::assess::Page;
use crate::cli::Screen;
use crate::cli::dialogue::Dialogue;
use crate::incident::{Interview, Kind, Outcome as Decided, Question, Told};
use crate::text::Lines;
use crate::values::{Id, Tri};

/// How a sitting ended.
#[derive(PartialEq, Eq)]
pub(super) enum End {
    /// Nothing is left to ask.
    Settled,
    /// The user left before that.
    Left,
}

/// The dialogue: on stdout, or on stderr where stdout belongs to a program.
pub(super) struct Sitting<'a>(Dialogue<'a>);

impl<'a> Sitting<'a> {
    pub(super) fn new(screen: &'a Screen, plain: bool, beside: bool) -> Self {
        Self(Dialogue::new(screen, plain, beside))
    }

    fn tell(&self, text: &str) -> Result<()> {
        self.0.say(text)
    }

    pub(super) fn ask_kind(&mut self) -> Result<Option<Kind>> {
        const KINDS: &str = "What is it?\n  v  a vulnerability that may be actively exploited (Art. 14(1))\n  i  an incident that may have an impact on the security of the product\n     (Art. 14(3))\n";
        self.tell(KINDS)?;
        loop {
            match self.0.line("kind> ")?.as_deref() {
                None | Some("q" | "quit") => return Ok(None),
                Some("v" | "vulnerability") => return Ok(Some(Kind::Vulnerability)),
                Some("i" | "incident") => return Ok(Some(Kind::Incident)),
                Some(_) => self.tell("* v a vulnerability, i an incident, q leave\n")?,
            }
        }
    }

    /// Names the event, for whoever is cut short.
    pub(super) fn recorded_as(&self, id: &Id) -> Result<()> {
        let mut lines = Lines::new(self.0.width());
        lines.wrapped(
            "",
            &format!("(recorded as {id}; go on later with: cemark report assess --event {id})"),
        );
        self.tell(&lines.into_string())
    }

    /// Asks until nothing is left, each answer recorded at once.
    pub(super) fn converse(
        &mut self,
        interview: &mut Interview,
        desk: &Desk,
        page: &mut Page,
    ) -> Result<End> {
        let width = self.0.width();
        let mut lines = Lines::new(width);
        lines.wrapped("", "Stay calm: each question stands alone, and what you do not know is 'unknown'. Each answer is recorded at once; whoever leaves with q goes on later.");
        self.tell(&lines.into_string())?;
        while let Some(question) = interview.question() {
            let before = interview.before();
            self.tell(&draw(&question, before.as_ref(), desk, width))?;
            let Some(word) = self.0.line("> ")? else {
                self.tell("\n")?;
                return Ok(End::Left);
            };
            if matches!(word.as_str(), "q" | "quit") {
                return Ok(End::Left);
            }
            if matches!(word.as_str(), "b" | "back") {
                if !interview.back() {
                    self.tell("* this is the first question\n")?;
                }
                continue;
            }
            let answer = match (word.is_empty(), before) {
                (true, Some(before)) => before,
                _ => match told(&question, &word, desk) {
                    Ok(told) => told,
                    Err(why) => {
                        self.tell(&format!("* {why:#}\n"))?;
                        continue;
                    }
                },
            };
            if let (Question::Certain, Told::At(at)) = (&question, &answer)
                && let Some(signal) = interview.signal_at.as_ref().filter(|signal| at < *signal)
            {
                let signal = signal.in_zone(&desk.zone).in_words();
                self.tell(&format!(
                    "* that lies before the first sign ({signal}); b leads back to it\n"
                ))?;
                continue;
            }
            if let (Question::Certain, Told::At(at)) = (&question, &answer)
                && page.was_to_report
                && let Some(decided) = page.decided_at().filter(|decided| at > *decided)
            {
                let decided = decided.in_zone(&desk.zone).in_words();
                self.tell(&format!("* it was decided on {decided} that it is to be reported, so you were certain by then\n"))?;
                continue;
            }
            let had_duty = page.is_to_report();
            let recorded = interview.tell(answer);
            let outcome = interview.outcome();
            if let Some(deed) = recorded
                && let Some(id) = page.tell(deed, outcome)?
            {
                self.recorded_as(&id)?;
            }
            // A first moment of certainty is part of the same decision.
            let is_first = matches!(question, Question::Certain) && !page.was_to_report;
            let ends = interview.question().is_none();
            if ends && had_duty && !is_first && outcome != Decided::ToReport {
                match self.may_take_back(interview.outcome(), width)? {
                    Some(true) => {}
                    Some(false) => {
                        interview.back();
                    }
                    None => return Ok(End::Left),
                }
            }
        }
        Ok(End::Settled)
    }

    /// Whether an event that was to be reported is no longer; none when the user leaves.
    fn may_take_back(&mut self, outcome: Decided, width: usize) -> Result<Option<bool>> {
        let mut lines = Lines::new(width);
        lines.line("");
        lines.wrapped("", &format!("It is recorded as to report; by this answer it is {}, and its hours are no longer shown. Take it back?", outcome.in_words()));
        lines.line("y take it back, n ask the last question again, q leave it to report");
        self.tell(&lines.into_string())?;
        loop {
            match self.0.line("> ")?.as_deref() {
                Some("y" | "yes") => return Ok(Some(true)),
                Some("n" | "no" | "b" | "back") => return Ok(Some(false)),
                None | Some("q" | "quit") => return Ok(None),
                Some(_) => self.tell("* y take it back, n ask again, q leave it to report\n")?,
            }
        }
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
    lines.into_string()
}

fn told(question: &Question, word: &str, desk: &Desk) -> Result<Told> {
    Ok(match question {
        Question::Fact(_) => match Tri::typed(word) {
            Some(tri) => Told::Fact(tri),
            None => bail!("y yes, n no, u unknown, b back, q leave"),
        },
        Question::Signal if word.is_empty() => Told::Nothing,
        Question::Certain if word.is_empty() => bail!("the clocks need a start: a time, or `now`"),
        Question::Signal | Question::Certain => Told::At(desk.time(word)?),
    })
}
