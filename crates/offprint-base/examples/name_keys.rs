//! Prints the slug and the key of each name that it is given.
//!
//! ```text
//! cargo run -p offprint-base --example name_keys -- "(2R,6R)-Hydroxynorketamine" "L‑655,708"
//! ```

use offprint_base::{name_key, slugify};

fn main() {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        names = vec!["Ärzte über 5-HT₂ₐ".to_owned(), "L\u{2011}655,708".to_owned()];
    }
    for name in names {
        println!("{name}: slug `{}`, key `{}`", slugify(&name), name_key(&name));
    }
}
