//! Writes formulas, and text that contains formulas between TeX's signs.

use crate::html::dom::NodeId;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::formula::{self, Formula, FormulaMeaning, FormulaSigns, TextPiece};
use crate::markdown::formula_check::renderable_tex;

impl MarkdownConverter<'_> {
    /// Writes an element that is a formula; whether it was one.
    pub(super) fn formula_element(&mut self, node: NodeId) -> bool {
        match formula::formula_meaning(self.document, node) {
            None => return false,
            Some(FormulaMeaning::Formula(formula)) => self.formula(&formula),
            Some(FormulaMeaning::Rendering) => {}
            Some(FormulaMeaning::Unreadable(text)) => self.formula_as_code(&text),
        }
        true
    }

    /// Whether an element is a formula or its rendering.
    pub(super) fn is_formula(&self, node: NodeId) -> bool {
        formula::formula_meaning(self.document, node).is_some()
    }

    pub(super) fn formula(&mut self, formula: &Formula) {
        let Some(tex) = renderable_tex(formula) else {
            self.formula_as_code(&formula.tex);
            return;
        };
        let is_block = formula.is_display && self.heading.is_none() && !self.is_in_cell;
        if is_block {
            self.flush();
            self.push_block(format!("$$\n{tex}\n$$"), false);
        } else {
            self.run.finished(format!("${tex}$"));
        }
    }

    /// What cannot be rendered becomes code, so that nothing is lost.
    fn formula_as_code(&mut self, text: &str) {
        self.inline_code(text);
        self.unreadable.push(text.to_owned());
    }

    /// Adds text with the formulas in it.
    pub(super) fn text_with_formulas(&mut self, text: &str) {
        if !text.contains(['$', '\\']) {
            self.run.text(text);
            return;
        }
        for piece in formula::formulas_in_text(text, FormulaSigns::OfPage) {
            match piece {
                TextPiece::Text(text) => self.run.text(text),
                TextPiece::Formula(formula) => self.formula(&formula),
            }
        }
    }
}
