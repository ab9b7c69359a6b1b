use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::regulation::classify::Procedure;

/// A declared condition on the product's traits and on the procedure that its maker takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The product has the trait.
    Trait(Trait),
    /// The manufacturer takes this conformity assessment procedure, Art. 32.
    Procedure(Procedure),
    /// The condition does not hold.
    Not(Box<Condition>),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

/// A property of the product that decides what is worth asking.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// It has hardware of its own.
    Hardware,
    /// It is or contains software.
    Software,
    /// It connects to a network or another device, directly or not, Art. 2(1).
    NetworkConnection,
    /// It processes personal data.
    PersonalData,
    /// It relies on remote data processing, Art. 3(2).
    RemoteDataProcessing,
    /// Automatic security updates are possible.
    AutomaticUpdatesPossible,
    /// It is mainly meant to be integrated into other products, recital 56.
    ComponentForIntegration,
    /// It is fitted to a particular purpose of one business user, recital 64.
    TailorMade,
    /// It is free and open-source software, Art. 3(48).
    OpenSource,
}

impl Trait {
    /// Every trait, in the order in which `init` asks.
    pub const ALL: [Trait; 9] = [
        Trait::Hardware,
        Trait::Software,
        Trait::NetworkConnection,
        Trait::PersonalData,
        Trait::RemoteDataProcessing,
        Trait::AutomaticUpdatesPossible,
        Trait::ComponentForIntegration,
        Trait::TailorMade,
        Trait::OpenSource,
    ];

    /// The name in cemark.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Trait::Hardware => "hardware",
            Trait::Software => "software",
            Trait::NetworkConnection => "network-connection",
            Trait::PersonalData => "personal-data",
            Trait::RemoteDataProcessing => "remote-data-processing",
            Trait::AutomaticUpdatesPossible => "automatic-updates-possible",
            Trait::ComponentForIntegration => "component-for-integration",
            Trait::TailorMade => "tailor-made",
            Trait::OpenSource => "open-source",
        }
    }

    /// What it says of the product, after 'it'.
    pub fn label(self) -> &'static str {
        match self {
            Trait::Hardware => "has hardware of its own",
            Trait::Software => "is or contains software",
            Trait::NetworkConnection => {
                "connects to a network or another device, directly or not (Art. 2(1))"
            }
            Trait::PersonalData => "processes personal data",
            Trait::RemoteDataProcessing => "relies on remote data processing (Art. 3(2))",
            Trait::AutomaticUpdatesPossible => "can be updated automatically",
            Trait::ComponentForIntegration => {
                "is mainly meant to be built into other products (recital 56)"
            }
            Trait::TailorMade => {
                "is fitted to a particular purpose of one business user (recital 64)"
            }
            Trait::OpenSource => "is free and open-source software (Art. 3(48))",
        }
    }
}

impl Trait {
    /// What the product is or does without it, after 'it'.
    pub fn denied(self) -> &'static str {
        match self {
            Trait::Hardware => "has no hardware of its own",
            Trait::Software => "neither is nor contains software",
            Trait::NetworkConnection => {
                "is neither meant nor expected to have a data connection to a device or network, not even an indirect one (Art. 2(1))"
            }
            Trait::PersonalData => "processes no personal data",
            Trait::RemoteDataProcessing => "relies on no remote data processing (Art. 3(2))",
            Trait::AutomaticUpdatesPossible => "does not get security updates automatically",
            Trait::ComponentForIntegration => {
                "is not mainly meant to be built into other products (recital 56)"
            }
            Trait::TailorMade => {
                "is not fitted to a particular purpose of one business user (recital 64)"
            }
            Trait::OpenSource => "is not free and open-source software (Art. 3(48))",
        }
    }
}

/// What conditions turn on; each says `None` where it is not known.
pub trait Conditions {
    /// Whether the product has the trait.
    fn has(&self, name: Trait) -> Option<bool>;
    /// Whether its manufacturer takes this procedure.
    fn takes(&self, procedure: Procedure) -> Option<bool>;
}

impl Condition {
    /// Whether the condition holds. `None`: what is known of the product does not settle it.
    pub fn holds(&self, product: &impl Conditions) -> Option<bool> {
        match self {
            Condition::Trait(name) => product.has(*name),
            Condition::Procedure(procedure) => product.takes(*procedure),
            Condition::Not(inner) => inner.holds(product).map(|holds| !holds),
            Condition::All(all) => combine(all.iter().map(|c| c.holds(product)), false),
            Condition::Any(any) => combine(any.iter().map(|c| c.holds(product)), true),
        }
    }

    /// The traits on which it rests that the condition holds, each with what is said of the
    /// product; empty where it does not hold, or rests on something else.
    pub fn rests_on(&self, product: &impl Conditions) -> Vec<(Trait, bool)> {
        match self {
            _ if self.holds(product) != Some(true) => Vec::new(),
            Condition::Trait(name) => vec![(*name, true)],
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Trait(name) => vec![(*name, false)],
                _ => Vec::new(),
            },
            Condition::Procedure(_) => Vec::new(),
            Condition::All(all) | Condition::Any(all) => {
                all.iter().flat_map(|one| one.rests_on(product)).collect()
            }
        }
    }
}

/// `settling` as soon as one part has that value; unknown if one part is; else the opposite.
fn combine(parts: impl Iterator<Item = Option<bool>>, settling: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part {
            Some(value) if value == settling => return Some(settling),
            Some(_) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(!settling) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_traits_stay_unknown_unless_another_settles() {
        struct Product;
        impl Conditions for Product {
            fn has(&self, name: Trait) -> Option<bool> {
                match name {
                    Trait::Hardware => Some(true),
                    Trait::TailorMade => Some(false),
                    _ => None,
                }
            }
            fn takes(&self, procedure: Procedure) -> Option<bool> {
                Some(procedure == Procedure::H)
            }
        }
        let condition = |name| Condition::Trait(name);
        let cases = [
            (condition(Trait::Hardware), Some(true)),
            (condition(Trait::Software), None),
            (
                Condition::Not(Box::new(condition(Trait::TailorMade))),
                Some(true),
            ),
            (
                Condition::Any(vec![condition(Trait::Software), condition(Trait::Hardware)]),
                Some(true),
            ),
            (
                Condition::Any(vec![
                    condition(Trait::Software),
                    condition(Trait::TailorMade),
                ]),
                None,
            ),
            (
                Condition::All(vec![
                    condition(Trait::Software),
                    condition(Trait::TailorMade),
                ]),
                Some(false),
            ),
            (Condition::Procedure(Procedure::H), Some(true)),
            (Condition::Procedure(Procedure::A), Some(false)),
            (Condition::All(vec![]), Some(true)),
            (Condition::Any(vec![]), Some(false)),
        ];
        for (condition, expected) in cases {
            assert_eq!(condition.holds(&Product), expected, "{condition:?}");
        }
    }
}
