//! [`OldAddresses`]: the addresses that an article had on another site, as its front matter states
//! them.
//!
//! Hugo (`url`, `aliases`), Jekyll (`permalink`, `redirect_from`), Zola (`path`, `aliases`) and
//! others. They become `aliases`, so that old links lead to the article. Must not know the addresses
//! of the site.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The longest part of a path that the site accepts.
const LONGEST_PART: usize = 255;

/// The old addresses of an article.
#[derive(Default)]
pub(super) struct OldAddresses {
    /// The address that it had last.
    last: Vec<String>,
    /// Those before it.
    earlier: Vec<String>,
    /// Those that were written without the slash at their start.
    pub(super) completed: Vec<String>,
    /// Those that cannot be used.
    pub(super) unusable: Vec<String>,
}

/// What a value says.
enum Reading {
    Path(String),
    /// The slash at its start is missing.
    Completed(String),
    Unusable,
}

impl OldAddresses {
    /// Adds those in a field. Returns what of its value is left, or None if nothing is.
    pub(super) fn take(&mut self, name: &str, value: Value) -> Option<Value> {
        match name {
            "aliases" | "alias" | "redirect_from" => self.take_list(value),
            // Each of them may also be something else: the URL of the source, a style of addresses,
            // the path of a file.
            "url" | "permalink" | "path" | "slug" if !is_path_of_file(value.as_str()) => {
                let is_path = |text: &str| {
                    text.starts_with('/') && !text.starts_with("//")
                        || matches!(name, "url" | "permalink")
                            && text.contains('/')
                            && !text.contains("://")
                            // `www.example.org/a`, the address of the source
                            && !text.split('/').next().unwrap_or_default().contains('.')
                };
                let Some(text) = value.as_str().map(str::trim).filter(|text| is_path(text)) else {
                    return Some(value);
                };
                match reading(text) {
                    Reading::Path(path) => self.last.push(path),
                    Reading::Completed(path) => {
                        self.completed.push(text.to_owned());
                        self.last.push(path);
                    }
                    Reading::Unusable => {
                        self.unusable.push(text.to_owned());
                        return Some(value);
                    }
                }
                None
            }
            _ => Some(value),
        }
    }

    fn take_list(&mut self, value: Value) -> Option<Value> {
        let items = match value {
            Value::Array(items) => items,
            Value::Null => return None,
            value => vec![value],
        };
        let mut left = Vec::new();
        for item in items {
            let text = item.as_str().unwrap_or_default().trim();
            match reading(text) {
                Reading::Path(path) => self.earlier.push(path),
                Reading::Completed(path) => {
                    self.completed.push(text.to_owned());
                    self.earlier.push(path);
                }
                Reading::Unusable => {
                    let shown = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                    self.unusable.push(shown);
                    left.push(item);
                }
            }
        }
        (!left.is_empty()).then_some(Value::Array(left))
    }

    /// The paths for `aliases`: first the one that the article had last, each once.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        for path in self.last.iter().chain(&self.earlier) {
            let is_same =
                |known: &String| known.trim_end_matches('/') == path.trim_end_matches('/');
            if !paths.iter().any(is_same) {
                paths.push(path.clone());
            }
        }
        paths
    }
}

/// Whether a text is the path of a file on a machine: `/home/jane/notes.md`.
fn is_path_of_file(text: Option<&str>) -> bool {
    text.is_some_and(|text| {
        let lower = text.trim().to_ascii_lowercase();
        let is_source = [".md", ".markdown", ".txt", ".qmd"].iter().any(|end| lower.ends_with(end));
        is_source || ["/home/", "/users/", "/mnt/"].iter().any(|start| lower.starts_with(start))
    })
}

fn reading(text: &str) -> Reading {
    let decoded = percent_decode_str(text).decode_utf8().map_or(text.into(), |text| text);
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || "\\?#:{}*<>\"".contains(c);
    let rest = decoded.strip_prefix('/').unwrap_or(&decoded);
    let parts = rest.strip_suffix('/').unwrap_or(rest);
    let are_parts =
        parts.split('/').all(|part| !matches!(part, "" | "." | "..") && part.len() <= LONGEST_PART);
    // `Another name` is how Obsidian writes an alias; `older` may be one, too, but Hugo's is a path.
    let is_path = decoded.starts_with('/')
        || decoded.contains('/')
        || decoded.chars().all(|c| !c.is_uppercase()) && decoded.contains(char::is_alphabetic);
    if !are_parts || decoded.contains(is_bad) || !is_path {
        return Reading::Unusable;
    }
    match decoded.starts_with('/') {
        true => Reading::Path(decoded.into_owned()),
        false => Reading::Completed(format!("/{decoded}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::OldAddresses;

    #[track_caller]
    fn check(fields: &[(&str, Value)], paths: &[&str], left: &[Value]) {
        let mut found = OldAddresses::default();
        let kept: Vec<Value> =
            fields.iter().filter_map(|(name, value)| found.take(name, value.clone())).collect();
        assert_eq!(found.paths(), paths, "{fields:?}");
        assert_eq!(kept, left, "{fields:?}");
    }

    #[test]
    fn old_addresses_of_every_program() {
        check(
            &[
                ("aliases", json!(["/old/first/", "old/b", "older"])),
                ("url", json!("/posts/x/")),
                ("redirect_from", json!(["/a", "/a/", "/posts/x"])),
            ],
            &["/posts/x/", "/old/first/", "/old/b", "/older", "/a"],
            &[],
        );
        check(&[("redirect_from", json!("/a.html"))], &["/a.html"], &[]);
        check(&[("permalink", json!("2024/title.html"))], &["/2024/title.html"], &[]);
        check(&[("path", json!("/a/b")), ("slug", json!("/c/d"))], &["/a/b", "/c/d"], &[]);
        check(&[("aliases", json!(["/caf%C3%A9/"]))], &["/café/"], &[]);
    }

    #[test]
    fn what_is_no_address_is_left() {
        for (name, value) in [
            ("url", json!("https://x.example/a")),
            ("permalink", json!("pretty")),
            ("permalink", json!("/:year/:title/")),
            ("path", json!("images/a.png")),
            ("slug", json!("a-title")),
            ("slug", json!(3)),
            ("url", json!("//x.example/a")),
            ("layout", json!("/a/")),
            ("aliases", json!(["Another name", "Name", "/", "/a//b", "../a", "/a?b=1", 3])),
            ("aliases", json!(["https://x.example/a"])),
        ] {
            check(&[(name, value.clone())], &[], &[value]);
        }
        check(&[("alias", json!("x y"))], &[], &[json!(["x y"])]);
    }
}
