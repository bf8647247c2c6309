//! `theme`: start one, copy the built-in one, print the template reference.

use std::fs;
use std::path::Path;

use clap::Subcommand;

use super::Outcome;
use super::say::{Say, counted};

#[derive(Subcommand, Debug)]
pub(super) enum ThemeCommand {
    /// Start a theme that changes the built-in one block by block.
    #[command(after_help = "Example:\n  offprint theme new quiet")]
    New {
        /// The theme's name, and its folder in `themes/`.
        name: String,
    },
    /// Copy the built-in theme into `themes/folio/`, to be changed at will.
    ///
    /// Files that are there already stay as they are. To change only a block, a file in
    /// `templates/` is enough: see `offprint theme docs`.
    Eject,
    /// Print the template reference: what each template is given.
    Docs,
}

pub(super) fn docs(say: &Say) -> Outcome {
    let mut text = offprint::template_reference();
    text.push_str("\n## Blocks of the built-in theme\n\n| template | blocks |\n|---|---|\n");
    for (path, bytes) in offprint::builtin_theme() {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        let blocks: Vec<String> =
            blocks(&String::from_utf8_lossy(bytes)).map(|block| format!("`{block}`")).collect();
        if !blocks.is_empty() {
            text.push_str(&format!("| `{name}` | {} |\n", blocks.join(", ")));
        }
    }
    text.push_str("\n## Codes of diagnostics\n\n| code | meaning |\n|---|---|\n");
    for (name, meaning) in super::build::codes() {
        text.push_str(&format!("| `{name}` | {meaning} |\n"));
    }
    say.raw(text.as_bytes())
}

/// The names of the blocks that a template defines.
fn blocks(template: &str) -> impl Iterator<Item = &str> {
    template.split("{%").skip(1).filter_map(|tag| {
        let rest = tag.trim_start_matches('-').trim_start().strip_prefix("block ")?;
        rest.split_whitespace().next()
    })
}

pub(super) fn run(root: &Path, command: &ThemeCommand, say: &Say) -> Outcome {
    let (folder, files): (String, Vec<(String, Vec<u8>)>) = match command {
        ThemeCommand::Docs => return docs(say),
        ThemeCommand::Eject => (
            "themes/folio".into(),
            offprint::builtin_theme()
                .into_iter()
                .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
                .collect(),
        ),
        ThemeCommand::New { name } => {
            if !offprint_base::is_slug(name) {
                say.error(
                    &format!("`{name}` cannot be the name of a theme"),
                    Some("use letters, digits and `-`"),
                );
                return Outcome::Usage;
            }
            if root.join("themes").join(name).exists() {
                say.error(
                    &format!("there is already a theme `{name}`"),
                    Some("choose another name, or edit it"),
                );
                return Outcome::Errors;
            }
            (format!("themes/{name}"), starter(name))
        }
    };
    let mut written = 0;
    for (path, bytes) in &files {
        let file = root.join(&folder).join(path);
        if file.exists() {
            say.detail(&format!("{folder}/{path} is there already and stays"));
            continue;
        }
        let result =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, bytes));
        if let Err(error) = result {
            say.error(&format!("`{}` cannot be written: {error}", file.display()), None);
            return Outcome::Errors;
        }
        written += 1;
    }
    say.closing(&match written {
        0 => format!("every file is there already: {folder}/ stays as it is"),
        _ => format!("wrote {} into {folder}/", counted(written, "file")),
    });
    if let ThemeCommand::New { name } = command {
        say.closing(&format!("use it with a line in site.toml: theme = \"{name}\""));
    }
    Outcome::Done
}

fn starter(name: &str) -> Vec<(String, Vec<u8>)> {
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
    let base = "{# Everything of the built-in theme stays, but for the blocks that are named here. -#}\n\
                {% extends \"builtin/base.html\" %}\n\
                {% block head %}{{ super() }}<link rel=\"stylesheet\" href=\"{{ site.base_path }}/NAME.css\">\n{% endblock head %}\n\
                {% block header %}{% if site.params.greeting %}<p class=\"greeting\">{{ site.params.greeting }}</p>{% endif %}{{ super() }}{% endblock header %}\n"
        .replace("NAME", name);
    let css =
        "/* Loaded after the built-in theme's own sheet. */\n.greeting { text-align: center; }\n";
    vec![
        ("theme.toml".into(), theme.into_bytes()),
        ("templates/base.html".into(), base.into_bytes()),
        (format!("static/{name}.css"), css.as_bytes().to_vec()),
    ]
}
