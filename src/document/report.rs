//! The variables of the documents on Art. 14: drafts for the platform and notices to send.

use serde::Serialize;

use super::Tool;
use crate::incident::{
    Clock, Draft, EventState, Need, Recipient, StageKind, State, Value, platform, reporting,
};
use crate::project::Project;
use crate::text::Text;
use crate::values::{Date, Fill, Id, Moment, Zone};

/// A draft or notice as a page.
#[derive(Debug, Serialize)]
pub struct ReportPage {
    /// Its title.
    pub title: Text,
    /// The point of the Act that asks for it.
    pub citation: Text,
    /// The event.
    pub event: Id,
    /// A rehearsal: not to be sent.
    pub drill: bool,
    /// A voluntary report under Art. 15.
    pub voluntary: bool,
    /// The product and who makes it, as far as it is known.
    pub facts: Vec<(&'static str, Text)>,
    /// What is missing, with how to give it.
    pub missing: Vec<Missing>,
    /// What is owed only where it applies, and has no value.
    pub if_applicable: Vec<Missing>,
    /// What the CSIRT asked for and was not answered yet, Art. 14(6).
    pub requests: Vec<Text>,
    /// What the Article asks for.
    pub parts: Vec<PartOfPage>,
    /// The platform's form, where the stage has one.
    pub form: Option<Form>,
    /// The fields of this stage by name, with their values where they have one: for notices.
    pub values: std::collections::BTreeMap<Id, Option<Text>>,
    /// The tool.
    pub tool: Tool,
}

/// A field that is missing.
#[derive(Debug, Serialize)]
pub struct Missing {
    /// Its name on the command line.
    pub field: Id,
    /// What is asked for.
    pub ask: Text,
}

/// One thing that the Article asks for.
#[derive(Debug, Serialize)]
pub struct PartOfPage {
    /// What it is.
    pub what: Text,
    /// The point that lists it.
    pub citation: Text,
    /// Whether it is owed in every case, in words.
    pub when: &'static str,
    /// What is given.
    pub values: Vec<ValueOfPage>,
}

/// A field of a part.
#[derive(Debug, Serialize)]
pub struct ValueOfPage {
    /// Its name on the command line.
    pub field: Id,
    /// Its label.
    pub label: Text,
    /// Its value.
    pub value: Option<Text>,
    /// The stage with which it was given already.
    pub given_with: Option<&'static str>,
    /// It is owed here and has no value.
    pub missing: bool,
    /// The stage with which it was given otherwise: it has changed since.
    pub changed_since: Option<&'static str>,
}

/// The platform's form.
#[derive(Debug, Serialize)]
pub struct Form {
    /// What it belongs to.
    pub name: Text,
    /// Where its description was read.
    pub source: Text,
    /// The day of the description.
    pub as_of: Option<Date>,
    /// What to know before typing.
    pub notes: Vec<Text>,
    /// Its rows.
    pub rows: Vec<RowOfPage>,
    /// Contents that it has no row for.
    pub without_row: Vec<ValueOfPage>,
}

/// A row of the form.
#[derive(Debug, Serialize)]
pub struct RowOfPage {
    /// Its number.
    pub nr: Text,
    /// Its label.
    pub label: Text,
    /// What the form takes.
    pub format: Text,
    /// Most characters that it takes.
    pub max: Option<usize>,
    /// Whether the form wants it, in words.
    pub need: &'static str,
    /// Whether it must not stay empty at this stage.
    pub required: bool,
    /// What to type.
    pub value: Option<Text>,
    /// Its characters.
    pub length: usize,
    /// It is longer than the form takes.
    pub too_long: bool,
    /// Readers of the form differ on this row.
    pub readers_differ: bool,
}

impl ReportPage {
    /// The page of a draft, with times in `zone`.
    #[expect(clippy::too_many_arguments, reason = "a page has that many sources")]
    pub fn new(
        id: &Id,
        event: &EventState,
        project: &Project,
        draft: &Draft,
        clock: Option<&Clock>,
        recipient: Option<&Recipient>,
        voluntary: bool,
        zone: &Zone,
    ) -> Self {
        // What was given for this event goes before what the project says.
        let known = |field: &str, value: &Fill<Text>| {
            let own = event.fields.get(field).filter(|text| !text.is_blank());
            let known = own.or(value.known()).cloned();
            known.unwrap_or("to fill in".into())
        };
        let mut facts = vec![
            ("Product", known("product-name", &project.product.name)),
            (
                "Version",
                known("product-version", &project.product.version),
            ),
            (
                "Manufacturer",
                known("manufacturer", &project.manufacturer.name),
            ),
        ];
        if draft.spec.id == StageKind::UpstreamNotice {
            let contact = &project.vulnerability_handling.contact;
            facts.extend(contact.known().map(|contact| ("Contact", contact.clone())));
        }
        if let Some(aware) = event.aware_at() {
            let words = both(&aware.in_zone(zone));
            facts.push(match event.is_provisional() {
                true => (
                    "Became aware",
                    Text::new(format!("not told; counted from the decision, {words}")),
                ),
                false => ("Became aware", words),
            });
        }
        let is_report = draft.spec.id.has_form();
        if voluntary && is_report {
            facts.push(("Due", "no time limit (Art. 15)".into()));
            let to = "a CSIRT designated as coordinator, or ENISA (Art. 15(1) and (2))";
            facts.push(("To", to.into()));
        }
        let clock = clock.filter(|_| !voluntary);
        if let Some(clock) = clock.filter(|clock| clock.due.is_none()) {
            let waits = format!(
                "the time does not run yet: it starts when {}",
                clock.starts_with
            );
            facts.push(("Due", Text::new(waits)));
        }
        let csirt = recipient.and_then(Recipient::zone);
        let earlier = clock
            .and_then(|clock| clock.earlier_end(event.kind, csirt.as_ref()?))
            .map(|end| {
                format!(
                    "; where the CSIRT is, that day ends earlier: {}",
                    both(&end.in_zone(zone))
                )
            });
        if let Some(due) = clock.and_then(|clock| clock.due.as_ref()) {
            let words = both(&due.in_zone(zone));
            facts.push((
                "Due",
                Text::new(match draft.spec.id {
                    StageKind::Final => format!("at the latest {words}{}", earlier.unwrap_or_default()),
                    _ if event.is_provisional() => format!(
                        "without undue delay, at the latest {words}; earlier if you became aware before the decision"
                    ),
                    _ => format!("without undue delay, at the latest {words}"),
                }),
            ));
        }
        if draft.spec.id.has_form() && !voluntary {
            facts.push(("To", to(recipient)));
        }
        if draft.spec.id == StageKind::Intermediate {
            facts.push(("To", "the CSIRT that asked, in the way it asked for".into()));
        }
        let is_answer = draft.spec.id == StageKind::Intermediate;
        let asked_for = event
            .requests
            .iter()
            .filter(|asked| is_answer && !asked.answered);
        let values = draft
            .contents
            .iter()
            .flat_map(|part| &part.values)
            .map(|value| (value.field.clone(), value.value.clone()));
        Self {
            title: draft.spec.title.clone(),
            citation: draft.spec.citation.clone(),
            event: id.clone(),
            drill: event.drill,
            voluntary,
            facts,
            missing: draft
                .missing
                .iter()
                .filter(|field| !(voluntary && field.as_str() == "aware-at"))
                .map(asked)
                .collect(),
            if_applicable: draft.if_applicable.iter().map(asked).collect(),
            requests: asked_for.map(|asked| asked.text.clone()).collect(),
            parts: draft
                .contents
                .iter()
                .map(|part| PartOfPage {
                    what: part.what.clone(),
                    citation: part.citation.clone(),
                    when: part.when.in_words(),
                    values: part
                        .values
                        .iter()
                        .map(|value| value_of_page(value, &draft.missing))
                        .collect(),
                })
                .collect(),
            form: (!draft.form.is_empty()).then(|| form(draft)),
            values: values.collect(),
            tool: Tool::this(),
        }
    }
}

fn asked(field: &Id) -> Missing {
    Missing {
        ask: match reporting().field(field.as_str()) {
            Some(known) => known.ask.clone(),
            // The only one that is told with the decision.
            None => "When you became aware; the command 'cemark report assess' asks for it".into(),
        },
        field: field.clone(),
    }
}

fn form(draft: &Draft) -> Form {
    let about = platform();
    Form {
        name: about.name.clone(),
        source: about.source.clone(),
        as_of: about.as_of,
        notes: about.notes.clone(),
        rows: draft
            .form
            .iter()
            .map(|row| RowOfPage {
                nr: row.nr.clone(),
                label: row.label.clone(),
                format: row.format.clone(),
                max: row.max,
                need: row.need.in_words(),
                required: row.need == Need::Required,
                value: row.value.clone(),
                length: row.length,
                too_long: row.too_long,
                readers_differ: row.readers_differ,
            })
            .collect(),
        without_row: draft
            .without_row
            .iter()
            .map(|value| value_of_page(value, &draft.missing))
            .collect(),
    }
}

fn value_of_page(value: &Value, missing: &[Id]) -> ValueOfPage {
    ValueOfPage {
        missing: missing.contains(&value.field),
        field: value.field.clone(),
        label: value.label.clone(),
        value: value.as_typed(),
        given_with: value
            .given_with
            .filter(|_| value.state == State::AlreadyGiven)
            .map(StageKind::in_words),
        changed_since: value.changed_since.map(StageKind::in_words),
    }
}

fn to(recipient: Option<&Recipient>) -> Text {
    let Some(to) = recipient else {
        return Text::from(
            "unknown: set cybersecurity-decisions, else most-employees or outside-union, under reporting in cemark.yaml (Art. 14(7))",
        );
    };
    let trust = match (to.overridden, to.csirt.verified) {
        (true, _) => "your own entry in cemark.yaml",
        (false, true) => "verified in the source that cemark authority names",
        (false, false) => "unverified, look it up first",
    };
    Text::new(format!(
        "CSIRT of {}: {} ({trust}), and ENISA at the same time, through the single reporting platform. Why there: {}{}",
        to.member_state.name,
        to.name(),
        to.why,
        to.note.map(|note| format!(". {note}")).unwrap_or_default()
    ))
}

fn both(at: &Moment) -> Text {
    Text::new(at.in_words_and_utc())
}
