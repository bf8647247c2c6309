//! [`FileCache`]: what files of the output folder contained when they were last read.

use rustc_hash::FxHashMap;

use crate::source::FileStat;
use offprint_base::Digest;

/// What files contained when they were last read. They are not read again while their metadata is
/// unchanged. For callers that publish repeatedly.
#[derive(Debug, Default)]
pub struct FileCache(pub(super) FxHashMap<String, (FileStat, Digest)>);

impl FileCache {
    pub(super) fn remember<'p>(
        &mut self,
        read: impl Iterator<Item = (&'p str, Option<(FileStat, Digest)>)>,
    ) {
        // Rebuilt completely, so that nothing is kept of files that are no longer outputs.
        self.0 = read.filter_map(|(path, read)| Some((path.to_owned(), read?))).collect();
    }
}
