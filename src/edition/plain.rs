//! Machine-readable files that need no theme: sitemaps, `robots.txt`, `llms.txt`, redirects.

use std::fmt::Write as _;

use crate::config::Config;
use crate::library::DocId;
use crate::route::Route;
use crate::site::{
    OutputKind, SITEMAP_SIZE, Site, SitemapEntry, Term, iso_date, markdown_copy, search_route,
    sitemap_route,
};

/// How many articles `llms.txt` lists, newest first: a list that fits into a model's context
/// window.
const LLMS_ARTICLES: usize = 100;

/// Escapes a text for XML and for attributes in HTML. Control characters that XML 1.0 forbids are
/// dropped.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_xml(&mut out, text);
    out
}

/// Appends a text that is escaped in the same way.
pub(super) fn push_xml(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| IS_ESCAPED[usize::from(byte)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF; other characters begin like them.
            0xef => match rest.as_bytes().get(at + 1..at + 3) {
                Some([0xbf, 0xbe | 0xbf]) => {
                    rest = &rest[at + 3..];
                    continue;
                }
                _ => {
                    let length = rest[at..].chars().next().map_or(1, char::len_utf8);
                    out.push_str(&rest[at..at + length]);
                    rest = &rest[at + length..];
                    continue;
                }
            },
            _ => "",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The bytes that are escaped or omitted. Feeds contain each text many times, so this is a table.
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
    // Some characters that begin with this byte are forbidden.
    table[0xef] = true;
    table
};

/// The files that the sitemap lists, with the day of their last change if it is known.
fn sitemap_entries(site: &Site) -> impl Iterator<Item = (&Route, Option<String>)> {
    let input = site.output_input();
    site.outputs.list().iter().filter_map(move |output| {
        let changed = match output.kind.properties(input).sitemap {
            SitemapEntry::Omitted => return None,
            SitemapEntry::Undated => None,
            SitemapEntry::Dated(id) => {
                let facts = &site.facts[id];
                facts.updated.max(facts.date).map(iso_date)
            }
        };
        Some((&output.route, changed))
    })
}

/// One part of the sitemap (sitemaps.org, protocol 0.9).
pub(super) fn sitemap(site: &Site, part: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let entries = sitemap_entries(site).skip(part * SITEMAP_SIZE).take(SITEMAP_SIZE);
    for (route, changed) in entries {
        out.push_str("<url><loc>");
        push_xml(&mut out, &site.permalink(route));
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
    for part in 0..parts {
        let address = site.permalink(&sitemap_route(part));
        let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", xml(&address));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// `robots.txt` (RFC 9309): all crawlers may read everything.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.permalink(&Route::of("/sitemap.xml")))
}

/// `llms.txt` (llmstxt.org): what the site is, its newest articles with links to their Markdown,
/// and the terms that have a file. Headings are in the language of the site.
pub(super) fn llms(site: &Site) -> String {
    let config = &site.config;
    let mut out = format!("# {}\n", one_line(&config.title));
    if let Some(description) = &config.description {
        let _ = write!(out, "\n> {}\n", one_line(description));
    }
    if !site.articles.is_empty() {
        let _ = write!(out, "\n## {}\n\n", one_line(config.translations.text("articles_heading")));
    }
    let mut articles = 0;
    for output in site.outputs.list() {
        match output.kind {
            OutputKind::Article(id) if articles < LLMS_ARTICLES => {
                articles += 1;
                push_llms_article(&mut out, site, id, &output.route);
            }
            OutputKind::Terms { group } => {
                let name = one_line(&config.taxonomies[group].name);
                let all = config.translations.filled("all_of", &[("what", &name)]);
                let _ = write!(
                    out,
                    "\n## {name}\n\n- [{}]({})\n",
                    brackets(&one_line(&all)),
                    site.permalink(&output.route)
                );
            }
            OutputKind::Term { group, term, page: 1 } => {
                push_llms_term(&mut out, site, &site.terms[group].list[term]);
            }
            OutputKind::Class(number) => {
                // A class without a file has only its drugs.
                let class = &site.classes[number];
                if let Some(document) = class.document {
                    let summary = site.facts[document].summary.as_deref();
                    push_llms_link(
                        &mut out,
                        &class.link.name,
                        &site.permalink(&class.route),
                        summary,
                    );
                }
            }
            OutputKind::Comparisons => {
                let name = one_line(config.translations.text("comparisons"));
                let _ = write!(out, "\n## {name}\n\n");
            }
            OutputKind::Comparison(number) => {
                let comparison = &site.drug_pairs.comparisons[number];
                let title = comparison.title(&site.terms[0], &config.translations);
                push_llms_link(&mut out, &title, &site.permalink(&output.route), None);
            }
            _ => {}
        }
    }
    out
}

fn push_llms_article(out: &mut String, site: &Site, id: DocId, route: &Route) {
    let Some(card) = &site.cards[id] else { return };
    let copy = markdown_copy(&site.config, route);
    let url = site.permalink(copy.as_ref().unwrap_or(route));
    push_llms_link(out, &card.title, &url, card.summary.as_deref());
}

fn push_llms_term(out: &mut String, site: &Site, term: &Term) {
    // A term without a file has only its articles.
    let Some(document) = term.document else { return };
    let summary = site.facts[document].summary.as_deref();
    push_llms_link(out, &term.link.name, &site.permalink(&term.route), summary);
}

fn push_llms_link(out: &mut String, title: &str, url: &str, summary: Option<&str>) {
    let _ = write!(out, "- [{}]({url})", brackets(&one_line(title)));
    if let Some(summary) = summary {
        let _ = write!(out, ": {}", one_line(summary));
    }
    out.push('\n');
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The OpenSearch description (OpenSearch 1.1): how a browser searches the site from its address
/// bar.
pub(super) fn open_search(site: &Site) -> String {
    let config = &site.config;
    // A short name has at most 16 characters, a description 1,024.
    let short = shortened_name(&config.title, 16);
    let description: String =
        config.description.as_deref().unwrap_or(&config.title).chars().take(1024).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<LongName>{}</LongName>\n<Description>{}</Description>\n<Language>{}</Language>\n\
         <InputEncoding>UTF-8</InputEncoding>\n<Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        xml(&short),
        xml(&shortened_name(&config.title, 48)),
        xml(&description),
        xml(&config.language),
        xml(&site.permalink(&search_route())),
    )
}

/// A name with at most this number of characters: whole words, without signs at the end. A first
/// word that is longer is cut.
fn shortened_name(name: &str, most: usize) -> String {
    let name = one_line(name);
    let Some((end, _)) = name.char_indices().nth(most) else { return name };
    let words = if name[end..].starts_with(' ') {
        &name[..end]
    } else {
        name[..end].rsplit_once(' ').map_or(&name[..end], |(words, _)| words)
    };
    let words = words.trim_end_matches(|c: char| !c.is_alphanumeric() && !")]”»!?".contains(c));
    if words.is_empty() { name[..end].trim().to_owned() } else { words.to_owned() }
}

fn brackets(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// A page that redirects its visitor, without a script.
pub(super) fn redirect(url: &str, permalink: &str, config: &Config) -> String {
    let (url, permalink) = (xml(url), xml(permalink));
    let (language, title) = (xml(&config.language), xml(config.translations.text("moved_title")));
    let text = xml(config.translations.text("moved"))
        .replace("{link}", &format!("<a href=\"{url}\">{permalink}</a>"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{permalink}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n\
         <p>{text}</p>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::shortened_name;

    #[test]
    fn names_end_with_a_word() {
        for (name, expect) in [
            ("Interval", "Interval"),
            ("Interval: research in short", "Interval"),
            ("Sixteen letters!", "Sixteen letters!"),
            ("Sixteen letters, and more", "Sixteen letters"),
            ("A digest of research", "A digest of"),
            ("Psychopharmakologie", "Psychopharmakolo"),
            ("Übersicht der Forschung", "Übersicht der"),
            ("  One  two ", "One two"),
        ] {
            assert_eq!(shortened_name(name, 16), expect);
        }
    }
}
