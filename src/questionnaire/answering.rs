//! The steps of an answer: status, then evidence or justification, then notes.

use super::event::Effect;
use super::item::Item;
use super::machine::{Drafts, Questionnaire, Step, Writing};
use crate::project::{Answer, Draft, Status};
use crate::text::Text;

impl Questionnaire {
    /// The answer being given, with what is typed, but without a reason that is only offered; none
    /// before a status is chosen.
    pub fn draft(&self) -> Option<Draft> {
        let item = self.item()?;
        self.writing.answer.status?;
        let mut answer = self.writing.answer.clone();
        if let Some(typed) = &self.writing.typed {
            let text = Text::new(crate::text::clean(typed.trim()));
            let text = Some(text).filter(|text| !text.is_blank());
            match self.step {
                Step::Notes => answer.notes = text,
                Step::Justification => {
                    answer.justification = text.filter(|text| !self.is_offered(text));
                }
                _ => {}
            }
        }
        Some(Draft {
            question: item.id().clone(),
            part: self.standing.part.clone(),
            answer,
            begun_from: self.writing.begun_from.clone(),
        })
    }

    /// The same with the reason that is offered, as it would be saved once that is confirmed.
    pub fn prospect(&self) -> Option<Draft> {
        let mut draft = self.draft()?;
        let is_emptied = |typed: &String| typed.trim().is_empty();
        if draft.answer.justification.is_none()
            && !self.writing.typed.as_ref().is_some_and(is_emptied)
        {
            draft.answer.justification = self.writing.offered.clone();
        }
        Some(draft)
    }

    fn is_offered(&self, text: &Text) -> bool {
        self.writing.offered.as_ref() == Some(text)
    }

    /// Whether the answer being given holds more than a status: what was there when it was begun
    /// need not be kept.
    fn is_worth_keeping(&self, draft: &Draft) -> bool {
        let (before, now) = (&self.writing.begun_as, &draft.answer);
        let taken_up = self.writing.taken_up.as_ref() == Some(&draft.key());
        taken_up
            || (&now.notes, &now.justification, &now.evidence, &now.limits)
                != (
                    &before.notes,
                    &before.justification,
                    &before.evidence,
                    &before.limits,
                )
    }

    /// Every answer that was begun and is not saved, the one being given among them.
    pub fn unfinished(&self) -> Drafts {
        let mut all = self.unfinished.clone();
        if let Some(draft) = self.draft().filter(|draft| self.is_worth_keeping(draft)) {
            all.insert(draft.key(), draft);
        }
        all
    }

    pub(super) fn keep_unfinished(&mut self) {
        if let Some(draft) = self.draft().filter(|draft| self.is_worth_keeping(draft)) {
            self.tell(format!(
                "the answer to {} is kept as unfinished",
                draft.question
            ));
            self.unfinished.insert(draft.key(), draft);
        }
    }

    /// What was typed becomes part of the answer.
    fn settle_typed(&mut self) {
        if let Some(draft) = self.draft() {
            self.writing.answer = draft.answer;
        }
        if self
            .writing
            .typed
            .take()
            .is_some_and(|typed| typed.trim().is_empty())
        {
            self.writing.offered = None;
        }
    }

    pub(super) fn step_back(&mut self) {
        self.settle_typed();
        self.look = None;
        self.step = match self.step {
            Step::Notes if self.writing.answer.status == Some(Status::Met) => Step::Evidence,
            Step::Conflict => match self.writing.answer.status {
                Some(Status::NotApplicable) => Step::Justification,
                _ => Step::Notes,
            },
            Step::Due => Step::Owner,
            _ => Step::Status,
        };
        if self.step == Step::Status {
            self.leave_question();
            self.message = None;
        }
    }

    /// The question before the maker; none while something else is.
    pub(super) fn asked(&self) -> Option<&Item> {
        let is_else = matches!(self.step, Step::End { .. } | Step::Choosing(_));
        self.item().filter(|_| !is_else)
    }

    pub(super) fn choose(&mut self, status: Status) {
        let Some(item) = self.asked() else {
            self.message = Some("go to a question first".into());
            return;
        };
        if status == Status::NotApplicable && !item.opening.is_open {
            self.message = Some(format!(
                "{} leaves no room for 'does not apply' in this question: answer yes, partly or no",
                item.requirement.citation
            ));
            return;
        }
        let key = self.key(item);
        let stored = item.answer.clone();
        // An answer that was begun goes on with another status.
        self.leave_question();
        self.message = None;
        let (old, begun_from) = match self.unfinished.remove(&key) {
            Some(draft) => {
                self.writing.taken_up = Some(key);
                (draft.answer, draft.begun_from)
            }
            None => (stored.clone().unwrap_or_default(), stored),
        };
        let was = begun_from.clone().unwrap_or_default();
        self.writing.begun_from = begun_from;
        // Evidence that was given before is kept; the maker sees it and may replace it.
        let mut answer = Answer {
            status: Some(status),
            ..old.claimed()
        };
        let justifies = status == Status::NotApplicable;
        // What spoke for a yes does not speak for a no by itself: it is offered, not taken.
        if was.status.is_some_and(|was| was != status) {
            let mut words = Answer::default();
            if answer.notes == was.notes {
                words.notes = answer.notes.take();
            }
            if answer.justification == was.justification {
                words.justification = answer.justification.take();
            }
            self.writing.earlier = words.justification_as_note().notes;
        }
        match justifies {
            // The reason that the traits give stands there to be confirmed or replaced.
            true if answer.justification.is_none() => self.writing.offered = self.suggested(),
            true => {}
            false => answer = answer.justification_as_note(),
        }
        self.writing.answer = answer;
        self.writing.begun_as = self.writing.answer.clone();
        self.step = match status {
            Status::Met => Step::Evidence,
            Status::NotApplicable => Step::Justification,
            Status::PartlyMet | Status::NotMet => Step::Notes,
        };
    }

    pub(super) fn discard(&mut self) {
        if matches!(self.step, Step::End { .. }) {
            return self.discard_lost();
        }
        let Some(key) = self.asked().map(|item| self.key(item)) else {
            self.message = Some("go to a question first".into());
            return;
        };
        self.message = Some(match self.unfinished.remove(&key) {
            Some(_) => "the unfinished answer is dropped".into(),
            None => "no unfinished answer is kept for this question".into(),
        });
    }

    /// Drops the unfinished answers that nobody can go on with.
    fn discard_lost(&mut self) {
        let keys = self.unfinished.keys();
        let lost = keys.filter(|key| !self.is_asked(key)).cloned();
        let lost: Vec<_> = lost.collect();
        for key in &lost {
            self.unfinished.remove(key);
        }
        self.message = Some(match lost.len() {
            0 => "every unfinished answer can be gone on with; x drops one at its question".into(),
            count => format!("dropped: {count} unfinished, no longer asked"),
        });
    }

    pub(super) fn clear(&mut self) {
        self.writing.typed = None;
        match self.step {
            Step::Evidence => self.writing.answer.evidence.clear(),
            Step::Notes => self.writing.answer.notes = None,
            Step::Justification => {
                self.writing.answer.justification = None;
                if self.writing.offered.take().is_some() {
                    self.writing.is_confirmed = false;
                }
            }
            _ => {}
        }
    }

    pub(super) fn edit(&mut self) -> Option<Effect> {
        self.settle_typed();
        let text = match self.step {
            Step::Notes => &self.writing.answer.notes,
            Step::Justification => match &self.writing.answer.justification {
                None => &self.writing.offered,
                own => own,
            },
            _ => {
                self.message = Some("an editor opens for notes and justifications".into());
                return None;
            }
        };
        let text = text.as_ref().map(|t| t.raw().to_owned());
        Some(Effect::OpenEditor(text.unwrap_or_default()))
    }

    pub(super) fn edited(&mut self, text: String) -> Option<Effect> {
        if !text.trim().is_empty() {
            return self.text(text);
        }
        self.clear();
        self.message = Some("it is empty now; an empty line goes on without it".into());
        None
    }

    /// The reason that the product's traits give for 'does not apply'.
    fn suggested(&self) -> Option<Text> {
        self.item()?.suggested_reason().map(Text::new)
    }

    pub(super) fn take_suggested(&mut self) {
        self.settle_typed();
        self.writing.is_confirmed = false;
        let (suggested, earlier) = (self.suggested(), self.writing.earlier.clone());
        let Writing {
            answer, offered, ..
        } = &mut self.writing;
        let holds = |own: &Option<Text>, text: &Text| {
            own.as_ref()
                .is_some_and(|own| own.raw().contains(text.raw()))
        };
        let own = match self.step {
            Step::Justification => answer.justification.clone().or(offered.clone()),
            Step::Notes => answer.notes.clone(),
            _ => None,
        };
        let own = own.filter(|own| !own.is_blank());
        let is_reason = self.step == Step::Justification;
        let wanted = suggested.filter(|text| is_reason && !holds(&own, text));
        let is_earlier = wanted.is_none();
        let takes = matches!(self.step, Step::Justification | Step::Notes);
        let Some(wanted) = wanted.or(earlier).filter(|_| takes) else {
            self.message = Some("nothing is suggested here".into());
            return;
        };
        // What is written stays before it.
        let text = match own {
            Some(own) if own.raw().contains(wanted.raw()) => own,
            Some(own) => Text::new(format!("{}\n{}", own.raw(), wanted.raw())),
            // A reason that is only suggested is still to be confirmed.
            None if is_reason && !is_earlier => {
                *offered = Some(wanted);
                self.message = Some("it stands there; make it your own, or go on with it".into());
                return;
            }
            None => wanted,
        };
        match is_reason {
            true => answer.justification = Some(text),
            false => answer.notes = Some(text),
        }
        self.message = Some("taken; make it your own, or go on with it".into());
    }

    pub(super) fn text(&mut self, text: String) -> Option<Effect> {
        let blank = text.trim().is_empty();
        match self.step {
            Step::Status | Step::End { .. } => {
                self.message = Some("answer yes, partly, no or does not apply first".into());
                None
            }
            Step::Choosing(_) => {
                self.narrow(text);
                None
            }
            Step::Conflict => {
                self.message = Some("say which answer counts".into());
                None
            }
            Step::Owner => self.owner(&text),
            Step::Due => self.due(&text),
            Step::Evidence if blank => {
                self.step = Step::Notes;
                self.look = None;
                None
            }
            Step::Evidence => self.evidence(text.trim()),
            Step::Justification => self.justification(text.trim()),
            Step::Notes => {
                self.settle_typed();
                if !blank {
                    self.writing.answer.notes = Some(Text::new(text.trim()));
                }
                self.finish()
            }
        }
    }

    /// What was entered as a justification; empty for what stands there.
    fn justification(&mut self, text: &str) -> Option<Effect> {
        self.settle_typed();
        if !text.is_empty() {
            let text = Text::new(text);
            self.writing.answer.justification = Some(text).filter(|text| !self.is_offered(text));
        }
        let own = self.writing.answer.justification.as_ref();
        if own.is_none_or(Text::is_blank) {
            match self.writing.offered.clone() {
                Some(_) if !self.writing.is_confirmed => {
                    self.writing.is_confirmed = true;
                    self.message = Some(
                        "this is the suggested reason as it stands: make it your own, or the same again takes it"
                            .into(),
                    );
                    return None;
                }
                Some(offered) => self.writing.answer.justification = Some(offered),
                None if self.item()?.opening.needs_reason => {
                    self.message = Some("'does not apply' needs a justification".into());
                    return None;
                }
                None => {}
            }
        }
        self.finish()
    }

    /// Saves, unless an answer would be replaced by a slip: a key that was pressed by mistake does
    /// not turn a yes into a no.
    fn finish(&mut self) -> Option<Effect> {
        if !self.writing.is_confirmed && self.replaces_without_a_word() {
            self.writing.is_confirmed = true;
            self.message = Some(self.what_it_replaces());
            return None;
        }
        self.save()
    }

    /// Whether an answer with another status takes the place of one that is there, and nothing
    /// was written.
    fn replaces_without_a_word(&self) -> bool {
        let (answer, begun_as) = (&self.writing.answer, &self.writing.begun_as);
        let was = self.replaced();
        was.is_some()
            && was != answer.status
            && answer.notes.is_none()
            && answer.justification == begun_as.justification
            && answer.evidence == begun_as.evidence
    }

    fn what_it_replaces(&self) -> String {
        let words = |status: Option<Status>| status.map_or("", Status::in_words);
        let was = words(self.replaced());
        format!(
            "this replaces the answer '{was}' by '{}' without a note; the same again saves it",
            words(self.writing.answer.status)
        )
    }
}
