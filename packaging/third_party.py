"""The licences of the crates that are part of the program, which packages must contain."""

import json
import subprocess
from pathlib import Path

from project import ROOT


def licence_texts(target):
    """Every licence text once, after the names of the crates that have it."""
    command = ["cargo", "metadata", "--format-version=1", "--locked", f"--filter-platform={target}"]
    described = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in described["packages"]}
    nodes = {node["id"]: node for node in described["resolve"]["nodes"]}
    wanted, seen = [described["resolve"]["root"]], set()
    while wanted:
        identifier = wanted.pop()
        if identifier in seen:
            continue
        seen.add(identifier)
        # What is used only by tests or to compile is not part of the program.
        wanted += [
            dependency["pkg"] for dependency in nodes[identifier]["deps"]
            if any(kind["kind"] is None for kind in dependency["dep_kinds"])
        ]
    owners = {}
    for identifier in seen:
        package = packages[identifier]
        if package["source"] is None:
            continue
        name = f"{package['name']} {package['version']} ({package['license'] or 'see the text'})"
        folder = Path(package["manifest_path"]).parent
        files = sorted(
            file for file in folder.iterdir()
            if file.is_file() and file.name.upper().startswith(("LICEN", "COPYING", "NOTICE", "UNLICENSE"))
        )
        if package["license_file"]:
            files.append(folder / package["license_file"])
        # A crate without a file of its own has the licence that its name stands for.
        for text in {file.read_text("utf-8", "replace").strip().replace("\r\n", "\n") for file in files} or {""}:
            owners.setdefault(text, []).append(name)
    parts = ["Offprint contains these Rust crates, under their licences.\n"]
    for names, text in sorted((sorted(names), text) for text, names in owners.items()):
        parts.append("-" * 80 + "\n" + "\n".join(names) + "\n\n" + (text + "\n" if text else ""))
    return "\n".join(parts).encode("utf-8")
