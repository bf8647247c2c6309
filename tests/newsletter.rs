//! `offprint issue`: an issue as an e-mail, with the program as its users run it.

use mail_parser::MessageParser;
use offprint_mail::check_mail_html;

use crate::support::{Folder, Run, files_below};

const SITE: &str = "title = \"A & B digest\"\nbase_url = \"https://digest.test.org/sub/\"\n";

const MAIL: &str =
    "[newsletter]\nfrom = \"A & B <digest@test.org>\"\nto = \"readers@lists.test.org\"\n";

/// A site in `site` with two articles of one month and one of another.
fn site(settings: &str) -> Folder {
    let folder = Folder::new();
    folder.write("site/site.toml", format!("{SITE}{settings}"));
    for (name, date, tags) in [
        ("one", "2025-05-01", "[\"safety\"]"),
        ("two", "2025-05-31", "[]"),
        ("three", "2025-06-01", "[\"Safety\"]"),
    ] {
        folder.write(
            &format!("site/content/articles/{name}.md"),
            format!(
                "+++\ntitle = \"Title of {name} & more\"\ndate = {date}\nsummary = \"Summary of {name}.\"\n\
                 drugs = [\"ketamine\"]\ntags = {tags}\nkey_findings = [\"Finding of {name} at p < 0.05.\"]\n\
                 [study]\ndesign = \"randomised-trial\"\nparticipants = 1234\n\
                 [[citations]]\nid = \"{name}2024\"\ntitle = \"Work of {name}\"\njournal = \"Journal\"\nyear = 2024\n\
                 doi = \"10.5555/{name}\"\n+++\n\nText [@{name}2024].\n"
            ),
        );
    }
    folder
}

fn issue(folder: &Folder, arguments: &[&str]) -> Run {
    folder.run(&[&["-C", "site", "issue", "--today", "2025-07-01"], arguments].concat())
}

fn spring(folder: &Folder, text: &str) {
    folder.write(
        "site/content/issues/spring.md",
        format!(
            "+++\ntitle = \"The spring issue\"\nnumber = 1\ndate = 2025-05-31\nsummary = \"In spring.\"\n\
             articles = [\"two\", \"one\"]\n+++\n\n{text}\n"
        ),
    );
}

#[test]
fn an_issue_becomes_a_mail() {
    let folder = site(&format!("{MAIL}unsubscribe = \"mailto:leave@lists.test.org\"\n"));
    spring(&folder, "Dear reader, see [[one]] and [the list](/tags/safety/).");
    let run = issue(&folder, &["spring"]).clean();
    assert!(run.out.contains("“The spring issue – A & B digest”: 2 articles"), "{}", run.out);

    let eml = folder.read("site/issues/spring/spring.eml");
    let parsed = MessageParser::default().parse(eml.as_bytes()).expect("it is a mail");
    assert_eq!(parsed.subject(), Some("The spring issue – A & B digest"));
    let sender = parsed.from().and_then(|from| from.first()).expect("it has a sender");
    assert_eq!((sender.name(), sender.address()), (Some("A & B"), Some("digest@test.org")));
    assert_eq!(parsed.header_raw("X-Unsent").map(str::trim), Some("1"));
    // Noon of the day of the issue, in UTC.
    assert_eq!(
        parsed.date().map(mail_parser::DateTime::to_rfc3339).as_deref(),
        Some("2025-05-31T12:00:00Z")
    );
    let html = parsed.body_html(0).expect("it has HTML").replace("\r\n", "\n");
    let text = parsed.body_text(0).expect("it has a text").replace("\r\n", "\n");
    assert_eq!(html, folder.read("site/issues/spring/spring.html"));
    assert_eq!(text, folder.read("site/issues/spring/spring.txt"));
    assert_eq!(check_mail_html(&html), []);

    for part in [
        "Dear reader",
        "Title of two &amp; more",
        "Finding of one at p &lt; 0.05.",
        "Randomised controlled trial · 1234 participants",
        "https://digest.test.org/sub/drugs/ketamine/",
        "https://digest.test.org/sub/tags/safety/",
        "https://digest.test.org/sub/issues/spring/",
        "https://doi.org/10.5555/two",
        "mailto:leave@lists.test.org",
        "prefers-color-scheme: dark",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    assert!(html.find("Summary of two") < html.find("Summary of one"), "the order of the issue");
    for part in [
        "Title of two & more\n-------------------\n",
        "- Finding of one at p < 0.05.\n",
        "Read the article <https://digest.test.org/sub/articles/one/>",
        "Unsubscribe <leave@lists.test.org>",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    // Mails are no part of the site.
    folder.run(&["-C", "site", "build"]).clean();
    assert!(folder.standing("site/public").keys().all(|path| !path.ends_with(".eml")));
}

#[test]
fn the_same_input_gives_the_same_files() {
    let folder = site(&format!("{MAIL}service = \"listmonk\"\n"));
    spring(&folder, "");
    issue(&folder, &["spring"]).clean();
    let first = files_below(&folder.path().join("site/issues"));
    issue(&folder, &["content/issues/spring.md"]).clean();
    assert_eq!(files_below(&folder.path().join("site/issues")), first);
    assert!(first.contains_key("spring/issue.json"));
}

#[test]
fn a_month_becomes_an_issue_with_a_page() {
    let folder = site(&format!("{MAIL}service = \"mailchimp\"\n"));
    let run = issue(&folder, &["2025-05"]).clean();
    assert!(run.out.contains("content/issues/2025-05.md is new"), "{}", run.out);
    let file = folder.read("site/content/issues/2025-05.md");
    assert!(file.contains("title = \"May 2025\"\nnumber = 1\ndate = 2025-05-31\n"), "{file}");
    assert!(file.contains("articles = [\n  \"two\",\n  \"one\",\n]"), "{file}");
    assert!(folder.read("site/issues/2025-05/2025-05.html").contains("href=\"*|UNSUB|*\""));
    folder.run(&["-C", "site", "build"]).clean();
    assert!(folder.standing("site/public").contains_key("issues/2025-05/index.html"));

    // The editor leaves an article out: the file stays as it is, and the command says so.
    folder.write("site/content/issues/2025-05.md", file.replace("  \"one\",\n", ""));
    let run = issue(&folder, &["2025-05"]).exits(0);
    run.complains(&["does not list articles of that month", "content/articles/one.md"]);
    assert!(!folder.read("site/issues/2025-05/2025-05.txt").contains("Title of one"));
}

#[test]
fn articles_are_chosen_by_day_tag_or_name() {
    let service = format!("{MAIL}service = \"brevo\"\n");
    for (arguments, name, title, articles) in [
        (
            &["--since", "2025-05-31"][..],
            "2025-06-01",
            "Issue of 1 June 2025",
            "\"three\",\n  \"two\"",
        ),
        (&["--tag", "SAFETY"], "safety", "Safety: Issue of 1 June 2025", "\"three\",\n  \"one\""),
        (
            &["--tag", "safety", "--since", "2025-05-02"],
            "safety",
            "Safety: Issue of 1 June 2025",
            "\"three\"",
        ),
        (
            &["content/articles/one.md", "two"],
            "2025-05-31",
            "Issue of 31 May 2025",
            "\"one\",\n  \"two\"",
        ),
        (
            &["one", "--name", "Special!", "--title", "A \"special\" issue"],
            "special",
            "A \\\"special\\\" issue",
            "\"one\"",
        ),
    ] {
        let folder = site(&service);
        issue(&folder, arguments).clean();
        let file = folder.read(&format!("site/content/issues/{name}.md"));
        assert!(file.contains(&format!("title = \"{title}\"\n")), "{file}");
        assert!(file.contains(&format!("articles = [\n  {articles},\n]")), "{file}");
        assert!(
            folder.read(&format!("site/issues/{name}/{name}.html")).contains("{{ unsubscribe }}")
        );
        // Chosen again, they would become a second issue of the same name.
        issue(&folder, arguments).exits(1).complains(&["there is already an issue"]);
    }
}

#[test]
fn what_cannot_be_chosen_is_told() {
    let folder = site(MAIL);
    spring(&folder, "");
    folder.write(
        "site/content/articles/draft.md",
        "+++\ntitle = \"Draft\"\ndate = 2025-05-02\ndraft = true\n+++\n\nText.\n",
    );
    for (arguments, message) in [
        (&["2024-01"][..], "no published article dated in 2024-01"),
        (&["--since", "2025-06-02"], "no published article dated 2025-06-02 or later"),
        (&["--tag", "dosing"], "no published article with the tag `dosing`"),
        (&["autumn"], "neither an issue nor an article `autumn`"),
        (&["draft"], "is not published: its state is `draft`"),
        (&[], "an issue has a name, a month, or articles"),
        (&["spring", "--title", "X"], "--name and --title are for a new one"),
        (&["spring", "--out", "site/content"], "is a folder of the site"),
        (&["one", "--name", "b", "--title", "the Spring issue"], "an issue with the title"),
    ] {
        issue(&folder, arguments).exits(1).complains(&[message]);
    }
    assert!(!folder.path().join("site/issues").exists());
    issue(&folder, &["spring", "--since", "2025-05-01"]).exits(2);
}

#[test]
fn files_that_were_changed_by_hand_stay() {
    let folder = site(&format!("{MAIL}service = \"buttondown\"\n"));
    spring(&folder, "");
    issue(&folder, &["spring"]).clean();
    folder.write("site/issues/spring/spring.html", "edited");
    spring(&folder, "A text.");
    issue(&folder, &["spring"]).exits(1).complains(&["was changed by hand", "--overwrite"]);
    assert_eq!(folder.read("site/issues/spring/spring.html"), "edited");
    issue(&folder, &["spring", "--overwrite"]).clean();
    assert!(folder.read("site/issues/spring/spring.html").contains("A text."));
}

#[test]
fn later_retractions_and_corrections_are_told_once() {
    let folder = site(&format!("{MAIL}service = \"brevo\"\n"));
    spring(&folder, "");
    issue(&folder, &["spring"]).clean();
    assert!(!folder.read("site/issues/spring/spring.txt").contains("Changes to earlier issues"));

    let article = folder.read("site/content/articles/one.md");
    folder.write(
        "site/content/articles/one.md",
        article.replace(
            "[study]\n",
            "[[corrections]]\ndate = 2025-06-02\ntext = \"It said 12, and 14 is correct.\"\n[study]\n",
        ),
    );
    folder.write(
        "site/content/sources/two2024.md",
        "+++\ntitle = \"Work of two\"\njournal = \"Journal\"\nyear = 2024\ndoi = \"10.5555/two\"\n\
         status = \"retracted\"\nstatus_date = 2025-06-03\nstatus_note = \"Made-up data\"\n+++\n",
    );
    issue(&folder, &["2025-06"]).exits(0);
    let text = folder.read("site/issues/2025-06/2025-06.txt");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Changes to earlier issues"), "{text}");
    assert!(words.contains("Retracted (2025-06-03): Work of two"), "{text}");
    assert!(words.contains("Made-up data"), "{text}");
    assert!(
        words.contains("Article corrected (2025-06-02): It said 12, and 14 is correct."),
        "{text}"
    );
    assert!(
        words.contains("Title of two & more <https://digest.test.org/sub/articles/two/>"),
        "{text}"
    );
    // The page of the issue says the same as its mail, and the earlier page says nothing.
    let page = |name: &str| {
        folder.run(&["-C", "site", "build", "--today", "2025-07-01"]).exits(0);
        folder.read(&format!("site/public/issues/{name}/index.html"))
    };
    let changes = "<h2>Changes to earlier issues</h2>";
    for part in [changes, "Made-up data", "It said 12, and 14 is correct.", "/articles/two/"] {
        assert!(page("2025-06").contains(part), "{part}");
    }
    assert!(!page("spring").contains(changes));
    // So does the feed that services send mails from, with full URLs.
    let feed = folder.read("site/public/issues/feed.xml");
    assert_eq!(feed.matches("Changes to earlier issues").count(), 1, "{feed}");
    for part in ["Made-up data", "It said 12, and 14 is correct.", "test.org/sub/articles/two/"] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
    // Made again, the mail is the same; the one after it does not repeat what was told.
    issue(&folder, &["2025-06"]).exits(0);
    assert_eq!(folder.read("site/issues/2025-06/2025-06.txt"), text);
    issue(&folder, &["three", "--name", "next"]).exits(0);
    assert!(!folder.read("site/issues/next/next.txt").contains("Changes to earlier issues"));
    assert!(!page("next").contains(changes));
    assert!(page("2025-06").contains(changes));
    // Without records, the dates decide: after the issue before, and until the day of the issue.
    std::fs::remove_dir_all(folder.path().join("site/issues")).expect("it is removed");
    let dated = folder.read("site/content/issues/2025-06.md");
    folder.write("site/content/issues/2025-06.md", dated.replace("2025-06-01", "2025-06-02"));
    assert!(page("2025-06").contains("It said 12, and 14 is correct."));
    assert!(!page("2025-06").contains("Made-up data"));
    assert!(page("next").contains("Made-up data"));
}

#[test]
fn a_damaged_record_of_a_mail_is_reported() {
    let folder = site(&format!("{MAIL}service = \"brevo\"\n"));
    spring(&folder, "");
    issue(&folder, &["spring"]).clean();
    folder.write("site/issues/spring/issue.json", "{\"told\": 1}");
    let run = folder.run(&["-C", "site", "build", "--today", "2025-07-01"]).exits(0);
    run.complains(&["issues/spring/issue.json", "the record of a mail cannot be read"]);
}

#[test]
fn a_service_reads_no_commands_in_texts() {
    let folder = site(&format!("{MAIL}service = \"listmonk\"\n"));
    spring(&folder, "Write `{{ TrackView }}` in a template.");
    issue(&folder, &["spring"]).clean();
    let html = folder.read("site/issues/spring/spring.html");
    assert!(html.contains("&#123;{ TrackView }}"), "{html}");
    assert!(html.contains("href=\"{{ UnsubscribeURL }}\""), "{html}");
}

#[test]
fn a_mail_without_a_link_to_unsubscribe_is_reported() {
    let folder = site(MAIL);
    spring(&folder, "");
    issue(&folder, &["spring"]).exits(0).complains(&["no link by which readers unsubscribe"]);
}

#[test]
fn a_template_with_a_script_makes_no_mail() {
    let folder = site(&format!("{MAIL}service = \"brevo\"\n"));
    spring(&folder, "");
    folder.write(
        "site/templates/mail.html",
        "<p>{{ issue.name }}</p><script>track()</script><img src=\"https://t.org/o\" width=\"1\" height=\"1\" alt=\"\">",
    );
    let run = issue(&folder, &["spring"]).exits(1);
    run.complains(&["the mail cannot be sent"]);
    assert!(!folder.path().join("site/issues/spring").exists());
    folder.write("site/templates/mail.html", "<section>{{ issue.name }}</section>");
    issue(&folder, &["spring"]).exits(0).complains(&["do not show the element `section`"]);
    folder.write("site/templates/mail.html", "{{ issue.nmae }}");
    issue(&folder, &["spring"]).exits(1).complains(&["templates/mail.html"]);
}

#[test]
fn a_site_without_an_address_has_no_mails() {
    let folder = site(MAIL);
    spring(&folder, "");
    folder.write(
        "site/site.toml",
        format!("title = \"A\"\nbase_url = \"http://localhost/\"\n{MAIL}"),
    );
    issue(&folder, &["spring"]).exits(1).complains(&["bad-base-url"]);
}

#[test]
fn what_sending_needs_is_told() {
    let server = "[newsletter.smtp]\nserver = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\n";
    let user = format!("{server}user = \"ana\"\n");
    for (settings, arguments, message) in [
        (MAIL.to_owned(), &["--smtp"][..], "names no server that sends mails"),
        (server.to_owned(), &["--smtp"], "does not say who sends the mail"),
        (
            format!("[newsletter]\nfrom = \"a@test.org\"\n{server}"),
            &["--smtp"],
            "does not say who receives the mail",
        ),
        (format!("{MAIL}{server}"), &["--smtp", "--to", "x"], "`x` is not a mail address"),
        (format!("{MAIL}{user}"), &["--smtp"], "OFFPRINT_SMTP_PASSWORD"),
        (format!("{MAIL}{server}"), &["--smtp"], "`127.0.0.1:9` cannot be reached"),
    ] {
        let folder = site(&settings);
        spring(&folder, "");
        issue(&folder, &[&["spring"], arguments].concat()).exits(1).complains(&[message]);
        // The files are there in any case.
        assert!(folder.path().join("site/issues/spring/spring.eml").exists(), "{settings}");
    }
}

#[test]
fn programs_get_json() {
    let folder = site(&format!("{MAIL}service = \"brevo\"\n"));
    spring(&folder, "");
    let run = issue(&folder, &["spring", "--format", "json"]).clean();
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    assert_eq!(report["issue"], "spring");
    assert_eq!(report["articles"], 2);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(3));
    let run = issue(&folder, &["autumn", "--format", "json"]).exits(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    assert_eq!(report["error"]["kind"], "refused");
}

#[test]
fn an_image_that_mails_cannot_show_is_reported() {
    let folder = site(&format!("{MAIL}unsubscribe = \"mailto:leave@lists.test.org\"\n"));
    spring(&folder, "Text.");
    folder.write(
        "site/content/articles/chart.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"></svg>",
    );
    let path = "site/content/articles/one.md";
    let text = folder.read(path).replacen("title", "image = \"chart.svg\"\ntitle", 1);
    folder.write(path, text);
    let run = issue(&folder, &["spring"]).exits(0);
    let expect =
        "the image of “Title of one & more” is left out: mail programs show JPEG, PNG and GIF";
    assert!(run.err.contains(expect), "{}", run.err);
    assert!(!run.err.contains("Title of two"), "{}", run.err);
}
