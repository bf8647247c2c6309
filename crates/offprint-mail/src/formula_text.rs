//! [`with_plain_formulas`]: the formulas of a text as one line of signs, because mail programs show no
//! MathML. Fractions, powers and indices keep their meaning: `m/s^2`, `(1+x)/(2y)`.
//!
//! The source of a formula is preferred if its MathML has it. This must not know what a formula says.

use offprint_base::{HtmlToken, visit_html};

/// The HTML with each formula as `<code>`.
pub(crate) fn with_plain_formulas(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    let mut formula = FormulaText::default();
    visit_html(html, |token| match token {
        HtmlToken::Start(tag) if tag.name == "math" || formula.is_open() => {
            if !formula.is_open() {
                out.push_str(&html[from..tag.span.start]);
            }
            if !tag.is_self_closing {
                formula.start(tag.name);
            }
        }
        HtmlToken::End(name, span) if formula.is_open() => {
            formula.end(name);
            if !formula.is_open() {
                let text = std::mem::take(&mut formula).finish();
                out.push_str(&format!("<code>{}</code>", escaped(&text)));
                from = span.end;
            }
        }
        HtmlToken::Text(text) if formula.is_open() => formula.text(text),
        _ => {}
    });
    if !formula.is_open() {
        out.push_str(&html[from..]);
    }
    out
}

/// A text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An element of a formula that is open: its name, and the texts of its parts.
#[derive(Debug)]
struct OpenPart {
    name: String,
    parts: Vec<String>,
}

#[derive(Debug, Default)]
struct FormulaText {
    open: Vec<OpenPart>,
    source: String,
    text: String,
}

impl FormulaText {
    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn start(&mut self, name: &str) {
        self.open.push(OpenPart { name: name.to_owned(), parts: Vec::new() });
    }

    fn text(&mut self, text: &str) {
        let Some(last) = self.open.last_mut() else { return };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if last.name == "annotation" {
            self.source.push_str(&text);
        } else if !text.is_empty() {
            last.parts.push(text);
        }
    }

    /// Ends the element of this name, and those in it that have no end.
    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|part| part.name == name) else { return };
        while self.open.len() > at {
            let Some(part) = self.open.pop() else { return };
            let text = joined(&part);
            match self.open.last_mut() {
                Some(outer) => outer.parts.push(text),
                None => self.text = text,
            }
        }
    }

    fn finish(self) -> String {
        if self.source.is_empty() { self.text } else { self.source }
    }
}

/// The text of an element from the texts of its parts.
fn joined(part: &OpenPart) -> String {
    let texts = &part.parts;
    let grouped = |index: usize| {
        let text = texts.get(index).map_or("", String::as_str);
        match text.chars().all(char::is_alphanumeric)
            || text.starts_with('(') && text.ends_with(')')
        {
            true => text.to_owned(),
            false => format!("({text})"),
        }
    };
    match part.name.as_str() {
        "mfrac" => format!("{}/{}", grouped(0), grouped(1)),
        "msup" | "mover" => format!("{}^{}", grouped(0), grouped(1)),
        "msub" | "munder" => format!("{}_{}", grouped(0), grouped(1)),
        "msubsup" | "munderover" => format!("{}_{}^{}", grouped(0), grouped(1), grouped(2)),
        "msqrt" => format!("√({})", texts.concat()),
        "mroot" => format!("{}^(1/{})", grouped(0), grouped(1)),
        "mtr" => format!("{}; ", texts.join(", ")),
        _ => texts.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(math: &str, expect: &str) {
        let html = with_plain_formulas(&format!("a <math>{math}</math> b"));
        assert_eq!(html, format!("a <code>{expect}</code> b"));
    }

    #[test]
    fn formulas_keep_their_meaning() {
        check("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^2");
        check("<mi>α</mi><mo>&lt;</mo><mi>β</mi>", "α&lt;β");
        check(
            "<msub><mi>K</mi><mi>i</mi></msub><mo>=</mo><mfrac><mrow><mi>I</mi><msub><mi>C</mi><mn>50</mn>\
             </msub></mrow><mrow><mn>1</mn><mo>+</mo><mi>x</mi></mrow></mfrac>",
            "K_i=(IC_50)/(1+x)",
        );
        check("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)");
        check(
            "<msubsup><mi>x</mi><mi>i</mi><mrow><mo>−</mo><mn>1</mn></mrow></msubsup>",
            "x_i^(−1)",
        );
        check(
            "<semantics><mn>1</mn><annotation encoding=\"application/x-tex\">\\frac{1}{2}</annotation></semantics>",
            "\\frac{1}{2}",
        );
        check("<mspace width=\"1em\"/><mi>x</mi>", "x");
    }

    #[test]
    fn other_text_stays() {
        for html in ["", "<p>a &lt; b</p>", "<b>x</b><!-- <math> -->"] {
            assert_eq!(with_plain_formulas(html), html);
        }
    }
}
