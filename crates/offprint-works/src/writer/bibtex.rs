//! BibTeX that BibTeX, Biber and Zotero read.

use std::fmt::Write as _;

use super::{abstract_in_one, iso_date, note_with_status};
use crate::work::{Contributor, Work, WorkKind};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A work as an entry of BibTeX, which ends with a line break. Characters are UTF-8; those that TeX
/// interprets are escaped. Capitals in titles are kept by braces. What happened to the work is in
/// `note`.
pub fn to_bibtex(work: &Work) -> String {
    let mut entry = Entry { out: String::new() };
    let _ = writeln!(entry.out, "@{}{{{},", entry_type(work), key_of(work));
    entry.people("author", &work.authors);
    entry.people("editor", &work.editors);
    entry.people("translator", &work.translators);
    entry.field("title", &protected_title(&work.title));
    entry.text("origtitle", &work.original_title);
    write_container(work, &mut entry);
    write_date(work, &mut entry);
    entry.text("volume", &work.volume);
    let in_journal = matches!(
        work.kind,
        WorkKind::Article
            | WorkKind::Magazine
            | WorkKind::News
            | WorkKind::ConferencePaper
            | WorkKind::Preprint
    );
    match in_journal {
        true => entry.text("number", &work.issue),
        false => {
            entry.text("number", &work.number);
            entry.text("issue", &work.issue);
        }
    }
    entry.field("pages", &tex(&work.pages).replace('–', "--"));
    entry.text("pagetotal", &work.page_count);
    entry.text("edition", &work.edition);
    entry.text("version", &work.version);
    let publisher = match work.kind {
        WorkKind::Thesis | WorkKind::Report => "institution",
        _ => "publisher",
    };
    entry.text(publisher, &work.publisher);
    entry.text("address", &work.place);
    write_type(work, &mut entry);
    write_identifiers(work, &mut entry);
    entry.text("language", &work.language);
    let keywords: Vec<String> =
        work.keywords.iter().map(|keyword| keyword_value(keyword)).collect();
    entry.field("keywords", &keywords.join(", "));
    entry.text("abstract", &abstract_in_one(work, " "));
    entry.verbatim("license", &work.license);
    entry.text("note", &note_with_status(work));
    entry.out.push_str("}\n");
    entry.out
}

struct Entry {
    out: String,
}

impl Entry {
    /// A value that is TeX.
    fn field(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let _ = writeln!(self.out, "  {name} = {{{value}}},");
        }
    }

    /// A value that is text.
    fn text(&mut self, name: &str, value: &str) {
        self.field(name, &tex(value));
    }

    /// An identifier or an address, in which TeX interprets nothing; only braces would end the field.
    fn verbatim(&mut self, name: &str, value: &str) {
        let value = value.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C");
        self.field(name, &value);
    }

    fn people(&mut self, name: &str, people: &[Contributor]) {
        let names: Vec<String> = people.iter().map(person_value).collect();
        self.field(name, &names.join(" and "));
    }
}

fn entry_type(work: &Work) -> &'static str {
    match work.kind {
        WorkKind::Article | WorkKind::Magazine | WorkKind::News => "article",
        WorkKind::Book => "book",
        WorkKind::Chapter => "incollection",
        WorkKind::Entry => "inreference",
        WorkKind::ConferencePaper => "inproceedings",
        WorkKind::Thesis => "thesis",
        WorkKind::Report => "report",
        WorkKind::Dataset => "dataset",
        WorkKind::Software => "software",
        WorkKind::Legislation => "legislation",
        WorkKind::Patent => "patent",
        WorkKind::Standard => "standard",
        WorkKind::Video => "video",
        WorkKind::Audio => "audio",
        WorkKind::Preprint | WorkKind::WebPage => "online",
        WorkKind::PersonalCommunication => "letter",
        WorkKind::Registration
        | WorkKind::PressRelease
        | WorkKind::Label
        | WorkKind::Presentation
        | WorkKind::Post
        | WorkKind::Other => "misc",
    }
}

/// The key, without the signs that BibTeX interprets.
fn key_of(work: &Work) -> String {
    let is_sound = |c: &char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(
                c,
                '{' | '}'
                    | ','
                    | '"'
                    | '#'
                    | '%'
                    | '~'
                    | '\\'
                    | '\''
                    | '('
                    | ')'
                    | '='
                    | '@'
                    | '&'
                    | '$'
                    | '^'
            )
    };
    let key: String = work.key.chars().filter(is_sound).collect();
    match key.is_empty() {
        true => "work".to_owned(),
        false => key,
    }
}

/// `{Family, Suffix, Given}`; the name of a group is in braces, so that it is not split.
fn person_value(person: &Contributor) -> String {
    if person.is_group || person.given.is_empty() && person.suffix.is_empty() {
        return format!("{{{}}}", tex(&person.family));
    }
    let part = |text: &str| {
        // A comma or `and` inside of a name.
        let is_split = text.contains(',') || format!(" {} ", text.to_lowercase()).contains(" and ");
        if is_split { format!("{{{}}}", tex(text)) } else { tex(text) }
    };
    let (family, given) = (part(&person.family), part(&person.given));
    match person.suffix.is_empty() {
        true => format!("{family}, {given}"),
        false => format!("{family}, {}, {given}", part(&person.suffix)),
    }
}

/// A title in which styles keep the capitals of names and abbreviations.
fn protected_title(title: &str) -> String {
    let words = title.split(' ').enumerate().map(|(at, word)| {
        let mut capitals = word.char_indices().filter(|(_, c)| c.is_uppercase());
        let first = capitals.next();
        let is_kept = match first {
            None => false,
            // The first word begins with a capital anyway.
            Some((0, _)) if at == 0 => capitals.next().is_some(),
            Some(_) => true,
        };
        if is_kept { format!("{{{}}}", tex(word)) } else { tex(word) }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn keyword_value(keyword: &str) -> String {
    // A comma separates keywords.
    if keyword.contains([',', ';']) { format!("{{{}}}", tex(keyword)) } else { tex(keyword) }
}

fn write_container(work: &Work, entry: &mut Entry) {
    let name = match work.kind {
        WorkKind::Chapter | WorkKind::ConferencePaper | WorkKind::Entry => "booktitle",
        WorkKind::WebPage | WorkKind::Preprint => "organization",
        _ => "journal",
    };
    entry.text(name, &work.container);
    entry.text("shortjournal", &work.container_short);
    entry.text("eventtitle", &work.event);
    entry.text("series", &work.series);
}

fn write_date(work: &Work, entry: &mut Entry) {
    // A field of our own, which others ignore: `eventdate` and `urldate` are other days.
    let online = work.online_date;
    entry.field("onlinedate", &iso_date(online.year, online.month, online.day));
    let date = work.date;
    if date.year == 0 {
        return;
    }
    entry.field("year", &date.year.to_string());
    if let Some(month) = usize::from(date.month).checked_sub(1).and_then(|at| MONTHS.get(at)) {
        // An abbreviation that every style knows, so without braces.
        let _ = writeln!(entry.out, "  month = {month},");
        if date.day > 0 {
            entry.field("day", &date.day.to_string());
        }
    }
}

fn write_type(work: &Work, entry: &mut Entry) {
    match work.kind {
        WorkKind::Magazine => entry.field("entrysubtype", "magazine"),
        WorkKind::News => entry.field("entrysubtype", "newspaper"),
        WorkKind::Preprint => entry.field("pubstate", "prepublished"),
        WorkKind::Registration if work.genre.is_empty() => {
            entry.field("type", "Trial registration");
        }
        _ => {}
    }
    entry.text("type", &work.genre);
}

fn write_identifiers(work: &Work, entry: &mut Entry) {
    entry.verbatim("doi", &work.doi);
    match work.arxiv.is_empty() {
        false => {
            entry.verbatim("eprint", &work.arxiv);
            entry.field("eprinttype", "arxiv");
            entry.verbatim("pmid", &work.pmid);
        }
        // A preprint has the number of its server.
        true if work.kind == WorkKind::Preprint && !work.number.is_empty() => {
            entry.verbatim("eprint", &work.number);
            entry.verbatim("eprinttype", &work.container);
            entry.verbatim("pmid", &work.pmid);
        }
        true if !work.pmid.is_empty() => {
            entry.verbatim("eprint", &work.pmid);
            entry.field("eprinttype", "pubmed");
        }
        true => {}
    }
    entry.verbatim("pmcid", &work.pmcid);
    entry.verbatim("isbn", &work.isbn);
    entry.verbatim("issn", &work.issns.join(", "));
    entry.verbatim("trial", &work.trials.join("; "));
    entry.verbatim("url", &work.url);
    let accessed = work.accessed;
    entry.field("urldate", &iso_date(accessed.year, accessed.month, accessed.day));
}

/// A text for TeX. Braces become commands, since BibTeX counts even escaped ones.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            // Two of them would become one sign.
            '-' | '\'' if before == c => {
                out.push_str("{}");
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}
