use std::collections::BTreeSet;

use super::category::CategoryOutcome;
use super::data::{Class, Form, Procedure};
use super::profile::Profile;
use super::trace::{Topic, Trace};
use crate::regulation::state_of_law::{
    Applied, AppliedKind, AssuranceLevel, Cited, Extent, Known, Scheme, is_cited_as,
};
use crate::text::Text;
use crate::values::{Id, Tri};

/// A conformity assessment procedure and whether Art. 32 leaves it to the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Which.
    pub procedure: Procedure,
    /// Whether it may be chosen for the whole product; `None` where that is undecided.
    pub allowed: Option<bool>,
    /// By which point of the Act.
    pub citation: &'static str,
    /// Why, or why not.
    pub reason: String,
    /// Whether it can be finished as the law stands; `None` where it is not allowed or undecided.
    pub can_be_finished: Option<bool>,
}

/// Whether a procedure is open, by which point, and why.
type Open = (Option<bool>, &'static str, String);

/// The procedures of Art. 32 for a product in scope, each with its reason.
pub(super) fn routes(
    profile: &Profile,
    category: &CategoryOutcome,
    trace: &mut Trace,
) -> Vec<Route> {
    let displaced = displaced(profile, category, trace);
    if displaced.is_some() {
        let facts = ["high-risk-ai", "health-record"];
        let told: Vec<&str> = facts
            .into_iter()
            .filter(|name| profile.told(name) == Tri::Yes)
            .collect();
        trace.pointer(Topic::Route, "other-procedure", profile, &told);
    }
    Procedure::ALL
        .into_iter()
        .map(|procedure| {
            let (allowed, citation, reason) = match &displaced {
                Some((citation, reason)) => (None, *citation, reason.clone()),
                None => open(procedure, profile, category, trace),
            };
            finish(procedure, allowed, citation, reason, profile)
        })
        .collect()
}

fn finish(
    procedure: Procedure,
    allowed: Option<bool>,
    citation: &'static str,
    reason: String,
    profile: &Profile,
) -> Route {
    let law = &profile.law;
    let needs_body = procedure.spec().is_some_and(|spec| spec.notified_body);
    let (can_be_finished, how) = match allowed {
        Some(true) if needs_body && !law.has_body_for(procedure) => (
            Some(false),
            format!(
                " A notified body is needed, and none is known for it under this Regulation ({}), so, as far as is known, it cannot be finished today.",
                law.bodies.as_of_in_words()
            ),
        ),
        Some(true) if needs_body => (
            Some(true),
            format!(
                " A notified body is needed; {} ({}).",
                bodies(profile, procedure),
                law.bodies.as_of_in_words()
            ),
        ),
        Some(true) => (Some(true), String::new()),
        _ => (None, String::new()),
    };
    Route {
        procedure,
        allowed,
        citation,
        reason: format!("{reason}{how}"),
        can_be_finished,
    }
}

fn bodies(profile: &Profile, procedure: Procedure) -> String {
    let known = profile.law.bodies.items.iter();
    let names: Vec<String> = known
        .filter(|body| body.procedures.contains(&procedure))
        .map(|body| format!("{} ({})", body.name, body.number))
        .collect();
    format!("known: {}", names.join(", "))
}

/// Another act whose procedure takes the place of Art. 32: Art. 12(2) and (3), Art. 32(5a).
fn displaced(
    profile: &Profile,
    category: &CategoryOutcome,
    trace: &mut Trace,
) -> Option<(&'static str, String)> {
    if profile.told("health-record") == Tri::Yes {
        return Some((
            "Art. 32(5a)",
            "From 26 March 2027 Regulation (EU) 2025/327 inserts Art. 32(5a) (known here from secondary sources). By Commission FAQ, entry 2.7.3, which binds no one, the procedure of that Regulation should then apply instead. Neither that Regulation nor the day from which its procedure applies was read here; until that is clear, do not leave Art. 32 aside.".to_owned(),
        ));
    }
    if profile.told("high-risk-ai") != Tri::Yes {
        return None;
    }
    // Art. 12(3): important products that Art. 32(2)(a) and (b) or (3) sends to a third party, and critical ones.
    // Whether free software that Art. 32(5) frees is still 'subject to' these is not settled by the text.
    let freed = category.class.is_some_and(|class| matches!(open_source(profile, class, trace), Some((allowed, ..)) if allowed != Some(false)));
    let third_party = match category.class.filter(|_| !freed) {
        Some(Class::Default) => Some(false),
        Some(Class::ImportantClassI) => a_for_class_i(profile).0.map(|open| !open),
        Some(Class::ImportantClassIi | Class::Critical) => Some(true),
        None => None,
    };
    let by_ai = (
        "Art. 12(2)",
        "For a high-risk AI system the procedure of Art. 43 of Regulation (EU) 2024/1689 applies. This program does not decide it.".to_owned(),
    );
    match (third_party, profile.told("ai-internal-control")) {
        (Some(false), _) | (_, Tri::No) => Some(by_ai),
        (Some(true), Tri::Yes) => {
            trace.step(
                Topic::Route,
                "Art. 12(3)",
                "Under the internal control of Regulation (EU) 2024/1689 this product stays with the procedures of this Act for Annex I.",
                profile,
                &["high-risk-ai", "ai-internal-control"],
            );
            None
        }
        (_, told) => {
            if told == Tri::Unknown {
                trace.unknown(Topic::Route, "ai-internal-control");
            }
            Some((
                "Art. 12(2), (3)",
                "For a high-risk AI system the procedure of Art. 43 of Regulation (EU) 2024/1689 applies, but for important and critical products under its internal control. What is told does not settle which.".to_owned(),
            ))
        }
    }
}

/// Whether a procedure is open in every class that is still possible.
fn open(
    procedure: Procedure,
    profile: &Profile,
    category: &CategoryOutcome,
    trace: &mut Trace,
) -> Open {
    let by_class: Vec<Open> = category
        .possible
        .iter()
        .map(|class| in_class(procedure, *class, profile, category, trace))
        .collect();
    let outcomes: BTreeSet<Option<bool>> = by_class.iter().map(|(allowed, ..)| *allowed).collect();
    match by_class.into_iter().next() {
        Some(first) if outcomes.len() == 1 && category.possible.len() == 1 => first,
        Some((allowed, _, reason)) if outcomes.len() == 1 => (
            allowed,
            "Art. 32",
            match allowed {
                Some(true) => format!(
                    "It is open in each category that is still possible{}.",
                    unless(profile)
                ),
                Some(false) if procedure == Procedure::Scheme => reason,
                Some(false) => "It is closed in each category that is still possible.".to_owned(),
                None => "It depends on facts that are still open.".to_owned(),
            },
        ),
        _ => (
            None,
            "Art. 32",
            "It depends on the category, which is undecided.".to_owned(),
        ),
    }
}

/// What else takes a procedure away, as long as it is not told.
fn unless(profile: &Profile) -> &'static str {
    let open = |name| profile.told(name) == Tri::Unknown;
    match (open("high-risk-ai"), open("health-record")) {
        (false, false) => "",
        (true, false) => {
            ", unless it is a high-risk AI system to which Art. 12(2) applies (exception: Art. 12(3)), which is not told"
        }
        (false, true) => {
            ", unless it is an electronic health record system (Art. 32(5a), from 26 March 2027, secondary sources), which is not told"
        }
        (true, true) => {
            ", unless it is a high-risk AI system to which Art. 12(2) applies (exception: Art. 12(3)) or an electronic health record system (Art. 32(5a), from 26 March 2027, secondary sources), which is not told"
        }
    }
}

fn in_class(
    procedure: Procedure,
    class: Class,
    profile: &Profile,
    category: &CategoryOutcome,
    trace: &mut Trace,
) -> Open {
    if class == Class::Critical
        && let Some(by_certificate) = compulsory(procedure, profile, category)
    {
        return by_certificate;
    }
    let by_open_source = open_source(profile, class, trace);
    match (procedure, class) {
        (Procedure::A, Class::Default) => (
            Some(true),
            "Art. 32(1)(a)",
            "Every procedure of Art. 32(1) is open to a product of no category of Annexes III and IV.".to_owned(),
        ),
        (Procedure::A, Class::ImportantClassI) => match a_for_class_i(profile) {
            (Some(true), reason) => (Some(true), "Art. 32(2)", reason),
            (otherwise, reason) => by_open_source.unwrap_or((otherwise, "Art. 32(2)", reason)),
        },
        (Procedure::A, Class::ImportantClassIi) => by_open_source.unwrap_or((
            Some(false),
            "Art. 32(3)",
            "Class II always goes to a third party; the exception for free and open-source software (Art. 32(5)) is not met.".to_owned(),
        )),
        (Procedure::A, Class::Critical) => (
            Some(false),
            "Art. 32(4)",
            "Critical products always go to a third party, and Art. 32(5) does not reach Annex IV.".to_owned(),
        ),
        (Procedure::BC, _) => (Some(true), third_party(class, true), "It is open in each category (Art. 32(1) to (4)(b)).".to_owned()),
        (Procedure::H, _) => (Some(true), third_party(class, false), "It is open in each category (Art. 32(1) to (4)(b)).".to_owned()),
        (Procedure::Scheme, _) => {
            let freed = matches!(&by_open_source, Some((Some(true), ..)));
            scheme(profile, class, freed)
        }
    }
}

/// The certificate that a delegated act under Art. 8(1) demands for a category of Annex IV.
fn compulsory(procedure: Procedure, profile: &Profile, category: &CategoryOutcome) -> Option<Open> {
    let article = "Art. 32(4)(a)";
    let law = &profile.law;
    let act = |ids: &[&str]| {
        ids.iter()
            .find_map(|id| law.certificate_for(&Id::known(id)?))
    };
    if let Some(act) = act(&category.meets) {
        let demands = format!(
            "{} demands a certificate of {} for this category ({})",
            act.delegated_act,
            act.scheme,
            law.mandatory.as_of_in_words()
        );
        return Some(match (procedure, act.parts) {
            (Procedure::Scheme, _) => {
                let (allowed, why) = demanded_certificate(profile, &act.scheme);
                (allowed, article, format!("{demands}. {why}"))
            }
            (_, true) => (
                None,
                article,
                format!(
                    "{demands}, for parts of Annex I. How the rest is shown is not decided here: read that act."
                ),
            ),
            (_, false) => (
                Some(false),
                article,
                format!(
                    "{demands}; the procedures of Art. 32(3) are open only without such an act."
                ),
            ),
        });
    }
    let act = act(&category.open)?;
    Some((
        None,
        article,
        format!(
            "{} demands a certificate of {} for one of the categories that are still possible.",
            act.delegated_act, act.scheme
        ),
    ))
}

/// Whether the certificate that a delegated act demands is told, at the level that Art. 8(1) asks
/// for: 'substantial' at least.
fn demanded_certificate(profile: &Profile, scheme: &Text) -> (Option<bool>, &'static str) {
    let name = scheme.raw().trim();
    let mut told = profile.applied.iter().filter(|one| {
        let is_it = one.reference.raw().trim().eq_ignore_ascii_case(name);
        one.kind == AppliedKind::CertificationScheme && is_it
    });
    let Some(told) = told.next() else {
        return (
            None,
            "It is the procedure to take; such a certificate is not told (`conformity-assessment: applied` in cemark.yaml).",
        );
    };
    match (told.level, told.extent) {
        (Some(AssuranceLevel::Basic), _) => (
            Some(false),
            "The one that is told is at level 'basic'; Art. 8(1) asks for 'substantial' at least.",
        ),
        (None, _) => (
            None,
            "The level of the one that is told is not known (`level` in cemark.yaml).",
        ),
        (_, Extent::Part) => (
            None,
            "The one that is told covers the product only in part.",
        ),
        (Some(_), Extent::Full) => (
            Some(true),
            "Such a certificate is told; whether its level is the one that the act names is for you to check.",
        ),
    }
}

fn third_party(class: Class, b_and_c: bool) -> &'static str {
    match (class, b_and_c) {
        (Class::Default, true) => "Art. 32(1)(b)",
        (Class::Default, false) => "Art. 32(1)(c)",
        (Class::ImportantClassI, true) => "Art. 32(2)(a)",
        (Class::ImportantClassI, false) => "Art. 32(2)(b)",
        (Class::ImportantClassIi, true) => "Art. 32(3)(a)",
        (Class::ImportantClassIi, false) => "Art. 32(3)(b)",
        (Class::Critical, _) => "Art. 32(4)(b)",
    }
}

/// Art. 32(5): `None` where it does not help, as the product is not of Annex III, is no free and
/// open-source software, or its technical documentation is not public.
fn open_source(profile: &Profile, class: Class, trace: &mut Trace) -> Option<Open> {
    let of_annex_iii = matches!(class, Class::ImportantClassI | Class::ImportantClassIi);
    if !of_annex_iii || profile.form == Some(Form::Hardware) {
        return None;
    }
    let (open_source, public) = (
        profile.told("open-source"),
        profile.told("public-documentation"),
    );
    let article = "Art. 32(5)";
    match (open_source, public) {
        (Tri::Yes, Tri::No) => {
            trace.told(Topic::Route, profile, "public-documentation");
            None
        }
        (Tri::No, _) | (_, Tri::No) => None,
        (Tri::Yes, Tri::Yes) => Some((
            Some(true),
            article,
            "Free and open-source software of a category of Annex III may take any procedure of Art. 32(1), as its technical documentation is public when it is placed on the market.".to_owned(),
        )),
        _ => {
            for (name, told) in [("open-source", open_source), ("public-documentation", public)] {
                if told == Tri::Unknown {
                    trace.unknown(Topic::Route, name);
                }
            }
            Some((
                None,
                article,
                "It is open to free and open-source software whose technical documentation is public when it is placed on the market; what is told does not settle that.".to_owned(),
            ))
        }
    }
}

/// A scheme under Art. 27(9): available, by a delegated act, and applicable, as a certificate that is told.
fn scheme(profile: &Profile, class: Class, freed: bool) -> Open {
    let article = match class {
        Class::Default => "Art. 32(1)(d)",
        _ if freed => "Art. 32(1)(d)",
        Class::ImportantClassI => "Art. 32(1)(d), (2)",
        Class::ImportantClassIi => "Art. 32(3)(c)",
        Class::Critical => "Art. 32(4)(b)",
    };
    let schemes = &profile.law.schemes;
    if schemes.items.is_empty() {
        let by_certificate = match class {
            Class::Critical => {
                "No delegated act under Art. 8(1) demands a certificate for this category, and none"
            }
            _ => "No delegated act",
        };
        let reason = format!(
            "{by_certificate} under Art. 27(9) lets a scheme show conformity ({}).",
            schemes.as_of_in_words()
        );
        let article = match class {
            Class::Critical => "Art. 32(4)(a) and (b)",
            _ => article,
        };
        return (Some(false), article, reason);
    }
    let certificate = profile
        .applied
        .iter()
        .filter(|one| one.kind == AppliedKind::CertificationScheme)
        .find_map(|one| Some((one, usable_scheme(one, profile)?)));
    let Some((certificate, scheme)) = certificate else {
        let names: Vec<String> = schemes
            .items
            .iter()
            .map(|one| format!("{} ({})", one.name, one.delegated_act))
            .collect();
        return (
            None,
            article,
            format!(
                "Known is {} ({}). Whether it covers this product is not told (`conformity-assessment: applied` in cemark.yaml).",
                names.join(", "),
                schemes.as_of_in_words()
            ),
        );
    };
    if certificate.extent == Extent::Part {
        return (
            None,
            article,
            format!(
                "{} is told to be applied only in part; what it does not cover needs another procedure.",
                certificate.reference
            ),
        );
    }
    let any_level = class == Class::Default || freed;
    match certificate.level {
        _ if any_level => {}
        Some(AssuranceLevel::Substantial | AssuranceLevel::High) => {}
        Some(AssuranceLevel::Basic) => {
            return (
                Some(false),
                article,
                format!(
                    "{} at level 'basic' is not enough for this category.",
                    certificate.reference
                ),
            );
        }
        None => {
            return (
                None,
                article,
                format!(
                    "The assurance level of {} is not told (`level` in cemark.yaml).",
                    certificate.reference
                ),
            );
        }
    }
    (
        Some(true),
        article,
        format!(
            "{} is told to be applied ({}, {}), for the requirements that it covers.",
            certificate.reference,
            scheme.delegated_act,
            schemes.as_of_in_words()
        ),
    )
}

fn usable_scheme<'a>(one: &Applied, profile: &'a Profile) -> Option<&'a Scheme> {
    let name = one.reference.raw().trim();
    let mut known = profile.law.schemes.items.iter();
    known.find(|scheme| scheme.name.raw().trim().eq_ignore_ascii_case(name))
}

/// Module A for class I, Art. 32(2): only as far as what Art. 27 names was applied in full. What
/// was applied is looked at together: a horizontal and a vertical standard may do it jointly.
fn a_for_class_i(profile: &Profile) -> (Option<bool>, String) {
    let law = &profile.law;
    let (mut full, mut doubts, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for one in &profile.applied {
        match rests_on(one, profile) {
            Ok(place) => full.push((one, place)),
            Err(Doubt::Open(why)) => doubts.push(why),
            Err(Doubt::No(why)) => refused.push(why),
        }
    }
    let names: Vec<String> = full
        .iter()
        .map(|(one, place)| format!("{} ({place})", one.reference))
        .collect();
    let covers: Vec<Option<bool>> = full.iter().map(|(one, _)| one.covers_core_risks).collect();
    if covers.contains(&Some(true)) {
        return (
            Some(true),
            format!(
                "Applied in full: {}. By cemark.yaml it covers, with what else was applied in full, the essential requirements that apply to the core functionality. Commission guidance, points 149 to 152, which bind no one, read 'in full' so; by the letter of Art. 32(2) each essential requirement that is not covered goes to B+C or H.",
                names.join(", ")
            ),
        );
    }
    if covers.contains(&None) {
        doubts.push(format!("Applied in full: {}. Whether that covers the essential requirements that apply to the core functionality is not told (`covers-core-risks` in cemark.yaml).", names.join(", ")));
    }
    if !doubts.is_empty() {
        return (None, doubts.join(" "));
    }
    if !full.is_empty() {
        refused.push(format!("Applied in full: {}. By cemark.yaml it does not cover the essential requirements that apply to the core functionality.", names.join(", ")));
    }
    let head = match !law.gives_presumption() {
        true => format!(
            "No harmonised standard is cited in the Official Journal under this Regulation ({}), no common specification is adopted ({}) and no scheme is usable ({}): what does not exist cannot have been applied in full, so module A is closed.",
            law.cited.as_of_in_words(),
            law.common_specifications.as_of_in_words(),
            law.schemes.as_of_in_words()
        ),
        false => "What opens module A was not applied in full: a harmonised standard whose reference is in the Official Journal, a common specification, or a scheme at 'substantial' or higher. The essential requirements that it does not cover go to B+C or H.".to_owned(),
    };
    refused.insert(0, head);
    (Some(false), refused.join(" "))
}

enum Doubt {
    Open(String),
    No(String),
}

/// Where what was applied in full is cited or made usable; an error where it does not count, or may not.
fn rests_on(one: &Applied, profile: &Profile) -> Result<String, Doubt> {
    let law = &profile.law;
    let place = match one.kind {
        AppliedKind::HarmonisedStandard => cited(
            one,
            &law.cited,
            "its reference is not known to be in the Official Journal",
        )?,
        AppliedKind::CommonSpecification => cited(
            one,
            &law.common_specifications,
            "it is not known to be adopted",
        )?,
        AppliedKind::CertificationScheme => usable(one, profile)?,
    };
    match one.extent {
        Extent::Full => Ok(place),
        Extent::Part => Err(Doubt::No(format!(
            "{} was applied only in part.",
            one.reference
        ))),
    }
}

fn cited(one: &Applied, known: &Known<Cited>, otherwise: &str) -> Result<String, Doubt> {
    let mut edition_open = false;
    for item in &known.items {
        match is_cited_as(&one.reference, &item.reference) {
            Some(true) => {
                return Ok(format!(
                    "{}, {}",
                    item.official_journal,
                    known.as_of_in_words()
                ));
            }
            Some(false) => {}
            None => edition_open = true,
        }
    }
    match edition_open {
        true => Err(Doubt::Open(format!(
            "Which edition of {} was applied is not told, and one edition is cited ({}).",
            one.reference,
            known.as_of_in_words()
        ))),
        false => Err(Doubt::No(format!(
            "{}: {otherwise} ({}), so it gives no presumption (Art. 27).",
            one.reference,
            known.as_of_in_words()
        ))),
    }
}

fn usable(one: &Applied, profile: &Profile) -> Result<String, Doubt> {
    let schemes = &profile.law.schemes;
    let Some(scheme) = usable_scheme(one, profile) else {
        return Err(Doubt::No(format!(
            "{}: no delegated act under Art. 27(9) is known for it ({}).",
            one.reference,
            schemes.as_of_in_words()
        )));
    };
    match one.level {
        Some(AssuranceLevel::Substantial | AssuranceLevel::High) => Ok(format!(
            "{}, {}",
            scheme.delegated_act,
            schemes.as_of_in_words()
        )),
        Some(AssuranceLevel::Basic) => Err(Doubt::No(format!(
            "{} at level 'basic' does not open module A (Art. 32(2)).",
            one.reference
        ))),
        None => Err(Doubt::Open(format!(
            "The assurance level of {} is not told (`level` in cemark.yaml).",
            one.reference
        ))),
    }
}
