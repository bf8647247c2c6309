//! [`host_key_error`]: what ssh says about the key of a server, in words for the person who publishes,
//! with the commands that help.
//!
//! It reads messages of OpenSSH, whichever program ran it: sftp, rsync or git.

use crate::error::{ErrorKind, PublishError};

/// Where ssh connected to, as the settings say it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct SshPlace {
    /// The host, as in the user's ssh configuration.
    pub(crate) host: String,
    /// The user; `None` for the one in the configuration.
    pub(crate) user: Option<String>,
    /// The port; `None` for the one in the configuration.
    pub(crate) port: Option<u16>,
}

impl SshPlace {
    /// The place in the URL of a repository: `ssh://git@example.org:2222/a/b.git` or
    /// `git@example.org:a/b.git`. `None` if ssh is not used, or the URL is not understood.
    pub(crate) fn of_repository(repository: &str) -> Option<Self> {
        if repository.contains("://") {
            let url = url::Url::parse(repository).ok()?;
            let is_ssh = matches!(url.scheme(), "ssh" | "git+ssh" | "ssh+git");
            let host = url.host_str().filter(|_| is_ssh)?;
            return Some(Self {
                host: host.trim_matches(['[', ']']).to_owned(),
                user: Some(url.username().to_owned()).filter(|user| !user.is_empty()),
                port: url.port(),
            });
        }
        let (server, _) = repository.split_once(':').filter(|(server, _)| !server.contains('/'))?;
        let (user, host) = match server.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, server),
        };
        Some(Self { host: host.trim_matches(['[', ']']).to_owned(), user, port: None })
    }

    /// The command that connects once, and shows the key of the server.
    fn connect(&self) -> String {
        let port = self.port.map(|port| format!("-p {port} ")).unwrap_or_default();
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        format!("ssh {port}{user}{}", self.host)
    }

    /// The command that forgets the key of the server.
    fn forget(&self) -> String {
        match self.port.filter(|port| *port != 22) {
            Some(port) => format!("ssh-keygen -R '[{}]:{port}'", self.host),
            None => format!("ssh-keygen -R {}", self.host),
        }
    }
}

/// The error, if the messages of ssh are about the key of the server.
pub(crate) fn host_key_error(text: &str, place: &SshPlace) -> Option<PublishError> {
    let says = |part: &str| text.contains(part);
    let host = &place.host;
    let error = |message: String| PublishError::new(ErrorKind::HostKey, message);
    if says("REVOKED HOST KEY DETECTED") || says("is marked as revoked") {
        return Some(
            error(format!("the key of `{host}` is on your list of revoked keys"))
                .help("do not connect: ask the administrator which server this is"),
        );
    }
    if says("REMOTE HOST IDENTIFICATION HAS CHANGED") {
        // The entry may be that of another name, or in another file, which only ssh knows.
        let known = known_key(text).map(|entry| format!(" (the known key: {entry})"));
        return Some(
            error(format!(
                "the key of `{host}` has changed{}: this may be another server",
                known.unwrap_or_default()
            ))
            .help(format!(
                "ask the administrator; if the change is right, run `{}`, then `{}`, and compare the \
                 new key",
                place.forget(),
                place.connect()
            )),
        );
    }
    if says("no matching host key type found") {
        let offer =
            text.split("Their offer:").nth(1).and_then(|rest| rest.split_whitespace().next());
        let offer = offer.map(|offer| format!(": {}", plain(offer))).unwrap_or_default();
        return Some(
            error(format!("`{host}` has only kinds of keys that this ssh does not accept{offer}"))
                .help("the server is old: ask its administrator for an update of its SSH server"),
        );
    }
    if says("Host key verification failed") {
        return Some(error(format!("the key of `{host}` is not known yet")).help(format!(
            "run `{}` once, and compare the key that it shows with the one that the administrator or \
             the host publishes",
            place.connect()
        )));
    }
    None
}

/// The file and line of the key that was known, as ssh prints it: `Offending ED25519 key in FILE:3`.
fn known_key(text: &str) -> Option<String> {
    let line =
        text.lines().find(|line| line.starts_with("Offending") && line.contains(" key in "))?;
    let (_, entry) = line.split_once(" key in ")?;
    Some(plain(entry.trim())).filter(|entry| !entry.is_empty())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_repositories() {
        let place = |host: &str, user: Option<&str>, port| {
            Some(SshPlace { host: host.into(), user: user.map(str::to_owned), port })
        };
        for (repository, expect) in [
            ("ssh://git@example.org:2222/a/b.git", place("example.org", Some("git"), Some(2222))),
            ("ssh://example.org/a", place("example.org", None, None)),
            ("git@example.org:a/b.git", place("example.org", Some("git"), None)),
            ("example.org:a", place("example.org", None, None)),
            ("ssh://[::1]:22/a", place("::1", None, Some(22))),
            ("https://example.org/a.git", None),
            ("/srv/a:b.git", None),
            ("../pages.git", None),
        ] {
            assert_eq!(SshPlace::of_repository(repository), expect, "{repository}");
        }
    }

    #[track_caller]
    fn check(text: &str, port: Option<u16>, message: &str, help: &str) {
        let place = SshPlace { host: "web".into(), user: Some("ana".into()), port };
        let error = host_key_error(text, &place).expect("it is about the key");
        assert_eq!(error.kind, ErrorKind::HostKey);
        assert!(error.message.contains(message), "{}", error.message);
        let found = error.help.expect("there is help");
        assert!(found.contains(help), "{found}");
    }

    #[test]
    fn each_message_has_its_commands() {
        let changed = "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\nOffending ED25519 key in \
                       /home/ana/.ssh/known_hosts:3\r\nHost key verification failed.";
        check(changed, None, "/home/ana/.ssh/known_hosts:3", "`ssh-keygen -R web`");
        check(changed, Some(2222), "has changed", "`ssh-keygen -R '[web]:2222'`");
        check(changed, Some(22), "has changed", "`ssh-keygen -R web`, then `ssh -p 22 ana@web`");
        check("Host key verification failed.", None, "not known yet", "run `ssh ana@web` once");
        check("WARNING: REVOKED HOST KEY DETECTED!", None, "revoked", "do not connect");
        check(
            "Unable to negotiate with 127.0.0.1 port 22: no matching host key type found. Their offer: \
             ssh-rsa,ssh-dss\r\n",
            None,
            "does not accept: ssh-rsa,ssh-dss",
            "old",
        );
        let place = SshPlace::default();
        assert!(host_key_error("Permission denied (publickey).", &place).is_none());
    }
}
