//! The words for people: each enum that a document prints, once.

use super::summary::{Due, Word};
use crate::assessment::{Outcome, Severity, Verdict};
use crate::checklist::{Basis, Phase, Role};
use crate::regulation;
use crate::values::Date;

const fn word(
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    sign: &'static str,
) -> Word {
    Word {
        name,
        label,
        meaning,
        sign,
    }
}

pub(super) fn verdict(verdict: Verdict) -> Word {
    let (label, meaning, sign) = match verdict {
        Verdict::Invalid => ("invalid", "the answer cannot count", "!"),
        Verdict::Contradicted => ("contradicted", "a machine check shows otherwise", "≠"),
        Verdict::Gap => ("gap", "answered no", "✕"),
        Verdict::Partial => ("partial", "answered partly: work is left", "◐"),
        Verdict::Open => ("open", "not answered", "○"),
        Verdict::Undecided => ("undecided", "a check that has to pass cannot decide", "?"),
        Verdict::Stale => (
            "stale",
            "evidence is missing, changed or expired, or the question was revised",
            "↻",
        ),
        Verdict::Unevidenced => (
            "unevidenced",
            "answered yes, without evidence that counts",
            "–",
        ),
        Verdict::Conformant => (
            "conformant",
            "answered yes, with evidence that is present and current",
            "✓",
        ),
        Verdict::NotApplicable => (
            "not applicable",
            "does not apply: the law leaves an opening, and the maker gives a reason",
            "∅",
        ),
        Verdict::OutOfScope => ("out of scope", "not asked of this product or role", "·"),
    };
    word(verdict.name(), label, meaning, sign)
}

pub(super) fn outcome(outcome: Outcome) -> Word {
    let (label, meaning, sign) = match outcome {
        Outcome::Pass => ("pass", "it holds", "✓"),
        Outcome::Fail => ("fail", "it does not hold", "✕"),
        Outcome::Undecided => ("undecided", "what is there does not settle it", "?"),
    };
    word(outcome.name(), label, meaning, sign)
}

pub(super) fn weight(severity: Severity) -> Word {
    let (label, meaning) = match severity {
        Severity::Error => ("Closes the gate", "to do before the gate holds"),
        Severity::Warning => (
            "Does not close the gate",
            "relaxed, due at a later stage, from a guideline, or undecided by the machine",
        ),
        Severity::Note => ("For information", "good to know"),
    };
    word(severity.name(), label, meaning, "")
}

pub(super) fn basis(basis: Basis) -> Word {
    match basis {
        Basis::Law => word("law", "law", "the Act, or another act that is named", ""),
        Basis::Guideline => word(
            "guideline",
            "guideline",
            "a published guideline that binds no one",
            "",
        ),
        Basis::GoodPractice => word(
            "good-practice",
            "good practice",
            "advice that binds no one",
            "",
        ),
    }
}

pub(super) fn phase(phase: Phase, roles: &[Role]) -> Word {
    let words = phase.in_words_for(roles);
    match phase {
        Phase::BeforeDeclaration if words != phase.in_words() => {
            word("before-declaration", words, words, "")
        }
        Phase::BeforeDeclaration => word(
            "before-declaration",
            "before the declaration",
            "before the EU declaration of conformity may be drawn up",
            "",
        ),
        Phase::Declaration => word(
            "declaration",
            "declaration",
            "with the declaration and the CE marking",
            "",
        ),
        Phase::AfterPlacing => word(
            "after-placing",
            "after placing",
            "once units are placed on the market",
            "",
        ),
        Phase::OnEvent => word(
            "on-event",
            "on an event",
            "while an event, such as an incident, is open",
            "",
        ),
    }
}

/// The label of a product of which all units were placed in time.
pub(super) fn only_reporting() -> Due {
    label(
        "not-required",
        "only the manufacturer's reporting under Art. 14 (Art. 69(2) and (3))",
        "only Art. 14",
    )
}

/// For roles that have duties of their own from the main date on, whatever is placed when.
pub(super) fn later_role(today: Date) -> Due {
    let from = regulation::MAIN_DATE;
    if today < from {
        let words = format!("preparing: to do by {} (Art. 71(2))", from.in_words());
        label("preparing", &words, &format!("by {from}"))
    } else {
        label("due", "due: the duties of your role apply", "due")
    }
}

/// `from`: the day from which it binds; `law`: whether the Act asks for it at all.
pub(super) fn due(due: regulation::Due, from: Option<Date>, law: bool) -> Due {
    let from = from.unwrap_or(regulation::MAIN_DATE);
    match due {
        regulation::Due::Preparing => label(
            "preparing",
            &format!(
                "preparing: to be met by {}, when what is asked here begins to bind this product",
                from.in_words()
            ),
            &format!("by {from}"),
        ),
        regulation::Due::Due => label(
            "due",
            &format!(
                "due: what is asked here has bound this product since {}",
                from.in_words()
            ),
            "due",
        ),
        regulation::Due::OtherRole => label("other-role", "not asked of your role", "other role"),
        regulation::Due::NotRequired if law => label(
            "not-required",
            "not required of this product",
            "not required",
        ),
        regulation::Due::NotRequired => label("not-required", "binds no one", "binds no one"),
    }
}

fn label(name: &'static str, label: &str, short: &str) -> Due {
    Due {
        name,
        label: label.to_owned(),
        short: short.to_owned(),
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Manufacturer => "manufacturer (Art. 3(13))",
        Role::Importer => "importer (Art. 3(16))",
        Role::Distributor => "distributor (Art. 3(17))",
        Role::AuthorisedRepresentative => "authorised representative (Art. 3(15))",
        Role::Steward => "open-source software steward (Art. 3(14))",
    }
}
