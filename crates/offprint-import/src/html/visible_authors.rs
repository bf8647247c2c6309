//! The authors as a page shows them to readers: in links, in marked elements, in lines near the
//! title.
//!
//! Each element that may name the author collects points for what speaks for it; the names in the
//! best one are taken. The points are ranks set by hand, in the order of how rarely such a
//! statement is wrong; they are validated as one, by the authors of the 213 pages of the
//! development set `meta` (`score_import.py`): 65 % exact, and an author invented on 24 % of the
//! pages that have none. What names are accepted is decided in `author_filter`.

use crate::article::Sourced;
use crate::byline;
use crate::byline_lines::name_lines;
use crate::html::author_filter::{AuthorFilter, looks_like_person};
use crate::html::dom::{HtmlDocument, LineBreaks, NodeId};
use crate::html::element_purpose::{ElementPurposes, is_beside_text, purposes_of_element};
use crate::html::other_works::OtherWorks;
use crate::html::references::is_in_references;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::phrases::{Category, contains_phrase, is_phrase, starts_with_phrase};

/// A line with the label of an author and other facts is not longer, in characters.
const LONGEST_LABELLED_LINE: usize = 140;

/// So much text is between the title and what is far below it, in bytes.
const FAR_BELOW_TITLE: usize = 400;

/// `itemprop=author` and the like.
const PROPERTY_POINTS: i32 = 35;
/// `rel=author`.
const RELATION_POINTS: i32 = 30;
/// A class or id that says `byline`.
const BYLINE_NAME_POINTS: i32 = 25;
/// A class or id that says `author`.
const AUTHOR_NAME_POINTS: i32 = 18;
/// A link to a page about a person, near the title.
const AUTHOR_LINK_POINTS: i32 = 15;
/// Text that begins like a byline: `By …`.
const BYLINE_START_POINTS: i32 = 10;
/// Near the title, in nodes of the page.
const NEAR_TITLE_POINTS: i32 = 10;
/// A block about the article, such as `post-meta`.
const META_NAME_POINTS: i32 = 8;
/// Short text, which contains little besides a name.
const SHORT_TEXT_POINTS: i32 = 5;
/// In comments, related articles, menus or the footer.
const BESIDE_POINTS: i32 = -40;
/// An element with no more points than this is ignored.
const TOO_FEW_POINTS: i32 = 15;

/// A word that connects two names is not longer, in characters.
const LONGEST_AND: usize = 4;

/// No page has more elements that may name its author.
const MOST_ELEMENTS: usize = 300;

/// The authors as the page shows them to readers.
pub(super) fn find_visible_authors(
    document: &HtmlDocument,
    filter: &AuthorFilter,
    others: &OtherWorks,
) -> Option<Sourced<Vec<String>>> {
    let heading = title_heading(document, filter.title);
    let title = TitlePlace {
        index: heading.map_or(0, NodeId::index),
        around: heading.map(|heading| document.ancestors(heading).collect()).unwrap_or_default(),
    };
    let mut best: Option<ScoredAuthors> = None;
    let elements = document
        .ids()
        .filter_map(|id| AuthorElement::new(document, id, &title))
        .take(MOST_ELEMENTS);
    for element in elements {
        if others.contains(document, element.id)
            || is_in_item_of_links(document, element.id, &title)
        {
            continue;
        }
        let Some(candidate) = element.candidate(document, filter, &title) else { continue };
        if candidate.points > TOO_FEW_POINTS
            && best.as_ref().is_none_or(|known| candidate.points > known.points)
        {
            best = Some(candidate);
        }
    }
    if let Some(ScoredAuthors { points, authors, from }) = best {
        return Some(Sourced::new(authors, from, (0.4 + points as f32 / 150.0).min(0.85)));
    }
    find_byline_near_title(document, filter, others, title.index)
}

/// Where the title is on the page.
struct TitlePlace {
    /// The index of its heading, or 0.
    index: usize,
    /// The elements around its heading. They contain the article too, so that their names say
    /// nothing about a part of it.
    around: Vec<NodeId>,
}

/// Names found in one element, and how much speaks for them.
struct ScoredAuthors {
    points: i32,
    authors: Vec<String>,
    from: &'static str,
}

/// An element that may name the author, with what says so.
struct AuthorElement {
    id: NodeId,
    tag: Tag,
    purposes: ElementPurposes,
    has_relation: bool,
    has_property: bool,
    is_author_link: bool,
    is_meta: bool,
}

impl AuthorElement {
    /// The element, if anything says that it names the author.
    fn new(document: &HtmlDocument, id: NodeId, title: &TitlePlace) -> Option<Self> {
        let tag = document.tag(id)?;
        let purposes = purposes_of_element(document, id);
        let element = Self {
            id,
            tag,
            purposes,
            has_relation: has_author_relation(document, id),
            has_property: has_author_property(document, id),
            is_author_link: tag == Tag::A
                && is_author_link(document, id)
                && id.index().abs_diff(title.index) < 150,
            is_meta: purposes.any(ElementPurposes::META) && tag.is_block(),
        };
        let is_evidence = element.is_stated() || element.is_named() || element.is_meta;
        let is_excluded =
            matches!(tag, Tag::Body | Tag::Html | Tag::Link | Tag::Img | Tag::Article | Tag::Main);
        (is_evidence && !is_excluded).then_some(element)
    }

    /// Whether more than the names of the element says so.
    fn is_stated(&self) -> bool {
        self.has_relation || self.has_property || self.is_author_link
    }

    fn is_named(&self) -> bool {
        self.purposes.any(ElementPurposes::BYLINE | ElementPurposes::AUTHOR)
    }

    /// The authors that the element names, if its text reads like names.
    fn candidate(
        &self,
        document: &HtmlDocument,
        filter: &AuthorFilter,
        title: &TitlePlace,
    ) -> Option<ScoredAuthors> {
        let (text, is_marked) = self.text(document);
        if text.is_empty() || text.chars().count() > 150 {
            return None;
        }
        let authors = filter.all(std::iter::once(text.as_str()));
        if authors.is_empty() {
            return None;
        }
        let begins_by = starts_with_phrase(Category::ElementBylineStarts, &text.to_lowercase());
        if !self.is_stated() && !self.is_named() && !begins_by {
            return None;
        }
        // An account name is accepted only from a statement; an element that is merely named for
        // the author must contain a person's name.
        let is_certain = self.is_stated()
            || is_marked
            || self.purposes.any(ElementPurposes::BYLINE) && authors.len() == 1;
        if !is_certain && !authors.iter().all(|name| looks_like_person(name)) {
            return None;
        }
        let points = self.points(document, title, &text, begins_by);
        Some(ScoredAuthors { points, authors, from: self.source() })
    }

    /// The text that should be the name, and whether it is marked as one inside the element.
    fn text(&self, document: &HtmlDocument) -> (String, bool) {
        if self.tag == Tag::Meta {
            return (document.attribute(self.id, "content").unwrap_or_default().to_owned(), false);
        }
        let stated = self.stated_names(document);
        if stated.len() > 1 {
            return (stated.join("; "), true);
        }
        // The names of several authors stand side by side, each marked.
        let beside = self.names_side_by_side(document);
        if beside.len() > 1 {
            let names: Vec<String> =
                beside.iter().map(|id| document.text_within(*id, 200)).collect();
            return (names.join("; "), false);
        }
        let is_name =
            |id: NodeId| document.attribute(id, "itemprop").is_some_and(|name| name == "name");
        let around = document.parent(self.id).filter(|around| {
            is_name(self.id) && document.text_within(*around, 301).chars().count() <= 300
        });
        let named: Vec<String> = marked_names(document, around.unwrap_or(self.id))
            .into_iter()
            .map(|named| {
                document
                    .attribute(named, "content")
                    .map_or_else(|| document.text_within(named, 200), str::to_owned)
            })
            .collect();
        if !named.is_empty() {
            return (named.join("; "), true);
        }
        let in_parts = names_in_parts(document, self.id);
        if !in_parts.is_empty() {
            return (in_parts.join("; "), true);
        }
        // In `Posted by … in News`, the link is the name.
        let links = author_link_texts(document, self.id);
        if links.is_empty() {
            (name_lines(&text_without_raised(document, self.id)), false)
        } else {
            (links.join(", "), true)
        }
    }

    /// The names in a line of which each is stated to be an author as this one is: `By <a
    /// rel="author">…</a> and <a rel="author">…</a>`. Between them are no other words: they may say
    /// that a name is that of a reviewer.
    fn stated_names(&self, document: &HtmlDocument) -> Vec<String> {
        if !self.has_relation && !self.has_property {
            return Vec::new();
        }
        let block = document
            .ancestors(self.id)
            .find(|above| document.tag(*above).is_some_and(Tag::is_block))
            .filter(|block| document.text_within(*block, 301).chars().count() <= 300);
        let Some(block) = block else { return Vec::new() };
        let is_stated = |node: NodeId| {
            !document.is(node, Tag::Link)
                && if self.has_property {
                    has_author_property(document, node)
                } else {
                    has_author_relation(document, node)
                }
        };
        let mut names: Vec<String> = Vec::new();
        let mut between = String::new();
        let mut node = document.first_child(block);
        while let Some(current) = node {
            if is_stated(current) {
                let name = name_of(document, current);
                let is_next = names.is_empty() || is_only_and(&between);
                if !is_next {
                    return Vec::new();
                }
                if looks_like_person(&name) && !names.contains(&name) {
                    names.push(name);
                }
                between.clear();
                node = document.after(current, block);
                continue;
            }
            between.push_str(document.text(current).unwrap_or_default());
            node = document.first_child(current).or_else(|| document.after(current, block));
        }
        names
    }

    /// The elements of one kind, each with a name only: those in this element, or those in the same
    /// line that have its class.
    fn names_side_by_side(&self, document: &HtmlDocument) -> Vec<NodeId> {
        let is_short = |node: NodeId| document.text_within(node, 301).chars().count() <= 300;
        if !self.purposes.any(ElementPurposes::AUTHOR | ElementPurposes::BYLINE) {
            return Vec::new();
        }
        let is_author = |node: NodeId| {
            purposes_of_element(document, node).any(ElementPurposes::AUTHOR)
                || document.is(node, Tag::Li)
        };
        let inner = names_of_one_kind(document, self.id, is_author);
        if inner.len() > 1 && is_short(self.id) {
            return inner;
        }
        let Some(class) = document.attribute(self.id, "class") else { return Vec::new() };
        let around = document.parent(self.id).filter(|around| is_short(*around));
        around.map_or_else(Vec::new, |around| {
            let is_like_it = |node: NodeId| {
                document.tag(node) == Some(self.tag)
                    && document.attribute(node, "class") == Some(class)
            };
            names_of_one_kind(document, around, is_like_it)
        })
    }

    fn points(
        &self,
        document: &HtmlDocument,
        title: &TitlePlace,
        text: &str,
        begins_by: bool,
    ) -> i32 {
        [
            (self.has_property, PROPERTY_POINTS),
            (self.has_relation, RELATION_POINTS),
            (self.purposes.any(ElementPurposes::BYLINE), BYLINE_NAME_POINTS),
            (self.purposes.any(ElementPurposes::AUTHOR), AUTHOR_NAME_POINTS),
            (self.is_author_link, AUTHOR_LINK_POINTS),
            (begins_by, BYLINE_START_POINTS),
            (self.id.index().abs_diff(title.index) < 120, NEAR_TITLE_POINTS),
            (self.is_meta, META_NAME_POINTS),
            (text.chars().count() < 60, SHORT_TEXT_POINTS),
            (self.is_beside(document, title), BESIDE_POINTS),
        ]
        .into_iter()
        .filter_map(|(is_true, points)| is_true.then_some(points))
        .sum()
    }

    /// Whether it is in a part of the page that is not about the article.
    fn is_beside(&self, document: &HtmlDocument, title: &TitlePlace) -> bool {
        let near = || document.ancestors(self.id).take(12);
        let around = near()
            .take_while(|above| !document.is(*above, Tag::Body) && !title.around.contains(above))
            .fold(ElementPurposes::default(), |sum, above| {
                sum | purposes_of_element(document, above)
            });
        around.any(
            ElementPurposes::COMMENTS
                | ElementPurposes::RELATED
                | ElementPurposes::SIDEBAR
                | ElementPurposes::FOOTER
                | ElementPurposes::NAVIGATION,
        ) || self.purposes.any(ElementPurposes::COMMENTS)
            || is_in_references(document, self.id)
            || is_in_teaser(document, self.id, title)
            // A box with the life of a person is about that person, not by them.
            || std::iter::once(self.id)
                .chain(near())
                .take_while(|above| !title.around.contains(above))
                .any(|above| matches!(document.tag(above), Some(Tag::Nav | Tag::Aside)))
    }

    fn source(&self) -> &'static str {
        if self.has_property {
            "microdata author"
        } else if self.has_relation {
            "a link with rel=author"
        } else {
            "a block named for the author"
        }
    }
}

/// Whether an element is in an item of a list far below the title, after a link to another page: the
/// name of whoever wrote that page.
fn is_in_item_of_links(document: &HtmlDocument, id: NodeId, title: &TitlePlace) -> bool {
    let near = || document.ancestors(id).take(4).take_while(|above| !title.around.contains(above));
    let Some(item) = near().find(|above| document.is(*above, Tag::Li)) else { return false };
    let is_link = |link: &NodeId| {
        document.is(*link, Tag::A)
            && !is_author_link(document, *link)
            && document.attribute(*link, "rel").is_none_or(|rel| !rel.contains("author"))
            && document.text_within(*link, 80).split(' ').count() >= 2
    };
    let has_link = document
        .descendants(item)
        .take(30)
        .take_while(|inner| *inner != id)
        .any(|inner| is_link(&inner));
    let is_below = || {
        let between = document.ids().skip(title.index).take(id.index().saturating_sub(title.index));
        let lengths = between.filter_map(|node| document.text(node)).map(str::len);
        lengths.sum::<usize>() > FAR_BELOW_TITLE
    };
    has_link && is_below()
}

/// Whether an element is in a teaser: its block has a link with words that leads to another page.
fn is_in_teaser(document: &HtmlDocument, id: NodeId, title: &TitlePlace) -> bool {
    let own = document.text_within(id, 100);
    // The site or the author of a linked page: `Bulletin` in a card with a title.
    let is_in_card = document.ancestors(id).take(5).any(|above| {
        document.is(above, Tag::A)
            && !is_author_link(document, above)
            && document.text_within(above, 200).len() > own.len() + 20
    });
    if is_in_card {
        return true;
    }
    document
        .ancestors(id)
        .take(3)
        .take_while(|above| {
            !title.around.contains(above)
                && !matches!(document.tag(*above), Some(Tag::Body | Tag::Main | Tag::Article))
        })
        .any(|above| {
            document.descendants(above).take(60).any(|link| {
                if !document.is(link, Tag::A) || is_author_link(document, link) {
                    return false;
                }
                let words = document.text_within(link, 200);
                let href = document.attribute(link, "href").unwrap_or_default();
                // A date may be a link, too.
                words.split(' ').count() >= 4
                    && !words.contains(|sign: char| sign.is_ascii_digit())
                    && !href.starts_with('#')
                    && !href.starts_with("mailto:")
                    && !words.contains(own.as_str())
                    && !own.contains(words.as_str())
            })
        })
}

/// The name in an element that is stated to be an author.
fn name_of(document: &HtmlDocument, id: NodeId) -> String {
    let marked = marked_names(document, id).first().copied().unwrap_or(id);
    document
        .attribute(marked, "content")
        .map_or_else(|| document.text_within(marked, 200), str::to_owned)
}

/// Whether the text between two names only connects them: `,`, `and`, `et`.
fn is_only_and(between: &str) -> bool {
    let words = between.trim_matches(|sign: char| !sign.is_alphanumeric());
    words.chars().count() <= LONGEST_AND && !words.contains(' ')
}

/// Whether an element has the relation `author`.
fn has_author_relation(document: &HtmlDocument, id: NodeId) -> bool {
    let relation = document.attribute(id, "rel");
    relation.is_some_and(|relation| relation.split(' ').any(|word| word == "author"))
}

/// Whether an element is marked as the author in microdata or RDFa.
fn has_author_property(document: &HtmlDocument, id: NodeId) -> bool {
    let property =
        document.attribute(id, "itemprop").or_else(|| document.attribute(id, "property"));
    property.is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.split(' ')
            .any(|word| matches!(word, "author" | "creator" | "schema:author" | "dc:creator"))
    })
}

/// The children of an element for which `is_like` is true, if they are of one kind and each is the name
/// of a person.
fn names_of_one_kind(
    document: &HtmlDocument,
    around: NodeId,
    is_like: impl Fn(NodeId) -> bool,
) -> Vec<NodeId> {
    let found: Vec<NodeId> = document
        .children(around)
        .filter(|child| document.tag(*child).is_some() && is_like(*child))
        .collect();
    let kind = found.first().and_then(|first| document.tag(*first));
    let is_name = |node: &NodeId| {
        let text = document.text_within(*node, 100);
        (2..=6).contains(&text.split_whitespace().count()) && looks_like_person(&text)
    };
    let are_names = matches!(kind, Some(Tag::Span | Tag::A | Tag::Li))
        && found.iter().all(|node| document.tag(*node) == kind && is_name(node));
    if are_names { found } else { Vec::new() }
}

/// The names in an element that are marked up in two parts: the given name, and beside it the family
/// name.
fn names_in_parts(document: &HtmlDocument, id: NodeId) -> Vec<String> {
    const GIVEN: [&str; 4] = ["given-name", "given-names", "firstname", "first-name"];
    const FAMILY: [&str; 4] = ["surname", "family-name", "lastname", "last-name"];
    document
        .descendants(id)
        .take(400)
        .filter(|node| document.has_class(*node, &GIVEN))
        .filter_map(|given| {
            let after = document.next_element(given);
            let family = after.filter(|node| document.has_class(*node, &FAMILY))?;
            let part = |node| document.text_within(node, 80);
            Some(format!("{} {}", part(given), part(family)))
        })
        .collect()
}

/// The elements inside another that are marked as names.
fn marked_names(document: &HtmlDocument, id: NodeId) -> Vec<NodeId> {
    let is_marked = |inner: &NodeId| {
        document.attribute(*inner, "itemprop").is_some_and(|name| name == "name")
            || document.attribute(*inner, "class").is_some_and(|class| {
                class
                    .split(' ')
                    .any(|word| matches!(word, "fn" | "author-name" | "full-name" | "name"))
            })
    };
    let mut found: Vec<NodeId> = Vec::new();
    for inner in document.descendants(id).take(300).filter(is_marked) {
        if !document.ancestors(inner).take(4).any(|above| found.contains(&above)) {
            found.push(inner);
        }
    }
    found
}

/// The text of an element without raised numbers and letters, which mark affiliations. Elements are
/// separated by spaces and lines, as readers see them.
fn text_without_raised(document: &HtmlDocument, id: NodeId) -> String {
    let mut text = String::new();
    let mut breaks = LineBreaks::default();
    let mut node = document.first_child(id);
    while let Some(current) = node {
        let is_raised = document.is(current, Tag::Sup);
        if breaks.is_before(document, current) {
            text.push('\n');
        }
        if let Some(words) = document.text(current) {
            // `<span>By</span><span>J. Doe</span>`
            let is_new =
                text.ends_with(char::is_lowercase) && words.starts_with(char::is_uppercase);
            if is_new || words.starts_with(char::is_whitespace) {
                text.push(' ');
            }
            for (position, word) in words.split_whitespace().enumerate() {
                if position > 0 {
                    text.push(' ');
                }
                text.push_str(word);
            }
            if words.ends_with(char::is_whitespace) {
                text.push(' ');
            }
        }
        if text.len() > 300 {
            break;
        }
        node = if is_raised { None } else { document.first_child(current) }
            .or_else(|| document.after(current, id));
    }
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(words).collect::<Vec<_>>().join("\n")
}

/// The texts of the links to authors inside an element.
fn author_link_texts(document: &HtmlDocument, id: NodeId) -> Vec<String> {
    let is_to_author = |link: NodeId| {
        is_author_link(document, link)
            || document.attribute(link, "rel").is_some_and(|rel| rel.contains("author"))
    };
    document
        .descendants(id)
        .take(120)
        .filter(|inner| document.is(*inner, Tag::A) && is_to_author(*inner))
        .map(|link| document.text_within(link, 100))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Whether the address of a link looks like that of a page about an author.
fn is_author_link(document: &HtmlDocument, id: NodeId) -> bool {
    let Some(href) = document.attribute(id, "href") else { return false };
    let lower = href.to_ascii_lowercase();
    contains_phrase(Category::AuthorPaths, &lower)
}

/// The name after a separate label: `Autor:`, then a name.
pub(super) fn find_labelled_author(
    document: &HtmlDocument,
    filter: &AuthorFilter,
    others: &OtherWorks,
) -> Option<Sourced<Vec<String>>> {
    let mut label: Option<usize> = None;
    for id in document.ids() {
        let Some(text) = document.text(id) else { continue };
        let text = text.trim();
        if text.is_empty() || others.is_inside(id) {
            continue;
        }
        if let Some(found) = name_after_label(document, id, text, filter) {
            return Some(found);
        }
        if let Some(position) = label.take()
            && id.index() - position <= 8
            && text.chars().count() <= 80
        {
            let authors = filter.all(std::iter::once(text.split('/').next().unwrap_or(text)));
            if !authors.is_empty() && authors.iter().all(|name| looks_like_person(name)) {
                return Some(Sourced::new(authors, "the name after the label of the author", 0.65));
            }
        }
        if text.len() <= 20 {
            let lower = text.to_lowercase();
            let core = lower.trim_end_matches([':', ' ']);
            let is_label = is_phrase(Category::BylineLabels, core);
            if is_label {
                label = Some(id.index());
            }
        }
    }
    None
}

/// The name after a label in the same piece of text: `Autorin: Dr. Jana Muster, Oberärztin`. Not in
/// a part of the page about something else.
fn name_after_label(
    document: &HtmlDocument,
    id: NodeId,
    text: &str,
    filter: &AuthorFilter,
) -> Option<Sourced<Vec<String>>> {
    let (label, names) = text.split_once([':', '：'])?;
    if text.chars().count() > LONGEST_LABELLED_LINE
        || !is_phrase(Category::BylineLabels, &label.trim().to_lowercase())
        || is_in_references(document, id)
    {
        return None;
    }
    let authors = filter.all(std::iter::once(names));
    let are_people = !authors.is_empty() && authors.iter().all(|name| looks_like_person(name));
    (are_people && !is_beside_text(document, id))
        .then(|| Sourced::new(authors, "the name after the label of the author", 0.65))
}

/// The names after a label in a part of a line: `Stand: 7. April 2025 | Autorin: Jana Muster`.
fn labelled_names(line: &str, filter: &AuthorFilter) -> Option<Sourced<Vec<String>>> {
    if line.chars().count() > LONGEST_LABELLED_LINE || !line.contains(['|', '·', '•']) {
        return None;
    }
    let (_, names) = line.split(['|', '·', '•']).find_map(|part| {
        let (label, names) = part.split_once(':')?;
        is_phrase(Category::BylineLabels, &label.trim().to_lowercase()).then_some((label, names))
    })?;
    let authors = filter.all(std::iter::once(names));
    let are_people = !authors.is_empty() && authors.iter().all(|name| looks_like_person(name));
    are_people.then(|| Sourced::new(authors, "the name after the label of the author", 0.65))
}

/// The names in a line near the title that begins like a byline.
fn find_byline_near_title(
    document: &HtmlDocument,
    filter: &AuthorFilter,
    others: &OtherWorks,
    title: usize,
) -> Option<Sourced<Vec<String>>> {
    for id in document.ids().skip(title.saturating_sub(10)).take(250) {
        let Some(text) = document.text(id) else { continue };
        if others.is_inside(id) {
            continue;
        }
        let text = text.trim();
        if let Some(found) = labelled_names(text, filter) {
            return Some(found);
        }
        let lower = text.to_lowercase();
        let label = lower.trim_end_matches([':', ' ']);
        let is_label = is_phrase(Category::ByWordsInside, label)
            || label.contains(' ') && is_phrase(Category::BylineLabels, label);
        let is_by = starts_with_phrase(Category::ElementBylineStarts, &lower) || is_label;
        if !is_by || text.chars().count() > 100 {
            continue;
        }
        let block = std::iter::once(id)
            .chain(document.ancestors(id))
            .find(|above| document.tag(*above).is_some_and(Tag::is_block))?;
        let line = name_lines(&document.lines_within(block, 300));
        let line = if line.chars().count() <= 120 && line.to_lowercase().starts_with(&lower) {
            line
        } else {
            text.to_owned()
        };
        let mut authors = filter.all(std::iter::once(line.as_str()));
        // After a longer label alone, there may be days and buttons.
        if is_label && label.contains(' ') && !line.lines().skip(1).all(is_name_only) {
            continue;
        }
        let is_alone = is_label && line.trim().to_lowercase() == lower;
        if authors.is_empty() && is_alone {
            authors = filter.all(names_below(document, block).iter().map(String::as_str));
        }
        let is_plain = starts_with_phrase(Category::CertainBylineStarts, &lower) && line.len() < 60;
        if !authors.is_empty()
            && (is_plain && authors.len() == 1
                || authors.iter().all(|name| looks_like_person(name)))
        {
            return Some(Sourced::new(authors, "the byline near the title", 0.6));
        }
    }
    None
}

/// No byline has more names in blocks of their own.
const MOST_NAME_BLOCKS: usize = 12;

/// The names in the blocks after a label alone, up to the first that is not the name of a person.
fn names_below(document: &HtmlDocument, label: NodeId) -> Vec<String> {
    std::iter::successors(document.next_element(label), |block| document.next_element(*block))
        .take(MOST_NAME_BLOCKS)
        .map(|block| document.text_within(block, 80))
        .take_while(|text| is_name_only(text))
        .collect()
}

/// Whether a text is the name of a person and nothing else.
fn is_name_only(text: &str) -> bool {
    looks_like_person(text)
        && matches!(byline::parse_authors(text).as_slice(), [name] if name == text)
}
