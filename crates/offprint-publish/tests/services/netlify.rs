//! A site at Netlify as a target: a server on this machine answers as Netlify documents it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use offprint_publish::{ErrorKind, FileEntry, NetlifyStore, TagKind, Target};
use serde_json::{Value, json};

use crate::support::{
    Files, check_life_cycle, new_site, old_site, options, publish_files, with_retired,
};

/// A request that a server received.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub token: String,
    pub body: Vec<u8>,
}

/// What a server answers.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A server whose answers a test decides.
pub struct FakeServer {
    pub port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl FakeServer {
    /// Answers until the test ends.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(&stream);
                let mut line = String::new();
                let _ = reader.read_line(&mut line);
                let mut words = line.split(' ').map(str::to_owned);
                let (method, path) =
                    (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                let (mut length, mut token) = (0, String::new());
                loop {
                    let mut header = String::new();
                    if reader.read_line(&mut header).unwrap_or(0) <= 2 {
                        break;
                    }
                    let lower = header.to_lowercase();
                    if let Some(value) = lower.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap_or(0);
                    }
                    if lower.starts_with("authorization:") {
                        token = header[14..].trim().to_owned();
                    }
                }
                let mut body = vec![0; length];
                let _ = reader.read_exact(&mut body);
                let request = Request { method, path, token, body };
                let reply = answer(&request);
                seen.lock().expect("it is not poisoned").push(request);
                let _ = write!(
                    &stream,
                    "HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    reply.status,
                    reply.body.len()
                );
                let _ = (&stream).write_all(&reply.body);
            }
        });
        Self { port, requests }
    }

    /// What was received so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("it is not poisoned").clone()
    }
}

/// What the service has.
#[derive(Default)]
struct State {
    /// Contents by their digests.
    contents: BTreeMap<String, Vec<u8>>,
    /// The published files: path and digest.
    files: BTreeMap<String, String>,
    /// A publication that is not complete.
    pending: BTreeMap<String, String>,
    deploys: usize,
    /// How many requests are still answered.
    left: usize,
}

fn digest(bytes: &[u8]) -> String {
    FileEntry::of(bytes, TagKind::Sha1).tag.expect("it has one")
}

fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

impl State {
    fn is_complete(&self) -> bool {
        self.pending.values().all(|digest| self.contents.contains_key(digest))
    }

    fn answer(&mut self, request: &Request) -> Reply {
        if self.left == 0 {
            return Reply { status: 400, body: b"gone".to_vec() };
        }
        self.left -= 1;
        if request.token != "Bearer secret" {
            return Reply { status: 401, body: Vec::new() };
        }
        let ok = |value: Value| Reply { status: 200, body: value.to_string().into_bytes() };
        let id = format!("d{}", self.deploys);
        let path = decoded(&request.path);
        match (request.method.as_str(), path.as_str()) {
            ("GET", "/sites/s1" | "/sites/digest.netlify.app") => {
                let deploy = (self.deploys > 0).then(|| json!({ "id": id }));
                ok(json!({ "id": "s1", "published_deploy": deploy }))
            }
            ("GET", "/sites/s1/files") => ok(self
                .files
                .iter()
                .map(|(path, sha)| {
                    json!({ "path": path, "sha": sha, "size": self.contents[sha].len() })
                })
                .collect()),
            ("GET", path) if path.starts_with("/sites/s1/files/") => {
                let sha = &self.files[&path["/sites/s1/files".len()..]];
                Reply { status: 200, body: self.contents[sha].clone() }
            }
            ("POST", "/sites/s1/deploys") => {
                let order: Value = serde_json::from_slice(&request.body).expect("it is JSON");
                self.pending =
                    serde_json::from_value(order["files"].clone()).expect("they are digests");
                let required: Vec<_> = self
                    .pending
                    .values()
                    .filter(|digest| !self.contents.contains_key(*digest))
                    .collect();
                ok(json!({ "id": "next", "state": "uploading", "required": required }))
            }
            ("PUT", path) if path.starts_with("/deploys/next/files/") => {
                let sha = digest(&request.body);
                assert_eq!(self.pending.get(&path["/deploys/next/files".len()..]), Some(&sha));
                self.contents.insert(sha, request.body.clone());
                ok(json!({}))
            }
            ("GET", "/deploys/next") => {
                if self.is_complete() && !self.pending.is_empty() {
                    self.files = std::mem::take(&mut self.pending);
                    self.deploys += 1;
                }
                ok(json!({ "id": "next", "state": "ready" }))
            }
            _ => Reply { status: 404, body: Vec::new() },
        }
    }

    fn view(&self) -> Files {
        let files = self.files.iter().filter(|(path, _)| !path.starts_with("/.offprint/"));
        files.map(|(path, sha)| (path[1..].to_owned(), self.contents[sha].clone())).collect()
    }

    fn put(&mut self, path: &str, bytes: &[u8]) {
        self.contents.insert(digest(bytes), bytes.to_vec());
        self.files.insert(format!("/{path}"), digest(bytes));
        self.deploys += 1;
    }
}

fn start() -> (FakeServer, Arc<Mutex<State>>) {
    let state = Arc::new(Mutex::new(State { left: usize::MAX, ..State::default() }));
    let shared = Arc::clone(&state);
    let server =
        FakeServer::start(move |request| shared.lock().expect("not poisoned").answer(request));
    (server, state)
}

fn open(server: &FakeServer, token: &str) -> Target {
    let api = format!("http://127.0.0.1:{}", server.port);
    Target::Snapshots(Box::new(NetlifyStore::open(&api, "digest.netlify.app", token.to_owned())))
}

#[test]
fn a_site_is_published_and_changed() {
    let (server, state) = start();
    check_life_cycle(
        &|| open(&server, "secret"),
        &|| state.lock().expect("not poisoned").view(),
        &|path, bytes| state.lock().expect("not poisoned").put(path, bytes),
        false,
    );
}

#[test]
fn an_interruption_publishes_nothing_or_everything() {
    let (server, state) = start();
    for left in 0.. {
        {
            let mut state = state.lock().expect("not poisoned");
            *state = State { left: usize::MAX, ..State::default() };
        }
        publish_files(&mut open(&server, "secret"), &old_site(), &options()).expect("published");
        state.lock().expect("not poisoned").left = left;
        let result = publish_files(&mut open(&server, "secret"), &new_site(), &options());
        let mut locked = state.lock().expect("not poisoned");
        locked.left = usize::MAX;
        let found = locked.view();
        drop(locked);
        assert!(found == old_site() || found == with_retired(new_site()), "after {left} requests");
        publish_files(&mut open(&server, "secret"), &new_site(), &options()).expect("published");
        assert_eq!(state.lock().expect("not poisoned").view(), with_retired(new_site()));
        if result.is_ok() {
            assert!(left > 10);
            return;
        }
    }
}

#[test]
fn a_wrong_token_is_not_shown() {
    let (server, _) = start();
    let error = publish_files(&mut open(&server, "hunter2"), &old_site(), &options())
        .expect_err("it is refused");
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
}
