//! Keeps the short lines of an article: doses, key points, questions and answers, rows of tables,
//! structured abstracts, lists.
//!
//! The classifier has learned from pages whose short lines are mostly menus, so it drops such
//! lines, and with them the paragraph below. But what is between two paragraphs of an article, or
//! directly below one, belongs to the article unless something says that it does not: an
//! advertisement, an offer to subscribe, a list of headlines. Those end where the next block begins,
//! which is judged separately.
//!
//! The limits were set by hand and validated with the body scores of pasted text.

use std::collections::HashSet;

use super::aside::is_advert;
use super::author_lines::is_byline;
use super::boilerplate::{is_link_list_label, is_mostly_boilerplate};
use super::foot::is_call_to_action;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::sections::{is_paper_section, is_section_name};
use super::topic::{topic_overlap, topic_words};
use super::units::is_unit;
use super::words;
use crate::article::Identifier;
use crate::citation::find_identifiers;
use crate::phrases::{Category, starts_with_phrase};

mod closing;

/// An article has no longer run of short lines between two paragraphs.
const LONGEST_RUN: usize = 80;

/// What ends the article or interrupts it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Interruption {
    /// An advertisement, an offer to subscribe, a share button, a credit: one block.
    Block,
    /// Links to other articles, comments, the footer: everything down to the next paragraph of the
    /// article.
    Links,
}

/// Whether a text begins with minutes and seconds, or hours too, and says what is there.
pub(super) fn begins_with_time(text: &str) -> bool {
    let Some((time, rest)) = text.split_once(' ') else { return false };
    let parts: Vec<&str> = time.trim_matches(['[', ']', '(', ')', '-']).split(':').collect();
    let is_number =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&parts.len())
        && parts.iter().all(is_number)
        && rest.contains(char::is_alphabetic)
}

/// What all rules for short lines look at.
pub(super) struct ShortLines<'a> {
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
    odds: &'a [f32],
    topic: HashSet<String>,
}

/// Odds below which prose directly below the article is a teaser or a comment.
const CLOSING_ODDS: f32 = -2.3;

/// Odds above which a short sentence directly below the article belongs to it, whatever it is about.
const NEAR_ODDS: f32 = -0.8;

/// Keeps short lines between the paragraphs of the article and below them, and closing paragraphs.
pub(super) fn keep_short_lines(
    lines: &[TextLine],
    features: &[LineFeatures],
    odds: &[f32],
    kept: &mut [bool],
) {
    let context = ShortLines::new(lines, features, odds, kept);
    context.keep_closing_paragraphs(kept);
    let paragraphs: Vec<usize> =
        (0..lines.len()).filter(|at| kept[*at] && context.is_paragraph(*at)).collect();
    for pair in paragraphs.windows(2) {
        if pair[1] - pair[0] <= LONGEST_RUN {
            context.keep_between(pair[0], pair[1], kept);
        }
    }
    if let Some(last) = paragraphs.last() {
        context.keep_below(*last, kept);
    }
}

impl<'a> ShortLines<'a> {
    /// The lines, and the words of those that are kept.
    pub(super) fn new(
        lines: &'a [TextLine],
        features: &'a [LineFeatures],
        odds: &'a [f32],
        kept: &[bool],
    ) -> Self {
        Self { lines, features, odds, topic: topic_words(lines, features, kept) }
    }
}

impl ShortLines<'_> {
    /// Whether a line interrupts the article or ends it.
    pub(super) fn is_interruption(&self, at: usize) -> bool {
        self.interruption(at).is_some()
    }

    /// Whether a line is a paragraph of prose.
    pub(super) fn is_paragraph(&self, at: usize) -> bool {
        let features = &self.features[at];
        let text = self.lines[at].text.as_str();
        // The mark of a note may follow the sentence: `… is cited.2`
        let before_mark = text.trim_end_matches(|sign: char| {
            sign.is_ascii_digit() || matches!(sign, '[' | ']' | ',' | '¹' | '²' | '³' | '⁴'..='⁹')
        });
        let ends = features.ends_sentence
            || text.ends_with(':')
            || before_mark.len() < text.len() && before_mark.ends_with(['.', '!', '?', '”']);
        features.words >= 10.0 && ends && features.prose > 0.5
    }

    /// What a line says about the end of the article, if anything.
    pub(super) fn interruption(&self, at: usize) -> Option<Interruption> {
        let (text, features) = (self.lines[at].text.as_str(), &self.features[at]);
        let lower = text[..text.floor_char_boundary(80)].to_lowercase();
        let lower = lower.trim_start_matches(|first: char| first.is_ascii_digit() || first == ' ');
        if features.words <= 8.0 && is_paper_section(self.lines, at) {
            return None;
        }
        if is_advert(text) {
            return Some(Interruption::Block);
        }
        let starts = |category| features.words <= 14.0 && starts_with_phrase(category, lower);
        // `Read more: Cannabis and pain` is one line; below a label alone there is a list of links.
        let is_pointer = text.split_once(':').is_some_and(|(_, title)| !title.trim().is_empty())
            && features.words <= 18.0
            && starts_with_phrase(Category::RelatedStarts, lower);
        if is_pointer {
            return Some(Interruption::Block);
        }
        if starts(Category::CommentsStarts)
            || is_link_list_label(text, features)
            || text.contains('©')
            || features.words <= 7.0 && self.is_label_of_links(text)
            || features.words <= 6.0 && starts(Category::RelatedStarts)
        {
            return Some(Interruption::Links);
        }
        if starts(Category::ShareStarts) || starts(Category::NewsletterStarts) {
            return Some(Interruption::Block);
        }
        let kinds = self.kinds(at);
        let is_short = features.words <= 14.0;
        if is_short && is_mostly_boilerplate(text, features) && !self.has_value(at) {
            let links = words::COMMENT | words::RELATED | words::LEGAL;
            let block = words::SHARE | words::SUBSCRIBE | words::CREDIT;
            if kinds & block != 0 {
                return Some(Interruption::Block);
            }
            if kinds & links != 0 {
                return Some(Interruption::Links);
            }
        }
        let is_offer = kinds & words::SUBSCRIBE != 0 && kinds & words::READER != 0;
        (is_call_to_action(text) && features.words <= 40.0 || is_short && is_offer)
            .then_some(Interruption::Block)
    }

    /// Whether a short line begins and ends like a label of links, with a name inside: *More Great
    /// Example Stories*.
    fn is_label_of_links(&self, text: &str) -> bool {
        let mut words = text.split(' ');
        let (first, last) = (words.next().unwrap_or_default(), words.next_back());
        last.is_some_and(|last| {
            self.kinds_of(first) & words::RELATED != 0 && self.kinds_of(last) & words::RELATED != 0
        })
    }

    /// The categories of the words of a line, together.
    fn kinds(&self, at: usize) -> words::Kinds {
        self.lines[at].text.split(' ').take(40).fold(0, |all, word| {
            let bare = word
                .trim_matches(|character: char| !character.is_alphanumeric() && character != '©')
                .to_lowercase();
            all | words::kinds(&bare)
        })
    }

    /// Whether a line has a value with its unit or sign: `1.5 mg`, `P<0.001`, `37 %`.
    fn has_value(&self, at: usize) -> bool {
        if self.features[at].date_share > 0.5 || self.features[at].has_time {
            return false;
        }
        let mut characters = self.lines[at].text.chars().peekable();
        let mut before = ' ';
        while let Some(character) = characters.next() {
            if character.is_ascii_digit() {
                while characters.peek().is_some_and(|next| {
                    next.is_ascii_digit() || matches!(next, '.' | ',' | '–' | '-' | '/')
                }) {
                    characters.next();
                }
                let rest: String = characters.clone().take(12).collect();
                let unit = rest.trim_start();
                if matches!(before, '<' | '>' | '=' | '±' | '≤' | '≥' | '~')
                    || unit.starts_with(['%', '‰', '°', '±', '×', '/'])
                    || is_unit(unit)
                {
                    return true;
                }
            }
            if !character.is_whitespace() {
                before = character;
            }
        }
        false
    }

    /// Whether a short line is likely to be content by itself: a value, a row of a table, a list
    /// item, a labelled statement, a question, a sentence.
    fn is_content(&self, at: usize) -> bool {
        let (line, features) = (&self.lines[at], &self.features[at]);
        let text = line.text.as_str();
        if features.urls > 0 || features.date_share > 0.6 || features.repeats > 2 {
            return false;
        }
        let is_labelled = text.split_once(": ").is_some_and(|(label, value)| {
            label.split(' ').count() <= 5
                && label.starts_with(char::is_uppercase)
                && !is_title_case(value)
                && self.kinds_of(label) & (words::TAGS | words::BYLINE | words::CREDIT) == 0
        });
        // A paragraph that the classifier doubts is the teaser of another article.
        if self.is_paragraph(at) && self.odds[at] < CLOSING_ODDS {
            return false;
        }
        // `Trial Registration NCT01234567`
        let names_trial = features.words <= 14.0
            && find_identifiers(text).iter().any(|found| {
                matches!(found.identifier, Identifier::Nct(_) | Identifier::Registry(_))
            });
        self.has_value(at)
            || names_trial
            || self.is_among_time_codes(at)
            || line.cells.len() > 1
            || line.mark != LineMark::None
            || is_labelled
            || text.ends_with('?') && features.words >= 3.0
            || features.ends_sentence && features.words >= 3.0
    }

    /// Whether a line and one beside it begin with a place in a recording: `03:10 What it is`.
    fn is_among_time_codes(&self, at: usize) -> bool {
        let is_code =
            |at: usize| self.lines.get(at).is_some_and(|line| begins_with_time(&line.text));
        is_code(at) && (is_code(at + 1) || at > 0 && is_code(at - 1))
    }

    fn kinds_of(&self, text: &str) -> words::Kinds {
        text.split(' ').fold(0, |all, word| all | words::kinds(&word.to_lowercase()))
    }

    /// Keeps what is between two paragraphs of the article.
    fn keep_between(&self, first: usize, last: usize, kept: &mut [bool]) {
        let mut interrupted = None;
        let mut label = None;
        for (from, end) in self.blocks(first + 1, last) {
            if let Some(interruption) = self.interruption(from) {
                interrupted = Some(interruption);
                label = None;
            } else if (from..end).filter(|at| kept[*at]).count() * 2 >= end - from
                || interrupted != Some(Interruption::Links)
                    && (self.is_content_block(from, end)
                        || self.is_section(from, end)
                        || self.has_sections(from, end)
                        || interrupted.is_none() && self.is_plain_list(from, end))
            {
                kept[label.unwrap_or(from)..end].fill(true);
                interrupted = None;
                label = None;
            } else {
                label = self.is_label(from, end).then_some(from);
            }
        }
    }

    /// Whether a block is one short line that may be the heading of the next block.
    fn is_label(&self, from: usize, end: usize) -> bool {
        end - from == 1
            && self.features[from].words <= 4.0
            && self.features[from].dates == 0
            && self.features[from].urls == 0
            && self.lines[from].text.starts_with(char::is_uppercase)
            && !self.lines[from].text.ends_with(['.', ',', ';'])
    }

    /// The blocks of lines in a range: a block ends before a blank line, and an interruption or a
    /// paragraph is a block of its own.
    fn blocks(&self, from: usize, end: usize) -> Vec<(usize, usize)> {
        let mut blocks: Vec<(usize, usize)> = Vec::new();
        let mut was_single = true;
        for at in from..end {
            let is_single = self.interruption(at).is_some() || self.is_paragraph(at);
            match blocks.last_mut() {
                Some((_, end)) if self.lines[at].blanks == 0 && !is_single && !was_single => {
                    *end = at + 1;
                }
                _ => blocks.push((at, at + 1)),
            }
            was_single = is_single;
        }
        blocks
    }

    /// Whether a block of short lines between paragraphs is content: a line above introduces it, its
    /// lines are content by themselves, or they are short and about the topic.
    fn is_content_block(&self, from: usize, end: usize) -> bool {
        let length = end - from;
        let introduces = |at: usize| self.lines[at].text.ends_with(':');
        let is_introduced = from > 0 && introduces(from - 1) || length >= 2 && introduces(from);
        let content = (from..end).filter(|at| self.is_content(*at)).count();
        is_introduced
            || content * 2 >= length
            || length >= 3 && (self.has_numbers(from, end) || self.is_topical_list(from, end))
    }

    /// Whether nothing speaks against a block of several lines between two paragraphs.
    fn is_plain_list(&self, from: usize, end: usize) -> bool {
        let noise = words::COMMENT | words::SHARE | words::SHOP | words::RELATED;
        let noise = noise | words::CREDIT | words::READER | words::LEGAL | words::SUBSCRIBE;
        end - from >= 2
            && !self.is_list_of_headlines(from + usize::from(end - from > 2), end)
            && (from..end).all(|at| {
                let (text, features) = (&self.lines[at].text, &self.features[at]);
                features.urls == 0
                    && features.dates == 0
                    && !features.has_time
                    && features.repeats == 1
                    && features.words <= 14.0
                    && self.kinds(at) & noise == 0
                    && !self.says_when(at)
                    && !is_mostly_boilerplate(text, features)
                    && !is_byline(text)
            })
    }

    /// Whether a line says how long ago something was posted: `3 days ago`, `5 min`. A dose has such
    /// words, too: `450 mg twice a day`.
    fn says_when(&self, at: usize) -> bool {
        self.features[at].words <= 5.0
            && self.kinds(at) & words::AGO != 0
            && self.lines[at].text.contains(|sign: char| sign.is_ascii_digit())
            && !self.has_value(at)
    }

    /// Whether most lines of a block have a number that is no date, time or count of comments.
    fn has_numbers(&self, from: usize, end: usize) -> bool {
        let noise = words::COMMENT | words::SHARE | words::SHOP;
        let numbered = (from..end).filter(|at| {
            let features = &self.features[*at];
            features.words >= 3.0
                && features.dates == 0
                && !features.has_time
                && self.lines[*at].text.bytes().any(|byte| byte.is_ascii_digit())
                && self.kinds(*at) & noise == 0
                && !self.says_when(*at)
        });
        numbered.count() * 3 >= (end - from) * 2
    }

    /// Whether the lines of a block are short and share their words with the article: key points.
    /// Headlines of other articles are longer.
    fn is_topical_list(&self, from: usize, end: usize) -> bool {
        let words: f32 = self.features[from..end].iter().map(|features| features.words).sum();
        let (shared, all) = (from..end).fold((0, 0), |(shared, all), at| {
            let (of_line, words) = topic_overlap(&self.lines[at].text, &self.topic);
            (shared + of_line, all + words)
        });
        shared >= 2
            && shared * 3 >= all
            && words <= 7.0 * (end - from) as f32
            && (from..end).all(|at| self.kinds(at) & words::RELATED == 0)
    }

    /// Keeps what is directly below the last paragraph of the article. Nothing shows that the
    /// article goes on, so most lines must be content, and none may address the reader.
    fn keep_below(&self, last: usize, kept: &mut [bool]) {
        let limit = self.lines.len().min(last + LONGEST_RUN);
        let mut is_interrupted = false;
        let mut label = None;
        for (from, end) in self.blocks(last + 1, limit) {
            match self.interruption(from) {
                Some(Interruption::Links) => break,
                Some(Interruption::Block) => {
                    is_interrupted = true;
                    label = None;
                }
                None if (from..end).filter(|at| kept[*at]).count() * 2 > end - from
                    || self.is_answer(from, end, kept)
                    || self.is_content_below(from, end, label.is_some(), is_interrupted) =>
                {
                    kept[label.unwrap_or(from)..end].fill(true);
                    is_interrupted = false;
                    label = None;
                }
                None if label.is_none() && self.is_label(from, end) => label = Some(from),
                None if is_interrupted && end - from <= 2 => {}
                None => break,
            }
        }
    }

    /// Whether a block is a short answer to a kept question right above it.
    fn is_answer(&self, from: usize, end: usize, kept: &[bool]) -> bool {
        let (line, features) = (&self.lines[from], &self.features[from]);
        end - from == 1
            && kept[from - 1]
            && self.lines[from - 1].text.ends_with('?')
            && features.ends_sentence
            && line.text.ends_with('.')
    }

    /// Whether a block below the article is content. After an interruption only values are.
    fn is_content_below(
        &self,
        from: usize,
        end: usize,
        has_label: bool,
        is_interrupted: bool,
    ) -> bool {
        let notice = words::READER | words::LEGAL | words::CREDIT | words::SUBSCRIBE;
        let has_notice = (from..end).any(|at| {
            self.features[at].dates > 0 || self.kinds(at) & notice != 0 || self.is_paragraph(at)
        });
        let values = (from..end).filter(|at| self.has_value(*at)).count();
        let content = (from..end).filter(|at| self.is_content(*at)).count();
        let is_headed = self.features[from].words <= 3.0 && self.is_topical_list(from, end);
        let introduces = |at: usize| self.lines[at].text.ends_with(':');
        let is_introduced = introduces(from - 1) || end - from >= 2 && introduces(from);
        let is_section =
            !is_interrupted && (self.is_section(from, end) || self.has_sections(from, end));
        let is_sentence = !is_interrupted && self.is_last_sentence(from, end);
        is_section
            || is_sentence
            || !has_notice
                && if is_interrupted {
                    values * 2 >= end - from
                } else {
                    values * 2 >= end - from
                        || (has_label || end - from >= 2)
                            && (content * 2 >= end - from || is_headed || is_introduced)
                }
    }

    /// Whether a block begins with the heading of a part of a study, and has text: *Conditions*, and
    /// below it what was treated.
    fn is_section(&self, from: usize, end: usize) -> bool {
        let notice = words::LEGAL | words::SUBSCRIBE | words::CREDIT | words::SHARE;
        end - from >= 2
            && self.features[from].words <= 4.0
            && is_paper_section(self.lines, from)
            && (from + 1..end).all(|at| self.kinds(at) & notice == 0 && self.features[at].urls == 0)
    }

    /// Whether a block begins with the heading of a part of a study and has another one: an abstract
    /// whose parts are not set apart.
    fn has_sections(&self, from: usize, end: usize) -> bool {
        let names = (from..end).filter(|at| is_section_name(&self.lines[*at].text));
        end - from >= 4
            && is_section_name(&self.lines[from].text)
            && !is_section_name(&self.lines[from + 1].text)
            && names.take(2).count() == 2
    }

    /// Whether a block is one short sentence, set apart: too short for a closing paragraph.
    fn is_last_sentence(&self, from: usize, end: usize) -> bool {
        let notice = words::LEGAL | words::SUBSCRIBE | words::CREDIT | words::SHARE;
        let features = &self.features[from];
        end - from == 1
            && features.ends_sentence
            && (5.0..10.0).contains(&features.words)
            && features.dates == 0
            && features.urls == 0
            && features.repeats == 1
            && self.lines[from].blanks > 0
            && self.lines[from].text.ends_with('.')
            && self.odds[from] >= CLOSING_ODDS
            && self.kinds(from) & notice == 0
            && !is_mostly_boilerplate(&self.lines[from].text, features)
            && (self.odds[from] >= NEAR_ODDS
                || topic_overlap(&self.lines[from].text, &self.topic).0 >= 1)
    }

    /// Whether a block consists of several lines that look like titles of other articles.
    fn is_list_of_headlines(&self, from: usize, end: usize) -> bool {
        end - from >= 2
            && (from..end).all(|at| {
                let words = self.features[at].words;
                (5.0..=18.0).contains(&words)
                    && !self.has_value(at)
                    && !self.lines[at].text.ends_with(['.', ':', ';'])
            })
    }
}

/// Whether most words of a text begin with a capital, as in an English headline.
fn is_title_case(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capitalised = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    words.is_empty() || words.len() >= 4 && capitalised * 3 >= words.len() * 2
}
