//! Any bytes as a list of retractions and as the file of a status: never a panic, every problem has a
//! line of the file, and what is added to the file is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offprint_works::{
    PartialDate, StatusAddition, StatusChange, StatusKind, add_to_status_file, read_retraction_watch,
    read_status_file,
};

const HEADER: &[u8] = b"OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate\n";

fuzz_target!(|bytes: &[u8]| {
    let _ = read_retraction_watch(bytes, |_, _| true);
    let list = [HEADER, bytes].concat();
    let list = read_retraction_watch(list.as_slice(), |_, _| true).expect("memory can be read");
    assert!(list.statements.len() <= list.rows);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = read_status_file(text);
    let lines = text.matches('\n').count() + 1;
    assert!(file.problems.iter().all(|problem| problem.line <= lines), "{:?}", file.problems);
    let addition = StatusAddition {
        doi: "10.5555/fuzz".to_owned(),
        pmid: String::new(),
        title: text.chars().take(40).collect(),
        change: StatusChange {
            kind: StatusKind::Retracted,
            date: PartialDate { year: 2025, month: 1, day: 0 },
            notice: String::new(),
            reason: text.to_owned(),
            source: "Fuzzing".to_owned(),
        },
    };
    if let Ok(written) = add_to_status_file(text, &[addition]) {
        let again = read_status_file(&written);
        assert!(again.entries.len() >= file.entries.len(), "{written}");
        assert!(again.entries.iter().any(|entry| entry.statement.doi == "10.5555/fuzz"));
    }
});
