//! [`Publisher`]: keeps the output folder up to date on a separate thread, one edition at a time.
//!
//! Only the newest edition matters: older ones that are not written yet are skipped. A publish that
//! is killed leaves every file complete (see `publish`), so the process may end at any
//! moment.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::file_watcher::{MessageSender, WatchMessage};
use crate::diagnostic::Checked;
use crate::edition::Edition;
use crate::publish::{FileCache, empty_site_problem, index_outputs, outputs, publish_with_cache};

/// While edits follow each other within this time nothing is written, because it would slow down
/// building.
const QUIET: Duration = Duration::from_millis(150);

/// The same, if the search index of the site takes long.
const QUIET_FOR_INDEX: Duration = Duration::from_secs(2);

/// An index that takes longer than this would slow down the next edits.
const QUICK_INDEX: Duration = Duration::from_millis(100);

/// Writes editions into the output folder.
pub(super) struct Publisher {
    editions: Sender<Arc<Edition>>,
}

impl Publisher {
    /// Starts the thread. An edition without articles replaces one with articles only if it
    /// `allows_empty` sites.
    pub(super) fn start(target: &Path, done: MessageSender, allows_empty: bool) -> Self {
        let (editions, waiting) = channel();
        let target = target.to_owned();
        std::thread::spawn(move || run(&waiting, &target, &done, allows_empty));
        Self { editions }
    }

    /// Schedules an edition for writing.
    pub(super) fn publish(&self, edition: &Arc<Edition>) {
        // The receiver is gone only if publishing panicked; the server then continues without it.
        let _ = self.editions.send(Arc::clone(edition));
    }
}

fn run(waiting: &Receiver<Arc<Edition>>, target: &Path, done: &MessageSender, allows_empty: bool) {
    let mut file_cache = FileCache::default();
    let mut index_took = Duration::ZERO;
    while let Ok(mut edition) = waiting.recv() {
        loop {
            let is_quick = edition.has_index() || index_took <= QUICK_INDEX;
            match waiting.recv_timeout(if is_quick { QUIET } else { QUIET_FOR_INDEX }) {
                Ok(newer) => edition = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if !allows_empty && let Some(problem) = empty_site_problem(&edition, target) {
            let _ = done.send(WatchMessage::Published(Err(vec![problem])));
            continue;
        }
        // Pages and their search index are published together: the process may be ended at any
        // moment, and would leave an index that does not know the pages.
        let has_index = edition.has_index();
        let start = Instant::now();
        let index = index_outputs(&edition);
        if !has_index {
            index_took = start.elapsed();
        }
        let Checked { value: mut files, diagnostics: mut faults } = outputs(&edition);
        files.extend(index);
        let published = publish_with_cache(&files, target, &mut file_cache).map(|mut published| {
            published.warnings.append(&mut faults);
            published
        });
        let _ = done.send(WatchMessage::Published(published));
    }
}
