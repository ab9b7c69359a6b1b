use super::standing::Standing;
use crate::assessment::Verdict;
use crate::project::{Answer, Assignment, Evidence, Look, Status, TextChange};
use crate::values::{Date, Id};

/// What comes in: from a face (a key, a line) or from the driver (what became of an effect).
#[derive(Debug, Clone)]
pub enum Event {
    /// A status is chosen.
    Choose(Status),
    /// A text is entered for the current prompt; empty keeps what is there, or ends it.
    Text(String),
    /// A note or justification as far as it is written, not entered yet.
    Typing(String),
    /// What is there is dropped: notes and evidence begin anew.
    Clear,
    /// The piece of evidence with this number, from 1, is dropped.
    Drop(usize),
    /// The current text is wanted in an editor.
    Edit,
    /// What stands behind the beginning of a path is wanted.
    Look(String),
    /// The suggested justification is taken.
    Suggested,
    /// Which of two answers counts.
    Resolve(Resolution),
    /// On to the next question; what was begun is kept as unfinished.
    Skip,
    /// Back one step, or to the question before.
    Back,
    /// To the next question that is open.
    NextOpen,
    /// To the next question whose answer is contradicted.
    NextContradiction,
    /// To the first question of the next section.
    NextSection,
    /// To the first question of this section, or of the one before.
    PreviousSection,
    /// To the question or requirement with this id, or the first whose id contains it.
    Jump(String),
    /// Search: the words, or none to be asked for them.
    Find(String),
    /// Choose what is shown: the name of a filter, or none to be asked for it.
    Filter(String),
    /// The choice with this number, from 0.
    Pick(usize),
    /// Who takes care of the question, and by when.
    Assign,
    /// The last answer of this sitting is taken back.
    Undo,
    /// The unfinished answer is dropped.
    Discard,
    /// What is given as evidence is looked at again and recorded as it is now.
    Renew,
    /// Show or hide reason, law and examples.
    Explain,
    /// To the summary, and from there out; all finished answers are saved.
    Quit,
    /// What the editor gave; empty drops what was there.
    Edited(String),
    /// The evidence that was asked about is there, and what it is.
    EvidenceFound(Box<Evidence>, Option<String>),
    /// Something cannot be done, and why: evidence cannot be taken, an editor cannot be opened.
    Refused(String),
    /// Looking at evidence was stopped.
    Stopped,
    /// What stands behind the beginning of a path.
    Looked(Look),
    /// The entry is written.
    Saved(Box<SavedEntry>),
    /// It is not, since the answer was changed meanwhile; to what.
    Changed(Box<Option<Answer>>),
    /// It could not be, and why.
    SaveFailed(String),
    /// The project as it stands now.
    Loaded(Box<Standing>),
    /// What the answer being given would come to.
    Judged(Option<Outlook>),
    /// Something to tell beside what is told.
    Told(String),
    /// Something that means nothing here was typed; what to tell of it.
    Unknown(String),
}

impl Event {
    /// Whether it goes beside what was told before; else that is over.
    pub(super) fn is_in_passing(&self) -> bool {
        matches!(
            self,
            Event::Typing(_)
                | Event::Look(_)
                | Event::Looked(_)
                | Event::Judged(_)
                | Event::Loaded(_)
                | Event::Told(_)
                | Event::EvidenceFound(..)
                | Event::Refused(_)
                | Event::Stopped
        )
    }
}

/// Which of two answers counts, when one was changed while the other was being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The one being written takes the place of the other.
    Mine,
    /// The other stays, and the one being written is dropped.
    Theirs,
    /// The status of the one being written, with the notes and evidence of both.
    Both,
}

/// A verdict with its reasons.
pub type Outlook = (Verdict, Vec<String>);

/// An entry of the answers as it was and as it is, with all its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedEntry {
    /// The question.
    pub question: Id,
    /// Before.
    pub before: Option<Answer>,
    /// Now.
    pub after: Option<Answer>,
    /// What became of the text of its file.
    pub text: TextChange,
}

/// What the driver has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Look at a path or URL as evidence, with its last day: answer with `EvidenceFound`, `Refused`
    /// or `Stopped`.
    FindEvidence(String, Option<Date>),
    /// Look at recorded evidence as it is now: answer as to `FindEvidence`.
    LookAgain(Box<Evidence>),
    /// Look at the beginning of a path: answer with `Looked`.
    Look(String),
    /// Open an editor with this text: answer with `Edited` or `Refused`.
    OpenEditor(String),
    /// Save this answer at once: answer with `Saved`, `Changed` or `SaveFailed`. The machine leaves
    /// author, date and revision to the driver.
    Save(Box<Unsaved>),
    /// Record who takes care of a question and by when: answer as to `Save`.
    Assign(Id, Assignment),
    /// Put an entry back to what it was: answer as to `Save`.
    Restore(Box<SavedEntry>),
    /// Assess again: answer with `Loaded`.
    Refresh,
    /// Go over to a part, or to the whole product: answer with `Loaded`.
    Show(Option<Id>),
    /// Stop.
    Quit,
}

/// A finished answer that is not saved yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsaved {
    /// The question.
    pub question: Id,
    /// The answer.
    pub answer: Answer,
    /// The answer that it was begun from.
    pub begun_from: Option<Answer>,
}
