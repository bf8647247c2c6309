//! [`FEED_SCHEMES`]: the schemes of addresses that readers of feeds may follow.

/// Pages, and the programs for mail, telephone, messages and maps that every device has. Feeds leave
/// out all other addresses.
pub const FEED_SCHEMES: [&str; 14] = [
    "ftp", "ftps", "geo", "http", "https", "mailto", "matrix", "news", "sip", "sips", "sms", "tel",
    "webcal", "xmpp",
];
