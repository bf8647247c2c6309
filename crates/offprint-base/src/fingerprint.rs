//! Hashes that identify values: [`Fingerprint`] for any value, in memory only; [`Digest`] for bytes,
//! also on disk.
//!
//! A fingerprint decides whether a page has to be rendered again, so it has 128 bits: the chance
//! that two of a million values have the same one is about 10⁻²⁷. Neither is safe against an
//! attacker, but whoever can choose the content of a site can also change it. This module must not
//! know what is hashed.

use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

/// Identifies a value in memory. Never written to disk: it may differ between versions of Offprint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of any value that can be hashed.
    pub fn of<T: Hash + ?Sized>(value: &T) -> Self {
        // All bytes are collected and then hashed at once: most views consist of short strings, and
        // hashing them one by one takes twice as long. If hashing a value takes the fingerprint of
        // another one, that one gets a new buffer.
        let mut bytes = HashBuffer(BUFFER.take());
        bytes.0.clear();
        value.hash(&mut bytes);
        let fingerprint = Self::of_bytes(&bytes.0);
        if bytes.0.capacity() <= LARGEST_BUFFER {
            BUFFER.set(bytes.0);
        }
        fingerprint
    }

    /// The fingerprint of bytes, which is faster for texts.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }
}

thread_local! {
    /// The buffer for the next value of this thread.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The largest buffer that a thread keeps for the next value, in bytes.
const LARGEST_BUFFER: usize = 1 << 20;

/// A `Hasher` that collects all bytes.
struct HashBuffer(Vec<u8>);

impl Hasher for HashBuffer {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        xxh3_64(&self.0)
    }
}

/// Identifies the bytes of a file: XXH3 with 128 bits, big-endian. The manifest contains it as 32
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes).to_be_bytes())
    }

    /// The digest of a value, for comparisons by the same build of the program only.
    pub fn of_hash<T: Hash + ?Sized>(value: &T) -> Self {
        Self(Fingerprint::of(value).0.to_be_bytes())
    }

    /// The digest of bytes that were hashed in parts.
    pub fn of_state(state: &Xxh3) -> Self {
        Self(state.digest128().to_be_bytes())
    }

    /// The digest of 32 hexadecimal digits; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A shared value with its fingerprint, so that hashing a tree of them is cheap.
///
/// It is hashed and compared by its fingerprint, and serialised as its value.
pub struct Hashed<T> {
    fingerprint: Fingerprint,
    value: Arc<T>,
}

impl<T: Hash> Hashed<T> {
    /// Hashes a value, once.
    pub fn new(value: T) -> Self {
        Self { fingerprint: Fingerprint::of(&value), value: Arc::new(value) }
    }
}

impl<T> Hashed<T> {
    /// A value with its fingerprint, which the caller guarantees.
    pub fn known(fingerprint: Fingerprint, value: T) -> Self {
        Self { fingerprint, value: Arc::new(value) }
    }

    /// The value's fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl<T> Clone for Hashed<T> {
    fn clone(&self) -> Self {
        Self { fingerprint: self.fingerprint, value: Arc::clone(&self.value) }
    }
}

impl<T> Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Hash for Hashed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

impl<T> PartialEq for Hashed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl<T> Eq for Hashed<T> {}

impl<T: fmt::Debug> fmt::Debug for Hashed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for Hashed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_survives_its_text() {
        let digest = Digest::of(b"offprint");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(Digest::parse("xyz"), None);
        assert_eq!(Digest::parse(&"+".repeat(32)), None);
    }

    #[test]
    fn adjacent_strings_are_separated() {
        assert_ne!(Fingerprint::of(&("ab", "c")), Fingerprint::of(&("a", "bc")));
    }

    #[test]
    fn hashed_values_are_equal_when_their_values_are() {
        assert_eq!(Hashed::new("a"), Hashed::new("a"));
        assert_ne!(Hashed::new("a"), Hashed::new("b"));
    }
}
