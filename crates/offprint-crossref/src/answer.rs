//! [`status_of_answer`]: the part of an answer that says what happened to a work.
//!
//! Must not know requests.

use serde_json::{Map, Value};

/// The fields that say what a work is, and what happened to it. The others, above all the list of
/// references, make up nearly all of a record.
const FIELDS: [&str; 7] =
    ["DOI", "title", "type", "subtype", "update-to", "updated-by", "relation"];

/// The record of a work, reduced to what its status follows from; `None` if the answer is none, or is
/// the record of another work.
pub(crate) fn status_of_answer(body: &[u8], doi: &str) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let record = answer.get("message")?.as_object()?;
    // A DOI that is an alias has the record of the other one; both are the same work.
    record.get("DOI")?.as_str()?;
    let mut reduced: Map<String, Value> = FIELDS
        .into_iter()
        .filter_map(|field| Some((field.to_owned(), record.get(field)?.clone())))
        .collect();
    reduced.insert("DOI".to_owned(), Value::String(doi.to_owned()));
    Some(serde_json::json!({ "message-type": "work", "message": reduced }).to_string())
}

#[cfg(test)]
mod tests {
    use super::status_of_answer;

    #[test]
    fn only_the_status_is_kept() {
        let body = br#"{"status": "ok", "message": {"DOI": "10.5555/A", "reference": [1, 2],
            "type": "journal-article", "updated-by": [{"type": "retraction"}]}}"#;
        let kept = status_of_answer(body, "10.5555/a").expect("it is a record");
        assert!(kept.contains("retraction") && !kept.contains("reference"), "{kept}");
        for other in [&b"{}"[..], b"[]", b"", b"<html>", b"{\"message\": []}", b"{\"message\": {}}"]
        {
            assert_eq!(status_of_answer(other, "10.5555/a"), None);
        }
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert_eq!(status_of_answer(&deep, "10.5555/a"), None);
    }
}
