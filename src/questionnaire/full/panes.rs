//! The parts around the question: head, sections, last lines.

use ratatui::text::{Line, Span};

use super::keys::{self, Key};
use super::palette::Palette;
use super::paragraph::cut;
use crate::assessment::{Progress, Verdict};
use crate::output::verdict_symbol;
use crate::questionnaire::{Prompt, Scene, View};
use crate::text::one_line;

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

/// The product, what is answered for, and how far it is; where there is more to say, a second line
/// with the phases and what is shown.
pub(super) fn head(view: &View<'_>, palette: Palette, width: usize) -> Vec<Line<'static>> {
    let standing = view.standing;
    let part = standing.part.as_ref().map(|part| format!(", part {part}"));
    let product = format!(
        "{}{}",
        one_line(&standing.product),
        part.unwrap_or_default()
    );
    let Progress { settled, of } = standing.requirements;
    let only = match standing.phases.as_slice() {
        [(phase, _)] if width >= 80 => format!(" {}", standing.phase(*phase)),
        _ => String::new(),
    };
    let words = match width < 60 {
        true => format!("{settled} of {of} settled"),
        false => format!("requirements settled{only} {settled} of {of}"),
    };
    let product = cut(&product, width.saturating_sub(words.len() + 1));
    let taken = Span::raw(&product).width() + words.len() + 1;
    let bar_width = width.saturating_sub(taken + 3).min(20);
    let filled = (settled * bar_width).checked_div(of).unwrap_or(0);
    let bar = match bar_width {
        0..4 => String::new(),
        _ => format!(" {}{}", "█".repeat(filled), "░".repeat(bar_width - filled)),
    };
    let gap = width.saturating_sub(taken - 1 + bar.chars().count());
    let mut lines = vec![Line::from(vec![
        Span::styled(product, palette.strong()),
        Span::raw(" ".repeat(gap.max(1))),
        Span::raw(words),
        Span::raw(bar),
    ])];
    let phases = standing.phases.iter().filter(|_| standing.phases.len() > 1);
    let phases = phases.map(|(phase, Progress { settled, of })| {
        format!("{} {settled} of {of}", standing.phase(*phase))
    });
    let shown =
        Some(format!("shown: {}", one_line(&view.filter))).filter(|_| !view.filter.is_empty());
    let told: Vec<String> = shown.into_iter().chain(phases).collect();
    if !told.is_empty() {
        lines.push(Line::from(cut(&told.join(" · "), width)));
    }
    lines
}

/// All sections, one below the other, with a legend of the signs.
pub(super) fn side(view: &View<'_>, palette: Palette, height: usize) -> Vec<Line<'static>> {
    let here = section_here(view);
    let all = view.standing.sections();
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

/// All sections with their verdicts in words, over as many lines as it takes.
pub(super) fn sections(view: &View<'_>, palette: Palette, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for section in view.standing.sections() {
        lines.push(Line::from(Span::styled(
            one_line(section.name),
            palette.strong(),
        )));
        let mut line = Line::from("  ");
        for count in section.counts {
            let count = counted_in_words(count, palette);
            let own: usize = count.iter().map(Span::width).sum();
            if line.width() + own > width + 2 && line.spans.len() > 1 {
                lines.push(std::mem::replace(&mut line, Line::from("  ")));
            }
            line.spans.extend(count);
        }
        lines.push(line);
    }
    lines
}

/// The section at hand in one line, its worst verdicts first, as many as fit.
pub(super) fn strip(view: &View<'_>, palette: Palette, width: usize) -> Line<'static> {
    let all = view.standing.sections();
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
    let mut help = keys::HELP;
    let mut all: Vec<Key> = keys::of(&view.scene).to_vec();
    match &view.scene {
        Scene::Question {
            item,
            prompt: Prompt::Status,
            ..
        } => {
            let may = item.opening.is_open;
            all.retain(|key| may || key.key != keys::DOES_NOT_APPLY.key);
        }
        Scene::End(_) => {}
        Scene::Question {
            prompt: Prompt::Conflict { .. },
            ..
        } => {}
        _ => help.key = "F1",
    }
    all.retain(|key| !key.brief.is_empty());
    let (mut last, all): (Vec<Key>, Vec<Key>) = all.into_iter().partition(|key| key.leads_out());
    last.push(help);
    let spans = |key: &Key| {
        vec![
            Span::styled(key.key, palette.key()),
            Span::raw(format!(" {}  ", key.brief)),
        ]
    };
    let width_of = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let last: Vec<Span<'static>> = last.iter().flat_map(spans).collect();
    // The two columns behind the last key may be cut off.
    let width = width + 2;
    let mut rows: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    for key in &all {
        let key = spans(key);
        let is_last = rows.len() == lines;
        let kept = if is_last { width_of(&last) } else { 0 };
        let row = rows.last().map(|row| width_of(row)).unwrap_or_default();
        match (row + width_of(&key) + kept <= width, is_last) {
            (true, _) => {}
            (false, true) => break,
            (false, false) => rows.push(Vec::new()),
        }
        if let Some(row) = rows.last_mut() {
            row.extend(key);
        }
    }
    let row = rows.last().map(|row| width_of(row)).unwrap_or_default();
    if row + width_of(&last) > width && rows.len() < lines {
        rows.push(Vec::new());
    }
    if let Some(row) = rows.last_mut() {
        row.extend(last);
    }
    rows.into_iter().map(Line::from).collect()
}
