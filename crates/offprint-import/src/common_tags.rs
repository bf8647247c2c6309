//! Keywords that are the same on many pages of a site.
//!
//! A page cannot tell whether its keywords are its own; a batch of pages can. Must not depend on
//! the disk.

use std::collections::BTreeMap;

use super::detect::RawFormat;
use super::file::with_tags;
use super::imported::{DiscardedTag, Imported};

/// On so many pages of a site, an identical list of keywords says nothing of each.
const FEWEST_PAGES: usize = 3;

/// Discards the tags of articles that were imported together from one site, if all its pages have
/// the same list. Markdown files are one author's, who may well file them under the same tags.
pub fn discard_common_tags<'i>(articles: impl IntoIterator<Item = &'i mut Imported>) {
    let mut groups: BTreeMap<(String, Vec<String>), Vec<&mut Imported>> = BTreeMap::new();
    for article in articles {
        if article.format == RawFormat::Markdown {
            continue;
        }
        let mut own: Vec<String> = article
            .tags
            .iter()
            .filter(|tag| !tag.is_proposed)
            .map(|tag| tag.name.to_lowercase())
            .collect();
        own.sort();
        if !own.is_empty() {
            groups.entry((host_of(article), own)).or_default().push(article);
        }
    }
    for (_, articles) in groups.into_iter().filter(|(_, group)| group.len() >= FEWEST_PAGES) {
        for article in articles {
            let (proposed, own) = article.tags.drain(..).partition(|tag| tag.is_proposed);
            article.tags = proposed;
            article.discarded_tags.extend(own.into_iter().map(|tag: super::ImportedTag| {
                DiscardedTag { name: tag.name, why: "the same on other pages of the site" }
            }));
            let names: Vec<String> = article.tags.iter().map(|tag| tag.name.clone()).collect();
            article.text = with_tags(&article.text, &names);
        }
    }
}

fn host_of(article: &Imported) -> String {
    let url = article.identity.url.as_deref().unwrap_or_default();
    url.split('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::discard_common_tags;
    use crate::{ImportOptions, Imported, Importer};

    fn page(title: &str, host: &str, keywords: &str) -> Imported {
        let html = format!(
            "<html><head><title>{title}</title><link rel=canonical href=\"https://{host}/{title}\">\
             <meta name=keywords content=\"{keywords}\"></head><body><article><h1>{title}</h1>\
             <p>{title} is about sleep and pain, which many people with depression know only too well.</p>\
             </article></body></html>"
        );
        Importer::alone().import(html.as_bytes(), &ImportOptions::default()).expect("an article")
    }

    fn own(article: &Imported) -> Vec<&str> {
        let own = article.tags.iter().filter(|tag| !tag.is_proposed);
        own.map(|tag| tag.name.as_str()).collect()
    }

    #[test]
    fn keywords_of_a_whole_site_are_no_tags() {
        let mut pages: Vec<Imported> = ["One", "Two", "Three"]
            .iter()
            .map(|title| page(title, "a.example", "sleep, pain"))
            .collect();
        pages.push(page("Four", "a.example", "sleep"));
        pages.push(page("Five", "b.example", "sleep, pain"));
        discard_common_tags(&mut pages);
        assert_eq!(own(&pages[0]), Vec::<&str>::new());
        assert_eq!(pages[0].discarded_tags.len(), 2);
        assert!(!pages[0].text.contains("\"pain\""), "{}", pages[0].text);
        assert_eq!(own(&pages[3]), ["sleep"]);
        assert_eq!(own(&pages[4]), ["sleep", "pain"]);
    }
}
