//! [`TargetPath`]: where a file is published, relative to the root of the site at the target.
//!
//! A target path is safe to use at any target: lists of files at a target come from outside, and may
//! have been changed by anybody who can write there. This module must not touch a disk.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The folder at the target in which Offprint keeps its own files.
pub const STATE_FOLDER: &str = ".offprint";

/// A relative path with `/` between its parts. No part is empty, `.` or `..`; there are no control
/// characters and no backslashes; and it is not in [`STATE_FOLDER`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TargetPath(String);

impl TargetPath {
    /// Checks a path.
    ///
    /// # Errors
    ///
    /// Says why the path cannot be published.
    pub fn new(path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        let refuse = |why: &str| Err(format!("`{}` {why}", path.escape_debug()));
        if path.is_empty() {
            return Err("the path of a file is empty".to_owned());
        }
        if path.len() > 1024 {
            return refuse("is longer than 1,024 bytes");
        }
        if path.contains(|c: char| c.is_control() || c == '\\') {
            return refuse("contains a control character or a backslash");
        }
        let mut parts = path.split('/');
        if parts.clone().any(|part| part.is_empty() || part == "." || part == "..") {
            return refuse("is not a relative path with proper names");
        }
        // File systems that ignore case would take `.Offprint` for the same folder.
        if parts.next().is_some_and(|first| first.eq_ignore_ascii_case(STATE_FOLDER)) {
            return refuse("is in the folder of Offprint's own files");
        }
        Ok(Self(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders that contain the file, from the outermost: `a` and `a/b` for `a/b/c`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }

    /// Whether this is a page: what readers open in a browser.
    pub fn is_page(&self) -> bool {
        let ending = self.0.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
    }

    /// Whether this is a list of pages for programs: a feed or a sitemap.
    pub fn is_list_of_pages(&self) -> bool {
        self.0.ends_with(".xml") || self.0.ends_with("feed.json")
    }

    /// Whether the name contains a hash of the content, as in `folio.0123456789.css`. Browsers that
    /// still have an old page ask for such a file after it has been replaced.
    pub fn is_fingerprinted(&self) -> bool {
        let mut parts = self.0.rsplit('.');
        let ending = parts.next();
        let hash = parts.next().unwrap_or_default();
        matches!(ending, Some("css" | "js"))
            && hash.len() == 10
            && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && parts.next().is_some()
    }
}

impl fmt::Display for TargetPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for TargetPath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        Self::new(path)
    }
}

impl From<TargetPath> for String {
    fn from(path: TargetPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_paths_are_refused() {
        let hostile = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a",
            "a/../b",
            "a/..",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "C:\\a",
            "a\nb",
            "a\0b",
            "\u{1b}[2J",
            ".offprint/manifest.json",
            ".offprint",
            ".OFFPRINT/lock",
            "a/./b",
            "\u{7f}",
        ];
        for path in hostile {
            assert!(TargetPath::new(path).is_err(), "{path:?}");
        }
        assert!(TargetPath::new("a/".repeat(600) + "b").is_err());
    }

    #[test]
    fn proper_paths_are_accepted() {
        for path in
            ["index.html", "-rf", "a b/ä.html", "a/.htaccess", "x/.offprint/y", "$(id)", "..a"]
        {
            assert!(TargetPath::new(path).is_ok(), "{path:?}");
        }
        let path = TargetPath::new("a/b/c").expect("it is proper");
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
    }

    #[test]
    fn names_with_a_hash() {
        for (path, expect) in [
            ("static/folio.0123abcdef.css", true),
            ("x.0123456789.js", true),
            ("folio.css", false),
            ("0123456789.css", false),
            ("x.0123456789.png", false),
            ("x.012345678.js", false),
            ("x.ABCDEFABCD.js", false),
        ] {
            assert_eq!(TargetPath::new(path).expect("proper").is_fingerprinted(), expect, "{path}");
        }
    }
}
