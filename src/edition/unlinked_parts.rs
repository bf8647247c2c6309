//! [`unlinked_parts`]: what a site has but its theme does not lead to: the search, the map, the
//! feeds. A theme's own `base.html` may forget them.

use std::collections::BTreeSet;

use offprint_base::{HtmlToken, visit_html};

use super::plan::Plan;
use super::rendered_file::RenderedFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::route::Route;
use crate::site::{FeedFormat, Site, follow_route, has_map, map_route, search_route};
use crate::theme::Theme;

/// Warnings about the parts of a site that neither the home page nor the list of drugs links to.
pub(super) fn unlinked_parts(
    site: &Site,
    theme: &Theme,
    plan: &Plan,
    pages: &[RenderedFile],
) -> Vec<Diagnostic> {
    let mut links = BTreeSet::new();
    for route in [&Route::of("/"), &site.terms[0].index] {
        let page = plan.index_of(route).and_then(|index| pages.get(index));
        let Some(bytes) = page.and_then(|page| page.content.read().ok()) else {
            return Vec::new();
        };
        visit_html(&String::from_utf8_lossy(&bytes), |token| {
            let HtmlToken::Start(tag) = token else { return };
            // The field of a search is in a form that leads to its page.
            let address = match tag.name {
                "a" => tag.attribute("href"),
                "form" => tag.attribute("action"),
                _ => None,
            };
            links.extend(address.map(str::to_owned));
        });
    }
    let config = &site.config;
    let is_linked =
        |route: &Route| links.contains(&site.url(route)) || links.contains(&site.permalink(route));
    let feeds = [FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json];
    let has_feed_link =
        feeds.iter().any(|format| is_linked(&Route::of("/").beside(format.file_name())))
            || is_linked(&follow_route());
    let parts = [
        (
            config.outputs.search && !site.articles.is_empty() && !is_linked(&search_route()),
            "the search page",
            "add {% if site.search %}{% include \"parts/search_box.html\" %}{% endif %} to \
             `base.html`, or set `search = false` in [build]",
        ),
        (
            has_map(config, &site.terms) && !is_linked(&map_route()),
            "the map of drugs",
            "link to `{{ site.map_url }}` in `base.html` or `terms.html`, or set `map = false` in \
             [build]",
        ),
        (
            config.feeds.limit > 0 && !has_feed_link,
            "the feeds",
            "link to `{{ site.follow_url }}` in `base.html`, or set `limit = 0` in [feeds]",
        ),
    ];
    let missing = parts.into_iter().filter(|(is_missing, ..)| *is_missing);
    missing
        .map(|(_, what, help)| {
            let message =
                format!("neither the home page nor the list of drugs has a link to {what}");
            let fault = Diagnostic::warning(Code::UnlinkedPart, message).help(help);
            match theme.source("base.html") {
                Some(source) => fault.at(source, 0..0),
                None => fault.in_file("templates/base.html"),
            }
        })
        .collect()
}
