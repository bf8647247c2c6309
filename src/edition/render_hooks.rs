//! [`RenderHooks`]: how a caller that waits for a build receives finished pages, and cancels the
//! build.

use super::rendered_file::RenderedFile;
use crate::route::Route;

/// Receives pages that are finished before the others, and the base path of the site.
pub type PageCallback<'s> = dyn Fn(&str, Vec<(Route, RenderedFile)>) + Sync + 's;

/// Callbacks for a caller that waits for the build. They never affect the output.
#[derive(Clone, Copy)]
pub struct RenderHooks<'h> {
    /// Returns the routes of pages that are rendered before all others. Called as late as possible.
    pub priority_routes: &'h (dyn Fn() -> Vec<Route> + Sync),
    /// Receives those pages before the others are rendered.
    pub on_page: Option<&'h PageCallback<'h>>,
    /// Whether this edition is no longer needed.
    pub is_cancelled: &'h (dyn Fn() -> bool + Sync),
}

impl RenderHooks<'_> {
    /// No callbacks.
    pub const NONE: RenderHooks<'static> =
        RenderHooks { priority_routes: &Vec::new, on_page: None, is_cancelled: &|| false };
}
