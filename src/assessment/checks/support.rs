use super::{Check, Context, Outcome};
use crate::checklist::Basis;
use crate::values::Period;

/// The floor of Art. 13(8).
const FIVE_YEARS: Period = Period::from_months(60);

pub(super) const CHECKS: &[Check] = &[Check {
    id: "support-period",
    key: "support",
    citation: "Art. 13(8)",
    basis: Basis::Law,
    summary: "The support period reflects the time for which the product is expected to be in use and is at least five years; where that time is below five years, the two correspond.",
    remedy: "Set `support: expected-use` and `period` (and `end`, with `placing: last-planned`) in cemark.yaml. Lengthen a period that is too short; where the use is below five years, make the two equal.",
    run: |context| support_period(context).into(),
}];

/// Compares the support period with the expected use that the maker states, and its end with
/// the last unit placed on the market: each unit placed needs its support period (recital 38,
/// Commission FAQ 4.5.3). Without a last unit the first one stands in for it.
fn support_period(context: &Context<'_>) -> (Outcome, String) {
    let support = &context.project.support;
    let placing = &context.project.placing;
    let Some(&expected) = support.expected_use.known() else {
        return (
            Outcome::Undecided,
            "cemark.yaml does not state an expected time in use (support.expected-use)".into(),
        );
    };
    let period = support.period.known().copied();
    if let Some(period) = period {
        if period < expected {
            let message =
                format!("support for {period} is shorter than the expected use of {expected}");
            return (Outcome::Fail, message);
        }
        if period < FIVE_YEARS && period > expected {
            let message = format!(
                "support for {period} is longer than the expected use of {expected} and shorter than five years: below five years the period corresponds to the expected use"
            );
            return (Outcome::Undecided, message);
        }
    }
    let last = placing.last_planned.known().map(|day| (*day, "last"));
    let unit = last.or(placing.first.known().map(|day| (*day, "first")));
    if let (Some(&end), Some((placed, which))) = (support.end.known(), unit) {
        let owed = period.unwrap_or(expected);
        if !end.covers(placed, owed) {
            let message = format!(
                "support ends {end}, less than {owed} after the {which} unit is placed on the market ({placed})"
            );
            return (Outcome::Fail, message);
        }
        if period.is_none() && which == "last" {
            let message = format!(
                "support until {end} covers the expected use of {expected} from the last unit ({placed})"
            );
            return (Outcome::Pass, message);
        }
    }
    match period {
        Some(period) => (Outcome::Pass, format!("support for {period}, expected use {expected}")),
        None => (
            Outcome::Undecided,
            "cemark.yaml states neither a support period (support.period) nor its end with the last unit planned".into(),
        ),
    }
}
