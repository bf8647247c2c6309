//! [`with_renamed_links`]: the links between articles that were imported together, with the names that
//! their files have now.
//!
//! Must not depend on the disk.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::image_links::target_span;
use super::site_markdown::{site_options, with_edits};

/// A link that leads to the new name of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenamedLink {
    /// The address that the source has.
    pub old: String,
    /// The address now.
    pub new: String,
}

/// A content file with new addresses for some links, and these.
pub(super) fn with_renamed_links(
    text: &str,
    address_of: impl Fn(&str) -> Option<String>,
) -> (String, Vec<RenamedLink>) {
    let start = text.find("\n+++\n").map_or(0, |at| at + 5);
    let body = &text[start..];
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    let parser = Parser::new_ext(body, site_options());
    for (_, definition) in parser.reference_definitions().iter() {
        // The address follows the label, which may contain the same text.
        let written = &body[definition.span.clone()];
        let from = written.find("]:").map_or(0, |at| at + 2);
        if let Some(at) = written[from..].find(&*definition.dest) {
            let at = definition.span.start + from + at;
            places.push((at..at + definition.dest.len(), definition.dest.to_string()));
        }
    }
    // Open links: their span and address, and where their content ends.
    let mut open: Vec<(Range<usize>, String, usize)> = Vec::new();
    for (event, span) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let address = match link_type {
                    LinkType::Inline => dest_url.into_string(),
                    _ => String::new(),
                };
                open.push((span.clone(), address, span.start + 1));
                continue;
            }
            Event::End(TagEnd::Link) => {
                if let Some((span, address, end)) = open.pop()
                    && !address.is_empty()
                    && let Some(place) = target_span(body, end, span.end)
                {
                    places.push((place, address));
                }
            }
            _ => {}
        }
        for (of_link, _, end) in &mut open {
            if span.end <= of_link.end {
                *end = (*end).max(span.end);
            }
        }
    }
    let mut edits = Vec::new();
    let mut renamed = Vec::new();
    places.sort_by_key(|(place, _)| place.start);
    for (place, old) in places {
        let Some(new) = address_of(&old).filter(|new| *new != old) else { continue };
        edits.push((place, new.clone()));
        renamed.push(RenamedLink { old, new });
    }
    (text[..start].to_owned() + &with_edits(body, edits), renamed)
}

#[cfg(test)]
mod tests {
    use super::with_renamed_links;

    #[test]
    fn links_lead_to_new_names_and_nothing_else_changes() {
        let text = "+++\ntitle = \"[a](one.md)\"\n+++\n\n[a *b*](one.md \"T\"), [c](<one.md>), `[d](one.md)`\n\n[![x](one.md)](one.md#s) [e][r] [f](two.md)\n\n[r]: one.md 'T'\n";
        let new = |old: &str| {
            let rest = old.strip_prefix("one.md")?;
            Some(format!("uno.md{rest}"))
        };
        let (text, renamed) = with_renamed_links(text, new);
        assert_eq!(
            text,
            "+++\ntitle = \"[a](one.md)\"\n+++\n\n[a *b*](uno.md \"T\"), [c](uno.md), `[d](one.md)`\n\n[![x](one.md)](uno.md#s) [e][r] [f](two.md)\n\n[r]: uno.md 'T'\n"
        );
        let new: Vec<&str> = renamed.iter().map(|link| link.new.as_str()).collect();
        assert_eq!(new, ["uno.md", "uno.md", "uno.md#s", "uno.md"]);
    }
}
