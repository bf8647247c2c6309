//! [`DataFiles`]: the files in `data/`, which templates see as `data.NAME`.
//!
//! A TOML file is a table, a JSON file any value, and a CSV file a list of rows. A folder is a table
//! of its files. Nothing is converted or corrected: what does not fit is an error at its place. What
//! the values mean is not known here.

mod csv_rows;
mod data_use;
mod json_value;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use tera::Value;

pub use self::data_use::DataUse;
use crate::diagnostic::toml_syntax::{TomlDiagnostics, parse_toml};
use crate::diagnostic::toml_value::json;
use crate::diagnostic::{Checked, Code, Diagnostic, nearest};
use crate::source::{SitePath, Source, Sources};
use offprint_base::Fingerprint;

/// The largest size of all data files together: all of them are in memory during a build.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The data files of a site, by the first part of their names.
#[derive(Debug, Default)]
pub struct DataFiles {
    entries: BTreeMap<String, DataEntry>,
}

/// The value of `data.NAME`.
#[derive(Debug)]
struct DataEntry {
    fingerprint: Fingerprint,
    /// Converted for templates once.
    value: Value,
}

impl DataFiles {
    /// Reads the data files of a site.
    pub fn load(sources: &Sources) -> Checked<Self> {
        let mut diagnostics: Vec<Diagnostic> = sources.foreign_data.iter().map(foreign).collect();
        let mut names: BTreeMap<Vec<&str>, &Arc<Source>> = BTreeMap::new();
        let mut trees: BTreeMap<String, (Vec<Fingerprint>, Json)> = BTreeMap::new();
        let mut bytes = 0;
        for source in sources.data.values() {
            let name = data_name(&source.path);
            if let Some(fault) = collision(&name, source, &names) {
                diagnostics.push(fault);
                continue;
            }
            bytes += source.length();
            if bytes > MAX_BYTES {
                let message =
                    format!("the files in `data/` have more than {} MB together", MAX_BYTES >> 20);
                let fault = Diagnostic::error(Code::TooLarge, message)
                    .help("keep what the templates use")
                    .in_file(source.path.as_str());
                diagnostics.push(fault);
                break;
            }
            names.insert(name.clone(), source);
            let value = parse_data(source, &mut diagnostics);
            let (first, rest) = name.split_first().expect("a file has a name");
            let (fingerprints, tree) =
                trees.entry((*first).to_owned()).or_insert_with(|| (Vec::new(), Json::Null));
            fingerprints.push(source.fingerprint);
            insert(tree, rest, value);
        }
        let entries = trees.into_iter().map(|(name, (fingerprints, tree))| {
            let fingerprint = Fingerprint::of(&fingerprints);
            (name, DataEntry { fingerprint, value: Value::from_serializable(&tree) })
        });
        Checked { value: Self { entries: entries.collect() }, diagnostics }
    }

    /// The fingerprint of the part that a template uses.
    pub fn fingerprint(&self, used: &DataUse) -> Fingerprint {
        let parts: Vec<_> =
            self.used(used).map(|(name, entry)| (name, entry.fingerprint)).collect();
        Fingerprint::of(&parts)
    }

    /// The variable `data` of a template, with the part that it uses.
    pub fn value(&self, used: &DataUse) -> Value {
        let parts: BTreeMap<&str, &Value> =
            self.used(used).map(|(name, entry)| (name, &entry.value)).collect();
        Value::from_serializable(&parts)
    }

    /// What is wrong with a name after `data.`, if there is no such file.
    pub fn missing(&self, name: &str) -> Option<String> {
        if self.entries.contains_key(name) {
            return None;
        }
        Some(match nearest(name, self.entries.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `data.{near}`?"),
            None if self.entries.is_empty() => {
                format!("add a file data/{name}.toml, data/{name}.json or data/{name}.csv")
            }
            None => {
                let known: Vec<_> =
                    self.entries.keys().map(|name| format!("`data.{name}`")).collect();
                format!("the data files are {}", known.join(", "))
            }
        })
    }

    /// A value by its path: `["trials", "2025"]` is `data.trials.2025`.
    pub fn lookup(&self, path: &[&str]) -> Option<Value> {
        let (first, rest) = path.split_first()?;
        let mut value = &self.entries.get(*first)?.value;
        for key in rest {
            value = value.as_map()?.get(&(*key).to_owned().into())?;
        }
        Some(value.clone())
    }

    fn used<'d>(&'d self, used: &'d DataUse) -> impl Iterator<Item = (&'d str, &'d DataEntry)> {
        let is_used = move |name: &str| used.contains(name);
        self.entries
            .iter()
            .filter(move |(name, _)| is_used(name))
            .map(|(name, entry)| (name.as_str(), entry))
    }
}

/// The parts of the name of a file: `data/trials/2025.csv` is `trials`, `2025`.
fn data_name(path: &SitePath) -> Vec<&str> {
    let below = path.as_str().strip_prefix("data/").unwrap_or(path.as_str());
    let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    stem.split('/').collect()
}

/// Two files of one name, or a file and a folder.
fn collision(
    name: &[&str],
    source: &Arc<Source>,
    names: &BTreeMap<Vec<&str>, &Arc<Source>>,
) -> Option<Diagnostic> {
    let shown = |name: &[&str]| format!("data.{}", name.join("."));
    let fault = |message: String| {
        Diagnostic::error(Code::DuplicateName, message)
            .help("rename one of the two")
            .in_file(source.path.as_str())
    };
    if let Some(other) = names.get(name) {
        return Some(fault(format!(
            "`{}` and `{}` are both `{}`",
            other.path,
            source.path,
            shown(name)
        )));
    }
    // A file sorts before or after the files of a folder of the same name.
    let above = (1..name.len()).find_map(|end| names.get_key_value(&name[..end].to_vec()));
    let below = || {
        let (found, other) = names.range(name.to_vec()..).next()?;
        (found.len() > name.len() && found.starts_with(name)).then_some((found, other))
    };
    let (other_name, other) = above.or_else(below)?;
    let file = if other_name.len() < name.len() {
        (other, other_name.as_slice())
    } else {
        (&source, name)
    };
    let folder = format!("data/{}/", file.1.join("/"));
    Some(fault(format!(
        "the file `{}` and the folder `{folder}` are both `{}`",
        file.0.path,
        shown(file.1)
    )))
}

/// Puts a value into the tree of its folder.
fn insert(tree: &mut Json, path: &[&str], value: Json) {
    let Some((first, rest)) = path.split_first() else {
        *tree = value;
        return;
    };
    if !tree.is_object() {
        *tree = Json::Object(Map::new());
    }
    if let Json::Object(map) = tree {
        insert(map.entry((*first).to_owned()).or_insert(Json::Null), rest, value);
    }
}

/// The value of a file; empty if it cannot be read.
fn parse_data(source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) -> Json {
    let ending = source.path.as_str().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "toml" => {
            let mut faults = TomlDiagnostics::new(source, 0);
            let text = source.text();
            let table = parse_toml(&text, &mut faults);
            let value = table
                .get_ref()
                .iter()
                .map(|(key, value)| (key.get_ref().clone().into_owned(), json(value.get_ref())));
            let value = Json::Object(value.collect());
            diagnostics.append(&mut faults.finish());
            value
        }
        "json" => json_value::parse_json(source).unwrap_or_else(|fault| {
            diagnostics.push(fault);
            Json::Null
        }),
        _ => csv_rows::parse_csv(source, diagnostics),
    }
}

/// A file in `data/` that Offprint does not read.
fn foreign(path: &SitePath) -> Diagnostic {
    Diagnostic::warning(
        Code::MisplacedFile,
        "Offprint does not read this file: data files are TOML, JSON or CSV",
    )
    .help("convert it, or move it to another folder")
    .in_file(path.as_str())
}
