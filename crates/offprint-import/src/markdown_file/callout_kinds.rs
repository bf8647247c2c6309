//! [`with_known_callouts`]: boxes of Obsidian of kinds that a site does not know: `> [!emergency]` is
//! `> [!CAUTION]`.
//!
//! Must not change what is in a box.

use std::borrow::Cow;

use offprint_base::alert_kind;

use crate::markdown::callout_kind_of_word;
use crate::site_markdown::{code_ranges, is_in_ranges, with_edits};

/// A longer name is none of a kind.
const LONGEST_KIND: usize = 20;

/// The text in which every box is of a kind that a site shows. A kind that means none of them is a
/// note with its name as the title.
pub(super) fn with_known_callouts(text: &str) -> Cow<'_, str> {
    if !text.contains("[!") {
        return Cow::Borrowed(text);
    }
    let code = code_ranges(text);
    let (mut edits, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let inner = line.trim_start_matches(['>', ' ', '\t']);
        let Some((kind, rest)) = inner.strip_prefix("[!").and_then(|rest| rest.split_once(']'))
        else {
            continue;
        };
        let is_name = !kind.is_empty()
            && kind.len() <= LONGEST_KIND
            && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        let is_quoted = line.trim_start().starts_with('>');
        if !is_name || !is_quoted || alert_kind(kind).is_some() || is_in_ranges(&code, start) {
            continue;
        }
        let known = callout_kind_of_word(&kind.to_lowercase());
        let title = rest.trim_start_matches(['+', '-']).trim();
        let replacement = match known {
            Some(known) => format!("[!{}]", known.to_uppercase()),
            None if title.is_empty() => format!("[!NOTE] {kind}"),
            None => "[!NOTE]".to_owned(),
        };
        let from = start + line.len() - inner.len();
        edits.push((from..from + kind.len() + 3, replacement));
    }
    if edits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(with_edits(text, edits)) }
}

#[cfg(test)]
mod tests {
    use super::with_known_callouts;

    #[test]
    fn kinds_are_those_of_the_site() {
        for (text, expect) in [
            ("> [!notice] A title\n> Text", "> [!NOTE] A title\n> Text"),
            ("> [!emergency]- Folded\n> Text", "> [!CAUTION]- Folded\n> Text"),
            ("> > [!tipp]\n> > Text", "> > [!TIP]\n> > Text"),
            ("> [!recipe]\n> Text", "> [!NOTE] recipe\n> Text"),
            ("> [!Achtung]\n> Text", "> [!WARNING]\n> Text"),
        ] {
            assert_eq!(with_known_callouts(text), expect);
        }
        for text in [
            "> [!note]\n> A",
            "> [!danger]- A",
            "> [!INFO] A",
            "> [!faq]",
            "[!notice] A",
            "```\n> [!notice]\n```",
            "> [!] A",
        ] {
            assert_eq!(with_known_callouts(text), text);
        }
    }
}
