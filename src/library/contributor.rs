//! [`contributor`]: an author or an editor of a work from a name in front matter.

use offprint_works::Contributor;

use crate::person_name::PersonName;

/// An author or an editor from a name as people write it.
pub(super) fn contributor(name: &str) -> Contributor {
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
