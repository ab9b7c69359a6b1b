use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};

use super::global::{Color, Global};
use crate::assessment::Severity;
use crate::output::severity_style;
use crate::project::{LoadedProject, Project, Root, load, load_project, write_atomically};

/// Where results and messages go: results to stdout, everything else to stderr.
pub(crate) struct Screen {
    quiet: bool,
    choice: ColorChoice,
}

impl Screen {
    pub fn new(global: &Global) -> Self {
        let choice = match global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Self {
            quiet: global.quiet,
            choice,
        }
    }

    /// Prints a result, unless quiet. A reader that went away is no error.
    pub fn result(&self, text: &str) -> Result<()> {
        if self.quiet {
            Ok(())
        } else {
            self.write(io::stdout(), text)
        }
    }

    /// Prints what was asked for by name, such as a machine format or a document, to stdout or
    /// to a file; `-` is stdout, too.
    pub fn output(&self, text: &str, file: Option<&Path>) -> Result<()> {
        match file.filter(|file| !is_stdout(file)) {
            Some(file) => {
                let shown = crate::text::one_line(&file.to_string_lossy());
                write_atomically(file, text.as_bytes())
                    .with_context(|| format!("cannot write {shown}"))
            }
            None => self.write(io::stdout(), text),
        }
    }

    /// Prints a page for people: to stdout unless quiet, or to a file without colours.
    pub fn page(&self, text: &str, file: Option<&Path>) -> Result<()> {
        match file {
            None => self.result(text),
            Some(file) => {
                let plain = anstream::adapter::strip_str(text).to_string();
                self.output(&plain, Some(file))
            }
        }
    }

    /// Prints a document, and says where it was written.
    pub fn document(&self, text: &str, file: Option<&Path>) -> Result<()> {
        self.output(text, file)?;
        match file.filter(|file| !is_stdout(file)) {
            Some(file) => {
                let shown = crate::text::one_line(&file.to_string_lossy());
                self.say(&format!("written: {shown}"))
            }
            None => Ok(()),
        }
    }

    /// Prints a part of a dialogue, quiet or not: to stdout, or `beside` it to stderr.
    pub fn ask(&self, text: &str, beside: bool) -> Result<()> {
        if beside {
            self.write(io::stderr(), text)
        } else {
            self.write(io::stdout(), text)
        }
    }

    /// Prints a part of a dialogue to stdout; false when nobody reads it any more.
    pub fn reaches(&self, text: &str) -> Result<bool> {
        self.send(io::stdout(), text)
    }

    /// Says something beside the result, unless quiet.
    pub fn say(&self, text: &str) -> Result<()> {
        if self.quiet {
            Ok(())
        } else {
            self.write(io::stderr(), &format!("{text}\n"))
        }
    }

    /// Sends the terminal a control sequence, which is no colour and is never left out.
    pub fn control(&self, sequence: &str) -> Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout
            .write_all(sequence.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("cannot write to the terminal"),
        }
    }

    /// Prints an error and its causes.
    pub fn error(&self, error: &anyhow::Error) {
        let style = severity_style(Severity::Error);
        // When stderr is gone there is nobody to tell.
        let _ = self.write(io::stderr(), &format!("{style}error{style:#}: {error:#}\n"));
    }

    fn write<W: io::Write + anstream::stream::RawStream + anstream::stream::AsLockedWrite>(
        &self,
        stream: W,
        text: &str,
    ) -> Result<()> {
        self.send(stream, text).map(|_| ())
    }

    /// Writes; false when nobody reads it any more.
    fn send<W: io::Write + anstream::stream::RawStream + anstream::stream::AsLockedWrite>(
        &self,
        stream: W,
        text: &str,
    ) -> Result<bool> {
        let mut stream = AutoStream::new(stream, self.choice);
        let written = stream.write_all(text.as_bytes());
        match written.and_then(|()| stream.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(error).context("cannot write the output"),
        }
    }

    /// Whether the terminal shows the 256 colours, and may.
    pub fn has_256_colours(&self) -> bool {
        let set = |name: &str| std::env::var(name).unwrap_or_default();
        match self.choice {
            ColorChoice::Never => false,
            ColorChoice::Auto if !set("NO_COLOR").is_empty() => false,
            ColorChoice::Auto => {
                let known = [
                    "256color",
                    "kitty",
                    "alacritty",
                    "ghostty",
                    "wezterm",
                    "foot",
                ];
                let name = set("TERM");
                known.iter().any(|known| name.contains(known)) || !set("COLORTERM").is_empty()
            }
            _ => true,
        }
    }

    /// Columns to write in.
    pub fn width(&self) -> usize {
        if io::stdout().is_terminal() {
            textwrap::termwidth()
        } else {
            100
        }
    }

    /// Whether stdout is a terminal that shows links, and colours are not off.
    pub fn shows_links(&self) -> bool {
        let stdout = io::stdout();
        let choice = match self.choice {
            ColorChoice::Auto => AutoStream::choice(&stdout),
            choice => choice,
        };
        // FORCE_HYPERLINK says what the terminal can; a pipe or a file stays free of links.
        choice != ColorChoice::Never
            && stdout.is_terminal()
            && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
    }

    /// Whether somebody sits before this program.
    pub fn is_interactive() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// Refuses an output that would take the place of a file that the project reads.
pub(super) fn spare_inputs(loaded: &LoadedProject, file: Option<&Path>) -> Result<()> {
    spare_own(&loaded.root, file)?;
    let home = &loaded.root.folder;
    let read = loaded.read.iter().map(|(name, _)| home.join(name));
    let evidence = loaded.answers.values().flat_map(|stored| {
        let parts = stored.answer.parts.values().flat_map(|part| &part.evidence);
        stored.answer.evidence.iter().chain(parts)
    });
    let evidence = evidence.filter_map(|evidence| Some(home.join(evidence.path.as_ref()?.raw())));
    let policy = &loaded.project.vulnerability_handling.disclosure_policy;
    let policy = policy.known().map(|policy| home.join(policy.raw()));
    spare(file, read.chain(evidence).chain(policy))
}

/// The project's own file, and where an output is named, only if that takes the place of no file
/// that the project reads.
pub(super) fn project_beside(root: &Root, file: Option<&Path>) -> Result<Project> {
    let Some(file) = file else {
        return Ok(load_project(root)?);
    };
    let loaded = load(root.clone())?;
    spare_inputs(&loaded, Some(file))?;
    Ok(loaded.project)
}

/// Refuses an output that would take the place of what cemark itself keeps in the project.
pub(super) fn spare_own(root: &Root, file: Option<&Path>) -> Result<()> {
    let own = [
        "cemark.yaml",
        ".gitignore",
        "cemark/answers",
        "cemark/private/events",
        "cemark/risk.yaml",
        "cemark/schemas",
    ];
    spare(file, own.iter().map(|name| root.folder.join(name)))
}

/// Refuses an output that is one of `inputs`, or lies in one that is a folder.
pub(super) fn spare(file: Option<&Path>, inputs: impl Iterator<Item = PathBuf>) -> Result<()> {
    let Some(file) = file.filter(|file| !is_stdout(file)) else {
        return Ok(());
    };
    // A file that is new may still be meant for a folder that is an input.
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let real = file.canonicalize().ok().or_else(|| {
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(file.file_name()?))
    });
    let mut inputs = inputs.filter_map(|input| input.canonicalize().ok());
    if real.is_some_and(|real| inputs.any(|input| real.starts_with(input))) {
        anyhow::bail!(
            "{} is an input of the project and was not overwritten; name another file",
            crate::text::one_line(&file.to_string_lossy())
        );
    }
    Ok(())
}

/// Whether `--output` names stdout, which may be a log that is only appended to.
pub(super) fn is_stdout(file: &Path) -> bool {
    ["-", "/dev/stdout"]
        .iter()
        .any(|name| file == Path::new(name))
}
