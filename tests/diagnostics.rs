//! All diagnostics that a site's files can cause, with their locations. Each case is a file in
//! `diagnostics/` that contains the expected diagnostics beside the mistakes.
//!
//! A case contains one or more files of a site. A line `@@ PATH` begins the file at that path; the
//! text before the first such line is an article (in a `.md` case) or `site.toml` (in a `.toml`
//! case). Fixed companion files are added to every case. Lines that begin with `//~` are not part
//! of the files: they contain the diagnostics that are expected for the line below them, or for the
//! complete file if they have no column:
//!
//! ```text
//! //~ error unknown-key 1: unknown key `tagz`
//! //~   help: did you mean `tags`?
//! tagz = ["ketamine"]
//! ```
//!
//! A note is followed by the file and the line that it points to. Unexpected diagnostics fail the
//! test, so a case also shows that one mistake causes one diagnostic.
//! `UPDATE=1 cargo test --test integration diagnostics` rewrites the lines.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::{Code, Diagnostic, Overrides, Project, Severity, StorageMode, report};

use crate::support::{Folder, SITE_TOML, TODAY, first_difference, is_update};

const MARK: &str = "//~";
const ARTICLE: &str = "content/articles/2026-01-01-case.md";

/// The files that are added to every case; a file of the case with the same path overrides them.
const COMPANIONS: [(&str, &str); 5] = [
    ("site.toml", SITE_TOML),
    ("content/articles/2026-01-01-other.md", "+++\ntitle = \"Other\"\n+++\n\n## Results\n"),
    ("content/articles/2026-01-01-hidden.md", "+++\ntitle = \"Hidden\"\ndraft = true\n+++\n"),
    ("content/drugs/ketamine.md", "+++\ntitle = \"Ketamine\"\nbrands = [\"Ketalar\"]\n+++\n"),
    ("content/articles/chart.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
];

/// Codes that these cases cannot cause, and where they are tested or why they are not.
const ELSEWHERE: [(Code, &str); 9] = [
    (Code::EmptySite, "a folder that is missing: tests/bad_input.rs"),
    (Code::Internal, "nothing in a file should bring it about: src/serve"),
    (Code::NotOurs, "publishing: src/publish"),
    (Code::OutputChanged, "publishing: src/publish"),
    (Code::Output, "publishing: src/publish, tests/bad_input.rs"),
    (Code::SymlinkInOutput, "publishing: src/publish"),
    (Code::SymlinkOutOfSite, "a folder elsewhere: tests/bad_input.rs"),
    (Code::TooLarge, "too large to stand here: tests/bad_input.rs"),
    (Code::Unreadable, "no text: tests/bad_input.rs"),
];

struct Case {
    path: PathBuf,
    /// The text of the case, with the expected diagnostics.
    text: String,
    /// The files of the site, without the expected diagnostics.
    files: Vec<(String, String)>,
    /// Whether the first file has no line with its path.
    has_main: bool,
}

impl Case {
    fn read(path: PathBuf) -> Self {
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let main = if path.extension().is_some_and(|ending| ending == "toml") {
            "site.toml"
        } else {
            ARTICLE
        };
        let mut files: Vec<(String, String)> = Vec::new();
        let mut has_main = false;
        for line in text.split_inclusive('\n').filter(|line| !line.starts_with(MARK)) {
            if let Some(path) = line.strip_prefix("@@ ") {
                files.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if files.is_empty() {
                has_main = true;
                files.push((main.to_owned(), String::new()));
            }
            if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            }
        }
        Self { path, text, files, has_main }
    }

    fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        let files: Vec<_> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        told(&files)
    }

    /// The text of the case in which these diagnostics are the expected ones.
    fn annotated(&self, diagnostics: &[Diagnostic]) -> String {
        let mut out = String::new();
        let mut count = 0;
        for (index, (path, text)) in self.files.iter().enumerate() {
            if index > 0 || !self.has_main {
                let _ = writeln!(out, "@@ {path}");
            }
            let own: Vec<_> =
                diagnostics.iter().filter(|diagnostic| diagnostic.path() == path).collect();
            count += own.len();
            let line_of =
                |diagnostic: &Diagnostic| diagnostic.at.as_ref().map_or(0, |at| at.line_column().0);
            let say_of = |out: &mut String, lines: std::ops::Range<usize>| {
                for diagnostic in
                    own.iter().filter(|diagnostic| lines.contains(&line_of(diagnostic)))
                {
                    say(out, diagnostic);
                }
            };
            say_of(&mut out, 0..1);
            let mut lines = 0;
            for line in text.split_inclusive('\n') {
                lines += 1;
                say_of(&mut out, lines..lines + 1);
                out.push_str(line);
            }
            say_of(&mut out, lines + 1..usize::MAX);
        }
        let elsewhere: Vec<_> = diagnostics
            .iter()
            .filter(|diagnostic| !self.files.iter().any(|(path, _)| path == diagnostic.path()))
            .collect();
        assert_eq!(
            count,
            diagnostics.len(),
            "{}: told of files that are not in the case: {elsewhere:?}",
            self.name()
        );
        out
    }
}

/// All diagnostics of a site with these files and the companions.
#[track_caller]
fn told(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let folder = Folder::new();
    for (path, text) in COMPANIONS.iter().chain(files) {
        folder.write(path, text);
    }
    let day: jiff::civil::Date = TODAY.parse().expect("it is a day");
    let mut project = Project::new(folder.path(), Overrides::default(), StorageMode::Memory);
    let build = project.build(day);
    let has_errors =
        build.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(build.edition.is_none(), has_errors, "errors, and nothing else, stop the edition");
    let mut diagnostics = build.diagnostics;
    diagnostics.extend(project.lints());
    diagnostics.extend(project.withheld_lints());
    offprint::sort(&mut diagnostics);
    let nowhere = diagnostics.iter().find(|diagnostic| !folder.join(diagnostic.path()).is_file());
    assert!(nowhere.is_none(), "it names no file that is there: {nowhere:?}");
    diagnostics
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn say(out: &mut String, diagnostic: &Diagnostic) {
    let _ = write!(out, "{MARK} {} {}", severity(diagnostic), diagnostic.code.name());
    if let Some(at) = &diagnostic.at {
        let _ = write!(out, " {}", at.line_column().1);
    }
    let _ = writeln!(out, ": {}", diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "{MARK}   help: {help}");
    }
    for (at, text) in &diagnostic.notes {
        let _ = writeln!(out, "{MARK}   note: {text}: {}: {}", at.source.path, at.line_text());
    }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths.into_iter().map(Case::read).collect()
}

#[test]
fn what_is_told_is_what_is_expected() {
    let mut faults = String::new();
    for case in cases() {
        let annotated = case.annotated(&case.diagnostics());
        if annotated == case.text {
            continue;
        }
        if is_update() {
            fs::write(&case.path, &annotated).expect("the case can be written");
        } else {
            let _ = writeln!(
                faults,
                "{}: {}",
                case.name(),
                first_difference(case.text.as_bytes(), annotated.as_bytes())
            );
        }
    }
    assert!(
        faults.is_empty(),
        "\n{faults}\nreview, then: UPDATE=1 cargo test --test integration diagnostics\n"
    );
}

#[test]
fn every_code_has_a_case() {
    let told: BTreeSet<Code> = cases()
        .iter()
        .flat_map(|case| case.diagnostics().into_iter().map(|diagnostic| diagnostic.code))
        .collect();
    let elsewhere: BTreeSet<Code> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !told.contains(code) && !elsewhere.contains(code))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "codes without a case: {}", missing.join(", "));
    let both: Vec<_> = told.intersection(&elsewhere).map(|code| code.name()).collect();
    assert!(
        both.is_empty(),
        "codes that have a case now, and need not be listed as tested elsewhere: {}",
        both.join(", ")
    );
}

/// The style of messages in CONVENTIONS.md: lower case, no full stop, one line, and no empty
/// phrases such as `failed to`.
#[test]
fn texts_keep_their_tone() {
    let mut faults = String::new();
    for case in cases() {
        // The converter of formulas has its own error messages.
        for diagnostic in
            case.diagnostics().iter().filter(|diagnostic| diagnostic.code != Code::Math)
        {
            let mut check = |what: &str, text: &str| {
                let word = text.split([' ', '\'']).next().unwrap_or_default();
                let is_name = ["TOML", "Offprint", "IndexNow"].contains(&word);
                let begins = is_name || text.chars().next().is_some_and(|c| !c.is_uppercase());
                let ends = !text.ends_with(['.', '\n', ' ']) || text.ends_with("...");
                let is_plain = ["failed to", "error while", "invalid input", "\n"]
                    .iter()
                    .all(|phrase| !text.contains(phrase));
                if !begins || !ends || !is_plain {
                    let _ = writeln!(faults, "{}: {what}: {text}", case.name());
                }
            };
            check("message", &diagnostic.message);
            if let Some(help) = &diagnostic.help {
                check("help", help);
            }
            for (_, note) in &diagnostic.notes {
                check("note", note);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Both report formats contain the same information.
#[test]
fn pictures_and_json_say_the_same() {
    for case in cases() {
        for diagnostic in case.diagnostics() {
            let json: serde_json::Value =
                serde_json::from_str(&report::render_json(&diagnostic)).expect("it is JSON");
            let keys: Vec<_> =
                json.as_object().expect("it is an object").keys().map(String::as_str).collect();
            assert_eq!(
                keys,
                ["code", "column", "file", "help", "line", "message", "notes", "severity", "text"]
            );
            let picture = report::render_for_terminal(&diagnostic, report::TextStyle::Plain);
            assert!(
                picture.starts_with(&format!(
                    "{}[{}]: ",
                    severity(&diagnostic),
                    diagnostic.code.name()
                )),
                "{picture}"
            );
            let place = match (json["line"].as_u64(), json["column"].as_u64()) {
                (Some(line), Some(column)) => {
                    format!("--> {}:{line}:{column}", json["file"].as_str().unwrap_or_default())
                }
                _ => format!("--> {}", json["file"].as_str().unwrap_or_default()),
            };
            assert!(picture.contains(&place), "`{place}` is not in:\n{picture}");
        }
    }
}

#[test]
fn a_note_that_is_not_there_is_told() {
    let codes: Vec<_> = told(&[(ARTICLE, "+++\ntitle = \"Case\"\n+++\nA note.[^none]\n")])
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    assert_eq!(codes, [Code::UndefinedFootnote]);
}

#[test]
fn a_url_that_is_made_and_claimed_is_told_at_the_file_that_claims_it() {
    let page = "+++\ntitle = \"Case\"\n+++\n";
    let alias = "+++\ntitle = \"Case\"\naliases = [\"/feed.xml\", \"/\"]\n+++\n";
    for (path, text) in [("content/drugs.md", page), (ARTICLE, alias)] {
        let diagnostics = told(&[(path, text)]);
        assert!(
            diagnostics
                .iter()
                .all(|diagnostic| diagnostic.path() == path && diagnostic.at.is_some()),
            "{diagnostics:?}"
        );
    }
}

#[test]
fn one_fault_of_a_template_on_many_pages_is_told_once() {
    let diagnostics = told(&[
        ("content/articles/2026-01-01-a.md", "+++\ntitle = \"A\"\n+++\n"),
        ("templates/article.html", "{{ page.title | date(format=\"%Y\") }}"),
    ]);
    assert_eq!(diagnostics.len(), 1);
}

#[test]
fn front_matter_without_an_end_is_one_fault() {
    let text = "+++\ntitle = \"Case\"\n[[citations]]\nid = \"a\"\n\nText [@a].\n";
    let codes: Vec<_> = told(&[(ARTICLE, text)]).iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::UnclosedFrontMatter]);
}
