//! Research codes that no list has: `MIJ821`, `AXS-05`, `Ro 25-6981`.
//!
//! Letters and digits alone prove nothing: genes, receptors, cell lines, scales, grants and
//! registries are written in the same way. So a code must look like that of a company, must not
//! have a prefix that is known to be something else or stand beside a word that says so ("cells",
//! "grant"), and there must be evidence: a prefix of drug makers, words about drugs nearby, a
//! listed drug beside it in the same list, or such evidence in another place of the text.

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::span::{is_full_word, is_in_address};
use crate::token::TokenShape;
use crate::word_lists::WORDS;

/// How far away a word about drugs may be, in bytes.
const CUE_REACH: usize = 90;

/// How far away it may be from a code of two digits, which is weaker evidence.
const CUE_REACH_SHORT: usize = 30;

/// How far before the number of a grant the word "grant" may be, in bytes.
const FUNDING_REACH: usize = 40;

/// What looks like a code.
pub(crate) struct CodeMatch {
    /// The place.
    pub(crate) candidate: Candidate,
    /// Whether the words around it show that it is a drug.
    pub(crate) is_proven: bool,
}

/// A possible code that begins at a free token and ends before the token `limit`.
pub(crate) fn match_code_at(
    recognition: &mut Recognition<'_>,
    at: usize,
    limit: usize,
) -> Option<CodeMatch> {
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
    if !is_full_word(text, start, end)
        || text[..start].ends_with(['-', '_', '/', '#', '@', '.', '\u{2010}', '\u{2011}'])
        || text[end..].starts_with(['_', '@'])
        || WORDS.other_prefixes.contains(&prefix.to_ascii_uppercase())
        || is_in_address(text, start)
        || is_of_other_kind(recognition, at, last)
    {
        return None;
    }
    let reach = if has_two_digits(recognition, at, last) { CUE_REACH_SHORT } else { CUE_REACH };
    let is_proven = has_maker_prefix(prefix, end - start)
        || has_cue(text, start, end, reach)
        || is_beside_drug(recognition, start, end)
        || is_in_clinical_sentence(recognition, at, last);
    let entity = recognition.new_entity(&text[start..end]);
    let candidate = Candidate::new(start..end, at..=last, entity, MatchKind::NewCode);
    Some(CodeMatch { candidate, is_proven })
}

/// Whether the words next to a code say that it is something else: "HL-60 cells", "grant ABC-1234".
fn is_of_other_kind(recognition: &Recognition<'_>, first: usize, last: usize) -> bool {
    let text = recognition.text;
    let head = recognition.written(last + 1).to_ascii_lowercase();
    let is_adjacent = matches!(recognition.gap_after(last), " " | "-" | "\n" | "\u{a0}");
    if is_adjacent && WORDS.code_heads.contains(&head) {
        return true;
    }
    let Some(before) = first.checked_sub(1) else { return false };
    let label = recognition.written(before).to_ascii_lowercase();
    let gap = recognition.gap_after(before);
    let is_label = matches!(gap, " " | ": " | ". " | " (" | "\u{a0}") || gap.ends_with(['#', '№']);
    if is_label && WORDS.code_labels.contains(&label) {
        return true;
    }
    let start = recognition.tokens[first].start as usize;
    let from = text.floor_char_boundary(start.saturating_sub(FUNDING_REACH));
    let sentence = text[from..start].rsplit(". ").next().unwrap_or_default();
    sentence
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| WORDS.funding_words.contains(&word.to_ascii_lowercase()))
}

/// Whether a code with a hyphen and at least three digits is in a sentence about an illness:
/// "SAGE-324 failed in essential tremor".
fn is_in_clinical_sentence(recognition: &Recognition<'_>, at: usize, last: usize) -> bool {
    let text = recognition.text;
    let is_hyphenated = matches!(recognition.gap_after(at), "-" | "\u{2010}" | "\u{2011}");
    if !is_hyphenated
        || recognition.written(at + 1).len() < 3
        || WORDS.study_nouns.contains(&recognition.written(last + 1).to_ascii_lowercase())
    {
        return false;
    }
    let (start, end) =
        (recognition.tokens[at].start as usize, recognition.tokens[last].end as usize);
    let from = text.floor_char_boundary(start.saturating_sub(CUE_REACH));
    let to = text.ceil_char_boundary((end + CUE_REACH).min(text.len()));
    let before = text[from..start].rsplit(['.', '\n']).next().unwrap_or_default();
    let after = text[end..to].split(['.', '\n']).next().unwrap_or_default();
    [before, after].into_iter().any(|near| {
        near.split(|c: char| !c.is_alphabetic())
            .any(|word| WORDS.clinical_words.has_prefix_of(&word.to_ascii_lowercase()))
    })
}

/// Whether a listed drug is beside a code, as one more item of the same list: "BPL-003 and VLS-01".
fn is_beside_drug(recognition: &Recognition<'_>, start: usize, end: usize) -> bool {
    const JOINTS: [&str; 9] =
        [" and ", " or ", ", and ", ", or ", " versus ", " vs ", " vs. ", " plus ", "/"];
    let text = recognition.text;
    let next = recognition.first_candidate_after(start);
    let is_drug = |candidate: &&Candidate| {
        !candidate.is_class && !candidate.rejected && !candidate.ambient && !candidate.ambiguous
    };
    let before = next.checked_sub(1).and_then(|before| recognition.candidates.get(before));
    let after = recognition.candidates.get(next);
    before.filter(is_drug).is_some_and(|drug| JOINTS.contains(&&text[drug.end..start]))
        || after
            .filter(is_drug)
            .is_some_and(|drug| drug.start >= end && JOINTS.contains(&&text[end..drug.start]))
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
