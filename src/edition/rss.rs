//! RSS 2.0 feeds, for programs that know no Atom, with the same content as the other feeds.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::feed::{entry_content, feed_title};
use super::plain::{push_xml, xml};
use crate::license::License;
use crate::view::Feed;

/// An RSS feed. Authors and the text are in the usual extensions: RSS itself knows only the mail
/// address of an author, and one text.
pub(super) fn rss(feed: &Feed<'_>) -> String {
    let facts = &feed.facts;
    let title = feed_title(feed);
    let mut out = String::with_capacity(1024 + feed.entries.len() * 8 * 1024);
    // The description is required.
    let description = facts.description.filter(|_| facts.site_title.is_none()).unwrap_or(&title);
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n\
         <title>{}</title>\n<link>{}</link>\n<description>{}</description>\n\
         <language>{}</language>\n\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>\n\
         <generator>Offprint {}</generator>\n",
        xml(&title),
        xml(&facts.page),
        xml(description),
        xml(facts.language),
        xml(&facts.address),
        env!("CARGO_PKG_VERSION"),
    );
    if let Some(hub) = facts.hub {
        let _ = writeln!(out, "<atom:link rel=\"hub\" href=\"{}\"/>", xml(hub));
    }
    if let Some(license) = facts.license {
        let _ = writeln!(out, "<copyright>{}</copyright>", xml(&license_text(license)));
    }
    if let Some(updated) = facts.updated.as_deref().and_then(mail_date) {
        let _ = writeln!(out, "<lastBuildDate>{updated}</lastBuildDate>");
    }
    for entry in &feed.entries {
        let _ = write!(
            out,
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid isPermaLink=\"{}\">{}</guid>\n",
            xml(entry.title),
            xml(&entry.permalink),
            entry.id == entry.permalink,
            xml(&entry.id),
        );
        if let Some(published) = mail_date(&entry.published) {
            let _ = writeln!(out, "<pubDate>{published}</pubDate>");
        }
        let authors = if entry.authors.is_empty() { facts.authors } else { entry.authors };
        for author in authors {
            let _ = writeln!(out, "<dc:creator>{}</dc:creator>", xml(author));
        }
        for person in entry.people.contributors() {
            let _ = writeln!(out, "<dc:contributor>{}</dc:contributor>", xml(person.name));
        }
        if let Some(license) = entry.license {
            let _ = writeln!(out, "<dc:rights>{}</dc:rights>", xml(&license_text(license)));
        }
        for term in &entry.terms {
            let _ = writeln!(out, "<category>{}</category>", xml(&term.name));
        }
        if let Some(summary) = entry.summary {
            let _ = writeln!(out, "<description>{}</description>", xml(summary));
        }
        out.push_str("<content:encoded>");
        push_xml(&mut out, &entry_content(entry, facts));
        out.push_str("</content:encoded>\n</item>\n");
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

/// A licence with its address.
fn license_text(license: &License) -> String {
    let url = license.url.as_deref().unwrap_or_default();
    format!("{} {url}", license.name).trim_end().to_owned()
}

/// A moment as in mails (RFC 822), from RFC 3339.
fn mail_date(when: &str) -> Option<String> {
    let when: Timestamp = when.parse().ok()?;
    Some(when.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

#[cfg(test)]
mod tests {
    use super::mail_date;

    #[test]
    fn dates_are_those_of_mails() {
        assert_eq!(
            mail_date("2025-05-01T06:07:08Z").as_deref(),
            Some("Thu, 01 May 2025 06:07:08 +0000")
        );
    }
}
