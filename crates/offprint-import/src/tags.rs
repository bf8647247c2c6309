//! The tags of an article: those of its author, and proposals from its text.
//!
//! All tags of the author stay, except for junk, which is reported: placeholders of programs, the
//! name of the site, keywords of the whole site. Readers find articles by their tags, so a keyword
//! that matches an existing tag of the site becomes that tag. Keywords come in the form that sites
//! give them: joined without separators, in capitals, mixed with names of sections and technical
//! labels.
//!
//! It must not know which words are drugs: the caller removes those.

use std::collections::HashMap;

use crate::imported::DiscardedTag;
use crate::phrases::{Category, is_phrase, phrases};

/// So many tags are enough: no more are proposed.
const MOST: usize = 8;

/// Common subjects of the field for which a site has no tag.
pub(crate) fn field_tags(existing: &[String]) -> impl Iterator<Item = String> {
    let is_new = |subject: &&str| !existing.iter().any(|tag| tag.eq_ignore_ascii_case(subject));
    phrases(Category::Subjects).iter().copied().filter(is_new).map(str::to_owned)
}

/// What is known of an article when its tags are sorted out.
pub(crate) struct TagInput<'a> {
    /// The keywords of the source.
    pub(crate) keywords: &'a [String],
    /// Those of them that may be of the whole site.
    pub(crate) doubtful: &'a [String],
    /// Whether the keywords stay as their author wrote them.
    pub(crate) keeps_spelling: bool,
    /// The names of the site, and its host.
    pub(crate) sites: &'a [String],
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
    /// The tags that the digest has, and the common subjects of the field.
    pub(crate) existing: &'a [String],
}

/// The tags of an article.
#[derive(Default, Debug)]
pub(crate) struct SortedTags {
    /// Those of its author: all that are not junk.
    pub(crate) own: Vec<String>,
    /// Those that its text suggests.
    pub(crate) proposed: Vec<String>,
    /// Those of the source that are not kept.
    pub(crate) discarded: Vec<DiscardedTag>,
}

/// Sorts out the tags of an article. Of the proposed tags there are only as many as fit with the
/// author's into a short list.
pub(crate) fn sort_tags(input: &TagInput<'_>) -> SortedTags {
    let words = ArticleWords::count(input.title, input.body);
    let mut sorted = SortedTags::default();
    let mut known = Vec::new();
    let mut new = Vec::new();
    for keyword in input.keywords.iter().take(200) {
        let is_doubtful = input.doubtful.contains(keyword);
        let parts: Vec<&str> = match input.keeps_spelling {
            true => vec![keyword.as_str()],
            false => split_keywords(keyword),
        };
        for part in parts {
            let tag = clean_keyword(part);
            if tag.is_empty() {
                continue;
            }
            let lower = tag.to_lowercase();
            if let Some(why) = junk_reason(&lower, input.sites) {
                discard(&mut sorted.discarded, &tag, why);
            } else if input.keeps_spelling {
                push(&mut new, &tag);
            } else if let Some(tag) = existing_tag(&lower, input.existing) {
                push(&mut known, &tag);
            } else if let Some(parts) = words.unglued(&lower, input.existing) {
                for part in parts {
                    match existing_tag(&part, input.existing) {
                        Some(tag) => push(&mut known, &tag),
                        None if is_subject(&part) => push(&mut new, &part),
                        None => discard(&mut sorted.discarded, &part, "the name of a section"),
                    }
                }
            } else if is_doubtful && !is_subject(&lower) {
                discard(&mut sorted.discarded, &tag, "the name of a section, or no subject");
            } else if is_doubtful && !words.mention(&lower) {
                discard(&mut sorted.discarded, &tag, "a keyword that the text does not mention");
            } else {
                push(&mut new, &with_acronyms(&tag, input));
            }
        }
    }
    for tag in known.into_iter().chain(new) {
        push(&mut sorted.own, &tag);
    }
    for tag in proposals(&words, sorted.own.len(), input.existing) {
        let is_own = sorted.own.iter().any(|own| tag_key(own) == tag_key(&tag));
        if !is_own && sorted.own.len() + sorted.proposed.len() < MOST {
            push(&mut sorted.proposed, &tag);
        }
    }
    sorted
}

/// Tags that the text suggests, for an article that has some of its own.
fn proposals(words: &ArticleWords, own: usize, existing: &[String]) -> Vec<String> {
    let mut proposed = Vec::new();
    // Tags of the site that occur in the title, or repeatedly in the text.
    let mut named: Vec<(usize, &String)> =
        existing.iter().filter_map(|tag| words.weight(tag).map(|weight| (weight, tag))).collect();
    named.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    for (_, tag) in named.into_iter().take(MOST) {
        push(&mut proposed, tag);
    }
    // If there are no keywords, the terms that the text repeats.
    if own + proposed.len() < 3 {
        for term in words.terms() {
            if own + proposed.len() >= 4 {
                break;
            }
            if existing_tag(&term, existing).is_none() {
                push(&mut proposed, &term);
            }
        }
    }
    proposed
}

/// Why a keyword, in lower case, is no tag of an article; None if it is one.
fn junk_reason(keyword: &str, sites: &[String]) -> Option<&'static str> {
    let length = keyword.chars().count();
    if is_phrase(Category::JunkTags, keyword) {
        Some("a placeholder")
    } else if !keyword.chars().any(char::is_alphabetic) {
        Some("only a number")
    } else if keyword.contains("://") || keyword.contains(['@', '=', '<', '>', '{', '}']) {
        Some("an address or a command")
    } else if length > 80 {
        Some("too long for a tag")
    } else if sites.iter().any(|site| tag_key(site) == tag_key(keyword)) {
        Some("the name of the site")
    } else {
        None
    }
}

fn discard(discarded: &mut Vec<DiscardedTag>, name: &str, why: &'static str) {
    if !discarded.iter().any(|known| known.name == name) {
        discarded.push(DiscardedTag { name: name.to_owned(), why });
    }
}

/// A keyword in lower case, except for words such as `FDA`: the article, too, writes them in
/// capitals, or most keywords are not in capitals.
fn with_acronyms(keyword: &str, input: &TagInput<'_>) -> String {
    let is_capitals = |word: &str| {
        word.chars().count() > 1
            && word.chars().all(|c| !c.is_lowercase())
            && word.chars().any(char::is_uppercase)
    };
    let is_of_article = |word: &str| {
        let is_word = |piece: &str| piece == word;
        [input.title, input.body]
            .iter()
            .any(|text| text.split(|c: char| !c.is_alphanumeric()).any(is_word))
    };
    let loud = input.keywords.iter().filter(|keyword| is_capitals(keyword)).count();
    let is_rare = loud * 2 < input.keywords.len();
    keyword
        .split(' ')
        .map(|word| match is_capitals(word) && (is_rare || is_of_article(word)) {
            true => word.to_owned(),
            false => word.to_lowercase(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn push(tags: &mut Vec<String>, tag: &str) {
    if !tags.iter().any(|known| tag_key(known) == tag_key(tag)) {
        tags.push(tag.to_owned());
    }
}

/// The keywords in a list; a comma in brackets separates none.
fn split_keywords(list: &str) -> Vec<&str> {
    let is_balanced = list.matches('[').count() == list.matches(']').count();
    let mut depth = 0_usize;
    list.split(|sign: char| {
        match sign {
            '[' if is_balanced => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(sign, ',' | ';' | '|' | '#' | '\n' | '•' | '·')
    })
    .take(100)
    .collect()
}

/// A keyword without surrounding punctuation, and without the qualifier that catalogues add in
/// brackets: `Antidepressive Agents [*adverse effects]`.
fn clean_keyword(keyword: &str) -> String {
    let keyword = keyword.trim();
    let bare = keyword.strip_suffix(']').and_then(|keyword| keyword.split_once('['));
    let bare = bare.filter(|(before, _)| !before.trim().is_empty());
    let keyword = bare.map_or(keyword, |(before, _)| before);
    let text = keyword.trim().trim_matches(|character: char| {
        !character.is_alphanumeric() && !matches!(character, ')' | '(' | '+')
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A key that is equal for all spellings of a tag: only letters and digits, without a plural
/// ending.
fn tag_key(tag: &str) -> String {
    let letters: String = tag
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match letters.strip_suffix('s') {
        Some(singular) if singular.len() > 3 && !singular.ends_with(['s', 'i', 'u']) => {
            singular.to_owned()
        }
        _ => letters,
    }
}

/// The tag of the site that a keyword matches.
fn existing_tag(keyword: &str, existing: &[String]) -> Option<String> {
    let wanted = tag_key(keyword);
    if wanted.is_empty() {
        return None;
    }
    existing.iter().find(|tag| tag_key(tag) == wanted).map(|tag| tag.to_lowercase())
}

/// Whether a keyword can be the subject of an article.
fn is_subject(keyword: &str) -> bool {
    let length = keyword.chars().count();
    let letters = keyword.chars().filter(|character| character.is_alphabetic()).count();
    // Two signs are a word in some scripts.
    ((3..=50).contains(&length) || length == 2 && !keyword.is_ascii())
        && letters * 2 > length
        && keyword.split(' ').count() <= 5
        && !is_phrase(Category::SectionTags, keyword)
        && !is_phrase(Category::CommonWords, keyword)
        && !keyword.contains("://")
        && !keyword.contains(['@', '=', '<', '>', '_', '{'])
}

/// The words of an article, counted.
struct ArticleWords {
    counts: HashMap<String, usize>,
    title: Vec<String>,
    text: Vec<String>,
}

/// How much of a body is read: enough to know its subject.
const READ: usize = 20_000;

/// The length of an article's beginning, in words, where it states its subject.
const BEGINNING: usize = 200;

impl ArticleWords {
    fn count(title: &str, body: &str) -> Self {
        let split = |text: &str, most: usize| -> Vec<String> {
            text.split(|character: char| {
                !(character.is_alphanumeric()
                    || character == '-'
                    || character == '’'
                    || character == '\'')
            })
            .map(|word| word.trim_matches(['-', '’', '\'']).to_lowercase())
            .filter(|word| !word.is_empty() && word.len() < 60)
            .take(most)
            .collect()
        };
        let (title, text) = (split(title, 60), split(body, READ));
        let mut counts: HashMap<String, usize> = HashMap::new();
        for word in title.iter().chain(&text) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        Self { counts, title, text }
    }

    /// How much the article is about a tag; None if too little. An occurrence in the title counts
    /// three times.
    fn weight(&self, tag: &str) -> Option<usize> {
        let tag: Vec<String> = tag
            .split(|character: char| !(character.is_alphanumeric() || character == '-'))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        // Nearly all tags of a site are about something else.
        if tag.is_empty() || tag.iter().any(|word| !self.counts.contains_key(word)) {
            return None;
        }
        let count = |words: &[String]| {
            words
                .windows(tag.len())
                .filter(|window| window.iter().zip(&tag).all(|(word, of_tag)| word == of_tag))
                .count()
        };
        if tag.len() > 1 {
            // Two words rarely occur together by chance: twice is enough, or once at the beginning
            // of the article.
            let weight = count(&self.text)
                + count(&self.text[..self.text.len().min(BEGINNING)])
                + 3 * count(&self.title);
            return (weight >= 2).then_some(weight + 1);
        }
        let weight = self.counts.get(&tag[0]).copied().unwrap_or(0) + 3 * count(&self.title);
        (weight >= 3).then_some(weight)
    }

    /// Whether the article has one of the words of a keyword, or one with the same beginning.
    fn mention(&self, keyword: &str) -> bool {
        const STEM: usize = 5;
        let stem = |word: &str| word.chars().take(STEM).collect::<String>();
        let words: Vec<&str> = keyword
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty() && !is_phrase(Category::CommonWords, word))
            .collect();
        words.iter().any(|word| {
            self.counts.contains_key(*word)
                || word.chars().count() >= STEM
                    && self.counts.keys().any(|of_text| of_text.starts_with(&stem(word)))
                // Some scripts have no spaces between words.
                || !word.is_ascii() && self.counts.keys().any(|of_text| of_text.contains(word))
        })
    }

    /// The words of the article and tags of the site of which a keyword consists, if several were
    /// joined without separators; what remains between them is dropped. None if the keyword is a
    /// word of its own.
    fn unglued(&self, keyword: &str, existing: &[String]) -> Option<Vec<String>> {
        let length = keyword.chars().count();
        let may_be_glued = (12..=300).contains(&length)
            && !keyword.contains([' ', '-'])
            && !self.counts.contains_key(keyword);
        if !may_be_glued {
            return None;
        }
        let parts = self.parts_of_glued(keyword, existing);
        let covered: usize = parts.iter().map(|part| part.chars().count()).sum();
        (parts.len() > 1 && covered * 10 >= length * 7).then_some(parts)
    }

    fn parts_of_glued(&self, keyword: &str, existing: &[String]) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut rest = keyword;
        while !rest.is_empty() {
            let mut best: Option<(usize, String)> = None;
            for tag in existing {
                let glued: String = tag
                    .chars()
                    .filter(|character| character.is_alphanumeric())
                    .flat_map(char::to_lowercase)
                    .collect();
                if glued.len() > 2
                    && rest.starts_with(&glued)
                    && best.as_ref().is_none_or(|(length, _)| glued.len() > *length)
                {
                    best = Some((glued.len(), tag.to_lowercase()));
                }
            }
            // Only words of at least four letters: shorter ones occur inside other words by chance.
            for (end, _) in rest
                .char_indices()
                .map(|(at, character)| (at + character.len_utf8(), character))
                .take(40)
            {
                let word = &rest[..end];
                if end >= 4
                    && self.counts.contains_key(word)
                    && best.as_ref().is_none_or(|(length, _)| end > *length)
                {
                    best = Some((end, word.to_owned()));
                }
            }
            match best {
                Some((length, part)) => {
                    parts.push(part);
                    rest = &rest[length..];
                }
                None => rest = &rest[rest.chars().next().map_or(rest.len(), char::len_utf8)..],
            }
        }
        parts
    }

    /// Word pairs and words that the text repeats and that its title or first lines contain.
    fn terms(&self) -> Vec<String> {
        let is_common = |word: &str| {
            word.chars().count() < 4
                || is_phrase(Category::CommonWords, word)
                || word.chars().all(char::is_numeric)
        };
        let mut pairs: HashMap<(&str, &str), usize> = HashMap::new();
        for pair in self.text.windows(2) {
            if !is_common(&pair[0]) && !is_common(&pair[1]) {
                *pairs.entry((&pair[0], &pair[1])).or_default() += 1;
            }
        }
        let mut terms: Vec<(usize, String)> = self
            .title
            .windows(2)
            .filter_map(|pair| {
                pairs
                    .get(&(pair[0].as_str(), pair[1].as_str()))
                    .map(|count| (count * 3, format!("{} {}", pair[0], pair[1])))
            })
            .collect();
        for word in &self.title {
            let count = self.counts.get(word).copied().unwrap_or(0);
            if !is_common(word) && count >= 5 && word.chars().count() > 5 {
                terms.push((count, word.clone()));
            }
        }
        terms.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        terms.dedup();
        terms.into_iter().filter(|(count, _)| *count >= 4).map(|(_, term)| term).take(6).collect()
    }
}

#[cfg(test)]
mod tests;
