//! [`ResponseHeaders`]: how a store must serve a file: its type, and how long browsers may keep it, as
//! the site's file `_headers` says.

use std::fs;

use crate::error::PublishError;
use crate::local_site::LocalSite;
use crate::target_path::TargetPath;

/// The rules of `_headers` about caching: patterns of paths, each with a value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResponseHeaders {
    rules: Vec<(String, String)>,
}

impl ResponseHeaders {
    /// The rules of a site; none without `_headers`.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn of_site(site: &LocalSite) -> Result<Self, PublishError> {
        let file = site.files.iter().find(|(path, _)| path.as_str() == "_headers");
        let Some((_, local)) = file else { return Ok(Self::default()) };
        let text = fs::read_to_string(&local.file)
            .map_err(|error| PublishError::at_path("read", &local.file, &error))?;
        Ok(Self::parse(&text))
    }

    /// Reads the format of Netlify and Cloudflare: a path, then indented headers.
    pub fn parse(text: &str) -> Self {
        let mut rules = Vec::new();
        let mut pattern = None;
        for line in text.lines() {
            let is_header = line.starts_with([' ', '\t']);
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !is_header {
                pattern = Some(line);
            } else if let (Some(pattern), Some((name, value))) = (pattern, line.split_once(':'))
                && name.eq_ignore_ascii_case("cache-control")
            {
                rules.push((pattern.to_owned(), value.trim().to_owned()));
            }
        }
        Self { rules }
    }

    /// The value of `Cache-Control` for a file.
    pub fn cache_control(&self, path: &TargetPath) -> Option<String> {
        let path = format!("/{path}");
        // The site may be in a folder of its host: then patterns begin with that folder.
        let matches = |pattern: &str| match pattern.split_once('*') {
            Some((start, end)) => path.starts_with(start) && path.ends_with(end),
            None => percent_decoded(pattern).ends_with(&path),
        };
        let rule = self.rules.iter().rev().find(|(pattern, _)| matches(pattern));
        rule.map(|(_, value)| value.clone())
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The media type of a file, by its ending.
pub fn content_type(path: &TargetPath) -> String {
    if let Some(kind) = offprint_hosting::content_type(path.as_str()) {
        return kind.to_owned();
    }
    let guessed = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let kind = guessed.essence_str();
    let is_text = kind.starts_with("text/")
        || ["application/json", "application/xml", "application/javascript", "image/svg+xml"]
            .contains(&kind);
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_apply_to_their_files() {
        let text = "/digest/*\n  X-Frame-Options: DENY\n\n# a comment\n/digest/x.0123456789.css\n  \
                    Cache-Control: public, max-age=31536000, immutable\n/img/*\n\tcache-control: no-store\n";
        let headers = ResponseHeaders::parse(text);
        for (path, expect) in [
            ("x.0123456789.css", Some("public, max-age=31536000, immutable")),
            ("x.css", None),
            ("img/a.png", Some("no-store")),
            ("index.html", None),
        ] {
            let path = TargetPath::new(path).expect("it is proper");
            assert_eq!(headers.cache_control(&path).as_deref(), expect, "{path}");
        }
    }

    #[test]
    fn types() {
        for (path, expect) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.png", "image/png"),
            ("a.woff2", "font/woff2"),
            ("a.json", "application/json; charset=utf-8"),
            ("drugs/a/feed.json", "application/feed+json; charset=utf-8"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(content_type(&TargetPath::new(path).expect("proper")), expect, "{path}");
        }
    }
}
