//! The facts about drugs: against the sources, against lists that were read by people, and within
//! the table itself. `tests/facts/` holds the lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use offprint_vocabulary::{
    Country, Drug, Language, MatchKind, NameKind, Scheme, SourceRef, Vocabulary, drug_name_key,
    national_name,
};

fn lines_of(path: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn has_source(sources: &[SourceRef], id: &str) -> bool {
    sources.iter().any(|reference| reference.source.id() == Some(id))
}

fn status_in(drug: &Drug, country: Country) -> Vec<&str> {
    drug.statuses
        .iter()
        .filter(|status| status.country == Some(country))
        .map(|status| status.status.as_str())
        .collect()
}

/// 200 drugs of psychiatry and 200 others, looked up in the raw sources by another program and read.
#[test]
fn reviewed_drugs_have_the_facts_of_the_sources() {
    let vocabulary = Vocabulary::new([]);
    let mut faults = Vec::new();
    let rows = lines_of("tests/facts/reviewed.tsv");
    assert!(rows.len() >= 400, "{} drugs", rows.len());
    for row in rows {
        let [_, name, kind, classes, us, ca, eu, unii, rxcui] = row.as_slice() else {
            panic!("a line of reviewed.tsv: {row:?}")
        };
        let Some(drug) = vocabulary.drug(name) else {
            faults.push(format!("{name}: unknown"));
            continue;
        };
        if drug.canonical != *name {
            faults.push(format!("{name}: is called {}", drug.canonical));
        }
        if drug.names[0].kind.as_str() != kind {
            faults.push(format!("{name}: {}, not {kind}", drug.names[0].kind.as_str()));
        }
        for class in classes.split('|').filter(|class| !class.is_empty()) {
            let (wording, source) = class.rsplit_once('@').expect("a class has a source");
            let mut known = drug.classes.iter().chain(&drug.mechanisms);
            if !known.any(|fact| fact.text == wording && has_source(&fact.sources, source)) {
                faults.push(format!("{name}: lacks {class}"));
            }
        }
        for (country, expected) in
            [(Country::UnitedStates, us), (Country::Canada, ca), (Country::EuropeanUnion, eu)]
        {
            let expected = expected.split('=').next().unwrap_or_default();
            let known = status_in(&drug, country);
            let is_right =
                if expected.is_empty() { known.is_empty() } else { known.contains(&expected) };
            if !is_right {
                faults.push(format!("{name}, {}: {known:?}, not {expected}", country.name()));
            }
        }
        for (scheme, expected) in [(Scheme::Unii, unii), (Scheme::RxCui, rxcui)] {
            let known: Vec<&str> = drug
                .identifiers
                .iter()
                .filter(|id| id.scheme == scheme)
                .map(|id| id.value.as_str())
                .collect();
            let expected: Vec<&str> = expected.split('|').filter(|id| !id.is_empty()).collect();
            if known != expected {
                faults.push(format!("{name}, {}: {known:?}, not {expected:?}", scheme.label()));
            }
        }
    }
    report(&faults);
}

/// Whether a drug has a fact, as `known_errors.tsv` writes it. A class that it must not have must not
/// be a part of a longer one either.
fn has_fact(drug: &Drug, kind: &str, value: &str, is_needed: bool) -> bool {
    match kind {
        "class" | "mechanism" => {
            let (text, value) = (|text: &str| text.to_lowercase(), value.to_lowercase());
            let mut facts = drug.classes.iter().chain(&drug.mechanisms).map(|f| text(&f.text));
            facts.any(|fact| if is_needed { fact == value } else { fact.contains(&value) })
        }
        "name" => drug.canonical == value,
        "name type" => drug.names[0].kind.as_str() == value,
        "brand" => drug.names.iter().any(|known| {
            matches!(known.kind, NameKind::Brand | NameKind::VeterinaryBrand) && known.text == value
        }),
        "status" => drug.statuses.iter().any(|status| {
            let country = status.country.map_or(String::new(), |c| format!("{}:", c.code()));
            format!("{country}{}", status.status) == value
        }),
        "identifier" => {
            drug.identifiers.iter().any(|id| format!("{}={}", id.scheme.key(), id.value) == value)
        }
        other => panic!("an unknown kind in known_errors.tsv: {other}"),
    }
}

/// Facts that were wrong once: what a drug must have and what it must not have.
#[test]
fn known_errors_do_not_return() {
    let vocabulary = Vocabulary::new([]);
    let mut faults = Vec::new();
    let rows = lines_of("tests/facts/known_errors.tsv");
    assert!(rows.len() > 80, "{} errors", rows.len());
    for row in rows {
        let [name, kind, rule, value] = row.as_slice() else {
            panic!("a line of known_errors.tsv: {row:?}")
        };
        let is_needed = rule == "must_have";
        let drug = vocabulary.drug(name);
        let has = drug.as_ref().is_some_and(|drug| has_fact(drug, kind, value, is_needed));
        if has != is_needed {
            faults.push(format!("{name}: {rule} {kind} {value}"));
        }
    }
    report(&faults);
}

#[test]
fn official_national_names_are_names() {
    let vocabulary = Vocabulary::new([]);
    let mut faults = Vec::new();
    let rows = lines_of("tests/facts/official_names.tsv");
    assert!(rows.len() > 300, "{} names", rows.len());
    for row in rows {
        let [language, english, form, _] = row.as_slice() else {
            panic!("a line of official_names.tsv: {row:?}")
        };
        let expected = vocabulary.drug(english).map(|drug| drug.canonical);
        let resolved = vocabulary.resolve(form);
        let is_name = resolved.as_ref().is_some_and(|to| {
            Some(&to.canonical) == expected.as_ref()
                && !to.suspect
                && to.match_kind != MatchKind::Misspelling
        });
        if !is_name {
            faults.push(format!("{form} ({language}): {resolved:?}, not {expected:?}"));
        }
        let language = Language::from_tag(language).expect("a known language");
        let shown = national_name(english, language);
        if shown.as_deref().map(str::to_lowercase) != Some(form.to_lowercase()) {
            faults.push(format!("{english} ({language:?}): shown as {shown:?}, not {form}"));
        }
    }
    report(&faults);
}

/// The complete official lists, as far as their drugs are in the table. The form need not be the one
/// that pages show.
#[test]
fn official_lists_are_recognised() {
    let vocabulary = Vocabulary::new([]);
    let mut unknown = Vec::new();
    let rows = lines_of("tests/facts/official.tsv");
    assert!(rows.len() > 2_000, "{} names", rows.len());
    for row in &rows {
        let expected = vocabulary.drug(&row[1]).map(|drug| drug.canonical);
        let resolved = vocabulary.resolve(&row[2]);
        let is_name = resolved
            .as_ref()
            .is_some_and(|to| Some(&to.canonical) == expected.as_ref() && !to.suspect);
        if expected.is_some() && !is_name {
            unknown.push(format!("{} ({}): {}", row[2], row[0], row[1]));
        }
    }
    assert!(
        unknown.len() * 100 <= rows.len(),
        "{} unknown:\n{}",
        unknown.len(),
        unknown.join("\n")
    );
}

#[test]
fn words_of_other_languages_are_no_drugs() {
    let vocabulary = Vocabulary::new([]);
    for (text, expected) in [
        ("Im Forum schreiben viele, Ketamin habe ihnen geholfen.", vec!["ketamine"]),
        ("La kétamine et l'eskétamine sont étudiées.", vec!["ketamine", "esketamine"]),
        ("Se administró esketamina intranasal y risperidona.", vec!["esketamine", "risperidone"]),
        ("Valproat und Valproinsäure.", vec!["valproic acid", "valproic acid"]),
        ("Ketaminum et diazepamum.", vec!["ketamine", "diazepam"]),
        ("Die Erste Hilfe kam um acht, und alle gingen nach Hause.", vec![]),
        ("La vecina Filipina vendió su casa al señor Valeriano.", vec![]),
    ] {
        let found: Vec<String> =
            vocabulary.mentions(text).iter().map(|mention| mention.canonical.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// The cells of a row of `drugs.tsv` as (text, sources with details).
fn values(cell: &str) -> Vec<(String, Vec<(String, String)>)> {
    cell.split('|')
        .filter(|value| !value.is_empty())
        .map(|value| {
            let (text, sources) = value.rsplit_once('@').unwrap_or((value, ""));
            let sources = sources.split(',').map(|source| {
                let source = source.split('<').next().unwrap_or_default();
                let (key, detail) = source.split_once(':').unwrap_or((source, ""));
                (key.to_owned(), detail.to_owned())
            });
            (text.trim_end_matches(['!', '?']).to_owned(), sources.collect())
        })
        .collect()
}

#[test]
fn every_fact_of_the_table_has_a_known_source() {
    let known: BTreeSet<String> =
        lines_of("data/sources.tsv").into_iter().map(|row| row[0].clone()).collect();
    let worded: BTreeSet<(String, String)> = lines_of("data/class_names.tsv")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let mut faults = Vec::new();
    for row in lines_of("data/drugs.tsv") {
        assert_eq!(row.len(), 9, "{row:?}");
        let name = &row[0];
        for (column, cell) in row.iter().enumerate().filter(|(column, _)| *column != 4) {
            for (text, sources) in values(cell) {
                for (key, detail) in &sources {
                    if !known.contains(key) {
                        faults.push(format!("{name}: {text}: unknown source `{key}`"));
                    }
                    if detail == "INN" && key != "unii" {
                        faults.push(format!("{name}: {text}: an INN by {key}"));
                    }
                    if column > 4 && key == "spelling" {
                        faults.push(format!("{name}: {text}: a fact without a source"));
                    }
                    let is_published = key != "offprint";
                    if matches!(column, 6 | 7)
                        && is_published
                        && !worded.contains(&(key.clone(), text.clone()))
                    {
                        faults.push(format!("{name}: {text}@{key} is not in class_names.tsv"));
                    }
                }
            }
        }
        for (text, sources) in values(&row[5]) {
            let (scheme, value) = text.split_once('=').expect("scheme=value");
            let scheme = Scheme::from_key(scheme).expect("a known registry");
            if scheme.parse(value).is_none() {
                faults.push(format!("{name}: {text} is malformed ({sources:?})"));
            }
        }
    }
    report(&faults);
}

#[test]
fn an_identifier_or_brand_belongs_to_one_drug() {
    let mut identifiers: BTreeMap<String, String> = BTreeMap::new();
    let mut brands: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for row in lines_of("data/drugs.tsv") {
        let name = row[0].rsplit_once('@').map_or(row[0].as_str(), |(name, _)| name);
        let unique = values(&row[5]).into_iter().map(|(text, _)| text);
        for id in unique.filter(|id| !id.starts_with("atc=")) {
            if let Some(other) = identifiers.insert(id.clone(), name.to_owned()) {
                faults.push(format!("{id}: {other} and {name}"));
            }
        }
        for (brand, _) in values(&row[2]) {
            if let Some(other) = brands.insert(drug_name_key(&brand), name.to_owned())
                && other != name
            {
                faults.push(format!("{brand}: {other} and {name}"));
            }
        }
    }
    report(&faults);
}

/// A line of `classes.tsv` lists exact synonyms, so it must not contain two actions that MeSH keeps
/// apart; neither may two wordings of MeSH be the same class by `class_map.tsv`.
#[test]
fn classes_are_never_merged() {
    let mesh: BTreeMap<String, String> = lines_of("data/class_names.tsv")
        .into_iter()
        .filter(|row| row[0] == "mesh")
        .flat_map(|row| [1, 2, 3].map(|column| (drug_name_key(&row[column]), row[1].clone())))
        .collect();
    let mut faults = Vec::new();
    let mut actions_of: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for row in lines_of("data/classes.tsv") {
        let names = [row[0].as_str(), row[1].as_str()].into_iter().chain(row[2].split('|'));
        for name in names {
            actions_of.entry(row[0].clone()).or_default().extend(mesh.get(&drug_name_key(name)));
        }
    }
    let map = lines_of("data/class_map.tsv");
    for row in map.iter().filter(|row| row[0] == "mesh" && row[2] == "same") {
        actions_of.entry(row[3].clone()).or_default().insert(&row[1]);
    }
    for row in &map {
        if row.len() != 5 || row[4].trim().is_empty() {
            faults.push(format!("class_map.tsv: a line without a reason: {row:?}"));
        }
    }
    for (class, actions) in actions_of.iter().filter(|(_, actions)| actions.len() > 1) {
        faults.push(format!("{class} merges {actions:?}"));
    }
    report(&faults);
}

#[test]
fn a_stem_is_only_a_suggestion() {
    let vocabulary = Vocabulary::new([]);
    let drug = vocabulary.drug("isosulfan blue").expect("the table has it");
    assert!(drug.classes.iter().all(|class| !class.text.contains("lkylating")), "{drug:?}");
    let text = vocabulary.explain("naloxone").expect("the table has it").to_text();
    assert!(text.contains("suggestion") && text.contains("only suggests"), "{text}");
}

#[test]
fn american_names_are_known() {
    let vocabulary = Vocabulary::new([]);
    for (name, american) in [
        ("paracetamol", Some("acetaminophen")),
        ("salbutamol", Some("albuterol")),
        ("amfetamine", Some("amphetamine")),
        ("sirolimus", None),
        ("ketamine", None),
    ] {
        let drug = vocabulary.drug(name).expect("the table has it");
        assert_eq!(drug.us_name().map(|name| name.text.as_str()), american, "{name}");
        assert_eq!(drug.names[0].kind, NameKind::Inn, "{name}");
    }
}
