//! Any bytes as a file of references, in the format that the first byte selects: never a panic, and
//! every problem has a line of the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offprint_works::read_works;

/// Names whose extensions decide if the content can be anything, and what makes the content begin
/// like that format.
const STARTS: [(&str, &[u8]); 9] = [
    ("x.ris", b"TY  - JOUR\n"),
    ("x.nbib", b"PMID- 1\n"),
    ("x.bib", b"@article{a,\n"),
    ("x.json", b"[{\"type\":"),
    ("x.json", b"{\"message\":{\"items\":[{\"DOI\":"),
    ("x.xml", b"<PubmedArticleSet><PubmedArticle><MedlineCitation>"),
    ("x.xml", b"<article><front><article-meta>"),
    ("x.xml", b"<xml><records><record>"),
    ("x", b""),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (name, start) = STARTS[usize::from(*first) % STARTS.len()];
    let file = [start, rest].concat();
    let reading = read_works(name, &file);
    let lines = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    for problem in &reading.problems {
        assert!(problem.line <= lines, "{problem:?}");
    }
});
