use super::data::{Fact, Form, fact, group};
use crate::regulation::state_of_law::{Applied, StateOfLaw};
use crate::text::Text;
use crate::values::{Facts, Id, Tri};

/// What is told of a product and its supplier: all that the rules look at.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The facts, traits among them; a group's name with `no` stands for its facts that are not told.
    pub facts: Facts,
    /// What other lines of cemark.yaml say of facts that are not told.
    pub implied: Facts,
    /// What the product could not meet its intended purpose without, in the maker's words.
    pub core_functionality: Option<Text>,
    /// The categories to which the core functionality comes close; none is said to where it is empty.
    pub close_to: Option<Vec<Id>>,
    /// Whether it has hardware or is software alone, where that is told.
    pub form: Option<Form>,
    /// What presumption of conformity rests on.
    pub applied: Vec<Applied>,
    /// The procedure as cemark.yaml names it.
    pub module: Option<Text>,
    /// What the routes depend on besides.
    pub law: StateOfLaw,
}

impl Profile {
    /// What is told of a fact.
    pub fn told(&self, name: &str) -> Tri {
        if let Some(told) = self.facts.get(name) {
            return *told;
        }
        // What turns on another fact of its list is not answered by a no to the list.
        let of_list = |fact: &&Fact| match fact
            .needs
            .as_ref()
            .and_then(|first| super::data::fact(first.as_str()))
        {
            Some(first) => first.group != fact.group,
            None => true,
        };
        let of_group = fact(name)
            .filter(of_list)
            .filter(|fact| group(fact.group.raw()).is_some_and(|group| group.choose.is_some()))
            .and_then(|fact| self.facts.get(fact.group.raw()));
        match of_group {
            Some(Tri::No) => Tri::No,
            _ => self.implied.get(name).copied().unwrap_or(Tri::Unknown),
        }
    }

    /// Whether anything is told of a fact, be it that it is unknown.
    pub fn is_told(&self, name: &str) -> bool {
        self.facts.contains_key(name) || self.told(name) != Tri::Unknown
    }
}
