//! The page at the URL of a draft, scheduled or expired article: why it is not there, and how to
//! show it. It exists only in the preview.

use hyper::body::Bytes;
use hyper::{Response, StatusCode};

use super::preview_state::Snapshot;
use super::response::{LIVE_SCRIPT_TAG, ResponseBody, build_response};
use crate::route::Route;
use crate::site::HeldBack;

/// The page about the document that would be at a route, if there is one that is held back.
pub(super) fn held_back_page(snapshot: &Snapshot, route: &Route) -> Option<Response<ResponseBody>> {
    let url = format!("{}{}", snapshot.base, route.encoded());
    let is_of = |own: &str| {
        // The page has several files, and people leave out the last slash.
        url.strip_prefix(own).is_some_and(|rest| matches!(rest, "" | "index.html" | "index.md"))
            || own.strip_suffix('/') == Some(&url)
    };
    let held = snapshot.held_back.iter().find(|held| held.url.as_deref().is_some_and(is_of))?;
    let page = Bytes::from(explain(held));
    Some(build_response(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page))
}

/// The page is plain HTML, because the site's security policy forbids inline styles.
fn explain(held: &HeldBack) -> String {
    let when = held.when.as_deref().map(escape).unwrap_or_default();
    let title = escape(&held.title);
    let file = escape(&held.path);
    let (state, reason) = match &*held.state {
        "draft" => ("a draft", format!("<code>{file}</code> contains <code>draft = true</code>.")),
        "scheduled" => (
            "scheduled",
            format!("<code>{file}</code> is not published before <strong>{when}</strong>."),
        ),
        "copy" => (
            "a copy of another file",
            format!(
                "A synchronisation program or a file manager made <code>{file}</code> when a file \
                 was changed in two places."
            ),
        ),
        _ => ("expired", format!("<code>{file}</code> expired on <strong>{when}</strong>.")),
    };
    let help = if held.state == "copy" {
        "Compare the two files, move what is newer to the original, and delete the copy. To publish \
         it as a text of its own, rename the file."
            .to_owned()
    } else if held.options.is_empty() {
        "To show it, change or remove <code>expires</code> in its front matter.".to_owned()
    } else {
        let options = held.options.join(" ");
        format!(
            "To see it here, stop the preview with Ctrl-C and start it with \
             <code>offprint watch {options}</code>."
        )
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Not published: {title}</title>\n</head>\n<body>\n\
         <h1>“{title}” is not published: it is {state}</h1>\n<p>{reason}</p>\n<p>{help}</p>\n\
         <p>On the published site, this URL is not found. Only the preview shows this page.</p>\n\
         {LIVE_SCRIPT_TAG}</body>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(state: &'static str, options: &[&'static str], expect: &[&str]) {
        let page = explain(&HeldBack {
            path: "content/articles/a&b.md".to_owned(),
            state: state.into(),
            when: Some("2030-01-01".to_owned()),
            title: "<b>Title".to_owned(),
            url: None,
            options: options.iter().map(|option| (*option).into()).collect(),
        });
        for text in expect {
            assert!(page.contains(text), "{text} in {page}");
        }
        assert!(page.contains("“&lt;b&gt;Title”") && page.contains("a&amp;b.md"), "{page}");
    }

    #[test]
    fn the_reason_and_the_option_are_named() {
        check("draft", &["--drafts"], &["draft = true", "offprint watch --drafts<"]);
        check("draft", &["--drafts", "--future"], &["offprint watch --drafts --future<"]);
        check("scheduled", &["--future"], &["before <strong>2030-01-01", "watch --future<"]);
        check("copy", &[], &["a copy of another file", "delete the copy"]);
        check("expired", &[], &["expired on <strong>2030-01-01", "remove <code>expires"]);
    }
}
