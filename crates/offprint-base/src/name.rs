//! Names: their slugs, which stand in URLs, and the keys under which two spellings of one name meet.
//!
//! Neither knows what is named: drugs, tags, articles and imported files all use them.

use unicode_normalization::UnicodeNormalization;

/// The longest slug, in bytes.
const LONGEST_SLUG: usize = 200;

/// A name as a part of a URL: lower-case ASCII letters, digits and single dashes; other scripts are
/// transliterated. Empty if the name holds nothing that can be kept.
pub fn slugify(name: &str) -> String {
    let mut slug = slug::slugify(name);
    // A slug is the name of a folder, and disks take no more than 255 bytes; beside it stand
    // others.
    if slug.len() > LONGEST_SLUG {
        let end = slug[..LONGEST_SLUG]
            .rfind('-')
            .filter(|dash| *dash > LONGEST_SLUG / 2)
            .unwrap_or(LONGEST_SLUG);
        slug.truncate(end);
    }
    slug
}

/// Whether an editor's own slug may stand as one part of a URL and as a folder's name on any
/// system.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SLUG
        && !text.starts_with(['.', '-'])
        && !text.ends_with('.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

/// The key under which two spellings of one name meet: compatibility forms, case, kinds of dash and
/// runs of white space are folded.
pub fn name_key(name: &str) -> String {
    let name = name.trim();
    // Most names are plain: they need no tables of Unicode.
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
    fn names_meet_under_one_key() {
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
