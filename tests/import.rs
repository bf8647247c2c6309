//! Imported articles in a site: they build without errors, and the command never loses a file.
//!
//! The content that is extracted from an article is tested in `crates/offprint-import/tests/`,
//! whose inputs are used here.

use std::fs;
use std::path::{Path, PathBuf};

use offprint::Severity;
use offprint_import::{ImportOptions, Imported, Importer};

use crate::support;
use crate::support::Folder;
use crate::support::site::{TODAY, TestSite};

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/offprint-import/tests/import");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_none_or(|ending| ending != "md"))
        .collect();
    files.sort();
    files
}

fn read(bytes: &[u8], name: &str) -> Result<Imported, offprint_import::ImportError> {
    let asked =
        ImportOptions { name: Some(name.to_owned()), today: TODAY, ..ImportOptions::default() };
    Importer::alone().import(bytes, &asked)
}

fn name_of(file: &Path) -> String {
    file.file_name().expect("it is a file").to_string_lossy().into_owned()
}

#[test]
fn what_is_imported_builds_without_a_fault() {
    let site = TestSite::new();
    for file in inputs() {
        let name = name_of(&file);
        let imported =
            read(&fs::read(&file).expect("it can be read"), &name).expect("it is an article");
        site.write(
            &format!("content/articles/{}.md", name.replace('.', "-")),
            &imported.without_images(),
        );
    }
    let diagnostics = site.build().diagnostics;
    let faults: Vec<_> =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn signs_of_other_programs_on_a_page_stay_text() {
    let shown = [
        "the mark {{ page.title }} and {{site.url}} in a letter",
        "the tag {% include video.html %} and {{< figure src='x.png' >}} in a post",
        "the notice {{% notice tip %}}a box{{% /notice %}} in a post",
        "a picture [caption id='a' width='300']of a tablet[/caption] in a post",
        "a film [embed]from the clinic[/embed] and [youtube id='x'] in a post",
        "a link [url=there]to a page[/url] in a forum, with [b]bold[/b] words",
        "a span {.lead} and {: .lead} and {#name} and %%private%% words in a note",
        "a button [button link='there']Read more[/button] in a post",
    ];
    let filling =
        "Ketamine was given to forty adults in a trial at two hospitals, and they got well.";
    let lines = [".. figure:: x.png", "import Chart from './chart.js'", "export const a = {}"];
    let html: String = shown.map(|text| format!("<p>{filling} It has {text}.</p>")).concat();
    let html = html + &lines.map(|line| format!("<p>{line}</p><p>{filling}</p>")).concat();
    let html = html.replace("{{<", "{{&lt;").replace(">}}", "&gt;}}");
    let html = format!("<html><body><article><h1>A trial</h1>{html}</article></body></html>");
    let pasted = shown.map(|text| format!("{filling} It has {text}.\n\n")).concat();
    for (name, input) in [("a.html", html), ("a.txt", format!("A trial\n\n{pasted}"))] {
        let imported = read(input.as_bytes(), name).expect("it is an article");
        let site = TestSite::new();
        site.write("content/articles/a.md", &imported.without_images());
        let build = site.build();
        assert!(
            build.diagnostics.iter().all(|fault| fault.severity != Severity::Error),
            "{name}: {:?}\n{}",
            build.diagnostics,
            imported.without_images()
        );
        let edition = build.edition.expect("the site is built");
        let pages = support::site::files(&edition);
        let page =
            pages.iter().find(|(path, _)| path == "articles/a/index.html").expect("it is there");
        let page = String::from_utf8_lossy(&page.1).replace("&#x27;", "'").replace(['’', '‘'], "'");
        for text in shown {
            let text = text.replace('<', "&lt;").replace('>', "&gt;");
            assert!(page.contains(&text), "{name}: {text}\n{}", imported.without_images());
        }
    }
}

// The command.

fn page(title: &str, url: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title><link rel=canonical href=\"{url}\">\
         <meta property=\"article:published_time\" content=\"2025-03-03\"></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>{title}</h1>{text}</article></body></html>"
    )
}

const FIRST: &str = "<p>Ketamine given by infusion reduced symptoms within a day in this trial of forty adults, and it lasted a week.</p>\
                     <p>The authors note that blinding was imperfect, since dissociation gives the drug away to those who rate.</p>\
                     <p>Esketamine was not compared, so that nothing can be said of it here, nor of any other drug of its class.</p>\
                     <p>What the trial does show is how quickly an effect can come, and how soon it goes when no further dose is given; \
                     how to keep it is what the next trial asks, and it will have to ask more people, at more than a single clinic.</p>\
                     <p>Until then the dose, the setting and the follow-up of this trial are what others can build on.</p>";

fn digest_with(page: &str) -> Folder {
    let folder = Folder::new();
    folder.write("site.toml", "title = \"Test\"\nbase_url = \"https://research-digest.net/\"\n");
    folder.write("page.html", page);
    folder
}

const FILE: &str = "content/articles/a-trial-in-forty-adults.md";

fn trial(text: &str) -> String {
    page("A trial in forty adults", "https://news.example/trial", text)
}

#[test]
fn a_page_becomes_an_article_that_builds() {
    let folder = digest_with(&trial(FIRST));
    let run = folder.run(&["import", "page.html", "--today", "2026-01-02"]).clean();
    assert!(run.out.starts_with(&format!("page.html → {FILE}\n")), "{}", run.out);
    let text = folder.read(FILE);
    assert!(text.contains("title = \"A trial in forty adults\"\ndate = 2025-03-03\n"), "{text}");
    assert!(text.contains("drugs = [\"ketamine\", \"esketamine\"]"), "{text}");
    assert!(text.contains("url = \"https://news.example/trial\""), "{text}");
    folder.run(&["build", "--strict", "--today", "2026-01-02"]).clean();
}

#[test]
fn a_guessed_date_is_told_without_asking() {
    let folder = digest_with("");
    let prose = "The clinic opened its doors, and forty patients came on the first day to ask for an appointment with one of its three doctors.";
    let guessed = format!(
        "<!doctype html><html lang=en><head><title>A clinic opens</title></head><body><article><h1>A clinic opens</h1>\
         <p>Version of 3 May 2024</p><p>{prose}</p><p>{prose} More came.</p></article></body></html>"
    );
    folder.write("guessed.html", &guessed);
    let out = folder.run(&["import", "guessed.html"]);
    let said = out.err;
    assert!(said.contains("unsure, please check: date “2024-05-03” (the text near"), "{said}");
    let stated = guessed
        .replace("<title>", "<meta property='article:published_time' content='2024-05-03'><title>");
    folder.write("stated.html", &stated);
    let out = folder.run(&["import", "stated.html", "--stdout"]);
    let said = out.err;
    assert!(!said.contains("unsure"), "{said}");
}

#[test]
fn the_same_source_twice_is_told_and_left_alone() {
    let folder = digest_with(&trial(FIRST));
    folder.run(&["import", "page.html"]).clean();
    let before = folder.read(FILE);
    let again = folder.run(&["import", "page.html"]).clean();
    assert!(again.out.contains("already imported, unchanged"), "{}", again.out);
    // Pasted as text, it is recognised as the same article by its words.
    let body = before.split_once("\n+++\n\n").expect("front matter ends").1;
    folder.write("pasted.txt", format!("A trial in forty adults\n\nMarch 3, 2025\n\n{body}"));
    let pasted = folder.run(&["import", "pasted.txt"]);
    assert!(pasted.out.contains(FILE), "{}", pasted.out);
    assert_eq!(folder.read(FILE), before);
    assert_eq!(fs::read_dir(folder.join("content/articles")).expect("it was made").count(), 1);
}

#[test]
fn what_offprint_itself_would_write_stays_as_it_is() {
    let folder = digest_with("");
    let own = "+++\ntitle = \"From another digest\"\ndate = 2025-03-03\nsummary = \"Short.\"\ndrugs = [\"Spravato\"]\ntags = [\"adults\"]\n\
               aliases = [\"/old/\"]\nkey_findings = [\"One.\", \"Two.\"]\nreview_by = 2030-01-01\n\n[study]\nn = 40\n\n[[citations]]\n\
               doi = \"10.1234/abc\"\nid = \"family2025\"\ntitle = \"A work\"\n\n[[corrections]]\ndate = 2025-04-01\n\
               text = \"A number was wrong.\"\n\n[extra]\ncolour = \"red\"\n+++\n\nForty adults were given ketamine [@family2025], and \
               see doi 10.1234/abc for more of it.\n";
    folder.write("other.md", own);
    folder.run(&["import", "other.md"]);
    let path = "content/articles/from-another-digest.md";
    let table = |text: &str| -> toml::Table {
        let front = text
            .trim_start_matches("+++\n")
            .split_once("\n+++\n")
            .expect("front matter ends")
            .0
            .to_owned();
        front.parse().expect("it is TOML")
    };
    assert_eq!(table(&folder.read(path)), table(own));
    assert!(folder.read(path).ends_with("for more of it.\n"));
    folder.run(&["build", "--today", "2026-01-02"]).exits(0);
    // Files that are already in the digest are refused.
    let refused = folder.run(&["import", path]).exits(1);
    assert!(refused.err.contains("already part of the site"), "{}", refused.err);
}

#[test]
fn what_would_stop_a_build_is_imported_as_a_draft() {
    let prose = "Forty adults took the tablets for twelve weeks, and most of them slept better.";
    for (text, named) in [
        ("{{< youtube abc >}}", "`{{< youtube >}}` is a shortcode of Hugo"),
        ("{% include box.html %}", "(line 7)"),
        ("Read [the protocol](protocol.pdf).", "protocol.pdf` (content/articles/sleep.md:"),
        ("See [[Another note]] on it.", "nothing is called `Another note`"),
        ("A [post](../2023/old.md) of last year.", "old.md` (content/articles/sleep.md:"),
        ("[gallery ids=\"1,2\"]", "`[gallery]` is a shortcode of WordPress"),
    ] {
        let folder = digest_with("");
        folder.write("notes/sleep.md", format!("---\ntitle: Sleep\n---\n\n{prose}\n\n{text}\n"));
        folder.write(
            "notes/good.md",
            format!("---\ntitle: Good\n---\n\n{prose} [Sleep](sleep.md)\n"),
        );
        let run = folder.run(&["import", "notes/sleep.md", "--today", "2026-01-02"]).exits(0);
        assert!(
            run.err.contains("imported as a draft, because 1 problem would stop"),
            "{}",
            run.err
        );
        assert!(run.err.contains(named), "{named}: {}", run.err);
        // Nothing is changed in the text, and the site builds.
        let file = folder.read("content/articles/sleep.md");
        assert!(file.contains("title = \"Sleep\"\ndraft = true\n"), "{file}");
        assert!(file.ends_with(&format!("{prose}\n\n{text}\n")), "{file}");
        // A link to the draft becomes text, so the other article is no draft.
        folder.run(&["import", "notes/good.md", "--today", "2026-01-02"]).exits(0);
        assert!(!folder.read("content/articles/good.md").contains("draft"));
        folder.run(&["build", "--today", "2026-01-02"]).exits(0);
        let again = folder.run(&["import", "notes/sleep.md"]).exits(0);
        assert!(again.out.contains("already imported, unchanged"), "{}", again.out);
    }
    let folder = digest_with("");
    folder.write("notes/a.md", format!("---\ntitle: A\n---\n\n{prose} See [[B]].\n"));
    folder.write("notes/b.md", format!("---\ntitle: B\n---\n\n{prose} See [[A]].\n"));
    let run =
        folder.run(&["import", "notes", "--format", "json", "--today", "2026-01-02"]).exits(0);
    assert!(!run.out.contains("draft"), "both are there when they are checked: {}", run.out);
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
}

#[test]
fn what_cannot_be_read_in_a_folder_is_told() {
    let folder = digest_with("");
    folder.write("raw/page.html", trial(FIRST));
    folder.write("raw/notes.DOCX", "x");
    folder.write("raw/notes", "x");
    folder.write("raw/style.css", "x");
    folder.write("raw/post.qmd", "---\ntitle: One\n---\n\nThe first.\n");
    folder.write("raw/post.Rmd", "---\ntitle: Two\n---\n\nThe second.\n");
    folder.write("raw/post.mdx", "---\ntitle: Three\n---\n\nThe third.\n");
    folder.write("raw/_index.md", "---\ntitle: Posts\n---\n\nAll posts.\n");
    folder.write("raw/refs.bib", "@article{a, title = {A trial}, year = 2024}");
    let run = folder.run(&["import", "raw"]);
    assert!(run.err.contains("2 files skipped: raw/notes, raw/notes.DOCX; "), "{}", run.err);
    for name in ["one", "two", "three"] {
        assert!(folder.join(&format!("content/articles/{name}.md")).is_file(), "{}", run.out);
    }
    assert!(folder.read("content/articles/posts.md").contains("draft = true"), "{}", run.err);
    assert!(run.err.contains("`_index.md` is the page of a list"), "{}", run.err);
    assert!(run.err.contains("`offprint import raw/refs.bib --library`"), "{}", run.err);
    let wrong = folder.run(&["import", "raw/page.html", "--date", "01.05.2025"]).exits(2);
    assert!(wrong.err.contains("year-month-day"), "{}", wrong.err);
}

#[test]
fn links_between_imported_files_lead_to_their_new_names() {
    let folder = digest_with("");
    let post = |name: &str, title: &str, text: &str| {
        folder.write(name, format!("---\ntitle: {title}\ndate: 2024-01-02\n---\n\n{text}\n"));
    };
    let own = "Forty adults took part in all of it, as was said before, and nobody left early";
    post("blog/one.md", "First post", &format!("See [two](two.md) and [b](sub/b.md#x).\n\n{own}."));
    post("blog/two.md", "Second post", &format!("{own}: [one](./one.md)."));
    post("blog/sub/b.md", "Bundle", &format!("## X {{#x}}\n\nAgain {own}: [one](../one.md)."));
    let run = folder.run(&["import", "blog", "--today", "2026-01-02"]);
    let first = folder.read("content/articles/first-post.md");
    assert!(first.contains("[two](second-post.md) and [b](bundle.md#x)"), "{first}");
    assert!(folder.read("content/articles/bundle.md").contains("[one](first-post.md)"));
    let said = "blog/one.md: 2 links of content/articles/first-post.md to imported files lead to the new names: `two.md` is now `second-post.md`";
    assert!(run.err.contains(said), "{}", run.err);
    assert!(!run.err.contains("draft"), "{}", run.err);
    let again = folder.run(&["import", "blog"]);
    assert_eq!(again.out.matches("already imported, unchanged").count(), 3, "{}", again.out);
}

#[test]
fn what_was_left_out_of_one_of_many_is_said() {
    let folder = digest_with("");
    let extra = "<div class=ad>Max 84 mg per session.</div>";
    folder.write("raw/one.html", trial(&FIRST.replacen("</p>", &format!("</p>{extra}"), 1)));
    folder.write("raw/two.md", "---\ntitle: Two\ndate: 2024-01-02\n---\n\nThe second.\n");
    let alone = folder.run(&["import", "raw/one.html", "--dry-run"]).err;
    let said = alone.split("left out: ").nth(1).expect("something was left out").to_owned();
    let run = folder.run(&["import", "raw"]);
    assert!(run.err.contains(&format!("raw/one.html: left out: {said}")), "{}", run.err);
}

#[test]
fn markdown_of_other_programs_loses_nothing() {
    let folder = digest_with("");
    let front = "title: T\ndate: 2024-03-01 23:30:00 -0800\nlastmod: 2024-04-01 10:00:00\nlang: de\n\
                 author:\n  - name: Sam Ode\n    orcid: 0000-0002-1825-0097\n    affiliation: Uni\n\
                 url: /posts/t/\nredirect_from: [/a, b/c]\naliases: [Other name]\nresources:\n  - {src: a.pdf, title: Data}";
    let text = "<div style=\"color: red\">Red.</div>\n\n![Cap](a.png){#fig-one fig-alt=\"Alt\"}\n\n<style>p {}</style>";
    folder.write("t.md", format!("---\n{front}\n---\n\n{text}\n"));
    let run = folder.run(&["import", "t.md", "--today", "2026-01-02", "--dry-run"]);
    for expect in [
        "details of the authors are only in [extra]: `orcid` (line 8), `affiliation` (line 9);",
        "old addresses without a slash at their start became aliases from the top of the site: `b/c` (line 11)",
        "values that cannot be old addresses are only in [extra]: `Other name` (line 12)",
        "the language of the source is `de`, that of the site `en`",
        "styles were removed: `style=\"color: red\"` (line 17), `<style>p {}</style>` (line 21);",
        "attributes of images were left out: `#fig-one` (line 19)",
    ] {
        assert!(run.err.contains(expect), "{expect}\n{}", run.err);
    }
    let text = folder.run(&["import", "t.md", "--today", "2026-01-02", "--stdout"]).out;
    for expect in [
        "date = 2024-03-01T23:30:00-08:00\nupdated = 2024-04-01\nauthors = [\"Sam Ode\"]\n",
        "aliases = [\"/posts/t/\", \"/a\", \"/b/c\"]\n",
        "lastmod_time = \"2024-04-01 10:00:00\"\n",
        "lang = \"de\"\n",
        "aliases_not_used = [\"Other name\"]\n",
        "[extra.orcid]\n\"Sam Ode\" = \"0000-0002-1825-0097\"\n",
        "affiliation = \"Uni\"\n",
        "title = \"Data\"\n",
    ] {
        assert!(text.contains(expect), "{expect}\n{text}");
    }
}

#[test]
fn a_corrected_text_without_an_address_is_known_again() {
    let folder = digest_with("");
    let text = |title: &str, rest: &str| {
        format!(
            "{title}\n\nMarch 3, 2025\n\nForty adults were given ketamine or placebo, and the difference after a week was small. \
             Nobody left the trial early, and those who were asked again after a month said the same as before.\n\n{rest}\n"
        )
    };
    folder.write(
        "one.txt",
        text("A trial in forty adults", "The doses were given by mouth, once a day for a week."),
    );
    folder.run(&["import", "one.txt"]);
    let corrected =
        text("A trial in forty adults", "The doses were given by mouth, twice a day for a week.");
    folder.write("one.txt", &corrected);
    let told = folder.run(&["import", "one.txt"]);
    assert!(told.out.contains("--force merges the changes"), "{}{}", told.out, told.err);
    folder.run(&["import", "one.txt", "--force"]);
    assert!(folder.read(FILE).contains("twice a day"), "{}", folder.read(FILE));
    // A different text with the same title is another article.
    folder.write(
        "two.txt",
        "A trial in forty adults\n\nMarch 9, 2025\n\nThis review looks back at what small studies of rapid antidepressants have \
         told us over twenty years. It finds that most were too short to say whether relief lasts, and asks for longer ones.\n",
    );
    folder.run(&["import", "two.txt"]);
    assert_eq!(fs::read_dir(folder.join("content/articles")).expect("it was made").count(), 2);
}

#[test]
fn what_other_programs_mean_is_understood() {
    let folder = digest_with("");
    let taken = |name: &str, text: &str| {
        folder.write(name, text);
        let run = folder.run(&["import", name, "--stdout", "--today", "2026-01-02"]);
        (run.out, run.err)
    };
    let body =
        "Forty adults took part in all of it, as was said before, and nobody left the trial early.";
    let (hugo, _) = taken(
        "hugo.md",
        &format!(
            "---\ntitle: T\ndate: 2024-07-08\npublishDate: 2024-07-09\nexpiryDate: 2030-01-01T00:00:00Z\n---\n{body}\n"
        ),
    );
    assert!(hugo.contains("expires = 2030-01-01\n") && !hugo.contains("draft"), "{hugo}");
    let (later, _) = taken(
        "later.md",
        &format!("---\ntitle: T\ndate: 2024-07-08\npublishDate: 2027-07-09\n---\n{body}\n"),
    );
    assert!(later.contains("publish_on = 2027-07-09\n"), "{later}");
    let (jekyll, said) = taken(
        "2023-04-05-t.md",
        &format!(
            "---\nlayout: post\ntitle: T\npermalink: /old/\n---\n{body} {{% include note.html %}}\n"
        ),
    );
    assert!(
        jekyll.contains("date = 2023-04-05\n") && jekyll.contains("aliases = [\"/old/\"]\n"),
        "{jekyll}"
    );
    assert!(said.contains("commands of another program are in the text"), "{said}");
    let (obsidian, said) = taken(
        "o.md",
        &format!("# T\n\n{body} %%private: ask Bob%% And `100%%` is code.\n\n%%\nmore\n%%\n"),
    );
    assert!(
        !obsidian.contains("private") && !obsidian.contains("more") && obsidian.contains("`100%%`"),
        "{obsidian}"
    );
    assert!(said.contains("comments between %% were left out: 2"), "{said}");
    let source = "[source]\nname = \"The Lancet\"\nurl = \"https://lancet.example/1\"\n";
    let (own, _) = taken(
        "own.md",
        &format!(
            "+++\ntitle = \"Our digest\"\ndate = 2025-02-03\nauthors = [\"Our Editor\"]\n\n{source}+++\n\n{body}\n"
        ),
    );
    assert!(own.contains(&format!("\n{source}+++\n")), "{own}");
}

#[test]
fn a_series_of_one_title_stays_a_series() {
    let folder = digest_with("");
    let notice = |drug: &str, day: &str| {
        format!(
            "---\ntitle: Drug safety update\ndate: {day}\n---\n\nThe agency has been told of a fault in packs of {drug}, and asks \
             whoever has them to give them back to the pharmacy where they were bought. No other medicine is concerned.\n"
        )
    };
    folder.write("jan.md", notice("ketamine", "2025-01-10"));
    folder.write("feb.md", notice("lithium", "2025-02-10"));
    folder.run(&["import", "jan.md"]);
    folder.run(&["import", "feb.md", "--force"]);
    let texts = ["drug-safety-update", "drug-safety-update-2"]
        .map(|name| folder.read(&format!("content/articles/{name}.md")));
    assert!(texts[0].contains("ketamine") && texts[1].contains("lithium"), "{texts:?}");
    // Two articles without dates in one run are not the same article either.
    let undated = |drug| {
        notice(drug, "")
            .replace("date: \n", "")
            .replace("safety update", "notes")
            .replace("has been told", "has heard")
    };
    folder.write("one.md", undated("ketamine"));
    folder.write("two.md", undated("lithium"));
    folder.run(&["import", "one.md", "two.md", "--force"]);
    assert!(folder.join("content/articles/drug-notes-2.md").is_file());
}

#[test]
fn few_words_prove_nothing_about_an_article_with_another_title() {
    let folder = digest_with("");
    let post = |name: &str, front: &str, text: &str| {
        folder.write(name, format!("---\n{front}\n---\n\n{text}\n"));
    };
    post("a.md", "title: Coming soon A\ntags: [mine]", "Coming soon.");
    post("b.md", "title: Coming soon B\ndate: 2024-05-01", "Coming soon.");
    let first = "content/articles/coming-soon-a.md";
    folder.run(&["import", "a.md"]);
    let before = folder.read(first);
    folder.run(&["import", "b.md", "--force"]);
    assert_eq!(folder.read(first), before);
    assert!(folder.join("content/articles/coming-soon-b.md").is_file());
    // Nor does the same title on another day, or with other words, or at another address.
    post("c.md", "title: Coming soon B\ndate: 2024-05-02", "Coming soon.");
    post("d.md", "title: Coming soon B\ndate: 2024-05-03", "Coming soon.");
    post("e.md", "title: Later\ncanonical_url: https://x.example/e", "Coming soon.");
    post("f.md", "title: Later\ncanonical_url: https://x.example/f", "Coming soon.");
    post("g.md", "title: Notes", "First.");
    folder.run(&["import", "c.md", "d.md", "e.md", "f.md", "g.md"]);
    post("h.md", "title: Notes", "Other.");
    folder.run(&["import", "h.md", "--force"]);
    let written = |name: &str| folder.join(&format!("content/articles/{name}.md")).is_file();
    assert!(written("coming-soon-b-3") && written("later-2") && written("notes-2"));
    assert!(folder.read("content/articles/notes.md").contains("First."));
    // The same title, words and day are the same article.
    let again = folder.run(&["import", "d.md", "g.md"]);
    assert_eq!(again.out.matches("already imported, unchanged").count(), 2, "{}", again.out);
}

#[test]
fn what_the_source_gives_itself_is_a_change() {
    let folder = digest_with("");
    let text = |drugs: &str| {
        format!(
            "---\ntitle: Given\ndate: 2025-01-10\ndrugs: [{drugs}]\n---\n\nForty adults took part in all of it, as was said before.\n"
        )
    };
    folder.write("given.md", text("ketamine"));
    folder.run(&["import", "given.md"]);
    folder.write("given.md", text("ketamine, lithium"));
    let told = folder.run(&["import", "given.md"]);
    assert!(told.out.contains("--force merges the changes"), "{}", told.out);
    folder.run(&["import", "given.md", "--force"]);
    assert!(folder.read("content/articles/given.md").contains("[\"ketamine\", \"lithium\"]"));
}

#[test]
fn front_matter_of_a_hostile_file_is_sound() {
    let folder = digest_with("");
    folder.write(
        "hostile.md",
        r#"{"title": "T", "date": "2025-01-10", "key_findings": ["First.\n+++\nSecond."], "aliases": ["/ok/\n+++\n"],
            "citations": [{"text": "One\n\n+++\ntwo"}], "study": {"design": [1, 2]}, "corrections": [{"text": [], "date": "07:30:00"}],
            "Drugs": ["lithium"], "drugs": ["ketamine"], "colour": "red", "extra": {"colour": "blue", "note": "a\n+++\nb"}}

Forty adults took part in all of it, as was said before, and nobody left the trial early.
"#,
    );
    folder.run(&["import", "hostile.md"]);
    let text = folder.read("content/articles/t.md");
    assert_eq!(text.lines().filter(|line| *line == "+++").count(), 2, "{text}");
    let front: toml::Table =
        text[4..].split("\n+++\n").next().expect("it has one").parse().expect("it is TOML");
    let extra = front["extra"].as_table().expect("the rest is there");
    assert!(
        extra.contains_key("study") && extra.contains_key("corrections") && extra.len() == 7,
        "{extra:?}"
    );
    folder.run(&["build", "--today", "2026-01-02"]).exits(0);
}

#[test]
fn tags_of_other_articles_do_not_make_a_source_another() {
    let folder = digest_with(&trial(FIRST));
    folder.run(&["import", "page.html"]).clean();
    let before = folder.read(FILE);
    folder.write(
        "content/articles/other.md",
        "+++\ntitle = \"Other\"\ndate = 2025-01-01\ndrugs = [\"ketamine\"]\ntags = [\"adults\", \"trial\", \"placebo\"]\n+++\n\nText.\n",
    );
    let fresh = folder.run(&["import", "page.html", "--stdout"]).clean().out;
    assert_ne!(fresh, before, "other tags are proposed now");
    let again = folder.run(&["import", "page.html"]).clean();
    assert!(again.out.contains("already imported, unchanged"), "{}", again.out);
    folder.run(&["import", "page.html", "--force"]).clean();
    assert_eq!(folder.read(FILE), before);
}

#[test]
fn what_the_source_changed_is_merged_with_what_the_editor_changed() {
    let folder = digest_with(&trial(FIRST));
    folder.run(&["import", "page.html"]).clean();
    let edited = folder
        .read(FILE)
        .replace("title = \"A trial in forty adults\"", "title = \"Our own title\"");
    folder.write(FILE, &edited);
    folder.write(
        "page.html",
        trial(&format!("{FIRST}<p>A correction was added at the end: forty-one adults took part in all of it.</p>")),
    );
    let told = folder.run(&["import", "page.html"]).clean();
    assert!(told.out.contains("--force merges the changes"), "{}", told.out);
    assert_eq!(folder.read(FILE), edited);
    let dry = folder.run(&["import", "page.html", "--force", "--dry-run"]).clean();
    assert!(dry.out.contains("would be merged"), "{}", dry.out);
    assert_eq!(folder.read(FILE), edited);
    folder.run(&["import", "page.html", "--force"]).clean();
    let merged = folder.read(FILE);
    assert!(
        merged.contains("title = \"Our own title\"") && merged.contains("forty-one adults"),
        "{merged}"
    );
    let again = folder.run(&["import", "page.html"]).clean();
    assert!(again.out.contains("unchanged"), "{}", again.out);
}

#[test]
fn where_both_changed_the_same_lines_both_stand() {
    let folder = digest_with(&trial(FIRST));
    folder.run(&["import", "page.html"]).clean();
    folder
        .write(FILE, folder.read(FILE).replace("lasted a week", "lasted for seven days, we think"));
    folder.write("page.html", trial(&FIRST.replace("lasted a week", "lasted ten days")));
    let run = folder.run(&["import", "page.html", "--force"]).exits(1);
    assert!(run.out.contains("marked with <<<<<<<"), "{}", run.out);
    let text = folder.read(FILE);
    for part in ["<<<<<<<", "seven days, we think", "lasted ten days", ">>>>>>>"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn nothing_that_stands_is_overwritten() {
    let folder = digest_with(&trial(FIRST));
    folder.write(FILE, "+++\ntitle = \"Mine\"\n+++\n");
    let run = folder.run(&["import", "page.html"]).clean();
    assert!(run.out.contains("content/articles/a-trial-in-forty-adults-2.md"), "{}", run.out);
    assert_eq!(folder.read(FILE), "+++\ntitle = \"Mine\"\n+++\n");
    // An existing article whose `source` is the imported page counts as this page.
    let folder = digest_with(&trial(FIRST));
    folder.write(
        "content/articles/x.md",
        "+++\ntitle = \"Mine\"\n[source]\nurl = \"https://www.news.example/trial/\"\n+++\n",
    );
    let run = folder.run(&["import", "page.html"]).clean();
    assert!(run.out.contains("this article already exists"), "{}", run.out);
    assert!(!folder.join(FILE).exists());
}

#[test]
fn two_articles_of_one_site_are_two() {
    let footer = "\n\nLearn more at www.clinic.example\n";
    let text = |name: &str| {
        format!(
            "{name}\n\nMarch 3, 2025\n\n{}{footer}",
            FIRST
                .replace("</p><p>", "\n\n")
                .replace("<p>", "")
                .replace("</p>", "")
                .replace("trial", name)
        )
    };
    let folder = digest_with("");
    folder.write("one.txt", text("One study of ketamine in adults"));
    folder.write("two.txt", text("Another study of ketamine in adults"));
    let run = folder.run(&["import", "one.txt", "two.txt"]);
    assert!(run.out.contains("2 files: 2 imported"), "{}", run.out);
}

#[test]
fn a_dry_run_and_standard_output_write_nothing() {
    let folder = digest_with(&trial(FIRST));
    let before = support::files_below(folder.path());
    folder.run(&["import", "page.html", "--dry-run"]).clean();
    let out = folder.run(&["import", "page.html", "--stdout", "--draft"]).clean().out;
    assert!(out.starts_with("+++\n") && out.contains("\ndraft = true\n"), "{out}");
    assert_eq!(support::files_below(folder.path()), before);
}

#[test]
fn what_its_source_holds_back_is_a_draft() {
    let cases = [
        ("draft", "---\ntitle: Draft\ndraft: true\n---\n", true),
        ("no", "---\ntitle: No\npublished: false\n---\n", true),
        ("status", "---\ntitle: Status\nstatus: Draft\n---\n", true),
        ("later", "+++\ntitle = \"Later\"\npublish_on = 2999-01-01\n+++\n", true),
        ("coming", "---\ntitle: Coming\ndate: 2999-01-01\n---\n", true),
        ("gone", "+++\ntitle = \"Gone\"\nexpires = 2020-01-01\n+++\n", true),
        ("open", "---\ntitle: Open\ndraft: false\nstatus: published\n---\n", false),
        (
            "out",
            "+++\ntitle = \"Out\"\npublish_on = 2020-01-01\nexpires = 2999-01-01\n+++\n",
            false,
        ),
    ];
    for (name, front, is_draft) in cases {
        let folder = digest_with("");
        folder.write(
            &format!("{name}.md"),
            format!(
                "{front}\nThe text of {name}, which is long enough to be that of an article.\n"
            ),
        );
        let run = folder.run(&["import", &format!("{name}.md"), "--stdout"]);
        assert_eq!(
            run.out.contains("\ndraft = true\n"),
            is_draft,
            "{name}:\n{}\n{}",
            run.out,
            run.err
        );
        assert_eq!(run.err.contains("imported as a draft"), is_draft, "{name}:\n{}", run.err);
    }
}

#[test]
fn a_folder_is_imported_though_one_file_is_bad() {
    let folder = digest_with("");
    folder.write("raw/a.html", trial(FIRST));
    folder.write(
        "raw/b.html",
        page("Another trial", "https://news.example/b", &FIRST.replace("forty", "fifty")),
    );
    folder.write("raw/bad.html", "<html><script>x</script></html>");
    folder.write(
        "raw/a_files/frame.html",
        trial("<p>Not an article of its own, since it lies beside a page that was saved.</p>"),
    );
    folder.write("raw/picture.png", "no text");
    let run = folder.run(&["import", "raw"]).exits(1);
    assert!(run.err.contains("raw/bad.html: there is no article in it"), "{}", run.err);
    assert!(run.out.contains("3 files: 2 imported, 1 not imported"), "{}", run.out);
    assert!(
        run.out.contains("a.html") && run.out.contains("A trial in forty adults"),
        "{}",
        run.out
    );
    let again = folder.run(&["import", "raw/*.html", "--format", "json"]).exits(1);
    let states: Vec<String> = again
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("it is JSON")["status"]
                .as_str()
                .unwrap_or("")
                .to_owned()
        })
        .collect();
    assert_eq!(states, ["unchanged", "unchanged", "error"]);
}

#[test]
fn wrong_usage_is_told() {
    let folder = digest_with(&trial(FIRST));
    folder.write("two.html", trial(FIRST));
    for (arguments, expect) in [
        (&["import", "page.html", "two.html", "--date", "2025-01-01"][..], "a single input"),
        (&["import", "page.html", "--into", "../elsewhere"][..], "not a folder below `content`"),
    ] {
        let run = folder.run(arguments).exits(2);
        assert!(run.err.contains(expect), "{}", run.err);
    }
    let run = folder.run(&["import", "none.html"]).exits(1);
    assert!(run.err.contains("there is no file `none.html`"), "{}", run.err);
    let elsewhere = Folder::new();
    elsewhere.write("page.html", trial(FIRST));
    let run = elsewhere.run(&["import", "page.html"]).exits(2);
    assert!(run.err.contains("--stdout"), "{}", run.err);
}
