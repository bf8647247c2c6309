//! Responses: files of the site with their headers, requested ranges, redirects and plain messages.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

use super::preview_state::Snapshot;
use crate::edition::{FileContent, RenderedFile};
use crate::route::Route;
use crate::source::AssetFile;

/// The tag that is added to each HTML page.
pub(super) const LIVE_SCRIPT_TAG: &str = "<script src=\"/__offprint/live.js\"></script>";

pub(super) type ResponseBody = Either<Full<Bytes>, Channel<Bytes, Infallible>>;

pub(super) async fn file_response(
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

/// Refuses a file that was replaced by a symbolic link, or moved behind one, since the scan: its
/// target was not checked.
fn is_where_it_was(file: &Path) -> io::Result<()> {
    if file.canonicalize()? == file { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// A page with the live script at the end of its body.
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

/// The requested byte range: `None` if the complete file was requested, `Some(None)` if the range
/// does not exist. A request for several ranges gets the complete file, as the standard allows.
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
        // A file without a known type is shown if it was generated here, and downloaded otherwise.
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

/// The site's own page for unknown URLs.
pub(super) fn not_found(snapshot: &Snapshot) -> Response<ResponseBody> {
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

/// A page to show below the overlay if there is no edition.
pub(super) fn error_page(_: &Snapshot) -> Response<ResponseBody> {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The site has errors</title></head>\
         <body><noscript>The site has errors; the terminal shows them.</noscript>{LIVE_SCRIPT_TAG}</body></html>"
    );
    build_response(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page.into())
}

pub(super) fn redirect(to: &str, query: Option<&str>) -> Response<ResponseBody> {
    let to = query.map_or_else(|| to.to_owned(), |query| format!("{to}?{query}"));
    let mut response = text_response(StatusCode::FOUND, "");
    // Two slashes would begin the name of another server.
    let is_own = to.starts_with('/') && !to.starts_with("//");
    response.headers_mut().extend(
        HeaderValue::from_str(&to).ok().filter(|_| is_own).map(|to| (header::LOCATION, to)),
    );
    response
}

pub(super) fn text_response(status: StatusCode, text: &'static str) -> Response<ResponseBody> {
    build_response(status, "text/plain; charset=utf-8", Bytes::from_static(text.as_bytes()))
}

pub(super) fn build_response(
    status: StatusCode,
    kind: &str,
    bytes: Bytes,
) -> Response<ResponseBody> {
    let length = bytes.len();
    let mut response = Response::new(Either::Left(Full::new(bytes)));
    *response.status_mut() = status;
    set_headers(response.headers_mut(), kind);
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    response
}

pub(super) fn set_headers(headers: &mut HeaderMap, kind: &str) {
    headers.extend(HeaderValue::from_str(kind).ok().map(|kind| (header::CONTENT_TYPE, kind)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

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
