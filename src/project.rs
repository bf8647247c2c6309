//! [`Project`]: a site on disk. It runs the stages in order and keeps their last values.
//!
//! [`Project::rebuild`] is the complete program on one screen: scan, parse, link, render. Each
//! stage receives its own previous value and may use it only to save work. Publishing is separate,
//! because a server shows an edition before it is on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::BuildTime;
use crate::config::{Config, ConfigPlaces, ISSUES, Membership, Overrides, linked_folders, origin};
use crate::data_files::DataFiles;
use crate::diagnostic::{Checked, Diagnostic, Location, Severity, has_errors, sort};
use crate::edition::{
    Edition, MailRequest, RenderHooks, RenderInput, RenderedMail, render, render_mail,
};
use crate::file_lint::{
    copied_file_lints, missing_content, photo_lints, secret_lints, unread_article_lints,
};
use crate::library::{DocId, Facts, Library, UnlocatedDiagnostic, parse, rules};
use crate::lint::{
    base_url_lint, comparison_lints, list_template_lints, menu_lints, misplaced_file_lints,
    own_address_lints, symlink_lints, template_lints, theme_file_lints, unreadable,
};
use crate::mail_records::MailRecords;
use crate::mail_settings::MailSettings;
use crate::picture::{ImageCache, Pictures, read_pictures};
use crate::publish_settings::PublishSettings;
use crate::route::Route;
use crate::site::{HeldBack, Inventory, Schedule, Site, link};
use crate::source::{FileChanges, SitePath, Source, Sources, Unreadable, rescan, scan};
use crate::spill_file::StorageMode;
use crate::theme::{BUILTIN, Theme, ThemeRequest};
use offprint_base::{Digest, Fingerprint, Hashed};
use offprint_import::{ImportError, ImportWriter, Importer};
use offprint_works::Library as Works;

/// A site on disk, and the values of its last build.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    overrides: Overrides,
    keep: StorageMode,
    /// Images that earlier builds of this site made.
    cache: Arc<ImageCache>,
    /// Sources that were read for `inputs` and are not yet built.
    scanned: Option<Sources>,
    sources: Option<Sources>,
    library: Option<Library>,
    pictures: Option<Hashed<Pictures>>,
    site: Option<Arc<Site>>,
    edition: Option<Arc<Edition>>,
    /// The result of the last build of `sources`.
    last: Option<Build>,
    theme: Option<LoadedTheme>,
    /// URLs of original articles, and the files that contain them.
    imported_from: Vec<(String, String)>,
}

/// A theme with the data files that its templates read, and the fingerprint of what it was loaded
/// from.
type LoadedTheme = (Fingerprint, Checked<Arc<DataFiles>>, Checked<Option<Arc<Theme>>>);

/// The folder of files that may be deleted at any time, below the root.
const CACHE: &str = ".offprint/cache";

/// The result of a build.
#[derive(Clone, Debug)]
pub struct Build {
    /// The edition; `None` if the site has errors.
    pub edition: Option<Arc<Edition>>,
    /// All diagnostics, sorted by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Project {
    /// A project whose root is a folder that contains `site.toml`.
    pub fn new(root: &Path, overrides: Overrides, keep: StorageMode) -> Self {
        Self {
            root: root.to_owned(),
            overrides,
            keep,
            cache: Arc::new(ImageCache::new(root.join(CACHE).join("images"))),
            scanned: None,
            sources: None,
            library: None,
            pictures: None,
            site: None,
            edition: None,
            last: None,
            theme: None,
            imported_from: Vec::new(),
        }
    }

    /// Changes where texts and pages are stored from now on.
    pub fn keep_in(&mut self, keep: StorageMode) {
        self.keep = keep;
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The digest of everything that a build depends on, except the program itself and the time:
    /// the same inputs give the same edition while [`Project::validity`] lasts. `None` if something cannot be read.
    pub fn inputs(&mut self, time: BuildTime) -> Option<Digest> {
        let sources =
            scan(&self.root, time, &self.keep, &self.linked_folders(), self.sources.as_ref())
                .ok()?;
        let is_whole = sources.unreadable.is_empty();
        let texts: Vec<_> = sources
            .documents
            .values()
            .chain(sources.themes.values())
            .chain(sources.data.values())
            .chain(sources.references.values())
            .chain(sources.mail_records.values())
            .map(|source| source.fingerprint)
            .collect();
        let assets: Vec<_> =
            sources.assets.values().map(|asset| (asset.path.as_str(), asset.digest)).collect();
        let unread = &sources.foreign_data;
        let out: Vec<_> = sources.links.iter().filter(|link| link.leads_out).collect();
        let others = (unread, out);
        let inputs =
            Digest::of_hash(&(&self.overrides, sources.config.fingerprint, texts, assets, others));
        self.scanned = Some(sources);
        is_whole.then_some(inputs)
    }

    /// Builds the site as it is on disk, on a given day. Values of the last build are reused only
    /// if they are still correct.
    pub fn build(&mut self, time: impl Into<BuildTime>) -> Build {
        self.rebuild(time.into(), &FileChanges::Everything, RenderHooks::NONE)
            .expect("a build without hooks is never cancelled")
    }

    /// Builds the site again, with a hint about which files changed and with hooks for a preview.
    /// `None` if the build was cancelled; the change is remembered in this case.
    pub fn rebuild(
        &mut self,
        time: BuildTime,
        change: &FileChanges,
        hooks: RenderHooks<'_>,
    ) -> Option<Build> {
        let mut timer = StageTimer::start();
        let last = self.last.take();
        let before = self.sources.as_ref().map(|sources| (sources.complete_fingerprint(), last));
        let sources = match self.read_sources(time, change) {
            Ok(sources) => sources,
            Err(fault) => {
                return Some(Build {
                    edition: None,
                    diagnostics: vec![unreadable(&fault)],
                    timings: timer.stages,
                });
            }
        };
        timer.record("scan");
        if let Some((seen, Some(last))) = before
            && seen.is_some()
            && seen == sources.complete_fingerprint()
            && !self.is_outdated(time)
        {
            self.sources = Some(sources);
            self.last = Some(last.clone());
            return Some(last);
        }
        let LinkedProject { sources, library, pictures, site, theme, places, mut diagnostics } =
            self.link(sources, &mut timer);
        let (key, data, theme) = theme;
        let config = &site.config;
        diagnostics.extend(data.diagnostics.iter().cloned());
        diagnostics.extend(theme.diagnostics.iter().cloned());
        // Templates are rendered even if content has errors, so that one run reports all problems.
        let mut rendered = Some(Checked { value: None, diagnostics: Vec::new() });
        if let Some(theme) = &theme.value {
            diagnostics.extend(list_template_lints(&site, &library, theme));
            let input = RenderInput {
                site: &site,
                library: &library,
                theme,
                sources: &sources,
                cache: &self.cache,
            };
            // A preview must not show pages of an edition that will not exist.
            let hooks = if has_errors(&diagnostics) {
                RenderHooks { on_page: None, ..hooks }
            } else {
                hooks
            };
            rendered = render(input, &self.keep, self.edition.as_deref(), hooks);
        }
        let edition = rendered.map(|rendered| {
            diagnostics.extend(rendered.diagnostics);
            rendered.value
        });
        if let Some(Some(edition)) = &edition {
            diagnostics.extend(menu_lints(&site, &places, edition));
            diagnostics.extend(template_lints(config, &sources, edition));
            if let Some(theme) = &theme.value {
                diagnostics.extend(theme_file_lints(config, &places, theme, edition));
            }
        }
        timer.record("render");
        self.theme = Some((key, data, theme));
        self.sources = Some(sources);
        self.library = Some(library);
        self.pictures = Some(pictures);
        self.site = Some(site);
        let edition = edition?;
        sort(&mut diagnostics);
        let edition = edition.filter(|_| !has_errors(&diagnostics)).map(Arc::new);
        if edition.is_some() {
            self.edition.clone_from(&edition);
        }
        let build = Build { edition, diagnostics, timings: timer.stages };
        self.last = Some(build.clone());
        Some(build)
    }

    /// The theme and its data files. Loading them takes longer than rendering a page, and they change
    /// rarely.
    fn theme(&mut self, sources: &Sources, config: &Config, places: &ConfigPlaces) -> LoadedTheme {
        let files = sources.themes.values().chain(sources.data.values());
        let texts: Vec<_> = files.map(|source| source.fingerprint).collect();
        let origin = origin(&config.base_url);
        let key = (texts, &sources.foreign_data, sources.config.fingerprint, origin);
        let key = Fingerprint::of(&key);
        if let Some(theme) = self.theme.take().filter(|(known, ..)| *known == key) {
            return theme;
        }
        let Checked { value: data, diagnostics } = DataFiles::load(sources);
        let data = Arc::new(data);
        let theme = Theme::load(sources, &theme_request(config, places), &data);
        let theme = Checked { value: theme.value.map(Arc::new), diagnostics: theme.diagnostics };
        (key, Checked { value: data, diagnostics }, theme)
    }

    /// Whether files on disk differ from those of the last build. The files that were read are kept
    /// for the next build.
    pub fn looks_changed(&mut self, time: BuildTime) -> bool {
        let Ok(sources) =
            scan(&self.root, time, &self.keep, &self.linked_folders(), self.sources.as_ref())
        else {
            return true;
        };
        let is_same = self.sources.as_ref().is_some_and(|known| known.is_same(&sources));
        // These have the current modification times of files: files that were too new to trust are
        // now settled.
        *(if is_same { &mut self.sources } else { &mut self.scanned }) = Some(sources);
        !is_same || self.is_outdated(time)
    }

    /// The instant of a build at this time. The end of a day depends on the site's time zone.
    pub fn instant(&self, time: BuildTime) -> Timestamp {
        let sources = self.scanned.as_ref().or(self.sources.as_ref());
        match (time, sources) {
            (BuildTime::At(instant), _) => instant,
            (BuildTime::Day(_), Some(sources)) => {
                let (config, _) = Config::load(&sources.config, &sources.themes, &self.overrides);
                time.clock(&config.value.zone()).instant
            }
            (BuildTime::Day(_), None) => time.clock(&TimeZone::UTC).instant,
        }
    }

    /// A warning if `base_url` is not the address of a published site. The preview does not need one,
    /// so this is no part of a build.
    pub fn base_url_lint(&self) -> Option<Diagnostic> {
        let sources = self.scanned.as_ref().or(self.sources.as_ref())?;
        let (config, places) = Config::load(&sources.config, &sources.themes, &self.overrides);
        base_url_lint(&config.value, &places, self.overrides.base_url.is_none())
    }

    /// The targets of `offprint publish` in `site.toml`, with what is wrong with that file.
    pub fn publish_settings(&self) -> Checked<PublishSettings> {
        let Some(sources) = self.scanned.as_ref().or(self.sources.as_ref()) else {
            return Checked { value: PublishSettings::default(), diagnostics: Vec::new() };
        };
        let (config, places) = Config::load(&sources.config, &sources.themes, &self.overrides);
        let base_url = config.value.base_url.clone();
        let value =
            PublishSettings { targets: places.publish, base_url, named_hosts: places.named_hosts };
        Checked { value, diagnostics: config.diagnostics }
    }

    /// Every work that the site cites or has, what is wrong with the site, and the address that a
    /// service for works can complain to.
    ///
    /// # Errors
    /// If there is no site.
    pub fn stated_works(
        &mut self,
        time: impl Into<BuildTime>,
    ) -> Result<(Checked<Works>, Option<String>), Vec<Diagnostic>> {
        let mut linked = self.linked(time.into()).map_err(|fault| vec![unreadable(&fault)])?;
        sort(&mut linked.diagnostics);
        let value = linked.library.stated_works();
        Ok((Checked { value, diagnostics: linked.diagnostics }, linked.places.mailto))
    }

    /// What `[newsletter]` in `site.toml` says about mails, with what is wrong with that file.
    pub fn mail_settings(&self) -> Checked<MailSettings> {
        let Some(sources) = self.scanned.as_ref().or(self.sources.as_ref()) else {
            return Checked { value: MailSettings::default(), diagnostics: Vec::new() };
        };
        let (config, places) = Config::load(&sources.config, &sources.themes, &self.overrides);
        Checked { value: places.mail, diagnostics: config.diagnostics }
    }

    /// The title of a new issue, in the language of the site: that of a month, or of a day.
    pub fn issue_title(&self, day: Date, is_month: bool) -> String {
        let Some(sources) = self.scanned.as_ref().or(self.sources.as_ref()) else {
            return day.to_string();
        };
        let (config, _) = Config::load(&sources.config, &sources.themes, &self.overrides);
        let words = &config.value.translations;
        match is_month {
            true => words.month_of(day.year(), day.month()),
            false => words.filled("issue_of", &[("date", &words.day(day))]),
        }
    }

    /// An issue of the last build as an e-mail; `None` if the build has no such issue. `name` is that of
    /// its file. `told` are the keys of what earlier mails said, by such names.
    ///
    /// # Errors
    ///
    /// If the template of mails has an error.
    pub fn issue_mail(
        &self,
        name: &str,
        settings: &MailSettings,
        told: &BTreeMap<String, BTreeSet<String>>,
    ) -> Option<Result<RenderedMail, Diagnostic>> {
        let (site, library) = (self.site.as_ref()?, self.library.as_ref()?);
        let sources = self.sources.as_ref()?;
        let theme = self.theme.as_ref()?.2.value.as_deref()?;
        let issues =
            site.terms.get(ISSUES).filter(|group| group.membership == Membership::Listed)?;
        let is_named = |document: DocId| {
            let facts = &site.facts[document];
            facts.kind.stem(&facts.path) == name
        };
        let issue = issues.list.iter().position(|term| term.document.is_some_and(is_named))?;
        let input = RenderInput { site, library, theme, sources, cache: &self.cache };
        let unsubscribe = settings.unsubscribe_link();
        let request = MailRequest { issue, told, unsubscribe, service: settings.service };
        Some(render_mail(input, request))
    }

    /// The content files that the last build did not publish although they have no error: drafts,
    /// scheduled and expired ones, and the files that belong to them.
    pub fn held_back(&self) -> Vec<HeldBack> {
        let (Some(site), Some(sources)) = (&self.site, &self.sources) else { return Vec::new() };
        site.held_back(&files_in_use(sources, &site.config))
    }

    /// The number of files of the site that the last build read or copies: settings, content, data,
    /// own templates and assets.
    pub fn file_count(&self) -> usize {
        self.sources.as_ref().map_or(0, Sources::file_count)
    }

    /// Whether the last build is out of date because of the time alone: another day, or an article
    /// that is published or expires at a time of day.
    pub fn is_outdated(&self, time: BuildTime) -> bool {
        let site = self.site.as_ref();
        site.is_some_and(|site| site.is_outdated(time.clock(&site.config.zone())))
    }

    /// The moment of the last build, and until when it stays valid without a change of a file.
    pub fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let site = self.site.as_ref()?;
        Some((site.clock.instant, site.valid_until()))
    }

    /// The targets of the site's symbolic links, as of the last build, without those that are not
    /// allowed: nothing behind them is read or watched.
    pub fn linked_to(&self) -> impl Iterator<Item = &Path> {
        let links = self.sources.iter().flat_map(|sources| &sources.links);
        links.filter(|link| !link.leads_out || link.is_allowed).map(|link| link.target.as_path())
    }

    /// The path within the site of a file outside it, resolved by the symbolic links of the last
    /// build.
    pub fn linked_at(&self, path: &Path) -> Option<PathBuf> {
        let links = self.sources.iter().flat_map(|sources| &sources.links);
        let mut at = links.filter_map(|link| Some((link, path.strip_prefix(&link.target).ok()?)));
        at.next().map(|(link, rest)| {
            self.root.join(link.path.as_str()).components().chain(rest.components()).collect()
        })
    }

    /// The path of the site on its server: empty, or a path without a final slash. `None` before
    /// the first build.
    pub fn base_path(&self) -> Option<&str> {
        self.site.as_ref().map(|site| site.config.base_path.as_str())
    }

    /// The page of a content file, as of the last build.
    pub fn route_of(&self, file: &Path) -> Option<&Route> {
        let site = self.site.as_ref()?;
        let path = SitePath::below(&self.root, file)?;
        let id = site.facts.binary_search_by(|facts| facts.path.cmp(&path)).ok()?;
        site.route(id)
    }

    /// The articles and terms of the site, whether it can be built or not; `None` if there is no
    /// site.
    pub fn inventory(
        &mut self,
        time: impl Into<BuildTime>,
    ) -> (Option<Inventory>, Vec<Diagnostic>) {
        match self.linked(time.into()) {
            Ok(mut linked) => {
                sort(&mut linked.diagnostics);
                (Some(linked.site.inventory()), linked.diagnostics)
            }
            Err(fault) => (None, vec![unreadable(&fault)]),
        }
    }

    /// The dates at which documents appear, expire and are due for review, whether the site can be
    /// built or not; `None` if there is no site.
    pub fn schedule(&mut self, time: impl Into<BuildTime>) -> (Option<Schedule>, Vec<Diagnostic>) {
        match self.linked(time.into()) {
            Ok(mut linked) => {
                sort(&mut linked.diagnostics);
                (Some(linked.site.schedule()), linked.diagnostics)
            }
            Err(fault) => (None, vec![unreadable(&fault)]),
        }
    }

    /// An importer that knows the drugs of the site by all their names, and its tags.
    ///
    /// # Errors
    /// If there is no site.
    pub fn importer(&mut self, time: impl Into<BuildTime>) -> Result<Importer, Vec<Diagnostic>> {
        let linked = self.linked(time.into()).map_err(|fault| vec![unreadable(&fault)])?;
        let addresses = |facts: &Facts| {
            let source = facts.details.source.as_ref();
            let doi = source.and_then(|source| source.doi.as_ref());
            let pmid = source.and_then(|source| source.pmid.as_ref());
            let url = source.and_then(|source| source.url.clone());
            let known = url
                .into_iter()
                .chain(doi.map(|doi| format!("https://doi.org/{}", doi.to_lowercase())))
                .chain(pmid.map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}")));
            let path = facts.path.to_string();
            known.map(move |address| (address, path.clone())).collect::<Vec<_>>()
        };
        let sources = linked.site.facts.iter().flat_map(|facts| addresses(facts)).collect();
        let terms = linked.site.inventory().terms;
        let tags = terms
            .into_iter()
            .filter(|term| term.taxonomy == "tags")
            .map(|term| term.name)
            .collect();
        self.imported_from = sources;
        let importer = Importer::new(linked.site.vocabulary().clone(), tags);
        Ok(importer.with_language(&linked.site.config.language))
    }

    /// Writes imported articles. It knows the original URLs of existing articles if `importer` was
    /// called before.
    ///
    /// # Errors
    /// If the folder is not in `content/`.
    pub fn import_writer(&self, into: Option<&Path>) -> Result<ImportWriter, ImportError> {
        ImportWriter::new(&self.root, into, self.imported_from.iter().cloned())
    }

    /// The errors that concern some content files, which are named by their paths below the root.
    /// They would stop a build.
    pub fn errors_in(&mut self, time: impl Into<BuildTime>, files: &[String]) -> Vec<Diagnostic> {
        let Ok(mut linked) = self.linked(time.into()) else { return Vec::new() };
        let is_asked =
            |at: &Location| files.iter().any(|file| file.as_str() == at.source.path.as_str());
        linked.diagnostics.retain(|diagnostic| {
            let mut places = diagnostic.at.iter().chain(diagnostic.notes.iter().map(|(at, _)| at));
            diagnostic.severity == Severity::Error && places.any(is_asked)
        });
        sort(&mut linked.diagnostics);
        linked.diagnostics
    }

    /// Further warnings for editors, based on the last build: `offprint check` prints them.
    pub fn lints(&self) -> Vec<Diagnostic> {
        match (&self.site, &self.library) {
            (Some(site), Some(library)) => {
                // No lints for documents that could not be read.
                let unreadable: Vec<&str> = self
                    .sources
                    .iter()
                    .flat_map(|sources| &sources.unreadable)
                    .map(|fault| fault.path.as_str())
                    .collect();
                let is_sound = |document: DocId| {
                    let document = &library.documents[document];
                    !has_errors(&document.diagnostics)
                        && !unreadable.contains(&document.source.path.as_str())
                };
                let shown = |document: &DocId| site.is_shown(*document) && is_sound(*document);
                let documents: Vec<DocId> = (0..library.documents.len()).filter(shown).collect();
                let own_addresses = own_address_lints(site, library, &documents);
                let remarks = library.lints(documents);
                let advice = site.lints();
                let advice = advice.iter().filter(|fault| is_sound(fault.document));
                let works = library.works.lints().iter().cloned();
                advice
                    .map(|fault| library.locate(fault))
                    .chain(remarks)
                    .chain(works)
                    .chain(own_addresses)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What would be wrong with the drafts, the scheduled and the expired documents if they were
    /// published now, as warnings: a broken link in a scheduled article must not be found only on
    /// its day. `offprint check` prints them.
    pub fn withheld_lints(&self) -> Vec<Diagnostic> {
        let (Some(site), Some(library), Some(sources), Some(pictures)) =
            (&self.site, &self.library, &self.sources, &self.pictures)
        else {
            return Vec::new();
        };
        let withheld = |id: &DocId| !site.is_shown(*id) && site.is_withheld(*id);
        if !(0..library.documents.len()).any(|id| withheld(&id)) {
            return Vec::new();
        }
        let config = Config { drafts: true, future: true, expired: true, ..(*site.config).clone() };
        let config = Hashed::new(config);
        let files = Hashed::new(files_in_use(sources, &config));
        let told = &site.mail_records;
        let complete = link(library.facts(), &config, &files, pictures, told, site.clock, None);
        let warning = |fault: &UnlocatedDiagnostic| {
            let diagnostic = library.locate(fault);
            Diagnostic { severity: Severity::Warning, ..diagnostic }
        };
        complete.faults.iter().filter(|fault| withheld(&fault.document)).map(warning).collect()
    }

    /// Removes images from the cache that an edition does not use.
    pub fn prune_cache(&self, edition: &Edition) {
        self.cache.keep_only(&edition.deferred_keys());
    }

    /// Reads the files on disk, or only the changed ones.
    fn read_sources(
        &mut self,
        time: BuildTime,
        change: &FileChanges,
    ) -> Result<Sources, Unreadable> {
        match (self.scanned.take(), change) {
            (Some(sources), _) => Ok(Sources { time, ..sources }),
            (None, FileChanges::Paths(paths)) if self.sources.is_some() => {
                let sources = self.sources.take().expect("it is there");
                rescan(&self.root, time, &self.keep, &self.linked_folders(), paths, sources)
            }
            (None, _) => {
                scan(&self.root, time, &self.keep, &self.linked_folders(), self.sources.as_ref())
            }
        }
    }

    /// Returns the folders outside the site that `site.toml` allows links to.
    fn linked_folders(&self) -> impl Fn(&Source) -> Vec<PathBuf> + use<> {
        let root = self.root.clone();
        move |config| {
            let folders = linked_folders(config).into_iter();
            folders.filter_map(|folder| root.join(folder).canonicalize().ok()).collect()
        }
    }

    /// Runs the stages up to linking on the files on disk.
    fn linked(&mut self, time: BuildTime) -> Result<LinkedProject, Unreadable> {
        let sources = self.read_sources(time, &FileChanges::Everything)?;
        Ok(self.link(sources, &mut StageTimer::start()))
    }

    /// Runs the stages from parsing to linking. Texts may use components of the theme, so it is
    /// loaded before.
    fn link(&mut self, sources: Sources, timer: &mut StageTimer) -> LinkedProject {
        let (Checked { value: config, diagnostics: faults }, places) =
            Config::load(&sources.config, &sources.themes, &self.overrides);
        let mut diagnostics = faults;
        diagnostics.extend(symlink_lints(&sources));
        let theme = self.theme(&sources, &config, &places);
        timer.record("theme");
        let rules = rules(&sources, config.rules(), self.library.as_ref());
        let texts = theme.2.value.as_ref();
        let library = parse(&sources, &rules, texts, &self.keep, self.library.as_ref());
        timer.record("parse");
        let files = Hashed::new(files_in_use(&sources, &config));
        let clock = sources.time.clock(&config.zone());
        let pictures = read_pictures(&sources, self.pictures.as_ref());
        let Checked { value: told, diagnostics: faults } = MailRecords::load(&sources);
        diagnostics.extend(faults);
        let told = Hashed::new(told);
        let previous = self.site.as_ref();
        let site = link(library.facts(), &config, &files, &pictures, &told, clock, previous);
        // A draft is work in progress: what is wrong in it must not hold back the others, even where
        // it is shown to its author. The same holds for what is not published at this moment.
        let in_draft = |is_draft: bool, diagnostic: Diagnostic| match is_draft {
            true => Diagnostic { severity: Severity::Warning, ..diagnostic },
            false => diagnostic,
        };
        diagnostics.extend(sources.unreadable.iter().map(|fault| {
            let id = site.facts.binary_search_by(|facts| facts.path.as_str().cmp(&fault.path));
            in_draft(id.is_ok_and(|id| site.is_withheld(id)), unreadable(fault))
        }));
        let (hooks, parsed): (Vec<_>, Vec<_>) =
            library.diagnostics().partition(|(_, fault)| is_in_template(fault));
        diagnostics.extend(distinct(hooks.into_iter().map(|(_, fault)| fault)));
        let parsed = parsed.into_iter();
        diagnostics.extend(parsed.map(|(id, fault)| in_draft(site.is_withheld(id), fault.clone())));
        diagnostics.extend(site.faults.iter().map(|fault| {
            let other = fault.note.as_ref().map(|(other, ..)| *other);
            let is_draft =
                site.is_withheld(fault.document) || other.is_some_and(|id| site.is_withheld(id));
            in_draft(is_draft, library.locate(fault))
        }));
        let is_read = |fault: &&UnlocatedDiagnostic| {
            !has_errors(&library.documents[fault.document].diagnostics)
        };
        diagnostics.extend(
            site.implausible_dates().iter().filter(is_read).map(|fault| library.locate(fault)),
        );
        diagnostics.extend(library.works.diagnostics().iter().cloned());
        if self.overrides.requires_content && !sources.has_content {
            diagnostics.push(missing_content());
        }
        diagnostics.extend(misplaced_file_lints(&sources, &site));
        diagnostics.extend(comparison_lints(&places, &site));
        diagnostics.extend(unread_article_lints(&sources, &site));
        diagnostics.extend(copied_file_lints(&sources, &site));
        diagnostics.extend(secret_lints(&sources, &site));
        diagnostics.extend(photo_lints(&site, &library, &pictures));
        timer.record("link");
        LinkedProject { sources, library, pictures, site, theme, places, diagnostics }
    }
}

/// Whether a diagnostic that was found in a text is about a template: a hook.
fn is_in_template(fault: &Diagnostic) -> bool {
    fault.at.as_ref().is_some_and(|at| !at.source.path.as_str().starts_with("content/"))
}

/// The mistakes of hooks, each once: the same is found in every text.
fn distinct<'d>(faults: impl Iterator<Item = &'d Diagnostic>) -> Vec<Diagnostic> {
    let mut list: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        let place = |fault: &Diagnostic| {
            fault.at.as_ref().map(|at| (at.source.path.clone(), at.span.clone()))
        };
        let is_same =
            |known: &Diagnostic| known.message == fault.message && place(known) == place(fault);
        if !list.iter().any(is_same) {
            list.push(fault.clone());
        }
    }
    list
}

struct LinkedProject {
    sources: Sources,
    library: Library,
    pictures: Hashed<Pictures>,
    site: Arc<Site>,
    theme: LoadedTheme,
    places: ConfigPlaces,
    diagnostics: Vec<Diagnostic>,
}

/// Measures how long each stage takes.
struct StageTimer {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl StageTimer {
    fn start() -> Self {
        Self { last: Instant::now(), stages: Vec::new() }
    }

    fn record(&mut self, stage: &'static str) {
        self.stages.push((stage, self.last.elapsed()));
        self.last = Instant::now();
    }
}

/// The files that are copied: all except those of unused themes.
fn files_in_use(sources: &Sources, config: &Config) -> Vec<SitePath> {
    let own = format!("themes/{}/", config.theme);
    let builtin = format!("themes/{BUILTIN}/");
    let is_used = |path: &&SitePath| {
        let path = path.as_str();
        !path.starts_with("themes/") || path.starts_with(&own) || path.starts_with(&builtin)
    };
    sources.assets.keys().filter(is_used).cloned().collect()
}

fn theme_request<'w>(config: &'w Config, places: &'w ConfigPlaces) -> ThemeRequest<'w> {
    ThemeRequest {
        name: &config.theme,
        params: &config.params,
        source: &places.source,
        name_span: &places.theme,
        param_spans: &places.params,
        site_keys: &places.keys,
        first_header: places.first_header.as_deref(),
        origin: origin(&config.base_url),
        language: &config.language,
        words: &config.translations,
    }
}
