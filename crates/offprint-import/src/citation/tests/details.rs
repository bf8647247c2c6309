//! Names, titles, dates and numbers of entries.

use super::check;
use crate::citation::parse_citation;

#[test]
fn groups_are_authors() {
    check(
        "GBX 2019 Example Collaborators. Burden of 12 examples in 204 places, 1990–2019. Ex Lancet. 2022;9(2):137-150.",
        "GBX 2019 Example Collaborators",
        "2022",
        "Burden of 12 examples in 204 places, 1990–2019",
        "Ex Lancet",
        "9|2|137-150",
        "",
    );
    for (text, authors) in [
        (
            "Example AB, Sample CD; EX-2 Investigators. A drug for it. Ex J. 2020;368:m441.",
            "Example AB; Sample CD; EX-2 Investigators",
        ),
        (
            "Example AB, Sample CD, on behalf of the EX-2 Study Group. A drug for it. Ex J. 2020;368:m441.",
            "Example AB; Sample CD; EX-2 Study Group",
        ),
        (
            "Example AB, Sample CD; for the EX-2 Trial Investigators. A drug for it. Ex J. 2020;368:m441.",
            "Example AB; Sample CD; EX-2 Trial Investigators",
        ),
        (
            "EX-2 Investigators; Example AB, Sample CD. A drug for it. Ex J. 2020;368:m441.",
            "EX-2 Investigators; Example AB; Sample CD",
        ),
        (
            "Example AB, Sample CD, and the EX Consortium. A drug for it. Ex J. 2020;368:m441.",
            "Example AB; Sample CD; EX Consortium",
        ),
        (
            "U.S. Food and Example Administration. A drug for it. Ex J. 2020;368:m441.",
            "U.S. Food and Example Administration",
        ),
    ] {
        check(text, authors, "2020", "A drug for it", "Ex J", "368||m441", "");
    }
}

#[test]
fn abbreviated_journals_are_complete() {
    for (printed, journal) in [
        ("Schizophr. Res., 150 (2013), pp. 281-288", "Schizophr. Res."),
        ("Psychopharm. Bull. Eur., 12 (2013), pp. 1-8", "Psychopharm. Bull. Eur."),
        ("J. Clin. Psych., 150 (2013), pp. 281-288", "J. Clin. Psych."),
        ("Schizophrenia Research, 150 (2013), pp. 281-288", "Schizophrenia Research"),
    ] {
        let work = parse_citation(&format!("S. Mallik, J.M. Kane. On a tablet. {printed}"));
        assert_eq!(work.journal.as_deref(), Some(journal), "{printed}");
        assert_eq!(work.title.as_deref(), Some("On a tablet"), "{printed}");
    }
}

#[test]
fn two_months_are_a_date() {
    for (text, year, details) in [
        ("Doe J. Tablets for sleep. Sleep Tests. 2019 Sep-Oct;12(3):45-50.", "2019", "12|3|45-50"),
        (
            "Doe J. Tablets for sleep. Sleep Tests. 2018 Jul–Aug; 11(4): 100–4.",
            "2018",
            "11|4|100–4",
        ),
        ("Doe J. Tablets for sleep. Sleep Tests. Sept./Oct. 2017;3:1-9.", "2017", "3||1-9"),
        (
            "Doe J. Tablets for sleep. Sleep Tests, September-October 2016, pp. 5-9.",
            "2016",
            "||5-9",
        ),
        ("Doe J. Tablets for sleep. Sleep Tests, May/June 2015;2(1):7-8.", "2015", "2|1|7-8"),
    ] {
        check(text, "Doe J", year, "Tablets for sleep", "Sleep Tests", details, "");
    }
}

#[test]
fn names_in_many_forms() {
    for (text, authors) in [
        (
            "Jane Doe, Karl Roe, and Eli F. Stone. Tablets for it. Ex J. 2020;1:2-3.",
            "Doe J; Roe K; Stone EF",
        ),
        ("A. Holm, B. Reyes. Tablets for it. Ex J. 2020;1:2-3.", "Holm A; Reyes B"),
        ("Doe J, MD, Roe K, PhD. Tablets for it. Ex J. 2020;1:2-3.", "Doe J; Roe K"),
        ("DOE J, ROE KL. Tablets for it. Ex J. 2020;1:2-3.", "DOE J; ROE KL"),
        (
            "Doe J, van der Roe P Jr, de la Poe M. Tablets for it. Ex J. 2020;1:2-3.",
            "Doe J; van der Roe P Jr; de la Poe M",
        ),
        ("Doe, Jane; Roe, Karl. Tablets for it. Ex J. 2020;1:2-3.", "Doe J; Roe K"),
        ("Doe J, Roe K, et al. Tablets for it. Ex J. 2020;1:2-3.", "Doe J; Roe K"),
        ("山田太郎, 鈴木花子. Tablets for it. Ex J. 2020;1:2-3.", "山田太郎; 鈴木花子"),
        ("李明，王芳，等. Tablets for it. Ex J. 2020;1:2-3.", "李明; 王芳"),
    ] {
        check(text, authors, "2020", "Tablets for it", "Ex J", "1||2-3", "");
    }
}

#[test]
fn titles_with_questions_and_marks() {
    for (text, title) in [
        ("Doe J. Is it safe? A review. Ex Psychiatry. 2021;12:1-9.", "Is it safe? A review"),
        ("Doe J. Is it safe? Ex Psychiatry. 2021;12:1-9.", "Is it safe?"),
        (
            "Doe J. Does it work? Results from 2015-2018. Ex Psychiatry. 2021;12:1-9.",
            "Does it work? Results from 2015-2018",
        ),
        (
            "Doe J. Sleep. A study of forty adults. Ex Psychiatry. 2021;12:1-9.",
            "Sleep. A study of forty adults",
        ),
        ("Doe J. [It in practice]. Ex Psychiatry. 2021;12:1-9. German.", "It in practice"),
        ("Doe J. It in practice [letter]. Ex Psychiatry. 2021;12:1-9.", "It in practice"),
        (
            "Doe J. It in practice [Article in German]. Ex Psychiatry. 2021;12:1-9.",
            "It in practice",
        ),
        ("Doe J. Binding of [11C]example. Ex Psychiatry. 2021;12:1-9.", "Binding of [11C]example"),
    ] {
        check(text, "Doe J", "2021", title, "Ex Psychiatry", "12||1-9", "");
    }
}

#[test]
fn dates_and_numbers_in_many_forms() {
    for (place, expect) in [
        ("2020 Jul;7(7):584-90.", "7|7|584-90"),
        ("2020 Jul 1;7(7):584-90.", "7|7|584-90"),
        ("Jul 2020;7(7):584-90.", "7|7|584-90"),
        ("2020 Jul-Aug;7(4):584-90.", "7|4|584-90"),
        ("2020; 7 (7): 584-90.", "7|7|584-90"),
        ("2020;7:e12345.", "7||e12345"),
        ("2020;7:m1091.", "7||m1091"),
        ("2020;180(12):V01180012.", "180|12|V01180012"),
        ("2020;(4):CD003388.", "|4|CD003388"),
        ("2020;60 Suppl 16:4-12.", "60|Suppl 16|4-12"),
        ("2020;81(3 Suppl):20m1234.", "81|3 Suppl|20m1234"),
        ("2020;12(1-2):320-329.e5.", "12|1-2|320-329.e5"),
        ("2020;2020:1234567.", "2020||1234567"),
        ("2020, vol. 7, no. 7, pp. 584-90.", "7|7|584-90"),
        ("Vol. 7, Issue 7, pp. 584-90, July 2020.", "7|7|584-90"),
        ("7(7), Article 12345 (2020).", "7|7|12345"),
        ("7, art. no. 12345 (2020).", "7||12345"),
    ] {
        check(
            &format!("Doe J, Roe K. A drug for it. Ex Pain. {place}"),
            "Doe J; Roe K",
            "2020",
            "A drug for it",
            "Ex Pain",
            expect,
            "",
        );
    }
}

#[test]
fn names_are_written_as_references_print_them() {
    for (name, expect) in [
        ("Jane Q. Doe", "Doe JQ"),
        ("Jane Q. Doe Jr.", "Doe JQ Jr"),
        ("Jane Doe, Jr.", "Doe J Jr"),
        ("Doe, Jane Q., Jr.", "Doe JQ Jr"),
        ("Doe Jr., Jane Q.", "Doe JQ Jr"),
        ("Carl van der Roe III", "van der Roe C III"),
        ("Doe JQ", "Doe JQ"),
        ("Doe C Jr", "Doe C Jr"),
        ("SLEEP-2 Study Group", "SLEEP-2 Study Group"),
        ("World Health Organization", "World Health Organization"),
    ] {
        assert_eq!(crate::citation::reference_name(name), expect, "{name}");
    }
}

#[test]
fn digits_of_a_doi_or_an_address_are_no_year() {
    for text in [
        "JAMA Psychiatry. doi: 10.1001/jamapsychiatry.2024.0001",
        "Example Trials. https://doi.org/10.5555/et.2023.12",
        "A report. https://example.org/2022/05/report.html",
        "Example Trials, doi:10.5555/2021.7",
        "A page of an institute. www.example.org/2020/",
    ] {
        assert_eq!(parse_citation(text).year, None, "{text}");
    }
    for text in [
        "Doe J. A trial. Example Trials. 2021;12:3. doi:10.5555/et.2023.12",
        "Doe J. A trial. Example Trials 2021. https://example.org/2022/05/",
    ] {
        assert_eq!(parse_citation(text).year, Some(2021), "{text}");
    }
}
