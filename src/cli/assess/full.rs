//! The full screen: takes the terminal over, hands keys to the face, gives the terminal back.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use crossterm::cursor::MoveTo;
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, KeyCode, KeyModifiers};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};
use ratatui::DefaultTerminal;

use super::editor::edit;
use crate::project::Presence;
use crate::questionnaire::full::{Face, Palette};
use crate::questionnaire::{Event, Host, Questionnaire, Sitting};
use crate::text::one_line;

/// How long to wait for a key before looking at what others wrote.
const IDLE: Duration = Duration::from_millis(250);
/// How long to wait for keys that are there already; none at all would see none.
const AT_ONCE: Duration = Duration::from_millis(1);
/// How often a long reading is told.
const TELL: Duration = Duration::from_millis(150);
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
    let mut window = Window {
        signal: Signals::listen()?,
        terminal: take_over()?,
        reading: None,
        failed: None,
    };
    let mut face = Face::new(palette);
    let left = ask(machine, sitting, presence, &mut face, &mut window);
    give_back();
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
            window
                .terminal
                .draw(|frame| face.draw(frame, &machine.view()))?;
            is_drawn = true;
        }
        if let Some(signal) = window.signal.came() {
            return Ok(Left::Signal(signal));
        }
        let idle = !event::poll(IDLE)?;
        // Where nothing is drawn, a terminal that is gone is seen by its size.
        if idle {
            window.terminal.size()?;
        }
        if idle || kept.elapsed() > UNKEPT {
            is_drawn &= !look_around(machine, sitting);
            presence.note();
            kept = Instant::now();
        }
        // All keys that are there are taken before anything is drawn.
        while !idle && !leaves && event::poll(AT_ONCE)? {
            leaves = take(machine, sitting, face, window, event::read()?)?;
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
) -> Result<bool> {
    let events = match event {
        event::Event::Key(key) => {
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            match key.code {
                KeyCode::Char('z') if control => {
                    sleep(&mut window.terminal)?;
                    Vec::new()
                }
                KeyCode::Char('l') if control => {
                    redraw(&mut window.terminal)?;
                    Vec::new()
                }
                _ => face.press(&machine.view(), key),
            }
        }
        event::Event::Paste(text) => face.paste(&text),
        _ => Vec::new(),
    };
    for event in events {
        // What others wrote is seen before it could be written over.
        if let Some(outside) = sitting.look_outside() {
            machine.handle(outside);
        }
        if sitting.take(machine, event, window) {
            return Ok(true);
        }
        window.reads_no_more()?;
    }
    match window.failed.take() {
        Some(error) => Err(error),
        None => Ok(false),
    }
}

/// The terminal, as long as it is taken over.
struct Window {
    terminal: DefaultTerminal,
    signal: Signals,
    /// Since when a file is being read, and when that was last told.
    reading: Option<(Instant, Instant)>,
    /// What went wrong with the terminal itself.
    failed: Option<anyhow::Error>,
}

impl Host for Window {
    fn edit(&mut self, text: &str) -> Event {
        match with_terminal(&mut self.terminal, || edit(text)) {
            Ok(Ok(text)) => Event::Typing(text),
            Ok(Err(error)) => Event::Refused(format!("{error:#}")),
            Err(error) => {
                self.failed = Some(error);
                Event::Refused("the terminal is gone".into())
            }
        }
    }

    fn goes_on(&mut self, source: &str, bytes: u64) -> bool {
        let now = Instant::now();
        let (began, told) = *self.reading.get_or_insert((now, now));
        if now.duration_since(told) < TELL {
            return true;
        }
        self.reading = Some((began, now));
        let stops = self.signal.came().is_some() || self.asks_to_stop();
        let read = crate::text::bytes(bytes);
        let line = format!(" reading {}: {read}; Esc stops ", one_line(source));
        let told = self.terminal.size().and_then(|size| {
            let line: String = line.chars().take(size.width.into()).collect();
            execute!(
                io::stdout(),
                MoveTo(0, size.height.saturating_sub(1)),
                Clear(ClearType::CurrentLine),
                Print(line)
            )
        });
        told.is_ok() && !stops
    }
}

impl Window {
    /// Whether Esc or Ctrl-C is among the keys that came.
    fn asks_to_stop(&self) -> bool {
        while event::poll(AT_ONCE).unwrap_or(false) {
            let Ok(event::Event::Key(key)) = event::read() else {
                continue;
            };
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            if key.code == KeyCode::Esc || (control && key.code == KeyCode::Char('c')) {
                return true;
            }
        }
        false
    }

    /// Takes what was told of a long reading off the screen.
    fn reads_no_more(&mut self) -> Result<()> {
        if let Some((began, told)) = self.reading.take()
            && told > began
        {
            redraw(&mut self.terminal)?;
        }
        Ok(())
    }
}

/// Takes the terminal over; a panic gives it back.
fn take_over() -> Result<DefaultTerminal> {
    let terminal =
        ratatui::try_init().context("cannot take the terminal over; --plain asks line by line")?;
    execute!(io::stdout(), EnableBracketedPaste)?;
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let _ = execute!(io::stdout(), DisableBracketedPaste);
        before(info);
    }));
    Ok(terminal)
}

fn give_back() {
    // Where the terminal is gone there is nothing to give back.
    let _ = execute!(io::stdout(), DisableBracketedPaste);
    let _ = ratatui::try_restore();
}

/// Has everything drawn anew. (`clear` would ask the terminal for its cursor, which not each tells.)
fn redraw(terminal: &mut DefaultTerminal) -> io::Result<()> {
    let size = terminal.size()?;
    terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
}

/// Does something with the terminal as it was before.
fn with_terminal<T>(terminal: &mut DefaultTerminal, act: impl FnOnce() -> T) -> Result<T> {
    give_back();
    io::stdout().flush()?;
    let result = act();
    crossterm::terminal::enable_raw_mode()?;
    execute!(
        io::stdout(),
        crossterm::terminal::EnterAlternateScreen,
        EnableBracketedPaste
    )?;
    redraw(terminal)?;
    Ok(result)
}

/// Puts the process to sleep, as a shell's job.
fn sleep(terminal: &mut DefaultTerminal) -> Result<()> {
    #[cfg(unix)]
    with_terminal(terminal, || {
        // A shell without jobs leaves it awake.
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
    })?;
    #[cfg(not(unix))]
    let _ = terminal;
    Ok(())
}

/// The signals that tell to stop.
struct Signals(Arc<AtomicUsize>);

impl Signals {
    fn listen() -> Result<Self> {
        let came = Arc::new(AtomicUsize::new(0));
        let mut all = vec![signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
        #[cfg(unix)]
        all.extend([signal_hook::consts::SIGHUP, signal_hook::consts::SIGQUIT]);
        for signal in all {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&came), number)
                .context("cannot listen for signals")?;
        }
        Ok(Self(came))
    }

    fn came(&self) -> Option<i32> {
        let signal = i32::try_from(self.0.load(Ordering::Relaxed)).unwrap_or_default();
        (signal != 0).then_some(signal)
    }
}

/// Ends the process the way the signal would have ended it.
pub(super) fn end_by(signal: i32) -> Result<()> {
    signal_hook::low_level::emulate_default_handler(signal).context("cannot end by the signal")
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::{Command, Stdio};

    use expectrl::{Eof, Expect};

    #[test]
    #[ignore = "ends in a panic; the test below runs it in a terminal of its own"]
    fn panics_on_the_full_screen() {
        let _terminal = super::take_over().unwrap();
        panic!("something broke");
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let this = std::env::current_exe().unwrap();
        let name = "cli::assess::full::tests::panics_on_the_full_screen";
        let script = "\"$1\" --exact \"$2\" --ignored --nocapture; stty -a; echo ended";
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(this).arg(name);
        shell.stdin(Stdio::inherit()).env("TERM", "xterm");
        let mut session = expectrl::Session::spawn(shell).unwrap();
        session.set_expect_timeout(Some(std::time::Duration::from_secs(20)));
        let seen = session.expect(Eof).unwrap();
        let seen = String::from_utf8_lossy(seen.as_bytes()).into_owned();
        let at = |part: &str| {
            seen.find(part)
                .unwrap_or_else(|| panic!("{part:?}: {seen}"))
        };
        // Into the other screen, out of it, and only then what went wrong.
        assert!(at("\u{1b}[?1049h") < at("\u{1b}[?1049l"));
        assert!(at("\u{1b}[?1049l") < at("something broke"), "{seen}");
        assert!(at("\u{1b}[?2004h") < at("\u{1b}[?2004l"));
        assert!(
            !seen.contains("-icanon") && !seen.contains("-isig"),
            "{seen}"
        );
    }
}
