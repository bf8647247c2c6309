//! What texts and templates exchange: calls of components, hooks, and marks in HTML.
//!
//! Parts that are not known while a text is parsed (the text between two tags, the address of a link)
//! are *marks* in the HTML of a template, which the caller replaces. Must not know the engine.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::source::Source;

/// The character around marks. No text contains it: XML forbids it, so it is removed from every file.
pub const MARK: char = '\u{ffff}';

/// What a mark in the HTML of a template stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextMark {
    /// The text between the tags of a component, the text of a link or heading, the caption of an
    /// image, the rows of a table.
    Body,
    /// The address of a link or image.
    Url,
    /// All attributes that the element usually has.
    Attributes,
}

impl TextMark {
    /// The mark as templates see it.
    pub fn text(self) -> String {
        let letter = match self {
            Self::Body => 'B',
            Self::Url => 'U',
            Self::Attributes => 'A',
        };
        format!("{MARK}{letter}{MARK}")
    }
}

/// A piece of the HTML of a template.
#[derive(PartialEq, Eq, Debug)]
pub enum TextPiece<'h> {
    /// HTML.
    Html(&'h str),
    /// A mark.
    Mark(TextMark),
}

/// The pieces of the HTML of a template. A broken mark is removed.
pub fn text_pieces(html: &str) -> Vec<TextPiece<'_>> {
    let mut pieces = Vec::new();
    for (index, part) in html.split(MARK).enumerate() {
        match (index % 2, part) {
            (0, "") => {}
            (0, html) => pieces.push(TextPiece::Html(html)),
            (_, "B") => pieces.push(TextPiece::Mark(TextMark::Body)),
            (_, "U") => pieces.push(TextPiece::Mark(TextMark::Url)),
            (_, "A") => pieces.push(TextPiece::Mark(TextMark::Attributes)),
            _ => {}
        }
    }
    pieces
}

/// A template that writes one kind of element of all texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Hook {
    /// A link.
    Link,
    /// An image.
    Image,
    /// A heading.
    Heading,
    /// A table.
    Table,
}

impl Hook {
    /// Every hook.
    pub const ALL: [Self; 4] = [Self::Link, Self::Image, Self::Heading, Self::Table];

    /// The name of its template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Link => "hooks/link.html",
            Self::Image => "hooks/image.html",
            Self::Heading => "hooks/heading.html",
            Self::Table => "hooks/table.html",
        }
    }
}

/// The value of an argument as a text writes it.
#[derive(Clone, PartialEq, Debug)]
pub enum ArgumentValue {
    /// A text, a number, true or false, or a list or table of these.
    Literal(Json),
    /// A value of a data file, by its path: `data.trials`.
    Data(Vec<String>),
}

/// Something of a theme that a text depends on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TextNeed {
    /// A component, whether it exists or not.
    Component(String),
    /// A data file, likewise.
    Data(String),
    /// The names of all components and data files, which messages suggest.
    Names,
}

/// A call of a component in a text.
#[derive(Debug)]
pub struct ComponentCall<'c> {
    /// The name of the component.
    pub name: &'c str,
    /// The arguments, in their order.
    pub arguments: &'c [(String, ArgumentValue)],
    /// Whether there is text between two tags.
    pub has_body: bool,
}

/// Why a component cannot be shown.
#[derive(Debug)]
pub struct ComponentFault {
    /// The argument that is wrong, and whether it is its name; `None` for the call as a whole.
    pub argument: Option<(usize, bool)>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where it went wrong in a template.
    pub place: Option<(Arc<Source>, Range<usize>)>,
    /// Whether it took too many steps.
    pub is_endless: bool,
}

impl ComponentFault {
    pub(super) fn new(
        argument: Option<(usize, bool)>,
        message: String,
        help: Option<String>,
    ) -> Self {
        Self { argument, message, help, place: None, is_endless: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_split_at_marks() {
        let html = format!("<a{}>{}</a>", TextMark::Attributes.text(), TextMark::Body.text());
        assert_eq!(
            text_pieces(&html),
            [
                TextPiece::Html("<a"),
                TextPiece::Mark(TextMark::Attributes),
                TextPiece::Html(">"),
                TextPiece::Mark(TextMark::Body),
                TextPiece::Html("</a>"),
            ]
        );
        assert_eq!(text_pieces("a\u{ffff}x\u{ffff}"), [TextPiece::Html("a")]);
    }
}
