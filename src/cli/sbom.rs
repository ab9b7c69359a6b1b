use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use super::{Outcome, Screen};
use crate::assessment::check_sbom;
use crate::output::{sbom_json, sbom_text};
use crate::sbom;
use crate::text::one_line;

/// Read an SBOM: what is in it, and what the Act's point on SBOMs makes of it
#[derive(Parser)]
pub(crate) struct Args {
    /// The SBOM: CycloneDX JSON 1.2 to 1.7
    file: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema sbom` describes it
    Json,
}

pub(crate) fn run(args: Args, screen: &Screen) -> Result<Outcome> {
    let shown = one_line(&args.file.to_string_lossy());
    let size = std::fs::metadata(&args.file)
        .with_context(|| format!("cannot read {shown}"))?
        .len();
    if size > sbom::MAX_BYTES as u64 {
        anyhow::bail!(
            "{shown}: {size} bytes are more than the {} that are read",
            sbom::MAX_BYTES
        );
    }
    let bytes = std::fs::read(&args.file).with_context(|| format!("cannot read {shown}"))?;
    let sbom = sbom::read(&shown, &bytes)?;
    let checks = check_sbom(&shown, &sbom);
    let text = match args.format {
        Format::Json => sbom_json::render(&sbom, &checks),
        Format::Text => sbom_text::render(&shown, &sbom, &checks),
    };
    match (args.format, args.output) {
        (_, Some(file)) => screen.output(&text, Some(&file))?,
        (Format::Json, None) => screen.output(&text, None)?,
        (Format::Text, None) => screen.result(&text)?,
    }
    Ok(Outcome::Done)
}
