//! [`TrialNumber`]: the number of a trial or a review in its registry, in the form that the registry
//! gives it, and the address of its page.
//!
//! One table for the import, which finds numbers in texts, and for the site, which checks and links
//! those in front matter. Forms and addresses are those of the registries' own pages, which each row
//! names. A registry that has no address for a number has the one of the WHO's search portal
//! (trialsearch.who.int, `Trial2.aspx?TrialID=`) where that portal lists it, or none. No check digits
//! are computed: the EudraCT number ends in two (eudract.ema.europa.eu), but how they are computed is
//! not published.

/// A registry, or one of the forms of its numbers.
#[derive(Debug)]
pub struct TrialRegistry {
    /// The name for readers.
    pub name: &'static str,
    /// What a number begins with, in lower case; empty if it begins with a digit.
    pub prefix: &'static str,
    /// What follows: `9` is a digit, `x` a letter or digit, `*` any number of further digits, and
    /// any other sign itself.
    pub form: &'static str,
    /// What the plain form begins with.
    pub written: &'static str,
    /// A number as an example.
    pub example: &'static str,
    /// The address of a number's page, with `{}` for the number.
    pub url: Option<&'static str>,
}

const fn row(
    name: &'static str,
    prefix: &'static str,
    form: &'static str,
    written: &'static str,
    example: &'static str,
    url: Option<&'static str>,
) -> TrialRegistry {
    TrialRegistry { name, prefix, form, written, example, url }
}

const JRCT: &str = "https://jrct.mhlw.go.jp/en-latest-detail/{}";
const WHO: &str = "https://trialsearch.who.int/Trial2.aspx?TrialID={}";

/// All registries, longer prefixes before their beginnings.
pub const TRIAL_REGISTRIES: [TrialRegistry; 24] = [
    // clinicaltrials.gov/about-site: "NCT" and eight digits.
    row(
        "ClinicalTrials.gov",
        "nct",
        "99999999",
        "NCT",
        "NCT03756129",
        Some("https://clinicaltrials.gov/study/{}"),
    ),
    // isrctn.com/page/faqs.
    row(
        "ISRCTN",
        "isrctn",
        "99999999",
        "ISRCTN",
        "ISRCTN10175490",
        Some("https://www.isrctn.com/{}"),
    ),
    // euclinicaltrials.eu: year, six digits, two digits, and the version of the application.
    row(
        "EU Clinical Trials",
        "",
        "9999-999999-99-99",
        "EU CT ",
        "EU CT 2024-519622-20-00",
        Some("https://euclinicaltrials.eu/ctis-public/view/{}"),
    ),
    // eudract.ema.europa.eu/help: YYYY-NNNNNN-CC.
    row(
        "EU Clinical Trials Register",
        "",
        "9999-999999-99",
        "EudraCT ",
        "EudraCT 2018-001234-12",
        Some("https://www.clinicaltrialsregister.eu/ctr-search/search?query={}"),
    ),
    // drks.de.
    row(
        "DRKS",
        "drks",
        "99999999",
        "DRKS",
        "DRKS00015918",
        Some("https://drks.de/search/en/trial/{}"),
    ),
    // chictr.org.cn: pages have addresses of their own numbers, so the WHO's portal is linked.
    row("ChiCTR", "chictr-trc-", "99999999", "ChiCTR-TRC-", "ChiCTR-TRC-12345678", Some(WHO)),
    row("ChiCTR", "chictr-", "9999999999", "ChiCTR-", "ChiCTR-1900012345", Some(WHO)),
    row("ChiCTR", "chictr", "9999999999", "ChiCTR", "ChiCTR2000012345", Some(WHO)),
    // anzctr.org.au.
    row(
        "ANZCTR",
        "actrn",
        "99999999999999",
        "ACTRN",
        "ACTRN12621000436875",
        Some("https://www.anzctr.org.au/{}.aspx"),
    ),
    // jrct.mhlw.go.jp: ten digits, or the letter of the kind of research and nine digits. The WHO
    // writes "JPRN-" before it.
    row("jRCT", "jprn-jrcts", "999999999", "jRCTs", "jRCTs021250011", Some(JRCT)),
    row("jRCT", "jprn-jrct", "9999999999", "jRCT", "jRCT2031250398", Some(JRCT)),
    row("jRCT", "jrcts", "999999999", "jRCTs", "jRCTs021250011", Some(JRCT)),
    row("jRCT", "jrct", "9999999999", "jRCT", "jRCT2031250398", Some(JRCT)),
    row("UMIN-CTR", "jprn-umin", "999999999", "UMIN", "UMIN000012345", None),
    row("UMIN-CTR", "umin", "999999999", "UMIN", "UMIN000012345", None),
    // ctri.nic.in: pages have addresses of their own numbers, so the WHO's portal is linked.
    row("CTRI", "ctri/", "9999/99/999999", "CTRI/", "CTRI/2020/01/012345", Some(WHO)),
    // crd.york.ac.uk/PROSPERO: 42, the year, and five or six digits.
    row(
        "PROSPERO",
        "crd42",
        "999999999*",
        "PROSPERO CRD42",
        "PROSPERO CRD42020123456",
        Some("https://www.crd.york.ac.uk/PROSPERO/view/{}"),
    ),
    row("CRIS", "kct", "9999999", "KCT", "KCT0001234", None),
    row("IRCT", "irct", "99999999999*", "IRCT", "IRCT20200101012345", None),
    row("TCTR", "tctr", "99999999999", "TCTR", "TCTR20200101001", None),
    row("PACTR", "pactr", "999999999999999", "PACTR", "PACTR202001234567890", Some(WHO)),
    row("SLCTR", "slctr/", "9999/999", "SLCTR/", "SLCTR/2020/001", None),
    row("ReBEC", "rbr-", "9xxxxx", "RBR-", "RBR-2abc3d", None),
    row("Netherlands Trial Register", "ntr", "9999", "NTR", "NTR1234", None),
];

/// The number of a trial, or of a systematic review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialNumber {
    /// The number as its registry writes it, after the registry's name if the number is only digits.
    pub number: String,
    /// The name of the registry.
    pub registry: &'static str,
    /// The address of its page, if it has one.
    pub url: Option<String>,
}

/// Why a text is no [`TrialNumber`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrialNumberError {
    /// It begins as the numbers of a registry do. Contains the registry and an example.
    Malformed(&'static str, &'static str),
    /// No registry has numbers like this.
    Unknown,
}

impl TrialNumber {
    /// Reads a text that is nothing but a number, with or without the name of the registry before
    /// it (`EudraCT 2018-001234-12`), in any case.
    pub fn parse(text: &str) -> Result<Self, TrialNumberError> {
        let labelled = text.trim();
        let text = without_label(labelled);
        // Without its last part, a number of the one European registry is in the form of the other.
        let label = labelled[..labelled.len() - text.len()].to_ascii_lowercase();
        let is_eu_ct = label.starts_with("eu") && !label.starts_with("eudract") || label == "ctis ";
        let lower = text.to_ascii_lowercase();
        let mut malformed = None;
        for registry in &TRIAL_REGISTRIES {
            let Some(rest) = lower.strip_prefix(registry.prefix) else { continue };
            let is_word = registry.prefix.bytes().all(|byte| byte.is_ascii_alphabetic());
            // `ISRCTN 12345678`, `NCT-12345678`.
            let rest = match rest.strip_prefix([' ', '-', ':']) {
                Some(rest) if is_word && !registry.prefix.is_empty() => rest.trim_start(),
                _ => rest,
            };
            let from = text.len() - rest.len();
            // A registration in Australia that is not finished ends with `p`.
            let (end, tail) = match text[from..].strip_suffix(['p', 'P']) {
                Some(_) if registry.prefix == "actrn" => (text.len() - 1, "p"),
                _ => (text.len(), ""),
            };
            let is_of_label = !(is_eu_ct && registry.written == "EudraCT ");
            if is_of_label && end_of_form(text, from, registry.form) == Some(end) {
                let number = format!("{}{}{tail}", registry.written, &text[from..end]);
                return Ok(Self::new(registry, number));
            }
            let begins = match registry.prefix {
                // Four digits and a hyphen are the year of a European number.
                "" => lower.len() > 9 && end_of_form(text, 0, "9999-99").is_some(),
                _ => rest.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty(),
            };
            if begins && malformed.is_none() {
                malformed = Some(TrialNumberError::Malformed(registry.name, registry.example));
            }
        }
        Err(malformed.unwrap_or(TrialNumberError::Unknown))
    }

    fn new(registry: &'static TrialRegistry, number: String) -> Self {
        // Only readers need the name before a number.
        let plain = number.rsplit_once(' ').map_or(&*number, |(_, plain)| plain);
        let url = registry.url.map(|url| url.replace("{}", plain));
        Self { number, registry: registry.name, url }
    }
}

/// The text without the name of a registry before a number.
fn without_label(text: &str) -> &str {
    const LABELS: [&str; 12] = [
        "clinicaltrials.gov",
        "eudract number",
        "eudract",
        "eu ct number",
        "eu ct",
        "euct",
        "ctis",
        "prospero",
        "anzctr",
        "identifier",
        "number",
        "no.",
    ];
    let mut rest = text;
    while let Some(label) = LABELS.iter().find(|label| {
        rest.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
            && !rest[label.len()..].starts_with(|c: char| c.is_alphanumeric())
    }) {
        rest = rest[label.len()..].trim_start_matches([' ', ':', '#', '-']);
    }
    rest
}

/// Where a number of this form ends, if the text has one at this position.
pub fn end_of_form(text: &str, at: usize, form: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at;
    for sign in form.bytes() {
        match sign {
            b'*' => {
                let digits = bytes[end..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                end += digits.min(8);
                continue;
            }
            b'9' if bytes.get(end)?.is_ascii_digit() => {}
            b'x' if bytes.get(end)?.is_ascii_alphanumeric() => {}
            _ if *bytes.get(end)? == sign => {}
            _ => return None,
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::{TRIAL_REGISTRIES, TrialNumber, TrialNumberError};

    #[track_caller]
    fn check(text: &str, number: &str, registry: &str, url: &str) {
        let found = TrialNumber::parse(text).expect("it is a number");
        assert_eq!(found.number, number, "{text}");
        assert_eq!(found.registry, registry, "{text}");
        assert_eq!(found.url.unwrap_or_default(), url, "{text}");
    }

    #[test]
    fn numbers_lead_to_their_registries() {
        let study = "https://clinicaltrials.gov/study/NCT03756129";
        check("NCT03756129", "NCT03756129", "ClinicalTrials.gov", study);
        check("nct 03756129", "NCT03756129", "ClinicalTrials.gov", study);
        check("ClinicalTrials.gov: NCT03756129", "NCT03756129", "ClinicalTrials.gov", study);
        check(
            "ISRCTN12345678",
            "ISRCTN12345678",
            "ISRCTN",
            "https://www.isrctn.com/ISRCTN12345678",
        );
        let register =
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2018-001234-12";
        for text in ["2018-001234-12", "EudraCT 2018-001234-12", "EudraCT number: 2018-001234-12"] {
            check(text, "EudraCT 2018-001234-12", "EU Clinical Trials Register", register);
        }
        check(
            "EU CT 2024-519622-20-00",
            "EU CT 2024-519622-20-00",
            "EU Clinical Trials",
            "https://euclinicaltrials.eu/ctis-public/view/2024-519622-20-00",
        );
        check(
            "DRKS00012345",
            "DRKS00012345",
            "DRKS",
            "https://drks.de/search/en/trial/DRKS00012345",
        );
        check(
            "ChiCTR2000012345",
            "ChiCTR2000012345",
            "ChiCTR",
            "https://trialsearch.who.int/Trial2.aspx?TrialID=ChiCTR2000012345",
        );
        check(
            "ctri/2020/01/012345",
            "CTRI/2020/01/012345",
            "CTRI",
            "https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI/2020/01/012345",
        );
        check(
            "ACTRN12607000112404p",
            "ACTRN12607000112404p",
            "ANZCTR",
            "https://www.anzctr.org.au/ACTRN12607000112404p.aspx",
        );
        check(
            "JPRN-jRCTs021250011",
            "jRCTs021250011",
            "jRCT",
            "https://jrct.mhlw.go.jp/en-latest-detail/jRCTs021250011",
        );
        check(
            "crd420251008448",
            "PROSPERO CRD420251008448",
            "PROSPERO",
            "https://www.crd.york.ac.uk/PROSPERO/view/CRD420251008448",
        );
        check("UMIN000012345", "UMIN000012345", "UMIN-CTR", "");
    }

    #[test]
    fn numbers_in_another_form_are_refused() {
        for text in ["NCT1", "NCT037561299", "ISRCTN1234567", "DRKS1", "ACTRN123", "CTRI/2020/1/1"]
        {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed(..))), "{text}: {found:?}");
        }
        for text in [
            "2018-001234-1",
            "EU CT 2024-519622-20",
            "2018-0012345-12",
            "jRCT12",
            "CRD42",
            "ChiCTR20",
        ] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed(..))), "{text}: {found:?}");
        }
        for text in ["", "ABC123", "a trial", "12345678", "Überblick"] {
            assert_eq!(TrialNumber::parse(text), Err(TrialNumberError::Unknown), "{text}");
        }
    }

    #[test]
    fn every_example_has_its_form() {
        for registry in &TRIAL_REGISTRIES {
            let found = TrialNumber::parse(registry.example).expect("it has the form");
            assert_eq!((&*found.number, found.registry), (registry.example, registry.name));
        }
    }
}
