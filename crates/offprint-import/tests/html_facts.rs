//! The facts that a page states about itself: the days of publication and of the last change, who
//! wrote it and who reviewed it.
//!
//! Each case is what is between the title and the text. All text is our own.

mod support;

use support::import_page;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

/// The content file of a page in a language with `inner` below its title.
fn content_file(language: &str, inner: &str) -> String {
    let page = format!(
        "<!doctype html><html lang={language}><head><title>Tablets for sleep</title></head><body><article>\
         <h1>Tablets for sleep</h1>{inner}<p>{PROSE}</p><p>{MORE}</p></article></body></html>"
    );
    import_page(&page).text
}

/// The value of a field of the front matter, as it is written.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let front = text.split("\n[").next().unwrap_or_default();
    let prefix = format!("{name} = ");
    front.lines().find_map(|line| line.strip_prefix(prefix.as_str())).unwrap_or("none")
}

#[track_caller]
fn check_dates(language: &str, inner: &str, published: &str, updated: &str) {
    let text = content_file(language, inner);
    assert_eq!((field(&text, "date"), field(&text, "updated")), (published, updated), "{inner}");
}

#[test]
fn labels_of_the_last_change_may_be_nouns() {
    for (language, published, label) in [
        ("fr", "12 mars 2025", "Mise à jour : 2.4.2025"),
        ("fr", "12 mars 2025", "Dernière mise à jour : 2 avril 2025"),
        ("fr", "12 mars 2025", "Dernière modification le 2 avril 2025"),
        ("de", "12.03.2025", "Letzte Aktualisierung: 02.04.2025"),
        ("de", "12.03.2025", "Letzte Änderung am 2. April 2025"),
        ("es", "12 de marzo de 2025", "Última actualización: 2 de abril de 2025"),
        ("pt", "12 de março de 2025", "Última atualização em 2 de abril de 2025"),
        ("pt", "12 de março de 2025", "Atualizado em: 2 de abril de 2025"),
        ("it", "12 marzo 2025", "Ultimo aggiornamento: 2 aprile 2025"),
        ("nl", "12 maart 2025", "Laatst bijgewerkt: 2 april 2025"),
        ("nl", "12 maart 2025", "Laatste wijziging: 2 april 2025"),
        ("sv", "12 mars 2025", "Senaste uppdatering: 2 april 2025"),
        ("da", "12. marts 2025", "Seneste opdatering: 2. april 2025"),
        ("pl", "12 marca 2025", "Ostatnia aktualizacja: 2 kwietnia 2025"),
        ("zh", "2025年3月12日", "更新日期：2025年4月2日"),
        ("en", "12 March 2025", "Last modification: 2 April 2025"),
    ] {
        let inner = format!("<p>{published}</p><p>{label}</p>");
        check_dates(language, &inner, "2025-03-12", "2025-04-02");
        let inner = format!("<div class=meta>{label}</div><div class=meta>{published}</div>");
        check_dates(language, &inner, "2025-03-12", "2025-04-02");
    }
}

#[test]
fn a_day_without_a_label_precedes_the_day_of_a_change() {
    let changed = "<p>Updated: <time datetime=2025-04-02>2 April 2025</time></p>";
    for published in [
        "<p>12 March 2025</p>",
        "<p>Published: 12 March 2025</p>",
        "<p><abbr class=published title=2025-03-12T09:20:00Z>Wednesday</abbr></p>",
        "<p class=dt-published>12 March 2025</p>",
        "<p><time datetime=2025-03-12>12 March 2025</time></p>",
    ] {
        check_dates("en", &format!("{published}{changed}"), "2025-03-12", "2025-04-02");
        check_dates("en", &format!("{changed}{published}"), "2025-03-12", "2025-04-02");
    }
    // hAtom names both days.
    check_dates(
        "en",
        "<p><abbr class=updated title=2025-04-02>2 April</abbr> \
         <abbr class=published title=2025-03-12>12 March</abbr></p>",
        "2025-03-12",
        "2025-04-02",
    );
    // The only day is better than none.
    check_dates("en", changed, "2025-04-02", "none");
}
