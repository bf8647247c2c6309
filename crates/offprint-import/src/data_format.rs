//! Recognises files that contain data, not an article: references, feeds, tables, notebooks,
//! shortcuts.
//!
//! Read as text, each of them gives an article full of markup, so they are refused like a PDF. The
//! content decides; the name decides only for tables. Must not depend on the formats that are
//! imported.

/// What a file is, and what to import instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DataFormat {
    /// With an article: "a BibTeX file with references".
    pub(crate) what: &'static str,
    /// What the editor can do.
    pub(crate) help: &'static str,
}

const REFERENCES: &str =
    "save the page of the article itself, and import that; a digest cites works in `[[citations]]`";
const FEED: &str = "open an entry of it in a browser, save the page, and import that";
const PAGE: &str = "open the article in a browser, save the page, and import that";
const TEXT: &str = "export it as HTML or Markdown, and import that";
const RETRACTIONS: &str =
    "record what it says about the works of the site with `offprint sources check FILE`";
const TABLE: &str = "put the table into an article as a Markdown table";

/// What a feed is called.
pub(crate) const FEED_NAME: &str = "a feed";

/// How many bytes are examined.
pub(crate) const FORMAT_BYTES: usize = 16 * 1024;

/// The data format of a text, if it is one.
pub(crate) fn data_format(text: &str, name: Option<&str>) -> Option<DataFormat> {
    let head =
        text[..text.floor_char_boundary(FORMAT_BYTES)].trim_start_matches('\u{feff}').trim_start();
    let found = by_first_line(head)
        .or_else(|| by_xml_root(head))
        .or_else(|| by_json(text, head))
        .or_else(|| by_latex(head))
        .or_else(|| by_table(head, name));
    found.map(|(what, help)| DataFormat { what, help })
}

type Found = Option<(&'static str, &'static str)>;

/// Formats that begin with a line of their own.
fn by_first_line(head: &str) -> Found {
    let lines: Vec<&str> = head.lines().take(12).map(str::trim_end).collect();
    let first = lines.first().copied().unwrap_or_default();
    // MEDLINE fields have four characters, a hyphen and a space: "PMID- ", "TI  - ".
    let fields = lines.iter().filter(|line| is_tagged_field(line)).count();
    if first.starts_with("TY  -") && fields >= 2 {
        return Some(("a RIS file with references", REFERENCES));
    }
    // A text may begin with abbreviations in the same form: "MDD - major depressive disorder".
    if fields >= 3 && lines.iter().any(|line| line.starts_with("PMID-")) {
        return Some(("a PubMed file with references (.nbib)", REFERENCES));
    }
    if first.contains("RetractionNature") && first.contains("OriginalPaperDOI") {
        return Some(("the list of Retraction Watch", RETRACTIONS));
    }
    if first.starts_with("%0 ") && lines.iter().filter(|line| line.starts_with('%')).count() >= 3 {
        return Some(("an EndNote file with references", REFERENCES));
    }
    if head
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('%'))
        .is_some_and(is_bibtex_entry)
    {
        return Some(("a BibTeX file with references", REFERENCES));
    }
    let known = [
        ("[InternetShortcut]", ("a shortcut to a page", PAGE)),
        ("[Desktop Entry]", ("a shortcut to a page", PAGE)),
        ("WEBVTT", ("a file of subtitles", TEXT)),
        ("BEGIN:VCALENDAR", ("a calendar", PAGE)),
        ("BEGIN:VCARD", ("an address card", PAGE)),
        ("FN Clarivate", ("a Web of Science file with references", REFERENCES)),
        ("FN Thomson", ("a Web of Science file with references", REFERENCES)),
    ];
    known.into_iter().find(|(start, _)| first.starts_with(start)).map(|(_, found)| found)
}

/// Whether a line is a field of a MEDLINE or RIS record.
fn is_tagged_field(line: &str) -> bool {
    let Some((tag, _)) = line.split_once('-') else { return false };
    let bare = tag.trim_end();
    tag.len() == 4
        && bare.len() >= 2
        && bare.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && bare.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether a line begins a BibTeX entry: `@article{key,`.
fn is_bibtex_entry(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('@') else { return false };
    let Some((kind, key)) = rest.split_once(['{', '(']) else { return false };
    let kind = kind.trim();
    !kind.is_empty()
        && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (key.trim_end().ends_with(',')
            || ["string", "preamble", "comment"].contains(&kind.to_ascii_lowercase().as_str()))
}

/// XML that is not a web page, by its root element.
fn by_xml_root(head: &str) -> Found {
    let root = xml_root(head)?;
    let name: String = root
        .chars()
        .skip(1)
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_'))
        .collect();
    Some(match name.as_str() {
        "rss" if head.contains("xmlns:wp=") => (
            "a WordPress export",
            "publish or preview its articles in WordPress, save their pages, and import those",
        ),
        "rss" | "feed" | "rdf:RDF" => (FEED_NAME, FEED),
        "opml" => ("a list of feeds (OPML)", FEED),
        "urlset" | "sitemapindex" => ("a sitemap", PAGE),
        // `<article>` is an element of web pages too.
        "article"
            if head.contains("<front>")
                || head.contains("article-type=")
                || head.contains("dtd-version=") =>
        {
            ("an article in JATS XML", PAGE)
        }
        "pmc-articleset" => ("an article in JATS XML", PAGE),
        "PubmedArticleSet" | "PubmedArticle" => ("a PubMed file with references (XML)", REFERENCES),
        "modsCollection" | "mods" | "records" | "xml"
            if head.contains("<title") && !head.contains("<body") =>
        {
            ("an XML file with references", REFERENCES)
        }
        "plist" => ("a shortcut or a property list", PAGE),
        "svg" => (
            "an image (SVG)",
            "put it beside an article, and refer to it with ![description](name.svg)",
        ),
        "TEI" => ("a document in TEI XML", TEXT),
        "w:document" | "office:document" => ("a document of a word processor", TEXT),
        _ => return None,
    })
}

/// The start tag of the root element, after declarations and comments.
fn xml_root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = &after[after.find("-->")? + 3..];
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            if rest.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html")) {
                return None;
            }
            // An internal subset of declarations is in brackets.
            let end = match (rest.find('['), rest.find('>')?) {
                (Some(open), close) if open < close => rest.find("]>")? + 2,
                (_, close) => close + 1,
            };
            rest = &rest[end..];
        } else {
            return rest.starts_with('<').then_some(rest);
        }
    }
}

/// JSON: a notebook, references, or other data.
fn by_json(text: &str, head: &str) -> Found {
    let is_object = head.starts_with('{') && head[1..].trim_start().starts_with(['"', '}']);
    let is_list = head.starts_with('[') && head[1..].trim_start().starts_with(['{', '"', '[']);
    if !is_object && !is_list || head.starts_with("[[") {
        return None;
    }
    // A quoted key and a colon: `["…"]` may begin a text.
    let has_key = head.split('"').nth(2).is_some_and(|after| after.trim_start().starts_with(':'));
    if !has_key {
        return None;
    }
    // Hugo writes front matter as JSON: then the article follows the object.
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    if is_object && values.next().is_some_and(|value| value.is_ok()) {
        let rest = text[values.byte_offset()..].trim_start();
        if !rest.is_empty() && !rest.starts_with('{') {
            return None;
        }
    }
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    Some(if has("nbformat") || has("cells") && has("cell_type") {
        ("a notebook", TEXT)
    } else if has("DOI") || has("container-title") || has("message-type") {
        ("a JSON file with references", REFERENCES)
    } else if has("version") && has("items") && head.contains("jsonfeed.org") {
        (FEED_NAME, FEED)
    } else {
        ("a JSON file", PAGE)
    })
}

fn by_latex(head: &str) -> Found {
    let is_latex = head.lines().take(60).any(|line| {
        let line = line.trim_start();
        line.starts_with("\\documentclass") || line.starts_with("\\begin{document}")
    });
    // An article on LaTeX quotes such lines, but does not begin with a command.
    let first = head.lines().find(|line| !line.trim().is_empty() && !line.starts_with('%'));
    (is_latex && first.is_some_and(|line| line.starts_with('\\')))
        .then_some(("a LaTeX document", TEXT))
}

/// A table with a separator: by its name, or because all lines have the same number of cells.
fn by_table(head: &str, name: Option<&str>) -> Found {
    let ending = name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    let is_named =
        ending.is_some_and(|ending| ["csv", "tsv"].contains(&ending.to_ascii_lowercase().as_str()));
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(12).collect();
    let is_regular = |separator: char, least: usize| {
        let mut counts = lines.iter().map(|line| line.matches(separator).count());
        let first = counts.next().unwrap_or(0);
        lines.len() >= 4
            && first >= least
            && counts.all(|count| count == first)
            && !lines.iter().any(|line| line.ends_with(['.', '!', '?', ':']))
    };
    // Sentences have commas too, but not the same number in every line and no space after any.
    let is_csv = is_regular(',', 3) && lines.iter().all(|line| !line.contains(", "));
    (is_named || is_csv || is_regular(';', 3)).then_some(("a table (CSV)", TABLE))
}

#[cfg(test)]
mod tests {
    use super::data_format;

    #[track_caller]
    fn check(text: &str, name: Option<&str>, expected: Option<&str>) {
        assert_eq!(data_format(text, name).map(|format| format.what), expected, "{text}");
    }

    #[test]
    fn data_is_recognised_by_its_content() {
        for (text, what) in [
            ("TY  - JOUR\nTI  - A trial\nAU  - Doe, J\nER  - \n", "a RIS file with references"),
            (
                "\u{feff}\nPMID- 1\nOWN - NLM\nTI  - A trial of\n      two doses\nAU  - Doe J\n",
                "a PubMed file with references (.nbib)",
            ),
            ("%0 Journal Article\n%T A\n%A B\n", "an EndNote file with references"),
            (
                "% made by hand\n@article{doe2020,\n title = {A},\n}\n",
                "a BibTeX file with references",
            ),
            ("@Book(doe,\n title = {A})\n", "a BibTeX file with references"),
            ("[InternetShortcut]\nURL=https://example.org/\n", "a shortcut to a page"),
            ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel></channel></rss>", "a feed"),
            (
                "<?xml version='1.0'?><!-- x -->\n<feed xmlns=\"http://www.w3.org/2005/Atom\">",
                "a feed",
            ),
            ("<rss xmlns:wp=\"http://wordpress.org/export/1.2/\">", "a WordPress export"),
            ("<opml version=\"2.0\"><body/></opml>", "a list of feeds (OPML)"),
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS\" \"x.dtd\" [<!ENTITY a \"b\">]>\n<article article-type=\"research-article\"><front>",
                "an article in JATS XML",
            ),
            ("<PubmedArticleSet><PubmedArticle>", "a PubMed file with references (XML)"),
            ("{\n \"cells\": [], \"nbformat\": 4 }", "a notebook"),
            ("[{\"id\": \"a\", \"DOI\": \"10.5555/1\"}]", "a JSON file with references"),
            ("{\"a\": 1}", "a JSON file"),
            ("% x\n\\documentclass{article}\n\\begin{document}", "a LaTeX document"),
            ("drug,dose,n,result\na,1,2,3\nb,2,3,4\nc,3,4,5\n", "a table (CSV)"),
            ("WEBVTT\n\n00:00.000 --> 00:02.000\nHello", "a file of subtitles"),
        ] {
            check(text, None, Some(what));
        }
        check("a,b\n1,2\n", Some("doses.csv"), Some("a table (CSV)"));
    }

    #[test]
    fn articles_are_no_data() {
        for text in [
            "<!doctype html><html><body><article><p>Text</p></article></body></html>",
            "<article><h1>A trial</h1><p>Text</p></article>",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\" \"y\"><html xmlns=\"z\"><body>",
            "+++\ntitle = \"A\"\n+++\nText\n",
            "---\ntitle: A\n---\nText\n",
            "@jane wrote: (see below),\nthat the dose was halved.",
            "[1] Doe J. A trial. 2020.\n[2] Roe R. Another. 2021.",
            "{\"title\": \"T\", \"date\": \"2025-01-10\"}\n\nForty adults took part.",
            "{Editor's note: this is a draft}\nKetamine helped.",
            "[\"A quotation\"] he said.",
            "Monday, Tuesday, Wednesday, Thursday\nWe met, we talked, we ate, we left.\nIt rained, it poured, it stopped, it shone.\nAll was well, all was good, all was fine, all was done.",
            "AIMS - to test a drug\nMETHODS - a trial\nRESULTS - it worked",
            "A text about \\documentclass in LaTeX.",
            "# How to write\n\n```latex\n\\documentclass{article}\n\\begin{document}\n```\n",
            "MDD - major depressive disorder\nTRD - treatment-resistant depression\nECT - electroconvulsive therapy\nTMS - magnetic stimulation",
        ] {
            check(text, None, None);
        }
    }
}
