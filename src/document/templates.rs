use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use minijinja::value::{Serde, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, escape_formatter,
};
use serde::Serialize;

use super::markdown;

/// Our templates, embedded in the binary: a new document is a line here for each form.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("summary.md", include_str!("../../templates/summary.md")),
    ("summary.html", include_str!("../../templates/summary.html")),
    (
        "delivery-record.md",
        include_str!("../../templates/delivery-record.md"),
    ),
    (
        "delivery-record.html",
        include_str!("../../templates/delivery-record.html"),
    ),
    (
        "questionnaire.md",
        include_str!("../../templates/questionnaire.md"),
    ),
    (
        "questionnaire.html",
        include_str!("../../templates/questionnaire.html"),
    ),
    (
        "report-draft.md",
        include_str!("../../templates/report-draft.md"),
    ),
    (
        "user-notice.md",
        include_str!("../../templates/user-notice.md"),
    ),
    (
        "upstream-notice.md",
        include_str!("../../templates/upstream-notice.md"),
    ),
    (
        "classification.md",
        include_str!("../../templates/classification.md"),
    ),
    ("_style.css", include_str!("../../templates/_style.css")),
];

/// Largest template of a maker's that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// The escaping of Markdown among minijinja's own.
const MARKDOWN: &str = "markdown";

/// Why a document could not be written: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The folder of templates is not there, or holds none.
    #[error("{folder}: {why}\n  help: templates of your own are named as ours: {embedded}")]
    Folder {
        /// The folder, cleaned.
        folder: String,
        /// The system's reason.
        why: String,
        /// The names of our templates.
        embedded: String,
    },
    /// A template does not parse, or prints what is not there.
    #[error("{template}:{line}: {why}{excerpt}")]
    Template {
        /// Name of the template; with its folder where it is the maker's.
        template: String,
        /// Line, from 1; 0 where it is not known.
        line: usize,
        /// What is the matter.
        why: String,
        /// The line itself and help, each on a line of its own.
        excerpt: String,
    },
}

/// Fills the template `name` with `variables`.
pub(super) fn render(
    name: &str,
    variables: &impl Serialize,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    let source = Arc::new(Source::new(overrides)?);
    let mut environment = Environment::new();
    let loader = Arc::clone(&source);
    environment.set_loader(move |name| loader.load(name));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(auto_escape);
    environment.set_formatter(format);
    environment.add_filter("link", link);
    environment.add_filter("fence", |text: &str| {
        Value::from_safe_string(markdown::fence(text))
    });
    environment.add_filter("prose", |text: &str| {
        Value::from_safe_string(markdown::prose(text))
    });
    let variables = Value::from(Serde(variables));
    let written = environment
        .get_template(name)
        .and_then(|template| template.render(variables));
    let mut written = written.map_err(|error| source.explain(name, &error))?;
    if !written.ends_with('\n') {
        written.push('\n');
    }
    Ok(written)
}

/// Markdown by our rules; all else, partials such as `_style.css` included, as HTML.
fn auto_escape(name: &str) -> AutoEscape {
    if name.ends_with(".md") {
        AutoEscape::Custom(MARKDOWN.into())
    } else {
        AutoEscape::Html
    }
}

/// Writes a value in the form of the template. What is not given prints nothing.
fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    if value.is_undefined()
        || value.is_safe()
        || !matches!(state.auto_escape(), AutoEscape::Custom(_))
    {
        return escape_formatter(out, state, value);
    }
    out.write_str(&markdown::escape(&value.to_string()))
        .map_err(Error::from)
}

/// The filter `link`: a web address as a link that shows it, anything else as text.
fn link(state: &State, url: &str) -> Value {
    Value::from_safe_string(match (state.auto_escape(), markdown::web_address(url)) {
        (AutoEscape::Custom(_), _) => markdown::link(url),
        (_, Some(address)) => {
            format!(
                r#"<a href="{}" rel="noreferrer">{}</a>"#,
                escape_html(&address),
                escape_html(url)
            )
        }
        (_, None) => escape_html(url),
    })
}

fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c => out.push(c),
        }
    }
    out
}

/// Where templates come from: the maker's folder first, then ours.
struct Source {
    overrides: Option<PathBuf>,
}

impl Source {
    fn new(overrides: Option<&Path>) -> Result<Self, DocumentError> {
        if let Some(folder) = overrides {
            let has_ours = || {
                EMBEDDED
                    .iter()
                    .any(|(name, _)| folder.join(name).symlink_metadata().is_ok())
            };
            let why = match std::fs::metadata(folder) {
                Ok(metadata) if metadata.is_dir() && has_ours() => None,
                // A misspelt name would else go unnoticed.
                Ok(metadata) if metadata.is_dir() => {
                    Some("it holds no file that takes the place of ours".to_owned())
                }
                Ok(_) => Some("it is not a folder".to_owned()),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Some("there is no such folder".to_owned())
                }
                Err(error) => Some(error.to_string()),
            };
            if let Some(why) = why {
                let embedded = EMBEDDED
                    .iter()
                    .map(|(name, _)| *name)
                    .collect::<Vec<_>>()
                    .join(", ");
                return Err(DocumentError::Folder {
                    folder: shown(folder),
                    why,
                    embedded,
                });
            }
        }
        Ok(Self {
            overrides: overrides.map(Path::to_path_buf),
        })
    }

    /// The text of the template `name`; `None` where neither the maker nor we have it.
    fn load(&self, name: &str) -> Result<Option<String>, Error> {
        if let Some(file) = self.own(name) {
            return read(&file).map(Some);
        }
        Ok(EMBEDDED
            .iter()
            .find(|(ours, _)| *ours == name)
            .map(|(_, text)| (*text).to_owned()))
    }

    /// The maker's file for `name`, if there is one. A name never leads out of the folder.
    fn own(&self, name: &str) -> Option<PathBuf> {
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let file = self
            .overrides
            .as_ref()
            .filter(|_| inside && !name.contains('\\'))?
            .join(name);
        // A link that leads nowhere is an error later, not a way back to our template.
        file.symlink_metadata().is_ok().then_some(file)
    }

    /// The innermost error that knows its place, with the line itself.
    fn explain(&self, asked: &str, error: &Error) -> DocumentError {
        let mut place = error;
        let mut next: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
        while let Some(source) = next {
            if let Some(inner) = source.downcast_ref::<Error>() {
                place = inner;
            }
            next = source.source();
        }
        let name = place.name().or(error.name()).unwrap_or(asked);
        let line = place.line().or(error.line()).unwrap_or(0);
        let text = self.load(name).ok().flatten();
        let faulty = line
            .checked_sub(1)
            .and_then(|index| text.as_deref()?.lines().nth(index));
        let mut excerpt = String::new();
        if let Some(faulty) = faulty {
            let faulty: String = crate::text::one_line(faulty).chars().take(160).collect();
            excerpt.push_str(&format!("\n  |  {faulty}"));
        }
        if place.kind() == ErrorKind::UndefinedError {
            excerpt.push_str(
                "\n  help: a name in this line is not among the variables of the document",
            );
        }
        let why = match place.detail() {
            Some(detail) => format!("{}: {detail}", place.kind()),
            None => place.kind().to_string(),
        };
        let template = self
            .own(name)
            .map_or_else(|| crate::text::one_line(name), |file| shown(&file));
        DocumentError::Template {
            template,
            line,
            why: crate::text::one_line(&why),
            excerpt,
        }
    }
}

fn read(file: &Path) -> Result<String, Error> {
    let fail = |why: String| {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("cannot read {}: {why}", shown(file)),
        )
    };
    let metadata = file.metadata().map_err(|error| fail(error.to_string()))?;
    if !metadata.is_file() {
        return Err(fail("it is not a file".to_owned()));
    }
    if metadata.len() > MAX_BYTES {
        return Err(fail(format!("it is larger than {MAX_BYTES} bytes")));
    }
    std::fs::read_to_string(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => fail("it is not UTF-8 text".to_owned()),
        _ => fail(error.to_string()),
    })
}

fn shown(path: &Path) -> String {
    crate::text::one_line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut on_disk: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            // Folders hold what is no document.
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        let mut embedded: Vec<_> = EMBEDDED
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        on_disk.sort();
        embedded.sort();
        assert_eq!(on_disk, embedded);
    }
}
