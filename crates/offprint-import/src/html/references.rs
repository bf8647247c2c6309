//! The list of references at the end of an article, and the notes in it.
//!
//! Both are lists that links in the text point to. A list contains references if its name or its
//! heading says so: its entries become citations, verbatim. Other targets of short superscript
//! links are notes (`notes`), which become Markdown footnotes. Does not parse an entry.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::citation;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::note_marks::{heading_of_notes, is_note_heading};
use crate::html::notes;
use crate::html::notes_and_references::NotesAndReferences;
use crate::html::printed_entries::{
    PrintedEntry, bare_words, entry_numbers, looks_like_entry, number_length, printed_entries,
};
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// More elements between two parts of a list divide two lists.
const MOST_BETWEEN_PARTS: usize = 2;

/// More text between two parts of a list divides two lists.
const LONGEST_BETWEEN_PARTS: usize = 120;

/// More entries than any review has.
const MOST_ENTRIES: usize = 5000;

/// Removes the list of references and the notes from the tree. Notes can still be read by their
/// nodes.
pub(super) fn extract_references(document: &mut HtmlDocument, body: NodeId) -> NotesAndReferences {
    let mut found = NotesAndReferences::default();
    let mut lists = find_reference_lists(document, body);
    let linked = linked_fragments(document, body);
    lists.retain(|list| !are_linked_web_pages(document, list, &linked));
    let mut gone = Vec::new();
    let mut entries: Vec<PrintedEntry> = Vec::new();
    for list in &lists {
        let mut printed = entries_of_list(document, list);
        // A repeated entry and `Ibid.` count, too: marks in the text refer to numbers.
        printed.retain(|entry| entry.text.contains(char::is_alphanumeric));
        entries.extend(printed);
        entries.truncate(MOST_ENTRIES);
        gone.extend(list.nodes.iter().copied());
    }
    let numbers: Vec<Option<usize>> = entries.iter().map(|entry| entry.number).collect();
    let order = citation::order_by_numbers(&numbers);
    let texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    found.warning = order.warning(&texts);
    found.numbering = order.numbering;
    let mut entries: Vec<Option<PrintedEntry>> = entries.into_iter().map(Some).collect();
    let entries: Vec<PrintedEntry> = (order.places.iter())
        .map(|place| {
            let missing = || PrintedEntry {
                text: citation::MISSING_ENTRY.to_owned(),
                ..PrintedEntry::default()
            };
            place.and_then(|index| entries[index].take()).unwrap_or_else(missing)
        })
        .collect();
    for (index, entry) in entries.iter().enumerate() {
        for name in &entry.names {
            found.cited.entry(name.clone()).or_insert(index);
        }
    }
    found.references = citation::parse_citations(entries.iter().map(|entry| entry.text.as_str()));
    for (work, printed) in found.references.iter_mut().zip(&entries) {
        citation::add_linked_identifiers(work, &printed.addresses);
        citation::add_link_of_title(work, &printed.links);
    }
    for node in gone {
        document.detach(node);
    }
    notes::extract_notes(document, body, &mut found);
    found
}

/// The entries of a list as printed, with their numbers if it is numbered.
fn entries_of_list(document: &HtmlDocument, list: &ReferenceList) -> Vec<PrintedEntry> {
    let numbers = entry_numbers(document, &list.entries);
    let mut found: Vec<PrintedEntry> = Vec::new();
    // The number of the item that each is in.
    let mut counted: Vec<Option<usize>> = Vec::new();
    let mut last_list = None;
    let mut items = FxHashMap::default();
    for (position, entry) in list.entries.iter().enumerate() {
        let parent = document
            .parent(*entry)
            .filter(|parent| document.is(*entry, Tag::Li) && document.is(*parent, Tag::Ol));
        if let Some(parent) = parent
            && last_list != Some(parent)
        {
            items = item_numbers(document, parent);
            last_list = Some(parent);
            for (linked, number) in items_with_only_links(document, parent, &items) {
                found.push(linked);
                counted.push(Some(number));
            }
        }
        let printed = printed_entries(document, *entry, numbers.get(position).copied());
        counted.extend(printed.iter().map(|_| items.get(entry).copied()));
        found.extend(printed);
    }
    let is_printed = found.iter().filter(|entry| entry.number.is_some()).count() * 2 > found.len();
    let is_counted = counted.iter().all(Option::is_some);
    for (position, (entry, item)) in found.iter_mut().zip(counted).enumerate() {
        entry.number = match list.is_numbered {
            true if is_printed => entry.number,
            true if is_counted => item,
            true => Some(position + 1),
            false => None,
        };
    }
    found
}

/// The numbers that a browser shows before the items of an ordered list.
fn item_numbers(document: &HtmlDocument, list: NodeId) -> FxHashMap<NodeId, usize> {
    let attribute = |node, name| {
        document.attribute(node, name).and_then(|text| text.trim().parse::<i64>().ok())
    };
    let items: Vec<NodeId> =
        document.children(list).filter(|child| document.is(*child, Tag::Li)).collect();
    let is_reversed = document.attribute(list, "reversed").is_some();
    let step = if is_reversed { -1 } else { 1 };
    let mut next = attribute(list, "start").unwrap_or(match is_reversed {
        true => i64::try_from(items.len()).unwrap_or(1),
        false => 1,
    });
    let mut numbers = FxHashMap::default();
    for item in items {
        next = attribute(item, "value").unwrap_or(next);
        // A number below 1 or above all others is no number of an entry.
        numbers.insert(item, usize::try_from(next).unwrap_or(0).min(MOST_ENTRIES));
        next = next.saturating_add(step);
    }
    numbers
}

/// Items that have no words, but a link such as the icon of a file: its address is all they say.
fn items_with_only_links(
    document: &HtmlDocument,
    list: NodeId,
    numbers: &FxHashMap<NodeId, usize>,
) -> Vec<(PrintedEntry, usize)> {
    let items = document.children(list).filter(|child| document.is(*child, Tag::Li));
    let without_words = items.filter(|item| document.text_within(*item, 20).is_empty());
    without_words
        .filter_map(|item| {
            let address = document
                .descendants(item)
                .filter_map(|inner| document.attribute(inner, "href"))
                .find(|href| href.starts_with("http://") || href.starts_with("https://"))?;
            let mut entry = PrintedEntry { text: address.to_owned(), ..PrintedEntry::default() };
            entry.names.extend(document.attribute(item, "id").map(str::to_owned));
            Some((entry, *numbers.get(&item)?))
        })
        .collect()
}

/// What links inside the page point to.
fn linked_fragments(document: &HtmlDocument, body: NodeId) -> FxHashSet<&str> {
    document
        .descendants(body)
        .filter(|id| document.is(*id, Tag::A))
        .filter_map(|id| document.attribute(id, "href")?.split_once('#'))
        .map(|(_, fragment)| fragment)
        .collect()
}

/// Whether most entries of a list are pages on the web, and links in the text point to them: then
/// they are notes, which keep their links and the words as printed. A site's name is no journal,
/// and the day on which a page was read is no year of publication.
fn are_linked_web_pages(
    document: &HtmlDocument,
    list: &ReferenceList,
    linked: &FxHashSet<&str>,
) -> bool {
    let mut web_pages = 0;
    let mut is_linked = 0;
    let mut entries = 0;
    for entry in &list.entries {
        for printed in printed_entries(document, *entry, None) {
            entries += 1;
            is_linked += usize::from(printed.names.iter().any(|name| linked.contains(&**name)));
            let is_page = !printed.links.is_empty() && {
                let mut work = citation::parse_citation(&printed.text);
                citation::add_linked_identifiers(&mut work, &printed.addresses);
                !citation::is_published_work(&work)
            };
            web_pages += usize::from(is_page);
        }
    }
    web_pages * 2 > entries && is_linked * 2 > entries
}

struct ReferenceList {
    entries: Vec<NodeId>,
    is_numbered: bool,
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
                if !are_notes(document, id, &entries)
                    && share * 10 >= document.text_within(id, 400_000).len() * 6
                    && entries.iter().all(|entry| document.text_within(*entry, 3000).len() < 2500)
                {
                    let mut nodes = vec![id];
                    nodes.extend(heading_before(document, id));
                    taken.extend(nodes.iter().copied());
                    let is_numbered = is_numbered_list(document, &entries);
                    found.push(ReferenceList { entries, is_numbered, nodes });
                    continue;
                }
            }
        }
        if tag == Tag::P && begins_with_reference_heading(document, id) {
            let printed = printed_entries(document, id, None);
            if printed.len() >= 2 {
                taken.insert(id);
                found.push(ReferenceList { entries: vec![id], is_numbered: true, nodes: vec![id] });
                continue;
            }
        }
        if matches!(tag, Tag::P | Tag::Div | Tag::Li) && labelled_entry(document, id) {
            taken.insert(id);
            found.push(ReferenceList { entries: vec![id], is_numbered: false, nodes: vec![id] });
            continue;
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

/// Whether a list that is named like one of references contains notes: its heading says so, and no
/// entry looks like a work.
fn are_notes(document: &HtmlDocument, list: NodeId, entries: &[NodeId]) -> bool {
    heading_of_notes(document, list).is_some_and(|heading| is_note_heading(document, heading))
        && !entries.iter().any(|entry| looks_like_entry(&document.text_within(*entry, 3000)))
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

/// Whether a paragraph begins with a line in strong type that says no more than `References`.
fn begins_with_reference_heading(document: &HtmlDocument, id: NodeId) -> bool {
    let mut children = document
        .children(id)
        .filter(|child| document.text(*child).is_none_or(|text| !text.trim().is_empty()));
    let Some(first) = children.next() else { return false };
    matches!(document.tag(first), Some(Tag::B | Tag::Strong | Tag::U | Tag::Em | Tag::I))
        && children.next().is_some_and(|next| document.is(next, Tag::Br))
        && is_phrase(Category::ReferenceHeadings, &bare_words(&document.text_within(first, 60)))
}

/// Whether an element is part of a list under a heading such as `References`.
pub(super) fn is_in_references(document: &HtmlDocument, id: NodeId) -> bool {
    document.ancestors(id).take(6).any(|above| {
        matches!(document.tag(above), Some(Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::P))
            && (purposes_of_element(document, above).any(ElementPurposes::REFERENCES)
                || heading_before(document, above).is_some())
    })
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
    let is_certain =
        !is_phrase(Category::SourceHeadings, &bare_words(&document.text_within(heading, 60)));
    let mut entries_found = Vec::new();
    let mut nodes = vec![start];
    let mut numbered = 0;
    // What follows a list is no entry of it, and what follows numbered paragraphs has a number, too.
    let mut begin_with_numbers = false;
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
            // A list of names or a table of doses may follow the references, or have the heading
            // `Sources`, but not stand right below `References`.
            let is_beside = inner.iter().any(|entry| document.is(*entry, Tag::Tr))
                || is_navigation(document, current);
            let needs_proof = !entries_found.is_empty() || is_beside && !is_certain;
            if is_text || needs_proof && !are_mostly_works(document, &inner) {
                break;
            }
            entries_found.extend(inner);
            nodes.push(current);
            if matches!(tag, Tag::Ol | Tag::Ul | Tag::Dl)
                && document.next(current).is_some()
                && numbered == 0
            {
                // An advert may divide the list: the second part counts on.
                let Some(next) = next_part_of_list(document, current) else { break };
                sibling = Some(next);
            }
            continue;
        }
        let text = document.text_within(current, 3000);
        if text.is_empty() {
            continue;
        }
        let has_number = number_length(&text) > 0;
        if entries_found.is_empty() {
            begin_with_numbers = has_number;
        }
        // One odd entry, such as a thesis without a year, does not end the list.
        let goes_on = || {
            (numbered >= 2 || numbered > 0 && begin_with_numbers)
                && text.len() < 400
                && std::iter::successors(document.next(current), |next| document.next(*next))
                    .find(|next| document.tag(*next).is_some())
                    .is_some_and(|next| {
                        let next_text = document.text_within(next, 3000);
                        document.is(next, Tag::P)
                            && looks_like_entry(&next_text)
                            && (!begin_with_numbers || number_length(&next_text) > 0)
                    })
        };
        let is_below_list = numbered == 0 && !entries_found.is_empty();
        let is_like_others =
            if is_below_list { !inner.is_empty() } else { has_number || !begin_with_numbers };
        let is_entry = is_like_others && looks_like_entry(&text) || goes_on();
        if matches!(tag, Tag::P | Tag::Div) && is_entry {
            numbered += 1;
            entries_found.push(current);
            nodes.push(current);
            continue;
        }
        break;
    }
    let is_numbered = is_numbered_list(document, &entries_found);
    (!entries_found.is_empty()).then_some(ReferenceList {
        entries: entries_found,
        is_numbered,
        nodes,
    })
}

/// The ordered list that counts on where this one ends, unless a heading or a text is between them.
fn next_part_of_list(document: &HtmlDocument, list: NodeId) -> Option<NodeId> {
    let last = item_numbers(document, list).into_values().max()?;
    let after = std::iter::successors(document.next(list), |next| document.next(*next))
        .filter(|next| document.tag(*next).is_some_and(|tag| !matches!(tag, Tag::Script)))
        .take(MOST_BETWEEN_PARTS + 1);
    for next in after {
        if document.is(next, Tag::Ol) {
            let first = document.children(next).find(|child| document.is(*child, Tag::Li))?;
            let number = item_numbers(document, next).get(&first).copied();
            return (document.is(list, Tag::Ol) && number == Some(last + 1)).then_some(next);
        }
        let is_heading = document.tag(next).and_then(Tag::heading_level).is_some();
        if is_heading
            || document.text_within(next, LONGEST_BETWEEN_PARTS + 1).len() > LONGEST_BETWEEN_PARTS
        {
            return None;
        }
    }
    None
}

/// Whether an element says that it is for moving to other pages.
fn is_navigation(document: &HtmlDocument, id: NodeId) -> bool {
    document.is(id, Tag::Nav) || document.attribute(id, "role") == Some("navigation")
}

/// Whether most entries look like works.
fn are_mostly_works(document: &HtmlDocument, entries: &[NodeId]) -> bool {
    let works =
        entries.iter().filter(|entry| looks_like_entry(&document.text_within(**entry, 3000)));
    works.count() * 2 > entries.len()
}

/// Whether readers see numbers before the entries: they are items of an ordered list, or most begin
/// with a number.
fn is_numbered_list(document: &HtmlDocument, entries: &[NodeId]) -> bool {
    let numbered = entries
        .iter()
        .filter(|entry| {
            document.is(**entry, Tag::Li)
                && document.parent(**entry).is_some_and(|list| document.is(list, Tag::Ol))
                || number_length(&document.text_within(**entry, 20)) > 0
                || document
                    .text_within(**entry, 20)
                    .strip_prefix("1 ")
                    .is_some_and(|rest| rest.starts_with(char::is_uppercase))
        })
        .count();
    numbered * 2 > entries.len() || !entry_numbers(document, entries).is_empty()
}

/// A block that cites one work under a label, as science news do: `Journal reference: …`.
fn labelled_entry(document: &HtmlDocument, id: NodeId) -> bool {
    if document.descendants(id).take(60).any(|inner| {
        document.tag(inner).is_some_and(|tag| tag.is_block() && !matches!(tag, Tag::Span))
    }) {
        return false;
    }
    let text = document.text_within(id, 1200);
    citation::after_reference_label(&text).is_some()
}

fn list_entries(document: &HtmlDocument, list: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut node = document.first_child(list);
    while let Some(current) = node {
        let is_entry = matches!(document.tag(current), Some(Tag::Li | Tag::Dd))
            || matches!(document.attribute(current, "role"), Some("doc-biblioentry" | "listitem"))
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

#[cfg(test)]
mod tests {
    use super::extract_references;
    use crate::citation::Numbering::{self, Counted};
    use crate::html::dom::NodeId;
    use crate::html::parse::parse;

    #[track_caller]
    fn check(html: &str, references: &[&str], notes: usize) {
        let mut document = parse(html);
        let found = extract_references(&mut document, NodeId::ROOT);
        let texts: Vec<&str> = found.references.iter().map(|work| work.text.as_str()).collect();
        assert_eq!(texts, references);
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
    fn repeated_and_odd_entries_are_counted() {
        check(
            "<h2>References</h2><ol><li>Doe J. On doses. 2020.</li><li>Doe J. On doses. 2020.</li><li>Ibid.</li><li>Roe R. More. 2021.</li></ol>",
            &["Doe J. On doses. 2020.", "Doe J. On doses. 2020.", "Ibid.", "Roe R. More. 2021."],
            0,
        );
        check(
            "<h3>References</h3><p>1. Doe J. On doses. 2020.<br>2. Roe R. More. 2021.<br>3. Poe P. Most. 2022.</p>",
            &["Doe J. On doses. 2020.", "Roe R. More. 2021.", "Poe P. Most. 2022."],
            0,
        );
    }

    /// The entries of a page by their first words, and what numbers in the text mean.
    #[track_caller]
    fn check_numbers(list: &str, expect: &str, numbering: Numbering) {
        let mut document = parse(&format!("<p>Text.</p><h2>References</h2>{list}"));
        let found = extract_references(&mut document, NodeId::ROOT);
        let words: Vec<&str> =
            found.references.iter().filter_map(|work| work.text.split(' ').next()).collect();
        assert_eq!(words.join(" "), expect);
        assert_eq!(found.numbering, numbering);
        let is_changed = expect.contains('[') || numbering == Numbering::Uncertain;
        assert_eq!(found.warning.is_some(), is_changed);
    }

    #[test]
    fn entries_keep_the_numbers_of_the_page() {
        let doe = "<li>Doe J. On doses. J Ex. 2020;1:2.</li>";
        let roe = "<li>Roe R. More. J Ex. 2021;1:2.</li>";
        let poe = "<li>Poe P. Most. J Ex. 2022;1:2.</li>";
        check_numbers(&format!("<ol>{doe}{roe}{poe}</ol>"), "Doe Roe Poe", Counted(3));
        check_numbers(&format!("<ol>{doe}<li> </li>{roe}</ol>"), "Doe […] Roe", Counted(3));
        check_numbers(&format!("<ol>{doe}{roe}<li></li></ol>"), "Doe Roe", Counted(2));
        check_numbers(
            &format!(
                "<ol>{doe}<li><a href='https://a.example/x.pdf'><img src=p.png></a></li>{roe}</ol>"
            ),
            "Doe https://a.example/x.pdf Roe",
            Counted(3),
        );
        check_numbers(&format!("<ol start=3>{doe}{roe}</ol>"), "[…] […] Doe Roe", Counted(4));
        check_numbers(&format!("<ol start=41>{doe}{roe}</ol>"), "Doe Roe", Numbering::Uncertain);
        check_numbers(&format!("<ol reversed>{doe}{roe}{poe}</ol>"), "Poe Roe Doe", Counted(3));
        check_numbers(
            &format!("<ol>{doe}<li value=3>Roe R. More. J Ex. 2021;1:2.</li>{poe}</ol>"),
            "Doe […] Roe Poe",
            Counted(4),
        );
        check_numbers(
            "<p>[1] Doe J. On doses. J Ex. 2020;1:2.</p><p>[3] Roe R. More. J Ex. 2021;1:2.</p>",
            "Doe […] Roe",
            Counted(3),
        );
        check_numbers(&format!("<ul>{doe}<li></li>{roe}</ul>"), "Doe Roe", Numbering::Unprinted);
    }

    #[test]
    fn divided_lists_count_on() {
        let part = |start, names: [&str; 2]| {
            let items = names.map(|name| format!("<li>{name} J. On doses. J Ex. 2020;1:2.</li>"));
            format!("<ol start={start}>{}</ol>", items.concat())
        };
        let (first, second) = (part(1, ["Doe", "Roe"]), part(3, ["Poe", "Moe"]));
        let advert = "<div>Advertisement</div>";
        check_numbers(&format!("{first}{advert}{second}"), "Doe Roe Poe Moe", Counted(4));
        let other = part(1, ["Poe", "Moe"]);
        check_numbers(&format!("{first}{advert}{other}"), "Doe Roe", Counted(2));
        check_numbers(&format!("{first}<h2>Steps</h2>{second}"), "Doe Roe", Counted(2));
    }

    #[test]
    fn links_beside_an_entry_give_its_numbers() {
        let mut document = parse(
            "<h2>References</h2><ol><li id=r1>Smith, A. B. Ketamine acts. Nature 554, 317 (2018). \
            <a href='https://doi.org/10.5555%2Fq1'>Article</a> <a href='https://pubmed.ncbi.nlm.nih.gov/123456/'>PubMed</a> \
            [<a href='https://scholar.google.com/'>Google Scholar</a>]</li></ol>",
        );
        let found = extract_references(&mut document, NodeId::ROOT);
        assert_eq!(found.references[0].text, "Smith, A. B. Ketamine acts. Nature 554, 317 (2018).");
        assert_eq!(found.references[0].doi.as_deref(), Some("10.5555/q1"));
        assert_eq!(found.references[0].pmid.as_deref(), Some("123456"));
        assert_eq!(found.cited.get("r1"), Some(&0));
    }

    #[test]
    fn links_to_records_give_their_numbers() {
        #[track_caller]
        fn check(link: &str, words: &str, pmid: Option<&str>) {
            let mut document = parse(&format!(
                "<h2>References</h2><ol><li>Smith, A. B. Sample acts. Nature 554, 317 (2018). {link}</li></ol>"
            ));
            let found = extract_references(&mut document, NodeId::ROOT);
            let text = format!("Smith, A. B. Sample acts. Nature 554, 317 (2018).{words}");
            assert_eq!(found.references[0].text, text, "{link}");
            assert_eq!(found.references[0].pmid.as_deref(), pmid, "{link}");
        }
        let pubmed = "https://pubmed.ncbi.nlm.nih.gov";
        check(&format!("<a href='{pubmed}/123456/'>View in PubMed</a>"), "", Some("123456"));
        check(&format!("<a href='{pubmed}/?term=123456'>PubMed</a>"), "", Some("123456"));
        check(
            "<a href='https://europepmc.org/abstract/MED/123456'>Europe PMC</a>",
            "",
            Some("123456"),
        );
        // Words that name no service stay, and may lead to another work.
        check(&format!("<a href='{pubmed}/123456/'>A comment</a>"), " A comment", None);
        check(
            &format!("<a href='{pubmed}/?term=smith'>All work in PubMed</a>"),
            " All work in PubMed",
            None,
        );
    }

    #[test]
    fn a_labelled_line_is_a_reference() {
        check(
            "<p>Text of it.</p><p><strong>Journal reference:</strong> Ann Lee, Bo Ray. <em>A title of it</em>. Ex J, 2025; 1 (2): 3 DOI: 10.5555/zz.1</p>",
            &["Ann Lee, Bo Ray. A title of it. Ex J, 2025; 1 (2): 3 DOI: 10.5555/zz.1"],
            0,
        );
        check("<p>More information: write to us, or see the page of the clinic.</p>", &[], 0);
    }

    #[test]
    fn raised_links_lead_to_notes() {
        check(
            "<p>Word<sup><a href='#n1'>1</a></sup>.</p><ol><li id=n1>The note. <a href='#b'>\u{2191}</a></li></ol>",
            &[],
            1,
        );
    }

    #[test]
    fn linked_web_pages_are_notes() {
        let text =
            "<p>One.<sup><a href='#n1'>[1]</a></sup> Two.<sup><a href='#n2'>[2]</a></sup></p>";
        let pages = "<h2>References</h2><ol class='references'>\
            <li id='n1'><a href='https://example.org/prices'>\"Prices\"</a>. Example. Retrieved January 5, 2024.</li>\
            <li id='n2'>Doe, Jane (March 8, 2023). <a href='https://example.com/review'>\"A review of it\"</a>. The Daily.</li></ol>";
        check(&format!("{text}{pages}"), &[], 2);
        // Nothing in the text points to them: the list is all that says what they are about.
        let mut document = parse(&format!("<p>One. Two.</p>{pages}"));
        let found = extract_references(&mut document, NodeId::ROOT);
        assert_eq!(found.references[0].url.as_deref(), Some("https://example.org/prices"));
        assert_eq!(found.references[0].year, None);
        // Published works stay references, and so does a page among them.
        let mixed = "<h2>References</h2><ol class='references'>\
            <li id='n1'><a href='https://example.org/a'>\"Prices\"</a>. Example. Retrieved January 5, 2024.</li>\
            <li id='n2'>Doe J. <a href='https://doi.org/10.5555/a'>On doses.</a> J Ex. 2020;1:2.</li>\
            <li id='n3'>Roe K. <a href='https://example.com/b'>More doses.</a> <a href='https://example.com/j'>J Ex</a>. 2021;1:2.</li></ol>";
        let mut document = parse(&format!("{text}{mixed}"));
        let found = extract_references(&mut document, NodeId::ROOT);
        let urls: Vec<_> = found.references.iter().map(|work| work.url.as_deref()).collect();
        assert_eq!(urls, [Some("https://example.org/a"), None, Some("https://example.com/b")]);
    }
}
