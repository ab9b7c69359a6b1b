use schemars::JsonSchema;
use serde::Serialize;

use crate::project::RiskEntry;
use crate::text::Text;
use crate::values::{Date, Id, Sha256};

/// The variables of `summary.md` and `summary.html`. What may be missing is none, prints
/// nothing and is tested with `{% if ... %}`; all else is always there.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// The product and its manufacturer.
    pub product: Product,
    /// The day of the assessment, `2026-11-24`.
    pub date: Date,
    /// The same in words, `24 November 2026`.
    pub date_in_words: String,
    /// Whether the Act binds this product on that day.
    pub due: Due,
    /// The gate and what was relaxed.
    pub gate: Gate,
    /// What this summary covers, and what it leaves out.
    pub scope: Scope,
    /// How many requirements of the law have which verdict.
    pub chart: Chart,
    /// The requirements of the law, each with those of its questions that rest on law.
    pub requirements: Vec<RequirementSection>,
    /// Requirements with questions that rest on guidelines or good practice: they bind no one.
    pub apart: Vec<RequirementSection>,
    /// Machine checks that rest on guidelines or good practice.
    pub apart_checks: Vec<CheckLine>,
    /// What is to do by law, worst first.
    pub open_points: Vec<PointGroup>,
    /// What guidelines and good practice suggest.
    pub apart_points: Vec<PointGroup>,
    /// The SBOMs that cemark.yaml names.
    pub sboms: Vec<SbomLine>,
    /// Every file that was read, in the order of reading.
    pub inputs: Vec<FileLine>,
    /// The checklists.
    pub checklists: Vec<ChecklistLine>,
    /// The program that wrote this.
    pub tool: Tool,
    /// SHA-256 over the canonical JSON of the assessment.
    pub digest: Text,
    /// The text of the law that citations refer to.
    pub law: Law,
}

/// A word for people with the name that files and outputs use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Word {
    /// The name, `not-applicable`; also good as a class in HTML.
    pub name: &'static str,
    /// The word, `not applicable`.
    pub label: &'static str,
    /// What it means, in half a sentence.
    pub meaning: &'static str,
    /// A sign of its own, so that colour never stands alone; empty where there is none.
    pub sign: &'static str,
}

/// A value of cemark.yaml.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Value {
    /// Its key, `manufacturer.name`.
    pub key: String,
    /// Its name for people, `Manufacturer`.
    pub label: &'static str,
    /// The value; else `to fill in` or `not stated`.
    pub text: Text,
    /// The value is given.
    pub given: bool,
    /// The value is owed and not given.
    pub to_fill_in: bool,
    /// The value as a link, where it is a web address.
    pub url: Option<String>,
}

/// The product and its manufacturer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Product {
    /// Name.
    pub name: Value,
    /// Version.
    pub version: Value,
    /// Type, batch or other element that identifies it.
    pub kind: Value,
    /// Name of the manufacturer.
    pub manufacturer: Value,
    /// Intended purpose, addresses, support, contact for vulnerabilities.
    pub details: Vec<Value>,
}

/// Whether something binds on the day of the assessment: a label, never a verdict.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Due {
    /// `preparing`, `due`, `not-required` or `other-role`.
    pub name: &'static str,
    /// In words, such as `due: what is asked here has bound this product since 11 December 2027`.
    pub label: String,
    /// The same for a narrow column.
    pub short: String,
}

/// The gate of the maker's own pipeline.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Gate {
    /// Whether it holds.
    pub holds: bool,
    /// The outcome in a sentence.
    pub sentence: String,
    /// It looks at what has to be met up to this stage.
    pub stage: Word,
    /// How many findings close it.
    pub closing: usize,
    /// What the maker lets pass, whether it is in force or has ended.
    pub relaxations: Vec<RelaxationLine>,
}

/// One relaxation of the gate.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RelaxationLine {
    /// The requirement, question or verdict that it names.
    pub name: Id,
    /// The maker's reason.
    pub reason: Text,
    /// The last day; none where it holds until it is removed.
    pub until: Option<Date>,
    /// It has not ended.
    pub in_force: bool,
    /// The questions that would close the gate without it.
    pub questions: Vec<Id>,
}

/// What the summary covers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scope {
    /// The roles under the Act.
    pub roles: Vec<&'static str>,
    /// Every trait, known or not.
    pub traits: Vec<Trait>,
    /// The days of placing on the market.
    pub placing: Vec<Value>,
    /// Parts that may be answered apart.
    pub parts: Vec<Part>,
    /// What follows from dates and roles, in sentences.
    pub notes: Vec<String>,
    /// Questions and requirements that stand here in the maker's words.
    pub reworded: Vec<Reworded>,
}

/// A trait of the product.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Trait {
    /// Its name in cemark.yaml.
    pub name: &'static str,
    /// What it says of the product.
    pub label: &'static str,
    /// `yes`, `no` or `unknown`.
    pub state: &'static str,
    /// Whether it is known.
    pub known: bool,
}

/// A part of the product.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Part {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub about: Text,
}

/// An id whose words are the maker's own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reworded {
    /// The question or requirement.
    pub id: Id,
    /// The checklist that rewords it.
    pub checklist: Id,
}

/// Counts by verdict. No share of the whole stands for conformity.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Chart {
    /// How many requirements of the law there are.
    pub total: usize,
    /// Each verdict that some requirement has, worst first.
    pub counts: Vec<Count>,
    /// The verdicts that none has.
    pub none: Vec<Word>,
    /// The whole in a sentence, for those who do not see the chart.
    pub sentence: String,
}

/// One bar of the chart.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Count {
    /// The verdict.
    pub verdict: Word,
    /// How many requirements have it.
    pub count: usize,
    /// Where its bar begins, in hundredths of the whole, `12.50`.
    pub x: String,
    /// How wide its bar is.
    pub width: String,
    /// The middle of its bar.
    pub middle: String,
    /// What fits into its bar: sign and count, the sign, or nothing.
    pub caption: String,
    /// The bar as text.
    pub bar: String,
}

/// A requirement with its questions of one kind of basis.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequirementSection {
    /// Its id.
    pub id: Id,
    /// Its citation.
    pub citation: Text,
    /// Its title.
    pub title: Text,
    /// What must be true, in plain words.
    pub text: Text,
    /// The checklist that it is from.
    pub checklist: Id,
    /// When in the product's life it has to be met.
    pub phase: Word,
    /// Its verdict; among `apart` that of the questions shown there.
    pub verdict: Word,
    /// Questions that are not answered.
    pub open: usize,
    /// Questions that are asked.
    pub of: usize,
    /// Both in words: `3 of 5 open`, `none asked`.
    pub open_words: String,
    /// Whether it binds on that day.
    pub due: Due,
    /// Why it is out of scope, where it is.
    pub out_of_scope: Option<Text>,
    /// The entries of the risk assessment that speak of it.
    pub risks: Vec<RiskLine>,
    /// The questions.
    pub questions: Vec<QuestionSection>,
}

/// An entry of cemark/risk.yaml.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RiskLine {
    /// Its name.
    pub id: Id,
    /// The entry.
    #[serde(flatten)]
    pub entry: RiskEntry,
}

/// A question, or one part of the product in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QuestionSection {
    /// The question's id.
    pub id: Id,
    /// A name for links, unique in the document.
    pub anchor: String,
    /// The part of the product, where parts are answered apart.
    pub part: Option<Part>,
    /// The question.
    pub ask: Text,
    /// What has to be seen for a yes; may be empty.
    pub yes_means: Text,
    /// What makes it binding.
    pub basis: Word,
    /// Its verdict.
    pub verdict: Word,
    /// A relaxation keeps it from closing the gate.
    pub relaxed: bool,
    /// The question was revised after the answer.
    pub revised: bool,
    /// The answer.
    pub answer: Answered,
    /// The evidence.
    pub evidence: Vec<EvidenceLine>,
    /// The machine checks that rest on the same kind of basis.
    pub checks: Vec<CheckLine>,
    /// Why the verdict is what it is, where that is not plain.
    pub reasons: Vec<Text>,
    /// The next steps, where there is something to do.
    pub to_do: Vec<Text>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Answered {
    /// `yes`, `partly`, `no`, `does not apply` or `not answered`.
    pub words: &'static str,
    /// There is one.
    pub given: bool,
    /// Who answered.
    pub author: Option<Text>,
    /// The day of the answer.
    pub date: Option<Date>,
    /// What was found.
    pub notes: Option<Text>,
    /// Why it does not apply.
    pub justification: Option<Text>,
    /// Risk entries that describe the residual risk.
    pub limits: Vec<Id>,
    /// The question whose answer this is, where one fact serves several.
    pub taken_from: Option<Id>,
    /// The key of cemark.yaml whose value is the answer.
    pub key: Option<Text>,
    /// That value.
    pub value: Option<Text>,
    /// File and line of the answer.
    pub place: Option<Text>,
}

/// A piece of evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvidenceLine {
    /// Path or address.
    pub source: Text,
    /// The address as a link, where it is one.
    pub url: Option<String>,
    /// The digest that was recorded; none for an address.
    pub sha256: Option<Sha256>,
    /// The day as of which it shows the state.
    pub date: Date,
    /// The last day on which it counts, given or by rule.
    pub valid_until: Option<Date>,
    /// Whether it counts.
    pub counts: bool,
    /// The same in words, with the reason.
    pub state: Text,
}

/// A machine check.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckLine {
    /// Its id.
    pub id: &'static str,
    /// What it found.
    pub outcome: Word,
    /// What it looked at and saw.
    pub saw: Text,
    /// The point or the guideline that it serves.
    pub citation: Text,
    /// What makes it binding.
    pub basis: Word,
    /// A yes cannot stand while it is undecided.
    pub decisive: bool,
    /// The next step, where it does not pass.
    pub to_do: Option<Text>,
    /// The questions that name it.
    pub questions: Vec<Id>,
}

/// Points of one weight.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PointGroup {
    /// The weight.
    pub weight: Word,
    /// The points.
    pub points: Vec<OpenPoint>,
}

/// Something to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OpenPoint {
    /// The rule that found it.
    pub rule: Text,
    /// The question, the requirement or the rule that it is about.
    pub id: Text,
    /// The anchor of the question, where it has a section.
    pub anchor: Option<String>,
    /// The part of the product.
    pub part: Option<Id>,
    /// The point of the Act or the guideline.
    pub citation: Text,
    /// What makes it binding.
    pub basis: Word,
    /// What is the matter.
    pub message: Text,
    /// The next step; may be empty.
    pub to_do: Text,
    /// File and line.
    pub place: Option<Text>,
}

/// An SBOM.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SbomLine {
    /// Its path.
    pub path: Text,
    /// Digest of the file, if it is there.
    pub sha256: Option<Sha256>,
    /// Format and version, or why it was not read.
    pub state: Text,
    /// The figures, if it was read.
    pub figures: Option<SbomFigures>,
}

/// Figures of an SBOM, counted as `cemark sbom` counts them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SbomFigures {
    /// Unique components.
    pub components: u64,
    /// Components with a version.
    pub with_version: u64,
    /// Components with a package URL.
    pub with_purl: u64,
    /// Components with a licence.
    pub with_licence: u64,
    /// Components with a supplier.
    pub with_supplier: u64,
    /// Direct dependencies of the product; none where the file cannot say.
    pub direct: Option<u64>,
    /// References that lead nowhere.
    pub dangling: u64,
}

/// A file with its digest.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileLine {
    /// Path from the project's folder.
    pub path: Text,
    /// Digest of the file as it was read.
    pub sha256: Sha256,
}

/// A checklist.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChecklistLine {
    /// Its name.
    pub name: Id,
    /// Its title.
    pub title: Text,
    /// Its version.
    pub version: Text,
    /// Its file; none where it is part of the program.
    pub file: Option<Text>,
    /// Digest of its text.
    pub sha256: Sha256,
}

/// The program.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub(super) fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The law that citations refer to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Law {
    /// Its title.
    pub title: &'static str,
    /// The state of its text.
    pub text: &'static str,
    /// Its European Legislation Identifier.
    pub eli: &'static str,
}
