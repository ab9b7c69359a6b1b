//! `risk list`, for people.

use crate::checklist::Checklists;
use crate::project::{RiskEntry, RiskRegister};
use crate::regulation::{Point, points};
use crate::text::Lines;
use crate::values::Id;

/// The entries by point of Annex I; of Part I point 2 also the letters without one.
pub fn list(
    register: &RiskRegister,
    checklists: &Checklists,
    only: Option<&Id>,
    width: usize,
) -> String {
    let mut lines = Lines::new(width);
    let mut bare = 0;
    for point in points()
        .iter()
        .filter(|point| point.id.as_str().starts_with("annex-i."))
    {
        let entries: Vec<_> = register
            .risks
            .iter()
            .filter(|(_, entry)| {
                entry
                    .points
                    .iter()
                    .any(|id| id.is_within(point.id.as_str()))
            })
            .filter(|(_, entry)| only.is_none_or(|only| is_meant(entry, only, point)))
            .collect();
        let is_letter = point.id.as_str().starts_with("annex-i.i.2.");
        let is_shown = !entries.is_empty() || (only.is_none() && is_letter);
        if !is_shown {
            continue;
        }
        lines.wrapped("", &format!("{}: {}", point.citation, point.title));
        if entries.is_empty() {
            bare += 1;
            lines.line("  no entry");
        }
        for (id, entry) in entries {
            one(&mut lines, id, entry, point, checklists);
        }
    }
    if register.risks.is_empty() {
        lines.wrapped(
            "",
            "No entry is recorded. `cemark risk add` begins cemark/risk.yaml.",
        );
    } else if bare > 0 {
        lines.wrapped("", &format!("{bare} of the 13 letters of Annex I, Part I, point 2 have no entry (Art. 13(3): whether and how each applies)."));
    }
    lines.into_string()
}

fn is_meant(entry: &RiskEntry, only: &Id, point: &Point) -> bool {
    entry.points.contains(only) || *only == point.id
}

fn one(lines: &mut Lines, id: &Id, entry: &RiskEntry, point: &Point, checklists: &Checklists) {
    let of = entry.part.as_ref().map(|part| format!(" [{part}]"));
    let of = of.unwrap_or_default();
    lines.hanging(&format!("  {id}{of}  "), 4, &entry.in_words());
    let parts: Vec<_> = entry
        .points
        .iter()
        .filter(|own| **own != point.id && own.is_within(point.id.as_str()))
        .filter(|own| checklists.question(own.as_str()).is_some())
        .map(Id::as_str)
        .collect();
    if !parts.is_empty() {
        lines.hanging("      question: ", 8, &parts.join(", "));
    }
    lines.hanging("      treatment: ", 8, &entry.treatment.to_string());
    lines.hanging(
        "      left: ",
        8,
        &format!(
            "{}; accepted by {} on {}",
            entry.residual, entry.accepted_by, entry.date
        ),
    );
}
