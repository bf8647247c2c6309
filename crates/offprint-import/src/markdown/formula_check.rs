//! Whether the site can render a formula.
//!
//! The site refuses a formula that `math-core` cannot convert, so import writes it as code and says
//! so. Formulas that only need another spelling are rewritten.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use offprint_base::formula::nests_too_deep;

use crate::markdown::formula::Formula;

/// Commands that math-core does not know, and the same in others.
const SPELLINGS: &[(&str, &str)] = &[
    ("\\mbox{", "\\text{"),
    ("\\textnormal{", "\\text{"),
    ("\\hbox{", "\\text{"),
    ("\\dfrac", "\\frac"),
    ("\\tfrac", "\\frac"),
    ("\\nonumber", ""),
    ("\\notag", ""),
    ("\\hdots", "\\ldots"),
    ("\\bm{", "\\mathbf{"),
    ("\\boldsymbol{", "\\mathbf{"),
    ("\\begin{eqnarray}", "\\begin{aligned}"),
    ("\\end{eqnarray}", "\\end{aligned}"),
    ("\\begin{eqnarray*}", "\\begin{aligned}"),
    ("\\end{eqnarray*}", "\\end{aligned}"),
    ("\\begin{align}", "\\begin{aligned}"),
    ("\\end{align}", "\\end{aligned}"),
    ("\\begin{align*}", "\\begin{aligned}"),
    ("\\end{align*}", "\\end{aligned}"),
    ("\\begin{equation}", ""),
    ("\\end{equation}", ""),
    ("\\begin{equation*}", ""),
    ("\\end{equation*}", ""),
];

/// The TeX that the site can render: as it is, or in another spelling.
pub(super) fn renderable_tex(formula: &Formula) -> Option<String> {
    if is_renderable(&formula.tex, formula.is_display) {
        return Some(formula.tex.clone());
    }
    let mut tex = formula.tex.clone();
    for (other, known) in SPELLINGS {
        tex = tex.replace(other, known);
    }
    let tex = tex.trim().to_owned();
    (tex != formula.tex && !tex.is_empty() && is_renderable(&tex, formula.is_display))
        .then_some(tex)
}

fn is_renderable(tex: &str, is_display: bool) -> bool {
    let display = if is_display { MathDisplay::Block } else { MathDisplay::Inline };
    !nests_too_deep(tex)
        && LatexToMathML::new(MathCoreConfig::default())
            .is_ok_and(|converter| converter.convert_with_local_state(tex, display).is_ok())
}
