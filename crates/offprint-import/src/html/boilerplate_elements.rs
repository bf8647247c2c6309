//! Why an element inside an article is not part of it, judged by its tag, its names and its links.
//!
//! A name alone is not enough where an element contains much of the text, since sites wrap complete
//! articles in `post-with-sidebar`. Does not read the words of the text: that is
//! `boilerplate_phrases`.

use url::Url;

use crate::html::data_rows::is_in_data_row;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, layout_purposes, purposes_of_element};
use crate::html::hidden_elements::follows_control;
use crate::html::link_cards::is_card_of_link;
use crate::html::link_in_sentence::is_between_words;
use crate::html::panel_control::{is_whole_heading, opens_next_block};
use crate::html::removed_content;
use crate::html::repeated_parts::RepeatedParts;
use crate::html::resource_lists::contains_telephone_link;
use crate::html::subtitle::contains_subtitle;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::markdown::image::is_caption;
use crate::markdown::image_source::is_image_file;
use crate::markdown::link::is_on_same_page;
use crate::markdown::{is_callout, is_data_table};
use crate::omission::{FEWEST_WORDS, is_sentence};
use crate::phrases::{Category, contains_phrase};

/// The reason for a list of links to other pages.
pub(super) const LIST_OF_LINKS: &str = "a list of links";

/// The reason for a sentence that only the name of its element speaks against.
const NAME_ALONE: &str = "text in an element that is named like something else";

/// Purposes that no part of an article has, with the reason to give.
pub(super) const NEVER_IN_ARTICLE: &[(ElementPurposes, &str)] = &[
    (ElementPurposes::SHARE, "buttons for sharing"),
    (ElementPurposes::RELATED, "links to other articles"),
    (ElementPurposes::NEWSLETTER, "an invitation to subscribe"),
    (ElementPurposes::AD, "an advertisement"),
    (ElementPurposes::COMMENTS, "reader comments"),
    (ElementPurposes::NAVIGATION, "a menu"),
    (ElementPurposes::SIDEBAR, "a sidebar"),
    (ElementPurposes::FOOTER, "the page footer"),
    (ElementPurposes::COOKIES, "a cookie notice"),
    (ElementPurposes::TAGS, "a list of tags"),
    (ElementPurposes::PROMO, "promotion of the site itself"),
    (ElementPurposes::TOOLS, "buttons"),
    (ElementPurposes::LOGIN, "a form to log in or search"),
    (ElementPurposes::PLAYER, "a player"),
    (ElementPurposes::CONTENTS, "a table of contents"),
    (ElementPurposes::HIDDEN, "hidden text"),
];

/// Purposes of what describes an article; its front matter contains the same.
const DESCRIBES_ARTICLE: &[(ElementPurposes, &str)] = &[
    (ElementPurposes::BYLINE, "the byline"),
    (ElementPurposes::AUTHOR, "about the author"),
    (ElementPurposes::META, "a line about the article"),
    (ElementPurposes::DATE, "a date"),
    (ElementPurposes::CREDIT, "an image credit"),
];

/// Purposes that need no more evidence, even if the element contains prose without links.
const NEVER_CONTENT: ElementPurposes = ElementPurposes::NEWSLETTER
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::AD)
    .with(ElementPurposes::AUTHOR)
    .with(ElementPurposes::BYLINE)
    .with(ElementPurposes::FOOTER)
    .with(ElementPurposes::CREDIT)
    .with(ElementPurposes::HIDDEN)
    .with(ElementPurposes::LOGIN);

/// What a paragraph is named for that is not a part of the text.
const NAMES_PARAGRAPHS: ElementPurposes = ElementPurposes::COOKIES
    .with(ElementPurposes::AUTHOR)
    .with(ElementPurposes::BYLINE)
    .with(ElementPurposes::CREDIT)
    .with(ElementPurposes::CAPTION)
    .with(ElementPurposes::HIDDEN);

/// Purposes of the line that says whose words a quotation is.
const OF_QUOTATIONS: ElementPurposes = ElementPurposes::AUTHOR.with(ElementPurposes::BYLINE);

/// Purposes of lists of links, which a paragraph without a link is not.
const NAMES_LINKS: ElementPurposes = ElementPurposes::RELATED.with(ElementPurposes::NAVIGATION);

/// A shorter text in a link is a button.
const SHORTEST_CARD: usize = 25;

/// A longer element is no box and no table with its caption, in bytes of text.
const LONGEST_PART: usize = 8000;

/// What the frame of a quotation may be named that the article shows from another site.
const EMBEDS_QUOTATIONS: ElementPurposes =
    ElementPurposes::SIDEBAR.with(ElementPurposes::PLAYER).with(ElementPurposes::PROMO);

/// An element inside an article, with what decides whether it stays.
pub(super) struct NamedElement<'a> {
    document: &'a HtmlDocument,
    node: NodeId,
    tag: Tag,
    stats: TextStats,
    /// The share of the article's text that is in it.
    share: f32,
    /// Whether it is small enough that its tag and names may decide.
    is_light: bool,
    page: &'a NamedPage<'a>,
}

/// What decides about all elements of a page.
pub(super) struct NamedPage<'a> {
    /// Characters of text in the article.
    pub(super) total: u32,
    /// Purposes whose names say nothing on this page.
    pub(super) ignored: ElementPurposes,
    /// The address of the page.
    pub(super) base: Option<&'a Url>,
    /// What the page has more than once.
    pub(super) repeated: &'a RepeatedParts,
}

impl<'a> NamedElement<'a> {
    /// An element of the page.
    pub(super) fn new(
        document: &'a HtmlDocument,
        node: NodeId,
        tag: Tag,
        stats: TextStats,
        page: &'a NamedPage<'a>,
    ) -> Self {
        let share = stats.text as f32 / page.total as f32;
        let is_light = share < 0.3 && stats.paragraphs < 5;
        Self { document, node, tag, stats, share, is_light, page }
    }

    /// Why it is removed, if it is.
    pub(super) fn reason(&self) -> Option<&'static str> {
        if let Some(reason) = self.reason_by_tag()
            && !(self.tag == Tag::Aside && is_callout(self.document, self.node))
        {
            return Some(reason);
        }
        let is_always_kept = matches!(
            self.tag,
            Tag::Body
                | Tag::Html
                | Tag::Img
                | Tag::Br
                | Tag::Pre
                | Tag::Code
                | Tag::Math
                | Tag::MjxContainer
                | Tag::MjxMath
                | Tag::Script
                | Tag::Sup
                | Tag::Sub
        );
        if is_always_kept {
            return None;
        }
        if self.is_icon() || self.is_opener() {
            return Some("buttons");
        }
        if self.is_caption_without_image() {
            return Some("a caption without its image");
        }
        if is_card_of_link(self.document, self.node, self.stats) {
            return Some("a card that opens at a link");
        }
        if let Some(reason) = self.reason_by_purpose() {
            return Some(reason);
        }
        (self.is_link_list() && !contains_telephone_link(self.document, self.node))
            .then_some(LIST_OF_LINKS)
    }

    /// Why a form is left out: one with prose may be more than a search or an offer.
    fn reason_of_form(&self) -> &'static str {
        let words = removed_content::prose_words(self.document, self.node);
        let text = self.document.text_within(self.node, 2_000).to_lowercase();
        let is_offer = contains_phrase(Category::Calls, &text.replace('’', "'"));
        if words >= FEWEST_WORDS && !is_offer { "a form with text" } else { "a form" }
    }

    fn reason_by_tag(&self) -> Option<&'static str> {
        let stats = self.stats;
        match self.tag {
            Tag::Nav if self.share < 0.4 => Some("a menu"),
            Tag::Footer if self.is_light && !self.ends_part_of_article() => Some("the page footer"),
            Tag::Form if self.is_light => Some(self.reason_of_form()),
            // A pull quote belongs to the article; a box with links does not.
            Tag::Aside if self.share < 0.25 && (stats.anchors > 0 || stats.text < 15) => {
                Some("a sidebar")
            }
            Tag::Header
                if self.is_light
                    && self.share < 0.15
                    && stats.paragraphs == 0
                    && stats.images == 0
                    && !self.is_in(Tag::Figure)
                    && !self.heads_section()
                    && !self.heads_part()
                    && !contains_subtitle(self.document, self.node) =>
            {
                Some("the article header")
            }
            _ => None,
        }
    }

    /// Whether it is the sign of a button, such as the `+` of an accordion.
    fn is_icon(&self) -> bool {
        matches!(self.tag, Tag::Span | Tag::I | Tag::Div)
            && (1..=2).contains(&self.stats.text)
            && self
                .document
                .attribute(self.node, "class")
                .is_some_and(|class| class.to_ascii_lowercase().contains("icon"))
            && !self.document.text_within(self.node, 10).contains(char::is_alphanumeric)
    }

    /// Whether it is an icon that opens a table or a figure: the image that it shows has no words.
    fn is_opener(&self) -> bool {
        let href = self.document.attribute(self.node, "href").unwrap_or_default();
        let mut images =
            self.document.descendants(self.node).filter(|inner| self.document.is(*inner, Tag::Img));
        self.tag == Tag::Div
            && self.stats.text == 0
            && self.stats.images == 1
            && href.starts_with('#')
            && images.all(|image| self.document.attribute(image, "alt").is_none_or(str::is_empty))
    }

    /// Whether it is a header that contains the heading of a section, and nothing to click.
    fn heads_section(&self) -> bool {
        let mut headings = self
            .document
            .descendants(self.node)
            .filter_map(|inner| self.document.tag(inner).and_then(Tag::heading_level));
        let first = headings.next();
        self.stats.anchors == 0
            && first.is_some_and(|level| level >= 2)
            && headings.all(|level| level >= 2)
            && self.document.descendants(self.node).all(|inner| !self.document.is(inner, Tag::Time))
    }

    /// Whether it is the caption of a table or figure or the title of a box: the element around it is
    /// a small part of the article, and it contains nothing to click and no day.
    fn heads_part(&self) -> bool {
        let Some(part) = self.document.parent(self.node) else { return false };
        let is_small = || {
            let length = self.document.text_within(part, LONGEST_PART).len();
            length < LONGEST_PART && length * 2 < self.page.total as usize
        };
        self.stats.anchors == 0
            && !matches!(self.document.tag(part), Some(Tag::Article | Tag::Main | Tag::Body))
            && (self.is_in_box()
                || self.document.descendants(part).any(|inner| {
                    matches!(self.document.tag(inner), Some(Tag::Table | Tag::Figure))
                }))
            && self.document.descendants(self.node).all(|inner| {
                self.document.tag(inner).and_then(Tag::heading_level).is_none()
                    && !self.document.is(inner, Tag::Time)
            })
            && is_small()
    }

    /// Whether the element around it is a box in the text.
    fn is_in_box(&self) -> bool {
        self.document.parent(self.node).is_some_and(|above| {
            self.document.is(above, Tag::Aside)
                && !purposes_of_element(self.document, above).any(ElementPurposes::SIDEBAR)
        })
    }

    /// Whether it is the last line of a box with a title and without links: where the words in it
    /// are from.
    fn ends_box(&self) -> bool {
        let is_title = |inner: NodeId| {
            let tag = self.document.tag(inner);
            tag == Some(Tag::Header) || tag.and_then(Tag::heading_level).is_some()
        };
        let has_title = |above: NodeId| self.document.children(above).any(is_title);
        self.stats.anchors == 0
            && self.is_in_box()
            && self.document.parent(self.node).is_some_and(has_title)
    }

    /// Whether it is a `figure` that contains a caption and nothing else.
    fn is_caption_without_image(&self) -> bool {
        let is_only_text = self.tag == Tag::Figure
            && self.stats.images == 0
            && self.stats.text > 0
            && self.is_light;
        if !is_only_text {
            return false;
        }
        let mut has_caption = false;
        for inner in self.document.descendants(self.node) {
            match self.document.tag(inner) {
                Some(Tag::Figcaption) => has_caption = true,
                Some(
                    Tag::Table
                    | Tag::Blockquote
                    | Tag::Pre
                    | Tag::P
                    | Tag::Ul
                    | Tag::Ol
                    | Tag::Math
                    | Tag::Code
                    | Tag::AmpImg,
                ) => return false,
                _ => {}
            }
        }
        has_caption
    }

    fn reason_by_purpose(&self) -> Option<&'static str> {
        let mut ignored = self.page.ignored;
        if self.stats.anchors > 0 && self.stats.text > 0 && !self.links_to_pages() {
            ignored = ignored.with(ElementPurposes::RELATED);
        }
        let mut purposes = purposes_of_element(self.document, self.node).without(ignored);
        // Readers open it by a click.
        // A card that refers to a work is named a bookmark, like the button to save the page.
        if purposes.any(ElementPurposes::TOOLS) && self.stats.anchors <= 1 && self.is_of_card() {
            purposes = purposes.without(ElementPurposes::TOOLS);
        }
        let is_opened = purposes.any(ElementPurposes::HIDDEN)
            && follows_control(self.document, self.node)
            && removed_content::prose_words(self.document, self.node) > 0;
        let is_hidden = purposes.any(ElementPurposes::HIDDEN);
        if is_hidden && self.page.repeated.repeats_figure(self.document, self.node) {
            return Some("hidden text");
        }
        let is_opened = is_opened
            || is_hidden && self.page.repeated.contains_only_table(self.document, self.node);
        if is_opened {
            purposes = purposes.without(ElementPurposes::HIDDEN);
        }
        // A word never outweighs a paragraph; a paragraph about the author or the page may be named
        // so.
        if self.tag == Tag::P
            && self.stats.paragraphs > 0
            && self.stats.link_density() < 0.3
            && !purposes.any(NAMES_PARAGRAPHS)
        {
            return None;
        }
        if purposes.any(ElementPurposes::FOOTER) && self.ends_part_of_article()
            || purposes.any(OF_QUOTATIONS) && self.is_in(Tag::Blockquote)
            || purposes.any(ElementPurposes::CREDIT) && self.is_in(Tag::Figcaption)
        {
            return None;
        }
        // What opens a part of the article is the heading of that part.
        if purposes.any(ElementPurposes::TOOLS | ElementPurposes::HIDDEN)
            && (is_whole_heading(self.document, self.node)
                || opens_next_block(self.document, self.node))
        {
            return None;
        }
        let has_content =
            self.has_content() || !purposes.any(NEVER_CONTENT) && self.is_plain_sentence();
        if purposes != ElementPurposes::default() && has_content {
            if self.is_part_of_data_table() {
                return None;
            }
            purposes = layout_purposes(self.document, self.node).without(ignored);
            if is_opened {
                purposes = purposes.without(ElementPurposes::HIDDEN);
            }
            let is_corroborated = self.stats.anchors > 0 || self.has_form();
            if !is_corroborated && !purposes.any(NEVER_CONTENT) {
                return None;
            }
        }
        // Names of an element in the middle of a sentence say nothing about the sentence.
        let is_named = purposes != ElementPurposes::default()
            && !self.is_inside_sentence()
            && self.tag.heading_level().is_none()
            && !matches!(self.tag, Tag::Figure | Tag::Figcaption);
        // An image with its caption often says `photo-credit` or `media-player`: the Markdown
        // writer chooses what it needs.
        // An image that opens larger by a click is a button, too.
        let is_picture = self.stats.text == 0 && self.is_in(Tag::Figure);
        let is_captioned_image = self.stats.images > 0
            && (purposes.any(ElementPurposes::CAPTION) || is_picture || self.is_above_caption());
        if !is_named || is_captioned_image {
            return None;
        }
        let is_article = purposes.any(ElementPurposes::ARTICLE);
        if self.is_light && !(is_article && self.stats.paragraphs >= 2) {
            let found = NEVER_IN_ARTICLE.iter().find(|(purpose, _)| {
                purposes.any(*purpose)
                    && !(NAMES_LINKS.any(*purpose) && self.is_sentence_without_link())
                    && !(*purpose == ElementPurposes::SHARE && self.contains_quotation())
                    && !(EMBEDS_QUOTATIONS.any(*purpose) && self.is_mostly_quotation())
            });
            if let Some((_, reason)) = found {
                // A name alone leaves a doubt about a sentence: the report tells it.
                let is_doubtful = self.stats.anchors == 0
                    && !self.has_form()
                    && is_sentence(&self.document.text_within(self.node, 2_000));
                return Some(if is_doubtful { NAME_ALONE } else { reason });
            }
        }
        let may_describe = self.stats.text < 600
            && self.share < 0.2
            && !(is_article && self.stats.paragraphs >= 1)
            && !is_in_data_row(self.document, self.node);
        // `abstract author` is the abstract that the authors wrote.
        if may_describe && !(purposes.any(ElementPurposes::SUMMARY) && self.has_heading()) {
            let found = DESCRIBES_ARTICLE.iter().find(|(purpose, _)| purposes.any(*purpose));
            return found.map(|(_, reason)| *reason);
        }
        None
    }

    /// Whether it is the last part of a quotation, a figure or a table: who said it, what the marks
    /// mean.
    fn ends_part_of_article(&self) -> bool {
        self.is_in(Tag::Blockquote)
            || self.is_in(Tag::Figure)
            || self.ends_box()
            || self.stats.link_density() < 0.3 && self.follows_table()
    }

    fn is_in(&self, tag: Tag) -> bool {
        self.document.ancestors(self.node).take(6).any(|above| self.document.is(above, tag))
    }

    /// Whether the element before it, or before its wrapper, is a table with data and little else.
    fn follows_table(&self) -> bool {
        let mut at = self.node;
        for _ in 0..2 {
            let before = std::iter::successors(self.document.previous(at), |node| {
                self.document.previous(*node)
            })
            .find(|node| self.document.tag(*node).is_some());
            if let Some(before) = before {
                return std::iter::once(before)
                    .chain(self.document.descendants(before).take(12))
                    .any(|inner| {
                        self.document.is(inner, Tag::Table) && is_data_table(self.document, inner)
                    });
            }
            let Some(parent) = self.document.parent(at) else { return false };
            at = parent;
        }
        false
    }

    /// Whether it contains what an article consists of: prose, rows, items, code, formulas, figures
    /// that are not links.
    fn has_content(&self) -> bool {
        let is_in_figure =
            self.document.ancestors(self.node).take(4).any(|above| {
                matches!(self.document.tag(above), Some(Tag::Figure | Tag::Figcaption))
            });
        if self.stats.link_density() > 0.3 || is_in_figure {
            return false;
        }
        let is_row = |tag| matches!(tag, Tag::Tr | Tag::Td | Tag::Th | Tag::Tbody | Tag::Thead);
        if self.stats.paragraphs > 0 || is_row(self.tag) || self.stats.text > 120 {
            return true;
        }
        let inside = self.document.descendants(self.node).take(400);
        let mut items = 0;
        for inner in inside {
            match self.document.tag(inner) {
                Some(Tag::Pre | Tag::Math | Tag::MjxContainer | Tag::Td | Tag::Blockquote) => {
                    return true;
                }
                Some(Tag::Li | Tag::Dd) => items += 1,
                _ => {}
            }
        }
        items >= 2 && self.stats.text > 40
    }

    /// Whether it is a part of a link with more words than a button, or contains one.
    fn is_of_card(&self) -> bool {
        let text = self.document.text_within(self.node, 200);
        if text.contains("://") && !text.contains(' ') {
            return false;
        }
        let mut around = self.document.ancestors(self.node).take(3);
        let link = around.find(|above| self.document.is(*above, Tag::A));
        let length = link
            .map_or(self.stats.text as usize, |link| self.document.text_within(link, 200).len());
        length > SHORTEST_CARD && self.links_elsewhere()
    }

    /// Whether it is in a link to a web page, or contains one.
    fn links_elsewhere(&self) -> bool {
        std::iter::once(self.node)
            .chain(self.document.descendants(self.node).take(40))
            .chain(self.document.ancestors(self.node).take(3))
            .any(|near| {
                self.document.is(near, Tag::A)
                    && self.document.attribute(near, "href").is_some_and(|href| {
                        href.starts_with("https://") || href.starts_with("http://")
                    })
            })
    }

    /// Whether it contains a link to another page that is not among the words of a sentence: what a
    /// recommendation refers to, on its own page or within a sentence, is no list of articles.
    fn links_to_pages(&self) -> bool {
        let has_prose = self.has_content();
        std::iter::once(self.node)
            .chain(self.document.descendants(self.node).take(2_000))
            .filter(|node| self.document.is(*node, Tag::A))
            .any(|link| {
                let href = self.document.attribute(link, "href").unwrap_or_default();
                let is_in_text = has_prose && is_between_words(self.document, link);
                !is_in_text && !is_on_same_page(href, self.page.base)
            })
    }

    /// Whether it is a paragraph that contains a sentence and no link.
    fn is_sentence_without_link(&self) -> bool {
        self.tag == Tag::P && self.is_plain_sentence()
    }

    /// Whether its text is a sentence, with nothing to click and no image.
    fn is_plain_sentence(&self) -> bool {
        self.stats.anchors == 0
            && self.stats.images == 0
            && is_sentence(&self.document.text_within(self.node, 2_000))
    }

    fn has_heading(&self) -> bool {
        self.document
            .descendants(self.node)
            .take(40)
            .any(|inner| self.document.tag(inner).and_then(Tag::heading_level).is_some())
    }

    fn has_form(&self) -> bool {
        self.document
            .descendants(self.node)
            .take(400)
            .any(|inner| matches!(self.document.tag(inner), Some(Tag::Form | Tag::Button)))
    }

    /// Whether it is a row, a cell or a group of rows of a table with data.
    fn is_part_of_data_table(&self) -> bool {
        let is_part = self.tag.is_table_part() || self.tag == Tag::Table;
        is_part
            && std::iter::once(self.node)
                .chain(self.document.ancestors(self.node))
                .find(|above| self.document.is(*above, Tag::Table))
                .is_some_and(|table| is_data_table(self.document, table))
    }

    /// Whether it is among the words of a paragraph, a list item, a cell or a quotation.
    fn is_inside_sentence(&self) -> bool {
        let around = self.document.parent(self.node).and_then(|parent| self.document.tag(parent));
        !self.tag.is_block()
            && matches!(around, Some(Tag::P | Tag::Li | Tag::Td | Tag::Blockquote | Tag::Dd))
    }

    fn is_link_list(&self) -> bool {
        // A paragraph of running text may have more links than other blocks.
        let most = if self.tag == Tag::P { 0.85 } else { 0.6 };
        self.tag.is_block()
            && self.stats.anchors >= 3
            && self.stats.text > 0
            && self.stats.link_density() > most
            && self.is_light
            && !(self.stats.images > 0 && (self.is_above_caption() || self.contains_caption()))
            && !self.contains_quotation()
            && !(self.stats.images > 0 && self.contains_enlarged_image())
            && !matches!(self.tag, Tag::Table | Tag::Td | Tag::Tr | Tag::Tbody)
            && self.tag.heading_level().is_none()
    }

    /// Whether an image in it is a link to a file with that image: a figure that opens larger, and no
    /// teaser of another page.
    fn contains_enlarged_image(&self) -> bool {
        self.document.descendants(self.node).any(|inner| {
            self.document.is(inner, Tag::A)
                && self.document.attribute(inner, "href").is_some_and(is_larger_image)
                && self.document.descendants(inner).any(|image| self.document.is(image, Tag::Img))
        })
    }

    /// Whether the element after it is a caption.
    fn is_above_caption(&self) -> bool {
        self.document.next_element(self.node).is_some_and(|after| is_caption(self.document, after))
    }

    fn contains_caption(&self) -> bool {
        let mut inside = self.document.descendants(self.node).take(60);
        inside.any(|inner| is_caption(self.document, inner))
    }

    fn contains_quotation(&self) -> bool {
        let mut inside = self.document.descendants(self.node).take(60);
        self.tag == Tag::Blockquote || inside.any(|inner| self.document.is(inner, Tag::Blockquote))
    }

    /// Whether most of its text is in a quotation.
    fn is_mostly_quotation(&self) -> bool {
        let mut inside = self.document.descendants(self.node).take(60);
        let quotation = inside.find(|inner| self.document.is(*inner, Tag::Blockquote));
        quotation.is_some_and(|quotation| {
            let length = self.document.text_within(quotation, 5_000).chars().count();
            length * 2 > self.stats.text as usize
        })
    }
}

/// Whether an address, also one relative to the page, is that of an image.
fn is_larger_image(address: &str) -> bool {
    is_image_file(&format!("/{address}"))
}
