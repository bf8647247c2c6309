//! The client against a server on this machine, which answers well and badly.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use offprint_crossref::{AnswerCache, ClientSettings, CrossrefClient, CrossrefError, Lookup};

/// A server that gives these answers in turn, each to one connection, and keeps the requests.
struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let known = Arc::clone(&requests);
        thread::spawn(move || {
            let mut answers: VecDeque<Vec<u8>> = answers.into();
            for stream in listener.incoming().flatten() {
                let Some(answer) = answers.pop_front() else { return };
                serve(stream, &answer, &known);
            }
        });
        Self { address, requests }
    }

    fn client(&self) -> CrossrefClient {
        self.client_with(None)
    }

    fn client_with(&self, cache: Option<AnswerCache>) -> CrossrefClient {
        let settings = ClientSettings {
            timeout: Duration::from_millis(1500),
            pause: Duration::ZERO,
            patience: Duration::from_millis(20),
            ..ClientSettings::new(&self.address, Some("editor@digest.example".to_owned()))
        };
        CrossrefClient::new(settings, cache)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no thread panicked").clone()
    }
}

fn serve(mut stream: TcpStream, answer: &[u8], requests: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().expect("it is cloned")).lines();
    let mut request = String::new();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() {
            break;
        }
        request.push_str(&line);
        request.push('\n');
    }
    requests.lock().expect("no thread panicked").push(request);
    // A client that has read enough closes the connection.
    let _ = stream.write_all(answer);
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

fn record(doi: &str) -> Vec<u8> {
    answer("200 OK", "", &format!("{{\"status\":\"ok\",\"message\":{{\"DOI\":\"{doi}\"}}}}"))
}

#[test]
fn questions_are_polite() {
    let server = Server::new(vec![record("10.5555/a(1)<2>/b?c#d")]);
    let found = server.client().look_up("10.5555/a(1)<2>/b?c#d").expect("it is answered");
    assert!(matches!(found, Lookup::Record(text) if text.contains("10.5555/a(1)<2>/b?c#d")));
    let requests = server.requests();
    let first = requests[0].lines().next().expect("it has a first line");
    assert_eq!(
        first,
        "GET /works/10.5555%2Fa%281%29%3C2%3E%2Fb%3Fc%23d?mailto=editor%40digest.example HTTP/1.1"
    );
    assert!(
        requests[0].to_lowercase().contains("user-agent: offprint/")
            && requests[0].contains("(mailto:editor@digest.example)"),
        "{requests:?}"
    );
}

#[test]
fn answers_are_asked_for_once() {
    let folder = tempfile::tempdir().expect("the system gives a folder");
    let cache = AnswerCache::new(folder.path(), 1_000_000, Duration::from_secs(60));
    let server =
        Server::new(vec![record("10.5555/a"), answer("404 Not Found", "", "Resource not found.")]);
    for _ in 0..2 {
        let mut client = server.client_with(Some(cache.clone()));
        assert!(matches!(client.look_up("10.5555/a"), Ok(Lookup::Record(_))));
        assert_eq!(client.look_up("10.5555/b"), Ok(Lookup::Unknown));
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_busy_service_is_asked_again_later() {
    let server = Server::new(vec![
        answer("429 Too Many Requests", "Retry-After: 0\r\n", ""),
        answer("503 Service Unavailable", "", ""),
        answer("502 Bad Gateway", "", "<html>"),
        record("10.5555/a"),
    ]);
    assert!(matches!(server.client().look_up("10.5555/a"), Ok(Lookup::Record(_))));
    assert_eq!(server.requests().len(), 4);
    let server = Server::new(vec![answer("429 Too Many Requests", "Retry-After: 3600\r\n", "")]);
    let error = server.client().look_up("10.5555/a").expect_err("it is busy");
    assert_eq!(error, CrossrefError::Busy(Some(Duration::from_secs(3600))));
    assert!(error.ends_all());
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_announced_rate_is_kept() {
    let limits = "X-Rate-Limit-Limit: 20\r\nX-Rate-Limit-Interval: 1s\r\n";
    let body = "{\"message\":{\"DOI\":\"10.5555/a\"}}";
    let server = Server::new(vec![answer("200 OK", limits, body), answer("200 OK", limits, body)]);
    let settings =
        ClientSettings { pause: Duration::ZERO, ..ClientSettings::new(&server.address, None) };
    let mut client = CrossrefClient::new(settings, None);
    let start = std::time::Instant::now();
    client.look_up("10.5555/a").expect("it is answered");
    client.look_up("10.5555/b").expect("it is answered");
    // Half of 20 in a second.
    assert!(start.elapsed() >= Duration::from_millis(100));
}

#[track_caller]
fn fails(answers: Vec<Vec<u8>>, ends_all: bool) -> CrossrefError {
    let server = Server::new(answers);
    let error = server.client().look_up("10.5555/a").expect_err("it is no record");
    assert_eq!(error.ends_all(), ends_all, "{error:?}");
    error
}

#[test]
fn bad_answers_are_errors() {
    for body in ["", "<html><body>Hello</body></html>", "{\"message\":", "{\"message\":[1]}", "[]"]
    {
        let error = fails(vec![answer("200 OK", "", body)], false);
        assert_eq!(error, CrossrefError::NotARecord);
    }
    assert_eq!(
        fails(vec![answer("400 Bad Request", "", "no")], false),
        CrossrefError::Refused(400)
    );
    assert_eq!(fails(vec![answer("403 Forbidden", "", "no")], true), CrossrefError::Refused(403));
    let huge =
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec(), vec![b' '; 17 * 1024 * 1024]]
            .concat();
    assert!(matches!(fails(vec![huge], false), CrossrefError::TooLong(_)));
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{".to_vec();
    fails(vec![cut; 4], true);
    fails(vec![b"nothing of this kind\r\n\r\n".to_vec(); 4], true);
}

#[test]
fn without_a_connection_nothing_is_asked_twice() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", closed.local_addr().expect("it has an address"));
    drop(closed);
    let settings = ClientSettings {
        patience: Duration::from_millis(1),
        ..ClientSettings::new(&address, None)
    };
    let error =
        CrossrefClient::new(settings, None).look_up("10.5555/a").expect_err("nobody is there");
    assert!(matches!(error, CrossrefError::Connection(_)) && error.ends_all());
}
