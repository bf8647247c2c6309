//! [`RenderErrors`]: collects the errors of many pages and reports each of them once.

use crate::diagnostic::{Code, Diagnostic};
use crate::route::Route;

/// Errors of rendering. The same error on four thousand pages is one error with a count.
#[derive(Default)]
pub(super) struct RenderErrors {
    list: Vec<(Diagnostic, Route, usize)>,
}

impl RenderErrors {
    pub(super) fn add(&mut self, route: &Route, fault: Diagnostic) {
        let same = |known: &Diagnostic| {
            let place = |fault: &Diagnostic| {
                fault.at.as_ref().map(|at| (at.source.path.clone(), at.span.clone()))
            };
            // The message may quote a value, which differs from page to page; the location does
            // not.
            place(known) == place(&fault) && (fault.at.is_some() || known.message == fault.message)
        };
        match self.list.iter_mut().find(|(known, ..)| same(known)) {
            Some((.., count)) => *count += 1,
            None => self.list.push((fault, route.clone(), 1)),
        }
    }

    pub(super) fn finish(self) -> impl Iterator<Item = Diagnostic> {
        self.list.into_iter().map(|(mut fault, route, count)| {
            // A template that is endless on one page is not tried on the others, and which page
            // comes first depends on the threads.
            if fault.code == Code::EndlessTemplate {
                return fault;
            }
            let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            fault.message = format!("{}, while rendering {route}{more}", fault.message);
            fault
        })
    }
}
