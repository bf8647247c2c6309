//! [`run_step`]: runs one [`PublishStep`] so that a kill at any moment leaves every file complete,
//! or listed as pending in the manifest.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

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
                    replace_file(&staged.file, &place)
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
    replace_file(&beside, &target.join(path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// How often a file in use is tried again, after 10 ms, 20 ms and so on: for less than a second in all.
const ATTEMPTS: u64 = 13;

/// Renames a file over another. On Windows that fails while another program has the file open: virus
/// scanners and indexers look at each new file for a moment.
fn replace_file(from: &Path, to: &Path) -> io::Result<()> {
    let wait = |attempt| thread::sleep(Duration::from_millis(10 * attempt));
    retry(is_in_use, || fs::rename(from, to), wait)
}

/// Repeats what fails for a reason that passes.
fn retry(
    passes: impl Fn(&io::Error) -> bool,
    mut attempt: impl FnMut() -> io::Result<()>,
    wait: impl Fn(u64),
) -> io::Result<()> {
    for number in 1..ATTEMPTS {
        match attempt() {
            Err(error) if passes(&error) => wait(number),
            result => return result,
        }
    }
    attempt()
}

/// Whether Windows refuses because another program has the file open: access is denied, or there is a
/// sharing violation.
#[cfg(windows)]
fn is_in_use(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32))
}

/// Other systems rename files that are open.
#[cfg(not(windows))]
fn is_in_use(_: &io::Error) -> bool {
    false
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Tries with these results in turn, and returns the last result and how long it waited.
    fn tried(results: &[Result<(), i32>]) -> (Result<(), i32>, Vec<u64>) {
        let mut left = results.iter();
        let waits = RefCell::new(Vec::new());
        let result = retry(
            |error| error.raw_os_error() == Some(32),
            || left.next().expect("it is not tried so often").map_err(io::Error::from_raw_os_error),
            |number| waits.borrow_mut().push(number),
        );
        (result.map_err(|error| error.raw_os_error().unwrap_or(0)), waits.into_inner())
    }

    #[test]
    fn a_file_in_use_is_tried_again() {
        assert_eq!(tried(&[Ok(())]), (Ok(()), vec![]));
        assert_eq!(tried(&[Err(32), Err(32), Ok(())]), (Ok(()), vec![1, 2]));
        // Another error does not pass.
        assert_eq!(tried(&[Err(32), Err(2)]), (Err(2), vec![1]));
        let (result, waits) = tried(&[Err(32); ATTEMPTS as usize]);
        assert_eq!((result, waits.len()), (Err(32), 12));
    }
}
