//! Detects the format of an input file.
//!
//! The content decides, since file names are unreliable: an `.html` file may be pasted text, a
//! `.txt` file a saved page. The name decides only where the content is inconclusive. Does not
//! access files.

/// A format that can be imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RawFormat {
    /// A web page.
    Html,
    /// Text as pasted from a web page.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// A web page with its resources in one file, as browsers save it (MHTML).
    Mhtml,
}

/// How many bytes are examined.
const HEAD: usize = 64 * 1024;

/// The format of a text.
pub(crate) fn detect_format(text: &str, name: Option<&str>) -> RawFormat {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let start = head
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    if is_mhtml(start) || is_message(start, name) {
        return RawFormat::Mhtml;
    }
    if has_front_matter(start) {
        return RawFormat::Markdown;
    }
    if is_html(start) {
        return RawFormat::Html;
    }
    // In a quoted e-mail nearly every line is a quotation.
    let lines = || head.lines().filter(|line| !line.trim().is_empty());
    let quoted = lines().filter(|line| line.starts_with('>')).count();
    let is_quoted = quoted >= 3 && quoted * 10 >= lines().count() * 6;
    let marks = if is_quoted { 0 } else { markdown_marks(head) };
    let extension = name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    match extension.as_str() {
        "md" | "markdown" | "mdown" | "mkd" | "mdx" | "qmd" | "rmd" => RawFormat::Markdown,
        "html" | "htm" | "xhtml" if start.contains("</") => RawFormat::Html,
        _ if marks >= 3 => RawFormat::Markdown,
        _ => RawFormat::Text,
    }
}

/// Whether the text begins with mail header fields, one of which announces parts or HTML.
fn is_mhtml(start: &str) -> bool {
    let head = &start[..start.floor_char_boundary(8192)];
    let first = head.lines().next().unwrap_or_default();
    let is_field = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    let lower = head.to_ascii_lowercase();
    is_field
        && lower.contains("mime-version:")
        && (lower.contains("multipart/related")
            || lower.contains("content-type: text/html")
            || lower.contains("multipart/mixed")
            || lower.contains("multipart/alternative"))
}

/// Whether the text is an e-mail as a mail program saves it: fields of its transport, or the name of
/// the file, say so. Fields that somebody pasted above a text do not.
fn is_message(start: &str, name: Option<&str>) -> bool {
    let head = &start[..start.floor_char_boundary(16 * 1024)];
    let fields: Vec<String> = head
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| !line.starts_with([' ', '\t']))
        .map_while(|line| {
            let (name, _) = line.split_once(':')?;
            let is_name = !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            is_name.then(|| name.to_ascii_lowercase())
        })
        .collect();
    let has = |field: &str| fields.iter().any(|name| name == field);
    let is_named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".eml"));
    let is_sent = ["mime-version", "message-id", "received", "return-path", "content-type"];
    has("from")
        && (has("subject") || has("date"))
        && (is_named || is_sent.iter().filter(|field| has(field)).count() >= 2)
}

/// Whether the text begins with a front matter fence, and a key and a closing fence follow.
fn has_front_matter(start: &str) -> bool {
    let mut lines = start.lines();
    let fence = match lines.next().map(str::trim_end) {
        Some(fence @ ("---" | "+++" | ";;;")) => fence,
        Some("{") => return false,
        _ => return false,
    };
    let sign = if fence == "---" { ':' } else { '=' };
    let mut has_key = false;
    for line in lines.take(400) {
        let line = line.trim_end();
        if line == fence || fence == "---" && line == "..." {
            return has_key;
        }
        let key = line.split(sign).next().unwrap_or_default();
        has_key |=
            line.contains(sign) && !key.trim().is_empty() && key.split_whitespace().count() <= 2;
    }
    false
}

fn is_html(start: &str) -> bool {
    let lower = start[..start.floor_char_boundary(HEAD)].to_ascii_lowercase();
    let mut rest = lower.as_str();
    // Comments and XML declarations may come first.
    for _ in 0..20 {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
        } else if let Some(after) = rest.strip_prefix("<?xml") {
            rest = after.find("?>").map_or("", |end| &after[end + 2..]);
        } else {
            break;
        }
    }
    if rest.starts_with("<!doctype html")
        || rest.starts_with("<html")
        || rest.starts_with("<head")
        || rest.starts_with("<body")
        || rest.starts_with("<title")
        || rest.starts_with("<meta ")
        || rest.starts_with("<frameset")
    {
        return true;
    }
    // Otherwise tags must make up much of the text, not only be quoted in it.
    let has = |tag: &str| lower.matches(tag).take(40).count();
    let blocks = has("</p>")
        + has("</div>")
        + has("</li>")
        + has("</td>")
        + has("</article>")
        + has("<p>")
        + has("</h1>")
        + has("</h2>")
        + has("</table>");
    let starts = rest.starts_with('<')
        && rest[1..].starts_with(|character: char| character.is_ascii_alphabetic());
    let tags = lower.matches('<').count();
    starts && blocks >= 2 || blocks >= 6 && tags * 200 > lower.len()
}

/// How many Markdown markers a text has that pasted text does not have. Lists with `- ` and `* ` are
/// no evidence by themselves: people write them in plain text, too, where headings and paragraphs
/// follow them without a blank line.
fn markdown_marks(head: &str) -> usize {
    let mut marks = 0;
    let mut items = 0;
    let mut is_fenced = false;
    let mut before = "";
    for line in head.lines().take(2000) {
        let trimmed = line.trim_end();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            is_fenced = !is_fenced;
            marks += 1;
            continue;
        }
        if is_fenced {
            continue;
        }
        let hashes = trimmed.len() - trimmed.trim_start_matches('#').len();
        let is_title = (1..=6).contains(&hashes)
            && trimmed[hashes..].starts_with(' ')
            && trimmed[hashes..].trim().len() > 1;
        // `# 1 drug` also occurs in pasted text; two hashes do not.
        marks +=
            if is_title && hashes >= 2 { 2 } else { usize::from(is_title && before.is_empty()) };
        let is_underline = trimmed.len() >= 3
            && (trimmed.bytes().all(|byte| byte == b'=')
                || trimmed.bytes().all(|byte| byte == b'-'));
        marks += usize::from(is_underline && !before.is_empty() && before.len() < 120);
        marks += 2 * trimmed.matches("](http").take(3).count();
        marks += usize::from(has_strong_emphasis(trimmed));
        marks += usize::from(trimmed.starts_with("> "));
        items += usize::from(
            trimmed.starts_with("- ") && before.starts_with("- ")
                || trimmed.starts_with("* ") && before.starts_with("* "),
        );
        marks +=
            usize::from(trimmed.starts_with('|') && trimmed.ends_with('|') && trimmed.len() > 3);
        before = trimmed;
    }
    if marks >= 2 { marks + items } else { marks }
}

/// Whether a line has `**words**`. Asterisks that blank out letters, as in `Jo** Al**`, are not.
fn has_strong_emphasis(line: &str) -> bool {
    let mut rest = line;
    let mut before = ' ';
    while let Some((text, after)) = rest.split_once("**") {
        before = text.chars().next_back().unwrap_or(before);
        let opens = !before.is_alphanumeric() && after.starts_with(char::is_alphanumeric);
        if opens && after.split_once("**").is_some_and(|(inside, _)| !inside.ends_with(' ')) {
            return true;
        }
        rest = after.trim_start_matches('*');
        before = '*';
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{RawFormat, detect_format};

    #[track_caller]
    fn check(text: &str, name: &str, expect: RawFormat) {
        assert_eq!(detect_format(text, Some(name)), expect, "{text}");
    }

    #[test]
    fn content_goes_before_the_name() {
        check("<!DOCTYPE html><p>Hi", "a.txt", RawFormat::Html);
        check("\u{feff}<!-- saved from url=(0014)about:internet -->\n<html>", "a", RawFormat::Html);
        check("A title\n\nA sentence about it.", "a.html", RawFormat::Text);
        check("<p>One.</p><p>Two.</p>", "a", RawFormat::Html);
        check("<script>alert(1)</script> stands in the text.", "a.txt", RawFormat::Text);
    }

    #[test]
    fn front_matter_is_markdown() {
        check("---\ntitle: A\n---\n\nText", "a.txt", RawFormat::Markdown);
        check("+++\ntitle = \"A\"\n+++\nText", "a.txt", RawFormat::Markdown);
        check("---\nA sentence, no key.\n---\n", "a.txt", RawFormat::Text);
    }

    #[test]
    fn marks_are_markdown() {
        check(
            "# A\n\n## B\n\n- x\n- y\n\nSee [it](https://a.example).",
            "a.txt",
            RawFormat::Markdown,
        );
        check(
            "# 1 drug in the trial\n\n*P<0.05 and a_b_c stays, 3 * 4 * 5 = 60",
            "a.txt",
            RawFormat::Text,
        );
        check("Plain.", "a.md", RawFormat::Markdown);
    }

    #[test]
    fn saved_pages_in_one_file_are_mhtml() {
        check(
            "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"x\"\r\n",
            "a.mhtml",
            RawFormat::Mhtml,
        );
    }
}
