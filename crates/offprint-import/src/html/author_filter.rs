//! Whether a name is that of a person who may have written an article.
//!
//! Where pages state their author, there is often the site itself, its news desk, an agency, an
//! account or the rest of an address. None of these is an author. How names are written in a byline
//! is `byline`; where bylines are is `authors`.

use crate::article::Sourced;
use crate::byline;
use crate::html::page_text::has_same_words;
use crate::phrases::{Category, is_phrase, phrases};

/// Accepts names of people among what is found where an author is expected.
pub(super) struct AuthorFilter<'a> {
    pub(super) site: Option<&'a str>,
    pub(super) host: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) organisations: &'a [String],
}

impl AuthorFilter<'_> {
    /// The people in these bylines, each once.
    pub(super) fn all<'b>(&self, bylines: impl Iterator<Item = &'b str>) -> Vec<String> {
        self.accepted(bylines, Self::is_person)
    }

    /// The people and the groups of people in these bylines: journals state nobody else.
    pub(super) fn all_with_groups<'b>(
        &self,
        bylines: impl Iterator<Item = &'b str>,
    ) -> Vec<String> {
        self.accepted(bylines, |filter, name| filter.is_person(name) || filter.is_group(name))
    }

    /// Whether a name is that of a group, and not the site or its publisher.
    fn is_group(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        lower.split_whitespace().count() >= 2
            && lower.split_whitespace().any(|word| is_phrase(Category::GroupWords, word))
            && !self.site.is_some_and(|site| has_same_words(site, name))
            && !self.organisations.iter().any(|known| has_same_words(known, name))
    }

    fn accepted<'b>(
        &self,
        bylines: impl Iterator<Item = &'b str>,
        is_author: impl Fn(&Self, &str) -> bool,
    ) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in bylines.take(300) {
            if text.contains("://") || text.starts_with('@') || text.len() > 1500 {
                continue;
            }
            for name in byline::parse_authors(text) {
                let name = strip_byline_words(&name);
                if is_author(self, &name) && !found.iter().any(|known| has_same_words(known, &name))
                {
                    found.push(name);
                }
            }
        }
        // Among several names, single words are the rest of an address or of an organisation.
        if found.len() > 1 && found.iter().any(|name| name.contains(' ')) {
            found.retain(|name| name.contains(' '));
        } else if found.len() > 1 && found.iter().all(|name| !name.contains(' ')) {
            found.clear();
        }
        found
    }

    /// The person whose name the site and its address have: a personal site.
    pub(super) fn owner(&self) -> Option<Sourced<Vec<String>>> {
        let site = byline::parse_authors(self.site?);
        let [name] = site.as_slice() else { return None };
        let joined: String =
            name.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect();
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        let is_own = host.split('.').next().unwrap_or_default().replace('-', "") == joined;
        let words = name.split_whitespace().count();
        let is_organisation = name.split_whitespace().any(|word| {
            let lower = word.to_lowercase();
            is_phrase(Category::PublisherWords, &lower)
                || is_phrase(Category::Articles, &lower)
                || word.chars().skip(1).any(char::is_uppercase)
        });
        (is_own && looks_like_person(name) && words <= 3 && !is_organisation).then(|| {
            Sourced::new(vec![name.clone()], "the site, which has the name of a person", 0.5)
        })
    }

    /// The organisation that the page states as its author, if it is not the site itself.
    pub(super) fn organisation(&self, stated: &[String]) -> Option<Sourced<Vec<String>>> {
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        let own = host.split('.').rev().nth(1).unwrap_or_default();
        let name = stated.iter().find(|name| {
            let joined: String =
                name.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect();
            !self.site.is_some_and(|site| has_same_words(site, name))
                && (own.is_empty() || !joined.contains(&own.replace('-', "")))
                && name.split_whitespace().count() >= 2
                && name
                    .split_whitespace()
                    .any(|word| is_phrase(Category::GroupWords, &word.to_lowercase()))
        })?;
        Some(Sourced::new(vec![name.clone()], "JSON-LD author, an organisation", 0.7))
    }

    /// Whether a name may be that of an account or a team: not the site, not `admin`.
    pub(super) fn can_be_account(&self, name: &str) -> bool {
        let lower = name.trim().to_lowercase();
        let joined = letters_of(name);
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        (3..=40).contains(&joined.chars().count())
            && !lower.contains(['@', '/'])
            && !lower.ends_with("admin")
            && !is_phrase(Category::NotNames, &lower)
            && !is_phrase(Category::Agencies, &lower)
            && !lower
                .split(|sign: char| !sign.is_alphanumeric())
                .any(|word| is_phrase(Category::GenericAccounts, word))
            && self.site.is_none_or(|site| letters_of(site) != joined)
            && !self.organisations.iter().any(|known| has_same_words(known, name))
            && !host.split('.').any(|label| letters_of(label) == joined)
            && letters_of(host) != joined
    }

    fn is_person(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        if is_phrase(Category::GenericAccounts, &lower)
            || lower.contains(".com")
            || lower.contains(".de") && !lower.contains(' ')
            || lower.contains("www.")
            || name.contains('@')
        {
            return false;
        }
        if is_phrase(Category::ArchiveLinks, &lower) || is_phrase(Category::NotNames, &lower) {
            return false;
        }
        // `CC BY` is a licence, `wordpressadmin` an account.
        let is_licence = name.contains(' ')
            && name.split(' ').all(|word| {
                word.len() <= 2 && word.chars().all(|letter| letter.is_ascii_uppercase())
            });
        let is_account = !name.contains(' ') && lower.ends_with("admin")
            || lower.rsplit(' ').next().is_some_and(|last| {
                matches!(last, "admin" | "administrator" | "webmaster" | "webteam")
            });
        if is_licence || is_account {
            return false;
        }
        let words: Vec<&str> = lower
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        if words.iter().any(|word| is_phrase(Category::PublisherWords, word))
            || words.len() == 1 && is_phrase(Category::Agencies, words[0])
        {
            return false;
        }
        // An account: `first.last`, `first_last`.
        if !name.contains(' ') && name.contains(['.', '_']) || !name.contains(char::is_alphabetic) {
            return false;
        }
        let joined = letters_of(name);
        if self.site.is_some_and(|site| has_same_words(site, name) || letters_of(site) == joined)
            || self.organisations.iter().any(|organisation| has_same_words(organisation, name))
            || self.title.is_some_and(|title| has_same_words(title, name))
        {
            return false;
        }
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        let is_host = host.split('.').any(|label| label.len() > 3 && joined == letters_of(label))
            || !host.is_empty() && joined == letters_of(host);
        // A blog named for its author is written by that author; one word is an account.
        !is_host || name.contains(' ')
    }
}

/// The letters and digits of a name in lower case.
fn letters_of(name: &str) -> String {
    name.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect()
}

/// The name without the words around it in links and lines: `All posts by …`,
/// `… on Thursday`.
fn strip_byline_words(name: &str) -> String {
    let mut name = name.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, ',' | ';' | '|')
    });
    let lower = name.to_lowercase();
    if let Some(before) =
        phrases(Category::ArchiveLinkStarts).iter().find(|before| lower.starts_with(**before))
        && name.is_char_boundary(before.len())
    {
        name = name[before.len()..].trim();
    }
    while let Some((rest, last)) = name.rsplit_once(' ') {
        let last = last.to_lowercase();
        // `Sleep editorial team` without its last word would look like a person.
        let is_team = is_phrase(Category::PublisherWords, &last);
        let is_end = is_phrase(Category::BylineEnds, &last);
        if is_team || !is_end && !is_phrase(Category::Weekdays, &last) {
            break;
        }
        name = rest.trim_end();
    }
    name.to_owned()
}

/// Whether a name can only be a person's: two to five words with capitals, no digits.
pub(super) fn looks_like_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && !name.contains(|character: char| character.is_ascii_digit())
        && words.first().is_some_and(|word| word.starts_with(char::is_uppercase))
        && words.last().is_some_and(|word| word.starts_with(char::is_uppercase))
}
