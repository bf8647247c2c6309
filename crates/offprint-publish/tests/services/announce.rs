//! What others are told after a publication: services on this machine stand for the real ones.

use offprint_publish::{AnnouncementServices, Announcements, ChangedUrls, announce};

use crate::netlify::{FakeServer, Reply};
use crate::services::free_port;

fn urls(list: &[&str]) -> Vec<String> {
    list.iter().map(|path| format!("https://digest.example.org/{path}")).collect()
}

#[test]
fn services_are_told_and_failures_are_warnings() {
    let server = FakeServer::start(|request| match request.path.as_str() {
        "/indexnow" => Reply { status: 202, body: Vec::new() },
        path if path.ends_with("bad/") => Reply { status: 520, body: Vec::new() },
        _ => Reply { status: 200, body: Vec::new() },
    });
    let base = format!("http://127.0.0.1:{}", server.port);
    let services = AnnouncementServices {
        indexnow: format!("{base}/indexnow"),
        wayback: format!("{base}/save/"),
    };
    let all = Announcements {
        indexnow_key: Some("0123456789".into()),
        wayback: true,
        ..Announcements::default()
    };
    assert_eq!(all.files(), [("0123456789.txt".to_owned(), b"0123456789".to_vec())]);
    let home = "https://digest.example.org/";
    let changed = ChangedUrls {
        pages: urls(&["a/", "bad/"]),
        removed: urls(&["gone/"]),
        feeds: urls(&["feed.xml"]),
    };
    let warnings = announce(&all, &services, home, &changed);
    assert_eq!(
        warnings,
        [
            "the Wayback Machine did not save `https://digest.example.org/bad/`: the service answers 520"
        ]
    );
    let requests = server.requests();
    let told: serde_json::Value = serde_json::from_slice(&requests[0].body).expect("it is JSON");
    assert_eq!(told["host"], "digest.example.org");
    assert_eq!(told["keyLocation"], "https://digest.example.org/0123456789.txt");
    assert_eq!(told["urlList"].as_array().map(Vec::len), Some(3));
    assert_eq!(requests[1].path, "/save/https://digest.example.org/a/");

    // Nobody is there.
    let services =
        AnnouncementServices { indexnow: format!("http://127.0.0.1:{}/", free_port()), ..services };
    let key_only = Announcements { wayback: false, ..all };
    let changed = ChangedUrls { pages: urls(&["a/"]), ..ChangedUrls::default() };
    let warnings = announce(&key_only, &services, home, &changed);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("search engines were not told"), "{warnings:?}");
    // Off by default.
    assert!(announce(&Announcements::default(), &services, home, &changed).is_empty());
}

#[test]
fn the_hub_is_told_of_feeds() {
    let server = FakeServer::start(|request| {
        let status = if request.path == "/hub" { 204 } else { 503 };
        Reply { status, body: Vec::new() }
    });
    let home = "https://digest.example.org/";
    let tell = |path: &str, feeds: Vec<String>| {
        let hub = Some(format!("http://127.0.0.1:{}{path}", server.port));
        let announcements = Announcements { hub, ..Announcements::default() };
        let changed = ChangedUrls { feeds, ..ChangedUrls::default() };
        announce(&announcements, &AnnouncementServices::default(), home, &changed)
    };
    assert!(tell("/hub", urls(&["feed.xml", "drugs/a%20b/rss.xml"])).is_empty());
    let request = &server.requests()[0];
    assert_eq!(request.method, "POST");
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        "hub.mode=publish&hub.url=https%3A%2F%2Fdigest.example.org%2Ffeed.xml\
         &hub.url=https%3A%2F%2Fdigest.example.org%2Fdrugs%2Fa%2520b%2Frss.xml"
    );
    // Many feeds are told in parts, and nothing is said when no feed changed.
    let many: Vec<_> = (0..120).map(|number| format!("{home}{number}/feed.xml")).collect();
    assert!(tell("/hub", many).is_empty());
    assert!(tell("/hub", Vec::new()).is_empty());
    assert_eq!(server.requests().len(), 4);
    assert_eq!(
        tell("/busy", urls(&["feed.xml"])),
        ["the hub of the feeds was not told (WebSub): the service answers 503"]
    );
}
