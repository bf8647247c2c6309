//! Records become drafts.

use jiff::civil::Date;

use super::RecordFile;
use crate::imported::Imported;
use crate::importer::{ImportOptions, Importer};

fn options(name: &str) -> ImportOptions {
    ImportOptions {
        name: Some(name.to_owned()),
        today: Date::constant(2026, 1, 1),
        ..ImportOptions::default()
    }
}

#[track_caller]
fn read(name: &str, text: &str) -> RecordFile {
    Importer::read_records(text.as_bytes(), &options(name)).expect("these are references")
}

#[track_caller]
fn first(name: &str, text: &str) -> Imported {
    let file = read(name, text);
    Importer::alone().import_record(&file.records[0], &options(name)).expect("it has a title")
}

#[track_caller]
fn check_lines(imported: &Imported, lines: &[&str]) {
    for line in lines {
        assert!(
            imported.text.lines().any(|known| known == *line),
            "no line {line}\n{}\n{:?}",
            imported.text,
            imported.warnings
        );
    }
}

const NBIB: &str = "\
PMID- 40000001
OWN - NLM
STAT- MEDLINE
TI  - Esketamine for depression <script>alert(1)</script>: a [[trial]].
PG  - 101-9
LID - 10.5555/ejmp.2025.1 [doi]
AB  - BACKGROUND: Options are few and cost $5 or $6. METHODS: Forty adults received
      esketamine (# of doses 3). RESULTS: It fell by 4 points (P<0.05).
FAU - Example, Anna M
AU  - Example AM
AUID- ORCID: 0000-0002-1825-0097
AD  - Institute of Examples, Town.
SI  - ClinicalTrials.gov/NCT03756129
PT  - Journal Article
PT  - Randomized Controlled Trial
PT  - Clinical Trial, Phase II
DEP - 20250304
TA  - Ex J Med
JT  - Example journal of medicine
MH  - Depressive Disorder, Major/*drug therapy
COIS- Dr Example reports no conflicts.
GR  - R01 MH000001/MH/NIMH NIH HHS/United States
DP  - 2025 Mar 4
VI  - 12
IP  - 3
";

#[test]
fn a_record_states_its_fields() {
    let imported = first("a.nbib", NBIB);
    check_lines(
        &imported,
        &[
            "date = 2025-03-04",
            "authors = [\"Anna M Example\"]",
            "draft = true",
            "name = \"Example journal of medicine\"",
            "published = 2025-03-04",
            "doi = \"10.5555/ejmp.2025.1\"",
            "pmid = \"40000001\"",
            "design = \"randomised-trial\"",
            "phase = \"2\"",
            "conflicts = \"Dr Example reports no conflicts.\"",
            "registry = [\"NCT03756129\"]",
            "id = \"example2025\"",
            "authors = [\"Example, Anna M\"]",
            "year = 2025",
            "\"Anna M Example\" = \"0000-0002-1825-0097\"",
            "## Methods",
            "drugs = [\"esketamine\"]",
        ],
    );
    assert!(!imported.text.contains("participants"));
    assert_eq!(imported.text.matches("[[citations]]").count(), 1);
    assert!(imported.text.trim_end().ends_with("(P<0.05). [@example2025]"), "{}", imported.text);
    assert!(imported.tags.iter().all(|tag| tag.is_proposed));
    assert!(
        imported.tags.iter().any(|tag| tag.name == "major depressive disorder"),
        "{:?}",
        imported.tags
    );
}

#[test]
fn a_number_of_participants_is_proposed_only_if_it_is_certain() {
    let text = "AB  - METHODS: 233 patients were randomised.";
    for (change, expect, warning) in [
        (
            ("", ""),
            Some("233"),
            "`participants = 233` is from the abstract, check it: `233 patients",
        ),
        (("randomised.", "randomised. 40 women were enrolled later."), None, "(40, 233)"),
        (("233", "Forty"), None, "states the number of participants in words"),
        (("PT  - Randomized Controlled Trial", "PT  - Systematic Review"), None, ""),
        (("PT  - Randomized Controlled Trial\n", ""), None, ""),
        (("were randomised", "were screened"), None, ""),
    ] {
        let record = format!(
            "PMID- 1\nTI  - T\n{text}\nPT  - Journal Article\nPT  - Randomized Controlled Trial\n"
        );
        let record = match change {
            ("", _) => record,
            (from, to) => record.replace(from, to),
        };
        let imported = first("a.nbib", &record);
        let found = imported.text.lines().find_map(|line| line.strip_prefix("participants = "));
        assert_eq!(found, expect, "{record}");
        let told: Vec<_> =
            imported.warnings.iter().filter(|text| text.contains("participants")).collect();
        match warning {
            "" => assert!(told.is_empty(), "{record}{told:?}"),
            _ => assert!(told.len() == 1 && told[0].contains(warning), "{record}{told:?}"),
        }
    }
}

#[test]
fn names_in_citations_keep_their_parts() {
    for (given, expect) in [
        ("Min-jun", "Kim, Min-jun"),
        ("Jean-Paul", "Kim, Jean-Paul"),
        ("J.-P.", "Kim, J.-P."),
        ("Ludvig van der", "van der Kim, Ludvig"),
        ("AM", "Kim, AM"),
        ("Anna, Jr", "Kim, Jr, Anna"),
    ] {
        let ris = format!("TY  - JOUR\nTI  - T\nAU  - Kim, {given}\nER  - \n");
        let imported = first("a.ris", &ris);
        assert!(imported.text.contains(&format!("authors = [\"{expect}\"]")), "{}", imported.text);
    }
    let ris = "TY  - DATA\nTI  - T\nAU  - NIMH Data Archive\nAU  - CANMAT\nER  - \n";
    let imported = first("a.ris", ris);
    let expect = "authors = [\"{NIMH Data Archive}\", \"CANMAT\"]";
    assert!(imported.text.contains(expect), "{}", imported.text);
}

#[test]
fn text_of_a_record_is_no_markup() {
    let hostile = "<script>x</script> [[ketamine]] [a](javascript:x) $a$ and $b$ {{< x >}} [@key] ![i](u) `c` *d* *e*";
    let ris = format!("TY  - JOUR\nTI  - T\nAB  - {hostile}\nER  - \n");
    let imported = first("a.ris", &ris);
    let body = imported.text.split("\n+++\n").last().expect("there is a body");
    let shown: String = crate::propose::plain_text(body).0;
    assert!(shown.contains("[[ketamine]] [a](javascript:x) $a$ and $b$"), "{shown}");
    for sign in ["\\[\\[ketamine", "\\$a\\$", "\\{{<", "\\[@key]", "\\[i]"] {
        assert!(body.contains(sign), "{sign}: {body}");
    }
    assert!(!body.contains(" <script"), "{body}");
}

#[test]
fn a_record_without_a_title_is_an_error_and_the_others_are_read() {
    let ris =
        "TY  - JOUR\nAU  - Doe, J\nDO  - 10.5555/1\nER  - \n\nTY  - JOUR\nTI  - Second\nER  - \n";
    let file = read("a.ris", ris);
    let results: Vec<_> = file
        .records
        .iter()
        .map(|record| Importer::alone().import_record(record, &options("a.ris")))
        .collect();
    assert_eq!(file.records[0].line(), 1);
    assert!(results[0].as_ref().is_err_and(|error| error.message.ends_with("has no title")));
    assert_eq!(results[1].as_ref().map(|found| found.title.as_str()), Ok("Second"));
    assert!(file.problems.is_empty(), "{:?}", file.problems);
}

#[test]
fn dates_are_not_invented() {
    for (date, expect, known) in [
        ("2025/03/04", Some("2025-03-04"), ""),
        ("2025/03", None, "2025-03"),
        ("2025", None, "2025"),
        ("2027/03/04", None, "2027-03-04"),
    ] {
        let ris = format!("TY  - JOUR\nTI  - T\nDA  - {date}\nER  - \n");
        let imported = first("a.ris", &ris);
        assert_eq!(imported.date.map(|day| day.to_string()).as_deref(), expect, "{date}");
        let has_warning =
            imported.warnings.iter().any(|text| text.ends_with(&format!("only as {known}")));
        assert_eq!(has_warning, expect.is_none(), "{:?}", imported.warnings);
    }
}

#[test]
fn contradicting_designs_are_not_chosen() {
    for (types, expect) in [
        (&["Meta-Analysis", "Systematic Review", "Review"][..], Some("meta-analysis")),
        (&["Journal Article", "Clinical Trial, Phase III"], Some("clinical-trial")),
        (&["Case Reports", "Review"], None),
        (&["Randomized Controlled Trial, Veterinary"], None),
        (&["Clinical Trial Protocol", "Randomized Controlled Trial"], None),
        (&["Comparative Study", "Multicenter Study"], None),
        (&["Observational Study"], Some("observational-study")),
    ] {
        let types: String = types.iter().map(|name| format!("PT  - {name}\n")).collect();
        let imported = first("a.nbib", &format!("PMID- 1\nTI  - T\nAB  - Text.\n{types}"));
        let design = imported.text.lines().find_map(|line| line.strip_prefix("design = "));
        assert_eq!(design, expect.map(|key| format!("\"{key}\"")).as_deref(), "{types}");
    }
}

#[test]
fn other_data_is_no_file_of_references() {
    for (name, text) in [
        ("a.json", "{\"cells\": [], \"nbformat\": 4}"),
        ("a.json", "[{\"title\": \"A\", \"price\": 3}]"),
        ("a.txt", "TY - for your patience\nand so on"),
        ("a.xml", "<opml version=\"2.0\"><body/></opml>"),
        ("a.html", "<!doctype html><html><body><article><p>Text</p></article></body></html>"),
        ("a.html", "<!doctype html><title>A</title><article><p>Text</p></article>"),
        ("a.html", "<article class=\"post\"><h1>A</h1><p>Text</p></article>"),
        ("a", "<main><article><h1>A</h1><p>Text</p></article></main>"),
        ("a.md", "# How to write\n\n```bibtex\n@article{a,\n title = {A},\n}\n```\n"),
        ("a.csv", "a,b\n1,2\n"),
    ] {
        assert!(Importer::read_records(text.as_bytes(), &options(name)).is_none(), "{text}");
    }
}

#[test]
fn months_of_online_publication_are_reported() {
    for (fields, expect) in [
        ("PY  - 2026/06/01\nET  - 2026 May", Some("online: 2026-05")),
        ("PY  - 2026\nET  - May 2025", Some("online: 2025-05")),
        ("PY  - 2025/03/04\nY2  - 2025/04", Some("accessed: 2025-04")),
        ("PY  - 2025/03/04\nET  - 2025/02/03", None),
        ("PY  - 2025/03/04\nY2  - 2025", None),
    ] {
        let text = format!("TY  - JOUR\nTI  - A trial\nAB  - Text.\n{fields}\nER  - \n");
        let warnings = first("a.ris", &text).warnings.join("\n");
        match expect {
            Some(expect) => assert!(warnings.contains(expect), "{fields}: {warnings}"),
            None => assert!(!warnings.contains("left out"), "{fields}: {warnings}"),
        }
    }
}

#[test]
fn what_happened_to_a_work_is_reported() {
    #[track_caller]
    fn check(name: &str, text: &str, expect: &[&str]) {
        let warnings = first(name, text).warnings;
        let found: Vec<&str> = warnings
            .iter()
            .map(String::as_str)
            .filter(|text| text.contains("of this work") || text.contains("the mark"))
            .collect();
        assert_eq!(found, expect, "{text}");
    }
    let record = |title: &str| format!("TY  - JOUR\nTI  - {title}\nAB  - It works.\nER  - \n");
    let doubt = |mark: &str| {
        format!(
            "the title has the mark `{mark}`, but nothing says whether this is the work or a notice \
             about it: if it is the work, add status = \"retracted\" to [source]"
        )
    };
    check(
        "a.nbib",
        "PMID- 40000001\nTI  - Samples\nAB  - It works.\nPT  - Retracted Publication\n",
        &["the record states of this work: Retracted (PubMed)"],
    );
    check(
        "a.ris",
        &record("RETRACTED: Samples for all"),
        &["the record states of this work: Retracted: the title has the mark “RETRACTED:”"],
    );
    check("a.ris", &record("Samples for all [Retracted]"), &[&doubt("[Retracted]")]);
    check("a.ris", &record("Samples for all - RETRACTED"), &[&doubt("RETRACTED")]);
    check("a.ris", &record("Withdrawn: samples for all"), &[&doubt("Withdrawn:")]);
    check("a.ris", &record("Retracted articles in sampling"), &[]);
    check("a.ris", &record("Samplefen (withdrawn)"), &[]);
}

#[test]
fn a_body_that_is_not_imported_is_reported() {
    let article = |body: &str| {
        format!(
            "<article><front><article-meta><title-group><article-title>Samples</article-title>\
             </title-group><abstract><p>It works.</p></abstract></article-meta></front>{body}</article>"
        )
    };
    let report = |body: &str| -> Vec<String> {
        let warnings = first("a.xml", &article(body)).warnings;
        warnings.into_iter().filter(|text| text.contains("full text")).collect()
    };
    assert_eq!(
        report("<body><sec><title>Methods</title><p>Forty adults took it.</p></sec></body>"),
        ["the full text of the work (5 words) is not imported, only its abstract"]
    );
    assert_eq!(report("<body></body>"), [""; 0]);
    assert_eq!(report(""), [""; 0]);
}
