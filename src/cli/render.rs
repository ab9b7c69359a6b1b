use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::screen::spare_inputs;
use super::{Global, Outcome, Screen};
use crate::assessment::assess;
use crate::document::{self, Form};
use crate::output::check_json;
use crate::questionnaire::sheet::{self, Selection};
use crate::text::one_line;

/// Render a document from the assessment
#[derive(Parser)]
pub(crate) struct Args {
    /// The document
    #[arg(value_enum)]
    document: Document,
    /// Its form
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Of the questionnaire: the questions of this person or team only
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Of the questionnaire: the questions that are not settled only
    #[arg(long)]
    open: bool,
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
    /// The questions, to be filled in on paper or in a spreadsheet (`cemark import` reads that back)
    Questionnaire,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// A page of its own, ready to print on A4
    Html,
    /// A sheet: the questionnaire only
    Csv,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    // The summary is a document in English; the questionnaire is read by who answers it.
    let loaded = match args.document {
        Document::Summary => global.load()?,
        Document::Questionnaire => global.load_to_read()?,
    };
    spare_inputs(&loaded, args.output.as_deref())?;
    let assessment = assess(&loaded, global.today()?);
    let digest = check_json::digest(&loaded, &assessment).to_string();
    let templates = args.templates.as_deref();
    let is_summary = matches!(args.document, Document::Summary);
    if is_summary && (args.owner.is_some() || args.open) {
        bail!("--owner and --open choose questions of the questionnaire; the summary is whole");
    }
    let selection = Selection {
        owner: args.owner,
        open: args.open,
    };
    let text = match (args.document, form(args.format)) {
        (Document::Summary, Some(form)) => {
            document::summary(&loaded, &assessment, &digest, form, templates)?
        }
        (Document::Summary, None) => {
            bail!("the summary is no sheet; `check --format json` is for programs")
        }
        (Document::Questionnaire, form) => {
            let rows = sheet::rows(&loaded, &assessment, &selection);
            if let Some(owner) = selection
                .owner
                .as_ref()
                .filter(|_| rows.is_empty() && !selection.open)
            {
                bail!(
                    "nothing is assigned to `{}`; `cemark assign` does it",
                    one_line(owner)
                );
            }
            match form {
                Some(form) => {
                    document::questionnaire(&assessment, rows, global.language(), form, templates)?
                }
                None => sheet::to_csv(&rows).map_err(anyhow::Error::msg)?,
            }
        }
    };
    screen.document(&text, args.output.as_deref())?;
    Ok(Outcome::Done)
}

/// The form of a document for people; none for a sheet.
fn form(format: Format) -> Option<Form> {
    match format {
        Format::Md => Some(Form::Markdown),
        Format::Html => Some(Form::Html),
        Format::Csv => None,
    }
}
