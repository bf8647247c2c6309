//! [`scan`]: walks a site's folders and reads what may have changed.
//!
//! A file is read again unless it looks to the system as it did when it was last read: same inode,
//! size and time of change, and that time long enough before it was read ([`FileStat`]). Somebody who
//! watches the folders can say where to look ([`rescan`]); he is believed as to where, never as to
//! what. What the files mean is nobody's business here.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::file_stat::{FileStat, now};
use super::{
    Asset, AssetFile, SitePath, Source, Sources, SymbolicLink, Unreadable, UnreadableReason,
};
use crate::spill_file::StorageMode;
use offprint_base::Digest;

/// The largest text file that is read: 8 MiB, about the length of the Bible twice over. Larger ones
/// are nearly always something else under a wrong name.
pub const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/folio");

/// The default theme's files, as compiled into the program, under the paths that they would have in
/// a site.
static BUILTIN_SOURCES: LazyLock<Vec<Arc<Source>>> = LazyLock::new(|| {
    builtin_theme()
        .into_iter()
        .filter_map(|(path, bytes)| {
            Some((format!("themes/folio/{path}"), std::str::from_utf8(bytes).ok()?))
        })
        .filter(|(path, _)| file_role(path) == Some(FileRole::Theme))
        .map(|(path, text)| Arc::new(Source::new(SitePath::new(path), text.to_owned())))
        .collect()
});

/// The default theme stands under every site, as if it lay in `themes/folio/`; files that do lie
/// there go before it.
fn add_builtin_theme(sources: &mut Sources) {
    for source in BUILTIN_SOURCES.iter() {
        sources.themes.entry(source.path.clone()).or_insert_with(|| Arc::clone(source));
    }
    for (path, bytes) in builtin_theme() {
        let path = SitePath::new(format!("themes/folio/{path}"));
        if file_role(path.as_str()) == Some(FileRole::Asset) {
            sources.assets.entry(path.clone()).or_insert_with(|| Asset {
                path,
                file: AssetFile::Builtin(bytes),
                digest: Digest::of(bytes),
                bytes: bytes.len() as u64,
            });
        }
    }
}

/// The default theme's files, as compiled into the program: path below the theme's folder, and
/// bytes.
pub fn builtin_theme() -> Vec<(&'static str, &'static [u8])> {
    fn collect_files(dir: &Dir<'static>, into: &mut Vec<(&'static str, &'static [u8])>) {
        for file in dir.files() {
            if let Some(path) = file.path().to_str() {
                into.push((path, file.contents()));
            }
        }
        for dir in dir.dirs() {
            collect_files(dir, into);
        }
    }
    let mut files = Vec::new();
    collect_files(&BUILTIN, &mut files);
    files.sort_unstable();
    files
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileRole {
    Document,
    Theme,
    Asset,
}

struct ScannedFile {
    path: SitePath,
    file: PathBuf,
    stat: FileStat,
    role: FileRole,
}

enum LoadedFile {
    Text(Arc<Source>),
    Asset(Asset),
    Fault(Unreadable),
}

/// Reads a site's files. With the previous `Sources`, only those that may have changed.
///
/// # Errors
/// If `site.toml` cannot be read there is no site; the fault says why.
pub fn scan(
    root: &Path,
    today: Date,
    storage: &StorageMode,
    previous: Option<&Sources>,
) -> Result<Sources, Unreadable> {
    let config = read_config(root, previous)?;
    let now = now();
    let mut walk = FolderWalk::default();
    for top in SITE_FOLDERS {
        let folder = root.join(top);
        if folder.exists() {
            walk_folder(root, top, &folder, now, &mut walk);
        }
    }
    walk.links.sort_by(|a, b| a.path.cmp(&b.path));
    let loaded = load_files(&walk.found, storage, previous);
    let mut sources = Sources {
        config,
        documents: BTreeMap::new(),
        themes: BTreeMap::new(),
        assets: BTreeMap::new(),
        unreadable: walk.faults,
        links: walk.links,
        today,
        stats: BTreeMap::new(),
    };
    insert_files(&mut sources, walk.found, loaded);
    Ok(sources)
}

/// The same as [`scan`] would give, if since the previous scan nothing changed but at these paths
/// and below them.
///
/// # Errors
/// As [`scan`].
pub fn rescan(
    root: &Path,
    today: Date,
    storage: &StorageMode,
    paths: &BTreeSet<PathBuf>,
    mut sources: Sources,
) -> Result<Sources, Unreadable> {
    // The paths may be those of what links lead to; and what a link leads to depends on where the
    // walk began.
    if !sources.links.is_empty() {
        for path in paths {
            for named in site_paths(root, path, &sources.links) {
                sources.stats.remove(&named);
            }
        }
        return scan(root, today, storage, Some(&sources));
    }
    let now = now();
    let mut walk = FolderWalk::default();
    let mut looked = Vec::new();
    for path in paths {
        let Some(top) = site_folder_of(root, path) else { continue };
        let text = relative(root, path);
        // Below a folder that was just walk there is nothing new.
        if looked.iter().any(|above: &String| is_at_or_below(&text, above)) {
            continue;
        }
        let way = path.ancestors().take_while(|above| *above != root);
        if way
            .filter_map(|above| above.symlink_metadata().ok())
            .any(|metadata| metadata.is_symlink())
        {
            return scan(root, today, storage, Some(&sources));
        }
        if path.exists() {
            walk_folder(root, top, path, now, &mut walk);
        }
        // A file that was named is read, however it looks: a copy may storage the time of its model.
        sources.stats.remove(&SitePath::new(&text));
        looked.push(text);
    }
    if !walk.links.is_empty() {
        return scan(root, today, storage, Some(&sources));
    }
    sources.config = read_config(root, Some(&sources))?;
    sources.today = today;
    let loaded = load_files(&walk.found, storage, Some(&sources));
    for text in &looked {
        sources.unreadable.retain(|fault| !is_at_or_below(&fault.path, text));
        remove_below(&mut sources.documents, text);
        remove_below(&mut sources.themes, text);
        remove_below(&mut sources.assets, text);
        remove_below(&mut sources.stats, text);
    }
    sources.unreadable.append(&mut walk.faults);
    insert_files(&mut sources, walk.found, loaded);
    Ok(sources)
}

/// The names that a path has among a site's files: its own, and those that links give it.
fn site_paths(root: &Path, path: &Path, links: &[SymbolicLink]) -> Vec<SitePath> {
    let linked = |link: &SymbolicLink| {
        Some(root.join(link.path.as_str()).join(path.strip_prefix(&link.target).ok()?))
    };
    let all = std::iter::once(path.to_owned()).chain(links.iter().filter_map(linked));
    // A path that is joined with nothing ends with a slash.
    all.map(|path| SitePath::new(relative(root, &path).trim_end_matches('/'))).collect()
}

/// The folders that a site is read from.
pub const SITE_FOLDERS: [&str; 4] = ["content", "static", "templates", "themes"];

/// Whether what is at a path can have a part in a site: not what editors leave behind, and not the
/// output.
pub fn is_site_path(root: &Path, path: &Path) -> bool {
    path == root.join("site.toml") || site_folder_of(root, path).is_some()
}

/// The folder of the site that a path is, or is below, unless the scan passes it over.
fn site_folder_of(root: &Path, path: &Path) -> Option<&'static str> {
    let mut parts = path.strip_prefix(root).ok()?.components();
    let first = parts.next()?.as_os_str().to_str()?;
    let top = SITE_FOLDERS.into_iter().find(|top| *top == first)?;
    let is_passed_over = parts.any(|part| is_editor_file(part.as_os_str().to_str(), top));
    (!is_passed_over).then_some(top)
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn remove_below<V>(map: &mut BTreeMap<SitePath, V>, folder: &str) {
    // What sorts between a folder and what is below it, such as `a.md` between `a` and `a/b`, is
    // passed over.
    let from = SitePath::new(folder);
    let below = map
        .range(from..)
        .map(|(path, _)| path)
        .take_while(|path| path.as_str().starts_with(folder));
    let gone: Vec<SitePath> =
        below.filter(|path| is_at_or_below(path.as_str(), folder)).cloned().collect();
    for path in gone {
        map.remove(&path);
    }
}

fn read_config(root: &Path, previous: Option<&Sources>) -> Result<Arc<Source>, Unreadable> {
    let file = root.join("site.toml");
    let config = match fs::metadata(&file) {
        Err(error) => return Err(unreadable("site.toml", &error)),
        Ok(metadata) => {
            read_text(&SitePath::new("site.toml"), &file, metadata.len(), &StorageMode::Memory)?
        }
    };
    Ok(previous
        .map(|old| &old.config)
        .filter(|old| old.fingerprint == config.fingerprint)
        .map_or(config, Arc::clone))
}

fn load_files(
    found: &[ScannedFile],
    storage: &StorageMode,
    previous: Option<&Sources>,
) -> Vec<LoadedFile> {
    found
        .par_iter()
        .with_min_len(32)
        .with_max_len(64)
        .map(|found| load_file(found, storage, previous))
        .collect()
}

fn insert_files(sources: &mut Sources, found: Vec<ScannedFile>, loaded: Vec<LoadedFile>) {
    for (found, loaded) in found.into_iter().zip(loaded) {
        match loaded {
            LoadedFile::Fault(fault) => {
                sources.unreadable.push(fault);
                continue;
            }
            LoadedFile::Text(source) => match found.role {
                FileRole::Document => sources.documents.insert(found.path.clone(), source),
                FileRole::Theme | FileRole::Asset => {
                    sources.themes.insert(found.path.clone(), source)
                }
            }
            .map_or((), drop),
            LoadedFile::Asset(asset) => drop(sources.assets.insert(found.path.clone(), asset)),
        }
        sources.stats.insert(found.path, found.stat);
    }
    sources.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    add_builtin_theme(sources);
}

/// What a walk came by.
#[derive(Default)]
struct FolderWalk {
    found: Vec<ScannedFile>,
    faults: Vec<Unreadable>,
    links: Vec<SymbolicLink>,
}

fn walk_folder(root: &Path, top: &str, folder: &Path, now: SystemTime, walk: &mut FolderWalk) {
    let FolderWalk { found, faults, links } = walk;
    let linked_before = links.len();
    let mut seen = Vec::new();
    let entries = WalkDir::new(folder).follow_links(true).into_iter();
    for entry in entries.filter_entry(|entry| {
        entry.depth() == 0 || !is_editor_file(entry.file_name().to_str(), top)
    }) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                // Emacs locks a file by a link that leads nowhere.
                if is_editor_file(path.file_name().and_then(OsStr::to_str), top) {
                    continue;
                }
                if path.is_symlink() {
                    links.push(symbolic_link(root, path));
                }
                let reason = match (error.loop_ancestor(), error.io_error()) {
                    (Some(_), _) => UnreadableReason::Loop,
                    (None, Some(io)) => UnreadableReason::Io(io_reason(io)),
                    (None, None) => UnreadableReason::Io(error.to_string()),
                };
                faults.push(Unreadable { path: relative(root, path), reason, place: None });
                continue;
            }
        };
        let path = relative(root, entry.path());
        if entry.path_is_symlink() {
            links.push(symbolic_link(root, entry.path()));
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if entry.path().strip_prefix(root).ok().and_then(Path::to_str).is_none() {
            faults.push(Unreadable { path, reason: UnreadableReason::BadName, place: None });
            continue;
        }
        let Some(role) = file_role(&path) else { continue };
        // A document is shown at its slug, but a file that is copied keeps its name.
        if role == FileRole::Asset && path.chars().any(|c| c == '\\' || c.is_control()) {
            faults.push(Unreadable { path, reason: UnreadableReason::BadName, place: None });
            continue;
        }
        seen.push((entry, path, role));
    }
    let linked: Vec<PathBuf> =
        links[linked_before..].iter().map(|link| root.join(link.path.as_str())).collect();
    let look = |(entry, path, role): (DirEntry, String, FileRole)| {
        let reason = match entry.metadata() {
            Ok(metadata) if metadata.is_file() => {
                // Below a linked folder every file is another than it seems.
                let is_linked = linked.iter().any(|link| entry.path().starts_with(link));
                let real = is_linked.then(|| entry.path().canonicalize().ok()).flatten();
                let file = real.unwrap_or_else(|| entry.path().to_owned());
                return Ok(ScannedFile {
                    path: SitePath::new(path),
                    file,
                    stat: FileStat::of(&metadata, now),
                    role,
                });
            }
            // A pipe or a device would block the build for ever.
            Ok(_) => UnreadableReason::Io("it is not a regular file".into()),
            Err(error) => error.io_error().map_or_else(
                || UnreadableReason::Io(error.to_string()),
                |io| UnreadableReason::Io(io_reason(io)),
            ),
        };
        Err(Unreadable { path, reason, place: None })
    };
    // To list the files is quick; the system takes its time to tell how each one looks.
    let looked: Vec<Result<ScannedFile, Unreadable>> =
        seen.into_par_iter().with_min_len(32).with_max_len(256).map(look).collect();
    for looked in looked {
        match looked {
            Ok(file) => found.push(file),
            Err(fault) => faults.push(fault),
        }
    }
}

/// A symbolic link. If it leads nowhere its target is where a file would be wanted.
fn symbolic_link(root: &Path, path: &Path) -> SymbolicLink {
    let wanted = || {
        path.read_link()
            .map_or_else(|_| path.to_owned(), |target| path.parent().unwrap_or(root).join(target))
    };
    let target = path.canonicalize().unwrap_or_else(|_| wanted());
    // What no scan would take where it is, such as `.git` or `.env`, must not come in by another
    // name.
    let leads_out =
        target.exists() && !root.canonicalize().is_ok_and(|root| is_site_path(&root, &target));
    SymbolicLink { path: SitePath::new(relative(root, path)), target, leads_out }
}

/// What editors, file managers and version control leave behind. `static/` may hold files whose
/// names begin with a dot on purpose (`.well-known`, `.nojekyll`).
fn is_editor_file(name: Option<&str>, top: &str) -> bool {
    let Some(name) = name else { return false };
    let hidden = name.starts_with('.')
        && (top != "static" || matches!(name, ".git" | ".DS_Store" | ".gitignore"));
    hidden
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".tmp", ".part", ".crdownload"]
            .iter()
            .any(|ending| name.ends_with(ending))
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
}

/// What a file is for, by where it lies; `None` for files that no part of a site uses.
fn file_role(path: &str) -> Option<FileRole> {
    let (top, rest) = path.split_once('/')?;
    match top {
        "content"
            if rest
                .rsplit_once('.')
                .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md")) =>
        {
            Some(FileRole::Document)
        }
        "content" | "static" => Some(FileRole::Asset),
        "templates" => Some(FileRole::Theme),
        _ => {
            let (_, rest) = rest.split_once('/')?;
            if rest == "theme.toml" || rest.starts_with("templates/") || rest.starts_with("i18n/") {
                Some(FileRole::Theme)
            } else if rest.starts_with("static/") {
                Some(FileRole::Asset)
            } else {
                None
            }
        }
    }
}

fn load_file(found: &ScannedFile, storage: &StorageMode, previous: Option<&Sources>) -> LoadedFile {
    let same = previous
        .filter(|old| old.stats.get(&found.path).is_some_and(|stat| stat.is_same(&found.stat)));
    let text = |old: &Sources| match found.role {
        FileRole::Document => old.documents.get(&found.path).cloned(),
        _ => old.themes.get(&found.path).cloned(),
    };
    if found.role == FileRole::Asset {
        if let Some(asset) = same.and_then(|old| old.assets.get(&found.path)) {
            return LoadedFile::Asset(asset.clone());
        }
        return match hash_file(&found.file) {
            Ok((digest, bytes)) => LoadedFile::Asset(Asset {
                path: found.path.clone(),
                file: AssetFile::Disk(found.file.clone()),
                digest,
                bytes,
            }),
            Err(error) => LoadedFile::Fault(unreadable(found.path.as_str(), &error)),
        };
    }
    if let Some(source) = same.and_then(text) {
        return LoadedFile::Text(source);
    }
    // Templates are few and read often.
    let storage = if found.role == FileRole::Document { storage } else { &StorageMode::Memory };
    match read_text(&found.path, &found.file, found.stat.bytes(), storage) {
        // The same text again keeps the same value, so that later stages see at once that nothing
        // changed.
        Ok(source) => match previous.and_then(text) {
            Some(old) if old.fingerprint == source.fingerprint => LoadedFile::Text(old),
            _ => LoadedFile::Text(source),
        },
        Err(fault) => LoadedFile::Fault(fault),
    }
}

fn hash_file(file: &Path) -> std::io::Result<(Digest, u64)> {
    let mut file = fs::File::open(file)?;
    let mut state = xxhash_rust::xxh3::Xxh3::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((Digest::of_state(&state), bytes)),
            Ok(read) => {
                bytes += read as u64;
                state.update(&buffer[..read]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn read_text(
    path: &SitePath,
    file: &Path,
    bytes: u64,
    storage: &StorageMode,
) -> Result<Arc<Source>, Unreadable> {
    let too_large = |bytes| Unreadable {
        path: path.to_string(),
        reason: UnreadableReason::TooLarge(bytes),
        place: None,
    };
    if bytes > MAX_TEXT_BYTES {
        return Err(too_large(bytes));
    }
    let mut read = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + 1);
    // A file that grows while it is read must not get past the limit either.
    let result =
        fs::File::open(file).and_then(|file| file.take(MAX_TEXT_BYTES + 1).read_to_end(&mut read));
    match result {
        Err(error) => return Err(unreadable(path.as_str(), &error)),
        Ok(_) if read.len() as u64 > MAX_TEXT_BYTES => return Err(too_large(read.len() as u64)),
        Ok(_) => {}
    }
    match String::from_utf8(read) {
        Ok(text) => Ok(Arc::new(Source::stored(path.clone(), normalize_text(text), storage))),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let end = (start + '\u{fffd}'.len_utf8()).min(text.len());
            let source = Arc::new(Source::new(path.clone(), text));
            Err(Unreadable {
                path: path.to_string(),
                reason: UnreadableReason::NotUtf8,
                place: Some((source, start..end)),
            })
        }
    }
}

/// Without a byte order mark, and with LF at the ends of lines whatever the editor's system writes.
fn normalize_text(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    if std::path::MAIN_SEPARATOR == '/' {
        below
    } else {
        below.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Unreadable {
    Unreadable {
        path: path.to_owned(),
        reason: UnreadableReason::Io(io_reason(error)),
        place: None,
    }
}

/// The system's words without its error number, in lower case as all our messages are.
fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut chars = text.chars();
            chars
                .next()
                .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
        }
    }
}
