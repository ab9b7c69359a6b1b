use super::checks::{Check, CheckResult, Context, Outcome};
use super::evidence::{self, EvidenceState, EvidenceView};
use super::placeholder::{Placeholder, is_placeholder_url, placeholder};
use super::result::Reason;
use super::verdict::Verdict;
use crate::checklist::{Basis, Justification, Question, Requirement, When};
use crate::project::{Answer, Project, RiskEntry, RiskRegister, Status};
use crate::regulation::point;
use crate::text::Text;
use crate::values::Id;

/// An answer, judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub verdict: Verdict,
    pub reasons: Vec<Reason>,
    pub revised: bool,
    pub evidence: Vec<EvidenceView>,
}

/// Runs the checks that a question names.
pub(super) fn run_checks(question: &Question, context: &Context<'_>) -> Vec<CheckResult> {
    question
        .checks
        .iter()
        .filter_map(|used| {
            Check::find(used.id.as_str()).map(|check| check.run(context, used.decisive))
        })
        .collect()
}

/// The verdict table: an answer against evidence and checks. The first row that fits counts.
pub(super) fn judge(
    requirement: &Requirement,
    question: &Question,
    (part, answer): (Option<&Id>, Option<&Answer>),
    checks: &[CheckResult],
    context: &Context<'_>,
) -> Judged {
    let Some((answer, status)) = answer.and_then(|a| a.status.map(|status| (a, status))) else {
        return Judged {
            verdict: Verdict::Open,
            reasons: vec![],
            revised: false,
            evidence: vec![],
        };
    };
    let evidence: Vec<_> = answer
        .evidence
        .iter()
        .map(|e| evidence::judge(e, context.files, context.date))
        .collect();
    let revised = answer.revision != Some(question.revision);
    let claims = matches!(status, Status::Met | Status::NotApplicable);
    let law = |outcome| {
        checks
            .iter()
            .filter(move |c| c.basis == Basis::Law && c.outcome == outcome)
    };

    let mut reasons = invalid(requirement, question, answer, status, context.risks);
    let register = context
        .risks
        .filter(|_| status == Status::NotApplicable && is_risk_based(requirement, question))
        .map(|risks| {
            let parts: Vec<Option<&Id>> = match part {
                // An answer for the whole product has to hold for each part of it.
                None if !context.project.parts.is_empty() => {
                    context.project.parts.keys().map(Some).collect()
                }
                part => vec![part],
            };
            let each = parts.into_iter().map(|part| {
                let counts = |entry: &RiskEntry| {
                    entry.part.as_ref().is_none_or(|own| part == Some(own))
                        && entry.date <= context.date
                };
                Register::of(risks, requirement, question, answer, counts)
            });
            each.reduce(Register::worse).unwrap_or(Register::Silent)
        });
    let verdict = if !reasons.is_empty() {
        Verdict::Invalid
    } else if claims && law(Outcome::Fail).next().is_some() {
        reasons.extend(law(Outcome::Fail).map(|c| reason(c.id, &c.message)));
        Verdict::Contradicted
    } else if let Some(Register::Applies(entries)) = register {
        reasons.extend(entries.iter().map(|id| {
            reason(
                &format!("risk:{id}"),
                &format!("the risk entry `{id}` in cemark/risk.yaml says that this point applies"),
            )
        }));
        Verdict::Contradicted
    } else if status == Status::NotMet {
        Verdict::Gap
    } else if status == Status::PartlyMet {
        Verdict::Partial
    } else if status == Status::Met && law(Outcome::Undecided).any(|c| c.decisive) {
        reasons.extend(
            law(Outcome::Undecided)
                .filter(|c| c.decisive)
                .map(|c| reason(c.id, &c.message)),
        );
        Verdict::Undecided
    } else {
        let stale = stale_reasons(&evidence, revised);
        let counting = evidence.iter().any(|e| e.state == EvidenceState::Current);
        if !stale.is_empty() {
            reasons = stale;
            Verdict::Stale
        } else if let Some(Register::Silent) = register {
            reasons.push(reason(
                "risk",
                &format!("no entry in cemark/risk.yaml shows that {} does not apply (Art. 13(3) and (4))", requirement.citation),
            ));
            Verdict::Unevidenced
        } else if status == Status::NotApplicable {
            Verdict::NotApplicable
        } else if counting {
            Verdict::Conformant
        } else {
            reasons.extend(
                evidence
                    .iter()
                    .filter(|e| e.state == EvidenceState::Future)
                    .map(|e| {
                        reason(
                            e.source.raw(),
                            &format!(
                                "{} is dated {}, later than today, and does not count yet",
                                e.source, e.date
                            ),
                        )
                    }),
            );
            Verdict::Unevidenced
        }
    };
    Judged {
        verdict,
        reasons,
        revised,
        evidence,
    }
}

/// What the risk register says of a point that is answered with 'does not apply'.
enum Register {
    /// That it applies: these entries.
    Applies(Vec<Id>),
    /// That it does not.
    DoesNotApply,
    /// Nothing.
    Silent,
}

impl Register {
    /// The entries that the answer names count as well as those that name the point.
    fn of(
        risks: &RiskRegister,
        requirement: &Requirement,
        question: &Question,
        answer: &Answer,
        counts: impl Fn(&RiskEntry) -> bool,
    ) -> Self {
        let named = answer
            .limits
            .iter()
            .filter_map(|id| risks.risks.get_key_value(id));
        let mut entries = risks.about_where(requirement, question, &counts);
        entries.extend(named.filter(|(_, entry)| counts(entry)));
        let applies = entries.iter().filter(|(_, entry)| entry.applies);
        let applies: Vec<Id> = applies.map(|(id, _)| (*id).clone()).collect();
        match (applies.is_empty(), entries.is_empty()) {
            (false, _) => Register::Applies(applies),
            (true, false) => Register::DoesNotApply,
            (true, true) => Register::Silent,
        }
    }

    /// Of two parts, what weighs more.
    fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Register::Applies(mut some), Register::Applies(more)) => {
                // An entry for the whole product speaks of each part.
                let news: Vec<Id> = more.into_iter().filter(|id| !some.contains(id)).collect();
                some.extend(news);
                Register::Applies(some)
            }
            (applies @ Register::Applies(_), _) | (_, applies @ Register::Applies(_)) => applies,
            (Register::Silent, _) | (_, Register::Silent) => Register::Silent,
            (Register::DoesNotApply, Register::DoesNotApply) => Register::DoesNotApply,
        }
    }
}

/// Whether the Act lets the risk assessment decide on the question, Annex I Part I point 2.
fn is_risk_based(requirement: &Requirement, question: &Question) -> bool {
    requirement.applies.when == When::RiskBased && question.basis == Basis::Law
}

fn stale_reasons(evidence: &[EvidenceView], revised: bool) -> Vec<Reason> {
    let mut reasons: Vec<_> = evidence
        .iter()
        .filter_map(|e| match &e.state {
            EvidenceState::Bad(why) => {
                Some(reason(e.source.raw(), &format!("{}: {why}", e.source)))
            }
            _ => None,
        })
        .collect();
    if revised {
        reasons.push(reason(
            "revision",
            "the question was revised after this answer; read it again and answer it anew",
        ));
    }
    reasons
}

/// Why the answer cannot count at all. Placeholders are looked for where something is claimed.
fn invalid(
    requirement: &Requirement,
    question: &Question,
    answer: &Answer,
    status: Status,
    risks: Option<&RiskRegister>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let claims = matches!(status, Status::Met | Status::NotApplicable);
    let fields: [(&str, &Option<Text>, bool); 2] = [
        ("notes", &answer.notes, false),
        ("justification", &answer.justification, true),
    ];
    for (field, text, is_reason) in fields {
        let found = text
            .as_ref()
            .and_then(|text| placeholder(text, is_reason, requirement, question));
        let why = match found.filter(|_| claims) {
            None => continue,
            Some(Placeholder::Word) => "is a placeholder",
            Some(Placeholder::Hint) => "repeats the checklist's own words",
            Some(Placeholder::NoReason) => "gives no reason",
        };
        let shown: String = text
            .iter()
            .flat_map(|t| {
                crate::text::one_line(t.raw())
                    .chars()
                    .take(40)
                    .collect::<Vec<_>>()
            })
            .collect();
        reasons.push(reason(
            field,
            &format!("the field `{field}` {why}: \"{shown}\""),
        ));
    }
    if claims {
        for evidence in &answer.evidence {
            if let Some(url) = evidence
                .url
                .as_ref()
                .filter(|url| is_placeholder_url(url.raw()))
            {
                reasons.push(reason(
                    "evidence",
                    &format!("the evidence address {url} is a placeholder, or leads to this computer only"),
                ));
            }
        }
    }
    if status == Status::NotApplicable {
        let opening = opening(requirement, question);
        if !opening.is_open {
            reasons.push(reason(
                "status",
                &format!(
                    "{} leaves no room for 'does not apply' in this question",
                    requirement.citation
                ),
            ));
        } else if opening.needs_reason && answer.justification.as_ref().is_none_or(Text::is_blank) {
            // Art. 13(4), last sentence, speaks of essential requirements: both Parts of Annex I.
            let source = if requirement.citation.raw().starts_with("Annex I,") {
                " (Art. 13(4))"
            } else {
                ""
            };
            reasons.push(reason(
                "justification",
                &format!("'does not apply' needs a justification{source}"),
            ));
        }
    }
    let is_known = |id: &Id| risks.is_some_and(|register| register.risks.contains_key(id));
    for risk in answer.limits.iter().filter(|id| !is_known(id)) {
        let where_to = match risks {
            Some(_) => "cemark/risk.yaml has no such entry",
            None => "this project has no cemark/risk.yaml; `cemark risk add` begins it",
        };
        reasons.push(reason(
            &format!("limits:{risk}"),
            &format!("no risk entry is named `{risk}`: {where_to}"),
        ));
    }
    reasons
}

fn reason(subject: &str, text: &str) -> Reason {
    Reason {
        subject: subject.to_owned(),
        text: text.to_owned(),
    }
}

/// Whether the question is asked of this product. The Act asks for a justification wherever a
/// risk-based point is left out (Art. 13(4)), so no trait switches such a question off.
pub(super) fn is_asked(requirement: &Requirement, question: &Question, project: &Project) -> bool {
    match &question.applies_when {
        Some(condition) if !is_risk_based(requirement, question) => {
            condition.holds(project) != Some(false)
        }
        _ => true,
    }
}

/// The room that the law leaves for 'does not apply' in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// There is room.
    pub is_open: bool,
    /// It takes a justification.
    pub needs_reason: bool,
}

/// The room that the law leaves for 'does not apply' in a question. Who does without a permission
/// says so by it, and owes no reason.
pub fn opening(requirement: &Requirement, question: &Question) -> Opening {
    let point = point(&requirement.id, &requirement.citation);
    let is_permission = point.is_some_and(|point| point.permission);
    let opening = &question.not_applicable;
    Opening {
        is_open: opening.allowed || is_permission,
        needs_reason: opening.justification == Justification::Required && !is_permission,
    }
}

/// That the product's traits suggest that a question does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What the traits say of the product, in a sentence.
    pub words: String,
    /// The sentence is a reason by itself, as the checklist says.
    pub is_reason: bool,
}

/// Whether the product's traits suggest that a question does not apply; the maker confirms.
pub fn suggestion(question: &Question, project: &Project) -> Option<Suggestion> {
    let condition = question.suggests_not_applicable_when.as_ref()?;
    let traits = condition.rests_on(project);
    let words = traits.iter().map(|(name, has)| match has {
        true => name.label(),
        false => name.denied(),
    });
    let words: Vec<&str> = words.collect();
    let is_open = question.not_applicable.allowed && !words.is_empty();
    is_open.then(|| Suggestion {
        words: format!("The product {}.", words.join(" and ")),
        is_reason: question.suggests_a_reason,
    })
}

/// The parts of an answer that are judged apart: none where the answer holds for all. That a part
/// has an owner of its own does not answer for it.
pub(super) fn parts_of(
    answer: Option<&Answer>,
    project: &Project,
) -> Vec<(Option<Id>, Option<Answer>)> {
    match answer {
        Some(answer)
            if answer
                .parts
                .keys()
                .any(|part| answer.of_part(part).is_some()) =>
        {
            let shared = answer.status.is_some().then(|| Answer {
                parts: Default::default(),
                ..answer.clone()
            });
            let of_parts = project.parts.keys().map(|part| {
                let own = answer.of_part(part).cloned();
                (Some(part.clone()), own.or_else(|| shared.clone()))
            });
            // An answer for the whole product counts even where each part has one of its own.
            let whole = project
                .parts
                .keys()
                .all(|part| answer.of_part(part).is_some())
                .then(|| shared.clone())
                .flatten()
                .map(|answer| (None, Some(answer)));
            of_parts.chain(whole).collect()
        }
        other => vec![(None, other.cloned())],
    }
}
