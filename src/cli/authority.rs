use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::{Global, Outcome, Screen};
use crate::output::authority_json::{self, Shown};
use crate::project::{Reporting, load_project};
use crate::regulation::{Authority, MemberState, authorities};
use crate::text::{Lines, one_line};
use crate::values::CountryCode;
use crate::yaml::or_did_you_mean;

/// The authorities of a Member State, as far as they are known, with source and date
#[derive(Parser)]
pub(crate) struct Args {
    /// Code of the Member State, such as BE; without it all CSIRTs are listed
    member_state: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema authority` describes it
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    // Looking up an authority needs no project; one that is there may know better.
    let reporting = match global.root() {
        Ok(root) => load_project(&root)?.reporting,
        Err(error) if global.project.is_some() => return Err(error),
        Err(_) => Reporting::default(),
    };
    let all = authorities();
    let wanted: Vec<&MemberState> = match &args.member_state {
        None => all.member_states.iter().collect(),
        Some(code) => match find(code) {
            Some(state) => vec![state],
            None => {
                let names = all.member_states.iter();
                let names = names.flat_map(|state| [state.code.raw(), state.name.raw()]);
                let near = or_did_you_mean(code, names);
                bail!(
                    "`{}` is no Member State of the Union{near}\n  help: `cemark authority` lists the 27",
                    one_line(code)
                );
            }
        },
    };
    let shown: Vec<Shown> = wanted
        .iter()
        .map(|state| with_own(state, &reporting))
        .collect();
    let text = match (args.format, args.member_state.is_some()) {
        (Format::Json, _) => {
            let text = authority_json::render(&shown);
            return screen.output(&text, None).map(|()| Outcome::Done);
        }
        (Format::Text, true) => shown
            .iter()
            .map(|state| one(state, screen.width()))
            .collect(),
        (Format::Text, false) => list(&shown, screen.width()),
    };
    screen.result(&text)?;
    Ok(Outcome::Done)
}

fn find(name: &str) -> Option<&'static MemberState> {
    let all = authorities();
    all.member_state(name.trim()).or_else(|| {
        all.member_states
            .iter()
            .find(|state| state.name.raw().eq_ignore_ascii_case(name.trim()))
    })
}

fn with_own(state: &MemberState, reporting: &Reporting) -> Shown {
    let mut shown = Shown::embedded(state);
    let code = state.code.raw().parse::<CountryCode>().ok();
    let own = code
        .and_then(|code| reporting.authorities.get(&code).cloned())
        .unwrap_or_default();
    let pairs = [
        ("csirt", own.csirt, &mut shown.csirt),
        (
            "market_surveillance",
            own.market_surveillance,
            &mut shown.market_surveillance,
        ),
        (
            "notifying_authority",
            own.notifying_authority,
            &mut shown.notifying_authority,
        ),
    ];
    for (name, own, ours) in pairs {
        if let Some(own) = own {
            *ours = own;
            shown.own.push(name);
        }
    }
    shown
}

fn list(all: &[Shown], width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.wrapped(
        "",
        "CSIRTs designated as coordinators (Art. 14(7)), with the source's day",
    );
    for state in all {
        let trust = match (state.own.contains(&"csirt"), state.csirt.verified) {
            (true, _) => "your own",
            (false, true) => "verified",
            (false, false) => "UNVERIFIED",
        };
        let (code, day) = (&state.member_state, &state.csirt.as_of);
        let start = format!("  {code}  {:<11} {day} {trust:<10}  ", state.name);
        lines.hanging(&start, start.chars().count(), &name(&state.csirt));
    }
    footer(&mut lines);
    lines.into_string()
}

fn footer(lines: &mut Lines) {
    lines.wrapped(
        "",
        "'Verified' says that a source was read, not that it still holds. Before you notify, look at",
    );
    for place in &authorities().check_at {
        lines.hanging("  - ", 4, &place.to_string());
    }
}

fn name(authority: &Authority) -> String {
    if authority.is_known() {
        authority.name.to_string()
    } else {
        "unknown".to_owned()
    }
}

fn one(state: &Shown, width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.wrapped("", &format!("{} ({})", state.name, state.member_state));
    let rows = [
        (
            "csirt",
            "CSIRT designated as coordinator (Art. 14(7))",
            &state.csirt,
        ),
        (
            "market_surveillance",
            "market surveillance authority (Art. 52(2))",
            &state.market_surveillance,
        ),
        (
            "notifying_authority",
            "notifying authority (Art. 36)",
            &state.notifying_authority,
        ),
    ];
    for (key, what, authority) in rows {
        lines.line("");
        lines.wrapped("  ", &format!("{what}: {}", name(authority)));
        let mut detail = |label: &str, text: &str| {
            if !text.trim().is_empty() {
                lines.hanging(&format!("    {label}: "), 6, text);
            }
        };
        if authority.is_known() {
            let trust = match (state.own.contains(&key), authority.verified) {
                (true, _) => "your own entry in cemark.yaml",
                (false, true) => "yes, a source was read",
                (false, false) => "NO: check it before you rely on it",
            };
            detail("verified", trust);
            detail("source", &authority.source.to_string());
            detail("as of", &authority.as_of.to_string());
        }
        if let Some(note) = &authority.note {
            detail("note", &note.to_string());
        }
    }
    let languages: Vec<_> = state.languages.iter().map(ToString::to_string).collect();
    lines.line("");
    lines.wrapped("  languages: ", &languages.join(", "));
    lines.hanging(
        "  platform: ",
        4,
        &format!(
            "{} (seen {}); {}",
            state.platform_host,
            authorities()
                .platform
                .as_of
                .map(|d| d.to_string())
                .unwrap_or_default(),
            authorities().platform.note
        ),
    );
    if let Some(note) = &state.note {
        lines.hanging("  note: ", 4, &note.to_string());
    }
    lines.line("");
    footer(&mut lines);
    lines.into_string()
}
