//! [`Server`]: answers browsers from the [`PreviewState`]. All asynchronous code is here, in
//! [`super::response`] and in [`super::file_stream`].
//!
//! A server for one person's own browser can be reached by every web page that this person opens.
//! So it listens on the loopback interface by default, answers only to its own host names (a
//! foreign name may resolve to this server: DNS rebinding), accepts only GET and HEAD, and looks up
//! routes in the edition instead of files on disk. Headers, time and connections are limited, so
//! slow clients do not delay others. hyper is used without a framework: no routing is needed, and
//! hyper provides the limits.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::sync::broadcast::error::RecvError;

use super::access::{AllowedHosts, ConnectionPermit, reachable_addresses};
use super::held_back_page::held_back_page;
use super::preview_state::{PreviewState, Snapshot};
use super::response::{
    ResponseBody, build_response, error_page, file_response, not_found, redirect, set_headers,
    text_response,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::route::Route;

/// The path of the preview's own resources.
const INTERNAL: &str = "/__offprint/";

const LIVE_SCRIPT: &str = include_str!("live.js");

/// How many ports are tried.
const MAX_PORTS_TRIED: u16 = 100;

/// The largest number of connections.
const MAX_CONNECTIONS: usize = 800;

/// How long a client may take to send its request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a request waits for a page that is being built.
const BUILD_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest request header that is accepted.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// After this much time without an event a comment is sent, which shows whether the connection
/// still exists.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The listening socket.
pub(super) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    host: String,
    requested_port: u16,
}

impl Server {
    /// Listens on the first free port from this one on, or on any port if it is 0.
    ///
    /// # Errors
    /// If the address does not exist, or no port is free.
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

    /// The URL of the site.
    pub(super) fn url(&self, base: &str) -> String {
        let host = match self.host.parse() {
            // These addresses mean all interfaces; a browser needs a specific one.
            Ok(IpAddr::V4(ip)) if ip.is_unspecified() => "127.0.0.1".to_owned(),
            Ok(IpAddr::V6(ip)) if ip.is_unspecified() => "[::1]".to_owned(),
            Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
            _ => self.host.clone(),
        };
        format!("http://{host}:{}{base}/", self.address.port())
    }

    /// The URLs at which other machines can reach it; `None` if only this machine can.
    pub(super) fn urls_elsewhere(&self, base: &str) -> Option<Vec<String>> {
        if self.address.ip().is_loopback() {
            return None;
        }
        let port = self.address.port();
        let addresses = reachable_addresses(self.address.ip()).into_iter();
        let url = |ip| format!("http://{}{base}/", SocketAddr::new(ip, port));
        Some(addresses.map(url).collect())
    }

    /// The requested port, if it was in use.
    pub(super) fn instead_of(&self) -> Option<u16> {
        (self.requested_port != 0 && self.requested_port != self.address.port())
            .then_some(self.requested_port)
    }

    /// Begins to answer requests on a new thread.
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
            // The process has reached its limit of open files; connections that end release some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let permit = ConnectionPermit::acquire(&open);
        if open.load(Ordering::Relaxed) > MAX_CONNECTIONS {
            continue;
        }
        // Small responses must be sent immediately.
        let _ = stream.set_nodelay(true);
        let (state, allowed_hosts) = (Arc::clone(state), Arc::clone(allowed_hosts));
        tokio::spawn(async move {
            let _permit = permit;
            let service = service_fn(|request| {
                reply(request, Arc::clone(&state), Arc::clone(&allowed_hosts))
            });
            // A client that disconnects early is not an error.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .max_buf_size(MAX_HEADER_BYTES)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
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
        None => {
            let mut response = reply_site(&request, &state).await;
            add_site_headers(response.headers_mut(), &state);
            response
        }
    };
    if request.method() == Method::HEAD {
        *response.body_mut() = Either::Left(Full::default());
    }
    Ok(response)
}

/// The headers that the site asks servers for: what the policy blocks for readers must not work here.
fn add_site_headers(headers: &mut HeaderMap, state: &PreviewState) {
    let edition = state.watch().borrow().edition.clone();
    for (name, value) in edition.iter().flat_map(|edition| edition.response_headers()) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            headers.insert(name, value);
        }
    }
}

/// Resources of the preview itself: the script, the diagnostics, the event stream.
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

/// A stream of events, one JSON object each. The first describes the current state.
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
                // The client was too slow and events were dropped. It will reconnect and get the
                // current state.
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
    // Pages that are being viewed are rendered before the others. Only routes that exist are
    // remembered; before the first edition nobody knows which do.
    let may_exist = |snapshot: &Snapshot, route: &Route| {
        is_page(route) && (snapshot.edition.is_none() || snapshot.get(route).is_some())
    };
    if let Some(route) = asked.as_ref().filter(|route| may_exist(&watch.borrow(), route)) {
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
    // This build may have moved the site to another base path.
    asked = route(&path, &snapshot.base);
    let Some(route) = asked else {
        if path == "/" || format!("{path}/") == format!("{}/", snapshot.base) {
            return redirect(&format!("{}/", snapshot.base), request.uri().query());
        }
        return not_found(&snapshot);
    };
    if may_exist(&snapshot, &route) {
        state.mark_viewed(&route);
    }
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
    // Like web servers: a folder's URL without a slash redirects to the page, and `index.html` is
    // the page.
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
    held_back_page(&snapshot, &route).unwrap_or_else(|| not_found(&snapshot))
}

/// The route of a URL path, if it is below the site's base path.
fn route(path: &str, base: &str) -> Option<Route> {
    Route::parse(path.strip_prefix(base)?).ok()
}

/// Whether a route belongs to a page, as opposed to an asset.
fn is_page(route: &Route) -> bool {
    route.as_str().ends_with('/') || route.as_str().ends_with(".html")
}
