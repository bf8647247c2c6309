//! The names at the start of a reference, in the printed forms of the usual styles.
//!
//! `Example AB, Sample C, et al.` (Vancouver), `Example, A. B., & Sample, C.` (APA, Nature,
//! Harvard), `Example, Anna, and Carl Sample.` (MLA, Chicago), `A. B. Example` (IEEE): each becomes
//! `Example AB`. Reading stops at the first thing that is not a name, since that is the title.
//!
//! It must not know what follows the names.

use crate::phrases::{Category, is_phrase, phrases};

/// More names than this are not read.
const MOST: usize = 200;

/// The authors, as `Family I`, and what follows them.
pub(super) fn authors(text: &str) -> (Vec<String>, &str) {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    let mut full_names = false;
    while names.len() < MOST {
        let (next, listed) = past_separator(rest, names.is_empty());
        if let Some(after) = et_al(next) {
            rest = after;
            break;
        }
        if !listed {
            rest = next;
            break;
        }
        let after_full = full_names.then(|| given_first(next)).flatten();
        if let Some((name, after)) =
            initials_after(next).or_else(|| initials_first(next)).or(after_full)
        {
            names.push(name);
            rest = after;
        } else if names.is_empty()
            && let Some((name, after)) = full_name(next)
        {
            names.push(name);
            rest = after;
            full_names = true;
        } else {
            break;
        }
    }
    // `(Eds.)` and the like belong to the names.
    let trimmed = rest.trim_start_matches([' ', ',', '.']);
    for editors in phrases(Category::Editors) {
        if let Some(after) = trimmed.strip_prefix(editors)
            && !names.is_empty()
        {
            return (names, after);
        }
    }
    (names, rest)
}

/// Skips what separates two names. Returns whether there was a separator, so that another name can
/// follow.
fn past_separator(text: &str, first: bool) -> (&str, bool) {
    let mut rest = text;
    let mut listed = first;
    for _ in 0..4 {
        let trimmed = rest.trim_start();
        if let Some(after) = trimmed.strip_prefix([',', ';', '&']) {
            rest = after;
            listed = true;
            continue;
        }
        // A suffix belongs to the preceding name: `Jr.`.
        let suffix = phrases(Category::NameSuffixes)
            .iter()
            .find_map(|suffix| trimmed.strip_prefix(suffix))
            .filter(|after| !first && !after.starts_with(char::is_alphanumeric));
        let and = phrases(Category::ReferenceNameJoins)
            .iter()
            .find_map(|and| trimmed.strip_prefix(and)?.strip_prefix(' '))
            .or_else(|| ["… ", "... ", ". . . "].iter().find_map(|gap| trimmed.strip_prefix(gap)))
            .filter(|after| !after.starts_with("al"));
        match suffix.or(and) {
            Some(after) => {
                rest = after;
                listed |= and.is_some();
            }
            None => {
                rest = trimmed;
                break;
            }
        }
    }
    (rest.trim_start(), listed)
}

fn et_al(text: &str) -> Option<&str> {
    let lower = text
        .get(
            ..text
                .len()
                .min(12)
                .min(text.find(|character: char| !character.is_ascii()).unwrap_or(usize::MAX)),
        )?
        .to_ascii_lowercase();
    let forms = phrases(Category::OtherAuthors).iter().filter(|form| lower.starts_with(**form));
    text.get(forms.map(|form| form.len()).max()?..)
}

/// A family name of one to four words at the start: with a capital, or a particle before a
/// capitalised word.
fn family(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    let mut words = 0;
    let mut capital = false;
    let mut rest = text;
    loop {
        let word = rest.split([' ', ',', ';', '(']).next().unwrap_or("");
        let particle = is_phrase(Category::NameParticles, &word.to_lowercase());
        let name = word.starts_with(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && word.chars().all(|character| {
                character.is_alphabetic() || matches!(character, '-' | '‐' | '\'' | '’' | '`')
            })
            || word.starts_with("d’")
            || word.starts_with("d'");
        if !(particle || name) || words == 4 {
            break;
        }
        capital |= name;
        words += 1;
        end = text.len() - rest.len() + word.len();
        let after = &rest[word.len()..];
        match after.strip_prefix(' ') {
            Some(next) => rest = next,
            None => break,
        }
    }
    (capital && end > 1).then(|| (&text[..end], &text[end..]))
}

/// Whether there may be spaces between initials: in `Example, A. B.`, but not in
/// `Example A. A title`.
#[derive(Clone, Copy, PartialEq)]
enum InitialsSpacing {
    Blanks,
    Close,
}

/// Initials at the start (`AB`, `A. B.`, `A.B.`, `A-B`, `A B`) as letters, and what follows.
fn initials(text: &str, spacing: InitialsSpacing) -> Option<(String, &str)> {
    let mut letters = String::new();
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    let mut dotted = false;
    while let Some((at, character)) = characters.next() {
        if character.is_uppercase() {
            let next = characters.peek().map(|(_, next)| *next);
            // A capital before a small letter begins a word: `Anna`.
            if next.is_some_and(char::is_lowercase) || letters.chars().count() == 5 {
                break;
            }
            letters.push(character);
            end = at + character.len_utf8();
        } else if character == '.'
            && !letters.is_empty()
            && end == at
            && (dotted || letters.chars().count() == 1)
        {
            dotted = true;
            end = at + 1;
        } else if matches!(character, '-' | '‐' | ' ')
            && !letters.is_empty()
            && (character != ' ' || dotted && spacing == InitialsSpacing::Blanks)
        {
            // Continue only if another initial follows.
            let mut ahead = text[at + character.len_utf8()..].chars();
            let (first, second) = (ahead.next(), ahead.next());
            let goes_on = match character {
                ' ' => second == Some('.'),
                _ => second.is_none_or(|second| {
                    !second.is_alphabetic() || second.is_uppercase() && !dotted
                }),
            };
            if !(first.is_some_and(char::is_uppercase) && goes_on) {
                break;
            }
        } else {
            break;
        }
    }
    if letters.is_empty() {
        return None;
    }
    let after = &text[end..];
    let ends = after.is_empty() || after.starts_with([' ', ',', ';', '.', ':', '(', '&']);
    ends.then_some((letters, after))
}

/// `Example AB`, `Example, A. B.`, `Example A.B.`
fn initials_after(text: &str) -> Option<(String, &str)> {
    let (family, after) = family(text)?;
    let comma = after.starts_with(',');
    let given = after.strip_prefix(',').unwrap_or(after).strip_prefix(' ')?;
    let (letters, after) =
        initials(given, if comma { InitialsSpacing::Blanks } else { InitialsSpacing::Close })?;
    // Without a comma, initials must end the name: `Example AB,` but not `Vitamin D and`.
    let ends = after.is_empty()
        || after.starts_with([',', ';', '.', ':', '&'])
        || after.starts_with(" (")
        || after.starts_with(" and ")
        || after.starts_with(" &")
        || after.starts_with(" et ")
        || after.starts_with(" Jr")
        || after.starts_with(" Sr")
        || after.starts_with(" 2nd")
        || after.starts_with(" I")
        || after.starts_with(" und ")
        || after.starts_with(' ') && given[..given.len() - after.len()].ends_with('.');
    if !ends || !comma && letters.chars().count() > 4 {
        return None;
    }
    Some((format!("{family} {letters}"), after))
}

/// `A. B. Example`
fn initials_first(text: &str) -> Option<(String, &str)> {
    if text.chars().nth(1).is_none_or(|second| second != '.') {
        return None;
    }
    let (letters, after) = initials(text, InitialsSpacing::Blanks)?;
    let (family, after) = family(after.trim_start())?;
    (family.split(' ').count() <= 3
        && (after.is_empty()
            || after.starts_with([',', ';', '.', '('])
            || after.starts_with(" and ")
            || after.starts_with(" &")
            || after.starts_with(" et ")
            || after.starts_with(" (")))
    .then(|| (format!("{family} {letters}"), after))
}

/// `Example, Anna B.`: the first name of an entry in the styles of the humanities.
fn full_name(text: &str) -> Option<(String, &str)> {
    let (family, after) = family(text)?;
    let given = after.strip_prefix(", ")?;
    if family.split(' ').count() > 3 {
        return None;
    }
    let end = given
        .char_indices()
        .find(|(at, character)| {
            matches!(character, ',' | '(' | ';' | '"' | '“')
                || *character == '.' && !ends_with_initial(&given[..*at])
                || given[*at..].starts_with(" and ")
        })
        .map_or(given.len(), |(at, _)| at);
    let names: Vec<&str> = given[..end].split_whitespace().collect();
    let fits = (1..=3).contains(&names.len())
        && names.iter().all(|name| {
            name.starts_with(char::is_uppercase)
                && name
                    .chars()
                    .all(|character| character.is_alphabetic() || matches!(character, '.' | '-'))
        });
    // `Anxiety, Depression. A title`: two words of a title look the same, so what follows decides.
    fits.then(|| (format!("{family} {}", of_given(&names)), &given[end..]))
}

/// `Carl B. Sample` among the later names.
fn given_first(text: &str) -> Option<(String, &str)> {
    let end = text
        .char_indices()
        .find(|(at, character)| {
            matches!(character, ',' | '(' | ';' | '"' | '“')
                || *character == '.' && !ends_with_initial(&text[..*at])
                || text[*at..].starts_with(" and ")
        })
        .map_or(text.len(), |(at, _)| at);
    let names: Vec<&str> = text[..end].split_whitespace().collect();
    let (family, given) = names.split_last()?;
    let fits = (1..=3).contains(&given.len())
        && names.iter().all(|name| {
            name.starts_with(char::is_uppercase)
                && name.chars().all(|character| {
                    character.is_alphabetic() || matches!(character, '.' | '-' | '’' | '\'')
                })
        });
    fits.then(|| (format!("{family} {}", of_given(given)), &text[end..]))
}

fn ends_with_initial(text: &str) -> bool {
    let word = text.rsplit([' ', '.']).next().unwrap_or("");
    word.chars().count() == 1 && word.chars().all(char::is_uppercase)
}

fn of_given(names: &[&str]) -> String {
    names.iter().filter_map(|name| name.chars().next()).collect()
}

/// Whether a first sentence is the name of a group rather than a title.
pub(super) fn is_group(text: &str) -> bool {
    let words: Vec<String> =
        text.split(' ').map(|word| word.trim_matches([',', '(', ')']).to_lowercase()).collect();
    words.len() <= 9
        && words.iter().any(|word| {
            is_phrase(Category::GroupWords, word) || is_phrase(Category::GroupAuthorWords, word)
        })
        && text.starts_with(char::is_uppercase)
}
