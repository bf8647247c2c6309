//! Publishes to real services on this machine: folders, git, and those that `./dev test` installs.

mod faults;
mod folder;
mod git;
mod interrupted;
mod support;
