//! [`TrialNumber`]: the number of a trial or a review in its registry, in the form that the registry
//! gives it, and the address of its page.
//!
//! One table for the import, which finds numbers in texts, and for the site, which checks and links
//! those in front matter. Forms and addresses are those of the registries' own pages, which each row
//! names. A registry that has no address for a number has the one of the WHO's search portal
//! (trialsearch.who.int, `Trial2.aspx?TrialID=`) where that portal lists it, or none. No check digits
//! are computed: the EudraCT number ends in two (eudract.ema.europa.eu), but how they are computed is
//! not published.
//!
//! The WHO's portal has a record of a European trial for each country, and writes the country after the
//! number: `EUCTR2015-001234-12-DE`. The country belongs to the record, so the trial's number is
//! `EudraCT 2015-001234-12` in all of them.

/// A registry, or one of the forms of its numbers.
#[derive(Debug)]
pub struct TrialRegistry {
    /// The name for readers.
    pub name: &'static str,
    /// What a number begins with, in lower case; empty if it begins with a digit.
    pub prefix: &'static str,
    /// What follows: `9` is a digit, `x` a letter or digit, `a` two to five letters, `*` any number of
    /// further digits, and any other sign itself, a letter in any case.
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

const EU_CT: &str = "https://euclinicaltrials.eu/ctis-public/view/{}";
const EUDRACT: &str = "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}";
const JRCT: &str = "https://jrct.mhlw.go.jp/en-latest-detail/{}";
const WHO: &str = "https://trialsearch.who.int/Trial2.aspx?TrialID={}";

/// All registries, longer prefixes before their beginnings.
pub const TRIAL_REGISTRIES: [TrialRegistry; 28] = [
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
        Some(EU_CT),
    ),
    // The WHO's portal writes "CTIS" before it.
    row(
        "EU Clinical Trials",
        "ctis",
        "9999-999999-99-99",
        "EU CT ",
        "EU CT 2024-519622-20-00",
        Some(EU_CT),
    ),
    // eudract.ema.europa.eu/help: YYYY-NNNNNN-CC.
    row(
        "EU Clinical Trials Register",
        "",
        "9999-999999-99",
        "EudraCT ",
        "EudraCT 2018-001234-12",
        Some(EUDRACT),
    ),
    // The WHO's portal writes "EUCTR" before it, and the country of the record after it.
    row(
        "EU Clinical Trials Register",
        "euctr",
        "9999-999999-99",
        "EudraCT ",
        "EudraCT 2018-001234-12",
        Some(EUDRACT),
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
    // Until 2017 the kind of study is in the number: TRC, IPR, INR, IOR, OOC, ONRC and others.
    row("ChiCTR", "chictr-", "a-99999999", "ChiCTR-", "ChiCTR-IPR-17012345", Some(WHO)),
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
    // crd.york.ac.uk/PROSPERO: 42, the year, and five to seven digits.
    row(
        "PROSPERO",
        "crd",
        "42999999999*",
        "PROSPERO CRD",
        "PROSPERO CRD42020123456",
        Some("https://www.crd.york.ac.uk/PROSPERO/view/{}"),
    ),
    row("CRIS", "kct", "9999999", "KCT", "KCT0001234", None),
    // irct.behdasht.gov.ir: the day of the registrant's first registration, the registrant, "N", and which of
    // the registrant's trials it is. Until 2017 the day is the trial's own, for some years in the Iranian
    // calendar, and the registrant has fewer digits. The registry sends these numbers to the WHO's portal;
    // pages have addresses of their own numbers. Without "N" it is no trial's number, so it has no link.
    row("IRCT", "irct", "999999999*N9*", "IRCT", "IRCT20200101012345N1", Some(WHO)),
    row("IRCT", "irct", "99999999999*", "IRCT", "IRCT20200101012345", None),
    row("TCTR", "tctr", "99999999999", "TCTR", "TCTR20200101001", None),
    row("PACTR", "pactr", "999999999999999", "PACTR", "PACTR202001234567890", Some(WHO)),
    row("SLCTR", "slctr/", "9999/999", "SLCTR/", "SLCTR/2020/001", None),
    row("ReBEC", "rbr-", "9xxxxx", "RBR-", "RBR-2abc3d", None),
    // trialregister.nl, until 2022: older trials have a number with "NTR", and all have one with "NL". The
    // registry is closed, and the addresses of its successor (onderzoekmetmensen.nl) contain other numbers.
    row("Netherlands Trial Register", "ntr", "9999", "NTR", "NTR1234", None),
    row("Netherlands Trial Register", "nl", "9999", "NL", "NL7096", None),
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
            if is_of_label
                && let Some(form_end) = end_of_form(text, from, registry.form)
                && form_end + record_country(registry, &text[form_end..]) == end
            {
                return Ok(Self::new(registry, registry.number(&text[from..form_end]) + tail));
            }
            let begins = match registry.prefix {
                // Four digits and a hyphen are the year of a European number.
                "" => lower.len() > 9 && end_of_form(text, 0, "9999-99").is_some(),
                _ if registry.form.starts_with('a') => {
                    rest.starts_with(|c: char| c.is_ascii_alphabetic())
                }
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

impl TrialRegistry {
    /// The number as the registry writes it; `part` is what has its form.
    pub(crate) fn number(&self, part: &str) -> String {
        match self.form.contains(|sign: char| sign == 'a' || sign.is_ascii_uppercase()) {
            true => format!("{}{}", self.written, part.to_ascii_uppercase()),
            false => format!("{}{part}", self.written),
        }
    }
}

/// The length of the country that the WHO's portal and the EU's register write after a European number:
/// `-DE`, `/DE`, `/3rd`, `-Outside-EU/EEA`; 0 if there is none.
pub(crate) fn record_country(registry: &TrialRegistry, after: &str) -> usize {
    let Some(country) = after.strip_prefix(['-', '/']) else { return 0 };
    if registry.written != "EudraCT " {
        return 0;
    }
    ["outside-eu/eea", "3rd"]
        .iter()
        .find(|name| country.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)))
        .map(|name| name.len())
        .or_else(|| end_of_form(country, 0, "a").filter(|end| *end == 2))
        .filter(|end| !country[*end..].starts_with(|c: char| c.is_alphanumeric()))
        .map_or(0, |length| length + 1)
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
            b'a' => {
                let letters =
                    bytes[end..].iter().take(6).take_while(|byte| byte.is_ascii_alphabetic());
                end += Some(letters.count()).filter(|count| (2..=5).contains(count))?;
                continue;
            }
            b'9' if bytes.get(end)?.is_ascii_digit() => {}
            b'x' if bytes.get(end)?.is_ascii_alphanumeric() => {}
            _ if bytes.get(end)?.eq_ignore_ascii_case(&sign) && !matches!(sign, b'9' | b'x') => {}
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
    fn numbers_of_the_iranian_registry_end_with_the_count_of_trials() {
        let who = |number| format!("https://trialsearch.who.int/Trial2.aspx?TrialID={number}");
        for (text, number) in [
            ("IRCT20200325046859N1", "IRCT20200325046859N1"),
            ("irct20200325046859n12", "IRCT20200325046859N12"),
            ("IRCT 201201018123N1", "IRCT201201018123N1"),
            ("IRCT138804051556N3", "IRCT138804051556N3"),
        ] {
            check(text, number, "IRCT", &who(number));
        }
        check("IRCT20200101012345", "IRCT20200101012345", "IRCT", "");
        for text in ["IRCT20200325046859N", "IRCT2020N1", "IRCT20200325046859M1"] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed("IRCT", _))), "{text}");
        }
    }

    #[test]
    fn older_numbers_of_the_chinese_registry_contain_the_kind_of_study() {
        for number in ["ChiCTR-IPR-17012345", "ChiCTR-OOC-16009876", "ChiCTR-ONRC-13003456"] {
            let url = format!("https://trialsearch.who.int/Trial2.aspx?TrialID={number}");
            check(number, number, "ChiCTR", &url);
            check(&number.to_lowercase(), number, "ChiCTR", &url);
        }
        for text in ["ChiCTR-IPR-1701234", "ChiCTR-I-17012345", "ChiCTR-IPRIPR-17012345"] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed("ChiCTR", _))), "{text}");
        }
    }

    #[test]
    fn countries_of_records_are_not_part_of_a_european_number() {
        let url = "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2015-001234-12";
        for text in [
            "EUCTR2015-001234-12-DE",
            "EUCTR2015-001234-12-Outside-EU/EEA",
            "EUCTR 2015-001234-12",
            "2015-001234-12/DE",
            "EudraCT 2015-001234-12-GB",
            "2015-001234-12/3rd",
        ] {
            check(text, "EudraCT 2015-001234-12", "EU Clinical Trials Register", url);
        }
        let view = "https://euclinicaltrials.eu/ctis-public/view/2023-501234-12-00";
        let number = "EU CT 2023-501234-12-00";
        check("CTIS2023-501234-12-00", number, "EU Clinical Trials", view);
        for text in ["EUCTR2015-001234-12-DEU", "2015-001234-12-D", "2015-001234-12 DE"] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed(..))), "{text}: {found:?}");
        }
    }

    #[test]
    fn numbers_of_the_dutch_register_begin_with_either_of_two_names() {
        for number in ["NTR1234", "NL7096"] {
            check(number, number, "Netherlands Trial Register", "");
        }
        for text in ["NL70961", "NL41789.078.13"] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed(..))), "{text}: {found:?}");
        }
        assert_eq!(TrialNumber::parse("NL-OMON1234"), Err(TrialNumberError::Unknown));
    }

    #[test]
    fn the_name_may_be_separate_from_a_number_of_prospero() {
        for text in ["CRD 42019123456", "crd42019123456", "PROSPERO: CRD-42019123456"] {
            check(
                text,
                "PROSPERO CRD42019123456",
                "PROSPERO",
                "https://www.crd.york.ac.uk/PROSPERO/view/CRD42019123456",
            );
        }
        for text in ["CRD 4201", "CRD 52019123456"] {
            let found = TrialNumber::parse(text);
            assert!(matches!(found, Err(TrialNumberError::Malformed("PROSPERO", _))), "{text}");
        }
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
