//! Commands, one file each: the only code that parses arguments, prompts or prints.
//!
//! Exit codes are an interface: 0 the gate holds or the work is done; 1 the gate does not hold,
//! or lint found something; 2 usage, configuration or input is wrong, and nothing was decided.

mod answer;
mod asker;
mod assess;
mod assign;
mod authority;
mod check;
mod checklist;
mod classify;
mod deadlines;
mod delivery;
mod demo;
mod dialogue;
mod explain;
mod global;
mod import;
mod init;
mod now;
mod render;
mod report;
mod risk;
mod sbom;
mod schema;
mod screen;
mod status;
mod typed;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use global::Global;
use screen::Screen;

/// Cyber Resilience Act self-assessment beside your source, offline.
#[derive(Parser)]
#[command(
    name = "cemark",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 the gate holds; 1 it does not; 2 usage, configuration or input error.\n\
    This tool helps you to prepare; it is no legal advice and opens no network connection."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(Box<init::Args>),
    Assess(assess::Args),
    Answer(answer::Args),
    Assign(assign::Args),
    Approve(assign::ApproveArgs),
    Import(import::Args),
    Status(status::Args),
    Explain(explain::Args),
    Checklist(checklist::Args),
    Sbom(sbom::Args),
    Check(check::Args),
    Render(render::Args),
    Risk(risk::Args),
    Classify(classify::Args),
    Deadlines(deadlines::Args),
    Delivery(delivery::Args),
    Report(report::Args),
    Authority(authority::Args),
    Demo(demo::Args),
    Schema(schema::Args),
}

/// What a command came to; errors are exit code 2.
pub(crate) enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: the gate does not hold, lint found something, or what was to be told happened.
    NotHeld,
}

/// Runs the program with `args` and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // Nothing sensible is left to do when even this cannot be printed.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let screen = Screen::new(&cli.global);
    let global = &cli.global;
    let result = match cli.command {
        Command::Init(args) => init::run(*args, global, &screen),
        Command::Assess(args) => assess::run(args, global, &screen),
        Command::Answer(args) => answer::run(args, global, &screen),
        Command::Assign(args) => assign::run(args, global, &screen),
        Command::Approve(args) => assign::approve(args, global, &screen),
        Command::Import(args) => import::run(args, global, &screen),
        Command::Status(args) => status::run(args, global, &screen),
        Command::Explain(args) => explain::run(args, global, &screen),
        Command::Checklist(args) => checklist::run(args, global, &screen),
        Command::Sbom(args) => sbom::run(args, &screen),
        Command::Check(args) => check::run(args, global, &screen),
        Command::Render(args) => render::run(args, global, &screen),
        Command::Risk(args) => risk::run(args, global, &screen),
        Command::Classify(args) => classify::run(args, global, &screen),
        Command::Deadlines(args) => deadlines::run(args, global, &screen),
        Command::Delivery(args) => delivery::run(args, global, &screen),
        Command::Report(args) => report::run(args, global, &screen),
        Command::Authority(args) => authority::run(args, global, &screen),
        Command::Demo(args) => demo::run(args, global, &screen),
        Command::Schema(args) => schema::run(args, &screen),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NotHeld) => ExitCode::from(1),
        Err(error) => {
            screen.error(&error);
            ExitCode::from(2)
        }
    }
}
