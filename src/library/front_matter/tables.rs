//! The tables of front matter: `[source]`, `[study]`, `[[citations]]` and `[ids]`.

use std::ops::Range;

use super::author_names::{Braces, author_names};
use super::field_values::{texts, work_identifier};
use super::study_values::check_study_value;
use super::work_details::work_details;
use crate::config::read_web_address;
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::library::contributor::{contributor, is_exact, shown_name};
use crate::library::facts::{CitationFields, SourceFields, SourceStatus, StudyFields};
use crate::library::study_design::StudyDesign;
use crate::person_name::family_name;
use offprint_base::{
    IdentifierError, IdentifierKind, TRIAL_REGISTRIES, TrialNumberError, transliterate,
};
use offprint_vocabulary::Scheme;
use offprint_works::{PartialDate, StatusChange, StatusKind};

pub(super) fn source_fields(fields: &mut Fields<'_, '_>) -> SourceFields {
    let status_note = fields.text("status_note");
    let stated = source_statuses(fields, status_note.as_deref().unwrap_or_default());
    let mut statuses: Vec<SourceStatus> =
        stated.iter().filter_map(|change| SourceStatus::of_change(change.kind)).collect();
    statuses.sort_unstable();
    statuses.dedup();
    SourceFields {
        name: fields.text("name"),
        url: web_address(fields, "url"),
        title: fields.text("title"),
        authors: author_names(fields, "authors", Braces::AreShown),
        affiliations: texts(fields.strings("affiliations")),
        reviewed_by: texts(fields.strings("reviewed_by")),
        published: fields.when("published"),
        updated: fields.when("updated"),
        license: fields.text("license"),
        doi: doi_field(fields),
        pmid: pmid_field(fields),
        pmcid: pmcid_field(fields),
        statuses,
        stated,
        known: Vec::new(),
        record: None,
        status_note,
    }
}

/// `status` of a source; an unknown one is an error. `reason` is what the source says about it.
fn source_statuses(fields: &mut Fields<'_, '_>, reason: &str) -> Vec<StatusChange> {
    let mut stated: Vec<StatusChange> = Vec::new();
    for text in fields.strings("status").unwrap_or_default() {
        let name = text.value.to_lowercase();
        let kind = match name.as_str() {
            "retracted" => StatusKind::Retracted,
            "withdrawn" => StatusKind::Withdrawn,
            "concern" | "expression of concern" => StatusKind::ExpressionOfConcern,
            "corrected" => StatusKind::Corrected,
            "superseded" => StatusKind::Superseded,
            "preprint" => StatusKind::Preprint,
            _ => {
                let known: Vec<&str> =
                    SourceStatus::ALL.iter().map(|status| status.name()).collect();
                let help = match nearest(&name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("use one or more of: {}", known.join(", ")),
                };
                let fault = Diagnostic::error(
                    Code::BadValue,
                    format!("`{}` is not a status of a source", text.value),
                )
                .help(help);
                let faults = fields.faults();
                let fault = fault.at(&faults.source, text.span);
                faults.list.push(fault);
                continue;
            }
        };
        if stated.iter().all(|change| change.kind != kind) {
            stated.push(StatusChange {
                kind,
                date: PartialDate::default(),
                notice: String::new(),
                reason: reason.to_owned(),
                source: String::new(),
            });
        }
    }
    stated
}

fn web_address(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<String> {
    read_web_address(fields, key).map(|url| url.value)
}

pub(super) fn study_fields(fields: &mut Fields<'_, '_>) -> StudyFields {
    let mut rows = Vec::new();
    for (key, label) in StudyFields::TEXTS {
        if let Some(value) = fields.text_or_number(key) {
            check_study_value(fields, key, &value);
            rows.push((key, label, value.value));
        }
    }
    // `n` is the usual letter; which subjects it counts follows from the design.
    if let Some(n) = fields.text_or_number("n") {
        check_study_value(fields, "n", &n);
        let design = rows.iter().find(|(key, ..)| *key == "design");
        let of_animals = design
            .and_then(|(.., text)| StudyDesign::parse(text))
            .is_some_and(|design| design.is_of_animals);
        let key = if of_animals { "animals" } else { "participants" };
        if rows.iter().any(|(known, ..)| *known == key) {
            let fault =
                Diagnostic::error(Code::BadValue, format!("`n` and `{key}` are the same number"))
                    .help(format!("remove `n`, or `{key}`"));
            let faults = fields.faults();
            let fault = fault.at(&faults.source, n.span);
            faults.list.push(fault);
        } else if let Some((key, label)) =
            StudyFields::TEXTS.iter().find(|(known, _)| *known == key)
        {
            rows.push((key, label, n.value));
            let place = |key: &str| StudyFields::TEXTS.iter().position(|(known, _)| *known == key);
            rows.sort_by_key(|(key, ..)| place(key));
        }
    }
    let mut registry: Vec<String> = Vec::new();
    for written in fields.strings("registry").unwrap_or_default() {
        let number = trial_number(fields, "registry", &written, Severity::Warning);
        let number = number.unwrap_or(written.value);
        if !registry.contains(&number) {
            registry.push(number);
        }
    }
    StudyFields { rows, registry }
}

pub(super) fn citation_fields(
    fields: &mut Fields<'_, '_>,
) -> (CitationFields, Option<Spanned<String>>) {
    let id = fields.string("id").filter(|id| {
        let sound = !id.value.is_empty()
            && id
                .value
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'));
        if !sound {
            let fault = Diagnostic::error(
                Code::BadIdentifier,
                format!("`{}` cannot be the id of a citation", id.value),
            )
            .help("use letters, digits and `-`: it is what stands in the text as [@id]");
            let faults = fields.faults();
            let fault = fault.at(&faults.source, id.span.clone());
            faults.list.push(fault);
        }
        sound
    });
    let mut authors = author_names(fields, "authors", Braces::KeepAName);
    let (kind, mut more) = work_details(fields);
    if authors.iter().any(|name| is_exact(name)) {
        let people: Vec<_> = authors.iter().map(|name| contributor(name)).collect();
        for (name, person) in authors.iter_mut().zip(&people) {
            if is_exact(name) {
                *name = shown_name(person);
            }
        }
        more.get_or_insert_default().authors = people;
    }
    let citation = CitationFields {
        id: String::new(),
        text: fields.text("text").map(Box::from),
        title: fields.text("title").map(Box::from),
        authors,
        journal: fields.text("journal").map(Box::from),
        year: year(fields).map(Box::from),
        volume: fields.text_or_number("volume").map(|volume| Box::from(volume.value)),
        issue: fields.text_or_number("issue").map(|issue| Box::from(issue.value)),
        pages: fields.text_or_number("pages").map(|pages| Box::from(pages.value)),
        doi: doi_field(fields).map(Box::from),
        pmid: pmid_field(fields).map(Box::from),
        pmcid: pmcid_field(fields).map(Box::from),
        nct: registry_number(fields).map(Box::from),
        url: web_address(fields, "url").map(Box::from),
        kind,
        more: more.map(Box::new),
        shared: None,
        record: None,
    };
    (citation, id)
}

/// `year` of a work. What is no year is left out of the reference and of exports.
fn year(fields: &mut Fields<'_, '_>) -> Option<String> {
    let written = fields.text_or_number("year")?;
    let year = written.value.trim();
    if !year.parse::<i16>().is_ok_and(|year| year > 0) {
        let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
        let letter = year.strip_prefix(digits.as_str()).unwrap_or_default();
        let is_lettered = digits.len() == 4 && letter.len() == 1;
        let help = if is_lettered && letter.bytes().all(|byte| byte.is_ascii_lowercase()) {
            format!("write year = {digits}; the style adds letters to works of one author and year")
        } else {
            "write the year of publication: year = 2025; or leave it out if it is not known"
                .to_owned()
        };
        let message = format!("`{year}` is not a year, so the reference is shown without it");
        let fault = Diagnostic::warning(Code::BadValue, message).help(help);
        let faults = fields.faults();
        let fault = fault.at(&faults.source, written.span);
        faults.list.push(fault);
    }
    Some(written.value)
}

fn doi_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    work_identifier(fields, "doi", IdentifierKind::Doi)
}

fn pmid_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    work_identifier(fields, "pmid", IdentifierKind::Pmid)
}

fn pmcid_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    work_identifier(fields, "pmcid", IdentifierKind::Pmcid)
}

/// `registry` of a work: the number of the trial or review. `nct` is the same key for the numbers of
/// ClinicalTrials.gov, and its older name for all.
fn registry_number(fields: &mut Fields<'_, '_>) -> Option<String> {
    let numbers =
        [("registry", fields.text_or_number("registry")), ("nct", fields.text_or_number("nct"))];
    if let [(_, Some(_)), (_, Some(nct))] = &numbers {
        let fault = Diagnostic::error(
            Code::BadValue,
            "`nct` and `registry` are the same number".to_owned(),
        )
        .help("remove one of them");
        let faults = fields.faults();
        let fault = fault.at(&faults.source, nct.span.clone());
        faults.list.push(fault);
    }
    let (key, written) = numbers.into_iter().find_map(|(key, written)| Some((key, written?)))?;
    trial_number(fields, key, &written, Severity::Error)
}

/// The number of a trial or a review as its registry writes it. A number in the wrong form is an
/// error; one of an unknown registry has the severity that is given.
fn trial_number(
    fields: &mut Fields<'_, '_>,
    key: &str,
    written: &Spanned<String>,
    unknown: Severity,
) -> Option<String> {
    let fault = match IdentifierKind::Trial.parse(&written.value) {
        Ok(found) => return Some(found.value),
        Err(IdentifierError::Trial(TrialNumberError::Malformed(registry, example))) => {
            Diagnostic::error(
                Code::BadIdentifier,
                format!("`{}` is not a number of {registry}", written.value),
            )
            .help(format!("its numbers look like this: {key} = \"{example}\""))
        }
        Err(_) => {
            let mut names: Vec<&str> =
                TRIAL_REGISTRIES.iter().map(|registry| registry.name).collect();
            names.dedup();
            let message = format!("`{}` is not a number of a known trial registry", written.value);
            let help = format!("write the complete number; known are {}", names.join(", "));
            Diagnostic { severity: unknown, ..Diagnostic::error(Code::BadIdentifier, message) }
                .help(help)
        }
    };
    let faults = fields.faults();
    let fault = fault.at(&faults.source, written.span.clone());
    faults.list.push(fault);
    None
}

/// Where the identifier of a work is in the file.
pub(super) fn identifier_place(fields: &Fields<'_, '_>) -> Option<Range<usize>> {
    ["doi", "pmid", "pmcid", "registry", "nct"].into_iter().find_map(|key| fields.place_of(key))
}

/// The identifier of a drug in its registry's form.
fn identifier(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    what: &str,
    example: &str,
    form: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let written = fields.text_or_number(key)?;
    let value = form(&written.value);
    if value.is_none() {
        let fault =
            Diagnostic::error(Code::BadIdentifier, format!("`{}` is not {what}", written.value))
                .help(format!("{what} looks like this: {key} = \"{example}\""));
        let faults = fields.faults();
        let fault = fault.at(&faults.source, written.span);
        faults.list.push(fault);
    }
    value
}

/// The registries whose numbers a drug's file may contain, their names, and an example of each.
const IDENTIFIERS: [(Scheme, &str, &str); 8] = [
    (Scheme::DrugBank, "a DrugBank number", "DB11823"),
    (Scheme::Chembl, "a ChEMBL number", "CHEMBL1201087"),
    (Scheme::PubChem, "a PubChem compound number", "182137"),
    (Scheme::Unii, "a UNII", "50LFG02TXD"),
    (Scheme::Cas, "a CAS number", "33643-46-8"),
    (Scheme::Atc, "an ATC code", "N06AX27"),
    (Scheme::RxCui, "an RxNorm number", "2119365"),
    (Scheme::Wikidata, "a Wikidata item", "Q410360"),
];

/// The identifiers of a drug, and their places.
pub(super) fn identifiers(fields: &mut Fields<'_, '_>) -> Vec<((Scheme, String), Range<usize>)> {
    let mut read = |(scheme, what, example): (Scheme, &str, &str)| {
        let place = fields.place_of(scheme.key()).unwrap_or_default();
        let value = identifier(fields, scheme.key(), what, example, |text| scheme.parse(text))?;
        Some(((scheme, value), place))
    };
    IDENTIFIERS.into_iter().filter_map(&mut read).collect()
}

/// The id of a citation that has none: the first author's family name and the year, otherwise its
/// number.
pub(super) fn made_id(
    citation: &CitationFields,
    index: usize,
    others: &[CitationFields],
) -> String {
    let family = citation
        .authors
        .first()
        .map(|author| transliterate(family_name(author)).replace('-', ""))
        .unwrap_or_default();
    let base = match (family.is_empty(), &citation.year) {
        (true, _) => format!("ref{}", index + 1),
        (false, year) => format!("{family}{}", year.as_deref().unwrap_or_default()),
    };
    let taken = |id: &str| others.iter().any(|other| other.id == id);
    if !taken(&base) {
        return base;
    }
    // A second work by the same author in the same year gets a letter as in a printed list:
    // shelton2025b.
    ('b'..='z')
        .map(|letter| format!("{base}{letter}"))
        .find(|id| !taken(id))
        .unwrap_or_else(|| format!("{base}-{index}"))
}
