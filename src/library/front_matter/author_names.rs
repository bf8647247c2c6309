//! Names of people in front matter: each in a text of its own.

use super::field_values::texts;
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic};
use crate::person_name::is_organisation;
use offprint_works::is_group_name;

/// The names of people, each in a text of its own.
pub(super) fn author_names(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    braces: Braces,
) -> Vec<String> {
    let people = fields.strings(key).unwrap_or_default();
    joined_people(fields, key, &people, braces);
    texts(Some(people))
}

/// What braces around a name mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Braces {
    /// The name stays whole, as in BibTeX.
    KeepAName,
    /// They are shown.
    AreShown,
}

/// Reports several people in one text, and `et al.`, which is no name.
pub(super) fn joined_people(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    people: &[Spanned<String>],
    braces: Braces,
) {
    let is_list = !(fields.is_single(key) && people.len() == 1);
    for one in people {
        let fault = if let Some(start) = before_et_al(&one.value) {
            let name = if start.is_empty() { String::new() } else { format!(" after `{start}`") };
            let help = format!(
                "list all authors{name}, or those that you know: the citation style shortens long lists"
            );
            let message = format!("this is taken for a name: `{}`", one.value);
            Diagnostic::warning(Code::BadValue, message).help(help)
        } else {
            let parts = separate_people(&one.value, is_list);
            if parts.len() < 2 {
                continue;
            }
            let quoted = |text: &&str| serde_json::Value::from(*text).to_string();
            let list: Vec<String> = parts.iter().map(quoted).collect();
            let message = format!("this is taken for one name: `{}`", one.value);
            let whole = match braces {
                Braces::KeepAName if !one.value.contains(';') => {
                    format!("; if it is one name, put it in braces: \"{{{}}}\"", one.value)
                }
                _ => String::new(),
            };
            Diagnostic::warning(Code::BadValue, message)
                .help(format!("put each name in quotes: {key} = [{}]{whole}", list.join(", ")))
        };
        let faults = fields.faults();
        let fault = fault.at(&faults.source, one.span.clone());
        faults.list.push(fault);
    }
}

/// What stands before `et al.` at the end of a text.
fn before_et_al(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches('.');
    let start = text.len().checked_sub("et al".len())?;
    let is_end = text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case("et al"));
    let before = text.get(..start)?;
    (is_end && (before.is_empty() || before.ends_with([' ', ','])))
        .then(|| before.trim_matches([' ', ',']))
}

/// The names in a text with several: each has a given name. `Weber, Anna` is one name, and so are
/// `Anna Weber, MD` and `Johnson & Johnson`. In an entry of a list, a comma may separate the family name from
/// the given names, so that `Ortega Ruiz, Ana Maria` is one name there; initials, or three names, are
/// clear.
fn separate_people(text: &str, is_list: bool) -> Vec<&str> {
    let is_whole = text.trim().starts_with('{') && text.trim().ends_with('}');
    let separators = [";", " and ", " & ", ", "].into_iter().filter(|_| !is_whole);
    for separator in separators {
        let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
        let are_people = parts.len() > 1
            && parts.iter().all(|part| {
                let starts_lower = part.chars().next().is_some_and(char::is_lowercase);
                let is_group = is_organisation(part) || is_group_name(part);
                // `MD MPH` are degrees.
                let has_name = part.split(' ').next().is_some_and(|word| {
                    word.contains(|sign: char| sign.is_lowercase() || !sign.is_ascii())
                });
                part.contains(' ') && has_name && !starts_lower && !is_group
            });
        let is_clear = separator != ", "
            || !is_list
            || parts.len() > 2
            || parts.iter().all(|part| ends_in_initials(part));
        if are_people && is_clear || (separator == ";" && parts.len() > 1) {
            return parts.into_iter().filter(|part| !part.is_empty()).collect();
        }
    }
    vec![text]
}

/// Whether a name ends in initials, as in `Weber AB`.
fn ends_in_initials(name: &str) -> bool {
    name.rsplit(' ').next().is_some_and(|last| {
        let letters = last.chars().filter(|sign| !matches!(sign, '.' | '-'));
        (1..=3).contains(&letters.clone().count()) && letters.clone().all(char::is_uppercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(separate_people(text, false), expect);
    }

    #[test]
    fn an_entry_of_a_list_may_have_a_comma() {
        for one in [
            "Ortega Ruiz, Ana Maria",
            "Weber, Anna B.",
            "Weber A, MD",
            "{Eli Lilly and Company Research}",
            "Anna Weber, MD, PhD",
            "Weber A, MD MPH",
            "Lee JH, RN BSN",
        ] {
            assert_eq!(separate_people(one, true), [one]);
        }
        assert_eq!(separate_people("Weber A, Ode B", true), ["Weber A", "Ode B"]);
        assert_eq!(separate_people("Weber A. B., Ode C-D", true), ["Weber A. B.", "Ode C-D"]);
        assert_eq!(separate_people("Anna Weber & Ben Ode", true), ["Anna Weber", "Ben Ode"]);
        let three = ["Anna Weber", "Ben Ode", "Cem Ito"];
        assert_eq!(separate_people("Anna Weber, Ben Ode, Cem Ito", true), three);
    }

    #[test]
    fn et_al_is_no_name() {
        assert_eq!(before_et_al("et al."), Some(""));
        assert_eq!(before_et_al("Weber A, et al"), Some("Weber A"));
        assert_eq!(before_et_al("Weber A et al."), Some("Weber A"));
        for name in ["Pet Al", "Anna Metal", "Weber A", "", "al."] {
            assert_eq!(before_et_al(name), None, "{name}");
        }
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
