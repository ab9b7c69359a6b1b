use std::collections::BTreeSet;

use super::data::{Category, Fact, Group, categories, categories_near, fact, facts_of, group};
use super::profile::Profile;
use super::trace::{ToClarify, Topic};
use super::{Classification, classify};
use crate::text::Text;
use crate::values::{Id, Tri};

/// The questions of `classify`, one after the other, without a terminal: what is asked next
/// follows from what was told, and nothing is asked that could not change the outcome.
#[derive(Debug, Clone)]
pub struct Interview {
    /// What is told in this sitting, and what it goes on from.
    asked: Profile,
    /// What was told before a sitting that asks everything again: it stays until it is answered anew.
    before: Option<Profile>,
    /// What is told, the answers of this sitting in place of earlier ones.
    profile: Profile,
    passed: BTreeSet<String>,
    history: Vec<(Profile, BTreeSet<String>)>,
}

/// What is asked now.
#[derive(Debug, Clone)]
pub enum Asked {
    /// What the product could not meet its intended purpose without, in the maker's words.
    CoreFunctionality,
    /// To which categories it comes close.
    CloseTo {
        /// Those nearest by words, best first.
        nearest: Vec<&'static Category>,
        /// The rest, in the order of the annexes.
        others: Vec<&'static Category>,
    },
    /// One fact.
    Fact(&'static Fact),
    /// Which of the facts of a group are true.
    Choose(&'static Group, Vec<&'static Fact>),
}

const CORE: &str = "core-functionality";
const CLOSE: &str = "close-to";
/// Most categories that are offered as nearest by words.
const NEAREST: usize = 6;
/// Asked last, for it changes no decision but that on the route.
const LAST: &str = "neighbours";

impl Interview {
    /// Goes on from what is told already.
    pub fn new(profile: Profile) -> Self {
        Self {
            asked: profile.clone(),
            profile,
            before: None,
            passed: BTreeSet::new(),
            history: Vec::new(),
        }
    }

    /// Asks everything anew. What is not answered anew stays as it was told.
    pub fn again(profile: Profile) -> Self {
        let asked = Profile {
            facts: Default::default(),
            core_functionality: None,
            close_to: None,
            ..profile.clone()
        };
        Self {
            profile: profile.clone(),
            before: Some(profile),
            ..Self::new(asked)
        }
    }

    /// What is told so far.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Lays the answers of this sitting over what was told before.
    fn settle(&mut self) {
        self.profile = self.asked.clone();
        let Some(before) = &self.before else { return };
        // A list that is answered anew takes the place of each of its facts.
        let is_replaced = |id: &Id| {
            fact(id.as_str()).is_some_and(|fact| self.asked.facts.contains_key(fact.group.raw()))
        };
        let kept = before.facts.iter().filter(|(id, _)| !is_replaced(id));
        for (id, told) in kept {
            self.profile.facts.entry(id.clone()).or_insert(*told);
        }
        let all = &mut self.profile;
        all.core_functionality = all
            .core_functionality
            .take()
            .or(before.core_functionality.clone());
        all.close_to = all.close_to.take().or(before.close_to.clone());
    }

    /// What follows from the answers of this sitting.
    fn outcome(&self) -> Classification {
        classify(&self.asked)
    }

    /// The next question; none when the rest could not change the outcome.
    pub fn question(&self) -> Option<Asked> {
        let outcome = self.outcome();
        let by_role = |one: &&ToClarify| one.topic > Topic::Scope;
        let scope_first = outcome
            .clarify
            .iter()
            .filter(|one| one.topic == Topic::Scope);
        if let Some(asked) = scope_first.filter_map(|one| self.asks(one)).next() {
            return Some(asked);
        }
        // Who somebody is they say themselves, whatever `role` in cemark.yaml holds.
        if outcome.in_scope() != Some(false)
            && let Some(asked) = self.choice("roles")
        {
            return Some(asked);
        }
        let rest = outcome.clarify.iter().filter(by_role);
        if let Some(asked) = rest.filter_map(|one| self.asks(one)).next() {
            return Some(asked);
        }
        if outcome.in_scope() == Some(false) {
            return None;
        }
        self.last(LAST)
    }

    fn asks(&self, one: &ToClarify) -> Option<Asked> {
        let Some(id) = &one.fact else {
            return match self.asked.close_to {
                None if one.topic == Topic::Category => self.category_question(),
                _ => None,
            };
        };
        let fact = fact(id.as_str())?;
        match self.choice(fact.group.raw()) {
            Some(choice)
                if fact.needs.as_ref().is_none_or(|first| {
                    !facts_of(fact.group.raw()).any(|one| one.id == *first)
                }) =>
            {
                Some(choice)
            }
            _ => (!self.passed.contains(id.as_str()) && !self.asked.facts.contains_key(id))
                .then_some(Asked::Fact(fact)),
        }
    }

    fn category_question(&self) -> Option<Asked> {
        if self.asked.core_functionality.is_none() && !self.passed.contains(CORE) {
            return Some(Asked::CoreFunctionality);
        }
        if self.passed.contains(CLOSE) {
            return None;
        }
        let words = self
            .profile
            .core_functionality
            .as_ref()
            .map(Text::raw)
            .unwrap_or_default();
        let mut nearest = categories_near(words);
        nearest.truncate(NEAREST);
        let is_near = |one: &&Category| nearest.iter().any(|other| other.id == one.id);
        let others = categories().iter().filter(|one| !is_near(one)).collect();
        Some(Asked::CloseTo { nearest, others })
    }

    /// The list of a group, unless it was answered or none of it is asked as a list.
    fn choice(&self, name: &str) -> Option<Asked> {
        let group = group(name).filter(|group| group.choose.is_some())?;
        let is_told = self.asked.facts.contains_key(name) || self.passed.contains(name);
        let mut facts: Vec<_> = facts_of(name).collect();
        let names: Vec<&Id> = facts.iter().map(|fact| &fact.id).collect();
        // What hangs on another fact of the same list is asked behind it.
        let within: Vec<bool> = facts
            .iter()
            .map(|fact| {
                fact.needs
                    .as_ref()
                    .is_some_and(|first| names.contains(&first))
            })
            .collect();
        let mut keep = within.iter().map(|within| !within);
        facts.retain(|_| keep.next().unwrap_or(true));
        let open = facts
            .iter()
            .any(|fact| !self.asked.facts.contains_key(&fact.id));
        (!is_told && open).then_some(Asked::Choose(group, facts))
    }

    fn last(&self, name: &str) -> Option<Asked> {
        if let Some(choice) = self.choice(name) {
            return Some(choice);
        }
        let follow = facts_of(name).find(|fact| {
            let first = fact.needs.as_ref();
            first.is_some_and(|first| self.asked.told(first.as_str()) == Tri::Yes)
                && !self.asked.facts.contains_key(&fact.id)
                && !self.passed.contains(fact.id.as_str())
        });
        follow.map(Asked::Fact)
    }

    /// Answers a fact.
    pub fn tell(&mut self, fact: &Fact, told: Tri) {
        self.remember(fact.id.as_str());
        self.asked.facts.insert(fact.id.clone(), told);
        self.settle();
    }

    /// Answers a list: what is true, what is not known; the rest is not true.
    pub fn choose(&mut self, group: &Group, facts: &[&Fact], yes: &[usize], unknown: &[usize]) {
        self.remember(group.id.as_str());
        self.asked.facts.insert(group.id.clone(), Tri::No);
        for (index, fact) in facts.iter().enumerate() {
            let told = match (yes.contains(&index), unknown.contains(&index)) {
                (true, _) => Some(Tri::Yes),
                (false, true) => Some(Tri::Unknown),
                (false, false) => None,
            };
            match told {
                Some(told) => self.asked.facts.insert(fact.id.clone(), told),
                None => self.asked.facts.remove(&fact.id),
            };
        }
        self.settle();
    }

    /// Leaves a list open.
    pub fn leave_open(&mut self, group: &Group) {
        self.remember(group.id.as_str());
    }

    /// Says what the core functionality is; `None` leaves it open.
    pub fn name_core(&mut self, text: Option<Text>) {
        self.remember(CORE);
        self.asked.core_functionality = text.or(self.asked.core_functionality.take());
        self.settle();
    }

    /// Says to which categories it comes close; `None` leaves it open.
    pub fn come_close(&mut self, categories: Option<Vec<Id>>) {
        self.remember(CLOSE);
        self.asked.close_to = categories.or(self.asked.close_to.take());
        self.settle();
    }

    fn remember(&mut self, name: &str) {
        self.history.push((self.asked.clone(), self.passed.clone()));
        self.passed.insert(name.to_owned());
    }

    /// Takes the last answer of this sitting back; false when there is none.
    pub fn back(&mut self) -> bool {
        match self.history.pop() {
            Some((profile, passed)) => {
                self.asked = profile;
                self.passed = passed;
                self.settle();
                true
            }
            None => false,
        }
    }
}
