//! From question to question: next, back, jump, search, filters.

use super::event::Effect;
use super::filter::{Pick, filters};
use super::find::find;
use super::item::Item;
use super::machine::{Questionnaire, Step, Writing};
use super::standing::Standing;
use super::view::Choosing;
use crate::project::Answer;
use crate::text::one_line;
use crate::values::Id;

impl Questionnaire {
    /// Shows what the filter takes; where it takes nothing, everything.
    pub(super) fn show(&mut self) {
        let items = self.standing.items.iter().enumerate();
        let taken = items.filter(|(_, item)| self.filter.takes(item));
        self.shown = taken.map(|(index, _)| index).collect();
    }

    /// Leaves the question: what was begun is kept.
    pub(super) fn leave_question(&mut self) {
        self.keep_unfinished();
        self.step = Step::Status;
        self.writing = Writing::default();
        self.look = None;
        self.outlook = None;
        self.explained = false;
    }

    pub(super) fn go(&mut self, at: usize) {
        self.leave_question();
        match at < self.shown.len() {
            true => self.at = at,
            false => self.step = Step::End { through: true },
        }
    }

    pub(super) fn next(&mut self) {
        match self.step {
            Step::End { .. } => {}
            Step::Choosing(_) => self.step = Step::Status,
            _ => self.go(self.at + 1),
        }
    }

    pub(super) fn back(&mut self) {
        match self.step {
            Step::End { .. } | Step::Choosing(_) => self.step = Step::Status,
            Step::Status if self.at == 0 => {
                self.message = Some("this is the first question".into());
            }
            Step::Status => self.go(self.at - 1),
            _ => self.step_back(),
        }
    }

    pub(super) fn jump(&mut self, id: &str) {
        let id = id.trim().to_lowercase();
        let of = |item: &Item| item.id().as_str().to_lowercase();
        let exact = self.position(|_, item| {
            of(item) == id || item.requirement.id.as_str().to_lowercase() == id
        });
        let near = || self.position(|_, item| !id.is_empty() && of(item).contains(&id));
        if let Some(at) = exact.or_else(near) {
            self.go(at);
            return;
        }
        let hidden = self
            .standing
            .items
            .iter()
            .any(|item| of(item).contains(&id));
        self.message = Some(match hidden && !id.is_empty() {
            true => format!(
                "`{}` is not among the questions shown; f all shows every one",
                one_line(&id)
            ),
            false => format!("no question here has the id `{}`", one_line(&id)),
        });
    }

    /// To the next question that `wanted` takes, from the first again after the last.
    pub(super) fn next_with(&mut self, what: &str, wanted: impl Fn(&Item) -> bool) {
        let count = self.shown.len();
        let items = &self.standing.items;
        let is = |at: &usize| {
            let index = self.shown.get(*at);
            index
                .and_then(|index| items.get(*index))
                .is_some_and(&wanted)
        };
        // From the summary the last question itself may be the next.
        let first = match self.step {
            Step::End { .. } => self.at,
            _ => self.at + 1,
        };
        let mut places = (first..first + count).map(|at| at % count.max(1));
        match places.find(is) {
            Some(at) if at == self.at && !matches!(self.step, Step::End { .. }) => {
                self.message = Some(format!("this is the only {what} question here"));
            }
            Some(at) => self.go(at),
            None => self.message = Some(format!("no question here is {what}")),
        }
    }

    fn section_at(&self, at: usize) -> Option<&str> {
        let item = self.standing.items.get(*self.shown.get(at)?)?;
        Some(&item.section)
    }

    pub(super) fn next_section(&mut self) {
        let here = self.section_at(self.at);
        let mut later = self.at..self.shown.len();
        match later.find(|at| self.section_at(*at) != here) {
            Some(at) => self.go(at),
            None => self.message = Some("this is the last section".into()),
        }
    }

    pub(super) fn previous_section(&mut self) {
        let first_of = |at: usize| {
            let here = self.section_at(at);
            (0..=at)
                .rev()
                .take_while(|at| self.section_at(*at) == here)
                .last()
        };
        let first = first_of(self.at).unwrap_or(0);
        let target = match first == self.at {
            true => first.checked_sub(1).and_then(first_of),
            false => Some(first),
        };
        match target {
            Some(at) => self.go(at),
            None => self.message = Some("this is the first section".into()),
        }
    }

    pub(super) fn choose_from(&mut self, what: Choosing, query: String) {
        self.leave_question();
        self.step = Step::Choosing(what);
        self.narrow(query);
    }

    /// Lists what fits the words.
    pub(super) fn narrow(&mut self, query: String) {
        self.choices = match self.step {
            Step::Choosing(Choosing::Question) => find(&self.standing.items, &query),
            _ => {
                let words = query.trim().to_lowercase();
                let mut all = filters(&self.filter, &self.standing, &self.me);
                all.retain(|choice| choice.label.to_lowercase().contains(&words));
                all
            }
        };
        self.query = query;
    }

    /// Picks the filter with this name, or lists those that fit it.
    pub(super) fn filter_by_name(&mut self, name: &str) -> Option<Effect> {
        self.choose_from(Choosing::Filter, name.trim().to_owned());
        let name = name.trim().to_lowercase();
        let mut labels = self.choices.iter();
        let exact = labels.position(|choice| choice.label.to_lowercase() == name);
        match (exact, self.choices.len()) {
            (Some(number), _) => self.pick(number),
            (None, 1) => self.pick(0),
            (None, 0) => {
                self.narrow(String::new());
                self.message = Some(format!("there is no filter `{}`", one_line(&name)));
                None
            }
            (None, _) => None,
        }
    }

    pub(super) fn pick(&mut self, number: usize) -> Option<Effect> {
        if !matches!(self.step, Step::Choosing(_)) {
            self.message = Some("there is nothing to pick from".into());
            return None;
        }
        let Some(choice) = self.choices.get(number) else {
            self.message = Some(format!("there are {} to pick from", self.choices.len()));
            return None;
        };
        match choice.pick.clone() {
            Pick::Question(id) => {
                self.step = Step::Status;
                self.show_question(&id);
                None
            }
            Pick::Part(part) => {
                self.step = Step::Status;
                Some(Effect::Show(part))
            }
            Pick::Filter(filter) => {
                if !self.standing.items.iter().any(|item| filter.takes(item)) {
                    self.narrow(String::new());
                    self.message = Some(format!(
                        "no question is there for: {}",
                        filter.in_words(&self.standing)
                    ));
                    return None;
                }
                self.step = Step::Status;
                let here = self.item().map(|item| item.id().clone());
                self.filter = filter;
                self.show();
                let here = here.and_then(|id| self.position(|_, item| *item.id() == id));
                self.at = here.unwrap_or(0);
                None
            }
        }
    }

    /// To a question, shown or not; the filter is lifted where it hides it.
    pub(super) fn show_question(&mut self, id: &Id) {
        let at = |machine: &Self| machine.position(|_, item| item.id() == id);
        if at(self).is_none() {
            self.filter = Default::default();
            self.show();
            self.message = Some("all questions are shown again".into());
        }
        if let Some(at) = at(self) {
            self.go(at);
        }
    }

    /// Takes the project as it stands now. The questions that were shown stay shown, and the one
    /// at hand stays at hand.
    pub(super) fn loaded(&mut self, standing: Standing) {
        let same_part = standing.part == self.standing.part;
        let id =
            |machine: &Self, index: &usize| Some(machine.standing.items.get(*index)?.id().clone());
        let shown: Vec<Id> = self
            .shown
            .iter()
            .filter_map(|index| id(self, index))
            .collect();
        let here = self.item().map(|item| item.id().clone());
        let stays = |id: &Id| standing.items.iter().any(|item| item.id() == id);
        // What is being written is kept for the question and the part that it is written for.
        if !same_part || !here.as_ref().is_some_and(stays) {
            self.leave_question();
        }
        if same_part {
            self.tell_changes(&standing);
        }
        self.standing = standing;
        self.show();
        if same_part {
            let items = self.standing.items.iter().enumerate();
            let stay = items
                .filter(|(index, item)| self.shown.contains(index) || shown.contains(item.id()));
            self.shown = stay.map(|(index, _)| index).collect();
        }
        if self.shown.is_empty() {
            self.filter = Default::default();
            self.show();
        }
        let at = here.and_then(|id| self.position(|_, item| *item.id() == id));
        match at {
            Some(at) => self.at = at,
            // The question is no longer asked.
            None => {
                let last = self.shown.len().saturating_sub(1);
                let at = self.at.min(last);
                self.go(at);
            }
        }
        self.tell_saved();
    }

    /// Names the answers that somebody else has changed.
    fn tell_changes(&mut self, new: &Standing) {
        let own = self.just_saved.as_ref().map(super::machine::Written::id);
        let said = |item: &Item| item.answer.as_ref().map(Answer::said);
        let old = &self.standing.items;
        let changed = new.items.iter().filter(|item| {
            let before = old.iter().find(|other| other.id() == item.id());
            Some(item.id()) != own && before.is_some_and(|before| said(before) != said(item))
        });
        let changed: Vec<String> = changed
            .map(|item| match item.answer.as_ref().and_then(|a| a.status) {
                Some(status) => format!("{} (now {})", item.id(), status.in_words()),
                None => format!("{} (now without an answer)", item.id()),
            })
            .collect();
        if let Some((first, more)) = changed.split_first() {
            let more = match more.len() {
                0 => String::new(),
                count => format!(" and {count} more"),
            };
            self.tell(format!("changed outside meanwhile: {first}{more}"));
        }
    }
}
