//! [`Omissions`]: what an import left out that an editor could miss.
//!
//! Every removed block has a reason. Menus, advertisements, footers and the parts that become front
//! matter are never missed; other blocks are reported if they contain prose, or a table, list,
//! figure, formula or code from inside the article. Must not depend on a format.

use serde::Serialize;

use crate::article::RemovedBlock;

/// Prose of fewer words is rarely content.
pub(crate) const FEWEST_WORDS: usize = 15;

/// So many blocks are named by their first words.
const MOST_NAMED: usize = 3;

/// A shorter sentence may be a label: `Share this.`
const FEWEST_WORDS_OF_SENTENCE: usize = 5;

/// Whether a text is a sentence, however short: `Never inject this gel.`
pub(crate) fn is_sentence(text: &str) -> bool {
    text.trim_end_matches([')', '”', '"', '’']).ends_with(['.', '!', '?', '…', '。'])
        && text.split_whitespace().count() >= FEWEST_WORDS_OF_SENTENCE
}

/// Reasons that leave no doubt: navigation, advertising, the interface, and what became front matter.
/// Comments are not among them: a name such as `comment` may also be that of a paragraph of the
/// article.
const CLEAR_REASONS: [&str; 40] = [
    "a menu",
    "the path to the page",
    "the name of an image, which a text cannot contain",
    "a button beside the text",
    "a list of the sections of the page",
    "the numbers of the lines of code",
    "a note, which is a footnote",
    "a quotation that repeats a sentence",
    "the page header",
    "the page footer",
    "a form",
    "a form to log in or search",
    "a list of tags",
    "a line of tags or sections",
    "the line of tags",
    "buttons for sharing",
    "buttons to share",
    "an advertisement",
    "an invitation to subscribe",
    "an offer to subscribe",
    "an invitation to share or follow",
    "an invitation to comment",
    "a cookie notice",
    "a copyright notice",
    "a notice: copyright, cookies, privacy",
    "the head of an e-mail",
    "a button of the journal",
    "a notice of the journal",
    "the title",
    "the title, repeated",
    "the standfirst, which is the summary",
    "the byline",
    "who reviewed or edited it",
    "where the article was published",
    "the institutions of the authors",
    "when the article was received and accepted",
    "buttons",
    "a byline or date",
    "the date",
    "the list of references, which is kept apart",
];

/// Reasons for what may be content although it is no sentence: a name, a number to call, a link. Blocks
/// with such a reason are always reported.
pub(crate) const ALWAYS_REPORTED: [&str; 5] = [
    "a heading whose text was kept",
    "a link on a line of its own, inside the article",
    "whom to contact",
    "a line after the end of the article",
    "a file to download, after the end of the article",
];

/// What was left out and may be content.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Omissions {
    /// The number of blocks.
    pub blocks: usize,
    /// The number of their words.
    pub words: usize,
    /// The first words of the largest blocks, each at most 80 characters, in the order of the source.
    pub largest: Vec<String>,
}

impl Omissions {
    /// The blocks that an editor could miss.
    pub(crate) fn of_blocks(left_out: &[RemovedBlock]) -> Self {
        let missed: Vec<&RemovedBlock> =
            left_out.iter().filter(|block| block.may_be_missed()).collect();
        let mut largest: Vec<usize> = (0..missed.len()).collect();
        largest.sort_by_key(|at| std::cmp::Reverse(missed[*at].words));
        // The numbers of a small table may matter more than many words.
        if let Some(table) =
            largest.iter().skip(MOST_NAMED).position(|at| missed[*at].is_structured)
            && !largest[..MOST_NAMED].iter().any(|at| missed[*at].is_structured)
        {
            largest.swap(MOST_NAMED - 1, MOST_NAMED + table);
        }
        largest.truncate(MOST_NAMED);
        largest.sort_unstable();
        Self {
            blocks: missed.len(),
            words: missed.iter().map(|block| block.words).sum(),
            largest: largest.into_iter().map(|at| missed[at].excerpt.clone()).collect(),
        }
    }

    /// Whether nothing was left out that an editor could miss.
    pub fn is_empty(&self) -> bool {
        self.blocks == 0
    }
}

impl RemovedBlock {
    /// Whether the block may be content: its reason leaves a doubt, and it contains prose or is
    /// structured.
    pub fn may_be_missed(&self) -> bool {
        (self.is_structured || self.words > 0) && !CLEAR_REASONS.contains(&self.why)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ALWAYS_REPORTED, CLEAR_REASONS};

    /// The texts of all files below a folder, without this file.
    fn sources(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                sources(&path, out);
            } else if !path.ends_with("omission.rs") {
                out.push_str(&std::fs::read_to_string(&path).expect("a source is text"));
            }
        }
    }

    /// A reason that nobody gives any more would hide nothing, and its successor would be reported.
    #[test]
    fn every_listed_reason_is_given_somewhere() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        for reason in CLEAR_REASONS.into_iter().chain(ALWAYS_REPORTED) {
            assert!(text.contains(&format!("\"{reason}\"")), "{reason}");
        }
    }
}
