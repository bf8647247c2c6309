"""Makes all packages from one program: ./dev dist runs it.

    package.py PROGRAM [--out FOLDER] [--repository URL] [--fast]

The program names the system that it was compiled for and writes its own manual page and completions,
so it must run on this machine. Two runs with the same program give the same bytes. --fast compresses
less.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from project import (
    DESCRIPTION, KEYWORDS, LICENSE, NAME, PYPI_NAME, REPOSITORY, ROOT, SYSTEMS, VERSION,
    archive_name, npm_platform_name, program_name, source_time,
)
from reproducible import ar, gz, tar, xz, zipped
from third_party import licence_texts

# What each shell calls the file of completions, and where Debian's shells look for it.
COMPLETIONS = {
    "bash": ("offprint.bash", "usr/share/bash-completion/completions/offprint"),
    "zsh": ("_offprint", "usr/share/zsh/vendor-completions/_offprint"),
    "fish": ("offprint.fish", "usr/share/fish/vendor_completions.d/offprint.fish"),
    "powershell": ("_offprint.ps1", None),
}
TEXTS = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE", "CHANGELOG.md"]
# The Debian package of each library that the program may use. Another one is a mistake.
DEBIAN_LIBRARIES = {
    "libc.so.6": "libc6", "libm.so.6": "libc6", "libdl.so.2": "libc6", "libpthread.so.0": "libc6",
    "librt.so.1": "libc6", "ld-linux-x86-64.so.2": "libc6", "ld-linux-aarch64.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
}


class Program:
    """The program, and what it says about itself."""

    def __init__(self, path):
        self.path = path
        self.content = path.read_bytes()
        report = json.loads(self.run("doctor", "--format", "json"))
        if report["version"] != VERSION:
            raise SystemExit(f"package: {path} is version {report['version']}, not {VERSION}: compile it again")
        self.target = report["target"]
        if self.target not in SYSTEMS:
            raise SystemExit(f"package: add {self.target} to SYSTEMS in packaging/project.py")
        self.manual = self.run("man")
        self.completions = {shell: self.run("completions", shell) for shell in COMPLETIONS}

    def run(self, *arguments):
        # In a folder without a site: what it says must not depend on the place.
        ended = subprocess.run([self.path, *arguments], stdout=subprocess.PIPE, cwd="/" if os.name != "nt" else None)
        if ended.returncode and arguments[0] != "doctor":
            raise SystemExit(f"package: {self.path} {' '.join(arguments)} ended with {ended.returncode}")
        return ended.stdout

    def glibc(self):
        """The least version of glibc that has all symbols the program uses, such as (2, 17)."""
        found = re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?:\.\d+)?(?=\0)", self.content)
        if not found:
            raise SystemExit(f"package: {self.path} names no version of glibc")
        return max((int(major), int(minor)) for major, minor in found)

    def libraries(self):
        """The shared libraries that the program names."""
        names = re.findall(rb"\0((?:lib|ld-linux)[\w.+-]*\.so\.\d+)(?=\0)", self.content)
        return sorted({name.decode("ascii") for name in names})


def archive(program, texts, seconds, level):
    folder = f"{NAME}-{VERSION}-{program.target}"
    entries = [(f"{folder}/{program_name(program.target)}", program.content, True)]
    entries += [(f"{folder}/{name}", content, False) for name, content in texts.items()]
    entries.append((f"{folder}/man/offprint.1", program.manual, False))
    entries += [
        (f"{folder}/completions/{COMPLETIONS[shell][0]}", content, False)
        for shell, content in program.completions.items()
    ]
    name = archive_name(program.target)
    packed = zipped(entries, seconds, level) if name.endswith(".zip") else gz(tar(entries, seconds), seconds, level)
    return name, packed


def wheel_tag(program):
    system, processor, _, _ = SYSTEMS[program.target]
    if system == "manylinux":
        # Measured, not promised: pip does not offer the wheel to a system that is too old.
        major, minor = program.glibc()
        system = f"manylinux_{major}_{minor}"
    return f"py3-none-{system}_{processor}"


def wheel(program, texts, repository, seconds, level):
    distribution = PYPI_NAME.replace("-", "_")
    tag = wheel_tag(program)
    metadata = [
        "Metadata-Version: 2.4", f"Name: {PYPI_NAME}", f"Version: {VERSION}", f"Summary: {DESCRIPTION}",
        f"License-Expression: {LICENSE}", "License-File: LICENSE-APACHE", "License-File: LICENSE-MIT",
        f"Keywords: {','.join(KEYWORDS)}", "Requires-Python: >=3.8",
        "Classifier: Environment :: Console", "Classifier: Programming Language :: Rust",
    ]
    if repository:
        metadata.append(f"Project-URL: Repository, {repository}")
    metadata += ["Description-Content-Type: text/plain", "", DESCRIPTION + ".", "The program is `offprint`."]
    described = ["Wheel-Version: 1.0", "Generator: offprint-packaging", "Root-Is-Purelib: false", f"Tag: {tag}"]
    info = f"{distribution}-{VERSION}.dist-info"
    entries = sorted(
        [(f"{distribution}-{VERSION}.data/scripts/{program_name(program.target)}", program.content, True)]
        + [(f"{info}/licenses/{name}", content, False) for name, content in texts.items() if name != "CHANGELOG.md"]
        + [(f"{info}/METADATA", lines(metadata), False), (f"{info}/WHEEL", lines(described), False)]
    )
    record = []
    for path, content, _ in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(content)}")
    record.append(f"{info}/RECORD,,")
    entries.append((f"{info}/RECORD", lines(record), False))
    return f"{distribution}-{VERSION}-{tag}.whl", zipped(entries, seconds, level, in_order=True)


def lines(texts):
    return ("\n".join(texts) + "\n").encode("utf-8")


def npm_manifest(name, repository, **more):
    manifest = {"name": name, "version": VERSION, "description": DESCRIPTION, "license": LICENSE}
    if repository:
        # npm compares it with the repository that publishes the package.
        manifest["repository"] = {"type": "git", "url": f"git+{repository}.git"}
    return (json.dumps(manifest | more, indent=2) + "\n").encode("utf-8")


def npm_platform(program, texts, repository, seconds, level):
    system, processor, c_library = SYSTEMS[program.target][2]
    name = npm_platform_name(program.target)
    where = {"os": [system], "cpu": [processor]} | ({"libc": [c_library]} if c_library else {})
    # The program is found by its path, which Yarn must not move into an archive.
    manifest = npm_manifest(name, repository, **where, preferUnplugged=True)
    entries = [("package/package.json", manifest, False)]
    entries.append((f"package/bin/{program_name(program.target)}", program.content, True))
    entries += [(f"package/{file}", content, False) for file, content in texts.items() if file != "CHANGELOG.md"]
    return f"{name}-{VERSION}.tgz", gz(tar(entries, seconds), seconds, level)


def npm_main(texts, repository, seconds):
    platforms = sorted({npm_platform_name(target) for target in SYSTEMS})
    manifest = npm_manifest(
        NAME, repository, keywords=KEYWORDS, bin={NAME: "launcher.js"}, engines={"node": ">=18"},
        optionalDependencies=dict.fromkeys(platforms, VERSION),
    )
    launcher = (ROOT / "packaging/npm-launcher.js").read_bytes()
    entries = [("package/package.json", manifest, False), ("package/launcher.js", launcher, True)]
    entries += [(f"package/{file}", texts[file], False) for file in TEXTS if file.startswith("LICENSE")]
    return f"{NAME}-{VERSION}.tgz", gz(tar(entries, seconds), seconds)


def debian(program, texts, repository, seconds, level):
    architecture = SYSTEMS[program.target][3]
    unknown = [name for name in program.libraries() if name not in DEBIAN_LIBRARIES]
    if unknown:
        raise SystemExit(f"package: which Debian package has {', '.join(unknown)}? See DEBIAN_LIBRARIES")
    depends = {DEBIAN_LIBRARIES[name] for name in program.libraries()}
    major, minor = program.glibc()
    depends = sorted(f"libc6 (>= {major}.{minor})" if name == "libc6" else name for name in depends)
    doc = f"usr/share/doc/{NAME}"
    entries = [(f"usr/bin/{NAME}", program.content, True)]
    entries.append((f"usr/share/man/man1/{NAME}.1.gz", gz(program.manual, seconds), False))
    entries += [
        (COMPLETIONS[shell][1], content, False)
        for shell, content in program.completions.items() if COMPLETIONS[shell][1]
    ]
    copyright = b"\n\n".join(texts[name] for name in ["NOTICE", "LICENSE-MIT", "LICENSE-APACHE"])
    entries.append((f"{doc}/copyright", copyright, False))
    entries.append((f"{doc}/THIRD-PARTY-LICENCES.gz", gz(texts["THIRD-PARTY-LICENCES"], seconds), False))
    entries.append((f"{doc}/changelog.gz", gz(texts["CHANGELOG.md"], seconds), False))
    size = sum(-(-len(content) // 1024) for _, content, _ in entries)
    control = [
        f"Package: {NAME}", f"Version: {VERSION}", f"Architecture: {architecture}", "Section: web",
        "Priority: optional", "Maintainer: The Offprint contributors", f"Installed-Size: {size}",
        f"Depends: {', '.join(depends)}", "Suggests: git, openssh-client, rsync",
    ]
    if repository:
        control.append(f"Homepage: {repository}")
    # The description of a package begins without an article.
    control += [f"Description: {DESCRIPTION.removeprefix('A ')}", " Articles are Markdown files. Offprint links them by the drugs and tags they mention,", " checks every link and citation, and builds a fast, accessible site with search and feeds."]
    sums = lines(f"{hashlib.md5(content).hexdigest()}  {path}" for path, content, _ in sorted(entries))
    about = tar([("control", lines(control), False), ("md5sums", sums, False)], seconds, with_folders=True)
    packed = ar([
        ("debian-binary", b"2.0\n"), ("control.tar.xz", xz(about)),
        ("data.tar.xz", xz(tar(entries, seconds, with_folders=True), min(level, 6))),
    ], seconds)
    return f"{NAME}_{VERSION}_{architecture}.deb", packed


def main():
    parser = argparse.ArgumentParser(description="Makes all packages from one program.")
    parser.add_argument("program", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "target/packages")
    parser.add_argument("--repository", default=REPOSITORY)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args()
    program = Program(given.program.resolve())
    seconds, level = source_time(), 1 if given.fast else 9
    texts = {name: (ROOT / name).read_bytes() for name in TEXTS}
    texts["THIRD-PARTY-LICENCES"] = licence_texts(program.target)
    repository = given.repository.removesuffix(".git").rstrip("/") if given.repository else None
    packages = [
        archive(program, texts, seconds, level),
        wheel(program, texts, repository, seconds, level),
        npm_platform(program, texts, repository, seconds, level),
        npm_main(texts, repository, seconds),
    ]
    if SYSTEMS[program.target][3]:
        packages.append(debian(program, texts, repository, seconds, level))
    given.out.mkdir(parents=True, exist_ok=True)
    for name, content in packages:
        (given.out / name).write_bytes(content)
        print(f"{len(content) / 1e6:7.1f} MB  {given.out / name}", file=sys.stderr)
    sums = lines(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(packages))
    (given.out / "SHA256SUMS").write_bytes(sums)


if __name__ == "__main__":
    main()
