//! The first pass: names that the table or the site lists, the longest at each place.
//!
//! A name is found token by token, so hyphens, spaces, case and Greek letters do not matter; the
//! text between two of its tokens must still look like the inside of a name.

use crate::candidate::{Candidate, DictionaryMatch, EntityId, MatchKind};
use crate::packing::{Pattern, PatternKind};
use crate::passes::{affix, context};
use crate::recognition::Recognition;
use crate::span::{gap_between, is_full_word, joins_name_parts};
use crate::table::{TableCursor, find_pattern, may_begin_name, plural_of_name};
use crate::token::{Token, TokenShape, fold_text, has_capitals, spelling_key};
use crate::word_class::{WordClass, next_candidate_word};

/// Finds the listed names of a text.
pub(crate) fn find_listed_names(recognition: &mut Recognition<'_>) {
    let mut from = 0;
    while let Some(at) = next_candidate_word(&recognition.word_classes, from) {
        let Some(found) = longest_name_at(recognition, at) else {
            from = at + 1;
            continue;
        };
        let mut candidate = new_candidate(recognition, &found);
        if !candidate.is_class {
            let floor = recognition.candidates.last().map_or(0, |before| before.end);
            affix::extend_by_affixes(recognition, &mut candidate, floor);
        }
        candidate.rejected = context::has_other_meaning(recognition, &mut candidate);
        from = candidate.last + 1;
        let text = recognition.text;
        match recognition.candidates.last_mut() {
            Some(before) if is_one_class_name(text, before, &candidate) => {
                candidate.start = before.start;
                candidate.first = before.first;
                *before = candidate;
            }
            _ => recognition.candidates.push(candidate),
        }
    }
}

/// Whether two adjacent names of classes are one name: "macrolide antibiotics".
fn is_one_class_name(text: &str, before: &Candidate, candidate: &Candidate) -> bool {
    candidate.is_class
        && before.is_class
        && !before.rejected
        && before.last + 1 == candidate.first
        && text[before.end..candidate.start] == *" "
        && !text[before.start..before.end].ends_with('s')
}

fn new_candidate(recognition: &Recognition<'_>, found: &DictionaryMatch) -> Candidate {
    // In a text that is not English, a trade name of one word may be an ordinary word.
    let may_be_foreign_word = !recognition.is_english
        && found.kind == PatternKind::Brand
        && found.first == found.last
        && matches!(found.entity, EntityId::Table(_));
    Candidate {
        is_class: found.kind == PatternKind::Class,
        ambient: found.ambient,
        ambiguous: found.ambiguous || may_be_foreign_word,
        ..Candidate::new(
            recognition.tokens[found.first].start as usize
                ..recognition.tokens[found.last].end as usize,
            found.first..=found.last,
            found.entity,
            MatchKind::from(found.kind),
        )
    }
}

/// The longest listed name that begins at a token.
fn longest_name_at(recognition: &Recognition<'_>, first: usize) -> Option<DictionaryMatch> {
    let Recognition { text, tokens, word_classes, site, .. } = recognition;
    let of_site = site.longest_name_at(text, tokens, first);
    let has_second =
        || tokens.get(first + 1).is_some_and(|second| may_begin_name(&tokens[first], second));
    let may_begin = word_classes[first].has_any(WordClass::NAME)
        || word_classes[first].has_any(WordClass::FIRST) && has_second();
    let of_table = may_begin
        .then(|| {
            longest_table_name_at(text, tokens, first)
                .or_else(|| plural_name_at(text, tokens, first))
        })
        .flatten();
    match (of_site, of_table) {
        // Of two equally long names the site's own is right.
        (Some(of_site), Some(of_table)) if of_site.last >= of_table.last => Some(of_site),
        (Some(of_site), None) => Some(of_site),
        (_, of_table) => of_table.map(|found| site.replace_entity(found)),
    }
}

fn longest_table_name_at(text: &str, tokens: &[Token], first: usize) -> Option<DictionaryMatch> {
    let start = tokens[first].start as usize;
    let mut cursor = TableCursor::new();
    let mut longest = None;
    for (last, token) in tokens.iter().enumerate().skip(first) {
        if last > first
            && (!joins_name_parts(gap_between(text, &tokens[last - 1], token))
                || !cursor.step(b' '))
        {
            break;
        }
        let written = &text[token.start as usize..token.end as usize];
        let is_in_table = if token.shape == TokenShape::Foreign {
            let mut is_in_table = true;
            fold_text(written, |byte| is_in_table = is_in_table && cursor.step(byte));
            is_in_table
        } else {
            written.bytes().all(|byte| cursor.step(byte | 0x20))
        };
        if !is_in_table {
            break;
        }
        if let Some(pattern) = cursor.pattern()
            && matches_pattern(text, start, token.end as usize, &pattern)
        {
            longest = Some(DictionaryMatch {
                first,
                last,
                entity: EntityId::Table(pattern.number),
                kind: pattern.kind,
                ambiguous: pattern.ambiguous,
                ambient: pattern.ambient,
            });
        }
    }
    longest
}

/// The listed name of which a token is the plural.
fn plural_name_at(text: &str, tokens: &[Token], at: usize) -> Option<DictionaryMatch> {
    let (start, end) = (tokens[at].start as usize, tokens[at].end as usize);
    let pattern = plural_of_name(&text[start..end]).filter(|_| is_full_word(text, start, end))?;
    Some(DictionaryMatch {
        first: at,
        last: at,
        entity: EntityId::Table(pattern.number),
        kind: pattern.kind,
        ambiguous: false,
        ambient: false,
    })
}

/// Whether a span is written as its pattern requires.
fn matches_pattern(text: &str, start: usize, end: usize, pattern: &Pattern) -> bool {
    let written = &text[start..end];
    // The parts of a combination that is spelt out are found first; `combination` joins them.
    let is_spelt_out = pattern.combination
        && matches!(pattern.kind, PatternKind::Name | PatternKind::Alias)
        && written.split_once(|c: char| !c.is_alphanumeric()).is_some_and(|(first, _)| {
            find_pattern(&spelling_key(first)).is_some_and(|first| {
                first.capitals.is_none() || written.starts_with(char::is_uppercase)
            })
        });
    is_full_word(text, start, end)
        && !is_spelt_out
        && pattern.capitals.is_none_or(|capitals| has_capitals(written, capitals))
}
