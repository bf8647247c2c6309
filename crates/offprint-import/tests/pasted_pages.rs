//! Pages as browsers copy them: lists without bullets, headings without blank lines above them,
//! buttons on lines of their own.

use offprint_import::{ImportOptions, Imported, Importer};

const PROSE: &str = "Ketamine lifted depressive symptoms within a day in a trial of forty adults who had not responded to two earlier medicines, and most of them were still better after one week.";
const MORE: &str = "A larger trial with an active comparator and four weeks of follow-up is to begin next spring at nine hospitals, according to the sponsor, which paid for the present study.";

fn import(text: &str) -> Imported {
    let options = ImportOptions {
        name: Some("a.txt".to_owned()),
        today: jiff::civil::date(2026, 1, 15),
        ..ImportOptions::default()
    };
    Importer::alone().import(text.as_bytes(), &options).expect("it is an article")
}

#[track_caller]
fn check(text: &str, title: &str, parts: &[&str]) {
    let imported = import(text);
    assert_eq!(imported.title, title);
    let mut rest = imported.text.as_str();
    for part in parts {
        let Some(at) = rest.find(part) else {
            panic!("{part:?} is missing or in another place:\n{}", imported.text);
        };
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn key_points_above_the_first_paragraph_are_kept() {
    check(
        &format!(
            "Ketamine and mood\nBy Lena Dorsey, RN\nMarch 4, 2025\nKey takeaways\n\n    An infusion takes four hours and you need a driver.\n    About half of our patients have less pain for three weeks or longer.\n\n{PROSE}\nBefore the infusion\n\n{MORE}"
        ),
        "Ketamine and mood",
        &[
            "## Key takeaways\n\n- An infusion takes four hours and you need a driver.\n- About half",
            PROSE,
            "## Before the infusion",
            MORE,
        ],
    );
}

#[test]
fn the_discussion_of_a_paper_is_no_comment() {
    check(
        &format!(
            "Ketamine and mood\n\n{PROSE}\nResults\n\n{MORE}\nDiscussion\n\nThe two drugs did not differ at 24 h, and the newer one caused less dissociation.\nFunding\n\nNone."
        ),
        "Ketamine and mood",
        &["## Results", "## Discussion\n\nThe two drugs did not differ"],
    );
}

#[test]
fn a_row_of_a_table_is_no_author() {
    for row in ["Routes\tIntravenous", "Trade Name\tZorbal Sample", "Drug Class\tAnti Depressant"] {
        let text = format!(
            "Onfasprodil\nSkeletal formula\nClinical data\n{row}\n\n\
             Onfasprodil is an experimental antidepressant that is given by infusion to adults in a hospital.\n\n\
             A phase 2 trial with 70 patients was completed in 2022, and its results were published a year later.\n\n\
             This page was last edited on 17 June 2025, at 20:41.\n"
        );
        let imported = import(&text);
        assert!(!imported.text.contains("authors"), "{row}: {}", imported.text);
    }
}

#[test]
fn what_somebody_says_is_no_heading() {
    check(
        "Why pills stop working\nEpisode 84 · 11 February 2025\n\n\
         This week Lena Ortiz talks to the physician Paul Achebe about tolerance and how to stop hypnotics.\n\n\
         Transcript\n\n\
         Lena Ortiz: Why do sleeping pills stop working?\n\n\
         Paul Achebe: The receptors adapt. After some weeks the same dose does less, and people take more.\n\n\
         Lena Ortiz [03:10]: So what is a safe way down?\n\n\
         Paul Achebe: Slowly. We cut the dose by a quarter every two weeks, and most people manage that well.\n",
        "Why pills stop working",
        &["\nLena Ortiz: Why do", "\nLena Ortiz \\[03:10]: So what"],
    );
}

#[test]
fn buttons_that_were_glued_are_no_title() {
    check(
        "Dose ResponseSubscribeSign in\nThe placebo that worked too well\nInes Marlow\nApr 09, 2025\n\n\
         In March a company reported that its drug had missed its endpoint, and that the placebo had worked well.\n\n\
         Subscribe\n\n\
         The lesson is old: blinded raters cut the placebo response by a third in an earlier programme of trials.\n\n\
         Discussion about this post\nTom\nApr 10\nGreat piece, as always. I wonder about the effects of hope in open sites.\n",
        "The placebo that worked too well",
        &["The lesson is old"],
    );
}

#[test]
fn short_sections_of_an_encyclopedia_are_kept() {
    check(
        "Onfasprodil\nFrom Wikisample, the free encyclopedia\n\nOnfasprodil is an experimental antidepressant that is given by infusion.[1]\nPharmacology\n[edit]\n\nIt is a negative allosteric modulator of NMDA receptors.[1]\nTrials\n[edit]\n\nA phase 2 trial with 70 patients was completed in 2022.[1]\nReferences\n[edit]\n\n    ^ Goh L, Ames P (July 2023). \"NR2B modulators in depression\". J Ex Psychopharm. 37 (7): 11–29. doi:10.5555/jex.2023.14.\n",
        "Onfasprodil",
        &[
            "Onfasprodil is an experimental antidepressant",
            "It is a negative allosteric modulator",
            "A phase 2 trial with 70 patients",
        ],
    );
}

#[test]
fn code_is_kept_as_code() {
    check(
        &format!(
            "Re-analysing a trial in R\nApril 11, 2025 · 4 min · Tuomas Kivi\n\nThe authors shared their data, so let us see if the result holds up in another analysis.\nThe data\n\n1\n2\n3\n\n\nd <- read.csv(\"trial.csv\")\n# 41 rows, two arms\ntable(d$arm)\n\ncopy\n\n{PROSE}\n\n{MORE}"
        ),
        "Re-analysing a trial in R",
        &[
            "The authors shared their data",
            "```\nd <- read.csv(\"trial.csv\")\n# 41 rows, two arms\ntable(d$arm)\n```",
            PROSE,
        ],
    );
}

#[test]
fn raised_digits_cite_the_list_below() {
    check(
        &format!(
            "Ketamine and mood\n\n{PROSE}1\n\nIt was repeated after six weeks in all of the clinics that took part in the first study.1,2\n\n{MORE}\nSources\n\n    Pell A, Orton B, Vance C. Low-dose ketamine in pain. Pain Samples. 2019;14(2):88-97.\n    Dorsey L, Ahmed S. Three-week outcomes. J Ex Pain. 2025;6:12-19.\n"
        ),
        "Ketamine and mood",
        &["one week.[@pell2019]", "first study.[@pell2019; @dorsey2025]"],
    );
}

/// What is not the article must be left out and listed.
#[track_caller]
fn check_left_out(text: &str, word: &str) {
    let imported = import(text);
    let (_, body) = imported.text.rsplit_once("+++\n").expect("it has front matter");
    assert!(body.contains(PROSE) && body.contains(MORE), "the article is not complete:\n{body}");
    assert!(!body.contains(word), "{word:?} is kept:\n{body}");
}

#[test]
fn captions_with_the_credit_of_an_agency_are_left_out() {
    for caption in [
        "Zorbal tablets in a pharmacy in the capital. Ann Lee/Sample Times/Getty Images",
        "A box of Zorbal on a table at the hospital in May.J. Doe Roe / AP file",
        "The makers of Zorbal at a hearing on Tuesday. Ann Lee, AFP",
        "Zorbal, pictured in a laboratory last week. Credit: Sample Institute",
    ] {
        check_left_out(
            &format!("Tablets for sleep\n\n{PROSE}\n\n{caption}\n\n{MORE}\n\n{PROSE}"),
            "Zorbal",
        );
    }
}

#[test]
fn comments_below_a_count_are_left_out() {
    let comment = "Zorbal helped me more than these tablets did, but I had to stop after a month.";
    for heading in [
        "10 thoughts on “Tablets for sleep: why some people sleep at night and why others never ever manage to”",
        "2 comments on \"Tablets for sleep\"",
        "3 Gedanken zu „Tabletten für den Schlaf“",
        "4 commentaires sur « Dormir »",
        "5 comentarios en “Dormir”",
    ] {
        check_left_out(
            &format!(
                "Tablets for sleep\n\n{PROSE}\n\n{MORE}\n\n{PROSE}\n\n{heading}\n\nann\n\n{comment}"
            ),
            "Zorbal",
        );
    }
}

#[test]
fn beginnings_of_other_articles_are_left_out() {
    let teaser = "Zorbal is another medicine, and it was tested in ninety adults who had slept badly for many years before they took …";
    check_left_out(
        &format!(
            "Tablets for sleep\n\n{PROSE}\n\n{MORE}\n\nYou may also like\n\n{teaser}\n\nShare\n\n{teaser}\n\nShare\n\n{teaser}"
        ),
        "Zorbal",
    );
}

#[test]
fn a_long_paragraph_with_words_of_a_call_is_kept() {
    let closing = "If you are over sixty and sleep badly, you can sign up for the next trial at any of the nine hospitals, which pay for the journey and for the tablets until the last visit in the autumn of next year.";
    check(
        &format!("Tablets for sleep\n\n{PROSE}\n\n{MORE}\n\n{PROSE}\n\n{closing}"),
        "Tablets for sleep",
        &[PROSE, MORE, closing],
    );
}

#[test]
fn an_offer_between_standfirst_and_byline_hides_neither() {
    let imported = import(&format!(
        "New tablets help adults with insomnia sleep better\nMost of those who took the tablets slept better within a week, but the trial was small.\nMorning mails\nGet alerts and reports, and the stories that matter.\nSUBSCRIBE\nMarch 3, 2025, 8:41 AM UTC\nBy Phil Doe\n\n{PROSE}\n\n{MORE}"
    ));
    assert!(imported.text.contains("authors = [\"Phil Doe\"]"), "{}", imported.text);
    assert!(!imported.text.contains("Get alerts"), "{}", imported.text);
    assert_eq!(imported.text.matches("slept better within a week").count(), 1);
}

#[test]
fn a_closing_paragraph_with_several_calls_is_left_out() {
    let closing = "If you would like to know whether Zorbal could help you or a loved one, please contact us by using the brief form below, and we will gladly offer a complimentary consultation should you decide that it is for you.";
    check_left_out(
        &format!("Tablets for sleep\n\n{PROSE}\n\n{MORE}\n\n{PROSE}\n\n{MORE}\n\n{closing}"),
        "Zorbal",
    );
}

/// The body of the content file that a text becomes.
fn body_of(text: &str) -> String {
    import(text).text.rsplit_once("+++\n").expect("it has front matter").1.to_owned()
}

#[test]
fn a_label_of_an_advertisement_interrupts_an_article_and_goes() {
    for label in ["Advertisement", "ADVERTISEMENT", "Advert", "Sponsored", "Publicidad"] {
        let body = body_of(&format!("Ketamine and mood\n\n{PROSE}\n\n{label}\n\n{MORE}\n"));
        assert!(body.contains(PROSE) && body.contains(MORE), "{label}: {body}");
        assert!(!body.contains(label), "{label}: {body}");
    }
}

#[test]
fn sections_in_a_list_of_sections_are_kept_even_if_they_are_short_lines() {
    let body = body_of(&format!(
        "Home\nHealth\n\nTendon damage: a reminder\nDo not prescribe it for mild infections.\n\
         Published\n22 January 2025\n\nContents\nAdvice for prescribers\nAdvice for patients\n\n\
         Advice for prescribers\n\nstop treatment at the first pain\navoid use with a steroid\n\
         be careful above the age of sixty\n\nAdvice for patients\n\n{PROSE}\n\n{MORE}\n"
    ));
    assert!(
        body.contains("## Advice for prescribers\n\n- stop treatment at the first pain\n- avoid"),
        "{body}"
    );
    assert!(body.contains("## Advice for patients\n\nKetamine"), "{body}");
}

#[test]
fn a_day_or_a_section_is_no_title() {
    let text = format!(
        "News\n\n12 March 2025\n\nKetamine: new measures for clinics\n\nPage contents\nFor patients\n\
         For prescribers\n\nThe committee has reviewed ketamine in adults with depression, and asks for more care.\n\n\
         For patients\n\n{PROSE}\n\nFor prescribers\n\n{MORE}\n"
    );
    assert_eq!(import(&text).title, "Ketamine: new measures for clinics");
}

#[test]
fn marks_that_count_an_unnumbered_list_cite_it() {
    let entries = "Roe J, Lund P (2004). \"Antihistamines in adolescents\". Pediatr Invent. 12 (3): 101–109.\n\
                   Doe A (2010). \"Naps and doses\". Sleep Invent. 3 (1): 4–9.\n";
    let text = |marks: [&str; 2]| {
        format!("Ketamine\n\n{PROSE}{}\n\n{MORE}{}\n\nReferences\n\n{entries}", marks[0], marks[1])
    };
    let body = body_of(&text(["[1]", "[2][1]"]));
    assert!(body.contains("week.[@roe2004]") && body.contains("[@doe2010]"), "{body}");
    // Marks that do not count the list stay as they are.
    let body = body_of(&text(["[2]", "[7]"]));
    assert!(body.contains("week.[2]") && body.contains("[7]"), "{body}");
}

#[test]
fn a_byline_names_reviewers_and_places_besides_authors() {
    for (byline, reviewer) in [
        ("By Lena Dorsey, RN | Medically reviewed by Tom Ellis, MD", "Tom Ellis"),
        ("By Lena Dorsey · Reviewed by Tom Ellis", "Tom Ellis"),
        ("by Lena Dorsey, Example University", ""),
        ("By Lena Dorsey, Example Institute of Sleep", ""),
    ] {
        let text = format!("Ketamine and mood\n{byline}\nMarch 4, 2025\n\n{PROSE}\n\n{MORE}\n");
        let found = import(&text).text;
        assert!(found.contains("authors = [\"Lena Dorsey\"]"), "{byline}: {found}");
        assert!(found.contains(reviewer), "{byline}: {found}");
    }
}

#[test]
fn an_account_above_a_post_wrote_it() {
    let text = format!(
        "Board index\n\nKetamine and mood\nby nightowl » Tue Apr 01, 2025 9:14 pm\n\n{PROSE}\n\n{MORE}\n"
    );
    let found = import(&text).text;
    assert!(found.contains("date = 2025-04-01\nauthors = [\"nightowl\"]"), "{found}");
}

#[test]
fn the_heading_of_what_was_left_out_goes_too() {
    let body = body_of(&format!(
        "Ketamine and mood\n\n{PROSE}\n\n{MORE}\n\nAbout the sponsor\n\nExample Inc is on a mission to help. Learn more at www.example.org.\n\n\
         Media contact\nJane Doe\njane@example.org\n"
    ));
    assert!(body.trim_end().ends_with("present study."), "{body}");
}

#[test]
fn a_sheet_of_facts_below_the_title_is_kept() {
    check(
        &format!(
            "Home\nDrugs A to Z\nZorbalol\n\nZorbalol\nPronunciation: ZOR-ba-lol\nGeneric name: ketamine extended-release\nBrand names: Zorbal, Zorbal SR\nDosage form: oral tablet (50 mg, 150 mg, 300 mg)\nDrug class: Anaesthetics\n\nLast updated on Sep 12, 2024.\n\n{PROSE}\n\n{MORE}"
        ),
        "Zorbalol",
        &[
            "\n\nGeneric name: ketamine extended-release\n\nBrand names: Zorbal, Zorbal SR\n\nDosage form:",
            "\n\nDrug class: Anaesthetics",
            PROSE,
        ],
    );
}

#[test]
fn whom_to_call_is_kept_between_two_sections() {
    check(
        &format!(
            "Ketamine and mood\n\n{PROSE}\n\nHelplines\nSamaritans\n116 123\nDay or night.\n\n{MORE}"
        ),
        "Ketamine and mood",
        &["Helplines", "Samaritans", "116 123", "Day or night.", MORE],
    );
}

#[test]
fn formulas_and_code_are_no_headings() {
    check(
        &format!(
            "Ketamine and mood\n\n{PROSE}\n\n\\[k = \\frac{{\\ln C_1 - \\ln C_2}}{{t_2 - t_1}}\\]\nwhere \\(C_1\\) is the first level.\n\nIn R\nlife <- function(a, b) {{\n  k <- log(a/b) # per hour\n  log(2)/k\n}}\nlife(2350, 1100)\n\n{MORE}"
        ),
        "Ketamine and mood",
        &[
            "\n\n$$\nk = \\frac{\\ln C_1 - \\ln C_2}{t_2 - t_1}\n$$\n\nwhere $C_1$ is the first level.",
            "## In R\n\n```\nlife <- function(a, b) {\n  k <- log(a/b) # per hour\n  log(2)/k\n}\nlife(2350, 1100)\n```",
            MORE,
        ],
    );
}

#[test]
fn the_source_of_a_table_stays_below_it() {
    check(
        &format!(
            "Ketamine and mood\n\n{PROSE}\n\nWeek\tDose\n1\t50 mg\n2\t90 mg\nFigures are rounded. Source: Sample Service, 2023.\n\n{MORE}"
        ),
        "Ketamine and mood",
        &["| 2 | 90 mg |", "Figures are rounded. Source: Sample Service, 2023.", MORE],
    );
}
