use std::collections::BTreeSet;

use super::profile::Profile;
use super::{Class, Classification, Procedure, Scope, classify};
use crate::checklist::Role;
use crate::values::{Id, Tri};

/// Another answer to one fact that would change the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The fact.
    pub fact: Id,
    /// The other answer.
    pub answer: Tri,
    /// What the outcome would be, in words, only where it differs.
    pub outcome: Vec<String>,
}

/// What would change the outcome: each fact that it rests on is answered the other way round, and
/// the rules are asked again.
pub fn alternatives(profile: &Profile, now: &Classification) -> Vec<Alternative> {
    let rests_on = now.trace.iter().flat_map(|step| &step.rests_on);
    let told: BTreeSet<&Id> = rests_on
        .filter(|(_, told)| *told != Tri::Unknown)
        .map(|(id, _)| id)
        .collect();
    let mut all = Vec::new();
    for id in told {
        let answer = match profile.told(id.as_str()) {
            Tri::Yes => Tri::No,
            _ => Tri::Yes,
        };
        let mut other = profile.clone();
        other.facts.insert(id.clone(), answer);
        let outcome = differences(now, &classify(&other));
        if !outcome.is_empty() {
            all.push(Alternative {
                fact: id.clone(),
                answer,
                outcome,
            });
        }
    }
    all
}

fn differences(now: &Classification, then: &Classification) -> Vec<String> {
    let mut words = Vec::new();
    // Out of scope there is nothing to compare the rest with.
    let compares = now.in_scope() != Some(false) && then.in_scope() != Some(false);
    if now.in_scope() != then.in_scope() {
        words.push(match then.scope {
            Scope::In => "in scope".to_owned(),
            Scope::Out { .. } => "out of scope".to_owned(),
            Scope::Undecided => "scope undecided".to_owned(),
        });
    }
    let roles = |one: &Classification| -> Vec<(Role, &'static str)> {
        one.roles
            .held
            .iter()
            .map(|held| (held.role, held.by))
            .collect()
    };
    if roles(now) != roles(then) && then.in_scope() != Some(false)
        || now.roles.decided && !then.roles.decided
    {
        let names: Vec<&str> = then
            .roles
            .held
            .iter()
            .map(|held| held.role.name())
            .collect();
        words.push(match (names.is_empty(), then.roles.decided) {
            (true, true) => "no role".to_owned(),
            (true, false) => "role undecided".to_owned(),
            (false, _) => format!("role {}", names.join(", ")),
        });
    }
    if now.remote != then.remote && compares {
        words.push("remote data processing judged otherwise".to_owned());
    }
    let (before, after) = (now.class(), then.class());
    if before != after && compares {
        words.push(match after {
            Some(class) => format!("category {}", class.in_words()),
            None => "category undecided".to_owned(),
        });
    } else if before.is_some_and(|class| class != Class::Default)
        && meets(now) != meets(then)
        && compares
    {
        words.push(format!("another category: {}", meets(then).join(", ")));
    }
    if before == after && compares {
        for procedure in Procedure::ALL {
            match (now.is_open(procedure), then.is_open(procedure)) {
                (one, other) if one == other => {}
                (_, Some(true)) => words.push(format!("procedure {} open", procedure.name())),
                (_, Some(false)) => words.push(format!("procedure {} closed", procedure.name())),
                (_, None) => words.push(format!("procedure {} undecided", procedure.name())),
            }
        }
    }
    words
}

fn meets(one: &Classification) -> Vec<&'static str> {
    one.category
        .as_ref()
        .map(|category| category.meets.clone())
        .unwrap_or_default()
}
