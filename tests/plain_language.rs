//! Phrases that were replaced by plain English must not return to texts that users read:
//! documentation, translations, messages and help.
//!
//! A phrase belongs here if readers misunderstood it.

use std::path::{Path, PathBuf};

use crate::support::Folder;

/// Retired phrases in lower case, each with its replacement.
const RETIRED: [(&str, &str); 25] = [
    ("nothing to mend", "no problems found"),
    ("left to mend", "no problems left"),
    ("take warnings for errors", "treat warnings as errors"),
    ("nothing that stands is", "existing files are never"),
    ("is freed of", "are removed"),
    ("tell which", "list"),
    ("tell what", "explain"),
    ("tells them all", "prints all"),
    ("articles of the future", "articles dated in the future"),
    ("again and again", "poll"),
    ("last good edition", "last successful build"),
    ("nearest folder upward", "nearest parent folder"),
    ("folder of them (walked)", "searched recursively"),
    ("goes before it", "overrides it"),
    ("slip of the pen", "typo"),
    ("slips of the pen", "typos"),
    ("bear a digest", "contain a hash"),
    ("lead everywhere", "browse the lists"),
    ("for a page of its own", "standalone page"),
    ("is taken for pages", "become standalone pages"),
    ("this is no address", "is not a valid URL"),
    ("no file of the site", "outside the site"),
    ("does not tell of", "is not available"),
    ("passed over", "skipped"),
    ("imported before", "already imported"),
];

/// Reports retired phrases in a text.
fn find_retired(place: &str, text: &str, found: &mut Vec<String>) {
    // Lines are wrapped anywhere.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for (phrase, replacement) in RETIRED {
        if text.contains(phrase) {
            found.push(format!("{place}: `{phrase}`; write `{replacement}`"));
        }
    }
}

/// The files with an ending in a folder and below.
fn files_with_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect()
}

/// The string literals of a Rust file, without those of its tests.
fn string_literals(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut literals = String::new();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'/') => {
                characters.by_ref().find(|character| *character == '\n');
            }
            // A character literal may be a quote.
            '\'' if characters.peek() == Some(&'"') => drop(characters.next()),
            '"' => {
                while let Some(character) = characters.next().filter(|character| *character != '"')
                {
                    if character == '\\' {
                        characters.next();
                        literals.push(' ');
                    } else {
                        literals.push(character);
                    }
                }
                literals.push('\n');
            }
            _ => {}
        }
    }
    literals
}

#[track_caller]
fn assert_plain(found: &[String]) {
    assert!(found.is_empty(), "retired phrases:\n{}", found.join("\n"));
}

#[test]
fn documentation_is_plain() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut files = vec![root.join("README.md"), root.join("CHANGELOG.md")];
    files.extend(files_with_ending(&root.join("docs"), "md"));
    files.extend(files_with_ending(&root.join("benches"), "md"));
    files.extend(files_with_ending(&root.join("themes/folio/i18n"), "toml"));
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it is UTF-8 text");
        find_retired(&file.display().to_string(), &text, &mut found);
    }
    assert_plain(&found);
}

#[test]
fn messages_are_plain() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "crates"] {
        for file in files_with_ending(&root.join(folder), "rs") {
            let text = std::fs::read_to_string(&file).expect("it is UTF-8 text");
            find_retired(&file.display().to_string(), &string_literals(&text), &mut found);
        }
    }
    assert_plain(&found);
}

#[test]
fn help_is_plain() {
    let folder = Folder::new();
    let mut found = Vec::new();
    for command in
        ["", "init", "new", "import", "drugs", "build", "watch", "check", "list", "theme", "man"]
    {
        let arguments: Vec<&str> =
            [command, "--help"].into_iter().filter(|argument| !argument.is_empty()).collect();
        let help = folder.run(&arguments).clean().out;
        find_retired(&arguments.join(" "), &help, &mut found);
    }
    assert_plain(&found);
}

#[test]
fn literals_are_found() {
    let source = "// \"no\"\nlet a = \"one\\n two\"; let b = '\"'; let c = \"three\"; // \"no\"\n#[cfg(test)]\nmod tests { \"no\" }";
    assert_eq!(string_literals(source), "one  two\nthree\n");
    let mut found = Vec::new();
    find_retired("here", "Nothing to\n    mend", &mut found);
    assert_eq!(found, ["here: `nothing to mend`; write `no problems found`"]);
}
