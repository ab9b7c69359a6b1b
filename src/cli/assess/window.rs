//! The terminal while it is taken over, and the signals that tell to stop.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use crossterm::cursor::MoveTo;
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, KeyCode, KeyModifiers};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, enable_raw_mode};
use ratatui::layout::Rect;
use ratatui::{DefaultTerminal, Frame};

use super::editor::edit;
use crate::questionnaire::{Event, Host};
use crate::text::{bytes, one_line};

/// How long to wait for keys that are there already; none at all would see none.
pub(super) const AT_ONCE: Duration = Duration::from_millis(1);
/// How often a long reading is told.
const TELL: Duration = Duration::from_millis(150);

/// The terminal, as long as it is taken over: given back when this is dropped, and by a panic.
pub(super) struct Window {
    terminal: DefaultTerminal,
    signals: Signals,
    /// Keys that came while something was read, for later.
    ahead: VecDeque<event::Event>,
    /// Since when a file is being read, and when that was last told.
    reading: Option<(Instant, Instant)>,
    /// What went wrong with the terminal itself.
    failed: Option<anyhow::Error>,
}

impl Drop for Window {
    fn drop(&mut self) {
        give_back();
    }
}

impl Window {
    /// Takes the terminal over.
    pub fn open() -> Result<Self> {
        Ok(Self {
            signals: Signals::listen()?,
            terminal: take_over()?,
            ahead: VecDeque::new(),
            reading: None,
            failed: None,
        })
    }

    /// Draws.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// The signal that told to stop, where one came.
    pub fn signal(&self) -> Option<i32> {
        self.signals.came()
    }

    /// That the terminal is still there.
    pub fn is_there(&self) -> io::Result<()> {
        self.terminal.size().map(|_| ())
    }

    /// Whether a key comes within so long, or has come.
    pub fn has_key(&self, within: Duration) -> io::Result<bool> {
        Ok(!self.ahead.is_empty() || event::poll(within)?)
    }

    /// The next key, or whatever else a terminal tells.
    pub fn next_key(&mut self) -> io::Result<event::Event> {
        self.ahead.pop_front().map_or_else(event::read, Ok)
    }

    /// Has everything drawn anew. (`clear` would ask the terminal for its cursor, which not each
    /// tells.)
    pub fn redraw(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Puts the process to sleep, as a shell's job.
    pub fn sleep(&mut self) -> Result<()> {
        #[cfg(unix)]
        self.lent(|| {
            use signal_hook::{consts::SIGTSTP, low_level::emulate_default_handler};
            // A shell without jobs leaves it awake.
            let _ = emulate_default_handler(SIGTSTP);
        })?;
        Ok(())
    }

    /// What went wrong with the terminal meanwhile, and the screen as it was before a long reading.
    pub fn failure(&mut self) -> Result<()> {
        if let Some((began, told)) = self.reading.take()
            && told > began
        {
            self.redraw()?;
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Does something with the terminal as it was before.
    fn lent<T>(&mut self, act: impl FnOnce() -> T) -> Result<T> {
        give_back();
        io::stdout().flush()?;
        let result = act();
        // Ctrl-C was meant for what had the terminal.
        self.signals.forget_keys();
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.redraw()?;
        Ok(result)
    }

    /// Whether Esc or Ctrl-C is among the keys that came; the others are for later.
    fn asks_to_stop(&mut self) -> bool {
        while event::poll(AT_ONCE).unwrap_or(false) {
            let Ok(event) = event::read() else {
                return true;
            };
            if let event::Event::Key(key) = &event {
                let control = key.modifiers.contains(KeyModifiers::CONTROL);
                if key.code == KeyCode::Esc || (control && key.code == KeyCode::Char('c')) {
                    // What was typed before it is over, too.
                    self.ahead.clear();
                    return true;
                }
            }
            self.ahead.push_back(event);
        }
        false
    }
}

impl Host for Window {
    fn edit(&mut self, text: &str) -> Event {
        match self.lent(|| edit(text)) {
            Ok(Ok(text)) => Event::Typing(text),
            Ok(Err(error)) => Event::Refused(format!("{error:#}")),
            Err(error) => {
                self.failed = Some(error);
                Event::Refused("the terminal is gone".into())
            }
        }
    }

    fn goes_on(&mut self, source: &str, read: u64) -> bool {
        let now = Instant::now();
        let (began, told) = *self.reading.get_or_insert((now, now));
        if now.duration_since(told) < TELL {
            return true;
        }
        self.reading = Some((began, now));
        let stops = self.signals.came().is_some() || self.asks_to_stop();
        let line = format!(" reading {}: {}; Esc stops ", one_line(source), bytes(read));
        let told = self.terminal.size().and_then(|size| {
            let line: String = line.chars().take(size.width.into()).collect();
            let last = size.height.saturating_sub(1);
            execute!(
                io::stdout(),
                MoveTo(0, last),
                Clear(ClearType::CurrentLine),
                Print(line)
            )
        });
        told.is_ok() && !stops
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

    /// Forgets those that a terminal sends for keys.
    fn forget_keys(&self) {
        let mut keys = vec![signal_hook::consts::SIGINT];
        #[cfg(unix)]
        keys.push(signal_hook::consts::SIGQUIT);
        if self.came().is_some_and(|signal| keys.contains(&signal)) {
            self.0.store(0, Ordering::Relaxed);
        }
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
        let name = "cli::assess::window::tests::panics_on_the_full_screen";
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
