//! The passes of the recogniser, each of which finds or changes candidates.

pub(crate) mod abbreviation;
pub(crate) mod affix;
pub(crate) mod chemical;
pub(crate) mod code;
pub(crate) mod context;
pub(crate) mod dictionary;
pub(crate) mod misspelling;
