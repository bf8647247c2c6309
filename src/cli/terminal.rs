//! [`Terminal`]: prints results to standard output and everything else to standard error. A closed
//! pipe is not an error.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use offprint::{Diagnostic, SHOWN_OF_A_KIND, Severity, escape_controls, group_similar, report};

use super::options::{ColorWhen, ExitStatus};

/// Prints for people and programs, with the requested amount of detail.
pub(super) struct Terminal {
    choice: ColorChoice,
    is_quiet: bool,
    pub(super) is_verbose: bool,
}

impl Terminal {
    pub(super) fn new(color: ColorWhen, is_quiet: bool, is_verbose: bool) -> Self {
        let choice = match color {
            // Checks the terminal, and environment variables such as NO_COLOR.
            ColorWhen::Auto => AutoStream::choice(&io::stderr()),
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        };
        Self { choice, is_quiet, is_verbose }
    }

    /// Whether a person is watching the output.
    pub(super) fn is_watched(&self) -> bool {
        !self.is_quiet && io::stderr().is_terminal()
    }

    /// Prints a result. Like everything that is printed, it may contain names of files, whose
    /// control characters must not reach the terminal.
    pub(super) fn result(&self, line: &str) {
        let _ = writeln!(io::stdout().lock(), "{}", escape_controls(line));
    }

    /// Prints a result that sums up a command, unless `--quiet` is set.
    pub(super) fn summary(&self, line: &str) {
        if !self.is_quiet {
            self.result(line);
        }
    }

    /// Prints bytes unchanged.
    pub(super) fn raw(&self, bytes: &[u8]) -> ExitStatus {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => ExitStatus::Success,
            // The reader has closed the pipe.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::Success,
            Err(_) => ExitStatus::Errors,
        }
    }

    /// Prints a detail, if `--verbose` is set.
    pub(super) fn detail(&self, line: &str) {
        if self.is_verbose {
            let _ = writeln!(io::stderr().lock(), "{}", escape_controls(line));
        }
    }

    /// Prints a warning that is not about a location in a file.
    pub(super) fn warning(&self, message: &str) {
        if !self.is_quiet {
            let mut err = AutoStream::new(io::stderr().lock(), self.choice);
            let _ = writeln!(err, "\u{1b}[1;93mwarning\u{1b}[0m: {}", escape_controls(message));
        }
    }

    /// Prints an error that is not about a file of the site.
    pub(super) fn error(&self, message: &str, help: Option<&str>) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        let _ = writeln!(err, "\u{1b}[1;91merror\u{1b}[0m: {}", escape_controls(message));
        if let Some(help) = help {
            let _ = writeln!(err, "  \u{1b}[1mhelp\u{1b}[0m: {}", escape_controls(help));
        }
    }

    /// Prints diagnostics with the lines that they are about: of each kind the first few, or all
    /// with `--verbose`.
    pub(super) fn diagnostics(&self, list: &[Diagnostic]) {
        let mut err = AutoStream::new(io::stderr().lock(), self.choice);
        let shown: Vec<_> = list
            .iter()
            .filter(|diagnostic| !self.is_quiet || diagnostic.severity == Severity::Error)
            .collect();
        let (first, large) =
            if self.is_verbose { (shown, Vec::new()) } else { group_similar(shown) };
        for diagnostic in first {
            let _ = writeln!(
                err,
                "{}\n",
                report::render_for_terminal(diagnostic, report::TextStyle::Coloured)
            );
        }
        for group in &large {
            let noun = match group.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let count = counted(group.count, noun);
            let code = group.code.name();
            let _ = writeln!(
                err,
                "{count} [{code}]; the first {SHOWN_OF_A_KIND} are shown; all with -v or --format json\n"
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
