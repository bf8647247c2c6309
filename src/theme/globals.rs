//! The names of the global variables of templates.

/// Templates are searched for these names.
pub const GLOBALS: [&str; 7] =
    ["site", "recent_articles", "all_drugs", "all_tags", "t", "archive_years", "assets"];
