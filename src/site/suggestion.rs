//! "Did you mean" for names of terms.

use offprint_base::name_key;

/// Suggests a name that differs by one letter. The known names may be in any order.
pub(super) fn suggest_name<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    // At most one letter: arketamine and esketamine differ by two letters and are different drugs.
    let key = name_key(name);
    known
        .filter(|known| strsim::osa_distance(&key, known) == 1)
        .min()
        .map(|near| format!("did you mean `{near}`?"))
}
