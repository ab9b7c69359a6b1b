use schemars::{JsonSchema, generate::SchemaSettings};

use crate::checklist::Checklist;
use crate::project::{Answers, Project, RiskRegister};

/// A JSON Schema that scripts and editors may rely on.
pub struct PublishedSchema {
    /// The name on the command line.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    schema: fn() -> schemars::Schema,
}

impl PublishedSchema {
    /// The schema as JSON text.
    pub fn text(&self) -> String {
        super::pretty(&(self.schema)())
    }
}

fn of<T: JsonSchema>() -> schemars::Schema {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>()
}

/// Every published schema, generated from its type.
pub fn schemas() -> &'static [PublishedSchema] {
    &[
        PublishedSchema {
            name: "project",
            about: "cemark.yaml",
            schema: of::<Project>,
        },
        PublishedSchema {
            name: "answers",
            about: "cemark/answers/CHECKLIST.yaml",
            schema: of::<Answers>,
        },
        PublishedSchema {
            name: "risk",
            about: "cemark/risk.yaml",
            schema: of::<RiskRegister>,
        },
        PublishedSchema {
            name: "checklist",
            about: "a checklist of your own",
            schema: of::<Checklist>,
        },
        PublishedSchema {
            name: "check",
            about: "the output of `check --format json`",
            schema: of::<super::check_json::Report>,
        },
        PublishedSchema {
            name: "sbom",
            about: "the output of `sbom --format json`",
            schema: of::<super::sbom_json::Report>,
        },
        PublishedSchema {
            name: "sbom-diff",
            about: "the output of `sbom diff --format json`",
            schema: of::<super::sbom_diff::Report>,
        },
        PublishedSchema {
            name: "classify",
            about: "the output of `classify --format json`",
            schema: of::<super::classify_json::Report>,
        },
        PublishedSchema {
            name: "classify-change",
            about: "the output of `classify --change --format json`",
            schema: of::<super::change_json::Report>,
        },
        PublishedSchema {
            name: "deadlines",
            about: "the output of `deadlines --format json`",
            schema: of::<super::deadlines::Report>,
        },
        PublishedSchema {
            name: "report-assess",
            about: "the output of `report assess --format json`",
            schema: of::<super::decision_json::Report>,
        },
        PublishedSchema {
            name: "report-status",
            about: "the output of `report status --format json`",
            schema: of::<super::report_json::Report>,
        },
        PublishedSchema {
            name: "report-draft",
            about: "the output of `report draft --format json`",
            schema: of::<super::draft_json::Report>,
        },
        PublishedSchema {
            name: "report-log",
            about: "the output of `report log --format json`",
            schema: of::<super::report_log::Log>,
        },
        PublishedSchema {
            name: "risk-list",
            about: "the output of `risk list --format json`",
            schema: of::<super::risk_json::Report>,
        },
        PublishedSchema {
            name: "authority",
            about: "the output of `authority --format json`",
            schema: of::<super::authority_json::Report<'static>>,
        },
        PublishedSchema {
            name: "checklist-list",
            about: "the output of `checklist list --format json`",
            schema: of::<super::checklist_json::Report>,
        },
    ]
}
