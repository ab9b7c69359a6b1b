//! The variables of the questionnaire on paper.

use serde::Serialize;

use super::Tool;
use crate::assessment::Assessment;
use crate::checklist::Language;
use crate::questionnaire::section;
use crate::questionnaire::sheet::Row;
use crate::text::Text;
use crate::values::Date;

/// The questionnaire, to be filled in with a pen or in an editor.
#[derive(Debug, Serialize)]
pub struct Questionnaire {
    /// The product's name and version, as far as they are known.
    pub product: Option<Text>,
    /// Its version.
    pub version: Option<Text>,
    /// The day on which it was written out.
    pub date: Date,
    /// How many questions it holds.
    pub count: usize,
    /// The language of the questions, as a code.
    pub language: &'static str,
    /// Its sections, in the order of the checklists.
    pub sections: Vec<Section>,
    /// The tool.
    pub tool: Tool,
}

/// The questions of one section of the Act.
#[derive(Debug, Serialize)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Its questions.
    pub rows: Vec<Row>,
}

impl Questionnaire {
    /// The questionnaire with these rows.
    pub fn new(assessment: &Assessment, rows: Vec<Row>, language: Language) -> Self {
        let (product, version) = assessment.product.clone();
        let count = rows.len();
        let mut sections: Vec<Section> = Vec::new();
        for row in rows {
            let name = section(&row.citation);
            match sections.last_mut() {
                Some(last) if last.name == name => last.rows.push(row),
                _ => sections.push(Section {
                    name,
                    rows: vec![row],
                }),
            }
        }
        Self {
            product,
            version,
            date: assessment.date,
            count,
            language: language.code(),
            sections,
            tool: Tool::this(),
        }
    }
}
