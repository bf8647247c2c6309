"""UNII names of the FDA's and NLM's Global Substance Registration System (UNII_Names.txt)."""
import collections
import re
from common import SourceError, identity_key, key

HEADER = ['Name', 'TYPE', 'UNII', 'Display Name']
# How well a name identifies a substance: an official name better than a synonym. The type `sys` is
# for systematic names; a few common names have it too.
RANK = {'INN': 0, 'USAN': 1, 'BAN': 1, 'JAN': 1}
TYPES = {'of': 2, 'cn': 4, 'cd': 4, 'bn': 6, 'sys': 7}
NAME_MARKS = ('INN', 'USAN', 'BAN', 'JAN')
# Marks of the name kinds. Others name a list that contains the substance.
VETERINARY_MARKS = {'GREEN BOOK', 'EMA EPAR VETERINARY'}


class Substance:
    def __init__(self, unii, display):
        self.unii, self.display = unii, display
        self.names = {}         # identity key -> (rank, text)
        self.marks = collections.defaultdict(set)    # identity key -> marks
        self.brands, self.codes = [], []
        self.lists = set()

    def official_keys(self):
        """The spelling keys of the names that are names of the substance, not brands."""
        return {key(text) for rank, text in self.names.values() if rank <= 3}

    def official(self, mark):
        """The names with this mark, the display name first."""
        found = [self.names[k][1] for k, marks in self.marks.items() if mark in marks]
        return sorted(found, key=lambda n: (n != self.display, len(n), n))


def read(path):
    substances = {}
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            row = line.rstrip('\n').split('\t')
            if number == 1:
                if row != HEADER:
                    raise SourceError(path, 1, f'the header is not {HEADER}')
                continue
            if len(row) != 4 or row[1] not in TYPES or not re.fullmatch(r'[0-9A-Z]{10}', row[2]):
                raise SourceError(path, number, 'not a name, its type, a UNII and a display name')
            add_name(substances, *row)
    return substances


def add_name(substances, text, kind, unii, display):
    if kind == 'sys' and len(text) > 40:
        return
    substance = substances.get(unii)
    if substance is None:
        substance = substances[unii] = Substance(unii, display)
    marked = re.fullmatch(r'(.*) \[([^\]]+)\]', text)
    mark = ''
    if marked:
        text, mark = marked[1], marked[2]
        substance.lists.add(mark)
    name = identity_key(text)
    if not name:
        return
    rank = RANK.get(mark, 3 if mark and kind != 'bn' else TYPES[kind])
    if kind == 'sys':
        rank = TYPES['sys']
    if text == display:
        rank = min(rank, 1)
    if name not in substance.names or rank < substance.names[name][0]:
        substance.names[name] = (rank, text)
    if mark in NAME_MARKS:
        substance.marks[name].add(mark)
    if kind == 'bn':
        substance.brands.append(text)
    elif kind == 'cd':
        substance.codes.append(text)


def index(substances):
    """identity key -> {UNII: rank}"""
    found = collections.defaultdict(dict)
    for unii, substance in substances.items():
        for name, (rank, _) in substance.names.items():
            found[name][unii] = rank
    return found
