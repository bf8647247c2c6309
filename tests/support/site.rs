//! [`TestSite`]: a site in a temporary folder that a test writes, builds, edits and builds again.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use offprint::{Build, Diagnostic, Edition, Overrides, Project, StorageMode, report};

/// The day on which every test takes place.
pub const TODAY: Date = date(2026, 1, 15);

/// A site in a folder of its own, which goes when the test ends.
pub struct TestSite {
    folder: tempfile::TempDir,
}

impl TestSite {
    /// A site that holds nothing but its settings.
    pub fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a temporary folder can be made") };
        site.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/\"\n");
        site
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        fs::write(file, text).expect("the file can be written");
    }

    pub fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.path(path));
    }

    /// A project that remembers nothing yet.
    pub fn project(&self) -> Project {
        Project::new(self.root(), Overrides::default(), StorageMode::Memory)
    }

    /// A build that remembers nothing.
    pub fn build(&self) -> Build {
        self.project().build(TODAY)
    }
}

/// Every file of an edition, and of the index for its search: its path and its bytes, sorted.
pub fn files(edition: &Edition) -> Vec<(String, Vec<u8>)> {
    let index = edition.index();
    let pages = edition.pages().into_iter().chain(index.iter().map(|(route, page)| (route, page)));
    pages
        .map(|(route, page)| (route.file(), page.content.read().expect("a page can be read")))
        .collect()
}

/// Diagnostics as text, to compare.
pub fn texts(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(report::render_json).collect()
}
