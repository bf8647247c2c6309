//! Newsletters by e-mail: HTML that mail programs can show, the same as plain text, the file that they
//! open (`.eml`), and sending it by SMTP.
//!
//! This crate does not know the site or its articles. It never prints, reads no file except further
//! certificates, and only [`send_mail`] uses the network.

mod address;
mod allow_list;
mod check;
mod error;
mod formula_text;
mod inline;
mod message;
mod paragraphs;
mod plain_text;
mod service;
mod simplify;
mod smtp;

pub use address::MailAddress;
pub use check::{MAX_HTML_BYTES, MailProblem, check_mail_html};
pub use error::{MailError, MailErrorKind};
pub use inline::inline_styles;
pub use message::MailMessage;
pub use plain_text::plain_text;
pub use service::MailService;
pub use simplify::{SimplifiedHtml, simplify_for_mail};
pub use smtp::{CERTIFICATES_VARIABLE, SmtpSecurity, SmtpServer, send_mail};
