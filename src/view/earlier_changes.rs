//! What happened after earlier issues, as the page and the e-mail of an issue show it.

use super::part::{ArticleLink, EarlierChange};
use super::view_builder::ViewBuilder;
use crate::site::{ChangedPart, IssueChange, iso_date};

/// How URLs within the site are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UrlForm {
    /// For a page: after the site's base path.
    Page,
    /// For an e-mail: complete.
    Full,
}

impl<'s> ViewBuilder<'s> {
    /// What happened after earlier issues, the gravest first.
    pub(super) fn earlier_changes(
        self,
        changes: &[IssueChange],
        form: UrlForm,
    ) -> Vec<EarlierChange<'s>> {
        let mut shown: Vec<EarlierChange<'s>> =
            changes.iter().filter_map(|change| self.earlier_change(change, form)).collect();
        shown.sort_by_key(|change| std::cmp::Reverse(gravity(change.kind)));
        shown
    }

    fn earlier_change(self, change: &IssueChange, form: UrlForm) -> Option<EarlierChange<'s>> {
        let first = *change.articles.first()?;
        let facts = self.facts(first);
        let words = &self.config().translations;
        let articles = change.articles.iter().filter_map(|id| self.card(*id));
        let articles: Vec<_> = articles.map(|card| ArticleLink::of(card)).collect();
        let empty = EarlierChange {
            kind: "",
            text: "",
            is_warning: false,
            date: None,
            work: None,
            work_url: None,
            notice_url: None,
            reason: "",
            source: "",
            articles,
        };
        Some(match change.what {
            ChangedPart::Work { citation, status } => {
                let fields = facts.details.citations.get(citation)?;
                let work = self.site.works.of_citation(first, citation);
                let statuses = work.map_or(fields.statuses(), |work| &work.statuses);
                let wanted = statuses.get(status)?;
                let status = self.shown_statuses(std::iter::once(wanted)).into_iter().next()?;
                let work = self.citations(first).into_iter().find(|work| work.id == fields.id)?;
                let page = work.page_url.as_deref().map(|url| match form {
                    UrlForm::Full => self.absolute(url),
                    UrlForm::Page => url.to_owned(),
                });
                EarlierChange {
                    kind: status.kind,
                    text: status.text,
                    is_warning: status.is_warning,
                    date: status.date,
                    work: fields.title.as_deref().or(fields.text.as_deref()).or(Some(&fields.id)),
                    work_url: page.or(work.link),
                    notice_url: status.notice_url,
                    reason: status.reason,
                    source: status.source,
                    ..empty
                }
            }
            ChangedPart::Source(status) => EarlierChange {
                kind: status.name(),
                text: words.text(status.message()),
                is_warning: true,
                reason: facts
                    .details
                    .source
                    .as_ref()
                    .and_then(|source| source.status_note.as_deref())
                    .unwrap_or_default(),
                ..empty
            },
            ChangedPart::Correction(index) => {
                let correction = facts.details.corrections.get(index)?;
                EarlierChange {
                    kind: "correction",
                    text: words.text("status_correction"),
                    date: correction.date.map(iso_date),
                    reason: &correction.text,
                    ..empty
                }
            }
        })
    }
}

/// How grave a change is.
fn gravity(kind: &str) -> usize {
    const KINDS: [&str; 6] =
        ["correction", "superseded", "corrected", "concern", "withdrawn", "retracted"];
    KINDS.iter().position(|known| *known == kind).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retraction_is_graver_than_a_correction() {
        assert!(gravity("retracted") > gravity("withdrawn"));
        assert!(gravity("corrected") > gravity("correction"));
    }
}
