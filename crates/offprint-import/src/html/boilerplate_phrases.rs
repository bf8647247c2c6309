//! Which short blocks are not part of an article, by the words that they begin with or consist of.
//!
//! The phrases are in `data/phrases`. A phrase must be sufficient by itself: `recommended` begins
//! many sentences, so it counts only as the complete text of a block. Must not depend on the page.

use crate::phrases::{Category, contains_phrase, is_phrase, phrases};
use crate::shortcode_signs::is_command;

/// What a short block is, judged by its words.
pub(super) fn boilerplate_reason(text: &str) -> Option<&'static str> {
    if is_count(text) {
        return Some("the number of a picture");
    }
    // `[gallery]` stands for what another program would show in this place.
    if is_command(text) {
        return None;
    }
    // Phrases are at the beginning, and most texts are long.
    let text = &text[..text.floor_char_boundary(600)];
    let lower = text
        .trim_start_matches(|character: char| !character.is_alphanumeric() && character != '\u{a9}')
        .to_lowercase();
    for (why, category) in STARTS {
        for start in phrases(*category) {
            if let Some(rest) = lower.strip_prefix(start) {
                let is_word_end = rest.chars().next().is_none_or(|next| !next.is_alphanumeric())
                    || !start.ends_with(char::is_alphanumeric)
                    || !start.is_ascii();
                // "Posted on social media" may begin a sentence.
                let is_short = *why != BYLINE || text.chars().nth(100).is_none();
                if is_word_end && is_short {
                    return Some(why);
                }
            }
        }
    }
    if text.len() >= 3 && text.len() < 10 && text.bytes().all(|byte| matches!(byte, b'#' | b' ')) {
        return Some(END);
    }
    let whole = lower.trim_end_matches(|character: char| !character.is_alphanumeric());
    for (why, category) in BLOCKS {
        if is_phrase(*category, whole) {
            return Some(why);
        }
    }
    if text.chars().nth(140).is_none() && contains_phrase(Category::ContributorNotes, &lower) {
        return Some(BYLINE);
    }
    None
}

/// Whether a short text points to other articles: `Related: …`, `Read next`.
pub(super) fn is_pointer_to_articles(text: &str) -> bool {
    boilerplate_reason(text) == Some(RELATED)
}

/// Whether a text is the label of a button or of a link for readers: `Cite`, `Share`, `Next`.
pub(super) fn is_button_label(text: &str) -> bool {
    let lower = text.to_lowercase();
    let categories = [
        Category::ToolbarLabels,
        Category::ShareBlocks,
        Category::ServiceBlocks,
        Category::RelatedBlocks,
        Category::NewsletterBlocks,
        Category::CommentsBlocks,
    ];
    categories.into_iter().any(|category| is_phrase(category, &lower))
}

/// Whether a heading that consists of such a word may also be that of a part of an article:
/// `Discussion`, `Topics`, `Image`. What follows decides.
pub(super) fn is_section_name(text: &str) -> bool {
    let lower = text.trim().trim_end_matches([':', '.']).to_lowercase();
    [Category::CommentsBlocks, Category::TagsBlocks, Category::ServiceBlocks]
        .iter()
        .any(|category| is_phrase(*category, &lower))
}

/// Whether a block is all that a button under a comment says.
pub(super) fn is_reply_button(text: &str) -> bool {
    is_phrase(Category::CommentsBlocks, &text.trim().to_lowercase())
}

/// Whether a heading says how many comments follow: `3 comments`.
pub(super) fn is_count_of_comments(heading: &str) -> bool {
    let rest = heading.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = heading.len() - rest.len();
    (1..=5).contains(&number) && is_phrase(Category::CommentsBlocks, rest.trim())
}

/// `Image 1 of 5`, `2 / 7`.
fn is_count(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|character: char| character.is_whitespace() || character == '/')
        .filter(|word| !word.is_empty());
    let mut first = words.next();
    if first.is_some_and(|word| is_phrase(Category::PictureWords, word)) {
        first = words.next();
    }
    let mut second = words.next();
    if second.is_some_and(|word| is_phrase(Category::CountWords, word)) {
        second = words.next();
    } else if !lower.contains('/') {
        return false;
    }
    let is_number = |word: Option<&str>| {
        word.is_some_and(|word| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(first) && is_number(second) && words.next().is_none()
}

const SHARE: &str = "an invitation to share or follow";
const RELATED: &str = "a link to other articles";
const AD: &str = "an advertisement";
const NEWSLETTER: &str = "an invitation to subscribe";
const CREDIT: &str = "an image credit";
const TAGS: &str = "a line of tags or sections";
const COMMENTS: &str = "an invitation to comment";
const RIGHTS: &str = "a copyright notice";
const SERVICE: &str = "a note on how to use the site";
const END: &str = "the sign at the end of a press release";
const BYLINE: &str = "a byline or date";

/// What a block may begin with, the most certain reason first.
const STARTS: &[(&str, Category)] = &[
    (SHARE, Category::ShareStarts),
    (RELATED, Category::RelatedStarts),
    (AD, Category::AdvertStarts),
    (NEWSLETTER, Category::NewsletterStarts),
    (CREDIT, Category::CreditStarts),
    (TAGS, Category::TagsStarts),
    (COMMENTS, Category::CommentsStarts),
    (RIGHTS, Category::RightsStarts),
    (SERVICE, Category::ServiceStarts),
    (BYLINE, Category::BylineBlockStarts),
];

/// What may be the complete text of a block.
const BLOCKS: &[(&str, Category)] = &[
    (SHARE, Category::ShareBlocks),
    (RELATED, Category::RelatedBlocks),
    (AD, Category::AdvertBlocks),
    (NEWSLETTER, Category::NewsletterBlocks),
    (COMMENTS, Category::CommentsBlocks),
    (TAGS, Category::TagsBlocks),
    (SERVICE, Category::ServiceBlocks),
    (BYLINE, Category::BylineBlocks),
];

#[cfg(test)]
mod tests {
    use super::boilerplate_reason;

    #[track_caller]
    fn check(text: &str, is_chrome: bool) {
        assert_eq!(boilerplate_reason(text).is_some(), is_chrome, "{text}");
    }

    #[test]
    fn phrases_of_chrome_are_known() {
        for text in [
            "Share this article",
            "Read more: another",
            "\u{25b6} Lesen Sie auch: anderes",
            "Advertisement",
            "\u{a9} 2024 A",
            "Photo by B",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in [
            "[gallery]",
            "[gallery ids=\"1,2\"]",
            "[related_posts limit=3]",
            "[newsletter-form]",
            "[embed]https://films.example/a[/embed]",
            "Shares fell by a tenth.",
            "Recommended doses differ.",
            "Photographs show it.",
            "Tagesdosen steigen.",
            "Save for two, all left.",
        ] {
            check(text, false);
        }
    }
}
