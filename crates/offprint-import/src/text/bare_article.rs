//! A pasted text that is an article and nothing around it: whoever copied it selected the article.
//!
//! The classifier has learned from whole pages, where short lines below the last paragraph are a
//! menu. Where nothing of a page is around the article, they are its lists, steps, facts and tables,
//! so all of them are kept. It must not judge texts with the menus of a page.

use super::author_lines::{is_byline, looks_like_name_list};
use super::boilerplate::{is_boilerplate, is_mostly_boilerplate};
use super::classified_lines::TextHeader;
use super::facts::is_fact_about_page;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::opening::Judged;
use super::short_lines::{Interruption, ShortLines};
use super::units::has_measure;
use super::words;
use crate::citation::find_identifiers;
use crate::professions::names_profession;

/// So many lines may be above the title: a kicker, a day, the name of a section.
const MOST_LINES_ABOVE: usize = 3;

/// So many buttons may be in the text, and one more among so many lines.
const MOST_BUTTONS: usize = 2;
const LINES_PER_BUTTON: usize = 25;

/// A button has no more words.
const LONGEST_BUTTON: f32 = 8.0;

/// Odds below which a sentence that speaks to the reader is an offer.
const OFFER_ODDS: f32 = -0.8;

/// The title of another article has no more words.
const LONGEST_HEADLINE: f32 = 18.0;

/// Keeps all lines below the title that nothing says are furniture, if the text is a bare article.
pub(super) fn keep_bare_article(
    judged: Judged,
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let Judged { lines, features, odds } = judged;
    let Some((title, _)) = header.title.filter(|(title, _)| *title <= MOST_LINES_ABOVE) else {
        return;
    };
    let short_lines = ShortLines::new(lines, features, odds, kept);
    let interruptions: Vec<Option<Interruption>> = (0..lines.len())
        .map(|at| if why[at].is_some() { None } else { short_lines.interruption(at) })
        .collect();
    let is_furniture: Vec<bool> = (0..lines.len())
        .map(|at| {
            why[at].is_none()
                && (interruptions[at].is_some() || is_button(&lines[at], &features[at]))
        })
        .collect();
    let furniture = is_furniture.iter().filter(|is_furniture| **is_furniture).count();
    if furniture > MOST_BUTTONS + lines.len() / LINES_PER_BUTTON {
        return;
    }
    let mut is_below_links = false;
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    for at in title + 1..lines.len() {
        if interruptions[at] == Some(Interruption::Links)
            || at > last && begins_comment(lines, features, at)
        {
            is_below_links = true;
        } else if kept[at] && short_lines.is_paragraph(at) {
            is_below_links = false;
        }
        let is_part = if at > header.body {
            at <= last || !addresses_reader(judged, at)
        } else {
            is_part_of_head(judged, title, header.body, at)
        };
        kept[at] |= why[at].is_none() && !is_below_links && !is_furniture[at] && is_part;
    }
    drop_last_links(judged, &interruptions, kept, why);
}

/// Removes the titles of other articles below a label of links at the end, if only titles are there.
fn drop_last_links(
    judged: Judged,
    interruptions: &[Option<Interruption>],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let Judged { lines, features, .. } = judged;
    let is_title = |at: usize| {
        let (line, features) = (&lines[at], &features[at]);
        line.mark == LineMark::None
            && line.cells.len() < 2
            && (2.0..=LONGEST_HEADLINE).contains(&features.words)
            && !line.text.ends_with(['.', ':', ';', ','])
            && !has_measure(&line.text)
            && find_identifiers(&line.text).is_empty()
            && !is_byline(&line.text)
    };
    let end = (0..lines.len()).rev().find(|at| why[*at].is_none() && !is_title(*at));
    let first = end.map_or(0, |end| end + 1);
    let is_label = |at: &usize| interruptions[*at] == Some(Interruption::Links);
    let Some(label) = (first..lines.len()).find(is_label) else { return };
    for at in label..lines.len() {
        if why[at].is_none() {
            kept[at] = false;
            why[at] = Some("links to other articles");
        }
    }
}

/// Whether a sentence below the article speaks to the reader and is unlike the article.
fn addresses_reader(judged: Judged, at: usize) -> bool {
    let words = judged.lines[at].text.split(|sign: char| !sign.is_alphanumeric());
    let kinds = words.fold(0, |all, word| all | words::kinds(&word.to_lowercase()));
    judged.features[at].ends_sentence
        && kinds & words::READER != 0
        && judged.odds[at] < OFFER_ODDS
        && !has_measure(&judged.lines[at].text)
}

/// Whether a line between the title and the first paragraph belongs to the article: the subtitle, a
/// sentence, the heading of the first section. Others are captions, credits and labels of dates.
fn is_part_of_head(judged: Judged, title: usize, body: usize, at: usize) -> bool {
    let (line, features) = (&judged.lines[at], &judged.features[at]);
    let text = line.text.as_str();
    let says_who_or_when = features.dates > 0
        || features.has_time
        || is_byline(text)
        || looks_like_name_list(text)
        || is_fact_about_page(text)
        || names_profession(text);
    let is_subtitle = at == title + 1 && features.words >= 4.0;
    // A button below it says that a sentence is an offer.
    let is_offer =
        judged.lines.get(at + 1).is_some_and(|next| is_button(next, &judged.features[at + 1]));
    let is_sentence = features.ends_sentence && features.words >= 4.0 && !is_offer;
    let is_first_heading =
        at + 1 == body && text.contains(char::is_alphabetic) && !text.ends_with([':', ',', ';']);
    !says_who_or_when
        && features.urls == 0
        && !ends_as_code(text)
        && (is_subtitle || is_sentence || is_first_heading)
}

/// Whether a line ends as one of a program does.
fn ends_as_code(text: &str) -> bool {
    text.ends_with(['{', '}', ';'])
}

/// Whether a short line is a button or another word of the page.
pub(super) fn is_button(line: &TextLine, features: &LineFeatures) -> bool {
    features.words <= LONGEST_BUTTON
        && line.cells.len() < 2
        && !features.ends_sentence
        && is_boilerplate(&line.text, features)
        // `Opening hours` has a word of relative times.
        && (is_mostly_boilerplate(&line.text, features) || !tells_time(&line.text))
}

/// Whether the words of a line that pages use for their parts are only those of relative times.
fn tells_time(text: &str) -> bool {
    let kinds = text.split(' ').fold(0, |all, word| all | words::kinds(&word.to_lowercase()));
    kinds & words::AGO != 0 && kinds & !(words::AGO | words::FUNCTION | words::READER) == 0
}

/// Whether a line and the next are the account and the day of a comment: `marta_b`, `4 Mar 2025`.
fn begins_comment(lines: &[TextLine], features: &[LineFeatures], at: usize) -> bool {
    let is_account = !lines[at].text.contains(' ')
        && lines[at].text.contains(|sign: char| sign == '_' || sign.is_lowercase())
        && lines[at].text.starts_with(|sign: char| sign.is_lowercase() || sign == '@');
    is_account
        && features.get(at + 1).is_some_and(|next| next.date_share > 0.7)
        && features.get(at + 2).is_some_and(|text| text.ends_sentence)
}
