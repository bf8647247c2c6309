//! [`SpellingRules`]: words that are spelt in several ways are found as one, by the rules in
//! `spellings.tsv` for the site's language.
//!
//! The index and the search script apply the same rules: the index contains them as regular
//! expressions. This module does not know what is indexed.

use std::borrow::Cow;

use serde_json::{Value, json};

/// The rules of all languages.
const TABLE: &str = include_str!("spellings.tsv");

/// The shortest word that has spellings, in bytes.
const SHORTEST: usize = 4;

/// The words after which a Roman numeral of one letter, or `IV`, is a number: `stage IV` is, while
/// `IV ketamine` is intravenous. Of each word the part that its forms share; in all languages, because
/// titles of works stay in theirs.
const NUMBERED: [&str; 47] = [
    "abbildung",
    "arm",
    "band",
    "bipolar",
    "bras",
    "brazo",
    "capitulo",
    "chapitre",
    "chapter",
    "clas",
    "class",
    "cohort",
    "collagen",
    "complex",
    "dsm",
    "estadi",
    "facteur",
    "factor",
    "faktor",
    "fase",
    "figur",
    "grad",
    "group",
    "grup",
    "grupp",
    "kapitel",
    "killip",
    "klass",
    "kohort",
    "kollagen",
    "level",
    "mallampati",
    "nivel",
    "niveau",
    "nyha",
    "part",
    "phase",
    "schedule",
    "stad",
    "stage",
    "stuf",
    "teil",
    "tip",
    "tom",
    "typ",
    "type",
    "volume",
];

/// The endings of their forms: `phases`, `Klassen`, `grados`, `Stadium`.
const NUMBERED_ENDINGS: &str = "e?[ns]?|[ao]s?|ium|ien|x";

/// A regular expression for the folded words after which a Roman numeral of any length is a number. It
/// is the whole word: a gradual infusion is not of grade 4.
pub(super) fn numbered_pattern() -> String {
    format!("^(?:{})(?:{NUMBERED_ENDINGS})$", NUMBERED.join("|"))
}

/// The rules of a language.
#[derive(Clone, Debug, Default)]
pub(super) struct SpellingRules(Vec<Rule>);

/// One row of the table.
#[derive(Clone, Debug)]
struct Rule {
    before: Vec<&'static str>,
    /// Whether `before` lists what must not be the whole beginning.
    is_negated: bool,
    from: &'static str,
    to: &'static str,
    after: Vec<&'static str>,
}

impl SpellingRules {
    /// The rules for a language tag.
    pub(super) fn of(language: &str) -> Self {
        let language = language.split('-').next().unwrap_or_default();
        let rows = rows().filter(|row| row[0].eq_ignore_ascii_case(language));
        Self(
            rows.map(|[_, before, from, to, after, _]| {
                let allowed = before.strip_prefix("! ");
                Rule {
                    before: allowed.unwrap_or(before).split(' ').collect(),
                    is_negated: allowed.is_some(),
                    from,
                    to,
                    after: after.split(' ').collect(),
                }
            })
            .collect(),
        )
    }

    /// The spelling under which a folded word is found.
    pub(super) fn canonical<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let mut word = Cow::Borrowed(word);
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word;
        }
        for rule in &self.0 {
            if let Some(changed) = rule.apply(&word) {
                word = Cow::Owned(changed);
            }
        }
        word
    }

    /// The rules for the script: regular expressions with their replacements.
    pub(super) fn to_json(&self) -> Value {
        self.0.iter().map(|rule| json!([rule.pattern(), rule.to])).collect()
    }
}

impl Rule {
    fn apply(&self, word: &str) -> Option<String> {
        let mut out = String::new();
        let mut end = 0;
        for (at, _) in word.match_indices(self.from) {
            let (before, after) = (&word[..at], &word[at + self.from.len()..]);
            if self.allows_before(before) && self.allows_after(after) {
                out.push_str(&word[end..at]);
                out.push_str(self.to);
                end = at + self.from.len();
            }
        }
        (end > 0).then(|| out + &word[end..])
    }

    fn allows_before(&self, before: &str) -> bool {
        if self.is_negated {
            return !self.before.contains(&before);
        }
        self.before.iter().any(|known| match known.strip_prefix('^') {
            Some(whole) => before == whole,
            None => *known == "*" || before.ends_with(known),
        })
    }

    fn allows_after(&self, after: &str) -> bool {
        self.after.iter().any(|known| match *known {
            "*" => true,
            ".." => after.len() >= 2,
            "$" => after.is_empty(),
            known => after == known,
        })
    }

    /// The same as a regular expression of JavaScript.
    fn pattern(&self) -> String {
        let before = self.before.join("|");
        let before = match before.as_str() {
            "*" => String::new(),
            _ if self.is_negated => format!("(?<!^(?:{before}))"),
            _ => format!("(?<={before})"),
        };
        let after: Vec<String> = self
            .after
            .iter()
            .map(|known| match *known {
                "$" | ".." => (*known).to_owned(),
                known => format!("{known}$"),
            })
            .collect();
        match after.join("|").as_str() {
            "*$" => format!("{before}{}", self.from),
            after => format!("{before}{}(?={after})", self.from),
        }
    }
}

/// The rows of the table: language, before, from, to, after, examples.
fn rows() -> impl Iterator<Item = [&'static str; 6]> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn found_as(rules: &SpellingRules, word: &str) -> String {
        let mut found = Vec::new();
        text::words(word, &mut |word| found.push(rules.canonical(word).into_owned()));
        found.join(" ")
    }

    #[test]
    fn the_examples_of_the_table_are_found_as_one() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().count(), lines, "each row has six columns");
        for [language, .., examples] in rows() {
            let rules = SpellingRules::of(language);
            assert!(!examples.is_empty());
            for example in examples.split(' ') {
                let (one, other) = example.split_once('=').expect("two spellings");
                assert_eq!(found_as(&rules, one), found_as(&rules, other), "{example}");
            }
        }
    }

    /// Different words stay different, and words with one spelling are not changed.
    #[test]
    fn other_words_stay() {
        let rules = SpellingRules::of("en-GB");
        for word in [
            "hour",
            "four",
            "source",
            "course",
            "journal",
            "tournament",
            "encourage",
            "precise",
            "exercise",
            "promising",
            "raised",
            "disable",
            "wiser",
            "rising",
            "israel",
            "aerobic",
            "aerosol",
            "anaerobic",
            "aeds",
            "vertebrae",
            "shoes",
            "does",
            "poem",
            "coefficient",
            "coexist",
            "filled",
            "filed",
            "called",
            "controlled",
            "cells",
            "killing",
            "difference",
            "science",
            "leucine",
            "rogue",
            "vogue",
            "acre",
            "genre",
            "hatred",
            "promise",
            "basis",
            "crisis",
            "tissue",
            "visited",
            "art",
            "burn",
            "learning",
            "alone",
            "hormone",
            "sale",
            "sage",
            "advertised",
            "compromised",
            "colonic",
            "laboratory",
            "metallic",
            "skill",
        ] {
            assert_eq!(rules.canonical(word), word);
        }
        let german = SpellingRules::of("de");
        for word in ["neue", "steuer", "frequenz", "dauer", "tumour", "treue"] {
            assert_eq!(german.canonical(word), word);
        }
        assert_eq!(SpellingRules::of("fr").canonical("tumour"), "tumour");
    }
}
