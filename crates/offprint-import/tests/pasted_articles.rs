//! Pasted texts that are an article and nothing around it: whoever copied them selected the article.

use offprint_import::{ImportOptions, Imported, Importer};

const PROSE: &str = "The tablets were started at a low dose and raised every two weeks, and most of the people stayed in the study until its end.";
const MORE: &str = "Nausea was the most common complaint in both groups, and it went away within a few days in nearly all cases that were followed.";

fn import(text: &str) -> Imported {
    let options = ImportOptions {
        name: Some("a.txt".to_owned()),
        today: jiff::civil::date(2026, 11, 15),
        ..ImportOptions::default()
    };
    Importer::alone().import(text.as_bytes(), &options).expect("it is an article")
}

/// The body of the content file that a text becomes.
fn body_of(imported: &Imported) -> &str {
    imported.text.rsplit_once("+++\n").expect("it has front matter").1
}

/// All lines of an ending are in the imported text.
#[track_caller]
fn check_kept(ending: &str) {
    let imported = import(&format!(
        "Tablets at the clinic\n\n3 February 2026\n\n{PROSE}\n\n{MORE}\n\n{ending}"
    ));
    let body = body_of(&imported);
    for line in ending.lines().filter(|line| !line.is_empty()) {
        assert!(body.contains(line), "{line:?} is missing:\n{}", imported.text);
    }
}

#[test]
fn short_lines_below_the_last_paragraph_are_kept() {
    check_kept("What to bring\nReferral letter\nList of your medicines\nLatest blood count");
    check_kept("Opening hours\nMonday\n8–12\nWednesday\n13–17\nBy appointment only");
    check_kept("Strengths\ntwo active arms\nregistered as NCT05550001\nWeak points\nno placebo");
    check_kept("Read the supplement.\nAsk the authors for the data.\nWrite the letter.");
    check_kept("Marketing authorisation holder\nSample Pharma B.V.\nProduct number\nSP/H/C/006488");
    check_kept("Vorteile\nkein Missbrauch\neinmal täglich\nNachteile\nacht Wochen bis zur Wirkung");
    check_kept("Contre-indications\nallergie connue\ngrossesse\nallaitement");
    check_kept("Method\nRandomised trial\n\nDOI\n10.5555/sample.2026.0417");
}

#[test]
fn tables_with_one_cell_on_each_line_are_kept() {
    for gap in ["\n", "\n\n"] {
        let cells = ["Drug", "Dose", "Half-life (h)", "temazepam", "10 mg", "8–20"];
        let text = format!(
            "Stopping after sixty\n\n14 January 2026\n\n{PROSE}\n\nTable 1: Equal doses\n\n{}\n\n{MORE}",
            cells.join(gap)
        );
        let imported = import(&text);
        let body = body_of(&imported);
        for cell in cells.iter().chain(&[MORE]) {
            assert!(body.contains(cell), "{cell:?} is missing:\n{}", imported.text);
        }
    }
}

#[test]
fn links_below_a_known_label_are_left_out() {
    for label in ["Related articles", "You may also like", "Das könnte Sie auch interessieren"] {
        let imported = import(&format!(
            "Tablets at the clinic\n\n3 February 2026\n\n{PROSE}\n\n{MORE}\n\n{label}\nA new form for the clinic\nHow to raise the dose of a syrup"
        ));
        assert!(!body_of(&imported).contains("syrup"), "{}", imported.text);
    }
}

/// A text whose first line is the title, with what is below it.
#[track_caller]
fn check_title(title: &str, below: &str) {
    let imported = import(&format!("{title}\n{below}\n{PROSE}\n\n{MORE}"));
    assert_eq!(imported.title, title, "{}", imported.text);
}

#[test]
fn lines_about_people_and_days_are_no_titles() {
    check_title(
        "Sodium salts in men: what our clinics do from May",
        "\nTamsin Okereke\nLead Pharmacist, Neurosciences\nApril 27, 2026",
    );
    check_title(
        "Methylfenidaat bij ouderen met apathie",
        "\nWat zegt het onderzoek?\n\nRenske Oudkerk, ziekenhuisapotheker\n8 januari 2026\n\n\nAanleiding",
    );
    check_title(
        "Lithium und die Niere: ein Merkblatt",
        "\nDr. Henrike Solbach\nOberärztin der Ambulanz\n3. Februar 2026\n",
    );
    check_title(
        "Agency warns of rare but serious reaction to tablets",
        "Share\nEspañol\n\n1-20-2026 Drug Safety Communication\n",
    );
    check_title(
        "Buspirone for the side effects of tablets",
        "Adaeze Wendell, Jukka Pelkonen Authors’ declarations of interest\nVersion published: 23 February 2026\n",
    );
    check_title(
        "Stopping tablets after sixty: a stepwise plan",
        "\nWorking paper of the sample group\n\nDr Philippa Ngata and Owen Trelawny\n\nVersion 2, 14 January 2026\n",
    );
}

#[test]
fn the_entry_of_a_menu_is_no_title() {
    for (menu, title) in [
        ("Clozapine clinic\nOutpatients", "Clozapine clinic: blood tests change"),
        ("Clozapin-Sprechstunde\nAmbulanz", "Clozapin-Sprechstunde: Blutbilder neu geregelt"),
    ] {
        let imported = import(&format!("{menu}\n{title}\n3 February 2026\n{PROSE}\n\n{MORE}"));
        assert_eq!(imported.title, title, "{}", imported.text);
    }
}

#[test]
fn the_subtitle_stays_in_the_text() {
    let subtitle = "What changes for you and what does not";
    let imported = import(&format!(
        "Blood tests at the clinic change\n{subtitle}\n\n3 February 2026\n\n{PROSE}\n\n{MORE}"
    ));
    assert!(imported.text.contains(subtitle), "{}", imported.text);
}

#[test]
fn all_words_of_a_lost_block_are_counted() {
    let page = "Home\nNews\nSubscribe\nLog in\nShare\nFollow us\nPrivacy policy\nTerms of use\n";
    let imported = import(&format!(
        "{page}\nTablets at the clinic\n3 February 2026\n{PROSE}\n\n{MORE}\n\nMethod\nRandomised trial\nSubject\nPeople\nArticle title\nTablets and hours of sleep: a trial in 40 adults\n\n{page}"
    ));
    let kept = body_of(&imported).contains("Randomised trial");
    assert!(kept || imported.omissions.words >= 17, "{:?}", imported.left_out);
}

#[test]
fn comments_and_offers_below_the_last_paragraph_are_left_out() {
    for ending in [
        "marta_b\n4 Mar 2025\nThank you for this. My blood was never checked.",
        "Is this page useful?\nYesNo",
        "Never miss an episode of our podcast. Subscribe for free.",
        "Was this article helpful?\nYes No",
    ] {
        let imported = import(&format!(
            "Tablets at the clinic\n\n3 February 2026\n\n{PROSE}\n\n{MORE}\n\n{ending}"
        ));
        assert!(
            !body_of(&imported).contains(ending.lines().last().expect("it has a line")),
            "{}",
            imported.text
        );
    }
}

/// The front matter of a text with lines below its title.
fn front_matter_below(head: &str) -> String {
    let imported = import(&format!("Tablets at the clinic\n{head}\n{PROSE}\n\n{MORE}"));
    imported.text.rsplit_once("+++\n").expect("it has front matter").0.to_owned()
}

#[test]
fn authors_are_people_without_roles_and_letters() {
    for (head, authors) in [
        ("Tamsin Okereke\nLead Pharmacist, Neurosciences\nApril 27, 2026", "[\"Tamsin Okereke\"]"),
        ("Henrike Solbach\nOberärztin\n3. Februar 2026", "[\"Henrike Solbach\"]"),
        ("By MMirela Stancu\n18 February 2026", "[\"Mirela Stancu\"]"),
        ("By Lloyd Aaronson\n18 February 2026", "[\"Lloyd Aaronson\"]"),
        (
            "Ragna Thorsdottir\n1,*,\nLuís Vale\n2,† and\nJingwei Xu\n18 February 2026",
            "[\"Ragna Thorsdottir\", \"Luís Vale\", \"Jingwei Xu\"]",
        ),
        (
            "Ragna Thorsdottir\n1\n,\nLuís Vale\n1,2\n18 February 2026",
            "[\"Ragna Thorsdottir\", \"Luís Vale\"]",
        ),
        (
            "Created by Niamh Castellan, last modified by Piotr Lewandek on Mar 09, 2026",
            "[\"Niamh Castellan\"]",
        ),
    ] {
        let front = front_matter_below(head);
        assert!(front.contains(&format!("authors = {authors}")), "{head}:\n{front}");
    }
}

#[test]
fn days_of_comments_and_tasks_are_no_dates_of_the_article() {
    for text in [
        format!("{PROSE}\n\n- call the ward by 1 April 2026\n- ask for the form\n\n{MORE}"),
        format!("{PROSE}\n\n{MORE}\n\nComments\nJack Roe\n15 March 2026, 10:12\nI took them."),
        format!("{PROSE}\n\n{MORE}\n\n2 comments\nJack Roe\n15 March 2026, 10:12\nI took them."),
        format!("{PROSE}\n\n{MORE}\n\nKommentare\nJack Roe\n15. März 2026, 10:12\nIch nahm sie."),
    ] {
        let imported = import(&format!("Tablets at the clinic\n\n{text}"));
        assert_eq!(imported.date, None, "{}", imported.text);
    }
    let imported = import(&format!(
        "Tablets at the clinic\n\n{PROSE}\n\n- call the ward by 1 April 2026\n- ask for the form\n\n{MORE}"
    ));
    assert!(body_of(&imported).contains("- call the ward by 1 April 2026"), "{}", imported.text);
}

#[test]
fn captions_references_and_what_people_say_are_no_headings() {
    for line in [
        "Figure 1: Share of patients free of tablets",
        "Tabel 2: Bijwerkingen na zes maanden",
        "Abbildung 3: Schlaf nach einem Jahr",
        "Dee Marchetti [00:00:14]: Welcome back. Professor, what is it?",
        "Check the heart: QT shortening > 20 ms",
        "Diaz-Piet, M. Sleep in pain. Sleep Pain 2019, 8, 12–20. [Google Scholar]",
    ] {
        let imported = import(&format!(
            "Tablets at the clinic\n\n3 February 2026\n\n{PROSE}\n\n{line}\n\n{MORE}\n\n{PROSE}"
        ));
        assert!(!imported.text.contains("## "), "{line}:\n{}", imported.text);
    }
    let spoken = "Dee Marchetti: Welcome back.\n\nAnn Lee: It blocks two receptors, and the half-life is what differs.\n\nDee: So you wake up clear?";
    let imported = import(&format!(
        "Tablets at the clinic\n\n3 February 2026\n\n{PROSE}\n\n{spoken}\n\n{MORE}"
    ));
    assert!(!imported.text.contains("## "), "{}", imported.text);
    let steps =
        format!("The Build Stage: Create something\n\n{MORE}\n\nThe Grow Stage: Use it\n\n{PROSE}");
    let imported = import(&format!("Tablets at the clinic\n\n{PROSE}\n\n{steps}"));
    assert!(imported.text.contains("## The Build Stage"), "{}", imported.text);
}

#[test]
fn a_full_stop_ends_a_list_above_a_heading() {
    let imported = import(&format!(
        "Tablets at the clinic\n\n{PROSE}\n\n214 patients took two doses:\n131 at once,\n83 slowly.\nThe results after three years\n\n{MORE}"
    ));
    assert!(imported.text.contains("- 83 slowly.\n\n"), "{}", imported.text);
    assert!(!imported.text.contains("- The results"), "{}", imported.text);
}

#[test]
fn references_with_one_author_and_links_are_entries() {
    let imported = import(&format!(
        "Tablets at the clinic\n\n{PROSE}\n\n{MORE}\n\nReferences\nYounger-Asante, J.; Park, S. Low doses. Pain Mech. 2014, 33, 451–459. [Google Scholar] [CrossRef]\nDiaz-Piet, M. Sleep in pain. Sleep Pain 2019, 8, 12–20. [Google Scholar]\nOkafor, E. Tired bodies. Sleep Pain 2021, 9, 1–9. [Google Scholar]"
    ));
    assert_eq!(imported.citations, 3, "{}", imported.text);
}
