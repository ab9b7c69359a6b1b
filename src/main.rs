//! `cemark`: arguments in, exit code out.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    cemark::cli::run(std::env::args_os())
}
