//! The texts that `offprint new` and `offprint init` write for the editor to replace. They are no text of
//! an article: no summary is made of them, and one that is about to be published is reported.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};

/// What these texts begin with: those of `new`, then those that earlier versions of `init` wrote, in each
/// of its languages.
pub const PLACEHOLDERS: [&str; 15] = [
    "Write here.",
    "Write here what is known, with sources.",
    "Write here what the drugs of this class have in common, with sources.",
    "Write here who it is.",
    "Write here what the series is about.",
    "Write here the editorial.",
    "Write here what it means.",
    "Describe here who writes this digest and for whom, how articles are chosen, and how mistakes are corrected.",
    "Beschreiben Sie hier, wer für wen schreibt, wie Artikel ausgewählt und wie Fehler korrigiert werden.",
    "Describa aquí quién escribe y para quién, cómo se eligen los artículos y cómo se corrigen los errores.",
    "Décrivez ici qui écrit et pour qui, comment les articles sont choisis et comment les erreurs sont corrigées.",
    "All articles on ketamine are listed here automatically. Describe the drug in your own words, with sources.",
    "Alle Artikel über Ketamin stehen hier von selbst. Beschreiben Sie den Wirkstoff mit eigenen Worten und mit Quellen.",
    "Todos los artículos sobre la ketamina aparecen aquí automáticamente. Describa el fármaco con sus palabras y con fuentes.",
    "Tous les articles sur la kétamine apparaissent ici automatiquement. Décrivez le médicament avec vos mots et des sources.",
];

/// Whether a paragraph begins with the text that its editor was to replace.
pub(super) fn is_placeholder(paragraph: &str) -> bool {
    let paragraph = paragraph.trim_start();
    PLACEHOLDERS.iter().any(|known| paragraph.starts_with(known))
}

/// Reports these texts in the text of a document, which begins at a byte of its file.
pub(super) fn placeholder_lints(text: &str, start: usize) -> Vec<(Diagnostic, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = start;
    let mut is_in_code = false;
    for line in text[start..].split_inclusive('\n') {
        let place = at..at + line.trim_end().len();
        at += line.len();
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            is_in_code = !is_in_code;
        }
        if !is_in_code && !line.starts_with("    ") && is_placeholder(line) {
            let fault = Diagnostic::warning(
                Code::PlaceholderText,
                "this text is from `offprint new` or `offprint init`, and readers would see it",
            )
            .help("write your own text in its place, or remove it");
            found.push((fault, place));
        }
    }
    found
}
