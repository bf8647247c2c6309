//! [`HostingRules`]: how a site must be served. It must not know any server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::escape::{decoded, regex_literal};

/// The value of `Cache-Control` for files whose names contain a hash of their content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// All signs except those that are never encoded (RFC 3986, section 2.3), and the slash.
const TARGET: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a site must be served. Paths begin with `/`, are below the home page, and are not
/// percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct HostingRules {
    /// The URL path of the home page without the slash at its end, as in URLs: empty, or `/digest`.
    pub base_path: String,
    /// The headers of every response, with their values: printable ASCII without `$`, `{` and `}`.
    pub headers: Vec<(String, String)>,
    /// Files that never change: their names contain a hash of their content.
    pub immutable: Vec<String>,
    /// Old paths, each with the new one.
    pub redirects: Vec<(String, String)>,
}

impl HostingRules {
    /// The page for unknown URLs.
    pub(crate) const NOT_FOUND: &str = "/404.html";

    /// The complete path of a file, not encoded.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", decoded(&self.base_path))
    }

    /// The complete path as in URLs. Every sign is encoded: in some formats, signs such as `:`, `$` and
    /// `*` stand for other text.
    pub(crate) fn url(&self, path: &str) -> String {
        utf8_percent_encode(&self.path(path), TARGET).to_string()
    }

    /// A regular expression for exactly the complete paths of the files that never change; `None` if
    /// there are none.
    pub(crate) fn immutable_regex(&self) -> Option<String> {
        let paths: Vec<_> =
            self.immutable.iter().map(|path| regex_literal(&self.path(path))).collect();
        (!paths.is_empty()).then(|| format!("^(?:{})$", paths.join("|")))
    }

    /// The redirects that lead elsewhere.
    pub(crate) fn moved(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.redirects.iter().map(|(old, new)| (old.as_str(), new.as_str()));
        pairs.filter(|(old, new)| old != new)
    }
}
