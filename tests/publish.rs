//! `offprint publish`: the command, with a folder as its target.

use std::fs;

use crate::support::{Folder, files_below};

const SITE: &str = "title = \"Test\"\nbase_url = \"https://digest.test.org/\"\n\
                    [publish.web]\ntarget = \"folder\"\npath = \"../web\"\n";

fn article(title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-01-02\n+++\n\nText about {title}.\n")
}

/// A site in `site`, next to its target `web`.
fn site() -> Folder {
    let folder = Folder::new();
    folder.write("site/site.toml", SITE);
    for name in ["one", "two", "three"] {
        folder.write(&format!("site/content/articles/{name}.md"), article(name));
    }
    folder
}

#[test]
fn a_site_is_published_changed_and_restored() {
    let folder = site();
    let dry = folder.run(&["-C", "site", "publish", "--dry-run"]).clean().out;
    assert!(dry.contains("0 unchanged") && dry.contains("+ 404.html"), "{dry}");
    assert!(dry.contains("nothing was changed"), "{dry}");
    assert!(!folder.path().join("web").exists());

    let first = folder.run(&["-C", "site", "publish"]).clean().out;
    assert!(first.contains("published to `web`"), "{first}");
    let published = files_below(&folder.path().join("web"));
    assert!(published.contains_key("articles/one/index.html"));
    let again = folder.run(&["-C", "site", "publish", "web"]).clean().out;
    assert!(again.contains("`web` is up to date"), "{again}");

    folder.write("site/content/articles/one.md", article("One again"));
    folder.write("site/content/articles/draft.md", "+++\ntitle = \"D\"\ndraft = true\n+++\n\nX.\n");
    let json = folder.run(&["-C", "site", "publish", "--format", "json"]).clean().out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["applied"], true);
    let changed = json["plan"]["changed"].to_string();
    assert!(changed.contains("\"articles/one/index.html\""), "{changed}");
    let page = fs::read_to_string(folder.path().join("web/articles/one/index.html")).expect("read");
    assert!(page.contains("One again"));
    assert!(!folder.path().join("web/articles/draft/index.html").exists());

    let restored = folder.run(&["-C", "site", "publish", "--rollback"]).clean().out;
    assert!(restored.contains("restored the publication of"), "{restored}");
    let page = fs::read_to_string(folder.path().join("web/articles/one/index.html")).expect("read");
    assert!(!page.contains("One again"));
}

#[test]
fn files_of_others_are_not_touched() {
    let folder = site();
    folder.write("web/index.html", "by hand");
    folder.write("web/other.txt", "by hand");
    let fault = folder.run(&["-C", "site", "publish"]);
    assert_eq!(fault.code, 1);
    assert!(fault.err.contains("`index.html`"), "{}", fault.err);
    let files = files_below(&folder.path().join("web"));
    assert_eq!(files["index.html"], b"by hand");
    assert!(!files.contains_key("articles/one/index.html"));
}

#[test]
fn mistakes_are_explained() {
    let folder = site();
    let check = |arguments: &[&str], code: i32, message: &str| {
        let run = folder.run(&[&["-C", "site", "publish"], arguments].concat());
        assert_eq!(run.code, code, "{}", run.err);
        assert!(run.err.contains(message), "{}", run.err);
    };
    check(&["nowhere"], 2, "`site.toml` has no target `nowhere`");
    // The name is wrong whatever the site contains, so nothing was built.
    assert!(!folder.path().join("site/.offprint/cache/publish/site").exists());
    check(&["--rollback"], 1, "the target keeps no previous publication");
    folder.write("site/site.toml", format!("{SITE}[publish.b]\ntarget = \"git\"\n"));
    check(&[], 2, "name one: b, web");
    check(&["b"], 1, "no git remote `origin`");
    folder.write("site/site.toml", SITE.replace("../web", "content/web"));
    check(&[], 1, "it contains the site's own files");
    folder.write("site/site.toml", SITE.replace("../web", "../a/b/web"));
    check(&[], 1, "does not exist, nor its parent folder");
    folder.write("site/site.toml", SITE.replace("digest.test.org", "example.org"));
    check(&["--allow-warnings"], 1, "nobody can publish a site at `https://example.org/`");
    folder.write("site/site.toml", format!("{SITE}password = \"x\"\n"));
    check(&[], 1, "`password` is a secret");
    folder.write("site/site.toml", "title = \"T\"\nbase_url = \"https://digest.test.org/\"\n");
    check(&[], 2, "add one, for example: [publish.web]");
    assert!(!folder.path().join("web").exists());
    // Warnings stop a publication, too.
    folder.write("site/site.toml", SITE);
    folder.write(
        "site/content/articles/one.md",
        "+++\ntitle = \"One\"\n+++\n\nText.\n\n![](x.png)\n",
    );
    check(&[], 1, "x.png");
    folder.write(
        "site/content/articles/one.md",
        "+++\ntitle = \"One\"\n[[citations]]\nid = \"alpha\"\ntitle = \"A\"\n+++\n\nSee @alpha.\n",
    );
    check(&[], 1, "warning[unknown-citation]");
    check(&[], 1, "nothing is published: ");
    check(&[], 1, "publish anyway with --allow-warnings");
}

#[test]
fn folders_of_the_site_are_no_targets() {
    let folder = site();
    for (path, message) in [
        ("public", "`offprint build` writes there"),
        ("./public/", "`offprint build` writes there"),
        ("content/x", "it contains the site's own files"),
        ("issues", "it contains the site's own files"),
        (".", "it contains the site's own files"),
    ] {
        folder.write("site/site.toml", SITE.replace("../web", path));
        folder.run(&["-C", "site", "build"]).clean();
        folder.run(&["-C", "site", "publish"]).exits(1).complains(&[message]);
    }
}

#[test]
fn a_branch_is_published_from_another_folder() {
    let folder = site();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(folder.path().join("site")).args(arguments);
        let output = command.output().expect("git is installed (Debian: git)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for arguments in [
        &["init", "-q"][..],
        &["config", "user.name", "Ana"],
        &["config", "user.email", "ana@example.org"],
        &["init", "-q", "--bare", "../pages.git"],
    ] {
        git(arguments);
    }
    let target = "[publish.pages]\ntarget = \"git\"\nrepository = \"../pages.git\"\n";
    let settings = SITE.split("[publish").next().unwrap_or_default();
    folder.write("site/site.toml", format!("{settings}{target}"));
    // The path of the site is relative here, and git runs in another folder.
    folder.run(&["-C", "site", "publish"]).clean();
    let files = git(&["--git-dir", "../pages.git", "ls-tree", "-r", "--name-only", "gh-pages"]);
    assert!(files.contains("articles/one/index.html"), "{files}");
    folder.run(&["-C", "site", "publish"]).clean();
}

#[test]
fn many_removals_need_a_confirmation() {
    let folder = site();
    for name in ["four", "five", "six"] {
        folder.write(&format!("site/content/articles/{name}.md"), article(name));
    }
    folder.run(&["-C", "site", "publish"]).clean();
    for name in ["one", "two", "four", "five", "six"] {
        fs::remove_file(folder.path().join(format!("site/content/articles/{name}.md")))
            .expect("gone");
    }
    let fault = folder.run(&["-C", "site", "publish"]);
    assert!(fault.err.contains("would remove") && fault.err.contains("--yes"), "{}", fault.err);
    assert!(folder.path().join("web/articles/one/index.html").exists());
    folder.run(&["-C", "site", "publish", "--yes"]).clean();
    assert!(!folder.path().join("web/articles/one/index.html").exists());
}
