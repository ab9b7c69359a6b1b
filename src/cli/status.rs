use std::collections::BTreeSet;

use anyhow::{Result, bail};
use clap::Parser;

use super::{Global, Outcome, Screen};
use crate::assessment::{Assessment, assess};
use crate::output::status_text;
use crate::project::LoadedProject;
use crate::questionnaire::sheet::{self, Row, Selection};
use crate::text::one_line;
use crate::yaml::or_did_you_mean;

/// Show where the assessment stands, and the next three things to do
#[derive(Parser)]
pub(crate) struct Args {
    /// Show instead what is left for this person or team; `-`: what nobody takes care of
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    owner: Option<String>,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load_to_read()?;
    let assessment = assess(&loaded, global.today()?);
    let width = screen.width();
    let text = match &args.owner {
        Some(name) => {
            let (whose, left) = left_for(&loaded, &assessment, name)?;
            status_text::left(whose, &left, assessment.date, width)
        }
        None => {
            let links = screen.shows_links().then(|| global.language());
            status_text::render(&assessment, width, links)
        }
    };
    screen.result(&text)?;
    Ok(Outcome::Done)
}

/// The questions of one owner that are not settled, those that are due first.
fn left_for<'a>(
    loaded: &LoadedProject,
    assessment: &Assessment,
    name: &'a str,
) -> Result<(&'a str, Vec<Row>)> {
    let wanted = name.trim().to_lowercase();
    let rows = |open| {
        let selection = Selection { owner: None, open };
        sheet::rows(loaded, assessment, &selection)
    };
    let mut left = rows(true);
    left.retain(|row| match &row.owner {
        Some(owner) => owner.to_string().to_lowercase() == wanted,
        None => wanted == "-",
    });
    if left.is_empty() && wanted != "-" {
        let all = rows(false);
        let owners = all
            .iter()
            .filter_map(|row| Some(row.owner.as_ref()?.to_string()));
        let owners: BTreeSet<String> = owners.collect();
        if !owners.iter().any(|owner| owner.to_lowercase() == wanted) {
            let near = or_did_you_mean(name, owners.iter().map(String::as_str));
            bail!("nothing is assigned to `{}`{near}", one_line(name));
        }
    }
    left.sort_by_key(|row| (row.due.is_none(), row.due));
    let whose = if wanted == "-" { "nobody" } else { name };
    Ok((whose, left))
}
