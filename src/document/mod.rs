//! Documents for people, from templates.
//!
//! A template prints, the code decides: `build` makes a [`Summary`] of the assessment, in the
//! words that `words` has for each value, and `templates/summary.md` or `templates/summary.html`
//! puts it on the page. All text that comes from files is [`Text`](crate::text::Text), cleaned
//! on its way out, and then escaped for the form that is written: HTML by its rules, Markdown by
//! the `markdown` module. Nothing in a value is ever read as template, markup or link.
//!
//! A maker's folder may hold a file of the same name as one of ours; it takes our file's place.
//! It may hold further files that its templates include. What a template may print is described
//! field by field in [`Summary`]; a name that is not there is an error with template and line.
//!
//! To add a document: a template for each form under `templates/`, a line for each in the table
//! [`EMBEDDED`], and here a function that builds its variables and calls `templates::render`.
//! A form other than Markdown and HTML is a variant of [`Form`] with its escaping in `templates`.

mod build;
mod delivery;
mod markdown;
mod questionnaire;
mod report;
mod summary;
mod templates;
mod words;

use std::path::Path;

pub use delivery::DeliveryRecord;
pub use questionnaire::{Questionnaire, Section};
pub use report::{Form as PlatformForm, Missing, PartOfPage, ReportPage, RowOfPage, ValueOfPage};
pub use summary::{
    Answered, Chart, CheckLine, ChecklistLine, Count, Due, EvidenceLine, FileLine, Gate, Law,
    OpenPoint, Part, PointGroup, Product, QuestionSection, RelaxationLine, RequirementSection,
    Reworded, SbomFigures, SbomLine, Scope, Summary, Tool, Trait, Value, Word,
};
pub use templates::{DocumentError, EMBEDDED};

use crate::assessment::Assessment;
use crate::checklist::Language;
use crate::incident::StageKind;
use crate::output::classify_json;
use crate::project::LoadedProject;
use crate::questionnaire::sheet::Row;

/// The form in which a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// GitHub-flavoured Markdown.
    Markdown,
    /// One HTML file that loads nothing else.
    Html,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 2] = [Form::Markdown, Form::Html];

    /// How the names of its files end, and the word on the command line: `md` or `html`.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Markdown => "md",
            Form::Html => "html",
        }
    }
}

/// Writes a draft or notice of Art. 14 or Art. 13(6) in Markdown.
///
/// # Errors
/// As [`summary`].
pub fn report(
    page: &ReportPage,
    stage: StageKind,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    let template = match stage {
        StageKind::UserNotice => "user-notice.md",
        StageKind::UpstreamNotice => "upstream-notice.md",
        StageKind::EarlyWarning
        | StageKind::Notification
        | StageKind::Final
        | StageKind::Intermediate => "report-draft.md",
    };
    templates::render(template, page, overrides)
}

/// Writes the conformity summary: what was answered, what shows it, what the machine saw and
/// what is left to do. `digest` is the SHA-256 over the assessment's canonical JSON; `overrides`
/// is the maker's folder of templates.
///
/// The same inputs give the same bytes.
///
/// # Errors
/// [`DocumentError`]: a template of the maker's that cannot be read, does not parse, or prints
/// what is not there.
pub fn summary(
    loaded: &LoadedProject,
    assessment: &Assessment,
    digest: &str,
    form: Form,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    let variables = Summary::new(loaded, assessment, digest);
    templates::render(
        &format!("summary.{}", form.extension()),
        &variables,
        overrides,
    )
}

/// Writes the questionnaire to be filled in without a terminal.
///
/// # Errors
/// As [`summary`].
pub fn questionnaire(
    assessment: &Assessment,
    rows: Vec<Row>,
    language: Language,
    form: Form,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    templates::render(
        &format!("questionnaire.{}", form.extension()),
        &Questionnaire::new(assessment, rows, language),
        overrides,
    )
}

/// Writes the record of a delivery on one page.
///
/// # Errors
/// As [`summary`].
pub fn delivery(
    record: &DeliveryRecord,
    form: Form,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    let template = format!("delivery-record.{}", form.extension());
    templates::render(&template, record, overrides)
}

/// Writes what the Act makes of the product, with the way to it, as Markdown.
///
/// # Errors
/// As [`summary`].
pub fn classification(
    report: &classify_json::Report,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    templates::render("classification.md", report, overrides)
}
