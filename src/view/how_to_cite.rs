//! [`CiteStyle`]: the reference to an article of the site in the styles of AMA (11th edition), APA
//! (7th edition) and Vancouver (Citing Medicine, 2nd edition), as a page of a website.
//!
//! The styles say how authors, dates and URLs are written; the words between them are in the
//! language of the site. The date of access is not known here: a script or the reader adds it.

use jiff::civil::Date;
use serde::Serialize;

use crate::person_name::{PersonName, is_organisation};
use crate::translations::Translations;

/// How to cite an article in one style.
#[derive(Hash, Serialize, Debug)]
pub struct CiteStyle {
    /// The name of the style: `AMA`, `APA` or `Vancouver`.
    pub name: &'static str,
    /// The parts of the reference, in order. Joined, their texts are the complete reference.
    pub parts: Vec<CitePart>,
}

/// A part of a reference.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct CitePart {
    /// `text`, `title` (in italics), `accessed` (the date of access, which readers fill in) or
    /// `url`.
    pub kind: &'static str,
    /// Its text.
    pub text: String,
    /// For the date of access, the form of the date: `long` or `short`.
    pub form: Option<&'static str>,
}

/// What a reference is made from.
pub(super) struct CitedPage<'c> {
    /// The names of the authors, each with whether it is known to be that of a group.
    pub(super) authors: Vec<(&'c str, bool)>,
    pub(super) title: &'c str,
    pub(super) site: &'c str,
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) url: &'c str,
}

/// An author in the reference of a style.
struct CitedAuthor<'c> {
    name: Option<PersonName<'c>>,
    whole: &'c str,
}

impl<'c> CitedAuthor<'c> {
    fn of((author, is_group): &(&'c str, bool)) -> Self {
        let is_group = *is_group || is_organisation(author);
        let name = PersonName::parse(author).filter(|_| !is_group);
        Self { name, whole: author.trim() }
    }

    /// `Zarate CA Jr`, as AMA and Vancouver write it.
    fn with_initials(&self, suffix: impl Fn(&str) -> String) -> String {
        let Some(name) = &self.name else { return self.whole.to_owned() };
        let initials: String = name.initials().into_iter().flatten().collect();
        let suffix = name.suffix.map(|text| format!(" {}", suffix(text))).unwrap_or_default();
        format!("{} {initials}{suffix}", name.full_family())
    }

    /// `Zarate, C. A., Jr.`, as APA writes it.
    fn inverted(&self) -> String {
        let Some(name) = &self.name else { return self.whole.to_owned() };
        let initials: Vec<String> = name
            .initials()
            .into_iter()
            .map(|word| {
                let letters: Vec<String> = word.into_iter().map(|c| format!("{c}.")).collect();
                letters.join("-")
            })
            .collect();
        let suffix = match name.suffix {
            Some(suffix @ ("Jr" | "Sr")) => format!(", {suffix}."),
            Some(suffix) => format!(", {suffix}"),
            None => String::new(),
        };
        format!("{}, {}{suffix}", name.full_family(), initials.join(" "))
    }
}

/// A text that ends like a sentence.
fn sentence(text: &str) -> String {
    let end = text.trim_end_matches(['"', '”', '’', '»', ')']);
    if end.ends_with(['.', '?', '!', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// Collects the parts of a reference.
struct Parts(Vec<CitePart>);

impl Parts {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut().filter(|part| part.kind == "text") {
            Some(last) => last.text.push_str(text),
            None => self.push("text", text.to_owned(), None),
        }
    }

    fn push(&mut self, kind: &'static str, text: String, form: Option<&'static str>) {
        self.0.push(CitePart { kind, text, form });
    }

    /// A message with a date of access, which readers fill in.
    fn accessed(&mut self, message: &str, form: &'static str, words: &Translations) {
        let (before, after) = message.split_once("{date}").unwrap_or((message, ""));
        self.text(before);
        let what = words.text("cite_access_date");
        // The short form is in brackets already.
        let text = if form == "long" { format!("[{what}]") } else { what.to_owned() };
        self.push("accessed", text, Some(form));
        self.text(after);
    }
}

/// The reference to a page in every style.
pub(super) fn how_to_cite(page: &CitedPage<'_>, words: &Translations) -> Vec<CiteStyle> {
    vec![
        CiteStyle { name: "AMA", parts: ama(page, words) },
        CiteStyle { name: "APA", parts: apa(page, words) },
        CiteStyle { name: "Vancouver", parts: vancouver(page, words) },
    ]
}

fn authors<'c>(page: &CitedPage<'c>) -> Vec<CitedAuthor<'c>> {
    page.authors.iter().map(CitedAuthor::of).collect()
}

/// Up to `most` names; of more, the first `kept`.
fn shortened(names: &[String], most: usize, kept: usize, words: &Translations) -> String {
    if names.len() <= most {
        return names.join(", ");
    }
    format!("{}, {}", names[..kept].join(", "), words.text("cite_et_al"))
}

fn ama(page: &CitedPage<'_>, words: &Translations) -> Vec<CitePart> {
    let names: Vec<String> =
        authors(page).iter().map(|author| author.with_initials(str::to_owned)).collect();
    let mut parts = Parts(Vec::new());
    if !names.is_empty() {
        parts.text(&sentence(&shortened(&names, 6, 3, words)));
        parts.text(" ");
    }
    parts.text(&format!("{} {} ", sentence(page.title), sentence(page.site)));
    let dated = |key: &str, day: Option<Date>| {
        let day = day.map(|day| words.date("cite_date", "months", day));
        day.map(|day| words.filled(key, &[("date", &day)]))
    };
    for text in [dated("cite_published", page.published), dated("cite_updated", page.updated)] {
        parts.text(&text.map(|text| format!("{} ", sentence(&text))).unwrap_or_default());
    }
    parts.accessed(&sentence(words.text("cite_accessed")), "long", words);
    parts.text(" ");
    parts.push("url", page.url.to_owned(), None);
    parts.0
}

fn apa(page: &CitedPage<'_>, words: &Translations) -> Vec<CitePart> {
    let names: Vec<String> = authors(page).iter().map(CitedAuthor::inverted).collect();
    let names = match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, last] => format!("{first}, & {last}"),
        [first @ .., last] if first.len() < 20 => format!("{}, & {last}", first.join(", ")),
        // Of more than twenty, the first nineteen and the last.
        [first @ .., last] => format!("{}, … {last}", first[..19].join(", ")),
    };
    let date = page.published.map_or_else(
        || words.text("cite_no_date").to_owned(),
        |day| words.date("cite_year_first", "months", day),
    );
    let mut parts = Parts(Vec::new());
    // Without an author, the title is in the author's place.
    if names.is_empty() {
        parts.push("title", page.title.to_owned(), None);
        parts.text(&format!("{} ({date}). ", &sentence(page.title)[page.title.len()..]));
    } else {
        parts.text(&format!("{} ({date}). ", sentence(&names)));
        parts.push("title", page.title.to_owned(), None);
        parts.text(&format!("{} ", &sentence(page.title)[page.title.len()..]));
    }
    // The site is named once, even if it is its own author.
    if page.authors.iter().all(|(author, _)| *author != page.site) || page.authors.len() > 1 {
        parts.text(&format!("{} ", sentence(page.site)));
    }
    parts.push("url", page.url.to_owned(), None);
    parts.0
}

fn vancouver(page: &CitedPage<'_>, words: &Translations) -> Vec<CitePart> {
    // Citing Medicine, chapter 1: Roman numerals become ordinals, and Jr has no full stop.
    let suffix = |suffix: &str| {
        match suffix {
            "II" => "2nd",
            "III" => "3rd",
            "IV" => "4th",
            other => other,
        }
        .to_owned()
    };
    let names: Vec<String> =
        authors(page).iter().map(|author| author.with_initials(suffix)).collect();
    let mut parts = Parts(Vec::new());
    if !names.is_empty() {
        parts.text(&format!("{} ", sentence(&shortened(&names, 6, 6, words))));
    }
    let short = |day: Date| words.date("cite_short_date", "short_months", day);
    let published =
        page.published.map_or_else(|| format!("[{}]", words.text("cite_date_unknown")), short);
    parts.text(&format!(
        "{} [{}]. {}; {published} [",
        page.title.trim_end_matches('.'),
        words.text("cite_internet"),
        page.site.trim_end_matches('.')
    ));
    if let Some(updated) = page.updated {
        let text = words.filled("cite_updated_short", &[("date", &short(updated))]);
        parts.text(&format!("{text}; "));
    }
    parts.accessed(words.text("cite_accessed_short"), "short", words);
    parts.text(&format!("]. {} ", words.text("cite_available")));
    parts.push("url", page.url.to_owned(), None);
    parts.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translations::builtin_translations;

    const TITLE: &str = "Onfasprodil in depression";

    fn page<'c>(authors: &[&'c str]) -> CitedPage<'c> {
        CitedPage {
            authors: authors.iter().map(|author| (*author, false)).collect(),
            title: TITLE,
            site: "Interval",
            published: Some(jiff::civil::date(2025, 8, 19)),
            updated: None,
            url: "https://e.org/a/",
        }
    }

    #[track_caller]
    fn check(page: &CitedPage<'_>, language: &str, expect: [&str; 3]) {
        let styles = how_to_cite(page, &builtin_translations(language));
        let found: Vec<String> = styles
            .iter()
            .map(|style| style.parts.iter().map(|part| part.text.as_str()).collect())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn one_author() {
        check(
            &page(&["Anna Maria Weber"]),
            "en",
            [
                "Weber AM. Onfasprodil in depression. Interval. Published August 19, 2025. Accessed [date of access]. https://e.org/a/",
                "Weber, A. M. (2025, August 19). Onfasprodil in depression. Interval. https://e.org/a/",
                "Weber AM. Onfasprodil in depression [Internet]. Interval; 2025 Aug 19 [cited date of access]. Available from: https://e.org/a/",
            ],
        );
    }

    #[test]
    fn two_authors_and_an_update() {
        let page = CitedPage {
            updated: Some(jiff::civil::date(2025, 9, 2)),
            ..page(&["Weber A", "Jean-Paul van der Berg"])
        };
        check(
            &page,
            "en",
            [
                "Weber A, van der Berg JP. Onfasprodil in depression. Interval. Published August 19, 2025. Updated September 2, 2025. Accessed [date of access]. https://e.org/a/",
                "Weber, A., & van der Berg, J.-P. (2025, August 19). Onfasprodil in depression. Interval. https://e.org/a/",
                "Weber A, van der Berg JP. Onfasprodil in depression [Internet]. Interval; 2025 Aug 19 [updated 2025 Sep 2; cited date of access]. Available from: https://e.org/a/",
            ],
        );
    }

    #[test]
    fn no_author_and_no_date() {
        let page = CitedPage { published: None, title: "Does it work?", ..page(&[]) };
        check(
            &page,
            "en",
            [
                "Does it work? Interval. Accessed [date of access]. https://e.org/a/",
                "Does it work? (n.d.). Interval. https://e.org/a/",
                "Does it work? [Internet]. Interval; [date unknown] [cited date of access]. Available from: https://e.org/a/",
            ],
        );
    }

    #[test]
    fn suffixes() {
        check(
            &page(&["Carlos A. Zarate Jr.", "Martin Luther King III"]),
            "en",
            [
                "Zarate CA Jr, King ML III. Onfasprodil in depression. Interval. Published August 19, 2025. Accessed [date of access]. https://e.org/a/",
                "Zarate, C. A., Jr., & King, M. L., III. (2025, August 19). Onfasprodil in depression. Interval. https://e.org/a/",
                "Zarate CA Jr, King ML 3rd. Onfasprodil in depression [Internet]. Interval; 2025 Aug 19 [cited date of access]. Available from: https://e.org/a/",
            ],
        );
    }

    #[test]
    fn groups_stay_whole() {
        check(
            &page(&["Interval Editorial Team"]),
            "en",
            [
                "Interval Editorial Team. Onfasprodil in depression. Interval. Published August 19, 2025. Accessed [date of access]. https://e.org/a/",
                "Interval Editorial Team. (2025, August 19). Onfasprodil in depression. Interval. https://e.org/a/",
                "Interval Editorial Team. Onfasprodil in depression [Internet]. Interval; 2025 Aug 19 [cited date of access]. Available from: https://e.org/a/",
            ],
        );
        // A file says that a name is that of a group, and the site is named once in APA.
        let page = CitedPage { authors: vec![("Interval", true)], ..page(&[]) };
        check(
            &page,
            "en",
            [
                "Interval. Onfasprodil in depression. Interval. Published August 19, 2025. Accessed [date of access]. https://e.org/a/",
                "Interval. (2025, August 19). Onfasprodil in depression. https://e.org/a/",
                "Interval. Onfasprodil in depression [Internet]. Interval; 2025 Aug 19 [cited date of access]. Available from: https://e.org/a/",
            ],
        );
    }

    #[test]
    fn many_authors_are_shortened() {
        let names: Vec<String> = ('A'..='V').map(|c| format!("Name{c} {c}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = |count: usize, style: usize| -> String {
            let styles = how_to_cite(&page(&names[..count]), &builtin_translations("en"));
            styles[style].parts.iter().map(|part| part.text.as_str()).collect()
        };
        assert!(text(6, 0).starts_with("NameA A, NameB B, NameC C, NameD D, NameE E, NameF F. "));
        assert!(text(7, 0).starts_with("NameA A, NameB B, NameC C, et al. "));
        assert!(
            text(7, 2).starts_with("NameA A, NameB B, NameC C, NameD D, NameE E, NameF F, et al. ")
        );
        assert!(text(20, 1).contains("NameS, S., & NameT, T. (2025"), "{}", text(20, 1));
        assert!(text(22, 1).contains("NameS, S., … NameV, V. (2025"), "{}", text(22, 1));
    }

    #[test]
    fn words_are_in_the_language_of_the_site() {
        check(
            &page(&["Anna Weber"]),
            "de",
            [
                "Weber A. Onfasprodil in depression. Interval. Veröffentlicht am 19. August 2025. Abgerufen am [Abrufdatum]. https://e.org/a/",
                "Weber, A. (2025, 19. August). Onfasprodil in depression. Interval. https://e.org/a/",
                "Weber A. Onfasprodil in depression [Internet]. Interval; 19. Aug. 2025 [zitiert Abrufdatum]. Verfügbar unter: https://e.org/a/",
            ],
        );
    }
}
