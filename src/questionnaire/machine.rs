use std::collections::BTreeMap;

use super::event::{Effect, Event, Outlook, SavedEntry};
use super::filter::{Choice, Filter};
use super::item::Item;
use super::standing::Standing;
use super::view::{Choosing, Prompt, Scene, Summary, Unfinished, View};
use crate::assessment::Verdict;
use crate::project::{Answer, Draft, DraftKey, Evidence, Look, Status};
use crate::text::Text;
use crate::values::{Date, Id};

/// Unfinished answers, by question and part.
pub type Drafts = BTreeMap<DraftKey, Draft>;

/// The questionnaire: which questions, where in them, and the answer being given.
#[derive(Debug)]
pub struct Questionnaire {
    pub(super) standing: Standing,
    /// Who answers.
    pub(super) me: String,
    pub(super) filter: Filter,
    /// Those of the questions that are shown, by their index.
    pub(super) shown: Vec<usize>,
    /// Where among the shown ones.
    pub(super) at: usize,
    pub(super) step: Step,
    pub(super) writing: Writing,
    /// Answers that were begun and left.
    pub(super) unfinished: Drafts,
    /// What was written in this sitting, for taking it back and for the summary.
    pub(super) changes: Vec<Change>,
    /// The change that is being taken back.
    pub(super) taking_back: Option<Change>,
    /// The entry just written; told once its verdict is known.
    pub(super) just_saved: Option<Written>,
    pub(super) message: Option<String>,
    pub(super) explained: bool,
    pub(super) look: Option<Look>,
    pub(super) outlook: Option<Outlook>,
    pub(super) query: String,
    pub(super) choices: Vec<Choice>,
    /// Evidence that is still to be looked at again, the first last.
    pub(super) again: Vec<Evidence>,
    /// What is being looked at again.
    pub(super) looked_at: Option<Evidence>,
}

/// The answer being given.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub answer: Answer,
    /// The note or justification as far as it is written.
    pub typed: Option<String>,
    /// A reason that stands there to be confirmed; no part of the answer before that.
    pub offered: Option<Text>,
    /// The stored answer that it was begun from.
    pub begun_from: Option<Answer>,
    /// What it was when it was begun.
    pub begun_as: Answer,
    /// The unfinished answer that it goes on with.
    pub taken_up: Option<DraftKey>,
    /// The words of the answer whose place it takes.
    pub earlier: Option<Text>,
    /// That it takes that place without a word, or the offered reason, was told, and is meant.
    pub is_confirmed: bool,
    /// How many pieces of evidence were taken.
    pub taken: usize,
    /// Who took care of the question and by when, when that began to be changed.
    pub was_assigned: (Option<Text>, Option<Date>),
    /// Who is to take care of it, where that was said.
    pub owner: Option<Option<Text>>,
    /// The answer that took the place of the one it was begun from.
    pub theirs: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Status,
    Justification,
    Evidence,
    Notes,
    Owner,
    Due,
    Conflict,
    Choosing(Choosing),
    /// The summary; `through` when all questions shown were put.
    End {
        through: bool,
    },
}

/// An entry that was written in this sitting.
#[derive(Debug)]
pub(super) struct Change {
    pub entry: SavedEntry,
    /// The part that was answered for.
    pub part: Option<Id>,
    /// The verdict before.
    pub was: Verdict,
}

/// How an entry came to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    Answered(Id),
    Assigned(Id),
    TakenBack(Id),
}

impl Questionnaire {
    /// Puts the questions of `standing` that `filter` takes, in their order; to `resume` is to
    /// begin with the first unfinished answer, else with the first question that has none.
    pub fn new(standing: Standing, me: &str, filter: Filter, resume: bool, kept: Drafts) -> Self {
        let mut machine = Self {
            standing,
            me: me.to_owned(),
            filter,
            shown: Vec::new(),
            at: 0,
            step: Step::Status,
            writing: Writing::default(),
            unfinished: kept,
            changes: Vec::new(),
            taking_back: None,
            just_saved: None,
            message: None,
            explained: false,
            look: None,
            outlook: None,
            query: String::new(),
            choices: Vec::new(),
            again: Vec::new(),
            looked_at: None,
        };
        machine.show();
        if resume {
            let begun = machine.position(|machine, item| machine.is_unfinished(item));
            let open = machine.position(|_, item| item.verdict == Verdict::Open);
            machine.at = begun.or(open).unwrap_or(0);
            if begun.is_some() {
                machine.message = Some(
                    "an answer to this question was begun and is kept: answer to go on with it, x drops it"
                        .into(),
                );
            }
        }
        machine
    }

    /// Whether no question is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The part that is answered for.
    pub fn part(&self) -> Option<&Id> {
        self.standing.part.as_ref()
    }

    pub(super) fn item(&self) -> Option<&Item> {
        self.standing.items.get(*self.shown.get(self.at)?)
    }

    /// What is before the maker: what was entered there is not meant for anything else.
    pub(super) fn place(&self) -> (Option<Id>, Option<Id>, Step) {
        let item = self.item().map(|item| item.id().clone());
        (item, self.standing.part.clone(), self.step)
    }

    pub(super) fn key(&self, item: &Item) -> DraftKey {
        (item.id().clone(), self.standing.part.clone())
    }

    pub(super) fn is_unfinished(&self, item: &Item) -> bool {
        self.unfinished.contains_key(&self.key(item))
    }

    /// The place among the shown questions of the first that `wanted` takes.
    pub(super) fn position(&self, wanted: impl Fn(&Self, &Item) -> bool) -> Option<usize> {
        let items = &self.standing.items;
        let mut shown = self.shown.iter();
        shown.position(|index| items.get(*index).is_some_and(|item| wanted(self, item)))
    }

    /// What a face shows now.
    pub fn view(&self) -> View<'_> {
        View {
            scene: self.scene(),
            message: self.message.as_deref(),
            standing: &self.standing,
            filter: self.filter.in_words(&self.standing),
        }
    }

    fn scene(&self) -> Scene<'_> {
        let writing = &self.writing;
        let typed = writing.typed.as_deref();
        let through = match self.step {
            Step::Choosing(what) => {
                return Scene::Choose {
                    what,
                    query: &self.query,
                    choices: &self.choices,
                };
            }
            Step::End { through } => through,
            _ => false,
        };
        let item = self
            .item()
            .filter(|_| !matches!(self.step, Step::End { .. }));
        let Some(item) = item else {
            return Scene::End(self.summary(through));
        };
        let prompt = match self.step {
            Step::Status | Step::Choosing(_) | Step::End { .. } => Prompt::Status,
            Step::Justification => Prompt::Justification {
                current: typed.unwrap_or_else(|| {
                    let reason = writing.answer.justification.as_ref();
                    reason.or(writing.offered.as_ref()).map_or("", Text::raw)
                }),
                suggested: item.suggested_reason(),
                earlier: writing.earlier.as_ref(),
                notes: writing.answer.notes.as_ref(),
                replaces: self.replaced(),
            },
            Step::Evidence => Prompt::Evidence {
                given: &writing.answer.evidence,
                taken: writing.taken,
                look: self.look.as_ref(),
            },
            Step::Notes => Prompt::Notes {
                status: writing.answer.status.unwrap_or(Status::NotMet),
                current: typed
                    .unwrap_or_else(|| writing.answer.notes.as_ref().map_or("", Text::raw)),
                earlier: writing.earlier.as_ref(),
                replaces: self.replaced(),
            },
            Step::Owner => Prompt::Owner {
                current: writing
                    .owner
                    .as_ref()
                    .unwrap_or(&item.owner)
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            },
            Step::Due => Prompt::Due {
                current: item.due.map(|due| due.to_string()).unwrap_or_default(),
            },
            Step::Conflict => Prompt::Conflict {
                mine: &writing.answer,
                theirs: writing.theirs.as_ref(),
            },
        };
        let unfinished = self.unfinished.get(&self.key(item));
        Scene::Question {
            item,
            number: self.at + 1,
            of: self.shown.len(),
            prompt,
            explained: self.explained,
            outlook: self.outlook.as_ref(),
            unfinished: unfinished.map(|draft| &draft.answer),
        }
    }

    fn summary(&self, is_through: bool) -> Summary<'_> {
        let mut changed: Vec<(&Id, Verdict, Verdict)> = Vec::new();
        for change in &self.changes {
            let id = &change.entry.question;
            let now = self.standing.item(id);
            if !changed.iter().any(|(known, ..)| *known == id) {
                changed.push((id, change.was, now.map_or(change.was, |item| item.verdict)));
            }
        }
        let shown = self.shown.iter();
        let shown = shown.filter_map(|index| self.standing.items.get(*index));
        let mut open = shown.filter(|item| item.verdict == Verdict::Open);
        let next = open.next();
        Summary {
            is_through,
            changed,
            left: usize::from(next.is_some()) + open.count(),
            unfinished: self
                .unfinished
                .keys()
                .map(|key| Unfinished {
                    question: &key.0,
                    part: key.1.as_ref(),
                    is_asked: self.is_asked(key),
                })
                .collect(),
            next,
        }
    }

    /// Whether an unfinished answer can still be gone on with.
    pub(super) fn is_asked(&self, (question, part): &DraftKey) -> bool {
        let is_there = |part: &Id| self.standing.parts.contains(part);
        self.standing.item(question).is_some() && part.as_ref().is_none_or(is_there)
    }

    /// The status of the answer whose place is taken.
    pub(super) fn replaced(&self) -> Option<Status> {
        self.writing.begun_from.as_ref().and_then(|was| was.status)
    }

    /// Takes an event.
    pub fn handle(&mut self, event: Event) -> Option<Effect> {
        if !event.is_in_passing() {
            self.message = None;
        }
        match event {
            Event::Typing(text) => {
                let is_asked = matches!(self.step, Step::Notes | Step::Justification);
                self.writing.typed = Some(text).filter(|_| is_asked);
            }
            Event::Look(written) => return Some(Effect::Look(written)),
            Event::Looked(look) => self.look = Some(look),
            Event::Judged(outlook) => self.outlook = outlook,
            Event::Loaded(standing) => self.loaded(*standing),
            Event::Told(what) => self.tell(what),
            Event::Quit => return self.quit(),
            Event::Unknown(what) => self.message = Some(what),
            Event::Explain => self.explained = !self.explained,
            Event::Jump(id) => self.jump(&id),
            Event::Skip => self.next(),
            Event::Back => self.back(),
            Event::NextOpen => self.next_with("open", |item| item.verdict == Verdict::Open),
            Event::NextContradiction => {
                self.next_with("contradicted", |item| item.verdict == Verdict::Contradicted);
            }
            Event::NextSection => self.next_section(),
            Event::PreviousSection => self.previous_section(),
            Event::Find(words) => self.choose_from(Choosing::Question, words),
            Event::Filter(name) if name.trim().is_empty() => {
                self.choose_from(Choosing::Filter, name);
            }
            Event::Filter(name) => return self.filter_by_name(&name),
            Event::Pick(number) => return self.pick(number),
            Event::Assign => self.assign(),
            Event::Undo => return self.take_back(),
            Event::Discard => self.discard(),
            Event::Choose(status) => self.choose(status),
            Event::Clear => self.clear(),
            Event::Drop(number) => self.drop_evidence(number),
            Event::Edit => return self.edit(),
            Event::Suggested => self.take_suggested(),
            Event::Resolve(resolution) => return self.resolve(resolution),
            Event::Text(text) => return self.text(text),
            Event::Edited(text) => return self.edited(text),
            Event::Renew => return self.renew(),
            Event::EvidenceFound(evidence, what) => return self.found(*evidence, what),
            Event::Refused(why) => return self.refused(why),
            Event::Stopped => self.stopped(),
            Event::Saved(entry) => return self.saved(*entry),
            Event::Changed(now) => return self.changed_meanwhile(*now),
            Event::SaveFailed(why) => {
                // What was written stays: it can be tried again, or taken back.
                self.changes.extend(self.taking_back.take());
                self.message = Some(format!("not saved: {why}"));
            }
        }
        None
    }

    /// Adds to what is told.
    pub(super) fn tell(&mut self, what: String) {
        self.message = Some(match self.message.take() {
            Some(before) if before.contains(&what) => before,
            Some(before) => format!("{before}; {what}"),
            None => what,
        });
    }

    fn quit(&mut self) -> Option<Effect> {
        if matches!(self.step, Step::End { .. }) {
            return Some(Effect::Quit);
        }
        self.leave_question();
        self.step = Step::End { through: false };
        None
    }
}
