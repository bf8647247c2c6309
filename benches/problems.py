#!/usr/bin/env python3
"""Measures what large numbers of problems cost: the processor time of `check` and `build` on a generated digest with
problems of one kind in every article, as a ratio to the same digest without them.

    problems.py --offprint PROGRAM [--articles 2000] [--each 5] [--rounds 3] [--kinds broken-links,bad-dates]

Each kind adds the same lines to every article; a kind without problems ("clean") is the reference.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def body(line):
    """Adds lines to the text: {n} is the article, {i} the number of the line."""
    return lambda text, n, each: text + "\n" + "".join("\n" + line.format(n=n, i=i) + "\n" for i in range(each))


def front(line):
    """Adds a line to the front matter, above its first table."""
    def add(text, n, each):
        head, rest = text.split("\n", 1)
        return head + "\n" + line.format(n=n) + "\n" + rest
    return add


KINDS = {
    "clean": lambda text, n, each: text,
    # As long as the lines of the kinds below, without problems: more text takes more time.
    "more-text": body("Line {i} of article {n} has a few more words, as those with problems have."),
    "broken-links": body("Line {i} has [a link to nothing](nothing-{n}-{i}.md) in it."),
    "broken-wiki-links": body("Line {i} has [[a page without name {n} {i}]] in it."),
    "unknown-citations": body("Line {i} cites a work [@nobody{n}x{i}] that is nowhere."),
    "misspelt-drugs": body("Line {i} names sertralnie and quetiapnie and ketamnie wrongly."),
    "missing-images": body("![A chart](chart-{n}-{i}.png)"),
    "missing-alt": body("![](chart-{n}-{i}.png)"),
    "raw-html": body("<div><span onclick=\"x()\">Line {i}</b></div>"),
    "remote-content": body("<iframe src=\"https://other.example/{n}/{i}\"></iframe>"),
    "footnotes": body("Line {i}[^{i}].\n\n[^{i}]: One.\n\n[^{i}]: Two.\n\n[^unused{i}]: Three."),
    "shortcodes": body("{{{{< figure src=\"chart-{n}-{i}.png\" >}}}}"),
    "formulas": body("Line {i} has $\\frac{{1}}{{{n}$ in it."),
    "stars-in-words": body("Line {i} has un*believ*able words*{n}*here."),
    "bad-dates": front("updated = 2025-13-45"),
    "implausible-dates": front("updated = 1066-10-14"),
    "unknown-keys": front("tagz{n} = [\"x\"]\nkeywords = [\"x\"]"),
    "duplicate-routes": front("slug = \"the-same\""),
}


def write(corpus, target, kind, each):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(corpus, target)
    for n, path in enumerate(sorted((target / "content/articles").rglob("*.md"))):
        path.write_text(KINDS[kind](path.read_text(), n, each))


def processor_seconds(command, cwd):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode not in (0, 1):
        sys.exit(f"{command}: {run.returncode}: {run.stderr.decode()[:500]}")
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), len(run.stderr)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--offprint", required=True)
    ap.add_argument("--articles", type=int, default=2000)
    ap.add_argument("--each", type=int, default=5, help="problems in each article")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--kinds", default=",".join(KINDS))
    args = ap.parse_args()
    program = os.path.abspath(args.offprint)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        subprocess.run([sys.executable, HERE / "gen_corpus.py", "--articles", str(args.articles), "--out", corpus,
                        "--flavor", "offprint"], check=True, stdout=subprocess.DEVNULL)
        kinds = [kind for kind in args.kinds.split(",") if kind != "clean"]
        print("| problems | check: CPU s | ÷ clean | build: CPU s | ÷ clean | bytes printed |\n| --- | --: | --: | --: | --: | --: |")
        sites = Path(folder, "clean"), Path(folder, "site")
        write(corpus, sites[0], "clean", args.each)
        for kind in kinds:
            write(corpus, sites[1], kind, args.each)
            cells = []
            for command in ("check", "build"):
                # In turn, and the least of the rounds: what else the machine does changes all the time.
                times = [], []
                for _ in range(args.rounds):
                    for site, list_of_times in zip(sites, times):
                        for made in (".offprint", "public"):
                            shutil.rmtree(site / made, ignore_errors=True)
                        seconds, printed = processor_seconds([program, command], site)
                        list_of_times.append(seconds)
                clean, found = map(min, times)
                cells += [f"{found:.2f}", f"{found / clean:.2f}"]
            print(f"| {kind} | {' | '.join(cells)} | {printed} |", flush=True)


if __name__ == "__main__":
    main()
