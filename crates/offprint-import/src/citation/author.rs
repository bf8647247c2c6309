//! The names at the start of a reference, in the printed forms of the usual styles.
//!
//! `Example AB, Sample C, et al.` (Vancouver), `Example, A. B., & Sample, C.` (APA, Nature,
//! Harvard), `Example, Anna, and Carl Sample.` (MLA, Chicago), `A. B. Example` (IEEE): each becomes
//! `Example AB`. Reading stops at the first thing that is not a name, since that is the title.
//!
//! It must not know what follows the names.

use super::author_group;
use crate::article::CitedWork;
use crate::phrases::{Category, is_phrase, phrases};

/// More names than this are not read.
const MOST: usize = 200;

/// How the list that an entry belongs to prints names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameOrder {
    /// The entry stands alone, or its list has no names with the given name first.
    Unknown,
    /// `Anna Example`.
    GivenFirst,
}

/// Whether an entry begins with the complete given name of its first author.
pub(super) fn is_given_name_first(work: &CitedWork) -> bool {
    let Some((family, initials)) = work.authors.first().and_then(|name| name.rsplit_once(' '))
    else {
        return false;
    };
    let text = work.text.trim_start_matches(|character: char| !character.is_alphabetic());
    let given = text.split([' ', ',', '.']).next().unwrap_or_default();
    given.chars().count() >= 3
        && given.chars().next() == initials.chars().next()
        && text[given.len()..].contains(family)
        && !family.starts_with(given)
}

/// The authors, as `Family I`, and what follows them.
pub(super) fn authors(text: &str, order: NameOrder) -> (Vec<String>, &str) {
    if let Some(found) = ideographic_names(text) {
        return found;
    }
    let mut list = NameList::default();
    let mut rest = text;
    while list.names.len() < MOST {
        let (next, listed) = past_separator(rest, list.names.is_empty());
        if let Some(after) = et_al(next) {
            rest = after;
            // `et al; on behalf of the Example Group. A title`
            let after = after.trim_start_matches(['.', ' ']);
            if (after.starts_with([';', ',']) || after.starts_with(char::is_lowercase))
                && let Some((name, after)) = author_group::group_at(after, false)
            {
                list.names.push(name);
                rest = after;
            }
            break;
        }
        let is_parted = rest.trim_start().starts_with(';');
        let person = if listed { list.person_at(next, is_parted) } else { None };
        let found = person.or_else(|| {
            // A group after people follows a separator, or words such as `on behalf of`.
            let is_introduced = listed || !next.starts_with(['.', '(', ':']);
            is_introduced.then(|| author_group::group_at(next, list.names.is_empty())).flatten()
        });
        let Some((name, after)) = found else {
            if !listed {
                rest = next;
            }
            break;
        };
        list.names.push(name);
        rest = list.after_suffix(after);
    }
    if list.names.is_empty()
        && let Some(found) = given_first_list(text, order)
    {
        return found;
    }
    // `(Eds.)` and the like belong to the names.
    let trimmed = rest.trim_start_matches([' ', ',', '.']);
    for editors in phrases(Category::Editors) {
        if let Some(after) = trimmed.strip_prefix(editors)
            && !list.names.is_empty()
        {
            return (list.names, after);
        }
    }
    (list.names, rest)
}

/// The names that have been read.
#[derive(Default)]
struct NameList {
    names: Vec<String>,
    /// Whether the first name has a complete given name, so that others may.
    has_given_names: bool,
}

impl NameList {
    /// A person at this position. `is_parted` says that a semicolon precedes it.
    fn person_at<'a>(&mut self, next: &'a str, is_parted: bool) -> Option<(String, &'a str)> {
        if let Some(found) = initials_after(next).or_else(|| initials_first(next)) {
            return Some(found);
        }
        if self.has_given_names {
            let is_in_capitals = capitals_before_given_name(next).is_some();
            return full_name(next)
                .filter(|(_, after)| is_parted || is_in_capitals || after.starts_with(';'))
                .or_else(|| given_first(next));
        }
        if !self.names.is_empty() {
            return None;
        }
        let found = full_name(next)?;
        self.has_given_names = true;
        Some(found)
    }

    /// Adds a suffix such as `Jr` to the last name, and skips degrees.
    fn after_suffix<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text;
        for _ in 0..6 {
            let trimmed = rest.trim_start_matches([' ', ',']);
            let suffix = phrases(Category::NameSuffixes)
                .iter()
                .find_map(|suffix| Some((suffix, trimmed.strip_prefix(suffix)?)))
                .filter(|(_, after)| !after.starts_with(char::is_alphanumeric));
            if let (Some((suffix, after)), Some(name)) = (suffix, self.names.last_mut()) {
                name.push(' ');
                name.push_str(suffix.trim_end_matches('.'));
                rest = after;
                continue;
            }
            let length = trimmed.find([',', ';', ' ']).unwrap_or(trimmed.len());
            let degree = trimmed[..length].trim_end_matches('.');
            let plain = degree.replace('.', "");
            let is_degree = rest.starts_with(',')
                && plain.chars().count() >= 2
                && plain.starts_with(char::is_uppercase)
                && plain.ends_with(char::is_uppercase)
                && is_phrase(Category::Degrees, &plain.to_lowercase());
            if !is_degree {
                break;
            }
            rest = &trimmed[degree.len()..];
        }
        rest
    }
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
        let and = phrases(Category::ReferenceNameJoins)
            .iter()
            .find_map(|and| trimmed.strip_prefix(and)?.strip_prefix(' '))
            .or_else(|| ["… ", "... ", ". . . "].iter().find_map(|gap| trimmed.strip_prefix(gap)))
            .filter(|after| !after.starts_with("al"));
        match and {
            Some(after) => {
                rest = after;
                listed = true;
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
        let word = rest.split([' ', ',', ';', '(', '.', ':']).next().unwrap_or("");
        // `DE` and `DA` are initials.
        let is_initials = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        let particle = !is_initials && is_phrase(Category::NameParticles, &word.to_lowercase());
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
    let (family, after) = family(text).or_else(|| family_in_capitals(text))?;
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
    // `U.S. Food and …` is no person.
    let first = text.split(' ').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    if first.contains('.') && is_phrase(Category::TitleAbbreviations, &first) {
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
    let (family, after) = family(text).or_else(|| capitals_before_given_name(text))?;
    let given = after.strip_prefix(", ")?;
    if family.split(' ').count() > 3 {
        return None;
    }
    let end = given
        .char_indices()
        .find(|(at, character)| {
            matches!(character, ',' | '(' | ';' | '"' | '“')
                || *character == '.' && !ends_with_initial(&given[..*at])
                || ends_name(&given[*at..])
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
    // `Jane Doe, Karl Roe` are two people: a comma rarely divides two words from two.
    let is_list = family.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count() > 1
        && names.len() > 1
        && !names.last().is_some_and(|last| last.ends_with('.'));
    let fits = fits && !is_list;
    // `Anxiety, Depression. A title`: two words of a title look the same, so what follows decides.
    fits.then(|| (format!("{family} {}", of_given(&names)), &given[end..]))
}

/// A family name in capitals before initials: `EXAMPLE AB,`.
fn family_in_capitals(text: &str) -> Option<(&str, &str)> {
    let end = text.find([' ', ',', ';', '.', ':', '('])?;
    let word = &text[..end];
    let is_name = word.chars().count() >= 3
        && word.chars().all(|character| character.is_uppercase() || matches!(character, '-' | '’'));
    let given = text[end..].trim_start_matches([',', ' ']);
    let initials = given.find([',', ';', '.', ' ']).unwrap_or(given.len());
    let is_initials = (1..=3).contains(&initials)
        && given[..initials].chars().all(char::is_uppercase)
        && given[initials..].starts_with([',', ';', '.']);
    (is_name && is_initials).then(|| (word, &text[end..]))
}

/// A family name in capitals before a given name, as ISO 690 prints them: `EXAMPLE, Anna`.
fn capitals_before_given_name(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.split_once(", ")?;
    let is_in_capitals = name.chars().filter(|letter| letter.is_alphabetic()).count() >= 3
        && name.starts_with(char::is_uppercase)
        && name.chars().all(|sign| sign.is_uppercase() || matches!(sign, '-' | '’' | ' '))
        && name.split(' ').count() <= 3;
    let mut given = after.chars();
    let is_given = given.next().is_some_and(char::is_uppercase)
        && given.next().is_some_and(char::is_lowercase);
    (is_in_capitals && is_given).then(|| (name, &text[name.len()..]))
}

/// `Carl B. Sample`, `Ann van Muster`.
fn given_first(text: &str) -> Option<(String, &str)> {
    let end = text
        .char_indices()
        .find(|(at, character)| {
            matches!(character, ',' | '(' | ';' | '"' | '“' | ':')
                || *character == '.' && !ends_with_initial(&text[..*at])
                || ends_name(&text[*at..])
        })
        .map_or(text.len(), |(at, _)| at);
    let names: Vec<&str> = text[..end].split_whitespace().collect();
    let is_name = |name: &&str| {
        name.starts_with(char::is_uppercase)
            && name.chars().all(|character| {
                character.is_alphabetic() || matches!(character, '.' | '-' | '’' | '\'')
            })
    };
    let family = names
        .iter()
        .skip(1)
        .position(|name| is_phrase(Category::NameParticles, name))
        .map_or(names.len().saturating_sub(1), |at| at + 1);
    let (given, family) = names.split_at_checked(family)?;
    let is_family = family.last().is_some_and(|last| is_name(last) && last.chars().count() > 1)
        && family.iter().all(|name| is_name(name) || is_phrase(Category::NameParticles, name))
        && family.len() <= 3;
    let fits = (1..=3).contains(&given.len()) && given.iter().all(is_name) && is_family;
    fits.then(|| (format!("{} {}", family.join(" "), of_given(given)), &text[end..]))
}

/// `Jane Q. Doe Jr.` or `Doe, Jane Q.` as references print it: `Doe JQ Jr`; the name of a group as
/// it is.
pub(crate) fn reference_name(name: &str) -> String {
    let name = name.trim();
    let is_group = name.split(|sign: char| !sign.is_alphanumeric()).any(|word| {
        let lower = word.to_lowercase();
        is_phrase(Category::GroupWords, &lower) || is_phrase(Category::GroupAuthorWords, &lower)
    });
    if is_group {
        return name.to_owned();
    }
    let suffix = |text: &str| {
        let (before, last) = text.rsplit_once([' ', ','])?;
        let is_suffix = is_phrase(Category::NameSuffixes, last);
        is_suffix.then(|| (before.trim_end_matches([',', ' ']).to_owned(), last.to_owned()))
    };
    let (bare, suffix) = match suffix(name) {
        Some((bare, suffix)) => (bare, Some(suffix)),
        // `Doe Jr., Jane Q.`
        None => match name.split_once(',').and_then(|(family, given)| {
            let (family, suffix) = suffix(family)?;
            Some((format!("{family},{given}"), suffix))
        }) {
            Some((bare, suffix)) => (bare, Some(suffix)),
            None => (name.to_owned(), None),
        },
    };
    let is_whole = |found: &(String, &str)| found.1.is_empty();
    let parsed = initials_after(&bare)
        .filter(is_whole)
        .or_else(|| if bare.contains(',') { full_name(&bare) } else { given_first(&bare) })
        .filter(is_whole)
        .map_or_else(|| bare.clone(), |(name, _)| name);
    match suffix {
        Some(suffix) => format!("{parsed} {}", suffix.trim_end_matches('.')),
        None => parsed,
    }
}

/// Whether a text continues with what follows a name: `and`, `et al.`
fn ends_name(text: &str) -> bool {
    let Some(next) = text.strip_prefix(' ') else { return false };
    et_al(next).is_some()
        || next.starts_with('&')
        || phrases(Category::ReferenceNameJoins)
            .iter()
            .any(|and| next.strip_prefix(and).is_some_and(|after| after.starts_with(' ')))
}

/// `Anna Example, Carl B. Sample, and Eva Muster.`: several names with the given name first. One
/// such name alone could be a title, so it needs an initial, a year or `et al.` after it, or other
/// entries that begin in this way.
fn given_first_list(text: &str, order: NameOrder) -> Option<(Vec<String>, &str)> {
    let mut names = Vec::new();
    let mut rest = text;
    let mut has_others = false;
    while names.len() < MOST {
        let (next, listed) = past_separator(rest, names.is_empty());
        if let Some(after) = et_al(next) {
            rest = after;
            has_others = true;
            break;
        }
        if !listed {
            rest = next;
            break;
        }
        let Some((name, after)) = given_first(next) else { break };
        names.push(name);
        rest = after;
    }
    let listed = &text[..text.len() - rest.len()];
    let words = listed.split([' ', ',', '.', '&']).map(str::to_lowercase);
    let is_common = words.clone().any(|word| {
        word.chars().count() > 3
            && (is_phrase(Category::CommonWords, &word) || is_phrase(Category::Subjects, &word))
    });
    let is_certain = match names.len() {
        0 => false,
        1 => {
            has_others
                || order == NameOrder::GivenFirst && rest.starts_with('.')
                || rest.trim_start().starts_with(['“', '"'])
                || rest.trim_start().starts_with('(') && rest.contains(')')
                || listed.split(' ').any(|word| word.len() == 2 && word.ends_with('.'))
        }
        _ => has_others || rest.trim_start().starts_with(['.', '(', '“', '"', ':']),
    };
    (is_certain && !is_common && rest.chars().any(char::is_alphabetic)).then_some((names, rest))
}

/// Chinese, Japanese and Korean names, which have no spaces: `山田太郎, 鈴木花子. `.
fn ideographic_names(text: &str) -> Option<(Vec<String>, &str)> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let length = rest
            .find(|character: char| !is_ideographic(character) && character != '・')
            .unwrap_or(rest.len());
        let mut name = &rest[..length];
        rest = &rest[length..];
        let mut is_last = false;
        for others in ["等", "ほか", "他"] {
            if let Some(bare) = name.strip_suffix(others)
                && (bare.is_empty() || bare.chars().count() >= 2)
            {
                name = bare;
                is_last = true;
            }
        }
        if !name.is_empty() {
            let count = name.chars().count();
            let is_name = (2..=8).contains(&count);
            if !is_name {
                return None;
            }
            names.push(name.to_owned());
        } else if !is_last {
            return None;
        }
        let next = rest.trim_start();
        if let Some(after) = next.strip_prefix(['.', '．', '。', ':', '：'])
            && after.chars().any(char::is_alphabetic)
        {
            return (!names.is_empty()).then_some((names, after));
        }
        if next.starts_with(['(', '（']) && !names.is_empty() {
            return Some((names, next));
        }
        rest = next.strip_prefix([',', '，', '、', ';', '；'])?.trim_start();
        if names.len() >= MOST {
            return None;
        }
    }
}

fn is_ideographic(character: char) -> bool {
    matches!(
        character,
        '\u{3005}'..='\u{3006}'
            | '\u{3040}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
    )
}

fn ends_with_initial(text: &str) -> bool {
    let word = text.rsplit([' ', '.']).next().unwrap_or("");
    word.chars().count() == 1 && word.chars().all(char::is_uppercase)
}

fn of_given(names: &[&str]) -> String {
    names.iter().filter_map(|name| name.chars().next()).collect()
}
