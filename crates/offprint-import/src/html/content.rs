//! Finds the element of a page that contains the article.
//!
//! Every block of text is worth something: prose (long, few links) counts for the elements around
//! it, menus and other short or linked text count against them. The element whose blocks sum to the
//! most is the article's. This is a maximum-subtree form of the text-density methods; the idea of
//! scoring containers by their paragraphs, links and class names is that of Readability (Arc90,
//! later Mozilla). The numbers and words are our own, derived from pages with known text: see
//! `data/derive/content_weights.py`.
//!
//! A name never outweighs prose: words of classes and ids only decide about elements that contain a
//! small part of the page's text (or say `cookies`, `comments` or `newsletter`), and names are
//! ignored altogether if no article is left with them. What is to be removed inside the article is
//! not decided here but in `boilerplate`.
//!
//! On the development pages the F1 of passages (213 pages) is 0.926 and that of article bodies (91
//! pages) 0.975. The words of known purposes (`element_purpose`) beside the derived ones, and that
//! only an `article` with prose counts as a second article, were chosen among six variants by these
//! same figures (0.913 to 0.925 for passages), so the figures are somewhat optimistic; there are no
//! held-out pages.

use crate::html::content_weights::{CONTENT_WEIGHTS, ScoringWeights};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{
    ElementPurposes, for_each_word, layout_purposes, purposes_of_element, purposes_of_most_prose,
};
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;

/// An element of such a purpose contains no article, however long it is.
const NEVER_ARTICLE: ElementPurposes =
    ElementPurposes::COOKIES.with(ElementPurposes::COMMENTS).with(ElementPurposes::NEWSLETTER);

/// An element of such a purpose is beside the article if it is a small part of the page.
const BESIDE_ARTICLE: ElementPurposes =
    ElementPurposes::BESIDE_ARTICLE.with(ElementPurposes::FOOTER);

/// An `article` with more characters of prose is a separate article, not a teaser.
const SEPARATE_ARTICLE_PROSE: f32 = 100.0;

/// A larger share of the text of an article is not in links.
const MOST_LINKED: f32 = 0.4;

/// The element that contains the article; the body if no element stands out.
pub(super) fn find_article(document: &HtmlDocument, stats: &[TextStats]) -> NodeId {
    let weights = &CONTENT_WEIGHTS.scoring;
    let body = body_element(document);
    let blocks = text_blocks(document, stats, body);
    let mut best: Option<(f32, NodeId)> = None;
    // Pages of short paragraphs, or whose article is named like an advertisement, have another
    // chance.
    for prose_length in [weights.prose_length, weights.prose_length / 2.5] {
        for names in [Names::Heeded, Names::Ignored] {
            let scores = ContainerScores::new(document, stats, body, &blocks, prose_length, names);
            let Some((worth, container)) = scores.best_container(document, body) else { continue };
            if worth >= weights.enough_prose {
                return with_what_belongs(document, stats, container);
            }
            if best.is_none_or(|(known, _)| worth > known) {
                best = Some((worth, container));
            }
        }
    }
    best.map_or(body, |(_, container)| with_what_belongs(document, stats, container))
}

/// The container, or the element around it that is as certainly the article.
fn with_what_belongs(document: &HtmlDocument, stats: &[TextStats], container: NodeId) -> NodeId {
    sole_article_around(document, stats, container)
        .or_else(|| section_around(document, container))
        .or_else(|| parts_around(document, stats, container))
        .unwrap_or(container)
}

/// The element that contains all parts of a page builder, if the container is one of them: it sets each
/// heading, list and quotation into an element of its own, so that below the container a heading is
/// alone in its element.
fn parts_around(document: &HtmlDocument, stats: &[TextStats], container: NodeId) -> Option<NodeId> {
    let mut part = container;
    for above in document.ancestors(container).take(4) {
        if matches!(document.tag(above), Some(Tag::Body | Tag::Html) | None) {
            return None;
        }
        let is_whole = matches!(document.tag(above), Some(Tag::Main | Tag::Article))
            || document.descendants(above).any(|inner| document.is(inner, Tag::H1));
        let mut below = std::iter::successors(document.next(part), |at| document.next(*at));
        if is_whole
            && stats[above.index()].link_density() < MOST_LINKED
            && below.any(|other| is_wrapped_heading(document, stats, other))
        {
            return Some(above);
        }
        part = above;
    }
    None
}

/// Whether an element contains the heading of a section and nothing else.
fn is_wrapped_heading(document: &HtmlDocument, stats: &[TextStats], node: NodeId) -> bool {
    let own = stats[node.index()];
    matches!(document.tag(node), Some(Tag::Div | Tag::Section))
        && own.anchors == 0
        && own.text > 0
        && document.descendants(node).take(12).any(|inner| {
            document.tag(inner).and_then(Tag::heading_level).is_some_and(|level| level >= 2)
                && stats[inner.index()].text == own.text
        })
}

/// The element that consists of the container and the heading right above it.
fn section_around(document: &HtmlDocument, container: NodeId) -> Option<NodeId> {
    let section = document.parent(container)?;
    let mut parts = document.children(section).filter(|part| {
        document.tag(*part).is_some()
            || document.text(*part).is_some_and(|text| !text.trim().is_empty())
    });
    let heading = parts.next()?;
    let is_heading = matches!(document.tag(heading), Some(Tag::H2 | Tag::H3 | Tag::H4));
    let is_all = parts.next() == Some(container) && parts.next().is_none();
    (is_heading && is_all).then_some(section)
}

/// The only `article` of the page, if the container is inside, is most of it and has no paragraphs:
/// short paragraphs around a long list or code belong to the article, too.
fn sole_article_around(
    document: &HtmlDocument,
    stats: &[TextStats],
    container: NodeId,
) -> Option<NodeId> {
    let article = document.ancestors(container).find(|above| document.is(*above, Tag::Article))?;
    let is_sole = document.ids().filter(|id| document.is(*id, Tag::Article)).nth(1).is_none();
    let (inside, all) = (stats[container.index()].text, stats[article.index()].text);
    let has_paragraphs = stats[container.index()].paragraphs > 0;
    (is_sole && !has_paragraphs && inside * 2 > all).then_some(article)
}

/// The `body` element, or the document itself if there is none.
pub(super) fn body_element(document: &HtmlDocument) -> NodeId {
    document.ids().find(|id| document.is(*id, Tag::Body)).unwrap_or(NodeId::ROOT)
}

/// How many articles a page contains: `article` elements with a heading whose text is as long as
/// half of the longest. Comments and teasers are shorter or have no heading.
pub(super) fn count_long_articles(document: &HtmlDocument, stats: &[TextStats]) -> usize {
    let lengths: Vec<u32> = document
        .ids()
        .filter(|id| {
            is_marked_article(document, *id)
                && document.ancestors(*id).all(|above| !is_marked_article(document, above))
                && !purposes_of_element(document, *id).any(NEVER_ARTICLE)
                && document
                    .descendants(*id)
                    .any(|inner| document.tag(inner).and_then(Tag::heading_level).is_some())
        })
        .map(|id| stats[id.index()].text)
        .filter(|length| *length as f32 > 2.0 * SEPARATE_ARTICLE_PROSE)
        .collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    lengths.iter().filter(|length| **length * 2 >= longest).count()
}

/// Whether an element says that it is one article: by its tag, as `hentry`, or as microdata.
fn is_marked_article(document: &HtmlDocument, id: NodeId) -> bool {
    const TYPES: [&str; 4] = ["BlogPosting", "NewsArticle", "ScholarlyArticle", "Article"];
    document.is(id, Tag::Article)
        || document.is(id, Tag::Div) && document.has_class(id, &["hentry", "h-entry"])
        || matches!(document.tag(id), Some(Tag::Div | Tag::Section | Tag::Li))
            && document.attribute(id, "itemtype").is_some_and(|kind| {
                TYPES.iter().any(|name| kind.trim_end().ends_with(&format!("schema.org/{name}")))
            })
}

/// A run of text in an element that has no block inside.
struct TextBlock {
    /// The innermost element around it that is a block or contains one.
    element: NodeId,
    length: f32,
    /// Characters in links.
    links: f32,
}

impl TextBlock {
    fn is_prose(&self, prose_length: f32, weights: &ScoringWeights) -> bool {
        self.length >= prose_length && self.links <= self.length * weights.prose_link_share
    }
}

/// The text of the page, block by block.
fn text_blocks(document: &HtmlDocument, stats: &[TextStats], body: NodeId) -> Vec<TextBlock> {
    let mut has_block = vec![false; document.len()];
    for id in document.ids().rev() {
        let is_block = document.tag(id).is_some_and(Tag::is_block);
        if (is_block || has_block[id.index()])
            && let Some(parent) = document.parent(id)
        {
            has_block[parent.index()] = true;
        }
    }
    let mut element = vec![body; document.len()];
    let mut is_link = vec![false; document.len()];
    let mut blocks: Vec<TextBlock> = Vec::new();
    let mut is_new = true;
    for id in document.descendants(body) {
        let index = id.index();
        if let Some(parent) = document.parent(id) {
            element[index] = element[parent.index()];
            is_link[index] = is_link[parent.index()] || document.is(id, Tag::A);
        }
        if document.tag(id).is_some_and(Tag::is_block) || has_block[index] {
            element[index] = id;
            is_new = true;
        }
        if document.text(id).is_none() || stats[index].text == 0 {
            continue;
        }
        let length = stats[index].text as f32;
        let links = if is_link[index] { length } else { 0.0 };
        match blocks.last_mut() {
            Some(block) if !is_new && block.element == element[index] => {
                block.length += length;
                block.links += links;
            }
            _ => blocks.push(TextBlock { element: element[index], length, links }),
        }
        is_new = false;
    }
    blocks
}

/// Whether the names of elements are evidence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Heeded,
    Ignored,
}

/// What each element is worth as the container of the article.
struct ContainerScores {
    /// Prose minus the cost of everything else, by node.
    worth: Vec<f32>,
    /// Prose alone, without links and without elements whose names speak against them.
    prose: Vec<f32>,
}

impl ContainerScores {
    fn new(
        document: &HtmlDocument,
        stats: &[TextStats],
        body: NodeId,
        blocks: &[TextBlock],
        prose_length: f32,
        names: Names,
    ) -> Self {
        let weights = &CONTENT_WEIGHTS.scoring;
        let is_beside = match names {
            Names::Heeded => elements_beside(document, stats, body),
            Names::Ignored => vec![false; document.len()],
        };
        let mut worth = vec![0.0; document.len()];
        let mut prose = vec![0.0; document.len()];
        for block in blocks {
            let index = block.element.index();
            let unlinked = block.length - block.links;
            if !block.is_prose(prose_length, weights) {
                worth[index] -= weights.link_cost * block.links + weights.short_cost * unlinked;
            } else if is_beside[index] {
                worth[index] -= weights.beside_cost * unlinked;
            } else {
                worth[index] += unlinked;
                prose[index] += unlinked;
            }
        }
        sum_up_tree(document, &mut worth);
        sum_up_tree(document, &mut prose);
        Self { worth, prose }
    }

    /// The best container and its worth, if any is worth something.
    fn best_container(&self, document: &HtmlDocument, body: NodeId) -> Option<(f32, NodeId)> {
        let mut best = body;
        for id in document.descendants(body).filter(|id| document.tag(*id).is_some()) {
            // Of a chain of wrappers the innermost is taken.
            if self.worth[id.index()] >= self.worth[best.index()] {
                best = id;
            }
        }
        let worth = self.worth[best.index()];
        (worth > 0.0).then(|| (worth, self.widen(document, body, best)))
    }

    /// The container around `best` that contains the complete article: not a paragraph or part of a
    /// list, and with the parts of the article that are beside `best`.
    fn widen(&self, document: &HtmlDocument, body: NodeId, mut best: NodeId) -> NodeId {
        let weights = &CONTENT_WEIGHTS.scoring;
        let above = |id: NodeId| {
            document.parent(id).filter(|parent| *parent != body && *parent != NodeId::ROOT)
        };
        while document.tag(best).is_some_and(is_part_of_text)
            && let Some(parent) = above(best)
        {
            best = parent;
        }
        // A page without any container: its blocks are in the body.
        let is_block = |tag: Tag| is_part_of_text(tag) && !tag.is_table_part() && tag != Tag::Table;
        if document.tag(best).is_some_and(is_block) && document.parent(best) == Some(body) {
            return body;
        }
        for container in std::iter::successors(above(best), |id| above(*id)) {
            let (inside, all) = (self.prose[best.index()], self.prose[container.index()]);
            let is_much_more = all > inside * (1.0 + weights.spread_share) + weights.spread_length;
            // A container of several articles is a list of them.
            if is_much_more && self.count_articles(document, container) < 2 {
                best = container;
            }
        }
        best
    }

    /// How many `article` elements with prose are in a container, two at most.
    fn count_articles(&self, document: &HtmlDocument, container: NodeId) -> usize {
        document
            .descendants(container)
            .filter(|id| document.is(*id, Tag::Article))
            .filter(|id| self.prose[id.index()] > SEPARATE_ARTICLE_PROSE)
            .take(2)
            .count()
    }
}

/// Adds the value of each node to those of the elements around it.
fn sum_up_tree(document: &HtmlDocument, values: &mut [f32]) {
    for id in document.ids().rev() {
        if let Some(parent) = document.parent(id) {
            values[parent.index()] += values[id.index()];
        }
    }
}

/// Which elements are, or are inside, one whose tag or names say that it is beside the article.
fn elements_beside(document: &HtmlDocument, stats: &[TextStats], body: NodeId) -> Vec<bool> {
    let weights = &CONTENT_WEIGHTS.scoring;
    let major = stats[body.index()].text as f32 * weights.major_share;
    let mut is_beside = vec![false; document.len()];
    // A page builder calls every block a widget.
    let is_widget_page = purposes_of_most_prose(document, body).any(ElementPurposes::SIDEBAR);
    let ignored =
        if is_widget_page { ElementPurposes::SIDEBAR } else { ElementPurposes::default() };
    for id in document.descendants(body) {
        let Some(tag) = document.tag(id) else { continue };
        let is_inside = document.parent(id).is_some_and(|parent| is_beside[parent.index()]);
        let is_candidate = !matches!(tag, Tag::Article | Tag::Main | Tag::Body | Tag::Html);
        let is_minor = (stats[id.index()].text as f32) < major;
        let has_name_against = || {
            let purposes = purposes_of_element(document, id).without(ignored);
            purposes.any(NEVER_ARTICLE)
                || purposes.any(ElementPurposes::LEGAL)
                    && layout_purposes(document, id).any(ElementPurposes::LEGAL)
                || is_minor
                    && (purposes.any(BESIDE_ARTICLE)
                        || !is_widget_page && name_weight(document, id) < -weights.name_limit)
        };
        is_beside[id.index()] =
            is_inside || is_candidate && (is_minor && is_beside_tag(tag) || has_name_against());
    }
    is_beside
}

/// The sum of the weights of the words in an element's class and id, each word counted once.
fn name_weight(document: &HtmlDocument, id: NodeId) -> f32 {
    let mut seen: Vec<String> = Vec::new();
    let mut sum = 0.0;
    for name in ["class", "id"] {
        let Some(value) = document.attribute(id, name) else { continue };
        for_each_word(&value[..value.floor_char_boundary(400)], |word| {
            if let Some(weight) = CONTENT_WEIGHTS.words.get(word)
                && !seen.iter().any(|known| known == word)
            {
                sum += weight;
                seen.push(word.to_owned());
            }
        });
    }
    sum
}

/// Whether an element of this kind is beside an article by its meaning in HTML.
fn is_beside_tag(tag: Tag) -> bool {
    matches!(tag, Tag::Nav | Tag::Aside | Tag::Footer | Tag::Figcaption | Tag::Form | Tag::Address)
}

/// Whether an element of this kind is a part of running text, so that an article is in one around
/// it.
fn is_part_of_text(tag: Tag) -> bool {
    tag.is_table_part() && tag != Tag::Td
        || tag.heading_level().is_some()
        || matches!(
            tag,
            Tag::P
                | Tag::Ul
                | Tag::Ol
                | Tag::Li
                | Tag::Dd
                | Tag::Dt
                | Tag::Blockquote
                | Tag::Figcaption
                | Tag::Span
                | Tag::Font
                | Tag::B
                | Tag::Strong
                | Tag::I
                | Tag::Em
        )
}
