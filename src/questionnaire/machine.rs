use std::collections::BTreeMap;

use super::event::{Effect, Event, Outlook, SavedEntry};
use super::filter::{Choice, Filter};
use super::item::Item;
use super::standing::Standing;
use super::view::{Choosing, Prompt, Scene, Summary, View};
use crate::assessment::Verdict;
use crate::project::{Answer, Draft, DraftKey, Look, Status};
use crate::text::Text;
use crate::values::Id;

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
    pub(super) unfinished: BTreeMap<DraftKey, Draft>,
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
    /// Evidence that is still to be looked at again.
    pub(super) again: Vec<String>,
    /// What is being looked at again.
    pub(super) looked_at: Option<String>,
}

/// The answer being given.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub answer: Answer,
    /// The note or justification as far as it is written.
    pub typed: Option<String>,
    /// The stored answer that it was begun from.
    pub begun_from: Option<Answer>,
    /// What it was when it was begun.
    pub begun_as: Answer,
    /// The unfinished answer that it goes on with.
    pub taken_up: Option<DraftKey>,
    /// The note of the answer whose place it takes.
    pub earlier: Option<Text>,
    /// That it takes that place without a word was told, and is meant.
    pub is_confirmed: bool,
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
    pub fn new(
        standing: Standing,
        me: &str,
        filter: Filter,
        resume: bool,
        kept: Vec<Draft>,
    ) -> Self {
        let mut machine = Self {
            standing,
            me: me.to_owned(),
            filter,
            shown: Vec::new(),
            at: 0,
            step: Step::Status,
            writing: Writing::default(),
            unfinished: kept.into_iter().map(|draft| (draft.key(), draft)).collect(),
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

    pub(super) fn item_mut(&mut self) -> Option<&mut Item> {
        self.standing.items.get_mut(*self.shown.get(self.at)?)
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
            filter: self.filter.in_words(),
        }
    }

    fn scene(&self) -> Scene<'_> {
        fn raw(text: &Option<Text>) -> &str {
            text.as_ref().map_or("", Text::raw)
        }
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
                current: self
                    .writing
                    .typed
                    .as_deref()
                    .unwrap_or(raw(&self.writing.answer.justification)),
                suggested: item.suggested_reason(),
            },
            Step::Evidence => Prompt::Evidence {
                given: &self.writing.answer.evidence,
                look: self.look.as_ref(),
            },
            Step::Notes => Prompt::Notes {
                status: self.writing.answer.status.unwrap_or(Status::NotMet),
                current: self
                    .writing
                    .typed
                    .as_deref()
                    .unwrap_or(raw(&self.writing.answer.notes)),
                earlier: self.writing.earlier.as_ref(),
                replaces: self.writing.begun_from.as_ref().and_then(|was| was.status),
            },
            Step::Owner => Prompt::Owner {
                current: item
                    .owner
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            },
            Step::Due => Prompt::Due {
                current: item.due.map(|due| due.to_string()).unwrap_or_default(),
            },
            Step::Conflict => Prompt::Conflict {
                mine: &self.writing.answer,
                theirs: self.writing.theirs.as_ref(),
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
            let now = self.standing.items.iter().find(|item| item.id() == id);
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
            unfinished: self.unfinished.keys().map(|(id, _)| id).collect(),
            next,
        }
    }

    /// Takes an event.
    pub fn handle(&mut self, event: Event) -> Option<Effect> {
        // What is only told in passing does not wipe out what was said before.
        match event {
            Event::Typing(text) => {
                let is_asked = matches!(self.step, Step::Notes | Step::Justification);
                self.writing.typed = Some(text).filter(|_| is_asked);
                return None;
            }
            Event::Looked(look) => {
                self.look = Some(look);
                return None;
            }
            Event::Judged(outlook) => {
                self.outlook = outlook;
                return None;
            }
            Event::Loaded(standing) => {
                self.loaded(*standing);
                return None;
            }
            Event::Told(what) => {
                self.tell(what);
                return None;
            }
            Event::Look(written) => return Some(Effect::Look(written)),
            _ => self.message = None,
        }
        match event {
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
            Event::EvidenceFound(evidence, what) => {
                self.found(*evidence, what);
                return self.look_again();
            }
            Event::Refused(why) => {
                self.refused(why);
                return self.look_again();
            }
            Event::Saved(entry) => return self.saved(*entry),
            Event::Changed(now) => self.changed_meanwhile(*now),
            Event::SaveFailed(why) => {
                // What was written stays: it can be tried again, or taken back.
                self.changes.extend(self.taking_back.take());
                self.message = Some(format!("not saved: {why}"));
            }
            Event::Typing(_)
            | Event::Looked(_)
            | Event::Judged(_)
            | Event::Loaded(_)
            | Event::Told(_)
            | Event::Look(_) => {}
        }
        None
    }

    /// Adds to what is told.
    pub(super) fn tell(&mut self, what: String) {
        self.message = Some(match self.message.take() {
            Some(before) if before != what => format!("{before}; {what}"),
            _ => what,
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
