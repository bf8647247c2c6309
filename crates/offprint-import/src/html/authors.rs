//! Who wrote the article.
//!
//! Asked in the order of trust: statements for machines, then links and blocks that say `author`,
//! then a byline near the title. An author who is missing is seen and added; one who was invented
//! stays. So the site itself, accounts such as `admin` and organisations are no authors, and a
//! block that does not read like names gives none. How a byline is read is `byline`.

use crate::article::Sourced;
use crate::html::author_filter::{AuthorFilter, looks_like_person};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::phrases::{Category, contains_phrase, is_phrase, phrases, starts_with_phrase};

/// Finds the authors.
pub(super) fn find_authors(
    document: &HtmlDocument,
    head: &HeadMetadata,
    site: Option<&str>,
    host: &str,
    title: Option<&str>,
) -> Option<Sourced<Vec<String>>> {
    let judge = AuthorFilter { site, host, title, organisations: &head.stated.organisations };
    let stated = judge.all(head.stated.authors.iter().map(String::as_str));
    if !stated.is_empty() {
        return Some(Sourced::new(stated, "JSON-LD author", 0.95));
    }
    for (fields, from, confidence) in [
        (Category::HighwireAuthorFields, "Highwire citation_author", 0.95),
        (Category::DublinCoreAuthorFields, "Dublin Core creator", 0.9),
        (Category::AuthorFields, "meta author", 0.85),
    ] {
        for name in phrases(fields) {
            let values: Vec<String> = head
                .metas
                .iter()
                .filter(|(known, _)| known == name)
                .map(|(_, content)| given_name_first(content))
                .collect();
            let found = judge.all(values.iter().map(String::as_str));
            if !found.is_empty() {
                return Some(Sourced::new(found, from, confidence));
            }
        }
    }
    // WordPress tells social networks who wrote it, under a label in its language.
    let label =
        head.meta(&["twitter:label1"]).map(|(_, label)| label.to_lowercase()).unwrap_or_default();
    let is_author = starts_with_phrase(Category::BylineLabels, &label);
    if is_author && let Some((_, name)) = head.meta(&["twitter:data1"]) {
        let found = judge.all(std::iter::once(name));
        if !found.is_empty() {
            return Some(Sourced::new(found, "twitter:data1", 0.85));
        }
    }
    find_visible_authors(document, &judge)
        .or_else(|| find_labelled_author(document, &judge))
        .or_else(|| judge.owner())
}

/// `Doe, Jane` as libraries write it → `Jane Doe`; several, parted by semicolons, each.
fn given_name_first(name: &str) -> String {
    if name.contains(';') {
        return name
            .split(';')
            .map(|name| given_name_first(name.trim()))
            .collect::<Vec<_>>()
            .join("; ");
    }
    match name.split_once(',') {
        Some((family, given))
            if !given.contains(',')
                && family.split_whitespace().count() <= 2
                && family.split_whitespace().count() + given.split_whitespace().count() <= 5
                && given.split_whitespace().count() <= 3
                && !family.trim().contains(' ') =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}

/// Whether a link leads to what an author has written.
fn is_author_link(document: &HtmlDocument, id: NodeId) -> bool {
    let Some(href) = document.attribute(id, "href") else { return false };
    let lower = href.to_ascii_lowercase();
    contains_phrase(Category::AuthorPaths, &lower)
}

/// The authors as the page shows them to readers.
fn find_visible_authors(
    document: &HtmlDocument,
    judge: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let heading = title_heading(document, judge.title);
    let title = heading.map_or(0, NodeId::index);
    // What holds the title too says nothing of a part of it: `with-sidebar`.
    let shared: Vec<NodeId> =
        heading.map(|heading| document.ancestors(heading).collect()).unwrap_or_default();
    let mut best: Option<(i32, Vec<String>, &'static str)> = None;
    let mut looked_at = 0;
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        let relation = document
            .attribute(id, "rel")
            .is_some_and(|relation| relation.split(' ').any(|word| word == "author"));
        let property = document
            .attribute(id, "itemprop")
            .or_else(|| document.attribute(id, "property"))
            .is_some_and(|name| {
                let name = name.to_ascii_lowercase();
                name.split(' ').any(|word| {
                    word == "author"
                        || word == "creator"
                        || word == "schema:author"
                        || word == "dc:creator"
                })
            });
        let names = purposes_of_element(document, id);
        let is_linked =
            tag == Tag::A && is_author_link(document, id) && id.index().abs_diff(title) < 150;
        let is_meta = names.any(ElementPurposes::META) && tag.is_block();
        let is_named =
            names.any(ElementPurposes::BYLINE | ElementPurposes::AUTHOR) || is_linked || is_meta;
        if !relation && !property && !is_named
            || matches!(
                tag,
                Tag::Body | Tag::Html | Tag::Link | Tag::Img | Tag::Article | Tag::Main
            )
        {
            continue;
        }
        looked_at += 1;
        if looked_at > 300 {
            break;
        }
        let mut is_marked = false;
        let text = if tag == Tag::Meta {
            document.attribute(id, "content").unwrap_or_default().to_owned()
        } else {
            let named = document.descendants(id).take(80).find(|inner| {
                document.attribute(*inner, "itemprop").is_some_and(|name| name == "name")
                    || document.attribute(*inner, "class").is_some_and(|class| {
                        class.split(' ').any(|word| matches!(word, "fn" | "author-name" | "name"))
                    })
            });
            match named {
                Some(named) => {
                    is_marked = true;
                    document
                        .attribute(named, "content")
                        .map_or_else(|| document.text_within(named, 200), str::to_owned)
                }
                // The link in `Posted by … in News` is the name.
                None => {
                    let links: Vec<String> = document
                        .descendants(id)
                        .take(120)
                        .filter(|inner| {
                            document.is(*inner, Tag::A)
                                && (is_author_link(document, *inner)
                                    || document
                                        .attribute(*inner, "rel")
                                        .is_some_and(|rel| rel.contains("author")))
                        })
                        .map(|link| document.text_within(link, 100))
                        .filter(|text| !text.is_empty())
                        .collect();
                    is_marked = !links.is_empty();
                    if links.is_empty() { document.text_within(id, 300) } else { links.join(", ") }
                }
            }
        };
        if text.is_empty() || text.chars().count() > 150 {
            continue;
        }
        let around = document
            .ancestors(id)
            .take(12)
            .take_while(|above| !document.is(*above, Tag::Body) && !shared.contains(above))
            .fold(ElementPurposes::default(), |sum, above| {
                sum | purposes_of_element(document, above)
            });
        let is_beside = around.any(
            ElementPurposes::COMMENTS
                | ElementPurposes::RELATED
                | ElementPurposes::SIDEBAR
                | ElementPurposes::FOOTER
                | ElementPurposes::NAVIGATION,
        ) || names.any(ElementPurposes::COMMENTS)
            || document
                .ancestors(id)
                .take(12)
                .take_while(|above| !shared.contains(above))
                .any(|above| matches!(document.tag(above), Some(Tag::Nav | Tag::Aside)));
        let authors = judge.all(std::iter::once(text.as_str()));
        if authors.is_empty() {
            continue;
        }
        let lower = text.to_lowercase();
        let begins_by = starts_with_phrase(Category::ElementBylineStarts, &lower);
        if is_meta
            && !is_linked
            && !relation
            && !property
            && !names.any(ElementPurposes::BYLINE | ElementPurposes::AUTHOR)
            && !begins_by
        {
            continue;
        }
        // Only a statement names an account; a block that is merely named so must hold a name.
        let is_stated = property
            || relation
            || is_linked
            || is_marked
            || names.any(ElementPurposes::BYLINE) && authors.len() == 1;
        if !is_stated && !authors.iter().all(|name| looks_like_person(name)) {
            continue;
        }
        let mut points = 0;
        points += if is_linked { 15 } else { 0 };
        points += if is_meta { 8 } else { 0 };
        points += if property { 35 } else { 0 };
        points += if relation { 30 } else { 0 };
        points += if names.any(ElementPurposes::BYLINE) { 25 } else { 0 };
        points += if names.any(ElementPurposes::AUTHOR) { 18 } else { 0 };
        points += if begins_by { 10 } else { 0 };
        points += if id.index().abs_diff(title) < 120 { 10 } else { 0 };
        points += if text.chars().count() < 60 { 5 } else { 0 };
        points -= if is_beside { 40 } else { 0 };
        if points > 15 && best.as_ref().is_none_or(|(known, ..)| points > *known) {
            let from = if property {
                "microdata author"
            } else if relation {
                "a link with rel=author"
            } else {
                "a block named for the author"
            };
            best = Some((points, authors, from));
        }
    }
    if let Some((points, authors, from)) = best {
        return Some(Sourced::new(authors, from, (0.4 + points as f32 / 150.0).min(0.85)));
    }
    find_byline_near_title(document, judge, title)
}

/// The name that stands after a label of its own: `Autor:`, then a name.
fn find_labelled_author(
    document: &HtmlDocument,
    judge: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let mut label: Option<usize> = None;
    for id in document.ids() {
        let Some(text) = document.text(id) else { continue };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if let Some(position) = label.take()
            && id.index() - position <= 8
            && text.chars().count() <= 80
        {
            let authors = judge.all(std::iter::once(text.split('/').next().unwrap_or(text)));
            if !authors.is_empty() && authors.iter().all(|name| looks_like_person(name)) {
                return Some(Sourced::new(authors, "the name after the label of the author", 0.65));
            }
        }
        if text.len() <= 20 {
            let lower = text.to_lowercase();
            let core = lower.trim_end_matches([':', ' ']);
            let is_label = is_phrase(Category::BylineLabels, core);
            if is_label {
                label = Some(id.index());
            }
        }
    }
    None
}

/// A line near the title that begins as bylines do.
fn find_byline_near_title(
    document: &HtmlDocument,
    judge: &AuthorFilter,
    title: usize,
) -> Option<Sourced<Vec<String>>> {
    for id in document.ids().skip(title.saturating_sub(10)).take(250) {
        let Some(text) = document.text(id) else { continue };
        let text = text.trim();
        let lower = text.to_lowercase();
        let is_by = starts_with_phrase(Category::ElementBylineStarts, &lower)
            || is_phrase(Category::ByWordsInside, &lower);
        if !is_by || text.chars().count() > 100 {
            continue;
        }
        let block = std::iter::once(id)
            .chain(document.ancestors(id))
            .find(|above| document.tag(*above).is_some_and(Tag::is_block))?;
        let line = document.text_within(block, 300);
        let line = if line.chars().count() <= 120 && line.to_lowercase().starts_with(&lower) {
            line
        } else {
            text.to_owned()
        };
        let authors = judge.all(std::iter::once(line.as_str()));
        let is_plain = starts_with_phrase(Category::CertainBylineStarts, &lower) && line.len() < 60;
        if !authors.is_empty()
            && (is_plain && authors.len() == 1
                || authors.iter().all(|name| looks_like_person(name)))
        {
            return Some(Sourced::new(authors, "the byline near the title", 0.6));
        }
    }
    None
}
