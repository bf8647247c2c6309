//! [`MailError`]: why a mail could not be made or sent, in words for the person who sends it.
//!
//! Messages never contain passwords. This module depends on nothing else in the crate.

use std::fmt;

/// What kind of thing went wrong. The names are stable, for programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailErrorKind {
    /// A setting is missing or does not fit.
    Settings,
    /// The password is missing or was refused.
    Credentials,
    /// The server cannot be reached, or the connection was lost.
    Connection,
    /// The server did not answer in time.
    Timeout,
    /// There is no encrypted connection: the server offers none, or its certificate is refused.
    Encryption,
    /// The server refuses the address of the sender.
    Sender,
    /// The server refuses the address of a recipient.
    Recipient,
    /// The server refuses the mail.
    Refused,
    /// The HTML cannot be read.
    Html,
}

impl MailErrorKind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Credentials => "credentials",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Encryption => "encryption",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Refused => "refused",
            Self::Html => "html",
        }
    }
}

/// Why a mail could not be made or sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailError {
    /// The kind, for programs and tests.
    pub kind: MailErrorKind,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl MailError {
    /// An error without help.
    pub fn new(kind: MailErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for MailError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for MailError {}
