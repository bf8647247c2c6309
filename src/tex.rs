//! Texts and names for BibTeX.

use crate::person_name::{PersonName, is_organisation};

/// Escapes the characters that TeX interprets.
pub fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => {}
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An author for BibTeX, which interprets commas and the word `and`; a name in braces is not split.
pub fn bibtex_author(author: &str) -> String {
    if is_organisation(author) {
        return bibtex_group(author);
    }
    match PersonName::parse(author) {
        Some(name) => tex(&match name.suffix {
            Some(suffix) => format!("{}, {suffix}, {}", name.full_family(), name.given),
            None => format!("{}, {}", name.full_family(), name.given),
        }),
        None => tex(author.trim()),
    }
}

/// The name of a group or an organisation for BibTeX.
pub fn bibtex_group(name: &str) -> String {
    format!("{{{}}}", tex(name.trim()))
}
