//! [`join_wrapped_references`]: the entries of a list of references, each on one line, if the text
//! breaks lines at a width.
//!
//! A number before each entry, a blank line between them or a hanging indent shows where each begins.
//! Without any of these the lines stay together: a piece of an entry is no paragraph and no heading.
//! Lists whose numbers have a full stop or brackets are read by `references`. It must not know the
//! parts of an entry.

use std::ops::Range;

use super::line::{LineMark, TextLine};
use super::references::{
    append_line, find_reference_list, is_link_line, is_reference_heading, numbered_entry,
    reference_score, starts_entry,
};

/// More lines are no wrapped entry.
const MOST_LINES: usize = 8;

/// No list has more lines.
const MOST_LIST_LINES: usize = 4000;

/// The warning about entries that are not separated.
pub(super) const UNSEPARATED: &str = "the references are one paragraph in the text, because nothing \
    shows where each of them begins; write each on a line of its own, and import again";

/// The lines with each wrapped entry joined, and the line with a list that cannot be divided.
pub(super) fn join_wrapped_references(lines: Vec<TextLine>) -> (Vec<TextLine>, Option<usize>) {
    let heading = (0..lines.len()).rev().find(|at| is_reference_heading(&lines[*at].text));
    let Some(start) = heading.map(|heading| heading + 1) else { return (lines, None) };
    let end = lines.len().min(start + MOST_LIST_LINES);
    let first = lines.get(start);
    if first.is_none_or(|first| first.mark != LineMark::None || numbered_entry(first).is_some()) {
        return (lines, None);
    }
    let found = [bare_numbers, blocks, hanging_indents]
        .into_iter()
        .find_map(|entries| entries(&lines[start..end]));
    if let Some(entries) = found {
        return (join_entries(lines, start, &entries), None);
    }
    let block = start..start + block_length(&lines[start..end]);
    if !is_wrapped_list(&lines, start - 1, &block) {
        return (lines, None);
    }
    let entry = WrappedEntry { lines: 0..block.len(), number: None };
    (join_entries(lines, start, &[entry]), Some(start))
}

/// The lines of an entry, counted from the start of the list.
struct WrappedEntry {
    lines: Range<usize>,
    number: Option<u32>,
}

fn join_entries(lines: Vec<TextLine>, start: usize, entries: &[WrappedEntry]) -> Vec<TextLine> {
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut entries = entries.iter().peekable();
    let mut end = 0;
    for (at, line) in lines.into_iter().enumerate() {
        if let Some(entry) = entries.next_if(|entry| start + entry.lines.start == at) {
            end = start + entry.lines.end;
            let mut line = line;
            if let Some((number, rest)) = entry.number.and_then(|_| bare_number(&line)) {
                line.text = rest.to_owned();
                line.mark = LineMark::Number(number);
                line.bullet = '.';
            }
            line.cells = Vec::new();
            joined.push(line);
        } else if at < end
            && let Some(last) = joined.last_mut()
        {
            append_line(&mut last.text, &line);
        } else {
            joined.push(line);
        }
    }
    joined
}

/// `12 Doe J. …`: a number that only a blank separates from an entry.
fn bare_number(line: &TextLine) -> Option<(u32, &str)> {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.text[digits..].strip_prefix(' ')?;
    let is_number = (1..=3).contains(&digits) && line.mark == LineMark::None;
    let begins = rest.starts_with(|first: char| first.is_uppercase() || first == '"');
    line.text[..digits].parse().ok().filter(|_| is_number && begins).map(|number| (number, rest))
}

/// The entries of a list that bare numbers count from 1 on.
fn bare_numbers(lines: &[TextLine]) -> Option<Vec<WrappedEntry>> {
    let mut starts: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let number = bare_number(line).and_then(|(number, _)| usize::try_from(number).ok());
        if number == Some(starts.len() + 1) {
            starts.push(at);
        } else if starts.last().is_none_or(|last| at - last >= MOST_LINES)
            || line.blanks > 0
            || line.mark != LineMark::None
        {
            break;
        }
    }
    let mut entries = wrapped_entries(lines, &starts)?;
    for (position, entry) in entries.iter_mut().enumerate() {
        entry.number = u32::try_from(position + 1).ok();
    }
    Some(entries)
}

/// The entries of a list with blank lines between them.
fn blocks(lines: &[TextLine]) -> Option<Vec<WrappedEntry>> {
    let mut starts = vec![0];
    let mut at = block_length(lines);
    while at < lines.len() {
        let length = block_length(&lines[at..]);
        let is_entry = lines[at].mark == LineMark::None
            && length <= MOST_LINES
            && reference_score(&joined_text(&lines[at..at + length])) >= 2;
        if !is_entry {
            break;
        }
        starts.push(at);
        at += length;
    }
    let entries = wrapped_entries(lines, &starts)?;
    // A line in a block that begins as an entry shows that the block has several.
    let is_divided = entries.iter().all(|entry| {
        lines[entry.lines.clone()].iter().skip(1).all(|line| !starts_entry(&line.text))
    });
    is_divided.then_some(entries)
}

/// The entries of a list whose wrapped lines are indented.
fn hanging_indents(lines: &[TextLine]) -> Option<Vec<WrappedEntry>> {
    let lines = &lines[..block_length(lines)];
    let outer = lines.first()?.indent;
    let starts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].indent == outer).collect();
    if lines.iter().any(|line| line.indent < outer) {
        return None;
    }
    wrapped_entries(lines, &starts)
}

/// The entries that begin at these lines, if all of them look like entries, and some are wrapped.
fn wrapped_entries(lines: &[TextLine], starts: &[usize]) -> Option<Vec<WrappedEntry>> {
    let last = *starts.last()?;
    let end = last + block_length(&lines[last..]);
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(end));
    let entries: Vec<WrappedEntry> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| WrappedEntry { lines: *start..end, number: None })
        .collect();
    let mut with_authors = 0;
    for entry in &entries {
        let lines = &lines[entry.lines.clone()];
        let text = joined_text(lines);
        let text = text.trim_start_matches(|sign: char| sign.is_ascii_digit()).trim_start();
        if lines.len() > MOST_LINES || reference_score(text) < 2 {
            return None;
        }
        with_authors += usize::from(starts_entry(text));
    }
    let is_wrapped = entries.iter().any(|entry| entry.lines.len() > 1);
    (entries.len() >= 2 && is_wrapped && with_authors * 2 > entries.len()).then_some(entries)
}

/// The number of lines up to the next blank one.
fn block_length(lines: &[TextLine]) -> usize {
    1 + lines.iter().skip(1).take_while(|line| line.blanks == 0).count()
}

fn joined_text(lines: &[TextLine]) -> String {
    let mut text = String::new();
    for line in lines {
        append_line(&mut text, line);
    }
    text
}

/// Whether the lines below a heading are several wrapped entries that `references` cannot divide.
fn is_wrapped_list(lines: &[TextLine], heading: usize, block: &Range<usize>) -> bool {
    let list = &lines[block.clone()];
    let is_plain = |line: &TextLine| {
        line.mark == LineMark::None && line.cells.len() < 2 && !is_link_line(&line.text)
    };
    // A line inside a sentence ends without a stop, or the next one goes on in lower case.
    let broken = list
        .windows(2)
        .filter(|pair| {
            !pair[0].text.ends_with(['.', '?', '!', ')', ']', '/', '"', '”'])
                || pair[1].text.starts_with(|first: char| first.is_lowercase())
        })
        .count();
    let entries = list.iter().filter(|line| starts_entry(&line.text)).count();
    list.len() >= 3
        && list.iter().all(is_plain)
        && broken * 3 >= list.len()
        && entries * 2 < list.len()
        && reference_score(
            &list.iter().take(6).map(|line| line.text.as_str()).collect::<Vec<_>>().join(" "),
        ) >= 3
        && find_reference_list(&lines[heading..])
            .is_none_or(|found| heading + found.span.end < block.end)
}

#[cfg(test)]
mod tests {
    use super::join_wrapped_references;
    use crate::text::line::split_lines;
    use crate::text::references::find_reference_list;

    /// The entries of a list, and whether it stays one paragraph.
    #[track_caller]
    fn check(list: &str, entries: &[&str], is_paragraph: bool) {
        let text = format!("Prose about it.\n\nReferences\n\n{list}\n\nContact");
        let (lines, unseparated) = join_wrapped_references(split_lines(&text));
        assert_eq!(unseparated.is_some(), is_paragraph);
        if let Some(at) = unseparated {
            assert_eq!(lines[at].text, entries[0]);
            assert_eq!(lines[at + 1].text, "Contact");
        } else {
            let found = find_reference_list(&lines).map(|list| list.entries).unwrap_or_default();
            assert_eq!(found, entries);
        }
    }

    const ONE: &str =
        "Ames J, Roe K. Tablets in nerves. J Pain. 2020;12(3):45-50. doi:10.5555/abc.1";
    const TWO: &str = "Doe A, Lee B. Another trial of it. Pain Med. 2021;9:1-9.";

    #[test]
    fn blank_lines_divide_entries() {
        check(
            "Ames J, Roe K. Tablets in\nnerves. J Pain. 2020;12(3):45-50.\ndoi:10.5555/abc.1\n\nDoe A, Lee B. Another trial of\nit. Pain Med. 2021;9:1-9.",
            &[ONE, TWO],
            false,
        );
        check(&format!("{ONE}\n\n{TWO}"), &[ONE, TWO], false);
    }

    #[test]
    fn bare_numbers_divide_entries() {
        check(
            "1   Ames J, Roe K. Tablets in nerves. J Pain.\n    2020;12(3):45-50. doi:10.5555/abc.1\n2   Doe A, Lee B. Another trial of it. Pain\n    Med. 2021;9:1-9.",
            &[ONE, TWO],
            false,
        );
        // A number in an entry does not count.
        check(
            "1 Ames J, Roe K. Tablets in nerves. J Pain.\n2020;12(3):45-50. doi:10.5555/abc.1\n2 Doe A, Lee B. Another trial of\n7 Weeks. Pain Med. 2021;9:1-9.",
            &[ONE, "Doe A, Lee B. Another trial of 7 Weeks. Pain Med. 2021;9:1-9."],
            false,
        );
    }

    #[test]
    fn indents_divide_entries() {
        check(
            "Ames J, Roe K. Tablets in nerves. J Pain.\n    2020;12(3):45-50. doi:10.5555/abc.1\nDoe A, Lee B. Another trial of it. Pain\n    Med. 2021;9:1-9.",
            &[ONE, TWO],
            false,
        );
    }

    #[test]
    fn entries_that_nothing_divides_are_one_paragraph() {
        check(
            "Ames J, Roe K. Tablets in\nnerves. J Pain. 2020;12(3):45-50.\ndoi:10.5555/abc.1\nDoe A, Lee B. Another trial of\nit. Pain Med. 2021;9:1-9.",
            &[&format!("{ONE} {TWO}")],
            true,
        );
    }

    #[test]
    fn other_lists_stay() {
        check(&format!("{ONE}\n{TWO}\n{ONE}"), &[ONE, TWO, ONE], false);
        check(&format!("1. {ONE}\n2. {TWO}"), &[ONE, TWO], false);
        check("We asked the clinic\nabout 30 people of 2019,\nand nobody answered.", &[], false);
    }
}
