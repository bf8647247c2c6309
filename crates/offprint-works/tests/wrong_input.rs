//! Files that are damaged: problems with a line, the other records are read, nothing panics, and the
//! time grows with the size.

use std::path::Path;
use std::time::Instant;

use offprint_works::{ProblemSeverity, Reading, read_works};

fn titles(reading: &Reading) -> Vec<&str> {
    reading.works.iter().map(|located| &*located.work.title).collect()
}

/// The titles that are read, and the lines and a part of the problems.
#[track_caller]
fn check(name: &str, text: &str, expect: &[&str], problems: &[(usize, &str)]) {
    let reading = read_works(name, text.as_bytes());
    assert_eq!(titles(&reading), expect, "{:?}", reading.problems);
    let found: Vec<String> =
        reading.problems.iter().map(|found| format!("{} {}", found.line, found.message)).collect();
    assert_eq!(found.len(), problems.len(), "{found:?}");
    for ((line, words), found) in problems.iter().zip(&found) {
        let is_there = found.starts_with(&format!("{line} ")) && found.contains(words);
        assert!(is_there, "{line} {words}: {found}");
    }
    let without_help = reading.problems.iter().find(|problem| problem.help.is_empty());
    assert_eq!(without_help, None);
}

#[test]
fn a_wrong_record_of_bibtex_costs_one_record() {
    check(
        "x.bib",
        "@article{a, title={One}}\n@article{b, title={Two {x}, year={2020}\n}\n@article{c, title={Three}}\n",
        &["One", "Two x", "Three"],
        &[(2, "not closed"), (2, "braces of `title`")],
    );
    check(
        "x.bib",
        "@article{a,\n title={One}},\n year={2020}\n}\n@article{c, title={Three}}\n",
        &["One", "Three"],
        &[(2, "one closing brace is too many")],
    );
    check(
        "x.bib",
        "@article{a,\n title = {One\n year = {2020},\n}\n\n@book{b, title={Two}}",
        &["One", "Two"],
        &[(1, "not closed"), (2, "braces of `title`")],
    );
    check(
        "x.bib",
        "@article{a, title={One}}\n@book{A, title={Two}}\n",
        &["One", "Two"],
        &[(2, "also used in line 1")],
    );
    check("x.bib", "@article{a, title={One", &["One"], &[(1, "braces"), (1, "not closed")]);
    check("x.bib", "@article{a,\n title=oops,\n}", &["oops"], &[(2, "`oops` is not a known")]);
    check("x.bib", "@article{a,\n year={soon}, title={One}}", &["One"], &[(2, "not a year")]);
    check("x.bib", "@article{title={One}}", &["One"], &[(1, "no key")]);
    check("x.bib", "mail@example.org wrote\n@misc{a, title={One}}", &["One"], &[]);
    check("x.bib", "@misc{a,}\n@misc{b, title={One}}", &["One"], &[(1, "no title, no author")]);
    check(
        "x.bib",
        "@misc{a,\n doi={10.55/x},\n isbn={9780306406158}, title={One}}",
        &["One"],
        &[(2, "not a DOI"), (3, "not an ISBN")],
    );
}

#[test]
fn a_wrong_record_of_tagged_formats_costs_one_record() {
    check(
        "x.ris",
        "TY  - JOUR\nTI  - One\n\nTY  - JOUR\nTI  - Two\nER  - \nTY  - XXX\nTI  - Three\n",
        &["One", "Two", "Three"],
        &[(1, "does not end"), (7, "does not end"), (7, "`XXX` is not a type")],
    );
    check(
        "x.ris",
        "junk\nTI  - One\nER  -\nTY  - JOUR\nER  - \n",
        &["One"],
        &[(1, "outside"), (2, "does not begin"), (4, "no title, no author")],
    );
    check(
        "x.ris",
        "TY - JOUR\r\nT1 - One\r\nsecond line\r\nPY - later\r\nDO - 10.5555/a b\r\nER -\r\n",
        &["One second line"],
        &[(4, "not a year"), (5, "not a DOI")],
    );
    check(
        "x.nbib",
        "PMID- 99000001\nTI  - One\n\nPMID- abc\nTI  - Two\nDP  - soon\n\nPMID- 99000003\nLID - 10.5555 [doi]\nTI  - Three",
        &["One", "Two", "Three"],
        &[(4, "not a PubMed"), (6, "not a date"), (9, "not a DOI")],
    );
    check("x.ris", "", &[], &[(0, "empty")]);
    check("x.txt", "hello", &[], &[(0, "not a known format")]);
    check("x.ris", "hello", &[], &[(1, "outside")]);
}

#[test]
fn a_wrong_record_of_json_costs_one_record() {
    check(
        "x.json",
        "[\n {\"id\": \"a\", \"type\": \"book\", \"title\": \"One\"},\n {\"id\": \"b\", \"title\": \"Two\",,},\n {\"id\": \"c\", \"type\": \"nope\", \"title\": \"Three\"}\n]",
        &["One", "Three"],
        &[(3, "not valid JSON"), (4, "`nope` is not a type")],
    );
    check(
        "x.json",
        "[\n {\"id\": \"a\", \"title\": {\"x\": 1},\n {\"id\": \"b\", \"type\": \"book\", \"title\": \"Two\"}\n]",
        &["Two"],
        &[(3, "not valid JSON")],
    );
    check("x.json", "[]", &[], &[(1, "empty")]);
    check("x.json", "{", &[], &[(1, "not valid JSON")]);
    check(
        "x.json",
        "[\n{\"type\":\"book\",\"title\":\"One\"},\n{\"type\":\"bo",
        &["One"],
        &[(3, "not valid")],
    );
    check("x.json", "{\"message\": {\"items\": []}}", &[], &[(1, "no record")]);
}

#[test]
fn a_wrong_record_of_xml_costs_one_record() {
    let article = |title: &str| {
        format!(
            "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
        )
    };
    let set = [
        "<PubmedArticleSet>\n".to_owned(),
        article("One"),
        article("Two</b>"),
        article("Three &amp; &alpha; & more &nbsp;"),
        "<PubmedArticle><MedlineCitation>\n".to_owned(),
        article("Four"),
        "<PubmedArticle><MedlineCitation>".to_owned(),
    ]
    .concat();
    check(
        "x.xml",
        &set,
        &["One", "Three & α & more", "Four"],
        &[(3, "not valid XML"), (5, "not closed before"), (7, "not closed: the file")],
    );
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE x [\n<!ENTITY a \"aaaaaaaaaa\">\n<!ENTITY b \"&a;&a;&a;\">\n]>\n<PubmedArticleSet>\n";
    let bomb =
        [bomb.to_owned(), article("One &b;"), article("Two"), "</PubmedArticleSet>".to_owned()]
            .concat();
    check("x.xml", &bomb, &["Two"], &[(3, "declares entities"), (7, "not valid XML")]);
    let deep = format!("{}{}", "<a>".repeat(1000), "</a>".repeat(1000));
    let many: String = (0..200).map(|n| format!(" a{n}=\"1\"")).collect();
    let set = [article(&deep), article(&format!("<b{many}/>")), article("One")].concat();
    check("x.xml", &set, &["One"], &[(1, "inside of each other"), (2, "attributes")]);
    check(
        "x.xml",
        "<html><body><article>x</article></body></html>",
        &[],
        &[(0, "not a known format")],
    );
}

/// A generator of numbers that are always the same (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % (limit.max(1) as u64)) as usize
    }
}

fn example_files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end != "expected"))
        .map(|path| {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("it can be read"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn no_change_makes_a_reader_panic() {
    const PIECES: [&[u8]; 24] = [
        b"{",
        b"}",
        b"\"",
        b"\\",
        b"@",
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<!--",
        b"\0",
        b"\r",
        b"\n",
        b"\xff",
        b"\xc3",
        b"\xf0\x9f",
        "ß\u{308}".as_bytes(),
        b"$^{",
        b"10.5555/",
        b"<![CDATA[",
        b"&#x110000;",
        b"[[[[",
        b" and ",
        b"ER  - \n",
    ];
    let mut numbers = Numbers(20);
    for (name, bytes) in example_files() {
        for _ in 0..60 {
            let mut changed = bytes.clone();
            for _ in 0..=numbers.below(6) {
                let at = numbers.below(changed.len());
                let until = (at + numbers.below(40)).min(changed.len());
                match numbers.below(4) {
                    0 => drop(changed.drain(at..until)),
                    1 => changed.truncate(at.max(10)),
                    2 => {
                        let piece = PIECES[numbers.below(PIECES.len())];
                        changed.splice(at..at, piece.iter().copied());
                    }
                    _ => {
                        let copy = changed[at..until].to_vec();
                        let to = numbers.below(changed.len());
                        changed.splice(to..to, copy);
                    }
                }
            }
            let reading = read_works(&name, &changed);
            let lines = changed.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
            for problem in &reading.problems {
                assert!(problem.line <= lines, "{name}: {problem:?}");
                assert!(!problem.message.is_empty());
            }
        }
    }
}

/// Files that make careless readers search the same text again and again, with so many parts.
fn hostile_files(count: usize) -> Vec<(&'static str, String)> {
    vec![
        ("a.bib", "@article{a, title={x\n".repeat(count)),
        ("b.bib", format!("@article{{a,\n{}", "t={{x,\n".repeat(count))),
        ("c.bib", "@comment{ x @comment{ y ".repeat(count)),
        ("d.bib", format!("@article{{a, title={{{}", "{".repeat(count * 5))),
        ("e.bib", format!("@article{{a, author={{{}}}}}", "A and ".repeat(count))),
        ("f.bib", "@".repeat(count * 5)),
        ("g.ris", "TY  - JOUR\n".repeat(count)),
        ("h.ris", format!("TY  - JOUR\nTI  - x\n{}", "line\n".repeat(count))),
        ("i.nbib", "PMID- 1\nSO  - x\n\n".repeat(count)),
        ("j.json", "{\n".repeat(count)),
        ("k.json", format!("[{}", "{\"a\":[".repeat(count))),
        ("l.json", format!("[{}", "{\"title\":\"x},\n".repeat(count))),
        ("m.xml", "<PubmedArticle>".repeat(count)),
        ("n.xml", format!("<article>{}", "<a>".repeat(count))),
        ("o.xml", format!("<article {}", "a='1' ".repeat(count))),
        ("p.xml", format!("<article>{}</article>", "&lol;".repeat(count))),
        ("q.xml", format!("<article>{}", "<!--".repeat(count))),
        ("r.ris", format!("TY  - JOUR\nAB  - {}\nER  - ", "<sub>&amp;".repeat(count))),
    ]
}

#[test]
fn hostile_files_take_time_in_proportion_to_their_size() {
    for (short, long) in hostile_files(500).into_iter().zip(hostile_files(8000)) {
        let seconds = |(name, text): &(&str, String)| {
            let start = Instant::now();
            let reading = read_works(name, text.as_bytes());
            assert!(!reading.problems.is_empty() || !reading.works.is_empty(), "{name}");
            start.elapsed().as_secs_f64()
        };
        // The machine may be busy, so only repeated slowness counts. What takes 16 times as long in
        // proportion takes 256 times as long if it is quadratic.
        let is_slow = (0..4).all(|_| {
            let (few, many) = (seconds(&short), seconds(&long));
            many > 1.0 && many > few * 100.0
        });
        assert!(!is_slow, "{}", long.0);
    }
}

#[test]
fn encodings_of_a_file_do_not_matter() {
    let text = "TY  - JOUR\nTI  - Über nichts\nAU  - Müller, Jörg\nER  - \n";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let variants = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
        utf16(false),
        utf16(true),
        latin,
    ];
    for (index, bytes) in variants.into_iter().enumerate() {
        let reading = read_works("x.ris", &bytes);
        assert_eq!(titles(&reading), ["Über nichts"], "{index}");
        assert_eq!(reading.works[0].work.authors[0].family, "Müller");
        let errors =
            reading.problems.iter().filter(|found| found.severity == ProblemSeverity::Error);
        assert_eq!(errors.count(), 0, "{index}");
        assert_eq!(reading.problems.len(), usize::from(index == 6), "{index}");
    }
}
