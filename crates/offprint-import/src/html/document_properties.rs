//! What a word processor writes about a document when it saves it as a web page.
//!
//! Word keeps the properties of a document in a comment that only Office reads, so they are not in
//! the tree. Others use `meta` elements, which `head_metadata` reads. Does not decide whether the
//! properties are right: templates have authors, too.

use crate::html::page_text::plain_text;

/// The properties of a document.
#[derive(Default, Debug)]
pub(super) struct DocumentProperties {
    pub(super) author: Option<String>,
    /// When it was first saved.
    pub(super) created: Option<String>,
    /// When it was last saved.
    pub(super) saved: Option<String>,
}

/// Only so many bytes from the start are read.
const HEAD_BYTES: usize = 64 * 1024;

/// The properties in a page, if a word processor saved it.
pub(super) fn read_document_properties(html: &str) -> DocumentProperties {
    let head = &html[..html.floor_char_boundary(HEAD_BYTES)];
    let Some((_, head)) = head.split_once("DocumentProperties>") else {
        return DocumentProperties::default();
    };
    let head = head.split("DocumentProperties>").next().unwrap_or_default();
    let property = |name: &str| {
        let (_, rest) = head.split_once(&format!("{name}>"))?;
        let (value, _) = rest.split_once('<')?;
        Some(plain_text(value)).filter(|value| !value.is_empty())
    };
    DocumentProperties {
        author: property(":Author"),
        created: property(":Created"),
        saved: property(":LastSaved"),
    }
}

#[cfg(test)]
mod tests {
    use super::read_document_properties;

    #[test]
    fn properties_of_word_are_read() {
        let html = "<!--[if gte mso 9]><xml>\n <o:DocumentProperties>\n  <o:Author>Jane &amp; Roe</o:Author>\n  <o:Created>2025-03-04T09:00:00Z</o:Created>\n </o:DocumentProperties>\n</xml><![endif]--><o:LastSaved>1999-01-01</o:LastSaved>";
        let found = read_document_properties(html);
        assert_eq!(found.author.as_deref(), Some("Jane & Roe"));
        assert_eq!(found.created.as_deref(), Some("2025-03-04T09:00:00Z"));
        assert_eq!(found.saved, None);
        assert!(read_document_properties("<p>x</p>").author.is_none());
    }
}
