//! [`ComponentCalls`]: the calls of components in a text. The Markdown parser reads a text in which
//! each call is a comment or a tag of the same length, so it is a block if it is alone on its line,
//! and otherwise a part of the line; every byte keeps its place.
//!
//! Code, formulas and comments contain no calls; a backslash before one makes it text. What a
//! component shows is not known here.

mod call_syntax;
mod rendered_calls;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use offprint_base::is_escaped;
use pulldown_cmark::{Event, Parser, Tag};

use self::call_syntax::read_call;
pub(super) use self::call_syntax::{CallKind, CallSyntax};
pub(super) use self::rendered_calls::{render_call, split_at_body};
use super::events::options;
use super::inline_signs::InlineSigns;
use super::literal_signs::mask_literal_signs;
use super::shortcodes::SyntaxSpans;
use crate::config::Markdown;
use crate::theme::{TextNeed, Theme};

/// The calls of components in a text, in order.
#[derive(Debug, Default)]
pub struct ComponentCalls {
    /// What the calls depend on: also of texts that only look like one.
    pub needs: BTreeSet<TextNeed>,
    pub(super) calls: Vec<CallSyntax>,
    /// The calls in formulas, where nothing can be shown.
    pub(super) in_formulas: Vec<CallSyntax>,
}

impl ComponentCalls {
    /// Finds the calls in a text.
    pub fn find(text: &str, markdown: Markdown, theme: Option<&Theme>) -> Self {
        let (mut calls, mut needs) = (Vec::new(), BTreeSet::new());
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
            let start = at + found;
            at = start + 1;
            let is_begin = matches!(text.as_bytes().get(start + 1), Some(b'{' | b'%'));
            if !is_begin || is_escaped(text, start) {
                continue;
            }
            let Some(call) = read_call(text, start) else { continue };
            needs.extend(call.needs());
            if !is_own(&call, theme) {
                continue;
            }
            at = call.span.end.max(at);
            calls.push(call);
        }
        let mut in_formulas = Vec::new();
        if !calls.is_empty() {
            let places = call_places(text, &calls, markdown);
            let all = std::mem::take(&mut calls);
            for (call, place) in all.into_iter().zip(places) {
                match place {
                    CallContext::Text => calls.push(call),
                    CallContext::Formula => in_formulas.push(call),
                    CallContext::Literal => {}
                }
            }
        }
        Self { needs, calls, in_formulas }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The call at a place of the text.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        self.calls.binary_search_by_key(&place, |call| call.span.start).ok()
    }

    /// What each call shows, with its place in the text.
    pub fn rendered(&self, text: &str, theme: Option<&Theme>) -> Vec<(Range<usize>, String)> {
        rendered_calls::rendered_calls(&self.calls, text, theme)
    }

    /// The text for the parser.
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for call in &self.calls {
            mask_call(text, &call.span, &mut bytes);
        }
        // Whole characters were replaced by ASCII characters.
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

/// Whether a call is one of Offprint, and not a shortcode of another program or a curious text.
fn is_own(call: &CallSyntax, theme: Option<&Theme>) -> bool {
    let is_known = theme.is_some_and(|theme| theme.has_component(&call.name));
    let is_capital = call.name.starts_with(|c: char| c.is_ascii_uppercase());
    is_known && !(call.may_be_foreign && call.problem.is_some())
        || (is_capital || call.problem.is_none()) && !call.may_be_foreign
        || is_capital && call.problem.is_none()
}

/// What a call is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CallContext {
    /// A text, which shows it.
    Text,
    /// A formula.
    Formula,
    /// Code, a comment, a script or a style sheet.
    Literal,
}

/// What each call is part of.
fn call_places(text: &str, calls: &[CallSyntax], markdown: Markdown) -> Vec<CallContext> {
    // The quotes and back-ticks in a call are none of Markdown.
    let mut bytes = text.as_bytes().to_vec();
    for call in calls {
        let start = call.span.start;
        for (index, byte) in bytes[start..call.span.end].iter_mut().enumerate() {
            if *byte != b'\n' && !begins_line(text, start + index) {
                *byte = b'x';
            }
        }
    }
    let plain = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    // Amounts such as `US$5` are no formulas here either.
    let plain = mask_literal_signs(&plain, markdown, &InlineSigns::find(&plain, markdown));
    let mut spans = SyntaxSpans::of_text(text);
    let mut formulas: Vec<Range<usize>> = Vec::new();
    for (event, span) in Parser::new_ext(&plain, options(markdown)).into_offset_iter() {
        spans.add(&event, &span);
        match event {
            Event::InlineMath(_) | Event::DisplayMath(_) => formulas.push(span),
            Event::Start(Tag::HtmlBlock) => add_hidden(&plain, &span, &mut spans),
            Event::InlineHtml(html) if html.starts_with("<!--") => spans.add_hidden(span),
            _ => {}
        }
    }
    spans.finish();
    let context = |call: &CallSyntax| {
        let at = call.span.start;
        let formula = formulas.partition_point(|formula| formula.end <= at);
        if formulas.get(formula).is_some_and(|formula| formula.start < at) {
            CallContext::Formula
        } else if spans.is_literal(at) {
            CallContext::Literal
        } else {
            CallContext::Text
        }
    };
    calls.iter().map(context).collect()
}

/// Takes note of the comments, scripts and style sheets in a block of raw HTML.
fn add_hidden(text: &str, block: &Range<usize>, spans: &mut SyntaxSpans) {
    let html = &text[block.clone()];
    let lower = html.to_ascii_lowercase();
    for (open, close) in [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")] {
        let mut at = 0;
        while let Some(start) = lower[at..].find(open).map(|found| at + found) {
            let end = lower[start..].find(close).map_or(lower.len(), |found| start + found);
            spans.add_hidden(block.start + start..block.start + end);
            at = end.max(start + open.len());
        }
    }
}

/// Whether a place is among the white space and signs of quotations at the start of its line.
fn begins_line(text: &str, place: usize) -> bool {
    let line = line_of(text, place);
    text.as_bytes()[line..=place].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'>'))
}

/// Makes a call a comment, or a tag if more follows on its line: a comment at the start of a line
/// would make the rest of the line a part of its block.
fn mask_call(text: &str, span: &Range<usize>, bytes: &mut [u8]) {
    let rest = text[span.end..].split('\n').next().unwrap_or_default();
    let is_last = rest.trim().is_empty();
    let line = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let quotes = |part: &[u8]| part.iter().filter(|byte| **byte == b'>').count();
    let depth = if begins_line(text, span.start.saturating_sub(1)) || line == span.start {
        quotes(&text.as_bytes()[line..span.start])
    } else {
        text.as_bytes()[line..span.start]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'>'))
            .filter(|byte| **byte == b'>')
            .count()
    };
    let mut kept = 0;
    for place in span.clone() {
        let byte = bytes[place];
        if byte == b'\n' {
            kept = 0;
            continue;
        }
        let is_prefix =
            place > span.start && begins_line(text, place) && line_of(text, place) > span.start;
        if is_prefix && (byte != b'>' || kept < depth) {
            kept += usize::from(byte == b'>');
            continue;
        }
        bytes[place] = b'c';
    }
    let (open, close): (&[u8], &[u8]) = if is_last { (b"<!--", b"-->") } else { (b"<", b">") };
    bytes[span.start..span.start + open.len()].copy_from_slice(open);
    bytes[span.end - close.len()..span.end].copy_from_slice(close);
}

/// Where the line of a place begins.
fn line_of(text: &str, place: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..place]).map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_mask(text: &str, expect: &str) {
        let calls = ComponentCalls::find(text, Markdown::default(), None);
        let masked = calls.mask(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, expect, "{text}");
    }

    #[test]
    fn calls_become_comments_and_tags() {
        check_mask("{{ <A /> }}", "<!--cccc-->");
        check_mask("a {{ <A /> }} b", "a <ccccccccc> b");
        check_mask("a {{ <A /> }}\nb", "a <!--cccc-->\nb");
        check_mask("> {{ <A\n> b=\"1\" /> }}\n", "> <!--c\n> cccccccc-->\n");
        check_mask("{% <A\nb=\"1\"\n> %}", "<!--c\nccccc\nc-->");
        check_mask("é {{ <A b=\"µ\" /> }}", "é <!--ccccccccccc-->");
        check_mask("{% <Note> %}\n*a*\n{% </Note> %}", "<!--ccccc-->\n*a*\n<!--cccccc-->");
    }

    #[test]
    fn code_and_comments_have_no_calls() {
        for text in [
            "`{{ <A /> }}`",
            "```\n{{ <A /> }}\n```",
            "    {{ <A /> }}",
            "<!-- {{ <A /> }} -->",
            "<div>\n<!--\n{{ <A /> }}\n-->\n</div>",
            "<script>\n{{ <A /> }}\n</script>",
            "\\{{ <A /> }}",
            "{{<figure src=\"a\" >}}",
            "{{ <b>x</b> }}",
            "$a {{ <A /> }} b$",
        ] {
            check_mask(text, text);
        }
    }
}
