//! [`LinkContext`]: the inputs for resolving links.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::library::Facts;
use crate::picture::Pictures;
use crate::route::Route;
use crate::site::hidden::Hidden;
use crate::site::outputs::Outputs;
use crate::site::terms::Terms;
use crate::source::SitePath;
use offprint_base::Hashed;
use offprint_vocabulary::Vocabulary;

/// The index of the drugs among the groups of terms.
pub(super) const DRUGS: usize = 0;

/// Everything that is needed to resolve links.
pub(in crate::site) struct LinkContext<'m> {
    pub(in crate::site) facts: &'m [Hashed<Facts>],
    pub(in crate::site) config: &'m Config,
    pub(in crate::site) routes: &'m [Result<Route, Hidden>],
    pub(in crate::site) terms: &'m [Terms],
    pub(in crate::site) outputs: &'m Outputs,
    pub(in crate::site) vocabulary: &'m Hashed<Vocabulary>,
    pub(in crate::site) assets: &'m [(SitePath, Route)],
    /// All files that could be copied, also those of documents that are not shown.
    pub(in crate::site) files: &'m [SitePath],
    pub(in crate::site) pictures: &'m Pictures,
    pub(in crate::site) redirects: &'m BTreeMap<Route, Route>,
}
