//! The terms and date formats of languages, and which of them a page uses.

use std::sync::OnceLock;

use citationberg::{IndependentStyle, Locale, LocaleCode, LocaleFile, TermForm};
use miniz_oxide::inflate::decompress_to_vec;

use crate::adjust::QUOTATION_TERMS;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The languages in which references can be written, as BCP 47 names them.
pub const CITATION_LANGUAGES: [&str; 8] =
    ["de-DE", "en-GB", "en-US", "es-ES", "fr-FR", "it-IT", "pt-BR", "pt-PT"];

const FALLBACK: &str = "en-US";

/// The languages that are known by their first part only.
const BY_LANGUAGE: [(&str, &str); 6] = [
    ("de", "de-DE"),
    ("en", "en-US"),
    ("es", "es-ES"),
    ("fr", "fr-FR"),
    ("it", "it-IT"),
    ("pt", "pt-PT"),
];

/// The locale that a page in a language uses with a style; `en-US` if none fits.
pub(crate) fn locale_code(language: &str, style: &IndependentStyle) -> &'static str {
    let is_same = |code: &&&str| code.eq_ignore_ascii_case(language);
    if let Some(code) = CITATION_LANGUAGES.iter().find(is_same) {
        return code;
    }
    let first = language.split(['-', '_']).next().unwrap_or_default();
    let default = style.default_locale.as_ref().map_or("", |code| code.0.as_str());
    // A British style keeps its own English, unless the page asks for another one.
    if first.eq_ignore_ascii_case(language)
        && default.split('-').next().is_some_and(|part| part.eq_ignore_ascii_case(first))
        && let Some(code) = CITATION_LANGUAGES.iter().find(|code| **code == default)
    {
        return code;
    }
    // Canada and the United States write alike; the other English-speaking countries as Britain.
    if first.eq_ignore_ascii_case("en")
        && ["AU", "IE", "IN", "NZ", "ZA"]
            .iter()
            .any(|region| language.split(['-', '_']).any(|part| part.eq_ignore_ascii_case(region)))
    {
        return "en-GB";
    }
    let known = BY_LANGUAGE.iter().find(|(short, _)| short.eq_ignore_ascii_case(first));
    known.map_or(FALLBACK, |(_, code)| code)
}

/// A locale, followed by the one that has what it lacks. Parsed at the first use.
pub(crate) fn locale_files(code: &'static str) -> &'static [Locale] {
    static FILES: [OnceLock<Vec<Locale>>; CITATION_LANGUAGES.len()] =
        [const { OnceLock::new() }; CITATION_LANGUAGES.len()];
    let position = CITATION_LANGUAGES.iter().position(|known| *known == code);
    let position = position.expect("`locale_code` gives known languages");
    FILES[position].get_or_init(|| {
        let mut locales = vec![embedded_locale(code)];
        if code != FALLBACK {
            locales.push(embedded_locale(FALLBACK));
        }
        locales
    })
}

fn embedded_locale(code: &str) -> Locale {
    let text = embedded_text(LOCALE_FILES, code).expect("each language has a file");
    LocaleFile::from_xml(&text).expect("a test parses the embedded locales").into()
}

/// The text of an embedded style.
pub(crate) fn embedded_style(name: &str) -> Option<String> {
    embedded_text(STYLE_FILES, name)
}

/// Adds the terms that the guide of a built-in style asks for, and its file lacks.
pub(crate) fn add_guide_terms(style: &str, csl: &mut IndependentStyle) {
    let terms: &[(&str, &str)] = match style {
        // The NLM writes ranges of pages with a hyphen, and `p.` also for several pages.
        "vancouver" => &[
            ("", "<term name=\"page-range-delimiter\">-</term>"),
            ("en", "<term name=\"page\" form=\"short\">p.</term>"),
        ],
        _ => &[],
    };
    for (language, term) in terms {
        let text = format!(
            "<locale version=\"1.0\" xml:lang=\"{language}\"><terms>{term}</terms></locale>"
        );
        let file = LocaleFile::from_xml(&text).expect("a test loads all styles");
        let lang = (!language.is_empty()).then_some(file.lang.clone());
        let added = Locale { lang, ..file.into() };
        // The processor looks into the first locale of a language only.
        let known = csl.locale.iter_mut().find(|locale| locale.lang == added.lang);
        match known.map(|locale| &mut locale.terms) {
            Some(Some(known)) => {
                let added = added.terms.map(|terms| terms.terms).unwrap_or_default();
                known.terms.splice(0..0, added);
            }
            Some(terms @ None) => *terms = added.terms,
            None => csl.locale.push(added),
        }
    }
}

fn embedded_text(files: &[(&str, &[u8])], name: &str) -> Option<String> {
    let (_, packed) = files.iter().find(|(file, _)| *file == name)?;
    let bytes = decompress_to_vec(packed).expect("the build compressed it");
    Some(String::from_utf8(bytes).expect("the build compressed text"))
}

/// How a language writes quotations and what surrounds them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct QuotationRules {
    /// The marks of a quotation.
    pub(crate) outer: (String, String),
    /// The marks of a quotation inside a quotation.
    pub(crate) inner: (String, String),
    /// Whether a full stop or a comma after a quotation goes before its closing mark.
    pub(crate) takes_punctuation: bool,
}

/// The quotation rules of a style in a language: the style's own, else those of the language.
pub(crate) fn quotation_rules(style: &IndependentStyle, code: &'static str) -> QuotationRules {
    let short = code.split('-').next().unwrap_or_default();
    let own = style.locale.iter().filter(|locale| {
        locale.lang.as_ref().is_none_or(|LocaleCode(lang)| lang == code || lang == short)
    });
    let locales: Vec<&Locale> = own.chain(locale_files(code)).collect();
    let [open, close, inner_open, inner_close] = QUOTATION_TERMS.map(|term| {
        let found = locales
            .iter()
            .find_map(|locale| locale.term(term, TermForm::Long).and_then(|term| term.single()));
        found.unwrap_or("\"").to_owned()
    });
    let takes_punctuation = locales
        .iter()
        .find_map(|locale| locale.style_options.and_then(|options| options.punctuation_in_quote))
        .unwrap_or_default();
    QuotationRules { outer: (open, close), inner: (inner_open, inner_close), takes_punctuation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::CitationStyle;

    #[test]
    fn every_language_has_its_locale() {
        for code in CITATION_LANGUAGES {
            assert!(locale_files(code)[0].lang.as_ref().is_some_and(|lang| lang.0 == code));
        }
        assert_eq!(LOCALE_FILES.len(), CITATION_LANGUAGES.len());
    }

    #[test]
    fn the_page_decides_the_locale() {
        let code =
            |language, style| locale_code(language, &CitationStyle::builtin(style).unwrap().csl);
        assert_eq!(code("de", "ama"), "de-DE");
        assert_eq!(code("de-AT", "ama"), "de-DE");
        assert_eq!(code("DE-de", "ama"), "de-DE");
        assert_eq!(code("en", "ama"), "en-US");
        assert_eq!(code("en", "nature"), "en-GB");
        assert_eq!(code("en-US", "nature"), "en-US");
        assert_eq!(code("en-NZ", "ama"), "en-GB");
        assert_eq!(code("pt-BR", "apa"), "pt-BR");
        assert_eq!(code("pt", "apa"), "pt-PT");
        assert_eq!(code("xx", "apa"), "en-US");
        assert_eq!(code("", "apa"), "en-US");
    }
}
