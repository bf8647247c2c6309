//! [`serve`]: the pipeline in a loop. Wait for an edit, build, show, publish; and never die of what
//! is in a file.
//!
//! One thread builds, this one; another answers (`http`), from the edition in memory; a third
//! publishes, behind the reply. They share one value, the `PreviewState`. What is snapshot is always a whole
//! edition, but for pages that somebody rescans at: they are snapshot as soon as they are made, and
//! taken back if the rest cannot be made. What is answered is what a clean build gives, plus one
//! script tag; nothing here knows how a page is made.

mod access;
mod file_watcher;
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

use jiff::civil::Date;

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
use crate::source::{FileChanges, is_site_path};
use crate::spill_file::{SpillFile, SpillOver, StorageMode};

/// How often a build may be called off for a newer one before one is finished for certain.
const MAX_CANCELLED_BUILDS: usize = 3;

/// The usual [`ServeOptions::rescan_delay`].
pub const RESCAN_DELAY: Duration = Duration::from_millis(1500);

/// After a folder was made, so much: what was put into it before it was watched is waited for.
const NEW_FOLDER_DELAY: Duration = Duration::from_millis(150);

/// The longest wait between two rescans at the calendar.
const DATE_CHECK: Duration = Duration::from_secs(10);

/// What a preview is to be.
pub struct ServeOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// What goes before the settings.
    pub overrides: Overrides,
    /// Tells the day.
    pub today: fn() -> Date,
    /// The address or name to listen at.
    pub host: String,
    /// The first port to try; 0 takes any that is free.
    pub port: u16,
    /// The folder that is kept current, if one is.
    pub target: Option<PathBuf>,
    /// The folder where texts, and pages that are made by the thousand, wait until they are needed;
    /// in memory without.
    pub spill_folder: Option<PathBuf>,
    /// Whether browsers go to the page that is edited.
    pub follow_edits: bool,
    /// Whether files are looked at again and again, instead of being reported of changes by the system.
    pub poll: bool,
    /// How long after a build all files are compared with the disk once more: the system may fail
    /// to report a change. `None` relies on the system alone, as tests of the watching do.
    pub rescan_delay: Option<Duration>,
    /// The address that opens a file in an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: String,
}

/// Something to tell the one who runs the preview.
#[derive(Debug)]
pub enum ServeEvent<'e> {
    /// The server answers.
    Listening {
        /// Where.
        url: &'e str,
        /// The port that was asked for, if it was taken.
        instead_of: Option<u16>,
    },
    /// The system cannot tell of changes: files are looked at again and again.
    Polling {
        /// Why.
        reason: &'e str,
    },
    /// A build came to its end.
    Built {
        /// The files that were changed, as far as is known.
        files: &'e [String],
        /// How many pages differ from before.
        changed: usize,
        /// Where the page of the changed file is, if it has one.
        page: Option<&'e str>,
        /// Everything that there is to say; `None` if it is what was said last.
        problems: Option<&'e [Diagnostic]>,
        /// From the first word of a change until the pages are snapshot.
        took: Duration,
        /// What each stage of the build took.
        stages: &'e [(&'static str, Duration)],
        /// Whether it is the first.
        is_first: bool,
    },
    /// The output folder is current.
    Published(&'e Published),
    /// The output folder could not be made current.
    NotPublished(&'e [Diagnostic]),
}

/// Builds a site, serves it, and builds it again on every edit, for as long as the process lives.
///
/// # Errors
/// If the server cannot listen.
pub fn serve(
    options: &ServeOptions,
    tell: &mut dyn FnMut(ServeEvent<'_>),
) -> Result<(), Diagnostic> {
    let root = options.root.canonicalize().unwrap_or_else(|_| options.root.clone());
    let server = Server::open(&options.host, options.port)?;
    let state = Arc::new(PreviewState::new(&root, &options.editor));
    server.start(&state).map_err(|error| {
        Diagnostic::error(Code::Output, format!("the server cannot be started: {error}"))
    })?;
    // Watching begins before the first look, so that no edit falls between the two.
    let (watch, refusal) = FileWatcher::start(&root, options.poll);
    if let Some(reason) = &refusal {
        tell(ServeEvent::Polling { reason });
    }
    let publisher = options.target.as_ref().map(|target| Publisher::start(target, watch.sender()));
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
        cancelled_builds: 0,
        is_ready: false,
    };
    preview.run(tell)
}

/// A project that remembers nothing. The texts of a large site are seldom needed again: they wait
/// on disk.
fn new_project(root: &Path, options: &ServeOptions, texts: Option<Arc<SpillFile>>) -> Project {
    Project::new(root, options.overrides.clone(), storage_mode(options, texts))
}

/// How many bytes of pages one build may leave in memory.
const PAGE_MEMORY: u32 = 8 << 20;

/// How many bytes of texts may lie on their shelf. It holds every state that an edited text ever
/// had, so after some ten thousand edits what is read goes into memory.
const MAX_SPILLED_TEXT: u64 = 1 << 30;

/// The shelf for texts.
fn open_text_spill_file(options: &ServeOptions) -> Option<Arc<SpillFile>> {
    options.spill_folder.as_ref().and_then(|folder| SpillFile::new(folder).ok()).map(Arc::new)
}

/// Where one build keeps what it makes.
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
    /// Where texts wait.
    texts: Option<Arc<SpillFile>>,
    state: Arc<PreviewState>,
    server: Server,
    watch: FileWatcher,
    publisher: Option<Publisher>,
    /// The last whole edition.
    edition: Option<Arc<Edition>>,
    /// Where that stands on the server: empty, or a path without a slash at its end.
    base: String,
    /// The problems that were reported last, as text.
    reported: Option<Vec<String>>,
    /// How many builds in a row were called off.
    cancelled_builds: usize,
    is_ready: bool,
}

/// Why there is to be a build.
struct BuildCause {
    change: FileChanges,
    since: Instant,
    day: Date,
}

impl Preview<'_> {
    fn run(&mut self, tell: &mut dyn FnMut(ServeEvent<'_>)) -> Result<(), Diagnostic> {
        let mut cause = BuildCause {
            change: FileChanges::Everything,
            since: Instant::now(),
            day: (self.options.today)(),
        };
        loop {
            self.run_build(&cause, tell);
            cause = self.wait(&cause, tell);
        }
    }

    /// Waits for a reason to build.
    fn wait(&mut self, last: &BuildCause, tell: &mut dyn FnMut(ServeEvent<'_>)) -> BuildCause {
        let day = last.day;
        let mut rescans: Vec<Instant> =
            self.options.rescan_delay.map(|delay| Instant::now() + delay).into_iter().collect();
        if matches!(&last.change, FileChanges::Paths(paths) if paths.iter().any(|path| path.is_dir()))
        {
            rescans.push(Instant::now() + NEW_FOLDER_DELAY);
        }
        loop {
            let rest = rescans.last().map_or(DATE_CHECK, |at| {
                at.saturating_duration_since(Instant::now()).min(DATE_CHECK)
            });
            let cause = |change, since| BuildCause { change, since, day: (self.options.today)() };
            match self.watch.wait(rest) {
                WatchEvent::Changed(change, since) => return cause(change, since),
                WatchEvent::Published(Ok(published)) => tell(ServeEvent::Published(&published)),
                WatchEvent::Published(Err(faults)) => tell(ServeEvent::NotPublished(&faults)),
                WatchEvent::Quiet => {}
            }
            if (self.options.today)() != day {
                return cause(FileChanges::Everything, Instant::now());
            }
            if self.watch.is_polling() || rescans.last().is_some_and(|at| *at <= Instant::now()) {
                // A look that finds nothing new is no revision.
                rescans.pop();
                if self.project.looks_changed(day) {
                    return cause(FileChanges::Everything, Instant::now());
                }
            }
        }
    }

    /// One build, and what is to be snapshot after it.
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
        let built = catch_panic(|| project.rebuild(cause.day, &cause.change, hooks));
        let build = match built {
            Ok(Some(build)) => build,
            // What is newer is built next; until then the pages that were asked for wait.
            Ok(None) => return self.cancelled_builds += 1,
            Err(fault) => {
                // Nobody knows what the project remembers now. A project that remembers nothing
                // gives the same.
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
        // The last good edition stays where its links lead.
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
            build.diagnostics.iter().map(crate::diagnostic::report::json).collect();
        let has_new_problems = self.reported.as_ref() != Some(&texts);
        let base = self.base.clone();
        let page_url = page.as_ref().map(|route| format!("{base}{}", route.encoded()));
        let follow = page_url.clone().filter(|_| self.options.follow_edits && !changed.is_empty());
        self.state.show(StateUpdate {
            edition: self.edition.clone(),
            base: base.clone(),
            problems: build.diagnostics.clone().into(),
            changed: &changed,
            follow,
            has_new_problems,
        });
        let took = cause.since.elapsed();
        let is_first = !self.is_ready;
        if !changed.is_empty() || has_new_problems || is_first {
            tell(ServeEvent::Built {
                files: &files,
                changed: changed.len(),
                page: page_url.as_deref(),
                problems: has_new_problems.then_some(&build.diagnostics),
                took,
                stages: &build.timings,
                is_first,
            });
        }
        if is_first {
            self.is_ready = true;
            let url = self.server.url(&base);
            tell(ServeEvent::Listening { url: &url, instead_of: self.server.instead_of() });
        }
        self.reported = Some(texts);
        if let (Some(publisher), Some(edition)) = (&self.publisher, &build.edition)
            && (is_first || !changed.is_empty())
        {
            publisher.publish(edition);
        }
    }

    /// The files of a change, below the site's folder.
    fn changed_files(&self, change: &FileChanges) -> Vec<String> {
        let paths: BTreeSet<&PathBuf> = match change {
            FileChanges::Everything => BTreeSet::new(),
            FileChanges::Paths(paths) => paths.iter().collect(),
        };
        // What an editor leaves beside a file while it saves is no pending to anybody.
        let paths = paths.into_iter().filter_map(|path| match is_site_path(&self.root, path) {
            true => Some(path.clone()),
            false => self.project.linked_at(path),
        });
        paths
            .map(|path| path.strip_prefix(&self.root).unwrap_or(&path).display().to_string())
            .collect()
    }
}

/// Builds. A fault of Offprint itself, on whichever thread, becomes something to show.
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
            (0..100).into_par_iter().for_each(|number| assert!(number != 50, "{number} is even"))
        };
        let fault = catch_panic(on_another_thread).expect_err("it panicked");
        assert_eq!(fault.message, "internal error: 50 is even");
        assert!(fault.help.is_some());
    }
}
