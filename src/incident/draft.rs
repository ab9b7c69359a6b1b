use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::data::{
    Field, FieldKind, Kind, Need, Row, StageKind, StageSpec, When, platform, reporting,
};
use super::state::EventState;
use crate::project::Project;
use crate::text::Text;
use crate::values::{Date, Fill, Id, Moment, Sha256, Zone};

/// A stage of an event, filled in as far as its contents are known.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The stage as the Act describes it.
    pub spec: &'static StageSpec,
    /// What the Article asks for, in its order.
    pub contents: Vec<Part>,
    /// The rows of the platform's form, where the stage has one.
    pub form: Vec<FormRow>,
    /// Contents that the form has no row for.
    pub without_row: Vec<Value>,
    /// Fields that are still missing, law before form.
    pub missing: Vec<Id>,
    /// Fields without a value that are owed only where they apply.
    pub if_applicable: Vec<Id>,
}

/// One thing that the Article asks for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Part {
    /// The point that lists it.
    #[schemars(with = "String")]
    pub citation: Text,
    /// What it is.
    #[schemars(with = "String")]
    pub what: Text,
    /// Whether it is owed in every case.
    pub when: When,
    /// What is given.
    pub values: Vec<Value>,
}

/// A field with its value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Value {
    /// The field.
    pub field: Id,
    /// Its label.
    #[schemars(with = "String")]
    pub label: Text,
    /// Its value; null when missing.
    #[schemars(with = "Option<String>")]
    pub value: Option<Text>,
    /// Where it stands.
    pub state: State,
    /// The stage with which it was given, when it was.
    pub given_with: Option<StageKind>,
    /// The stage with which it was given otherwise: it has changed since.
    pub changed_since: Option<StageKind>,
}

impl Value {
    /// The value as the form takes it: instants in UTC.
    pub fn as_typed(&self) -> Option<Text> {
        let text = self.value.as_ref()?;
        let field = reporting().field(self.field.as_str());
        let is_instant = field.is_some_and(|field| field.kind == FieldKind::Instant);
        match Moment::parse(text.raw(), &Zone::utc()) {
            Ok(at) if is_instant => Some(Text::new(at.in_zone(&Zone::utc()).rfc3339())),
            _ => Some(text.clone()),
        }
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Given for this event.
    Given,
    /// Taken from cemark.yaml.
    FromProject,
    /// Given with an earlier stage and unchanged: not asked again.
    AlreadyGiven,
    /// Not given.
    Missing,
}

/// A row of the form, filled in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FormRow {
    /// Its number in the form.
    #[schemars(with = "String")]
    pub nr: Text,
    /// Its label in the form.
    #[schemars(with = "String")]
    pub label: Text,
    /// What the form takes.
    #[schemars(with = "String")]
    pub format: Text,
    /// Most characters that it takes.
    pub max: Option<usize>,
    /// Whether the form wants it at this stage.
    pub need: Need,
    /// What to type.
    #[schemars(with = "Option<String>")]
    pub value: Option<Text>,
    /// Characters of the value.
    pub length: usize,
    /// The value is longer than the form takes.
    pub too_long: bool,
    /// Readers of the form differ on this row.
    pub readers_differ: bool,
    /// The fields behind it.
    pub fields: Vec<Id>,
}

impl Draft {
    /// The draft of `stage` as of `today`; `None` where this kind of event has no such stage.
    pub fn of(
        project: &Project,
        event: &EventState,
        stage: StageKind,
        today: Date,
    ) -> Option<Self> {
        let spec = reporting().stage(event.kind, stage)?;
        let filler = Filler {
            project,
            event,
            today,
        };
        let contents: Vec<Part> = spec
            .contents
            .iter()
            .map(|content| Part {
                citation: content.citation.clone(),
                what: content.what.clone(),
                when: content.when,
                values: content.fields.iter().map(|id| filler.value(id)).collect(),
            })
            .collect();
        let form = if stage.has_form() {
            filler.form(stage)
        } else {
            Vec::new()
        };
        let in_form = |id: &Id| form.iter().any(|row: &FormRow| row.fields.contains(id));
        let values = || contents.iter().flat_map(|part| &part.values);
        let without_row = values()
            .filter(|value| stage.has_form() && !in_form(&value.field))
            .cloned()
            .collect();
        let lacking = |only_where_it_applies: bool| {
            contents
                .iter()
                .filter(move |part| (part.when == When::WhereApplicable) == only_where_it_applies)
                .flat_map(|part| &part.values)
                .filter(|value| value.state == State::Missing)
                .map(|value| value.field.clone())
        };
        let wanted = form
            .iter()
            .filter(|row| row.need == Need::Required)
            .flat_map(|row| &row.fields)
            .filter(|id| filler.value(id).state == State::Missing)
            .cloned();
        let mut missing: Vec<Id> = Vec::new();
        for id in lacking(false).chain(wanted) {
            if !missing.contains(&id) {
                missing.push(id);
            }
        }
        let if_applicable = lacking(true).filter(|id| !missing.contains(id)).collect();
        Some(Self {
            if_applicable,
            spec,
            contents,
            form,
            without_row,
            missing,
        })
    }

    /// Digests of all that is given in this draft, for the record of what was sent.
    pub fn digests(&self) -> BTreeMap<Id, Sha256> {
        let values = self.contents.iter().flat_map(|part| &part.values);
        let given = values.filter_map(|value| Some((&value.field, value.value.as_ref()?)));
        given
            .map(|(id, value)| (id.clone(), Sha256::of(value.to_string().as_bytes())))
            .collect()
    }
}

impl Draft {
    /// The same for a file of the maker's own: what is text holds the contents that stand in it;
    /// of anything else nobody knows, and the draft is taken as what was copied from.
    pub fn digests_in(&self, file: &[u8]) -> BTreeMap<Id, Sha256> {
        let Ok(text) = std::str::from_utf8(file) else {
            return self.digests();
        };
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = words(text);
        let stands = |value: &Value| {
            let forms = [value.value.clone(), value.as_typed()];
            let mut forms = forms.into_iter().flatten();
            forms.any(|form| text.contains(&words(&form.to_string())))
        };
        let values = self.contents.iter().flat_map(|part| &part.values);
        let absent: Vec<&Id> = values
            .filter(|value| !stands(value))
            .map(|value| &value.field)
            .collect();
        let mut all = self.digests();
        all.retain(|field, _| !absent.contains(&field));
        all
    }
}

struct Filler<'a> {
    project: &'a Project,
    event: &'a EventState,
    today: Date,
}

impl Filler<'_> {
    fn value(&self, id: &Id) -> Value {
        let own = self.event.fields.get(id).filter(|text| !text.is_blank());
        let (value, state) = match own {
            Some(text) => (Some(text.clone()), State::Given),
            None => match self.derived(id) {
                Some(text) => (Some(text), State::FromProject),
                None => (None, State::Missing),
            },
        };
        let given_with = value
            .as_ref()
            .and_then(|value| self.event.given_with(id, value));
        // A further request asks for what is new since the last report.
        let again = id.as_str() == "status-update"
            && given_with == Some(StageKind::Intermediate)
            && self.event.is_asked();
        let (value, state, given_with) = if again {
            (None, State::Missing, None)
        } else {
            (value, state, given_with)
        };
        let is_new = given_with.is_none() && !again;
        let changed_since = value
            .as_ref()
            .filter(|_| is_new)
            .and_then(|_| self.event.given_otherwise(id));
        Value {
            label: label(id),
            state: if given_with.is_some() {
                State::AlreadyGiven
            } else {
                state
            },
            field: id.clone(),
            value,
            given_with,
            changed_since,
        }
    }

    /// What the project or the record already holds.
    fn derived(&self, id: &Id) -> Option<Text> {
        match id.as_str() {
            "kind" => Some(Text::from(match self.event.kind {
                Kind::Vulnerability => "Vulnerability",
                Kind::Incident => "Incident",
            })),
            "aware-at" => {
                // A moment that only stands in is nothing to tell an authority.
                let told = self
                    .event
                    .aware_at()
                    .filter(|_| !self.event.is_provisional());
                let aware = told?.in_zone(&Zone::utc());
                Some(Text::new(aware.rfc3339()))
            }
            name => match reporting().field(name)?.from.as_ref()?.raw() {
                "placing.member-states" => {
                    let codes = &self.project.placing.member_states;
                    let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
                    (!codes.is_empty()).then(|| Text::new(codes.join(", ")))
                }
                "support.end" => {
                    let end = self.project.support.end.known()?.day();
                    Some(Text::from(if end < self.today { "Yes" } else { "No" }))
                }
                key => {
                    let values = self.project.values();
                    let (_, value) = values.into_iter().find(|(name, _)| name == key)?;
                    match value {
                        Fill::Known(text) => Some(Text::new(text)),
                        Fill::ToFillIn | Fill::Absent => None,
                    }
                }
            },
        }
    }

    fn form(&self, stage: StageKind) -> Vec<FormRow> {
        // What the form copies from a stage before has to be typed where none was sent.
        let before = StageKind::TIMED
            .into_iter()
            .take_while(|other| *other != stage);
        let before: Vec<StageKind> = before.collect();
        let was_sent = before
            .iter()
            .any(|stage| self.event.submission(*stage).is_some());
        let need = |row: &Row| match row.need(stage) {
            Need::Copied if !was_sent => {
                let mut earlier = before.iter().map(|stage| row.need(*stage));
                earlier
                    .find(|need| !matches!(need, Need::Absent | Need::Copied))
                    .unwrap_or(Need::Copied)
            }
            need => need,
        };
        let rows = platform().rows.iter();
        rows.filter(|row| row.of.is_none_or(|kind| kind == self.event.kind))
            .filter(|row| row.need(stage) != Need::Absent)
            .map(|row| {
                let values: Vec<String> = row
                    .fields
                    .iter()
                    .filter_map(|id| self.value(id).as_typed())
                    .map(|text| text.to_string())
                    .collect();
                let value = (!values.is_empty()).then(|| Text::new(values.join("\n\n")));
                let length = value
                    .as_ref()
                    .map_or(0, |text: &Text| text.to_string().chars().count());
                FormRow {
                    nr: row.nr.clone(),
                    label: row.label.clone(),
                    format: row.format.clone(),
                    max: row.max,
                    need: need(row),
                    too_long: row.max.is_some_and(|max| length > max),
                    value,
                    length,
                    readers_differ: row.readers_differ,
                    fields: row.fields.clone(),
                }
            })
            .collect()
    }
}

fn label(id: &Id) -> Text {
    match id.as_str() {
        "kind" => Text::from("Notification type"),
        "aware-at" => Text::from("Became aware"),
        name => reporting()
            .field(name)
            .map(|field| field.label.clone())
            .unwrap_or_default(),
    }
}

/// Longest content, in bytes: many times what the form takes.
const MAX_FIELD: usize = 64 * 1024;

/// The field that a person names.
///
/// # Errors
/// That there is none, with the nearest name.
pub fn known_field(id: &str) -> Result<&'static Field, String> {
    reporting().field(id).ok_or_else(|| {
        let near = crate::yaml::did_you_mean(id, reporting().fields.iter().map(|f| f.id.as_str()));
        let near = near.map_or_else(
            || "`cemark report record --list` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("no field is named `{}`; {near}", crate::text::one_line(id))
    })
}

/// Whether `text` may stand in the field `id`; gives it in the form in which it is kept.
///
/// # Errors
/// What was expected, with the choices where there are any.
pub fn check_field(id: &str, text: &str, zone: &Zone) -> Result<(Id, Text), String> {
    let field = known_field(id)?;
    if text.len() > MAX_FIELD {
        return Err(format!(
            "{id} has more than {MAX_FIELD} bytes; keep it in a file and name the file"
        ));
    }
    let shown = crate::text::one_line(text);
    let value = match field.kind {
        FieldKind::Text => text.trim().to_owned(),
        FieldKind::Instant => Moment::parse(text, zone)?.to_string(),
        FieldKind::Choice => {
            let chosen = field
                .options
                .iter()
                .find(|option| option.raw().eq_ignore_ascii_case(text.trim()));
            match chosen {
                Some(option) => option.to_string(),
                None => {
                    return Err(format!(
                        "`{shown}` is no choice for {id}; expected one of {}",
                        field.choices()
                    ));
                }
            }
        }
        FieldKind::MemberStates => {
            let mut codes = Vec::new();
            for word in text
                .split([',', ' ', ';'])
                .filter(|word| !word.trim().is_empty())
            {
                let code: crate::values::CountryCode = word.parse()?;
                if crate::regulation::authorities()
                    .member_state(code.as_str())
                    .is_none()
                {
                    return Err(format!(
                        "`{code}` is no Member State of the Union; `cemark authority` lists the 27 codes"
                    ));
                }
                if !codes.contains(&code.to_string()) {
                    codes.push(code.to_string());
                }
            }
            codes.join(", ")
        }
    };
    if value.is_empty() {
        return Err(format!(
            "{id} is empty; write 'none' or 'not known' if that is so"
        ));
    }
    Ok((field.id.clone(), Text::new(value)))
}
