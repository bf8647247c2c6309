//! Authors that sign: with their name below the text, or with the name of an account.
//!
//! They count only if nothing else names an author. A signature must be nothing but a person's
//! name; an account must be named twice, to machines and in a byline. Does not change the text.

use crate::article::Sourced;
use crate::byline;
use crate::html::author_filter::{AuthorFilter, looks_like_person};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::page_text::has_same_words;
use crate::html::tag::Tag;
use crate::phrases::{Category, contains_phrase, is_phrase};

/// The name of an organisation in a byline is not longer, in characters.
const LONGEST_ORGANISATION: usize = 45;

/// The person whose name is the last line of an article in Markdown, or stands in brackets at its
/// end.
pub(super) fn find_signature(body: &str) -> Option<Sourced<Vec<String>>> {
    let last = body.trim_end().rsplit("\n\n").next()?;
    let last = last.rsplit("\\\n").next()?.trim();
    let alone = ["**", "*", "_"]
        .iter()
        .find_map(|mark| last.strip_prefix(mark)?.strip_suffix(mark))
        .filter(|inner| !inner.contains(['*', '_', '[', ']', '(', ':']));
    let in_brackets = || {
        let end = last.trim_end_matches(['+', '*', ' ', '\\', '.', '\u{25a0}']);
        let (before, inner) = end.strip_suffix(')')?.rsplit_once('(')?;
        let before = before.strip_suffix([' ', '*'])?.trim_end_matches([' ', '*']);
        // `“…” (Jane Doe)` says whose words they are, `Sources: (A) (B)` where something is from.
        let is_sentence = before.ends_with(['.', '!', '?']) && !last.starts_with('>');
        is_sentence.then_some(inner)
    };
    let name = alone.or_else(in_brackets)?.trim();
    let authors = byline::parse_authors(name);
    let [author] = authors.as_slice() else { return None };
    let is_group = author.split(' ').any(|word| {
        let lower = word.to_lowercase();
        [Category::GroupWords, Category::BylineGroupWords, Category::PublisherWords]
            .iter()
            .any(|category| is_phrase(*category, &lower))
    });
    (!is_group && looks_like_person(author) && has_same_words(author, name))
        .then(|| Sourced::new(authors.clone(), "the name below the text", 0.5))
}

/// The account that the page states as its author and shows in a byline: *PETA team*,
/// `sleep_writer`.
pub(super) fn find_signed_account(
    document: &HtmlDocument,
    head: &HeadMetadata,
    filter: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let of_networks = head.meta(&["twitter:data1"]).map(|(_, name)| name);
    let stated = head.stated.authors.iter().map(String::as_str).chain(of_networks);
    let stated: Vec<&str> = stated.filter(|name| filter.can_be_account(name)).collect();
    if stated.is_empty() {
        return None;
    }
    let shown = document.ids().filter(|id| {
        let is_link = document
            .attribute(*id, "rel")
            .is_some_and(|relation| relation.split(' ').any(|word| word == "author"));
        document.tag(*id).is_some()
            && (is_link
                || purposes_of_element(document, *id)
                    .any(ElementPurposes::AUTHOR | ElementPurposes::BYLINE))
    });
    let texts: Vec<String> =
        shown.take(200).map(|id| without_prefix(&document.text_within(id, 120))).collect();
    let name =
        stated.into_iter().find(|name| texts.iter().any(|text| has_same_words(text, name)))?;
    Some(Sourced::new(vec![name.trim().to_owned()], "an account, in JSON-LD and the byline", 0.5))
}

/// The organisation, team or site whose name is the link of a byline, and that no list of people
/// contains: *par Attac France*, *von Beispiel Redaktion*. None if several are named so.
pub(super) fn find_signing_organisation(
    document: &HtmlDocument,
    filter: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let mut found: Option<String> = None;
    for id in document.ids().filter(|id| document.is(*id, Tag::A)) {
        if !is_byline_link(document, id) || is_beside_article(document, id) {
            continue;
        }
        let name = document.text_within(id, 80);
        let words: Vec<String> = name
            .to_lowercase()
            .split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let is_group = words.iter().any(|word| {
            [Category::GroupWords, Category::BylineGroupWords, Category::PublisherWords]
                .iter()
                .any(|category| is_phrase(*category, word))
        });
        let is_name = (2..=5).contains(&words.len())
            && name.chars().count() <= LONGEST_ORGANISATION
            && !is_phrase(Category::NotNames, &name.to_lowercase())
            && !is_phrase(Category::GenericAccounts, &name.to_lowercase());
        if !is_name || !(is_group || filter.site.is_some_and(|site| has_same_words(site, &name))) {
            continue;
        }
        match &found {
            Some(known) if !has_same_words(known, &name) => return None,
            _ => found = Some(name),
        }
    }
    Some(Sourced::new(vec![found?], "the organisation in the byline", 0.4))
}

/// Whether a link is that of a byline: it says so, or a word such as `by` is before it and it leads
/// to what an author has written.
fn is_byline_link(document: &HtmlDocument, link: NodeId) -> bool {
    let has_word = |value: &str, wanted: &str| value.split(' ').any(|word| word == wanted);
    if document.attribute(link, "rel").is_some_and(|rel| has_word(rel, "author")) {
        return true;
    }
    let is_card = document.attribute(link, "class").is_some_and(|class| has_word(class, "fn"))
        && document.ancestors(link).take(3).any(|above| {
            document
                .attribute(above, "class")
                .is_some_and(|class| has_word(class, "vcard") && has_word(class, "author"))
        });
    let before = std::iter::successors(document.previous(link), |at| document.previous(*at))
        .find_map(|at| document.text(at).filter(|text| !text.trim().is_empty()));
    let is_after_by = before
        .and_then(|text| text.split_whitespace().next_back())
        .is_some_and(|word| is_phrase(Category::ByWords, &word.to_lowercase()));
    let leads_to_author = document
        .attribute(link, "href")
        .is_some_and(|href| contains_phrase(Category::AuthorPaths, &href.to_ascii_lowercase()));
    is_card || is_after_by && leads_to_author
}

/// Whether an element is in comments, in links to other articles or in the frame of the page.
fn is_beside_article(document: &HtmlDocument, node: NodeId) -> bool {
    let beside = ElementPurposes::SIDEBAR
        | ElementPurposes::RELATED
        | ElementPurposes::FOOTER
        | ElementPurposes::COMMENTS
        | ElementPurposes::NAVIGATION;
    document.ancestors(node).take(15).any(|above| {
        matches!(document.tag(above), Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Li))
            || !document.is(above, Tag::Body) && purposes_of_element(document, above).any(beside)
    })
}

/// A byline without the word before the name: `von PETA-Team`.
fn without_prefix(text: &str) -> String {
    let text = text.trim();
    match text.split_once([' ', ':']) {
        Some((first, rest)) if is_phrase(Category::BylinePrefixes, &first.to_lowercase()) => {
            rest.trim().to_owned()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::find_signature;

    #[test]
    fn signatures_are_names_and_nothing_else() {
        for end in [
            "It helps.\n\n**Jane Doe**\n",
            "It helps.\n\n*Jane Doe*",
            "It helps. (Jane Doe)",
            "**It helps.** (Jane Doe) +++",
            "It helps.\\\n*Jane Doe*",
        ] {
            let found = find_signature(end).map(|found| found.value);
            assert_eq!(found, Some(vec!["Jane Doe".to_owned()]), "{end:?}");
        }
        for end in [
            "It helps.\n\nJane Doe",
            "It helps. (see Jane Doe)",
            "It helps (Jane Doe et al., 2020).",
            "**Sample University**",
            "> Sleep is good. (Jane Doe)",
            "\u{201c}Sleep is good.\u{201d} (Jane Doe)",
            "Sources: (A paper) (Jane Doe)",
            "**Never stop it abruptly**",
            "It helps.\n\n**Photo: Jane Doe**",
            "*Jane Doe* took it for years.",
            "",
        ] {
            assert_eq!(find_signature(end).map(|found| found.value), None, "{end:?}");
        }
    }
}
