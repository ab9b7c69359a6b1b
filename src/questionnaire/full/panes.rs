//! The parts around the question: head, sections, last lines.

use ratatui::text::{Line, Span};

use super::keys::{self, Key};
use super::palette::Palette;
use crate::assessment::{Progress, Verdict};
use crate::output::verdict_symbol;
use crate::questionnaire::{Item, Prompt, Scene, Standing, View};
use crate::text::one_line;

/// How the questions of a section stand.
struct Section<'a> {
    name: &'a str,
    counts: Vec<(Verdict, usize)>,
}

fn sections(standing: &Standing) -> Vec<Section<'_>> {
    let mut all: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in &standing.items {
        match all.iter_mut().find(|(name, _)| *name == item.section) {
            Some((_, items)) => items.push(item),
            None => all.push((&item.section, vec![item])),
        }
    }
    let sections = all.into_iter().map(|(name, items)| {
        let count = |verdict| items.iter().filter(|item| item.verdict == verdict).count();
        let counts = Verdict::ALL.into_iter().map(|v| (v, count(v)));
        Section {
            name,
            counts: counts.filter(|(_, count)| *count > 0).collect(),
        }
    });
    sections.collect()
}

/// `✓ 3`; the legend gives the word.
fn counted((verdict, count): (Verdict, usize), palette: Palette) -> Vec<Span<'static>> {
    let sign = verdict_symbol(verdict);
    vec![
        Span::styled(format!(" {sign} "), palette.verdict(verdict)),
        Span::raw(format!("{count} ")),
    ]
}

/// `✓ conformant 3`.
fn counted_in_words((verdict, count): (Verdict, usize), palette: Palette) -> Vec<Span<'static>> {
    let name = format!(" {} {} ", verdict_symbol(verdict), verdict.name());
    vec![
        Span::styled(name, palette.verdict(verdict)),
        Span::raw(format!(" {count}  ")),
    ]
}

/// The product, what is answered for, and how far it is; over two lines.
pub(super) fn head(view: &View<'_>, palette: Palette, width: usize) -> Vec<Line<'static>> {
    let standing = view.standing;
    let part = standing.part.as_ref().map(|part| format!(", part {part}"));
    let product = format!(
        "{}{}",
        one_line(&standing.product),
        part.unwrap_or_default()
    );
    let Progress { settled, of } = standing.requirements;
    let words = format!("requirements settled {settled} of {of}");
    let mut lines = Vec::new();
    let bar_width = width
        .saturating_sub(product_width(&product) + words.len() + 4)
        .min(20);
    let filled = (settled * bar_width).checked_div(of).unwrap_or(0);
    let bar = format!("{}{}", "█".repeat(filled), "░".repeat(bar_width - filled));
    let gap = width.saturating_sub(product_width(&product) + words.len() + bar_width + 1);
    lines.push(Line::from(vec![
        Span::styled(product, palette.strong()),
        Span::raw(" ".repeat(gap.max(1))),
        Span::raw(words),
        Span::raw(" "),
        Span::raw(bar),
    ]));
    let phases = standing.phases.iter();
    let phases = phases
        .map(|(phase, Progress { settled, of })| format!("{} {settled} of {of}", phase.in_words()));
    let shown = match view.filter.as_str() {
        "" => String::new(),
        filter => format!("shown: {}  ", one_line(filter)),
    };
    let phases = phases.collect::<Vec<_>>().join(" · ");
    lines.push(Line::from(format!("{shown}settled {phases}")));
    lines
}

fn product_width(text: &str) -> usize {
    Span::raw(text).width()
}

/// All sections, one below the other, with a legend of the signs.
pub(super) fn side(view: &View<'_>, palette: Palette, height: usize) -> Vec<Line<'static>> {
    let here = section_here(view);
    let all = sections(view.standing);
    let mut used: Vec<(Verdict, usize)> = Vec::new();
    let mut lines = Vec::new();
    let mut at = 0;
    for section in &all {
        let is_here = Some(section.name) == here;
        if is_here {
            at = lines.len();
        }
        let style = if is_here {
            palette.chosen()
        } else {
            palette.strong()
        };
        let mark = if is_here { "› " } else { "  " };
        lines.push(Line::from(Span::styled(
            format!("{mark}{} ", one_line(section.name)),
            style,
        )));
        let mut spans = vec![Span::raw("  ")];
        for count in &section.counts {
            spans.extend(counted(*count, palette));
            match used.iter_mut().find(|(verdict, _)| *verdict == count.0) {
                Some((_, all)) => *all += count.1,
                None => used.push(*count),
            }
        }
        lines.push(Line::from(spans));
    }
    used.sort();
    let legend = used.len() + 2;
    let room = height.saturating_sub(legend).max(2);
    // The section at hand stays in sight.
    let from = (at + 2).saturating_sub(room);
    let mut lines: Vec<_> = lines.into_iter().skip(from).take(room).collect();
    lines.push(Line::default());
    lines.push(Line::from(Span::styled("  Questions", palette.strong())));
    for count in used {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(counted_in_words(count, palette));
        lines.push(Line::from(spans));
    }
    lines
}

/// The section at hand in one line, its worst verdicts first, as many as fit.
pub(super) fn strip(view: &View<'_>, palette: Palette, width: usize) -> Line<'static> {
    let all = sections(view.standing);
    let here = section_here(view);
    let at = all.iter().position(|section| Some(section.name) == here);
    let Some((number, section)) = at.and_then(|at| Some((at + 1, all.get(at)?))) else {
        return Line::default();
    };
    let name = format!("{} ({number} of {})  ", one_line(section.name), all.len());
    let mut line = Line::from(Span::styled(name, palette.strong()));
    for (index, count) in section.counts.iter().enumerate() {
        let count = counted_in_words(*count, palette);
        let own: usize = count.iter().map(Span::width).sum();
        let kept = if index + 1 == section.counts.len() {
            0
        } else {
            1
        };
        if line.width() + own + kept > width + 2 {
            line.spans.push(Span::raw("…"));
            break;
        }
        line.spans.extend(count);
    }
    line
}

fn section_here<'a>(view: &View<'a>) -> Option<&'a str> {
    match &view.scene {
        Scene::Question { item, .. } => Some(&item.section),
        _ => None,
    }
}

/// The keys of the moment, as many as fit into `lines` lines; what leads to all of them comes last.
pub(super) fn foot(
    view: &View<'_>,
    palette: Palette,
    width: usize,
    lines: usize,
) -> Vec<Line<'static>> {
    let mut all: Vec<Key> = Vec::new();
    let mut help = keys::HELP;
    match &view.scene {
        Scene::Choose { .. } => all.extend(keys::CHOOSE),
        Scene::End(_) => all.extend(keys::END),
        Scene::Question { item, prompt, .. } => match prompt {
            Prompt::Status => {
                all.extend(keys::ANSWERS);
                if item.question.not_applicable.allowed {
                    all.push(keys::DOES_NOT_APPLY);
                }
                all.extend(keys::QUESTION);
            }
            Prompt::Conflict { .. } => all.extend(keys::CONFLICT),
            Prompt::Evidence { .. } => all.extend(keys::EVIDENCE),
            Prompt::Justification { .. } | Prompt::Notes { .. } => all.extend(keys::TEXT),
            Prompt::Owner { .. } | Prompt::Due { .. } => all.extend(keys::LINE),
        },
    }
    if !matches!(
        &view.scene,
        Scene::Question {
            prompt: Prompt::Status | Prompt::Conflict { .. },
            ..
        } | Scene::End(_)
    ) {
        help.key = "F1";
    }
    all.retain(|key| !key.brief.is_empty());
    let spans = |key: &Key| {
        vec![
            Span::styled(key.key, palette.key()),
            Span::raw(format!(" {}  ", key.brief)),
        ]
    };
    let width_of = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let help = spans(&help);
    let mut rows: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    for key in &all {
        let key = spans(key);
        let last = rows.len() == lines;
        let kept = if last { width_of(&help) } else { 0 };
        let row = rows.last().map(|row| width_of(row)).unwrap_or_default();
        // The two columns behind a key may be cut off.
        let fits = row + width_of(&key) + kept <= width + 2;
        match (fits, last) {
            (true, _) => {}
            (false, true) => break,
            (false, false) => rows.push(Vec::new()),
        }
        if let Some(row) = rows.last_mut() {
            row.extend(key);
        }
    }
    if let Some(row) = rows.last_mut() {
        row.extend(help);
    }
    rows.into_iter().map(Line::from).collect()
}
