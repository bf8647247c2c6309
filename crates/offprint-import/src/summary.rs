//! A summary for an article whose source has no description: its first sentences.
//!
//! Most articles begin with their main point, so the first real paragraph is used; what precedes it
//! (a date line, a credit, a call to subscribe, a heading) is skipped. Only complete sentences are
//! used, since half a sentence can mean something else.
//!
//! It must not know where the body came from.

use offprint_base::{literal_dollars, unicode_script};

use crate::markdown::plain_formula::plain_formula;
use crate::phrases::{Category, contains_phrase, is_phrase};
use crate::text::is_unit;

/// The maximum length of a summary, in characters.
const LONGEST: usize = 300;

/// The maximum length of a summary that is one sentence. Half a sentence can mean something else.
const LONGEST_SENTENCE: usize = 600;

/// How much of a paragraph is read, in bytes: the sentences of a summary with long addresses of links.
const LONGEST_PARAGRAPH: usize = 20_000;

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
        // A sentence with a command of another program is not the one that readers would see.
        let has_command = lead.contains("{{") || lead.contains("{%");
        if has_command || contains_phrase(Category::SummaryCalls, &lower) {
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
            let room = LONGEST_PARAGRAPH.saturating_sub(paragraph.len());
            if room == 0 {
                continue;
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&trimmed[..trimmed.floor_char_boundary(room)]);
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

/// The longest code that is recognised, in bytes, for the same reason.
const LONGEST_CODE: usize = 300;

/// The content of the wiki link at the start of a text.
fn wiki_link(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("[[")?;
    let near = &inside[..inside.floor_char_boundary(LONGEST_WIKI_LINK)];
    near.split_once("]]").map(|(inside, _)| inside).filter(|inside| !inside.contains('['))
}

/// Inline Markdown as plain text: without emphasis signs, link targets, notes, marks of citations
/// and backslashes. Exponents, indices and simple formulas become Unicode characters; code and other
/// formulas stay as they are.
fn plain_paragraph(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    let amounts = literal_dollars(markdown);
    // Where link targets follow the brackets that are open: their `]`, in bytes of what is left.
    let mut link_ends: Vec<usize> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                if let Some(end) = citation_mark(after) {
                    drop_blank(&mut text);
                    rest = &after[end..];
                    continue;
                }
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
                    drop_blank(&mut text);
                    rest = &after[end + 1..];
                    continue;
                }
                text.push('[');
            }
            '!' if after.starts_with('[') => {
                rest = after;
                if let Some(end) = after.find(')') {
                    rest = &after[end + 1..];
                }
                continue;
            }
            '[' if let Some(end) = citation_mark(rest) => {
                drop_blank(&mut text);
                rest = &rest[end..];
                continue;
            }
            '[' => match link_text_end(rest) {
                Some(end) => link_ends.push(rest.len() - end),
                None => text.push('['),
            },
            ']' if link_ends.last() == Some(&rest.len()) => {
                link_ends.pop();
                if let Some(end) = after.find(')') {
                    rest = &after[end + 1..];
                    continue;
                }
            }
            '<' => {
                let before = &markdown[..markdown.len() - rest.len()];
                if let Some(end) = push_script(&mut text, rest, before.ends_with("</sup>")) {
                    rest = &rest[end..];
                    continue;
                }
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
            '$' if amounts.binary_search(&(markdown.len() - rest.len())).is_err() => {
                let Some((tex, after)) = after.split_once('$') else {
                    text.push('$');
                    rest = after;
                    continue;
                };
                match plain_formula(tex) {
                    Some(plain) => text.push_str(&plain),
                    None => text.extend(["$", tex, "$"]),
                }
                rest = after;
                continue;
            }
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                let (sign, after) = rest.split_at(ticks);
                let near = &after[..after.floor_char_boundary(LONGEST_CODE)];
                let code = near.find(sign).map(|end| &after[..end]);
                text.push_str(code.unwrap_or(sign));
                rest = &after[code.map_or(0, |code| code.len() + ticks)..];
                continue;
            }
            // What is struck out no longer holds.
            '~' if !text.ends_with('~')
                && let Some(inner) =
                    after.strip_prefix('~').filter(|inner| !inner.starts_with('~'))
                && let Some((struck, after)) = inner.split_once("~~")
                && !struck.is_empty() =>
            {
                if text.ends_with(' ') {
                    drop_blank(&mut text);
                }
                rest = after;
                continue;
            }
            // `5 * 3`
            '*' | '_'
                if (text.is_empty() || text.ends_with(' '))
                    && after.starts_with(char::is_whitespace) =>
            {
                text.push(first);
            }
            '*' => {}
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
    let text = without_empty_brackets(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without brackets whose marks of citations were all left out: `[, ]`, `()`.
fn without_empty_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '(']) {
        let inside = &rest[at + 1..];
        let length = inside.find(|c: char| !matches!(c, ',' | ';' | ' ' | '–' | '-'));
        let close = if rest[at..].starts_with('[') { ']' } else { ')' };
        out.push_str(&rest[..at]);
        match length.filter(|length| inside[*length..].starts_with(close)) {
            // `f()` is a name.
            Some(length) if !out.ends_with(char::is_alphanumeric) => {
                drop_blank(&mut out);
                rest = &inside[length + 1..];
            }
            _ => {
                out.push_str(&rest[at..=at]);
                rest = inside;
            }
        }
    }
    out + rest
}

/// Removes the blank before a mark that is left out.
fn drop_blank(text: &mut String) {
    text.truncate(text.trim_end().len());
}

/// The longest text of a link, in bytes: it bounds the time for a text of brackets only.
const LONGEST_LINK_TEXT: usize = 300;

/// Where the `]` is that ends the link text at the start of a text. None if no link begins here.
fn link_text_end(text: &str) -> Option<usize> {
    let near = &text[..text.floor_char_boundary(LONGEST_LINK_TEXT)];
    let mut depth = 0;
    let mut before = b' ';
    for (at, byte) in near.bytes().enumerate() {
        match byte {
            _ if before == b'\\' => {}
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return near[at + 1..].starts_with('(').then_some(at);
        }
        before = if before == b'\\' { b' ' } else { byte };
    }
    None
}

/// The end of a mark of a citation at the start of a text: `[1]`, `[2,3]`, `[4–6]`, each also as a
/// link or with backslashes.
fn citation_mark(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let end = inside.as_bytes().iter().take(24).position(|byte| *byte == b']')?;
    let (mark, mut length) = (inside[..end].trim_end_matches('\\'), 1 + end + 1);
    let is_mark = mark.bytes().any(|byte| byte.is_ascii_digit())
        && mark.chars().all(|character| {
            character.is_ascii_digit() || matches!(character, ',' | ';' | ' ' | '-' | '–' | '—')
        })
        && mark
            .split(|character: char| !character.is_ascii_digit())
            .all(|number| number.len() <= 3);
    let after = &text[length..];
    if after.starts_with('(') {
        length += after.find(')')? + 1;
    } else if after.starts_with(char::is_alphabetic) {
        return None;
    }
    is_mark.then_some(length)
}

/// Writes a superscript or subscript at the start of a text as Unicode, and returns its end. A
/// number above a word is the mark of a citation or a note and is left out, but not an exponent: a
/// number with a minus, or one above a unit. `goes_on` says that another superscript is right before it.
fn push_script(text: &mut String, rest: &str, goes_on: bool) -> Option<usize> {
    let (is_above, close) = if rest.starts_with("<sup>") {
        (true, "</sup>")
    } else if rest.starts_with("<sub>") {
        (false, "</sub>")
    } else {
        return None;
    };
    let inside = &rest[5..5 + rest[5..rest.floor_char_boundary(100)].find(close)?];
    let end = 5 + inside.len() + close.len();
    let plain: String =
        inside.chars().filter(|character| !matches!(character, '\\' | '*' | '_')).collect();
    let negative = plain
        .strip_prefix(['-', '–', '−'])
        .filter(|number| !goes_on && number.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|number| is_above && !number.is_empty());
    if let Some(raised) = negative.and_then(|number| unicode_script(number, true)) {
        text.extend(["⁻", &raised]);
        return Some(end);
    }
    let word: usize = text.chars().rev().take_while(|before| before.is_alphabetic()).count();
    let is_number = plain.chars().any(|character| character.is_ascii_digit())
        && plain.chars().all(|character| {
            character.is_ascii_digit() || matches!(character, ',' | '–' | '-' | ' ' | '[' | ']')
        });
    let after_sign = text.ends_with(['.', ',', ';', ')', '”', '"', '%', '?', '!', ':']);
    let is_power = matches!(&*plain, "2" | "3")
        && is_unit(&text[text.trim_end_matches(char::is_alphabetic).len()..]);
    if is_above && is_number && !is_power && (word > 2 || after_sign) {
        return Some(end);
    }
    // The mark of a note below a table: `adults<sup>a</sup>`, `adults<sup>†</sup>`.
    let is_sign = is_above && matches!(&*plain, "†" | "‡" | "§" | "¶" | "" | "a" | "b" | "c" | "d");
    if is_sign && word > 2 && text.ends_with(char::is_lowercase) {
        return Some(end);
    }
    match unicode_script(&plain, is_above) {
        Some(scripted) => text.push_str(&scripted),
        // `5<sup>th</sup>` and `Drug<sup>TM</sup>`.
        None if plain.chars().all(char::is_alphabetic)
            && (word > 1 || text.ends_with(|before: char| before.is_ascii_digit())) =>
        {
            text.push_str(&plain);
        }
        None if matches!(&*plain, "®" | "™" | "©") => text.push_str(&plain),
        None if is_above => {
            text.push('^');
            text.push_str(&plain);
        }
        None => text.push_str(&plain),
    }
    Some(end)
}

/// As many complete sentences from the start as fit, but at least one; none if it is longer than
/// any summary.
pub(crate) fn sentences(text: &str) -> Option<String> {
    let mut end = 0;
    let mut characters = 0;
    let mut before = ' ';
    let mut iterator = text.char_indices().peekable();
    while let Some((at, character)) = iterator.next() {
        characters += 1;
        if characters > LONGEST && end > 0 || characters > LONGEST_SENTENCE {
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
        }
        before = character;
    }
    (end > 0)
        .then(|| text[..end].to_owned())
        .filter(|lead| lead.split(' ').count() > 3 || !lead.is_ascii())
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
    fn brackets_without_their_marks_go() {
        for (markdown, plain) in [
            ("It helps [[3](#a), [4](#b)]. So", "It helps. So"),
            ("It helps ([@a; @b]), and more.", "It helps, and more."),
            ("It helps [[@a], [@b]].", "It helps."),
            ("A call of f() and (one).", "A call of f() and (one)."),
            ("It [helps", "It [helps"),
        ] {
            assert_eq!(plain_paragraph(markdown), plain, "{markdown}");
        }
    }

    #[test]
    fn wiki_links_are_read_as_they_are_shown() {
        assert_eq!(
            plain_paragraph(
                "On [[ketamine|the drug]], [[esketamine]], [[a#b]], [[#c]] and ![[x.png]] this."
            ),
            "On the drug, esketamine, a, c and this."
        );
        assert_eq!(plain_paragraph("An [[open one and [a link](b)."), "An [[open one and a link.");
    }

    #[test]
    fn brackets_stay_and_marks_go() {
        for (markdown, plain) in [
            (
                "Uptake of [11C]raclopride fell [1] (difference 2.3 [95% CI 1.2 to 3.4]) [2,3].",
                "Uptake of [11C]raclopride fell (difference 2.3 [95% CI 1.2 to 3.4]).",
            ),
            (
                "In two trials [\\[1\\]](https://a.example#r1) and a third [\\[2–4\\]](#r2).",
                "In two trials and a third.",
            ),
            (
                "In two trials \\[1\\] and [a third [really]](https://a.example).",
                "In two trials and a third [really].",
            ),
            (
                "A [5-min read] on the study of [2020] patients.",
                "A [5-min read] on the study of [2020] patients.",
            ),
            ("It fell[^2] in all [@smith2020; @doe2021] of them.", "It fell in all of them."),
            ("An [unclosed bracket stays.", "An [unclosed bracket stays."),
        ] {
            assert_eq!(plain_paragraph(markdown), plain, "{markdown}");
        }
    }

    #[test]
    fn exponents_are_unicode() {
        for (markdown, plain) in [
            (
                "It fell to 10<sup>-3</sup> within 10<sup>2</sup> hours in 214 patients<sup>1</sup> of it.",
                "It fell to 10⁻³ within 10² hours in 214 patients of it.",
            ),
            ("CO<sub>2</sub> and 5 m<sup>2</sup> and H<sub>2</sub>O.", "CO₂ and 5 m² and H₂O."),
            ("It helps.<sup>1,2</sup> So does x<sup>n</sup>.", "It helps. So does xⁿ."),
            (
                "At 5 mL·min<sup>-1</sup>·week<sup>-1</sup>, 2 mol<sup>–1</sup> and ml<sup>−2</sup>.",
                "At 5 mL·min⁻¹·week⁻¹, 2 mol⁻¹ and ml⁻².",
            ),
            ("80 mmHg<sup>2</sup>, walks<sup>2</sup>, min.<sup>2</sup>", "80 mmHg², walks, min."),
            ("Pain<sup>1-3</sup> and sleep<sup>1</sup><sup>–3</sup> in it", "Pain and sleep in it"),
            (
                "In adults<sup>a</sup> on Drug<sup>®</sup> at e<sup>a</sup> of pain<sup>\\*</sup>.",
                "In adults on Drug® at e^a of pain.",
            ),
            ("The 5<sup>th</sup> trial and e<sup>kt</sup>.", "The 5th trial and e^kt."),
        ] {
            assert_eq!(plain_paragraph(markdown), plain, "{markdown}");
        }
    }

    #[test]
    fn formulas_and_code_keep_their_signs() {
        for (markdown, plain) in [
            ("With $k_{n+1} = n^2$ of *it*.", "With kₙ₊₁ = n² of it."),
            ("With $\\frac{a_1}{b_2}$ and $x*y*z$.", "With $\\frac{a_1}{b_2}$ and x*y*z."),
            ("It costs $5 to $10_000, 2 * 3 * 4.", "It costs $5 to $10_000, 2 * 3 * 4."),
            ("Use `snake_case*` or ``a`b`` and `open.", "Use snake_case* or a`b and `open."),
            ("**Bold**, _it_ and a_b_c.", "Bold, it and a_b_c."),
            ("A dose of ~~900~~ 600 mg, ~5 of ~~it.", "A dose of 600 mg, ~5 of ~~it."),
            ("~~900 mg~~ 600 mg a day", "600 mg a day"),
        ] {
            assert_eq!(plain_paragraph(markdown), plain, "{markdown}");
        }
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
        assert_eq!(lead_sentences(&endless), None);
        let one = format!("{}and so on.", "Words without any stop at all, ".repeat(12));
        check(&one, Some(&one));
    }

    #[test]
    fn hostile_text_is_short_work() {
        lead_sentences(&"[".repeat(1_000_000));
        lead_sentences(&"![".repeat(500_000));
        lead_sentences(&"<a ".repeat(500_000));
        lead_sentences(&"\\".repeat(500_000));
        lead_sentences(&"`$".repeat(500_000));
        lead_sentences(&"``` $a".repeat(500_000));
        lead_sentences(&"x\n\n".repeat(500_000));
    }
}
