//! The lines that are not part of the article, as blocks with a reason.
//!
//! It must not decide what is removed.

use super::classified_lines::TextHeader;
use super::line::TextLine;
use super::line_features::LineFeatures;
use super::words;
use crate::article::RemovedBlock;
use crate::omission::FEWEST_WORDS;

/// The removed blocks: adjacent lines are joined.
pub(super) fn removed_blocks(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    why: &[Option<&'static str>],
    header: &TextHeader,
) -> Vec<RemovedBlock> {
    let of_head = [header.title.map(|(at, _)| at), header.standfirst];
    let mut result: Vec<RemovedBlock> = Vec::new();
    let mut before: Option<usize> = None;
    for at in 0..lines.len() {
        if kept[at] || of_head.contains(&Some(at)) {
            continue;
        }
        let reason = why[at].unwrap_or_else(|| likely_reason(&lines[at], &features[at]));
        let length = lines[at].text.chars().count();
        let count = lines[at].text.split_whitespace().count();
        let words = if count >= FEWEST_WORDS { count } else { 0 };
        // Cells of a pasted table are separated by tabs.
        let is_structured = lines[at].text.contains('\t');
        match result.last_mut() {
            Some(last) if before.is_some_and(|before| before + 1 == at) && last.why == reason => {
                last.length += length + 1;
                last.words += words;
                last.is_structured |= is_structured;
            }
            _ => result.push(RemovedBlock {
                excerpt: lines[at].text.chars().take(80).collect(),
                why: reason,
                length,
                words,
                is_structured,
            }),
        }
        before = Some(at);
    }
    result
}

/// The most likely reason why the classifier removed a line.
fn likely_reason(line: &TextLine, features: &LineFeatures) -> &'static str {
    let kinds = line.text.split(' ').take(40).map(|word| {
        words::kinds(
            &word
                .trim_matches(|character: char| !character.is_alphanumeric() && character != '©')
                .to_lowercase(),
        )
    });
    let mut counts = [0_u32; 8];
    let reasons = [
        (words::LEGAL, "a notice: copyright, cookies, privacy"),
        (words::SUBSCRIBE, "an offer to subscribe"),
        (words::SHARE, "buttons to share"),
        (words::COMMENT, "reader comments"),
        (words::ADVERT, "an advertisement"),
        (words::FORM, "a form"),
        (words::RELATED, "links to other articles"),
        (words::CREDIT, "the credit of a picture"),
    ];
    for kinds in kinds {
        for (count, (kind, _)) in counts.iter_mut().zip(reasons) {
            *count += u32::from(kinds & kind != 0);
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let share = most as f32 / features.words.max(1.0);
    match counts.iter().position(|count| *count == most) {
        Some(at) if most > 0 && share >= 0.2 => reasons[at].1,
        _ if features.words <= 6.0 => "a menu or a list of links: short lines and no sentence",
        _ if features.ends_sentence => {
            "prose apart from the article: a teaser, a comment, a note of the site"
        }
        _ => "a line apart from the article, without a sentence",
    }
}
