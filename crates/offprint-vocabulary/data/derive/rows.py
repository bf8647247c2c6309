"""The rows of drugs.tsv while they are made: names, facts, and the sources of each."""
import re
from common import key, without_mark

COLUMNS = ('name', 'aliases', 'brands', 'codes', 'flags', 'identifiers', 'classes', 'mechanisms', 'statuses')
NAME_KINDS = ('aliases', 'brands', 'codes')
SOURCE_ORDER = ('unii', 'ndc', 'rxnorm', 'mesh', 'dpd', 'ema', 'de', 'drugbank', 'offprint', 'spelling')


class Name:
    """A name with its recognition mark and its sources."""

    def __init__(self, text, mark=''):
        self.text, self.mark, self.sources = text, mark, {}

    def add(self, source, detail=''):
        if detail or source not in self.sources:
            self.sources[source] = detail

    def __str__(self):
        return f'{self.text}{self.mark}@{format_sources(self.sources)}'


class Row:
    def __init__(self, text):
        self.name = Name(text)
        self.aliases, self.brands, self.codes = {}, {}, {}      # key -> Name
        self.flags = set()
        self.unii = ''                                          # after identity.py
        self.old_unii = ''
        self.drugbanks = []
        self.marks = set()
        self.forms = set()              # UNIIs of hydrates that went to this row
        self.facts = {kind: {} for kind in COLUMNS[5:]}         # value -> {source: detail}

    def names(self):
        yield self.name
        for kind in NAME_KINDS:
            yield from getattr(self, kind).values()

    def keys(self):
        return {key(name.text) for name in self.names()}

    def add_name(self, kind, text, mark, source, detail=''):
        """Adds a name or one more source of it. A name that is already there keeps its kind."""
        spelling = key(text)
        if not spelling:
            return
        for name in [self.name] if key(self.name.text) == spelling else []:
            name.add(source, detail)
            return
        for other in NAME_KINDS:
            if spelling in getattr(self, other):
                getattr(self, other)[spelling].add(source, detail)
                return
        name = getattr(self, kind)[spelling] = Name(text, mark)
        name.add(source, detail)

    def state(self, kind, value, source, detail=''):
        if re.search(r'[|\t@]', value):
            raise ValueError(f'a character of the format in `{value}`')
        sources = self.facts[kind].setdefault(value, {})
        if detail or source not in sources:
            sources[source] = detail

    def line(self):
        cells = [str(self.name)]
        for kind in NAME_KINDS:
            cells.append('|'.join(str(n) for n in sorted(getattr(self, kind).values(),
                                                         key=lambda n: (n.text.lower(), n.text))))
        cells.append(''.join(sorted(self.flags)))
        for kind in COLUMNS[5:]:
            cells.append('|'.join(f'{value}@{format_sources(sources)}'
                                  for value, sources in self.facts[kind].items()))
        return '\t'.join(cells)


def format_sources(sources):
    if len(sources) > 1:
        sources = {s: d for s, d in sources.items() if s != 'spelling'}
    order = sorted(sources, key=lambda s: SOURCE_ORDER.index(s))
    return ','.join(source + (sources[source] if sources[source].startswith('<') else
                              ':' + sources[source] if sources[source] else '') for source in order)


def split_mark(text):
    bare = without_mark(text)
    return bare, text[len(bare):]
