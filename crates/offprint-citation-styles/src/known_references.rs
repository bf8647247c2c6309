//! References that were formatted before: a digest cites the same works in many articles.
//!
//! Only for styles whose references do not depend on each other; see [`crate::apart`]. A reference is
//! the same each time, except for its number. This must not call the processor.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use citationberg::json::Item;
use offprint_base::Fingerprint;

use crate::flatten::FormattedReference;
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
    /// The reference of a work, which is the number `work` of the page and `number` of its list.
    /// `format` formats it if it is not known.
    pub(crate) fn get(
        &self,
        item: &Item,
        context: (&str, bool),
        work: usize,
        number: usize,
        format: impl FnOnce() -> FormattedReference,
    ) -> FormattedReference {
        // The id is the place of the work on the page.
        let fields: Vec<_> = item.0.iter().filter(|(name, _)| name.as_str() != "id").collect();
        let key = Fingerprint::of(&(context, fields));
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().kept.get(&key).map(Arc::clone);
        if let Some(known) = known {
            let label = if known.has_label { number.to_string() } else { String::new() };
            return FormattedReference { work, label, text: known.text.clone() };
        }
        let reference = format();
        let has_label = !reference.label.is_empty();
        if has_label && reference.label != number.to_string() {
            return reference;
        }
        let mut all = lock();
        if all.seen.contains(&key) {
            if all.kept.len() < MAX_KEPT {
                let text = reference.text.clone();
                all.kept.insert(key, Arc::new(KnownReference { has_label, text }));
            }
        } else if all.seen.len() < MAX_SEEN {
            all.seen.insert(key);
        }
        reference
    }
}
