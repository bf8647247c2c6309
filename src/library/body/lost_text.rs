//! Text that Markdown does not read as its author meant it: references without a definition, stars
//! that vanish, comments and tags without an end.
//!
//! Must not change what is published.

use std::ops::Range;

use offprint_base::is_escaped;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::events::is_citation;
use super::html_elements::is_html_element;
use super::misread::spaced_address;
use super::{BodyWriter, HtmlBuffer};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::leftover_marks::{LeftoverMark, leftover_marks};

impl BodyWriter<'_> {
    /// Looks for references to notes that are not defined: the parser treats them as plain text.
    pub(super) fn follow_run(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        match event {
            // The text of such a link is an address.
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                self.is_in_address = true;
            }
            // So is that of a citation: its keys.
            Event::Start(Tag::Link { link_type, dest_url, .. })
                if is_citation(*link_type, dest_url) =>
            {
                self.is_in_address = true;
            }
            Event::End(TagEnd::Link) => self.is_in_address = false,
            _ => {}
        }
        if matches!(event, Event::Text(_)) && !self.in_code && !self.is_in_address {
            match &mut self.run {
                Some(run) if run.end <= span.start => run.end = span.end,
                Some(_) => {}
                None => self.run = Some(span.clone()),
            }
            return;
        }
        // What belongs together may be on two lines.
        if matches!(event, Event::SoftBreak) && self.run.is_some() {
            return;
        }
        let Some(run) = self.run.take() else { return };
        let bytes = &text.as_bytes()[run.clone()];
        if memchr::memchr(b'<', bytes).is_some() {
            self.check_tags(&run, text);
        }
        if self.markdown.math && memchr::memchr(b'$', bytes).is_some() {
            self.check_formulas(&run, text);
        }
        if memchr::memchr(b'[', bytes).is_some() {
            self.check_alert_marks(&run, text);
        }
        if memchr::memchr2(b'[', b'@', bytes).is_some() {
            self.check_marks(&run, text);
        }
    }

    /// Whether the text is that of a link.
    fn is_in_link(&self) -> bool {
        self.open_links.iter().any(|open| open.has_tag)
    }

    /// Reports marks of notes, citations and links that are shown as text.
    fn check_marks(&mut self, run: &Range<usize>, text: &str) {
        for (place, mark) in leftover_marks(text, run.clone()) {
            self.leftover_mark(mark, text, place);
        }
    }

    /// Reports a mark that is shown as text. `source` is all of the text around it.
    pub(super) fn leftover_mark(
        &mut self,
        mark: LeftoverMark<'_>,
        source: &str,
        place: Range<usize>,
    ) {
        let is_defined = |label: &str| source.contains(&format!("[^{label}]:"));
        if let LeftoverMark::NumberRange(label) = mark
            && !label.split('-').any(is_defined)
        {
            return;
        }
        let has_digit = |key: &str| key.bytes().any(|byte| byte.is_ascii_digit());
        match mark {
            // Those outside captions are looked at with the links around them.
            LeftoverMark::Address(_) if !self.caption.contains(&place.start) => return,
            // It may be the name of somebody on a network.
            LeftoverMark::CitationKey(key)
                if !self.is_known_work(key) || self.is_in_link() && !has_digit(key) =>
            {
                return;
            }
            LeftoverMark::Citation(inner) if !inner.starts_with('@') => {
                let key = inner.split_once('@').map_or("", |(_, key)| key);
                let end = key.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | ':'));
                let key = &key[..end.unwrap_or(key.len())];
                let is_like_key = key.starts_with(char::is_alphabetic) && has_digit(key);
                if !is_like_key && !self.is_known_work(key) {
                    return;
                }
            }
            _ => {}
        }
        self.fault(leftover_fault(mark), place);
    }

    /// Reports formulas that are shown as text, because their braces do not match or a space is inside
    /// the dollars.
    fn check_formulas(&mut self, run: &Range<usize>, text: &str) {
        let text = &text[..run.end];
        let mut from = run.start;
        while let Some(at) = text[from..].find('$').map(|at| from + at) {
            let inner = text[at..].trim_start_matches('$');
            from = text.len() - inner.len();
            let command = inner.trim_start_matches(' ').strip_prefix('\\').unwrap_or_default();
            let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
            let is_display = from - at == 2 && begins_display(text, at, from);
            if letters < 2 && !is_display || is_escaped(text, at) {
                continue;
            }
            let fault = Diagnostic::warning(
                Code::Math,
                "this formula is shown as text: it has no end, or its braces do not match",
            )
            .help(
                "write no space inside its dollars; for a dollar sign that begins no formula write \\$",
            );
            self.fault(fault, at..from);
            // The dollars at its end.
            let end = text[from..].find('$').map_or(text.len(), |end| from + end);
            from = text.len() - text[end..].trim_start_matches('$').len();
        }
    }

    /// Reports comments and tags that have no end, so that they are shown as text.
    fn check_tags(&mut self, run: &Range<usize>, text: &str) {
        for (at, _) in text[run.clone()].match_indices('<') {
            let start = run.start + at;
            let rest = &text[start..run.end];
            if is_escaped(text, start) || self.tags.contains(start) {
                continue;
            }
            let fault = if rest.starts_with("<!--") {
                // Not a warning: what it contains may not be meant for readers.
                Diagnostic::error(
                    Code::UnclosedHtml,
                    "this comment is not closed in this paragraph, so it is shown as text",
                )
                .help("add --> where it ends; for the signs themselves write \\<!--")
            } else if is_unfinished_tag(rest) {
                Diagnostic::warning(
                    Code::UnclosedHtml,
                    "this tag has no end, so it is shown as text",
                )
                .help("add the missing quotation mark or >; for the sign itself write \\<")
            } else {
                continue;
            };
            let is_comment = rest.starts_with("<!--");
            let length = if is_comment { "<!--".len() } else { 1 };
            self.fault(fault, start..start + length);
            if is_comment {
                // What follows is part of it.
                return;
            }
        }
    }

    /// Reports a footnote without a text.
    pub(super) fn check_note(&mut self, label: &str, definition: &HtmlBuffer) {
        if !definition.html.trim().is_empty() {
            return;
        }
        let Some(place) = self.notes.places.get(label).cloned() else { return };
        let fault =
            Diagnostic::warning(Code::UndefinedFootnote, format!("footnote `{label}` has no text"))
                .help("write its text after the colon, or remove the footnote");
        self.fault(fault, place);
    }

    /// Reports stars inside words: in `Patient*innen und Ärzt*innen` and in `*4 or CYP2D6*10` they
    /// vanish. `*un*done` is meant.
    pub(super) fn check_star(&mut self, span: &Range<usize>) {
        let text = self.text;
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        let emphasised = text[span.clone()].trim_matches('*');
        // `*E. coli*s` is meant, too; the number of an allele follows its star.
        let is_number =
            after.is_some_and(|c| c.is_ascii_digit()) && emphasised.contains(char::is_whitespace);
        let is_in_words = is_word(before) && is_word(after) || is_number;
        if text[span.start..].starts_with('*') && is_in_words {
            let fault = Diagnostic::warning(
                Code::StarInWord,
                "the stars make the text between them italic, and are not shown",
            )
            .help(
                "write \\* for a star; to show all stars inside words, add to [markdown] in \
                 site.toml: emphasis_in_words = false",
            );
            self.fault(fault, span.clone());
        }
    }
}

/// What is wrong with a mark of a note, a citation or a link that is shown as text.
fn leftover_fault(mark: LeftoverMark<'_>) -> Diagnostic {
    let fault = |code: Code, message: &str, help: String| {
        Diagnostic::warning(code, message.to_owned()).help(help)
    };
    match mark {
        LeftoverMark::Address(address) => {
            let known = spaced_address(address);
            let (message, help) = known.unwrap_or_else(|| {
                ("this is shown as text: a space ends an address", "remove the space".into())
            });
            fault(Code::BrokenLink, message, help)
        }
        LeftoverMark::InlineNote => fault(
            Code::UndefinedFootnote,
            "this is shown as text: a footnote needs a label",
            "write [^1] here, and the note on a line of its own: [^1]: …".into(),
        ),
        LeftoverMark::Citation(inner) => fault(
            Code::UnknownCitation,
            "this is shown as text: it is not a citation that can be read",
            citation_help(inner),
        ),
        LeftoverMark::CitationKey(key) => fault(
            Code::UnknownCitation,
            "this is shown as text: a citation stands in brackets",
            format!("write [@{key}]"),
        ),
        LeftoverMark::Reference(label) => fault(
            Code::BrokenLink,
            &format!("this is shown as text: nothing defines the address `{label}`"),
            format!("add a line: [{label}]: https://…"),
        ),
        LeftoverMark::Footnote(label) if label.trim().is_empty() => fault(
            Code::UndefinedFootnote,
            "this is shown as text: a footnote needs a label",
            "write [^1] here, and the note on a line of its own: [^1]: …".into(),
        ),
        LeftoverMark::Footnote(label) | LeftoverMark::NumberRange(label)
            if let Some(marks) = single_notes(label) =>
        {
            fault(
                Code::UndefinedFootnote,
                "this is shown as text: brackets contain one footnote",
                format!("write one pair of brackets for each: {marks}"),
            )
        }
        LeftoverMark::NumberRange(label) | LeftoverMark::Footnote(label) => fault(
            Code::UndefinedFootnote,
            &format!("there is no footnote `{}`", label.trim()),
            format!("add a line: [^{}]: …", label.trim()),
        ),
        // The parser has read these.
        LeftoverMark::Link
        | LeftoverMark::WikiLink
        | LeftoverMark::Bold
        | LeftoverMark::Italic
        | LeftoverMark::Code
        | LeftoverMark::Tag => fault(
            Code::BadValue,
            "this is shown as it is written",
            "write a backslash before its signs".into(),
        ),
        LeftoverMark::OpenFootnote => fault(
            Code::UndefinedFootnote,
            "this is shown as text: the label of this footnote has no end",
            "write ] after the label, or \\[^ for the signs themselves".into(),
        ),
    }
}

/// What to write instead of these brackets. `-@id` and words before `@id` are those of Pandoc.
fn citation_help(inner: &str) -> String {
    let (before, citation) = inner.split_at(inner.find('@').unwrap_or(inner.len()));
    match before.trim() {
        "" => "write [@id], or [@id; @other, p. 3] for several".to_owned(),
        "-" => format!("write the author in the sentence, and [{citation}] without `-` after it"),
        words => format!("write the words outside of the brackets: {words} [{citation}]"),
    }
}

/// The references that a list of notes in one pair of brackets means: `[^1][^2]` for `[^1, ^2]`, `[^1,2]`
/// or `[^1-2]`. Other labels are those of one note.
fn single_notes(label: &str) -> Option<String> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let range = label.split_once(['-', '–']).map(|(from, to)| (from.trim(), to.trim()));
    let parts: Vec<String> = match range {
        Some((from, to)) if is_number(from) && is_number(to) => {
            let (from, to) = (from.parse::<u16>().ok()?, to.parse::<u16>().ok()?);
            (from..=to).take(MOST_NOTES).map(|number| number.to_string()).collect()
        }
        _ => {
            let split: &[char] = if label.contains([',', ';']) { &[',', ';'] } else { &['^', ' '] };
            let parts = label.split(split).map(|part| part.trim().trim_start_matches(['^', '[']));
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
    };
    let is_list =
        parts.len() > 1 && (label.contains('^') || parts.iter().all(|part| is_number(part)));
    is_list.then(|| parts.iter().map(|part| format!("[^{part}]")).collect())
}

/// The most notes that a message lists.
const MOST_NOTES: usize = 10;

/// Whether `$$` at the start of a line begins a formula, and not an amount: the rest of its line, or the
/// next line if it is alone, contains signs of formulas.
fn begins_display(text: &str, at: usize, end: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '>']);
    if !before.is_empty() && !before.ends_with('\n') {
        return false;
    }
    let mut lines = text[end..].lines();
    let same = lines.next().unwrap_or_default();
    let is_alone = same.trim().is_empty();
    let formula = if is_alone { lines.next().unwrap_or_default() } else { same };
    let has_command = formula
        .split('\\')
        .skip(1)
        .any(|rest| rest.bytes().take_while(u8::is_ascii_alphabetic).count() > 1);
    has_command || formula.contains('^') || is_alone && formula.contains('=')
}

/// Whether a text that begins with `<` begins with a tag that has no end, and not with a number or a
/// name that is less than another.
fn is_unfinished_tag(text: &str) -> bool {
    let text = &text[1..];
    let (is_end, text) = text.strip_prefix('/').map_or((false, text), |text| (true, text));
    let length = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    if !is_html_element(&name.to_ascii_lowercase()) {
        return false;
    }
    let attribute = rest.trim_start();
    let length = attribute
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':' | '_'))
        .unwrap_or(attribute.len());
    let has_attribute = length > 0
        && attribute.len() < rest.len()
        && attribute[length..].trim_start().starts_with('=');
    is_end || has_attribute
}
