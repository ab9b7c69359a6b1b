use std::collections::BTreeSet;

use super::data::{Category, Class, Variant, categories, category};
use super::profile::Profile;
use super::trace::{Topic, Trace};
use crate::text::Text;
use crate::values::Tri;

/// The category by core functionality, Arts. 7(1) and 8(1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryOutcome {
    /// The class; `None` while it is undecided.
    pub class: Option<Class>,
    /// The categories that it meets: none for a default product.
    pub meets: Vec<&'static str>,
    /// The categories that are neither met nor ruled out.
    pub open: Vec<&'static str>,
    /// The classes that are still possible.
    pub possible: BTreeSet<Class>,
}

/// How a product stands to one category.
enum Fit {
    Meets,
    /// Another core functionality: the category is integrated or ancillary.
    OtherCore,
    /// The description is not met.
    NotDescribed,
    /// Facts are missing.
    Open(Vec<String>),
    /// Met, but left to people.
    LeftToPeople(&'static str),
}

/// Decides the category. Only categories that the maker names as close are looked at, with those
/// that belong together with them; of the rest the maker says that none comes close.
pub(super) fn decide(profile: &Profile, trace: &mut Trace) -> CategoryOutcome {
    let Some(close) = &profile.close_to else {
        trace.unsettled(
            Topic::Category,
            "Art. 7(1), 8(1)",
            "To which categories of Annexes III and IV does the core functionality come close, or to none?",
            "`cemark classify --categories` lists all 26 with examples; then give --close-to with their ids, or --close-to none.",
        );
        return CategoryOutcome {
            class: None,
            meets: Vec::new(),
            open: categories().iter().map(|one| one.id.as_str()).collect(),
            possible: BTreeSet::from([
                Class::Default,
                Class::ImportantClassI,
                Class::ImportantClassIi,
                Class::Critical,
            ]),
        };
    };
    if profile.core_functionality.is_none() {
        trace.pointer(Topic::Category, "core-not-told", profile, &[]);
    }
    if let Some(core) = &profile.core_functionality {
        trace.step(
            Topic::Category,
            "Art. 7(1), 8(1)",
            format!("Core functionality by the maker's own words: {core}"),
            profile,
            &[],
        );
    }
    let mut named: Vec<&'static Category> = close
        .iter()
        .filter_map(|id| category(id.as_str()))
        .collect();
    // What the maker's own words or answers say speaks louder than a list that leaves it out.
    let core = profile.core_functionality.as_ref().map(Text::raw);
    let left_out = categories().iter().filter(|one| {
        let says = core.is_some_and(|core| one.is_named_by(core));
        (says || profile.told(&one.core()) == Tri::Yes) && !close.contains(&one.id)
    });
    named.extend(left_out);
    let mut looked_at = named.clone();
    for id in named.iter().flat_map(|one| &one.together) {
        let other =
            category(id.as_str()).filter(|other| looked_at.iter().all(|one| one.id != other.id));
        looked_at.extend(other);
    }
    let mut meets: Vec<&'static Category> = Vec::new();
    let mut open: Vec<(&'static Category, Vec<String>)> = Vec::new();
    let mut left: Vec<(&'static Category, &'static str)> = Vec::new();
    let mut integrated: Vec<&'static Category> = Vec::new();
    for one in looked_at.iter().copied() {
        match fit(one, &looked_at, profile) {
            Fit::Meets => meets.push(one),
            Fit::Open(missing) => open.push((one, missing)),
            Fit::LeftToPeople(why) => left.push((one, why)),
            Fit::OtherCore => integrated.push(one),
            Fit::NotDescribed => not_described(one, profile, trace),
        }
    }
    for one in integrated {
        let core = core_told(one, &looked_at, profile).1;
        trace.told(Topic::Category, profile, &core);
        let pointer = match one.class {
            Class::Critical => "integration-critical",
            _ => "integration",
        };
        trace.pointer(Topic::Category, pointer, profile, &[&core]);
    }
    let taken: Vec<_> = meets.iter().flat_map(|one| &one.over).cloned().collect();
    meets.retain(|one| !taken.contains(&one.id));
    open.retain(|(one, _)| !taken.contains(&one.id));
    for one in &meets {
        met(one, profile, trace);
    }
    for (one, why) in &left {
        trace.unsettled(
            Topic::Category,
            one.citation.raw(),
            why,
            "This is left to people: the law gives no description to decide by.",
        );
    }
    for name in open.iter().flat_map(|(_, missing)| missing) {
        trace.unknown(Topic::Category, name);
    }
    outcome(profile, trace, &meets, &open, &left)
}

fn outcome(
    profile: &Profile,
    trace: &mut Trace,
    meets: &[&'static Category],
    open: &[(&'static Category, Vec<String>)],
    left: &[(&'static Category, &'static str)],
) -> CategoryOutcome {
    let mut possible: BTreeSet<Class> = meets.iter().map(|one| one.class).collect();
    possible.extend(open.iter().map(|(one, _)| one.class));
    possible.extend(left.iter().map(|(one, _)| one.class));
    if meets.is_empty() {
        possible.insert(Class::Default);
    }
    let undecided = open
        .iter()
        .map(|(one, _)| *one)
        .chain(left.iter().map(|(one, _)| *one));
    let open: Vec<&'static str> = undecided.map(|one| one.id.as_str()).collect();
    let class = match possible.iter().next() {
        Some(only) if possible.len() == 1 => Some(*only),
        _ => None,
    };
    if meets.len() > 1 && class.is_none() && open.is_empty() {
        let names: Vec<String> = meets
            .iter()
            .map(|one| format!("{} ({})", one.short, one.citation))
            .collect();
        trace.unsettled(
            Topic::Category,
            "Art. 7(1), 8(1)",
            &format!("More than one category is said to be the core functionality: {}. Which one is it?", names.join("; ")),
            "Answer no to the `core` fact of the others; by Commission guidance, point 144, which binds no one, there is one core functionality. Modules that are also sold apart are classified apart (point 145).",
        );
    }
    if class == Some(Class::Default) {
        trace.pointer(Topic::Category, "default", profile, &[]);
    }
    let met: Vec<&'static str> = meets.iter().map(|one| one.id.as_str()).collect();
    // While the class is open, what is met is one of several that it may be.
    let (meets, open) = match class {
        Some(_) => (met, open),
        None => (Vec::new(), met.into_iter().chain(open).collect()),
    };
    CategoryOutcome {
        class,
        meets,
        open,
        possible,
    }
}

/// Whether it is the core functionality, and the fact that says so: its own, or that of a
/// category with which it is looked at together.
fn core_told(one: &Category, looked_at: &[&Category], profile: &Profile) -> (Tri, String) {
    let own = one.core();
    if profile.is_told(&own) {
        return (profile.told(&own), own);
    }
    let others = looked_at
        .iter()
        .filter(|other| one.together.contains(&other.id));
    let mut told = others
        .map(|other| other.core())
        .filter(|core| profile.told(core) != Tri::Unknown);
    match told.next() {
        Some(core) => (profile.told(&core), core),
        None => (Tri::Unknown, own),
    }
}

fn fit(one: &'static Category, looked_at: &[&Category], profile: &Profile) -> Fit {
    let (core, core_name) = core_told(one, looked_at, profile);
    if core == Tri::No {
        return Fit::OtherCore;
    }
    let states: Vec<(&'static Variant, Tri)> = one
        .variants
        .iter()
        .map(|variant| (variant, state(one, variant, profile)))
        .collect();
    if states.iter().all(|(_, state)| *state == Tri::No) {
        return Fit::NotDescribed;
    }
    let met = states.iter().filter(|(_, state)| *state == Tri::Yes);
    let decidable = met
        .clone()
        .any(|(variant, _)| variant.undecidable.is_none());
    if core == Tri::Yes && decidable {
        return Fit::Meets;
    }
    let left = met
        .clone()
        .find_map(|(variant, _)| variant.undecidable.as_ref());
    let has_unknown = states.iter().any(|(_, state)| *state == Tri::Unknown);
    if core == Tri::Yes
        && !has_unknown
        && let Some(why) = left
    {
        return Fit::LeftToPeople(why.raw());
    }
    let mut missing = Vec::new();
    if core == Tri::Unknown {
        missing.push(core_name);
    }
    if !decidable {
        for (variant, _) in states.iter().filter(|(_, state)| *state == Tri::Unknown) {
            let names = variant.all.iter().map(|criterion| one.fact_of(criterion));
            missing.extend(names.filter(|name| profile.told(name) == Tri::Unknown));
        }
    }
    Fit::Open(missing)
}

fn state(one: &Category, variant: &Variant, profile: &Profile) -> Tri {
    let mut told = variant
        .all
        .iter()
        .map(|criterion| profile.told(&one.fact_of(criterion)));
    if told.clone().any(|told| told == Tri::No) {
        Tri::No
    } else if told.all(|told| told == Tri::Yes) {
        Tri::Yes
    } else {
        Tri::Unknown
    }
}

fn met(one: &'static Category, profile: &Profile, trace: &mut Trace) {
    let variant = one
        .variants
        .iter()
        .find(|variant| state(one, variant, profile) == Tri::Yes);
    let names: Vec<String> = std::iter::once(one.core())
        .chain(
            variant
                .into_iter()
                .flat_map(|variant| variant.all.iter().map(|c| one.fact_of(c))),
        )
        .collect();
    let names: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| profile.is_told(name))
        .collect();
    trace.step(
        Topic::Category,
        format!("{}; {}", one.citation, one.description_at),
        format!(
            "It has the core functionality of this category: {}.",
            one.name
        ),
        profile,
        &names,
    );
}

fn not_described(one: &'static Category, profile: &Profile, trace: &mut Trace) {
    let criteria = one.variants.iter().flat_map(|variant| &variant.all);
    let mut names: Vec<String> = criteria.map(|criterion| one.fact_of(criterion)).collect();
    names.retain(|name| profile.told(name) == Tri::No);
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    trace.step(
        Topic::Category,
        one.description_at.clone(),
        format!(
            "It does not meet the technical description of {} ({}).",
            one.citation, one.short
        ),
        profile,
        &names,
    );
}
