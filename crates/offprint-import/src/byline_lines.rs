//! The lines of a byline that name people: below a name is often what the person is, and when the
//! text was changed.
//!
//! How names are written in a line is `byline`. It must not know formats of input files.

use crate::byline;
use crate::byline_words::{is_degree, is_role};
use crate::date_labels::{DateLabel, date_label};
use crate::phrases::{Category, is_phrase, phrases};

/// What is before a date in a line about it has no more words.
const LONGEST_DATE_LABEL: usize = 4;

/// The lines of a byline without those that name nobody: days, roles and employers below a name. A
/// given name and a family name in lines of their own are joined.
pub(crate) fn name_lines(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut is_named = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let continues = kept.last().is_some_and(|above| above.ends_with([',', '&', ';']));
        let has_label = begins_with_label(line);
        if is_about_date(line) || is_named && !has_label && !continues && is_about_person(line) {
            continue;
        }
        if is_part_of_name(first_part(line))
            && let Some(above) = kept.last_mut().filter(|above| ends_with_given_name(above))
        {
            above.push(' ');
            above.push_str(line);
        } else {
            kept.push(line.to_owned());
        }
        is_named |= kept.last().is_some_and(|line| !byline::parse_authors(line).is_empty());
        is_named |= has_label && line.contains(' ');
    }
    kept.join("\n")
}

/// What is before the first bar or comma: `Roe | 3 May`.
fn first_part(line: &str) -> &str {
    line.split(['|', '·', '•', ',']).next().unwrap_or_default().trim_end()
}

/// Whether a line is one word of a name, or a label and one: `Written by Karl`.
fn ends_with_given_name(line: &str) -> bool {
    if is_part_of_name(line) {
        return true;
    }
    let Some((label, name)) = line.rsplit_once(' ') else { return false };
    let label = label.trim_end_matches([':', ' ']).to_lowercase();
    let lower = name.to_lowercase();
    is_phrase(Category::BylinePrefixes, &label)
        && is_part_of_name(name)
        && ![Category::Agencies, Category::GenericAccounts, Category::PublisherWords]
            .into_iter()
            .any(|category| is_phrase(category, &lower))
}

/// Whether a line begins with a label of people: `By`, `Reviewed by`, `Photos:`.
fn begins_with_label(line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        Category::BylinePrefixes,
        Category::ReviewerLabels,
        Category::ModifierLabels,
        Category::PictureCreditLabels,
    ]
    .into_iter()
    .flat_map(phrases)
    .any(|label| {
        lower.strip_prefix(label).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Whether a line is a day with its label, and names nobody.
fn is_about_date(line: &str) -> bool {
    let label = line.split([':', '：']).next().unwrap_or_default();
    let label = label.split(|sign: char| sign.is_ascii_digit()).next().unwrap_or_default();
    let lower = label.to_lowercase();
    let mut words = lower.split_whitespace();
    label.len() < line.len()
        && !label.contains(',')
        && lower.split_whitespace().count() <= LONGEST_DATE_LABEL
        && !begins_with_label(line)
        && words.all(|word| !is_phrase(Category::ByWordsInside, word))
        && date_label(label) != DateLabel::None
}

/// Whether a line below a name says what that person is or where they work.
fn is_about_person(line: &str) -> bool {
    let part = line.split([',', '|', '(', ';', '·', '•']).next().unwrap_or_default();
    let words: Vec<&str> = part.split_whitespace().collect();
    let says_more = |word: &&str| is_role(word) || byline::is_in_group_name(word);
    let is_of_something = words.iter().skip(1).any(|word| {
        word.starts_with(char::is_lowercase)
            && !byline::is_particle(word)
            && !is_phrase(Category::NameJoins, word)
    });
    let others = words.iter().filter(|word| !says_more(word) && !is_degree(word)).count();
    is_of_something
        || words.iter().any(|word| byline::is_in_group_name(word))
        || others < words.len() && others < 2
}

/// Whether a line is one word that may be a given name or a family name.
fn is_part_of_name(line: &str) -> bool {
    let mut signs = line.chars();
    signs.next().is_some_and(char::is_uppercase)
        && line.chars().nth(1).is_some_and(char::is_lowercase)
        && line.chars().all(|sign| sign.is_alphabetic() || matches!(sign, '-' | '\'' | '’'))
        && !begins_with_label(line)
        && !is_role(line)
        && !is_degree(line)
}

#[cfg(test)]
mod tests {
    use super::name_lines;

    #[test]
    fn only_lines_with_names_stay() {
        for (lines, expect) in [
            ("Ann Lee\nLead Pharmacist, Neurology", "Ann Lee"),
            ("Ann Lee\nHead of the clinic", "Ann Lee"),
            ("Ann Lee\nSleep Research Institute", "Ann Lee"),
            ("Von Ann Lee\nOberärztin\nKarl Roe", "Von Ann Lee\nKarl Roe"),
            ("Ann Lee, Reporter\nKarl Roe, Reporter", "Ann Lee, Reporter\nKarl Roe, Reporter"),
            ("Ann Lee\nReviewed by Karl Roe, MD", "Ann Lee\nReviewed by Karl Roe, MD"),
            ("By\nAnn\nLee", "By\nAnn Lee"),
            ("Written by Ann\nLee", "Written by Ann Lee"),
            ("Von Ann\nLee | 3. Mai 2025", "Von Ann Lee | 3. Mai 2025"),
            ("By Ann\nLee\nLead Pharmacist", "By Ann Lee"),
            ("By Reuters\nLondon", "By Reuters\nLondon"),
            ("Geprüft von: Ann Lee\nLetzte Aktualisierung: 2.4.2025", "Geprüft von: Ann Lee"),
            ("Dernière mise à jour : 2 avril 2025\nPar Ann Lee", "Par Ann Lee"),
            ("Published by Ann Lee", "Published by Ann Lee"),
            ("Ann Lee, updated 3 March 2025", "Ann Lee, updated 3 March 2025"),
        ] {
            assert_eq!(name_lines(lines), expect, "{lines:?}");
        }
    }
}
