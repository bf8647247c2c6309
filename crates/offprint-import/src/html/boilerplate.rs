//! Removes what is inside the article but not part of it: share buttons, related links, author
//! boxes, advertisements.
//!
//! Blocks are judged by their tags, names and links (`boilerplate_elements`), by the article text
//! that the page states in JSON-LD, and by their words (`boilerplate_phrases`). Everything that is
//! removed is reported with a reason. Does not decide where the article is: that is `content`.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::title_heading::title_heading;
use crate::article::RemovedBlock;
use crate::citation::find_identifiers;
use crate::date;
use crate::html::boilerplate_elements::{LIST_OF_LINKS, NamedElement, NamedPage};
use crate::html::data_rows::is_in_data_row;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::purposes_of_most_prose;
use crate::html::embedded_media::CAPTIONED_MEDIUM;
use crate::html::journal_page;
use crate::html::leaf_block::{LeafBlock, leaf_blocks};
use crate::html::link_cards::{cards_below, cards_below_text};
use crate::html::link_in_sentence::is_between_words;
use crate::html::linked_labels::linked_labels;
use crate::html::near_title::{ArticleContext, reason_near_title};
use crate::html::page_text::{has_same_words, three_word_runs, word_hashes};
use crate::html::panel_control::opens_next_block;
use crate::html::removals::{LINK_ALONE, Removals};
use crate::html::repeated_parts::RepeatedParts;
use crate::html::resource_lists::contains_telephone_link;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::html::{
    about_rows, beside_title, boilerplate_phrases, boxes, closing_notes, doubt, legal_notice,
    resource_lists, thread,
};
use crate::markdown::image::is_caption;
use crate::markdown::is_data_table;
use crate::phrases::{Category, starts_with_phrase};

/// Keeps what is in the cells of tables with data: there, `more` and `Print` are values. Cells
/// without heads may be for layout, so their row must contain another value.
fn keep_cells(document: &HtmlDocument, root: NodeId, cut: &mut Removals) {
    let tables = std::iter::once(root).chain(document.descendants(root));
    let tables: Vec<NodeId> = tables
        .filter(|node| document.is(*node, Tag::Table) && is_data_table(document, *node))
        .collect();
    for table in tables {
        let has_heads = document
            .descendants(table)
            .any(|inner| matches!(document.tag(inner), Some(Tag::Th | Tag::Caption)));
        for row in document.descendants(table).filter(|inner| document.is(*inner, Tag::Tr)) {
            let has_value = |cell: NodeId| {
                let text = document.text_within(cell, 200);
                !text.is_empty() && boilerplate_phrases::boilerplate_reason(&text).is_none()
            };
            if has_heads || document.children(row).filter(|cell| has_value(*cell)).count() > 0 {
                for cell in document.children(row) {
                    cut.keep(document, cell);
                }
            }
        }
    }
}

/// Removes from the tree what is not part of the article in `roots`.
pub(super) fn remove_boilerplate(
    document: &mut HtmlDocument,
    roots: &[NodeId],
    stats: &[TextStats],
    known: &ArticleContext,
    listed: &mut FxHashSet<NodeId>,
) -> Vec<RemovedBlock> {
    let mut cut = Removals::new(document);
    let total: u32 = roots.iter().map(|root| stats[root.index()].text).sum::<u32>().max(1);
    let repeated = RepeatedParts::default();
    for root in roots {
        for [heading, list] in resource_lists::find_resource_lists(document, *root, known.base) {
            cut.keep_heading(document, heading);
            cut.keep(document, list);
        }
        let ignored = purposes_of_most_prose(document, *root);
        let page = NamedPage { total, ignored, base: known.base, repeated: &repeated };
        remove_by_name(document, *root, stats, &page, &mut cut);
    }
    for root in roots {
        let thread = thread::find_thread(document, stats, *root);
        for reply in thread.replies {
            cut.add(reply, "a reply to the article, by somebody else or after others");
        }
        for profile in thread.profiles {
            cut.add(profile, "about the author");
        }
        for name in thread.names {
            cut.add(name, "the name of whoever wrote a post, which is written above it");
        }
    }
    for root in roots {
        keep_cells(document, *root, &mut cut);
    }
    let leaves = leaf_blocks(document, roots, cut.removed());
    remove_unstated(document, &leaves, known, &mut cut);
    if known.is_of_journal {
        journal_page::remove_service_sections(document, &leaves, &mut cut);
    }
    boxes::remove_boxes(document, &leaves, known.base, &mut cut);
    beside_title::remove_page_path(document, &leaves, &mut cut);
    for card in cards_below_text(document, &leaves, stats) {
        if !cut.has(document, card) {
            cut.add(card, "links to other articles");
        }
    }
    remove_by_wording(document, &leaves, stats, known, &mut cut);
    about_rows::remove_about_rows(document, &leaves, stats, known, &mut cut);
    beside_title::remove_repeated_quotes(document, &leaves, &mut cut);
    let titles: Vec<&str> =
        known.title.into_iter().chain(known.titles.iter().map(String::as_str)).collect();
    beside_title::remove_above_title(document, &leaves, stats, &titles, &mut cut);
    legal_notice::remove_legal_notice(document, &leaves, &mut cut);
    closing_notes::remove_history(document, &leaves, known.today, &mut cut);
    closing_notes::remove_invitations(document, &leaves, stats, &mut cut);
    trim_edges(document, &leaves, stats, known, &mut cut);
    closing_notes::remove_closing_notes(document, &leaves, stats, known.authors, &mut cut);
    remove_empty_headings(document, &leaves, &mut cut);
    doubt::mark_doubtful(document, roots, stats, &mut cut);
    cut.finish(document, listed)
}

/// Removes what is before the title, and the title itself: everything else is to be kept.
pub(super) fn remove_before_title(
    document: &mut HtmlDocument,
    body: NodeId,
    known: &ArticleContext,
    listed: &mut FxHashSet<NodeId>,
) -> Vec<RemovedBlock> {
    let Some(title) = printed_title(document, body, known) else { return Vec::new() };
    let mut cut = Removals::new(document);
    let path: Vec<NodeId> = std::iter::once(title).chain(document.ancestors(title)).collect();
    let before: Vec<NodeId> = document
        .descendants(body)
        .take_while(|node| *node != title)
        .filter(|node| !path.contains(node))
        .collect();
    for node in before {
        if !cut.has(document, node) {
            cut.add(node, "before the title");
        }
    }
    cut.add(title, "the title, repeated");
    cut.finish(document, listed)
}

/// The heading with the title, or another block with these words: a word processor writes it in a
/// paragraph. A heading with other words may be the first one of the text.
fn printed_title(document: &HtmlDocument, body: NodeId, known: &ArticleContext) -> Option<NodeId> {
    let titles = || known.title.into_iter().chain(known.titles.iter().map(String::as_str));
    let is_title = |node: NodeId| {
        let text = document.text_within(node, LONGEST_TITLE);
        !text.is_empty() && titles().any(|title| has_same_words(&text, title))
    };
    title_heading(document, known.title).filter(|heading| is_title(*heading)).or_else(|| {
        let blocks = document.descendants(body).take(MOST_ABOVE_TITLE);
        blocks
            .filter(|node| matches!(document.tag(*node), Some(Tag::P)))
            .find(|node| is_title(*node))
    })
}

/// A title has fewer bytes.
const LONGEST_TITLE: usize = 500;

/// The title is among so many nodes, if it is no heading.
const MOST_ABOVE_TITLE: usize = 2_000;

/// Removes elements whose tag, names or links show that they are not text.
fn remove_by_name(
    document: &HtmlDocument,
    root: NodeId,
    stats: &[TextStats],
    page: &NamedPage<'_>,
    cut: &mut Removals,
) {
    let mut node = document.first_child(root);
    while let Some(current) = node {
        let why = document
            .tag(current)
            .and_then(|tag| {
                let stats = stats[current.index()];
                NamedElement::new(document, current, tag, stats, page).reason()
            })
            // What contains such a list has many links, too.
            .filter(|why| *why != LIST_OF_LINKS || !cut.keeps_any_in(document, current));
        if let Some(why) = why {
            cut.add(current, why);
        }
        // A word in the class of a token of code says nothing about the article.
        let is_closed = why.is_some()
            || document.tag(current).is_some_and(|tag| {
                matches!(tag, Tag::Pre | Tag::Code | Tag::Math | Tag::MjxContainer | Tag::MjxMath)
            });
        let inner = if is_closed { None } else { document.first_child(current) };
        node = inner.or_else(|| document.after(current, root));
    }
}

/// Removes what the text in JSON-LD does not contain, if that text is clearly the complete article.
fn remove_unstated(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    known: &ArticleContext,
    cut: &mut Removals,
) {
    let Some(stated) = known.stated.filter(|stated| stated.len() > 300) else { return };
    let stated_words = word_hashes(stated);
    let stated_grams: FxHashSet<u64> = three_word_runs(&stated_words).collect();
    let mut shares = Vec::with_capacity(leaves.len());
    let (mut covered, mut length, mut found) = (0usize, 0usize, FxHashSet::default());
    for leaf in leaves {
        let own: Vec<u64> = three_word_runs(&word_hashes(&leaf.text)).collect();
        let hits = own.iter().filter(|gram| stated_grams.contains(gram)).count();
        found.extend(own.iter().copied().filter(|gram| stated_grams.contains(gram)));
        shares.push(if own.is_empty() { 0.0 } else { hits as f32 / own.len() as f32 });
        if leaf.is_prose {
            covered += hits;
            length += own.len();
        }
    }
    // The page must contain nearly all of the stated text, and the stated text most of the page:
    // otherwise it was cut short.
    if found.len() * 10 < stated_grams.len() * 8 || covered * 100 < length * 50 {
        return;
    }
    let ends_are_known = covered * 100 > length * 70;
    let middle_is_known =
        covered * 100 > length * 85 || found.len() * 100 > stated_grams.len() * 95;
    let first = shares.iter().position(|share| *share > 0.7);
    let last = shares.iter().rposition(|share| *share > 0.7);
    let (Some(first), Some(last)) = (first, last) else { return };
    for (position, leaf) in leaves.iter().enumerate() {
        let is_special = document.ancestors(leaf.node).any(|above| {
            matches!(document.tag(above), Some(Tag::Figure | Tag::Table | Tag::Blockquote))
        }) || is_caption(document, leaf.node)
            || document.is(leaf.node, Tag::Pre);
        let is_outside = position < first || position > last;
        let is_foreign = shares[position] < 0.1
            && if is_outside {
                ends_are_known
            } else {
                middle_is_known && !leaf.is_heading && leaf.text.len() > 20
            };
        if is_foreign && !is_special {
            cut.leaf(leaf, "not in the article text that the page states in JSON-LD");
        }
    }
}

/// Removes blocks by their words.
fn remove_by_wording(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    known: &ArticleContext,
    cut: &mut Removals,
) {
    let mut has_prose = false;
    let labels = linked_labels(document, leaves, stats, cut);
    for (position, leaf) in leaves.iter().enumerate() {
        if cut.has(document, leaf.node) {
            continue;
        }
        has_prose |= leaf.is_prose;
        let block_stats = leaf.block_stats(stats);
        let is_short = leaf.text.chars().nth(200).is_none();
        if leaf.is_heading || !has_prose && is_short {
            let is_title = known.title.is_some_and(|title| has_same_words(&leaf.text, title))
                || known.titles.iter().any(|title| has_same_words(&leaf.text, title));
            if is_title && block_stats.images == 0 {
                cut.leaf(leaf, "the title, repeated");
                continue;
            }
        }
        let is_in_caption = std::iter::once(leaf.node)
            .chain(document.ancestors(leaf.node).take(4))
            .any(|above| matches!(document.tag(above), Some(Tag::Figcaption | Tag::Caption)));
        if block_stats.images > 0 && leaf.text.chars().nth(40).is_some()
            || is_in_caption
            || is_caption(document, leaf.node)
            || document.is(leaf.node, Tag::Pre)
        {
            continue;
        }
        let is_item =
            std::iter::once(leaf.node).chain(document.ancestors(leaf.node).take(3)).any(|above| {
                matches!(document.tag(above), Some(Tag::Li | Tag::Blockquote | Tag::Td | Tag::Th))
            });
        if is_licence_notice(document, leaf) {
            cut.leaf(leaf, "a copyright notice");
            continue;
        }
        if is_short && journal_page::is_toolbar(document, leaf) {
            cut.leaf(leaf, "buttons");
            continue;
        }
        let opens_part = document.is(leaf.node, Tag::Summary)
            || std::iter::once(leaf.node)
                .chain(document.ancestors(leaf.node).take(3))
                .chain(document.descendants(leaf.node).take(3))
                .any(|near| opens_next_block(document, near));
        if is_short
            && !opens_part
            && let Some(why) = boilerplate_phrases::boilerplate_reason(&leaf.text)
        {
            // A sentence may begin with such words, but it ends like a sentence and has no link.
            let is_sentence = leaf.text.chars().nth(110).is_some()
                && block_stats.link_density() < 0.2
                && leaf.text.ends_with(['.', '!', '?', '\u{201d}']);
            let is_item = is_item
                && block_stats.link_density() < 0.5
                && leaf.text.chars().nth(12).is_some()
                && !is_among_buttons(document, leaf.node);
            let is_section = leaf.is_heading
                && boilerplate_phrases::is_section_name(&leaf.text)
                && is_followed_by_prose(document, leaves, position, stats, known.today, cut);
            if !is_sentence && !is_item && !is_section && !is_among_values(document, leaf.node) {
                cut.leaf(leaf, why);
                // What is under such a heading is removed with it.
                if leaf.is_heading || leaf.text.ends_with(':') {
                    remove_section(document, leaves, position, stats, why, cut);
                }
                continue;
            }
        }
        if !has_prose
            && block_stats.anchors >= 3
            && block_stats.link_density() > 0.85
            && !leaf.is_heading
        {
            cut.leaf(leaf, LIST_OF_LINKS);
            continue;
        }
        let is_link_alone = !labels[position]
            && block_stats.anchors >= 1
            && block_stats.images == 0
            && leaf.text.chars().nth(130).is_none()
            && !leaf.text.starts_with("http")
            && !leaf.text.ends_with('.')
            && !has_telephone_number(document, leaf)
            && find_identifiers(&leaf.text).is_empty()
            && !is_item
            && !is_between_words(document, leaf.node)
            // The film that the caption describes.
            && document.attribute(leaf.node, CAPTIONED_MEDIUM).is_none()
            && !opens_part
            && block_stats.link_density() > 0.9
            && is_short
            && !leaf.is_heading
            && !matches!(
                document.tag(leaf.node),
                Some(Tag::Li | Tag::Td | Tag::Th | Tag::Dt | Tag::Dd)
            );
        if is_link_alone {
            cut.leaf(leaf, LINK_ALONE);
        }
    }
}

/// No list of buttons has more.
const MOST_BUTTONS: usize = 12;

/// Whether a block is in a list that contains buttons only: `Download figure`, `Open in new tab`.
fn is_among_buttons(document: &HtmlDocument, node: NodeId) -> bool {
    let around = std::iter::once(node).chain(document.ancestors(node).take(3));
    let list = around.into_iter().find(|at| matches!(document.tag(*at), Some(Tag::Ul | Tag::Ol)));
    list.is_some_and(|list| {
        let items = || document.children(list).filter(|item| document.is(*item, Tag::Li));
        items().nth(MOST_BUTTONS).is_none()
            && items().all(|item| {
                let text = document.text_within(item, 100);
                boilerplate_phrases::boilerplate_reason(&text).is_some()
            })
    })
}

/// So many items of a list say what its items are.
const MOST_VALUES: usize = 40;

/// Whether a block is in a list or a row of cells that has no link, and in which no fewer parts say
/// something else: `less`, `same`, `more`.
fn is_among_values(document: &HtmlDocument, node: NodeId) -> bool {
    let is_list = |at: &NodeId| {
        matches!(document.tag(*at), Some(Tag::Ul | Tag::Ol | Tag::Dl))
            || document.attribute(*at, "role") == Some("row")
    };
    let Some(list) = document.ancestors(node).take(3).find(is_list) else { return false };
    let parts = document.children(list).filter(|part| document.tag(*part).is_some());
    let (mut values, mut buttons) = (0, 0);
    for part in parts.take(MOST_VALUES) {
        let is_clicked = |inner: NodeId| {
            matches!(document.tag(inner), Some(Tag::A | Tag::Button | Tag::Img))
                || document.attribute(inner, "role") == Some("button")
        };
        let mut inner = std::iter::once(part).chain(document.descendants(part));
        // A large part is no value.
        if inner.by_ref().take(MOST_VALUES).any(is_clicked) || inner.next().is_some() {
            return false;
        }
        let text = document.text_within(part, 100);
        match boilerplate_phrases::boilerplate_reason(&text) {
            Some(_) => buttons += 1,
            None => values += usize::from(!text.is_empty()),
        }
    }
    values > 0 && values >= buttons
}

/// Whether a block of a few sentences begins like a notice on rights and links to the licence.
fn is_licence_notice(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    leaf.text.len() < 600
        && !leaf.is_heading
        && starts_with_phrase(Category::RightsStarts, &leaf.text.to_lowercase())
        && std::iter::once(leaf.node)
            .chain(leaf.more.iter().copied())
            .flat_map(|node| std::iter::once(node).chain(document.descendants(node)))
            .any(|inner| {
                document.attribute(inner, "rel").is_some_and(|rel| rel.contains("license"))
            })
}

/// Whether the text under a heading is running text, and not a list of comments: those have days
/// and buttons.
fn is_followed_by_prose(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    heading: usize,
    stats: &[TextStats],
    today: Date,
    cut: &Removals,
) -> bool {
    let mut under = leaves[heading + 1..]
        .iter()
        .take(12)
        .take_while(|leaf| !leaf.is_heading)
        .filter(|leaf| !cut.has(document, leaf.node))
        .peekable();
    let is_prose = under
        .peek()
        .is_some_and(|leaf| leaf.is_prose && leaf.block_stats(stats).link_density() < 0.3);
    is_prose
        && !under.any(|leaf| {
            let is_day = leaf.text.len() < 60 && !date::find_dates(&leaf.text, today).is_empty();
            is_day && !leaf.text.ends_with('.') || boilerplate_phrases::is_reply_button(&leaf.text)
        })
}

/// After a heading such as `Related`, removes the lists of links under it.
fn remove_section(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    heading: usize,
    stats: &[TextStats],
    why: &'static str,
    cut: &mut Removals,
) {
    let node = leaves[heading].node;
    if leaves[..heading].iter().any(|leaf| leaf.is_prose) {
        for card in cards_below(document, node) {
            if !cut.has(document, card) {
                cut.add(card, why);
            }
        }
    }
    // If a container begins with such a heading, all of it is removed.
    if let Some(parent) = document.parent(node)
        && leaves[heading].is_heading
        && document.children(parent).find(|child| {
            document.tag(*child).is_some()
                || document.text(*child).is_some_and(|text| !text.trim().is_empty())
        }) == Some(node)
        && stats[parent.index()].anchors >= 2
        && heading * 3 > leaves.len()
    {
        cut.add(parent, why);
        return;
    }
    for leaf in leaves.iter().skip(heading + 1).take(40) {
        let block_stats = leaf.block_stats(stats);
        // A short line may name the author beside the link.
        let enough = if leaf.text.chars().nth(60).is_none() { 0.5 } else { 0.7 };
        if block_stats.link_density() < enough {
            return;
        }
        if !cut.has(document, leaf.node) {
            cut.leaf(leaf, why);
        }
    }
}

/// The reason for links after the last sentence, and for their headings.
const LINKS_AFTER_END: &str = "links or notes after the end of the article";

/// Less of a line that says something of its own is in links.
const MOST_LINKED_NOTE: f32 = 0.5;

/// So many bytes of a link's text are read.
const LONGEST_LINK: usize = 500;

/// A sentence that links a work has so many words around the link.
const FEWEST_WORDS_AROUND_LINK: usize = 3;

/// Removes bylines, dates and sections before the first sentence, and links after the last.
fn trim_edges(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    known: &ArticleContext,
    cut: &mut Removals,
) {
    for leaf in leaves {
        if cut.has(document, leaf.node) {
            continue;
        }
        if leaf.is_prose {
            break;
        }
        let is_words = leaf.block_stats(stats).images == 0
            && !is_caption(document, leaf.node)
            && !document.is(leaf.node, Tag::Pre);
        if is_words
            && let Some(why) = reason_near_title(&leaf.text, known)
            && !is_in_data_row(document, leaf.node)
        {
            cut.leaf(leaf, why);
            if let Some(label) = only_label_of(document, leaf.node)
                && !cut.has(document, label)
            {
                cut.add(label, why);
            }
        }
    }
    for leaf in leaves.iter().rev() {
        if cut.has(document, leaf.node) {
            continue;
        }
        if cut.keeps_any_in(document, leaf.node)
            || has_telephone_number(document, leaf)
            || cites_in_sentence(document, leaf) && reason_near_title(&leaf.text, known).is_none()
        {
            break;
        }
        let block_stats = leaf.block_stats(stats);
        let is_tail = leaf.is_heading && leaf.text.chars().nth(90).is_none()
            || block_stats.anchors > 0
                && block_stats.link_density() > if leaf.is_prose { 0.8 } else { 0.5 }
                && leaf.text.chars().nth(200).is_none()
            || leaf.text.chars().nth(90).is_none()
                && reason_near_title(&leaf.text, known).is_some();
        let is_in_quotation =
            document.ancestors(leaf.node).take(4).any(|above| document.is(above, Tag::Blockquote));
        if !is_tail
            || block_stats.images > 0
            || is_in_quotation
            || is_caption(document, leaf.node)
            || is_in_data_row(document, leaf.node)
        {
            break;
        }
        let why = if leaf.is_heading {
            LINKS_AFTER_END
        } else if links_to_file(document, leaf) {
            "a file to download, after the end of the article"
        } else if block_stats.link_density() < MOST_LINKED_NOTE {
            "a line after the end of the article"
        } else {
            LINKS_AFTER_END
        };
        cut.leaf(leaf, why);
    }
}

/// Whether a block contains a link to a file for readers to keep, such as a form to sign.
fn links_to_file(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    const ENDINGS: [&str; 10] =
        ["pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "csv", "ppt", "pptx"];
    let nodes = std::iter::once(leaf.node).chain(leaf.more.iter().copied());
    nodes.flat_map(|node| std::iter::once(node).chain(document.descendants(node))).any(|inner| {
        document.attribute(inner, "href").is_some_and(|address| {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            path.rsplit_once('.').is_some_and(|(_, ending)| {
                ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
            })
        })
    })
}

/// Whether a block contains a link to a number to call.
fn has_telephone_number(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    std::iter::once(leaf.node)
        .chain(leaf.more.iter().copied())
        .any(|node| contains_telephone_link(document, node))
}

/// Whether a block is a sentence that links a work by its identifier: `The paper is available at
/// doi.org/….`
fn cites_in_sentence(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    if !document.is(leaf.node, Tag::P) || !leaf.text.trim_end().ends_with(['.', '。']) {
        return false;
    }
    let links: Vec<NodeId> =
        document.descendants(leaf.node).filter(|node| document.is(*node, Tag::A)).collect();
    let linked: usize = links
        .iter()
        .map(|link| document.text_within(*link, LONGEST_LINK).split_whitespace().count())
        .sum();
    leaf.text.split_whitespace().count() >= linked + FEWEST_WORDS_AROUND_LINK
        && links.iter().any(|link| {
            document
                .attribute(*link, "href")
                .is_some_and(|address| !find_identifiers(address).is_empty())
        })
}

/// The term that a description alone belongs to: `Published`, before a day.
fn only_label_of(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    if !document.is(node, Tag::Dd) {
        return None;
    }
    let is_element = |node: &NodeId| document.tag(*node).is_some();
    let before = std::iter::successors(document.previous(node), |at| document.previous(*at));
    let after = std::iter::successors(document.next(node), |at| document.next(*at));
    let has_more = after.into_iter().find(is_element).is_some_and(|at| document.is(at, Tag::Dd));
    before.into_iter().find(is_element).filter(|at| document.is(*at, Tag::Dt) && !has_more)
}

/// Removes headings whose content was removed.
fn remove_empty_headings(document: &HtmlDocument, leaves: &[LeafBlock], cut: &mut Removals) {
    let mut was_cut_since = false;
    let mut open: Option<NodeId> = None;
    for leaf in leaves {
        let is_out = cut.has(document, leaf.node);
        if is_out {
            was_cut_since = true;
            continue;
        }
        if leaf.is_heading {
            if let Some(heading) = open
                && (was_cut_since || cut.has_between(heading, leaf.node))
                && document.tag(heading).and_then(Tag::heading_level)
                    >= document.tag(leaf.node).and_then(Tag::heading_level)
            {
                cut.add(heading, "a heading without content");
            }
            open = Some(leaf.node);
        } else {
            open = None;
        }
        was_cut_since = false;
    }
}
