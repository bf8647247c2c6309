//! `offprint doctor`: the report has what a bug report needs, no secret, and changes no file.

use crate::support::Folder;

fn site() -> Folder {
    let folder = Folder::new();
    folder.run(&["init", "."]).clean();
    let settings = folder.read("site.toml");
    folder.write(
        "site.toml",
        format!(
            "{settings}\n[publish.web]\ntarget = \"folder\"\npath = \"/srv/www-of-ana\"\n\
             [params]\naccess = \"hunter2\"\n"
        ),
    );
    folder
}

#[test]
fn the_report_describes_program_machine_and_site() {
    let folder = site();
    let before = folder.standing("");
    let run = folder.run(&["doctor"]).exits(0);
    for part in
        ["offprint", env!("CARGO_PKG_VERSION"), "language", "web (folder)", "content", "disk"]
    {
        assert!(run.out.contains(part), "`{part}` is not in:\n{}", run.out);
    }
    for secret in ["hunter2", "www-of-ana"] {
        assert!(!run.out.contains(secret), "{}", run.out);
    }
    assert_eq!(folder.standing(""), before);
}

#[test]
fn the_report_for_programs_has_the_same_facts() {
    let folder = site();
    let report = folder.run(&["doctor", "--format", "json"]).clean().json();
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["site"]["articles"], 1);
    assert_eq!(report["site"]["settings"]["language"], "en");
    assert_eq!(report["site"]["targets"][0]["kind"], "folder");
    assert!(report["machine"]["processors"].as_u64().is_some_and(|number| number > 0));
    assert!(report["problems"].is_array());
    assert!(!report.to_string().contains("hunter2"), "{report}");
}

#[test]
fn a_report_is_possible_without_a_site_and_with_a_broken_one() {
    let folder = Folder::new();
    let report = folder.run(&["doctor", "--format", "json"]).json();
    assert!(report["site"].is_null());
    let folder = site();
    folder.write("site.toml", "title = \"not closed\nlanguage = ");
    let report = folder.run(&["doctor", "--format", "json"]).json();
    let codes = report["problems"].as_array().expect("a list").iter().map(|it| &it["code"]);
    assert!(codes.into_iter().any(|code| code == "site-errors"), "{report}");
    folder.run(&["-C", "nowhere", "doctor"]).exits(2);
}
