//! Articles that are already Markdown, with front matter from any program.
//!
//! Jekyll, Hugo, Zola, Ghost, Obsidian and Pandoc use different names for the same fields, in YAML,
//! TOML or JSON. The fields are renamed to those of Offprint; fields that Offprint does not have
//! are kept in `rest`. The body stays as its author wrote it, except that two things are removed: a
//! first heading that repeats the title, and HTML that could run code in a reader's browser.
//!
//! It must not know where the file is, nor what the site does with a field.

use std::borrow::Cow;

use crate::article::{Article, ImportHints, Loss, LossKind, Sourced};
use crate::site_markdown::line_of_text;

use self::image_syntax::FoundImages;

mod author_details;
mod callout_kinds;
mod fields;
mod frames;
mod front_image;
mod front_matter;
mod front_recovery;
mod heading_ends;
mod image_syntax;
mod lost_markup;
mod moment;
mod notes;
mod old_addresses;
mod own_fields;
mod safe;
mod title_heading;
mod values;

/// Reads an article from a Markdown file.
pub(crate) fn parse_markdown_file(text: &str, hints: &ImportHints) -> Article {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    // Before anything is judged: browsers ignore such a character before the scheme of an address.
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let mut article = Article::default();
    let front = front_matter::split_front_matter(&text);
    let body = front.body;
    article.warnings.extend(front.warnings);
    fields::apply_front_matter(&mut article, front.values, hints.today);
    article.is_held_back |= front.is_incomplete;
    if !front.unread.is_empty() {
        let lines = front.unread.into_iter().map(toml::Value::String).collect();
        article.rest.insert("front_matter_not_read".to_owned(), toml::Value::Array(lines));
    }
    let mut found = FoundImages::default();
    let body = image_syntax::with_standard_images(body, &mut found);
    article.images.append(&mut found.images);
    article.losses.append(&mut found.losses);
    let embedded = found.embedded;
    if !embedded.is_empty() {
        article.warnings.push(format!(
            "embedded notes and files are not shown, and only their names are in the text: {}",
            with_lines(&embedded, &text)
        ));
    }
    article.losses.extend(frames::embedded_frames(&body).into_iter().map(|name| Loss {
        kind: LossKind::Embedded,
        name,
        line: None,
    }));
    let body = without_comments(&body, &mut article.warnings);
    let (body, losses) = safe::without_hazards(&body);
    article.losses.extend(losses);
    let body = notes::with_whole_notes(&body);
    article.losses.extend(notes::uncited_notes(&body));
    let body = heading_ends::with_literal_ends(&body);
    let body = callout_kinds::with_known_callouts(&body);
    let body = title_heading::take_title_heading(&mut article, &body);
    article.body = normalise_body(body);
    if let Some(url) = &hints.url {
        article.url = Some(Sourced::new(url.to_string(), "the address that was given", 1.0));
    }
    article
}

/// Names with the lines of the source on which they are.
fn with_lines(names: &[String], source: &str) -> String {
    let named = names.iter().map(|name| match line_of_text(source, name) {
        Some(line) => format!("`{name}` (line {line})"),
        None => format!("`{name}`"),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The body without Obsidian's comments, `%%…%%`: they are private notes, which Obsidian does not
/// show to readers.
fn without_comments<'a>(body: &'a str, warnings: &mut Vec<String>) -> Cow<'a, str> {
    if !body.contains("%%") {
        return Cow::Borrowed(body);
    }
    let (mut out, mut count, mut in_code) = (String::with_capacity(body.len()), 0, false);
    let mut rest = body;
    while let Some(at) = rest.find("%%") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        // After an odd number of backticks, this is inside code.
        in_code ^= before.matches('`').count() % 2 == 1;
        out.push_str(before);
        // `%%` after a digit is a typo for `%`; and a comment that begins within a line must end
        // within its paragraph.
        let is_block = out.is_empty() || out.ends_with('\n');
        let may_begin = !in_code && !out.ends_with(|c: char| c.is_ascii_digit());
        match after
            .find("%%")
            .filter(|end| may_begin && (is_block || !after[..*end].contains("\n\n")))
        {
            Some(end) => {
                count += 1;
                rest = &after[end + 2..];
            }
            None => {
                out.push_str("%%");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if count > 0 {
        warnings.push(format!("comments between %% were left out: {count}"));
    }
    Cow::Owned(out)
}

/// The text without surrounding blank lines, ending with one line feed.
fn normalise_body(body: &str) -> String {
    let mut text = body.to_owned();
    text.truncate(text.trim_end().len());
    let blank = text.len() - text.trim_start_matches('\n').len();
    text.drain(..blank);
    if !text.trim().is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parse_markdown_file;
    use crate::article::{Article, ImportHints};

    fn article(text: &str) -> Article {
        parse_markdown_file(
            text,
            &ImportHints { url: None, today: date(2026, 11, 21), ..ImportHints::default() },
        )
    }

    /// Title, date, authors, keywords, summary, URL, body.
    #[track_caller]
    fn check(text: &str, expect: [&str; 7]) {
        let article = article(text);
        let optional = |found: &Option<crate::article::Sourced<String>>| {
            found.as_ref().map(|found| found.value.clone()).unwrap_or_default()
        };
        let list = |found: &Option<crate::article::Sourced<Vec<String>>>| {
            found.as_ref().map(|found| found.value.join("; ")).unwrap_or_default()
        };
        let found = [
            optional(&article.title),
            article.published.as_ref().map(|found| found.value.to_string()).unwrap_or_default(),
            list(&article.authors),
            list(&article.keywords),
            optional(&article.summary),
            optional(&article.url),
            article.body.clone(),
        ];
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn jekyll_hugo_zola_ghost_obsidian_pandoc() {
        check(
            "---\nlayout: post\ntitle: \"A: title\"\ndate: 2024-01-02 10:00:00 +0100\nauthor: Jane Doe\ncategories: [health, sleep]\ntags: pain\nexcerpt: Short.\n---\n\nBody.\n",
            ["A: title", "2024-01-02", "Jane Doe", "health; sleep; pain", "Short.", "", "Body.\n"],
        );
        check(
            "+++\ntitle = \"T\"\ndate = 2024-01-02T10:00:00Z\nauthors = [\"Jane Doe\", \"John Smith\"]\ndescription = \"D\"\n[taxonomies]\ntags = [\"a b\"]\n+++\nBody.",
            ["T", "2024-01-02", "Jane Doe; John Smith", "a b", "D", "", "Body.\n"],
        );
        check(
            "{\n \"title\": \"T\", \"date\": \"2024-01-02\", \"canonical_url\": \"https://example.org/a\"}\nBody.",
            ["T", "2024-01-02", "", "", "", "https://example.org/a", "Body.\n"],
        );
        check(
            "---\ntags:\n  - '#sleep'\n  - pain\nsource: https://example.org/b\ncreated: 2024-01-02\n---\n# The *Title*\n\nBody.",
            ["The Title", "2024-01-02", "", "sleep; pain", "", "https://example.org/b", "Body.\n"],
        );
        check(
            "% T\n% Jane Doe; John Smith\n% January 2, 2024\n\nBody.",
            ["T", "2024-01-02", "Jane Doe; John Smith", "", "", "", "Body.\n"],
        );
        check(
            "---\ntitle: T\nauthors:\n  - name: Jane Doe\n    url: x\n---\nBody.",
            ["T", "", "Jane Doe", "", "", "", "Body.\n"],
        );
    }

    #[test]
    fn headings_that_repeat_the_title() {
        check("# Title\n\nBody.", ["Title", "", "", "", "", "", "Body.\n"]);
        check("Title\n=====\n\nBody.", ["Title", "", "", "", "", "", "Body.\n"]);
        check(
            "---\ntitle: Title!\n---\n# Title\n\nBody.",
            ["Title!", "", "", "", "", "", "Body.\n"],
        );
        check(
            "---\ntitle: Title\n---\n# Another\n\nBody.",
            ["Title", "", "", "", "", "", "# Another\n\nBody.\n"],
        );
        check("Body alone.\n", ["", "", "", "", "", "", "Body alone.\n"]);
        check(
            "---\n\nA rule, and text.\n\n---\n\nMore.",
            ["", "", "", "", "", "", "---\n\nA rule, and text.\n\n---\n\nMore.\n"],
        );
    }

    #[test]
    fn faults_of_front_matter_are_named_with_their_lines() {
        let found = article(
            "---\ntitle: T\ndate: 2024-01-02\ntitle: \"Other\nlist: [a\ntags:\n  - a\n---\nBody.",
        );
        assert_eq!(found.title.map(|title| title.value).as_deref(), Some("T"));
        assert_eq!(found.keywords.map(|tags| tags.value), Some(vec!["a".to_owned()]));
        assert!(found.is_held_back);
        assert!(found.warnings[0].contains("fault in line "), "{:?}", found.warnings);
        assert!(
            found.warnings.last().is_some_and(
                |said| said.contains("`title: \"Other` (line 4), `list: [a` (line 5);")
            ),
            "{:?}",
            found.warnings
        );
        assert_eq!(
            found.rest.to_string().trim(),
            "front_matter_not_read = ['title: \"Other', \"list: [a\"]"
        );
        let found = article("\n---\ntitle: T\ntext: a: b\n---\nBody.");
        assert!(!found.is_held_back, "everything was read");
        assert!(found.warnings[1].contains("`text: a: b` (line 4)"), "{:?}", found.warnings);
    }

    #[test]
    fn short_words_are_texts_and_still_switches() {
        for (front, is_held_back) in [
            ("draft: yes", true),
            ("draft: no", false),
            ("published: off", true),
            ("hidden: n", false),
        ] {
            let found = article(&format!("---\ntitle: Yes\ntags: [no, y]\n{front}\n---\nBody."));
            assert_eq!(found.is_held_back, is_held_back, "{front}");
            assert_eq!(found.title.map(|title| title.value).as_deref(), Some("Yes"));
            assert_eq!(found.keywords.map(|tags| tags.value.join(" ")).as_deref(), Some("no y"));
            assert!(!found.rest.contains_key("draft"), "{front}");
        }
    }

    #[test]
    fn front_matter_without_its_end_makes_a_draft() {
        for text in [
            "---\ntitle: T\n\nBody.",
            "+++\ntitle = \"T\"\n\nBody.",
            "{\n \"title\": \"T\",\n}\nBody.",
        ] {
            let found = article(text);
            assert!(
                found.is_held_back && found.warnings.len() == 1,
                "{text}: {:?}",
                found.warnings
            );
            assert!(found.body.contains("title"), "{text}");
        }
        for text in ["---\n\nProse.", "---\nThe aim: to do it\n", "{x} is a sign.", "+++\n"] {
            assert!(!article(text).is_held_back, "{text}");
        }
    }

    #[test]
    fn fields_above_the_text_need_no_fence() {
        check(
            "Title: T\nDate: 2024-01-02\nTags: a, b\nSummary: One\n  two.\n\nBody.",
            ["T", "2024-01-02", "", "a; b", "One two.", "", "Body.\n"],
        );
        let prose = "Aim: to do it\nMethods: a trial\n\nBody.";
        check(prose, ["", "", "", "", "", "", "Aim: to do it\nMethods: a trial\n\nBody.\n"]);
    }

    #[test]
    fn what_has_no_name_is_kept() {
        let article = article(
            "---\ntitle: T\nlayout: post\nnested: {a: [1, 2.5, true], b: null}\nurl: /relative/\n---\nBody.",
        );
        assert_eq!(article.own.to_string().trim(), "aliases = [\"/relative/\"]");
        assert_eq!(
            article.rest.to_string().trim(),
            "layout = \"post\"\n\n[nested]\na = [1, 2.5, true]"
        );
    }

    #[test]
    fn characters_that_are_not_shown_hide_no_program() {
        for link in [
            "[a](\u{1}javascript:alert(1))",
            "[a](java\u{0}script:alert(1))",
            "<a href=\"\u{1f}javascript:x\">a</a>",
            "![a](\u{8}data:text/html,x)",
        ] {
            let body = article(link).body;
            assert!(!body.contains("javascript") && !body.contains("data:"), "{link:?}: {body}");
        }
    }

    #[test]
    fn faults_and_bombs() {
        check(
            "---\ntitle: \"T\nbad: [\ndate: 2024-01-02\n---\nBody.",
            ["T", "2024-01-02", "", "", "", "", "Body.\n"],
        );
        article(&format!("---\nx: [\n{}---\nBody.", "a:\n".repeat(50_000)));
        article(&format!("---\nx: [\n{}---\nBody.", "\ta: b\n".repeat(40_000)));
        article(&format!("+++\nx = [\n{}+++\nBody.", "a =\n".repeat(50_000)));
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &(b'b'..=b'i')
                .map(|name| {
                    format!(
                        "{0}: &{0} [*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1}]\n",
                        char::from(name),
                        char::from(name - 1)
                    )
                })
                .collect::<String>();
        article(&format!("---\ntitle: T\n{bomb}---\nBody."));
        article(&format!("---\ntitle: T\nx: {}\n---\nBody.", "[".repeat(50_000)));
        article(&format!("---\ntitle: T\nx: {}\n---\nBody.", "{a: ".repeat(50_000)));
        article(&format!("---\n{}\n---\nBody.", "- ".repeat(50_000)));
        article(&format!("+++\nx = {}\n+++\nBody.", "[".repeat(50_000)));
        article(&format!("{}\nBody.", "[{\"a\":".repeat(50_000)));
        article(&"{\"a\":".repeat(50_000));
        article("---\n- 1\n---\n");
    }
}
