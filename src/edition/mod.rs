//! [`Edition`]: every file of the output, and [`render`], which makes it completely or not at all.
//!
//! A page depends on its view, on the global variables that its template may use, and on the
//! sources of its template. All three are hashed before anything is rendered; a page with the same
//! hash as in the previous edition is taken from there. What is hashed is what is rendered, so a
//! page cannot be stale.

mod citations;
mod feed;
mod file_content;
mod fingerprinted_assets;
mod plain;
mod plan;

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use file_content::FileContent;
pub use plan::{MANIFEST, Plan};

use self::fingerprinted_assets::FingerprintedAssets;
use crate::diagnostic::{Checked, Code, Diagnostic, has_errors};
use crate::library::{DocId, Document, Library};
use crate::picture::{DeferredImage, ImageCache, ImageJob};
use crate::route::Route;
use crate::search::SearchIndex;
use crate::site::{FeedFormat, OutputKind, SEARCH_INDEX, ShownText, Site, SiteOutput};
use crate::source::Sources;
use crate::spill_file::StorageMode;
use crate::theme::{TemplateGlobals, Theme};
use crate::view::{DerivedAssets, Maker};
use offprint_base::{Digest, Fingerprint};

/// One file of the output.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// The fingerprint of everything that it depends on.
    pub inputs: Fingerprint,
    /// The digest of its bytes; for a deferred image, of everything that it is made from.
    pub digest: Digest,
    /// Its bytes.
    pub content: FileContent,
}

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

fn store_content(keep: &StorageMode, route: &Route, bytes: Vec<u8>) -> io::Result<FileContent> {
    match keep {
        StorageMode::Memory => Ok(FileContent::Memory(bytes.into())),
        StorageMode::Server { pages, .. } => Ok(pages
            .put(&bytes)
            .map_or_else(|| FileContent::Memory(bytes.into()), FileContent::Spilled)),
        StorageMode::SpillFile(spill_file) => spill_file.put(&bytes).map(FileContent::Spilled),
        // If the page cannot be staged, publishing will report why.
        StorageMode::Output { staging, .. } => Ok(staging
            .stage(&route.file(), &bytes)
            .map_or_else(|_| FileContent::Memory(bytes.into()), FileContent::StagedFile)),
    }
}

/// Receives pages that are finished before the others, and the base path of the site.
pub type PageCallback<'s> = dyn Fn(&str, Vec<(Route, RenderedFile)>) + Sync + 's;

/// Callbacks for a caller that waits for the build. They never affect the output.
#[derive(Clone, Copy)]
pub struct RenderHooks<'h> {
    /// Returns the routes of pages that are rendered before all others. Called as late as possible.
    pub priority_routes: &'h (dyn Fn() -> Vec<Route> + Sync),
    /// Receives those pages before the others are rendered.
    pub on_page: Option<&'h PageCallback<'h>>,
    /// Whether this edition is no longer needed.
    pub is_cancelled: &'h (dyn Fn() -> bool + Sync),
}

impl RenderHooks<'_> {
    /// No callbacks.
    pub const NONE: RenderHooks<'static> =
        RenderHooks { priority_routes: &Vec::new, on_page: None, is_cancelled: &|| false };
}

/// The input of rendering.
#[derive(Clone, Copy, Debug)]
pub struct RenderInput<'p> {
    /// The linked site.
    pub site: &'p Arc<Site>,
    /// Its documents, for their bodies.
    pub library: &'p Library,
    /// The theme.
    pub theme: &'p Theme,
    /// The files that are copied.
    pub sources: &'p Sources,
    /// The cache of generated images.
    pub cache: &'p Arc<ImageCache>,
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
    let maker = Maker { site: input.site, library: input.library, derived_assets: &derived_assets };
    let shared = same.map_or_else(
        || Arc::new(template_globals(maker, input.theme, &fingerprinted)),
        |edition| Arc::clone(&edition.shared),
    );
    let is_linked_anew = same_site.is_none();
    let changed_documents =
        same.and_then(|edition| ChangedDocuments::of(&input.library.documents, &edition.documents));
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
                    fingerprinted: &fingerprinted,
                    keep,
                    known,
                    is_linked_anew,
                    route: &output.route,
                };
                render_output(output, job, maker)
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
    let edition = || Edition {
        index: input.site.config.outputs.search.then(|| search_index(input, previous)),
        plan: planned,
        pages,
        shared,
        derived_assets: Arc::clone(&derived_assets),
        site: input.site.fingerprint,
        theme,
        asset_names: fingerprinted.fingerprint,
        documents: Arc::clone(&input.library.documents),
        rendered,
    };
    let value = (!has_errors(&diagnostics)).then(edition);
    Some(Checked { value, diagnostics })
}

/// A rendered file, and whether it was rendered now as opposed to taken from the previous edition.
type RenderResult = Result<(RenderedFile, bool), Diagnostic>;

/// Renders the pages that somebody is waiting for. They are rendered again with the others:
/// rendering a page is cheap, and a second code path would not be.
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

/// The global variables of templates.
fn template_globals(
    maker: Maker<'_>,
    theme: &Theme,
    fingerprinted: &FingerprintedAssets,
) -> TemplateGlobals {
    let globals = maker.globals(&theme.params);
    let mut shared = TemplateGlobals::default();
    shared.insert("site", Fingerprint::of(&globals.site), &globals.site);
    shared.insert(
        "recent_articles",
        Fingerprint::of(&globals.recent_articles),
        &globals.recent_articles,
    );
    shared.insert("all_drugs", Fingerprint::of(&globals.all_drugs), &globals.all_drugs);
    shared.insert("all_tags", Fingerprint::of(&globals.all_tags), &globals.all_tags);
    shared.insert("t", globals.t.fingerprint(), globals.t);
    shared.insert("archive_years", Fingerprint::of(&globals.archive_years), &globals.archive_years);
    let urls = fingerprinted.urls(maker.site);
    shared.insert("assets", Fingerprint::of(&urls), &urls);
    shared
}

/// The largest number of changed documents for which each output is checked for one of them.
const MAX_CHANGED_DOCUMENTS: usize = 16;

/// The few documents that differ from the previous edition, when site, theme and plan are the same.
/// An output that shows none of them has the same inputs, so its view need not be made.
struct ChangedDocuments(Vec<DocId>);

impl ChangedDocuments {
    /// `None` if there are too many.
    fn of(now: &[Arc<Document>], before: &[Arc<Document>]) -> Option<Self> {
        // An equal site has the same documents, except for their bodies.
        let changed_documents = now
            .iter()
            .zip(before)
            .enumerate()
            .filter(|(_, (now, before))| !Arc::ptr_eq(now, before));
        let changed_documents: Vec<_> =
            changed_documents.map(|(id, _)| id).take(MAX_CHANGED_DOCUMENTS + 1).collect();
        (changed_documents.len() <= MAX_CHANGED_DOCUMENTS).then_some(Self(changed_documents))
    }

    /// Whether an output may show the text of one of them.
    fn shows(&self, output: &SiteOutput, site: &Site) -> bool {
        match output.kind.properties(site.output_input()).text {
            ShownText::Nothing => false,
            ShownText::Document(id) => self.0.contains(&id),
            ShownText::Term(group, term) => {
                let file = site.terms[group].list[term].document;
                file.is_some_and(|id| self.0.contains(&id))
                    || self.0.iter().any(|id| site.terms_of.get(*id, group).contains(&term))
            }
            ShownText::Anything => true,
        }
    }
}

/// Errors of rendering. The same error on four thousand pages is one error with a count.
#[derive(Default)]
struct RenderErrors {
    list: Vec<(Diagnostic, Route, usize)>,
}

impl RenderErrors {
    fn add(&mut self, route: &Route, fault: Diagnostic) {
        let same = |known: &Diagnostic| {
            let place = |fault: &Diagnostic| {
                fault.at.as_ref().map(|at| (at.source.path.clone(), at.span.clone()))
            };
            // The message may quote a value, which differs from page to page; the location does
            // not.
            place(known) == place(&fault) && (fault.at.is_some() || known.message == fault.message)
        };
        match self.list.iter_mut().find(|(known, ..)| same(known)) {
            Some((.., count)) => *count += 1,
            None => self.list.push((fault, route.clone(), 1)),
        }
    }

    fn finish(self) -> impl Iterator<Item = Diagnostic> {
        self.list.into_iter().map(|(mut fault, route, count)| {
            let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            fault.message = format!("{}, while rendering {route}{more}", fault.message);
            fault
        })
    }
}

/// Renders one output, or takes it from the previous edition if everything that it depends on is
/// the same.
fn render_output(output: &SiteOutput, job: RenderJob<'_>, maker: Maker<'_>) -> RenderResult {
    let input = job.input;
    let site = input.site;
    match output.kind {
        OutputKind::Article(id) => {
            job.template("article.html", Some("page"), maker.article(id).as_ref())
        }
        OutputKind::Page(id) => job.template("page.html", Some("page"), maker.page(id).as_ref()),
        OutputKind::Home { page } => job.template("index.html", None, Some(&maker.home(page))),
        OutputKind::Term { group, term, page } => {
            job.template("term.html", None, Some(&maker.term(group, term, page)))
        }
        OutputKind::Terms { group } => job.template("terms.html", None, Some(&maker.terms(group))),
        OutputKind::Classes => job.template("classes.html", None, Some(&maker.classes())),
        OutputKind::Class(number) => job.template("class.html", None, Some(&maker.class(number))),
        OutputKind::Archive => job.template("archive.html", None, Some(&maker.archive())),
        OutputKind::Year(year) => job.template("year.html", None, Some(&maker.year(year))),
        OutputKind::Issue { number, page } => {
            job.template("issue.html", None, Some(&maker.issue(number, page)))
        }
        OutputKind::Map => job.template("map.html", None, Some(&maker.map())),
        OutputKind::Headers => {
            let urls = job.fingerprinted.urls(site);
            job.text(Fingerprint::of(&("headers", &urls, site.url(&Route::of("/")))), || {
                plain::headers(site, &urls)
            })
        }
        OutputKind::Search => job.template("search.html", None, Some(&maker.search())),
        OutputKind::OpenSearch => job.site_text(|| plain::open_search(site)),
        OutputKind::NotFound => job.template("404.html", None, Some(&maker.not_found())),
        OutputKind::Feed { format, term } => {
            let feed = maker.feed(term, format);
            let write = match format {
                FeedFormat::Atom => feed::atom,
                FeedFormat::Json => feed::json,
            };
            job.text(Fingerprint::of(&(format, &feed)), || write(&feed))
        }
        OutputKind::Markdown(id) => {
            let source = &input.library.documents[id].source;
            job.reuse_or(Fingerprint::of(&("markdown", source.fingerprint)), || {
                (Digest::of(source.text().as_bytes()), FileContent::Text(Arc::clone(source)))
            })
        }
        OutputKind::BibTex(id) => {
            let citations = maker.citations(id);
            job.text(Fingerprint::of(&("bibtex", &citations)), || citations::bibtex(&citations))
        }
        OutputKind::Ris(id) => {
            let citations = maker.citations(id);
            job.text(Fingerprint::of(&("ris", &citations)), || citations::ris(&citations))
        }
        OutputKind::Redirect(ref target) => {
            let address = (site.url(target), site.permalink(target));
            let words = &site.config.translations;
            let inputs = Fingerprint::of(&("redirect", &address, &site.config.language, words));
            job.text(inputs, || plain::redirect(&address.0, &address.1, &site.config))
        }
        OutputKind::Redirects => job.site_text(|| plain::redirects(site)),
        OutputKind::Sitemap { part } => job.site_text(|| plain::sitemap(site, part)),
        OutputKind::SitemapIndex { parts } => job.site_text(|| plain::sitemap_index(site, parts)),
        OutputKind::Robots => job.site_text(|| plain::robots(site)),
        OutputKind::Llms => job.site_text(|| plain::llms(site)),
        OutputKind::Asset(ref path) => {
            let Some(asset) = input.sources.assets.get(path) else {
                return Err(Diagnostic::error(Code::Unreadable, "there is no such file")
                    .in_file(path.as_str()));
            };
            job.reuse_or(Fingerprint::of(&("asset", asset.digest)), || {
                (asset.digest, FileContent::Asset(asset.file.clone()))
            })
        }
        OutputKind::Style => {
            let sheet = maker.derived_assets.style.as_ref().map_or("", |(_, sheet)| sheet);
            job.text(Fingerprint::of(&("style", sheet)), || sheet.to_owned())
        }
        OutputKind::SocialCard(id) => {
            let derived_assets = maker.derived_assets;
            let found = id.map_or(derived_assets.site_social_card.as_ref(), |id| {
                derived_assets.article_social_cards.get(&id)
            });
            let card = found.expect("what is planned from the derived assets is in them").1.clone();
            job.deferred_image(ImageJob::SocialCard(card))
        }
        OutputKind::Variant(ref path, variant) => {
            let Some(asset) = input.sources.assets.get(path) else {
                return Err(Diagnostic::error(Code::Unreadable, "there is no such file")
                    .in_file(path.as_str()));
            };
            job.deferred_image(ImageJob::Variant {
                path: path.clone(),
                file: asset.file.clone(),
                variant,
            })
        }
    }
}

#[derive(Clone, Copy)]
struct RenderJob<'j> {
    input: RenderInput<'j>,
    shared: &'j TemplateGlobals,
    fingerprinted: &'j FingerprintedAssets,
    keep: &'j StorageMode,
    known: Option<&'j RenderedFile>,
    /// Whether the site differs from that of the previous edition.
    is_linked_anew: bool,
    route: &'j Route,
}

impl RenderJob<'_> {
    fn reuse_or(
        &self,
        inputs: Fingerprint,
        make: impl FnOnce() -> (Digest, FileContent),
    ) -> RenderResult {
        if let Some(page) = self.known.filter(|page| page.inputs == inputs) {
            return Ok((page.clone(), false));
        }
        let (digest, content) = make();
        Ok((RenderedFile { inputs, digest, content }, true))
    }

    /// An image that is made on demand.
    fn deferred_image(&self, recipe: ImageJob) -> RenderResult {
        let later = DeferredImage::new(recipe, self.input.cache);
        let key = later.key();
        self.reuse_or(Fingerprint::of(&("later", key)), || {
            (key, FileContent::DeferredImage(Arc::new(later)))
        })
    }

    fn bytes(
        &self,
        inputs: Fingerprint,
        make: impl FnOnce() -> Result<Vec<u8>, Diagnostic>,
    ) -> RenderResult {
        if let Some(page) = self.known.filter(|page| page.inputs == inputs) {
            return Ok((page.clone(), false));
        }
        let bytes = make()?;
        let digest = Digest::of(&bytes);
        let content = store_content(self.keep, self.route, bytes).map_err(|error| {
            Diagnostic::error(Code::Output, format!("a rendered page cannot be stored: {error}"))
                .help("free space on the disk that contains the output folder")
        })?;
        Ok((RenderedFile { inputs, digest, content }, true))
    }

    fn text(&self, inputs: Fingerprint, make: impl FnOnce() -> String) -> RenderResult {
        self.bytes(inputs, || Ok(make().into_bytes()))
    }

    /// A text that is made from the complete site. Making it costs less than hashing everything
    /// that it depends on, so it is made whenever the site changed, and is its own fingerprint.
    fn site_text(&self, make: impl FnOnce() -> String) -> RenderResult {
        if let (Some(page), false) = (self.known, self.is_linked_anew) {
            return Ok((page.clone(), false));
        }
        let text = make();
        self.bytes(Fingerprint::of_bytes(text.as_bytes()), || Ok(text.into_bytes()))
    }

    fn template<V: std::hash::Hash + serde::Serialize>(
        &self,
        name: &str,
        wrap: Option<&'static str>,
        view: Option<&V>,
    ) -> RenderResult {
        let (Some(template), Some(view)) = (self.input.theme.template(name), view) else {
            return Err(Diagnostic::error(
                Code::Template,
                format!("there is no template `{name}` for {}", self.route),
            ));
        };
        let globals: Vec<_> = template
            .globals
            .iter()
            .map(|name| self.shared.0.get(name).map(|(fingerprint, _)| *fingerprint))
            .collect();
        let inputs = Fingerprint::of(&(template.dependencies, globals, view));
        self.bytes(inputs, || self.input.theme.render(template, wrap, view, self.shared))
    }
}
