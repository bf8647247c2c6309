//! [`SshConnection`]: runs the user's `sftp` in batch mode, and `rsync`, over one connection.
//!
//! The user's configuration, host keys and agent apply. No command goes through a shell on this
//! machine, and no name of a file is ever part of a command line of the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{ErrorKind, PublishError};
use crate::host_key::{SshPlace, host_key_error};

/// Where the server is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SshAddress {
    /// The name of the host, as in the user's ssh configuration.
    pub host: String,
    /// The user; `None` for the one in the configuration.
    pub user: Option<String>,
    /// The port; `None` for the one in the configuration.
    pub port: Option<u16>,
    /// Another configuration file than the user's.
    pub config: Option<PathBuf>,
}

/// A variable with the path of another configuration file for ssh.
pub const SSH_CONFIG_VARIABLE: &str = "OFFPRINT_SSH_CONFIG";

/// One connection, which all commands share.
#[derive(Debug)]
pub struct SshConnection {
    address: SshAddress,
    /// Contains the socket of the connection, and temporary files.
    folder: tempfile::TempDir,
    /// A session without commands: it ends when this program ends, however it ends.
    session: Child,
}

/// The result of commands of sftp.
#[derive(Debug)]
pub struct BatchOutput {
    /// What was printed, with the commands.
    pub printed: Vec<String>,
    /// What was reported about commands that may fail.
    pub errors: String,
}

impl SshConnection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or refuses.
    pub fn open(address: &SshAddress) -> Result<Self, PublishError> {
        let folder = tempfile::Builder::new()
            .prefix("op")
            .tempdir()
            .map_err(|error| PublishError::from_io("cannot create a temporary folder", &error))?;
        let messages = folder.path().join("messages");
        let log = std::fs::File::create(&messages)
            .map_err(|error| PublishError::at_path("write", &messages, &error))?;
        let mut command = Command::new("sftp");
        command.args(options(address, folder.path(), true)).args(["-b", "-", "--"]);
        let session = command
            .arg(destination(address))
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| missing_program("sftp", &error))?;
        let mut connection = Self { address: address.clone(), folder, session };
        let deadline = Instant::now() + Duration::from_secs(90);
        while !connection.socket().exists() {
            if connection.session.try_wait().ok().flatten().is_some() {
                let text = std::fs::read_to_string(&messages).unwrap_or_default();
                return Err(explain(&connection.address, &text));
            }
            if Instant::now() > deadline {
                return Err(PublishError::new(
                    ErrorKind::Connection,
                    format!("`{}` does not answer in time", connection.address.host),
                )
                .help("publish again: it continues where it stopped"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(connection)
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("s")
    }

    /// A folder on this machine for temporary files.
    pub fn local_folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs commands of sftp. A command that begins with `-` may fail; any other ends the batch.
    /// `on_command` is called before each command with its index.
    ///
    /// # Errors
    ///
    /// The connection is lost, or a command fails.
    pub fn run_batch(
        &self,
        commands: &[String],
        on_command: &mut dyn FnMut(usize) -> Result<(), PublishError>,
    ) -> Result<BatchOutput, PublishError> {
        let mut child = Command::new("sftp")
            .args(options(&self.address, self.folder.path(), false))
            .args(["-b", "-", "--"])
            .arg(destination(&self.address))
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| missing_program("sftp", &error))?;
        let input = child.stdin.take();
        let errors = child.stderr.take();
        let output = child.stdout.take();
        let mut printed = Vec::new();
        let mut index = 0;
        let mut result = Ok(());
        let text = commands.join("\n") + "\n";
        let errors = std::thread::scope(|scope| {
            // Pipes are short: all three must be served at once.
            scope.spawn(move || {
                let _ = input.map(|mut input| input.write_all(text.as_bytes()));
            });
            let errors = scope.spawn(move || {
                let mut text = Vec::new();
                let _ = errors.map(|mut errors| errors.read_to_end(&mut text));
                String::from_utf8_lossy(&text).into_owned()
            });
            for line in output.map(BufReader::new).into_iter().flat_map(|out| out.split(b'\n')) {
                let Ok(line) = line else { break };
                let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
                if line.starts_with("sftp> ") {
                    result = on_command(index);
                    index += 1;
                    if result.is_err() {
                        let _ = child.kill();
                        break;
                    }
                }
                printed.push(line);
            }
            errors.join().unwrap_or_default()
        });
        let status = child.wait().map_err(|error| PublishError::from_io("sftp", &error))?;
        result?;
        if !status.success() {
            return Err(explain(&self.address, &errors));
        }
        Ok(BatchOutput { printed, errors })
    }

    /// Sends files with rsync: those in `names`, relative to `from`, into the folder `to` of the
    /// server. Returns `false` if this machine or the server has no rsync.
    ///
    /// # Errors
    ///
    /// The connection is lost, or a file could not be written.
    pub fn rsync(
        &self,
        from: &Path,
        names: &[&str],
        to: &str,
        on_file: &mut dyn FnMut() -> Result<(), PublishError>,
    ) -> Result<bool, PublishError> {
        let list = self.folder.path().join("files");
        std::fs::write(&list, names.join("\0"))
            .map_err(|error| PublishError::at_path("write", &list, &error))?;
        let mut shell = String::from("ssh");
        for option in options(&self.address, self.folder.path(), false) {
            shell.push_str(&format!(" '{}'", option.replace('\'', "''")));
        }
        let mut source = from.as_os_str().to_owned();
        source.push("/");
        let mut command = Command::new("rsync");
        command
            .args(["--from0", "--ignore-times", "--no-implied-dirs", "--omit-dir-times", "-s"])
            .args(["--perms", "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r", "--out-format=%n"])
            .args(["--timeout=120", "--rsh", &shell])
            .arg(format!("--files-from={}", list.display()))
            .arg("--")
            .arg(source)
            .arg(format!("{}:{to}/", destination(&self.address)))
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(missing_program("rsync", &error)),
        };
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let mut result = Ok(());
        let errors = std::thread::scope(|scope| {
            let errors = scope.spawn(move || {
                let mut text = Vec::new();
                let _ = errors.map(|mut errors| errors.read_to_end(&mut text));
                String::from_utf8_lossy(&text).into_owned()
            });
            for line in output.map(BufReader::new).into_iter().flat_map(|out| out.split(b'\n')) {
                // A folder that is created is listed with a slash.
                if line.is_ok_and(|line| !line.ends_with(b"/")) {
                    result = on_file();
                    if result.is_err() {
                        let _ = child.kill();
                        break;
                    }
                }
            }
            errors.join().unwrap_or_default()
        });
        let status = child.wait().map_err(|error| PublishError::from_io("rsync", &error))?;
        result?;
        match status.code() {
            Some(0) => Ok(true),
            Some(12 | 127) if errors.contains("not found") => Ok(false),
            _ => Err(explain(&self.address, &errors)),
        }
    }
}

impl Drop for SshConnection {
    fn drop(&mut self) {
        drop(self.session.stdin.take());
        let _ = self.session.kill();
        let _ = self.session.wait();
    }
}

/// The options of ssh and sftp.
fn options(address: &SshAddress, folder: &Path, is_master: bool) -> Vec<String> {
    let mut options = Vec::new();
    if let Some(config) = &address.config {
        options.extend(["-F".to_owned(), config.display().to_string()]);
    }
    let mut set = |option: String| options.extend(["-o".to_owned(), option]);
    // A question could not be seen under the progress bar.
    set("BatchMode=yes".to_owned());
    // A busy server answers late: as patient as rsync, which waits for two minutes.
    set("ConnectTimeout=60".to_owned());
    set("ServerAliveInterval=15".to_owned());
    set("ServerAliveCountMax=8".to_owned());
    set(format!("ControlMaster={}", if is_master { "yes" } else { "no" }));
    set(format!("ControlPath={}", folder.join("s").display()));
    set("ControlPersist=no".to_owned());
    if let Some(user) = &address.user {
        set(format!("User={user}"));
    }
    if let Some(port) = address.port {
        set(format!("Port={port}"));
    }
    options
}

/// The host as an argument; an address of IPv6 is in brackets.
fn destination(address: &SshAddress) -> String {
    if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() }
}

fn missing_program(name: &str, error: &std::io::Error) -> PublishError {
    if error.kind() == std::io::ErrorKind::NotFound {
        return PublishError::new(ErrorKind::MissingProgram, format!("`{name}` is not installed"))
            .help("install OpenSSH (Debian: openssh-client)");
    }
    PublishError::from_io(&format!("`{name}` cannot be started"), error)
}

/// What the messages of ssh, sftp and rsync mean.
fn explain(address: &SshAddress, text: &str) -> PublishError {
    let host = &address.host;
    let says = |part: &str| text.contains(part);
    let place = SshPlace { host: host.clone(), user: address.user.clone(), port: address.port };
    if let Some(error) = host_key_error(text, &place) {
        return error;
    }
    if says("Permission denied (") || says("Too many authentication failures") {
        return PublishError::new(
            ErrorKind::Credentials,
            format!("`{host}` does not accept your SSH key"),
        )
        .help("add your key to the agent with ssh-add, and the public key to the account there");
    }
    if says("No space left") || says("quota") {
        return PublishError::new(ErrorKind::DiskFull, format!("the disk of `{host}` is full"))
            .help("free some space there, then publish again: it continues where it stopped");
    }
    let last = text
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty() && !line.starts_with("rsync error"))
        .unwrap_or("the connection was lost");
    let last: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if says("Permission denied") {
        return PublishError::new(ErrorKind::Permission, format!("`{host}` refuses: {last}"));
    }
    let is_failure = last.ends_with("Failure") || says("write remote");
    let error = PublishError::new(
        if is_failure { ErrorKind::Other } else { ErrorKind::Connection },
        format!("`{host}`: {last}"),
    );
    if is_failure {
        error.help("the disk or the quota there may be full; then publish again: it continues")
    } else {
        error.help("publish again: it continues where it stopped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_explained() {
        let address = SshAddress { host: "web".into(), user: None, port: None, config: None };
        for (text, kind) in [
            ("Host key verification failed.\nConnection closed", ErrorKind::HostKey),
            ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", ErrorKind::HostKey),
            ("ana@web: Permission denied (publickey).", ErrorKind::Credentials),
            ("remote mkdir \"x\": Permission denied", ErrorKind::Permission),
            ("rsync: write failed: No space left on device (28)", ErrorKind::DiskFull),
            ("ssh: connect to host web port 22: Connection refused", ErrorKind::Connection),
            ("write remote \"a\": Failure", ErrorKind::Other),
            ("", ErrorKind::Connection),
        ] {
            assert_eq!(explain(&address, text).kind, kind, "{text}");
        }
    }
}
