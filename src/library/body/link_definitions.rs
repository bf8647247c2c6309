//! [`LinkDefinition`]: the link definitions of a text, for captions, which are parsed on their own.

use std::collections::HashMap;
use std::ops::Range;

use offprint_base::name_key;
use pulldown_cmark::RefDefs;

use super::literal_signs::restore_text;

/// A link definition of a text.
pub(super) struct LinkDefinition {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) span: Range<usize>,
}

/// The link definitions of a text with images, by label: captions may refer to them.
pub(super) fn definitions_for_captions(
    text: &str,
    definitions: &RefDefs<'_>,
) -> HashMap<String, LinkDefinition> {
    if memchr::memmem::find(text.as_bytes(), b"![").is_none() {
        return HashMap::new();
    }
    let definitions = definitions.iter().map(|(label, found)| {
        let definition = LinkDefinition {
            address: restore_text(&found.dest),
            title: restore_text(found.title.as_deref().unwrap_or_default()),
            span: found.span.clone(),
        };
        (name_key(&restore_text(label)), definition)
    });
    definitions.collect()
}
