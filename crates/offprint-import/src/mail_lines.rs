//! What mail programs and newsletters add to a text: the fields of forwarded messages with private
//! addresses, notes of who forwarded them, signatures, confidentiality notices, links to unsubscribe.
//!
//! Works on lines, whatever they come from: pasted text, or blocks and line breaks of HTML. It must
//! not know formats.

use crate::article::{Article, RemovedBlock, Sourced};
use crate::date_reader::DateReader;
use crate::mhtml::without_subject_labels;
use crate::omission::FEWEST_WORDS;
use crate::phrases::{Category, contains_phrase, is_phrase, phrases, starts_with_phrase};

/// So many fields, close together, are the head of a message.
const FEWEST_FIELDS: usize = 3;

/// The same below a line such as `Forwarded message`.
const FEWEST_FIELDS_FORWARDED: usize = 2;

/// The fields of a head are at most so many lines apart.
const FIELD_DISTANCE: usize = 2;

/// A head has no more fields: a glossary of any length does.
const MOST_FIELDS: usize = 60;

/// The head of a message in one line is no longer, in bytes.
const LONGEST_HEAD: usize = 900;

/// A signature has no more lines.
const LONGEST_SIGNATURE: usize = 14;

/// What is written above a forwarded message is a note of who forwarded it, up to so many words.
const LONGEST_NOTE: usize = 60;

/// A line about a newsletter itself has no more words.
const LONGEST_FOOTER: usize = 45;

const HEAD: &str = "the head of an e-mail";
const NOTE: &str = "a note of who forwarded the e-mail";
const SIGNATURE: &str = "a signature";
const CONFIDENTIAL: &str = "a confidentiality notice";
const FOOTER: &str = "a note of a newsletter on itself";
const GREETING: &str = "a greeting with a private name";

/// Where the title of a forwarded message was found.
pub(crate) const FORWARDED_SUBJECT: &str = "the subject of the forwarded e-mail";

/// Where the name of an author was found who signed a letter.
pub(crate) const SIGNED: &str = "the signature, which is that of the sender";

/// Which lines were added, and what the heads say.
#[derive(Default, Debug)]
pub(crate) struct MailLines {
    /// For each line, why it is not part of the message; empty for a text that is no mail.
    pub(crate) reasons: Vec<Option<&'static str>>,
    /// The fields of the innermost message.
    pub(crate) subject: Option<String>,
    /// The name of its sender, not the address.
    pub(crate) sender: Option<String>,
    /// Its date, as written.
    pub(crate) date: Option<String>,
    /// The name under the text, if it is that of the sender.
    pub(crate) signed_by: Option<String>,
    /// Whether there were too many lines to search them.
    pub(crate) is_unsearched: bool,
}

impl MailLines {
    /// The lines of the heads: whom they name sent or received the message, and need not have written it.
    pub(crate) fn heads(&self, lines: &[&str]) -> String {
        let heads = lines.iter().zip(&self.reasons).filter(|(_, reason)| **reason == Some(HEAD));
        heads.map(|(line, _)| *line).collect::<Vec<_>>().join("\n")
    }

    /// The removed lines as blocks: neighbours with the same reason are one block. Only lines of
    /// prose count as words that readers may miss.
    pub(crate) fn removed_blocks(&self, lines: &[&str]) -> Vec<RemovedBlock> {
        let mut removed: Vec<RemovedBlock> = Vec::new();
        let mut before = None;
        for (line, reason) in lines.iter().zip(&self.reasons) {
            if let Some(why) = *reason {
                let count = line.split_whitespace().count();
                let words = if count >= FEWEST_WORDS { count } else { 0 };
                let length = line.chars().count();
                match removed.last_mut().filter(|_| before == Some(why)) {
                    Some(last) => {
                        last.length += length + 1;
                        last.words += words;
                    }
                    None => removed.push(RemovedBlock {
                        excerpt: line.chars().take(80).collect(),
                        why,
                        length,
                        words,
                        is_structured: false,
                    }),
                }
            }
            before = *reason;
        }
        removed
    }
}

/// Finds the lines. `is_mail` says that the text is certainly one, with its sender, if known.
pub(crate) fn find_mail_lines(lines: &[&str], is_mail: bool, sender: Option<&str>) -> MailLines {
    let mut mail = MailLines { reasons: vec![None; lines.len()], ..MailLines::default() };
    let mut receivers = Vec::new();
    let last_head = mail.find_heads(lines, &mut receivers);
    let footers = lines.iter().filter(|line| is_footer(line)).count();
    if !is_mail && last_head.is_none() && footers < 2 {
        return MailLines::default();
    }
    if let Some(end) = last_head {
        mail.remove_note(lines, end);
    }
    for (at, line) in lines.iter().enumerate() {
        let lower = comparable(line);
        if mail.reasons[at].is_some() {
            continue;
        }
        if starts_with_phrase(Category::ConfidentialityStarts, lower.trim_start_matches('*')) {
            mail.reasons[at] = Some(CONFIDENTIAL);
        } else if starts_with_phrase(Category::MailDeviceStarts, &lower)
            && lower.split(' ').count() <= 12
        {
            mail.reasons[at] = Some(SIGNATURE);
        } else if footers > 0 && is_copyright(&lower) {
            mail.reasons[at] = Some(FOOTER);
        } else if is_footer(line) {
            mail.remove_footer(lines, at);
        }
    }
    mail.remove_addresses(lines);
    mail.remove_signatures(lines, sender);
    mail.remove_greeting(lines, &receivers);
    mail
}

/// A line for comparison with phrases.
fn comparable(line: &str) -> String {
    line.trim().replace(['\u{a0}', '\u{202f}'], " ").to_lowercase().replace('’', "'")
}

/// Whether a line is about a newsletter and not part of it.
fn is_footer(line: &str) -> bool {
    let lower = comparable(line);
    lower.split(' ').count() <= LONGEST_FOOTER && contains_phrase(Category::MailFooters, &lower)
}

/// Whether a line is the notice of copyright of a newsletter.
fn is_copyright(lower: &str) -> bool {
    let lower = lower.trim_start_matches(['*', '_', ' ']);
    lower.split(' ').count() <= 20
        && (starts_with_phrase(Category::RightsStarts, lower) || lower.starts_with('©'))
}

/// Whether a line is prose and not an address, a name or an office.
fn is_prose(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words >= 12 || words >= 8 && line.ends_with(['.', '!', '?', '。'])
}

/// The name and the value of a field of an e-mail: `From: Jane Doe <jane@example.org>`.
pub(crate) fn mail_field(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start_matches(['>', '*', ' ']);
    let (name, value) = line.split_once(':')?;
    let name = comparable(name.trim_end_matches(['*', ' ']));
    let is_field = name.len() <= 24 && is_phrase(Category::MailFields, &name);
    is_field.then(|| (name, value.trim().trim_start_matches(['*', ' '])))
}

/// Whether a line separates messages: `----- Forwarded message -----`.
fn is_separator(line: &str) -> bool {
    let lower = comparable(line);
    lower.split(' ').count() <= 8 && contains_phrase(Category::MailSeparators, &lower)
}

/// Whether a line introduces a quoted message: `On 4 March 2025, Jane Doe <jane@…> wrote:`.
fn is_quotation_start(line: &str) -> bool {
    let lower = comparable(line);
    lower.split(' ').count() <= 30
        && phrases(Category::MailQuotationEnds).iter().any(|end| lower.ends_with(end))
        && (lower.contains('@') || lower.bytes().filter(u8::is_ascii_digit).count() >= 5)
}

/// Whether a line is a complete head whose line breaks were lost.
fn is_one_line_head(line: &str) -> bool {
    let line = line.replace(['\u{a0}', '\u{202f}'], " ").replace(" :", ":");
    let is_field = |word: &str| {
        word.strip_suffix(':').is_some_and(|name| {
            name.starts_with(char::is_uppercase)
                && is_phrase(Category::MailFields, &name.to_lowercase())
        })
    };
    line.len() < LONGEST_HEAD
        && line.contains('@')
        && line.split_whitespace().take(2).any(is_field)
        && line.split_whitespace().filter(|word| is_field(word)).count() >= FEWEST_FIELDS
}

/// The name in `Jane Doe <jane@example.org>`; None for an address alone.
fn display_name(value: &str) -> Option<String> {
    let name = value.split(['<', '[', '(']).next().unwrap_or_default();
    let name = name.trim().trim_matches(['"', '\'', ' ', ',']);
    (!name.is_empty() && !name.contains('@')).then(|| name.to_owned())
}

impl MailLines {
    /// Copies the fields of the innermost message: they override what its text seems to say.
    pub(crate) fn apply_to(self, article: &mut Article, dates: &DateReader) {
        if let Some(name) = self.signed_by {
            article.authors = Some(Sourced::new(vec![name], SIGNED, 0.8));
        } else if let Some(sender) = self.sender {
            article.site = Some(Sourced::new(sender, "the sender of the forwarded e-mail", 0.7));
        }
        let subject = self.subject.as_deref().map(|text| without_subject_labels(text.trim()));
        if let Some(subject) = subject.filter(|subject| !subject.is_empty()) {
            article.title = Some(Sourced::new(subject.to_owned(), FORWARDED_SUBJECT, 0.9));
        }
        if let Some(date) = self.date.and_then(|date| dates.first_date(&date)) {
            let from = "the date of the forwarded e-mail";
            article.published = Some(Sourced::new(date, from, 0.9));
        }
    }

    /// Marks the heads of messages. Returns the line after the last one.
    fn find_heads(&mut self, lines: &[&str], receivers: &mut Vec<String>) -> Option<usize> {
        let mut last = None;
        let mut at = 0;
        while at < lines.len() {
            let is_start = is_separator(lines[at]);
            if is_one_line_head(lines[at]) {
                self.reasons[at] = Some(HEAD);
                at += 1;
                last = Some(at);
                continue;
            }
            if is_quotation_start(lines[at]) {
                self.reasons[at] = Some(HEAD);
                self.read_quotation_start(lines[at]);
                at += 1;
                last = Some(at);
                continue;
            }
            let first = if is_start { at + 1 } else { at };
            let mut fields: Vec<usize> = Vec::new();
            for (next, line) in lines.iter().enumerate().skip(first) {
                let from = fields.last().map_or(first, |field| field + 1);
                if next > from + FIELD_DISTANCE - 1 || fields.len() == MOST_FIELDS {
                    break;
                }
                if mail_field(line).is_some() {
                    fields.push(next);
                }
            }
            let fewest = if is_start { FEWEST_FIELDS_FORWARDED } else { FEWEST_FIELDS };
            let begins = fields.first().is_some_and(|field| is_start || *field == at);
            let has_sender = fields.iter().any(|field| {
                mail_field(lines[*field])
                    .is_some_and(|(name, _)| is_phrase(Category::MailSenderFields, &name))
            });
            if begins && fields.len() >= fewest && has_sender {
                let last_field = fields[fields.len() - 1];
                let has_value = mail_field(lines[last_field]).is_some_and(|(_, v)| !v.is_empty());
                let end = (last_field + 1 + usize::from(!has_value)).min(lines.len());
                self.read_head(lines, &fields, receivers);
                self.reasons[at..end].fill(Some(HEAD));
                at = end;
                last = Some(end);
            } else {
                if is_start {
                    self.reasons[at] = Some(HEAD);
                    last = Some(at + 1);
                }
                at += 1;
            }
        }
        last
    }

    /// Reads the fields of a head. Those of a later message replace those of an earlier one, which
    /// only forwards it.
    fn read_head(&mut self, lines: &[&str], fields: &[usize], receivers: &mut Vec<String>) {
        for field in fields {
            let Some((name, mut value)) = mail_field(lines[*field]) else { continue };
            // In a table the value is in the next cell.
            if value.is_empty()
                && let Some(next) = lines.get(field + 1)
                && !fields.contains(&(field + 1))
            {
                value = next.trim();
            }
            if value.is_empty() {
                continue;
            }
            if is_phrase(Category::MailSubjectFields, &name) {
                self.subject = Some(value.to_owned());
            } else if is_phrase(Category::MailDateFields, &name) {
                self.date = Some(value.to_owned());
            } else if is_phrase(Category::MailSenderFields, &name) {
                self.sender = display_name(value);
            }
            if is_phrase(Category::MailReceiverFields, &name) {
                receivers.extend(display_name(value));
            }
        }
    }

    fn read_quotation_start(&mut self, line: &str) {
        self.date = Some(line.to_owned());
        // `On Tue, 4 Mar 2025 at 09:00, Pain Notes <news@…> wrote:`
        let before = line.split('<').next().unwrap_or_default();
        if line.contains('<') {
            let name = before.rsplit([',', ':']).next().unwrap_or_default().trim();
            let name = name.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
            self.sender = display_name(name);
        }
    }

    /// Marks a short note above the head of a forwarded message.
    fn remove_note(&mut self, lines: &[&str], end: usize) {
        let Some(start) = self.reasons.iter().position(|reason| *reason == Some(HEAD)) else {
            return;
        };
        // Between two heads, too: each of those who forwarded it may have written one.
        let kept = lines.iter().zip(&self.reasons).take(end).filter(|(_, why)| why.is_none());
        let words: usize = kept.map(|(line, _)| line.split_whitespace().count()).sum();
        let is_last = lines[end.min(lines.len())..]
            .iter()
            .map(|line| line.split_whitespace().count())
            .sum::<usize>()
            > words;
        if words <= LONGEST_NOTE && is_last && start < end {
            for reason in &mut self.reasons[..end] {
                reason.get_or_insert(NOTE);
            }
        }
    }

    /// Marks a line about the newsletter, and the postal address below its label.
    fn remove_footer(&mut self, lines: &[&str], at: usize) {
        self.reasons[at] = Some(FOOTER);
        if !lines[at].trim_end().ends_with(':') {
            return;
        }
        let below = lines.iter().zip(&mut self.reasons).skip(at + 1).take(3);
        for (line, reason) in below {
            if is_prose(line) || reason.is_some() {
                break;
            }
            *reason = Some(FOOTER);
        }
    }

    /// Marks postal addresses between lines about the newsletter or below the last one.
    fn remove_addresses(&mut self, lines: &[&str]) {
        for at in 1..lines.len() {
            let is_below = self.reasons[at - 1] == Some(FOOTER);
            let is_last = self.reasons[at + 1..].iter().all(Option::is_some);
            let is_above = at + 1 < lines.len()
                && self.reasons[at + 1..].iter().all(|reason| *reason == Some(FOOTER));
            let line = lines[at];
            let is_address = line.contains(',')
                && line.bytes().any(|byte| byte.is_ascii_digit())
                && line.split_whitespace().count() <= 14
                && !is_prose(line);
            if self.reasons[at].is_none() && is_address && (is_below && is_last || is_above) {
                self.reasons[at] = Some(FOOTER);
            }
        }
    }

    /// Marks signatures: lines below `Kind regards`, below two hyphens, and a name with a telephone.
    fn remove_signatures(&mut self, lines: &[&str], sender: Option<&str>) {
        for at in 0..lines.len() {
            if self.reasons[at].is_some() {
                continue;
            }
            let line = lines[at].trim();
            let lower = comparable(line);
            let bare = lower.trim_end_matches([',', '.', '!', ' ', '-', '–']);
            let is_sign_off = is_phrase(Category::MailSignOffs, bare);
            let is_delimiter = matches!(line, "--" | "—" | "–" | "__" | "-- ")
                || line.len() >= 10 && line.chars().all(|sign| sign == '_');
            if !is_sign_off && !is_delimiter {
                continue;
            }
            let end = (at + 1..lines.len())
                .take(LONGEST_SIGNATURE)
                .find(|next| is_prose(lines[*next]) && self.reasons[*next].is_none())
                .unwrap_or_else(|| lines.len().min(at + 1 + LONGEST_SIGNATURE));
            let is_at_end =
                lines[end..].iter().zip(&self.reasons[end..]).all(|(_, reason)| reason.is_some());
            // In the middle of a text, `Best` above a paragraph is a heading.
            if (is_delimiter || end == at + 1) && !is_at_end {
                continue;
            }
            let sender = self.sender.as_deref().or(sender);
            if let Some(name) = lines[at + 1..end].first() {
                let name = name.split([',', '|']).next().unwrap_or_default().trim();
                // A newsletter has its name below two hyphens; a person signs above them.
                let given = name.split(' ').next().unwrap_or_default();
                let is_signed =
                    is_sign_off || (at.saturating_sub(2)..at).any(|above| lines[above] == given);
                if is_signed && sender.is_some_and(|sender| sender.eq_ignore_ascii_case(name)) {
                    self.signed_by = Some(name.to_owned());
                }
            }
            for reason in &mut self.reasons[at..end] {
                reason.get_or_insert(SIGNATURE);
            }
        }
    }

    /// Marks the greeting of a person whom the head names as a receiver: `Hi Jane,`. `Dear all`
    /// greets a list.
    fn remove_greeting(&mut self, lines: &[&str], receivers: &[String]) {
        let names: Vec<String> = receivers
            .iter()
            .flat_map(|name| name.split([' ', ',']))
            .filter(|name| name.chars().count() >= 3)
            .map(str::to_lowercase)
            .collect();
        let Some(at) = self.reasons.iter().position(Option::is_none) else { return };
        let line = lines[at].trim();
        let count = line.split_whitespace().count();
        let words: Vec<String> = line
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_uppercase))
            .map(|word| word.trim_matches([',', '!', ':', '.', '-', '–']).to_lowercase())
            .collect();
        let ends = line.ends_with([',', '!', ':', '–', '-']);
        if ends && count <= 5 && words.iter().any(|word| names.contains(word)) {
            self.reasons[at] = Some(GREETING);
        }
    }
}

#[cfg(test)]
mod tests;
