//! A pasted e-mail without what mail programs and newsletters added, and without the signs of
//! quotation that were put before its lines.
//!
//! Which lines were added is `mail_lines`. It must not know which of the others are the article.

use std::borrow::Cow;

use super::line::TextLine;
use crate::article::RemovedBlock;
use crate::mail_lines::MailLines;

/// Of so many lines in ten that begin with a sign of quotation, the quoted message is the text.
const QUOTED_TENTHS: usize = 6;

/// The text without signs of quotation, if most of its lines have them.
pub(super) fn unquoted(text: &str) -> Cow<'_, str> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let quoted = lines().filter(|line| line.trim_start().starts_with('>')).count();
    if quoted < 3 || quoted * 10 < lines().count() * QUOTED_TENTHS {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let bare = match line.trim_start().strip_prefix('>') {
            Some(bare) => bare.trim_start_matches('>').strip_prefix(' ').unwrap_or(bare),
            None => line,
        };
        plain.push_str(bare);
        plain.push('\n');
    }
    Cow::Owned(plain)
}

/// The lines of the message, and the others as blocks with a reason.
pub(super) fn split_mail(
    lines: Vec<TextLine>,
    mail: &MailLines,
) -> (Vec<TextLine>, Vec<RemovedBlock>) {
    if mail.reasons.is_empty() {
        return (lines, Vec::new());
    }
    let mut kept: Vec<TextLine> = Vec::with_capacity(lines.len());
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let removed = mail.removed_blocks(&texts);
    let mut is_after_removed = false;
    for (line, reason) in lines.into_iter().zip(&mail.reasons) {
        if reason.is_none() {
            let blanks = if is_after_removed { line.blanks.max(1) } else { line.blanks };
            kept.push(TextLine { blanks, ..line });
        }
        is_after_removed = reason.is_some();
    }
    (kept, removed)
}
