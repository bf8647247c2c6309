//! What a page states for machines, collected from its `meta`, `link`, `title` and `base` elements
//! and its JSON-LD.
//!
//! Nothing is chosen here: which statement counts is decided in `metadata`, `title`, `authors` and
//! `publication_dates`.

use url::Url;

use crate::article::ImportHints;
use crate::html::document_properties::DocumentProperties;
use crate::html::dom::HtmlDocument;
use crate::html::json_ld::{self, JsonLdStatements};
use crate::html::page_text::collapse_white_space;
use crate::html::tag::Tag;
use crate::markdown::link;

/// What the head of a page and its JSON-LD state.
#[derive(Default, Debug)]
pub(super) struct HeadMetadata {
    /// `meta` elements: the name in lower case, the content.
    pub(super) metas: Vec<(String, String)>,
    /// `link` elements: the relation in lower case, the address.
    pub(super) links: Vec<(String, String)>,
    /// The `title` element.
    pub(super) title: Option<String>,
    pub(super) stated: JsonLdStatements,
    pub(super) base: Option<Url>,
    /// The address that the browser recorded when the page was saved.
    pub(super) saved_from: Option<Url>,
    /// What a word processor states.
    pub(super) properties: DocumentProperties,
}

impl HeadMetadata {
    /// The content of the first `meta` element that has one of these names, in the order of the
    /// names.
    pub(super) fn meta<'a>(&'a self, names: &[&'static str]) -> Option<(&'static str, &'a str)> {
        names.iter().find_map(|name| {
            self.metas
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, content)| (*name, content.as_str()))
        })
    }
}

/// Collects what a page states.
pub(super) fn gather_head_metadata(
    document: &HtmlDocument,
    hints: &ImportHints,
    saved_from: Option<Url>,
) -> HeadMetadata {
    let mut head = HeadMetadata::default();
    let mut scripts = Vec::new();
    let mut base = None;
    for id in document.ids() {
        match document.tag(id) {
            Some(Tag::Meta) => {
                let content =
                    document.attribute(id, "content").map(collapse_white_space).unwrap_or_default();
                if content.is_empty() || head.metas.len() > 2000 {
                    continue;
                }
                for name in ["property", "name", "itemprop"] {
                    if let Some(name) = document.attribute(id, name) {
                        head.metas.push((name.trim().to_ascii_lowercase(), content.clone()));
                    }
                }
            }
            Some(Tag::Link) => {
                if let (Some(relation), Some(href)) =
                    (document.attribute(id, "rel"), document.attribute(id, "href"))
                {
                    head.links.push((relation.to_ascii_lowercase(), href.to_owned()));
                }
            }
            Some(Tag::Title)
                if head.title.is_none()
                    && !document.ancestors(id).any(|above| document.is(above, Tag::Svg)) =>
            {
                head.title = Some(document.text_within(id, 2000)).filter(|title| !title.is_empty());
            }
            Some(Tag::Base) if base.is_none() => {
                base = document.attribute(id, "href").map(str::to_owned);
            }
            Some(Tag::Script)
                if document
                    .attribute(id, "type")
                    .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) =>
            {
                let text: String =
                    document.children(id).filter_map(|child| document.text(child)).collect();
                scripts.push(text);
            }
            _ => {}
        }
    }
    head.stated = json_ld::read_json_ld(&scripts);
    let canonical = head
        .links
        .iter()
        .find(|(relation, _)| relation == "canonical")
        .map(|(_, href)| href.as_str());
    let own = hints.url.clone().or_else(|| {
        [canonical, head.meta(&["og:url"]).map(|(_, url)| url), head.stated.url.as_deref()]
            .into_iter()
            .flatten()
            .find_map(|address| {
                link::absolute_url(address, None)
                    .filter(|url| url.scheme() != "mailto" && url.has_host())
            })
            .or_else(|| saved_from.clone())
    });
    head.saved_from = saved_from;
    head.base = match base {
        Some(base) => link::absolute_url(&base, own.as_ref())
            .filter(|base| base.scheme() != "mailto")
            .or_else(|| own.clone()),
        None => own,
    };
    head
}
