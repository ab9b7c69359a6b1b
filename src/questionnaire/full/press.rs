//! From keys to events.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::field::Field;
use super::{Face, Page};
use crate::project::Status;
use crate::questionnaire::{Event, Prompt, Resolution, Scene, View};

impl Face {
    /// Takes a key; what the questionnaire has to know of it.
    pub fn press(&mut self, view: &View<'_>, key: KeyEvent) -> Vec<Event> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
            self.page = Page::None;
            return vec![Event::Quit];
        }
        // What cannot be seen is not answered; words that are being written are still taken.
        if self.is_small {
            return match (self.field, key.code) {
                (Field::None, KeyCode::Char('q')) => vec![Event::Quit],
                (Field::None, _) => Vec::new(),
                (_, KeyCode::Char(_) | KeyCode::Backspace) if !control => self.edits(key),
                _ => Vec::new(),
            };
        }
        if self.page != Page::None {
            return self.in_page(key);
        }
        if key.code == KeyCode::F(1) {
            return self.opens(Page::Keys);
        }
        match &view.scene {
            Scene::Choose { choices, .. } => self.in_list(choices.len(), key),
            Scene::End(_) => self.at_end(key),
            Scene::Question { prompt, .. } => match prompt {
                Prompt::Status => self.at_question(key),
                Prompt::Conflict { .. } => self.in_conflict(key),
                Prompt::Evidence { given, .. } => self.in_evidence(given.len(), key),
                Prompt::Justification { .. } | Prompt::Notes { .. } => self.in_text(key),
                Prompt::Owner { current } | Prompt::Due { current } => self.in_line(current, key),
            },
        }
    }

    fn in_page(&mut self, key: KeyEvent) -> Vec<Event> {
        if !self.moves(key) {
            self.page = Page::None;
            self.scroll = 0;
        }
        Vec::new()
    }

    /// Whether the key moves the text.
    fn moves(&mut self, key: KeyEvent) -> bool {
        let (most, page) = self.reach;
        let page = page.saturating_sub(1).max(1);
        self.scroll = match key.code {
            KeyCode::Up => self.scroll.saturating_sub(1),
            KeyCode::Down => self.scroll + 1,
            KeyCode::PageUp => self.scroll.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll + page,
            KeyCode::Home => 0,
            KeyCode::End => most,
            _ => return false,
        }
        .min(most);
        true
    }

    fn opens(&mut self, page: Page) -> Vec<Event> {
        self.page = page;
        self.scroll = 0;
        Vec::new()
    }

    fn at_question(&mut self, key: KeyEvent) -> Vec<Event> {
        if self.moves(key) {
            return Vec::new();
        }
        let nothing_else = !key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let event = match key.code {
            KeyCode::Enter | KeyCode::Right => Event::Skip,
            KeyCode::Left | KeyCode::Esc | KeyCode::Backspace => Event::Back,
            KeyCode::Char(letter) if nothing_else => match letter {
                'y' => Event::Choose(Status::Met),
                'p' => Event::Choose(Status::PartlyMet),
                'n' => Event::Choose(Status::NotMet),
                'd' => Event::Choose(Status::NotApplicable),
                's' => Event::Skip,
                'b' => Event::Back,
                'o' => Event::NextOpen,
                'c' => Event::NextContradiction,
                ']' => Event::NextSection,
                '[' => Event::PreviousSection,
                '/' | 'j' => Event::Find(String::new()),
                'f' => Event::Filter(String::new()),
                'w' => Event::Assign,
                'u' => Event::Undo,
                'x' => Event::Discard,
                'v' => return self.opens(Page::Sections),
                '?' | 'h' => return self.opens(Page::Keys),
                'q' => Event::Quit,
                other => Event::Unknown(format!("`{other}` does nothing here; ? lists the keys")),
            },
            _ => return Vec::new(),
        };
        vec![event]
    }

    fn at_end(&mut self, key: KeyEvent) -> Vec<Event> {
        if key.code != KeyCode::Char(' ') && self.moves(key) {
            return Vec::new();
        }
        let event = match key.code {
            KeyCode::Char('q') => Event::Quit,
            // Held down at the questions it arrives here, too.
            KeyCode::Enter => Event::Unknown("q leaves, b goes back".into()),
            KeyCode::Char('b') | KeyCode::Esc | KeyCode::Left => Event::Back,
            KeyCode::Char('o') => Event::NextOpen,
            KeyCode::Char('u') => Event::Undo,
            KeyCode::Char('x') => Event::Discard,
            KeyCode::Char('v') => return self.opens(Page::Sections),
            KeyCode::Char('/' | 'j') => Event::Find(String::new()),
            KeyCode::Char('f') => Event::Filter(String::new()),
            KeyCode::Char('?' | 'h') => return self.opens(Page::Keys),
            _ => return Vec::new(),
        };
        vec![event]
    }

    fn in_conflict(&mut self, key: KeyEvent) -> Vec<Event> {
        let event = match key.code {
            KeyCode::Char('m') => Event::Resolve(Resolution::Mine),
            KeyCode::Char('t') => Event::Resolve(Resolution::Theirs),
            KeyCode::Char('k') => Event::Resolve(Resolution::Both),
            KeyCode::Esc | KeyCode::Char('b') => Event::Back,
            KeyCode::Char('?') => return self.opens(Page::Keys),
            _ => {
                self.moves(key);
                return Vec::new();
            }
        };
        vec![event]
    }

    fn in_list(&mut self, count: usize, key: KeyEvent) -> Vec<Event> {
        let last = count.saturating_sub(1);
        match key.code {
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Down => self.chosen = (self.chosen + 1).min(last),
            KeyCode::PageUp => self.chosen = self.chosen.saturating_sub(10),
            KeyCode::PageDown => self.chosen = (self.chosen + 10).min(last),
            KeyCode::Esc => return vec![Event::Back],
            KeyCode::Enter if count == 0 => {
                return vec![Event::Unknown("nothing fits; Esc goes back".into())];
            }
            KeyCode::Enter => return vec![Event::Pick(self.chosen)],
            _ => return self.edits(key),
        }
        Vec::new()
    }

    fn in_evidence(&mut self, given: usize, key: KeyEvent) -> Vec<Event> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return vec![Event::Text(self.text())],
            KeyCode::Esc => return vec![Event::Back],
            KeyCode::Tab => {
                self.completes = true;
                return vec![Event::Look(self.text())];
            }
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Down => self.chosen = (self.chosen + 1).min(given.saturating_sub(1)),
            KeyCode::Char('x') if control => return vec![Event::Drop(self.chosen + 1)],
            KeyCode::Char('r') if control => return vec![Event::Renew],
            KeyCode::PageUp | KeyCode::PageDown => {
                self.moves(key);
            }
            _ => return self.edits(key),
        }
        Vec::new()
    }

    fn in_text(&mut self, key: KeyEvent) -> Vec<Event> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter
                if !key
                    .modifiers
                    .intersects(KeyModifiers::ALT | KeyModifiers::SHIFT) =>
            {
                match self.text() {
                    // What was emptied is emptied.
                    text if text.trim().is_empty() => vec![Event::Clear, Event::Text(text)],
                    text => vec![Event::Text(text)],
                }
            }
            KeyCode::Enter => {
                self.input.insert_newline();
                self.changed()
            }
            KeyCode::Char('j') if control => {
                self.input.insert_newline();
                self.changed()
            }
            KeyCode::Esc => vec![Event::Back],
            KeyCode::Char('e') if control => vec![Event::Edit],
            KeyCode::Char('t') if control => vec![Event::Suggested],
            KeyCode::PageUp | KeyCode::PageDown => {
                self.moves(key);
                Vec::new()
            }
            _ => self.edits(key),
        }
    }

    fn in_line(&mut self, current: &str, key: KeyEvent) -> Vec<Event> {
        match key.code {
            KeyCode::Enter => match self.text().trim() {
                // An emptied line empties what was there.
                "" if !current.is_empty() => vec![Event::Text("-".into())],
                text => vec![Event::Text(text.to_owned())],
            },
            KeyCode::Esc => vec![Event::Back],
            _ => self.edits(key),
        }
    }

    fn edits(&mut self, key: KeyEvent) -> Vec<Event> {
        // In a field of one line these would begin another.
        let breaks = matches!(key.code, KeyCode::Enter)
            || key.modifiers.contains(KeyModifiers::CONTROL)
                && matches!(key.code, KeyCode::Char('m' | 'j'));
        if self.field == Field::None || breaks || key.code == KeyCode::Tab {
            return Vec::new();
        }
        // As in a shell; the widget would take a change back.
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('u') {
            self.input.delete_line_by_head();
            return self.changed();
        }
        match self.input.input(key) {
            true => self.changed(),
            false => Vec::new(),
        }
    }
}
