//! [`SitePath`]: the path of a file below the site's root.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A file's path below the site's root, with `/` between its parts:
/// `content/articles/onfasprodil.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Takes a path that has `/` between its parts.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The path of a file below a root, on any system; `None` if it is elsewhere, or no Unicode.
    pub fn below(root: &Path, file: &Path) -> Option<Self> {
        let parts = file.strip_prefix(root).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(Self::new(parts?.join("/")))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder of the file, without a final `/`; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The last part: `onfasprodil.md`.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |slash| &self.0[slash + 1..])
    }

    /// The last part without its extension: `onfasprodil`.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_system_have_slashes_below_the_site() {
        let root: std::path::PathBuf = ["the", "site"].iter().collect();
        let file = root.join("content").join("articles").join("a.md");
        let path = SitePath::below(&root, &file).expect("it is below the root");
        assert_eq!(path.as_str(), "content/articles/a.md");
        assert_eq!(SitePath::below(&file, &root), None);
    }
}
