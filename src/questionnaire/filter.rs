use super::item::Item;
use super::standing::Standing;
use crate::assessment::Verdict;
use crate::checklist::Phase;
use crate::values::Id;

/// Which questions are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// By their state.
    pub state: State,
    /// Those of this person only.
    pub owner: Option<String>,
    /// A section, or what ids begin with.
    pub within: Option<String>,
    /// When they have to be met.
    pub phase: Option<Phase>,
}

/// Questions by their state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// All.
    #[default]
    All,
    /// Those without an answer.
    Open,
    /// Those whose verdict closes the gate.
    Gaps,
}

impl Filter {
    /// Whether a question is shown.
    pub fn takes(&self, item: &Item) -> bool {
        let by_state = match self.state {
            State::All => true,
            State::Open => item.verdict == Verdict::Open,
            State::Gaps => item.is_gap,
        };
        let owner = item.owner.as_ref().map(ToString::to_string);
        by_state
            && self.owner.as_ref().is_none_or(|wanted| {
                owner.is_some_and(|owner| owner.trim().to_lowercase() == wanted.to_lowercase())
            })
            && self.within.as_ref().is_none_or(|within| {
                item.id().is_within(within) || item.section.eq_ignore_ascii_case(within)
            })
            && self
                .phase
                .is_none_or(|phase| item.requirement.phase == phase)
    }

    /// What is shown, in words; empty for everything.
    pub fn in_words(&self, standing: &Standing) -> String {
        let state = match self.state {
            State::All => None,
            State::Open => Some("open"),
            State::Gaps => Some("gaps"),
        };
        let words = [
            state.map(str::to_owned),
            self.owner.as_ref().map(|owner| format!("of {owner}")),
            self.within.clone(),
            self.phase.map(|phase| standing.phase(phase).to_owned()),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What a pick in the list of filters does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pick {
    /// Shows these questions.
    Filter(Filter),
    /// Answers for a part, or for the whole product.
    Part(Option<Id>),
    /// Goes to this question.
    Question(Id),
}

/// A line of a list to pick from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is picked.
    pub label: String,
    /// What it comes to: how many questions, or the words that were found.
    pub detail: String,
    /// It is so now.
    pub is_on: bool,
    pub(super) pick: Pick,
}

/// The filters that make sense now. One of a kind takes the place of another of its kind; `all`
/// lifts them all.
pub(super) fn filters(now: &Filter, standing: &Standing, me: &str) -> Vec<Choice> {
    let items = &standing.items;
    let choice = |label: &str, is_on: bool, filter: Filter| {
        let count = items.iter().filter(|item| filter.takes(item)).count();
        let several = if count == 1 { "" } else { "s" };
        let lifts = match is_on && *now != Filter::default() {
            true => "picked again it is lifted: ",
            false => "",
        };
        Choice {
            label: label.to_owned(),
            detail: format!("{lifts}{count} question{several}"),
            is_on,
            pick: Pick::Filter(filter),
        }
    };
    let mut all = vec![choice("all", *now == Filter::default(), Filter::default())];
    for (label, state) in [("open", State::Open), ("gaps", State::Gaps)] {
        let is_on = now.state == state;
        let state = if is_on { State::All } else { state };
        all.push(choice(
            label,
            is_on,
            Filter {
                state,
                ..now.clone()
            },
        ));
    }
    let is_mine = now.owner.as_deref() == Some(me);
    let owner = Some(me.to_owned()).filter(|_| !is_mine);
    all.push(choice(
        "mine",
        is_mine,
        Filter {
            owner,
            ..now.clone()
        },
    ));
    let mut sections: Vec<&str> = Vec::new();
    for item in items {
        if !sections.contains(&item.section.as_str()) {
            sections.push(&item.section);
        }
    }
    for section in sections {
        let is_on = now.within.as_deref() == Some(section);
        let within = Some(section.to_owned()).filter(|_| !is_on);
        all.push(choice(
            section,
            is_on,
            Filter {
                within,
                ..now.clone()
            },
        ));
    }
    for (phase, _) in &standing.phases {
        let is_on = now.phase == Some(*phase);
        let phase_now = Some(*phase).filter(|_| !is_on);
        let filter = Filter {
            phase: phase_now,
            ..now.clone()
        };
        all.push(choice(standing.phase(*phase), is_on, filter));
    }
    if !standing.parts.is_empty() {
        let part = |label: String, part: Option<Id>| Choice {
            label,
            detail: "answer for it".to_owned(),
            is_on: standing.part == part,
            pick: Pick::Part(part),
        };
        all.push(part("whole product".to_owned(), None));
        let parts = standing.parts.iter();
        all.extend(parts.map(|id| part(format!("part {id}"), Some(id.clone()))));
    }
    all
}
