//! Dates in many notations and languages, and what is none.

use jiff::civil::{Date, date};

use super::{find_dates, parse_date};

const TODAY: Date = date(2026, 11, 21);

#[track_caller]
fn check(text: &str, expect: &str) {
    let found = parse_date(text, TODAY).map_or_else(|| "none".to_owned(), |date| date.to_string());
    assert_eq!(found, expect, "{text:?}");
}

#[test]
fn machines_write_dates() {
    check("2025-03-26", "2025-03-26");
    check("2025-03-26T10:00:00Z", "2025-03-26");
    check("2025-03-26 10:00:00+02:00", "2025-03-26");
    check("20250326", "2025-03-26");
    check("20250326101500", "2025-03-26");
    check("Wed, 26 Mar 2025 10:00:00 GMT", "2025-03-26");
    check("Wed Mar 26 2025 10:00:00", "2025-03-26");
    check("2025/03/26", "2025-03-26");
    check("https://example.org/2025/03/26/name/", "2025-03-26");
    check("26-Mar-2025", "2025-03-26");
    check("26-Mar-25", "2025-03-26");
}

#[test]
fn people_write_dates() {
    check("March 26, 2025", "2025-03-26");
    check("MARCH 26, 2025", "2025-03-26");
    check("Published: Mar. 26th, 2025 at 3 pm", "2025-03-26");
    check("Updated on 26 Mar 2025", "2025-03-26");
    check("Wednesday 26th of March 2025", "2025-03-26");
    check("26 mars 2025", "2025-03-26");
    check("Publié le 1er août 2024", "2024-08-01");
    check("26. März 2025", "2025-03-26");
    check("Stand: 5.3.2025, 14:00 Uhr", "2025-03-05");
    check("26 de marzo de 2025", "2025-03-26");
    check("26 de março de 2025", "2025-03-26");
    check("26 marzo 2025", "2025-03-26");
    check("26 maart 2025", "2025-03-26");
    check("26 marca 2025", "2025-03-26");
    check("26 listopada 2024", "2024-11-26");
    check("26. července 2024", "2024-07-26");
    check("26 марта 2025 г.", "2025-03-26");
    check("2025. március 26.", "2025-03-26");
    check("26. maaliskuuta 2025", "2025-03-26");
    check("2025年3月26日", "2025-03-26");
    check("2025년 3월 26일", "2025-03-26");
    check("26\u{a0}March\u{a0}2025", "2025-03-26");
    check("Mar 26 '25", "2025-03-26");
    check("am 26. März 202528. März 2025 von", "2025-03-26");
    check("19 أغسطس 2025", "2025-08-19");
    check("١٩ أغسطس ٢٠٢٥", "2025-08-19");
    check("٢٠٢٥/٠٨/١٩", "2025-08-19");
    check("19 آب 2025", "2025-08-19");
    check("5 كانون الثاني 2025", "2025-01-05");
    check("5 تشرين الأول 2024", "2024-10-05");
    check("19 สิงหาคม 2568", "2025-08-19");
    check("๑๙ สิงหาคม พ.ศ. ๒๕๖๘", "2025-08-19");
    check("19 ส.ค. 2568", "2025-08-19");
    check("5 กุมภาพันธ์ 2568", "2025-02-05");
    check("19 באוגוסט 2025", "2025-08-19");
    check("3 במרץ 2025", "2025-03-03");
    check("２０２５年８月１９日", "2025-08-19");
}

#[test]
fn order_of_numbers() {
    check("26.3.2025", "2025-03-26");
    check("3.4.2025", "2025-04-03");
    check("3/26/2025", "2025-03-26");
    check("26/3/2025", "2025-03-26");
    check("26/3/25", "2025-03-26");
    check("26 / 03 / 2025", "2025-03-26");
    check("03-04-2025", "2025-04-03");
    check("03/04/2025", "2025-03-04");
    check("Publié le 03/04/2025", "2025-04-03");
    // One of the two readings is in the future.
    check("01/12/2026", "2026-01-12");
    let found = find_dates("on 26/3/2025 and on 3/4/2025", TODAY);
    assert_eq!(
        found.iter().map(|(date, _)| *date).collect::<Vec<_>>(),
        [date(2025, 3, 26), date(2025, 4, 3)]
    );
}

#[test]
fn numbers_of_seconds_are_points_in_time() {
    check("1755600000", "2025-08-19");
    check("1755600000000", "2025-08-19");
    check(" 1755600000 ", "2025-08-19");
    check("9955600000", "none");
    check("Call 1755600000 now", "none");
}

#[test]
fn spans_are_those_of_the_original() {
    let text = "نشر ١٩ أغسطس ٢٠٢٥ اليوم";
    let found = find_dates(text, TODAY);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].1.clone()], "١٩ أغسطس ٢٠٢٥");
}

#[test]
fn look_alikes() {
    check("", "none");
    check("February 31, 2025", "none");
    check("March 26, 2035", "none");
    check("version 1.2.10", "none");
    check("10.1.2.2020", "none");
    check("in March 2025", "none");
    check("march 12 times", "none");
    check("99999999", "none");
    check("12-13 of 2020", "none");
    check("May 3 25", "none");
    check("NCT03756129", "none");
}

#[test]
fn several_with_places() {
    let text = "March 26, 2025 - Updated on March 27, 2025";
    let found = find_dates(text, TODAY);
    assert_eq!(found.len(), 2);
    assert_eq!(&text[found[0].1.clone()], "March 26, 2025");
    assert_eq!(&text[found[1].1.clone()], "March 27, 2025");
}

#[test]
fn hostile_text_is_read_once() {
    let bomb =
        format!("{}{}{}", "1/".repeat(300_000), " March ".repeat(50_000), "1 ".repeat(100_000));
    assert!(find_dates(&bomb, TODAY).is_empty());
    assert!(find_dates(&"A".repeat(1_000_000), TODAY).is_empty());
}

#[test]
fn the_number_of_an_issue_is_no_day() {
    check("Issue 4, May 2024", "none");
    check("Volume 12, Issue 4, May 2024, Pages 45-53", "none");
    check("Night Pain, Vol. 12, No. 17, March 2024, pp. 45-53", "none");
    check("Heft 4, Mai 2024", "none");
    check("Ausgabe 7 März 2024", "none");
    check("n° 3, mars 2024", "none");
    check("Bulletin #12, May 2024", "none");
    check("Volume 12 March 2024", "none");
    // A day after the number of an issue is one.
    check("Issue 4, 28 March 2024", "2024-03-28");
    check("No. 17 (28 March 2024)", "2024-03-28");
    check("Heft 4 vom 28. März 2024", "2024-03-28");
    check("Issue 4, March 28, 2024", "2024-03-28");
    check("Issue: 28 March 2024", "2024-03-28");
    check("4, May 2024", "2024-05-04");
    check("no 1º de maio de 2024", "2024-05-01");
}
