//! [`QuotationMarks`]: the quotation marks of a language.
//!
//! This knows no texts: where a quotation begins and ends is decided in `straight_marks`.

use super::straight_marks::Meaning;

/// The marks by language, after CLDR 48.2.
const LANGUAGES: &str = include_str!("quotation_marks.txt");

/// The quotation marks that a language uses, after Unicode CLDR 48.2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct QuotationMarks {
    /// For `"`: the opening mark, and the closing one.
    double: [&'static str; 2],
    /// For `'`.
    single: [&'static str; 2],
    /// Whether a narrow space separates the marks from the quotation, as in French.
    has_space: bool,
}

impl QuotationMarks {
    /// The marks of a language, by its tag: `de`, `pt-PT`. A tag that is not listed has those of
    /// the more general tag.
    pub(super) fn of_language(tag: &str) -> Self {
        let general = tag.match_indices('-').rev().map(|(at, _)| &tag[..at]);
        let found = [tag].into_iter().chain(general).find_map(|tag| {
            LANGUAGES.lines().find_map(|line| {
                let mut parts = line.split(' ');
                let marks: [&str; 4] = std::array::from_fn(|_| parts.next().unwrap_or_default());
                parts.any(|listed| listed.eq_ignore_ascii_case(tag)).then_some(marks)
            })
        });
        let [open, close, inner_open, inner_close] = found.unwrap_or(["“", "”", "‘", "’"]);
        let language = tag.split('-').next().unwrap_or_default();
        Self {
            double: [open, close],
            single: [inner_open, inner_close],
            has_space: language.eq_ignore_ascii_case("fr"),
        }
    }

    /// What is shown for a straight mark with a meaning. `has_gap` is whether there is a space
    /// inside the quotation already.
    pub(super) fn shown(&self, is_double: bool, meaning: Meaning, has_gap: bool) -> &'static str {
        let [open, close] = if is_double { self.double } else { self.single };
        let is_spaced = self.has_space && !has_gap;
        match (meaning, is_double) {
            (Meaning::Open, _) if is_spaced && open == "«" => "«\u{202f}",
            (Meaning::Close, _) if is_spaced && close == "»" => "\u{202f}»",
            (Meaning::Open, _) => open,
            (Meaning::Close, _) => close,
            (Meaning::Apostrophe, _) => "’",
            (Meaning::Prime, true) => "″",
            (Meaning::Prime, false) => "′",
            (Meaning::AsWritten, true) => "\"",
            (Meaning::AsWritten, false) => "'",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, expect: &str) {
        let marks = QuotationMarks::of_language(tag);
        let pair = |is_double| {
            [Meaning::Open, Meaning::Close].map(|meaning| marks.shown(is_double, meaning, false))
        };
        assert_eq!([pair(true), pair(false)].concat().join(" "), expect, "{tag}");
    }

    #[test]
    fn each_language_has_its_marks() {
        check("en", "“ ” ‘ ’");
        check("en-GB", "“ ” ‘ ’");
        check("de", "„ “ ‚ ‘");
        check("DE-at", "„ “ ‚ ‘");
        check("de-CH", "« » ‹ ›");
        check("de-CH-1996", "« » ‹ ›");
        check("fr", "«\u{202f} \u{202f}» «\u{202f} \u{202f}»");
        check("fr-CA", "«\u{202f} \u{202f}» ” “");
        check("fr-CH", "«\u{202f} \u{202f}» ‹ ›");
        check("es", "“ ” ‘ ’");
        check("it", "« » “ ”");
        check("pt-BR", "“ ” ‘ ’");
        check("pt-PT", "« » “ ”");
        check("nl", "‘ ’ ‘ ’");
        check("pl", "„ ” « »");
        check("cs", "„ “ ‚ ‘");
        check("sv-SE", "” ” ’ ’");
        check("da", "“ ” ‘ ’");
        check("ja", "「 」 『 』");
        check("zh", "“ ” ‘ ’");
        check("zh-Hant-TW", "「 」 『 』");
        check("ru", "« » „ “");
        check("tlh", "“ ” ‘ ’");
        check("#", "“ ” ‘ ’");
    }
}
