//! [`math_text`]: a formula in MathML as text on one line: `½` of two elements is `1/2`, and raised
//! numbers become Unicode characters.
//!
//! Texts of records have no formulas, so this keeps what a reader needs to read one aright: a power
//! must not become a longer number. Must not depend on formats.

use roxmltree::{Document, Node};

use crate::text::script::script_text;

/// A formula of more levels is hostile.
const MAX_LEVELS: usize = 100;

/// The text of an element of a formula.
pub(crate) fn math_text(node: Node<'_, '_>) -> String {
    let mut out = String::new();
    add_element(node, 0, &mut out);
    out
}

/// The text of a formula with its tags, whose names begin with `mml:`. None if it cannot be read.
pub(super) fn math_text_of_markup(markup: &str) -> Option<String> {
    let wrapped = format!("<a xmlns:mml=\"http://www.w3.org/1998/Math/MathML\">{markup}</a>");
    let document = Document::parse(&wrapped).ok()?;
    Some(math_text(document.root_element()))
}

fn add_element(node: Node<'_, '_>, level: usize, out: &mut String) {
    if level > MAX_LEVELS {
        return;
    }
    let parts: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    let text = |part: Node<'_, '_>| {
        let mut text = String::new();
        add_element(part, level + 1, &mut text);
        text
    };
    match (node.tag_name().name(), parts.as_slice()) {
        ("annotation" | "annotation-xml" | "none" | "mprescripts", _) => {}
        ("mfrac", [above, below]) => {
            out.extend([&*grouped(text(*above)), "/", &*grouped(text(*below))]);
        }
        ("msqrt", _) => {
            let mut inner = String::new();
            for part in parts {
                add_element(part, level + 1, &mut inner);
            }
            out.extend(["√", &*grouped(inner)]);
        }
        ("mroot", [base, degree]) => {
            out.extend([&*raised(&text(*degree)), "√", &*grouped(text(*base))]);
        }
        ("msup", [base, above]) => out.extend([&*text(*base), &*raised(&text(*above))]),
        ("msub", [base, below]) => out.extend([&*text(*base), &*lowered(&text(*below))]),
        ("msubsup", [base, below, above]) => {
            out.extend([&*text(*base), &*lowered(&text(*below)), &*raised(&text(*above))]);
        }
        // Line feeds between elements are only the layout of the file.
        (_, []) => out.push_str(node.text().unwrap_or_default().trim()),
        _ => {
            for part in parts {
                add_element(part, level + 1, out);
            }
        }
    }
}

/// The text in brackets, unless it is one number or one name.
fn grouped(text: String) -> String {
    let is_one = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ','))
        || text.starts_with('(') && text.find(')') == Some(text.len() - 1);
    if is_one { text } else { format!("({text})") }
}

fn raised(text: &str) -> String {
    let script = script_text(text, true);
    let is_plain = script == text && text.chars().any(char::is_alphanumeric);
    if is_plain { format!("^{}", grouped(script)) } else { script }
}

fn lowered(text: &str) -> String {
    let script = script_text(text, false);
    let is_plain = script == text && text.chars().any(char::is_alphanumeric);
    if is_plain { format!("_{}", grouped(script)) } else { script }
}

#[cfg(test)]
mod tests {
    use super::math_text_of_markup;

    #[track_caller]
    fn check(markup: &str, expect: Option<&str>) {
        assert_eq!(math_text_of_markup(markup).as_deref(), expect, "{markup}");
    }

    #[test]
    fn powers_and_fractions_keep_their_meaning() {
        check(
            "<mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math>",
            Some("1/2"),
        );
        check(
            "<mml:math><mml:mn>3</mml:mn> <mml:mo>×</mml:mo>\n<mml:msup><mml:mn>10</mml:mn><mml:mrow>\
             <mml:mo>−</mml:mo><mml:mn>8</mml:mn></mml:mrow></mml:msup></mml:math>",
            Some("3×10⁻⁸"),
        );
        check(
            "<mml:math><mml:msubsup><mml:mi>x</mml:mi><mml:mi>Q</mml:mi><mml:mn>2</mml:mn></mml:msubsup>\
             </mml:math>",
            Some("x_Q²"),
        );
        check(
            "<mml:mfrac><mml:mrow><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mi>b</mml:mi></mml:mrow>\
             <mml:msqrt><mml:mi>n</mml:mi></mml:msqrt></mml:mfrac>",
            Some("(a+b)/(√n)"),
        );
        check(
            "<mml:math><mml:mi>P</mml:mi><mml:mo>=</mml:mo><mml:mn>0.04</mml:mn></mml:math>",
            Some("P=0.04"),
        );
    }

    #[test]
    fn broken_formulas_are_left_to_the_caller() {
        check("<mml:math><mml:mi>P</mml:math>", None);
    }
}
