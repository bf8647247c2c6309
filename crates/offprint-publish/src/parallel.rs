//! [`run_parallel`]: does the same for many files at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::error::PublishError;
use crate::store::OnFile;

/// How many requests are under way at once.
const WORKERS: usize = 16;

/// Runs `operation` for each item, up to 16 at once, and calls `on_file` on this thread. After the
/// first error nothing new is started.
///
/// # Errors
///
/// The first error of an operation or of `on_file`.
pub fn run_parallel<I: Sync>(
    items: &[I],
    on_file: OnFile<'_>,
    operation: &(dyn Fn(&I) -> Result<Option<String>, PublishError> + Sync),
) -> Result<(), PublishError> {
    let next = AtomicUsize::new(0);
    let stops = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(items.len()) {
            let (sender, next, stops) = (sender.clone(), &next, &stops);
            scope.spawn(move || {
                while !stops.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    let result = operation(item);
                    if result.is_err() {
                        stops.store(true, Ordering::Relaxed);
                    }
                    if sender.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut first_error = Ok(());
        for (index, result) in receiver {
            let result = result.and_then(|tag| on_file(index, tag));
            if result.is_err() {
                stops.store(true, Ordering::Relaxed);
                first_error = first_error.and(result);
            }
        }
        first_error
    })
}
