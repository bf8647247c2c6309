//! Values that several tables of front matter have.

use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic};
use offprint_base::IdentifierKind;

pub(super) fn texts(list: Option<Vec<Spanned<String>>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|text| text.value).collect()
}

/// The identifier of a work in its normal form, without labels and addresses that people paste with
/// it (`https://doi.org/`).
pub(super) fn work_identifier(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    kind: IdentifierKind,
) -> Option<String> {
    let written = fields.text_or_number(key)?;
    match kind.parse(&written.value) {
        Ok(identifier) => Some(identifier.value),
        Err(reason) => {
            let message = format!("`{}` is not {}", written.value, kind.article_and_name());
            let help = format!("{reason}: {key} = \"{}\"", kind.example());
            let fault = Diagnostic::error(Code::BadIdentifier, message).help(help);
            let faults = fields.faults();
            let fault = fault.at(&faults.source, written.span);
            faults.list.push(fault);
            None
        }
    }
}
