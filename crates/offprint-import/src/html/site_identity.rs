//! [`SiteIdentity`]: the names of a site, to take them off the titles of its pages.
//!
//! Must not decide which title is right.

use crate::html::page_text::{collapse_white_space, fold_words, has_same_words};

/// Names of the site.
pub(super) struct SiteIdentity<'a> {
    pub(super) site: Option<&'a str>,
    pub(super) host: &'a str,
}

impl SiteIdentity<'_> {
    /// Whether the text is the site's name and no more.
    pub(super) fn is_site(&self, text: &str) -> bool {
        if self.site.is_some_and(|site| has_same_words(site, text)) {
            return true;
        }
        let squeezed: String = fold_words(text).replace(' ', "");
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        let name: String = host.split('.').rev().nth(1).unwrap_or_default().replace('-', "");
        let joined: String = host.replace(['.', '-'], "");
        !squeezed.is_empty()
            && !host.is_empty()
            && (squeezed == joined
                || squeezed == name
                || name.len() > 3
                    && (squeezed == format!("the{name}") || name == format!("the{squeezed}")))
    }

    /// Whether a part of a title is the site's name, or contains it among its words.
    pub(super) fn names_site(&self, part: &str) -> bool {
        if self.is_site(part) {
            return true;
        }
        let part = fold_words(part);
        let words = part.split(' ').count();
        let site = self.site.map(fold_words).unwrap_or_default();
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        let name = host.split('.').rev().nth(1).unwrap_or_default();
        words <= 7
            && (site.len() > 3
                && (part.contains(&site) || site.contains(&part) && part.len() * 2 > site.len())
                || name.len() > 3 && part.replace(' ', "").contains(&name.replace('-', "")))
    }

    /// The title without the site's name at its ends.
    pub(super) fn without(&self, title: &str) -> String {
        let mut title = collapse_white_space(title);
        for _ in 0..3 {
            let Some(shorter) = self.cut_once(&title) else { break };
            title = shorter;
        }
        title
    }

    fn cut_once(&self, title: &str) -> Option<String> {
        let parts = title_parts(title);
        if parts.len() < 2 {
            return None;
        }
        let (first, last) = (parts.first()?, parts.last()?);
        let head = title[..last.0.start].trim_end_matches(is_separator).trim_end();
        let tail = title[first.0.end..].trim_start_matches(is_separator).trim_start();
        let words = |text: &str| text.split_whitespace().count();
        if self.names_site(&title[last.0.clone()]) && !self.is_site(head) && !head.is_empty() {
            return Some(head.to_owned());
        }
        if self.names_site(&title[first.0.clone()]) && words(tail) >= 2 {
            return Some(tail.to_owned());
        }
        // After a bar there is a site or a section, even if its name is not known.
        let is_strong = |sign: char| {
            matches!(
                sign,
                '|' | '\u{bb}'
                    | '\u{ab}'
                    | '\u{2039}'
                    | '\u{203a}'
                    | '\u{2022}'
                    | '\u{b7}'
                    | '/'
                    | '<'
                    | '>'
            )
        };
        let sign = title[head.len()..last.0.start].trim().chars().next().unwrap_or(' ');
        if words(&title[last.0.clone()]) <= 5 && words(head) >= 3 && is_strong(sign) {
            return Some(head.to_owned());
        }
        None
    }
}

fn is_separator(character: char) -> bool {
    matches!(
        character,
        '|' | '-'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{bb}'
            | '\u{ab}'
            | '\u{2039}'
            | '\u{203a}'
            | '\u{2022}'
            | '\u{b7}'
            | ':'
            | '/'
            | '\u{2503}'
            | '\u{2502}'
            | '>'
            | '<'
            | '~'
            | '\u{ff5c}'
            | '\u{2016}'
            | '\u{2219}'
    ) || character.is_whitespace()
}

/// The parts of a title between separators that have a space on each side, or that never occur in a
/// word.
fn title_parts(title: &str) -> Vec<(std::ops::Range<usize>, ())> {
    let mut parts = Vec::new();
    let mut start = 0;
    let characters: Vec<(usize, char)> = title.char_indices().collect();
    for (index, (position, character)) in characters.iter().enumerate() {
        if !is_separator(*character) || character.is_whitespace() {
            continue;
        }
        let before = index
            .checked_sub(1)
            .and_then(|index| characters.get(index))
            .is_some_and(|(_, before)| before.is_whitespace() || is_separator(*before));
        let after = characters
            .get(index + 1)
            .is_some_and(|(_, after)| after.is_whitespace() || is_separator(*after));
        let is_alone = matches!(
            character,
            '|' | '\u{bb}' | '\u{ab}' | '\u{2022}' | '\u{2502}' | '\u{ff5c}' | '\u{2503}'
        );
        if !(before && after || is_alone || *character == ':' && after) {
            continue;
        }
        if !title[start..*position].trim().is_empty() {
            parts.push((trimmed(title, start, *position), ()));
        }
        start = position + character.len_utf8();
    }
    if !title[start..].trim().is_empty() {
        parts.push((trimmed(title, start, title.len()), ()));
    }
    parts
}

fn trimmed(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let slice = &text[start..end];
    let left = slice.len() - slice.trim_start().len();
    let right = slice.len() - slice.trim_end().len();
    start + left..end - right
}

#[cfg(test)]
mod tests {
    use super::SiteIdentity;

    #[track_caller]
    fn check(title: &str, expect: &str) {
        let own = SiteIdentity { site: Some("The Daily Example"), host: "www.daily-example.org" };
        assert_eq!(own.without(title), expect);
    }

    #[test]
    fn the_site_is_cut_off() {
        check("A new trial of ketamine | The Daily Example", "A new trial of ketamine");
        check("A new trial of ketamine - Daily Example", "A new trial of ketamine");
        check("The Daily Example: A new trial", "A new trial");
        check("A new trial of ketamine | News | The Daily Example", "A new trial of ketamine");
        check("A new trial \u{ab} daily-example.org", "A new trial");
    }

    #[test]
    fn parts_of_the_title_stay() {
        check("Ketamine: what is known - a review", "Ketamine: what is known - a review");
        check("Dose-response", "Dose-response");
    }
}
