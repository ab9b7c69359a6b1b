use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::{PLATFORM, REPORTING, Role};
use crate::text::Text;
use crate::values::{Date, Id};
use crate::yaml;

/// The two kinds of events that Art. 14 asks to report.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An actively exploited vulnerability, Art. 14(1).
    Vulnerability,
    /// A severe incident having an impact on the security of the product, Art. 14(3).
    Incident,
}

impl Kind {
    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Vulnerability => "vulnerability",
            Kind::Incident => "incident",
        }
    }
}

/// What Art. 14 and Art. 13(6) have a manufacturer write.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// Within 24 hours, Art. 14(2)(a) and (4)(a)
    EarlyWarning,
    /// Within 72 hours, Art. 14(2)(b) and (4)(b)
    Notification,
    /// Final report, Art. 14(2)(c) and (4)(c)
    Final,
    /// Intermediate report on the CSIRT's request, Art. 14(6)
    Intermediate,
    /// To impacted users, Art. 14(8)
    UserNotice,
    /// To whoever makes or maintains the component, Art. 13(6)
    UpstreamNotice,
}

impl StageKind {
    /// Those that go to the CSIRT within a time, in their order.
    pub const TIMED: [StageKind; 3] = [
        StageKind::EarlyWarning,
        StageKind::Notification,
        StageKind::Final,
    ];

    /// All, in their order.
    pub const ALL: [StageKind; 6] = [
        StageKind::EarlyWarning,
        StageKind::Notification,
        StageKind::Final,
        StageKind::Intermediate,
        StageKind::UserNotice,
        StageKind::UpstreamNotice,
    ];

    /// The word in files, outputs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            StageKind::EarlyWarning => "early-warning",
            StageKind::Notification => "notification",
            StageKind::Final => "final",
            StageKind::Intermediate => "intermediate",
            StageKind::UserNotice => "user-notice",
            StageKind::UpstreamNotice => "upstream-notice",
        }
    }

    /// The word in sentences.
    pub fn in_words(self) -> &'static str {
        match self {
            StageKind::EarlyWarning => "early warning",
            StageKind::Notification => "notification",
            StageKind::Final => "final report",
            StageKind::Intermediate => "intermediate report",
            StageKind::UserNotice => "user notice",
            StageKind::UpstreamNotice => "upstream notice",
        }
    }

    /// The stages with which its information may have been given already, so that it need not be
    /// sent: Art. 14(2)(b), (2)(c), (4)(b) and (4)(c) say 'unless already provided'; which stages
    /// can have done so is our list.
    pub fn may_be_given_with(self) -> &'static [StageKind] {
        match self {
            StageKind::Notification => &[
                StageKind::EarlyWarning,
                StageKind::Intermediate,
                StageKind::Final,
            ],
            StageKind::Final => &[
                StageKind::EarlyWarning,
                StageKind::Notification,
                StageKind::Intermediate,
            ],
            _ => &[],
        }
    }

    /// Whether it is typed into the single reporting platform.
    pub fn has_form(self) -> bool {
        Self::TIMED.contains(&self)
    }
}

/// `checklists/law/reporting.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reporting {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    /// What is asked to decide.
    pub facts: Vec<Fact>,
    readings: Readings,
    pointers: Vec<Note>,
    /// What each stage has to hold.
    pub stages: Vec<StageSpec>,
    /// What is given once and goes into the stages.
    pub fields: Vec<Field>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Readings {
    exploited_elsewhere: Reading,
}

/// Where the text and the Commission's guidance, which binds no one, lead to different answers.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reading {
    /// By the text of the Act.
    pub law: Text,
    /// By the guidance.
    pub guidance: Text,
}

/// A reason or pointer that the rules give.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Note {
    id: Id,
    /// The point of the Act.
    pub(super) citation: Text,
    /// What follows from it.
    pub(super) text: Text,
}

/// A fact that is asked apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fact {
    /// Its name on the command line.
    pub id: Id,
    /// For which kinds of events it is asked.
    pub of: Vec<Kind>,
    /// Asked of these roles only; of every role when empty.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The point of the Act that it comes from.
    pub citation: Text,
    /// The question.
    pub ask: Text,
    /// What counts.
    pub help: Text,
    /// Facts to which a yes here is a yes, too.
    #[serde(default)]
    pub implies: Vec<Id>,
    /// Facts that a yes here makes likely: a no to them beside it is asked to be looked at again.
    #[serde(default)]
    pub suggests: Vec<Id>,
    /// What a no alone brings; without it the fact decides nothing by itself.
    pub if_no: Option<Text>,
    /// What to find out when it is not known.
    pub clarify: Option<Text>,
}

/// One stage of one kind of event.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StageSpec {
    /// The stage.
    pub id: StageKind,
    /// The kind of event.
    pub of: Kind,
    /// The point of the Act that asks for it.
    pub citation: Text,
    /// Its title.
    pub title: Text,
    /// What it has to hold.
    pub contents: Vec<Content>,
}

/// One thing that a stage has to hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Content {
    /// The point that lists it.
    pub citation: Text,
    /// What it is, in our words.
    pub what: Text,
    /// Whether it is owed in every case.
    pub when: When,
    /// The fields that hold it.
    pub fields: Vec<Id>,
}

/// Whether a content is owed in every case, as the Article says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// In every case.
    Always,
    /// Where applicable.
    WhereApplicable,
    /// As far as it is available.
    AsAvailable,
}

impl When {
    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            When::Always => "always",
            When::WhereApplicable => "where applicable",
            When::AsAvailable => "as available",
        }
    }
}

/// What is given once.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// Its name on the command line.
    pub id: Id,
    /// Its label in drafts.
    pub label: Text,
    /// What may stand in it.
    pub kind: FieldKind,
    /// The choices of a choice.
    #[serde(default)]
    pub options: Vec<Text>,
    /// The key of cemark.yaml that fills it in.
    pub from: Option<Text>,
    /// What is asked for.
    pub ask: Text,
}

impl Field {
    /// The choices in quotation marks, as a sentence lists them; empty where there are none.
    pub fn choices(&self) -> String {
        let all: Vec<_> = self.options.iter().map(|o| format!("'{o}'")).collect();
        all.join(", ")
    }
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Free text.
    Text,
    /// One of the options.
    Choice,
    /// A date and time.
    Instant,
    /// Codes of Member States.
    MemberStates,
}

/// `checklists/law/platform.yaml`: the form, as far as it was known on a day.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Platform {
    /// What the form belongs to.
    pub name: Text,
    /// Where the description was read.
    pub source: Text,
    /// The day of the description.
    pub as_of: Option<Date>,
    /// What to know before typing.
    pub notes: Vec<Text>,
    /// The rows, in the order of the form.
    pub rows: Vec<Row>,
}

/// One row of the form.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Row {
    /// Its number.
    pub nr: Text,
    /// Its label.
    pub label: Text,
    /// The kind of event that has it; both without.
    pub of: Option<Kind>,
    /// What the form takes.
    pub format: Text,
    /// Most characters that it takes.
    pub max: Option<usize>,
    /// Our fields that fill it.
    pub fields: Vec<Id>,
    early_warning: Need,
    notification: Need,
    r#final: Need,
    /// Readers of the form differ here.
    #[serde(default)]
    pub readers_differ: bool,
}

/// Whether the form wants a row at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It does.
    Required,
    /// If the information is available.
    IfAvailable,
    /// As you like.
    Optional,
    /// It takes it from the stage before, where it can be updated.
    Copied,
    /// It is not there.
    Absent,
}

impl Need {
    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Need::Required => "required",
            Need::IfAvailable => "required if available",
            Need::Optional => "optional",
            Need::Copied => "copied from the stage before; update it if it changed",
            Need::Absent => "not at this stage",
        }
    }
}

impl Row {
    /// Whether the form wants this row at `stage`; absent at stages without a form.
    pub fn need(&self, stage: StageKind) -> Need {
        match stage {
            StageKind::EarlyWarning => self.early_warning,
            StageKind::Notification => self.notification,
            StageKind::Final => self.r#final,
            _ => Need::Absent,
        }
    }
}

impl Reporting {
    /// The stage of this kind of event; user and upstream notices exist for some kinds only.
    pub fn stage(&self, kind: Kind, stage: StageKind) -> Option<&StageSpec> {
        self.stages
            .iter()
            .find(|spec| spec.of == kind && spec.id == stage)
    }

    /// The field with this name.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id.as_str() == id)
    }

    /// The facts that are asked of this kind of event and role.
    pub fn facts_of(&self, kind: Kind, role: Role) -> impl Iterator<Item = &Fact> {
        self.facts
            .iter()
            .filter(move |fact| fact.of.contains(&kind))
            .filter(move |fact| fact.roles.is_empty() || fact.roles.contains(&role))
    }

    /// The pointer with this name; a test excludes that one is missing.
    pub(super) fn pointer(&self, id: &str) -> Option<&Note> {
        self.pointers.iter().find(|note| note.id.as_str() == id)
    }

    pub(super) fn exploited_elsewhere(&self) -> &Reading {
        &self.readings.exploited_elsewhere
    }
}

/// The embedded data on Art. 14. Empty only if the file were broken, which a test excludes.
pub fn reporting() -> &'static Reporting {
    static ALL: OnceLock<Reporting> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(REPORTING))
}

/// The embedded description of the platform's form; as [`reporting`].
pub fn platform() -> &'static Platform {
    static ALL: OnceLock<Platform> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(PLATFORM))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with an embedded file, told with its place.
    fn problems<T: serde::de::DeserializeOwned>(text: &str) -> Vec<String> {
        let told = |p: &yaml::Problem| format!("{}:{}: {}", p.line, p.column, p.message);
        match yaml::parse(text) {
            Err(problem) => vec![told(&problem)],
            Ok(tree) => yaml::read::<T>(&tree)
                .err()
                .unwrap_or_default()
                .iter()
                .map(told)
                .collect(),
        }
    }

    #[test]
    fn the_embedded_data_is_whole() {
        assert_eq!(problems::<Reporting>(REPORTING), Vec::<String>::new());
        assert_eq!(problems::<Platform>(PLATFORM), Vec::<String>::new());
    }

    #[test]
    fn fields_are_known_and_used() {
        let own = ["kind", "aware-at"];
        let used = || {
            let stages = reporting().stages.iter().flat_map(|s| &s.contents);
            let rows = platform().rows.iter().flat_map(|row| &row.fields);
            stages.flat_map(|content| &content.fields).chain(rows)
        };
        for id in used().filter(|id| !own.contains(&id.as_str())) {
            assert!(reporting().field(id.as_str()).is_some(), "{id}");
        }
        for field in &reporting().fields {
            assert!(
                used().any(|id| *id == field.id),
                "{} is used nowhere",
                field.id
            );
        }
    }
}
