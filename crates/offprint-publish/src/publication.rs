//! [`publish`] and [`roll_back`]: plan and apply, the same way for every target.
//!
//! The order makes an interruption harmless at any point. First the list of what will be written is
//! stored at the target, then the old contents are kept, then files are written in the phases of
//! [`Plan::phases`], then obsolete files are removed, and last the manifest is replaced. So the next
//! publication knows which files are ours, and no page that readers can reach lacks what it links
//! to.

use std::collections::BTreeSet;

use crate::digest::ContentDigest;
use crate::error::{ErrorKind, PublishError, name_some};
use crate::local_site::LocalSite;
use crate::lock::{LockOwner, locked_error};
use crate::manifest::{FileEntries, Manifest, PendingFiles, PreviousPublication};
use crate::observation::{KnownContent, Observation};
use crate::plan::{FileSource, Plan, PlannedWrite, WantedFile, WantedFiles, paths_to_observe};
use crate::store::{FileStore, SnapshotChange, SnapshotStore, StateFile, Target, Upload};

/// How to publish.
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// Stop after the plan.
    pub dry_run: bool,
    /// Remove more than a tenth of the files, or the home page, if the plan says so.
    pub confirmed: bool,
    /// Overwrite files of ours that someone else changed.
    pub overwrite: bool,
    /// Take the lock from another publication.
    pub break_lock: bool,
    /// Keep the previous files for a rollback, if the target can.
    pub keeps_previous: bool,
    /// Who publishes.
    pub owner: LockOwner,
    /// The time, in UTC as in RFC 3339.
    pub now: String,
}

/// What happens during a publication, for those who watch.
pub trait Observer {
    /// The plan is made. Nothing has been changed yet.
    fn on_plan(&mut self, plan: &Plan);
    /// Some of the operations are done.
    fn on_progress(&mut self, done: usize, of: usize);
}

/// The result of a publication.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What changed, or would.
    pub plan: Plan,
    /// Whether the target has the files of the plan now.
    pub is_applied: bool,
    /// What someone should know who publishes.
    pub warnings: Vec<String>,
    /// When the restored publication was first published, after a rollback.
    pub restored: Option<String>,
}

/// Publishes a site.
///
/// # Errors
///
/// The target cannot be used, the plan is refused, or the publication was interrupted; the next
/// one continues it.
pub fn publish(
    target: &mut Target,
    site: &LocalSite,
    options: &PublishOptions,
    observer: &mut dyn Observer,
) -> Result<Outcome, PublishError> {
    let wanted: WantedFiles = site
        .files
        .iter()
        .map(|(path, file)| {
            let source = FileSource::Local(file.file.clone());
            (path.clone(), WantedFile { entry: file.entry.clone(), source })
        })
        .collect();
    match target {
        Target::Files(store) => {
            let store = store.as_mut();
            store.prepare(site)?;
            with_lock(store, options, |store| {
                if store.ignores_case()? {
                    site.check_case()?;
                }
                let state = read_state(store)?;
                Publication { store, options, observer }.run(&wanted, state, None)
            })
        }
        Target::Snapshots(store) => {
            let snapshot = store.current()?;
            let manifest = Manifest::parse(snapshot.manifest.as_deref())?;
            publish_snapshot(store.as_mut(), &wanted, &manifest, snapshot.files, options, observer)
        }
    }
}

/// Restores the previous publication. Restoring twice returns to the present one.
///
/// # Errors
///
/// There is none, or the target cannot be used.
pub fn roll_back(
    target: &mut Target,
    options: &PublishOptions,
    observer: &mut dyn Observer,
) -> Result<Outcome, PublishError> {
    // Restoring what was there may well remove many files.
    let options = &PublishOptions { confirmed: true, ..options.clone() };
    let wanted = |files: FileEntries| -> WantedFiles {
        files
            .into_iter()
            .map(|(path, entry)| (path, WantedFile { entry, source: FileSource::Kept }))
            .collect()
    };
    match target {
        Target::Files(store) => {
            let store = store.as_mut();
            if !store.can_keep() {
                return Err(no_previous("this kind of target does not keep previous publications"));
            }
            let nothing = || no_previous("the target keeps no previous publication");
            // A lock is a file, and would create the folder of a target that does not exist.
            if read_state(store)?.0.previous.is_none() {
                return Err(nothing());
            }
            with_lock(store, options, |store| {
                let state = read_state(store)?;
                let previous = state.0.previous.clone().ok_or_else(nothing)?;
                let restored = Some(previous.published);
                Publication { store, options, observer }.run(
                    &wanted(previous.files),
                    state,
                    restored,
                )
            })
        }
        Target::Snapshots(store) => {
            let snapshot = store.current()?;
            let manifest = Manifest::parse(snapshot.manifest.as_deref())?;
            let Some(bytes) = store.previous_manifest()? else {
                return Err(no_previous("the target has no previous publication"));
            };
            let previous = Manifest::parse(Some(&bytes))?;
            let mut outcome = publish_snapshot(
                store.as_mut(),
                &wanted(previous.files),
                &manifest,
                snapshot.files,
                options,
                observer,
            )?;
            outcome.restored = Some(previous.published);
            Ok(outcome)
        }
    }
}

fn no_previous(message: &str) -> PublishError {
    PublishError::new(ErrorKind::NoPrevious, message)
        .help("restore the site's files from your own copies, and publish again")
}

/// Runs something while the target is locked. A plan alone needs no lock.
fn with_lock<T>(
    store: &mut dyn FileStore,
    options: &PublishOptions,
    run: impl FnOnce(&mut dyn FileStore) -> Result<T, PublishError>,
) -> Result<T, PublishError> {
    if options.dry_run {
        return run(store);
    }
    let owner = options.owner.to_bytes();
    if let Some(lock) = store.lock(&owner)? {
        if !options.break_lock && !options.owner.left_over(&lock) {
            return Err(locked_error(&lock));
        }
        store.unlock()?;
        if let Some(lock) = store.lock(&owner)? {
            return Err(locked_error(&lock));
        }
    }
    let result = run(store);
    // If the connection is lost, the lock stays; the next publication from here takes it over.
    let unlocked = store.unlock();
    let value = result?;
    unlocked.map(|()| value)
}

fn read_state(store: &mut dyn FileStore) -> Result<(Manifest, PendingFiles), PublishError> {
    let manifest = Manifest::parse(store.read_state(StateFile::Manifest)?.as_deref())?;
    let pending = PendingFiles::parse(store.read_state(StateFile::Pending)?.as_deref())?;
    Ok((manifest, pending))
}

/// A publication to a target whose files are written one by one.
struct Publication<'p> {
    store: &'p mut dyn FileStore,
    options: &'p PublishOptions,
    observer: &'p mut dyn Observer,
}

impl Publication<'_> {
    fn run(
        &mut self,
        wanted: &WantedFiles,
        (manifest, pending): (Manifest, PendingFiles),
        restored: Option<String>,
    ) -> Result<Outcome, PublishError> {
        let plan = self.plan(wanted, &manifest, &pending)?;
        let mut warnings = plan.warnings();
        self.observer.on_plan(&plan);
        plan.check_ownership(self.options.overwrite)?;
        if !self.options.confirmed {
            plan.check_removals()?;
        }
        let is_current = plan.is_empty() && pending.files.is_empty() && manifest.is_published();
        let is_listed = wanted.keys().eq(manifest.files.keys())
            && plan.retired.keys().eq(manifest.retired.keys());
        if self.options.dry_run || (is_current && is_listed) {
            return Ok(Outcome { plan, is_applied: false, warnings, restored });
        }
        let new: Vec<_> = plan.new.iter().map(|write| &write.path).collect();
        self.store.check_names(&new)?;
        let keeps = self.options.keeps_previous && self.store.can_keep();
        let kept = if keeps { self.store.kept()? } else { BTreeSet::new() };
        let is_complete = plan.lost.iter().all(|digest| kept.contains(digest));
        if keeps && !is_complete && manifest.is_published() {
            warnings.push(
                "files were missing or changed at the target, so this publication cannot be rolled \
                 back"
                    .to_owned(),
            );
        }
        let tags = self.apply(&plan, wanted, &manifest, pending, keeps.then_some(&kept))?;
        self.seal(&plan, wanted, manifest, keeps && is_complete, &tags)?;
        Ok(Outcome { plan, is_applied: true, warnings, restored })
    }

    /// Looks at the target, and makes the plan.
    fn plan(
        &mut self,
        wanted: &WantedFiles,
        manifest: &Manifest,
        pending: &PendingFiles,
    ) -> Result<Plan, PublishError> {
        let paths = paths_to_observe(wanted, manifest, pending);
        let others: BTreeSet<_> =
            wanted.keys().filter(|path| !paths.contains(*path)).cloned().collect();
        let mut observed = self.store.observe(&paths, &others)?;
        let plan = Plan::new(wanted, manifest, pending, &observed);
        if plan.unverified.is_empty() {
            return Ok(plan);
        }
        // Files of others with the right length: if the content is right too, they are adopted.
        for path in &plan.unverified {
            let digest = self.store.content_digest(path)?;
            if let Some(Observation::File { content, .. }) = observed.get_mut(path) {
                *content = KnownContent::Digest(digest);
            }
        }
        Ok(Plan::new(wanted, manifest, pending, &observed))
    }

    /// Changes the files of the target. Returns the names that it gave the new contents.
    fn apply(
        &mut self,
        plan: &Plan,
        wanted: &WantedFiles,
        manifest: &Manifest,
        mut pending: PendingFiles,
        kept: Option<&BTreeSet<ContentDigest>>,
    ) -> Result<Vec<(PlannedWrite, Option<String>)>, PublishError> {
        let mut seen = kept.cloned().unwrap_or_default();
        let keep: Vec<_> = plan
            .keep
            .iter()
            .filter(|(_, digest)| kept.is_some() && seen.insert(digest.clone()))
            .cloned()
            .collect();
        check_kept(plan, &seen)?;
        for (path, file) in wanted {
            if manifest.files.get(path).is_none_or(|old| !old.is_same_content(&file.entry)) {
                pending.add(path, &file.entry);
            }
        }
        self.store.write_state(StateFile::Pending, &pending.to_bytes())?;
        let first = plan.removed_first();
        let last: Vec<_> =
            plan.removed.iter().filter(|path| !first.contains(path)).cloned().collect();
        let total = keep.len() + plan.new.len() + plan.changed.len() + plan.removed.len();
        let mut done = 0;
        let observer = &mut *self.observer;
        let mut step = |_: usize, _: Option<String>| {
            done += 1;
            observer.on_progress(done, total);
            Ok(())
        };
        self.store.keep(&keep, &mut step)?;
        self.store.remove(&first, &mut step)?;
        let mut written = Vec::new();
        for phase in plan.phases() {
            let (local, remote): (Vec<_>, Vec<_>) =
                phase.into_iter().partition(|write| matches!(write.source, FileSource::Local(_)));
            let restore: Vec<_> = remote
                .iter()
                .map(|write| (write.path.clone(), write.entry.sha256.clone()))
                .collect();
            self.store.restore(&restore, &mut step)?;
            let uploads: Vec<_> = local.iter().filter_map(upload_of).collect();
            let mut tags = vec![None; uploads.len()];
            self.store.upload(&uploads, &mut |index, tag| {
                if let Some(place) = tags.get_mut(index) {
                    *place = tag;
                }
                step(index, None)
            })?;
            written.extend(local.into_iter().zip(tags));
        }
        self.store.remove(&last, &mut step)?;
        Ok(written)
    }

    /// Stores the new manifest, and removes what only an unfinished publication needs.
    fn seal(
        &mut self,
        plan: &Plan,
        wanted: &WantedFiles,
        old: Manifest,
        keeps: bool,
        tags: &[(PlannedWrite, Option<String>)],
    ) -> Result<(), PublishError> {
        let before = old.clone();
        let mut files: FileEntries = wanted
            .iter()
            .map(|(path, file)| {
                // The name that the target gave an unchanged file is known from before.
                let entry = match old.files.get(path) {
                    Some(there) if there.is_same_content(&file.entry) => there.clone(),
                    _ => file.entry.clone(),
                };
                (path.clone(), entry)
            })
            .collect();
        for (write, tag) in tags {
            if let (Some(entry), Some(tag)) = (files.get_mut(&write.path), tag) {
                entry.tag = Some(tag.clone());
            }
        }
        let mut manifest = Manifest::new(self.options.now.clone(), files);
        manifest.retired.clone_from(&plan.retired);
        // A second publication of the same files does not make them the previous ones.
        let is_same =
            old.files.len() == manifest.files.len()
                && old.files.iter().zip(&manifest.files).all(|((path, entry), (other, new))| {
                    path == other && entry.is_same_content(new)
                });
        manifest.previous = match (keeps && old.is_published(), is_same) {
            (false, _) => None,
            (true, true) => old.previous,
            (true, false) => {
                Some(PreviousPublication { published: old.published, files: old.files })
            }
        };
        // Someone may have taken the lock from this publication.
        if Manifest::parse(self.store.read_state(StateFile::Manifest)?.as_deref())? != before {
            return Err(PublishError::new(
                ErrorKind::Conflict,
                "someone else published to this target in the meantime",
            )
            .help("publish again when nobody else does"));
        }
        self.store.write_state(StateFile::Manifest, &manifest.to_bytes())?;
        self.store.remove_state(StateFile::Pending)?;
        if self.store.can_keep() {
            let needed: BTreeSet<&ContentDigest> = manifest
                .previous
                .iter()
                .flat_map(|previous| previous.files.values().map(|entry| &entry.sha256))
                .collect();
            let kept = self.store.kept()?;
            let obsolete: Vec<_> =
                kept.into_iter().filter(|digest| !needed.contains(digest)).collect();
            self.store.discard(&obsolete)?;
        }
        Ok(())
    }
}

/// All contents that a rollback needs must be kept, or nothing is changed.
fn check_kept(plan: &Plan, kept: &BTreeSet<ContentDigest>) -> Result<(), PublishError> {
    let writes = plan.new.iter().chain(&plan.changed);
    let missing: Vec<_> = writes
        .filter(|write| write.source == FileSource::Kept && !kept.contains(&write.entry.sha256))
        .map(|write| &write.path)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(no_previous(&format!(
        "the target no longer keeps the previous content of {}",
        name_some(&missing)
    )))
}

fn upload_of(write: &PlannedWrite) -> Option<Upload> {
    let FileSource::Local(file) = &write.source else { return None };
    Some(Upload {
        path: write.path.clone(),
        entry: write.entry.clone(),
        file: file.clone(),
        is_new: write.is_new,
        replaced_tag: write.replaced_tag.clone(),
    })
}

fn publish_snapshot(
    store: &mut dyn SnapshotStore,
    wanted: &WantedFiles,
    manifest: &Manifest,
    observed: crate::observation::Observations,
    options: &PublishOptions,
    observer: &mut dyn Observer,
) -> Result<Outcome, PublishError> {
    // A snapshot lists all its files, so what it does not list is absent.
    let mut observed = observed;
    for path in wanted.keys().chain(manifest.files.keys()).chain(manifest.retired.keys()) {
        observed.entry(path.clone()).or_insert(Observation::Absent);
    }
    let plan = Plan::new(wanted, manifest, &PendingFiles::default(), &observed);
    let warnings = plan.warnings();
    observer.on_plan(&plan);
    plan.check_ownership(options.overwrite)?;
    if !options.confirmed {
        plan.check_removals()?;
    }
    let is_listed =
        wanted.keys().eq(manifest.files.keys()) && plan.retired.keys().eq(manifest.retired.keys());
    if options.dry_run || (plan.is_empty() && is_listed && manifest.is_published()) {
        return Ok(Outcome { plan, is_applied: false, warnings, restored: None });
    }
    let files = wanted.iter().map(|(path, file)| (path.clone(), file.entry.clone())).collect();
    let mut new = Manifest::new(options.now.clone(), files);
    new.retired.clone_from(&plan.retired);
    let writes: Vec<_> = plan.new.iter().chain(&plan.changed).cloned().collect();
    let summary = format!(
        "Publish: {} new, {} changed, {} removed",
        plan.new.len(),
        plan.changed.len(),
        plan.removed.len()
    );
    let total = writes.len() + plan.removed.len();
    let mut done = 0;
    store.publish(
        &SnapshotChange {
            writes: &writes,
            removed: &plan.removed,
            manifest: &new.to_bytes(),
            summary: &summary,
        },
        &mut |_, _| {
            done += 1;
            observer.on_progress(done, total);
            Ok(())
        },
    )?;
    Ok(Outcome { plan, is_applied: true, warnings, restored: None })
}
