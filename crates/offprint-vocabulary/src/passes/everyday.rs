//! Names that are also everyday words, and substances that are everyday things: they count only in
//! texts that mention drugs.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::passes::body::is_administered;
use crate::recognition::{Recognition, SHORTEST_IDENTIFIABLE};
use crate::table;
use crate::token::spelling_key;
use crate::word_lists::WORDS;

/// Rejects names that are also everyday words. A trade name counts only if it is capitalised and
/// the text mentions its drug by another name, or says that somebody takes it. So does another name
/// that is written like that of a person: "Lena". Other names ("ecstasy", "mandy") count if the
/// text mentions any drug.
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
        let is_capitalised = recognition.text[candidate.start..].starts_with(char::is_uppercase);
        let is_certain =
            || entities.contains(&candidate.entity) || is_taken(recognition, candidate);
        match candidate.match_kind {
            MatchKind::Brand => is_capitalised && is_certain(),
            // A name that no dictionary has as a word is one of people or places.
            _ if is_capitalised && !is_everyday_word(recognition.name_of(candidate)) => {
                is_certain()
            }
            _ => mentions_drugs,
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

/// Whether a name is an everyday word, whatever its accents and capitals.
fn is_everyday_word(name: &str) -> bool {
    table::is_everyday(&spelling_key(name))
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
