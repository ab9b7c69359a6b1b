//! `report draft --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::incident::{Draft, FormRow, Kind, Part, Recipient, StageKind, Value, platform};
use crate::text::Text;
use crate::values::{Date, Id, Moment, Zone};

/// A draft with all its contents.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/report-draft/1`.
    schema: &'static str,
    event: Id,
    kind: Kind,
    stage: StageKind,
    #[schemars(with = "String")]
    citation: Text,
    #[schemars(with = "String")]
    title: Text,
    /// A rehearsal: not to be submitted.
    drill: bool,
    /// A voluntary report under Art. 15.
    voluntary: bool,
    /// The last instant, RFC 3339 in UTC, where the stage has a limit that runs.
    due: Option<String>,
    /// The Member State whose CSIRT receives it, Art. 14(7).
    #[schemars(with = "Option<String>")]
    member_state: Option<Text>,
    /// Its CSIRT.
    #[schemars(with = "Option<String>")]
    csirt: Option<Text>,
    /// What the Article asks for.
    contents: Vec<Part>,
    /// The platform's form; empty where the stage has none.
    form: Vec<FormRow>,
    /// The day of the form's description.
    form_as_of: Option<Date>,
    /// Contents that the form has no row for.
    without_row: Vec<Value>,
    /// Fields still missing.
    missing: Vec<Id>,
    /// Fields without a value that are owed only where they apply.
    if_applicable: Vec<Id>,
}

/// The draft as JSON text.
pub fn render(
    event: &Id,
    state: (Kind, bool),
    draft: &Draft,
    due: Option<&Moment>,
    recipient: Option<&Recipient>,
    voluntary: bool,
) -> String {
    let report = Report {
        schema: "cemark/report-draft/1",
        event: event.clone(),
        kind: state.0,
        stage: draft.spec.id,
        citation: draft.spec.citation.clone(),
        title: draft.spec.title.clone(),
        drill: state.1,
        voluntary,
        due: due.map(|at| at.in_zone(&Zone::utc()).rfc3339()),
        member_state: recipient.map(|to| to.member_state.code.clone()),
        csirt: recipient.map(Recipient::name),
        contents: draft.contents.clone(),
        form: draft.form.clone(),
        form_as_of: platform().as_of.filter(|_| !draft.form.is_empty()),
        without_row: draft.without_row.clone(),
        missing: draft.missing.clone(),
        if_applicable: draft.if_applicable.clone(),
    };
    super::pretty(&report)
}
