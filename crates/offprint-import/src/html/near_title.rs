//! What is known about an article before its blocks are judged, and which short blocks near its title
//! say no more than that.
//!
//! Does not remove anything.

use jiff::civil::Date;

use crate::byline;
use crate::date_labels::is_only_date;
use crate::phrases::{Category, contains_phrase, is_phrase, starts_with_phrase};

/// What is known about the article before its blocks are judged.
#[derive(Default, Debug)]
pub(super) struct ArticleContext<'a> {
    /// The title, to find it repeated.
    pub(super) title: Option<&'a str>,
    /// Other forms of the title: the `h1`, the social networks'.
    pub(super) titles: Vec<String>,
    /// Names of the authors.
    pub(super) authors: &'a [String],
    /// The text of the article as the page states it in JSON-LD.
    pub(super) stated: Option<&'a str>,
    /// The article's own DOI.
    pub(super) doi: Option<&'a str>,
    /// Whether a journal or PubMed published the page.
    pub(super) is_of_journal: bool,
    /// The address of the page.
    pub(super) base: Option<&'a url::Url>,
    pub(super) today: Date,
}

/// Whether a text is a sentence, or what a person says: `Jane Doe [00:14]: Welcome`.
fn is_spoken(text: &str) -> bool {
    let is_sentence = text.ends_with(['.', '?', '!', '…', '。', '？', '！', '”', '»']);
    let said = text.split_once([':', '：']).filter(|(name, said)| {
        said.starts_with(char::is_whitespace)
            && said.split_whitespace().count() >= 2
            && said.split_whitespace().any(|word| word.starts_with(char::is_lowercase))
            && name.contains(' ')
            && !starts_with_phrase(Category::BylinePrefixes, &name.to_lowercase())
    });
    is_sentence || said.is_some()
}

/// A sentence about how long it takes to read has at most so many words.
const MOST_WORDS_OF_TIME: usize = 8;

/// Why a short block before the text of an article is removed.
pub(super) fn reason_near_title(text: &str, known: &ArticleContext) -> Option<&'static str> {
    if text.chars().nth(140).is_some() {
        return None;
    }
    let lower = text.to_lowercase();
    // `[5-min read] It helped half of them.`: a paragraph that begins with the label is text.
    let is_paragraph = text.split_whitespace().nth(MOST_WORDS_OF_TIME).is_some()
        && text.trim_end().ends_with(['.', '!', '?']);
    if contains_phrase(Category::ReadingTimes, &lower) && !is_paragraph {
        return Some("how long it takes to read");
    }
    if known.doi.is_some_and(|doi| lower.contains(&doi.to_lowercase())) {
        return Some("how to cite the article");
    }
    if is_only_date(text, known.authors, known.today) {
        return Some("a date");
    }
    let named = known
        .authors
        .iter()
        .filter(|author| lower.contains(&author.to_lowercase()))
        .map(String::len)
        .sum::<usize>();
    if named > 0 && text.len() < named + 70 && !is_spoken(text) {
        return Some("the byline");
    }
    // The label alone, above the names.
    let is_label = is_phrase(Category::ByWords, lower.trim_end_matches(':'));
    if is_label && !known.authors.is_empty() {
        return Some("the byline");
    }
    let is_by = lower.split_once(' ').is_some_and(|(first, _)| is_phrase(Category::ByWords, first));
    if is_by && text.chars().nth(80).is_none() && !byline::parse_authors(text).is_empty() {
        return Some("the byline");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{ArticleContext, reason_near_title};

    #[test]
    fn a_paragraph_with_a_reading_time_is_text() {
        let known = ArticleContext::default();
        for text in [
            "[5-min read] It helped half of the people after ten weeks.",
            "5 min read: nobody at the clinic could tell the tablets apart!",
        ] {
            assert_eq!(reason_near_title(text, &known), None, "{text}");
        }
        for text in [
            "5 min read",
            "March 3, 2026 · 4 min read",
            "By Jane Doe, Karl Roe and Eva Poe · Pain · 12 min read",
            "It takes 5 minutes to read.",
        ] {
            assert_eq!(
                reason_near_title(text, &known),
                Some("how long it takes to read"),
                "{text}"
            );
        }
    }
}
