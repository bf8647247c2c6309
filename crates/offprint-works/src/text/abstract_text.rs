//! [`split_abstract`]: an abstract in one piece, into sections with headings.
//!
//! Must not depend on formats.

use super::plain::one_line;
use crate::work::AbstractSection;

/// Words of which headings of abstracts consist, in lower case. A word in capitals that is not
/// among them may be an abbreviation: `TMS: a review`.
const HEADING_WORDS: [&str; 76] = [
    "abstract",
    "aim",
    "aims",
    "analysis",
    "and",
    "approach",
    "assessment",
    "background",
    "case",
    "clinical",
    "collection",
    "conclusion",
    "conclusions",
    "context",
    "criteria",
    "data",
    "date",
    "description",
    "design",
    "discussion",
    "eligibility",
    "evidence",
    "experimental",
    "exposure",
    "exposures",
    "extraction",
    "findings",
    "for",
    "funding",
    "goal",
    "identifier",
    "impact",
    "implications",
    "importance",
    "in",
    "interpretation",
    "intervention",
    "interventions",
    "introduction",
    "key",
    "level",
    "limitations",
    "main",
    "material",
    "materials",
    "measure",
    "measurements",
    "measures",
    "method",
    "methodology",
    "methods",
    "number",
    "objective",
    "objectives",
    "observations",
    "of",
    "outcome",
    "outcomes",
    "participants",
    "patients",
    "primary",
    "principal",
    "purpose",
    "question",
    "rationale",
    "registration",
    "relevance",
    "result",
    "results",
    "selection",
    "setting",
    "significance",
    "sources",
    "study",
    "synthesis",
    "trial",
];

/// Longer than any heading.
const LONGEST_HEADING: usize = 80;

/// The sections of an abstract. A heading is in capitals, begins the text or a sentence, and a colon
/// follows it (`METHODS: We …`); one in small letters must consist of the usual words (`Methods: We
/// …`, and as a line of its own).
pub(crate) fn split_abstract(text: &str) -> Vec<AbstractSection> {
    let mut sections: Vec<AbstractSection> = Vec::new();
    let mut heading = String::new();
    let mut from = 0;
    let mut add = |heading: &mut String, text: &str| {
        let text = one_line(text);
        if !text.is_empty() || !heading.is_empty() {
            sections.push(AbstractSection { heading: std::mem::take(heading), text });
        }
    };
    let mut at = 0;
    while at < text.len() {
        if let Some((words, length)) = heading_at(&text[at..]) {
            add(&mut heading, &text[from..at]);
            heading = words;
            from = at + length;
            at = from;
        }
        // The next sentence or line.
        let Some(next) = next_sentence(&text[at..]) else { break };
        at += next;
    }
    add(&mut heading, &text[from..]);
    sections
}

/// Where the next sentence or line begins.
fn next_sentence(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let ends = match bytes[at] {
            b'\n' => true,
            b' ' => at > 0 && matches!(bytes[at - 1], b'.' | b'?' | b'!' | b')' | b']' | b';'),
            _ => false,
        };
        at += 1;
        if ends {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            return Some(at);
        }
    }
    None
}

/// The heading that a text begins with, and the length of it and its colon.
fn heading_at(text: &str) -> Option<(String, usize)> {
    let mut limit = text.len().min(LONGEST_HEADING);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = &text[..limit];
    let line_end = window.find('\n');
    let colon = window.find(':');
    let (end, length) = match (colon, line_end) {
        (Some(colon), None) => (colon, colon + 1),
        (Some(colon), Some(line)) if colon < line => (colon, colon + 1),
        // A line of its own.
        (_, Some(line)) => (line, line),
        (None, None) => return None,
    };
    let words = window[..end].trim();
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    let is_capitals = letters().all(char::is_uppercase);
    let known = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| HEADING_WORDS.contains(&word.to_lowercase().as_str()));
    let is_heading = letters().count() >= 3
        && words.starts_with(char::is_uppercase)
        && words
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '-' | '&' | ',' | '(' | ')'))
        && if colon == Some(end) {
            // The text must go on after a space, unlike in `METHODS:2`.
            known || is_capitals && words.split(' ').count() <= 6 && has_known_word(words)
        } else {
            known
        };
    let follows = text[length..].starts_with(|c: char| c.is_whitespace()) || text.len() == length;
    (is_heading && follows).then(|| (words.to_owned(), length))
}

/// Whether one of the words is usual in headings, as in `SAMPLE SETTING`.
fn has_known_word(words: &str) -> bool {
    words
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.len() > 3 && HEADING_WORDS.contains(&word.to_lowercase().as_str()))
}

/// A heading as readers see it: `METHODS` becomes `Methods`.
pub(crate) fn readable_heading(heading: &str) -> String {
    let heading = one_line(heading.trim().trim_end_matches(':'));
    if !heading.chars().any(char::is_lowercase) && heading.chars().count() > 3 {
        let mut chars = heading.chars();
        let first = chars.next().map(String::from).unwrap_or_default();
        return first + &chars.as_str().to_lowercase();
    }
    heading
}

#[cfg(test)]
mod tests {
    use super::split_abstract;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &str)]) {
        let found = split_abstract(text);
        let found: Vec<(&str, &str)> =
            found.iter().map(|section| (&*section.heading, &*section.text)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn headings_of_abstracts() {
        check(
            "BACKGROUND: Nothing is known. MATERIALS AND METHODS: We looked (n = 2). RESULTS: None.",
            &[
                ("BACKGROUND", "Nothing is known."),
                ("MATERIALS AND METHODS", "We looked (n = 2)."),
                ("RESULTS", "None."),
            ],
        );
        check(
            "Methods: We looked. Results: None.",
            &[("Methods", "We looked."), ("Results", "None.")],
        );
        check(
            "Background\nNothing.\nResults\nNone.",
            &[("Background", "Nothing."), ("Results", "None.")],
        );
        check("We used TMS: a method. SSRI: one.", &[("", "We used TMS: a method. SSRI: one.")]);
        check("TMS: a review. It works.", &[("", "TMS: a review. It works.")]);
        check("Intro. METHODS: x.", &[("", "Intro."), ("METHODS", "x.")]);
        check("Nothing at all", &[("", "Nothing at all")]);
        check("", &[]);
        check(
            "DESIGN: A. SETTING: B (C). TRIAL REGISTRATION NUMBER: NCT00000000.",
            &[
                ("DESIGN", "A."),
                ("SETTING", "B (C)."),
                ("TRIAL REGISTRATION NUMBER", "NCT00000000."),
            ],
        );
    }

    #[test]
    fn long_texts_are_read_once() {
        split_abstract(&"METHODS: x. ".repeat(50_000));
        split_abstract(&". ".repeat(200_000));
        split_abstract(&"ä: ".repeat(200_000));
    }
}
