//! Chemical names that no list has: `2-methyl-6-(phenylethynyl)pyridine`, `retinyl acetate`,
//! `thiobarbituric acid`.
//!
//! Such a name begins with a word that looks like a chemical substance, and extends as far as
//! brackets, commas and hyphens hold it together. So it may be longer than a listed name inside it,
//! which it then replaces.

use std::ops::Range;

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::chemistry::{has_building_block, is_chemical, may_name_acid};
use crate::passes::affix;
use crate::recognition::Recognition;
use crate::span::is_full_word;
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::word_class::{WordClass, next_candidate_word};
use crate::word_lists::WORDS;

/// How far a name may extend to either side of a word, in bytes.
const LONGEST_EXTENSION: usize = 160;

/// The shortest name, by the length of its key.
const SHORTEST_NAME: usize = 6;

/// Listed names up to this length, in bytes, may be parts of a systematic name.
const LONGEST_PART: usize = 7;

/// Finds the chemical names of a text, which replace listed names inside them.
pub(crate) fn find_chemical_names(recognition: &mut Recognition<'_>) {
    let mut found: Vec<Candidate> = Vec::new();
    let mut next = 0;
    let mut from = 0;
    while let Some(at) = next_candidate_word(&recognition.word_classes, from) {
        from = at + 1;
        let token_start = recognition.tokens[at].start as usize;
        while recognition.candidates.get(next).is_some_and(|known| known.end <= token_start) {
            next += 1;
        }
        let Some(name) = chemical_name_at(recognition, at, next) else { continue };
        let tokens_to_end = recognition.tokens[at..]
            .iter()
            .take_while(|token| (token.start as usize) < name.end)
            .count()
            .max(1);
        let last = at + tokens_to_end - 1;
        let floor = found.last().map_or(0, |before| before.end);
        if name.start < floor || conflicts_with_known(recognition, &name, next) {
            from = last + 1;
            continue;
        }
        let candidate = new_candidate(recognition, name, at, last, next);
        from = candidate.last + 1;
        if !is_part_of_other_name(recognition, &candidate) {
            found.push(candidate);
        }
    }
    if found.is_empty() {
        return;
    }
    recognition.candidates.retain(|known| {
        let next = found.partition_point(|longer| longer.end <= known.start);
        found.get(next).is_none_or(|longer| longer.start >= known.end)
    });
    recognition.add_candidates(found);
}

/// The bytes of the chemical name that contains a token. `next` is the first candidate that ends
/// after the token begins.
fn chemical_name_at(recognition: &Recognition<'_>, at: usize, next: usize) -> Option<Range<usize>> {
    let token = recognition.tokens[at];
    let (start, end) = (token.start as usize, token.end as usize);
    let classes = recognition.word_classes[at];
    match recognition.candidates.get(next).filter(|known| known.start < end) {
        // A listed name may be only the end of a longer one: "1,3-difluoro-2-propanol".
        Some(known) => {
            let may_be_end = known.first == at
                && !known.is_class
                && matches!(known.match_kind, MatchKind::Name | MatchKind::Alias | MatchKind::Stem)
                && continues_before(recognition.text, known.start);
            may_be_end
                .then(|| {
                    expand_chemical_name(recognition, start, end)
                        .or_else(|| acid_name_at(recognition, at))
                })
                .flatten()
        }
        None if classes.has_any(WordClass::CHEMICAL) => {
            expand_chemical_name(recognition, start, end).or_else(|| acid_name_at(recognition, at))
        }
        None if classes.has_any(WordClass::ACID) || token.shape == TokenShape::Foreign => {
            acid_name_at(recognition, at)
        }
        None => None,
    }
}

/// Whether a chemical name must give way to known candidates: to brands and codes inside it, to the
/// same name, and to a candidate that is only partly inside it.
fn conflicts_with_known(recognition: &Recognition<'_>, name: &Range<usize>, next: usize) -> bool {
    /// How many candidates before `next` may still overlap the name, which may begin before it.
    const LOOK_BACK: usize = 4;
    recognition
        .candidates
        .iter()
        .skip(next.saturating_sub(LOOK_BACK))
        .take_while(|known| known.start < name.end)
        .any(|known| {
            name.start < known.end
                && (known.start < name.start
                    || known.end > name.end
                    || (known.start, known.end) == (name.start, name.end)
                    || matches!(known.match_kind, MatchKind::Brand | MatchKind::Code))
        })
}

/// The candidate of a chemical name, with its salts unless they are only part of the next
/// candidate.
fn new_candidate(
    recognition: &mut Recognition<'_>,
    name: Range<usize>,
    at: usize,
    last: usize,
    next: usize,
) -> Candidate {
    let tokens_before = recognition.tokens[..at]
        .iter()
        .rev()
        .take_while(|token| token.start as usize >= name.start)
        .count();
    let entity = recognition.new_entity(&recognition.text[name.clone()].to_lowercase());
    let mut candidate =
        Candidate::new(name.clone(), at - tokens_before..=last, entity, MatchKind::Chemical);
    affix::extend_by_salts(recognition, &mut candidate);
    let cuts_next = recognition
        .candidates
        .iter()
        .skip(next)
        .take_while(|known| known.start < candidate.end)
        .any(|known| known.end > candidate.end);
    if cuts_next {
        candidate.last = last;
        candidate.end = name.end;
    }
    candidate
}

/// Whether a name is connected to the text before it by a hyphen or a bracket, like the end of a
/// longer chemical name.
fn continues_before(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let bare = before.trim_end_matches(['-', '\u{2010}', '\u{2011}']);
    if let Some(inner) = bare.strip_suffix([')', ']']) {
        // "(R)-" and "[3H]", but not an abbreviation in brackets: "(MDP)-gentamicin".
        let inner = inner.rsplit(['(', '[']).next().unwrap_or_default();
        return inner.len() <= 2 || !inner.bytes().all(|byte| byte.is_ascii_uppercase());
    }
    if bare.len() == before.len() {
        return false;
    }
    let word = bare.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    bare.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '\'' | '′'))
        || word.ends_with(['o', 'l', 'y']) && has_building_block(word.as_bytes())
}

/// Whether a chemical name is only part of the name of an enzyme or of a group of atoms.
fn is_part_of_other_name(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let is_adjacent = matches!(recognition.gap_after(candidate.last), " " | "-" | "\n");
    let next = if is_adjacent { recognition.written(candidate.last + 1) } else { "" };
    next.ends_with("ase")
        || next.ends_with("ases")
        || WORDS.group_nouns.contains(next)
        || recognition.name_of(candidate).ends_with("yl")
}

/// The bytes of the name of an acid whose first word is a token: "thiobarbituric acid", with a
/// letter that may follow: "salvianolic acid A".
fn acid_name_at(recognition: &Recognition<'_>, at: usize) -> Option<Range<usize>> {
    let token = recognition.tokens[at];
    let written = recognition.written(at);
    if !may_name_acid(written)
        || !matches!(recognition.gap_after(at), " " | "\u{a0}")
        || recognition.written(at + 1) != "acid"
    {
        return None;
    }
    let word = written.to_ascii_lowercase();
    if table::is_known_word(&word) || WORDS.acid_groups.contains(&word) {
        return None;
    }
    let (start, mut end) = (token.start as usize, recognition.tokens[at + 1].end as usize);
    let letter = recognition.written(at + 2);
    if recognition.gap_after(at + 1) == " "
        && letter.len() == 1
        && letter.chars().all(|c| c.is_ascii_uppercase())
    {
        end = recognition.tokens[at + 2].end as usize;
    }
    let start = expand_chemical_name(recognition, start, token.end as usize)
        .map_or(start, |name| name.start);
    Some(start..end)
}

/// The bytes of the chemical name around a word, as far as brackets, commas and hyphens hold it
/// together.
fn expand_chemical_name(
    recognition: &Recognition<'_>,
    start: usize,
    end: usize,
) -> Option<Range<usize>> {
    let text = recognition.text;
    let mut name = trim_to_name(text, connected_text(text, start, end), start, end)?;
    if let Some(inside) = explanation_of_drug(recognition, &name) {
        name = inside;
    }
    let written = &text[name.clone()];
    if has_clause(written, ',')
        || has_clause(written, '.')
        || written.matches(is_opening).count() != written.matches(is_closing).count()
        || !is_full_word(text, name.start, name.end)
    {
        return Some(start..end)
            .filter(|_| is_chemical(&text[start..end]) && is_full_word(text, start, end));
    }
    if contains_two_drugs(recognition, &name) {
        return None;
    }
    name.start = start_with_metal(text, &name);
    (spelling_key(&text[name.clone()]).len() >= SHORTEST_NAME).then_some(name)
}

/// The inside of the brackets after a listed drug, which give its chemical name:
/// "carmustine-[1,3-bis(2-chloroethyl)-1-nitrosourea]".
fn explanation_of_drug(recognition: &Recognition<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let drug = recognition.candidates.get(recognition.first_candidate_after(name.start))?;
    let rest = recognition.text.get(drug.end..name.end)?;
    let is_bracketed = rest
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(is_opening) && is_bracketed(rest));
    (drug.start == name.start && drug.end - drug.start > LONGEST_PART && is_bracketed)
        .then(|| drug.end + 2..name.end - 1)
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{')
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '}')
}

/// Whether a name may contain a character but not begin or end with it. `+` may end a name.
fn is_inner_mark(c: char) -> bool {
    matches!(c, '-' | ',' | '.' | '\'' | '*' | '′' | '\u{2010}' | '\u{2011}')
}

/// The text around a word that contains nothing but letters, digits and the marks of chemical
/// names.
fn connected_text(text: &str, start: usize, end: usize) -> Range<usize> {
    let is_connected = |c: char| {
        c.is_alphanumeric() || c == '+' || is_opening(c) || is_closing(c) || is_inner_mark(c)
    };
    let floor = text.floor_char_boundary(start.saturating_sub(LONGEST_EXTENSION));
    let ceiling = text.ceil_char_boundary((end + LONGEST_EXTENSION).min(text.len()));
    let from = text[floor..start]
        .char_indices()
        .rev()
        .take_while(|(at, c)| is_connected(*c) || *c == ' ' && is_broken_name(text, floor + at))
        .last()
        .map_or(start, |(at, _)| floor + at);
    let to = text[end..ceiling]
        .char_indices()
        .take_while(|(at, c)| is_connected(*c) || *c == ' ' && is_broken_name(text, end + at))
        .last()
        .map_or(end, |(at, c)| end + at + c.len_utf8());
    from..to
}

/// Whether a space is inside a chemical name, where a line ended or by habit: "1,3-bis (2-",
/// "amino]- 5-(hexyloxy)".
fn is_broken_name(text: &str, space: usize) -> bool {
    let (before, after) = (&text[..space], &text[space + 1..]);
    let locant = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
    if before.ends_with(['-', '\u{2010}', '\u{2011}']) {
        let continues = locant.starts_with(['-', '(', '[']);
        return locant.len() < after.len() && continues;
    }
    ["bis", "tris", "tetrakis"].iter().any(|times| before.ends_with(times))
        && after.starts_with(['(', '['])
}

/// Removes from both ends what does not belong to the name: marks, unbalanced brackets, and
/// everyday words before or after a hyphen. `None` if the word itself would be cut.
fn trim_to_name(
    text: &str,
    connected: Range<usize>,
    start: usize,
    end: usize,
) -> Option<Range<usize>> {
    let (mut from, mut to) = (connected.start, connected.end);
    // Counting the brackets again for each part that is removed takes most of the time.
    let has_brackets = text[connected].contains(|c| is_opening(c) || is_closing(c));
    loop {
        let name = &text[from..to];
        let (opened, closed) = if has_brackets {
            (name.matches(is_opening).count(), name.matches(is_closing).count())
        } else {
            (0, 0)
        };
        let first = name.chars().next()?;
        let last = name.chars().next_back()?;
        if (is_inner_mark(first) || first == '+' || is_closing(first)) && from < start
            || is_opening(first) && opened > closed
        {
            from += first.len_utf8();
        } else if (is_inner_mark(last) || is_opening(last)) && to > end
            || is_closing(last) && closed > opened
        {
            to -= last.len_utf8();
        } else if matches!(first, '(' | '[') && matches!(last, ')' | ']') && is_bracketed(name) {
            from += 1;
            to -= 1;
        } else if let Some((before, tail)) = name.rsplit_once('-')
            && from + before.len() >= end
            && (WORDS.detached_tails.contains(tail)
                || tail.len() > 2 && table::is_everyday(&tail.to_ascii_lowercase()))
        {
            to = from + before.len();
        } else if let Some((head, rest)) = name.split_once('-')
            && to - rest.len() <= start
            && head.len() > 2
            && (WORDS.detached_heads.contains(head)
                || table::is_everyday(&head.to_ascii_lowercase()))
        {
            from = to - rest.len();
        } else {
            return Some(from..to);
        }
        if from > start || to < end {
            return None;
        }
    }
}

/// Whether the first bracket of a name closes with its last character.
fn is_bracketed(name: &str) -> bool {
    let mut depth = 0_i32;
    for (at, c) in name.char_indices() {
        if is_opening(c) {
            depth += 1;
        } else if is_closing(c) {
            depth -= 1;
        }
        if depth == 0 {
            return at + c.len_utf8() == name.len();
        }
    }
    false
}

/// Whether a comma or full stop separates clauses. After a locant or a bracket it belongs to the
/// name: "2,6-", "N,N-".
fn has_clause(name: &str, mark: char) -> bool {
    name.match_indices(mark).any(|(at, _)| {
        let ends_locant = name[..at].ends_with(|c: char| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    '\'' | '′' | ')' | ']' | 'N' | 'O' | 'S' | 'R' | 'E' | 'Z' | 'a' | 'H'
                )
        });
        let begins_locant = name[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '\'');
        !(ends_locant && begins_locant)
    })
}

/// Whether a name contains two listed drugs: a hyphen between them joins two drugs, not two parts
/// of one.
fn contains_two_drugs(recognition: &Recognition<'_>, name: &Range<usize>) -> bool {
    recognition
        .candidates
        .iter()
        .skip(recognition.first_candidate_after(name.start))
        .take_while(|known| known.start < name.end)
        .filter(|known| {
            matches!(known.entity, EntityId::Table(_) | EntityId::Site(_))
                && known.end - known.start > LONGEST_PART
        })
        .count()
        >= 2
}

/// Where a name begins with the metal before it, if it is that of a salt: "sodium thiosulfate".
fn start_with_metal(text: &str, name: &Range<usize>) -> usize {
    let is_salt = ["ate", "ide", "ite"].iter().any(|ending| text[name.clone()].ends_with(ending));
    let Some(before) = text[..name.start].strip_suffix(' ').filter(|_| is_salt) else {
        return name.start;
    };
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if WORDS.metals.contains(&word.to_ascii_lowercase()) {
        name.start - word.len() - 1
    } else {
        name.start
    }
}

#[cfg(test)]
mod tests {
    use super::is_bracketed;

    #[test]
    fn outer_brackets_are_recognised() {
        assert!(is_bracketed("(1-[2]-x)") && !is_bracketed("(1)-x-(2)"));
    }
}
