//! What an e-mail program adds to a message as HTML: the head of a forwarded message with private
//! addresses, confidentiality notices.
//!
//! Runs before the article is searched for: such blocks are never part of it.

use crate::article::RemovedBlock;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// The head of a message is no longer, in bytes.
const LONGEST_HEAD: usize = 900;

/// A confidentiality notice is no longer, in bytes.
const LONGEST_NOTICE: usize = 3000;

/// So many fields are the head of a message.
const FEWEST_FIELDS: usize = 3;

/// Removes what an e-mail program added.
pub(super) fn remove_mail_parts(document: &mut HtmlDocument) -> Vec<RemovedBlock> {
    let blocks: Vec<NodeId> = document
        .ids()
        .filter(|id| {
            matches!(document.tag(*id), Some(Tag::P | Tag::Div | Tag::Table | Tag::Td | Tag::Font))
        })
        .collect();
    let mut removed = Vec::new();
    let mut gone: Vec<NodeId> = Vec::new();
    for block in blocks {
        let text = document.text_within(block, LONGEST_NOTICE);
        let Some(why) = mail_part(&text) else { continue };
        if document.ancestors(block).any(|above| gone.contains(&above)) {
            continue;
        }
        removed.push(RemovedBlock {
            excerpt: text.chars().take(80).collect(),
            why,
            length: text.chars().count(),
            // Signatures and notices of a mail are never the article.
            words: 0,
            is_structured: false,
        });
        gone.push(block);
    }
    for block in gone {
        document.detach(block);
    }
    removed
}

/// Why a block is one that an e-mail program added.
fn mail_part(text: &str) -> Option<&'static str> {
    // French has a blank before the colon.
    let text = text.trim().replace([' ', '\u{a0}'], " ").replace(" :", ":");
    let lower = text[..text.floor_char_boundary(80)].to_lowercase().replace('’', "'");
    if text.len() < LONGEST_NOTICE && starts_with_phrase(Category::ConfidentialityStarts, &lower) {
        return Some("a confidentiality notice");
    }
    let is_field = |word: &str| {
        word.strip_suffix(':').is_some_and(|name| {
            name.starts_with(char::is_uppercase)
                && is_phrase(Category::MailFields, &name.to_lowercase())
        })
    };
    let starts = text.split_whitespace().take(2).any(is_field);
    (starts
        && text.len() < LONGEST_HEAD
        && text.contains('@')
        && text.split_whitespace().filter(|word| is_field(word)).count() >= FEWEST_FIELDS)
        .then_some("the head of an e-mail")
}

#[cfg(test)]
mod tests {
    use super::mail_part;

    #[test]
    fn heads_and_notices_are_parts_of_mails() {
        for (text, is_part) in [
            (
                "From: Pain Notes <news@a.example> Sent: Tuesday, March 4, 2025 9:00 AM To: Jane <j@b.example> Subject: Low dose",
                true,
            ),
            (
                "Von: Pain Notes <news@a.example> Gesendet: Dienstag, 4. März 2025 An: Jane <j@b.example> Betreff: Dosis",
                true,
            ),
            (
                "De : Pain Notes <news@a.example> Envoyé: mardi 4 mars 2025 À: Jane <j@b.example> Objet: Dose",
                true,
            ),
            (
                "De: Notas <news@a.example> Enviado: martes Para: Jane <j@b.example> Asunto: Dosis",
                true,
            ),
            ("CONFIDENTIALITY NOTICE: This message is for the named person only.", true),
            ("This e-mail and any attachments are confidential.", true),
            ("Diese E-Mail enthält vertrauliche Informationen.", true),
            ("From: the first day. To: the last day. Date: unknown.", false),
            ("Confidentiality of trials is a matter of law.", false),
            ("Forty adults were given the drug.", false),
        ] {
            assert_eq!(mail_part(text).is_some(), is_part, "{text}");
        }
    }
}
