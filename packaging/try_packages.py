"""Installs the packages in empty environments, and uses the program there as an editor would.

    try_packages.py FOLDER

FOLDER has the packages of this system, as package.py made them. Each is installed as the README says,
into a folder of its own: the wheel into a virtual environment, the npm packages below a prefix, the
Debian package into a root that contains nothing but the packages it depends on. Each program creates
a site, imports an article, builds the site and is removed again. All sites must be the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import NAME, PYPI_NAME, VERSION

PAGE = """<!doctype html><html><head><title>A trial of the packages</title></head><body><article>
<h1>A trial of the packages</h1><p>By Ana Example, 19 August 2025</p>
<p>This page was written to test an import. It mentions ketamine, so that the article has a drug,
and it is long enough to be recognised as an article by a program that looks at its text.</p>
<p>The second paragraph says nothing new, as second paragraphs may.</p></article></body></html>
"""


def run(command, **options):
    ended = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, **options,
    )
    if ended.returncode:
        shown = " ".join(str(part) for part in command)
        raise SystemExit(f"try_packages: {shown} ended with {ended.returncode}:\n{ended.stdout}")
    return ended.stdout


def use(command, folder, seen_from=None):
    """Creates, imports and builds. `seen_from` is the folder that the program sees as its root."""
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    inside = "/" + str(folder.relative_to(seen_from)) if seen_from else folder
    # Neither the settings nor the programs of this machine.
    environment = {"HOME": str(inside), "PATH": "/usr/bin:/bin", "TZ": "UTC"}
    if os.name == "nt":
        environment = os.environ | {"HOME": str(inside)}

    def offprint(*arguments):
        return run([*command, *arguments], env=environment, cwd=folder)

    version = offprint("--version")
    if not version.startswith(f"{NAME} {VERSION}"):
        raise SystemExit(f"try_packages: --version prints {version!r}")
    offprint("init", f"{inside}/site", "--base-url", "https://research-digest.net/")
    settings = folder / "site/site.toml"
    # The empty root has no time zones of a system.
    settings.write_text('timezone = "Europe/Berlin"\n' + settings.read_text("utf-8"), encoding="utf-8")
    offprint("-C", f"{inside}/site", "import", f"{inside}/page.html")
    if not list((folder / "site/content/articles").glob("a-trial*")):
        raise SystemExit("try_packages: the import wrote no article")
    offprint("-C", f"{inside}/site", "doctor")
    # Drafts, since a rule may make the imported article one.
    offprint("-C", f"{inside}/site", "build", "--drafts", "--today", "2026-01-15")
    public = folder / "site/public"
    files = sorted(path for path in public.rglob("*") if path.is_file() and path.name != ".offprint.json")
    if not any("a-trial" in str(path) for path in files):
        raise SystemExit("try_packages: the imported article has no page")
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(public).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


def remains(folder, known=()):
    """What is left of Offprint, apart from the sites that were made."""
    return [
        path for path in folder.rglob("*offprint*")
        if "work" not in path.relative_to(folder).parts and path not in known
    ]


def expect_nothing(folder, known=()):
    found = [path for path in remains(folder, known) if path.is_file()]
    if found:
        raise SystemExit(f"try_packages: not removed: {', '.join(map(str, found))}")


def try_wheel(packages, folder):
    run([sys.executable, "-m", "venv", folder / "venv"])
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [programs / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "install", "--no-index", f"--find-links={packages}", PYPI_NAME])
    result = use([programs / NAME], folder / "work")
    run([*pip, "uninstall", "--yes", PYPI_NAME])
    expect_nothing(folder)
    return result


def try_npm(packages, folder):
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("try_packages: npm is missing")
    prefix = ["--prefix", folder / "prefix", "--global", "--no-audit", "--no-fund", f"--cache={folder}/work-cache"]
    ours = sorted(packages.glob(f"{NAME}-*-{VERSION}.tgz"))
    # Without the registry, the optional packages of the other systems are skipped, as they would be.
    run([npm, "install", *prefix, "--offline", *ours, packages / f"{NAME}-{VERSION}.tgz"])
    programs = folder / "prefix" if os.name == "nt" else folder / "prefix/bin"
    # The launcher is a script for Node.js.
    node = Path(shutil.which("node"))
    start = [node, (programs / NAME).resolve()] if os.name != "nt" else [f"{programs / NAME}.cmd"]
    result = use(start, folder / "work")
    run([npm, "uninstall", *prefix, NAME, *(path.name.removesuffix(f"-{VERSION}.tgz") for path in ours)])
    shutil.rmtree(folder / "work-cache")
    expect_nothing(folder)
    return result


def try_debian(packages, folder):
    package = next(packages.glob(f"{NAME}_{VERSION}_*.deb"))
    root = folder / "root"
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    (root / "tmp").mkdir()
    # The files of the packages that it depends on, from this machine, and nothing else.
    depends = run(["dpkg-deb", "--field", package, "Depends"]).split(",")
    for entry in depends:
        name = entry.split()[0]
        needed = entry.strip().partition("(>= ")[2].rstrip(")")
        here = run(["dpkg-query", "--show", "--showformat=${Version}", name])
        if needed:
            run(["dpkg", "--compare-versions", here, "ge", needed])
        for path in run(["dpkg-query", "--listfiles", name]).splitlines():
            copy = root / path.lstrip("/")
            if os.path.isfile(path) and "/share/" not in path:
                # /lib may be a link to /usr/lib: both names must work.
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(os.path.realpath(path), copy)
    # dpkg does not know the copied packages.
    dpkg = ["dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--log=/dev/null"]
    known = set(remains(root))
    run([*dpkg, "--install", package])
    result = use([shutil.which("chroot") or "/usr/sbin/chroot", root, f"/usr/bin/{NAME}"], root / "work", seen_from=root)
    run([*dpkg, "--purge", NAME])
    expect_nothing(root, known)
    return result


def try_archive(packages, folder):
    name = next(packages.glob(f"{NAME}-{VERSION}-*.tar.gz"))
    run(["tar", "-xzf", name, "-C", folder])
    return use([next(folder.glob(f"{NAME}-*/{NAME}"))], folder / "work")


def main():
    packages = Path(sys.argv[1]).resolve()
    kinds = {"wheel": try_wheel, "npm": try_npm}
    if list(packages.glob("*.tar.gz")):
        kinds["archive"] = try_archive
    if list(packages.glob("*.deb")):
        if os.geteuid() == 0:
            kinds["debian"] = try_debian
        else:
            print("debian: not tried, because only root can change the root folder", file=sys.stderr)
    results = {}
    for kind, attempt in kinds.items():
        with tempfile.TemporaryDirectory(prefix="packages-") as folder:
            # The name of the folder must not look like a remainder.
            results[kind] = attempt(packages, Path(folder))
            print(f"{kind}: installed, used and removed", file=sys.stderr)
    if len(set(results.values())) != 1:
        raise SystemExit(f"try_packages: the sites differ: {results}")


if __name__ == "__main__":
    main()
