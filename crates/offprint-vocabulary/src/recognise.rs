//! The recogniser: from a text to the drugs and classes that it mentions, pass by pass.
//!
//! The dictionary comes first and finds most; the parts of combination products are joined. Then
//! come research codes, stems and chemical names in what it left free; then the abbreviations that
//! the text itself defines; then words that are nearly the name of a drug. A later pass never takes
//! what an earlier one has, except that a longer name replaces the names inside it. Last, everyday
//! substances and those of the body are rejected where no drug is meant. The result depends on the
//! text and the vocabulary alone.

use crate::passes::{
    abbreviation, body, chemical, combination, compound, dictionary, everyday, homograph,
    misspelling, new_name,
};
use crate::recognition::Recognition;
use crate::site_names::SiteNames;

/// Recognises the drugs and classes of a text.
pub(crate) fn recognise<'t>(text: &'t str, site: &'t SiteNames) -> Recognition<'t> {
    let mut recognition = Recognition::new(text, site);
    dictionary::find_listed_names(&mut recognition);
    everyday::reject_given_names(&mut recognition);
    everyday::reject_ambiguous(&mut recognition);
    homograph::reject_homographs(&mut recognition);
    combination::join_combinations(&mut recognition);
    new_name::find_new_names(&mut recognition);
    chemical::find_chemical_names(&mut recognition);
    compound::join_compounds(&mut recognition);
    abbreviation::reject_redefined(&mut recognition);
    abbreviation::find_abbreviations(&mut recognition);
    misspelling::find_misspellings(&mut recognition);
    body::weigh_body_substances(&mut recognition);
    everyday::reject_everyday_substances(&mut recognition);
    recognition.candidates.retain(|candidate| !candidate.rejected);
    recognition
}
