//! The questions as rows of a sheet, for colleagues without a terminal: out as CSV or on paper,
//! and back in as proposals that are shown before they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::{Assessment, QuestionResult, opening};
use crate::checklist::{Basis, Question, Requirement};
use crate::project::{Answer, LoadedProject, Status};
use crate::text::{Text, guarded, unguarded};
use crate::values::{Date, Id, Sha256};

/// A question with its answer so far.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row {
    /// The question.
    pub id: Id,
    /// The part of the product, where parts are answered apart.
    pub part: Option<Id>,
    /// The requirement's title.
    pub requirement: Text,
    /// The point of the Act.
    pub citation: Text,
    /// What makes the question binding.
    pub basis: Basis,
    /// The question.
    pub question: Text,
    /// What has to be seen for a yes.
    pub yes_means: Text,
    /// Whether 'does not apply' is open.
    pub may_not_apply: bool,
    /// What an authority would accept.
    pub accepted: Vec<Text>,
    /// The verdict by now.
    pub verdict: &'static str,
    /// The answer so far, in words.
    pub status: Option<&'static str>,
    /// What was found.
    pub notes: Option<Text>,
    /// Why it does not apply.
    pub justification: Option<Text>,
    /// Paths and addresses of the evidence.
    pub evidence: Vec<Text>,
    /// Who takes care of it.
    pub owner: Option<Text>,
    /// By when.
    pub due: Option<Date>,
    /// Who answered.
    pub author: Option<Text>,
    /// A digest of the answer so far: shows whether it has changed when the sheet comes back.
    pub state: Option<String>,
}

/// Which questions go into a sheet.
#[derive(Debug, Default)]
pub struct Selection {
    /// Those of this owner only.
    pub owner: Option<String>,
    /// Those that are not settled only.
    pub open: bool,
}

/// The questions that are asked of the project, in the order of its checklists.
pub fn rows(loaded: &LoadedProject, assessment: &Assessment, selection: &Selection) -> Vec<Row> {
    let mut rows = Vec::new();
    for result in &assessment.requirements {
        let Some((_, requirement)) = loaded.checklists.requirement(result.id.as_str()) else {
            continue;
        };
        for asked in &result.questions {
            let question = requirement.questions.iter().find(|q| q.id == asked.id);
            let Some((question, ask)) = question.and_then(|q| Some((q, q.ask.as_ref()?))) else {
                continue;
            };
            let row = row(loaded, requirement, question, ask, asked);
            let owner = row
                .owner
                .as_ref()
                .map(|owner| owner.to_string().to_lowercase());
            let is_theirs = match &selection.owner {
                Some(name) => owner == Some(name.trim().to_lowercase()),
                None => true,
            };
            if is_theirs && (!selection.open || asked.verdict.closes()) {
                rows.push(row);
            }
        }
    }
    rows
}

fn row(
    loaded: &LoadedProject,
    requirement: &Requirement,
    question: &Question,
    ask: &Text,
    asked: &QuestionResult,
) -> Row {
    let answer = current(loaded, &question.id, asked.part.as_ref());
    Row {
        id: question.id.clone(),
        part: asked.part.clone(),
        requirement: requirement.title.clone(),
        citation: requirement.citation.clone(),
        basis: question.basis,
        question: ask.clone(),
        yes_means: question.yes_means.clone(),
        may_not_apply: opening(requirement, question).is_open,
        accepted: question.evidence.clone(),
        verdict: asked.verdict.name(),
        status: answer.status.map(Status::in_words),
        notes: answer.notes.clone(),
        justification: answer.justification.clone(),
        evidence: answer.evidence.iter().map(|e| e.place().clone()).collect(),
        owner: answer.owner.clone(),
        due: answer.due,
        author: answer.author.clone(),
        state: state(&answer),
    }
}

/// The answer to a question, or to one part of the product in it, without those of parts. Who
/// takes care of a question takes care of its parts, too, unless one has an owner of its own.
pub fn current(loaded: &LoadedProject, question: &Id, part: Option<&Id>) -> Answer {
    let stored = loaded.answers.get(question).map(|stored| &stored.answer);
    let whole = stored.cloned().unwrap_or_default();
    let answer = match part {
        Some(part) => whole.parts.get(part).cloned().unwrap_or_default(),
        None => whole.clone(),
    };
    Answer {
        parts: Default::default(),
        owner: answer.owner.or(whole.owner),
        due: answer.due.or(whole.due),
        ..answer
    }
}

/// A digest of an answer; none where nothing is recorded.
pub fn state(answer: &Answer) -> Option<String> {
    let written = serde_json::to_string(answer).unwrap_or_default();
    (*answer != Answer::default()).then(|| Sha256::of(written.as_bytes()).short())
}

/// The words that people write for a status in French, Dutch and German.
pub const WORDS: [(Status, &[&str]); 4] = [
    (Status::Met, &["oui", "ja"]),
    (Status::PartlyMet, &["en partie", "deels", "teilweise"]),
    (Status::NotMet, &["non", "nee", "nein"]),
    (
        Status::NotApplicable,
        &[
            "ne s'applique pas",
            "sans objet",
            "niet van toepassing",
            "nvt",
            "trifft nicht zu",
            "entfällt",
        ],
    ),
];

/// The columns of the sheet; those that come back in stand behind `verdict`.
const COLUMNS: [&str; 17] = [
    "id",
    "part",
    "requirement",
    "citation",
    "basis",
    "question",
    "yes_means",
    "accepted",
    "verdict",
    "status",
    "notes",
    "justification",
    "evidence",
    "owner",
    "due",
    "author",
    "state",
];

/// The rows as CSV (RFC 4180), UTF-8. Text that a spreadsheet would take for a formula has an
/// apostrophe before it, which [`read_csv`] takes off again.
///
/// # Errors
/// Those of the writer, in words.
pub fn to_csv(rows: &[Row]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| error.to_string();
    writer.write_record(COLUMNS).map_err(failed)?;
    for row in rows {
        let list = |all: &[Text]| {
            let all: Vec<_> = all.iter().map(ToString::to_string).collect();
            all.join("\n")
        };
        let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
        let basis = serde_json::to_value(row.basis).unwrap_or_default();
        let cells = [
            row.id.to_string(),
            row.part
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            row.requirement.to_string(),
            row.citation.to_string(),
            basis.as_str().unwrap_or_default().to_owned(),
            row.question.to_string(),
            row.yes_means.to_string(),
            list(&row.accepted),
            row.verdict.to_owned(),
            row.status.unwrap_or_default().to_owned(),
            text(&row.notes).unwrap_or_default(),
            text(&row.justification).unwrap_or_default(),
            list(&row.evidence),
            text(&row.owner).unwrap_or_default(),
            row.due.map(|due| due.to_string()).unwrap_or_default(),
            text(&row.author).unwrap_or_default(),
            row.state.clone().unwrap_or_default(),
        ];
        writer
            .write_record(cells.iter().map(|cell| guarded(cell)))
            .map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A row of a sheet that comes back: its line, and its cells by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    cells: BTreeMap<String, String>,
}

impl SheetRow {
    /// The cell in a column; none where the sheet has no such column.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.trim())
    }

    /// The cell, where something stands in it.
    pub fn filled(&self, column: &str) -> Option<&str> {
        self.cell(column).filter(|cell| !cell.is_empty())
    }
}

/// A day as people and spreadsheets write it: `2027-03-31`, `31.3.2027`, `31/03/2027`.
///
/// # Errors
/// What was expected, and where day and month cannot be told apart.
pub fn day(text: &str) -> Result<Date, String> {
    let wrong = || {
        format!(
            "`{}` is no day; write it as 2027-03-31",
            crate::text::one_line(text)
        )
    };
    let Some(mark) = ['.', '/'].into_iter().find(|mark| text.contains(*mark)) else {
        return text.parse().map_err(|_: String| wrong());
    };
    let parts: Vec<u32> = text
        .split(mark)
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let [day, month, year] = parts.as_slice() else {
        return Err(wrong());
    };
    if mark == '/' && *day <= 12 && day != month {
        return Err(format!(
            "`{}` may be read as two days; write it as 2027-03-31",
            crate::text::one_line(text)
        ));
    }
    format!("{year:04}-{month:02}-{day:02}")
        .parse()
        .map_err(|_: String| wrong())
}

/// Reads a sheet; the separator is that of its first line: comma, semicolon or tab.
///
/// # Errors
/// What is wrong, with the line.
pub fn read_csv(text: &str) -> Result<Vec<SheetRow>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|c| first.matches(*c).count())
        .unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator as u8)
        .flexible(true)
        .from_reader(text.as_bytes());
    let failed = |error: csv::Error| crate::text::one_line(&error.to_string());
    let header: Vec<String> = reader
        .headers()
        .map_err(failed)?
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    if !header.iter().any(|name| name == "id") {
        return Err(format!(
            "line 1: no column is named `id`; the columns are those of `cemark render questionnaire --format csv`: {}",
            COLUMNS.join(", ")
        ));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = header
            .iter()
            // Spreadsheets cut empty cells off the end of a row.
            .zip(record.iter().chain(std::iter::repeat("")))
            .map(|(name, cell)| (name.clone(), unguarded(cell).to_owned()));
        let row = SheetRow {
            line,
            cells: cells.collect(),
        };
        if row.cells.values().any(|cell| !cell.trim().is_empty()) {
            rows.push(row);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
            let _ = read_csv(&text);
        }
    }

    #[test]
    fn separators_and_marks_of_spreadsheets_are_read() {
        for text in [
            "id,status\na.b,yes\n",
            "\u{feff}ID;Status\r\na.b;yes\r\n;\r\n",
            "id\tstatus\na.b\tyes",
        ] {
            let rows = read_csv(text).unwrap();
            assert_eq!(rows.len(), 1, "{text:?}");
            assert_eq!(rows[0].filled("status"), Some("yes"));
            assert_eq!(rows[0].line, 2);
        }
        assert!(read_csv("question,status\n").unwrap_err().contains("`id`"));
        let cut = read_csv("id,status,notes\na\n\"\"\nb,yes,x,y\n").unwrap();
        assert_eq!(cut.len(), 2);
        assert_eq!(cut[0].cell("notes"), Some(""));
        for (text, expected) in [
            ("2027-03-31", Some("2027-03-31")),
            ("31.3.2027", Some("2027-03-31")),
            ("31/03/2027", Some("2027-03-31")),
            ("03/04/2027", None),
            ("31.13.2027", None),
            ("soon", None),
        ] {
            assert_eq!(
                day(text).ok().map(|day| day.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
