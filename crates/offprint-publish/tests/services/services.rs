//! Starts services on this machine. What is missing fails a test with the command that installs it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How to install what the tests need.
const INSTALL: &str = "run `./dev test`, which installs what these tests need: openssh-server and rsync \
                       with apt-get, moto and pyftpdlib with pip below target/publish-services";

/// A service that ends with the test.
pub struct Service {
    child: Child,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses. It is below those that systems give to outgoing connections, and no other
/// test of this process gets it: some services take seconds until they listen.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Other processes that test at the same time begin elsewhere.
    let first = std::process::id().wrapping_mul(97);
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + u16::try_from(first.wrapping_add(step) % 12_000).unwrap_or(0);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Starts a program, and waits until it listens.
pub fn start(program: &Path, arguments: &[&str], port: u16, log: &Path) -> Service {
    let output = std::fs::File::create(log).expect("it is created");
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("it is copied"))
        .stderr(output)
        .spawn()
        .unwrap_or_else(|error| panic!("{} does not start: {error}; {INSTALL}", program.display()));
    let mut service = Service { child, port };
    let deadline = Instant::now() + Duration::from_secs(90);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = service.child.try_wait().ok().flatten().is_some();
        assert!(
            !ended && Instant::now() < deadline,
            "{} does not listen; {INSTALL}\n{}",
            program.display(),
            std::fs::read_to_string(log).unwrap_or_default()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    service
}

/// A program of the Python packages that the tests need.
pub fn python_program(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join("target/publish-services/bin").join(name);
    assert!(program.exists(), "{} is missing; {INSTALL}", program.display());
    program
}

/// A program of the system.
pub fn system_program(name: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/sbin", "/bin"];
    folders
        .iter()
        .map(|folder| Path::new(folder).join(name))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{name} is missing; {INSTALL}"))
}

/// Sends a request to a service, and returns status and body.
pub fn http(port: u16, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )
    .and_then(|()| stream.write_all(body))
    .expect("it is sent");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).expect("it answers");
    let end = response.windows(4).position(|window| window == b"\r\n\r\n").expect("it has headers");
    let head = String::from_utf8_lossy(&response[..end]).to_lowercase();
    let status =
        head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("it has a status");
    assert!(!head.contains("transfer-encoding: chunked"), "{head}");
    (status, response[end + 4..].to_vec())
}
