use super::data::{facts_of, group};
use super::profile::Profile;
use super::trace::{Topic, Trace};
use crate::values::Tri;

/// Other acts and the special rules of Art. 4(2) to (4): a pointer each, no assessment.
pub(super) fn beside(profile: &Profile, is_out: bool, trace: &mut Trace) {
    for name in ["neighbours", "unfinished"] {
        let facts = facts_of(name).filter(|fact| match &fact.needs {
            Some(first) => profile.told(first.as_str()) == Tri::Yes,
            None => true,
        });
        for fact in facts {
            let name = fact.id.as_str();
            match profile.told(name) {
                // The exception of Art. 4(3) is no help to a safety component.
                Tri::Yes
                    if name == "test-version" && profile.told("safety-component") == Tri::Yes => {}
                Tri::Yes if !is_out => trace.pointer(Topic::Beside, name, profile, &[name]),
                Tri::Unknown if !is_out && ["high-risk-ai", "health-record"].contains(&name) => {
                    trace.unknown(Topic::Beside, name)
                }
                _ => {}
            }
        }
    }
    if !is_out
        && profile.facts.get("neighbours") == Some(&Tri::No)
        && let Some(group) = group("neighbours")
    {
        let is_none = facts_of("neighbours").all(|fact| profile.told(fact.id.as_str()) != Tri::Yes);
        if is_none {
            trace.step(
                Topic::Beside,
                "Art. 11, 12, 69(1)",
                group.none.clone(),
                profile,
                &[],
            );
        }
    }
}
