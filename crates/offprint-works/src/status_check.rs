//! [`compare_status`]: what lists and records say about works, against what a site states of them.
//!
//! Must not know files.

use crate::library::Library;
use crate::reading::{Reading, StatusStatement};
use crate::status_file::StatusEntry;
use crate::work::{PartialDate, StatusChange, StatusKind, WorkKind};

/// What lists and records say about the works of a library.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatusComparison {
    /// What the library does not state yet, in the order of its works.
    pub news: Vec<StatusNews>,
    /// How many statements are about works of the library.
    pub about_works: usize,
    /// How many of these the editor ignores.
    pub ignored: usize,
    /// Statements about the PubMed number of a work, but with another DOI: one of the two numbers is
    /// wrong, so they are no news. The index of the statement, and that of the work in
    /// [`Library::works`].
    pub contradictions: Vec<(usize, usize)>,
}

/// Something that happened to a work of a library, and that the library does not state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusNews {
    /// The index of the work in [`Library::works`].
    pub work: usize,
    /// What happened, with all that the statements and the library say about it.
    pub change: StatusChange,
    /// The statements that say so, by their indexes.
    pub statements: Vec<usize>,
}

/// What the records of a file state about the status of works: of their own, and of others.
pub fn status_statements(reading: &Reading) -> Vec<StatusStatement> {
    let mut statements = Vec::new();
    for found in &reading.works {
        let work = &found.work;
        let preprint = (work.kind == WorkKind::Preprint).then(|| StatusChange {
            kind: StatusKind::Preprint,
            date: PartialDate::default(),
            notice: String::new(),
            reason: String::new(),
            source: reading.format.map_or("", crate::WorkFormat::source).to_owned(),
        });
        statements.extend(work.status.iter().cloned().chain(preprint).map(|change| {
            StatusStatement {
                doi: work.doi.clone(),
                pmid: work.pmid.clone(),
                change,
                line: found.line,
            }
        }));
    }
    statements.extend(reading.statements.iter().cloned());
    statements.retain(|statement| !statement.doi.is_empty() || !statement.pmid.is_empty());
    statements
}

/// Compares what `statements` say with what a library states. What an ignored entry says is no news.
pub fn compare_status(
    library: &Library,
    entries: &[StatusEntry],
    statements: &[StatusStatement],
) -> StatusComparison {
    let mut comparison = StatusComparison::default();
    let mut by_work: Vec<Vec<usize>> = vec![Vec::new(); library.works().len()];
    let ignored: Vec<(usize, &StatusChange)> = entries
        .iter()
        .filter(|entry| entry.is_ignored)
        .filter_map(|entry| {
            let StatusStatement { doi, pmid, change, .. } = &entry.statement;
            Some((library.position(doi, pmid)?, change))
        })
        .collect();
    for (index, statement) in statements.iter().enumerate() {
        let Some(at) = library.position(&statement.doi, &statement.pmid) else { continue };
        let doi = &library.works()[at].work.doi;
        if !doi.is_empty()
            && !statement.doi.is_empty()
            && !doi.eq_ignore_ascii_case(&statement.doi)
            && !library.is_doi_of(at, &statement.doi)
        {
            comparison.contradictions.push((index, at));
            continue;
        }
        comparison.about_works += 1;
        if ignored.iter().any(|(of, change)| *of == at && change.is_same(&statement.change)) {
            comparison.ignored += 1;
            continue;
        }
        by_work[at].push(index);
    }
    for (work, indexes) in by_work.into_iter().enumerate() {
        let stated = &library.works()[work].work;
        let mut after = stated.status.clone();
        for index in &indexes {
            statements[*index].change.add_to(&mut after);
        }
        for change in after {
            let is_stated = stated.status.iter().any(|known| says_the_same(known, &change))
                || change.kind == StatusKind::Preprint && stated.kind == WorkKind::Preprint;
            if is_stated {
                continue;
            }
            let says_so = |index: &usize| statements[*index].change.is_same(&change);
            let statements = indexes.iter().copied().filter(says_so).collect();
            comparison.news.push(StatusNews { work, change, statements });
        }
    }
    comparison
}

/// Whether two changes state the same; who states it does not matter.
fn says_the_same(known: &StatusChange, change: &StatusChange) -> bool {
    (known.kind, known.date, &known.notice, &known.reason)
        == (change.kind, change.date, &change.notice, &change.reason)
}

#[cfg(test)]
mod tests {
    use super::{compare_status, status_statements};
    use crate::library::Library;
    use crate::reading::StatusStatement;
    use crate::status_file::{StatusEntry, read_status_file};
    use crate::work::{PartialDate, StatusChange, StatusKind, Work};
    use crate::{WorkKind, read_works};

    fn change(kind: StatusKind, year: i16, notice: &str, source: &str) -> StatusChange {
        StatusChange {
            kind,
            date: PartialDate { year, ..PartialDate::default() },
            notice: notice.to_owned(),
            reason: String::new(),
            source: source.to_owned(),
        }
    }

    fn statement(doi: &str, change: StatusChange) -> StatusStatement {
        StatusStatement { doi: doi.to_owned(), pmid: String::new(), change, line: 1 }
    }

    fn library(status: Vec<StatusChange>) -> Library {
        let work = |doi: &str, status| Work {
            title: format!("Title of {doi}"),
            doi: doi.to_owned(),
            status,
            ..Work::default()
        };
        Library::new(vec![
            ("a.bib".to_owned(), 1, work("10.5555/a", status)),
            ("a.bib".to_owned(), 9, work("10.5555/b", Vec::new())),
        ])
    }

    #[track_caller]
    fn check(known: Vec<StatusChange>, said: &[StatusChange], ignored: &str, news: &[&str]) {
        let library = library(known);
        let entries: Vec<StatusEntry> = read_status_file(ignored).entries;
        let statements: Vec<StatusStatement> =
            said.iter().map(|change| statement("10.5555/a", change.clone())).collect();
        let found = compare_status(&library, &entries, &statements);
        let found: Vec<String> = found
            .news
            .iter()
            .map(|news| {
                let change = &news.change;
                format!(
                    "{} {} {} {}",
                    change.kind.name(),
                    change.date,
                    change.notice,
                    news.statements.len()
                )
            })
            .collect();
        assert_eq!(found, news);
    }

    #[test]
    fn only_what_is_not_stated_is_news() {
        use StatusKind::{Corrected, Retracted};
        let retracted = change(Retracted, 2025, "10.5555/n", "Crossref");
        check(vec![], &[], "", &[]);
        check(vec![], std::slice::from_ref(&retracted), "", &["retracted 2025 10.5555/n 1"]);
        // Two sources state one retraction.
        let bare = change(Retracted, 0, "", "PubMed");
        check(vec![], &[bare.clone(), retracted.clone()], "", &["retracted 2025 10.5555/n 2"]);
        check(vec![retracted.clone()], &[bare.clone(), retracted.clone()], "", &[]);
        // What is stated becomes more exact.
        check(vec![bare], std::slice::from_ref(&retracted), "", &["retracted 2025 10.5555/n 1"]);
        let corrections = [
            change(Corrected, 2023, "10.5555/c1", "Crossref"),
            change(Corrected, 2024, "10.5555/c2", "Crossref"),
        ];
        check(
            vec![],
            &corrections,
            "",
            &["corrected 2023 10.5555/c1 1", "corrected 2024 10.5555/c2 1"],
        );
        let ignored = "[[work]]\ndoi = \"10.5555/a\"\nstatus = \"corrected\"\n\
                       notice = \"10.5555/c1\"\nignore = true\n";
        check(vec![], &corrections, ignored, &["corrected 2024 10.5555/c2 1"]);
    }

    #[test]
    fn a_pubmed_number_with_another_doi_is_no_news() {
        let work = |doi: &str, pmid: &str| Work {
            title: "Title".to_owned(),
            doi: doi.to_owned(),
            pmid: pmid.to_owned(),
            ..Work::default()
        };
        let library = Library::new(vec![
            ("a.bib".to_owned(), 1, work("10.5555/a", "90000001")),
            ("a.bib".to_owned(), 9, work("", "90000002")),
        ]);
        let retracted = change(StatusKind::Retracted, 2025, "", "Retraction Watch");
        let said = |doi: &str, pmid: &str| StatusStatement {
            pmid: pmid.to_owned(),
            ..statement(doi, retracted.clone())
        };
        let statements = [
            said("10.5555/other", "90000001"),
            said("10.5555/A", "90000001"),
            said("", "90000001"),
            said("10.5555/other", "90000002"),
        ];
        let found = compare_status(&library, &[], &statements);
        assert_eq!(found.contradictions, [(0, 0)]);
        let news: Vec<_> =
            found.news.iter().map(|news| (news.work, news.statements.clone())).collect();
        assert_eq!(news, [(0, vec![1, 2]), (1, vec![3])]);
    }

    #[test]
    fn records_state_the_status_of_their_own_work_and_of_others() {
        let json = r#"[{"DOI": "10.5555/a", "type": "posted-content", "subtype": "preprint",
            "title": ["A"], "indexed": {},
            "updated-by": [{"type": "retraction", "DOI": "10.5555/n"}]},
            {"DOI": "10.5555/n", "type": "journal-article", "title": ["Notice"],
             "update-to": [{"type": "correction", "DOI": "10.5555/b"}]}]"#;
        let reading = read_works("a.json", json.as_bytes());
        let found: Vec<(String, StatusKind)> = status_statements(&reading)
            .into_iter()
            .map(|statement| (statement.doi, statement.change.kind))
            .collect();
        let a = "10.5555/a".to_owned();
        assert_eq!(
            found,
            [
                (a.clone(), StatusKind::Retracted),
                (a, StatusKind::Preprint),
                ("10.5555/b".to_owned(), StatusKind::Corrected)
            ]
        );
        // That a preprint is one is no news.
        let work =
            Work { doi: "10.5555/a".to_owned(), kind: WorkKind::Preprint, ..Work::default() };
        let library = Library::new(vec![("a".to_owned(), 1, work)]);
        let news = compare_status(&library, &[], &status_statements(&reading)).news;
        assert_eq!(news.len(), 1);
    }
}
