//! [`render_output`]: renders one output, or takes it from the previous edition.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::file_content::FileContent;
use super::fingerprinted_assets::FingerprintedAssets;
use super::reference_files::{WorkTexts, reference_file};
use super::rendered_file::RenderedFile;
use super::{feed, plain, rss};
use crate::config::origin;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::Library;
use crate::picture::{DeferredImage, ImageCache, ImageJob};
use crate::route::Route;
use crate::site::{FeedFormat, OutputKind, ReferenceScope, Site, SiteOutput};
use crate::source::{Sources, is_forbidden_in_xml, may_be_forbidden_in_xml};
use crate::spill_file::StorageMode;
use crate::theme::{TemplateGlobals, Theme, list_template};
use crate::view::{ArticleWork, Feed, ViewBuilder};
use offprint_base::{Digest, Fingerprint};
use offprint_hosting::HostingRules;
use offprint_works::Work;

/// A text without the characters that XML forbids: an entity in an article may stand for one
/// (`&#xFFFE;`).
fn without_forbidden(bytes: Vec<u8>) -> Vec<u8> {
    if !may_be_forbidden_in_xml(&bytes) {
        return bytes;
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains(is_forbidden_in_xml) => {
            text.replace(is_forbidden_in_xml, "").into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
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

/// A rendered file, and whether it was rendered now as opposed to taken from the previous edition.
pub(super) type RenderResult = Result<(RenderedFile, bool), Diagnostic>;

/// The global variables of templates.
pub(super) fn template_globals(
    view_builder: ViewBuilder<'_>,
    theme: &Theme,
    fingerprinted: &FingerprintedAssets,
) -> TemplateGlobals {
    let globals = view_builder.globals(&theme.params);
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
    let urls = fingerprinted.urls(view_builder.site);
    shared.insert("assets", Fingerprint::of(&urls), &urls);
    shared
}

/// Renders one output, or takes it from the previous edition if everything that it depends on is
/// the same.
pub(super) fn render_output(
    output: &SiteOutput,
    job: RenderJob<'_>,
    view_builder: ViewBuilder<'_>,
) -> RenderResult {
    let input = job.input;
    let site = input.site;
    match output.kind {
        OutputKind::Article(id) => {
            job.template("article.html", Some("page"), view_builder.article(id).as_ref())
        }
        OutputKind::Page(id) => {
            job.template("page.html", Some("page"), view_builder.page(id).as_ref())
        }
        OutputKind::List { list, page } => {
            let chosen = site.facts[site.lists[list].document].list.as_ref();
            let chosen = chosen.and_then(|list| list.template.as_deref()).map(list_template);
            // A template that does not exist is reported at the page that chooses it.
            let template = chosen.filter(|name| input.theme.template(name).is_some());
            let template = template.as_deref().unwrap_or("list.html");
            job.template(template, None, view_builder.list(list, page).as_ref())
        }
        OutputKind::Home { page } => {
            job.template("index.html", None, Some(&view_builder.home(page)))
        }
        OutputKind::Term { group, term, page } => {
            job.template("term.html", None, Some(&view_builder.term(group, term, page)))
        }
        OutputKind::Terms { group } => {
            job.template("terms.html", None, Some(&view_builder.terms(group)))
        }
        OutputKind::Classes => job.template("classes.html", None, Some(&view_builder.classes())),
        OutputKind::Class(number) => {
            job.template("class.html", None, Some(&view_builder.class(number)))
        }
        OutputKind::Archive => job.template("archive.html", None, Some(&view_builder.archive())),
        OutputKind::Year(year) => job.template("year.html", None, Some(&view_builder.year(year))),
        OutputKind::ArchivePart { number, page } => {
            job.template("month.html", None, Some(&view_builder.month(number, page)))
        }
        OutputKind::Comparison(number) => {
            job.template("compare.html", None, Some(&view_builder.comparison(number)))
        }
        OutputKind::Comparisons => {
            job.template("comparisons.html", None, Some(&view_builder.comparisons()))
        }
        OutputKind::Works => job.template("sources.html", None, Some(&view_builder.works())),
        OutputKind::Work(number) => {
            job.template("source.html", Some("page"), Some(&view_builder.work(number)))
        }
        OutputKind::Trials => job.template("trials.html", None, Some(&view_builder.trials())),
        OutputKind::Trial(number) => {
            job.template("trial.html", Some("page"), Some(&view_builder.trial(number)))
        }
        OutputKind::Map => job.template("map.html", None, Some(&view_builder.map())),
        OutputKind::Follow => job.template("follow.html", None, Some(&view_builder.follow())),
        OutputKind::HostFile(file) => {
            let (rules, hosts) = (job.hosting, &site.config.hosting);
            job.text(Fingerprint::of(&(file, rules, hosts)), || file.render(rules, hosts))
        }
        OutputKind::Search => job.template("search.html", None, Some(&view_builder.search())),
        OutputKind::OpenSearch => job.site_text(|| plain::open_search(site)),
        OutputKind::NotFound => job.template("404.html", None, Some(&view_builder.not_found())),
        OutputKind::Feed { format, term } => job.feed(format, &view_builder.feed(term, format)),
        OutputKind::IssueFeed { format } => job.feed(format, &view_builder.issue_feed(format)),
        OutputKind::Markdown(id) => {
            let source = &input.library.documents[id].source;
            let rendered = &site.links[id].rendered;
            let image = rendered.preview_image.as_ref().map(|image| image.url.as_str());
            let origin = origin(&site.config.base_url);
            let components = input.library.components(id);
            let inputs =
                ("markdown", source.fingerprint, components, &rendered.fillings, image, origin);
            job.text(Fingerprint::of(&inputs), || {
                input.library.markdown_copy(id, &rendered.fillings, image, origin)
            })
        }
        OutputKind::References { scope: ReferenceScope::Article(id), format } => {
            let cited = view_builder.article_works(id);
            let works = &site.works.list;
            // The article may state a work otherwise than what is known of it.
            let stated = |one: &ArticleWork| {
                let known = works[one.place].fingerprint;
                let (article, index) = one.citation;
                let own = (!one.is_as_known)
                    .then(|| &input.library.documents[article].facts.details.citations[index]);
                Fingerprint::of(&(known, &one.key, own))
            };
            let stated: Vec<Fingerprint> = cited.iter().map(stated).collect();
            job.text(Fingerprint::of(&("references", format, stated)), || {
                let text = |one: &ArticleWork| {
                    let known = || view_builder.published_work(&works[one.place]);
                    if one.is_as_known {
                        return job.work_texts.get(one.place, format, known).into();
                    }
                    let own = |known: &Work| view_builder.article_work(one, known);
                    Cow::Owned(job.work_texts.own(one.place, format, known, own))
                };
                reference_file(format, cited.iter().map(text))
            })
        }
        OutputKind::References { scope, format } => {
            let places = view_builder.listed_works(scope);
            let works = &site.works.list;
            let stated: Vec<Fingerprint> =
                places.iter().map(|place| works[*place].fingerprint).collect();
            job.text(Fingerprint::of(&("references", format, stated)), || {
                let text = |place: &usize| {
                    let work = || view_builder.published_work(&works[*place]);
                    job.work_texts.get(*place, format, work)
                };
                reference_file(format, places.iter().map(text))
            })
        }
        OutputKind::Redirect(ref target) => {
            let address = (site.url(target), site.permalink(target));
            let words = &site.config.translations;
            let inputs = Fingerprint::of(&("redirect", &address, &site.config.language, words));
            job.text(inputs, || plain::redirect(&address.0, &address.1, &site.config))
        }
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
            let sheet = view_builder.derived_assets.style.as_ref().map_or("", |(_, sheet)| sheet);
            job.text(Fingerprint::of(&("style", sheet)), || sheet.to_owned())
        }
        OutputKind::SocialCard(id) => {
            let derived_assets = view_builder.derived_assets;
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
pub(super) struct RenderJob<'j> {
    pub(super) input: RenderInput<'j>,
    pub(super) shared: &'j TemplateGlobals,
    pub(super) hosting: &'j HostingRules,
    pub(super) keep: &'j StorageMode,
    pub(super) known: Option<&'j RenderedFile>,
    /// Whether the site differs from that of the previous edition.
    pub(super) is_linked_anew: bool,
    pub(super) route: &'j Route,
    pub(super) endless: &'j EndlessTemplates,
    pub(super) work_texts: &'j WorkTexts,
}

/// The templates that ran for too long on one page, with the error. They are not tried on other
/// pages: each of ten thousand articles would take as long.
#[derive(Debug, Default)]
pub(super) struct EndlessTemplates(Mutex<BTreeMap<String, Diagnostic>>);

impl EndlessTemplates {
    fn error_of(&self, template: &str) -> Option<Diagnostic> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(template).cloned()
    }

    fn insert(&self, template: &str, error: &Diagnostic) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(template.to_owned()).or_insert_with(|| error.clone());
    }
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
        let bytes = without_forbidden(make()?);
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

    fn feed(&self, format: FeedFormat, feed: &Feed<'_>) -> RenderResult {
        let write = match format {
            FeedFormat::Atom => feed::atom,
            FeedFormat::Rss => rss::rss,
            FeedFormat::Json => feed::json,
        };
        self.text(Fingerprint::of(&(format, feed)), || write(feed))
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
        let data = self.input.theme.data_fingerprint(template);
        let inputs = Fingerprint::of(&(template.dependencies, globals, data, view));
        self.bytes(inputs, || {
            if let Some(error) = self.endless.error_of(name) {
                return Err(error);
            }
            self.input.theme.render(template, wrap, view, self.shared).map_err(|error| {
                if error.is_endless {
                    self.endless.insert(name, &error.diagnostic);
                }
                error.diagnostic
            })
        })
    }
}
