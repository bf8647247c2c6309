//! Parts that extend a name although no list has it with them: the salt, the formulation, the
//! stereochemistry before it.

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::word_lists::WORDS;

/// The longest text before a name that may belong to it, in bytes.
const LONGEST_PREFIX: usize = 24;

/// Extends a candidate by the salts after it.
pub(crate) fn extend_by_salts(recognition: &Recognition<'_>, candidate: &mut Candidate) {
    while matches!(recognition.gap_after(candidate.last), " " | "\n" | "\u{a0}") {
        let word = recognition.written(candidate.last + 1).to_ascii_lowercase();
        let salts = if candidate.ambient { &WORDS.ambient_salts } else { &WORDS.salts };
        if !salts.contains(&word) {
            break;
        }
        candidate.last += 1;
        candidate.end = recognition.tokens[candidate.last].end as usize;
    }
}

/// Extends a candidate by everything around it that belongs to the name, at most back to `floor`.
pub(crate) fn extend_by_affixes(
    recognition: &Recognition<'_>,
    candidate: &mut Candidate,
    floor: usize,
) {
    extend_by_salts(recognition, candidate);
    if !matches!(candidate.match_kind, MatchKind::Code | MatchKind::Stem)
        && matches!(recognition.gap_after(candidate.last), " " | "-" | "\u{a0}")
        && WORDS.formulations.contains(recognition.written(candidate.last + 1))
    {
        candidate.last += 1;
    }
    let text = recognition.text;
    candidate.end = recognition.tokens[candidate.last].end as usize;
    candidate.start = start_with_prefix(text, candidate.start, floor);
    candidate.start = start_with_metal(text, candidate, floor);
    // A bracket that opens inside the name closes after it: "CaCl(2)".
    let name = recognition.name_of(candidate);
    if name.matches('(').count() > name.matches(')').count()
        && text[candidate.end..].starts_with(')')
    {
        candidate.end += 1;
    }
    // A bracket that closes inside the name opens before it: "(S)-ketamine".
    let name = recognition.name_of(candidate);
    let is_unopened = name.matches(')').count() > name.matches('(').count();
    if is_unopened && text[..candidate.start].ends_with('(') && candidate.start > floor {
        candidate.start -= 1;
    }
}

/// Where a name begins if the text before its hyphen belongs to it.
fn start_with_prefix(text: &str, start: usize, floor: usize) -> usize {
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST_PREFIX)).max(floor);
    let Some(before) = text.get(from..start) else { return start };
    let Some(before) = before.strip_suffix(['-', '\u{2010}', '\u{2011}', '\u{2013}']) else {
        return start;
    };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word_start = from + before.len() - word.len();
    // Either the full word is a prefix, or what follows one of its brackets or separators.
    let parts = word
        .char_indices()
        .filter(|(_, c)| matches!(c, '(' | '/' | ',' | '[' | ';'))
        .map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(parts)
        .find(|at| is_prefix(&word[*at..]))
        .map_or(start, |at| word_start + at)
}

/// Where a salt begins that the table lists without its metal: "sodium nitroprusside".
fn start_with_metal(text: &str, candidate: &Candidate, floor: usize) -> usize {
    let name = &text[candidate.start..candidate.end];
    if candidate.ambient || !["ate", "ide", "ite"].iter().any(|ending| name.ends_with(ending)) {
        return candidate.start;
    }
    let Some(before) = text[floor..candidate.start].strip_suffix(' ') else {
        return candidate.start;
    };
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if WORDS.salt_metals.contains(&word.to_ascii_lowercase()) {
        candidate.start - 1 - word.len()
    } else {
        candidate.start
    }
}

/// Whether the text before a hyphen says where atoms are, or which stereoisomer or isotope is
/// meant.
fn is_prefix(prefix: &str) -> bool {
    if WORDS.isomer_prefixes.contains(prefix) {
        return true;
    }
    let inner = prefix.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(prefix);
    if WORDS.stereo_signs.contains(inner) {
        return true;
    }
    // Locants and descriptors separated by commas: "2R,6R", "3,4", "N,N", "R", "3'".
    !inner.is_empty()
        && inner.split(',').all(|part| {
            let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = part.len() - letters.len();
            let letters = letters.trim_end_matches(['\'', '′', '(', ')', '+', '-', '*']);
            digits <= 2
                && if letters.is_empty() {
                    digits > 0
                } else {
                    WORDS.locant_letters.contains(letters)
                }
        })
}

#[cfg(test)]
mod tests {
    use super::is_prefix;

    #[test]
    fn prefixes_say_where_atoms_are() {
        for prefix in ["(S)", "2R,6R", "N,N", "(+/-)", "d", "α", "3", "cis", "(R,S)"] {
            assert!(is_prefix(prefix), "{prefix}");
        }
        for prefix in ["", "placebo", "TRD", "anti", "(MDP)", ","] {
            assert!(!is_prefix(prefix), "{prefix}");
        }
    }
}
