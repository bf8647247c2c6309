//! A spinner or a bar for work that takes longer than a second, if a person is watching the output.

use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::Terminal;

/// Shows a spinner from the first second until it is dropped.
pub(super) struct Progress {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    pub(super) fn start(what: &'static str, terminal: &Terminal) -> Self {
        if !terminal.is_watched() {
            return Self { done: None, thread: None };
        }
        let (done, is_done) = channel::<()>();
        let thread = std::thread::spawn(move || {
            // The other end never sends: a timeout means that work continues.
            let is_going = |wait| {
                is_done.recv_timeout(wait) == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
            };
            if !is_going(Duration::from_secs(1)) {
                return;
            }
            let bar =
                ProgressBar::new_spinner().with_message(what).with_elapsed(Duration::from_secs(1));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} … {elapsed}") {
                bar.set_style(style);
            }
            while is_going(Duration::from_millis(100)) {
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Self { done: Some(done), thread: Some(thread) }
    }
}

/// Shows how much of some work is done, until it is dropped.
pub(super) struct CountedProgress {
    bar: Option<ProgressBar>,
}

impl CountedProgress {
    pub(super) fn start(what: &'static str, total: usize, terminal: &Terminal) -> Self {
        let bar = terminal.is_watched().then(|| {
            let bar = ProgressBar::new(total as u64).with_message(what);
            if let Ok(style) =
                ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}, {eta} left")
            {
                bar.set_style(style);
            }
            bar
        });
        Self { bar }
    }

    pub(super) fn set(&self, done: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
    }
}

impl Drop for CountedProgress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
