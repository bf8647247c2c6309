//! The preview over HTTP: a response equals the output of a clean build, plus one tag, and some
//! requests are refused.
//!
//! Each test starts the program on a free port and talks to it over plain sockets, so that
//! malicious requests can be sent unchanged. Tests do not sleep: they repeat a request until the
//! response is as expected or the time is over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use offprint::serve::{RESCAN_DELAY, ServeEvent, ServeOptions, serve};
use offprint::{BuildTime, Overrides};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support;
use crate::support::{Folder, files_below};

const TAG: &str = "<script src=\"/__offprint/live.js\"></script>";

/// Longer than any response should take, even on a busy machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// A running preview of a site, which ends with the test.
struct Preview {
    /// The program; `None` if the library serves the site in this process.
    child: Option<Child>,
    port: u16,
    url: String,
}

impl Preview {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_offprint"))
            .args(["watch", "--port", "0"])
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.starts_with("http://"))
            .expect("it says where it is");
        // Later output must be read, so that the program is not blocked.
        std::thread::spawn(move || lines.for_each(drop));
        Self::at(Some(child), url)
    }

    /// A preview in this process, which serves until the process ends.
    fn in_process(options: ServeOptions) -> Self {
        let (sender, url) = channel();
        std::thread::spawn(move || {
            serve(&options, &mut |event| {
                if let ServeEvent::Listening { url, .. } = event {
                    let _ = sender.send(url.to_owned());
                }
            })
        });
        Self::at(None, url.recv_timeout(DEADLINE).expect("it says where it is"))
    }

    fn at(child: Option<Child>, url: String) -> Self {
        let port = url
            .split([':', '/'])
            .nth(4)
            .and_then(|port| port.parse().ok())
            .expect("an address has a port");
        Self { child, port, url }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time-out can be set");
        stream
    }

    /// Sends bytes unchanged, and reads until the server closes the connection.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::of(&bytes)
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// Repeats a request until the response is as expected.
    #[track_caller]
    fn until(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "{path} is still {}: {}",
                answer.status,
                answer.text()
            );
            std::thread::yield_now();
        }
    }

    fn problems(&self) -> serde_json::Value {
        serde_json::from_slice(&self.get("/__offprint/problems").body)
            .expect("the problems are JSON")
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        write!(stream, "GET /__offprint/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expect("the server reads");
        let mut events = Events { lines: BufReader::new(stream) };
        events.next();
        events
    }
}

/// The options of a preview of this folder that writes nothing.
fn options(folder: &Folder) -> ServeOptions {
    ServeOptions {
        root: folder.path().to_owned(),
        overrides: Overrides::default(),
        time: || jiff::civil::date(2026, 1, 15).into(),
        host: "127.0.0.1".to_owned(),
        port: 0,
        target: None,
        spill_folder: None,
        follow_edits: false,
        poll: false,
        rescan_delay: Some(RESCAN_DELAY),
        editor: String::new(),
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The stream of events after the first one.
struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    fn next(&mut self) -> serde_json::Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(
                self.lines.read_line(&mut line).expect("an event comes") > 0,
                "the stream goes on"
            );
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("an event is one JSON object");
            }
        }
    }

    /// The changed routes of all events up to the first one that contains this route.
    fn changed_with(&mut self, route: &str) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        while !changed.contains(route) {
            let event = self.next();
            let routes = event["changed"].as_array().expect("it is a list");
            changed.extend(routes.iter().filter_map(|route| route.as_str().map(str::to_owned)));
        }
        changed
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let head = String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]).into_owned();
        let mut lines = head.lines();
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body: end.map_or_else(Vec::new, |end| bytes[end + 4..].to_vec()) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

fn article(title: &str, drug: &str, text: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"In short.\"\ndate = 2025-01-02\ndrugs = [\"{drug}\"]\n+++\n\n{text}\n"
    )
}

fn digest() -> Folder {
    let folder = Folder::site(&[
        ("content/about.md", "+++\ntitle = \"About\"\n+++\n\nHello.\n"),
        ("static/naïve ß.txt", "text"),
    ]);
    for n in 0..4 {
        folder.write(
            &format!("content/articles/a{n}.md"),
            article(&format!("Article {n}"), &format!("drug {}", n % 2), "Text."),
        );
    }
    folder
}

/// Everything that a clean build writes, by the path that a browser requests.
fn built(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let out = Folder::new();
    folder.run(&["-q", "build", "--out", &out.path().display().to_string()]).exits(0);
    files_below(out.path()).into_iter().filter(|(path, _)| path != ".offprint.json").collect()
}

fn encoded(path: &str) -> String {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The preview's response for a file, without the tag.
fn served(preview: &Preview, path: &str) -> Option<Vec<u8>> {
    let answer = preview.get(&format!("/{}", encoded(path)));
    if !path.ends_with(".html") {
        return (answer.status == 200).then_some(answer.body);
    }
    let text = answer.text();
    let is_tagged = answer.status == 200 && text.matches(TAG).count() == 1;
    is_tagged.then(|| text.replacen(TAG, "", 1).into_bytes())
}

/// Waits until the preview serves exactly what a clean build gives.
fn equals_a_clean_build(
    folder: &Folder,
    preview: &Preview,
    before: &BTreeMap<String, Vec<u8>>,
) -> Result<(), TestCaseError> {
    let expected = built(folder);
    let start = Instant::now();
    let gone: Vec<_> = before.keys().filter(|path| !expected.contains_key(*path)).collect();
    loop {
        let wrong: Vec<_> = expected
            .iter()
            .filter(|(path, bytes)| served(preview, path).as_ref() != Some(*bytes))
            .map(|(path, _)| path)
            .chain(gone.iter().copied().filter(|path| served(preview, path).is_some()))
            .collect();
        if wrong.is_empty() {
            return Ok(());
        }
        prop_assert!(
            start.elapsed() < DEADLINE,
            "not as a clean build: {:?}; {}",
            wrong,
            preview.problems()
        );
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Body(u8, u8),
    Title(u8, u8),
    Drug(u8, u8),
    DrugPage(u8),
    Template(u8),
    Partial(u8),
    Block(u8),
    Setting(u8),
    Static(u8),
    New(u8),
    Remove(u8),
    Rename(u8, u8),
    Folder(u8),
    RenameFolder(u8, u8),
    RemoveFolder(u8),
    /// Many files at once, as after switching to another branch.
    Branch(u8),
    /// Written to a temporary file and renamed.
    Atomic(u8, u8),
    /// Written in two parts.
    Halves(u8, u8),
    Touch,
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0u8..4;
    prop_oneof![
        (n(), any::<u8>()).prop_map(|(n, v)| Edit::Body(n, v)),
        (n(), any::<u8>()).prop_map(|(n, v)| Edit::Title(n, v)),
        (n(), n()).prop_map(|(n, v)| Edit::Drug(n, v)),
        n().prop_map(Edit::DrugPage),
        any::<u8>().prop_map(Edit::Template),
        any::<u8>().prop_map(Edit::Partial),
        any::<u8>().prop_map(Edit::Block),
        any::<u8>().prop_map(Edit::Setting),
        any::<u8>().prop_map(Edit::Static),
        n().prop_map(Edit::New),
        n().prop_map(Edit::Remove),
        (n(), n()).prop_map(|(a, b)| Edit::Rename(a, b)),
        n().prop_map(Edit::Folder),
        (n(), n()).prop_map(|(a, b)| Edit::RenameFolder(a, b)),
        n().prop_map(Edit::RemoveFolder),
        any::<u8>().prop_map(Edit::Branch),
        (n(), any::<u8>()).prop_map(|(n, v)| Edit::Atomic(n, v)),
        (n(), any::<u8>()).prop_map(|(n, v)| Edit::Halves(n, v)),
        Just(Edit::Touch),
    ]
}

fn apply(folder: &Folder, edit: &Edit) {
    let file = |n: &u8| format!("content/articles/a{n}.md");
    let year = |n: &u8| folder.join(&format!("content/articles/year{n}"));
    let text = |title: u8, drug: u8, body: u8| {
        article(
            &format!("Article {title}"),
            &format!("drug {}", drug % 3),
            &format!("Text {body}."),
        )
    };
    match edit {
        Edit::Body(n, v) => folder.write(&file(n), text(*n, *n, *v)),
        Edit::Title(n, v) => folder.write(&file(n), text(*v, *n, 0)),
        Edit::Drug(n, v) => folder.write(&file(n), text(*n, *v, 0)),
        Edit::DrugPage(n) => folder.write("content/drugs/drug-1.md", format!("+++\ntitle = \"Drug 1\"\naliases = [\"alias {n}\", \"drug {n}x\"]\n+++\nProse {n}.\n")),
        Edit::Template(n) => folder.write("templates/article.html", format!("{{% extends \"builtin/article.html\" %}}{{% block head %}}{{{{ super() }}}}<meta name=\"n\" content=\"{n}\">{{% endblock head %}}")),
        Edit::Partial(n) => {
            folder.write("templates/mine.html", format!("<p>mine {n}</p>"));
            folder.write("templates/404.html", "{% extends \"base.html\" %}{% block main %}{% include \"mine.html\" %}{% endblock main %}");
        }
        Edit::Block(n) => folder.write("templates/terms.html", format!("{{% extends \"theme/terms.html\" %}}{{% block title %}}T{n}{{% endblock title %}}")),
        Edit::Setting(n) => folder.write("site.toml", format!("{}paginate_by = {}\n", support::SITE_TOML, n % 3 + 1)),
        Edit::Static(n) => folder.write("static/css/a.css", format!("a {{ order: {n}; }}")),
        Edit::New(n) => folder.write(&format!("content/articles/new{n}.md"), text(n + 10, *n, 0)),
        Edit::Remove(n) => drop(fs::remove_file(folder.join(&file(n)))),
        Edit::Rename(from, to) => drop(fs::rename(folder.join(&file(from)), folder.join(&file(to)))),
        Edit::Folder(n) => (0..3).for_each(|m| folder.write(&format!("content/articles/year{n}/y{n}{m}.md"), text(n * 3 + m + 20, m, 0))),
        Edit::RenameFolder(from, to) => drop(fs::rename(year(from), year(to))),
        Edit::RemoveFolder(n) => drop(fs::remove_dir_all(year(n))),
        Edit::Branch(v) => (0..60).for_each(|m| folder.write(&format!("content/articles/branch/b{m}.md"), text(100 + m, m, *v))),
        Edit::Atomic(n, v) => {
            folder.write(&format!("content/articles/.a{n}.md.new"), text(*n, *n, *v));
            drop(fs::rename(folder.join(&format!("content/articles/.a{n}.md.new")), folder.join(&file(n))));
        }
        Edit::Halves(n, v) => {
            let text = text(*n, *n, *v);
            let mut open = fs::File::create(folder.join(&file(n))).expect("the file can be made");
            let (one, two) = text.split_at(text.len() / 3);
            open.write_all(one.as_bytes()).and_then(|()| open.flush()).expect("it can be written");
            std::thread::yield_now();
            open.write_all(two.as_bytes()).expect("it can be written");
        }
        Edit::Touch => {
            let path = folder.join("content/about.md");
            fs::read(&path).and_then(|bytes| fs::write(&path, bytes)).expect("it can be written");
        }
    }
}

#[test]
fn after_every_edit_it_gives_what_a_clean_build_gives() {
    let mut runner = TestRunner::new(Config {
        cases: 4,
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    });
    let script = proptest::collection::vec(proptest::collection::vec(edit(), 1..4), 4..9);
    let result = runner.run(&script, |script| {
        let folder = digest();
        let preview = Preview::start(&folder, &["--no-write"]);
        let mut before = BTreeMap::new();
        for edits in &script {
            edits.iter().for_each(|edit| apply(&folder, edit));
            equals_a_clean_build(&folder, &preview, &before)?;
            before = built(&folder);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn it_answers_with_the_site_and_one_tag() {
    let folder = digest();
    let preview = Preview::start(&folder, &[]);
    assert_eq!(preview.url, format!("http://127.0.0.1:{}/", preview.port));
    equals_a_clean_build(&folder, &preview, &BTreeMap::new()).expect("the same");
    // The output folder is updated too.
    let start = Instant::now();
    while !folder.join("public/index.html").exists() {
        assert!(start.elapsed() < DEADLINE, "public/ is not written");
        std::thread::yield_now();
    }
}

#[test]
fn a_site_below_a_path_stands_there() {
    let folder = digest();
    folder.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/digest/\"\n");
    let preview = Preview::start(&folder, &["--no-write"]);
    assert!(preview.url.ends_with("/digest/"), "{}", preview.url);
    assert_eq!(preview.get("/").header("location"), "/digest/");
    assert_eq!(preview.get("/digest/about?x=1").header("location"), "/digest/about/?x=1");
    assert_eq!(preview.get("/digest/about/").status, 200);
    assert_eq!(preview.get("/about/").status, 404);
}

#[test]
fn the_url_of_what_is_held_back_says_why() {
    let folder = digest();
    folder.write(
        "content/articles/b.md",
        "+++\ntitle = \"B & C\"\ndate = 2025-01-01\ndraft = true\n+++\n[Nothing](nothing.md)\n",
    );
    folder.write(
        "content/articles/later.md",
        "+++\ntitle = \"Later\"\ndate = 2025-01-01\npublish_on = 2999-01-02\n+++\n",
    );
    folder.write(
        "content/articles/over.md",
        "+++\ntitle = \"Over\"\ndate = 2025-01-01\nexpires = 2025-02-03\n+++\n",
    );
    let preview = Preview::start(&folder, &["--no-write"]);
    for (path, texts) in [
        ("/articles/b/", ["“B &amp; C” is not published: it is a draft", "watch --drafts<"]),
        ("/articles/b", ["content/articles/b.md", "watch --drafts<"]),
        ("/articles/b/index.html", ["draft = true", "watch --drafts<"]),
        ("/articles/later/", ["it is scheduled", "2999-01-02"]),
        ("/articles/later/?x=1", ["content/articles/later.md", "watch --future<"]),
        ("/articles/over/", ["it is expired", "remove <code>expires</code>"]),
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        for text in texts.into_iter().chain([TAG]) {
            assert!(answer.text().contains(text), "{path}: {text} in {}", answer.text());
        }
    }
    assert!(!preview.get("/articles/c/").text().contains("is not published"));
    folder.write("content/articles/b.md", article("B & C", "drug 0", "Text."));
    let shown = preview.until("/articles/b/", |answer| answer.status == 200);
    assert!(shown.text().contains("B &amp; C"));
    drop(preview);
    // Mistakes in a draft are warnings for its author too.
    folder.write(
        "content/articles/b.md",
        "+++\ntitle = \"B\"\ndate = 2025-01-01\ndraft = true\nid = \"no id\"\n+++\n[Nothing](nothing.md)\n",
    );
    let preview = Preview::start(&folder, &["--no-write", "--drafts"]);
    assert_eq!(preview.get("/articles/b/").status, 200);
    // The third is the year of `publish_on` above.
    let problems = preview.problems();
    assert_eq!(
        (&problems["errors"], problems["problems"].as_array().map(Vec::len)),
        (&0.into(), Some(3))
    );
}

#[test]
fn pages_have_the_policy_of_the_published_site() {
    let folder = digest();
    let headers = |preview: &Preview| {
        let file = preview.get("/_headers").text();
        let mut expected: Vec<(String, String)> = file
            .lines()
            .skip(1)
            .map_while(|line| line.strip_prefix("  ")?.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        expected.sort();
        expected
    };
    let preview = Preview::start(&folder, &["--no-write"]);
    let expected = headers(&preview);
    assert_eq!(expected.len(), 4);
    for path in ["/", "/about/", "/nowhere/", "/folio.css", "/feed.xml"] {
        let answer = preview.get(path);
        for (name, value) in &expected {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
    folder.write(
        "site.toml",
        format!("{}[security]\nimages = [\"https://img.example\"]\n", support::SITE_TOML),
    );
    preview.until("/", |answer| {
        answer
            .header("content-security-policy")
            .contains("img-src 'self' data: https://img.example;")
    });
    folder.write("site.toml", format!("{}[build]\nheaders = false\n", support::SITE_TOML));
    preview.until("/", |answer| answer.header("content-security-policy").is_empty());
    // The script of the preview obeys the policy: it makes no style element and no inline style.
    let script = preview.get("/__offprint/live.js").text();
    for forbidden in ["element(\"style\"", "<style", ".style.", "innerHTML", "eval("] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn a_kill_after_an_edit_leaves_no_outdated_search_index() {
    for round in 0..3 {
        let folder = digest();
        let preview = Preview::start(&folder, &[]);
        let published = |text: &str| {
            let start = Instant::now();
            let page = folder.join("public/articles/a0/index.html");
            while !fs::read_to_string(&page).is_ok_and(|page| page.contains(text)) {
                assert!(start.elapsed() < DEADLINE, "public/ is not written");
                std::thread::yield_now();
            }
        };
        published("Article 0");
        let title = format!("Zebrafish {round}");
        folder.write("content/articles/a0.md", article(&title, "drug 0", "Text."));
        published(&title);
        // The process ends at this moment, without a chance to finish anything.
        drop(preview);
        let index = |files: &BTreeMap<String, Vec<u8>>| -> Vec<(String, Vec<u8>)> {
            let files = files.iter().filter(|(path, _)| path.starts_with("search/index/"));
            files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
        };
        let left = index(&files_below(&folder.join("public")).into_iter().collect());
        let right = index(&built(&folder));
        assert!(!right.is_empty() && left == right, "the index is outdated");
    }
}

#[test]
fn types_tags_and_parts() {
    let folder = digest();
    folder.write("static/font.woff2", "x");
    folder.write("static/folder/index.html", "<p>own");
    fs::write(
        folder.join("static/big.bin"),
        (0..200_000u32).map(|n| (n % 251) as u8).collect::<Vec<u8>>(),
    )
    .expect("it can be written");
    let preview = Preview::start(&folder, &["--no-write"]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/font.woff2", "font/woff2"),
        ("/na%C3%AFve%20%C3%9F.txt", "text/plain; charset=utf-8"),
        ("/__offprint/live.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let whole = preview.get("/about/");
    let head = preview.ask("HEAD", "/about/", "");
    assert_eq!(
        (head.status, head.header("content-length"), head.body.len()),
        (200, whole.header("content-length"), 0)
    );
    let known = format!("If-None-Match: {}\r\n", whole.header("etag"));
    assert_eq!(preview.ask("GET", "/about/", &known).status, 304);
    let part = preview.ask("GET", "/na%C3%AFve%20%C3%9F.txt", "Range: bytes=1-2\r\n");
    assert_eq!(
        (part.status, part.text().as_str(), part.header("content-range")),
        (206, "ex", "bytes 1-2/4")
    );
    // A large file is sent in pieces, and a part of it is read alone.
    let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let big = preview.until("/big.bin", |answer| answer.status == 200);
    assert!(big.body == bytes && big.header("accept-ranges") == "bytes");
    for (range, from, to) in [
        ("0-9", 0, 10),
        ("65530-131080", 65_530, 131_081),
        ("199990-", 199_990, 200_000),
        ("-10", 199_990, 200_000),
    ] {
        let part = preview.ask("GET", "/big.bin", &format!("Range: bytes={range}\r\n"));
        assert_eq!(part.status, 206, "{range}");
        assert!(part.body == bytes[from..to], "{range}");
        let span = format!("bytes {from}-{}/200000", to - 1);
        assert_eq!(part.header("content-range"), span);
    }
    let none = preview.ask("GET", "/big.bin", "Range: bytes=200000-\r\n");
    assert_eq!((none.status, none.header("content-range")), (416, "bytes */200000"));
    let head = preview.ask("HEAD", "/big.bin", "");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "200000", 0));
    assert_eq!(preview.get("/about").header("location"), "/about/");
    assert_eq!(preview.get("/folder").header("location"), "/folder/");
    assert_eq!(preview.get("/folder/").text(), format!("<p>own{TAG}"));
    let missing = preview.get("/nowhere/");
    assert!(
        missing.status == 404 && missing.text().contains("<html") && missing.text().contains(TAG)
    );
}

#[test]
fn a_picture_is_made_when_a_browser_asks() {
    let folder = digest();
    fs::create_dir_all(folder.join("static")).expect("the folder can be made");
    let picture =
        image::RgbImage::from_fn(600, 300, |x, y| image::Rgb([x as u8, y as u8, (x * y) as u8]));
    picture.save(folder.join("static/chart.png")).expect("it can be written");
    folder
        .write("content/articles/a0.md", article("Article 0", "drug 0", "![A chart](/chart.png)"));
    let preview = Preview::start(&folder, &["--no-write"]);
    let page = preview.get("/articles/a0/").text();
    let address =
        page.split(['"', ' ']).find(|part| part.ends_with(".webp")).expect("the page offers one");
    assert!(!folder.join(".offprint/cache/images").exists(), "none is made before");
    let answer = preview.get(address);
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/webp"));
    assert_eq!((&answer.body[..4], &answer.body[8..12]), (&b"RIFF"[..], &b"WEBP"[..]));
    assert_eq!(preview.get(address).body, answer.body);
}

#[test]
fn hostile_requests_are_refused() {
    let folder = digest();
    folder.write("secret.txt", "SECRET");
    let outside = Folder::new();
    outside.write("secret.txt", "SECRET");
    folder.write("static/plain.txt", "plain");
    folder.write("static/good.txt", "good");
    let preview = Preview::start(&folder, &["--no-write"]);
    #[cfg(unix)]
    {
        let link = |path: &str| {
            std::os::unix::fs::symlink(outside.join("secret.txt"), folder.join(path))
                .expect("a link can be made");
        };
        link("static/linked.txt");
        fs::remove_file(folder.join("static/plain.txt")).expect("it was there");
        link("static/plain.txt");
    }
    let host = format!("Host: 127.0.0.1:{}\r\nConnection: close\r\n", preview.port);
    for (request, status) in [
        ("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned(), 403),
        (
            "GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\nConnection: close\r\n\r\n"
                .to_owned(),
            403,
        ),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), 400),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (format!("GET http://evil.example/ HTTP/1.1\r\n{host}\r\n"), 403),
        (format!("GET /%00 HTTP/1.1\r\n{host}\r\n"), 400),
        (format!("GET /%ff HTTP/1.1\r\n{host}\r\n"), 400),
    ] {
        assert_eq!(preview.raw(&request).status, status, "{request}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        assert_eq!(preview.ask(method, "/", "").status, 405, "{method}");
    }
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/..%2fsecret.txt",
        "/..\\secret.txt",
        "/about/../../secret.txt",
        "//etc/passwd",
        "/content/about.md",
        "/site.toml",
        "/__offprint/../secret.txt",
        "/linked.txt",
        #[cfg(unix)]
        "/plain.txt",
    ] {
        let answer = preview.get(path);
        assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
        assert!(
            !answer.text().contains("SECRET") && !answer.header("location").starts_with("//"),
            "{path}"
        );
    }
    assert_eq!((preview.get("/").status, preview.get("/good.txt").text().as_str()), (200, "good"));
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_served_and_watched() {
    use std::os::unix::fs::symlink;
    let folder = digest();
    let outside = Folder::new();
    let inside = |n: &str| (folder.join("drafts").join(n), folder.join("content/articles").join(n));
    outside.write("vault/notes/note.md", article("Note", "drug 1", "Text."));
    outside.write("chart.txt", "chart");
    folder.write("drafts/linked.md", article("Linked", "drug 1", "Text."));
    folder.write(
        "site.toml",
        format!(
            "{}[build]\nlinked_folders = [\"drafts\", {:?}]\n",
            support::SITE_TOML,
            outside.path()
        ),
    );
    symlink(outside.join("vault"), folder.join("content/articles/vault"))
        .expect("a link can be made");
    symlink(outside.join("chart.txt"), folder.join("static/chart.txt"))
        .expect("a link can be made");
    symlink(inside("linked.md").0, inside("linked.md").1).expect("a link can be made");
    // Only what the system reports is seen: a rescan would find every change a moment later.
    let preview = Preview::in_process(ServeOptions { rescan_delay: None, ..options(&folder) });
    equals_a_clean_build(&folder, &preview, &BTreeMap::new()).expect("the same");
    outside.write("vault/notes/note.md", article("Note", "drug 1", "Changed."));
    preview.until("/articles/note/", |answer| answer.text().contains("Changed."));
    outside.write("aside.txt", "new");
    fs::rename(outside.join("aside.txt"), outside.join("chart.txt"))
        .expect("it can be put in place");
    preview.until("/chart.txt", |answer| answer.text() == "new");
    folder.write("drafts/linked.md", article("Linked anew", "drug 1", "Text."));
    preview.until("/articles/linked/", |answer| answer.text().contains("Linked anew"));
    outside.write("vault/more.md", article("More", "drug 3", "Text."));
    // A folder is replaced by another of the same name, as after a checkout.
    fs::rename(outside.join("vault"), outside.join("before")).expect("it can be moved");
    outside.write("vault/again.md", article("Again", "drug 3", "Text."));
    preview.until("/articles/again/", |answer| answer.status == 200);
    outside.write("vault/again.md", article("Again", "drug 3", "Anew."));
    preview.until("/articles/again/", |answer| answer.text().contains("Anew."));
    // Creating and removing a link to the site's own folder does not end the watching.
    symlink("../..", folder.join("content/articles/up")).expect("a link can be made");
    preview.until("/__offprint/problems", |answer| answer.text().contains("articles/up"));
    fs::remove_file(folder.join("content/articles/up")).expect("it was there");
    preview.until("/__offprint/problems", |answer| !answer.text().contains("articles/up"));
    folder.write("content/about.md", "+++\ntitle = \"About\"\n+++\n\nStill heard.\n");
    preview.until("/about/", |answer| answer.text().contains("Still heard."));
    fs::remove_file(folder.join("static/chart.txt")).expect("it was there");
    equals_a_clean_build(
        &folder,
        &preview,
        &BTreeMap::from([("chart.txt".to_owned(), Vec::new())]),
    )
    .expect("the same");
}

#[test]
fn an_error_leaves_the_last_good_site() {
    let folder = digest();
    let preview = Preview::start(&folder, &["--no-write"]);
    let good = preview.get("/about/").body;
    let mut events = preview.events();
    folder.write("content/about.md", "+++\ntitle = \"About\"\ntagz = 1\n+++\n\nBroken.\n");
    let event = events.next();
    assert_eq!(
        (event["problems"].as_u64(), event["changed"].as_array().map(Vec::len)),
        (Some(1), Some(0))
    );
    let problems = preview.problems();
    let problem = &problems["problems"][0];
    assert_eq!(
        (problem["file"].as_str(), problem["line"].as_u64()),
        (Some("content/about.md"), Some(3))
    );
    assert_eq!(problem["picture"], "3 | tagz = 1\n  | ^^^^");
    assert!(
        problem["editor"].as_str().is_some_and(|link| link.starts_with("vscode://file/")),
        "{problem}"
    );
    assert_eq!(preview.get("/about/").body, good);
    folder.write("content/about.md", "+++\ntitle = \"About\"\n+++\n\nMended.\n");
    assert!(events.changed_with("/about/").contains("/about/"));
    assert!(preview.get("/about/").text().contains("Mended."));
    // A viewed page is shown before the rest of its edition is complete.
    preview.until("/__offprint/problems", |answer| answer.text().contains("\"problems\":[]"));
}

#[test]
fn a_site_that_is_broken_from_the_start_is_mended_while_it_runs() {
    let folder = digest();
    folder.write("site.toml", "title = \n");
    let preview = Preview::start(&folder, &["--no-write"]);
    let report = preview.get("/");
    assert!(report.status == 500 && report.text().contains(TAG));
    folder.write("site.toml", support::SITE_TOML);
    preview.until("/", |answer| answer.status == 200);
}

#[test]
fn events_name_what_changed_and_nothing_else() {
    let folder = digest();
    let preview = Preview::start(&folder, &["--no-write"]);
    let mut events = preview.events();
    // Writing the same bytes is not a change, so the first event is that of the next write.
    folder.write("content/about.md", folder.read("content/about.md"));
    folder.write("static/a.css", "a {}");
    let event = events.next();
    assert_eq!(event["changed"], serde_json::json!(["/a.css"]));
    folder.write("content/about.md", "+++\ntitle = \"About\"\n+++\n\nHello!\n");
    let event = events.next();
    assert_eq!(
        (&event["changed"], event["problems"].as_u64()),
        (&serde_json::json!(["/about/"]), Some(0))
    );
    assert!(event.get("follow").is_none());
}

#[test]
fn it_follows_the_edited_page_on_wish() {
    let folder = digest();
    let preview = Preview::start(&folder, &["--no-write", "--follow"]);
    let mut events = preview.events();
    folder.write("content/articles/a1.md", article("Article 1", "drug 1", "Another text."));
    assert_eq!(events.next()["follow"].as_str(), Some("/articles/a1/"));
}

#[test]
fn it_can_look_again_and_again() {
    let folder = digest();
    let preview = Preview::start(&folder, &["--no-write", "--poll"]);
    folder.write("content/about.md", "+++\ntitle = \"About\"\n+++\n\nPolled.\n");
    preview.until("/about/", |answer| answer.text().contains("Polled."));
}

#[test]
fn a_clock_that_passes_midnight_publishes_what_was_for_then() {
    static IS_TOMORROW: AtomicBool = AtomicBool::new(false);
    let folder = digest();
    folder.write("content/articles/later.md", "+++\ntitle = \"Later\"\ndate = 2026-03-02\n+++\n");
    let preview = Preview::in_process(ServeOptions {
        time: || {
            let day = if IS_TOMORROW.load(Ordering::Relaxed) { 2 } else { 1 };
            jiff::civil::date(2026, 3, day).into()
        },
        ..options(&folder)
    });
    assert_eq!(preview.get("/articles/later/").status, 404);
    IS_TOMORROW.store(true, Ordering::Relaxed);
    preview.until("/articles/later/", |answer| answer.status == 200);
    assert!(preview.get("/").text().contains("Later"));
}

#[test]
fn an_embargo_ends_at_its_moment() {
    static IS_OVER: AtomicBool = AtomicBool::new(false);
    let folder = digest();
    folder.write(
        "content/articles/embargo.md",
        "+++\ntitle = \"Embargo\"\ndate = 2026-03-01\npublish_on = 2026-03-01T20:00:00+02:00\n+++\n",
    );
    let preview = Preview::in_process(ServeOptions {
        time: || {
            let hour = if IS_OVER.load(Ordering::Relaxed) { 18 } else { 17 };
            BuildTime::At(format!("2026-03-01T{hour}:00:00Z").parse().expect("an instant"))
        },
        ..options(&folder)
    });
    assert_eq!(preview.get("/articles/embargo/").status, 404);
    IS_OVER.store(true, Ordering::Relaxed);
    preview.until("/articles/embargo/", |answer| answer.status == 200);
}

#[test]
fn a_port_that_is_taken_is_passed_over() {
    let folder = digest();
    let first = Preview::start(&folder, &["--no-write"]);
    let mut second = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .args(["watch", "--no-write", "--port", &first.port.to_string()])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let lines = BufReader::new(second.stdout.take().expect("it is piped")).lines();
    let url = lines
        .map_while(Result::ok)
        .find(|line| line.starts_with("http://"))
        .expect("it says where it is");
    let _ = second.kill();
    let _ = second.wait();
    assert_ne!(url, first.url);
}
