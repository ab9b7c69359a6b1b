use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::disk::{Lock, write_atomically};
use super::root::Root;
use super::save::SaveError;
use crate::assessment::is_placeholder_value;
use crate::checklist::{Question, Requirement};
use crate::text::Text;
use crate::values::{Date, Id};
use crate::yaml::{self, FileError, Node, set_entry};

/// cemark/risk.yaml: the cybersecurity risk assessment as entries, Art. 13(2) to (4).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RiskRegister {
    /// The entries, by name.
    #[serde(default)]
    pub risks: IndexMap<Id, RiskEntry>,
}

/// A threat to an asset, what it means for points of Annex I, and what is done about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RiskEntry {
    /// What is to be protected: data, a function, a key, a user.
    pub asset: Text,
    /// What could happen to it, and how.
    pub threat: Text,
    /// The points of Annex I that it speaks of, or single questions of the checklist annex-i.
    pub points: Vec<Id>,
    /// Whether these points apply to the product (Art. 13(3)); false where the entry shows that they do not.
    #[serde(default = "yes")]
    pub applies: bool,
    /// The part of the product that it speaks of; all of them without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Id>,
    /// What is done about it, or why nothing is needed.
    pub treatment: Text,
    /// What is left of the risk, and why that will do.
    pub residual: Text,
    /// Who accepted what is left.
    pub accepted_by: Text,
    /// The day of the entry.
    pub date: Date,
}

fn yes() -> bool {
    true
}

impl RiskRegister {
    /// Reads the text of the file; `is_known` says which ids entries may name as their points.
    ///
    /// # Errors
    /// All its mistakes, each with its place.
    pub fn read(
        file: &Path,
        text: &str,
        is_known: impl Fn(&Id) -> bool,
    ) -> Result<(Self, Node), FileError> {
        let fail = |problems| FileError::new(file, text, problems);
        let tree = yaml::parse(text).map_err(|problem| fail(vec![problem]))?;
        if tree.is_null() {
            return Ok((Self::default(), tree));
        }
        let register: Self = yaml::read(&tree).map_err(fail)?;
        let mut problems = Vec::new();
        for (id, entry) in &register.risks {
            for (index, point) in entry.points.iter().enumerate() {
                if !is_known(point) {
                    let path = ["risks", id.as_str(), "points", &index.to_string()];
                    problems.push(tree.problem(
                        &path,
                        format!("`{point}` is no point of Annex I and no question on one"),
                        Some("`cemark checklist show annex-i` lists them".to_owned()),
                    ));
                }
            }
            for (field, text) in entry.texts() {
                if is_placeholder_value(text.raw()) {
                    problems.push(tree.problem(
                        &["risks", id.as_str(), field],
                        format!("`{field}` of `{id}` is empty, or only marks a place"),
                        None,
                    ));
                }
            }
            let never = |point: &&Id| {
                point.as_str() == "annex-i.i.1" || point.as_str().starts_with("annex-i.i.1.")
            };
            if let Some(point) = entry.points.iter().find(never).filter(|_| !entry.applies) {
                problems.push(tree.problem(
                    &["risks", id.as_str(), "applies"],
                    format!("`{point}` applies to every product: the Act leaves no room there"),
                    None,
                ));
            }
            if entry.points.is_empty() {
                problems.push(tree.problem(
                    &["risks", id.as_str(), "points"],
                    format!("`{id}` names no point of Annex I"),
                    Some("such as `points: [annex-i.i.2.d]`".to_owned()),
                ));
            }
        }
        if problems.is_empty() {
            Ok((register, tree))
        } else {
            Err(fail(problems))
        }
    }

    /// The entries that speak of a question: those that name it, else those that name its point.
    pub fn about(&self, requirement: &Requirement, question: &Question) -> Vec<(&Id, &RiskEntry)> {
        self.about_where(requirement, question, |_| true)
    }

    /// The same of those entries that count.
    pub fn about_where(
        &self,
        requirement: &Requirement,
        question: &Question,
        counts: impl Fn(&RiskEntry) -> bool,
    ) -> Vec<(&Id, &RiskEntry)> {
        let naming = |id: &Id| -> Vec<(&Id, &RiskEntry)> {
            let all = self.risks.iter();
            let all = all.filter(|(_, entry)| counts(entry));
            all.filter(|(_, entry)| entry.points.contains(id)).collect()
        };
        match naming(&question.id) {
            none if none.is_empty() => naming(&requirement.id),
            own => own,
        }
    }

    /// The entries that speak of a point or of one of its questions.
    pub fn about_point(&self, requirement: &Requirement) -> Vec<(&Id, &RiskEntry)> {
        let speaks = |entry: &RiskEntry| {
            entry.points.iter().any(|id| {
                *id == requirement.id || requirement.questions.iter().any(|q| q.id == *id)
            })
        };
        let all = self.risks.iter();
        all.filter(|(_, entry)| speaks(entry)).collect()
    }
}

impl RiskEntry {
    /// What it says, in a line.
    pub fn in_words(&self) -> String {
        let says = if self.applies {
            ""
        } else {
            " (does not apply)"
        };
        format!("{}: {}{says}", self.asset, self.threat)
    }

    /// Its texts, by key.
    fn texts(&self) -> [(&'static str, &Text); 5] {
        [
            ("asset", &self.asset),
            ("threat", &self.threat),
            ("treatment", &self.treatment),
            ("residual", &self.residual),
            ("accepted-by", &self.accepted_by),
        ]
    }
}

const HEADER: &str = "\
# yaml-language-server: $schema=schemas/risk.schema.json
# The cybersecurity risk assessment, entry by entry (Art. 13(2) to (4)). Written by `cemark risk add`; edit by hand as you
# like: comments and order are kept.
risks:
";

/// Adds an entry to cemark/risk.yaml under a free name, or under `name`, and gives the name.
/// Nothing else in the file changes; the new text is read back before it takes the old one's place.
///
/// # Errors
/// See [`SaveError`]; a name that is taken is refused.
pub fn add_risk(
    root: &Root,
    name: Option<&Id>,
    entry: &RiskEntry,
    is_known: impl Fn(&Id) -> bool,
) -> Result<Id, SaveError> {
    let file = root.folder.join("cemark").join("risk.yaml");
    let shown = || "cemark/risk.yaml".to_owned();
    let io = |why: String| SaveError::Io { file: shown(), why };
    if !root.holds(&file) || !root.holds(&root.folder.join("cemark").join("private")) {
        return Err(io(
            "a link leads it out of the project; nothing was written".to_owned(),
        ));
    }
    let _lock = Lock::take(&root.folder.join("cemark")).map_err(|e| io(e.to_string()))?;
    let old = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEADER.to_owned(),
        Err(error) => return Err(io(error.to_string())),
    };
    let (before, _) = RiskRegister::read(&file, &old, &is_known)?;
    let id = match name {
        Some(name) if before.risks.contains_key(name) => {
            return Err(io(format!(
                "there is an entry `{name}` already; edit it there, or choose another name"
            )));
        }
        Some(name) => name.clone(),
        None => (1..)
            .filter_map(|n: u32| Id::known(&format!("r-{n}")))
            .find(|id| !before.risks.contains_key(id))
            .ok_or_else(|| io("no name is free".to_owned()))?,
    };
    if let Some((field, _)) = entry
        .texts()
        .into_iter()
        .find(|(_, text)| is_placeholder_value(text.raw()))
    {
        return Err(io(format!(
            "`{field}` is empty, or only marks a place; nothing was written"
        )));
    }
    let read_back = || SaveError::ReadBack { file: shown() };
    let body = serde_yaml::to_string(entry).map_err(|_| read_back())?;
    let flow = serde_json::to_string(entry).map_err(|_| read_back())?;
    let order: Vec<&str> = before.risks.keys().map(Id::as_str).collect();
    let order: Vec<&str> = order.into_iter().chain([id.as_str()]).collect();
    let new = set_entry(&old, "risks", id.as_str(), &body, &flow, &order).map_err(|error| {
        SaveError::Edit {
            file: shown(),
            error,
        }
    })?;
    let (after, _) = RiskRegister::read(&file, &new, &is_known)?;
    let mut expected = before.risks;
    expected.insert(id.clone(), entry.clone());
    let same = after.risks.len() == expected.len()
        && expected
            .iter()
            .all(|(id, one)| after.risks.get(id) == Some(one));
    if !same {
        return Err(read_back());
    }
    write_atomically(&file, new.as_bytes()).map_err(|e| io(e.to_string()))?;
    Ok(id)
}
