//! The full screen: draws a [`View`](super::View) and turns keys into events. Knows no terminal: it draws into
//! a frame, of whatever size, and is handed keys.

mod draw;
mod field;
mod keys;
mod palette;
mod panes;
mod paragraph;
mod press;

use ratatui::layout::Rect;
use ratatui_textarea::TextArea;

pub use palette::Palette;

use field::Field;

/// What is read in place of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    None,
    Keys,
    Sections,
}

/// The face: what a person sees and edits that the questionnaire itself does not know.
#[derive(Debug)]
pub struct Face {
    palette: Palette,
    /// Lines of the text that are above the screen.
    scroll: usize,
    /// How far it can be moved, and how much of it is seen, as drawn last.
    reach: (usize, usize),
    /// What is being written.
    input: TextArea<'static>,
    /// What it is written for.
    field: Field,
    /// What the questionnaire knows of it.
    told: String,
    /// Which line of a list, or piece of evidence, is chosen.
    chosen: usize,
    /// The path is completed as soon as it is known how.
    completes: bool,
    page: Page,
    /// Too little can be seen to answer anything.
    is_small: bool,
    /// Where the text was drawn last.
    place: Rect,
    /// The question at hand, whose text begins at its top.
    question: String,
}

impl Face {
    /// A face that sets things off with this palette.
    pub fn new(palette: Palette) -> Self {
        Self {
            palette,
            scroll: 0,
            reach: (0, 1),
            input: TextArea::default(),
            field: Field::None,
            told: String::new(),
            chosen: 0,
            completes: false,
            page: Page::None,
            is_small: false,
            place: Rect::default(),
            question: String::new(),
        }
    }
}
