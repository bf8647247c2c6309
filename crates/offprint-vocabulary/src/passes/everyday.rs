//! Names that are also everyday words, and substances that are everyday things: they count only in
//! texts that mention drugs.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::passes::body::is_administered;
use crate::recognition::{Recognition, SHORTEST_IDENTIFIABLE};
use crate::table;
use crate::token::spelling_key;
use crate::word_lists::WORDS;

/// Rejects names that are also everyday words. A trade name counts only if it is capitalised and
/// the text mentions its drug by another name, or says that somebody takes it; other names
/// ("ecstasy") count if the text mentions any drug.
pub(crate) fn reject_ambiguous(recognition: &mut Recognition<'_>) {
    if !recognition.candidates.iter().any(|candidate| candidate.ambiguous) {
        return;
    }
    let unambiguous = || {
        recognition
            .candidates
            .iter()
            .filter(|candidate| !candidate.ambiguous && !candidate.rejected)
    };
    let entities: Vec<EntityId> = unambiguous().map(|candidate| candidate.entity).collect();
    let mentions_drugs = unambiguous().any(|candidate| !candidate.ambient);
    let is_meant = |candidate: &Candidate| {
        if candidate.match_kind == MatchKind::Brand {
            recognition.text[candidate.start..].starts_with(char::is_uppercase)
                && (entities.contains(&candidate.entity) || is_taken(recognition, candidate))
        } else {
            mentions_drugs
        }
    };
    let rejected: Vec<usize> = recognition
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.ambiguous && !is_meant(candidate))
        .map(|(index, _)| index)
        .collect();
    for index in rejected {
        recognition.candidates[index].rejected = true;
    }
}

/// Rejects given names ("Lena") of a text in which one of them stands as that of a person: before a
/// surname, after a title, or with what the person says.
pub(crate) fn reject_given_names(recognition: &mut Recognition<'_>) {
    let names: Vec<String> = recognition
        .candidates
        .iter()
        .filter(|candidate| is_given_name_of_person(recognition, candidate))
        .map(|candidate| spelling_key(recognition.written(candidate.first)))
        .collect();
    if names.is_empty() {
        return;
    }
    let is_same = |candidate: &Candidate| {
        let written = recognition.written(candidate.first);
        candidate.first == candidate.last
            && written.starts_with(char::is_uppercase)
            && names.contains(&spelling_key(written))
            && !is_administered(recognition, candidate)
    };
    let rejected: Vec<usize> = recognition
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| is_same(candidate))
        .map(|(index, _)| index)
        .collect();
    for index in rejected {
        recognition.candidates[index].rejected = true;
    }
}

/// Whether a mention is one of the listed given names and stands as the name of a person.
fn is_given_name_of_person(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let written = recognition.written(candidate.first);
    if candidate.first != candidate.last
        || !written.starts_with(char::is_uppercase)
        || !WORDS.given_names.contains(&spelling_key(written))
    {
        return false;
    }
    let is_titled = candidate.first.checked_sub(1).is_some_and(|before| {
        matches!(recognition.gap_after(before), " " | ". ")
            && WORDS.person_titles.contains(recognition.written(before))
    });
    let next = candidate.last + 1;
    let follows = recognition.gap_after(candidate.last) == " " && next < recognition.tokens.len();
    let word = if follows { recognition.written(next) } else { "" };
    let is_surname = word.chars().nth(1).is_some_and(char::is_lowercase)
        && word.starts_with(char::is_uppercase)
        && !WORDS.given_forms.contains(&word.to_ascii_lowercase())
        && !WORDS.dosage_forms.contains(&word.to_ascii_lowercase())
        && !recognition.candidates.iter().any(|other| other.first == next);
    is_titled || is_surname || WORDS.person_verbs.contains(word)
}

/// Whether somebody takes what the name means, and does not take it somewhere: "took Concerta in
/// the morning", but not "took Allegra to school".
fn is_taken(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    recognition.is_english
        && is_administered(recognition, candidate)
        && !WORDS.directions.contains(recognition.written(candidate.last + 1))
}

/// Rejects gold, silver, oxygen and similar in texts that mention no drug: there they are medals,
/// prices and air.
pub(crate) fn reject_everyday_substances(recognition: &mut Recognition<'_>) {
    let mentions_drugs = recognition.candidates.iter().any(|candidate| {
        !candidate.rejected
            && !candidate.ambient
            && !candidate.ambiguous
            && candidate.match_kind != MatchKind::Misspelling
    });
    if mentions_drugs {
        return;
    }
    let is_long = recognition.tokens.len() >= SHORTEST_IDENTIFIABLE;
    for candidate in recognition.candidates.iter_mut().filter(|candidate| candidate.ambient) {
        let EntityId::Table(number) = candidate.entity else { continue };
        let canonical = table::canonical_name(number);
        // In a long text "alcohol" is the drink; "ethanol" is always the substance.
        let is_drink =
            canonical == "ethanol" && candidate.match_kind == MatchKind::Alias && is_long;
        candidate.rejected |= WORDS.everyday_substances.contains(canonical) || is_drink;
    }
}
