//! The word lists of the recogniser, from the files in `data/words/`.
//!
//! What each list is for is documented in those files, next to its words. All words are English or,
//! like salts and locants, international. This module must not depend on any other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The files, in the order in which they are read.
const FILES: [&str; 9] = [
    include_str!("../data/words/abbreviations.txt"),
    include_str!("../data/words/chemistry.txt"),
    include_str!("../data/words/codes.txt"),
    include_str!("../data/words/context.txt"),
    include_str!("../data/words/homographs.txt"),
    include_str!("../data/words/inflections.txt"),
    include_str!("../data/words/language.txt"),
    include_str!("../data/words/names.txt"),
    include_str!("../data/words/substances.txt"),
];

/// All word lists. They are parsed on first use, which takes less than a tenth of a millisecond.
pub(crate) static WORDS: LazyLock<WordLists> =
    LazyLock::new(|| WordLists::from_sections(parse_sections(&FILES)));

/// Words in the order of their bytes, without duplicates.
#[derive(Debug)]
pub(crate) struct WordList {
    words: Vec<&'static str>,
    /// The first and last bytes of the words: one bit each, for their lowest six bits. Most words
    /// that are not in the list differ in one of them.
    first_bytes: u64,
    last_bytes: u64,
}

impl WordList {
    fn new(words: Vec<&'static str>) -> Self {
        let bits = |bytes: fn(&str) -> Option<&u8>| {
            words
                .iter()
                .filter_map(|word| bytes(word))
                .fold(0, |bits, byte| bits | 1 << (byte & 63))
        };
        Self {
            first_bytes: bits(|word| word.as_bytes().first()),
            last_bytes: bits(|word| word.as_bytes().last()),
            words,
        }
    }

    /// Whether this exact word is in the list.
    pub(crate) fn contains(&self, word: &str) -> bool {
        let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else {
            return false;
        };
        self.first_bytes >> (first & 63) & self.last_bytes >> (last & 63) & 1 == 1
            && self.words.binary_search(&word).is_ok()
    }

    /// The words in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }

    /// Whether a word ends with one of these.
    pub(crate) fn has_suffix_of(&self, word: &str) -> bool {
        self.words.iter().any(|ending| word.ends_with(ending))
    }

    /// Whether a word begins with one of these.
    pub(crate) fn has_prefix_of(&self, word: &str) -> bool {
        self.words.iter().any(|beginning| word.starts_with(beginning))
    }
}

/// Defines the struct of all lists: each field is the section of the same name.
macro_rules! word_lists {
    ($($name:ident),* $(,)?) => {
        /// All word lists, one field for each section of the files.
        #[derive(Debug)]
        pub(crate) struct WordLists {
            $(pub(crate) $name: WordList,)*
        }

        impl WordLists {
            /// The names of all lists.
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),*];

            fn from_sections(mut sections: BTreeMap<&'static str, Vec<&'static str>>) -> Self {
                Self {
                    $($name: WordList::new(sections.remove(stringify!($name)).unwrap_or_default()),)*
                }
            }
        }
    };
}

word_lists! {
    acid_groups,
    ambient_salts,
    between_drugs,
    body_substances,
    building_blocks,
    class_nouns,
    class_qualities,
    clinical_words,
    code_heads,
    code_labels,
    common_english,
    common_foreign,
    cues,
    detached_heads,
    detached_tails,
    directions,
    discussed_substances,
    dosage_forms,
    dose_units,
    drug_heads,
    everyday_substances,
    example_words,
    formulations,
    funding_words,
    given_forms,
    given_names,
    given_participles,
    giving,
    giving_links,
    giving_with,
    glucose_forms,
    glucose_routes,
    group_nouns,
    homographs,
    hormones,
    idioms,
    inflections,
    ion_forms,
    isomer_prefixes,
    like_factors,
    locant_letters,
    maker_prefixes,
    materials,
    metals,
    mixed_case_prefixes,
    other_abbreviations,
    other_endings,
    other_meanings,
    other_prefixes,
    person_titles,
    person_verbs,
    possessors,
    processes,
    salt_metals,
    salts,
    sites,
    stereo_signs,
    study_nouns,
    substance_endings,
    targets,
    tests,
    title_neighbours,
    transports,
    whole_word_cues,
}

/// The words of each section. A line in brackets begins a section, `#` begins a comment line.
fn parse_sections(files: &[&'static str]) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let mut name = "";
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match section_name(line) {
                Some(section) => name = section,
                None => {
                    sections
                        .entry(name)
                        .or_default()
                        .extend(line.trim_end_matches(',').split(", "));
                }
            }
        }
    }
    sections
}

/// The name in a line such as `[salts]`. `[3H]` is an entry: names of sections have no digits.
fn section_name(line: &'static str) -> Option<&'static str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{FILES, WordLists, parse_sections};

    #[test]
    fn every_section_is_a_list_and_every_list_a_section() {
        let sections = parse_sections(&FILES);
        assert_eq!(sections.keys().copied().collect::<Vec<_>>(), WordLists::NAMES);
    }

    #[test]
    fn every_file_is_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/words");
        let files = std::fs::read_dir(folder).expect("the folder exists");
        assert_eq!(files.count(), FILES.len());
    }

    #[test]
    fn words_are_sorted_and_occur_once() {
        for (name, words) in parse_sections(&FILES) {
            assert!(words.is_sorted_by(|left, right| left < right), "[{name}] is not sorted");
            assert!(words.iter().all(|word| !word.is_empty() && word.trim() == *word), "[{name}]");
        }
    }
}
