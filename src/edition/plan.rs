//! [`Plan`]: every file of an edition. The files that follow from the linked site are listed in
//! `site/outputs.rs`; this adds copied files, the theme's style sheet and images. Two outputs with
//! one path are an error.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::fingerprinted_assets::{FingerprintedAssets, layer, top_layer_files};
use crate::diagnostic::{Checked, Code, Diagnostic, Severity};
use crate::library::DocId;
use crate::route::Route;
use crate::site::{OutputKind, ReferenceScope, SEARCH_INDEX, Site, SiteOutput};
use crate::view::DerivedAssets;
use offprint_base::portable_name;

/// The file in the output folder that publishing keeps for its own use.
pub const MANIFEST: &str = ".offprint.json";

/// Every file of an edition. It depends only on the linked site, the derived assets and the
/// fingerprinted names.
#[derive(Debug)]
pub struct Plan {
    /// The files, in no particular order; no two have the same route.
    pub outputs: Vec<SiteOutput>,
    /// Their numbers, sorted by route.
    pub sorted: Vec<usize>,
    /// Outputs that conflict with each other, and other problems.
    pub diagnostics: Vec<Diagnostic>,
    numbers: FxHashMap<Route, usize>,
}

impl Plan {
    /// Plans a site. A previous plan of the same files is reused completely.
    pub fn of(
        site: &Site,
        fingerprinted: &FingerprintedAssets,
        derived_assets: &DerivedAssets,
        previous: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let Checked { value: outputs, mut diagnostics } =
            planned_outputs(site, fingerprinted, derived_assets);
        // Outputs that did not conflict before do not conflict now.
        let is_sound = |plan: &&Arc<Self>| plan.diagnostics.is_empty() && diagnostics.is_empty();
        if let Some(plan) = previous.filter(is_sound).filter(|plan| plan.outputs == outputs) {
            return Arc::clone(plan);
        }
        let sorted = || {
            let mut sorted: Vec<usize> = (0..outputs.len()).collect();
            sorted.par_sort_unstable_by(|a, b| outputs[*a].route.cmp(&outputs[*b].route));
            sorted
        };
        let numbers = || {
            outputs
                .iter()
                .enumerate()
                .map(|(number, output)| (output.route.clone(), number))
                .collect()
        };
        let (clashes, (numbers, sorted)) =
            rayon::join(|| clashes(site, &outputs), || rayon::join(numbers, sorted));
        diagnostics.extend(clashes);
        Arc::new(Self { outputs, sorted, diagnostics, numbers })
    }

    /// The number of the output at a route.
    pub fn index_of(&self, route: &Route) -> Option<usize> {
        self.numbers.get(route).copied()
    }
}

/// Every file of an edition, and the copied files that have the same route.
fn planned_outputs(
    site: &Site,
    fingerprinted: &FingerprintedAssets,
    derived_assets: &DerivedAssets,
) -> Checked<Vec<SiteOutput>> {
    let mut outputs = site.outputs.list().to_vec();
    let mut add = |route: &Route, kind: OutputKind| {
        outputs.push(SiteOutput { route: route.clone(), kind });
    };
    let assets = top_layer_files(site);
    let mut diagnostics = Vec::new();
    for (path, route) in &site.asset_routes {
        match assets.get(route) {
            Some(top) if *top == path => add(route, OutputKind::Asset(path.clone())),
            Some(top) if layer(top, site) == layer(path, site) => {
                diagnostics.push(clash_diagnostic(
                    &OutputOrigin::file(top.as_str()),
                    &OutputOrigin::file(path.as_str()),
                    route,
                ));
            }
            _ => {}
        }
    }
    for (_, route, path) in &fingerprinted.list {
        add(route, OutputKind::Asset(path.clone()));
    }
    if let Some((route, _)) = &derived_assets.style {
        add(route, OutputKind::Style);
    }
    if let Some((route, _)) = &derived_assets.site_social_card {
        add(route, OutputKind::SocialCard(None));
    }
    for (id, (route, _)) in &derived_assets.article_social_cards {
        add(route, OutputKind::SocialCard(Some(*id)));
    }
    for (route, (path, variant)) in site.variants.iter() {
        add(route, OutputKind::Variant(path.clone(), *variant));
    }
    Checked { value: outputs, diagnostics }
}

/// What an output is made from: its name in messages, and the file that an editor can rename.
struct OutputOrigin {
    words: String,
    file: Option<String>,
    /// Whether it is only a line in that file.
    is_old_url: bool,
}

impl OutputOrigin {
    fn of(site: &Site, output: &SiteOutput) -> Self {
        let document = |id: DocId| Self::file(site.facts[id].path.as_str());
        let made = |words: String| Self { words, file: None, is_old_url: false };
        match &output.kind {
            OutputKind::Article(id)
            | OutputKind::Page(id)
            | OutputKind::Markdown(id)
            | OutputKind::References { scope: ReferenceScope::Article(id), .. }
            | OutputKind::SocialCard(Some(id)) => document(*id),
            OutputKind::List { list, .. } => document(site.lists[*list].document),
            OutputKind::Asset(path) | OutputKind::Variant(path, _) => Self::file(path.as_str()),
            OutputKind::Home { .. } => {
                site.home.map_or_else(|| made("the home page".into()), document)
            }
            OutputKind::Terms { group } => {
                made(format!("the list of {}", site.config.taxonomies[*group].name.to_lowercase()))
            }
            OutputKind::Classes => made("the list of classes".into()),
            OutputKind::Archive | OutputKind::Year(_) | OutputKind::ArchivePart { .. } => {
                made("the archive".into())
            }
            OutputKind::Works | OutputKind::References { scope: ReferenceScope::Site, .. } => {
                made("the list of sources".into())
            }
            OutputKind::Trials => made("the list of trials".into()),
            OutputKind::Trial(number) => {
                let trial = &site.trials.list[*number];
                let work = trial.works.first().map(|work| site.works.list[*work].best.0);
                let file = trial.reported_in.first().copied().or(work);
                Self {
                    words: format!("the trial `{}`", trial.number),
                    file: file.map(|id| site.facts[id].path.to_string()),
                    is_old_url: false,
                }
            }
            OutputKind::Work(number) => {
                let work = &site.works.list[*number];
                let (id, citation) = work.best;
                let fields = &site.facts[id].details.citations[citation];
                let file =
                    fields.shared.as_ref().map_or(&site.facts[id].path, |shared| &shared.file);
                Self {
                    words: format!("the source `{}`", fields.id),
                    file: Some(file.to_string()),
                    is_old_url: false,
                }
            }
            OutputKind::Map => made("the map of drugs".into()),
            OutputKind::Follow => made("the page on following the site".into()),
            OutputKind::Class(number) => {
                let class = &site.classes[*number];
                // A class has a page because a drug belongs to it.
                let file = class.drugs.iter().find_map(|drug| site.terms[0].list[*drug].document);
                let file = file.map(|id| site.facts[id].path.to_string());
                Self { words: format!("the class `{}`", class.link.name), file, is_old_url: false }
            }
            OutputKind::Term { group, term, .. }
            | OutputKind::References { scope: ReferenceScope::Term(group, term), .. } => {
                let found = &site.terms[*group].list[*term];
                found.document.map_or_else(
                    || Self {
                        words: format!(
                            "the {} `{}`",
                            site.config.taxonomies[*group].singular, found.name
                        ),
                        file: found.articles.first().map(|id| site.facts[*id].path.to_string()),
                        is_old_url: false,
                    },
                    document,
                )
            }
            OutputKind::Redirect(now) => {
                let claims = |id: &DocId| {
                    site.routes[*id].is_ok() && site.facts[*id].redirects.contains(&output.route)
                };
                let leads = |id: &DocId| site.route(*id) == Some(now);
                let ids = || 0..site.facts.len();
                let file = ids()
                    .find(claims)
                    .or_else(|| ids().find(leads))
                    .map(|id| site.facts[id].path.to_string());
                let of = file.as_ref().map_or_else(String::new, |file| format!(" of `{file}`"));
                Self { words: format!("the old URL {}{of}", output.route), file, is_old_url: true }
            }
            _ => made(format!("Offprint's own `{}`", output.route.file())),
        }
    }

    fn file(path: &str) -> Self {
        Self { words: format!("`{path}`"), file: Some(path.to_owned()), is_old_url: false }
    }

    /// How easy it is to fix: a line in a file is easier than a file, and a file is easier than a
    /// theme, which may be compiled into the program.
    fn rank(&self) -> u8 {
        match &self.file {
            None => 0,
            Some(file) if file.starts_with("themes/") => 1,
            Some(_) if self.is_old_url => 3,
            Some(_) => 2,
        }
    }

    fn fault(&self, code: Code, message: String, help: String) -> Diagnostic {
        // An output without a file comes from the settings, such as a group of terms called `page`.
        Diagnostic::error(code, message)
            .help(help)
            .in_file(self.file.as_deref().unwrap_or("site.toml"))
    }

    fn help(&self) -> String {
        match &self.file {
            Some(file) if self.is_old_url => format!("remove the old URL from `{file}`"),
            Some(file) => format!("rename or move `{file}`"),
            None => "rename a group of terms".to_owned(),
        }
    }
}

/// The origin at which a conflict between two outputs is reported: the second, unless the first is
/// easier to fix.
fn easier_to_fix<'o>(first: &'o OutputOrigin, second: &'o OutputOrigin) -> &'o OutputOrigin {
    if second.rank() >= first.rank() { second } else { first }
}

fn clash_diagnostic(first: &OutputOrigin, second: &OutputOrigin, route: &Route) -> Diagnostic {
    let message = format!("{} and {} claim one URL: {route}", first.words, second.words);
    let chosen = easier_to_fix(first, second);
    let are_equal = first.rank() == second.rank() && !chosen.is_old_url && chosen.file.is_some();
    let help = if are_equal { "rename or move one of the two".to_owned() } else { chosen.help() };
    chosen.fault(Code::DuplicateRoute, message, help)
}

/// Outputs that conflict: with the same name, with names that differ only in case, or a file where
/// another output needs a folder.
fn clashes(site: &Site, outputs: &[SiteOutput]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut files: FxHashMap<String, usize> =
        FxHashMap::with_capacity_and_hasher(outputs.len(), FxBuildHasher);
    // An article has several files: a conflict of two articles is reported once.
    let mut told: FxHashSet<(String, String)> = FxHashSet::default();
    for (index, output) in outputs.iter().enumerate() {
        let file = lower_case_path(output.route.file());
        if file.split('/').next() == Some(MANIFEST) {
            let origin = OutputOrigin::of(site, output);
            let message = format!(
                "{} has the name of Offprint's own list of files: /{MANIFEST}",
                origin.words
            );
            diagnostics.push(origin.fault(Code::DuplicateRoute, message, origin.help()));
        }
        if site.config.outputs.search && format!("/{file}").starts_with(SEARCH_INDEX) {
            let origin = OutputOrigin::of(site, output);
            let message =
                format!("{} is in the folder of the search index: {}", origin.words, SEARCH_INDEX);
            diagnostics.push(origin.fault(Code::DuplicateRoute, message, origin.help()));
        }
        match files.entry(file) {
            Entry::Vacant(entry) => drop(entry.insert(index)),
            Entry::Occupied(entry) => {
                let first = &outputs[*entry.get()];
                let (one, other) = (OutputOrigin::of(site, first), OutputOrigin::of(site, output));
                if !told.insert((one.words.clone(), other.words.clone())) {
                    continue;
                }
                diagnostics.push(if first.route.file() == output.route.file() {
                    clash_diagnostic(&one, &other, &first.route)
                } else {
                    let message = format!(
                        "`{}` and `{}` differ only in upper and lower case",
                        first.route, output.route
                    );
                    let mut files: Vec<_> = [&one, &other]
                        .into_iter()
                        .filter_map(|origin| origin.file.as_deref())
                        .collect();
                    files.dedup();
                    let help = format!(
                        "many systems treat them as one file; rename `{}`",
                        files.join("` or `")
                    );
                    easier_to_fix(&one, &other).fault(Code::CaseCollision, message, help)
                });
            }
        }
    }
    diagnostics.extend(reserved_names(site, outputs));
    let mut in_the_way: FxHashSet<usize> = FxHashSet::default();
    let mut last = String::new();
    for output in outputs {
        let file = lower_case_path(output.route.file());
        let Some(slash) = file.rfind('/') else { continue };
        // Most outputs are in the same folder as the previous one.
        if file[..slash] == last {
            continue;
        }
        last.replace_range(.., &file[..slash]);
        for (end, _) in file.match_indices('/') {
            // A file that conflicts with many others is reported once.
            let Some(index) = files.get(&file[..end]).filter(|index| in_the_way.insert(**index))
            else {
                continue;
            };
            let way = &outputs[*index];
            let (one, other) = (OutputOrigin::of(site, output), OutputOrigin::of(site, way));
            let message = format!(
                "{} needs a folder where {} is a file: {}",
                one.words, other.words, way.route
            );
            let chosen = easier_to_fix(&one, &other);
            diagnostics.push(chosen.fault(Code::DuplicateRoute, message, chosen.help()));
        }
    }
    diagnostics
}

/// Outputs that Windows cannot create. Slugs never are, but copied files, old URLs and the keys of
/// taxonomies keep their names.
fn reserved_names(site: &Site, outputs: &[SiteOutput]) -> Vec<Diagnostic> {
    let mut told: FxHashSet<String> = FxHashSet::default();
    let mut reserved = |output: &SiteOutput| {
        let file = output.route.file();
        let part = file.split('/').find(|part| portable_name(part).is_some())?;
        let (origin, part) = (OutputOrigin::of(site, output), part.to_owned());
        if !told.insert(format!("{part} {}", origin.words)) {
            return None;
        }
        let message =
            format!("`{part}` is a reserved name on Windows, and {} needs it", origin.words);
        let help = origin.help();
        let fault = origin.fault(Code::ReservedName, message, help);
        Some(Diagnostic { severity: Severity::Warning, ..fault })
    };
    outputs.iter().filter_map(&mut reserved).collect()
}

/// A path as it appears to case-insensitive file systems.
fn lower_case_path(mut file: String) -> String {
    if file.is_ascii() {
        file.make_ascii_lowercase();
        return file;
    }
    file.to_lowercase()
}
