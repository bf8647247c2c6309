//! An incremental build must equal a clean build.
//!
//! Random sites and random sequences of edits. After each edit, the edition and the diagnostics
//! must equal those of a clean build, byte for byte, and every changed page must have been rendered
//! again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use offprint::{Edition, FileChanges, Project, RenderHooks, Route};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::site::{TODAY, TestSite, files, texts};

const DRUGS: [&str; 6] = ["ketamine", "Ketamine", "Spravato", "esketamine", "MIJ821", "psilocybin"];
/// Sentences that mention drugs, by names from the vocabulary and by names that only files define.
const MENTIONS: [&str; 8] = [
    "It beat ketamine & placebo.",
    "Spravato was given, then (S)-ketamine.",
    "Of MIJ821 little is known.",
    "Psilocybin *and* psilocybin, and `ketamine` in code.",
    "Wonderspray helped; esketamin did not.",
    "An SSRI such as fluoxetine.",
    "They said that sage helps.",
    "About <b>ketamine</b> and [ketamine](../about.md).",
];
/// Names of people: two of one author, and one that no file defines.
const PEOPLE: [&str; 4] = ["Anna Weber", "Weber A", "Ben Ode", "The Desk"];
const TAGS: [&str; 4] = ["safety", "phase 2", "Phase-2", "NMDA receptor"];

/// A generated article.
#[derive(Clone, Debug)]
struct Article {
    title: u8,
    day: Option<u8>,
    drugs: Vec<usize>,
    tags: Vec<usize>,
    conditions: Vec<u8>,
    links: Vec<u8>,
    words: u8,
    draft: bool,
    extra: u8,
    /// Which sentences mention drugs.
    mentions: Vec<usize>,
    /// What it reports: a study, or a trial that it cites.
    study: u8,
    autolink: Option<bool>,
    /// Which images it shows.
    images: Vec<u8>,
    /// Who wrote, edited and reviewed it.
    people: Vec<usize>,
    /// A mistake: an unknown key, a broken link, or a missing citation.
    fault: Option<u8>,
}

impl Article {
    fn text(&self) -> String {
        let list = |names: Vec<String>| format!("[{}]", names.join(", "));
        let quoted = |name: &str| format!("\"{name}\"");
        let mut text = format!("+++\ntitle = \"Title {}\"\n", self.title);
        if let Some(day) = self.day {
            text.push_str(&format!("date = 2025-{:02}-{:02}\n", day % 12 + 1, day % 28 + 1));
        }
        if self.draft {
            text.push_str("draft = true\n");
        }
        if let Some(autolink) = self.autolink {
            text.push_str(&format!("autolink = {autolink}\n"));
        }
        if self.fault == Some(0) {
            text.push_str("tagz = 1\n");
        }
        text.push_str(&format!(
            "drugs = {}\n",
            list(self.drugs.iter().map(|drug| quoted(DRUGS[*drug])).collect())
        ));
        text.push_str(&format!(
            "tags = {}\n",
            list(self.tags.iter().map(|tag| quoted(TAGS[*tag])).collect())
        ));
        text.push_str(&format!(
            "conditions = {}\n",
            list(self.conditions.iter().map(|n| quoted(&format!("condition {}", n % 3))).collect())
        ));
        let mut people = self.people.iter().map(|person| quoted(PEOPLE[*person]));
        for key in ["authors", "editors", "medical_reviewers"] {
            if let Some(person) = people.next() {
                let more = if key == "authors" { self.extra % 2 } else { 0 };
                let names: Vec<String> = std::iter::once(person)
                    .chain(people.by_ref().take(usize::from(more)))
                    .collect();
                text.push_str(&format!("{key} = {}\n", list(names)));
            }
        }
        if self.extra.is_multiple_of(7) {
            text.push_str("license = \"CC BY-NC 4.0\"\n");
        }
        if self.extra.is_multiple_of(3) {
            text.push_str(&format!(
                "summary = \"Summary {}.\"\nkey_findings = [\"Finding {}\"]\nreviewed = 2025-12-01\nreview_by = 20{}-01-01\n",
                self.extra,
                self.extra,
                25 + self.extra % 3
            ));
        }
        if self.extra.is_multiple_of(4) {
            text.push_str(&format!("aliases = [\"/old/{}/\"]\n", self.title));
            text.push_str(&format!("id = \"tag:example.org,2025:{}\"\n", self.title));
        }
        if self.extra.is_multiple_of(5) {
            text.push_str(&format!("image = \"chart{}.png\"\n", self.extra % 2));
        }
        text.push_str("[source]\nname = \"A journal\"\n");
        if self.extra.is_multiple_of(3) {
            // Now and then it is a work that other documents cite.
            let doi = match self.extra % 6 {
                0 => format!("w{}", self.extra / 6 % 3),
                _ => self.extra.to_string(),
            };
            text.push_str(&format!(
                "doi = \"10.5555/{doi}\"\npmid = {0}\npmcid = \"PMC{0}\"\n",
                100 + u32::from(self.extra)
            ));
        }
        if self.extra.is_multiple_of(5) {
            text.push_str(&format!(
                "[[corrections]]\ndate = 2025-12-01\ntext = \"Correction {}\"\n",
                self.extra
            ));
        }
        text.push_str(&format!(
            "[[citations]]\nid = \"c\"\ntitle = \"Work {}\"\nauthors = [\"Shelton RC\"]\nyear = {}\n",
            self.extra,
            2000 + i32::from(self.extra % 20)
        ));
        if self.study.is_multiple_of(3) {
            text.push_str("nct = \"NCT00000001\"\n");
        }
        match self.study % 7 {
            // A second work, which other articles cite, too, or whose number is a trial's.
            1 => text.push_str(&format!(
                "[[citations]]\nid = \"d\"\ntitle = \"Trial of ketamine {0}\"\njournal = \"J\"\ndoi = \"10.5555/w{0}\"\nnct = \"NCT0000000{0}\"\n{1}",
                self.extra % 3,
                if self.extra.is_multiple_of(4) { "status = \"retracted\"\n" } else { "" }
            )),
            2 => text.push_str(&format!(
                "[[citations]]\nid = \"d\"\ntitle = \"Protocol\"\nnct = \"CTRI/2020/01/01234{}\"\n",
                self.extra % 2
            )),
            _ => {}
        }
        if self.study.is_multiple_of(2) {
            text.push_str(&format!(
                "[study]\ndesign = \"Design {}\"\nphase = {}\nn = {}\nregistry = [\"NCT0000000{}\"]\n",
                self.study % 3,
                self.study % 4,
                self.study,
                self.study % 3
            ));
        }
        text.push_str("[extra]\nnote = 1\n+++\n\n");
        for mention in &self.mentions {
            text.push_str(&format!("{} ", MENTIONS[*mention]));
        }
        for word in 0..self.words {
            text.push_str(&format!("Word{word} and more. "));
        }
        text.push_str("Cited [@c].\n\n## A heading\n\n");
        match self.study % 29 {
            7 => text.push_str("By its key [@w0; @c].\n\n"),
            8 => text.push_str("By a number [@doi:10.5555/W1, p. 3] and [@w1].\n\n"),
            _ => {}
        }

        for link in &self.links {
            let target = match link % 7 {
                0 => format!("See [that one](a{}.md) for more.", link % 8),
                1 => "About [[Spravato]] and [[ketamine|it]].".to_owned(),
                2 => format!("As [[Title {}]] says.", link % 5),
                3 => "A tag: [[safety]].".to_owned(),
                4 if link % 5 == 0 => "A class: [[NMDA receptor antagonists]].".to_owned(),
                4 => format!("Below: [a heading](a{}.md#a-heading).", link % 8),
                5 => "The [data](bundle/data.csv).".to_owned(),
                _ => format!("Old: [x](/articles/a{}/).", link % 8),
            };
            // Broken links are intentional mistakes, but not in every site.
            text.push_str(&target);
            text.push_str("\n\n");
        }
        if self.extra.is_multiple_of(7) {
            text.push_str(
                "A note[^größe]. <!-- not for readers -->\n\n[^gro\u{308}ße]: Its text.\n\n",
            );
        }
        match self.extra % 5 {
            0 => text.push_str(
                "Give {{ <Dose mg={5} /> }} and {{ <Staff /> }}.\n\n| a |\n|---|\n| b |\n\n",
            ),
            1 => text.push_str(
                "{% <Box kind=\"a\"> %}\nKetamine, [[ketamine]], [[Spravato]].\n{% </Box> %}\n\n",
            ),
            _ => {}
        }
        for image in &self.images {
            text.push_str(&format!("![A chart](chart{}.png)\n\n", image % 2));
        }
        match self.fault {
            Some(1) => text.push_str("Broken: [x](nowhere.md).\n"),
            Some(2) => text.push_str("Unknown [@nobody].\n"),
            _ => {}
        }
        text
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Article(u8, Article),
    RemoveArticle(u8),
    RenameArticle(u8, u8),
    /// Blank lines above the text: locations change, facts do not.
    Shift(u8),
    Drug(u8, u8),
    RemoveDrug(u8),
    Tag(u8),
    /// The file of a class; 0 removes it.
    Class(u8),
    /// An author's file: which, and its content.
    Author(u8, u8),
    RemoveAuthor(u8),
    /// A series or an issue: which, and its content.
    Collection(u8, u8),
    RemoveCollection(u8),
    /// A file of works: which, and its content.
    Works(u8, u8),
    /// What the mail of an issue told: which, and its content.
    MailRecord(u8, u8),
    Page(u8),
    Bundle(u8),
    Home(Option<u8>),
    Settings(u8),
    Template(u8),
    Partial(u8),
    Override(u8),
    Static(u8, u8),
    Translations(u8),
    Image(u8, u8),
    /// A data file, which a template reads.
    Data(u8, u8),
    /// A page that lists articles.
    List(u8),
    /// The components that texts use.
    Components(u8),
    /// A template that writes links, images, headings or tables.
    Hook(u8, u8),
    BrokenTemplate,
    MendTemplate,
    /// No change.
    Touch,
}

fn article() -> impl Strategy<Value = Article> {
    (
        any::<u8>().prop_map(|n| n % 5),
        proptest::option::weighted(0.9, any::<u8>()),
        proptest::collection::vec(0..DRUGS.len(), 0..3),
        proptest::collection::vec(0..TAGS.len(), 0..3),
        proptest::collection::vec(any::<u8>(), 0..2),
        proptest::collection::vec(any::<u8>(), 0..3),
        0u8..30,
        proptest::bool::weighted(0.1),
        (
            any::<u8>(),
            any::<u8>(),
            proptest::collection::vec(0..MENTIONS.len(), 0..3),
            proptest::option::weighted(0.2, any::<bool>()),
            proptest::collection::vec(any::<u8>(), 0..2),
            proptest::collection::vec(0..PEOPLE.len(), 0..4),
        ),
        proptest::option::weighted(0.05, 0u8..3),
    )
        .prop_map(
            |(
                title,
                day,
                drugs,
                tags,
                conditions,
                links,
                words,
                draft,
                (extra, study, mentions, autolink, images, people),
                fault,
            )| {
                Article {
                    title,
                    day,
                    drugs,
                    tags,
                    conditions,
                    links,
                    words,
                    draft,
                    extra,
                    mentions,
                    study,
                    autolink,
                    images,
                    people,
                    fault,
                }
            },
        )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0u8..8, article()).prop_map(|(n, article)| Edit::Article(n, article)),
        1 => (0u8..8).prop_map(Edit::RemoveArticle),
        1 => (0u8..8, 0u8..8).prop_map(|(a, b)| Edit::RenameArticle(a, b)),
        1 => (0u8..8).prop_map(Edit::Shift),
        2 => (0u8..3, any::<u8>()).prop_map(|(n, kind)| Edit::Drug(n, kind)),
        1 => (0u8..3).prop_map(Edit::RemoveDrug),
        1 => any::<u8>().prop_map(Edit::Tag),
        1 => any::<u8>().prop_map(Edit::Class),
        2 => (0u8..3, any::<u8>()).prop_map(|(n, kind)| Edit::Author(n, kind)),
        1 => (0u8..3).prop_map(Edit::RemoveAuthor),
        3 => (0u8..4, any::<u8>()).prop_map(|(n, kind)| Edit::Collection(n, kind)),
        1 => (0u8..4).prop_map(Edit::RemoveCollection),
        2 => (0u8..2, any::<u8>()).prop_map(|(n, v)| Edit::MailRecord(n, v)),
        2 => (0u8..4, any::<u8>()).prop_map(|(n, v)| Edit::Works(n, v)),
        1 => any::<u8>().prop_map(Edit::Page),
        1 => any::<u8>().prop_map(Edit::Bundle),
        1 => proptest::option::of(any::<u8>()).prop_map(Edit::Home),
        1 => any::<u8>().prop_map(Edit::Settings),
        1 => any::<u8>().prop_map(Edit::Template),
        1 => any::<u8>().prop_map(Edit::Partial),
        1 => any::<u8>().prop_map(Edit::Override),
        1 => (0u8..3, any::<u8>()).prop_map(|(n, v)| Edit::Static(n, v)),
        1 => any::<u8>().prop_map(Edit::Translations),
        1 => (0u8..2, any::<u8>()).prop_map(|(n, v)| Edit::Image(n, v)),
        1 => (0u8..3, any::<u8>()).prop_map(|(n, v)| Edit::Data(n, v)),
        2 => any::<u8>().prop_map(Edit::List),
        2 => any::<u8>().prop_map(Edit::Components),
        2 => (0u8..4, any::<u8>()).prop_map(|(n, v)| Edit::Hook(n, v)),
        1 => Just(Edit::BrokenTemplate),
        1 => Just(Edit::MendTemplate),
        1 => Just(Edit::Touch),
    ]
}

fn settings(n: u8) -> String {
    let rss = ["site", "all", "none"][usize::from(n % 3)];
    let contact = match n % 4 {
        0 => String::new(),
        1 => "report_mistakes = \"https://example.net/form\"\n".to_owned(),
        n => format!("report_mistakes = \"a{n}@example.net\"\n"),
    };
    let newsletter = if n % 5 < 2 {
        format!(
            "\n[newsletter]\naction = \"https://news{}.example/\"\ntext = \"{}\"\n",
            n % 2,
            n % 4
        )
    } else if n % 5 == 2 {
        // What is said about mails changes no file of the site.
        format!("\n[newsletter]\nservice = \"brevo\"\nto = \"a{n}@example.net\"\n")
    } else {
        String::new()
    };
    let hosting =
        ["", "hosting = [\"apache\", \"netlify\"]\n", "hosting = []\n"][usize::from(n % 3)];
    let follow = format!("[build]\nfollow = {}\n{hosting}", !n.is_multiple_of(7));
    let text = basic_settings(n).replace("[build]\n", &follow);
    let style = ["ama", "apa", "vancouver"][usize::from(n % 3)];
    let downloads = !n.is_multiple_of(5);
    let citations = format!("\n[citations]\nstyle = \"{style}\"\ndownloads = {downloads}\n");
    let hub = if n % 5 == 3 { "hub = \"https://hub.example/\"\n" } else { "" };
    let feeds = format!("[feeds]\nrss = \"{rss}\"\n{hub}");
    contact + &text.replace("[feeds]\n", &feeds) + &newsletter + &citations
}

fn basic_settings(n: u8) -> String {
    format!(
        "title = \"Test {}\"\nbase_url = \"https://example.org/{}\"\nautolink = {}\npaginate_by = {}\ndescription = \"About {}\"\nlanguage = \"{}\"\n{}\n[translations]\nskip = \"Skip {}\"\n\n[images]\nformat = \"{}\"\nwidths = [16, {}]\nquality = {}\n\n[feeds]\nlimit = {}\nterm_limit = {}\njson = {}\n\n[build]\nmarkdown_copies = {}\nsearch = {}\narchive = {}\nmap = {}\ncomparisons = {}\nheaders = {}\n\n[markdown]\nheading_anchors = {}\n\n[[taxonomies]]\nkey = \"conditions\"\n\n[[comparisons]]\ndrugs = [\"{}\", \"psilocybin\"]\n\n[[menu]]\ntitle = \"Drugs\"\nurl = \"/drugs/\"\n\n{}[share]\nsite = {}\narticles = {}\n\n[params]\naccent = \"{}\"\nfooter_text = \"{}\"\n",
        n % 2,
        if n.is_multiple_of(3) { "digest/" } else { "" },
        !n.is_multiple_of(4),
        n % 4 + 1,
        n % 2,
        ["en", "de", "ar"][usize::from(n % 3)],
        if n.is_multiple_of(4) {
            "license = \"CC BY 4.0\"\nauthors = [\"The Desk\"]\n"
        } else {
            ""
        },
        n % 2,
        if n.is_multiple_of(6) { "original" } else { "webp" },
        n % 2 + 30,
        n % 2 + 70,
        n % 3,
        n % 3,
        n.is_multiple_of(2),
        !n.is_multiple_of(6),
        !n.is_multiple_of(5),
        !n.is_multiple_of(6),
        !n.is_multiple_of(8),
        n % 3,
        !n.is_multiple_of(9),
        !n.is_multiple_of(7),
        DRUGS[usize::from(n % 5)],
        if n.is_multiple_of(5) {
            "[[menu]]\ntitle = \"About\"\nurl = \"/about/\"\n\n[[menu]]\ntitle = \"Map\"\nurl = \"/map/\"\n\n"
        } else {
            ""
        },
        n.is_multiple_of(2),
        n.is_multiple_of(3),
        ["plum", "#123456", "#ffee00"][usize::from(n % 3)],
        n % 2,
    )
}

fn apply(site: &TestSite, edit: &Edit) {
    let file = |n: u8| format!("content/articles/a{n}.md");
    match edit {
        Edit::Article(n, article) => site.write(&file(*n), &article.text()),
        Edit::RemoveArticle(n) => site.remove(&file(*n)),
        Edit::RenameArticle(from, to) => drop(std::fs::rename(site.path(&file(*from)), site.path(&file(*to)))),
        Edit::Shift(n) => {
            if let Ok(text) = std::fs::read_to_string(site.path(&file(*n))) {
                site.write(&file(*n), &text.replacen("+++\n\n", "+++\n\n\n\n", 1));
            }
        }
        Edit::Drug(0, kind) => site.write(
            "content/drugs/esketamine.md",
            &format!(
                "+++\ntitle = \"Esketamine\"\nbrands = [\"Spravato\"{}]\nsummary = \"Summary {}\"\n{}{}{}+++\nProse {} on [[ketamine]] and psilocybin, not esketamine.\n",
                if kind % 4 == 0 { ", \"Wonderspray\", \"sage\"" } else { "" },
                kind % 2,
                if kind % 3 == 0 { "aliases = [\"(S)-ketamine\"]\n" } else { "" },
                if kind % 5 == 0 { "autolink = false\n" } else { "" },
                if kind % 2 == 0 {
                    format!("updated = 2025-11-0{0}\nreviewed = 2025-12-0{0}\nreview_by = 202{0}-06-01\n[extra]\nnote = {1}\n", kind % 5 + 2, kind % 4)
                } else {
                    String::new()
                },
                kind % 4
            ),
        ),
        Edit::Drug(1, kind) => site.write(
            "content/drugs/ketamine.md",
            &format!("+++\ntitle = \"Ketamine\"\n{}+++\nProse {}.\n", if kind % 5 == 0 { "brands = [\"Spravato\"]\n" } else { "" }, kind % 2),
        ),
        Edit::Drug(_, kind) => site.write(
            "content/drugs/onfasprodil.md",
            &format!("+++\ntitle = \"Onfasprodil\"\ncodes = [\"MIJ821\"]\nrelated = [\"ketamine\"]\nclass = \"class {}\"\n+++\n", kind % 2),
        ),
        Edit::RemoveDrug(n) => site.remove(["content/drugs/esketamine.md", "content/drugs/ketamine.md", "content/drugs/onfasprodil.md"][usize::from(*n)]),
        Edit::Tag(n) => site.write("content/tags/safety.md", &format!("+++\ntitle = \"Safety\"\nsummary = \"Tag {}\"\n+++\nSee [](../articles/a{}.md).\n", n % 3, n % 8)),
        Edit::Class(n) if n % 4 == 0 => site.remove("content/classes/nmda.md"),
        Edit::Class(n) => site.write(
            "content/classes/nmda.md",
            &format!(
                "+++\ntitle = \"{}\"\n{}{}summary = \"Class {}\"\nreview_by = 202{}-01-01\n+++\nText {} on [[ketamine]] and [it](../articles/a{}.md).\n",
                if n % 3 == 0 { "class 1s" } else { "NMDA receptor antagonists" },
                if n % 5 == 0 { "aliases = [\"class 0\"]\n" } else { "" },
                if n % 7 == 0 { "slug = \"nmda\"\n" } else { "" },
                n % 2,
                n % 9,
                n % 3,
                n % 8
            ),
        ),
        Edit::Author(n, kind) => site.write(&author_file(*n), &author_text(*n, *kind)),
        Edit::RemoveAuthor(n) => site.remove(&author_file(*n)),
        Edit::Collection(n, kind) => site.write(&collection_file(*n), &collection_text(*n, *kind)),
        Edit::RemoveCollection(n) => site.remove(&collection_file(*n)),
        Edit::Page(n) => site.write(
            if n % 5 == 4 { "content/authors.md" } else { "content/about.md" },
            &format!("+++\ntitle = \"About {}\"\nauthors = [\"Ben Ode\"]\ndraft = {}\n+++\nHello [[Ketamine]] {}.\n", n % 2, n.is_multiple_of(5), n % 3),
        ),
        Edit::Bundle(n) if n % 4 == 0 => {
            site.remove("content/articles/bundle/index.md");
            site.remove("content/articles/bundle/data.csv");
        }
        Edit::Bundle(n) => {
            site.write(
                "content/articles/bundle/index.md",
                &format!("+++\ntitle = \"Bundle\"\ndate = 2025-01-0{}\ndraft = {}\n+++\nText.\n", n % 2 + 1, n.is_multiple_of(3)),
            );
            site.write("content/articles/bundle/data.csv", &format!("a,{n}\n"));
        }
        Edit::Home(Some(n)) => site.write("content/index.md", &format!("+++\ntitle = \"Home {}\"\n+++\nWelcome {}.\n", n % 2, n % 3)),
        Edit::Home(None) => site.remove("content/index.md"),
        Edit::Works(n, v) => works(site, *n, *v),
        Edit::MailRecord(n, v) => mail_record(site, *n, *v),
        Edit::Settings(n) => site.write("site.toml", &settings(*n)),
        Edit::Template(n) => match n % 3 {
            0 => site.remove("templates/page.html"),
            n => site.write("templates/page.html", &format!("{{% extends \"theme/page.html\" %}}{{% block title %}}T{n} {{{{ page.title }}}}{{% endblock title %}}")),
        },
        Edit::Partial(n) => match n % 3 {
            0 => {
                site.remove("templates/404.html");
                site.remove("templates/mine.html");
            }
            n => {
                site.write("templates/mine.html", &format!("<p>mine {n} {{{{ recent_articles | length }}}}</p>"));
                site.write("templates/404.html", "{% extends \"base.html\" %}{% block main %}{% include \"mine.html\" %}{% endblock main %}");
            }
        },
        Edit::Override(n) => match n % 3 {
            0 => site.remove("templates/article.html"),
            n => site.write("templates/article.html", &format!("{{% extends \"builtin/article.html\" %}}{{% block head %}}{{{{ super() }}}}<meta name=\"n\" content=\"{n}\">{{% endblock head %}}")),
        },
        Edit::Static(0, v) if v % 4 == 0 => site.remove("static/a.txt"),
        Edit::Static(0, v) => site.write("static/a.txt", &format!("static {v}")),
        Edit::Static(1, v) => site.write("themes/folio/static/folio.css", &format!("p {{ order: {v} }}")),
        Edit::Static(_, v) => site.write("content/articles/b.bin", &format!("beside {v}")),
        Edit::Translations(v) => site.write("themes/folio/i18n/de.toml", &format!("home = \"Anfang {}\"\narchive = \"Ablage {}\"\n", v % 2, v % 3)),
        Edit::Image(n, v) => {
            // Some images are truncated, or larger than before.
            let image = image(24 + u32::from(v % 3) * 8);
            let end = if v % 5 == 4 { image.len() / 2 } else { image.len() };
            std::fs::create_dir_all(site.path("content/articles")).expect("the folder can be made");
            std::fs::write(site.path(&format!("content/articles/chart{n}.png")), &image[..end]).expect("it can be written");
        }
        Edit::Data(n, v) => data(site, *n, *v),
        Edit::List(n) => list(site, *n),
        Edit::Components(n) => components(site, *n),
        Edit::Hook(n, v) => hook(site, *n, *v),
        Edit::BrokenTemplate => site.write("templates/term.html", "{% extends \"theme/term.html\" %}{% block main %}{{ term.nonsense }}{% endblock main %}"),
        Edit::MendTemplate => site.remove("templates/term.html"),
        Edit::Touch => {
            if let Ok(text) = std::fs::read(site.path("site.toml")) {
                std::fs::write(site.path("site.toml"), text).expect("the file can be written");
            }
        }
    }
}

fn author_file(n: u8) -> String {
    format!("content/authors/{}.md", ["anna", "ben", "desk"][usize::from(n)])
}

/// The file of an author. Which of the names it has depends on its content, and some are drafts.
fn author_text(n: u8, kind: u8) -> String {
    let name = [["Anna Weber", "Weber A"], ["Ben Ode", "Anna Weber"], ["The Desk", "Ben Ode"]]
        [usize::from(n)][usize::from(kind.is_multiple_of(9))];
    format!(
        "+++\nname = \"{name}\"\n{}{}orcid = \"{}\"\nrole = \"Role {}\"\naffiliation = \"Place {}\"\n{}+++\nSee [](../articles/a{}.md) and [[Ben Ode]].\n",
        if kind.is_multiple_of(3) && n == 0 { "aliases = [\"Weber A\"]\n" } else { "" },
        if kind.is_multiple_of(11) { "draft = true\n" } else { "" },
        // Now and then two authors have one ORCID iD, which is an error.
        ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
            [usize::from(if kind.is_multiple_of(13) { 0 } else { n })],
        kind % 2,
        kind % 3,
        if kind.is_multiple_of(4) { "photo = \"/articles/chart0.png\"\n" } else { "" },
        kind % 8
    )
}

fn collection_file(n: u8) -> String {
    format!(
        "content/{}.md",
        ["series/basics", "series/other", "issues/first", "issues/second"][usize::from(n)]
    )
}

/// The file of a series or an issue. Its articles may be missing or drafts, and issues may have one
/// number: then the site has an error.
fn collection_text(n: u8, kind: u8) -> String {
    let articles: Vec<String> =
        (0..kind % 4).map(|i| format!("\"a{}\"", (kind / 4 + i * 3) % 8)).collect();
    let number = if n < 2 {
        String::new()
    } else {
        format!(
            "number = {}\ndate = 2025-0{}-01\n",
            n + u8::from(kind.is_multiple_of(6)),
            kind % 8 + 1
        )
    };
    format!(
        "+++\ntitle = \"Collection {}\"\n{number}articles = [{}]\n+++\nEditorial {} on [[ketamine]].\n",
        n * 2 + kind % 2,
        articles.join(", "),
        kind % 5
    )
}

/// A file of works. They have some keys and DOIs in common, some contradict each other, and some
/// cannot be read.
fn works(site: &TestSite, n: u8, v: u8) {
    let path = [
        "content/sources/lib.bib",
        "content/sources/w1.md",
        "content/sources/more.ris",
        "content/sources/status.toml",
    ][usize::from(n)];
    if v.is_multiple_of(4) {
        return site.remove(path);
    }
    let year = 2000 + u32::from(v % 3);
    let text = match n {
        0 => format!(
            "@article{{w0, title = {{Work {}}}, author = {{Weber, A}}, year = {year}, doi = {{10.5555/w0}}}}\n\
             @article{{{}, title = {{Other}}, author = {{Ode, B}}, year = 2001{}\n",
            v % 2,
            // Now and then another work has the key.
            if v % 11 == 1 { "w0" } else { "x" },
            if v % 13 == 1 { "" } else { "}" }
        ),
        1 => format!(
            "+++\ntitle = \"A note {}\"\ndoi = \"10.5555/w{}\"\n{}+++\nOn [[ketamine]].\n",
            v % 3,
            v % 2,
            if v.is_multiple_of(3) { "status = \"retracted\"\n" } else { "" }
        ),
        3 => format!(
            "[[work]]\ndoi = \"10.5555/{}\"\nstatus = \"{}\"\nsource = \"List\"\n{}",
            // The first two are works of the files above, the third only of articles.
            ["w0", "w1", "9"][usize::from(v % 3)],
            ["retracted", "corrected", "preprint", "gone"][usize::from(v / 3 % 4)],
            if v.is_multiple_of(5) { "ignore = true\n" } else { "" }
        ),
        _ => format!(
            "TY  - JOUR\nTI  - Work {}\nAU  - Weber, A\nPY  - {year}\nDO  - 10.5555/w{}\nC1  - NCT0000000{}\nER  - \n",
            v % 2,
            v % 3,
            v % 4
        ),
    };
    site.write(path, &text);
}

/// What the mail of an issue told its readers. Some records are damaged.
fn mail_record(site: &TestSite, n: u8, v: u8) {
    let path = ["issues/first/issue.json", "issues/second/issue.json"][usize::from(n)];
    if v.is_multiple_of(4) {
        return site.remove(path);
    }
    let told: Vec<_> = (0..v % 3)
        .map(|i| {
            let kind = ["Retracted", "Corrected"][usize::from((v / 3 + i) % 2)];
            format!("\"doi:10.5555/w{} {kind} 0000-00-00\"", i)
        })
        .collect();
    let end = if v % 13 == 1 { "" } else { "}" };
    site.write(
        path,
        &format!("{{\"files\":{{}},\"told\":[{}],\"sent_to\":[]{end}", told.join(",")),
    );
}

/// A data file: one that a page reads, one that another page reads, or one that none does.
fn data(site: &TestSite, n: u8, v: u8) {
    let path = ["data/trials.csv", "data/staff/names.toml", "data/unused.json"][usize::from(n)];
    if v.is_multiple_of(5) {
        return site.remove(path);
    }
    let text = match n {
        // Some rows have too many cells.
        0 => format!("name,n\nA,{}\n{}", v % 3, if v % 7 == 6 { "B,1,2\n" } else { "" }),
        1 => format!("editor = \"Editor {}\"\n", v % 3),
        _ => format!("{{\"a\": {}}}", v % 3),
    };
    site.write(path, &text);
    site.write("templates/archive.html", "{% extends \"theme/archive.html\" %}{% block main %}{{ super() }}{% if data.trials is defined %}{% for row in data.trials %}{{ row.n }}{% endfor %}{% endif %}{% endblock main %}");
    site.write("templates/map.html", "{% extends \"theme/map.html\" %}{% block main %}{{ super() }}{% if data.staff is defined %}{{ data.staff.names.editor }}{% endif %}{% endblock main %}");
}

/// The components that articles use, one of which reads a data file. Some cannot be used.
fn components(site: &TestSite, n: u8) {
    let argument = if n.is_multiple_of(7) { "grams" } else { "mg" };
    let text = format!(
        "{{% component Dose({argument}: integer) %}}<b id=\"dose{}\">{{{{ {argument} }}}} mg {}</b>{{% endcomponent Dose %}}\
         {{% component Box(kind, @t) %}}<aside class=\"{{{{ kind }}}} {}\">{{{{ t.articles_heading }}}}{{{{ body }}}}</aside>{{% endcomponent Box %}}\
         {{% component Staff(@data) %}}{{% if data.staff is defined %}}{{{{ data.staff.names.editor }}}}{{% endif %}}{{% endcomponent Staff %}}",
        n % 2,
        n % 3,
        n % 2
    );
    if n.is_multiple_of(5) {
        site.remove("templates/components.html");
    } else {
        site.write("templates/components.html", &text);
    }
}

/// A hook, or none. Some leave out the address.
fn hook(site: &TestSite, n: u8, v: u8) {
    let (name, text) = match n {
        0 => (
            "link",
            format!(
                "<a{} data-n=\"{}\">{{{{ text }}}}</a>",
                if v.is_multiple_of(9) { "" } else { "{{ attributes }}" },
                v % 2
            ),
        ),
        1 => (
            "image",
            format!("<img{{{{ attributes }}}} data-n=\"{}\">{{{{ caption or \"\" }}}}", v % 2),
        ),
        2 => (
            "heading",
            format!(
                "<h{{{{ level }}}}{{{{ attributes }}}} data-n=\"{}\">{{{{ text }}}}</h{{{{ level }}}}>",
                v % 2
            ),
        ),
        _ => ("table", format!("<div data-n=\"{}\">{{{{ table }}}}</div>", v % 2)),
    };
    let path = format!("templates/hooks/{name}.html");
    if v.is_multiple_of(4) { site.remove(&path) } else { site.write(&path, &text) }
}

/// A page that lists articles by drug, tag, year or design, with the built-in template or its own.
fn list(site: &TestSite, n: u8) {
    let path = format!("content/list{}.md", n % 2);
    if n.is_multiple_of(6) {
        return site.remove(&path);
    }
    let keys =
        ["drugs = [\"ketamine\"]", "tags = [\"safety\"]", "year = 2025", "design = \"Design 1\""];
    let order = ["newest", "oldest", "title"][usize::from(n % 3)];
    let template = if n.is_multiple_of(4) { "template = \"own\"\n" } else { "" };
    let text = format!(
        "+++\ntitle = \"List {}\"\n[list]\n{}\norder = \"{order}\"\nper_page = {}\n{template}+++\nText {}.\n",
        n % 2,
        keys[usize::from(n / 2 % 4)],
        n % 3 + 1,
        n % 3
    );
    site.write(&path, &text);
    site.write("templates/lists/own.html", &format!("{{% extends \"list.html\" %}}{{% block list_articles %}}{}{{% for card in paginator.pages %}}{{{{ card.title }}}} {{{{ card.key_findings | join }}}} {{{{ card.extra | json | safe }}}}{{% if card.image %}}{{{{ card.image.url }}}}{{{{ card.image.width or 0 }}}}{{% endif %}}{{% endfor %}}{{% endblock list_articles %}}", n % 2));
}

/// A PNG image of this width in pixels.
fn image(width: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, 20, |x, y| {
        image::Rgb([x as u8 * 5, y as u8 * 9, (x * y) as u8])
    });
    let mut bytes = Vec::new();
    picture
        .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
        .expect("it can be encoded");
    bytes
}

/// How many editions were compared, to detect a test that compares none.
static COMPARED: AtomicUsize = AtomicUsize::new(0);

/// The changes since the last call, as a file watcher would report them: every path that is new,
/// removed or changed, and sometimes only its folder.
#[derive(Default)]
struct Hints {
    known: BTreeMap<PathBuf, Vec<u8>>,
}

impl Hints {
    fn take(&mut self, site: &TestSite, by_folder: bool) -> FileChanges {
        let files = walkdir::WalkDir::new(site.root())
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file());
        let now: BTreeMap<PathBuf, Vec<u8>> = files
            .map(|entry| {
                (entry.path().to_owned(), std::fs::read(entry.path()).expect("it can be read"))
            })
            .collect();
        let paths = now
            .keys()
            .chain(self.known.keys())
            .filter(|path| now.get(*path) != self.known.get(*path));
        let paths = paths.map(|path| {
            match path.parent().filter(|folder| by_folder && *folder != site.root()) {
                Some(folder) => folder.to_owned(),
                None => path.clone(),
            }
        });
        let change = FileChanges::Paths(paths.collect());
        self.known = now;
        change
    }
}

/// After an edit, the result must equal a clean build, and every changed page must have been
/// rendered again.
fn check(
    site: &TestSite,
    project: &mut Project,
    change: &FileChanges,
    before: Option<&Edition>,
) -> Result<Option<std::sync::Arc<Edition>>, TestCaseError> {
    let home = || vec![Route::parse("/").expect("it is a route")];
    let shown = Mutex::new(Vec::new());
    let show = |_: &str, pages| *shown.lock().expect("nobody panics") = pages;
    let hooks =
        RenderHooks { priority_routes: &home, on_page: Some(&show), is_cancelled: &|| false };
    let incremental = project.rebuild(TODAY.into(), change, hooks).expect("nobody calls it off");
    let clean = site.build();
    prop_assert_eq!(texts(&incremental.diagnostics), texts(&clean.diagnostics));
    prop_assert_eq!(incremental.edition.is_some(), clean.edition.is_some());
    let (Some(edition), Some(clean)) = (incremental.edition, clean.edition) else {
        eprintln!(
            "NOED {:?}",
            clean
                .diagnostics
                .iter()
                .filter(|d| d.severity == offprint::Severity::Error)
                .map(|d| d.message.clone())
                .collect::<Vec<_>>()
        );
        return Ok(None);
    };
    // Pages that are shown early equal the final ones.
    for (route, page) in shown.into_inner().expect("nobody panics") {
        prop_assert_eq!(clean.get(&route).map(|page| page.digest), Some(page.digest));
    }
    COMPARED.fetch_add(1, Ordering::Relaxed);
    let (ours, theirs) = (files(&edition), files(&clean));
    for (one, other) in ours.iter().zip(&theirs) {
        prop_assert_eq!(&one.0, &other.0);
        prop_assert!(
            one.1 == other.1,
            "{} differs:\n{}\n---\n{}",
            one.0,
            String::from_utf8_lossy(&one.1),
            String::from_utf8_lossy(&other.1)
        );
    }
    prop_assert_eq!(ours.len(), theirs.len());
    if let Some(before) = before {
        let changed: BTreeSet<String> =
            edition.changes_since(before).iter().map(ToString::to_string).collect();
        let rendered: BTreeSet<String> =
            edition.rendered_since(before).iter().map(ToString::to_string).collect();
        // Every changed page was rendered again, or no longer exists.
        for route in &changed {
            let is_gone = !edition.pages().iter().any(|(known, _)| known.as_str() == route);
            prop_assert!(
                is_gone || rendered.contains(route),
                "{} changed but was not rendered",
                route
            );
        }
    }
    Ok(Some(edition))
}

#[test]
fn every_rebuild_equals_a_clean_build() {
    #[expect(clippy::disallowed_methods, reason = "a test may be told to try harder")]
    let cases =
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24);
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    });
    let start = proptest::collection::vec((0u8..8, article()), 0..6);
    let script = proptest::collection::vec(proptest::collection::vec(edit(), 1..3), 1..7);
    let hints = any::<u8>();
    let result =
        runner.run(&(start, any::<u8>(), script, hints), |(start, first, script, kind)| {
            let site = TestSite::new();
            site.write("site.toml", &settings(first));
            for (n, mut article) in start {
                // The first build mostly succeeds, so that there is a previous edition.
                article.fault = None;
                article.links.retain(|link| link % 6 == 1 || link % 6 == 3);
                apply(&site, &Edit::Article(n, article));
            }
            apply(&site, &Edit::Drug(0, 1));
            apply(&site, &Edit::Drug(1, 1));
            apply(&site, &Edit::Tag(0));
            // What texts link to and cite mostly exists, so that most editions can be compared.
            apply(&site, &Edit::Page(1));
            apply(&site, &Edit::Works(0, 3));
            apply(&site, &Edit::Components(1));
            apply(&site, &Edit::Image(0, 0));
            apply(&site, &Edit::Image(1, 1));
            site.write("content/tags/safety.md", "+++\ntitle = \"Safety\"\n+++\n");
            let mut project = site.project();
            let mut hints = Hints::default();
            let mut change = || match kind % 3 {
                0 => FileChanges::Everything,
                kind => hints.take(&site, kind == 1),
            };
            let mut last = check(&site, &mut project, &change(), None)?;
            for edits in &script {
                for edit in edits {
                    apply(&site, edit);
                }
                if let Some(edition) = check(&site, &mut project, &change(), last.as_deref())? {
                    last = Some(edition);
                }
            }
            Ok(())
        });
    if let Err(error) = result {
        panic!("{error}");
    }
    let compared = COMPARED.load(Ordering::Relaxed);
    assert!(compared > cases as usize, "only {compared} editions were compared");
}

/// A small digest in which each edit should touch few pages.
fn digest() -> TestSite {
    let site = TestSite::new();
    for n in 0..6 {
        site.write(
            &format!("content/articles/a{n}.md"),
            &format!("+++\ntitle = \"Article {n}\"\nsummary = \"In short.\"\ndate = 2025-01-{:02}\ndrugs = [\"drug {}\"]\ntags = [\"tag\"]\n+++\nText {n}.\n", n + 1, n % 2),
        );
    }
    site.write("content/about.md", "+++\ntitle = \"About\"\n+++\nHello.\n");
    site.write("static/robots.txt", "User-agent: *\n");
    site
}

#[track_caller]
fn check_rendered(edit: impl Fn(&TestSite), expect: &[&str]) {
    let site = digest();
    let mut project = site.project();
    let before = project.build(TODAY).edition.expect("the digest is sound");
    edit(&site);
    let after = project.build(TODAY).edition.expect("the edited digest is sound");
    let rendered: Vec<String> =
        after.rendered_since(&before).iter().map(ToString::to_string).collect();
    assert_eq!(rendered, expect);
    let changed: Vec<String> =
        after.changes_since(&before).iter().map(ToString::to_string).collect();
    assert_eq!(changed, expect, "rendered is changed");
}

#[test]
fn an_edited_word_touches_the_article_and_what_carries_its_text() {
    let edit = |site: &TestSite| {
        let text = std::fs::read_to_string(site.path("content/articles/a3.md"))
            .expect("the article is there");
        site.write("content/articles/a3.md", &text.replace("Text 3", "Text three"));
    };
    check_rendered(
        edit,
        &[
            "/articles/a3/",
            "/articles/a3/index.md",
            "/drugs/drug-1/feed.json",
            "/drugs/drug-1/feed.xml",
            "/feed.json",
            "/feed.xml",
            "/rss.xml",
            "/tags/tag/feed.json",
            "/tags/tag/feed.xml",
        ],
    );
}

#[test]
fn an_edited_page_touches_itself_alone() {
    check_rendered(
        |site| {
            site.write(
                "content/about.md",
                "+++\ntitle = \"About\"\nsummary = \"Us.\"\n+++\nHello!\n",
            );
        },
        &["/about/"],
    );
}

#[test]
fn an_edited_static_file_touches_itself_alone() {
    check_rendered(
        |site| site.write("static/robots.txt", "User-agent: *\nDisallow: /\n"),
        &["/robots.txt"],
    );
}

#[test]
fn a_file_that_is_only_touched_touches_nothing() {
    check_rendered(
        |site| site.write("content/about.md", "+++\ntitle = \"About\"\n+++\nHello.\n"),
        &[],
    );
}

#[test]
fn an_edited_override_touches_the_pages_that_use_it() {
    check_rendered(
        |site| {
            let text =
                "{% extends \"theme/terms.html\" %}{% block title %}Terms{% endblock title %}";
            site.write("templates/terms.html", text);
        },
        &["/drugs/", "/tags/"],
    );
}
