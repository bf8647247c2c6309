//! [`ContentDigest`] and [`FileEntry`]: what a published file contains, and the tags by which some
//! targets name contents. This module must not know any target.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a file's bytes, in 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentDigest(String);

impl ContentDigest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(&Sha256::digest(bytes)))
    }

    /// The digest of everything that a reader returns.
    ///
    /// # Errors
    ///
    /// The error of the reader.
    pub fn of_reader(reader: &mut dyn Read) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(Self(hex(&hasher.finalize()))),
                length => hasher.update(&buffer[..length]),
            }
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ContentDigest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text))
        } else {
            Err("a digest does not have 64 hexadecimal digits".to_owned())
        }
    }
}

impl From<ContentDigest> for String {
    fn from(digest: ContentDigest) -> Self {
        digest.0
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How a target names the content of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TagKind {
    /// It does not.
    None,
    /// By the MD5 of the bytes: the ETag of most S3 stores.
    Md5,
    /// By the SHA-1 of the bytes: Netlify.
    Sha1,
    /// By the SHA-1 of a header and the bytes: blobs of git.
    GitBlob,
}

/// The content of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// The digest of the bytes.
    pub sha256: ContentDigest,
    /// The length in bytes.
    pub bytes: u64,
    /// The name that the target gives this content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl FileEntry {
    /// The entry of some bytes.
    pub fn of(bytes: &[u8], tag: TagKind) -> Self {
        let tag = match tag {
            TagKind::None => None,
            TagKind::Md5 => Some(hex(&Md5::digest(bytes))),
            TagKind::Sha1 => Some(hex(&Sha1::digest(bytes))),
            TagKind::GitBlob => {
                let mut hasher = Sha1::new();
                hasher.update(format!("blob {}\0", bytes.len()));
                hasher.update(bytes);
                Some(hex(&hasher.finalize()))
            }
        };
        Self { sha256: ContentDigest::of(bytes), bytes: bytes.len() as u64, tag }
    }

    /// The entry of a file on this machine, which is read once.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn of_file(path: &Path, tag: TagKind) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let (mut sha256, mut md5, mut sha1) = (Sha256::new(), Md5::new(), Sha1::new());
        if tag == TagKind::GitBlob {
            sha1.update(format!("blob {length}\0"));
        }
        let mut buffer = vec![0; 64 * 1024];
        let mut bytes = 0;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            sha256.update(&buffer[..read]);
            match tag {
                TagKind::None => {}
                TagKind::Md5 => md5.update(&buffer[..read]),
                TagKind::Sha1 | TagKind::GitBlob => sha1.update(&buffer[..read]),
            }
        }
        if bytes != length {
            return Err(io::Error::other("the file changes while it is read"));
        }
        let tag = match tag {
            TagKind::None => None,
            TagKind::Md5 => Some(hex(&md5.finalize())),
            TagKind::Sha1 | TagKind::GitBlob => Some(hex(&sha1.finalize())),
        };
        Ok(Self { sha256: ContentDigest(hex(&sha256.finalize())), bytes, tag })
    }

    /// Whether both say the same content.
    pub fn is_same_content(&self, other: &Self) -> bool {
        self.sha256 == other.sha256
    }
}

/// Bytes in lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of `sha256sum`, `md5sum`, `sha1sum` and `git hash-object`.
    #[test]
    fn tags_are_those_of_the_usual_programs() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        std::fs::write(&file, "hello\n").expect("it is written");
        for (kind, expect) in [
            (TagKind::None, None),
            (TagKind::Md5, Some("b1946ac92492d2347c6235b4d2611184")),
            (TagKind::Sha1, Some("f572d396fae9206628714fb2ce00f72e94f2258f")),
            (TagKind::GitBlob, Some("ce013625030ba8dba906f756967f9e9ca394464a")),
        ] {
            let entry = FileEntry::of(b"hello\n", kind);
            assert_eq!(entry.tag.as_deref(), expect);
            assert_eq!(entry, FileEntry::of_file(&file, kind).expect("it is read"));
            assert_eq!(
                entry.sha256.as_str(),
                "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
            );
        }
    }
}
