//! [`InlineSigns`]: the addresses, subscripts and superscripts of a text, found in its source.

use offprint_base::{ScriptSpan, script_spans};

use super::bare_addresses::{BareAddress, bare_addresses};
use crate::config::Markdown;

/// What the parser does not know of a text.
#[derive(Default)]
pub(super) struct InlineSigns {
    /// The addresses without markup, if they become links.
    pub(super) addresses: Vec<BareAddress>,
    /// The subscripts and superscripts outside of them.
    pub(super) scripts: Vec<ScriptSpan>,
}

impl InlineSigns {
    pub(super) fn find(text: &str, markdown: Markdown) -> Self {
        let addresses = if markdown.linkify { bare_addresses(text) } else { Vec::new() };
        let may_have_scripts = (markdown.subscript || markdown.superscript)
            && memchr::memchr2(b'~', b'^', text.as_bytes()).is_some();
        let mut scripts = if may_have_scripts { script_spans(text) } else { Vec::new() };
        scripts.retain(|script| {
            let is_on = if script.is_super { markdown.superscript } else { markdown.subscript };
            let after = addresses.partition_point(|address| address.span.end <= script.open);
            let is_free = addresses.get(after).is_none_or(|next| script.close < next.span.start);
            is_on && is_free
        });
        Self { addresses, scripts }
    }
}
