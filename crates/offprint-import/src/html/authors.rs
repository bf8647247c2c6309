//! Who wrote the article.
//!
//! Sources are tried in the order of trust: statements for machines, then links and blocks that say
//! `author`, then a byline near the title. A missing author is noticed and added by an editor; an
//! invented one stays. So the site itself, accounts such as `admin` and organisations are not
//! accepted, and a block that does not read like names gives none. How a byline is read is
//! `byline`.
//!
//! Confidences are ranks in the order of trust, not probabilities; they are set by hand.

use crate::article::Sourced;
use crate::html::author_filter::{AuthorFilter, looks_like_person};
use crate::html::dom::HtmlDocument;
use crate::html::head_metadata::HeadMetadata;
use crate::html::labelled_lines::find_labelled_people;
use crate::html::other_works::OtherWorks;
use crate::html::page_text::has_same_words;
use crate::html::signatures::{find_signed_account, find_signing_organisation};
use crate::html::visible_authors::{find_labelled_author, find_visible_authors};
use crate::phrases::{Category, phrases, starts_with_phrase};

/// Finds the authors.
pub(super) fn find_authors(
    document: &HtmlDocument,
    head: &HeadMetadata,
    filter: &AuthorFilter,
    others: &OtherWorks,
) -> Option<Sourced<Vec<String>>> {
    let stated = find_stated_authors(head, filter);
    let visible = find_visible_authors(document, filter, others);
    match (stated, visible) {
        // Some sites state only the first author for machines.
        (Some(stated), Some(visible))
            if visible.value.len() > stated.value.len()
                && stated
                    .value
                    .iter()
                    .all(|name| visible.value.iter().any(|shown| has_same_words(shown, name)))
                && visible.value.iter().all(|name| looks_like_person(name)) =>
        {
            Some(visible)
        }
        (Some(found), _) | (None, Some(found)) => Some(found),
        (None, None) => find_labelled_people(document, filter.title)
            .filter(|people| !people.authors.is_empty())
            .map(|people| {
                Sourced::new(people.authors, "the name after the label of the author", 0.65)
            })
            .or_else(|| find_labelled_author(document, filter, others))
            .or_else(|| find_document_author(head, filter))
            .or_else(|| filter.owner())
            .or_else(|| find_signed_account(document, head, filter))
            .or_else(|| find_signing_organisation(document, filter))
            .or_else(|| filter.organisation(&head.stated.author_organisations)),
    }
}

/// The authors that the page states for machines.
fn find_stated_authors(head: &HeadMetadata, filter: &AuthorFilter) -> Option<Sourced<Vec<String>>> {
    let stated = filter.all(head.stated.authors.iter().map(String::as_str));
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
            let values = values.iter().map(String::as_str);
            let found = if fields == Category::HighwireAuthorFields {
                filter.all_with_groups(values)
            } else {
                filter.all(values)
            };
            if !found.is_empty() {
                return Some(Sourced::new(found, from, confidence));
            }
        }
    }
    // WordPress states the author for social networks, under a label in the language of the page.
    let label =
        head.meta(&["twitter:label1"]).map(|(_, label)| label.to_lowercase()).unwrap_or_default();
    let is_author = starts_with_phrase(Category::BylineLabels, &label);
    if is_author && let Some((_, name)) = head.meta(&["twitter:data1"]) {
        let found = filter.all(std::iter::once(name));
        if !found.is_empty() {
            return Some(Sourced::new(found, "twitter:data1", 0.85));
        }
    }
    None
}

/// The author in the properties of a document: the account of whoever made it, or of its template.
fn find_document_author(
    head: &HeadMetadata,
    filter: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let name = given_name_first(head.properties.author.as_deref()?);
    let found = filter.all(std::iter::once(name.as_str()));
    (!found.is_empty() && found.iter().all(|name| looks_like_person(name)))
        .then(|| Sourced::new(found, "the properties of the document", 0.6))
}

/// `Doe, Jane` as in library catalogues → `Jane Doe`; several names, separated by semicolons, one
/// by one.
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
