//! Runs of lines such as `Generic name: quetiapine`, `Dosage form: tablet`: what a sheet on a drug, a
//! trial or a product states one below the other.
//!
//! It must not know which lines are the article.

use std::collections::HashSet;
use std::ops::Range;

use super::author_lines::is_byline;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::words;
use crate::date_labels::{DateLabel, date_label};
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// Fewer lines are titles that have a colon.
const FEWEST: usize = 3;

/// A label has no more words.
const LONGEST_LABEL: usize = 4;

/// A longer value is a sentence of the text.
const LONGEST_VALUE: usize = 200;

/// For each line that is one of several facts below each other, its place among them, from 0: the first
/// one may be a title with a colon. What a page says about itself may be among them, but does not count.
pub(super) fn fact_places(lines: &[TextLine]) -> Vec<Option<usize>> {
    let mut places = vec![None; lines.len()];
    let mut from = 0;
    while from < lines.len() {
        let is_next =
            |at: &usize| label_of(&lines[*at]).is_some() && (*at == from || lines[*at].blanks == 0);
        let end = (from..lines.len()).take_while(is_next).last().map_or(from, |last| last + 1);
        let labels = lines[from..end].iter().filter_map(label_of);
        let distinct: HashSet<&str> = labels.clone().collect();
        let of_subject = labels.filter(|label| !is_about_page(label)).count();
        if of_subject >= FEWEST && distinct.len() == end - from {
            (from..end).for_each(|at| places[at] = Some(at - from));
        }
        from = end.max(from + 1);
    }
    places
}

/// The label of a line that states a fact.
fn label_of(line: &TextLine) -> Option<&str> {
    let (label, value) = line.text.split_once(": ").or_else(|| line.text.split_once('：'))?;
    let is_label = line.mark == LineMark::None
        && line.cells.len() < 2
        && label.starts_with(|first: char| first.is_uppercase() || !first.is_ascii())
        && label.split(' ').count() <= LONGEST_LABEL
        && !label.contains(['.', '?', '!', ','])
        && !value.trim().is_empty()
        && value.len() <= LONGEST_VALUE;
    is_label.then_some(label)
}

/// Keeps the facts between the title and the first line of the text, apart from those about the page:
/// its date, its author, its tags.
pub(super) fn keep_facts(
    lines: &[TextLine],
    features: &[LineFeatures],
    head: Range<usize>,
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let facts = fact_places(lines);
    for at in head {
        kept[at] |= facts[at].is_some()
            && why[at].is_none()
            && features[at].urls == 0
            && !is_byline(&lines[at].text)
            && label_of(&lines[at]).is_some_and(|label| !is_about_page(label));
    }
}

/// Whether a line states a fact about its page: `Reading time: 5 minutes`, or is the label of one.
pub(super) fn is_fact_about_page(text: &str) -> bool {
    let label = text.split([':', '：']).next().unwrap_or_default().trim();
    label.split(' ').count() <= LONGEST_LABEL && is_about_page(label)
}

/// Whether a label is of a fact about the page and not about its subject.
fn is_about_page(label: &str) -> bool {
    let lower = label.to_lowercase();
    let noise = words::SHARE | words::TAGS | words::CREDIT | words::BYLINE | words::RELATED;
    let noise =
        noise | words::COMMENT | words::AGO | words::SUBSCRIBE | words::ADVERT | words::SHOP;
    date_label(label) != DateLabel::None
        || [
            Category::PersonLabels,
            Category::BylineLabels,
            Category::BylinePrefixes,
            Category::JournalLabels,
            Category::VolumeLabels,
            Category::IssueLabels,
            Category::PageLabels,
            Category::PictureWords,
        ]
        .into_iter()
        .any(|category| is_phrase(category, &lower))
        || is_phrase(Category::ReadingTimes, &format!("{lower}:"))
        || starts_with_phrase(Category::ReviewerLabels, &lower)
        || lower.split(' ').any(|word| words::kinds(word) & noise != 0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::{fact_places, keep_facts};
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    #[track_caller]
    fn check(text: &str, expect: &[bool]) {
        let facts: Vec<bool> =
            fact_places(&split_lines(text)).iter().map(Option::is_some).collect();
        assert_eq!(facts, expect, "{text:?}");
    }

    #[test]
    fn facts_are_below_each_other() {
        check(
            "Lurazotine\nGeneric name: quetiapine\nBrand names: Lurazo\nDrug class: antipsychotics\nUses",
            &[false, true, true, true, false],
        );
        check("Sponsor: A\nPhase: 2\nEnrolment: 62", &[true; 3]);
        check("Sleep: what we know\nMood: what we do not", &[false; 2]);
        check("A: 5\n\nB: 6\n\nC: 7", &[false; 3]);
        check(
            "Ketamine: how it works\nBy: Jane Doe\nPublished: 3 May 2024\nReading time: 5 minutes",
            &[false; 4],
        );
        check("Video: Sleep well\nVideo: Wake well\nVideo: Eat well", &[false; 3]);
    }

    #[test]
    fn facts_about_the_page_stay_out() {
        let lines = split_lines(
            "Drug class: antidepressant\nAuthor: Jane Doe\nPublished: 3 May 2024\nTags: sleep\nDosage form: tablet\nGeneric name: sleepol",
        );
        let features = measure_lines(&lines, Date::MAX);
        let mut kept = [false; 6];
        keep_facts(&lines, &features, 0..6, &mut kept, &[None; 6]);
        assert_eq!(kept, [true, false, false, false, true, true]);
    }
}
