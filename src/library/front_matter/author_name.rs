//! The family name in an author's name.

/// What follows a family name and is not part of it.
const NAME_SUFFIXES: [&str; 8] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd"];

/// A name without `Jr`, `III` and the like at its end, and what was there.
pub(crate) fn without_name_suffix(author: &str) -> (&str, Option<&str>) {
    let author = author.trim();
    match author.rsplit_once([' ', ',']) {
        Some((name, suffix)) if NAME_SUFFIXES.contains(&suffix) => {
            (name.trim_end_matches([',', ' ']), Some(suffix))
        }
        _ => (author, None),
    }
}

/// The family name of `Shelton RC`, `Shelton, R. C.`, `Shelton RC Jr` or `Richard C. Shelton III`.
pub(crate) fn family_name(author: &str) -> &str {
    let (author, _) = without_name_suffix(author);
    if let Some((family, _)) = author.split_once(',') {
        return without_name_suffix(family).0;
    }
    match author.rsplit_once(' ') {
        Some((family, initials))
            if initials.len() <= 4
                && initials.chars().all(|c| c.is_uppercase() || c == '.' || c == '-') =>
        {
            family
        }
        Some((_, family)) => family,
        None => author,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_names() {
        for author in [
            "Shelton RC",
            "Shelton, R. C.",
            "Richard C. Shelton",
            "Shelton",
            "Shelton RC Jr",
            "Richard C. Shelton Jr.",
            "Richard C. Shelton, Jr.",
            "Shelton III, R. C.",
            "Shelton, R. C., Sr.",
            "Richard Shelton II",
        ] {
            assert_eq!(family_name(author), "Shelton", "{author}");
        }
    }
}
