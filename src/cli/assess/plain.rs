//! The line dialogue: draws the view, reads a line, hands it on.

use anyhow::Result;

use super::editor::edit;
use crate::cli::Screen;
use crate::cli::typed::{Line, Typed};
use crate::questionnaire::{Event, Prompt, Questionnaire, Scene, Sitting, View, plain};

/// Asks line by line until the maker leaves or the input ends; in a `terminal`, or a pipe.
pub(super) fn converse(
    machine: &mut Questionnaire,
    sitting: &mut Sitting,
    screen: &Screen,
    terminal: bool,
) -> Result<()> {
    let mut typed = Typed::new(screen, terminal);
    loop {
        let view = machine.view();
        let prompt = plain::prompt(&view);
        let drawn = plain::draw(&view, screen.width());
        screen.output(&format!("{drawn}{prompt}"), None)?;
        let line = match typed.next(takes_text(&view), ":e opens an editor")? {
            Line::Text(line) => line,
            Line::Cut => continue,
            Line::End => {
                screen.output("\n", None)?;
                break;
            }
        };
        // A line that is not UTF-8 is told, not a reason to lose the sitting.
        let event = match std::str::from_utf8(&line) {
            Ok(text) => plain::parse(&view, text),
            Err(_) => Err("that line is not UTF-8 text".to_owned()),
        };
        match event {
            Ok(Event::Quit) => break,
            Ok(event) => take(machine, sitting, event),
            Err(expected) => screen.output(&format!("* {expected}\n"), None)?,
        }
        // What cannot be kept is told; it can still be finished and saved.
        if let Err(error) = sitting.keep(machine) {
            screen.output(
                &format!("* an unfinished answer is not kept: {error}\n"),
                None,
            )?;
        }
    }
    leave(machine, sitting, screen)
}

/// Hands on what was typed; then what others wrote meanwhile, and what the answer comes to.
fn take(machine: &mut Questionnaire, sitting: &mut Sitting, event: Event) {
    let editor = |text: &str| match edit(text) {
        Ok(text) => Event::Edited(text),
        Err(error) => Event::Refused(format!("{error:#}")),
    };
    if let Some(outside) = sitting.look_outside() {
        machine.handle(outside);
    }
    sitting.take(machine, event, editor);
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

fn leave(machine: &mut Questionnaire, sitting: &mut Sitting, screen: &Screen) -> Result<()> {
    if !matches!(machine.view().scene, Scene::End(_)) {
        take(machine, sitting, Event::Quit);
        let drawn = plain::draw_summary(&machine.view(), screen.width());
        screen.output(&drawn, None)?;
    }
    sitting.keep(machine)?;
    super::say_goodbye(screen)
}
