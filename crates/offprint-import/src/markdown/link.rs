//! The targets of links and images: absolute, without tracking parameters, and never harmful.
//!
//! Only `http`, `https`, `mailto` and the like are accepted, and relative addresses if the base is unknown.
//! Does not depend on the HTML tree.

use url::Url;

use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// The target of a link as it is written; None if it is not a valid or not a safe address.
pub(crate) fn link_target(href: &str, base: Option<&Url>) -> Option<String> {
    let href: String = href
        .trim_matches(|c: char| c.is_whitespace() || c.is_control())
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    if is_contact(&href) && !href.to_ascii_lowercase().starts_with("mailto:") {
        return Some(markdown_url(&href));
    }
    if let Some(url) = absolute_url(&href, base) {
        let url = without_redirect(&url).unwrap_or(url);
        if url.scheme() == "mailto" {
            return Some(markdown_url(url.as_str()));
        }
        return Some(markdown_url(without_tracking(url).as_str()));
    }
    // Without a scheme, it is a path relative to the page; other schemes are not accepted.
    let has_scheme = href.find(':').is_some_and(|colon| !href[..colon].contains(['/', '?', '#']));
    let is_path = !has_scheme && base.is_none() && !href.starts_with("//");
    is_path.then(|| markdown_url(&href))
}

/// Whether an address is that of a person or a place: a telephone number must not get lost.
pub(crate) fn is_contact(address: &str) -> bool {
    let scheme = address.split(':').next().filter(|scheme| scheme.len() < address.len());
    let known = ["mailto", "tel", "sms", "geo"];
    scheme.is_some_and(|scheme| known.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

/// Whether an address is code for a button, such as `javascript:…`, and not the address of a page.
pub(crate) fn is_program(address: &str) -> bool {
    let plain: String = address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(12)
        .flat_map(char::to_lowercase)
        .collect();
    plain.is_empty()
        || ["javascript:", "vbscript:", "about:", "blob:"]
            .iter()
            .any(|code| plain.starts_with(code))
}

/// Whether a link leads to a place on its own page; saved pages write complete addresses.
pub(crate) fn is_on_same_page(href: &str, base: Option<&Url>) -> bool {
    let Some((page, _)) = href.trim().split_once('#') else { return false };
    let is_of_page = |base: &Url| {
        base.join(page).is_ok_and(|url| url.host() == base.host() && url.path() == base.path())
    };
    page.is_empty() || base.is_some_and(is_of_page)
}

/// The address as a `Url`, if its scheme is accepted.
pub(crate) fn absolute_url(href: &str, base: Option<&Url>) -> Option<Url> {
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None if href.starts_with("//") => Url::parse(&format!("https:{href}")).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https" | "mailto").then_some(url)
}

/// The address without tracking parameters, credentials and text fragments.
pub(crate) fn without_tracking(mut url: Url) -> Url {
    if let Some(query) = url.query() {
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        if kept.len() != query.split('&').count() {
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(kept.as_str()));
        }
    }
    if let Some(fragment) = url.fragment()
        && (fragment.is_empty()
            || fragment.starts_with(":~:")
            || fragment.starts_with("xtor=")
            || fragment.starts_with("utm_"))
    {
        url.set_fragment(None);
    }
    // Neither can fail for `http`; for `mailto` there is nothing to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The address to which a link of Google's documents and mails redirects.
fn without_redirect(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let is_google = host == "google.com" || host.starts_with("www.google.");
    if !is_google || url.path() != "/url" {
        return None;
    }
    let (_, target) = url.query_pairs().find(|(name, _)| matches!(name.as_ref(), "q" | "url"))?;
    absolute_url(&target, None).filter(Url::has_host)
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    is_phrase(Category::TrackingParameters, &name)
        || starts_with_phrase(Category::TrackingParameterStarts, &name)
}

/// The address in a form that Markdown accepts between round brackets.
pub(super) fn markdown_url(address: &str) -> String {
    let mut depth = 0i32;
    let mut is_balanced = true;
    for byte in address.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        is_balanced &= depth >= 0;
    }
    is_balanced &= depth == 0;
    let mut out = String::with_capacity(address.len());
    for character in address.chars() {
        match character {
            '(' if !is_balanced => out.push_str("%28"),
            ')' if !is_balanced => out.push_str("%29"),
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '"' => out.push_str("%22"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            '`' => out.push_str("%60"),
            '*' => out.push_str("%2A"),
            _ if character.is_whitespace() => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::link_target;

    #[track_caller]
    fn check(href: &str, expect: Option<&str>) {
        let base = Url::parse("https://site.example/a/b.html").ok();
        assert_eq!(link_target(href, base.as_ref()).as_deref(), expect);
    }

    #[test]
    fn links_are_absolute() {
        check("c.html?x=1", Some("https://site.example/a/c.html?x=1"));
        check("//other.example/x", Some("https://other.example/x"));
        check("mailto:a@b.example", Some("mailto:a@b.example"));
    }

    #[test]
    fn tracking_is_removed() {
        check("/x?utm_source=a&id=3&fbclid=zz", Some("https://site.example/x?id=3"));
        check("/x?utm_source=a#top", Some("https://site.example/x#top"));
    }

    #[test]
    fn unsafe_links_are_none() {
        check("javascript:alert(1)", None);
        check(" java\tscript:alert(1)", None);
        check("data:text/html;base64,AA", None);
        check("#top", None);
    }

    #[test]
    fn brackets_and_blanks_do_not_end_a_link() {
        check("/w/Ketamine_(drug)", Some("https://site.example/w/Ketamine_(drug)"));
        check("/w/Ketamine_)", Some("https://site.example/w/Ketamine_%29"));
        assert_eq!(link_target("a b/c.png", None).as_deref(), Some("a%20b/c.png"));
    }
}
