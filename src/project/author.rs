use std::path::Path;
use std::process::{Command, Stdio};

/// Nobody is known to have answered.
#[derive(Debug, thiserror::Error)]
#[error("who answers? give --by NAME, set CEMARK_AUTHOR, or set Git's user.name")]
pub struct AuthorError;

/// The author of an answer: `by`, else CEMARK_AUTHOR, else Git's user name for `folder`.
///
/// # Errors
/// [`AuthorError`] when none of the three names someone.
pub fn author(by: Option<&str>, folder: &Path) -> Result<String, AuthorError> {
    let named = |name: &str| {
        let name = crate::text::one_line(name);
        (!name.is_empty()).then_some(name)
    };
    by.and_then(named)
        .or_else(|| {
            std::env::var("CEMARK_AUTHOR")
                .ok()
                .as_deref()
                .and_then(named)
        })
        .or_else(|| git_user(folder).as_deref().and_then(named))
        .ok_or(AuthorError)
}

fn git_user(folder: &Path) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["config", "user.name"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).ok())
        .flatten()
}
