//! What the vocabulary, the import and the site generator share: fingerprints of values and bytes,
//! slugs, keys and particles of names, identifiers of works, people and trials, and an HTML tokenizer.
//!
//! ```
//! use offprint_base::{Digest, Fingerprint, HtmlToken, name_key, slugify, visit_html};
//!
//! assert_eq!(slugify("Ärzte über 5-HT₂ₐ"), "arzte-uber-5-ht2a");
//! assert_eq!(name_key("L\u{2011}655,708"), name_key("l-655,708"));
//! assert_ne!(Fingerprint::of("a"), Fingerprint::of("b"));
//! assert_eq!(Digest::of(b"offprint").to_string().len(), 32);
//!
//! let mut text = String::new();
//! visit_html("<p>A &amp; <b>B</b>", |token| {
//!     if let HtmlToken::Text(part) = token {
//!         text.push_str(part);
//!     }
//! });
//! assert_eq!(text, "A & B");
//! ```
//!
//! This crate must not know drugs, articles, files or pages.

mod alert;
mod escape;
mod fingerprint;
pub mod formula;
mod html;
mod identifier;
mod literal_dollars;
mod name;
mod name_particle;
mod noncharacter;
mod script;
mod trial_registry;
mod url_path;

pub use alert::{AlertKind, MAIN_ALERT_KINDS, alert_kind};
pub use escape::is_escaped;
pub use fingerprint::{Digest, Fingerprint, Hashed};
pub use html::{
    Attribute, HIDDEN_ELEMENTS, HiddenContent, HtmlToken, StartTag, is_void_element, visit_html,
    visit_html_with, visit_html_within,
};
pub use identifier::{
    FoundIdentifier, Identifier, IdentifierError, IdentifierKind, OrcidError, find_identifiers,
    parse_orcid,
};
pub use literal_dollars::literal_dollars;
pub use name::{
    capitalised, capitalised_drug, composed, filing_name, is_slug, name_key, portable_name,
    slugify, term_key, term_slug, transliterate, uncapitalised,
};
pub use name_particle::is_name_particle;
pub use noncharacter::is_noncharacter;
pub use script::{ScriptSpan, escape_scripts, is_script_sign, script_spans, unicode_script};
pub use trial_registry::{
    TRIAL_REGISTRIES, TrialNumber, TrialNumberError, TrialRegistry, end_of_form,
};
pub use url_path::encoded_url_path;
