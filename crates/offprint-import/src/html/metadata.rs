//! What a page says about itself: title, authors, dates, address, licence, keywords.
//!
//! Pages state these in half a dozen vocabularies for machines, and in the text under the title for
//! readers. The vocabularies are tried in the order of how rarely they are wrong; each answer says
//! where it came from. The title is found in `title`, authors in `authors`, dates in
//! `publication_dates`. Reads no text of the article besides what is near the title.

use url::Url;

use crate::article::{Article, ImportHints, Sourced};
use crate::html::author_filter::AuthorFilter;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::is_beside_text;
use crate::html::head_metadata::HeadMetadata;
use crate::html::other_works::OtherWorks;
use crate::html::page_text::{collapse_white_space, has_same_words, plain_text};
use crate::html::tag::Tag;
use crate::html::{authors, journal_page, own_work, publication_dates, reviewers, title};
use crate::markdown::link;
use crate::phrases::{Category, is_phrase};
use crate::summary;
use crate::tag_line::parse_tag_line;

/// Where the name of a site was found if nothing but the address says it.
const OF_ADDRESS: &str = "the address";

/// The name of a site is not longer, in characters.
const LONGEST_SITE_NAME: usize = 60;

/// A keyword has no more words.
const LONGEST_KEYWORD: usize = 6;

/// A longer block is no line of keywords, in bytes.
const LONGEST_KEYWORDS: usize = 400;

/// No article has more keywords.
const MOST_KEYWORDS: usize = 20;

/// What the title element has between the title and the name of the site.
const TITLE_SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » "];

/// Fills in what the page says about itself.
pub(super) fn read_metadata(
    document: &HtmlDocument,
    head: &HeadMetadata,
    hints: &ImportHints,
    article: &mut Article,
) {
    let host = head.base.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
    article.site = find_site_name(head, &host);
    article.url = find_address(head, hints);
    let site = article.site.as_ref().map(|site| site.value.as_str());
    article.title = title::find_title(document, head, site, &host);
    if article.site.as_ref().is_none_or(|site| site.from == OF_ADDRESS) {
        let title = article.title.as_ref().map_or("", |title| title.value.as_str());
        if let Some(name) = site_name_in_title(document, head, title) {
            article.site =
                Some(Sourced::new(name, "the title element and the link to the start", 0.8));
        }
    }
    let title = article.title.as_ref().map(|title| title.value.clone());
    let others = OtherWorks::of_page(document, title.as_deref());
    let filter = AuthorFilter {
        site: article.site.as_ref().map(|site| site.value.as_str()),
        host: &host,
        title: title.as_deref(),
        organisations: &head.stated.organisations,
    };
    article.authors = authors::find_authors(document, head, &filter, &others);
    article.summary = find_summary(head, article.title.as_ref().map(|title| title.value.as_str()));
    article.language = find_language(document, head);
    publication_dates::read_dates(document, head, &others, hints.today, article);
    article.license = find_license(document, head);
    article.doi = find_own_doi(head, hints);
    (article.keywords, article.doubtful_keywords) = find_keywords(document, head);
    let front = journal_page::read_journal_front(
        document,
        article.title.as_ref().map(|title| title.value.as_str()),
    );
    article.own_work = own_work::find_own_work(head, article, &front.work);
    if let Some(doi) = article.own_work.as_ref().and_then(|work| work.doi.clone()) {
        article.doi.get_or_insert(Sourced::new(doi, "the lines above the abstract", 0.8));
    }
    article.affiliations = own_work::find_affiliations(head);
    if article.own_work.is_some() && article.affiliations.len() < front.affiliations.len() {
        article.affiliations = front.affiliations;
    }
    let title = article.title.as_ref().map(|title| title.value.as_str());
    article.reviewed_by = reviewers::find_reviewers(document, head, title);
}

fn find_site_name(head: &HeadMetadata, host: &str) -> Option<Sourced<String>> {
    if let Some((_, journal)) = head.meta(&["citation_journal_title"]) {
        return Some(Sourced::new(journal.to_owned(), "Highwire citation_journal_title", 0.95));
    }
    if let Some((name, site)) = head.meta(&["og:site_name"]) {
        let site = site.trim_start_matches('@');
        if !site.is_empty() {
            return Some(Sourced::new(site.to_owned(), name, 0.95));
        }
    }
    if let Some(publisher) = &head.stated.publisher {
        return Some(Sourced::new(publisher.clone(), "JSON-LD publisher", 0.85));
    }
    for (name, confidence) in [
        ("application-name", 0.8),
        ("citation_publisher", 0.8),
        ("dc.publisher", 0.8),
        ("dcterms.publisher", 0.8),
        ("apple-mobile-web-app-title", 0.7),
        ("twitter:site", 0.5),
        ("publisher", 0.5),
    ] {
        if let Some((name, site)) = head.meta(&[name]) {
            let site = site.trim_start_matches('@');
            if !site.is_empty() && !site.contains("://") && site.len() < 80 {
                return Some(Sourced::new(site.to_owned(), name, confidence));
            }
        }
    }
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| Sourced::new(host.to_owned(), OF_ADDRESS, 0.4))
}

/// The name that follows the title in the `title` element, if the link to the start of the site has
/// it too.
fn site_name_in_title(document: &HtmlDocument, head: &HeadMetadata, title: &str) -> Option<String> {
    let whole = collapse_white_space(head.title.as_deref()?);
    let (at, separator) = TITLE_SEPARATORS
        .iter()
        .filter_map(|separator| Some((whole.rfind(separator)?, *separator)))
        .max_by_key(|(at, _)| *at)?;
    let name = whole[at + separator.len()..].trim();
    let is_after_title =
        !title.is_empty() && whole[..at].to_lowercase().contains(&title.to_lowercase());
    let is_name = (2..=LONGEST_SITE_NAME).contains(&name.chars().count())
        && name.contains(char::is_alphabetic);
    let is_start = |href: &str| {
        href == "/" || Url::parse(href).is_ok_and(|url| url.has_host() && url.path() == "/")
    };
    let names_it = |link: crate::html::dom::NodeId| {
        has_same_words(&document.text_within(link, 200), name)
            || document.descendants(link).take(20).any(|inner| {
                document.attribute(inner, "alt").is_some_and(|alt| has_same_words(alt, name))
            })
            || ["title", "aria-label"].iter().any(|attribute| {
                document.attribute(link, attribute).is_some_and(|text| has_same_words(text, name))
            })
    };
    (is_after_title
        && is_name
        && document
            .ids()
            .filter(|id| document.is(*id, Tag::A))
            .filter(|id| document.attribute(*id, "href").is_some_and(is_start))
            .take(20)
            .any(names_it))
    .then(|| name.to_owned())
}

fn find_address(head: &HeadMetadata, hints: &ImportHints) -> Option<Sourced<String>> {
    if let Some(url) = &hints.url {
        return Some(Sourced::new(
            link::without_tracking(url.clone()).to_string(),
            "given by hand",
            1.0,
        ));
    }
    let canonical = head
        .links
        .iter()
        .find(|(relation, _)| relation == "canonical")
        .map(|(_, href)| ("link rel=canonical", href.as_str(), 0.95));
    let og = head.meta(&["og:url"]).map(|(_, url)| ("og:url", url, 0.9));
    let stated = head.stated.url.as_deref().map(|url| ("JSON-LD url", url, 0.8));
    let citation = head
        .meta(&[
            "citation_public_url",
            "citation_abstract_html_url",
            "citation_fulltext_html_url",
            "dc.identifier.uri",
        ])
        .map(|(name, url)| (name, url, 0.8));
    let saved = head
        .saved_from
        .as_ref()
        .map(|url| ("the comment of the browser that saved the page", url.as_str(), 0.9));
    [canonical, og, stated, citation, saved].into_iter().flatten().find_map(
        |(from, address, confidence)| {
            let mut url = link::absolute_url(address, None)
                .filter(|url| url.scheme() != "mailto" && url.has_host())?;
            url.set_fragment(None);
            Some(Sourced::new(link::without_tracking(url).to_string(), from, confidence))
        },
    )
}

fn find_summary(head: &HeadMetadata, title: Option<&str>) -> Option<Sourced<String>> {
    let names = [
        "og:description",
        "description",
        "twitter:description",
        "dc.description",
        "dcterms.abstract",
        "citation_abstract",
        "sailthru.description",
    ];
    let mut found: Vec<(&str, String, f32)> = Vec::new();
    if let Some(stated) = &head.stated.description {
        found.push(("JSON-LD description", stated.clone(), 0.8));
    }
    for name in names {
        if let Some((name, content)) = head.meta(&[name]) {
            found.push((name, plain_text(content), 0.85));
        }
    }
    found.retain(|(_, text, _)| {
        text.chars().nth(25).is_some() && title.is_none_or(|title| !has_same_words(text, title))
    });
    // If the same text was cut at different places, take the complete one; a text that ends with an
    // ellipsis was cut.
    let is_cut = |text: &str| {
        text.ends_with("...")
            || text.ends_with('\u{2026}')
            || text.ends_with("[\u{2026}]")
            || text.ends_with("[...]")
    };
    let best = found.iter().position(|(_, text, _)| !is_cut(text)).or(if found.is_empty() {
        None
    } else {
        Some(0)
    })?;
    let (from, text, confidence) = found.swap_remove(best);
    if is_cut(&text) {
        // Of a text that was cut, only the complete sentences say what the source says.
        return summary::sentences(&text)
            .filter(|sentences| !is_cut(sentences))
            .map(|sentences| Sourced::new(sentences, from, 0.6));
    }
    Some(Sourced::new(text, from, confidence))
}

fn find_language(document: &HtmlDocument, head: &HeadMetadata) -> Option<Sourced<String>> {
    let html = document.ids().take(50).find(|id| document.is(*id, Tag::Html));
    let on_root = html.and_then(|html| {
        document.attribute(html, "lang").or_else(|| document.attribute(html, "xml:lang"))
    });
    let candidates = [
        on_root.map(|tag| ("the lang attribute", tag, 0.9)),
        head.stated.language.as_deref().map(|tag| ("JSON-LD inLanguage", tag, 0.85)),
        head.meta(&[
            "og:locale",
            "content-language",
            "citation_language",
            "dc.language",
            "dcterms.language",
            "language",
        ])
        .map(|(name, tag)| (name, tag, 0.8)),
    ];
    candidates.into_iter().flatten().find_map(|(from, tag, confidence)| {
        let tag = tag.trim().split([',', ';', '.', '@']).next()?.replace('_', "-");
        let mut parts = tag.split('-');
        let first = parts.next()?.to_ascii_lowercase();
        if !(2..=3).contains(&first.len()) || !first.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let mut out = first;
        for part in parts
            .filter(|part| {
                (2..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
            .take(3)
        {
            out.push('-');
            out.push_str(&if part.len() == 2 {
                part.to_ascii_uppercase()
            } else {
                part.to_owned()
            });
        }
        Some(Sourced::new(out, from, confidence))
    })
}

fn find_license(document: &HtmlDocument, head: &HeadMetadata) -> Option<Sourced<String>> {
    if let Some((_, href)) =
        head.links.iter().find(|(relation, _)| relation.split(' ').any(|word| word == "license"))
    {
        return Some(Sourced::new(license_name(href), "link rel=license", 0.95));
    }
    if let Some(license) = &head.stated.license {
        return Some(Sourced::new(license_name(license), "JSON-LD license", 0.9));
    }
    if let Some((name, license)) =
        head.meta(&["dc.rights", "dcterms.license", "dcterms.rights.license", "citation_license"])
    {
        return Some(Sourced::new(license_name(license), name, 0.8));
    }
    let mut cited = None;
    for id in document.ids().filter(|id| document.is(*id, Tag::A)) {
        let Some(href) = document.attribute(id, "href") else { continue };
        let is_claimed = document.attribute(id, "rel").is_some_and(|relation| {
            relation.split(' ').any(|word| word.eq_ignore_ascii_case("license"))
        });
        if is_claimed {
            return Some(Sourced::new(license_name(href), "a link with rel=license", 0.9));
        }
        if cited.is_none() && href.contains("creativecommons.org/licenses/") {
            cited = Some(Sourced::new(license_name(href), "a link to Creative Commons", 0.6));
        }
    }
    cited
}

/// The usual name of `https://creativecommons.org/licenses/by-sa/4.0/`.
fn license_name(license: &str) -> String {
    let Some(position) = license.find("creativecommons.org/") else {
        return collapse_white_space(license);
    };
    let mut parts = license[position + "creativecommons.org/".len()..].split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("licenses"), Some(kind), version) if !kind.is_empty() => {
            let version = version.filter(|version| {
                version.starts_with(|character: char| character.is_ascii_digit())
            });
            format!(
                "CC {}{}",
                kind.to_ascii_uppercase(),
                version.map_or(String::new(), |version| format!(" {version}"))
            )
        }
        (Some("publicdomain"), Some("zero"), _) => "CC0".to_owned(),
        _ => collapse_white_space(license),
    }
}

fn find_own_doi(head: &HeadMetadata, hints: &ImportHints) -> Option<Sourced<String>> {
    let names = [
        "citation_doi",
        "prism.doi",
        "dc.identifier.doi",
        "bepress_citation_doi",
        "doi",
        "dc.identifier",
        "dcterms.identifier",
    ];
    for name in names {
        for (_, content) in head.metas.iter().filter(|(known, _)| known == name) {
            if let Some(doi) = doi_in_text(content) {
                return Some(Sourced::new(doi, name, 0.95));
            }
        }
    }
    if let Some(doi) = head.stated.doi.as_deref().and_then(doi_in_text) {
        return Some(Sourced::new(doi, "JSON-LD identifier", 0.9));
    }
    let own =
        hints.url.as_ref().map(Url::as_str).or_else(|| head.base.as_ref().map(Url::as_str))?;
    doi_in_text(own).map(|doi| Sourced::new(doi, "the address", 0.8))
}

/// The DOI in a text that should be one, or an address of one.
fn doi_in_text(text: &str) -> Option<String> {
    let position = text.find("10.")?;
    let doi: String = text[position..]
        .split(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '<' | '?' | '#' | '&')
        })
        .next()?
        .to_owned();
    let (registrant, suffix) = doi.split_once('/')?;
    let digits = registrant.strip_prefix("10.")?;
    let is_doi = (4..=9).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !suffix.is_empty();
    let doi = doi.trim_end_matches(['.', ',', ';', '/']);
    let doi = ["/full", "/abstract", "/pdf", "/html", "/epdf"]
        .iter()
        .find_map(|end| doi.strip_suffix(end))
        .unwrap_or(doi);
    is_doi.then(|| doi.to_owned())
}

/// The words of a line such as `Keywords: sleep; pain`, if the label has a colon and words follow.
fn visible_keywords(document: &HtmlDocument) -> Vec<String> {
    let is_block = |node: NodeId| document.tag(node).is_some_and(Tag::is_block);
    let keywords = |node: NodeId| {
        let line = document.text_within(node, LONGEST_KEYWORDS + 1);
        let (label, _) = line.split_once([':', '：'])?;
        let is_label = is_phrase(Category::KeywordLabels, &label.trim().to_lowercase());
        let is_short = |word: &String| word.split(' ').count() <= LONGEST_KEYWORD;
        parse_tag_line(&line).filter(|words| {
            line.len() <= LONGEST_KEYWORDS
                && is_label
                && !words.is_empty()
                && words.iter().all(is_short)
        })
    };
    document
        .ids()
        .filter(|node| {
            matches!(document.tag(*node), Some(Tag::P | Tag::Div | Tag::Section))
                && !document.descendants(*node).any(is_block)
        })
        .filter_map(|node| keywords(node).filter(|_| !is_beside_text(document, node)))
        .next()
        .unwrap_or_default()
}

/// The words in the element below a heading such as `Keywords`: items of a list, links, or blocks
/// with the name of keywords. Below another heading, such as `Tags`, only links: buttons and menus
/// stand there, too.
fn keywords_below_heading(document: &HtmlDocument) -> Vec<String> {
    let label = |heading: NodeId| {
        let text = document.text_within(heading, LONGEST_KEYWORDS).to_lowercase();
        text.trim().trim_end_matches(':').to_owned()
    };
    let words_below = |heading: NodeId| {
        let first = document.next_element(heading)?;
        let (items, are_links) = items_of_keywords(document, first)?;
        let words: Vec<String> =
            items.iter().map(|item| document.text_within(*item, LONGEST_KEYWORDS)).collect();
        let are_words = (2..=MOST_KEYWORDS).contains(&words.len())
            && words.iter().all(|word| {
                !word.is_empty()
                    && word.split(' ').count() <= LONGEST_KEYWORD
                    && !word.ends_with(['.', '?', '!'])
            });
        let is_certain = are_links || is_phrase(Category::KeywordHeadings, &label(heading));
        (are_words && is_certain).then_some(words)
    };
    document
        .ids()
        .filter(|id| document.tag(*id).and_then(Tag::heading_level).is_some())
        .filter(|id| is_phrase(Category::KeywordLabels, &label(*id)))
        .filter(|id| !is_beside_text(document, *id))
        .find_map(words_below)
        .unwrap_or_default()
}

/// The items of an element that may contain keywords, and whether each is or contains a link.
fn items_of_keywords(document: &HtmlDocument, first: NodeId) -> Option<(Vec<NodeId>, bool)> {
    let is_link = |node: NodeId| document.is(node, Tag::A);
    let class = document.attribute(first, "class").filter(|class| class.contains("keyword"));
    let items: Vec<NodeId> = if matches!(document.tag(first), Some(Tag::Ul | Tag::Ol)) {
        document.children(first).filter(|item| document.is(*item, Tag::Li)).collect()
    } else if class.is_some() {
        std::iter::successors(Some(first), |at| document.next_element(*at))
            .take_while(|at| document.attribute(*at, "class") == class)
            .take(MOST_KEYWORDS + 1)
            .collect()
    } else {
        // Words beside the links are a sentence.
        let is_separator = |node: NodeId| {
            document.text(node).is_some_and(|text| !text.contains(char::is_alphanumeric))
        };
        if !document.children(first).all(|child| is_link(child) || is_separator(child)) {
            return None;
        }
        document.children(first).filter(|child| is_link(*child)).collect()
    };
    let contains_link = |item: &NodeId| is_link(*item) || document.descendants(*item).any(is_link);
    let are_links = items.iter().all(contains_link);
    Some((items, are_links))
}

/// The keywords of a page, and those of them that may be of its whole site.
fn find_keywords(
    document: &HtmlDocument,
    head: &HeadMetadata,
) -> (Option<Sourced<Vec<String>>>, Vec<String>) {
    const FOR_SEARCH: &str = "meta keywords";
    let mut found: Vec<String> = Vec::new();
    let mut from = "";
    let mut doubtful: Vec<String> = Vec::new();
    let mut add = |source: &'static str, word: &str| {
        let word = collapse_white_space(word.trim().trim_start_matches('#'));
        let is_known = found.iter().any(|known| known.to_lowercase() == word.to_lowercase());
        if is_known && source != FOR_SEARCH {
            doubtful.retain(|known| known.to_lowercase() != word.to_lowercase());
        }
        if !word.is_empty() && word.chars().count() <= 100 && !is_known && found.len() < 100 {
            if source == FOR_SEARCH {
                doubtful.push(word.clone());
            }
            found.push(word);
            if from.is_empty() {
                from = source;
            }
        }
    };
    for word in &head.stated.keywords {
        add("JSON-LD keywords", word);
    }
    for (name, content) in &head.metas {
        match name.as_str() {
            "article:tag" | "citation_keyword" | "citation_keywords" | "keywords"
            | "news_keywords" | "parsely-tags" | "sailthru.tags" | "dc.subject"
            | "og:article:tag" => {
                let split: &[char] = if content.contains(';') { &[';'] } else { &[','] };
                let is_for_search = matches!(name.as_str(), "keywords" | "news_keywords");
                let source =
                    if is_for_search { FOR_SEARCH } else { "tags in the head of the page" };
                for word in content.split(split) {
                    add(source, word);
                }
            }
            _ => {}
        }
    }
    for id in document.ids().filter(|id| document.is(*id, Tag::A)) {
        let is_tag = document
            .attribute(id, "rel")
            .is_some_and(|relation| relation.split(' ').any(|word| word == "tag"));
        if is_tag {
            add("links with rel=tag", &document.text_within(id, 100));
        }
    }
    for word in visible_keywords(document) {
        add("a line of keywords on the page", &word);
    }
    for word in keywords_below_heading(document) {
        add("keywords below their heading", &word);
    }
    let found = (!found.is_empty()).then(|| Sourced::new(found, from, 0.8));
    (found, doubtful)
}
