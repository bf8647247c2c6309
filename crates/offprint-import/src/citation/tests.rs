//! Entries in the usual styles. All works, people and journals are made up.

mod details;
mod sources;

use super::parse_citation;

/// Authors joined by `; `, year, title, journal, volume|issue|pages, identifiers joined by spaces.
#[track_caller]
fn check(
    text: &str,
    authors: &str,
    year: &str,
    title: &str,
    journal: &str,
    place: &str,
    numbers: &str,
) {
    let citation = parse_citation(text);
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    assert_eq!(citation.authors.join("; "), authors, "authors of {text:?}");
    assert_eq!(
        citation.year.map(|year| year.to_string()).unwrap_or_default(),
        year,
        "year of {text:?}"
    );
    assert_eq!(optional(&citation.title), title, "title of {text:?}");
    assert_eq!(optional(&citation.journal), journal, "journal of {text:?}");
    let found = [&citation.volume, &citation.issue, &citation.pages].map(optional).join("|");
    assert_eq!(found, if place.is_empty() { "||" } else { place }, "place of {text:?}");
    let mut found: Vec<String> =
        [&citation.doi, &citation.pmid, &citation.pmcid, &citation.nct, &citation.url]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
    found.extend(citation.registry);
    assert_eq!(found.join(" "), numbers, "numbers of {text:?}");
    assert_eq!(citation.text, text.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn vancouver() {
    check(
        "1. Example AB, Sample C, Muster DE. A trial of something for pain. J Examples. 2020;12(3):45-50.",
        "Example AB; Sample C; Muster DE",
        "2020",
        "A trial of something for pain",
        "J Examples",
        "12|3|45-50",
        "",
    );
    check(
        "Example AB, Sample C, et al. A trial of something. N Ex J Med. 2021 Mar 4;384(9):845-55. doi: 10.1000/nexjm.2021. PMID: 12345678.",
        "Example AB; Sample C",
        "2021",
        "A trial of something",
        "N Ex J Med",
        "384|9|845-55",
        "10.1000/nexjm.2021 12345678",
    );
    check(
        "Van der Example A, O'Sample B. Sleep? A review. Ex Sleep Rev 2019;8:101234.",
        "Van der Example A; O'Sample B",
        "2019",
        "Sleep? A review",
        "Ex Sleep Rev",
        "8||101234",
        "",
    );
    check(
        "Example AB. A letter. Ex Lancet. 2018;391(10125):1001. PMCID: PMC1234567",
        "Example AB",
        "2018",
        "A letter",
        "Ex Lancet",
        "391|10125|1001",
        "PMC1234567",
    );
    check(
        "Example AB, Sample CD. A trial. PLoS Ex. 2015;10(2):e0123456.",
        "Example AB; Sample CD",
        "2015",
        "A trial",
        "PLoS Ex",
        "10|2|e0123456",
        "",
    );
    check(
        "Example A-B, Sample C Jr. On pain. Pain Ex. 2012;153(Suppl 1):S12-S20.",
        "Example AB; Sample C Jr",
        "2012",
        "On pain",
        "Pain Ex",
        "153|Suppl 1|S12-S20",
        "",
    );
    check(
        "[3] Example AB, Sample C. Title of it. Ex J. 2020;1:2-3.",
        "Example AB; Sample C",
        "2020",
        "Title of it",
        "Ex J",
        "1||2-3",
        "",
    );
    check(
        "Example AB; Sample C; Muster D. Title of it. Ex J. 2020;1:2-3.",
        "Example AB; Sample C; Muster D",
        "2020",
        "Title of it",
        "Ex J",
        "1||2-3",
        "",
    );
    check(
        "Müller-Beispiel K, Ångström Ö. Über Schlaf. Z Beisp. 2011;5:1–9.",
        "Müller-Beispiel K; Ångström Ö",
        "2011",
        "Über Schlaf",
        "Z Beisp",
        "5||1–9",
        "",
    );
    check(
        "Example AB. Effects of drug A vs. drug B in adults. Ex J. 2020;1:2-3.",
        "Example AB",
        "2020",
        "Effects of drug A vs. drug B in adults",
        "Ex J",
        "1||2-3",
        "",
    );
    check(
        "Example AB, Sample C. A study. eExample. 2020;9:e12345.",
        "Example AB; Sample C",
        "2020",
        "A study",
        "eExample",
        "9||e12345",
        "",
    );
    check(
        "Example AB, Sample C. A study [Internet]. Ex J. 2020 [cited 2021 Mar 1];9(1):5. Available from: https://example.org/a",
        "Example AB; Sample C",
        "2020",
        "A study",
        "Ex J",
        "",
        "https://example.org/a",
    );
    check(
        "Example AB. Epub first. Ex J. 2022 Jan 5. doi: 10.1000/epub.1. Epub ahead of print.",
        "Example AB",
        "2022",
        "Epub first",
        "Ex J",
        "",
        "10.1000/epub.1",
    );
}

#[test]
fn ama() {
    check(
        "Example AB, Sample CD. Title of the paper: a randomized trial. JAMA Ex. 2023;329(5):376-385. doi:10.1000/jamaex.2023.1",
        "Example AB; Sample CD",
        "2023",
        "Title of the paper: a randomized trial",
        "JAMA Ex",
        "329|5|376-385",
        "10.1000/jamaex.2023.1",
    );
    check(
        "Example AB. Title. Arch Ex. 1999;56(1):1-7.",
        "Example AB",
        "1999",
        "Title",
        "Arch Ex",
        "56|1|1-7",
        "",
    );
    check(
        "Example Study Group. A trial of it. Ex Med. 2004;350:1-9.",
        "Example Study Group",
        "2004",
        "A trial of it",
        "Ex Med",
        "350||1-9",
        "",
    );
}

#[test]
fn apa() {
    check(
        "Example, A. B., & Sample, C. (2020). A trial of something for pain. Journal of Examples, 12(3), 45–50. https://doi.org/10.1000/xyz123",
        "Example AB; Sample C",
        "2020",
        "A trial of something for pain",
        "Journal of Examples",
        "12|3|45–50",
        "10.1000/xyz123",
    );
    check(
        "Example, A. B., Sample, C., Muster, D., Jr., & Beispiel, E. F. (2025). Redefining something: Does it work? American Journal of Examples, 182(3), 247–258. doi: 10.1000/appi.ex.2024.",
        "Example AB; Sample C; Muster D Jr; Beispiel EF",
        "2025",
        "Redefining something: Does it work?",
        "American Journal of Examples",
        "182|3|247–258",
        "10.1000/appi.ex.2024",
    );
    check(
        "Example, R. C., et al. (2025). Rapid onset of nothing (EX123). The Journal of Clinical Examples. https://doi.org/10.1000/JCX.1",
        "Example RC",
        "2025",
        "Rapid onset of nothing (EX123)",
        "The Journal of Clinical Examples",
        "",
        "10.1000/JCX.1",
    );
    check(
        "World Example Organization. (2022, March 3). Pain: Key facts. https://www.example.org/pain",
        "World Example Organization",
        "2022",
        "Pain: Key facts",
        "",
        "",
        "https://www.example.org/pain",
    );
    check(
        "ClinicalTrials.gov. (n.d.). Study of EX123 in Participants With Pain (NCT01234567). https://clinicaltrials.gov/study/NCT01234567",
        "ClinicalTrials.gov",
        "",
        "Study of EX123 in Participants With Pain (NCT01234567)",
        "",
        "",
        "NCT01234567",
    );
    check(
        "Example, A. (2019a). One thing. Ex Review, 5, 1–10.",
        "Example A",
        "2019",
        "One thing",
        "Ex Review",
        "5||1–10",
        "",
    );
    check(
        "van Example, A., & de la Sample, B. (2018). Another thing. Ex Review, 5(Suppl. 1), 1–10.",
        "van Example A; de la Sample B",
        "2018",
        "Another thing",
        "Ex Review",
        "5|Suppl. 1|1–10",
        "",
    );
    check(
        "Example, A.-B., Sample, C., … Muster, Z. (2017). Many. Ex, 1, 2–3.",
        "Example AB; Sample C; Muster Z",
        "2017",
        "Many",
        "Ex",
        "1||2–3",
        "",
    );
    check(
        "Example, A. (2016). A book about it (2nd ed.). Example Press.",
        "Example A",
        "2016",
        "A book about it (2nd ed.)",
        "",
        "",
        "",
    );
    check(
        "Example, A. (in press). Soon to come. Journal of Examples.",
        "Example A",
        "",
        "Soon to come",
        "Journal of Examples",
        "",
        "",
    );
    check(
        "Example, A., & Sample, B. (2021). An article with a number. Ex Open, 4(2), Article e210001.",
        "Example A; Sample B",
        "2021",
        "An article with a number",
        "Ex Open",
        "4|2|e210001",
        "",
    );
}

#[test]
fn nature() {
    check(
        "Example, A. B., Sample, C. & Muster, D. Title of the thing. Nat. Ex. 12, 345–356 (2020).",
        "Example AB; Sample C; Muster D",
        "2020",
        "Title of the thing",
        "Nat. Ex.",
        "12||345–356",
        "",
    );
    check(
        "Example, A. et al. Title of the thing. Nature Ex 533, 481–486 (2016).",
        "Example A",
        "2016",
        "Title of the thing",
        "Nature Ex",
        "533||481–486",
        "",
    );
    check(
        "Example, A. & Sample, B. Other thing. Mol. Example https://doi.org/10.1000/s41380-1 (2022).",
        "Example A; Sample B",
        "2022",
        "Other thing",
        "Mol. Example",
        "",
        "10.1000/s41380-1",
    );
    check(
        "12. Example, A. Thing. Sci. Ex. 9, 1234 (2019).",
        "Example A",
        "2019",
        "Thing",
        "Sci. Ex.",
        "9||1234",
        "",
    );
}

#[test]
fn harvard() {
    check(
        "Example, A. and Sample, B. (2020) 'Title of it', Journal of Examples, 12(3), pp. 45–50.",
        "Example A; Sample B",
        "2020",
        "Title of it",
        "Journal of Examples",
        "12|3|45–50",
        "",
    );
    check(
        "Example, A., Sample, B. and Muster, C. (2019) ‘The patient’s view’, Ex Journal, vol. 4, no. 2, pp. 1-9.",
        "Example A; Sample B; Muster C",
        "2019",
        "The patient’s view",
        "Ex Journal",
        "4|2|1-9",
        "",
    );
    check(
        "Example Agency (2021) Guidance on it. Available at: https://example.org/g (Accessed: 3 March 2022).",
        "Example Agency",
        "2021",
        "Guidance on it",
        "",
        "",
        "https://example.org/g",
    );
    check(
        "Example A, Sample B (2014) Title. Ex J 3:12–19",
        "Example A; Sample B",
        "2014",
        "Title",
        "Ex J",
        "3||12–19",
        "",
    );
}

#[test]
fn mla() {
    check(
        "Example, Anna, and Carl Sample. “Title of It.” Journal of Examples, vol. 12, no. 3, 2020, pp. 45-50.",
        "Example A; Sample C",
        "2020",
        "Title of It",
        "Journal of Examples",
        "12|3|45-50",
        "",
    );
    check(
        "Example, Anna B. \"A Single One.\" Ex Quarterly, vol. 7, 2018, pp. 1-9, doi:10.1000/mla.1.",
        "Example AB",
        "2018",
        "A Single One",
        "Ex Quarterly",
        "7||1-9",
        "10.1000/mla.1",
    );
    check(
        "Example, Anna, et al. “Many of Them.” Ex, vol. 1, no. 1, Mar. 2017, pp. 2-3.",
        "Example A",
        "2017",
        "Many of Them",
        "Ex",
        "1|1|2-3",
        "",
    );
}

#[test]
fn chicago_and_ieee() {
    check(
        "Example, Anna. 2020. “Title of It.” Journal of Examples 12 (3): 45–67.",
        "Example A",
        "2020",
        "Title of It",
        "Journal of Examples",
        "12|3|45–67",
        "",
    );
    check(
        "Example, Anna, and Carl Sample. “Title of It.” Journal of Examples 12, no. 3 (2020): 45–67.",
        "Example A; Sample C",
        "2020",
        "Title of It",
        "Journal of Examples",
        "12|3|45–67",
        "",
    );
    check(
        "A. B. Example and C. Sample, “Title of it,” J. Ex. Eng., vol. 12, no. 3, pp. 45–50, Mar. 2020.",
        "Example AB; Sample C",
        "2020",
        "Title of it",
        "J. Ex. Eng.",
        "12|3|45–50",
        "",
    );
    check(
        "[7] A. Example, B. Sample, and C. Muster, \"Another,\" IEEE Ex., vol. 2, pp. 1-2, 2011.",
        "Example A; Sample B; Muster C",
        "2011",
        "Another",
        "IEEE Ex",
        "2||1-2",
        "",
    );
}

#[test]
fn names_in_capitals() {
    let place = "23|2|71–78";
    check(
        "NOVÁK, Jan a SVOBODA, Petr. Léky v praxi. Bolest. 2020, roč. 23, č. 2, s. 71–78.",
        "NOVÁK J; SVOBODA P",
        "2020",
        "Léky v praxi",
        "Bolest",
        place,
        "",
    );
    check(
        "MUSTER, Karl und BEISPIEL, Eva. Schlaf im Alter. Schmerz. 2020, Bd. 23, H. 2, S. 71–78.",
        "MUSTER K; BEISPIEL E",
        "2020",
        "Schlaf im Alter",
        "Schmerz",
        place,
        "",
    );
    check(
        "EXAMPLE, Anna. Sleep in old age. J Examples. 2020, vol. 23, no. 2, pp. 71–78.",
        "EXAMPLE A",
        "2020",
        "Sleep in old age",
        "J Examples",
        place,
        "",
    );
    // Abbreviations at the start of a title are no names.
    check(
        "COVID, sleep and pain. J Examples. 2020;23(2):71–78.",
        "",
        "2020",
        "COVID, sleep and pain",
        "J Examples",
        place,
        "",
    );
    check(
        "RCT of an example. J Ex. 2020;2:7–8.",
        "",
        "2020",
        "RCT of an example",
        "J Ex",
        "2||7–8",
        "",
    );
}

#[test]
fn groups_after_et_al() {
    for before in [
        "et al; EXAMPLE-1 Study Group.",
        "et al. for the EXAMPLE-1 Study Group.",
        "et al., on behalf of the EXAMPLE-1 Study Group.",
    ] {
        check(
            &format!("Muster A, Sample B, {before} A trial of it. J Examples. 2020;23:71-78."),
            "Muster A; Sample B; EXAMPLE-1 Study Group",
            "2020",
            "A trial of it",
            "J Examples",
            "23||71-78",
            "",
        );
    }
    check(
        "Muster A, et al. The Example Institute and its patients. J Examples. 2020;23:71-78.",
        "Muster A",
        "2020",
        "The Example Institute and its patients",
        "J Examples",
        "23||71-78",
        "",
    );
    check(
        "Muster A, et al. for whom is it? A trial. J Examples. 2020;23:71-78.",
        "Muster A",
        "2020",
        "for whom is it? A trial",
        "J Examples",
        "23||71-78",
        "",
    );
}

#[test]
fn what_is_no_journal_is_left_empty() {
    for end in ["Preprint. 2020.", "Revised August 2020."] {
        check(
            &format!("Muster A. A trial of it. {end}"),
            "Muster A",
            "2020",
            "A trial of it",
            "",
            "",
            "",
        );
    }
    check(
        "Muster A. A trial of it. Example Clinic. 2020.",
        "Muster A",
        "2020",
        "A trial of it",
        "",
        "",
        "",
    );
    check(
        "Muster A. A trial of it. Clinic of Examples. 2020;2:7-8.",
        "Muster A",
        "2020",
        "A trial of it",
        "Clinic of Examples",
        "2||7-8",
        "",
    );
}
