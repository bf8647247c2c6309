//! [`JsonTable`]: a table with user-defined content, as JSON. Its content is not checked here.

use serde::Serialize;

/// A table with user-defined content, as JSON.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
#[serde(transparent)]
pub struct JsonTable(pub serde_json::Value);

impl JsonTable {
    /// An empty table.
    pub fn empty() -> Self {
        Self(serde_json::Value::Object(serde_json::Map::new()))
    }
}
