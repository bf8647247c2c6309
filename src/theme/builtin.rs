//! The name of the built-in theme.

/// The theme below every other theme.
pub const BUILTIN: &str = "folio";
