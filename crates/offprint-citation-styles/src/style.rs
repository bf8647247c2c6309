//! [`CitationStyle`]: a style that was loaded, checked and corrected.

use std::sync::OnceLock;

use citationberg::{
    Citation, CitationFormat, Collapse, DisambiguationRule, IndependentStyle, LocaleCode, Style,
    StyleCategory, StyleClass, XmlDeError,
};
use offprint_base::Fingerprint;

use crate::adjust::{adjust_style, year_delimiter};
use crate::apart::ApartStyle;
use crate::known_references::KnownReferences;
use crate::limits::check_macros;
use crate::locales::{add_guide_terms, embedded_style};
use crate::marks::MarkedSpan;
use crate::narrow::NarrowedStyles;
use crate::problem::StyleProblem;
use crate::traits::StyleTraits;
use crate::xml::check_xml;

/// The names of the built-in styles, with the guides that they follow.
pub const BUILTIN_STYLES: [(&str, &str); 10] = [
    ("ama", "AMA Manual of Style, 11th edition"),
    ("apa", "Publication Manual of the American Psychological Association, 7th edition"),
    ("bmj", "BMJ"),
    ("chicago-author-date", "The Chicago Manual of Style, 18th edition, author and date"),
    ("harvard", "Cite Them Right, 12th edition, Harvard"),
    ("ieee", "IEEE Reference Guide"),
    ("lancet", "The Lancet"),
    ("nature", "Nature"),
    ("plos", "PLOS"),
    ("vancouver", "Citing Medicine (NLM, ICMJE), in the order of the citations"),
];

/// The style that is used if a site names none.
pub const DEFAULT_STYLE: &str = "ama";

/// How the lists of references of a style are formatted.
#[derive(Debug)]
pub(crate) enum ListStyle {
    /// Each work alone, since none depends on the others.
    OneByOne(Box<ApartStyle>),
    /// All works of a page together, by the style for works of their shapes.
    Together(NarrowedStyles),
}

/// A citation style. It can be used by many threads at once; what it remembers changes no result.
#[derive(Debug)]
pub struct CitationStyle {
    name: String,
    pub(crate) csl: IndependentStyle,
    /// The style without ranges of numbers, for citations whose items have pages or words: in a
    /// range, these would disappear.
    pub(crate) without_ranges: Option<Box<IndependentStyle>>,
    /// The style for works that the processor cannot tell apart by given names.
    pub(crate) without_given_names: Option<Box<IndependentStyle>>,
    /// How lists of references are formatted.
    pub(crate) lists: ListStyle,
    /// The references of works that were cited before, of a style that formats them one by one.
    pub(crate) known: KnownReferences,
    /// What each mark in the style stands for.
    pub(crate) spans: Vec<MarkedSpan>,
    /// What separates the years of one author in a citation.
    pub(crate) year_delimiter: Option<String>,
    /// What the style prints.
    pub(crate) traits: StyleTraits,
    fingerprint: Fingerprint,
}

impl CitationStyle {
    /// A built-in style by its name, parsed at its first use; see [`BUILTIN_STYLES`].
    pub fn builtin(name: &str) -> Option<&'static Self> {
        static STYLES: [OnceLock<CitationStyle>; BUILTIN_STYLES.len()] =
            [const { OnceLock::new() }; BUILTIN_STYLES.len()];
        let position = BUILTIN_STYLES.iter().position(|(known, _)| *known == name)?;
        Some(STYLES[position].get_or_init(|| {
            let text = embedded_style(name).expect("each style has a file");
            let mut style = Self::from_csl(name, &text).expect("a test loads all styles");
            // The style leaves its quotation marks to the language, and its guide is British.
            if name == "harvard" {
                style.csl.default_locale = Some(LocaleCode("en-GB".into()));
            }
            style
        }))
    }

    /// A style from the text of a `.csl` file. `name` is used in messages.
    ///
    /// # Errors
    ///
    /// If the text is not well-formed, is not a style of CSL 1.0, depends on another style, has
    /// footnotes, has no list of references, calls macros that do not exist or in circles, or is
    /// too large.
    pub fn from_csl(name: &str, text: &str) -> Result<Self, StyleProblem> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        check_xml(text)?;
        let style = Style::from_xml(text).map_err(|error| parse_problem(&error, text))?;
        let mut csl = match style {
            Style::Independent(style) => style,
            Style::Dependent(style) => {
                return Err(dependent_problem(name, &style.parent_link.href, text));
            }
        };
        if csl.settings.class == StyleClass::Note {
            return Err(StyleProblem::new(format!("the style `{name}` cites in footnotes"))
                .with_help("use a style that cites in the text: `class=\"in-text\"`")
                .at_first(text, &["class=\"note\"".into(), "class='note'".into()]));
        }
        if csl.bibliography.is_none() {
            return Err(StyleProblem::new(format!("the style `{name}` has no list of references"))
                .with_help("use a style with `<bibliography>`"));
        }
        check_macros(&csl, text)?;
        let year_delimiter = year_delimiter(&csl.citation);
        let spans = adjust_style(&mut csl);
        add_guide_terms(name, &mut csl);
        let mut style = Self {
            name: name.to_owned(),
            without_ranges: (csl.citation.collapse == Some(Collapse::CitationNumber)).then(|| {
                let mut apart = csl.clone();
                apart.citation.collapse = None;
                Box::new(apart)
            }),
            without_given_names: expands_given_names(&csl.citation).then(|| {
                let mut careful = csl.clone();
                careful.citation.givenname_disambiguation_rule = DisambiguationRule::AllNames;
                Box::new(careful)
            }),
            lists: match ApartStyle::of_style(&csl) {
                Some(apart) => ListStyle::OneByOne(Box::new(apart)),
                None => ListStyle::Together(NarrowedStyles::of_style(&csl)),
            },
            known: KnownReferences::default(),
            traits: StyleTraits::of_style(name, &csl),
            fingerprint: Fingerprint::of(text),
            csl,
            spans,
            year_delimiter,
        };
        style.try_traits();
        Ok(style)
    }

    /// The name that the style was loaded by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title that the style gives itself.
    pub fn title(&self) -> &str {
        &self.csl.info.title.value
    }

    /// Whether citations are numbers, in the order of the text.
    pub fn is_numeric(&self) -> bool {
        self.csl.info.category.iter().any(|category| {
            matches!(category, StyleCategory::CitationFormat { format: CitationFormat::Numeric })
        })
    }

    /// Identifies the content of the style.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

/// What the parser of CSL says, with the place of the word that it does not know.
fn parse_problem(error: &XmlDeError, text: &str) -> StyleProblem {
    let message = error.source.to_string();
    // Some messages list all words that would be right: up to a hundred.
    let short = message.split(", expected one of").next().unwrap_or(&message);
    let problem = StyleProblem::new(format!("this is not a style of CSL 1.0: {short}"));
    match message.split('`').nth(1) {
        Some(word) => problem.at_first(
            text,
            &[format!("\"{word}\""), format!("'{word}'"), format!("<{word}"), word.to_owned()],
        ),
        None => problem,
    }
}

fn dependent_problem(name: &str, parent: &str, text: &str) -> StyleProblem {
    let parent_name = parent.trim_end_matches('/').rsplit('/').next().unwrap_or(parent);
    let own = match parent_name {
        "american-medical-association" => "ama",
        "harvard-cite-them-right" => "harvard",
        "nlm-citation-sequence" => "vancouver",
        "the-lancet" => "lancet",
        other => other,
    };
    let help = if BUILTIN_STYLES.iter().any(|(known, _)| *known == own) {
        format!("use the style `{own}`")
    } else {
        format!("use the file `{parent_name}.csl`")
    };
    StyleProblem::new(format!("the style `{name}` depends on `{parent_name}`"))
        .with_help(help)
        .at_first(text, &["independent-parent".into()])
}

/// Whether the processor adds given names to citations that look alike; only one of its rules does.
fn expands_given_names(citation: &Citation) -> bool {
    citation.disambiguate_add_givenname
        && citation.disambiguate_add_names
        && citation.givenname_disambiguation_rule == DisambiguationRule::ByCite
}
