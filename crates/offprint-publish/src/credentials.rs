//! Credentials from the environment and from the usual files of other tools. They are never stored,
//! shown or put into messages.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::{ErrorKind, PublishError};

/// The variable with the password for FTP.
pub const FTP_PASSWORD_VARIABLE: &str = "OFFPRINT_FTP_PASSWORD";

/// The variable with the token for Netlify.
pub const NETLIFY_TOKEN_VARIABLE: &str = "NETLIFY_AUTH_TOKEN";

/// The variables of the environment.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// An environment with these variables.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().collect())
    }

    /// A variable, unless it is empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.trim().is_empty()).cloned()
    }

    /// A file that a variable names, or one in the home folder.
    fn file(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        let home = || self.variable("HOME").or_else(|| self.variable("USERPROFILE"));
        self.variable(name)
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(home()?).join(below_home)))
    }
}

/// Variables may be secrets, so none is shown.
impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Environment")
    }
}

/// Key, secret and, for temporary credentials, a token for an S3 store: from the variables of AWS, or
/// from the file of its tools.
///
/// # Errors
///
/// There are none.
pub fn aws_credentials(
    environment: &Environment,
) -> Result<(String, String, Option<String>), PublishError> {
    if let (Some(key), Some(secret)) =
        (environment.variable("AWS_ACCESS_KEY_ID"), environment.variable("AWS_SECRET_ACCESS_KEY"))
    {
        return Ok((key, secret, environment.variable("AWS_SESSION_TOKEN")));
    }
    let profile = environment.variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
    let file = environment.file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let mut found = ini_section(&text, &profile);
    match (found.remove("aws_access_key_id"), found.remove("aws_secret_access_key")) {
        (Some(key), Some(secret)) => Ok((key, secret, found.remove("aws_session_token"))),
        _ => Err(PublishError::new(
            ErrorKind::Credentials,
            "there are no credentials for the S3 store",
        )
        .help(format!(
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or add the profile `{profile}` to \
             ~/.aws/credentials"
        ))),
    }
}

/// The region in the variables of AWS.
pub fn aws_region(environment: &Environment) -> Option<String> {
    environment.variable("AWS_REGION").or_else(|| environment.variable("AWS_DEFAULT_REGION"))
}

/// The password of a user of an FTP server: from the variable, or from `~/.netrc`.
///
/// # Errors
///
/// There is none.
pub fn ftp_password(
    environment: &Environment,
    host: &str,
    user: &str,
) -> Result<String, PublishError> {
    if let Some(password) = environment.variable(FTP_PASSWORD_VARIABLE) {
        return Ok(password);
    }
    let file = environment.file("NETRC", ".netrc");
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    netrc_password(&text, host, user).ok_or_else(|| {
        PublishError::new(
            ErrorKind::Credentials,
            format!("there is no password for `{user}` at `{host}`"),
        )
        .help(format!(
            "set {FTP_PASSWORD_VARIABLE}, or add to ~/.netrc: machine {host} login {user} password …"
        ))
    })
}

/// The token for Netlify.
///
/// # Errors
///
/// There is none.
pub fn netlify_token(environment: &Environment) -> Result<String, PublishError> {
    environment.variable(NETLIFY_TOKEN_VARIABLE).ok_or_else(|| {
        PublishError::new(ErrorKind::Credentials, "there is no token for Netlify").help(format!(
            "create a personal access token in Netlify's user settings, and set \
             {NETLIFY_TOKEN_VARIABLE}"
        ))
    })
}

/// The keys of a section of a file with `[section]` headers.
fn ini_section(text: &str, section: &str) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_inside = name.trim() == section;
        } else if is_inside
            && !line.starts_with(['#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            keys.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    keys
}

/// The password in a file of the format of `.netrc`. `default` applies to every host.
fn netrc_password(text: &str, host: &str, user: &str) -> Option<String> {
    let mut words = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace);
    let mut matches_host = false;
    let mut login: Option<&str> = None;
    while let Some(word) = words.next() {
        match word {
            "machine" => {
                matches_host = words.next() == Some(host);
                login = None;
            }
            "default" => {
                matches_host = true;
                login = None;
            }
            "login" => login = words.next(),
            "password" => {
                let password = words.next()?;
                if matches_host && login.is_none_or(|login| login == user) {
                    return Some(password.to_owned());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_found_in_netrc() {
        let text = "# machine web login ana password no\nmachine other login ana password a\n\
                    machine web\n  login bea password b\nmachine web login ana password c\n\
                    default login ana password d\n";
        for (host, user, expect) in [
            ("web", "ana", Some("c")),
            ("web", "bea", Some("b")),
            ("other", "ana", Some("a")),
            ("else", "ana", Some("d")),
            ("else", "bea", None),
        ] {
            assert_eq!(netrc_password(text, host, user).as_deref(), expect, "{user} at {host}");
        }
    }

    #[test]
    fn profiles_are_found() {
        let text = "[default]\naws_access_key_id = a\n# x = y\n[ work ]\nAWS_ACCESS_KEY_ID=b=c\n";
        assert_eq!(ini_section(text, "default")["aws_access_key_id"], "a");
        assert_eq!(ini_section(text, "work")["aws_access_key_id"], "b=c");
        assert!(ini_section(text, "none").is_empty());
    }
}
