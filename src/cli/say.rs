//! [`Say`]: how the program talks. Results to standard output, the rest to standard error; a reader
//! that went away is no fault.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use offprint::{Diagnostic, Severity, report};

use super::{ColorWhen, Outcome};

/// How many diagnostics are drawn: nobody reads more at once, and mending the first mends many of
/// the rest.
const MOST: usize = 100;

/// How the program talks.
pub(super) struct Say {
    choice: ColorChoice,
    is_quiet: bool,
    pub(super) is_verbose: bool,
}

impl Say {
    pub(super) fn new(color: ColorWhen, is_quiet: bool, is_verbose: bool) -> Self {
        let choice = match color {
            // Asks the terminal, and NO_COLOR and its like.
            ColorWhen::Auto => AutoStream::choice(&io::stderr()),
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        };
        Self { choice, is_quiet, is_verbose }
    }

    /// Whether somebody is looking.
    pub(super) fn is_watched(&self) -> bool {
        !self.is_quiet && io::stderr().is_terminal()
    }

    /// A result.
    pub(super) fn result(&self, line: &str) {
        let _ = writeln!(io::stdout().lock(), "{line}");
    }

    /// A result that is a closing word: not said when quiet.
    pub(super) fn closing(&self, line: &str) {
        if !self.is_quiet {
            self.result(line);
        }
    }

    /// Bytes as they are.
    pub(super) fn raw(&self, bytes: &[u8]) -> Outcome {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Outcome::Done,
            // Whoever reads has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Done,
            Err(_) => Outcome::Errors,
        }
    }

    /// Something that only those want to know who asked for more.
    pub(super) fn detail(&self, line: &str) {
        if self.is_verbose {
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// Something that an editor should look at.
    pub(super) fn note(&self, message: &str) {
        if !self.is_quiet {
            let mut err = AutoStream::new(io::stderr().lock(), self.choice);
            let _ = writeln!(err, "\u{1b}[1;93mwarning\u{1b}[0m: {message}");
        }
    }

    /// An error that is not about a file of the site.
    pub(super) fn error(&self, message: &str, help: Option<&str>) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        let _ = writeln!(err, "\u{1b}[1;91merror\u{1b}[0m: {message}");
        if let Some(help) = help {
            let _ = writeln!(err, "  \u{1b}[1mhelp\u{1b}[0m: {help}");
        }
    }

    /// Diagnostics, with their pictures.
    pub(super) fn diagnostics(&self, list: &[Diagnostic]) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        let told: Vec<_> = list
            .iter()
            .filter(|diagnostic| !self.is_quiet || diagnostic.severity == Severity::Error)
            .collect();
        for diagnostic in told.iter().take(MOST) {
            let _ = writeln!(err, "{}\n", report::human(diagnostic, report::Style::Coloured));
        }
        if told.len() > MOST {
            let _ = writeln!(
                err,
                "and {} more: --format json tells them all\n",
                grouped(told.len() - MOST)
            );
        }
    }
}

/// A number as people read it: `1,284`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 page`, `2 pages`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let cases = [(0, "0"), (999, "999"), (1284, "1,284"), (1_000_000, "1,000,000")];
        for (number, expect) in cases {
            assert_eq!(grouped(number), expect);
        }
    }
}
