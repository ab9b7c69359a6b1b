use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::screen::spare_inputs;
use super::{Global, Outcome, Screen};
use crate::assessment::assess;
use crate::document::{self, Form};
use crate::output::check_json;

/// Render a document from the assessment
#[derive(Parser)]
pub(crate) struct Args {
    /// The document
    #[arg(value_enum)]
    document: Document,
    /// Its form
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Write it to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder with templates of your own; one of the same name replaces ours
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Document {
    /// The conformity summary
    Summary,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// A page of its own, ready to print on A4
    Html,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    spare_inputs(&loaded, args.output.as_deref())?;
    let assessment = assess(&loaded, global.today()?);
    let digest = check_json::digest(&loaded, &assessment).to_string();
    let form = match args.format {
        Format::Md => Form::Markdown,
        Format::Html => Form::Html,
    };
    let text = match args.document {
        Document::Summary => document::summary(
            &loaded,
            &assessment,
            &digest,
            form,
            args.templates.as_deref(),
        )?,
    };
    screen.document(&text, args.output.as_deref())?;
    Ok(Outcome::Done)
}
