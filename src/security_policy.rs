//! [`SecurityPolicy`]: which other hosts pages may load images, frames and recordings from, and the
//! Content-Security-Policy that follows.
//!
//! `_headers`, the preview and the checks of content use this one value, so they never disagree. It
//! must not know settings, documents or HTML.

use std::fmt::Write as _;

/// What a page can load from hosts that `site.toml` allows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RemoteKind {
    /// `<img>` and pictures of other elements.
    Image,
    /// `<iframe>`.
    Frame,
    /// `<video>`, `<audio>` and their tracks.
    Media,
}

impl RemoteKind {
    /// The key in `[security]` that allows hosts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Image => "images",
            Self::Frame => "frames",
            Self::Media => "media",
        }
    }
}

/// `[security]`: the hosts that content may load from, in addition to the site itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct SecurityPolicy {
    /// Hosts of images.
    pub images: Vec<AllowedOrigin>,
    /// Hosts of frames.
    pub frames: Vec<AllowedOrigin>,
    /// Hosts of videos and sounds.
    pub media: Vec<AllowedOrigin>,
    /// Hosts that forms are sent to: that of the newsletter.
    pub forms: Vec<AllowedOrigin>,
}

/// The policy that readers' browsers apply to content.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContentPolicy {
    /// The other hosts that it allows.
    pub policy: SecurityPolicy,
    /// The scheme and host of the site; empty if they are not known.
    pub own_origin: String,
}

/// A scheme, host and port that a policy allows: `https://img.example`, `https://*.example.org`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AllowedOrigin(String);

/// Why a text is not an [`AllowedOrigin`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadOrigin {
    /// What is wrong: `has a path`.
    pub reason: &'static str,
    /// The origin that was probably meant.
    pub meant: Option<String>,
}

impl AllowedOrigin {
    /// Reads an origin as written in `site.toml`.
    ///
    /// # Errors
    /// If it is not exactly one `https` origin.
    pub fn parse(text: &str) -> Result<Self, BadOrigin> {
        let bad = |reason, meant: Option<Self>| BadOrigin { reason, meant: meant.map(|own| own.0) };
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || ";,'\"".contains(c)) {
            return Err(bad("is not one host", None));
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            let host = text.trim_start_matches('/');
            let is_scheme = host.ends_with(':');
            let meant = Self::parse(&format!("https://{host}")).ok().filter(|_| !is_scheme);
            return Err(bad("does not begin with `https://`", meant));
        };
        if !scheme.eq_ignore_ascii_case("https") {
            let meant = Self::parse(&format!("https://{rest}")).ok();
            return Err(bad("does not begin with `https://`", meant));
        }
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(bad("contains a user name", None));
        }
        let (wildcard, host) = match authority.strip_prefix("*.") {
            Some(host) => ("*.", host),
            None => ("", authority),
        };
        // A wildcard for a whole top-level domain would allow everyone.
        let is_wide = !wildcard.is_empty() && !host.trim_end_matches('.').contains('.');
        if host.is_empty() || host.contains('*') || is_wide {
            return Err(bad("does not name a host", None));
        }
        // The parser turns names with other letters into the form that browsers compare.
        let url = url::Url::parse(&format!("https://{host}/"))
            .map_err(|_| bad("does not name a host", None))?;
        let Some(host) = url.host_str() else { return Err(bad("does not name a host", None)) };
        // Other signs would have a meaning in the configuration of servers.
        if !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c)) {
            return Err(bad("does not name a host", None));
        }
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let origin = Self(format!("https://{wildcard}{host}{port}"));
        if matches!(path, "" | "/") { Ok(origin) } else { Err(bad("has a path", Some(origin))) }
    }

    /// The origin, as in a policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a policy with this origin allows a URL.
    fn covers(&self, url: &url::Url) -> bool {
        let (Some(own), Some(host)) = (self.0.strip_prefix("https://"), url.host_str()) else {
            return false;
        };
        // In an IPv6 address, a colon is not the start of a port.
        let (own, port) = match own.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().unwrap_or(443)),
            _ => (own, 443),
        };
        let is_host = match own.strip_prefix("*.") {
            Some(above) => host.strip_suffix(above).is_some_and(|sub| sub.ends_with('.')),
            None => host == own,
        };
        is_host && url.scheme() == "https" && url.port_or_known_default() == Some(port)
    }
}

impl SecurityPolicy {
    /// The hosts for one kind of content.
    pub fn origins(&self, kind: RemoteKind) -> &[AllowedOrigin] {
        match kind {
            RemoteKind::Image => &self.images,
            RemoteKind::Frame => &self.frames,
            RemoteKind::Media => &self.media,
        }
    }

    /// Whether the policy allows content of another site.
    pub fn allows(&self, kind: RemoteKind, url: &url::Url) -> bool {
        self.origins(kind).iter().any(|origin| origin.covers(url))
    }

    /// The value of the header `Content-Security-Policy`: only this site's own files may run, and
    /// only they and those of allowed hosts may be loaded.
    pub fn header(&self) -> String {
        let mut out = String::from("default-src 'none'; script-src 'self'; style-src 'self'");
        let mut add = |directive: &str, own: &str, origins: &[AllowedOrigin]| {
            if own.is_empty() && origins.is_empty() {
                return;
            }
            let _ = write!(out, "; {directive}{own}");
            for origin in origins {
                let _ = write!(out, " {}", origin.as_str());
            }
        };
        add("img-src", " 'self' data:", &self.images);
        add("font-src", " 'self'", &[]);
        add("media-src", " 'self'", &self.media);
        add("frame-src", "", &self.frames);
        add("connect-src", " 'self'", &[]);
        add("manifest-src", " 'self'", &[]);
        add("form-action", " 'self'", &self.forms);
        out.push_str("; base-uri 'none'; frame-ancestors 'none'");
        out
    }

    /// The headers for every file of the site, without caching.
    pub fn headers(&self) -> [(&'static str, String); 4] {
        [
            ("Content-Security-Policy", self.header()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()".to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Result<&str, (&str, Option<&str>)>) {
        let found = AllowedOrigin::parse(text);
        let found = found.as_ref().map(AllowedOrigin::as_str);
        assert_eq!(found.map_err(|bad| (bad.reason, bad.meant.as_deref())), expect, "{text}");
    }

    #[test]
    fn origins_are_one_https_host() {
        check("https://img.example", Ok("https://img.example"));
        check("HTTPS://Img.Example/", Ok("https://img.example"));
        check("https://img.example:8443", Ok("https://img.example:8443"));
        check("https://img.example:443", Ok("https://img.example"));
        check("https://*.example.org", Ok("https://*.example.org"));
        check("https://bücher.example", Ok("https://xn--bcher-kva.example"));
        check("https://[::1]:8080", Ok("https://[::1]:8080"));
        let scheme = "does not begin with `https://`";
        check("img.example", Err((scheme, Some("https://img.example"))));
        check("//img.example", Err((scheme, Some("https://img.example"))));
        check("http://img.example", Err((scheme, Some("https://img.example"))));
        check("https://img.example/a", Err(("has a path", Some("https://img.example"))));
        check("https://img.example?a", Err(("has a path", Some("https://img.example"))));
        check("*", Err((scheme, None)));
        check("https:", Err((scheme, None)));
        check("data:", Err((scheme, None)));
        check("", Err((scheme, None)));
        for text in [
            "https://*",
            "https://*.org",
            "https://",
            "https://a.*.org",
            "https:///",
            "https://a${b}.org",
        ] {
            check(text, Err(("does not name a host", None)));
        }
        for text in ["https://a.example; script-src *", "https://a.example b", "'self'"] {
            check(text, Err(("is not one host", None)));
        }
        check("https://me@img.example", Err(("contains a user name", None)));
    }

    #[test]
    fn a_policy_allows_exactly_its_hosts() {
        let images = ["https://a.example", "https://*.b.example", "https://c.example:8443"];
        let images = images.map(|text| AllowedOrigin::parse(text).expect("it is an origin"));
        let policy = SecurityPolicy { images: images.to_vec(), ..SecurityPolicy::default() };
        let allows = |kind, text: &str| policy.allows(kind, &text.parse().expect("it is a URL"));
        for url in ["https://a.example/x.png", "https://a.example:443/", "https://x.y.b.example/"] {
            assert!(allows(RemoteKind::Image, url), "{url}");
            assert!(!allows(RemoteKind::Frame, url), "{url}");
        }
        assert!(allows(RemoteKind::Image, "https://c.example:8443/"));
        for url in [
            "http://a.example/",
            "https://a.example:8443/",
            "https://x.a.example/",
            "https://a.example.evil/",
            "https://b.example/",
            "https://xb.example/",
            "https://c.example/",
        ] {
            assert!(!allows(RemoteKind::Image, url), "{url}");
        }
    }

    #[test]
    fn the_header_contains_the_hosts() {
        let origin = |text| vec![AllowedOrigin::parse(text).expect("it is an origin")];
        let default = SecurityPolicy::default().header();
        assert!(default.contains("; form-action 'self'; base-uri"), "{default}");
        assert!(default.contains("img-src 'self' data:;") && !default.contains("frame-src"));
        let policy = SecurityPolicy {
            images: origin("https://img.example"),
            frames: origin("https://video.example"),
            media: origin("https://sound.example"),
            forms: origin("https://news.example"),
        };
        let header = policy.header();
        assert!(
            header.contains("; img-src 'self' data: https://img.example; font-src"),
            "{header}"
        );
        assert!(header.contains("; media-src 'self' https://sound.example; "), "{header}");
        assert!(header.contains("; form-action 'self' https://news.example; base-uri"), "{header}");
        assert!(header.contains("; frame-src https://video.example; connect-src"), "{header}");
    }
}
