//! How the user's `git` is run, and what its messages mean ([`explain`]).
//!
//! This must not know what is published.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{ErrorKind, PublishError};
use crate::host_key::{SshPlace, host_key_error};

/// What the messages of git about a branch of a repository mean.
pub(crate) fn explain(repository: &str, branch: &str, text: &str) -> PublishError {
    let says = |part: &str| text.contains(part);
    let place = SshPlace::of_repository(repository);
    let repository = without_password(repository);
    let place =
        place.unwrap_or_else(|| SshPlace { host: repository.clone(), ..SshPlace::default() });
    if let Some(error) = host_key_error(text, &place) {
        return error;
    }
    if says("SSL certificate problem") || says("certificate verification failed") {
        return PublishError::new(
            ErrorKind::HostKey,
            format!("the certificate of `{repository}` is not trusted: {}", last_line(text)),
        )
        .help(
            "check the URL; if the server is yours, name its certificate: git config \
             http.sslCAInfo FILE",
        );
    }
    if says("Permission denied (")
        || says("could not read Username")
        || says("Authentication failed")
        || says("could not read Password")
        || says("returned error: 403")
        || says("returned error: 401")
    {
        return PublishError::new(
            ErrorKind::Credentials,
            format!("git may not access `{repository}`"),
        )
        .help(
            "`git push` to this repository must work without questions: add a key with ssh-add, or \
             set up a credential helper",
        );
    }
    if says("stale info") || says("[rejected]") || says("fetch first") || says("cannot lock ref") {
        return PublishError::new(
            ErrorKind::Conflict,
            format!("the branch `{branch}` was changed by someone else in the meantime"),
        )
        .help("publish again");
    }
    if says("No space left on device") {
        return PublishError::new(ErrorKind::DiskFull, "git reports that a disk is full");
    }
    if says("does not appear to be a git repository")
        || says("Repository not found")
        || says("not found")
    {
        return PublishError::new(
            ErrorKind::Settings,
            format!("there is no repository `{repository}`, or you may not access it"),
        );
    }
    if says("Could not resolve host")
        || says("Connection refused")
        || says("timed out")
        || says("Could not connect")
        || says("unexpected disconnect")
        || says("hung up")
        || says("Could not read from remote repository")
    {
        return PublishError::new(
            ErrorKind::Connection,
            format!("git cannot reach `{repository}`: {}", last_line(text)),
        );
    }
    PublishError::new(ErrorKind::Other, format!("git failed: {}", last_line(text)))
}

/// Git, which asks no questions.
pub(crate) fn git_command() -> Command {
    let mut command = Command::new("git");
    // Variables that are set inside of hooks would lead to another repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// How git must run ssh: as the settings for the site's folder say, but without questions, which could
/// not be seen under the progress bar. `None` if the environment says how.
pub(crate) fn ssh_command(site: &Path) -> Option<String> {
    if std::env::var_os("GIT_SSH_COMMAND").is_some() || std::env::var_os("GIT_SSH").is_some() {
        return None;
    }
    let mut command = git_command();
    command.arg("-C").arg(site).args(["config", "--get", "core.sshCommand"]);
    let output = command.output().ok().filter(|output| output.status.success());
    let own = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    match own.filter(|own| !own.is_empty()) {
        // Another program than ssh may not know the option.
        Some(own) if !is_ssh(&own) => Some(own),
        own => Some(format!("{} -o BatchMode=yes", own.as_deref().unwrap_or("ssh"))),
    }
}

/// Whether a command of a shell runs OpenSSH.
fn is_ssh(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let name = program.trim_matches(['"', '\'']).rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name, "ssh" | "ssh.exe")
}

/// Git could not be started.
pub(crate) fn missing_git(error: &std::io::Error) -> PublishError {
    if error.kind() == std::io::ErrorKind::NotFound {
        return PublishError::new(ErrorKind::MissingProgram, "`git` is not installed")
            .help("install it from https://git-scm.com or with your package manager");
    }
    PublishError::from_io("git cannot be started", error)
}

/// The last line of a message that says something.
fn last_line(text: &str) -> String {
    let line =
        text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("no reason given");
    without_password(line.trim_start_matches("fatal: ").trim_start_matches("error: "))
}

/// A text without the user names and passwords in its URLs.
fn without_password(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(after.len());
        let host = after[..end].rfind('@').map_or(0, |at| at + 1);
        clean.push_str(&after[host..end]);
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (text, expect) in [
            ("https://ana:secret@example.org/a.git", "https://example.org/a.git"),
            (
                "cannot reach 'https://t0ken@example.org/': x",
                "cannot reach 'https://example.org/': x",
            ),
            ("git@example.org:a/b", "git@example.org:a/b"),
            ("https://example.org/@a", "https://example.org/@a"),
            ("a://u:p@b/ c://x:y@d", "a://b/ c://d"),
        ] {
            assert_eq!(without_password(text), expect);
        }
    }

    #[test]
    fn questions_are_for_ssh_alone() {
        for (command, expect) in [
            ("ssh -F config", true),
            ("/usr/bin/ssh -i key", true),
            ("\"ssh\" -v", true),
            ("plink -batch", false),
            ("my-ssh", false),
            ("", false),
        ] {
            assert_eq!(is_ssh(command), expect, "{command}");
        }
    }
}
