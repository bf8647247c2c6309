//! What follows an article: tags, the name of the site, calls to action.
//!
//! A line such as *Example Network is on a mission to … Learn more at www.example.org* is not part
//! of the article, but it names the site; so does a copyright line. Calls to action (subscribe,
//! follow, contact us) end an article wherever it was pasted from, even if the text has no other
//! boilerplate.
//!
//! It must not know any site.

use super::boilerplate::is_boilerplate;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use crate::phrases::{Category, contains_phrase, is_phrase, phrases, starts_with_phrase};
use crate::tag_line::split_tags;

/// In a longer paragraph, a call begins a sentence, or there are several.
const LONGEST_CALL: f32 = 30.0;

/// Whether a line is a call to action. Inside an article only short lines can be one.
pub(super) fn is_call_to_action(text: &str) -> bool {
    if text.len() > 500 {
        return false;
    }
    let lower = text.to_lowercase().replace('’', "'");
    contains_phrase(Category::Calls, &lower)
}

/// Whether a paragraph calls on the reader at the start of a sentence: `Sign up for our newsletter.`
/// Elsewhere the words may be part of what it tells.
fn begins_with_call(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    lower.split_inclusive(['.', '!', '?', ':']).any(|sentence| {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        (0..words.len().min(4))
            .any(|start| starts_with_phrase(Category::Calls, &words[start..].join(" ")))
    })
}

/// Whether a line calls on the reader twice: *Thanks for reading! Subscribe for free.*
fn has_several_calls(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    phrases(Category::Calls).iter().filter(|call| lower.contains(**call)).count() >= 2
}

/// `in Health, News` under a byline.
pub(super) fn parse_section_line(text: &str) -> Option<Vec<String>> {
    let rest = text
        .strip_prefix("in ")
        .or_else(|| text.strip_prefix("In: "))
        .or_else(|| text.strip_prefix("in: "))?;
    let labels = split_tags(rest);
    let short = labels
        .iter()
        .all(|label| label.split(' ').count() <= 3 && label.starts_with(char::is_uppercase));
    (short && !labels.is_empty() && labels.len() <= 6 && !text.ends_with('.')).then_some(labels)
}

/// The site of a page, as its own lines name it.
#[derive(Default, Debug, PartialEq)]
pub(super) struct SiteIdentity {
    pub(super) name: Option<(String, f32)>,
    pub(super) url: Option<String>,
}

/// Reads the name of the site from the removed lines.
pub(super) fn find_site(lines: &[TextLine], kept: &[bool], authors: &[String]) -> SiteIdentity {
    let mut site = SiteIdentity::default();
    let dropped: Vec<&TextLine> =
        lines.iter().zip(kept).filter(|(_, kept)| !**kept).map(|(line, _)| line).collect();
    for line in dropped.iter().rev().take(400) {
        let text = line.text.as_str();
        if text.len() > 500 {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        if let Some(at) =
            phrases(Category::SiteIntroductions).iter().find_map(|start| lower.find(start))
        {
            if site.url.is_none() {
                site.url = first_url(&text[at..]);
            }
            if let Some(end) =
                phrases(Category::SiteVerbs).iter().filter_map(|is| text.find(is)).min()
                && let Some(name) = checked_site_name(&text[..end])
            {
                site.name = Some((name, 0.7));
            }
        }
        if site.name.is_none()
            && let Some(owner) = copyright_owner(text)
            && !authors.contains(&owner)
            && let Some(name) = name_of_owner(&owner, lines, line)
        {
            // A name that is also alone on a line, as in a header, is certain.
            let stands_alone = dropped.iter().any(|line| line.text.eq_ignore_ascii_case(&name));
            site.name = Some((name, if stands_alone { 0.7 } else { 0.5 }));
        }
    }
    site
}

/// The name of the site of an owner. A company is named on the page without its legal form; if it is
/// not, the site may have another name.
fn name_of_owner(owner: &str, lines: &[TextLine], notice: &TextLine) -> Option<String> {
    let mut words: Vec<&str> = owner.split(' ').collect();
    let is_form = |word: &&str| {
        let bare = word.replace('.', "").to_lowercase();
        is_phrase(Category::LegalForms, bare.trim_matches([',', ' ']))
    };
    if words.len() < 2 || !words.last().is_some_and(is_form) {
        return Some(owner.to_owned());
    }
    while words.len() > 1 && words.last().is_some_and(is_form) {
        words.pop();
    }
    let name = words.join(" ").trim_end_matches(',').to_owned();
    let lower = name.to_lowercase();
    let others = || lines.iter().filter(|line| *line != notice && line.text.len() <= 200);
    // A line at the top of the page is also part of the name of the company.
    let is_part = |line: &&TextLine| {
        let part = line.text.to_lowercase();
        part.chars().count() >= 5
            && lower
                .strip_suffix(part.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with(' '))
    };
    if let Some(line) = others().take(12).find(is_part) {
        return Some(line.text.clone());
    }
    others().any(|line| line.text.contains(&name)).then_some(name)
}

/// The owner in `© 2007-2025 Example News - All rights reserved`.
fn copyright_owner(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let at = text
        .find('©')
        .map(|at| at + '©'.len_utf8())
        .or_else(|| lower.find("(c) ").map(|at| at + 4))
        .or_else(|| lower.find("copyright").map(|at| at + 9))?;
    if at > 40 {
        return None;
    }
    let after = text[at..].trim_start_matches(|character: char| !character.is_alphabetic());
    let after = ["Copyright", "copyright", "COPYRIGHT", "Published", "by", "By"].iter().fold(
        after,
        |after, word| {
            after
                .strip_prefix(word)
                .filter(|rest| !rest.starts_with(char::is_alphabetic))
                .map_or(after, |rest| {
                    rest.trim_start_matches(|character: char| !character.is_alphabetic())
                })
        },
    );
    let lower = after.to_lowercase();
    let end =
        [" - ", " – ", " — ", ". ", " | ", ", ", "(", " ©", "/", " 20", " 19", " powered by "]
            .iter()
            .chain(phrases(Category::RightsReserved))
            .filter_map(|end| lower.find(end))
            .filter(|end| after.is_char_boundary(*end))
            .min()
            .unwrap_or(after.len());
    checked_site_name(after.get(..end)?)
}

fn checked_site_name(text: &str) -> Option<String> {
    let name = text.trim().trim_end_matches(['.', ',', ':']).trim();
    let words = name.split(' ').count();
    let lower = name.to_lowercase();
    let named = name
        .starts_with(|first: char| first.is_uppercase() || first.is_numeric() || !first.is_ascii())
        || name.contains('.');
    (named
        && words <= 6
        && (2..=60).contains(&name.chars().count())
        && !lower.starts_with("powered by")
        && !is_phrase(Category::NotSiteNames, &lower))
    .then(|| name.to_owned())
}

/// The first address of a text, with its scheme.
fn first_url(text: &str) -> Option<String> {
    let word = text
        .split([' ', '(', ')', '<', '>', '"'])
        .find(|word| word.contains("://") || word.starts_with("www."))?;
    let word = word.trim_end_matches(['.', ',', ';', '!', '?', '/']);
    let full = if word.contains("://") { word.to_owned() } else { format!("https://{word}") };
    let parsed = url::Url::parse(&full).ok()?;
    (matches!(parsed.scheme(), "http" | "https")
        && parsed.host_str().is_some_and(|host| host.contains('.')))
    .then_some(full)
}

/// Removes calls to action, with what belongs to them, from the end of an article, and single ones
/// from within it.
pub(super) fn drop_calls_to_action(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
) {
    let total: f32 = features
        .iter()
        .zip(&*kept)
        .filter(|(_, kept)| **kept)
        .map(|(features, _)| features.words)
        .sum();
    let mut before = 0.0;
    let mut first_at_end = None;
    for at in 0..lines.len() {
        if !kept[at] {
            continue;
        }
        let words = features[at].words;
        if is_call_to_action(&lines[at].text) && lines[at].mark == LineMark::None {
            let late = before > total * 0.6;
            if words <= 14.0 || words <= 40.0 && has_several_calls(&lines[at].text) {
                kept[at] = false;
            } else if late && first_at_end.is_none() && total - before < 250.0 {
                first_at_end = Some(at);
            }
        }
        before += words;
    }
    // What follows a call to action at the end belongs to it, unless the article continues there.
    if let Some(first) = first_at_end {
        for at in first..lines.len() {
            let is_call = is_call_to_action(&lines[at].text)
                && (features[at].words <= LONGEST_CALL
                    || has_several_calls(&lines[at].text)
                    || begins_with_call(&lines[at].text));
            if kept[at] && (is_call || is_boilerplate(&lines[at].text, &features[at])) {
                kept[at] = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{copyright_owner, find_site, is_call_to_action, parse_section_line};
    use crate::text::line::split_lines;

    #[test]
    fn sections_of_the_site() {
        assert_eq!(
            parse_section_line("in Health, News"),
            Some(vec!["Health".to_owned(), "News".to_owned()])
        );
        assert_eq!(parse_section_line("in the end it worked"), None);
    }

    #[test]
    fn the_site_names_itself() {
        assert_eq!(
            copyright_owner("© 2007-2025 Example News - Not for sale. All Rights Reserved."),
            Some("Example News".to_owned())
        );
        assert_eq!(
            copyright_owner("Copyright © 2020 by The Example. All rights reserved"),
            Some("The Example".to_owned())
        );
        assert_eq!(copyright_owner("© All rights reserved"), None);
        let lines =
            split_lines("Example Network is on a mission to tell. Learn more at www.example.org/");
        let site = find_site(&lines, &[false], &[]);
        assert_eq!(site.name.map(|(name, _)| name), Some("Example Network".to_owned()));
        assert_eq!(site.url, Some("https://www.example.org".to_owned()));
    }

    #[track_caller]
    fn check_owner(text: &str, authors: &[&str], expect: Option<&str>) {
        let lines = split_lines(text);
        let authors: Vec<String> = authors.iter().map(|name| (*name).to_owned()).collect();
        let site = find_site(&lines, &vec![false; lines.len()], &authors);
        assert_eq!(site.name.map(|(name, _)| name).as_deref(), expect, "{text:?}");
    }

    #[test]
    fn owners_are_not_always_sites() {
        check_owner(
            "Beispielklinik\nNews\n© 2025 Beispielklinik gGmbH",
            &[],
            Some("Beispielklinik"),
        );
        check_owner("EL EJEMPLO\n© Ediciones El Ejemplo S.L. Aviso legal", &[], Some("EL EJEMPLO"));
        check_owner("Sleep News\n© Sample Media Ltd 2025", &[], None);
        check_owner(
            "For The Sample Times\n© 2025 The Sample Times Company",
            &[],
            Some("The Sample Times"),
        );
        check_owner("© 2025 Jane Doe", &["Jane Doe"], None);
        check_owner("© Crown copyright", &[], None);
        check_owner("© 2025 Sleep News", &[], Some("Sleep News"));
    }

    #[test]
    fn calls_on_the_reader() {
        assert!(is_call_to_action("Subscribe to our digest to stay up to date."));
        assert!(is_call_to_action("You’ve been subscribed! Watch your inbox."));
        assert!(!is_call_to_action("The drug was given to forty adults."));
    }
}
