use std::io::Write;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::text::one_line;

/// The last line of what an editor is opened on.
const INSTRUCTION: &str = "#! Save and close to take this text; this line is dropped.";

/// Opens $VISUAL or $EDITOR on `text` and gives what was saved, without the instruction.
pub(super) fn edit(text: &str) -> Result<String> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.trim().is_empty()));
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut file = tempfile::Builder::new()
        .prefix("cemark-")
        .suffix(".md")
        .tempfile()?;
    write!(file, "{text}\n{INSTRUCTION}\n")?;
    file.flush()?;
    // The variable may hold arguments, such as `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().context("$EDITOR is empty")?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .with_context(|| {
            format!(
                "cannot start the editor `{}`; set $EDITOR",
                one_line(&editor)
            )
        })?;
    if !status.success() {
        bail!(
            "the editor `{}` ended with an error; the text was not taken",
            one_line(&editor)
        );
    }
    let edited = std::fs::read_to_string(file.path()).context("the edited text cannot be read")?;
    Ok(edited
        .lines()
        .filter(|line| line.trim_end() != INSTRUCTION)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned())
}
