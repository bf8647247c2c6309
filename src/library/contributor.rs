//! [`contributor`]: an author or an editor of a work from a name in front matter.

use offprint_works::{Contributor, is_group_name};

use crate::person_name::PersonName;

/// An author or an editor from a name as people write it. Braces keep the name of a group whole, as
/// in BibTeX: `{Example Data Archive}`.
pub(super) fn contributor(name: &str) -> Contributor {
    if let Some(group) = braced(name) {
        return Contributor { family: group.to_owned(), is_group: true, ..Contributor::default() };
    }
    match PersonName::parse(name) {
        Some(person) => Contributor {
            family: person.full_family().to_owned(),
            given: person.given.to_owned(),
            suffix: person.suffix.unwrap_or_default().to_owned(),
            ..Contributor::default()
        },
        None => {
            Contributor { family: name.trim().to_owned(), is_group: true, ..Contributor::default() }
        }
    }
}

/// Whether a name says itself what its parts are: `Weber, Anna`, `Zarate, Jr, Carlos A.`, `{Example Data
/// Archive}`. A comma may also separate authors, or a degree: `Shelton RC, Zarate CA`, `Weber A, MD`.
pub(super) fn is_exact(name: &str) -> bool {
    if braced(name).is_some() {
        return true;
    }
    let Some((family, rest)) = name.split_once(',') else { return false };
    let is_capitals = |word: &str| word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'));
    let has_initials = family.trim().split(' ').skip(1).any(is_capitals);
    let person = PersonName::parse(name);
    let given = rest.rsplit(',').next().unwrap_or_default().trim();
    !has_initials
        && given.starts_with(char::is_uppercase)
        && !is_group_name(name)
        && person.is_some_and(|person| person.given == given)
}

fn braced(name: &str) -> Option<&str> {
    let inner = name.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    (!inner.is_empty()).then_some(inner)
}

/// The name as readers see it: `Carlos A. Zarate Jr`.
pub(super) fn shown_name(person: &Contributor) -> String {
    let parts = [&person.given, &person.family, &person.suffix];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_exact;

    #[test]
    fn names_that_say_what_their_parts_are() {
        for name in [
            "Weber, Anna",
            "Weber, A. B.",
            "van Berg, Anna Maria",
            "Zarate, Jr, Carlos A.",
            "{Example, Inc.}",
        ] {
            assert!(is_exact(name), "{name}");
        }
        for name in [
            "Anna Weber",
            "Shelton RC, Zarate CA",
            "Weber A, et al.",
            "Weber, et al.",
            "Example Labs, Inc.",
            "Weber A, MD",
            "Anna Weber, MD",
        ] {
            assert!(!is_exact(name), "{name}");
        }
    }
}
