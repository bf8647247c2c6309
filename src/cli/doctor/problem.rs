//! [`problems`]: common problems of a machine or a site's folder, each with its remedy. The rules see
//! facts only, so that they can be tested for every system.

use serde::Serialize;

use super::super::terminal::counted;
use super::byte_size::byte_size;
use super::machine::Machine;
use super::site_folder::SiteFolder;

/// A problem that Offprint cannot solve itself.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub(super) struct Problem {
    /// A name for programs.
    pub(super) code: &'static str,
    /// Whether building is impossible until it is solved.
    pub(super) is_error: bool,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

/// File systems that do not report changes made on another machine, or none at all.
const SILENT_FILE_SYSTEMS: [&str; 14] = [
    "9p",
    "afs",
    "ceph",
    "cifs",
    "drvfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "nfs",
    "nfs4",
    "smb3",
    "vboxsf",
    "virtiofs",
];

/// Less free space than this is reported.
const LOW_BYTES: u64 = 200_000_000;

/// The programs that each kind of target calls.
const TOOLS_OF_TARGETS: [(&str, &[&str]); 3] =
    [("git", &["git"]), ("rsync", &["rsync", "ssh"]), ("sftp", &["ssh"])];

/// The problems, the most severe first.
pub(super) fn problems(machine: &Machine, site: Option<&SiteFolder>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(site) = site {
        find_disk_problems(site, &mut problems);
        find_watch_problems(machine, site, &mut problems);
        find_site_problems(machine, site, &mut problems);
    }
    if let [first, others @ ..] = machine.installed.as_slice()
        && !others.is_empty()
    {
        problems.push(warning(
            "several-installations",
            format!("`{first}` is started; there is also `{}`", others.join("`, `")),
            "remove the others as you installed them: upgrading one does not upgrade another",
        ));
    }
    problems.sort_by_key(|problem| !problem.is_error);
    problems
}

fn warning(code: &'static str, message: String, help: impl Into<String>) -> Problem {
    Problem { code, is_error: false, message, help: help.into() }
}

fn find_disk_problems(site: &SiteFolder, problems: &mut Vec<Problem>) {
    if let Some(reason) = &site.unwritable {
        problems.push(Problem {
            code: "not-writable",
            is_error: true,
            message: format!("no file can be created in the site's folder: {reason}"),
            help: "change the permissions of the folder, or move the site to a folder of your own"
                .to_owned(),
        });
    }
    if site.free_bytes.is_some_and(|bytes| bytes < LOW_BYTES) {
        problems.push(warning(
            "low-disk-space",
            format!("the disk has only {} free", byte_size(site.free_bytes.unwrap_or(0))),
            "make room; `.offprint/cache/` may be deleted at any time",
        ));
    }
    if let Some(program) = site.synchronised_by {
        problems.push(warning(
            "synchronised-folder",
            format!("{program} synchronises the site's folder"),
            format!(
                "exclude `public/` and `.offprint/` in the settings of {program}: both change with \
                 every build, and other machines would create conflicting copies"
            ),
        ));
    }
}

fn find_watch_problems(machine: &Machine, site: &SiteFolder, problems: &mut Vec<Problem>) {
    let silent = site.file_system.as_deref().filter(|name| SILENT_FILE_SYSTEMS.contains(name));
    if let Some(name) = silent {
        problems.push(warning(
            "silent-file-system",
            format!("the site is on a file system that may not report changes (`{name}`)"),
            "use `offprint watch --poll` for the preview",
        ));
    } else if let Some(limit) = machine.inotify_watches
        // Editors and other programs need watches, too.
        && site.watched_folders.saturating_mul(2) > limit
    {
        problems.push(warning(
            "few-watches",
            format!(
                "the site has {} folders, and all programs together may watch {limit}",
                site.watched_folders
            ),
            "raise the limit with `sudo sysctl fs.inotify.max_user_watches=524288`, or use \
             `offprint watch --poll`",
        ));
    }
}

fn find_site_problems(machine: &Machine, site: &SiteFolder, problems: &mut Vec<Problem>) {
    if site.errors > 0 {
        let errors = counted(site.errors, "error");
        problems.push(warning(
            "site-errors",
            format!("the site has {errors}"),
            "`offprint check` shows them",
        ));
    }
    let missing = |tool: &str| {
        machine.tools.iter().any(|known| known.name == tool && known.version.is_none())
    };
    for (kind, tools) in TOOLS_OF_TARGETS {
        let Some(target) = site.targets.iter().find(|target| target.kind == kind) else { continue };
        for tool in tools.iter().filter(|tool| missing(tool)) {
            problems.push(warning(
                "missing-tool",
                format!("`offprint publish {}` needs `{tool}`, which is not found", target.name),
                format!("install `{tool}`, and open a new terminal"),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::Tool;
    use super::super::site_folder::NamedTarget;
    use super::*;

    fn good_machine() -> Machine {
        let tool = |name| Tool { name, version: Some("1".to_owned()) };
        Machine {
            inotify_watches: Some(65_536),
            tools: ["git", "rsync", "ssh"].map(tool).into(),
            installed: vec!["/usr/bin/offprint".to_owned()],
            ..Machine::default()
        }
    }

    fn good_site() -> SiteFolder {
        SiteFolder {
            free_bytes: Some(LOW_BYTES),
            file_system: Some("ext4".to_owned()),
            watched_folders: 100,
            ..SiteFolder::default()
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Machine, &mut SiteFolder), expect: &[&str]) {
        let (mut machine, mut site) = (good_machine(), good_site());
        change(&mut machine, &mut site);
        let codes: Vec<_> =
            problems(&machine, Some(&site)).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expect);
    }

    #[test]
    fn a_good_machine_has_no_problems() {
        check(|_, _| {}, &[]);
        assert_eq!(problems(&good_machine(), None), []);
        // Nothing is known of it.
        assert_eq!(problems(&Machine::default(), Some(&SiteFolder::default())), []);
    }

    #[test]
    fn each_problem_is_recognised() {
        check(|_, site| site.free_bytes = Some(LOW_BYTES - 1), &["low-disk-space"]);
        check(|_, site| site.synchronised_by = Some("OneDrive"), &["synchronised-folder"]);
        check(|_, site| site.errors = 1, &["site-errors"]);
        check(|_, site| site.file_system = Some("9p".to_owned()), &["silent-file-system"]);
        check(|machine, _| machine.inotify_watches = Some(199), &["few-watches"]);
        check(|machine, _| machine.inotify_watches = Some(200), &[]);
        check(
            |machine, _| machine.installed.push("~/.cargo/bin/offprint".to_owned()),
            &["several-installations"],
        );
    }

    #[test]
    fn errors_are_first() {
        check(
            |_, site| {
                site.synchronised_by = Some("Dropbox");
                site.unwritable = Some("read-only file system".to_owned());
            },
            &["not-writable", "synchronised-folder"],
        );
    }

    #[test]
    fn targets_need_their_tools() {
        let target = |kind: &str| NamedTarget { name: "web".to_owned(), kind: kind.to_owned() };
        for (kind, expect) in [
            ("git", &["missing-tool"][..]),
            ("rsync", &["missing-tool", "missing-tool"]),
            ("sftp", &["missing-tool"]),
            ("s3", &[]),
            ("unknown kind", &[]),
        ] {
            check(
                |machine, site| {
                    machine.tools.iter_mut().for_each(|tool| tool.version = None);
                    site.targets = vec![target(kind)];
                },
                expect,
            );
        }
    }
}
