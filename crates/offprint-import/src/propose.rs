//! What a digest needs in addition to the article: its drugs, the works that it cites, its length.
//!
//! These are proposals in the front matter, where a person can correct them. This module must not
//! know formats or files.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::article::{Article, CitedWork, Identifier};
use super::{citation, summary};
use offprint_vocabulary::{TextZones, Vocabulary};

/// The longest summary that is used unchanged, in characters.
const SUMMARY: usize = 400;

/// The drugs of an article, and warnings for the editor.
pub(super) struct ProposedDrugs {
    pub(super) names: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// The plain text of a Markdown body, and the positions of its headings.
pub(super) fn plain_text(body: &str) -> (String, Vec<Range<usize>>) {
    let mut text = String::with_capacity(body.len());
    let mut headings = Vec::new();
    let mut heading = None;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(body, options) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::Heading { .. }) => heading = Some(text.len()),
            // A list directly follows the words of the item that contains it.
            Event::Start(Tag::List(_) | Tag::Item) if !text.is_empty() && !text.ends_with('\n') => {
                text.push('\n');
            }
            Event::End(end) => {
                if let (TagEnd::Heading(_), Some(start)) = (&end, heading.take()) {
                    headings.push(start..text.len());
                }
                if matches!(
                    end,
                    TagEnd::Paragraph
                        | TagEnd::Heading(_)
                        | TagEnd::Item
                        | TagEnd::TableCell
                        | TagEnd::CodeBlock
                        | TagEnd::Image
                ) {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    (text, headings)
}

/// The number of words in a plain text.
pub(super) fn count_words(plain: &str) -> usize {
    plain.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The words of a plain text in lower case and nothing else, so that an article yields the same
/// words from HTML and from text.
pub(super) fn words_for_identity(plain: &str) -> String {
    let mut bare = String::with_capacity(plain.len());
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        bare.push_str(&word.to_lowercase());
        bare.push(' ');
    }
    bare
}

/// A summary short enough for a card: as many complete sentences as fit. A longer summary of one
/// sentence is used whole, because half a sentence can mean something else.
pub(super) fn shorten_summary(summary: &str) -> String {
    let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
    if summary.chars().nth(SUMMARY).is_none() {
        return summary;
    }
    summary::sentences(&summary).unwrap_or(summary)
}

/// The drugs that an article is about, most relevant first.
pub(super) fn propose_drugs(
    vocabulary: &Vocabulary,
    title: &str,
    summary: Option<&str>,
    plain: &str,
    headings: Vec<Range<usize>>,
) -> ProposedDrugs {
    let mut text = String::with_capacity(plain.len() + 600);
    text.push_str(title);
    let title = 0..text.len();
    text.push_str("\n\n");
    let start = text.len();
    // If the summary repeats the text, it counts only once.
    let repeats = summary.is_some_and(|summary| {
        plain.contains(summary.get(..summary.floor_char_boundary(60)).unwrap_or(summary))
    });
    if let (Some(summary), false) = (summary, repeats) {
        text.push_str(summary);
    }
    let summary = start..text.len();
    text.push_str("\n\n");
    let start = text.len();
    text.push_str(plain);
    let headings = headings
        .into_iter()
        .filter(|span| span.end <= plain.len())
        .map(|span| span.start + start..span.end + start)
        .collect();
    let zones = TextZones { title, summary, body: start..text.len(), headings };
    let mentions = vocabulary.mentions(&text);
    let subjects = vocabulary.rank_drugs(&text, &mentions, &zones);
    let mut misspelt = BTreeSet::new();
    for mention in mentions.iter().filter(|mention| mention.suspect) {
        misspelt
            .insert((text[mention.start..mention.end].to_owned(), mention.canonical.to_string()));
    }
    let notes = misspelt
        .into_iter()
        .map(|(written, meant)| format!("`{written}` looks like a misspelling of {meant}"))
        .collect();
    ProposedDrugs { names: Vocabulary::drugs_to_propose(&subjects, &mentions), notes }
}

/// The works that a Markdown source lists in its front matter.
pub(super) fn stated_works(own: &toml::Table) -> &[toml::Value] {
    own.get("citations").and_then(toml::Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a work is among those that a Markdown source lists in its front matter.
pub(super) fn is_stated_work(work: &CitedWork, own: &toml::Table) -> bool {
    let numbers = [
        ("doi", &work.doi),
        ("pmid", &work.pmid),
        ("pmcid", &work.pmcid),
        ("nct", &work.nct),
        ("url", &work.url),
    ];
    let is_same = |listed: &toml::Value| {
        numbers.iter().any(|(key, number)| {
            let listed = listed.get(key).and_then(toml::Value::as_str);
            listed
                .zip(number.as_deref())
                .is_some_and(|(listed, number)| listed.eq_ignore_ascii_case(number))
        })
    };
    stated_works(own).iter().any(is_same)
}

/// The works that an article cites: its list of references, then works that its text mentions only
/// by an identifier.
pub(super) fn cited_works(article: &Article) -> Vec<CitedWork> {
    let mut works: Vec<CitedWork> = article.references.clone();
    let own = article.doi.as_ref().map(|found| found.value.to_lowercase());
    let own_work = article.own_work.as_ref();
    let is_own = |number: &str, of: fn(&CitedWork) -> Option<&String>| {
        own_work.and_then(of).is_some_and(|own| own == number)
    };
    for found in citation::find_identifiers(&article.body) {
        let mut work = CitedWork::default();
        let text = match found.identifier {
            Identifier::Doi(doi) if own.as_ref() == Some(&doi.to_lowercase()) => continue,
            Identifier::Pmid(pmid) if is_own(&pmid, |own| own.pmid.as_ref()) => continue,
            Identifier::Pmcid(pmcid) if is_own(&pmcid, |own| own.pmcid.as_ref()) => continue,
            Identifier::Doi(doi) => {
                let text = format!("https://doi.org/{doi}");
                work.doi = Some(doi);
                text
            }
            Identifier::Pmid(pmid) => {
                let text = format!("PubMed {pmid}");
                work.pmid = Some(pmid);
                text
            }
            Identifier::Pmcid(pmcid) => {
                let text = format!("PubMed Central {pmcid}");
                work.pmcid = Some(pmcid);
                text
            }
            Identifier::Nct(nct) => {
                let text = format!("ClinicalTrials.gov {nct}");
                work.nct = Some(nct);
                text
            }
            Identifier::Arxiv(number) => {
                let text = number.clone();
                work.url =
                    Some(format!("https://arxiv.org/abs/{}", number.trim_start_matches("arXiv:")));
                text
            }
            Identifier::Registry(number) => {
                work.registry.push(number.clone());
                number
            }
        };
        work.text = text;
        let is_known = works.iter().any(|known| {
            let same = |one: &Option<String>, other: &Option<String>| {
                one.as_ref().is_some_and(|one| {
                    other.as_ref().is_some_and(|other| one.eq_ignore_ascii_case(other))
                })
            };
            same(&known.doi, &work.doi)
                || same(&known.pmid, &work.pmid)
                || same(&known.pmcid, &work.pmcid)
                || same(&known.nct, &work.nct)
                || same(&known.url, &work.url)
                || known.text.contains(&work.text)
                || work.registry.iter().any(|number| known.text.contains(number.as_str()))
        });
        if !is_known {
            works.push(work);
        }
    }
    // The article itself is no entry of its list: it comes last, so that the numbers of the others
    // stay.
    works.extend(article.own_work.clone());
    works
}
