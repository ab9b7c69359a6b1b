//! The steps of an answer: status, then evidence or justification, then notes; saving, taking
//! back, and what happens when somebody else has changed it meanwhile.

use super::event::{Effect, Resolution, SavedEntry, Unsaved};
use super::machine::{Change, Questionnaire, Step, Written};
use super::sheet;
use crate::assessment::Verdict;
use crate::checklist::Justification;
use crate::project::{Answer, Draft, Evidence, Status, split_until};
use crate::text::Text;
use crate::values::{Date, Id};

impl Written {
    pub(super) fn id(&self) -> &Id {
        match self {
            Written::Answered(id) | Written::Assigned(id) | Written::TakenBack(id) => id,
        }
    }
}

impl Questionnaire {
    /// The answer being given, with what is typed; none before a status is chosen.
    pub fn draft(&self) -> Option<Draft> {
        let item = self.item()?;
        self.draft.status?;
        let mut answer = self.draft.clone();
        if let Some(typed) = &self.typed {
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
            begun_from: self.begun_from.clone(),
        })
    }

    /// Whether the answer being given holds more than a status: what was there when it was begun
    /// need not be kept.
    fn is_worth_keeping(&self, draft: &Draft) -> bool {
        let (before, now) = (&self.begun_as, &draft.answer);
        let taken_up = self.taken_up.as_ref() == Some(&draft.key());
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
            self.draft = draft.answer;
        }
        self.typed = None;
    }

    pub(super) fn step_back(&mut self) {
        self.settle_typed();
        self.look = None;
        self.step = match self.step {
            Step::Notes if self.draft.status == Some(Status::Met) => Step::Evidence,
            Step::Conflict => Step::Notes,
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
                self.taken_up = Some(key);
                (draft.answer, draft.begun_from)
            }
            None => (stored.clone().unwrap_or_default(), stored),
        };
        self.begun_from = begun_from;
        // What spoke for a yes does not speak for a no by itself: it is offered, not taken.
        let was = self.begun_from.as_ref();
        if was.is_some_and(|was| was.status != Some(status) && was.notes == old.notes) {
            self.earlier = old.notes.take();
        }
        // Evidence that was given before is kept; the maker sees it and may replace it.
        self.draft = Answer {
            status: Some(status),
            author: None,
            date: None,
            revision: None,
            approved_by: None,
            ..old
        };
        self.begun_as = self.draft.clone();
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
        self.typed = None;
        match self.step {
            Step::Evidence => self.draft.evidence.clear(),
            Step::Notes => self.draft.notes = None,
            Step::Justification => self.draft.justification = None,
            _ => {}
        }
    }

    pub(super) fn drop_evidence(&mut self, number: usize) {
        let is_there = (1..=self.draft.evidence.len()).contains(&number);
        match is_there && self.step == Step::Evidence {
            true => {
                let gone = self.draft.evidence.remove(number - 1);
                self.message = Some(format!("dropped: {}", gone.place()));
            }
            false => self.message = Some(format!("there is no evidence {number}")),
        }
    }

    pub(super) fn edit(&mut self) -> Option<Effect> {
        self.settle_typed();
        let text = match self.step {
            Step::Notes => &self.draft.notes,
            Step::Justification => &self.draft.justification,
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

    pub(super) fn take_suggested(&mut self) {
        let suggested = self
            .item()
            .and_then(|item| item.suggested_justification.clone());
        let earlier = self.earlier.clone();
        match (self.step, suggested, earlier) {
            (Step::Justification, Some(suggested), _) => {
                self.typed = None;
                self.draft.justification = Some(Text::new(suggested));
            }
            (Step::Notes, _, Some(earlier)) => {
                self.typed = None;
                self.draft.notes = Some(earlier);
            }
            _ => {
                self.message = Some("nothing is suggested here".into());
                return;
            }
        }
        self.message = Some("taken; make it your own, or go on with it".into());
    }

    /// A new piece is not taken; one that is looked at again and does not count is dropped.
    pub(super) fn refused(&mut self, why: String) {
        match self.looked_at.take() {
            None => self.message = Some(why),
            Some(source) => {
                self.draft
                    .evidence
                    .retain(|old| old.place().raw() != source);
                self.tell(format!("dropped: {why}"));
            }
        }
    }

    /// Takes a piece of evidence in place of an older look at the same source, whose last day
    /// it keeps while that has not passed.
    pub(super) fn found(&mut self, mut evidence: Evidence, what: Option<String>) {
        let mut all = self.draft.evidence.iter();
        if let Some(old) = all.find(|old| old.source() == evidence.source()) {
            evidence.keep_last_day(old);
            if old.valid_until.is_some() && evidence.valid_until.is_none() {
                self.tell("its last day had passed and was dropped".into());
            }
        }
        self.draft
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
        self.draft.evidence.push(evidence);
    }

    pub(super) fn renew(&mut self) -> Option<Effect> {
        let places = self.draft.evidence.iter().map(Evidence::place);
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
                    self.draft.justification = Some(Text::new(text.trim()));
                }
                let required = self.item().is_some_and(|item| {
                    item.question.not_applicable.justification == Justification::Required
                });
                if required && self.draft.justification.as_ref().is_none_or(Text::is_blank) {
                    self.message = Some("'does not apply' needs a justification".into());
                    return None;
                }
                self.save()
            }
            Step::Notes => {
                self.settle_typed();
                if !blank {
                    self.draft.notes = Some(Text::new(text.trim()));
                }
                // A key that was pressed by mistake does not turn a yes into a no.
                if !self.is_confirmed && self.replaces_without_a_word() {
                    self.is_confirmed = true;
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
        self.draft.owner = match text.trim() {
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
            item.owner == self.draft.owner && item.due == due,
        );
        if same {
            self.leave_question();
            self.message = Some("nothing changed".into());
            return None;
        }
        Some(Effect::Assign(id, self.draft.owner.clone(), due))
    }

    /// Whether an answer with another status takes the place of one that is there, and nothing
    /// was written.
    fn replaces_without_a_word(&self) -> bool {
        let was = self.begun_from.as_ref().and_then(|was| was.status);
        was.is_some()
            && was != self.draft.status
            && self.draft.notes.is_none()
            && self.draft.evidence == self.begun_as.evidence
    }

    fn what_it_replaces(&self) -> String {
        let words = |status: Option<Status>| status.map_or("", Status::in_words);
        let was = words(self.begun_from.as_ref().and_then(|was| was.status));
        format!(
            "this replaces the answer '{was}' by '{}' without a note; the same again saves it",
            words(self.draft.status)
        )
    }

    fn save(&mut self) -> Option<Effect> {
        let item = self.item()?;
        Some(Effect::Save(Box::new(Unsaved {
            question: item.id().clone(),
            answer: self.draft.clone(),
            begun_from: self.begun_from.clone(),
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
        self.draft = Answer::default();
        self.typed = None;
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
        let same = now.as_ref().map(Answer::said) == Some(self.draft.said());
        self.theirs = now;
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
        let theirs = self.theirs.take();
        match resolution {
            Resolution::Theirs => {
                self.draft = Answer::default();
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
                self.draft.notes = both(self.draft.notes.take(), other.notes);
                self.draft.justification =
                    both(self.draft.justification.take(), other.justification);
                for evidence in other.evidence {
                    let known = self.draft.evidence.iter();
                    if known
                        .map(Evidence::source)
                        .all(|source| source != evidence.source())
                    {
                        self.draft.evidence.push(evidence);
                    }
                }
                for limit in other.limits {
                    if !self.draft.limits.contains(&limit) {
                        self.draft.limits.push(limit);
                    }
                }
            }
        }
        self.begun_from = theirs;
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
