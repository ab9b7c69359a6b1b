use super::event::Outlook;
use super::filter::Choice;
use super::item::Item;
use super::standing::Standing;
use crate::assessment::Verdict;
use crate::project::{Answer, Evidence, Look, Status};
use crate::text::Text;
use crate::values::Id;

/// What a face shows.
#[derive(Debug)]
pub struct View<'a> {
    /// What is before the maker.
    pub scene: Scene<'a>,
    /// Why the last event was not taken, or what became of it.
    pub message: Option<&'a str>,
    /// Where the project stands.
    pub standing: &'a Standing,
    /// Which questions are shown, in words; empty for all.
    pub filter: String,
}

/// What is before the maker.
#[derive(Debug)]
pub enum Scene<'a> {
    /// A question, or a step of its answer.
    Question {
        /// The question with all that is known.
        item: &'a Item,
        /// Its number among those shown, from 1.
        number: usize,
        /// How many are shown.
        of: usize,
        /// What is asked for now.
        prompt: Prompt<'a>,
        /// Reason, law and examples are shown, too.
        explained: bool,
        /// What the answer being given would come to.
        outlook: Option<&'a Outlook>,
        /// An answer that was begun and left.
        unfinished: Option<&'a Answer>,
    },
    /// A list to pick from.
    Choose {
        /// What is chosen.
        what: Choosing,
        /// The words so far.
        query: &'a str,
        /// What fits them.
        choices: &'a [Choice],
    },
    /// The summary, before leaving.
    End(Summary<'a>),
}

/// What is chosen from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choosing {
    /// A question, by words.
    Question,
    /// Which questions are shown.
    Filter,
}

/// What a sitting came to.
#[derive(Debug)]
pub struct Summary<'a> {
    /// All questions shown were put; else the maker leaves in between.
    pub is_through: bool,
    /// The questions answered now, each with its verdict before and after.
    pub changed: Vec<(&'a Id, Verdict, Verdict)>,
    /// How many of the questions shown have no answer.
    pub left: usize,
    /// Answers that were begun and left.
    pub unfinished: Vec<Unfinished<'a>>,
    /// The next question without an answer.
    pub next: Option<&'a Item>,
}

/// An answer that was begun and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished<'a> {
    /// The question.
    pub question: &'a Id,
    /// The part of the product that it is for.
    pub part: Option<&'a Id>,
    /// It can still be gone on with: the question is put, and the part is there.
    pub is_asked: bool,
}

/// What is asked for now.
#[derive(Debug, Clone, PartialEq)]
pub enum Prompt<'a> {
    /// Yes, partly, no or does not apply.
    Status,
    /// Why it does not apply.
    Justification {
        /// The words so far.
        current: &'a str,
        /// The reason that the product's traits give.
        suggested: Option<&'a str>,
        /// The note of the answer whose place is taken, offered to be taken over.
        earlier: Option<&'a Text>,
        /// A note that is saved with it.
        notes: Option<&'a Text>,
        /// The status of the answer whose place is taken.
        replaces: Option<Status>,
    },
    /// Evidence, one piece at a time.
    Evidence {
        /// The pieces so far.
        given: &'a [Evidence],
        /// How many were taken since this answer was begun.
        taken: usize,
        /// What stands behind the path being written.
        look: Option<&'a Look>,
    },
    /// A note.
    Notes {
        /// The status that is being noted.
        status: Status,
        /// The words so far.
        current: &'a str,
        /// The note of the answer whose place is taken, offered to be taken over.
        earlier: Option<&'a Text>,
        /// The status of the answer whose place is taken.
        replaces: Option<Status>,
    },
    /// Who takes care of it.
    Owner {
        /// Who does so far.
        current: String,
    },
    /// By when it is to be settled.
    Due {
        /// The day so far.
        current: String,
    },
    /// Which of two answers counts.
    Conflict {
        /// The one being written.
        mine: &'a Answer,
        /// The one that stands in the file now; none where it was taken out.
        theirs: Option<&'a Answer>,
    },
}
