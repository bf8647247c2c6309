//! [`MailAddress`]: an address with or without a name, as `site.toml` and `To` fields have it.
//!
//! `lettre` decides what an address is. This must not know who the address belongs to.

use std::fmt;
use std::str::FromStr;

use lettre::Address;

/// An e-mail address: `digest@example.org`, or `The Digest <digest@example.org>`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MailAddress {
    /// The name for readers; empty if there is none.
    pub name: String,
    /// The address itself.
    pub address: String,
}

impl MailAddress {
    /// Reads an address. `None` if it is none, or several.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>') {
            Some(text) => {
                let (name, address) = text.rsplit_once('<')?;
                (name.trim().trim_matches('"').trim(), address.trim())
            }
            None => ("", text),
        };
        let is_name = !name.contains(|c: char| c.is_control() || "<>\"".contains(c));
        // An address without a dot in its host is one of a local network.
        let is_public = address.rsplit_once('@').is_some_and(|(_, host)| host.contains('.'));
        (is_name && is_public && Address::from_str(address).is_ok())
            .then(|| Self { name: name.to_owned(), address: address.to_owned() })
    }

    /// The part after `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => formatter.write_str(&self.address),
            name => write!(formatter, "{name} <{}>", self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<(&str, &str)>) {
        let found = MailAddress::parse(text);
        let found = found.as_ref().map(|found| (found.name.as_str(), found.address.as_str()));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn addresses_with_and_without_names() {
        check("a@b.org", Some(("", "a@b.org")));
        check(" The Digest <a@b.org> ", Some(("The Digest", "a@b.org")));
        check("\"Digest, The\" <a@b.org>", Some(("Digest, The", "a@b.org")));
        check("Über <a+b@c.example>", Some(("Über", "a+b@c.example")));
    }

    #[test]
    fn what_is_no_address() {
        let injected = "Digest\r\nBcc: x@y.org <a@b.org>";
        for text in ["", "a", "a@b", "a@b.org, c@d.org", "a b@c.org", "<>", "A <a@b", injected] {
            check(text, None);
        }
    }
}
