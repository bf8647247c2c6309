//! The passes of the recogniser. Each looks for one kind of name in what the passes before it left
//! free; `recognise.rs` runs them in order.
//!
//! Three of these modules are shared by passes: `affix` extends a candidate by salts and prefixes,
//! `context` says whether the words around it change its meaning, and `new_name` finds codes and
//! stems with the rules in `code` and the stems of the crate.

pub(crate) mod abbreviation;
pub(crate) mod affix;
pub(crate) mod body;
pub(crate) mod chemical;
pub(crate) mod code;
pub(crate) mod combination;
pub(crate) mod compound;
pub(crate) mod context;
pub(crate) mod dictionary;
pub(crate) mod everyday;
pub(crate) mod homograph;
pub(crate) mod misspelling;
pub(crate) mod new_name;
