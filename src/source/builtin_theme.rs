//! The default theme, which is compiled into the program.

use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use super::asset::{Asset, AssetFile};
use super::site_file::{FileRole, file_role};
use super::site_path::SitePath;
use super::source_text::Source;
use super::sources::Sources;
use offprint_base::Digest;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/folio");

/// The default theme's text files, under the paths that they would have in a site.
static BUILTIN_SOURCES: LazyLock<Vec<Arc<Source>>> = LazyLock::new(|| {
    builtin_theme()
        .into_iter()
        .filter_map(|(path, bytes)| {
            Some((format!("themes/folio/{path}"), std::str::from_utf8(bytes).ok()?))
        })
        .filter(|(path, _)| file_role(path) == Some(FileRole::Theme))
        .map(|(path, text)| Arc::new(Source::new(SitePath::new(path), text.to_owned())))
        .collect()
});

/// Adds the default theme to a site as if it were in `themes/folio/`; files that exist there
/// override it.
pub(super) fn add_builtin_theme(sources: &mut Sources) {
    for source in BUILTIN_SOURCES.iter() {
        sources.themes.entry(source.path.clone()).or_insert_with(|| Arc::clone(source));
    }
    for (path, bytes) in builtin_theme() {
        let path = SitePath::new(format!("themes/folio/{path}"));
        if file_role(path.as_str()) == Some(FileRole::Asset) {
            sources.assets.entry(path.clone()).or_insert_with(|| Asset {
                path,
                file: AssetFile::Builtin(bytes),
                digest: Digest::of(bytes),
                bytes: bytes.len() as u64,
                has_private_key: false,
            });
        }
    }
}

/// The default theme's files: path below the theme's folder, and bytes.
pub fn builtin_theme() -> Vec<(&'static str, &'static [u8])> {
    fn collect_files(dir: &Dir<'static>, into: &mut Vec<(&'static str, &'static [u8])>) {
        for file in dir.files() {
            if let Some(path) = file.path().to_str() {
                into.push((path, file.contents()));
            }
        }
        for dir in dir.dirs() {
            collect_files(dir, into);
        }
    }
    let mut files = Vec::new();
    collect_files(&BUILTIN, &mut files);
    files.sort_unstable();
    files
}
