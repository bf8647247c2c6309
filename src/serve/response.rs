//! Responses: files of the site with their headers, requested ranges, redirects and plain messages.

use std::io;
use std::ops::Range;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

use super::file_stream::{ContentSource, stream_file};
use super::preview_state::Snapshot;
use crate::edition::{FileContent, RenderedFile};
use crate::route::Route;

/// The tag that is added to each HTML page.
pub(super) const LIVE_SCRIPT_TAG: &str = "<script src=\"/__offprint/live.js\"></script>";

pub(super) type ResponseBody = Either<Full<Bytes>, Channel<Bytes, io::Error>>;

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
    let Ok(mut content) = ContentSource::open(&page.content).await else {
        return text_response(StatusCode::NOT_FOUND, "this file cannot be read");
    };
    if is_html && content.length() <= MAX_SCRIPTED_PAGE {
        let Ok(bytes) = content.read_all().await else {
            return text_response(StatusCode::NOT_FOUND, "this file cannot be read");
        };
        content = ContentSource::Bytes(with_live_script(&bytes));
    }
    let tag = tag.ok();
    let length = content.length();
    let range = requested_range(asked, length, tag.as_ref()).filter(|_| status == StatusCode::OK);
    let mut response = match range {
        None => content_response(status, &kind, content, 0..length),
        Some(Some(range)) => {
            let span = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let mut response = content_response(StatusCode::PARTIAL_CONTENT, &kind, content, range);
            set_content_range(&mut response, &span);
            response
        }
        Some(None) => {
            let mut response = text_response(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "the requested range is not available",
            );
            set_content_range(&mut response, &format!("bytes */{length}"));
            response
        }
    };
    response.headers_mut().extend(tag.map(|tag| (header::ETAG, tag)));
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The largest page that gets the live script. Adding it means reading the complete page.
const MAX_SCRIPTED_PAGE: u64 = 16 << 20;

fn set_content_range(response: &mut Response<ResponseBody>, span: &str) {
    let span = HeaderValue::from_str(span).ok().map(|span| (header::CONTENT_RANGE, span));
    response.headers_mut().extend(span);
}

/// A response with some bytes of a file.
fn content_response(
    status: StatusCode,
    kind: &str,
    content: ContentSource,
    range: Range<u64>,
) -> Response<ResponseBody> {
    let length = range.end - range.start;
    let body = match content {
        // What is in memory has a length that fits.
        ContentSource::Bytes(bytes) => {
            Either::Left(Full::new(bytes.slice(range.start as usize..range.end as usize)))
        }
        ContentSource::File(reader) => Either::Right(stream_file(reader, range.start, range.end)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set_headers(response.headers_mut(), kind);
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    response
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

/// The requested byte range (RFC 9110, section 14): `None` if the complete file was requested,
/// `Some(None)` if the range does not exist. Invalid ranges are ignored. A request for several
/// ranges, or for a range of another version of the file, gets the complete file.
fn requested_range(
    asked: &HeaderMap,
    length: u64,
    tag: Option<&HeaderValue>,
) -> Option<Option<Range<u64>>> {
    let (unit, text) = asked.get(header::RANGE)?.to_str().ok()?.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes")
        || asked.get(header::IF_RANGE).is_some_and(|known| Some(known) != tag)
    {
        return None;
    }
    let number = |text: &str| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large for a position is behind every end.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (from, to) = text.trim().split_once('-')?;
    if from.is_empty() {
        let last = number(to)?;
        return Some((last > 0 && length > 0).then(|| length.saturating_sub(last)..length));
    }
    let from = number(from)?;
    let end = match to {
        "" => length,
        to => {
            let last = number(to).filter(|last| *last >= from)?;
            last.saturating_add(1).min(length)
        }
    };
    Some((from < length).then_some(from..end))
}

fn media_type(file: &str, content: &FileContent) -> String {
    let is_made = !matches!(content, FileContent::Asset(_));
    if let Some(kind) = offprint_hosting::content_type(file) {
        return kind.to_owned();
    }
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
            assert_eq!(requested_range(&asked, 100, None), expect, "{text}");
        };
        check("bytes=0-9", Some(Some(0..10)));
        check("Bytes =0-0", Some(Some(0..1)));
        check("bytes=90-", Some(Some(90..100)));
        check("bytes=90-1000", Some(Some(90..100)));
        check("bytes=90-99999999999999999999999", Some(Some(90..100)));
        check("bytes=-9", Some(Some(91..100)));
        check("bytes=-1000", Some(Some(0..100)));
        check("bytes=100-", Some(None));
        check("bytes=99999999999999999999999-", Some(None));
        check("bytes=-0", Some(None));
        for ignored in
            ["bytes=9-3", "bytes=abc", "bytes=0-1,3-4", "bytes=-", "bytes=+1-2", "lines=0-9"]
        {
            check(ignored, None);
        }
    }

    #[test]
    fn a_part_of_another_version_is_not_sent() {
        let tag = HeaderValue::from_static("\"a\"");
        let with = |known: &'static str| {
            let known = HeaderValue::from_static(known);
            let range = (header::RANGE, HeaderValue::from_static("bytes=0-9"));
            let asked = HeaderMap::from_iter([range, (header::IF_RANGE, known)]);
            requested_range(&asked, 100, Some(&tag))
        };
        assert_eq!(with("\"a\""), Some(Some(0..10)));
        for other in ["\"b\"", "W/\"a\"", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(with(other), None, "{other}");
        }
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
