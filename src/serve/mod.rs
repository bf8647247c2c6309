//! [`serve`]: runs the pipeline in a loop: wait for a change, build, show, publish. No file content
//! may end the loop.
//!
//! This thread builds; another answers requests from the edition in memory (`server`); a third
//! writes the output folder. They share one value, the `PreviewState`. Browsers always see a
//! complete edition, except for pages that are open in a browser: these are shown as soon as they
//! are rendered, and withdrawn if the build fails. A response contains what a clean build gives,
//! plus one script tag. This module does not know how a page is rendered.

mod access;
mod file_stream;
mod file_watcher;
mod held_back_page;
mod preview_state;
mod publisher;
mod response;
mod server;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::clock::BuildTime;
use crate::config::Overrides;
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::{Edition, RenderHooks};
use crate::project::{Build, Project};
use crate::publish::Published;
use crate::route::Route;
use crate::serve::file_watcher::{FileWatcher, WatchEvent};
use crate::serve::preview_state::{PreviewState, StateUpdate};
use crate::serve::publisher::Publisher;
use crate::serve::server::Server;
use crate::site::HeldBack;
use crate::source::{FileChanges, SitePath, is_site_path};
use crate::spill_file::{SpillFile, SpillOver, StorageMode};

/// How many builds in a row may be cancelled in favour of a newer one.
const MAX_CANCELLED_BUILDS: usize = 3;

/// The usual [`ServeOptions::rescan_delay`].
pub const RESCAN_DELAY: Duration = Duration::from_millis(1500);

/// How long to wait after a folder was created: files may be put into it before it is watched.
const NEW_FOLDER_DELAY: Duration = Duration::from_millis(150);

/// How often the date is checked.
const DATE_CHECK: Duration = Duration::from_secs(10);

/// The options of a preview.
pub struct ServeOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// Settings that override those of `site.toml`.
    pub overrides: Overrides,
    /// Returns the current time.
    pub time: fn() -> BuildTime,
    /// The address or host name to listen on.
    pub host: String,
    /// The first port to try; 0 means any free port.
    pub port: u16,
    /// The output folder that is updated, if any.
    pub target: Option<PathBuf>,
    /// The folder for temporary files with texts and large numbers of pages. Without one, they are
    /// kept in memory.
    pub spill_folder: Option<PathBuf>,
    /// Whether browsers navigate to the page that is edited.
    pub follow_edits: bool,
    /// Whether files are polled instead of watched.
    pub poll: bool,
    /// How long after a build all files are compared with the disk once more: the system may fail
    /// to report a change. `None` relies on the system alone, as tests of the watching do.
    pub rescan_delay: Option<Duration>,
    /// The URL that opens a file in an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: String,
}

/// Something to report to the user.
#[derive(Debug)]
pub enum ServeEvent<'e> {
    /// The server accepts connections.
    Listening {
        /// Its URL.
        url: &'e str,
        /// The requested port, if it was in use.
        instead_of: Option<u16>,
        /// The URLs at which other machines can reach it; `None` if only this machine can.
        elsewhere: Option<&'e [String]>,
    },
    /// The system does not report changes, so files are polled.
    Polling {
        /// Why.
        reason: &'e str,
    },
    /// A build is finished.
    Built {
        /// The changed files, as far as they are known.
        files: &'e [String],
        /// How many pages differ from the edition before.
        changed: usize,
        /// The URL of the changed file's page, if it has one.
        page: Option<&'e str>,
        /// All diagnostics; `None` if they are the same as last time.
        problems: Option<&'e [Diagnostic]>,
        /// What is not published although it has no error; `None` if it is the same as last time.
        held_back: Option<&'e [HeldBack]>,
        /// The time from the first report of a change until the pages were shown.
        took: Duration,
        /// The duration of each stage of the build.
        stages: &'e [(&'static str, Duration)],
        /// Whether it is the first build.
        is_first: bool,
    },
    /// The output folder is up to date.
    Published(&'e Published),
    /// The output folder could not be updated.
    NotPublished(&'e [Diagnostic]),
}

/// Builds a site, serves it, and rebuilds it after every change, until the process ends.
///
/// # Errors
/// If the server cannot listen.
pub fn serve(
    options: &ServeOptions,
    tell: &mut dyn FnMut(ServeEvent<'_>),
) -> Result<(), Diagnostic> {
    // The form `\\?\C:\…` of Windows would be part of the links that open an editor.
    let root = dunce::canonicalize(&options.root).unwrap_or_else(|_| options.root.clone());
    let server = Server::open(&options.host, options.port)?;
    let state = Arc::new(PreviewState::new(&root, &options.editor));
    server.start(&state).map_err(|error| {
        Diagnostic::error(Code::Output, format!("the server cannot be started: {error}"))
    })?;
    // Watching begins before the first scan, so that no change is missed in between.
    let (watch, refusal) = FileWatcher::start(&root, options.poll);
    if let Some(reason) = &refusal {
        tell(ServeEvent::Polling { reason });
    }
    let publisher = options.target.as_ref().map(|target| {
        Publisher::start(target, watch.sender(), !options.overrides.requires_content)
    });
    let texts = open_text_spill_file(options);
    let mut preview = Preview {
        project: new_project(&root, options, texts.clone()),
        texts,
        root,
        options,
        state,
        server,
        watch,
        publisher,
        edition: None,
        base: String::new(),
        reported: None,
        held_back: Arc::default(),
        cancelled_builds: 0,
        is_ready: false,
    };
    preview.run(tell)
}

/// A project without cached results. The texts of a large site are seldom needed again, so they are
/// kept on disk.
fn new_project(root: &Path, options: &ServeOptions, texts: Option<Arc<SpillFile>>) -> Project {
    Project::new(root, options.overrides.clone(), storage_mode(options, texts))
}

/// How many bytes of pages one build may keep in memory.
const PAGE_MEMORY: u32 = 8 << 20;

/// The largest size of the texts' spill file. It contains every version of an edited text, so after
/// some ten thousand edits new texts stay in memory.
const MAX_SPILLED_TEXT: u64 = 1 << 30;

/// The spill file for texts.
fn open_text_spill_file(options: &ServeOptions) -> Option<Arc<SpillFile>> {
    options.spill_folder.as_ref().and_then(|folder| SpillFile::new(folder).ok()).map(Arc::new)
}

/// Where one build stores its results.
fn storage_mode(options: &ServeOptions, texts: Option<Arc<SpillFile>>) -> StorageMode {
    match &options.spill_folder {
        Some(folder) => {
            StorageMode::Server { texts, pages: Arc::new(SpillOver::new(folder, PAGE_MEMORY)) }
        }
        None => StorageMode::Memory,
    }
}

struct Preview<'o> {
    root: PathBuf,
    options: &'o ServeOptions,
    project: Project,
    /// The spill file for texts, if there is one.
    texts: Option<Arc<SpillFile>>,
    state: Arc<PreviewState>,
    server: Server,
    watch: FileWatcher,
    publisher: Option<Publisher>,
    /// The last complete edition.
    edition: Option<Arc<Edition>>,
    /// The base path of that edition: empty, or a path without a final slash.
    base: String,
    /// The diagnostics that were reported last, as text.
    reported: Option<Vec<String>>,
    /// What was not published after the last build.
    held_back: Arc<[HeldBack]>,
    /// How many builds in a row were cancelled.
    cancelled_builds: usize,
    is_ready: bool,
}

/// The reason for a build.
struct BuildCause {
    change: FileChanges,
    since: Instant,
    time: BuildTime,
}

impl Preview<'_> {
    fn run(&mut self, tell: &mut dyn FnMut(ServeEvent<'_>)) -> Result<(), Diagnostic> {
        let mut cause = BuildCause {
            change: FileChanges::Everything,
            since: Instant::now(),
            time: (self.options.time)(),
        };
        loop {
            self.run_build(&cause, tell);
            cause = self.wait(&cause, tell);
        }
    }

    /// Waits for a reason to build.
    fn wait(&mut self, last: &BuildCause, tell: &mut dyn FnMut(ServeEvent<'_>)) -> BuildCause {
        let mut rescans: Vec<Instant> =
            self.options.rescan_delay.map(|delay| Instant::now() + delay).into_iter().collect();
        if matches!(&last.change, FileChanges::Paths(paths) if paths.iter().any(|path| path.is_dir()))
        {
            rescans.push(Instant::now() + NEW_FOLDER_DELAY);
        }
        loop {
            let mut rest = rescans.last().map_or(DATE_CHECK, |at| {
                at.saturating_duration_since(Instant::now()).min(DATE_CHECK)
            });
            // An article is published at its moment, not at the next check.
            if let Some((_, until)) = self.project.validity() {
                let now = self.project.instant((self.options.time)());
                let left = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                rest = rest.min(left + Duration::from_millis(1));
            }
            let cause = |change, since| BuildCause { change, since, time: (self.options.time)() };
            match self.watch.wait(rest) {
                WatchEvent::Changed(change, since) => return cause(change, since),
                WatchEvent::Published(Ok(published)) => tell(ServeEvent::Published(&published)),
                WatchEvent::Published(Err(faults)) => tell(ServeEvent::NotPublished(&faults)),
                WatchEvent::Quiet => {}
            }
            let time = (self.options.time)();
            if self.project.is_outdated(time) {
                return cause(FileChanges::Everything, Instant::now());
            }
            if self.watch.is_polling() || rescans.last().is_some_and(|at| *at <= Instant::now()) {
                // A rescan that finds no change is not a new revision.
                rescans.pop();
                if self.project.looks_changed(time) {
                    return cause(FileChanges::Everything, Instant::now());
                }
            }
        }
    }

    /// Runs one build and shows its result.
    fn run_build(&mut self, cause: &BuildCause, tell: &mut dyn FnMut(ServeEvent<'_>)) {
        self.state.begin_build();
        let before = self.edition.clone();
        let state = &self.state;
        let priority_routes = || state.viewed_routes();
        let on_page = move |base: &str, pages: Vec<(Route, crate::edition::RenderedFile)>| {
            let changed = |route: &Route, page: &crate::edition::RenderedFile| {
                before
                    .as_ref()
                    .and_then(|edition| edition.get(route))
                    .is_none_or(|known| known.digest != page.digest)
            };
            let new: Vec<_> =
                pages.into_iter().filter(|(route, page)| changed(route, page)).collect();
            if !new.is_empty() {
                state.show_early(base, new);
            }
        };
        let may_stop = self.cancelled_builds < MAX_CANCELLED_BUILDS;
        let pending = self.watch.pending_flag();
        let is_cancelled = move || may_stop && pending.load(Ordering::Acquire);
        let hooks = RenderHooks {
            priority_routes: &priority_routes,
            on_page: Some(&on_page),
            is_cancelled: &is_cancelled,
        };
        let project = &mut self.project;
        let built = catch_panic(|| project.rebuild(cause.time, &cause.change, hooks));
        let build = match built {
            Ok(Some(build)) => build,
            // The newer change is built next; requests for unfinished pages wait for it.
            Ok(None) => return self.cancelled_builds += 1,
            Err(fault) => {
                // The project's cached results may be inconsistent now. A new project gives the
                // same output.
                self.project = new_project(&self.root, self.options, self.texts.clone());
                Build { edition: None, diagnostics: vec![fault], timings: Vec::new() }
            }
        };
        self.cancelled_builds = 0;
        self.watch.link_to(self.project.linked_to());
        self.project.keep_in(storage_mode(
            self.options,
            self.texts.clone().filter(|spill_file| spill_file.length() < MAX_SPILLED_TEXT),
        ));
        self.show(&build, cause, tell);
    }

    fn show(&mut self, build: &Build, cause: &BuildCause, tell: &mut dyn FnMut(ServeEvent<'_>)) {
        let before = self.edition.clone();
        // The last successful edition remains at the base path of its links.
        if let Some(base) =
            self.project.base_path().filter(|_| build.edition.is_some() || before.is_none())
        {
            self.base = base.to_owned();
        }
        if let Some(edition) = &build.edition {
            self.edition = Some(Arc::clone(edition));
        }
        let changed = match (&build.edition, &before) {
            (Some(now), Some(before)) if Arc::ptr_eq(now, before) => Vec::new(),
            (Some(now), Some(before)) => now.changes_since(before),
            (Some(now), None) => now.pages().into_iter().map(|(route, _)| route.clone()).collect(),
            (None, _) => Vec::new(),
        };
        let files = self.changed_files(&cause.change);
        let page = match files.as_slice() {
            [file] => self.project.route_of(&self.root.join(file)).cloned(),
            _ => None,
        };
        let texts: Vec<String> =
            build.diagnostics.iter().map(crate::diagnostic::report::render_json).collect();
        let has_new_problems = self.reported.as_ref() != Some(&texts);
        let held_back = self.project.held_back();
        let has_new_held_back = *self.held_back != held_back[..];
        if has_new_held_back {
            self.held_back = held_back.into();
        }
        let base = self.base.clone();
        let page_url = page.as_ref().map(|route| format!("{base}{}", route.encoded()));
        let follow = page_url.clone().filter(|_| self.options.follow_edits && !changed.is_empty());
        self.state.show(StateUpdate {
            edition: self.edition.clone(),
            base: base.clone(),
            problems: build.diagnostics.clone().into(),
            held_back: Arc::clone(&self.held_back),
            changed: &changed,
            follow,
            has_new_problems,
        });
        let took = cause.since.elapsed();
        let is_first = !self.is_ready;
        if !changed.is_empty() || has_new_problems || has_new_held_back || is_first {
            tell(ServeEvent::Built {
                files: &files,
                changed: changed.len(),
                page: page_url.as_deref(),
                problems: has_new_problems.then_some(&build.diagnostics),
                held_back: has_new_held_back.then_some(&self.held_back),
                took,
                stages: &build.timings,
                is_first,
            });
        }
        if is_first {
            self.is_ready = true;
            let url = self.server.url(&base);
            let elsewhere = self.server.urls_elsewhere(&base);
            tell(ServeEvent::Listening {
                url: &url,
                instead_of: self.server.instead_of(),
                elsewhere: elsewhere.as_deref(),
            });
        }
        self.reported = Some(texts);
        if let (Some(publisher), Some(edition)) = (&self.publisher, &build.edition)
            && (is_first || !changed.is_empty())
        {
            publisher.publish(edition);
        }
    }

    /// The changed files, relative to the site's folder.
    fn changed_files(&self, change: &FileChanges) -> Vec<String> {
        let paths: BTreeSet<&PathBuf> = match change {
            FileChanges::Everything => BTreeSet::new(),
            FileChanges::Paths(paths) => paths.iter().collect(),
        };
        // Temporary files of editors are not reported.
        let paths = paths.into_iter().filter_map(|path| match is_site_path(&self.root, path) {
            true => Some(path.clone()),
            false => self.project.linked_at(path),
        });
        paths
            .map(|path| match SitePath::below(&self.root, &path) {
                Some(path) => path.as_str().to_owned(),
                None => path.display().to_string(),
            })
            .collect()
    }
}

/// Runs a build. A panic on any thread becomes a diagnostic.
fn catch_panic<T>(build: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(build)).map_err(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        Diagnostic::error(
            Code::Internal,
            format!("internal error: {}", words.unwrap_or("unknown cause")),
        )
        .help("undo the last edit to continue, and please report this with the file that causes it")
    })
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_panic_in_a_stage_is_something_to_show() {
        assert_eq!(catch_panic(|| 1).expect("nothing went wrong"), 1);
        let fault = catch_panic(|| panic!("seven is odd")).expect_err("it panicked");
        assert_eq!(
            (fault.code, fault.message.as_str()),
            (Code::Internal, "internal error: seven is odd")
        );
        let on_another_thread = || {
            (0..100).into_par_iter().for_each(|number| assert!(number != 50, "{number} is even"));
        };
        let fault = catch_panic(on_another_thread).expect_err("it panicked");
        assert_eq!(fault.message, "internal error: 50 is even");
        assert!(fault.help.is_some());
    }
}
