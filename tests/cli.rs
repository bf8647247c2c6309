//! The program as its users see it: commands, exit codes, standard output, standard error, and the
//! files on disk afterwards.
//!
//! Texts are checked only where programs or habits rely on them.

use std::collections::BTreeSet;

use crate::support;
use crate::support::{Folder, Run, run_in};

/// A site created by `init`, in `site/` of a folder, with an address of its own.
fn new_site() -> Folder {
    let folder = Folder::new();
    folder.run(&["init", "site"]).clean();
    set_address(&folder, "https://research-digest.net/");
    folder
}

fn set_address(folder: &Folder, address: &str) {
    let settings = folder.read("site/site.toml");
    let line = |line: &str| match line.starts_with("base_url") {
        true => format!("base_url = \"{address}\"\n"),
        false => format!("{line}\n"),
    };
    folder.write("site/site.toml", settings.lines().map(line).collect::<String>());
}

#[test]
fn an_address_at_which_nobody_can_publish_is_reported() {
    let folder = Folder::new();
    folder.run(&["init", "site"]).clean();
    let place = "site.toml:2:12";
    // Also if nothing changed since the last build.
    for command in ["build", "build", "check"] {
        let run = folder.run(&["-C", "site", command]).exits(0);
        run.complains(&["bad-base-url", place, "https://example.org/", "base_url = \"https://…\""]);
    }
    for command in ["build", "check"] {
        folder.run(&["-C", "site", command, "--strict"]).exits(1).complains(&["bad-base-url"]);
    }
    let reserved = [
        "http://localhost:1111",
        "https://www.example.com/digest/",
        "https://digest.example",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "https://EXAMPLE.net",
    ];
    for address in reserved {
        set_address(&folder, address);
        folder.run(&["-C", "site", "check"]).exits(0).complains(&["bad-base-url", place]);
    }
    for address in ["/", "/digest", "https://example.org.uk/", "https://myexample.com/"] {
        set_address(&folder, address);
        folder.run(&["-C", "site", "check"]).clean();
    }
    let run = folder.run(&["-C", "site", "build", "--base-url", "http://localhost/"]).exits(0);
    assert!(run.err.contains("bad-base-url") && !run.err.contains("site.toml"), "{}", run.err);
}

/// The files below a folder, without their content.
fn names(folder: &Folder, path: &str) -> BTreeSet<String> {
    folder.standing(path).into_keys().collect()
}

/// The numbers in `built N pages (W written, U unchanged, R removed) in S s`; panics if the text
/// has another form.
#[track_caller]
fn closing(run: &Run) -> (usize, usize, usize) {
    let parse = |text: &str| -> Option<(usize, usize, usize)> {
        let number = |text: &str| text.replace(',', "").parse::<usize>().ok();
        let rest = text.lines().next()?.strip_prefix("built ")?;
        let (pages, rest) = rest.split_once(" page")?;
        let (counts, seconds) =
            rest.trim_start_matches('s').strip_prefix(" (")?.split_once(") in ")?;
        let (written, counts) = counts.split_once(" written, ")?;
        let unchanged = counts.split_once(" unchanged")?.0;
        seconds.strip_suffix(" s")?.parse::<f64>().ok()?;
        Some((number(pages)?, number(written)?, number(unchanged)?))
    };
    parse(&run.out).unwrap_or_else(|| panic!("not the closing line: {:?}", run.out))
}

#[test]
fn help_names_every_command() {
    let help = Folder::new().run(&["--help"]).clean().out;
    for command in [
        "init",
        "new",
        "import",
        "drugs",
        "build",
        "watch",
        "check",
        "doctor",
        "list",
        "theme",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {command}")), "{command} in:\n{help}");
        let own = Folder::new().run(&[command, "--help"]).clean().out;
        assert!(own.contains("Usage: offprint "), "{own}");
    }
    assert!(
        help.contains("Exit codes: 0 success, 1 the site or the input has errors, 2 wrong usage."),
        "{help}"
    );
    let version = Folder::new().run(&["--version"]).clean().out;
    let number = env!("CARGO_PKG_VERSION");
    // A debug build names no commit.
    if cfg!(debug_assertions) {
        assert_eq!(version, format!("offprint {number} (debug build)\n"));
    } else {
        assert!(version.starts_with(&format!("offprint {number}")), "{version}");
    }
}

#[test]
fn wrong_usage_exits_2() {
    let folder = new_site();
    let cases: [&[&str]; 12] = [
        &[],
        &["bild"],
        &["build", "--nosuch"],
        &["build", "extra"],
        &["-C", "site", "build", "--today", "yesterday"],
        &["-C", "site", "build", "--today", "2026-02-30"],
        &["-C", "site", "list", "--drugs", "--tags"],
        &["-C", "site", "-q", "-v", "build"],
        &["-C", "site", "new", "Title", "--kind", "nosuch"],
        &["-C", "site", "new", "!!!"],
        &["-C", "site", "theme", "new", "../up"],
        &["completions", "nosuch"],
    ];
    for arguments in cases {
        let run = folder.run(arguments).exits(2);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{arguments:?}: {run:?}");
    }
}

#[test]
fn a_folder_without_a_site_exits_2_and_says_what_to_do() {
    let folder = Folder::new();
    for command in [&["build"][..], &["check"], &["list"], &["new", "Title"], &["theme", "eject"]] {
        folder.run(command).exits(2).complains(&["site.toml", "offprint init"]);
    }
    folder.run(&["-C", "nowhere", "build"]).exits(2).complains(&["nowhere", "site.toml"]);
}

#[test]
fn a_new_site_builds_at_once_without_a_word() {
    let folder = new_site();
    let expected = [
        "site.toml",
        "content/about.md",
        "content/articles/welcome.md",
        "content/drugs/ketamine.md",
    ];
    for path in expected {
        assert!(names(&folder, "site").contains(path), "{path}");
    }
    let (pages, written, unchanged) = closing(&folder.run(&["-C", "site", "build"]).clean());
    assert!(pages > 10);
    assert_eq!((written, unchanged), (pages, 0));
    let built = names(&folder, "site/public");
    for path in [
        "index.html",
        "articles/welcome/index.html",
        "drugs/ketamine/index.html",
        "about/index.html",
        "feed.xml",
        ".offprint.json",
    ] {
        assert!(built.contains(path), "{path}");
    }
    let check = folder.run(&["-C", "site", "check", "--strict"]).clean();
    assert!(check.out.starts_with("checked "), "{}", check.out);
}

#[test]
fn init_checks_what_it_writes() {
    let folder = Folder::new();
    for (option, value, complaint) in [
        ("--language", "de-!!", "is not a language tag"),
        ("--language", "deutsch", "is not a language tag"),
        ("--language", "xx", "there is no new site in the language"),
        ("--base-url", "https://", "is not the address of a site"),
        ("--base-url", "https://a b.example/", "is not the address of a site"),
        ("--base-url", "https://digest.example/?x", "is not the address of a site"),
        ("--base-url", "/digest/", "is not the address of a site"),
    ] {
        folder.run(&["init", "site", option, value]).exits(2).complains(&[complaint]);
    }
    folder.run(&["init", "site", "--language", "DE_at"]).clean();
    let settings = std::fs::read_to_string(folder.join("site/site.toml")).expect("settings");
    assert!(settings.contains("language = \"de-AT\""), "{settings}");
}

#[test]
fn a_series_that_articles_name_is_a_term_without_a_list() {
    let folder = Folder::new();
    folder.run(&["init", "site"]).clean();
    let path = folder.join("site/site.toml");
    let settings = std::fs::read_to_string(&path).expect("settings");
    std::fs::write(&path, format!("{settings}\n[[taxonomies]]\nkey = \"series\"\n"))
        .expect("it can be written");
    folder.run(&["-C", "site", "new", "One", "--kind", "series"]).exits(0);
    folder.run(&["-C", "site", "new", "Two", "--kind", "issue"]).exits(0);
    let text = |path: &str| std::fs::read_to_string(folder.join(path)).expect("a file");
    assert!(!text("site/content/series/one.md").contains("articles ="));
    assert!(text("site/content/issues/two.md").contains("articles ="));
}

#[test]
fn init_leaves_what_is_there_alone() {
    let folder = Folder::new();
    folder.write("taken/mine.txt", "mine");
    folder.run(&["init", "taken"]).exits(1).complains(&["`taken`", "not empty"]);
    folder.run(&["init", "taken/mine.txt"]).exits(1).complains(&["not a folder"]);
    assert_eq!(names(&folder, "taken"), BTreeSet::from(["mine.txt".to_owned()]));
    assert_eq!(folder.read("taken/mine.txt"), "mine");
}

#[test]
fn init_in_a_fresh_repository_works() {
    let folder = Folder::new();
    folder.write("site/.git/HEAD", "ref: refs/heads/main\n");
    folder.run(&["init", "site"]).clean();
    set_address(&folder, "https://research-digest.net/");
    folder.run(&["-C", "site", "build"]).clean();
    assert_eq!(folder.read("site/.git/HEAD"), "ref: refs/heads/main\n");
}

#[test]
fn new_makes_files_that_build_and_never_overwrites() {
    let folder = new_site();
    let kinds = [
        ("article", "content/articles/ueber-ketamine-a-b.md"),
        ("page", "content/ueber-ketamine-a-b.md"),
        ("drug", "content/drugs/ueber-ketamine-a-b.md"),
        ("tag", "content/tags/ueber-ketamine-a-b.md"),
    ];
    for (kind, path) in kinds {
        let title = "Über \"ketamine\": a\\b";
        let path = path.replace("ueber", "uber");
        let run = folder
            .run(&["-C", "site", "new", title, "--kind", kind, "--today", "2026-01-15"])
            .clean();
        assert!(
            run.out.trim_end().replace('\\', "/").ends_with(&path),
            "its path is printed: {}",
            run.out
        );
        let text = folder.read(&format!("site/{path}"));
        folder.run(&["-C", "site", "new", title, "--kind", kind]).exits(1).complains(&[&path]);
        assert_eq!(folder.read(&format!("site/{path}")), text, "it is not overwritten");
        if kind != "article" {
            let run = folder.run(&["-C", "site", "check"]).exits(0);
            run.complains(&["placeholder-text", &path]);
        }
        folder.write(&format!("site/{path}"), text.replace("\nWrite here", "\nText"));
    }
    folder.run(&["-C", "site", "build", "--drafts", "--strict", "--today", "2026-01-15"]).clean();
    assert!(
        folder
            .read("site/public/articles/uber-ketamine-a-b/index.html")
            .contains("Über &quot;ketamine&quot;: a\\b")
    );
}

#[test]
fn the_page_of_a_drug_is_made_once_by_whatever_name() {
    let folder = new_site();
    let run = folder.run(&["-C", "site", "new", "Spravato", "--kind", "drug"]).exits(0);
    assert!(run.out.trim().ends_with("content/drugs/esketamine.md"), "{}", run.out);
    assert!(run.err.contains("`Spravato` is a name of esketamine"), "{}", run.err);
    let text = folder.read("site/content/drugs/esketamine.md");
    assert!(
        text.contains("title = \"esketamine\"") && text.contains("\nbrands = [\"Spravato\"]\n"),
        "{text}"
    );
    let again = folder.run(&["-C", "site", "new", "Spravato", "--kind", "drug"]).exits(1);
    assert!(
        again.err.contains("already has a file: `content/drugs/esketamine.md`"),
        "{}",
        again.err
    );
    folder.write(
        "site/content/drugs/old-name.md",
        "+++\ntitle = \"Psilocybin\"\nbrands = [\"Shroomex\"]\n+++\n",
    );
    for name in ["Psilocybin", "shroomex"] {
        let known = folder.run(&["-C", "site", "new", name, "--kind", "drug"]).exits(1);
        assert!(known.err.contains("content/drugs/old-name.md"), "{}", known.err);
    }
    folder.run(&["-C", "site", "new", "Nobodyknowsol", "--kind", "drug"]).exits(0);
    assert!(folder.join("site/content/drugs/nobodyknowsol.md").is_file());
}

/// Every commented-out line of a new file is valid once it is uncommented.
#[test]
fn the_comments_of_a_new_file_are_right() {
    for kind in ["article", "page", "drug", "tag"] {
        let folder =
            Folder::site(&[("content/drugs/sertraline.md", "+++\ntitle = \"Sertraline\"\n+++\n")]);
        // The identifiers below are those of ketamine.
        let name = if kind == "drug" { "Ketamine" } else { "Something" };
        let path = folder.run(&["new", name, "--kind", kind]).clean().out;
        let path = folder.join(path.trim_end());
        let text = std::fs::read_to_string(&path).expect("the file is there");
        // Placeholders whose values must have a certain form are replaced by valid values.
        let filled: String = text
            .replace("https://…", "https://example.org/")
            .replace("10.…", "10.4088/x")
            .replace(
                "drugbank = \"…\", unii = \"…\", cas = \"…\", atc = \"…\"",
                "drugbank = \"DB01221\", unii = \"690G0D6V8H\", cas = \"6740-88-1\", atc = \"N01AX03\"",
            )
            .replace("related = [\"…\"]", "related = []")
            .replace("NCT…", "NCT03756129")
            .replace("n = 0", "n = 10")
            .replace("[\"…\", \"…\"]", "[\"a\", \"b\"]")
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("Write here"))
            .map(|line| line.strip_prefix("# ").unwrap_or(line))
            .collect();
        std::fs::write(&path, &filled).expect("the file can be written");
        folder.run(&["check", "--drafts", "--future", "--strict"]).clean();
    }
}

#[test]
fn the_nearest_site_upward_is_built() {
    let folder = new_site();
    run_in(&folder.join("site/content/drugs"), &["build"]).clean();
    assert!(folder.join("site/public/index.html").exists());
}

#[test]
fn out_and_base_url_go_before_the_settings() {
    let folder = new_site();
    folder.run(&["-C", "site", "build", "--out", "elsewhere/deep", "--base-url", "/"]).clean();
    assert!(!folder.join("site/public").exists());
    let page = folder.read("elsewhere/deep/articles/welcome/index.html");
    assert!(
        page.contains("href=\"/drugs/ketamine/\"")
            && !page.contains("research-digest.net/articles")
    );
    folder.run(&["-C", "site", "build", "--base-url", "https://research-digest.net/below"]).clean();
    let page = folder.read("site/public/articles/welcome/index.html");
    assert!(page.contains("href=\"/below/drugs/ketamine/\""));
    folder
        .run(&["-C", "site", "build", "--base-url", "nonsense"])
        .exits(1)
        .complains(&["`nonsense`"]);
}

#[test]
fn output_never_goes_among_the_sites_own_files() {
    check_misplaced(&["site", ".", "site/content", "site/content/articles"]);
}

#[test]
fn output_never_goes_into_new_folders_among_the_sites_own() {
    check_misplaced(&[
        "site/content/articles/new",
        "site/static",
        "site/themes/x",
        "site/templates",
        "site/public/../content/new",
    ]);
}

#[track_caller]
fn check_misplaced(outs: &[&str]) {
    let folder = new_site();
    let before = folder.standing("site");
    for out in outs {
        folder.run(&["-C", "site", "build", "--out", out]).exits(2).complains(&["output"]);
        let absolute = folder.join(out).to_string_lossy().into_owned();
        folder.run(&["-C", "site", "build", "--out", &absolute]).exits(2).complains(&["output"]);
    }
    assert_eq!(folder.standing("site"), before);
}

/// A site with four articles. Without options, only one of them is shown on 2026-01-15.
fn site_of_states() -> Folder {
    Folder::site(&[
        ("content/articles/2026-01-01-shown.md", "+++\ntitle = \"Shown\"\n+++\n"),
        (
            "content/articles/2026-01-02-draft.md",
            "+++\ntitle = \"Draft\"\ndraft = true\ntags = [\"x\"]\n+++\n",
        ),
        ("content/articles/2026-02-01-future.md", "+++\ntitle = \"Future\"\n+++\n"),
        (
            "content/articles/2025-01-01-expired.md",
            "+++\ntitle = \"Expired\"\nexpires = 2025-12-31\n+++\n",
        ),
    ])
}

#[track_caller]
fn check_articles(arguments: &[&str], expected: &[&str]) {
    let folder = site_of_states();
    folder.run(&[&["build"], arguments].concat()).clean();
    let found: BTreeSet<_> = names(&folder, "public/articles")
        .into_iter()
        .filter_map(|path| path.strip_suffix("/index.html").map(str::to_owned))
        .collect();
    assert_eq!(found, expected.iter().map(|name| (*name).to_owned()).collect(), "{arguments:?}");
}

#[test]
fn drafts_future_and_the_day_decide_what_is_built() {
    check_articles(&["--today", "2026-01-15"], &["shown"]);
    check_articles(&["--today", "2026-01-15", "--drafts"], &["shown", "draft"]);
    check_articles(&["--today", "2026-01-15", "--future"], &["shown", "future"]);
    check_articles(&["--today", "2026-02-01"], &["shown", "future"]);
    check_articles(&["--today", "2025-12-31"], &["expired"]);
    check_articles(
        &["--today", "2026-01-15", "--drafts", "--future"],
        &["shown", "draft", "future"],
    );
}

#[track_caller]
fn check_list(arguments: &[&str], expected: &[&str]) {
    let folder = site_of_states();
    let human = folder.run(&[&["list", "--today", "2026-01-15"], arguments].concat()).clean();
    assert_eq!(human.out.lines().count(), expected.len(), "{}", human.out);
    let json = folder
        .run(&[&["list", "--today", "2026-01-15", "--format", "json"], arguments].concat())
        .clean()
        .json();
    let list = json
        .get("articles")
        .or(json.get("terms"))
        .and_then(|list| list.as_array())
        .expect("there is a list");
    let titles: Vec<_> = list
        .iter()
        .map(|entry| {
            entry
                .get("title")
                .or(entry.get("name"))
                .and_then(|title| title.as_str())
                .expect("it has a name")
        })
        .collect();
    assert_eq!(titles, expected, "{arguments:?}");
    for title in expected {
        assert!(human.out.contains(title), "{title} in {}", human.out);
    }
}

#[test]
fn list_shows_what_there_is() {
    check_list(&[], &["Future", "Draft", "Shown", "Expired"]);
    check_list(&["--drafts"], &["Draft"]);
    check_list(&["--future"], &["Future"]);
    check_list(&["--expired"], &["Expired"]);
    check_list(&["--drugs"], &[]);
    let folder = new_site();
    let json = folder.run(&["-C", "site", "list", "--format", "json"]).clean().json();
    let keys: Vec<_> = json["articles"][0]
        .as_object()
        .expect("it is an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["date", "drugs", "expires", "path", "publish_on", "state", "tags", "title", "url"]
    );
    let json = folder.run(&["-C", "site", "list", "--drugs", "--format", "json"]).clean().json();
    assert_eq!(json["terms"][0]["name"], "Ketamine");
    assert_eq!(json["terms"][0]["articles"], 1);
    assert_eq!(json["terms"][0]["file"], "content/drugs/ketamine.md");
}

#[test]
fn a_list_of_a_site_with_errors_is_still_a_list() {
    let folder = site_of_states();
    folder.write("content/articles/bad.md", "+++\ntitle = \"Bad\"\ntagz = []\n+++\n");
    let run = folder.run(&["list"]).exits(1).complains(&["tagz"]);
    assert_eq!(run.out.lines().count(), 5, "{}", run.out);
}

#[test]
fn a_second_build_writes_nothing() {
    let folder = new_site();
    let (pages, ..) = closing(&folder.run(&["-C", "site", "build"]).clean());
    let before = folder.standing("site/public");
    assert_eq!(closing(&folder.run(&["-C", "site", "build"]).clean()), (pages, 0, pages));
    assert_eq!(folder.standing("site/public"), before);
}

#[test]
fn an_unchanged_site_is_believed_only_by_its_bytes() {
    let folder = new_site();
    let build = ["-C", "site", "build", "--today", "2026-01-02"];
    let (pages, ..) = closing(&folder.run(&build).clean());
    let clean = support::files_below(&folder.join("site/public"));
    // Whatever happens to the output, the next build restores it.
    let page = "site/public/about/index.html";
    std::fs::write(folder.join(page), "edited").expect("it was written");
    assert_eq!(closing(&folder.run(&build).clean()), (pages, 1, pages - 1));
    std::fs::remove_file(folder.join(page)).expect("it was written");
    assert_eq!(closing(&folder.run(&build).clean()), (pages, 1, pages - 1));
    assert_eq!(support::files_below(&folder.join("site/public")), clean);
    // Every change of the input is built, and so is its reversal.
    let about =
        std::fs::read_to_string(folder.join("site/content/about.md")).expect("init wrote it");
    std::fs::write(folder.join("site/content/about.md"), format!("{about}\nOne more word.\n"))
        .expect("it was written");
    assert!(closing(&folder.run(&build).clean()).1 > 0);
    std::fs::write(folder.join("site/content/about.md"), about).expect("it was written");
    assert!(closing(&folder.run(&build).clean()).1 > 0);
    assert_eq!(support::files_below(&folder.join("site/public")), clean);
    // Diagnostics are reported again.
    folder.write("site/content/articles/later.md", "+++\ntitle = \"Later\"\ndraft = true\n+++\n");
    folder.write("site/content/articles/now.md", "+++\ntitle = \"Now\"\n+++\n[Soon](later.md).\n");
    let first = folder.run(&build).err;
    assert!(!first.is_empty());
    assert_eq!(folder.run(&build).err, first);
}

#[test]
fn only_what_differs_is_written_and_what_is_gone_is_removed() {
    let folder = site_of_states();
    folder.run(&["build", "--drafts"]).clean();
    let before = folder.standing("public");
    let run = folder.run(&["build"]).clean();
    assert!(run.out.contains(" removed)"), "{}", run.out);
    let gone = "2 addresses no longer exist: /articles/draft/, /tags/x/\n";
    assert!(run.out.contains(gone), "{}", run.out);
    assert!(run.out.contains("aliases = [\"/articles/draft/\"]"), "{}", run.out);
    let after = folder.standing("public");
    assert!(
        before.contains_key("articles/draft/index.html")
            && !after.contains_key("articles/draft/index.html")
    );
    assert!(
        !folder.join("public/articles/draft").exists(),
        "an empty folder goes with its last file"
    );
    assert_eq!(before["articles/shown/index.md"], after["articles/shown/index.md"]);
}

#[test]
fn foreign_files_stay() {
    let folder = new_site();
    let foreign = ["CNAME", ".git/HEAD", "articles/mine.txt", "mine/index.html", ".nojekyll"];
    for path in foreign {
        folder.write(&format!("site/public/{path}"), path);
    }
    let before = folder.standing("site/public");
    for arguments in [
        &["-C", "site", "build"][..],
        &["-C", "site", "build"],
        &["-C", "site", "build", "--base-url", "/x/"],
    ] {
        folder.run(arguments).clean();
        for path in foreign {
            assert_eq!(folder.standing("site/public")[path], before[path], "{path}");
        }
    }
}

#[test]
fn a_foreign_file_in_the_way_is_an_error_and_stays() {
    let folder = new_site();
    folder.write("site/public/index.html", "mine");
    folder.write("site/public/about/index.html", "mine too");
    let before = folder.standing("site/public");
    folder.run(&["-C", "site", "build"]).exits(1).complains(&[
        "index.html",
        "about/index.html",
        "not-ours",
    ]);
    assert_eq!(folder.standing("site/public"), before);
}

#[test]
fn errors_leave_the_last_good_site_untouched() {
    let folder = new_site();
    folder.run(&["-C", "site", "build"]).clean();
    let before = folder.standing("site/public");
    folder.write("site/content/about.md", "+++\ntitle = \"Changed\"\n+++\n");
    folder.write(
        "site/content/articles/bad.md",
        "+++\ntitle = \"Bad\"\ntagz = []\n+++\n[[nowhere]]\n",
    );
    let run = folder.run(&["-C", "site", "build"]).exits(1);
    let run = run.complains(&[
        "content/articles/bad.md:3:1",
        "did you mean `tags`?",
        "content/articles/bad.md:5:1",
        "2 errors",
    ]);
    assert_eq!(run.out, "", "there is no result");
    assert_eq!(folder.standing("site/public"), before);
    let run = folder.run(&["-C", "site", "check"]).exits(1).complains(&["tagz"]);
    assert_eq!(run.out, "");
    assert_eq!(folder.standing("site/public"), before);
}

#[test]
fn strict_takes_warnings_for_errors() {
    let folder = site_of_states();
    folder.write(
        "content/articles/2026-01-03-link.md",
        "+++\ntitle = \"Link\"\n+++\n[A draft](2026-01-02-draft.md)\n",
    );
    folder
        .run(&["build", "--today", "2026-01-15", "--strict"])
        .exits(1)
        .complains(&["error[link-to-unpublished]", "1 error"]);
    assert!(!folder.join("public").exists());
    folder.run(&["check", "--today", "2026-01-15", "--strict"]).exits(1);
    folder
        .run(&["check", "--today", "2026-01-15"])
        .exits(0)
        .complains(&["warning[link-to-unpublished]"]);
    let run = folder
        .run(&["build", "--today", "2026-01-15"])
        .exits(0)
        .complains(&["warning[link-to-unpublished]"]);
    closing(&run);
    assert!(folder.join("public/index.html").exists());
}

#[test]
fn check_tells_more_than_build_and_writes_nothing() {
    let folder = Folder::site(&[(
        "content/articles/a.md",
        "+++\ntitle = \"A\"\nreview_by = 2026-01-01\n+++\n",
    )]);
    folder.run(&["build", "--out", "out", "--today", "2026-01-15"]).clean();
    let before = folder.standing("");
    folder
        .run(&["check", "--today", "2026-01-15"])
        .exits(0)
        .complains(&["missing-date", "overdue-review"]);
    assert_eq!(folder.standing(""), before);
    assert!(!folder.join("public").exists());
}

#[test]
fn check_tells_all_that_build_tells() {
    for (path, text) in [
        ("static/articles", "a file"),
        ("content/a.md", "+++\ntitle = \"A\"\nslug = \"feed.xml\"\n+++\n"),
        ("static/.offprint.json", "{}"),
    ] {
        let folder = site_of_states();
        folder.write(path, text);
        folder.run(&["build"]).exits(1).complains(&[path]);
        folder.run(&["check"]).exits(1).complains(&[path]);
    }
}

#[test]
fn json_is_one_object_with_stable_keys() {
    let folder = new_site();
    let keys = |run: &Run| -> Vec<String> {
        run.json().as_object().expect("it is an object").keys().cloned().collect()
    };
    let build = folder.run(&["-C", "site", "build", "--format", "json"]).clean();
    assert_eq!(
        keys(&build),
        [
            "diagnostics",
            "errors",
            "held_back",
            "pages",
            "removed",
            "seconds",
            "unchanged",
            "warnings",
            "written"
        ]
    );
    assert_eq!(build.out.lines().count(), 1);
    let check = folder.run(&["-C", "site", "check", "--format", "json"]).clean();
    assert_eq!(keys(&check), ["diagnostics", "errors", "held_back", "seconds", "warnings"]);
    folder.write(
        "site/content/articles/bad.md",
        "+++\ntitle = \"Bad\"\ntagz = []\ndate = 2026-01-01\n+++\n",
    );
    for command in ["build", "check"] {
        let run = folder.run(&["-C", "site", command, "--format", "json"]).exits(1);
        assert_eq!(run.err, "", "what is told is in the object");
        assert_eq!(keys(&run), ["diagnostics", "errors", "held_back", "seconds", "warnings"]);
        let json = run.json();
        let fault = &json["diagnostics"][0];
        assert_eq!((&json["errors"], &json["warnings"]), (&1.into(), &0.into()));
        assert_eq!((&fault["code"], &fault["severity"]), (&"unknown-key".into(), &"error".into()));
        assert_eq!(
            (&fault["file"], &fault["line"], &fault["column"]),
            (&"content/articles/bad.md".into(), &3.into(), &1.into())
        );
        assert_eq!(
            (&fault["text"], &fault["help"]),
            (&"tagz = []".into(), &"did you mean `tags`?".into())
        );
        assert_eq!(fault["message"], "unknown key `tagz`");
        assert_eq!(fault["notes"], serde_json::json!([]));
    }
}

#[test]
fn similar_problems_are_grouped() {
    let folder = new_site();
    let links: String = (0..1024).map(|n| format!("[x](no{n}.md)\n\n")).collect();
    let text = format!("+++\ntitle = \"L\"\ndate = 2025-01-01\n+++\n{links}[@nobody]\n");
    folder.write("site/content/articles/links.md", text);
    let shown = |run: &Run| run.err.matches("error[broken-link]").count();
    for command in ["check", "build"] {
        let run = folder.run(&["-C", "site", command]).exits(1).complains(&[
            "1,024 errors [broken-link]; the first 20 are shown; all with -v or --format json",
            "error[unknown-citation]",
        ]);
        assert_eq!(shown(&run), 20);
        let run = folder.run(&["-v", "-C", "site", command]).exits(1);
        assert_eq!(shown(&run), 1024);
        assert!(!run.err.contains("are shown"), "{}", run.err);
        let json = folder.run(&["-C", "site", command, "--format", "json"]).exits(1).json();
        assert_eq!(json["errors"], 1025);
    }
}

#[test]
fn quiet_says_nothing_unless_something_is_wrong() {
    let folder = Folder::new();
    let silent =
        |arguments: &[&str]| assert_eq!(folder.run(arguments).clean().out, "", "{arguments:?}");
    silent(&["-q", "init", "site"]);
    silent(&["-q", "-C", "site", "build"]);
    silent(&["-C", "site", "check", "--quiet"]);
    silent(&["-q", "-C", "site", "theme", "new", "mine"]);
    folder.write(
        "site/content/articles/2026-01-01-draft.md",
        "+++\ntitle = \"Draft\"\ndraft = true\n+++\n",
    );
    folder.write(
        "site/content/articles/2026-01-01-link.md",
        "+++\ntitle = \"Link\"\n+++\n[[Draft]]\n",
    );
    silent(&["-q", "-C", "site", "build"]);
    folder.write("site/content/articles/bad.md", "+++\ntitle = \"Bad\"\ntagz = []\n+++\n");
    let run = folder.run(&["-q", "-C", "site", "build"]).exits(1).complains(&["tagz"]);
    assert!(run.out.is_empty() && !run.err.contains("link-to-unpublished"), "{run:?}");
}

#[test]
fn verbose_tells_what_each_stage_took() {
    let folder = new_site();
    folder
        .run(&["-v", "-C", "site", "build"])
        .exits(0)
        .complains(&["scan", "parse", "link", "theme", "render", "publish"]);
}

#[test]
fn colours_are_used_when_asked_for() {
    let folder = Folder::site(&[("content/a.md", "no front matter\n")]);
    assert!(!folder.run(&["build"]).exits(1).err.contains('\u{1b}'), "not into a pipe");
    assert!(folder.run(&["build", "--color", "always"]).exits(1).err.contains('\u{1b}'));
    assert!(!folder.run(&["build", "--color", "never"]).exits(1).err.contains('\u{1b}'));
}

#[test]
fn a_started_theme_builds_and_is_not_overwritten() {
    let folder = new_site();
    let run = folder.run(&["-C", "site", "theme", "new", "mine"]).clean();
    assert!(run.out.contains("theme = \"mine\""), "{}", run.out);
    for path in ["theme.toml", "templates/base.html", "static/mine.css"] {
        assert!(names(&folder, "site/themes/mine").contains(path), "{path}");
    }
    let settings = folder.read("site/site.toml");
    folder.write(
        "site/site.toml",
        format!("theme = \"mine\"\n{settings}\n[params]\ngreeting = \"Good morning\"\n"),
    );
    folder.run(&["-C", "site", "build", "--strict"]).clean();
    assert!(folder.read("site/public/articles/welcome/index.html").contains("Good morning"));
    assert!(folder.join("site/public/mine.css").exists());
    let before = folder.standing("site/themes");
    folder.run(&["-C", "site", "theme", "new", "mine"]).exits(1).complains(&["`mine`"]);
    assert_eq!(folder.standing("site/themes"), before);
}

#[test]
fn a_started_themes_sheet_is_on_every_page() {
    let folder = new_site();
    folder.run(&["-C", "site", "theme", "new", "mine"]).clean();
    folder.write("site/site.toml", format!("theme = \"mine\"\n{}", folder.read("site/site.toml")));
    folder.run(&["-C", "site", "build"]).clean();
    for page in [
        "index",
        "404",
        "about/index",
        "articles/welcome/index",
        "drugs/index",
        "drugs/ketamine/index",
        "tags/how-to/index",
    ] {
        assert!(
            folder.read(&format!("site/public/{page}.html")).contains("href=\"/mine.css\""),
            "{page}"
        );
    }
}

#[test]
fn an_ejected_theme_builds_to_the_same_bytes() {
    let folder = new_site();
    folder.run(&["-C", "site", "build"]).clean();
    let before = folder.standing("site/public");
    folder.write("site/themes/folio/templates/404.html", "{% extends \"base.html\" %}{# mine #}");
    folder.run(&["-C", "site", "theme", "eject"]).clean();
    assert_eq!(
        folder.read("site/themes/folio/templates/404.html"),
        "{% extends \"base.html\" %}{# mine #}",
        "it stays"
    );
    std::fs::remove_file(folder.join("site/themes/folio/templates/404.html"))
        .expect("the file is there");
    folder.run(&["-C", "site", "theme", "eject"]).clean();
    assert!(names(&folder, "site/themes/folio").len() > 10);
    let (pages, written, unchanged) = closing(&folder.run(&["-C", "site", "build"]).clean());
    assert_eq!((written, unchanged), (0, pages));
    assert_eq!(folder.standing("site/public"), before);
}

#[test]
fn theme_docs_name_every_template_and_code() {
    let text = Folder::new().run(&["theme", "docs"]).clean().out;
    for name in [
        "article.html",
        "page.html",
        "index.html",
        "term.html",
        "terms.html",
        "404.html",
        "recent_articles",
        "all_drugs",
        "all_tags",
        "slugify",
        "absolute",
    ] {
        assert!(text.contains(name), "{name}");
    }
    for code in offprint::Code::ALL {
        assert!(text.contains(&format!("| `{}` |", code.name())), "{}", code.name());
    }
}

#[test]
fn completions_and_the_manual_are_printed() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Folder::new().run(&["completions", shell]).clean().out;
        assert!(script.contains("offprint") && script.contains("build"), "{shell}");
    }
    let page = Folder::new().run(&["man"]).clean().out;
    assert!(page.contains(".TH") && page.contains("build"), "{page}");
}
