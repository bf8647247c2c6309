//! What the search finds: the published script answers questions, with the indexes of a generated
//! site and of the bundled digest.
//!
//! The script runs in Node, which `./dev test` installs. For each question the right answer is
//! known, and its rank is measured: the score is the mean of 1 ÷ rank (mean reciprocal rank).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use offprint::{Edition, Overrides, Project, StorageMode};
use serde_json::{Value, json};

use crate::support::site::{TODAY, TestSite, files};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/folio/static/search-view.js");

/// The lowest acceptable mean.
const FLOOR: f64 = 0.95;

/// Drugs, each with a condition that it is studied for; the vocabulary knows their brands and
/// classes.
const DRUGS: [&str; 8] = [
    "sertraline",
    "fluoxetine",
    "escitalopram",
    "quetiapine",
    "lithium",
    "bupropion",
    "esketamine",
    "psilocybin",
];
const TOPICS: [&str; 5] =
    ["sleep quality", "weight gain", "suicidal thoughts", "kidney function", "relapse prevention"];
const DESIGNS: [&str; 5] = [
    "Randomised, double-blind trial",
    "Cohort study",
    "Meta-analysis of 12 trials",
    "Open-label extension",
    "Case series",
];

/// Filler texts, each with different words.
const FILLER: [&str; 6] = [
    "The analysis followed a plan that was registered before the first visit took place.",
    "Missing values were imputed, and a sensitivity analysis gave a similar picture.",
    "Most participants were recruited in outpatient clinics across several regions.",
    "The authors received a grant from a public funder and declare no conflicts.",
    "Raters were blind to what had been given, and training was repeated every year.",
    "Confidence intervals were wide, which leaves room for effects in either direction.",
];

fn article(drug: usize, topic: usize) -> (String, String) {
    let number = drug * TOPICS.len() + topic;
    let (name, about) = (DRUGS[drug], TOPICS[topic]);
    let slug = format!("{name}-{}", about.replace(' ', "-"));
    let mut text = format!(
        "+++\ntitle = \"{} and {about}\"\ndate = 20{}-0{}-11\nslug = \"{slug}\"\ndrugs = [\"{name}\"]\ntags = [\"{about}\"]\nsummary = \"What is known of {name} and {about} so far.\"\n\
         [[citations]]\nid = \"a\"\ntitle = \"Work {number}\"\ndoi = \"10.5555/work.{number}x\"\npmid = \"{}\"\n\
         [study]\ndesign = \"{}\"\nregistry = [\"NCT{:08}\"]\n+++\n\n## Findings\n\n",
        name[..1].to_uppercase() + &name[1..],
        10 + topic,
        drug + 1,
        31_000_000 + number,
        DESIGNS[topic],
        4_000_000 + number,
    );
    for step in 0..12 {
        let _ = write!(text, "{} ", FILLER[(number + step * step) % FILLER.len()]);
    }
    // Sentences that occur in only one article.
    text.push_str(match (drug, topic) {
        (0, 1) => "Appetite returned after the washout. Mothers were nursing.",
        (1, 2) => "Adolescents reported akathisia in the first week.",
        (2, 0) => "Bright light therapy was allowed. Restless legs were frequent.",
        (2, 3) => "The light was bright in every room; therapy went on.",
        (4, 3) => "Ménière's disease had been diagnosed in three. Thyroid hormone was measured.",
        (5, 4) => "Smoking cessation was a secondary aim.",
        (6, 2) => "Dissociation wore off within two hours of the nasal spray.",
        (7, 4) => "Music was played during the sessions, and two guides were present.",
        _ => "",
    });
    text.push('\n');
    (format!("content/articles/{slug}.md"), text)
}

fn generated() -> TestSite {
    let site = TestSite::new();
    for drug in 0..DRUGS.len() {
        for topic in 0..TOPICS.len() {
            let (path, text) = article(drug, topic);
            site.write(&path, &text);
        }
    }
    site.write(
        "content/about.md",
        "+++\ntitle = \"About this digest\"\n+++\nWho writes here, and how articles are chosen.\n",
    );
    site
}

/// Questions on the generated site, each with the page that should be first.
const GENERATED: [(&str, &str); 34] = [
    ("Zoloft", "/drugs/sertraline/"),
    ("prozac", "/drugs/fluoxetine/"),
    ("Lexapro", "/drugs/escitalopram/"),
    ("SEROQUEL", "/drugs/quetiapine/"),
    ("Spravato", "/drugs/esketamine/"),
    ("(S)-ketamine", "/drugs/esketamine/"),
    ("Wellbutrin", "/drugs/bupropion/"),
    ("sertraline", "/drugs/sertraline/"),
    ("sertr", "/drugs/sertraline/"),
    ("quetiap", "/drugs/quetiapine/"),
    ("sertarline", "/drugs/sertraline/"),
    ("fluoxitine", "/drugs/fluoxetine/"),
    ("escitalopramm", "/drugs/escitalopram/"),
    ("spravatto", "/drugs/esketamine/"),
    ("SSRI", "/classes/ssris/"),
    ("selective serotonin reuptake inhibitors", "/classes/ssris/"),
    ("10.5555/work.12x", "/articles/escitalopram-suicidal-thoughts/#ref-1"),
    ("https://doi.org/10.5555/work.3x", "/articles/sertraline-kidney-function/#ref-1"),
    ("PMID 31000020", "/articles/lithium-sleep-quality/#ref-1"),
    ("31000021", "/articles/lithium-weight-gain/#ref-1"),
    ("NCT04000039", "/trials/NCT04000039/"),
    ("https://clinicaltrials.gov/study/NCT04000000", "/trials/NCT04000000/"),
    ("sertraline sleep quality", "/articles/sertraline-sleep-quality/"),
    ("kidney lithium", "/articles/lithium-kidney-function/"),
    ("Zoloft weight", "/articles/sertraline-weight-gain/"),
    ("quetiapine relapses prevented", "/articles/quetiapine-relapse-prevention/"),
    ("\"bright light therapy\"", "/articles/escitalopram-sleep-quality/"),
    ("meniere disease", "/articles/lithium-kidney-function/"),
    ("Ménière", "/articles/lithium-kidney-function/"),
    ("akathisia adolescent", "/articles/fluoxetine-suicidal-thoughts/"),
    ("smoking cesation", "/articles/bupropion-relapse-prevention/"),
    ("dissociation spray", "/articles/esketamine-suicidal-thoughts/"),
    ("thyroid -quetiapine", "/articles/lithium-kidney-function/"),
    ("how articles are chosen", "/about/"),
];

/// Questions on the bundled digest.
const DEMONSTRATION: [(&str, &str); 23] = [
    ("Spravato", "/drugs/esketamine/"),
    ("JNJ-54135419", "/drugs/esketamine/"),
    ("MIJ821", "/drugs/onfasprodil/"),
    ("onfas", "/drugs/onfasprodil/"),
    ("ketamin", "/drugs/ketamine/"),
    ("hydroxynorketamin", "/drugs/hydroxynorketamine/"),
    ("L-655,708", "/drugs/l-655-708/"),
    ("l655708", "/drugs/l-655-708/"),
    // Two articles cite it: the newer one is first.
    ("10.4088/JCP.23m15246", "/sources/shelton2025/"),
    ("doi:10.4088/jcp.23m15246", "/sources/shelton2025/"),
    ("NCT03756129", "/trials/NCT03756129/"),
    // Names in other languages.
    ("Esketamin", "/drugs/esketamine/"),
    ("ketaminum", "/drugs/ketamine/"),
    ("kétamine", "/drugs/ketamine/"),
    ("NMDA receptor antagonists", "/classes/nmda-receptor-antagonists/"),
    ("onfasprodil six weeks", "/articles/onfasprodil-phase-2/"),
    ("opioid hypothesis", "/articles/ketamine-opioid-synergy/"),
    ("\"within a day\"", "/articles/onfasprodil-phase-2/"),
    ("G proteins blog", "/articles/ketamine-g-proteins/"),
    ("five compounds", "/articles/five-compounds-compared/"),
    ("comparing compounds sources", "/articles/five-compounds-compared/"),
    ("safety metabolite adults", "/articles/rr-hnk-phase-1/"),
    ("treatment-resistant depression", "/tags/treatment-resistant-depression/"),
];

/// The answers of the script.
fn ask(edition: &Edition, questions: &[Value]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (route, page) in edition.index() {
        let file = folder.path().join(route.file());
        std::fs::create_dir_all(file.parent().expect("it is in a folder"))
            .expect("the folder is ours");
        std::fs::write(file, page.content.read().expect("it is in memory"))
            .expect("the folder is ours");
    }
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/query.mjs");
    let mut child = Command::new("node")
        .arg(runner)
        .arg(SCRIPT)
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node is there: ./dev test installs it");
    let text = serde_json::to_vec(questions).expect("it is JSON");
    child.stdin.take().expect("it is piped").write_all(&text).expect("Node reads");
    let output = child.wait_with_output().expect("Node was started");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("the answers are JSON")
}

fn built(root: &Path) -> std::sync::Arc<Edition> {
    let build = Project::new(root, Overrides::default(), StorageMode::Memory).build(TODAY);
    build.edition.expect("the site is built")
}

/// Asks questions, and prints those whose right answer is not the first result.
fn check(edition: &Edition, questions: &[(&str, &str)]) {
    let asked: Vec<Value> = questions.iter().map(|(query, _)| json!({ "query": query })).collect();
    let answers = ask(edition, &asked);
    let mut sum = 0.0;
    for ((query, expect), answer) in questions.iter().zip(&answers) {
        let urls: Vec<&str> =
            answer["urls"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let place = urls.iter().position(|url| url == expect);
        sum += place.map_or(0.0, |place| 1.0 / (place + 1) as f64);
        if place != Some(0) {
            println!("{query}: {expect} is at {place:?} of {urls:?}");
        }
    }
    let mean = sum / questions.len() as f64;
    println!("mean reciprocal rank of {} questions: {mean:.3}", questions.len());
    assert!(mean >= FLOOR, "the mean is {mean:.3}");
}

#[test]
fn questions_on_a_generated_site_are_answered() {
    check(&built(generated().root()), &GENERATED);
}

#[test]
fn questions_on_the_bundled_digest_are_answered() {
    check(&built(Path::new(env!("CARGO_MANIFEST_DIR"))), &DEMONSTRATION);
}

#[test]
fn what_is_asked_for_is_what_is_found() {
    let asked = [
        json!({ "query": "kidney" }),
        json!({ "query": "kidney -lithium" }),
        json!({ "query": "\"light bright\"" }),
        json!({ "query": "\"bright light\" -legs" }),
        json!({ "query": "", "chosen": { "drug": "Lithium" } }),
        json!({ "query": "sleep ", "chosen": { "year": "2010", "design": "Randomised controlled trial", "class": "SSRIs" } }),
        json!({ "query": "Zoloft " }),
        json!({ "query": "qqqqqqqq" }),
        json!({ "query": "" }),
    ];
    let answers = ask(&built(generated().root()), &asked);
    let articles = |answer: &Value| -> Vec<String> {
        let urls = answer["urls"].as_array().expect("a list").iter().filter_map(Value::as_str);
        urls.filter_map(|url| url.strip_prefix("/articles/"))
            .map(|url| url.trim_end_matches('/').to_owned())
            .collect()
    };
    assert_eq!(articles(&answers[0]).len(), 8);
    assert_eq!(articles(&answers[1]).len(), 7);
    assert!(articles(&answers[2]).is_empty(), "{:?}", articles(&answers[2]));
    assert!(articles(&answers[3]).is_empty(), "{:?}", articles(&answers[3]));
    assert_eq!(articles(&answers[4]).len(), 5);
    let mut sleep = articles(&answers[5]);
    sleep.sort();
    assert_eq!(
        sleep,
        ["escitalopram-sleep-quality", "fluoxetine-sleep-quality", "sertraline-sleep-quality"]
    );
    assert_eq!(answers[5]["evidence"][0], "Randomised controlled trial", "{}", answers[5]);
    // All articles of the drug, although none of them contains its brand name.
    assert_eq!(articles(&answers[6]).len(), 5);
    assert!(articles(&answers[6]).iter().all(|slug| slug.starts_with("sertraline")));
    assert_eq!(answers[7]["total"], 0);
    assert_eq!(answers[8]["total"], 40);
    let years = answers[4]["filters"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|filter| filter["key"] == "year");
    assert_eq!(years.expect("years are a filter")["values"][0], json!(["2014", 1]));
}

/// What is written in several ways is found by each of them: for each question, the articles that
/// must come first, in any order.
const SPELLINGS: [(&str, &[&str]); 49] = [
    ("tumor", &["british", "american", "spaced"]),
    ("tumour", &["british", "american", "spaced"]),
    ("tumours ", &["british", "american", "spaced"]),
    ("pediatric anaemia", &["british", "american"]),
    ("randomized ", &["british", "american"]),
    ("randomised ", &["british", "american"]),
    ("centre", &["stages", "more"]),
    ("program", &["stages", "more"]),
    ("leukemia", &["stages"]),
    ("behaviour", &["spaced"]),
    ("oestrogen", &["more"]),
    ("\"lung tumor\"", &["british"]),
    ("\"tumour growth\"", &["british"]),
    ("\"tumor growth\"", &["british"]),
    ("\"tumour shrinkage\"", &["american"]),
    ("phase 3", &["british", "american"]),
    ("phase III", &["british", "american"]),
    ("phase iii ", &["british", "american"]),
    ("\"phase 3 trial\"", &["british", "american"]),
    ("\"phase III trial\"", &["british", "american"]),
    ("phase 2b", &["stages", "more"]),
    ("phase IIb", &["stages", "more"]),
    ("stage IV", &["stages", "spaced"]),
    ("stage 4 ", &["stages", "spaced"]),
    ("bipolar I", &["stages", "more"]),
    ("bipolar-1", &["stages", "more"]),
    ("arm IV", &["arms"]),
    ("cohorts 4 ", &["arms"]),
    ("NYHA 3 ", &["arms"]),
    ("gradual IV", &["drip"]),
    ("IV infusion", &["spaced"]),
    ("i.v. infusion", &["spaced"]),
    ("angiotensin 2 ", &["stages", "more"]),
    ("IL6", &["british", "american", "spaced"]),
    ("IL-6", &["british", "american", "spaced"]),
    ("il 6 ", &["british", "american", "spaced"]),
    ("il6 ", &["british", "american", "spaced"]),
    ("COVID19", &["british", "american", "spaced"]),
    ("covid-19", &["british", "american", "spaced"]),
    ("5HT2A ", &["more"]),
    ("5-HT2A ", &["more"]),
    ("SARSCoV2", &["more"]),
    ("sars-cov-2", &["more"]),
    ("GLP 1 ", &["stages"]),
    ("USA", &["british", "american"]),
    ("U.S.A.", &["british", "american"]),
    ("u.s.a", &["british", "american"]),
    ("noninferiority", &["spaced"]),
    ("re-uptake", &["spaced", "stages"]),
];

fn spellings() -> TestSite {
    let site = TestSite::new();
    for (name, text) in [
        (
            "british",
            "A tumour growth. Paediatric anaemia was randomised. Phase III trial of IL-6, COVID-19 in the U.S.A. Lung tumour.",
        ),
        (
            "american",
            "Pediatric anemia and tumor shrinkage, randomized. Phase 3 trial of IL6 and COVID19 in the USA.",
        ),
        (
            "spaced",
            "An IV infusion at stage IV; IL 6 and COVID 19; non-inferiority, reuptake, behavior. 4 mg daily. Tumors. An infusion.",
        ),
        (
            "stages",
            "At stage 4, bipolar I, angiotensin II, phase 2b; GLP-1, re-uptake; centre, programme, leukaemia.",
        ),
        (
            "more",
            "Bipolar 1, phase IIb, angiotensin 2, 5-HT2A, SARS-CoV-2, estrogen, program, center.",
        ),
        ("arms", "Arm 4, cohorts IV and NYHA III."),
        ("drip", "A gradual IV drip."),
        ("tablets", "A gradual increase to 4 tablets."),
    ] {
        site.write(
            &format!("content/articles/{name}.md"),
            &format!("+++\ntitle = \"Title\"\n+++\n{text}\n"),
        );
    }
    site
}

#[test]
fn spellings_numerals_and_hyphens_make_no_difference() {
    let asked: Vec<Value> = SPELLINGS.iter().map(|(query, _)| json!({ "query": query })).collect();
    let answers = ask(&built(spellings().root()), &asked);
    let mut wrong = Vec::new();
    for ((query, expect), answer) in SPELLINGS.iter().zip(&answers) {
        let urls = answer["urls"].as_array().expect("a list").iter().filter_map(Value::as_str);
        let found: Vec<&str> =
            urls.filter_map(|url| url.strip_prefix("/articles/")?.strip_suffix('/')).collect();
        // Articles with only some of the words may follow.
        let mut first = found.get(..expect.len()).unwrap_or(&found).to_vec();
        first.sort_unstable();
        let mut expect = expect.to_vec();
        expect.sort_unstable();
        if first != expect || !answer["instead"].is_null() {
            wrong.push(format!("{query}: {found:?} instead of {expect:?}, {}", answer["instead"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn articles_of_a_drug_begin_with_the_newest() {
    let site = generated();
    // An article that says the name often, and an older one that says it once.
    site.write("content/articles/often.md", "+++\ntitle = \"Sertraline\"\ndate = 2001-01-01\ndrugs = [\"sertraline\"]\n+++\nSertraline, sertraline, sertraline.\n");
    site.write(
        "content/articles/once.md",
        "+++\ntitle = \"An update\"\ndate = 2025-01-01\ndrugs = [\"sertraline\"]\n+++\nIn short.\n",
    );
    site.write("content/articles/mention.md", "+++\ntitle = \"Sertraline mentioned\"\ndate = 2025-12-01\ndrugs = [\"lithium\"]\n+++\nUnlike sertraline, it is old.\n");
    let asked = [
        json!({ "query": "sertraline" }),
        json!({ "query": "Zoloft " }),
        json!({ "query": "sleep", "byDate": true }),
        json!({ "query": "sertraline", "byDate": true }),
        json!({ "query": "SSRI " }),
    ];
    let answers = ask(&built(site.root()), &asked);
    let urls = |answer: &Value| -> Vec<String> {
        let urls = answer["urls"].as_array().expect("a list").iter().filter_map(Value::as_str);
        urls.map(str::to_owned).collect()
    };
    for answer in &answers[..2] {
        let urls = urls(answer);
        assert_eq!(urls[..2], ["/drugs/sertraline/", "/articles/once/"], "{urls:?}");
        assert_eq!(urls[2], "/articles/sertraline-relapse-prevention/", "{urls:?}");
        assert_eq!(urls[7], "/articles/often/", "{urls:?}");
        assert_eq!(urls[8], "/articles/mention/", "{urls:?}");
    }
    let dates = answers[2]["dates"].as_array().expect("a list");
    let dates: Vec<&str> = dates.iter().filter_map(Value::as_str).collect();
    assert!(dates.len() > 4 && dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    let by_date = urls(&answers[3]);
    assert_eq!(
        by_date[..3],
        ["/drugs/sertraline/", "/articles/mention/", "/articles/once/"],
        "{by_date:?}"
    );
    let class = urls(&answers[4]);
    assert_eq!(class[0], "/classes/ssris/", "{class:?}");
    assert!(class[1].starts_with("/drugs/"), "{class:?}");
}

/// The labels of filters and kinds are those of the language; the keys in URLs are not translated.
#[test]
fn filters_of_a_german_site_are_german() {
    let site = generated();
    site.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"de\"\n",
    );
    let asked = [
        json!({ "query": "", "chosen": { "design": "Randomisierte kontrollierte Studie" } }),
        json!({ "query": "sertralin" }),
    ];
    let answers = ask(&built(site.root()), &asked);
    assert_eq!(answers[0]["total"], 8, "{}", answers[0]);
    let filters = answers[0]["filters"].as_array().expect("a list");
    let drug = filters.iter().find(|filter| filter["key"] == "drug").expect("drugs are a filter");
    assert_eq!(drug["label"], "Wirkstoffe");
    assert_eq!(answers[1]["labels"][0], "Wirkstoff", "{}", answers[1]);
}

#[test]
fn a_small_site_has_one_small_file() {
    let index = built(generated().root()).index();
    assert_eq!(index.len(), 1);
    assert!(index[0].1.content.read().expect("it is in memory").len() < 40_000);
}

#[test]
fn an_edited_body_rewrites_few_files() {
    let site = TestSite::new();
    let text = |number: usize, end: &str| {
        let words: Vec<String> = (0..250)
            .map(|word| format!("w{:x}", (number * 7919 + word * word * 31) % 20_011))
            .collect();
        format!(
            "+++\ntitle = \"Title {number}\"\ndate = 2025-01-01\n+++\n\n{} {end}\n",
            words.join(" ")
        )
    };
    for number in 0..400 {
        site.write(&format!("content/articles/a{number}.md"), &text(number, ""));
    }
    let mut project = site.project();
    let index = |project: &mut Project| -> BTreeMap<String, Vec<u8>> {
        let edition = project.build(TODAY).edition.expect("the site is built");
        files(&edition).into_iter().filter(|(path, _)| path.starts_with("search/index/")).collect()
    };
    let before = index(&mut project);
    assert!(before.len() > 50, "{}", before.len());
    site.write("content/articles/a200.md", &text(200, "An afterthought."));
    let after = index(&mut project);
    let differing: Vec<_> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(differing.len() < 10, "{differing:?}");
}

#[test]
fn a_site_without_search_has_nothing_of_it() {
    let site = generated();
    site.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\n[build]\nsearch = false\n",
    );
    let edition = built(site.root());
    let files = files(&edition);
    assert!(files.iter().all(|(path, _)| !path.starts_with("search/")));
    let home = files.iter().find(|(path, _)| path == "index.html").expect("there is a home page");
    assert!(!String::from_utf8_lossy(&home.1).contains("/search"));
}

/// The size of the script that visitors load before they search, and of all scripts of the search.
#[test]
fn the_script_is_small() {
    let folder = Path::new(SCRIPT).parent().expect("it is in a folder");
    let packed = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).expect("the script is there");
        // A gzip file has 18 bytes in addition to the compressed data.
        miniz_oxide::deflate::compress_to_vec(&bytes, 9).len() + 18
    };
    let (first, rest) = (packed("search.js"), packed("search-view.js") + packed("search-box.js"));
    assert!(first < 600 && first + rest <= 9_600, "{first} + {rest}");
}
