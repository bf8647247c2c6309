#!/usr/bin/env python3
"""Derives data/content_weights.toml from pages whose article text is known.

    content_weights.py --bodies TRUTH.json PAGES --segments TRUTH.json PAGES > content_weights.toml

`--bodies` names a JSON object `{id: {"articleBody": text}}` and the folder with `id.html.gz`;
`--segments` names a JSON object `{url: {"file": name, "with": [text], "without": [text],
"comments": [text]}}` and the folder with the files. Either may be left out.

1. Each page is cut into blocks: the text of a block element outside of the blocks in it. A block
   belongs to the article if most of its runs of three words are in the known text (or a known
   segment is in it); it is beside the article if it holds a segment that must not be extracted.
2. For each word of a class or id, the number of pages is counted where elements with it hold text
   of the article, and where they hold other text. A word that decides clearly, on enough pages, is
   written to the file.
3. The few numbers of the scoring are fitted by search, one at a time: those are kept whose chosen
   containers agree best with the known texts.

Only words of names and numbers are printed, never text of a page. Needs nothing but Python 3.11.
"""
import argparse
import collections
import gzip
import html.parser
import json
import math
import os
import re
import sys

VOID = set("area base br col embed frame hr img input link meta param source track wbr".split())
BLOCK = set(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption"
    " figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav"
    " ol p plaintext pre search section summary table ul xmp caption tbody thead tfoot tr td th".split()
)
UNSEEN = set(
    "script style template head select textarea iframe noframes noembed object embed canvas audio"
    " dialog button noscript svg".split()
)
CLOSES = {
    "li": {"li"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}, "tr": {"tr", "td", "th"},
    "td": {"td", "th"}, "th": {"td", "th"}, "option": {"option"},
}
HOLDS = {"li": {"ul", "ol", "menu"}, "dd": {"dl"}, "dt": {"dl"}, "tr": {"table"}, "td": {"tr", "table"},
         "th": {"tr", "table"}, "option": {"select"}}


class Element:
    __slots__ = ("tag", "names", "parent", "children", "prop", "role", "hidden", "index")

    def __init__(self, tag, attributes, parent):
        self.tag, self.parent, self.children = tag, parent, []
        names = " ".join((attributes.get(key) or "")[:400] for key in ("class", "id"))
        self.names = set(words_of(names))
        self.prop = (attributes.get("itemprop") or "").lower()
        self.role = attributes.get("role") or ""
        style = re.sub(r"\s", "", attributes.get("style") or "").lower()
        self.hidden = "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def words_of(names):
    """The words of a name: `postRelated_box-2` is post, related, box."""
    names = re.sub(r"([a-z])([A-Z])", r"\1 \2", names)
    return [word for word in re.split(r"[^a-z]+", names.lower()) if len(word) > 1]


class Builder(html.parser.HTMLParser):
    """A tree by few rules, as `html/parse.rs` builds it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {}, None)
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        if tag in ("html", "body") and any(element.tag == tag for element in self.open):
            return
        if tag in BLOCK and tag not in ("caption", "tbody", "thead", "tfoot", "tr", "td", "th"):
            self.close({"p"}, {"button", "table", "td", "th"})
        if tag in CLOSES:
            self.close(CLOSES[tag], HOLDS[tag])
        if tag not in UNSEEN and any(element.tag == "head" for element in self.open[1:]) and (
            tag not in ("base", "link", "meta", "title", "img")
        ):
            self.close({"head"}, set())
        element = Element(tag, dict(attributes), self.open[-1])
        if len(self.open) < 200:
            self.open[-1].children.append(element)
            if tag not in VOID:
                self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID and self.open[-1].tag == tag and tag in ("svg", "path"):
            self.open.pop()

    def close(self, tags, barriers):
        for position in range(len(self.open) - 1, 0, -1):
            if self.open[position].tag in tags:
                del self.open[position:]
                return
            if self.open[position].tag in barriers:
                return

    def handle_endtag(self, tag):
        if tag in ("body", "html"):
            return
        for position in range(len(self.open) - 1, 0, -1):
            if self.open[position].tag == tag:
                del self.open[position:]
                return
            if self.open[position].tag in ("table", "td", "th") and tag not in ("table", "tr", "tbody"):
                return
            if self.open[position].tag in BLOCK and tag not in BLOCK:
                return

    def handle_data(self, text):
        self.open[-1].children.append(text)


class Block:
    """The text of a block element outside of the blocks in it."""

    __slots__ = ("path", "text", "length", "links", "label", "tag")


def blocks_of(root):
    """The blocks of a page, in its order; `path` holds the elements around each, innermost first."""
    found = []
    stack = [(root, [])]

    def visit(element, path):
        if element.tag in UNSEEN or element.hidden:
            return
        path = [element] + path
        own, links = [], 0
        todo = [(child, False) for child in reversed(element.children)]
        inner_blocks = []

        def flush():
            nonlocal own, links
            text = " ".join("".join(own).split())
            if text:
                block = Block()
                block.path, block.text, block.length, block.links = path, text, len(text), links
                block.tag = element.tag
                found.append(block)
            own, links = [], 0

        while todo:
            child, is_link = todo.pop()
            if isinstance(child, str):
                own.append(child)
                if is_link:
                    links += len(" ".join(child.split()))
            elif child.tag in BLOCK:
                flush()
                visit(child, path)
            elif child.tag == "br":
                own.append(" ")
            elif child.tag not in UNSEEN and not child.hidden:
                if holds_block(child):
                    flush()
                    visit(child, path)
                else:
                    todo.extend((inner, is_link or child.tag == "a") for inner in reversed(child.children))
        flush()

    sys.setrecursionlimit(5000)
    visit(root, [])
    return found


def holds_block(element):
    todo = list(element.children)
    while todo:
        child = todo.pop()
        if not isinstance(child, str):
            if child.tag in BLOCK:
                return True
            todo.extend(child.children)
    return False


def shingles(text, size=3):
    words = re.findall(r"\w+", text.lower())
    size = max(1, min(size, len(words)))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if words else set()


def read_page(data):
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("latin-1")


class Page:
    """The blocks of a page, each with the share of it that belongs to the article, or None."""

    def __init__(self, name, text, truth):
        builder = Builder()
        builder.feed(text)
        self.name = name
        self.blocks = blocks_of(builder.root)
        self.is_full = "articleBody" in truth
        if self.is_full:
            known = shingles(truth["articleBody"])
            lines = {" ".join(line.split()).lower() for line in truth["articleBody"].splitlines()}
            for block in self.blocks:
                own = shingles(block.text)
                share = len(own & known) / len(own) if own else 0.0
                # A line of one or two words is the article's only as a line of it.
                if len(block.text.split()) < 3:
                    share = float(block.text.lower() in lines)
                block.label = share
        else:
            squeeze = lambda part: " ".join(part.split())
            inside = [squeeze(part) for part in truth["with"]]
            outside = [squeeze(part) for part in truth["without"] + truth.get("comments", [])]
            for block in self.blocks:
                block.label = None
                if any(part and part in block.text for part in inside):
                    block.label = 1.0
                elif any(part and part in block.text for part in outside):
                    block.label = 0.0


def load(arguments):
    pages = []
    for truth, folder in arguments.bodies or []:
        for name, entry in json.load(open(truth)).items():
            data = gzip.open(os.path.join(folder, name + ".html.gz")).read()
            pages.append(Page(name, read_page(data), entry))
    for truth, folder in arguments.segments or []:
        for entry in json.load(open(truth)).values():
            data = open(os.path.join(folder, entry["file"]), "rb").read()
            pages.append(Page(entry["file"], read_page(data), entry))
    return pages


# What the search starts from, and the values that it tries. The order is that of the file.
SEARCH = {
    "prose_length": (100, [60, 80, 100, 120]),
    "prose_link_share": (0.3, [0.2, 0.3, 0.4]),
    "link_cost": (1.0, [0.5, 1.0, 1.5]),
    "short_cost": (0.2, [0.0, 0.1, 0.2, 0.4]),
    "beside_cost": (0.3, [0.0, 0.1, 0.3, 0.6]),
    "name_limit": (2.0, [1.8, 2.0, 2.2, 2.5]),
    "major_share": (0.3, [0.2, 0.25, 0.3, 0.4, 0.5]),
    "spread_share": (0.2, [0.1, 0.2, 0.4]),
    "spread_length": (200, [50, 100, 200, 300]),
    "enough_prose": (250, [0, 100, 250, 400]),
}
NOTES = {
    "prose_length": "A block of this many characters is prose ...",
    "prose_link_share": "... if no larger share of it is in links.",
    "link_cost": "What a character in a link costs, in characters of prose, in any other block.",
    "short_cost": "What any other character of such a block costs.",
    "beside_cost": "What a character of prose costs in an element whose names speak against it.",
    "name_limit": "Names speak against an element if the weights of their words sum to less than minus this.",
    "major_share": "An element that holds this share of the page's text is never judged by its names.",
    "spread_share": "A container around the best one is taken if it adds this share of the best one's prose ...",
    "spread_length": "... and this many characters more.",
    "enough_prose": "A container worth less is accepted only if ignoring the names gives none that is better.",
}
LEAST_PAGES = 10
# As in `content.rs`.
SEPARATE_ARTICLE_PROSE = 100
LEAST_WEIGHT = 1.2
FOLDS = 4
BESIDE_TAGS = set("nav aside footer figcaption form address".split())
NEVER_BESIDE = set("body html article main".split())
NO_CONTAINER = set(
    "p li dd dt span b font th tr tbody thead tfoot h1 h2 h3 h4 h5 h6 blockquote figcaption strong"
    " em i ul ol".split()
)


def index_elements(page):
    """Numbers the elements of a page, parents first, so that the search needs no objects."""
    numbers, elements = {}, []
    for block in page.blocks:
        for element in reversed(block.path):
            if id(element) not in numbers:
                numbers[id(element)] = len(elements)
                parent = numbers[id(element.parent)] if element.parent is not None else -1
                elements.append((parent, element.tag, frozenset(element.names)))
        block.path = numbers[id(block.path[0])]
        block.text = None
    page.elements = elements


def count_words(pages):
    """For each word the number of pages where it mostly names article text, and where it does not."""
    counts = collections.defaultdict(lambda: [0, 0])
    for page in pages:
        inside, outside = collections.Counter(), collections.Counter()
        for block in page.blocks:
            if block.label is None or 0.2 <= block.label <= 0.5:
                continue
            words, at = set(), block.path
            while at >= 0:
                parent, tag, names = page.elements[at]
                if tag not in ("body", "html"):
                    words |= names
                at = parent
            side = inside if block.label > 0.5 else outside
            for word in words:
                side[word] += block.length
        for word in set(inside) | set(outside):
            counts[word][0 if inside[word] > outside[word] else 1] += 1
    return counts


def weigh_words(counts):
    """The logarithm of the odds that text under a word is the article's, where pages suffice."""
    weights = {}
    for word, (inside, outside) in counts.items():
        weight = math.log((inside + 0.5) / (outside + 0.5))
        if inside + outside >= LEAST_PAGES and abs(weight) >= LEAST_WEIGHT:
            weights[word] = weight
    return weights


def find_container(page, weights, values, prose_length, uses_names):
    """The worth and the number of the best container, as `content.rs` finds it."""
    elements, count = page.elements, len(page.elements)
    is_prose = [
        block.length >= prose_length and block.links <= block.length * values["prose_link_share"]
        for block in page.blocks
    ]
    text = [0] * count
    for block in page.blocks:
        text[block.path] += block.length
    for at in range(count - 1, 0, -1):
        text[elements[at][0]] += text[at]
    is_beside = [False] * count
    for at, (parent, tag, names) in enumerate(elements):
        is_named = uses_names and (
            tag in BESIDE_TAGS
            or sum(weights.get(word, 0.0) for word in names) < -values["name_limit"]
        )
        is_beside[at] = (parent >= 0 and is_beside[parent]) or (
            is_named and tag not in NEVER_BESIDE and text[at] < values["major_share"] * text[0]
        )
    worth, good, articles = [0.0] * count, [0] * count, [0] * count
    for block, is_it in zip(page.blocks, is_prose):
        rest = block.length - block.links
        if not is_it:
            worth[block.path] -= values["link_cost"] * block.links + values["short_cost"] * rest
        elif is_beside[block.path]:
            worth[block.path] -= values["beside_cost"] * rest
        else:
            worth[block.path] += rest
            good[block.path] += rest
    for at in range(count - 1, 0, -1):
        parent = elements[at][0]
        worth[parent] += worth[at]
        good[parent] += good[at]
        is_article = elements[at][1] == "article" and good[at] > SEPARATE_ARTICLE_PROSE
        articles[parent] += articles[at] + is_article
    best = max(
        (at for at in range(count) if elements[at][1] not in ("root", "html", "head")),
        key=lambda at: (round(worth[at], 3), at),
        default=None,
    )
    if best is None or worth[best] <= 0:
        return None
    value = worth[best]
    is_end = lambda at: at < 0 or elements[at][1] in ("body", "html", "root")
    while elements[best][1] in NO_CONTAINER and not is_end(elements[best][0]):
        best = elements[best][0]
    above = elements[best][0]
    while not is_end(above):
        least = good[best] * (1 + values["spread_share"]) + values["spread_length"]
        if good[above] > least and articles[above] < 2:
            best = above
        above = elements[above][0]
    return value, best


def choose_container(page, weights, values):
    best = None
    for divisor in (1, 2.5):
        for uses_names in (True, False):
            found = find_container(page, weights, values, values["prose_length"] / divisor, uses_names)
            if found and found[0] >= values["enough_prose"]:
                return found[1]
            if found and (best is None or found[0] > best[0]):
                best = found
    return best[1] if best else 0


def agreement(page, container):
    """How well a container holds the known text: F2, since what is too much is removed later."""
    held = missed = extra = 0.0
    for block in page.blocks:
        if block.label is None:
            continue
        size = block.length if page.is_full else 1
        at = block.path
        while at >= 0 and at != container:
            at = page.elements[at][0]
        if at == container:
            held += size * block.label
            extra += size * (1 - block.label)
        else:
            missed += size * block.label
    return 5 * held / (5 * held + extra + 4 * missed) if held + extra + missed else None


class Trial:
    """Scores values by cross-validation: pages are judged by words that were counted on others."""

    def __init__(self, pages):
        self.folds = [pages[at::FOLDS] for at in range(FOLDS)]
        self.weights = [
            weigh_words(count_words([page for fold in self.folds if fold is not out for page in fold]))
            for out in self.folds
        ]

    def score(self, values):
        sums = {True: [], False: []}
        for fold, weights in zip(self.folds, self.weights):
            for page in fold:
                found = agreement(page, choose_container(page, weights, values))
                if found is not None:
                    sums[page.is_full].append(found)
        means = [sum(found) / len(found) for found in sums.values() if found]
        return sum(means) / len(means), means


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bodies", nargs=2, action="append", metavar=("TRUTH", "PAGES"))
    parser.add_argument("--segments", nargs=2, action="append", metavar=("TRUTH", "PAGES"))
    pages = [page for page in load(parser.parse_args()) if page.blocks]
    for page in pages:
        index_elements(page)
    trial = Trial(pages)
    values = {name: start for name, (start, _) in SEARCH.items()}
    best, means = trial.score(values)
    for name, (_, choices) in SEARCH.items():
        for choice in choices:
            score, its_means = trial.score(values | {name: choice})
            print(f"{name} = {choice}: {score:.4f}", file=sys.stderr, flush=True)
            # A change that a few pages decide is none.
            if score > best + 0.001:
                best, means, values = score, its_means, values | {name: choice}
    counts = count_words(pages)
    weights = weigh_words(counts)
    full = sum(page.is_full for page in pages)
    print("# Weights by which html/content.rs finds the article in a page.")
    print("# Printed by data/derive/content_weights.py; change that program, not this file.")
    print(f"# Derived from {len(pages)} pages: {full} with the full text of the article known,")
    print(f"# {len(pages) - full} with a few passages known to belong to it or not.")
    shown = " and ".join(f"{mean:.3f}" for mean in means)
    print(f"# Agreement (F2) of the chosen container in {FOLDS}-fold cross-validation: {shown}.")
    print("\n# Fitted one at a time, where another value gained more than 0.001; lengths in characters.")
    print("[scoring]")
    for name, value in values.items():
        print(f"# {NOTES[name]}\n{name} = {value}")
    print("\n# Words of classes and ids: the logarithm of the odds that text in an element so named is the")
    print(f"# article's. Only words on {LEAST_PAGES} pages or more, and odds of {math.exp(LEAST_WEIGHT):.1f} to 1 or more.")
    print("[words]")
    for word in sorted(weights):
        inside, outside = counts[word]
        print(f"{word} = {weights[word]:.2f} # article {inside}, other {outside}")


if __name__ == "__main__":
    main()
