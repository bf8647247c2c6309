//! Reads files of references, merges their works, and prints how many there are, the problems, and the
//! time: `cargo run -p offprint-works --example read_works -- FILE…`. With `--repeat N` before the
//! files, each is read as if its text were N times as long.

use std::time::Instant;

use offprint_works::{Library, check_library, read_works};

fn main() {
    let mut repeat = 1;
    let mut names = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--repeat" => repeat = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            _ => names.push(argument),
        }
    }
    let mut statements = Vec::new();
    for name in names {
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes.repeat(repeat),
            Err(error) => {
                eprintln!("{name}: {error}");
                continue;
            }
        };
        let start = Instant::now();
        let reading = read_works(&name, &bytes);
        let format = reading.format.map_or("unknown", offprint_works::WorkFormat::name);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{name}: {format}, {} works, {} MB, {seconds:.2} s",
            reading.works.len(),
            bytes.len() / 1_000_000
        );
        for problem in reading.problems.iter().take(10) {
            println!("  line {}: {} ({})", problem.line, problem.message, problem.help);
        }
        statements
            .extend(reading.works.into_iter().map(|found| (name.clone(), found.line, found.work)));
    }
    let start = Instant::now();
    let count = statements.len();
    let library = Library::new(statements);
    let seconds = start.elapsed().as_secs_f64();
    println!("{count} records are {} works, {seconds:.2} s", library.works().len());
    for found in check_library(&library, i16::MAX - 1).iter().take(if repeat == 1 { 20 } else { 0 })
    {
        println!("  {}, line {}: {}", found.file, found.problem.line, found.problem.message);
    }
}
