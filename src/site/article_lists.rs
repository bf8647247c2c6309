//! [`article_lists`]: the articles that standalone pages list, as their front matter asks for.

use std::collections::BTreeSet;

use super::article_list::ArticleList;
use super::outputs::OutputInput;
use super::suggestion::suggest_name;
use super::terms::{TermId, TermsOf};
use crate::diagnostic::{Code, Severity, nearest};
use crate::library::{
    DocId, FactRef, Facts, ListFields, ListOrder, StudyDesign, UnlocatedDiagnostic, design_key,
};
use offprint_vocabulary::Vocabulary;

/// The lists of a site, in the order of its pages.
pub(super) fn article_lists(
    input: OutputInput<'_>,
    terms_of: &TermsOf,
    vocabulary: &Vocabulary,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Vec<ArticleList> {
    let pages = input.pages.iter().copied();
    pages
        .filter_map(|document| {
            let fields = input.facts[document].list.as_ref()?;
            let wanted = wanted_terms(document, fields, input, vocabulary, faults);
            let is_wanted = |id: &DocId| {
                wanted.iter().enumerate().all(|(group, terms)| {
                    terms.as_ref().is_none_or(|terms| {
                        terms_of.get(*id, group).iter().any(|term| terms.contains(term))
                    })
                }) && matches(&input.facts[*id], fields)
            };
            let mut articles: Vec<DocId> =
                input.articles.iter().copied().filter(is_wanted).collect();
            match fields.order {
                ListOrder::Newest => {}
                ListOrder::Oldest => articles.reverse(),
                ListOrder::Title => articles.sort_by_cached_key(|id| {
                    (input.facts[*id].title.to_lowercase(), input.facts[*id].path.clone())
                }),
            }
            let unused = unused_values(document, fields, input);
            let is_known =
                wanted.iter().flatten().all(|terms| !terms.is_empty()) && unused.is_empty();
            faults.extend(unused);
            if articles.is_empty() && is_known {
                faults.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::List,
                    severity: Severity::Warning,
                    code: Code::EmptyList,
                    message: "no article belongs to this list".to_owned(),
                    help: Some(
                        "an article must match every key, and one of the values of each".to_owned(),
                    ),
                    note: None,
                });
            }
            let per_page = fields.per_page.unwrap_or(input.config.paginate_by);
            Some(ArticleList { document, articles, per_page })
        })
        .collect()
}

/// For each group the terms that a list asks for; `None` if it asks for none.
fn wanted_terms(
    document: DocId,
    fields: &ListFields,
    input: OutputInput<'_>,
    vocabulary: &Vocabulary,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Vec<Option<Vec<TermId>>> {
    let mut wanted = Vec::new();
    for (group, (names, terms)) in fields.terms.iter().zip(input.terms).enumerate() {
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let term = match group {
                0 => terms.drug_of_name(name, vocabulary),
                _ => terms.term_of_name(name),
            };
            if let Some(term) = term {
                found.push(term);
                continue;
            }
            let singular = &input.config.taxonomies[group].singular;
            faults.push(UnlocatedDiagnostic {
                document,
                place: FactRef::ListTerm(group, index),
                severity: Severity::Error,
                code: Code::BrokenLink,
                message: format!("there is no {singular} `{name}`"),
                help: Some(suggest_name(name, terms.known_names()).unwrap_or_else(|| {
                    "use a name from an article or a content file, or remove it".to_owned()
                })),
                note: None,
            });
        }
        wanted.push((!names.is_empty()).then_some(found));
    }
    wanted
}

/// The designs and years of a list that no article has: probably typing errors. A known design may be
/// waiting for its first article.
fn unused_values(
    document: DocId,
    fields: &ListFields,
    input: OutputInput<'_>,
) -> Vec<UnlocatedDiagnostic> {
    if fields.designs.is_empty() && fields.years.is_empty() {
        return Vec::new();
    }
    let articles = || input.articles.iter().map(|id| &input.facts[*id]);
    let mut faults = Vec::new();
    let mut add = |place, message: String, help: Option<String>| {
        faults.push(UnlocatedDiagnostic {
            document,
            place,
            severity: Severity::Warning,
            code: Code::EmptyList,
            message,
            help,
            note: None,
        });
    };
    let known: BTreeSet<String> = articles().filter_map(|facts| design_of(facts)).collect();
    for (index, design) in fields.designs.iter().enumerate() {
        if known.contains(design) || StudyDesign::parse(design).is_some() {
            continue;
        }
        let designs = || StudyDesign::all().map(|design| design.key);
        let near = nearest(design, known.iter().map(String::as_str).chain(designs()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the known designs are {}", designs().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("no article has the design `{design}`");
        add(FactRef::ListDesign(index), message, Some(help));
    }
    for year in &fields.years {
        let is_there =
            articles().any(|facts| facts.date.is_some_and(|when| when.day.year() == *year));
        if !is_there {
            let message = format!("no article is of the year {year}");
            add(FactRef::ListYears, message, Some("correct the year, or remove it".to_owned()));
        }
    }
    faults
}

/// The design of an article, as lists name it.
fn design_of(facts: &Facts) -> Option<String> {
    Some(design_key(facts.details.study.as_ref()?.text("design")?))
}

/// Whether an article has the design and the year that a list asks for.
fn matches(facts: &Facts, fields: &ListFields) -> bool {
    let year = facts.date.map(|when| when.day.year());
    (fields.designs.is_empty()
        || design_of(facts).is_some_and(|design| fields.designs.contains(&design)))
        && (fields.years.is_empty() || year.is_some_and(|year| fields.years.contains(&year)))
}
