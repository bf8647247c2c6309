//! [`Screen`]: what the server shows now. The one value that the building thread and the answering
//! thread share.
//!
//! The builder replaces what is shown as a whole; those who answer take what there is, or wait for
//! the build that is under way. It knows neither files nor connections.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::diagnostic::{Diagnostic, has_errors, report};
use crate::edition::{Edition, Page};
use crate::route::Route;

/// How long a page counts as looked at after it was asked for.
const LOOKED_AT: Duration = Duration::from_secs(300);

/// How many pages at most are made before the others.
const FIRST: usize = 24;

/// What is shown at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) edition: Option<Arc<Edition>>,
    /// Pages of the edition that is being made.
    early: Arc<FxHashMap<Route, Page>>,
    /// Where the site stands on the server: empty, or a path without a slash at its end.
    pub(super) base: String,
    pub(super) problems: Arc<[Diagnostic]>,
    pub(super) turn: u64,
    /// Whether a build is under way.
    pub(super) is_building: bool,
}

impl Shown {
    /// The page at a route.
    pub(super) fn get(&self, route: &Route) -> Option<&Page> {
        self.early.get(route).or_else(|| self.edition.as_ref()?.get(route))
    }

    /// Whether what is shown at a route is the newest there is.
    pub(super) fn is_settled(&self, route: Option<&Route>) -> bool {
        !self.is_building || route.is_some_and(|route| self.early.contains_key(route))
    }

    /// The problems, for the overlay.
    pub(super) fn report(&self, root: &Path, editor: &str) -> Value {
        let list: Vec<Value> = self
            .problems
            .iter()
            .map(|problem| {
                let mut object: Value =
                    serde_json::from_str(&report::json(problem)).unwrap_or_default();
                object["picture"] = report::picture(problem).into();
                if let Some(file) = object["file"].as_str() {
                    let at = |key: &str| object[key].as_u64().unwrap_or(1).to_string();
                    let file = percent_encoding::utf8_percent_encode(
                        &root.join(file).to_string_lossy(),
                        PATH,
                    )
                    .to_string();
                    let link = editor
                        .replace("{file}", &file)
                        .replace("{line}", &at("line"))
                        .replace("{column}", &at("column"));
                    object["editor"] = link.into();
                }
                object
            })
            .collect();
        json!({ "turn": self.turn, "errors": has_errors(&self.problems), "problems": list })
    }
}

/// What would end the path in the address of an editor.
const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`');

/// What is to be shown after a build.
pub(super) struct Showing<'s> {
    pub(super) edition: Option<Arc<Edition>>,
    pub(super) base: String,
    pub(super) problems: Arc<[Diagnostic]>,
    /// The routes that differ from the edition before.
    pub(super) changed: &'s [Route],
    /// The page to go to.
    pub(super) follow: Option<String>,
    /// Whether the problems are others than before.
    pub(super) is_news: bool,
}

/// What the server shows now, and whom it tells of it.
#[derive(Debug)]
pub(super) struct Screen {
    shown: watch::Sender<Shown>,
    events: broadcast::Sender<Arc<str>>,
    looked_at: Mutex<FxHashMap<Route, Instant>>,
    pub(super) root: PathBuf,
    pub(super) editor: String,
}

impl Screen {
    /// Shows nothing yet; a build is under way.
    pub(super) fn new(root: &Path, editor: &str) -> Self {
        Self {
            shown: watch::Sender::new(Shown { is_building: true, ..Shown::default() }),
            events: broadcast::Sender::new(256),
            looked_at: Mutex::default(),
            root: root.to_owned(),
            editor: editor.to_owned(),
        }
    }

    /// What is shown, now and later.
    pub(super) fn watch(&self) -> watch::Receiver<Shown> {
        self.shown.subscribe()
    }

    /// What happens from now on: one JSON object each.
    pub(super) fn events(&self) -> broadcast::Receiver<Arc<str>> {
        self.events.subscribe()
    }

    /// A build is under way.
    pub(super) fn begin(&self) {
        self.shown.send_modify(|shown| shown.is_building = true);
    }

    /// Shows pages of an edition that is not whole yet.
    pub(super) fn show_early(&self, base: &str, pages: Vec<(Route, Page)>) {
        let routes: Vec<Route> = pages.iter().map(|(route, _)| route.clone()).collect();
        self.shown.send_modify(|shown| {
            shown.early = Arc::new(pages.into_iter().collect());
            // Of the first edition nothing is known before, and later ones may stand elsewhere.
            if shown.edition.is_none() {
                base.clone_into(&mut shown.base);
            }
            shown.turn += 1;
        });
        self.tell(base, &routes, None);
    }

    /// Shows what a build gave.
    pub(super) fn show(&self, showing: Showing<'_>) {
        let Showing { edition, base, problems, changed, follow, is_news } = showing;
        let mut changed = changed.to_vec();
        let mut is_turn = false;
        self.shown.send_modify(|shown| {
            let early = std::mem::take(&mut shown.early);
            let now = |route: &Route| {
                edition.as_ref().and_then(|edition| edition.get(route)).map(|page| page.digest)
            };
            // Pages that were shown early were told of; those that are taken back must be.
            changed.retain(|route| {
                early.get(route).is_none_or(|page| now(route) != Some(page.digest))
            });
            #[expect(clippy::iter_over_hash_type, reason = "the list is sorted")]
            for (route, page) in early.iter() {
                if now(route) != Some(page.digest) && !changed.contains(route) {
                    changed.push(route.clone());
                }
            }
            changed.sort_unstable();
            is_turn = is_news || !changed.is_empty();
            shown.edition = edition;
            shown.base.clone_from(&base);
            shown.problems = problems;
            shown.turn += u64::from(is_turn);
            shown.is_building = false;
        });
        if is_turn {
            self.tell(&base, &changed, follow);
        }
    }

    fn tell(&self, base: &str, changed: &[Route], follow: Option<String>) {
        let (turn, problems) = {
            let shown = self.shown.borrow();
            (shown.turn, shown.problems.len())
        };
        let changed: Vec<String> =
            changed.iter().map(|route| format!("{base}{}", route.encoded())).collect();
        let mut event = json!({ "turn": turn, "changed": changed, "problems": problems });
        if let Some(follow) = follow {
            event["follow"] = follow.into();
        }
        // Nobody listens while no browser is open.
        let _ = self.events.send(event.to_string().into());
    }

    /// Somebody asked for a page.
    pub(super) fn look_at(&self, route: &Route) {
        self.lock().insert(route.clone(), Instant::now());
    }

    /// The pages that somebody looks at, the latest first.
    pub(super) fn looked_at(&self) -> Vec<Route> {
        let mut looked_at = self.lock();
        looked_at.retain(|_, at| at.elapsed() < LOOKED_AT);
        let mut list: Vec<_> = looked_at.iter().map(|(route, at)| (*at, route.clone())).collect();
        list.sort_unstable_by(|a, b| b.cmp(a));
        list.truncate(FIRST);
        if looked_at.len() > FIRST {
            *looked_at = list.iter().map(|(at, route)| (route.clone(), *at)).collect();
        }
        list.into_iter().map(|(_, route)| route).collect()
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<Route, Instant>> {
        self.looked_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
