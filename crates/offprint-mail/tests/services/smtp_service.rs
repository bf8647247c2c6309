//! Starts an SMTP server on this machine. If it is missing, a test fails with the command that installs
//! it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use offprint_mail::{SmtpSecurity, SmtpServer};

/// How to install what the tests need.
const INSTALL: &str =
    "run `./dev test`, which installs aiosmtpd with pip below target/publish-services";

/// A server that ends with the test.
pub struct SmtpService {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Drop for SmtpService {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port on which nobody listens.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}

impl SmtpService {
    /// Starts a server, and waits until it listens. `mode` is `plain`, `starttls` or `tls`.
    pub fn start(mode: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = crate_folder.join("../../target/publish-services/bin/python");
        let log = fs::File::create(folder.path().join("log")).expect("it is created");
        let child = Command::new(&python)
            .arg(crate_folder.join("tests/services/smtp_server.py"))
            .arg(port.to_string())
            .arg(folder.path())
            .arg(mode)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("it is copied"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{} does not start: {error}; {INSTALL}", python.display())
            });
        let mut service = Self { child, folder, port };
        let deadline = Instant::now() + Duration::from_secs(90);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = service.child.try_wait().ok().flatten().is_some();
            assert!(
                !ended && Instant::now() < deadline,
                "the server does not listen; {INSTALL}\n{}",
                fs::read_to_string(service.folder.path().join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        service
    }

    /// The server for a sender.
    pub fn server(&self, security: SmtpSecurity, user: Option<&str>) -> SmtpServer {
        SmtpServer {
            host: "localhost".into(),
            port: self.port,
            security,
            user: user.map(str::to_owned),
        }
    }

    /// The file with its certificate.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// The accepted mails: the mail, and who sent it to whom as JSON.
    pub fn accepted(&self) -> Vec<(Vec<u8>, String)> {
        let read = |number: usize, ending: &str| {
            fs::read(self.folder.path().join(format!("{number}.{ending}"))).ok()
        };
        (1..)
            .map_while(|number| {
                let envelope = String::from_utf8(read(number, "json")?).ok()?;
                Some((read(number, "eml")?, envelope))
            })
            .collect()
    }
}
