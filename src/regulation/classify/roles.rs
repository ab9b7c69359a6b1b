use super::data::group;
use super::profile::Profile;
use super::scope::Scope;
use super::trace::{Topic, Trace};
use crate::checklist::Role;
use crate::values::Tri;

/// A role that somebody has for the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The article by which somebody has it.
    pub by: &'static str,
    /// Whether its duties reach the whole product; `None` where that is not known (Art. 22(2)).
    pub whole: Option<bool>,
}

/// Who somebody is under the Act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// The roles, several at once where it is so.
    pub held: Vec<Held>,
    /// Whether what is told settles them.
    pub decided: bool,
}

impl Roles {
    /// Whether somebody has `role`, be it for a part.
    pub fn holds(&self, role: Role) -> bool {
        self.held.iter().any(|held| held.role == role)
    }
}

/// Decides the roles: Arts. 3(13) to (17), 21, 22 and for a steward Art. 3(14).
pub(super) fn roles(profile: &Profile, scope: Scope, trace: &mut Trace) -> Roles {
    match scope {
        Scope::Out {
            free_software: true,
        } => return steward(profile, trace),
        Scope::Out {
            free_software: false,
        } => {
            trace.pointer(Topic::Role, "no-role-out", profile, &[]);
            return Roles {
                held: Vec::new(),
                decided: true,
            };
        }
        Scope::In | Scope::Undecided => {}
    }
    let told = |name| profile.told(name);
    let is = |name| told(name) == Tri::Yes;
    let mut held = Vec::new();
    let mut unknown = Vec::new();
    let mut add = |trace: &mut Trace, role: Role, by, whole, names: &[&str]| {
        trace.pointer(Topic::Role, role.name(), profile, names);
        held.push(Held { role, by, whole });
    };
    let as_operator = is("rebrands") || (is("modifies") && (is("imports") || is("distributes")));
    if is("own-name") {
        trace.told(Topic::Role, profile, "own-name");
        add(
            trace,
            Role::Manufacturer,
            "Art. 3(13)",
            Some(true),
            &["own-name"],
        );
    } else if is("rebrands") {
        trace.told(Topic::Role, profile, "rebrands");
        add(
            trace,
            Role::Manufacturer,
            "Art. 21",
            Some(true),
            &["rebrands"],
        );
    } else if as_operator {
        trace.pointer(
            Topic::Role,
            "modified-by-operator",
            profile,
            &["modifies", "imports", "distributes"],
        );
        add(
            trace,
            Role::Manufacturer,
            "Art. 21",
            Some(true),
            &["modifies"],
        );
    } else if is("modifies") {
        match (told("supplies-modified"), told("modifies-whole")) {
            (Tri::Yes, whole) => {
                trace.told(Topic::Role, profile, "supplies-modified");
                trace.told(Topic::Role, profile, "modifies-whole");
                let whole = match whole {
                    Tri::Yes => Some(true),
                    Tri::No => Some(false),
                    Tri::Unknown => {
                        trace.unknown(Topic::Role, "modifies-whole");
                        None
                    }
                };
                add(
                    trace,
                    Role::Manufacturer,
                    "Art. 22",
                    whole,
                    &["modifies", "supplies-modified"],
                );
            }
            (Tri::No, _) => trace.told(Topic::Role, profile, "supplies-modified"),
            (Tri::Unknown, _) => unknown.push("supplies-modified"),
        }
    }
    let others = [
        ("imports", Role::Importer, "Art. 3(16)"),
        ("distributes", Role::Distributor, "Art. 3(17)"),
        ("mandate", Role::AuthorisedRepresentative, "Art. 3(15)"),
    ];
    for (name, role, by) in others {
        if !is(name) {
            continue;
        }
        add(trace, role, by, Some(true), &[name]);
        if as_operator && role != Role::AuthorisedRepresentative {
            trace.pointer(Topic::Role, "operator-stays", profile, &[name]);
        }
    }
    // The roles that are not told: they may come on top, and decide where there is none yet.
    let asked = [
        "own-name",
        "imports",
        "distributes",
        "mandate",
        "rebrands",
        "modifies",
    ];
    unknown.extend(asked.into_iter().filter(|name| told(name) == Tri::Unknown));
    let decided = !held.is_empty() || unknown.is_empty();
    // Whoever markets a product under its own name is not asked for the other roles.
    let is_settled = held.iter().any(|one| one.by == "Art. 3(13)");
    if !is_settled {
        for name in unknown {
            trace.unknown(Topic::Role, name);
        }
    }
    if held.is_empty() && decided {
        let none = group("roles")
            .map(|group| group.none.to_string())
            .unwrap_or_default();
        trace.step(Topic::Role, "Art. 3(13) to (17)", none, profile, &asked);
        trace.pointer(Topic::Role, "no-role", profile, &[]);
    }
    Roles { held, decided }
}

/// What Art. 3(14) asks of a steward, in its order.
const STEWARD: [&str; 4] = [
    "legal-person",
    "sustained-support",
    "commercial-intent",
    "viability",
];

fn steward(profile: &Profile, trace: &mut Trace) -> Roles {
    let refused: Vec<&str> = STEWARD
        .into_iter()
        .filter(|name| profile.told(name) == Tri::No)
        .collect();
    let unknown: Vec<&str> = STEWARD
        .into_iter()
        .filter(|name| profile.told(name) == Tri::Unknown)
        .collect();
    let mut held = Vec::new();
    if !refused.is_empty() {
        for name in refused {
            trace.told(Topic::Role, profile, name);
        }
        trace.pointer(Topic::Role, "not-steward", profile, &[]);
    } else if unknown.is_empty() {
        for name in STEWARD {
            trace.told(Topic::Role, profile, name);
        }
        trace.pointer(Topic::Role, "steward", profile, &STEWARD);
        trace.pointer(Topic::Role, "steward-not-manufacturer", profile, &[]);
        held.push(Held {
            role: Role::Steward,
            by: "Art. 3(14)",
            whole: Some(true),
        });
    } else {
        for name in unknown {
            trace.unknown(Topic::Role, name);
        }
        return Roles {
            held,
            decided: false,
        };
    }
    Roles {
        held,
        decided: true,
    }
}
