//! [`encoded_url_path`]: a path as it is written in URLs.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The characters that must be encoded in the path of a URL (RFC 3986, section 3.3: `pchar` and `/`
/// stay; `'` and `&` are also encoded, so that a URL can be in either kind of quotes).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'\'')
    .add(b'&');

/// A path, which is not percent-encoded, as it is written in URLs.
pub fn encoded_url_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}
