//! The messages that name kinds of works, and what happened to works.
//!
//! Must not know where a work is shown.

use offprint_works::{StatusKind, WorkKind};

/// The name of a status in templates, and its message.
pub fn status_message(kind: StatusKind) -> (&'static str, &'static str) {
    match kind {
        StatusKind::Retracted => ("retracted", "work_retracted"),
        StatusKind::Withdrawn => ("withdrawn", "work_withdrawn"),
        StatusKind::ExpressionOfConcern => ("concern", "work_concern"),
        StatusKind::Corrected => ("corrected", "work_corrected"),
        StatusKind::Superseded => ("superseded", "work_superseded"),
        StatusKind::Published => ("published", "work_in_journal"),
        StatusKind::Preprint => ("preprint", "work_preprint"),
    }
}

/// The message that names a kind of works.
pub fn kind_message(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Article => "work_article",
        WorkKind::Preprint => "work_preprint",
        WorkKind::Magazine => "work_magazine",
        WorkKind::News => "work_news",
        WorkKind::Book => "work_book",
        WorkKind::Chapter => "work_chapter",
        WorkKind::Entry => "work_entry",
        WorkKind::ConferencePaper => "work_conference",
        WorkKind::Thesis => "work_thesis",
        WorkKind::Report => "work_report",
        WorkKind::Registration => "work_registration",
        WorkKind::Dataset => "work_dataset",
        WorkKind::Software => "work_software",
        WorkKind::Legislation => "work_legislation",
        WorkKind::Patent => "work_patent",
        WorkKind::Standard => "work_standard",
        WorkKind::PressRelease => "work_press_release",
        WorkKind::Label => "work_label",
        WorkKind::Presentation => "work_presentation",
        WorkKind::Video => "work_video",
        WorkKind::Audio => "work_audio",
        WorkKind::WebPage => "work_web_page",
        WorkKind::Post => "work_post",
        WorkKind::PersonalCommunication => "work_personal",
        WorkKind::Other => "work_other",
    }
}
