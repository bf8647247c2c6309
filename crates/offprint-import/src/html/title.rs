//! The title of the article, without the name of the site.
//!
//! The `title` element and the titles for social networks contain the site's name, at either end,
//! after one of a dozen separators. The heading on the page rarely contains it, but a page may have
//! several headings, or one for its logo. So they are compared: a heading that the titles in the
//! head contain is the title. Only otherwise is the site's name cut off.

use crate::article::Sourced;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::page_text::{collapse_white_space, fold_words, plain_text};
use crate::html::site_identity::SiteIdentity;
use crate::html::tag::Tag;
use crate::mhtml::without_subject_labels;
use crate::phrases::{Category, is_phrase};

/// A longer text is not a title.
const LONGEST: usize = 400;

/// So many main headings of a page may be its title.
const MOST_CHIEF_HEADINGS: usize = 20;

/// A heading that is only named a title, and that the head does not repeat, has so many words.
const FEWEST_WORDS_OF_NAMED_TITLE: usize = 5;

/// Finds the title.
pub(super) fn find_title(
    document: &HtmlDocument,
    head: &HeadMetadata,
    site: Option<&str>,
    host: &str,
) -> Option<Sourced<String>> {
    let own = SiteIdentity { site, host };
    let headings = heading_candidates(document, &own);
    let heads = head_titles(head);
    if let Some(styled) = headings.iter().find(|heading| heading.is_styled) {
        return Some(Sourced::new(styled.text.clone(), "the title style of the document", 0.95));
    }
    // A heading that is a title in the head, or that such a title begins or ends with.
    let mut best: Option<(usize, &TitleCandidate)> = None;
    for heading in &headings {
        let agreeing =
            heads.iter().filter(|(_, title, _)| contains_words(title, &heading.text)).count();
        let is_enough = heads.iter().any(|(_, title, _)| {
            contains_words(title, &heading.text)
                && heading.text.chars().count() * 10 >= own.without(title).chars().count() * 6
        });
        if agreeing > 0
            && is_enough
            && best.is_none_or(|(known, before)| {
                agreeing > known || agreeing == known && heading.points > before.points
            })
        {
            best = Some((agreeing, heading));
        }
    }
    // A heading may contain a label before the title, which the title in the head lacks.
    for heading in &headings {
        let without = heads.iter().map(|(_, title, _)| own.without(title)).find(|title| {
            let (title, heading) = (fold_words(title), fold_words(&heading.text));
            let label = heading.strip_suffix(&title).map(|label| label.split_whitespace().count());
            title.split(' ').count() >= 3 && label.is_some_and(|label| (1..=5).contains(&label))
        });
        if let Some(title) = without
            && best.is_none_or(|(_, known)| {
                std::ptr::eq(known, heading) || known.points <= heading.points
            })
            && heading.is_chief
        {
            return Some(Sourced::new(title, "the heading on the page, without its label", 0.9));
        }
    }
    if let Some((agreeing, heading)) = best {
        // A subtitle may be longer than the title above it, and the head has both.
        let above = headings.iter().take_while(|above| !std::ptr::eq(*above, heading));
        let main = above.into_iter().find(|main| {
            main.is_chief
                && !heading.is_chief
                && main.around == heading.around
                && heads.iter().any(|(_, title, _)| begins_with_both(title, main, heading))
        });
        let heading = main.unwrap_or(heading);
        return Some(Sourced::new(
            heading.text.clone(),
            "the heading that the titles in the head agree with",
            if agreeing > 1 { 0.95 } else { 0.9 },
        ));
    }
    for (from, title, confidence) in &heads {
        let title = own.without(title);
        if title.is_empty() || own.is_site(&title) {
            continue;
        }
        // A title in the head was cut short, and the heading continues it.
        if let Some(heading) =
            headings.iter().find(|heading| is_truncation_of(&title, &heading.text))
        {
            return Some(Sourced::new(heading.text.clone(), "the heading on the page", 0.85));
        }
        // The only main heading of a page is more reliable than a title for search engines.
        let chief: Vec<&TitleCandidate> =
            headings.iter().filter(|heading| heading.is_chief).collect();
        if let [heading] = chief.as_slice()
            && !is_message(&heading.text, &title)
            && heading.points >= 10
            && *confidence < 0.9
        {
            return Some(Sourced::new(heading.text.clone(), "the only main heading", 0.7));
        }
        // A page of a congress or a database names each of its entries, but not in its head.
        let named: Vec<&TitleCandidate> =
            headings.iter().filter(|heading| heading.is_named).collect();
        if chief.is_empty()
            && *confidence < 0.8
            && let [heading] = named.as_slice()
            && heading.text.split(' ').count() >= FEWEST_WORDS_OF_NAMED_TITLE
        {
            let from = "the only heading that is named a title";
            return Some(Sourced::new(heading.text.clone(), from, 0.6));
        }
        return Some(Sourced::new(title, *from, *confidence));
    }
    // Of several that are alike, the first one: those after it are headings of the text. Nothing says that
    // it is not one of these.
    let best = headings.iter().rev().max_by_key(|heading| heading.points)?;
    let is_only = headings.iter().filter(|heading| heading.points == best.points).count() == 1;
    let confidence = if is_only { 0.6 } else { 0.4 };
    Some(Sourced::new(best.text.clone(), "a heading on the page", confidence))
}

/// Other forms of the title that may be in the text.
pub(super) fn title_forms(
    document: &HtmlDocument,
    head: &HeadMetadata,
    title: Option<&str>,
    site: Option<&str>,
    host: &str,
) -> Vec<String> {
    let own = SiteIdentity { site, host };
    // The heading with the labels in it.
    let mut forms: Vec<String> = document
        .ids()
        .filter(|id| document.is(*id, Tag::H1))
        .take(MOST_CHIEF_HEADINGS)
        .filter(|heading| title == Some(heading_text(document, *heading).as_str()))
        .map(|heading| document.text_within(heading, LONGEST))
        .collect();
    for (_, title, _) in head_titles(head) {
        forms.push(own.without(&title));
        forms.push(title);
    }
    forms
}

/// The titles in the head, the most trusted first.
fn head_titles(head: &HeadMetadata) -> Vec<(&'static str, String, f32)> {
    let mut heads: Vec<(&'static str, String, f32)> = Vec::new();
    if let Some((name, title)) =
        head.meta(&["citation_title", "dc.title", "dcterms.title", "bepress_citation_title"])
    {
        heads.push((name, plain_text(title), 0.95));
    }
    if let Some(title) = &head.stated.headline {
        heads.push(("JSON-LD headline", plain_text(title), 0.9));
    }
    if let Some((name, title)) = head.meta(&[
        "og:title",
        "twitter:title",
        "parsely-title",
        "sailthru.title",
        "article:title",
        "headline",
    ]) {
        heads.push((name, plain_text(title), 0.85));
    }
    if let Some(title) = &head.title {
        heads.push(("the title element", collapse_white_space(title), 0.7));
    }
    heads.retain(|(_, title, _)| {
        !title.is_empty()
            && title.len() <= LONGEST
            && !is_phrase(Category::PlaceholderTitles, &title.to_lowercase())
    });
    for (_, title, _) in &mut heads {
        *title = without_subject_labels(title).to_owned();
    }
    // A shortened headline is no better than the complete one.
    heads.sort_by_key(|(_, title, _)| title.ends_with("...") || title.ends_with('\u{2026}'));
    heads
}

/// An element that may be the title on the page.
struct TitleCandidate {
    text: String,
    /// The element that it is in.
    around: Option<NodeId>,
    points: i32,
    is_chief: bool,
    /// Whether it is a heading whose class says that it is a title.
    is_named: bool,
    /// Whether it has the title style of a word processor.
    is_styled: bool,
}

/// Whether a heading of one or two words shares none with the title in the head: *Loading*, and the
/// like, which scripts show.
fn is_message(heading: &str, title: &str) -> bool {
    let title = fold_words(title);
    let heading = fold_words(heading);
    let is_shared = |word: &str| title.split(' ').any(|other| other == word);
    heading.split(' ').count() <= 2 && !heading.split(' ').any(is_shared)
}

/// Whether an element has the title style of Word or Google Docs.
fn has_title_style(document: &HtmlDocument, id: NodeId) -> bool {
    document.is(id, Tag::P)
        && document.attribute(id, "class").is_some_and(|class| {
            class.split_whitespace().any(|name| matches!(name, "MsoTitle" | "title"))
        })
        && document.ids().take(400).any(|other| {
            document.attribute(other, "class").is_some_and(|class| {
                class.split_whitespace().any(|name| {
                    matches!(name, "doc-content" | "WordSection1" | "Section1" | "MsoNormal")
                })
            })
        })
}

/// The points of an `h1`. All points are ranks set by hand: a level of headings outweighs what is
/// around it, and an element beside the article never outranks one in it. They are validated as
/// one, by the titles of the 213 pages of the development set `meta` (`score_import.py`): 86 %
/// exact, 90 % but for a label or the name of the site.
const H1_POINTS: i32 = 20;
const H2_POINTS: i32 = 6;
/// `itemprop=headline` or `name` on a heading.
const PROPERTY_POINTS: i32 = 20;
/// A class or id such as `article-title`.
const TITLE_NAME_POINTS: i32 = 10;
const IN_ARTICLE_POINTS: i32 = 5;
/// In a menu, a sidebar, related articles, comments, the footer or what is shown over the article.
const BESIDE_POINTS: i32 = -20;

/// No page has more headings that may be its title.
const MOST_CANDIDATES: usize = 200;

fn heading_candidates(document: &HtmlDocument, own: &SiteIdentity) -> Vec<TitleCandidate> {
    let has_headings =
        document.ids().any(|id| matches!(document.tag(id), Some(Tag::H1 | Tag::H2 | Tag::H3)));
    let mut headings = if has_headings { Vec::new() } else { large_type_candidates(document, own) };
    for id in document.ids() {
        if headings.len() >= MOST_CANDIDATES {
            break;
        }
        headings.extend(heading_candidate(document, id, own));
    }
    headings
}

/// Pages from before style sheets set their titles in large type.
fn large_type_candidates(document: &HtmlDocument, own: &SiteIdentity) -> Vec<TitleCandidate> {
    let is_large_type = |id: &NodeId| {
        matches!(document.tag(*id), Some(Tag::B | Tag::Strong | Tag::Font | Tag::Big | Tag::Center))
    };
    document
        .ids()
        .filter(is_large_type)
        .take(60)
        .map(|id| document.text_within(id, LONGEST))
        .filter(|text| text.split(' ').nth(2).is_some() && text.len() < 200 && !own.is_site(text))
        .map(|text| TitleCandidate {
            text,
            around: None,
            points: 0,
            is_chief: false,
            is_named: false,
            is_styled: false,
        })
        .collect()
}

/// The element as a candidate, if it is a heading or is named like one.
fn heading_candidate(
    document: &HtmlDocument,
    id: NodeId,
    own: &SiteIdentity,
) -> Option<TitleCandidate> {
    let tag = document.tag(id)?;
    let is_heading = tag.heading_level().is_some();
    let property = document.attribute(id, "itemprop");
    if matches!(tag, Tag::Body | Tag::Html)
        || !is_heading && property.is_none() && document.attribute(id, "class").is_none()
    {
        return None;
    }
    let names = purposes_of_element(document, id);
    let has_property = is_heading
        && property
            .is_some_and(|name| name.split(' ').any(|word| matches!(word, "headline" | "name")));
    let has_title_name = names.any(ElementPurposes::TITLE)
        && names.any(ElementPurposes::ARTICLE)
        && (is_heading || matches!(tag, Tag::Div | Tag::Span | Tag::P));
    let is_styled = has_title_style(document, id);
    if !matches!(tag, Tag::H1 | Tag::H2 | Tag::H3) && !has_property && !has_title_name && !is_styled
    {
        return None;
    }
    let text = heading_text(document, id);
    if text.chars().nth(2).is_none() || text.len() > LONGEST || own.is_site(&text) {
        return None;
    }
    let level_points = match tag {
        Tag::H1 => H1_POINTS,
        Tag::H2 => H2_POINTS,
        _ => 0,
    };
    let is_in_article = document
        .ancestors(id)
        .any(|above| matches!(document.tag(above), Some(Tag::Article | Tag::Main)));
    let points = [
        (has_property, PROPERTY_POINTS),
        (has_title_name, TITLE_NAME_POINTS),
        (is_in_article, IN_ARTICLE_POINTS),
        (is_beside_article(document, id), BESIDE_POINTS),
    ];
    let points = points.iter().filter(|(is_true, _)| *is_true).map(|(_, points)| points);
    let points = level_points + points.sum::<i32>();
    let is_named = is_heading && names.any(ElementPurposes::TITLE);
    let (around, is_chief) = (document.parent(id), tag == Tag::H1);
    Some(TitleCandidate { text, around, points, is_chief, is_named, is_styled })
}

/// Whether a heading is in a part of the page that is not the article.
fn is_beside_article(document: &HtmlDocument, id: NodeId) -> bool {
    let beside = ElementPurposes::SIDEBAR
        | ElementPurposes::RELATED
        | ElementPurposes::FOOTER
        | ElementPurposes::COMMENTS
        | ElementPurposes::NAVIGATION
        // What a page shows over an article: a notice, a form, an offer.
        | ElementPurposes::COOKIES
        | ElementPurposes::NEWSLETTER
        | ElementPurposes::LOGIN;
    let is_beside_tag = document.ancestors(id).any(|above| {
        matches!(document.tag(above), Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Form))
            || matches!(document.attribute(above, "role"), Some("dialog" | "alertdialog"))
    });
    is_beside_tag
        || document
            .ancestors(id)
            .take(15)
            .filter(|above| !document.is(*above, Tag::Body))
            .any(|above| purposes_of_element(document, above).any(beside))
}

/// The text of a heading, without the small labels that some sites set in it, unless nothing else
/// is in it.
fn heading_text(document: &HtmlDocument, id: NodeId) -> String {
    let text = heading_text_without(document, id, true);
    if text.split(' ').count() >= 2 { text } else { heading_text_without(document, id, false) }
}

/// Whether an element in a heading is a label: a kicker, a section, a date.
fn is_heading_label(document: &HtmlDocument, id: NodeId) -> bool {
    document.is(id, Tag::Time)
        || document.attribute(id, "class").is_some_and(|class| {
            class
                .split(|character: char| !character.is_ascii_alphanumeric())
                .any(|word| is_phrase(Category::HeadingLabels, &word.to_ascii_lowercase()))
        })
}

fn heading_text_without(document: &HtmlDocument, id: NodeId, drops_labels: bool) -> String {
    let mut text = String::new();
    let mut node = document.first_child(id);
    while let Some(current) = node {
        let is_skipped = matches!(
            document.tag(current),
            Some(
                Tag::Script
                    | Tag::Style
                    | Tag::Svg
                    | Tag::Button
                    | Tag::Noscript
                    | Tag::Rt
                    | Tag::Rp
            )
        ) || document.tag(current).is_some()
            && purposes_of_element(document, current)
                .any(ElementPurposes::TOOLS | ElementPurposes::HIDDEN | ElementPurposes::SHARE)
            || drops_labels
                && document.tag(current).is_some()
                && is_heading_label(document, current);
        // Two elements side by side without a blank: a label and the title.
        let is_apart = document.tag(current).is_some()
            && document.parent(current) == Some(id)
            && text.ends_with(|before: char| before.is_lowercase() || before.is_numeric())
            && document.text_within(current, 20).starts_with(char::is_uppercase);
        if is_apart {
            text.push(' ');
        }
        if let Some(words) = document.text(current) {
            text.push_str(words);
        } else if document.tag(current).is_some_and(|tag| tag.is_block() || tag == Tag::Br) {
            text.push(' ');
        }
        if text.len() > LONGEST * 2 {
            break;
        }
        node = if is_skipped { None } else { document.first_child(current) }
            .or_else(|| document.after(current, id));
    }
    let text: String = text
        .chars()
        .filter(|character| !matches!(character, '\u{ad}' | '\u{200b}' | '\u{feff}'))
        .collect();
    collapse_white_space(&text)
}

/// Whether a title in the head begins with a heading, and has the one below it next.
fn begins_with_both(title: &str, main: &TitleCandidate, below: &TitleCandidate) -> bool {
    let both = format!("{} {}", fold_words(&main.text), fold_words(&below.text));
    fold_words(title).starts_with(both.trim())
}

/// Whether one title contains all words of another, in their order.
fn contains_words(title: &str, heading: &str) -> bool {
    let (title, heading) = (fold_words(title), fold_words(heading));
    heading.chars().count() >= 4
        && (title == heading
            || title.starts_with(&format!("{heading} "))
            || title.ends_with(&format!(" {heading}"))
            || title.contains(&format!(" {heading} ")))
}

/// Whether `title` is how `heading` begins, cut off.
fn is_truncation_of(title: &str, heading: &str) -> bool {
    let cut = title.trim_end_matches(['.', '\u{2026}', ' ']);
    let (cut, heading) = (fold_words(cut), fold_words(heading));
    cut.chars().count() >= 15 && heading.len() > cut.len() && heading.starts_with(&cut)
}
