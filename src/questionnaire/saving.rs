//! Saving an answer, taking it back, and what happens when somebody else has changed it meanwhile.

use super::event::{Effect, Resolution, SavedEntry, Unsaved};
use super::machine::{Change, Questionnaire, Step, Writing, Written};
use crate::assessment::Verdict;
use crate::project::{Answer, Draft, Evidence};
use crate::text::Text;
use crate::values::Id;

impl Written {
    pub(super) fn id(&self) -> &Id {
        match self {
            Written::Answered(id) | Written::Assigned(id) | Written::TakenBack(id) => id,
        }
    }
}

impl Questionnaire {
    pub(super) fn save(&mut self) -> Option<Effect> {
        let item = self.item()?;
        Some(Effect::Save(Box::new(Unsaved {
            question: item.id().clone(),
            answer: self.writing.answer.clone(),
            begun_from: self.writing.begun_from.clone(),
        })))
    }

    pub(super) fn saved(&mut self, entry: SavedEntry) -> Option<Effect> {
        let id = entry.question.clone();
        let items = &self.standing.items;
        let was = items.iter().find(|item| *item.id() == id);
        let was = was.map_or(Verdict::Open, |item| item.verdict);
        self.just_saved = Some(match self.taking_back.take() {
            Some(change) => {
                self.keep_taken_back(change);
                Written::TakenBack(id)
            }
            None => {
                let part = self.standing.part.clone();
                self.changes.push(Change { entry, part, was });
                match self.step {
                    Step::Due => Written::Assigned(id),
                    _ => Written::Answered(id),
                }
            }
        });
        Some(Effect::Refresh)
    }

    /// The words of an answer that is taken back stay as an unfinished one.
    fn keep_taken_back(&mut self, change: Change) {
        let Change { entry, part, .. } = change;
        let of_part = |entry: Option<Answer>| match &part {
            Some(part) => entry.and_then(|mut entry| entry.parts.swap_remove(part)),
            None => entry,
        };
        let (before, after) = (of_part(entry.before), of_part(entry.after));
        let words = |answer: &Answer| {
            (
                answer.notes.clone(),
                answer.justification.clone(),
                answer.evidence.clone(),
            )
        };
        let old = before.as_ref().map(words).unwrap_or_default();
        let Some(after) = after.filter(|after| after.status.is_some() && words(after) != old)
        else {
            return;
        };
        let draft = Draft {
            question: entry.question,
            part,
            answer: Answer {
                author: None,
                date: None,
                revision: None,
                ..after.said()
            },
            begun_from: before.filter(|before| before.status.is_some()),
        };
        self.unfinished.entry(draft.key()).or_insert(draft);
    }

    /// Says what became of the entry just written, and goes on from an answer.
    pub(super) fn tell_saved(&mut self) {
        let Some(written) = self.just_saved.take() else {
            return;
        };
        let told = self.message.take();
        let items = &self.standing.items;
        let item = items.iter().find(|item| item.id() == written.id());
        let id = written.id();
        let verdict = item.map_or_else(
            || "no longer asked".to_owned(),
            |item| match item.verdict.closes() && !item.reasons.is_empty() {
                true => format!("{}: {}", item.verdict.name(), item.reasons.join("; ")),
                false => item.verdict.name().to_owned(),
            },
        );
        let message = match &written {
            Written::Answered(_) => format!("saved: {id}, {verdict}"),
            Written::Assigned(_) => format!("saved: {id}, who takes care of it"),
            Written::TakenBack(_) => format!("taken back: {id}, {verdict}"),
        };
        // It is saved: nothing of it is unfinished any more.
        self.writing = Writing::default();
        match &written {
            Written::Answered(_) => self.go(self.at + 1),
            Written::Assigned(_) => self.leave_question(),
            Written::TakenBack(id) => self.show_question(id),
        }
        self.message = Some(message);
        if let Some(told) = told {
            self.tell(told);
        }
    }

    /// The answer in the file is no longer the one that this was begun from.
    pub(super) fn changed_meanwhile(&mut self, now: Option<Answer>) {
        if let Some(change) = self.taking_back.take() {
            let id = change.entry.question;
            self.message = Some(format!(
                "{id} was changed outside since; nothing is taken back"
            ));
            return;
        }
        let same = now.as_ref().map(Answer::said) == Some(self.writing.answer.said());
        self.writing.theirs = now;
        self.step = Step::Conflict;
        self.message = Some(match same {
            true => "somebody else gave the same answer meanwhile".into(),
            false => "this answer was changed outside while you were writing".into(),
        });
    }

    pub(super) fn resolve(&mut self, resolution: Resolution) -> Option<Effect> {
        if self.step != Step::Conflict {
            self.message = Some("there is nothing to decide between".into());
            return None;
        }
        let theirs = self.writing.theirs.take();
        match resolution {
            Resolution::Theirs => {
                self.writing = Writing::default();
                self.leave_question();
                self.message = Some("the other answer stays".into());
                return Some(Effect::Refresh);
            }
            Resolution::Mine => {}
            Resolution::Both => {
                let other = theirs.clone().unwrap_or_default();
                let both = |mine: Option<Text>, theirs: Option<Text>| match (mine, theirs) {
                    (Some(mine), Some(theirs)) if mine != theirs => {
                        Some(Text::new(format!("{}\n\n{}", mine.raw(), theirs.raw())))
                    }
                    (mine, theirs) => mine.or(theirs),
                };
                self.writing.answer.notes = both(self.writing.answer.notes.take(), other.notes);
                self.writing.answer.justification = both(
                    self.writing.answer.justification.take(),
                    other.justification,
                );
                for evidence in other.evidence {
                    let known = self.writing.answer.evidence.iter();
                    if known
                        .map(Evidence::source)
                        .all(|source| source != evidence.source())
                    {
                        self.writing.answer.evidence.push(evidence);
                    }
                }
                for limit in other.limits {
                    if !self.writing.answer.limits.contains(&limit) {
                        self.writing.answer.limits.push(limit);
                    }
                }
            }
        }
        self.writing.begun_from = theirs;
        self.save()
    }

    pub(super) fn take_back(&mut self) -> Option<Effect> {
        let Some(change) = self.changes.pop() else {
            self.message = Some("nothing of this sitting is left to take back".into());
            return None;
        };
        self.leave_question();
        let entry = Box::new(change.entry.clone());
        self.taking_back = Some(change);
        Some(Effect::Restore(entry))
    }
}
