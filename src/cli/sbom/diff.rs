use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::{Bounds, read};
use crate::cli::screen::spare;
use crate::cli::{Outcome, Screen};
use crate::output::sbom_diff;
use crate::sbom::{ChangeKind, diff};

/// Compare two SBOMs: what came, went and changed
#[derive(Parser)]
pub(crate) struct Args {
    /// The older SBOM
    old: PathBuf,
    /// The newer one
    new: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 where something of these kinds happened
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    fail_on: Vec<Kind>,
    #[command(flatten)]
    bounds: Bounds,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema sbom-diff` describes it
    Json,
    /// For a comment at a change
    Markdown,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Anything
    Any,
    /// A component came
    Added,
    /// A component went
    Removed,
    /// A later version
    Upgraded,
    /// An earlier version
    Downgraded,
    /// Another version, which is not known to be later
    OtherVersion,
    /// Another licence
    Licence,
    /// Another supplier
    Supplier,
    /// The product depends on more
    NewDirect,
}

impl Kind {
    fn takes(self, kind: ChangeKind) -> bool {
        match self {
            Kind::Any => true,
            Kind::Added => kind == ChangeKind::Added,
            Kind::Removed => kind == ChangeKind::Removed,
            Kind::Upgraded => kind == ChangeKind::Upgraded,
            Kind::Downgraded => kind == ChangeKind::Downgraded,
            Kind::OtherVersion => kind == ChangeKind::OtherVersion,
            Kind::Licence => kind == ChangeKind::Licence,
            Kind::Supplier => kind == ChangeKind::Supplier,
            Kind::NewDirect => kind == ChangeKind::NewDirect,
        }
    }
}

pub(super) fn run(args: Args, screen: &Screen) -> Result<Outcome> {
    spare(
        args.output.as_deref(),
        [args.old.clone(), args.new.clone()].into_iter(),
    )?;
    let limits = args.bounds.limits();
    let (old_name, old) = read(&args.old, limits)?;
    let (new_name, new) = read(&args.new, limits)?;
    let changes = diff(&old, &new);
    let text = match args.format {
        Format::Text => sbom_diff::text(&old_name, &new_name, &changes),
        Format::Json => sbom_diff::json(&old_name, &new_name, &changes),
        Format::Markdown => sbom_diff::markdown(&old_name, &new_name, &changes),
    };
    match (args.format, args.output) {
        (_, Some(file)) => screen.output(&text, Some(&file))?,
        (Format::Text, None) => screen.result(&text)?,
        (Format::Json | Format::Markdown, None) => screen.output(&text, None)?,
    }
    let fails = |kind| args.fail_on.iter().any(|wanted| wanted.takes(kind));
    Ok(match changes.iter().any(|change| fails(change.kind)) {
        true => Outcome::NotHeld,
        false => Outcome::Done,
    })
}
