//! Abbreviations that the text itself defines: "hydroxynorketamine (HNK)", "RR-HNK
//! (hydroxynorketamine)".
//!
//! After the place that defines it, and before, an abbreviation is one more name of the drug. The
//! letters must occur in the long form in order, after Schwartz and Hearst (2003); a code in
//! brackets right behind a drug's name needs no letters.

use rustc_hash::FxHashMap;

use crate::passes::dictionary::stands_alone;
use crate::recognise::{Candidate, MatchKind, Recognition};
use crate::token::TokenShape;

/// What stands in brackets after a drug and is no abbreviation of it. Sorted.
const NOT_SHORT: &[&str] = &[
    "BP", "EU", "FDA", "Fig", "I", "II", "III", "IM", "INN", "IP", "IU", "IV", "JAN", "N", "NF",
    "OTC", "PO", "R", "S", "SC", "UK", "US", "USA", "USAN", "USP", "V", "VI", "n",
];

/// Words for how a drug is made up, which may stand between its name and its code. Sorted.
const MAKES: &[&str] = &[
    "capsule",
    "capsules",
    "film",
    "formulation",
    "gel",
    "hydrochloride",
    "implant",
    "infusion",
    "injection",
    "patch",
    "spray",
    "sulfate",
    "tablet",
    "tablets",
    "therapy",
    "treatment",
];

/// The longest abbreviation, in bytes.
const LONGEST: usize = 24;

/// Takes back short names that the text defines as something else: "nucleus accumbens (NAC)" is no
/// acetylcysteine.
pub(crate) fn reject_redefined(recognition: &mut Recognition<'_>) {
    let text = recognition.text;
    let short = |candidate: &Candidate| {
        candidate.match_kind == MatchKind::Alias
            && !candidate.class
            && candidate.end - candidate.start <= 5
            && text[candidate.start..candidate.end]
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let mut masks: Vec<&str> = Vec::new();
    for (index, candidate) in recognition.candidates.iter().enumerate() {
        let name = &text[candidate.start..candidate.end];
        if !short(candidate)
            || masks.contains(&name)
            || !text[..candidate.start].ends_with('(')
            || !text[candidate.end..].starts_with([')', ';', ','])
        {
            continue;
        }
        let before = text[..candidate.start - 1].trim_end();
        // Right behind a name of the same drug it is what it seems.
        let named = index
            .checked_sub(1)
            .and_then(|before| recognition.candidates.get(before))
            .is_some_and(|other| other.end >= before.len());
        let from = text.floor_char_boundary(before.len().saturating_sub(80));
        let words: Vec<&str> = before[from..]
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
        if !named
            && words.len() >= letters
            && spells(name, &words[words.len().saturating_sub(letters + 2)..])
        {
            masks.push(name);
        }
    }
    if !masks.is_empty() {
        recognition
            .candidates
            .iter_mut()
            .filter(|candidate| {
                short(candidate) && masks.contains(&&text[candidate.start..candidate.end])
            })
            .for_each(|candidate| candidate.dropped = true);
    }
}

/// Whether the letters of a short name occur in the words before it in order, the first at the
/// beginning of one, and two at least begin words.
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
    let mut defined: Vec<(&str, Candidate)> = Vec::new();
    for candidate in &recognition.candidates {
        if candidate.dropped {
            continue;
        }
        for short in [
            in_brackets_after(recognition.text, candidate),
            before_brackets(recognition.text, candidate),
        ]
        .into_iter()
        .flatten()
        {
            let (start, end) = short;
            let written = &recognition.text[start..end];
            let taken = !recognition.is_free(start, end) && !is_guess(recognition, start, end);
            if !taken
                && abbreviates(written, &recognition.text[candidate.start..candidate.end])
                && !defined.iter().any(|(known, _)| *known == written)
            {
                defined.push((written, *candidate));
            }
        }
    }
    if defined.is_empty() {
        return;
    }
    // The guesses of codes that turn out to be defined give way.
    let text = recognition.text;
    let names: FxHashMap<&str, Candidate> = defined.into_iter().collect();
    recognition.candidates.retain(|candidate| {
        candidate.match_kind != MatchKind::NewCode
            || !names.contains_key(&text[candidate.start..candidate.end])
    });
    let firsts: Vec<u64> = {
        let mut firsts: Vec<u64> = names_in_order(&names)
            .into_iter()
            .filter_map(|name| crate::token::tokenize(name).first().map(|token| token.hash))
            .collect();
        firsts.sort_unstable();
        firsts
    };
    let by_length = names_in_order(&names);
    let mut added = Vec::new();
    let mut free_from = 0;
    for (at, token) in recognition.tokens.iter().enumerate() {
        let start = token.start as usize;
        if start < free_from || firsts.binary_search(&token.hash).is_err() {
            continue;
        }
        for name in &by_length {
            // An abbreviation may begin with a bracket or end in a plus; its first token tells
            // where it is.
            let lead = name.find(char::is_alphanumeric).unwrap_or(0);
            let Some(from) = start.checked_sub(lead) else { continue };
            if !text.get(from..).is_some_and(|rest| rest.starts_with(name)) {
                continue;
            }
            let mut end = from + name.len();
            // Its plural too.
            if text[end..].starts_with('s')
                && stands_alone(text, from, end + 1)
                && !name.ends_with('s')
            {
                end += 1;
            }
            if !stands_alone(text, from, end)
                || text[..from].ends_with(['-', '\u{2010}', '\u{2011}'])
                || !recognition.is_free(from, end)
                || is_target(&text[end..])
            {
                continue;
            }
            let Some(meant) = names.get(name) else { continue };
            let last = at
                + recognition.tokens[at..]
                    .iter()
                    .take_while(|token| (token.end as usize) <= end)
                    .count()
                    .saturating_sub(1);
            added.push(Candidate {
                start: from,
                end,
                first: at,
                last,
                match_kind: MatchKind::Abbreviation,
                dropped: false,
                ambiguous: false,
                ..*meant
            });
            free_from = end;
            break;
        }
    }
    recognition.add(added);
}

fn names_in_order<'t>(names: &FxHashMap<&'t str, Candidate>) -> Vec<&'t str> {
    let mut list: Vec<&str> = names.keys().copied().collect();
    list.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    list
}

/// Whether the only mention there is a guess that a definition may overrule.
fn is_guess(recognition: &Recognition<'_>, start: usize, end: usize) -> bool {
    recognition
        .candidates
        .iter()
        .filter(|candidate| candidate.start < end && start < candidate.end)
        .all(|candidate| candidate.match_kind == MatchKind::NewCode)
}

fn is_target(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '-']);
    ["receptor", "kinase", "gene "].iter().any(|word| after.starts_with(word))
}

/// What stands in brackets right behind a name: "name (X)", "name (X; more)".
fn in_brackets_after(text: &str, candidate: &Candidate) -> Option<(usize, usize)> {
    let rest = &text[candidate.end..];
    // "dexmedetomidine film (BXCL501)": a word for the make may stand between a name and a code.
    let word = rest
        .strip_prefix(' ')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_lowercase).count());
    if word > 0 && MAKES.binary_search(&&rest[1..=word]).is_ok() {
        let after = Candidate { end: candidate.end + 1 + word, ..*candidate };
        return in_brackets_after(text, &after).filter(|(start, end)| is_code(&text[*start..*end]));
    }
    let space = rest.len() - rest.trim_start_matches([' ', '\n', '\u{a0}']).len();
    let inner = rest.get(space..)?.strip_prefix(['(', '['])?;
    if space > 2 {
        return None;
    }
    let start = candidate.end + space + 1;
    let close = inner.char_indices().take(80).find(|(_, c)| matches!(c, ')' | ']'))?.0;
    // An abbreviation may hold brackets: "((2R,6R)-HNK)".
    let close = if inner.starts_with('(') {
        close + 1 + inner[close + 1..].char_indices().take(40).find(|(_, c)| *c == ')')?.0
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
    short = short.trim_end();
    let trimmed =
        short.trim_start_matches(['"', '“', '\'', '‘']).trim_end_matches(['"', '”', '\'', '’']);
    let start = start + (short.len() - short.trim_start_matches(['"', '“', '\'', '‘']).len());
    looks_short(trimmed).then_some((start, start + trimmed.len()))
}

/// What stands before a bracket that holds nothing but the name: "X (name)".
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
    (looks_short(word) && word.chars().filter(|c| c.is_uppercase()).count() >= 2)
        .then_some((before.len() - word.len(), before.len()))
}

fn looks_short(short: &str) -> bool {
    (2..=LONGEST).contains(&short.len())
        && !short.contains(char::is_whitespace)
        && short.starts_with(|c: char| c.is_alphanumeric() || c == '(')
        && short.ends_with(char::is_alphanumeric)
        && short.contains(|c: char| c.is_uppercase())
        && short.chars().filter(|c| c.is_alphanumeric()).count() <= 14
        && short.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(
                    c,
                    '-' | '/' | '.' | ',' | '+' | '(' | ')' | '\u{2010}' | '\u{2011}' | '′' | '\''
                )
        })
        && NOT_SHORT.binary_search(&short).is_err()
}

/// Whether the letters of the short form occur in the long one in order, the first at the beginning
/// of a word. A company's code after a name is believed.
fn abbreviates(short: &str, long: &str) -> bool {
    if short.eq_ignore_ascii_case(long) {
        return false;
    }
    let small: Vec<char> =
        short.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    let large: Vec<char> = long.chars().flat_map(char::to_lowercase).collect();
    if small.len() >= large.len() || small.len() < 2 {
        return is_code(short);
    }
    let mut at = large.len();
    for (index, letter) in small.iter().enumerate().rev() {
        loop {
            if at == 0 {
                return is_code(short) || is_acronym(short, &large);
            }
            at -= 1;
            let word_start = at == 0 || !large[at - 1].is_alphabetic();
            if large[at] == *letter && (index > 0 || word_start) {
                break;
            }
        }
    }
    true
}

/// Three or four capitals that the name holds in whatever order, and begins with the first of:
/// "desvenlafaxine (DVS)".
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

/// Two to five capitals and three or more digits, and nothing but a hyphen between.
fn is_code(short: &str) -> bool {
    let tokens = crate::token::tokenize(short);
    matches!(tokens.as_slice(), [letters, digits, ..] if letters.shape == TokenShape::Word && digits.shape == TokenShape::Number
        && (2..=5).contains(&(letters.end - letters.start)) && (2..=8).contains(&(digits.end - digits.start))
        && short[..letters.end as usize].bytes().all(|byte| byte.is_ascii_uppercase()) && !short.starts_with("NCT"))
}

#[cfg(test)]
mod tests {
    use super::{NOT_SHORT, abbreviates};

    #[test]
    fn words_in_brackets_are_sorted() {
        assert!(NOT_SHORT.is_sorted());
    }

    #[test]
    fn letters_must_occur_in_order() {
        assert!(abbreviates("HNK", "hydroxynorketamine"));
        assert!(abbreviates("RR-HNK", "(2R,6R)-hydroxynorketamine"));
        assert!(abbreviates("MIJ821", "onfasprodil"));
        assert!(!abbreviates("TRD", "ketamine"));
        assert!(!abbreviates("NK", "hydroxynorketamine"));
    }
}
