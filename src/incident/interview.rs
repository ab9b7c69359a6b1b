use super::data::{Fact, Kind, reporting};
use super::decide::{Outcome, contradictions, day_of_the_act, decide};
use super::record::Deed;
use super::state::EventState;
use crate::checklist::Role;
use crate::values::{Date, Facts, Id, Moment, Tri};

/// The questions of `report assess`, one after the other, without a terminal: what is asked
/// next follows from what was told; nothing is asked once an answer has settled the outcome.
#[derive(Debug)]
pub struct Interview {
    /// The kind of event.
    pub kind: Kind,
    roles: Vec<Role>,
    today: Date,
    /// The facts told so far.
    pub facts: Facts,
    /// When the first sign arrived.
    pub signal_at: Option<Moment>,
    /// When reasonable certainty was reached.
    pub certain_at: Option<Moment>,
    passed: Vec<Step>,
    before: Before,
}

/// What was told in an earlier sitting, which is asked again.
#[derive(Debug, Default)]
struct Before {
    facts: Facts,
    signal_at: Option<Moment>,
    certain_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Signal,
    Fact(Id),
    Certain,
}

/// What is asked now.
#[derive(Debug, Clone)]
pub enum Question {
    /// When the first sign arrived; it starts no clock.
    Signal,
    /// A fact.
    Fact(&'static Fact),
    /// When reasonable certainty was reached: this starts the clocks.
    Certain,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Told {
    /// To a fact.
    Fact(Tri),
    /// To a question for a time.
    At(Moment),
    /// Left open.
    Nothing,
}

impl Interview {
    /// Asks about an event, going on from what its record holds.
    pub fn new(kind: Kind, roles: &[Role], today: Date, so_far: Option<&EventState>) -> Self {
        Self {
            kind,
            roles: roles.to_vec(),
            today,
            facts: so_far.map(|event| event.facts.clone()).unwrap_or_default(),
            signal_at: so_far.and_then(|event| event.signal_at.clone()),
            certain_at: so_far.and_then(EventState::certainty_that_stands),
            passed: Vec::new(),
            before: Before::default(),
        }
    }

    /// Asks everything anew, for facts change: what was told before is offered as the answer.
    pub fn ask_again(&mut self) {
        self.before = Before {
            facts: std::mem::take(&mut self.facts),
            signal_at: self.signal_at.take(),
            certain_at: self.certain_at.take(),
        };
    }

    /// What was told in an earlier sitting to the question that is asked now.
    pub fn before(&self) -> Option<Told> {
        match self.question()? {
            Question::Signal => self.before.signal_at.clone().map(Told::At),
            Question::Fact(fact) => self.before.facts.get(&fact.id).copied().map(Told::Fact),
            Question::Certain => self.before.certain_at.clone().map(Told::At),
        }
    }

    /// Keeps what an earlier sitting told to questions that were not asked in this one; what
    /// cannot be true beside an answer of this sitting is not known any more.
    pub fn settle(&mut self) {
        let told: Vec<Id> = self.facts.keys().cloned().collect();
        for (id, tri) in std::mem::take(&mut self.before.facts) {
            self.facts.entry(id).or_insert(tri);
        }
        self.signal_at = self.signal_at.take().or(self.before.signal_at.take());
        self.certain_at = self.certain_at.take().or(self.before.certain_at.take());
        for (fact, other) in contradictions(&self.facts) {
            let old = [&other, &fact.id].into_iter().find(|id| !told.contains(id));
            if let Some(old) = old.cloned() {
                self.facts.insert(old, Tri::Unknown);
            }
        }
    }

    /// The next question; none when the rest could not change the outcome.
    pub fn question(&self) -> Option<Question> {
        if self.signal_at.is_none() && !self.passed.contains(&Step::Signal) {
            return Some(Question::Signal);
        }
        let outcome = self.outcome();
        if outcome == Outcome::NotToReport {
            return None;
        }
        let role = if self.roles.contains(&Role::Manufacturer) {
            Role::Manufacturer
        } else {
            Role::Steward
        };
        let mut facts = reporting().facts_of(self.kind, role);
        let open = facts.find(|fact| self.is_open(fact, outcome));
        if let Some(fact) = open {
            return Some(Question::Fact(fact));
        }
        let wanted = outcome == Outcome::ToReport && self.certain_at.is_none();
        (wanted && !self.passed.contains(&Step::Certain)).then_some(Question::Certain)
    }

    fn is_open(&self, fact: &Fact, outcome: Outcome) -> bool {
        let told = self.facts.contains_key(&fact.id);
        let severe = |id: &str| self.facts.get(id) == Some(&Tri::Yes);
        // One condition of Art. 14(5) is enough, and what decides nothing is asked last.
        let settled = fact.citation.raw().starts_with("Art. 14(5)")
            && (severe("severe-functions") || severe("severe-code"));
        let waits = fact.if_no.is_none() && fact.clarify.is_none() && outcome != Outcome::ToReport;
        !told && !settled && !waits && !self.passed.contains(&Step::Fact(fact.id.clone()))
    }

    /// What follows from what was told so far.
    pub fn outcome(&self) -> Outcome {
        let certain = self.certain_at.as_ref().map(day_of_the_act);
        decide(self.kind, &self.roles, &self.facts, certain, self.today).outcome
    }

    /// Takes the answer to the question that is asked now and gives what to record of it.
    pub fn tell(&mut self, told: Told) -> Option<Deed> {
        let step = match self.question()? {
            Question::Signal => Step::Signal,
            Question::Fact(fact) => Step::Fact(fact.id.clone()),
            Question::Certain => Step::Certain,
        };
        let mut facts = Facts::new();
        let (mut signal_at, mut certain_at) = (None, None);
        match (&step, told) {
            (Step::Signal, Told::At(at)) => signal_at = Some(at),
            (Step::Certain, Told::At(at)) => certain_at = Some(at),
            (Step::Fact(id), Told::Fact(tri)) => {
                facts.insert(id.clone(), tri);
            }
            _ => {}
        }
        self.signal_at = signal_at.clone().or(self.signal_at.take());
        self.certain_at = certain_at.clone().or(self.certain_at.take());
        self.facts.extend(facts.clone());
        self.passed.push(step);
        let is_empty = facts.is_empty() && signal_at.is_none() && certain_at.is_none();
        (!is_empty).then_some(Deed::Told {
            signal_at,
            certain_at,
            facts,
        })
    }

    /// Asks the last question of this sitting again, with its answer as what was told before;
    /// false when there is none.
    pub fn back(&mut self) -> bool {
        match self.passed.pop() {
            Some(Step::Signal) => self.before.signal_at = self.signal_at.take(),
            Some(Step::Certain) => self.before.certain_at = self.certain_at.take(),
            Some(Step::Fact(id)) => {
                if let Some(tri) = self.facts.remove(&id) {
                    self.before.facts.insert(id, tri);
                }
            }
            None => return false,
        }
        true
    }
}
