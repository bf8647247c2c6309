//! The closing paragraphs of an article, below lines that may not be content.
//!
//! Must not judge short lines.

use super::{CLOSING_ODDS, Interruption, ShortLines};
use crate::text::boilerplate::{is_about_a_person, is_boilerplate, is_mostly_boilerplate};
use crate::text::topic::topic_overlap;
use crate::text::words;

/// How many lines below the last kept line a closing paragraph is searched for.
const CLOSING_REACH: usize = 40;

/// The same below short lines that may not be content.
const CLOSING_ODDS_IN_DOUBT: f32 = -2.0;

/// Why prose below the article may not belong to it.
#[derive(Clone, Copy, PartialEq, PartialOrd, Eq, Ord, Debug)]
enum Doubt {
    /// It is directly below a paragraph or content.
    None,
    /// Lines that may not be content are between it and the article.
    ShortLines,
    /// An interruption is between it and the article.
    Interruption,
}

impl ShortLines<'_> {
    /// Keeps prose below the last kept line that continues the article.
    pub(super) fn keep_closing_paragraphs(&self, kept: &mut [bool]) {
        let Some(mut last) = (0..kept.len()).rev().find(|at| kept[*at] && self.is_paragraph(*at))
        else {
            return;
        };
        let mut doubt = Doubt::None;
        for (from, end) in self.blocks(last + 1, kept.len()) {
            if from > last + CLOSING_REACH {
                break;
            }
            match self.interruption(from) {
                Some(Interruption::Links) => break,
                Some(Interruption::Block) => doubt = Doubt::Interruption,
                None if (from..end).any(|at| kept[at]) => {
                    last = end - 1;
                    doubt = Doubt::None;
                }
                None if !self.is_paragraph(from) => {
                    if (from..end).any(|at| self.features[at].date_share > 0.3) {
                        // Teasers have a day of their own.
                        break;
                    }
                    let is_content = self.is_content_block(from, end);
                    let is_menu = !self.is_label(from, end)
                        && (from..end).any(|at| {
                            is_mostly_boilerplate(&self.lines[at].text, &self.features[at])
                        });
                    if self.is_list_of_headlines(from, end) || is_menu && !is_content {
                        break;
                    }
                    doubt = if is_content { Doubt::None } else { doubt.max(Doubt::ShortLines) };
                }
                None if self.is_closing(from, doubt) => {
                    kept[from] = true;
                    last = from;
                    doubt = Doubt::None;
                }
                None => {}
            }
        }
    }

    /// Whether prose below the article belongs to it. After an interruption only what is clearly
    /// about its topic does.
    fn is_closing(&self, at: usize, doubt: Doubt) -> bool {
        let text = self.lines[at].text.as_str();
        let kinds = self.kinds(at);
        let is_notice = kinds & (words::LEGAL | words::SUBSCRIBE | words::COMMENT) != 0
            || kinds & words::READER != 0 && kinds & (words::SHARE | words::RELATED) != 0;
        if is_notice || is_boilerplate(text, &self.features[at]) || is_about_a_person(text) {
            return false;
        }
        let (shared, all) = topic_overlap(text, &self.topic);
        match doubt {
            Doubt::None => self.odds[at] >= CLOSING_ODDS,
            Doubt::ShortLines => self.odds[at] >= CLOSING_ODDS_IN_DOUBT,
            Doubt::Interruption => {
                let is_topical = shared >= 3 && shared * 3 >= all;
                let is_plain = self.features[at].words >= 18.0
                    && self.features[at].dates == 0
                    && kinds & words::READER == 0;
                self.odds[at] >= CLOSING_ODDS_IN_DOUBT && (is_topical || is_plain)
            }
        }
    }
}
