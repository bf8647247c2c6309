//! [`people_in`]: the names of people in front matter, and what else it says of them.
//!
//! Must not know which key names the people.

use serde_json::{Map, Value};

use super::values::strings;

/// People, as front matter lists them.
#[derive(Default)]
pub(super) struct StatedPeople {
    /// Their names, as written.
    pub(super) names: Vec<String>,
    /// Their ORCID iDs, by their names.
    pub(super) orcids: Map<String, Value>,
    /// Whatever else is said of them, with their names.
    pub(super) details: Vec<Value>,
    /// The names of these details.
    pub(super) keys: Vec<String>,
}

/// The people in a value: a name, a table, or a list of both.
pub(super) fn people_in(value: &Value) -> StatedPeople {
    let mut people = StatedPeople::default();
    match value {
        Value::Array(items) => items.iter().for_each(|item| people.add(item)),
        value => people.add(value),
    }
    people
}

impl StatedPeople {
    fn add(&mut self, value: &Value) {
        let Value::Object(fields) = value else {
            self.names.extend(strings(value));
            return;
        };
        let Some((name, name_keys)) = name_of(fields) else {
            self.note(value.clone(), fields.keys());
            return;
        };
        let mut rest = fields.clone();
        rest.retain(|key, value| !name_keys.contains(&key.as_str()) && !value.is_null());
        let orcid = rest.keys().find(|key| key.eq_ignore_ascii_case("orcid")).cloned();
        if let Some(orcid) = orcid.and_then(|key| rest.remove(&key)) {
            self.keys.push("orcid".to_owned());
            self.orcids.insert(name.clone(), orcid);
        }
        if !rest.is_empty() {
            let keys: Vec<String> = rest.keys().cloned().collect();
            rest.insert("name".to_owned(), Value::String(name.clone()));
            self.note(Value::Object(rest), keys.iter());
        }
        self.names.push(name);
    }

    fn note<'k>(&mut self, details: Value, keys: impl Iterator<Item = &'k String>) {
        self.details.push(details);
        for key in keys.filter(|key| !matches!(key.as_str(), "name")) {
            if !self.keys.contains(key) {
                self.keys.push(key.clone());
            }
        }
    }
}

/// The name in a table, and the keys that it is made of.
fn name_of(fields: &Map<String, Value>) -> Option<(String, Vec<&'static str>)> {
    let text = |key: &str| {
        let text = fields.get(key)?.as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    for key in ["name", "literal", "title", "label", "slug"] {
        if let Some(name) = text(key) {
            return Some((name, vec![key]));
        }
        // `name: {given: Ann, family: Lee}`, as Quarto writes it.
        if let Some(Value::Object(parts)) = fields.get(key)
            && let Some((name, _)) = name_of(parts)
        {
            return Some((name, vec![key]));
        }
    }
    for [given, family] in [
        ["given", "family"],
        ["first_name", "last_name"],
        ["firstname", "lastname"],
        ["first", "last"],
    ] {
        if let Some(last) = text(family) {
            let name =
                [text(given), Some(last)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            return Some((name, vec![given, family]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::people_in;

    #[track_caller]
    fn check(value: &Value, names: &[&str], orcids: &Value, details: &Value) {
        let people = people_in(value);
        assert_eq!(people.names, names, "{value}");
        assert_eq!(&Value::Object(people.orcids), orcids, "{value}");
        assert_eq!(&Value::Array(people.details), details, "{value}");
    }

    #[test]
    fn people_keep_their_details() {
        check(&json!("Ann Lee; Sam Ode"), &["Ann Lee; Sam Ode"], &json!({}), &json!([]));
        check(
            &json!([{"name": "Sam Ode", "orcid": "0000", "email": "a@b.example"}, "Ann Lee"]),
            &["Sam Ode", "Ann Lee"],
            &json!({"Sam Ode": "0000"}),
            &json!([{"name": "Sam Ode", "email": "a@b.example"}]),
        );
        check(
            &json!({"name": {"given": "Ann", "family": "Lee"}, "affiliations": [{"ref": "a"}]}),
            &["Ann Lee"],
            &json!({}),
            &json!([{"name": "Ann Lee", "affiliations": [{"ref": "a"}]}]),
        );
        check(&json!([{"given": "Ann", "family": "Lee"}]), &["Ann Lee"], &json!({}), &json!([]));
        check(
            &json!([{"email": "a@b.example"}]),
            &[],
            &json!({}),
            &json!([{"email": "a@b.example"}]),
        );
    }
}
