use ratatui::style::{Color, Modifier, Style};

use crate::assessment::{Outcome, Verdict};
use crate::output::{Badge, verdict_badge, verdict_symbol};

/// How things are set off. Text keeps the terminal's own colours; a colour is a pair of
/// foreground and background, and never says alone what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Whether there are colours.
    pub colours: bool,
}

impl Palette {
    /// What matters most on the screen.
    pub(super) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is chosen, and the heads of the screen.
    pub(super) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The name of a key.
    pub(super) fn key(self) -> Style {
        self.strong().add_modifier(Modifier::UNDERLINED)
    }

    /// A verdict's name and sign.
    pub(super) fn verdict(self, verdict: Verdict) -> Style {
        self.badge(verdict_badge(verdict))
    }

    /// The sign and style of what a machine check found.
    pub(super) fn check(self, outcome: Outcome) -> (&'static str, Style) {
        let like = match outcome {
            Outcome::Pass => Verdict::Conformant,
            Outcome::Fail => Verdict::Contradicted,
            Outcome::Undecided => Verdict::Undecided,
        };
        (verdict_symbol(like), self.verdict(like))
    }

    fn badge(self, badge: Badge) -> Style {
        match self.colours {
            true => Style::new()
                .fg(Color::Indexed(badge.foreground))
                .bg(Color::Indexed(badge.background)),
            false => self.strong(),
        }
    }
}
