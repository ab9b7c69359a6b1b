use std::fs;
use std::time::SystemTime;

use super::load::LoadedProject;

/// How the files that a project is read from looked: tells whether one was written since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Vec<Option<(SystemTime, u64)>>);

impl Stamp {
    /// Looks at the files of a project, those that are not there yet among them.
    pub fn of(loaded: &LoadedProject) -> Self {
        let home = &loaded.root.folder;
        let answers = loaded.checklists.all.iter().map(|loaded| {
            let name = format!("{}.yaml", loaded.checklist.checklist);
            home.join("cemark").join("answers").join(name)
        });
        let read = loaded.read.iter().map(|(name, _)| home.join(name));
        let own = ["cemark.yaml", "cemark/risk.yaml"].map(|name| home.join(name));
        let state = |file: std::path::PathBuf| {
            let metadata = fs::metadata(file).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        Self(answers.chain(read).chain(own).map(state).collect())
    }
}
