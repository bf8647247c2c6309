//! [`TagProblem`]: what is wrong with a tag or comment of raw HTML, and how readers of the report
//! should fix it.
//!
//! Most are warnings: the page is sound without the tag, or with the one that is missing. Errors are
//! those that hide text. Nobody but the author knows where the hidden part ends: a page without the
//! rest of the article would be wrong, and so would one with a comment that was not to be published.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::Tag;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// A part of Markdown that has a tag of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MarkdownPart {
    /// The complete text.
    Text,
    Paragraph,
    Heading,
    ListItem,
    Quotation,
    Cell,
    Footnote,
    Definition,
    Link,
    /// Emphasis and the like.
    Emphasis,
    /// A list or a table, in which no text is.
    Structure,
}

impl MarkdownPart {
    /// The part that begins with a tag; `None` for raw HTML itself.
    pub(super) fn of(tag: &Tag<'_>) -> Option<Self> {
        Some(match tag {
            Tag::HtmlBlock => return None,
            Tag::Paragraph => Self::Paragraph,
            Tag::Heading { .. } => Self::Heading,
            Tag::Item => Self::ListItem,
            Tag::BlockQuote(_) => Self::Quotation,
            Tag::TableCell => Self::Cell,
            Tag::FootnoteDefinition(_) => Self::Footnote,
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Self::Definition,
            Tag::Link { .. } | Tag::Image { .. } => Self::Link,
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => Self::Emphasis,
            Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::DefinitionList
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::MetadataBlock(_) => Self::Structure,
        })
    }

    /// Its name in a message, with an article; nothing for the complete text.
    fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Text | Self::Structure => return None,
            Self::Paragraph => "this paragraph",
            Self::Heading => "this heading",
            Self::ListItem => "this list item",
            Self::Quotation => "this quotation",
            Self::Cell => "this table cell",
            Self::Footnote => "this footnote",
            Self::Definition => "this definition",
            Self::Link => "the text of this link",
            Self::Emphasis => "the emphasised text in which it begins",
        })
    }
}

/// A construct of raw HTML that ends only with its own mark, and without it with the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OpenBlock {
    /// `<!--`
    Comment,
    /// `<script>`, `<pre>`, `<style>`, `<textarea>`
    Element,
    /// `<?`, `<!X`, `<![CDATA[`: the mark that ends it
    Instruction(&'static str),
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TagProblemKind {
    /// An element is not closed where it must be.
    Unclosed {
        /// The part of Markdown that closed it.
        part: MarkdownPart,
        /// The element whose end tag closed it, if it was none of Markdown.
        before: Option<String>,
        /// Whether its tag ends with `/>`.
        has_slash: bool,
        /// Whether it hides what follows.
        is_hiding: bool,
        /// Whether HTML has no such element.
        is_unknown: bool,
    },
    /// An end tag is in a part of Markdown that began within the element.
    Misplaced { part: MarkdownPart, start: Range<usize> },
    /// An end tag without a start tag.
    Stray,
    /// `</p>` after something that ended the paragraph.
    AfterParagraph { start: Range<usize> },
    /// The end tag of an element that has no content.
    VoidEnd,
    /// `</br>`
    BreakEnd,
    /// `<h2>` with `</h3>`.
    OtherHeading { start: Range<usize> },
    /// `<body>` and the like.
    PagePart,
    /// A table with Markdown between its cells.
    MarkdownInTable,
    /// `<td>` without a table.
    OutsideTable,
    /// More elements than browsers nest.
    TooDeep,
    /// A block of raw HTML that would last to the end of the text.
    EndlessBlock(OpenBlock),
    /// A comment that goes on after its block of raw HTML.
    UnfinishedComment,
    /// A tag without `>`.
    UnfinishedTag,
}

/// Something wrong in raw HTML.
#[derive(Clone, Debug)]
pub(super) struct TagProblem {
    pub(super) kind: TagProblemKind,
    /// The name of the element, in lower case.
    pub(super) name: String,
    /// Where it is in the source.
    pub(super) place: Range<usize>,
    /// Where the end tag is, of an element that was closed before it.
    pub(super) end: Option<Range<usize>>,
}

impl TagProblem {
    /// Whether the tag is to be read as text: what follows would not be displayed, or the author did
    /// not mean a tag.
    pub(super) fn is_text(&self) -> bool {
        match &self.kind {
            // The shapes in a drawing mean nothing outside of it.
            TagProblemKind::Unclosed { is_hiding, is_unknown, .. } => {
                *is_unknown || *is_hiding && self.name != "svg"
            }
            TagProblemKind::EndlessBlock(_) => true,
            _ => false,
        }
    }

    /// The problem for the author.
    pub(super) fn diagnostic(&self, source: &Arc<Source>, start: usize) -> Diagnostic {
        let in_source = |place: &Range<usize>| place.start + start..place.end + start;
        let diagnostic = self.message().at(source, in_source(&self.place));
        let (note, text) = match (&self.kind, &self.end) {
            (_, Some(end)) => (end, format!("`</{}>` is here", self.name)),
            (
                TagProblemKind::Misplaced { start, .. }
                | TagProblemKind::AfterParagraph { start }
                | TagProblemKind::OtherHeading { start },
                None,
            ) => (start, "it begins here".to_owned()),
            _ => return diagnostic,
        };
        diagnostic.note(source, in_source(note), text)
    }

    fn message(&self) -> Diagnostic {
        let name = &self.name;
        let stray = |message: String| Diagnostic::warning(Code::StrayHtml, message);
        match &self.kind {
            TagProblemKind::Unclosed { .. } => self.unclosed(),
            TagProblemKind::Misplaced { part, .. } => {
                let part = part.name().unwrap_or("this part");
                stray(format!("`</{name}>` is in {part}, but `<{name}>` begins outside of it"))
                    .help(format!("put `</{name}>` where the element ends, on a line of its own after an empty line"))
            }
            TagProblemKind::Stray => {
                stray(format!("`</{name}>` closes nothing, so it is left out"))
                    .help(format!("remove it, or add `<{name}>` where the element begins"))
            }
            TagProblemKind::AfterParagraph { .. } => stray(format!(
                "`</{name}>` closes nothing: `<{name}>` ended at the block that follows it"
            ))
            .help("use `<div>` and `</div>` around blocks and paragraphs"),
            TagProblemKind::VoidEnd => {
                stray(format!("`</{name}>` closes nothing: `<{name}>` has no content"))
                    .help("remove it")
            }
            TagProblemKind::BreakEnd => {
                stray("`</br>` is no end tag, and is read as `<br>`".to_owned())
                    .help("write `<br>`")
            }
            TagProblemKind::OtherHeading { .. } => {
                stray(format!("`</{name}>` closes a heading of another level"))
                    .help("give both tags the same level")
            }
            TagProblemKind::PagePart => {
                stray(format!("`<{name}>` is for complete pages, so it is left out here"))
                    .help("remove it; the theme writes the page around the text")
            }
            TagProblemKind::MarkdownInTable => {
                stray("`<table>` ends here: the Markdown in it is in none of its cells".to_owned())
                    .help("put the Markdown into a cell, between empty lines: <td> … </td>")
            }
            TagProblemKind::OutsideTable if name == "table" => stray(
                "`<table>` is in a table but in none of its cells, so it is left out".to_owned(),
            )
            .help("put it into a cell: <td><table> … </table></td>"),
            TagProblemKind::OutsideTable => {
                stray(format!("`<{name}>` is outside of a table, so it is left out"))
                    .help("write `<table>` before it, in the same block of HTML")
            }
            TagProblemKind::TooDeep => {
                stray(format!("`<{name}>` is nested too deep, so it is left out"))
                    .help("close elements that are not needed any more")
            }
            TagProblemKind::EndlessBlock(block) => endless(*block, name),
            TagProblemKind::UnfinishedComment => Diagnostic::error(
                Code::UnclosedHtml,
                "this comment is not closed: raw HTML ends at an empty line",
            )
            .help("add --> before the empty line, or begin the comment on a line of its own"),
            TagProblemKind::UnfinishedTag => Diagnostic::warning(
                Code::UnclosedHtml,
                "this tag has no end, so it is shown as text",
            )
            .help("add the missing quotation mark or >; for the sign itself write \\<"),
        }
    }

    fn unclosed(&self) -> Diagnostic {
        let name = &self.name;
        let TagProblemKind::Unclosed { part, before, has_slash, is_hiding, is_unknown } =
            &self.kind
        else {
            return Diagnostic::error(Code::Internal, "this is no open element");
        };
        if *is_unknown {
            return Diagnostic::warning(
                Code::UnclosedHtml,
                format!("`<{name}>` is no HTML element, so it is shown as text"),
            )
            .help("for the sign itself write \\<; for code use back-ticks");
        }
        if *is_hiding {
            return Diagnostic::error(
                Code::UnclosedHtml,
                format!("`<{name}>` is not closed, and would hide what follows"),
            )
            .help(closing_help(name, *has_slash));
        }
        let message = match (before, part.name(), &self.end) {
            (Some(before), ..) => format!("`<{name}>` is not closed before `</{before}>`"),
            (None, Some(part), Some(_)) => format!("`<{name}>` is closed outside of {part}"),
            (None, Some(part), None) => format!("`<{name}>` is not closed in {part}"),
            (None, None, Some(_)) => format!("`<{name}>` is closed in another part of the text"),
            (None, None, None) => {
                format!("`<{name}>` is not closed, so it contains the rest of the text")
            }
        };
        let help = match (before, &self.end) {
            (Some(before), _) => format!("write `</{name}>` before `</{before}>`"),
            (None, Some(_)) if part.name().is_some() => {
                format!("close it where it begins, and write `<{name}>` again after that")
            }
            _ => closing_help(name, *has_slash),
        };
        Diagnostic::warning(Code::UnclosedHtml, message).help(help)
    }
}

fn closing_help(name: &str, has_slash: bool) -> String {
    if has_slash {
        format!("write `</{name}>` after it: in HTML, the slash in `<{name}/>` means nothing")
    } else {
        format!("add `</{name}>` where it ends; for the sign itself write \\<")
    }
}

fn endless(block: OpenBlock, name: &str) -> Diagnostic {
    let (message, help) = match block {
        OpenBlock::Comment => (
            "this comment is not closed, and would hide the rest of the text".to_owned(),
            "add --> where it ends; for the signs themselves write \\<!--".to_owned(),
        ),
        OpenBlock::Element => (
            format!("`<{name}>` is not closed, and would end the Markdown here"),
            format!("add `</{name}>` where it ends; for the sign itself write \\<"),
        ),
        OpenBlock::Instruction(end) => (
            "this is raw HTML that is not closed, and would end the Markdown here".to_owned(),
            format!("add {end} where it ends; for the sign itself write \\<"),
        ),
    };
    Diagnostic::error(Code::UnclosedHtml, message).help(help)
}
