//! What can be measured around a line of pasted text: its neighbours, the windows before and after
//! it, its position among the prose of the text.
//!
//! A feature that is added, removed or measured differently needs a newly trained classifier
//! (`examples/train_line_classifier.rs`).
//!
//! It must not depend on the text of any line: it only combines what `line_features` measured.

use super::line::TextLine;
use super::line_features::{LineFeatures, LineVector, N_LINE, flag};
use super::named_features::named_features;

/// The number of features of a line's surroundings.
pub(crate) const N_WINDOW: usize = WindowVector::NAMES.len();

/// The number of features that the classifier sees of a line.
pub const N_FEATURES: usize = N_LINE + N_WINDOW;

named_features! {
    /// The features of a line's surroundings.
    ///
    /// Fields that end in `_1_before` … `_3_after` describe one neighbour and are -1 where the text
    /// has none. Fields that end in `_2_before`, `_5_before`, `_12_before`, `_30_before` (with
    /// `mean_` in front) are means over that many lines before the line; `_after` and `_around`
    /// likewise. *Prose* is a line whose `prose` exceeds 0.7. A *label* is a line of at most eight
    /// words (six for `comment_labels_before`) with words of that category.
    WindowVector {
        /// `log_words` of the third line before.
        log_words_3_before,
        /// `prose` of the third line before.
        prose_3_before,
        /// `ends_sentence` of the third line before.
        ends_sentence_3_before,
        /// The strongest boilerplate category of the third line before.
        boilerplate_words_3_before,
        /// Dates and times of the third line before.
        dates_3_before,
        /// `log_words` of the second line before.
        log_words_2_before,
        /// `prose` of the second line before.
        prose_2_before,
        /// `ends_sentence` of the second line before.
        ends_sentence_2_before,
        /// The strongest boilerplate category of the second line before.
        boilerplate_words_2_before,
        /// Dates and times of the second line before.
        dates_2_before,
        /// `log_words` of the previous line.
        log_words_1_before,
        /// `prose` of the previous line.
        prose_1_before,
        /// `ends_sentence` of the previous line.
        ends_sentence_1_before,
        /// The strongest boilerplate category of the previous line.
        boilerplate_words_1_before,
        /// Dates and times of the previous line.
        dates_1_before,
        /// `log_words` of the next line.
        log_words_1_after,
        /// `prose` of the next line.
        prose_1_after,
        /// `ends_sentence` of the next line.
        ends_sentence_1_after,
        /// The strongest boilerplate category of the next line.
        boilerplate_words_1_after,
        /// Dates and times of the next line.
        dates_1_after,
        /// `log_words` of the second line after.
        log_words_2_after,
        /// `prose` of the second line after.
        prose_2_after,
        /// `ends_sentence` of the second line after.
        ends_sentence_2_after,
        /// The strongest boilerplate category of the second line after.
        boilerplate_words_2_after,
        /// Dates and times of the second line after.
        dates_2_after,
        /// `log_words` of the third line after.
        log_words_3_after,
        /// `prose` of the third line after.
        prose_3_after,
        /// `ends_sentence` of the third line after.
        ends_sentence_3_after,
        /// The strongest boilerplate category of the third line after.
        boilerplate_words_3_after,
        /// Dates and times of the third line after.
        dates_3_after,
        /// Blank lines between the line and the next, at most 4 (9 at the end of the text).
        blank_lines_after,
        /// Blank lines before the previous line, at most 4 (9 at the start of the text).
        blank_lines_before_previous,
        /// Mean `prose` of 2 lines before.
        mean_prose_2_before,
        /// Mean `prose` of 2 lines after.
        mean_prose_2_after,
        /// Mean `prose` of 5 lines before.
        mean_prose_5_before,
        /// Mean `prose` of 5 lines after.
        mean_prose_5_after,
        /// Mean number of words of 5 lines before, at most 200.
        mean_words_5_before,
        /// Mean number of words of 5 lines after, at most 200.
        mean_words_5_after,
        /// Share of lines with a date or time among 5 before, the line, and 5 after.
        dated_lines_5_around,
        /// Share of lines of at most four words among 5 before, the line, and 5 after.
        short_lines_5_around,
        /// Mean of the strongest boilerplate category of 5 before, the line, and 5 after.
        boilerplate_words_5_around,
        /// Mean `prose` of 12 lines before.
        mean_prose_12_before,
        /// Mean `prose` of 12 lines after.
        mean_prose_12_after,
        /// Mean number of words of 12 lines before, at most 200.
        mean_words_12_before,
        /// Mean number of words of 12 lines after, at most 200.
        mean_words_12_after,
        /// Share of lines with a date or time among 12 before, the line, and 12 after.
        dated_lines_12_around,
        /// Share of lines of at most four words among 12 before, the line, and 12 after.
        short_lines_12_around,
        /// Mean of the strongest boilerplate category of 12 before, the line, and 12 after.
        boilerplate_words_12_around,
        /// Mean `prose` of 30 lines before.
        mean_prose_30_before,
        /// Mean `prose` of 30 lines after.
        mean_prose_30_after,
        /// Mean number of words of 30 lines before, at most 200.
        mean_words_30_before,
        /// Mean number of words of 30 lines after, at most 200.
        mean_words_30_after,
        /// Share of lines with a date or time among 30 before, the line, and 30 after.
        dated_lines_30_around,
        /// Share of lines of at most four words among 30 before, the line, and 30 after.
        short_lines_30_around,
        /// Mean of the strongest boilerplate category of 30 before, the line, and 30 after.
        boilerplate_words_30_around,
        /// Share of the text's words of prose that come before the line.
        prose_words_before_share,
        /// Natural logarithm of one plus the text's words of prose.
        log_prose_words,
        /// The line's words, divided by the text's words of prose.
        words_per_prose_word,
        /// Position of the line in the text, from 0 to 1.
        relative_position,
        /// Natural logarithm of the number of lines.
        log_line_count,
        /// Words of prose before the line, at most 2000.
        prose_words_before,
        /// Words of prose after the line, at most 2000.
        prose_words_after,
        /// Lines since the last label of comments, at most 60.
        lines_since_comment_label,
        /// Lines since the last label of related content, at most 60.
        lines_since_related_label,
        /// Lines since the last label of subscriptions, at most 60.
        lines_since_subscribe_label,
        /// Lines since the last label of share buttons, at most 60.
        lines_since_share_label,
        /// Lines between the last prose before and the line, at most 40.
        lines_since_prose,
        /// Lines between the line and the next prose, at most 40.
        lines_until_prose,
        /// Labels of comments before the line, at most 9.
        comment_labels_before,
    }
}

/// The names of all features, in the order that the classifier sees them.
pub(crate) fn feature_names() -> impl Iterator<Item = &'static str> {
    LineVector::NAMES.into_iter().chain(WindowVector::NAMES)
}

/// The numbers that the classifier sees, line by line: all of them at once would take more memory
/// than the text.
pub(crate) fn feature_vectors<'a>(
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
) -> impl Iterator<Item = [f32; N_FEATURES]> + 'a {
    let windows = LineWindows::new(lines, features);
    (0..lines.len()).map(move |at| {
        let mut vector = [0_f32; N_FEATURES];
        vector[..N_LINE].copy_from_slice(&features[at].vector.to_array());
        vector[N_LINE..].copy_from_slice(&windows.measure(at).to_array());
        vector
    })
}

/// How many lines to remember since a label.
const LABEL_REACH: f32 = 60.0;

/// How many lines to remember since prose.
const PROSE_REACH: f32 = 40.0;

/// Sums and distances over all lines of a text, computed once.
struct LineWindows<'a> {
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
    /// Sums up to a line (exclusive), so that a window of any length costs the same.
    prose: Vec<f32>,
    words: Vec<f32>,
    dated: Vec<f32>,
    short: Vec<f32>,
    boilerplate: Vec<f32>,
    /// Words of lines that are prose.
    prose_words: Vec<f32>,
    /// Lines since the last label of comments, related content, subscriptions, share buttons.
    since_label: Vec<[f32; 4]>,
    since_prose: Vec<f32>,
    until_prose: Vec<f32>,
    comment_labels: Vec<f32>,
}

impl<'a> LineWindows<'a> {
    fn new(lines: &'a [TextLine], features: &'a [LineFeatures]) -> Self {
        let sums = |value: &dyn Fn(&LineFeatures) -> f32| {
            let mut sum = 0.0_f64;
            let mut sums = Vec::with_capacity(features.len() + 1);
            sums.push(0.0);
            for line in features {
                sum += f64::from(value(line));
                sums.push(sum as f32);
            }
            sums
        };
        let (since_label, comment_labels) = label_distances(features);
        let mut until_prose = lines_since_prose(features.iter().rev());
        until_prose.reverse();
        Self {
            lines,
            features,
            prose: sums(&|line| line.prose),
            words: sums(&|line| line.words),
            dated: sums(&|line| line.vector.dates.min(1.0).max(line.vector.time_of_day)),
            short: sums(&|line| flag(line.words <= 4.0)),
            boilerplate: sums(&|line| line.vector.max_boilerplate_words()),
            prose_words: sums(&|line| if is_prose(line) { line.words } else { 0.0 }),
            since_label,
            since_prose: lines_since_prose(features.iter()),
            until_prose,
            comment_labels,
        }
    }

    fn measure(&self, at: usize) -> WindowVector {
        let count = self.features.len();
        let [before_3, before_2, before_1, after_1, after_2, after_3] =
            [-3_isize, -2, -1, 1, 2, 3].map(|offset| self.neighbour(at, offset));
        let blank_lines = |offset: isize| {
            self.at_offset(at, offset).map_or(9.0, |at| self.lines[at].blanks.min(4) as f32)
        };
        let [near, close, wide, far] = [2, 5, 12, 30].map(|reach| self.window(at, reach));
        let prose_words = self.prose_words[count].max(1.0);
        let [since_comments, since_related, since_subscribe, since_share] = self.since_label[at];
        WindowVector {
            log_words_3_before: before_3.log_words,
            prose_3_before: before_3.prose,
            ends_sentence_3_before: before_3.ends_sentence,
            boilerplate_words_3_before: before_3.boilerplate_words,
            dates_3_before: before_3.dates,
            log_words_2_before: before_2.log_words,
            prose_2_before: before_2.prose,
            ends_sentence_2_before: before_2.ends_sentence,
            boilerplate_words_2_before: before_2.boilerplate_words,
            dates_2_before: before_2.dates,
            log_words_1_before: before_1.log_words,
            prose_1_before: before_1.prose,
            ends_sentence_1_before: before_1.ends_sentence,
            boilerplate_words_1_before: before_1.boilerplate_words,
            dates_1_before: before_1.dates,
            log_words_1_after: after_1.log_words,
            prose_1_after: after_1.prose,
            ends_sentence_1_after: after_1.ends_sentence,
            boilerplate_words_1_after: after_1.boilerplate_words,
            dates_1_after: after_1.dates,
            log_words_2_after: after_2.log_words,
            prose_2_after: after_2.prose,
            ends_sentence_2_after: after_2.ends_sentence,
            boilerplate_words_2_after: after_2.boilerplate_words,
            dates_2_after: after_2.dates,
            log_words_3_after: after_3.log_words,
            prose_3_after: after_3.prose,
            ends_sentence_3_after: after_3.ends_sentence,
            boilerplate_words_3_after: after_3.boilerplate_words,
            dates_3_after: after_3.dates,
            blank_lines_after: blank_lines(1),
            blank_lines_before_previous: blank_lines(-1),
            mean_prose_2_before: near.prose_before,
            mean_prose_2_after: near.prose_after,
            mean_prose_5_before: close.prose_before,
            mean_prose_5_after: close.prose_after,
            mean_words_5_before: close.words_before,
            mean_words_5_after: close.words_after,
            dated_lines_5_around: close.dated,
            short_lines_5_around: close.short,
            boilerplate_words_5_around: close.boilerplate,
            mean_prose_12_before: wide.prose_before,
            mean_prose_12_after: wide.prose_after,
            mean_words_12_before: wide.words_before,
            mean_words_12_after: wide.words_after,
            dated_lines_12_around: wide.dated,
            short_lines_12_around: wide.short,
            boilerplate_words_12_around: wide.boilerplate,
            mean_prose_30_before: far.prose_before,
            mean_prose_30_after: far.prose_after,
            mean_words_30_before: far.words_before,
            mean_words_30_after: far.words_after,
            dated_lines_30_around: far.dated,
            short_lines_30_around: far.short,
            boilerplate_words_30_around: far.boilerplate,
            prose_words_before_share: self.prose_words[at] / prose_words,
            log_prose_words: (prose_words + 1.0).ln(),
            words_per_prose_word: self.features[at].words / prose_words,
            relative_position: at as f32 / count.max(1) as f32,
            log_line_count: (count as f32).ln(),
            prose_words_before: self.prose_words[at].min(2000.0),
            prose_words_after: (prose_words - self.prose_words[at + 1]).clamp(0.0, 2000.0),
            lines_since_comment_label: since_comments,
            lines_since_related_label: since_related,
            lines_since_subscribe_label: since_subscribe,
            lines_since_share_label: since_share,
            lines_since_prose: self.since_prose[at],
            lines_until_prose: self.until_prose[at],
            comment_labels_before: self.comment_labels[at].min(9.0),
        }
    }

    fn at_offset(&self, at: usize, offset: isize) -> Option<usize> {
        at.checked_add_signed(offset).filter(|at| *at < self.features.len())
    }

    fn neighbour(&self, at: usize, offset: isize) -> Neighbour {
        let Some(at) = self.at_offset(at, offset) else { return Neighbour::NONE };
        let LineFeatures { vector, prose, .. } = &self.features[at];
        Neighbour {
            log_words: vector.log_words,
            prose: *prose,
            ends_sentence: vector.ends_sentence,
            boilerplate_words: vector.max_boilerplate_words(),
            dates: vector.dates + vector.time_of_day,
        }
    }

    /// Means over `reach` lines before and after a line.
    fn window(&self, at: usize, reach: usize) -> WindowMeans {
        let from = at.saturating_sub(reach);
        let to = (at + 1 + reach).min(self.features.len());
        let before = (at - from).max(1) as f32;
        let after = (to - at - 1).max(1) as f32;
        let around = (to - from) as f32;
        WindowMeans {
            prose_before: (self.prose[at] - self.prose[from]) / before,
            prose_after: (self.prose[to] - self.prose[at + 1]) / after,
            words_before: ((self.words[at] - self.words[from]) / before).min(200.0),
            words_after: ((self.words[to] - self.words[at + 1]) / after).min(200.0),
            dated: (self.dated[to] - self.dated[from]) / around,
            short: (self.short[to] - self.short[from]) / around,
            boilerplate: (self.boilerplate[to] - self.boilerplate[from]) / around,
        }
    }
}

/// What is measured of a neighbouring line.
struct Neighbour {
    log_words: f32,
    prose: f32,
    ends_sentence: f32,
    boilerplate_words: f32,
    dates: f32,
}

impl Neighbour {
    /// Beyond the start or the end of the text.
    const NONE: Self = Self {
        log_words: -1.0,
        prose: -1.0,
        ends_sentence: -1.0,
        boilerplate_words: -1.0,
        dates: -1.0,
    };
}

/// Means over a window.
struct WindowMeans {
    prose_before: f32,
    prose_after: f32,
    words_before: f32,
    words_after: f32,
    dated: f32,
    short: f32,
    boilerplate: f32,
}

fn is_prose(line: &LineFeatures) -> bool {
    line.prose > 0.7
}

/// For each line, the lines since the last label of each category that can head a block, and how
/// many labels of comments came before.
fn label_distances(features: &[LineFeatures]) -> (Vec<[f32; 4]>, Vec<f32>) {
    let mut since_label = Vec::with_capacity(features.len());
    let mut comment_labels = Vec::with_capacity(features.len());
    let mut last = [LABEL_REACH; 4];
    let mut comments = 0.0;
    for line in features {
        since_label.push(last);
        comment_labels.push(comments);
        let vector = &line.vector;
        let categories = [
            vector.comment_words,
            vector.related_words,
            vector.subscribe_words,
            vector.share_words,
        ];
        for (last, category) in last.iter_mut().zip(categories) {
            *last = (*last + 1.0).min(LABEL_REACH);
            if line.words <= 8.0 && category > 0.4 {
                *last = 0.0;
            }
        }
        if line.words <= 6.0 && vector.comment_words > 0.4 {
            comments += 1.0;
        }
    }
    (since_label, comment_labels)
}

/// For each line, the lines since the last prose that came before it in this order.
fn lines_since_prose<'f>(features: impl Iterator<Item = &'f LineFeatures>) -> Vec<f32> {
    let mut since = PROSE_REACH;
    features
        .map(|line| {
            let now = since;
            since = if is_prose(line) { 0.0 } else { (since + 1.0).min(PROSE_REACH) };
            now
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::{LineWindows, N_FEATURES, feature_names};
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<&str> = feature_names().collect();
        assert_eq!(names.len(), N_FEATURES);
    }

    #[test]
    fn windows_look_before_and_after() {
        let prose = "Most of the adults who were given the drug in the trial slept better within a week of the first dose, and it lasted for a month.";
        let lines = split_lines(&format!("Comments\n{prose}\n\nMarch 3, 2025\nHome"));
        let features = measure_lines(&lines, date(2026, 11, 21));
        let windows = LineWindows::new(&lines, &features);
        let [first, second, third, last] = [0, 1, 2, 3].map(|at| windows.measure(at));
        assert_eq!(first.log_words_1_before, -1.0);
        assert_eq!(first.prose_1_after, features[1].prose);
        let mean = (features[1].prose + features[2].prose) / 2.0;
        assert!((first.mean_prose_2_after - mean).abs() < 1e-6);
        assert_eq!(
            (second.lines_since_comment_label, first.lines_since_comment_label),
            (0.0, 60.0)
        );
        assert_eq!((second.blank_lines_after, last.blank_lines_after), (1.0, 9.0));
        assert_eq!((third.lines_since_prose, last.lines_since_prose), (0.0, 1.0));
        assert_eq!((first.lines_until_prose, third.lines_until_prose), (0.0, 40.0));
        assert_eq!(last.comment_labels_before, 1.0);
        assert_eq!(third.dated_lines_5_around, 0.25);
        assert_eq!(last.dates_1_before, 1.0);
    }
}
