//! Notices on cookies and personal data, which many pages show above everything else.
//!
//! They are long prose and so look like an article. They are taken out before the article is
//! searched for, so that they are never taken for it, unless the text has nothing else. A paragraph
//! on consent inside an article stays: there, prose is around it.

use std::collections::HashSet;

use super::line::TextLine;
use super::line_features::LineFeatures;
use super::words;
use crate::phrases::{Category, phrases};

/// For each line, whether it belongs to a notice. None if there is no notice or nothing else.
pub(super) fn find_privacy_notice(
    lines: &[TextLine],
    features: &[LineFeatures],
) -> Option<Vec<bool>> {
    let is_notice: Vec<bool> = lines.iter().map(|line| is_privacy_line(&line.text)).collect();
    let is_prose = |at: &usize| features[*at].words >= 4.0 && features[*at].ends_sentence;
    let others: Vec<usize> =
        (0..lines.len()).filter(|at| !is_notice[*at]).filter(is_prose).collect();
    let (first, last) = (*others.first()?, *others.last()?);
    // What is about personal data between the paragraphs of an article is part of it.
    let result: Vec<bool> =
        is_notice.iter().enumerate().map(|(at, is)| *is && (at < first || at > last)).collect();
    result.contains(&true).then_some(result)
}

/// Whether a line is about cookies or personal data and addresses the reader.
fn is_privacy_line(text: &str) -> bool {
    let lower = text[..text.floor_char_boundary(1500)].to_lowercase();
    let found: HashSet<&str> = phrases(Category::PrivacyPhrases)
        .iter()
        .copied()
        .filter(|phrase| lower.contains(phrase))
        .collect();
    let addresses = || {
        lower
            .split(|character: char| !character.is_alphanumeric())
            .any(|word| words::kinds(word) & words::READER != 0)
    };
    found.len() >= 3 || found.len() >= 2 && addresses() || lower.matches("cookie").count() >= 2
}
