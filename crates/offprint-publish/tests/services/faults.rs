//! [`FaultyStore`]: a target whose connection is lost at a chosen operation.

use std::collections::BTreeSet;

use offprint_publish::{
    ContentDigest, ErrorKind, FileStore, Observations, OnFile, PublishError, StateFile, TagKind,
    TargetPath, Upload,
};

/// Passes everything on, until the connection is lost.
pub struct FaultyStore {
    inner: Box<dyn FileStore>,
    /// How many operations still work.
    left: usize,
    /// Whether the last operation is done although its answer is lost.
    is_done: bool,
}

impl FaultyStore {
    /// The connection is lost after `left` operations.
    pub fn new(inner: Box<dyn FileStore>, left: usize, is_done: bool) -> Self {
        Self { inner, left, is_done }
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
        if self.is_done {
            let _ = operation(self.inner.as_mut());
        }
        Err(lost())
    }

    fn run_each<I>(
        &mut self,
        items: &[I],
        on_file: OnFile<'_>,
        operation: impl Fn(&mut dyn FileStore, &[I], OnFile<'_>) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        for (index, item) in items.iter().enumerate() {
            let mut tag = None;
            self.run(|inner| {
                operation(inner, std::slice::from_ref(item), &mut |_, given| {
                    tag = given;
                    Ok(())
                })
            })?;
            on_file(index, tag)?;
        }
        Ok(())
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
