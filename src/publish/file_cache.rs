//! [`FileCache`]: what files of the output folder contained when they were last read.

use rustc_hash::FxHashMap;

use crate::source::FileStat;
use offprint_base::Digest;

/// What files were found to hold that need not be read again as long as they look the same: for one
/// who publishes again and again.
#[derive(Debug, Default)]
pub struct FileCache(pub(super) FxHashMap<String, (FileStat, Digest)>);

impl FileCache {
    pub(super) fn remember<'p>(
        &mut self,
        read: impl Iterator<Item = (&'p str, Option<(FileStat, Digest)>)>,
    ) {
        // Made anew, so that nothing is kept of files that are no outputs any more.
        self.0 = read.filter_map(|(path, read)| Some((path.to_owned(), read?))).collect();
    }
}
