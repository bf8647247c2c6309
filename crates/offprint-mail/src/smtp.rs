//! [`send_mail`]: gives a mail to an SMTP server, step by step, so that an error says which step the
//! server refused.
//!
//! A password is sent only through an encrypted connection. If the server refuses a recipient, nothing
//! is sent to anybody.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::address::MailAddress;
use crate::error::{MailError, MailErrorKind};

/// A variable with the path of a file of further certificates (PEM) that are trusted.
pub const CERTIFICATES_VARIABLE: &str = "OFFPRINT_CA_FILE";

/// How the connection to a server is encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmtpSecurity {
    /// From its beginning (port 465).
    Tls,
    /// From the command STARTTLS on (port 587).
    StartTls,
    /// Not at all: only for a server on this machine.
    None,
}

impl SmtpSecurity {
    /// The security of a name in `site.toml`.
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "tls" => Some(Self::Tls),
            "starttls" => Some(Self::StartTls),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// The usual port.
    pub fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A server that accepts mails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmtpServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: SmtpSecurity,
    /// The name of the user; none if the server asks for none.
    pub user: Option<String>,
}

impl SmtpServer {
    /// Whether the server is this machine.
    pub fn is_local(&self) -> bool {
        self.host == "localhost"
            || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    fn shown(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Sends a mail, as [`MailMessage::to_eml`](crate::MailMessage::to_eml) makes it, to a recipient.
/// `certificates` is a file of further certificates (PEM) that are trusted.
///
/// # Errors
///
/// If the server cannot be reached, or refuses a step.
pub fn send_mail(
    server: &SmtpServer,
    password: Option<&str>,
    certificates: Option<&Path>,
    timeout: Duration,
    (from, to): (&MailAddress, &MailAddress),
    eml: &[u8],
) -> Result<(), MailError> {
    let address = |address: &MailAddress| {
        address.address.parse::<Address>().map_err(|_| {
            let message = format!("`{}` is not a mail address", address.address);
            MailError::new(MailErrorKind::Settings, message)
        })
    };
    let (sender, recipient) = (address(from)?, address(to)?);
    let mut connection = connect(server, certificates, timeout)?;
    let result = log_in(&mut connection, server, password).and_then(|()| {
        let refused = |kind, message: String, help: &str, error: &SmtpError| {
            step_error(server, error).unwrap_or_else(|| {
                MailError::new(kind, format!("{message}: {}", reason(error))).help(help)
            })
        };
        let _ = connection.command(Mail::new(Some(sender), Vec::new())).map_err(|error| {
            let message = format!("`{}` refuses the sender `{}`", server.host, from.address);
            let help = "use an address that belongs to the user as `from`";
            refused(MailErrorKind::Sender, message, help, &error)
        })?;
        let _ = connection.command(Rcpt::new(recipient, Vec::new())).map_err(|error| {
            let message = format!("`{}` refuses the recipient `{}`", server.host, to.address);
            let help = "check the address; nothing was sent";
            refused(MailErrorKind::Recipient, message, help, &error)
        })?;
        let not_taken = |error: SmtpError| {
            let message = format!("`{}` refuses the mail", server.host);
            refused(MailErrorKind::Refused, message, "nothing was sent", &error)
        };
        let _ = connection.command(Data).map_err(not_taken)?;
        let _ = connection.message(eml).map_err(not_taken)?;
        Ok(())
    });
    match result {
        Ok(()) => {
            // The mail is accepted, whatever the server says to the end of the connection.
            let _ = connection.quit();
            Ok(())
        }
        Err(error) => {
            connection.abort();
            Err(error)
        }
    }
}

fn connect(
    server: &SmtpServer,
    certificates: Option<&Path>,
    timeout: Duration,
) -> Result<SmtpConnection, MailError> {
    let client = ClientId::default();
    let tls = match server.security {
        SmtpSecurity::None => None,
        SmtpSecurity::Tls | SmtpSecurity::StartTls => Some(tls_parameters(server, certificates)?),
    };
    let at_once = tls.as_ref().filter(|_| server.security == SmtpSecurity::Tls);
    let place = (server.host.as_str(), server.port);
    let opened = SmtpConnection::connect(place, Some(timeout), &client, at_once, None);
    let mut connection = opened.map_err(|error| connect_error(server, &error))?;
    if let (SmtpSecurity::StartTls, Some(tls)) = (server.security, &tls) {
        if !connection.can_starttls() {
            connection.abort();
            return Err(MailError::new(
                MailErrorKind::Encryption,
                format!("`{}` offers no encrypted connection (STARTTLS)", server.shown()),
            )
            .help("use the port and the `security` that your provider names; nothing was sent"));
        }
        connection.starttls(tls, &client).map_err(|error| connect_error(server, &error))?;
    }
    Ok(connection)
}

fn tls_parameters(
    server: &SmtpServer,
    certificates: Option<&Path>,
) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = certificates {
        let invalid = || {
            MailError::new(
                MailErrorKind::Settings,
                format!(
                    "the file that {CERTIFICATES_VARIABLE} names contains no valid certificates"
                ),
            )
        };
        let text = std::fs::read(path).map_err(|_| invalid())?;
        builder =
            builder.add_root_certificate(Certificate::from_pem(&text).map_err(|_| invalid())?);
    }
    builder.build().map_err(|error| {
        let message = format!("`{}` is not the name of a server", server.host);
        MailError::new(MailErrorKind::Settings, message).help(reason(&error))
    })
}

fn log_in(
    connection: &mut SmtpConnection,
    server: &SmtpServer,
    password: Option<&str>,
) -> Result<(), MailError> {
    let (Some(user), Some(password)) = (&server.user, password) else { return Ok(()) };
    if !connection.is_encrypted() && !server.is_local() {
        return Err(MailError::new(
            MailErrorKind::Encryption,
            "a password is never sent through a connection that is not encrypted",
        )
        .help("set security = \"tls\" or \"starttls\""));
    }
    let credentials = Credentials::new(user.clone(), password.to_owned());
    let answer = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
    let Err(error) = answer else { return Ok(()) };
    if error.is_client() {
        return Err(MailError::new(
            MailErrorKind::Credentials,
            format!("`{}` accepts no login with a password here", server.shown()),
        )
        .help("use the port and the `security` that your provider names for sending"));
    }
    Err(step_error(server, &error).unwrap_or_else(|| {
        let message = format!("`{}` refuses the password of `{user}`: {}", server.host, reason(&error));
        MailError::new(MailErrorKind::Credentials, message).help(
            "check OFFPRINT_SMTP_PASSWORD; several providers want a password for programs, which you \
             create in their settings",
        )
    }))
}

/// The error of a step, unless the server refused it.
fn step_error(server: &SmtpServer, error: &SmtpError) -> Option<MailError> {
    (error.status().is_none()).then(|| connect_error(server, error))
}

fn connect_error(server: &SmtpServer, error: &SmtpError) -> MailError {
    let shown = server.shown();
    let reason = reason(error);
    let is_certificate = reason.contains("certificate");
    if is_timeout(error) {
        return MailError::new(
            MailErrorKind::Timeout,
            format!("`{shown}` does not answer in time"),
        )
        .help("check `server`, `port` and `security`, and whether your network allows this port");
    }
    if is_certificate {
        return MailError::new(
            MailErrorKind::Encryption,
            format!("the certificate of `{}` is refused: {reason}", server.host),
        )
        .help(format!(
            "use the name in the certificate as `server`; a certificate of your own is trusted if \
             {CERTIFICATES_VARIABLE} names its file"
        ));
    }
    if error.is_tls() || reason.contains("corrupt message") {
        return MailError::new(
            MailErrorKind::Encryption,
            format!("`{shown}` does not speak TLS: {reason}"),
        )
        .help("port 465 needs security = \"tls\", port 587 security = \"starttls\"");
    }
    MailError::new(MailErrorKind::Connection, format!("`{shown}` cannot be reached: {reason}"))
        .help("check `server` and `port`, and your connection")
}

/// Whether the server did not answer: systems differ in what they call it.
fn is_timeout(error: &SmtpError) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{TimedOut, WouldBlock};
            return matches!(cause.kind(), TimedOut | WouldBlock);
        }
        source = cause.source();
    }
    error.is_timeout()
}

/// What the server or the system says, in one line.
fn reason(error: &SmtpError) -> String {
    let mut text = match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    if let Some(code) = error.status() {
        text = format!("{code} {text}");
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
