//! Any bytes as an entry of a feed, in the format that the first byte selects: sound content files, or
//! a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offprint_import::{ImportOptions, Importer};

/// What makes the content begin and end like a feed.
const FRAMES: [(&str, &str); 4] = [
    ("<rss version=\"2.0\"><channel><item>", "</item></channel></rss>"),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>", "</entry></feed>"),
    (
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"\",\"items\":[{\"id\":\"1\",\"content_html\":\"",
        "\"}]}",
    ),
    ("", ""),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (start, end) = FRAMES[usize::from(*first) % FRAMES.len()];
    let file = [start.as_bytes(), rest, end.as_bytes()].concat();
    let asked = ImportOptions { today: jiff::civil::date(2026, 1, 15), ..ImportOptions::default() };
    let Some(Ok(feed)) = Importer::read_feed(&file, &asked) else { return };
    let importer = Importer::alone();
    for entry in feed.entries.iter().take(3) {
        let Ok(imported) = importer.import_entry(entry, &asked) else { continue };
        let text = imported.without_images();
        let toml = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
        toml.expect("there is front matter").0.parse::<toml::Table>().expect("it is sound");
    }
});
