use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data::{Fact, Kind, Reading, reporting};
use crate::checklist::Role;
use crate::regulation::{MAIN_DATE, REPORTING_DATE};
use crate::text::Text;
use crate::values::{Date, Facts, Id, Moment, Tri, Zone};

/// Whether an event is to be reported under Art. 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is.
    ToReport,
    /// It is not.
    NotToReport,
    /// What is known does not settle it yet.
    Undecided,
}

impl Outcome {
    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::ToReport => "to-report",
            Outcome::NotToReport => "not-to-report",
            Outcome::Undecided => "undecided",
        }
    }

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Outcome::ToReport => "to report",
            Outcome::NotToReport => "not to report",
            Outcome::Undecided => "not yet decidable",
        }
    }
}

/// A step towards the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// The point of the Act.
    #[schemars(with = "String")]
    pub citation: Text,
    /// What follows from it here.
    #[schemars(with = "String")]
    pub text: Text,
}

impl Reason {
    fn new(citation: impl Into<Text>, text: impl Into<Text>) -> Self {
        Self {
            citation: citation.into(),
            text: text.into(),
        }
    }
}

/// What another point asks or offers besides.
pub type Pointer = Reason;

/// The decision, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// The outcome.
    pub outcome: Outcome,
    /// What it follows from.
    pub reasons: Vec<Reason>,
    /// Where the text and the guidance, which binds no one, part; both are shown.
    pub reading: Option<Shown>,
    /// What has to be found out.
    pub clarify: Vec<Pointer>,
    /// What else is to be done or may be done.
    pub besides: Vec<Pointer>,
}

/// The two readings, for outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shown {
    /// By the text of the Act.
    #[schemars(with = "String")]
    pub law: Text,
    /// By the Commission's guidance.
    #[schemars(with = "String")]
    pub guidance: Text,
}

impl From<&Reading> for Shown {
    fn from(reading: &Reading) -> Self {
        Self {
            law: reading.law.clone(),
            guidance: reading.guidance.clone(),
        }
    }
}

/// The day on which an instant lies for the dates of the Act: by the clock in Brussels, so that
/// one instant has one answer wherever it was written down.
pub fn day_of_the_act(at: &Moment) -> Date {
    let zone = Zone::named("Europe/Brussels").unwrap_or_else(|_| Zone::utc());
    at.in_zone(&zone).date()
}

/// Facts that cannot be true together: a yes to the first is a yes to the second, which was
/// answered no.
pub fn contradictions(facts: &Facts) -> Vec<(&'static Fact, Id)> {
    let told = |id: &Id| facts.get(id).copied();
    let yes = reporting()
        .facts
        .iter()
        .filter(|fact| told(&fact.id) == Some(Tri::Yes));
    yes.flat_map(|fact| fact.implies.iter().map(move |id| (fact, id.clone())))
        .filter(|(_, id)| told(id) == Some(Tri::No))
        .collect()
}

/// Whether a fact was answered no although another answer makes a yes likely.
fn is_spoken_against(facts: &Facts) -> bool {
    let told = |id: &Id, tri| facts.get(id) == Some(&tri);
    let mut all = reporting().facts.iter();
    all.any(|fact| told(&fact.id, Tri::Yes) && fact.suggests.iter().any(|id| told(id, Tri::No)))
}

/// Decides by the facts, for a holder of `roles`. `certain` is the day on which reasonable
/// certainty was reached, if it was; else the rules of `today` apply. Both are days as
/// [`day_of_the_act`] gives them.
pub fn decide(
    kind: Kind,
    roles: &[Role],
    facts: &Facts,
    certain: Option<Date>,
    today: Date,
) -> Decision {
    let day = certain.unwrap_or(today);
    let role = match reporting_role(roles, day) {
        Ok(role) => role,
        Err(decision) => return *decision,
    };
    let told = |fact: &Fact| facts.get(&fact.id).copied().unwrap_or(Tri::Unknown);
    let mut reasons = Vec::new();
    let mut refused = Vec::new();
    let mut clarify = Vec::new();
    let mut severe: Vec<(&Fact, Tri)> = Vec::new();
    for fact in reporting().facts_of(kind, role) {
        if fact.citation.raw().starts_with("Art. 14(5)") {
            severe.push((fact, told(fact)));
            continue;
        }
        let Some(if_no) = &fact.if_no else { continue };
        match told(fact) {
            Tri::Yes => reasons.push(affirmed(fact)),
            Tri::No => refused.push(Reason::new(fact.citation.clone(), if_no.clone())),
            Tri::Unknown => clarify.extend(to_clarify(fact)),
        }
    }
    // Either condition of Art. 14(5) makes an incident severe.
    if let Some((fact, _)) = severe.iter().find(|(_, told)| *told == Tri::Yes) {
        reasons.push(affirmed(fact));
    } else if !severe.is_empty() && severe.iter().all(|(_, told)| *told == Tri::No) {
        refused.extend(pointer("not-severe"));
    } else {
        let unknown = severe.iter().filter(|(_, told)| *told == Tri::Unknown);
        clarify.extend(unknown.filter_map(|(fact, _)| to_clarify(fact)));
    }
    // Only an event that would have to be reported otherwise can have been known too early.
    let late = certain.is_some_and(|day| day < REPORTING_DATE);
    if late && role == Role::Manufacturer && refused.is_empty() && clarify.is_empty() {
        refused.extend(pointer("before-reporting"));
    }
    let outcome = match (refused.is_empty(), clarify.is_empty()) {
        (false, _) => Outcome::NotToReport,
        (true, true) => Outcome::ToReport,
        (true, false) => Outcome::Undecided,
    };
    if outcome == Outcome::NotToReport {
        reasons = refused;
        clarify.clear();
    }
    let elsewhere = Id::known("exploited-here").and_then(|id| facts.get(&id).copied());
    let reading = (kind == Kind::Vulnerability
        && role == Role::Manufacturer
        && outcome == Outcome::ToReport
        && elsewhere != Some(Tri::Yes))
    .then(|| reporting().exploited_elsewhere().into());
    let mut besides = besides(kind, role, outcome, facts);
    if late
        && outcome == Outcome::NotToReport
        && reasons.iter().any(|r| r.citation.raw() == "Art. 71(2)")
    {
        besides.extend(pointer("inform-users"));
    }
    Decision {
        besides,
        outcome,
        reasons,
        reading,
        clarify,
    }
}

/// The role in which Art. 14 reaches the operator on `day`, or why it does not.
fn reporting_role(roles: &[Role], day: Date) -> Result<Role, Box<Decision>> {
    if roles.contains(&Role::Manufacturer) {
        return Ok(Role::Manufacturer);
    }
    if roles.contains(&Role::Steward) && day >= MAIN_DATE {
        return Ok(Role::Steward);
    }
    let stewards_only = roles.iter().all(|role| *role == Role::Steward);
    let steward = roles.contains(&Role::Steward);
    let reasons = (steward.then_some("steward-later").into_iter())
        .chain((!stewards_only).then_some("other-role"))
        .filter_map(pointer);
    let besides = roles
        .iter()
        .filter_map(|role| pointer(role.name()))
        .chain(pointer("voluntary"));
    Err(Box::new(Decision {
        outcome: Outcome::NotToReport,
        reasons: reasons.collect(),
        reading: None,
        clarify: Vec::new(),
        besides: besides.collect(),
    }))
}

fn pointer(id: &str) -> Option<Pointer> {
    let note = reporting().pointer(id)?;
    Some(Reason::new(note.citation.clone(), note.text.clone()))
}

fn affirmed(fact: &Fact) -> Reason {
    Reason::new(fact.citation.clone(), format!("{} Yes.", fact.ask))
}

fn to_clarify(fact: &Fact) -> Option<Pointer> {
    let text = fact.clarify.clone()?;
    Some(Reason::new(fact.citation.clone(), text))
}

/// What follows besides the report itself.
fn besides(kind: Kind, role: Role, outcome: Outcome, facts: &Facts) -> Vec<Pointer> {
    let told = |name: &str| Id::known(name).and_then(|id| facts.get(&id).copied());
    let mut besides = Vec::new();
    if outcome == Outcome::ToReport && (role == Role::Manufacturer || kind == Kind::Incident) {
        besides.push("inform-users");
    }
    if outcome == Outcome::ToReport && role == Role::Steward {
        besides.push("steward-stages");
        if kind == Kind::Vulnerability {
            besides.push("steward-users");
        }
    }
    if role == Role::Manufacturer
        && kind == Kind::Vulnerability
        && told("in-product") == Some(Tri::Yes)
    {
        besides.push("upstream");
    }
    if is_spoken_against(facts) {
        besides.push("spoken-against");
    }
    if outcome != Outcome::ToReport {
        besides.push("voluntary");
    }
    besides.into_iter().filter_map(pointer).collect()
}
