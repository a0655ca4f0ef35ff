//! `vanthu`: the one program of Vanthu.

use std::process::ExitCode;

fn main() -> ExitCode {
    web::command::run()
}
