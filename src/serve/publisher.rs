//! [`Publisher`]: keeps the output folder up to date on a separate thread, one edition at a time.
//!
//! Only the newest edition matters: older ones that are not written yet are skipped. A publish that
//! is killed leaves every file complete (see `publish`), so the process may end at any
//! moment.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::file_watcher::{MessageSender, WatchMessage};
use crate::edition::Edition;
use crate::publish::{FileCache, OutputFile, index_outputs, outputs, publish_with_cache};

/// While edits follow each other within this time nothing is written, because it would slow down
/// building.
const QUIET: Duration = Duration::from_millis(150);

/// After this much time without edits the search index is built, even if it was not requested.
const IDLE: Duration = Duration::from_secs(2);

/// Writes editions into the output folder.
pub(super) struct Publisher {
    editions: Sender<Arc<Edition>>,
}

impl Publisher {
    pub(super) fn start(target: &Path, done: MessageSender) -> Self {
        let (editions, waiting) = channel();
        let target = target.to_owned();
        std::thread::spawn(move || run(&waiting, &target, &done));
        Self { editions }
    }

    /// Schedules an edition for writing.
    pub(super) fn publish(&self, edition: &Arc<Edition>) {
        // The receiver is gone only if publishing panicked; the server then continues without it.
        let _ = self.editions.send(Arc::clone(edition));
    }
}

fn run(waiting: &Receiver<Arc<Edition>>, target: &Path, done: &MessageSender) {
    let mut next = waiting.recv().ok();
    // The index that was written last. It is kept until there is time for a new one.
    let mut index: Option<Vec<OutputFile>> = None;
    let mut file_cache = FileCache::default();
    while let Some(mut edition) = next.take() {
        loop {
            match waiting.recv_timeout(QUIET) {
                Ok(newer) => edition = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let pages = outputs(&edition);
        let mut faults = pages.diagnostics;
        let mut is_current = index.is_none() || edition.has_index();
        loop {
            if is_current {
                index = Some(index_outputs(&edition));
            }
            let outputs: Vec<OutputFile> =
                pages.value.iter().chain(index.iter().flatten()).cloned().collect();
            let published =
                publish_with_cache(&outputs, target, &mut file_cache).map(|mut published| {
                    published.warnings.append(&mut faults);
                    published
                });
            let _ = done.send(WatchMessage::Published(published));
            if is_current {
                break;
            }
            match waiting.recv_timeout(IDLE) {
                Ok(newer) => {
                    next = Some(newer);
                    break;
                }
                Err(RecvTimeoutError::Timeout) => is_current = true,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        drop(edition);
        next = next.or_else(|| waiting.recv().ok());
    }
}
