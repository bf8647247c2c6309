//! [`FolderStore`]: a folder of this machine, such as a web root or a mounted drive.
//!
//! Symbolic links inside of the folder are never followed. New contents are written to the state
//! folder and renamed, so that a file is never half written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::digest::{ContentDigest, hex};
use crate::error::{ErrorKind, PublishError};
use crate::file_names::{is_listed, is_uncommon};
use crate::observation::{KnownContent, Observation, Observations};
use crate::store::{FileStore, OnFile, StateFile, Upload};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// What keeps Apache from serving the state folder; other servers need a setting.
pub const DENY_ALL: &str = "Require all denied\n";

/// A folder of this machine.
#[derive(Debug)]
pub struct FolderStore {
    root: PathBuf,
    /// Folders below the root that exist and are no symbolic links.
    real_folders: BTreeSet<PathBuf>,
    /// How many files were written to the state folder, for their temporary names.
    written: usize,
}

impl FolderStore {
    /// A target in a folder. It is created if its parent folder exists: a drive that is not mounted
    /// must not become a folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be used.
    pub fn open(root: &Path) -> Result<Self, PublishError> {
        let parent_exists = root.parent().is_some_and(Path::is_dir);
        if !root.exists() && !parent_exists {
            return Err(PublishError::new(
                ErrorKind::Settings,
                format!("the folder `{}` does not exist, nor its parent folder", root.display()),
            )
            .help("create it, or mount the drive that it is on"));
        }
        if root.exists() && !root.is_dir() {
            return Err(PublishError::new(
                ErrorKind::Settings,
                format!("`{}` is not a folder", root.display()),
            ));
        }
        Ok(Self { root: root.to_owned(), real_folders: BTreeSet::new(), written: 0 })
    }

    fn state(&self, name: &str) -> PathBuf {
        self.root.join(STATE_FOLDER).join(name)
    }

    fn kept_file(&self, digest: &ContentDigest) -> PathBuf {
        self.state("previous").join(digest.as_str())
    }

    /// The place of a path, if none of its folders is a symbolic link.
    fn place(&mut self, path: &TargetPath) -> Result<PathBuf, PublishError> {
        for folder in path.folders() {
            let folder = self.root.join(folder);
            if !self.real_folders.contains(&folder) {
                match fs::symlink_metadata(&folder) {
                    Ok(found) if found.is_dir() => {
                        self.real_folders.insert(folder);
                    }
                    Ok(_) => {
                        return Err(PublishError::new(
                            ErrorKind::Conflict,
                            format!("`{}` is a link or a file, not a folder", folder.display()),
                        )
                        .help("links at the target are not followed; replace it with a folder"));
                    }
                    Err(_) => break,
                }
            }
        }
        Ok(self.root.join(path.as_str()))
    }

    /// Makes Offprint's own folder and the folders in it.
    fn make_state_folder(&self) -> Result<(), PublishError> {
        for folder in [self.root.join(STATE_FOLDER), self.state("incoming"), self.state("previous")]
        {
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => {
                    return Err(PublishError::new(
                        ErrorKind::Conflict,
                        format!("`{}` is not a folder", folder.display()),
                    ));
                }
                Err(_) => fs::create_dir_all(&folder)
                    .map_err(|error| PublishError::at_path("create", &folder, &error))?,
            }
        }
        let deny = self.state(".htaccess");
        if !deny.exists() {
            fs::write(&deny, DENY_ALL)
                .map_err(|error| PublishError::at_path("write", &deny, &error))?;
        }
        Ok(())
    }

    /// Copies a content to a temporary file and checks it.
    fn stage(&mut self, from: &Path, digest: &ContentDigest) -> Result<PathBuf, PublishError> {
        self.written += 1;
        let temporary = self.state("incoming").join(self.written.to_string());
        let mut input =
            File::open(from).map_err(|error| PublishError::at_path("read", from, &error))?;
        let found = copy_and_digest(&mut input, &temporary).map_err(|error| {
            // What was written so far would only fill the disk.
            let _ = fs::remove_file(&temporary);
            PublishError::at_path("write", &temporary, &error)
        })?;
        if found != *digest {
            let _ = fs::remove_file(&temporary);
            return Err(PublishError::new(
                ErrorKind::Other,
                format!("`{}` changed while it was published", from.display()),
            )
            .help("publish again"));
        }
        Ok(temporary)
    }

    fn move_into_place(&mut self, temporary: &Path, path: &TargetPath) -> Result<(), PublishError> {
        let place = self.place(path)?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| PublishError::at_path("create", folder, &error))?;
        }
        fs::rename(temporary, &place).map_err(|error| {
            let _ = fs::remove_file(temporary);
            PublishError::at_path("write", &place, &error)
        })
    }

    fn observe_one(&mut self, path: &TargetPath, reads: bool) -> Result<Observation, PublishError> {
        for folder in path.folders() {
            let folder = self.root.join(folder);
            if self.real_folders.contains(&folder) {
                continue;
            }
            if !fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
                return Ok(Observation::Absent);
            }
            self.real_folders.insert(folder);
        }
        let place = self.root.join(path.as_str());
        let found = match fs::symlink_metadata(&place) {
            Ok(found) => found,
            Err(error) if is_absent(&error) => return Ok(Observation::Absent),
            Err(error) => return Err(PublishError::at_path("read", &place, &error)),
        };
        if found.is_dir() {
            return Ok(Observation::Folder);
        }
        if !found.is_file() {
            return Ok(Observation::Other);
        }
        let content = if reads {
            KnownContent::Digest(self.content_digest(path)?)
        } else {
            KnownContent::Unknown
        };
        Ok(Observation::File { bytes: found.len(), content })
    }

    /// Removes folders that are empty now, from the innermost.
    fn remove_empty_folders(&mut self, path: &TargetPath) {
        let folders: Vec<PathBuf> = path.folders().map(|folder| self.root.join(folder)).collect();
        for folder in folders.into_iter().rev() {
            if fs::remove_dir(&folder).is_err() {
                return;
            }
            self.real_folders.remove(&folder);
        }
    }
}

impl FileStore for FolderStore {
    fn can_keep(&self) -> bool {
        true
    }

    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        if !self.root.exists() {
            fs::create_dir(&self.root)
                .map_err(|error| PublishError::at_path("create", &self.root, &error))?;
        }
        self.make_state_folder()?;
        let lock = self.state("lock");
        match OpenOptions::new().write(true).create_new(true).open(&lock) {
            Ok(mut file) => {
                file.write_all(owner)
                    .map_err(|error| PublishError::at_path("write", &lock, &error))?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return fs::read(&lock)
                    .map(Some)
                    .map_err(|error| PublishError::at_path("read", &lock, &error));
            }
            Err(error) => return Err(PublishError::at_path("write", &lock, &error)),
        }
        // What an interrupted publication was writing is of no use.
        let incoming = self.state("incoming");
        for entry in fs::read_dir(&incoming).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
        Ok(None)
    }

    fn unlock(&mut self) -> Result<(), PublishError> {
        remove_if_there(&self.state("lock"))
    }

    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        let path = self.state(file.name());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(PublishError::at_path("read", &path, &error)),
        }
    }

    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.state(file.name());
        let temporary = self.state("incoming").join(file.name());
        let write = || {
            let mut output = File::create(&temporary)?;
            output.write_all(bytes)?;
            // Files of the site may be lost with the power; the list of them must not be.
            output.sync_all()?;
            fs::rename(&temporary, &path)
        };
        write().map_err(|error| PublishError::at_path("write", &path, &error))
    }

    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        remove_if_there(&self.state(file.name()))
    }

    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        self.real_folders.clear();
        let mut observed = BTreeMap::new();
        for (list, reads) in [(paths, true), (others, false)] {
            for path in list {
                observed.insert(path.clone(), self.observe_one(path, reads)?);
            }
        }
        Ok(observed)
    }

    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        let place = self.place(path)?;
        File::open(&place)
            .and_then(|mut file| ContentDigest::of_reader(&mut file))
            .map_err(|error| PublishError::at_path("read", &place, &error))
    }

    fn is_doubtful_name(&self, name: &str) -> bool {
        is_uncommon(name)
    }

    fn can_store_name(&mut self, name: &str) -> Result<bool, PublishError> {
        // A folder of its own: its list shows whether the name was changed.
        let folder = self.state("incoming").join("names");
        // A publication that was killed may have left it.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)
            .map_err(|error| PublishError::at_path("create", &folder, &error))?;
        let probe = folder.join(name);
        let created = OpenOptions::new().write(true).create_new(true).open(&probe);
        let listed: Vec<_> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        let _ = fs::remove_file(&probe);
        let _ = fs::remove_dir_all(&folder);
        match created {
            Ok(_) => Ok(is_listed(name, &listed)),
            // Something else than the name is wrong.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
                ) =>
            {
                Err(PublishError::at_path("write", &probe, &error))
            }
            Err(_) => Ok(false),
        }
    }

    fn ignores_case(&mut self) -> Result<bool, PublishError> {
        let folder = self.root.join(STATE_FOLDER);
        Ok(folder.is_dir() && self.root.join(STATE_FOLDER.to_uppercase()).exists())
    }

    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        for (index, upload) in files.iter().enumerate() {
            let temporary = self.stage(&upload.file, &upload.entry.sha256)?;
            self.move_into_place(&temporary, &upload.path)?;
            on_file(index, None)?;
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        for (index, path) in paths.iter().enumerate() {
            remove_if_there(&self.place(path)?)?;
            self.remove_empty_folders(path);
            on_file(index, None)?;
        }
        Ok(())
    }

    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        let folder = self.state("previous");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(BTreeSet::new()),
            Err(error) => return Err(PublishError::at_path("read", &folder, &error)),
        };
        Ok(entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter_map(|name| ContentDigest::try_from(name).ok())
            .collect())
    }

    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        for (index, (path, digest)) in files.iter().enumerate() {
            let place = self.place(path)?;
            let kept = self.kept_file(digest);
            // A link costs nothing. Not every file system has them.
            let linked = fs::hard_link(&place, &kept);
            if linked.is_err() && !kept.exists() {
                let temporary = self.stage(&place, digest)?;
                fs::rename(&temporary, &kept)
                    .map_err(|error| PublishError::at_path("write", &kept, &error))?;
            }
            on_file(index, None)?;
        }
        Ok(())
    }

    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        for (index, (path, digest)) in files.iter().enumerate() {
            let temporary = self.stage(&self.kept_file(digest), digest)?;
            self.move_into_place(&temporary, path)?;
            on_file(index, None)?;
        }
        Ok(())
    }

    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        digests.iter().try_for_each(|digest| remove_if_there(&self.kept_file(digest)))
    }
}

fn copy_and_digest(input: &mut File, to: &Path) -> io::Result<ContentDigest> {
    let mut output = File::create(to)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = input.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hasher.update(&buffer[..length]);
        output.write_all(&buffer[..length])?;
    }
    ContentDigest::try_from(hex(&hasher.finalize())).map_err(io::Error::other)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn remove_if_there(path: &Path) -> Result<(), PublishError> {
    match fs::remove_file(path) {
        Err(error) if !is_absent(&error) => Err(PublishError::at_path("remove", path, &error)),
        _ => Ok(()),
    }
}
