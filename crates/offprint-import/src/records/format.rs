//! [`records_format`]: whether a file consists of references.
//!
//! Must not read the records.

use offprint_works::WorkFormat;

use crate::data_format;

/// The format of a file, if it consists of references. JSON, which can be anything, must have a
/// field of one.
pub(crate) fn records_format(name: &str, bytes: &[u8]) -> Option<WorkFormat> {
    let format = offprint_works::detect_work_format(name, bytes)?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    let is_sure = match format {
        WorkFormat::CslJson => {
            !has("nbformat")
                && !head.contains("jsonfeed.org")
                && has("title")
                && (has("type") && (has("author") || has("issued") || has("id"))
                    || has("DOI")
                    || has("container-title"))
        }
        WorkFormat::CrossrefJson => has("DOI"),
        // The first line of a text may look like a field; the stricter rules of `data_format`
        // tell what is a file of data.
        WorkFormat::Ris | WorkFormat::Nbib | WorkFormat::BibTex => {
            let ending = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
            let is_named = ending.is_some_and(|ending| {
                ["ris", "nbib", "medline", "bib", "bibtex"].contains(&ending.as_str())
            });
            is_named || data_format::data_format(&head, Some(name)).is_some()
        }
        WorkFormat::EndnoteXml => head.contains("<record"),
        WorkFormat::PubmedXml | WorkFormat::Jats => true,
    };
    is_sure.then_some(format)
}
