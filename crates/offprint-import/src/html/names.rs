//! What the class, id and role of an element say that it is for.
//!
//! Sites name their parts alike the world over, since they are made with the same few tools and in
//! English. A name is cut into words (`postRelated_box-2` is post, related, box), since `gradient`
//! is no `ad`. Names are hints: who asks weighs them against the text. Knows no text.

use std::ops::BitOr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::html::dom::{Document, NodeId};

/// A set of purposes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Purposes(u32);

impl Purposes {
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

impl BitOr for Purposes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Single words of names.
const WORDS: &[(&str, Purposes)] = &[
    ("share", Purposes::SHARE),
    ("shares", Purposes::SHARE),
    ("sharing", Purposes::SHARE),
    ("sharebar", Purposes::SHARE),
    ("sharedaddy", Purposes::SHARE),
    ("sharethis", Purposes::SHARE),
    ("social", Purposes::SHARE),
    ("socials", Purposes::SHARE),
    ("socialmedia", Purposes::SHARE),
    ("addtoany", Purposes::SHARE),
    ("addthis", Purposes::SHARE),
    ("shariff", Purposes::SHARE),
    ("sociable", Purposes::SHARE),
    ("sharify", Purposes::SHARE),
    ("likes", Purposes::SHARE),
    ("follow", Purposes::SHARE),
    ("whatsapp", Purposes::SHARE),
    ("related", Purposes::RELATED),
    ("relatedposts", Purposes::RELATED),
    ("relateds", Purposes::RELATED),
    ("recommended", Purposes::RELATED),
    ("recommendation", Purposes::RELATED),
    ("recommendations", Purposes::RELATED),
    ("recirc", Purposes::RELATED),
    ("recirculation", Purposes::RELATED),
    ("readmore", Purposes::RELATED),
    ("morefrom", Purposes::RELATED),
    ("seealso", Purposes::RELATED),
    ("trending", Purposes::RELATED),
    ("mostread", Purposes::RELATED),
    ("mostpopular", Purposes::RELATED),
    ("taboola", Purposes::RELATED),
    ("outbrain", Purposes::RELATED),
    ("zergnet", Purposes::RELATED),
    ("teaser", Purposes::RELATED),
    ("teasers", Purposes::RELATED),
    ("nextpost", Purposes::RELATED),
    ("similar", Purposes::RELATED),
    ("yarpp", Purposes::RELATED),
    ("crp", Purposes::RELATED),
    ("upnext", Purposes::RELATED),
    ("jp-relatedposts", Purposes::RELATED),
    ("verwandt", Purposes::RELATED),
    ("newsletter", Purposes::NEWSLETTER),
    ("newsletters", Purposes::NEWSLETTER),
    ("subscribe", Purposes::NEWSLETTER),
    ("subscription", Purposes::NEWSLETTER),
    ("signup", Purposes::NEWSLETTER),
    ("optin", Purposes::NEWSLETTER),
    ("mailchimp", Purposes::NEWSLETTER),
    ("subscriber", Purposes::NEWSLETTER),
    ("paywall", Purposes::NEWSLETTER),
    ("mailpoet", Purposes::NEWSLETTER),
    ("leadgen", Purposes::NEWSLETTER),
    ("ad", Purposes::AD),
    ("ads", Purposes::AD),
    ("adv", Purposes::AD),
    ("advert", Purposes::AD),
    ("adverts", Purposes::AD),
    ("advertisement", Purposes::AD),
    ("advertisements", Purposes::AD),
    ("advertising", Purposes::AD),
    ("adsense", Purposes::AD),
    ("adsbygoogle", Purposes::AD),
    ("adslot", Purposes::AD),
    ("adunit", Purposes::AD),
    ("adbox", Purposes::AD),
    ("dfp", Purposes::AD),
    ("sponsor", Purposes::AD),
    ("sponsored", Purposes::AD),
    ("sponsors", Purposes::AD),
    ("anzeige", Purposes::AD),
    ("werbung", Purposes::AD),
    ("publicidad", Purposes::AD),
    ("publicite", Purposes::AD),
    ("advertorial", Purposes::AD),
    ("gpt", Purposes::AD),
    ("comment", Purposes::COMMENTS),
    ("comments", Purposes::COMMENTS),
    ("commentlist", Purposes::COMMENTS),
    ("disqus", Purposes::COMMENTS),
    ("respond", Purposes::COMMENTS),
    ("replies", Purposes::COMMENTS),
    ("livefyre", Purposes::COMMENTS),
    ("kommentare", Purposes::COMMENTS),
    ("commentaires", Purposes::COMMENTS),
    ("comentarios", Purposes::COMMENTS),
    ("coral", Purposes::COMMENTS),
    ("discussion", Purposes::COMMENTS),
    ("nav", Purposes::NAVIGATION),
    ("navi", Purposes::NAVIGATION),
    ("navigation", Purposes::NAVIGATION),
    ("navbar", Purposes::NAVIGATION),
    ("menu", Purposes::NAVIGATION),
    ("menus", Purposes::NAVIGATION),
    ("submenu", Purposes::NAVIGATION),
    ("breadcrumb", Purposes::NAVIGATION),
    ("breadcrumbs", Purposes::NAVIGATION),
    ("crumb", Purposes::NAVIGATION),
    ("crumbs", Purposes::NAVIGATION),
    ("pagination", Purposes::NAVIGATION),
    ("pager", Purposes::NAVIGATION),
    ("paging", Purposes::NAVIGATION),
    ("pagenav", Purposes::NAVIGATION),
    ("prevnext", Purposes::NAVIGATION),
    ("skip", Purposes::NAVIGATION),
    ("skiplink", Purposes::NAVIGATION),
    ("sitemap", Purposes::NAVIGATION),
    ("topbar", Purposes::NAVIGATION),
    ("sidebar", Purposes::SIDEBAR),
    ("sidebars", Purposes::SIDEBAR),
    ("aside", Purposes::SIDEBAR),
    ("widget", Purposes::SIDEBAR),
    ("widgets", Purposes::SIDEBAR),
    ("rail", Purposes::SIDEBAR),
    ("rightrail", Purposes::SIDEBAR),
    ("skyscraper", Purposes::SIDEBAR),
    ("complementary", Purposes::SIDEBAR),
    ("footer", Purposes::FOOTER),
    ("colophon", Purposes::FOOTER),
    ("copyright", Purposes::FOOTER),
    ("contentinfo", Purposes::FOOTER),
    ("disclaimer", Purposes::FOOTER),
    ("masthead", Purposes::FOOTER),
    ("imprint", Purposes::FOOTER),
    ("cookie", Purposes::COOKIES),
    ("cookies", Purposes::COOKIES),
    ("consent", Purposes::COOKIES),
    ("gdpr", Purposes::COOKIES),
    ("ccpa", Purposes::COOKIES),
    ("onetrust", Purposes::COOKIES),
    ("cookiebar", Purposes::COOKIES),
    ("tags", Purposes::TAGS),
    ("taglist", Purposes::TAGS),
    ("tagcloud", Purposes::TAGS),
    ("tagline", Purposes::TAGS),
    ("hashtags", Purposes::TAGS),
    ("categories", Purposes::TAGS),
    ("keywords", Purposes::TAGS),
    ("topics", Purposes::TAGS),
    ("catlinks", Purposes::TAGS),
    ("kicker", Purposes::META),
    ("eyebrow", Purposes::META),
    ("rubric", Purposes::META),
    ("byline", Purposes::BYLINE),
    ("bylines", Purposes::BYLINE),
    ("authorship", Purposes::BYLINE),
    ("dateline", Purposes::DATE),
    ("author", Purposes::AUTHOR),
    ("authors", Purposes::AUTHOR),
    ("bio", Purposes::AUTHOR),
    ("bios", Purposes::AUTHOR),
    ("authorbox", Purposes::AUTHOR),
    ("biography", Purposes::AUTHOR),
    ("contributor", Purposes::AUTHOR),
    ("contributors", Purposes::AUTHOR),
    ("autor", Purposes::AUTHOR),
    ("auteur", Purposes::AUTHOR),
    ("writer", Purposes::AUTHOR),
    ("vcard", Purposes::AUTHOR),
    ("meta", Purposes::META),
    ("metadata", Purposes::META),
    ("postmeta", Purposes::META),
    ("entrymeta", Purposes::META),
    ("infoline", Purposes::META),
    ("submitted", Purposes::META),
    ("readtime", Purposes::META),
    ("readingtime", Purposes::META),
    ("date", Purposes::DATE),
    ("time", Purposes::DATE),
    ("timestamp", Purposes::DATE),
    ("datetime", Purposes::DATE),
    ("published", Purposes::DATE),
    ("pubdate", Purposes::DATE),
    ("updated", Purposes::DATE),
    ("datum", Purposes::DATE),
    ("posted", Purposes::DATE),
    ("modified", Purposes::DATE),
    ("credit", Purposes::CREDIT),
    ("credits", Purposes::CREDIT),
    ("photocredit", Purposes::CREDIT),
    ("photographer", Purposes::CREDIT),
    ("attribution", Purposes::CREDIT),
    ("print", Purposes::TOOLS),
    ("toolbar", Purposes::TOOLS),
    ("tools", Purposes::TOOLS),
    ("actions", Purposes::TOOLS),
    ("rating", Purposes::TOOLS),
    ("ratings", Purposes::TOOLS),
    ("feedback", Purposes::TOOLS),
    ("buttons", Purposes::TOOLS),
    ("button", Purposes::TOOLS),
    ("btn", Purposes::TOOLS),
    ("editsection", Purposes::TOOLS),
    ("bookmark", Purposes::TOOLS),
    ("vote", Purposes::TOOLS),
    ("votes", Purposes::TOOLS),
    ("hidden", Purposes::HIDDEN),
    ("hide", Purposes::HIDDEN),
    ("invisible", Purposes::HIDDEN),
    ("noprint", Purposes::TOOLS),
    ("popup", Purposes::PROMO),
    ("modal", Purposes::PROMO),
    ("overlay", Purposes::PROMO),
    ("lightbox", Purposes::PROMO),
    ("dialog", Purposes::PROMO),
    ("promo", Purposes::PROMO),
    ("promos", Purposes::PROMO),
    ("promotion", Purposes::PROMO),
    ("cta", Purposes::PROMO),
    ("banner", Purposes::PROMO),
    ("donate", Purposes::PROMO),
    ("donation", Purposes::PROMO),
    ("marketing", Purposes::PROMO),
    ("affiliate", Purposes::PROMO),
    ("membership", Purposes::PROMO),
    ("shop", Purposes::PROMO),
    ("shopping", Purposes::PROMO),
    ("toast", Purposes::PROMO),
    ("poll", Purposes::PROMO),
    ("player", Purposes::PLAYER),
    ("videoplayer", Purposes::PLAYER),
    ("jwplayer", Purposes::PLAYER),
    ("playlist", Purposes::PLAYER),
    ("toc", Purposes::CONTENTS),
    ("tableofcontents", Purposes::CONTENTS),
    ("login", Purposes::LOGIN),
    ("signin", Purposes::LOGIN),
    ("register", Purposes::LOGIN),
    ("search", Purposes::LOGIN),
    ("searchform", Purposes::LOGIN),
    ("caption", Purposes::CAPTION),
    ("captions", Purposes::CAPTION),
    ("figcaption", Purposes::CAPTION),
    ("legend", Purposes::CAPTION),
    ("title", Purposes::TITLE),
    ("headline", Purposes::TITLE),
    ("heading", Purposes::TITLE),
    ("references", Purposes::REFERENCES),
    ("reflist", Purposes::REFERENCES),
    ("bibliography", Purposes::REFERENCES),
    ("bib", Purposes::REFERENCES),
    ("reference", Purposes::REFERENCES),
    ("citations", Purposes::REFERENCES),
    ("literatur", Purposes::REFERENCES),
    ("cited", Purposes::REFERENCES),
    ("footnotes", Purposes::NOTES),
    ("footnote", Purposes::NOTES),
    ("endnotes", Purposes::NOTES),
    ("fussnoten", Purposes::NOTES),
    ("article", Purposes::ARTICLE),
    ("articlebody", Purposes::ARTICLE),
    ("story", Purposes::ARTICLE),
    ("entry", Purposes::ARTICLE),
    ("post", Purposes::ARTICLE),
    ("body", Purposes::ARTICLE),
    ("content", Purposes::ARTICLE),
    ("text", Purposes::ARTICLE),
    ("main", Purposes::ARTICLE),
    ("hentry", Purposes::ARTICLE),
    ("artikel", Purposes::ARTICLE),
    ("prose", Purposes::ARTICLE),
    ("richtext", Purposes::ARTICLE),
    ("summary", Purposes::SUMMARY),
    ("lead", Purposes::SUMMARY),
    ("standfirst", Purposes::SUMMARY),
    ("dek", Purposes::SUMMARY),
    ("excerpt", Purposes::SUMMARY),
    ("intro", Purposes::SUMMARY),
    ("subtitle", Purposes::SUMMARY),
    ("description", Purposes::SUMMARY),
    ("chapo", Purposes::SUMMARY),
    ("vorspann", Purposes::SUMMARY),
    ("deck", Purposes::SUMMARY),
    ("subheadline", Purposes::SUMMARY),
    ("abstract", Purposes::SUMMARY),
];

/// Words that say it together, one after the other.
const PAIRS: &[(&str, &str, Purposes)] = &[
    ("also", "like", Purposes::RELATED),
    ("read", "more", Purposes::RELATED),
    ("read", "next", Purposes::RELATED),
    ("more", "from", Purposes::RELATED),
    ("see", "also", Purposes::RELATED),
    ("up", "next", Purposes::RELATED),
    ("most", "read", Purposes::RELATED),
    ("most", "popular", Purposes::RELATED),
    ("more", "stories", Purposes::RELATED),
    ("more", "on", Purposes::RELATED),
    ("also", "read", Purposes::RELATED),
    ("inline", "links", Purposes::RELATED),
    ("related", "content", Purposes::RELATED),
    ("more", "news", Purposes::RELATED),
    ("latest", "news", Purposes::RELATED),
    ("recent", "posts", Purposes::RELATED),
    ("popular", "posts", Purposes::RELATED),
    ("further", "reading", Purposes::RELATED),
    ("internal", "links", Purposes::RELATED),
    ("sign", "up", Purposes::NEWSLETTER),
    ("opt", "in", Purposes::NEWSLETTER),
    ("email", "signup", Purposes::NEWSLETTER),
    ("log", "in", Purposes::LOGIN),
    ("sign", "in", Purposes::LOGIN),
    ("post", "info", Purposes::META),
    ("article", "info", Purposes::META),
    ("entry", "info", Purposes::META),
    ("post", "footer", Purposes::FOOTER),
    ("post", "tags", Purposes::TAGS),
    ("tag", "links", Purposes::TAGS),
    ("tag", "list", Purposes::TAGS),
    ("post", "tag", Purposes::TAGS),
    ("article", "tags", Purposes::TAGS),
    ("cat", "links", Purposes::TAGS),
    ("author", "bio", Purposes::AUTHOR),
    ("about", "author", Purposes::AUTHOR),
    ("screen", "reader", Purposes::HIDDEN),
    ("sr", "only", Purposes::HIDDEN),
    ("visually", "hidden", Purposes::HIDDEN),
    ("ref", "list", Purposes::REFERENCES),
    ("ad", "slot", Purposes::AD),
    ("call", "action", Purposes::PROMO),
    ("table", "contents", Purposes::CONTENTS),
    ("post", "nav", Purposes::NAVIGATION),
    ("edit", "section", Purposes::TOOLS),
];

/// The tables above, to be asked by word. Asked for every element of a page, a walk through them
/// would cost more than the page.
static TABLE: LazyLock<FxHashMap<&str, Entry>> = LazyLock::new(|| {
    let mut table: FxHashMap<&str, Entry> = FxHashMap::default();
    for (word, purpose) in WORDS {
        table.entry(word).or_default().alone = *purpose;
    }
    for (first, second, purpose) in PAIRS {
        table.entry(second).or_default().after.push((first, *purpose));
    }
    table
});

#[derive(Default)]
struct Entry {
    /// What the word says alone.
    alone: Purposes,
    /// What it says after another.
    after: Vec<(&'static str, Purposes)>,
}

/// The purposes that an element's names state.
pub(super) fn purposes(document: &Document, node: NodeId) -> Purposes {
    let mut found = Purposes::default();
    for name in ["class", "id", "role", "itemprop", "data-component", "data-module", "data-testid"]
    {
        let Some(value) = document.attribute(node, name) else { continue };
        let mut before = String::new();
        let value = &value[..value.floor_char_boundary(400)];
        words(value, |word| {
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
fn words(name: &str, mut each: impl FnMut(&str)) {
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
    use super::words;

    #[track_caller]
    fn check(name: &str, expect: &[&str]) {
        let mut found = Vec::new();
        words(name, |word| found.push(word.to_owned()));
        assert_eq!(found, expect);
    }

    #[test]
    fn names_are_cut_into_words() {
        check("postRelated_box-2 gradient", &["post", "related", "box", "gradient"]);
        check("AD", &["ad"]);
    }
}
