//! [`text_table`]: a table of texts.

/// Texts by the key of a table, without those that are empty.
pub(super) fn text_table<const N: usize>(texts: [(&str, &str); N]) -> toml::Table {
    texts
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(key, text)| (key.to_owned(), toml::Value::String(text.trim().to_owned())))
        .collect()
}
