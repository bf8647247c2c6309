//! Whether a page says that its article is a preprint, or that it was retracted.
//!
//! A statement by the journal or in the title is the status of the source. A sentence on the page of
//! a publication may be about another work, so it is only reported; on other pages, and among the
//! references, it is about another work. Must not decide what is removed.

use crate::article::Article;
use crate::html::head_metadata::HeadMetadata;
use crate::phrases::{Category, contains_phrase};

/// By what a publisher marks the title of an article that is no longer valid, in English in all
/// journals. Origin: COPE, "Retraction guidelines", <https://doi.org/10.24318/cope.2019.1.4>
const TITLE_MARKS: [&str; 2] = ["retracted", "withdrawn"];

/// What may follow a mark.
const MARKED: [&str; 3] = [" article", " paper", " chapter"];

/// A notice is among so many blocks of a page.
const MOST_BLOCKS: usize = 60;

/// A longer block is no notice, in bytes.
const LONGEST_NOTICE: usize = 700;

/// So many characters of a notice are told.
const LONGEST_EXCERPT: usize = 120;

/// Adds the status of the source, or a warning about what the page says of it. `heading` is the
/// title as readers see it, `blocks` the texts of the page in their order, without references.
pub(super) fn read_status<'t>(
    head: &HeadMetadata,
    heading: Option<&str>,
    blocks: impl Iterator<Item = &'t str>,
    article: &mut Article,
) {
    let stated = head.meta(&["citation_title"]).map(|(_, title)| title);
    let own = article.title.as_ref().map(|title| title.value.as_str());
    let is_retracted = [own, stated, heading].into_iter().flatten().any(is_marked);
    let journal = article.own_work.as_ref().and_then(|work| work.journal.as_deref());
    let site = article.site.as_ref().map(|site| site.value.as_str());
    let kind = head.meta(&["citation_article_type", "dc.type", "prism.genre"]);
    let is_preprint = kind.is_some_and(|(_, kind)| kind.trim().eq_ignore_ascii_case("preprint"))
        || [journal, site].into_iter().flatten().any(offprint_works::is_preprint_server);
    if is_retracted {
        article.statuses.push("retracted".to_owned());
    }
    if is_preprint {
        article.statuses.push("preprint".to_owned());
    }
    let has_doi = article.own_work.as_ref().is_some_and(|work| work.doi.is_some());
    let is_publication = is_preprint || journal.is_some() || stated.is_some() && has_doi;
    if !is_publication {
        return;
    }
    let mut notices = [
        (Category::RetractionNotices, is_retracted, "retracted"),
        (Category::PreprintNotices, is_preprint, "preprint"),
    ];
    for block in blocks.take(MOST_BLOCKS).filter(|block| block.len() <= LONGEST_NOTICE) {
        let lower = block.to_lowercase().replace('’', "'");
        for (category, is_known, status) in &mut notices {
            if !*is_known && contains_phrase(*category, &lower) {
                *is_known = true;
                let excerpt: String = block.chars().take(LONGEST_EXCERPT).collect();
                article.warnings.push(format!(
                    "the page says “{excerpt}”: if this is about the article, set `status = \"{status}\"` in `[source]`"
                ));
            }
        }
    }
}

/// Whether a title begins with a mark in capitals or in brackets: `RETRACTED: …`, `[Retracted] …`.
/// Otherwise it may also be the first words of an essay.
fn is_marked(title: &str) -> bool {
    let title = title.trim_start();
    let bare = title.trim_start_matches(['[', '(']);
    let lower = bare.to_lowercase();
    TITLE_MARKS.iter().any(|mark| {
        let Some(rest) = lower.strip_prefix(mark) else { return false };
        let rest = MARKED.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        let is_bracketed = bare.len() < title.len() && rest.starts_with([']', ')']);
        let is_capital = bare.starts_with(&mark.to_uppercase());
        is_bracketed || rest.trim_start().starts_with(':') && is_capital
    })
}

#[cfg(test)]
mod tests {
    use super::is_marked;

    #[test]
    fn publishers_mark_titles() {
        for title in [
            "RETRACTED: On sleep",
            "RETRACTED ARTICLE: On sleep",
            "[Retracted] On sleep",
            "WITHDRAWN: On sleep",
            "(Withdrawn) On sleep",
        ] {
            assert!(is_marked(title), "{title}");
        }
        for title in [
            "Retracted: a history of fraud",
            "Withdrawn: what happened to the spray",
            "Retracted papers and who reads them",
            "Withdrawn from the market: what now",
            "Why it was RETRACTED: an essay",
        ] {
            assert!(!is_marked(title), "{title}");
        }
    }
}
