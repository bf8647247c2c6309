//! Alerts that are shown as text: of unknown kinds, or written in a form that begins no alert.
//!
//! Must not change what is published.

use std::ops::Range;

use offprint_base::{MAIN_ALERT_KINDS, alert_kind, is_escaped};

use super::BodyWriter;
use crate::diagnostic::{Code, Diagnostic};

/// Names of alerts besides those of GitHub, as far as they are no words that a text may put into such
/// brackets for another reason.
const OTHER_KINDS: [&str; 12] = [
    "abstract",
    "attention",
    "bug",
    "danger",
    "error",
    "example",
    "failure",
    "hint",
    "info",
    "question",
    "success",
    "summary",
];

/// The longest name of a kind that is looked for, in bytes.
const LONGEST_NAME: usize = 40;

impl BodyWriter<'_> {
    /// Reports the mark of an alert that is shown as text at the start of a quotation.
    pub(super) fn check_alert(&mut self, span: &Range<usize>, quote: &str) {
        if self.marked_alert.is_some() {
            return;
        }
        // Only the mark of this quotation: those inside it are looked at on their own.
        let Some(inner) = quote.trim_start_matches(' ').strip_prefix('>') else { return };
        let inner = inner.trim_start_matches([' ', '\t']);
        let Some(name) = alert_name(inner) else { return };
        let start = span.start + quote.len() - inner.len();
        let (message, help) = if is_kind(name) && name.trim() != name {
            (
                format!("`[!{name}]` is shown as text: there is a space in it"),
                format!("write [!{}]", name.trim()),
            )
        } else if is_kind(name) {
            (
                format!("`[!{name}]` is shown as text: no space follows it"),
                "put a space before its title, or its text on the next line".to_owned(),
            )
        } else {
            let kinds: Vec<String> = MAIN_ALERT_KINDS
                .iter()
                .map(|known| format!("[!{}]", known.to_uppercase()))
                .collect();
            (
                format!("`[!{name}]` is shown as text: there is no alert of this kind"),
                format!("use one of {}", kinds.join(", ")),
            )
        };
        self.seen_alert = Some(start);
        let place = start..start + "[!]".len() + name.len();
        self.fault(Diagnostic::warning(Code::Shortcode, message).help(help), place);
    }

    /// Reports marks of alerts in a run of text, at the start of a line.
    pub(super) fn check_alert_marks(&mut self, run: &Range<usize>, text: &str) {
        for (at, _) in text[run.clone()].match_indices("[!") {
            let start = run.start + at;
            let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let before = &text[line..start];
            let is_first = before.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(c, ' ' | '\t' | '>' | '*' | '_' | '#' | '-' | '+' | '.' | ')')
            });
            let Some(name) = alert_name(&text[start..run.end]) else { continue };
            let is_alert = MAIN_ALERT_KINDS
                .iter()
                .chain(&OTHER_KINDS)
                .any(|known| name.eq_ignore_ascii_case(known));
            if !is_first || !is_alert || is_escaped(text, start) || self.seen_alert == Some(start) {
                continue;
            }
            let quoted = before.trim_start();
            let help = if !quoted.starts_with('>') {
                format!("begin each of its lines with >: > [!{name}]")
            } else if quoted.contains(|c| !matches!(c, ' ' | '\t' | '>')) {
                format!("write the mark alone: > [!{name}]")
            } else {
                "put an empty line before it, so that it begins a quotation of its own".to_owned()
            };
            let message = format!(
                "`[!{name}]` is shown as text: an alert is a quotation that begins with it"
            );
            let place = start..start + "[!]".len() + name.len();
            self.fault(Diagnostic::warning(Code::Shortcode, message).help(help), place);
        }
    }
}

/// The name in the mark of an alert with which a text begins: `[!NOTE]`.
fn alert_name(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix("[!")?.split_once(']')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|');
    let is_sound =
        !name.trim().is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_name);
    is_sound.then_some(name)
}

fn is_kind(name: &str) -> bool {
    alert_kind(name.trim()).is_some()
}
