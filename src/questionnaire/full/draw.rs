//! Puts the parts onto the screen, by its size.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};

use super::field::Field;
use super::paragraph::{at_most, cut, entries, wrapped};
use super::{Face, Page, keys, panes};
use crate::assessment::Verdict;
use crate::output::verdict_symbol;
use crate::project::{Evidence, Look};
use crate::questionnaire::{Choice, Choosing, Item, Prompt, Scene, View, content};
use crate::text::one_line;

/// From this width on the sections stand beside the question.
const WIDE: u16 = 110;
/// Columns of the sections.
const SIDE: u16 = 36;
/// The smallest screen on which the questionnaire can be read.
const LEAST: (u16, u16) = (20, 8);

impl Face {
    /// Draws the view, whatever the size.
    pub fn draw(&mut self, frame: &mut Frame<'_>, view: &View<'_>) {
        let area = frame.area();
        self.is_small = area.width < LEAST.0 || area.height < LEAST.1;
        if self.is_small {
            let text = match self.field {
                Field::None => "too small; q leaves",
                _ => "too small; Ctrl-C leaves",
            };
            let lines = wrapped(Vec::new(), text, Style::new(), area.width.into());
            frame.render_widget(Paragraph::new(lines), area);
            return;
        }
        let roomy = area.height >= 16;
        let foot_lines = if roomy { 2 } else { 1 };
        let foot = panes::foot(view, self.palette, area.width.into(), foot_lines);
        let message = self.message(view, area.width.into(), if roomy { 3 } else { 1 });
        let wide = area.width >= WIDE && roomy;
        let mut head = panes::head(view, self.palette, area.width.into());
        head.truncate(if roomy { 2 } else { 1 });
        if roomy && !wide {
            head.push(panes::strip(view, self.palette, area.width.into()));
        }
        let rows = |lines: &[Line<'_>]| Constraint::Length(lines.len() as u16);
        let [top, rule, body, said, bottom] = Layout::vertical([
            rows(&head),
            Constraint::Length(roomy.into()),
            Constraint::Min(1),
            rows(&message),
            rows(&foot),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(head), top);
        frame.render_widget(Block::new().borders(Borders::TOP), rule);
        frame.render_widget(Paragraph::new(message), said);
        frame.render_widget(Paragraph::new(foot), bottom);
        let main = match wide {
            true => {
                let [side, main] =
                    Layout::horizontal([Constraint::Length(SIDE), Constraint::Min(1)]).areas(body);
                let border = Block::new().borders(Borders::RIGHT);
                let lines = panes::side(view, self.palette, side.height.into());
                frame.render_widget(Paragraph::new(lines).block(border), side);
                Rect {
                    x: main.x + 1,
                    width: main.width - 1,
                    ..main
                }
            }
            false => body,
        };
        match self.page {
            Page::None => {}
            Page::Keys => return self.draw_help(frame, view, main),
            Page::Sections => {
                let width = main.width.into();
                let mut lines = vec![
                    self.heading("Sections: any key closes this"),
                    Line::default(),
                ];
                lines.extend(panes::sections(view, self.palette, width));
                return self.scrolled(frame, lines, main);
            }
        }
        match &view.scene {
            Scene::Question {
                item,
                number,
                of,
                prompt,
                outlook,
                unfinished,
                ..
            } => {
                let panel = self.panel(item, prompt, *outlook, main);
                let field = self.field_height(main);
                let height = (panel.len() as u16 + field).min(main.height.saturating_sub(2));
                let [above, below] =
                    Layout::vertical([Constraint::Min(1), Constraint::Length(height)]).areas(main);
                let mut lines = title(item, (*number, *of), self, above.width.into());
                let about = content::about(item, *unfinished, true);
                lines.extend(entries(
                    &about,
                    self.palette,
                    above.width.saturating_sub(1).into(),
                ));
                self.scrolled(frame, lines, above);
                self.draw_panel(frame, panel, field, below);
            }
            Scene::Choose {
                what,
                query,
                choices,
            } => self.draw_list(frame, (*what, query), choices, main),
            Scene::End(summary) => {
                let told = content::summary(summary, &view.standing.steps);
                let mut lines = vec![self.heading("Before you leave"), Line::default()];
                lines.extend(entries(
                    &told,
                    self.palette,
                    main.width.saturating_sub(1).into(),
                ));
                self.scrolled(frame, lines, main);
            }
        }
    }

    fn message(&self, view: &View<'_>, width: usize, most: usize) -> Vec<Line<'static>> {
        let Some(message) = view.message else {
            return vec![Line::default()];
        };
        let style = self.palette.strong();
        let label = vec![Span::styled("* ", style)];
        at_most(wrapped(label, &one_line(message), style, width), most)
    }

    /// Draws lines of which only some are seen, and says where more are.
    fn scrolled(&mut self, frame: &mut Frame<'_>, lines: Vec<Line<'static>>, area: Rect) {
        let page: usize = area.height.into();
        let most = lines.len().saturating_sub(page);
        self.reach = (most, page);
        self.scroll = self.scroll.min(most);
        let more = lines.len().saturating_sub(self.scroll + page);
        let seen: Vec<Line<'_>> = lines.into_iter().skip(self.scroll).take(page).collect();
        frame.render_widget(Paragraph::new(seen), area);
        let note = match (self.scroll, more) {
            (0, 0) => return,
            (_, 0) => " ↑ more above ".to_owned(),
            (_, more) => format!(" ↓ {more} more lines "),
        };
        let width = (Span::raw(&note).width() as u16).min(area.width);
        let corner = Rect {
            x: area.right() - width,
            y: area.bottom().saturating_sub(1),
            width,
            height: 1,
        };
        let note = Span::styled(note, self.palette.chosen());
        frame.render_widget(Paragraph::new(note), corner);
    }

    /// What stands in the panel above the field that is written in.
    fn panel(
        &self,
        item: &Item,
        prompt: &Prompt<'_>,
        outlook: Option<&crate::questionnaire::Outlook>,
        area: Rect,
    ) -> Vec<Line<'static>> {
        let width = usize::from(area.width);
        let say = |label: &str, text: &str| {
            let label = match label {
                "" => Vec::new(),
                label => vec![Span::styled(format!("{label} "), self.palette.strong())],
            };
            wrapped(label, text, Style::new(), width)
        };
        let mut lines = vec![Line::from("─".repeat(width))];
        match prompt {
            Prompt::Status => return Vec::new(),
            Prompt::Evidence { given, look, .. } => {
                self.evidence(&mut lines, given, *look, area);
            }
            Prompt::Justification {
                suggested, current, ..
            } => {
                lines.extend(say("Does not apply.", content::why_not(item)));
                if let Some(suggested) = suggested.filter(|text| !current.contains(text)) {
                    lines.extend(say("suggested (Ctrl-T):", suggested));
                }
            }
            Prompt::Notes { status, .. } => {
                let heading = format!("{}.", status.in_words());
                lines.extend(say(&heading, content::what_to_note(*status)));
            }
            Prompt::Owner { .. } => {
                lines.extend(say(
                    "Owner.",
                    "Who takes care of it? A name, or `me`; empty for nobody.",
                ));
            }
            Prompt::Due { .. } => {
                lines.extend(say(
                    "Due.",
                    "By when? A day such as 2027-03-31; empty for none.",
                ));
            }
            Prompt::Conflict { mine, theirs } => {
                let heading =
                    "Somebody else changed this answer while you were writing. Which one counts?";
                lines.extend(at_most(say("Two answers.", heading), 2));
                let theirs = theirs.map_or("taken out of the file".to_owned(), content::in_words);
                // Both are seen, however long they are.
                let room = (usize::from(area.height) / 3).max(1);
                lines.extend(at_most(say("theirs:", &theirs), room));
                lines.extend(at_most(say("mine:", &content::in_words(mine)), room));
            }
        }
        for (label, text) in content::beside(prompt, "Ctrl-T") {
            lines.extend(at_most(say(&label, &text), 2));
        }
        if let Some(outlook) = outlook.filter(|_| !matches!(prompt, Prompt::Conflict { .. })) {
            let sign = format!(" {} ", verdict_symbol(outlook.0));
            let label = vec![
                Span::styled("as it is now ", self.palette.strong()),
                Span::styled(sign, self.palette.verdict(outlook.0)),
                Span::raw(" "),
            ];
            let told = wrapped(label, &content::outlook(outlook), Style::new(), width);
            lines.extend(at_most(told, 3));
        }
        lines
    }

    /// The lines of the field that is written in.
    fn field_height(&self, area: Rect) -> u16 {
        match self.field {
            Field::None => 0,
            field if field.is_one_line() => 1,
            _ => (area.height / 4).clamp(2, 8),
        }
    }

    fn evidence(
        &self,
        lines: &mut Vec<Line<'static>>,
        given: &[Evidence],
        look: Option<&Look>,
        area: Rect,
    ) {
        let width = usize::from(area.width);
        let text = "A path or a URL; `until 2027-06-30` behind it sets its last day. An empty line goes on.";
        let label = vec![Span::styled("Evidence. ", self.palette.strong())];
        lines.extend(wrapped(label, text, Style::new(), width));
        let room = (usize::from(area.height) / 4).max(1);
        let from = (self.chosen + 1).saturating_sub(room);
        for (index, evidence) in given.iter().enumerate().skip(from).take(room) {
            let is_chosen = index == self.chosen;
            let style = if is_chosen {
                self.palette.chosen()
            } else {
                Style::new()
            };
            let mark = if is_chosen { "›" } else { " " };
            let label = vec![Span::raw(format!("{mark} {}. ", index + 1))];
            lines.extend(wrapped(label, &content::evidence(evidence), style, width));
        }
        let text = self.text();
        let Some(look) = look.filter(|look| look.written == text) else {
            return;
        };
        if let Some(is) = &look.is {
            let label = vec![Span::styled("there: ", self.palette.strong())];
            lines.extend(wrapped(label, is, Style::new(), width));
        } else if look.further.is_empty() && !text.trim().is_empty() {
            lines.push(Line::from("there is nothing with this name"));
        }
        if !look.further.is_empty() {
            let names: Vec<String> = look.further.iter().map(|name| one_line(name)).collect();
            let more = match look.more {
                0 => String::new(),
                more => format!("  and {more} more"),
            };
            let label = vec![Span::styled("Tab: ", self.palette.strong())];
            let text = format!("{}{more}", names.join("  "));
            let names = wrapped(label, &text, Style::new(), width);
            lines.extend(at_most(names, room.max(2)));
        }
    }

    /// Draws the panel; its last lines are the field that is written in.
    fn draw_panel(
        &mut self,
        frame: &mut Frame<'_>,
        lines: Vec<Line<'static>>,
        field: u16,
        area: Rect,
    ) {
        let [above, below] =
            Layout::vertical([Constraint::Min(0), Constraint::Length(field)]).areas(area);
        let keep: usize = above.height.into();
        // Where it is narrow, what is said first gives way last.
        let said: Vec<Line<'_>> = lines.into_iter().take(keep).collect();
        frame.render_widget(Paragraph::new(said), above);
        self.draw_field(frame, "> ", below);
    }

    fn draw_field(&mut self, frame: &mut Frame<'_>, prompt: &'static str, area: Rect) {
        if area.height == 0 {
            return;
        }
        let [mark, text] =
            Layout::horizontal([Constraint::Length(2), Constraint::Min(1)]).areas(area);
        self.fit(text);
        frame.render_widget(&self.input, text);
        let prompt = match self.input.scroll_offset() {
            (0, _) => prompt,
            _ => "↑ ",
        };
        let prompt = Span::styled(prompt, self.palette.strong());
        frame.render_widget(Paragraph::new(prompt), mark);
    }

    fn draw_list(
        &mut self,
        frame: &mut Frame<'_>,
        (what, query): (Choosing, &str),
        choices: &[Choice],
        area: Rect,
    ) {
        let (title, none) = match what {
            Choosing::Question => (
                "Find a question by id, title or text",
                "no question fits these words",
            ),
            Choosing::Filter => ("Show which questions?", "no filter fits these words"),
        };
        let [head, field, list] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Min(1),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(self.heading(title)), head);
        self.draw_field(frame, "/ ", field);
        let mut lines: Vec<Line<'static>> = Vec::new();
        for (index, choice) in choices.iter().enumerate() {
            let is_chosen = index == self.chosen;
            let style = if is_chosen {
                self.palette.chosen()
            } else {
                self.palette.strong()
            };
            let mark = if is_chosen { "› " } else { "  " };
            let on = if choice.is_on { " (on)" } else { "" };
            let mut line = Line::from(vec![
                Span::raw(mark),
                Span::styled(format!("{}{on}", one_line(&choice.label)), style),
                Span::raw("  "),
            ]);
            let room = usize::from(list.width).saturating_sub(line.width());
            let detail = one_line(&choice.detail);
            line.spans.push(Span::raw(cut(&detail, room)));
            lines.push(line);
        }
        if choices.is_empty() && !query.is_empty() {
            lines.push(Line::from(none));
        }
        let height = usize::from(list.height);
        let from = (self.chosen + 1).saturating_sub(height);
        let seen: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).collect();
        frame.render_widget(Paragraph::new(seen), list);
    }

    fn heading(&self, text: &'static str) -> Line<'static> {
        Line::from(Span::styled(text, self.palette.strong()))
    }

    fn draw_help(&mut self, frame: &mut Frame<'_>, view: &View<'_>, area: Rect) {
        let mut lines = vec![
            self.heading("Keys: ↑ ↓ PgDn move, any other key closes this"),
            Line::default(),
        ];
        // What is of use here comes first.
        let here = keys::of(&view.scene);
        let (first, others): (Vec<_>, Vec<_>) = keys::GROUPS
            .into_iter()
            .partition(|(_, keys)| std::ptr::eq(*keys, here));
        for (name, keys) in first.into_iter().chain(others) {
            lines.push(self.heading(name));
            for key in keys {
                let label = vec![
                    Span::raw("  "),
                    Span::styled(format!("{:<10}", key.key), self.palette.strong()),
                ];
                lines.extend(wrapped(label, key.does, Style::new(), area.width.into()));
            }
        }
        lines.push(self.heading("What the signs say"));
        for verdict in Verdict::ALL {
            let name = format!(" {} {} ", verdict_symbol(verdict), verdict.name());
            let columns = name.chars().count();
            let label = vec![
                Span::raw("  "),
                Span::styled(name, self.palette.verdict(verdict)),
                Span::raw(" ".repeat(20_usize.saturating_sub(columns))),
            ];
            lines.extend(wrapped(
                label,
                verdict.meaning(),
                Style::new(),
                area.width.into(),
            ));
        }
        lines.push(Line::default());
        let text = "Answers are saved as soon as they are finished. `cemark assess --plain` asks the same, line by line, for screen readers and pipes.";
        lines.extend(wrapped(Vec::new(), text, Style::new(), area.width.into()));
        self.scrolled(frame, lines, area);
    }
}

/// Where the question stands, and what it belongs to.
fn title(
    item: &Item,
    (number, of): (usize, usize),
    face: &Face,
    width: usize,
) -> Vec<Line<'static>> {
    let place = format!(" {number} of {of}  {} ", item.id());
    let mut lines = vec![Line::from(Span::styled(
        cut(&place, width),
        face.palette.chosen(),
    ))];
    let citation = item.requirement.citation.to_string();
    let text = format!("{} ({citation})", item.requirement.title);
    lines.extend(wrapped(Vec::new(), &one_line(&text), Style::new(), width));
    lines.push(Line::default());
    lines
}
