use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::screen::spare;
use super::{Outcome, Screen};
use crate::assessment::check_sbom;
use crate::output::{sbom_json, sbom_text};
use crate::project::read_bounded;
use crate::sbom::{self, Limits, Sbom, merge};
use crate::text::one_line;

/// Read SBOMs: what is in them, and what the Act's point on SBOMs makes of it
///
/// CycloneDX 1.0 to 1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value, YAML) and SPDX 3.0 (JSON-LD), plain or packed by
/// gzip or Zstandard, in UTF-8 or UTF-16; the content tells which. Several files are told one by one and together.
#[derive(Parser)]
pub(crate) struct Args {
    /// The SBOMs (`-`: stdin)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Largest file that is read, and most that a packed one may hold, such as 500MB
    /// [default: 2GiB, unpacked 256MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema sbom` describes it
    Json,
}

pub(crate) fn run(args: Args, screen: &Screen) -> Result<Outcome> {
    spare(args.output.as_deref(), args.files.iter().cloned())?;
    let limits = args.max_size.map_or_else(Limits::default, Limits::of);
    let mut read: Vec<(String, Sbom)> = Vec::new();
    for file in &args.files {
        let shown = one_line(&file.to_string_lossy());
        let bytes = bytes_of(file, &shown, limits)?;
        let sbom = sbom::read_within(&shown, &bytes, limits)?;
        read.push((shown, sbom));
    }
    let all: Vec<sbom_json::Checked<'_>> = read
        .iter()
        .map(|(name, sbom)| (name.as_str(), sbom, check_sbom(name, sbom)))
        .collect();
    let sboms: Vec<&Sbom> = read.iter().map(|(_, sbom)| sbom).collect();
    let merged = merge(&sboms).filter(|_| sboms.len() > 1);
    let text = match args.format {
        Format::Json => sbom_json::render(&all, merged.as_ref()),
        Format::Text => {
            let each = all.iter();
            let each = each.map(|(name, sbom, checks)| sbom_text::render(name, sbom, checks));
            let names: Vec<&str> = all.iter().map(|(name, ..)| *name).collect();
            let together = merged.map(|merged| sbom_text::together(&merged, &names));
            each.chain(together).collect::<Vec<_>>().join("\n")
        }
    };
    match (args.format, args.output) {
        (_, Some(file)) => screen.output(&text, Some(&file))?,
        (Format::Json, None) => screen.output(&text, None)?,
        (Format::Text, None) => screen.result(&text)?,
    }
    Ok(Outcome::Done)
}

fn bytes_of(file: &Path, shown: &str, limits: Limits) -> Result<Vec<u8>> {
    let read = if file == Path::new("-") {
        read_bounded(std::io::stdin().lock(), 0, limits.bytes)
    } else {
        File::open(file).and_then(|file| {
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(std::io::ErrorKind::IsADirectory.into());
            }
            read_bounded(file, metadata.len(), limits.bytes)
        })
    };
    read.map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            std::io::ErrorKind::OutOfMemory => "there is not enough memory for it".to_owned(),
            _ => error.to_string(),
        };
        anyhow::anyhow!(
            "cannot read {shown}: {why}\n  help: give the file that the SBOM generator of your build wrote"
        )
    })
}

/// `500MB`, `2GiB`, `1000000`.
fn size(text: &str) -> Result<usize, String> {
    let expected = || "expected a size such as 500MB or 2GiB".to_owned();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let factor: usize = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" | "k" => 1_000,
        "mb" | "m" => 1_000_000,
        "gb" | "g" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err(expected()),
    };
    let number: usize = digits.parse().map_err(|_| expected())?;
    number.checked_mul(factor).ok_or_else(expected)
}
