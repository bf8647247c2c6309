//! The recogniser: from a text to the drugs and classes that it mentions, pass by pass.
//!
//! The dictionary comes first and finds most. Then come research codes, stems and chemical names in
//! what it left free; then the abbreviations that the text itself defines; last, words that are
//! nearly the name of a drug. A later pass never takes what an earlier one has, except that a
//! longer chemical name replaces the names inside it. The result depends on the text and the
//! vocabulary alone.

use crate::passes::{abbreviation, chemical, dictionary, everyday, misspelling, new_name};
use crate::recognition::Recognition;
use crate::site_names::SiteNames;

/// Recognises the drugs and classes of a text.
pub(crate) fn recognise<'t>(text: &'t str, site: &'t SiteNames) -> Recognition<'t> {
    let mut recognition = Recognition::new(text, site);
    dictionary::find_listed_names(&mut recognition);
    everyday::reject_ambiguous(&mut recognition);
    new_name::find_new_names(&mut recognition);
    chemical::find_chemical_names(&mut recognition);
    abbreviation::reject_redefined(&mut recognition);
    abbreviation::find_abbreviations(&mut recognition);
    misspelling::find_misspellings(&mut recognition);
    everyday::reject_everyday_substances(&mut recognition);
    recognition.candidates.retain(|candidate| !candidate.rejected);
    recognition
}
