//! The content types of files that servers do not know, or know as something else.
//!
//! Sources: the registrations of media types at IANA; RFC 4287 (Atom), RFC 7763 (Markdown), JSON Feed
//! 1.1, OpenSearch 1.1.

/// Which files have a content type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContentPattern {
    /// Files with this name, in any folder.
    Name(&'static str),
    /// Files with this ending, without the full stop.
    Ending(&'static str),
}

/// The content types, the most specific first.
const CONTENT_TYPES: [(ContentPattern, &str); 11] = [
    (ContentPattern::Name("feed.xml"), "application/atom+xml; charset=utf-8"),
    (ContentPattern::Name("rss.xml"), "application/rss+xml; charset=utf-8"),
    (ContentPattern::Name("feed.json"), "application/feed+json; charset=utf-8"),
    (
        ContentPattern::Name("opensearch.xml"),
        "application/opensearchdescription+xml; charset=utf-8",
    ),
    (ContentPattern::Ending("md"), "text/markdown; charset=utf-8"),
    (ContentPattern::Ending("bib"), "application/x-bibtex; charset=utf-8"),
    (ContentPattern::Ending("ris"), "application/x-research-info-systems; charset=utf-8"),
    (ContentPattern::Ending("webmanifest"), "application/manifest+json; charset=utf-8"),
    (ContentPattern::Ending("webp"), "image/webp"),
    (ContentPattern::Ending("avif"), "image/avif"),
    (ContentPattern::Ending("woff2"), "font/woff2"),
];

/// The content types that servers must be told.
pub fn content_types() -> &'static [(ContentPattern, &'static str)] {
    &CONTENT_TYPES
}

/// The content type of a file by its path, if servers must be told.
pub fn content_type(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let applies = |pattern: ContentPattern| match pattern {
        ContentPattern::Name(own) => name == own,
        ContentPattern::Ending(ending) => {
            name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.'))
        }
    };
    CONTENT_TYPES.iter().find(|(pattern, _)| applies(*pattern)).map(|(_, kind)| *kind)
}

/// The files with names of their own, in the same order.
pub(crate) fn named_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    CONTENT_TYPES.iter().filter_map(|(pattern, kind)| match pattern {
        ContentPattern::Name(name) => Some((*name, *kind)),
        ContentPattern::Ending(_) => None,
    })
}

/// The endings, in the same order.
pub(crate) fn endings() -> impl Iterator<Item = (&'static str, &'static str)> {
    CONTENT_TYPES.iter().filter_map(|(pattern, kind)| match pattern {
        ContentPattern::Ending(ending) => Some((*ending, *kind)),
        ContentPattern::Name(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn the_name_comes_before_the_ending() {
        for (path, expect) in [
            ("feed.xml", Some("application/atom+xml; charset=utf-8")),
            ("drugs/x/feed.json", Some("application/feed+json; charset=utf-8")),
            ("my-feed.xml", None),
            ("a/index.md", Some("text/markdown; charset=utf-8")),
            ("md", None),
            ("index.html", None),
        ] {
            assert_eq!(content_type(path), expect, "{path}");
        }
    }
}
