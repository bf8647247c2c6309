//! Which words and lines of a pasted text are boilerplate: menus, share buttons, notices, lists of
//! links.
//!
//! It must not depend on the classifier: these are rules for single lines.

use super::line_features::LineFeatures;
use super::words;
use crate::phrases::{Category, is_phrase};

/// Whether a line announces links: two to five words, all of that kind.
pub(super) fn is_link_list_label(text: &str, features: &LineFeatures) -> bool {
    if features.words > 6.0 || text.len() > 60 || features.ends_sentence {
        return false;
    }
    let mut related = false;
    text.split(' ').all(|word| {
        let bare = word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        let kinds = words::kinds(&bare);
        related |= kinds & words::RELATED != 0 && kinds & words::FUNCTION == 0;
        bare.is_empty()
            || kinds & (words::RELATED | words::READER | words::FUNCTION | words::NAVIGATION) != 0
    }) && related
        && !is_phrase(Category::NotLinkLabels, &text.to_lowercase())
}

/// Whether a line is boilerplate: at least as many of its words are typical of boilerplate as are
/// not.
pub(super) fn is_boilerplate(text: &str, features: &LineFeatures) -> bool {
    let (of_frame, others) = count_boilerplate_words(text, features);
    of_frame > 0 && of_frame >= others
}

/// Whether most words of a line are typical of boilerplate: *What comes next* is a heading that has
/// one such word.
pub(super) fn is_mostly_boilerplate(text: &str, features: &LineFeatures) -> bool {
    let (of_frame, others) = count_boilerplate_words(text, features);
    of_frame > others
}

/// How many words are typical of boilerplate, and how many are not.
fn count_boilerplate_words(text: &str, features: &LineFeatures) -> (usize, usize) {
    let frame = words::SHARE
        | words::SUBSCRIBE
        | words::LEGAL
        | words::COMMENT
        | words::RELATED
        | words::NAVIGATION
        | words::TAGS
        | words::CREDIT
        | words::ADVERT
        | words::AGO;
    if features.words > 30.0 {
        return (0, 0);
    }
    let mut of_frame = 0;
    let mut others = 0;
    for word in text
        .split(|character: char| character.is_whitespace() || matches!(character, '/' | '|' | ':'))
    {
        let bare = word
            .trim_matches(|character: char| !character.is_alphanumeric() && character != '©')
            .to_lowercase();
        if bare.is_empty() {
            continue;
        }
        let kinds = words::kinds(&bare);
        if kinds & frame != 0 && kinds & words::FUNCTION == 0 {
            of_frame += 1;
        } else if kinds & (words::FUNCTION | words::READER) == 0 {
            others += 1;
        }
    }
    (of_frame, others)
}

/// Whether prose presents an author: a name, a verb and a role, as in boxes below articles.
pub(super) fn is_about_a_person(text: &str) -> bool {
    let name = text.split(' ').take_while(|word| word.starts_with(char::is_uppercase)).count();
    let mut after = text.split(' ').skip(name);
    let verb = after.next().unwrap_or_default();
    (1..=4).contains(&name)
        && matches!(verb, "is" | "was" | "has" | "covers" | "writes")
        && after.take(14).any(|word| {
            let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
            is_phrase(Category::Roles, &bare.to_lowercase())
        })
}
