//! Writes the lines of the article as Markdown that shows exactly their text.
//!
//! Text stays text: a character that Markdown would read as markup is escaped, and no other, so
//! that an editor sees no unnecessary backslashes. Headings and lists are written as such where
//! they were recognised.
//!
//! It must not know why a line was kept.

use std::borrow::Cow;
use std::fmt::Write as _;

use offprint_base::{escape_scripts, literal_dollars};
use pulldown_cmark::{Event, Parser};

use crate::markdown::formula::{FormulaSigns, TextPiece, formulas_in_text};
use crate::shortcode_signs::{begins_shortcode, directive_position};
use crate::site_markdown::{site_options, with_literal_end};

/// The role of a kept line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A section heading.
    Heading,
    /// An item of a bulleted list, with its level from 0.
    Item(usize),
    /// An item of a numbered list.
    Numbered(u32),
    /// A quotation.
    Quote,
    /// What the term in the paragraph above means.
    Definition,
    /// A table, complete and as Markdown.
    Table,
    /// Code, all of its lines.
    Code,
    /// A displayed formula: its TeX.
    Formula,
}

/// Writes blocks, each one line, as Markdown. Ends with a line feed if there is a block.
pub(super) fn write_markdown<T: AsRef<str>>(blocks: &[(BlockKind, T)]) -> String {
    let mut result =
        String::with_capacity(blocks.iter().map(|(_, text)| text.as_ref().len() + 4).sum());
    let mut before: Option<BlockKind> = None;
    for (role, text) in blocks {
        let text = text.as_ref();
        let tight =
            matches!(
                (before, role),
                (Some(BlockKind::Item(_)), BlockKind::Item(_))
                    | (Some(BlockKind::Numbered(_)), BlockKind::Numbered(_) | BlockKind::Item(1..))
            ) || matches!((before, role), (Some(BlockKind::Item(1..)), BlockKind::Numbered(_)));
        if before.is_some() {
            if matches!((before, role), (Some(BlockKind::Quote), BlockKind::Quote)) {
                // Paragraphs of one quotation.
                result.push_str("\n>");
            }
            result.push('\n');
            // A blank line is enough between two lists with a paragraph between them; two lists of
            // different kinds end each other.
            let is_joined = *role == BlockKind::Definition
                || matches!((before, role), (Some(BlockKind::Quote), BlockKind::Quote));
            if !tight && !is_joined {
                result.push('\n');
            }
        }
        match role {
            BlockKind::Paragraph => result.push_str(&escape_block(text)),
            BlockKind::Heading => {
                result.push_str("## ");
                result.push_str(&with_literal_end(&escape_inline(text)));
            }
            BlockKind::Item(level) => {
                result.push_str(&"  ".repeat(*level));
                result.push_str("- ");
                result.push_str(&escape_block(text));
            }
            BlockKind::Numbered(number) => {
                let _ = write!(result, "{number}. ");
                result.push_str(&escape_block(text));
            }
            BlockKind::Table => result.push_str(text),
            BlockKind::Code => {
                // A fence must be longer than any in the code.
                let fence = if text.contains("```") { "``````" } else { "```" };
                let _ = write!(result, "{fence}\n{text}\n{fence}");
            }
            BlockKind::Formula => {
                let _ = write!(result, "$$\n{}\n$$", safe_tex(text));
            }
            BlockKind::Definition => {
                result.push_str(": ");
                result.push_str(&escape_block(text));
            }
            BlockKind::Quote => {
                result.push_str("> ");
                result.push_str(&escape_block(text));
            }
        }
        before = Some(*role);
    }
    if !result.is_empty() {
        result.push('\n');
    }
    result
}

/// The rows as a Markdown table, whose first row is its head.
pub(super) fn write_table(rows: &[Cow<[String]>]) -> String {
    let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut result = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            result.push('\n');
        }
        result.push('|');
        for column in 0..columns {
            let cell = row.get(column).map_or("", String::as_str);
            let lines: Vec<String> = cell.split('\n').map(escape_inline).collect();
            let _ = write!(result, " {} |", lines.join("<br>").replace('|', "\\|"));
        }
        if index == 0 {
            result.push('\n');
            result.push_str(&"| --- ".repeat(columns));
            result.push('|');
        }
    }
    result
}

/// The text of one block, with backslashes where Markdown would read markup.
pub(crate) fn escape_block(text: &str) -> String {
    let text = escape_inline(text);
    match block_marker_position(&text).or_else(|| directive_position(&text)) {
        Some(at) => format!("{}\\{}", &text[..at], &text[at..]),
        None => text,
    }
}

/// The text with backslashes where it would be read as emphasis, code, a link or HTML, and with its
/// formulas as the site reads them. If the site would not find these formulas there, they stay text.
fn escape_inline(text: &str) -> String {
    if !text.contains("\\(") && !text.contains("\\[") && !text.contains('$') {
        return escape_text(text);
    }
    // The whole text decides which signs are markup, so formulas are put back afterwards.
    let (mut bare, mut formulas) = (String::with_capacity(text.len()), Vec::new());
    for piece in formulas_in_text(text, FormulaSigns::OfText) {
        match piece {
            TextPiece::Text(text) => bare.push_str(&text.replace(PLACE, "")),
            TextPiece::Formula(formula) => {
                bare.push(PLACE);
                formulas.push(safe_tex(&formula.tex));
            }
        }
    }
    if formulas.is_empty() {
        return escape_text(text);
    }
    let escaped = escape_text(&bare);
    let mut pieces = escaped.split(PLACE);
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for (formula, piece) in formulas.iter().zip(pieces) {
        let _ = write!(result, "${formula}${piece}");
    }
    if formulas_on_site(&result) == formulas { result } else { escape_text(text) }
}

/// The formulas that the site finds in a paragraph.
fn formulas_on_site(text: &str) -> Vec<String> {
    // The site hides the dollars of amounts from the parser.
    let mut masked = text.to_owned();
    for at in literal_dollars(text) {
        masked.replace_range(at..=at, "\u{1}");
    }
    Parser::new_ext(&masked, site_options())
        .filter_map(|event| match event {
            Event::InlineMath(tex) => Some(tex.into_string()),
            Event::DisplayMath(tex) => Some(format!("$${tex}$$")),
            _ => None,
        })
        .collect()
}

/// Stands for a formula: a code point that is no character.
const PLACE: char = '\u{fdd0}';

/// TeX that begins no HTML, with the same meaning.
fn safe_tex(tex: &str) -> String {
    let mut result = String::with_capacity(tex.len());
    let mut characters = tex.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '<' if characters.peek().is_some_and(|next| !next.is_whitespace()) => {
                result.push_str("\\lt ");
            }
            _ => result.push(character),
        }
    }
    result
}

/// The text with backslashes where it would be read as markup.
fn escape_text(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let bytes = text.as_bytes();
    // Emphasis needs two signs, code two backticks, and so on: a single one is text.
    let count = |sign: u8| bytes.iter().filter(|byte| **byte == sign).count();
    let (stars, underscores, ticks, tildes, dollars) =
        (count(b'*'), count(b'_'), count(b'`'), count(b'~'), count(b'$'));
    // Brackets by themselves are text, but not before a target, a note or a citation.
    let brackets = text.contains("](") || text.contains("]:") || text.contains("][");
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map_or(' ', |(_, after)| *after);
        let rest = &text[at + character.len_utf8()..];
        let escape = begins_shortcode(character, rest)
            || match character {
                '\\' => after.is_ascii_punctuation() || after == ' ' && at + 1 == text.len(),
                '*' => stars > 1 && !(before.is_whitespace() && after.is_whitespace()),
                // Inside a word an underscore is text: `a_b`.
                '_' => {
                    underscores > 1
                        && !(before.is_alphanumeric() && after.is_alphanumeric())
                        && !(before.is_whitespace() && after.is_whitespace())
                }
                '`' => ticks > 1,
                '~' => tildes > 1 && (before == '~' || after == '~'),
                '$' => dollars > 1 && (before == '$' || after == '$'),
                '[' => brackets || matches!(after, '@' | '^'),
                '<' => after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?'),
                '&' => is_entity(&text[at..]),
                _ => false,
            };
        if escape {
            result.push('\\');
        }
        result.push(character);
        before = character;
    }
    escape_scripts(&mut result, 0);
    result
}

/// Where a backslash is needed so that the block does not begin as a heading, a list, a quotation,
/// a rule or a code block.
fn block_marker_position(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'#' => {
            let hashes = bytes.iter().take_while(|byte| **byte == b'#').count();
            (hashes <= 6 && bytes.get(hashes).is_none_or(|after| *after == b' ')).then_some(0)
        }
        b'>' => Some(0),
        b'-' | b'+' | b'*' if bytes.get(1).is_none_or(|after| *after == b' ') => Some(0),
        sign @ (b'-' | b'_' | b'*' | b'=' | b'+' | b'~' | b':') => {
            let rule = bytes.iter().all(|byte| byte == sign || *byte == b' ');
            let fence = bytes.starts_with(b"~~~")
                || bytes.starts_with(b"+++")
                || bytes.starts_with(b"---")
                || bytes.starts_with(b":::");
            (rule || fence).then_some(0)
        }
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let stop = bytes.get(digits).is_some_and(|after| matches!(after, b'.' | b')'));
            (digits <= 9 && stop && bytes.get(digits + 1).is_none_or(|after| *after == b' '))
                .then_some(digits)
        }
        b'|' => Some(0),
        _ => None,
    }
}

/// Whether `&` begins what HTML reads as an entity.
fn is_entity(text: &str) -> bool {
    let name = text
        .bytes()
        .skip(1)
        .take(32)
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'));
    name.is_some_and(|length| length > 0 && text.as_bytes()[length + 1] == b';')
}

#[cfg(test)]
mod tests {
    use super::{BlockKind, escape_block, write_markdown};

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(escape_block(text), expect);
    }

    #[test]
    fn text_stays_text() {
        check("# 1 drug", "\\# 1 drug");
        check("#1 drug", "#1 drug");
        check("2019. It was", "2019\\. It was");
        check("- no item", "\\- no item");
        check("-5 degrees", "-5 degrees");
        check("---", "\\---");
        check("> 5 mg", "\\> 5 mg");
        check("*P<0.05 and 3 * 4 * 5", "\\*P<0.05 and 3 * 4 * 5");
        check("a_b_c stays", "a_b_c stays");
        check("_so_ and `so`", "\\_so\\_ and \\`so\\`");
        check("[a](javascript:alert(1))", "\\[a](javascript:alert(1))");
        check("<script>alert(1)</script>", "\\<script>alert(1)\\</script>");
        check("P<0.05 and a < b", "P<0.05 and a < b");
        check("Smith & Co, &amp; and AT&T", "Smith & Co, \\&amp; and AT&T");
        check("{{ page }} and {% x %}", "\\{{ page }} and \\{% x %}");
        check("C:\\dir and \\*", "C:\\dir and \\\\*");
        check("+++", "\\+++");
        check("&ß", "&ß");
        check("&ßßßßßßßßßßßßßßßßßßßßßßßßßßßßß;", "&ßßßßßßßßßßßßßßßßßßßßßßßßßßßßß;");
        check("5 * 3", "5 * 3");
        check("as shown [1, 2]", "as shown [1, 2]");
        check("[@key] and [^1]", "\\[@key] and \\[^1]");
        check("a* b", "a* b");
        check("H~2~O and 10^6^ cells", "H\\~2\\~O and 10\\^6\\^ cells");
        check("~5 mg and ~10 mg, x^2 + y^2", "~5 mg and ~10 mg, x^2 + y^2");
        check("$5 and $10, or a_b", "$5 and $10, or a_b");
    }

    #[test]
    fn formulas_stay_formulas() {
        check("where \\(C_1\\) and $k_{e}$ fall", "where $C_1$ and $k_{e}$ fall");
        check("as \\[k = \\frac{1}{2}\\] shows", "as $k = \\frac{1}{2}$ shows");
        check("a *b \\(x\\) c* d", "a \\*b $x$ c\\* d");
        check("if \\(a_1<b\\) and", "if $a_1\\lt b$ and");
        check("l’\\(x\\) of \\(n-1\\) and \\(2n\\)", "l’$x$ of $n-1$ and $2n$");
        check("for $5, \\(x\\) is", "for $5, $x$ is");
        check("with \\(n\\), and $$\\frac{a}{b}$$.", "with $n$, and $\\frac{a}{b}$.");
    }

    #[test]
    fn text_between_such_signs_stays_text() {
        check("\\(never closed", "\\\\(never closed");
        check("at \\(\\$5\\) each", "at \\\\(\\\\$5\\\\) each");
        check("as \\[1\\] and \\(mean age 44\\)", "as \\\\[1\\\\] and \\\\(mean age 44\\\\)");
        check("\\[n = 12\\] of them, \\(IV\\)", "\\\\[n = 12\\\\] of them, \\\\(IV\\\\)");
        check("- \\[x\\] \\(COVID_19\\)", "\\- \\\\[x\\\\] \\\\(COVID_19\\\\)");
        check("sed 's/\\(x\\)/y/' or '\\(x\\)'", "sed 's/\\\\(x\\\\)/y/' or '\\\\(x\\\\)'");
        check("the \\(D2\\) receptor", "the \\\\(D2\\\\) receptor");
        check("a_b $$ c_d $$ e_f", "a_b \\$\\$ c_d \\$\\$ e_f");
        check("in C:\\(data)\\x or \\(escape\\)", "in C:\\\\(data)\\x or \\\\(escape\\\\)");
        check("Ketamine ($$), ECT ($$$)", "Ketamine (\\$\\$), ECT (\\$\\$\\$)");
        check("it costs $$5, then $$10", "it costs \\$\\$5, then \\$\\$10");
        check("\\({{< share >}}\\)", "\\\\(\\{{< share >}}\\\\)");
        check("p\\(x\\) and \\(a\\)b", "p\\\\(x\\\\) and \\\\(a\\\\)b");
        check("ham$score_1*2 - ham$score_2*3", "ham$score_1\\*2 - ham$score_2\\*3");
    }

    #[test]
    fn unclosed_signs_cost_no_more() {
        for sign in ["\\(", "\\[", "\\($", "$$ "] {
            let text = sign.repeat(5_000);
            assert!(escape_block(&text).len() >= text.len(), "{sign}");
        }
    }

    #[test]
    fn blocks_are_apart_and_lists_tight() {
        let blocks = [
            (BlockKind::Paragraph, "One."),
            (BlockKind::Heading, "Head #"),
            (BlockKind::Item(0), "a"),
            (BlockKind::Item(1), "b"),
            (BlockKind::Item(0), "c"),
            (BlockKind::Numbered(1), "x"),
            (BlockKind::Numbered(2), "y"),
            (BlockKind::Quote, "q"),
        ];
        assert_eq!(
            write_markdown(&blocks),
            "One.\n\n## Head \\#\n\n- a\n  - b\n- c\n\n1. x\n2. y\n\n> q\n"
        );
        assert_eq!(write_markdown::<&str>(&[]), "");
    }
}
