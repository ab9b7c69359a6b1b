use anstyle::{AnsiColor, Style};

use crate::assessment::{Severity, Verdict};

/// The style of a severity's name.
pub fn severity_style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    Style::new().bold().fg_color(Some(color.into()))
}

/// The style of a verdict's name; the name itself always stands beside the colour.
pub fn verdict_style(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Invalid | Verdict::Contradicted | Verdict::Gap => AnsiColor::Red,
        Verdict::Partial
        | Verdict::Open
        | Verdict::Undecided
        | Verdict::Stale
        | Verdict::Unevidenced => AnsiColor::Yellow,
        Verdict::Conformant => AnsiColor::Green,
        Verdict::NotApplicable | Verdict::OutOfScope => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into()))
}
