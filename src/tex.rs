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

#[cfg(test)]
mod tests {
    use super::bibtex_author;

    #[track_caller]
    fn check_author(author: &str, in_tex: &str) {
        assert_eq!(bibtex_author(author), in_tex);
    }

    #[test]
    fn people_are_turned_round() {
        check_author("Shelton RC", "Shelton, RC");
        check_author("Jane Q. Public", "Public, Jane Q.");
        check_author("de la Cruz, M. A.", "de la Cruz, M. A.");
        check_author("Group AB", "Group, AB");
        check_author("Cher", "Cher");
        check_author("Anna van der Berg", "van der Berg, Anna");
        check_author("Anna Weber, MD", "Weber, Anna");
    }

    #[test]
    fn suffixes_have_their_place() {
        check_author("Zarate CA Jr", "Zarate, Jr, CA");
        check_author("Carlos A. Zarate, Jr.", "Zarate, Jr, Carlos A.");
        check_author("Zarate Jr, Carlos A.", "Zarate, Jr, Carlos A.");
        check_author("Zarate, Jr., Carlos A.", "Zarate, Jr, Carlos A.");
        check_author("King ML III", "King, III, ML");
        check_author("Smith J Sr.", "Smith, Sr, J");
    }

    #[test]
    fn organisations_stay_whole() {
        check_author("World Health Organization", "{World Health Organization}");
        check_author("A Consortium of Four", "{A Consortium of Four}");
        check_author("Ministry of Health, Chile", "{Ministry of Health, Chile}");
        check_author("The TADS Team", "{The TADS Team}");
        check_author("Johnson & Johnson", "{Johnson \\& Johnson}");
        check_author("Example Inc.", "{Example Inc.}");
    }
}
