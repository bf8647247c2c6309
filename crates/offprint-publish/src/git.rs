//! [`GitStore`]: a branch of a git repository, through the user's `git`.
//!
//! Each publication is one commit on top of the branch, so its history is preserved and nothing is
//! ever forced: a push is refused if the branch has changed since it was fetched. Commits are made
//! in a private bare repository, so neither the index nor the branches of the site's own repository
//! are touched.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::digest::TagKind;
use crate::error::{ErrorKind, PublishError};
use crate::git_program::{explain, git_command, missing_git, ssh_command};
use crate::observation::{KnownContent, Observation};
use crate::plan::{FileSource, PlannedWrite};
use crate::store::{OnFile, Snapshot, SnapshotChange, SnapshotStore, StateFile};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// The branch as it was fetched, in the private repository.
const FETCHED: &str = "refs/offprint/fetched";
/// The commit that is being made, in the private repository.
const NEXT: &str = "refs/offprint/next";

/// A branch of a git repository.
#[derive(Debug)]
pub struct GitStore {
    /// The URL or path of the repository.
    repository: String,
    branch: String,
    /// The private repository.
    cache: PathBuf,
    /// The site's folder: git's settings for this folder say who commits.
    site: PathBuf,
    /// How git runs ssh; `None` if the environment says it.
    ssh: Option<String>,
    /// The last commit of the branch, once it was fetched; `None` if there is no such branch.
    head: Option<String>,
}

impl GitStore {
    /// A branch of a repository. `cache` is a folder for the private repository.
    ///
    /// # Errors
    ///
    /// `git` is not installed, or a name cannot be used.
    pub fn open(
        repository: &str,
        branch: &str,
        cache: &Path,
        site: &Path,
    ) -> Result<Self, PublishError> {
        if repository.starts_with('-') || repository.contains(char::is_control) {
            return Err(PublishError::new(
                ErrorKind::Settings,
                format!("`{}` is not the URL of a repository", repository.escape_debug()),
            ));
        }
        // git runs in the site's folder, to which a relative path would then belong.
        let absolute = |path: &Path| {
            std::path::absolute(path).map_err(|error| PublishError::at_path("find", path, &error))
        };
        let (cache, site) = (&absolute(cache)?, &absolute(site)?);
        let store = Self {
            repository: repository.to_owned(),
            branch: branch.to_owned(),
            cache: cache.to_owned(),
            site: site.to_owned(),
            ssh: ssh_command(site),
            head: None,
        };
        let reference = store.reference();
        if branch.starts_with('-') || store.run(&["check-ref-format", &reference]).is_err() {
            return Err(PublishError::new(
                ErrorKind::Settings,
                format!("`{}` is not the name of a branch", branch.escape_debug()),
            ));
        }
        Ok(store)
    }

    /// The URL that the site's own repository pushes to.
    ///
    /// # Errors
    ///
    /// The site is not in a repository, or the repository has no remote of this name.
    pub fn remote_url(site: &Path, remote: &str) -> Result<String, PublishError> {
        let output = git_command()
            .arg("-C")
            .arg(site)
            .args(["remote", "get-url", "--push", "--", remote])
            .output()
            .map_err(|error| missing_git(&error))?;
        if !output.status.success() {
            return Err(PublishError::new(
                ErrorKind::Settings,
                format!("the site's folder has no git remote `{remote}` to publish to"),
            )
            .help("set `repository` to the URL of the repository"));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn reference(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    fn command(&self) -> Command {
        let mut command = git_command();
        if let Some(ssh) = &self.ssh {
            command.env("GIT_SSH_COMMAND", ssh);
        }
        if self.cache.join("HEAD").is_file() {
            command.arg("--git-dir").arg(&self.cache);
        }
        command.current_dir(&self.site);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, PublishError> {
        let output =
            self.command().args(arguments).output().map_err(|error| missing_git(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.explain(&output.stderr))
    }

    fn explain(&self, messages: &[u8]) -> PublishError {
        explain(&self.repository, &self.branch, &String::from_utf8_lossy(messages))
    }

    /// Makes the private repository, or completes one whose making was interrupted. What a git that
    /// was killed has locked is free again: only one publication at a time uses it.
    fn prepare_cache(&self) -> Result<(), PublishError> {
        fs::create_dir_all(&self.cache)
            .map_err(|error| PublishError::at_path("create", &self.cache, &error))?;
        let path = self.cache.to_string_lossy().into_owned();
        self.run(&["init", "--quiet", "--bare", "--", &path])?;
        for folder in [self.cache.clone(), self.cache.join("refs/offprint")] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().extension().is_some_and(|ending| ending == "lock") {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        Ok(())
    }

    /// Fetches the branch. The private repository contains nothing that is not in the branch, so one
    /// that git cannot use, after a loss of power, is made anew.
    fn fetch(&mut self, is_complete: bool) -> Result<(), PublishError> {
        let had_cache = self.cache.exists();
        match self.fetch_once(is_complete) {
            Err(error) if error.kind == ErrorKind::Other && had_cache => {
                fs::remove_dir_all(&self.cache)
                    .map_err(|error| PublishError::at_path("remove", &self.cache, &error))?;
                self.fetch_once(is_complete)
            }
            result => result,
        }
    }

    /// Fetches the branch; deep enough for a plan, or all of it.
    fn fetch_once(&mut self, is_complete: bool) -> Result<(), PublishError> {
        self.prepare_cache()?;
        let reference = self.reference();
        let listed = self.run(&["ls-remote", "--", &self.repository, &reference])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        self.head = None;
        if !listed.lines().any(|line| line.ends_with(&format!("\t{reference}"))) {
            return Ok(());
        }
        let refspec = format!("+{reference}:{FETCHED}");
        let mut arguments = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
        if !is_complete {
            arguments.push("--depth=1");
        } else if self.cache.join("shallow").is_file() {
            arguments.push("--unshallow");
        }
        arguments.extend(["--", &self.repository, &refspec]);
        self.run(&arguments)?;
        let head = self.run(&["rev-parse", "--verify", FETCHED])?;
        self.head = Some(String::from_utf8_lossy(&head).trim().to_owned());
        Ok(())
    }

    /// Name, mail address and time of the committer, as git writes them.
    fn identity(&self) -> Result<String, PublishError> {
        let output = git_command()
            .current_dir(&self.site)
            .args(["var", "GIT_COMMITTER_IDENT"])
            .output()
            .map_err(|error| missing_git(&error))?;
        if !output.status.success() {
            return Err(PublishError::new(ErrorKind::Settings, "git does not know who commits")
                .help(
                    "set your name: git config --global user.name \"…\", and git config --global \
                 user.email \"…\"",
                ));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Writes the commands from which git makes the commit.
    fn write_commit(
        &self,
        out: &mut dyn Write,
        identity: &str,
        change: &SnapshotChange<'_>,
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        let lost = |error: std::io::Error| PublishError::from_io("git stopped", &error);
        let message = change.summary;
        write!(out, "feature done\ncommit {NEXT}\ncommitter {identity}\n").map_err(lost)?;
        write!(out, "data {}\n{message}\n", message.len()).map_err(lost)?;
        if let Some(head) = &self.head {
            writeln!(out, "from {head}").map_err(lost)?;
        }
        // Removals first, for a file that becomes a folder. A commit has no order.
        for (index, path) in change.removed.iter().enumerate() {
            writeln!(out, "D {}", quoted(path.as_str())).map_err(lost)?;
            on_file(index, None)?;
        }
        for (index, write) in change.writes.iter().enumerate() {
            let path = quoted(write.path.as_str());
            match (&write.source, &write.entry.tag) {
                (FileSource::Local(file), _) => {
                    let bytes = fs::read(file)
                        .map_err(|error| PublishError::at_path("read", file, &error))?;
                    writeln!(out, "M 100644 inline {path}\ndata {}", bytes.len()).map_err(lost)?;
                    out.write_all(&bytes).and_then(|()| out.write_all(b"\n")).map_err(lost)?;
                }
                (FileSource::Kept, Some(blob))
                    if blob.len() == 40 && blob.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
                {
                    writeln!(out, "M 100644 {blob} {path}").map_err(lost)?;
                }
                (FileSource::Kept, _) => {
                    return Err(PublishError::new(
                        ErrorKind::Damaged,
                        format!("the previous content of `{}` is unknown", write.path),
                    ));
                }
            }
            on_file(index, None)?;
        }
        let manifest = format!("{STATE_FOLDER}/{}", StateFile::Manifest.name());
        writeln!(out, "M 100644 inline {manifest}\ndata {}", change.manifest.len())
            .map_err(lost)?;
        out.write_all(change.manifest).map_err(lost)?;
        out.write_all(b"\ndone\n").and_then(|()| out.flush()).map_err(lost)
    }
}

impl SnapshotStore for GitStore {
    fn tag_kind(&self) -> TagKind {
        TagKind::GitBlob
    }

    fn current(&mut self) -> Result<Snapshot, PublishError> {
        self.fetch(false)?;
        let Some(head) = self.head.clone() else { return Ok(Snapshot::default()) };
        let listing = self.run(&["ls-tree", "-r", "-l", "-z", &head])?;
        let mut snapshot = Snapshot::default();
        let manifest_path = format!("{STATE_FOLDER}/{}", StateFile::Manifest.name());
        for line in listing.split(|byte| *byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((facts, path)) = line.split_once('\t') else { continue };
            let facts: Vec<&str> = facts.split_whitespace().collect();
            let [mode, _, object, size] = facts[..] else { continue };
            if path == manifest_path {
                snapshot.manifest = Some(self.run(&["cat-file", "blob", object])?);
                continue;
            }
            // A name that Offprint cannot publish is in nobody's way.
            let Ok(path) = TargetPath::new(path) else { continue };
            for folder in path.folders().filter_map(|folder| TargetPath::new(folder).ok()) {
                snapshot.files.insert(folder, Observation::Folder);
            }
            let found = match (mode, size.parse()) {
                ("100644" | "100755", Ok(bytes)) => {
                    Observation::File { bytes, content: KnownContent::Tag(object.to_owned()) }
                }
                _ => Observation::Other,
            };
            snapshot.files.insert(path, found);
        }
        Ok(snapshot)
    }

    fn previous_manifest(&mut self) -> Result<Option<Vec<u8>>, PublishError> {
        self.fetch(true)?;
        let Some(head) = self.head.clone() else { return Ok(None) };
        let manifest = format!("{STATE_FOLDER}/{}", StateFile::Manifest.name());
        let commits = self.run(&["log", "-n", "2", "--format=%H", &head, "--", &manifest])?;
        let commits = String::from_utf8_lossy(&commits).into_owned();
        let Some(commit) = commits.lines().nth(1) else { return Ok(None) };
        self.run(&["cat-file", "blob", &format!("{commit}:{manifest}")]).map(Some)
    }

    fn publish(
        &mut self,
        change: &SnapshotChange<'_>,
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        let is_reserved = |name: &str| name.eq_ignore_ascii_case(".git");
        let is_refused = |write: &&PlannedWrite| write.path.as_str().split('/').any(is_reserved);
        if let Some(write) = change.writes.iter().find(is_refused) {
            return Err(PublishError::new(
                ErrorKind::FileName,
                format!("git cannot store `{}`: the name `.git` is its own", write.path),
            )
            .help("remove the file or folder from the site"));
        }
        let identity = self.identity()?;
        let mut child = self
            .command()
            .args(["fast-import", "--quiet", "--force", "--done"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| missing_git(&error))?;
        let written = match child.stdin.take() {
            Some(input) => {
                let mut input = std::io::BufWriter::new(input);
                self.write_commit(&mut input, &identity, change, on_file)
            }
            None => Ok(()),
        };
        let output =
            child.wait_with_output().map_err(|error| PublishError::from_io("git", &error))?;
        if !output.status.success() {
            // If git stopped, its message says why, not the error from writing to it.
            let reason = self.explain(&output.stderr);
            return Err(written
                .err()
                .filter(|error| error.kind != ErrorKind::Other)
                .unwrap_or(reason));
        }
        written?;
        let commit = self.run(&["rev-parse", "--verify", NEXT])?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let reference = self.reference();
        let lease =
            format!("--force-with-lease={reference}:{}", self.head.as_deref().unwrap_or_default());
        let refspec = format!("{commit}:{reference}");
        self.run(&["push", "--quiet", &lease, "--", &self.repository, &refspec])?;
        self.run(&["update-ref", FETCHED, &commit])?;
        self.head = Some(commit);
        Ok(())
    }
}

/// The files that a branch needs besides the site: one that keeps GitHub from processing the pages,
/// and one that names the domain.
pub fn branch_files(domain: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([(".nojekyll".to_owned(), Vec::new())]);
    if let Some(domain) = domain {
        files.insert("CNAME".to_owned(), format!("{domain}\n").into_bytes());
    }
    files
}

/// A path as git's commands take it: in double quotes, with escapes.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted() {
        assert_eq!(quoted("a \"b\".html"), "\"a \\\"b\\\".html\"");
    }
}
