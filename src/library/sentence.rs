//! Sentences of plain text: the one around a link, and a text that is shortened. Markup is not
//! handled here.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Abbreviations with a full stop that does not end a sentence.
const ABBREVIATIONS: [&str; 22] = [
    "al.", "approx.", "ca.", "cf.", "dr.", "e.g.", "eq.", "etc.", "fig.", "i.e.", "i.m.", "i.v.",
    "mr.", "mrs.", "ms.", "no.", "p.", "pp.", "prof.", "st.", "vol.", "vs.",
];

/// What may stand between the mark that ends a sentence and the space after it: brackets and the
/// closing quotation marks of all languages, with the space inside French ones.
const CLOSING: [char; 13] =
    ['"', '”', '“', '’', '‘', '»', '«', '›', '」', '』', ')', ']', '\u{202f}'];

/// What may stand before the first word of a sentence.
const OPENING: [char; 15] =
    ['"', '“', '”', '„', '‘', '’', '‚', '«', '»', '‹', '「', '『', '(', '[', '\''];

/// The longest sentence that is kept complete, in bytes; a longer one is cut to the text around the
/// range.
const LONGEST: usize = 600;

/// How far beyond the longest sentence its ends are searched: a mark is some bytes before the end
/// of its sentence, and text is cut between characters.
const MARGIN: usize = 16;

/// The sentence of a text that contains a range, with its white space collapsed. The part of the
/// range beyond the text is ignored.
pub(super) fn around(text: &str, range: Range<usize>) -> String {
    let range = range.start.min(text.len())..range.end.min(text.len());
    // No further than the longest sentence: anything beyond is cut anyway.
    let (low, high) = (
        range.start.saturating_sub(LONGEST + MARGIN),
        text.len().min(range.end + LONGEST + MARGIN),
    );
    let marks = |part: Range<usize>| part.filter(|at| is_mark(text, *at));
    let start = marks(low..range.start)
        .rev()
        .find_map(|at| end_at(text, at).filter(|end| *end <= range.start))
        .unwrap_or(low);
    let least = range.end.max(start + 1);
    let end = marks(start..high)
        .find_map(|at| end_at(text, at).filter(|end| *end >= least))
        .unwrap_or(high);
    if end - start <= LONGEST {
        return fold(&text[start..end]);
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let from = boundary(range.start.saturating_sub(LONGEST / 2).max(start));
    let to = boundary((from + LONGEST).min(end));
    format!(
        "{}{}{}",
        if from > start { "…" } else { "" },
        fold(&text[from..to]),
        if to < end { "…" } else { "" }
    )
}

/// The start of a text, at most `most` characters, cut at the end of a sentence or of a word.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = fold(text);
    if text.chars().count() <= most {
        return text;
    }
    let limit = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    if let Some(end) =
        ends(&text).take_while(|end| *end <= limit).last().filter(|end| *end > limit / 2)
    {
        return text[..end].trim_end().to_owned();
    }
    let end = text[..limit].rfind(' ').unwrap_or(limit);
    format!("{}…", text[..end].trim_end_matches([',', ';', ':', ' ', '–', '—']))
}

/// Whether a text contains every sentence of a summary. Punctuation, case, markup and a cut at the
/// end do not matter.
pub(super) fn repeats(summary: &str, text: &str) -> bool {
    let letters = |text: &str| -> String {
        text.nfkc().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let text = letters(text);
    let mut start = 0;
    let mut sentences = ends(summary).chain([summary.len()]).map(|end| {
        let sentence = letters(&summary[start..end.max(start)]);
        start = end.max(start);
        sentence
    });
    !text.is_empty() && sentences.all(|sentence| text.contains(&sentence))
}

/// A text with its white space collapsed. Spaces that prevent a line break stay: they are part of
/// the text, such as those inside French quotation marks.
pub(super) fn fold(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Where sentences end.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    (0..text.len()).filter(|at| is_mark(text, *at)).filter_map(|at| end_at(text, at))
}

/// Whether a mark that may end a sentence begins at a byte. This compares bytes, not characters,
/// because the marks are rare.
fn is_mark(text: &str, at: usize) -> bool {
    match text.as_bytes()[at] {
        b'.' | b'?' | b'!' => true,
        0xE2 => text[at..].starts_with('…'),
        _ => false,
    }
}

/// Where the sentence of a mark ends, if it does: after the mark and its closing characters, before
/// a space and something that may begin a sentence.
fn end_at(text: &str, mark: usize) -> Option<usize> {
    let c = text[mark..].chars().next()?;
    let after = mark + c.len_utf8();
    let rest = &text[after..];
    let close = rest.len() - rest.trim_start_matches(CLOSING).len();
    let next = &rest[close..];
    let begins = next.trim_start();
    let is_gap = next.len() > begins.len();
    let may_begin =
        begins.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || OPENING.contains(&c));
    if begins.is_empty() {
        return Some(text.len());
    }
    if !is_gap || !may_begin {
        return None;
    }
    let word = text[..after]
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default()
        .trim_start_matches(OPENING);
    let is_initial = word.chars().count() == 2 && word.starts_with(char::is_uppercase);
    let is_short =
        c == '.' && (is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str()));
    (!is_short).then_some(after + close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expect: &str) {
        let at = text.find(word).expect("the word stands in the text");
        assert_eq!(around(text, at..at + word.len()), expect);
    }

    #[test]
    fn a_summary_that_the_text_repeats() {
        let text = "Ketamine works within a day (n = 42), a study found. It was blinded.\nThe dose \
                    was 10-3 mg. More follows.";
        for summary in [
            "Ketamine works within a day (n = 42), a study found.",
            "ketamine works within a day (n=42), a study found. The dose was 10⁻³ mg.",
            "It was blinded. Ketamine works within a day (n = 42), a study found",
            "Ketamine works within a day (n = 42), a…",
        ] {
            assert!(repeats(summary, text), "{summary}");
        }
        for summary in [
            "Ketamine works within two days, a study found.",
            "Ketamine works within a day (n = 42), a study found. The blinding failed.",
            "A trial of ketamine.",
        ] {
            assert!(!repeats(summary, text), "{summary}");
        }
        assert!(!repeats("A trial.", ""));
    }

    #[test]
    fn the_sentence_around_a_word() {
        check("One two. Three four! Five.", "four", "Three four!");
        check("One two. Three four! Five.", "One", "One two.");
        check("No end here", "end", "No end here");
        check(
            "As Zarate et al. (2006) found, it works. Later more.",
            "works",
            "As Zarate et al. (2006) found, it works.",
        );
        check(
            "It was 0.7 ng/mL in J. Smith's study. Next.",
            "ng",
            "It was 0.7 ng/mL in J. Smith's study.",
        );
        check("He said “stop.” Then he left.", "left", "Then he left.");
        check("Über α‑Blocker. Ünd so weiter.", "weiter", "Ünd so weiter.");
        check("It ended … Then more. And more.", "more", "Then more.");
    }

    #[test]
    fn of_a_long_sentence_what_stands_around_is_kept() {
        let text =
            format!("Short. {}middle{} End. Next.", "före ".repeat(200), " efter".repeat(200));
        let at = text.find("middle").expect("it is there");
        let kept = around(&text, at..at + "middle".len());
        assert!(
            kept.starts_with('…') && kept.ends_with('…') && kept.contains("före middle efter"),
            "{kept}"
        );
        assert!(kept.len() <= LONGEST + 2 * '…'.len_utf8(), "{kept}");
        let end = text.find("End").expect("it is there");
        assert!(around(&text, end..end + 3).ends_with("efter End."));
        assert_eq!(around(&text, text.len() - 5..text.len()), "Next.");
        // No mark, and characters of three bytes.
        let kept = around(&format!("1 {}", "漢".repeat(300)), 0..1);
        assert!(kept.starts_with("1 漢") && kept.ends_with("漢…"), "{kept}");
        // The longest possible sentence, after a mark that is closed by longer characters.
        let whole = format!("W{}x.", "w".repeat(LONGEST - 4));
        let text = format!("He said “stop.” {whole}");
        assert_eq!(around(&text, text.len() - 2..text.len() - 1), whole);
    }

    #[test]
    fn a_range_beyond_the_text_is_no_crash() {
        assert_eq!(around("Foo", 4..4), "Foo");
        assert_eq!(around("One. Two", 9..12), "Two");
        assert_eq!(around("", 0..0), "");
    }

    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(cut("short", 20), "short");
        assert_eq!(cut("One sentence here. Another one follows it", 25), "One sentence here.");
        assert_eq!(
            cut("a very long run of words, without any end", 26),
            "a very long run of words…"
        );
    }
}
