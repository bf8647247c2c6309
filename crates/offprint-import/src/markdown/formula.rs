//! Finds the TeX source of formulas.
//!
//! Pages contain the source of a formula next to its rendering: in a MathML annotation, in a script
//! for MathJax, or in the alternative text of an image. MathML without any of these is not
//! converted; only its letters are kept.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// A formula.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Formula {
    pub(super) tex: String,
    /// Whether it is a displayed formula, on separate lines.
    pub(super) is_display: bool,
}

/// `<script type="math/tex; mode=display">`.
pub(super) fn formula_in_script(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let kind = document.attribute(node, "type")?;
    if !kind.starts_with("math/tex") {
        return None;
    }
    formula(&document.text_within(node, 20_000), kind.contains("display"))
}

/// `<math>` with a TeX annotation, or with TeX in `alttext`.
pub(super) fn formula_in_math(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let annotation = document.descendants(node).find(|inner| {
        document.is(*inner, Tag::Annotation)
            && document.attribute(*inner, "encoding").is_some_and(|encoding| {
                matches!(encoding.trim(), "application/x-tex" | "TeX" | "LaTeX" | "text/latex")
            })
    });
    let is_display = document.attribute(node, "display") == Some("block")
        || document.ancestors(node).take(4).any(|above| {
            has_class(document, above, &["katex-display", "math-display", "mwe-math-element-block"])
        });
    let tex = match annotation {
        Some(annotation) => document.text_within(annotation, 20_000),
        None => document.attribute(node, "alttext")?.to_owned(),
    };
    formula(&tex, is_display)
}

/// An element made by a script that renders formulas, with MathML inside; its rendering is ignored.
pub(super) fn formula_in_wrapper(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let is_wrapper =
        has_class(document, node, &["katex", "MathJax", "MathJax_SVG", "mwe-math-element"]);
    if !is_wrapper {
        return None;
    }
    let math = document.descendants(node).find(|inner| document.is(*inner, Tag::Math))?;
    formula_in_math(document, math)
}

/// The alternative text of an image that shows a formula.
pub(super) fn formula_in_image(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let is_formula = has_class(
        document,
        node,
        &[
            "tex",
            "latex",
            "mwe-math-fallback-image-inline",
            "mwe-math-fallback-image-display",
            "math",
        ],
    );
    let alt = document.attribute(node, "alt")?.trim();
    if !is_formula || alt.is_empty() {
        return None;
    }
    formula(alt, has_class(document, node, &["mwe-math-fallback-image-display"]))
}

fn formula(tex: &str, is_display: bool) -> Option<Formula> {
    let mut tex = tex.trim();
    for (start, end) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        if let Some(inner) = tex.strip_prefix(start).and_then(|tex| tex.strip_suffix(end)) {
            tex = inner.trim();
        }
    }
    for wrapper in ["{\\displaystyle", "{\\textstyle"] {
        if let Some(inner) = tex.strip_prefix(wrapper).and_then(|tex| tex.strip_suffix('}')) {
            tex = inner.trim();
        }
    }
    let tex: String = tex.split_whitespace().collect::<Vec<_>>().join(" ").replace('$', "\\$");
    (!tex.is_empty()).then_some(Formula { tex, is_display })
}

fn has_class(document: &HtmlDocument, node: NodeId, names: &[&str]) -> bool {
    document
        .attribute(node, "class")
        .is_some_and(|class| class.split_ascii_whitespace().any(|word| names.contains(&word)))
}
