//! [`Server`]: answers browsers, from what the state shows. All that is asynchronous is here.
//!
//! A server for one person's own browser is still within reach of every page that this person opens
//! elsewhere. So it listens at home only unless told otherwise, answers only to its own allowed_hosts (a
//! foreign name may lead here: DNS rebinding), takes GET and HEAD alone, and looks up routes in the
//! edition, never files on the disk. Slow clients wait by themselves: there are limits on headers,
//! on time and on connections. hyper is used without a framework on top: there is nothing to route,
//! and the limits are hyper's.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::sync::broadcast::error::RecvError;

use super::preview_state::{PreviewState, Snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::{FileContent, RenderedFile};
use crate::route::Route;
use crate::source::AssetFile;

/// What is the server's own.
const INTERNAL: &str = "/__offprint/";

/// What is added to each HTML page.
const LIVE_SCRIPT_TAG: &str = "<script src=\"/__offprint/live.js\"></script>";

const LIVE_SCRIPT: &str = include_str!("live.js");

/// How many ports are tried.
const MAX_PORTS_TRIED: u16 = 100;

/// How many connections there may be at once.
const MAX_CONNECTIONS: usize = 800;

/// How long a client may take to say what it wants.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a page is waited for that is being built.
const BUILD_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest headers that are read.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// After so much silence something is said, so that a connection that is gone is known to be.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

type ResponseBody = Either<Full<Bytes>, Channel<Bytes, Infallible>>;

/// Where browsers come in.
pub(super) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    host: String,
    requested_port: u16,
}

impl Server {
    /// Listens at the first free port from this one on; at any, if it is 0.
    ///
    /// # Errors
    /// If there is no such address, or no port.
    pub(super) fn open(host: &str, port: u16) -> Result<Self, Diagnostic> {
        let fault = |error: &io::Error| {
            Diagnostic::error(
                Code::Output,
                format!("the server cannot listen on `{host}`, port {port}: {error}"),
            )
            .help("choose another address with --host, or another port with --port")
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let last = if port == 0 { 0 } else { port.saturating_add(MAX_PORTS_TRIED) };
        let mut refusal = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for tried in port..=last {
            let listener = (bare, tried)
                .to_socket_addrs()
                .and_then(|list| TcpListener::bind(list.collect::<Vec<_>>().as_slice()));
            match listener.and_then(|listener| Ok((listener.local_addr()?, listener))) {
                Ok((address, listener)) => {
                    return Ok(Self {
                        listener,
                        address,
                        host: bare.to_owned(),
                        requested_port: port,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => refusal = error,
                Err(error) => return Err(fault(&error)),
            }
        }
        Err(fault(&refusal))
    }

    /// The address of the site.
    pub(super) fn url(&self, base: &str) -> String {
        let host = match self.host.parse() {
            // These mean every address; a browser needs one.
            Ok(IpAddr::V4(ip)) if ip.is_unspecified() => "127.0.0.1".to_owned(),
            Ok(IpAddr::V6(ip)) if ip.is_unspecified() => "[::1]".to_owned(),
            Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
            _ => self.host.clone(),
        };
        format!("http://{host}:{}{base}/", self.address.port())
    }

    /// The port that was asked for, if it was taken.
    pub(super) fn instead_of(&self) -> Option<u16> {
        (self.requested_port != 0 && self.requested_port != self.address.port())
            .then_some(self.requested_port)
    }

    /// Begins to answer, on a thread of its own.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn start(&self, state: &Arc<PreviewState>) -> io::Result<()> {
        let listener = self.listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let allowed_hosts =
            Arc::new(AllowedHosts { given: self.host.to_lowercase(), bound: self.address.ip() });
        let state = Arc::clone(state);
        std::thread::Builder::new().name("http".into()).spawn(move || {
            runtime.block_on(async {
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    accept(&listener, &state, &allowed_hosts).await;
                }
            });
        })?;
        Ok(())
    }
}

async fn accept(
    listener: &tokio::net::TcpListener,
    state: &Arc<PreviewState>,
    allowed_hosts: &Arc<AllowedHosts>,
) {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The process has no more files to open: connections that end give some back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let permit = ConnectionPermit::acquire(&open);
        if open.load(Ordering::Relaxed) > MAX_CONNECTIONS {
            continue;
        }
        // Small answers must not wait for more.
        let _ = stream.set_nodelay(true);
        let (state, allowed_hosts) = (Arc::clone(state), Arc::clone(allowed_hosts));
        tokio::spawn(async move {
            let _permit = permit;
            let service = service_fn(|request| {
                reply(request, Arc::clone(&state), Arc::clone(&allowed_hosts))
            });
            // A client that goes away in the middle is no fault.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .max_buf_size(MAX_HEADER_BYTES)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// One of the connections there may be; given back when dropped.
struct ConnectionPermit(Arc<AtomicUsize>);

impl ConnectionPermit {
    fn acquire(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The allowed_hosts that the server answers to.
struct AllowedHosts {
    given: String,
    bound: IpAddr,
}

impl AllowedHosts {
    fn allows(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let name = name.to_lowercase();
        if name == self.given || name == "localhost" {
            return true;
        }
        // Nobody can make a number lead here, as a name can be made to. Where every address is
        // listened at, any may be meant.
        name.parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback() || self.bound.is_unspecified() || ip == self.bound)
    }
}

async fn reply(
    request: Request<Incoming>,
    state: Arc<PreviewState>,
    allowed_hosts: Arc<AllowedHosts>,
) -> Result<Response<ResponseBody>, Infallible> {
    let hosts: Vec<_> =
        request.headers().get_all(header::HOST).iter().map(HeaderValue::to_str).collect();
    let [Ok(host)] = hosts.as_slice() else {
        return Ok(text_response(StatusCode::BAD_REQUEST, "exactly one Host header is required"));
    };
    let is_known = allowed_hosts.allows(host)
        && request.uri().host().is_none_or(|host| allowed_hosts.allows(host));
    if !is_known {
        return Ok(text_response(
            StatusCode::FORBIDDEN,
            "this server does not accept that host name; start it with --host to allow it",
        ));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response =
            text_response(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are allowed");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(response);
    }
    let mut response = match request.uri().path().strip_prefix(INTERNAL) {
        Some(own) => reply_internal(own, request.method(), &state).await,
        None => reply_site(&request, &state).await,
    };
    if request.method() == Method::HEAD {
        *response.body_mut() = Either::Left(Full::default());
    }
    Ok(response)
}

/// What is not of the site: the script, the problems, the stream of events.
async fn reply_internal(
    name: &str,
    method: &Method,
    state: &Arc<PreviewState>,
) -> Response<ResponseBody> {
    match name {
        "live.js" => {
            build_response(StatusCode::OK, "text/javascript; charset=utf-8", LIVE_SCRIPT.into())
        }
        "problems" => {
            let report = state.watch().borrow().report(&state.root, &state.editor);
            build_response(StatusCode::OK, "application/json", report.to_string().into())
        }
        "events" if *method == Method::HEAD => {
            build_response(StatusCode::OK, "text/event-stream", Bytes::new())
        }
        "events" => events(state),
        _ => text_response(StatusCode::NOT_FOUND, "not found"),
    }
}

/// A stream of events, one JSON object each; the first says how things stand.
fn events(state: &Arc<PreviewState>) -> Response<ResponseBody> {
    let (mut sender, channel) = Channel::new(16);
    let mut events = state.events();
    let first = {
        let snapshot = state.watch().borrow().clone();
        serde_json::json!({ "revision": snapshot.revision, "changed": [], "problems": snapshot.problems.len() })
            .to_string()
    };
    tokio::spawn(async move {
        let mut next = Ok(Arc::from(first));
        loop {
            let text = match &next {
                Ok(event) => format!("data: {event}\n\n"),
                // It was away for so long that something is forgotten. It comes back and is told
                // how things stand.
                Err(_) => return,
            };
            if sender.send_data(text.into()).await.is_err() {
                return;
            }
            next = loop {
                match tokio::time::timeout(KEEP_ALIVE, events.recv()).await {
                    Ok(event) => break event,
                    Err(_) if sender.send_data(Bytes::from_static(b":\n\n")).await.is_err() => {
                        break Err(RecvError::Closed);
                    }
                    Err(_) => {}
                }
            };
        }
    });
    let mut response = Response::new(Either::Right(channel));
    set_headers(response.headers_mut(), "text/event-stream");
    response
}

async fn reply_site(request: &Request<Incoming>, state: &PreviewState) -> Response<ResponseBody> {
    let mut watch = state.watch();
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return text_response(StatusCode::BAD_REQUEST, "the URL is not UTF-8");
    };
    if path.contains('\0') {
        return text_response(StatusCode::BAD_REQUEST, "not a valid URL");
    }
    let mut asked = route(&path, &watch.borrow().base);
    if let Some(route) = asked.as_ref().filter(|route| is_page(route)) {
        state.mark_viewed(route);
    }
    let settled = tokio::time::timeout(
        BUILD_TIMEOUT,
        watch.wait_for(|snapshot| snapshot.is_settled(asked.as_ref())),
    );
    let snapshot: Snapshot = match settled.await {
        Ok(Ok(snapshot)) => snapshot.clone(),
        _ => state.watch().borrow().clone(),
    };
    // The first build, or another one, may have moved the whole site.
    asked = route(&path, &snapshot.base);
    let Some(route) = asked else {
        if path == "/" || format!("{path}/") == format!("{}/", snapshot.base) {
            return redirect(&format!("{}/", snapshot.base), request.uri().query());
        }
        return not_found(&snapshot);
    };
    if snapshot.edition.is_none() && snapshot.get(&route).is_none() {
        return error_page(&snapshot);
    }
    if let Some(edition) = snapshot.edition.clone().filter(|edition| edition.is_on_demand(&route)) {
        let wanted = route.clone();
        let made = tokio::task::spawn_blocking(move || edition.on_demand(&wanted)).await;
        return match made.ok().flatten() {
            Some(page) => file_response(&page, &route, StatusCode::OK, request.headers()).await,
            None => not_found(&snapshot),
        };
    }
    if let Some(page) = snapshot.get(&route) {
        return file_response(page, &route, StatusCode::OK, request.headers()).await;
    }
    // As hosts do: the folder of a page leads to it, and its file is it.
    let beside = |name: &str| Route::parse(&format!("{route}{name}")).ok();
    let found = |name: &str| beside(name).filter(|route| snapshot.get(route).is_some());
    if route.as_str().ends_with('/') {
        if let Some((file, page)) =
            beside("index.html").and_then(|file| Some((file.clone(), snapshot.get(&file)?)))
        {
            return file_response(page, &file, StatusCode::OK, request.headers()).await;
        }
    } else if found("/").or_else(|| found("/index.html")).is_some() {
        return redirect(&format!("{}{}/", snapshot.base, route.encoded()), request.uri().query());
    }
    let folder =
        route.as_str().strip_suffix("index.html").and_then(|folder| Route::parse(folder).ok());
    if let Some((folder, page)) =
        folder.and_then(|folder| Some((folder.clone(), snapshot.get(&folder)?)))
    {
        return file_response(page, &folder, StatusCode::OK, request.headers()).await;
    }
    not_found(&snapshot)
}

/// The route that an address of the server means, if it is one of the site.
fn route(path: &str, base: &str) -> Option<Route> {
    Route::parse(path.strip_prefix(base)?).ok()
}

/// Whether a route is one of those that people look at.
fn is_page(route: &Route) -> bool {
    route.as_str().ends_with('/') || route.as_str().ends_with(".html")
}

async fn file_response(
    page: &RenderedFile,
    route: &Route,
    status: StatusCode,
    asked: &HeaderMap,
) -> Response<ResponseBody> {
    let file = route.file();
    let kind = media_type(&file, &page.content);
    let is_html = kind.starts_with("text/html");
    let tag = HeaderValue::from_str(&format!(
        "\"{}{}\"",
        page.digest,
        if is_html { "-live" } else { "" }
    ));
    let is_known =
        asked.get(header::IF_NONE_MATCH).zip(tag.as_ref().ok()).is_some_and(|(known, tag)| {
            known.to_str().is_ok_and(|known| {
                known
                    .split(',')
                    .any(|known| known.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes())
            })
        });
    if is_known && status == StatusCode::OK {
        let mut response = build_response(StatusCode::NOT_MODIFIED, &kind, Bytes::new());
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response.headers_mut().extend(tag.ok().map(|tag| (header::ETAG, tag)));
        return response;
    }
    let Ok(bytes) = read_content(&page.content).await else {
        return text_response(StatusCode::NOT_FOUND, "this file cannot be read");
    };
    let bytes = if is_html { with_live_script(&bytes) } else { bytes };
    let mut response =
        match requested_range(asked, bytes.len()).filter(|_| status == StatusCode::OK) {
            None => build_response(status, &kind, bytes),
            Some(Some((from, to))) => {
                let span = format!("bytes {from}-{}/{}", to - 1, bytes.len());
                let mut response =
                    build_response(StatusCode::PARTIAL_CONTENT, &kind, bytes.slice(from..to));
                response.headers_mut().extend(
                    HeaderValue::from_str(&span).ok().map(|span| (header::CONTENT_RANGE, span)),
                );
                response
            }
            Some(None) => {
                let span = format!("bytes */{}", bytes.len());
                let mut response = text_response(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    "the requested range is not available",
                );
                response.headers_mut().extend(
                    HeaderValue::from_str(&span).ok().map(|span| (header::CONTENT_RANGE, span)),
                );
                response
            }
        };
    response.headers_mut().extend(tag.ok().map(|tag| (header::ETAG, tag)));
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The bytes of a page.
async fn read_content(content: &FileContent) -> io::Result<Bytes> {
    let content = match content {
        FileContent::Memory(bytes) => return Ok(Bytes::from_owner(Arc::clone(bytes))),
        FileContent::Asset(AssetFile::Disk(_)) | FileContent::DeferredImage(_) => content.clone(),
        content => return content.read().map(Bytes::from),
    };
    let read = move || {
        match &content {
            FileContent::Asset(AssetFile::Disk(file)) => is_where_it_was(file)?,
            FileContent::DeferredImage(later) => later.file().map_or(Ok(()), is_where_it_was)?,
            _ => {}
        }
        content.read()
    };
    tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?.map(Bytes::from)
}

/// Refuses a file that has become a symbolic link since it was found, or is behind one: nobody has
/// looked where it leads.
fn is_where_it_was(file: &Path) -> io::Result<()> {
    if file.canonicalize()? == file { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// A page with the script that keeps it current, at its end.
fn with_live_script(bytes: &[u8]) -> Bytes {
    let end = b"</body>";
    let at = bytes
        .windows(end.len())
        .rposition(|window| window.eq_ignore_ascii_case(end))
        .unwrap_or(bytes.len());
    let mut page = Vec::with_capacity(bytes.len() + LIVE_SCRIPT_TAG.len());
    page.extend_from_slice(&bytes[..at]);
    page.extend_from_slice(LIVE_SCRIPT_TAG.as_bytes());
    page.extend_from_slice(&bytes[at..]);
    page.into()
}

/// The one part that is asked for: nothing if the whole is, or `Some(None)` if there is no such
/// part. Of several parts the whole is sent, as the standard allows.
fn requested_range(asked: &HeaderMap, length: usize) -> Option<Option<(usize, usize)>> {
    let text = asked.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    let (from, to) = text.split_once('-').filter(|_| !text.contains(','))?;
    let (from, to) = (from.trim(), to.trim());
    if from.is_empty() {
        let last: usize = to.parse().ok()?;
        return Some((last > 0 && length > 0).then(|| (length.saturating_sub(last), length)));
    }
    let from: usize = from.parse().ok()?;
    let to = if to.is_empty() {
        length
    } else {
        to.parse::<usize>().ok()?.saturating_add(1).min(length)
    };
    Some((from < to).then_some((from, to)))
}

fn media_type(file: &str, content: &FileContent) -> String {
    let is_made = !matches!(content, FileContent::Asset(_));
    let guess = mime_guess::from_path(file).first();
    let Some(kind) = guess else {
        // What has no type is snapshot if it was made here, and downloaded if nobody knows what it is.
        return if is_made { "text/plain; charset=utf-8" } else { "application/octet-stream" }
            .to_owned();
    };
    let is_text = kind.type_() == "text"
        || kind.suffix().is_some_and(|suffix| suffix == "xml" || suffix == "json")
        || matches!(kind.subtype().as_str(), "json" | "javascript" | "xml");
    if is_text {
        format!("{}; charset=utf-8", kind.essence_str())
    } else {
        kind.essence_str().to_owned()
    }
}

/// The site's own page for what is not there.
fn not_found(snapshot: &Snapshot) -> Response<ResponseBody> {
    let page =
        Route::parse("/404.html").ok().and_then(|route| snapshot.get(&route)?.content.read().ok());
    match page {
        Some(bytes) => build_response(
            StatusCode::NOT_FOUND,
            "text/html; charset=utf-8",
            with_live_script(&bytes),
        ),
        None => text_response(StatusCode::NOT_FOUND, "page not found"),
    }
}

/// Where there is no page to show below the overlay.
fn error_page(_: &Snapshot) -> Response<ResponseBody> {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The site has errors</title></head>\
         <body><noscript>The site has errors; the terminal shows them.</noscript>{LIVE_SCRIPT_TAG}</body></html>"
    );
    build_response(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page.into())
}

fn redirect(to: &str, query: Option<&str>) -> Response<ResponseBody> {
    let to = query.map_or_else(|| to.to_owned(), |query| format!("{to}?{query}"));
    let mut response = text_response(StatusCode::FOUND, "");
    // One slash: two would be the name of another server.
    let is_own = to.starts_with('/') && !to.starts_with("//");
    response.headers_mut().extend(
        HeaderValue::from_str(&to).ok().filter(|_| is_own).map(|to| (header::LOCATION, to)),
    );
    response
}

fn text_response(status: StatusCode, text: &'static str) -> Response<ResponseBody> {
    build_response(status, "text/plain; charset=utf-8", Bytes::from_static(text.as_bytes()))
}

fn build_response(status: StatusCode, kind: &str, bytes: Bytes) -> Response<ResponseBody> {
    let length = bytes.len();
    let mut response = Response::new(Either::Left(Full::new(bytes)));
    *response.status_mut() = status;
    set_headers(response.headers_mut(), kind);
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    response
}

fn set_headers(headers: &mut HeaderMap, kind: &str) {
    headers.extend(HeaderValue::from_str(kind).ok().map(|kind| (header::CONTENT_TYPE, kind)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_known() {
        let allowed_hosts =
            AllowedHosts { given: "127.0.0.1".into(), bound: [127, 0, 0, 1].into() };
        for host in ["127.0.0.1:1313", "localhost", "LOCALHOST:80", "[::1]:1313"] {
            assert!(allowed_hosts.allows(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "192.168.1.2", "", "[::2]"] {
            assert!(!allowed_hosts.allows(host), "{host}");
        }
    }

    #[test]
    fn parts_of_a_file() {
        let check = |text: &'static str, expect| {
            let asked = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(text))]);
            assert_eq!(requested_range(&asked, 100), expect, "{text}");
        };
        check("bytes=0-9", Some(Some((0, 10))));
        check("bytes=90-", Some(Some((90, 100))));
        check("bytes=-9", Some(Some((91, 100))));
        check("bytes=100-", Some(None));
        check("bytes=abc", None);
        check("bytes=0-1,3-4", None);
    }

    #[test]
    fn the_tag_stands_at_the_end_of_the_body() {
        assert_eq!(
            with_live_script(b"<body>x</body></html>"),
            format!("<body>x{LIVE_SCRIPT_TAG}</body></html>")
        );
        assert_eq!(with_live_script(b"x"), format!("x{LIVE_SCRIPT_TAG}"));
    }
}
