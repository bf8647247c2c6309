//! [`StyleTraits`]: what a style distinguishes and prints. Works are prepared for it, so that nothing
//! is printed twice, and nothing disappears.

use std::str::FromStr;

use citationberg::taxonomy::{Kind, NumberVariable, StandardVariable, Variable};
use citationberg::{IndependentStyle, InheritableNameOptions, LayoutRenderingElement, TextTarget};

use crate::walk::{style_parts, visit_called, visit_elements};

/// What a style distinguishes and prints.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyleTraits {
    /// The types of works that the style tests for.
    types: Vec<Kind>,
    /// Whether it prints events.
    pub(crate) prints_event: bool,
    /// Whether it prints the medium of a work.
    pub(crate) prints_medium: bool,
    /// Whether it prints `Advance online publication` as other text; IEEE prints it in bold.
    pub(crate) prints_status: bool,
    /// Whether it prints the genre of reports; found by a trial, as the next ones.
    pub(crate) prints_report_genre: bool,
    /// Whether it prints the container of a preprint, and not as a book: `In medRxiv`.
    pub(crate) prints_preprint_container: bool,
    /// Whether it prints the editor of a book without authors.
    pub(crate) prints_book_editor: bool,
    /// Whether it prints the publisher of a page on the web.
    pub(crate) prints_page_publisher: bool,
    /// Whether it prints the DOI of a page on the web.
    pub(crate) prints_page_doi: bool,
    /// Whether a publisher is left out if it is the author.
    pub(crate) omits_repeated_publisher: bool,
    /// Whether citations print a place in the work.
    pub(crate) prints_places: bool,
    /// Whether citations depend on the order in which works are cited, other than by numbers.
    pub(crate) depends_on_position: bool,
    /// Whether a group after people is separated from them by a semicolon.
    pub(crate) separates_groups: bool,
    /// The length of the longest words that stay small in headlines.
    pub(crate) longest_small_word: usize,
}

impl StyleTraits {
    /// What can be seen in a style. `name` is that of a built-in style, or another one.
    pub(crate) fn of_style(name: &str, csl: &IndependentStyle) -> Self {
        let mut traits = Self {
            depends_on_position: has_subsequent_rules(&csl.settings.options)
                || has_subsequent_rules(&csl.citation.name_options),
            // CSL cannot say so, but both guides do.
            separates_groups: ["ama", "vancouver"].contains(&name),
            omits_repeated_publisher: name == "apa",
            prints_status: name != "ieee",
            longest_small_word: if csl.info.id.contains("chicago") { 4 } else { 3 },
            ..Self::default()
        };
        for elements in style_parts(csl) {
            visit_elements(elements, &mut |element| traits.note_element(element));
        }
        let citation = &csl.citation.layout.elements;
        visit_called(csl, citation, &mut |element| traits.note_citation_element(element));
        // Chicago asks for the position of letters and interviews only.
        traits.depends_on_position &= name != "chicago-author-date";
        traits
    }

    /// Whether the style tests for a type of CSL.
    pub(crate) fn tests_type(&self, name: &str) -> bool {
        Kind::from_str(name).is_ok_and(|kind| self.types.contains(&kind))
    }

    fn note_element(&mut self, element: &LayoutRenderingElement) {
        match element {
            LayoutRenderingElement::Choose(choose) => {
                for kind in choose.branches().flat_map(|branch| branch.type_.iter().flatten()) {
                    if !self.types.contains(kind) {
                        self.types.push(*kind);
                    }
                }
            }
            LayoutRenderingElement::Text(text) => {
                if let TextTarget::Variable { var: Variable::Standard(variable), .. } = text.target
                {
                    match variable {
                        StandardVariable::Event | StandardVariable::EventTitle => {
                            self.prints_event = true;
                        }
                        StandardVariable::Medium => self.prints_medium = true,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn note_citation_element(&mut self, element: &LayoutRenderingElement) {
        let locator = Variable::Number(NumberVariable::Locator);
        match element {
            LayoutRenderingElement::Text(text) => {
                self.prints_places |=
                    matches!(text.target, TextTarget::Variable { var, .. } if var == locator);
            }
            LayoutRenderingElement::Number(number) => {
                self.prints_places |= Variable::from(number.variable) == locator;
            }
            LayoutRenderingElement::Choose(choose) => {
                self.depends_on_position |=
                    choose.branches().any(|branch| branch.position.is_some());
            }
            LayoutRenderingElement::Names(names) => {
                self.depends_on_position |= names.et_al_subsequent_min.is_some();
            }
            _ => {}
        }
    }
}

fn has_subsequent_rules(options: &InheritableNameOptions) -> bool {
    options.et_al_subsequent_min.is_some() || options.et_al_subsequent_use_first.is_some()
}
