use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::palette::Palette;
use crate::output::verdict_symbol;
use crate::questionnaire::content::{Entry, Kind};
use crate::text::clean;

/// Columns that labels take.
const LABEL: usize = 15;
/// Longer lines are hard to follow.
const MEASURE: usize = 100;

/// Wraps text at `width` columns behind a label; further lines stand under its start. Text from
/// outside is cleaned.
pub(super) fn wrapped(
    label: Vec<Span<'static>>,
    text: &str,
    style: Style,
    width: usize,
) -> Vec<Line<'static>> {
    let width = width.clamp(4, MEASURE);
    let label = Line::from(label);
    let indent = label.width();
    // A narrow page has no room for a hanging indent.
    let hang = if indent * 3 > width {
        2.min(width / 4)
    } else {
        indent
    };
    let mut label = Some(label);
    let mut lines = Vec::new();
    for paragraph in clean(text).replace('\t', " ").split('\n') {
        // The label is put in place of as many letters.
        let stand_in = if label.is_some() { indent } else { 0 };
        let first = "x".repeat(stand_in);
        let hang = " ".repeat(hang);
        let options = textwrap::Options::new(width)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .subsequent_indent(&hang);
        let whole = format!("{first}{paragraph}");
        for line in textwrap::wrap(&whole, options) {
            let (mut spans, cut) = match label.take() {
                Some(label) => (label.spans, stand_in),
                None => (Vec::new(), 0),
            };
            let line = line.get(cut..).unwrap_or_default().trim_end().to_owned();
            spans.push(Span::styled(line, style));
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// The lines of what is told of a question.
pub(super) fn entries(entries: &[Entry], palette: Palette, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for Entry { kind, label, text } in entries {
        let columns = LABEL.max(label.chars().count() + 1);
        let label = Span::styled(format!("{label:<columns$}"), palette.strong());
        let badge = |sign: &str, style: Style| {
            vec![
                label.clone(),
                Span::styled(format!(" {sign} "), style),
                Span::raw(" "),
            ]
        };
        let label = match kind {
            Kind::Ask => {
                lines.extend(wrapped(Vec::new(), text, palette.strong(), width));
                lines.push(Line::default());
                continue;
            }
            Kind::More => vec![Span::raw(" ".repeat(LABEL))],
            Kind::Check(outcome) => {
                let (sign, style) = palette.check(*outcome);
                badge(sign, style)
            }
            Kind::Verdict(verdict) => badge(verdict_symbol(*verdict), palette.verdict(*verdict)),
            Kind::Plain | Kind::Against => vec![label],
        };
        lines.extend(wrapped(label, text, Style::new(), width));
    }
    lines
}

/// The first lines, with a sign where more were cut off.
pub(super) fn at_most(mut lines: Vec<Line<'static>>, most: usize) -> Vec<Line<'static>> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.spans.push(Span::raw(" …"));
        }
    }
    lines
}

/// As much of a text as fits, with a sign where it was cut.
pub(super) fn cut(text: &str, width: usize) -> String {
    if Span::raw(text).width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if Span::raw(format!("{kept}{letter}")).width() + 1 > width {
            break;
        }
        kept.push(letter);
    }
    if width > 0 {
        kept.push('…');
    }
    kept
}
