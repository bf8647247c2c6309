//! The first layer: names that the table or the site knows, the longest at each place.
//!
//! A name is found token by token, so hyphens, spaces, case and Greek letters do not matter; what
//! stands between two of its tokens must still look like the inside of a name. What the words
//! around it mean is asked in `context.rs`.

use crate::packing::{Pattern, PatternKind};
use crate::site::SiteNames;
use crate::table::{TableCursor, may_begin_name};
use crate::token::{Token, TokenShape, fold_text, has_capitals, is_word_char};
use crate::word_class::WordClass;

/// Whose name was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum EntityId {
    /// A drug or class of the built-in table, by number.
    Table(u16),
    /// A drug of the site, by its place in the list.
    Site(u32),
    /// A name that only this text knows, by its place in the list of new names.
    New(u32),
}

/// A name found in the text, by its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DictionaryMatch {
    pub(crate) first: usize,
    /// The last token.
    pub(crate) last: usize,
    pub(crate) entity: EntityId,
    pub(crate) kind: PatternKind,
    pub(crate) ambiguous: bool,
    pub(crate) ambient: bool,
}

/// The text between two tokens.
pub(crate) fn gap_between<'t>(text: &'t str, left: &Token, right: &Token) -> &'t str {
    &text[left.end as usize..right.start as usize]
}

/// What may stand between two tokens of one name: nothing, a space, a line's end, a hyphen,
/// brackets of a chemical name.
pub(crate) fn joins_name_parts(gap: &str) -> bool {
    // By far the commonest two, and the ends of sentences and of clauses.
    match gap {
        "" | " " | "-" | "\n" | "\r\n" => return true,
        ". " | ", " | ") " | ") (" | " (" | ": " | "; " => return false,
        _ => {}
    }
    let inner = gap.strip_prefix([' ', '\u{a0}', '\u{2009}', '\u{202f}']).unwrap_or(gap);
    let inner = inner.strip_suffix([' ', '\u{a0}', '\u{2009}', '\u{202f}']).unwrap_or(inner);
    inner.chars().count() <= 3
        && inner.chars().all(|c| {
            matches!(
                c,
                '-' | '/' | ',' | '\'' | '(' | ')' | '[' | ']' | '.' | '+' | '\u{2010}'
                    ..='\u{2015}' | '\u{2212}' | '\u{2019}' | '\u{2032}' | '\u{2033}' | '™' | '®'
            )
        })
        && !(inner.len() < gap.len() && inner.contains(['.', ')', ']', '®', '™']))
}

/// Whether a span of the text is not part of a longer word.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(is_word_char)
        && !text[end..].chars().next().is_some_and(is_word_char)
}

/// The longest name that begins at a token.
pub(crate) fn longest_name_at(
    text: &str,
    tokens: &[Token],
    word_classes: &[WordClass],
    first: usize,
    site: &SiteNames,
) -> Option<DictionaryMatch> {
    let own = site.longest_name_at(text, tokens, first);
    let goes_on =
        || tokens.get(first + 1).is_some_and(|second| may_begin_name(&tokens[first], second));
    let may_begin = word_classes[first].any(WordClass::NAME)
        || word_classes[first].any(WordClass::FIRST) && goes_on();
    let known = may_begin.then(|| longest_of_table(text, tokens, first)).flatten();
    match (own, known) {
        // A site knows its own names best.
        (Some(own), Some(known)) if own.last >= known.last => Some(own),
        (Some(own), None) => Some(own),
        (_, known) => known.map(|known| site.claim(known)),
    }
}

fn longest_of_table(text: &str, tokens: &[Token], first: usize) -> Option<DictionaryMatch> {
    let start = tokens[first].start as usize;
    let mut walk = TableCursor::new();
    let mut best = None;
    for (last, token) in tokens.iter().enumerate().skip(first) {
        if last > first
            && (!joins_name_parts(gap_between(text, &tokens[last - 1], token)) || !walk.step(b' '))
        {
            break;
        }
        let written = &text[token.start as usize..token.end as usize];
        let known = if token.shape == TokenShape::Foreign {
            let mut known = true;
            fold_text(written, |byte| known = known && walk.step(byte));
            known
        } else {
            written.bytes().all(|byte| walk.step(byte | 0x20))
        };
        if !known {
            break;
        }
        if let Some(pattern) = walk.pattern()
            && fits(text, start, token.end as usize, &pattern)
        {
            best = Some(DictionaryMatch {
                first,
                last,
                entity: EntityId::Table(pattern.number),
                kind: pattern.kind,
                ambiguous: pattern.ambiguous,
                ambient: pattern.ambient,
            });
        }
    }
    best
}

fn fits(text: &str, start: usize, end: usize, pattern: &Pattern) -> bool {
    let written = &text[start..end];
    if !stands_alone(text, start, end) {
        return false;
    }
    // A combination that is spelt out is told by its parts.
    if pattern.combination
        && matches!(pattern.kind, PatternKind::Name | PatternKind::Alias)
        && written.contains(|c: char| !c.is_alphanumeric())
    {
        return false;
    }
    pattern.written.is_none_or(|capitals| has_capitals(written, capitals))
}
