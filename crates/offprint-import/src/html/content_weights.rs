//! The weights by which `content` finds the article, read from `data/content_weights.toml`.
//!
//! The file is printed by `data/derive/content_weights.py`, which documents how each value is
//! derived and validated. This module only reads it and knows no page.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The derived weights.
pub(super) static CONTENT_WEIGHTS: LazyLock<ContentWeights> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/content_weights.toml"))
        .expect("the file of weights fits its type, which a test shows")
});

/// The numbers and words of the file.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ContentWeights {
    pub(super) scoring: ScoringWeights,
    /// For words of classes and ids, the logarithm of the odds that text in an element that is
    /// named so belongs to the article.
    pub(super) words: FxHashMap<String, f32>,
}

/// The numbers of the scoring. Lengths are in characters.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoringWeights {
    /// A block of this length is prose ...
    pub(super) prose_length: f32,
    /// ... if no larger share of it is in links.
    pub(super) prose_link_share: f32,
    /// What a character in a link costs, in characters of prose, in a block that is not prose.
    pub(super) link_cost: f32,
    /// What any other character of such a block costs.
    pub(super) short_cost: f32,
    /// What a character of prose costs in an element whose names speak against it.
    pub(super) beside_cost: f32,
    /// Names speak against an element if the sum of their words' weights is below minus this.
    pub(super) name_limit: f32,
    /// An element that contains this share of the page's text is never judged by its names.
    pub(super) major_share: f32,
    /// A container around the best one is chosen if it adds this share of the best one's prose ...
    pub(super) spread_share: f32,
    /// ... and this many characters more.
    pub(super) spread_length: f32,
    /// A container worth less is accepted only if no other reading of the page gives a better one.
    pub(super) enough_prose: f32,
}

#[cfg(test)]
mod tests {
    use super::CONTENT_WEIGHTS;

    #[test]
    fn weights_are_read_and_words_are_lower_case() {
        assert!(CONTENT_WEIGHTS.words["footer"] < 0.0);
        assert!(CONTENT_WEIGHTS.words["article"] > 0.0);
        let is_lower_case = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(CONTENT_WEIGHTS.words.keys().all(|word| is_lower_case(word)));
        assert!(CONTENT_WEIGHTS.words.values().all(|weight| weight.is_finite()));
    }
}
