//! A summary for an article whose source has no description: its first sentences.
//!
//! Most articles begin with their main point, so the first real paragraph is used; what precedes it
//! (a date line, a credit, a call to subscribe, a heading) is skipped. Only complete sentences are
//! used, since half a sentence can mean something else.
//!
//! It must not know where the body came from.

use crate::phrases::{Category, contains_phrase, is_phrase};

/// The maximum length of a summary, in characters.
const LONGEST: usize = 300;

/// Shorter paragraphs rarely say what an article is about.
const SHORTEST: usize = 60;

/// The first complete sentences of a Markdown body that fit in 300 characters.
pub(crate) fn lead_sentences(body: &str) -> Option<String> {
    let mut spare = None;
    for paragraph in paragraphs(body).take(40) {
        let text = plain_paragraph(&paragraph);
        let lead = sentences(&text);
        let Some(lead) = lead else { continue };
        let lower = lead.to_lowercase();
        if contains_phrase(Category::SummaryCalls, &lower) {
            continue;
        }
        if lead.chars().count() >= SHORTEST {
            return Some(lead);
        }
        spare = spare.or(Some(lead));
    }
    spare
}

/// Paragraphs of prose: no headings, lists, tables, quotations, code, images.
fn paragraphs(body: &str) -> impl Iterator<Item = String> + '_ {
    let mut fenced = false;
    let mut lines = body.lines();
    std::iter::from_fn(move || {
        let mut paragraph = String::new();
        for line in lines.by_ref() {
            let trimmed = line.trim();
            if ["```", "~~~", "$$"].iter().any(|sign| trimmed.starts_with(sign)) {
                fenced = !fenced;
                continue;
            }
            if fenced {
                continue;
            }
            let markup = trimmed.starts_with(['#', '|', '>', '<', '!', '='])
                || trimmed.starts_with("- ")
                || trimmed.starts_with("* ")
                || trimmed.starts_with("+ ")
                || trimmed.starts_with("[^")
                || line.starts_with("    ")
                || line.starts_with('\t')
                || numbered(trimmed);
            if trimmed.is_empty() || markup {
                if paragraph.is_empty() {
                    continue;
                }
                return Some(paragraph);
            }
            if paragraph.len() > 4 * LONGEST * 4 {
                continue;
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(trimmed);
        }
        (!paragraph.is_empty()).then_some(paragraph)
    })
}

fn numbered(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0
        && digits < 4
        && matches!(line.as_bytes().get(digits..digits + 2), Some(b". " | b") "))
}

/// The longest wiki link that is recognised, in bytes: it bounds the time for a text that consists
/// only of brackets.
const LONGEST_WIKI_LINK: usize = 300;

/// The content of the wiki link at the start of a text.
fn wiki_link(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("[[")?;
    let near = &inside[..inside.floor_char_boundary(LONGEST_WIKI_LINK)];
    near.split_once("]]").map(|(inside, _)| inside).filter(|inside| !inside.contains('['))
}

/// Inline Markdown as plain text: without emphasis signs, link targets, notes and backslashes.
fn plain_paragraph(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                text.push_str(&after[..1]);
                rest = &after[1..];
                continue;
            }
            // Wiki links, as in Offprint and Obsidian; with `!` before it, an embedded file.
            '!' if let Some(inside) = wiki_link(after) => {
                rest = &after[inside.len() + 4..];
                continue;
            }
            '[' if let Some(inside) = wiki_link(rest) => {
                let (name, label) = inside.split_once('|').unwrap_or((inside, ""));
                let name = name.split('#').find(|part| !part.is_empty()).unwrap_or(name);
                text.push_str(if label.trim().is_empty() { name } else { label });
                rest = &rest[inside.len() + 4..];
                continue;
            }
            '[' if after.starts_with(['^', '@']) => {
                if let Some(end) = after.find(']') {
                    rest = &after[end + 1..];
                    continue;
                }
            }
            '!' if after.starts_with('[') => {
                rest = after;
                if let Some(end) = after.find(')') {
                    rest = &after[end + 1..];
                }
                continue;
            }
            '[' => {}
            ']' if after.starts_with('(') => {
                if let Some(end) = after.find(')') {
                    rest = &after[end + 1..];
                    continue;
                }
            }
            // A bracket of the text, which no link target follows.
            ']' => text.push(']'),
            '<' => {
                if let Some(end) = after.find('>').filter(|end| {
                    *end < 200
                        && after.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/')
                }) {
                    let inside = &after[..end];
                    if inside.starts_with("http") {
                        text.push_str(inside);
                    }
                    rest = &after[end + 1..];
                    continue;
                }
                text.push('<');
            }
            '*' | '`' => {}
            '_' if text.ends_with(|before: char| before.is_alphanumeric())
                && after.starts_with(char::is_alphanumeric) =>
            {
                text.push('_');
            }
            '_' => {}
            other => text.push(other),
        }
        rest = after;
    }
    // The opening brackets of links were removed with their targets; those of the text are restored
    // where they are closed.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many complete sentences from the start as fit; a first sentence that is too long is cut at a
/// clause.
fn sentences(text: &str) -> Option<String> {
    let mut end = 0;
    let mut characters = 0;
    let mut before = ' ';
    let mut clause = 0;
    let mut iterator = text.char_indices().peekable();
    while let Some((at, character)) = iterator.next() {
        characters += 1;
        if characters > LONGEST {
            break;
        }
        let after = iterator.peek().map(|(_, after)| *after);
        let here = at + character.len_utf8();
        if matches!(character, '。' | '！' | '？') {
            end = here;
        } else if matches!(character, '.' | '!' | '?' | '…') && !abbreviates(&text[..at], before)
        {
            match after {
                None => end = here,
                Some(' ')
                    if text[here..].trim_start().starts_with(|next: char| !next.is_lowercase()) =>
                {
                    end = here;
                }
                Some('"' | '”' | '“' | '’' | '»' | ')') => {
                    let quoted = here + after.map_or(0, char::len_utf8);
                    if text[quoted..].is_empty() || text[quoted..].starts_with(' ') {
                        end = quoted;
                    }
                }
                _ => {}
            }
        } else if matches!(character, ';' | '–' | '—') || character == ',' && after == Some(' ')
        {
            clause = at;
        }
        before = character;
    }
    if end > 0 {
        return Some(text[..end].to_owned())
            .filter(|lead| lead.split(' ').count() > 3 || !lead.is_ascii());
    }
    // No sentence fits: cut at the last clause and add an ellipsis.
    (characters > LONGEST && clause > 80).then(|| format!("{} …", text[..clause].trim_end()))
}

/// Whether a full stop after this text ends an abbreviation rather than a sentence: `Dr.`, `e.g.`,
/// `J.`, `et al.`
fn abbreviates(text: &str, before: char) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or("");
    let single = word.chars().count() == 1 && before.is_uppercase();
    single
        || word.contains('.') && word.len() < 6
        || is_phrase(Category::Abbreviations, &word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{lead_sentences, plain_paragraph};

    #[track_caller]
    fn check(body: &str, expect: Option<&str>) {
        assert_eq!(lead_sentences(body).as_deref(), expect, "{body:?}");
    }

    #[test]
    fn wiki_links_are_read_as_they_are_shown() {
        assert_eq!(
            plain_paragraph(
                "On [[ketamine|the drug]], [[esketamine]], [[a#b]], [[#c]] and ![[x.png]] this."
            ),
            "On the drug, esketamine, a, c and this."
        );
        assert_eq!(plain_paragraph("An [[open one and [a link](b)."), "An open one and a link.");
    }

    #[test]
    fn whole_sentences_of_the_first_paragraph() {
        check("", None);
        check("# Head\n\n- item\n", None);
        check(
            "March 3, 2025\n\nForty adults were given an infusion of the drug, and most felt better within a day. It lasted.\n\nMore.",
            Some(
                "Forty adults were given an infusion of the drug, and most felt better within a day. It lasted.",
            ),
        );
        check(
            "Dr. A. Example et al. gave **forty** adults [an infusion](https://example.org), e.g. of the drug.[^1] Most felt better.",
            Some(
                "Dr. A. Example et al. gave forty adults an infusion, e.g. of the drug. Most felt better.",
            ),
        );
        check(
            "Subscribe to our newsletter to get all of the news of this digest every day in your inbox.\n\nForty adults were given an infusion of the drug, and most felt better.",
            Some("Forty adults were given an infusion of the drug, and most felt better."),
        );
    }

    #[test]
    fn three_hundred_characters_at_most() {
        let long = "This sentence of the body has fifty characters now. ".repeat(20);
        let found = lead_sentences(&long).unwrap_or_default();
        assert!(found.chars().count() <= 300 && found.ends_with("now."), "{found}");
        let endless = format!("{}, and so on", "words without any stop at all, ".repeat(100));
        assert!(lead_sentences(&endless).is_some_and(|lead| lead.chars().count() <= 302));
    }

    #[test]
    fn hostile_text_is_short_work() {
        lead_sentences(&"[".repeat(1_000_000));
        lead_sentences(&"![".repeat(500_000));
        lead_sentences(&"<a ".repeat(500_000));
        lead_sentences(&"\\".repeat(500_000));
        lead_sentences(&"x\n\n".repeat(500_000));
    }
}
