//! [`contributor`]: an author or an editor of a work from a name in front matter.

use offprint_works::Contributor;

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

/// Whether a name says itself what its parts are: `Weber, Anna`, `{Example Data Archive}`.
pub(super) fn is_exact(name: &str) -> bool {
    braced(name).is_some() || name.contains(',')
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
