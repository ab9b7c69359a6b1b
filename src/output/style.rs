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

/// A colour pair of the fixed 256-colour cube: readable on light and dark terminals alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// The foreground.
    pub foreground: u8,
    /// The background.
    pub background: u8,
}

/// The colours of a verdict's name.
pub fn verdict_badge(verdict: Verdict) -> Badge {
    let (foreground, background) = match verdict {
        Verdict::Invalid | Verdict::Contradicted | Verdict::Gap => (231, 124),
        Verdict::Partial
        | Verdict::Open
        | Verdict::Undecided
        | Verdict::Stale
        | Verdict::Unevidenced => (16, 220),
        Verdict::Conformant => (231, 22),
        Verdict::NotApplicable => (231, 24),
        Verdict::OutOfScope => (231, 240),
    };
    Badge {
        foreground,
        background,
    }
}

/// The sign of a verdict; its name stands beside it, or in a legend.
pub fn verdict_symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Invalid => "⊘",
        Verdict::Contradicted => "≠",
        Verdict::Gap => "✗",
        Verdict::Partial => "◐",
        Verdict::Open => "○",
        Verdict::Undecided => "?",
        Verdict::Stale => "~",
        Verdict::Unevidenced => "!",
        Verdict::Conformant => "✓",
        Verdict::NotApplicable => "–",
        Verdict::OutOfScope => "·",
    }
}
