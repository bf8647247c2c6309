//! A folder of an FTP server as a target, with and without encryption.

use std::fs;
use std::path::{Path, PathBuf};

use offprint_publish::{
    ErrorKind, FtpAddress, FtpStore, PublishError, Target, TargetPath, publish,
};

use crate::interrupted::check_every_interruption;
use crate::services::{Service, free_port, python_program, start};
use crate::support::{
    SavedFolder, Unwatched, check_life_cycle, files_at, local_site, old_site, options,
    publish_files,
};

struct FtpServer {
    folder: tempfile::TempDir,
    service: Service,
    is_encrypted: bool,
}

impl FtpServer {
    fn start(is_encrypted: bool) -> Self {
        Self::start_with(is_encrypted, "")
    }

    fn start_with(is_encrypted: bool, names: &str) -> Self {
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
                names,
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

#[test]
fn names_that_a_windows_server_cannot_store_are_refused_first() {
    let server = FtpServer::start_with(false, "windows");
    let open = || Target::Files(Box::new(server.open()));
    for (name, message) in [
        ("con/index.html", "`con`"),
        ("drugs/aux.png", "`aux.png`"),
        ("drugs/what./index.html", "`what.`"),
        ("SAME.txt", "it ignores case"),
    ] {
        let mut target = open();
        let folder = tempfile::tempdir().expect("a folder");
        let mut site = local_site(folder.path(), &old_site(), &target);
        let file = site.files.values().next().expect("there is a file").clone();
        site.files.insert(TargetPath::new(name).expect("it is proper"), file);
        let error =
            publish(&mut target, &site, &options(), &mut Unwatched).expect_err("it is refused");
        assert_eq!(error.kind, ErrorKind::FileName, "{name}: {error}");
        assert!(error.message.contains(message), "{name}: {error}");
        assert!(files_at(&server.web()).is_empty(), "{name}: {:?}", files_at(&server.web()).keys());
    }
    publish_files(&mut open(), &old_site(), &options()).expect("it is published");
}

#[test]
fn names_of_devices_are_names_elsewhere() {
    let server = FtpServer::start(false);
    let mut target = Target::Files(Box::new(server.open()));
    let mut site = old_site();
    site.insert("con/nul.html".into(), b"<title>a device</title>".to_vec());
    publish_files(&mut target, &site, &options()).expect("it is published");
    assert!(files_at(&server.web()).contains_key("con/nul.html"));
}
