//! Proposes tags for an article, from the keywords of its source and from its text.
//!
//! Readers find articles by their tags, so a keyword that matches an existing tag of the site
//! becomes that tag; a new tag is proposed only if it looks like a subject. Keywords come in the
//! form that sites give them: joined without separators, in capitals, mixed with names of sections
//! and technical labels.
//!
//! It must not know which words are drugs: the caller removes those.

use std::collections::HashMap;

use crate::phrases::{Category, is_phrase, phrases};

/// The maximum number of proposed tags.
const MOST: usize = 8;

/// Common subjects of the field for which a site has no tag.
pub(crate) fn field_tags(existing: &[String]) -> impl Iterator<Item = String> {
    let is_new = |subject: &&str| !existing.iter().any(|tag| tag.eq_ignore_ascii_case(subject));
    phrases(Category::Subjects).iter().copied().filter(is_new).map(str::to_owned)
}

/// Tags in lower case, the site's own tags first, at most eight.
pub(crate) fn propose_tags(
    keywords: &[String],
    title: &str,
    body: &str,
    existing: &[String],
) -> Vec<String> {
    let words = ArticleWords::count(title, body);
    let mut known = Vec::new();
    let mut new = Vec::new();
    for keyword in keywords.iter().take(200) {
        for part in keyword.split([',', ';', '|', '#', '\n', '•', '·']).take(100) {
            let part = clean_keyword(part);
            if let Some(tag) = existing_tag(&part, existing) {
                push(&mut known, &tag);
            } else if words.is_glued(&part) {
                for part in words.unglued(&part, existing) {
                    match existing_tag(&part, existing) {
                        Some(tag) => push(&mut known, &tag),
                        None if is_subject(&part) => push(&mut new, &part),
                        None => {}
                    }
                }
            } else if is_subject(&part) {
                push(&mut new, &part);
            }
        }
    }
    // Tags of the site that occur in the title, or repeatedly in the text.
    let mut named: Vec<(usize, &String)> =
        existing.iter().filter_map(|tag| words.weight(tag).map(|weight| (weight, tag))).collect();
    named.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    for (_, tag) in named.into_iter().take(MOST) {
        push(&mut known, tag);
    }
    // If there are no keywords, the terms that the text repeats.
    if known.len() + new.len() < 3 {
        for term in words.terms() {
            if known.len() + new.len() >= 4 {
                break;
            }
            if existing_tag(&term, existing).is_none() {
                push(&mut new, &term);
            }
        }
    }
    known.extend(new);
    let mut tags: Vec<String> = Vec::new();
    for tag in known {
        push(&mut tags, &tag);
    }
    tags.truncate(MOST);
    tags
}

fn push(tags: &mut Vec<String>, tag: &str) {
    if !tags.iter().any(|known| tag_key(known) == tag_key(tag)) {
        tags.push(tag.to_owned());
    }
}

/// A keyword in lower case, without surrounding punctuation.
fn clean_keyword(keyword: &str) -> String {
    let text = keyword.trim().trim_matches(|character: char| {
        !character.is_alphanumeric() && character != ')' && character != '('
    });
    text.split_whitespace().flat_map(|word| [" ", word]).skip(1).collect::<String>().to_lowercase()
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
    (3..=50).contains(&length)
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
        if tag.is_empty() {
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

    /// Whether a keyword probably consists of several that were joined without separators: one long
    /// word that the article does not contain.
    fn is_glued(&self, keyword: &str) -> bool {
        let length = keyword.chars().count();
        (12..=300).contains(&length)
            && !keyword.contains([' ', '-'])
            && !self.counts.contains_key(keyword)
    }

    /// Splits joined keywords into words of the article and tags of the site; what remains between
    /// them is dropped.
    fn unglued(&self, keyword: &str, existing: &[String]) -> Vec<String> {
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
mod tests {
    use super::propose_tags;

    #[track_caller]
    fn check(keywords: &[&str], title: &str, body: &str, existing: &[&str], expect: &[&str]) {
        let owned = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        assert_eq!(propose_tags(&owned(keywords), title, body, &owned(existing)), expect);
    }

    #[test]
    fn keywords_become_clean_tags() {
        check(&["News", "Mental Health", "#Sleep"], "", "", &[], &["mental health", "sleep"]);
        check(&["Depression, Anxiety; news"], "", "", &[], &["depression", "anxiety"]);
        check(&["Uncategorized", "12", "https://example.org"], "", "", &[], &[]);
    }

    #[test]
    fn tags_of_the_site_come_first() {
        check(
            &["insomnia", "Anxiety Disorder", "sleep"],
            "",
            "",
            &["anxiety disorders"],
            &["anxiety disorders", "insomnia", "sleep"],
        );
        check(&[], "On sleep", "Sleep matters. Sleep well.", &["sleep", "pain"], &["sleep"]);
    }

    #[test]
    fn glued_keywords_are_cut_at_known_words() {
        check(
            &["insomniaanxietynorss"],
            "Anxiety",
            "Insomnia and anxiety go together.",
            &[],
            &["insomnia", "anxiety"],
        );
        check(&["xyzzyplughqwerty"], "", "words", &[], &[]);
    }

    #[test]
    fn without_keywords_the_text_speaks() {
        let body =
            "Chronic pain is common. Chronic pain can be treated. Chronic pain often returns. "
                .repeat(2);
        assert!(
            propose_tags(&[], "What helps chronic pain", &body, &[])
                .contains(&"chronic pain".to_owned())
        );
    }
}
