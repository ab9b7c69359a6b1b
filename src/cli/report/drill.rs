use std::collections::BTreeMap;

use anyhow::{Result, bail};
use clap::Parser;

use super::assess::KindWord;
use super::{Desk, Writing};
use crate::checklist::Role;
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{Deed, EventState, Kind, Outcome as Decided, StageKind, reporting};
use crate::output::report_text;
use crate::text::{Lines, Text, one_line};
use crate::values::{Facts, Id, Tri};

/// Rehearse: an invented event with a component of your own SBOM, the clocks running
#[derive(Parser)]
pub(crate) struct Args {
    /// What to rehearse
    #[arg(long, value_enum, default_value_t = KindWord::Vulnerability)]
    kind: KindWord,
    /// The component [default: the first one that the product depends on]
    #[arg(long, value_name = "NAME")]
    component: Option<String>,
    /// End the rehearsal: how long it took, and what its drafts still lacked
    #[arg(long, conflicts_with_all = ["kind", "component"])]
    end: bool,
    /// The rehearsal to end [default: the only one that is open]
    #[arg(long, value_name = "EVENT", requires = "end")]
    event: Option<Id>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    if args.end {
        let text = end(&desk, &by, args.event.as_ref(), screen.width())?;
        screen.result(&text)?;
        return Ok(Outcome::Done);
    }
    let kind = Kind::from(args.kind);
    let component = component(&desk, args.component.as_deref())?;
    let now = desk.now().in_zone(&desk.zone);
    let facts: Facts = reporting()
        .facts_of(kind, Role::Manufacturer)
        .map(|fact| (fact.id.clone(), Tri::Yes))
        .collect();
    let mut fields = BTreeMap::new();
    let mut give = |name: &str, text: String| {
        if let Some(field) = reporting().field(name) {
            fields.insert(field.id.clone(), Text::new(text));
        }
    };
    give("component", component.clone());
    give("title", format!("DRILL: invented event in {component}"));
    let deeds = vec![
        Deed::Told {
            signal_at: Some(now.clone()),
            certain_at: Some(now.clone()),
            facts,
        },
        Deed::Given { fields },
        Deed::Decided {
            outcome: Decided::ToReport,
            citations: vec![Text::from("Art. 14")],
        },
    ];
    let (id, state) = desk.write_new(kind, true, &by, deeds)?;
    let lacking = lacking(&desk, &state, screen.width());
    let report = desk.report(&id, state);
    let what = match kind {
        Kind::Vulnerability => format!("{component} in your product is being exploited"),
        Kind::Incident => format!("someone broke into your build of {component}"),
    };
    let mut lines = Lines::new(screen.width());
    lines.wrapped(
        "",
        &format!("DRILL: suppose that {what}, and that you became certain of it just now."),
    );
    lines.line("");
    let mut text = lines.into_string();
    text.push_str(&report_text::status(
        &[report],
        &[],
        &desk.now(),
        &desk.zone,
        screen.width(),
    ));
    text.push_str("\nMissing before the day:\n");
    text.push_str(&lacking);
    text.push_str(&format!(
        "\nNext:\n  cemark report record --event {id}\n  cemark report draft early-warning --event {id}\n  cemark report submitted early-warning --event {id}\n  cemark report drill --end --event {id}\n"
    ));
    screen.result(&text)?;
    Ok(Outcome::Done)
}

/// What each stage lacks, a line each.
fn lacking(desk: &Desk, state: &EventState, width: usize) -> String {
    let mut lines = Lines::new(width);
    let stages = StageKind::TIMED.into_iter().chain([StageKind::UserNotice]);
    for stage in stages {
        let Ok(draft) = desk.draft(state, stage) else {
            continue;
        };
        let names: Vec<_> = draft.missing.iter().map(Id::as_str).collect();
        let names = match names.as_slice() {
            [] => "nothing".to_owned(),
            names => names.join(", "),
        };
        lines.hanging(&format!("  {}: ", stage.in_words()), 4, &names);
    }
    lines.into_string()
}

/// Ends a rehearsal and tells how it went.
fn end(desk: &Desk, by: &Text, named: Option<&Id>, width: usize) -> Result<String> {
    let (id, state) = desk.open_drill(named)?;
    let state = desk.write(&id, by, vec![Deed::Ended]).map(|_| state)?;
    let minutes = state.opened_at.seconds_until(&desk.now()) / 60;
    let mut lines = Lines::new(width);
    lines.line(&format!(
        "{id}: rehearsal ended after {} h {} min",
        minutes / 60,
        minutes % 60
    ));
    for stage in StageKind::TIMED {
        let sent = state.submission(stage).map(|sent| {
            let minutes = state.opened_at.seconds_until(&sent.at) / 60;
            format!(
                "recorded as submitted after {} h {} min",
                minutes / 60,
                minutes % 60
            )
        });
        let sent = sent.unwrap_or_else(|| "not recorded as submitted".to_owned());
        lines.hanging(&format!("  {}: ", stage.in_words()), 4, &sent);
    }
    lines.line("Still missing:");
    let mut text = lines.into_string();
    text.push_str(&lacking(desk, &state, width));
    Ok(text)
}

/// The component to rehearse with: one of the maker's own SBOM.
fn component(desk: &Desk, wanted: Option<&str>) -> Result<String> {
    let names = desk.components();
    match wanted {
        Some(wanted) => {
            let shown = one_line(wanted);
            let found = names
                .iter()
                .find(|name| **name == shown || name.split(' ').next() == Some(shown.as_str()));
            match found {
                Some(name) => Ok(name.clone()),
                None if names.is_empty() => Ok(shown),
                None => bail!("no SBOM of the project lists `{shown}`"),
            }
        }
        None => Ok(names
            .into_iter()
            .next()
            .unwrap_or_else(|| "a component (no SBOM is named in cemark.yaml)".to_owned())),
    }
}
