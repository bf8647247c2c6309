//! A bucket of an S3 store as a target.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use offprint_publish::{ErrorKind, S3Store, Target};
use rusty_s3::S3Action;

use crate::interrupted::check_every_interruption;
use crate::netlify::{FakeServer, Reply};
use crate::services::{Service, free_port, http, python_program, start};
use crate::support::{Files, check_life_cycle, files, options, publish_files};

struct Bucket {
    _folder: tempfile::TempDir,
    service: Service,
    /// Contents by the tags of their objects.
    contents: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Bucket {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let service = start(
            &python_program("moto_server"),
            &["-H", "127.0.0.1", "-p", &port.to_string()],
            port,
            &folder.path().join("log"),
        );
        let bucket = Self { _folder: folder, service, contents: RefCell::default() };
        assert_eq!(http(port, "PUT", "/digest", b"").0, 200);
        bucket
    }

    fn open(&self) -> S3Store {
        self.open_bucket("digest")
    }

    fn open_bucket(&self, name: &str) -> S3Store {
        let endpoint = format!("http://127.0.0.1:{}", self.service.port);
        let keys = ("key".to_owned(), "secret".to_owned(), None);
        S3Store::open(Some(&endpoint), "us-east-1", name, Some("site"), keys).expect("it is opened")
    }

    /// Sends a signed request about an object, or about the bucket.
    fn send(&self, method: &str, key: Option<&str>, body: &[u8]) -> (u16, Vec<u8>) {
        let endpoint = format!("http://127.0.0.1:{}", self.service.port);
        let bucket = rusty_s3::Bucket::new(
            endpoint.parse().expect("it is a URL"),
            rusty_s3::UrlStyle::Path,
            "digest",
            "us-east-1",
        )
        .expect("it is a bucket");
        let keys = rusty_s3::Credentials::new("key", "secret");
        let hour = Duration::from_secs(3600);
        let url = match (method, key) {
            ("GET", Some(key)) => bucket.get_object(Some(&keys), key).sign(hour),
            ("GET", None) => bucket.list_objects_v2(Some(&keys)).sign(hour),
            ("PUT", Some(key)) => bucket.put_object(Some(&keys), key).sign(hour),
            (_, key) => bucket.delete_object(Some(&keys), key.unwrap_or_default()).sign(hour),
        };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        http(self.service.port, method, &format!("{}{query}", url.path()), body)
    }

    /// All objects with their contents. Those that were seen before are known by their tags.
    fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let (_, body) = self.send("GET", None, b"");
        let text = String::from_utf8(body).expect("it is text");
        let listed = rusty_s3::actions::ListObjectsV2::parse_response(&text).expect("it is a list");
        let mut known = self.contents.borrow_mut();
        let objects = listed.contents.into_iter().map(|object| {
            let content = known.entry(object.etag.expect("it has a tag")).or_insert_with(|| {
                let (status, bytes) = self.send("GET", Some(&object.key), b"");
                assert_eq!(status, 200, "{}", object.key);
                bytes
            });
            (object.key, content.clone())
        });
        objects.collect()
    }

    fn view(&self) -> Files {
        let objects = self.objects().into_iter();
        objects
            .filter_map(|(key, bytes)| Some((key.strip_prefix("site/")?.to_owned(), bytes)))
            .filter(|(path, _)| !path.starts_with(".offprint/"))
            .collect()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.send("PUT", Some(&format!("site/{path}")), bytes).0, 200);
    }

    /// Brings the bucket back to an earlier state; only what differs is sent.
    fn reset(&self, saved: &BTreeMap<String, Vec<u8>>) {
        let objects = self.objects();
        for key in objects.keys().filter(|key| !saved.contains_key(*key)) {
            self.send("DELETE", Some(key), b"");
        }
        for (key, bytes) in saved.iter().filter(|(key, bytes)| objects.get(*key) != Some(*bytes)) {
            assert_eq!(self.send("PUT", Some(key), bytes).0, 200, "{key}");
        }
    }
}

#[test]
fn a_bucket_is_published_changed_and_restored() {
    let bucket = Bucket::start();
    check_life_cycle(
        &|| Target::Files(Box::new(bucket.open())),
        &|| bucket.view(),
        &|path, bytes| bucket.put(path, bytes),
        true,
    );
}

#[test]
fn a_bucket_survives_every_interruption() {
    let bucket = Bucket::start();
    let saved = std::cell::OnceCell::new();
    check_every_interruption(
        &|| Box::new(bucket.open()),
        &|| bucket.reset(saved.get_or_init(|| bucket.objects())),
        &|| bucket.view(),
        1,
    );
}

#[test]
fn a_missing_bucket_is_named() {
    let bucket = Bucket::start();
    let mut target = Target::Files(Box::new(bucket.open_bucket("nowhere")));
    let site = files(&[("index.html", "x")]);
    let error = publish_files(&mut target, &site, &options()).expect_err("there is none");
    assert_eq!(error.kind, ErrorKind::Settings, "{error}");
    assert!(error.message.contains("`nowhere`"), "{error}");
}

#[test]
fn what_a_store_refuses_is_explained() {
    for (status, code, kind) in [
        (403, "RequestTimeTooSkewed", ErrorKind::Clock),
        (403, "InvalidAccessKeyId", ErrorKind::Credentials),
        (403, "AccessDenied", ErrorKind::Permission),
    ] {
        let body = format!("<Error><Code>{code}</Code></Error>").into_bytes();
        let server = FakeServer::start(move |_| Reply { status, body: body.clone() });
        let endpoint = format!("http://127.0.0.1:{}", server.port);
        let keys = ("key".to_owned(), "secret".to_owned(), None);
        let store = S3Store::open(Some(&endpoint), "us-east-1", "digest", None, keys);
        let mut target = Target::Files(Box::new(store.expect("it is opened")));
        let site = files(&[("index.html", "x")]);
        let error = publish_files(&mut target, &site, &options()).expect_err("it is refused");
        assert_eq!(error.kind, kind, "{code}: {error}");
        assert!(error.help.is_some(), "{code}");
    }
}

#[test]
fn another_publication_holds_the_lock() {
    let bucket = Bucket::start();
    bucket.put(
        ".offprint/lock",
        b"{\"who\":\"bea@desk\",\"since\":\"now\",\"working_copy\":\"other\"}",
    );
    let site = files(&[("index.html", "x")]);
    let mut target = Target::Files(Box::new(bucket.open()));
    let error = publish_files(&mut target, &site, &options()).expect_err("it is locked");
    assert_eq!(error.kind, ErrorKind::Locked, "{error}");
    assert!(error.message.contains("bea@desk"), "{error}");
    assert_eq!(bucket.view(), BTreeMap::new());
}
