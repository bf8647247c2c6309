//! Accounts for everything that a page shows: each piece is in the result, or left out for a reason.
//!
//! The pieces are noted before anything is removed. At the end, those that are neither below an
//! element whose removal is reported nor in the result are reported, whatever lost them: so the
//! report is complete even if another part of the import is wrong. Must not decide what is removed.

use rustc_hash::FxHashSet;
use url::Url;

use crate::article::{Article, RemovedBlock};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::{LeafBlock, leaf_blocks};
use crate::html::page_text::{three_word_runs, word_hashes};
use crate::html::tag::Tag;
use crate::markdown::image::{is_caption, is_written_picture};
use crate::omission::FEWEST_WORDS;
use crate::phrases::{Category, is_phrase};

/// Why a piece is not in the result if no part of the import says so.
const LOST: &str = "lost in the conversion";

/// The same for the caption of an image or film that is not in the result.
const CAPTION_ALONE: &str = "the caption of what is not imported";

/// A text of fewer letters is on a page by chance.
const FEWEST_LETTERS: usize = 12;

/// A longer text is no heading of references, in bytes.
const LONGEST_HEADING: usize = 60;

/// The pieces of a page, as they were before anything was removed.
pub(super) struct PagePieces {
    blocks: Vec<LeafBlock>,
    /// Images that must be in the result unless their removal is reported.
    images: Vec<NodeId>,
}

impl PagePieces {
    /// The pieces of what is below `body`.
    pub(super) fn of_page(document: &HtmlDocument, body: NodeId, base: Option<&Url>) -> Self {
        let blocks = leaf_blocks(document, &[body], &vec![false; document.len()]);
        let images = document
            .descendants(body)
            .filter(|node| {
                document.ancestors(*node).take(5).any(|above| document.is(above, Tag::Figure))
            })
            .filter(|node| is_written_picture(document, *node, base))
            .collect();
        Self { blocks, images }
    }

    /// The texts of the pieces, in their order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|block| block.text.as_str())
    }

    /// The texts before the list of references.
    pub(super) fn texts_before_references(&self) -> impl Iterator<Item = &str> {
        let is_heading = |text: &str| {
            let text = text.to_lowercase();
            is_phrase(Category::ReferenceHeadings, text.trim().trim_end_matches(':'))
        };
        self.texts().take_while(move |text| text.len() > LONGEST_HEADING || !is_heading(text))
    }

    /// The pieces that are neither below a `listed` element nor in the article.
    pub(super) fn unaccounted(
        &self,
        document: &HtmlDocument,
        listed: &FxHashSet<NodeId>,
        article: &Article,
        pictures: &FxHashSet<NodeId>,
    ) -> Vec<RemovedBlock> {
        let result = ResultText::of_article(article);
        let is_listed = |node: NodeId| {
            listed.contains(&node) || document.ancestors(node).any(|above| listed.contains(&above))
        };
        let mut lost: Vec<(NodeId, RemovedBlock)> = Vec::new();
        let mut was_lost = false;
        for block in &self.blocks {
            let is_lost = !is_listed(block.node)
                && !has_formula(document, block)
                && !is_reference_title(article, block)
                && !result.contains(&block.text, block.is_heading)
                && !contains_without_marks(document, &result, block);
            if is_lost {
                let found = lost_block(document, block);
                match lost.last_mut() {
                    Some((_, before)) if was_lost => join_blocks(before, &found),
                    _ => lost.push((block.node, found)),
                }
            }
            was_lost = is_lost;
        }
        for image in &self.images {
            let file = document.attribute(*image, "src").unwrap_or_default();
            let file = file.rsplit('/').next().unwrap_or_default();
            // The same image may be on the page twice, for browsers without scripts.
            let is_shown = !file.is_empty() && article.body.contains(file);
            if !is_listed(*image) && !pictures.contains(image) && !is_shown {
                lost.push((*image, lost_image(document, *image)));
            }
        }
        lost.sort_by_key(|(node, _)| *node);
        lost.into_iter().map(|(_, block)| block).collect()
    }
}

/// Whether a block is the heading of the list of references, which is kept apart.
fn is_reference_title(article: &Article, block: &LeafBlock) -> bool {
    let lower = block.text.to_lowercase();
    let words = lower.trim_matches(|c: char| !c.is_alphabetic());
    !article.references.is_empty() && is_phrase(Category::ReferenceHeadings, words)
}

/// Whether a block contains a formula, whose text has nothing in common with its Markdown.
fn has_formula(document: &HtmlDocument, block: &LeafBlock) -> bool {
    std::iter::once(&block.node).chain(&block.more).any(|node| {
        std::iter::once(*node)
            .chain(document.descendants(*node))
            .chain(document.ancestors(*node).take(2))
            .any(|inner| {
                matches!(
                    document.tag(inner),
                    Some(Tag::Math | Tag::MjxContainer | Tag::MjxMath | Tag::Annotation)
                ) || document.attribute(inner, "class").is_some_and(|class| {
                    let class = class.to_ascii_lowercase();
                    class.contains("katex") || class.contains("math") || class.contains("mjx")
                })
            })
    })
}

/// Whether a block is in the result but for its links to places on the page: those to references
/// became citations, those to notes became marks.
fn contains_without_marks(document: &HtmlDocument, result: &ResultText, block: &LeafBlock) -> bool {
    let is_link = |node: NodeId| {
        document.is(node, Tag::A)
            && document.attribute(node, "href").is_some_and(|href| href.starts_with('#'))
    };
    let mut text = String::new();
    let mut has_links = false;
    for root in std::iter::once(&block.node).chain(&block.more) {
        let mut node = Some(*root);
        while let Some(current) = node {
            let is_mark = is_link(current);
            has_links |= is_mark;
            if let Some(words) = document.text(current) {
                text.push_str(words);
            }
            let inner = if is_mark { None } else { document.first_child(current) };
            node = inner.or_else(|| document.after(current, *root));
        }
    }
    has_links && result.contains(&text, block.is_heading)
}

fn lost_block(document: &HtmlDocument, block: &LeafBlock) -> RemovedBlock {
    let words = block.text.split_whitespace().count();
    let is_structured = is_caption(document, block.node)
        || std::iter::once(block.node).chain(document.ancestors(block.node).take(6)).any(|above| {
            matches!(document.tag(above), Some(Tag::Table | Tag::Pre | Tag::Figure | Tag::Li))
        });
    let linked: usize = document
        .descendants(block.node)
        .filter(|inner| document.is(*inner, Tag::A))
        .map(|link| document.text_within(link, 2000).len())
        .sum();
    // A button such as `Google Scholar` in an entry that was kept.
    let is_structured = is_structured && linked * 2 < block.text.len();
    let counts = words >= FEWEST_WORDS || block.is_heading || is_structured;
    RemovedBlock {
        excerpt: block.text.chars().take(80).collect(),
        why: if is_caption(document, block.node) { CAPTION_ALONE } else { LOST },
        length: block.text.chars().count(),
        words: if counts { words } else { 0 },
        is_structured: is_structured || block.is_heading,
    }
}

fn lost_image(document: &HtmlDocument, image: NodeId) -> RemovedBlock {
    RemovedBlock {
        excerpt: image_excerpt(document, image),
        why: LOST,
        length: 0,
        words: 0,
        is_structured: true,
    }
}

/// How an image is called in the report: what it shows, or its file.
pub(super) fn image_excerpt(document: &HtmlDocument, image: NodeId) -> String {
    let alt = document.attribute(image, "alt").unwrap_or_default().trim();
    let file = document.attribute(image, "src").unwrap_or_default();
    let file = file.rsplit('/').next().unwrap_or_default();
    let name = if alt.is_empty() { file } else { alt };
    format!("[image] {}", name.chars().take(70).collect::<String>()).trim_end().to_owned()
}

/// Adds a block to the one before it in the report.
fn join_blocks(before: &mut RemovedBlock, block: &RemovedBlock) {
    before.length += block.length + 1;
    before.words += block.words;
    before.is_structured |= block.is_structured;
    before.excerpt = format!("{} {}", before.excerpt, block.excerpt).chars().take(80).collect();
}

/// The text of a result, to look up pieces of the page.
struct ResultText {
    /// Only its letters.
    letters: String,
    /// Those of each line.
    lines: FxHashSet<String>,
    runs: FxHashSet<u64>,
}

impl ResultText {
    fn of_article(article: &Article) -> Self {
        let mut text = without_targets(&article.body);
        for work in &article.references {
            text.push('\n');
            text.push_str(&work.text);
        }
        // The title of a box follows its kind: `> [!NOTE] Not a treatment yet`.
        let boxes = text.lines().filter_map(|line| line.split_once("[!")?.1.split_once(']'));
        let titles = boxes.map(|(_, title)| letters_of(title));
        let lines = text.lines().map(letters_of).chain(titles).collect();
        let words = word_hashes(&text);
        Self { letters: letters_of(&text), lines, runs: three_word_runs(&words).collect() }
    }

    /// Whether a piece is in the text: a heading or other short text as a line or with its letters,
    /// a longer one with half of its runs of three words.
    fn contains(&self, text: &str, is_heading: bool) -> bool {
        let letters = letters_of(text);
        if is_heading && letters.len() < 2 * FEWEST_LETTERS {
            // A heading may contain words for programs that read pages aloud.
            let is_most =
                |line: &String| line.len() * 2 >= letters.len() && letters.contains(line.as_str());
            return letters.is_empty()
                || self.lines.contains(&letters)
                // The title of a card, whose description follows.
                || letters.len() >= FEWEST_LETTERS
                    && self.lines.iter().any(|line| line.contains(&letters))
                || self.lines.iter().any(is_most);
        }
        if letters.len() < FEWEST_LETTERS || self.letters.contains(&letters) {
            return true;
        }
        let own: Vec<u64> = three_word_runs(&word_hashes(text)).collect();
        let hits = own.iter().filter(|run| self.runs.contains(run)).count();
        hits * 2 >= own.len().max(1)
    }
}

/// The letters of a text in lower case. Digits may be marks of notes, which are renumbered.
fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// The Markdown without tags and addresses of links, which stand between words.
fn without_targets(markdown: &str) -> String {
    let mut markdown = markdown.to_owned();
    for tag in ["<sup>", "</sup>", "<sub>", "</sub>", "<br>"] {
        markdown = markdown.replace(tag, if tag == "<br>" { " " } else { "" });
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown.as_str();
    while let Some(at) = rest.find(']') {
        let (before, after) = rest.split_at(at + 1);
        // A citation or the mark of a note.
        let mark = before.rfind('[').filter(|at| before[at + 1..].starts_with(['@', '^']));
        out.push_str(&before[..mark.unwrap_or(before.len())]);
        rest = after;
        if let Some(target) = after.strip_prefix('(') {
            let end = target.find([')', ' ', '\n']).unwrap_or(target.len());
            rest = &target[end..];
        }
    }
    out.push_str(rest);
    out
}
