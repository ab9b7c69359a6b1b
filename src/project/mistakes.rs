//! Mistakes of cemark.yaml that its form alone does not show.

use super::config::Project;
use crate::assessment::{Verdict, is_placeholder_value};
use crate::checklist::{Checklists, Phase};
use crate::regulation::{authorities, classify};
use crate::values::{CountryCode, Tri};
use crate::yaml::{self, Node, Problem};

/// What the form of cemark.yaml alone does not show.
pub(super) fn mistakes(project: &Project, tree: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |path: &[&str], message: String, hint: Option<&str>| {
        problems.push(tree.problem(path, message, hint.map(str::to_owned)));
    };
    if project.cemark != 1 {
        report(
            &["cemark"],
            format!(
                "version {} of cemark.yaml is not known here; this program reads 1",
                project.cemark
            ),
            None,
        );
    }
    if let (Some(first), Some(last)) = (
        project.placing.first.known(),
        project.placing.last_planned.known(),
    ) && first > last
    {
        let message = format!("the last unit ({last}) is placed before the first ({first})");
        report(&["placing", "last-planned"], message, None);
    }
    if project.role.all().is_empty() {
        report(
            &["role"],
            "at least one role is needed".to_owned(),
            Some("a maker writes `role: manufacturer`"),
        );
    }
    if project.stage == Phase::OnEvent {
        report(
            &["stage"],
            "`on-event` is no stage of a product: what is asked there counts while an event is open"
                .to_owned(),
            Some("write before-declaration, declaration or after-placing"),
        );
    }
    if project.checklists.is_empty() {
        report(
            &["checklists"],
            "at least one checklist is needed".to_owned(),
            Some("write `checklists: [annex-i]`"),
        );
    }
    if let Some(module) = project.conformity_assessment.module.known()
        && !is_procedure(module.raw())
    {
        report(
            &["conformity-assessment", "module"],
            format!(
                "`{}` is no conformity assessment procedure (Art. 32(1))",
                crate::text::one_line(module.raw())
            ),
            Some(
                "write `A`, `B+C`, `H`, or the name of a European cybersecurity certification scheme, such as `EUCC`",
            ),
        );
    }
    for (key, code) in member_states(project) {
        if authorities().member_state(code.as_str()).is_none() {
            let path: Vec<&str> = key.split('.').collect();
            report(
                &path,
                format!("`{code}` is no Member State of the Union"),
                Some("`cemark authority` lists the 27 codes"),
            );
        }
    }
    for (path, message, hint) in classification_mistakes(project) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        report(&path, message, hint.as_deref());
    }
    for (index, relax) in project.gate.relax.iter().enumerate() {
        if relax.reason.is_blank() || is_placeholder_value(relax.reason.raw()) {
            report(
                &["gate", "relax", &index.to_string(), "reason"],
                "a reason is needed: it stands in every output".to_owned(),
                None,
            );
        }
    }
    problems
}

/// What `classification`, `changes` and `state-of-law` name that is not there.
fn classification_mistakes(project: &Project) -> Vec<(Vec<String>, String, Option<String>)> {
    let mut found = Vec::new();
    let path =
        |parts: &[&str]| -> Vec<String> { parts.iter().map(|part| (*part).to_owned()).collect() };
    for (name, told) in &project.classification.facts {
        let place = path(&["classification", "facts", name.as_str()]);
        if classify::group(name.as_str()).is_some_and(|group| group.choose.is_some()) {
            if *told != Tri::No {
                let hint =
                    "write `no` for none of them, and name what is true by itself".to_owned();
                found.push((
                    place,
                    format!("`{name}` stands for several facts and can only be `no`"),
                    Some(hint),
                ));
            }
            continue;
        }
        match classify::fact(name.as_str()) {
            Some(fact) if fact.is_trait => {
                let hint = format!("write `traits: {{{name}: true}}` or `false`");
                found.push((place, format!("`{name}` is a trait"), Some(hint)));
            }
            Some(_) => {}
            None => {
                let groups = classify::groups().iter().map(|group| group.id.as_str());
                let known = classify::facts()
                    .iter()
                    .map(|fact| fact.id.as_str())
                    .chain(groups);
                let near = yaml::did_you_mean(name.as_str(), known)
                    .map(|near| format!("did you mean `{near}`?"));
                let hint =
                    near.unwrap_or_else(|| "`cemark classify --facts` lists them".to_owned());
                found.push((place, format!("there is no fact `{name}`"), Some(hint)));
            }
        }
    }
    let categories = || classify::categories().iter().map(|one| one.id.as_str());
    let close = project.classification.close_to.iter().flatten().enumerate();
    let close = close.map(|(index, id)| {
        (
            path(&["classification", "close-to", &index.to_string()]),
            id,
        )
    });
    let mandatory = project
        .state_of_law
        .mandatory_certification
        .iter()
        .flatten()
        .enumerate();
    let mandatory = mandatory.map(|(index, one)| {
        (
            path(&[
                "state-of-law",
                "mandatory-certification",
                &index.to_string(),
                "category",
            ]),
            &one.category,
        )
    });
    for (place, id) in close.chain(mandatory) {
        if classify::category(id.as_str()).is_none() {
            let near = yaml::did_you_mean(id.as_str(), categories())
                .map(|near| format!("did you mean `{near}`?"));
            let hint =
                near.unwrap_or_else(|| "`cemark classify --categories` lists the 26".to_owned());
            found.push((place, format!("there is no category `{id}`"), Some(hint)));
        }
    }
    let law = &project.state_of_law;
    let is_given = law.cited.is_some()
        || law.common_specifications.is_some()
        || law.schemes.is_some()
        || law.mandatory_certification.is_some()
        || law.notified_bodies.is_some();
    if is_given && law.as_of.is_none() {
        let hint = "write `as-of:` with the day on which you looked".to_owned();
        found.push((
            path(&["state-of-law"]),
            "what you know of the state of the law needs its day".to_owned(),
            Some(hint),
        ));
    }
    found
}

/// Whether a line names procedures and nothing else: A, B+C, H, or a scheme, whose name begins
/// with `EU`; two where they share the work (Art. 32(2)).
fn is_procedure(text: &str) -> bool {
    text.trim().is_empty() || !classify::Procedure::named(text).is_empty()
}

/// Every Member State that cemark.yaml names, with the key that names it.
fn member_states(project: &Project) -> Vec<(String, CountryCode)> {
    let reporting = &project.reporting;
    let outside = &reporting.outside_union;
    let single = [
        (
            "cybersecurity-decisions",
            reporting.cybersecurity_decisions.known().copied(),
        ),
        ("most-employees", reporting.most_employees.known().copied()),
        (
            "outside-union.authorised-representative",
            outside.authorised_representative,
        ),
        ("outside-union.importer", outside.importer),
        ("outside-union.distributor", outside.distributor),
        ("outside-union.users", outside.users),
    ];
    let single = single
        .into_iter()
        .filter_map(|(key, code)| Some((format!("reporting.{key}"), code?)));
    let placed = project.placing.member_states.iter().enumerate();
    let placed = placed.map(|(n, code)| (format!("placing.member-states.{n}"), *code));
    let own = reporting.authorities.keys();
    let own = own.map(|code| (format!("reporting.authorities.{code}"), *code));
    placed.chain(own).chain(single).collect()
}

/// Names in cemark.yaml and its checklists that lead nowhere.
pub(super) fn unknown_names(
    project: &Project,
    tree: &Node,
    checklists: &Checklists,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, relax) in project.gate.relax.iter().enumerate() {
        let name = relax.name.as_str();
        let requirements = checklists.requirements().map(|(_, r)| r.id.as_str());
        let questions = checklists.questions().map(|(_, q)| q.id.as_str());
        let known: Vec<&str> = requirements
            .chain(questions)
            .chain(Verdict::ALL.iter().map(|v| v.name()))
            .collect();
        if !known.contains(&name) {
            let near = yaml::did_you_mean(name, known);
            let hint = near.map_or_else(
                || "name a requirement, a question or a verdict".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let path = ["gate", "relax", &index.to_string(), "name"];
            problems.push(tree.problem(&path, format!("nothing is named `{name}`"), Some(hint)));
        }
    }
    let values = project.values();
    for (_, question) in checklists.questions() {
        if let Some(key) = &question.value
            && !values.iter().any(|(name, _)| name == key.raw())
            && !key.raw().starts_with("traits.")
        {
            let near = yaml::did_you_mean(key.raw(), values.iter().map(|(name, _)| name.as_str()));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!(
                "question `{}` takes its answer from `{key}`, which cemark.yaml does not have",
                question.id
            );
            problems.push(tree.problem(&["checklists"], message, hint));
        }
    }
    problems
}
