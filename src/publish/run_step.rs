//! [`run_step`]: runs one [`PublishStep`] so that a kill at any moment leaves every file complete,
//! or listed as pending in the manifest.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use super::disk::{DigestWriter, io_reason, unwritable};
use super::manifest::{self, Manifest};
use super::output_file::{OutputFile, temporary_path};
use super::steps::{FileWrite, PublishStep, WriteMode, WriteRoot};
use crate::diagnostic::Diagnostic;
use crate::edition::FileContent;
use crate::source::AssetFile;

/// Carries out a step.
pub(super) fn run_step(step: &PublishStep<'_>, target: &Path) -> Result<(), Diagnostic> {
    let (path, result) = match step {
        PublishStep::RemoveTemporary(path) | PublishStep::Remove(path) => {
            (*path, remove(&target.join(path)))
        }
        PublishStep::RemoveFolder(path) => {
            // If the folder is not empty, it contains files that are not ours, and it is kept. If
            // it cannot be removed for another reason, an empty folder does no harm, and one that
            // is in the way is reported by the next step.
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

/// Moves a file or a folder to a path at which nothing exists.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(to) {
        Err(error) if error.kind() == ErrorKind::NotFound => fs::rename(from, to),
        Err(error) => Err(error),
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
    }
}

/// Creates a file. If that fails, nothing is left at the path.
fn write_new(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    fill(&mut file).inspect_err(|_| {
        // The first error is the one to report. A file that cannot be removed is listed in the
        // claim.
        let _ = fs::remove_file(path);
    })
}

/// Replaces a file. If that fails, the old file still exists.
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

/// Only the manifest is flushed to the disk immediately: without it, a power cut could leave files
/// that we wrote and do not recognise. Other files are compared by the next publish anyway.
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

/// Other systems have no such call, and write directory entries without it.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn write_content(output: &OutputFile, bytes: u64, file: &mut File) -> io::Result<()> {
    match &output.content {
        FileContent::Memory(bytes) => file.write_all(bytes),
        FileContent::Asset(AssetFile::Builtin(bytes)) => file.write_all(bytes),
        FileContent::Spilled(_) | FileContent::DeferredImage(_) => {
            file.write_all(&output.content.read()?)
        }
        // The page was already in the output folder when the site was built, and is no longer
        // there.
        FileContent::StagedFile(_) => Err(io::Error::other("it changed while the site was built")),
        FileContent::Asset(AssetFile::Disk(source)) => {
            let source = File::open(source).map_err(|error| {
                io::Error::other(format!("its source cannot be read: {}", io_reason(&error)))
            })?;
            let mut digest_writer = DigestWriter::new(file);
            // Not more bytes than the claim announces, so that a truncated file is recognised as
            // ours even if its source grows at this moment.
            io::copy(&mut source.take(bytes), &mut digest_writer)?;
            if digest_writer.digest() == output.digest {
                Ok(())
            } else {
                Err(io::Error::other("its source changed while the site was built"))
            }
        }
    }
}
