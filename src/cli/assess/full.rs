//! The full screen: hands keys to the face and draws what it shows.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::event::{self, KeyCode, KeyModifiers};

use super::window::{AT_ONCE, Window};
use crate::project::Presence;
use crate::questionnaire::full::{Face, Palette};
use crate::questionnaire::{Event, Questionnaire, Sitting};

/// How long to wait for a key before looking at what others wrote.
const IDLE: Duration = Duration::from_millis(250);
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
    let mut leaves = settle(machine, sitting, face, window);
    while !leaves {
        if !is_drawn {
            window.draw(|frame| face.draw(frame, &machine.view()))?;
            is_drawn = true;
        }
        if let Some(signal) = window.signal() {
            return Ok(Left::Signal(signal));
        }
        let idle = !event::poll(IDLE)?;
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
        let mut is_prose = false;
        while !idle && !leaves && event::poll(AT_ONCE)? {
            let event = event::read()?;
            // A text that a terminal pastes key by key must not answer: what comes at once with a
            // letter that means nothing means nothing.
            if is_prose && matches!(event, event::Event::Key(_)) {
                continue;
            }
            let taken = take(machine, sitting, face, window, event)?;
            leaves = taken == Taken::Leaves;
            is_prose |= taken == Taken::Unknown;
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

fn take(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    face: &mut Face,
    window: &mut Window,
    event: event::Event,
) -> Result<Taken> {
    let events = match event {
        event::Event::Key(key) => {
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Char('z') if control => {
                    window.sleep()?;
                    Vec::new()
                }
                KeyCode::Char('l') if control => {
                    window.redraw()?;
                    Vec::new()
                }
                _ => face.press(&machine.view(), key),
            }
        }
        event::Event::Paste(text) => face.paste(&text),
        _ => Vec::new(),
    };
    let mut taken = Taken::Known;
    for event in events {
        if matches!(event, Event::Unknown(_)) {
            taken = Taken::Unknown;
        }
        // What others wrote is seen before it could be written over.
        if let Some(outside) = sitting.look_outside() {
            machine.handle(outside);
        }
        if sitting.take(machine, event, window) {
            return Ok(Taken::Leaves);
        }
        window.failure()?;
    }
    Ok(taken)
}

/// What became of a key.
#[derive(PartialEq, Eq)]
enum Taken {
    /// It meant something.
    Known,
    /// It means nothing here.
    Unknown,
    /// The maker leaves.
    Leaves,
}
