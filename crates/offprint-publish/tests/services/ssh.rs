//! A folder of an SSH server as a target: with rsync, and with sftp alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use offprint_publish::{
    ErrorKind, GitStore, PublishError, SshAddress, SshStore, Target, TargetPath, publish,
};

use crate::interrupted::check_every_interruption;
use crate::services::{Service, free_port, start, system_program};
use crate::support::{
    SavedFolder, Unwatched, check_life_cycle, files_at, local_site, new_site, old_site, options,
    publish_files, with_retired,
};

/// An SSH server with its own keys.
struct SshServer {
    folder: tempfile::TempDir,
    service: Service,
}

impl SshServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        for name in ["host", "user", "stranger"] {
            let made = Command::new(system_program("ssh-keygen"))
                .args(["-q", "-t", "ed25519", "-N", "", "-f", &at(name)])
                .status()
                .expect("ssh-keygen runs");
            assert!(made.success());
        }
        fs::copy(at("user.pub"), at("authorized")).expect("it is copied");
        let port = free_port();
        let host_key = fs::read_to_string(at("host.pub")).expect("it is read");
        let other_key = fs::read_to_string(at("stranger.pub")).expect("it is read");
        fs::write(at("known"), format!("[127.0.0.1]:{port} {host_key}")).expect("written");
        fs::write(at("changed"), format!("[127.0.0.1]:{port} {other_key}")).expect("written");
        fs::write(at("empty"), "").expect("it is written");
        fs::write(
            at("server"),
            format!(
                "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\n\
                 PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
                 PermitRootLogin yes\nMaxStartups 100\nSubsystem sftp internal-sftp\nLogLevel ERROR\n",
                at("host"),
                at("authorized")
            ),
        )
        .expect("it is written");
        // The server of Debian wants this folder if root starts it.
        let _ = fs::create_dir_all("/run/sshd");
        let server = at("server");
        let service = start(
            &system_program("sshd"),
            &["-D", "-e", "-f", &server],
            port,
            &folder.path().join("log"),
        );
        for (config, key, known) in [
            ("config", "user", "known"),
            ("stranger-config", "stranger", "known"),
            ("unknown-config", "user", "empty"),
            ("changed-config", "user", "changed"),
        ] {
            fs::write(
                at(config),
                format!(
                    "Host *\n  IdentityFile {}\n  IdentitiesOnly yes\n  UserKnownHostsFile {}\n  \
                     GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n",
                    at(key),
                    at(known)
                ),
            )
            .expect("it is written");
        }
        Self { folder, service }
    }

    /// The help on a wrong key says what to run, and where the known key is.
    #[track_caller]
    fn check_help(&self, config: &str, error: &PublishError) {
        let help = error.help.as_deref().unwrap_or_default();
        let port = self.service.port;
        match config {
            "unknown-config" => assert!(help.contains(&format!("ssh -p {port} ")), "{help}"),
            "changed-config" => {
                assert!(help.contains(&format!("ssh-keygen -R '[127.0.0.1]:{port}'")), "{help}");
                let known = self.folder.path().join("changed").display().to_string();
                assert!(error.message.contains(&format!("{known}:1")), "{error}");
            }
            _ => {}
        }
    }

    fn web(&self) -> PathBuf {
        self.folder.path().join("web root")
    }

    fn open(&self, config: &str, rsync: bool) -> Result<SshStore, PublishError> {
        let address = SshAddress {
            host: "127.0.0.1".into(),
            user: None,
            port: Some(self.service.port),
            config: Some(self.folder.path().join(config)),
        };
        SshStore::open(&address, &self.web().display().to_string(), rsync)
    }
}

fn put(web: &Path, path: &str, bytes: &[u8]) {
    fs::create_dir_all(web).expect("it is created");
    fs::write(web.join(path), bytes).expect("it is written");
}

#[test]
fn a_server_is_published_with_rsync_changed_and_restored() {
    let server = SshServer::start();
    system_program("rsync");
    check_life_cycle(
        &|| Target::Files(Box::new(server.open("config", true).expect("it connects"))),
        &|| files_at(&server.web()),
        &|path, bytes| put(&server.web(), path, bytes),
        true,
    );
}

#[test]
fn a_server_is_published_with_sftp_changed_and_restored() {
    let server = SshServer::start();
    check_life_cycle(
        &|| Target::Files(Box::new(server.open("config", false).expect("it connects"))),
        &|| files_at(&server.web()),
        &|path, bytes| put(&server.web(), path, bytes),
        true,
    );
}

/// The folder's tests interrupt every operation of the same order; here, some of each kind.
fn check_interruptions(rsync: bool, step: usize) {
    let server = SshServer::start();
    let saved = SavedFolder::new(&server.web());
    check_every_interruption(
        &|| Box::new(server.open("config", rsync).expect("it connects")),
        &|| saved.reset(),
        &|| files_at(&server.web()),
        step,
    );
}

#[test]
fn a_server_survives_interruptions_of_sftp() {
    check_interruptions(false, 13);
}

#[test]
fn a_server_survives_interruptions_of_rsync() {
    check_interruptions(true, 17);
}

#[test]
fn mistakes_are_explained() {
    let server = SshServer::start();
    for (config, kind) in [
        ("stranger-config", ErrorKind::Credentials),
        ("unknown-config", ErrorKind::HostKey),
        ("changed-config", ErrorKind::HostKey),
    ] {
        let error = server.open(config, true).expect_err("it is refused");
        assert_eq!(error.kind, kind, "{config}: {error}");
        server.check_help(config, &error);
    }
    let address =
        SshAddress { host: "127.0.0.1".into(), user: None, port: Some(free_port()), config: None };
    let error = SshStore::open(&address, "/x", true).expect_err("nobody listens");
    assert_eq!(error.kind, ErrorKind::Connection, "{error}");
    // The parent folder does not exist.
    let store = SshAddress {
        host: "127.0.0.1".into(),
        user: None,
        port: Some(server.service.port),
        config: Some(server.folder.path().join("config")),
    };
    let store = SshStore::open(&store, "/nowhere/web", false).expect("it connects");
    publish_files(&mut Target::Files(Box::new(store)), &old_site(), &options())
        .expect_err("there is no such folder");
}

#[test]
fn git_over_ssh_says_what_is_wrong_with_the_key() {
    let server = SshServer::start();
    let at = |name: &str| server.folder.path().join(name);
    for arguments in [&["init", "-q", "--bare", "pages.git"][..], &["init", "-q", "site"]] {
        let made = Command::new("git").current_dir(server.folder.path()).args(arguments).status();
        assert!(made.expect("git is installed (Debian: git)").success());
    }
    let set = |key: &str, value: &str| {
        let mut command = Command::new("git");
        command.current_dir(at("site")).args(["config", key, value]);
        assert!(command.status().expect("git runs").success());
    };
    set("user.name", "Ana");
    set("user.email", "ana@example.org");
    let repository =
        format!("ssh://127.0.0.1:{}{}", server.service.port, at("pages.git").display());
    let publish_as = |config: &str| {
        // The settings of git for the site's folder say how ssh is run.
        set("core.sshCommand", &format!("ssh -F '{}'", at(config).display()));
        let store = GitStore::open(&repository, "pages", &at("cache"), &at("site"));
        let mut target = Target::Snapshots(Box::new(store.expect("it is opened")));
        publish_files(&mut target, &old_site(), &options())
    };
    for (config, kind) in [
        ("unknown-config", ErrorKind::HostKey),
        ("changed-config", ErrorKind::HostKey),
        ("stranger-config", ErrorKind::Credentials),
    ] {
        let error = publish_as(config).expect_err("it is refused");
        assert_eq!(error.kind, kind, "{config}: {error}");
        server.check_help(config, &error);
    }
    publish_as("config").expect("it is published");
}

#[test]
fn names_of_devices_are_names_at_a_server() {
    let server = SshServer::start();
    let mut site = old_site();
    site.insert("con/nul.html".into(), b"<title>a device</title>".to_vec());
    site.insert("end./index.html".into(), b"<title>a full stop</title>".to_vec());
    for rsync in [true, false] {
        let mut target =
            Target::Files(Box::new(server.open("config", rsync).expect("it connects")));
        publish_files(&mut target, &site, &options()).expect("it is published");
        assert!(files_at(&server.web()).contains_key("end./index.html"));
        fs::remove_dir_all(server.web()).expect("it is removed");
    }
}

#[test]
fn names_and_times_at_the_server() {
    let server = SshServer::start();
    for rsync in [true, false] {
        let open = || Target::Files(Box::new(server.open("config", rsync).expect("it connects")));
        // A name that no server stores is refused before anything is written.
        let long = "ö".repeat(128);
        let mut target = open();
        let folder = tempfile::tempdir().expect("a folder");
        let mut site = local_site(folder.path(), &old_site(), &target);
        let file = site.files.values().next().expect("there is a file").clone();
        let name = TargetPath::new(format!("{long}/index.html")).expect("it is proper");
        site.files.insert(name, file);
        let error =
            publish(&mut target, &site, &options(), &mut Unwatched).expect_err("it is too long");
        drop(target);
        assert_eq!(error.kind, ErrorKind::FileName, "{error}");
        assert!(error.message.contains(&long), "{error}");
        assert!(files_at(&server.web()).is_empty());
        // The clock of the server is ahead.
        publish_files(&mut open(), &old_site(), &options()).expect("it is published");
        let future = std::time::UNIX_EPOCH + std::time::Duration::from_secs(4_070_908_800);
        for path in files_at(&server.web()).keys() {
            let file = fs::File::options().write(true).open(server.web().join(path));
            file.and_then(|file| file.set_modified(future)).expect("it is set");
        }
        let again = publish_files(&mut open(), &old_site(), &options()).expect("it is compared");
        assert!(!again.is_applied, "{:?}", again.plan);
        publish_files(&mut open(), &new_site(), &options()).expect("it is published");
        assert_eq!(files_at(&server.web()), with_retired(new_site()));
        fs::remove_dir_all(server.web()).expect("it is removed");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_at_the_server_are_not_followed() {
    let server = SshServer::start();
    let outside = server.folder.path().join("outside");
    fs::create_dir_all(&outside).expect("it is created");
    fs::create_dir_all(server.web()).expect("it is created");
    std::os::unix::fs::symlink(&outside, server.web().join("a")).expect("it is linked");
    for rsync in [true, false] {
        let mut target =
            Target::Files(Box::new(server.open("config", rsync).expect("it connects")));
        let error = publish_files(&mut target, &old_site(), &options()).expect_err("it is a link");
        assert_eq!(error.kind, ErrorKind::Conflict, "{error}");
    }
    assert!(files_at(&outside).is_empty());
}
