use std::collections::BTreeMap;

use anyhow::{Result, bail};
use clap::Parser;

use super::assess::KindWord;
use super::{Desk, Writing};
use crate::checklist::Role;
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{Deed, Facts, Kind, Outcome as Decided, StageKind, Tri, reporting};
use crate::output::report_text;
use crate::text::{Lines, Text, one_line};
use crate::values::Id;

/// Rehearse: an invented event with a component of your own SBOM, the clocks running
#[derive(Parser)]
pub(crate) struct Args {
    /// What to rehearse
    #[arg(long, value_enum, default_value_t = KindWord::Vulnerability)]
    kind: KindWord,
    /// The component [default: the first one that the product depends on]
    #[arg(long, value_name = "NAME")]
    component: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
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
        Deed::Opened { kind, drill: true },
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
    let (id, state) = desk.write_new("drill", &by, deeds)?;
    let missing: Vec<(StageKind, Vec<Id>)> = StageKind::TIMED
        .into_iter()
        .chain([StageKind::UserNotice])
        .filter_map(|stage| {
            let draft = desk.draft(&state, stage).ok()?;
            Some((stage, draft.missing))
        })
        .collect();
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
        &desk.now(),
        &desk.zone,
        screen.width(),
    ));
    text.push_str("\nMissing before the day:\n");
    for (stage, fields) in &missing {
        let names: Vec<_> = fields.iter().map(Id::as_str).collect();
        let names = if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        };
        let mut lines = Lines::new(screen.width());
        lines.hanging(&format!("  {}: ", stage.in_words()), 4, &names);
        text.push_str(&lines.into_string());
    }
    text.push_str(&format!(
        "\nNext:\n  cemark report record --event {id}\n  cemark report draft early-warning --event {id}\n  cemark report submitted early-warning --event {id}\n"
    ));
    screen.result(&text)?;
    Ok(Outcome::Done)
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
