//! [`TestSite`]: a site in a temporary folder that a test writes, builds, edits and builds again.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use offprint::{Build, Diagnostic, Edition, Overrides, Project, StorageMode, report};

/// The date of the build in every test.
pub const TODAY: Date = date(2026, 1, 15);

/// A site in a temporary folder, which is removed when the test ends.
pub struct TestSite {
    folder: tempfile::TempDir,
}

impl TestSite {
    /// A site that contains only its settings.
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

    /// Copies a theme of the repository that is not built in.
    pub fn add_theme(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes").join(name);
        let entries = walkdir::WalkDir::new(&folder).into_iter().flatten();
        for entry in entries.filter(|entry| entry.file_type().is_file()) {
            let path = entry.path().strip_prefix(&folder).expect("it is below");
            let text = fs::read_to_string(entry.path()).expect("a theme is text");
            self.write(&format!("themes/{name}/{}", path.display()), &text);
        }
    }

    pub fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.path(path));
    }

    /// A project without cached results.
    pub fn project(&self) -> Project {
        Project::new(self.root(), Overrides::default(), StorageMode::Memory)
    }

    /// A clean build.
    pub fn build(&self) -> Build {
        self.project().build(TODAY)
    }
}

/// Every file of an edition and of its search index: path and bytes, sorted.
pub fn files(edition: &Edition) -> Vec<(String, Vec<u8>)> {
    let index = edition.index();
    let pages = edition.pages().into_iter().chain(index.iter().map(|(route, page)| (route, page)));
    pages
        .map(|(route, page)| (route.file(), page.content.read().expect("a page can be read")))
        .collect()
}

/// Diagnostics as text, for comparison.
pub fn texts(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(report::render_json).collect()
}
