//! [`JsonTable`]: a table whose content is the user's own, as JSON. Nobody here checks what is in it.

use serde::Serialize;

/// A table whose content is the user's own, as JSON.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
#[serde(transparent)]
pub struct JsonTable(pub serde_json::Value);

impl JsonTable {
    /// An empty table.
    pub fn empty() -> Self {
        Self(serde_json::Value::Object(serde_json::Map::new()))
    }
}
