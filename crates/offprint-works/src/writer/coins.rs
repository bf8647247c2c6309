//! COinS: a work as the title of an empty element in a page, from which reference managers read it
//! (ContextObjects in Spans, OpenURL 1.0).

use super::iso_date;
use crate::work::{Work, WorkKind};

/// A work as key/encoded-value pairs of OpenURL 1.0 (ANSI/NISO Z39.88). The text must be escaped for
/// HTML.
pub fn to_coins(work: &Work) -> String {
    let format = match work.kind {
        WorkKind::Article | WorkKind::Magazine | WorkKind::News | WorkKind::Preprint => "journal",
        WorkKind::Book
        | WorkKind::Chapter
        | WorkKind::Entry
        | WorkKind::ConferencePaper
        | WorkKind::Report => "book",
        WorkKind::Thesis => "dissertation",
        WorkKind::Patent => "patent",
        _ => "dc",
    };
    let mut coins = Coins { out: format!("ctx_ver=Z39.88-2004&rft_val_fmt={PREFIX}{format}") };
    match format {
        "journal" => write_in_journal(work, &mut coins),
        "book" => write_in_book(work, &mut coins),
        "dissertation" => {
            coins.add("rft.title", &work.title);
            coins.add("rft.inst", &work.publisher);
        }
        "patent" => {
            coins.add("rft.title", &work.title);
            coins.add("rft.number", &work.number);
        }
        _ => {
            coins.add("rft.title", &work.title);
            coins.add("rft.type", dublin_core_type(work.kind));
            coins.add("rft.source", &work.container);
            coins.add("rft.publisher", &work.publisher);
        }
    }
    write_people(work, format == "dc", &mut coins);
    let date = work.date;
    coins.add("rft.date", &iso_date(date.year, date.month, date.day));
    if !work.doi.is_empty() {
        coins.add("rft_id", &format!("info:doi/{}", work.doi));
    }
    if !work.pmid.is_empty() {
        coins.add("rft_id", &format!("info:pmid/{}", work.pmid));
    }
    if work.doi.is_empty() && !work.url.is_empty() {
        coins.add(if format == "dc" { "rft.identifier" } else { "rft_id" }, &work.url);
    }
    coins.out
}

/// The identifiers of the formats begin with `info:ofi/fmt:kev:mtx:`.
const PREFIX: &str = "info%3Aofi%2Ffmt%3Akev%3Amtx%3A";

struct Coins {
    out: String,
}

impl Coins {
    /// Adds a value; an empty one is left out.
    fn add(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.out.push('&');
        self.out.push_str(key);
        self.out.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                    self.out.push(char::from(byte));
                }
                b' ' => self.out.push('+'),
                _ => {
                    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                    self.out.push('%');
                    self.out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                    self.out.push(char::from(DIGITS[usize::from(byte & 15)]));
                }
            }
        }
    }
}

fn write_in_journal(work: &Work, coins: &mut Coins) {
    let genre = if work.kind == WorkKind::Preprint { "preprint" } else { "article" };
    coins.add("rft.genre", genre);
    coins.add("rft.atitle", &work.title);
    coins.add("rft.jtitle", &work.container);
    coins.add("rft.stitle", &work.container_short);
    coins.add("rft.volume", &work.volume);
    coins.add("rft.issue", &work.issue);
    write_pages(work, coins);
    coins.add("rft.issn", work.issns.first().map_or("", String::as_str));
}

fn write_in_book(work: &Work, coins: &mut Coins) {
    let genre = match work.kind {
        WorkKind::Book => "book",
        WorkKind::ConferencePaper => "proceeding",
        WorkKind::Report => "report",
        _ => "bookitem",
    };
    coins.add("rft.genre", genre);
    match work.kind {
        WorkKind::Book | WorkKind::Report => coins.add("rft.btitle", &work.title),
        _ => {
            coins.add("rft.atitle", &work.title);
            coins.add("rft.btitle", &work.container);
        }
    }
    coins.add("rft.edition", &work.edition);
    write_pages(work, coins);
    coins.add("rft.place", &work.place);
    coins.add("rft.pub", &work.publisher);
    coins.add("rft.isbn", &work.isbn);
}

fn write_pages(work: &Work, coins: &mut Coins) {
    match work.pages.split_once('–') {
        Some((first, last)) if !last.contains(['–', ',']) && !first.contains(',') => {
            coins.add("rft.spage", first);
            coins.add("rft.epage", last);
        }
        _ => coins.add("rft.pages", &work.pages),
    }
}

/// The first author in parts, the others as `Family, Given`, as reference managers expect them.
fn write_people(work: &Work, is_dublin_core: bool, coins: &mut Coins) {
    for (place, person) in work.authors.iter().enumerate() {
        let given = [&*person.given, &*person.suffix];
        let given: Vec<&str> = given.into_iter().filter(|part| !part.is_empty()).collect();
        let given = given.join(", ");
        let whole = match given.is_empty() {
            true => person.family.clone(),
            false => format!("{}, {given}", person.family),
        };
        match (is_dublin_core, place, person.is_group || given.is_empty()) {
            (true, ..) => coins.add("rft.creator", &whole),
            (false, 0, false) => {
                coins.add("rft.aulast", &person.family);
                coins.add("rft.aufirst", &person.given);
                coins.add("rft.ausuffix", &person.suffix);
            }
            (false, _, true) => coins.add("rft.aucorp", &whole),
            (false, ..) => coins.add("rft.au", &whole),
        }
    }
}

/// The kind as Zotero names it in Dublin Core.
fn dublin_core_type(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Dataset => "dataset",
        WorkKind::Software => "computerProgram",
        WorkKind::Legislation => "statute",
        WorkKind::Standard => "standard",
        WorkKind::Presentation => "presentation",
        WorkKind::Video => "videoRecording",
        WorkKind::Audio => "audioRecording",
        WorkKind::WebPage | WorkKind::Registration => "webpage",
        WorkKind::Post => "blogPost",
        WorkKind::PersonalCommunication => "letter",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::to_coins;
    use crate::work::{Contributor, PartialDate, Work, WorkKind};

    fn person(family: &str, given: &str) -> Contributor {
        Contributor { family: family.into(), given: given.into(), ..Contributor::default() }
    }

    #[test]
    fn an_article_has_the_parts_of_its_journal() {
        let work = Work {
            title: "Müller & sons: 5 % \"more\"".into(),
            authors: vec![person("van de Berg", "Anna M."), person("Okafor", "C")],
            container: "J Ex".into(),
            date: PartialDate { year: 2025, month: 3, day: 4 },
            volume: "12".into(),
            pages: "1–9".into(),
            doi: "10.5555/(a)<b>".into(),
            ..Work::default()
        };
        assert_eq!(
            to_coins(&work),
            "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&rft.genre=article\
             &rft.atitle=M%C3%BCller+%26+sons%3A+5+%25+%22more%22&rft.jtitle=J+Ex&rft.volume=12\
             &rft.spage=1&rft.epage=9&rft.aulast=van+de+Berg&rft.aufirst=Anna+M.\
             &rft.au=Okafor%2C+C&rft.date=2025-03-04&rft_id=info%3Adoi/10.5555/%28a%29%3Cb%3E"
        );
    }

    #[test]
    fn groups_chapters_and_pages_on_the_web_keep_their_kind() {
        let group =
            Contributor { family: "CANMAT".into(), is_group: true, ..Contributor::default() };
        let chapter = Work {
            kind: WorkKind::Chapter,
            title: "A chapter".into(),
            container: "A book".into(),
            authors: vec![group],
            isbn: "9780306406157".into(),
            ..Work::default()
        };
        let coins = to_coins(&chapter);
        assert!(coins.contains("mtx%3Abook&rft.genre=bookitem&rft.atitle=A+chapter"), "{coins}");
        assert!(coins.contains("&rft.btitle=A+book&rft.isbn=9780306406157"), "{coins}");
        assert!(coins.ends_with("&rft.aucorp=CANMAT"), "{coins}");
        let page = Work {
            kind: WorkKind::WebPage,
            title: "A page".into(),
            url: "https://site.example/?a=b&c".into(),
            ..Work::default()
        };
        let coins = to_coins(&page);
        assert!(coins.contains("mtx%3Adc&rft.title=A+page&rft.type=webpage"), "{coins}");
        assert!(coins.ends_with("&rft.identifier=https%3A//site.example/%3Fa%3Db%26c"), "{coins}");
    }
}
