//! Compiles the drug vocabulary: packs the tables in `data/` into a few files that the program
//! embeds.
//!
//! The automaton contains only what is needed to recognise names. The facts that pages show are
//! compressed in small blocks, which are unpacked on demand. So nothing is parsed when the program
//! starts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fst::MapBuilder;

#[path = "src/cell.rs"]
#[allow(dead_code, reason = "this script uses only a part of it")]
mod cell;
#[path = "src/national_name.rs"]
#[allow(dead_code, reason = "this script uses only a part of it")]
mod national_name;
#[path = "src/packing.rs"]
#[allow(dead_code, reason = "this script uses only a part of it")]
mod packing;
#[path = "src/token.rs"]
#[allow(dead_code, reason = "this script uses only a part of it")]
mod token;

use cell::{CellValue, cell_values, without_source};
use national_name::{Language, regular_form};
use packing::{BLOCK, FILTER_BITS, Pattern, PatternKind};

/// The columns of `drugs.tsv`: name, aliases, brands, codes, flags, identifiers, classes, mechanisms
/// and statuses.
const COLUMNS: usize = 9;
const FLAGS: usize = 4;
const STATUSES: usize = 8;

struct SourceTables {
    patterns: BTreeMap<String, Pattern>,
    rows: Vec<Vec<String>>,
    classes: Vec<String>,
}

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let data = root.join("data");
    for file in [
        "build.rs",
        "src/cell.rs",
        "src/national_name.rs",
        "src/token.rs",
        "src/packing.rs",
        "data",
    ] {
        println!("cargo::rerun-if-changed={file}");
    }
    let tables = read_tables(&data, std::env::var_os("CARGO_FEATURE_DRUGBANK").is_some());
    write_patterns(&tables, &out);
    write_rows(&tables, &out);
    write_misspellings(&tables, &out);
    write_words(&data, &out);
    write_sources_and_classes(&data, &out);
}

fn data_lines(path: &Path) -> Vec<String> {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn split_cells(line: &str) -> Vec<String> {
    line.split('\t').map(str::to_owned).collect()
}

fn read_tables(data: &Path, drugbank: bool) -> SourceTables {
    let mut rows = Vec::new();
    for line in data_lines(&data.join("drugs.tsv")) {
        let mut row = split_cells(&line);
        assert_eq!(row.len(), COLUMNS, "a line of drugs.tsv: {line}");
        // What is only in DrugBank's vocabulary can be left out of the build.
        if !drugbank {
            for cell in row.iter_mut().enumerate().filter(|(at, _)| *at != FLAGS).map(|(_, c)| c) {
                *cell = without_source(cell, "drugbank");
            }
            if row[0].is_empty() {
                continue;
            }
        }
        rows.push(row);
    }
    // Chemicals that are not drugs: only their names, and never proposed.
    for name in data_lines(&data.join("chemicals.txt")).iter().flat_map(|line| line.split(' ')) {
        let mut row = vec![String::new(); COLUMNS];
        row[0] = name.to_owned();
        row[FLAGS] = "a".to_owned();
        rows.push(row);
    }
    let classes: Vec<String> = data_lines(&data.join("classes.tsv"));
    assert!(
        rows.len() + classes.len() < usize::from(u16::MAX),
        "drugs and classes must have 16-bit numbers"
    );
    let mut tables = SourceTables { patterns: BTreeMap::new(), rows, classes };
    tables.add_drugs();
    tables.add_classes();
    tables.add_national_names(data);
    tables
}

impl SourceTables {
    fn add(&mut self, name: &str, pattern: Pattern) {
        let key = token::spelling_key(name);
        if key.is_empty() {
            return;
        }
        // The first entry wins: own facts before those of the sources, names before aliases.
        self.patterns.entry(key).or_insert(pattern);
    }

    fn add_drugs(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        for own in [true, false] {
            for (number, row) in
                rows.iter().enumerate().filter(|(_, row)| row[FLAGS].contains('s') == own)
            {
                let name = bare_name(&row[0]);
                let letters = name.chars().filter(|c| *c != ' ').count();
                let is_acronym = letters <= 4 && !name.chars().any(char::is_lowercase);
                let flags = &row[FLAGS];
                let base = Pattern {
                    number: number as u16,
                    kind: PatternKind::Name,
                    capitals: None,
                    ambiguous: false,
                    ambient: flags.contains('a'),
                    combination: flags.contains('c'),
                };
                self.add(
                    name,
                    Pattern {
                        capitals: is_acronym.then(|| token::capital_positions(name)),
                        ..base
                    },
                );
                for (column, kind) in
                    [(1, PatternKind::Alias), (2, PatternKind::Brand), (3, PatternKind::Code)]
                {
                    for name in cell_values(&row[column]) {
                        let bare = name.text;
                        let capitals = name.needs_capitals.then(|| token::capital_positions(bare));
                        let pattern =
                            Pattern { kind, capitals, ambiguous: name.is_ambiguous, ..base };
                        self.add(bare, pattern);
                        // "L-655,708" is also written "L-655708".
                        if kind == PatternKind::Code && bare.contains(',') {
                            self.add(&bare.replace(',', ""), pattern);
                        }
                    }
                }
            }
        }
        self.rows = rows;
    }

    fn add_classes(&mut self) {
        let classes = std::mem::take(&mut self.classes);
        for (number, line) in classes.iter().enumerate() {
            let row = split_cells(line);
            assert_eq!(row.len(), 4, "a line of classes.tsv: {line}");
            for alias in row[2].split('|').filter(|alias| !alias.is_empty()) {
                let is_acronym = alias.len() <= 5 && !alias.chars().any(char::is_lowercase);
                let pattern = Pattern {
                    number: (self.rows.len() + number) as u16,
                    kind: PatternKind::Class,
                    capitals: is_acronym.then(|| token::capital_positions(alias)),
                    ambiguous: false,
                    ambient: false,
                    combination: false,
                };
                // A class overrides a drug of the same name: sources list some classes as drugs.
                self.patterns.insert(token::spelling_key(alias), pattern);
                for plural in packing::plural_forms(alias) {
                    self.patterns.insert(token::spelling_key(&plural), pattern);
                }
            }
        }
        self.classes = classes;
    }
}

impl SourceTables {
    /// Adds the forms of INNs in other languages: the exceptions, then the regular forms. A form
    /// that is an English word, or a name in the table already, is not added.
    fn add_national_names(&mut self, data: &Path) {
        let words_of = |file: &str| -> BTreeSet<String> {
            let lines = data_lines(&data.join(file));
            lines.iter().flat_map(|line| line.split(' ')).map(str::to_owned).collect()
        };
        let mut blocked = words_of("everyday.txt");
        blocked.extend(words_of("languages/words.txt"));
        let lookalikes = words_of("lookalikes.txt");
        let exceptions = data_lines(&data.join("languages/exceptions.tsv"));
        let rows = std::mem::take(&mut self.rows);
        for (number, row) in rows.iter().enumerate() {
            let name = CellValue::parse(&row[0]);
            let is_inn = name.sources().any(|(_, detail, _)| detail.split('+').any(|d| d == "INN"));
            let ambient = row[FLAGS].contains('a');
            let pattern = Pattern {
                number: number as u16,
                kind: PatternKind::Alias,
                capitals: None,
                ambiguous: false,
                ambient,
                combination: false,
            };
            let lower = name.text.to_lowercase();
            let irregular = exceptions.iter().filter_map(|line| {
                let cells = split_cells(line);
                (cells.get(1) == Some(&lower)).then(|| cells[2].clone())
            });
            for form in irregular {
                self.add(&form, pattern);
            }
            if !is_inn || ambient || lower.len() < 6 {
                continue;
            }
            for form in Language::ALL.into_iter().filter_map(|l| regular_form(&lower, l)) {
                let key = token::spelling_key(&form);
                // An English dictionary may list the name without its final "e".
                let is_variant = lower.strip_suffix('e') == Some(key.as_str());
                if !blocked.contains(&key) && (is_variant || !lookalikes.contains(&key)) {
                    self.add(&form, pattern);
                }
            }
        }
        self.rows = rows;
    }
}

fn write_patterns(tables: &SourceTables, out: &Path) {
    let mut map = MapBuilder::memory();
    let mut filter = vec![0_u8; 1 << (FILTER_BITS - 3)];
    for (key, pattern) in &tables.patterns {
        map.insert(key, pattern.pack()).expect("a BTreeMap is sorted");
        // Many names begin with a common word or a number, so the filter uses the first two tokens.
        let mut tokens = key.split(' ').map(|token| token::hash_folded(token.as_bytes()));
        if let (Some(first), Some(second)) = (tokens.next(), tokens.next()) {
            let bit = packing::hash_pair(first, second) >> (64 - FILTER_BITS);
            filter[(bit >> 3) as usize] |= 1 << (bit & 7);
        }
    }
    write_packed(out, "patterns.fst", &map.into_inner().expect("memory does not fail"));
    write_packed(out, "beginnings.bin", &filter);
}

/// Writes `rows.bin`, the compressed blocks of rows, with their offsets in `row_blocks.bin`, and
/// `names.txt`, one canonical name per line.
fn write_rows(tables: &SourceTables, out: &Path) {
    let classes: Vec<Vec<String>> = tables.classes.iter().map(|line| split_cells(line)).collect();
    let names: Vec<&str> = tables
        .rows
        .iter()
        .map(|row| bare_name(&row[0]))
        .chain(classes.iter().map(|row| row[0].as_str()))
        .collect();
    write_packed(out, "names.txt", names.join("\n").as_bytes());

    let mut blocks = Vec::new();
    let mut index = Vec::new();
    for rows in tables.rows.chunks(BLOCK) {
        index.extend((blocks.len() as u32).to_le_bytes());
        let text: Vec<String> = rows
            .iter()
            .map(|row| {
                let sources = row[0].rsplit_once('@').map_or("", |(_, sources)| sources);
                format!("@{sources}\t{}", row[1..].join("\t"))
            })
            .collect();
        blocks.extend(miniz_oxide::deflate::compress_to_vec(text.join("\n").as_bytes(), 9));
    }
    index.extend((blocks.len() as u32).to_le_bytes());
    write_packed(out, "rows.bin", &blocks);
    write_packed(out, "row_blocks.bin", &index);
    let text: Vec<String> = classes.iter().map(|row| row[1..].join("\t")).collect();
    write_packed(out, "classes.txt", text.join("\n").as_bytes());
    write_packed(out, "drug_count.bin", &(tables.rows.len() as u32).to_le_bytes());
}

/// Writes the names whose misspellings are recognised anywhere, and where to find them by their
/// beginnings and endings: the canonical names of drugs in use, and their official names in other
/// countries.
fn write_misspellings(tables: &SourceTables, out: &Path) {
    let mut names = Vec::new();
    for (number, row) in tables.rows.iter().enumerate() {
        let is_in_use =
            (row[FLAGS].contains('s') || !row[STATUSES].is_empty()) && !row[FLAGS].contains('a');
        if is_in_use {
            names.push((number, bare_name(&row[0])));
            let official = cell_values(&row[1]).filter(|name| {
                name.sources().any(|(key, detail, _)| {
                    matches!(key, "rxnorm" | "ndc") || matches!(detail, "INN" | "USAN" | "BAN")
                })
            });
            names.extend(official.map(|name| (number, name.text)));
        }
    }
    names.retain(|(_, name)| {
        name.len() >= packing::SHORTEST_TYPO
            && token::spelling_key(name).bytes().all(|byte| byte.is_ascii_lowercase())
    });
    let mut entries = Vec::new();
    for (index, (_, name)) in names.iter().enumerate() {
        for key in packing::typo_keys(token::spelling_key(name).as_bytes()) {
            entries.push((key, u16::try_from(index).expect("names have 16-bit numbers")));
        }
    }
    let lines: Vec<String> =
        names.iter().map(|(number, name)| format!("{number}\t{name}")).collect();
    write_packed(out, "typo_names.txt", lines.join("\n").as_bytes());
    entries.sort_unstable();
    let mut bytes = Vec::new();
    for (key, _) in &entries {
        bytes.extend(key.to_le_bytes());
    }
    for (_, number) in &entries {
        bytes.extend(number.to_le_bytes());
    }
    write_packed(out, "typos.bin", &bytes);
}

/// Writes everyday words and words that only look like drugs, as sets, and the stems.
fn write_words(data: &Path, out: &Path) {
    for (file, set) in [("everyday.txt", "everyday.fst"), ("lookalikes.txt", "lookalikes.fst")] {
        let mut words: Vec<String> = data_lines(&data.join(file))
            .iter()
            .flat_map(|line| line.split(' '))
            .map(token::spelling_key)
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        words.dedup();
        let set_bytes =
            fst::Set::from_iter(words).expect("the words are sorted").into_fst().into_inner();
        write_packed(out, set, &set_bytes);
    }
    // Letters, position, meaning, and whether the stem alone shows that a word is a drug.
    let stems: Vec<String> = data_lines(&data.join("stems.tsv"))
        .iter()
        .skip(1)
        .map(|line| split_cells(line))
        .map(|row| format!("{}\t{}\t{}\t{}", row[0], row[1], row[2], row[6]))
        .collect();
    write_packed(out, "stems.tsv", stems.join("\n").as_bytes());
}

/// Writes `sources.txt`, the sources of facts, and `class_names.txt`: for each class as a source
/// words it, the key of the source, the wording, the singular, the plural, and the class of
/// `classes.tsv` that it is a synonym of.
fn write_sources_and_classes(data: &Path, out: &Path) {
    write_packed(out, "sources.txt", data_lines(&data.join("sources.tsv")).join("\n").as_bytes());
    let mut same = BTreeMap::new();
    for line in data_lines(&data.join("class_map.tsv")) {
        let row = split_cells(&line);
        assert_eq!(row.len(), 5, "a line of class_map.tsv: {line}");
        if row[2] == "same" {
            same.insert((row[0].clone(), row[1].clone()), row[3].clone());
        }
    }
    let names: Vec<String> = data_lines(&data.join("class_names.tsv"))
        .iter()
        .map(|line| {
            let row = split_cells(line);
            assert_eq!(row.len(), 4, "a line of class_names.tsv: {line}");
            let synonym = same.get(&(row[0].clone(), row[1].clone())).map_or("", String::as_str);
            format!("{}\t{synonym}", row.join("\t"))
        })
        .collect();
    write_packed(out, "class_names.txt", names.join("\n").as_bytes());
    for (file, packed) in [("exceptions.tsv", "exceptions.txt"), ("terms.tsv", "terms.txt")] {
        let lines = data_lines(&data.join("languages").join(file));
        write_packed(out, packed, lines.join("\n").as_bytes());
    }
}

/// The name in the first column, without its sources.
fn bare_name(cell: &str) -> &str {
    cell.rsplit_once('@').map_or(cell, |(name, _)| name)
}

fn write_packed(out: &Path, name: &str, bytes: &[u8]) {
    fs::write(out.join(name), bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
}
