//! Lists the drugs that a text mentions, most relevant first, and the facts of the first one.
//!
//! ```text
//! cargo run -p offprint-vocabulary --example list_drugs               # a built-in sample
//! cargo run -p offprint-vocabulary --example list_drugs -- notes.txt  # a plain-text file
//! ```

use std::process::ExitCode;

use offprint_vocabulary::{SiteDrug, TextZones, Vocabulary};

const SAMPLE: &str = "Onfasprodil in treatment-resistant depression
Onfasprodil (MIJ821), a GluN2B antagonist, was compared with placebo. Unlike ketamine hydrochloride,
onfasprodil did not cause dissociation. SSRIs were allowed. House spray was not studied.";

fn main() -> ExitCode {
    let text = match std::env::args().nth(1) {
        None => SAMPLE.to_owned(),
        Some(path) => match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("`{path}` cannot be read: {error}");
                return ExitCode::FAILURE;
            }
        },
    };

    // A site may add its own drugs. Its names override the built-in ones.
    let aliases = ["house spray".to_owned()];
    let own = SiteDrug {
        slug: "house-spray",
        name: "our nasal spray",
        aliases: &aliases,
        brands: &[],
        codes: &[],
    };
    let vocabulary = Vocabulary::new([own]);

    // Every place where the text mentions a drug or a class of drugs.
    let mentions = vocabulary.mentions(&text);
    for mention in &mentions {
        println!(
            "{:>5}..{:<5} {} → {} ({}, {})",
            mention.start,
            mention.end,
            &text[mention.start..mention.end],
            mention.canonical,
            mention.kind.as_str(),
            mention.match_kind.as_str(),
        );
    }

    // The drugs that the text is about. Its first line is the title.
    let title = 0..text.find('\n').unwrap_or(0);
    let zones = TextZones { body: title.end..text.len(), title, ..TextZones::default() };
    let ranked = vocabulary.rank_drugs(&text, &mentions, &zones);
    for drug in &ranked {
        println!(
            "{:>5.2}  {} ({:?})",
            f64::from(drug.score) / 100.0,
            drug.canonical,
            drug.relevance
        );
    }

    // The facts of the most relevant drug, each with its source.
    if let Some(explanation) = ranked.first().and_then(|drug| vocabulary.explain(&drug.canonical)) {
        print!("{}", explanation.to_text());
    }
    ExitCode::SUCCESS
}
