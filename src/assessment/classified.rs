use super::assess::Run;
use super::finding::{Finding, Severity};
use super::findings::project_finding;
use crate::checklist::Role;
use crate::project::ClassificationResult;
use crate::regulation::classify::{Classification, classify};
use crate::text::Text;

impl Run<'_> {
    /// What the classification of cemark.yaml (`cemark classify`) calls for. It decides no verdict
    /// of its own: scope, role and route stand beside what is asked.
    pub(super) fn classification_findings(&self) -> Vec<Finding> {
        let project = self.context.project;
        let record = &project.classification;
        let is_maker = project.role.all().contains(&Role::Manufacturer);
        let line = |path: &[&str]| Some(self.loaded.tree.place(path).line);
        if record.facts.is_empty() && record.close_to.is_none() {
            let asks_for_route = self.loaded.checklists.requirement("art-32.1").is_some();
            return match asks_for_route && is_maker {
                true => vec![Finding {
                    severity: Severity::Note,
                    message: "scope, category and route are not classified yet".to_owned(),
                    fix: "`cemark classify` asks for the facts and gives the reasons.".to_owned(),
                    line: line(&["classification"]),
                    ..project_finding(
                        "not-classified",
                        "classification",
                        Text::from("Art. 2, 7, 8, 32"),
                    )
                }],
                false => Vec::new(),
            };
        }
        let outcome = classify(&project.profile(Some(self.context.date)));
        let mut findings = Vec::new();
        if let (Some(result), Some(day)) = (&record.result, record.decided)
            && *result != ClassificationResult::of(&outcome)
        {
            findings.push(Finding {
                severity: Severity::Warning,
                message: format!("the classification recorded on {day} is no longer what its facts come to: facts, rules or the state of the law changed since"),
                fix: "Look at `cemark classify`, then record it anew with `cemark classify --record`.".to_owned(),
                line: line(&["classification", "result"]),
                ..project_finding("classification-changed", "classification", Text::from("Art. 2, 7, 8, 32"))
            });
        }
        let is_steward = outcome.roles.holds(Role::Steward);
        if outcome.in_scope() == Some(false) && !is_steward {
            findings.push(Finding {
                severity: Severity::Note,
                message: "by its classification the Act does not apply to the product; what is asked here is asked all the same".to_owned(),
                fix: "If that is right, this product needs no assessment; else correct the facts under `classification`.".to_owned(),
                line: line(&["classification"]),
                ..project_finding("classified-out-of-scope", "classification", Text::from("Art. 2"))
            });
        }
        findings.extend(self.other_role(&outcome));
        if outcome.can_finish() == Some(false) && is_maker {
            findings.push(Finding {
                severity: Severity::Note,
                message: "no conformity assessment procedure that is open to this product can be finished today, as far as is known".to_owned(),
                fix: "See `cemark classify` for what is missing and as of which day; what you know better goes under `state-of-law` in cemark.yaml.".to_owned(),
                line: line(&["classification"]),
                ..project_finding("no-route-today", "classification", Text::from("Art. 32"))
            });
        }
        findings
    }

    /// Roles by the facts that `role` does not name: their duties are not asked.
    fn other_role(&self, outcome: &Classification) -> Option<Finding> {
        let named = self.context.project.role.all();
        let missing: Vec<&str> = outcome
            .roles
            .held
            .iter()
            .filter(|held| !named.contains(&held.role))
            .map(|held| held.role.name())
            .collect();
        (!missing.is_empty()).then(|| Finding {
            severity: Severity::Warning,
            message: format!("by the facts under `classification` you are also {}, which `role` does not name: its duties are not asked", missing.join(", ")),
            fix: "Correct `role` and `checklists` in cemark.yaml, or the facts.".to_owned(),
            line: Some(self.loaded.tree.place(&["role"]).line),
            ..project_finding("role-differs", &missing.join("-"), Text::from("Art. 3(13) to (17), 21, 22"))
        })
    }
}
