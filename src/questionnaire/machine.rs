use super::item::Item;
use super::view::{Prompt, View};
use crate::assessment::Verdict;
use crate::project::{Answer, Evidence, Status};
use crate::text::Text;
use crate::values::Id;

/// What comes in: from a face (a key, a line) or from the driver (what became of an effect).
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A status is chosen.
    Choose(Status),
    /// A text is entered for the current prompt; empty keeps what is there, or ends it.
    Text(String),
    /// What is there is dropped: notes and evidence begin anew.
    Clear,
    /// The current text is wanted in an editor.
    Edit,
    /// On to the next question; a started answer is dropped.
    Skip,
    /// Back one step, or to the question before.
    Back,
    /// To the question or requirement with this id, or the first whose id contains it.
    Jump(String),
    /// What is given as evidence is looked at again and recorded as it is now.
    Renew,
    /// Show or hide reason, law and examples.
    Explain,
    /// Leave; all finished answers are saved.
    Quit,
    /// What the editor gave; empty drops what was there.
    Edited(String),
    /// The evidence that was asked about is there.
    EvidenceFound(Box<Evidence>),
    /// The evidence cannot be taken, and why.
    EvidenceRefused(String),
    /// The answer is saved; what it came to, if that could be seen.
    Saved(Option<(Verdict, Vec<String>)>),
    /// The answer could not be saved, and why.
    SaveFailed(String),
}

/// What the driver has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Look at a path or URL: answer with `EvidenceFound` or `EvidenceRefused`.
    FindEvidence(String),
    /// Open an editor with this text: answer with `Edited`.
    OpenEditor(String),
    /// Save this answer at once: answer with `Saved` or `SaveFailed`. The machine leaves author,
    /// date and revision to the driver.
    Save(Box<(Id, Answer)>),
    /// Stop.
    Quit,
}

/// The questionnaire: which questions, where in them, and the answer being given.
#[derive(Debug)]
pub struct Questionnaire {
    items: Vec<Item>,
    at: usize,
    step: Step,
    draft: Answer,
    answered: Vec<Id>,
    message: Option<String>,
    explained: bool,
    /// Evidence that is still to be looked at again.
    again: Vec<String>,
    /// What is being looked at again.
    looked_at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Status,
    Justification,
    Evidence,
    Notes,
}

impl Questionnaire {
    /// Puts `items` in their order; to `resume` is to begin with the first that has no answer.
    pub fn new(items: Vec<Item>, resume: bool) -> Self {
        let open = items.iter().position(|item| item.answer.is_none());
        let at = open.filter(|_| resume).unwrap_or(0);
        Self {
            items,
            at,
            step: Step::Status,
            draft: Answer::default(),
            answered: Vec::new(),
            message: None,
            explained: false,
            again: Vec::new(),
            looked_at: None,
        }
    }

    /// What a face shows now.
    pub fn view(&self) -> View<'_> {
        let message = self.message.as_deref();
        let Some(item) = self.items.get(self.at) else {
            let left = self
                .items
                .iter()
                .filter(|item| item.answer.is_none())
                .count();
            return View::Done {
                answered: self.answered.len(),
                left,
                message,
            };
        };
        fn raw(text: &Option<Text>) -> &str {
            text.as_ref().map_or("", Text::raw)
        }
        let prompt = match self.step {
            Step::Status => Prompt::Status,
            Step::Justification => Prompt::Justification {
                current: raw(&self.draft.justification),
            },
            Step::Evidence => Prompt::Evidence {
                given: &self.draft.evidence,
            },
            Step::Notes => Prompt::Notes {
                status: self.draft.status.unwrap_or(Status::NotMet),
                current: raw(&self.draft.notes),
            },
        };
        View::Question {
            item,
            number: self.at + 1,
            of: self.items.len(),
            prompt,
            message,
            explained: self.explained,
        }
    }

    /// Takes an event.
    pub fn handle(&mut self, event: Event) -> Option<Effect> {
        self.message = None;
        match event {
            Event::Quit => return Some(Effect::Quit),
            Event::Explain => self.explained = !self.explained,
            Event::Jump(id) => self.jump(&id),
            Event::Skip => self.go(self.at + 1),
            Event::Back => self.back(),
            Event::Choose(status) => self.choose(status),
            Event::Clear => self.clear(),
            Event::Edit => return self.edit(),
            Event::Text(text) => return self.text(text),
            Event::Edited(text) => return self.edited(text),
            Event::Renew => {
                self.again = self.sources();
                if self.again.is_empty() {
                    self.message = Some("no evidence is given yet".into());
                }
                return self.look_again();
            }
            Event::EvidenceFound(evidence) => {
                self.found(*evidence);
                return self.look_again();
            }
            Event::EvidenceRefused(why) => {
                self.refused(why);
                return self.look_again();
            }
            Event::Saved(outcome) => self.saved(outcome),
            // What was written stays: it can be tried again, or taken back.
            Event::SaveFailed(why) => self.message = Some(format!("not saved: {why}")),
        }
        None
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.items.len());
        self.step = Step::Status;
        self.draft = Answer::default();
        self.explained = false;
    }

    fn back(&mut self) {
        match self.step {
            Step::Status if self.at == 0 => {
                self.message = Some("this is the first question".into())
            }
            Step::Status => self.go(self.at - 1),
            Step::Notes if self.draft.status == Some(Status::Met) => self.step = Step::Evidence,
            _ => self.step = Step::Status,
        }
    }

    fn jump(&mut self, id: &str) {
        let id = id.trim().to_lowercase();
        let of = |item: &Item| item.question.id.as_str().to_lowercase();
        let exact = self
            .items
            .iter()
            .position(|item| of(item) == id || item.requirement.id.as_str().to_lowercase() == id);
        match exact.or_else(|| {
            self.items
                .iter()
                .position(|item| !id.is_empty() && of(item).contains(&id))
        }) {
            Some(at) => self.go(at),
            None => {
                self.message = Some(format!(
                    "no question here has the id `{}`",
                    crate::text::one_line(&id)
                ))
            }
        }
    }

    fn choose(&mut self, status: Status) {
        let Some(item) = self.items.get(self.at) else {
            return;
        };
        if status == Status::NotApplicable && !item.question.not_applicable.allowed {
            self.message = Some(format!(
                "{} leaves no room for 'does not apply' in this question: answer yes, partly or no",
                item.requirement.citation
            ));
            return;
        }
        let old = item.answer.clone().unwrap_or_default();
        // What was written before is kept; the maker sees it and may replace it.
        self.draft = Answer {
            status: Some(status),
            author: None,
            date: None,
            revision: None,
            approved_by: None,
            ..old
        };
        self.step = match status {
            Status::Met => Step::Evidence,
            Status::NotApplicable => Step::Justification,
            Status::PartlyMet | Status::NotMet => Step::Notes,
        };
    }

    fn clear(&mut self) {
        match self.step {
            Step::Evidence => self.draft.evidence.clear(),
            Step::Notes => self.draft.notes = None,
            Step::Justification => self.draft.justification = None,
            Step::Status => {}
        }
    }

    fn edit(&mut self) -> Option<Effect> {
        let text = match self.step {
            Step::Notes => &self.draft.notes,
            Step::Justification => &self.draft.justification,
            Step::Status | Step::Evidence => {
                self.message = Some("an editor opens for notes and justifications".into());
                return None;
            }
        };
        Some(Effect::OpenEditor(
            text.as_ref()
                .map(|t| t.raw().to_owned())
                .unwrap_or_default(),
        ))
    }

    fn edited(&mut self, text: String) -> Option<Effect> {
        if !text.trim().is_empty() {
            return self.text(text);
        }
        self.clear();
        self.message = Some("it is empty now; an empty line goes on without it".into());
        None
    }

    /// A new piece is not taken; one that is looked at again and does not count is dropped.
    fn refused(&mut self, why: String) {
        match self.looked_at.take() {
            None => self.message = Some(why),
            Some(source) => {
                self.draft
                    .evidence
                    .retain(|old| old.place().raw() != source);
                let before = self
                    .message
                    .take()
                    .map(|m| format!("{m}; "))
                    .unwrap_or_default();
                self.message = Some(format!("{before}dropped: {why}"));
            }
        }
    }

    /// Takes a piece of evidence in place of an older look at the same source, whose last day
    /// it keeps while that has not passed.
    fn found(&mut self, mut evidence: Evidence) {
        let mut all = self.draft.evidence.iter();
        if let Some(old) = all.find(|old| old.source() == evidence.source()) {
            evidence.keep_last_day(old);
            if old.valid_until.is_some() && evidence.valid_until.is_none() {
                self.message = Some("its last day had passed and was dropped".into());
            }
        }
        self.draft
            .evidence
            .retain(|old| old.source() != evidence.source());
        // What was wrong with it is over.
        let source = format!("{}: ", evidence.place().raw());
        if let Some(item) = self.items.get_mut(self.at) {
            item.reasons.retain(|reason| !reason.starts_with(&source));
        }
        self.looked_at = None;
        self.draft.evidence.push(evidence);
    }

    fn sources(&self) -> Vec<String> {
        let places = self.draft.evidence.iter().map(Evidence::place);
        places.rev().map(|place| place.raw().to_owned()).collect()
    }

    fn look_again(&mut self) -> Option<Effect> {
        let source = self.again.pop()?;
        self.looked_at = Some(source.clone());
        Some(Effect::FindEvidence(source))
    }

    fn text(&mut self, text: String) -> Option<Effect> {
        let blank = text.trim().is_empty();
        match self.step {
            Step::Status => {
                self.message = Some("answer yes, partly, no or does not apply first".into());
                None
            }
            Step::Evidence if blank => {
                self.step = Step::Notes;
                None
            }
            Step::Evidence => Some(Effect::FindEvidence(text.trim().to_owned())),
            Step::Justification => {
                if !blank {
                    self.draft.justification = Some(Text::new(text.trim()));
                }
                let required = self.items.get(self.at).is_some_and(|item| {
                    item.question.not_applicable.justification
                        == crate::checklist::Justification::Required
                });
                if required && self.draft.justification.as_ref().is_none_or(Text::is_blank) {
                    self.message =
                        Some("'does not apply' needs a justification; :b goes back".into());
                    return None;
                }
                self.save()
            }
            Step::Notes => {
                if !blank {
                    self.draft.notes = Some(Text::new(text.trim()));
                }
                self.save()
            }
        }
    }

    fn save(&mut self) -> Option<Effect> {
        let item = self.items.get(self.at)?;
        Some(Effect::Save(Box::new((
            item.question.id.clone(),
            self.draft.clone(),
        ))))
    }

    fn saved(&mut self, outcome: Option<(Verdict, Vec<String>)>) {
        if let Some(item) = self.items.get_mut(self.at) {
            item.answer = Some(self.draft.clone());
            let id = item.question.id.clone();
            let mut message = format!("saved: {id}");
            if let Some((verdict, reasons)) = outcome {
                message.push_str(&format!(", {}", verdict.name()));
                if verdict.closes() && !reasons.is_empty() {
                    message.push_str(&format!(": {}", reasons.join("; ")));
                }
                (item.verdict, item.reasons) = (verdict, reasons);
            }
            self.message = Some(message);
            if !self.answered.contains(&id) {
                self.answered.push(id);
            }
        }
        let message = self.message.take();
        self.go(self.at + 1);
        self.message = message;
    }
}
