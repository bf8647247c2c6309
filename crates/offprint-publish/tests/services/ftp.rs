//! A folder of an FTP server as a target, with and without encryption.

use std::fs;
use std::path::{Path, PathBuf};

use offprint_publish::{ErrorKind, FtpAddress, FtpStore, PublishError, Target};

use crate::interrupted::check_every_interruption;
use crate::services::{Service, free_port, python_program, start};
use crate::support::{SavedFolder, check_life_cycle, files_at};

struct FtpServer {
    folder: tempfile::TempDir,
    service: Service,
    is_encrypted: bool,
}

impl FtpServer {
    fn start(is_encrypted: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("home")).expect("it is created");
        let port = free_port();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services/ftp_server.py");
        let service = start(
            &python_program("python"),
            &[
                &script.display().to_string(),
                &port.to_string(),
                &folder.path().join("home").display().to_string(),
                &if is_encrypted {
                    folder.path().join("certificate.pem").display().to_string()
                } else {
                    String::new()
                },
            ],
            port,
            &folder.path().join("log"),
        );
        Self { folder, service, is_encrypted }
    }

    fn web(&self) -> PathBuf {
        self.folder.path().join("home/web root")
    }

    fn open_as(&self, password: &str, trusts: bool) -> Result<FtpStore, PublishError> {
        let address = FtpAddress {
            host: "localhost".into(),
            port: self.service.port,
            user: "ana".into(),
            is_encrypted: self.is_encrypted,
        };
        let certificate = self.folder.path().join("certificate.pem");
        FtpStore::open(&address, "/web root/", password, trusts.then_some(certificate.as_path()))
    }

    fn open(&self) -> FtpStore {
        self.open_as("secret", self.is_encrypted).expect("it connects")
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.web()).expect("it is created");
        fs::write(self.web().join(path), bytes).expect("it is written");
    }
}

#[test]
fn a_server_is_published_and_changed() {
    for is_encrypted in [false, true] {
        let server = FtpServer::start(is_encrypted);
        check_life_cycle(
            &|| Target::Files(Box::new(server.open())),
            &|| files_at(&server.web()),
            &|path, bytes| server.put(path, bytes),
            false,
        );
    }
}

#[test]
fn a_server_survives_every_interruption() {
    let server = FtpServer::start(false);
    let saved = SavedFolder::new(&server.web());
    check_every_interruption(
        &|| Box::new(server.open()),
        &|| saved.reset(),
        &|| files_at(&server.web()),
        1,
    );
}

#[test]
fn mistakes_are_explained() {
    let server = FtpServer::start(true);
    let kind = |result: Result<FtpStore, PublishError>| {
        let error = result.err().expect("it is refused");
        assert!(!error.message.contains("wrong"), "{error}");
        error.kind
    };
    assert_eq!(kind(server.open_as("wrong", true)), ErrorKind::Credentials);
    assert_eq!(kind(server.open_as("secret", false)), ErrorKind::HostKey);
}
