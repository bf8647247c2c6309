//! Pasted text: lines that look like something of the page and say something of the article stay in
//! it, each in its place.

use jiff::civil::date;
use offprint_import::{ImportOptions, Imported, Importer};

fn import(text: &str) -> Imported {
    let options = ImportOptions {
        name: Some("a.txt".to_owned()),
        today: date(2026, 11, 28),
        ..ImportOptions::default()
    };
    Importer::alone().import(text.as_bytes(), &options).expect("it is an article")
}

/// The body of the content file for a pasted text.
fn import_body(text: &str) -> String {
    import(text).text.rsplit_once("+++\n").expect("it has front matter").1.to_owned()
}

/// The body has these lines in their order, whatever is between them.
#[track_caller]
fn check_lines(text: &str, expect: &[&str]) {
    let body = import_body(text);
    let mut lines = body.lines();
    for line in expect {
        assert!(lines.any(|other| other == *line), "{line:?} is missing or moved:\n{body}");
    }
}

/// The body has none of these texts.
#[track_caller]
fn check_without(text: &str, expect: &[&str]) {
    let body = import_body(text);
    for part in expect {
        assert!(!body.contains(part), "{part:?} is kept:\n{body}");
    }
}

const ANSWERS: [&str; 4] = [
    "Nobody on our ward gets a sleeping pill before the light and the noise have been looked at first.",
    "We tried melatonin for a year, and most of the patients slept neither longer nor better than before.",
    "What do you tell a patient who has taken the same tablet every night for more than ten years?",
    "That we will go down in small steps, and that the first two weeks are the hardest part of it all.",
];

/// A page with its menu and footer around three paragraphs, and something above the last one.
fn page_with(between: &str) -> String {
    format!(
        "Skip to main content\nHome\nNews\nSign in\n\nA year of night shifts\n12 March 2026\n\n{}\n\n{}\n\n{between}\n\n{}\n\nRelated articles\nSleep and age\n© 2026 Ward Notes. All rights reserved.\nPrivacy Policy\n",
        ANSWERS[0], ANSWERS[1], ANSWERS[3],
    )
}

#[test]
fn abstracts_whose_parts_are_not_set_apart_stay() {
    check_lines(
        &page_with(
            "Contexte\nLes nuits sont longues.\nMéthodes\n40 adultes.\nConclusion\nUn effet.",
        ),
        &["## Contexte", "Les nuits sont longues.", "## Méthodes", "40 adultes.", "Un effet."],
    );
    check_lines(
        &page_with("Introduction\nNights are long.\nMethods\n40 adults.\nResults\nNo effect."),
        &["## Introduction", "Nights are long.", "## Methods", "40 adults.", "No effect."],
    );
    check_lines(
        &page_with("Trial Registration  NCT01234567\n\nResults  Sleep fell (P = .02)."),
        &["Trial Registration NCT01234567", "Results Sleep fell (P = .02)."],
    );
}

#[test]
fn labels_of_advertisements_are_no_headings() {
    for label in ["[Advertisement]", "[Ad]", "Reklame", "Advertisement"] {
        check_without(&page_with(label), &[label, label.trim_matches(['[', ']'])]);
    }
    check_lines(&page_with("[Sleep diary]"), &[ANSWERS[0], ANSWERS[1], ANSWERS[3]]);
}

#[test]
fn what_the_author_says_keeps_the_name_above_it() {
    let [first, second, third, fourth] = ANSWERS;
    // Each speaks once.
    check_lines(
        &format!(
            "Three nurses on the night shift\n\nBy Greta Holm\n12 March 2026\n\nWe asked three nurses how they help the people on their wards to sleep.\n\n\
             Paul Okoro\n{first}\n\nGreta Holm\n{second}\n\nIda Brandt\n{fourth}\n"
        ),
        &[first, "## Greta Holm", second, "## Ida Brandt", fourth],
    );
    // A host and a guest, in three forms.
    for (open, close) in [("", ""), ("", ":"), ("", " [00:01:20]"), ("[01:20] ", "")] {
        let host = format!("{open}Greta Holm{close}");
        let guest = format!("{open}Paul Okoro{close}");
        let body = import_body(&format!(
            "Sleep without pills\n\n12 March 2026 · By Greta Holm\n\nWhy small steps work better.\n\n\
             {host}\n{first}\n\n{guest}\n{second}\n\n{host}\n{third}\n\n{guest}\n{fourth}\n"
        ));
        assert_eq!(body.matches(host.as_str()).count(), 2, "{host}:\n{body}");
        assert_eq!(body.matches(guest.as_str()).count(), 2, "{guest}:\n{body}");
    }
}

#[test]
fn the_name_of_the_author_alone_is_a_byline() {
    let [first, second, _, fourth] = ANSWERS;
    for text in [
        // Once more above the text.
        format!(
            "Sleep on the ward\n\nBy Greta Holm\n12 March 2026\nGreta Holm\n\n{first}\n\n{second}\n\n{fourth}\n"
        ),
        // A box about the author.
        format!(
            "Sleep on the ward\n\nBy Greta Holm\n12 March 2026\n\n{first}\n\n{second}\n\n{fourth}\n\nGreta Holm\n\nGreta Holm is a nurse in Leeds and writes about sleep.\n"
        ),
    ] {
        check_without(&text, &["## Greta Holm", "\nGreta Holm\n"]);
    }
    // Headings with capitals name nobody.
    check_without(
        &format!(
            "Sleep on the Ward\n\nBy Greta Holm\n12 March 2026\nGreta Holm\n{first}\n\nLight And Noise\n{second}\n\nThe Last Weeks\n{fourth}\n"
        ),
        &["Greta Holm"],
    );
}

#[test]
fn lines_about_the_date_of_the_article_are_left_out() {
    let [first, second, ..] = ANSWERS;
    for line in [
        "Tuesday, 3 March 2026",
        "Published 3 March 2026 at 6:30 am",
        "March 3, 2026 · 4 min read",
        "Leeds, 3 March 2026",
        "Last updated on 3 March 2026",
        "Posted on March 3, 2026 in Health",
        "3 March 2026 | Sleep News",
        "3 March 2026 · 24 min",
        "Publié le 03/03/2026 à 07h00",
    ] {
        let text = format!("New limits for the night\n\n{line}\n\n{first}\n\n{second}\n");
        check_without(&text, &["2026"]);
    }
}

#[test]
fn notes_of_tables_and_of_marks_keep_their_signs() {
    let [first, second, third, fourth] = ANSWERS;
    let table = "Tablet\tPrice\nSmall\t£12\nLarge\t£20*";
    for note in ["Not for children. Source: Ward list, 2025", "Until May (photo: see the box)"] {
        for blank in ["", "\n"] {
            check_lines(
                &format!(
                    "Prices of the tablets\n\n3 March 2026\n\n{first}\n\n{table}\n{blank}* {note}\n\n{second}\n\n{fourth}\n"
                ),
                &["| Large | £20* |", &format!("\\* {note}"), second],
            );
        }
    }
    // Where a table comes from.
    check_lines(
        &format!(
            "Prices of the tablets\n\n3 March 2026\n\n{first}\n\n{table}\nSource: Ward list, 2025\n\n{second}\n\n{fourth}\n"
        ),
        &["| Large | £20* |", "Source: Ward list, 2025", second],
    );
    // The mark is in a sentence.
    check_lines(
        &format!(
            "Sleep on the ward\n\n3 March 2026\n\n{first}\n\nFour people left the ward early*, and the others slept well.\n\n{second}\n\n* Two of them in the first week.\n"
        ),
        &["\\* Two of them in the first week."],
    );
    // Lists, and an item without a mark in the text.
    check_lines(
        &format!(
            "Sleep on the ward\n\n3 March 2026\n\n{first}\n\nWe asked* for:\n\n* less light\n* less noise\n\n{second}\n\n{third}\n"
        ),
        &["- less light", "- less noise"],
    );
    check_lines(
        &format!(
            "Sleep on the ward\n\n3 March 2026\n\n{first}\n\n{second}\n\n* Ask for less light.\n\n{third}\n"
        ),
        &["- Ask for less light."],
    );
}

#[test]
fn lettered_lists_keep_their_letters() {
    let [first, second, ..] = ANSWERS;
    let head = format!("Sleep on the ward\n\n3 March 2026\n\n{first}");
    for (a, b, c) in [
        ("a) Less light", "b) Less noise", "c) No coffee"),
        ("a. Less light", "b. Less noise", "c. No coffee"),
    ] {
        for gap in ["\n", "\n\n"] {
            check_lines(
                &format!("{head}\n\n{a}{gap}{b}{gap}{c}\n\n{second}\n"),
                &[&format!("- {a}"), &format!("- {b}"), &format!("- {c}"), second],
            );
        }
        check_lines(
            &format!("{head}\n\n1. At night\n{a}\n{b}\n2. By day\n3. At any time\n\n{second}\n"),
            &["1. At night", &format!("  - {a}"), &format!("  - {b}"), "2. By day"],
        );
    }
    // One letter makes no list.
    check_lines(
        &format!("{head}\n\na) is what we called it.\n\n{second}\n"),
        &["a) is what we called it."],
    );
}

#[test]
fn exponents_that_may_be_lost_are_reported() {
    let [first, second, ..] = ANSWERS;
    let warnings = |line: &str| {
        let text = format!("Sleep on the ward\n\n3 March 2026\n\n{first}\n\n{line}\n\n{second}\n");
        let found = import(&text).warnings;
        found.into_iter().filter(|warning| warning.contains("exponent")).collect::<Vec<_>>()
    };
    for (line, quoted) in [
        ("Stop if the white cells are below 2.5 × 109/L on two days.", "2.5 × 109/L"),
        ("The error was 4 × 10−3 in both of the groups.", "4 × 10−3"),
        ("It was p = 6.1 x 10-8 for the whole ward.", "6.1 x 10-8"),
    ] {
        let found = warnings(line);
        assert!(
            found.iter().any(|found| found.contains(&format!("`{quoted}` (line 7)"))),
            "{found:?}"
        );
    }
    for line in [
        "We gave 3 × 10 mg on each of the days.",
        "A dose of 2 x 100 mg, or 4 × 1000 units, is enough.",
        "The room has 10 × 10 metres, and 3.1 × 10^9/L is normal.",
        "There were 4 × 10⁹ cells in each of them.",
    ] {
        assert_eq!(warnings(line), Vec::<String>::new());
    }
}

/// The value of a field of the front matter of a pasted text.
fn field(text: &str, name: &str) -> String {
    let front = import(text).text;
    let start = format!("{name} = ");
    front.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default().to_owned()
}

const JOURNAL: &str = "Journal of Night Care\n\nVolume 12, 3 March 2026, Pages 11-19\n\nResearch paper\n\
    Light on wards and the sleep of patients: A cohort study\n\nGreta Holm 1, Paul Okoro 2, Ida Brandt 1\n\n\
    https://doi.org/10.5555/jnc.2026.3\n";

#[test]
fn sections_above_an_abstract_stay() {
    let [first, second, ..] = ANSWERS;
    let rest = format!("Abstract\n\n{first}\n\n1. Introduction\n\n{second}\n");
    for (points, expect) in [
        (
            "Highlights\n\n•\nLess light gave longer sleep in March.\n•\nNoise made no difference at all.",
            "- Less light gave longer sleep in March.",
        ),
        (
            "Key points\n\n• Less light gave longer sleep in March.\n• Noise made no difference at all.",
            "- Less light gave longer sleep in March.",
        ),
        (
            "What this adds\n\nLess light gave longer sleep in March.",
            "Less light gave longer sleep in March.",
        ),
    ] {
        let heading = points.lines().next().unwrap_or_default();
        check_lines(
            &format!("{JOURNAL}Get rights and content\n\n{points}\n\n{rest}"),
            &[&format!("## {heading}"), expect, "## Abstract", first],
        );
    }
    for other in [
        "Affiliations\n\n1 Ward School, University of Aldby, Aldby, Denmark.\n2 Moor Hospital, Leeds, UK.",
        "Show more\nAdd to library",
        "Under a Creative Commons license\nOpen access",
    ] {
        let body = import_body(&format!("{JOURNAL}{other}\n\n{rest}"));
        assert!(body.trim_start().starts_with("## Abstract"), "{body}");
    }
}

#[test]
fn institutions_are_no_titles_and_no_authors() {
    let [first, second, ..] = ANSWERS;
    let text = format!(
        "Night Care\nVolume 8, Issue 2 e31\nORIGINAL ARTICLE\nOpen Access\nLight on wards and the sleep of 36 patients\n\
         Greta Holm\nCorresponding Author\n\nClinic of Sleep, Moor Hospital, Leeds, UK\n\nCorrespondence\n\nGreta Holm, Moor Hospital\n\n\
         Paul Okoro Jr.\nFirst published: 18 November 2025 | https://doi.org/10.5555/nc.31\nSections\nPDF\nTools\nShare\n\n\
         Abstract\nObjective\n{first}\n\nResults\n{second}\n"
    );
    assert_eq!(field(&text, "title"), "\"Light on wards and the sleep of 36 patients\"");
    assert!(!field(&text, "authors").contains("Moor Hospital"), "{}", field(&text, "authors"));
}

#[test]
fn letters_glued_to_names_are_reported() {
    let [first, second, ..] = ANSWERS;
    let head = JOURNAL.replace(
        "Greta Holm 1, Paul Okoro 2, Ida Brandt 1",
        "Greta Holma1, Paul Okorob, Ida Brandtc",
    );
    let imported = import(&format!("{head}\nAbstract\n\n{first}\n\n1. Introduction\n\n{second}\n"));
    assert!(
        imported.warnings.iter().any(|text| text.contains("“Paul Okorob”")),
        "{:?}",
        imported.warnings
    );
    let imported =
        import(&format!("{JOURNAL}\nAbstract\n\n{first}\n\n1. Introduction\n\n{second}\n"));
    assert!(
        !imported.warnings.iter().any(|text| text.contains("institutions")),
        "{:?}",
        imported.warnings
    );
}
