//! [`FaultyStore`]: a target that fails at a chosen operation, or when its disk is full.

use std::collections::BTreeSet;

use offprint_publish::{
    ContentDigest, ErrorKind, FileStore, Observations, OnFile, PublishError, StateFile, TagKind,
    TargetPath, Upload,
};

/// How a target fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The connection is lost before an operation.
    Lost,
    /// An operation is done, but its answer is lost.
    LostAnswer,
    /// This program is killed.
    Killed,
}

/// Passes everything on, until a fault.
pub struct FaultyStore {
    inner: Box<dyn FileStore>,
    /// How many operations still work, the last one perhaps.
    left: usize,
    fault: Fault,
}

impl FaultyStore {
    /// The operation with the number `left`, from 1, fails.
    pub fn new(inner: Box<dyn FileStore>, left: usize, fault: Fault) -> Self {
        Self { inner, left, fault }
    }

    fn run<T>(
        &mut self,
        operation: impl FnOnce(&mut dyn FileStore) -> Result<T, PublishError>,
    ) -> Result<T, PublishError> {
        let lost = || PublishError::new(ErrorKind::Connection, "the connection was lost");
        if self.left == 0 {
            return Err(lost());
        }
        self.left -= 1;
        if self.left > 0 {
            return operation(self.inner.as_mut());
        }
        match self.fault {
            Fault::Lost => {}
            Fault::LostAnswer => drop(operation(self.inner.as_mut())),
            // Nothing is tidied up.
            Fault::Killed => std::process::abort(),
        }
        Err(lost())
    }

    /// Each item is one operation. Those before the connection is lost are done at once, as the
    /// store does without faults.
    fn run_each<I>(
        &mut self,
        items: &[I],
        on_file: OnFile<'_>,
        operation: impl Fn(&mut dyn FileStore, &[I], OnFile<'_>) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        let whole = items.len().min(self.left.saturating_sub(1));
        if whole > 0 {
            operation(self.inner.as_mut(), &items[..whole], on_file)?;
            self.left -= whole;
        }
        match items.get(whole) {
            None => Ok(()),
            Some(item) => {
                self.run(|inner| operation(inner, std::slice::from_ref(item), &mut |_, _| Ok(())))
            }
        }
    }
}

impl FileStore for FaultyStore {
    fn tag_kind(&self) -> TagKind {
        self.inner.tag_kind()
    }
    fn can_keep(&self) -> bool {
        self.inner.can_keep()
    }
    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        self.run(|inner| inner.lock(owner))
    }
    fn unlock(&mut self) -> Result<(), PublishError> {
        self.run(|inner| inner.unlock())
    }
    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        self.run(|inner| inner.read_state(file))
    }
    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        self.run(|inner| inner.write_state(file, bytes))
    }
    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        self.run(|inner| inner.remove_state(file))
    }
    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        self.run(|inner| inner.observe(paths, others))
    }
    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        self.run(|inner| inner.content_digest(path))
    }
    fn check_names(&mut self, paths: &[&TargetPath]) -> Result<(), PublishError> {
        self.run(|inner| inner.check_names(paths))
    }
    fn ignores_case(&mut self) -> Result<bool, PublishError> {
        self.run(|inner| inner.ignores_case())
    }
    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        self.run_each(files, on_file, |inner, one, on_one| inner.upload(one, on_one))
    }
    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        self.run_each(paths, on_file, |inner, one, on_one| inner.remove(one, on_one))
    }
    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        self.run(|inner| inner.kept())
    }
    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        self.run_each(files, on_file, |inner, one, on_one| inner.keep(one, on_one))
    }
    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        self.run_each(files, on_file, |inner, one, on_one| inner.restore(one, on_one))
    }
    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        for digest in digests {
            self.run(|inner| inner.discard(std::slice::from_ref(digest)))?;
        }
        Ok(())
    }
}

/// A target with a disk of this size.
pub struct FullStore {
    inner: Box<dyn FileStore>,
    room: u64,
}

impl FullStore {
    /// A target with room for this number of bytes.
    pub fn new(inner: Box<dyn FileStore>, room: u64) -> Self {
        Self { inner, room }
    }

    fn take(&mut self, bytes: u64) -> Result<(), PublishError> {
        self.room = self.room.checked_sub(bytes).ok_or_else(|| {
            PublishError::from_io("cannot write", &std::io::ErrorKind::StorageFull.into())
        })?;
        Ok(())
    }
}

impl FileStore for FullStore {
    fn tag_kind(&self) -> TagKind {
        self.inner.tag_kind()
    }
    fn can_keep(&self) -> bool {
        self.inner.can_keep()
    }
    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        self.take(owner.len() as u64)?;
        self.inner.lock(owner)
    }
    fn unlock(&mut self) -> Result<(), PublishError> {
        self.inner.unlock()
    }
    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        self.inner.read_state(file)
    }
    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        self.take(bytes.len() as u64)?;
        self.inner.write_state(file, bytes)
    }
    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        self.inner.remove_state(file)
    }
    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        self.inner.observe(paths, others)
    }
    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        self.inner.content_digest(path)
    }
    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        for (index, file) in files.iter().enumerate() {
            self.take(file.entry.bytes)?;
            let mut tag = None;
            self.inner.upload(std::slice::from_ref(file), &mut |_, given| {
                tag = given;
                Ok(())
            })?;
            on_file(index, tag)?;
        }
        Ok(())
    }
    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        self.inner.remove(paths, on_file)
    }
    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        self.inner.kept()
    }
    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        self.inner.keep(files, on_file)
    }
    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        self.inner.restore(files, on_file)
    }
    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        self.inner.discard(digests)
    }
}
