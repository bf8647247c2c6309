//! Targets without credentials: nothing is sent, and the message names the variable.

use std::collections::BTreeMap;

use offprint_publish::{Environment, ErrorKind, OpenContext, TARGET_KINDS, TargetSettings};

#[test]
fn missing_credentials_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    // A home folder without the files of other tools.
    let home = ("HOME".to_owned(), folder.path().display().to_string());
    let context = OpenContext {
        site: folder.path().to_owned(),
        cache: folder.path().join("cache"),
        environment: Environment::new([home]),
    };
    for (name, variable) in [
        ("s3", "AWS_ACCESS_KEY_ID"),
        ("ftps", "OFFPRINT_FTP_PASSWORD"),
        ("ftp", "OFFPRINT_FTP_PASSWORD"),
        ("netlify", "NETLIFY_AUTH_TOKEN"),
    ] {
        let kind = TARGET_KINDS.iter().find(|kind| kind.name == name).expect("it is a kind");
        let mut values: BTreeMap<_, _> =
            kind.required.iter().map(|(key, example)| (*key, (*example).to_owned())).collect();
        if name == "s3" {
            values.insert("region", "eu-central-1".to_owned());
        }
        let settings = TargetSettings::new(kind, &values).expect("the examples are settings");
        let error = settings.open(&context).expect_err("there are none");
        assert_eq!(error.kind, ErrorKind::Credentials, "{name}: {error}");
        let text = format!("{error} {}", error.help.as_deref().unwrap_or_default());
        assert!(text.contains(variable), "{name}: {text}");
    }
}
