use anyhow::{Context, Result};

use crate::checklist::Trait;
use crate::project::{
    ClassificationResult, Project, ProjectEdit, Root, check_project, edit_project, trait_of,
};
use crate::regulation::classify::{Classification, Profile};
use crate::values::{Date, Facts, Id, Tri};

/// The classification in cemark.yaml as it fills: each answer is written when it is given, so
/// that a sitting that ends before its time loses none.
pub(super) struct Record<'a> {
    root: Option<&'a Root>,
    /// What is written by now.
    written: Profile,
}

impl<'a> Record<'a> {
    /// Writes into the project at `root`; without one nothing is written.
    pub(super) fn new(root: Option<&'a Root>, written: Profile) -> Self {
        Self { root, written }
    }

    /// Writes what `profile` tells and is not written yet. What somebody else wrote meanwhile stays.
    pub(super) fn keep(&mut self, profile: &Profile) -> Result<()> {
        let Some(root) = self.root else { return Ok(()) };
        let (set, gone) = changes(&self.written.facts, &profile.facts);
        let core = profile.core_functionality.as_ref();
        let core = core.filter(|_| profile.core_functionality != self.written.core_functionality);
        let close = profile
            .close_to
            .as_ref()
            .filter(|_| profile.close_to != self.written.close_to);
        if set.is_empty() && gone.is_empty() && core.is_none() && close.is_none() {
            return Ok(());
        }
        edit_project(root, |project| {
            let mut edits = Vec::new();
            if let Some(text) = core {
                edits.push(ProjectEdit::new(
                    "classification",
                    "core-functionality",
                    text,
                ));
            }
            if let Some(ids) = close {
                edits.push(ProjectEdit::new("classification", "close-to", ids));
            }
            let traits = |id: &Id| trait_of(id.as_str());
            for (id, told) in &set {
                if let (Some(name), Some(value)) = (traits(id), as_trait(*told)) {
                    edits.push(ProjectEdit::new("traits", name.name(), value));
                }
            }
            let mut facts = project.classification.facts.clone();
            facts.extend(
                set.iter()
                    .filter(|(id, _)| traits(id).is_none())
                    .map(|(id, told)| (id.clone(), *told)),
            );
            for id in &gone {
                facts.remove(id);
            }
            if facts != project.classification.facts {
                edits.push(ProjectEdit::new("classification", "facts", &facts));
            }
            edits
        })?;
        self.written = profile.clone();
        Ok(())
    }

    /// Writes what it comes to, with the day.
    pub(super) fn conclude(&self, outcome: &Classification, today: Date) -> Result<Project> {
        let root = self.root.context("there is no project to write to")?;
        let result = ClassificationResult::of(outcome);
        let project = edit_project(root, |_| {
            let mut edits = vec![
                ProjectEdit::new("classification", "decided", today),
                ProjectEdit::new("classification", "result", &result),
            ];
            // The three elements of Art. 3(2) decide a trait that questions turn on.
            use crate::regulation::classify::Remote;
            let is_part = match outcome.remote {
                Remote::Part => Some(true),
                Remote::ThirdParty | Remote::Outside | Remote::None => Some(false),
                Remote::Undecided => None,
            };
            if let Some(is_part) = is_part.filter(|_| outcome.in_scope() != Some(false)) {
                edits.push(ProjectEdit::new(
                    "traits",
                    Trait::RemoteDataProcessing.name(),
                    is_part,
                ));
            }
            edits
        })?;
        Ok(project)
    }
}

/// What is told now and was not, and what is told no more.
fn changes(before: &Facts, now: &Facts) -> (Facts, Vec<Id>) {
    let set = now
        .iter()
        .filter(|(id, told)| before.get(*id) != Some(told));
    let gone = before.keys().filter(|id| !now.contains_key(*id));
    (
        set.map(|(id, told)| (id.clone(), *told)).collect(),
        gone.cloned().collect(),
    )
}

/// A trait is true or false; what is not known is left as it stands.
fn as_trait(told: Tri) -> Option<bool> {
    match told {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    }
}

/// A project of which nothing is known, for a classification without one.
pub(super) fn unknown_product() -> Result<Project> {
    Ok(check_project("product: {name: to fill in}\n")?)
}
