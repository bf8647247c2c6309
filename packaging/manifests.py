"""What a release needs besides the packages: checksums, notes, and the manifests of package managers.

    manifests.py FOLDER --repository URL [--tag TAG]

FOLDER has the packages of all systems. Writes SHA256SUMS, release-notes.md, and the manifests for
Homebrew, Scoop and winget below FOLDER/manifests. Everything is derived from Cargo.toml, CHANGELOG.md
and the archives.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

from project import DESCRIPTION, LICENSE, NAME, REPOSITORY, ROOT, VERSION, archive_name

WINDOWS = "x86_64-pc-windows-msvc"
# What `brew` runs on: its system, and its processor.
HOMEBREW = [
    ("macos", "arm", "aarch64-apple-darwin"),
    ("macos", "intel", "x86_64-apple-darwin"),
    ("linux", "arm", "aarch64-unknown-linux-gnu"),
    ("linux", "intel", "x86_64-unknown-linux-gnu"),
]
# The version of winget's manifests.
WINGET = "1.10.0"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Release:
    """The archives of a release, and where they are downloaded."""

    def __init__(self, folder, repository):
        self.folder, self.repository = folder, repository
        self.owner = repository.rstrip("/").split("/")[-2]

    def url(self, target, version=VERSION):
        name = archive_name(target).replace(VERSION, version)
        return f"{self.repository}/releases/download/v{version}/{name}"

    def digest(self, target):
        archive = self.folder / archive_name(target)
        if not archive.exists():
            raise SystemExit(f"manifests: {archive} is missing")
        return digest(archive)


def homebrew(release):
    lines = [
        "class Offprint < Formula",
        f'  desc "{DESCRIPTION.removeprefix("A ").capitalize()}"',
        f'  homepage "{release.repository}"',
        f'  version "{VERSION}"',
        f"  license any_of: [{', '.join(json.dumps(name) for name in LICENSE.split(' OR '))}]",
    ]
    for system in ["macos", "linux"]:
        lines += ["", f"  on_{system} do"]
        for found, processor, target in HOMEBREW:
            if found == system:
                lines += [
                    f"    on_{processor} do", f'      url "{release.url(target)}"',
                    f'      sha256 "{release.digest(target)}"', "    end",
                ]
        lines.append("  end")
    lines += [
        "", "  def install", '    bin.install "offprint"', '    man1.install "man/offprint.1"',
        '    bash_completion.install "completions/offprint.bash" => "offprint"',
        '    zsh_completion.install "completions/_offprint"',
        '    fish_completion.install "completions/offprint.fish"', "  end",
        "", "  test do", '    system bin/"offprint", "init", "site"',
        '    system bin/"offprint", "-C", "site", "build"',
        '    assert_path_exists testpath/"site/public/index.html"', "  end", "end",
    ]
    return "\n".join(lines) + "\n"


def scoop(release):
    folder = archive_name(WINDOWS).removesuffix(".zip")
    manifest = {
        "version": VERSION,
        "description": DESCRIPTION,
        "homepage": release.repository,
        "license": LICENSE.replace(" OR ", "|"),
        "architecture": {
            "64bit": {"url": release.url(WINDOWS), "hash": release.digest(WINDOWS), "extract_dir": folder},
        },
        "bin": f"{NAME}.exe",
        "checkver": "github",
        "autoupdate": {
            "architecture": {
                "64bit": {
                    "url": release.url(WINDOWS, "$version"),
                    "extract_dir": folder.replace(VERSION, "$version"),
                },
            },
        },
    }
    return json.dumps(manifest, indent=4) + "\n"


def winget(release):
    identifier = f"{release.owner}.Offprint"
    folder = archive_name(WINDOWS).removesuffix(".zip")

    def manifest(kind, lines):
        head = [f"PackageIdentifier: {identifier}", f"PackageVersion: {VERSION}"]
        foot = [f"ManifestType: {kind}", f"ManifestVersion: {WINGET}"]
        return "\n".join(head + lines + foot) + "\n"

    return {
        f"{identifier}.yaml": manifest("version", ["DefaultLocale: en-US"]),
        f"{identifier}.installer.yaml": manifest("installer", [
            "InstallerType: zip", "NestedInstallerType: portable", "NestedInstallerFiles:",
            f"- RelativeFilePath: {folder}\\{NAME}.exe", f"  PortableCommandAlias: {NAME}", "Installers:",
            "- Architecture: x64", f"  InstallerUrl: {release.url(WINDOWS)}",
            f"  InstallerSha256: {release.digest(WINDOWS).upper()}",
        ]),
        f"{identifier}.locale.en-US.yaml": manifest("defaultLocale", [
            "PackageLocale: en-US", f"Publisher: {release.owner}", "PackageName: Offprint",
            f"PackageUrl: {release.repository}", f"License: {LICENSE}", f"ShortDescription: {DESCRIPTION}",
        ]),
    }


def release_notes(changelog):
    """The section of CHANGELOG.md on this version."""
    sections = re.split(r"(?m)^## ", changelog)
    for section in sections:
        title, _, text = section.partition("\n")
        if title.split()[:1] == [VERSION]:
            return text.strip() + "\n"
    raise SystemExit(f"manifests: CHANGELOG.md has no section `## {VERSION}`: rename `## Unreleased`")


def main():
    parser = argparse.ArgumentParser(description="Writes what a release needs besides the packages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repository", default=REPOSITORY)
    parser.add_argument("--tag", help="the tag of the release, which must be that of the version")
    given = parser.parse_args()
    if not given.repository:
        raise SystemExit("manifests: name the repository: --repository URL, or `repository` in Cargo.toml")
    files = {}
    if given.tag:
        if given.tag != f"v{VERSION}":
            raise SystemExit(f"manifests: the tag {given.tag} is not v{VERSION}, the version in Cargo.toml")
        files["release-notes.md"] = release_notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    release = Release(given.folder, given.repository.removesuffix(".git").rstrip("/"))
    files["homebrew/offprint.rb"] = homebrew(release)
    files["scoop/offprint.json"] = scoop(release)
    files |= {f"winget/{name}": text for name, text in winget(release).items()}
    for name, text in files.items():
        file = given.folder / "manifests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    packages = sorted(path for path in given.folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    sums = "".join(f"{digest(path)}  {path.name}\n" for path in packages)
    (given.folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
