//! A terminal window in which a command runs: keys in, the screen out.

use std::process::Command;
use std::time::{Duration, Instant};

use expectrl::session::OsSession;

use super::terminal;

pub struct Window {
    session: OsSession,
    screen: vt100::Parser,
}

fn size(count: u16) -> std::num::NonZeroU16 {
    count.try_into().unwrap()
}

impl Window {
    pub fn open(mut command: Command, columns: u16, rows: u16) -> Self {
        if command.get_envs().all(|(name, _)| name != "TERM") {
            command.env("TERM", "xterm-256color");
        }
        // The size is set before the program looks.
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "stty cols \"$1\" rows \"$2\"; shift 2; exec \"$@\"",
            "sh",
        ]);
        shell.args([columns.to_string(), rows.to_string()]);
        shell.arg(command.get_program()).args(command.get_args());
        shell.env_clear();
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        if let Some(folder) = command.get_current_dir() {
            shell.current_dir(folder);
        }
        let mut session = terminal(shell);
        // The terminal's own first size may have been set after that.
        let process = session.get_process_mut();
        process.set_window_size(columns, rows).unwrap();
        Self {
            session,
            screen: vt100::Parser::new(size(rows), size(columns), 0),
        }
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.read();
        let process = self.session.get_process_mut();
        process.set_window_size(columns, rows).unwrap();
        self.screen.screen_mut().set_size(size(rows), size(columns));
    }

    pub fn pid(&self) -> i32 {
        self.session.get_process().pid().as_raw()
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        use std::io::Write;
        self.session.write_all(keys.as_bytes()).unwrap();
        self.session.flush().unwrap();
    }

    fn read(&mut self) -> bool {
        let mut bytes = [0; 8192];
        match self.session.try_read(&mut bytes) {
            Ok(0) => false,
            Ok(read) => {
                self.screen.process(&bytes[..read]);
                true
            }
            Err(_) => false,
        }
    }

    /// The screen as text.
    pub fn text(&mut self) -> String {
        while self.read() {}
        self.screen.screen().contents()
    }

    /// The grid with its styles.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Waits until the screen holds `text`, whatever the line ends; gives the screen.
    pub fn wait(&mut self, text: &str) -> String {
        self.wait_until(text, |flat| flat.contains(text))
    }

    /// Waits until the screen no longer holds `text`.
    pub fn wait_gone(&mut self, text: &str) -> String {
        self.wait_until(text, |flat| !flat.contains(text))
    }

    fn wait_until(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let began = Instant::now();
        loop {
            let seen = self.text();
            if holds(&super::flat(&seen)) {
                // The rest of what is being drawn follows at once.
                std::thread::sleep(Duration::from_millis(40));
                return self.text();
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "waited for {what:?}; the screen is\n{seen}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until nothing more is drawn.
    pub fn wait_still(&mut self) {
        let mut seen = self.screen.screen().contents_formatted();
        let mut since = Instant::now();
        while since.elapsed() < Duration::from_millis(500) {
            std::thread::sleep(Duration::from_millis(10));
            self.text();
            let now = self.screen.screen().contents_formatted();
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
        }
    }

    /// Waits for the end of the process; its exit code, or the negative number of its signal.
    pub fn ended(&mut self) -> i32 {
        let began = Instant::now();
        loop {
            self.text();
            use expectrl::process::unix::WaitStatus;
            let code = match self.session.get_process().status().unwrap() {
                WaitStatus::Exited(_, code) => Some(code),
                WaitStatus::Signaled(_, signal, _) => Some(-(signal as i32)),
                _ => None,
            };
            if let Some(code) = code {
                // Its last words are still on the way.
                std::thread::sleep(Duration::from_millis(40));
                self.text();
                return code;
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "it goes on:\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
