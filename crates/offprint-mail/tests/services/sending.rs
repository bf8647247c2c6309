//! What is sent, and what each refusal is told as.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use mail_parser::MessageParser;
use offprint_mail::{
    MailAddress, MailError, MailErrorKind, MailMessage, SmtpSecurity, SmtpServer, send_mail,
};

use crate::smtp_service::{SmtpService, free_port};

fn address(text: &str) -> MailAddress {
    MailAddress::parse(text).expect("it is an address")
}

fn message(text: &str) -> MailMessage {
    MailMessage {
        from: Some(address("The Digest <digest@example.org>")),
        to: Some(address("readers@example.org")),
        subject: "Größe".into(),
        date: 1_767_225_600,
        language: "en".into(),
        html: format!("<p>{text}</p>"),
        // A line with a dot alone ends a mail, unless it is sent as two.
        text: format!("{text}\n.\n..\nFrom here\n"),
        unsubscribe: None,
        is_draft: false,
    }
}

fn send(
    server: &SmtpServer,
    password: Option<&str>,
    certificate: Option<&Path>,
    (from, to): (&str, &str),
    text: &str,
) -> Result<(), MailError> {
    let timeout = Duration::from_secs(20);
    let eml = message(text).to_eml();
    send_mail(server, password, certificate, timeout, (&address(from), &address(to)), &eml)
}

const PEOPLE: (&str, &str) = ("digest@example.org", "readers@example.org");

#[track_caller]
fn check_accepted(service: &SmtpService, user: &str) {
    let accepted = service.accepted();
    assert_eq!(accepted.len(), 1);
    let (eml, envelope) = &accepted[0];
    let expect = format!(
        "{{\"from\": \"digest@example.org\", \"to\": [\"readers@example.org\"], \"user\": {user}}}"
    );
    assert_eq!(*envelope, expect);
    let parsed = MessageParser::default().parse(eml).expect("it is a mail");
    assert_eq!(parsed.subject(), Some("Größe"));
    let text = parsed.body_text(0).expect("it has a text").replace("\r\n", "\n");
    assert_eq!(text, message("Hello").text);
    assert_eq!(parsed.body_html(0).as_deref(), Some("<p>Hello</p>"));
}

#[test]
fn a_mail_goes_through_an_encrypted_connection() {
    for (mode, security) in [("starttls", SmtpSecurity::StartTls), ("tls", SmtpSecurity::Tls)] {
        let service = SmtpService::start(mode);
        let server = service.server(security, Some("ana"));
        send(&server, Some("secret"), Some(&service.certificate()), PEOPLE, "Hello")
            .unwrap_or_else(|error| panic!("{mode}: {error}"));
        check_accepted(&service, "\"ana\"");
    }
}

#[test]
fn a_local_server_needs_no_encryption() {
    let service = SmtpService::start("plain");
    let server = service.server(SmtpSecurity::None, None);
    send(&server, None, None, PEOPLE, "Hello").expect("it is accepted");
    check_accepted(&service, "null");
}

#[track_caller]
fn check_refused(result: Result<(), MailError>, kind: MailErrorKind, message: &str) {
    let error = result.expect_err("it is refused");
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.message.contains(message), "{error}");
    assert!(error.help.is_some(), "{error}");
    assert!(!format!("{error:?}").contains("wrong-password"), "{error:?}");
}

#[test]
fn refusals_are_told_with_their_step() {
    let service = SmtpService::start("starttls");
    let certificate = service.certificate();
    let server = service.server(SmtpSecurity::StartTls, Some("ana"));
    let attempt =
        |password, people, text| send(&server, Some(password), Some(&certificate), people, text);
    check_refused(
        attempt("wrong-password", PEOPLE, "Hello"),
        MailErrorKind::Credentials,
        "`localhost` refuses the password of `ana`: 535",
    );
    check_refused(
        attempt("secret", ("other@example.org", PEOPLE.1), "Hello"),
        MailErrorKind::Sender,
        "refuses the sender `other@example.org`: 553",
    );
    check_refused(
        attempt("secret", (PEOPLE.0, "refused@example.org"), "Hello"),
        MailErrorKind::Recipient,
        "refuses the recipient `refused@example.org`: 550",
    );
    check_refused(
        attempt("secret", PEOPLE, "spam"),
        MailErrorKind::Refused,
        "refuses the mail: 554",
    );
    assert!(service.accepted().is_empty());
}

#[test]
fn an_unknown_certificate_is_refused() {
    for (mode, security) in [("starttls", SmtpSecurity::StartTls), ("tls", SmtpSecurity::Tls)] {
        let service = SmtpService::start(mode);
        let server = service.server(security, Some("ana"));
        let result = send(&server, Some("secret"), None, PEOPLE, "Hello");
        check_refused(
            result,
            MailErrorKind::Encryption,
            "the certificate of `localhost` is refused",
        );
        assert!(service.accepted().is_empty());
    }
}

#[test]
fn a_server_without_encryption_gets_no_password() {
    let service = SmtpService::start("plain");
    let server = service.server(SmtpSecurity::StartTls, Some("ana"));
    let result = send(&server, Some("secret"), None, PEOPLE, "Hello");
    check_refused(result, MailErrorKind::Encryption, "offers no encrypted connection (STARTTLS)");
    let server = service.server(SmtpSecurity::Tls, Some("ana"));
    let result = send(&server, Some("secret"), None, PEOPLE, "Hello");
    check_refused(result, MailErrorKind::Encryption, "does not speak TLS");
    assert!(service.accepted().is_empty());
}

#[test]
fn a_server_that_is_not_there() {
    let server = SmtpServer {
        host: "localhost".into(),
        port: free_port(),
        security: SmtpSecurity::StartTls,
        user: None,
    };
    let result = send(&server, None, None, PEOPLE, "Hello");
    check_refused(result, MailErrorKind::Connection, "cannot be reached");
}

#[test]
fn a_server_that_does_not_answer() {
    // The system accepts the connection, but nobody says anything.
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it has an address").port();
    let server =
        SmtpServer { host: "127.0.0.1".into(), port, security: SmtpSecurity::None, user: None };
    let eml = message("Hello").to_eml();
    let people = (&address(PEOPLE.0), &address(PEOPLE.1));
    let result = send_mail(&server, None, None, Duration::from_millis(300), people, &eml);
    check_refused(result, MailErrorKind::Timeout, "does not answer in time");
}
