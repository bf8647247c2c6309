//! [`FtpStore`]: a folder of an FTP server, with or without encryption.
//!
//! New files are uploaded to the state folder and renamed. FTP cannot copy files at the server, so the
//! previous publication is not kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Cursor, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use suppaftp::list::ListParser;
use suppaftp::rustls::pki_types::CertificateDer;
use suppaftp::rustls::pki_types::pem::PemObject;
use suppaftp::rustls::{ClientConfig, RootCertStore};
use suppaftp::types::FileType;
use suppaftp::{FtpError, RustlsConnector, RustlsFtpStream, Status};

use crate::digest::ContentDigest;
use crate::error::{ErrorKind, PublishError};
use crate::file_names::is_listed;
use crate::folder::DENY_ALL;
use crate::listing::{Listings, observe_by_listing};
use crate::observation::{KnownContent, Observation, Observations};
use crate::store::{FileStore, OnFile, StateFile, Upload};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// A variable with the path of a file of further certificates (PEM) that are trusted.
pub const CERTIFICATES_VARIABLE: &str = "OFFPRINT_CA_FILE";

/// How long an answer of the server may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Where the server is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FtpAddress {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The user.
    pub user: String,
    /// Whether the connection is encrypted.
    pub is_encrypted: bool,
}

/// A folder of an FTP server.
pub struct FtpStore {
    stream: RustlsFtpStream,
    host: String,
    /// The folder, without a slash at its end.
    root: String,
    folders: BTreeSet<String>,
    written: usize,
}

impl FtpStore {
    /// Connects to a server. `certificates` is a file of further certificates (PEM) that are trusted.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or refuses.
    pub fn open(
        address: &FtpAddress,
        path: &str,
        password: &str,
        certificates: Option<&Path>,
    ) -> Result<Self, PublishError> {
        let host = &address.host;
        let lost = |error: &std::io::Error| {
            PublishError::new(
                ErrorKind::Connection,
                format!("`{host}` cannot be reached: {}", error.kind()),
            )
        };
        let place = (host.as_str(), address.port)
            .to_socket_addrs()
            .ok()
            .and_then(|mut places| places.next())
            .ok_or_else(|| {
                PublishError::new(ErrorKind::Connection, format!("there is no host `{host}`"))
            })?;
        let stream = TcpStream::connect_timeout(&place, TIMEOUT).map_err(|error| lost(&error))?;
        for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
            set(&stream, Some(TIMEOUT)).map_err(|error| lost(&error))?;
        }
        let explain = |error: FtpError| explain(host, "the connection", &error);
        let mut stream = RustlsFtpStream::connect_with_stream(stream).map_err(explain)?;
        if address.is_encrypted {
            let connector = RustlsConnector::from(Arc::new(tls_config(certificates)?));
            stream = stream.into_secure(connector, host).map_err(explain)?;
        }
        // Servers behind a router name an address that only their own network knows.
        stream.set_passive_nat_workaround(true);
        if place.is_ipv6() {
            stream.set_mode(suppaftp::Mode::ExtendedPassive);
        }
        stream.login(address.user.as_str(), password).map_err(explain)?;
        stream.transfer_type(FileType::Binary).map_err(explain)?;
        let root = path.trim_end_matches('/').to_owned();
        Ok(Self { stream, host: host.clone(), root, folders: BTreeSet::new(), written: 0 })
    }

    fn at(&self, path: &str) -> String {
        if self.root.is_empty() { path.to_owned() } else { format!("{}/{path}", self.root) }
    }

    fn state(&self, name: &str) -> String {
        self.at(&format!("{STATE_FOLDER}/{name}"))
    }

    fn explain(&self, what: &str, error: &FtpError) -> PublishError {
        explain(&self.host, what, error)
    }

    fn put(&mut self, input: &mut dyn Read, path: &str) -> Result<(), PublishError> {
        self.written += 1;
        let incoming = self.state(&format!("incoming-{}", self.written));
        let mut input = input;
        self.stream
            .put_file(incoming.as_str(), &mut input)
            .map_err(|error| self.explain(path, &error))?;
        if let Err(error) = self.stream.rename(incoming.as_str(), path) {
            // Some servers do not replace a file by a rename.
            if !matches!(error, FtpError::UnexpectedResponse(_)) || self.stream.rm(path).is_err() {
                return Err(self.explain(path, &error));
            }
            self.stream
                .rename(incoming.as_str(), path)
                .map_err(|error| self.explain(path, &error))?;
        }
        Ok(())
    }

    fn fetch(&mut self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        match self.stream.retr_as_buffer(path) {
            Ok(bytes) => Ok(Some(bytes.into_inner())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(self.explain(path, &error)),
        }
    }

    /// Creates a folder, unless it exists.
    fn make_folder(&mut self, path: &str) -> Result<(), PublishError> {
        match self.stream.mkdir(path) {
            // Servers answer 550 or 521 if it exists; a missing folder is noticed by the next upload.
            Ok(()) | Err(FtpError::UnexpectedResponse(_)) => Ok(()),
            Err(error) => Err(self.explain(path, &error)),
        }
    }

    fn list(&mut self, folders: &[String]) -> Result<Listings, PublishError> {
        let mut listings = BTreeMap::new();
        for folder in folders {
            let path = if folder.is_empty() && self.root.is_empty() {
                ".".to_owned()
            } else {
                self.at(folder).trim_end_matches('/').to_owned()
            };
            let names = match self.stream.mlsd(Some(&path)) {
                Ok(lines) => lines.iter().filter_map(|line| parse_mlsd(line)).collect(),
                Err(error) if is_unknown_command(&error) => match self.stream.list(Some(&path)) {
                    Ok(lines) => lines.iter().filter_map(|line| parse_list(line)).collect(),
                    Err(error) if is_absent(&error) => continue,
                    Err(error) => return Err(self.explain(&path, &error)),
                },
                Err(error) if is_absent(&error) => continue,
                Err(error) => return Err(self.explain(&path, &error)),
            };
            listings.insert(folder.clone(), names);
        }
        Ok(listings)
    }

    fn delete(&mut self, path: &str) -> Result<(), PublishError> {
        match self.stream.rm(path) {
            Ok(()) => Ok(()),
            // Absent, or refused: the next publication would see which.
            Err(error) if is_absent(&error) => match self.stream.size(path) {
                Ok(_) => Err(self.explain(path, &error)),
                Err(_) => Ok(()),
            },
            Err(error) => Err(self.explain(path, &error)),
        }
    }
}

impl FileStore for FtpStore {
    fn can_keep(&self) -> bool {
        false
    }

    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        if !self.root.is_empty() {
            self.make_folder(&self.root.clone())?;
        }
        self.make_folder(&self.at(STATE_FOLDER))?;
        // Creating a folder is atomic, and fails if it exists.
        match self.stream.mkdir(self.state("lock")) {
            Ok(()) => {}
            Err(error @ FtpError::UnexpectedResponse(_)) => {
                let state = format!("{STATE_FOLDER}/lock");
                let holder = self.fetch(&self.state("lock/owner"))?;
                let parent = self.list(&[STATE_FOLDER.to_owned()])?;
                let exists = parent.values().any(|names| names.contains_key("lock"));
                return if exists {
                    Ok(Some(holder.unwrap_or_default()))
                } else {
                    Err(self.explain(&state, &error))
                };
            }
            Err(error) => return Err(self.explain("the lock", &error)),
        }
        let place = self.state("lock/owner");
        self.stream
            .put_file(place.as_str(), &mut Cursor::new(owner))
            .map_err(|error| self.explain(&place, &error))?;
        let deny = self.state(".htaccess");
        self.put(&mut Cursor::new(DENY_ALL), &deny)?;
        // What an interrupted publication was writing is of no use.
        let left: Vec<_> = self.list(&[STATE_FOLDER.to_owned()])?.into_values().flatten().collect();
        for (name, _) in left.iter().filter(|(name, _)| name.starts_with("incoming-")) {
            self.delete(&self.state(name))?;
        }
        Ok(None)
    }

    fn unlock(&mut self) -> Result<(), PublishError> {
        self.delete(&self.state("lock/owner"))?;
        match self.stream.rmdir(self.state("lock")) {
            Ok(()) | Err(FtpError::UnexpectedResponse(_)) => Ok(()),
            Err(error) => Err(self.explain("the lock", &error)),
        }
    }

    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        self.fetch(&self.state(file.name()))
    }

    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.state(file.name());
        self.put(&mut Cursor::new(bytes), &place)
    }

    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        self.delete(&self.state(file.name()))
    }

    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        _others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        let (observed, folders) = observe_by_listing(paths, &mut |folders| self.list(folders))?;
        self.folders = folders;
        Ok(observed)
    }

    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        Ok(ContentDigest::of(&self.fetch(&self.at(path.as_str()))?.unwrap_or_default()))
    }

    fn can_store_name(&mut self, name: &str) -> Result<bool, PublishError> {
        let folder = format!("{STATE_FOLDER}/incoming-names");
        self.make_folder(&self.at(&folder))?;
        let probe = self.at(&format!("{folder}/{name}"));
        match self.stream.put_file(probe.as_str(), &mut Cursor::new("")) {
            Ok(_) | Err(FtpError::UnexpectedResponse(_)) => {}
            Err(error) => return Err(self.explain(name, &error)),
        }
        let listed: Vec<_> =
            self.list(std::slice::from_ref(&folder))?.into_values().flatten().collect();
        for (name, _) in &listed {
            let _ = self.stream.rm(self.at(&format!("{folder}/{name}")));
        }
        let _ = self.stream.rmdir(self.at(&folder));
        let listed: Vec<_> = listed.into_iter().map(|(name, _)| name).collect();
        Ok(is_listed(name, &listed))
    }

    fn ignores_case(&mut self) -> Result<bool, PublishError> {
        let lists = self.list(&[STATE_FOLDER.to_uppercase()])?;
        Ok(lists.values().any(|names| !names.is_empty()))
    }

    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        for (index, upload) in files.iter().enumerate() {
            for folder in upload.path.folders() {
                if self.folders.insert(folder.to_owned()) {
                    self.make_folder(&self.at(folder))?;
                }
            }
            let mut file = File::open(&upload.file)
                .map_err(|error| PublishError::at_path("read", &upload.file, &error))?;
            self.put(&mut file, &self.at(upload.path.as_str()))?;
            on_file(index, None)?;
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        for (index, path) in paths.iter().enumerate() {
            self.delete(&self.at(path.as_str()))?;
            let mut folders: Vec<_> = path.folders().collect();
            while let Some(folder) = folders.pop() {
                // A folder that is not empty cannot be removed.
                if self.stream.rmdir(self.at(folder)).is_err() {
                    break;
                }
                self.folders.remove(folder);
            }
            on_file(index, None)?;
        }
        Ok(())
    }

    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        Ok(BTreeSet::new())
    }

    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        _on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        refuse_to_keep(files.len())
    }

    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        _on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        refuse_to_keep(files.len())
    }

    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        refuse_to_keep(digests.len())
    }
}

fn refuse_to_keep(count: usize) -> Result<(), PublishError> {
    if count == 0 {
        return Ok(());
    }
    Err(PublishError::new(ErrorKind::NoPrevious, "FTP servers cannot keep previous files"))
}

/// Trusts the usual authorities, and those in the file that a variable names.
fn tls_config(certificates: Option<&Path>) -> Result<ClientConfig, PublishError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = certificates {
        let invalid = || {
            PublishError::new(
                ErrorKind::Settings,
                format!(
                    "the file that {CERTIFICATES_VARIABLE} names contains no valid certificates"
                ),
            )
        };
        for certificate in CertificateDer::pem_file_iter(path).map_err(|_| invalid())? {
            roots.add(certificate.map_err(|_| invalid())?).map_err(|_| invalid())?;
        }
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

fn status_of(error: &FtpError) -> Option<Status> {
    match error {
        FtpError::UnexpectedResponse(response) => Some(response.status),
        _ => None,
    }
}

fn is_absent(error: &FtpError) -> bool {
    matches!(status_of(error), Some(Status::FileUnavailable | Status::RequestFileActionIgnored))
}

fn is_unknown_command(error: &FtpError) -> bool {
    matches!(
        status_of(error),
        Some(
            Status::BadCommand
                | Status::BadArguments
                | Status::NotImplemented
                | Status::NotImplementedParameter
                | Status::CommandNotImplemented
        )
    )
}

/// The reason is inside of other errors, so only its text tells.
fn is_refused_certificate(error: &std::io::Error) -> bool {
    error.to_string().contains("certificate")
}

/// What an error of the server means.
fn explain(host: &str, what: &str, error: &FtpError) -> PublishError {
    match error {
        FtpError::UnexpectedResponse(response) => {
            let text = String::from_utf8_lossy(&response.body);
            let text: String = text.trim().chars().filter(|c| !c.is_control()).take(200).collect();
            match response.status {
                Status::NotLoggedIn | Status::InvalidCredentials => PublishError::new(
                    ErrorKind::Credentials,
                    format!("`{host}` refuses user or password"),
                ),
                Status::ExceededStorage => PublishError::new(
                    ErrorKind::DiskFull,
                    format!("the disk of `{host}` is full"),
                )
                .help("free some space there, then publish again: it continues where it stopped"),
                Status::BadFilename => PublishError::new(
                    ErrorKind::FileName,
                    format!("`{host}` cannot store `{what}`"),
                ),
                _ if text.contains("TLS") || text.contains("SSL") => PublishError::new(
                    ErrorKind::Settings,
                    format!("`{host}` wants an encrypted connection, or refuses one: {text}"),
                )
                .help("choose between target = \"ftps\" and \"ftp\""),
                Status::FileUnavailable => PublishError::new(
                    ErrorKind::Permission,
                    format!("`{host}` refuses `{what}`: {text}"),
                ),
                _ => PublishError::new(
                    ErrorKind::Other,
                    format!("`{host}` answers for `{what}`: {text}"),
                ),
            }
        }
        FtpError::SecureError(reason) => PublishError::new(
            ErrorKind::HostKey,
            format!("the certificate of `{host}` is refused: {reason}"),
        )
        .help(format!(
            "use the name in the certificate as `host`; a certificate of your own is trusted if \
             {CERTIFICATES_VARIABLE} names its file"
        )),
        // The handshake takes place with the first command.
        FtpError::ConnectionError(reason) if is_refused_certificate(reason) => {
            explain(host, what, &FtpError::SecureError(reason.to_string()))
        }
        _ => {
            PublishError::new(ErrorKind::Connection, format!("the connection to `{host}` was lost"))
                .help("publish again: it continues where it stopped")
        }
    }
}

/// An entry as MLSD lists it (RFC 3659): `type=file;size=12; name`.
fn parse_mlsd(line: &str) -> Option<(String, Observation)> {
    let (facts, name) = line.trim_end_matches(['\r', '\n']).split_once(' ')?;
    let fact = |wanted: &str| {
        facts.split(';').find_map(|fact| {
            let (key, value) = fact.split_once('=')?;
            key.eq_ignore_ascii_case(wanted).then(|| value.to_ascii_lowercase())
        })
    };
    let found = match fact("type")?.as_str() {
        "file" => {
            Observation::File { bytes: fact("size")?.parse().ok()?, content: KnownContent::Unknown }
        }
        "dir" => Observation::Folder,
        "cdir" | "pdir" => return None,
        _ => Observation::Other,
    };
    Some((name.to_owned(), found))
}

/// An entry as LIST lists it, as Unix or Windows servers do.
fn parse_list(line: &str) -> Option<(String, Observation)> {
    let file = ListParser::parse_posix(line).or_else(|_| ListParser::parse_dos(line)).ok()?;
    if matches!(file.name(), "." | "..") {
        return None;
    }
    let found = if file.is_directory() {
        Observation::Folder
    } else if file.is_file() {
        Observation::File { bytes: file.size() as u64, content: KnownContent::Unknown }
    } else {
        Observation::Other
    };
    Some((file.name().to_owned(), found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_read() {
        let file = |bytes| Observation::File { bytes, content: KnownContent::Unknown };
        for (line, expect) in [
            ("type=file;size=12;modify=20261129; a b.html", Some(("a b.html", file(12)))),
            ("Type=dir;Modify=20261129; x", Some(("x", Observation::Folder))),
            ("type=cdir; .", None),
            ("type=OS.unix=slink:/etc;size=1; l", Some(("l", Observation::Other))),
            ("type=file;size=0;  lead", Some((" lead", file(0)))),
        ] {
            let expect = expect.map(|(name, found)| (name.to_owned(), found));
            assert_eq!(parse_mlsd(line), expect, "{line}");
        }
        let posix = parse_list("-rw-r--r--   1 root root   1234 Nov 29 16:00 a b.html");
        assert_eq!(posix, Some(("a b.html".to_owned(), file(1234))));
    }
}
