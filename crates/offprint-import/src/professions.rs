//! Words for what somebody is by profession.
//!
//! Must not judge names.

use crate::phrases::{Category, is_phrase, phrases};

/// A shorter word is not the end of a compound: `arts` is no end of `hearts`.
const SHORTEST_END: usize = 6;

/// Whether a word of a text is a profession, or a compound that ends with one:
/// `Krankenhausapothekerin`.
pub(crate) fn names_profession(text: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).any(|word| {
        let lower = word.to_lowercase();
        is_phrase(Category::Professions, &lower)
            || phrases(Category::Professions)
                .iter()
                .any(|name| name.len() >= SHORTEST_END && lower.ends_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::names_profession;

    #[test]
    fn professions_are_words_or_ends_of_compounds() {
        for text in [
            "Lead Pharmacist, Neurosciences",
            "Krankenhausapothekerin",
            "ziekenhuisapotheker",
            "psychiatre à Lyon",
            "médica",
            "薬剤師",
        ] {
            assert!(names_profession(text), "{text}");
        }
        for text in ["Sleep and mood", "hearts", "medicine", ""] {
            assert!(!names_profession(text), "{text}");
        }
    }
}
