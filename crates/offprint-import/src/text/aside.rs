//! Lines that are beside the text of any page: buttons next to headings, figures and tables, the
//! numbers of lines of code, and lists of the sections of the page.
//!
//! They say nothing about what is around them, so the other lines are judged as if they were not
//! there; except the labels of advertisements, which interrupt an article. It must not depend on the
//! classifier.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::author_lines::is_byline;
use super::code::{code_runs, line_numbers};
use super::line::{LineMark, TextLine};
use crate::phrases::{Category, is_phrase};

/// A button next to a heading, a figure, a table or a block of code.
pub(super) const BUTTON: &str = "a button beside the text";

/// A list of sections.
pub(super) const CONTENTS: &str = "a list of the sections of the page";

/// An entry of such a list that names no section.
pub(super) const WITHOUT_SECTION: &str =
    "an entry of a list of the sections of the page, without such a section in the text";

/// Numbers that a page shows beside the lines of code.
pub(super) const LINE_NUMBERS: &str = "the numbers of the lines of code";

/// The label of an advertisement. The other lines are judged with it, because it interrupts them.
pub(super) const ADVERT: &str = "an advertisement";

/// Shorter words may mean something else than an advertisement.
const SHORTEST_ADVERT: usize = 5;

/// A list of sections has at most so many entries.
const MOST_SECTIONS: usize = 60;

/// The reason to leave out each line that is beside the text.
pub(super) fn lines_aside(lines: &[TextLine]) -> Vec<Option<&'static str>> {
    let mut reasons: Vec<Option<&'static str>> = lines
        .iter()
        .map(|line| {
            let is_button = is_button(&line.text);
            is_button.then_some(BUTTON).or_else(|| is_advert(&line.text).then_some(ADVERT))
        })
        .collect();
    for list in contents(lines) {
        reasons[list.lines].fill(Some(CONTENTS));
        for at in list.without_section {
            reasons[at] = Some(WITHOUT_SECTION);
        }
    }
    for (code, _) in code_runs(lines) {
        reasons[line_numbers(lines, code)].fill(Some(LINE_NUMBERS));
    }
    let with_pages: Vec<usize> =
        (0..lines.len()).filter(|at| has_leader(&lines[*at].text)).collect();
    for pair in with_pages.windows(2).filter(|pair| pair[1] - pair[0] == 1) {
        reasons[pair[0]] = Some(CONTENTS);
        reasons[pair[1]] = Some(CONTENTS);
    }
    reasons
}

/// Whether a line is the label of an advertisement.
pub(super) fn is_advert(text: &str) -> bool {
    let label = text.strip_prefix('[').and_then(|label| label.strip_suffix(']'));
    let is_label = |label: &str| is_phrase(Category::AdvertBlocks, &label.trim().to_lowercase());
    // `AD` is also a disease, `[AD]` is not.
    label.map_or_else(|| text.len() >= SHORTEST_ADVERT && is_label(text), is_label)
}

/// Whether a line is a button, a way to skip a menu, or an entry of a list of sections with a page.
pub(super) fn is_beside_text(text: &str) -> bool {
    is_button(text) || has_leader(text)
}

/// Whether a line is the name of a button, with the kind of file and its size at most: `Download:
/// Download high-res image (98KB)`.
fn is_button(text: &str) -> bool {
    let lower = text.to_lowercase();
    let name = lower.strip_prefix("download: ").unwrap_or(&lower);
    let is_size = |size: &str| {
        let size = size.trim_end_matches(')');
        ["kb", "mb"].iter().any(|unit| {
            size.strip_suffix(unit).is_some_and(|number| {
                number.trim().bytes().all(|sign| sign.is_ascii_digit() || sign == b'.')
            })
        })
    };
    let name = match name.rsplit_once(" (") {
        Some((name, size)) if is_size(size) => name,
        _ => name,
    };
    is_phrase(Category::InterfaceLabels, name)
}

/// The first and the last line that may be the heading of a section, by its name and by each shorter
/// name that a list may give it.
struct SectionLines(HashMap<String, (usize, usize)>);

impl SectionLines {
    /// How much longer a heading may be than its entry, in bytes.
    const LONGEST_REST: usize = 11;
    /// Longer lines are no headings, in bytes.
    const LONGEST: usize = 300;

    fn new(lines: &[TextLine]) -> Self {
        let mut places: HashMap<String, (usize, usize)> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            if line.text.len() > Self::LONGEST {
                continue;
            }
            let name = section_name(&line.text);
            let shorter = name.match_indices(' ').map(|(space, _)| space);
            let shorter = shorter.filter(|space| name.len() - space <= Self::LONGEST_REST);
            for end in shorter.chain([name.len()]) {
                places
                    .entry(name[..end].to_owned())
                    .and_modify(|(_, last)| *last = at)
                    .or_insert((at, at));
            }
        }
        Self(places)
    }

    /// Whether a section of this name is outside a list that goes from a line to another one.
    fn is_outside(&self, name: &str, first: usize, last: usize) -> bool {
        self.0.get(name).is_some_and(|(one, other)| *one < first || *other > last)
    }
}

/// A list of the sections of a page.
struct ContentsList {
    /// Its lines, with its heading if it has one.
    lines: Range<usize>,
    /// The line of its first entry.
    entries: usize,
    /// The lines of its entries that name no section.
    without_section: Vec<usize>,
}

/// The lists of sections in a text.
fn contents(lines: &[TextLine]) -> Vec<ContentsList> {
    let is_heading = |line: &TextLine| {
        let bare = line.text.trim_end_matches([':', '#', ' ']).to_lowercase();
        is_phrase(Category::ContentsHeadings, &bare)
    };
    let headings: Vec<usize> = (0..lines.len()).filter(|at| is_heading(&lines[*at])).collect();
    let mut lists = contents_without_heading(lines);
    if headings.is_empty() {
        return lists;
    }
    let sections = SectionLines::new(lines);
    lists.extend(headings.into_iter().filter_map(|at| contents_below(lines, at, &sections)));
    lists
}

/// A line of so many words between two sections is their text.
const FEWEST_WORDS_OF_TEXT: usize = 6;

/// The lists of sections that have no heading: adjacent short lines, each of which is again a line
/// further below, in the same order and with text between. The first section follows directly: the
/// entries of a menu may also be above groups of teasers at the end of a page.
fn contents_without_heading(lines: &[TextLine]) -> Vec<ContentsList> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    let mut names: Vec<Option<String>> = Vec::with_capacity(lines.len());
    // How many lines of text are above each line.
    let mut text_above = vec![0_usize];
    for (at, line) in lines.iter().enumerate() {
        let words = line.text.split_whitespace().count();
        let is_text =
            words >= FEWEST_WORDS_OF_TEXT && line.text.contains(['.', ',', ':', ';', '?', '。']);
        text_above.push(text_above[at] + usize::from(is_text));
        let name = can_be_entry(line, words).then(|| {
            let name = section_name(&line.text);
            places.entry(name.clone()).or_default().push(at);
            name
        });
        names.push(name);
    }
    // Where the section of an entry begins. A name that is a line three times is a label of teasers.
    let below = |name: &str, after: usize| match *places[name].as_slice() {
        [_, section] if section > after => Some(section),
        _ => None,
    };
    let mut lists = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        // A list that a sentence introduces is no list of sections.
        let is_introduced = start > 0 && lines[start - 1].text.ends_with([':', '：']);
        let first = names[start].as_deref().filter(|_| !is_introduced);
        let first = first.and_then(|name| below(name, start));
        let Some(first) = first else {
            start += 1;
            continue;
        };
        let (mut end, mut section) = (start + 1, first);
        while end < first.min(start + MOST_SECTIONS) {
            let next = names[end].as_deref().and_then(|name| below(name, section));
            match next.filter(|next| text_above[*next] > text_above[section]) {
                Some(next) if lines[end].blanks == lines[start + 1].blanks => section = next,
                _ => break,
            }
            end += 1;
        }
        // Two entries may be the title, in a path to the page, and the label above it.
        let is_numbered = lines[start].text.starts_with(|sign: char| sign.is_ascii_digit());
        if end - start >= if is_numbered { 2 } else { 3 } && end == first {
            lists.push(ContentsList {
                lines: start..end,
                entries: start,
                without_section: Vec::new(),
            });
            start = end;
        } else {
            start += 1;
        }
    }
    lists
}

/// Whether a line can be the entry of a list of sections, and their heading.
fn can_be_entry(line: &TextLine, words: usize) -> bool {
    let text = &line.text;
    (1..=12).contains(&words)
        && line.cells.len() < 2
        && text.chars().filter(|sign| sign.is_alphabetic()).count() >= 4
        && !text.ends_with(['.', ',', ';', ':', '!', '…'])
        && !is_byline(text)
        && !is_phrase(Category::InterfaceLabels, &text.to_lowercase())
}

/// The list of sections below its heading. Its entries are also lines elsewhere, so nothing is lost;
/// an item among them or after them that names no section is one of its entries, too.
fn contents_below(
    lines: &[TextLine],
    heading: usize,
    sections: &SectionLines,
) -> Option<ContentsList> {
    let mut end = heading + 1;
    let mut entries = 0;
    let mut without_section = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(heading + 1).take(MOST_SECTIONS) {
        let entry = section_name(&line.text);
        let is_label = is_phrase(Category::InterfaceLabels, &entry) || entry == "(top)";
        // The first line of the list shows how its lines are set.
        let is_alike = entries == 0 || line.indent > 0 || line.blanks == 0;
        let is_section =
            !entry.is_empty() && line.text.len() <= 200 && sections.is_outside(&entry, heading, at);
        if is_label || is_section && is_alike {
            entries += usize::from(is_section);
        } else if is_item_like(line, &lines[heading + 1])
            && (without_section.len() + 1) * 2 <= entries
        {
            without_section.push(at);
        } else {
            break;
        }
        end = at + 1;
    }
    // A heading by itself may be that of a section.
    let is_list =
        entries >= 2 || entries == 1 && lines.get(heading + 1).is_some_and(|line| line.indent > 0);
    is_list.then(|| ContentsList { lines: heading..end, entries: heading + 1, without_section })
}

/// Whether a short line is an item directly below others of the same list.
fn is_item_like(line: &TextLine, first: &TextLine) -> bool {
    let is_same_kind = matches!(
        (line.mark, first.mark),
        (LineMark::Bullet, LineMark::Bullet) | (LineMark::Number(_), LineMark::Number(_))
    );
    is_same_kind
        && line.bullet == first.bullet
        && line.blanks == 0
        && can_be_entry(line, line.text.split_whitespace().count())
}

/// The sections that the lists of a text name, as [`section_name`] writes them.
pub(super) fn listed_sections(lines: &[TextLine]) -> HashSet<String> {
    let mut names = HashSet::new();
    for list in contents(lines) {
        let entries = &lines[list.entries..list.lines.end];
        names.extend(entries.iter().map(|line| section_name(&line.text)));
    }
    names
}

/// The name of a section in lower case, without its number and the number of its page.
pub(super) fn section_name(text: &str) -> String {
    let name = text.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    let name = if has_leader(name) {
        name.trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ' ' | '…'))
    } else {
        name
    };
    name.trim_matches([' ', '#', '[', ']']).to_lowercase()
}

/// Whether a line ends with dots and the number of a page.
fn has_leader(text: &str) -> bool {
    let bare = text.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let bare = bare.trim_end_matches(' ');
    bare.len() < text.len()
        && (bare.ends_with("...") || bare.ends_with("……") || bare.ends_with(". ."))
}

#[cfg(test)]
mod tests {
    use super::lines_aside;
    use crate::text::line::split_lines;

    /// The lines that are not beside the text.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let lines = split_lines(text);
        let reasons = lines_aside(&lines);
        let kept: Vec<&str> = lines
            .iter()
            .zip(reasons)
            .filter(|(_, reason)| reason.is_none())
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!(kept, expect, "{text:?}");
    }

    #[test]
    fn buttons_beside_headings_and_figures() {
        check("Trials\n[edit]\n\nOne was done.", &["Trials", "One was done."]);
        check("Studien\n[Bearbeiten]\nEine.", &["Studien", "Eine."]);
        check("Table 1.\nOpen in a new tab", &["Table 1."]);
        check("Fig. 1\nFull size image", &["Fig. 1"]);
        check("He said:\nNever.\nClick to expand...", &["He said:", "Never."]);
        check("Copy the label by hand.", &["Copy the label by hand."]);
        check("One.\nAdvert\nTwo.\nADVERTISEMENT\nThree.", &["One.", "Two.", "Three."]);
        check("One.\n[Advertisement]\nTwo.\n[ Ad ]\nThree.", &["One.", "Two.", "Three."]);
        check("En.\nReklame\nTo.", &["En.", "To."]);
        check("[Adverse events]\nNone.", &["[Adverse events]", "None."]);
        check("AD\nAdverts for drugs are banned.", &["AD", "Adverts for drugs are banned."]);
    }

    #[test]
    fn lists_of_sections() {
        check(
            "Contents\n\n    Dose\n    Harms\n\nDose\n\nOne.\nHarms\n\nNone.",
            &["Dose", "One.", "Harms", "None."],
        );
        check(
            "Contents\nhide\n\n    (Top)\n    1Dose\n    2 Harms\n\nDose\nOne.\nHarms\nNone.",
            &["Dose", "One.", "Harms", "None."],
        );
        check("1 Dose........ 1\n2 Harms...... 4\n1 Dose\nOne.", &["1 Dose", "One."]);
        check("Inhalt\n\n    Dosis\n\nDosis\n\nEine.", &["Dosis", "Eine."]);
        check(
            "On this page\n\n    How to use it\n\nHow to use it Show\nDaily.",
            &["How to use it Show", "Daily."],
        );
        check("Contents\nOne tablet has 50 mg.", &["Contents", "One tablet has 50 mg."]);
    }

    #[test]
    fn entries_without_a_section_belong_to_their_list() {
        check(
            "Contents\n- Dose\n- Harms\n- Costs\nDose\nOne.\nHarms\nNone.",
            &["Dose", "One.", "Harms", "None."],
        );
        check(
            "Contents\n- Dose\n- Harms\n- Costs\n- Time\nDose\nOne.\nHarms\nNone.\nTime\nTen.",
            &["Dose", "One.", "Harms", "None.", "Time", "Ten."],
        );
        // Another list, a sentence, and more items than entries.
        check(
            "Contents\n- Dose\n- Harms\n\n- Costs\nDose\nOne.\nHarms\nNone.",
            &["Costs", "Dose", "One.", "Harms", "None."],
        );
        check(
            "Contents\n- Dose\n- Harms\n- Nobody fell asleep.\nDose\nOne.\nHarms\nNone.",
            &["Nobody fell asleep.", "Dose", "One.", "Harms", "None."],
        );
        check(
            "Contents\n- Dose\n- Milk\n- Eggs\n- Bread\nDose\nOne.",
            &["Contents", "Dose", "Milk", "Eggs", "Bread", "Dose", "One."],
        );
    }

    #[test]
    fn lists_of_sections_without_a_heading() {
        let text = "It was given once, in the morning.";
        check(
            &format!("Dose of it\nHarms\nTrials\nDose of it\n{text}\nHarms\n{text}\nTrials\nOne."),
            &["Dose of it", text, "Harms", text, "Trials", "One."],
        );
        check(
            &format!("1 Dose\n\n2 Harms\n\n1 Dose\n{text}\n\n2 Harms\n{text}"),
            &["1 Dose", text, "2 Harms", text],
        );
        // A menu above and below, and another order.
        for other in [
            format!("Home page\nNews\nAbout us\n{text}\nHome page\nNews\nAbout us"),
            format!("Dose\nHarms\nHarms\n{text}\nDose\n{text}"),
            format!("Dose\nHarms\n{text}\nDose\n{text}\nHarms\n{text}"),
            format!("Hay for horses\nReaders ask\nHay for horses\n{text}\nReaders ask\n{text}"),
            format!("World\nHealth\nPeople\n{text}\nWorld\n{text}\nHealth\n{text}\nPeople\n{text}"),
            format!("Anna Roe\nMember\n{text}\nAnna Roe\nMember\n{text}"),
            format!(
                "Weekly column\nOn cows\nWeekly column\nOn cows\n{text}\nWeekly column\n{text}"
            ),
            format!(
                "Three drugs were given:\nKetamine\nPropofol\nMidazolam\nKetamine\n{text}\nPropofol\n{text}\nMidazolam\n{text}"
            ),
            "Lithium\n300 mg\nOnce\nLithium\n300 mg\nTwice".to_owned(),
        ] {
            let all: Vec<&str> = other.lines().collect();
            check(&other, &all);
        }
    }
}
