//! Notes below a pasted article: `[1] …`, `(1) …`, or a number on a line of its own with the note
//! below it.
//!
//! They become footnotes if the article has exactly one mark for each, in their order. Otherwise
//! they stay as printed. It must not know the list of references.

use std::fmt::Write as _;
use std::ops::Range;

use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::write::escape_block;
use crate::citation::{GluedMark, count_all, glued_marks};
use crate::phrases::{Category, is_phrase};

/// What is between the brackets of `[footnote 12]` has at most so many bytes.
const LONGEST_NAMED_MARK: usize = 24;

/// A note has at most so many lines.
const MOST_LINES: usize = 4;

/// How a note says its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NoteForm {
    /// `[1] The note`.
    Brackets,
    /// `(1) The note`.
    Parentheses,
    /// `1`, and the note below. The mark is a raised digit.
    OwnLine,
    /// Each note ends with the arrow of a link back to its mark, and may lack its number.
    Arrow,
}

/// A note of the text.
#[derive(PartialEq, Debug)]
pub(super) struct TextNote {
    number: usize,
    form: NoteForm,
    /// Its lines.
    pub(super) lines: Range<usize>,
    paragraphs: Vec<String>,
}

/// The notes of the text, if each has its mark.
pub(super) fn find_notes(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    why: &[Option<&'static str>],
) -> Vec<TextNote> {
    let forms = [NoteForm::Brackets, NoteForm::Parentheses, NoteForm::OwnLine, NoteForm::Arrow];
    for form in forms {
        let notes = notes_of_form(form, lines, features, why);
        let Some(first) = notes.first() else { continue };
        let above = 0..first.lines.start;
        let text: Vec<&str> =
            above.filter(|at| kept[*at]).map(|at| lines[at].text.as_str()).collect();
        if has_all_marks(&text.join("\n"), form, notes.len()) {
            return notes;
        }
    }
    Vec::new()
}

/// Replaces the marks of the notes in a body, and adds the notes.
pub(super) fn link_notes(body: &mut String, notes: &[TextNote]) {
    let Some(form) = notes.first().map(|note| note.form) else { return };
    let of_notes = |mark: &GluedMark| mark.numbers.iter().all(|number| *number <= notes.len());
    for mark in find_marks(body, form).into_iter().rev().filter(of_notes) {
        let start = body[..mark.span.start].trim_end_matches(' ').len();
        body.replace_range(start..mark.span.end, &format!("[^{}]", mark.numbers[0]));
    }
    for note in notes {
        for (index, paragraph) in note.paragraphs.iter().enumerate() {
            let text = escape_block(paragraph);
            let _ = match index {
                0 => write!(body, "\n[^{}]: {text}\n", note.number),
                _ => write!(body, "\n    {text}\n"),
            };
        }
    }
}

/// Notes that count from 1 in one form, down to the last one.
fn notes_of_form(
    form: NoteForm,
    lines: &[TextLine],
    features: &[LineFeatures],
    why: &[Option<&'static str>],
) -> Vec<TextNote> {
    let mut notes: Vec<TextNote> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let number = notes.len() + 1;
        let Some(begin) =
            note_begin(form, number, lines, features, at).filter(|_| why[at].is_none())
        else {
            // Nothing else is between notes.
            at = notes.last().map_or(at + 1, |_| lines.len());
            continue;
        };
        let text_at = if form == NoteForm::OwnLine { at + 1 } else { at };
        let mut end = text_at + 1;
        let mut paragraphs = vec![begin];
        while form == NoteForm::OwnLine
            && end < lines.len()
            && end - text_at < MOST_LINES
            && features[end].ends_sentence
            && features[end].words >= 4.0
            && lines[end].blanks > 0
            && why[end].is_none()
        {
            paragraphs.push(lines[end].text.clone());
            end += 1;
        }
        notes.push(TextNote { number, form, lines: at..end, paragraphs });
        at = end;
    }
    notes
}

/// The first paragraph of the note with a number that begins at a line.
fn note_begin(
    form: NoteForm,
    number: usize,
    lines: &[TextLine],
    features: &[LineFeatures],
    at: usize,
) -> Option<String> {
    let line = &lines[at];
    let has_own_number = form == NoteForm::Arrow
        && line.mark == LineMark::Number(u32::try_from(number).unwrap_or(0));
    if line.mark != LineMark::None && !has_own_number || line.cells.len() > 1 {
        return None;
    }
    let text = match form {
        NoteForm::Brackets => line.text.strip_prefix(&format!("[{number}]"))?,
        NoteForm::Parentheses => line.text.strip_prefix(&format!("({number})"))?,
        NoteForm::OwnLine => {
            let is_number = line.text == number.to_string();
            let next = lines.get(at + 1).filter(|next| {
                is_number && next.cells.len() < 2 && features[at + 1].ends_sentence
            })?;
            next.text.as_str()
        }
        NoteForm::Arrow => line.text.trim_end_matches('\u{fe0e}').strip_suffix('↩')?,
    };
    let text = text.trim_matches([' ', '\u{a0}', '↩', '\u{fe0e}']);
    // A formula also has its number on a line.
    (text.split(' ').count() >= 3 && text.contains(char::is_alphabetic)).then(|| text.to_owned())
}

/// Whether a text has one mark for each note, in their order.
fn has_all_marks(text: &str, form: NoteForm, notes: usize) -> bool {
    let marks = find_marks(text, form);
    marks.len() == notes && count_all(&marks, notes)
}

/// The marks of notes of a form.
fn find_marks(text: &str, form: NoteForm) -> Vec<GluedMark> {
    let (open, close) = match form {
        NoteForm::Brackets => ('[', ']'),
        NoteForm::Parentheses => ('(', ')'),
        NoteForm::OwnLine => return glued_marks(text),
        NoteForm::Arrow => {
            let named = named_marks(text);
            return if named.is_empty() { glued_marks(text) } else { named };
        }
    };
    let mut marks = Vec::new();
    for (at, _) in text.match_indices(open) {
        let inside = &text[at + 1..];
        let Some(end) = inside.find(close).filter(|end| (1..=2).contains(end)) else { continue };
        // A line that begins with a number in brackets is an entry of a list.
        let begins_line = text[..at].chars().next_back().is_none_or(|before| before == '\n');
        if let (Ok(number), false) = (inside[..end].parse(), begins_line) {
            marks.push(GluedMark { span: at..at + end + 2, numbers: vec![number] });
        }
    }
    marks
}

/// The marks of a text that say what they are: `[footnote 1]`.
fn named_marks(text: &str) -> Vec<GluedMark> {
    let mut marks = Vec::new();
    for (at, _) in text.match_indices('[') {
        let inside = &text[at + 1..];
        let Some(end) = inside.find(']').filter(|end| *end <= LONGEST_NAMED_MARK) else { continue };
        let Some((word, number)) = inside[..end].split_once([' ', '\u{a0}']) else { continue };
        if let Ok(number) = number.trim().parse()
            && is_phrase(Category::NoteHeadings, &word.to_lowercase())
        {
            marks.push(GluedMark { span: at..at + end + 2, numbers: vec![number] });
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::{find_notes, link_notes};
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// The body of a text all of whose lines are kept.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let lines = split_lines(text);
        let features = measure_lines(&lines, Date::MAX);
        let notes =
            find_notes(&lines, &features, &vec![true; lines.len()], &vec![None; lines.len()]);
        let of_body: Vec<&str> = (0..lines.len())
            .filter(|at| !notes.iter().any(|note| note.lines.contains(at)))
            .map(|at| lines[at].text.as_str())
            .collect();
        let mut body = of_body.join("\n") + "\n";
        link_notes(&mut body, &notes);
        assert_eq!(body, expect, "{text:?}");
    }

    #[test]
    fn notes_with_their_marks() {
        check(
            "It was allowed.1 They slept.2\n1\n\nIn March.\n2\n\nNot by us. See page 4.\n\nThe taxi was paid.",
            "It was allowed.1 They slept.2\n1\nIn March.\n2\nNot by us. See page 4.\nThe taxi was paid.\n",
        );
        check(
            "It was allowed.1 They slept.2\n1\n\nIn March of 2019.\n2\n\nNot by us. See page 4.\n\nThe taxi was paid.",
            "It was allowed.[^1] They slept.[^2]\n\n[^1]: In March of 2019.\n\n[^2]: Not by us. See page 4.\n\n    The taxi was paid.\n",
        );
        check(
            "Check the kidney.[1] Then begin.\n____\n[1] Within three months.",
            "Check the kidney.[^1] Then begin.\n____\n\n[^1]: Within three months.\n",
        );
        check(
            "There were 387 cases (1). Some had (2) no cause.\n(1) The report of February.\n(2) As of June 2025.",
            "There were 387 cases[^1]. Some had[^2] no cause.\n\n[^1]: The report of February.\n\n[^2]: As of June 2025.\n",
        );
        check(
            "The authors shared their data1, so we looked.\nOn the Open Example Framework. ↩︎",
            "The authors shared their data[^1], so we looked.\n\n[^1]: On the Open Example Framework.\n",
        );
        check(
            "A review[footnote 1] was made, and a second[footnote 2].\nGroup on Opioids, minutes. ↩\nGroup on Sleep, minutes. ↩",
            "A review[^1] was made, and a second[^2].\n\n[^1]: Group on Opioids, minutes.\n\n[^2]: Group on Sleep, minutes.\n",
        );
        check(
            "In all 41,000 were treated1. They slept.2\n1. The report of March. ↩\n2. As of June 2025. ↩",
            "In all 41,000 were treated[^1]. They slept.[^2]\n\n[^1]: The report of March.\n\n[^2]: As of June 2025.\n",
        );
    }

    #[test]
    fn numbers_without_marks_stay() {
        let text = "They slept.\n[1] Within three months.\n";
        check(text.trim_end(), text);
        let text = "One (1) and two (2).\n(1) The first of them.\n";
        check(text.trim_end(), text);
        let text = "The error is\nSE=σ2n\n(1)\nwhere n is the number.\n";
        check(text.trim_end(), text);
    }
}
