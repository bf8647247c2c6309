//! [`Template`]: the dependencies of a template, known without rendering it.
//!
//! Names in Tera 2 are literals, so a template that does not contain another one's name cannot
//! include or extend it. Searching for names may find too many, but never too few: a page may be
//! rendered unnecessarily, but is never stale.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::globals::GLOBALS;
use crate::data_files::DataUse;
use crate::source::Source;
use offprint_base::Fingerprint;

/// One template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name: `article.html`.
    pub name: String,
    /// The fingerprint of the sources of all templates that it uses, including itself, and of the
    /// values that filters capture.
    pub dependencies: Fingerprint,
    /// The global variables that any of them may use.
    pub globals: BTreeSet<&'static str>,
    /// The data files that any of them may read.
    pub data: DataUse,
}

/// Whether a text contains a template's name.
pub(super) fn mentions_template(text: &str, name: &str) -> bool {
    text.contains(&format!("\"{name}\""))
        || text.contains(&format!("'{name}'"))
        || text.contains(&format!("`{name}`"))
}

/// The names of the components that a text defines, with their dots.
pub(super) fn component_names(text: &str) -> Vec<String> {
    let starts = text.match_indices("component").filter_map(|(at, word)| {
        let is_tag = text[..at].trim_end().trim_end_matches('-').ends_with("{%");
        is_tag.then(|| text[at + word.len()..].trim_start())
    });
    starts
        .map(|rest| {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The template that defines each component.
pub(super) fn component_templates(
    files: &BTreeMap<String, Arc<Source>>,
) -> BTreeMap<String, String> {
    let mut components = BTreeMap::new();
    for (template, source) in files {
        for name in component_names(&source.text()) {
            components.entry(name).or_insert_with(|| template.clone());
        }
    }
    components
}

/// Whether a text defines a component.
pub(super) fn defines_components(text: &str) -> bool {
    defined_components(text).next().is_some()
}

/// The names of the components that a text defines.
fn defined_components(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("component").filter_map(|(at, word)| {
        let is_tag = text[..at].trim_end().ends_with(['%', '-']);
        let rest = text[at + word.len()..].trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        (is_tag && end > 0).then(|| &rest[..end])
    })
}

/// Whether a text contains a complete word.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_part)
            && !text[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

/// All templates with their dependencies.
pub(super) fn resolve_templates(
    files: &BTreeMap<String, Arc<Source>>,
    captured: &Fingerprint,
) -> BTreeMap<String, Template> {
    let all: Vec<(&String, Fingerprint, Cow<'_, str>)> =
        files.iter().map(|(name, source)| (name, source.fingerprint, source.text())).collect();
    let direct_references = |from: &str| -> Vec<usize> {
        all.iter()
            .enumerate()
            .filter(|(_, (name, _, text))| {
                mentions_template(from, name)
                    || defined_components(text).any(|component| has_word(from, component))
            })
            .map(|(index, _)| index)
            .collect()
    };
    let uses: Vec<DataUse> = all.iter().map(|(.., text)| DataUse::of_template(text)).collect();
    let references: Vec<Vec<usize>> =
        all.iter().map(|(.., text)| direct_references(text)).collect();
    all.iter()
        .enumerate()
        .map(|(start, (name, ..))| {
            let mut reached = BTreeSet::from([start]);
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                waiting.extend(references[at].iter().copied().filter(|next| reached.insert(*next)));
            }
            let sources: Vec<_> =
                reached.iter().map(|index| (all[*index].0, all[*index].1)).collect();
            let globals = GLOBALS
                .into_iter()
                .filter(|global| reached.iter().any(|index| has_word(&all[*index].2, global)))
                .collect();
            let template = Template {
                name: (*name).clone(),
                dependencies: Fingerprint::of(&(sources, captured)),
                globals,
                data: reached.iter().fold(DataUse::NOTHING, |used, index| used.and(&uses[*index])),
            };
            ((*name).clone(), template)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SitePath;

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Arc<Source>> {
        texts
            .iter()
            .map(|(name, text)| {
                ((*name).to_owned(), Arc::new(Source::new(SitePath::new(name), (*text).to_owned())))
            })
            .collect()
    }

    #[test]
    fn a_template_reaches_what_its_parts_reach() {
        let before = files(&[
            ("a.html", "{% extends \"b.html\" %}"),
            ("b.html", "{% include 'c.html' %}"),
            ("c.html", "{{ <Card(x=1) /> }}"),
            ("d.html", "{% component Card(x) %}{{ site.title }}{% endcomponent Card %}"),
            ("e.html", "websites"),
        ]);
        let mut after = before.clone();
        after.insert(
            "d.html".into(),
            Arc::new(Source::new(
                SitePath::new("d.html"),
                "{% component Card(x) %}new{% endcomponent %}".into(),
            )),
        );
        let (old, new) = (
            resolve_templates(&before, &Fingerprint::default()),
            resolve_templates(&after, &Fingerprint::default()),
        );
        assert_ne!(old["a.html"].dependencies, new["a.html"].dependencies);
        assert_eq!(old["e.html"].dependencies, new["e.html"].dependencies);
        assert!(old["a.html"].globals.contains("site") && !old["e.html"].globals.contains("site"));
    }
}
