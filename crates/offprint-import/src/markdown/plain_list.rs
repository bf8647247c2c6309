//! Lists that a page only writes: lines that begin with `•`, `–` or `1)`, in paragraphs or between
//! line breaks.
//!
//! Works on finished blocks. A dash also begins direct speech, so that it makes a list only between
//! the line breaks of one paragraph.

use crate::markdown::converter::MarkdownBlock;

/// What an item begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemSign {
    Bullet(char),
    Dash(char),
    Number(u64),
}

/// Signs that are bullets and nothing else.
const BULLETS: [char; 19] =
    ['•', '▪', '◦', '‣', '●', '■', '➢', '►', '▶', '✓', '✔', '∙', '⁃', '◆', '❖', '·', '○', '□', '*'];

/// Those of them that need a blank after them.
const WITH_BLANK: [char; 4] = ['·', '○', '□', '*'];

/// A line of a paragraph.
struct PlainLine {
    text: String,
    /// The block that it is in.
    block: usize,
    /// Its sign, and where its words begin.
    sign: Option<(ItemSign, usize)>,
}

/// The blocks with written lists as lists.
pub(super) fn with_plain_lists(blocks: Vec<MarkdownBlock>) -> Vec<MarkdownBlock> {
    let begins_item = |block: &MarkdownBlock| {
        !block.is_list && block.text.split("\\\n").any(|line| item_sign(line).is_some())
    };
    if !blocks.iter().any(begins_item) {
        return blocks;
    }
    let mut out: Vec<MarkdownBlock> = Vec::with_capacity(blocks.len());
    let mut lines: Vec<PlainLine> = Vec::new();
    for (number, block) in blocks.into_iter().enumerate() {
        let is_plain = !block.is_list && !block.text.starts_with(['#', '>', '|', '`', '<', '$']);
        if !is_plain {
            write_lines(&std::mem::take(&mut lines), &mut out);
            out.push(block);
            continue;
        }
        lines.extend(block.text.split("\\\n").map(|line| PlainLine {
            text: line.to_owned(),
            block: number,
            sign: item_sign(line),
        }));
    }
    write_lines(&lines, &mut out);
    out
}

/// Writes lines as paragraphs and lists.
fn write_lines(lines: &[PlainLine], out: &mut Vec<MarkdownBlock>) {
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < lines.len() {
        let length = run_length(&lines[at..]);
        if length >= 2 {
            out.push(MarkdownBlock { text: list_of(&lines[at..at + length]), is_list: true });
            open = None;
            at += length;
            continue;
        }
        let line = &lines[at];
        match out.last_mut() {
            Some(paragraph) if open == Some(line.block) => {
                paragraph.text.push_str("\\\n");
                paragraph.text.push_str(&line.text);
            }
            _ => out.push(MarkdownBlock { text: line.text.clone(), is_list: false }),
        }
        open = Some(line.block);
        at += 1;
    }
}

/// How many lines from the first on are items of one list.
fn run_length(lines: &[PlainLine]) -> usize {
    let Some((first, _)) = lines.first().and_then(|line| line.sign) else { return 0 };
    let continues = |position: usize, line: &PlainLine| match (first, line.sign) {
        (ItemSign::Number(start), Some((ItemSign::Number(number), _))) => {
            number == start + position as u64
        }
        (ItemSign::Dash(_), Some((sign, _))) => sign == first && line.block == lines[0].block,
        (_, Some((sign, _))) => sign == first,
        (_, None) => false,
    };
    lines.iter().enumerate().take_while(|(position, line)| continues(*position, line)).count()
}

fn list_of(lines: &[PlainLine]) -> String {
    let mut list = String::new();
    for line in lines {
        let Some((sign, start)) = line.sign else { continue };
        if !list.is_empty() {
            list.push('\n');
        }
        match sign {
            ItemSign::Number(number) => list.push_str(&format!("{number}. ")),
            ItemSign::Bullet(_) | ItemSign::Dash(_) => list.push_str("- "),
        }
        list.push_str(&line.text[start..]);
    }
    list
}

/// The sign that a line begins with, and where the words after it begin.
fn item_sign(line: &str) -> Option<(ItemSign, usize)> {
    let bare = line.strip_prefix('\\').unwrap_or(line);
    let first = bare.chars().next()?;
    let (sign, rest) = if BULLETS.contains(&first) {
        let rest = &bare[first.len_utf8()..];
        let has_blank = rest.starts_with(char::is_whitespace);
        if WITH_BLANK.contains(&first) && !has_blank {
            return None;
        }
        (ItemSign::Bullet(first), rest)
    } else if matches!(first, '-' | '–') {
        let rest = bare[first.len_utf8()..].strip_prefix([' ', '\u{a0}', '\t'])?;
        (ItemSign::Dash(first), rest)
    } else {
        let (number, rest) = item_number(bare)?;
        (ItemSign::Number(number), rest)
    };
    let words = rest.trim_start();
    // What would begin a block of another kind is left as it is.
    let is_words =
        words.starts_with(|first: char| first.is_alphanumeric() || "*[\"“‘(€$£<".contains(first));
    is_words.then_some((sign, line.len() - words.len()))
}

/// `1.`, `1)` or `(1)`, as Markdown escapes it, and the text after it.
fn item_number(line: &str) -> Option<(u64, &str)> {
    let open = line.strip_prefix('(');
    let inner = open.unwrap_or(line);
    let digits = inner.len() - inner.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    if digits == 0 || digits > 2 {
        return None;
    }
    let number = inner[..digits].parse().ok()?;
    let rest = inner[digits..].trim_start_matches('\\');
    let rest =
        if open.is_some() { rest.strip_prefix(')')? } else { rest.strip_prefix(['.', ')'])? };
    Some((number, rest.strip_prefix([' ', '\u{a0}', '\t'])?))
}

#[cfg(test)]
mod tests {
    use super::with_plain_lists;
    use crate::markdown::converter::MarkdownBlock;

    #[track_caller]
    fn check(blocks: &[&str], expect: &[&str]) {
        let blocks =
            blocks.iter().map(|text| MarkdownBlock { text: (*text).to_owned(), is_list: false });
        let found = with_plain_lists(blocks.collect());
        let found: Vec<&str> = found.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn items_become_a_list() {
        check(&["a", "• b", "• c", "d"], &["a", "- b\n- c", "d"]);
        check(&["a:\\\n\\- b\\\n\\- c\\\nd"], &["a:", "- b\n- c", "d"]);
        check(&["3\\) b", "4\\) c"], &["3. b\n4. c"]);
        check(&["(1) b\\\n(2) c"], &["1. b\n2. c"]);
    }

    #[test]
    fn other_lines_stay() {
        for blocks in [
            &["– So she said.", "– So he said.", "– So they said."][..],
            &["• b", "c", "• d"],
            &["2\\. b", "4\\. c"],
            &["1999\\. b", "2000\\. c"],
            &["a\\\nb – c\\\nd"],
            &["·b", "·c"],
        ] {
            check(blocks, blocks);
        }
    }
}
