//! What identifiers look like, with the mistakes that people make.

use super::{Identifier, IdentifierKind};

#[track_caller]
fn check(kind: IdentifierKind, value: &str, texts: &[&str]) {
    for text in texts {
        let found = kind.parse(text).map(|found| found.value);
        assert_eq!(found.as_deref(), Ok(value), "{text}");
    }
}

/// Each text is refused, and the reason contains the words.
#[track_caller]
fn refuse(kind: IdentifierKind, texts: &[(&str, &str)]) {
    for (text, words) in texts {
        let reason = kind.parse(text).expect_err(text).to_string();
        assert!(reason.contains(words), "{text}: {reason}");
    }
}

#[test]
fn dois() {
    check(
        IdentifierKind::Doi,
        "10.5555/Ex.2024(1)",
        &[
            "10.5555/Ex.2024(1)",
            "doi:10.5555/Ex.2024(1)",
            "DOI: 10.5555/Ex.2024(1)",
            "doi: https://doi.org/10.5555/Ex.2024(1)",
            "https://doi.org/10.5555/Ex.2024(1)",
            "http://dx.doi.org/10.5555/Ex.2024%281%29",
            "www.doi.org/10.5555/Ex.2024(1)",
            " info:doi/10.5555/Ex.2024(1) ",
        ],
    );
    check(
        IdentifierKind::Doi,
        "10.1101/2020.01.01.123456",
        &[
            "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2",
            "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full",
            "https://www.medrxiv.org/content/10.1101/2020.01.01.123456v1?x=1",
            "https://www.medrxiv.org/content/10.1101/2020.01.01.123456",
        ],
    );
    check(IdentifierKind::Doi, "10.1000.10/v1", &["10.1000.10/v1"]);
    refuse(
        IdentifierKind::Doi,
        &[
            ("", "begins with `10.`"),
            ("11.5555/x", "begins with `10.`"),
            ("see 10.5555/x", "begins with `10.`"),
            ("10.5555", "slash"),
            ("10.55/x", "four to nine digits"),
            ("10.5a55/x", "four to nine digits"),
            ("10.5555/", "nothing follows"),
            ("10.5555/a b", "no space"),
        ],
    );
    let doi = IdentifierKind::Doi.parse("10.1002/(SICI)1<1::AID#1>3.0;2-K").expect("a DOI");
    let url = "https://doi.org/10.1002/(SICI)1%3C1::AID%231%3E3.0;2-K";
    assert_eq!(doi.url().as_deref(), Some(url));
    assert_eq!(doi.key(), "10.1002/(sici)1<1::aid#1>3.0;2-k");
}

#[test]
fn numbers_of_pubmed_and_arxiv() {
    check(
        IdentifierKind::Pmid,
        "12345678",
        &[
            "12345678",
            "PMID: 12345678",
            "pmid12345678",
            "https://pubmed.ncbi.nlm.nih.gov/12345678/",
            "https://pubmed.ncbi.nlm.nih.gov/12345678/?from=x",
            "http://www.ncbi.nlm.nih.gov/pubmed/12345678",
            "https://europepmc.org/article/MED/12345678",
        ],
    );
    refuse(IdentifierKind::Pmid, &[("0123", "begin with 0"), ("12a", "digits"), ("", "digits")]);
    refuse(IdentifierKind::Pmid, &[("1234567890", "digits"), ("PMC123", "digits")]);
    check(
        IdentifierKind::Pmcid,
        "PMC1234567",
        &[
            "PMC1234567",
            "pmc1234567",
            "PMCID: PMC1234567",
            "PMC1234567.1",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/",
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/x.pdf",
            "https://europepmc.org/article/PMC/PMC1234567",
        ],
    );
    refuse(IdentifierKind::Pmcid, &[("1234567", "`PMC`"), ("PMC", "digits"), ("PMCX", "digits")]);
    check(
        IdentifierKind::Arxiv,
        "2401.01234",
        &[
            "2401.01234",
            "arXiv:2401.01234v3",
            "https://arxiv.org/abs/2401.01234v1",
            "https://arxiv.org/pdf/2401.01234.pdf",
            "10.48550/arXiv.2401.01234",
            "arXiv:2401.01234 [cs.LG]",
        ],
    );
    check(IdentifierKind::Arxiv, "hep-th/9901001", &["hep-th/9901001", "arXiv:hep-th/9901001v2"]);
    refuse(IdentifierKind::Arxiv, &[("2401.012", "looks like"), ("x/1", "looks like"), ("", "l")]);
}

#[test]
fn numbers_with_check_digits() {
    let orcid = "0000-0002-1825-0097";
    check(
        IdentifierKind::Orcid,
        orcid,
        &[
            orcid,
            "https://orcid.org/0000-0002-1825-0097",
            "http://orcid.org/0000-0002-1825-0097/",
            "orcid.org/0000-0002-1825-0097",
            "ORCID: 0000-0002-1825-0097",
            "ORCID: https://orcid.org/0000-0002-1825-0097",
            "0000000218250097",
            "0000 0002 1825 0097",
            "0000\u{2013}0002\u{2013}1825\u{2013}0097",
        ],
    );
    check(IdentifierKind::Orcid, "0000-0002-1694-233X", &["0000-0002-1694-233x"]);
    refuse(
        IdentifierKind::Orcid,
        &[
            ("0000-0002-1825-0098", "`7`"),
            ("0000-0002-1825-009", "16 digits"),
            ("0000-000X-1825-0097", "16 digits"),
            ("https://example.org/0000-0002-1825-0097", "16 digits"),
        ],
    );
    check(
        IdentifierKind::Isbn,
        "9780306406157",
        &["978-0-306-40615-7", "ISBN 0-306-40615-2", "ISBN-13: 9780306406157", "0306406152"],
    );
    check(IdentifierKind::Isbn, "9780804429573", &["0-8044-2957-X", "080442957x"]);
    refuse(
        IdentifierKind::Isbn,
        &[
            ("9780306406158", "`7`"),
            ("0306406153", "`2`"),
            ("9770306406157", "978 or 979"),
            ("12345", "13 digits"),
        ],
    );
    check(IdentifierKind::Issn, "0378-5955", &["0378-5955", "03785955", "ISSN: 0378-5955"]);
    check(IdentifierKind::Issn, "2434-561X", &["2434-561x"]);
    refuse(IdentifierKind::Issn, &[("0378-5954", "`5`"), ("0378", "8 digits")]);
    check(IdentifierKind::Ror, "05dxps055", &["05dxps055", "https://ror.org/05DXPS055/"]);
    check(IdentifierKind::Ror, "02mhbdp94", &["https://ror.org/02mhbdp94"]);
    check(IdentifierKind::Ror, "03yrm5c26", &["ror.org/03yrm5c26"]);
    refuse(IdentifierKind::Ror, &[("05dxps056", "`55`"), ("15dxps055", "9 characters")]);
    refuse(IdentifierKind::Ror, &[("05dxpu055", "9 characters"), ("", "9 characters")]);
}

#[test]
fn numbers_of_registries() {
    check(
        IdentifierKind::Trial,
        "NCT03756129",
        &[
            "NCT03756129",
            "https://clinicaltrials.gov/study/NCT03756129?tab=results",
            "nct 03756129",
        ],
    );
    check(
        IdentifierKind::Trial,
        "DRKS00015918",
        &["DRKS00015918", "https://drks.de/search/en/trial/DRKS00015918"],
    );
    check(
        IdentifierKind::Trial,
        "ACTRN12621000436875",
        &["https://www.anzctr.org.au/ACTRN12621000436875.aspx"],
    );
    check(
        IdentifierKind::Trial,
        "CTRI/2020/01/012345",
        &[
            "CTRI/2020/01/012345",
            "https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI/2020/01/012345",
        ],
    );
    refuse(IdentifierKind::Trial, &[("NCT1", "NCT03756129"), ("ABC", "no known registry")]);
    let found = IdentifierKind::Trial.parse("DRKS00015918").expect("a number");
    assert_eq!(found.name(), "DRKS");
    assert_eq!(found.url().as_deref(), Some("https://drks.de/search/en/trial/DRKS00015918"));
}

#[test]
fn every_kind_has_a_valid_example_whose_address_is_recognised() {
    for kind in IdentifierKind::ALL {
        let example = kind.parse(kind.example()).expect("it is valid");
        assert_eq!(example.value, kind.example());
        if let Some(url) = example.url() {
            assert_eq!(kind.parse(&url).as_ref(), Ok(&example), "{url}");
        }
    }
}

#[test]
fn no_text_makes_a_reader_panic() {
    let texts = ["ß", "10.", "10.5555/ß", "PMß", "978-ß", "https://", "v", "/", "\u{a0}", "ROR ß"];
    for kind in IdentifierKind::ALL {
        for first in texts {
            for second in texts {
                let found: Result<Identifier, _> = kind.parse(&format!("{first}{second}"));
                if let Ok(found) = found {
                    assert!(found.url().is_none_or(|url| url.is_ascii()), "{found:?}");
                }
            }
        }
    }
}
