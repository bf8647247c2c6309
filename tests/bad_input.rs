//! Damaged and hostile input: whatever is in a site's folders, the program ends soon, names the
//! faulty file, and leaves the last successful output untouched.
//!
//! Each case is added to a site that was built before. A run that hangs is killed and fails. A run
//! that is ended by a signal, for example after a stack overflow, fails too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::support;
use crate::support::{Folder, Run, SITE_TOML};

const ARTICLE: &str = "content/articles/2026-01-01-bad.md";
const HEAD: &str = "+++\ntitle = \"Bad\"\n+++\n";
/// Enough to overflow any stack, or to make a quadratic algorithm slow.
const MANY: usize = 100_000;

/// A site that was built, and the content of its output.
struct Built {
    folder: Folder,
    before: BTreeMap<String, (Vec<u8>, SystemTime)>,
}

fn built() -> Built {
    let folder = Folder::site(&[
        (
            "content/articles/2026-01-01-good.md",
            "+++\ntitle = \"Good\"\ntags = [\"x\"]\n+++\nText.\n",
        ),
        ("static/a.txt", "a"),
    ]);
    folder.run(&["build"]).clean();
    let before = folder.standing("public");
    Built { folder, before }
}

impl Built {
    /// The build must end with errors that contain these texts, and the output must be unchanged.
    #[track_caller]
    fn is_refused(&self, texts: &[&str]) -> Run {
        let run = self.folder.run(&["build"]).exits(1).complains(texts);
        assert!(self.folder.standing("public") == self.before, "public/ was touched");
        run
    }

    /// The build must succeed without messages.
    #[track_caller]
    fn is_taken(&self) {
        self.folder.run(&["build"]).clean();
    }
}

/// A file at a path makes the build fail; the errors name the file and contain these texts.
#[track_caller]
fn check_refused(path: &str, bytes: impl AsRef<[u8]>, texts: &[&str]) {
    let site = built();
    site.folder.write(path, bytes);
    site.is_refused(&[&[path], texts].concat());
}

/// A file at a path causes no problems.
#[track_caller]
fn check_taken(path: &str, bytes: impl AsRef<[u8]>) -> Folder {
    let site = built();
    site.folder.write(path, bytes);
    site.is_taken();
    site.folder
}

/// An article with this text causes no problems.
#[track_caller]
fn check_text(text: impl AsRef<str>) -> Folder {
    check_taken(ARTICLE, format!("{HEAD}{}", text.as_ref()))
}

#[test]
fn broken_utf8_is_told_with_its_place() {
    let place = format!("{ARTICLE}:5:4");
    check_refused(
        ARTICLE,
        [HEAD.as_bytes(), b"fine\ncaf\xe9 au lait"].concat(),
        &[&place, "not UTF-8"],
    );
    check_refused("templates/article.html", b"\xff\xfe<\0p\0>\0", &["not UTF-8"]);
    check_refused("site.toml", b"title = \"caf\xe9\"", &["site.toml:1:13", "not UTF-8"]);
}

#[test]
fn utf16_is_told() {
    let utf16: Vec<u8> =
        format!("\u{feff}{HEAD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_refused(ARTICLE, utf16, &["not UTF-8"]);
}

#[test]
fn a_file_of_50_megabytes_is_told() {
    let site = built();
    for path in [ARTICLE, "templates/parts/big.html"] {
        site.folder.write(path, HEAD);
        let file = fs::OpenOptions::new()
            .write(true)
            .open(site.folder.join(path))
            .expect("the file is there");
        file.set_len(50 << 20).expect("the disk takes sparse files");
    }
    site.is_refused(&[ARTICLE, "templates/parts/big.html", "too-large", "52.4 MB"]);
}

#[test]
fn a_large_file_that_is_copied_is_fine() {
    let site = built();
    site.folder.write("static/big.bin", "");
    let file = fs::OpenOptions::new()
        .write(true)
        .open(site.folder.join("static/big.bin"))
        .expect("the file is there");
    file.set_len(20 << 20).expect("the disk takes sparse files");
    site.is_taken();
    assert_eq!(
        site.folder.join("public/big.bin").metadata().map(|metadata| metadata.len()).ok(),
        Some(20 << 20)
    );
}

#[test]
fn front_matter_that_nests_without_end_is_told() {
    let many = |text: &str| text.repeat(MANY);
    let bombs = [
        format!("extra = {}{}", many("["), many("]")),
        format!("extra = {}1{}", many("{a="), many("}")),
        format!("extra = {}", many("[")),
        format!("{}a = 1", many("a.")),
        format!("[{}a]", many("a.")),
        format!("[[{}a]]", many("a.")),
    ];
    for bomb in bombs {
        let run = {
            let site = built();
            site.folder.write(ARTICLE, format!("+++\ntitle = \"Bad\"\n{bomb}\n+++\n"));
            site.is_refused(&[ARTICLE, "syntax"])
        };
        assert!(run.err.len() < 10_000, "a line of a megabyte is not printed");
    }
    let params = format!("title = \"T\"\nbase_url = \"/\"\n[params]\na = {}\n", many("["));
    check_refused("site.toml", params, &["syntax"]);
}

#[test]
fn markdown_that_nests_without_end_is_read() {
    for mark in [
        ">", "[", "*", "- ", "![", "*a ", "_a *b", "<", "<a ", "$", "$a ", "[[a", "|", "\\", "&",
        "\"'", "a <? ", "(", "[^", "[@",
    ] {
        check_text(mark.repeat(MANY));
    }
    let site = built();
    for sign in ["`", "~"] {
        site.folder.write(ARTICLE, format!("{HEAD}{}", sign.repeat(MANY)));
        let run = site.folder.run(&["build"]).exits(0).complains(&["this code is not closed"]);
        assert!(run.err.len() < 2000, "{}", run.err);
    }
}

#[test]
fn lists_that_nest_a_thousand_deep_are_read() {
    check_text((0..1000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>());
}

#[test]
fn ten_thousand_headings_are_read() {
    let folder = check_text(
        (0..10_000).map(|number| format!("## Heading {number}\n\n")).collect::<String>(),
    );
    assert!(folder.read("public/articles/bad/index.html").contains("id=\"heading-9999\""));
}

#[test]
fn ten_thousand_headings_of_one_name_are_read() {
    let folder = check_text("## Results\n\n".repeat(10_000));
    assert!(folder.read("public/articles/bad/index.html").contains("id=\"results-9999\""));
}

#[test]
fn formulas_that_nest_without_end_are_told() {
    for (open, close) in
        [("{", "}"), ("\\frac{", "}{a}"), ("\\sqrt", ""), ("x^{", "}"), ("\\left(", "\\right)")]
    {
        let formula = format!("{HEAD}${}x{}$\n", open.repeat(MANY), close.repeat(MANY));
        check_refused(ARTICLE, formula, &["math"]);
    }
}

#[test]
fn raw_html_that_nests_without_end_is_read() {
    for part in [
        "<div>\n",
        "<b>",
        "</b>",
        "<!--",
        "a <!--",
        "{{< a ",
        "{{ aa }}",
        "[b]",
        "{:",
        "<li>",
        "<textarea>\n\n",
        "<!--\n\n",
        "a <LLOQ >",
    ] {
        let folder = Folder::site(&[(ARTICLE, &format!("{HEAD}{}\n", part.repeat(MANY / 50)))]);
        folder.run(&["check"]);
    }
}

#[test]
fn links_that_run_scripts_are_refused() {
    for link in [
        "[a](javascript:alert(1))",
        "[b](JaVaScRiPt:alert(1))",
        "[c](vbscript:x)",
        "![d](javascript:x)",
        "<a href=\" javascript:x\">e</a>",
    ] {
        check_refused(ARTICLE, format!("{HEAD}{link}\n"), &["broken-link", "bad.md:4:"]);
    }
}

#[test]
fn unusual_schemes_are_in_no_feed() {
    let links = "[a](data:text/html,script:x) ![d](x-script:x)";
    let folder = Folder::site(&[(ARTICLE, &format!("{HEAD}{links}\n"))]);
    folder.run(&["build"]).exits(0);
    for feed in ["public/feed.xml", "public/feed.json"] {
        assert!(!folder.read(feed).to_lowercase().contains("script:"), "{feed}");
    }
}

#[test]
fn a_fault_far_right_in_a_line_has_its_column() {
    let words = "word ".repeat(300);
    check_refused(
        ARTICLE,
        format!("{HEAD}{words}[a](gone.md) {words}[b](lost.md)\n"),
        &["bad.md:4:1501", "bad.md:4:3014"],
    );
}

#[test]
fn what_cannot_be_read_gets_no_advice() {
    let site = built();
    site.folder.write(
        ARTICLE,
        "+++\ntitle = \"Bad\"\ndate = 01.05.2026\ndrugs = [\"ketamine\"]\n+++\nText.\n",
    );
    let run = site.folder.run(&["check"]).exits(1).complains(&["bad-date"]);
    assert_eq!(run.err.matches("bad.md").count(), 1, "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_lock_of_an_editor_is_no_fault() {
    let site = built();
    std::os::unix::fs::symlink("somebody@host.1", site.folder.join("content/articles/.#good.md"))
        .expect("a link can be made");
    site.is_taken();
}

#[test]
fn links_without_a_text_are_read() {
    let head = "+++\ntitle = \"Bad\"\n[[citations]]\nid = \"a2025\"\ntext = \"A. 2025.\"\n+++\n";
    let site = built();
    for text in [
        "Foo [](2026-01-01-good.md)[@a2025]",
        "[](2026-01-01-good.md)",
        "Foo\n[](2026-01-01-good.md)[@a2025]\n\nBar.",
    ] {
        site.folder.write(ARTICLE, format!("{head}{text}\n"));
        site.folder.run(&["build"]).exits(0).complains(&["this link has no text"]);
    }
}

#[test]
fn a_paragraph_of_many_links_is_read() {
    check_text("[[good]] ".repeat(MANY));
}

#[test]
fn a_line_of_megabytes_is_read() {
    check_text("word ".repeat(1_000_000));
    check_text("w".repeat(5_000_000));
}

#[test]
fn a_million_paragraphs_are_read() {
    check_text("a\n\n".repeat(1_000_000));
}

#[test]
fn a_long_line_with_a_fault_is_shown_in_part() {
    let site = built();
    site.folder.write(
        ARTICLE,
        format!("{HEAD}{}[[nowhere at all]]{}", "word ".repeat(MANY), " word".repeat(MANY)),
    );
    let run = site.is_refused(&[ARTICLE, "nowhere at all"]);
    assert!(run.err.len() < 5_000, "{} bytes", run.err.len());
}

#[test]
fn names_that_are_too_long_for_a_disk_are_no_crash() {
    // A file name of 80 Chinese characters is permitted; transliterated to Latin letters, it is too
    // long for one part of a path.
    let long = "北".repeat(80);
    let cases = [
        (format!("content/articles/{long}.md"), HEAD.to_owned()),
        (
            ARTICLE.to_owned(),
            format!("+++\ntitle = \"Bad\"\nslug = \"{}\"\n+++\n", "a".repeat(300)),
        ),
        (
            ARTICLE.to_owned(),
            format!("+++\ntitle = \"Bad\"\ntags = [\"{}\"]\n+++\n", "a".repeat(300)),
        ),
        (format!("content/drugs/{long}.md"), HEAD.to_owned()),
        (format!("content/{long}/page.md"), HEAD.to_owned()),
    ];
    for (path, text) in cases {
        let site = built();
        site.folder.write(&path, text);
        let run = site.folder.run(&["build"]);
        assert!([0, 1].contains(&run.code), "{}", run.err.lines().take(2).collect::<String>());
    }
}

#[test]
fn byte_order_mark_and_carriage_returns_are_fine() {
    let text = "\u{feff}+++\r\ntitle = \"Windows\"\r\nsummary = \"\"\"\r\nTwo\r\nlines\"\"\"\r\n+++\r\n\r\n## One\r\n\r\nTwo  \r\nthree\r\n";
    let folder = check_taken(ARTICLE, text);
    let page = folder.read("public/articles/bad/index.html");
    assert!(page.contains("<h2 id=\"one\">") && !page.contains('\r') && !page.contains('\u{feff}'));
    assert!(!folder.read("public/articles/bad/index.md").contains('\r'));
    check_taken("site.toml", "\u{feff}title = \"T\"\r\nbase_url = \"/\"\r\n");
}

#[test]
fn a_fault_in_a_file_of_windows_has_its_place() {
    check_refused(
        ARTICLE,
        "\u{feff}+++\r\ntitle = \"Bad\"\r\ntagz = []\r\n+++\r\n",
        &["2026-01-01-bad.md:3:1"],
    );
}

#[test]
fn control_characters_in_front_matter_are_told() {
    check_refused(ARTICLE, "+++\ntitle = \"a\0b\"\n+++\n", &["2026-01-01-bad.md:2:11", "syntax"]);
    let site = built();
    site.folder.write(ARTICLE, "+++\ntitle = \"a\u{1b}[31mred\"\n+++\n");
    let run = site.is_refused(&[ARTICLE]);
    assert!(!run.err.contains('\u{1b}'), "what a file holds cannot colour the terminal");
}

#[test]
fn escaped_control_characters_do_not_reach_a_terminal() {
    let folder = Folder::site(&[(
        ARTICLE,
        "+++\ntitle = \"a\\u001b[31mred\\u0000\"\ndrugs = [\"b\\u001b[31m\"]\n+++\n",
    )]);
    for arguments in [&["list"][..], &["list", "--drugs"], &["build"]] {
        let run = folder.run(arguments);
        assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn nul_in_a_text_does_not_reach_a_page() {
    let folder = check_text("a\0b\n");
    assert!(!folder.read("public/articles/bad/index.html").contains('\0'));
    // What follows the character keeps its position, including links to drugs.
    folder.write("content/drugs/ketamine.md", "+++\ntitle = \"Ketamine\"\n+++\n");
    folder.write(ARTICLE, format!("{HEAD}A `c\0de` and <b title=\"\0\0\">ketamine</b>, [good](2026-01-01-good.md) ketamine.\n"));
    folder.run(&["build"]).clean();
    let page = folder.read("public/articles/bad/index.html");
    let expect = "A <code>c\u{fffd}de</code> and <b title=\"\u{fffd}\u{fffd}\">ketamine</b>, <a href=\"/articles/good/\">good</a> \
                  <a href=\"/drugs/ketamine/\">ketamine</a>.";
    assert!(page.contains(expect), "{page}");
}

#[test]
fn a_file_of_nul_is_read() {
    check_text(format!("```\n{}\n```\n", "\0".repeat(MANY * 20)));
}

#[test]
fn an_empty_file_is_told() {
    check_refused(ARTICLE, "", &["no-front-matter"]);
    check_refused(ARTICLE, "\n\n", &["no-front-matter"]);
    check_refused(ARTICLE, "+++", &["unclosed-front-matter"]);
    check_refused("site.toml", "", &["missing-key"]);
}

#[test]
fn a_file_of_front_matter_alone_is_fine() {
    check_text("");
    check_taken(ARTICLE, HEAD.trim_end());
}

#[test]
fn a_site_without_content_is_fine() {
    let site = Folder::site(&[]);
    let run = site.run(&["build"]).exits(1);
    assert!(run.err.contains("error[empty-site]"), "{}", run.err);
    site.run(&["build", "--allow-empty"]).clean();
    Folder::site(&[("content/.keep", "")]).run(&["build"]).clean();
}

#[test]
fn a_folder_named_as_an_article_is_a_folder() {
    let site = built();
    fs::create_dir_all(site.folder.join("content/articles/folder.md"))
        .expect("the folder can be made");
    site.folder.write("content/articles/folder.md/2026-01-01-in-it.md", HEAD);
    site.is_taken();
    assert!(site.folder.join("public/articles/in-it/index.html").exists());
}

#[test]
fn files_where_folders_must_be_are_told_or_left_out() {
    let site = Folder::new();
    site.write("site.toml", support::SITE_TOML);
    for name in ["content", "static", "templates", "themes"] {
        site.write(name, "a file");
    }
    let run = site.run(&["build"]);
    assert!([0, 1].contains(&run.code), "{run:?}");
}

#[test]
fn a_folder_named_site_toml_is_told() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("site.toml")).expect("the folder can be made");
    folder.run(&["build"]).exits(2).complains(&["site.toml"]);
    folder.run(&["-C", ".", "build"]).exits(2).complains(&["site.toml"]);
}

#[test]
fn output_that_cannot_be_made_is_told() {
    let site = built();
    site.folder.write("file", "a file");
    let before = site.folder.standing("");
    site.folder.run(&["build", "--out", "file"]).exits(1).complains(&["file"]);
    site.folder.run(&["build", "--out", "file/deeper"]).exits(1).complains(&["file"]);
    assert!(site.folder.standing("") == before, "nothing was touched");
    // Not even root can create folders in `/proc`.
    if Path::new("/proc/self").exists() {
        site.folder
            .run(&["build", "--out", "/proc/offprint"])
            .exits(1)
            .complains(&["/proc/offprint"]);
    }
}

#[test]
fn a_folder_where_a_page_must_go_is_told_and_stays() {
    let site = Folder::site(&[("content/articles/2026-01-01-good.md", HEAD)]);
    site.write("public/feed.xml/mine.txt", "mine");
    site.write("public/robots.txt/mine.txt", "mine");
    let before = site.standing("public");
    site.run(&["build"]).exits(1).complains(&["feed.xml", "robots.txt"]);
    assert!(site.standing("public") == before);
    let site = Folder::site(&[("content/articles/2026-01-01-good.md", HEAD)]);
    site.write("public/articles", "a file where a folder must be");
    site.run(&["build"]).exits(1).complains(&["articles"]);
    assert_eq!(site.read("public/articles"), "a file where a folder must be");
}

#[test]
fn a_broken_list_of_our_files_is_no_leave_to_overwrite() {
    for broken in ["", "{", "[]", "{\"version\": 99}", "null", "\u{0}"] {
        let site = built();
        site.folder.write("public/.offprint.json", broken);
        site.folder.write("public/mine.txt", "mine");
        let run = site.folder.run(&["build"]);
        assert!([0, 1].contains(&run.code), "{broken:?}: {run:?}");
        assert_eq!(site.folder.read("public/mine.txt"), "mine");
    }
}

#[test]
fn a_list_that_names_files_outside_removes_nothing_there() {
    let site = built();
    site.folder.write("precious.txt", "precious");
    let list = site.folder.read("public/.offprint.json");
    let entry =
        list.lines().find(|line| line.contains("\"a.txt\"")).expect("the list names every file");
    let digest = entry.split('"').nth(3).expect("with its digest").to_owned();
    fs::write(site.folder.join("precious.txt"), "a").expect("it can be written");
    for path in ["../precious.txt", "/precious.txt", "x/../../precious.txt"] {
        site.folder.write(
            "public/.offprint.json",
            list.replace(entry, &format!("    \"{path}\": \"{digest}\",\n{entry}")),
        );
        site.folder.run(&["build"]);
        assert_eq!(site.folder.read("precious.txt"), "a", "{path}");
    }
}

#[test]
fn a_theme_that_reaches_itself_is_told() {
    check_refused("templates/article.html", "{% include \"article.html\" %}", &["includes itself"]);
    check_refused(
        "templates/article.html",
        "{{ <A /> }}{% component A() %}{{ <A /> }}{% endcomponent A %}",
        &[],
    );
}

#[test]
fn a_template_that_extends_itself_is_told_where_it_does() {
    check_refused(
        "templates/base.html",
        "{% extends \"base.html\" %}",
        &["templates/base.html:1", "`base.html` extends itself", "extend `theme/base.html`"],
    );
}

#[test]
fn templates_that_nest_without_end_are_told() {
    for (open, close) in
        [("{{ (", ""), ("{% if 1 %}", "{% endif %}"), ("{{ [", ""), ("{{ not ", ""), ("{{ a.b", "")]
    {
        check_refused(
            "templates/article.html",
            format!("{}{}", open.repeat(MANY), close.repeat(MANY)),
            &["template"],
        );
    }
    check_refused(
        "templates/article.html",
        format!("{{{{ {}1{} }}}}", "(".repeat(MANY), ")".repeat(MANY)),
        &["template"],
    );
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_back_to_a_folder_above_is_told() {
        let site = built();
        symlink(site.folder.join("content"), site.folder.join("content/articles/loop"))
            .expect("the disk takes links");
        symlink("..", site.folder.join("static/loop")).expect("the disk takes links");
        site.is_refused(&["content/articles/loop", "static/loop", "points back"]);
    }

    #[test]
    fn a_link_to_itself_is_told() {
        let site = built();
        symlink("self.md", site.folder.join("content/articles/self.md"))
            .expect("the disk takes links");
        site.is_refused(&["content/articles/self.md"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_told() {
        let site = built();
        for path in [ARTICLE, "static/nowhere.png", "templates/nowhere.html"] {
            fs::create_dir_all(site.folder.join(path).parent().expect("it has a folder"))
                .expect("it can be made");
            symlink("no such file", site.folder.join(path)).expect("the disk takes links");
        }
        site.is_refused(&[
            ARTICLE,
            "static/nowhere.png",
            "templates/nowhere.html",
            "there is no such file",
        ]);
    }

    #[test]
    fn a_link_to_a_file_is_followed() {
        let site = built();
        site.folder.write("drafts/elsewhere.md", HEAD);
        site.folder.write(".env", "SECRET");
        symlink(site.folder.join("drafts/elsewhere.md"), site.folder.join(ARTICLE))
            .expect("the disk takes links");
        symlink(site.folder.join("static/a.txt"), site.folder.join("static/b.txt"))
            .expect("the disk takes links");
        site.is_refused(&[ARTICLE, "points outside the site"]);
        site.folder
            .write("site.toml", format!("{SITE_TOML}[build]\nlinked_folders = [\"drafts\"]\n"));
        site.is_taken();
        let site = Built { before: site.folder.standing("public"), folder: site.folder };
        symlink(site.folder.join(".env"), site.folder.join("static/env.txt"))
            .expect("the disk takes links");
        site.is_refused(&["static/env.txt", "points outside the site"]);
    }

    #[test]
    fn a_link_out_of_the_site_is_followed_only_where_it_may() {
        let site = built();
        let elsewhere = Folder::new();
        elsewhere.write("vault/notes/note.md", HEAD);
        elsewhere.write("chart.txt", "chart");
        symlink(elsewhere.join("vault/notes"), site.folder.join("content/articles/notes"))
            .expect("the disk takes links");
        let linked = "content/articles/notes";
        let vault =
            elsewhere.join("vault").canonicalize().expect("it is there").display().to_string();
        site.is_refused(&[
            linked,
            "symlink-out-of-site",
            "points outside the site",
            &format!("linked_folders = [\"{vault}/notes\"]"),
        ]);
        site.folder
            .write("site.toml", format!("{SITE_TOML}[build]\nlinked_folders = [\"{vault}\"]\n"));
        site.is_taken();
        assert!(site.folder.join("public/articles/note/index.html").is_file());
        symlink(elsewhere.join("chart.txt"), site.folder.join("static/chart.txt"))
            .expect("the disk takes links");
        let site = Built { before: site.folder.standing("public"), folder: site.folder };
        site.is_refused(&["static/chart.txt", "chart.txt"]);
    }

    #[test]
    fn a_socket_is_told_and_not_waited_for() {
        let site = built();
        let _listener =
            UnixListener::bind(site.folder.join("static/socket")).expect("a socket can be made");
        site.is_refused(&["static/socket", "not a regular file"]);
    }

    #[test]
    fn a_name_that_is_not_utf8_is_told() {
        let site = built();
        let name = OsStr::from_bytes(b"caf\xe9.md");
        if fs::write(site.folder.join("content/articles").join(name), HEAD).is_ok() {
            site.is_refused(&["content/articles/caf", "not UTF-8"]);
        }
    }

    #[test]
    fn names_that_differ_only_in_case_are_told() {
        let site = built();
        site.folder.write("static/A.txt", "A");
        if site.folder.read("static/a.txt") == "a" {
            site.is_refused(&["static/A.txt", "static/a.txt", "case-collision"]);
        }
    }

    #[test]
    fn names_that_cannot_stand_in_a_url_are_told() {
        for name in ["back\\slash.txt", "new\nline.txt"] {
            let site = built();
            site.folder.write(&format!("static/{name}"), "x");
            site.is_refused(&["unreadable", "cannot be used in a URL"]);
        }
    }

    #[test]
    fn output_through_a_link_is_refused() {
        let site = built();
        site.folder.write("elsewhere/keep.txt", "keep");
        fs::remove_dir_all(site.folder.join("public/articles")).expect("it was built");
        symlink(site.folder.join("elsewhere"), site.folder.join("public/articles"))
            .expect("the disk takes links");
        site.folder.run(&["build"]).exits(1).complains(&["articles", "symlink-in-output"]);
        assert_eq!(support::files_below(&site.folder.join("elsewhere")).len(), 1);
    }
}
