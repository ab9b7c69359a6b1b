use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::text::Text;
use crate::values::{Date, Id};

/// A checklist: requirements with their questions, as the YAML file holds them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Checklist {
    /// Its name; answers to it are kept in `cemark/answers/NAME.yaml`.
    pub checklist: Id,
    /// Version of these texts, printed in every document.
    pub version: Text,
    /// Title for people.
    pub title: Text,
    /// What it covers and what it does not.
    #[serde(default)]
    pub about: Text,
    /// What changed, newest first.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The requirements, in the order in which they are asked.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// Ids that were asked once: answers to them are kept and reported.
    #[serde(default)]
    pub withdrawn: Vec<Withdrawn>,
    /// Other words for questions or requirements of other checklists, by id.
    #[serde(default)]
    pub wording: IndexMap<Id, Wording>,
}

/// One entry of a checklist's change log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Change {
    /// The version that brought it.
    pub version: Text,
    /// Its day.
    pub date: Date,
    /// What changed, in the words of a user.
    pub what: Text,
}

/// An id that is no longer asked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Withdrawn {
    /// The id.
    pub id: Id,
    /// Why, and what takes its place.
    pub why: Text,
}

/// Words of the maker's own house in place of ours. What a question means in law (its basis,
/// openings and checks) cannot be changed by it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wording {
    /// Title of a requirement.
    pub title: Option<Text>,
    /// Text of a requirement.
    pub text: Option<Text>,
    /// Reason of a requirement.
    pub why: Option<Text>,
    /// The question.
    pub ask: Option<Text>,
    /// When the answer is yes.
    pub yes_means: Option<Text>,
    /// What counts as evidence.
    pub evidence: Option<Vec<Text>>,
    /// The next step.
    pub fix: Option<Text>,
}

/// A requirement: one point of the Act, or one of the maker's own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Requirement {
    /// Its id, for ever; ids of the Act's points are those of `checklists/law/points.yaml`.
    pub id: Id,
    /// The point of the Act, such as `Annex I, Part I, point 2(c)`.
    pub citation: Text,
    /// A short title.
    pub title: Text,
    /// Whom and when it binds.
    pub applies: Applies,
    /// When it has to be met.
    pub phase: Phase,
    /// What must be true, in plain words.
    pub text: Text,
    /// What happens otherwise.
    pub why: Text,
    /// Points of Annexes II, V and VII whose documents it feeds.
    #[serde(default)]
    pub documents: Vec<Id>,
    /// Ids in other frameworks, by framework.
    #[serde(default)]
    pub mappings: BTreeMap<String, Vec<Text>>,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// Whom a requirement binds, and whether always.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Applies {
    /// The roles it binds.
    pub roles: Vec<Role>,
    /// Always, or on the basis of the risk assessment.
    pub when: When,
}

/// An economic operator's role under the Act.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Art. 3(13).
    Manufacturer,
    /// Art. 3(16).
    Importer,
    /// Art. 3(17).
    Distributor,
    /// Art. 3(15).
    AuthorisedRepresentative,
    /// Open-source software steward, Art. 3(14).
    Steward,
}

impl Role {
    /// The name in cemark.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Role::Manufacturer => "manufacturer",
            Role::Importer => "importer",
            Role::Distributor => "distributor",
            Role::AuthorisedRepresentative => "authorised-representative",
            Role::Steward => "steward",
        }
    }

    /// The article that holds the role's duties.
    pub fn duties(self) -> &'static str {
        match self {
            Role::Manufacturer => "Art. 13",
            Role::AuthorisedRepresentative => "Art. 18",
            Role::Importer => "Art. 19",
            Role::Distributor => "Art. 20",
            Role::Steward => "Art. 24",
        }
    }
}

/// When a requirement binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Without exception.
    Always,
    /// 'On the basis of the cybersecurity risk assessment and where applicable', Annex I Part I point 2.
    RiskBased,
}

/// When in a product's life a requirement has to be met, in order.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Before the EU declaration of conformity may be drawn up.
    #[default]
    BeforeDeclaration,
    /// With the declaration and the CE marking.
    Declaration,
    /// Once units are placed on the market.
    AfterPlacing,
    /// While an event (an incident, a request) is open.
    OnEvent,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Phase; 4] = [
        Phase::BeforeDeclaration,
        Phase::Declaration,
        Phase::AfterPlacing,
        Phase::OnEvent,
    ];

    /// The phase in words that go on a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Phase::BeforeDeclaration => "before the declaration",
            Phase::Declaration => "with the declaration",
            Phase::AfterPlacing => "after placing on the market",
            Phase::OnEvent => "on an event",
        }
    }

    /// The same for the duties of these roles: an importer has its first ones before it places the
    /// product on the market (Art. 19(2)), a distributor before it makes it available (Art. 20(2));
    /// the duty of a steward (Art. 24(1)) waits for no declaration.
    pub fn in_words_for(self, roles: &[Role]) -> &'static str {
        let only = |some: &[Role]| !roles.is_empty() && roles.iter().all(|r| some.contains(r));
        match self {
            Phase::BeforeDeclaration if only(&[Role::Importer]) => "before placing on the market",
            Phase::BeforeDeclaration if only(&[Role::Distributor]) => {
                "before making available on the market"
            }
            Phase::BeforeDeclaration if only(&[Role::Importer, Role::Distributor]) => {
                "before placing or making available on the market"
            }
            Phase::BeforeDeclaration
                if only(&[Role::Importer, Role::Distributor, Role::Steward]) =>
            {
                "from the start"
            }
            _ => self.in_words(),
        }
    }
}

/// A question. Exactly one of `ask`, `ref` and `value` says where its answer comes from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Question {
    /// The requirement's id and a word.
    pub id: Id,
    /// Rises when the meaning changes; an answer to an older revision is stale.
    #[serde(default = "first_revision")]
    pub revision: u32,
    /// What makes it binding.
    pub basis: Basis,
    /// The question itself.
    pub ask: Option<Text>,
    /// The question whose answer is taken: one fact is asked once.
    #[serde(rename = "ref")]
    pub reference: Option<Id>,
    /// The key of cemark.yaml whose value is the answer.
    pub value: Option<Text>,
    /// What has to be seen for a yes.
    #[serde(default)]
    pub yes_means: Text,
    /// Asked only when this holds.
    pub applies_when: Option<Condition>,
    /// 'Does not apply' is suggested when this holds; the maker confirms.
    pub suggests_not_applicable_when: Option<Condition>,
    /// What then holds of the product is a reason by itself. Otherwise the law asks for something
    /// besides, such as an agreement (Annex I Part I point 2(b)), which no trait knows.
    #[serde(default)]
    pub suggests_a_reason: bool,
    /// An example of a residual risk that limits a yes.
    pub limits_example: Option<Text>,
    /// Whether the law opens 'does not apply'.
    #[serde(default)]
    pub not_applicable: Opening,
    /// What an authority would accept.
    #[serde(default)]
    pub evidence: Vec<Text>,
    /// The next step towards a yes.
    #[serde(default)]
    pub fix: Text,
    /// Machine checks that support or contradict the answer.
    #[serde(default)]
    pub checks: Vec<CheckUse>,
}

fn first_revision() -> u32 {
    1
}

/// What makes a question or a check binding. Only `law` decides verdicts and the gate.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The Act, or another act that is named.
    Law,
    /// A published guideline that binds no one.
    Guideline,
    /// Good practice.
    GoodPractice,
}

/// Whether 'does not apply' may be chosen, and by which words of the law.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Opening {
    /// Whether the law leaves room for it.
    pub allowed: bool,
    /// The words that open it, with citation.
    pub by: Option<Text>,
    /// Whether a justification is owed.
    #[serde(default)]
    pub justification: Justification,
    /// A justification that would do for one product.
    pub example: Option<Text>,
}

/// Whether 'does not apply' needs a justification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Justification {
    /// It does, Art. 13(4).
    #[default]
    Required,
    /// It does not: good practice binds no one.
    Optional,
}

/// A machine check named by a question.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CheckUse {
    /// The check's id.
    pub id: Id,
    /// Whether a yes cannot stand while this check is undecided.
    #[serde(default)]
    pub decisive: bool,
}

impl Checklist {
    /// Whether it has the question with this id.
    pub fn asks(&self, question: &Id) -> bool {
        let mut questions = self.requirements.iter().flat_map(|r| &r.questions);
        questions.any(|own| own.id == *question)
    }
}

impl Requirement {
    /// The strongest basis among its questions: what this requirement's verdict rests on.
    pub fn basis(&self) -> Basis {
        self.questions
            .iter()
            .map(|q| q.basis)
            .min()
            .unwrap_or(Basis::GoodPractice)
    }
}

impl Question {
    /// All words of this question that an answer could have been copied from.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.ask
            .iter()
            .chain([&self.yes_means, &self.fix])
            .chain(&self.evidence)
            .chain(&self.limits_example)
            .chain(&self.not_applicable.by)
            .chain(&self.not_applicable.example)
    }
}
