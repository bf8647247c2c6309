//! Files that belong only to unpublished articles stay back with them, and the user is told.

use crate::support::Folder;

const DRAFT: &str = "+++\ntitle = \"Draft\"\ndate = 2026-01-01\ndraft = true\n+++\n";
const SHOWN: &str = "+++\ntitle = \"Shown\"\ndate = 2026-01-01\n+++\n";

/// Builds a draft and a published article with these texts; returns whether `file` is published.
fn is_published(file: &str, draft: &str, shown: &str) -> (bool, String) {
    let folder = Folder::site(&[
        ("content/articles/plan.md", &format!("{DRAFT}{draft}\n")),
        ("content/articles/shown.md", &format!("{SHOWN}{shown}\n")),
        (&format!("content/articles/{file}"), "a,b\n1,2\n"),
    ]);
    let run = folder.run(&["build", "-v", "--today", "2026-06-01"]).exits(0);
    (folder.join(&format!("public/articles/{file}")).exists(), format!("{}{}", run.out, run.err))
}

#[test]
fn files_of_a_draft_stay_back() {
    for (file, draft) in [
        ("data.csv", "[data](data.csv)"),
        ("data.csv", "<a href=\"data.csv\">data</a>"),
        ("data.csv", "[data](/articles/data.csv)"),
        ("plan.csv", ""),
        ("plan-data.csv", ""),
    ] {
        let (is_published, told) = is_published(file, draft, "Text.");
        assert!(!is_published, "{file}: {draft}");
        assert!(told.contains("not published: 1 draft, 1 file"), "{told}");
        assert!(told.contains(&format!("file: content/articles/{file}")), "{told}");
    }
}

#[test]
fn files_that_a_published_article_names_are_published() {
    for shown in [
        "[data](data.csv)",
        "<a href='data.csv'>data</a>",
        "> <a href=data.csv>\n> data</a>",
        "[data](/articles/data.csv)",
        "<object data=\"./data.csv\"></object>",
    ] {
        let (is_published, told) = is_published("data.csv", "[data](data.csv)", shown);
        assert!(is_published, "{shown}");
        assert!(told.contains("not published: 1 draft") && !told.contains("1 file"), "{told}");
    }
    let (is_published, _) = is_published("other.csv", "[data](data2.csv)", "Text.");
    assert!(is_published, "nothing says that it belongs to the draft");
}
