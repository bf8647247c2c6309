//! [`MailMessage`]: a mail with HTML and plain text, as the file that mail programs open and servers
//! transport (RFC 5322).
//!
//! A file depends on its content alone: the boundary between its parts and the `Message-ID` are hashes,
//! and the date is given. `mail-builder` encodes headers and bodies.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};
use offprint_base::Digest;

use crate::address::MailAddress;

/// A mail with HTML and plain text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailMessage {
    /// Who sends it; none in a draft whose sender is not set.
    pub from: Option<MailAddress>,
    /// Who receives it; none in a draft.
    pub to: Option<MailAddress>,
    /// The subject.
    pub subject: String,
    /// When it was written, in seconds since 1970 (UTC).
    pub date: i64,
    /// The language, such as `en`.
    pub language: String,
    /// The HTML.
    pub html: String,
    /// The plain text.
    pub text: String,
    /// The address by which readers unsubscribe: `https:` or `mailto:`; none if a service adds it.
    pub unsubscribe: Option<String>,
    /// Whether the file is a draft, which mail programs open for sending.
    pub is_draft: bool,
}

impl MailMessage {
    /// The mail as a file.
    pub fn to_eml(&self) -> Vec<u8> {
        let address = |address: &Option<MailAddress>| address.as_ref().map(MailAddress::to_string);
        let content = (
            (address(&self.from), address(&self.to), &self.subject, self.date),
            (&self.html, &self.text, &self.unsubscribe),
        );
        let digest = Digest::of_hash(&content).to_string();
        let domain = self.from.as_ref().map_or("localhost", MailAddress::domain);
        let content_type = ContentType::new("multipart/alternative")
            .attribute("boundary", format!("=_offprint_{digest}"));
        let parts = vec![part("text/plain", &self.text), part("text/html", &self.html)];
        let mut builder = MessageBuilder::new()
            .date(self.date)
            .message_id(format!("{digest}@{domain}"))
            .subject(one_line(&self.subject))
            .header("Content-Language", Raw::new(one_line(&self.language)))
            .body(MimePart::new(content_type, BodyPart::Multipart(parts)));
        if let Some(from) = &self.from {
            builder = builder.from(header_address(from));
        }
        if let Some(to) = &self.to {
            builder = builder.to(header_address(to));
        }
        if let Some(address) = &self.unsubscribe {
            builder =
                builder.header("List-Unsubscribe", Raw::new(format!("<{}>", one_line(address))));
        }
        if self.is_draft {
            // Outlook opens a file with this header for sending, not for reading.
            builder = builder.header("X-Unsent", Raw::new("1"));
        }
        let mut eml = Vec::with_capacity(self.html.len() + self.text.len() + 4096);
        builder.serialize(&mut eml);
        eml
    }
}

fn part<'t>(media_type: &'static str, text: &'t str) -> MimePart<'t> {
    MimePart::new(
        ContentType::new(media_type).attribute("charset", "utf-8"),
        BodyPart::Text(text.into()),
    )
}

fn header_address(address: &MailAddress) -> Address<'_> {
    let name = Some(address.name.as_str()).filter(|name| !name.is_empty());
    Address::new_address(name, address.address.as_str())
}

/// A text for a header: a line break would begin another header.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};

    use super::*;

    fn message() -> MailMessage {
        MailMessage {
            from: MailAddress::parse("Überblick, wöchentlich <digest@example.org>"),
            to: MailAddress::parse("readers@lists.example.org"),
            subject:
                "Esketamin – was bleibt? Ein sehr langer Betreff, der über mehr als eine Zeile geht"
                    .into(),
            date: 1_767_225_600,
            language: "de".into(),
            html: format!("<p>Größe: {} “x” = 1</p>", "lang ".repeat(400)),
            text: format!("Größe: {}\n.\nFrom here\n", "lang ".repeat(400)),
            unsubscribe: Some("mailto:leave@lists.example.org?subject=unsubscribe".into()),
            is_draft: true,
        }
    }

    #[test]
    fn a_parser_reads_what_was_written() {
        let message = message();
        let eml = message.to_eml();
        let parsed = MessageParser::default().parse(&eml).expect("it is a mail");
        assert_eq!(parsed.subject(), Some(message.subject.as_str()));
        let from = parsed.from().and_then(|from| from.first()).expect("it has a sender");
        assert_eq!(from.name(), Some("Überblick, wöchentlich"));
        assert_eq!(from.address(), Some("digest@example.org"));
        let to = parsed.to().and_then(|to| to.first()).expect("it has a recipient");
        assert_eq!(to.address(), Some("readers@lists.example.org"));
        assert_eq!(parsed.date().expect("it has a date").to_timestamp(), message.date);
        // Line ends of a mail are CR LF.
        let text = parsed.body_text(0).expect("it has a text").replace("\r\n", "\n");
        assert_eq!(text, message.text);
        assert_eq!(parsed.body_html(0).as_deref(), Some(message.html.as_str()));
        assert_eq!(
            (parsed.text_body_count(), parsed.html_body_count(), parsed.attachment_count()),
            (1, 1, 0)
        );
        let kind = parsed.content_type().expect("it has a type");
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));
        assert_eq!(parsed.header_raw("X-Unsent").map(str::trim), Some("1"));
        let unsubscribe = parsed.header_raw("List-Unsubscribe").map(str::trim);
        assert_eq!(unsubscribe, Some("<mailto:leave@lists.example.org?subject=unsubscribe>"));
    }

    #[test]
    fn lines_are_as_short_as_servers_demand() {
        let eml = message().to_eml();
        let longest = eml.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        assert!(longest.is_some_and(|length| length < 200), "{longest:?}");
        assert!(eml.is_ascii());
    }

    #[test]
    fn the_file_depends_on_its_content_alone() {
        let one = message();
        assert_eq!(one.to_eml(), one.to_eml());
        let other = MailMessage { text: "x".into(), ..message() };
        let id = |message: &MailMessage| {
            let eml = message.to_eml();
            MessageParser::default()
                .parse(&eml)
                .and_then(|mail| mail.message_id().map(str::to_owned))
        };
        assert_ne!(id(&one), id(&other));
        assert!(id(&one).is_some_and(|id| id.ends_with("@example.org")));
    }

    #[test]
    fn a_text_cannot_add_headers() {
        let message = MailMessage { subject: "a\r\nBcc: x@y.org".into(), ..message() };
        let eml = message.to_eml();
        let parsed = MessageParser::default().parse(&eml).expect("it is a mail");
        assert_eq!(parsed.subject(), Some("a Bcc: x@y.org"));
        assert!(parsed.bcc().is_none());
    }

    #[test]
    fn a_sent_mail_is_no_draft() {
        let message = MailMessage { is_draft: false, ..message() };
        assert!(!String::from_utf8_lossy(&message.to_eml()).contains("X-Unsent"));
    }
}
