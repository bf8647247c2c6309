//! Files in the wrong folder, recognised by keys that only files of another kind have.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::library::kind::DocumentKind;

/// The keys of the other kind that a file has, as one diagnostic, and its place.
pub(super) struct WrongKind {
    pub(super) keys: Vec<String>,
    pub(super) diagnostic: Diagnostic,
    pub(super) place: Range<usize>,
}

/// Whether some of a file's unknown keys are those of an article or of a drug. `known_keys` returns
/// the keys that the files of a kind may have.
pub(super) fn wrong_kind(
    kind: &DocumentKind,
    unknown: &[(&str, Range<usize>)],
    known_keys: impl Fn(&DocumentKind) -> Vec<String>,
) -> Option<WrongKind> {
    if unknown.is_empty() {
        return None;
    }
    let drug = DocumentKind::Term("drugs".to_owned());
    let others = [(DocumentKind::Article, "an article"), (drug, "the file of a drug")];
    others.into_iter().filter(|(other, _)| other != kind).find_map(|(other, noun)| {
        let known = known_keys(&other);
        let mut found: Vec<_> =
            unknown.iter().filter(|(key, _)| known.iter().any(|known| known == key)).collect();
        found.sort_by_key(|(_, place)| place.start);
        let place = found.first()?.1.clone();
        let keys: Vec<String> = found.iter().map(|(key, _)| (*key).to_owned()).collect();
        let list: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        let is = if keys.len() == 1 { "is a key" } else { "are keys" };
        let message =
            format!("{} {is} of {noun}, but this file is {}", list.join(", "), described(kind));
        let (plural, folder) = match other {
            DocumentKind::Article => ("articles", "content/articles/"),
            _ => ("files of drugs", "content/drugs/"),
        };
        let help = match kind {
            DocumentKind::Page => format!("{plural} are in `{folder}`: move the file there"),
            _ => format!("remove what does not belong here, or move the file to `{folder}`"),
        };
        let diagnostic = Diagnostic::error(Code::MisplacedFile, message).help(help);
        Some(WrongKind { keys, diagnostic, place })
    })
}

fn described(kind: &DocumentKind) -> String {
    match kind {
        DocumentKind::Article => "an article".to_owned(),
        DocumentKind::Work => "a work in `content/sources/`".to_owned(),
        DocumentKind::Home => "the home page".to_owned(),
        DocumentKind::Page => "a standalone page".to_owned(),
        DocumentKind::Term(group) => format!("in `content/{group}/`"),
    }
}
