//! Comments that editors wrote at the margin of a document of Google Docs or Word.
//!
//! An export contains them like notes, but they are not meant for readers. They are removed and
//! reported. Runs before the notes are read.

use rustc_hash::FxHashSet;

use crate::article::RemovedBlock;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::note_marks::whole_mark;
use crate::html::tag::Tag;

/// A longer box contains more than a comment.
const LONGEST_COMMENT: usize = 3000;

/// Why they are removed.
const WHY: &str = "a comment at the margin of the document";

/// Removes the comments and their marks. Returns what was removed.
pub(super) fn remove_editor_comments(document: &mut HtmlDocument) -> Vec<RemovedBlock> {
    let mut marks = Vec::new();
    let mut comments: Vec<NodeId> = Vec::new();
    let mut known: FxHashSet<NodeId> = FxHashSet::default();
    for id in document.ids() {
        if document.tag(id).is_none() {
            continue;
        }
        if is_mark(document, id) {
            marks.push(whole_mark(document, id));
        } else if let Some(comment) = comment(document, id)
            && !document.ancestors(comment).any(|above| known.contains(&above))
            && known.insert(comment)
        {
            comments.push(comment);
        }
    }
    let mut removed = Vec::new();
    for comment in comments {
        let text = document.text_within(comment, 20_000);
        if !text.is_empty() {
            removed.push(RemovedBlock::of_text(&text, WHY));
        }
        document.detach(comment);
    }
    for mark in marks {
        document.detach(mark);
    }
    removed
}

/// Whether an element is the mark of a comment in the text.
fn is_mark(document: &HtmlDocument, id: NodeId) -> bool {
    document.attribute(id, "id").is_some_and(|name| is_numbered(name, "cmnt_ref"))
        || document.has_class(id, &["msocommentreference", "msocomanchor", "mso-comment-reference"])
}

/// The whole comment that an element belongs to.
fn comment(document: &HtmlDocument, id: NodeId) -> Option<NodeId> {
    if document.has_class(id, &["msocomtxt"])
        || document
            .attribute(id, "style")
            .is_some_and(|style| style.replace(' ', "").contains("mso-element:comment"))
    {
        return Some(id);
    }
    let is_comment = document.attribute(id, "id").is_some_and(|name| is_numbered(name, "cmnt"))
        && document.attribute(id, "href").is_some_and(|href| href.starts_with("#cmnt_ref"));
    if !is_comment {
        return None;
    }
    let paragraph = document
        .ancestors(id)
        .find(|above| document.tag(*above).is_some_and(Tag::is_block))
        .filter(|above| !document.is(*above, Tag::Body))?;
    // A comment of several paragraphs is in a box of its own.
    let is_box = |around: &NodeId| {
        let is_heading = |inner: NodeId| document.tag(inner).and_then(Tag::heading_level).is_some();
        document.is(*around, Tag::Div)
            && document.descendants(*around).find(|inner| document.is(*inner, Tag::A)) == Some(id)
            && document.text_within(*around, 40).starts_with(&document.text_within(paragraph, 20))
            && document.text_within(*around, LONGEST_COMMENT + 1).len() <= LONGEST_COMMENT
            && !document.descendants(*around).any(is_heading)
    };
    Some(document.parent(paragraph).filter(is_box).unwrap_or(paragraph))
}

/// Whether a name is a word and a number: `cmnt12`.
fn is_numbered(name: &str, word: &str) -> bool {
    name.strip_prefix(word)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|digit| digit.is_ascii_digit()))
}
