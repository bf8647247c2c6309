//! [`warn_of_losses`]: warnings about parts of the source that the content file cannot contain as
//! they were, with their lines: links without an address, images in a text, commands of other
//! programs.
//!
//! Must not depend on how articles are read or written.

use crate::article::Article;
use crate::detect::RawFormat;
use crate::shortcode_signs::displayed_commands;
use crate::site_markdown::line_of_text;

/// So many parts are named in a warning.
const MOST_NAMED: usize = 5;

/// Adds the warnings. `source` is the text of the source, if its lines are those of the file.
pub(crate) fn warn_of_losses(article: &mut Article, format: RawFormat, source: Option<&str>) {
    let is_markdown = format == RawFormat::Markdown;
    let commands = displayed_commands(&article.body, !is_markdown);
    let links = std::mem::take(&mut article.relative_links);
    let images = std::mem::take(&mut article.named_images);
    let warnings = [
        (
            commands,
            "commands of another program are in the text as they are written",
            "write what each stands for, or remove it",
        ),
        (
            links,
            "links without a complete address became text",
            "import with --url and the address of the page to keep them",
        ),
        (
            images,
            "images are only named in the text",
            "save each beside the article, and write ![what it shows](file)",
        ),
    ];
    for (mut names, what, help) in warnings {
        names.dedup();
        if names.is_empty() {
            continue;
        }
        let named: Vec<String> =
            names.iter().take(MOST_NAMED).map(|name| with_line(name, source)).collect();
        let more = match names.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        article.warnings.push(format!("{what}: {}{more}; {help}", named.join(", ")));
    }
}

/// A name in back-ticks with its line in the source.
fn with_line(name: &str, source: Option<&str>) -> String {
    let shown: String = name.chars().take(60).collect();
    let more = if shown.len() < name.len() { "…" } else { "" };
    match source.and_then(|source| line_of_text(source, name)) {
        Some(line) => format!("`{shown}{more}` (line {line})"),
        None => format!("`{shown}{more}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::warn_of_losses;
    use crate::article::Article;
    use crate::detect::RawFormat;

    #[test]
    fn each_loss_is_named_with_its_line() {
        let mut article = Article {
            body: "A\n\n\\[gallery]\n".to_owned(),
            relative_links: vec!["/about".to_owned(), "a.pdf".to_owned()],
            named_images: (1..=7).map(|number| format!("IMG_{number}.JPG")).collect(),
            ..Article::default()
        };
        let source = "A <a href=/about>\n[gallery]\nIMG_1.JPG";
        warn_of_losses(&mut article, RawFormat::Html, Some(source));
        assert_eq!(article.warnings.len(), 3);
        assert!(article.warnings[0].contains("`[gallery]` (line 2)"));
        assert!(article.warnings[1].contains("`/about` (line 1), `a.pdf`;"));
        assert!(article.warnings[2].contains("`IMG_1.JPG` (line 3)"));
        assert!(article.warnings[2].contains("`IMG_5.JPG` and 2 more;"));
        warn_of_losses(&mut article, RawFormat::Html, Some(source));
        assert_eq!(article.warnings.len(), 4, "only the text still says it");
    }
}
