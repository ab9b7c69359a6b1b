use super::data::{Fact, fact, pointer};
use super::profile::Profile;
use crate::text::Text;
use crate::values::{Id, Tri};

/// What a step is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Whether the Act applies to the product.
    Scope,
    /// Who the user is under the Act.
    Role,
    /// What at a distance belongs to the product.
    RemoteDataProcessing,
    /// Default, important or critical.
    Category,
    /// The conformity assessment procedures.
    Route,
    /// What another act or a special rule adds.
    Beside,
}

impl Topic {
    /// The heading.
    pub fn in_words(self) -> &'static str {
        match self {
            Topic::Scope => "Scope",
            Topic::Role => "Role",
            Topic::RemoteDataProcessing => "Remote data processing",
            Topic::Category => "Category",
            Topic::Route => "Route",
            Topic::Beside => "Beside",
        }
    }
}

/// One step of the way to the outcome: a rule, the facts it rests on, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about.
    pub topic: Topic,
    /// The point of law.
    pub citation: Text,
    /// What follows from it here.
    pub text: Text,
    /// What it rests on.
    pub rests_on: Vec<(Id, Tri)>,
}

/// A fact that is not known and could change the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToClarify {
    /// What it is about.
    pub topic: Topic,
    /// Its name; none where it is not one fact.
    pub fact: Option<Id>,
    /// The point of law.
    pub citation: Text,
    /// The question.
    pub ask: Text,
    /// How to find out.
    pub clarify: Text,
}

/// The way to the outcome, as it grows.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub steps: Vec<Step>,
    pub clarify: Vec<ToClarify>,
}

impl Trace {
    /// What the answer to a fact means in law.
    pub fn told(&mut self, topic: Topic, profile: &Profile, name: &str) {
        let Some(fact) = fact(name) else { return };
        let told = profile.told(name);
        let text = match told {
            Tri::Yes => &fact.if_yes,
            Tri::No => &fact.if_no,
            Tri::Unknown => return,
        };
        if !text.is_blank() {
            self.step(topic, fact.citation.clone(), text.clone(), profile, &[name]);
        }
    }

    /// A rule with the facts that it rests on.
    pub fn step(
        &mut self,
        topic: Topic,
        citation: impl Into<Text>,
        text: impl Into<Text>,
        profile: &Profile,
        names: &[&str],
    ) {
        let rests_on = names
            .iter()
            .filter_map(|name| Some((Id::known(name)?, profile.told(name))))
            .collect();
        self.steps.push(Step {
            topic,
            citation: citation.into(),
            text: text.into(),
            rests_on,
        });
    }

    /// What the data say under this name.
    pub fn pointer(&mut self, topic: Topic, id: &str, profile: &Profile, names: &[&str]) {
        let pointer = pointer(id);
        debug_assert!(pointer.is_some(), "classify.yaml has no pointer {id}");
        if let Some(pointer) = pointer {
            self.step(
                topic,
                pointer.citation.clone(),
                pointer.text.clone(),
                profile,
                names,
            );
        }
    }

    /// A fact that has to be found out.
    pub fn unknown(&mut self, topic: Topic, name: &str) {
        if let Some(fact) = fact(name) {
            self.open(topic, fact);
        }
    }

    fn open(&mut self, topic: Topic, fact: &Fact) {
        let is_there = |one: &ToClarify| one.fact.as_ref() == Some(&fact.id);
        if !self.clarify.iter().any(is_there) {
            self.clarify.push(ToClarify {
                topic,
                fact: Some(fact.id.clone()),
                citation: fact.citation.clone(),
                ask: fact.ask.clone(),
                clarify: fact.clarify.clone(),
            });
        }
    }

    /// Something that has to be settled and is no single fact.
    pub fn unsettled(&mut self, topic: Topic, citation: &str, ask: &str, clarify: &str) {
        self.clarify.push(ToClarify {
            topic,
            fact: None,
            citation: citation.into(),
            ask: ask.into(),
            clarify: clarify.into(),
        });
    }
}
