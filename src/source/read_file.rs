//! [`load_file`]: reads one file of the site, or reuses the previous result.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::asset::{Asset, AssetFile};
use super::io_reason::io_reason;
use super::site_file::FileRole;
use super::site_path::SitePath;
use super::source_text::Source;
use super::sources::{Sources, Unreadable, UnreadableReason};
use super::walk::ScannedFile;
use crate::spill_file::StorageMode;
use offprint_base::Digest;

/// The largest text file that is read: 8 MiB, about twice the length of the Bible. Larger files are
/// nearly always something else under a wrong name.
pub const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;

/// The largest file of references that is read: a library of 30,000 works with abstracts.
pub const MAX_REFERENCES_BYTES: u64 = 128 * 1024 * 1024;

pub(super) enum LoadedFile {
    Text(Arc<Source>),
    Asset(Asset),
    /// A file that no part of a site uses.
    Unread,
    Fault(Unreadable),
}

pub(super) fn load_file(
    found: &ScannedFile,
    storage: &StorageMode,
    previous: Option<&Sources>,
) -> LoadedFile {
    let same = previous
        .filter(|old| old.stats.get(&found.path).is_some_and(|stat| stat.is_same(&found.stat)));
    let text = |old: &Sources| match found.role {
        FileRole::Document => old.documents.get(&found.path).cloned(),
        FileRole::References => old.references.get(&found.path).cloned(),
        FileRole::MailRecord => old.mail_records.get(&found.path).cloned(),
        FileRole::Data => old.data.get(&found.path).cloned(),
        _ => old.themes.get(&found.path).cloned(),
    };
    if found.role == FileRole::ForeignData {
        return LoadedFile::Unread;
    }
    if found.role == FileRole::Asset {
        if let Some(asset) = same.and_then(|old| old.assets.get(&found.path)) {
            return LoadedFile::Asset(asset.clone());
        }
        return match hash_file(&found.file) {
            Ok((digest, bytes, has_private_key)) => LoadedFile::Asset(Asset {
                path: found.path.clone(),
                file: AssetFile::Disk(found.file.clone()),
                digest,
                bytes,
                has_private_key,
            }),
            Err(error) => LoadedFile::Fault(unreadable(found.path.as_str(), &error)),
        };
    }
    if let Some(source) = same.and_then(text) {
        return LoadedFile::Text(source);
    }
    // Templates are few and are read often.
    let storage = if found.role == FileRole::Document { storage } else { &StorageMode::Memory };
    let most =
        if found.role == FileRole::References { MAX_REFERENCES_BYTES } else { MAX_TEXT_BYTES };
    match read_text_up_to(most, &found.path, &found.file, found.stat.bytes(), storage) {
        // If the text is the same, the previous value is kept, so that later stages see immediately
        // that nothing changed.
        Ok(source) => match previous.and_then(text) {
            Some(old) if old.fingerprint == source.fingerprint => LoadedFile::Text(old),
            _ => LoadedFile::Text(source),
        },
        Err(fault) => LoadedFile::Fault(fault),
    }
}

/// Whether the beginning of a file contains a private key in PEM (RFC 7468) or in the format of
/// PuTTY, also within JSON. A text that only mentions the format has no key below the line.
fn contains_private_key(head: &[u8]) -> bool {
    if head.starts_with(b"PuTTY-User-Key-File") {
        return true;
    }
    let has_age_key = memchr::memmem::find_iter(head, b"AGE-SECRET-KEY-1").any(|at| {
        let rest = &head[at + b"AGE-SECRET-KEY-1".len()..];
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count() >= 40
    });
    has_age_key
        || memchr::memmem::find_iter(head, b"PRIVATE KEY").any(|at| {
            let before = &head[at.saturating_sub(40)..at];
            let after = &head[at + b"PRIVATE KEY".len()..];
            // OpenPGP writes BLOCK, SSH2 four hyphens and a space.
            let after = after.strip_prefix(b" BLOCK").unwrap_or(after);
            let ends = [b"-----".as_slice(), b" ----"];
            let Some(after) = ends.iter().find_map(|end| after.strip_prefix(*end)) else {
                return false;
            };
            let begins = [b"-----BEGIN ".as_slice(), b"---- BEGIN "];
            begins.iter().any(|begin| memchr::memmem::rfind(before, begin).is_some())
                && contains_key_text(after)
        })
}

/// Whether the text below the first line of a key is one: a line of it soon follows, after headers
/// such as `Version: GnuPG v2`.
fn contains_key_text(text: &[u8]) -> bool {
    let text = &text[..text.len().min(1024)];
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let is_key = |line: &&[u8]| line.len() >= 16 && line.iter().take(64).all(is_sign);
    // Within JSON, the line breaks are escaped.
    let text = text.strip_prefix(b"\\n").unwrap_or(text);
    let text = &text[..memchr::memmem::find(text, b"-----").unwrap_or(text.len())];
    text.split(|byte| matches!(byte, b'\n' | b'\\'))
        .map(<[u8]>::trim_ascii)
        .take(8)
        .any(|line| is_key(&line))
}

/// The digest and the length of a file, and whether it contains a private key.
fn hash_file(file: &Path) -> std::io::Result<(Digest, u64, bool)> {
    let mut file = fs::File::open(file)?;
    let mut state = xxhash_rust::xxh3::Xxh3::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    let mut has_key = false;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((Digest::of_state(&state), bytes, has_key)),
            Ok(read) => {
                if bytes == 0 {
                    has_key = contains_private_key(&buffer[..read]);
                }
                bytes += read as u64;
                state.update(&buffer[..read]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

pub(super) fn read_text(
    path: &SitePath,
    file: &Path,
    bytes: u64,
    storage: &StorageMode,
) -> Result<Arc<Source>, Unreadable> {
    read_text_up_to(MAX_TEXT_BYTES, path, file, bytes, storage)
}

fn read_text_up_to(
    most: u64,
    path: &SitePath,
    file: &Path,
    bytes: u64,
    storage: &StorageMode,
) -> Result<Arc<Source>, Unreadable> {
    let too_large = |bytes| Unreadable {
        path: path.to_string(),
        reason: UnreadableReason::TooLarge(bytes),
        place: None,
        salvaged: read_front_matter(path, file),
    };
    if bytes > most {
        return Err(too_large(bytes));
    }
    let mut read = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + 1);
    // The limit also applies to a file that grows while it is read.
    let result = fs::File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut read));
    match result {
        Err(error) => return Err(unreadable(path.as_str(), &error)),
        Ok(_) if read.len() as u64 > most => return Err(too_large(read.len() as u64)),
        Ok(_) => {}
    }
    match String::from_utf8(read) {
        Ok(text) => Ok(Arc::new(Source::stored(path.clone(), normalize_text(text), storage))),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = decode_lossy(error.as_bytes());
            let salvaged = Source::new(path.clone(), normalize_text(text.clone()));
            let start = if text.is_char_boundary(start) { start } else { 0 };
            let end = text[start..].chars().next().map_or(start, |first| start + first.len_utf8());
            let source = Arc::new(Source::new(path.clone(), text));
            Err(Unreadable {
                path: path.to_string(),
                reason: UnreadableReason::NotUtf8,
                place: Some((source, start..end)),
                salvaged: Some(Arc::new(salvaged)),
            })
        }
    }
}

/// A text in an unknown encoding: UTF-16 if it begins with the mark of that, otherwise UTF-8 with
/// replacement characters. Front matter is ASCII in nearly all others.
fn decode_lossy(bytes: &[u8]) -> String {
    let units = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// How many bytes of a file that is too large are read for its front matter.
const HEAD_BYTES: u64 = 64 * 1024;

/// The front matter of a file that is too large, without the text.
fn read_front_matter(path: &SitePath, file: &Path) -> Option<Arc<Source>> {
    let mut head = Vec::new();
    fs::File::open(file).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    let mut text = normalize_text(decode_lossy(&head));
    let end = text.find("\n+++\n").map_or(0, |at| at + "\n+++\n".len());
    text.truncate(end);
    Some(Arc::new(Source::new(path.clone(), text)))
}

/// Removes a byte order mark and converts line endings to LF.
fn normalize_text(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    let is_forbidden =
        may_be_forbidden_in_xml(text.as_bytes()) && text.contains(is_forbidden_in_xml);
    if is_forbidden { without_forbidden(&text) } else { text }
}

/// A text without the characters that XML forbids, since feeds are XML. They are invisible, and
/// nobody types them. Control characters in TOML are errors that its parser reports, and Markdown
/// replaces U+0000 by U+FFFD, so these stay.
fn without_forbidden(text: &str) -> String {
    let front_matter = text.strip_prefix("+++\n").and_then(|_| text.find("\n+++\n"));
    let body = front_matter.unwrap_or(text.len());
    let mut clean = text[..body].replace(['\u{fffe}', '\u{ffff}'], "");
    clean.extend(text[body..].chars().filter(|c| *c == '\0' || !is_forbidden_in_xml(*c)));
    clean
}

/// Whether XML 1.0 (section 2.2) forbids a character.
pub fn is_forbidden_in_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether UTF-8 may contain a character that XML forbids: false for nearly all texts. Every output
/// is examined, so that this looks at blocks of bytes at once, which no decoding can.
pub fn may_be_forbidden_in_xml(text: &[u8]) -> bool {
    // U+FFFE and U+FFFF begin with 0xEF.
    let is_suspect = |byte: u8| matches!(byte, 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0xef);
    text.chunks(256).any(|block| block.iter().fold(false, |any, byte| any | is_suspect(*byte)))
}

pub(super) fn unreadable(path: &str, error: &std::io::Error) -> Unreadable {
    Unreadable {
        path: path.to_owned(),
        reason: UnreadableReason::Io(io_reason(error)),
        place: None,
        salvaged: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{contains_private_key, is_forbidden_in_xml, may_be_forbidden_in_xml};

    #[test]
    fn no_text_with_a_forbidden_character_passes() {
        for forbidden in ('\0'..=char::MAX).filter(|c| is_forbidden_in_xml(*c)) {
            for before in [0, 1, 255, 256, 300] {
                let text = format!("{}{forbidden}…", "a".repeat(before));
                assert!(may_be_forbidden_in_xml(text.as_bytes()), "{forbidden:?} after {before}");
            }
        }
        let text = "“Größe” 10⁹/L, 氯胺酮\t\r\n".repeat(40);
        assert!(!may_be_forbidden_in_xml(text.as_bytes()));
    }

    #[test]
    fn private_keys_are_recognised_by_their_content() {
        let key = |kind: &str| format!("-----BEGIN {kind}PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n");
        for kind in ["", "RSA ", "OPENSSH ", "EC ", "ENCRYPTED "] {
            assert!(contains_private_key(key(kind).as_bytes()), "{kind}");
        }
        let crlf = key("").replace('\n', "\r\n");
        let json = format!("{{\"private_key\": \"{}", key("").replace('\n', "\\n"));
        let bundle = format!("-----BEGIN CERTIFICATE-----\nMII\n-----END\n{}", key(""));
        let pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n\
                   lQOYBGKBd3wBCACZ3kVaE8Q0m\n";
        let ssh2 = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n\
                    P2/56wAAAi4AAAA3aWYtbW9kbntz\n";
        let age = format!("# created: 2025\nAGE-SECRET-KEY-1{}\n", "Q".repeat(58));
        let encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                         DEK-Info: AES-128-CBC,0123\n\nMIIEpAIBAAKCAQEA7\n";
        let foreign = [pgp, ssh2, encrypted].map(str::to_owned);
        for text in [crlf, json, bundle, age].into_iter().chain(foreign) {
            assert!(contains_private_key(text.as_bytes()), "{text}");
        }
        for text in [
            "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA7\n",
            "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA7\n",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGKBd3wBCACZ3kVaE8Q0m\n",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n…\n-----END PGP PRIVATE KEY BLOCK-----\n",
            "AGE-SECRET-KEY-1…",
            "a file begins with <code>-----BEGIN PRIVATE KEY-----</code> and then",
            "",
        ] {
            assert!(!contains_private_key(text.as_bytes()), "{text}");
        }
    }
}
