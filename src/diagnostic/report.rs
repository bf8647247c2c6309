//! Renders diagnostics: with excerpts of the source for the terminal, and as JSON for programs.
//!
//! Only this module knows how a diagnostic looks. `annotate-snippets`, which the Rust compiler uses
//! too, draws the excerpts.

use std::borrow::Cow;
use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, Location, Severity, escape_controls};

/// Whether to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextStyle {
    /// Plain text.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// How many bytes of a very long line are shown before and after the location of a diagnostic.
const AROUND: usize = 160;

/// The longest line that the renderer receives complete. It cuts the line to the width of the
/// terminal and counts its columns. Longer lines are cut before they reach it, so their column is
/// that in the excerpt.
const LONGEST_LINE: usize = 16 * 1024;

/// A diagnostic for the terminal: message, file with line and column, the line itself, help.
pub fn render_for_terminal(diagnostic: &Diagnostic, style: TextStyle) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title =
        level.primary_title(escape_controls(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let excerpts: Vec<SourceExcerpt<'_>> = diagnostic
        .at
        .iter()
        .map(|at| SourceExcerpt::new(at, None))
        .chain(diagnostic.notes.iter().map(|(at, text)| SourceExcerpt::new(at, Some(text))))
        .collect();
    for excerpt in &excerpts {
        let kind =
            if excerpt.label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = group.element(
            Snippet::source(excerpt.text.as_str())
                .line_start(excerpt.line)
                .path(&*excerpt.path)
                .annotation(kind.span(excerpt.span.clone()).label(excerpt.label)),
        );
    }
    if let (None, Some(file)) = (&diagnostic.at, &diagnostic.file) {
        group = group.element(Origin::path(escape_controls(file)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(escape_controls(help)));
    }
    let renderer = match style {
        TextStyle::Plain => Renderer::plain(),
        TextStyle::Coloured => Renderer::styled(),
    };
    // Control characters in files must not reach the terminal: the renderer replaces them in
    // excerpts.
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// Only the lines that a diagnostic is about, marked as in [`render_for_terminal`]: for a caller
/// that shows message, location and help separately.
pub fn render_excerpt(diagnostic: &Diagnostic) -> String {
    let text = render_for_terminal(diagnostic, TextStyle::Plain);
    let is_shown = |line: &&str| {
        let line = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        // The line itself, the marks below it, and the file names of related lines.
        line.strip_prefix('|').is_some_and(|rest| !rest.trim().is_empty())
            || line.starts_with(":::")
    };
    text.lines().filter(is_shown).collect::<Vec<_>>().join("\n")
}

/// The part of a source that is shown: the lines of the diagnostic, cut where they are very long.
struct SourceExcerpt<'d> {
    text: String,
    line: usize,
    path: Cow<'d, str>,
    span: std::ops::Range<usize>,
    label: Option<&'d str>,
}

impl<'d> SourceExcerpt<'d> {
    fn new(location: &'d Location, label: Option<&'d str>) -> Self {
        let whole = location.source.text();
        let text = whole.as_ref();
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(location.span.start);
        // Only the first line of a location with several lines is shown.
        let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let end = floor(location.span.end).clamp(start, line_end);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let is_long = line_end - line_start > LONGEST_LINE;
        let from =
            if is_long && start - line_start > AROUND { floor(start - AROUND) } else { line_start };
        let to = if is_long && line_end - end > AROUND { floor(end + AROUND) } else { line_end };
        Self {
            text: text[from..to].to_owned(),
            line: text[..start].matches('\n').count() + 1,
            path: escape_controls(location.source.path.as_str()),
            span: start - from..end - from,
            label,
        }
    }
}

/// One line of JSON: `severity`, `code`, `message`, `file`, `line`, `column`, `text`, `help`,
/// `notes`.
pub fn render_json(diagnostic: &Diagnostic) -> String {
    let place = |location: &Location| {
        let (line, column) = location.line_column();
        (location.source.path.as_str().to_owned(), line, column)
    };
    let at = diagnostic.at.as_ref().map(place);
    let notes: Vec<_> = diagnostic
        .notes
        .iter()
        .map(|(location, text)| {
            let (file, line, column) = place(location);
            json!({"file": file, "line": line, "column": column, "message": text})
        })
        .collect();
    json!({
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
        "file": at.as_ref().map(|(file, ..)| file.clone()).or_else(|| diagnostic.file.clone()),
        "line": at.as_ref().map(|(_, line, _)| line),
        "column": at.as_ref().map(|(.., column)| column),
        "text": diagnostic.at.as_ref().map(|location| location.line_text().chars().take(400).collect::<String>()),
        "help": diagnostic.help,
        "notes": notes,
    })
    .to_string()
}

/// `2 errors and 1 warning`; empty if there are none.
pub fn format_counts(diagnostics: &[Diagnostic]) -> String {
    let errors =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let mut text = String::new();
    for (count, noun) in [(errors, "error"), (warnings, "warning")] {
        if count > 0 {
            if !text.is_empty() {
                text.push_str(" and ");
            }
            let _ = write!(text, "{count} {noun}{}", if count == 1 { "" } else { "s" });
        }
    }
    text
}
