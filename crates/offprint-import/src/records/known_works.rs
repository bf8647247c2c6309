//! [`KnownWorks`]: the works that the library of a site has.
//!
//! Must not touch files.

use offprint_base::{IdentifierKind, transliterate};
use offprint_works::{Work, undated_key};
use rustc_hash::{FxHashMap, FxHashSet};

/// The works of a library, by what identifies them.
#[derive(Debug, Default)]
pub(super) struct KnownWorks {
    identifiers: FxHashSet<String>,
    /// Title and year → the identifiers of the works that have them.
    by_title: FxHashMap<String, Vec<[String; 3]>>,
}

impl KnownWorks {
    pub(super) fn add(&mut self, work: &Work) {
        let identifiers = identifiers_of(work);
        self.identifiers.extend(identifiers.iter().filter(|text| !text.is_empty()).cloned());
        if let Some(title) = title_key(work) {
            self.by_title.entry(title).or_default().push(identifiers);
        }
    }

    /// Whether the library has a work: by DOI, PubMed number or PubMed Central number, else by title
    /// and year, unless two such numbers differ.
    pub(super) fn contains(&self, work: &Work) -> bool {
        let own = identifiers_of(work);
        if own.iter().any(|text| self.identifiers.contains(text)) {
            return true;
        }
        let differ = |known: &[String; 3]| {
            known.iter().zip(&own).any(|(known, own)| !known.is_empty() && !own.is_empty())
        };
        let titled = title_key(work).and_then(|title| self.by_title.get(&title));
        titled.is_some_and(|all| all.iter().any(|known| !differ(known)))
    }

    /// Adds the work of a file `NAME.md` in the library: its front matter has the keys of
    /// `[[citations]]`.
    pub(super) fn add_front_matter(&mut self, text: &str) {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let Some(front) = text.strip_prefix("+++\n").and_then(|rest| rest.split("\n+++").next())
        else {
            return;
        };
        let Ok(fields) = front.parse::<toml::Table>() else { return };
        let field = |key: &str| match fields.get(key) {
            Some(toml::Value::String(text)) => text.clone(),
            Some(toml::Value::Integer(number)) => number.to_string(),
            _ => String::new(),
        };
        let number = |kind: IdentifierKind, key: &str| {
            kind.parse(&field(key)).map(|found| found.key()).unwrap_or_default()
        };
        let mut work = Work {
            title: field("title"),
            doi: number(IdentifierKind::Doi, "doi"),
            pmid: number(IdentifierKind::Pmid, "pmid"),
            pmcid: number(IdentifierKind::Pmcid, "pmcid"),
            ..Work::default()
        };
        work.date.year = field("year").parse().unwrap_or_default();
        self.add(&work);
    }
}

fn identifiers_of(work: &Work) -> [String; 3] {
    let named = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!("{name} {value}"),
    };
    [named("doi", &work.doi), named("pmid", &work.pmid), named("pmcid", &work.pmcid)]
}

/// Title and year; of a work without a year what else tells it from others. `None` if that is too little.
fn title_key(work: &Work) -> Option<String> {
    let year = if work.date.year > 0 { work.date.year } else { work.online_date.year };
    let title = transliterate(&work.title);
    match year > 0 && !title.is_empty() {
        true => Some(format!("{year} {title}")),
        false => undated_key(work).map(|key| format!("undated {key}")),
    }
}
