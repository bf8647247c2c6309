//! [`Project`]: one root folder; runs the stages in order and keeps their last values.
//!
//! The whole program in one screen: scan, parse, link, render. Each stage is given its own previous
//! value and may use it only to save work. Publishing is apart, since a server shows an edition
//! before the disk has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::config::{Config, ConfigPlaces, Overrides};
use crate::diagnostic::{Checked, Code, Diagnostic, has_errors, nearest, sort};
use crate::edition::{Edition, RenderHooks, RenderInput, render};
use crate::library::{DocId, Facts, Library, below_content, parse, rules};
use crate::picture::{ImageCache, Pictures, read_pictures};
use crate::route::Route;
use crate::site::{Inventory, Site, link};
use crate::source::{
    FileChanges, MAX_TEXT_BYTES, SitePath, Source, Sources, SymbolicLink, Unreadable,
    UnreadableReason, rescan, scan,
};
use crate::spill_file::StorageMode;
use crate::theme::{BUILTIN, Theme, ThemeRequest};
use crate::view::origin;
use offprint_base::{Digest, Fingerprint, Hashed};
use offprint_import::{ImportError, ImportWriter, Importer};

/// One site on disk, and what its last build left.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    overrides: Overrides,
    keep: StorageMode,
    /// Pictures that were made before, by any build of this site.
    cache: Arc<ImageCache>,
    /// Read for `inputs`, and not yet built.
    scanned: Option<Sources>,
    sources: Option<Sources>,
    library: Option<Library>,
    pictures: Option<Hashed<Pictures>>,
    site: Option<Arc<Site>>,
    edition: Option<Arc<Edition>>,
    /// What the last build of `sources` gave.
    last: Option<Build>,
    theme: Option<(Fingerprint, Checked<Option<Theme>>)>,
    /// Addresses of sources, and the articles that name them.
    imported_from: Vec<(String, String)>,
}

/// The folder of what can be lost, below the root.
const CACHE: &str = ".offprint/cache";

/// What a build yields.
#[derive(Clone, Debug)]
pub struct Build {
    /// The edition; `None` if the site has errors.
    pub edition: Option<Arc<Edition>>,
    /// Everything there is to say, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Project {
    /// A project whose root is a folder that holds `site.toml`.
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

    /// Keeps elsewhere what is read and made from now on.
    pub fn keep_in(&mut self, keep: StorageMode) {
        self.keep = keep;
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The digest of everything that a build depends on, but for the program itself: the same
    /// inputs, the same edition. None if something cannot be read.
    pub fn inputs(&mut self, today: Date) -> Option<Digest> {
        let sources = scan(&self.root, today, &self.keep, self.sources.as_ref()).ok()?;
        let is_whole = sources.unreadable.is_empty();
        let texts: Vec<_> = sources
            .documents
            .values()
            .chain(sources.themes.values())
            .map(|source| source.fingerprint)
            .collect();
        let assets: Vec<_> =
            sources.assets.values().map(|asset| (asset.path.as_str(), asset.digest)).collect();
        let out: Vec<_> = sources.links.iter().filter(|link| link.leads_out).collect();
        let inputs = Digest::of_hash(&(
            &self.overrides,
            today,
            sources.config.fingerprint,
            texts,
            assets,
            out,
        ));
        self.scanned = Some(sources);
        is_whole.then_some(inputs)
    }

    /// Builds the site as it is on disk, on a given day. Of the last build only what is still right
    /// is used.
    pub fn build(&mut self, today: Date) -> Build {
        self.rebuild(today, &FileChanges::Everything, RenderHooks::NONE)
            .expect("nobody calls off a build that nobody watches")
    }

    /// The same, told where to look for what has changed, and in hooks. `None` if it was called
    /// off; the change was seen then and need not be told again.
    pub fn rebuild(
        &mut self,
        today: Date,
        change: &FileChanges,
        hooks: RenderHooks<'_>,
    ) -> Option<Build> {
        let mut clock = Clock::start();
        let last = self.last.take();
        let before = self.sources.as_ref().map(|sources| (sources.complete_fingerprint(), last));
        let sources = match self.read(today, change) {
            Ok(sources) => sources,
            Err(fault) => {
                return Some(Build {
                    edition: None,
                    diagnostics: vec![unreadable(&fault)],
                    timings: clock.stages,
                });
            }
        };
        clock.lap("scan");
        if let Some((seen, Some(last))) = before
            && seen.is_some()
            && seen == sources.complete_fingerprint()
        {
            self.sources = Some(sources);
            self.last = Some(last.clone());
            return Some(last);
        }
        let Linked { sources, library, pictures, site, places, mut diagnostics } =
            self.link(sources, &mut clock);
        let config = &site.config;
        let (key, theme) = self.theme(&sources, config, &places);
        diagnostics.extend(theme.diagnostics.iter().cloned());
        clock.lap("theme");
        // Templates are tried even when content has errors, so that one run tells all there is to
        // mend.
        let mut rendered = Some(Checked { value: None, diagnostics: Vec::new() });
        if let Some(theme) = &theme.value {
            let input = RenderInput {
                site: &site,
                library: &library,
                theme,
                sources: &sources,
                cache: &self.cache,
            };
            // Nobody is shown a part of what will not be an edition.
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
            diagnostics.extend(menu_faults(config, &places, edition));
            if let Some(theme) = &theme.value {
                diagnostics.extend(file_faults(config, &places, theme, edition));
            }
        }
        clock.lap("render");
        self.theme = Some((key, theme));
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
        let build = Build { edition, diagnostics, timings: clock.stages };
        self.last = Some(build.clone());
        Some(build)
    }

    /// The theme. What it is made of changes seldom, and making it takes longer than a page.
    fn theme(
        &mut self,
        sources: &Sources,
        config: &Config,
        places: &ConfigPlaces,
    ) -> (Fingerprint, Checked<Option<Theme>>) {
        let texts: Vec<_> = sources.themes.values().map(|source| source.fingerprint).collect();
        let key = Fingerprint::of(&(texts, sources.config.fingerprint, origin(&config.base_url)));
        match self.theme.take().filter(|(known, _)| *known == key) {
            Some(theme) => theme,
            None => (key, Theme::load(sources, &wish(config, places))),
        }
    }

    /// Whether the disk holds something else than what the last build saw. What was read is kept
    /// for the next build.
    pub fn looks_changed(&mut self, today: Date) -> bool {
        let Ok(sources) = scan(&self.root, today, &self.keep, self.sources.as_ref()) else {
            return true;
        };
        let is_same = self.sources.as_ref().is_some_and(|known| known.is_same(&sources));
        // With the times of files as they are now, for what was young is settled.
        *(if is_same { &mut self.sources } else { &mut self.scanned }) = Some(sources);
        !is_same
    }

    /// What symbolic links among the site's files lead to, by the last build.
    pub fn linked_to(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().flat_map(|sources| &sources.links).map(|link| link.target.as_path())
    }

    /// Where among the site's files something elsewhere is, by the links of the last build.
    pub fn linked_at(&self, path: &Path) -> Option<PathBuf> {
        let links = self.sources.iter().flat_map(|sources| &sources.links);
        let mut at = links.filter_map(|link| Some((link, path.strip_prefix(&link.target).ok()?)));
        at.next().map(|(link, rest)| {
            self.root.join(link.path.as_str()).components().chain(rest.components()).collect()
        })
    }

    /// Where the site stands on its server, as in its settings: empty, or a path without a slash at
    /// its end. `None` before anything was built.
    pub fn base_path(&self) -> Option<&str> {
        self.site.as_ref().map(|site| site.config.base_path.as_str())
    }

    /// The page of a content file, by the last build.
    pub fn route_of(&self, file: &Path) -> Option<&Route> {
        let site = self.site.as_ref()?;
        let path = SitePath::new(file.strip_prefix(&self.root).ok()?.to_str()?);
        let id = site.facts.binary_search_by(|facts| facts.path.cmp(&path)).ok()?;
        site.route(id)
    }

    /// What there is, whether it can be built or not; `None` if there is no site at all.
    pub fn inventory(&mut self, today: Date) -> (Option<Inventory>, Vec<Diagnostic>) {
        match self.linked(today) {
            Ok(mut linked) => {
                sort(&mut linked.diagnostics);
                (Some(linked.site.inventory()), linked.diagnostics)
            }
            Err(fault) => (None, vec![unreadable(&fault)]),
        }
    }

    /// What imports need to know of the site: its drugs by all their names and its tags.
    ///
    /// # Errors
    /// If there is no site at all.
    pub fn importer(&mut self, today: Date) -> Result<Importer, Vec<Diagnostic>> {
        let linked = self.linked(today).map_err(|fault| vec![unreadable(&fault)])?;
        let source = |facts: &Facts| {
            Some((facts.details.source.as_ref()?.url.clone()?, facts.path.to_string()))
        };
        let sources = linked.site.facts.iter().filter_map(|facts| source(facts)).collect();
        let terms = linked.site.inventory().terms;
        let tags = terms
            .into_iter()
            .filter(|term| term.taxonomy == "tags")
            .map(|term| term.name)
            .collect();
        self.imported_from = sources;
        Ok(Importer::new(linked.site.vocabulary().clone(), tags))
    }

    /// Where imports go. Knows the sources of the articles that there are, once `importer` was
    /// asked for.
    ///
    /// # Errors
    /// If the folder is not among the site's content.
    pub fn desk(&self, into: Option<&Path>) -> Result<ImportWriter, ImportError> {
        ImportWriter::new(&self.root, into, self.imported_from.iter().cloned())
    }

    /// What an editor should look at although nothing is wrong, by the last build.
    pub fn advice(&self, today: Date) -> Vec<Diagnostic> {
        match (&self.site, &self.library) {
            (Some(site), Some(library)) => {
                // What could not be read is no ground for advice.
                let is_sound =
                    |document: DocId| !has_errors(&library.documents[document].diagnostics);
                let shown = |document: &DocId| site.is_shown(*document) && is_sound(*document);
                let remarks = library.lints((0..library.documents.len()).filter(shown).collect());
                let advice = site.lints(today);
                let advice = advice.iter().filter(|fault| is_sound(fault.document));
                advice.map(|fault| library.locate(fault)).chain(remarks).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Removes from the cache what an edition has no use for.
    pub fn tidy(&self, edition: &Edition) {
        self.cache.keep_only(&edition.deferred_keys());
    }

    /// What is on disk.
    fn read(&mut self, today: Date, change: &FileChanges) -> Result<Sources, Unreadable> {
        match (self.scanned.take().filter(|sources| sources.today == today), change) {
            (Some(sources), _) => Ok(sources),
            (None, FileChanges::Paths(paths)) if self.sources.is_some() => {
                let sources = self.sources.take().expect("it is there");
                rescan(&self.root, today, &self.keep, paths, sources)
            }
            (None, _) => scan(&self.root, today, &self.keep, self.sources.as_ref()),
        }
    }

    /// The stages up to linking, on what is on disk now.
    fn linked(&mut self, today: Date) -> Result<Linked, Unreadable> {
        let sources = self.read(today, &FileChanges::Everything)?;
        Ok(self.link(sources, &mut Clock::start()))
    }

    /// The stages from parsing to linking.
    fn link(&self, sources: Sources, clock: &mut Clock) -> Linked {
        let mut diagnostics: Vec<Diagnostic> = sources.unreadable.iter().map(unreadable).collect();
        let (Checked { value: config, diagnostics: faults }, places) =
            Config::load(&sources.config, &sources.themes, &self.overrides);
        diagnostics.extend(faults);
        diagnostics.extend(self.ways_out(&sources, &config));
        let rules = rules(&sources, config.rules(), self.library.as_ref());
        let library = parse(&sources, &rules, &self.keep, self.library.as_ref());
        diagnostics.extend(library.diagnostics().cloned());
        diagnostics.extend(misplaced(&sources, &config));
        clock.lap("parse");
        let files = Hashed::new(files_in_use(&sources, &config));
        let pictures = read_pictures(&sources, self.pictures.as_ref());
        let site =
            link(library.facts(), &config, &files, &pictures, sources.today, self.site.as_ref());
        diagnostics.extend(site.faults.iter().map(|fault| library.locate(fault)));
        clock.lap("link");
        Linked { sources, library, pictures, site, places, diagnostics }
    }

    /// Symbolic links that lead to what is none of the site's files, where nobody said that they
    /// may: a link that slips in, with a contribution say, must not publish the files of whoever
    /// builds the site. What may be stands in one place, to be read.
    fn ways_out(&self, sources: &Sources, config: &Config) -> Vec<Diagnostic> {
        let out = sources.links.iter().filter(|link| link.leads_out);
        let may = |link: &&SymbolicLink| {
            config
                .linked_folders
                .iter()
                .any(|folder| link.target.starts_with(real(&self.root.join(folder))))
        };
        let fault = |link: &SymbolicLink| {
            let target = link.target.display();
            let folder =
                if link.target.is_dir() { Some(&*link.target) } else { link.target.parent() };
            let folder =
                serde_json::Value::from(folder.unwrap_or(&link.target).display().to_string());
            Diagnostic::error(
                Code::SymlinkOutOfSite,
                format!("this symbolic link leads to what is no file of the site: {target}"),
            )
            .help(format!(
                "if it may, say so in site.toml, under [build]: linked_folders = [{folder}]"
            ))
            .in_file(link.path.as_str())
        };
        out.filter(|link| !may(link)).map(fault).collect()
    }
}

/// A path without symbolic links and `..`, if there is something at it.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

struct Linked {
    sources: Sources,
    library: Library,
    pictures: Hashed<Pictures>,
    site: Arc<Site>,
    places: ConfigPlaces,
    diagnostics: Vec<Diagnostic>,
}

/// Tells what each stage took.
struct Clock {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), stages: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        self.stages.push((stage, self.last.elapsed()));
        self.last = Instant::now();
    }
}

/// The files that are copied: all but those of themes that are not used.
fn files_in_use(sources: &Sources, config: &Config) -> Vec<SitePath> {
    let own = format!("themes/{}/", config.theme);
    let builtin = format!("themes/{BUILTIN}/");
    let is_used = |path: &&SitePath| {
        let path = path.as_str();
        !path.starts_with("themes/") || path.starts_with(&own) || path.starts_with(&builtin)
    };
    sources.assets.keys().filter(is_used).cloned().collect()
}

fn wish<'w>(config: &'w Config, places: &'w ConfigPlaces) -> ThemeRequest<'w> {
    ThemeRequest {
        name: &config.theme,
        params: &config.params,
        source: &places.source,
        name_span: &places.theme,
        param_spans: &places.params,
        origin: origin(&config.base_url),
        language: &config.language,
        words: &config.words,
    }
}

/// Whether an address is a path of the site under which there is nothing.
fn leads_nowhere(url: &str, edition: &Edition) -> bool {
    let path = url.split(['#', '?']).next().unwrap_or_default();
    let is_there = |path: &str| Route::parse(path).is_ok_and(|route| edition.get(&route).is_some());
    path.starts_with('/')
        && !path.starts_with("//")
        && !is_there(path)
        && !is_there(&format!("{path}/"))
}

/// Settings of the theme that name files which the site does not have.
fn file_faults(
    config: &Config,
    places: &ConfigPlaces,
    theme: &Theme,
    edition: &Edition,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for ((key, value), span) in
        config.params.iter().zip(&places.params).filter(|((key, _), _)| theme.files.contains(key))
    {
        let files = match &value.0 {
            serde_json::Value::Array(list) => {
                list.iter().filter_map(serde_json::Value::as_str).collect()
            }
            value => Vec::from_iter(value.as_str()),
        };
        for file in files.into_iter().filter(|file| leads_nowhere(file, edition)) {
            let fault = Diagnostic::error(
                Code::BrokenLink,
                format!("there is no file `{file}` on this site"),
            );
            let known = || {
                edition
                    .pages()
                    .into_iter()
                    .map(|(route, _)| route.as_str())
                    .filter(|route| !route.ends_with('/'))
            };
            let fault = match nearest(file, known()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("put it at static{file}, or take `{key}` out")),
            };
            faults.push(fault.at(&places.source, span.clone()));
        }
    }
    faults
}

/// Entries of the menu that lead to no page of the site.
fn menu_faults(config: &Config, places: &ConfigPlaces, edition: &Edition) -> Vec<Diagnostic> {
    let pages = || {
        edition
            .pages()
            .into_iter()
            .map(|(route, _)| route.as_str())
            .filter(|route| route.ends_with('/'))
    };
    config
        .menu
        .iter()
        .zip(&places.menu)
        .filter(|(entry, _)| !is_whole_address(&entry.url))
        .filter(|(entry, _)| !entry.url.starts_with('/') || leads_nowhere(&entry.url, edition))
        .map(|(entry, span)| {
            let meant = match &*entry.url {
                url if url.starts_with("www.") => {
                    return (entry, span, Some(format!("https://{url}")));
                }
                url if url.starts_with('/') => url.to_owned(),
                url => format!("/{}/", url.trim_end_matches(".md").trim_matches('/')),
            };
            (entry, span, nearest(&meant, pages()).map(str::to_owned))
        })
        .map(|(entry, span, meant)| {
            let what =
                if entry.url.starts_with('/') { "there is no page" } else { "this is no address" };
            let fault = Diagnostic::error(Code::BrokenLink, format!("{what} `{}`", entry.url));
            let fault = match meant {
                Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                None => {
                    fault.help("name a page of this site, such as \"/about/\", or a whole address")
                }
            };
            fault.at(&places.source, span.clone())
        })
        .collect()
}

/// Whether this leads to another site, or to a place on the page, or opens another program: what a
/// menu may do besides leading to a page.
fn is_whole_address(url: &str) -> bool {
    let is_host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if url.contains(char::is_whitespace) {
        return false;
    }
    if url.starts_with(['#', '?']) || url.strip_prefix("//").is_some_and(is_host) {
        return true;
    }
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(is_host),
        // The first two run on the reader's machine, the third is only on the editor's; one letter
        // is a drive.
        "javascript" | "data" | "vbscript" | "file" => false,
        scheme => {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        }
    }
}

/// Files of content that are published otherwise than it seems they are meant.
fn misplaced(sources: &Sources, config: &Config) -> Vec<Diagnostic> {
    /// Endings of texts in work, which nobody means to publish by leaving them there.
    const IN_WORK: [&str; 13] = [
        "bak", "doc", "docx", "markdown", "mdown", "mkd", "odt", "old", "orig", "pages", "rej",
        "rtf", "wpd",
    ];
    let mut said = Vec::new();
    let is_near = |folder: &str, known: &&str| {
        *known != folder && strsim::osa_distance(&folder.to_lowercase(), known) <= 1
    };
    let folders = || {
        std::iter::once("articles")
            .chain(config.taxonomies.iter().map(|taxonomy| taxonomy.key.as_str()))
    };
    let mut last = "";
    for path in sources.documents.keys() {
        let Some((folder, _)) =
            below_content(path).split_once('/').filter(|(folder, _)| *folder != last)
        else {
            continue;
        };
        last = folder;
        if folders().any(|known| known == folder) {
            continue;
        }
        if let Some(near) = folders().find(|known| is_near(folder, known)) {
            let message = format!("what is in `content/{folder}/` is taken for pages of their own");
            let help = format!("did you mean `content/{near}/`? Rename the folder");
            said.push(
                Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
            );
        }
    }
    let in_work = |path: &&SitePath| {
        let ending = path.name().rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        path.as_str().starts_with("content/")
            && ending.is_some_and(|ending| IN_WORK.contains(&&*ending))
    };
    for path in sources.assets.keys().filter(in_work) {
        // A link may be written in many ways, but hardly without the name.
        let encoded = path.name().replace(' ', "%20");
        let names_it = |source: &Source| {
            [path.name(), &encoded].iter().any(|name| source.text().contains(*name))
        };
        if !names_it(&sources.config) && !sources.documents.values().any(|source| names_it(source))
        {
            let message = "no page links to this file, but it is published as it is";
            let help = "move it out of `content/`, or link to it; the name of a text that is to be a page ends with .md";
            said.push(
                Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
            );
        }
    }
    said
}

/// What could not be read, as a diagnostic.
fn unreadable(fault: &Unreadable) -> Diagnostic {
    let (code, message, help) = match &fault.reason {
        UnreadableReason::Io(reason) => {
            (Code::Unreadable, format!("this cannot be read: {reason}"), None)
        }
        UnreadableReason::NotUtf8 => (
            Code::Unreadable,
            "this is not UTF-8 text from here on".to_owned(),
            Some("save the file in your editor with the encoding UTF-8".to_owned()),
        ),
        UnreadableReason::TooLarge(bytes) => (
            Code::TooLarge,
            format!(
                "this text has {:.1} MB, and Offprint reads up to {} MB",
                *bytes as f64 / 1e6,
                MAX_TEXT_BYTES / 1_000_000
            ),
            Some("split it into several articles, or put it into static/ as a download".to_owned()),
        ),
        UnreadableReason::Loop => (
            Code::Unreadable,
            "this symbolic link leads back to a folder above it".to_owned(),
            Some("remove the link".to_owned()),
        ),
        UnreadableReason::BadName if fault.path.contains(char::REPLACEMENT_CHARACTER) => (
            Code::Unreadable,
            "this file's name is not UTF-8".to_owned(),
            Some("rename the file".to_owned()),
        ),
        UnreadableReason::BadName => (
            Code::Unreadable,
            "this file's name cannot stand in a URL".to_owned(),
            Some(
                "rename the file: without `\\`, line ends and other control characters".to_owned(),
            ),
        ),
    };
    let diagnostic = Diagnostic::error(code, message);
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    match &fault.place {
        Some((source, span)) => diagnostic.at(source, span.clone()),
        None => diagnostic.in_file(&fault.path),
    }
}
