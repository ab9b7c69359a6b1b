use super::data::{facts_of, group};
use super::profile::Profile;
use super::trace::{Topic, Trace};
use crate::values::Tri;

/// Whether the Act applies to the product, Art. 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// It does.
    In,
    /// It does not.
    Out {
        /// It is free and open-source software that is not made available on the market: whoever
        /// supports it may be its steward.
        free_software: bool,
    },
    /// What is told does not settle it.
    Undecided,
}

/// Decides the scope: Arts. 2(1), 3(1), 3(22) and the exclusions of Art. 2(2) to (7).
pub(super) fn scope(profile: &Profile, trace: &mut Trace) -> Scope {
    let mut parts = [
        product(profile, trace),
        exclusions(profile, trace),
        market(profile, trace),
    ];
    parts.sort_by_key(|part| match part {
        Scope::Out {
            free_software: false,
        } => 0,
        Scope::Out {
            free_software: true,
        } => 1,
        Scope::Undecided => 2,
        Scope::In => 3,
    });
    let [scope, ..] = parts;
    match scope {
        // What is not known matters no more once one thing takes the product out.
        Scope::Out { .. } => trace.clarify.clear(),
        Scope::In => trace.pointer(Topic::Scope, "in-scope", profile, &[]),
        Scope::Undecided => {}
    }
    scope
}

const OUT: Scope = Scope::Out {
    free_software: false,
};

/// A fact without whose yes the Act does not apply.
fn needed(profile: &Profile, trace: &mut Trace, name: &str) -> Scope {
    trace.told(Topic::Scope, profile, name);
    match profile.told(name) {
        Tri::Yes => Scope::In,
        Tri::No => OUT,
        Tri::Unknown => {
            trace.unknown(Topic::Scope, name);
            Scope::Undecided
        }
    }
}

/// The less favourable of two: out before undecided before in.
fn and(one: Scope, other: Scope) -> Scope {
    match (one, other) {
        (Scope::Out { .. }, _) => one,
        (_, Scope::Out { .. }) => other,
        (Scope::Undecided, _) | (_, Scope::Undecided) => Scope::Undecided,
        (Scope::In, Scope::In) => Scope::In,
    }
}

fn product(profile: &Profile, trace: &mut Trace) -> Scope {
    let supplied = needed(profile, trace, "supplied");
    and(supplied, needed(profile, trace, "network-connection"))
}

fn exclusions(profile: &Profile, trace: &mut Trace) -> Scope {
    let mut scope = Scope::In;
    for fact in facts_of("exclusions").filter(|fact| fact.needs.is_none()) {
        let name = fact.id.as_str();
        let part = match profile.told(name) {
            Tri::No => Scope::In,
            Tri::Unknown => {
                trace.unknown(Topic::Scope, name);
                Scope::Undecided
            }
            Tri::Yes if fact.undecidable => {
                trace.unknown(Topic::Scope, name);
                Scope::Undecided
            }
            Tri::Yes if name == "two-or-three-wheeler" => wheeler(profile, trace),
            Tri::Yes => {
                trace.told(Topic::Scope, profile, name);
                OUT
            }
        };
        scope = and(scope, part);
    }
    if scope == Scope::In
        && profile.facts.get("exclusions") == Some(&Tri::No)
        && let Some(group) = group("exclusions")
    {
        let names: Vec<&str> = facts_of("exclusions")
            .map(|fact| fact.id.as_str())
            .collect();
        let names: Vec<&str> = names
            .into_iter()
            .filter(|name| profile.told(name) == Tri::No)
            .collect();
        trace.step(
            Topic::Scope,
            "Art. 2(2) to (7)",
            group.none.clone(),
            profile,
            &names,
        );
    }
    scope
}

/// Delegated Regulation (EU) 2025/1535 with its exception.
fn wheeler(profile: &Profile, trace: &mut Trace) -> Scope {
    match profile.told("designed-to-pedal") {
        Tri::Yes => {
            trace.told(Topic::Scope, profile, "designed-to-pedal");
            Scope::In
        }
        Tri::No => {
            trace.told(Topic::Scope, profile, "two-or-three-wheeler");
            trace.told(Topic::Scope, profile, "designed-to-pedal");
            OUT
        }
        Tri::Unknown => {
            trace.unknown(Topic::Scope, "designed-to-pedal");
            Scope::Undecided
        }
    }
}

/// Made available on the market, Art. 3(22).
fn market(profile: &Profile, trace: &mut Trace) -> Scope {
    let supplied = needed(profile, trace, "union-market");
    and(supplied, commercial(profile, trace))
}

fn commercial(profile: &Profile, trace: &mut Trace) -> Scope {
    let open_source = profile.told("open-source");
    let told = profile.told("commercial");
    match (open_source, told) {
        (Tri::Yes, _) => free_software(profile, trace, told),
        (_, Tri::Yes) | (Tri::No, _) => needed(profile, trace, "commercial"),
        (Tri::Unknown, Tri::No) => needed(profile, trace, "commercial"),
        (Tri::Unknown, Tri::Unknown) => {
            trace.unknown(Topic::Scope, "open-source");
            trace.unknown(Topic::Scope, "commercial");
            Scope::Undecided
        }
    }
}

/// Signs of a commercial activity of whoever supplies free and open-source software, recital 15.
const INCOME: [&str; 5] = [
    "free-software-price",
    "free-software-support",
    "free-software-platform",
    "free-software-data",
    "free-software-donations",
];

/// Free and open-source software, recitals 15 and 18.
fn free_software(profile: &Profile, trace: &mut Trace, told: Tri) -> Scope {
    trace.told(Topic::Scope, profile, "open-source");
    let out = Scope::Out {
        free_software: true,
    };
    if profile.told("not-for-profit") == Tri::Yes && told == Tri::Yes {
        trace.unsettled(
            Topic::Scope,
            "Art. 3(22)",
            "It is told that the supply is commercial, and also that a not-for-profit supplies it. Which is right?",
            "Correct `commercial` or `not-for-profit` (recital 18).",
        );
        return Scope::Undecided;
    }
    if profile.told("not-for-profit") == Tri::Yes {
        trace.told(Topic::Scope, profile, "not-for-profit");
        return out;
    }
    let earns: Vec<&str> = INCOME
        .into_iter()
        .filter(|name| profile.told(name) == Tri::Yes)
        .collect();
    let unknown: Vec<&str> = INCOME
        .into_iter()
        .filter(|name| profile.told(name) == Tri::Unknown)
        .collect();
    let not_for_profit = profile.told("not-for-profit");
    match told {
        Tri::Yes => {
            trace.told(Topic::Scope, profile, "commercial");
            return Scope::In;
        }
        Tri::No if earns.is_empty() => {
            trace.pointer(
                Topic::Scope,
                "free-software-not-commercial",
                profile,
                &["open-source", "commercial"],
            );
            return out;
        }
        _ => {}
    }
    for name in &earns {
        trace.told(Topic::Scope, profile, name);
    }
    if told == Tri::No {
        trace.unsettled(
            Topic::Scope,
            "Art. 3(22)",
            "It is told that the supply is not commercial, and also that money is made of it. Which is right?",
            "Correct `commercial` or the fact that speaks against it (recital 15).",
        );
        return Scope::Undecided;
    }
    if !earns.is_empty() && not_for_profit == Tri::No {
        let names = [&["open-source"], earns.as_slice()].concat();
        trace.pointer(Topic::Scope, "free-software-commercial", profile, &names);
        return Scope::In;
    }
    if earns.is_empty() && unknown.is_empty() {
        let names = [&["open-source"], INCOME.as_slice()].concat();
        trace.pointer(
            Topic::Scope,
            "free-software-not-commercial",
            profile,
            &names,
        );
        return out;
    }
    if earns.is_empty() {
        for name in unknown {
            trace.unknown(Topic::Scope, name);
        }
    }
    if not_for_profit == Tri::Unknown {
        trace.unknown(Topic::Scope, "not-for-profit");
    }
    Scope::Undecided
}
