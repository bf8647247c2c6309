//! Lists of links that belong to an article: `Where to get help`, `External links`.
//!
//! Such a list is under a heading of the article, or a line that ends with a colon, and most of its
//! links leave the site or are telephone numbers. Links to other pages of the site are navigation.
//! Does not decide where the article is, and must not remove anything.

use rustc_hash::FxHashSet;
use url::Url;

use crate::citation::find_identifiers;
use crate::html::boilerplate_phrases::boilerplate_reason;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// A list with more items is a directory.
const MOST_ITEMS: usize = 60;

/// A longer line before a list is a paragraph about something else.
const LONGEST_HEADING: usize = 140;

/// Names of elements that are around an article, not in it.
const AROUND_ARTICLES: ElementPurposes = ElementPurposes::BESIDE_ARTICLE
    .with(ElementPurposes::FOOTER)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::TAGS)
    .with(ElementPurposes::CONTENTS)
    .with(ElementPurposes::HIDDEN);

/// The lists below `root`, each with its heading. `base` is the address of the page, if it is known.
pub(super) fn find_resource_lists(
    document: &HtmlDocument,
    root: NodeId,
    base: Option<&Url>,
) -> Vec<[NodeId; 2]> {
    let own_host = base.and_then(Url::host_str);
    let mut found = Vec::new();
    let mut has_prose = false;
    for node in document.descendants(root) {
        has_prose |= document.is(node, Tag::P) && document.text_within(node, 120).len() > 100;
        if has_prose
            && matches!(document.tag(node), Some(Tag::Ul | Tag::Ol))
            && let Some(heading) = heading_of(document, node)
            && (leaves_site(document, node, own_host) || refers_to_work(document, node, own_host))
            && !is_around_article(document, node, root)
        {
            found.push([heading, node]);
        }
    }
    found
}

/// Whether an element is or contains a link to a number to call or to write to.
pub(super) fn contains_telephone_link(document: &HtmlDocument, node: NodeId) -> bool {
    std::iter::once(node).chain(document.descendants(node)).any(|inner| {
        document.attribute(inner, "href").is_some_and(|address| {
            ["tel:", "sms:"].iter().any(|scheme| address.starts_with(scheme))
        })
    })
}

/// The heading or line right before a list, unless its words are those of navigation.
fn heading_of(document: &HtmlDocument, list: NodeId) -> Option<NodeId> {
    let before = std::iter::successors(document.previous(list), |node| document.previous(*node))
        .find(|node| {
            document.tag(*node).is_some_and(|tag| tag != Tag::Br)
                || document.text(*node).is_some_and(|text| !text.trim().is_empty())
        })?;
    let text = document.text_within(before, LONGEST_HEADING + 1);
    let text = text.trim();
    let is_strong = || {
        document.is(before, Tag::P)
            && document.descendants(before).any(|inner| {
                matches!(document.tag(inner), Some(Tag::B | Tag::Strong))
                    && document.text_within(inner, LONGEST_HEADING + 1).trim() == text
            })
    };
    let is_heading = document.tag(before).and_then(Tag::heading_level).is_some()
        // Wikipedia and others wrap headings.
        || document.is(before, Tag::Div)
            && document.descendants(before).take(8).any(|inner| {
                document.tag(inner).and_then(Tag::heading_level).is_some()
            })
        || document.is(before, Tag::P) && text.ends_with(':')
        || is_strong();
    let lower = text.to_lowercase();
    let words = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    let words = words.split('[').next().unwrap_or_default().trim();
    let is_named = is_phrase(Category::ResourceHeadings, words);
    (is_heading
        && (1..=LONGEST_HEADING).contains(&text.len())
        && (is_named || boilerplate_reason(text).is_none()))
    .then_some(before)
}

/// Whether most links of a list lead to other sites, or are telephone numbers, and nearly all its
/// items have one.
fn leaves_site(document: &HtmlDocument, list: NodeId, own_host: Option<&str>) -> bool {
    let items = document.children(list).filter(|item| document.is(*item, Tag::Li)).count();
    let mut hosts: FxHashSet<String> = FxHashSet::default();
    let (mut links, mut leaving, mut to_share) = (0, 0, 0);
    for link in document.descendants(list).filter(|node| document.is(*node, Tag::A)) {
        let Some(href) = document.attribute(link, "href") else { continue };
        links += 1;
        if href.starts_with("tel:") {
            leaving += 1;
            hosts.insert(href.to_owned());
            continue;
        }
        let Ok(url) = Url::parse(href) else { continue };
        let Some(host) = url.host_str() else { continue };
        let host = host.strip_prefix("www.").unwrap_or(host);
        to_share += usize::from(is_share_link(document, link));
        if own_host.is_none_or(|own| !is_same_site(host, own)) {
            leaving += 1;
            hosts.insert(host.to_owned());
        }
    }
    // Without the address of the page, links to a single site are likely its own.
    let is_known = own_host.is_some() || hosts.len() >= 2;
    (2..=MOST_ITEMS).contains(&items)
        && links >= 2
        && leaving * 3 >= links * 2
        && to_share * 3 < links
        && is_known
}

/// Whether a list contains a link to a published work on another site. One is enough: a podcast lists
/// the paper that it talks about beside its own pages.
fn refers_to_work(document: &HtmlDocument, list: NodeId, own_host: Option<&str>) -> bool {
    document.descendants(list).filter(|node| document.is(*node, Tag::A)).take(MOST_ITEMS).any(
        |link| {
            let href = document.attribute(link, "href").unwrap_or_default();
            let host = Url::parse(href).ok().and_then(|url| url.host_str().map(str::to_owned));
            // Without the address of the page, only a register of works is surely another site.
            let leaves = host.is_some_and(|host| match own_host {
                Some(own) => !is_same_site(host.strip_prefix("www.").unwrap_or(&host), own),
                None => host.ends_with("doi.org") || host.ends_with("nih.gov"),
            });
            leaves && !find_identifiers(href).is_empty()
        },
    )
}

/// Whether two hosts belong to one site: `www.example.org`, `shop.example.org`.
fn is_same_site(host: &str, own: &str) -> bool {
    let own = own.strip_prefix("www.").unwrap_or(own);
    let is_below = |inner: &str, outer: &str| {
        inner == outer
            || inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'))
                && outer.contains('.')
    };
    is_below(host, own) || is_below(own, host)
}

/// Whether a link says no more than the name of a network, or is named so.
fn is_share_link(document: &HtmlDocument, link: NodeId) -> bool {
    let words = document.text_within(link, 40).trim().to_lowercase();
    words.is_empty()
        || is_phrase(Category::ShareBlocks, &words)
        || is_phrase(Category::ClassShare, &words)
        || purposes_of_element(document, link).any(ElementPurposes::SHARE)
}

fn is_around_article(document: &HtmlDocument, list: NodeId, root: NodeId) -> bool {
    std::iter::once(list).chain(document.ancestors(list).take_while(|above| *above != root)).any(
        |above| {
            matches!(
                document.tag(above),
                Some(Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Header | Tag::Table)
            ) || purposes_of_element(document, above).any(AROUND_ARTICLES)
        },
    )
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::find_resource_lists;
    use crate::html::dom::NodeId;
    use crate::html::parse::parse;

    #[track_caller]
    fn check(after_prose: &str, is_kept: bool) {
        let base = Url::parse("https://www.clinic.example/doses").expect("an address");
        let html = format!(
            "<p>The clinic gave the drug to forty adults in a quiet room, and a nurse stayed with them for two hours.</p>{after_prose}"
        );
        let document = parse(&html);
        let found = find_resource_lists(&document, NodeId::ROOT, Some(&base));
        assert_eq!(!found.is_empty(), is_kept, "{after_prose}");
    }

    const HELP: &str = "<ul><li><a href='https://help.example.org/'>National helpline</a></li><li><a href='https://info.example.net/leaflet'>Leaflet</a></li></ul>";

    #[test]
    fn links_to_help_are_content() {
        check(&format!("<h2>Where to get help</h2>{HELP}"), true);
        check(&format!("<h2>External links</h2>{HELP}"), true);
        check(&format!("<h3>Further reading</h3>{HELP}"), true);
        check(&format!("<p>These organisations can help:</p>{HELP}"), true);
        check(&format!("<p><strong>Organisations</strong></p>{HELP}"), true);
        check(
            "<h2>Call us</h2><ul><li><a href='tel:+4930123'>Berlin</a></li><li><a href='tel:+4940123'>Hamburg</a></li></ul>",
            true,
        );
    }

    #[test]
    fn navigation_is_none() {
        check(&format!("<h2>Follow us</h2>{HELP}"), false);
        check(&format!("<h2>You may also like</h2>{HELP}"), false);
        check(&format!("<div class=related><h2>Where to look</h2>{HELP}</div>"), false);
        check(&format!("<nav><h2>Partners</h2>{HELP}</nav>"), false);
        check(HELP, false);
        check(
            "<h2>Find help</h2><ul><li><a href='/a'>A page</a></li><li><a href='https://clinic.example/b'>Another one</a></li></ul>",
            false,
        );
        check(
            "<h2>Elsewhere</h2><ul><li><a href='https://a.example.com/'>Facebook</a></li><li><a href='https://b.example.com/'>Twitter</a></li></ul>",
            false,
        );
    }
}
