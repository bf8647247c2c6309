//! Where a text names drugs: which drugs it mentions, which of these places may become links, and
//! what to suggest to the editor.
//!
//! A place that may become a link gets a pair of holes, around the name. Whether they are filled is
//! decided when documents are linked: it is not known here whether the site has a page for the
//! drug. The text itself is never changed.

use std::ops::Range;

use super::body::{ParsedBody, TextRun, escaped_length};
use super::facts::{ContentLink, FactSpans, Facts, LinkRole, LinkTarget, Mention};
use super::sentence;
use crate::diagnostic::{Code, Diagnostic};
use offprint_vocabulary::{MatchKind, MentionKind, Relevance, TextZones, Vocabulary};

/// A text with fewer words has only been started.
const FEW_WORDS: usize = 20;

/// A document whose text is searched for drugs.
pub(super) struct MentionText<'t> {
    /// The text of the file.
    pub(super) source: &'t str,
    /// Where the Markdown begins in it.
    pub(super) start: usize,
    /// The title, the summary and the text as plain text, one line for each block.
    pub(super) plain: &'t str,
    /// The lengths of the title and of everything before the text.
    pub(super) title: usize,
    pub(super) head: usize,
}

/// A suggestion for the editor and the place that it is about. Only `check` reports it, because it
/// is not a problem.
pub(super) type Lint = (Diagnostic, Range<usize>);

/// Finds the drugs that a text mentions, and makes holes for links to them.
pub(super) fn find_mentions<'v>(
    text: &MentionText<'_>,
    parsed: &mut ParsedBody,
    facts: &mut Facts,
    vocabulary: &'v Vocabulary,
) -> Vec<offprint_vocabulary::DrugMention<'v>> {
    let found = vocabulary.mentions(text.plain);
    let listed = listed(facts, vocabulary);
    let mut holes: Vec<(usize, ContentLink, Range<usize>)> = Vec::new();
    // For each drug of `facts.mentions`: where it is named first, and whether a place to link was
    // found.
    let mut firsts: Vec<(Range<usize>, bool)> = Vec::new();
    for mention in &found {
        if mention.kind != MentionKind::Drug || mention.ambient || mention.suspect {
            continue;
        }
        let range = mention.start..mention.end;
        let index = match facts.mentions.iter().position(|known| known.name == *mention.canonical) {
            Some(index) => index,
            None if range.start >= text.head => {
                facts.mentions.push(Mention {
                    name: mention.canonical.clone().into_owned(),
                    sentence: String::new(),
                });
                firsts.push((range.clone(), false));
                facts.mentions.len() - 1
            }
            None => continue,
        };
        let name = &text.plain[range.clone()];
        if firsts[index].1 || vocabulary.is_everyday(name) {
            continue;
        }
        let Some(run) = run_of(&parsed.runs, &range) else { continue };
        let begin = run.html.start + escaped_length(&text.plain[run.text..range.start]);
        let end = begin + escaped_length(name);
        let place = place(text, run, name);
        for (at, role) in [(begin, LinkRole::Open), (end, LinkRole::Close)] {
            holes.push((
                at,
                ContentLink { target: LinkTarget::Mention(index), role, sentence: String::new() },
                place.clone(),
            ));
        }
        // Running text says more about a drug than an earlier heading or code span does.
        firsts[index] = (range, true);
    }
    let names = facts.terms.first().map_or(&[][..], Vec::as_slice);
    for (mention, (first, _)) in facts.mentions.iter_mut().zip(&firsts) {
        // An article that lists a drug appears among its articles, so the sentence is not needed.
        if !is_plainly_listed(&mention.name, &listed, names) {
            mention.sentence = sentence(text.plain, first);
        }
    }
    insert(parsed, holes);
    found
}

/// The drugs that front matter lists by names in the vocabulary.
fn listed(facts: &Facts, vocabulary: &Vocabulary) -> Vec<String> {
    let names = facts.terms.first().map_or(&[][..], Vec::as_slice);
    names
        .iter()
        .filter_map(|name| {
            vocabulary.find_listed(name).map(|(canonical, _)| canonical.into_owned())
        })
        .collect()
}

/// Names of a drug that are everyday words: they are never linked.
pub(super) fn lint_everyday_names(
    facts: &Facts,
    places: &FactSpans,
    vocabulary: &Vocabulary,
) -> Vec<Lint> {
    let names =
        facts.names.iter().zip(&places.names).filter(|(name, _)| vocabulary.is_everyday(name));
    names
        .map(|(name, place)| {
            let fault = Diagnostic::warning(Code::EverydayName, format!("`{name}` is also an everyday word"))
                .help("it is not linked where a text says it; link it by hand where the drug is meant: [[…]]");
            (fault, place.clone())
        })
        .collect()
}

/// The run of text without markup that contains a mention completely.
fn run_of<'r>(runs: &'r [TextRun], range: &Range<usize>) -> Option<&'r TextRun> {
    let after = runs.partition_point(|run| run.text <= range.start);
    runs[..after].last().filter(|run| range.end <= run.text + run.length)
}

/// Where a name appears in the source. It has to be searched for, because smart punctuation and
/// escapes make the two texts differ.
fn place(text: &MentionText<'_>, run: &TextRun, name: &str) -> Range<usize> {
    let around = run.source.start + text.start..run.source.end + text.start;
    let at = text.source.get(around.clone()).and_then(|source| source.find(name));
    at.map_or(around.clone(), |at| around.start + at..around.start + at + name.len())
}

/// The sentence that contains a mention: the text has one line for each block.
fn sentence(plain: &str, range: &Range<usize>) -> String {
    let start = plain[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let end = plain[range.end..].find('\n').map_or(plain.len(), |length| range.end + length);
    sentence::around(&plain[start..end], range.start - start..range.end - start)
}

/// Inserts holes among the existing ones, ordered by position.
fn insert(parsed: &mut ParsedBody, holes: Vec<(usize, ContentLink, Range<usize>)>) {
    if holes.is_empty() {
        return;
    }
    let links =
        std::mem::take(&mut parsed.links).into_iter().zip(std::mem::take(&mut parsed.link_spans));
    let known = std::mem::take(&mut parsed.body.holes)
        .into_iter()
        .zip(links)
        .map(|(at, (link, span))| (at, link, span));
    let mut all: Vec<_> = known.chain(holes).collect();
    // The sort is stable: one name may begin where another ends.
    all.sort_by_key(|(at, ..)| *at);
    for (at, link, span) in all {
        parsed.body.holes.push(at);
        parsed.links.push(link);
        parsed.link_spans.push(span);
    }
}

/// Whether front matter lists a drug by a name in the vocabulary, or by exactly the name that the
/// text uses.
fn is_plainly_listed(canonical: &str, listed: &[String], names: &[String]) -> bool {
    listed.iter().any(|known| known == canonical)
        || names.iter().any(|name| name.eq_ignore_ascii_case(canonical))
}

/// Suggestions about the drugs that an article names and lists.
pub(super) fn lint_mentions(
    text: &MentionText<'_>,
    parsed: &ParsedBody,
    facts: &Facts,
    places: &FactSpans,
    vocabulary: &Vocabulary,
    found: &[offprint_vocabulary::DrugMention<'_>],
) -> Vec<Lint> {
    let listed = &listed(facts, vocabulary);
    let mut lints = Vec::new();
    let title = || places.title.clone();
    // A name that is in no run is in the title, or in a heading, a cell or code in the text.
    let below = |name: &str| Some(text.start + text.source.get(text.start..)?.find(name)?);
    let spot = |range: Range<usize>| match run_of(&parsed.runs, &range) {
        Some(run) => place(text, run, &text.plain[range]),
        None if range.start >= text.head => {
            below(&text.plain[range.clone()]).map_or_else(title, |at| at..at + range.len())
        }
        None => title(),
    };
    let mut told: Vec<&str> = Vec::new();
    for mention in found.iter().filter(|mention| mention.suspect) {
        let written = &text.plain[mention.start..mention.end];
        if told.contains(&written) {
            continue;
        }
        told.push(written);
        let fault = Diagnostic::warning(
            Code::MisspeltDrug,
            format!("`{written}` is nearly the name of a drug"),
        )
        .help(format!("did you mean `{}`?", mention.canonical));
        lints.push((fault, spot(mention.start..mention.end)));
    }
    let names = facts.terms.first().map_or(&[][..], Vec::as_slice);
    let spans = places.terms.first().map_or(&[][..], Vec::as_slice);
    // The meaning of a name is looked up last: most names appear in the text unchanged.
    let meant = |name: &str| {
        vocabulary
            .resolve(name)
            .filter(|resolved| !resolved.suspect)
            .map(|resolved| resolved.canonical)
    };
    let is_named =
        |name: &str| found.iter().any(|mention| !mention.suspect && *mention.canonical == *name);
    // A text of a few words is not finished yet.
    if parsed.body.words >= FEW_WORDS {
        for (name, span) in names.iter().zip(spans) {
            if text.plain.contains(name.as_str())
                || meant(name).is_some_and(|canonical| is_named(&canonical))
                || text.plain.to_lowercase().contains(&name.to_lowercase())
            {
                continue;
            }
            let fault = Diagnostic::warning(
                Code::UnnamedDrug,
                format!("`drugs` lists `{name}`, which the text never names"),
            )
            .help("remove it from `drugs`, or say in the text what it has to do with it");
            lints.push((fault, span.clone()));
        }
    }
    // Most articles list every drug that they name, and need no further checks.
    if facts.mentions.iter().all(|mention| is_plainly_listed(&mention.name, listed, names)) {
        return lints;
    }
    let zones = TextZones {
        title: 0..text.title,
        summary: (text.title + 1).min(text.head)..text.head,
        body: text.head..text.plain.len(),
        headings: parsed.headings.clone(),
    };
    for subject in vocabulary.rank_drugs(text.plain, found, &zones) {
        let own = |mention: &&offprint_vocabulary::DrugMention<'_>| {
            *mention.canonical == *subject.canonical && !mention.suspect
        };
        let Some(first) = found.iter().find(|mention| own(mention) && mention.start >= text.head)
        else {
            continue;
        };
        let is_listed = || {
            is_plainly_listed(&subject.canonical, listed, names)
                || names.iter().any(|name| meant(name).as_deref() == Some(&*subject.canonical))
        };
        if subject.relevance != Relevance::Subject
            || first.match_kind == MatchKind::NewCode
            || is_listed()
        {
            continue;
        }
        let fault = Diagnostic::warning(
            Code::UnlistedDrug,
            format!("this text is about `{}`, which `drugs` does not list", subject.canonical),
        )
        .help(format!("add it to the front matter: drugs = [\"{}\", …]", subject.canonical));
        lints.push((fault, spot(first.start..first.end)));
    }
    lints
}
