//! [`study_table`]: what a record states about the study, as `[study]` of the front matter.
//!
//! The design follows only from the publication types of the record, and only if they agree. From the
//! abstract comes only the number of participants of a trial or an observational study, see
//! [`stated_participants`]. Must not know how articles are written.

use offprint_works::Work;

use super::markdown::one_line;
use super::participants::{StatedParticipants, stated_participants};
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

/// `[study]`, and warnings: if the publication types name different designs, and what is known of the
/// number of participants.
pub(super) fn study_table(work: &Work) -> (toml::Table, Vec<String>) {
    let types: Vec<String> =
        work.publication_types.iter().map(|name| name.trim().to_lowercase()).collect();
    let stated: Vec<_> =
        DESIGNS.iter().filter(|(name, ..)| types.iter().any(|known| known == name)).collect();
    let is_protocol = types.iter().any(|name| name.contains("protocol"));
    let mut warnings = Vec::new();
    let mut design = stated.first().map(|(_, design, _)| *design).filter(|_| !is_protocol);
    if stated.windows(2).any(|pair| pair[0].2 != pair[1].2) {
        let named: Vec<String> = stated.iter().map(|(name, ..)| format!("`{name}`")).collect();
        warnings.push(format!(
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
    // A review has the people of its trials, and a design that is not known may be one.
    let is_of_people = design.is_some()
        && stated.iter().all(|(.., group)| matches!(group, Group::Trial | Group::Observation));
    if is_of_people {
        warnings.extend(add_participants(work, &mut study));
    }
    (study, warnings)
}

/// Adds the number of participants, if the abstract states one. It is text that somebody wrote, not a
/// field of the record: the warning says where it comes from.
fn add_participants(work: &Work, study: &mut toml::Table) -> Option<String> {
    match stated_participants(&work.sections) {
        StatedParticipants::Nothing => None,
        StatedParticipants::Number(number, sentence) => {
            study.insert("participants".to_owned(), toml::Value::Integer(number.into()));
            let sentence: String = one_line(&sentence).chars().take(200).collect();
            Some(format!("`participants = {number}` is from the abstract, check it: `{sentence}`"))
        }
        StatedParticipants::Unclear(numbers) if numbers.is_empty() => Some(
            "the abstract states the number of participants in words: write it as `participants` \
             in `[study]`"
                .to_owned(),
        ),
        StatedParticipants::Unclear(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            Some(format!(
                "the abstract states several numbers of participants, or that of a part of them \
                 ({}): write the right one as `participants` in `[study]`",
                numbers.join(", ")
            ))
        }
    }
}
