//! The words by which the frame of a page is known: menus, share buttons, cookie notices, lists of
//! related posts.
//!
//! One list for each kind of thing, in the languages that most pages are in; no list names a site.
//! Function words are here too, because they tell prose from labels in any language that writes
//! them. A word is looked up once and answers for all lists.
//!
//! It must not know what follows from a word: that is learned from pages, in `model`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::phrases::{Category, phrases};

/// What kinds of things a word belongs to, as bits.
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

/// The lists, with the kind of their words.
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

/// What a word in lower case belongs to.
pub(super) fn kinds(word: &str) -> Kinds {
    KINDS.get(word).copied().unwrap_or_default()
}
