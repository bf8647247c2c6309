//! References that were formatted before: a digest cites the same works in many articles.
//!
//! Only for styles whose references do not depend on each other; see [`crate::apart`]. A reference
//! depends on its number, and not only in its label: the processor prints no `ed.` after an edition
//! that has the same number. So it is known by its number, too. This must not call the processor.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use citationberg::json::Item;
use offprint_base::Fingerprint;

use crate::output::FormattedText;

/// The most references that are kept: some 20 MB.
const MAX_KEPT: usize = 20_000;
/// The most references that are remembered to have been formatted once, in 16 bytes each.
const MAX_SEEN: usize = 500_000;

/// The references that were formatted more than once. Most works are cited once, so a reference is
/// kept when it is formatted for the second time.
#[derive(Debug, Default)]
pub(crate) struct KnownReferences(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    seen: HashSet<Fingerprint>,
    kept: HashMap<Fingerprint, Arc<LabelAndText>>,
}

/// What [`crate::FormattedReference`] has beside the place of the work.
pub(crate) type LabelAndText = (String, FormattedText);

impl KnownReferences {
    /// The label and the text of the reference of a work, which is the number `number` of its list.
    /// `context` is everything else that they depend on. `format` formats the reference if it is not
    /// known.
    pub(crate) fn get(
        &self,
        item: &Item,
        number: usize,
        context: (&str, bool),
        format: impl FnOnce() -> LabelAndText,
    ) -> LabelAndText {
        // The id is the place of the work on the page.
        let fields: Vec<_> = item.0.iter().filter(|(name, _)| name.as_str() != "id").collect();
        let key = Fingerprint::of(&(context, number, fields));
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().kept.get(&key).map(Arc::clone);
        if let Some(known) = known {
            return known.as_ref().clone();
        }
        let formatted = format();
        let mut all = lock();
        if all.seen.contains(&key) {
            if all.kept.len() < MAX_KEPT {
                all.kept.insert(key, Arc::new(formatted.clone()));
            }
        } else if all.seen.len() < MAX_SEEN {
            all.seen.insert(key);
        }
        formatted
    }
}
