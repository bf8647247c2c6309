//! What can be decided only when a text is complete: quotation marks, punctuation between values,
//! and capitals. Works on single characters, each with the number of its format.

use crate::given_name::{is_accent, single};
use crate::item::is_separator;
use crate::locales::QuotationRules;
use crate::marks::{Mark, MarkedSpan, mark_of};
use crate::output::{FormattedText, TextRun};
use crate::title_case::{capitalise_first, capitalise_headline};

/// A character of an unfinished text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    /// The character, or a mark.
    pub(crate) character: char,
    /// The index of its format, link and work in [`UnfinishedText::runs`].
    pub(crate) run: usize,
}

/// A text whose marks stand for what is not decided yet.
#[derive(Clone, Default, Debug)]
pub(crate) struct UnfinishedText {
    /// The characters.
    pub(crate) cells: Vec<Cell>,
    /// Their formats, with empty texts.
    pub(crate) runs: Vec<TextRun>,
}

impl UnfinishedText {
    /// Adds a text with a format.
    pub(crate) fn push(&mut self, text: &str, run: TextRun) {
        if self.runs.last() != Some(&run) {
            self.runs.push(run);
        }
        let run = self.runs.len() - 1;
        self.cells.extend(text.chars().map(|character| Cell { character, run }));
    }
}

/// What a text is finished with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FinishRules<'a> {
    /// The quotation marks of the style in the language of the page.
    pub(crate) quotation: &'a QuotationRules,
    /// What each mark stands for.
    pub(crate) spans: &'a [MarkedSpan],
    /// Whether headlines get capitals: only English ones do.
    pub(crate) capitalises: bool,
    /// The length of the longest words that stay small in headlines.
    pub(crate) longest_small_word: usize,
}

/// Replaces the marks of a text.
pub(crate) fn finish_text(text: &UnfinishedText, rules: FinishRules<'_>) -> FormattedText {
    let mut finisher = Finisher {
        rules,
        out: Vec::with_capacity(text.cells.len()),
        open: Vec::new(),
        follows_mark: false,
        closing: 0,
    };
    for (index, cell) in text.cells.iter().enumerate() {
        match mark_of(cell.character) {
            None => finisher.push_character(*cell),
            Some(Mark::ValueEnd) => finisher.follows_mark = true,
            Some(Mark::GroupStart) => finisher.separate_group(),
            Some(Mark::InitialEnd) => {
                let next = text.cells.get(index + 1).map(|next| next.character);
                finisher.restore_small_letter(next);
            }
            Some(Mark::Open(number)) => finisher.open_span(number, cell.run),
            Some(Mark::Close(number)) => finisher.close_span(number, cell.run),
        }
    }
    let mut finished = FormattedText::default();
    for cells in trimmed(&finisher.out).chunk_by(|a, b| a.run == b.run) {
        let characters = cells.iter().map(|cell| cell.character).collect();
        finished.push(TextRun { text: characters, ..text.runs[cells[0].run].clone() });
    }
    finished
}

fn trimmed(cells: &[Cell]) -> &[Cell] {
    let is_ink = |cell: &Cell| !cell.character.is_whitespace();
    let start = cells.iter().position(is_ink).unwrap_or(cells.len());
    let end = cells.iter().rposition(is_ink).map_or(start, |last| last + 1);
    &cells[start..end]
}

struct OpenSpan {
    number: usize,
    /// Where its text starts in the output.
    start: usize,
}

struct Finisher<'a> {
    rules: FinishRules<'a>,
    out: Vec<Cell>,
    open: Vec<OpenSpan>,
    /// Whether a mark stands between the last character and the next one.
    follows_mark: bool,
    /// How many characters at the end of the output are closing quotation marks of the style.
    closing: usize,
}

impl Finisher<'_> {
    fn push_character(&mut self, cell: Cell) {
        let character = cell.character;
        if character == ' ' && self.out.last().is_some_and(|last| last.character == ' ') {
            return;
        }
        if is_separator(character) && self.drop_space(character) == Separator::Dropped {
            return;
        }
        let end = self.out.len() - self.closing;
        if self.follows_mark && matches!(character, '.' | ',') && end > 0 {
            let last = &mut self.out[end - 1];
            match meeting(last.character, character) {
                Meeting::First => return,
                Meeting::Second => {
                    last.character = character;
                    return;
                }
                Meeting::Both => {}
            }
            if self.closing > 0 && self.rules.quotation.takes_punctuation {
                let run = self.out[end - 1].run;
                self.out.insert(end, Cell { character, run });
                return;
            }
        }
        self.out.push(cell);
        self.follows_mark = false;
        self.closing = 0;
    }

    /// Writes the last letter small, as the name has it, unless the style sets the name in capitals.
    fn restore_small_letter(&mut self, next: Option<char>) {
        if next.is_some_and(char::is_uppercase) {
            return;
        }
        let letter = self.out.iter_mut().rev().find(|cell| !is_accent(cell.character));
        if let Some(cell) = letter {
            cell.character = single(cell.character.to_lowercase()).unwrap_or(cell.character);
        }
    }

    /// Removes a space before punctuation, a comma before a closing bracket or a full stop, and the
    /// second of two signs, which styles leave where a value is missing: `2024 ;182`, `(2013, )`,
    /// `J. : 12`. Works have no plain spaces there.
    fn drop_space(&mut self, next: char) -> Separator {
        let end = self.out.len();
        while self.out.last().is_some_and(|last| last.character == ' ') {
            self.out.pop();
        }
        let last = self.out.last().map(|last| last.character);
        if matches!(next, ')' | ']' | '.') && last == Some(',') {
            self.out.pop();
        } else if self.out.len() < end
            && !matches!(next, ')' | ']')
            && last.is_some_and(is_separator)
            && !matches!(last, Some(')' | ']'))
        {
            let run = self.out.last().map_or(0, |last| last.run);
            self.out.push(Cell { character: ' ', run });
            return Separator::Dropped;
        }
        if self.out.len() < end {
            self.closing = 0;
        }
        Separator::Kept
    }

    /// Writes a semicolon between people and a group, as the AMA and the NLM do.
    fn separate_group(&mut self) {
        if let [.., comma, space] = self.out.as_mut_slice()
            && comma.character == ','
            && space.character == ' '
        {
            comma.character = ';';
        }
    }

    fn open_span(&mut self, number: usize, run: usize) {
        let is_quoted = self.kind(number) == Some(MarkedSpan::Quoted);
        if is_quoted {
            let (open, _) = self.marks_at_depth(self.quotation_depth());
            self.push_marks(&open, run);
        }
        self.open.push(OpenSpan { number, start: self.out.len() });
    }

    fn close_span(&mut self, number: usize, run: usize) {
        self.follows_mark = true;
        let Some(index) = self.open.iter().rposition(|span| span.number == number) else { return };
        let start = self.open.remove(index).start.min(self.out.len());
        match self.kind(number) {
            Some(MarkedSpan::TitleCase) if self.rules.capitalises => {
                let longest = self.rules.longest_small_word;
                self.change_capitals(start, |text| capitalise_headline(text, longest));
            }
            Some(MarkedSpan::FirstCapital) => self.change_capitals(start, capitalise_first),
            Some(MarkedSpan::Quoted) => {
                let depth = self.quotation_depth();
                let inner = self.turn_inner_marks(start, depth);
                let (_, close) = self.marks_at_depth(depth);
                self.push_marks(&close, run);
                self.closing = inner + close.chars().count();
            }
            _ => {}
        }
    }

    fn kind(&self, number: usize) -> Option<MarkedSpan> {
        self.rules.spans.get(number).copied()
    }

    /// How many quotations are open.
    fn quotation_depth(&self) -> usize {
        let is_quoted = |span: &&OpenSpan| self.kind(span.number) == Some(MarkedSpan::Quoted);
        self.open.iter().filter(is_quoted).count()
    }

    /// The marks of a quotation inside a number of others.
    fn marks_at_depth(&self, depth: usize) -> (String, String) {
        let quotation = self.rules.quotation;
        if depth.is_multiple_of(2) { quotation.outer.clone() } else { quotation.inner.clone() }
    }

    fn push_marks(&mut self, marks: &str, run: usize) {
        self.out.extend(marks.chars().map(|character| Cell { character, run }));
    }

    fn change_capitals(&mut self, start: usize, change: impl FnOnce(&mut [char])) {
        let mut characters: Vec<char> =
            self.out[start..].iter().map(|cell| cell.character).collect();
        change(&mut characters);
        for (cell, character) in self.out[start..].iter_mut().zip(characters) {
            cell.character = character;
        }
    }

    /// Gives the quotation marks that a value itself has the signs of the next level. The result is
    /// the number of closing signs at its end.
    fn turn_inner_marks(&mut self, start: usize, depth: usize) -> usize {
        let (open, close) = self.marks_at_depth(depth);
        let (inner_open, inner_close) = self.marks_at_depth(depth + 1);
        let (Some(open), Some(close)) = (first_ink(&open), first_ink(&close)) else { return 0 };
        let value = self.out.split_off(start);
        let mut at_end = 0;
        let has_pairs = value.iter().any(|cell| cell.character == open);
        let mut unclosed = 0_usize;
        for (index, cell) in value.iter().enumerate() {
            let before = index.checked_sub(1).map(|last| value[last].character);
            let after = value.get(index + 1).map(|next| next.character);
            let opens =
                before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–'));
            let in_word = before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(char::is_alphanumeric);
            let marks = match cell.character {
                '"' if opens => Some(&inner_open),
                '"' => Some(&inner_close),
                c if c == open && has_pairs && !in_word => {
                    unclosed += 1;
                    Some(&inner_open)
                }
                c if c == close && unclosed > 0 && !in_word => {
                    unclosed -= 1;
                    Some(&inner_close)
                }
                _ => None,
            };
            at_end = if marks == Some(&inner_close) { inner_close.chars().count() } else { 0 };
            match marks {
                Some(marks) => self.push_marks(marks, cell.run),
                None => self.out.push(*cell),
            }
        }
        at_end
    }
}

fn first_ink(marks: &str) -> Option<char> {
    marks.chars().find(|character| !character.is_whitespace())
}

/// What becomes of a sign of punctuation.
#[derive(PartialEq, Eq)]
enum Separator {
    Kept,
    Dropped,
}

/// Which of two signs of punctuation remain where a value ends.
enum Meeting {
    First,
    Second,
    Both,
}

/// A question needs no full stop after it, and an abbreviation none after its own; but `Jr.,` and
/// `Really?,` keep both signs, as the guides do.
fn meeting(first: char, second: char) -> Meeting {
    match (first, second) {
        ('.' | '?' | '!' | '…' | '‽', '.') | (',', ',') => Meeting::First,
        (',' | ';' | ':', '.') => Meeting::Second,
        _ => Meeting::Both,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::{VALUE_END, mark_pair};

    const SPANS: [MarkedSpan; 4] =
        [MarkedSpan::Quoted, MarkedSpan::TitleCase, MarkedSpan::FirstCapital, MarkedSpan::Quoted];

    /// Finishes a text in which `{n` and `n}` are the marks of the span `n`, and `|` ends a value.
    fn finished(text: &str, quotes: [&str; 4], takes_punctuation: bool) -> String {
        let mut source = String::new();
        let characters: Vec<char> = text.chars().collect();
        let mut index = 0;
        while index < characters.len() {
            let digit = |at: usize| characters.get(at).and_then(|c| c.to_digit(10));
            match characters[index] {
                '{' => {
                    source.push(mark_pair(digit(index + 1).unwrap() as usize).unwrap().0);
                    index += 1;
                }
                '}' => {
                    let number = source.pop().and_then(|c| c.to_digit(10)).unwrap();
                    source.push(mark_pair(number as usize).unwrap().1);
                }
                '|' => source.push(VALUE_END),
                character => source.push(character),
            }
            index += 1;
        }
        let mut unfinished = UnfinishedText::default();
        unfinished.push(&source, TextRun::default());
        let quotation = QuotationRules {
            outer: (quotes[0].into(), quotes[1].into()),
            inner: (quotes[2].into(), quotes[3].into()),
            takes_punctuation,
        };
        let rules = FinishRules {
            quotation: &quotation,
            spans: &SPANS,
            capitalises: true,
            longest_small_word: 3,
        };
        finish_text(&unfinished, rules).to_text()
    }

    const US: [&str; 4] = ["“", "”", "‘", "’"];
    const GB: [&str; 4] = ["‘", "’", "“", "”"];
    const FR: [&str; 4] = ["«\u{202f}", "\u{202f}»", "“", "”"];

    #[test]
    fn punctuation_meets_at_the_ends_of_values() {
        for (text, expected) in [
            ("A title?|. J", "A title? J"),
            ("A title!|. J", "A title! J"),
            ("A title.|. J", "A title. J"),
            ("A title…|. J", "A title… J"),
            ("A title?|, J", "A title?, J"),
            ("Inc.|, 2025", "Inc., 2025"),
            ("A title:|. J", "A title. J"),
            ("What\u{a0}... and.. J", "What\u{a0}... and.. J"),
            ("A.  B", "A. B"),
            (" A ", "A"),
        ] {
            assert_eq!(finished(text, US, true), expected, "{text}");
        }
    }

    #[test]
    fn quotations_follow_their_language() {
        assert_eq!(finished("{0A title0}, J", US, true), "“A title,” J");
        assert_eq!(finished("{0A title0}, J", GB, false), "‘A title’, J");
        assert_eq!(finished("{0A title?|0}. J", US, true), "“A title?” J");
        assert_eq!(finished("{0A title.|0}. J", US, true), "“A title.” J");
        assert_eq!(finished("{0A title?|0}. J", GB, false), "‘A title?’ J");
        assert_eq!(finished("{0Un titre0}, J", FR, false), "«\u{202f}Un titre\u{202f}», J");
        assert_eq!(finished("{0On {3one3} thing0}.", US, true), "“On ‘one’ thing.”");
    }

    #[test]
    fn quotations_in_titles_are_inner_ones() {
        assert_eq!(finished("{0The “one” and \"two\"0}.", US, true), "“The ‘one’ and ‘two.’”");
        assert_eq!(finished("{0The ‘one’ patient’s0}.", GB, false), "‘The “one” patient’s’.");
        assert_eq!(finished("{0The patients’ view0}.", GB, false), "‘The patients’ view’.");
        assert_eq!(finished("{0“All”0}.", US, true), "“‘All.’”");
        // Without quotation marks of the style, those of the title stay.
        assert_eq!(finished("The “one”.", US, true), "The “one”.");
    }

    #[test]
    fn capitals_only_in_their_span() {
        assert_eq!(
            finished("{1a study of mTOR1}. in press", US, true),
            "A Study of mTOR. in press"
        );
        assert_eq!(finished("{2a study2}. in press", US, true), "A study. in press");
    }

    #[test]
    fn lost_marks_do_no_harm() {
        assert_eq!(finished("{0A {1b", US, true), "“A b");
        assert_eq!(finished("A0} b1}", US, true), "A b");
    }

    #[test]
    fn missing_values_leave_no_separators() {
        assert_eq!(finished("Doe (2013, ). A", US, true), "Doe (2013). A");
        assert_eq!(finished("Doe (2013,)", US, true), "Doe (2013)");
        assert_eq!(finished("Archive,. doi", US, true), "Archive. doi");
        assert_eq!(finished("2024 ;182 : e1", US, true), "2024;182: e1");
        assert_eq!(finished("J. : 12", US, true), "J. 12");
        assert_eq!(finished("J; : 12", US, true), "J; 12");
        assert_eq!(finished("(5) : 12", US, true), "(5): 12");
        assert_eq!(finished("Titre\u{a0}: suite", US, true), "Titre\u{a0}: suite");
    }
}
