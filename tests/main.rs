//! One module a promise to the user; a single test binary, so that it links once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in helpers too"
)]

mod support;

mod answers;
mod broken_files;
mod check;
mod checklists;
mod demo;
mod dialogue;
mod init;
mod languages;
mod law;
mod lossless;
mod no_cheap_pass;
mod operators;
mod readme;
mod report_assess;
mod report_log;
mod report_mistakes;
mod report_record;
mod reporting;
mod risk;
mod sbom_counts;
mod self_assessment;
mod summary_document;
mod team;
mod verdicts;
