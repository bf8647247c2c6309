//! The authors in a line of a journal page: names with the marks of their institutions, with degrees
//! and with the labels of buttons.
//!
//! `Anna B Muster 1 2, Carl Beispiel Jr, MD3; Dora Sample a,b and the REST Study Group`: every item
//! must be a name, a mark or a degree, otherwise the line is no line of authors. It must not know
//! where the line is.

use crate::byline::{is_name_suffix, is_particle, joins_sentences};
use crate::byline_words::is_degree;
use crate::phrases::{Category, is_phrase, phrases};

/// A longer line is prose.
const LONGEST_LINE: usize = 6000;

/// The authors of a line.
#[derive(Default, Debug, PartialEq)]
pub(super) struct JournalAuthors {
    /// The names, each once: people, then a group.
    pub(super) names: Vec<String>,
    /// Whether marks of institutions or degrees show that they are authors.
    pub(super) is_marked: bool,
}

/// The authors in a line; None if anything in it is neither a name nor a mark.
pub(super) fn parse_journal_authors(text: &str) -> Option<JournalAuthors> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let mut found = JournalAuthors::default();
    let plain = without_notes(text, &mut found.is_marked);
    let (people, group) = split_group(&plain);
    for item in people.split(SEPARATOR).map(str::trim).filter(|item| !item.is_empty()) {
        found.add_item(item)?;
    }
    if found.names.is_empty() {
        return None;
    }
    if let Some(group) = group {
        found.is_marked = true;
        found.names.push(group);
    }
    Some(found)
}

/// What separates two items after `without_notes`.
const SEPARATOR: char = '|';

/// The same as a word.
const BETWEEN: &str = " | ";

/// Signs that mark an institution or a note.
fn is_mark_sign(sign: char) -> bool {
    sign.is_ascii_digit()
        || matches!(
            sign,
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | 'ᵃ'..='ᶻ' | '†' | '‡' | '§' | '¶' | '*' | '#' | '✉' | '^' | '∗' | '◊' | '☨' | '✝' | '⁎'
        )
}

/// The line with a separator in place of brackets, addresses, labels of buttons and marks.
fn without_notes(text: &str, is_marked: &mut bool) -> String {
    let mut text = text.trim().to_owned();
    for note in phrases(Category::JournalAuthorNotes) {
        while let Some(at) = position_without_case(&text, note) {
            *is_marked = true;
            text.replace_range(at..at + note.len(), " | ");
        }
    }
    for by in phrases(Category::BylinePrefixes) {
        let is_prefix = text.get(..by.len()).is_some_and(|start| start.to_lowercase() == **by)
            && text[by.len()..].starts_with([' ', ':']);
        if is_prefix {
            text.replace_range(..by.len() + 1, "");
            break;
        }
    }
    let mut plain = String::with_capacity(text.len() + 16);
    let mut depth = 0_usize;
    for word in text.split_whitespace() {
        let is_address = word.contains('@') || word.contains("://") || word.contains(".org/");
        if is_address {
            plain.push(SEPARATOR);
            continue;
        }
        if is_word_mark(word) {
            *is_marked = true;
            plain.push_str(BETWEEN);
            continue;
        }
        let mut before = ' ';
        for sign in word.chars() {
            match sign {
                '(' | '[' | '{' => {
                    depth += 1;
                    plain.push_str(BETWEEN);
                }
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ if depth > 0 => *is_marked |= is_mark_sign(sign),
                // The name of a group: `SLEEP-2`.
                _ if sign.is_ascii_digit() && matches!(before, '-' | '–') => plain.push(sign),
                // `Carl Beispiel3Dora`: a mark between two names separates them.
                _ if is_mark_sign(sign) => {
                    *is_marked = true;
                    plain.push_str(BETWEEN);
                }
                ',' | ';' | '∙' | '·' | '•' | '&' | '、' | '，' | '/' | '‖' => {
                    plain.push_str(BETWEEN);
                }
                _ => plain.push(sign),
            }
            before = sign;
        }
        plain.push(' ');
    }
    let words: Vec<&str> = plain
        .split(' ')
        .map(|word| {
            let is_join = word.chars().count() > 1
                && word.starts_with(char::is_lowercase)
                && is_phrase(Category::NameJoins, word);
            if is_join { "|" } else { word }
        })
        .collect();
    words.join(" ")
}

/// Whether a word is a mark of one or two letters and a number: `na1`, which Springer sets for authors
/// who contributed equally.
fn is_word_mark(word: &str) -> bool {
    let letters = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
    (1..=2).contains(&letters.len())
        && letters.len() < word.len()
        && letters.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// Where a phrase is in a text, whatever its capitals.
fn position_without_case(text: &str, phrase: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    (lower.len() == text.len()).then(|| lower.find(phrase)).flatten()
}

/// The people, and the group on whose behalf they write or that is the last author.
fn split_group(text: &str) -> (String, Option<String>) {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return (text.to_owned(), None);
    }
    let at_prefix = phrases(Category::GroupPrefixes)
        .iter()
        .filter_map(|prefix| {
            let at = lower.find(&format!(" {prefix} "))?;
            Some((at, at + prefix.len() + 2))
        })
        .min_by_key(|(at, end)| (*at, std::cmp::Reverse(*end)));
    let last = text.trim_end_matches([SEPARATOR, ' ']).rfind(SEPARATOR);
    let (at, start) = match (at_prefix, last) {
        (Some(prefix), _) => prefix,
        (None, Some(last)) => (last, last + 1),
        (None, None) => return (text.to_owned(), None),
    };
    let group = text[start..].trim_matches(|sign| matches!(sign, SEPARATOR | ' ' | '.'));
    let words: Vec<String> = group
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_group = (2..=14).contains(&words.len())
        && words.iter().any(|word| {
            is_phrase(Category::GroupWords, word) || is_phrase(Category::GroupAuthorWords, word)
        });
    if is_group && !group.contains(SEPARATOR) {
        let group = group.split_whitespace().collect::<Vec<_>>().join(" ");
        (text[..at].to_owned(), Some(group))
    } else {
        (text.to_owned(), None)
    }
}

impl JournalAuthors {
    /// Reads an item between two separators; None if it is neither a name nor a mark.
    fn add_item(&mut self, item: &str) -> Option<()> {
        let mut words: Vec<&str> = item.split_whitespace().collect();
        while words.first().is_some_and(|word| is_degree(word)) {
            words.remove(0);
            self.is_marked = true;
        }
        // `MD a b`: letters of institutions stand alone and in lower case.
        while words.len() != 2 && words.last().is_some_and(|word| is_letter_mark(word))
            || words.len() == 2 && words.iter().all(|word| is_letter_mark(word))
        {
            words.pop();
            self.is_marked = true;
        }
        if words.len() == 2 && is_letter_mark(words[1]) {
            return None;
        }
        while words.len() > 1 && words.last().is_some_and(|word| is_degree(word)) {
            words.pop();
            self.is_marked = true;
        }
        if words.is_empty() || words.iter().all(|word| !word.contains(char::is_alphabetic)) {
            return Some(());
        }
        // `Carl Beispiel, Jr`
        if words.len() == 1 && is_name_suffix(words[0]) {
            let last = self.names.last_mut()?;
            last.push(' ');
            last.push_str(words[0]);
            return Some(());
        }
        if !is_personal_name(&words) {
            return None;
        }
        let name = words.join(" ");
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        Some(())
    }
}

/// Whether a word is a letter that marks an institution.
fn is_letter_mark(word: &str) -> bool {
    let mut signs = word.chars();
    signs.next().is_some_and(|first| first.is_ascii_lowercase()) && signs.next().is_none()
}

/// Whether words are the name of a person, the given name first or the family name with initials.
fn is_personal_name(words: &[&str]) -> bool {
    let is_part = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|sign| {
                sign.is_alphabetic() || matches!(sign, '.' | '-' | '’' | '\'' | '‐' | '‑')
            })
            || is_particle(&word.to_lowercase()) && word.chars().all(char::is_alphabetic)
    };
    let is_label = |word: &&str| {
        let lower = word.to_lowercase();
        is_phrase(Category::Roles, &lower)
            || is_phrase(Category::NotNames, &lower)
            || is_phrase(Category::NeverInNames, &lower)
            || is_phrase(Category::GroupWords, &lower)
    };
    let lower = words.join(" ").to_lowercase();
    (2..=6).contains(&words.len())
        && words.iter().all(is_part)
        && words.iter().any(|word| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1)
        && words.last().is_some_and(|word| word.starts_with(char::is_uppercase))
        && !words.iter().filter(|word| !is_name_suffix(word)).any(is_label)
        && !has_label(&lower)
        && !joins_sentences(&words.join(" "))
}

/// Whether a text is or contains the label of a kind of article or of a button of two or more words:
/// `A Randomized Clinical Trial`.
fn has_label(lower: &str) -> bool {
    phrases(Category::JournalLabels)
        .iter()
        .any(|label| lower == *label || label.contains(' ') && lower.contains(label))
}

#[cfg(test)]
mod tests {
    use super::parse_journal_authors;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let names = parse_journal_authors(text).map(|found| found.names).unwrap_or_default();
        assert_eq!(names, expect, "{text}");
    }

    #[test]
    fn names_with_marks_and_degrees() {
        check(
            "Anna B Muster 1 2, Carl Beispiel Jr 3, Dora Sample 1; SLEEP-2 Study Group",
            &["Anna B Muster", "Carl Beispiel Jr", "Dora Sample", "SLEEP-2 Study Group"],
        );
        check(
            "Anna Muster1,2, Carl Beispiel3 & Dora Sample ORCID: orcid.org/0000-0001-0000-00001",
            &["Anna Muster", "Carl Beispiel", "Dora Sample"],
        );
        check(
            "Prof Anna Muster, MD a,b [email protected] ∙ Carl Beispiel, PhD c ∙ Dora Sample, MSc a on behalf of the REST Study Group†",
            &["Anna Muster", "Carl Beispiel", "Dora Sample", "REST Study Group"],
        );
        check(
            "Anna B. Muster, MD, PhD1,2; Carl Beispiel, Jr, MD3; Dora Sample, MPH1",
            &["Anna B. Muster", "Carl Beispiel Jr", "Dora Sample"],
        );
        check(
            "Anna Muster1,2*†Carl Beispiel3Dora Sample1",
            &["Anna Muster", "Carl Beispiel", "Dora Sample"],
        );
        check(
            "View ORCID ProfileAnna Muster, Carl Beispiel III, View ORCID ProfileDora van der Sample",
            &["Anna Muster", "Carl Beispiel III", "Dora van der Sample"],
        );
        check(
            "Muster AB(1)(2), Beispiel C Jr(3), Sample D(1).",
            &["Muster AB", "Beispiel C Jr", "Sample D"],
        );
        check(
            "by Anna Muster 1,2,*, Carl Beispiel 3 and Dora Sample 1",
            &["Anna Muster", "Carl Beispiel", "Dora Sample"],
        );
        check("Anna Muster1 na1 & Carl Beispiel 2", &["Anna Muster", "Carl Beispiel"]);
        check("Anna B Muster ^1,2, Carl Beispiel ^3", &["Anna B Muster", "Carl Beispiel"]);
        check(
            "Jan Christian Jespers1, 2Email author, Kira Katam1, Carl Glud1",
            &["Jan Christian Jespers", "Kira Katam", "Carl Glud"],
        );
        check(
            "Anna Muster, M.D., Ph.D., Carl Beispiel, M.D., and Dora O’Sample, Ph.D.",
            &["Anna Muster", "Carl Beispiel", "Dora O’Sample"],
        );
    }

    #[test]
    fn other_lines_have_no_authors() {
        for text in [
            "Low-dose examplamine for insomnia in older adults: a randomized trial",
            "Affiliations Expand",
            "Author information",
            "Author Affiliations Article Information",
            "Randomized Controlled Trial",
            "Published January 18, 2025",
            "1 Department of Sleep Medicine, Example University, Sampletown, UK.",
            "Sample Hospital, Boston, MA, USA",
            "Save Email Send to Display options",
            "Open Access",
            "Metrics",
        ] {
            check(text, &[]);
        }
    }
}
