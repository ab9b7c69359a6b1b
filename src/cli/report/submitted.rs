use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Desk, Writing, draft};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{Deed, Draft, Progress, StageKind};
use crate::text::{Text, one_line};
use crate::values::{Id, Sha256};

/// Record that a stage was submitted, when, and what was sent
#[derive(Parser)]
pub(crate) struct Args {
    /// The stage
    #[arg(value_enum)]
    stage: StageKind,
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// When it was submitted (`now` is a time)
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    /// What was sent; without it the draft as it is now
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The platform's reference
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Nothing was sent, since its information was given with an earlier stage: with which, and why that is enough
    #[arg(long, value_name = "WHY", conflicts_with_all = ["file", "reference"])]
    already_provided: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let (id, _, state) = desk.event(args.event.as_ref())?;
    let draft = Draft::of(&desk.project, &state, args.stage, desk.now.date())
        .with_context(|| format!("a {} has no {}", state.kind.name(), args.stage.in_words()))?;
    if let Some(why) = &args.already_provided {
        if !matches!(args.stage, StageKind::Notification | StageKind::Final) {
            bail!(
                "only the notification and the final report can be left out (Art. 14(2)(b), (2)(c), (4)(b) and (4)(c))"
            );
        }
        if why.trim().is_empty() {
            bail!(
                "--already-provided needs the reason: with which stage the information was given"
            );
        }
        let deed = Deed::AlreadyProvided {
            stage: args.stage,
            why: Text::from(why.as_str()),
        };
        desk.write(&id, &by, vec![deed])?;
        screen.result(&format!(
            "{id}: recorded that the {} was not needed\n",
            args.stage.in_words()
        ))?;
        return Ok(Outcome::Done);
    }
    let sent_at = desk.time(&args.at)?;
    if let Some(aware) = state.aware_at().filter(|aware| sent_at < **aware) {
        bail!(
            "{} lies before you became aware ({})",
            sent_at.in_words(),
            aware.in_words()
        );
    }
    let (bytes, ending) = match &args.file {
        Some(file) => {
            let shown = one_line(&file.to_string_lossy());
            let bytes = std::fs::read(file).with_context(|| format!("cannot read {shown}"))?;
            let ending = file
                .extension()
                .map_or_else(|| "bin".to_owned(), |e| one_line(&e.to_string_lossy()));
            (bytes, ending)
        }
        None => {
            let page = draft::page(&desk, &id, &state, args.stage, false, None)?;
            (page.into_bytes(), "md".to_owned())
        }
    };
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    let sha256 = Sha256::of(&bytes);
    let name = format!("{}.{ending}", args.stage.name());
    let kept = desk.store.keep(&id, &name, &bytes)?;
    let deed = Deed::Submitted {
        stage: args.stage,
        sent_at: sent_at.clone(),
        file: Text::new(kept.clone()),
        sha256,
        fields: draft.digests(),
        reference: args.reference.map(Text::from),
    };
    let state = desk.write(&id, &by, vec![deed])?;
    let late = desk
        .clocks(&state)
        .iter()
        .any(|clock| clock.stage == args.stage && clock.progress == Progress::SubmittedLate);
    let record = desk.store.read(&id)?;
    let digest = record.digest().map(|d| d.to_string()).unwrap_or_default();
    screen.result(&format!(
        "{id}: {} submitted {}{}\n  kept: {kept}, SHA-256 {sha256}\n  record: SHA-256 {digest}\n  Keep the last digest elsewhere too (a mail, a ticket): it proves later what the record said today.\n",
        args.stage.in_words(),
        sent_at.in_words(),
        if late { ", after its limit" } else { "" },
    ))?;
    Ok(Outcome::Done)
}

/// Record that the CSIRT asked for an intermediate report, Art. 14(6)
#[derive(Parser)]
pub(crate) struct RequestedArgs {
    /// What it asked for
    text: String,
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// When it asked (`now` is a time)
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn requested(args: RequestedArgs, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let (id, _, _) = desk.event(args.event.as_ref())?;
    let deed = Deed::Requested {
        asked_at: desk.time(&args.at)?,
        text: Text::from(args.text),
    };
    desk.write(&id, &by, vec![deed])?;
    screen.result(&format!("{id}: request recorded\nNext: cemark report record --event {id} --set status-update=TEXT; cemark report draft intermediate --event {id}\n"))?;
    Ok(Outcome::Done)
}
