//! One module a promise to the user; a single test binary, so that it links once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::type_complexity,
    reason = "a test fails by panicking, in helpers too, and its cases stand in a table"
)]

mod support;

mod answers;
mod broken_files;
mod changes;
mod check;
mod checklists;
mod classify;
mod deadlines;
mod demo;
mod dialogue;
mod full_screen;
mod init;
mod languages;
mod law;
mod lossless;
mod no_cheap_pass;
mod nothing_lost;
mod operators;
mod picture;
mod random_keys;
mod readme;
mod report_assess;
mod report_log;
mod report_mistakes;
mod report_record;
mod reporting;
mod risk;
mod sbom_counts;
mod sbom_files;
mod sbom_views;
mod self_assessment;
mod status_words;
mod summary_document;
mod team;
mod verdicts;
