//! Marks that are shown as they are written: comments, struck text and code without an end, headings
//! without a space, notes and tasks in a form that Markdown does not know.

use std::ops::Range;

use offprint_base::MAIN_ALERT_KINDS;

use super::misread_part::MisreadPart;
use super::shown_text::{ShownText, near};
use crate::diagnostic::{Code, Diagnostic};

/// The marks in a block that are shown as text. `line` is the source before the block in its first line.
pub(super) fn mark_faults(shown: &ShownText, line: &str) -> Vec<MisreadPart> {
    let mut found = Vec::new();
    comments(shown, &mut found);
    open_marks(shown, &mut found);
    lines(shown, line, &mut found);
    found
}

/// Comments whose marks are not those of HTML: what they contain may not be meant for readers.
fn comments(shown: &ShownText, found: &mut Vec<MisreadPart>) {
    let text = &*shown.text;
    let mut fault = |part: Range<usize>| {
        let fault = Diagnostic::error(
            Code::UnclosedHtml,
            "this is shown as text: a comment begins with <!-- and ends with -->",
        )
        .help("write <!-- and -->; for the sign itself write \\<");
        found.push(MisreadPart { fault, place: shown.place(part), note: None });
    };
    for (at, _) in text.match_indices("<!") {
        // The others are reported as comments without an end.
        let rest = text[at + 2..].trim_start_matches(' ');
        let is_divided = rest.starts_with("--") && !text[at + 2..].starts_with("--");
        if is_divided || !rest.starts_with("--") && rest.starts_with(['-', '–', '—']) {
            fault(at..at + 2);
        }
    }
    for (at, line) in shown.lines() {
        let is_comment = line.starts_with("<--")
            && line[3..].starts_with([' ', '-'])
            && line.ends_with("-->")
            && line.len() > "<-- -->".len();
        if is_comment {
            fault(at..at + 3);
        }
    }
}

/// A comment in a comment: the first `-->` ends both, and the rest is shown. `start` is where HTML begins.
pub(super) fn nested_comment(start: usize, html: &str, text: &str) -> Option<MisreadPart> {
    let open = html.find("<!--")? + "<!--".len();
    let end = open + html[open..].find("-->")?;
    let inner = open + html[open..end].find("<!--")?;
    // Without a second end, nothing is shown.
    let after = near(&text[start + end + "-->".len()..]);
    let rest = after.split("\n\n").next().unwrap_or_default();
    let is_shown = rest.find("-->").is_some_and(|at| !rest[..at].contains("<!--"));
    is_shown.then(|| {
        let fault = Diagnostic::error(
            Code::UnclosedHtml,
            "this comment begins in another one: the first --> ends both, and the rest is shown",
        )
        .help("remove the marks of the comment inside");
        MisreadPart { fault, place: start + inner..start + inner + "<!--".len(), note: None }
    })
}

/// Texts in brackets that may be citations without `@`: `[a2020]`, `[a2020; b2021, p. 3]`, each with its
/// keys.
pub(super) fn possible_citations(shown: &ShownText) -> Vec<(Range<usize>, Vec<String>)> {
    let text = &*shown.text;
    let mut found = Vec::new();
    for (at, _) in text.match_indices('[') {
        let rest = &text[at + 1..];
        let Some(end) =
            rest.find(['[', ']', '\n', '(']).filter(|end| rest[*end..].starts_with(']'))
        else {
            continue;
        };
        let parts = rest[..end].split(';').map(str::trim);
        let keys = parts.map(|part| part.split(',').next().unwrap_or_default().to_owned());
        let keys: Vec<String> = keys.collect();
        // A word in brackets may be added to a quotation, and B12 is a vitamin; a key has a year.
        let is_key = |key: &String| {
            key.starts_with(char::is_alphabetic)
                && key.chars().filter(char::is_ascii_digit).count() >= 4
                && key
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'))
        };
        if keys.iter().all(is_key) && !rest[end + 1..].starts_with(['(', '[', ':']) {
            found.push((shown.place(at..at + 1 + end + 1), keys));
        }
    }
    found
}

/// Struck text and code that have no end.
fn open_marks(shown: &ShownText, found: &mut Vec<MisreadPart>) {
    let text = &*shown.text;
    // `**Significant at 1%` explains a table.
    for (mark, name) in [("~~", "struck text"), ("`", "code")] {
        let Some(sign) = mark.chars().next() else { continue };
        let opening = text.match_indices(mark).find(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + mark.len()..]);
            // A mark after a space and before a word begins something.
            let begins =
                before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(');
            let word = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
            let next = after[word..].trim_start();
            begins
                && after.starts_with(char::is_alphabetic)
                && !next.starts_with(['<', '>', '=', '≤', '≥', sign])
        });
        let Some((at, _)) = opening else { continue };
        // ``quoted'' and `quoted' are quotation marks of TeX, `quoted´ is one of old keyboards.
        if sign == '`' && text[at..].contains(['\'', '´', '’']) {
            continue;
        }
        let end = shown.place(at..at + mark.len());
        let escaped: String = mark.chars().flat_map(|sign| ['\\', sign]).collect();
        found.push(MisreadPart::new(
            format!("this {name} has no end, so its sign is shown as text"),
            format!(
                "write {mark} directly after its last word; for the sign itself write {escaped}"
            ),
            end,
        ));
    }
    let inserted = text.match_indices("++").map(|(at, _)| at).find(|at| {
        let rest = &text[at + 2..];
        (*at == 0 || text[..*at].ends_with(char::is_whitespace))
            && rest.starts_with(char::is_alphabetic)
            && rest.find(['+', '\n']).is_some_and(|end| {
                let inner = &rest[..end];
                inner.ends_with(char::is_alphabetic)
                    && rest[end..].starts_with("++")
                    && !rest[end + 2..].starts_with(char::is_alphanumeric)
            })
    });
    if let Some(at) = inserted {
        found.push(MisreadPart::new(
            "`++` is shown as text: Markdown has no mark for inserted text",
            "write <ins> and </ins>, or ** for bold text",
            shown.place(at..at + 2),
        ));
    }
}

/// Lines that look like a heading, a note, a task or an alert.
fn lines(shown: &ShownText, line_before: &str, found: &mut Vec<MisreadPart>) {
    for (index, (at, line)) in shown.lines().enumerate() {
        let place = |length: usize| shown.place(at..at + length);
        let signs = line.bytes().take_while(|byte| *byte == b'#').count();
        let after = line[signs..].chars().next();
        // `#word` is a tag on networks.
        let is_heading = after.is_some_and(|c| {
            signs > 1 && c.is_alphanumeric() || c.is_whitespace() && c != ' ' && c != '\t'
        });
        if (1..7).contains(&signs) && is_heading {
            found.push(MisreadPart::new(
                "this is shown as text: a space follows the signs of a heading",
                format!("write a space after {}", &line[..signs]),
                place(signs),
            ));
        }
        if let Some(number) = note_number(line) {
            found.push(MisreadPart::of(
                Code::UndefinedFootnote,
                "this is shown as text: the mark of a note has the sign ^",
                format!("write [^{number}]: here, and [^{number}] where the note belongs"),
                place(number.len() + "[]:".len()),
            ));
        }
        if index == 0 {
            found.extend(task_fault(line, line_before, place));
            found.extend(alert_fault(line, line_before, place));
        }
    }
}

/// The number in `[1]: the text of a note`.
fn note_number(line: &str) -> Option<&str> {
    let (number, rest) = line.strip_prefix('[')?.split_once(']')?;
    let is_number =
        (1..4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && rest.starts_with(": ")).then_some(number)
}

/// `[] to do` in a list.
fn task_fault(
    line: &str,
    before: &str,
    place: impl Fn(usize) -> Range<usize>,
) -> Option<MisreadPart> {
    let mark = ["[] ", "[ x] ", "[x ] ", "[  ] "].iter().find(|mark| line.starts_with(**mark))?;
    let is_item = before.trim_end().ends_with(['-', '*', '+', '.', ')']);
    is_item.then(|| {
        MisreadPart::new(
            format!("`{}` is shown as text: the box of a task is [ ] or [x]", mark.trim()),
            "write one space, or one x, between the brackets",
            place(mark.len() - 1),
        )
    })
}

/// `> [WARNING]` and `> [!WARNING` without its end.
fn alert_fault(
    line: &str,
    before: &str,
    place: impl Fn(usize) -> Range<usize>,
) -> Option<MisreadPart> {
    let inner = line.strip_prefix('[')?;
    let name = inner.strip_prefix('!').unwrap_or(inner);
    let length = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = name.split_at(length);
    let is_kind = MAIN_ALERT_KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(name));
    let has_mark = inner.starts_with('!');
    let is_alert = if has_mark {
        !rest.starts_with([']', ' ', '-', '|'])
    } else {
        name == name.to_uppercase() && rest == "]"
    };
    (is_kind && is_alert && before.trim_end().ends_with('>')).then(|| {
        let length = line.len() - rest.len() + usize::from(!has_mark);
        MisreadPart::of(
            Code::Shortcode,
            format!("`{}` is shown as text: the mark of an alert is `[!{name}]`", &line[..length]),
            format!("write [!{name}] alone in the first line"),
            place(length),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_signs_take_linear_time() {
        for part in ["<!", "~~", "`", "++", "<-- ", "##\n", "[] "] {
            let text = part.repeat(100_000);
            let shown = ShownText { start: 0, text };
            assert!(mark_faults(&shown, "").is_empty(), "{part}");
        }
    }
}
