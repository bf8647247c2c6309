//! Any text: what is found in it is valid, and has an address without signs that break links.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offprint_base::{IdentifierKind, find_identifiers};

fuzz_target!(|text: &str| {
    for found in find_identifiers(text) {
        let identifier = found.identifier;
        assert!(text.get(found.span.clone()).is_some());
        assert!(identifier.url().is_none_or(|url| url.is_ascii() && !url.contains(' ')));
    }
    for kind in IdentifierKind::ALL {
        if let Ok(found) = kind.parse(text) {
            assert_eq!(kind.parse(&found.value).as_ref(), Ok(&found));
        }
    }
});
