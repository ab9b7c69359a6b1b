use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::embedded::EMBEDDED;
use super::model::{Checklist, Question, Requirement, Wording};
use crate::regulation::points;
use crate::values::{Id, Sha256};
use crate::yaml::{self, FileError, Node, Problem};

/// A checklist with the file that it came from.
#[derive(Debug, Clone)]
pub struct LoadedChecklist {
    /// The checklist.
    pub checklist: Checklist,
    /// Its file; `None` for an embedded one.
    pub file: Option<PathBuf>,
    /// The file's text as a tree, for positions.
    pub tree: Node,
    /// SHA-256 of the file as it was read.
    pub sha256: Sha256,
}

/// The checklists of a project, in the order of cemark.yaml, wording applied.
#[derive(Debug, Clone, Default)]
pub struct Checklists {
    /// All of them.
    pub all: Vec<LoadedChecklist>,
    /// The ids whose words the maker has replaced, with the checklist that did so.
    pub reworded: IndexMap<Id, Id>,
}

/// Why a checklist could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file does not hold a checklist.
    #[error(transparent)]
    File(#[from] FileError),
    /// A name in cemark.yaml is neither an embedded checklist nor a path.
    #[error(
        "unknown checklist `{name}`; embedded are {embedded}; a checklist of your own is named by its path, such as `./our-checklist.yaml`"
    )]
    Unknown {
        /// The name as written, cleaned.
        name: String,
        /// The embedded names.
        embedded: String,
    },
    /// Two checklists do not go together.
    #[error("{0}")]
    Conflict(String),
}

/// Reads the text of one checklist file.
///
/// # Errors
/// All mistakes of the file, each with its place.
pub fn read_checklist(file: &Path, text: &str) -> Result<(Checklist, Node), FileError> {
    let fail = |problems| FileError::new(file, text, problems);
    let tree = yaml::parse(text).map_err(|problem| fail(vec![problem]))?;
    let checklist: Checklist = yaml::read(&tree).map_err(fail)?;
    let mut problems = Vec::new();
    for (r, requirement) in checklist.requirements.iter().enumerate() {
        for (q, question) in requirement.questions.iter().enumerate() {
            let kinds = [
                question.ask.is_some(),
                question.reference.is_some(),
                question.value.is_some(),
            ];
            if kinds.iter().filter(|kind| **kind).count() != 1 {
                let place =
                    tree.place(&["requirements", &r.to_string(), "questions", &q.to_string()]);
                problems.push(Problem {
                    line: place.line,
                    column: place.column,
                    message: format!(
                        "question `{}` needs exactly one of `ask`, `ref` and `value`",
                        question.id
                    ),
                    hint: None,
                });
            }
        }
    }
    if problems.is_empty() {
        Ok((checklist, tree))
    } else {
        Err(fail(problems))
    }
}

impl LoadedChecklist {
    /// Reads a checklist from `text`; `file` is `None` for an embedded one.
    ///
    /// # Errors
    /// As [`read_checklist`].
    pub fn read(file: Option<&Path>, name: &str, text: &str) -> Result<Self, FileError> {
        let shown = file.map_or_else(
            || PathBuf::from(format!("(embedded) {name}.yaml")),
            Path::to_path_buf,
        );
        let (checklist, tree) = read_checklist(&shown, text)?;
        Ok(Self {
            checklist,
            file: file.map(Path::to_path_buf),
            tree,
            sha256: Sha256::of(text.as_bytes()),
        })
    }

    /// The embedded checklist `name`.
    ///
    /// # Errors
    /// [`LoadError::Unknown`] when there is none of that name.
    pub fn embedded(name: &str) -> Result<Self, LoadError> {
        match EMBEDDED.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(Self::read(None, name, text)?),
            None => Err(LoadError::Unknown {
                name: crate::text::one_line(name),
                embedded: EMBEDDED
                    .iter()
                    .map(|(name, _)| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }
}

impl Checklists {
    /// Puts checklists together and applies the wording that they bring for each other.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] when two share a name or a question id, or a `ref` or a wording
    /// names nothing.
    pub fn new(mut all: Vec<LoadedChecklist>) -> Result<Self, LoadError> {
        let mut names = std::collections::BTreeSet::new();
        let mut ids = std::collections::BTreeSet::new();
        for loaded in &all {
            let checklist = &loaded.checklist;
            if !names.insert(checklist.checklist.clone()) {
                return Err(LoadError::Conflict(format!(
                    "two checklists are named `{}`; rename one",
                    checklist.checklist
                )));
            }
            for requirement in &checklist.requirements {
                let questions = requirement.questions.iter().map(|q| &q.id);
                for id in std::iter::once(&requirement.id).chain(questions) {
                    if !ids.insert(id.clone()) {
                        return Err(LoadError::Conflict(format!(
                            "`{id}` of checklist `{}` stands in another one, too (or twice in it); give it an id of its own",
                            checklist.checklist
                        )));
                    }
                }
            }
        }
        let mut reworded = IndexMap::new();
        let wordings: Vec<(Id, IndexMap<Id, Wording>)> = all
            .iter()
            .map(|l| (l.checklist.checklist.clone(), l.checklist.wording.clone()))
            .collect();
        for (checklist, wording) in wordings {
            for (id, words) in wording {
                if !ids.contains(&id) {
                    let hint = yaml::or_did_you_mean(id.as_str(), ids.iter().map(Id::as_str));
                    return Err(LoadError::Conflict(format!(
                        "checklist `{checklist}` rewords `{id}`, which no loaded checklist has{hint}"
                    )));
                }
                for loaded in &mut all {
                    loaded
                        .checklist
                        .requirements
                        .iter_mut()
                        .for_each(|r| reword(r, &id, &words));
                }
                reworded.insert(id, checklist.clone());
            }
        }
        let checklists = Self { all, reworded };
        for question in checklists.questions().map(|(_, q)| q) {
            if let Some(target) = &question.reference {
                match checklists.question(target.as_str()) {
                    Some((_, owner)) if owner.reference.is_none() => {}
                    Some(_) => {
                        return Err(LoadError::Conflict(format!(
                            "`{}` refers to `{target}`, which only refers on; name the question that asks",
                            question.id
                        )));
                    }
                    None => {
                        let lacking = checklists.lacking();
                        let hint = match lacking.as_slice() {
                            [] => String::new(),
                            names => format!(
                                "; name {} under `checklists`, too",
                                names
                                    .iter()
                                    .map(|name| format!("`{name}`"))
                                    .collect::<Vec<_>>()
                                    .join(", ")
                            ),
                        };
                        return Err(LoadError::Conflict(format!(
                            "`{}` refers to `{target}`, which no loaded checklist asks{hint}",
                            question.id
                        )));
                    }
                }
            }
        }
        Ok(checklists)
    }

    /// The embedded checklists from which questions take answers, directly or through each other,
    /// and which are not loaded.
    fn lacking(&self) -> Vec<&'static str> {
        let embedded: Vec<(&'static str, Checklist)> = EMBEDDED
            .iter()
            .filter_map(|(name, _)| Some((*name, LoadedChecklist::embedded(name).ok()?.checklist)))
            .collect();
        let targets = |checklist: &Checklist| -> Vec<Id> {
            let questions = checklist.requirements.iter().flat_map(|r| &r.questions);
            questions.filter_map(|q| q.reference.clone()).collect()
        };
        let mut open: Vec<Id> = self
            .all
            .iter()
            .flat_map(|l| targets(&l.checklist))
            .collect();
        let mut lacking = Vec::new();
        while let Some(target) = open.pop() {
            let is_loaded = self.question(target.as_str()).is_some();
            let owner = embedded
                .iter()
                .find(|(_, checklist)| checklist.asks(&target));
            if let Some((name, checklist)) =
                owner.filter(|(name, _)| !is_loaded && !lacking.contains(name))
            {
                lacking.push(*name);
                open.extend(targets(checklist));
            }
        }
        lacking.sort_unstable();
        lacking
    }

    /// All requirements, in order.
    pub fn requirements(&self) -> impl Iterator<Item = (&Checklist, &Requirement)> {
        self.all
            .iter()
            .flat_map(|l| l.checklist.requirements.iter().map(|r| (&l.checklist, r)))
    }

    /// All questions, in order, with their requirement.
    pub fn questions(&self) -> impl Iterator<Item = (&Requirement, &Question)> {
        self.requirements()
            .flat_map(|(_, r)| r.questions.iter().map(move |q| (r, q)))
    }

    /// The requirement with this id.
    pub fn requirement(&self, id: &str) -> Option<(&Checklist, &Requirement)> {
        self.requirements().find(|(_, r)| r.id.as_str() == id)
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<(&Requirement, &Question)> {
        self.questions().find(|(_, q)| q.id.as_str() == id)
    }

    /// Whether `id` is a point of Annex I, or a question on one.
    pub fn is_of_annex_i(&self, id: &Id) -> bool {
        let is_point = points().iter().any(|point| point.id == *id);
        id.as_str().starts_with("annex-i.") && (is_point || self.question(id.as_str()).is_some())
    }

    /// The checklist that asks the question with this id.
    pub fn checklist_of(&self, question: &str) -> Option<&Checklist> {
        let id: Id = question.parse().ok()?;
        let mut all = self.all.iter().map(|loaded| &loaded.checklist);
        all.find(|checklist| checklist.asks(&id))
    }
}

fn reword(requirement: &mut Requirement, id: &Id, words: &Wording) {
    let set = |target: &mut crate::text::Text, new: &Option<crate::text::Text>| {
        if let Some(new) = new {
            *target = new.clone();
        }
    };
    if requirement.id == *id {
        set(&mut requirement.title, &words.title);
        set(&mut requirement.text, &words.text);
        set(&mut requirement.why, &words.why);
    }
    for question in requirement.questions.iter_mut().filter(|q| q.id == *id) {
        if question.ask.is_some() && words.ask.is_some() {
            question.ask = words.ask.clone();
        }
        set(&mut question.yes_means, &words.yes_means);
        set(&mut question.fix, &words.fix);
        if let Some(evidence) = &words.evidence {
            question.evidence = evidence.clone();
        }
    }
}
