//! Signs that a Markdown parser would take for markup, though the text means the sign itself:
//! dollars in amounts, colons at the start of a line, signs in addresses, single tildes and, if the
//! site wants it, stars in words; and signs that begin raw HTML without an end.
//!
//! Such a sign is replaced by a control character of the same length before parsing and restored in
//! the events, so positions do not change. This must not know documents.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use offprint_base::{is_escaped, is_script_sign, literal_dollars, name_key};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};
use unicase::UniCase;

use super::inline_signs::InlineSigns;
use crate::config::Markdown;

/// The control characters that stand for signs.
const MASKS: [(u8, char); 9] = [
    (NOTE_MASK, '^'),
    (1, '$'),
    (2, '*'),
    (3, ':'),
    (5, '_'),
    (6, '~'),
    (7, '<'),
    (8, '>'),
    // The last one, because it stays masked in raw HTML.
    (TAG_MASK, '<'),
];

/// The control character that stands for the sign of a reference to a note whose label is written in
/// another form of Unicode: for the parser it is a reference without a definition.
pub(super) const NOTE_MASK: u8 = 14;

/// The control character that stands for the sign at the start of a tag.
pub(super) const TAG_MASK: u8 = 4;

fn has_mask(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, 1..=8 | &NOTE_MASK))
}

/// The text for the parser, with literal signs masked. A text that contains one of the control
/// characters itself is returned as it is.
pub(super) fn mask_literal_signs<'t>(
    text: &'t str,
    markdown: Markdown,
    signs: &InlineSigns,
) -> Cow<'t, str> {
    let bytes = text.as_bytes();
    if has_mask(bytes) {
        return Cow::Borrowed(text);
    }
    let mut masked: Vec<(usize, u8)> = Vec::new();
    if markdown.math {
        masked.extend(literal_dollars(text).into_iter().map(|at| (at, 1)));
    }
    if !markdown.emphasis_in_words {
        masked.extend(stars_in_words(text).map(|at| (at, 2)));
    }
    masked.extend(literal_colons(text).into_iter().map(|at| (at, 3)));
    if !text.is_ascii() {
        masked.extend(notes_in_other_forms(text).into_iter().map(|at| (at, NOTE_MASK)));
    }
    if markdown.subscript {
        // Two tildes strike out. One is a sign, or around a subscript.
        let tildes = memchr::memchr_iter(b'~', bytes).filter(|at| is_script_sign(bytes, *at));
        masked.extend(tildes.map(|at| (at, 6)));
    }
    // No control character may be in the address of a link: it would no longer be one.
    masked.retain(|(at, _)| !is_in_address(text, *at));
    // An address without markup is a text for the parser, whatever is in it.
    for address in signs.addresses.iter().filter(|address| address.is_maskable) {
        masked.extend(signs_of_address(text, address.span.clone()));
    }
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = bytes.to_vec();
    for (at, mask) in masked {
        bytes[at] = mask;
    }
    // ASCII characters were replaced by ASCII characters.
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Masks the signs at some places of a text: there, no tag begins.
pub(super) fn mask_tags<'t>(
    text: Cow<'t, str>,
    places: impl Iterator<Item = usize>,
) -> Cow<'t, str> {
    let mut bytes = text.as_bytes().to_vec();
    for at in places {
        if let Some(byte) = bytes.get_mut(at).filter(|byte| **byte == b'<') {
            *byte = TAG_MASK;
        }
    }
    String::from_utf8(bytes).map_or(text, Cow::Owned)
}

/// Puts the signs back into an event. In raw HTML the signs of tags stay masked: there they must be
/// written in another way.
pub(super) fn restore_signs(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(restored(text)),
        Event::Code(text) => Event::Code(restored(text)),
        Event::Html(text) => Event::Html(restored_in_html(text)),
        Event::InlineHtml(text) => Event::InlineHtml(restored_in_html(text)),
        Event::InlineMath(text) => Event::InlineMath(restored(text)),
        Event::DisplayMath(text) => Event::DisplayMath(restored(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(restored(text)),
        Event::Start(tag) => Event::Start(match tag {
            Tag::Link { link_type, dest_url, title, id } => Tag::Link {
                link_type,
                dest_url: restored(dest_url),
                title: restored(title),
                id: restored(id),
            },
            Tag::Image { link_type, dest_url, title, id } => Tag::Image {
                link_type,
                dest_url: restored(dest_url),
                title: restored(title),
                id: restored(id),
            },
            Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(restored(label)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Tag::CodeBlock(CodeBlockKind::Fenced(restored(info)))
            }
            tag => tag,
        }),
        event => event,
    }
}

/// The signs in an address that a parser would read, each with its mask.
fn signs_of_address(text: &str, span: Range<usize>) -> impl Iterator<Item = (usize, u8)> {
    let bytes = text.as_bytes();
    span.filter_map(move |at| {
        let (mask, _) = MASKS.iter().find(|(_, sign)| *sign == char::from(bytes[at]))?;
        (bytes[at] != b':' && !is_escaped(bytes, at)).then_some((at, *mask))
    })
}

/// Puts the signs back into a text that the parser returned apart from its events, or an address in
/// raw HTML.
pub(super) fn restore_text(text: &str) -> String {
    restored(CowStr::Borrowed(text)).into_string()
}

fn restored(text: CowStr<'_>) -> CowStr<'_> {
    with_signs(text, &MASKS)
}

fn restored_in_html(text: CowStr<'_>) -> CowStr<'_> {
    with_signs(text, &MASKS[..MASKS.len() - 1])
}

fn with_signs<'t>(text: CowStr<'t>, masks: &[(u8, char)]) -> CowStr<'t> {
    if !has_mask(text.as_bytes()) {
        return text;
    }
    let sign = |letter: char| {
        let mask = masks.iter().find(|(mask, _)| char::from(*mask) == letter);
        mask.map_or(letter, |(_, sign)| *sign)
    };
    text.chars().map(sign).collect::<String>().into()
}

/// The length of an address that is looked for before a sign, in bytes: what browsers accept.
const LONGEST_ADDRESS: usize = 2048;

/// Whether a sign is part of an address: of `](address)`, `[label]: address` or any URL.
fn is_in_address(text: &str, at: usize) -> bool {
    // The search ends after some thousand bytes, or a text of signs would take quadratic time.
    let mut start = at.saturating_sub(LONGEST_ADDRESS);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let text = &text[start..at];
    let before = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let line = text.rsplit('\n').next().unwrap_or_default();
    // What follows the label of a note is its text.
    let is_definition = line.trim_start().starts_with('[')
        && !line.trim_start().starts_with("[^")
        && line.strip_suffix(before).is_some_and(|line| line.trim_end().ends_with("]:"));
    let begin = before.rfind("](").max(before.rfind("://")).max(before.rfind("<mailto:"));
    is_definition
        || begin.is_some_and(|begin| {
            // A closing bracket ends the address, unless it was opened in it.
            let address = &before[begin + 2..];
            let open = address.matches('(').count();
            let close = address.matches(')').count();
            close <= open && !address.contains('>')
        })
}

/// Single stars between letters or digits: `Patient*innen`, `CYP2C19*2`.
fn stars_in_words(text: &str) -> impl Iterator<Item = usize> {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    memchr::memchr_iter(b'*', text.as_bytes()).filter(move |at| {
        is_word(text[..*at].chars().next_back()) && is_word(text[at + 1..].chars().next())
    })
}

/// A label as `pulldown-cmark` compares it, which ignores case: `ß` is `SS`.
fn folded(label: &str) -> String {
    UniCase::new(label).to_folded_case()
}

/// What labels of the same note have in common.
pub(super) fn note_key(label: &str) -> String {
    name_key(&folded(label))
}

/// The signs of references to notes that are defined with the same label in another form of Unicode.
fn notes_in_other_forms(text: &str) -> Vec<usize> {
    let labels = memchr::memmem::find_iter(text.as_bytes(), b"[^").filter_map(|at| {
        let rest = &text[at + 2..];
        let end = rest.find([']', '\n']).filter(|end| rest[*end..].starts_with(']'))?;
        let is_definition = rest[end..].starts_with("]:");
        Some((at + 1, &rest[..end], is_definition))
    });
    // Labels of ASCII have one form.
    let labels: Vec<_> = labels.filter(|(_, label, _)| !label.is_ascii()).collect();
    let defined: Vec<&str> =
        labels.iter().filter(|label| label.2).map(|(_, label, _)| *label).collect();
    if defined.is_empty() {
        return Vec::new();
    }
    let exact: HashSet<String> = defined.iter().map(|label| folded(label)).collect();
    let keys: HashSet<String> = defined.iter().map(|label| note_key(label)).collect();
    let is_other = |label: &str| !exact.contains(&folded(label)) && keys.contains(&note_key(label));
    let references = labels.iter().filter(|label| !label.2 && is_other(label.1));
    references.map(|(at, ..)| *at).collect()
}

/// Colons at the start of a line, or of a line in a quotation, a list or a note, that no space
/// follows: they begin no definition.
fn literal_colons(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        found.extend(leading_colon(line).map(|at| start + at));
        start += line.len();
    }
    found
}

/// The colon that only marks of quotations, lists and notes precede in a line, if no space follows.
fn leading_colon(line: &str) -> Option<usize> {
    let mut rest = line.trim_start_matches([' ', '\t']);
    loop {
        if let Some(after) = rest.strip_prefix(':') {
            let is_literal = after.bytes().next().is_some_and(|byte| !byte.is_ascii_whitespace());
            return is_literal.then(|| line.len() - rest.len());
        }
        rest = rest[container_mark(rest)?..].trim_start_matches([' ', '\t']);
    }
}

/// The length of the mark of a quotation, a list or a note with which a line begins.
fn container_mark(line: &str) -> Option<usize> {
    if line.starts_with('>') {
        return Some(1);
    }
    if line.starts_with("[^") {
        return line.find("]:").map(|end| end + "]:".len());
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if digits == 0 { ['-', '*', '+'].as_slice() } else { ['.', ')'].as_slice() };
    let rest = line[digits..].strip_prefix(mark)?;
    rest.starts_with([' ', '\t']).then_some(digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let markdown = Markdown { math: true, emphasis_in_words: false, ..Markdown::default() };
        mask_literal_signs(text, markdown, &InlineSigns::find(text, markdown))
            .replace('\u{1}', "DOLLAR")
            .replace('\u{2}', "STAR")
            .replace('\u{3}', "COLON")
    }

    #[test]
    fn addresses_stay() {
        for text in [
            "[a](https://x.example/?q=$5) costs",
            "[a](</b/$5>) costs",
            "<https://x.example/?q=$5> costs",
            "[a][b]\n\n[b]: /c/?q=$5",
            "[a](/gene/HLA-B*57:01/) and",
            "[a](https://x.example/a_(b)$5)",
        ] {
            assert_eq!(masked(text), text);
        }
        assert_eq!(masked("[a](/b) cost $5 and"), "[a](/b) cost DOLLAR5 and");
        assert_eq!(masked("[a](/b)$5 and"), "[a](/b)DOLLAR5 and");
    }

    #[test]
    fn signs_in_addresses_and_single_tildes() {
        let shown = masked("https://a.org/_b_ [c](https://a.org/_b_) ~~d~~ ~5 \\~6 [e](~f~)");
        assert_eq!(
            shown,
            "https://a.org/\u{5}b_ [c](https://a.org/_b_) ~~d~~ \u{6}5 \\~6 [e](~f~)"
        );
    }

    #[test]
    fn stars_and_colons() {
        assert_eq!(
            masked("Patient*innen *kursiv* HLA-B*57:01"),
            "PatientSTARinnen *kursiv* HLA-BSTAR57:01"
        );
        for (text, expect) in [
            ("> Term\n> : one\n> :15", "> Term\n> : one\n> COLON15"),
            ("- Term\n  : one\n\n      :15", "- Term\n  : one\n\n      COLON15"),
            ("[^1]: Term\n    : one\n    :15", "[^1]: Term\n    : one\n    COLON15"),
            ("> > 1. Term\n> > :15", "> > 1. Term\n> > COLON15"),
            ("- :15\n\n2) :15\n\n[^a]: :15", "- COLON15\n\n2) COLON15\n\n[^a]: COLON15"),
            ("a > :15 at 9:15", "a > :15 at 9:15"),
        ] {
            assert_eq!(masked(text), expect);
        }
        assert_eq!(
            masked("Term\n: definition\n:) smile\n\n::: tip"),
            "Term\n: definition\nCOLON) smile\n\nCOLON:: tip"
        );
    }

    /// The formulas that the parser finds in a text.
    fn formulas(text: &str) -> Vec<String> {
        let masked = mask_literal_signs(text, Markdown::default(), &InlineSigns::default());
        let events = pulldown_cmark::Parser::new_ext(
            &masked,
            pulldown_cmark::Options::ENABLE_MATH | pulldown_cmark::Options::ENABLE_TABLES,
        );
        let formula = |event| match event {
            Event::InlineMath(formula) | Event::DisplayMath(formula) => Some(formula.to_string()),
            _ => None,
        };
        events.filter_map(formula).collect()
    }

    #[test]
    fn amounts_are_no_formulas() {
        for text in [
            "It fell from $120–$95.",
            "US$1.2m/US$3m",
            "$5-$10",
            "a ($5)–($6) range",
            "$5,$6.",
            "**$5**–**$10**",
            "(NASDAQ: $ABC) and ($DEF)",
            "from $ 5 to $6",
            "$5\n\n$6$7",
            "$x$y",
            "It costs $120 (in 2019 US$) a month.",
            "Prices (US$, A$) differ, and (US$; C$), too.",
            "from US$/QALY to $/DALY and US$/year",
            "100$, 200$, 300$.",
            "between 100$ and 200$",
            "100$-200$ or 100$–200$",
            "$5 per patient (A$) and $6 (NZ$)",
            "$50 vs. $60 in US$.",
            "It is $30 (HK$), that is $4 (US$).",
            "In US$: 5; in CA$: 7.",
            "**US$** and **A$**",
            "“US$” or “A$”",
            "US$… and A$…",
            "US$ 5 to US$ 6 and 5 US$",
            "costs (US$)|costs (A$)",
            "a US$-denominated price of 5 A$",
            "$120 to 130$ (2020)",
            "Prices are $20, 30$, and 40$.",
            "from $10k–$20k. 3.50$, 4.",
            "a range of $5,000–10,000$",
            "It cost $10 to $20 000$.",
            "so $1=0.9€, 2$",
            "Ketamine ($$), esketamine ($$$$) and ECT ($$$)",
            "Ketamine ($$), ECT ($$$)",
            "Cost: $$ per visit; $$ per vial.",
            "It costs $$5, then $$10.",
            "$$\nThey offer infusions.\n\nClinic South\n$$",
            "only $$ here",
        ] {
            assert_eq!(formulas(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn formulas_stay() {
        for (text, expect) in [
            ("$x$-axis", "x"),
            ("so $$k = 1$$ is", "k = 1"),
            ("so $$\\text{dose per day} = 5$$ is", "\\text{dose per day} = 5"),
            ("$$\n[0, 1)\n$$", "\n[0, 1)\n"),
            ("$$\nmean dose = 5\n$$", "\nmean dose = 5\n"),
            ("$5, and $$k = 1$$ for y$", "k = 1"),
            ("($x$)", "x"),
            ("$n$=5", "n"),
            ("$\\mu$g", "\\mu"),
            ("2$\\times$3", "\\times"),
            ("$x$.", "x"),
            ("$$a$$ costs", "a"),
            ("a $5 note and $x$", "x"),
            ("\\$5 and $y$", "y"),
            ("US$5 and $y$", "y"),
            ("CO$_2$ and", "_2"),
            ("10$^6$ cells", "^6"),
            ("$x = A$", "x = A"),
            ("$[0, 1)$", "[0, 1)"),
            ("$f(x) = \\sin x$", "f(x) = \\sin x"),
            ("$3 x + 5 < 7$", "3 x + 5 < 7"),
            ("$-5$ to", "-5"),
            ("$.05$", ".05"),
            ("$2 log x$", "2 log x"),
            ("$p < 0.05$ (US$)", "p < 0.05"),
            ("$E = m c^2$", "E = m c^2"),
        ] {
            assert_eq!(formulas(text), [expect], "{text}");
        }
    }
}
