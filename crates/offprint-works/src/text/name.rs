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

/// The name of a group, if a text is marked as one. EndNote splits every name that does not end with a
/// comma, so users and databases end the names of groups with one: `NHS England,`. In such a name two
/// commas are one: `University of Examples,, Samplia`.
fn marked_group_name(text: &str) -> Option<String> {
    let text = text.trim_end_matches(';').trim();
    if let Some((before, after)) = text.split_once(",,") {
        let is_person = after.split(',').any(|part| is_suffix(part.trim()));
        return (!is_person && !before.trim().is_empty()).then(|| {
            let name = format!("{before},{after}");
            name.trim_end_matches([',', ' ']).to_owned()
        });
    }
    // `Example, Anna,`: the suffix after the last comma is missing.
    let name = text.strip_suffix(',')?.trim_end();
    (!name.is_empty() && (!name.contains(',') || is_group_name(name))).then(|| name.to_owned())
}

/// Whether the comma at the end of a name may not be that of a group: `Sample AB,` looks like the
/// name of a person.
pub(crate) fn is_doubtful_group(text: &str) -> bool {
    marked_group_name(&one_line(text)).is_some_and(|name| {
        let last = name.rsplit(' ').next().unwrap_or_default();
        is_initials(last) && !parse_unparted_name(&name).is_group
    })
}

/// A name as RIS and others write it: `Family, Given, Suffix`, `Family, Given`, `Family AB`, `Given
/// Family`, or the name of a group. A name that ends with its only comma is that of a group.
pub(crate) fn parse_name(text: &str) -> Contributor {
    let text = plain_text(text);
    if let Some(name) = marked_group_name(&text) {
        return group(&name);
    }
    let text = text.trim_end_matches([',', ';']).trim();
    let mut parts = text.splitn(3, ',').map(str::trim);
    let first = parts.next().unwrap_or_default();
    match (parts.next(), parts.next()) {
        (Some(second), Some(third)) if is_suffix(second) => person(first, third, second),
        (Some(second), Some(third)) if is_suffix(third) => person(first, second, third),
        // `Ministry of Health, Chile, Santiago`
        (Some(_), _) if is_group_name(first) => group(text),
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
    use super::{is_doubtful_group, parse_name};

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
            ("NHS Examplia,", "NHS Examplia|||group"),
            (
                "Bundesinstitut für Beispiele und Muster,",
                "Bundesinstitut für Beispiele und Muster|||group",
            ),
            ("Cochrane Sample Disorders, ", "Cochrane Sample Disorders|||group"),
            ("Ministry of Health, Chile,", "Ministry of Health, Chile|||group"),
            ("University of Examples,, Samplia", "University of Examples, Samplia|||group"),
            ("Sample AB,", "Sample AB|||group"),
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
    fn initials_before_a_comma_are_doubtful() {
        for (text, expect) in [
            ("Sample AB,", true),
            ("Sample A.-B.,", true),
            ("Sample Trials Unit,", false),
            ("NHS Examplia,", false),
            ("Sample, AB", false),
            ("Sample AB", false),
        ] {
            assert_eq!(is_doubtful_group(text), expect, "{text}");
        }
    }
}
