//! What the class, id and role of an element say that it is for.
//!
//! Sites name their parts alike the world over, since they are made with the same few tools and in
//! English. A name is cut into words (`postRelated_box-2` is post, related, box), since `gradient`
//! is no `ad`. Names are hints: who asks weighs them against the text. Knows no text.

use std::ops::BitOr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};

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

    /// Whether it has any of these.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for ElementPurposes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Single words of names.
const WORDS: &[(&str, ElementPurposes)] = &[
    ("share", ElementPurposes::SHARE),
    ("shares", ElementPurposes::SHARE),
    ("sharing", ElementPurposes::SHARE),
    ("sharebar", ElementPurposes::SHARE),
    ("sharedaddy", ElementPurposes::SHARE),
    ("sharethis", ElementPurposes::SHARE),
    ("social", ElementPurposes::SHARE),
    ("socials", ElementPurposes::SHARE),
    ("socialmedia", ElementPurposes::SHARE),
    ("addtoany", ElementPurposes::SHARE),
    ("addthis", ElementPurposes::SHARE),
    ("shariff", ElementPurposes::SHARE),
    ("sociable", ElementPurposes::SHARE),
    ("sharify", ElementPurposes::SHARE),
    ("likes", ElementPurposes::SHARE),
    ("follow", ElementPurposes::SHARE),
    ("whatsapp", ElementPurposes::SHARE),
    ("related", ElementPurposes::RELATED),
    ("relatedposts", ElementPurposes::RELATED),
    ("relateds", ElementPurposes::RELATED),
    ("recommended", ElementPurposes::RELATED),
    ("recommendation", ElementPurposes::RELATED),
    ("recommendations", ElementPurposes::RELATED),
    ("recirc", ElementPurposes::RELATED),
    ("recirculation", ElementPurposes::RELATED),
    ("readmore", ElementPurposes::RELATED),
    ("morefrom", ElementPurposes::RELATED),
    ("seealso", ElementPurposes::RELATED),
    ("trending", ElementPurposes::RELATED),
    ("mostread", ElementPurposes::RELATED),
    ("mostpopular", ElementPurposes::RELATED),
    ("taboola", ElementPurposes::RELATED),
    ("outbrain", ElementPurposes::RELATED),
    ("zergnet", ElementPurposes::RELATED),
    ("teaser", ElementPurposes::RELATED),
    ("teasers", ElementPurposes::RELATED),
    ("nextpost", ElementPurposes::RELATED),
    ("similar", ElementPurposes::RELATED),
    ("yarpp", ElementPurposes::RELATED),
    ("crp", ElementPurposes::RELATED),
    ("upnext", ElementPurposes::RELATED),
    ("jp-relatedposts", ElementPurposes::RELATED),
    ("verwandt", ElementPurposes::RELATED),
    ("newsletter", ElementPurposes::NEWSLETTER),
    ("newsletters", ElementPurposes::NEWSLETTER),
    ("subscribe", ElementPurposes::NEWSLETTER),
    ("subscription", ElementPurposes::NEWSLETTER),
    ("signup", ElementPurposes::NEWSLETTER),
    ("optin", ElementPurposes::NEWSLETTER),
    ("mailchimp", ElementPurposes::NEWSLETTER),
    ("subscriber", ElementPurposes::NEWSLETTER),
    ("paywall", ElementPurposes::NEWSLETTER),
    ("mailpoet", ElementPurposes::NEWSLETTER),
    ("leadgen", ElementPurposes::NEWSLETTER),
    ("ad", ElementPurposes::AD),
    ("ads", ElementPurposes::AD),
    ("adv", ElementPurposes::AD),
    ("advert", ElementPurposes::AD),
    ("adverts", ElementPurposes::AD),
    ("advertisement", ElementPurposes::AD),
    ("advertisements", ElementPurposes::AD),
    ("advertising", ElementPurposes::AD),
    ("adsense", ElementPurposes::AD),
    ("adsbygoogle", ElementPurposes::AD),
    ("adslot", ElementPurposes::AD),
    ("adunit", ElementPurposes::AD),
    ("adbox", ElementPurposes::AD),
    ("dfp", ElementPurposes::AD),
    ("sponsor", ElementPurposes::AD),
    ("sponsored", ElementPurposes::AD),
    ("sponsors", ElementPurposes::AD),
    ("anzeige", ElementPurposes::AD),
    ("werbung", ElementPurposes::AD),
    ("publicidad", ElementPurposes::AD),
    ("publicite", ElementPurposes::AD),
    ("advertorial", ElementPurposes::AD),
    ("gpt", ElementPurposes::AD),
    ("comment", ElementPurposes::COMMENTS),
    ("comments", ElementPurposes::COMMENTS),
    ("commentlist", ElementPurposes::COMMENTS),
    ("disqus", ElementPurposes::COMMENTS),
    ("respond", ElementPurposes::COMMENTS),
    ("replies", ElementPurposes::COMMENTS),
    ("livefyre", ElementPurposes::COMMENTS),
    ("kommentare", ElementPurposes::COMMENTS),
    ("commentaires", ElementPurposes::COMMENTS),
    ("comentarios", ElementPurposes::COMMENTS),
    ("coral", ElementPurposes::COMMENTS),
    ("discussion", ElementPurposes::COMMENTS),
    ("nav", ElementPurposes::NAVIGATION),
    ("navi", ElementPurposes::NAVIGATION),
    ("navigation", ElementPurposes::NAVIGATION),
    ("navbar", ElementPurposes::NAVIGATION),
    ("menu", ElementPurposes::NAVIGATION),
    ("menus", ElementPurposes::NAVIGATION),
    ("submenu", ElementPurposes::NAVIGATION),
    ("breadcrumb", ElementPurposes::NAVIGATION),
    ("breadcrumbs", ElementPurposes::NAVIGATION),
    ("crumb", ElementPurposes::NAVIGATION),
    ("crumbs", ElementPurposes::NAVIGATION),
    ("pagination", ElementPurposes::NAVIGATION),
    ("pager", ElementPurposes::NAVIGATION),
    ("paging", ElementPurposes::NAVIGATION),
    ("pagenav", ElementPurposes::NAVIGATION),
    ("prevnext", ElementPurposes::NAVIGATION),
    ("skip", ElementPurposes::NAVIGATION),
    ("skiplink", ElementPurposes::NAVIGATION),
    ("sitemap", ElementPurposes::NAVIGATION),
    ("topbar", ElementPurposes::NAVIGATION),
    ("sidebar", ElementPurposes::SIDEBAR),
    ("sidebars", ElementPurposes::SIDEBAR),
    ("aside", ElementPurposes::SIDEBAR),
    ("widget", ElementPurposes::SIDEBAR),
    ("widgets", ElementPurposes::SIDEBAR),
    ("rail", ElementPurposes::SIDEBAR),
    ("rightrail", ElementPurposes::SIDEBAR),
    ("skyscraper", ElementPurposes::SIDEBAR),
    ("complementary", ElementPurposes::SIDEBAR),
    ("footer", ElementPurposes::FOOTER),
    ("colophon", ElementPurposes::FOOTER),
    ("copyright", ElementPurposes::FOOTER),
    ("contentinfo", ElementPurposes::FOOTER),
    ("disclaimer", ElementPurposes::FOOTER),
    ("masthead", ElementPurposes::FOOTER),
    ("imprint", ElementPurposes::FOOTER),
    ("cookie", ElementPurposes::COOKIES),
    ("cookies", ElementPurposes::COOKIES),
    ("consent", ElementPurposes::COOKIES),
    ("gdpr", ElementPurposes::COOKIES),
    ("ccpa", ElementPurposes::COOKIES),
    ("onetrust", ElementPurposes::COOKIES),
    ("cookiebar", ElementPurposes::COOKIES),
    ("tags", ElementPurposes::TAGS),
    ("taglist", ElementPurposes::TAGS),
    ("tagcloud", ElementPurposes::TAGS),
    ("tagline", ElementPurposes::TAGS),
    ("hashtags", ElementPurposes::TAGS),
    ("categories", ElementPurposes::TAGS),
    ("keywords", ElementPurposes::TAGS),
    ("topics", ElementPurposes::TAGS),
    ("catlinks", ElementPurposes::TAGS),
    ("kicker", ElementPurposes::META),
    ("eyebrow", ElementPurposes::META),
    ("rubric", ElementPurposes::META),
    ("byline", ElementPurposes::BYLINE),
    ("bylines", ElementPurposes::BYLINE),
    ("authorship", ElementPurposes::BYLINE),
    ("dateline", ElementPurposes::DATE),
    ("author", ElementPurposes::AUTHOR),
    ("authors", ElementPurposes::AUTHOR),
    ("bio", ElementPurposes::AUTHOR),
    ("bios", ElementPurposes::AUTHOR),
    ("authorbox", ElementPurposes::AUTHOR),
    ("biography", ElementPurposes::AUTHOR),
    ("contributor", ElementPurposes::AUTHOR),
    ("contributors", ElementPurposes::AUTHOR),
    ("autor", ElementPurposes::AUTHOR),
    ("auteur", ElementPurposes::AUTHOR),
    ("writer", ElementPurposes::AUTHOR),
    ("vcard", ElementPurposes::AUTHOR),
    ("meta", ElementPurposes::META),
    ("metadata", ElementPurposes::META),
    ("postmeta", ElementPurposes::META),
    ("entrymeta", ElementPurposes::META),
    ("infoline", ElementPurposes::META),
    ("submitted", ElementPurposes::META),
    ("readtime", ElementPurposes::META),
    ("readingtime", ElementPurposes::META),
    ("date", ElementPurposes::DATE),
    ("time", ElementPurposes::DATE),
    ("timestamp", ElementPurposes::DATE),
    ("datetime", ElementPurposes::DATE),
    ("published", ElementPurposes::DATE),
    ("pubdate", ElementPurposes::DATE),
    ("updated", ElementPurposes::DATE),
    ("datum", ElementPurposes::DATE),
    ("posted", ElementPurposes::DATE),
    ("modified", ElementPurposes::DATE),
    ("credit", ElementPurposes::CREDIT),
    ("credits", ElementPurposes::CREDIT),
    ("photocredit", ElementPurposes::CREDIT),
    ("photographer", ElementPurposes::CREDIT),
    ("attribution", ElementPurposes::CREDIT),
    ("print", ElementPurposes::TOOLS),
    ("toolbar", ElementPurposes::TOOLS),
    ("tools", ElementPurposes::TOOLS),
    ("actions", ElementPurposes::TOOLS),
    ("rating", ElementPurposes::TOOLS),
    ("ratings", ElementPurposes::TOOLS),
    ("feedback", ElementPurposes::TOOLS),
    ("buttons", ElementPurposes::TOOLS),
    ("button", ElementPurposes::TOOLS),
    ("btn", ElementPurposes::TOOLS),
    ("editsection", ElementPurposes::TOOLS),
    ("bookmark", ElementPurposes::TOOLS),
    ("vote", ElementPurposes::TOOLS),
    ("votes", ElementPurposes::TOOLS),
    ("hidden", ElementPurposes::HIDDEN),
    ("hide", ElementPurposes::HIDDEN),
    ("invisible", ElementPurposes::HIDDEN),
    ("noprint", ElementPurposes::TOOLS),
    ("popup", ElementPurposes::PROMO),
    ("modal", ElementPurposes::PROMO),
    ("overlay", ElementPurposes::PROMO),
    ("lightbox", ElementPurposes::PROMO),
    ("dialog", ElementPurposes::PROMO),
    ("promo", ElementPurposes::PROMO),
    ("promos", ElementPurposes::PROMO),
    ("promotion", ElementPurposes::PROMO),
    ("cta", ElementPurposes::PROMO),
    ("banner", ElementPurposes::PROMO),
    ("donate", ElementPurposes::PROMO),
    ("donation", ElementPurposes::PROMO),
    ("marketing", ElementPurposes::PROMO),
    ("affiliate", ElementPurposes::PROMO),
    ("membership", ElementPurposes::PROMO),
    ("shop", ElementPurposes::PROMO),
    ("shopping", ElementPurposes::PROMO),
    ("toast", ElementPurposes::PROMO),
    ("poll", ElementPurposes::PROMO),
    ("player", ElementPurposes::PLAYER),
    ("videoplayer", ElementPurposes::PLAYER),
    ("jwplayer", ElementPurposes::PLAYER),
    ("playlist", ElementPurposes::PLAYER),
    ("toc", ElementPurposes::CONTENTS),
    ("tableofcontents", ElementPurposes::CONTENTS),
    ("login", ElementPurposes::LOGIN),
    ("signin", ElementPurposes::LOGIN),
    ("register", ElementPurposes::LOGIN),
    ("search", ElementPurposes::LOGIN),
    ("searchform", ElementPurposes::LOGIN),
    ("caption", ElementPurposes::CAPTION),
    ("captions", ElementPurposes::CAPTION),
    ("figcaption", ElementPurposes::CAPTION),
    ("legend", ElementPurposes::CAPTION),
    ("title", ElementPurposes::TITLE),
    ("headline", ElementPurposes::TITLE),
    ("heading", ElementPurposes::TITLE),
    ("references", ElementPurposes::REFERENCES),
    ("reflist", ElementPurposes::REFERENCES),
    ("bibliography", ElementPurposes::REFERENCES),
    ("bib", ElementPurposes::REFERENCES),
    ("reference", ElementPurposes::REFERENCES),
    ("citations", ElementPurposes::REFERENCES),
    ("literatur", ElementPurposes::REFERENCES),
    ("cited", ElementPurposes::REFERENCES),
    ("footnotes", ElementPurposes::NOTES),
    ("footnote", ElementPurposes::NOTES),
    ("endnotes", ElementPurposes::NOTES),
    ("fussnoten", ElementPurposes::NOTES),
    ("article", ElementPurposes::ARTICLE),
    ("articlebody", ElementPurposes::ARTICLE),
    ("story", ElementPurposes::ARTICLE),
    ("entry", ElementPurposes::ARTICLE),
    ("post", ElementPurposes::ARTICLE),
    ("body", ElementPurposes::ARTICLE),
    ("content", ElementPurposes::ARTICLE),
    ("text", ElementPurposes::ARTICLE),
    ("main", ElementPurposes::ARTICLE),
    ("hentry", ElementPurposes::ARTICLE),
    ("artikel", ElementPurposes::ARTICLE),
    ("prose", ElementPurposes::ARTICLE),
    ("richtext", ElementPurposes::ARTICLE),
    ("summary", ElementPurposes::SUMMARY),
    ("lead", ElementPurposes::SUMMARY),
    ("standfirst", ElementPurposes::SUMMARY),
    ("dek", ElementPurposes::SUMMARY),
    ("excerpt", ElementPurposes::SUMMARY),
    ("intro", ElementPurposes::SUMMARY),
    ("subtitle", ElementPurposes::SUMMARY),
    ("description", ElementPurposes::SUMMARY),
    ("chapo", ElementPurposes::SUMMARY),
    ("vorspann", ElementPurposes::SUMMARY),
    ("deck", ElementPurposes::SUMMARY),
    ("subheadline", ElementPurposes::SUMMARY),
    ("abstract", ElementPurposes::SUMMARY),
];

/// Words that say it together, one after the other.
const PAIRS: &[(&str, &str, ElementPurposes)] = &[
    ("also", "like", ElementPurposes::RELATED),
    ("read", "more", ElementPurposes::RELATED),
    ("read", "next", ElementPurposes::RELATED),
    ("more", "from", ElementPurposes::RELATED),
    ("see", "also", ElementPurposes::RELATED),
    ("up", "next", ElementPurposes::RELATED),
    ("most", "read", ElementPurposes::RELATED),
    ("most", "popular", ElementPurposes::RELATED),
    ("more", "stories", ElementPurposes::RELATED),
    ("more", "on", ElementPurposes::RELATED),
    ("also", "read", ElementPurposes::RELATED),
    ("inline", "links", ElementPurposes::RELATED),
    ("related", "content", ElementPurposes::RELATED),
    ("more", "news", ElementPurposes::RELATED),
    ("latest", "news", ElementPurposes::RELATED),
    ("recent", "posts", ElementPurposes::RELATED),
    ("popular", "posts", ElementPurposes::RELATED),
    ("further", "reading", ElementPurposes::RELATED),
    ("internal", "links", ElementPurposes::RELATED),
    ("sign", "up", ElementPurposes::NEWSLETTER),
    ("opt", "in", ElementPurposes::NEWSLETTER),
    ("email", "signup", ElementPurposes::NEWSLETTER),
    ("log", "in", ElementPurposes::LOGIN),
    ("sign", "in", ElementPurposes::LOGIN),
    ("post", "info", ElementPurposes::META),
    ("article", "info", ElementPurposes::META),
    ("entry", "info", ElementPurposes::META),
    ("post", "footer", ElementPurposes::FOOTER),
    ("post", "tags", ElementPurposes::TAGS),
    ("tag", "links", ElementPurposes::TAGS),
    ("tag", "list", ElementPurposes::TAGS),
    ("post", "tag", ElementPurposes::TAGS),
    ("article", "tags", ElementPurposes::TAGS),
    ("cat", "links", ElementPurposes::TAGS),
    ("author", "bio", ElementPurposes::AUTHOR),
    ("about", "author", ElementPurposes::AUTHOR),
    ("screen", "reader", ElementPurposes::HIDDEN),
    ("sr", "only", ElementPurposes::HIDDEN),
    ("visually", "hidden", ElementPurposes::HIDDEN),
    ("ref", "list", ElementPurposes::REFERENCES),
    ("ad", "slot", ElementPurposes::AD),
    ("call", "action", ElementPurposes::PROMO),
    ("table", "contents", ElementPurposes::CONTENTS),
    ("post", "nav", ElementPurposes::NAVIGATION),
    ("edit", "section", ElementPurposes::TOOLS),
];

/// The tables above, to be asked by word. Asked for every element of a page, a walk through them
/// would cost more than the page.
static TABLE: LazyLock<FxHashMap<&str, WordPurposes>> = LazyLock::new(|| {
    let mut table: FxHashMap<&str, WordPurposes> = FxHashMap::default();
    for (word, purpose) in WORDS {
        table.entry(word).or_default().alone = *purpose;
    }
    for (first, second, purpose) in PAIRS {
        table.entry(second).or_default().after.push((first, *purpose));
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

/// Calls `each` with the words of a name in lower case.
fn for_each_word(name: &str, mut each: impl FnMut(&str)) {
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
