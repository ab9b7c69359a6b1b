use std::fs;

use serde_json::Value;

use super::config::Project;
use super::disk::{Lock, write_atomically};
use super::load::check_project;
use super::root::Root;
use super::save::SaveError;
use crate::yaml::{self, FileError, looks_typed, set_entry};

/// An entry of cemark.yaml that is set: `key` under the top-level `section`.
#[derive(Debug, Clone)]
pub struct ProjectEdit {
    /// The section.
    pub section: &'static str,
    /// The key in it.
    pub key: String,
    /// The value.
    pub value: Value,
}

impl ProjectEdit {
    /// Sets `key` in `section`.
    pub fn new(
        section: &'static str,
        key: impl Into<String>,
        value: impl serde::Serialize,
    ) -> Self {
        Self {
            section,
            key: key.into(),
            // What is set here is made of maps with text keys, lists and scalars.
            value: serde_json::to_value(value).unwrap_or_default(),
        }
    }
}

/// Sets the entries of cemark.yaml that `change` makes of what it says now, all or none. Nothing
/// else in the file changes; the new text is read back and compared before it takes the old one's
/// place. What it says then is given back.
///
/// # Errors
/// See [`SaveError`].
pub fn edit_project(
    root: &Root,
    change: impl FnOnce(&Project) -> Vec<ProjectEdit>,
) -> Result<Project, SaveError> {
    let file = root.folder.join("cemark.yaml");
    let shown = || "cemark.yaml".to_owned();
    let io = |why: String| SaveError::Io { file: shown(), why };
    if !root.holds(&file) || !root.holds(&root.folder.join("cemark").join("private")) {
        return Err(io(
            "a link leads it out of the project; nothing was written".to_owned(),
        ));
    }
    let _lock = Lock::take(&root.folder.join("cemark")).map_err(|error| io(error.to_string()))?;
    let old = fs::read_to_string(&file).map_err(|error| io(error.to_string()))?;
    let edits = change(&check_project(&old)?);
    let read_back = || SaveError::ReadBack { file: shown() };
    let mut new = old.clone();
    for edit in &edits {
        let (body, flow) = (block(&edit.value), flow(&edit.value));
        new = set_entry(&new, edit.section, &edit.key, &body, &flow, ORDER).map_err(|error| {
            SaveError::Edit {
                file: shown(),
                error,
            }
        })?;
    }
    let fail = |problem| FileError::new(&file, &new, vec![problem]);
    let before = yaml::parse(&old).map_err(|_| read_back())?;
    let after = yaml::parse(&new).map_err(|problem| SaveError::File(fail(problem)))?;
    let project = check_project(&new)?;
    let except: Vec<(&str, &str)> = edits
        .iter()
        .map(|edit| (edit.section, edit.key.as_str()))
        .collect();
    let is_set = edits.iter().all(|edit| {
        let meant = yaml::parse(&flow(&edit.value)).ok();
        let there = after
            .entry(edit.section)
            .and_then(|(_, section)| section.entry(&edit.key));
        matches!((meant, there), (Some(meant), Some((_, there))) if meant.says_the_same(there, &[]))
    });
    if !is_set || !before.says_the_same(&after, &except) {
        return Err(read_back());
    }
    write_atomically(&file, new.as_bytes()).map_err(|error| io(error.to_string()))?;
    Ok(project)
}

/// The order of keys in the sections that are written.
const ORDER: &[&str] = &[
    "decided",
    "core-functionality",
    "close-to",
    "facts",
    "result",
];

/// A value as lines of YAML: maps in block style, the rest on one line.
fn block(value: &Value) -> String {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let line = |(key, value): (&String, &Value)| match value {
                Value::Object(inner) if !inner.is_empty() => {
                    let inner: String = block(value)
                        .lines()
                        .map(|line| format!("  {line}\n"))
                        .collect();
                    format!("{}:\n{inner}", scalar(key))
                }
                _ => format!("{}: {}\n", scalar(key), flow(value)),
            };
            map.iter().map(line).collect()
        }
        _ => format!("{}\n", flow(value)),
    }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(key), flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text as a scalar: plain where nothing in it means anything in YAML, else in JSON's quoted
/// form, which is YAML's, too.
fn scalar(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | ' ' | '(' | ')');
    let starts = text.chars().next().is_some_and(char::is_alphanumeric);
    match starts && text.chars().all(plain) && !text.ends_with(' ') && !looks_typed(text) {
        true => text.to_owned(),
        false => Value::from(text).to_string(),
    }
}
