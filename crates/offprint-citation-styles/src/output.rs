//! [`FormattedText`]: text with its format, and what it looks like as HTML.

use std::fmt::Write as _;

/// A text whose parts have a format, a link, or cite a work.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FormattedText {
    /// The parts, in their order. No part is empty, and neighbours differ in more than their text.
    pub runs: Vec<TextRun>,
}

/// A part of a text that has one format.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TextRun {
    /// Plain text, not escaped.
    pub text: String,
    /// The format.
    pub format: RunFormat,
    /// What the text links to: an `http` or `https` address.
    pub link: Option<String>,
    /// In a citation, the work that this part cites: its index in the list that was formatted. The
    /// part of a range between its ends, and separators, cite none.
    pub work: Option<usize>,
}

/// The format of a part of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct RunFormat {
    /// Italics.
    pub italic: bool,
    /// Bold.
    pub bold: bool,
    /// Underlined.
    pub underline: bool,
    /// Small capitals.
    pub small_caps: bool,
    /// Above, on or below the line.
    pub baseline: Baseline,
}

/// Whether a text is above, on or below the line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Baseline {
    /// On the line.
    #[default]
    Normal,
    /// Above it.
    Superscript,
    /// Below it.
    Subscript,
}

impl FormattedText {
    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The text without its format.
    pub fn to_text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The text as HTML: `<i>`, `<b>`, `<sup>`, `<sub>`, `<a href>`, and `<span class>` with the
    /// class `small-caps` or `underline`. Everything is escaped.
    ///
    /// `address` gives what a citation of a work links to, by the work's index. Such a link
    /// replaces the links inside it.
    pub fn to_html(&self, address: impl Fn(usize) -> Option<String>) -> String {
        let mut html = String::with_capacity(self.runs.iter().map(|run| run.text.len() + 16).sum());
        for line in self.runs.chunk_by(|a, b| a.format.baseline == b.format.baseline) {
            let element = match line[0].format.baseline {
                Baseline::Normal => None,
                Baseline::Superscript => Some("sup"),
                Baseline::Subscript => Some("sub"),
            };
            open_element(&mut html, element);
            for linked in line.chunk_by(|a, b| a.work == b.work && a.link == b.link) {
                let work = linked[0].work.and_then(&address);
                let link = work.as_deref().or(linked[0].link.as_deref());
                if let Some(link) = link {
                    html.push_str("<a href=\"");
                    push_escaped(&mut html, link);
                    let is_external = link.starts_with("http://") || link.starts_with("https://");
                    html.push_str(if is_external { "\" rel=\"noopener\">" } else { "\">" });
                }
                linked.iter().for_each(|run| push_run(&mut html, run));
                if link.is_some() {
                    html.push_str("</a>");
                }
            }
            close_element(&mut html, element);
        }
        html
    }

    /// Adds a part, joined with the last one if both differ only in their text.
    pub(crate) fn push(&mut self, run: TextRun) {
        if run.text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last)
                if (last.format, &last.link, last.work) == (run.format, &run.link, run.work) =>
            {
                last.text.push_str(&run.text);
            }
            _ => self.runs.push(run),
        }
    }
}

fn open_element(html: &mut String, element: Option<&str>) {
    if let Some(element) = element {
        let _ = write!(html, "<{element}>");
    }
}

fn close_element(html: &mut String, element: Option<&str>) {
    if let Some(element) = element {
        let _ = write!(html, "</{element}>");
    }
}

fn push_run(html: &mut String, run: &TextRun) {
    let format = run.format;
    let elements = [
        (format.small_caps, "<span class=\"small-caps\">", "</span>"),
        (format.underline, "<span class=\"underline\">", "</span>"),
        (format.bold, "<b>", "</b>"),
        (format.italic, "<i>", "</i>"),
    ];
    elements.iter().filter(|(is_set, ..)| *is_set).for_each(|(_, open, _)| html.push_str(open));
    push_escaped(html, &run.text);
    let closing = elements.iter().rev().filter(|(is_set, ..)| *is_set);
    closing.for_each(|(.., close)| html.push_str(close));
}

fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, format: RunFormat) -> TextRun {
        TextRun { text: text.to_owned(), format, ..TextRun::default() }
    }

    #[test]
    fn html_has_elements_and_escapes() {
        let plain = RunFormat::default();
        let mut text = FormattedText::default();
        text.push(run("a<b & ", plain));
        text.push(run("\"c\"", plain));
        text.push(run("d", RunFormat { italic: true, bold: true, ..plain }));
        text.push(run("e", RunFormat { small_caps: true, ..plain }));
        text.push(run("f", RunFormat { baseline: Baseline::Subscript, underline: true, ..plain }));
        text.push(TextRun { link: Some("https://example.org/?a&b".into()), ..run("g", plain) });
        assert_eq!(
            text.to_html(|_| None),
            "a&lt;b &amp; &quot;c&quot;<b><i>d</i></b><span class=\"small-caps\">e</span>\
             <sub><span class=\"underline\">f</span></sub>\
             <a href=\"https://example.org/?a&amp;b\" rel=\"noopener\">g</a>"
        );
        assert_eq!(text.to_text(), "a<b & \"c\"defg");
    }

    #[test]
    fn citations_link_where_the_caller_says() {
        let above = RunFormat { baseline: Baseline::Superscript, ..RunFormat::default() };
        let mut text = FormattedText::default();
        text.push(TextRun { work: Some(4), ..run("1", above) });
        text.push(run(",", above));
        text.push(TextRun { work: Some(7), ..run("2", above) });
        let html = text.to_html(|work| (work == 4).then(|| format!("#ref-{work}")));
        assert_eq!(html, "<sup><a href=\"#ref-4\">1</a>,2</sup>");
    }
}
