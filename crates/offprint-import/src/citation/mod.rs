//! Parses one entry of a list of references: authors, year, title, journal, volume, issue, pages,
//! identifiers.
//!
//! Printed references use a dozen styles, and a pasted list rarely says which. But in nearly all of
//! them the order is authors, title, publication details, so an entry is read from left to right:
//! first identifiers and addresses are removed, then names are read as long as they look like
//! names, then a title up to the end of its sentence, then the journal up to its first number. A
//! part that cannot be identified with certainty is left empty: `text` contains the complete entry.
//!
//! It must not know which works exist.

mod author;
mod author_group;
mod detail_tokens;
mod entry_order;
mod glued_marks;
mod identifier;
mod ids;
mod mark_groups;
mod marks;
mod placeholders;
mod publication_details;
mod sentence;

pub(crate) use author::reference_name;
pub(crate) use entry_order::{MISSING_ENTRY, Numbering, order_by_numbers};
pub(crate) use glued_marks::{GluedMark, count_all, glued_marks};
pub(crate) use identifier::find_identifiers;
pub(crate) use marks::{link_glued_marks, link_marks};
pub(crate) use placeholders::{NAMED_MARK_END, named_mark_start, number_mark};

use crate::article::{CitedWork, Identifier};
use crate::phrases::{Category, is_phrase, phrases};

use self::author::NameOrder;
use self::sentence::{is_subtitle, sentence_end};

/// Longer texts are not entries: the rest is not read.
const LONGEST: usize = 4000;

/// Parses the entries of one list. How the others print names decides whether `Anna Example. On
/// doses.` begins with a name.
pub(crate) fn parse_citations<'a>(entries: impl IntoIterator<Item = &'a str>) -> Vec<CitedWork> {
    let mut works: Vec<CitedWork> = entries.into_iter().map(parse_citation).collect();
    let given_first = works.iter().filter(|work| author::is_given_name_first(work)).count();
    if given_first >= 2 {
        for work in works.iter_mut().filter(|work| work.authors.is_empty()) {
            *work = parse_in_style(&work.text, NameOrder::GivenFirst);
        }
    }
    works
}

/// Parses an entry by itself.
pub(crate) fn parse_citation(text: &str) -> CitedWork {
    parse_in_style(text, NameOrder::Unknown)
}

fn parse_in_style(text: &str, order: NameOrder) -> CitedWork {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut citation = CitedWork::default();
    let mut end = joined.len().min(LONGEST);
    while !joined.is_char_boundary(end) {
        end -= 1;
    }
    let read = &joined[..end];
    take_identifiers(&mut citation, read);
    let plain = without_book_numbers(&without_addresses(without_number(read)));
    let rest = take_authors(&mut citation, without_leading_identifier(&plain), order);
    let rest = take_title(&mut citation, rest);
    apply_publication_details(&mut citation, rest);
    // `Ibid.`: one word by itself is no title.
    let is_alone = citation.authors.is_empty() && citation.journal.is_none();
    citation.title =
        citation.title.filter(|title| !is_alone || title.contains(' ') || !title.is_ascii());
    if citation.year.is_none() {
        // `https://… (2022)`: the year may follow the address.
        let bracketed =
            || read.match_indices('(').filter_map(|(at, _)| year_at(read, at + 1)).next_back();
        citation.year = last_year(&plain, citation.title.as_deref()).or_else(bracketed);
    }
    citation.text = joined;
    citation
}

/// Adds the identifiers in the addresses of links to services such as PubMed, which are not part of
/// the text of an entry.
pub(crate) fn add_linked_identifiers(work: &mut CitedWork, addresses: &[String]) {
    for address in addresses {
        add_identifiers_of(work, address);
    }
}

/// Adds the identifiers in an address. Returns the address if it is more than one of them.
fn add_identifiers_of(work: &mut CitedWork, address: &str) -> Option<String> {
    let mut linked = CitedWork::default();
    take_identifiers(&mut linked, address);
    work.doi = work.doi.take().or(linked.doi);
    work.pmid = work.pmid.take().or(linked.pmid);
    work.pmcid = work.pmcid.take().or(linked.pmcid);
    work.nct = work.nct.take().or(linked.nct);
    linked.url
}

/// Adds the address of the link whose words are the title of the work, or all but a few signs of
/// the entry. Links from the names of authors and journals lead elsewhere.
pub(crate) fn add_link_of_title(work: &mut CitedWork, links: &[(String, String)]) {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let title = work.title.as_deref().map(plain).filter(|title| !title.is_empty());
    let entry = plain(&work.text);
    for (words, address) in links {
        let words = plain(words);
        let is_title = title.as_ref().is_some_and(|title| {
            words.contains(&**title) || words.len() * 2 > title.len() && title.contains(&words)
        });
        if words.is_empty() || !is_title && words.len() * 5 < entry.len() * 4 {
            continue;
        }
        let url = add_identifiers_of(work, address);
        work.url = work.url.take().or(url);
    }
}

/// Whether an entry says where a work was published: it has an identifier, or a volume or pages.
pub(crate) fn is_published_work(work: &CitedWork) -> bool {
    work.doi.is_some()
        || work.pmid.is_some()
        || work.pmcid.is_some()
        || work.nct.is_some()
        || !work.registry.is_empty()
        || work.volume.is_some()
        || work.pages.is_some()
        || work.url.as_deref().is_some_and(|url| url.starts_with("https://arxiv.org/"))
}

/// Journal, year, volume, issue and pages in a line such as `Ex J. 2020 Jul;7(7):584-590. doi: …`.
pub(crate) fn parse_publication_line(text: &str) -> CitedWork {
    let mut work = CitedWork::default();
    let start = text.len().min(LONGEST);
    let text = &text[..text.floor_char_boundary(start)];
    let lower = text.to_ascii_lowercase();
    let end = ["doi:", "doi ", "pmid", "pmcid", "http", "epub "]
        .iter()
        .filter_map(|label| lower.find(label))
        .min()
        .unwrap_or(text.len());
    apply_publication_details(&mut work, &text[..end]);
    work
}

/// What follows a label such as `Journal reference:`, if it is an entry: then it contains the
/// number of a work.
pub(crate) fn after_reference_label(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(':')?;
    let label = label.trim().to_lowercase();
    let is_entry = is_phrase(Category::ReferenceLabels, &label)
        && rest.len() > 40
        && find_identifiers(rest)
            .iter()
            .any(|found| matches!(found.identifier, Identifier::Doi(_) | Identifier::Pmid(_)));
    is_entry.then(|| rest.trim_start())
}

fn take_identifiers(citation: &mut CitedWork, text: &str) {
    for found in find_identifiers(text) {
        match found.identifier {
            Identifier::Doi(doi) => citation.doi = citation.doi.take().or(Some(doi)),
            Identifier::Pmid(pmid) => citation.pmid = citation.pmid.take().or(Some(pmid)),
            Identifier::Pmcid(pmcid) => citation.pmcid = citation.pmcid.take().or(Some(pmcid)),
            Identifier::Nct(nct) => citation.nct = citation.nct.take().or(Some(nct)),
            Identifier::Registry(number) => {
                if !citation.registry.contains(&number) {
                    citation.registry.push(number);
                }
            }
            Identifier::Arxiv(number) => {
                let address = number
                    .strip_prefix("arXiv:")
                    .map(|number| format!("https://arxiv.org/abs/{number}"));
                citation.url = citation.url.take().or(address);
            }
        }
    }
    let address = text.split([' ', '<', '>', '"', '“', '”']).find_map(|word| {
        let start =
            word.find("http://").or_else(|| word.find("https://")).or_else(|| word.find("www."))?;
        let address = word[start..].trim_end_matches(['.', ',', ';', ')', ']', '\'']);
        let full = if address.starts_with("www.") {
            format!("https://{address}")
        } else {
            address.to_owned()
        };
        let parsed = url::Url::parse(&full).ok()?;
        let host = parsed.host_str()?;
        // These addresses repeat an identifier that was already found.
        let known = host.ends_with("doi.org") && citation.doi.is_some()
            || host.ends_with("ncbi.nlm.nih.gov")
                && (citation.pmid.is_some() || citation.pmcid.is_some())
            || host.ends_with("clinicaltrials.gov") && citation.nct.is_some()
            || host.ends_with("arxiv.org");
        (host.contains('.') && !known).then_some(full)
    });
    citation.url = citation.url.take().or(address);
}

/// The entry without a leading `12.` or `[12]`.
fn without_number(text: &str) -> &str {
    let bare = text.trim_start_matches(['[', '(', '•', '-', '*', ' ']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let after = &bare[digits..];
    if (1..=3).contains(&digits)
        && let Some(rest) = after
            .strip_prefix('.')
            .or_else(|| after.strip_prefix(')'))
            .or_else(|| after.strip_prefix(']'))
        && rest.starts_with(|next: char| next == ' ' || next.is_alphabetic())
    {
        return rest.trim_start();
    }
    text.trim_start_matches(['•', '-', '*', ' '])
}

/// The entry up to the first address or similar, if authors and title precede it.
fn without_addresses(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut end = text.len();
    for tail in
        phrases(Category::ReferenceAddresses).iter().chain(phrases(Category::ReferenceTails))
    {
        let mut from = 0;
        while let Some(at) = lower[from..].find(tail) {
            let at = from + at;
            let begins = at == 0 || !lower.as_bytes()[at - 1].is_ascii_alphanumeric();
            // So near the start, it is not the end of the entry, unless it is a sentence with a date.
            let is_dated_sentence = || {
                lower[..at].trim_end().ends_with(['.', '"', '”'])
                    && lower[at..]
                        .split('.')
                        .next()
                        .is_some_and(|words| words.contains(|letter: char| letter.is_ascii_digit()))
            };
            let is_late = at > 25 || at > 8 && is_dated_sentence();
            if begins && is_late && (*tail != "10.1" || lower[at..].contains('/')) {
                end = end.min(at);
                break;
            }
            from = at + tail.len();
        }
    }
    text[..end].trim_end_matches([' ', ',', '(', '[', ';', '<']).to_owned()
}

/// The entry without its ISBN or ISSN.
fn without_book_numbers(text: &str) -> String {
    let mut plain = text.to_owned();
    for label in ["isbn", "issn"] {
        let lower = plain.to_ascii_lowercase();
        let Some(at) = lower.find(label).filter(|at| plain.is_char_boundary(*at)) else {
            continue;
        };
        let number = plain[at + label.len()..]
            .find(|character: char| {
                !(character.is_ascii_digit()
                    || matches!(character, '-' | '–' | ' ' | ':' | 'X' | '(' | ')'))
            })
            .map_or(plain.len(), |length| at + label.len() + length);
        if plain[at..number].contains(|character: char| character.is_ascii_digit()) {
            let rest = plain[number..].trim_start_matches(['.', ',', ';', ' ']).to_owned();
            plain.truncate(at);
            plain.push_str(&rest);
        }
    }
    plain
}

/// The entry without a first sentence that is no more than the number of a trial or a work.
fn without_leading_identifier(text: &str) -> &str {
    let end = sentence_end(text);
    let after = text[end..].trim_start_matches(['.', ' ']);
    if is_only_identifier(&text[..end]) && !after.is_empty() { after } else { text }
}

/// Whether a text is an identifier or an address and nothing else but its label.
fn is_only_identifier(text: &str) -> bool {
    if text.split(' ').count() > 4 {
        return false;
    }
    let is_address = ["http", "www."].iter().any(|start| text.starts_with(start));
    is_address
        || find_identifiers(text).first().is_some_and(|found| {
            found.span.start <= "ClinicalTrials.gov identifier: ".len()
                && !text[found.span.end.min(text.len())..].contains(char::is_alphabetic)
        })
}

/// Reads the authors, and the year if it follows them. Returns the rest.
fn take_authors<'a>(citation: &mut CitedWork, text: &'a str, order: NameOrder) -> &'a str {
    let (authors, mut rest) = author::authors(text, order);
    citation.authors = authors;
    if citation.authors.is_empty()
        && let Some((before, after)) = split_at_year(text)
        && before.len() < 160
        && author_group::is_capitalised_name(before)
    {
        // A group that is followed by `(2020)`.
        citation.authors.push(before.trim_end_matches([' ', '.', ',']).to_owned());
        rest = after;
    }
    let rest = rest.trim_start_matches([' ', ',', '.', ':', ';', '。', '．']);
    let Some((year, after)) = leading_year(rest) else { return rest };
    citation.year = year;
    after.trim_start_matches([' ', ',', '.', ':', ';'])
}

/// Splits a text before `(2020)`, `(2020, March 3)` or `(n.d.)`.
fn split_at_year(text: &str) -> Option<(&str, &str)> {
    for (at, _) in text.match_indices('(').take(6) {
        if leading_year(&text[at..]).is_some() {
            return Some((&text[..at], &text[at..]));
        }
    }
    None
}

/// A year at the start, in brackets or before a full stop; `(n.d.)` is an unknown year.
fn leading_year(text: &str) -> Option<(Option<u16>, &str)> {
    if let Some(inside) = text.strip_prefix('(').or_else(|| text.strip_prefix('[')) {
        let (inside, after) = inside.split_once([')', ']'])?;
        if inside.len() > 40 {
            return None;
        }
        if inside.to_lowercase().replace(' ', "").starts_with("n.d")
            || inside.to_lowercase().starts_with("in press")
        {
            return Some((None, after));
        }
        return year_at(inside, 0)
            .or_else(|| last_year(inside, None))
            .map(|year| (Some(year), after));
    }
    let year = year_at(text, 0)?;
    let after = text[4..].trim_start_matches(|character: char| character.is_ascii_lowercase());
    // `2020. Title`, but not `2020 in review`.
    after.starts_with(['.', ',', ')', ':']).then_some((Some(year), after))
}

/// A year of four digits at this position.
fn year_at(text: &str, at: usize) -> Option<u16> {
    let four = text.as_bytes().get(at..at + 4)?;
    let alone = !text.as_bytes().get(at + 4).is_some_and(u8::is_ascii_digit)
        && !at.checked_sub(1).is_some_and(|before| text.as_bytes()[before].is_ascii_digit());
    if !alone || !four.iter().all(u8::is_ascii_digit) {
        return None;
    }
    text[at..at + 4].parse().ok().filter(|year| (1500..=2100).contains(year))
}

/// Whether a position is inside a DOI or an address: four digits there are no year.
fn is_in_address(text: &str, at: usize) -> bool {
    let start = text[..at].rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |space| at + space);
    let Some(word) = text.get(start..end) else { return false };
    let is_doi = word.find("10.").is_some_and(|doi| word[doi..].contains('/'));
    is_doi || word.contains("://") || word.contains("www.")
}

/// The last year that is neither in a range of pages nor in the title, a DOI or an address.
fn last_year(text: &str, title: Option<&str>) -> Option<u16> {
    let outside = title.and_then(|title| text.find(title).map(|at| at..at + title.len()));
    let mut best = None;
    for at in 0..text.len().saturating_sub(3) {
        if !text.as_bytes()[at].is_ascii_digit()
            || is_in_address(text, at)
            || outside.as_ref().is_some_and(|title| title.contains(&at))
        {
            continue;
        }
        let Some(year) = year_at(text, at).filter(|year| *year >= 1800) else { continue };
        let before = text[..at].chars().next_back();
        let after = text[at + 4..].chars().next();
        let in_range =
            matches!(before, Some('-' | '–' | ':' | 'e')) || matches!(after, Some('-' | '–'));
        if !in_range {
            best = Some(year);
            if before == Some('(') || after == Some(';') {
                return best;
            }
        }
    }
    best
}

/// Reads the title. Returns the rest.
fn take_title<'a>(citation: &mut CitedWork, text: &'a str) -> &'a str {
    let text = text.trim_start_matches([' ', '.', ',']);
    let quotes = [('“', '”'), ('"', '"'), ('‘', '’'), ('„', '“'), ('«', '»'), ('\'', '\'')];
    for (open, close) in quotes {
        if let Some(inside) = text.strip_prefix(open) {
            // A closing single quote is also an apostrophe: it must not precede a letter.
            let end = inside.char_indices().find(|(at, character)| {
                *character == close
                    && !inside[at + close.len_utf8()..].starts_with(char::is_alphanumeric)
            });
            if let Some((end, _)) = end {
                citation.title = titled(&inside[..end]);
                return inside[end + close.len_utf8()..].trim_start_matches([',', '.', ' ', ';']);
            }
        }
    }
    let end = title_end(text);
    citation.title = titled(&text[..end]);
    text[end..].trim_start_matches(['.', ' ', ',', ';', '。', '．'])
}

/// Where a title without quotation marks ends.
fn title_end(text: &str) -> usize {
    let mut end = sentence_end(text);
    if end >= text.trim_end_matches(['.', ' ']).len()
        && let Some(comma) = title_before_dated_journal(text)
    {
        return comma;
    }
    // `Is it safe? A review. Journal. 2020;1:2`: the second sentence belongs to the title if it
    // reads like one and the journal follows it.
    for _ in 0..2 {
        let after = text[end..].trim_start_matches(['.', ' ']);
        let next = sentence_end(after);
        let rest = after[next..].trim_start_matches(['.', ' ']);
        let journal = &rest[..sentence_end(rest)];
        let is_journal_next = rest.starts_with(char::is_alphabetic)
            && !publication_details::is_dated_word(journal)
            && rest.contains(|character: char| character.is_ascii_digit());
        if !(is_subtitle(&after[..next]) && is_journal_next) {
            break;
        }
        end = text.len() - after.len() + next;
    }
    end
}

/// `Title, Journal (2020)` without a full stop: where the title ends.
fn title_before_dated_journal(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(['.', ' ']);
    let (before, year) = bare.strip_suffix(')')?.rsplit_once(" (")?;
    year_at(year, 0).filter(|_| year.len() == 4)?;
    let (title, journal) = before.rsplit_once(", ")?;
    (title.contains(' ') && journal.starts_with(char::is_uppercase)).then_some(title.len())
}

fn titled(text: &str) -> Option<String> {
    let title = text.replace("[Internet]", "").replace("[Online]", "");
    let mut title = title.trim().trim_end_matches(['.', ',', ';', ' ']).trim();
    while let Some(rest) = publication_details::without_type_mark(title) {
        title = rest.trim_end_matches(['.', ',', ';', ' ']);
    }
    // A translated title is in brackets.
    let inner = title.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let title = inner.filter(|inner| !inner.contains(['[', ']'])).unwrap_or(title);
    let is_title = title.chars().any(char::is_alphabetic) && !is_only_identifier(title);
    is_title.then(|| title.to_owned())
}

/// Reads the journal, volume, issue and pages, and the year if it is among them.
fn apply_publication_details(citation: &mut CitedWork, text: &str) {
    let has_identifier =
        citation.doi.is_some() || citation.pmid.is_some() || citation.pmcid.is_some();
    let details = publication_details::parse_publication_details(text, has_identifier);
    citation.journal = details.journal;
    citation.volume = details.volume;
    citation.issue = details.issue;
    citation.pages = details.pages;
    citation.year = citation.year.or(details.year);
}

#[cfg(test)]
mod tests;
