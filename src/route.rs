//! [`Route`]: the URL path of a page below the site's root, and the file that it is written to.
//!
//! A route does not contain the `base_url`: themes and feeds add it. It is checked once, when it is
//! created: no empty, `.` or `..` part, no backslash, no control character, so that a route can
//! never point outside `public/`.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use offprint_base::encoded_url_path;
use serde::{Serialize, Serializer};

/// A URL path such as `/articles/onfasprodil/` or `/feed.xml`, not percent-encoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(Arc<str>);

impl Route {
    /// Checks a path that begins with `/`. The error is the reason why it is invalid.
    pub fn parse(path: &str) -> Result<Self, &'static str> {
        let Some(rest) = path.strip_prefix('/') else { return Err("it must begin with `/`") };
        if rest.is_empty() {
            return Ok(Self(Arc::from("/")));
        }
        if path.chars().any(|c| c.is_control() || c == '\\') {
            return Err("it holds a backslash or a control character");
        }
        let parts = rest.strip_suffix('/').unwrap_or(rest);
        for part in parts.split('/') {
            match part {
                "" => return Err("it holds an empty part"),
                "." | ".." => return Err("it holds `.` or `..`"),
                _ if part.len() > 255 => return Err("it holds a part of more than 255 bytes"),
                _ => {}
            }
        }
        Ok(Self(Arc::from(path)))
    }

    /// A route that the program composes from slugs; the parts are known to be valid.
    pub(crate) fn of(path: impl Into<String>) -> Self {
        let path = path.into();
        debug_assert!(Self::parse(&path).is_ok(), "unsound route {path}");
        Self(Arc::from(path))
    }

    /// The path, not encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as it appears in a URL: percent-encoded.
    pub fn encoded(&self) -> String {
        encoded_url_path(&self.0)
    }

    /// The file below `public/`: a route that ends in `/` is its folder's `index.html`.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        }
    }

    /// A file beside this page: `/a/b/` and `index.md` give `/a/b/index.md`.
    pub fn beside(&self, name: &str) -> Self {
        let folder = &self.0[..=self.0.rfind('/').unwrap_or(0)];
        Self::of(format!("{folder}{name}"))
    }

    /// The n-th page of a list; the first is the list itself.
    pub fn numbered(&self, page: usize) -> Self {
        if page <= 1 { self.clone() } else { self.beside(&format!("page/{page}/")) }
    }
}

/// Maps keyed by routes can be queried with a path.
impl Borrow<str> for Route {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Route {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_file(route: &str, file: &str) {
        assert_eq!(Route::parse(route).map(|route| route.file()), Ok(file.to_owned()));
    }

    #[test]
    fn routes_know_their_files() {
        check_file("/", "index.html");
        check_file("/articles/a/", "articles/a/index.html");
        check_file("/feed.xml", "feed.xml");
    }

    #[test]
    fn routes_cannot_leave_the_site() {
        for path in ["", "a", "/../a", "/a/../b/", "/a//b", "/a/./b", "/a\\b", "/a\0b"] {
            assert!(Route::parse(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn pages_are_numbered_from_the_second() {
        let route = Route::of("/drugs/ketamine/");
        assert_eq!(route.numbered(1).as_str(), "/drugs/ketamine/");
        assert_eq!(route.numbered(2).as_str(), "/drugs/ketamine/page/2/");
        assert_eq!(Route::of("/").numbered(3).as_str(), "/page/3/");
    }

    #[test]
    fn urls_are_encoded() {
        assert_eq!(Route::of("/a b/ü&\".png").encoded(), "/a%20b/%C3%BC%26%22.png");
    }
}
