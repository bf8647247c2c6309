//! Files for machines that need no theme: sitemaps, `robots.txt`, `llms.txt`, redirects.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::config::Config;
use crate::route::Route;
use crate::search;
use crate::site::{Site, archive_index, class_index, iso_date, map_route};
use crate::view::{has_map, years};

/// The most addresses that one sitemap may hold (sitemaps.org, protocol 0.9).
pub(super) const SITEMAP_SIZE: usize = 50_000;

/// How many articles `llms.txt` names: a list that fits a reader's window, the newest first.
const LLMS_ARTICLES: usize = 100;

/// Escapes a text for XML and for attributes in HTML. Control characters that XML 1.0 forbids are
/// dropped.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_xml(&mut out, text);
    out
}

/// The same, at the end of a text.
pub(super) fn push_xml(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| IS_ESCAPED[usize::from(byte)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The bytes that are escaped or left out. Feeds hold each text many times, so it is a table.
const IS_ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table
};

/// The addresses that a sitemap names, with the day of their last change if it is known.
fn addresses(site: &Site) -> impl Iterator<Item = (Route, Option<String>)> {
    let document = |id: usize| {
        let facts = &site.facts[id];
        facts.updated.max(facts.date).map(iso_date)
    };
    let own = site
        .articles
        .iter()
        .chain(&site.pages)
        .filter_map(move |id| Some((site.route(*id)?, document(*id))));
    let terms = site.terms.iter().flat_map(move |group| {
        let list = group.list.iter().map(move |term| {
            let newest = term.articles.first().and_then(|id| document(*id));
            (&term.route, newest)
        });
        std::iter::once((&group.index, None)).chain(list)
    });
    let classes = site.classes.iter().map(move |class| {
        let newest = class.articles.first().and_then(|id| document(*id));
        (&class.route, newest)
    });
    let index = (!site.classes.is_empty()).then(|| (class_index(), None));
    own.chain(terms)
        .chain(classes)
        .map(|(route, changed)| (route.clone(), changed))
        .chain(index)
        .chain(archive(site))
}

/// The pages of the archive, and the map.
fn archive(site: &Site) -> Vec<(Route, Option<String>)> {
    let mut list = Vec::new();
    if site.config.outputs.archive && !site.issues.is_empty() {
        list.push((archive_index(), None));
        list.extend(years(&site.issues).into_iter().map(|(route, _)| (route, None)));
        list.extend(site.issues.iter().map(|issue| (issue.route.clone(), None)));
    }
    if has_map(site) {
        list.push((map_route(), None));
    }
    list
}

/// How many addresses the sitemaps name, the home page with them.
pub(super) fn sitemap_size(site: &Site) -> usize {
    1 + site.articles.len()
        + site.pages.len()
        + site.terms.iter().map(|group| group.list.len() + 1).sum::<usize>()
        + site.classes.len()
        + usize::from(!site.classes.is_empty())
        + archive(site).len()
}

/// One part of the sitemap (sitemaps.org, protocol 0.9).
pub(super) fn sitemap(site: &Site, part: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let all = std::iter::once((Route::of("/"), None)).chain(addresses(site));
    for (route, changed) in all.skip(part * SITEMAP_SIZE).take(SITEMAP_SIZE) {
        out.push_str("<url><loc>");
        push_xml(&mut out, &site.permalink(&route));
        out.push_str("</loc>");
        if let Some(changed) = changed {
            let _ = write!(out, "<lastmod>{changed}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The list of sitemaps.
pub(super) fn sitemap_index(site: &Site, parts: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for part in 1..=parts {
        let address = site.permalink(&Route::of(format!("/sitemap-{part}.xml")));
        let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", xml(&address));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// `robots.txt` (RFC 9309): everybody may read everything.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.permalink(&Route::of("/sitemap.xml")))
}

/// `llms.txt` (llmstxt.org): what the site is, its drugs and its newest articles, with links to
/// their Markdown.
pub(super) fn llms(site: &Site) -> String {
    let config = &site.config;
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("# {}\n", line(&config.title));
    if let Some(description) = &config.description {
        let _ = write!(out, "\n> {}\n", line(description));
    }
    if !site.articles.is_empty() {
        out.push_str("\n## Articles\n\n");
    }
    for id in site.articles.iter().take(LLMS_ARTICLES) {
        let (Some(card), Some(route)) = (&site.cards[*id], site.route(*id)) else { continue };
        let route =
            if config.outputs.markdown_copies { route.beside("index.md") } else { route.clone() };
        let _ = write!(out, "- [{}]({})", brackets(&line(&card.title)), site.permalink(&route));
        if let Some(summary) = &card.summary {
            let _ = write!(out, ": {}", line(summary));
        }
        out.push('\n');
    }
    for (taxonomy, group) in config.taxonomies.iter().zip(site.terms.iter()) {
        let _ = write!(
            out,
            "\n## {}\n\n- [All {}]({})\n",
            line(&taxonomy.name),
            line(&taxonomy.name.to_lowercase()),
            site.permalink(&group.index)
        );
        for term in group.list.iter().filter(|term| term.document.is_some()) {
            let _ =
                write!(out, "- [{}]({})", brackets(&line(&term.name)), site.permalink(&term.route));
            if let Some(summary) = term.document.and_then(|id| site.facts[id].summary.as_deref()) {
                let _ = write!(out, ": {}", line(summary));
            }
            out.push('\n');
        }
    }
    out
}

/// The OpenSearch description (OpenSearch 1.1): how a browser searches the site from its address
/// bar.
pub(super) fn open_search(site: &Site) -> String {
    let config = &site.config;
    // A short name has 16 characters at most, a description 1,024.
    let short: String = config.title.chars().take(16).collect();
    let description: String =
        config.description.as_deref().unwrap_or(&config.title).chars().take(1024).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<LongName>{}</LongName>\n<Description>{}</Description>\n<Language>{}</Language>\n\
         <InputEncoding>UTF-8</InputEncoding>\n<Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        xml(short.trim()),
        xml(&config.title.chars().take(48).collect::<String>()),
        xml(&description),
        xml(&config.language),
        xml(&site.permalink(&search::page())),
    )
}

fn brackets(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// A page that sends its visitor elsewhere, without a script.
pub(super) fn redirect(url: &str, permalink: &str, config: &Config) -> String {
    let (url, permalink) = (xml(url), xml(permalink));
    let (language, title) = (xml(&config.language), xml(config.words.text("moved_title")));
    let text = xml(config.words.text("moved"))
        .replace("{link}", &format!("<a href=\"{url}\">{permalink}</a>"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{permalink}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n\
         <p>{text}</p>\n</body>\n</html>\n"
    )
}

/// `_headers`, as Netlify, Cloudflare Pages and others read it: nothing but this site's own files
/// may run or be loaded, and what bears its digest in its name may be kept for good.
pub(super) fn headers(site: &Site, stamped: &BTreeMap<String, String>) -> String {
    let mut out = format!(
        "{}*\n  \
         Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'\n  \
         X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n",
        site.url(&Route::of("/"))
    );
    for url in stamped.values() {
        let _ = write!(out, "\n{url}\n  Cache-Control: public, max-age=31536000, immutable\n");
    }
    out
}

/// `_redirects`, as Netlify, Cloudflare Pages and others read it.
pub(super) fn redirects(site: &Site) -> String {
    let mut out = String::new();
    for (old, now) in &site.redirects {
        let _ = writeln!(out, "{} {} 301", site.url(old), site.url(now));
    }
    out
}
