//! What a page of a journal or of PubMed says about its article besides the text: numbers,
//! institutions, history, how to cite it, lists of similar articles, offers of the publisher.
//!
//! A page is one of a journal if its head says so, or if an abstract follows the title and between
//! them are numbers that registries give. What stands before the abstract describes the article:
//! it becomes front matter. Must not know names of sites or of their classes.

use rustc_hash::FxHashSet;

use crate::article::{CitedWork, Identifier, RemovedBlock};
use crate::byline;
use crate::citation;
use crate::html::boilerplate_phrases;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::{LeafBlock, leaf_blocks};
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::markdown::image::is_caption;
use crate::phrases::{Category, contains_phrase, is_phrase, starts_with_phrase};

/// What is between the title and the abstract.
#[derive(Default, Debug)]
pub(super) struct JournalFront {
    /// The article as a work that can be cited, without title and authors.
    pub(super) work: CitedWork,
    /// The institutions of the authors.
    pub(super) affiliations: Vec<String>,
}

const PUBLISHED: &str = "where the article was published";
const INSTITUTIONS: &str = "the institutions of the authors";
const SERVICE: &str = "what the journal's page adds to the article";
const HISTORY: &str = "when the article was received and accepted";
const RIGHTS: &str = "a copyright notice";

/// A longer block is prose.
const LONGEST_LINE: usize = 320;

/// More blocks than there are before any abstract.
const MOST_BLOCKS: usize = 200;

/// Reads what is before the abstract.
pub(super) fn read_journal_front(document: &HtmlDocument, title: Option<&str>) -> JournalFront {
    let mut front = JournalFront::default();
    let Some(found) = find_front(document, title) else { return front };
    let mut is_institution = false;
    let mut is_marked_above = false;
    for leaf in &found.leaves {
        if is_labelled(&leaf.text, Category::AffiliationHeadings) {
            is_institution = true;
            continue;
        }
        is_institution &= !leaf.is_heading;
        let has_number = leaf.text.len() <= LONGEST_LINE && front.read_line(&leaf.text);
        let is_listed = is_institution && is_item(document, leaf.node);
        // Below the mark of an author may be the next author.
        let is_marked = has_mark(document, leaf)
            || is_marked_above && (leaf.text.contains(',') || is_group(&leaf.text));
        is_marked_above = false;
        if !has_number && (is_listed || is_marked) {
            let institution = without_mark(document, leaf);
            // The mark may be in a block of its own above the institution.
            if institution.is_empty() {
                is_marked_above = true;
            } else {
                front.affiliations.push(institution);
            }
        }
    }
    front
}

impl JournalFront {
    /// Reads a line; false if it says nothing about where the article was published.
    fn read_line(&mut self, text: &str) -> bool {
        let mut is_read = false;
        for found in citation::find_identifiers(text) {
            match found.identifier {
                Identifier::Doi(doi) => self.work.doi.get_or_insert(doi),
                Identifier::Pmid(pmid) => self.work.pmid.get_or_insert(pmid),
                Identifier::Pmcid(pmcid) => self.work.pmcid.get_or_insert(pmcid),
                _ => continue,
            };
            is_read = true;
        }
        let details = citation::parse_publication_line(text);
        if details.volume.is_some() && details.year.is_some() && self.work.volume.is_none() {
            self.work.journal = details.journal;
            self.work.volume = details.volume;
            self.work.issue = details.issue;
            self.work.pages = details.pages;
            self.work.year = details.year;
            is_read = true;
        }
        is_read
    }
}

/// Removes what is before the abstract, except what a heading such as `Highlights` introduces, and
/// prose after the title.
pub(super) fn remove_journal_front(
    document: &mut HtmlDocument,
    title: Option<&str>,
    work: &CitedWork,
    listed: &mut FxHashSet<NodeId>,
) -> Vec<RemovedBlock> {
    let Some(front) = find_front(document, title) else { return Vec::new() };
    let mut cut = Removals::new(document);
    let mut section: Option<&'static str> = None;
    let mut is_content = false;
    for leaf in &front.leaves {
        if leaf.node == front.title {
            (section, is_content) = (None, false);
            continue;
        }
        if leaf.is_heading {
            section = service_reason(&leaf.text);
            is_content = section.is_none();
        }
        let has_image = document
            .descendants(leaf.node)
            .chain(std::iter::once(leaf.node))
            .any(|node| document.is(node, Tag::Img));
        if is_content || has_image || is_caption(document, leaf.node) {
            continue;
        }
        let is_before_title = leaf.node < front.title;
        let reason = section
            .or_else(|| front_reason(document, leaf, work))
            .or(is_before_title.then_some(SERVICE));
        if let Some(reason) = reason {
            cut.leaf(leaf, reason);
        }
    }
    cut.finish(document, listed)
}

/// Removes sections after the abstract that do not belong to the article.
pub(super) fn remove_service_sections(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    cut: &mut Removals,
) {
    let start = leaves
        .iter()
        .position(|leaf| is_labelled(&leaf.text, Category::AbstractHeadings))
        .unwrap_or_default();
    let mut open: Option<(u8, &'static str)> = None;
    for leaf in &leaves[start..] {
        if let Some(level) = document.tag(leaf.node).and_then(Tag::heading_level) {
            open = match (service_reason(&leaf.text), open) {
                (Some(reason), _) => Some((level, reason)),
                (None, Some((above, SERVICE)))
                    if level > above && !is_labelled(&leaf.text, Category::JournalDeclarations) =>
                {
                    Some((above, SERVICE))
                }
                (None, _) => None,
            };
        }
        if let Some((_, reason)) = open
            && !cut.has(document, leaf.node)
        {
            cut.leaf(leaf, reason);
        }
    }
}

/// Why a section with this heading is not part of the article.
fn service_reason(heading: &str) -> Option<&'static str> {
    if is_labelled(heading, Category::AffiliationHeadings) {
        return Some(INSTITUTIONS);
    }
    is_labelled(heading, Category::JournalBackMatter).then_some(SERVICE)
}

/// Why a block before the abstract that no heading introduces is removed.
fn front_reason(
    document: &HtmlDocument,
    leaf: &LeafBlock,
    work: &CitedWork,
) -> Option<&'static str> {
    let lower = leaf.text.to_lowercase();
    let is_own = [&work.doi, &work.pmid, &work.pmcid]
        .into_iter()
        .flatten()
        .any(|number| lower.contains(&number.to_lowercase()));
    if is_own && leaf.text.len() <= LONGEST_LINE {
        return Some(PUBLISHED);
    }
    if leaf.text.len() <= LONGEST_LINE
        && starts_with_phrase(Category::OtherDateLabels, &lower)
        && lower.contains(|sign: char| sign.is_ascii_digit())
    {
        return Some(HISTORY);
    }
    if has_mark(document, leaf) {
        return Some(INSTITUTIONS);
    }
    if contains_phrase(Category::LicenseNames, &lower) {
        return Some(RIGHTS);
    }
    // An item of a few words may be a key point; two words are a label or a button.
    let is_label = !is_item(document, leaf.node) || leaf.text.split_whitespace().count() <= 3;
    (!leaf.is_prose && is_label && !leaf.text.ends_with(['.', '!', '?'])).then_some(SERVICE)
}

/// Whether a block consists of words such as `Cite`, `Share`, `Save` on buttons and links.
pub(super) fn is_toolbar(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    let mut labels = 0;
    for node in std::iter::once(&leaf.node).chain(&leaf.more) {
        for inner in document.descendants(*node).chain(std::iter::once(*node)) {
            let Some(text) = document.text(inner) else { continue };
            let label = text.trim().trim_matches(|sign: char| !sign.is_alphanumeric());
            if label.is_empty() {
                continue;
            }
            if !boilerplate_phrases::is_button_label(label) {
                return false;
            }
            labels += 1;
        }
    }
    labels >= 2
}

/// Whether a block is a list item, or part of one.
fn is_item(document: &HtmlDocument, node: NodeId) -> bool {
    std::iter::once(node)
        .chain(document.ancestors(node).take(3))
        .any(|above| document.is(above, Tag::Li))
}

/// What is before the abstract of a page.
struct FrontBlocks {
    /// The heading with the title.
    title: NodeId,
    /// All blocks up to the heading of the abstract, in the smallest element with both headings,
    /// except sidebars and menus.
    leaves: Vec<LeafBlock>,
}

fn find_front(document: &HtmlDocument, title: Option<&str>) -> Option<FrontBlocks> {
    let title = title_heading(document, title)?;
    let headed = document.ids().skip_while(|id| *id != title).find(|id| {
        let is_block = document.tag(*id).is_some_and(|tag| {
            tag.heading_level().is_some() || matches!(tag, Tag::P | Tag::Div | Tag::Strong)
        });
        is_block && is_labelled(&document.text_within(*id, 40), Category::AbstractHeadings)
    })?;
    let above: Vec<NodeId> = document.ancestors(title).collect();
    let around = document.ancestors(headed).find(|node| above.contains(node))?;
    let leaves = leaf_blocks(document, &[around], &vec![false; document.len()])
        .into_iter()
        .take_while(|leaf| leaf.node < headed)
        .take(MOST_BLOCKS)
        .filter(|leaf| {
            !document.ancestors(leaf.node).take_while(|above| *above != around).any(|above| {
                matches!(document.tag(above), Some(Tag::Aside | Tag::Nav | Tag::Footer))
            })
        })
        .collect();
    Some(FrontBlocks { title, leaves })
}

fn is_labelled(text: &str, category: Category) -> bool {
    text.len() <= 60 && is_phrase(category, &bare_heading(text))
}

/// A heading in lower case, without colon and the number of entries: `Cited by (7)`.
fn bare_heading(text: &str) -> String {
    let text = text.trim();
    let text = match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((before, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => text,
    };
    text.trim().trim_end_matches(':').to_lowercase()
}

/// Whether a text has a word that is in the names of institutions.
fn is_group(text: &str) -> bool {
    text.split_whitespace().any(byline::is_in_group_name)
}

/// Whether a block begins with a mark that ties an institution to authors.
fn has_mark(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    leaf.text.len() <= LONGEST_LINE
        && leaf.text.starts_with(|sign: char| sign.is_ascii_digit())
        && document
            .descendants(leaf.node)
            .chain(std::iter::once(leaf.node))
            .find(|node| document.text(*node).is_some_and(|text| !text.trim().is_empty()))
            .is_some_and(|first| {
                document.ancestors(first).take(2).any(|above| document.is(above, Tag::Sup))
            })
}

/// The text of an institution without the mark that ties it to authors.
fn without_mark(document: &HtmlDocument, leaf: &LeafBlock) -> String {
    let mark = document
        .descendants(leaf.node)
        .find(|node| document.is(*node, Tag::Sup))
        .map(|node| document.text_within(node, 20))
        .filter(|mark| leaf.text.starts_with(mark.as_str()))
        .map_or(0, |mark| mark.len());
    leaf.text[mark..]
        .trim_start_matches(|sign: char| {
            sign.is_ascii_digit() || matches!(sign, '.' | ' ' | ',' | '*' | '†' | '‡' | '§')
        })
        .trim_end_matches('.')
        .to_owned()
}
