//! [`announce`]: tells others about a publication: search engines (IndexNow), the hub of the feeds
//! (WebSub) and the Wayback Machine.
//!
//! The site is published whatever they answer, so every failure is a warning.
//!
//! Sources: indexnow.org/documentation; "Save Page Now" at web.archive.org/save; WebSub (W3C), which
//! leaves open how a publisher tells its hub: hubs know the way of PubSubHubbub 0.4, section 7.1.

use serde_json::json;

use crate::http::{HttpClient, HttpRequest, host_of};

/// How long an answer may take, in seconds.
const PATIENCE: u64 = 30;

/// How many URLs IndexNow takes at once.
const MOST_URLS: usize = 10_000;

/// How many pages are saved after one publication: the Wayback Machine answers slowly, and few
/// requests in a minute.
const MOST_SAVED: usize = 10;

/// How many feeds a hub is told in one request.
const MOST_FEEDS: usize = 50;

/// Whom to tell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Announcements {
    /// The key for IndexNow, which the site contains as a file.
    pub indexnow_key: Option<String>,
    /// Whether the Wayback Machine saves the pages.
    pub wayback: bool,
    /// The URL of the hub, which tells feed readers; feeds must name it.
    pub hub: Option<String>,
}

/// What a publication changed, as URLs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChangedUrls {
    /// Pages that are new or changed.
    pub pages: Vec<String>,
    /// Pages that were removed.
    pub removed: Vec<String>,
    /// Feeds that are new or changed.
    pub feeds: Vec<String>,
}

/// The addresses of the services.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnnouncementServices {
    /// That of IndexNow.
    pub indexnow: String,
    /// That of the Wayback Machine; the URL of a page is added.
    pub wayback: String,
}

impl Default for AnnouncementServices {
    fn default() -> Self {
        Self {
            indexnow: "https://api.indexnow.org/indexnow".to_owned(),
            wayback: "https://web.archive.org/save/".to_owned(),
        }
    }
}

/// Whether a text can be a key for IndexNow: 8 to 128 letters, digits and hyphens.
pub fn is_indexnow_key(text: &str) -> bool {
    (8..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl Announcements {
    /// The files that the site must contain for them.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let key = self.indexnow_key.iter();
        key.map(|key| (format!("{key}.txt"), key.clone().into_bytes())).collect()
    }
}

/// Tells about what a publication changed. `base_url` is that of the home page and ends with a slash.
/// Returns what did not work.
pub fn announce(
    announcements: &Announcements,
    services: &AnnouncementServices,
    base_url: &str,
    urls: &ChangedUrls,
) -> Vec<String> {
    let client = HttpClient::new(PATIENCE);
    let mut warnings = Vec::new();
    if let Some(hub) = &announcements.hub {
        warnings.extend(tell_hub(&client, hub, &urls.feeds));
    }
    let changed = &urls.pages;
    if let Some(key) = &announcements.indexnow_key {
        let all: Vec<&String> = changed.iter().chain(&urls.removed).collect();
        for urls in all.chunks(MOST_URLS) {
            let body = json!({
                "host": host_of(base_url),
                "key": key,
                "keyLocation": format!("{base_url}{key}.txt"),
                "urlList": urls,
            })
            .to_string();
            let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
            let request = HttpRequest {
                method: "POST",
                url: &services.indexnow,
                headers,
                body: body.as_bytes(),
            };
            if let Some(why) = refusal(&client, &request) {
                warnings.push(format!("search engines were not told (IndexNow): {why}"));
            }
        }
    }
    if announcements.wayback {
        for page in changed.iter().take(MOST_SAVED) {
            let url = format!("{}{page}", services.wayback);
            let request = HttpRequest { method: "GET", url: &url, headers: Vec::new(), body: b"" };
            if let Some(why) = refusal(&client, &request) {
                warnings.push(format!("the Wayback Machine did not save `{page}`: {why}"));
            }
        }
        if changed.len() > MOST_SAVED {
            let more = changed.len() - MOST_SAVED;
            warnings.push(format!(
                "the Wayback Machine saves {MOST_SAVED} pages after a publication; {more} were not sent"
            ));
        }
    }
    warnings
}

/// Tells a hub which feeds changed. After a hub that does not answer, no more is tried.
fn tell_hub(client: &HttpClient, hub: &str, feeds: &[String]) -> Option<String> {
    for feeds in feeds.chunks(MOST_FEEDS) {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("hub.mode", "publish");
        for feed in feeds {
            form.append_pair("hub.url", feed);
        }
        let body = form.finish();
        let kind = "application/x-www-form-urlencoded".to_owned();
        let request = HttpRequest {
            method: "POST",
            url: hub,
            headers: vec![("content-type", kind)],
            body: body.as_bytes(),
        };
        if let Some(why) = refusal(client, &request) {
            return Some(format!("the hub of the feeds was not told (WebSub): {why}"));
        }
    }
    None
}

/// Why a service refuses a request; `None` if it accepts it.
fn refusal(client: &HttpClient, request: &HttpRequest<'_>) -> Option<String> {
    match client.send_once(request) {
        Ok(response) if (200..400).contains(&response.status) => None,
        Ok(response) => Some(format!("the service answers {}", response.status)),
        Err(error) => Some(error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (key, expect) in [
            ("0123abcd", true),
            ("a-b-c-d-e", true),
            ("short", false),
            ("with space", false),
            ("../../../x", false),
            ("ümlautümlaut", false),
        ] {
            assert_eq!(is_indexnow_key(key), expect, "{key}");
        }
        assert!(!is_indexnow_key(&"a".repeat(129)));
    }
}
