//! Removes notes to the reader that are not the article: what its author has written elsewhere,
//! where to follow, how to subscribe.
//!
//! Such a note is set in italics below the last paragraph, or asks for something and links to it.
//! Does not judge headings or boxes: those are `boxes`.

use jiff::civil::Date;

use crate::date;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::omission::is_sentence;
use crate::phrases::{Category, contains_phrase, is_phrase, starts_with_phrase};

/// A note is not longer.
const LONGEST_NOTE: usize = 600;

/// What is said of a change is not longer.
const LONGEST_CHANGE: usize = 240;

/// An invitation is not longer.
const LONGEST_INVITATION: usize = 350;

/// Removes the notes in italics below the text.
pub(super) fn remove_closing_notes(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    authors: &[String],
    cut: &mut Removals,
) {
    for leaf in leaves.iter().rev() {
        if cut.has(document, leaf.node) {
            continue;
        }
        let is_short = leaf.text.chars().nth(LONGEST_NOTE).is_none();
        if !is_short || leaf.is_heading || !is_all_italic(document, leaf) {
            break;
        }
        let lower = leaf.text.to_lowercase();
        let begins_with_author = authors.iter().any(|author| leaf.text.starts_with(author));
        let is_call = contains_phrase(Category::Calls, &lower)
            || contains_phrase(Category::CommentsStarts, &lower)
            || has_handle(&leaf.text);
        let is_linked = leaf.block_stats(stats).anchors > 0;
        if is_call && (is_linked || begins_with_author) {
            cut.leaf(leaf, "about the author, or where to follow");
        } else if !begins_with_author {
            break;
        }
    }
}

/// Removes the list of the changes to the page: its heading, and days and short notes below it, down
/// to the end or to the next heading of the level.
pub(super) fn remove_history(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    today: Date,
    cut: &mut Removals,
) {
    let is_heading = |leaf: &LeafBlock| {
        leaf.is_heading && is_phrase(Category::HistoryHeadings, &leaf.text.trim().to_lowercase())
    };
    let Some(heading) = leaves.iter().position(is_heading) else { return };
    let level = document.tag(leaves[heading].node).and_then(Tag::heading_level);
    let below = leaves[heading + 1..].iter().take_while(|leaf| {
        !leaf.is_heading || document.tag(leaf.node).and_then(Tag::heading_level) > level
    });
    let below: Vec<&LeafBlock> = below.collect();
    let has_day = below.iter().any(|leaf| !date::find_dates(&leaf.text, today).is_empty());
    let is_short = |leaf: &&LeafBlock| leaf.text.chars().nth(LONGEST_CHANGE).is_none();
    if !has_day || !below.iter().all(is_short) {
        return;
    }
    // A figure that was corrected concerns the reader; when the page was published does not.
    let has_figure = |leaf: &&LeafBlock| {
        let days = date::find_dates(&leaf.text, today);
        let is_in_day = |at: usize| days.iter().any(|(_, span)| span.contains(&at));
        let mut digits = leaf.text.match_indices(|sign: char| sign.is_ascii_digit());
        digits.any(|(at, _)| !is_in_day(at))
    };
    if below.iter().any(|leaf| is_sentence(&leaf.text) && has_figure(leaf)) {
        return;
    }
    for leaf in std::iter::once(&leaves[heading]).chain(below) {
        if !cut.has(document, leaf.node) {
            cut.leaf(leaf, "the history of the page");
        }
    }
}

/// Removes paragraphs that ask to subscribe to a newsletter and link to it.
pub(super) fn remove_invitations(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    cut: &mut Removals,
) {
    for leaf in leaves {
        let is_short = leaf.text.chars().nth(LONGEST_INVITATION).is_none();
        if is_short
            && !leaf.is_heading
            && leaf.block_stats(stats).anchors > 0
            && !cut.has(document, leaf.node)
            && is_invitation(&leaf.text)
        {
            cut.leaf(leaf, "an invitation to subscribe");
        }
    }
}

/// Whether a sentence of a text asks to subscribe, and the text says to what.
fn is_invitation(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_subscription = lower
        .split(|sign: char| !sign.is_alphanumeric())
        .any(|word| is_phrase(Category::NewsletterBlocks, word));
    is_subscription
        && lower
            .split(['.', '!', '?', ':'])
            .any(|sentence| starts_with_phrase(Category::NewsletterStarts, sentence.trim()))
}

/// Whether every word of a block is in italics.
fn is_all_italic(document: &HtmlDocument, leaf: &LeafBlock) -> bool {
    let nodes = || std::iter::once(leaf.node).chain(leaf.more.iter().copied());
    let is_italic = |text: NodeId| {
        document
            .ancestors(text)
            .take(6)
            .any(|above| matches!(document.tag(above), Some(Tag::Em | Tag::I)))
    };
    nodes()
        .flat_map(|node| std::iter::once(node).chain(document.descendants(node)))
        .filter(|node| {
            document.text(*node).is_some_and(|text| text.contains(char::is_alphanumeric))
        })
        .all(is_italic)
}

/// Whether a text names an account: `@name`.
fn has_handle(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.trim_start_matches(['(', '[']).strip_prefix('@').is_some_and(|name| {
            name.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').count() >= 3
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{has_handle, is_invitation};

    #[test]
    fn invitations_ask_and_say_for_what() {
        for text in [
            "There is more where that came from. Sign up for the free daily newsletter!",
            "Enjoying this? Subscribe to our newsletter here.",
            "Start your day well: sign up for The Sample, our newsletter.",
        ] {
            assert!(is_invitation(text), "{text}");
        }
        for text in [
            "The newsletter of the agency reported three cases.",
            "Patients may sign up for the trial. The newsletter says how.",
            "Sign up for the trial at the clinic.",
        ] {
            assert!(!is_invitation(text), "{text}");
        }
    }

    #[test]
    fn accounts_begin_with_a_sign() {
        assert!(has_handle("Follow him @sample_name."));
        assert!(!has_handle("Write to ann@sample.example, or at 3 mg @ 5 ml"));
    }
}
