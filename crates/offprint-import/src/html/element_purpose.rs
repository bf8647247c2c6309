//! What the class, id and role of an element say that it is for.
//!
//! Sites everywhere name their parts alike, since they are made with the same few tools and in
//! English; so the words are in `neutral.toml`. A name is cut into words (`postRelated_box-2` is
//! post, related, box), since `gradient` is not an `ad`. Names are hints: the caller weighs them
//! against the text. Knows no text.

use std::ops::BitOr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase, phrases};

/// A set of purposes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct ElementPurposes(u32);

impl ElementPurposes {
    pub(super) const SHARE: Self = Self(1);
    pub(super) const RELATED: Self = Self(1 << 1);
    pub(super) const NEWSLETTER: Self = Self(1 << 2);
    pub(super) const AD: Self = Self(1 << 3);
    pub(super) const COMMENTS: Self = Self(1 << 4);
    pub(super) const NAVIGATION: Self = Self(1 << 5);
    pub(super) const SIDEBAR: Self = Self(1 << 6);
    pub(super) const FOOTER: Self = Self(1 << 7);
    pub(super) const COOKIES: Self = Self(1 << 8);
    pub(super) const TAGS: Self = Self(1 << 9);
    pub(super) const BYLINE: Self = Self(1 << 10);
    pub(super) const META: Self = Self(1 << 11);
    pub(super) const CREDIT: Self = Self(1 << 12);
    pub(super) const TOOLS: Self = Self(1 << 13);
    pub(super) const HIDDEN: Self = Self(1 << 14);
    pub(super) const PROMO: Self = Self(1 << 15);
    pub(super) const PLAYER: Self = Self(1 << 16);
    pub(super) const CONTENTS: Self = Self(1 << 17);
    pub(super) const LOGIN: Self = Self(1 << 18);
    pub(super) const CAPTION: Self = Self(1 << 19);
    pub(super) const AUTHOR: Self = Self(1 << 20);
    pub(super) const DATE: Self = Self(1 << 21);
    pub(super) const TITLE: Self = Self(1 << 22);
    pub(super) const REFERENCES: Self = Self(1 << 23);
    pub(super) const NOTES: Self = Self(1 << 24);
    pub(super) const ARTICLE: Self = Self(1 << 25);
    pub(super) const SUMMARY: Self = Self(1 << 26);
    pub(super) const LEGAL: Self = Self(1 << 27);
    /// What stands beside an article, whatever asks.
    pub(super) const BESIDE_ARTICLE: Self = Self::RELATED
        .with(Self::SIDEBAR)
        .with(Self::AD)
        .with(Self::PROMO)
        .with(Self::AUTHOR)
        .with(Self::NAVIGATION);

    /// These purposes and those.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These purposes but not those.
    pub(super) const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether it has any of these.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for ElementPurposes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

/// The purposes that words in names state, as `neutral.toml` lists them: single words, and pairs of
/// words one after the other.
const WORDS: &[(ElementPurposes, Category)] = &[
    (ElementPurposes::SHARE, Category::ClassShare),
    (ElementPurposes::RELATED, Category::ClassRelated),
    (ElementPurposes::NEWSLETTER, Category::ClassNewsletter),
    (ElementPurposes::AD, Category::ClassAd),
    (ElementPurposes::COMMENTS, Category::ClassComments),
    (ElementPurposes::NAVIGATION, Category::ClassNavigation),
    (ElementPurposes::SIDEBAR, Category::ClassSidebar),
    (ElementPurposes::FOOTER, Category::ClassFooter),
    (ElementPurposes::COOKIES, Category::ClassCookies),
    (ElementPurposes::TAGS, Category::ClassTags),
    (ElementPurposes::BYLINE, Category::ClassByline),
    (ElementPurposes::META, Category::ClassMeta),
    (ElementPurposes::CREDIT, Category::ClassCredit),
    (ElementPurposes::TOOLS, Category::ClassTools),
    (ElementPurposes::HIDDEN, Category::ClassHidden),
    (ElementPurposes::PROMO, Category::ClassPromo),
    (ElementPurposes::PLAYER, Category::ClassPlayer),
    (ElementPurposes::CONTENTS, Category::ClassContents),
    (ElementPurposes::LOGIN, Category::ClassLogin),
    (ElementPurposes::CAPTION, Category::ClassCaption),
    (ElementPurposes::AUTHOR, Category::ClassAuthor),
    (ElementPurposes::DATE, Category::ClassDate),
    (ElementPurposes::TITLE, Category::ClassTitle),
    (ElementPurposes::REFERENCES, Category::ClassReferences),
    (ElementPurposes::NOTES, Category::ClassNotes),
    (ElementPurposes::ARTICLE, Category::ClassArticle),
    (ElementPurposes::SUMMARY, Category::ClassSummary),
    (ElementPurposes::LEGAL, Category::ClassLegal),
];

/// The words to be looked up. A search through the lists for every element of a page would cost
/// more than the rest of the import.
static TABLE: LazyLock<FxHashMap<&str, WordPurposes>> = LazyLock::new(|| {
    let mut table: FxHashMap<&str, WordPurposes> = FxHashMap::default();
    for (purpose, category) in WORDS {
        for words in phrases(*category) {
            match words.split_once(' ') {
                Some((first, second)) => {
                    table.entry(second).or_default().after.push((first, *purpose));
                }
                None => {
                    let alone = &mut table.entry(words).or_default().alone;
                    *alone = *alone | *purpose;
                }
            }
        }
    }
    table
});

#[derive(Default)]
struct WordPurposes {
    /// What the word says alone.
    alone: ElementPurposes,
    /// What it says after another.
    after: Vec<(&'static str, ElementPurposes)>,
}

/// The purposes that an element's names state.
pub(super) fn purposes_of_element(document: &HtmlDocument, node: NodeId) -> ElementPurposes {
    let mut found = ElementPurposes::default();
    for name in ["class", "id", "role", "itemprop", "data-component", "data-module", "data-testid"]
    {
        let Some(value) = document.attribute(node, name) else { continue };
        let mut before = String::new();
        let value = &value[..value.floor_char_boundary(400)];
        for_each_word(value, |word| {
            if let Some(entry) = TABLE.get(word) {
                found = found | entry.alone;
                for (_, purpose) in entry.after.iter().filter(|(first, _)| *first == before) {
                    found = found | *purpose;
                }
            }
            before.clear();
            before.push_str(word);
        });
    }
    found
}

/// The purposes that names of an element state which consist of words for the layout of pages
/// only: `related-posts` says what it is, `recommended-dose` is about something.
pub(super) fn layout_purposes(document: &HtmlDocument, node: NodeId) -> ElementPurposes {
    let mut found = ElementPurposes::default();
    for name in ["class", "id", "role", "data-component", "data-module", "data-testid"] {
        let Some(value) = document.attribute(node, name) else { continue };
        let value = &value[..value.floor_char_boundary(400)];
        for token in value.split_ascii_whitespace() {
            let (mut own, mut is_layout) = (ElementPurposes::default(), true);
            let mut words = 0;
            for_each_word(token, |_| words += 1);
            let mut before = String::new();
            for_each_word(token, |word| {
                let mut is_known = is_phrase(Category::ClassLayout, word);
                if let Some(entry) = TABLE.get(word) {
                    own = own | entry.alone;
                    is_known |= entry.alone != ElementPurposes::default();
                    for (first, purpose) in &entry.after {
                        if *first == before {
                            own = own | *purpose;
                        }
                        is_known |= *first == before;
                    }
                }
                // The first word may be a prefix of the site: `wp`, `td`.
                is_layout &= is_known
                    || word.len() <= 3
                    || before.is_empty() && (word.len() <= 4 || words >= 3);
                before.clear();
                before.push_str(word);
            });
            if is_layout {
                found = found | own;
            }
        }
    }
    found
}

/// Calls `each` with the words of a name in lower case.
pub(crate) fn for_each_word(name: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut was_lower = false;
    for character in name.chars() {
        let is_start = character.is_ascii_uppercase() && was_lower;
        if (is_start || !character.is_alphabetic()) && !word.is_empty() {
            each(&word);
            word.clear();
        }
        was_lower = character.is_ascii_lowercase();
        if character.is_ascii_alphabetic() {
            word.push(character.to_ascii_lowercase());
        } else if character.is_alphabetic() {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// Whether the words of an element's class contain one of these: `tab` in `nav-tab`.
pub(crate) fn has_class_word(document: &HtmlDocument, id: NodeId, words: &[&str]) -> bool {
    let class = document.attribute(id, "class").unwrap_or_default();
    let mut is_named = false;
    for_each_word(&class[..class.floor_char_boundary(300)], |word| {
        is_named |= words.contains(&word);
    });
    is_named
}

/// Purposes in the names of most paragraphs of an article: page builders call every block a widget.
pub(super) fn purposes_of_most_prose(document: &HtmlDocument, root: NodeId) -> ElementPurposes {
    const CANDIDATES: [ElementPurposes; 4] = [
        ElementPurposes::SIDEBAR,
        ElementPurposes::PROMO,
        ElementPurposes::RELATED,
        ElementPurposes::CONTENTS,
    ];
    let mut all = 0;
    let mut named = [0; CANDIDATES.len()];
    for paragraph in document.descendants(root).filter(|node| document.is(*node, Tag::P)) {
        let length = document.text_within(paragraph, 2_000).len();
        if length < 80 {
            continue;
        }
        all += length;
        let purposes = document
            .ancestors(paragraph)
            .take_while(|above| !matches!(document.tag(*above), Some(Tag::Body | Tag::Html)))
            .take(8)
            .fold(ElementPurposes::default(), |all, above| {
                all | purposes_of_element(document, above)
            });
        for (candidate, length_named) in CANDIDATES.iter().zip(&mut named) {
            if purposes.any(*candidate) {
                *length_named += length;
            }
        }
    }
    CANDIDATES
        .iter()
        .zip(named)
        .filter(|(_, length)| length * 2 > all)
        .fold(ElementPurposes::default(), |found, (candidate, _)| found | *candidate)
}

/// Whether an element is in a part of the page that is about something else than the article, or in a
/// picture or a quotation: what it names is not the article's.
pub(super) fn is_beside_text(document: &HtmlDocument, id: NodeId) -> bool {
    let beside = ElementPurposes::COMMENTS
        | ElementPurposes::RELATED
        | ElementPurposes::SIDEBAR
        | ElementPurposes::FOOTER
        | ElementPurposes::NAVIGATION
        | ElementPurposes::CREDIT;
    std::iter::once(id).chain(document.ancestors(id).take(12)).any(|above| {
        matches!(
            document.tag(above),
            Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Figure | Tag::Blockquote)
        ) || !matches!(document.tag(above), Some(Tag::Body | Tag::Html))
            && purposes_of_element(document, above).any(beside)
    })
}

#[cfg(test)]
mod tests {
    use super::for_each_word;

    #[track_caller]
    fn check(name: &str, expect: &[&str]) {
        let mut found = Vec::new();
        for_each_word(name, |word| found.push(word.to_owned()));
        assert_eq!(found, expect);
    }

    #[test]
    fn names_are_cut_into_words() {
        check("postRelated_box-2 gradient", &["post", "related", "box", "gradient"]);
        check("AD", &["ad"]);
    }
}
