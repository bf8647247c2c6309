//! [`article_lists`]: the articles that standalone pages list, as their front matter asks for.

use super::article_list::ArticleList;
use super::outputs::OutputInput;
use super::suggestion::suggest_name;
use super::terms::{TermId, TermsOf};
use crate::diagnostic::{Code, Severity};
use crate::library::{
    DocId, FactRef, Facts, ListFields, ListOrder, UnlocatedDiagnostic, design_key,
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
            let is_known = wanted.iter().flatten().all(|terms| !terms.is_empty());
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

/// Whether an article has the design and the year that a list asks for.
fn matches(facts: &Facts, fields: &ListFields) -> bool {
    let design = || {
        let study = facts.details.study.as_ref()?;
        Some(design_key(study.text("design")?))
    };
    let year = facts.date.map(|when| when.day.year());
    (fields.designs.is_empty() || design().is_some_and(|design| fields.designs.contains(&design)))
        && (fields.years.is_empty() || year.is_some_and(|year| fields.years.contains(&year)))
}
