//! Saving an answer, taking it back, and what happens when somebody else has changed it meanwhile.

use super::event::{Effect, Resolution, SavedEntry, Unsaved};
use super::machine::{Change, Questionnaire, Step, Writing, Written};
use crate::assessment::Verdict;
use crate::project::{Answer, Draft, Status};
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
        let was = self.standing.item(&id);
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

    /// The words of an answer that is taken back stay as an unfinished one, or join the one that was
    /// begun since.
    fn keep_taken_back(&mut self, change: Change) {
        let Change { entry, part, .. } = change;
        let of_part = |entry: Option<Answer>| match &part {
            Some(part) => entry.and_then(|mut entry| entry.parts.swap_remove(part)),
            None => entry,
        };
        let is_given = |answer: &Answer| answer.status.is_some();
        let before = of_part(entry.before).filter(is_given);
        let after = of_part(entry.after).filter(is_given);
        let words = |answer: &Answer| {
            (
                answer.notes.clone(),
                answer.justification.clone(),
                answer.evidence.clone(),
            )
        };
        let old = before.as_ref().map(words).unwrap_or_default();
        let taken_back = after.filter(|after| words(after) != old);
        let taken_back = taken_back.map(|after| after.claimed());
        let key = (entry.question, part);
        let draft = match (self.unfinished.remove(&key), taken_back) {
            (Some(mut draft), taken_back) => {
                draft.answer.join(taken_back.unwrap_or_default());
                draft.begun_from = before;
                draft
            }
            (None, Some(answer)) => Draft {
                question: key.0,
                part: key.1,
                answer,
                begun_from: before,
            },
            (None, None) => return,
        };
        self.unfinished.insert(draft.key(), draft);
    }

    /// Says what became of the entry just written, and goes on from an answer.
    pub(super) fn tell_saved(&mut self) {
        let Some(written) = self.just_saved.take() else {
            return;
        };
        let told = self.message.take();
        let id = written.id();
        let item = self.standing.item(id);
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

    /// What stands in the file is no longer what this was begun from.
    pub(super) fn changed_meanwhile(&mut self, now: Option<Answer>) -> Option<Effect> {
        if let Some(change) = self.taking_back.take() {
            let id = change.entry.question;
            self.message = Some(format!(
                "{id} was changed outside since; nothing is taken back"
            ));
            return None;
        }
        if self.step == Step::Due {
            self.leave_question();
            self.message =
                Some("who takes care of it was changed outside meanwhile; look at it again".into());
            return Some(Effect::Refresh);
        }
        let item = self.item()?;
        let is_current = |now: &Answer| now.revision == Some(item.question.revision);
        let mine = self.writing.answer.claimed();
        // Nobody has to choose between two answers that say the same.
        if now
            .as_ref()
            .is_some_and(|now| is_current(now) && written(now.claimed()) == written(mine))
        {
            self.just_saved = Some(Written::Answered(item.id().clone()));
            self.message =
                Some("somebody else gave the same answer meanwhile, and it stands".into());
            return Some(Effect::Refresh);
        }
        self.writing.theirs = now;
        self.step = Step::Conflict;
        self.message = Some("this answer was changed outside while you were writing".into());
        None
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
                let mut other = theirs.clone().unwrap_or_default();
                if self.writing.answer.status != Some(Status::NotApplicable) {
                    other = other.justification_as_note();
                }
                self.writing.answer.join(other);
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

/// An answer as it is written, so that it can be compared.
fn written(answer: Answer) -> serde_json::Value {
    serde_json::to_value(answer).unwrap_or_default()
}
