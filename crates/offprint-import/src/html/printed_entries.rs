//! [`printed_entries`]: the entries of a list of references as a page prints them.
//!
//! Must not decide which list is one of references.

use offprint_base::{IdentifierKind, find_identifiers};

use crate::citation;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::notes_and_references::is_back_link;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// More of the words of a link is not compared with the title.
const LONGEST_LINK: usize = 400;

/// An entry as printed.
#[derive(Default)]
pub(super) struct PrintedEntry {
    /// Its text without its number, links back to the text, and links such as `PubMed`.
    pub(super) text: String,
    /// The addresses that its links to such services have.
    pub(super) addresses: Vec<String>,
    /// The words and the address of each other link to a page on the web.
    pub(super) links: Vec<(String, String)>,
    /// The fragments by which links in the text point to it.
    pub(super) names: Vec<String>,
    /// The number that its text begins with.
    pub(super) number: Option<usize>,
}

/// The entries in an element: one, unless line breaks separate several. `number` is the element
/// with its number, which is no part of its text.
pub(super) fn printed_entries(
    document: &HtmlDocument,
    entry: NodeId,
    number: Option<NodeId>,
) -> Vec<PrintedEntry> {
    let mut lines = vec![PrintedEntry::default()];
    let mut is_gap = false;
    // Whether an element of its own begins: the authors, the title.
    let mut is_part = false;
    add_names(document, entry, &mut lines[0].names);
    let mut node = document.first_child(entry);
    while let Some(current) = node {
        let mut is_walked = true;
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if let Some(words) = document.text(current) {
            if is_part {
                end_part(&mut line.text, words);
            }
            is_part &= words.trim().is_empty();
            push_words(&mut line.text, words, &mut is_gap);
        } else {
            let tag = document.tag(current);
            is_gap |= tag.is_some_and(Tag::is_block);
            is_part |= tag.is_some_and(Tag::is_block);
            // `Doe et al., 2018` above the entry itself.
            if line.text.is_empty() && is_label(document, current) || number == Some(current) {
                is_walked = false;
            }
            add_names(document, current, &mut line.names);
            if tag == Some(Tag::A) {
                let words = document.text_within(current, 60);
                let href = document.attribute(current, "href").unwrap_or_default();
                let is_record = is_record_address(href);
                if is_back_link(&words, href)
                    || is_lookup_link(&words) && !is_label_of_next(document, current)
                    || is_record && ends_with_lookup(&words)
                {
                    is_walked = false;
                }
                if !is_walked || href.contains("doi.org/") {
                    line.addresses.push(href.to_owned());
                } else if ["https://", "http://"].iter().any(|scheme| href.starts_with(scheme)) {
                    let words = document.text_within(current, LONGEST_LINK);
                    line.links.push((words, href.to_owned()));
                }
            }
            if purposes_of_element(document, current)
                .any(ElementPurposes::TOOLS | ElementPurposes::HIDDEN)
                || matches!(tag, Some(Tag::Button | Tag::Script | Tag::Style))
            {
                is_walked = false;
            }
            if tag == Some(Tag::Br) {
                lines.push(PrintedEntry::default());
                is_gap = false;
            }
        }
        node = if is_walked { document.first_child(current) } else { None }
            .or_else(|| document.after(current, entry));
    }
    // `References` may be the first line of the paragraph with the entries.
    if lines.len() > 2 && is_phrase(Category::ReferenceHeadings, &bare_words(&lines[0].text)) {
        lines.remove(0);
    }
    let is_item = document.is(entry, Tag::Li);
    let is_list = !is_item
        && lines.iter().filter(|line| looks_like_entry(&line.text)).count() * 3 > lines.len() * 2
        && lines.len() > 1;
    if !is_list {
        let rest = lines.split_off(1);
        for line in rest {
            if !line.text.is_empty() && !lines[0].text.is_empty() {
                lines[0].text.push(' ');
            }
            lines[0].text.push_str(&line.text);
            lines[0].addresses.extend(line.addresses);
            lines[0].links.extend(line.links);
            lines[0].names.extend(line.names);
        }
    }
    remove_bare_numbers(&mut lines);
    for line in &mut lines {
        line.number = line.number.or_else(|| written_number(&line.text));
        line.text = clean_entry(&line.text);
    }
    lines.retain(|line| !line.text.is_empty());
    if let (Some(number), Some(line)) = (number, lines.first_mut()) {
        line.number = written_number(&document.text_within(number, 20)).or(line.number);
    }
    lines
}

/// The number that a text begins with. Four digits are a year.
fn written_number(text: &str) -> Option<usize> {
    let text = text.trim_start_matches(['^', '\u{2191}', '\u{21a9}', ' ', '[', '(']);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = number_length(text) > 0 || digits == text.trim_end().len();
    text[..digits].parse().ok().filter(|_| is_number && digits <= 3)
}

/// Ends a part of an entry with a full stop, if the page shows it on a line of its own and what follows
/// begins another: `Doe J` and `On sleep`.
fn end_part(text: &mut String, next: &str) {
    let begins = next.trim_start().starts_with(char::is_uppercase);
    if begins && text.ends_with(|last: char| last.is_alphabetic() || last == ')') {
        text.push('.');
    }
}

/// Whether an element is named a label, and an element of the same entry follows it.
fn is_label(document: &HtmlDocument, node: NodeId) -> bool {
    document.has_class(node, &["label"])
        && std::iter::successors(document.next(node), |at| document.next(*at)).any(|after| {
            document.tag(after).is_some() && !document.text_within(after, 40).is_empty()
        })
}

/// The elements with the numbers of entries, if each entry begins with one and they count on by one:
/// `<span>1</span>Doe J`. A number that does not count belongs to its entry: `<b>5</b>-HT`.
pub(super) fn entry_numbers(document: &HtmlDocument, entries: &[NodeId]) -> Vec<NodeId> {
    let numbers: Option<Vec<(NodeId, usize)>> =
        entries.iter().map(|entry| first_number(document, *entry)).collect();
    let numbers = numbers.unwrap_or_default();
    let counts_on = numbers.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1);
    let is_count = counts_on && (numbers.len() >= 2 || numbers.first().is_some_and(|n| n.1 == 1));
    if is_count { numbers.into_iter().map(|(node, _)| node).collect() } else { Vec::new() }
}

/// The first element in an entry, if it consists of a number.
fn first_number(document: &HtmlDocument, entry: NodeId) -> Option<(NodeId, usize)> {
    let mut at = entry;
    for _ in 0..4 {
        let first = document.children(at).find(|child| {
            document.tag(*child).is_some()
                || document.text(*child).is_some_and(|text| !text.trim().is_empty())
        })?;
        document.tag(first)?;
        let text = document.text_within(first, 20);
        let digits = text.trim_matches(['[', ']', '(', ')', '.', ' ']);
        if (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits.parse().ok().map(|number| (first, number));
        }
        at = first;
    }
    None
}

/// Removes the numbers of entries that nothing separates from the text, if the lines are counted by
/// them from one: `1 Goh L: …`, `2 Ames P: …`.
fn remove_bare_numbers(lines: &mut [PrintedEntry]) {
    let is_counted = lines.len() >= 2
        && lines.iter().enumerate().all(|(position, line)| {
            line.text
                .trim_start()
                .strip_prefix(&(position + 1).to_string())
                .and_then(|rest| rest.strip_prefix(' '))
                .is_some_and(|rest| rest.starts_with(char::is_alphabetic))
        });
    if is_counted {
        for (position, line) in lines.iter_mut().enumerate() {
            line.number = Some(position + 1);
            let text = line.text.trim_start();
            line.text = text[text.find(' ').unwrap_or(0)..].trim_start().to_owned();
        }
    }
}

/// A text in lower case, without the signs around it.
pub(super) fn bare_words(text: &str) -> String {
    text.trim_matches(|character: char| !character.is_alphabetic()).to_lowercase()
}

/// Adds words, with white space normalised.
fn push_words(text: &mut String, words: &str, is_gap: &mut bool) {
    for (position, word) in words.split(char::is_whitespace).enumerate() {
        *is_gap |= position > 0;
        if !word.is_empty() {
            if *is_gap && !text.is_empty() {
                text.push(' ');
            }
            *is_gap = false;
            text.extend(
                word.chars()
                    .filter(|character| !matches!(character, '\u{ad}' | '\u{200b}' | '\u{feff}')),
            );
        }
    }
}

/// Adds the names by which links can point to an element.
fn add_names(document: &HtmlDocument, id: NodeId, names: &mut Vec<String>) {
    for attribute in ["id", "name"] {
        if let Some(name) = document.attribute(id, attribute) {
            names.push(name.to_owned());
        }
    }
}

/// An entry without its number, its label and the signs of links back to the text.
fn clean_entry(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let text = text.trim_start_matches(['^', '\u{2191}', '\u{21a9}', ' ']);
    let text = text[number_length(text)..]
        .trim()
        .trim_end_matches(['\u{21a9}', '\u{fe0e}', '\u{2191}', ' ', '|', '\u{b7}']);
    let text = citation::after_reference_label(text).unwrap_or(text);
    // What is left of links such as `[PubMed] [Google Scholar]`.
    let mut text = text;
    while let Some(rest) =
        ["[]", "[ ]", "()", "( )"].iter().find_map(|empty| text.strip_suffix(empty))
    {
        text = rest.trim_end();
    }
    text.nfc().collect()
}

/// The length of the number that an entry begins with: `1. `, `[12] `, `(3) `, `4) `.
pub(super) fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let open = usize::from(matches!(bytes.first(), Some(b'[' | b'(')));
    let digits = bytes[open..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 4 {
        return 0;
    }
    let mut end = open + digits;
    match (open, bytes.get(end)) {
        (1, Some(b']' | b')')) | (0, Some(b'.' | b')' | b']')) => end += 1,
        _ => return 0,
    }
    if matches!(bytes.get(end), Some(b'.')) {
        end += 1;
    }
    match bytes.get(end) {
        Some(b' ') => end + 1,
        Some(byte) if byte.is_ascii_digit() => 0,
        Some(_) if open == 1 || text[end..].starts_with(char::is_alphabetic) => end,
        _ => 0,
    }
}

/// Whether a link is the label of what follows it: `doi:10.5555/a`, with an explanation of `doi`.
fn is_label_of_next(document: &HtmlDocument, link: NodeId) -> bool {
    document.next(link).and_then(|next| document.text(next)).is_some_and(|next| {
        let next = next.trim_start();
        next.starts_with(':')
    })
}

/// Whether a link next to an entry points to a service that has the work.
fn is_lookup_link(words: &str) -> bool {
    let lower = words.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    is_phrase(Category::ReferenceLinks, &lower)
}

/// Whether an address is that of the record of one work in PubMed, PMC or Europe PMC.
fn is_record_address(href: &str) -> bool {
    href.contains("://")
        && find_identifiers(href).iter().any(|found| {
            matches!(found.identifier.kind, IdentifierKind::Pmid | IdentifierKind::Pmcid)
        })
}

/// Whether few words end with the name of a service that has the work: `View in PubMed`.
fn ends_with_lookup(words: &str) -> bool {
    let words = words.trim();
    let starts = words.match_indices(' ').map(|(at, _)| at + 1);
    words.split_whitespace().nth(4).is_none()
        && starts.into_iter().any(|at| is_lookup_link(&words[at..]))
}

/// Whether a paragraph under `References` is an entry: numbered, or with a year, a DOI or an
/// address, and not long.
pub(super) fn looks_like_entry(text: &str) -> bool {
    if text.len() > 900 || text.len() < 15 {
        return false;
    }
    let lower = text.to_lowercase();
    let starts_numbered = number_length(text) > 0;
    let has_year = text.as_bytes().windows(4).any(|window| {
        (window.starts_with(b"19") || window.starts_with(b"20"))
            && window.iter().all(u8::is_ascii_digit)
    });
    starts_numbered
        || has_year
        || lower.contains("doi")
        || lower.contains("http")
        || lower.contains("et al")
}
