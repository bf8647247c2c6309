//! `theme`: creates a theme, copies the built-in theme, prints the template reference.

use std::fs;
use std::path::Path;

use clap::Subcommand;

use super::options::ExitStatus;
use super::terminal::{Terminal, counted};

#[derive(Subcommand, Debug)]
pub(super) enum ThemeCommand {
    /// Create a theme that changes blocks of the built-in theme.
    #[command(after_help = "Example:\n  offprint theme new quiet")]
    New {
        /// The name of the theme, and of its folder in `themes/`.
        name: String,
    },
    /// Copy the built-in theme to `themes/folio/`, so that you can change it.
    ///
    /// Existing files are not changed. To change a single block, a file in `templates/` is enough:
    /// see `offprint theme docs`.
    Eject,
    /// Print the template reference: the variables of each template.
    Docs,
}

pub(super) fn docs(terminal: &Terminal) -> ExitStatus {
    let mut text = offprint::template_reference();
    text.push_str("\n## Blocks of the built-in theme\n\n| template | blocks |\n|---|---|\n");
    for (path, bytes) in offprint::builtin_theme() {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        let blocks: Vec<String> = block_names(&String::from_utf8_lossy(bytes))
            .map(|block| format!("`{block}`"))
            .collect();
        if !blocks.is_empty() {
            text.push_str(&format!("| `{name}` | {} |\n", blocks.join(", ")));
        }
    }
    text.push_str("\n## Codes of diagnostics\n\n| code | meaning |\n|---|---|\n");
    for (name, meaning) in super::build::codes() {
        text.push_str(&format!("| `{name}` | {meaning} |\n"));
    }
    terminal.raw(text.as_bytes())
}

/// The names of the blocks that a template defines.
fn block_names(template: &str) -> impl Iterator<Item = &str> {
    template.split("{%").skip(1).filter_map(|tag| {
        let rest = tag.trim_start_matches('-').trim_start().strip_prefix("block ")?;
        rest.split_whitespace().next()
    })
}

pub(super) fn run(root: &Path, command: &ThemeCommand, terminal: &Terminal) -> ExitStatus {
    let (folder, files): (String, Vec<(String, Vec<u8>)>) = match command {
        ThemeCommand::Docs => return docs(terminal),
        ThemeCommand::Eject => (
            "themes/folio".into(),
            offprint::builtin_theme()
                .into_iter()
                .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
                .collect(),
        ),
        ThemeCommand::New { name } => {
            if !offprint_base::is_slug(name) {
                terminal.error(
                    &format!("`{name}` cannot be the name of a theme"),
                    Some("use letters, digits and `-`"),
                );
                return ExitStatus::Usage;
            }
            if root.join("themes").join(name).exists() {
                terminal.error(
                    &format!("there is already a theme `{name}`"),
                    Some("choose another name, or edit it"),
                );
                return ExitStatus::Errors;
            }
            (format!("themes/{name}"), new_theme_files(name))
        }
    };
    let mut written = 0;
    for (path, bytes) in &files {
        let file = root.join(&folder).join(path);
        if file.exists() {
            terminal.detail(&format!("{folder}/{path} already exists and is not changed"));
            continue;
        }
        let result =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, bytes));
        if let Err(error) = result {
            terminal.error(&format!("`{}` cannot be written: {error}", file.display()), None);
            return ExitStatus::Errors;
        }
        written += 1;
    }
    terminal.summary(&match written {
        0 => format!("all files in {folder}/ already exist: nothing changed"),
        _ => format!("wrote {} to {folder}/", counted(written, "file")),
    });
    if let ThemeCommand::New { name } = command {
        terminal.summary(&format!("to use it, add this line to site.toml: theme = \"{name}\""));
    }
    ExitStatus::Success
}

fn new_theme_files(name: &str) -> Vec<(String, Vec<u8>)> {
    let version = env!("CARGO_PKG_VERSION");
    let minor: String = version.rsplitn(2, '.').last().unwrap_or(version).to_owned();
    let theme = format!(
        "name = \"{name}\"\n\
         description = \"\"\n\
         license = \"MIT\"\n\
         offprint = \">={minor}, <1\"\n\
         \n\
         # Settings that a site may change in [params]; in templates they are site.params.NAME.\n\
         [settings.greeting]\n\
         type = \"text\"\n\
         default = \"\"\n\
         description = \"A line above every page\"\n"
    );
    let base = "{# Everything in the built-in theme applies, except the blocks defined here. -#}\n\
                {% extends \"builtin/base.html\" %}\n\
                {% block head %}{{ super() }}<link rel=\"stylesheet\" href=\"{{ site.base_path }}/NAME.css\">\n{% endblock head %}\n\
                {% block header %}{% if site.params.greeting %}<p class=\"greeting\">{{ site.params.greeting }}</p>{% endif %}{{ super() }}{% endblock header %}\n"
        .replace("NAME", name);
    let css = "/* Loaded after the style sheet of the built-in theme. */\n.greeting { text-align: center; }\n";
    vec![
        ("theme.toml".into(), theme.into_bytes()),
        ("templates/base.html".into(), base.into_bytes()),
        (format!("static/{name}.css"), css.as_bytes().to_vec()),
    ]
}
