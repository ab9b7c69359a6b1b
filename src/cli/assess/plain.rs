//! The line dialogue: draws the view, reads a line, hands it on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

use super::editor::edit;
use crate::cli::Screen;
use crate::cli::typed::{Line, Typed};
use crate::project::Presence;
use crate::questionnaire::plain::{self, Entered};
use crate::questionnaire::{Event, Host, Prompt, Questionnaire, Scene, Sitting, View};

/// Asks line by line until the maker leaves, the input ends or nobody reads; in a `terminal`, or a
/// pipe.
pub(super) fn converse(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    presence: &mut Presence,
    screen: &Screen,
    terminal: bool,
) -> Result<()> {
    let mut lines = Lines::new()?;
    let mut typed = Typed::new(screen, terminal);
    let mut page = None;
    loop {
        let view = machine.view();
        let prompt = plain::prompt(&view);
        let drawn = page
            .take()
            .unwrap_or_else(|| plain::draw(&view, screen.width()));
        // Who sees no question answers none.
        if !screen.reaches(&format!("{drawn}{prompt}"))? {
            return Ok(sitting.keep(machine)?);
        }
        let line = match typed.next(takes_text(&view), ":e opens an editor")? {
            Line::Text(line) => line,
            Line::Cut => continue,
            Line::End => {
                screen.output("\n", None)?;
                break;
            }
        };
        // A line that is not UTF-8 is told, not a reason to lose the sitting.
        let entered = match std::str::from_utf8(&line) {
            Ok(text) => plain::parse(&view, text),
            Err(_) => Err("that line is not UTF-8 text".to_owned()),
        };
        match entered {
            Ok(Entered::Event(Event::Quit)) => break,
            Ok(Entered::Event(event)) => take(machine, sitting, event, &mut lines),
            Ok(Entered::Page(show)) => page = Some(show(&view, screen.width())),
            Err(expected) => screen.output(&format!("* {expected}\n"), None)?,
        }
        presence.note();
        // What cannot be kept is told; it can still be finished and saved.
        if let Err(error) = sitting.keep(machine) {
            let told = format!("* an unfinished answer is not kept: {error}\n");
            screen.output(&told, None)?;
        }
    }
    leave(machine, sitting, screen, &mut lines)
}

/// Around the line dialogue there is an editor, and nothing that stops a long look at a file but
/// the signal that stops the program.
struct Lines {
    /// Whether Ctrl-C stops the program; while an editor is open, it is the editor's.
    stops: Arc<AtomicBool>,
}

impl Lines {
    fn new() -> Result<Self> {
        let stops = Arc::new(AtomicBool::new(true));
        let mut signals = vec![signal_hook::consts::SIGINT];
        #[cfg(unix)]
        signals.push(signal_hook::consts::SIGQUIT);
        for signal in signals {
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&stops))
                .context("cannot listen for signals")?;
        }
        Ok(Self { stops })
    }
}

impl Host for Lines {
    fn edit(&mut self, text: &str) -> Event {
        self.stops.store(false, Ordering::Relaxed);
        let edited = edit(text);
        self.stops.store(true, Ordering::Relaxed);
        match edited {
            Ok(text) => Event::Edited(text),
            Err(error) => Event::Refused(format!("{error:#}")),
        }
    }

    fn goes_on(&mut self, _: &str, _: u64) -> bool {
        true
    }
}

/// Hands on what was typed, and what the answer comes to.
fn take(machine: &mut Questionnaire, sitting: &mut Sitting, event: Event, lines: &mut Lines) {
    sitting.take(machine, event, lines);
    if let Some(judged) = sitting.judge(machine) {
        machine.handle(judged);
    }
}

/// Whether notes or a justification are asked for.
fn takes_text(view: &View<'_>) -> bool {
    matches!(
        view.scene,
        Scene::Question {
            prompt: Prompt::Notes { .. } | Prompt::Justification { .. },
            ..
        }
    )
}

fn leave(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    screen: &Screen,
    lines: &mut Lines,
) -> Result<()> {
    if !matches!(machine.view().scene, Scene::End(_)) {
        take(machine, sitting, Event::Quit, lines);
        let drawn = plain::draw_summary(&machine.view(), screen.width());
        screen.output(&drawn, None)?;
    }
    sitting.keep(machine)?;
    super::say_goodbye(screen)
}
