use super::{Check, Context, Found, Outcome};
use crate::checklist::Basis;
use crate::regulation::classify::{Class, Procedure, classify};

pub(super) const CHECKS: &[Check] = &[Check {
    id: "route-open",
    key: "conformity-assessment.module",
    citation: "Art. 32",
    basis: Basis::Law,
    summary: "The procedure named in cemark.yaml is one that Art. 32 leaves open to the product, by its classification.",
    remedy: "See `cemark classify`: it says which procedures are open and why. Correct `conformity-assessment: module`, or the facts under `classification`.",
    run: route_open,
}];

/// Holds the procedure against Art. 32. Where the product is not classified, another finding says so.
fn route_open(context: &Context<'_>) -> Found {
    let project = context.project;
    let chosen = project.chosen_procedures();
    if chosen.is_empty() {
        return Found::nothing_to_see("cemark.yaml names no procedure");
    }
    if project.classification.facts.is_empty() && project.classification.close_to.is_none() {
        return Found::nothing_to_see("the product is not classified (`cemark classify`)");
    }
    let profile = project.profile(Some(context.date));
    let outcome = classify(&profile);
    if outcome.in_scope() == Some(false) {
        return (
            Outcome::Undecided,
            "by its classification the product is out of scope, so no procedure is asked"
                .to_owned(),
        )
            .into();
    }
    // Art. 32(2): what standards cover in full may go by A, and the rest by one of the others.
    let shares = chosen.len() > 1
        && outcome.class() == Some(Class::ImportantClassI)
        && profile.law.gives_presumption();
    let mut undecided = Vec::new();
    let mut open = Vec::new();
    for procedure in chosen {
        let route = outcome
            .routes
            .iter()
            .find(|route| route.procedure == procedure);
        let Some(route) = route else { continue };
        let name = procedure.name();
        match route.allowed {
            Some(true) => open.push(format!("{name} is open ({})", route.citation)),
            Some(false) if shares && procedure == Procedure::A => {
                undecided.push(format!("{name} is open only for the essential requirements that cited standards, common specifications or schemes cover in full (Art. 32(2))"));
            }
            Some(false) => {
                let message = format!(
                    "{name} is closed to the product ({}): {}",
                    route.citation, route.reason
                );
                return (Outcome::Fail, message).into();
            }
            None => undecided.push(format!(
                "whether {name} is open is undecided: {}",
                route.reason
            )),
        }
    }
    match undecided.is_empty() {
        true => (Outcome::Pass, open.join("; ")).into(),
        false => (Outcome::Undecided, undecided.join("; ")).into(),
    }
}
