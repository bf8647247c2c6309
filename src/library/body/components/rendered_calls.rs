//! What calls of components show, as HTML.

use std::ops::Range;

use super::call_syntax::{CallKind, CallSyntax};
use crate::theme::{ComponentCall, ComponentFault, MARK, TextMark, Theme};

/// The HTML of a call, with a mark for its text.
pub fn render_call(call: &CallSyntax, theme: &Theme) -> Result<String, ComponentFault> {
    theme.render_component(&ComponentCall {
        name: &call.name,
        arguments: &call.arguments,
        has_body: call.kind == CallKind::Open,
    })
}

/// The HTML before and after the text between the tags, if it is shown exactly once.
pub fn split_at_body(html: &str) -> Option<(&str, &str)> {
    let (before, after) = html.split_once(&TextMark::Body.text())?;
    (!after.contains(MARK)).then_some((before, after))
}

/// What each call shows, with its place in the text.
pub fn rendered_calls(
    calls: &[CallSyntax],
    text: &str,
    theme: Option<&Theme>,
) -> Vec<(Range<usize>, String)> {
    let Some(theme) = theme.filter(|_| !calls.is_empty()) else { return Vec::new() };
    theme.start_text();
    let mut open: Vec<String> = Vec::new();
    let shown = calls.iter().map(|call| {
        // Markdown next to HTML is Markdown only after an empty line.
        let line = text[..call.span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let is_block = text[line..call.span.start].trim().is_empty()
            && text[call.span.end..].lines().next().unwrap_or_default().trim().is_empty();
        let gap = if is_block { "\n" } else { "" };
        let html = match call.kind {
            CallKind::Close => format!("{gap}{}", open.pop().unwrap_or_default()),
            kind => {
                let html = render_call(call, theme).unwrap_or_default();
                if kind == CallKind::Alone {
                    html
                } else {
                    let (before, after) = split_at_body(&html).unwrap_or_default();
                    open.push(after.to_owned());
                    format!("{before}{gap}")
                }
            }
        };
        (call.span.clone(), html)
    });
    shown.collect()
}
