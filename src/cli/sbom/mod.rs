mod diff;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Error, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};

use super::screen::spare;
use super::{Outcome, Screen};
use crate::assessment::check_sbom;
use crate::output::{sbom_csv, sbom_json, sbom_markdown, sbom_text, sbom_walk};
use crate::project::read_bounded;
use crate::sbom::{self, Limits, Sbom, merge};
use crate::text::one_line;

/// Read SBOMs: what is in them, and what the Act's point on SBOMs makes of it
///
/// CycloneDX 1.0 to 1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value, YAML) and SPDX 3.0 (JSON-LD), plain or packed by
/// gzip or Zstandard, in UTF-8 or UTF-16; the content tells which. Several files are told one by one and together.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The SBOMs (`-`: stdin)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show the dependency tree below the product
    #[arg(long, group = "view")]
    tree: bool,
    /// How deep the tree is shown
    #[arg(long, value_name = "LEVELS", default_value_t = 3, requires = "tree")]
    depth: usize,
    /// Find components by name, name@version, package URL or CPE, and say why each is in it
    #[arg(long, value_name = "WORDS", group = "view")]
    find: Option<String>,
    /// List the licences, and which of them are no SPDX expression
    #[arg(long, group = "view")]
    licenses: bool,
    #[command(flatten)]
    bounds: Bounds,
}

#[derive(Subcommand)]
enum Command {
    Diff(diff::Args),
}

#[derive(clap::Args)]
struct Bounds {
    /// Largest file that is read, and most that a packed one may hold, such as 500MB
    /// [default: 2GiB, unpacked 256MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<usize>,
}

impl Bounds {
    fn limits(&self) -> Limits {
        self.max_size.map_or_else(Limits::default, Limits::of)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema sbom` describes it
    Json,
    /// For a comment or a page
    Markdown,
    /// The components, a line each, for a spreadsheet
    Csv,
}

pub(crate) fn run(args: Args, screen: &Screen) -> Result<Outcome> {
    if let Some(Command::Diff(args)) = args.command {
        return diff::run(args, screen);
    }
    let has_view = args.tree || args.licenses || args.find.is_some();
    if has_view && args.format != Format::Text {
        bail!(
            "--tree, --find and --licenses are for people\n  help: leave --format out, or take --format csv or json for the components and figures"
        );
    }
    spare(args.output.as_deref(), args.files.iter().cloned())?;
    let limits = args.bounds.limits();
    let read: Vec<(String, Sbom)> = args
        .files
        .iter()
        .map(|file| read(file, limits))
        .collect::<Result<_>>()?;
    let all: Vec<(&str, &Sbom)> = read
        .iter()
        .map(|(name, sbom)| (name.as_str(), sbom))
        .collect();
    let each = |show: &dyn Fn(&str, &Sbom) -> String| {
        let pages: Vec<String> = all.iter().map(|(name, sbom)| show(name, sbom)).collect();
        pages.join("\n")
    };
    let text = if args.tree {
        each(&|name, sbom| sbom_walk::tree(name, sbom, args.depth))
    } else if args.licenses {
        each(&sbom_walk::licence_list)
    } else if let Some(words) = &args.find {
        each(&|name, sbom| sbom_walk::find(name, sbom, words))
    } else {
        whole(&all, args.format)?
    };
    match (args.format, args.output) {
        (_, Some(file)) => screen.output(&text, Some(&file))?,
        (Format::Text, None) => screen.result(&text)?,
        (Format::Json | Format::Markdown | Format::Csv, None) => screen.output(&text, None)?,
    }
    // The process ends here: giving back a million components one by one is time for nothing.
    drop(all);
    std::mem::forget(read);
    Ok(Outcome::Done)
}

/// All that is told of the SBOMs.
fn whole(all: &[(&str, &Sbom)], format: Format) -> Result<String> {
    let checked: Vec<sbom_json::Checked<'_>> = all
        .iter()
        .map(|(name, sbom)| (*name, *sbom, check_sbom(name, sbom)))
        .collect();
    let sboms: Vec<&Sbom> = all.iter().map(|(_, sbom)| *sbom).collect();
    let merged = match sboms.as_slice() {
        [_] => None,
        several => merge(several),
    };
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    Ok(match format {
        Format::Json => sbom_json::render(&checked, merged.as_ref()),
        Format::Csv => sbom_csv::render(all).map_err(Error::msg)?,
        Format::Markdown => sbom_markdown::render(&checked, merged.as_ref()),
        Format::Text => {
            let each = checked.iter();
            let each = each.map(|(name, sbom, checks)| sbom_text::render(name, sbom, checks));
            let together = merged.map(|merged| sbom_text::together(&merged, &names));
            each.chain(together).collect::<Vec<_>>().join("\n")
        }
    })
}

/// Reads a file, with its name as it is shown.
fn read(file: &Path, limits: Limits) -> Result<(String, Sbom)> {
    let shown = one_line(&file.to_string_lossy());
    let bytes = bytes_of(file, &shown, limits)?;
    let sbom = sbom::read_within(&shown, &bytes, limits)?;
    Ok((shown, sbom))
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
