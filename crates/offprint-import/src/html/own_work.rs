//! The article itself as a work that can be cited: a page of a journal or of PubMed states its
//! journal, volume, pages and identifiers for machines.
//!
//! Knows only the head of the page, what was already read from it, and what `journal_page` found.

use url::Url;

use crate::article::{Article, CitedWork};
use crate::citation;
use crate::html::head_metadata::HeadMetadata;

/// The work that the page contains; None unless it was published in a journal or is listed in
/// PubMed.
pub(super) fn find_own_work(
    head: &HeadMetadata,
    article: &Article,
    front: &CitedWork,
) -> Option<CitedWork> {
    let stated = |names: &[&'static str]| {
        head.meta(names)
            .map(|(_, content)| content.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let mut work = CitedWork {
        title: article.title.as_ref().map(|title| title.value.clone()),
        journal: stated(&[
            "citation_journal_title",
            "prism.publicationname",
            "citation_journal_abbrev",
        ]),
        volume: stated(&["citation_volume", "prism.volume"]),
        issue: stated(&["citation_issue", "prism.number"]),
        doi: article.doi.as_ref().map(|doi| doi.value.clone()),
        pmid: stated(&["citation_pmid", "ncbi_uid"]).filter(|number| is_number(number)),
        pmcid: stated(&["citation_pmcid", "ncbi_article_id"])
            .filter(|number| number.strip_prefix("PMC").is_some_and(is_number)),
        ..CitedWork::default()
    };
    let first = stated(&["citation_firstpage", "prism.startingpage", "citation_elocation_id"]);
    let last = stated(&["citation_lastpage", "prism.endingpage"]);
    work.pages = match (first, last) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}-{last}")),
        (first, _) => first,
    };
    let address = article.url.as_ref().map(|url| url.value.as_str());
    let address = address.or_else(|| head.base.as_ref().map(Url::as_str)).unwrap_or_default();
    let mut linked = CitedWork::default();
    citation::add_linked_identifiers(&mut linked, &[address.to_owned()]);
    work.pmid = work.pmid.or(linked.pmid);
    work.pmcid = work.pmcid.or(linked.pmcid);
    // What stands before the abstract is about another work if its DOI is another one.
    let is_same = match (&work.doi, &front.doi) {
        (Some(own), Some(shown)) => own.eq_ignore_ascii_case(shown),
        _ => true,
    };
    if is_same {
        work.doi = work.doi.or_else(|| front.doi.clone());
        work.pmid = work.pmid.or_else(|| front.pmid.clone());
        work.pmcid = work.pmcid.or_else(|| front.pmcid.clone());
        if work.volume.is_none() {
            work.journal = work.journal.or_else(|| front.journal.clone());
            work.volume = front.volume.clone();
            work.issue = work.issue.or_else(|| front.issue.clone());
            work.pages = work.pages.or_else(|| front.pages.clone());
        }
    }
    let has_number = work.doi.is_some() || work.pmid.is_some() || work.pmcid.is_some();
    if work.journal.is_none() && !has_number {
        return None;
    }
    work.year = stated(&[
        "citation_publication_date",
        "citation_date",
        "citation_year",
        "citation_online_date",
        "prism.publicationdate",
        "dc.date",
    ])
    .and_then(|date| {
        date.split(|sign: char| !sign.is_ascii_digit()).find(|part| part.len() == 4)?.parse().ok()
    })
    .or_else(|| article.published.as_ref().and_then(|date| u16::try_from(date.value.year()).ok()));
    let authors = article.authors.as_ref().map_or(&[][..], |authors| &authors.value);
    work.authors = authors.iter().map(|name| citation::reference_name(name)).collect();
    Some(work)
}

/// The institutions that a page states for its authors, each once.
pub(super) fn find_affiliations(head: &HeadMetadata) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (name, content) in &head.metas {
        if name == "citation_author_institution"
            && !found.contains(content)
            && found.len() < MOST_AFFILIATIONS
        {
            found.push(content.clone());
        }
    }
    found
}

/// More institutions than any article states.
const MOST_AFFILIATIONS: usize = 200;

fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
