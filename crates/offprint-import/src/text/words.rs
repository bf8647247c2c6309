//! The words by which boilerplate is recognised: menus, share buttons, cookie notices, lists of
//! related posts.
//!
//! There is one list for each category, in the languages that most pages use; no list names a site.
//! Function words are also here, because they distinguish prose from labels in every language that
//! has them. One lookup of a word answers for all lists.
//!
//! It must not know what follows from a word: `line_classifier` has learned that from pages.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::phrases::{Category, phrases};

/// The categories of a word, as bits.
pub(super) type Kinds = u32;

pub(super) const FUNCTION: Kinds = 1;
pub(super) const SHARE: Kinds = 1 << 1;
pub(super) const SUBSCRIBE: Kinds = 1 << 2;
pub(super) const LEGAL: Kinds = 1 << 3;
pub(super) const COMMENT: Kinds = 1 << 4;
pub(super) const RELATED: Kinds = 1 << 5;
pub(super) const NAVIGATION: Kinds = 1 << 6;
pub(super) const TAGS: Kinds = 1 << 7;
pub(super) const CREDIT: Kinds = 1 << 8;
pub(super) const BYLINE: Kinds = 1 << 9;
pub(super) const AGO: Kinds = 1 << 10;
pub(super) const ADVERT: Kinds = 1 << 11;
pub(super) const FORM: Kinds = 1 << 12;
pub(super) const SHOP: Kinds = 1 << 13;
pub(super) const READER: Kinds = 1 << 14;

/// The lists, with the category of their words.
const LISTS: &[(Kinds, Category)] = &[
    (FUNCTION, Category::FunctionWords),
    (SHARE, Category::ShareWords),
    (SUBSCRIBE, Category::SubscribeWords),
    (LEGAL, Category::LegalWords),
    (COMMENT, Category::CommentWords),
    (RELATED, Category::RelatedWords),
    (NAVIGATION, Category::NavigationWords),
    (TAGS, Category::TagWords),
    (CREDIT, Category::CreditWords),
    (BYLINE, Category::BylineWords),
    (AGO, Category::AgoWords),
    (ADVERT, Category::AdvertWords),
    (FORM, Category::FormWords),
    (SHOP, Category::ShopWords),
    (READER, Category::ReaderWords),
];

static KINDS: LazyLock<FxHashMap<&'static str, Kinds>> = LazyLock::new(|| {
    let mut kinds = FxHashMap::default();
    for (kind, category) in LISTS {
        for word in phrases(*category) {
            *kinds.entry(*word).or_default() |= kind;
        }
    }
    kinds
});

/// The categories of a word in lower case.
pub(super) fn kinds(word: &str) -> Kinds {
    KINDS.get(word).copied().unwrap_or_default()
}
