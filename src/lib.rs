//! Offprint: a static site generator for research digests.
