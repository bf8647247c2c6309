//! What a web server must know to serve a static site, as one value, and the configuration files of
//! web hosts and servers that say it.
//!
//! ```
//! use offprint_hosting::{Host, HostFile, HostingRules};
//!
//! let rules = HostingRules {
//!     redirects: vec![("/old/".to_owned(), "/new/".to_owned())],
//!     ..HostingRules::default()
//! };
//! assert_eq!(HostFile::Redirects.render(&rules, &[Host::Netlify]), "/old/ /new/ 301!\n");
//! ```
//!
//! This crate must not know how a site is built, or where it is published. It reads and writes no files.

mod apache;
mod caddy;
mod content_type;
mod escape;
mod host;
mod json_files;
mod limits;
mod nginx;
mod rules;
mod text_files;

pub use content_type::{ContentPattern, content_type, content_types};
pub use host::{Host, HostFile};
pub use limits::{HostedFiles, LimitedHost, exceeded_limits};
pub use rules::{HostingRules, IMMUTABLE};
