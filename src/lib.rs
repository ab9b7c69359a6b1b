//! cemark: Cyber Resilience Act self-assessment beside the source, offline.
//!
//! A maker of a product with digital elements keeps its self-assessment under Regulation (EU)
//! 2024/2847 as plain text in its repository: answers, the SBOM of the build, evidence by
//! reference. From these come verdicts, a summary document and a gate for CI.
//!
//! # The pipeline
//!
//! Data flows one way: read at the edges, assess without input or output, write at the edges.
//!
//! 1. [`cli`] takes arguments and the day; [`project`] reads cemark.yaml, the answers and the
//!    files that they name, through [`yaml`], which reports every mistake of a file at once.
//! 2. [`checklist`] brings the requirements: embedded ones from `checklists/`, own ones by path.
//!    [`regulation`] knows the points of the Act and from when they bind, and decides scope, role,
//!    category, route, changes and days as pure rules over what is told of a product.
//! 3. [`sbom`] turns each SBOM into one model, whatever its format.
//! 4. [`assessment`] makes verdicts, findings and the gate of all this. It is pure: the day
//!    comes in as a value, and it knows no terminal, no file format and no template.
//! 5. [`output`] writes what machines and terminals read, [`document`] what people file, from
//!    `templates/`.
//!
//! [`incident`] is Art. 14: whether, by when, what and to whom to report; its records stay in
//! `cemark/private`. [`delivery`] holds the checks of an importer or distributor before one delivery.
//! [`questionnaire`] is the dialogue as a state machine with two faces, a full screen and lines;
//! [`cli`] lends them the terminal.
//! [`demo`] is the embedded example product. [`text`] holds the type for text from outside,
//! which cleans itself on its way to a screen or a page; [`values`] the dates, periods, ids and
//! digests of the maker's files.
//!
//! # Where something new goes
//!
//! A requirement is an entry in `checklists/`; a check an entry in `src/assessment/checks/`; an
//! SBOM format a file in `src/sbom/`; a machine format a file in `src/output/`; a document a
//! template and a file in `src/document/`. CONTRIBUTING.md walks through each.

#![forbid(unsafe_code)]

pub mod assessment;
pub mod checklist;
pub mod cli;
pub mod delivery;
pub mod demo;
pub mod document;
pub mod incident;
pub mod output;
pub mod project;
pub mod questionnaire;
pub mod regulation;
pub mod sbom;
pub mod text;
pub mod values;
pub mod yaml;
