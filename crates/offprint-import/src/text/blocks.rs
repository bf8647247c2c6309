//! The role of each line of the article: paragraph, heading, list item, quotation, row of a table.
//!
//! It must not know why a line is kept.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::civil::Date;

use super::captions::notes_of_tables;
use super::code::{code_runs, code_text};
use super::colon_lists::{colon_items, mark_plain_items};
use super::facts::fact_places;
use super::formulas::displayed_formulas;
use super::indented::{IndentedRole, indented_roles};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::sections::is_paper_section;
use super::spacing::has_blanks;
use super::tables::{is_note_of_mark, table_at};
use super::units::has_measure;
use super::write::{self, BlockKind};
use crate::date;
use crate::phrases::{Category, is_phrase};
use crate::shortcode_signs::is_command;

/// The name of somebody who speaks is at most so many bytes long.
const LONGEST_SPEAKER: usize = 40;

/// The kept lines with their roles. `headings` are lines that are known to be headings.
pub(super) fn markdown_blocks<'a>(
    lines: &'a [TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    headings: &[usize],
) -> Vec<(BlockKind, Cow<'a, str>)> {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let indented = indented_roles(lines, features);
    let code = code_runs(lines);
    let formulas = displayed_formulas(lines);
    let speakers = speakers(lines, &places);
    let facts = fact_places(lines);
    let of_table = notes_of_tables(lines);
    let outline = Outline {
        lines,
        features,
        places: &places,
        indented: &indented,
        code: &code,
        has_blanks: has_blanks(lines, features, kept),
    };
    let mut items = colon_items(lines, features, &places, outline.has_blanks);
    if outline.has_blanks {
        mark_plain_items(lines, features, &places, &mut items);
    }
    let mut blocks: Vec<(BlockKind, Cow<'a, str>)> = Vec::with_capacity(places.len());
    let mut indent_of_list = 0;
    let mut end_of_block = 0;
    for (index, at) in places.iter().enumerate() {
        let line = &lines[*at];
        if index < end_of_block {
            continue;
        }
        if let Some(table) = table_at(lines, &places[index..]) {
            end_of_block = index + table.lines;
            blocks.push((BlockKind::Table, Cow::Owned(write::write_table(&table.rows))));
            continue;
        }
        if let Some(end) = end_of_run(&code, *at) {
            let of_code: Vec<String> = places[index..]
                .iter()
                .take_while(|line| **line < end)
                .map(|line| {
                    let blank = if line > at && lines[*line].blanks > 0 { "\n" } else { "" };
                    format!("{blank}{}", code_text(&lines[*line]))
                })
                .collect();
            end_of_block = index + of_code.len();
            blocks.push((BlockKind::Code, Cow::Owned(of_code.join("\n"))));
            continue;
        }
        let formula = formulas.binary_search_by_key(at, |formula| formula.lines.start);
        if let Ok(formula) = formula.map(|found| &formulas[found])
            && places.get(index + formula.lines.len() - 1) == Some(&(formula.lines.end - 1))
        {
            end_of_block = index + formula.lines.len();
            blocks.push((BlockKind::Formula, Cow::Owned(formula.tex.clone())));
            continue;
        }
        if is_note_of_mark(lines, &places[..index], places.get(index + 1), *at) {
            blocks.push((BlockKind::Paragraph, Cow::Owned(format!("* {}", line.text))));
            continue;
        }
        if let Some(role) = indented[*at] {
            push_indented(&mut blocks, role, &line.text);
            continue;
        }
        if items[index] && !headings.contains(at) {
            blocks.push((BlockKind::Item(0), Cow::Borrowed(&line.text)));
            continue;
        }
        if let Some(letter) = letter(line)
            && let Some(level) = level_of_letter(lines, &places, index, letter)
        {
            blocks.push((BlockKind::Item(level), Cow::Borrowed(&line.text)));
            continue;
        }
        let next = places.get(index + 1).map(|next| (&lines[*next], &features[*next]));
        let before = index.checked_sub(1).map(|before| &features[places[before]]);
        let is_spoken = speaker(&line.text).is_some_and(|speaker| speakers.contains(speaker));
        let above = index.checked_sub(1).map(|before| lines[places[before]].text.as_str());
        // `At most 3 mg a day from 1 May` above the text is no heading of it.
        let is_dated_opening =
            blocks.is_empty() && !date::find_dates(&line.text, Date::MAX).is_empty();
        let is_excluded = is_spoken
            || of_table[*at]
            || is_dated_opening
            || facts[*at].is_some()
            || is_attribution(&line.text, above);
        let is_heading = |next| !is_excluded && is_heading(line, &features[*at], before, next);
        // `Key points`, and below it the points.
        let is_above_items = line.mark == LineMark::None
            && line.blanks > 0
            && features[*at].words <= 4.0
            && items.get(index + 1) == Some(&true)
            && can_be_heading(line, &features[*at]);
        let is_known = headings.contains(at)
            || is_above_items
            || !is_excluded && heads_short_lines(lines, features, &places[index..])
            || !is_excluded && outline.is_heading(index, blocks.last().map(|(kind, _)| *kind));
        let role = match line.mark {
            _ if is_known => BlockKind::Heading,
            LineMark::Bullet => {
                let in_list = index > 0
                    && matches!(lines[places[index - 1]].mark, LineMark::Bullet)
                    && line.blanks == 0;
                if !in_list {
                    indent_of_list = line.indent;
                }
                BlockKind::Item((line.indent.saturating_sub(indent_of_list) / 2).min(3))
            }
            LineMark::Number(number) => {
                let listed = |other: Option<&usize>, wanted: Option<u32>| {
                    other.is_some_and(|other| matches!(lines[*other].mark, LineMark::Number(this) if Some(this) == wanted))
                };
                // Lettered items may be below a number.
                let is_number = |at: &&usize| letter(&lines[**at]).is_none();
                let before = places[..index].iter().rev().find(is_number);
                let after = places[index + 1..].iter().find(is_number);
                if listed(before, number.checked_sub(1)) || listed(after, number.checked_add(1)) {
                    BlockKind::Numbered(number)
                } else if is_heading(next) {
                    BlockKind::Heading
                } else {
                    BlockKind::Paragraph
                }
            }
            LineMark::Quote => BlockKind::Quote,
            LineMark::Hashes(_) => BlockKind::Paragraph,
            LineMark::None if is_heading(next) => BlockKind::Heading,
            LineMark::None => BlockKind::Paragraph,
        };
        // A marker that did not produce a list item is text again.
        let text = match (role, line.mark) {
            (BlockKind::Paragraph | BlockKind::Heading, LineMark::Number(number)) => {
                Cow::Owned(format!("{number}. {}", line.text))
            }
            (BlockKind::Paragraph, LineMark::Hashes(hashes)) => {
                Cow::Owned(format!("{} {}", "#".repeat(hashes), line.text))
            }
            _ => Cow::Borrowed(line.text.as_str()),
        };
        blocks.push((role, text));
    }
    blocks
}

/// The end of the run that begins on a line, if one does.
fn end_of_run(runs: &[(usize, usize)], from: usize) -> Option<usize> {
    runs.binary_search_by_key(&from, |(from, _)| *from).ok().map(|run| runs[run].1)
}

/// Who speaks in a line such as `Jane Doe: …` or `Jane Doe [03:10]: …`.
fn speaker(text: &str) -> Option<&str> {
    let (label, said) = text.split_once(": ")?;
    let name = label.split(['[', '(']).next()?.trim();
    let words = name.split(' ').count();
    let is_name = words <= 4
        && name.len() <= LONGEST_SPEAKER
        && name.split(' ').all(|word| word.starts_with(char::is_uppercase));
    (is_name && !said.is_empty()).then_some(name)
}

/// Those who speak in several lines: what they say in one line is no heading, even if it is short.
fn speakers<'a>(lines: &'a [TextLine], places: &[usize]) -> HashSet<&'a str> {
    let mut once = HashSet::new();
    let said: Vec<&str> = places.iter().filter_map(|at| speaker(&lines[*at].text)).collect();
    let mut twice: HashSet<&str> =
        said.iter().copied().filter(|name| !once.insert(*name)).collect();
    // `Dee Marchetti: …` is called `Dee` further down.
    let first_name = |name: &'a str| name.split(' ').next().unwrap_or(name);
    let is_short = |name: &&str| !name.contains(' ');
    let called: HashSet<&str> = once.iter().copied().filter(is_short).collect();
    let full = said.iter().copied().filter(|name| name.contains(' '));
    for name in full.filter(|name| called.contains(first_name(name))) {
        twice.insert(name);
        twice.insert(first_name(name));
    }
    twice
}

/// The letter of a line such as `a. 200 mg`.
fn letter(line: &TextLine) -> Option<char> {
    let letter = line.text.chars().next().filter(char::is_ascii_lowercase)?;
    let text = line.text[1..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    (line.mark == LineMark::None && !text.is_empty()).then_some(letter)
}

/// A list has at most so many letters.
const LETTERS: usize = 26;

/// The level of a line with a letter as an item of a list: below a number, it is an item of that. The
/// line with the next letter or the one before is next to it.
fn level_of_letter(lines: &[TextLine], places: &[usize], index: usize, own: char) -> Option<usize> {
    let is_next = |other: Option<char>, distance: i32| {
        other.is_some_and(|other| other as i32 - own as i32 == distance)
    };
    let above = index.checked_sub(1).map(|above| &lines[places[above]]);
    let below = places.get(index + 1).map(|below| &lines[*below]);
    let is_below_number =
        own == 'a' && above.is_some_and(|line| matches!(line.mark, LineMark::Number(_)));
    if is_below_number {
        return Some(1);
    }
    if is_next(above.and_then(letter), -1) {
        // As the first of them.
        let mut above = places[..index].iter().rev().take(LETTERS);
        let first = above.find(|at| letter(&lines[**at]).is_none());
        let is_sub = first.is_some_and(|at| matches!(lines[*at].mark, LineMark::Number(_)));
        return Some(usize::from(is_sub));
    }
    (own == 'a' && is_next(below.and_then(letter), 1)).then_some(0)
}

/// What shows the headings of a text whose paragraphs are set apart.
struct Outline<'a> {
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
    places: &'a [usize],
    indented: &'a [Option<IndentedRole>],
    code: &'a [(usize, usize)],
    has_blanks: bool,
}

impl Outline<'_> {
    /// Whether a kept line is the heading of a section of a paper, or is set as headings are where
    /// blank lines are between paragraphs: without one above it, but with one below it. `above` is
    /// what the block above it is.
    fn is_heading(&self, index: usize, above: Option<BlockKind>) -> bool {
        let at = self.places[index];
        let line = &self.lines[at];
        if !matches!(line.mark, LineMark::None | LineMark::Number(_))
            || !can_be_heading(line, &self.features[at])
        {
            return false;
        }
        if is_paper_section(self.lines, at) {
            return true;
        }
        let Some(next) = self.places.get(index + 1).copied() else { return false };
        // The last of several short lines is one of them.
        let is_below_text = match above {
            Some(BlockKind::Paragraph) => {
                let above = &self.features[self.places[index - 1]];
                line.blanks == 0 && (above.ends_sentence || above.words >= 12.0)
            }
            _ => true,
        };
        let is_above_code = end_of_run(self.code, next).is_some();
        self.has_blanks
            && line.mark == LineMark::None
            && (is_below_text || is_above_code && line.blanks > 0)
            && self.heads(at, next, index)
    }

    /// Whether what follows a line is what follows a heading.
    fn heads(&self, at: usize, next: usize, index: usize) -> bool {
        let (line, features) = (&self.lines[next], &self.features[next]);
        let words = self.features[at].words;
        let is_code = end_of_run(self.code, next).is_some();
        if line.cells.len() > 1 || is_code {
            let is_question = words <= 10.0 && self.lines[at].text.ends_with('?');
            return is_question || words <= 4.0 && !has_digit(&self.lines[at].text);
        }
        if line.blanks > 0 {
            let is_item = matches!(self.indented[next], Some(IndentedRole::Item(_)));
            let is_prose = features.words >= 12.0
                || features.words >= 3.0 && (features.ends_sentence || line.text.ends_with(':'));
            return words <= 10.0 && (is_item || self.indented[next].is_none() && is_prose);
        }
        if self.indented[next].is_some() {
            return false;
        }
        // A heading above another one, or above the caption of a table.
        let after = self.places.get(index + 2).copied();
        let is_above_table =
            words <= 4.0 && after.is_some_and(|after| self.lines[after].cells.len() > 1);
        if is_above_table && is_plain(&self.lines[at].text) && is_numbered_caption(&line.text) {
            return true;
        }
        is_plain(&self.lines[at].text)
            && is_plain(&line.text)
            && line.mark == LineMark::None
            && can_be_heading(line, features)
            && after.is_some_and(|after| {
                is_above_table || self.lines[after].blanks > 0 && self.heads(next, after, index + 1)
            })
    }
}

/// Whether a line is the caption of a numbered table or figure: `Table 1. Doses`.
fn is_numbered_caption(text: &str) -> bool {
    let mut words = text.split(' ');
    let label = words.next().unwrap_or_default().to_lowercase();
    let number = words.next().unwrap_or_default().trim_end_matches(['.', ':']);
    is_phrase(Category::CaptionLabels, &label)
        && !number.is_empty()
        && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether a line has no value and no label, apart from the number of a section.
fn is_plain(text: &str) -> bool {
    let bare = text.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    !has_digit(bare) && !bare.contains(": ")
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Adds an indented line with its role.
fn push_indented<'a>(
    blocks: &mut Vec<(BlockKind, Cow<'a, str>)>,
    role: IndentedRole,
    text: &'a str,
) {
    let is_below = |kind: fn(&BlockKind) -> bool| blocks.last().is_some_and(|(last, _)| kind(last));
    let kind = match role {
        IndentedRole::Item(0) => BlockKind::Item(0),
        // An item can only be below another one.
        IndentedRole::Item(level) => match blocks.last() {
            Some((BlockKind::Item(above), _)) => BlockKind::Item(level.min(above + 1)),
            _ => BlockKind::Item(0),
        },
        IndentedRole::Definition if is_below(|last| *last == BlockKind::Paragraph) => {
            BlockKind::Definition
        }
        IndentedRole::Definition => BlockKind::Paragraph,
        IndentedRole::Quotation => BlockKind::Quote,
        IndentedRole::Continuation => {
            if let Some((BlockKind::Item(_), item)) = blocks.last_mut() {
                let item = item.to_mut();
                item.push(' ');
                item.push_str(text);
                return;
            }
            BlockKind::Paragraph
        }
    };
    blocks.push((kind, Cow::Borrowed(text)));
}

/// Whether a line is the heading of what follows: short, not a sentence, and followed by prose or a
/// list.
fn is_heading(
    line: &TextLine,
    features: &LineFeatures,
    before: Option<&LineFeatures>,
    next: Option<(&TextLine, &LineFeatures)>,
) -> bool {
    let Some((next, of_next)) = next else { return false };
    let text = line.text.as_str();
    // `Look for a lamp that:`, and then a list.
    let introduces = next.text.ends_with(':') && of_next.words >= 4.0;
    // The last of several short lines, with a blank line before the next paragraph, is one of them.
    let is_apart = line.blanks > 0
        || next.blanks == 0
        || before.is_none_or(|before| before.ends_sentence || before.words >= 12.0);
    // `Results`, and directly below it a short sentence or a dose.
    let is_first =
        line.blanks > 0 || before.is_none_or(|before| before.ends_sentence || before.words >= 12.0);
    let is_label = features.words <= 4.0
        && is_first
        && next.blanks == 0
        && next.cells.len() < 2
        && (of_next.ends_sentence && of_next.words >= 3.0
            || next.text.starts_with(|first: char| first.is_ascii_digit()))
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && !features.ends_sentence;
    // `How much will I take?`, and then a table.
    let asks = text.ends_with('?') && features.words <= 10.0 && next.cells.len() > 1;
    if asks && can_be_heading(line, features) {
        return true;
    }
    can_be_heading(line, features)
        && is_apart
        && (of_next.words >= 12.0
            || introduces
            || of_next.ends_sentence && of_next.words >= 6.0
            || is_label
            || next.mark == LineMark::Bullet)
        && !matches!(next.mark, LineMark::Quote)
        && (introduces || is_label || of_next.words > features.words)
}

/// Whether the first line is set apart and heads the lines directly below it: several short ones that
/// begin otherwise, with a small letter or a value. Above a table it may be a caption.
fn heads_short_lines(lines: &[TextLine], features: &[LineFeatures], places: &[usize]) -> bool {
    let (line, of_line) = (&lines[places[0]], &features[places[0]]);
    let can_head = line.blanks > 0
        && line.mark == LineMark::None
        && (2.0..=6.0).contains(&of_line.words)
        && !line.text.contains(|sign: char| sign.is_ascii_digit())
        && line.text.starts_with(char::is_uppercase)
        && !of_line.ends_sentence
        && can_be_heading(line, of_line);
    if !can_head {
        return false;
    }
    let below = || {
        places[1..]
            .iter()
            .enumerate()
            .take_while(|(index, at)| lines[**at].blanks == 0 && places[*index] + 1 == **at)
            .map(|(_, at)| *at)
    };
    let is_other = |at: usize| {
        let text = &lines[at].text;
        !features[at].ends_sentence
            && lines[at].mark == LineMark::None
            && lines[at].cells.len() < 2
            && (has_measure(text) || text.starts_with(char::is_lowercase))
    };
    below().count() >= 2 && below().all(is_other)
}

/// Whether a short line says a value, or several things beside each other: `Monthly: 64 or 96 mg`,
/// `RVH-217`, `7.5 mg → 3.75 mg`, `1.4K Followers · Editor`, or ends with the link back of a note.
fn is_value(text: &str) -> bool {
    // `Step 1: 300 mg for one week` may be a heading.
    let is_labelled = text.split_once(": ").is_some_and(|(label, value)| {
        has_measure(value) && !label.ends_with(|sign: char| sign.is_ascii_digit())
    });
    // `Check the heart: QT shortening > 20 ms`
    let compares = [" > ", " < ", " ≥ ", " ≤ "].iter().any(|sign| {
        text.split_once(sign)
            .is_some_and(|(_, value)| value.starts_with(|first: char| first.is_ascii_digit()))
    });
    let is_identifier =
        !text.contains(' ') && text.chars().filter(char::is_ascii_digit).nth(2).is_some();
    let is_dose = text.starts_with(|sign: char| sign.is_ascii_digit())
        && has_measure(text.split_inclusive(' ').take(2).collect::<String>().trim());
    // `14 Likes`
    let is_reaction = text.split_once(' ').is_some_and(|(number, label)| {
        number.bytes().all(|digit| digit.is_ascii_digit())
            && is_phrase(Category::ReactionLabels, &format!("{}:", label.to_lowercase()))
    });
    is_labelled
        || is_reaction
        || compares
        || is_identifier
        || is_dose
        || text.contains(['→', '↩'])
        || text.contains(" · ") && text.contains(|sign: char| sign.is_ascii_digit())
}

/// Whether a short line says whose words the quotation above it is: `Patient, 41`.
fn is_attribution(text: &str, above: Option<&str>) -> bool {
    let is_quotation = above.is_some_and(|above| {
        above.starts_with(['“', '"', '„', '«', '»', '‘'])
            && above.trim_end_matches('.').ends_with(['”', '"', '“', '»', '«', '’'])
    });
    // `Kidneys, thyroid and heart` is a heading.
    let is_name = text.starts_with(['–', '—', '-'])
        || text.split_once(',').is_some_and(|(name, facts)| {
            let is_capital = |word: &str| word.starts_with(char::is_uppercase);
            let is_full = name.split(' ').count() >= 2 && name.split(' ').all(is_capital);
            is_full || facts.contains(|sign: char| sign.is_ascii_digit())
        });
    is_quotation && text.split(' ').count() <= 6 && is_name
}

/// Whether a line begins with a speaker and the place in a recording: `Jane Doe [00:03:10]: …`.
fn says_when_spoken(text: &str) -> bool {
    text.split_once("]:").is_some_and(|(label, _)| {
        label.rsplit_once('[').is_some_and(|(_, time)| {
            time.contains(':') && time.chars().all(|sign| sign.is_ascii_digit() || sign == ':')
        })
    })
}

/// Whether a line is the caption of a numbered table or figure and says what it shows:
/// `Figure 1: Share of patients`.
fn is_caption_with_text(text: &str) -> bool {
    is_numbered_caption(text) && text.split(' ').count() >= 4
}

/// Whether a line is a reference: several stops and a year, or a link to where the work is found.
fn is_reference(text: &str) -> bool {
    let has_year = text
        .split(|sign: char| !sign.is_ascii_digit())
        .any(|run| run.len() == 4 && run.starts_with(['1', '2']));
    text.ends_with(']') && is_link_at_end(text) || has_year && text.matches(". ").count() >= 2
}

/// Whether a line ends with a link such as `[Google Scholar]`.
fn is_link_at_end(text: &str) -> bool {
    text.trim_end_matches(']')
        .rsplit_once('[')
        .is_some_and(|(_, label)| is_phrase(Category::ReferenceLinks, &label.trim().to_lowercase()))
}

/// Whether a line by itself can be a heading: short, and not a sentence.
fn can_be_heading(line: &TextLine, features: &LineFeatures) -> bool {
    let text = line.text.as_str();
    let last = text.chars().next_back().unwrap_or(' ');
    let first = text
        .trim_start_matches(['"', '“', '„', '‘', '\'', '«', '(', '¿', '¡'])
        .chars()
        .next()
        .unwrap_or(' ');
    // A formula may have its number behind it: `\[x = 1\] (1)`.
    if is_value(text)
        || text.starts_with("\\[")
        || text.starts_with("$$")
        || says_when_spoken(text)
        || is_caption_with_text(text)
        || is_reference(text)
    {
        return false;
    }
    // A sentence in quotation marks is a quotation.
    let is_quoted = features.ends_sentence && text.starts_with(['"', '“', '„', '«']);
    features.words <= 12.0
        && !is_quoted
        && !is_command(text)
        && features.urls == 0
        && line.cells.len() < 2
        && (3..=100).contains(&text.chars().count())
        && !matches!(last, '.' | ',' | ';' | ':' | '…' | '。' | '!' | '-' | '–')
        && (first.is_uppercase()
            || first.is_numeric()
            || !first.is_alphabetic()
            || !first.is_ascii())
        && text.chars().any(char::is_alphabetic)
        && features.date_share < 0.5
}
