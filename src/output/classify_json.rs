//! `classify --format json`; the text and the Markdown say the same.

use schemars::JsonSchema;
use serde::Serialize;

use crate::checklist::Role;
use crate::project::{ClassificationResult, Project};
use crate::regulation::classify::{
    Class, Classification, Form, Particular, Procedure, Profile, Remote, Topic, alternatives,
    category, particulars,
};
use crate::regulation::{StateOfLaw, request_lines, verify_at};
use crate::text::Text;
use crate::values::{Date, Id, Tri};

/// What the Act makes of the product.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/classify/1`.
    schema: &'static str,
    /// The day of the classification.
    pub date: Date,
    /// The day on which it was recorded in cemark.yaml, where it was.
    pub recorded: Option<Date>,
    /// Whether what was recorded then still is the outcome.
    pub is_as_recorded: Option<bool>,
    /// The product.
    pub product: Product,
    /// The roles under the Act; empty for none.
    pub role: Vec<&'static str>,
    /// Each role with the article by which it is held.
    pub roles: Vec<RoleLine>,
    /// Whether the roles are decided.
    pub role_decided: bool,
    /// Whether the Act applies; null while that is undecided.
    pub in_scope: Option<bool>,
    /// What data processing at a distance is to the product.
    pub remote_data_processing: Remote,
    /// default, important-class-i, important-class-ii or critical, if the Act applies; null while it is
    /// undecided, or out of scope.
    pub category: Option<Class>,
    /// The categories of Annexes III and IV that it meets.
    pub category_points: Vec<CategoryLine>,
    /// Ids of the categories that are neither met nor ruled out.
    pub categories_undecided: Vec<&'static str>,
    /// The classes that are still possible.
    pub classes_possible: Vec<Class>,
    /// The conformity assessment procedures; empty where the Act does not apply.
    pub routes: Vec<RouteLine>,
    /// Whether a procedure that is allowed can be finished as the law stands; null where it is undecided.
    pub can_finish_today: Option<bool>,
    /// The procedures that cemark.yaml names, each with whether it is open.
    pub chosen: Vec<Chosen>,
    /// What follows for file, declaration and CE marking.
    pub follows: Vec<Follows>,
    /// The way to the outcome.
    pub trace: Vec<StepLine>,
    /// What has to be found out.
    pub clarify: Vec<ClarifyLine>,
    /// Other answers that would change the outcome.
    pub would_change: Vec<ChangeLine>,
    /// What the routes rest on, and as of when.
    pub state_of_law: StateLine,
}

/// The product.
#[derive(Serialize, JsonSchema)]
pub struct Product {
    /// Its name.
    #[schemars(with = "Option<String>")]
    pub name: Option<Text>,
    /// Its version.
    #[schemars(with = "Option<String>")]
    pub version: Option<Text>,
    /// The core functionality in the maker's words.
    #[schemars(with = "Option<String>")]
    pub core_functionality: Option<Text>,
}

/// A role.
#[derive(Serialize, JsonSchema)]
pub struct RoleLine {
    /// The role.
    pub role: &'static str,
    /// The article by which it is held.
    pub citation: &'static str,
    /// Whether it reaches the whole product, or the modified part alone (Art. 22(2)); null where that is open.
    pub whole: Option<bool>,
}

/// A category.
#[derive(Serialize, JsonSchema)]
pub struct CategoryLine {
    /// Its id.
    pub id: &'static str,
    /// The point of law.
    #[schemars(with = "String")]
    pub citation: Text,
    /// Its name.
    #[schemars(with = "String")]
    pub name: Text,
    /// Where its technical description stands.
    #[schemars(with = "String")]
    pub description_at: Text,
    /// What is drafted for it under the standardisation request.
    pub standards: Vec<StandardLine>,
}

/// A line of the standardisation request.
#[derive(Serialize, JsonSchema)]
pub struct StandardLine {
    /// What is drafted.
    #[schemars(with = "Vec<String>")]
    pub deliverables: Vec<Text>,
    /// When it is to be adopted by the standardisation organisations.
    pub deadline: Date,
    /// Where it stands.
    #[schemars(with = "String")]
    pub status: Text,
}

/// A procedure.
#[derive(Serialize, JsonSchema)]
pub struct RouteLine {
    /// The procedure.
    pub procedure: Procedure,
    /// Its name in words.
    #[schemars(with = "String")]
    pub title: Text,
    /// Whether it may be chosen for the whole product; null where that is undecided.
    pub allowed: Option<bool>,
    /// The point of law.
    pub citation: &'static str,
    /// Why, or why not.
    #[schemars(with = "String")]
    pub reason: Text,
    /// Whether a notified body takes part.
    pub notified_body: bool,
    /// Whether it can be finished as the law stands; null where it is not allowed or undecided.
    pub can_finish_today: Option<bool>,
}

/// A procedure that cemark.yaml names.
#[derive(Serialize, JsonSchema)]
pub struct Chosen {
    /// The procedure.
    pub procedure: Procedure,
    /// Whether it is open to the product; null where that is undecided.
    pub allowed: Option<bool>,
}

/// What follows from a procedure.
#[derive(Serialize, JsonSchema)]
pub struct Follows {
    /// From which procedures.
    pub procedures: Vec<Procedure>,
    /// hardware or software, where it holds for one of them only.
    pub when: Option<Form>,
    /// The point of law.
    #[schemars(with = "String")]
    pub citation: Text,
    /// What follows.
    #[schemars(with = "String")]
    pub text: Text,
}

/// One step: a rule, what follows from it, the facts that it rests on.
#[derive(Serialize, JsonSchema)]
pub struct StepLine {
    /// What it is about.
    pub topic: Topic,
    /// The point of law.
    #[schemars(with = "String")]
    pub citation: Text,
    /// What follows.
    #[schemars(with = "String")]
    pub text: Text,
    /// The facts that it rests on.
    pub rests_on: Vec<FactLine>,
}

/// A fact and what is told of it.
#[derive(Serialize, JsonSchema)]
pub struct FactLine {
    /// The fact.
    pub fact: Id,
    /// What is told of it.
    pub answer: Tri,
}

/// Something to find out.
#[derive(Serialize, JsonSchema)]
pub struct ClarifyLine {
    /// What it is about.
    pub topic: Topic,
    /// The fact; null where it is not one fact.
    pub fact: Option<Id>,
    /// The point of law.
    #[schemars(with = "String")]
    pub citation: Text,
    /// The question.
    #[schemars(with = "String")]
    pub ask: Text,
    /// How to find out.
    #[schemars(with = "String")]
    pub clarify: Text,
}

/// Another answer and what it would bring.
#[derive(Serialize, JsonSchema)]
pub struct ChangeLine {
    /// The fact.
    pub fact: Id,
    /// What is told of it.
    pub answer: Tri,
    /// What would be otherwise.
    pub outcome: Vec<String>,
}

/// What the routes rest on.
#[derive(Serialize, JsonSchema)]
pub struct StateLine {
    /// Harmonised standards known to be cited in the Official Journal.
    pub cited_standards: Count,
    /// Common specifications adopted under Art. 27(2).
    pub common_specifications: Count,
    /// Schemes usable by a delegated act under Art. 27(9).
    pub usable_schemes: Count,
    /// Categories with a compulsory certificate, Art. 8(1).
    pub compulsory_certificates: Count,
    /// Notified bodies listed under this Regulation.
    pub notified_bodies: Count,
    /// Where to look before relying on it.
    #[schemars(with = "String")]
    pub verify_at: Text,
}

/// A number, and as of when.
#[derive(Serialize, JsonSchema)]
pub struct Count {
    /// How many are known.
    pub known: usize,
    /// The day on which somebody looked.
    pub as_of: Option<Date>,
    /// It is the maker's own entry in cemark.yaml.
    pub own: bool,
}

impl Report {
    /// The report on `outcome`.
    pub fn new(project: &Project, profile: &Profile, outcome: &Classification, date: Date) -> Self {
        let record = &project.classification;
        let chosen: Vec<Chosen> = project
            .chosen_procedures()
            .into_iter()
            .map(|procedure| Chosen {
                procedure,
                allowed: outcome.is_open(procedure),
            })
            .collect();
        let of: Vec<Procedure> = match chosen.is_empty() {
            true => Procedure::ALL
                .into_iter()
                .filter(|one| outcome.is_open(*one) == Some(true))
                .collect(),
            false => chosen.iter().map(|one| one.procedure).collect(),
        };
        let is_maker = outcome.roles.holds(Role::Manufacturer);
        Self {
            schema: "cemark/classify/1",
            date,
            recorded: record.decided,
            is_as_recorded: record
                .result
                .as_ref()
                .map(|result| *result == ClassificationResult::of(outcome)),
            product: Product {
                name: project.product.name.known().cloned(),
                version: project.product.version.known().cloned(),
                core_functionality: profile.core_functionality.clone(),
            },
            role: outcome
                .roles
                .held
                .iter()
                .map(|held| held.role.name())
                .collect(),
            roles: outcome
                .roles
                .held
                .iter()
                .map(|held| RoleLine {
                    role: held.role.name(),
                    citation: held.by,
                    whole: held.whole,
                })
                .collect(),
            role_decided: outcome.roles.decided,
            in_scope: outcome.in_scope(),
            remote_data_processing: outcome.remote,
            category: outcome.class(),
            category_points: outcome
                .category
                .iter()
                .flat_map(|category| &category.meets)
                .filter_map(|id| category_line(id))
                .collect(),
            categories_undecided: outcome
                .category
                .iter()
                .flat_map(|category| category.open.iter().copied())
                .collect(),
            classes_possible: outcome
                .category
                .iter()
                .flat_map(|category| category.possible.iter().copied())
                .collect(),
            routes: outcome.routes.iter().map(route_line).collect(),
            can_finish_today: outcome.can_finish(),
            chosen,
            follows: match outcome.routes.is_empty() || !is_maker {
                true => Vec::new(),
                false => follows(&of, profile.form),
            },
            trace: outcome
                .trace
                .iter()
                .map(|step| StepLine {
                    topic: step.topic,
                    citation: step.citation.clone(),
                    text: step.text.clone(),
                    rests_on: step
                        .rests_on
                        .iter()
                        .map(|(fact, answer)| FactLine {
                            fact: fact.clone(),
                            answer: *answer,
                        })
                        .collect(),
                })
                .collect(),
            clarify: outcome
                .clarify
                .iter()
                .map(|one| ClarifyLine {
                    topic: one.topic,
                    fact: one.fact.clone(),
                    citation: one.citation.clone(),
                    ask: one.ask.clone(),
                    clarify: one.clarify.clone(),
                })
                .collect(),
            would_change: alternatives(profile, outcome)
                .into_iter()
                .map(|one| ChangeLine {
                    fact: one.fact,
                    answer: one.answer,
                    outcome: one.outcome,
                })
                .collect(),
            state_of_law: StateLine::of(&profile.law),
        }
    }

    /// The report as JSON text.
    pub fn json(&self) -> String {
        super::pretty(self)
    }
}

fn category_line(id: &'static str) -> Option<CategoryLine> {
    let category = category(id)?;
    Some(CategoryLine {
        id,
        citation: category.citation.clone(),
        name: category.name.clone(),
        description_at: category.description_at.clone(),
        standards: request_lines(&category.id)
            .map(|line| StandardLine {
                deliverables: line.deliverables.clone(),
                deadline: line.deadline,
                status: line.status.clone(),
            })
            .collect(),
    })
}

fn route_line(route: &crate::regulation::classify::Route) -> RouteLine {
    let spec = route.procedure.spec();
    RouteLine {
        procedure: route.procedure,
        title: spec.map(|spec| spec.title.clone()).unwrap_or_default(),
        allowed: route.allowed,
        citation: route.citation,
        reason: route.reason.as_str().into(),
        notified_body: spec.is_some_and(|spec| spec.notified_body),
        can_finish_today: route.can_be_finished,
    }
}

fn follows(of: &[Procedure], form: Option<Form>) -> Vec<Follows> {
    let fits = |one: &&Particular| match (one.when, form) {
        (None, _) | (_, None) => true,
        (Some(when), Some(form)) => when == form,
    };
    particulars()
        .iter()
        .filter(fits)
        .filter_map(|one| {
            let procedures: Vec<Procedure> = one
                .of
                .iter()
                .copied()
                .filter(|procedure| of.contains(procedure))
                .collect();
            (!procedures.is_empty()).then(|| Follows {
                procedures,
                when: one.when,
                citation: one.citation.clone(),
                text: one.text.clone(),
            })
        })
        .collect()
}

impl StateLine {
    fn of(law: &StateOfLaw) -> Self {
        fn count<T>(known: &crate::regulation::Known<T>) -> Count {
            Count {
                known: known.items.len(),
                as_of: known.as_of,
                own: known.own,
            }
        }
        Self {
            cited_standards: count(&law.cited),
            common_specifications: count(&law.common_specifications),
            usable_schemes: count(&law.schemes),
            compulsory_certificates: count(&law.mandatory),
            notified_bodies: count(&law.bodies),
            verify_at: verify_at().clone(),
        }
    }
}
