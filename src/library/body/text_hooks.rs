//! Hooks: templates that write the links, images, headings and tables of texts. A hook decides about
//! the element; what is in it, and the address, are filled in here, so links are checked as always.
//! If a hook leaves out what the text says, that is an error in the hook, and the element is written
//! as without it.

use serde::Serialize;

use super::open_parts::{HookElement, HookTail, push_attribute};
use super::{BodyWriter, HtmlBuffer, OpenImage, table_attributes};
use crate::library::facts::{LinkRole, LinkTarget};
use crate::library::raw_piece::RawPiece;
use crate::theme::{Hook, MARK, TextMark, TextPiece, Theme, text_pieces};

/// The opening tag of a link.
pub(super) struct WrittenLink {
    /// The link, if it leads to a place on the site.
    pub(super) link: Option<usize>,
    /// Where attributes can be added.
    pub(super) attributes: Option<usize>,
    pub(super) hook: Option<HookTail>,
}

/// The variables of `hooks/link.html`.
#[derive(Serialize)]
struct LinkValues<'v> {
    url: String,
    text: String,
    title: Option<&'v str>,
    is_external: bool,
    is_email: bool,
    attributes: String,
}

/// The variables of `hooks/image.html`.
#[derive(Serialize)]
struct ImageValues<'v> {
    url: String,
    alt: &'v str,
    title: Option<&'v str>,
    caption: Option<String>,
    is_figure: bool,
    is_external: bool,
    attributes: String,
}

/// The variables of `hooks/heading.html`.
#[derive(Serialize)]
struct HeadingValues<'v> {
    level: u8,
    id: &'v str,
    text: String,
    plain: &'v str,
    has_anchor: bool,
    attributes: String,
}

/// The variables of `hooks/table.html`.
#[derive(Serialize)]
struct TableValues<'v> {
    table: String,
    label: &'v str,
    columns: usize,
    attributes: String,
}

/// A text as a variable: no entity in it can be taken for a mark.
fn variable(text: &str) -> String {
    text.replace(MARK, "")
}

/// The address of an element that leads to another site, as it is in HTML.
fn written_address(element: &HookElement) -> &str {
    if element.target.is_some() { "" } else { &element.address }
}

impl BodyWriter<'_> {
    fn has_hook(&self, hook: Hook) -> bool {
        self.templates.theme.is_some_and(|theme| theme.has_hook(hook))
            && !self.failed_hooks.contains(&hook)
    }

    /// The HTML of a hook; `None` if there is none, or if it fails. `address` is that of another site,
    /// which the hook may write itself; empty for others.
    fn hook_html<V: Serialize>(
        &mut self,
        hook: Hook,
        values: &V,
        needs: &[TextMark],
        address: &str,
    ) -> Option<String> {
        let theme = self.templates.theme?;
        let result = theme.render_hook(hook, values).and_then(|html| {
            let pieces = text_pieces(&html);
            let count =
                |mark| pieces.iter().filter(|piece| **piece == TextPiece::Mark(mark)).count();
            // The address of another site is a text that a hook may compare, so it has no mark.
            let is_addressed = count(TextMark::Url) + count(TextMark::Attributes) > 0
                || !address.is_empty() && html.contains(address);
            for mark in needs {
                let (is_sound, what) = match mark {
                    TextMark::Body => (count(TextMark::Body) == 1, body_name(hook)),
                    _ => (is_addressed, "`attributes` or `url`"),
                };
                if !is_sound {
                    let message = match mark {
                        TextMark::Body => format!("this hook must show {what} exactly once"),
                        _ => format!("this hook must use {what}"),
                    };
                    let help = "without it, readers would miss a part of the text";
                    return Err(theme.hook_fault(hook, message, help));
                }
            }
            Ok(html)
        });
        match result {
            Ok(html) => {
                self.report_blocked_hook(theme, hook, &html, address);
                // The HTML of a theme is checked like that of an editor before feeds use it.
                self.has_raw_html = true;
                // A file ends with a line break, which would be a space after a link.
                Some(html.trim().to_owned())
            }
            Err(fault) => {
                self.diagnostics.push(fault);
                self.failed_hooks.push(hook);
                None
            }
        }
    }

    /// Reports what the security policy blocks in the HTML of a hook, apart from the address that the
    /// text gave it. The place is the hook, so all texts report the same.
    fn report_blocked_hook(&mut self, theme: &Theme, hook: Hook, html: &str, address: &str) {
        let Some(policy) = self.policy else { return };
        let mut blocked = Vec::new();
        policy.blocked_in_html(&RawPiece::written(html, &(0..0)), &mut blocked);
        for (warning, _) in blocked {
            if address.is_empty() || !warning.message.contains(address) {
                let help = warning.help.as_deref().unwrap_or_default();
                self.diagnostics.push(theme.hook_warning(
                    hook,
                    warning.code,
                    &warning.message,
                    help,
                ));
            }
        }
    }

    /// Writes pieces of a hook. Returns the link, and where the attributes begin.
    fn write_hook(&mut self, html: &str, element: &HookElement) -> (Option<usize>, Option<usize>) {
        let (mut link, mut place) = (None, None);
        for piece in text_pieces(html) {
            match piece {
                TextPiece::Html(html) => self.push(html),
                TextPiece::Mark(TextMark::Body) => {}
                TextPiece::Mark(TextMark::Url) => match &element.target {
                    Some(target) => {
                        let hole = self.hole(target.clone(), element.roles.1, &element.span);
                        link.get_or_insert(hole);
                    }
                    None => self.push(&element.address),
                },
                TextPiece::Mark(TextMark::Attributes) => {
                    place.get_or_insert(self.out.html.len());
                    link = self.write_attributes(element).or(link);
                }
            }
        }
        (link, place)
    }

    /// Writes the attributes of an element. Returns the link, if it leads to a place on the site.
    fn write_attributes(&mut self, element: &HookElement) -> Option<usize> {
        let target = element.target.as_ref();
        let link = target.map(|target| self.hole(target.clone(), element.roles.0, &element.span));
        if link.is_none() && element.has_address {
            let name = if element.roles.0 == LinkRole::Src { " src=\"" } else { " href=\"" };
            self.push(name);
            self.push(&element.address);
            self.push("\"");
        }
        self.push(&element.attributes);
        link
    }

    /// Writes what comes after the text of an element.
    pub(super) fn end_hook(&mut self, tail: &HookTail) {
        self.write_hook(&tail.html, &tail.element);
    }

    /// Writes the opening tag of a link.
    pub(super) fn start_link_element(&mut self, element: &HookElement, title: &str) -> WrittenLink {
        if self.has_hook(Hook::Link) {
            let scheme = element.address.split(':').next().unwrap_or_default();
            let is_email = scheme.eq_ignore_ascii_case("mailto");
            let shown_title = variable(title);
            let values = LinkValues {
                url: match &element.target {
                    Some(_) => TextMark::Url.text(),
                    None => variable(&element.address.replace("&amp;", "&").replace("&#x27;", "'")),
                },
                text: TextMark::Body.text(),
                title: Some(shown_title.as_str()).filter(|title| !title.is_empty()),
                is_external: element.target.is_none() && !is_email,
                is_email,
                attributes: TextMark::Attributes.text(),
            };
            let needs = [TextMark::Body, TextMark::Attributes];
            if let Some(html) =
                self.hook_html(Hook::Link, &values, &needs, written_address(element))
                && let Some((before, after)) = html.split_once(&TextMark::Body.text())
            {
                let has_class = before.contains("class=");
                let (link, place) = self.write_hook(before, element);
                return WrittenLink {
                    link,
                    attributes: place.filter(|_| !has_class),
                    hook: Some(HookTail { html: after.to_owned(), element: element.clone() }),
                };
            }
        }
        self.push("<a");
        let place = self.out.html.len();
        let link = self.write_attributes(element);
        self.push(">");
        WrittenLink { link, attributes: Some(place), hook: None }
    }

    /// Writes an image with the hook for images. Returns whether there is one.
    pub(super) fn write_image_hook(
        &mut self,
        image: &OpenImage,
        alt: &str,
        target: Option<&LinkTarget>,
    ) -> bool {
        if !self.has_hook(Hook::Image) {
            return false;
        }
        let is_figure = self.is_figure;
        let element = HookElement::image(
            &image.dest,
            alt,
            Some(&image.title).filter(|_| !is_figure),
            target,
            &image.span,
        );
        let has_caption = is_figure && !image.title.is_empty();
        let (alt, title) = (variable(alt), variable(&image.title));
        let values = ImageValues {
            url: match target {
                Some(_) => TextMark::Url.text(),
                None => variable(&image.dest),
            },
            alt: &alt,
            title: Some(title.as_str()).filter(|title| !is_figure && !title.is_empty()),
            caption: has_caption.then(|| TextMark::Body.text()),
            is_figure,
            is_external: target.is_none(),
            attributes: TextMark::Attributes.text(),
        };
        let mut needs = vec![TextMark::Attributes];
        needs.extend(has_caption.then_some(TextMark::Body));
        let Some(html) = self.hook_html(Hook::Image, &values, &needs, written_address(&element))
        else {
            return false;
        };
        let has_alt = html.contains(&TextMark::Attributes.text()) || html.contains("alt=");
        if !has_alt && let Some(theme) = self.templates.theme {
            let message = "this hook must use `attributes`, or `alt` as the alt text".to_owned();
            let help = "without it, readers who cannot see the image would miss it";
            self.diagnostics.push(theme.hook_fault(Hook::Image, message, help));
            self.failed_hooks.push(Hook::Image);
            return false;
        }
        match html.split_once(&TextMark::Body.text()) {
            Some((before, after)) => {
                self.write_hook(before, &element);
                self.write_caption(image);
                self.write_hook(after, &element);
            }
            None => drop(self.write_hook(&html, &element)),
        }
        if is_figure {
            self.push("\n");
        }
        true
    }

    /// Writes a heading with the hook for headings, or returns its text.
    pub(super) fn write_heading_hook(
        &mut self,
        level: u8,
        id: &str,
        plain: &str,
        inner: HtmlBuffer,
    ) -> Result<(), HtmlBuffer> {
        if !self.has_hook(Hook::Heading) {
            return Err(inner);
        }
        let mut attributes = String::new();
        push_attribute(&mut attributes, "id", id);
        let values = HeadingValues {
            level,
            id: &variable(id),
            text: TextMark::Body.text(),
            plain: &variable(plain),
            has_anchor: self.markdown.heading_anchors,
            attributes: TextMark::Attributes.text(),
        };
        let Some(html) = self.hook_html(Hook::Heading, &values, &[TextMark::Body], "") else {
            return Err(inner);
        };
        let has_id = html.contains(&TextMark::Attributes.text()) || html.contains(&attributes);
        if !has_id && let Some(theme) = self.templates.theme {
            let message =
                "this hook must use `attributes`, or `id` as the id of the heading".to_owned();
            let help = "without it, links to the heading would be broken";
            self.diagnostics.push(theme.hook_fault(Hook::Heading, message, help));
            self.failed_hooks.push(Hook::Heading);
            return Err(inner);
        }
        let element = HookElement::plain(attributes);
        let body = TextMark::Body.text();
        let (before, after) = html.split_once(&body).unwrap_or((&html, ""));
        self.write_hook(before, &element);
        self.out.append(inner);
        self.write_hook(after, &element);
        self.push("\n");
        Ok(())
    }

    /// Begins a table with the hook for tables, if there is one.
    pub(super) fn start_table_hook(&mut self, columns: usize) -> Option<HookTail> {
        if !self.has_hook(Hook::Table) {
            return None;
        }
        let say = self.say;
        let values = TableValues {
            table: TextMark::Body.text(),
            label: say.text("table"),
            columns,
            attributes: TextMark::Attributes.text(),
        };
        let html = self.hook_html(Hook::Table, &values, &[TextMark::Body], "")?;
        let (before, after) = html.split_once(&TextMark::Body.text())?;
        let element = HookElement::plain(table_attributes(say));
        self.write_hook(before, &element);
        Some(HookTail { html: after.to_owned(), element })
    }
}

/// What the mark of the body is called in a hook.
fn body_name(hook: Hook) -> &'static str {
    match hook {
        Hook::Link | Hook::Heading => "`text`",
        Hook::Image => "`caption`, if there is one,",
        Hook::Table => "`table`",
    }
}
