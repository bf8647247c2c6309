//! Chemical names of two words: "pyrrolidine dithiocarbamate", "puromycin aminonucleoside",
//! "heparan sulphate". The second word alone looks like a substance, but is only a part of one.

use crate::candidate::{Candidate, MatchKind};
use crate::chemistry::has_building_block;
use crate::recognition::Recognition;
use crate::table;
use crate::token::TokenShape;
use crate::word_lists::WORDS;

/// The shortest first word, in bytes.
const SHORTEST: usize = 5;

/// Extends a new name that is only the second word of a compound by the first one.
pub(crate) fn join_compounds(recognition: &mut Recognition<'_>) {
    let mut index = 0;
    while index < recognition.candidates.len() {
        let candidate = recognition.candidates[index];
        let before = index.checked_sub(1).map(|before| recognition.candidates[before]);
        if is_second_word(recognition, &candidate)
            && let Some(first) = candidate.first.checked_sub(1)
            && recognition.gap_after(first) == " "
        {
            let drug = before.filter(|before| {
                before.end == recognition.tokens[first].end as usize && !before.is_class
            });
            if let Some(drug) = drug {
                let joined = compound(recognition, drug.start, drug.first, &candidate);
                recognition.candidates.splice(index - 1..=index, [joined]);
                continue;
            }
            let is_free = before.is_none_or(|before| before.last < first);
            if is_free && is_first_word(recognition, first, &candidate) {
                let start = recognition.tokens[first].start as usize;
                recognition.candidates[index] = compound(recognition, start, first, &candidate);
            }
        }
        index += 1;
    }
}

/// Whether a candidate is a new name of one word in lower case that ends like a salt or an ester.
fn is_second_word(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let name = recognition.name_of(candidate);
    matches!(candidate.match_kind, MatchKind::Chemical | MatchKind::Stem)
        && !candidate.rejected
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && ["ate", "ide", "ite"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a word that no list has may be the first one of a compound.
fn is_first_word(recognition: &Recognition<'_>, first: usize, second: &Candidate) -> bool {
    let token = recognition.tokens[first];
    let word = recognition.written(first).to_ascii_lowercase();
    token.shape == TokenShape::Word
        && word.len() >= SHORTEST
        && !token.has_inner_capitals
        && !table::is_everyday(&word)
        && (has_building_block(word.as_bytes())
            || WORDS.salts.contains(recognition.name_of(second)))
}

fn compound(
    recognition: &mut Recognition<'_>,
    start: usize,
    first: usize,
    second: &Candidate,
) -> Candidate {
    let name = recognition.text[start..second.end].to_lowercase();
    let entity = recognition.new_entity(&name);
    Candidate::new(start..second.end, first..=second.last, entity, MatchKind::Chemical)
}
