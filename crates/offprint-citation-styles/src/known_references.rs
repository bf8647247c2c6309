//! References that were formatted before: a digest cites the same works in many articles.
//!
//! Only for styles whose references do not depend on each other; see [`crate::apart`]. A reference is
//! the same each time, except for its number. This must not call the processor.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use citationberg::json::Item;
use offprint_base::Fingerprint;

use crate::output::FormattedText;

/// The most references that are kept: some 20 MB.
const MAX_KEPT: usize = 20_000;
/// The most works that are remembered to have been cited once, in 16 bytes each.
const MAX_SEEN: usize = 500_000;

/// The references of works that were cited more than once. Most works are cited once, so a reference
/// is kept when it is formatted for the second time.
#[derive(Debug, Default)]
pub(crate) struct KnownReferences(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    seen: HashSet<Fingerprint>,
    kept: HashMap<Fingerprint, Arc<KnownReference>>,
}

#[derive(Debug)]
struct KnownReference {
    has_label: bool,
    text: FormattedText,
}

impl KnownReferences {
    /// The label and the text of the reference of a work, which is the number `number` of its list.
    /// `format` formats it if it is not known.
    pub(crate) fn get(
        &self,
        item: &Item,
        context: (&str, bool),
        number: usize,
        format: impl FnOnce() -> (String, FormattedText),
    ) -> (String, FormattedText) {
        // The id is the place of the work on the page.
        let fields: Vec<_> = item.0.iter().filter(|(name, _)| name.as_str() != "id").collect();
        let key = Fingerprint::of(&(context, fields));
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().kept.get(&key).map(Arc::clone);
        if let Some(known) = known {
            let label = if known.has_label { number.to_string() } else { String::new() };
            return (label, known.text.clone());
        }
        let (label, text) = format();
        let has_label = !label.is_empty();
        if has_label && label != number.to_string() {
            return (label, text);
        }
        let mut all = lock();
        if all.seen.contains(&key) {
            if all.kept.len() < MAX_KEPT {
                let text = text.clone();
                all.kept.insert(key, Arc::new(KnownReference { has_label, text }));
            }
        } else if all.seen.len() < MAX_SEEN {
            all.seen.insert(key);
        }
        (label, text)
    }
}
