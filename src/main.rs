//! The program: calls `cli` and turns its answer into an exit code.

mod cli;

use std::process::ExitCode;

/// Rendering makes and drops many small strings on all threads; see `benches/README.md` for what it
/// gains.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
