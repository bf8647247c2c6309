//! Substances that the body makes or contains: dopamine, cortisol, calcium. They are drugs of a
//! text that gives them to somebody, and subjects of a text that discusses them; what a text names
//! in passing ("her cortisol was normal") is neither.
//!
//! Evidence that a substance is given: a dose, a route, a dosage form, a verb of giving, or a place
//! in a list of drugs. What is true of one mention is true of all mentions in the text.

use std::sync::LazyLock;

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::recognition::Recognition;
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::word_lists::WORDS;

/// How many words before a substance may say that it is given.
const GIVING_REACH: usize = 4;

/// From this many mentions on, a text is about the substance.
const DISCUSSED: usize = 2;

/// Rejects substances of the body that a text mentions only in passing. Those that it says are
/// given are ordinary drugs.
pub(crate) fn weigh_body_substances(recognition: &mut Recognition<'_>) {
    let is_of_body: Vec<bool> = recognition
        .candidates
        .iter()
        .map(|candidate| is_body_substance(recognition, candidate))
        .collect();
    if !is_of_body.contains(&true) {
        return;
    }
    // "Intravenous calcium and magnesium": what is true of one is true of the others in its list.
    let mut is_given: Vec<bool> = recognition
        .candidates
        .iter()
        .zip(&is_of_body)
        .map(|(candidate, is_of_body)| *is_of_body && is_administered(recognition, candidate))
        .collect();
    spread_over_lists(recognition, &mut is_given, |index| is_of_body[index]);
    let mut is_listed: Vec<bool> = recognition
        .candidates
        .iter()
        .zip(&is_of_body)
        .map(|(candidate, is_of_body)| {
            if *is_of_body {
                is_example(recognition, candidate)
            } else {
                !candidate.rejected && !candidate.is_class
            }
        })
        .collect();
    spread_over_lists(recognition, &mut is_listed, |_| true);
    let entities: Vec<EntityId> =
        recognition.candidates.iter().map(|candidate| candidate.entity).collect();
    let is_counted: Vec<bool> =
        recognition.candidates.iter().map(|candidate| !candidate.rejected).collect();
    let any_mention = |entity: EntityId, marks: &[bool]| {
        entities.iter().zip(marks).any(|(other, mark)| *other == entity && *mark)
    };
    let mut given = Vec::new();
    let mut in_passing = Vec::new();
    for (index, entity) in entities.iter().enumerate().filter(|(index, _)| is_of_body[*index]) {
        let mentions = entities
            .iter()
            .zip(&is_counted)
            .filter(|(other, is_counted)| *other == entity && **is_counted)
            .count();
        if any_mention(*entity, &is_given) {
            given.push(index);
        } else if mentions < DISCUSSED && !any_mention(*entity, &is_listed) {
            in_passing.push(index);
        }
    }
    for index in given {
        recognition.candidates[index].ambient = false;
    }
    for index in in_passing {
        recognition.candidates[index].rejected = true;
    }
}

/// The drugs of the table whose canonical names are listed, in order.
static LISTED_DRUGS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut numbers: Vec<u16> = WORDS
        .body_substances
        .iter()
        .filter_map(|name| {
            let number = table::find_pattern(&spelling_key(name))?.number;
            (table::canonical_name(number) == name).then_some(number)
        })
        .collect();
    numbers.sort_unstable();
    numbers
});

fn is_body_substance(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let EntityId::Table(number) = candidate.entity else { return false };
    if candidate.is_class || candidate.rejected {
        return false;
    }
    // Other names are listed as they are written: "cortisol" is not always hydrocortisone.
    LISTED_DRUGS.binary_search(&number).is_ok()
        || candidate.match_kind == MatchKind::Alias && {
            let name = recognition.name_of(candidate);
            WORDS.body_substances.contains(name)
                || name.contains(|c: char| c.is_ascii_uppercase())
                    && WORDS.body_substances.contains(&name.to_ascii_lowercase())
        }
}

/// Whether the words around a mention say that the substance is given.
pub(crate) fn is_administered(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    is_given_before(recognition, candidate) || is_given_after(recognition, candidate)
}

/// "5 mg dopamine", "infusion of dopamine", "received intravenous calcium".
fn is_given_before(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let mut is_linked = false;
    for at in (candidate.first.saturating_sub(GIVING_REACH)..candidate.first).rev() {
        if !matches!(recognition.gap_after(at), " " | "\n" | "\u{a0}" | "-") {
            return false;
        }
        let word = recognition.written(at).to_ascii_lowercase();
        if WORDS.giving_links.contains(&word) {
            is_linked |= matches!(word.as_str(), "of" | "with");
            continue;
        }
        return WORDS.giving.has_prefix_of(&word)
            || is_linked && WORDS.giving_with.has_prefix_of(&word)
            || is_unit(recognition, at)
                && at > 0
                && recognition.tokens[at - 1].shape == TokenShape::Number;
    }
    false
}

/// "dopamine infusion", "calcium was given", "vitamin D (1000 IU)".
fn is_given_after(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let (last, next) = (candidate.last, candidate.last + 1);
    let gap = recognition.gap_after(last);
    let word = recognition.written(next).to_ascii_lowercase();
    if matches!(gap, " " | " (" | ", ")
        && recognition.tokens.get(next).is_some_and(|token| token.shape == TokenShape::Number)
    {
        // "5 mg", "0.5 mg", "400-800 IU".
        return (next + 1..next + 4).any(|at| is_unit(recognition, at));
    }
    if !matches!(gap, " " | "-" | "\n" | "\u{a0}") {
        return false;
    }
    if WORDS.given_forms.contains(&word) {
        return true;
    }
    matches!(word.as_str(), "was" | "were" | "is" | "are")
        && (next + 1..next + 3).any(|at| {
            WORDS.given_participles.contains(&recognition.written(at).to_ascii_lowercase())
        })
}

fn is_unit(recognition: &Recognition<'_>, at: usize) -> bool {
    // "15 µg/dl" is measured.
    let is_concentration = recognition.gap_after(at) == "/"
        && matches!(recognition.written(at + 1), "dl" | "dL" | "l" | "L" | "ml" | "mL");
    !is_concentration && WORDS.dose_units.contains(&recognition.written(at).to_ascii_lowercase())
}

/// Marks the candidates that are in one list with a marked one: "antacids with aluminium, magnesium
/// or calcium".
fn spread_over_lists(
    recognition: &Recognition<'_>,
    marks: &mut [bool],
    may_be_marked: impl Fn(usize) -> bool,
) {
    let candidates = &recognition.candidates;
    let are_items = |left: usize| {
        let gap = recognition.text.get(candidates[left].end..candidates[left + 1].start);
        gap.is_some_and(|gap| is_list_joint(gap.trim()))
    };
    for left in 0..candidates.len() - 1 {
        if marks[left] && may_be_marked(left + 1) && are_items(left) {
            marks[left + 1] = true;
        }
    }
    for left in (0..candidates.len() - 1).rev() {
        if marks[left + 1] && may_be_marked(left) && are_items(left) {
            marks[left] = true;
        }
    }
}

/// Whether text between two names makes them items of one list.
fn is_list_joint(gap: &str) -> bool {
    let gap = gap.strip_prefix([',', ';']).unwrap_or(gap).trim_start();
    matches!(gap, "" | "/" | "+" | "and" | "or" | "and/or" | "plus")
}

/// "products containing calcium", "catecholamines such as dopamine".
fn is_example(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let Some(before) = candidate.first.checked_sub(1) else { return false };
    let word = recognition.written(before).to_ascii_lowercase();
    matches!(recognition.gap_after(before), " " | ", " | "\n")
        && (WORDS.example_words.contains(&word)
            || word == "as" && before > 0 && recognition.written(before - 1) == "such")
}

#[cfg(test)]
mod tests {
    use crate::table;
    use crate::token::spelling_key;
    use crate::word_lists::{WORDS, WordList};

    fn canonical(name: &str) -> Option<&'static str> {
        table::find_pattern(&spelling_key(name))
            .map(|pattern| table::canonical_name(pattern.number))
    }

    #[test]
    fn listed_substances_are_in_the_table() {
        let unknown: Vec<_> =
            WORDS.body_substances.iter().filter(|name| canonical(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn lists_by_canonical_name_have_canonical_names() {
        let lists: [(&str, &WordList); 3] = [
            ("everyday_substances", &WORDS.everyday_substances),
            ("hormones", &WORDS.hormones),
            ("discussed_substances", &WORDS.discussed_substances),
        ];
        for (list, names) in lists {
            let others: Vec<_> =
                names.iter().filter(|name| canonical(name) != Some(*name)).collect();
            assert!(others.is_empty(), "[{list}] {others:?}");
        }
    }
}
