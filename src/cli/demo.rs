use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Global, Outcome, Screen, init};
use crate::assessment::assess;
use crate::demo::FILES;
use crate::document::{self, Form};
use crate::output::{check_json, check_text};
use crate::project::{Root, load, write_atomically};
use crate::text::one_line;

/// Show the main job on an embedded example product
#[derive(Parser)]
pub(crate) struct Args {
    /// Where to write the example product and its results
    #[arg(short, long, value_name = "DIR", default_value = "cemark-demo")]
    output: PathBuf,
    /// Begin anew: replace the example's files that are there
    #[arg(long)]
    fresh: bool,
}

/// Whether `folder` holds the example product: its README names it.
fn is_example(folder: &Path) -> bool {
    let ours = FILES.iter().find(|(name, _)| *name == "README.md");
    let first = |bytes: &[u8]| {
        let line = bytes.split(|byte| *byte == b'\n').next();
        line.map(|line| line.trim_ascii_end().to_vec())
    };
    let there = std::fs::read(folder.join("README.md"));
    matches!((ours, there), (Some((_, ours)), Ok(there)) if first(ours) == first(&there))
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let folder = &args.output;
    let shown = one_line(&folder.to_string_lossy());
    let there = folder.join("cemark.yaml").exists();
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    // A product of one's own is never taken for the example.
    if occupied && !(there && is_example(folder)) {
        bail!("{shown} is there and is no example product; name another folder with --output DIR");
    }
    if !there || args.fresh {
        for (name, bytes) in FILES {
            write_atomically(&folder.join(name), bytes)
                .with_context(|| format!("cannot write {shown}/{name}"))?;
        }
        init::write_schemas(folder)?;
        init::ignore(folder, &Root::of(folder)?)?;
    } else {
        screen.say(&format!(
            "{shown} is there and is assessed as it is; --fresh begins anew"
        ))?;
    }
    let loaded = load(Root::at(folder)?)?;
    let assessment = assess(&loaded, global.today()?);
    screen.result(&check_text::render(&assessment, screen.width()))?;

    let digest = check_json::digest(&loaded, &assessment).to_string();
    let document = |form| document::summary(&loaded, &assessment, &digest, form, None);
    let results = [
        ("check.json", check_json::render(&loaded, &assessment)),
        ("summary.md", document(Form::Markdown)?),
        ("summary.html", document(Form::Html)?),
    ];
    let mut written = String::from("\nWritten:\n");
    for (name, text) in results {
        let file = folder.join("cemark-out").join(name);
        write_atomically(&file, text.as_bytes())
            .with_context(|| format!("cannot write {}", one_line(&file.to_string_lossy())))?;
        written.push_str(&format!("  {}\n", one_line(&file.to_string_lossy())));
    }
    written.push_str(&format!(
        "\nTry next:\n  cemark status --project {shown}\n  cemark assess --project {shown} --only gaps\n  cemark check --project {shown} --format json\n"
    ));
    screen.result(&written)?;
    Ok(Outcome::Done)
}
