//! Unpacks a web page saved as one file (MHTML) or an e-mail: the page, its URL, its images, the
//! fields of the e-mail.
//!
//! Browsers save such a file as a mail message whose parts are identified by their URLs. The images
//! of the page get relative file names, as in a page saved with a folder, so that the HTML import
//! needs no knowledge of MHTML.

use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use offprint_base::{HtmlToken, visit_html};
use rustc_hash::FxHashMap;
use url::Url;

use crate::article::LocalImage;
use crate::phrases::{Category, phrases};

/// The maximum number of images that are extracted; further ones keep their URLs.
const MOST_IMAGES: usize = 500;

/// A text of no more words above a mail in an attachment is a note on it.
const LONGEST_NOTE: usize = 60;

/// The contents of an MHTML file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Page {
    /// Its content.
    pub(crate) body: MailBody,
    /// The fields of an e-mail. None for a saved page.
    pub(crate) mail: Option<MailFields>,
    /// The URL it was saved from.
    pub(crate) url: Option<Url>,
    /// The images, by their names in the page, with their bytes.
    pub(crate) images: Vec<LocalImage>,
    /// What an e-mail contains besides, one warning for each kind: attachments, the text above a message
    /// that it forwards.
    pub(crate) left_out: Vec<String>,
}

/// The content of an MHTML file or an e-mail.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum MailBody {
    /// A page, with its images renamed to `page_files/…`.
    Html(String),
    /// The text of an e-mail without HTML.
    Text(String),
}

/// What the head of an e-mail says.
#[derive(Clone, Default, PartialEq, Debug)]
pub(crate) struct MailFields {
    /// The subject, without `Re:` and the like.
    pub(crate) subject: Option<String>,
    /// The day on which it was sent, in the time zone of the sender.
    pub(crate) date: Option<Date>,
    /// The name of the sender, not their address.
    pub(crate) sender: Option<String>,
}

/// The fields of an e-mail. A page that a browser saved has the browser as its sender.
fn read_mail_fields(message: &Message) -> Option<MailFields> {
    let sender = message.from()?.first()?;
    let name = sender.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    if message.header_raw("Snapshot-Content-Location").is_some() || sender.address.is_none() {
        return None;
    }
    let subject =
        message.subject().map(|subject| without_subject_labels(subject.trim()).to_owned());
    let date = message.date().and_then(|sent| {
        Date::new(
            i16::try_from(sent.year).ok()?,
            i8::try_from(sent.month).ok()?,
            i8::try_from(sent.day).ok()?,
        )
        .ok()
    });
    Some(MailFields {
        subject: subject.filter(|subject| !subject.is_empty()),
        date,
        sender: name.filter(|name| !name.contains('@')).map(str::to_owned),
    })
}

/// A subject without the labels before it: `Subject: Re: A title`.
pub(crate) fn without_subject_labels(mut text: &str) -> &str {
    let labels = phrases(Category::SubjectLabels);
    while let Some(rest) = labels.iter().find_map(|label| text.strip_prefix(label)) {
        text = rest.trim_start();
    }
    text
}

/// Unpacks an MHTML file. The error is the reason why it contains no page.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Page, String> {
    let message =
        MessageParser::default().parse(bytes).ok_or("this is no MHTML: it has no header")?;
    let outer = outer_messages(&message);
    let innermost = outer.last().map_or(&message, |(_, inner)| inner);
    let mut page = unpack_message(innermost)?;
    if page.mail.is_none() {
        return Ok(page);
    }
    let notes = outer.iter().filter_map(|(outer, _)| covering_text(outer));
    page.left_out = notes.collect();
    let is_shown = |part: &MessagePart| {
        part.content_id().is_some_and(|id| {
            let name = format!("cid:{}", id.trim_matches(['<', '>']));
            innermost.parts.iter().any(|part| match &part.body {
                PartType::Html(html) => html.contains(&name),
                _ => false,
            })
        })
    };
    let messages = outer.iter().map(|(message, _)| *message).chain([innermost]);
    let mut attachments: Vec<String> = Vec::new();
    for message in messages {
        let is_outer = !std::ptr::eq(message, innermost);
        let parts = message.attachments.iter().filter_map(|id| {
            let part = message.parts.get(usize::try_from(*id).ok()?)?;
            let is_imported = is_outer && matches!(part.body, PartType::Message(_));
            (!is_imported && !is_shown(part)).then(|| attachment_name(part))?
        });
        attachments.extend(parts);
    }
    let is_one = attachments.len() == 1;
    if !attachments.is_empty() {
        page.left_out.push(format!(
            "{} of the e-mail {} not imported: {}",
            if is_one { "an attachment" } else { "the attachments" },
            if is_one { "is" } else { "are" },
            attachments.join(", ")
        ));
    }
    Ok(page)
}

/// The name and the type of an attachment; `None` for the signature of a mail program.
fn attachment_name(part: &MessagePart) -> Option<String> {
    let kind = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
        None => kind.ctype().to_owned(),
    });
    let kind = kind.unwrap_or_else(|| "of an unknown type".to_owned()).to_ascii_lowercase();
    if kind.ends_with("-signature") {
        return None;
    }
    let subject = match &part.body {
        PartType::Message(message) => message.subject(),
        _ => None,
    };
    let name = part.attachment_name().or(subject).map(str::trim).filter(|name| !name.is_empty());
    Some(match name {
        Some(name) => format!("`{name}` ({kind})"),
        None => format!("one without a name ({kind})"),
    })
}

/// The text of an e-mail above the message that it forwards as an attachment.
fn covering_text(message: &Message) -> Option<String> {
    let text = message.body_text(0)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| {
        format!("the text above the forwarded message is not imported: `{}`", words.join(" "))
    })
}

/// The messages around the one to import, each with the one that it contains as an attachment: its own
/// text is only a note on that.
fn outer_messages<'a>(message: &'a Message<'a>) -> Vec<(&'a Message<'a>, &'a Message<'a>)> {
    let mut outer = Vec::new();
    let mut message = message;
    while let Some(inner) = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(inner) => Some(inner),
        _ => None,
    }) {
        let of_note: usize = message
            .parts
            .iter()
            .map(|part| match &part.body {
                PartType::Text(text) => text.split_whitespace().count(),
                PartType::Html(html) => html.split_whitespace().count() / 2,
                _ => 0,
            })
            .sum();
        if of_note > LONGEST_NOTE {
            break;
        }
        outer.push((message, inner));
        message = inner;
    }
    outer
}

/// Unpacks a message.
fn unpack_message(message: &Message) -> Result<Page, String> {
    let mut html: Option<(&str, Option<String>)> = None;
    let mut images = Vec::new();
    let mut names: FxHashMap<String, String> = FxHashMap::default();
    for part in &message.parts {
        let location = part.content_location().map(str::to_owned);
        match &part.body {
            // The first HTML part is the page; the others are its frames.
            PartType::Html(text) if html.is_none() && !text.trim().is_empty() => {
                html = Some((text, location));
            }
            PartType::Binary(data) | PartType::InlineBinary(data) => {
                let kind =
                    part.content_type().and_then(|kind| Some((kind.ctype(), kind.subtype()?)));
                let ending = match kind {
                    Some(("image", "png")) => "png",
                    Some(("image", "jpeg" | "jpg" | "pjpeg")) => "jpg",
                    Some(("image", "gif")) => "gif",
                    Some(("image", "webp")) => "webp",
                    Some(("image", "avif")) => "avif",
                    _ => continue,
                };
                if images.len() >= MOST_IMAGES {
                    continue;
                }
                let target = format!("page_files/image-{}.{ending}", images.len() + 1);
                if let Some(location) = location {
                    names.insert(location, target.clone());
                }
                if let Some(id) = part.content_id() {
                    names.insert(format!("cid:{}", id.trim_matches(['<', '>'])), target.clone());
                }
                let bytes = Some(data.to_vec());
                images.push(LocalImage { target, bytes, ..LocalImage::default() });
            }
            _ => {}
        }
    }
    let mail = read_mail_fields(message);
    let Some((html, location)) = html else {
        // An e-mail without HTML is its text.
        let texts: Vec<&str> = message
            .text_body
            .iter()
            .filter_map(|id| match &message.parts.get(usize::try_from(*id).ok()?)?.body {
                PartType::Text(text) if !text.trim().is_empty() => Some(&**text),
                _ => None,
            })
            .collect();
        let text = (!texts.is_empty()).then(|| texts.join("\n\n"));
        let body = text.filter(|_| mail.is_some()).map(MailBody::Text);
        let body = body.ok_or("this MHTML holds no page: none of its parts is HTML")?;
        return Ok(Page { body, mail, url: None, images, left_out: Vec::new() });
    };
    let address = message
        .header_raw("Snapshot-Content-Location")
        .map(|address| address.trim().to_owned())
        .or(location);
    let url = address
        .and_then(|address| Url::parse(&address).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let body = MailBody::Html(rename_images(html, url.as_ref(), &names));
    Ok(Page { body, mail, url, images, left_out: Vec::new() })
}

/// Adds the bytes to the images that were found in the page.
pub(crate) fn fill(images: &mut [LocalImage], parts: &[LocalImage]) {
    for image in images {
        if image.bytes.is_none()
            && let Some(part) = parts.iter().find(|part| part.target == image.target)
        {
            image.bytes.clone_from(&part.bytes);
        }
    }
}

/// The page with the sources of its images replaced by their new names. Pages that load images
/// late keep the source in attributes like `data-src`.
fn rename_images(html: &str, url: Option<&Url>, names: &FxHashMap<String, String>) -> String {
    if names.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    visit_html(html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        for attribute in tag.attributes() {
            if attribute.name != "src" && !attribute.name.ends_with("-src") {
                continue;
            }
            let address = attribute.value.trim();
            let absolute = || {
                let url = url?.join(address).ok()?;
                names.get(url.as_str())
            };
            if let Some(name) = names.get(address).or_else(absolute) {
                out.push_str(&html[from..attribute.value_span.start]);
                out.push_str(name);
                from = attribute.value_span.end;
            }
        }
    });
    out.push_str(&html[from..]);
    out
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap;
    use url::Url;

    use super::{MailBody, rename_images, unpack};

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://site.example/a\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://site.example/a\r\n\r\n\
        <p>caf=C3=A9 =\r\nau lait<img src=3D\"https://site.example/x.png\"><img src=3D\"cid:i1\"></p>\r\n--b\r\nContent-Type: image/png\r\n\
        Content-Transfer-Encoding: base64\r\nContent-Location: https://site.example/x.png\r\nContent-ID: <i1>\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

    #[test]
    fn parts_become_a_page_and_images() {
        let page = unpack(SAVED.as_bytes());
        let page = page.as_ref().map(|page| {
            let MailBody::Html(html) = &page.body else { panic!("it is a page") };
            (html.trim_end(), page.url.as_ref().map(url::Url::as_str), page.images.len())
        });
        let html = "<p>caf\u{e9} au lait<img src=\"page_files/image-1.png\"><img src=\"page_files/image-1.png\"></p>";
        assert_eq!(page, Ok((html, Some("https://site.example/a"), 1)));
    }

    const HEAD: &str = "From: News <news@a.example>\r\nSubject: Forty adults\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";

    #[track_caller]
    fn check_left_out(parts: &[&str], expect: &[&str]) {
        let parts: String = parts.iter().map(|part| format!("--b\r\n{part}\r\n")).collect();
        let page = unpack(format!("{HEAD}{parts}--b--\r\n").as_bytes()).expect("it is a mail");
        assert_eq!(page.left_out, expect);
    }

    #[test]
    fn attachments_are_reported() {
        let page = "Content-Type: text/html\r\n\r\n<p>Forty adults. <img src=\"cid:i1\"></p>";
        let pdf = "Content-Type: application/pdf; name=\"a.pdf\"\r\n\
            Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nx";
        let table = "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\r\na,b";
        let day = "Content-Type: text/calendar; method=REQUEST\r\n\
            Content-Disposition: attachment\r\n\r\nBEGIN:VCALENDAR";
        let shown =
            "Content-Type: image/png\r\nContent-ID: <i1>\r\nContent-Disposition: inline\r\n\r\nx";
        let signature = "Content-Type: application/pgp-signature\r\n\r\nx";
        check_left_out(&[page], &[]);
        check_left_out(&[page, shown, signature], &[]);
        check_left_out(
            &[page, pdf],
            &["an attachment of the e-mail is not imported: `a.pdf` (application/pdf)"],
        );
        check_left_out(
            &[page, table, shown, day],
            &["the attachments of the e-mail are not imported: `a.csv` (text/csv), \
               one without a name (text/calendar)"],
        );
    }

    #[test]
    fn the_text_above_a_forwarded_message_is_reported() {
        let note = "Content-Type: text/plain\r\n\r\nSee\r\nattached.";
        let inner = "Content-Type: message/rfc822\r\n\r\nFrom: Clinic <c@a.example>\r\nSubject: Inner\r\n\
            Content-Type: text/plain\r\n\r\nForty adults took it.";
        check_left_out(
            &[note, inner],
            &["the text above the forwarded message is not imported: `See attached.`"],
        );
        check_left_out(&[inner], &[]);
        let long = format!("Content-Type: text/plain\r\n\r\n{}", "word ".repeat(80));
        check_left_out(
            &[&long, inner],
            &["an attachment of the e-mail is not imported: `Inner` (message/rfc822)"],
        );
    }

    #[test]
    fn mails_have_fields() {
        let mail = "From: \"Pain Notes\" <news@a.example>\r\nTo: jane@b.example\r\nSubject: FW: =?utf-8?Q?A_dose_=E2=80=93_news?=\r\n\
            Date: Fri, 5 Sep 2025 23:11:12 -0700\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nForty adults.\r\n--b--\r\n";
        let page = unpack(mail.as_bytes()).expect("it is an e-mail");
        assert_eq!(page.body, MailBody::Text("Forty adults.".to_owned()));
        let fields = page.mail.expect("it has fields");
        assert_eq!(fields.subject.as_deref(), Some("A dose – news"));
        assert_eq!(fields.date, Some(jiff::civil::date(2025, 9, 5)));
        assert_eq!(fields.sender.as_deref(), Some("Pain Notes"));
        assert_eq!(unpack(SAVED.as_bytes()).expect("it is a page").mail, None);
    }

    #[test]
    fn mails_without_a_page_are_refused() {
        assert!(unpack(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello").is_err());
    }

    /// The page, where its image `x.png` is called `page_files/1.png`.
    #[track_caller]
    fn check(html: &str, expect: &str) {
        let url = Url::parse("https://site.example/a/b").ok();
        let names = [
            ("https://site.example/a/x.png", "page_files/1.png"),
            ("https://site.example/a/x.png?a=1&b=2", "page_files/2.png"),
        ];
        let names: FxHashMap<String, String> =
            names.into_iter().map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
        assert_eq!(rename_images(html, url.as_ref(), &names), expect, "{html}");
    }

    #[test]
    fn images_are_renamed_however_they_are_written() {
        check("<img src=\"x.png\">", "<img src=\"page_files/1.png\">");
        check("<IMG alt='' SRC='/a/x.png'>", "<IMG alt='' SRC='page_files/1.png'>");
        check("<img src=x.png width=1>é", "<img src=page_files/1.png width=1>é");
        check("<img\r\nsrc = \" x.png \"\r\n>", "<img\r\nsrc = \"page_files/1.png\"\r\n>");
        check(
            "<img data-src=\"x.png\" src=\"x.png?a=1&amp;b=2\">",
            "<img data-src=\"page_files/1.png\" src=\"page_files/2.png\">",
        );
    }

    #[test]
    fn texts_keep_the_names_of_images() {
        for html in [
            "write src=\"x.png\" there",
            "<p title='<img src=\"x.png\">'>",
            "<!-- <img src=\"x.png\"> -->",
            "<script>img.src=\"x.png\"</script>",
            "<img src=\"y.png\"><img src>",
        ] {
            check(html, html);
        }
    }
}
