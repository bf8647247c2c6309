//! The opening post of a pasted discussion: where it begins and ends, its title, and who wrote it.
//!
//! The replies below it are by other people, and may be longer. Forums show the number of each post;
//! Reddit shows the age of a post above it and a button to vote below it. It must not decide what
//! else of a page is an article.

use std::ops::Range;

use super::boilerplate::is_boilerplate;
use super::classified_lines::TextHeader;
use super::line::TextLine;
use super::line_features::LineFeatures;
use super::words;
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// What is above the number of a post has at most so many lines.
const LONGEST_HEAD: usize = 10;

/// A name has at most so many bytes.
const LONGEST_NAME: usize = 32;

/// The opening post of a discussion.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct OpeningPost {
    /// The line of the title, if the page shows where it is.
    pub(super) title: Option<usize>,
    /// The line that names who wrote it.
    pub(super) author: Option<usize>,
    /// Its lines.
    pub(super) post: Range<usize>,
}

impl OpeningPost {
    /// Keeps the post, and nothing else.
    pub(super) fn apply_lines(
        &self,
        lines: &[TextLine],
        features: &[LineFeatures],
        kept: &mut [bool],
        why: &mut [Option<&'static str>],
    ) {
        for at in 0..lines.len() {
            kept[at] = self.post.contains(&at)
                && why[at].is_none()
                && (kept[at] || !is_boilerplate(&lines[at].text, &features[at]));
            if at >= self.post.end && why[at].is_none() {
                why[at] = Some("replies of other people");
            }
        }
    }

    /// What the page shows of the post is certain.
    pub(super) fn override_header(&self, lines: &[TextLine], header: &mut TextHeader) {
        header.body = self.post.start;
        header.standfirst = None;
        if let Some(title) = self.title {
            header.title = Some((title, 0.8));
        }
        if let Some(author) = self.author {
            header.authors = vec![lines[author].text.clone()];
            header.bylines = vec![author];
            header.stated = false;
        }
    }
}

/// The opening post; None if the text is no discussion.
pub(super) fn find_opening_post(
    lines: &[TextLine],
    features: &[LineFeatures],
) -> Option<OpeningPost> {
    let found = numbered_post(lines, features).or_else(|| voted_post(lines, features))?;
    let has_text = found.post.clone().any(|at| features[at].words >= 5.0);
    has_text.then_some(found)
}

/// The post between the lines `#1` and `#2`, without what is above the second number: the name of who
/// replied, and facts about them under the labels that are also above the first.
fn numbered_post(lines: &[TextLine], features: &[LineFeatures]) -> Option<OpeningPost> {
    let first = lines.iter().position(|line| line.text == "#1")?;
    let second = first + 1 + lines[first + 1..].iter().position(|line| line.text == "#2")?;
    let starter = lines[..first].iter().position(|line| {
        let label = line.text.trim_end_matches([':', ' ']).to_lowercase();
        is_phrase(Category::StarterLabels, &label)
    });
    let name = starter.and_then(|label| lines.get(label + 1)).map(|line| line.text.as_str());
    let reach = LONGEST_HEAD.min(first).min(second - first - 1);
    let is_label = |distance: &usize| {
        let label = lines[first - distance].text.as_str();
        !label.bytes().any(|sign| sign.is_ascii_digit())
            && Some(label) != name
            && label == lines[second - distance].text
    };
    let label = (1..=reach).rev().find(is_label)?;
    let of_name = (1..=reach).find(|distance| Some(lines[first - distance].text.as_str()) == name);
    let head = of_name.unwrap_or(label + 1).min(reach);
    let mut end = second - head;
    let is_reaction =
        |at: &usize| is_phrase(Category::ReactionLabels, &lines[*at].text.to_lowercase());
    if let Some(reactions) = (first + 1..end).find(is_reaction) {
        end = reactions;
    }
    let title =
        starter.and_then(|label| label.checked_sub(1)).filter(|at| features[*at].words >= 2.0);
    Some(OpeningPost { title, author: Some(first - head), post: first + 1..end })
}

/// The post below its age and the name of who wrote it, and above the first button to vote.
fn voted_post(lines: &[TextLine], features: &[LineFeatures]) -> Option<OpeningPost> {
    let is_vote = |line: &TextLine| is_phrase(Category::VoteLabels, &line.text.to_lowercase());
    let vote = lines.iter().position(is_vote)?;
    let is_age = |at: &usize| {
        let text = &lines[*at].text;
        features[*at].words <= 4.0
            && text.bytes().any(|sign| sign.is_ascii_digit())
            && text.split(' ').any(|word| {
                words::kinds(&word.trim_matches(['.', ':']).to_lowercase()) & words::AGO != 0
            })
    };
    let age = (0..vote).rev().find(is_age)?;
    let is_community =
        lines[..age].iter().any(|line| starts_with_phrase(Category::CommunityStarts, &line.text));
    let is_name = |at: usize| {
        let text = &lines[at].text;
        text.len() <= LONGEST_NAME && !text.contains(' ')
    };
    if !is_community || age + 2 >= vote || !is_name(age + 1) {
        return None;
    }
    let title = age + 2;
    // A flair is a label below the title.
    let is_flair =
        title + 2 < vote && features[title + 1].words <= 3.0 && !features[title + 1].ends_sentence;
    let start = title + 1 + usize::from(is_flair);
    Some(OpeningPost { title: Some(title), author: Some(age + 1), post: start..vote })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::find_opening_post;
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// The title, the author and the first and last line of the opening post.
    #[track_caller]
    fn check(text: &str, expect: Option<(&str, &str, &str, &str)>) {
        let lines = split_lines(text);
        let features = measure_lines(&lines, Date::MAX);
        let line = |at: usize| lines[at].text.as_str();
        let found = find_opening_post(&lines, &features).map(|found| {
            let (first, last) = (line(found.post.start), line(found.post.end - 1));
            (found.title.map_or("", line), found.author.map_or("", line), first, last)
        });
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn numbered_posts() {
        check(
            "Slow steps\nThread starter\nMarlow\nStart date\nFeb 9, 2025\nMarlow\nNew member\n\
             Joined\nJan 2, 2024\nFeb 9, 2025\n#1\nI took it for two years.\nThen I stopped.\n\
             Reactions:\nBirch\nBirch\nSenior\nJoined\nMay 5, 2019\nFeb 10, 2025\n#2\nWell done.",
            Some(("Slow steps", "Marlow", "I took it for two years.", "Then I stopped.")),
        );
        check(
            "Ann\nPosts\n3\n#1\nI took it for two years.\nBob\nPosts\n9\n#2\nWell done.",
            Some(("", "Ann", "I took it for two years.", "I took it for two years.")),
        );
        check("The #1 drug\n#1\nIt was first.\n#2\nIt was second.", None);
    }

    #[test]
    fn voted_posts() {
        check(
            "r/sample\n•\n7 mo. ago\nquiet\n\nDid it help you?\nQuestion\nI took it for weeks.\n\nUpvote\n3\nNo.",
            Some(("Did it help you?", "quiet", "I took it for weeks.", "I took it for weeks.")),
        );
        check("A story\nIt was told.\n3 days ago\nann\nI like it a lot.\nSo much.\nUpvote", None);
    }
}
