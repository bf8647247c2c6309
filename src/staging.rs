//! [`Staging`]: a folder inside the output folder for finished pages, until all pages are finished.
//!
//! A site is published completely or not at all, so no page may be put at its path before the last
//! one is rendered. Staged pages are on the same disk as the output, so publishing them takes a
//! rename (of complete folders where they are new) and no second write. A page that is already
//! published with the same bytes is not written at all. This module does not know which files in
//! the output folder are ours; publishing does.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The name of the folder. It exists only while a site is built, or after a build was killed.
pub const STAGING: &str = ".offprint-staging";

/// A page in the output folder: staged, or already published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StagedFile {
    /// The path of the file.
    pub file: PathBuf,
    /// Its length in bytes.
    pub length: u64,
    /// Whether it is already at its final path.
    pub is_published: bool,
}

/// The staging folder of one build. What is left in it is removed when this value is dropped.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    /// Whether something was published before, so that comparing is useful.
    compares: bool,
    /// Folders that were created for it, the innermost first.
    made: Vec<PathBuf>,
    /// Makes a second Offprint process wait if it publishes to the same folder, for example a
    /// `build` beside a `watch`. Where the system cannot lock a folder, the two may disturb each
    /// other, and the next publish repairs the output.
    _lock: Option<File>,
}

impl Staging {
    /// Opens an output folder, and creates it if necessary. If it contains the file `manifest`, it
    /// was published to before.
    ///
    /// # Errors
    /// If the folder cannot be created.
    pub fn open(target: &Path, manifest: &str) -> io::Result<Self> {
        let made: Vec<PathBuf> = target
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(target)?;
        let lock = lock_folder(target);
        let folder = target.join(STAGING);
        remove_staging(&folder)?;
        let compares = target.join(manifest).is_file();
        Ok(Self { target: target.to_owned(), folder, compares, made, _lock: lock })
    }

    /// The output folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes a page to the staging folder, unless it is already published. The path is relative,
    /// with `/` between its parts, and never points outside the folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> io::Result<StagedFile> {
        let length = bytes.len() as u64;
        if self.compares {
            let file = self.target.join(path);
            if has_bytes(&file, bytes) {
                return Ok(StagedFile { file, length, is_published: true });
            }
        }
        let file = self.folder.join(path);
        let mut new = match File::options().write(true).create_new(true).open(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(file.parent().unwrap_or(&self.folder))?;
                File::options().write(true).create_new(true).open(&file)?
            }
            result => result?,
        };
        new.write_all(bytes)?;
        Ok(StagedFile { file, length, is_published: false })
    }
}

impl Staging {
    /// Removes staged pages that were not published, and folders that were created unnecessarily.
    pub fn clear(&self) {
        // What cannot be removed now is removed by the next build.
        let _ = remove_staging(&self.folder);
        for folder in &self.made {
            // The folder is not empty if a site was published.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Removes the staging folder of a build that was killed. The name is reserved; a symbolic link
/// with that name is removed, not followed.
///
/// # Errors
/// If it cannot be removed.
pub fn remove_staging(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(())
        }
        Err(error) => Err(error),
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(folder),
        Ok(_) => fs::remove_file(folder),
    }
}

/// Locks a folder, where the system supports it; waits while another process holds the lock.
pub fn lock_folder(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Whether a regular file contains exactly these bytes. Symbolic links are not followed, and only
/// regular files are opened.
fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    let is_alike = |path: &Path| {
        fs::symlink_metadata(path)
            .is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64)
    };
    if !is_alike(path) {
        return false;
    }
    let Ok(mut file) = File::open(path) else { return false };
    let mut piece = [0; 16 * 1024];
    let mut rest = bytes;
    loop {
        match file.read(&mut piece) {
            Ok(0) => return rest.is_empty(),
            Ok(count) => match rest.strip_prefix(&piece[..count]) {
                Some(after) => rest = after,
                None => return false,
            },
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staging(files: &[(&str, &str)]) -> (tempfile::TempDir, Staging) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for (path, text) in files {
            let file = folder.path().join("public").join(path);
            fs::create_dir_all(file.parent().expect("it is in a folder"))
                .expect("the folder is ours");
            fs::write(file, text).expect("the folder is ours");
        }
        let staging =
            Staging::open(&folder.path().join("public"), "list").expect("the folder is ours");
        (folder, staging)
    }

    #[track_caller]
    fn check(files: &[(&str, &str)], path: &str, text: &str, is_published: bool) {
        let (_folder, staging) = staging(files);
        let staged = staging.stage(path, text.as_bytes()).expect("the folder is ours");
        assert_eq!(staged.is_published, is_published);
        assert_eq!(fs::read_to_string(&staged.file).expect("it was put there"), text);
    }

    #[test]
    fn only_what_differs_is_staged() {
        check(&[("list", ""), ("a/b", "text")], "a/b", "text", true);
        check(&[("list", ""), ("a/b", "text")], "a/b", "TEXT", false);
        check(&[("list", ""), ("a/b", "text")], "a/b", "texts", false);
        check(&[("list", ""), ("a/b/c", "text")], "a/b", "", false);
        check(&[("a/b", "text")], "a/b", "text", false);
        check(&[], "a/b/c", "text", false);
    }

    #[test]
    fn nothing_is_left() {
        let (folder, staging) = staging(&[]);
        staging.stage("a/b/c", b"text").expect("the folder is ours");
        drop(staging);
        assert!(!folder.path().join("public").exists());
        let (folder, staging) = self::staging(&[("theirs", "x"), (".offprint-staging/old", "y")]);
        assert!(!folder.path().join("public/.offprint-staging").exists());
        staging.stage("a", b"text").expect("the folder is ours");
        drop(staging);
        let left: Vec<_> = fs::read_dir(folder.path().join("public"))
            .expect("it is there")
            .flatten()
            .map(|e| e.file_name())
            .collect();
        assert_eq!(left, ["theirs"]);
    }
}
