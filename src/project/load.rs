use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::answers::{Answers, Source, StoredAnswer, answers_file};
use super::config::Project;
use super::files::Files;
use super::mistakes::{mistakes, unknown_names};
use super::risk::RiskRegister;
use super::root::{Root, RootError};
use super::sboms::SbomInput;
use crate::checklist::{Checklist, Checklists, LoadError, LoadedChecklist};
use crate::values::{Id, Sha256};
use crate::yaml::{self, FileError, Node, Problem};

/// A project with all that it names, read and checked.
#[derive(Debug)]
pub struct LoadedProject {
    /// Its folder.
    pub root: Root,
    /// cemark.yaml.
    pub project: Project,
    /// cemark.yaml as a tree, for positions.
    pub tree: Node,
    /// The checklists that it names.
    pub checklists: Checklists,
    /// The answers, by question.
    pub answers: BTreeMap<Id, StoredAnswer>,
    /// Answers to questions that are no longer asked.
    pub withdrawn: BTreeMap<Id, StoredAnswer>,
    /// The risk assessment as entries; `None` where there is no cemark/risk.yaml.
    pub risks: Option<RiskRegister>,
    /// The paths named as evidence or policy.
    pub files: Files,
    /// The SBOMs.
    pub sboms: Vec<SbomInput>,
    /// Every file that was read, from the project's folder, with its digest.
    pub read: Vec<(String, Sha256)>,
}

/// Why a project could not be loaded: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// There is no project, or a path is refused.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A file has mistakes.
    #[error(transparent)]
    File(#[from] FileError),
    /// A checklist cannot be loaded.
    #[error(transparent)]
    Checklist(#[from] LoadError),
    /// A file cannot be read.
    #[error("{file}: {why}")]
    Io {
        /// The file, cleaned.
        file: String,
        /// The system's reason.
        why: String,
    },
}

/// Loads the project at `root`.
///
/// # Errors
/// See [`ProjectError`]; all mistakes of a file are reported together.
pub fn load(root: Root) -> Result<LoadedProject, ProjectError> {
    let (file, text, tree, project) = read_project(&root)?;
    let fail = |problems| FileError::new(&file, &text, problems);
    let mut problems = mistakes(&project, &tree);
    let mut read_files = vec![("cemark.yaml".to_owned(), Sha256::of(text.as_bytes()))];
    let checklists = match load_checklists(&root, &project, &mut read_files) {
        Ok(checklists) => checklists,
        // How checklists go together is a matter of their list.
        Err((None, ProjectError::Checklist(LoadError::Conflict(why)))) => {
            problems.push(tree.problem(&["checklists"], why, None));
            return Err(fail(problems).into());
        }
        Err((None, error)) => return Err(error),
        Err((
            Some(_),
            error @ (ProjectError::File(_) | ProjectError::Checklist(LoadError::File(_))),
        )) => return Err(error),
        // What is wrong with a name is shown where the name stands.
        Err((Some(index), error)) => {
            problems.push(tree.problem(
                &["checklists", &index.to_string()],
                error.to_string(),
                None,
            ));
            return Err(fail(problems).into());
        }
    };
    problems.extend(unknown_names(&project, &tree, &checklists));
    if !problems.is_empty() {
        return Err(fail(problems).into());
    }
    let mut loaded = LoadedProject {
        root,
        project,
        tree,
        checklists,
        answers: BTreeMap::new(),
        withdrawn: BTreeMap::new(),
        risks: None,
        files: Files::default(),
        sboms: Vec::new(),
        read: read_files,
    };
    loaded.load_answers()?;
    loaded.load_risks()?;
    loaded.look_at_files();
    loaded.load_sboms();
    Ok(loaded)
}

/// Checks a text as cemark.yaml, before it is written.
///
/// # Errors
/// All its mistakes.
pub fn check_project(text: &str) -> Result<Project, FileError> {
    let file = Path::new("cemark.yaml");
    let fail = |problems| FileError::new(file, text, problems);
    let tree = yaml::parse(text).map_err(|problem| fail(vec![problem]))?;
    yaml::read_checked(&tree, |project| mistakes(project, &tree)).map_err(fail)
}

/// Loads cemark.yaml alone, for what needs no answers.
///
/// # Errors
/// As [`load`].
pub fn load_project(root: &Root) -> Result<Project, ProjectError> {
    let (file, text, tree, project) = read_project(root)?;
    match mistakes(&project, &tree) {
        problems if problems.is_empty() => Ok(project),
        problems => Err(FileError::new(&file, &text, problems).into()),
    }
}

/// cemark.yaml as far as its form goes: the file, its text, its tree and what it says.
fn read_project(root: &Root) -> Result<(PathBuf, String, Node, Project), ProjectError> {
    let file = root.folder.join("cemark.yaml");
    let text = read(&file)?;
    let fail = |problems| FileError::new(&file, &text, problems);
    let tree = yaml::parse(&text).map_err(|problem| fail(vec![problem]))?;
    // Whatever is wrong is told together: form, sense and names.
    let project: Project = match yaml::read(&tree) {
        Ok(project) => project,
        Err(_) => yaml::read_checked(&tree, |project| mistakes(project, &tree)).map_err(fail)?,
    };
    Ok((file, text, tree, project))
}

fn load_checklists(
    root: &Root,
    project: &Project,
    read_files: &mut Vec<(String, Sha256)>,
) -> Result<Checklists, (Option<usize>, ProjectError)> {
    let mut all = Vec::new();
    for (index, name) in project.checklists.iter().enumerate() {
        let checklist = load_checklist(root, name.raw()).map_err(|error| (Some(index), error))?;
        if checklist.file.is_some() {
            read_files.push((name.to_string(), checklist.sha256));
        }
        all.push(checklist);
    }
    Checklists::new(all).map_err(|error| (None, error.into()))
}

fn load_checklist(root: &Root, name: &str) -> Result<LoadedChecklist, ProjectError> {
    let is_path = name.contains(['/', '\\']) || name.ends_with(".yaml") || name.ends_with(".yml");
    if !is_path {
        return Ok(LoadedChecklist::embedded(name)?);
    }
    let text = read(&root.resolve(name)?)?;
    Ok(LoadedChecklist::read(Some(Path::new(name)), name, &text)?)
}

impl LoadedProject {
    /// Reads cemark/risk.yaml, where there is one.
    fn load_risks(&mut self) -> Result<(), ProjectError> {
        let file = self.root.folder.join("cemark").join("risk.yaml");
        if !file.exists() {
            return Ok(());
        }
        let file = self.root.resolve("cemark/risk.yaml")?;
        let text = read(&file)?;
        let (register, _) =
            RiskRegister::read(&file, &text, |id| self.checklists.is_of_annex_i(id))?;
        self.read
            .push(("cemark/risk.yaml".to_owned(), Sha256::of(text.as_bytes())));
        self.risks = Some(register);
        Ok(())
    }

    fn load_answers(&mut self) -> Result<(), ProjectError> {
        for loaded in &self.checklists.all {
            let checklist = &loaded.checklist;
            let name = answers_file(&checklist.checklist);
            let path = self.root.folder.join(&name);
            if !path.exists() {
                continue;
            }
            let text = read(&path)?;
            let check =
                |answers: &Answers, tree: &Node| self.answer_mistakes(checklist, answers, tree);
            let (answers, tree) = Answers::read_checked(&path, &text, check)?;
            self.read.push((name.clone(), Sha256::of(text.as_bytes())));
            for (id, answer) in answers.answers {
                let line = tree.place(&["answers", id.as_str()]).line;
                let asked = checklist
                    .requirements
                    .iter()
                    .flat_map(|r| &r.questions)
                    .any(|q| q.id == id);
                let target = if asked {
                    &mut self.answers
                } else {
                    &mut self.withdrawn
                };
                target.insert(
                    id,
                    StoredAnswer {
                        answer,
                        file: PathBuf::from(&name),
                        line,
                    },
                );
            }
        }
        Ok(())
    }

    /// What an answers file holds that the project or the checklist does not know.
    fn answer_mistakes(
        &self,
        checklist: &Checklist,
        answers: &Answers,
        tree: &Node,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if answers.checklist != checklist.checklist {
            let message = format!(
                "this file answers `{}`, but its name says `{}`",
                answers.checklist, checklist.checklist
            );
            problems.push(tree.problem(&["checklist"], message, None));
        }
        for (id, answer) in &answers.answers {
            // Beyond the bound they are not told one by one.
            if problems.len() >= yaml::MAX_PROBLEMS {
                break;
            }
            for part in answer
                .parts
                .keys()
                .filter(|part| !self.project.parts.contains_key(*part))
            {
                let near =
                    yaml::did_you_mean(part.as_str(), self.project.parts.keys().map(Id::as_str));
                let hint = near.map_or_else(
                    || "name the part under `parts` in cemark.yaml first".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let path = ["answers", id.as_str(), "parts", part.as_str()];
                problems.push(tree.problem(
                    &path,
                    format!("cemark.yaml has no part `{part}`"),
                    Some(hint),
                ));
            }
            let path = ["answers", id.as_str()];
            let questions = || checklist.requirements.iter().flat_map(|r| &r.questions);
            match questions().find(|q| q.id == *id) {
                Some(question) if question.ask.is_some() => {}
                Some(question) => {
                    let owner = match (&question.reference, &question.value) {
                        (Some(target), _) => format!("`{target}`"),
                        (None, Some(key)) => format!("`{key}` in cemark.yaml"),
                        (None, None) => "elsewhere".to_owned(),
                    };
                    let message = format!("`{id}` takes its answer from {owner}");
                    problems.push(tree.problem(
                        &path,
                        message,
                        Some("remove this entry".to_owned()),
                    ));
                }
                None if checklist.withdrawn.iter().any(|w| w.id == *id) => {}
                None => {
                    let near = yaml::did_you_mean(id.as_str(), questions().map(|q| q.id.as_str()));
                    let hint = near.map_or_else(
                        || {
                            format!(
                                "`cemark checklist show {}` lists its questions",
                                checklist.checklist
                            )
                        },
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message =
                        format!("checklist {} has no question `{id}`", checklist.checklist);
                    problems.push(tree.problem(&path, message, Some(hint)));
                }
            }
        }
        problems
    }

    fn look_at_files(&mut self) {
        for stored in self.answers.values() {
            let parts = stored.answer.parts.values().flat_map(|a| &a.evidence);
            for evidence in stored.answer.evidence.iter().chain(parts) {
                if let Source::Path(path) = evidence.source() {
                    self.files.look(&self.root, path.raw());
                }
            }
        }
        if let Some(policy) = self
            .project
            .vulnerability_handling
            .disclosure_policy
            .known()
        {
            let is_folder = self
                .root
                .resolve(policy.raw())
                .is_ok_and(|real| real.is_dir());
            if is_folder {
                self.files.refuse(
                    policy.raw(),
                    "it is a folder; name the file that holds the policy",
                );
            } else {
                self.files.look(&self.root, policy.raw());
            }
        }
    }

    fn load_sboms(&mut self) {
        for path in &self.project.inputs.sbom {
            let input = SbomInput::read(path.clone(), self.root.resolve(path.raw()));
            if let Some(sha256) = input.sha256 {
                self.read.push((path.to_string(), sha256));
            }
            self.sboms.push(input);
        }
    }
}

/// Reads a text file, no more of it than [`yaml::parse`] would take.
fn read(file: &Path) -> Result<String, ProjectError> {
    let mut text = String::new();
    let open = std::fs::File::open(file);
    let read = open.and_then(|file| {
        file.take(yaml::MAX_BYTES as u64 + 1)
            .read_to_string(&mut text)
    });
    read.map(|_| text).map_err(|error| ProjectError::Io {
        file: crate::text::one_line(&file.strip_prefix(".").unwrap_or(file).to_string_lossy()),
        why: match error.kind() {
            std::io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => error.to_string(),
        },
    })
}
