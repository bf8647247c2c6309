//! Lines of a pasted text that are commands of other programs: `{{< youtube x >}}`,
//! `[gallery ids="1"]`.
//!
//! Must not know how they are written in Markdown.

use super::line::TextLine;
use crate::shortcode_signs::is_command;

/// Keeps the commands of other programs that are next to lines of the article: each may insert a film
/// or a box, and the import reports those that are in the text.
pub(super) fn keep_commands(lines: &[TextLine], kept: &mut [bool], why: &[Option<&'static str>]) {
    let is_known = |at: usize| why[at].is_none() && is_long_command(&lines[at].text);
    for at in 1..lines.len() {
        kept[at] |= kept[at - 1] && is_known(at);
    }
    for at in (0..lines.len().saturating_sub(1)).rev() {
        kept[at] |= kept[at + 1] && is_known(at);
    }
}

/// Whether a text is a command that is more than one word: `[edit]` is a button of Wikipedia.
pub(super) fn is_long_command(text: &str) -> bool {
    is_command(text) && (text.starts_with('{') || text.contains(['=', '_', ' ']))
}

#[cfg(test)]
mod tests {
    use super::{is_long_command, keep_commands};
    use crate::text::line::split_lines;

    #[test]
    fn commands_beside_the_article_stay() {
        let text = "{{< lead >}}\nThey slept.\n\n{% include share.html %}\n{{< share >}}\nMenu\n[map id=\"1\"]";
        let lines = split_lines(text);
        let mut kept = [false, true, false, false, false, false];
        keep_commands(&lines, &mut kept, &[None; 6]);
        assert_eq!(kept, [true, true, true, true, false, false]);
    }

    #[test]
    fn a_word_in_brackets_is_a_button() {
        for text in ["[edit]", "[1]", "[sic] and more", "Menu"] {
            assert!(!is_long_command(text), "{text}");
        }
        for text in ["[contact-form-7 id=\"12\"]", "{{< tweet 1 >}}", "{% raw %}", "[social_share]"]
        {
            assert!(is_long_command(text), "{text}");
        }
    }
}
