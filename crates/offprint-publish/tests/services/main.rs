//! Publishes to real services on this machine: folders, git, and those that `./dev test` installs.

mod announce;
mod credentials;
mod faults;
mod folder;
mod ftp;
mod git;
mod interrupted;
mod netlify;
mod s3;
mod services;
mod ssh;
mod support;
