//! What the vocabulary, the import and the site generator share: fingerprints of values and bytes,
//! slugs, and the keys of names.
//!
//! It knows nothing of drugs, articles, files or pages.

mod fingerprint;
mod html;
mod name;

pub use fingerprint::{Digest, Fingerprint, Hashed};
pub use html::{
    Attribute, HIDDEN_ELEMENTS, HiddenContent, HtmlToken, StartTag, is_void_element, visit_html,
    visit_html_with,
};
pub use name::{is_slug, name_key, slugify};
