//! [`FileWatcher`]: what the system tells of files, turned into one [`FileChanges`].
//!
//! An event says where to look, never what is there. The first event is the reason to begin; there
//! is no quiet window. Only a file that somebody is still writing is waited for, where the system
//! tells when it is closed, so that a file that is half there makes no fault that is gone a moment
//! later.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::diagnostic::Diagnostic;
use crate::publish::Published;
use crate::source::{FileChanges, SITE_FOLDERS, is_site_path};

/// The longest wait for a file that is open for writing.
const MAX_WRITE_WAIT: Duration = Duration::from_millis(20);

/// How often files are looked at where the system cannot tell of changes.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Whether the system tells when a file that was written is closed.
const REPORTS_CLOSE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// A reason to wake up.
#[derive(Debug)]
pub(super) enum WatchEvent {
    /// Something changed; first told at this moment.
    Changed(FileChanges, Instant),
    /// An edition was published.
    Published(Result<Published, Vec<Diagnostic>>),
    /// Nothing for as long as was to be waited.
    Quiet,
}

/// What other threads send.
#[derive(Debug)]
pub(super) enum WatchMessage {
    File(notify::Result<notify::Event>),
    Published(Result<Published, Vec<Diagnostic>>),
}

pub(super) type MessageSender = Sender<WatchMessage>;

/// Watches a site's folders.
pub(super) struct FileWatcher {
    root: PathBuf,
    sender: MessageSender,
    receiver: Receiver<WatchMessage>,
    /// `None` where files are looked at again and again.
    watcher: Option<RecommendedWatcher>,
    /// Whether there are events of files that nobody has taken yet.
    has_pending: Arc<AtomicBool>,
    /// Files and folders elsewhere that symbolic links of the site lead to.
    linked: Arc<RwLock<BTreeSet<PathBuf>>>,
    /// The folders that are watched for their sake.
    elsewhere: Vec<PathBuf>,
    /// Whether one of them may be another folder now than was watched.
    has_moved: bool,
    /// Taken while files were batch, and to be told next.
    published: Option<Result<Published, Vec<Diagnostic>>>,
}

impl FileWatcher {
    /// Begins to watch. If the system refuses, says why; files are then looked at again and again.
    pub(super) fn start(root: &Path, polls: bool) -> (Self, Option<String>) {
        let (sender, receiver) = channel();
        let has_pending = Arc::new(AtomicBool::new(false));
        let mut watch = Self {
            root: root.to_owned(),
            sender,
            receiver,
            watcher: None,
            has_pending,
            linked: Arc::default(),
            elsewhere: Vec::new(),
            has_moved: false,
            published: None,
        };
        if polls {
            return (watch, None);
        }
        match watch.begin() {
            Ok(watcher) => {
                watch.watcher = Some(watcher);
                (watch, None)
            }
            Err(error) => (watch, Some(watch_error(&error))),
        }
    }

    fn begin(&self) -> notify::Result<RecommendedWatcher> {
        let (sender, has_pending, root) =
            (self.sender.clone(), Arc::clone(&self.has_pending), self.root.clone());
        let linked = Arc::clone(&self.linked);
        let is_linked = move |path: &Path| {
            linked
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .iter()
                .any(|target| path.starts_with(target))
        };
        let on_event = move |event: notify::Result<notify::Event>| {
            let is_site_path = |path: &PathBuf| is_site_path(&root, path) || is_linked(path);
            let is_site_path = |event: &notify::Event| {
                event.need_rescan()
                    || (is_change(&event.kind) && event.paths.iter().any(is_site_path))
            };
            if event.as_ref().map_or(true, is_site_path) {
                has_pending.store(true, Ordering::Release);
                let _ = sender.send(WatchMessage::File(event));
            }
        };
        // What links lead to is watched by its own name (`link_to`): the system knows a folder by
        // one name only.
        let mut watcher = RecommendedWatcher::new(
            on_event,
            notify::Config::default().with_follow_symlinks(false),
        )?;
        // The root tells of `site.toml`, and of folders that are made or removed; what is below
        // `public/` is nobody's business.
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for top in SITE_FOLDERS {
            let folder = self.root.join(top);
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    }

    /// Watches what symbolic links of the site lead to, and no longer what none leads to now.
    pub(super) fn link_to<'p>(&mut self, targets: impl Iterator<Item = &'p Path>) {
        let root = self.root.clone();
        // A link to a folder above the site is a loop, and to leave such a folder later were to
        // leave the site.
        let is_watched = |path: &Path| {
            root.starts_with(path)
                || SITE_FOLDERS.iter().any(|top| path.starts_with(root.join(top)))
        };
        let targets: BTreeSet<PathBuf> =
            targets.filter(|target| !is_watched(target)).map(Path::to_owned).collect();
        let Some(watcher) = &mut self.watcher else { return };
        let is_known = *self.linked.read().unwrap_or_else(PoisonError::into_inner) == targets;
        if is_known && !std::mem::take(&mut self.has_moved) {
            return;
        }
        // Editors replace a file, and version control a folder, by another of its name: so what it
        // is in is watched, too.
        let mut wanted: BTreeMap<PathBuf, RecursiveMode> = BTreeMap::new();
        for target in &targets {
            if let Some(above) = target.parent().filter(|above| *above != root) {
                wanted.entry(above.to_owned()).or_insert(RecursiveMode::NonRecursive);
            }
            if target.is_dir() {
                wanted.insert(target.clone(), RecursiveMode::Recursive);
            }
        }
        *self.linked.write().unwrap_or_else(PoisonError::into_inner) = targets;
        // All of them anew: to leave a folder is to leave those in it, whoever else wants them.
        for folder in self.elsewhere.drain(..) {
            let _ = watcher.unwatch(&folder);
        }
        for (folder, mode) in wanted {
            // If that is refused, edits there are seen with the next one among the site's own
            // files.
            if watcher.watch(&folder, mode).is_ok() {
                self.elsewhere.push(folder);
            }
        }
    }

    /// Whether files must be looked at again and again.
    pub(super) fn is_polling(&self) -> bool {
        self.watcher.is_none()
    }

    /// For what is not a file but should wake up the same loop.
    pub(super) fn sender(&self) -> MessageSender {
        self.sender.clone()
    }

    /// Tells whether something changed since it was last waited.
    pub(super) fn pending_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.has_pending)
    }

    /// Waits, for a while, until something changes, and takes all that is known of it.
    pub(super) fn wait(&mut self, rest: Duration) -> WatchEvent {
        if let Some(published) = self.published.take() {
            return WatchEvent::Published(published);
        }
        let rest = if self.watcher.is_none() { rest.min(POLL_INTERVAL) } else { rest };
        let mut batch = EventBatch::default();
        match self.receiver.recv_timeout(rest) {
            Ok(WatchMessage::Published(published)) => return WatchEvent::Published(published),
            Ok(WatchMessage::File(event)) => batch.add(event),
            Err(_) => return WatchEvent::Quiet,
        }
        let since = Instant::now();
        loop {
            // Cleared before the last look into the queue: what comes later sets it again.
            self.has_pending.store(false, Ordering::Release);
            let is_writing = REPORTS_CLOSE && !batch.open.is_empty();
            let rest = if is_writing {
                MAX_WRITE_WAIT.saturating_sub(since.elapsed())
            } else {
                Duration::ZERO
            };
            match self.receiver.recv_timeout(rest) {
                Ok(WatchMessage::File(event)) => batch.add(event),
                Ok(WatchMessage::Published(published)) => self.published = Some(published),
                Err(_) => break,
            }
        }
        self.follow(&batch.change);
        if let FileChanges::Paths(paths) = &batch.change {
            let linked = self.linked.read().unwrap_or_else(PoisonError::into_inner);
            self.has_moved |= paths.iter().any(|path| linked.contains(path));
        }
        WatchEvent::Changed(batch.change, since)
    }

    /// Watches a folder of the site that was not there before.
    fn follow(&mut self, change: &FileChanges) {
        let (FileChanges::Paths(paths), Some(watcher)) = (change, &mut self.watcher) else {
            return;
        };
        for path in paths.iter().filter(|path| path.parent() == Some(&self.root) && path.is_dir()) {
            // If that is refused, the second look still finds what is in it.
            let _ = watcher.watch(path, RecursiveMode::Recursive);
        }
    }
}

fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

/// All that was told since it was last waited.
struct EventBatch {
    change: FileChanges,
    /// Files that somebody writes and has not closed.
    open: BTreeSet<PathBuf>,
}

impl Default for EventBatch {
    fn default() -> Self {
        Self { change: FileChanges::Paths(BTreeSet::new()), open: BTreeSet::new() }
    }
}

impl EventBatch {
    fn add(&mut self, event: notify::Result<notify::Event>) {
        let Some(event) = event.ok().filter(|event| !event.need_rescan()) else {
            // Something was lost, and nobody knows what.
            self.change = FileChanges::Everything;
            return;
        };
        for path in event.paths {
            match event.kind {
                EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
                    self.open.insert(path.clone());
                }
                _ => {
                    self.open.remove(&path);
                }
            }
            if let FileChanges::Paths(paths) = &mut self.change {
                paths.insert(path);
            }
        }
    }
}

fn watch_error(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit on watched folders is reached \
             (on Linux, raise it with `sudo sysctl fs.inotify.max_user_watches=524288`)"
            .to_owned(),
        _ => format!("file watching is not available: {error}"),
    }
}
