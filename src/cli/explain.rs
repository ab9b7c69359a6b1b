use anyhow::{Result, bail};
use clap::Parser;

use super::{Global, Outcome, Screen};
use crate::assessment::{Check, assess};
use crate::checklist::{Checklists, EMBEDDED, FALLBACK, Language, LoadedChecklist, Requirement};
use crate::incident::reporting;
use crate::output::classify_text;
use crate::output::explain_text::Page;
use crate::project::{LoadedProject, RiskRegister, load};
use crate::regulation::{change_fact, change_facts, classify, points};
use crate::text::one_line;
use crate::yaml::or_did_you_mean;

/// Explain a requirement, a question, a check or a fact: what, why, the next step
#[derive(Parser)]
pub(crate) struct Args {
    /// Its id, such as annex-i.i.2.c or sbom-top-level
    id: String,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let project = project(global)?;
    // What is explained may be asked of no project; in one, its verdict stands beside it.
    let assessment = match &project {
        Some(loaded) => Some(assess(loaded, global.today()?)),
        None => None,
    };
    let (mut checklists, risks) = with_risks(project)?;
    checklists.translate(global.language());
    let links = screen.shows_links().then(|| global.language());
    let mut page = Page::new(screen.width(), links, assessment.as_ref());
    let id = args.id.as_str();
    if let Some((checklist, requirement)) = checklists.requirement(id) {
        page.requirement(requirement);
        page.risks(&risks.about_point(requirement));
        for question in &requirement.questions {
            page.question(requirement, question);
        }
        page.plain(&format!(
            "Checklist {} {}",
            checklist.checklist, checklist.version
        ));
    } else if let Some((requirement, question)) = checklists.question(id) {
        page.requirement(requirement);
        page.risks(&risks.about(requirement, question));
        page.question(requirement, question);
    } else if let Some(check) = Check::find(id) {
        page.check(check, &checklists);
    } else if let Some(point) = points().iter().find(|point| point.id.as_str() == id) {
        page.point(point, &checklists, mark(global));
    } else if let Some(fact) = reporting().facts.iter().find(|fact| fact.id.as_str() == id) {
        page.fact(fact);
    } else if let Some(fact) = classify::fact(id) {
        page.classify_fact(fact);
    } else if let Some(group) = classify::group(id).filter(|group| group.choose.is_some()) {
        page.group(group);
    } else if let Some(category) = classify::category(id) {
        let text = classify_text::list(&[category], true, screen.width());
        screen.result(&text)?;
        return Ok(Outcome::Done);
    } else if let Some(fact) = change_fact(id) {
        page.change_fact(fact);
    } else if let below @ [_, ..] = under(&checklists, id).as_slice() {
        for requirement in below {
            page.requirement(requirement);
        }
        page.plain("`cemark explain ID` with one of these ids shows its questions.");
    } else {
        let ids = checklists.requirements().map(|(_, r)| r.id.as_str());
        let ids = ids.chain(checklists.questions().map(|(_, q)| q.id.as_str()));
        let ids = ids.chain(
            crate::assessment::CHECKS
                .iter()
                .copied()
                .flatten()
                .map(|c| c.id),
        );
        let ids = ids.chain(points().iter().map(|point| point.id.as_str()));
        let ids = ids.chain(reporting().facts.iter().map(|fact| fact.id.as_str()));
        let ids = ids.chain(classify::facts().iter().map(|fact| fact.id.as_str()));
        let ids = ids.chain(classify::groups().iter().map(|group| group.id.as_str()));
        let ids = ids.chain(classify::categories().iter().map(|one| one.id.as_str()));
        let ids = ids.chain(change_facts().iter().map(|fact| fact.id.as_str()));
        let near = or_did_you_mean(id, ids);
        bail!(
            "nothing has the id `{}`{near}\n  help: `cemark checklist list` lists requirements, `cemark checklist show NAME` questions",
            one_line(id)
        );
    }
    screen.result(&page.into_string())?;
    Ok(Outcome::Done)
}

/// The project, if there is one: explaining needs none. Only a project that was named, or that is
/// there, and cannot be read is an error.
fn project(global: &Global) -> Result<Option<LoadedProject>> {
    match global.root() {
        Ok(root) => Ok(Some(load(root)?)),
        Err(error) if global.project.is_some() => Err(error),
        Err(_) => Ok(None),
    }
}

/// The project's checklists and risks, else the embedded checklists.
fn with_risks(project: Option<LoadedProject>) -> Result<(Checklists, RiskRegister)> {
    match project {
        Some(loaded) => Ok((loaded.checklists, loaded.risks.unwrap_or_default())),
        None => {
            let all = EMBEDDED
                .iter()
                .map(|(name, _)| LoadedChecklist::embedded(name))
                .collect::<Result<_, _>>()?;
            Ok((Checklists::new(all)?, RiskRegister::default()))
        }
    }
}

/// The project's checklists, else the embedded ones.
pub(super) fn loaded_or_embedded(global: &Global) -> Result<Checklists> {
    Ok(with_risks(project(global)?)?.0)
}

/// The requirements below a point of the Act that has points of its own, such as `annex-ii.8`.
fn under<'a>(checklists: &'a Checklists, id: &str) -> Vec<&'a Requirement> {
    let all = checklists.requirements();
    all.map(|(_, requirement)| requirement)
        .filter(|requirement| requirement.id.is_within(id))
        .collect()
}

/// What stands before a text that exists in English only, for who reads another language.
pub(super) fn mark(global: &Global) -> &'static str {
    match global.language() {
        Language::En => "",
        _ => FALLBACK,
    }
}
