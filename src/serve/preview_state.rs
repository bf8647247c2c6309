//! [`PreviewState`]: what the server shows now; the only value that the build thread and the server
//! thread share.
//!
//! The builder always replaces the complete snapshot. Requests use the current snapshot, or wait
//! for the build that is running. This module does not know files or connections.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::diagnostic::{Diagnostic, SHOWN_OF_A_KIND, Severity, group_similar, report};
use crate::edition::{Edition, RenderedFile};
use crate::route::Route;
use crate::site::HeldBack;

/// How long a page counts as viewed after a request.
const VIEWED_FOR: Duration = Duration::from_secs(300);

/// The largest number of pages that are rendered before the others.
const MAX_PRIORITY_ROUTES: usize = 24;

/// What the server shows at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    pub(super) edition: Option<Arc<Edition>>,
    /// Finished pages of the edition that is being built.
    early_files: Arc<FxHashMap<Route, RenderedFile>>,
    /// The base path of the site: empty, or a path without a final slash.
    pub(super) base: String,
    pub(super) problems: Arc<[Diagnostic]>,
    /// What is not published although it has no error.
    pub(super) held_back: Arc<[HeldBack]>,
    pub(super) revision: u64,
    /// Whether a build is running.
    pub(super) is_building: bool,
}

impl Snapshot {
    /// The page at a route.
    pub(super) fn get(&self, route: &Route) -> Option<&RenderedFile> {
        self.early_files.get(route).or_else(|| self.edition.as_ref()?.get(route))
    }

    /// Whether the page at a route is the newest version.
    pub(super) fn is_settled(&self, route: Option<&Route>) -> bool {
        !self.is_building || route.is_some_and(|route| self.early_files.contains_key(route))
    }

    /// The diagnostics for the overlay: of each kind the first, because excerpts take time and nobody
    /// reads thousands of them.
    pub(super) fn report(&self, root: &Path, editor: &str) -> Value {
        let (first, large) = group_similar(self.problems.iter());
        let list: Vec<Value> = first
            .into_iter()
            .map(|problem| {
                let mut object: Value =
                    serde_json::from_str(&report::render_json(problem)).unwrap_or_default();
                object["picture"] = report::render_excerpt(problem).into();
                if let Some(file) = object["file"].as_str() {
                    let at = |key: &str| object[key].as_u64().unwrap_or(1).to_string();
                    let file = url_path(&root.join(file).to_string_lossy(), MAIN_SEPARATOR);
                    let link = editor
                        .replace("{file}", &file)
                        .replace("{line}", &at("line"))
                        .replace("{column}", &at("column"));
                    object["editor"] = link.into();
                }
                object
            })
            .collect();
        let groups: Vec<Value> = large
            .iter()
            .map(|group| {
                let is_error = group.severity == Severity::Error;
                json!({ "code": group.code.name(), "is_error": is_error, "count": group.count })
            })
            .collect();
        let count = |severity: Severity| {
            self.problems.iter().filter(|problem| problem.severity == severity).count()
        };
        json!({
            "revision": self.revision,
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "shown": SHOWN_OF_A_KIND,
            "groups": groups,
            "problems": list,
        })
    }
}

/// The path of a file as the path of a URL: with slashes, of which the first is before the drive on
/// Windows.
fn url_path(file: &str, separator: char) -> String {
    let mut path = file.replace(separator, "/");
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    percent_encoding::utf8_percent_encode(&path, PATH).to_string()
}

/// Characters that would end the path in an editor's URL.
const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`');

/// The result of a build.
pub(super) struct StateUpdate<'s> {
    pub(super) edition: Option<Arc<Edition>>,
    pub(super) base: String,
    pub(super) problems: Arc<[Diagnostic]>,
    /// What is not published although it has no error.
    pub(super) held_back: Arc<[HeldBack]>,
    /// The routes that differ from the edition before.
    pub(super) changed: &'s [Route],
    /// The page that browsers navigate to.
    pub(super) follow: Option<String>,
    /// Whether the diagnostics differ from the last ones.
    pub(super) has_new_problems: bool,
}

/// What the server shows now, and the subscribers of its events.
#[derive(Debug)]
pub(super) struct PreviewState {
    snapshot: watch::Sender<Snapshot>,
    events: broadcast::Sender<Arc<str>>,
    viewed: Mutex<FxHashMap<Route, Instant>>,
    pub(super) root: PathBuf,
    pub(super) editor: String,
}

impl PreviewState {
    /// The state before the first build: nothing to show, and a build is running.
    pub(super) fn new(root: &Path, editor: &str) -> Self {
        Self {
            snapshot: watch::Sender::new(Snapshot { is_building: true, ..Snapshot::default() }),
            events: broadcast::Sender::new(256),
            viewed: Mutex::default(),
            root: root.to_owned(),
            editor: editor.to_owned(),
        }
    }

    /// The current snapshot and all later ones.
    pub(super) fn watch(&self) -> watch::Receiver<Snapshot> {
        self.snapshot.subscribe()
    }

    /// All events from now on, one JSON object each.
    pub(super) fn events(&self) -> broadcast::Receiver<Arc<str>> {
        self.events.subscribe()
    }

    /// Notes that a build is running.
    pub(super) fn begin_build(&self) {
        self.snapshot.send_modify(|snapshot| snapshot.is_building = true);
    }

    /// Shows pages of an edition that is not complete yet.
    pub(super) fn show_early(&self, base: &str, pages: Vec<(Route, RenderedFile)>) {
        let routes: Vec<Route> = pages.iter().map(|(route, _)| route.clone()).collect();
        self.snapshot.send_modify(|snapshot| {
            snapshot.early_files = Arc::new(pages.into_iter().collect());
            // Before the first edition the base path is not known, and later editions may have
            // another one.
            if snapshot.edition.is_none() {
                base.clone_into(&mut snapshot.base);
            }
            snapshot.revision += 1;
        });
        self.send_event(base, &routes, None);
    }

    /// Shows the result of a build.
    pub(super) fn show(&self, update: StateUpdate<'_>) {
        let StateUpdate { edition, base, problems, held_back, changed, follow, has_new_problems } =
            update;
        let mut changed = changed.to_vec();
        let mut is_revision = false;
        self.snapshot.send_modify(|snapshot| {
            let early_files = std::mem::take(&mut snapshot.early_files);
            let now = |route: &Route| {
                edition.as_ref().and_then(|edition| edition.get(route)).map(|page| page.digest)
            };
            // Pages that were shown early were announced then; those that are withdrawn must be
            // announced now.
            changed.retain(|route| {
                early_files.get(route).is_none_or(|page| now(route) != Some(page.digest))
            });
            #[expect(clippy::iter_over_hash_type, reason = "the list is sorted")]
            for (route, page) in early_files.iter() {
                if now(route) != Some(page.digest) && !changed.contains(route) {
                    changed.push(route.clone());
                }
            }
            changed.sort_unstable();
            is_revision = has_new_problems || !changed.is_empty();
            snapshot.edition = edition;
            snapshot.base.clone_from(&base);
            snapshot.problems = problems;
            snapshot.held_back = held_back;
            snapshot.revision += u64::from(is_revision);
            snapshot.is_building = false;
        });
        if is_revision {
            self.send_event(&base, &changed, follow);
        }
    }

    fn send_event(&self, base: &str, changed: &[Route], follow: Option<String>) {
        let (revision, problems) = {
            let snapshot = self.snapshot.borrow();
            (snapshot.revision, snapshot.problems.len())
        };
        let changed: Vec<String> =
            changed.iter().map(|route| format!("{base}{}", route.encoded())).collect();
        let mut event = json!({ "revision": revision, "changed": changed, "problems": problems });
        if let Some(follow) = follow {
            event["follow"] = follow.into();
        }
        // Sending fails only while no browser is connected.
        let _ = self.events.send(event.to_string().into());
    }

    /// Notes that a page was requested.
    pub(super) fn mark_viewed(&self, route: &Route) {
        let mut viewed = self.lock();
        viewed.insert(route.clone(), Instant::now());
        if viewed.len() > MAX_PRIORITY_ROUTES {
            let oldest = viewed.iter().min_by_key(|(_, at)| **at).map(|(route, _)| route.clone());
            oldest.and_then(|route| viewed.remove(&route));
        }
    }

    /// The recently viewed pages, the latest first.
    pub(super) fn viewed_routes(&self) -> Vec<Route> {
        let mut viewed = self.lock();
        viewed.retain(|_, at| at.elapsed() < VIEWED_FOR);
        let mut list: Vec<_> = viewed.iter().map(|(route, at)| (*at, route.clone())).collect();
        list.sort_unstable_by(|a, b| b.cmp(a));
        list.into_iter().map(|(_, route)| route).collect()
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<Route, Instant>> {
        self.viewed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_get_paths_of_every_system_as_urls() {
        let cases = [
            ("/home/ana/my digest/a.md", '/', "/home/ana/my%20digest/a.md"),
            (r"/home/ana/a\b.md", '/', r"/home/ana/a\b.md"),
            (r"C:\Users\Ana\digest\a.md", '\\', "/C:/Users/Ana/digest/a.md"),
            (r"\\server\share\100%\a.md", '\\', "//server/share/100%25/a.md"),
        ];
        for (file, separator, expect) in cases {
            assert_eq!(url_path(file, separator), expect);
        }
    }
}
