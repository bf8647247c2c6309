//! Styles whose references can be formatted one by one: with numbers in the order of the text, no
//! reference depends on the others, except for its number.
//!
//! Then the citations of a page need only what they print, mostly the numbers, and each reference
//! is formatted by the style for its own type and variables; see [`crate::narrow`]. This must not
//! call the processor.

use std::collections::BTreeSet;

use citationberg::json::Item;
use citationberg::taxonomy::{NumberVariable, StandardVariable, Variable};
use citationberg::{
    IndependentStyle, LayoutRenderingElement, LongShortForm, SortKey, Text, TextTarget,
};

use crate::narrow::{NarrowedStyles, item_key, mentioned_variables};
use crate::walk::{style_parts, visit_called, visit_elements};

/// A style in the parts that are used apart from each other.
#[derive(Debug)]
pub(crate) struct ApartStyle {
    /// The style with a list that consists of numbers, for the citations and their numbers.
    pub(crate) numbers: IndependentStyle,
    /// The style with citations that print nothing, for the references.
    pub(crate) references: IndependentStyle,
    /// The second one for works of some shapes.
    pub(crate) narrowed: NarrowedStyles,
    /// The fields of works that citations print.
    cited_fields: BTreeSet<String>,
}

impl ApartStyle {
    /// `None` if a reference of the style may depend on other works than its own.
    pub(crate) fn of_style(csl: &IndependentStyle) -> Option<Self> {
        let bibliography = csl.bibliography.as_ref()?;
        let citation = &csl.citation;
        let tells_apart = citation.disambiguate_add_names
            || citation.disambiguate_add_givenname
            || citation.disambiguate_add_year_suffix;
        let is_listed_as_cited =
            bibliography.sort.is_none() && bibliography.subsequent_author_substitute.is_none();
        if tells_apart || !is_listed_as_cited || asks_for_others(csl) {
            return None;
        }
        let mut numbers = csl.clone();
        if let Some(list) = &mut numbers.bibliography {
            list.layout.elements = vec![variable_text(NumberVariable::CitationNumber.into())];
        }
        let mut references = csl.clone();
        // The processor asks whether citations print the suffixes of years before it looks for them
        // in each reference. This one does, and there are none.
        references.citation.layout.elements =
            vec![variable_text(StandardVariable::YearSuffix.into())];
        references.citation.sort = None;
        references.citation.collapse = None;
        Some(Self {
            numbers,
            narrowed: NarrowedStyles::of_style(&references),
            references,
            cited_fields: cited_fields(csl),
        })
    }

    /// A work with the fields that citations print, as long as they are no part of a sentence.
    pub(crate) fn cited_item(&self, item: &Item) -> Item {
        let fields = item.0.iter().filter(|(name, _)| self.cited_fields.contains(name.as_str()));
        Item(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

fn variable_text(variable: Variable) -> LayoutRenderingElement {
    let target = TextTarget::Variable { var: variable, form: LongShortForm::Long };
    LayoutRenderingElement::Text(Text::with_target(target))
}

/// Whether something in the style depends on works that look alike, or have a label.
fn asks_for_others(csl: &IndependentStyle) -> bool {
    let mut asks = false;
    for elements in style_parts(csl) {
        visit_elements(elements, &mut |element| {
            let labels = [StandardVariable::YearSuffix, StandardVariable::CitationLabel];
            asks |= mentioned_variables(element).iter().any(|variable| {
                *variable == Variable::Number(NumberVariable::FirstReferenceNoteNumber)
                    || labels.iter().any(|label| *variable == Variable::Standard(*label))
            });
            if let LayoutRenderingElement::Choose(choose) = element {
                asks |= choose.branches().any(|branch| branch.disambiguate.is_some());
            }
        });
    }
    asks
}

fn cited_fields(csl: &IndependentStyle) -> BTreeSet<String> {
    let mut fields = BTreeSet::from(["id", "type", "language"].map(str::to_owned));
    let mut note = |element: &LayoutRenderingElement| {
        fields.extend(mentioned_variables(element).into_iter().map(item_key));
    };
    visit_called(csl, &csl.citation.layout.elements, &mut note);
    for key in csl.citation.sort.iter().flat_map(|sort| &sort.keys) {
        match key {
            SortKey::Variable { variable, .. } => note(&variable_text(*variable)),
            SortKey::MacroName { name, .. } => {
                let called = TextTarget::Macro { name: name.clone() };
                let called = LayoutRenderingElement::Text(Text::with_target(called));
                visit_called(csl, &[called], &mut note);
            }
        }
    }
    fields
}
