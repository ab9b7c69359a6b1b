use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Desk, Writing, draft, state_of};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{Deed, EventState, Progress, StageKind};
use crate::text::{Lines, Text, one_line};
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
    /// The earlier entry of this stage was mistaken, and this one takes its place; it stays in the record
    #[arg(long, conflicts_with_all = ["already_provided", "not_sent"])]
    correct: bool,
    /// The earlier entry of this stage was mistaken: nothing was sent, and why it was recorded
    #[arg(long, value_name = "WHY", conflicts_with_all = ["already_provided", "file", "reference"])]
    not_sent: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let (id, state) = desk.event(args.event.as_ref())?;
    let draft = desk.draft(&state, args.stage)?;
    let instead = match (&args.not_sent, &args.already_provided) {
        (Some(why), _) => Some(not_sent(&state, args.stage, why)?),
        (None, Some(why)) => Some(already_provided(&state, args.stage, why)?),
        (None, None) => None,
    };
    if let Some((deed, what)) = instead {
        desk.write(&id, &by, vec![deed])?;
        screen.result(&format!(
            "{id}: recorded that the {} {what}\n",
            args.stage.in_words()
        ))?;
        return Ok(Outcome::Done);
    }
    if args.correct && state.submission(args.stage).is_none() {
        bail!(
            "no {} is recorded that could be corrected",
            args.stage.in_words()
        );
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
            if bytes.is_empty() {
                bail!("{shown} is empty; give what was sent");
            }
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
    let mut kept = Text::default();
    let now = desk.now().in_zone(&desk.zone);
    let record = desk.store.keep(&id, &now, &by, (&name, &bytes), |file| {
        kept = file.clone();
        Deed::Submitted {
            stage: args.stage,
            sent_at: sent_at.clone(),
            file,
            sha256,
            fields: draft.digests(),
            reference: args.reference.map(Text::from),
            corrects: args.correct,
        }
    })?;
    let state = state_of(&id, &record)?;
    let digest = state.digest.map(|d| d.to_string()).unwrap_or_default();
    let mut lines = Lines::new(screen.width());
    let clocks = desk.clocks(&state);
    let late = clocks
        .iter()
        .any(|clock| clock.stage == args.stage && clock.progress == Progress::SubmittedLate);
    let first = state.submission(args.stage);
    let first = first.filter(|first| first.at != sent_at);
    let late = if late && first.is_none() {
        ", after its limit"
    } else {
        ""
    };
    lines.hanging(
        &format!("{id}: "),
        2,
        &format!(
            "{} submitted {}{late}",
            args.stage.in_words(),
            sent_at.in_words()
        ),
    );
    if let Some(first) = first {
        let at = first.at.in_zone(&desk.zone).in_words();
        lines.hanging("  ", 2, &format!("For the limit the first entry counts ({at}); if it was mistaken, record this one with --correct"));
    }
    if !draft.missing.is_empty() {
        let names: Vec<_> = draft.missing.iter().map(Id::as_str).collect();
        lines.hanging("  not given: ", 4, &names.join(", "));
    }
    lines.hanging("  kept: ", 4, &format!("{kept}, SHA-256 {sha256}"));
    lines.hanging("  record: ", 4, &format!("SHA-256 {digest}"));
    lines.hanging("  ", 2, "Keep the last digest elsewhere too (a mail, a ticket): it proves later what the record said today.");
    let text = lines.into_string();
    screen.result(&text)?;
    Ok(Outcome::Done)
}

/// Nothing was sent of a stage, since its information was given with an earlier one: what to
/// record and what to say of the stage.
fn already_provided(
    state: &EventState,
    stage: StageKind,
    why: &str,
) -> Result<(Deed, &'static str)> {
    let earlier: &[StageKind] = match stage {
        StageKind::Notification => &[StageKind::EarlyWarning],
        StageKind::Final => &[StageKind::EarlyWarning, StageKind::Notification],
        _ => bail!(
            "only the notification and the final report can be left out (Art. 14(2)(b), (2)(c), (4)(b) and (4)(c))"
        ),
    };
    let why = Text::from(why);
    if why.is_blank() {
        bail!("--already-provided needs the reason: with which stage the information was given");
    }
    if !earlier
        .iter()
        .any(|stage| state.submission(*stage).is_some())
    {
        let names: Vec<_> = earlier.iter().map(|stage| stage.in_words()).collect();
        bail!(
            "no {} is recorded with which the information was given; record it first",
            names.join(" or ")
        );
    }
    Ok((Deed::AlreadyProvided { stage, why }, "was not needed"))
}

/// What was recorded of a stage was mistaken: what to record and what to say of the stage.
fn not_sent(state: &EventState, stage: StageKind, why: &str) -> Result<(Deed, &'static str)> {
    if !state.is_done(stage) {
        bail!("nothing is recorded of the {}", stage.in_words());
    }
    let why = Text::from(why);
    if why.is_blank() {
        bail!("--not-sent needs the reason why it was recorded");
    }
    Ok((
        Deed::Withdrawn { stage, why },
        "was not sent; the earlier entry stays in the record",
    ))
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
    let (id, _) = desk.event(args.event.as_ref())?;
    if Text::from(args.text.as_str()).is_blank() {
        bail!("say what the CSIRT asked for");
    }
    let deed = Deed::Requested {
        asked_at: desk.time(&args.at)?,
        text: Text::from(args.text),
    };
    desk.write(&id, &by, vec![deed])?;
    screen.result(&format!("{id}: request recorded\nNext:\n  cemark report record --event {id} --set status-update=TEXT\n  cemark report draft intermediate --event {id}\n"))?;
    Ok(Outcome::Done)
}
