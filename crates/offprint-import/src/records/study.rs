//! [`study_table`]: what a record states about the study, as `[study]` of the front matter.
//!
//! The design follows only from the publication types of the record, and only if they agree. Nothing
//! is taken from title or abstract. Must not know how articles are written.

use offprint_works::Work;

use super::text_table::text_table;

/// Publication types that state a design. The names are those of the National Library of Medicine
/// (nlm.nih.gov/mesh/pubtypes.html); the designs are those that the site knows. Of two types in the
/// same group, the one that comes first says more.
const DESIGNS: [(&str, &str, Group); 20] = [
    ("network meta-analysis", "network-meta-analysis", Group::Review),
    ("meta-analysis", "meta-analysis", Group::Review),
    ("systematic review", "systematic-review", Group::Review),
    ("scoping review", "scoping-review", Group::Review),
    ("practice guideline", "guideline", Group::Guideline),
    ("guideline", "guideline", Group::Guideline),
    ("review", "review", Group::Review),
    ("randomized controlled trial", "randomised-trial", Group::Trial),
    ("pragmatic clinical trial", "clinical-trial", Group::Trial),
    ("adaptive clinical trial", "clinical-trial", Group::Trial),
    ("equivalence trial", "clinical-trial", Group::Trial),
    ("controlled clinical trial", "clinical-trial", Group::Trial),
    ("clinical trial, phase i", "clinical-trial", Group::Trial),
    ("clinical trial, phase ii", "clinical-trial", Group::Trial),
    ("clinical trial, phase iii", "clinical-trial", Group::Trial),
    ("clinical trial, phase iv", "clinical-trial", Group::Trial),
    ("clinical trial", "clinical-trial", Group::Trial),
    ("clinical study", "clinical-trial", Group::Trial),
    ("observational study", "observational-study", Group::Observation),
    ("case reports", "case-report", Group::Cases),
];

const PHASES: [(&str, &str); 4] = [
    ("clinical trial, phase i", "1"),
    ("clinical trial, phase ii", "2"),
    ("clinical trial, phase iii", "3"),
    ("clinical trial, phase iv", "4"),
];

/// Designs of different groups contradict each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Group {
    Review,
    Guideline,
    Trial,
    Observation,
    Cases,
}

/// `[study]`, and a warning if the publication types name different designs.
pub(super) fn study_table(work: &Work) -> (toml::Table, Option<String>) {
    let types: Vec<String> =
        work.publication_types.iter().map(|name| name.trim().to_lowercase()).collect();
    let stated: Vec<_> =
        DESIGNS.iter().filter(|(name, ..)| types.iter().any(|known| known == name)).collect();
    let is_protocol = types.iter().any(|name| name.contains("protocol"));
    let mut warning = None;
    let mut design = stated.first().map(|(_, design, _)| *design).filter(|_| !is_protocol);
    if stated.windows(2).any(|pair| pair[0].2 != pair[1].2) {
        let named: Vec<String> = stated.iter().map(|(name, ..)| format!("`{name}`")).collect();
        warning = Some(format!(
            "the record names several designs ({}): write the right one as `design` in `[study]`",
            named.join(", ")
        ));
        design = None;
    }
    let phases: Vec<&str> = PHASES
        .iter()
        .filter(|(name, _)| types.iter().any(|known| known == name))
        .map(|(_, phase)| *phase)
        .collect();
    let funding = work.funding.join("; ");
    let mut study = text_table([
        ("design", design.unwrap_or_default()),
        ("phase", &phases.join("/")),
        ("funding", &funding),
        ("conflicts", &work.conflicts),
    ]);
    if !work.trials.is_empty() {
        let numbers = work.trials.iter().map(|number| toml::Value::String(number.clone()));
        study.insert("registry".to_owned(), toml::Value::Array(numbers.collect()));
    }
    (study, warning)
}
