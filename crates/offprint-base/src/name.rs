//! Names: their slugs, which URLs contain, and the key that all spellings of a name have in common.
//!
//! Drugs, tags, articles and imported files use them, so this module must not know what is named.

use unicode_normalization::UnicodeNormalization;

/// The longest slug, in bytes.
const LONGEST_SLUG: usize = 200;

/// A name as a part of a URL: lower-case ASCII letters, digits and single dashes. Other scripts are
/// transliterated. Empty if the name contains no character that a URL part may contain.
pub fn slugify(name: &str) -> String {
    let mut slug = slug::slugify(name);
    // A slug is used as the name of a folder, with suffixes, and file systems allow 255 bytes.
    if slug.len() > LONGEST_SLUG {
        let end = slug[..LONGEST_SLUG]
            .rfind('-')
            .filter(|dash| *dash > LONGEST_SLUG / 2)
            .unwrap_or(LONGEST_SLUG);
        slug.truncate(end);
    }
    slug
}

/// Whether a slug that an editor chose can be one part of a URL and the name of a folder on any
/// system.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SLUG
        && !text.starts_with(['.', '-'])
        && !text.ends_with('.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

/// The key that all spellings of a name have in common: compatibility forms, case, dashes and white
/// space are folded.
pub fn name_key(name: &str) -> String {
    let name = name.trim();
    // Most names are ASCII, which needs no Unicode tables.
    if name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && !name.contains("  ") {
        return name.to_ascii_lowercase();
    }
    let mut key = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => key.push('-'),
            '\u{2019}' | '\u{2032}' | '\u{02bc}' => key.push('\''),
            c if c.is_whitespace() => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_have_one_key() {
        assert_eq!(name_key("L\u{2011}655,708"), name_key("l-655,708"));
        assert_eq!(
            name_key("  Treatment  Resistant\u{a0}Depression"),
            "treatment resistant depression"
        );
    }

    #[test]
    fn slugs_of_names() {
        assert_eq!(slugify("(2R,6R)-Hydroxynorketamine"), "2r-6r-hydroxynorketamine");
        assert_eq!(slugify("Ärzte über 5-HT₂ₐ"), "arzte-uber-5-ht2a");
        assert!(is_slug("onfasprodil-phase-2") && !is_slug("../../etc/passwd") && !is_slug(""));
    }
}
