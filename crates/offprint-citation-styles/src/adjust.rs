//! Corrections of loaded styles, where the processor or a style of the public repository errs. They
//! change styles in memory, built-in ones and `.csl` files alike: the classes of errors are the same.

use citationberg::taxonomy::{NameVariable, OtherTerm, StandardVariable, Term, Variable};
use citationberg::{
    Citation, Collapse, IndependentStyle, LayoutRenderingElement, LongShortForm, Name, Names,
    NamesChild, Text, TextCase, TextTarget,
};

use crate::marks::{MarkedSpan, mark_pair};
use crate::walk::{change_elements, change_style};

/// Corrects a style, and gives what each mark stands for.
pub(crate) fn adjust_style(style: &mut IndependentStyle) -> Vec<MarkedSpan> {
    // The processor puts it between all citations, also between those of different authors.
    style.citation.cite_group_delimiter = None;
    let mut spans = Vec::new();
    change_style(style, &mut |element| match element {
        LayoutRenderingElement::Names(names) => {
            add_missing_name(names);
            complete_substitutes(names);
        }
        LayoutRenderingElement::Text(text) => {
            use_short_container(text);
            mark_case(text, &mut spans);
            mark_quotes(text, &mut spans);
        }
        _ => {}
    });
    if style.citation.disambiguate_add_names || style.citation.disambiguate_add_givenname {
        separate_bibliography(style);
    }
    spans
}

/// What separates the years of an author in a citation, `2013a, 2013b`; `None` if the style repeats
/// the author.
pub(crate) fn year_delimiter(citation: &Citation) -> Option<String> {
    matches!(
        citation.collapse,
        Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged)
    )
    .then(|| citation.cite_group_delimiter.clone().unwrap_or_else(|| ", ".to_owned()))
}

/// Names that replace others have their form, `Doe, Jane, and Richard Roe, eds.` The processor does
/// not give it to names inside a condition.
fn complete_substitutes(names: &mut Names) {
    let form = names.clone();
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child {
            for element in &mut substitute.children {
                if matches!(element, LayoutRenderingElement::Names(_)) {
                    continue;
                }
                change_elements(std::slice::from_mut(element), &mut |element| {
                    if let LayoutRenderingElement::Names(inner) = element
                        && inner.children.is_empty()
                    {
                        *inner = form.from_names_substitute(inner);
                    }
                });
            }
        }
    }
}

/// Gives the list of references macros of its own, whose names have one more variable, which no work
/// has. The processor shortens and lengthens the names of citations that look alike, and does the
/// same with names of the same variables in the list: `Shelton et al.` instead of all authors.
fn separate_bibliography(style: &mut IndependentStyle) {
    let Some(bibliography) = &mut style.bibliography else { return };
    let own_name = |name: &str| format!("{name} (list of references)");
    let mut own = |element: &mut LayoutRenderingElement| match element {
        LayoutRenderingElement::Text(text) => {
            if let TextTarget::Macro { name } = &mut text.target {
                *name = own_name(name);
            }
        }
        // Editors and translators that are the same people are joined only if there is no third.
        LayoutRenderingElement::Names(names) if names.variable.len() != 2 => {
            names.variable.push(NameVariable::SeriesCreator);
        }
        _ => {}
    };
    change_elements(&mut bibliography.layout.elements, &mut own);
    let mut macros = style.macros.clone();
    for part in &mut macros {
        part.name = own_name(&part.name);
        change_elements(&mut part.children, &mut own);
    }
    style.macros.extend(macros);
}

/// The processor takes `<names>` with other children than `<name/>` for empty, and drops all
/// authors: so do `vancouver` and `nlm-citation-sequence`. The default `<name/>` is what CSL means.
fn add_missing_name(names: &mut Names) {
    let has_name = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
    if !names.children.is_empty() && !has_name {
        // At the start: the place of a label is told by its place after the name.
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
}

/// The processor knows short forms of titles only. The items have a variable of their own for the
/// abbreviated journal, which always has a value if there is a journal.
fn use_short_container(text: &mut Text) {
    if let TextTarget::Variable { var, form } = &mut text.target
        && *var == Variable::Standard(StandardVariable::ContainerTitle)
        && *form == LongShortForm::Short
    {
        *var = Variable::Standard(StandardVariable::ContainerTitleShort);
        *form = LongShortForm::Long;
    }
}

/// The processor writes `Mtor` or `MTOR` for `mTOR`. Capitals are decided in the complete text.
///
/// The case of sentences is not produced at all: no program knows which words of a title are names
/// of drugs, genes or places, and records of medicine have titles in this case already.
fn mark_case(text: &mut Text, spans: &mut Vec<MarkedSpan>) {
    if matches!(text.target, TextTarget::Term { .. }) {
        return;
    }
    let span = match text.text_case {
        Some(TextCase::TitleCase | TextCase::CapitalizeAll) => Some(MarkedSpan::TitleCase),
        Some(TextCase::CapitalizeFirst) => Some(MarkedSpan::FirstCapital),
        Some(TextCase::SentenceCase) => None,
        // Capitals and small letters on purpose: only of words that a style knows.
        Some(TextCase::Lowercase | TextCase::Uppercase) | None => return,
    };
    text.text_case = None;
    if let Some(span) = span {
        enclose(text, span, spans);
    }
}

/// Quotation marks inside quotation marks have other signs, and attract other punctuation.
fn mark_quotes(text: &mut Text, spans: &mut Vec<MarkedSpan>) {
    if text.quotes {
        text.quotes = false;
        enclose(text, MarkedSpan::Quoted, spans);
    }
}

fn enclose(text: &mut Text, span: MarkedSpan, spans: &mut Vec<MarkedSpan>) {
    let Some((open, close)) = mark_pair(spans.len()) else { return };
    spans.push(span);
    let affixes = &mut text.affixes;
    affixes.prefix = Some(format!("{}{open}", affixes.prefix.take().unwrap_or_default()));
    affixes.suffix = Some(format!("{close}{}", affixes.suffix.take().unwrap_or_default()));
}

/// The terms of a language for quotation marks: outer opening and closing, inner opening and closing.
pub(crate) const QUOTATION_TERMS: [Term; 4] = [
    Term::Other(OtherTerm::OpenQuote),
    Term::Other(OtherTerm::CloseQuote),
    Term::Other(OtherTerm::OpenInnerQuote),
    Term::Other(OtherTerm::CloseInnerQuote),
];
