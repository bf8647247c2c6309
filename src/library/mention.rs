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
use super::text_lint::Lint;
use super::word_place::{has_word_start, place_in_source};
use crate::diagnostic::{Code, Diagnostic};
use offprint_vocabulary::{Language, MatchKind, MentionKind, Relevance, TextZones, Vocabulary};

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
        let place = place(text, run, &range);
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
fn place(text: &MentionText<'_>, run: &TextRun, range: &Range<usize>) -> Range<usize> {
    let around = run.source.start + text.start..run.source.end + text.start;
    let name = &text.plain[range.clone()];
    let before = &text.plain[run.text..range.start];
    let source = text.source.get(around.clone());
    let at = source.and_then(|source| place_in_source(source, before, name));
    at.map_or(around.clone(), |at| around.start + at..around.start + at + name.len())
}

/// Where a name appears in the source if it is in no run: in a heading, a link, a cell or code. It is
/// between the runs around it.
fn place_between_runs(
    text: &MentionText<'_>,
    runs: &[TextRun],
    range: &Range<usize>,
) -> Option<Range<usize>> {
    let next = runs.partition_point(|run| run.text <= range.start);
    let previous = next.checked_sub(1).map(|previous| &runs[previous]);
    let begin = previous.map_or(0, |run| run.source.end) + text.start;
    let plain = previous.map_or(text.head, |run| run.text + run.length).min(range.start);
    let end = runs.get(next).map_or(text.source.len(), |run| run.source.start + text.start);
    let name = &text.plain[range.clone()];
    let at = place_in_source(text.source.get(begin..end)?, &text.plain[plain..range.start], name)?;
    Some(begin + at..begin + at + name.len())
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
    (vocabulary, language): (&Vocabulary, &str),
    found: &[offprint_vocabulary::DrugMention<'_>],
) -> Vec<Lint> {
    let listed = &listed(facts, vocabulary);
    let mut lints = Vec::new();
    let title = || places.title.clone();
    let spot = |range: Range<usize>| match run_of(&parsed.runs, &range) {
        Some(run) => place(text, run, &range),
        None if range.start >= text.head => {
            place_between_runs(text, &parsed.runs, &range).unwrap_or_else(title)
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
    let language = Language::from_tag(language);
    // The spelling in the language of the site: its national name, or the international one.
    let own_spelling = |drug: &str| {
        let national = language.and_then(|language| vocabulary.drug(drug)?.name_in(language));
        national.unwrap_or_else(|| drug.to_owned()).to_lowercase()
    };
    for mention in second_spellings(text.plain, names, found, &own_spelling) {
        let written = &text.plain[mention.range.clone()];
        let fault = Diagnostic::warning(
            Code::MisspeltDrug,
            format!("`{written}` is called `{}` elsewhere in this article", mention.usual),
        )
        .help(format!("write `{}`, or use one spelling throughout", mention.usual));
        lints.push((fault, spot(mention.range)));
    }
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
            if has_word_start(text.plain, name)
                || meant(name).is_some_and(|canonical| is_named(&canonical))
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
        // A systematic name states the structure of a drug that the text calls by another name.
        let is_systematic =
            first.match_kind == MatchKind::Chemical && subject.canonical.contains(['(', '[']);
        if subject.relevance != Relevance::Subject
            || first.match_kind == MatchKind::NewCode
            || is_systematic
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

/// A place where a text spells the name of a drug in another way than elsewhere.
struct SecondSpelling {
    range: Range<usize>,
    /// The spelling that `drugs` or most of the text has.
    usual: String,
}

/// Places where a text has a second spelling of one name: `esketamin` besides `esketamine`. Each is
/// right alone, in its language, so only the two together show that one is a slip.
fn second_spellings(
    plain: &str,
    listed: &[String],
    found: &[offprint_vocabulary::DrugMention<'_>],
    own_spelling: &dyn Fn(&str) -> String,
) -> Vec<SecondSpelling> {
    /// With more changed letters, it is another name and not another spelling.
    const CHANGED: usize = 2;
    const SHORTEST: usize = 5;
    let is_name = |mention: &&offprint_vocabulary::DrugMention<'_>| {
        mention.kind == MentionKind::Drug
            && !mention.suspect
            && !mention.ambient
            && matches!(mention.match_kind, MatchKind::Name | MatchKind::Alias)
    };
    let spelling = |range: Range<usize>| plain[range].to_lowercase();
    let mut spellings: Vec<(&str, String, usize, Range<usize>)> = Vec::new();
    for mention in found.iter().filter(is_name) {
        let range = mention.start..mention.end;
        let word = spelling(range.clone());
        match spellings
            .iter_mut()
            .find(|(drug, known, ..)| *drug == &*mention.canonical && *known == word)
        {
            Some((_, _, count, _)) => *count += 1,
            None => spellings.push((&mention.canonical, word, 1, range)),
        }
    }
    let is_listed = |word: &str| listed.iter().any(|name| name.to_lowercase() == word);
    let mut second = Vec::new();
    for (drug, word, count, range) in &spellings {
        // Two spellings of one drug are rare, so its own is looked up for them only.
        let rank = |word: &str, count: usize| {
            let is_own = spellings.iter().filter(|(other, ..)| other == drug).count() > 1
                && own_spelling(drug) == word;
            (is_own, is_listed(word), count)
        };
        let is_other = |other: &&(&str, String, usize, Range<usize>)| {
            let (_, known, other_count, at) = other;
            let first = (rank(known, *other_count), std::cmp::Reverse(at.start))
                > (rank(word, *count), std::cmp::Reverse(range.start));
            other.0 == *drug
                && first
                && !is_plural_of(known, word)
                && word.chars().count() >= SHORTEST
                && known.chars().count() >= SHORTEST
                && strsim::osa_distance(known, word) <= CHANGED
        };
        if let Some((_, usual, ..)) = spellings.iter().find(is_other) {
            second.push(SecondSpelling { range: range.clone(), usual: usual.clone() });
        }
    }
    second
}

/// Whether one of two words is the other with `s` at its end.
fn is_plural_of(one: &str, two: &str) -> bool {
    one.strip_suffix('s') == Some(two) || two.strip_suffix('s') == Some(one)
}
