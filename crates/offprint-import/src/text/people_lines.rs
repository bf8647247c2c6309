//! Lines of a pasted text that are about people and not about its subject: names, names with what
//! these people are, and what somebody is below a name.
//!
//! It must not decide who the author is.

use std::collections::HashSet;

use super::author_lines::looks_like_name_list;
use super::line::{LineMark, TextLine};
use super::topic::content_words;
use crate::byline;
use crate::byline_words::is_degree;
use crate::phrases::{Category, is_phrase};
use crate::professions::names_profession;

/// What somebody is has no more words.
const LONGEST_ROLE: usize = 8;

/// A line of names has no more words.
const LONGEST_NAMES: usize = 24;

/// Whether a line names people or says what somebody is. `subject` is the words of the article: a
/// title in capitals has some of them.
pub(super) fn is_of_people(lines: &[TextLine], at: usize, subject: &HashSet<String>) -> bool {
    let line = &lines[at];
    if line.mark != LineMark::None || line.cells.len() > 1 {
        return false;
    }
    let is_on_subject = content_words(&line.text).any(|word| subject.contains(&word));
    let above = at.checked_sub(1).map(|above| lines[above].text.as_str());
    let below = lines.get(at + 1).map(|below| below.text.as_str());
    is_name_with_role(&line.text)
        || is_name(&line.text) && below.is_some_and(is_role) && !is_on_subject
        || above.is_some_and(is_name) && is_role(&line.text) && !is_on_subject
        || !is_on_subject && is_list_of_names(&line.text)
}

/// Whether a line is a name and what its bearer is: `Renske Oudkerk, pharmacist`.
fn is_name_with_role(text: &str) -> bool {
    text.split_once([',', '–', '—', '|', '·'])
        .is_some_and(|(name, role)| is_name(name.trim()) && is_role(role.trim()))
}

/// Whether a line is the name of one person, with degrees.
fn is_name(text: &str) -> bool {
    let bare = without_degrees(text);
    let words = bare.split(' ').count();
    (2..=4).contains(&words) && looks_like_name_list(&bare) && !names_profession(&bare)
}

/// Whether a line says what somebody is: `Lead Pharmacist, Neurosciences`.
fn is_role(text: &str) -> bool {
    text.split(' ').count() <= LONGEST_ROLE
        && !text.ends_with(['.', '?', '!'])
        && !text.contains(':')
        && names_profession(text)
}

/// Whether a line consists of the names of several people, or of one with a degree. Buttons may
/// follow.
fn is_list_of_names(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > LONGEST_NAMES || text.ends_with(['.', '?', '!', ':']) {
        return false;
    }
    let has_degree = words.iter().any(|word| is_degree(word));
    let names = byline::parse_authors(text);
    let names: Vec<&String> = names.iter().filter(|name| is_name(name)).collect();
    let of_names: usize = names.iter().map(|name| name.split(' ').count()).sum();
    let others = words
        .iter()
        .filter(|word| !is_degree(word))
        .filter(|word| !is_phrase(Category::NameJoins, &word.to_lowercase()) && **word != "&")
        .count();
    // A title names people among other words: `Matthew Perry, Elon Musk and the drug of the moment`.
    let are_names = text
        .split([',', '&', ';'])
        .flat_map(split_at_joins)
        .all(|part| is_name(&part) || part.split(' ').all(is_degree));
    are_names && (names.len() >= 2 || has_degree && names.len() == 1) && of_names * 2 >= others
        || ends_with_button(text)
}

/// The parts between words such as `and`.
fn split_at_joins(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_join = |word: &&str| is_phrase(Category::NameJoins, &word.to_lowercase());
    let parts = words.split(is_join).map(|part| part.join(" "));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Whether names are in front of a button that was copied with the last: `Ann Lee, Karl Roe Show
/// more`.
fn ends_with_button(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let Some(last) = parts.pop().filter(|_| !parts.is_empty()) else { return false };
    let mut words = last.split(' ');
    let first_words = words.by_ref().take(2).collect::<Vec<_>>().join(" ");
    let is_button = words.next().is_some_and(|word| word.starts_with(char::is_uppercase));
    is_button && parts.iter().all(|part| is_name(part)) && is_name(&first_words)
}

/// A name without the degrees and titles around it.
fn without_degrees(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !is_degree(word));
    words.collect::<Vec<_>>().join(" ").trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::is_of_people;
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        let lines = split_lines(text);
        let subject = HashSet::from(["apnoea".to_owned(), "weight".to_owned()]);
        assert_eq!(is_of_people(&lines, lines.len() - 1, &subject), expect, "{text}");
    }

    #[test]
    fn names_and_roles_are_about_people() {
        check("Tamsin Okereke\nLead Pharmacist, Neurosciences", true);
        check("Dr. Henrike Solbach\nOberärztin der Ambulanz", true);
        check("Renske Oudkerk, ziekenhuisapotheker", true);
        check("Claire Maupertuis – psychiatre", true);
        check("Dr Philippa Ngata and Owen Trelawny", true);
        check("Prof. Jannis Wechselberg", true);
        check("Adaeze Wendell, Jukka Pelkonen Authors’ declarations of interest", true);
        check("María Serrano, médica psiquiatra", true);
        let lines = split_lines("Tamsin Okereke\nLead Pharmacist");
        assert!(is_of_people(&lines, 0, &HashSet::new()));
    }

    #[test]
    fn titles_are_about_the_subject() {
        check("What a pharmacist can do about sleep", false);
        check("Sleep Apnoea, Weight Loss and Other Things", false);
        check("Clozapine clinic: blood tests change", false);
        check("Ask Your Pharmacist", false);
        check("Lithium", false);
        check("Nurse Shortages", false);
        check("Black, Asian and Minority Patients Wait Longer", false);
        check("Matthew Perry, Elon Musk and the drug of the moment", false);
        check("Anna Weber, psychiatrist: my day", false);
    }
}
