//! [`serve`]: the pipeline in a loop. Wait for an edit, build, show, publish; and never die of what
//! is in a file.
//!
//! One thread builds, this one; another answers (`http`), from the edition in memory; a third
//! publishes, behind the reply. They share one value, the `Screen`. What is shown is always a whole
//! edition, but for pages that somebody looks at: they are shown as soon as they are made, and
//! taken back if the rest cannot be made. What is answered is what a clean build gives, plus one
//! script tag; nothing here knows how a page is made.

mod http;
mod publisher;
mod screen;
mod watch;

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
use crate::serve::http::Door;
use crate::serve::publisher::Publisher;
use crate::serve::screen::{Screen, Showing};
use crate::serve::watch::{Signal, Watch};
use crate::source::{FileChanges, is_site_path};
use crate::spill_file::{SpillFile, SpillOver, StorageMode};

/// How often a build may be called off for a newer one before one is finished for certain.
const CALLED_OFF_AT_MOST: usize = 3;

/// After so much quiet everything is looked at once more: a system may lose word of a change, and a
/// new folder is watched only a moment after it was made.
const SECOND_LOOK: Duration = Duration::from_millis(1500);

/// After a folder was made, so much: what was put into it before it was watched is waited for.
const SOON: Duration = Duration::from_millis(150);

/// The longest wait between two looks at the calendar.
const CALENDAR: Duration = Duration::from_secs(10);

/// What a preview is to be.
pub struct Options {
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
    pub shelf: Option<PathBuf>,
    /// Whether browsers go to the page that is edited.
    pub follows: bool,
    /// Whether files are looked at again and again, instead of being told of changes by the system.
    pub polls: bool,
    /// The address that opens a file in an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: String,
}

/// Something to tell the one who runs the preview.
#[derive(Debug)]
pub enum Event<'e> {
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
        /// From the first word of a change until the pages are shown.
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
pub fn serve(options: &Options, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), Diagnostic> {
    let root = options.root.canonicalize().unwrap_or_else(|_| options.root.clone());
    let door = Door::open(&options.host, options.port)?;
    let screen = Arc::new(Screen::new(&root, &options.editor));
    door.answer(&screen).map_err(|error| {
        Diagnostic::error(Code::Output, format!("the server cannot be started: {error}"))
    })?;
    // Watching begins before the first look, so that no edit falls between the two.
    let (watch, refusal) = Watch::start(&root, options.polls);
    if let Some(reason) = &refusal {
        tell(Event::Polling { reason });
    }
    let publisher = options.target.as_ref().map(|target| Publisher::start(target, watch.sender()));
    let texts = texts(options);
    let mut preview = Preview {
        project: new_project(&root, options, texts.clone()),
        texts,
        root,
        options,
        screen,
        door,
        watch,
        publisher,
        edition: None,
        base: String::new(),
        told: None,
        called_off: 0,
        is_ready: false,
    };
    preview.run(tell)
}

/// A project that remembers nothing. The texts of a large site are seldom needed again: they wait
/// on disk.
fn new_project(root: &Path, options: &Options, texts: Option<Arc<SpillFile>>) -> Project {
    Project::new(root, options.overrides.clone(), keep(options, texts))
}

/// How many bytes of pages one build may leave in memory.
const ROOM: u32 = 8 << 20;

/// How many bytes of texts may lie on their shelf. It holds every state that an edited text ever
/// had, so after some ten thousand edits what is read goes into memory.
const MOST_TEXTS: u64 = 1 << 30;

/// The shelf for texts.
fn texts(options: &Options) -> Option<Arc<SpillFile>> {
    options.shelf.as_ref().and_then(|folder| SpillFile::new(folder).ok()).map(Arc::new)
}

/// Where one build keeps what it makes.
fn keep(options: &Options, texts: Option<Arc<SpillFile>>) -> StorageMode {
    match &options.shelf {
        Some(folder) => {
            StorageMode::Server { texts, pages: Arc::new(SpillOver::new(folder, ROOM)) }
        }
        None => StorageMode::Memory,
    }
}

struct Preview<'o> {
    root: PathBuf,
    options: &'o Options,
    project: Project,
    /// Where texts wait.
    texts: Option<Arc<SpillFile>>,
    screen: Arc<Screen>,
    door: Door,
    watch: Watch,
    publisher: Option<Publisher>,
    /// The last whole edition.
    edition: Option<Arc<Edition>>,
    /// Where that stands on the server: empty, or a path without a slash at its end.
    base: String,
    /// The problems that were told last, as text.
    told: Option<Vec<String>>,
    /// How many builds in a row were called off.
    called_off: usize,
    is_ready: bool,
}

/// Why there is to be a build.
struct Cause {
    change: FileChanges,
    since: Instant,
    day: Date,
}

impl Preview<'_> {
    fn run(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), Diagnostic> {
        let mut cause = Cause {
            change: FileChanges::Everything,
            since: Instant::now(),
            day: (self.options.today)(),
        };
        loop {
            self.turn(&cause, tell);
            cause = self.wait(&cause, tell);
        }
    }

    /// Waits for a reason to build.
    fn wait(&mut self, last: &Cause, tell: &mut dyn FnMut(Event<'_>)) -> Cause {
        let day = last.day;
        let mut looks = vec![Instant::now() + SECOND_LOOK];
        if matches!(&last.change, FileChanges::Paths(paths) if paths.iter().any(|path| path.is_dir()))
        {
            looks.push(Instant::now() + SOON);
        }
        loop {
            let rest = looks
                .last()
                .map_or(CALENDAR, |at| at.saturating_duration_since(Instant::now()).min(CALENDAR));
            let cause = |change, since| Cause { change, since, day: (self.options.today)() };
            match self.watch.wait(rest) {
                Signal::Seen(change, since) => return cause(change, since),
                Signal::Published(Ok(published)) => tell(Event::Published(&published)),
                Signal::Published(Err(faults)) => tell(Event::NotPublished(&faults)),
                Signal::Quiet => {}
            }
            if (self.options.today)() != day {
                return cause(FileChanges::Everything, Instant::now());
            }
            if self.watch.polls() || looks.last().is_some_and(|at| *at <= Instant::now()) {
                // A look that finds nothing new is no turn.
                looks.pop();
                if self.project.looks_changed(day) {
                    return cause(FileChanges::Everything, Instant::now());
                }
            }
        }
    }

    /// One build, and what is to be shown after it.
    fn turn(&mut self, cause: &Cause, tell: &mut dyn FnMut(Event<'_>)) {
        self.screen.begin();
        let before = self.edition.clone();
        let screen = &self.screen;
        let first = || screen.looked_at();
        let show = move |base: &str, pages: Vec<(Route, crate::edition::Page)>| {
            let changed = |route: &Route, page: &crate::edition::Page| {
                before
                    .as_ref()
                    .and_then(|edition| edition.get(route))
                    .is_none_or(|known| known.digest != page.digest)
            };
            let new: Vec<_> =
                pages.into_iter().filter(|(route, page)| changed(route, page)).collect();
            if !new.is_empty() {
                screen.show_early(base, new);
            }
        };
        let may_stop = self.called_off < CALLED_OFF_AT_MOST;
        let news = self.watch.news();
        let is_outdated = move || may_stop && news.load(Ordering::Acquire);
        let haste = RenderHooks { first: &first, show: Some(&show), is_outdated: &is_outdated };
        let project = &mut self.project;
        let built = guarded(|| project.rebuild(cause.day, &cause.change, haste));
        let build = match built {
            Ok(Some(build)) => build,
            // What is newer is built next; until then the pages that were asked for wait.
            Ok(None) => return self.called_off += 1,
            Err(fault) => {
                // Nobody knows what the project remembers now. A project that remembers nothing
                // gives the same.
                self.project = new_project(&self.root, self.options, self.texts.clone());
                Build { edition: None, diagnostics: vec![fault], timings: Vec::new() }
            }
        };
        self.called_off = 0;
        self.watch.link_to(self.project.linked_to());
        self.project.keep_in(keep(
            self.options,
            self.texts.clone().filter(|shelf| shelf.length() < MOST_TEXTS),
        ));
        self.show(&build, cause, tell);
    }

    fn show(&mut self, build: &Build, cause: &Cause, tell: &mut dyn FnMut(Event<'_>)) {
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
        let files = self.names(&cause.change);
        let page = match files.as_slice() {
            [file] => self.project.route_of(&self.root.join(file)).cloned(),
            _ => None,
        };
        let texts: Vec<String> =
            build.diagnostics.iter().map(crate::diagnostic::report::json).collect();
        let is_news = self.told.as_ref() != Some(&texts);
        let base = self.base.clone();
        let page_url = page.as_ref().map(|route| format!("{base}{}", route.encoded()));
        let follow = page_url.clone().filter(|_| self.options.follows && !changed.is_empty());
        self.screen.show(Showing {
            edition: self.edition.clone(),
            base: base.clone(),
            problems: build.diagnostics.clone().into(),
            changed: &changed,
            follow,
            is_news,
        });
        let took = cause.since.elapsed();
        let is_first = !self.is_ready;
        if !changed.is_empty() || is_news || is_first {
            tell(Event::Built {
                files: &files,
                changed: changed.len(),
                page: page_url.as_deref(),
                problems: is_news.then_some(&build.diagnostics),
                took,
                stages: &build.timings,
                is_first,
            });
        }
        if is_first {
            self.is_ready = true;
            let url = self.door.url(&base);
            tell(Event::Listening { url: &url, instead_of: self.door.instead_of() });
        }
        self.told = Some(texts);
        if let (Some(publisher), Some(edition)) = (&self.publisher, &build.edition)
            && (is_first || !changed.is_empty())
        {
            publisher.publish(edition);
        }
    }

    /// The files of a change, below the site's folder.
    fn names(&self, change: &FileChanges) -> Vec<String> {
        let paths: BTreeSet<&PathBuf> = match change {
            FileChanges::Everything => BTreeSet::new(),
            FileChanges::Paths(paths) => paths.iter().collect(),
        };
        // What an editor leaves beside a file while it saves is no news to anybody.
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
fn guarded<T>(build: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(build)).map_err(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        Diagnostic::error(
            Code::Internal,
            format!("Offprint itself came to grief: {}", words.unwrap_or("nobody knows why")),
        )
        .help("take back the last edit to go on, and please report it with the file that causes it")
    })
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_panic_in_a_stage_is_something_to_show() {
        assert_eq!(guarded(|| 1).expect("nothing went wrong"), 1);
        let fault = guarded(|| panic!("seven is odd")).expect_err("it panicked");
        assert_eq!(
            (fault.code, fault.message.as_str()),
            (Code::Internal, "Offprint itself came to grief: seven is odd")
        );
        let on_another_thread = || {
            (0..100).into_par_iter().for_each(|number| assert!(number != 50, "{number} is even"))
        };
        let fault = guarded(on_another_thread).expect_err("it panicked");
        assert_eq!(fault.message, "Offprint itself came to grief: 50 is even");
        assert!(fault.help.is_some());
    }
}
