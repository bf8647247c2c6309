//! [`Theme`]: the templates and settings of a site, and rendering with them.
//!
//! Templates come in layers, from the top: the site's own `templates/`, the theme's, the built-in
//! theme's. For each name the topmost file is used. A template can extend the one below it as
//! `theme/NAME`, and the built-in one as `builtin/NAME`, so that a site can replace a single block:
//! `{% extends "theme/article.html" %}`. A theme renders anything that serialises; it does not know
//! the site or its views.

mod builtin;
mod color;
mod filter;
mod font;
mod globals;
mod load_errors;
mod loaded_theme;
mod loop_limit;
mod setting_type;
mod settings;
mod template;
mod text_marks;
mod text_templates;
mod theme_toml;
mod unused;

pub use builtin::BUILTIN;
pub use loaded_theme::{TemplateGlobals, Theme, list_template};
pub use settings::ThemeRequest;
pub use text_marks::{
    ArgumentValue, ComponentCall, ComponentFault, Hook, MARK, TextMark, TextNeed, TextPiece,
    text_pieces,
};
