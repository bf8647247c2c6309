//! [`Context`]: what a place in raw HTML is in. Must not know Markdown.

use offprint_base::HIDDEN_ELEMENTS;

use super::html_elements::{contains_html, limits_end_tag};

/// What a place is in; kept with each element, so that no tag needs to look at all that are open.
#[derive(Clone, Copy, Default)]
pub(super) struct Context {
    /// Whether browsers never display a text here.
    pub(super) is_hidden: bool,
    /// Whether elements are those of SVG or MathML.
    pub(super) is_foreign: bool,
    /// Whether a table is open in this part of the Markdown.
    pub(super) has_table: bool,
    /// Whether a table is open, and none of its cells: browsers put what comes here before it.
    pub(super) is_between_cells: bool,
    /// Whether a `p` is open in this part of the Markdown that the next block ends.
    pub(super) has_paragraph: bool,
}

impl Context {
    /// What is known of the content of an element here.
    pub(super) fn within(self, name: &str, is_foreign: bool) -> Self {
        let is_limit = limits_end_tag(name, "p");
        Self {
            is_hidden: self.is_hidden || HIDDEN_ELEMENTS.contains(&name),
            is_foreign: match name {
                "svg" | "math" => true,
                _ => self.is_foreign && !contains_html(name),
            },
            is_between_cells: match name {
                "table" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup" => true,
                "td" | "th" | "caption" | "template" => false,
                _ => self.is_between_cells,
            },
            has_table: self.has_table || matches!(name, "table" | "template"),
            has_paragraph: !is_foreign && name == "p" || self.has_paragraph && !is_limit,
        }
    }
}
