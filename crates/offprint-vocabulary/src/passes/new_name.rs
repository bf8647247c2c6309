//! Names in no list that are recognised word by word: research codes, and names with a stem of
//! drug names.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::inn_stem::distinctive_stems;
use crate::passes::{affix, code};
use crate::recognition::Recognition;
use crate::span::is_full_word;
use crate::token::TokenShape;
use crate::word_class::{WordClass, next_candidate_word};

/// In a text that is not English, only stems of at least this many letters are reliable.
const RELIABLE_STEM: usize = 6;

/// Finds codes and names with stems among the tokens that are still free.
pub(crate) fn find_new_names(recognition: &mut Recognition<'_>) {
    let mut found: Vec<Candidate> = Vec::new();
    let mut unproven: Vec<Candidate> = Vec::new();
    let mut next = 0;
    let mut from = 0;
    while let Some(at) = next_candidate_word(&recognition.word_classes, from) {
        while next < recognition.candidates.len() && recognition.candidates[next].last < at {
            next += 1;
        }
        if next < recognition.candidates.len() && recognition.candidates[next].first <= at {
            from = recognition.candidates[next].last + 1;
            continue;
        }
        from = at + 1;
        // A code is letters before a number; most tokens are neither that nor have a stem.
        let may_be_code = || {
            recognition.tokens[at].shape == TokenShape::Word
                && recognition
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.shape == TokenShape::Number)
        };
        if !recognition.word_classes[at].has_any(WordClass::STEM) && !may_be_code() {
            continue;
        }
        let limit = recognition
            .candidates
            .get(next)
            .map_or(recognition.tokens.len(), |candidate| candidate.first);
        let candidate = match code::match_code_at(recognition, at, limit) {
            Some(code) if code.is_proven => Some(code.candidate),
            Some(code) => {
                unproven.push(code.candidate);
                None
            }
            None => match_stem_at(recognition, at),
        };
        let Some(mut candidate) = candidate else { continue };
        if candidate.match_kind == MatchKind::Stem {
            let before = next.checked_sub(1).and_then(|before| recognition.candidates.get(before));
            let floor = found.last().or(before).map_or(0, |before| before.end);
            affix::extend_by_affixes(recognition, &mut candidate, floor);
            // A salt after the name may be a separate candidate.
            if candidate.last >= limit {
                candidate.last = limit - 1;
                candidate.end = recognition.tokens[candidate.last].end as usize;
            }
        }
        from = candidate.last + 1;
        found.push(candidate);
    }
    // What is a drug in one place of a text is the same drug in the others.
    let proven: Vec<EntityId> = found.iter().map(|code| code.entity).collect();
    found.extend(unproven.into_iter().filter(|code| proven.contains(&code.entity)));
    recognition.add_candidates(found);
}

/// A new name with a stem of drug names at a free token.
fn match_stem_at(recognition: &mut Recognition<'_>, at: usize) -> Option<Candidate> {
    if !recognition.word_classes[at].has_any(WordClass::STEM) {
        return None;
    }
    let token = recognition.tokens[at];
    let (start, end) = (token.start as usize, token.end as usize);
    let word = recognition.text[start..end].to_ascii_lowercase();
    let is_reliable = recognition.is_english
        || distinctive_stems(&word).any(|stem| stem.letters.len() >= RELIABLE_STEM);
    if !is_reliable || !is_full_word(recognition.text, start, end) {
        return None;
    }
    let entity = recognition.new_entity(&word);
    Some(Candidate::new(start..end, at..=at, entity, MatchKind::Stem))
}
