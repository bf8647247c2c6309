//! Works as files for reference managers: BibTeX, RIS and CSL-JSON, written by `offprint-works`.
//!
//! Most works are in the files of several drugs and tags. Each is written once in each format; the
//! files join these texts. This must not know which works a file contains.

use std::sync::OnceLock;

use offprint_works::{Work, to_bibtex, to_csl_json, to_ris};

use crate::site::ReferenceFormat;

/// The works of a site in the formats of files, made when a work is first needed: a file in one
/// format never comes without those in the others.
pub(super) struct WorkTexts {
    texts: Vec<OnceLock<[Box<str>; ReferenceFormat::ALL.len()]>>,
    /// The works that an article states otherwise, as the site knows them.
    shared: Vec<OnceLock<Box<Work>>>,
}

impl WorkTexts {
    /// No texts yet, of this number of works.
    pub(super) fn new(works: usize) -> Self {
        let texts = std::iter::repeat_with(Default::default).take(works).collect();
        let shared = std::iter::repeat_with(Default::default).take(works).collect();
        Self { texts, shared }
    }

    /// A work in a format. `work` makes it if it is needed.
    pub(super) fn get(
        &self,
        number: usize,
        format: ReferenceFormat,
        work: impl FnOnce() -> Work,
    ) -> &str {
        let place = ReferenceFormat::ALL.iter().position(|known| *known == format);
        let texts = self.texts[number].get_or_init(|| {
            let work = work();
            ReferenceFormat::ALL.map(|format| work_text(&work, format).into())
        });
        &texts[place.unwrap_or_default()]
    }

    /// A work in a format as an article states it: `own` makes it from what the site knows, which
    /// `known` makes if it is needed.
    pub(super) fn own(
        &self,
        number: usize,
        format: ReferenceFormat,
        known: impl FnOnce() -> Work,
        own: impl FnOnce(&Work) -> Work,
    ) -> String {
        let known = self.shared[number].get_or_init(|| Box::new(known()));
        work_text(&own(known), format)
    }
}

/// A work in a format.
fn work_text(work: &Work, format: ReferenceFormat) -> String {
    match format {
        ReferenceFormat::BibTex => to_bibtex(work),
        ReferenceFormat::Ris => to_ris(work),
        ReferenceFormat::CslJson => to_csl_json(work).to_string(),
    }
}

/// A file of these works in a format.
pub(super) fn reference_file<T: AsRef<str>>(
    format: ReferenceFormat,
    works: impl IntoIterator<Item = T>,
) -> String {
    let (before, between, after) = match format {
        ReferenceFormat::BibTex | ReferenceFormat::Ris => ("", "\n", ""),
        ReferenceFormat::CslJson => ("[\n", ",\n", "\n]\n"),
    };
    let mut out = before.to_owned();
    for (place, work) in works.into_iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        out.push_str(work.as_ref());
    }
    out + after
}
