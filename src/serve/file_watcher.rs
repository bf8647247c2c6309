//! [`FileWatcher`]: collects the file events of the system into one [`FileChanges`].
//!
//! An event says where to look, never what is there. A build begins with the first event, without
//! waiting for a quiet moment. Only a file that is still being written is waited for, where the
//! system reports when it is closed; otherwise a half-written file would cause an error that
//! disappears a moment later.

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

/// The longest time to wait for a file that is open for writing.
const MAX_WRITE_WAIT: Duration = Duration::from_millis(20);

/// How often files are checked if the system does not report changes.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Whether the system reports when a written file is closed.
const REPORTS_CLOSE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// A reason to wake up.
#[derive(Debug)]
pub(super) enum WatchEvent {
    /// Something changed; first reported at this time.
    Changed(FileChanges, Instant),
    /// An edition was published.
    Published(Result<Published, Vec<Diagnostic>>),
    /// Nothing happened during the waiting time.
    Quiet,
}

/// Messages from other threads.
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
    /// `None` if files are polled.
    watcher: Option<RecommendedWatcher>,
    /// Whether there are file events that were not received yet.
    has_pending: Arc<AtomicBool>,
    /// Files and folders outside the site that its symbolic links point to.
    linked: Arc<RwLock<BTreeSet<PathBuf>>>,
    /// The folders that are watched because of these links.
    elsewhere: Vec<PathBuf>,
    /// Whether one of them may have been replaced by another folder since it was watched.
    has_moved: bool,
    /// The result of a publish that was received while file events were collected; it is returned
    /// next.
    published: Option<Result<Published, Vec<Diagnostic>>>,
}

impl FileWatcher {
    /// Begins to watch. If the system refuses, returns the reason, and files are polled.
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
        // The targets of links are watched under their own path (`link_to`), because the system
        // knows each folder by one path only.
        let mut watcher = RecommendedWatcher::new(
            on_event,
            notify::Config::default().with_follow_symlinks(false),
        )?;
        // Events of the root folder concern `site.toml` and folders that are created or removed;
        // files below `public/` are not watched.
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for top in SITE_FOLDERS {
            let folder = self.root.join(top);
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    }

    /// Watches the targets of the site's symbolic links, and no others.
    pub(super) fn link_to<'p>(&mut self, targets: impl Iterator<Item = &'p Path>) {
        let root = self.root.clone();
        // A link to a folder above the site is a loop, and no longer watching such a folder would
        // mean no longer watching the site.
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
        // Editors replace a file, and version control a folder, by another of the same name, so the
        // parent folder is watched too.
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
        // All are watched again, because removing the watch of a folder also removes those of the
        // folders in it.
        for folder in self.elsewhere.drain(..) {
            let _ = watcher.unwatch(&folder);
        }
        for (folder, mode) in wanted {
            // If that fails, changes there are noticed together with the next change of the site's
            // own files.
            if watcher.watch(&folder, mode).is_ok() {
                self.elsewhere.push(folder);
            }
        }
    }

    /// Whether files must be polled.
    pub(super) fn is_polling(&self) -> bool {
        self.watcher.is_none()
    }

    /// For messages that are not file events but must wake up the same loop.
    pub(super) fn sender(&self) -> MessageSender {
        self.sender.clone()
    }

    /// A flag that is set while there are events that were not received.
    pub(super) fn pending_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.has_pending)
    }

    /// Waits until something changes or the time is over, and returns everything that is known
    /// about the change.
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
            // Cleared before the last check of the queue; later events set it again.
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

    /// Watches a new folder of the site.
    fn follow(&mut self, change: &FileChanges) {
        let (FileChanges::Paths(paths), Some(watcher)) = (change, &mut self.watcher) else {
            return;
        };
        for path in paths.iter().filter(|path| path.parent() == Some(&self.root) && path.is_dir()) {
            // If that fails, the rescan still finds the files in it.
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

/// All events since the last wait.
struct EventBatch {
    change: FileChanges,
    /// Files that are being written and are not closed.
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
            // Events were lost, so everything may have changed.
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
