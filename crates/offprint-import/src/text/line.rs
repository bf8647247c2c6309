//! Splits pasted text into lines: cleaned, and joined where an e-mail program or a terminal had
//! wrapped them.
//!
//! In text copied from a web page, a line is a paragraph, a heading, an item or a word of a menu.
//! In an e-mail, a line ends at the column limit. All later steps may rely on each line being one
//! unit.
//!
//! It must not know which of the lines are the article.

use jiff::civil::Date;
use offprint_base::is_noncharacter;

use crate::date;
use crate::mail_lines::mail_field;

use super::divided::{SOFT_HYPHEN, TextWords, join_divided};
use super::row_lines::{CELL_BREAK, join_row_lines};
pub(super) use super::text_line::LineMark;
pub(crate) use super::text_line::TextLine;

/// The line ends of all systems.
const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// No program wraps at a larger width than this.
const WIDEST_WRAP: usize = 100;

/// So many lines are in an item of a list.
const LONGEST_ITEM: usize = 6;

/// Shorter lines do not show where the column ends.
const NARROWEST_WRAP: usize = 50;

/// The lines of a text.
pub(crate) fn split_lines(text: &str) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = Vec::new();
    let mut blanks = 0;
    for raw in join_row_lines(&raw_lines(text)) {
        let raw = raw.as_ref();
        let indent = raw
            .chars()
            .take_while(|character| character.is_whitespace())
            .map(|blank| if blank == '\t' { 4 } else { 1 })
            .sum();
        let mut text = clean_line(raw);
        if raw.trim_end().ends_with(SOFT_HYPHEN) && !text.is_empty() {
            text.push(SOFT_HYPHEN);
        }
        if text.is_empty() {
            blanks += 1;
            continue;
        }
        let cells = split_cells(raw);
        // `>300` in a row of a table is no quotation, and `- 3` no item.
        let is_row = cells.len() > 1
            && text.starts_with(['>', '-', '–', '+', '#'])
            && cells[0].contains(char::is_alphanumeric);
        let first = text.chars().next().unwrap_or(' ');
        let after_digits = text.chars().find(|sign| !sign.is_ascii_digit()).unwrap_or(' ');
        // `2. year` below another row names one; `2.` alone is the number of an item.
        let is_below_row =
            blanks == 0 && lines.last().is_some_and(|above: &TextLine| above.cells.len() > 1);
        let is_row =
            is_row || is_below_row && cells.len() > 1 && cells[0].contains(char::is_alphabetic);
        let (mark, text) = if is_row { (LineMark::None, text) } else { parse_mark(&text) };
        let bullet = match mark {
            LineMark::Bullet => first,
            LineMark::Number(_) => after_digits,
            _ => ' ',
        };
        let cells = if mark == LineMark::None { cells } else { Vec::new() };
        // A bullet alone on a line belongs to the next line.
        if text.is_empty() {
            lines.push(TextLine { text: String::new(), blanks, indent, mark, bullet, cells });
        } else if let Some(last) = lines.last_mut()
            && last.text.is_empty()
            && mark == LineMark::None
        {
            last.text = text;
        } else {
            lines.push(TextLine { text, blanks, indent, mark, bullet, cells });
        }
        blanks = 0;
    }
    lines.retain(|line| !line.text.is_empty());
    let mut lines = join_parts_of_items(join_lone_marks(lines));
    remove_anchors(&mut lines);
    let words = TextWords::new(&lines);
    join_hyphenated_lines(join_wrapped_lines(lines, &words), &words)
}

/// The lines of a text, without their ends.
fn raw_lines(text: &str) -> Vec<&str> {
    let mut raws = Vec::new();
    let mut at = 0;
    let mut before = '\n';
    for raw in text.split(BREAKS) {
        let end = at + raw.len();
        let ended_by = text[end..].chars().next().unwrap_or('\n');
        at = end + ended_by.len_utf8();
        // `\r\n` produces an empty line that is not in the text.
        let of_pair = before == '\r' && ended_by == '\n' && raw.is_empty();
        before = ended_by;
        if !of_pair {
            raws.push(raw);
        }
    }
    raws
}

/// Joins the parts of a numbered item that a browser copies as lines, since each has an element of its
/// own: `1. Doe J`, and below it `. On sleep. J Sample 2018.`
fn join_parts_of_items(lines: Vec<TextLine>) -> Vec<TextLine> {
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    for line in lines {
        let continues = line.blanks == 0
            && line.mark == LineMark::None
            && line.text.starts_with([',', ';', '.'])
            && line.text[1..].starts_with(' ');
        match joined.last_mut() {
            Some(item) if continues && matches!(item.mark, LineMark::Number(_)) => {
                item.text.push_str(&line.text);
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// Joins numbers and dashes that are alone on their lines with the lines below them, as browsers copy
/// some lists: at least two numbers that count, or two dashes.
fn join_lone_marks(lines: Vec<TextLine>) -> Vec<TextLine> {
    let lone: Vec<Option<LineMark>> = lines.iter().map(lone_mark).collect();
    let mut mark_of: Vec<Option<LineMark>> = vec![None; lines.len()];
    // The marks of a list are near each other: an item is a few lines long.
    let next = |at: usize, wanted: LineMark| {
        (at + 2..lines.len().min(at + 2 + LONGEST_ITEM)).find(|later| lone[*later] == Some(wanted))
    };
    let following = |mark: LineMark| match mark {
        LineMark::Number(number) => LineMark::Number(number + 1),
        mark => mark,
    };
    for at in 0..lines.len() {
        let Some(mark) = lone[at] else { continue };
        let is_next = mark_of[at].is_some();
        let begins = matches!(mark, LineMark::Bullet | LineMark::Number(1));
        let later = next(at, following(mark));
        if is_next || begins && later.is_some() {
            mark_of[at] = Some(mark);
            if let Some(later) = later {
                mark_of[later] = lone[later];
            }
        }
    }
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut pending: Option<(LineMark, usize, usize)> = None;
    for (at, line) in lines.into_iter().enumerate() {
        match (mark_of[at], pending.take()) {
            (Some(mark), _) => pending = Some((mark, line.blanks, line.indent)),
            (None, Some((mark, blanks, indent))) if line.mark == LineMark::None => {
                joined.push(TextLine { mark, blanks, indent, cells: Vec::new(), ..line });
            }
            (None, _) => joined.push(line),
        }
    }
    joined
}

/// The mark that is all of a line: `1.`, `2)`, `-`.
fn lone_mark(line: &TextLine) -> Option<LineMark> {
    if line.mark != LineMark::None || line.text.len() > 4 {
        return None;
    }
    if matches!(line.text.as_str(), "-" | "–" | "—" | "*") {
        return Some(LineMark::Bullet);
    }
    let number = line.text.strip_suffix(['.', ')'])?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().ok().map(LineMark::Number))?
}

/// Removes the sign of a link to a heading from its end: `The data#`. `C#` alone is a name.
fn remove_anchors(lines: &mut [TextLine]) {
    let bare = |line: &TextLine| {
        let bare = line.text.strip_suffix(['#', '¶'])?;
        let is_heading = bare.ends_with(|last: char| last.is_alphanumeric() || last == '?');
        (is_heading && line.mark == LineMark::None && bare.len() <= 120).then(|| bare.to_owned())
    };
    if lines.iter().filter(|line| bare(line).is_some()).count() < 2 {
        return;
    }
    for line in lines {
        if let Some(text) = bare(line) {
            line.text = text;
        }
    }
}

/// Joins lines that a hyphen divides inside a word, as texts copied from PDFs have them.
fn join_hyphenated_lines(lines: Vec<TextLine>, words: &TextWords) -> Vec<TextLine> {
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    for line in lines {
        let is_joined = joined.last_mut().is_some_and(|last| join_divided(last, &line, words));
        if !is_joined {
            joined.push(line);
        }
    }
    // One that divides nothing is invisible.
    for line in &mut joined {
        line.text.truncate(line.text.trim_end_matches(SOFT_HYPHEN).len());
    }
    joined
}

/// The line without control and zero-width characters, and with white space normalised.
pub(super) fn clean_line(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut blank = false;
    let mut escape = false;
    for character in raw.chars() {
        // Terminal colours: `ESC [ 3 1 m`.
        if escape {
            if !(character == '[' || character == ';' || character.is_ascii_digit()) {
                escape = false;
                if character.is_ascii_alphabetic() {
                    continue;
                }
            } else {
                continue;
            }
        }
        match character {
            '\u{1b}' => escape = true,
            '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffc}'
            | '\u{fffd}' => {}
            // The joiner joins characters only between other characters: in a family emoji, in
            // Indic and Arabic scripts.
            '\u{200c}' | '\u{200d}'
                if text.chars().next_back().is_none_or(|before| before.is_ascii()) => {}
            other if other.is_whitespace() => blank = !text.is_empty(),
            other if other.is_control() || is_noncharacter(other) => {}
            other => {
                if blank {
                    text.push(' ');
                    blank = false;
                }
                text.push(other);
            }
        }
    }
    while text.ends_with(['\u{200c}', '\u{200d}', ' ']) {
        text.pop();
    }
    text
}

/// The cells of a row of a table, as browsers and spreadsheets copy it: with tabs between them.
/// Empty for a line without tabs inside. Paragraphs of a cell are lines of it.
fn split_cells(raw: &str) -> Vec<String> {
    let row = raw.trim_end_matches(['\r', ' ']);
    if !row.trim().contains('\t') {
        return Vec::new();
    }
    let cell = |cell: &str| cell.split(CELL_BREAK).map(clean_line).collect::<Vec<_>>().join("\n");
    row.split('\t').map(cell).collect()
}

/// The marker of a line, and the line without it.
fn parse_mark(text: &str) -> (LineMark, String) {
    let first = text.chars().next().unwrap_or(' ');
    let rest = text[first.len_utf8().min(text.len())..].trim_start();
    let blank_follows =
        text[first.len_utf8().min(text.len())..].starts_with(' ') || rest.is_empty();
    match first {
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '⁃' | '∙' | '○' | '□' | '❖' | '◆' | '◾' | '▸'
        | '✓' | '✔' | '➢' | '➤' | '·' | '\u{f0b7}' | '\u{f0a7}' => {
            return (LineMark::Bullet, rest.to_owned());
        }
        '-' | '*' | '–' | '—' | '+' if blank_follows && !rest.is_empty() => {
            return (LineMark::Bullet, rest.to_owned());
        }
        '>' if !rest.is_empty() => {
            return (LineMark::Quote, rest.trim_start_matches(['>', ' ']).to_owned());
        }
        '#' => {
            let hashes = text.chars().take_while(|character| *character == '#').count();
            if hashes <= 6 && text[hashes..].starts_with(' ') {
                return (
                    LineMark::Hashes(hashes),
                    text[hashes..].trim_start().trim_end_matches(['#', ' ']).to_owned(),
                );
            }
        }
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let after = &text[digits..];
            if digits <= 3
                // `12. November 2015` is a date, not an item.
                && !starts_with_day(text)
                && let Some(rest) = after.strip_prefix('.').or_else(|| after.strip_prefix(')'))
                && let Some(rest) = rest.strip_prefix(' ')
                && let Ok(number) = text[..digits].parse()
            {
                return (LineMark::Number(number), rest.trim_start().to_owned());
            }
        }
        _ => {}
    }
    (LineMark::None, text.to_owned())
}

/// Whether a line begins with a date.
fn starts_with_day(text: &str) -> bool {
    let mut end = text.len().min(40);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    date::find_dates(&text[..end], Date::MAX).first().is_some_and(|(_, span)| span.start == 0)
}

/// The lines, with wrapped lines joined.
fn join_wrapped_lines(lines: Vec<TextLine>, words: &TextWords) -> Vec<TextLine> {
    // Wrapped text has many lines that nearly fill the column and end inside a sentence, and almost
    // none that are much longer.
    let lengths: Vec<usize> =
        lines.iter().map(|line| line.text.chars().take(WIDEST_WRAP * 4).count()).collect();
    let full =
        lengths.iter().filter(|length| (NARROWEST_WRAP..=WIDEST_WRAP).contains(length)).count();
    let beyond = lengths.iter().filter(|length| **length > WIDEST_WRAP).count();
    let inside = lines
        .windows(2)
        .zip(&lengths)
        .filter(|(pair, length)| {
            (NARROWEST_WRAP..=WIDEST_WRAP).contains(*length)
                && continues_sentence(&pair[0], &pair[1])
        })
        .count();
    // Two wrapped paragraphs are enough evidence; in pasted pages lines rarely end inside a
    // sentence.
    if inside < 3 || inside * 2 < full || beyond * 4 > full {
        return lines;
    }
    let mut widths: Vec<usize> =
        lengths.iter().copied().filter(|length| *length <= WIDEST_WRAP).collect();
    widths.sort_unstable();
    // The column width that most lines show, not that of a single long word.
    let column = widths.get(widths.len() * 95 / 100).copied().unwrap_or(NARROWEST_WRAP);
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut open = false;
    for (line, length) in lines.into_iter().zip(lengths) {
        // The line before is full if the first word of this line would not have fitted there.
        let continues = open
            && line.blanks == 0
            && line.cells.len() < 2
            && mail_field(&line.text).is_none()
            && matches!(line.mark, LineMark::None | LineMark::Quote);
        let first_word = line.text.split(' ').next().map_or(0, |word| word.chars().count());
        open = length + 12 >= column || length >= NARROWEST_WRAP;
        let Some(last) = joined.last_mut() else {
            joined.push(line);
            continue;
        };
        // Text is also wrapped after a hyphen, as in `long-term` and `tab-lets`.
        if join_divided(last, &line, words) {
            continue;
        }
        if continues
            && (line.mark == last.mark || line.mark == LineMark::None)
            && first_word < WIDEST_WRAP
        {
            last.text.push(' ');
            last.text.push_str(&line.text);
        } else {
            joined.push(line);
        }
    }
    joined
}

/// Whether a line ends inside a sentence that the next line continues.
fn continues_sentence(line: &TextLine, next: &TextLine) -> bool {
    next.blanks == 0
        && matches!(next.mark, LineMark::None | LineMark::Quote)
        && line.text.ends_with(|character: char| {
            character.is_alphanumeric() || matches!(character, ',' | '-' | ';' | '–')
        })
        && (next.text.starts_with(|character: char| {
            character.is_lowercase() || matches!(character, '(' | '"' | '“')
        }) || line.text.split(' ').count() >= 6)
}

#[cfg(test)]
mod tests {
    use super::{LineMark, clean_line, split_lines};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = split_lines(text).into_iter().map(|line| line.text).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn parts_of_numbered_items_are_one_line() {
        check(
            "1.\nDoe J\n. On sleep. J Sample 2018.\n2.\nRoe R. On dreams.",
            &["Doe J. On sleep. J Sample 2018.", "Roe R. On dreams."],
        );
        check("Doe J\n. On sleep.", &["Doe J", ". On sleep."]);
    }

    #[test]
    fn line_ends_of_all_systems() {
        check("a\nb\n", &["a", "b"]);
        check("a\r\nb\r\n\r\nc", &["a", "b", "c"]);
        check("a\rb", &["a", "b"]);
        assert_eq!(
            split_lines("a\r\nb\r\n\r\nc").iter().map(|line| line.blanks).collect::<Vec<_>>(),
            [0, 0, 1]
        );
    }

    #[test]
    fn invisible_characters_go() {
        assert_eq!(clean_line("  a\u{a0}\u{200b} b\u{ad}c\u{feff} "), "a bc");
        assert_eq!(clean_line("\u{1b}[31mred\u{1b}[0m \u{7}bell"), "red bell");
        assert_eq!(clean_line("👨\u{200d}👩"), "👨\u{200d}👩");
        assert_eq!(clean_line("depres\u{fffe}sion"), "depression");
    }

    #[test]
    fn bullets_are_marks() {
        let found = split_lines("• one\n- two\n 3. three\n4) four\n·five\n•\nsix\n-7 degrees");
        let marks: Vec<LineMark> = found.iter().map(|line| line.mark).collect();
        assert_eq!(
            marks,
            [
                LineMark::Bullet,
                LineMark::Bullet,
                LineMark::Number(3),
                LineMark::Number(4),
                LineMark::Bullet,
                LineMark::Bullet,
                LineMark::None
            ]
        );
        assert_eq!(found[5].text, "six");
    }

    #[test]
    fn links_to_headings_go() {
        check("The data#\nOne.\nThe model#\nTwo.", &["The data", "One.", "The model", "Two."]);
        check("Sums in C#\nOne.", &["Sums in C#", "One."]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined() {
        check(
            "This paragraph was wrapped at a column of some sixty\nletters, so that each of its lines ends inside of a\nsentence and the next one goes on with it, until at\nlast it ends.\n\nAnother paragraph was wrapped in the same way, and its\nlines are joined too.",
            &[
                "This paragraph was wrapped at a column of some sixty letters, so that each of its lines ends inside of a sentence and the next one goes on with it, until at last it ends.",
                "Another paragraph was wrapped in the same way, and its lines are joined too.",
            ],
        );
        check(
            "Home\nNews\nContact\nA sentence that is whole and stands alone on its line.",
            &["Home", "News", "Contact", "A sentence that is whole and stands alone on its line."],
        );
    }
}
