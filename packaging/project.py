"""What the packages say about Offprint: the facts of Cargo.toml, and the systems that it runs on.

Needs Python 3.11 and nothing else. The address of the repository is in one place: `repository` in
Cargo.toml, or the option --repository, which the release workflow sets to its own repository.
"""

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
VERSION = PACKAGE["workspace"]["package"]["version"]
LICENSE = PACKAGE["workspace"]["package"]["license"]
DESCRIPTION = PACKAGE["package"]["description"]
KEYWORDS = PACKAGE["package"]["keywords"]
REPOSITORY = PACKAGE["workspace"]["package"].get("repository")

NAME = "offprint"
# `offprint` on PyPI is another program.
PYPI_NAME = "offprint-cli"

# How each registry calls the systems that Offprint is built for: the end of the wheel's tag, the
# system, processor and C library of npm, and the architecture of Debian.
SYSTEMS = {
    "x86_64-unknown-linux-gnu": ("manylinux", "x86_64", ("linux", "x64", "glibc"), "amd64"),
    "aarch64-unknown-linux-gnu": ("manylinux", "aarch64", ("linux", "arm64", "glibc"), "arm64"),
    "x86_64-unknown-linux-musl": ("musllinux_1_2", "x86_64", ("linux", "x64", "musl"), None),
    "aarch64-unknown-linux-musl": ("musllinux_1_2", "aarch64", ("linux", "arm64", "musl"), None),
    "x86_64-apple-darwin": ("macosx_10_12", "x86_64", ("darwin", "x64", None), None),
    "aarch64-apple-darwin": ("macosx_11_0", "arm64", ("darwin", "arm64", None), None),
    "x86_64-pc-windows-msvc": ("win", "amd64", ("win32", "x64", None), None),
    # The same system, compiled with the GNU tools.
    "x86_64-pc-windows-gnu": ("win", "amd64", ("win32", "x64", None), None),
}


def npm_platform_name(target):
    system, processor, c_library = SYSTEMS[target][2]
    ending = "-musl" if c_library == "musl" else ""
    return f"{NAME}-{system}-{processor}{ending}"


def program_name(target):
    return NAME + (".exe" if "windows" in target else "")


def archive_name(target):
    return f"{NAME}-{VERSION}-{target}" + (".zip" if "windows" in target else ".tar.gz")


def source_time():
    """The time of all files in the packages: that of the commit, so that packages are reproducible."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        raise SystemExit("package: set SOURCE_DATE_EPOCH: there is no git commit to take the time from")
    return int(found.stdout)
