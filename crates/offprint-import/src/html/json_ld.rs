//! What a page states about itself in JSON-LD.
//!
//! Such statements are written by hand or by plug-ins and are often broken: comments, superfluous
//! commas, line feeds in strings, HTML entities. They are repaired and parsed again before they are
//! discarded. Types are numerous and nested; only what describes the article counts. Knows no HTML
//! beyond the text of the scripts.

use serde_json::{Map, Value};

/// What the statements say about the article.
#[derive(Default, Debug)]
pub(super) struct JsonLdStatements {
    pub(super) headline: Option<String>,
    /// Names, as stated, of people first.
    pub(super) authors: Vec<String>,
    /// Names of organisations that are stated as authors.
    pub(super) author_organisations: Vec<String>,
    /// Names of people who reviewed, edited or translated it.
    pub(super) reviewers: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) description: Option<String>,
    /// The name of the publisher, or of the site.
    pub(super) publisher: Option<String>,
    /// All names of organisations and sites, which are not authors.
    pub(super) organisations: Vec<String>,
    pub(super) url: Option<String>,
    pub(super) license: Option<String>,
    pub(super) language: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) body: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) is_free: Option<bool>,
}

/// How many statements of a page are examined.
const MOST_OBJECTS: usize = 5000;

/// Reads the scripts of a page.
pub(super) fn read_json_ld(scripts: &[String]) -> JsonLdStatements {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse_script(script)).collect();
    let mut objects: Vec<&Map<String, Value>> = Vec::new();
    let mut pending: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(values) => pending.extend(values.iter().rev()),
            Value::Object(object) => {
                objects.push(object);
                for key in [
                    "@graph",
                    "mainEntity",
                    "mainEntityOfPage",
                    "hasPart",
                    "itemListElement",
                    "item",
                ] {
                    if let Some(inner) = object.get(key)
                        && (key != "itemListElement" && key != "item" && key != "hasPart"
                            || pending.len() < 100 && key == "@graph")
                    {
                        pending.push(inner);
                    }
                }
            }
            _ => {}
        }
        if objects.len() > MOST_OBJECTS {
            break;
        }
    }
    let mut stated = JsonLdStatements::default();
    let mut ranked: Vec<(u8, &Map<String, Value>)> =
        objects.iter().filter_map(|object| Some((description_rank(object)?, *object))).collect();
    ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    for (rank, object) in &ranked {
        merge_object(&mut stated, object, *rank, &objects);
    }
    for object in &objects {
        let is_person = schema_types(object).any(|kind| kind == "Person");
        let is_site = !is_person
            && schema_types(object).any(|kind| {
                kind.ends_with("Organization") || matches!(kind, "WebSite" | "Blog" | "Corporation")
            });
        if is_site && let Some(name) = text_value(object.get("name")) {
            if schema_types(object).any(|kind| kind == "WebSite") && stated.publisher.is_none() {
                stated.publisher = Some(name.clone());
            }
            stated.organisations.push(name);
        }
    }
    stated
}

fn description_rank(object: &Map<String, Value>) -> Option<u8> {
    schema_types(object)
        .filter_map(|kind| {
            let is_article = kind.ends_with("Article")
                || kind.ends_with("Posting")
                || matches!(
                    kind,
                    "Report"
                        | "Review"
                        | "Recipe"
                        | "CreativeWork"
                        | "Chapter"
                        | "ClaimReview"
                        | "HowTo"
                );
            if is_article && kind != "JobPosting" {
                Some(3)
            } else if matches!(kind, "MedicalWebPage" | "PodcastEpisode") {
                Some(2)
            } else if kind.ends_with("WebPage") || kind == "ItemPage" {
                Some(1)
            } else {
                None
            }
        })
        .max()
}

fn schema_types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let values = match object.get("@type") {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values
        .iter()
        .filter_map(Value::as_str)
        .map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind))
}

fn merge_object(
    stated: &mut JsonLdStatements,
    object: &Map<String, Value>,
    rank: u8,
    objects: &[&Map<String, Value>],
) {
    let set = |field: &mut Option<String>, keys: &[&str]| {
        for key in keys {
            if field.is_none() {
                *field = text_value(object.get(*key));
            }
        }
    };
    set(&mut stated.published, &["datePublished", "dateCreated"]);
    set(&mut stated.modified, &["dateModified"]);
    set(&mut stated.description, &["description"]);
    set(&mut stated.language, &["inLanguage"]);
    set(&mut stated.url, &["url", "@id"]);
    set(&mut stated.license, &["license"]);
    if stated.doi.is_none() {
        stated.doi = stated_identifiers(object).find(|value| value.contains("10."));
    }
    if stated.authors.is_empty() {
        for key in ["author", "creator"] {
            if stated.authors.is_empty() {
                add_people(object.get(key), objects, stated);
            }
        }
    }
    if stated.reviewers.is_empty() {
        for key in ["reviewedBy", "editor", "translator"] {
            let people = stated_names(object.get(key), objects)
                .into_iter()
                .filter(|(_, who)| *who != AgentKind::Organisation);
            stated.reviewers.extend(people.map(|(name, _)| name));
        }
    }
    if stated.publisher.is_none() {
        stated.publisher =
            stated_names(object.get("publisher"), objects).into_iter().next().map(|(name, _)| name);
    }
    if rank >= 2 {
        set(&mut stated.headline, &["headline", "name"]);
        set(&mut stated.body, &["articleBody", "text", "reviewBody"]);
        if stated.keywords.is_empty() {
            stated.keywords = stated_keywords(object.get("keywords"));
        }
        if stated.is_free.is_none() {
            stated.is_free = match object.get("isAccessibleForFree") {
                Some(Value::Bool(is_free)) => Some(*is_free),
                Some(Value::String(is_free)) => Some(!is_free.eq_ignore_ascii_case("false")),
                _ => None,
            };
        }
    } else {
        set(&mut stated.headline, &["headline"]);
    }
}

fn stated_identifiers(object: &Map<String, Value>) -> impl Iterator<Item = String> {
    ["identifier", "sameAs", "doi", "@id"].into_iter().flat_map(|key| {
        let value = object.get(key);
        let mut found: Vec<String> = stated_keywords(value);
        if let Some(Value::Object(inner)) = value {
            found.extend(text_value(inner.get("value")));
        }
        if let Some(Value::Array(values)) = value {
            found.extend(values.iter().filter_map(|value| text_value(value.get("value"))));
        }
        found
    })
}

/// Whether a name is a person's or a group's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum AgentKind {
    Person,
    Organisation,
    Unknown,
}

fn add_people(
    value: Option<&Value>,
    objects: &[&Map<String, Value>],
    stated: &mut JsonLdStatements,
) {
    for (name, who) in stated_names(value, objects) {
        match who {
            AgentKind::Organisation => {
                stated.author_organisations.push(name.clone());
                stated.organisations.push(name);
            }
            AgentKind::Person | AgentKind::Unknown => stated.authors.push(name),
        }
    }
}

/// The names that an author, a list of authors or a reference to one gives.
fn stated_names(
    value: Option<&Value>,
    objects: &[&Map<String, Value>],
) -> Vec<(String, AgentKind)> {
    let mut found = Vec::new();
    let mut pending: Vec<&Value> = value.into_iter().collect();
    let mut steps = 0;
    while let Some(value) = pending.pop() {
        steps += 1;
        if steps > 300 {
            break;
        }
        match value {
            Value::Array(values) => pending.extend(values.iter().rev()),
            Value::String(name) => found.push((clean_text(name), AgentKind::Unknown)),
            Value::Object(object) => {
                let own = object;
                let known = || {
                    let id = own.get("@id")?.as_str()?;
                    objects.iter().take(300).copied().find(|other| {
                        other.contains_key("name")
                            && other.get("@id").and_then(Value::as_str) == Some(id)
                    })
                };
                let object = if own.contains_key("name") { Some(own) } else { known() };
                let Some(object) = object else { continue };
                let who = if schema_types(object).any(|kind| kind == "Person") {
                    AgentKind::Person
                } else if schema_types(object).any(|kind| {
                    kind.ends_with("Organization")
                        || matches!(kind, "WebSite" | "Brand" | "Corporation")
                }) {
                    AgentKind::Organisation
                } else {
                    AgentKind::Unknown
                };
                match object.get("name") {
                    Some(Value::Array(names)) => found.extend(
                        names.iter().filter_map(|name| Some((text_value(Some(name))?, who))),
                    ),
                    name => found.extend(text_value(name).map(|name| (name, who))),
                }
            }
            _ => {}
        }
    }
    found.retain(|(name, _)| !name.is_empty());
    found
}

fn stated_keywords(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(list)) => {
            list.split([',', ';']).map(clean_text).filter(|word| !word.is_empty()).collect()
        }
        Some(Value::Array(values)) => values
            .iter()
            .filter_map(|value| text_value(Some(value)).or_else(|| text_value(value.get("name"))))
            .collect(),
        _ => Vec::new(),
    }
}

fn text_value(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => clean_text(text),
        Value::Array(values) => {
            return values
                .iter()
                .find_map(|value| value.as_str())
                .map(clean_text)
                .filter(|text| !text.is_empty());
        }
        Value::Object(object) => {
            return object
                .get("@value")
                .or_else(|| object.get("@id"))
                .and_then(Value::as_str)
                .map(clean_text);
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The text without entities and tags, which plug-ins leave in.
fn clean_text(text: &str) -> String {
    let text = text.trim();
    if text.contains('&') || text.contains('<') {
        return crate::html::page_text::plain_text(text);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parse_script(script: &str) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim()
        .trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    serde_json::from_str(&repair_json(script)).ok()
}

/// The script without what is not JSON: comments, control characters in strings, commas before a
/// closing bracket.
fn repair_json(script: &str) -> String {
    let script = if script.contains("&quot;") && !script.contains("\":") {
        script.replace("&quot;", "\"")
    } else {
        script.to_owned()
    };
    let script = script.replace("<![CDATA[", "").replace("]]>", "").replace("//<!", "<!");
    let mut out = String::with_capacity(script.len());
    let mut is_in_string = false;
    let mut characters = script.chars().peekable();
    while let Some(character) = characters.next() {
        if is_in_string {
            match character {
                '\\' => {
                    // An unknown escape sequence is the character itself.
                    match characters.next() {
                        Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                            out.push('\\');
                            out.push(next);
                        }
                        Some(next) => out.push(next),
                        None => {}
                    }
                }
                '"' => {
                    is_in_string = false;
                    out.push('"');
                }
                _ if character.is_control() => out.push(' '),
                _ => out.push(character),
            }
            continue;
        }
        match character {
            '"' => {
                is_in_string = true;
                out.push('"');
            }
            '/' if characters.peek() == Some(&'/') => {
                while characters.next_if(|next| *next != '\n').is_some() {}
            }
            '/' if characters.peek() == Some(&'*') => {
                let mut before = ' ';
                for next in characters.by_ref() {
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::read_json_ld;

    #[track_caller]
    fn check(script: &str, headline: Option<&str>, authors: &[&str]) {
        let stated = read_json_ld(&[script.to_owned()]);
        assert_eq!(stated.headline.as_deref(), headline);
        assert_eq!(stated.authors, authors);
    }

    #[test]
    fn articles_are_found_in_graphs() {
        check(
            r##"{"@graph":[{"@type":"WebPage","headline":"No"},{"@type":"NewsArticle","headline":"Yes","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":"Ann Lee"}]}"##,
            Some("Yes"),
            &["Ann Lee"],
        );
    }

    #[test]
    fn broken_statements_are_repaired() {
        check("{\"@type\":\"Article\", // x\n\"headline\":\"a\nb\",}", Some("a b"), &[]);
        check(
            "/* x */ {\"@type\":[\"BlogPosting\",7],\"headline\":\"it\\'s\",\"author\":[null,\"Bo\",],}",
            Some("it's"),
            &["Bo"],
        );
    }

    #[test]
    fn types_that_do_not_fit_are_passed_over() {
        check(
            "{\"@type\":\"Article\",\"headline\":[1,2],\"author\":[{\"name\":{\"x\":1}},\"Ann Lee\"],\"datePublished\":20250303}",
            None,
            &["Ann Lee"],
        );
    }

    #[test]
    fn organisations_are_not_authors() {
        check(
            r#"{"@type":"Article","author":{"@type":"Organization","name":"The Site"}}"#,
            None,
            &[],
        );
    }
}
