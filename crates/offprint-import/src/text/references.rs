//! The list of references in a pasted text.
//!
//! It begins with a heading such as *References* or *Citations*. A numbered list continues while its
//! numbers do, whatever an entry contains; another one continues while lines look like entries:
//! years, volumes, DOIs, initials. Lines of links below an entry are passed over, and wrapped lines
//! are joined. The list ends where the page continues with something else.
//!
//! It must not know the parts of an entry: `citation` parses them.

use std::ops::Range;

use super::aside::is_beside_text;
use super::line::{LineMark, TextLine};
use crate::citation::{find_identifiers, parse_citation};
use crate::phrases::{Category, is_phrase, phrases};

/// The position of the list: its heading, and its entries.
#[derive(Debug)]
pub(super) struct ReferenceSection {
    /// The line of its heading.
    pub(super) heading: usize,
    /// The lines of its entries.
    pub(super) span: Range<usize>,
    /// The entries.
    pub(super) entries: Vec<String>,
    /// The numbers of the entries.
    pub(super) numbers: Vec<Option<usize>>,
}

/// Whether a line is the heading of a list of references.
pub(super) fn is_reference_heading(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let bare = text.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    is_phrase(Category::ReferenceHeadings, &bare)
}

/// The last list of references of the text, if it has one.
pub(super) fn find_reference_list(lines: &[TextLine]) -> Option<ReferenceSection> {
    // A table of contents also contains the word, so a heading without entries does not count.
    let mut headings =
        (0..lines.len()).rev().filter(|at| is_reference_heading(&lines[*at].text)).take(8);
    headings.find_map(|heading| {
        let list = EntryList::collect(&lines[heading + 1..]);
        (!list.entries.is_empty()).then(|| ReferenceSection {
            heading,
            span: heading + 1..heading + 1 + list.end,
            numbers: list.numbers,
            entries: list.entries,
        })
    })
}

/// How many lines an entry of a numbered list may have.
const MOST_WRAPPED_LINES: usize = 6;

/// The entries of a list, read line by line.
#[derive(Default)]
struct EntryList {
    entries: Vec<String>,
    /// The numbers of the entries.
    numbers: Vec<Option<usize>>,
    /// The number of the last entry, or 0.
    number: u32,
    /// The line after the last one that belongs to the list.
    end: usize,
}

impl EntryList {
    fn collect(lines: &[TextLine]) -> Self {
        let mut list = Self::default();
        for (at, line) in lines.iter().enumerate() {
            let line = &without_back_links(line);
            if list.entries.is_empty() && is_beside_text(&line.text) {
                continue;
            }
            if let Some((number, entry)) = numbered_entry(line)
                && !list.is_open_at(line)
                && list.accepts_number(number, entry, &lines[at + 1..])
            {
                list.number = number;
                list.entries.push(entry.to_owned());
                list.numbers.push(usize::try_from(number).ok());
            } else if is_link_line(&line.text) && !list.entries.is_empty() {
                // `[PubMed] [Google Scholar]` below an entry.
            } else if list.continues_with(line, &lines[at + 1..]) {
                if let Some(last) = list.entries.last_mut() {
                    append_line(last, line);
                }
            } else if list.number == 0 && list.accepts_unnumbered(line, &lines[at + 1..]) {
                list.entries.push(line.text.clone());
                list.numbers.push(None);
            } else {
                break;
            }
            list.end = at + 1;
        }
        for entry in &mut list.entries {
            entry.truncate(without_links(entry).len());
        }
        list
    }

    /// Whether a line must belong to the entry before it: that ends inside a range of pages or before
    /// them, so that the number of this line is a page: `391(1):5-` and `9. doi:10.5555/a`.
    fn is_open_at(&self, line: &TextLine) -> bool {
        line.blanks == 0
            && self.entries.last().is_some_and(|last| {
                let before = last.strip_suffix(['-', '–', ':']);
                before.is_some_and(|before| {
                    before.ends_with(|sign: char| sign.is_ascii_digit() || sign == ')')
                })
            })
    }

    /// Whether the next number is at one of the next lines.
    fn counts_on(&self, rest: &[TextLine]) -> bool {
        rest.iter()
            .take(MOST_WRAPPED_LINES)
            .take_while(|next| next.blanks <= 1)
            .filter_map(numbered_entry)
            .any(|(number, _)| number == self.number + 1)
    }

    /// Whether a numbered line is the next entry. Once a list counts, a line with the next number
    /// is an entry whatever it contains: `Ibid.`, a talk, a web page.
    fn accepts_number(&self, number: u32, entry: &str, rest: &[TextLine]) -> bool {
        if self.entries.is_empty() {
            let next: Vec<&str> =
                rest.iter().filter_map(numbered_entry).take(3).map(|(_, entry)| entry).collect();
            let scored = std::iter::once(entry)
                .chain(next.iter().copied())
                .filter(|entry| reference_score(entry) >= 1)
                .count();
            return reference_score(entry) >= 1
                || scored >= 2
                || reference_score(&wrapped_text(entry, rest)) >= 2;
        }
        let is_next = number == self.number + 1;
        // A number was lost, or two lists were joined.
        let is_near = number > self.number && number <= self.number + 3 && !self.counts_on(rest)
            || number == 1;
        self.number > 0 && (is_next || is_near && reference_score(entry) >= 1)
            || self.number == 0 && reference_score(entry) >= 2
    }

    /// Whether a line without a number belongs to the entry before it.
    fn continues_with(&self, line: &TextLine, rest: &[TextLine]) -> bool {
        let Some(last) = self.entries.last() else { return false };
        if !matches!(line.mark, LineMark::None | LineMark::Number(_)) || line.blanks > 0 {
            return false;
        }
        let is_open = !last.ends_with(['.', '?', '!', ')', ']', '/'])
            || line.text.starts_with(|first: char| first.is_lowercase() || first.is_ascii_digit())
            || line.indent > 0;
        let is_identifier = line.text.len() < 200
            && line.text.split(' ').count() <= 6
            && !find_identifiers(&line.text).is_empty();
        if self.number == 0 {
            return is_identifier
                || is_open && line.mark == LineMark::None && !starts_entry(&line.text);
        }
        // Between two numbers, everything belongs to the first.
        self.counts_on(rest) || is_identifier || is_open && last.len() < 600
    }

    fn accepts_unnumbered(&self, line: &TextLine, rest: &[TextLine]) -> bool {
        let score = reference_score(&line.text);
        if score >= 2 || line.mark == LineMark::Bullet && !self.entries.is_empty() && score >= 1 {
            return true;
        }
        // `Doe, M. Sleep. Sleep J. 2019, 8, 12–20. [Google Scholar]`
        let has_link = without_links(&line.text).len() < line.text.trim_end().len();
        if !self.entries.is_empty()
            && score >= 1
            && (has_link || begins_with_turned_name(&line.text))
        {
            return true;
        }
        // One odd entry does not end the list, if it is set like the others.
        let is_like_next = rest.first().is_some_and(|next| {
            reference_score(&next.text) >= 2 && next.blanks == line.blanks && next.mark == line.mark
        });
        self.entries.len() >= 2
            && is_like_next
            && line.text.len() < 400
            && line.text.ends_with('.')
            && score >= 1
    }
}

/// Adds a line to the entry that it continues.
pub(super) fn append_line(entry: &mut String, line: &TextLine) {
    let text = match line.mark {
        // The number is no number of an entry.
        LineMark::Number(number) => format!("{number}{} {}", line.bullet, line.text),
        _ => line.text.clone(),
    };
    // A word that was divided at the end of a line keeps its hyphen, which may belong to it, and so
    // does a range of pages. A DOI has no blank.
    let is_divided = entry.ends_with('-')
        || entry.ends_with('–') && text.starts_with(|sign: char| sign.is_ascii_digit())
        || ends_in_doi_prefix(entry);
    if !is_divided && !entry.is_empty() {
        entry.push(' ');
    }
    entry.push_str(&text);
}

/// Whether an entry ends with the first part of a DOI: `doi:10.5555/`.
fn ends_in_doi_prefix(entry: &str) -> bool {
    let Some(before) = entry.strip_suffix('/') else { return false };
    let number = before.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    before[number.len()..].starts_with("10.") && before.len() - number.len() >= 7
}

/// The first line of an entry with those up to the next number or blank line.
fn wrapped_text(entry: &str, rest: &[TextLine]) -> String {
    let mut text = entry.to_owned();
    let wrapped = rest
        .iter()
        .take(MOST_WRAPPED_LINES)
        .take_while(|line| line.blanks == 0 && numbered_entry(line).is_none());
    for line in wrapped {
        append_line(&mut text, line);
    }
    text
}

/// Whether a line begins with a family name and initials: `Doe, M. A. `.
fn begins_with_turned_name(text: &str) -> bool {
    let Some((family, rest)) = text.split_once(", ") else { return false };
    let mut initials = rest.split(' ').take_while(|word| {
        word.ends_with('.')
            && word.len() <= 6
            && word.chars().all(|sign| sign.is_uppercase() || matches!(sign, '.' | '-'))
    });
    family.split(' ').count() <= 3
        && family.starts_with(char::is_uppercase)
        && !family.contains(|sign: char| sign.is_ascii_digit())
        && initials.next().is_some()
}

/// An entry without the links to where the work can be found: `… 41:9–17. [DOI] [PubMed]`.
fn without_links(entry: &str) -> &str {
    let mut rest = entry.trim_end();
    while let Some((before, label)) = rest.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))
        && is_phrase(Category::ReferenceLinks, &label.trim().to_lowercase())
    {
        rest = before.trim_end();
    }
    rest
}

/// An entry without the links back to its marks: `^ a b Doe J. …`.
fn without_back_links(line: &TextLine) -> TextLine {
    let mut line = line.clone();
    let Some(rest) = line.text.strip_prefix('^').or_else(|| line.text.strip_prefix('↑')) else {
        return line;
    };
    let mut rest = rest.trim_start();
    let mut letter = 'a';
    while let Some(after) = rest.strip_prefix(letter).and_then(|after| after.strip_prefix(' ')) {
        rest = after.trim_start();
        letter = char::from_u32(letter as u32 + 1).unwrap_or('a');
    }
    line.text = rest.to_owned();
    line
}

/// The number and the text of a line that begins with one: `12. …`, `[12] …`.
pub(super) fn numbered_entry(line: &TextLine) -> Option<(u32, &str)> {
    if let LineMark::Number(number) = line.mark {
        return Some((number, &line.text));
    }
    let (number, rest) = bracketed_number(&line.text).or_else(|| glued_number(&line.text))?;
    Some((number, rest))
}

/// `1Smith J.`, `1.Smith J.`, `1 Smith J.`: a number without a stop or without a space.
fn glued_number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?.trim_start_matches(['.', ')', ' ']);
    // With a stop, what follows may also be an organisation: `1.Sample Agency Statement …`.
    let is_stopped = text[digits..].starts_with('.');
    let is_entry = (1..=3).contains(&digits)
        && rest.starts_with(char::is_uppercase)
        && (is_stopped || starts_entry(rest))
        && reference_score(rest) >= 2;
    is_entry.then(|| Some((text[..digits].parse().ok()?, rest))).flatten()
}

/// Whether a line begins as an entry does: with an author.
pub(super) fn starts_entry(text: &str) -> bool {
    !parse_citation(text).authors.is_empty() && reference_score(text) >= 2
}

/// Whether a line is nothing but links to where a work can be found: `[PubMed] [Google Scholar]`.
pub(super) fn is_link_line(text: &str) -> bool {
    if text.len() > 160 {
        return false;
    }
    let lower = text.to_lowercase();
    let mut parts: Vec<&str> =
        lower.split(['[', ']', '|', '·', '•', ',', '(', ')', '\t']).map(str::trim).collect();
    parts.retain(|part| !part.is_empty());
    let is_link = |part: &str| is_phrase(Category::ReferenceLinks, part);
    if is_glued_links(&lower) {
        return true;
    }
    !parts.is_empty()
        && parts.iter().all(|part| {
            // `PubMed Google Scholar` without signs between the links.
            is_link(part) || {
                let words: Vec<&str> = part.split(' ').collect();
                let mut at = 0;
                while at < words.len() {
                    let most = (words.len() - at).min(4);
                    let Some(length) =
                        (1..=most).rev().find(|length| is_link(&words[at..at + length].join(" ")))
                    else {
                        return false;
                    };
                    at += length;
                }
                true
            }
        })
}

/// `View ArticlePubMed/NCBIGoogle Scholar`: links without anything between them.
fn is_glued_links(lower: &str) -> bool {
    let mut rest = lower;
    let mut count = 0;
    while let Some(link) = phrases(Category::ReferenceLinks)
        .iter()
        .filter(|link| rest.starts_with(**link))
        .max_by_key(|link| link.len())
    {
        rest = rest[link.len()..].trim_start_matches([' ', '/']);
        count += 1;
    }
    count >= 2 && rest.is_empty()
}

/// The number and what follows it, in a line that begins with `[12]`.
fn bracketed_number(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.strip_prefix('[')?.split_once(']')?;
    let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number)?;
    Some((number, rest.trim_start_matches([' ', '.', ':'])))
}

/// How much a line looks like an entry, from 0.
pub(super) fn reference_score(text: &str) -> usize {
    if text.len() < 15 || text.len() > 2000 {
        return 0;
    }
    let lower = text.to_lowercase();
    let bytes = text.as_bytes();
    let year = bytes.windows(4).enumerate().any(|(at, four)| {
        (four.starts_with(b"19") || four.starts_with(b"20"))
            && four.iter().all(u8::is_ascii_digit)
            && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
            && !at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit())
    });
    let identifier = ["doi", "10.", "pmid", "pmc", "nct0", "arxiv", "isbn"]
        .iter()
        .any(|known| lower.contains(known));
    let address = lower.contains("http") || lower.contains("www.");
    let others = lower.contains("et al")
        || lower.contains(" & ")
        || lower.contains("(n.d.)")
        || lower.contains("retrieved")
        || lower.contains("accessed");
    // `182(3)`, `2020;12:3`, `pp. 3`, `247–258`
    let volume = bytes.windows(3).any(|three| {
        three[0].is_ascii_digit()
            && matches!(three[1], b'(' | b':' | b';')
            && three[2].is_ascii_digit()
    }) || lower.contains("pp.")
        || lower.contains(" vol");
    // `Working Group on Taste. (2017). Syrups …`
    let head = &text[..text.floor_char_boundary(200)];
    let is_apa = head.match_indices("). ").any(|(at, _)| {
        let year = head[..at].rsplit('(').next().unwrap_or_default();
        year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())
    });
    // `Doe J,` and `Doe, J.`
    let initials = text
        .split([',', ';'])
        .take(6)
        .filter(|part| {
            part.split_whitespace().next_back().is_some_and(|last| {
                last.chars()
                    .all(|character| character.is_uppercase() || matches!(character, '.' | '-'))
                    && last.len() <= 6
            })
        })
        .count()
        >= 1;
    usize::from(year)
        + usize::from(identifier) * 2
        + usize::from(address)
        + usize::from(others)
        + usize::from(volume)
        + usize::from(is_apa)
        + usize::from(initials)
}

#[cfg(test)]
mod tests {
    use super::{find_reference_list, reference_score};
    use crate::text::line::split_lines;

    #[test]
    fn a_list_under_its_heading() {
        let text = "Prose.\n\nReferences:\n\n1. Example AB, Sample C. A title. J Ex. 2020;1(2):3-4.\n2. Muster D. Another. 2021. https://doi.org/10.1000/1\n\nSubscribe to our newsletter!";
        let lines = split_lines(text);
        let references = find_reference_list(&lines).expect("the text has a list");
        assert_eq!(references.heading, 1);
        assert_eq!(references.span, 2..4);
        assert_eq!(references.entries[1], "Muster D. Another. 2021. https://doi.org/10.1000/1");
    }

    /// The entries under a heading, and the line at which the text goes on.
    #[track_caller]
    fn check(list: &str, expect: &[&str], after: &str) {
        let text = format!("Prose.\n\nReferences\n\n{list}\n\n{after}");
        let lines = split_lines(&text);
        let references = find_reference_list(&lines).expect("the text has a list");
        assert_eq!(references.entries, expect);
        let next = lines.get(references.span.end).map_or("", |line| line.text.as_str());
        assert_eq!(next, after);
    }

    const ONE: &str = "Example AB, Sample C. A title. J Ex. 2020;1(2):3-4.";
    const TWO: &str = "Muster D. Another. Ex J. 2021;9:1-9.";

    #[test]
    fn odd_entries_do_not_end_a_list() {
        check(
            &format!("1. {ONE}\n2. Ibid.\n3. Talk at the meeting.\n4. {TWO}"),
            &[ONE, "Ibid.", "Talk at the meeting.", TWO],
            "Subscribe to our newsletter!",
        );
        check(
            &format!("1. {ONE}\n\n2. A brochure of the clinic\n\n3. {TWO}"),
            &[ONE, "A brochure of the clinic", TWO],
            "About the author",
        );
        check(
            &format!("[1] {ONE}\n[2] Ibid.\n[3] {TWO}"),
            &[ONE, "Ibid.", TWO],
            "Share this article",
        );
        check(
            &format!("1. The clinic, personal communication.\n2. {ONE}\n3. {TWO}"),
            &["The clinic, personal communication.", ONE, TWO],
            "Contact",
        );
        check(
            &format!("{ONE}\n{TWO}\nPoe P. A thesis of 2019.\n{ONE}"),
            &[ONE, TWO, "Poe P. A thesis of 2019.", ONE],
            "Contact us",
        );
    }

    #[test]
    fn links_after_an_entry_are_no_part_of_it() {
        check(
            &format!(
                "1.Sample Agency Statement on pills. 2023. [(accessed on 3 May 2024)]. Available online: https://a.example/x\n2.{ONE} [DOI] [PubMed] [Google Scholar]\n3.{TWO} [PMC free article]"
            ),
            &[
                "Sample Agency Statement on pills. 2023. [(accessed on 3 May 2024)]. Available online: https://a.example/x",
                ONE,
                TWO,
            ],
            "Contact",
        );
    }

    #[test]
    fn lines_of_links_are_passed_over() {
        check(
            &format!(
                "1. {ONE}\n   [PubMed] [Google Scholar]\n2. {TWO}\n   [PubMed] [Google Scholar]"
            ),
            &[ONE, TWO],
            "Contact",
        );
        check(
            &format!("1. {ONE}\nArticle PubMed Google Scholar\n2. {TWO}\nPubMed | CrossRef"),
            &[ONE, TWO],
            "Contact",
        );
    }

    #[test]
    fn links_back_to_marks_are_no_text() {
        check(&format!("[edit]\n\n    ^ {ONE}\n    ^ a b {TWO}"), &[ONE, TWO], "Contact");
        check(&format!("    ↑ {ONE}\n    ↑ {TWO}"), &[ONE, TWO], "Contact");
    }

    #[test]
    fn wrapped_entries_are_joined() {
        check(
            "1. Example AB, Sample C. A title\n   that is long. J Ex.\n   2020;1(2):3-4.\n2. Muster D. Another.\n   Ex J. 2021;9:1-9.",
            &["Example AB, Sample C. A title that is long. J Ex. 2020;1(2):3-4.", TWO],
            "Contact",
        );
        check(
            "1. Example AB, Sample C. A title\nthat is long. J Ex. 2020;1(2):3-4.\n2. Muster D. Another. Ex J.\n2021;9:1-9.",
            &["Example AB, Sample C. A title that is long. J Ex. 2020;1(2):3-4.", TWO],
            "Contact",
        );
        check(
            &format!("1. {ONE}\ndoi: 10.5555/abc\nPMID: 1234567\n2. {TWO}"),
            &[&format!("{ONE} doi: 10.5555/abc PMID: 1234567"), TWO],
            "Contact",
        );
    }

    #[test]
    fn numbers_at_the_start_of_wrapped_lines_are_text() {
        const LEE: &str = "Lee C. Fourth one here. Lancet. 2018;391(1):5-9. doi:10.5555/l.5";
        check(
            &format!(
                "1. {ONE}\n2. Lee C. Fourth one here. Lancet. 2018;391(1):5-\n9. doi:10.5555/l.5\n3. {TWO}"
            ),
            &[ONE, LEE, TWO],
            "Contact",
        );
        // The page is also the next number.
        check(
            &format!(
                "[1] Lee C. Fourth one. Lancet. 2018;391(1):\n2. Epub ahead of print.\n[2] {TWO}"
            ),
            &["Lee C. Fourth one. Lancet. 2018;391(1): 2. Epub ahead of print.", TWO],
            "Contact",
        );
        check(
            &format!(
                "1. Lee C. Fourth one here in\n2018. A report. Lancet. 2019;391(1):5–\n9.\n2. {TWO}"
            ),
            &["Lee C. Fourth one here in 2018. A report. Lancet. 2019;391(1):5–9.", TWO],
            "Contact",
        );
        check(
            &format!(
                "1. {ONE}\n2. Lee C. A group of\n4. Results of 2019. Lancet. 2019;3:1-2.\n3. {TWO}"
            ),
            &[ONE, "Lee C. A group of 4. Results of 2019. Lancet. 2019;3:1-2.", TWO],
            "Contact",
        );
        check(
            &format!("1. {ONE} doi:10.5555/\nabc.123\n2. {TWO}"),
            &[&format!("{ONE} doi:10.5555/abc.123"), TWO],
            "Contact",
        );
        // The address of a site ends with a slash, too.
        check(
            &format!("1. {ONE} https://a.example/x/\nAccessed 5 May 2024.\n2. {TWO}"),
            &[&format!("{ONE} https://a.example/x/ Accessed 5 May 2024."), TWO],
            "Contact",
        );
        // A number that was lost.
        check(&format!("1. {ONE}\n3. {TWO}\n4. {ONE}"), &[ONE, TWO, ONE], "Contact");
    }

    #[test]
    fn the_list_ends_where_the_page_goes_on() {
        check(&format!("1. {ONE}\n2. {TWO}"), &[ONE, TWO], "The Example Post is a newspaper.");
        check(&format!("{ONE}\n{TWO}"), &[ONE, TWO], "The Example Post is a newspaper.");
    }

    #[test]
    fn a_heading_alone_is_no_list() {
        assert!(find_reference_list(&split_lines("Sources\nHome\nContact")).is_none());
        assert!(find_reference_list(&split_lines("References")).is_none());
    }

    #[test]
    fn prose_is_no_entry() {
        assert!(reference_score("This is a sentence about the trial and its forty adults.") < 2);
        assert!(reference_score("Example A, et al. (2020). Title. Journal, 1(2), 3–4.") >= 2);
    }
}
