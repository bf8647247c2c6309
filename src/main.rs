//! The program: runs `cli` and returns its exit code.

mod cli;

use std::process::ExitCode;

/// Rendering allocates and frees many small strings on all threads; `benches/README.md` has the
/// measurements.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
