//! The steps of an answer: status, then evidence or justification, then notes.

use super::event::Effect;
use super::machine::{Questionnaire, Step};
use super::sheet;
use crate::checklist::Justification;
use crate::project::{Answer, Draft, Evidence, Status, split_until};
use crate::text::Text;
use crate::values::Date;

impl Questionnaire {
    /// The answer being given, with what is typed; none before a status is chosen.
    pub fn draft(&self) -> Option<Draft> {
        let item = self.item()?;
        self.writing.answer.status?;
        let mut answer = self.writing.answer.clone();
        if let Some(typed) = &self.writing.typed {
            let text = Text::new(crate::text::clean(typed.trim()));
            let text = Some(text).filter(|text| !text.is_blank());
            match self.step {
                Step::Notes => answer.notes = text,
                Step::Justification => answer.justification = text,
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
    pub fn unfinished(&self) -> Vec<Draft> {
        let mut all = self.unfinished.clone();
        if let Some(draft) = self.draft().filter(|draft| self.is_worth_keeping(draft)) {
            all.insert(draft.key(), draft);
        }
        all.into_values().collect()
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
        self.writing.typed = None;
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

    pub(super) fn choose(&mut self, status: Status) {
        let Some(item) = self.item() else {
            return;
        };
        if status == Status::NotApplicable && !item.question.not_applicable.allowed {
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
        let (mut old, begun_from) = match self.unfinished.remove(&key) {
            Some(draft) => {
                self.writing.taken_up = Some(key);
                (draft.answer, draft.begun_from)
            }
            None => (stored.clone().unwrap_or_default(), stored),
        };
        self.writing.begun_from = begun_from;
        // What spoke for a yes does not speak for a no by itself: it is offered, not taken.
        let was = self.writing.begun_from.as_ref();
        let asks = status != Status::NotApplicable;
        if asks && was.is_some_and(|was| was.status != Some(status) && was.notes == old.notes) {
            self.writing.earlier = old.notes.take();
        }
        // The reason that the traits give stands there to be confirmed or replaced.
        if status == Status::NotApplicable && old.justification.is_none() {
            old.justification = self.suggested();
        }
        // Evidence that was given before is kept; the maker sees it and may replace it.
        self.writing.answer = Answer {
            status: Some(status),
            author: None,
            date: None,
            revision: None,
            approved_by: None,
            ..old
        };
        self.writing.begun_as = self.writing.answer.clone();
        self.step = match status {
            Status::Met => Step::Evidence,
            Status::NotApplicable => Step::Justification,
            Status::PartlyMet | Status::NotMet => Step::Notes,
        };
    }

    pub(super) fn discard(&mut self) {
        let Some(key) = self.item().map(|item| self.key(item)) else {
            return;
        };
        self.message = Some(match self.unfinished.remove(&key) {
            Some(_) => "the unfinished answer is dropped".into(),
            None => "no unfinished answer is kept for this question".into(),
        });
    }

    pub(super) fn clear(&mut self) {
        self.writing.typed = None;
        match self.step {
            Step::Evidence => self.writing.answer.evidence.clear(),
            Step::Notes => self.writing.answer.notes = None,
            Step::Justification => self.writing.answer.justification = None,
            _ => {}
        }
    }

    pub(super) fn drop_evidence(&mut self, number: usize) {
        let is_there = (1..=self.writing.answer.evidence.len()).contains(&number);
        match is_there && self.step == Step::Evidence {
            true => {
                let gone = self.writing.answer.evidence.remove(number - 1);
                self.message = Some(format!("dropped: {}", gone.place()));
            }
            false => self.message = Some(format!("there is no evidence {number}")),
        }
    }

    pub(super) fn edit(&mut self) -> Option<Effect> {
        self.settle_typed();
        let text = match self.step {
            Step::Notes => &self.writing.answer.notes,
            Step::Justification => &self.writing.answer.justification,
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
        let suggested = self.suggested();
        let earlier = self.writing.earlier.clone();
        let answer = &mut self.writing.answer;
        let (text, suggested) = match (self.step, suggested, earlier) {
            (Step::Justification, Some(suggested), _) => (&mut answer.justification, suggested),
            (Step::Notes, _, Some(earlier)) => (&mut answer.notes, earlier),
            _ => {
                self.message = Some("nothing is suggested here".into());
                return;
            }
        };
        // What is written stays before it.
        *text = Some(match text.take().filter(|text| !text.is_blank()) {
            Some(own) if own.raw().contains(suggested.raw()) => own,
            Some(own) => Text::new(format!("{}\n{}", own.raw(), suggested.raw())),
            None => suggested,
        });
        self.message = Some("taken; make it your own, or go on with it".into());
    }

    /// A new piece is not taken; one that is looked at again and does not count is dropped.
    pub(super) fn refused(&mut self, why: String) {
        match self.looked_at.take() {
            None => self.message = Some(why),
            Some(source) => {
                self.writing
                    .answer
                    .evidence
                    .retain(|old| old.place().raw() != source);
                self.tell(format!("dropped: {why}"));
            }
        }
    }

    /// Takes a piece of evidence in place of an older look at the same source, whose last day
    /// it keeps while that has not passed.
    pub(super) fn found(&mut self, mut evidence: Evidence, what: Option<String>) {
        let mut all = self.writing.answer.evidence.iter();
        if let Some(old) = all.find(|old| old.source() == evidence.source()) {
            evidence.keep_last_day(old);
            if old.valid_until.is_some() && evidence.valid_until.is_none() {
                self.tell("its last day had passed and was dropped".into());
            }
        }
        self.writing
            .answer
            .evidence
            .retain(|old| old.source() != evidence.source());
        // What was wrong with it is over.
        let source = format!("{}: ", evidence.place().raw());
        if let Some(item) = self.item_mut() {
            item.reasons.retain(|reason| !reason.starts_with(&source));
        }
        if let Some(what) = what {
            self.tell(format!("taken: {} ({what})", evidence.place()));
        }
        self.looked_at = None;
        self.look = None;
        self.writing.answer.evidence.push(evidence);
    }

    pub(super) fn renew(&mut self) -> Option<Effect> {
        let places = self.writing.answer.evidence.iter().map(Evidence::place);
        self.again = places.rev().map(|place| place.raw().to_owned()).collect();
        if self.again.is_empty() {
            self.message = Some("no evidence is given yet".into());
        }
        self.look_again()
    }

    pub(super) fn look_again(&mut self) -> Option<Effect> {
        let source = self.again.pop()?;
        self.looked_at = Some(source.clone());
        Some(Effect::FindEvidence(source, None))
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
            Step::Justification => {
                self.settle_typed();
                if !blank {
                    self.writing.answer.justification = Some(Text::new(text.trim()));
                }
                let required = self.item().is_some_and(|item| {
                    item.question.not_applicable.justification == Justification::Required
                });
                if required
                    && self
                        .writing
                        .answer
                        .justification
                        .as_ref()
                        .is_none_or(Text::is_blank)
                {
                    self.message = Some("'does not apply' needs a justification".into());
                    return None;
                }
                let is_suggested = self.writing.answer.justification == self.suggested();
                if is_suggested && required && !self.writing.is_confirmed {
                    self.writing.is_confirmed = true;
                    self.message = Some(
                        "this is the suggested reason as it stands: make it your own, or the same again takes it"
                            .into(),
                    );
                    return None;
                }
                self.save()
            }
            Step::Notes => {
                self.settle_typed();
                if !blank {
                    self.writing.answer.notes = Some(Text::new(text.trim()));
                }
                // A key that was pressed by mistake does not turn a yes into a no.
                if !self.writing.is_confirmed && self.replaces_without_a_word() {
                    self.writing.is_confirmed = true;
                    self.message = Some(self.what_it_replaces());
                    return None;
                }
                self.save()
            }
        }
    }

    /// `SOURCE`, or `SOURCE until DAY`.
    fn evidence(&mut self, text: &str) -> Option<Effect> {
        let (source, until) = split_until(text);
        let until = match until.map(sheet::day).transpose() {
            Ok(until) => until,
            Err(why) => {
                self.message = Some(why);
                return None;
            }
        };
        Some(Effect::FindEvidence(source.to_owned(), until))
    }

    pub(super) fn assign(&mut self) {
        self.leave_question();
        self.step = Step::Owner;
    }

    fn owner(&mut self, text: &str) -> Option<Effect> {
        let me = self.me.clone();
        let old = self.item().and_then(|item| item.owner.clone());
        self.writing.answer.owner = match text.trim() {
            "" => old,
            "-" => None,
            "me" => Some(Text::new(me)),
            name => Some(Text::new(crate::text::one_line(name))),
        };
        self.step = Step::Due;
        None
    }

    fn due(&mut self, text: &str) -> Option<Effect> {
        let item = self.item()?;
        let due: Option<Date> = match text.trim() {
            "" => item.due,
            "-" => None,
            day => match sheet::day(day) {
                Ok(day) => Some(day),
                Err(why) => {
                    self.message = Some(why);
                    return None;
                }
            },
        };
        let (id, same) = (
            item.id().clone(),
            item.owner == self.writing.answer.owner && item.due == due,
        );
        if same {
            self.leave_question();
            self.message = Some("nothing changed".into());
            return None;
        }
        Some(Effect::Assign(id, self.writing.answer.owner.clone(), due))
    }

    /// Whether an answer with another status takes the place of one that is there, and nothing
    /// was written.
    fn replaces_without_a_word(&self) -> bool {
        let was = self.writing.begun_from.as_ref().and_then(|was| was.status);
        was.is_some()
            && was != self.writing.answer.status
            && self.writing.answer.notes.is_none()
            && self.writing.answer.evidence == self.writing.begun_as.evidence
    }

    fn what_it_replaces(&self) -> String {
        let words = |status: Option<Status>| status.map_or("", Status::in_words);
        let was = words(self.writing.begun_from.as_ref().and_then(|was| was.status));
        format!(
            "this replaces the answer '{was}' by '{}' without a note; the same again saves it",
            words(self.writing.answer.status)
        )
    }
}
