//! From an assessment to the variables of a document: what is decided, is decided here.

use std::collections::BTreeSet;

use super::markdown::web_address;
use super::summary::{
    Answered, Chart, CheckLine, ChecklistLine, Count, Due, EvidenceLine, FileLine, Gate, Law,
    OpenPoint, Part, PointGroup, Product, QuestionSection, RelaxationLine, RequirementSection,
    Reworded, RiskLine, SbomFigures, SbomLine, Scope, Summary, Tool, Trait, Value,
};
use super::words;
use crate::assessment::{
    Assessment, CheckResult, EvidenceState, EvidenceView, Finding, Outcome, QuestionResult,
    RequirementResult, Severity, Verdict, suggestion,
};
use crate::checklist::{Basis, Question, Requirement, Role};
use crate::project::{Answer, LoadedProject, SbomInput, SbomState, Status};
use crate::regulation::classify::category;
use crate::regulation::{self, Application, MAIN_DATE, REPORTING_DATE};
use crate::sbom;
use crate::text::Text;
use crate::values::{Fill, Id, Tri};

impl Summary {
    /// The variables for one project and its assessment.
    pub fn new(loaded: &LoadedProject, assessment: &Assessment, digest: &str) -> Self {
        let builder = Builder { loaded, assessment };
        Self {
            product: builder.product(),
            date: assessment.date,
            date_in_words: assessment.date.in_words(),
            due: builder.due(),
            gate: builder.gate(),
            scope: builder.scope(),
            chart: builder.chart(),
            requirements: builder.sections(Kind::Law),
            apart: builder.sections(Kind::Apart),
            apart_checks: builder.apart_checks(),
            open_points: builder.points(Kind::Law),
            apart_points: builder.points(Kind::Apart),
            sboms: loaded.sboms.iter().map(sbom_line).collect(),
            inputs: loaded
                .read
                .iter()
                .map(|(path, sha256)| FileLine {
                    path: Text::from(path.as_str()),
                    sha256: *sha256,
                })
                .collect(),
            checklists: builder.checklists(),
            tool: Tool::this(),
            digest: Text::from(digest),
            law: Law {
                title: "Regulation (EU) 2024/2847 (Cyber Resilience Act)",
                text: "consolidated text of 20 November 2024, with corrigenda to 17 October 2025",
                eli: "http://data.europa.eu/eli/reg/2024/2847/oj",
            },
        }
    }
}

/// Law on the one side, guidelines and good practice on the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Law,
    Apart,
}

impl Kind {
    fn has(self, basis: Basis) -> bool {
        (basis == Basis::Law) == (self == Kind::Law)
    }
}

struct Builder<'a> {
    loaded: &'a LoadedProject,
    assessment: &'a Assessment,
}

impl Builder<'_> {
    fn application(&self) -> Application {
        self.loaded.project.application()
    }

    /// The label of the whole document.
    fn due(&self) -> Due {
        if !self.loaded.project.role.all().contains(&Role::Manufacturer) {
            return words::later_role(self.assessment.date);
        }
        match self.application() {
            Application::OnlyReporting { .. } => words::only_reporting(),
            Application::Binds { from } => {
                let binds = Application::Binds { from };
                words::due(
                    regulation::Due::on(self.assessment.date, &binds),
                    Some(from),
                    true,
                )
            }
        }
    }

    fn product(&self) -> Product {
        let project = &self.loaded.project;
        let (product, maker) = (&project.product, &project.manufacturer);
        let (support, contact) = (&project.support, &project.vulnerability_handling);
        Product {
            name: value("product.name", "Product", &product.name, true),
            version: value("product.version", "Version", &product.version, true),
            kind: value("product.type", "Type", &product.kind, true),
            manufacturer: value("manufacturer.name", "Manufacturer", &maker.name, true),
            details: vec![
                value(
                    "product.intended-purpose",
                    "Intended purpose",
                    &product.intended_purpose,
                    false,
                ),
                value(
                    "manufacturer.address",
                    "Postal address",
                    &maker.address,
                    false,
                ),
                value(
                    "manufacturer.contact",
                    "Digital contact",
                    &maker.contact,
                    false,
                ),
                value("manufacturer.website", "Website", &maker.website, false),
                value(
                    "support.expected-use",
                    "Expected time in use",
                    &support.expected_use,
                    false,
                ),
                value("support.period", "Support period", &support.period, false),
                value("support.end", "End of support", &support.end, false),
                value(
                    "vulnerability-handling.contact",
                    "Contact for vulnerabilities",
                    &contact.contact,
                    false,
                ),
                value(
                    "vulnerability-handling.disclosure-policy",
                    "Disclosure policy",
                    &contact.disclosure_policy,
                    false,
                ),
            ],
        }
    }

    fn gate(&self) -> Gate {
        let gate = &self.assessment.gate;
        let closing = self
            .assessment
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .count();
        let let_pass: BTreeSet<&Id> = gate.relaxed.iter().flat_map(|r| &r.questions).collect();
        let sentence = match (gate.holds, let_pass.len()) {
            (false, _) => format!(
                "The gate does not hold: {} it.",
                plural(closing, "finding closes", "findings close")
            ),
            (true, 0) => "The gate holds.".to_owned(),
            (true, n) => format!(
                "The gate holds only because the maker lets {} pass; the verdicts stay as they are.",
                plural(n, "question", "questions")
            ),
        };
        let relaxations = self.loaded.project.gate.relax.iter().map(|relaxation| {
            let found = gate.relaxed.iter().find(|r| {
                r.name == relaxation.name
                    && r.until == relaxation.until
                    && r.reason == relaxation.reason
            });
            RelaxationLine {
                name: relaxation.name.clone(),
                reason: relaxation.reason.clone(),
                until: relaxation.until,
                in_force: found.is_some(),
                questions: found.map(|r| r.questions.clone()).unwrap_or_default(),
            }
        });
        Gate {
            holds: gate.holds,
            sentence,
            stage: words::phase(gate.stage, &self.assessment.roles),
            closing,
            relaxations: relaxations.collect(),
        }
    }

    fn scope(&self) -> Scope {
        let project = &self.loaded.project;
        let placing = &project.placing;
        let mut dates = vec![
            value(
                "placing.first",
                "First unit placed on the market",
                &placing.first,
                false,
            ),
            value(
                "placing.last-planned",
                "Last unit planned",
                &placing.last_planned,
                false,
            ),
        ];
        if let Some(day) = placing.substantially_modified {
            dates.push(value(
                "placing.substantially-modified",
                "Substantial modification",
                &Fill::Known(day),
                false,
            ));
        }
        let traits = crate::checklist::Trait::ALL.iter().map(|name| {
            let known = project.has(*name);
            Trait {
                name: name.name(),
                label: name.label(),
                state: match known {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "unknown",
                },
                known: known.is_some(),
            }
        });
        Scope {
            roles: project
                .role
                .all()
                .iter()
                .map(|role| words::role(*role))
                .collect(),
            traits: traits.collect(),
            placing: dates,
            parts: project
                .parts
                .iter()
                .map(|(id, about)| Part {
                    id: id.clone(),
                    about: about.clone(),
                })
                .collect(),
            notes: self.notes(),
            reworded: self
                .loaded
                .checklists
                .reworded
                .iter()
                .map(|(id, checklist)| Reworded {
                    id: id.clone(),
                    checklist: checklist.clone(),
                })
                .collect(),
        }
    }

    /// What the classification came to, where one is recorded.
    fn classified(&self) -> Option<String> {
        let record = &self.loaded.project.classification;
        let (result, day) = (record.result.as_ref()?, record.decided?);
        let scope = match result.in_scope {
            Tri::Yes => "in scope",
            Tri::No => "out of scope",
            Tri::Unknown => "scope undecided",
        };
        let points: Vec<String> = result
            .points
            .iter()
            .filter_map(|id| category(id.as_str()))
            .map(|category| category.citation.to_string())
            .collect();
        let points = if points.is_empty() {
            String::new()
        } else {
            format!(": {}", points.join("; "))
        };
        let class = match (result.in_scope, result.category) {
            (Tri::No, _) => String::new(),
            (_, Some(class)) => format!("; category {}{points}", class.in_words()),
            (_, None) => "; category undecided".to_owned(),
        };
        let open: Vec<&str> = result
            .open_procedures
            .iter()
            .map(|one| one.name())
            .collect();
        let open = if open.is_empty() {
            String::new()
        } else {
            format!("; procedures open by Art. 32: {}", open.join(", "))
        };
        let core = record
            .core_functionality
            .as_ref()
            .map(|core| format!(" Core functionality by the maker's own words: {core}."))
            .unwrap_or_default();
        Some(format!(
            "Classified on {}: {scope}{class}{open}.{core} Reasons: `cemark classify`.",
            day.in_words()
        ))
    }

    /// What follows from the dates.
    fn notes(&self) -> Vec<String> {
        let placing = &self.loaded.project.placing;
        let today = self.assessment.date;
        let main = MAIN_DATE.in_words();
        let modified = self.loaded.project.substantially_modified();
        let binds = matches!(self.application(), Application::Binds { .. });
        let mut notes = Vec::new();
        if let Application::OnlyReporting { last_placed } = self.application() {
            notes.push(format!(
                "By cemark.yaml all units are placed on the market before {main} (the last on {}). As long as none is substantially modified from that date on, of the manufacturer's duties only the reporting under Art. 14 applies (Art. 69(2) and (3)). All else is out of scope for this reason.",
                last_placed.in_words()
            ));
        }
        if binds && today < MAIN_DATE {
            notes.push(format!(
                "Except for Art. 14 and Chapter IV, the Act applies from {main} (Art. 71(2)). Until then this summary shows preparation: what is open is still to do, no more."
            ));
        }
        if binds && placing.last_planned.known().is_none() && modified.is_none() {
            notes.push("The day on which the last unit is placed is not stated, so the Act is taken to apply in full.".to_owned());
        }
        notes.extend(self.classified());
        if let Some(day) = modified {
            notes.push(format!(
                "Units placed before {main} come under the Act here because a substantial modification on {} is stated (Art. 69(2)).",
                day.in_words()
            ));
        } else if binds
            && placing
                .first
                .known()
                .is_some_and(|first| *first < MAIN_DATE)
        {
            notes.push(format!(
                "The Act judges each unit: units placed before {main} come under Art. 14 only, unless they are substantially modified from that date on (Art. 69(2) and (3)). What follows concerns the later ones."
            ));
        }
        let roles = self.loaded.project.role.all();
        let manufacturer = roles.contains(&Role::Manufacturer);
        if manufacturer {
            let word = if today < REPORTING_DATE {
                "will apply from"
            } else {
                "have applied since"
            };
            let asked = if self.asks("art-14.") {
                "they are asked below"
            } else {
                "this summary does not ask about them"
            };
            notes.push(format!(
                "The manufacturer's reporting duties under Art. 14 {word} {} (Art. 71(2)); {asked}.",
                REPORTING_DATE.in_words()
            ));
        }
        for role in roles.iter().filter(|role| **role != Role::Manufacturer) {
            notes.push(format!(
                "What the Act asks of the role {} ({}) is to do by {main} (Art. 71(2)).",
                role.name(),
                role.duties()
            ));
        }
        if manufacturer && !self.asks("annex-i.") {
            notes.push("Annex I is not among the checklists: the essential cybersecurity requirements were not assessed.".to_owned());
        }
        if binds && manufacturer {
            notes.push("The manufacturer may draw up an EU declaration of conformity only once a conformity assessment procedure under Art. 32 has demonstrated that the applicable essential cybersecurity requirements are fulfilled (Art. 13(12) and 28(1)). This summary does not replace that procedure.".to_owned());
        }
        notes
    }

    /// Whether a requirement is asked whose id begins so.
    fn asks(&self, beginning: &str) -> bool {
        let mut requirements = self.assessment.requirements.iter();
        requirements.any(|requirement| requirement.id.as_str().starts_with(beginning))
    }

    fn chart(&self) -> Chart {
        let counts = self.assessment.counts();
        let total: usize = counts.values().sum();
        let mut before = 0;
        let mut bars = Vec::new();
        let mut none = Vec::new();
        for (verdict, count) in counts {
            let word = words::verdict(verdict);
            if count == 0 {
                none.push(word);
                continue;
            }
            bars.push(Count {
                verdict: word,
                count,
                x: hundredths(before * 2, total),
                width: hundredths(count * 2, total),
                middle: hundredths(before * 2 + count, total),
                caption: match count * 100 / total {
                    0..=3 => String::new(),
                    4..=9 => word.sign.to_owned(),
                    _ => format!("{} {count}", word.sign),
                },
                bar: "█".repeat(if total > 40 {
                    (count * 40).div_ceil(total)
                } else {
                    count
                }),
            });
            before += count;
        }
        let parts: Vec<String> = bars
            .iter()
            .map(|b| format!("{} {}", b.count, b.verdict.label))
            .collect();
        let sentence = match total {
            0 => "No requirement of the law is among the checklists.".to_owned(),
            _ => format!(
                "{}: {}.",
                plural(total, "requirement", "requirements"),
                parts.join(", ")
            ),
        };
        Chart {
            total,
            counts: bars,
            none,
            sentence,
        }
    }

    fn sections(&self, kind: Kind) -> Vec<RequirementSection> {
        let sections = self.assessment.requirements.iter().filter_map(|result| {
            let (_, requirement) = self.loaded.checklists.requirement(result.id.as_str())?;
            let shown: Vec<&QuestionResult> = result
                .questions
                .iter()
                .filter(|q| kind.has(q.basis))
                .collect();
            let own = kind.has(result.basis);
            (own || !shown.is_empty()).then(|| self.section(result, requirement, &shown, own))
        });
        sections.collect()
    }

    fn section(
        &self,
        result: &RequirementResult,
        requirement: &Requirement,
        shown: &[&QuestionResult],
        own: bool,
    ) -> RequirementSection {
        let ids: BTreeSet<&Id> = shown.iter().map(|q| &q.id).collect();
        let open: BTreeSet<&Id> = shown
            .iter()
            .filter(|q| q.verdict == Verdict::Open)
            .map(|q| &q.id)
            .collect();
        let law = own && result.basis == Basis::Law;
        let verdict = if law {
            result.verdict
        } else {
            Verdict::combine(shown.iter().map(|q| q.verdict))
        };
        let (open, of) = if law {
            (result.open, result.of)
        } else {
            (open.len(), ids.len())
        };
        RequirementSection {
            id: result.id.clone(),
            citation: result.citation.clone(),
            title: result.title.clone(),
            text: requirement.text.clone(),
            checklist: result.checklist.clone(),
            phase: words::phase(result.phase, &requirement.applies.roles),
            verdict: words::verdict(verdict),
            open,
            of,
            open_words: if of == 0 {
                "none asked".to_owned()
            } else {
                format!("{open} of {of} open")
            },
            due: words::due(result.due, result.due_from, law),
            out_of_scope: result
                .out_of_scope
                .as_deref()
                .filter(|_| own)
                .map(Text::from),
            risks: self.risks(requirement, own),
            questions: shown
                .iter()
                .filter_map(|q| self.question(requirement, q))
                .collect(),
        }
    }

    /// What the risk assessment says of the point; once, where its law stands.
    fn risks(&self, requirement: &Requirement, own: bool) -> Vec<RiskLine> {
        let register = self.loaded.risks.as_ref().filter(|_| own);
        let entries = register.map(|risks| risks.about_point(requirement));
        entries
            .into_iter()
            .flatten()
            .map(|(id, entry)| RiskLine {
                id: id.clone(),
                entry: entry.clone(),
            })
            .collect()
    }

    fn question(
        &self,
        requirement: &Requirement,
        asked: &QuestionResult,
    ) -> Option<QuestionSection> {
        let question = requirement.questions.iter().find(|q| q.id == asked.id)?;
        let owner = question
            .reference
            .as_ref()
            .and_then(|id| self.loaded.checklists.question(id.as_str()));
        // The question that holds the words: a reference has none of its own.
        let asking = owner.map_or(question, |(_, owner)| owner);
        let kind = if asked.basis == Basis::Law {
            Kind::Law
        } else {
            Kind::Apart
        };
        Some(QuestionSection {
            id: asked.id.clone(),
            anchor: anchor(&asked.id, asked.part.as_ref()),
            part: asked.part.as_ref().map(|id| Part {
                id: id.clone(),
                about: self
                    .loaded
                    .project
                    .parts
                    .get(id)
                    .cloned()
                    .unwrap_or_default(),
            }),
            ask: ask(asking),
            yes_means: asking.yes_means.clone(),
            basis: words::basis(asked.basis),
            verdict: words::verdict(asked.verdict),
            relaxed: asked.relaxed,
            revised: asked.revised,
            answer: self.answered(question, asking, asked),
            evidence: asked.evidence.iter().map(evidence_line).collect(),
            checks: asked
                .checks
                .iter()
                .filter(|check| kind == Kind::Apart || kind.has(check.basis))
                .map(|check| check_line(check, &asked.id))
                .collect(),
            reasons: asked
                .reasons
                .iter()
                .map(|reason| Text::from(reason.text.as_str()))
                .collect(),
            to_do: self.to_do(question, asking, asked),
        })
    }

    fn answered(&self, question: &Question, asking: &Question, asked: &QuestionResult) -> Answered {
        let stored = self.loaded.answers.get(&asking.id);
        let answer = stored.and_then(|stored| match &asked.part {
            Some(part) => stored.answer.of_part(part).or(Some(&stored.answer)),
            None => Some(&stored.answer),
        });
        let field = |get: fn(&Answer) -> &Option<Text>| {
            answer
                .and_then(|answer| get(answer).clone())
                .filter(|text| !text.is_blank())
        };
        let value = asking.value.as_ref().and_then(|key| {
            let all = self.loaded.project.values();
            all.into_iter()
                .find(|(name, _)| name == key.raw())
                .and_then(|(_, value)| value.known().cloned())
        });
        let given = asked.status.is_some();
        Answered {
            words: asked.status.map_or("not answered", Status::in_words),
            given,
            author: field(|a| &a.author),
            date: answer.and_then(|answer| answer.date),
            notes: field(|a| &a.notes),
            justification: field(|a| &a.justification),
            limits: answer
                .map(|answer| answer.limits.clone())
                .unwrap_or_default(),
            taken_from: question.reference.clone(),
            key: asking.value.clone(),
            value: value.map(Text::from),
            place: Some(place(&asked.place.0, asked.place.1)).filter(|_| given),
        }
    }

    /// The next steps: those of the finding, and for what is not there yet the checklist's.
    fn to_do(&self, question: &Question, asking: &Question, asked: &QuestionResult) -> Vec<Text> {
        if !asked.verdict.closes() {
            return Vec::new();
        }
        if let Some(owner) = &question.reference {
            return vec![Text::new(format!("See {owner}, which asks for this fact."))];
        }
        if asked.verdict == Verdict::Open {
            let mut steps = Vec::new();
            if suggestion(question, &self.loaded.project).is_some() {
                steps.push(Text::from("The product's traits suggest that this does not apply: confirm it with a justification, or answer otherwise."));
            }
            steps.push(way_to_yes(asking));
            return steps;
        }
        let rule = format!("answer-{}", asked.verdict.name());
        let findings = self.assessment.findings.iter();
        let found = findings.filter(|f| {
            f.id == rule && f.question.as_ref() == Some(&asked.id) && f.part == asked.part
        });
        let mut steps: Vec<Text> = found
            .map(|finding| Text::from(finding.fix.as_str()))
            .collect();
        steps.retain(|step| !step.is_blank());
        steps
    }

    /// Checks by guideline, each once, with the questions that name it.
    fn apart_checks(&self) -> Vec<CheckLine> {
        let mut lines: Vec<CheckLine> = Vec::new();
        for asked in self
            .assessment
            .requirements
            .iter()
            .flat_map(|r| &r.questions)
        {
            for check in asked
                .checks
                .iter()
                .filter(|check| Kind::Apart.has(check.basis))
            {
                match lines.iter_mut().find(|line| line.id == check.id) {
                    Some(line) if line.questions.contains(&asked.id) => {}
                    Some(line) => line.questions.push(asked.id.clone()),
                    None => lines.push(check_line(check, &asked.id)),
                }
            }
        }
        lines
    }

    fn points(&self, kind: Kind) -> Vec<PointGroup> {
        let mut groups: Vec<PointGroup> = Vec::new();
        for finding in self
            .assessment
            .findings
            .iter()
            .filter(|f| kind.has(f.basis))
        {
            let weight = words::weight(finding.severity);
            let point = self.point(finding);
            match groups.iter_mut().find(|group| group.weight == weight) {
                Some(group) => group.points.push(point),
                None => groups.push(PointGroup {
                    weight,
                    points: vec![point],
                }),
            }
        }
        groups
    }

    fn point(&self, finding: &Finding) -> OpenPoint {
        let about = finding
            .question
            .as_ref()
            .or(finding.requirement.as_ref())
            .map(Id::to_string);
        let mut asked = self
            .assessment
            .requirements
            .iter()
            .flat_map(|r| &r.questions);
        let asked = asked.find(|q| {
            Some(&q.id) == finding.question.as_ref()
                && (finding.part.is_none() || q.part == finding.part)
        });
        // A command for the terminal helps the maker there, not the reader of a document.
        let unanswered =
            asked.filter(|q| q.verdict == Verdict::Open && finding.id == "answer-open");
        let question = unanswered.and_then(|q| self.loaded.checklists.question(q.id.as_str()));
        OpenPoint {
            rule: Text::from(finding.id.as_str()),
            id: Text::new(about.unwrap_or_else(|| finding.id.clone())),
            anchor: asked.map(|q| anchor(&q.id, q.part.as_ref())),
            part: finding.part.clone(),
            citation: finding.citation.clone(),
            basis: words::basis(finding.basis),
            message: Text::from(finding.message.as_str()),
            to_do: question.map_or_else(
                || Text::from(finding.fix.as_str()),
                |(_, question)| way_to_yes(question),
            ),
            place: finding.file.as_ref().map(|file| place(file, finding.line)),
        }
    }

    fn checklists(&self) -> Vec<ChecklistLine> {
        let all = self.loaded.checklists.all.iter();
        all.map(|loaded| ChecklistLine {
            name: loaded.checklist.checklist.clone(),
            title: loaded.checklist.title.clone(),
            version: loaded.checklist.version.clone(),
            file: loaded
                .file
                .as_ref()
                .map(|file| Text::new(file.to_string_lossy().replace('\\', "/"))),
            sha256: loaded.sha256,
        })
        .collect()
    }
}

fn value<T: ToString>(key: &str, label: &'static str, value: &Fill<T>, owed: bool) -> Value {
    let to_fill_in = value.is_to_fill_in() || (owed && value.known().is_none());
    let text = match value.known() {
        Some(known) => Text::new(known.to_string()),
        None if to_fill_in => Text::from("to fill in"),
        None => Text::from("not stated"),
    };
    let url = value
        .known()
        .and_then(|known| web_address(&known.to_string()));
    Value {
        key: key.to_owned(),
        label,
        text,
        given: value.known().is_some(),
        to_fill_in,
        url,
    }
}

/// The question in words; for a value of cemark.yaml what the law asks for there.
fn ask(question: &Question) -> Text {
    match (&question.ask, &question.value) {
        (Some(ask), _) => ask.clone(),
        (None, Some(key)) => {
            let meaning = regulation::value_meaning(key.raw());
            let what = meaning.map_or_else(|| key.to_string(), |meaning| meaning.what.to_string());
            Text::new(format!("Stated in cemark.yaml: {what}"))
        }
        (None, None) => Text::default(),
    }
}

/// What leads from no answer to a yes.
fn way_to_yes(question: &Question) -> Text {
    match &question.value {
        Some(key) => Text::new(format!("Give {key} in cemark.yaml.")),
        None if question.fix.is_blank() => Text::from("Answer it."),
        None => Text::new(format!("Answer it. The way to a yes: {}", question.fix)),
    }
}

/// Ids hold letters, digits, `.`, `-` and `_` only, so the colon keeps anchors apart.
fn anchor(question: &Id, part: Option<&Id>) -> String {
    match part {
        Some(part) => format!("q.{question}:{part}"),
        None => format!("q.{question}"),
    }
}

fn place(file: &str, line: Option<usize>) -> Text {
    Text::new(match line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    })
}

fn evidence_line(view: &EvidenceView) -> EvidenceLine {
    EvidenceLine {
        source: view.source.clone(),
        url: web_address(&view.source.to_string()).filter(|_| view.is_url),
        sha256: view.sha256,
        date: view.date,
        valid_until: view.valid_until,
        counts: view.state == EvidenceState::Current,
        state: match &view.state {
            EvidenceState::Current => Text::from("present and current"),
            EvidenceState::Bad(why) => Text::new(format!("does not count: {why}")),
            EvidenceState::Future => {
                Text::from("does not count yet: dated later than this assessment")
            }
        },
    }
}

fn check_line(check: &CheckResult, question: &Id) -> CheckLine {
    CheckLine {
        id: check.id,
        outcome: words::outcome(check.outcome),
        saw: Text::from(check.message.as_str()),
        citation: Text::from(check.citation),
        basis: words::basis(check.basis),
        decisive: check.decisive,
        to_do: (check.outcome != Outcome::Pass).then(|| Text::from(check.remedy)),
        questions: vec![question.clone()],
    }
}

fn sbom_line(input: &SbomInput) -> SbomLine {
    let state = match &input.state {
        SbomState::Read(sbom) => {
            format!(
                "{} {} ({})",
                sbom.format.title(),
                sbom.version,
                sbom.encoding.title()
            )
        }
        SbomState::Unsupported(why) => format!("not read: {why}"),
        SbomState::Broken(why) => format!("cannot be read: {why}"),
        SbomState::Missing(why) => format!("missing: {why}"),
    };
    let figures = input.sbom().map(|sbom| {
        let counts = sbom::count(sbom);
        SbomFigures {
            components: counts.components,
            with_version: counts.with_version,
            with_purl: counts.with_purl,
            with_licence: counts.with_licence,
            with_supplier: counts.with_supplier,
            direct: counts.direct,
            dangling: counts.dangling,
        }
    });
    SbomLine {
        path: input.path.clone(),
        sha256: input.sha256,
        state: Text::new(state),
        figures,
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `halves` halves of `total` as hundredths of it, `12.50`, without floating point.
fn hundredths(halves: usize, total: usize) -> String {
    let basis_points = halves * 5_000 / total.max(1);
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}
