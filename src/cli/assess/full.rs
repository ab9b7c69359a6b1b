//! The full screen: hands keys to the face and draws what it shows.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::event::{self, KeyCode, KeyEvent, KeyModifiers};

use super::window::{AT_ONCE, Window};
use crate::project::Presence;
use crate::questionnaire::full::{Face, Palette};
use crate::questionnaire::{Event, Prompt, Questionnaire, Scene, Sitting, View};

/// How long to wait for a key before looking at what others wrote.
const IDLE: Duration = Duration::from_millis(250);
/// Keys that come faster after one another than this were pressed by no hand.
const PAUSE: Duration = Duration::from_millis(20);
/// How long words may stay unkept while somebody goes on writing.
const UNKEPT: Duration = Duration::from_secs(1);

/// Why the full screen was left.
pub(super) enum Left {
    /// The maker has left.
    Asked,
    /// This signal told to stop.
    Signal(i32),
    /// The terminal is gone.
    Gone,
}

/// Asks on the full screen until the maker leaves, a signal says so, or the terminal is gone.
/// However it ends, what is unfinished is kept.
pub(super) fn converse(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    presence: &mut Presence,
    palette: Palette,
) -> Result<Left> {
    let mut window = Window::open()?;
    let mut face = Face::new(palette);
    let left = ask(machine, sitting, presence, &mut face, &mut window);
    drop(window);
    let kept = sitting.keep(machine);
    match left {
        Ok(left) => {
            kept?;
            Ok(left)
        }
        // A terminal that is gone is no mistake of the maker's.
        Err(error) if error.downcast_ref::<io::Error>().is_some() => Ok(Left::Gone),
        Err(error) => Err(error),
    }
}

fn ask(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    presence: &mut Presence,
    face: &mut Face,
    window: &mut Window,
) -> Result<Left> {
    let mut kept = Instant::now();
    let mut is_drawn = false;
    let mut burst = Burst::default();
    let mut leaves = settle(machine, sitting, face, window);
    while !leaves {
        if !is_drawn {
            window.draw(|frame| face.draw(frame, &machine.view()))?;
            is_drawn = true;
        }
        if let Some(signal) = window.signal() {
            return Ok(Left::Signal(signal));
        }
        let waits = Instant::now();
        let idle = !window.has_key(IDLE)?;
        if waits.elapsed() > PAUSE {
            burst = Burst::default();
        }
        // Where nothing is drawn, a terminal that is gone is seen by its size.
        if idle {
            window.is_there()?;
        }
        if idle || kept.elapsed() > UNKEPT {
            is_drawn &= !look_around(machine, sitting);
            presence.note();
            kept = Instant::now();
        }
        // All keys that are there are taken before anything is drawn.
        while !idle && !leaves && window.has_key(AT_ONCE)? {
            let event = window.next_key()?;
            leaves = take(machine, sitting, face, window, &mut burst, event)?;
            leaves |= settle(machine, sitting, face, window);
            is_drawn = false;
        }
    }
    Ok(Left::Asked)
}

/// Sees what others wrote, what the answer comes to, and keeps what is unfinished. True when there
/// is something new to show.
fn look_around(machine: &mut Questionnaire, sitting: &mut Sitting) -> bool {
    let mut news = Vec::new();
    news.extend(sitting.look_outside());
    news.extend(sitting.judge(machine));
    if let Err(error) = sitting.keep(machine) {
        let told = format!("an unfinished answer is not kept: {error}");
        news.extend((machine.view().message != Some(&told)).then_some(Event::Told(told)));
    }
    let is_new = !news.is_empty();
    for event in news {
        machine.handle(event);
    }
    is_new
}

/// Lets the face follow the questionnaire, until it has nothing more to say.
fn settle(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    face: &mut Face,
    window: &mut Window,
) -> bool {
    let mut leaves = false;
    for event in face.follow(&machine.view()) {
        leaves |= sitting.take(machine, event, window);
        face.follow(&machine.view());
    }
    leaves
}

/// Takes what a terminal tells; true when the maker leaves.
fn take(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    face: &mut Face,
    window: &mut Window,
    burst: &mut Burst,
    event: event::Event,
) -> Result<bool> {
    let mut is_held = false;
    let events = match event {
        event::Event::Key(key) if is_control(key, 'z') => {
            window.sleep()?;
            Vec::new()
        }
        event::Event::Key(key) if is_control(key, 'l') => {
            window.redraw()?;
            Vec::new()
        }
        event::Event::Key(mut key) => {
            let view = machine.view();
            match burst.take(&view, key, window.has_key(AT_ONCE)?) {
                Pressed::Key => face.press(&view, key),
                Pressed::Nothing => return Ok(false),
                Pressed::NewLine => {
                    is_held = true;
                    key.modifiers |= KeyModifiers::ALT;
                    match writes_text(&view) {
                        true => face.press(&view, key),
                        false => Vec::new(),
                    }
                }
            }
        }
        event::Event::Paste(text) => face.paste(&text),
        _ => Vec::new(),
    };
    for event in events {
        burst.is_prose |= matches!(event, Event::Unknown(_));
        if sitting.take(machine, event, window) {
            return Ok(true);
        }
        window.failure()?;
    }
    if is_held {
        let told = "all this came at once, as pasted text does: look at it, then Enter goes on";
        machine.handle(Event::Told(told.into()));
    }
    Ok(false)
}

fn is_control(key: KeyEvent, letter: char) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char(letter)
}

/// Keys without a pause between them, faster than a hand. Some terminals paste so, without a mark;
/// such a text must not answer.
#[derive(Default)]
struct Burst {
    /// Letters in it were written.
    is_written: bool,
    /// A key of it was for a question, where letters answer.
    answers: bool,
    /// A letter in it means nothing there, so nothing after it means anything.
    is_prose: bool,
}

/// What a key of a burst stands for.
enum Pressed {
    /// Itself.
    Key,
    /// Enter within a text, not at its end.
    NewLine,
    /// Nothing.
    Nothing,
}

impl Burst {
    /// What a key stands for; whether another one follows at once.
    fn take(&mut self, view: &View<'_>, key: KeyEvent, is_followed: bool) -> Pressed {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return Pressed::Key;
        }
        if self.is_prose {
            return Pressed::Nothing;
        }
        let Scene::Question { prompt, .. } = &view.scene else {
            return Pressed::Key;
        };
        let is_field = !matches!(prompt, Prompt::Status | Prompt::Conflict { .. });
        self.answers |= *prompt == Prompt::Status;
        if is_field && key.code == KeyCode::Enter {
            let goes_on = self.is_written && is_followed && writes_text(view);
            return match self.answers || goes_on {
                true => Pressed::NewLine,
                false => Pressed::Key,
            };
        }
        self.is_written |= is_field;
        Pressed::Key
    }
}

fn writes_text(view: &View<'_>) -> bool {
    matches!(
        view.scene,
        Scene::Question {
            prompt: Prompt::Justification { .. } | Prompt::Notes { .. },
            ..
        }
    )
}
