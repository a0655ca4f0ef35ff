//! `vanthu`: the one program of Vanthu.

use std::process::ExitCode;

/// A page is made of thousands of small pieces, on many threads: the system's own allocator took a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    web::command::run()
}
