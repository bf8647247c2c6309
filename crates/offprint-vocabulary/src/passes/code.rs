//! Research codes that no list has: `MIJ821`, `AXS-05`, `Ro 25-6981`.
//!
//! Letters and digits alone prove nothing: genes, receptors, cell lines, scales, grants and
//! registries are written in the same way. So a code must look like that of a company, must not
//! have a prefix that is known to be something else, and must be near words about drugs.

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::span::{is_full_word, is_in_address};
use crate::token::TokenShape;
use crate::word_lists::WORDS;

/// How far away a word about drugs may be, in bytes.
const CUE_REACH: usize = 90;

/// How far away it may be from a code of two digits, which is weaker evidence.
const CUE_REACH_SHORT: usize = 30;

/// A new code that begins at a free token and ends before the token `limit`.
pub(crate) fn match_code_at(
    recognition: &mut Recognition<'_>,
    at: usize,
    limit: usize,
) -> Option<Candidate> {
    let letters = recognition.tokens[at];
    if letters.shape != TokenShape::Word
        || at + 1 >= limit
        || recognition.tokens[at + 1].shape != TokenShape::Number
    {
        return None;
    }
    let prefix = recognition.written(at);
    if prefix.len() > 5
        || !prefix.bytes().all(|byte| byte.is_ascii_uppercase())
            && !WORDS.mixed_case_prefixes.contains(prefix)
    {
        return None;
    }
    let last = last_token_of_code(recognition, at, limit)?;
    let (start, end) = (letters.start as usize, recognition.tokens[last].end as usize);
    let text = recognition.text;
    let has_evidence = || {
        let reach = if has_two_digits(recognition, at, last) { CUE_REACH_SHORT } else { CUE_REACH };
        has_maker_prefix(prefix, end - start) || has_cue(text, start, end, reach)
    };
    if !is_full_word(text, start, end)
        || text[..start].ends_with(['-', '_', '/', '#', '@', '.', '\u{2010}', '\u{2011}'])
        || text[end..].starts_with(['_', '@'])
        || WORDS.other_prefixes.contains(&prefix.to_ascii_uppercase())
        || is_in_address(text, start)
        || !has_evidence()
    {
        return None;
    }
    let entity = recognition.new_entity(&text[start..end]);
    Some(Candidate::new(start..end, at..=last, entity, MatchKind::NewCode))
}

/// Whether a code has a prefix that only drug makers use, and is long enough to need no cue.
fn has_maker_prefix(prefix: &str, length: usize) -> bool {
    length >= prefix.len() + 4 && WORDS.maker_prefixes.contains(prefix)
}

/// The last token of what looks like a code and begins at `at`, by the lengths of its parts.
fn last_token_of_code(recognition: &Recognition<'_>, at: usize, limit: usize) -> Option<usize> {
    let number = at + 1;
    let written = |token: usize| if token < limit { recognition.written(token) } else { "" };
    let is_number =
        |token: usize| token < limit && recognition.tokens[token].shape == TokenShape::Number;
    let joint = recognition.gap_after(at);
    if !matches!(joint, "" | "-" | " " | "\u{2010}" | "\u{2011}" | "\u{a0}") {
        return None;
    }
    let digits = written(number).len();
    let mut last = number;
    let mut total_digits = digits;
    let next = recognition.gap_after(number);
    if next == "," && is_number(number + 1) && written(number + 1).len() == 3 && digits <= 3 {
        // "L-655,708": old codes of Merck separate thousands, and have a hyphen.
        if !matches!(joint, "-" | "\u{2010}" | "\u{2011}") {
            return None;
        }
        last = number + 1;
        total_digits += 3;
    } else if matches!(next, "-" | "\u{2010}" | "\u{2011}")
        && is_number(number + 1)
        && digits <= 3
        && written(number + 1).len() >= 3
    {
        // "Ro 25-6981", "ADL 8-2698".
        last = number + 1;
        total_digits += written(number + 1).len();
    }
    // One or two letters may end it: "SR141716A".
    if recognition.gap_after(last).is_empty()
        && last + 1 < limit
        && recognition.tokens[last + 1].shape == TokenShape::Word
    {
        let tail = written(last + 1);
        if tail.len() > 2 || !tail.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        last += 1;
    }
    if matches!(recognition.gap_after(last), "\u{2010}" | "\u{2011}" | "," | ".")
        && is_number(last + 1)
    {
        return None;
    }
    let is_year = total_digits == 4 && matches!(written(number).get(..2), Some("19" | "20"));
    let is_spaced = matches!(joint, " " | "\u{a0}");
    let has_enough_digits = match (written(at).len(), total_digits) {
        (_, 0 | 1) | (1, 2 | 3) => false,
        (1, _) => total_digits >= 5 || joint == "-",
        // Two digits are little evidence: they need a hyphen, as in "AXS-05".
        (letters, 2) => joint == "-" && letters >= 3,
        _ => true,
    };
    (has_enough_digits && total_digits <= 8 && !is_year && !(is_spaced && total_digits < 4))
        .then_some(last)
}

/// Whether a code has only two digits and no leading zero.
fn has_two_digits(recognition: &Recognition<'_>, at: usize, last: usize) -> bool {
    let digits = recognition.written(last);
    last == at + 1 && digits.len() == 2 && !digits.starts_with('0')
}

/// Whether a word about drugs is within reach of a span.
fn has_cue(text: &str, start: usize, end: usize, reach: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(reach));
    let to = text.ceil_char_boundary((end + reach).min(text.len()));
    [&text[from..start], &text[end..to]].into_iter().any(|near| {
        near.split(|c: char| !c.is_alphabetic()).any(|word| {
            let word = word.to_ascii_lowercase();
            WORDS.whole_word_cues.contains(&word) || WORDS.cues.has_prefix_of(&word)
        })
    })
}
