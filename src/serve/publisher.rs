//! [`Publisher`]: keeps the output folder current, behind the reply and one edition at a time.
//!
//! Only the newest edition matters: what came before it and was not yet written is passed over. A publish that is killed
//! leaves every file whole (see `publish`), so the process may end at any moment.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::watch::{Raw, RawSender};
use crate::edition::Edition;
use crate::publish::{outputs, publish};

/// While edits follow each other so quickly, nothing is written: it would only take time from building.
const QUIET: Duration = Duration::from_millis(150);

/// Writes editions into the output folder.
pub(super) struct Publisher {
    editions: Sender<Arc<Edition>>,
}

impl Publisher {
    pub(super) fn start(target: &Path, done: RawSender) -> Self {
        let (editions, waiting) = channel();
        let target = target.to_owned();
        std::thread::spawn(move || run(&waiting, &target, &done));
        Self { editions }
    }

    /// Takes an edition to write as soon as there is time.
    pub(super) fn publish(&self, edition: &Arc<Edition>) {
        // The other end is gone only if publishing panicked, and then the server goes on without it.
        let _ = self.editions.send(Arc::clone(edition));
    }
}

fn run(waiting: &Receiver<Arc<Edition>>, target: &Path, done: &RawSender) {
    while let Ok(mut edition) = waiting.recv() {
        loop {
            match waiting.recv_timeout(QUIET) {
                Ok(newer) => edition = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let outputs = outputs(&edition);
        drop(edition);
        let published = publish(&outputs.value, target).map(|mut published| {
            published.warnings.extend(outputs.diagnostics);
            published
        });
        let _ = done.send(Raw::Published(published));
    }
}
