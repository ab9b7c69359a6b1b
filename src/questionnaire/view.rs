use super::item::Item;
use crate::project::{Evidence, Status};

/// What a face shows.
#[derive(Debug)]
pub enum View<'a> {
    /// A question, or a step of its answer.
    Question {
        /// The question with all that is known.
        item: &'a Item,
        /// Its number, from 1.
        number: usize,
        /// How many are put.
        of: usize,
        /// What is asked for now.
        prompt: Prompt<'a>,
        /// Why the last event was not taken, or what became of it.
        message: Option<&'a str>,
        /// Reason, law and examples are shown, too.
        explained: bool,
    },
    /// The end.
    Done {
        /// Answers given in this sitting.
        answered: usize,
        /// Questions put and not answered in it.
        left: usize,
        /// What became of the last event.
        message: Option<&'a str>,
    },
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
    },
    /// Evidence, one piece at a time.
    Evidence {
        /// The pieces so far.
        given: &'a [Evidence],
    },
    /// A note.
    Notes {
        /// The status that is being noted.
        status: Status,
        /// The words so far.
        current: &'a str,
    },
}
