use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Desk, Writing, draft};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{Deed, EventState, Kind, Progress, StageKind, Submission};
use crate::text::{Lines, Text, one_line};
use crate::values::{Id, Moment, Sha256};

/// Record that a stage was submitted, when, and what was sent
#[derive(Parser)]
pub(crate) struct Args {
    /// The stage
    #[arg(value_enum)]
    stage: StageKind,
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// When it was submitted [default: now; with --correct as recorded before]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What was sent [default: the draft as it is now; with --correct what is kept already]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The platform's reference
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Nothing was sent, since its information was given with an earlier stage: with which, and why that is enough
    #[arg(long, value_name = "WHY", conflicts_with_all = ["at", "file", "reference"])]
    already_provided: Option<String>,
    /// With --correct or --not-sent: the number of the mistaken entry in `cemark report log` [default: the last one of the stage]
    #[arg(long, value_name = "NUMBER")]
    entry: Option<u64>,
    /// The earlier entry of this stage was mistaken, and this one takes its place; what it does not change stays as it
    /// was, and so does the earlier entry in the record
    #[arg(long, conflicts_with_all = ["already_provided", "not_sent"])]
    correct: bool,
    /// The earlier entry of this stage was mistaken: nothing was sent, and why it was recorded
    #[arg(long, value_name = "WHY", conflicts_with_all = ["already_provided", "at", "file", "reference"])]
    not_sent: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let (id, state) = desk.event(args.event.as_ref())?;
    desk.is_open(&id, &state)?;
    let draft = desk.draft(&state, args.stage)?;
    let instead = match (&args.not_sent, &args.already_provided) {
        (Some(why), _) => Some(not_sent(&state, args.stage, args.entry, why)?),
        (None, Some(why)) => Some(already_provided(&state, args.stage, why)?),
        (None, None) => None,
    };
    if let Some((deed, what)) = instead {
        let after = desk.write(&id, &by, vec![deed])?;
        screen.result(&format!(
            "{id}: recorded that the {} {what}\n{}",
            args.stage.in_words(),
            fallen(&state, &after, args.stage)
        ))?;
        return Ok(Outcome::Done);
    }
    if args.entry.is_some() && !args.correct {
        bail!("--entry names the entry that --correct or --not-sent is about");
    }
    let old = match (args.correct, mistaken(&state, args.stage, args.entry)?) {
        (true, None) if !state.is_done(args.stage) => bail!(
            "no {} is recorded that could be corrected",
            args.stage.in_words()
        ),
        (correct, old) => old.filter(|_| correct),
    };
    let sent_at = match (&args.at, old) {
        (Some(text), _) => desk.time(text)?,
        (None, Some(old)) => old.at.clone(),
        (None, None) => desk.now().in_zone(&desk.zone),
    };
    let told_aware = state.aware_at().filter(|_| !state.is_provisional());
    if let Some(aware) = told_aware.filter(|aware| sent_at < **aware) {
        bail!(
            "{} lies before you became aware ({}); correct one of the two: --at here, or `cemark report assess --event {id} --certain-at TIME`",
            sent_at.in_zone(&desk.zone).in_words(),
            aware.in_zone(&desk.zone).in_words()
        );
    }
    let sends_the_draft = args.file.is_none() && old.is_none();
    if args.stage == StageKind::Intermediate && sends_the_draft && !draft.missing.is_empty() {
        bail!(
            "the intermediate report has no status update yet; record it with `cemark report record --event {id} --set status-update=TEXT`, or name what was sent with --file"
        );
    }
    let reference = args.reference.map(Text::from);
    let is_report = args.stage.has_form() || args.stage == StageKind::Intermediate;
    let voluntary = is_report && !state.was_to_report_at(&sent_at) && !state.is_to_report();
    let submitted = |file: Text, sha256: Sha256, fields| Deed::Submitted {
        stage: args.stage,
        sent_at: sent_at.clone(),
        file,
        sha256,
        fields,
        reference: reference.or_else(|| old?.reference.clone()),
        corrects: args.correct && old.is_none(),
        replaces: old.map(|old| old.entry),
        voluntary,
    };
    let after = match (&args.file, old) {
        (None, Some(old)) => {
            let deed = submitted(old.file.clone(), old.sha256, old.fields.clone());
            desk.write(&id, &by, vec![deed])?
        }
        (file, _) => {
            let (bytes, ending) = match file {
                Some(file) => sent_file(file)?,
                None => {
                    let page = draft::page(&desk, &id, &state, args.stage, voluntary, None)?;
                    (page.into_bytes(), "md".to_owned())
                }
            };
            let sha256 = Sha256::of(&bytes);
            let name = format!("{}.{ending}", args.stage.name());
            let fields = match (old, file) {
                (Some(old), _) => old.fields.clone(),
                (None, Some(_)) => draft.digests_in(&bytes),
                (None, None) => draft.digests(),
            };
            desk.keep(&id, &by, (&name, &bytes), |kept| {
                submitted(kept, sha256, fields)
            })?
        }
    };
    let missing = if old.is_some() {
        &[][..]
    } else {
        draft.missing.as_slice()
    };
    let mut text = told(
        &desk,
        &id,
        &after,
        args.stage,
        &sent_at,
        missing,
        screen.width(),
    );
    if sends_the_draft
        && state
            .given_at
            .as_ref()
            .is_some_and(|given| *given > sent_at)
    {
        let mut lines = Lines::new(screen.width());
        lines.hanging("  note: ", 4, "the copy that is kept is the draft of now, and contents were recorded after the time of submission; if something else was sent, record it with --correct --file FILE");
        text.push_str(&lines.into_string());
    }
    screen.result(&text)?;
    Ok(Outcome::Done)
}

/// What was sent, and the ending of its name.
fn sent_file(file: &std::path::Path) -> Result<(Vec<u8>, String)> {
    let shown = one_line(&file.to_string_lossy());
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {shown}"))?;
    if bytes.is_empty() {
        bail!("{shown} is empty; give what was sent");
    }
    let ending: String = file
        .extension()
        .map_or_else(|| "bin".to_owned(), |e| one_line(&e.to_string_lossy()))
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    Ok((bytes, ending))
}

/// What was recorded, for people.
fn told(
    desk: &Desk,
    id: &Id,
    state: &EventState,
    stage: StageKind,
    sent_at: &Moment,
    missing: &[Id],
    width: usize,
) -> String {
    let mut lines = Lines::new(width);
    let clocks = desk.clocks(state);
    let late = clocks
        .iter()
        .any(|clock| clock.stage == stage && clock.progress == Progress::SubmittedLate);
    let earlier = state.submission(stage).filter(|first| first.at < *sent_at);
    let late = if late && earlier.is_none() {
        ", after its limit"
    } else {
        ""
    };
    lines.hanging(
        &format!("{id}: "),
        2,
        &format!(
            "{} submitted {}{late}",
            stage.in_words(),
            sent_at.in_words()
        ),
    );
    if state
        .last_submission(stage)
        .is_some_and(|sent| sent.voluntary)
    {
        lines.hanging("  ", 2, "A voluntary report (Art. 15), since the event was not to be reported then: it stands in for no stage.");
    }
    if let Some(first) = earlier {
        let at = first.at.in_zone(&desk.zone).in_words();
        lines.hanging("  ", 2, &format!("For the limit the earliest counts ({at}, entry {} of the record); if that one was mistaken: --correct --entry {}", first.entry, first.entry));
    }
    let before = StageKind::TIMED
        .into_iter()
        .take_while(|other| *other != stage);
    let skipped: Vec<_> = before
        .filter(|other| StageKind::TIMED.contains(&stage) && !state.is_done(*other))
        .map(StageKind::in_words)
        .collect();
    if state.is_to_report() && !skipped.is_empty() {
        lines.hanging(
            "  note: ",
            4,
            &format!(
                "nothing is recorded of the {} yet",
                skipped.join(" and the ")
            ),
        );
    }
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(Id::as_str).collect();
        lines.hanging("  not given: ", 4, &names.join(", "));
    }
    if let Some(Submission { file, sha256, .. }) = state.last_submission(stage) {
        lines.hanging("  kept: ", 4, &format!("{file}, SHA-256 {sha256}"));
    }
    let digest = state.digest.map(|d| d.to_string()).unwrap_or_default();
    lines.hanging("  record: ", 4, &format!("SHA-256 {digest}"));
    lines.hanging("  ", 2, "Keep the last digest elsewhere too (a mail, a ticket): `cemark report log --holds DIGEST` proves later what the record said today.");
    lines.into_string()
}

/// Stages that are open again, since the one was taken back with which their information had
/// been given.
fn fallen(before: &EventState, after: &EventState, stage: StageKind) -> String {
    StageKind::TIMED
        .into_iter()
        .filter(|other| *other != stage && before.is_done(*other) && !after.is_done(*other))
        .map(|other| {
            format!(
                "  The {} is open again: its information may have been given with the {}; record it anew if it was given with another\n",
                other.in_words(),
                stage.in_words()
            )
        })
        .collect()
}

/// Nothing was sent of a stage, since its information was given with an earlier one: what to
/// record and what to say of the stage.
fn already_provided(
    state: &EventState,
    stage: StageKind,
    why: &str,
) -> Result<(Deed, &'static str)> {
    let earlier = stage.may_be_given_with();
    if earlier.is_empty() {
        bail!(
            "only the notification and the final report can be left out (Art. 14(2)(b), (2)(c), (4)(b) and (4)(c))"
        );
    }
    let why = Text::from(why);
    if why.is_blank() {
        bail!("--already-provided needs the reason: with which stage the information was given");
    }
    if state.is_done(stage) {
        bail!(
            "the {} is recorded already; --not-sent takes that back",
            stage.in_words()
        );
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
    let has_measure = state.measure_available_at().is_some();
    if stage == StageKind::Final && state.kind == Kind::Vulnerability && !has_measure {
        bail!(
            "the final report tells of the measures that were made available (Art. 14(2)(c)(iii)), and none is recorded; record `measure-available-at` first"
        );
    }
    Ok((Deed::AlreadyProvided { stage, why }, "was not needed"))
}

/// The entry of a stage that is meant: the one named, else the last.
fn mistaken(
    state: &EventState,
    stage: StageKind,
    entry: Option<u64>,
) -> Result<Option<&Submission>> {
    let Some(entry) = entry else {
        return Ok(state.last_submission(stage));
    };
    let mut all = state.submissions.iter().filter(|sent| sent.stage == stage);
    match all.find(|sent| sent.entry == entry) {
        Some(sent) => Ok(Some(sent)),
        None => bail!(
            "entry {entry} records no {} that stands; `cemark report log` lists the entries",
            stage.in_words()
        ),
    }
}

/// What was recorded of a stage was mistaken: what to record and what to say of the stage.
fn not_sent(
    state: &EventState,
    stage: StageKind,
    entry: Option<u64>,
    why: &str,
) -> Result<(Deed, &'static str)> {
    let mistaken = mistaken(state, stage, entry)?;
    if mistaken.is_none() && !state.is_done(stage) {
        bail!("nothing is recorded of the {}", stage.in_words());
    }
    let why = Text::from(why);
    if why.is_blank() {
        bail!("--not-sent needs the reason why it was recorded");
    }
    let entry = mistaken.map(|sent| sent.entry);
    Ok((
        Deed::Withdrawn { stage, entry, why },
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
