//! Which words a pasted text is about: those of the lines that are its article.
//!
//! Titles, closing paragraphs and short lines of an article share such words; teasers of other
//! articles rarely do.

use std::collections::HashSet;

use super::line::TextLine;
use super::line_features::LineFeatures;
use super::words;

/// The words that an article is about: those of its kept lines of prose.
pub(super) fn topic_words(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
) -> HashSet<String> {
    let mut topic = HashSet::new();
    let prose = lines
        .iter()
        .zip(kept)
        .zip(features)
        .filter(|((_, kept), features)| **kept && features.words >= 12.0);
    for ((line, _), _) in prose.take(60) {
        for word in content_words(&line.text).take(400) {
            topic.insert(word);
        }
    }
    topic
}

/// How many of the words of a text belong to the topic, and how many words it has.
pub(super) fn topic_overlap(text: &str, topic: &HashSet<String>) -> (usize, usize) {
    content_words(text)
        .take(400)
        .fold((0, 0), |(shared, all), word| (shared + usize::from(topic.contains(&word)), all + 1))
}

/// The words of a text that mean something, shortened to what inflection leaves.
pub(super) fn content_words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| {
            word.chars().count() > 3 || word.chars().any(|character| character > '\u{2000}')
        })
        .map(str::to_lowercase)
        .filter(|word| words::kinds(word) & words::FUNCTION == 0)
        .map(|word| if word.is_ascii() { word.chars().take(6).collect() } else { word })
}
