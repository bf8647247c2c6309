//! The days as a page shows them to readers: in `time` elements, in blocks named for the date, in
//! its address, in text near the title.
//!
//! Each element that may state the day collects points for what speaks for it. The points are ranks
//! set by hand, in the order of how rarely such a statement is wrong; `publication_dates` says how
//! they are validated and weighs the result against statements for machines.

use jiff::civil::Date;

use crate::article::Sourced;
use crate::date_labels::{
    DateLabel, LabelledDates, date_label, date_label_above, read_labelled_dates,
};
use crate::date_reader::DateReader;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::other_works::OtherWorks;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// `itemprop=datePublished` and the like.
const PROPERTY_POINTS: i32 = 50;
/// The `pubdate` attribute.
const PUBDATE_POINTS: i32 = 30;
/// `class=published` of hAtom and `class=dt-published` of h-entry.
const MICROFORMAT_POINTS: i32 = 25;
/// A `time` element.
const TIME_TAG_POINTS: i32 = 20;
/// A class or id that says `date`.
const DATE_NAME_POINTS: i32 = 15;
/// Near the title, in nodes of the page.
const NEAR_TITLE_POINTS: i32 = 12;
/// In an `article` or `main` element.
const IN_ARTICLE_POINTS: i32 = 10;
/// The day of a change, not of publication.
const CHANGE_POINTS: i32 = -25;
/// In related articles, comments, a sidebar or the footer.
const BESIDE_POINTS: i32 = -40;
/// A day with fewer points is used only if the address has none.
const ENOUGH_POINTS: i32 = 12;

/// A longer text is not the label of what follows.
const LONGEST_LABEL: usize = 60;

/// So much of a paragraph is read, in bytes.
const LONGEST_SENTENCES: usize = 4000;

/// The place of a dateline has at most so many words.
const LONGEST_PLACE: usize = 5;

/// A paragraph with fewer words around a day is a line about the article.
const FEWEST_WORDS: usize = 5;

/// With more text between it and the title, a line is not near the title, in bytes.
const LONGEST_NEAR_TITLE: usize = 800;

/// No page has more elements that may state its day.
const MOST_ELEMENTS: usize = 400;

/// The days that readers see.
pub(super) struct VisibleDates {
    pub(super) day: Option<Sourced<Date>>,
    /// How much speaks for `day`.
    pub(super) points: i32,
    /// All days of publication that elements of the article state.
    pub(super) days: Vec<Date>,
    /// The day of the last change.
    pub(super) changed: Option<Date>,
}

/// Finds the days that readers see; `parse` reads a text that is one.
pub(super) fn find_visible_dates(
    document: &HtmlDocument,
    head: &HeadMetadata,
    title: Option<&str>,
    others: &OtherWorks,
    reader: &DateReader,
    parse: &dyn Fn(&str) -> Option<Date>,
) -> VisibleDates {
    let mut changed: Option<Date> = None;
    let mut days: Vec<Date> = Vec::new();
    let texts = visible_texts(document);
    let mut best: Option<(i32, Date, &'static str)> = None;
    let mut is_best_changed = false;
    let heading = title_heading(document, title);
    let title = heading.map_or(0, NodeId::index);
    // The elements around the title contain the article too.
    let shared: Vec<NodeId> =
        heading.map(|heading| document.ancestors(heading).collect()).unwrap_or_default();
    let elements =
        document.ids().filter_map(|id| DateElement::new(document, id)).take(MOST_ELEMENTS);
    for element in elements {
        if others.contains(document, element.id) {
            continue;
        }
        let is_beside = element.is_beside(document, &shared);
        let before = text_before(&texts, element.id);
        if element.is_in_sentence(document, reader) {
            continue;
        }
        let dates = element.dates(document, before, reader, parse);
        if !is_beside {
            changed = changed.max(dates.updated);
            days.extend(dates.published);
        }
        let is_change = dates.published.is_none();
        let Some(day) = dates.published.or(dates.updated) else { continue };
        let points = element.points(document, title, is_beside, is_change);
        if best.is_none_or(|(known, ..)| points > known) {
            best = Some((points, day, element.source()));
            is_best_changed = is_change;
        }
    }
    let near = find_dates_near_title(document, &texts, title, others, reader);
    if is_best_changed {
        best = best.filter(|_| near.dates.published.is_none()).map(|(points, day, _)| {
            (
                points.min(ENOUGH_POINTS),
                day,
                "the day of the last change, the only day that is given",
            )
        });
    }
    let (day, points) = match best {
        Some((points, day, from)) if points >= ENOUGH_POINTS => {
            (Some(Sourced::new(day, from, (0.5 + points as f32 / 200.0).min(0.85))), points)
        }
        _ => {
            let by_path = head
                .base
                .as_ref()
                .and_then(|url| find_date_in_path(url.path(), parse))
                .map(|day| Sourced::new(day, "the address", 0.8));
            let weak = || best.map(|(_, day, from)| Sourced::new(day, from, 0.4));
            let near = || {
                near.dates.published.map(|day| {
                    let from = if near.is_near {
                        "the text near the title"
                    } else {
                        "a line of the page, not near the title"
                    };
                    Sourced::new(day, from, 0.5)
                })
            };
            (by_path.or_else(weak).or_else(near), 0)
        }
    };
    let changed = changed.or(near.dates.updated);
    VisibleDates { day, points, days, changed }
}

/// An element that may state the day of publication.
struct DateElement {
    id: NodeId,
    tag: Tag,
    purposes: ElementPurposes,
    has_property: bool,
}

impl DateElement {
    /// The element, if anything says that it states a day.
    fn new(document: &HtmlDocument, id: NodeId) -> Option<Self> {
        let tag = document.tag(id)?;
        let purposes = purposes_of_element(document, id);
        let has_property = has_date_property(document, id);
        let is_evidence = tag == Tag::Time
            || has_property
            || purposes
                .any(ElementPurposes::DATE | ElementPurposes::META | ElementPurposes::BYLINE);
        let is_excluded = matches!(tag, Tag::Body | Tag::Html | Tag::Meta);
        (is_evidence && !is_excluded).then_some(Self { id, tag, purposes, has_property })
    }

    /// The days that it states. `before` is the text before it, which may be a label.
    fn dates(
        &self,
        document: &HtmlDocument,
        before: &str,
        reader: &DateReader,
        parse: &dyn Fn(&str) -> Option<Date>,
    ) -> LabelledDates {
        let text = document.text_within(self.id, 200);
        if text.len() > 160 && self.tag != Tag::Time && !self.has_property {
            return LabelledDates::default();
        }
        let of_text = read_labelled_dates(&text, before, reader);
        let of_machine = phrases(Category::TimeAttributes)
            .iter()
            .find_map(|name| document.attribute(self.id, name).and_then(parse));
        let Some(day) = of_machine else {
            return if self.is_change(document) && !of_text.is_stated {
                let updated = of_text.updated.max(of_text.published);
                LabelledDates { updated, ..LabelledDates::default() }
            } else {
                of_text
            };
        };
        let label = match date_label(&text) {
            DateLabel::None => date_label_above(before, reader),
            label => label,
        };
        let is_updated = label == DateLabel::Updated || self.is_change(document);
        match label {
            DateLabel::Other => LabelledDates::default(),
            _ if of_text.is_stated => of_text,
            _ if is_updated && !self.has_property => {
                LabelledDates { updated: Some(day), ..LabelledDates::default() }
            }
            _ => LabelledDates { published: Some(day), ..of_text },
        }
    }

    /// Whether it is in a part of the page that is not about the article.
    fn is_beside(&self, document: &HtmlDocument, shared: &[NodeId]) -> bool {
        let beside = ElementPurposes::RELATED
            | ElementPurposes::COMMENTS
            | ElementPurposes::SIDEBAR
            | ElementPurposes::FOOTER;
        document.ancestors(self.id).take(12).take_while(|above| !shared.contains(above)).any(
            |above| {
                matches!(document.tag(above), Some(Tag::Aside | Tag::Nav | Tag::Footer | Tag::Li))
                    || purposes_of_element(document, above).any(beside)
            },
        )
    }

    /// Whether it is a day that a sentence speaks of, and nothing else speaks for it.
    fn is_in_sentence(&self, document: &HtmlDocument, reader: &DateReader) -> bool {
        let is_named = self.has_property
            || document.attribute(self.id, "pubdate").is_some()
            || self
                .purposes
                .any(ElementPurposes::DATE | ElementPurposes::META | ElementPurposes::BYLINE);
        self.tag == Tag::Time && !is_named && is_in_sentence(document, self.id, reader)
    }

    /// Whether its name says that its day is that of a change.
    fn is_change(&self, document: &HtmlDocument) -> bool {
        ["class", "itemprop"].iter().any(|name| {
            document.attribute(self.id, name).is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                (class.contains("updated") || class.contains("modified"))
                    && !class.contains("published")
            })
        })
    }

    /// Whether its class says that its day is that of publication, in the words of a microformat.
    fn is_microformat(&self, document: &HtmlDocument) -> bool {
        let class = document.attribute(self.id, "class").unwrap_or_default();
        class.split_ascii_whitespace().any(|word| matches!(word, "published" | "dt-published"))
    }

    fn points(
        &self,
        document: &HtmlDocument,
        title: usize,
        is_beside: bool,
        is_change: bool,
    ) -> i32 {
        let is_in_article = document
            .ancestors(self.id)
            .any(|above| matches!(document.tag(above), Some(Tag::Article | Tag::Main)));
        [
            (self.has_property, PROPERTY_POINTS),
            (document.attribute(self.id, "pubdate").is_some(), PUBDATE_POINTS),
            (self.is_microformat(document), MICROFORMAT_POINTS),
            (self.tag == Tag::Time, TIME_TAG_POINTS),
            (self.purposes.any(ElementPurposes::DATE), DATE_NAME_POINTS),
            (self.id.index().abs_diff(title) < 80, NEAR_TITLE_POINTS),
            (is_in_article, IN_ARTICLE_POINTS),
            (is_change, CHANGE_POINTS),
            (is_beside, BESIDE_POINTS),
        ]
        .into_iter()
        .filter_map(|(is_true, points)| is_true.then_some(points))
        .sum()
    }

    fn source(&self) -> &'static str {
        if self.has_property {
            "microdata"
        } else if self.tag == Tag::Time {
            "a time element"
        } else {
            "a block named for the date"
        }
    }
}

/// Whether a day is one that a sentence speaks of. That of a dateline is not: `LONDON, 3 May 2025 –
/// Researchers …`; nor is one with a label. `day` is its element or its text.
fn is_in_sentence(document: &HtmlDocument, day: NodeId, reader: &DateReader) -> bool {
    let is_block = |above: &NodeId| document.tag(*above).is_some_and(Tag::is_block);
    let Some(block) = document.ancestors(day).find(is_block) else { return false };
    let names = ElementPurposes::DATE | ElementPurposes::META | ElementPurposes::BYLINE;
    if purposes_of_element(document, block).any(names) {
        return false;
    }
    let text = document.text_within(block, LONGEST_SENTENCES);
    let own = document.text_within(day, 200);
    let Some((before, after)) = text.split_once(own.as_str()) else { return false };
    let words = |text: &str| text.split_whitespace().count();
    let sentence = before.rsplit(['.', '!', '?']).next().unwrap_or_default();
    let is_labelled = date_label(sentence) != DateLabel::None
        || date_label_above(sentence, reader) != DateLabel::None
        || starts_with_phrase(Category::BylineStarts, &sentence.trim_start().to_lowercase())
        // `Words and pictures by Ann Lee, 3 May 2025.`
        || sentence.to_lowercase().split(' ').any(|word| is_phrase(Category::ByWordsInside, word))
            && after.trim_matches(['.', ' ']).is_empty();
    let is_dateline = words(before) <= LONGEST_PLACE
        && after.trim_start().starts_with(['-', '–', '—', ':', '/', '(', '|', '·']);
    !own.is_empty()
        && text.trim_end().ends_with(['.', '!', '?', '。', '”', '"'])
        && words(before) + words(after) >= FEWEST_WORDS
        && !is_labelled
        && !is_dateline
}

/// Whether an element is marked as the date of publication in microdata or RDFa.
fn has_date_property(document: &HtmlDocument, id: NodeId) -> bool {
    let property =
        document.attribute(id, "itemprop").or_else(|| document.attribute(id, "property"));
    property.is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("datepublished")
            || name.contains("datecreated")
            || matches!(name.as_str(), "dc:date" | "dc:created" | "pubdate")
    })
}

/// `/2019/11/18/` or `/2019-11-18-` in an address.
pub(super) fn find_date_in_path(path: &str, parse: &dyn Fn(&str) -> Option<Date>) -> Option<Date> {
    let numbers: Vec<&str> = path
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    for window in numbers.windows(3) {
        if window[0].len() == 4 && window[1].len() == 2 && window[2].len() == 2 {
            return parse(&format!("{}-{}-{}", window[0], window[1], window[2]));
        }
    }
    numbers
        .iter()
        .filter(|number| number.len() == 8)
        .find_map(|number| parse(&format!("{}-{}-{}", &number[..4], &number[4..6], &number[6..])))
}

/// The pieces of text that readers see, outside of links, in the order of the page.
fn visible_texts(document: &HtmlDocument) -> Vec<(NodeId, &str)> {
    document
        .ids()
        .filter_map(|id| Some((id, document.text(id)?.trim())))
        .filter(|(id, text)| {
            !text.is_empty()
                && !document.ancestors(*id).take(3).any(|above| {
                    matches!(document.tag(above), Some(Tag::Script | Tag::Style | Tag::Title))
                })
        })
        .collect()
}

/// The text before an element, if it is short enough to be the label of what follows.
fn text_before<'a>(texts: &[(NodeId, &'a str)], element: NodeId) -> &'a str {
    let before = texts.partition_point(|(id, _)| id.index() < element.index());
    let text = before.checked_sub(1).map_or("", |index| texts[index].1);
    if text.len() <= LONGEST_LABEL { text } else { "" }
}

/// No line that names people and a day has more pieces of text.
const MOST_PIECES: usize = 8;

/// The pieces of text before one in the same block.
fn line_before(document: &HtmlDocument, texts: &[(NodeId, &str)], id: NodeId) -> String {
    let is_block = |above: &NodeId| document.tag(*above).is_some_and(Tag::is_block);
    let block = |id: NodeId| document.ancestors(id).find(is_block);
    let own = block(id);
    let before = texts.iter().rev().take(MOST_PIECES).take_while(|(other, _)| block(*other) == own);
    let pieces: Vec<&str> = before.map(|(_, text)| *text).collect();
    pieces.into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// The days in pieces of text, and where they are.
#[derive(Default)]
struct DatesOfLines {
    dates: LabelledDates,
    /// Whether the day of publication is near the title: no paragraphs are between them.
    is_near: bool,
}

/// The days in separate pieces of text nearest to the title.
fn find_dates_near_title(
    document: &HtmlDocument,
    texts: &[(NodeId, &str)],
    title: usize,
    others: &OtherWorks,
    reader: &DateReader,
) -> DatesOfLines {
    let mut result = LabelledDates::default();
    let mut best: Option<(bool, usize)> = None;
    let mut at = 0;
    let first = texts.partition_point(|(id, _)| id.index() < title.saturating_sub(60));
    for (index, (id, text)) in texts.iter().enumerate().skip(first).take(400) {
        let distance = id.index().abs_diff(title);
        if distance > 900 {
            break;
        }
        if text.len() < 6 || text.len() > 200 || !text.chars().any(char::is_numeric) {
            continue;
        }
        if document.ancestors(*id).take(3).any(|above| document.is(above, Tag::A)) {
            continue;
        }
        if others.contains(document, *id) {
            continue;
        }
        let before = index.checked_sub(1).map_or("", |before| texts[before].1);
        let before = if before.len() <= LONGEST_LABEL { before } else { "" };
        let line = line_before(document, &texts[..index], *id);
        let before = if line.is_empty() { before } else { line.as_str() };
        let found = read_labelled_dates(text, before, reader);
        if distance < 120 {
            result.updated = result.updated.or(found.updated);
        }
        let Some(day) = found.published else { continue };
        // Without a label, a longer piece of text is not the line of the date.
        if !found.is_stated && (text.len() > 90 || is_in_sentence(document, *id, reader)) {
            continue;
        }
        let is_better = best.is_none_or(|(is_stated, known)| {
            distance < known && found.is_stated == is_stated
                // Far from the title, only a label makes a difference.
                || found.is_stated && !is_stated && (distance < 120 || known >= 120)
        });
        if is_better {
            best = Some((found.is_stated, distance));
            result.published = Some(day);
            at = index;
        }
    }
    let heading = texts.partition_point(|(id, _)| id.index() < title);
    let between = &texts[heading.min(at)..heading.max(at)];
    let length: usize = between.iter().map(|(_, text)| text.len()).sum();
    DatesOfLines { dates: result, is_near: length <= LONGEST_NEAR_TITLE }
}
