//! What others are told after a publication: services on this machine stand for the real ones.

use offprint_publish::{AnnouncementServices, Announcements, announce};

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
    let all = Announcements { indexnow_key: Some("0123456789".into()), wayback: true };
    assert_eq!(all.files(), [("0123456789.txt".to_owned(), b"0123456789".to_vec())]);
    let home = "https://digest.example.org/";
    let warnings = announce(&all, &services, home, &urls(&["a/", "bad/"]), &urls(&["gone/"]));
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
    let warnings = announce(&key_only, &services, home, &urls(&["a/"]), &[]);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("search engines were not told"), "{warnings:?}");
    // Off by default.
    assert!(announce(&Announcements::default(), &services, home, &urls(&["a/"]), &[]).is_empty());
}
