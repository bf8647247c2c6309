//! [`Edition`]: every file of the output, and [`render`], which makes all of them or none.
//!
//! A page depends on its view, on the global variables that its template may use, and on the
//! sources of its template. All three are hashed before anything is rendered; a page with the same
//! hash as in the previous edition is taken from there. What is hashed is what is rendered, so a
//! page cannot be stale.

mod changed_documents;
mod feed;
mod file_content;
mod fingerprinted_assets;
mod hosting;
mod mail;
mod plain;
mod plan;
mod reference_files;
mod render_errors;
mod render_hooks;
mod render_output;
mod rendered_file;
mod rss;
mod unlinked_parts;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use file_content::FileContent;
pub use mail::{MailRequest, RenderedMail, render_mail};
pub use plan::{MANIFEST, Plan};
pub use render_hooks::RenderHooks;
pub use render_output::RenderInput;
pub use rendered_file::RenderedFile;

pub use crate::site::SEARCH_INDEX;

use self::changed_documents::ChangedDocuments;
use self::fingerprinted_assets::FingerprintedAssets;
use self::hosting::hosting_rules;
use self::reference_files::WorkTexts;
use self::render_errors::RenderErrors;
use self::render_output::{
    EndlessTemplates, RenderJob, RenderResult, render_output, template_globals,
};
use self::unlinked_parts::unlinked_parts;
use crate::diagnostic::{Checked, has_errors};
use crate::library::Document;
use crate::route::Route;
use crate::search::SearchIndex;
use crate::site::{OutputKind, SiteOutput};
use crate::spill_file::StorageMode;
use crate::theme::TemplateGlobals;
use crate::view::{DerivedAssets, ViewBuilder};
use offprint_base::{Digest, Fingerprint};
use offprint_hosting::{Host, HostFile, HostingRules};

/// Every file of the output, by route.
#[derive(Debug)]
pub struct Edition {
    plan: Arc<Plan>,
    /// One for each output of the plan.
    pages: Vec<RenderedFile>,
    /// The global variables of its templates.
    shared: Arc<TemplateGlobals>,
    /// The files that depend on both its site and its theme.
    derived_assets: Arc<DerivedAssets>,
    /// The fingerprint of its site.
    site: Fingerprint,
    /// The fingerprint of its theme.
    theme: Fingerprint,
    /// The fingerprint of the fingerprinted names of style sheets and scripts.
    asset_names: Fingerprint,
    /// How it must be served.
    hosting: Arc<HostingRules>,
    /// The documents of its site.
    documents: Arc<Vec<Arc<Document>>>,
    /// The search index, built on demand; `None` if the site has no search.
    index: Option<Arc<SearchIndex>>,
    /// How many pages were rendered for this edition, as opposed to taken from the previous one.
    pub rendered: usize,
}

impl Edition {
    /// The file at a route.
    pub fn get(&self, route: &Route) -> Option<&RenderedFile> {
        self.plan.index_of(route).map(|index| &self.pages[index])
    }

    /// Whether a route is that of a file that is made only on request, which may take a while.
    pub fn is_on_demand(&self, route: &Route) -> bool {
        self.index.is_some() && route.as_str().starts_with(SEARCH_INDEX)
    }

    /// The file at such a route.
    pub fn on_demand(&self, route: &Route) -> Option<RenderedFile> {
        self.index.as_ref()?.get(route).map(index_file)
    }

    /// The files of the search index, sorted by route. They are not part of `pages`.
    pub fn index(&self) -> Vec<(Route, RenderedFile)> {
        let files = self.index.as_ref().map(|index| index.files()).unwrap_or_default();
        files.iter().map(|(route, bytes)| (route.clone(), index_file(bytes))).collect()
    }

    /// Whether the search index is built already, or the site has none.
    pub fn has_index(&self) -> bool {
        self.index.as_ref().is_none_or(|index| index.is_made())
    }

    /// The headers that servers must send with every file.
    pub fn response_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.hosting.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A configuration file for a web host or server.
    pub fn hosting_file(&self, host: Host, file: HostFile) -> String {
        file.render(&self.hosting, &[host])
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// All files, sorted by route.
    pub fn pages(&self) -> Vec<(&Route, &RenderedFile)> {
        self.plan
            .sorted
            .iter()
            .map(|index| (&self.plan.outputs[*index].route, &self.pages[*index]))
            .collect()
    }

    /// The keys of all deferred images.
    pub fn deferred_keys(&self) -> HashSet<Digest> {
        let later = |page: &RenderedFile| match &page.content {
            FileContent::DeferredImage(later) => Some(later.key()),
            _ => None,
        };
        self.pages.iter().filter_map(later).collect()
    }

    /// The routes whose bytes differ from another edition's, and those that only one of the two
    /// has; sorted.
    pub fn changes_since(&self, other: &Self) -> Vec<Route> {
        let mut changes = self.differing(other, |page, before| page.digest == before.digest);
        if !Arc::ptr_eq(&self.plan, &other.plan) {
            let routes = other.plan.outputs.iter().map(|output| &output.route);
            changes.extend(routes.filter(|route| self.get(route).is_none()).cloned());
        }
        changes.sort_unstable();
        changes
    }

    /// The routes whose pages were rendered again since another edition, whether or not their bytes
    /// differ; sorted.
    pub fn rendered_since(&self, other: &Self) -> Vec<Route> {
        let mut rendered = self.differing(other, |page, before| page.inputs == before.inputs);
        rendered.sort_unstable();
        rendered
    }

    /// The routes whose pages differ from those of another edition.
    fn differing(
        &self,
        other: &Self,
        is_same: impl Fn(&RenderedFile, &RenderedFile) -> bool,
    ) -> Vec<Route> {
        // Most editions have the same routes as the one before.
        let is_aligned = Arc::ptr_eq(&self.plan, &other.plan);
        let before = |index: usize, route: &Route| {
            if is_aligned { other.pages.get(index) } else { other.get(route) }
        };
        self.plan
            .outputs
            .iter()
            .zip(&self.pages)
            .enumerate()
            .filter(|(index, (output, page))| {
                !before(*index, &output.route).is_some_and(|before| is_same(page, before))
            })
            .map(|(_, (output, _))| output.route.clone())
            .collect()
    }
}

fn index_file(bytes: &Arc<[u8]>) -> RenderedFile {
    let digest = Digest::of(bytes);
    RenderedFile {
        inputs: Fingerprint::of(&digest),
        digest,
        content: FileContent::Memory(Arc::clone(bytes)),
    }
}

/// Renders every page of the site. The edition is `None` if one of them has an error; the result is
/// `None` if rendering was cancelled.
pub fn render(
    input: RenderInput<'_>,
    keep: &StorageMode,
    previous: Option<&Edition>,
    hooks: RenderHooks<'_>,
) -> Option<Checked<Option<Edition>>> {
    let fingerprinted = FingerprintedAssets::of(input.site, input.sources);
    let same_site = previous.filter(|edition| {
        edition.site == input.site.fingerprint && edition.asset_names == fingerprinted.fingerprint
    });
    let theme = input.theme.fingerprint();
    let same_theme = previous.filter(|edition| edition.theme == theme);
    let same = same_site.filter(|_| same_theme.is_some());
    let derived_assets = same.map_or_else(
        || Arc::new(DerivedAssets::of(input.site, &input.theme.style, input.theme.accent)),
        |edition| Arc::clone(&edition.derived_assets),
    );
    let planned = match same_site.filter(|edition| edition.derived_assets == derived_assets) {
        Some(edition) => Arc::clone(&edition.plan),
        None => Plan::of(
            input.site,
            &fingerprinted,
            &derived_assets,
            previous.map(|edition| &edition.plan),
        ),
    };
    let mut diagnostics = planned.diagnostics.clone();
    let view_builder =
        ViewBuilder { site: input.site, library: input.library, derived_assets: &derived_assets };
    let shared = same.map_or_else(
        || Arc::new(template_globals(view_builder, input.theme, &fingerprinted)),
        |edition| Arc::clone(&edition.shared),
    );
    let hosting = same_site.map_or_else(
        || Arc::new(hosting_rules(input.site, &fingerprinted)),
        |edition| Arc::clone(&edition.hosting),
    );
    let is_linked_anew = same_site.is_none();
    let changed_documents =
        same.and_then(|edition| ChangedDocuments::of(&input.library.documents, &edition.documents));
    let endless = EndlessTemplates::default();
    let work_texts = WorkTexts::new(input.site.works.list.len());
    let render_one = |index: usize, output: &SiteOutput| {
        let known = match previous {
            Some(edition) if Arc::ptr_eq(&edition.plan, &planned) => edition.pages.get(index),
            Some(edition) => edition.get(&output.route),
            None => None,
        };
        match (known, &changed_documents) {
            (Some(page), Some(changed_documents))
                if !changed_documents.shows(output, input.site) =>
            {
                Ok((page.clone(), false))
            }
            _ => {
                let job = RenderJob {
                    input,
                    shared: &shared,
                    hosting: &hosting,
                    keep,
                    known,
                    is_linked_anew,
                    route: &output.route,
                    endless: &endless,
                    work_texts: &work_texts,
                };
                render_output(output, job, view_builder)
            }
        }
    };
    if let Some(on_page) = hooks.on_page.filter(|_| !has_errors(&diagnostics)) {
        let made = render_priority_pages(&planned, hooks, previous.is_none(), &render_one);
        if !made.is_empty() {
            on_page(&input.site.config.base_path, made);
        }
    }
    let made = render_all(&planned, hooks, &render_one)?;
    let mut pages = Vec::with_capacity(made.len());
    let mut rendered = 0;
    let mut faults = RenderErrors::default();
    for (output, made) in planned.outputs.iter().zip(made) {
        match made {
            Ok((page, is_new)) => {
                rendered += usize::from(is_new);
                pages.push(page);
            }
            Err(fault) => faults.add(&output.route, fault),
        }
    }
    diagnostics.extend(faults.finish());
    if !has_errors(&diagnostics) {
        diagnostics.extend(unlinked_parts(input.site, input.theme, &planned, &pages));
    }
    let edition = || Edition {
        index: input.site.config.outputs.search.then(|| search_index(input, previous)),
        plan: planned,
        pages,
        shared,
        derived_assets: Arc::clone(&derived_assets),
        site: input.site.fingerprint,
        theme,
        asset_names: fingerprinted.fingerprint,
        hosting: Arc::clone(&hosting),
        documents: Arc::clone(&input.library.documents),
        rendered,
    };
    let value = (!has_errors(&diagnostics)).then(edition);
    Some(Checked { value, diagnostics })
}

/// Renders the pages that the caller is waiting for. They are rendered again with the others:
/// rendering a page is cheap, but a second code path would not be.
fn render_priority_pages(
    plan: &Plan,
    hooks: RenderHooks<'_>,
    is_first_edition: bool,
    render_one: &(impl Fn(usize, &SiteOutput) -> RenderResult + Sync),
) -> Vec<(Route, RenderedFile)> {
    let mut wanted: Vec<_> =
        (hooks.priority_routes)().iter().filter_map(|route| plan.index_of(route)).collect();
    if is_first_edition && !wanted.is_empty() {
        // Before the first edition nothing is shown yet, and a page needs its style sheet.
        let is_asset = |index: &usize| matches!(plan.outputs[*index].kind, OutputKind::Asset(_));
        wanted.extend((0..plan.outputs.len()).filter(is_asset));
    }
    wanted
        .par_iter()
        .filter_map(|index| {
            let output = &plan.outputs[*index];
            Some((output.route.clone(), render_one(*index, output).ok()?.0))
        })
        .collect()
}

/// Renders all outputs in their order; `None` if it was cancelled.
fn render_all(
    plan: &Plan,
    hooks: RenderHooks<'_>,
    render_one: &(impl Fn(usize, &SiteOutput) -> RenderResult + Sync),
) -> Option<Vec<RenderResult>> {
    let is_cancelled = AtomicBool::new(false);
    let made: Vec<Option<RenderResult>> = plan
        .outputs
        .par_iter()
        .enumerate()
        .with_min_len(8)
        .with_max_len(MAX_BATCH)
        .map(|(index, output)| {
            if is_cancelled.load(Ordering::Relaxed) || (hooks.is_cancelled)() {
                is_cancelled.store(true, Ordering::Relaxed);
                return None;
            }
            Some(render_one(index, output))
        })
        .collect();
    made.into_iter().collect()
}

/// The search index of the previous edition if site and documents are the same, or a new one.
fn search_index(input: RenderInput<'_>, previous: Option<&Edition>) -> Arc<SearchIndex> {
    let documents = &input.library.documents;
    let known = previous
        .and_then(|edition| edition.index.as_ref())
        .filter(|index| index.is_of(input.site, documents));
    known.map_or_else(
        || Arc::new(SearchIndex::of(Arc::clone(input.site), Arc::clone(documents))),
        Arc::clone,
    )
}

/// The largest number of pages in one batch. With longer batches, one thread would still be busy at
/// the end while the others are idle.
const MAX_BATCH: usize = 64;
