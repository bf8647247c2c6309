//! [`License`]: under which terms others may use a page. The licences of Creative Commons are
//! known by all of their usual names; any other text is shown as written.
//!
//! This module must not know where a licence is written or shown.

use serde::Serialize;

/// A licence.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct License {
    /// Its name: `CC BY 4.0`.
    pub name: String,
    /// The URL of its text; `none` if it is not known.
    pub url: Option<String>,
}

/// Why a text cannot be the name of a licence of Creative Commons although it begins like one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LicenseError {
    /// There is no licence with these elements.
    Unknown,
    /// The version is missing: each has another text.
    NoVersion,
}

/// The combinations of elements that Creative Commons offers.
const ELEMENTS: [&str; 6] = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"];
const VERSIONS: [&str; 5] = ["4.0", "3.0", "2.5", "2.0", "1.0"];
/// Where Creative Commons keeps the texts of its licences.
const HOST: &str = "creativecommons.org/";

impl License {
    /// The licence that a text names; `url` is the address of its text, if an author wrote one.
    pub fn parse(text: &str, url: Option<String>) -> Result<Self, LicenseError> {
        let text = text.trim();
        if let Some(known) = Self::at_creative_commons(text) {
            return Ok(known);
        }
        if let Some(known) = Self::by_name(text)? {
            return Ok(Self { url: url.or(known.url), ..known });
        }
        let is_address = text.starts_with("https://") || text.starts_with("http://");
        let url = url.or_else(|| is_address.then(|| text.to_owned()));
        Ok(Self { name: text.to_owned(), url })
    }

    /// The licence at an address of Creative Commons.
    fn at_creative_commons(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let path = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"))?;
        let path = path.strip_prefix("www.").unwrap_or(path).strip_prefix(HOST)?;
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let mut parts = path.split('/');
        let (kind, elements, version) = (parts.next()?, parts.next()?, parts.next()?);
        // `/by/3.0/igo/` and `/by/3.0/de/` have another legal text.
        let is_same_text = parts.next().is_none_or(|part| {
            part.is_empty() || part.starts_with("deed") || part.starts_with("legalcode")
        });
        match (kind, elements, version) {
            _ if !is_same_text => None,
            ("licenses", elements, version) if is_offered(elements, version) => {
                Some(Self::creative_commons(elements, version))
            }
            ("publicdomain", "zero", "1.0") => Some(Self::zero()),
            _ => None,
        }
    }

    /// The licence of Creative Commons with a name; None if the name is of another kind, or if a part
    /// of it is not understood: `CC BY 4.0, except figures` is not CC BY 4.0.
    fn by_name(text: &str) -> Result<Option<Self>, LicenseError> {
        let mut lower = text.to_ascii_lowercase();
        // Elements are written in one word or in two.
        for (first, second) in [("non", "commercial"), ("share", "alike"), ("no", "deriv")] {
            for between in ["-", " "] {
                let parts = format!("{first}{between}{second}");
                lower = lower.replace(&parts, &format!("{first}{second}"));
            }
        }
        let mut words: Vec<&str> = lower
            .split(|c: char| {
                c.is_whitespace() || matches!(c, '-' | '_' | '/' | ',' | '(' | ')' | '–')
            })
            .filter(|word| !word.is_empty())
            .collect();
        match words.first().copied() {
            Some("cc0") => words[0] = "zero",
            Some("cc") => drop(words.remove(0)),
            Some("creative") if words.get(1) == Some(&"commons") => drop(words.drain(..2)),
            _ => return Ok(None),
        }
        let mut version = None;
        let mut elements: Vec<&str> = Vec::new();
        for word in &words {
            match *word {
                "by" | "attribution" => elements.push("by"),
                "sa" | "sharealike" => elements.push("sa"),
                "nc" | "noncommercial" => elements.push("nc"),
                "nd" | "noderivatives" | "noderivs" => elements.push("nd"),
                "zero" => elements.push("zero"),
                "international" | "unported" | "generic" | "universal" | "license" | "licence"
                | "public" => {}
                number if number.starts_with(|c: char| c.is_ascii_digit() || c == 'v') => {
                    let number = number.trim_start_matches('v');
                    let known = VERSIONS.into_iter().find(|version| {
                        number == *version || version.strip_suffix(".0") == Some(number)
                    });
                    version = version.or(known);
                }
                _ => return Ok(None),
            }
        }
        if elements == ["zero"] {
            return Ok(Some(Self::zero()));
        }
        // The order of the elements is always the same.
        let order = |element: &&str| ["by", "nc", "nd", "sa"].iter().position(|one| one == element);
        elements.sort_by_key(order);
        let elements = elements.join("-");
        match version {
            _ if !ELEMENTS.contains(&elements.as_str()) => Err(LicenseError::Unknown),
            None => Err(LicenseError::NoVersion),
            Some(version) => Ok(Some(Self::creative_commons(&elements, version))),
        }
    }

    fn creative_commons(elements: &str, version: &str) -> Self {
        Self {
            name: format!("CC {} {version}", elements.to_ascii_uppercase()),
            url: Some(format!("https://{HOST}licenses/{elements}/{version}/")),
        }
    }

    fn zero() -> Self {
        Self {
            name: "CC0 1.0".to_owned(),
            url: Some(format!("https://{HOST}publicdomain/zero/1.0/")),
        }
    }
}

fn is_offered(elements: &str, version: &str) -> bool {
    ELEMENTS.contains(&elements) && VERSIONS.contains(&version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, url: &str) {
        let expect = License {
            name: name.to_owned(),
            url: (!url.is_empty()).then(|| format!("https://creativecommons.org/{url}")),
        };
        assert_eq!(License::parse(text, None), Ok(expect), "{text}");
    }

    #[test]
    fn names_of_creative_commons() {
        check("CC BY 4.0", "CC BY 4.0", "licenses/by/4.0/");
        check("CC-BY-4.0", "CC BY 4.0", "licenses/by/4.0/");
        check("cc by-nc-nd 3.0", "CC BY-NC-ND 3.0", "licenses/by-nc-nd/3.0/");
        check("CC BY-SA-NC 4.0", "CC BY-NC-SA 4.0", "licenses/by-nc-sa/4.0/");
        check(
            "Creative Commons Attribution-ShareAlike 4.0 International",
            "CC BY-SA 4.0",
            "licenses/by-sa/4.0/",
        );
        check("CC BY v4", "CC BY 4.0", "licenses/by/4.0/");
        check(
            "Creative Commons Attribution Non-Commercial No Derivatives 4.0",
            "CC BY-NC-ND 4.0",
            "licenses/by-nc-nd/4.0/",
        );
        check(
            "Creative Commons Attribution Share Alike 3.0",
            "CC BY-SA 3.0",
            "licenses/by-sa/3.0/",
        );
        check("http://creativecommons.org/licenses/by/4.0#x", "CC BY 4.0", "licenses/by/4.0/");
        check("CC0", "CC0 1.0", "publicdomain/zero/1.0/");
        check("CC0-1.0", "CC0 1.0", "publicdomain/zero/1.0/");
        check(
            "https://creativecommons.org/licenses/by-nc/4.0/deed.de",
            "CC BY-NC 4.0",
            "licenses/by-nc/4.0/",
        );
        check(
            "http://www.creativecommons.org/publicdomain/zero/1.0/",
            "CC0 1.0",
            "publicdomain/zero/1.0/",
        );
    }

    #[test]
    fn other_licences_stay_as_written() {
        check("All rights reserved", "All rights reserved", "");
        check("MIT", "MIT", "");
        // What is not understood may restrict it.
        for text in ["CC BY 4.0, except figures (© A)", "CC BY 3.0 IGO", "CC BY 3.0 DE"] {
            check(text, text, "");
        }
        let igo = "https://creativecommons.org/licenses/by/3.0/igo/";
        check(igo, igo, "licenses/by/3.0/igo/");
        let own = License::parse("House rules", Some("https://e.org/rules".into()));
        assert_eq!(
            own.expect("it is no name of Creative Commons").url.as_deref(),
            Some("https://e.org/rules")
        );
    }

    #[test]
    fn names_that_leave_questions() {
        assert_eq!(License::parse("CC BY", None), Err(LicenseError::NoVersion));
        assert_eq!(License::parse("CC NC 4.0", None), Err(LicenseError::Unknown));
        assert_eq!(License::parse("CC BY-ND-SA 4.0", None), Err(LicenseError::Unknown));
        assert_eq!(License::parse("CC BY 5.0", None), Err(LicenseError::NoVersion));
    }
}
