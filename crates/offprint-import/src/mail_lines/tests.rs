//! Heads, signatures and notes of e-mails.

use super::{MailLines, find_mail_lines};

const PROSE: &str =
    "Forty adults with restless legs took examplamine or placebo at bedtime for four weeks.";

fn find(text: &str) -> (MailLines, Vec<String>) {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mail = find_mail_lines(&lines, false, None);
    let rest = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| mail.reasons.get(*at).copied().flatten().is_none())
        .map(|(_, line)| (*line).to_owned())
        .collect();
    (mail, rest)
}

#[test]
fn heads_in_many_languages() {
    for (head, subject, sender) in [
        (
            "From: Pain Notes <n@a.example>\nSent: Tuesday, March 4, 2025 9:00 AM\nTo: Jane Doe <j@b.example>\nSubject: FW: Low dose",
            "FW: Low dose",
            Some("Pain Notes"),
        ),
        (
            "Von: Schlafbrief <b@a.example>\nGesendet: Dienstag, 4. März 2025 09:00\nAn: Jana Muster\nBetreff: WG: Am Abend",
            "WG: Am Abend",
            Some("Schlafbrief"),
        ),
        (
            "De : Lettre du sommeil <l@a.example>\nEnvoyé : mardi 4 mars 2025 09:00\nÀ : Jeanne\nObjet : TR : Au coucher",
            "TR : Au coucher",
            Some("Lettre du sommeil"),
        ),
        (
            "De: Carta <c@a.example>\nEnviado el: martes, 4 de marzo de 2025\nPara: Juana\nAsunto: RV: Al acostarse",
            "RV: Al acostarse",
            Some("Carta"),
        ),
        (
            "Da: Lettera <c@a.example>\nInviato: martedì 4 marzo 2025\nA: Giulia\nOggetto: I: La sera",
            "I: La sera",
            Some("Lettera"),
        ),
        (
            "Van: Brief <c@a.example>\nVerzonden: dinsdag 4 maart 2025\nAan: Jo\nOnderwerp: Avond",
            "Avond",
            Some("Brief"),
        ),
        (
            "Från: Brev <c@a.example>\nSkickat: den 4 mars 2025\nTill: Jo\nÄmne: Kväll",
            "Kväll",
            Some("Brev"),
        ),
        (
            "---------- Forwarded message ---------\nFrom: <n@a.example>\nDate: Tue, 4 Mar 2025 at 09:00\nSubject: Low dose\nTo: <j@b.example>",
            "Low dose",
            None,
        ),
    ] {
        let (mail, rest) = find(&format!("{head}\n\n{PROSE}"));
        assert_eq!(mail.subject.as_deref(), Some(subject), "{head}");
        assert_eq!(mail.sender.as_deref(), sender, "{head}");
        assert_eq!(rest, [PROSE], "{head}");
    }
}

#[test]
fn the_innermost_message_counts() {
    let (mail, rest) = find(&format!(
        "From: Carl <c@b.example>\nDate: 5 March 2025\nTo: Jane\nSubject: Fwd: Low dose\n\nFYI, see below.\n\n\
         ---------- Forwarded message ---------\nFrom: Pain Notes <n@a.example>\nDate: 4 March 2025\nSubject: Low dose\n\n{PROSE}\n\n--\nPain Notes\n+44 20 5550 0100"
    ));
    assert_eq!(mail.sender.as_deref(), Some("Pain Notes"));
    assert_eq!(mail.date.as_deref(), Some("4 March 2025"));
    assert_eq!(rest, [PROSE]);
}

#[test]
fn signatures_and_footers_go() {
    let head = "From: Pain Notes <n@a.example>\nSent: 4 March 2025\nTo: Jane Doe <j@b.example>\nSubject: Low dose";
    for foot in [
        "Kind regards,\nCarl Beispiel\nHead of Research\nTel: +44 20 5550 0100\nc@b.example\nSent from my iPhone",
        "Best\nCarl",
        "Mit freundlichen Grüßen\nKarl Beispiel\nTel.: 030 5550100\nVon meinem iPhone gesendet",
        "Cordialement,\nCharles\nTél. : +33 1 55\nEnvoyé de mon iPhone",
        "Un saludo,\nCarlos\nEnviado desde mi iPhone",
        "--\nCarl Beispiel | Example Clinic",
        "You are receiving this email because you signed up on our website.\nUnsubscribe | Update your preferences",
        "Our mailing address is:\nExample Clinic, 12 Sample Street, Sampletown",
        "Wenn Sie diesen Newsletter nicht mehr erhalten möchten, können Sie sich hier abmelden.",
        "CONFIDENTIALITY NOTICE: This message is for the named person only.\nIf you are not the intended recipient, please delete it.",
        "Ce message et toutes les pièces jointes sont confidentiels.",
    ] {
        let (_, rest) = find(&format!("{head}\n\nHi Jane,\n\n{PROSE}\n\n{foot}"));
        assert_eq!(rest, [PROSE], "{foot}");
    }
}

#[test]
fn other_texts_are_no_mails() {
    for text in [
        format!("{PROSE}\nBest regards from the night shift was the title of the report."),
        format!("From: the first day\n{PROSE}\nTo: the last day"),
        format!("{PROSE}\nKind regards,\nCarl Beispiel"),
        format!(
            "Objective: to test it\nDate: unknown\n{PROSE}\nThe list has a link to unsubscribe."
        ),
    ] {
        let (mail, _) = find(&text);
        assert!(mail.reasons.iter().all(Option::is_none), "{text}");
    }
}
