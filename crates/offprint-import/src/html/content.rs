//! Where in a page the article stands.
//!
//! The scoring is that of Readability: paragraphs give points to what holds them, commas and length
//! count, links count against. Over it stand the page's own statements, where they agree with the
//! text. Knows nothing of what is left out inside the article: that is `chrome`.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::tag::Tag;

/// What each node holds, with all in it. One row for each node.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct TextStats {
    /// Characters of text, white space joined.
    pub(super) text: u32,
    /// Those of them that are in links.
    pub(super) links: u32,
    pub(super) commas: u32,
    /// How many links.
    pub(super) anchors: u32,
    /// Paragraphs of more than 80 characters.
    pub(super) paragraphs: u32,
    pub(super) images: u32,
}

impl TextStats {
    /// The share of the text that is in links.
    pub(super) fn density(self) -> f32 {
        if self.text == 0 { 0.0 } else { self.links as f32 / self.text as f32 }
    }
}

/// Weighs every node.
pub(super) fn measure_text(document: &HtmlDocument) -> Vec<TextStats> {
    let mut masses = vec![TextStats::default(); document.len()];
    for id in document.ids().rev() {
        let index = id.index();
        if let Some(text) = document.text(id) {
            let mut was_gap = true;
            let (mut count, mut commas) = (0, 0);
            for character in text.chars() {
                let is_gap = character.is_whitespace();
                if !is_gap || !was_gap {
                    count += 1;
                }
                was_gap = is_gap;
                if matches!(
                    character,
                    ',' | '\u{60c}' | '\u{fe50}' | '\u{3001}' | '\u{ff0c}' | '\u{3002}'
                ) {
                    commas += 1;
                }
            }
            masses[index].text = count;
            masses[index].commas = commas;
        } else {
            match document.tag(id) {
                Some(Tag::A) => {
                    masses[index].links = masses[index].text;
                    masses[index].anchors += 1;
                }
                Some(Tag::Img) => masses[index].images += 1,
                Some(Tag::P)
                    if masses[index].text > 80 && masses[index].links * 2 < masses[index].text =>
                {
                    masses[index].paragraphs += 1;
                }
                _ => {}
            }
        }
        if let Some(parent) = document.parent(id) {
            let mass = masses[index];
            let sum = &mut masses[parent.index()];
            sum.text += mass.text;
            sum.links += mass.links;
            sum.commas += mass.commas;
            sum.anchors += mass.anchors;
            sum.paragraphs += mass.paragraphs;
            sum.images += mass.images;
        }
    }
    masses
}

const UNLIKELY: [&str; 30] = [
    "-ad-",
    "ad-break",
    "banner",
    "breadcrumb",
    "combx",
    "comment",
    "community",
    "cover-wrap",
    "disqus",
    "extra",
    "footer",
    "gdpr",
    "header",
    "legends",
    "menu",
    "related",
    "remark",
    "replies",
    "rss",
    "shoutbox",
    "sidebar",
    "skyscraper",
    "social",
    "sponsor",
    "supplemental",
    "agegate",
    "pagination",
    "pager",
    "popup",
    "cookie",
];
const LIKELY: [&str; 6] = ["article", "body", "column", "content", "main", "shadow"];
const POSITIVE: [&str; 12] = [
    "article", "body", "content", "entry", "hentry", "main", "page", "post", "text", "blog",
    "story", "artikel",
];
const NEGATIVE: [&str; 24] = [
    "-ad-",
    "hidden",
    "banner",
    "combx",
    "comment",
    "com-",
    "contact",
    "footer",
    "gdpr",
    "masthead",
    "media",
    "meta",
    "outbrain",
    "promo",
    "related",
    "scroll",
    "share",
    "shoutbox",
    "sidebar",
    "skyscraper",
    "sponsor",
    "shopping",
    "tags",
    "widget",
];

/// The nodes that hold the article, in the order of the page: one, and siblings of it that belong
/// to it.
pub(super) fn find_article(document: &HtmlDocument, masses: &[TextStats]) -> Vec<NodeId> {
    let scores = scores(document, masses);
    let Some(top) = top(document, masses, &scores) else {
        return vec![body_element(document)];
    };
    let top = spread(document, masses, top);
    with_siblings(document, masses, &scores, top)
}

/// What holds `top` and more of the article beside it: pages part long articles into several
/// containers.
fn spread(document: &HtmlDocument, masses: &[TextStats], top: NodeId) -> NodeId {
    let prose = prose(document, masses);
    let mut best = top;
    for above in document.ancestors(top) {
        if matches!(document.tag(above), Some(Tag::Body | Tag::Html) | None) {
            break;
        }
        let (inside, outside) = (prose[best.index()], prose[above.index()]);
        let articles = document
            .descendants(above)
            .filter(|inner| document.is(*inner, Tag::Article))
            .take(2)
            .count();
        if articles < 2 && outside > inside + inside / 5 + 300 {
            best = above;
        }
    }
    best
}

/// For each node, the characters of running text in it that stands in no part named as something
/// else.
fn prose(document: &HtmlDocument, masses: &[TextStats]) -> Vec<u32> {
    let unlikely = unlikely(document, masses);
    let mut is_beside = unlikely;
    let beside = ElementPurposes::RELATED
        | ElementPurposes::COMMENTS
        | ElementPurposes::SIDEBAR
        | ElementPurposes::FOOTER
        | ElementPurposes::NEWSLETTER
        | ElementPurposes::AD
        | ElementPurposes::COOKIES
        | ElementPurposes::PROMO
        | ElementPurposes::AUTHOR
        | ElementPurposes::NAVIGATION;
    for id in document.ids() {
        let inherited = document.parent(id).is_some_and(|parent| is_beside[parent.index()]);
        let own = document
            .tag(id)
            .is_some_and(|tag| tag.is_block() && !matches!(tag, Tag::Body | Tag::Html | Tag::P))
            && purposes_of_element(document, id).any(beside);
        is_beside[id.index()] |= inherited || own;
    }
    let mut prose = vec![0u32; document.len()];
    for id in document.ids().rev() {
        let mass = masses[id.index()];
        if document.is(id, Tag::P)
            && mass.text > 80
            && mass.density() < 0.3
            && !is_beside[id.index()]
        {
            prose[id.index()] = mass.text;
        }
        if let Some(parent) = document.parent(id) {
            prose[parent.index()] += prose[id.index()];
        }
    }
    prose
}

/// The `body`, or the whole if there is none.
pub(super) fn body_element(document: &HtmlDocument) -> NodeId {
    document.ids().find(|id| document.is(*id, Tag::Body)).unwrap_or(NodeId::ROOT)
}

/// Points of every node that holds paragraphs.
fn scores(document: &HtmlDocument, masses: &[TextStats]) -> Vec<f32> {
    let mut scores = vec![f32::NAN; document.len()];
    let unlikely = unlikely(document, masses);
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        let is_scored = matches!(
            tag,
            Tag::P
                | Tag::Td
                | Tag::Pre
                | Tag::Section
                | Tag::H2
                | Tag::H3
                | Tag::H4
                | Tag::H5
                | Tag::H6
                | Tag::Blockquote
        ) || matches!(tag, Tag::Div | Tag::Article | Tag::Main)
            && holds_text(document, id);
        let mass = masses[id.index()];
        if !is_scored || mass.text < 25 || unlikely[id.index()] {
            continue;
        }
        let own = if matches!(tag, Tag::Div | Tag::Section | Tag::Article | Tag::Main) {
            text_outside_blocks(document, masses, id)
        } else {
            mass
        };
        if own.text < 25 {
            continue;
        }
        let points = 1.0 + own.commas as f32 + 1.0 + (own.text as f32 / 100.0).floor().min(3.0);
        let points = points * (1.0 - own.density());
        for (level, above) in document.ancestors(id).take(5).enumerate() {
            let Some(tag) = document.tag(above) else { break };
            let score = &mut scores[above.index()];
            if score.is_nan() {
                *score = start(document, above, tag);
            }
            *score += points
                / match level {
                    0 => 1.0,
                    1 => 2.0,
                    _ => level as f32 * 3.0,
                };
        }
    }
    for id in document.ids() {
        let index = id.index();
        scores[index] *= 1.0 - masses[index].density();
    }
    scores
}

/// What an element is worth before its paragraphs are counted.
fn start(document: &HtmlDocument, id: NodeId, tag: Tag) -> f32 {
    let base = match tag {
        Tag::Div | Tag::Article | Tag::Main => 5.0,
        Tag::Pre | Tag::Td | Tag::Blockquote => 3.0,
        Tag::Address | Tag::Ol | Tag::Ul | Tag::Dl | Tag::Dd | Tag::Dt | Tag::Li | Tag::Form => {
            -3.0
        }
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 | Tag::Th => -5.0,
        _ => 0.0,
    };
    let mut score = base;
    for name in ["class", "id"] {
        let Some(value) = document.attribute(id, name) else { continue };
        let value = value[..value.floor_char_boundary(400)].to_ascii_lowercase();
        if NEGATIVE.iter().any(|part| value.contains(part)) {
            score -= 25.0;
        }
        if POSITIVE.iter().any(|part| value.contains(part)) {
            score += 25.0;
        }
    }
    if document
        .attribute(id, "itemprop")
        .is_some_and(|name| name.eq_ignore_ascii_case("articleBody"))
    {
        score += 50.0;
    }
    score
}

/// For each node whether it or one around it is named as something that holds no article.
fn unlikely(document: &HtmlDocument, masses: &[TextStats]) -> Vec<bool> {
    // What holds much of the page is not beside it, whatever its name: `header-fixed`,
    // `with-sidebar`.
    let most = masses[body_element(document).index()].text / 5 * 2;
    let mut unlikely = vec![false; document.len()];
    for id in document.ids() {
        let inherited = document.parent(id).is_some_and(|parent| unlikely[parent.index()]);
        let own = || {
            let tag = document.tag(id)?;
            if matches!(tag, Tag::Body | Tag::Html | Tag::A | Tag::Article | Tag::Main)
                || masses[id.index()].text > most
                    && !purposes_of_element(document, id).any(
                        ElementPurposes::COOKIES
                            | ElementPurposes::COMMENTS
                            | ElementPurposes::NEWSLETTER,
                    )
            {
                return Some(false);
            }
            if matches!(tag, Tag::Nav | Tag::Aside | Tag::Footer | Tag::Figcaption) {
                return Some(true);
            }
            if document.attribute(id, "role").is_some_and(|role| {
                matches!(
                    role,
                    "menu"
                        | "menubar"
                        | "complementary"
                        | "navigation"
                        | "alert"
                        | "alertdialog"
                        | "dialog"
                        | "contentinfo"
                        | "banner"
                )
            }) {
                return Some(true);
            }
            let mut names = String::new();
            for name in ["class", "id"] {
                let value = document.attribute(id, name).unwrap_or_default();
                names.push_str(&value[..value.floor_char_boundary(400)].to_ascii_lowercase());
                names.push(' ');
            }
            Some(
                UNLIKELY.iter().any(|part| names.contains(part))
                    && !LIKELY.iter().any(|part| names.contains(part)),
            )
        };
        unlikely[id.index()] = inherited || own().unwrap_or(false);
    }
    unlikely
}

/// Whether text stands in it without a block around.
fn holds_text(document: &HtmlDocument, id: NodeId) -> bool {
    document.children(id).any(|child| match document.tag(child) {
        None => document.text(child).is_some_and(|text| text.trim().len() > 20),
        Some(tag) => !tag.is_block() && tag != Tag::Br && tag != Tag::Img,
    })
}

/// What it holds outside of blocks in it.
fn text_outside_blocks(document: &HtmlDocument, masses: &[TextStats], id: NodeId) -> TextStats {
    let mut own = TextStats::default();
    for child in document.children(id) {
        if document.tag(child).is_none_or(|tag| !tag.is_block()) {
            let mass = masses[child.index()];
            own.text += mass.text;
            own.links += mass.links;
            own.commas += mass.commas;
        }
    }
    own
}

/// The best node: that of the most points, or what holds it and others nearly as good.
fn top(document: &HtmlDocument, masses: &[TextStats], scores: &[f32]) -> Option<NodeId> {
    let mut best: Vec<NodeId> = document
        .ids()
        .filter(|id| scores[id.index()] > 0.0 && !document.is(*id, Tag::Html))
        .collect();
    let by_score = |left: &NodeId, right: &NodeId| {
        scores[right.index()].total_cmp(&scores[left.index()]).then(left.cmp(right))
    };
    best.sort_by(by_score);
    best.truncate(5);
    let mut top = *best.first()?;
    let high = scores[top.index()];
    // Others nearly as good that share a container: the article is spread over several.
    let others: Vec<NodeId> =
        best.iter().skip(1).copied().filter(|id| scores[id.index()] / high >= 0.75).collect();
    if others.len() >= 3 {
        let shared = document
            .ancestors(top)
            .take_while(|above| !document.is(*above, Tag::Body))
            .find(|above| {
                others
                    .iter()
                    .filter(|other| document.ancestors(**other).any(|its| its == *above))
                    .count()
                    >= 3
            });
        top = shared.unwrap_or(top);
    }
    // What holds it may be better still, if other parts of the article stand in it.
    let mut last = if scores[top.index()].is_nan() { high } else { scores[top.index()] };
    let floor = last / 3.0;
    let mut above = document.parent(top);
    while let Some(parent) = above {
        if document.is(parent, Tag::Body) || document.tag(parent).is_none() {
            break;
        }
        let score = scores[parent.index()];
        if score.is_nan() {
            above = document.parent(parent);
            continue;
        }
        if score < floor {
            break;
        }
        if score > last {
            top = parent;
            break;
        }
        last = score;
        above = document.parent(parent);
    }
    // A table's part or a lone wrapper is not the whole.
    while let Some(parent) = document.parent(top) {
        let is_part =
            document.tag(top).is_some_and(Tag::is_table_part) && !document.is(top, Tag::Td);
        let is_lone = !document.is(parent, Tag::Body)
            && masses[parent.index()].text == masses[top.index()].text
            && masses[parent.index()].images == masses[top.index()].images;
        let is_leaf = matches!(
            document.tag(top),
            Some(Tag::P | Tag::Span | Tag::Blockquote | Tag::Li | Tag::Font | Tag::B)
        );
        if !(is_part || is_lone || is_leaf) || document.tag(parent).is_none() {
            break;
        }
        top = parent;
    }
    Some(top)
}

/// The best node and what beside it looks like more of it.
fn with_siblings(
    document: &HtmlDocument,
    masses: &[TextStats],
    scores: &[f32],
    top: NodeId,
) -> Vec<NodeId> {
    let Some(parent) = document.parent(top) else { return vec![top] };
    let high = scores[top.index()];
    let threshold = (high * 0.2).max(10.0);
    let class = document.attribute(top, "class").unwrap_or_default();
    let mut found = Vec::new();
    for sibling in document.children(parent) {
        if sibling == top {
            found.push(sibling);
            continue;
        }
        let Some(tag) = document.tag(sibling) else { continue };
        let mass = masses[sibling.index()];
        let bonus = if !class.is_empty() && document.attribute(sibling, "class") == Some(class) {
            high * 0.2
        } else {
            0.0
        };
        let is_more = scores[sibling.index()] + bonus >= threshold;
        let is_paragraph = tag == Tag::P
            && (mass.text > 80 && mass.density() < 0.25
                || mass.text > 0 && mass.links == 0 && mass.text <= 80 && mass.commas > 0);
        if is_more || is_paragraph {
            found.push(sibling);
        }
    }
    found
}
