use std::fmt;
use std::path::{Path, PathBuf};

use crate::text::one_line;

/// One mistake in a file: where, what was found and expected, what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub message: String,
    /// The next step, where there is a better one than the message itself.
    pub hint: Option<String>,
}

/// All mistakes found in one file, with the lines they are on.
#[derive(Debug, Clone, thiserror::Error)]
pub struct FileError {
    /// The file, as the user may name it.
    pub file: PathBuf,
    /// The mistakes, by position.
    pub problems: Vec<Problem>,
    lines: Vec<Option<String>>,
}

/// Longest part of a source line that an error message repeats, in characters.
const EXCERPT: usize = 100;

impl FileError {
    /// Collects `problems` of `file`, whose content is `text`; they are put into order.
    pub fn new(file: &Path, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|p| (p.line, p.column));
        problems.dedup();
        let lines = problems
            .iter()
            .map(|p| text.lines().nth(p.line.saturating_sub(1)))
            .map(|line| {
                line.map(|l| {
                    crate::text::clean(l)
                        .replace('\t', " ")
                        .chars()
                        .take(EXCERPT)
                        .collect()
                })
            })
            .collect();
        let file = file.strip_prefix(".").unwrap_or(file).to_path_buf();
        Self {
            file,
            problems,
            lines,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = one_line(&self.file.to_string_lossy());
        for (index, (problem, line)) in self.problems.iter().zip(&self.lines).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(
                f,
                "{file}:{}:{}: {}",
                problem.line, problem.column, problem.message
            )?;
            if let Some(line) = line
                && problem.column <= EXCERPT
            {
                let gutter = problem.line.to_string();
                let blank = " ".repeat(gutter.len());
                let lead = " ".repeat(problem.column.saturating_sub(1));
                write!(f, "\n  {gutter} | {}\n  {blank} | {lead}^", line.trim_end())?;
            }
            if let Some(hint) = &problem.hint {
                write!(f, "\n  help: {hint}")?;
            }
        }
        if self.problems.len() >= super::MAX_PROBLEMS {
            write!(
                f,
                "\n{file}: further mistakes are not listed; mend these first"
            )?;
        }
        Ok(())
    }
}
