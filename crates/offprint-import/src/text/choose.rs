//! Which lines of a page are its article.
//!
//! The classifier gives each line log odds; here lines are decided together. A change between
//! article and boilerplate has a cost, so an isolated line needs better evidence than one among
//! similar lines; the best sequence is found with Viterbi's algorithm for two states. Rules then
//! correct what a classifier trained on complete pages cannot know, such as a clean text: it has no
//! boilerplate and keeps its short lines.
//!
//! `SWITCH_COST`, `KEEP_BIAS` and the limits of the rules were set by hand. To validate a change of
//! one, run `examples/train_line_classifier.rs`: it scores the bundled classifier with these rules.
//!
//! It must not depend on what the kept lines will be written as.

use std::collections::HashSet;

use super::aside::{ADVERT, lines_aside};
use super::boilerplate::{is_boilerplate, is_link_list_label, is_mostly_boilerplate};
use super::line::{LineMark, TextLine};
use super::line_classifier::LineClassifier;
use super::line_features::LineFeatures;
use super::privacy::find_privacy_notice;
use super::sections::is_paper_section;
use super::short_lines::keep_short_lines;
use super::window_features::feature_vectors;
use super::words;
use crate::phrases::{Category, starts_with_phrase};

/// What a change between article and boilerplate costs, in log odds.
const SWITCH_COST: f32 = 0.75;

/// Added to the log odds of each line: a missing sentence is worse than a superfluous one.
const KEEP_BIAS: f32 = 0.25;

/// So many lines above the first sentence are more than a title and what is said about it.
const LONGEST_HEAD: usize = 15;

/// Fewer entries are no menu.
const SHORTEST_MENU: usize = 5;

/// For each line, whether it is part of the article.
pub(crate) fn choose_lines(
    lines: &[TextLine],
    features: &[LineFeatures],
    classifier: &LineClassifier,
) -> Vec<bool> {
    judge_lines(lines, features, classifier).kept
}

/// The lines of a text, judged.
pub(super) struct JudgedLines {
    /// Whether each is part of the article.
    pub(super) kept: Vec<bool>,
    /// The log odds of each by itself; the lowest for lines beside the text.
    pub(super) odds: Vec<f32>,
}

/// Judges each line.
pub(super) fn judge_lines(
    lines: &[TextLine],
    features: &[LineFeatures],
    classifier: &LineClassifier,
) -> JudgedLines {
    let aside = lines_aside(lines);
    let notice = find_privacy_notice(lines, features).unwrap_or_else(|| vec![false; lines.len()]);
    // The lines are judged as if the notice and what is beside the text were not there.
    let is_judged = |at: &usize| !notice[*at] && aside[*at].is_none_or(|why| why == ADVERT);
    let places: Vec<usize> = (0..lines.len()).filter(is_judged).collect();
    let mut judged =
        JudgedLines { kept: vec![false; lines.len()], odds: vec![f32::MIN; lines.len()] };
    if places.is_empty() {
        return judged;
    }
    let of_others: Vec<TextLine> = places.iter().map(|at| lines[*at].clone()).collect();
    let their_features: Vec<LineFeatures> = places.iter().map(|at| features[*at].clone()).collect();
    let of_text = judge_text(&of_others, &their_features, classifier);
    for (index, at) in places.into_iter().enumerate() {
        judged.kept[at] = of_text.kept[index];
        judged.odds[at] = of_text.odds[index];
    }
    judged
}

/// Judges each line of a text without what is beside it.
fn judge_text(
    lines: &[TextLine],
    features: &[LineFeatures],
    classifier: &LineClassifier,
) -> JudgedLines {
    let odds: Vec<f32> = feature_vectors(lines, features)
        .map(|vector| classifier.log_odds(&vector) + KEEP_BIAS)
        .collect();
    let mut kept = best_sequence(&odds);
    if !kept.contains(&true) {
        keep_sentences(lines, features, &mut kept);
    }
    keep_clean_text(lines, features, &mut kept);
    keep_between(lines, features, &mut kept);
    drop_lists_of_links(lines, features, &mut kept);
    keep_sections(lines, features, &odds, &mut kept);
    keep_short_lines(lines, features, &odds, &mut kept);
    drop_notes_between(lines, features, &mut kept);
    drop_repeated_captions(lines, features, &mut kept);
    drop_beginnings_of_others(lines, features, &mut kept);
    drop_comments(lines, features, &mut kept);
    drop_tail(lines, features, &mut kept);
    JudgedLines { kept, odds }
}

/// Keeps everything between the first and the last sentence, of a text in which nothing stands out:
/// all of it if no menu is above.
fn keep_sentences(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let is_frame = |at: usize| is_boilerplate(&lines[at].text, &features[at]);
    let is_sentence =
        |at: &usize| features[*at].ends_sentence && features[*at].words >= 8.0 && !is_frame(*at);
    let sentences: Vec<usize> = (0..lines.len()).filter(is_sentence).collect();
    let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else {
        kept.fill(true);
        return;
    };
    // Above an article without a menu is its head.
    if *first < LONGEST_HEAD {
        kept.fill(true);
    } else {
        for (at, kept) in kept.iter_mut().enumerate().take(*last + 1).skip(*first) {
            *kept = !is_frame(at);
        }
    }
    drop_menu(lines, features, *first, kept);
}

/// Removes the beginnings of other articles below a label such as *You may also like*, and what
/// follows them: at least half of the paragraphs below it break off, and at least two.
fn drop_beginnings_of_others(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let is_prose = |at: &usize| features[*at].ends_sentence && features[*at].words >= 8.0;
    let is_label = |at: usize| {
        let lower = lines[at].text.to_lowercase();
        features[at].words <= 6.0
            && !lower.ends_with([':', '?'])
            && starts_with_phrase(Category::RelatedStarts, &lower)
    };
    let breaks_off = |at: usize| {
        let text = lines[at].text.trim_end_matches([']', ')', ' ']);
        text.ends_with('…') || text.ends_with("...")
    };
    let Some(first) = (0..lines.len()).find(is_prose) else { return };
    let (mut broken, mut paragraphs, mut label) = (0, 0, None);
    for at in (first + 1..lines.len()).rev() {
        if features[at].words >= 20.0 {
            paragraphs += 1;
            broken += usize::from(breaks_off(at));
        } else if broken >= 2 && broken * 2 >= paragraphs && is_label(at) {
            label = Some(at);
        }
    }
    if let Some(label) = label {
        kept[label..].fill(false);
    }
}

/// Removes a menu above the first sentence: lines of one or two words, one below the other.
fn drop_menu(lines: &[TextLine], features: &[LineFeatures], first: usize, kept: &mut [bool]) {
    let is_entry = |at: &usize| features[*at].words <= 2.0 && (*at == 0 || lines[*at].blanks == 0);
    let end = (0..first).take_while(is_entry).count();
    if end >= SHORTEST_MENU {
        kept[..end].fill(false);
    }
}

/// The sequence of two states with the best sum of odds and changes.
fn best_sequence(odds: &[f32]) -> Vec<bool> {
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(odds.len());
    let (mut out, mut inside) = (0.0_f32, -SWITCH_COST);
    for odds in odds {
        let switch = [inside - SWITCH_COST > out, out - SWITCH_COST > inside];
        let to_out = out.max(inside - SWITCH_COST);
        let to_inside = inside.max(out - SWITCH_COST);
        out = to_out - odds / 2.0;
        inside = to_inside + odds / 2.0;
        // Sums are kept near zero: a long text would use up the digits of a float.
        let base = out.max(inside);
        (out, inside) = (out - base, inside - base);
        came.push(switch);
    }
    let mut state = inside > out;
    let mut kept = vec![false; odds.len()];
    for (kept, switch) in kept.iter_mut().zip(&came).rev() {
        *kept = state;
        if switch[usize::from(state)] {
            state = !state;
        }
    }
    kept
}

/// In a text without boilerplate around it, every line belongs to the article unless the line
/// itself is boilerplate.
fn keep_clean_text(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let total: f32 = features.iter().map(|features| features.words).sum();
    let of_prose: f32 = features
        .iter()
        .filter(|features| features.prose > 0.6)
        .map(|features| features.words)
        .sum();
    let short = features.iter().filter(|features| features.words <= 4.0).count();
    let clean = of_prose > total * 0.85 && (short * 3 < lines.len() || short <= 6);
    if !clean {
        return;
    }
    let first = features.iter().position(|features| features.prose > 0.6);
    let last = features.iter().rposition(|features| features.prose > 0.6);
    let (Some(first), Some(last)) = (first, last) else { return };
    for at in first..=last {
        kept[at] |= !is_boilerplate(&lines[at].text, &features[at]);
    }
}

/// Short gaps between kept lines are kept unless they look like boilerplate: headings, short
/// answers, lines of verse.
fn keep_between(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let mut last_kept: Option<usize> = None;
    for at in 0..kept.len() {
        if !kept[at] {
            continue;
        }
        if let Some(last) = last_kept
            && (2..=3).contains(&(at - last))
            && features[at].prose > 0.5
            && features[last].prose > 0.5
            && (last + 1..at).all(|gap| {
                !is_boilerplate(&lines[gap].text, &features[gap]) && features[gap].words >= 2.0
            })
        {
            kept[last + 1..at].fill(true);
        }
        last_kept = Some(at);
    }
}

/// Odds below which a heading is not kept even with prose under it.
const HEADING: f32 = -2.6;

/// Odds below which prose next to an article is not kept with it.
const NEIGHBOUR: f32 = -0.8;

/// Keeps a heading with the prose under it, and prose with the prose above: the end of an article
/// is close to boilerplate, so the classifier is less certain there.
fn keep_sections(lines: &[TextLine], features: &[LineFeatures], odds: &[f32], kept: &mut [bool]) {
    let is_prose = |at: usize| features[at].words >= 10.0 && features[at].ends_sentence;
    let mut since_kept = usize::MAX;
    for at in 0..lines.len() {
        if kept[at] {
            since_kept = 0;
            continue;
        }
        since_kept = since_kept.saturating_add(1);
        // Nothing has been kept so far, or only far above.
        if since_kept > 12 {
            continue;
        }
        let last = lines[at].text.chars().next_back().unwrap_or(' ');
        let heading = (2.0..=10.0).contains(&features[at].words)
            && (!features[at].ends_sentence || last == '?')
            && !matches!(last, '.' | ',' | ';' | ':' | '…')
            && lines[at].text.starts_with(|first: char| {
                first.is_uppercase() || first.is_numeric() || !first.is_ascii()
            })
            && odds[at] >= HEADING
            && features[at].dates == 0
            && !is_mostly_boilerplate(&lines[at].text, &features[at])
            && !is_link_list_label(&lines[at].text, &features[at]);
        let over_prose =
            at + 1 < lines.len() && is_prose(at + 1) && (kept[at + 1] || odds[at + 1] >= NEIGHBOUR);
        // There is a blank line above the heading, or none between it and the prose.
        let apart = lines[at].blanks > 0 || at + 1 < lines.len() && lines[at + 1].blanks == 0;
        if heading && over_prose && apart
            || since_kept == 1 && is_prose(at) && odds[at] >= NEIGHBOUR
        {
            kept[at] = true;
            since_kept = 0;
        }
    }
}

/// The last kept line must be prose or a list item, not a button.
fn drop_tail(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    while let Some(last) = kept.iter().rposition(|kept| *kept) {
        let only = kept[..last].iter().all(|kept| !kept);
        if only
            || features[last].words > 12.0
            || !is_boilerplate(&lines[last].text, &features[last])
            // `A: About four weeks.` has as many such words as others.
            || features[last].ends_sentence
                && lines[last].text.ends_with('.')
                && !lines[last].text.ends_with("..")
                && !is_mostly_boilerplate(&lines[last].text, &features[last])
            || lines[last].mark != LineMark::None
        {
            break;
        }
        kept[last] = false;
    }
}

/// Removes single lines that interrupt an article: a pointer to another article, the label of an
/// advertisement.
fn drop_notes_between(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    for at in 0..lines.len() {
        // The title of another article may be a question.
        let is_sentence = features[at].ends_sentence && !lines[at].text.ends_with('?');
        if !kept[at] || features[at].words > 18.0 || is_sentence {
            continue;
        }
        let lower = lines[at].text.to_lowercase();
        // Without a colon, `More on this` may be a heading.
        let is_pointer = lower.contains(':') && starts_with_phrase(Category::RelatedStarts, &lower);
        let is_label = features[at].words <= 4.0
            && !features[at].ends_sentence
            && starts_with_phrase(Category::AdvertStarts, &lower)
            && is_boilerplate(&lines[at].text, &features[at]);
        if is_pointer || is_label {
            kept[at] = false;
        }
    }
}

/// Removes a caption that a page shows under each picture, except the first time: a line of many
/// words that is no sentence, at least three times. The names of parts are shorter: *What are the
/// side effects*.
fn drop_repeated_captions(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for at in 0..lines.len() {
        let is_repeated = features[at].repeats > 2
            && features[at].words >= 10.0
            && !features[at].ends_sentence
            && lines[at].cells.len() < 2;
        if is_repeated && !seen.insert(lines[at].text.as_str()) {
            kept[at] = false;
        }
    }
}

/// Removes the comments of readers below an article: everything below their heading, or below the
/// first of several lines such as *Anna says:* with a day and a time under it.
fn drop_comments(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    let words = |kept: &[bool], range: std::ops::Range<usize>| -> f32 {
        range.filter(|at| kept[*at]).map(|at| features[at].words).sum()
    };
    let is_heading = |at: &usize| {
        let text = &lines[*at].text;
        let lower = text[..text.floor_char_boundary(80)].to_lowercase();
        let lower = lower.trim_start_matches(|first: char| first.is_ascii_digit() || first == ' ');
        // `10 thoughts on “A long title”`
        let is_count_on_title = text.starts_with(|first: char| first.is_ascii_digit())
            && text.ends_with(['”', '"', '»', '“']);
        (features[*at].words <= 14.0 || is_count_on_title)
            && !is_paper_section(lines, *at)
            && (starts_with_phrase(Category::CommentsStarts, lower)
                || features[*at].words <= 2.0
                    && text.starts_with(|first: char| first.is_ascii_digit())
                    && words::kinds(lower) & words::COMMENT != 0)
    };
    let is_speaker = |at: &usize| {
        let under = features.get(*at + 1);
        features[*at].words <= 5.0
            && lines[*at].text.ends_with(':')
            && under.is_some_and(|under| {
                under.dates == 1 && under.has_time && under.words <= 10.0 && !under.ends_sentence
            })
    };
    let speakers: Vec<usize> = (0..lines.len()).filter(is_speaker).collect();
    let first_speaker = if speakers.len() >= 2 { speakers.first().copied() } else { None };
    let heading = (0..lines.len())
        .filter(is_heading)
        .find(|at| words(kept, 0..*at) > words(kept, *at..lines.len()));
    // Above the article a heading of comments is a link to them.
    let start = [first_speaker, heading].into_iter().flatten().min();
    if let Some(start) = start.filter(|start| words(kept, 0..*start) > 0.0) {
        kept[start..].fill(false);
    }
}

/// Removes a label such as *Related posts* inside an article, and the headlines under it.
fn drop_lists_of_links(lines: &[TextLine], features: &[LineFeatures], kept: &mut [bool]) {
    for label in 0..lines.len() {
        if !(kept[label] && is_link_list_label(&lines[label].text, &features[label])) {
            continue;
        }
        let is_headline = |at: &usize| {
            let last = lines[*at].text.chars().next_back().unwrap_or(' ');
            features[*at].words <= 24.0
                && features[*at].words >= 2.0
                && !matches!(last, ':' | '…')
                && !(features[*at].ends_sentence && (last != '?' || features[*at].words > 16.0))
                && (*at == label + 1 || lines[*at].blanks == lines[label + 2].blanks)
        };
        let end = (label + 1..lines.len().min(label + 12))
            .take_while(is_headline)
            .last()
            .map_or(label + 1, |last| last + 1);
        kept[label..end].fill(false);
    }
}

#[cfg(test)]
mod tests {
    use super::best_sequence;

    #[test]
    fn a_doubtful_line_goes_with_its_neighbours() {
        assert_eq!(best_sequence(&[2.0, -0.4, 2.0]), [true, true, true]);
        assert_eq!(best_sequence(&[2.0, -3.0, 2.0]), [true, false, true]);
        assert_eq!(best_sequence(&[-2.0, 0.3, -2.0, 4.0]), [false, false, false, true]);
        assert_eq!(best_sequence(&[]), [false; 0]);
    }
}
