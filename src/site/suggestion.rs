//! "Did you mean" for names of terms.

use offprint_base::name_key;

/// Suggests a name that differs by one letter. The known names may come in any order.
pub(super) fn suggest_name<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    // One letter at most: arketamine and esketamine are two letters apart, and two drugs.
    let key = name_key(name);
    known
        .filter(|known| strsim::osa_distance(&key, known) == 1)
        .min()
        .map(|near| format!("did you mean `{near}`?"))
}
