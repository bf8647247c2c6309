//! Which products of the table combine several drugs, by their parts: sacubitril and valsartan,
//! in whatever order a text names them.
//!
//! The pass that finds combinations in a text is `passes/combination.rs`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::packing::PatternKind;
use crate::table;
use crate::token::spelling_key;
use crate::word_lists::WORDS;

/// The combination products of the table, by the sorted numbers of their parts.
static PRODUCTS: LazyLock<FxHashMap<Vec<u16>, u16>> = LazyLock::new(|| {
    let mut products = FxHashMap::default();
    for number in 0..u16::try_from(table::drug_count()).unwrap_or(u16::MAX) {
        let name = table::canonical_name(number);
        let is_product = table::find_pattern(&spelling_key(name))
            .is_some_and(|pattern| pattern.combination && pattern.number == number);
        if !is_product {
            continue;
        }
        if let Some(mut parts) = ingredients_in_name(name) {
            parts.sort_unstable();
            products.entry(parts).or_insert(number);
        }
    }
    products
});

/// The drugs that the name of a combination product lists, in its order: sacubitril and valsartan
/// for `sacubitril/valsartan`. `None` if it is no list, or one of them is not in the table.
pub(crate) fn ingredients_in_name(name: &str) -> Option<Vec<u16>> {
    let mark = ['/', '-'].into_iter().find(|mark| name.contains(*mark))?;
    name.split(mark).map(drug_named).collect()
}

/// The drug that a part of a product's name names, without its salt.
fn drug_named(part: &str) -> Option<u16> {
    listed_drug(&spelling_key(part)).map(without_salt)
}

/// The single drug that is listed under this key.
fn listed_drug(key: &str) -> Option<u16> {
    table::find_pattern(key)
        .filter(|pattern| pattern.kind != PatternKind::Class && !pattern.combination)
        .map(|pattern| pattern.number)
}

/// The drug of which another one is a salt, if the table has both: products list "clavulanate
/// potassium", texts name "clavulanic acid".
fn without_salt(number: u16) -> u16 {
    let key = spelling_key(table::canonical_name(number));
    key.rsplit_once(' ')
        .filter(|(_, salt)| WORDS.salts.contains(salt))
        // The name without the salt may itself be an alias of the salt.
        .and_then(|(bare, _)| listed_drug(bare))
        .unwrap_or(number)
}

/// The product that combines exactly these drugs of the table.
pub(crate) fn product_of(parts: &[u16]) -> Option<u16> {
    let mut parts: Vec<u16> = parts.iter().map(|part| without_salt(*part)).collect();
    parts.sort_unstable();
    PRODUCTS.get(&parts).copied()
}
