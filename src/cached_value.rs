//! [`CachedValue`]: a value that many pages show, converted for templates only once.
//!
//! Every list of articles shows the terms of each article, so the same few hundred terms would be
//! converted a hundred thousand times. What templates do with the value is not known here.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};
use tera::Value;

/// A value with its conversion for templates, which happens on first use.
///
/// It hashes like the value. It serialises like the value, except for the order of fields, which
/// templates do not see.
pub struct CachedValue<T> {
    value: T,
    prepared: OnceLock<Value>,
}

impl<T> CachedValue<T> {
    /// Wraps a value; nothing is converted yet.
    pub fn new(value: T) -> Self {
        Self { value, prepared: OnceLock::new() }
    }
}

impl<T> Deref for CachedValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Hash> Hash for CachedValue<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Debug> fmt::Debug for CachedValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for CachedValue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // During a conversion for templates the engine accepts its own value type unchanged, which
        // costs a reference.
        self.prepared.get_or_init(|| Value::from_serializable(&self.value)).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prepared_is_what_is_shown() {
        #[derive(Hash, Serialize, Debug)]
        struct Term {
            name: &'static str,
            count: usize,
        }
        let term = CachedValue::new(Term { name: "esketamine", count: 2 });
        let plain = Value::from_serializable(&Term { name: "esketamine", count: 2 });
        for _ in 0..2 {
            assert_eq!(Value::from_serializable(&[&term]), Value::from_serializable(&[&plain]));
        }
        assert_eq!(term.name.len() + term.count, 12);
        // The fields are flattened into those of another struct.
        #[derive(Serialize)]
        struct Summary<'t, T> {
            #[serde(flatten)]
            term: &'t T,
            letter: char,
        }
        let plain = Value::from_serializable(&Summary { term: &*term, letter: 'E' });
        assert_eq!(Value::from_serializable(&Summary { term: &term, letter: 'E' }), plain);
    }
}
