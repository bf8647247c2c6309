//! Short names that are also abbreviations of other things, and trade names that are also names of
//! people: "the Sydney CBD", "her PCP", "ASA class II", "Doral Chen wrote".
//!
//! A short name with other meanings counts only with evidence. The full name anywhere in the text
//! is enough, unless the next word belongs to another meaning; otherwise words about drugs and
//! illness nearby are weighed against words of the other meanings. Which names have which other
//! meanings is in `data/words/homographs.txt`.

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::word_lists::WORDS;

/// How far away a word may be evidence, in bytes.
const REACH: usize = 90;

/// The longest short name, in bytes.
const LONGEST: usize = 4;

/// The longest list of names before its verb, in words.
const LONGEST_LIST: usize = 14;

/// Rejects short names and trade names that mean something else.
pub(crate) fn reject_homographs(recognition: &mut Recognition<'_>) {
    let rejected: Vec<usize> = (0..recognition.candidates.len())
        .filter(|index| {
            let candidate = &recognition.candidates[*index];
            !candidate.is_class
                && !candidate.rejected
                && matches!(candidate.match_kind, MatchKind::Alias | MatchKind::Brand)
                && (is_other_abbreviation(recognition, candidate)
                    || is_person(recognition, candidate))
        })
        .collect();
    for index in rejected {
        recognition.candidates[index].rejected = true;
    }
}

/// Whether a short name stands for something else here.
fn is_other_abbreviation(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let name = recognition.name_of(candidate);
    if name.len() > LONGEST || !WORDS.homographs.contains(name) {
        return false;
    }
    let next = recognition.written(candidate.last + 1).to_ascii_lowercase();
    let is_adjacent = matches!(recognition.gap_after(candidate.last), " " | "-" | "\n" | "\u{a0}");
    if is_adjacent && is_other_meaning(name, &next) {
        return true;
    }
    if has_full_name(recognition, candidate) {
        return false;
    }
    if is_adjacent && WORDS.drug_heads.contains(&next) {
        return false;
    }
    // "Her PCP", "a CBD": names of drugs have no article, unless a noun follows.
    let before = candidate.first.checked_sub(1).map_or("", |before| recognition.written(before));
    if WORDS.possessors.contains(&before.to_ascii_lowercase()) {
        return true;
    }
    let (start, end) = (candidate.start, candidate.end);
    let text = recognition.text;
    let from = text.floor_char_boundary(start.saturating_sub(REACH));
    let to = text.ceil_char_boundary((end + REACH).min(text.len()));
    let (mut own, mut other) = (0, 0);
    for near in [&text[from..start], &text[end..to]] {
        for word in near.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let word = word.to_ascii_lowercase();
            other += usize::from(is_other_meaning(name, &word));
            own += usize::from(is_about_drugs(&word));
        }
    }
    if other > 0 { own <= other } else { own == 0 && !mentions_other_drug(recognition, name) }
}

/// Whether a word belongs to another meaning of a short name.
fn is_other_meaning(name: &str, word: &str) -> bool {
    WORDS.other_meanings.contains(&format!("{name} {word}"))
}

fn is_about_drugs(word: &str) -> bool {
    WORDS.whole_word_cues.contains(word)
        || WORDS.drug_heads.contains(word)
        || WORDS.cues.has_prefix_of(word)
        || WORDS.clinical_words.has_prefix_of(word)
}

/// Whether the text mentions the drug by a longer name.
fn has_full_name(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    recognition.candidates.iter().any(|other| {
        other.entity == candidate.entity && !other.rejected && other.end - other.start > LONGEST
    })
}

/// Whether the text mentions any drug or class but by this short name.
fn mentions_other_drug(recognition: &Recognition<'_>, name: &str) -> bool {
    recognition.candidates.iter().any(|other| {
        !other.rejected && !other.ambient && !other.ambiguous && recognition.name_of(other) != name
    })
}

/// Whether a trade name is the first name of a person, or a surname after a title: "Doral Chen
/// and", "Dr Sonata".
fn is_person(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let is_capitalised = |token: usize| {
        let written = recognition.written(token).as_bytes();
        written.len() > 1
            && written[0].is_ascii_uppercase()
            && written[1..].iter().all(u8::is_ascii_lowercase)
    };
    if candidate.first != candidate.last || !is_capitalised(candidate.first) {
        return false;
    }
    let before = candidate.first.checked_sub(1);
    let is_titled = before.is_some_and(|before| {
        matches!(recognition.gap_after(before), " " | ". ")
            && WORDS.person_titles.contains(recognition.written(before))
    });
    if is_titled {
        return true;
    }
    let surname = candidate.last + 1;
    recognition.gap_after(candidate.last) == " "
        && is_capitalised(surname)
        && !crate::table::is_known_word(&recognition.written(surname).to_ascii_lowercase())
        && is_followed_like_person(recognition, surname)
        && !recognition
            .candidates
            .iter()
            .any(|other| other.entity == candidate.entity && other.start != candidate.start)
}

/// Whether the text goes on as after the name of an author or speaker: a verb such as "wrote", at
/// once or after further names.
fn is_followed_like_person(recognition: &Recognition<'_>, surname: usize) -> bool {
    for at in surname + 1..surname + LONGEST_LIST {
        let word = recognition.written(at);
        if !matches!(recognition.gap_after(at - 1), " " | ", ") {
            return false;
        }
        if WORDS.person_verbs.contains(word) {
            return true;
        }
        if word != "and" && !word.starts_with(char::is_uppercase) {
            return false;
        }
    }
    false
}
