//! Addresses that lead nowhere: without a host, of the author's own computer, without an `@`.

use std::ops::Range;

use super::misread_part::MisreadPart;
use crate::diagnostic::Code;

/// What is wrong with the address of a link or an image.
pub(super) fn address_fault(address: &str, place: &Range<usize>) -> Option<MisreadPart> {
    let (scheme, rest) = address.trim().split_once(':')?;
    // Expressions of other programs are reported as such.
    if address.contains("{{") || address.contains("{%") {
        return None;
    }
    let fault = |message: &str, help: &str| {
        let shown: String = address.chars().take(80).collect();
        Some(MisreadPart::of(Code::BrokenLink, format!("`{shown}` {message}"), help, place.clone()))
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let Some(rest) = rest.strip_prefix("//") else {
                return fault("is no address of a page", "write two slashes: https://");
            };
            let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let is_v6 = host.starts_with('[');
            let name = if is_v6 { host } else { host.split(':').next().unwrap_or_default() };
            let name = name.to_ascii_lowercase();
            if name.is_empty() {
                return fault("has no host", "write the complete address of the page");
            }
            let is_own = ["localhost", "0.0.0.0"].contains(&&*name)
                || name.ends_with(".localhost")
                || name.starts_with("127.")
                    && name.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                || name.starts_with("[::1]");
            if is_own {
                return fault(
                    "is an address on your computer: readers cannot open it",
                    "write the address of the page on the web; for a page of this site, link to its \
                     file: [text](other-article.md)",
                );
            }
            let is_sound = is_v6
                || !name.starts_with('.')
                    && !name.contains("..")
                    && !name.contains([',', ';', ' ', '"', '(', ')', '<', '>', '|']);
            if !is_sound {
                return fault("has no host that can exist", "correct the name after https://");
            }
            None
        }
        "mailto" => {
            let to = rest.split('?').next().unwrap_or_default();
            let has_sign = to.contains('@') || to.contains("%40");
            if to.is_empty() && rest.contains('?') || has_sign {
                return None;
            }
            fault("is no mail address", "write it as name@host: mailto:name@example.org")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_nowhere() {
        for address in [
            "https:/host.example/x",
            "https://",
            "http:///a",
            "https://a,example.com/",
            "http://127.0.0.1:1313/x/",
            "http://localhost:1313",
            "https://a..example.com",
            "mailto:ruth",
            "mailto:",
        ] {
            assert!(address_fault(address, &(0..1)).is_some(), "{address}");
        }
        for address in [
            "https://a.example.com",
            "https://user@a.example.com:8080/x?y#z",
            "https://[2001:db8::1]/",
            "https://wiki/x",
            "https://127.example.org",
            "https://müller.example",
            "https://en.example.org/wiki/A_(b),_c",
            "mailto:ruth@example.org?subject=x",
            "mailto:?subject=x",
            "mailto:a%40b.org",
            "tel:+4930",
            "doi:10.1000/x",
            "/x:y",
            "https://{{ host }}/",
        ] {
            assert!(address_fault(address, &(0..1)).is_none(), "{address}");
        }
    }
}
