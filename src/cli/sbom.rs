use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::screen::spare;
use super::{Outcome, Screen};
use crate::assessment::check_sbom;
use crate::output::{sbom_json, sbom_text};
use crate::sbom;
use crate::text::one_line;

/// Read an SBOM: what is in it, and what the Act's point on SBOMs makes of it
#[derive(Parser)]
pub(crate) struct Args {
    /// The SBOM: CycloneDX JSON 1.2 to 1.7 (`-`: stdin)
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
    spare(args.output.as_deref(), std::iter::once(args.file.clone()))?;
    let mut bytes = Vec::new();
    // Bounded while reading: a pipe or device does not say how much comes.
    let limit = sbom::MAX_BYTES as u64 + 1;
    let read = if args.file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(&args.file).and_then(|file| {
            if file.metadata()?.is_dir() {
                return Err(std::io::ErrorKind::IsADirectory.into());
            }
            file.take(limit).read_to_end(&mut bytes)
        })
    };
    if let Err(error) = read {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            _ => error.to_string(),
        };
        anyhow::bail!(
            "cannot read {shown}: {why}\n  help: give the file that the SBOM generator of your build wrote"
        );
    }
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
