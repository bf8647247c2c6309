//! Names of people and groups as formats without fields for their parts write them.
//!
//! Must not depend on formats.

use offprint_base::is_name_particle;

use super::plain::{one_line, plain_text};
use crate::work::Contributor;

/// What follows a family name and is not part of it.
const SUFFIXES: [&str; 10] =
    ["jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "4th", "junior", "senior"];

/// Words that occur in names of groups and not in those of people.
const GROUP_WORDS: [&str; 59] = [
    "academy",
    "administration",
    "agency",
    "alliance",
    "archive",
    "association",
    "biosciences",
    "board",
    "center",
    "centers",
    "centre",
    "collaboration",
    "collaborative",
    "collaborators",
    "college",
    "commission",
    "committee",
    "consortium",
    "corp",
    "corporation",
    "council",
    "department",
    "federation",
    "foundation",
    "gesellschaft",
    "gmbh",
    "group",
    "groupe",
    "gruppe",
    "hospital",
    "inc",
    "initiative",
    "institut",
    "institute",
    "investigators",
    "klinik",
    "laboratories",
    "labs",
    "llc",
    "ltd",
    "ministry",
    "network",
    "office",
    "organisation",
    "organization",
    "panel",
    "pharma",
    "pharmaceutical",
    "pharmaceuticals",
    "plc",
    "programme",
    "registry",
    "society",
    "société",
    "stiftung",
    "study",
    "team",
    "therapeutics",
    "university",
];

/// A group with this name.
pub(crate) fn group(name: &str) -> Contributor {
    Contributor { family: plain_text(name), is_group: true, ..Contributor::default() }
}

/// A person with these parts, each of which may be empty. A suffix that is written with the given
/// or the family name goes to its place.
pub(crate) fn person(family: &str, given: &str, suffix: &str) -> Contributor {
    let mut family = plain_text(family);
    let mut given = plain_text(given);
    let mut suffix = one_line(suffix);
    for part in [&mut family, &mut given] {
        if suffix.is_empty()
            && let Some((rest, last)) = part.rsplit_once([' ', ','])
            && is_suffix(last)
            && !rest.trim().is_empty()
        {
            suffix = last.to_owned();
            *part = rest.trim_end_matches([' ', ',']).to_owned();
        }
    }
    // `Berg, Anna van der`: particles at the end of given names belong to the family's.
    while let Some((rest, last)) = given.rsplit_once(' ') {
        if !is_name_particle(last) || rest.is_empty() {
            break;
        }
        family = format!("{last} {family}");
        given = rest.to_owned();
    }
    let suffix = suffix.trim_end_matches('.').to_owned();
    Contributor { family, given, suffix, ..Contributor::default() }
}

/// Whether a word follows a family name and is not part of it: `Jr.`, `III`.
pub(crate) fn is_suffix(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    // `v` and `i` alone are initials.
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// Whether a name has a word that is in names of groups and not in those of people: `Society`, `Inc`.
pub fn is_group_name(name: &str) -> bool {
    let mut words = name.split([' ', '-', '/']);
    name.starts_with("The ")
        || name.split(' ').any(|word| ["of", "the", "for", "and", "on", "&"].contains(&word))
        || words.any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            GROUP_WORDS.contains(&word.as_str())
        })
}

/// A name as EndNote writes it, which splits every name that does not end with a comma, so that users
/// end the names of groups with one: `NHS England,`. A name that looks like that of a person is one.
pub(crate) fn parse_endnote_name(text: &str) -> Contributor {
    let plain = plain_text(text);
    let name = plain.trim_end_matches(';').trim().strip_suffix(',').map(str::trim_end);
    match name.filter(|name| !name.is_empty() && !name.contains(',') && !is_like_person(name)) {
        Some(name) => group(name),
        None => parse_name(text),
    }
}

/// Whether a name without a comma can be that of a person: two or three words with capitals, the first
/// of which is no abbreviation, or initials at the end.
fn is_like_person(name: &str) -> bool {
    let mut words: Vec<&str> = name.split(' ').collect();
    if words.last().is_some_and(|last| is_suffix(last)) {
        words.pop();
    }
    let has_initials = words.last().is_some_and(|last| is_initials(last));
    let is_abbreviation = |word: &&str| {
        word.chars().filter(|c| c.is_uppercase()).count() > 1
            && !word.contains(['.', '-'])
            && !word.chars().any(char::is_lowercase)
    };
    let is_of_groups = words.first().is_some_and(is_abbreviation)
        && !has_initials
        && words.iter().any(|word| word.chars().any(char::is_lowercase));
    let is_word = |word: &&str| {
        is_name_particle(word)
            || word.starts_with(char::is_uppercase)
                && !word.contains(|c: char| c.is_ascii_digit() || "&/()".contains(c))
    };
    let count = words.iter().filter(|word| !is_name_particle(word)).count();
    words.iter().all(is_word) && (2..=3).contains(&count) && !is_of_groups
}

/// A name as RIS and others write it: `Family, Given, Suffix`, `Family, Given`, `Family AB`, `Given
/// Family`, or the name of a group.
pub(crate) fn parse_name(text: &str) -> Contributor {
    let text = plain_text(text);
    let text = text.trim_end_matches([',', ';']).trim();
    let mut parts = text.splitn(3, ',').map(str::trim);
    let first = parts.next().unwrap_or_default();
    match (parts.next(), parts.next()) {
        (Some(second), Some(third)) if is_suffix(second) => person(first, third, second),
        (Some(second), Some(third)) if is_suffix(third) => person(first, second, third),
        // `Ministry of Health, Chile, Santiago`
        (Some(_), _) if is_group_name(first) => group(&text.replace(",,", ",")),
        // `Example,, Anna`
        (Some(""), Some(third)) => person(first, third, ""),
        (Some(second), Some(third)) => person(first, &format!("{second}, {third}"), ""),
        (Some(second), None) if !second.is_empty() => person(first, second, ""),
        _ => parse_unparted_name(first),
    }
}

/// Whether only the initials of the given names are known: `Example AB`.
pub(crate) fn has_initials(person: &Contributor) -> bool {
    person.given.split(' ').all(is_initials)
}

fn is_initials(word: &str) -> bool {
    word.chars().count() <= 5
        && word.chars().any(char::is_uppercase)
        && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
}

/// A name without a comma.
fn parse_unparted_name(text: &str) -> Contributor {
    let mut words: Vec<&str> = text.split(' ').collect();
    let suffix = match words.last() {
        Some(last) if words.len() > 2 && is_suffix(last) => words.pop().unwrap_or_default(),
        _ => "",
    };
    if words.len() < 2
        || is_group_name(text)
        || words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()))
    {
        return group(text);
    }
    // `NIMH Data Archive`: an abbreviation before words is no given name.
    let is_abbreviation = |word: &str| word.len() >= 3 && word.chars().all(char::is_uppercase);
    if words.len() > 2
        && is_abbreviation(words[0])
        && !words.iter().all(|word| is_abbreviation(word))
        && words[1..].iter().all(|word| word.chars().skip(1).any(char::is_lowercase))
    {
        return group(text);
    }
    let last = words[words.len() - 1];
    // `van de Berg AB`
    if is_initials(last) && !words[..words.len() - 1].iter().all(|word| is_initials(word)) {
        return person(&words[..words.len() - 1].join(" "), last, suffix);
    }
    let mut from = words.len() - 1;
    while from > 1 && is_name_particle(words[from - 1]) {
        from -= 1;
    }
    person(&words[from..].join(" "), &words[..from].join(" "), suffix)
}

#[cfg(test)]
mod tests {
    use super::{parse_endnote_name, parse_name};

    #[test]
    fn parts_of_names() {
        for (text, expect) in [
            ("Example, Anna B.", "Example|Anna B.||"),
            ("Example, Anna B., Jr.", "Example|Anna B.|Jr|"),
            ("Example, Jr., Anna B.", "Example|Anna B.|Jr|"),
            ("Example Jr, Anna B.", "Example|Anna B.|Jr|"),
            ("Example, Anna B. III", "Example|Anna B.|III|"),
            ("van de Example, Anna", "van de Example|Anna||"),
            ("Example, Anna van de", "van de Example|Anna||"),
            ("Example, Min jun", "Example|Min jun||"),
            ("Example, Min-jun", "Example|Min-jun||"),
            ("Min jun Example", "Example|Min jun||"),
            ("Example AB", "Example|AB||"),
            ("Example A-B", "Example|A-B||"),
            ("de Example AB Jr", "de Example|AB|Jr|"),
            ("Anna van der Example", "van der Example|Anna||"),
            ("CANMAT", "CANMAT|||group"),
            ("Example RS 3rd", "Example|RS|3rd|"),
            ("World Health Organization", "World Health Organization|||group"),
            ("NIMH Data Archive", "NIMH Data Archive|||group"),
            ("NIMH Example Repository", "NIMH Example Repository|||group"),
            ("Sample Therapeutics", "Sample Therapeutics|||group"),
            ("Ministry of Health, Chile", "Ministry of Health, Chile|||group"),
            ("The EXAMPLE-2 Study Group", "The EXAMPLE-2 Study Group|||group"),
            ("Sample,", "Sample|||group"),
            ("Mia Sample,", "Sample|Mia||"),
            ("Ministry of Health, Chile,", "Ministry of Health, Chile|||group"),
            ("University of Examples,, Samplia", "University of Examples, Samplia|||group"),
            ("Sample AB,", "Sample|AB||"),
            ("Sample,, John", "Sample|John||"),
            ("Example, Anna,", "Example|Anna||"),
            ("Example,, Jr", "Example||Jr|"),
            ("Example, Anna;", "Example|Anna||"),
            ("Anna Example;", "Example|Anna||"),
            ("", "|||group"),
        ] {
            let name = parse_name(text);
            let group = if name.is_group { "group" } else { "" };
            let found = [&*name.family, &*name.given, &*name.suffix, group].join("|");
            assert_eq!(found, expect, "{text}");
        }
    }

    #[test]
    fn names_of_groups_in_endnote_end_with_a_comma() {
        for (text, expect) in [
            ("NHS Examplia,", "NHS Examplia"),
            ("Bundesinstitut für Beispiele und Muster,", "Bundesinstitut für Beispiele und Muster"),
            ("Cochrane Common Sample Disorders, ", "Cochrane Common Sample Disorders"),
            ("Sample Society,", "Sample Society"),
            ("EXAMPLE-2 Writers,", "EXAMPLE-2 Writers"),
            ("Mia Lee,", ""),
            ("Mia van de Lee,", ""),
            ("Ro Al Jr.,", ""),
            ("Smith J,", ""),
            ("LEE AB,", ""),
            ("MIA LEE,", ""),
            ("Smith,, John", ""),
            ("Smith, John,", ""),
            ("Smith, John", ""),
        ] {
            let name = parse_endnote_name(text);
            let found = if name.is_group { &*name.family } else { "" };
            assert_eq!(found, expect, "{text}");
        }
    }
}
