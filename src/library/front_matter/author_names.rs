//! Names of people in front matter: each in a text of its own.

use super::field_values::texts;
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic};
use crate::person_name::is_organisation;

/// The names of people, each in a text of its own.
pub(super) fn author_names(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<String> {
    let people = fields.strings(key).unwrap_or_default();
    joined_people(fields, key, &people);
    texts(Some(people))
}

/// Reports several people in one text. A list with one entry is written deliberately, except with a
/// semicolon, which no name contains.
pub(super) fn joined_people(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    people: &[Spanned<String>],
) {
    let is_single = fields.is_single(key);
    for one in people {
        let is_checked = is_single && people.len() == 1 || one.value.contains(';');
        let parts = if is_checked { separate_people(&one.value) } else { Vec::new() };
        if parts.len() < 2 {
            continue;
        }
        let quoted = |text: &&str| serde_json::Value::from(*text).to_string();
        let list: Vec<String> = parts.iter().map(quoted).collect();
        let fault = Diagnostic::warning(
            Code::BadValue,
            format!("this is taken for one name: `{}`", one.value),
        )
        .help(format!("put each name in quotes: {key} = [{}]", list.join(", ")));
        let faults = fields.faults();
        let fault = fault.at(&faults.source, one.span.clone());
        faults.list.push(fault);
    }
}

/// The names in a text with several: each has a given name. `Weber, Anna` is one name, and so are
/// `Anna Weber, MD` and `Johnson & Johnson`.
fn separate_people(text: &str) -> Vec<&str> {
    let separators = [";", " and ", " & ", ", "];
    for separator in separators {
        let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
        let are_people = parts.len() > 1
            && parts.iter().all(|part| {
                let starts_lower = part.chars().next().is_some_and(char::is_lowercase);
                part.contains(' ') && !starts_lower && !is_organisation(part)
            });
        if are_people || (separator == ";" && parts.len() > 1) {
            return parts.into_iter().filter(|part| !part.is_empty()).collect();
        }
    }
    vec![text]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(separate_people(text), expect);
    }

    #[test]
    fn several_people_in_one_text() {
        check("Anna Weber, Ben Ode", &["Anna Weber", "Ben Ode"]);
        check("Weber A, Ode B", &["Weber A", "Ode B"]);
        check("Anna Weber; Ben Ode", &["Anna Weber", "Ben Ode"]);
        check("Weber, Anna; Ode, Ben", &["Weber, Anna", "Ode, Ben"]);
        check("Anna Weber and Ben Ode", &["Anna Weber", "Ben Ode"]);
        check("Anna Weber & Ben Ode", &["Anna Weber", "Ben Ode"]);
        for one in [
            "Anna Weber",
            "Weber, Anna",
            "Weber, Anna Maria",
            "van der Berg, Anna Maria",
            "Anna Weber, MD, PhD",
            "Carlos A. Zarate, Jr.",
            "Johnson & Johnson",
            "National Institute for Health and Care Excellence",
            "Centers for Disease Control and Prevention",
        ] {
            check(one, &[one]);
        }
    }
}
