use anyhow::{Result, bail};
use clap::Parser;

use super::{Outcome, Screen};
use crate::output::schemas;

/// Print the JSON Schema of one of cemark's files or outputs
#[derive(Parser)]
pub(crate) struct Args {
    /// Which one; without it, the names are listed
    name: Option<String>,
}

pub(crate) fn run(args: Args, screen: &Screen) -> Result<Outcome> {
    let all = schemas();
    let Some(name) = args.name else {
        let lines: String = all
            .iter()
            .map(|s| format!("{:<12} {}\n", s.name, s.about))
            .collect();
        screen.result(&lines)?;
        return Ok(Outcome::Done);
    };
    let Some(schema) = all.iter().find(|schema| schema.name == name) else {
        let names: Vec<_> = all.iter().map(|s| s.name).collect();
        bail!(
            "there is no schema `{}`; expected one of {}",
            crate::text::one_line(&name),
            names.join(", ")
        );
    };
    screen.output(&schema.text(), None)?;
    Ok(Outcome::Done)
}
