//! Which names of files not every target can store. It must not know any target.

use std::collections::BTreeMap;

use crate::target_path::TargetPath;

/// The most bytes that a name may have: no usual file system takes longer names.
pub(crate) const MAX_NAME_BYTES: usize = 255;

/// Names of devices of Windows, which no file can have there, with any ending (Microsoft's page
/// "Naming Files, Paths, and Namespaces", read in November 2026).
const DEVICES: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];

/// Whether Windows refuses or changes a name: a device, a full stop or a space at the end, or one of
/// the signs that have a meaning there.
pub(crate) fn is_refused_by_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_numbered_device = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|number| {
            let mut signs = number.chars();
            // Windows takes raised digits for digits.
            let is_digit = |sign: char| sign.is_ascii_digit() || "¹²³".contains(sign);
            signs.next().is_some_and(is_digit) && signs.next().is_none()
        })
    });
    DEVICES.contains(&stem.as_str())
        || is_numbered_device
        || name.ends_with(['.', ' '])
        || name.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
}

/// Whether some file system may refuse or change a name.
pub(crate) fn is_uncommon(name: &str) -> bool {
    let is_common = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    // Encrypted file systems have less room for a name.
    name.len() > 140 || !name.bytes().all(is_common) || is_refused_by_windows(name)
}

/// The names of files and folders in paths that are doubtful, each with one of the paths.
pub(crate) fn doubtful_names<'p>(
    paths: &[&'p TargetPath],
    is_doubtful: impl Fn(&str) -> bool,
) -> BTreeMap<&'p str, &'p TargetPath> {
    let names =
        paths.iter().flat_map(|path| path.as_str().split('/').map(move |name| (name, *path)));
    names.filter(|(name, _)| is_doubtful(name)).collect()
}

/// Whether a folder that was empty has a file of this name, going by its list. File systems of macOS
/// write letters with accents as two signs.
pub(crate) fn is_listed(name: &str, listed: &[String]) -> bool {
    listed.iter().any(|other| other == name)
        || (!name.is_ascii() && !is_refused_by_windows(name) && !listed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses() {
        for name in [
            "con",
            "CON",
            "Nul.html",
            "aux.tar.gz",
            "prn",
            "com1",
            "LPT9.txt",
            "com¹",
            "con .txt",
            "a.",
            "a ",
            "a:b",
            "what?.html",
            "a|b",
            "CONIN$",
        ] {
            assert!(is_refused_by_windows(name), "{name}");
        }
        for name in [
            "console",
            "com",
            "com10",
            "lpt",
            "a.con",
            "auxiliary.html",
            "index.html",
            ".htaccess",
            "ä",
        ] {
            assert!(!is_refused_by_windows(name), "{name}");
        }
    }

    #[test]
    fn uncommon_names() {
        for name in ["ä.png", "a b", "nul", &"a".repeat(141)] {
            assert!(is_uncommon(name), "{name}");
        }
        for name in ["index.html", "folio.0123abcdef.css", "-rf", "_headers"] {
            assert!(!is_uncommon(name), "{name}");
        }
    }

    #[test]
    fn a_changed_name_is_not_listed() {
        let list = |name: &str| vec![name.to_owned()];
        assert!(is_listed("a b", &list("a b")));
        assert!(!is_listed("a.", &list("a")));
        assert!(!is_listed("nul", &[]));
        assert!(is_listed("\u{e4}", &list("a\u{308}")));
        assert!(!is_listed("\u{e4}.", &list("a\u{308}")));
    }
}
