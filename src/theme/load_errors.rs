//! Errors of templates before any is rendered: syntax, missing parents, cycles, unknown filters; and
//! the texts of the engine's messages in our style.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Source;

/// The first line of an error message, in our style: lower case, without a full stop.
pub(super) fn error_text(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The syntax error in a single template, if it has one.
pub(super) fn syntax_error(source: &Arc<Source>) -> Option<Diagnostic> {
    let error = Tera::default().add_raw_template("one", &source.text()).err()?;
    let ErrorKind::SyntaxError(report) = error.kind() else { return None };
    Some(
        Diagnostic::error(Code::Template, error_text(report.message()))
            .at(source, report.span().range.clone()),
    )
}

/// Errors between templates: missing parents, cycles, unknown filters.
pub(super) fn load_errors(
    error: &tera::Error,
    files: &BTreeMap<String, Arc<Source>>,
) -> Vec<Diagnostic> {
    let place = |template: &str, word: &str| -> Option<(Arc<Source>, Range<usize>)> {
        let source = files.get(template)?;
        let at = source.text().find(word).map_or(0..0, |at| at..at + word.len());
        Some((Arc::clone(source), at))
    };
    let at = |fault: Diagnostic, found: Option<(Arc<Source>, Range<usize>)>| match found {
        Some((source, span)) => fault.at(&source, span),
        None => fault,
    };
    match error.kind() {
        ErrorKind::MissingParent { current, parent } => {
            let fault = Diagnostic::error(
                Code::Template,
                format!("there is no template `{parent}` to extend"),
            );
            let fault = match nearest(parent, files.keys().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            };
            vec![at(fault, place(current, parent))]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            // The chain ends with the template that occurs twice; the first one is not the cause.
            let culprit = inheritance_chain.last().unwrap_or(tpl);
            let own = files.get(culprit).map_or("", |source| source.path.as_str());
            let layer = if own.starts_with("themes/") { "builtin" } else { "theme" };
            let fault = Diagnostic::error(Code::Template, format!("`{culprit}` extends itself"))
                .help(format!(
                    "to change the template that it overrides, extend `{layer}/{culprit}`"
                ));
            vec![at(fault, place(culprit, "extends"))]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let next = include_chain.get(1).map_or(tpl.as_str(), String::as_str);
            let fault = Diagnostic::error(
                Code::Template,
                format!("`{tpl}` includes itself ({})", include_chain.join(" → ")),
            );
            vec![at(fault.help("remove one of the includes"), place(tpl, next))]
        }
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let fault = Diagnostic::error(Code::Template, error_text(report.message()));
            vec![match files.get(report.filename()) {
                Some(source) => fault.at(source, report.span().range.clone()),
                None => fault,
            }]
        }
        other => parse_reports(&other.to_string(), files),
    }
}

/// Tera joins such errors into one text; each report in it names file, line and column.
fn parse_reports(text: &str, files: &BTreeMap<String, Arc<Source>>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let fault = Diagnostic::error(Code::Template, error_text(message));
        let located = lines
            .peek()
            .and_then(|next| next.trim_start().strip_prefix("--> "))
            .and_then(|place| {
                let mut parts = place.rsplitn(3, ':');
                let column: usize = parts.next()?.parse().ok()?;
                let line: usize = parts.next()?.parse().ok()?;
                let source = files.get(parts.next()?)?;
                let whole = source.text();
                let start: usize = whole.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let text = whole[start..].lines().next().unwrap_or_default();
                let from =
                    start + text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
                Some((source, from..(start + text.len()).min(from + 1)))
            });
        faults.push(match located {
            Some((source, span)) => fault.at(source, span),
            None => fault,
        });
    }
    if faults.is_empty() {
        faults.push(Diagnostic::error(Code::Template, error_text(text)));
    }
    faults
}
