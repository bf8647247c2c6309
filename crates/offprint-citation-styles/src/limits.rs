//! Styles that would never end, or not before the reader has gone: macros that call themselves, and
//! macros that call each other so often that one reference has millions of elements.

use std::collections::BTreeMap;

use citationberg::{IndependentStyle, LayoutRenderingElement, SortKey, TextTarget};

use crate::problem::StyleProblem;
use crate::walk::child_lists;

/// The most elements that one reference may go through: the largest public style, a Chicago one, has
/// 60,000.
const MAX_ELEMENTS: u64 = 1_000_000;
/// The deepest nesting with the macros that are called: Chicago has 43.
const MAX_DEPTH: u32 = 120;

/// The size of an element or a macro with everything that it calls.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Extent {
    /// The number of elements.
    pub(crate) elements: u64,
    /// The levels below each other.
    pub(crate) depth: u32,
}

/// Checks that every macro that is called exists, that none calls itself, and that the style is not
/// too large. Gives the extent of the larger of the two layouts.
pub(crate) fn check_macros(style: &IndependentStyle, text: &str) -> Result<Extent, StyleProblem> {
    let macros = style.macros.iter().map(|part| (part.name.as_str(), part.children.as_slice()));
    let mut extents =
        Extents { macros: macros.collect(), known: BTreeMap::new(), open: Vec::new(), text };
    let mut largest = Extent::default();
    let bibliography = style.bibliography.as_ref();
    let layouts = [Some(&style.citation.layout), bibliography.map(|part| &part.layout)];
    for layout in layouts.into_iter().flatten() {
        let extent = extents.of_elements(&layout.elements)?;
        largest.elements = largest.elements.max(extent.elements);
        largest.depth = largest.depth.max(extent.depth);
    }
    let sorts = [style.citation.sort.as_ref(), bibliography.and_then(|part| part.sort.as_ref())];
    for key in sorts.into_iter().flatten().flat_map(|sort| &sort.keys) {
        if let SortKey::MacroName { name, .. } = key {
            extents.of_macro(name)?;
        }
    }
    // Macros that nothing calls are harmless, unless something is wrong with the names in them.
    for part in &style.macros {
        extents.of_macro(&part.name)?;
    }
    Ok(largest)
}

struct Extents<'a> {
    macros: BTreeMap<&'a str, &'a [LayoutRenderingElement]>,
    known: BTreeMap<&'a str, Extent>,
    /// The macros that are being measured, each called by the one before it.
    open: Vec<&'a str>,
    text: &'a str,
}

impl<'a> Extents<'a> {
    fn of_macro(&mut self, name: &str) -> Result<Extent, StyleProblem> {
        let Some((&name, &elements)) = self.macros.get_key_value(name) else {
            return Err(StyleProblem::new(format!("the macro `{name}` does not exist"))
                .at_first(self.text, &call_texts(name)));
        };
        if let Some(extent) = self.known.get(name) {
            return Ok(*extent);
        }
        if let Some(start) = self.open.iter().position(|open| *open == name) {
            let circle = self.open[start..].join("` → `");
            return Err(StyleProblem::new(format!("a macro calls itself: `{circle}` → `{name}`"))
                .at_first(self.text, &call_texts(name)));
        }
        if self.open.len() >= MAX_DEPTH as usize {
            return Err(self.too_large());
        }
        self.open.push(name);
        let extent = self.of_elements(elements)?;
        self.open.pop();
        self.known.insert(name, extent);
        Ok(extent)
    }

    fn of_elements(
        &mut self,
        elements: &'a [LayoutRenderingElement],
    ) -> Result<Extent, StyleProblem> {
        let mut total = Extent { elements: 0, depth: 1 };
        for element in elements {
            let mut below = Extent { elements: 1, depth: 0 };
            for children in child_lists(element) {
                below.include(self.of_elements(children)?);
            }
            if let LayoutRenderingElement::Text(part) = element
                && let TextTarget::Macro { name } = &part.target
            {
                below.include(self.of_macro(name)?);
            }
            total.elements = total.elements.saturating_add(below.elements);
            total.depth = total.depth.max(below.depth + 1);
        }
        // Checked at each level, so that the sums stay small and the recursion ends in time.
        if total.elements > MAX_ELEMENTS || total.depth > MAX_DEPTH {
            return Err(self.too_large());
        }
        Ok(total)
    }

    fn too_large(&self) -> StyleProblem {
        let problem = StyleProblem::new(format!(
            "the style is too large: with the macros that it calls, a reference may have \
             {MAX_ELEMENTS} elements, {MAX_DEPTH} inside each other"
        ));
        match self.open.last() {
            Some(name) => problem.at_first(self.text, &[format!("<macro name=\"{name}\"")]),
            None => problem,
        }
    }
}

impl Extent {
    fn include(&mut self, child: Self) {
        self.elements = self.elements.saturating_add(child.elements);
        self.depth = self.depth.max(child.depth);
    }
}

/// How a call of a macro can be written.
fn call_texts(name: &str) -> [String; 2] {
    [format!("macro=\"{name}\""), format!("macro='{name}'")]
}
