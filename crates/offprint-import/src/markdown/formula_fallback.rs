//! Formulas in the Markdown of any source: those that the site cannot render become code.
//!
//! A web page's formulas are checked when they are written. In Markdown and in pasted text they are
//! already there, in the form in which the site will read them; one that it cannot render would stop
//! its build. Must not know the format of the source.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use crate::markdown::formula::Formula;
use crate::markdown::formula_check::renderable_tex;
use crate::site_markdown::{site_options, with_edits};

/// The body in which every formula can be rendered. Those that became code are added to
/// `unreadable`.
pub(crate) fn with_renderable_formulas<'b>(
    body: &'b str,
    unreadable: &mut Vec<String>,
) -> Cow<'b, str> {
    if !body.contains('$') {
        return Cow::Borrowed(body);
    }
    let mut edits = Vec::new();
    for (event, span) in Parser::new_ext(body, site_options()).into_offset_iter() {
        let (tex, is_display) = match event {
            Event::InlineMath(tex) => (tex.into_string(), false),
            Event::DisplayMath(tex) => (tex.into_string(), true),
            _ => continue,
        };
        let formula = Formula { tex, is_display };
        match renderable_tex(&formula) {
            Some(tex) if tex == formula.tex => {}
            Some(tex) if is_display => edits.push((span, format!("$${tex}$$"))),
            Some(tex) => edits.push((span, format!("${}$", tex.trim()))),
            None => {
                edits.push((span, inline_code(&formula.tex)));
                unreadable.push(formula.tex);
            }
        }
    }
    match edits.is_empty() {
        true => Cow::Borrowed(body),
        false => Cow::Owned(with_edits(body, edits)),
    }
}

/// Code on one line, between more backticks than it contains in a row.
fn inline_code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    let blank = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{ticks}{blank}{line}{blank}{ticks}")
}

/// The warnings about formulas that became code, with the lines of the source if they are known.
pub(crate) fn formula_warnings(
    unreadable: &[String],
    line_of: impl Fn(&str) -> Option<usize>,
) -> Vec<String> {
    const EXCERPT: usize = 60;
    const MOST: usize = 5;
    let excerpt = |tex: &String| {
        let line = tex.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(EXCERPT).collect();
        let place = line_of(tex.trim()).map(|line| format!(" (line {line})")).unwrap_or_default();
        let more = if cut.len() < line.len() { "…" } else { "" };
        format!("`{cut}{more}`{place}")
    };
    let shown: Vec<String> = unreadable.iter().take(MOST).map(excerpt).collect();
    match unreadable.len() {
        0 => Vec::new(),
        1 => vec![format!("a formula cannot be rendered and became code: {}", shown[0])],
        count => {
            let more = if count > MOST { ", …" } else { "" };
            vec![format!(
                "{count} formulas cannot be rendered and became code: {}{more}",
                shown.join(", ")
            )]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{formula_warnings, with_renderable_formulas};

    #[track_caller]
    fn check(body: &str, expect: &str, count: usize) {
        let mut unreadable = Vec::new();
        assert_eq!(with_renderable_formulas(body, &mut unreadable), expect);
        assert_eq!(unreadable.len(), count, "{unreadable:?}");
    }

    #[test]
    fn what_the_site_cannot_render_becomes_code() {
        check("The $x^2$ and $5 and $6.\n", "The $x^2$ and $5 and $6.\n", 0);
        check("Gas $\\nosuchcommand{CO2}$ here\n", "Gas `\\nosuchcommand{CO2}` here\n", 1);
        check(
            "$$\n\\begin{nosuch}\nx\n\\end{nosuch}\n$$\n",
            "`\\begin{nosuch} x \\end{nosuch}`\n",
            1,
        );
        check("> $\\nosuch$ and $\\frac1$\n", "> `\\nosuch` and `\\frac1`\n", 2);
        check("So $x=1 \\mbox{ for all}$.\n", "So $x=1 \\text{ for all}$.\n", 0);
        check("`$\\nosuch$`\n\n    $\\nosuch$\n", "`$\\nosuch$`\n\n    $\\nosuch$\n", 0);
    }

    #[test]
    fn the_warning_names_the_lines() {
        let unreadable = vec!["\\a".to_owned(), "\\b\n c".to_owned()];
        assert_eq!(
            formula_warnings(&unreadable, |tex| (tex == "\\a").then_some(7)),
            ["2 formulas cannot be rendered and became code: `\\a` (line 7), `\\b c`"]
        );
    }
}
