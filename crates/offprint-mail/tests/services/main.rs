//! Sends mails to a real SMTP server on this machine, which `./dev test` installs.

mod sending;
mod smtp_service;
