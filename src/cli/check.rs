use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::screen::spare_inputs;
use super::{Global, Outcome, Screen};
use crate::assessment::{Assessment, Severity, Verdict, assess_to};
use crate::checklist::Phase;
use crate::output::{check_json, check_text};

/// Assess the product and hold the gate: exit 0 when it holds, 1 when it does not
#[derive(Parser)]
pub(crate) struct Args {
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fail on these, too: severities (warning, note) or verdicts (stale, ...), separated by commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<String>,
    /// An event is open: what is asked on an event, such as Art. 14, counts for the gate, too
    #[arg(long)]
    on_event: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema check` describes it
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let fail_on = args
        .fail_on
        .iter()
        .map(|word| FailOn::parse(word.trim()))
        .collect::<Result<Vec<_>>>()?;
    let loaded = global.load()?;
    spare_inputs(&loaded, args.output.as_deref())?;
    let stage = if args.on_event {
        Phase::OnEvent
    } else {
        loaded.project.stage
    };
    let mut assessment = assess_to(&loaded, global.today()?, stage);
    let hits = fail_on.iter().filter(|what| what.hits(&assessment));
    assessment.gate.failed_on = hits.map(FailOn::name).collect();
    assessment.gate.holds &= assessment.gate.failed_on.is_empty();
    match (args.format, &args.output) {
        (Format::Json, file) => {
            if file.is_some() || !global.quiet {
                screen.output(&check_json::render(&loaded, &assessment), file.as_deref())?;
            }
        }
        (Format::Text, file) => {
            let width = if file.is_some() { 100 } else { screen.width() };
            screen.page(&check_text::render(&assessment, width), file.as_deref())?;
        }
    }
    Ok(if assessment.gate.holds {
        Outcome::Done
    } else {
        Outcome::NotHeld
    })
}

enum FailOn {
    Severity(Severity),
    Verdict(Verdict),
}

impl FailOn {
    fn parse(word: &str) -> Result<Self> {
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let severity = severities
            .into_iter()
            .find(|s| s.name() == word)
            .map(Self::Severity);
        let verdict = || {
            Verdict::ALL
                .into_iter()
                .find(|v| v.name() == word)
                .map(Self::Verdict)
        };
        match severity.or_else(verdict) {
            Some(what) => Ok(what),
            None => {
                let names = severities
                    .iter()
                    .map(|s| s.name())
                    .chain(Verdict::ALL.iter().map(|v| v.name()));
                let names: Vec<_> = names.collect();
                let near = crate::yaml::did_you_mean(word, names.iter().copied());
                let near = near
                    .map(|near| format!("did you mean `{near}`? "))
                    .unwrap_or_default();
                bail!(
                    "--fail-on does not know `{}`; {near}expected one of {}",
                    crate::text::one_line(word),
                    names.join(", ")
                )
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Severity(severity) => severity.name(),
            Self::Verdict(verdict) => verdict.name(),
        }
    }

    fn hits(&self, assessment: &Assessment) -> bool {
        match self {
            // The order of severities runs from error to note.
            Self::Severity(least) => assessment.findings.iter().any(|f| f.severity <= *least),
            Self::Verdict(verdict) => assessment.requirements.iter().any(|r| {
                r.verdict == *verdict || r.questions.iter().any(|q| q.verdict == *verdict)
            }),
        }
    }
}
