//! The list of references at the end of an article, and the notes in it.
//!
//! Both are lists that links in the text point to. A list contains references if its name or its
//! heading says so: its entries become citations, verbatim. Other targets of short superscript
//! links are notes (`notes`), which become Markdown footnotes. Does not parse an entry.

use rustc_hash::FxHashSet;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::notes;
use crate::html::notes_and_references::{NotesAndReferences, is_back_link};
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// More entries than any review has.
const MOST_ENTRIES: usize = 5000;

/// Removes the list of references and the notes from the tree. Notes can still be read by their
/// nodes.
pub(super) fn extract_references(document: &mut HtmlDocument, body: NodeId) -> NotesAndReferences {
    let mut found = NotesAndReferences::default();
    let lists = find_reference_lists(document, body);
    let mut gone = Vec::new();
    for list in &lists {
        for entry in &list.entries {
            if found.references.len() < MOST_ENTRIES {
                let text = entry_text(document, *entry);
                if text.chars().nth(8).is_some() && !found.references.contains(&text) {
                    found.references.push(text);
                }
            }
        }
        gone.extend(list.nodes.iter().copied());
    }
    for node in gone {
        document.detach(node);
    }
    notes::extract_notes(document, body, &mut found);
    found
}

struct ReferenceList {
    entries: Vec<NodeId>,
    /// What to remove: the list and its heading.
    nodes: Vec<NodeId>,
}

fn find_reference_lists(document: &HtmlDocument, body: NodeId) -> Vec<ReferenceList> {
    let mut found: Vec<ReferenceList> = Vec::new();
    let mut taken: FxHashSet<NodeId> = FxHashSet::default();
    // Each named container that is examined is read completely.
    let mut looks = 0;
    for id in document.descendants(body) {
        let Some(tag) = document.tag(id) else { continue };
        if document.ancestors(id).any(|above| taken.contains(&above)) || taken.contains(&id) {
            continue;
        }
        let names = if matches!(tag, Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::Dl) {
            purposes_of_element(document, id)
        } else {
            ElementPurposes::default()
        };
        let is_named = names.any(ElementPurposes::REFERENCES)
            || document.attribute(id, "role") == Some("doc-bibliography");
        if is_named
            && looks < 60
            && matches!(tag, Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::Dl)
        {
            looks += 1;
            let entries = list_entries(document, id);
            if entries.len() >= 2 || entries.len() == 1 && matches!(tag, Tag::Ol | Tag::Ul) {
                let share: usize =
                    entries.iter().map(|entry| document.text_within(*entry, 4000).len()).sum();
                // A complete article in `div.references` is not a list.
                if share * 10 >= document.text_within(id, 400_000).len() * 6
                    && entries.iter().all(|entry| document.text_within(*entry, 3000).len() < 2500)
                {
                    let mut nodes = vec![id];
                    nodes.extend(heading_before(document, id));
                    taken.extend(nodes.iter().copied());
                    found.push(ReferenceList { entries, nodes });
                    continue;
                }
            }
        }
        let is_title = tag.heading_level().is_some()
            || matches!(tag, Tag::P | Tag::Div | Tag::Summary | Tag::Dt | Tag::Span | Tag::Button);
        if is_title
            && is_reference_heading(document, id)
            && let Some(list) = list_under_heading(document, id, &taken)
        {
            taken.extend(list.nodes.iter().copied());
            found.push(list);
        }
    }
    found
}

/// Whether an element says no more than `References`, as a heading or in strong type.
fn is_reference_heading(document: &HtmlDocument, id: NodeId) -> bool {
    if document.descendants(id).nth(12).is_some() {
        return false;
    }
    let text = document.text_within(id, 60).to_lowercase();
    let text = text.trim_matches(|character: char| !character.is_alphabetic());
    if !is_phrase(Category::ReferenceHeadings, text) {
        return false;
    }
    document.tag(id).and_then(Tag::heading_level).is_some()
        || matches!(document.tag(id), Some(Tag::Summary | Tag::Dt | Tag::Button))
        || document
            .descendants(id)
            .any(|inner| matches!(document.tag(inner), Some(Tag::B | Tag::Strong)))
        || purposes_of_element(document, id).any(ElementPurposes::TITLE)
        || document.text_within(id, 60).ends_with(':')
}

/// The list right under a heading: a list element, or paragraphs that each begin with a number.
fn list_under_heading(
    document: &HtmlDocument,
    heading: NodeId,
    taken: &FxHashSet<NodeId>,
) -> Option<ReferenceList> {
    let level = document.tag(heading).and_then(Tag::heading_level).unwrap_or(6);
    // The heading may have a wrapper element.
    let mut start = heading;
    for _ in 0..3 {
        let next =
            std::iter::successors(document.next(start), |next| document.next(*next)).find(|next| {
                document.tag(*next).is_some()
                    || document.text(*next).is_some_and(|text| !text.trim().is_empty())
            });
        if next.is_some() {
            break;
        }
        start = document.parent(start)?;
    }
    let mut entries_found = Vec::new();
    let mut nodes = vec![start];
    let mut numbered = 0;
    let mut sibling = document.next(start);
    while let Some(current) = sibling {
        sibling = document.next(current);
        let Some(tag) = document.tag(current) else {
            if document.text(current).is_some_and(|text| !text.trim().is_empty()) {
                break;
            }
            continue;
        };
        if tag.heading_level().is_some_and(|next| next <= level) || taken.contains(&current) {
            break;
        }
        if tag == Tag::Br || tag == Tag::Hr {
            nodes.push(current);
            continue;
        }
        let inner = list_entries(document, current);
        if inner.len() >= 2 || matches!(tag, Tag::Ol | Tag::Ul) && !inner.is_empty() {
            let is_text = inner.iter().any(|entry| document.text_within(*entry, 3000).len() > 2500);
            if is_text {
                break;
            }
            entries_found.extend(inner);
            nodes.push(current);
            if matches!(tag, Tag::Ol | Tag::Ul | Tag::Dl)
                && document.next(current).is_some()
                && numbered == 0
            {
                break;
            }
            continue;
        }
        let text = document.text_within(current, 3000);
        if text.is_empty() {
            continue;
        }
        if matches!(tag, Tag::P | Tag::Div) && looks_like_entry(&text) {
            numbered += 1;
            entries_found.push(current);
            nodes.push(current);
            continue;
        }
        break;
    }
    (!entries_found.is_empty()).then_some(ReferenceList { entries: entries_found, nodes })
}

/// Whether a paragraph under `References` is an entry: numbered, or with a year, a DOI or an
/// address, and not long.
fn looks_like_entry(text: &str) -> bool {
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

fn list_entries(document: &HtmlDocument, list: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut node = document.first_child(list);
    while let Some(current) = node {
        let is_entry = matches!(document.tag(current), Some(Tag::Li | Tag::Dd))
            || document.attribute(current, "role") == Some("doc-biblioentry")
            || document.attribute(current, "class").is_some_and(|class| {
                class.split_ascii_whitespace().any(|word| {
                    matches!(
                        word,
                        "reference"
                            | "citation"
                            | "bib-item"
                            | "bibitem"
                            | "ref"
                            | "csl-entry"
                            | "c-article-references__item"
                            | "ref-cit-blk"
                            | "references__item"
                    )
                })
            }) && document.tag(current).is_some_and(Tag::is_block)
            || document.is(current, Tag::Tr);
        if is_entry {
            if !document.text_within(current, 20).is_empty() {
                found.push(current);
            }
            if found.len() > MOST_ENTRIES {
                break;
            }
        }
        node = if is_entry { None } else { document.first_child(current) }
            .or_else(|| document.after(current, list));
    }
    found
}

/// The heading right before a list, if it is one of references.
fn heading_before(document: &HtmlDocument, list: NodeId) -> Option<NodeId> {
    let mut at = list;
    for _ in 0..3 {
        let before =
            std::iter::successors(document.previous(at), |before| document.previous(*before)).find(
                |before| {
                    document.tag(*before).is_some()
                        || document.text(*before).is_some_and(|text| !text.trim().is_empty())
                },
            );
        if let Some(before) = before {
            return is_reference_heading(document, before).then_some(before);
        }
        at = document.parent(at)?;
    }
    None
}

/// An entry as printed, without its number, links back to the text, and links such as `PubMed`.
fn entry_text(document: &HtmlDocument, entry: NodeId) -> String {
    let mut text = String::new();
    let mut is_gap = false;
    let mut address = None;
    let mut node = document.first_child(entry);
    while let Some(current) = node {
        let mut is_walked = true;
        if let Some(words) = document.text(current) {
            for (position, word) in words.split(char::is_whitespace).enumerate() {
                is_gap |= position > 0;
                if !word.is_empty() {
                    if is_gap && !text.is_empty() {
                        text.push(' ');
                    }
                    is_gap = false;
                    text.extend(word.chars().filter(|character| {
                        !matches!(character, '\u{ad}' | '\u{200b}' | '\u{feff}')
                    }));
                }
            }
        } else {
            let tag = document.tag(current);
            is_gap |= tag.is_some_and(Tag::is_block) || tag == Some(Tag::Br);
            if tag == Some(Tag::A) {
                let words = document.text_within(current, 60);
                let href = document.attribute(current, "href").unwrap_or_default();
                if is_back_link(&words, href) || is_lookup_link(&words) {
                    is_walked = false;
                    if href.contains("doi.org/10.") {
                        address = Some(href.to_owned());
                    }
                }
            }
            if purposes_of_element(document, current)
                .any(ElementPurposes::TOOLS | ElementPurposes::HIDDEN)
                || matches!(tag, Some(Tag::Button | Tag::Script | Tag::Style))
            {
                is_walked = false;
            }
        }
        node = if is_walked { document.first_child(current) } else { None }
            .or_else(|| document.after(current, entry));
    }
    let text = text.trim_start_matches(['^', '\u{2191}', '\u{21a9}', ' ']);
    let mut text = text[number_length(text)..]
        .trim()
        .trim_end_matches(['\u{21a9}', '\u{fe0e}', '\u{2191}', ' ', '|', '\u{b7}'])
        .to_owned();
    if let Some(address) = address
        && !text.contains("10.")
        && let Some(position) = address.find("doi.org/")
    {
        text.push_str(&format!(" https://{}", &address[position..]));
    }
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

/// The length of the number that an entry begins with: `1. `, `[12] `, `(3) `, `4) `.
fn number_length(text: &str) -> usize {
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

/// Whether a link next to an entry points to a service that has the work.
fn is_lookup_link(words: &str) -> bool {
    let lower = words.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    is_phrase(Category::ReferenceLinks, &lower)
}

#[cfg(test)]
mod tests {
    use super::extract_references;
    use crate::html::dom::NodeId;
    use crate::html::parse::parse;

    #[track_caller]
    fn check(html: &str, references: &[&str], notes: usize) {
        let mut document = parse(html);
        let found = extract_references(&mut document, NodeId::ROOT);
        assert_eq!(found.references, references);
        assert_eq!(found.notes.len(), notes);
    }

    #[test]
    fn lists_under_a_heading_are_references() {
        check(
            "<p>Text.</p><h2>References</h2><ol><li>1. Doe J. On doses. 2020.</li><li>Roe R. More. 2021. <a href='#t1'>\u{21a9}</a></li></ol>",
            &["Doe J. On doses. 2020.", "Roe R. More. 2021."],
            0,
        );
        check(
            "<p>Text.</p><p><strong>Sources:</strong></p><p>Doe J. On doses. J Ex. 2020;1:2.</p>",
            &["Doe J. On doses. J Ex. 2020;1:2."],
            0,
        );
    }

    #[test]
    fn named_lists_are_references() {
        check(
            "<ol class=references><li id=r1>Smith J. Title. doi:10.1000/182</li></ol>",
            &["Smith J. Title. doi:10.1000/182"],
            0,
        );
    }

    #[test]
    fn text_under_such_a_heading_is_not() {
        check(
            "<h2>Sources</h2><p>We spoke with all of them, and nobody would say a word.</p>",
            &[],
            0,
        );
    }

    #[test]
    fn raised_links_lead_to_notes() {
        check(
            "<p>Word<sup><a href='#n1'>1</a></sup>.</p><ol><li id=n1>The note. <a href='#b'>\u{2191}</a></li></ol>",
            &[],
            1,
        );
    }
}
