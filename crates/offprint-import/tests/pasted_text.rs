//! Pasted text keeps what belongs to the article: short lines between its paragraphs and below
//! them, and the closing paragraph; and nothing of what is around it.

use offprint_import::{ImportOptions, Importer};

const ABOVE: &str = "Skip to main content\nPain Notes\nHome\nNews\nAbout\nSign in\n\n\
    Low dose naltrexone and chronic pain\nJane Doe, MD, PhD\nSept. 5, 2025 · 4 min read\nShare\nTweet";
const BELOW: &str = "Related articles\nCannabis and pain\nOpioids in the elderly\n\
    © 2025 Pain Notes. All rights reserved.\nPrivacy Policy\n";
const PARAGRAPHS: &str = "Chronic pain is one of the most common reasons why adults visit a clinic, and many of the drugs that are given for it help only a few of them.\n\n\
    Researchers at three clinics followed 214 adults with chronic pain for twelve weeks and compared a low dose of naltrexone with placebo tablets that looked the same.\n\n\
    Neither the participants nor the staff knew who received which tablets until the last visit had been completed and the database had been locked by the statistician.\n\n\
    After twelve weeks the mean pain score had fallen by 2.3 points with naltrexone and by 1.1 points with placebo, a difference that the authors call modest but real.";
const CLOSING: &str = "Side effects were mild in both groups, with headaches and vivid dreams reported most often, and two people in the placebo group left the study early because of nausea.";

/// The body of the content file for a pasted text.
fn import_body(text: &str) -> String {
    let options = ImportOptions {
        name: Some("a.txt".to_owned()),
        today: jiff::civil::date(2026, 1, 15),
        ..ImportOptions::default()
    };
    let imported = Importer::alone().import(text.as_bytes(), &options).expect("it is an article");
    imported.text.rsplit_once("+++\n").expect("it has front matter").1.to_owned()
}

#[track_caller]
fn check_all_kept(body: &str, lines: &str) {
    for line in lines.lines().flat_map(|line| line.split('\t')).filter(|line| !line.is_empty()) {
        assert!(body.contains(line.trim_start_matches("• ")), "{line:?} is missing:\n{body}");
    }
    for line in ABOVE.lines().chain(BELOW.lines()).filter(|line| !line.is_empty()) {
        assert!(!body.lines().any(|other| other == line), "{line:?} is kept:\n{body}");
    }
    assert!(body.contains(CLOSING), "the closing paragraph is missing:\n{body}");
}

/// Short lines that are content, wherever they are in an article.
const CONTENT: [&str; 10] = [
    "00:00 What pain is\n03:10 Why a low dose\n1:12:45 Questions",
    "Dosage\n1.5 mg for week 1\n3 mg for week 2\n4.5 mg from week 3",
    "Week 1: 1.5 mg at night\nWeek 2: 3 mg at night\nWeek 3 onward: 4.5 mg at night",
    "Key points\nPain fell a little with the low dose\nSleep did not change\nFew people left the study",
    "Q: Can I take it with opioids?\nA: No, it blocks them.\nQ: How long until it works?\nA: About four weeks.",
    "Can I drive?\nYes, after the first week.\n\nCan I drink alcohol?\nBetter not.\n\nWho should not take it?\nPeople on opioids.",
    "Background: Chronic pain is common.\nMethods: Randomised trial.\nResults: 2.3 vs 1.1 points.\nConclusions: A small effect.",
    "BACKGROUND\n\nPain is common.\n\nMETHODS\n\nA randomised trial.\n\nRESULTS\n\nPain fell (P = 0.01).\n\nCONCLUSIONS\n\nIt helps a little.",
    "• headache\n• nausea\n• vivid dreams",
    "Arm\tn\tChange\nNaltrexone\t107\t-2.3\nPlacebo\t107\t-1.1",
];

#[test]
fn short_lines_between_paragraphs_are_kept() {
    for lines in CONTENT {
        let text = format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{lines}\n\n{CLOSING}\n\n{BELOW}");
        check_all_kept(&import_body(&text), lines);
    }
    let sites =
        "Trial sites\nHarbour Clinic, Leeds\nElm Street Centre, York\nMoor Lane Surgery, Hull";
    let text = format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{sites}\n\n{CLOSING}\n\n{BELOW}");
    check_all_kept(&import_body(&text), sites);
}

#[test]
fn short_lines_below_the_last_paragraph_are_kept() {
    for lines in CONTENT {
        let text = format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{CLOSING}\n\n{lines}\n\n{BELOW}");
        check_all_kept(&import_body(&text), lines);
    }
}

#[test]
fn content_without_blank_lines_is_kept() {
    for lines in CONTENT {
        let text = format!("{ABOVE}\n{PARAGRAPHS}\n{lines}\n{CLOSING}\n{BELOW}");
        check_all_kept(&import_body(&text.replace("\n\n", "\n")), lines);
    }
}

#[test]
fn content_after_a_prompt_is_judged_by_itself() {
    for prompt in [
        "Sign up for our newsletter\nGet the latest news on pain in your inbox\nEmail address\nSubscribe",
        "Advertisement",
        "Share this article\nFacebook\nTwitter",
        "Subscribe to our newsletter",
        "Join our newsletter\nYour email address\nSubscribe now",
    ] {
        let lines = "Dosage\n1.5 mg in week 1\n3 mg in week 2";
        let text =
            format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{prompt}\n\n{lines}\n\n{CLOSING}\n\n{BELOW}");
        let body = import_body(&text);
        check_all_kept(&body, lines);
        for line in prompt.lines() {
            assert!(!body.contains(line), "{line:?} is kept:\n{body}");
        }
    }
}

#[test]
fn links_and_comments_are_not_kept() {
    for lines in [
        "Read more\nCannabis and pain: what is known so far\nWhy opioids fail so many patients",
        "You may also like...\nWhy opioids fail so many patients of every age",
        "More Great Pain Stories\nThe clinic that treats pain without any drugs\nHow adults with pain sleep at night",
        "3 thoughts on “Low dose naltrexone”\nJoe\nI took naltrexone for my pain and it helped a lot with the pain.",
        "Leave a comment\nYour email address will not be published.",
    ] {
        let text = format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{CLOSING}\n\n{lines}\n\n{BELOW}");
        let body = import_body(&text);
        for line in lines.lines() {
            assert!(!body.contains(line), "{line:?} is kept:\n{body}");
        }
    }
}

#[test]
fn comments_end_an_article() {
    let said = "I took naltrexone for my chronic pain, and it helped with the pain but not with the sleep.";
    for lines in [
        format!(
            "anna says:\nSeptember 6, 2025 at 6:44 am\n{said}\n\nben says:\nSeptember 7, 2025 at 8:02 am\nMe too, after twelve weeks of naltrexone tablets."
        ),
        format!(
            "2 Comments\n\nanna\nSept. 6, 2025\n{said}\n\nben\nSept. 7, 2025\nMe too, after twelve weeks of naltrexone tablets."
        ),
        format!("Join the discussion\n{said}\nMe too, after twelve weeks of naltrexone tablets."),
        format!(
            "Anna schrieb:\n6. September 2025 um 6:44\n{said}\n\nBen schrieb:\n7. September 2025 um 8:02\nMe too, after twelve weeks of naltrexone tablets."
        ),
    ] {
        let text = format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{CLOSING}\n\n{lines}\n\n{BELOW}");
        let body = import_body(&text);
        assert!(body.trim_end().ends_with(CLOSING), "{body}");
    }
}

#[test]
fn notices_on_cookies_are_never_the_article() {
    let article = "Low dose naltrexone and chronic pain\n5 September 2025\n\nResearchers followed 214 adults with chronic pain for twelve weeks and compared a low dose of naltrexone with placebo.\n\nSide effects were mild in both groups.";
    for notice in [
        "We value your privacy\nWe and our partners store and access information on a device, such as cookies, and process personal data for personalised ads and content, as well as to develop and improve products.\nYou may click to consent to our processing as described above. You can change your preferences at any time by returning to this site or visit our privacy policy.\nMORE OPTIONS\nAGREE",
        "This website uses cookies. We use cookies to give you the best experience on our website and to analyse our traffic.\nAccept",
        "Wir verwenden Cookies. Mit Ihrer Einwilligung verarbeiten wir und unsere Partner personenbezogene Daten auf Ihrem Endgerät. Mehr dazu in der Datenschutzerklärung.\nAlle akzeptieren",
        "Nous utilisons des cookies. Avec votre consentement, nos partenaires traitent des données personnelles sur votre appareil.\nTout accepter",
        "Usamos cookies propias y de terceros. Con su consentimiento, nuestros socios tratan datos personales en su dispositivo.\nAceptar",
    ] {
        let first = notice.lines().max_by_key(|line| line.len()).expect("it has lines");
        for text in [
            format!("{notice}\n\nPain Notes\nHome\nNews\n\n{article}\n\n© 2025 Pain Notes\n"),
            format!("Pain Notes\nHome\nNews\n\n{article}\n\n© 2025 Pain Notes\n{notice}\n"),
        ] {
            let body = import_body(&text);
            assert!(!body.contains(first), "{body}");
            assert!(body.contains("Researchers followed 214 adults"), "{body}");
        }
    }
    let ethics = "All participants gave written consent, and their personal data were stored according to the privacy policy of the clinic.";
    let body = import_body(&format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{ethics}\n\n{CLOSING}\n\n{BELOW}"));
    assert!(body.contains(ethics), "{body}");
}

#[test]
fn words_that_a_line_end_divides_are_joined() {
    let body = import_body(
        "Low dose naltrexone and chronic pain\n\nResearchers at three clinics followed adults with chronic pain for twelve weeks and com-\npared a low dose of naltrexone with placebo tab-\nlets. A dose-\nresponse curve was seen in a placebo-\ncontrolled arm, and in the long-\nterm study.\n\nNeither the participants nor the staff knew who received which tablets.\n",
    );
    for words in [
        "and compared a low",
        "placebo tablets. A dose-response curve",
        "a placebo-controlled arm",
        "the long-term study.",
    ] {
        assert!(body.contains(words), "{words:?}:\n{body}");
    }
}

#[test]
fn tabs_are_tables() {
    let body = import_body(&format!(
        "Low dose naltrexone\n\n{PARAGRAPHS}\n\nName\tDose\tWeeks\nNaltrexone\t4.5 mg\t12\nPla|cebo\t\t12\n\n{CLOSING}\n"
    ));
    let table = "| Name | Dose | Weeks |\n| --- | --- | --- |\n| Naltrexone | 4.5 mg | 12 |\n| Pla\\|cebo |  | 12 |\n";
    assert!(body.contains(table), "{body}");
}

#[test]
fn hyphens_are_no_markdown() {
    let body = import_body(&format!(
        "{PARAGRAPHS}\nCore points\n- Relief can begin within a day.\n- Visits need time.\nWhat a visit feels like\n{CLOSING}"
    ));
    assert!(
        body.contains("\n\n- Relief can begin within a day.\n- Visits need time.\n\n"),
        "{body}"
    );
    assert!(body.contains("\n\n## What a visit feels like\n\n"), "{body}");
}

/// A paragraph after a box in the middle of an article belongs to the article, the box does not.
#[test]
fn articles_go_on_after_boxes() {
    for box_ in [
        "Read more: Who pays for new drugs?",
        "Read more: Cannabis and pain",
        "Related: Opioids in the elderly",
        "See also: What comes after the tablet?",
        "Sign up to our newsletter\nGet the latest news in your inbox once a month.\nEmail address\nSubscribe",
        "Thanks for reading Pain Notes! Subscribe for free to receive new posts and support my work.",
        "Advertisement",
        "Lesen Sie auch: Cannabis gegen Schmerzen",
    ] {
        let body =
            import_body(&format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{box_}\n\n{CLOSING}\n\n{BELOW}"));
        assert!(body.contains(CLOSING), "{box_}:\n{body}");
        for line in box_.lines() {
            assert!(!body.contains(line), "{box_}:\n{body}");
        }
    }
}

#[test]
fn end_matter_is_left_out() {
    let after = "About Jane Doe\nMother of two and a nurse for nineteen years, Jane Doe is also a speaker on pain and the founder of a school.\n\n\
        *These statements have not been evaluated by the Food and Drug Administration. This product is not intended to treat any disease.\n\n\
        Consult your physician before you begin any treatment, above all if you have any unique conditions.";
    let body = import_body(&format!("{ABOVE}\n\n{PARAGRAPHS}\n\n{CLOSING}\n\n{after}\n\n{BELOW}"));
    assert!(body.trim_end().ends_with(CLOSING), "{body}");
    let body = import_body(&format!(
        "{ABOVE}\n\n{PARAGRAPHS}\n\nA nurse holds the spray ready (Image: GETTY)\n\n{CLOSING}\n\n{BELOW}"
    ));
    assert!(!body.contains("GETTY"), "{body}");
}

#[test]
fn a_line_with_a_source_is_a_citation() {
    for line in [
        "Source: JAMA Psychiatry. doi: 10.1001/jamapsychiatry.2024.0001",
        "Source: Beach S, Sand D. Cream after sunburn. Sun Samples. 2024;3:12. doi:10.5555/sss.2024.12",
        "Journal reference: Beach S, Sand D. Cream after sunburn. Sun Samples. 2024;3:12. doi:10.5555/sss.2024.12",
        "Beach S, Sand D. Cream after sunburn. Sun Samples. 2024;3:12. doi:10.5555/sss.2024.12",
        "Quelle: Beach S, Sand D. Cream after sunburn. Sun Samples. 2024;3:12. doi:10.5555/sss.2024.12",
    ] {
        let text = format!(
            "Low dose naltrexone and pain\n\nNovember 12, 2025\n\nBy Anna Miller\n\n{PARAGRAPHS}\n\n{line}\n"
        );
        let options = ImportOptions {
            name: Some("a.txt".to_owned()),
            today: jiff::civil::date(2026, 1, 15),
            ..ImportOptions::default()
        };
        let imported = Importer::alone().import(text.as_bytes(), &options).expect("an article");
        assert_eq!(imported.citations, 1, "{}", imported.text);
        assert!(imported.text.contains("doi = \"10."), "{}", imported.text);
        assert!(!imported.text.trim_end().ends_with(line), "{}", imported.text);
    }
}

#[test]
fn several_articles_are_reported() {
    let warnings = |text: &str| {
        let options = ImportOptions {
            name: Some("a.txt".to_owned()),
            today: jiff::civil::date(2026, 1, 15),
            ..ImportOptions::default()
        };
        Importer::alone().import(text.as_bytes(), &options).expect("an article").warnings
    };
    let one = format!(
        "Low dose naltrexone and pain\nBy Jane Doe\nSept. 5, 2025\n\n{PARAGRAPHS}\n\n{CLOSING}\n"
    );
    let other = one
        .replace("Low dose naltrexone and pain", "What comes after the tablet")
        .replace("Sept. 5", "Sept. 9");
    assert!(!warnings(&one).iter().any(|text| text.contains("articles")));
    let both = warnings(&format!("{one}\n{other}"));
    assert!(both.iter().any(|text| text.contains("contains 2 articles")), "{both:?}");
    // Teasers and comments are no articles.
    let teasers = "What comes after the tablet\nSept. 9, 2025\nA short teaser of another article that nobody has read so far, and that is all.\n";
    assert!(
        !warnings(&format!("{one}\n{teasers}\n{teasers}"))
            .iter()
            .any(|text| text.contains("articles"))
    );
}

/// The body of an article with some lines between two of its paragraphs.
fn body_with(lines: &str) -> String {
    let (first, rest) = PARAGRAPHS.split_once("\n\n").expect("it has several paragraphs");
    import_body(&format!("Low dose naltrexone\n\n{first}\n\n{lines}\n\n{rest}\n\n{CLOSING}"))
}

#[test]
fn values_and_attributions_are_no_headings() {
    for (lines, line) in [
        (
            "“It stopped on day three, and I slept again.”\n\nPatient, 41\nShe had tried two drugs before.",
            "Patient, 41",
        ),
        (
            "Weekly: 8, 16 or 24 mg\nMonthly: 64, 96 or 128 mg\nNobody else may inject it at home.",
            "Monthly: 64, 96 or 128 mg",
        ),
        (
            "15 mg → 7.5 mg for 4 weeks\n7.5 mg → 3.75 mg for 4 weeks\nThen it is halved again every month.",
            "7.5 mg → 3.75 mg for 4 weeks",
        ),
        (
            "Measured in 13 pairs ↩\nA correction: the first version said 15 pairs.",
            "Measured in 13 pairs ↩",
        ),
        (
            "Study number\nRVH-217-MDD-310\nIt was registered before the first visit.",
            "RVH-217-MDD-310",
        ),
        ("10 mg\nNobody needed a higher dose of the tablets.", "10 mg"),
    ] {
        let body = body_with(lines);
        assert!(body.contains(line.trim_end_matches('↩').trim()), "{line}\n{body}");
        assert!(!body.contains(&format!("# {line}")), "{line}\n{body}");
    }
}

#[test]
fn headings_above_short_lines_are_headings() {
    for (lines, heading) in [
        ("Do not use if\nCrCl <50 mL/min\non opioids for <4 weeks", "## Do not use if"),
        (
            "Step 1: 300 mg for one week\n\nThe tablets are taken at night with a glass of water.",
            "## Step 1: 300 mg for one week",
        ),
        (
            "“It stopped on day three.”\n\nKidneys, thyroid and heart\nThe blood is tested every three months.",
            "## Kidneys, thyroid and heart",
        ),
        ("How to stop\nby 1 mg every week\nthen every other night", "## How to stop"),
    ] {
        let body = body_with(lines);
        assert!(body.lines().any(|line| line == heading), "{heading}\n{body}");
    }
    // Three items are no heading with two lines.
    let body = body_with("Nausea\nHeadache\nVivid dreams");
    assert!(!body.contains("## Nausea"), "{body}");
}

#[test]
fn rows_keep_their_signs_and_their_places() {
    let body = body_with("Level\tn\tRelapse\n<120\t24\t7 (29)\n>300\t36\t3 (8)");
    assert!(body.contains("| >300 | 36 | 3 (8) |"), "{body}");
    let body = body_with("Brand\tGeneric\nFirst year\t36.6\t16.1\nLater\t17.0\t7.4");
    assert!(body.contains("|  | Brand | Generic |\n"), "{body}");
    // Whether the first or the last column has no name is a guess, unless only the others have values.
    let body = body_with("Drug\tDose\nLithium\t450 mg\tnot at night\nSertraline\t50 mg\tall day");
    assert!(body.contains("| Drug | Dose |  |\n"), "{body}");
    let body = body_with(
        "Visit\tScore\nTreated (n=4)\tOthers (n=6)\nBaseline\t3.9\t4.2\nMonth 3\t1.1\t4.0",
    );
    assert!(body.contains("| Visit | Score Treated (n=4) | Score Others (n=6) |"), "{body}");
}

#[test]
fn a_lead_above_the_date_is_kept() {
    for lead in ["Start low, monitor, and keep going.", "Do not use it without a second opinion."] {
        let body = import_body(&format!(
            "Low dose naltrexone\n{lead}\n\nJane Doe\nFeb 3, 2025 — 4 min read\n\n{PARAGRAPHS}\n\n{CLOSING}"
        ));
        assert!(body.contains(lead), "{lead}\n{body}");
    }
}

#[test]
fn days_in_lists_below_the_text_are_not_the_day_of_publication() {
    let import = |end: &str| {
        let options = ImportOptions {
            name: Some("a.txt".to_owned()),
            today: jiff::civil::date(2026, 6, 15),
            ..ImportOptions::default()
        };
        let text = format!("Low dose naltrexone and chronic pain\n\n{PARAGRAPHS}\n\n{end}\n");
        let imported =
            Importer::alone().import(text.as_bytes(), &options).expect("it is an article");
        (imported.date.map(|date| date.to_string()), imported.text)
    };
    for end in [
        "Dates of the group:\n\n- 3 March 2026: first meeting\n- 12 May 2026: next meeting",
        "- Room 4, second floor\n- 12 May 2026: next meeting",
        "• Next meeting: 12 May 2026\n• Fee: none",
        "1. Write to us\n2. Come on 12 May 2026",
        "Open: Monday to Friday\nClosed: 12 May 2026",
        "Next meeting: 12 May 2026",
        "12 May 2026: next meeting",
        "Event\tDay\nNext meeting\t12 May 2026",
    ] {
        let (date, text) = import(end);
        assert_eq!(date, None, "{end}");
        assert!(text.contains("12 May 2026"), "{end}\n{text}");
    }
    for end in ["Published: 12 May 2026", "- Published: 12 May 2026", "12 May 2026"] {
        assert_eq!(import(end).0.as_deref(), Some("2026-05-12"), "{end}");
    }
}

#[test]
fn days_of_references_are_not_the_day_of_publication() {
    let date = |top: &str, end: &str| {
        let text = format!(
            "Naltrexone and pain\n\nBy Jane Doe\n{top}\n{PARAGRAPHS}\n\n{CLOSING}\n\n{end}"
        );
        let options = ImportOptions {
            name: Some("a.txt".to_owned()),
            today: jiff::civil::date(2026, 1, 15),
            ..ImportOptions::default()
        };
        let imported =
            Importer::alone().import(text.as_bytes(), &options).expect("it is an article");
        let date = imported.text.lines().find_map(|line| line.strip_prefix("date = "));
        date.unwrap_or("none").to_owned()
    };
    let one = "References\n\n1. Krause HM, Olsen PT. Doses. Pain Med. Published online February 3, 2025. doi:10.5555/a.1\n2. Doe A, Lee B. Another trial. Pain Med. 2021;9:1-9.";
    let page = "References\n\n1. Doe A, Lee B. Another trial. Pain Med. 2021;9:1-9.\n2. Night Clinic. Doses at night. Updated March 8, 2024. Accessed May 2, 2024. https://example.org/doses";
    assert_eq!(date("", one), "none");
    assert_eq!(date("", page), "none");
    assert_eq!(date("", "Related: Sleep and pain. Published online February 3, 2025."), "none");
    assert_eq!(date("Pain Notes, No. 17, March 2024, pp. 45-53\n", ""), "none");
    assert_eq!(date("March 4, 2025\n", one), "2025-03-04");
    assert_eq!(date("", &format!("Published: March 4, 2025\n\n{one}")), "2025-03-04");
}
