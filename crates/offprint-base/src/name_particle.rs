//! [`is_name_particle`]: small words of family names.
//!
//! Must not know how names are parted.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Small words of family names in several languages.
static PARTICLES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| include_str!("name_particles.txt").lines().collect());

/// Whether a word is a particle of a family name, such as the first two of `van der Berg`. Another
/// word in small letters is a part of the given name: `Min jun Kim`.
pub fn is_name_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_small_words_of_family_names() {
        for word in ["van", "de", "der", "la", "von", "'t", "bin", "y"] {
            assert!(is_name_particle(word), "{word}");
        }
        for word in ["", "jun", "Van", "hye", "anna", "-"] {
            assert!(!is_name_particle(word), "{word}");
        }
    }
}
