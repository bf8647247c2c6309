//! Combination products that a text spells out: "xanomeline-trospium", "sacubitril/valsartan".
//!
//! Names of drugs with a hyphen or slash between them are one mention if together they are a
//! product of the table. Others remain separate mentions: "captopril-digoxin interaction" and
//! "paclitaxel/cisplatin" name two drugs, and so do products with "and" or a space between them.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::combination::product_of;
use crate::recognition::Recognition;
use crate::word_lists::WORDS;

/// Replaces the parts of a combination product by the product.
pub(crate) fn join_combinations(recognition: &mut Recognition<'_>) {
    let mut joined: Vec<(usize, Candidate)> = Vec::new();
    let mut first = 0;
    while first + 1 < recognition.candidates.len() {
        let mut last = first;
        while is_joined_to_next(recognition, last) {
            last += 1;
        }
        if last > first
            && let Some(product) = product_between(recognition, first, last)
        {
            joined.push((first, product));
        }
        first = last + 1;
    }
    for (at, product) in joined.into_iter().rev() {
        let parts =
            recognition.candidates[at..].iter().take_while(|part| part.end <= product.end).count();
        recognition.candidates.splice(at..at + parts, [product]);
    }
}

/// Whether a candidate and the next one are drugs with only a hyphen or slash between them.
fn is_joined_to_next(recognition: &Recognition<'_>, index: usize) -> bool {
    let [left, right, ..] = &recognition.candidates[index..] else { return false };
    let is_part = |part: &Candidate| !part.is_class && !part.rejected;
    right.start.saturating_sub(left.end) <= 3
        && is_part(left)
        && is_part(right)
        && matches!(
            &recognition.text[left.end..right.start],
            "-" | "/" | "\u{2010}" | "\u{2011}" | "\u{2013}" | " / " | "/ "
        )
}

/// The product whose parts are these candidates, unless the text says that they are two drugs.
fn product_between(recognition: &Recognition<'_>, first: usize, last: usize) -> Option<Candidate> {
    let parts = &recognition.candidates[first..=last];
    let numbers: Option<Vec<u16>> =
        parts.iter().map(|part| recognition.table_number(part.entity)).collect();
    let number = product_of(&numbers?)?;
    let (left, right) = (parts[0], parts[parts.len() - 1]);
    if WORDS.between_drugs.contains(recognition.written(right.last + 1)) {
        return None;
    }
    let entity = recognition.site.by_number(number).map_or(EntityId::Table(number), EntityId::Site);
    Some(Candidate::new(left.start..right.end, left.first..=right.last, entity, MatchKind::Name))
}
