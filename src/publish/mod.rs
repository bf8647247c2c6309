//! [`publish`]: makes an output folder hold what it should, by writing only what differs.
//!
//! First it is found what stands there ([`existing`]), then what to do about it is laid down as
//! data ([`PublishStep`]), then the steps are carried out. A publish that is killed after any step, or in
//! the middle of one, leaves every file that stood before as it was or as it was to be, and the
//! next publish finishes the work; because steps are data, the tests below do just that after every
//! step. What is written bears no time, so that an unchanged site is an untouched folder. What a
//! page is, and what is in it, is not known here.

mod disk;
mod existing_output;
mod manifest;
mod receipt;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::mem;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

pub use self::disk::file_digest;
use self::disk::{DigestWriter, io_reason, unwritable};
pub use self::existing_output::FileCache;
use self::existing_output::{ExistingOutput, TargetState, depth, inspect};
use self::manifest::{Manifest, PendingFile, Seal};
use crate::diagnostic::{self, Checked, Code, Diagnostic};
use crate::edition::{Edition, FileContent, RenderedFile};
use crate::route::Route;
use crate::source::AssetFile;
use crate::staging::{STAGING, Staging};
use offprint_base::Digest;

pub use self::receipt::Receipt;
pub use crate::edition::MANIFEST;

/// One file that should stand in the output folder.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// Where, below the output folder, with `/` between its parts; known to stay inside.
    pub path: String,
    /// Of its bytes.
    pub digest: Digest,
    /// Its bytes.
    pub content: FileContent,
}

/// The files of an edition, with a warning for each picture that could not be made. What was left
/// for later is made now, side by side, since a file is published by its bytes.
pub fn outputs(edition: &Edition) -> Checked<Vec<OutputFile>> {
    let pages = edition.pages();
    let faults = pages
        .par_iter()
        .filter_map(|(_, page)| match &page.content {
            FileContent::DeferredImage(later) => Some(later),
            _ => None,
        })
        .filter_map(|later| {
            // What cannot be read at all is told when it is to be written.
            later.measure().ok()?;
            let (path, reason) = later.fault()?;
            let fault =
                Diagnostic::warning(Code::BadImage, format!("this image is broken: {reason}"))
                    .in_file(path.as_str());
            Some(fault.help("export the image again; the original file is used until then"))
        });
    let mut diagnostics: Vec<Diagnostic> = faults.collect();
    diagnostic::sort(&mut diagnostics);
    let digest = |page: &RenderedFile| match &page.content {
        FileContent::DeferredImage(later) => {
            later.measure().map_or(page.digest, |(digest, _)| digest)
        }
        _ => page.digest,
    };
    let output = |(route, page): (&Route, &RenderedFile)| OutputFile {
        path: route.file(),
        digest: digest(page),
        content: page.content.clone(),
    };
    Checked { value: pages.into_iter().map(output).collect(), diagnostics }
}

/// The files of an edition's index for search, which is made for it.
pub fn index_outputs(edition: &Edition) -> Vec<OutputFile> {
    let files = edition.index().into_iter();
    files
        .map(|(route, page)| OutputFile {
            path: route.file(),
            digest: page.digest,
            content: page.content,
        })
        .collect()
}

/// What a publish did.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// How many files were written.
    pub written: usize,
    /// How many files held the right bytes already.
    pub unchanged: usize,
    /// How many files of an earlier publish were removed.
    pub removed: usize,
    /// The length of the written files together.
    pub bytes_written: u64,
    /// Files that would have been removed, had somebody not changed them.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a folder hold these outputs, and of what it published there before nothing else.
///
/// Files that Offprint did not write are never touched. If everything is as it should be, nothing
/// is written at all.
///
/// # Errors If a file of somebody else or a symbolic link is in the way, all of them are told and
/// nothing is written. If the disk refuses, what stood before is still whole, and the next publish
/// goes on from there.
pub fn publish(outputs: &[OutputFile], target: &Path) -> Result<Published, Vec<Diagnostic>> {
    publish_with_cache(outputs, target, &mut FileCache::default())
}

/// The same, for one who has published there before and keeps what he has [`FileCache`].
///
/// # Errors
/// As [`publish`].
pub fn publish_with_cache(
    outputs: &[OutputFile],
    target: &Path,
    file_cache: &mut FileCache,
) -> Result<Published, Vec<Diagnostic>> {
    let staging =
        Staging::open(target, MANIFEST).map_err(|error| vec![unwritable(target, &error)])?;
    publish_into(outputs, &staging, file_cache)
}

/// The same, for outputs some of which wait in the staging of the folder.
///
/// # Errors
/// As [`publish`].
pub fn publish_staged(
    outputs: &[OutputFile],
    staging: &Staging,
) -> Result<Published, Vec<Diagnostic>> {
    publish_into(outputs, staging, &mut FileCache::default())
}

fn publish_into(
    outputs: &[OutputFile],
    staging: &Staging,
    file_cache: &mut FileCache,
) -> Result<Published, Vec<Diagnostic>> {
    check_conflicts(outputs)?;
    let target = staging.target();
    let manifest = Manifest::load(target).map_err(|problem| vec![problem])?;
    let mut existing = inspect(outputs, manifest.as_ref(), target, file_cache)?;
    let mut published =
        Published { warnings: mem::take(&mut existing.warnings), ..Published::default() };
    let steps = plan_steps(outputs, &existing);
    for (output, place) in outputs.iter().zip(&existing.places) {
        if *place == TargetState::Current {
            published.unchanged += 1;
        } else {
            published.written += 1;
            published.bytes_written += content_length(&output.content).unwrap_or(0);
        }
    }
    published.removed = steps.iter().filter(|step| matches!(step, PublishStep::Remove(_))).count();
    for beside in steps.chunk_by(PublishStep::is_parallel_with) {
        let result = beside.par_iter().with_min_len(32).try_for_each(|step| run_step(step, target));
        if let Err(problem) = result {
            published.warnings.insert(0, problem);
            return Err(published.warnings);
        }
    }
    Ok(published)
}

/// One thing to do in the output folder. All paths are relative to it.
#[derive(Debug)]
enum PublishStep<'o> {
    /// Remove a temporary file of a publish that was killed.
    RemoveTemporary(&'o str),
    /// Say which files are ours and which are pending, before the first is written.
    Claim(Manifest),
    /// Remove a file of ours.
    Remove(&'o str),
    /// Remove a folder, if it is empty.
    RemoveFolder(&'o str),
    /// Make a folder in one that stands.
    MakeFolder(&'o str, WriteRoot),
    /// Write a file.
    WriteFile(FileWrite<'o>),
    /// Move a whole new folder out of the staging into its place.
    MoveFolder(&'o str),
    /// Say which files are ours, now that all are written.
    Seal(Manifest),
}

/// A file to write.
#[derive(Debug)]
struct FileWrite<'o> {
    output: &'o OutputFile,
    order: WriteOrder,
    root: WriteRoot,
    mode: WriteMode,
    bytes: u64,
}

/// Below which folder a path is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum WriteRoot {
    /// The output folder.
    Target,
    /// The staging: it comes into its place with a folder that is moved.
    Staging,
}

impl WriteRoot {
    fn join(self, target: &Path, path: &str) -> PathBuf {
        match self {
            Self::Target => target.join(path),
            Self::Staging => target.join(STAGING).join(path),
        }
    }
}

/// What a file is written over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum WriteMode {
    /// Nothing: it is written in its place. Cut short, it is known by the claim.
    Create,
    /// A file that stood before: it is written beside it and renamed, so that one of both is there,
    /// whole, at any moment. That takes about ten times as long.
    Replace,
}

/// The order of writing: a page comes after what it shows, and a list after what it links to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum WriteOrder {
    Asset,
    Page,
    Index,
}

impl WriteOrder {
    fn of(output: &OutputFile) -> Self {
        let name = output.path.rsplit('/').next().unwrap_or_default();
        match output.content {
            FileContent::Asset(_) | FileContent::DeferredImage(_) => Self::Asset,
            _ if name.ends_with(".xml") || name.ends_with(".json") => Self::Index,
            _ if depth(&output.path) < 2 => Self::Index,
            _ => Self::Page,
        }
    }
}

impl PublishStep<'_> {
    /// Whether two steps may be carried out at once.
    fn is_parallel_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::WriteFile(one), Self::WriteFile(other)) => {
                one.order == other.order && one.root == other.root
            }
            (Self::Remove(_), Self::Remove(_)) => true,
            (Self::MakeFolder(one, _), Self::MakeFolder(other, _)) => depth(one) == depth(other),
            _ => false,
        }
    }
}

/// What leads from what stands to what should stand; nothing if that is the same.
fn plan_steps<'o>(
    outputs: &'o [OutputFile],
    existing: &'o ExistingOutput<'_>,
) -> Vec<PublishStep<'o>> {
    let sealed = Manifest {
        files: outputs.iter().map(|output| (output.path.clone(), output.digest)).collect(),
        ..Manifest::default()
    };
    let mut writes: Vec<FileWrite<'o>> = Vec::new();
    for (output, place) in outputs.iter().zip(&existing.places) {
        let mode = match place {
            TargetState::Current => continue,
            TargetState::Absent => WriteMode::Create,
            TargetState::Outdated(_) => WriteMode::Replace,
        };
        // An asset that cannot be measured cannot be read either, and is reported when that is
        // tried.
        let bytes = content_length(&output.content).unwrap_or(0);
        writes.push(FileWrite {
            output,
            order: WriteOrder::of(output),
            root: WriteRoot::Target,
            mode,
            bytes,
        });
    }
    writes.sort_by_key(|write| write.order);

    let mut steps: Vec<PublishStep<'o>> =
        existing.leftovers.iter().map(|path| PublishStep::RemoveTemporary(path)).collect();
    let claims = !writes.is_empty();
    if claims {
        steps.push(PublishStep::Claim(claimed_manifest(outputs, existing, &writes)));
    }
    steps.extend(existing.blocking_files.iter().map(|(path, _)| PublishStep::Remove(path)));
    steps.extend(existing.blocking_folders.iter().map(|path| PublishStep::RemoveFolder(path)));
    let moves = FolderMoves::plan(&existing.missing_folders, &writes);
    let (aside, in_place): (Vec<_>, Vec<_>) =
        writes.into_iter().partition(|write| moves.contains(&write.output.path));
    let aside = aside.into_iter().filter(|write| !is_staged(&write.output.content));
    let (folders_aside, folders): (Vec<&str>, Vec<&str>) =
        existing.missing_folders.iter().partition(|path| moves.contains(path));
    let folders_aside = folders_aside.into_iter().filter(|path| !moves.staged.contains(path));
    steps.extend(folders_aside.map(|path| PublishStep::MakeFolder(path, WriteRoot::Staging)));
    steps.extend(
        aside.map(|write| PublishStep::WriteFile(FileWrite { root: WriteRoot::Staging, ..write })),
    );
    steps.extend(folders.into_iter().map(|path| PublishStep::MakeFolder(path, WriteRoot::Target)));
    let (assets, pages): (Vec<_>, Vec<_>) =
        in_place.into_iter().partition(|write| write.order == WriteOrder::Asset);
    steps.extend(assets.into_iter().map(PublishStep::WriteFile));
    steps.extend(moves.folders.iter().map(|path| PublishStep::MoveFolder(path)));
    steps.extend(pages.into_iter().map(PublishStep::WriteFile));
    steps.extend(existing.orphans.iter().map(|(path, _)| PublishStep::Remove(path)));
    steps.extend(existing.idle_folders.iter().map(|path| PublishStep::RemoveFolder(path)));
    if claims || existing.manifest != Some(&sealed) {
        steps.push(PublishStep::Seal(sealed));
    }
    steps
}

/// The new folders that come into their place as a whole.
struct FolderMoves<'o> {
    /// The outermost of them: each is in a folder that stands.
    folders: Vec<&'o str>,
    set: FxHashSet<&'o str>,
    /// Every folder in the staging, since a page waits in it or below it.
    staged: FxHashSet<&'o str>,
}

impl<'o> FolderMoves<'o> {
    /// Of folders that are missing, the outermost first, those in which pages wait.
    fn plan(missing: &[&'o str], writes: &[FileWrite<'o>]) -> Self {
        let mut staged = FxHashSet::default();
        for write in writes.iter().filter(|write| is_staged(&write.output.content)) {
            let mut path = write.output.path.as_str();
            while let Some(slash) = path.rfind('/') {
                path = &path[..slash];
                if !staged.insert(path) {
                    break;
                }
            }
        }
        let missing_set: FxHashSet<&str> = missing.iter().copied().collect();
        let is_outermost =
            |path: &&str| path.rfind('/').is_none_or(|slash| !missing_set.contains(&path[..slash]));
        let folders: Vec<&str> = missing
            .iter()
            .copied()
            .filter(is_outermost)
            .filter(|path| staged.contains(path))
            .collect();
        Self { set: folders.iter().copied().collect(), folders, staged }
    }

    /// Whether a path is one of these folders, or in one.
    fn contains(&self, path: &str) -> bool {
        self.set.contains(path)
            || path.match_indices('/').any(|(slash, _)| self.set.contains(&path[..slash]))
    }
}

/// Whether a page waits in the staging.
fn is_staged(content: &FileContent) -> bool {
    matches!(content, FileContent::StagedFile(staged) if !staged.is_published)
}

/// Everything that is ours now, and everything that will be.
fn claimed_manifest(
    outputs: &[OutputFile],
    existing: &ExistingOutput<'_>,
    writes: &[FileWrite<'_>],
) -> Manifest {
    let mut claim = Manifest { seal: Seal::Unsealed, ..Manifest::default() };
    for (output, place) in outputs.iter().zip(&existing.places) {
        let held = match place {
            TargetState::Absent => continue,
            TargetState::Current => output.digest,
            TargetState::Outdated(held) => *held,
        };
        claim.files.insert(output.path.clone(), held);
    }
    for (path, held) in existing.blocking_files.iter().chain(&existing.orphans) {
        claim.files.insert((*path).to_owned(), *held);
    }
    // What is gone is claimed on, for its folders are still to be removed.
    if let Some(known) = existing.manifest {
        for path in &existing.gone {
            claim.files.extend(known.files.get(*path).map(|held| ((*path).to_owned(), *held)));
            claim
                .pending
                .extend(known.pending.get(*path).map(|pending| ((*path).to_owned(), *pending)));
        }
    }
    for FileWrite { output, bytes, .. } in writes {
        claim
            .pending
            .insert(output.path.clone(), PendingFile { digest: output.digest, bytes: *bytes });
    }
    claim
}

/// Does what a step says.
fn run_step(step: &PublishStep<'_>, target: &Path) -> Result<(), Diagnostic> {
    let (path, result) = match step {
        PublishStep::RemoveTemporary(path) | PublishStep::Remove(path) => {
            (*path, remove(&target.join(path)))
        }
        PublishStep::RemoveFolder(path) => {
            // It is not empty if somebody else keeps something in it, and then it stays. If it
            // cannot be removed for another reason, an empty folder does no harm, and one that is
            // in the way is reported by the next step.
            let _ = fs::remove_dir(target.join(path));
            (*path, Ok(()))
        }
        PublishStep::MakeFolder(path, root) => (*path, make_folder(&root.join(target, path))),
        PublishStep::MoveFolder(path) => {
            (*path, move_new(&WriteRoot::Staging.join(target, path), &target.join(path)))
        }
        PublishStep::WriteFile(FileWrite { output, mode, bytes, root, .. }) => {
            let fill = |file: &mut File| write_content(output, *bytes, file);
            let place = root.join(target, &output.path);
            let result = match (&output.content, mode) {
                (FileContent::StagedFile(staged), WriteMode::Create) => {
                    move_new(&staged.file, &place)
                }
                (FileContent::StagedFile(staged), WriteMode::Replace) if !staged.is_published => {
                    fs::rename(&staged.file, &place)
                }
                (_, WriteMode::Create) => write_new(&place, fill),
                (_, WriteMode::Replace) => replace(&output.path, target, fill),
            };
            (output.path.as_str(), result)
        }
        PublishStep::Claim(manifest) | PublishStep::Seal(manifest) => {
            (manifest::NAME, write_manifest(manifest, target))
        }
    };
    result.map_err(|error| unwritable(&target.join(path), &error))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        result => result,
    }
}

/// Moves a file or a folder to where nothing stands.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(to) {
        Err(error) if error.kind() == ErrorKind::NotFound => fs::rename(from, to),
        Err(error) => Err(error),
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
    }
}

/// Writes a file where none stands. If that cannot be done, none stands there after it.
fn write_new(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    fill(&mut file).inspect_err(|_| {
        // The first fault is the one to report; and what cannot be removed is known by the claim.
        let _ = fs::remove_file(path);
    })
}

/// Writes a file in the place of another. If that cannot be done, the other still stands.
fn replace(
    path: &str,
    target: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let beside = target.join(temporary_path(path));
    write_new(&beside, fill)?;
    fs::rename(&beside, target.join(path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// The manifest alone is made to reach the disk at once: without it a power cut could leave files
/// that we wrote and do not know. Other files are compared by the next publish anyway.
fn write_manifest(manifest: &Manifest, target: &Path) -> io::Result<()> {
    replace(manifest::NAME, target, |file| {
        file.write_all(&manifest.to_bytes())?;
        file.sync_all()
    })?;
    sync_folder(target)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems have no such call, and write the names in a folder without it.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn write_content(output: &OutputFile, bytes: u64, file: &mut File) -> io::Result<()> {
    match &output.content {
        FileContent::Memory(bytes) => file.write_all(bytes),
        FileContent::Text(source) => file.write_all(source.text().as_bytes()),
        FileContent::Asset(AssetFile::Builtin(bytes)) => file.write_all(bytes),
        FileContent::Spilled(_) | FileContent::DeferredImage(_) => {
            file.write_all(&output.content.read()?)
        }
        // It stood there when the site was built, and was found not to stand any more.
        FileContent::StagedFile(_) => Err(io::Error::other("it changed while the site was built")),
        FileContent::Asset(AssetFile::Disk(source)) => {
            let source = File::open(source).map_err(|error| {
                io::Error::other(format!("its source cannot be read: {}", io_reason(&error)))
            })?;
            let mut digest_writer = DigestWriter::new(file);
            // No more than the claim says, so that a file that is cut short is known as ours even
            // if its source grows in this moment.
            io::copy(&mut source.take(bytes), &mut digest_writer)?;
            if digest_writer.digest() == output.digest {
                Ok(())
            } else {
                Err(io::Error::other("its source changed while the site was built"))
            }
        }
    }
}

/// How long an output is.
fn content_length(content: &FileContent) -> io::Result<u64> {
    Ok(match content {
        FileContent::Memory(bytes) => bytes.len() as u64,
        FileContent::Spilled(spilled) => spilled.length() as u64,
        FileContent::StagedFile(staged) => staged.length,
        FileContent::Text(source) => source.length() as u64,
        FileContent::Asset(AssetFile::Builtin(bytes)) => bytes.len() as u64,
        FileContent::Asset(AssetFile::Disk(path)) => fs::metadata(path)?.len(),
        FileContent::DeferredImage(later) => later.measure()?.1,
    })
}

/// Where a file is written that is to replace another: beside it, root a name that follows from
/// its path.
fn temporary_path(path: &str) -> String {
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    format!("{folder}.offprint-tmp-{}", Digest::of(path.as_bytes()))
}

/// Sees that outputs do not stand in each other's way, nor in that of the manifest.
fn check_conflicts(outputs: &[OutputFile]) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut problem = |path: &str, what: &str, help: &str| {
        problems.push(
            Diagnostic::error(Code::DuplicateRoute, format!("`{path}` {what}"))
                .in_file(path)
                .help(help),
        );
    };
    let mut paths = FxHashSet::with_capacity_and_hasher(outputs.len(), FxBuildHasher);
    for OutputFile { path, .. } in outputs {
        if path.eq_ignore_ascii_case(manifest::NAME) {
            problem(
                path,
                "is reserved for the list of files that Offprint wrote",
                "rename the file",
            );
        }
        if path.split('/').next().is_some_and(|top| top.eq_ignore_ascii_case(STAGING)) {
            problem(path, "is reserved for pages that are being built", "rename the file");
        }
        if !paths.insert(path.as_str()) {
            problem(path, "is the path of two files of the site", "rename one of them");
        }
    }
    for OutputFile { path, .. } in outputs {
        for (slash, _) in path.match_indices('/') {
            if paths.contains(&path[..slash]) {
                problem(
                    &path[..slash],
                    "is both a file and a folder of the site",
                    "rename one of them",
                );
            }
        }
    }
    diagnostic::sort(&mut problems);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::SystemTime;

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    type Files<'f> = &'f [(&'f str, &'f str)];

    fn outputs(files: Files<'_>) -> Vec<OutputFile> {
        files
            .iter()
            .map(|(path, text)| OutputFile {
                path: (*path).to_owned(),
                digest: Digest::of(text.as_bytes()),
                content: FileContent::Memory(Arc::from(text.as_bytes())),
            })
            .collect()
    }

    /// The same, every second one put aside in the output folder, as a build does with what it
    /// renders.
    fn staged(files: Files<'_>, staging: &Staging) -> Vec<OutputFile> {
        let mut outputs = outputs(files);
        for output in outputs.iter_mut().step_by(2) {
            let bytes = output.content.read().expect("it is in memory");
            if let Ok(staged) = staging.stage(&output.path, &bytes) {
                output.content = FileContent::StagedFile(staged);
            }
        }
        outputs
    }

    /// In memory where the system offers that, because every publish waits twice for a disk.
    fn target_with(files: Files<'_>) -> TempDir {
        let memory = Path::new("/dev/shm");
        let target = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let target = target.expect("a temporary folder can be made");
        for (path, text) in files {
            put_by_hand(target.path(), path, text);
        }
        target
    }

    fn put_by_hand(target: &Path, path: &str, text: &str) {
        let file = target.join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the target is writable");
        fs::write(file, text).expect("the target is writable");
    }

    fn read(target: &Path, path: &str) -> Option<String> {
        fs::read_to_string(target.join(path)).ok()
    }

    /// Everything below a folder: bytes of files, `None` for folders, and when each was changed.
    fn tree(target: &Path) -> BTreeMap<String, (Option<Vec<u8>>, SystemTime)> {
        let mut tree = BTreeMap::new();
        let mut folders = vec![target.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the folder can be read") {
                let path = entry.expect("the folder can be read").path();
                let metadata = fs::symlink_metadata(&path).expect("what was listed is there");
                let bytes =
                    metadata.is_file().then(|| fs::read(&path).expect("the file can be read"));
                let name = path
                    .strip_prefix(target)
                    .expect("it is below the target")
                    .display()
                    .to_string();
                tree.insert(name, (bytes, metadata.modified().expect("the system keeps times")));
                if metadata.is_dir() {
                    folders.push(path);
                }
            }
        }
        tree
    }

    fn bytes(target: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
        tree(target).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    }

    #[track_caller]
    fn publish_all(files: Files<'_>, target: &Path) -> Published {
        publish(&outputs(files), target).expect("nothing is in the way")
    }

    /// The code and the file of every diagnostic; the target must be as it was.
    #[track_caller]
    fn check_refused(files: Files<'_>, target: &Path, expect: &[(Code, &str)]) {
        let before = tree(target);
        let problems = publish(&outputs(files), target).expect_err("something is in the way");
        assert_eq!(tree(target), before);
        let found: Vec<_> =
            problems.iter().map(|problem| (problem.code, problem.path().to_owned())).collect();
        let expect: Vec<_> = expect
            .iter()
            .map(|(code, path)| (*code, target.join(path).display().to_string()))
            .collect();
        assert_eq!(found, expect, "{problems:?}");
    }

    #[track_caller]
    fn check_counts(published: &Published, written: usize, unchanged: usize, removed: usize) {
        assert_eq!(
            (published.written, published.unchanged, published.removed),
            (written, unchanged, removed)
        );
    }

    #[test]
    fn what_looks_as_it_did_is_not_read_again() {
        let target = tempfile::tempdir().expect("a temporary folder can be made");
        let files: Files<'_> = &[("index.html", "home"), ("a/index.html", "page")];
        let mut file_cache = FileCache::default();
        let mut again = || {
            publish_with_cache(&outputs(files), target.path(), &mut file_cache)
                .expect("nothing is in the way")
        };
        let page = target.path().join("a/index.html");
        let age = |seconds: u64| {
            let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            let file = File::options().write(true).open(&page).expect("it is there");
            file.set_modified(then).expect("times can be set");
        };
        check_counts(&again(), 2, 0, 0);
        age(1000);
        check_counts(&again(), 0, 2, 0);
        // Somebody who changes a file and hides it is not found out; whoever does not hide it is.
        fs::write(&page, "PAGE").expect("the target is writable");
        age(1000);
        check_counts(&again(), 0, 2, 0);
        age(2000);
        check_counts(&again(), 1, 1, 0);
        // What is young is read each time.
        fs::write(&page, "EGAP").expect("the target is writable");
        check_counts(&again(), 1, 1, 0);
        fs::remove_file(&page).expect("it is there");
        check_counts(&again(), 1, 1, 0);
        assert_eq!(fs::read_to_string(&page).expect("it was put there"), "page");
    }

    /// What a kill in the middle of a step leaves.
    fn cut_short(step: &PublishStep<'_>, target: &Path) {
        let (path, bytes) = match step {
            // A rename is done or not done.
            PublishStep::WriteFile(FileWrite { output, .. }) if is_staged(&output.content) => {
                return;
            }
            PublishStep::WriteFile(FileWrite { output, mode, root, .. }) => {
                let bytes = output.content.read().expect("it is in memory");
                let path = if *mode == WriteMode::Replace {
                    temporary_path(&output.path)
                } else {
                    output.path.clone()
                };
                (root.join(Path::new(""), &path).display().to_string(), bytes)
            }
            PublishStep::Claim(manifest) | PublishStep::Seal(manifest) => {
                (temporary_path(manifest::NAME), manifest.to_bytes())
            }
            _ => return,
        };
        fs::write(target.join(path), &bytes[..bytes.len() / 2]).expect("the target is writable");
    }

    /// Where a kill falls.
    #[derive(Clone, Copy, Debug)]
    enum KillPoint {
        Between,
        Within,
    }

    /// Publishes until a kill after so many steps; `None` if there were fewer steps.
    fn publish_until(
        outputs: &[OutputFile],
        target: &Path,
        count: usize,
        kill_point: KillPoint,
    ) -> Option<Result<(), Vec<Diagnostic>>> {
        let manifest = match Manifest::load(target) {
            Ok(manifest) => manifest,
            Err(problem) => return Some(Err(vec![problem])),
        };
        let existing = match inspect(outputs, manifest.as_ref(), target, &mut FileCache::default())
        {
            Ok(existing) => existing,
            Err(problems) => return Some(Err(problems)),
        };
        let steps = plan_steps(outputs, &existing);
        let (done, rest) = steps.split_at_checked(count)?;
        for step in done {
            run_step(step, target).expect("the target is writable");
        }
        if let KillPoint::Within = kill_point {
            cut_short(rest.first()?, target);
        }
        Some(Ok(()))
    }

    #[track_caller]
    fn check_kill(theirs: Files<'_>, older: Files<'_>, newer: Files<'_>, later: Files<'_>) {
        let clean = target_with(theirs);
        publish_all(later, clean.path());
        let expect = bytes(clean.path());
        for (kill_point, stages) in [
            (KillPoint::Between, false),
            (KillPoint::Within, false),
            (KillPoint::Between, true),
            (KillPoint::Within, true),
        ] {
            for count in 0.. {
                let target = target_with(theirs);
                publish_all(older, target.path());
                let staging =
                    Staging::open(target.path(), MANIFEST).expect("the target is writable");
                let newer_outputs = if stages { staged(newer, &staging) } else { outputs(newer) };
                let Some(result) = publish_until(&newer_outputs, target.path(), count, kill_point)
                else {
                    break;
                };
                result.expect("nothing is in the way");
                // A kill leaves what was put aside; only the lock is gone with the process.
                let aside = target.path().join(STAGING);
                let kept = target.path().join("kept-aside");
                if aside.is_dir() {
                    fs::rename(&aside, &kept).expect("the target is writable");
                    drop(staging);
                    fs::rename(&kept, &aside).expect("the target is writable");
                } else {
                    drop(staging);
                }
                for (path, old) in older {
                    let new = newer.iter().find(|(new, _)| new == path).map(|(_, text)| *text);
                    let stands = read(target.path(), path);
                    let is_whole = stands.as_deref() == Some(old) || stands.as_deref() == new;
                    assert!(
                        is_whole,
                        "{path} holds {stands:?} after {count} steps, {kill_point:?}"
                    );
                }
                let published = publish_all(later, target.path());
                assert!(
                    published.warnings.is_empty(),
                    "after {count} steps, {kill_point:?}: {:?}",
                    published.warnings
                );
                assert_eq!(bytes(target.path()), expect, "after {count} steps, {kill_point:?}");
            }
        }
    }

    const THEIRS: Files<'_> = &[
        ("CNAME", "example.org"),
        (".git/HEAD", "ref"),
        ("old/theirs.txt", "keep"),
        (".gitkeep", ""),
    ];
    const OLDER: Files<'_> = &[
        ("index.html", "home"),
        ("articles/a/index.html", "article a"),
        ("articles/b/index.html", "article b"),
        ("old/page/index.html", "gone"),
        ("swap", "a file that becomes a folder"),
        ("turn/deep/index.html", "a folder that becomes a file"),
        ("turn/index.html", "so does this"),
    ];
    const NEWER: Files<'_> = &[
        ("index.html", "home, retitled"),
        ("articles/a/index.html", "article a"),
        ("articles/c/index.html", "article c"),
        ("feed.xml", "feed"),
        ("swap/index.html", "in the folder"),
        ("turn", "the file"),
    ];
    const OTHER: Files<'_> = &[
        ("index.html", "home again"),
        ("articles/c/index.html", "article c, longer than it was"),
        ("swap/index.html", "in it"),
    ];

    #[test]
    fn after_a_kill_the_same_again() {
        check_kill(THEIRS, OLDER, NEWER, NEWER);
    }

    #[test]
    fn after_a_kill_back_to_the_older() {
        check_kill(THEIRS, OLDER, NEWER, OLDER);
    }

    #[test]
    fn after_a_kill_something_else() {
        check_kill(THEIRS, OLDER, NEWER, OTHER);
        check_kill(THEIRS, &[], NEWER, OTHER);
        check_kill(THEIRS, OLDER, NEWER, &[]);
    }

    #[test]
    fn publishes_what_differs_and_no_more() {
        let target = target_with(THEIRS);
        check_counts(&publish_all(OLDER, target.path()), 7, 0, 0);
        let published = publish_all(NEWER, target.path());
        check_counts(&published, 5, 1, 5);
        assert_eq!(
            published.bytes_written,
            "home, retitledarticle cfeedin the folderthe file".len() as u64
        );
        for (path, text) in THEIRS.iter().chain(NEWER) {
            assert_eq!(read(target.path(), path).as_deref(), Some(*text), "{path}");
        }
        // Besides these there are the manifest and the folders .git, articles, articles/a,
        // articles/c, old and swap.
        assert_eq!(tree(target.path()).len(), THEIRS.len() + NEWER.len() + 7);
    }

    #[test]
    fn unchanged_site_is_an_untouched_folder() {
        let target = target_with(THEIRS);
        publish_all(OLDER, target.path());
        let before = tree(target.path());
        check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
        assert_eq!(tree(target.path()), before);
    }

    #[test]
    fn target_is_made() {
        let folder = target_with(&[]);
        let target = folder.path().join("a/public");
        check_counts(&publish_all(OLDER, &target), OLDER.len(), 0, 0);
        assert_eq!(read(&target, "index.html").as_deref(), Some("home"));
    }

    #[test]
    fn every_foreign_file_in_the_way_is_told_and_nothing_is_written() {
        let target = target_with(&[
            ("a.html", "theirs"),
            ("b/index.html", "theirs"),
            ("d", "theirs"),
            ("e/x", "theirs"),
        ]);
        check_refused(
            &[
                ("a.html", "1"),
                ("b/index.html", "2"),
                ("c.html", "3"),
                ("d/index.html", "4"),
                ("d/x", "5"),
                ("e", "6"),
            ],
            target.path(),
            &[
                (Code::NotOurs, "a.html"),
                (Code::NotOurs, "b/index.html"),
                (Code::NotOurs, "d"),
                (Code::NotOurs, "e"),
            ],
        );
    }

    #[test]
    fn lost_manifest_is_found_again_by_the_bytes() {
        let target = target_with(&[]);
        publish_all(OLDER, target.path());
        let before = bytes(target.path());
        fs::remove_file(target.path().join(manifest::NAME)).expect("it was written");
        check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
        assert_eq!(bytes(target.path()), before);
    }

    #[test]
    fn edited_output_is_mended() {
        let target = target_with(&[]);
        publish_all(OLDER, target.path());
        let before = bytes(target.path());
        // One of the same length, one of another.
        put_by_hand(target.path(), "index.html", "HOME");
        put_by_hand(target.path(), "swap", "edited");
        fs::remove_file(target.path().join("articles/a/index.html")).expect("it was written");
        check_counts(&publish_all(OLDER, target.path()), 3, OLDER.len() - 3, 0);
        assert_eq!(bytes(target.path()), before);
    }

    #[test]
    fn what_two_killed_publishes_wrote_is_still_ours() {
        let target = target_with(&[]);
        publish_all(&[("a", "1")], target.path());
        // The first has written the file, but not the seal; the second has written nothing but its
        // claim.
        for (text, count) in [("22", 2), ("333", 1)] {
            let killed =
                publish_until(&outputs(&[("a", text)]), target.path(), count, KillPoint::Between);
            killed.expect("there are three steps").expect("nothing is in the way");
        }
        let published = publish_all(&[], target.path());
        check_counts(&published, 0, 0, 1);
        assert!(published.warnings.is_empty());
    }

    #[test]
    fn edited_orphan_is_kept_and_is_no_longer_ours() {
        let target = target_with(&[]);
        publish_all(&[("a/x", "old"), ("a/y", "old")], target.path());
        put_by_hand(target.path(), "a/x", "edited");
        let published = publish_all(&[("b", "new")], target.path());
        check_counts(&published, 1, 0, 1);
        let codes: Vec<Code> = published.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [Code::OutputChanged]);
        assert_eq!(read(target.path(), "a/x").as_deref(), Some("edited"));
        assert!(publish_all(&[("b", "new")], target.path()).warnings.is_empty());
        check_refused(&[("a/x", "old")], target.path(), &[(Code::NotOurs, "a/x")]);
    }

    #[test]
    fn edited_orphan_in_the_way_is_refused() {
        let target = target_with(&[]);
        publish_all(&[("a", "old"), ("b/x", "old")], target.path());
        put_by_hand(target.path(), "a", "edited");
        put_by_hand(target.path(), "b/x", "edited");
        check_refused(
            &[("a/x", ""), ("b", "")],
            target.path(),
            &[(Code::NotOurs, "a"), (Code::NotOurs, "b/x")],
        );
    }

    #[test]
    fn foreign_file_that_came_after_a_kill_is_not_taken_for_ours() {
        let target = target_with(&[]);
        let newer = outputs(&[("robots.txt", "ours")]);
        publish_until(&newer, target.path(), 1, KillPoint::Between)
            .expect("there is a claim")
            .expect("nothing is in the way");
        put_by_hand(target.path(), "robots.txt", "theirs, put there by hand");
        check_refused(&[("robots.txt", "ours")], target.path(), &[(Code::NotOurs, "robots.txt")]);
        publish_all(&[("other.txt", "ours")], target.path());
        assert_eq!(read(target.path(), "robots.txt").as_deref(), Some("theirs, put there by hand"));
    }

    #[test]
    fn folders_are_removed_only_when_empty() {
        let target = target_with(&[("a/b/theirs", ""), ("empty/theirs", "")]);
        fs::remove_file(target.path().join("empty/theirs")).expect("it was written");
        publish_all(&[("a/b/c/d/x", ""), ("e/f/x", ""), ("e/y", "")], target.path());
        publish_all(&[("e/y", "")], target.path());
        let paths: Vec<String> = tree(target.path()).into_keys().collect();
        assert_eq!(paths, [".offprint.json", "a", "a/b", "a/b/theirs", "e", "e/y", "empty"]);
        publish_all(&[], target.path());
        assert!(target.path().is_dir());
    }

    #[test]
    #[cfg(unix)]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let elsewhere = target_with(&[("index.html", "page"), ("b/x", "old")]);
        let target = target_with(&[]);
        publish_all(&[("b/x", "old"), ("c", "old")], target.path());
        symlink(elsewhere.path(), target.path().join("a")).expect("links can be made");
        symlink(elsewhere.path().join("index.html"), target.path().join("page.html"))
            .expect("links can be made");
        symlink("nowhere", target.path().join("dangling")).expect("links can be made");
        check_refused(
            &[
                ("a/index.html", "page"),
                ("a/b/index.html", ""),
                ("page.html", "page"),
                ("dangling", ""),
            ],
            target.path(),
            &[
                (Code::SymlinkInOutput, "a"),
                (Code::SymlinkInOutput, "dangling"),
                (Code::SymlinkInOutput, "page.html"),
            ],
        );
        // Nor are they followed to remove what is no longer needed.
        fs::remove_dir_all(target.path().join("b")).expect("it was written");
        symlink(elsewhere.path().join("b"), target.path().join("b")).expect("links can be made");
        fs::remove_file(target.path().join("c")).expect("it was written");
        symlink(elsewhere.path().join("index.html"), target.path().join("c"))
            .expect("links can be made");
        assert_eq!(publish_all(&[("d", "new")], target.path()).warnings.len(), 2);
        assert_eq!(read(elsewhere.path(), "b/x").as_deref(), Some("old"));
        assert!(target.path().join("c").is_symlink());
    }

    #[test]
    #[cfg(unix)]
    fn target_may_be_a_link() {
        let folder = target_with(&[("real/CNAME", "theirs")]);
        std::os::unix::fs::symlink("real", folder.path().join("public"))
            .expect("links can be made");
        publish_all(OLDER, &folder.path().join("public"));
        assert_eq!(read(folder.path(), "real/index.html").as_deref(), Some("home"));
    }

    #[test]
    fn target_that_is_a_file_is_told() {
        let folder = target_with(&[("public", "theirs")]);
        for target in ["public", "public/below"] {
            let target = folder.path().join(target);
            let problems = publish(&outputs(OLDER), &target).expect_err("it is no folder");
            assert_eq!(problems.len(), 1);
            assert_eq!(
                (problems[0].code, problems[0].path()),
                (Code::Output, &*target.display().to_string())
            );
        }
        assert_eq!(read(folder.path(), "public").as_deref(), Some("theirs"));
    }

    #[test]
    #[cfg(unix)]
    fn target_that_is_read_only_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let target = target_with(&[]);
        publish_all(OLDER, target.path());
        fs::set_permissions(target.path(), fs::Permissions::from_mode(0o555))
            .expect("the folder is ours");
        // Nothing to write is no fault.
        check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
        // Root may write even here.
        if File::create(target.path().join("probe")).is_err() {
            check_refused(NEWER, target.path(), &[(Code::Output, manifest::NAME)]);
        }
        fs::set_permissions(target.path(), fs::Permissions::from_mode(0o755))
            .expect("the folder is ours");
    }

    #[test]
    fn fault_in_the_middle_leaves_what_stood_and_is_mended_by_the_next() {
        let folder = target_with(&[("picture.png", "pixels")]);
        let source = folder.path().join("picture.png");
        let target = folder.path().join("public");
        let site = |pixels: &str| {
            let mut site = outputs(&[("index.html", "home"), ("other.html", pixels)]);
            site.push(OutputFile {
                path: "picture.png".to_owned(),
                digest: Digest::of(pixels.as_bytes()),
                content: FileContent::Asset(AssetFile::Disk(source.clone())),
            });
            site
        };
        publish(&site("pixels"), &target).expect("nothing is in the way");
        // The source is not what was scanned, then it is not there.
        let problems = publish(&site("PIXELS"), &target).expect_err("the source changed");
        assert!(
            problems[0]
                .message
                .ends_with("cannot be written: its source changed while the site was built")
        );
        fs::remove_file(&source).expect("it was written");
        let problems = publish(&site("PIXELS"), &target).expect_err("the source is gone");
        assert!(
            problems[0].message.contains("cannot be written: its source cannot be read: "),
            "{problems:?}"
        );
        assert_eq!(read(&target, "picture.png").as_deref(), Some("pixels"));
        assert_eq!(
            Manifest::load(&target).ok().flatten().map(|manifest| manifest.seal),
            Some(Seal::Unsealed)
        );
        fs::write(&source, "PIXELS").expect("the folder is writable");
        publish(&site("PIXELS"), &target).expect("nothing is in the way");
        let paths: Vec<String> = tree(&target).into_keys().collect();
        assert_eq!(paths, [".offprint.json", "index.html", "other.html", "picture.png"]);
        assert_eq!(read(&target, "picture.png").as_deref(), Some("PIXELS"));
    }

    #[test]
    fn outputs_in_each_others_way_are_told() {
        let target = target_with(&[]);
        let files: Files<'_> =
            &[("a", ""), ("a/b/c", ""), ("a/d", ""), ("e", ""), ("e", ""), (".Offprint.json", "")];
        let problems = publish(&outputs(files), target.path()).expect_err("they clash");
        let paths: Vec<&str> = problems.iter().map(Diagnostic::path).collect();
        assert_eq!(paths, [".Offprint.json", "a", "e"]);
        assert!(tree(target.path()).is_empty());
    }

    #[test]
    fn damaged_manifest_is_refused() {
        let target = target_with(&[(manifest::NAME, "{")]);
        check_refused(OLDER, target.path(), &[(Code::NotOurs, manifest::NAME)]);
    }

    #[test]
    fn manifest_does_not_depend_on_the_order_of_outputs() {
        let [one, other] = [target_with(&[]), target_with(&[])];
        let mut site = outputs(OLDER);
        publish(&site, one.path()).expect("nothing is in the way");
        site.reverse();
        publish(&site, other.path()).expect("nothing is in the way");
        assert_eq!(bytes(one.path()), bytes(other.path()));
    }

    const PATHS: [&str; 9] = ["a", "a/b", "a/b/c", "a/d", "e", "e/f", "g.html", "h/i/j", "h/k"];
    const TEXTS: [&str; 4] = ["", "x", "longer", "LONGER"];

    fn any_site() -> impl Strategy<Value = Vec<OutputFile>> {
        prop::collection::btree_map(
            prop::sample::select(&PATHS[..]),
            prop::sample::select(&TEXTS[..]),
            0..7,
        )
        .prop_map(|files| {
            let mut sound: Vec<(&str, &str)> = Vec::new();
            for (path, text) in files {
                if !sound.iter().any(|(file, _)| path.starts_with(&format!("{file}/"))) {
                    sound.push((path, text));
                }
            }
            outputs(&sound)
        })
    }

    proptest! {
        #[test]
        fn what_was_put_aside_is_published_as_anything_else(
            theirs in prop::sample::subsequence(vec![("CNAME", "x"), ("a/b/theirs", ""), ("h/theirs", "x")], 0..3),
            sites in prop::collection::vec(any_site(), 1..4),
        ) {
            let [aside, plain] = [target_with(&theirs), target_with(&theirs)];
            for site in sites {
                let staging = Staging::open(aside.path(), MANIFEST).expect("the target is writable");
                let mut put_aside = site.clone();
                for output in put_aside.iter_mut().step_by(2) {
                    let bytes = output.content.read().expect("it is in memory");
                    if let Ok(staged) = staging.stage(&output.path, &bytes) {
                        output.content = FileContent::StagedFile(staged);
                    }
                }
                let one = publish_staged(&put_aside, &staging);
                drop(staging);
                let other = publish(&site, plain.path());
                prop_assert_eq!(one.is_ok(), other.is_ok());
                if let (Ok(one), Ok(other)) = (one, other) {
                    prop_assert_eq!((one.written, one.unchanged, one.removed), (other.written, other.unchanged, other.removed));
                    prop_assert_eq!(one.bytes_written, other.bytes_written);
                }
                prop_assert_eq!(bytes(aside.path()), bytes(plain.path()));
            }
        }

        #[test]
        fn any_kills_then_a_publish_equal_a_clean_publish(
            theirs in prop::sample::subsequence(
                vec![("CNAME", "x"), ("a/b/theirs", ""), ("h/theirs", "x"), ("e/f", "theirs"), ("g.html", "theirs")], 0..3),
            killed in prop::collection::vec((any_site(), 0..16_usize, any::<bool>()), 0..4),
            last in any_site(),
        ) {
            let target = target_with(&theirs);
            for (site, count, within) in killed {
                let kill_point = if within { KillPoint::Within } else { KillPoint::Between };
                match publish_until(&site, target.path(), count, kill_point) {
                    Some(_) => {}
                    None => drop(publish(&site, target.path()).expect("it was found that nothing is in the way")),
                }
                for (path, text) in &theirs {
                    prop_assert_eq!(read(target.path(), path), Some((*text).to_owned()));
                }
            }
            let clean = target_with(&theirs);
            let expect = publish(&last, clean.path());
            let result = publish(&last, target.path());
            prop_assert_eq!(result.is_ok(), expect.is_ok());
            if let Ok(published) = result {
                prop_assert!(published.warnings.is_empty());
                prop_assert_eq!(bytes(target.path()), bytes(clean.path()));
            }
        }
    }
}
