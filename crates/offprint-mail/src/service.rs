//! [`MailService`]: services that send newsletters, and the placeholder that each of them replaces with
//! the link by which a reader unsubscribes.
//!
//! A service reads the HTML that it is given as a template. What looks like a command of its template
//! language is therefore written so that it stays a text.

/// A service that sends a newsletter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MailService {
    /// Mailchimp.
    Mailchimp,
    /// Buttondown.
    Buttondown,
    /// listmonk, which editors can run themselves.
    Listmonk,
    /// Brevo, formerly Sendinblue.
    Brevo,
}

impl MailService {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mailchimp, Self::Buttondown, Self::Listmonk, Self::Brevo];

    /// Its name in `site.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mailchimp => "mailchimp",
            Self::Buttondown => "buttondown",
            Self::Listmonk => "listmonk",
            Self::Brevo => "brevo",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mailchimp => "Mailchimp",
            Self::Buttondown => "Buttondown",
            Self::Listmonk => "listmonk",
            Self::Brevo => "Brevo",
        }
    }

    /// The service of a name in `site.toml`.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.key() == key)
    }

    /// What the service replaces with the URL by which a reader unsubscribes.
    ///
    /// Sources, read in November 2026: mailchimp.com/help/about-campaign-footers; Buttondown's page
    /// "Template Variables" (`unsubscribe_url`); listmonk.app/docs/templating (`UnsubscribeURL`); for
    /// Brevo, "Manage your transactional email unsubscriptions" at help.sendinblue.com, its former name: its
    /// new template language, which replaced `[UNSUBSCRIBE]`.
    pub fn unsubscribe_placeholder(self) -> &'static str {
        match self {
            Self::Mailchimp => "*|UNSUB|*",
            Self::Buttondown => "{{ unsubscribe_url }}",
            Self::Listmonk => "{{ UnsubscribeURL }}",
            Self::Brevo => "{{ unsubscribe }}",
        }
    }

    /// The beginnings of commands in its template language.
    fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Mailchimp => &["*|"],
            Self::Listmonk => &["{{"],
            Self::Buttondown | Self::Brevo => &["{{", "{%", "{#"],
        }
    }

    /// The HTML of a mail in which only the placeholder is a command: signs that the service would
    /// read as one are written as character references.
    pub fn escape_html(self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        // In a style sheet, a character reference is no character.
        while let Some(start) = rest.find("<style") {
            self.push_escaped(&mut out, &rest[..start], Spelling::Html);
            let end = rest[start..].find("</style").map_or(rest.len(), |end| start + end);
            out.push_str(&rest[start..end]);
            rest = &rest[end..];
        }
        self.push_escaped(&mut out, rest, Spelling::Html);
        out
    }

    /// The same for a plain text, where a space separates the signs.
    pub fn escape_text(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.push_escaped(&mut out, text, Spelling::Text);
        out
    }

    fn push_escaped(self, out: &mut String, text: &str, spelling: Spelling) {
        let placeholder = self.unsubscribe_placeholder();
        for (index, piece) in text.split(placeholder).enumerate() {
            if index > 0 {
                out.push_str(placeholder);
            }
            let mut rest = piece;
            while let Some(sign) = rest.chars().next() {
                let is_command = self.commands().iter().any(|command| rest.starts_with(command));
                match (is_command, spelling) {
                    (true, Spelling::Html) => out.push_str(&format!("&#{};", u32::from(sign))),
                    (true, Spelling::Text) => out.extend([sign, ' ']),
                    (false, _) => out.push(sign),
                }
                rest = &rest[sign.len_utf8()..];
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Spelling {
    Html,
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_by_their_names() {
        for service in MailService::ALL {
            assert_eq!(MailService::of_key(service.key()), Some(service));
        }
        assert_eq!(MailService::of_key("Mailchimp"), None);
    }

    #[track_caller]
    fn check(service: MailService, html: &str, expect: &str) {
        assert_eq!(service.escape_html(html), expect);
    }

    #[test]
    fn only_the_placeholder_is_a_command() {
        use MailService::{Brevo, Buttondown, Listmonk, Mailchimp};
        check(
            Mailchimp,
            "<a href=\"*|UNSUB|*\">*|FNAME|*</a>",
            "<a href=\"*|UNSUB|*\">&#42;|FNAME|*</a>",
        );
        check(Mailchimp, "{{ a }}", "{{ a }}");
        check(
            Listmonk,
            "{{ UnsubscribeURL }} {{ TrackView }}",
            "{{ UnsubscribeURL }} &#123;{ TrackView }}",
        );
        check(Listmonk, "{{{", "&#123;&#123;{");
        check(Buttondown, "{% if x %}{# y #}", "&#123;% if x %}&#123;# y #}");
        check(Brevo, "{ { x } }", "{ { x } }");
        check(Brevo, "<style>@media x{{</style>{{", "<style>@media x{{</style>&#123;{");
        assert_eq!(
            Listmonk.escape_text("{{ x }} {{ UnsubscribeURL }}"),
            "{ { x }} {{ UnsubscribeURL }}"
        );
    }
}
