//! The words and phrases by which import recognises parts of pages, in all languages.
//!
//! The lists are data: `data/phrases/LANGUAGE.toml` for each language, and `neutral.toml` for what
//! depends on none. The build script packs them, so access costs nothing at start. An article may
//! mix languages and its language is often unknown, so a list is used for all languages at once.
//!
//! It must not know what follows from a phrase.

#[allow(dead_code, reason = "the build script and tests use more of it than the program")]
mod category;

pub(crate) use category::Category;

mod packed {
    include!(concat!(env!("OUT_DIR"), "/phrases.rs"));
}

/// The phrases of a category in all languages, each once.
pub(crate) fn phrases(category: Category) -> &'static [&'static str] {
    packed::LISTS[category as usize]
}

/// Whether a text is one of the phrases.
pub(crate) fn is_phrase(category: Category, text: &str) -> bool {
    phrases(category).contains(&text)
}

/// Whether a text begins with one of the phrases.
pub(crate) fn starts_with_phrase(category: Category, text: &str) -> bool {
    phrases(category).iter().any(|phrase| text.starts_with(phrase))
}

/// Whether a text contains one of the phrases.
pub(crate) fn contains_phrase(category: Category, text: &str) -> bool {
    phrases(category).iter().any(|phrase| text.contains(phrase))
}

/// What follows a phrase that a text begins with, if it is written with a capital there.
pub(crate) fn strip_capitalised<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let (mut text, mut phrase) = (text.chars(), phrase.chars());
    let first = text.next().filter(|first| first.is_uppercase())?;
    let is_same = first.to_lowercase().eq(phrase.next());
    text.as_str().strip_prefix(phrase.as_str()).filter(|_| is_same)
}

/// The names of the twelve months, by language.
type Months = &'static [(&'static str, [&'static [&'static str]; 12])];

/// The beginnings of the names of the months. Beginnings rather than names, because many languages
/// inflect them: `styczeń`, `stycznia`.
pub(crate) fn months() -> Months {
    packed::MONTHS
}

/// The short names of the months.
pub(crate) fn month_abbreviations() -> Months {
    packed::MONTH_ABBREVIATIONS
}

/// The beginnings of names and the short names of the months in one language.
pub(crate) fn months_in(language: &str) -> impl Iterator<Item = &'static str> {
    [months(), month_abbreviations()]
        .into_iter()
        .flatten()
        .filter(move |(name, _)| *name == language)
        .flat_map(|(_, months)| months.iter().copied().flatten().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use toml::{Table, Value};

    use super::{Category, months, months_in, phrases, strip_capitalised};

    /// Languages in which every list has words, except for those in [`GAPS`].
    const COMPLETE: [&str; 4] = ["en", "de", "fr", "es"];

    /// Lists without words in a complete language, with the reason.
    const GAPS: &[(&[&str], &str, &str)] = &[
        (&["de", "es", "fr"], "weekday_abbreviations", "they are given names and other words, too"),
        (&["de"], "ordinal_suffixes", "German writes a stop"),
        (&["de", "en", "es", "fr"], "year_prefixes", "no era is written"),
        (&["de"], "date_links", "German writes nothing between day and month"),
        (&["de", "es", "fr"], "joined_by_words", "names contain `von`, `por` and `par`"),
        (&["de", "en", "es", "fr"], "whole_author_labels", "they write spaces between words"),
        (&["de", "en", "es", "fr"], "whole_reviewer_labels", "they write spaces between words"),
        (&["de", "es", "fr"], "journal_logo_labels", "PubMed Central is in English"),
        (&["de", "es", "fr"], "subjects", "tags of a new site are proposed in English"),
    ];

    /// Lists that are compared with their capitals.
    const WITH_CAPITALS: [Category; 8] = [
        Category::MonthFirstTimeZones,
        Category::DayFirstTimeZones,
        Category::DayFirstWords,
        Category::InnerBylineLabels,
        Category::SavedPageFolders,
        Category::SubjectLabels,
        Category::Editors,
        Category::NameSuffixes,
    ];

    fn load_files() -> BTreeMap<String, Table> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/phrases");
        let entries = std::fs::read_dir(folder).expect("the folder exists");
        entries
            .map(|entry| {
                let path = entry.expect("it can be listed").path();
                let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).expect("it can be read");
                (name, text.parse().expect("it is TOML"))
            })
            .collect()
    }

    fn list<'a>(file: &'a Table, key: &str) -> Vec<&'a str> {
        let list = file[key].as_array().expect("it is a list");
        list.iter().map(|phrase| phrase.as_str().expect("it is a string")).collect()
    }

    /// The build script refuses files without a list, so a gap is an empty list.
    #[test]
    fn complete_languages_have_words_in_every_list() {
        let files = load_files();
        let mut gaps: Vec<(&str, String)> = Vec::new();
        for language in COMPLETE {
            for category in Category::OF_LANGUAGES {
                if list(&files[language], &category.key()).is_empty() {
                    gaps.push((language, category.key()));
                }
            }
        }
        let mut listed: Vec<(&str, String)> = GAPS
            .iter()
            .flat_map(|(languages, key, _)| languages.iter().map(|name| (*name, (*key).to_owned())))
            .collect();
        gaps.sort();
        listed.sort();
        assert_eq!(gaps, listed);
    }

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        for (name, file) in load_files() {
            for category in Category::OF_LANGUAGES.iter().chain(Category::NEUTRAL) {
                let Some(Value::Array(_)) = file.get(&category.key()) else { continue };
                let phrases = list(&file, &category.key());
                for (at, phrase) in phrases.iter().enumerate() {
                    assert!(!phrase.trim().is_empty(), "{name}: {category:?}");
                    assert!(
                        !phrases[..at].contains(phrase),
                        "{name}: {category:?}: {phrase} twice"
                    );
                    assert!(
                        WITH_CAPITALS.contains(category) || *phrase == phrase.to_lowercase(),
                        "{name}: {category:?}: {phrase}"
                    );
                    assert!(!phrase.contains("  "), "{name}: {category:?}: {phrase}");
                }
            }
        }
    }

    #[test]
    fn every_file_in_the_folder_is_used() {
        for (name, file) in load_files() {
            for category in Category::OF_LANGUAGES {
                if name != "neutral" {
                    for phrase in list(&file, &category.key()) {
                        assert!(phrases(*category).contains(&phrase), "{name}: {phrase}");
                    }
                }
            }
            let has_months = months().iter().any(|(language, _)| *language == name);
            let of_file = file.get("months").and_then(Value::as_array);
            assert_eq!(has_months, of_file.is_some_and(|months| !months.is_empty()), "{name}");
        }
    }

    #[test]
    fn months_are_known_by_language() {
        assert!(months_in("en").any(|month| month == "january"));
        assert!(months_in("en").all(|month| month != "januar"));
    }

    #[test]
    fn capitals_are_stripped_as_written() {
        assert_eq!(strip_capitalised("Von Muster", "von"), Some(" Muster"));
        assert_eq!(strip_capitalised("Über uns", "über"), Some(" uns"));
        assert_eq!(strip_capitalised("von Muster", "von"), None);
        assert_eq!(strip_capitalised("VON Muster", "von"), None);
        assert_eq!(strip_capitalised("", "von"), None);
    }
}
