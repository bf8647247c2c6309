//! A bucket of an S3 store as a target.

use std::collections::BTreeMap;
use std::time::Duration;

use offprint_publish::{ErrorKind, S3Store, Target};
use rusty_s3::S3Action;

use crate::interrupted::check_every_interruption;
use crate::services::{Service, free_port, http, python_program, start};
use crate::support::{Files, check_life_cycle, files, options, publish_files};

struct Bucket {
    _folder: tempfile::TempDir,
    service: Service,
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
        let bucket = Self { _folder: folder, service };
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

    fn keys(&self) -> Vec<String> {
        let (_, body) = self.send("GET", None, b"");
        let text = String::from_utf8(body).expect("it is text");
        let listed = rusty_s3::actions::ListObjectsV2::parse_response(&text).expect("it is a list");
        listed.contents.into_iter().map(|object| object.key).collect()
    }

    fn view(&self) -> Files {
        let keys = self.keys().into_iter();
        keys.filter_map(|key| Some((key.strip_prefix("site/")?.to_owned(), key.clone())))
            .filter(|(path, _)| !path.starts_with(".offprint/"))
            .map(|(path, key)| {
                let (status, bytes) = self.send("GET", Some(&key), b"");
                assert_eq!(status, 200, "{key}");
                (path, bytes)
            })
            .collect()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.send("PUT", Some(&format!("site/{path}")), bytes).0, 200);
    }

    fn empty(&self) {
        for key in self.keys() {
            self.send("DELETE", Some(&key), b"");
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
    check_every_interruption(&|| Box::new(bucket.open()), &|| bucket.empty(), &|| bucket.view(), 1);
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
