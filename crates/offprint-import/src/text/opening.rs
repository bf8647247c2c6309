//! Keeps the opening of an article: what is between its head and the first line that was chosen; and
//! its headings.
//!
//! The classifier is uncertain there, because above the first paragraph of most pages are captions
//! and buttons. But a list of key points, a table, code or a paragraph right above a kept line
//! belongs to the article, unless a button, a byline or a caption is between them.

use super::aside;
use super::author_lines::is_byline;
use super::boilerplate::{is_about_a_person, is_boilerplate, is_link_list_label};
use super::captions::is_credited_caption;
use super::classified_lines::TextHeader;
use super::code::code_runs;
use super::indented::{IndentedRole, indented_roles};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::sections::{is_paper_section, is_section_name};
use super::short_lines::ShortLines;
use super::spacing::has_blanks;
use super::units::has_measure;

/// Odds below which prose above the first kept line is a caption or a teaser.
const OPENING_ODDS: f32 = -2.3;

/// So many headings may be above each other.
const MOST_HEADINGS: usize = 2;

/// Headings and short paragraphs between two kept lines are at most so many.
const LONGEST_GAP: usize = 5;

/// A lead has no more words: a longer one is the first paragraph.
const LONGEST_LEAD: f32 = 30.0;

/// A section of short lines has at most so many.
const LONGEST_SECTION: usize = 40;

/// What the rule looks at.
struct Opening<'a> {
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
    odds: &'a [f32],
    short_lines: ShortLines<'a>,
    roles: Vec<Option<IndentedRole>>,
    is_code: Vec<bool>,
    /// Whether the page sets paragraphs apart by blank lines, so that a line of prose without one is
    /// a caption.
    has_blanks: bool,
}

/// The lines of a text with what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) lines: &'a [TextLine],
    pub(super) features: &'a [LineFeatures],
    /// The log odds of each line.
    pub(super) odds: &'a [f32],
}

/// Keeps the lines of the opening between the line after the head and the first kept line.
pub(super) fn keep_opening(
    judged: Judged,
    head: usize,
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let lines = judged.lines;
    let Some(first) = (head..lines.len()).find(|at| kept[*at]) else { return };
    let opening = Opening::new(judged, kept);
    let mut top = first;
    let mut headings = 0;
    for at in (head..first).rev() {
        if why[at].is_some_and(|why| !is_beside(why)) {
            break;
        }
        if why[at].is_some() {
            continue;
        }
        if opening.opens(at, top) {
            for line in at..top {
                kept[line] |= why[line].is_none();
            }
            top = at;
            headings = 0;
        } else if opening.is_heading(at) && headings < MOST_HEADINGS {
            headings += 1;
            // The heading of a list belongs to it; so do the name of a part of a paper, and a
            // question if others are headings further below.
            let is_of_list = opening.is_item(top) && lines[top].blanks > 0;
            let is_section = is_section_name(&lines[at].text) && opening.is_prose(top);
            let asks = is_question(judged, at)
                && (top..lines.len()).any(|at| kept[at] && is_question(judged, at));
            if at + 1 == top && (is_of_list || is_section || asks) {
                kept[at] = true;
                top = at;
            }
        } else {
            break;
        }
    }
}

/// Keeps the short sentences between the title and the last line of the head: `Start low, and go slowly.`
/// above the day and the name of the author.
pub(super) fn keep_lead(
    judged: Judged,
    header: &TextHeader,
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let Some((title, _)) = header.title else { return };
    let opening = Opening::new(judged, kept);
    let is_of_head = |at: usize| {
        let dates = [header.published, header.updated].into_iter().flatten();
        header.bylines.contains(&at)
            || header.standfirst == Some(at)
            || dates.into_iter().any(|(line, _)| line == at)
    };
    for at in title + 1..header.end().min(judged.lines.len().saturating_sub(1)) {
        let (line, features) = (&judged.lines[at], &judged.features[at]);
        let is_lead = features.ends_sentence
            && (4.0..=LONGEST_LEAD).contains(&features.words)
            && line.mark == LineMark::None
            && line.cells.len() < 2
            && features.urls == 0
            && features.dates == 0
            && !features.has_time
            && !is_of_head(at)
            // A button below it says that it is an offer.
            && !is_boilerplate(&judged.lines[at + 1].text, &judged.features[at + 1])
            && why[at].is_none()
            && !is_credited_caption(&line.text)
            && !opening.is_noise(at);
        kept[at] |= is_lead;
    }
}

/// Keeps headings inside an article whose paragraphs are set apart, and the short paragraph between
/// two of them: a line is set as a heading if a blank line is below it and none above it.
pub(super) fn keep_inner_headings(
    judged: Judged,
    head: usize,
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let (lines, features) = (judged.lines, judged.features);
    let opening = Opening::new(judged, kept);
    let Some(last) = kept.iter().rposition(|kept| *kept).filter(|_| opening.has_blanks) else {
        return;
    };
    let is_heading = |at: usize| {
        let is_close = lines[at].blanks == 0 || opening.is_item(at - 1);
        is_close && lines[at].indent == 0 && opening.is_heading(at)
    };
    let is_short_paragraph = |at: usize| {
        lines[at].blanks > 0
            && lines[at + 1].blanks == 0
            && features[at].ends_sentence
            && features[at].words >= 4.0
            && features[at].urls == 0
            && features[at].dates == 0
            && !opening.is_noise(at)
    };
    let mut at = head + 1;
    while at < last {
        let end = (at..=last).find(|next| kept[*next]).unwrap_or(last);
        // Of a list of headlines, not every line is set as a heading: then none is kept.
        let is_gap = (1..=LONGEST_GAP).contains(&(end - at)) && kept[at - 1];
        let is_outline = is_gap
            && (at..end).all(|line| {
                let is_above_text = lines[line + 1].blanks > 0 || features[line + 1].words <= 8.0;
                why[line].is_none()
                    && (is_heading(line) && is_above_text
                        || line > at && is_heading(line - 1) && is_short_paragraph(line))
            });
        if is_outline {
            kept[at..end].fill(true);
        }
        at = end + 1;
    }
}

/// Keeps the sections that a list of the sections of the page names, if the classifier kept nothing
/// of them: their lists of short lines look like menus. Returns the lines of the headings that are
/// kept.
pub(super) fn keep_listed_sections(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &[Option<&'static str>],
) -> Vec<usize> {
    let names = aside::listed_sections(lines);
    let is_named =
        |at: usize| why[at].is_none() && names.contains(&aside::section_name(&lines[at].text));
    let named: Vec<usize> = (0..lines.len()).filter(|at| is_named(*at)).collect();
    let mut headings = Vec::new();
    for (index, heading) in named.iter().copied().enumerate() {
        let end = named.get(index + 1).copied().unwrap_or(lines.len());
        let has_kept = (heading + 1..end).any(|at| kept[at]);
        let is_noise = |at: usize| {
            why[at].is_some()
                || features[at].urls > 0
                || is_boilerplate(&lines[at].text, &features[at])
        };
        let noise = (heading + 1..end).filter(|at| is_noise(*at)).count();
        let is_list = (2..=LONGEST_SECTION).contains(&(end - heading))
            && index + 1 < named.len()
            && noise * 3 < end - heading
            && (heading + 1..end).any(|at| features[at].words >= 3.0)
            && !is_link_list_label(&lines[heading].text, &features[heading]);
        if !has_kept && is_list {
            for (at, is_kept) in kept.iter_mut().enumerate().take(end).skip(heading) {
                *is_kept |= at == heading || !is_noise(at);
            }
        }
        let can_be_heading =
            features[heading].words <= 14.0 && !lines[heading].text.ends_with(['.', ',', ';']);
        let is_above_kept = has_kept && heading + 1 < end && kept[heading + 1];
        if can_be_heading && (kept[heading] || is_above_kept) {
            kept[heading] = true;
            headings.push(heading);
        }
    }
    headings
}

/// Whether a line is a short question without anything else.
fn is_question(judged: Judged, at: usize) -> bool {
    let features = &judged.features[at];
    (2.0..=10.0).contains(&features.words) && judged.lines[at].text.ends_with('?')
}

/// Whether a line was left out because it is beside the text.
fn is_beside(why: &str) -> bool {
    [aside::BUTTON, aside::CONTENTS, aside::WITHOUT_SECTION, aside::LINE_NUMBERS].contains(&why)
}

impl<'a> Opening<'a> {
    fn new(judged: Judged<'a>, kept: &[bool]) -> Self {
        let Judged { lines, features, odds } = judged;
        let mut is_code = vec![false; lines.len()];
        for (from, end) in code_runs(lines) {
            is_code[from..end].fill(true);
        }
        Self {
            lines,
            features,
            odds,
            short_lines: ShortLines::new(lines, features, odds, kept),
            roles: indented_roles(lines, features),
            is_code,
            has_blanks: has_blanks(lines, features, kept),
        }
    }
}

impl Opening<'_> {
    fn is_item(&self, at: usize) -> bool {
        matches!(self.roles[at], Some(IndentedRole::Item(_) | IndentedRole::Continuation))
    }

    fn is_prose(&self, at: usize) -> bool {
        self.features[at].ends_sentence && self.features[at].words >= 6.0
    }

    /// Whether a line belongs to the article whose kept lines begin at `top`.
    fn opens(&self, at: usize, top: usize) -> bool {
        let (line, features) = (&self.lines[at], &self.features[at]);
        let is_noise = features.urls > 0
            || features.date_share > 0.2
            || features.has_time
            || self.is_noise(at);
        if is_noise {
            return false;
        }
        let is_row = |at: usize| self.lines.get(at).is_some_and(|line| line.cells.len() > 1);
        let is_next = at + 1 == top;
        if self.is_code[at] || is_row(at) && (is_row(at + 1) || at > 0 && is_row(at - 1)) {
            return true;
        }
        let is_below_item = is_next && self.is_item(top);
        if self.is_item(at) {
            return is_below_item || features.ends_sentence && features.words >= 4.0;
        }
        let introduces = line.text.ends_with(':')
            && features.words >= 2.0
            && (is_below_item || is_row(top) || self.is_code[top]);
        let is_set_apart = !self.has_blanks || line.blanks > 0;
        let is_sentence = features.ends_sentence
            && features.words >= 4.0
            && is_set_apart
            && self.odds[at] >= OPENING_ODDS;
        // `Lorazepam 1–2 mg`, directly above what is kept or above its heading.
        let is_dose = at + 2 >= top && has_measure(&line.text);
        introduces || is_sentence || is_dose
    }

    /// Whether a line is a button, a byline, a credit or an offer.
    fn is_noise(&self, at: usize) -> bool {
        let (text, features) = (&self.lines[at].text, &self.features[at]);
        if is_paper_section(self.lines, at) {
            return false;
        }
        self.short_lines.is_interruption(at)
            || is_boilerplate(text, features)
            || is_byline(text)
            || is_about_a_person(text)
    }

    /// Whether a line can be a heading inside the opening.
    fn is_heading(&self, at: usize) -> bool {
        let (text, features) = (&self.lines[at].text, &self.features[at]);
        features.words <= 8.0
            && features.dates == 0
            && features.urls == 0
            && !features.has_time
            && !self.is_noise(at)
            && text.starts_with(|sign: char| !sign.is_lowercase())
            && text.chars().any(char::is_alphabetic)
            && !text.ends_with(['.', ',', ';'])
    }
}
