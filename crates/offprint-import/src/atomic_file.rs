//! [`write_atomically`]: replaces a file completely or not at all, even if the process is killed;
//! and [`remove_stale_files`], which removes what a killed process left behind.
//!
//! This module must not know what the files contain.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

/// The names of temporary files: this, a process number, a random part.
const PREFIX: &str = ".offprint-import-";

/// The end of their names. The site generator ignores such files.
const SUFFIX: &str = ".tmp";

/// How old a temporary file must be if the system does not tell whether its process runs.
const MIN_AGE: Duration = Duration::from_secs(60);

/// Writes a file by way of a temporary one beside it. It has the permissions of the file that it
/// replaces, or else those of any new file.
///
/// # Errors
/// The file or its folder cannot be written.
pub fn write_atomically(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    // Temporary files are private by default; the system still applies the user's mask.
    #[cfg(unix)]
    let builder = builder
        .permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut beside = builder.tempfile_in(file.parent().unwrap_or(Path::new(".")))?;
    beside.write_all(bytes)?;
    if let Ok(known) = fs::metadata(file) {
        beside.as_file().set_permissions(known.permissions())?;
    }
    beside.persist(file)?;
    Ok(())
}

/// Removes the temporary files in a folder whose process was killed.
pub(super) fn remove_stale_files(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split('-').next());
        if let Some(process) = process
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && is_gone(process, &entry)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a process no longer runs.
fn is_gone(process: &str, entry: &fs::DirEntry) -> bool {
    let processes = Path::new("/proc");
    if processes.join("self").exists() {
        return !processes.join(process).exists();
    }
    let age = entry.metadata().and_then(|data| data.modified()).map(|time| time.elapsed());
    matches!(age, Ok(Ok(age)) if age >= MIN_AGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_killed_processes_are_removed() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = |name: &str| folder.path().join(name);
        let own = format!("{PREFIX}{}-abc{SUFFIX}", std::process::id());
        for name in ["a.md", ".offprint-import-999999999-abc.tmp", &own, "other.tmp"] {
            fs::write(file(name), "x").expect("the folder is ours");
        }
        remove_stale_files(folder.path());
        assert!(file("a.md").exists() && file(&own).exists() && file("other.tmp").exists());
        assert_eq!(
            file(".offprint-import-999999999-abc.tmp").exists(),
            !Path::new("/proc/self").exists()
        );
    }

    #[cfg(unix)]
    #[test]
    fn files_have_normal_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (new, plain) = (folder.path().join("new"), folder.path().join("plain"));
        fs::write(&plain, "x").expect("the folder is ours");
        write_atomically(&new, b"x").expect("the folder is ours");
        let mode = |file: &Path| fs::metadata(file).expect("it is there").permissions().mode();
        assert_eq!(mode(&new), mode(&plain));
        fs::set_permissions(&new, fs::Permissions::from_mode(0o640)).expect("it is ours");
        write_atomically(&new, b"y").expect("the folder is ours");
        assert_eq!(mode(&new) & 0o777, 0o640);
    }
}
