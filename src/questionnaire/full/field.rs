//! What is written in, and when its text is taken from the questionnaire.

use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use super::{Face, Page};
use crate::project::Look;
use crate::questionnaire::{Event, Prompt, Scene, View};

/// What a text is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Nothing is written.
    None,
    /// A note or a justification: of several lines, and each letter is told.
    Text,
    /// Evidence, and how many pieces were taken: the line of one that was taken is empty again.
    Evidence(usize),
    Owner,
    Due,
    /// The words of a search.
    Query,
}

impl Field {
    pub(super) fn is_one_line(self) -> bool {
        self != Field::Text
    }

    fn of(view: &View<'_>) -> (Self, String) {
        match &view.scene {
            Scene::Choose { query, .. } => (Field::Query, (*query).to_owned()),
            Scene::End(_) => (Field::None, String::new()),
            Scene::Question { prompt, .. } => match prompt {
                Prompt::Status | Prompt::Conflict { .. } => (Field::None, String::new()),
                Prompt::Justification { current, .. } | Prompt::Notes { current, .. } => {
                    (Field::Text, (*current).to_owned())
                }
                Prompt::Evidence { taken, .. } => (Field::Evidence(*taken), String::new()),
                Prompt::Owner { current } => (Field::Owner, current.clone()),
                Prompt::Due { current } => (Field::Due, current.clone()),
            },
        }
    }
}

impl Face {
    /// Takes over what the view says: a new question begins at its top, a new field with what
    /// is there. True when the field is a new one.
    pub fn follow(&mut self, view: &View<'_>) -> Vec<Event> {
        let question = match &view.scene {
            Scene::Question { item, .. } => item.id().to_string(),
            Scene::Choose { .. } => "?".to_owned(),
            Scene::End(_) => "!".to_owned(),
        };
        let (field, current) = Field::of(view);
        let same = question == self.question && field == self.field;
        // Where an answer begins, its question is seen.
        let begins = self.field == Field::None && field != Field::None;
        if question != self.question || begins {
            self.scroll = 0;
        }
        // Text that came from elsewhere, such as an editor, takes the place of what is here.
        let replaced = field == Field::Text && current != self.told;
        if !same || replaced {
            // The piece just given is the chosen one.
            self.chosen = match &view.scene {
                Scene::Question {
                    prompt: Prompt::Evidence { given, .. },
                    ..
                } if question == self.question => given.len().saturating_sub(1),
                _ => 0,
            };
            self.write(field, &current);
        }
        self.question = question;
        self.field = field;
        match &view.scene {
            Scene::Choose { choices, .. } => {
                self.chosen = self.chosen.min(choices.len().saturating_sub(1));
            }
            Scene::Question {
                prompt: Prompt::Evidence { given, look, .. },
                ..
            } => {
                self.chosen = self.chosen.min(given.len().saturating_sub(1));
                if let (true, Some(look)) = (self.completes, look)
                    && look.written == self.text()
                {
                    self.completes = false;
                    return self.complete(look);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Begins a text.
    fn write(&mut self, field: Field, text: &str) {
        let lines = text.split('\n').map(str::to_owned).collect();
        let mut input = TextArea::new(lines);
        if field == Field::Text {
            input.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        input.set_cursor_line_style(Default::default());
        input.set_cursor_style(self.palette.chosen());
        input.move_cursor(CursorMove::Bottom);
        input.move_cursor(CursorMove::End);
        self.input = input;
        self.told = text.to_owned();
    }

    /// Shows as much of the text as fits into its place, after that has changed.
    pub(super) fn fit(&mut self, place: Rect) {
        if (self.place.width, self.place.height) != (place.width, place.height) {
            let cursor = self.input.cursor();
            let told = std::mem::take(&mut self.told);
            self.write(self.field, &self.text());
            self.told = told;
            let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            self.input
                .move_cursor(CursorMove::Jump(place(cursor.0), place(cursor.1)));
        }
        self.place = place;
    }

    /// What is written.
    pub(super) fn text(&self) -> String {
        self.input.lines().join("\n")
    }

    /// What the questionnaire has to know of a text that changed.
    pub(super) fn changed(&mut self) -> Vec<Event> {
        let text = self.text();
        match self.field {
            Field::Text => {
                self.told = text.clone();
                vec![Event::Typing(text)]
            }
            Field::Evidence(_) => vec![Event::Look(text)],
            Field::Query => {
                self.chosen = 0;
                self.told = text.clone();
                vec![Event::Text(text)]
            }
            Field::None | Field::Owner | Field::Due => Vec::new(),
        }
    }

    /// Writes as much as all ways to go on have in common.
    fn complete(&mut self, look: &Look) -> Vec<Event> {
        let Some((first, others)) = look.further.split_first() else {
            return Vec::new();
        };
        let mut common = first.clone();
        for other in others {
            let same = common
                .chars()
                .zip(other.chars())
                .take_while(|(a, b)| a == b);
            common = same.map(|(letter, _)| letter).collect();
        }
        if common.chars().count() <= self.text().chars().count() && !others.is_empty() {
            return Vec::new();
        }
        if common == self.text() {
            return Vec::new();
        }
        self.write(self.field, &common);
        vec![Event::Look(common)]
    }

    /// Takes a pasted text into the field, as it is.
    pub fn paste(&mut self, text: &str) -> Vec<Event> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = match (self.field, self.page) {
            (Field::None, _) | (_, Page::Keys | Page::Sections) => {
                return vec![Event::Unknown(
                    "pasted text is no answer: press y, p, n or d first, then paste the note"
                        .into(),
                )];
            }
            (field, _) if field.is_one_line() => text.replace('\n', " ").trim().to_owned(),
            _ => text,
        };
        self.input.insert_str(text);
        self.changed()
    }
}
