use super::profile::Profile;
use super::trace::{Topic, Trace};
use crate::values::Tri;

/// What data processing at a distance is to the product, Art. 3(2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Remote {
    /// Remote data processing: a part of the product.
    Part,
    /// Somebody else's: like a component, with due diligence.
    ThirdParty,
    /// No function needs it: a matter of the risk assessment.
    Outside,
    /// There is none.
    None,
    /// What is told does not settle it.
    Undecided,
}

/// The trait under which cemark.yaml keeps the outcome.
const TRAIT: &str = "remote-data-processing";

/// The three elements of Art. 3(2), each asked apart; where none is told, the trait of cemark.yaml.
pub(super) fn remote(profile: &Profile, trace: &mut Trace) -> Remote {
    let told = |name| profile.told(name);
    let elements = ["remote-processing", "remote-needed", "remote-own"];
    let say =
        |trace: &mut Trace, id| trace.pointer(Topic::RemoteDataProcessing, id, profile, &elements);
    match (told(elements[0]), told(elements[1]), told(elements[2])) {
        (Tri::Unknown, _, _) if told(TRAIT) == Tri::No => {
            trace.pointer(
                Topic::RemoteDataProcessing,
                "remote-none",
                profile,
                &[TRAIT],
            );
            Remote::None
        }
        (Tri::Unknown, _, _) if told(TRAIT) == Tri::Yes => {
            trace.pointer(
                Topic::RemoteDataProcessing,
                "remote-part",
                profile,
                &[TRAIT],
            );
            Remote::Part
        }
        (Tri::No, _, _) => {
            say(trace, "remote-none");
            Remote::None
        }
        (Tri::Yes, Tri::No, _) => {
            say(trace, "remote-outside");
            Remote::Outside
        }
        (Tri::Yes, Tri::Yes, Tri::Yes) => {
            say(trace, "remote-part");
            Remote::Part
        }
        (Tri::Yes, Tri::Yes, Tri::No) => {
            say(trace, "remote-third-party");
            Remote::ThirdParty
        }
        (first, second, third) => {
            let open = elements.into_iter().zip([first, second, third]);
            for (name, _) in open.filter(|(_, told)| *told == Tri::Unknown) {
                // The others are worth asking only once something is processed at a distance.
                if name == elements[0] || first == Tri::Yes {
                    trace.unknown(Topic::RemoteDataProcessing, name);
                }
            }
            Remote::Undecided
        }
    }
}
