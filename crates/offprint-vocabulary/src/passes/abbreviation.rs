//! Abbreviations that the text itself defines: "hydroxynorketamine (HNK)", "RR-HNK
//! (hydroxynorketamine)".
//!
//! Everywhere in the text, before the definition and after it, an abbreviation is one more name of
//! the drug. Its letters must occur in the long form in order (Schwartz and Hearst, 2003); a code
//! in brackets right after the name of a drug needs no common letters.

use rustc_hash::FxHashMap;

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::span::is_full_word;
use crate::table;
use crate::token::{Token, TokenShape, tokenize};
use crate::word_lists::WORDS;

/// The longest abbreviation, in bytes.
const LONGEST: usize = 24;

/// The most letters and digits in an abbreviation.
const MOST_LETTERS: usize = 14;

/// How far before an abbreviation in brackets its long form may begin, in bytes.
const LONG_FORM_REACH: usize = 80;

/// How long text in brackets may be, in characters.
const LONGEST_BRACKETS: usize = 80;

/// Rejects short names that the text defines as something else: "nucleus accumbens (NAC)" is not
/// acetylcysteine.
pub(crate) fn reject_redefined(recognition: &mut Recognition<'_>) {
    let text = recognition.text;
    let mut redefined: Vec<&str> = Vec::new();
    for (index, candidate) in recognition.candidates.iter().enumerate() {
        let name = recognition.name_of(candidate);
        if is_short_alias(candidate, name)
            && !redefined.contains(&name)
            && text[..candidate.start].ends_with('(')
            && text[candidate.end..].starts_with([')', ';', ','])
            && is_defined_otherwise(recognition, index, name)
        {
            redefined.push(name);
        }
    }
    if redefined.is_empty() {
        return;
    }
    for candidate in &mut recognition.candidates {
        let name = &text[candidate.start..candidate.end];
        candidate.rejected |= is_short_alias(candidate, name) && redefined.contains(&name);
    }
}

fn is_short_alias(candidate: &Candidate, name: &str) -> bool {
    candidate.match_kind == MatchKind::Alias
        && !candidate.is_class
        && name.len() <= 5
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether the words before an alias in brackets spell it, and are not the name of a drug.
fn is_defined_otherwise(recognition: &Recognition<'_>, index: usize, name: &str) -> bool {
    let text = recognition.text;
    let before = text[..recognition.candidates[index].start - 1].trim_end();
    let from = text.floor_char_boundary(before.len().saturating_sub(LONG_FORM_REACH));
    // A chemical name may end in a bracket, and may be broken into several candidates: it is still
    // the long form, and so is another name of the same drug.
    let end = before.trim_end_matches([')', ']', '}', ' ']).len();
    let entity = recognition.candidates[index].entity;
    let is_drug = recognition.candidates[..index]
        .iter()
        .rev()
        .take_while(|other| other.end > from)
        .any(|other| other.end >= end || other.entity == entity);
    if is_drug {
        return false;
    }
    let words: Vec<&str> = before[from..]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    words.len() >= letters && spells(name, &words[words.len().saturating_sub(letters + 2)..])
}

/// Whether the letters of a short name occur in the words before it in order, the first one at the
/// beginning of a word, and at least two at beginnings of words.
fn spells(name: &str, words: &[&str]) -> bool {
    (0..words.len()).any(|first| {
        let mut initials = 0;
        let mut letters = name
            .bytes()
            .filter(u8::is_ascii_alphabetic)
            .map(|byte| byte.to_ascii_lowercase())
            .peekable();
        for (index, word) in words[first..].iter().enumerate() {
            for (at, byte) in word.bytes().map(|byte| byte.to_ascii_lowercase()).enumerate() {
                if letters.peek() == Some(&byte) && (index > 0 || at > 0 || initials == 0) {
                    initials += usize::from(at == 0);
                    letters.next();
                } else if index == 0 && at == 0 {
                    break;
                }
            }
            if index == 0 && initials == 0 {
                return false;
            }
        }
        letters.peek().is_none() && initials >= 2
    })
}

/// Finds the abbreviations that the text defines, and where it uses them.
pub(crate) fn find_abbreviations(recognition: &mut Recognition<'_>) {
    let definitions = find_definitions(recognition);
    if definitions.is_empty() {
        return;
    }
    // A word that looked like an unknown code may turn out to be defined.
    let text = recognition.text;
    recognition.candidates.retain(|known| {
        known.match_kind != MatchKind::NewCode
            || !definitions.contains_key(&text[known.start..known.end])
    });
    let found = find_uses(recognition, &definitions);
    recognition.add_candidates(found);
}

/// The abbreviations that a text defines, each with the candidate that it abbreviates.
fn find_definitions<'t>(recognition: &Recognition<'t>) -> FxHashMap<&'t str, Candidate> {
    let text = recognition.text;
    let mut definitions: FxHashMap<&str, Candidate> = FxHashMap::default();
    for candidate in recognition.candidates.iter().filter(|candidate| !candidate.rejected) {
        for (start, end) in [in_brackets_after(text, candidate), before_brackets(text, candidate)]
            .into_iter()
            .flatten()
        {
            let short = &text[start..end];
            let is_available =
                recognition.is_free(start, end) || is_only_new_code(recognition, start, end);
            let name = recognition.name_of(candidate);
            let is_chemical_code =
                candidate.match_kind == MatchKind::Chemical && is_numbered(short);
            if is_available && (is_chemical_code || abbreviates(short, name)) {
                // The first definition counts.
                definitions.entry(short).or_insert(*candidate);
            }
        }
    }
    for (short, candidate) in definitions_by_parts(recognition) {
        definitions.entry(short).or_insert(candidate);
    }
    definitions
}

/// The abbreviations of several drugs in one pair of brackets, in the order of their names:
/// "cyproterone acetate with ethinylestradiol (CPA/EE)".
fn definitions_by_parts<'t>(recognition: &Recognition<'t>) -> Vec<(&'t str, Candidate)> {
    let text = recognition.text;
    let mut found = Vec::new();
    for (index, candidate) in recognition.candidates.iter().enumerate() {
        if index == 0 || !text[candidate.end..].starts_with([' ', '(']) {
            continue;
        }
        let Some((start, end)) = in_brackets_after(text, candidate) else { continue };
        let parts: Vec<&str> = text[start..end].split(['/', '+']).collect();
        let Some(first) = (index + 1).checked_sub(parts.len()).filter(|_| parts.len() > 1) else {
            continue;
        };
        let drugs = &recognition.candidates[first..=index];
        let is_defined = drugs.iter().zip(&parts).all(|(drug, part)| {
            !drug.is_class
                && !drug.rejected
                && is_abbreviation(part)
                && abbreviates(part, recognition.name_of(drug))
        });
        if is_defined && recognition.is_free(start, end) {
            found.extend(parts.into_iter().zip(drugs.iter().copied()));
        }
    }
    found
}

/// Where a text uses defined abbreviations in places that are free.
fn find_uses(
    recognition: &Recognition<'_>,
    definitions: &FxHashMap<&str, Candidate>,
) -> Vec<Candidate> {
    let mut longest_first: Vec<&str> = definitions.keys().copied().collect();
    longest_first.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    let mut first_tokens: Vec<u64> = longest_first
        .iter()
        .filter_map(|name| tokenize(name).first().map(|token| token.hash))
        .collect();
    first_tokens.sort_unstable();
    let mut found = Vec::new();
    let mut free_from = 0;
    for (at, token) in recognition.tokens.iter().enumerate() {
        if (token.start as usize) < free_from || first_tokens.binary_search(&token.hash).is_err() {
            continue;
        }
        let used = longest_first.iter().find_map(|name| {
            let (start, end) = use_at(recognition, token, name)?;
            Some((start, end, definitions.get(name)?))
        });
        let Some((start, end, defined)) = used else { continue };
        let tokens =
            recognition.tokens[at..].iter().take_while(|token| (token.end as usize) <= end).count();
        found.push(Candidate {
            start,
            end,
            first: at,
            last: at + tokens.saturating_sub(1),
            match_kind: MatchKind::Abbreviation,
            rejected: false,
            ambiguous: false,
            ..*defined
        });
        free_from = end;
    }
    found
}

/// Where a text uses an abbreviation whose first token is this one, with its plural ending.
fn use_at(recognition: &Recognition<'_>, token: &Token, name: &str) -> Option<(usize, usize)> {
    let text = recognition.text;
    // An abbreviation may begin with a bracket, before its first token.
    let lead = name.find(char::is_alphanumeric).unwrap_or(0);
    let start = (token.start as usize).checked_sub(lead)?;
    if !text.get(start..)?.starts_with(name) {
        return None;
    }
    let mut end = start + name.len();
    if text[end..].starts_with('s') && is_full_word(text, start, end + 1) && !name.ends_with('s') {
        end += 1;
    }
    (is_full_word(text, start, end)
        && !text[..start].ends_with(['-', '\u{2010}', '\u{2011}'])
        && recognition.is_free(start, end)
        && !is_target(&text[end..]))
    .then_some((start, end))
}

/// Whether all candidates in these bytes are unknown codes, which a definition overrides.
fn is_only_new_code(recognition: &Recognition<'_>, start: usize, end: usize) -> bool {
    recognition
        .candidates
        .iter()
        .filter(|known| known.start < end && start < known.end)
        .all(|known| known.match_kind == MatchKind::NewCode)
}

/// Whether the text after an abbreviation makes it the name of a receptor, a kinase or a gene.
fn is_target(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '-']);
    ["receptor", "kinase", "gene "].iter().any(|word| after.starts_with(word))
}

/// The bytes of the abbreviation in brackets right after a name: "name (X)", "name (X; more)".
fn in_brackets_after(text: &str, candidate: &Candidate) -> Option<(usize, usize)> {
    let rest = &text[candidate.end..];
    // A dosage form may be between a name and a code: "dexmedetomidine film (BXCL501)".
    let word_length = rest
        .strip_prefix(' ')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_lowercase).count());
    if word_length > 0 && WORDS.dosage_forms.contains(&rest[1..=word_length]) {
        let after_form = Candidate { end: candidate.end + 1 + word_length, ..*candidate };
        return in_brackets_after(text, &after_form)
            .filter(|(start, end)| is_company_code(&text[*start..*end]));
    }
    let space = rest.len() - rest.trim_start_matches([' ', '\n', '\u{a0}']).len();
    let inner = rest.get(space..)?.strip_prefix(['(', '['])?;
    if space > 2 {
        return None;
    }
    let start = candidate.end + space + 1;
    let short = first_part_of_brackets(inner)?;
    let unquoted = short.trim_start_matches(['"', '“', '\'', '‘']);
    let start = start + (short.len() - unquoted.len());
    let unquoted = unquoted.trim_end_matches(['"', '”', '\'', '’']);
    is_abbreviation(unquoted).then_some((start, start + unquoted.len()))
}

/// What is in brackets up to the first comma or semicolon, from the text after the opening one.
fn first_part_of_brackets(inner: &str) -> Option<&str> {
    /// How far after an inner bracket the outer one closes at most, in characters.
    const AFTER_INNER: usize = 40;
    let close =
        inner.char_indices().take(LONGEST_BRACKETS).find(|(_, c)| matches!(c, ')' | ']'))?.0;
    // An abbreviation may contain brackets: "((2R,6R)-HNK)".
    let close = if inner.starts_with('(') {
        let after = &inner[close + 1..];
        close + 1 + after.char_indices().take(AFTER_INNER).find(|(_, c)| *c == ')')?.0
    } else {
        close
    };
    let mut short = &inner[..close];
    for mark in [';', ','] {
        if let Some((before, _)) = short.split_once(mark)
            && !before.contains('(')
            && short[before.len() + 1..].starts_with(' ')
        {
            short = before;
        }
    }
    Some(short.trim_end())
}

/// The bytes of the abbreviation before brackets that contain only the name: "X (name)".
fn before_brackets(text: &str, candidate: &Candidate) -> Option<(usize, usize)> {
    let before = text[..candidate.start].strip_suffix('(')?;
    if !text[candidate.end..].starts_with([')', ',', ';']) {
        return None;
    }
    let before = before.trim_end_matches([' ', '\u{a0}']);
    let from = text.floor_char_boundary(before.len().saturating_sub(LONGEST + 4)).min(before.len());
    let word = before[from..]
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '/' | ','))
        .next()?;
    (is_abbreviation(word) && word.chars().filter(|c| c.is_uppercase()).count() >= 2)
        .then_some((before.len() - word.len(), before.len()))
}

/// Whether text is written like an abbreviation or a code.
fn is_abbreviation(short: &str) -> bool {
    (2..=LONGEST).contains(&short.len())
        && !short.contains(char::is_whitespace)
        && short.starts_with(|c: char| c.is_alphanumeric() || c == '(')
        && short.ends_with(char::is_alphanumeric)
        && (short.contains(|c: char| c.is_uppercase()) || is_clipped(short))
        && short.chars().filter(|c| c.is_alphanumeric()).count() <= MOST_LETTERS
        && short.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(
                    c,
                    '-' | '/' | '.' | ',' | '+' | '(' | ')' | '\u{2010}' | '\u{2011}' | '′' | '\''
                )
        })
        && !WORDS.other_abbreviations.contains(short)
}

/// Whether a word in lower case may be the beginning of a name: "dexamethasone (dex)".
fn is_clipped(short: &str) -> bool {
    (3..=5).contains(&short.len())
        && short.bytes().all(|byte| byte.is_ascii_lowercase())
        && !table::is_known_word(short)
}

/// Whether a short form is a code of capitals, a hyphen and a number, with or without a sign of
/// rotation before it: "(+/-)-PG-9". After a chemical name one digit is enough.
fn is_numbered(short: &str) -> bool {
    let code = short.rsplit_once(")-").map_or(short, |(_, code)| code);
    code.split_once('-').is_some_and(|(letters, digits)| {
        (2..=5).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && (1..=8).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !WORDS.other_prefixes.contains(letters)
    })
}

/// Whether the letters of the short form occur in the long one in order, the first one at the
/// beginning of a word. The code of a company is accepted without this.
fn abbreviates(short: &str, long: &str) -> bool {
    if short.eq_ignore_ascii_case(long) {
        return false;
    }
    if is_clipped(short) {
        return long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short));
    }
    // "estradiol (E2)", "thyroxine (T4)": an initial with a number.
    if let [initial, digit] = short.as_bytes()
        && digit.is_ascii_digit()
    {
        return initial.is_ascii_uppercase()
            && long
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| word.len() > 4 && word.as_bytes()[0].eq_ignore_ascii_case(initial));
    }
    let letters: Vec<char> =
        short.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    let long: Vec<char> = long.chars().flat_map(char::to_lowercase).collect();
    if letters.len() >= long.len() || letters.len() < 2 {
        return is_company_code(short);
    }
    let mut at = long.len();
    for (index, letter) in letters.iter().enumerate().rev() {
        loop {
            if at == 0 {
                return is_company_code(short) || is_acronym(short, &long);
            }
            at -= 1;
            let begins_word = at == 0 || !long[at - 1].is_alphabetic();
            if long[at] == *letter && (index > 0 || begins_word) {
                break;
            }
        }
    }
    true
}

/// Whether a short form is three or four capitals that the long one contains in any order, and
/// begins with the first of them: "desvenlafaxine (DVS)".
fn is_acronym(short: &str, long: &[char]) -> bool {
    let mut left: Vec<char> = long.to_vec();
    (3..=4).contains(&short.len())
        && short.bytes().all(|byte| byte.is_ascii_uppercase())
        && short.chars().next().map(|c| c.to_ascii_lowercase()) == long.first().copied()
        && short.chars().all(|c| {
            left.iter()
                .position(|other| *other == c.to_ascii_lowercase())
                .map(|at| left.swap_remove(at))
                .is_some()
        })
}

/// Whether a short form begins with two to five capitals and two to eight digits, like the research
/// code of a company. Numbers of trials (`NCT…`) do not count.
fn is_company_code(short: &str) -> bool {
    let tokens = tokenize(short);
    let [letters, digits, ..] = tokens.as_slice() else { return false };
    letters.shape == TokenShape::Word
        && digits.shape == TokenShape::Number
        && (2..=5).contains(&(letters.end - letters.start))
        && (2..=8).contains(&(digits.end - digits.start))
        && short[..letters.end as usize].bytes().all(|byte| byte.is_ascii_uppercase())
        && !short.starts_with("NCT")
}

#[cfg(test)]
mod tests {
    use super::abbreviates;

    #[test]
    fn letters_must_occur_in_order() {
        assert!(abbreviates("HNK", "hydroxynorketamine"));
        assert!(abbreviates("RR-HNK", "(2R,6R)-hydroxynorketamine"));
        assert!(abbreviates("MIJ821", "onfasprodil"));
        assert!(!abbreviates("TRD", "ketamine"));
        assert!(!abbreviates("NK", "hydroxynorketamine"));
    }
}
