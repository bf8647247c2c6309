//! Finds what an article begins or ends with if it is not in the element with its text: images, boxes
//! with a heading such as *Key points* or *Claim*, sentences.
//!
//! They are between the title and the text: above the byline, in a header. Does not write them.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::subtitle::is_subtitle;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::html::title_heading::title_heading;
use crate::markdown::image::{is_caption, is_written_picture};
use crate::omission::is_sentence;

/// An article begins with one image, or with two.
const MOST_FIGURES: usize = 2;

/// A box above the text is not longer.
const LONGEST_BOX: u32 = 1_500;

/// A longer sentence above the text is the summary.
const LONGEST_LEAD: u32 = 100;

/// A subtitle has no fewer words.
const FEWEST_WORDS_OF_SUBTITLE: usize = 4;

/// A box below the text has no more links.
const MOST_LINKS: u32 = 4;

/// What a box says is not shorter.
const SHORTEST_SENTENCE: u32 = 40;

/// What is never the image of the article.
const BESIDE_ARTICLE: ElementPurposes = ElementPurposes::BESIDE_ARTICLE
    .with(ElementPurposes::BYLINE)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::PLAYER)
    .with(ElementPurposes::CONTENTS)
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::LOGIN);

/// What a paragraph beside the text is named if it is about the page or the people.
const NOT_OF_ARTICLE: ElementPurposes = BESIDE_ARTICLE
    .with(ElementPurposes::META)
    .with(ElementPurposes::DATE)
    .with(ElementPurposes::CREDIT)
    .with(ElementPurposes::CAPTION)
    .with(ElementPurposes::LEGAL)
    .with(ElementPurposes::FOOTER)
    .with(ElementPurposes::TAGS)
    .with(ElementPurposes::HIDDEN);

/// The figures, the boxes and a short sentence between the heading with the title and the element with the text.
pub(super) fn lead_parts(
    document: &HtmlDocument,
    text: NodeId,
    title: Option<&str>,
    base: Option<&url::Url>,
    stats: &[TextStats],
) -> Vec<NodeId> {
    let Some(heading) = title_heading(document, title) else { return Vec::new() };
    if heading > text || document.ancestors(heading).any(|above| above == text) {
        return Vec::new();
    }
    let path: Vec<NodeId> = document.ancestors(text).collect();
    let is_on_page = |part: NodeId| {
        // A detached element is on no page.
        document.ancestors(part).any(|above| path.contains(&above))
            && std::iter::once(part)
                .chain(document.ancestors(part).take_while(|above| !path.contains(above)))
                .all(|above| !is_beside(document, above))
    };
    let between = || document.ids().filter(|id| heading < *id && *id < text);
    let mut parts: Vec<NodeId> = Vec::new();
    for figure in between() {
        let is_new = parts.len() < MOST_FIGURES
            && !document.ancestors(figure).any(|above| parts.contains(&above));
        let is_kind = document.is(figure, Tag::Figure)
            || document.is(figure, Tag::Div) && !path.contains(&figure);
        if is_new
            && is_kind
            && has_picture(document, figure, base)
            && (document.is(figure, Tag::Figure) || !document.text_within(figure, 40).is_empty())
            && is_on_page(figure)
        {
            parts.push(figure);
        }
    }
    for inner in between() {
        let is_heading = document.tag(inner).and_then(Tag::heading_level).is_some();
        let Some(around) = document.parent(inner).filter(|_| is_heading) else { continue };
        if !path.contains(&around) && is_box(document, around, inner, stats) && is_on_page(around) {
            parts.push(around);
        }
    }
    let sentence = between().find(|id| {
        (is_separate_sentence(document, *id, stats) || is_named_subtitle(document, *id, stats))
            && stats[id.index()].text < LONGEST_LEAD
            && is_lead(document, *id, heading)
            && !parts.iter().any(|part| document.ancestors(*id).any(|above| above == *part))
            && is_on_page(*id)
    });
    // The element that contains nothing else goes with it.
    let whole = sentence.map(|sentence| {
        document
            .parent(sentence)
            .filter(|around| {
                !path.contains(around) && stats[around.index()].text == stats[sentence.index()].text
            })
            .unwrap_or(sentence)
    });
    parts.extend(whole);
    parts.sort();
    parts
}

/// Whether a paragraph of a few words is named a subtitle.
fn is_named_subtitle(document: &HtmlDocument, node: NodeId, stats: &[TextStats]) -> bool {
    let own = stats[node.index()];
    let purposes = purposes_of_element(document, node);
    document.is(node, Tag::P)
        && own.anchors == 0
        && own.images == 0
        && (purposes.any(ElementPurposes::SUMMARY) || is_subtitle(document, node))
        && !purposes.any(NOT_OF_ARTICLE)
        && document.text_within(node, 200).split_whitespace().count() >= FEWEST_WORDS_OF_SUBTITLE
}

/// Whether a paragraph is named like a lead, alone or with what is around it, or is in the header with
/// the title.
fn is_lead(document: &HtmlDocument, paragraph: NodeId, heading: NodeId) -> bool {
    let around = document.parent(paragraph).filter(|around| {
        !document.is(*around, Tag::Body)
            && !document.ancestors(heading).any(|above| above == *around)
    });
    std::iter::once(paragraph)
        .chain(around)
        .any(|node| purposes_of_element(document, node).any(ElementPurposes::SUMMARY))
        || document
            .ancestors(paragraph)
            .take(3)
            .find(|above| document.is(*above, Tag::Header))
            .is_some_and(|header| document.ancestors(heading).any(|above| above == header))
}

/// The paragraphs and boxes directly after the element with the text, in the same `article` or beside the
/// heading with the title: who paid, what was corrected, what the authors conclude.
pub(super) fn tail_parts(
    document: &HtmlDocument,
    text: NodeId,
    title: Option<&str>,
    stats: &[TextStats],
) -> Vec<NodeId> {
    let heading = title_heading(document, title);
    let mut parts = Vec::new();
    let mut at = text;
    for _ in 0..3 {
        let Some(around) = document.parent(at) else { break };
        let is_whole = document.is(at, Tag::Article)
            || heading.is_some_and(|heading| document.ancestors(heading).any(|above| above == at));
        if is_whole || matches!(document.tag(around), Some(Tag::Body | Tag::Html)) {
            break;
        }
        let after = std::iter::successors(document.next(at), |node| document.next(*node))
            .filter(|node| document.tag(*node).is_some());
        let fitting: Vec<NodeId> = after
            .take_while(|node| {
                is_separate_sentence(document, *node, stats) || is_tail_box(document, *node, stats)
            })
            .collect();
        parts.extend(fitting);
        at = around;
    }
    // What is beside an article that is not marked up as one can be anything.
    let is_marked_up = document.is(at, Tag::Article)
        || heading.is_some_and(|heading| {
            document.ancestors(heading).any(|above| above == at) && !document.is(at, Tag::Body)
        });
    if is_marked_up { parts } else { Vec::new() }
}

/// Whether an element below the text is a box with headings and sentences under them.
fn is_tail_box(document: &HtmlDocument, node: NodeId, stats: &[TextStats]) -> bool {
    let own = stats[node.index()];
    if !matches!(document.tag(node), Some(Tag::Div | Tag::Section))
        || own.text > LONGEST_BOX
        || own.anchors > MOST_LINKS
        || own.link_density() > 0.5
        || std::iter::once(node)
            .chain(document.descendants(node))
            .any(|inner| purposes_of_element(document, inner).any(NOT_OF_ARTICLE))
    {
        return false;
    }
    let has_heading = document
        .descendants(node)
        .any(|inner| document.tag(inner).and_then(Tag::heading_level).is_some());
    let has_sentence = document.descendants(node).any(|inner| {
        matches!(document.tag(inner), Some(Tag::P | Tag::Li))
            && stats[inner.index()].anchors == 0
            && is_sentence(&document.text_within(inner, 2_000))
    });
    let is_form = document.descendants(node).any(|inner| {
        matches!(document.tag(inner), Some(Tag::Form | Tag::Button | Tag::Time | Tag::Img))
    });
    has_heading && has_sentence && !is_form
}

/// Whether an element is a paragraph with a sentence, without links and without a name that speaks
/// against it.
fn is_separate_sentence(document: &HtmlDocument, node: NodeId, stats: &[TextStats]) -> bool {
    let own = stats[node.index()];
    document.is(node, Tag::P)
        && own.anchors == 0
        && own.images == 0
        && own.text < LONGEST_BOX
        && is_sentence(&document.text_within(node, 2_000))
        && !purposes_of_element(document, node).any(NOT_OF_ARTICLE)
        && document.descendants(node).all(|inner| !document.is(inner, Tag::Time))
}

/// Whether an element is a heading with a sentence or a list under it, and nothing else.
fn is_box(document: &HtmlDocument, around: NodeId, heading: NodeId, stats: &[TextStats]) -> bool {
    let all = stats[around.index()];
    let of_heading = stats[heading.index()];
    let is_first = document
        .children(around)
        .find(|child| document.tag(*child).is_some())
        .is_some_and(|child| child == heading);
    if !is_first || all.link_density() > 0.2 || all.text > LONGEST_BOX || of_heading.text < 4 {
        return false;
    }
    let (mut headings, mut items, mut is_form) = (0, 0, false);
    for inner in document.descendants(around) {
        match document.tag(inner) {
            Some(Tag::Li) => items += 1,
            Some(Tag::Form | Tag::Button | Tag::Input | Tag::Time) => is_form = true,
            Some(tag) if tag.heading_level().is_some() => headings += 1,
            _ => {}
        }
    }
    let text = document.text_within(around, 4_000);
    let is_sentence = text.trim_end().ends_with(['.', '!', '?', '\u{201d}'])
        && all.text.saturating_sub(of_heading.text) >= SHORTEST_SENTENCE;
    headings == 1 && !is_form && (is_sentence || items >= 2)
}

/// Whether a figure has an image and nothing but its caption.
fn has_picture(document: &HtmlDocument, figure: NodeId, base: Option<&url::Url>) -> bool {
    let mut inside = document.descendants(figure);
    let mut caption_length = 0;
    let mut has_image = false;
    for inner in inside.by_ref() {
        match document.tag(inner) {
            Some(tag) if tag.heading_level().is_some() => return false,
            Some(Tag::Img | Tag::AmpImg) => has_image |= is_written_picture(document, inner, base),
            _ if is_caption(document, inner) && caption_length == 0 => {
                caption_length = document.text_within(inner, 5000).len();
            }
            _ => {}
        }
    }
    has_image && document.text_within(figure, 6000).len() <= caption_length
}

fn is_beside(document: &HtmlDocument, element: NodeId) -> bool {
    matches!(document.tag(element), Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Article))
        || matches!(document.tag(element), Some(Tag::Li | Tag::Form))
        || purposes_of_element(document, element).any(BESIDE_ARTICLE)
}
