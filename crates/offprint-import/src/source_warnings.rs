//! [`warn_of_losses`]: warnings about parts of the source that the content file cannot contain as
//! they were, with their lines: links without an address, films, images in a text, commands of other
//! programs.
//!
//! Must not depend on how articles are read or written.

use rustc_hash::FxHashSet;

use crate::article::{Article, Loss, LossKind};
use crate::decode::damaged_words;
use crate::detect::RawFormat;
use crate::shortcode_signs::displayed_commands;
use crate::site_markdown::line_of_text;

/// So many parts are named in a warning.
const MOST_NAMED: usize = 5;

/// The kinds in the order of their warnings: what happened, and what to do.
const WARNINGS: [(LossKind, &str, &str); 18] = [
    (
        LossKind::Command,
        "commands of another program are in the text as they are written",
        "write what each stands for, or remove it",
    ),
    (
        LossKind::RelativeLink,
        "links without a complete address became text",
        "import with --url and the address of the page to keep them",
    ),
    (
        LossKind::LinkToPlace,
        "links to places on the page became text",
        "link to a heading of the article, such as (#methods), or leave them",
    ),
    (
        LossKind::LinkScheme,
        "links that do not begin with http, https or mailto became text",
        "write an address that browsers open, or leave them",
    ),
    (
        LossKind::Program,
        "what runs code was removed",
        "replace each link by its address, and leave out the rest",
    ),
    (
        LossKind::Embedded,
        "films, recordings and content of other sites are not in the text",
        "link to each in the text, if readers need it",
    ),
    (
        LossKind::Exponent,
        "exponents may have been lost when the text was copied",
        "look at the source, and write them as in 10^9^",
    ),
    (
        LossKind::Decoding,
        "words in the text contain characters that were decoded wrongly or were lost",
        "look at the source, and write what it says",
    ),
    (
        LossKind::NamedImage,
        "images are only named in the text",
        "save each beside the article, and write ![what it shows](file)",
    ),
    (
        LossKind::Hidden,
        "what the page hides or opens by a click is not in the text",
        "copy what belongs to the article",
    ),
    (
        LossKind::Markup,
        "markup that a text cannot contain was removed with what is in it",
        "write in Markdown what readers need of it",
    ),
    (
        LossKind::UncitedNote,
        "notes that nothing in the text cites are not shown to readers",
        "cite each where it belongs, such as [^1], or write it into the text",
    ),
    (
        LossKind::Comment,
        "comments, which readers do not see, were left out",
        "look whether one of them is a note to you",
    ),
    (
        LossKind::Style,
        "styles were removed",
        "look whether they show something that the text alone does not say, such as a struck-out dose",
    ),
    (
        LossKind::ImageAttribute,
        "attributes of images were left out",
        "write in the text what readers need of them",
    ),
    (
        LossKind::AuthorDetail,
        "details of the authors are only in [extra]",
        "write them into a file for each author in `content/authors/` to show them",
    ),
    (
        LossKind::CompletedAddress,
        "old addresses without a slash at their start became aliases from the top of the site",
        "if a page was in a folder, write the folder before its name",
    ),
    (
        LossKind::UnusableAddress,
        "values that cannot be old addresses are only in [extra]",
        "write the path that the page had, such as `/2025/title/`, in `aliases`",
    ),
];

/// Adds the warnings. `source` is the text of the source, if its lines are those of the file.
pub(crate) fn warn_of_losses(article: &mut Article, format: RawFormat, source: Option<&str>) {
    let is_markdown = format == RawFormat::Markdown;
    let mut losses = std::mem::take(&mut article.losses);
    losses.extend(displayed_commands(&article.body, !is_markdown).into_iter().map(|name| Loss {
        kind: LossKind::Command,
        name,
        line: None,
    }));
    losses.extend(damaged_words(&article.body).into_iter().map(|word| Loss {
        kind: LossKind::Decoding,
        name: word.trim_matches(|sign: char| sign.is_ascii_punctuation()).to_owned(),
        line: None,
    }));
    for (kind, what, help) in WARNINGS {
        let mut known: FxHashSet<&str> = FxHashSet::default();
        let different: Vec<&Loss> =
            losses.iter().filter(|loss| loss.kind == kind && known.insert(&loss.name)).collect();
        if different.is_empty() {
            continue;
        }
        let named: Vec<String> =
            different.iter().take(MOST_NAMED).map(|loss| with_line(loss, source)).collect();
        let more = match different.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        article.warnings.push(format!("{what}: {}{more}; {help}", named.join(", ")));
    }
}

/// The name of a loss in back-ticks with its line in the source.
fn with_line(loss: &Loss, source: Option<&str>) -> String {
    let name = loss.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = name.chars().take(60).collect();
    let more = if shown.len() < name.len() { "…" } else { "" };
    let line = source.and_then(|source| loss.line.or_else(|| line_of_text(source, &loss.name)));
    match line {
        Some(line) => format!("`{shown}{more}` (line {line})"),
        None => format!("`{shown}{more}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::warn_of_losses;
    use crate::article::{Article, Loss, LossKind};
    use crate::detect::RawFormat;

    fn loss(kind: LossKind, name: &str, line: Option<usize>) -> Loss {
        Loss { kind, name: name.to_owned(), line }
    }

    #[test]
    fn each_loss_is_named_once_with_its_line() {
        let mut losses = vec![
            loss(LossKind::RelativeLink, "/about", Some(2)),
            loss(LossKind::RelativeLink, "a.pdf", None),
            loss(LossKind::RelativeLink, "/about", Some(3)),
        ];
        losses.extend(
            (1..=7).map(|number| loss(LossKind::NamedImage, &format!("IMG_{number}.JPG"), None)),
        );
        let mut article =
            Article { body: "A\n\n\\[gallery]\n".to_owned(), losses, ..Article::default() };
        let source = "/about\nA <a href=/about>\n[gallery]\nIMG_1.JPG";
        warn_of_losses(&mut article, RawFormat::Html, Some(source));
        assert_eq!(article.warnings.len(), 3);
        assert!(article.warnings[0].contains("`[gallery]` (line 3)"));
        assert!(article.warnings[1].contains(": `/about` (line 2), `a.pdf`;"));
        assert!(article.warnings[2].contains("`IMG_1.JPG` (line 4)"));
        assert!(article.warnings[2].contains("`IMG_5.JPG` and 2 more;"));
        warn_of_losses(&mut article, RawFormat::Html, Some(source));
        assert_eq!(article.warnings.len(), 4, "only the text still says it");
    }

    #[test]
    fn without_a_source_there_are_no_lines() {
        let losses = vec![loss(LossKind::Embedded, "https://films.example/a", Some(12))];
        let mut article = Article { losses, ..Article::default() };
        warn_of_losses(&mut article, RawFormat::Mhtml, None);
        assert!(
            article.warnings[0].contains("`https://films.example/a`;"),
            "{:?}",
            article.warnings
        );
    }
}
