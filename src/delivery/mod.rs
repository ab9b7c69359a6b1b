//! The checks before one delivery is placed on the market or made available: Arts. 19(2) and (3),
//! 20(2) and (3). Pure: the answers come in, what follows comes out. The checks and the words for
//! what follows are data in `checklists/law/delivery.yaml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::{DELIVERY, Role};
use crate::text::Text;
use crate::values::{Id, Tri};
use crate::yaml;

/// A check of a delivery; a yes is always the good answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Check {
    /// Its name on the command line.
    pub id: Id,
    /// Whom the point binds.
    pub roles: Vec<Role>,
    /// The point that asks for it.
    pub citation: Text,
    /// The question.
    pub ask: Text,
    /// What to look at.
    pub look_at: Text,
    /// What follows from a no.
    pub if_no: Text,
    /// Whether the delivery waits where the answer is not yes.
    #[serde(default = "yes")]
    pub holds: bool,
    /// Whether a no is told to the authorities.
    #[serde(default)]
    pub tells: bool,
}

fn yes() -> bool {
    true
}

/// What a check of a delivery comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing stands in the way.
    Released,
    /// It waits.
    Held,
    /// The authorities are told.
    TellAuthorities,
}

impl Outcome {
    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Outcome::Released => "released",
            Outcome::Held => "held",
            Outcome::TellAuthorities => "tell the authorities",
        }
    }
}

/// What follows for a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Consequence {
    /// Which.
    pub id: Outcome,
    /// For whom.
    pub roles: Vec<Role>,
    /// The point that it follows from.
    pub citation: Text,
    /// What it means.
    pub text: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<crate::values::Date>,
    checks: Vec<Check>,
    outcomes: Vec<Consequence>,
}

fn file() -> &'static File {
    static ALL: OnceLock<File> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(DELIVERY))
}

/// The checks of a role, in the order of looking. Empty only if the embedded file were broken,
/// which a test excludes.
pub fn checks(role: Role) -> impl Iterator<Item = &'static Check> {
    file()
        .checks
        .iter()
        .filter(move |check| check.roles.contains(&role))
}

/// What follows from the answers for a role; a check without an answer is not known.
pub fn consequences(role: Role, answers: &BTreeMap<Id, Tri>) -> Vec<&'static Consequence> {
    let told = |check: &Check| answers.get(&check.id).copied().unwrap_or(Tri::Unknown);
    let held = checks(role).any(|check| check.holds && told(check) != Tri::Yes);
    let tell = checks(role).any(|check| check.tells && told(check) == Tri::No);
    let first = if held {
        Outcome::Held
    } else {
        Outcome::Released
    };
    let wanted: Vec<Outcome> = std::iter::once(first)
        .chain(tell.then_some(Outcome::TellAuthorities))
        .collect();
    wanted
        .iter()
        .filter_map(|outcome| {
            let mut all = file().outcomes.iter();
            all.find(|one| one.id == *outcome && one.roles.contains(&role))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(role: Role, change: &[(&str, Tri)]) -> Vec<Outcome> {
        let mut answers: BTreeMap<Id, Tri> =
            checks(role).map(|c| (c.id.clone(), Tri::Yes)).collect();
        for (id, tri) in change {
            let id: Id = id.parse().unwrap();
            assert!(answers.insert(id, *tri).is_some(), "{change:?}");
        }
        let all = consequences(role, &answers);
        all.iter().map(|one| one.id).collect()
    }

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<File>(DELIVERY).err(), None);
        assert!(checks(Role::Importer).count() >= 8);
        assert!(checks(Role::Distributor).count() >= 7);
        assert_eq!(checks(Role::Manufacturer).count(), 0);
    }

    #[test]
    fn each_branch() {
        use Outcome::{Held, Released, TellAuthorities};
        for role in [Role::Importer, Role::Distributor] {
            assert_eq!(outcomes(role, &[]), [Released]);
            assert_eq!(consequences(role, &BTreeMap::new())[0].id, Held);
            for check in checks(role) {
                let no = outcomes(role, &[(check.id.as_str(), Tri::No)]);
                let unknown = outcomes(role, &[(check.id.as_str(), Tri::Unknown)]);
                // Art. 19(3), second subparagraph, speaks of telling only.
                let influence = check.id.as_str() == "import-influence";
                let risk = check.id.as_str().ends_with("-risk");
                let expected: &[Outcome] = match (influence, risk) {
                    (true, _) => &[Released, TellAuthorities],
                    (_, true) => &[Held, TellAuthorities],
                    _ => &[Held],
                };
                assert_eq!(no, expected, "{}", check.id);
                let expected: &[Outcome] = if influence { &[Released] } else { &[Held] };
                assert_eq!(unknown, expected, "{}", check.id);
            }
        }
    }
}
