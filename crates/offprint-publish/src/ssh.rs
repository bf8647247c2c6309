//! [`SshStore`]: a folder of a server, over SSH with the user's `sftp`, and `rsync` for uploads.
//!
//! New files are written to the state folder and renamed; rsync does the same by itself. Old contents
//! are kept by hard links. The server must be OpenSSH, or know its extensions for both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::ContentDigest;
use crate::error::{ErrorKind, PublishError};
use crate::file_names::is_listed;
use crate::folder::DENY_ALL;
use crate::listing::{Listings, observe_by_listing};
use crate::observation::{KnownContent, Observation, Observations};
use crate::ssh_connection::{SshAddress, SshConnection};
use crate::store::{FileStore, OnFile, StateFile, Upload};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// A folder of a server.
#[derive(Debug)]
pub struct SshStore {
    connection: SshConnection,
    /// The folder: absolute, or relative to the home folder and beginning with `./`.
    root: String,
    uses_rsync: bool,
    /// Folders below the root that exist.
    folders: BTreeSet<String>,
    written: usize,
}

impl SshStore {
    /// Connects to a server.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or refuses.
    pub fn open(address: &SshAddress, path: &str, uses_rsync: bool) -> Result<Self, PublishError> {
        let path = path.strip_prefix("~/").unwrap_or(path).trim_end_matches('/');
        let root = if path.starts_with('/') { path.to_owned() } else { format!("./{path}") };
        let connection = SshConnection::open(address)?;
        Ok(Self { connection, root, uses_rsync, folders: BTreeSet::new(), written: 0 })
    }

    fn run(&self, commands: &[String]) -> Result<(), PublishError> {
        if commands.is_empty() {
            return Ok(());
        }
        self.connection.run_batch(commands, &mut |_| Ok(())).map(drop)
    }

    /// Runs `per_file` commands for each file, and calls `on_file` when those of one are done.
    fn run_each(
        &self,
        commands: &[String],
        per_file: usize,
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        if commands.is_empty() {
            return Ok(());
        }
        // The next command is echoed when the one before has ended.
        self.connection.run_batch(commands, &mut |index| {
            if index > 0 && index % per_file == 0 {
                on_file(index / per_file - 1, None)
            } else {
                Ok(())
            }
        })?;
        on_file(commands.len() / per_file - 1, None)
    }

    fn at(&self, path: &str) -> String {
        quoted(&format!("{}/{path}", self.root))
    }

    fn state(&self, name: &str) -> String {
        self.at(&format!("{STATE_FOLDER}/{name}"))
    }

    fn kept_file(&self, digest: &ContentDigest) -> String {
        self.state(&format!("previous/{digest}"))
    }

    fn next_incoming(&mut self) -> String {
        self.written += 1;
        self.state(&format!("incoming/{}", self.written))
    }

    /// Reads a file; `None` if there is none.
    fn fetch(&self, remote: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let local = self.connection.local_folder().join("fetched");
        let _ = fs::remove_file(&local);
        let command = format!("-get {remote} {}", quoted_local(&local)?);
        let output = self.connection.run_batch(&[command], &mut |_| Ok(()))?;
        match fs::read(&local) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) if output.errors.contains("not found") || output.errors.contains("No such") => {
                Ok(None)
            }
            Err(_) => Err(PublishError::new(
                ErrorKind::Permission,
                format!("the server does not let us read {remote}: {}", output.errors.trim()),
            )),
        }
    }

    /// The commands that create the folders of a file.
    fn make_folders(&mut self, path: &TargetPath, commands: &mut Vec<String>) {
        for folder in path.folders() {
            if self.folders.insert(folder.to_owned()) {
                commands.push(format!("-mkdir {}", self.at(folder)));
            }
        }
    }

    /// What is in folders, by their paths; the root is the empty path. A folder that does not exist
    /// is missing in the result.
    fn list(&self, folders: &[String]) -> Result<Listings, PublishError> {
        let commands: Vec<_> = folders
            .iter()
            .map(|folder| {
                let path = if folder.is_empty() { quoted(&self.root) } else { self.at(folder) };
                format!("-ls -lan {path}")
            })
            .collect();
        if commands.is_empty() {
            return Ok(BTreeMap::new());
        }
        let output = self.connection.run_batch(&commands, &mut |_| Ok(()))?;
        if output.errors.contains("ermission denied") {
            return Err(PublishError::new(
                ErrorKind::Permission,
                format!("the server does not let us list a folder: {}", output.errors.trim()),
            ));
        }
        let mut lists = BTreeMap::new();
        let mut at = None;
        for line in &output.printed {
            if line.starts_with("sftp> ") {
                at = Some(at.map_or(0, |index: usize| index + 1));
            } else if let (Some(folder), Some((name, found))) =
                (at.and_then(|index| folders.get(index)), parse_listed(line))
            {
                lists.entry(folder.clone()).or_insert_with(BTreeMap::new).insert(name, found);
            }
        }
        Ok(lists)
    }

    fn upload_by_rsync(
        &mut self,
        files: &[Upload],
        on_file: OnFile<'_>,
    ) -> Result<bool, PublishError> {
        // All files of the site are in one folder; further files may be in others.
        let mut groups: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
        for upload in files {
            let name = upload.path.as_str();
            let depth = name.matches('/').count() + 1;
            let base = upload.file.ancestors().nth(depth).unwrap_or(Path::new("/"));
            if base.join(name) != upload.file {
                return Ok(false);
            }
            groups.entry(base.to_owned()).or_default().push(name);
        }
        let mut done = 0;
        for (base, names) in &groups {
            let sent = self.connection.rsync(base, names, &self.root, &mut || {
                if done < files.len() {
                    done += 1;
                    on_file(done - 1, None)
                } else {
                    Ok(())
                }
            })?;
            if !sent {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl FileStore for SshStore {
    fn can_keep(&self) -> bool {
        true
    }

    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        let local = self.connection.local_folder().join("owner");
        let deny = self.connection.local_folder().join("deny");
        fs::write(&local, owner)
            .and_then(|()| fs::write(&deny, DENY_ALL))
            .map_err(|error| PublishError::at_path("write", &local, &error))?;
        let mut commands = vec![format!("-mkdir {}", quoted(&self.root))];
        commands.push(format!("-mkdir {}", self.at(STATE_FOLDER)));
        for name in ["incoming", "previous"] {
            commands.push(format!("-mkdir {}", self.state(name)));
        }
        commands.push(format!("put {} {}", quoted_local(&deny)?, self.state(".htaccess")));
        self.run(&commands)?;
        // Creating a folder is atomic, and fails if it exists.
        let lock = self.state("lock");
        let output = self.connection.run_batch(&[format!("-mkdir {lock}")], &mut |_| Ok(()))?;
        if !output.errors.trim().is_empty() {
            return Ok(Some(self.fetch(&self.state("lock/owner"))?.unwrap_or_default()));
        }
        self.run(&[
            format!("put {} {}", quoted_local(&local)?, self.state("lock/owner")),
            format!("-rm {}*", self.state("incoming/")),
        ])?;
        Ok(None)
    }

    fn unlock(&mut self) -> Result<(), PublishError> {
        self.run(&[
            format!("-rm {}", self.state("lock/owner")),
            format!("-rmdir {}", self.state("lock")),
        ])
    }

    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        self.fetch(&self.state(file.name()))
    }

    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        let local = self.connection.local_folder().join(file.name());
        fs::write(&local, bytes).map_err(|error| PublishError::at_path("write", &local, &error))?;
        let incoming = self.next_incoming();
        self.run(&[
            format!("put {} {incoming}", quoted_local(&local)?),
            format!("rename {incoming} {}", self.state(file.name())),
        ])
    }

    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        self.run(&[format!("-rm {}", self.state(file.name()))])
    }

    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        _others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        let (observed, folders) = observe_by_listing(paths, &mut |folders| self.list(folders))?;
        self.folders = folders;
        Ok(observed)
    }

    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        let bytes = self.fetch(&self.at(path.as_str()))?;
        Ok(ContentDigest::of(&bytes.unwrap_or_default()))
    }

    fn can_store_name(&mut self, name: &str) -> Result<bool, PublishError> {
        let local = self.connection.local_folder().join("empty");
        fs::write(&local, "").map_err(|error| PublishError::at_path("write", &local, &error))?;
        let folder = format!("{STATE_FOLDER}/incoming");
        let probe = self.state(&format!("incoming/{name}"));
        self.run(&[format!("-put {} {probe}", quoted_local(&local)?)])?;
        let listed = self.list(&[folder])?.into_values().flatten().map(|(name, _)| name);
        let listed: Vec<_> = listed.collect();
        self.run(&[format!("-rm {probe}")])?;
        Ok(is_listed(name, &listed))
    }

    fn ignores_case(&mut self) -> Result<bool, PublishError> {
        let lists = self.list(&[STATE_FOLDER.to_uppercase()])?;
        Ok(lists.values().any(|names| !names.is_empty()))
    }

    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        if files.is_empty() {
            return Ok(());
        }
        if self.uses_rsync {
            if self.upload_by_rsync(files, on_file)? {
                return Ok(());
            }
            self.uses_rsync = false;
        }
        let mut folders = Vec::new();
        let mut commands = Vec::new();
        for upload in files {
            self.make_folders(&upload.path, &mut folders);
            let incoming = self.next_incoming();
            commands.push(format!("put {} {incoming}", quoted_local(&upload.file)?));
            commands.push(format!("chmod 644 {incoming}"));
            commands.push(format!("rename {incoming} {}", self.at(upload.path.as_str())));
        }
        self.run(&folders)?;
        self.run_each(&commands, 3, on_file)
    }

    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        let commands: Vec<_> =
            paths.iter().map(|path| format!("rm {}", self.at(path.as_str()))).collect();
        self.run_each(&commands, 1, on_file)?;
        // A folder that is not empty cannot be removed.
        let mut folders: Vec<&str> = paths.iter().flat_map(TargetPath::folders).collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.len()));
        folders.dedup();
        let commands: Vec<_> =
            folders.iter().map(|folder| format!("-rmdir {}", self.at(folder))).collect();
        for folder in folders {
            self.folders.remove(folder);
        }
        self.run(&commands)
    }

    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        let folder = format!("{STATE_FOLDER}/previous");
        let lists = self.list(&[folder])?;
        let names = lists.into_values().flatten().map(|(name, _)| name);
        Ok(names.filter_map(|name| ContentDigest::try_from(name).ok()).collect())
    }

    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        let commands: Vec<_> = files
            .iter()
            .map(|(path, digest)| {
                format!("ln {} {}", self.at(path.as_str()), self.kept_file(digest))
            })
            .collect();
        self.run_each(&commands, 1, on_file).map_err(|error| match error.kind {
            ErrorKind::Other | ErrorKind::Permission => error.help(
                "this server may not be able to keep the previous publication; if so, set \
                 `rollback = false` for this target",
            ),
            _ => error,
        })
    }

    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        let mut folders = Vec::new();
        let mut commands = Vec::new();
        for (path, digest) in files {
            self.make_folders(path, &mut folders);
            let incoming = self.next_incoming();
            commands.push(format!("ln {} {incoming}", self.kept_file(digest)));
            commands.push(format!("rename {incoming} {}", self.at(path.as_str())));
        }
        self.run(&folders)?;
        self.run_each(&commands, 2, on_file)
    }

    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        let commands: Vec<_> =
            digests.iter().map(|digest| format!("-rm {}", self.kept_file(digest))).collect();
        self.run(&commands)
    }
}

/// A path as sftp takes it. In double quotes, only the quote itself needs an escape, and patterns such
/// as `*` have no meaning.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('"', "\\\""))
}

fn quoted_local(path: &Path) -> Result<String, PublishError> {
    match path.to_str() {
        Some(text) if !text.contains(|c: char| c.is_control() || c == '\\') => Ok(quoted(text)),
        _ => Err(PublishError::new(
            ErrorKind::FileName,
            format!("sftp cannot send a file with the path `{}`", path.display()),
        )),
    }
}

/// Name and kind of an entry, as `ls -lan` of sftp prints it:
/// `-rw-r--r--    ? 1000     1000         1234 Nov 29 16:00 folder/name`.
fn parse_listed(line: &str) -> Option<(String, Observation)> {
    let mut rest = line;
    let mut fields = Vec::new();
    for _ in 0..8 {
        rest = rest.trim_start();
        let end = rest.find(' ')?;
        fields.push(&rest[..end]);
        rest = &rest[end..];
    }
    let name = rest.strip_prefix(' ')?;
    let name = unescaped(name.rsplit('/').next()?);
    if matches!(name.as_str(), "" | "." | "..") {
        return None;
    }
    let found = match fields[0].as_bytes().first()? {
        b'd' => Observation::Folder,
        b'-' => {
            Observation::File { bytes: fields[4].parse().ok()?, content: KnownContent::Unknown }
        }
        _ => Observation::Other,
    };
    Some((name, found))
}

/// Resolves the octal escapes of characters that sftp cannot print: `\303\244`.
fn unescaped(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut text = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let octal = bytes.get(at + 1..at + 4).filter(|digits| {
            bytes[at] == b'\\' && digits.iter().all(|d| (b'0'..=b'7').contains(d))
        });
        match octal.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok())
        {
            Some(byte) => {
                text.push(byte);
                at += 4;
            }
            None => {
                text.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_read() {
        let file = |bytes| Observation::File { bytes, content: KnownContent::Unknown };
        for (line, expect) in [
            (
                "-rw-r--r--    ? 0        0              12 Nov 29 16:00 ./www/a b.html",
                Some(("a b.html", file(12))),
            ),
            (
                "drwxr-xr-x    ? 0        0            4096 Nov 29  2025 /srv/x",
                Some(("x", Observation::Folder)),
            ),
            (
                "lrwxrwxrwx    ? 0        0               1 Nov  2 16:00 l",
                Some(("l", Observation::Other)),
            ),
            (
                "-rw-r--r--    ? 0        0               0 Nov 29 16:00 \\303\\244.html",
                Some(("ä.html", file(0))),
            ),
            (
                "-rw-r--r--    ? 0        0               0 Nov 29 16:00  lead",
                Some((" lead", file(0))),
            ),
            ("drwxr-xr-x    ? 0        0            4096 Nov 29 16:00 ./www/..", None),
            ("Can't ls: \"/x\" not found", None),
        ] {
            let found = parse_listed(line);
            assert_eq!(found, expect.map(|(name, found)| (name.to_owned(), found)), "{line}");
        }
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(quoted("./a \"b\" -rf $(x)"), "\"./a \\\"b\\\" -rf $(x)\"");
    }
}
