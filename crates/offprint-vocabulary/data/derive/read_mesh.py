"""Pharmacological actions of NLM's Medical Subject Headings (two tables of mesh-resources).

The tables are R data; they are read with pyreadr, or from the same tables as TSV.
"""
import collections
from common import IONS, SourceError, key


def rows(path, columns):
    if path.endswith('.rds'):
        import pyreadr
        try:
            frame = next(iter(pyreadr.read_r(path).values()))
        except Exception as error:
            raise SourceError(path, 1, f'not R data: {error}') from error
        header, values = list(frame.columns), frame.astype(str).values.tolist()
    else:
        with open(path, encoding='utf-8') as file:
            lines = [line.rstrip('\n').split('\t') for line in file]
        header, values = lines[0], lines[1:]
    for name in columns:
        if name not in header:
            raise SourceError(path, 1, f'no column {name}')
    picked = [header.index(name) for name in columns]
    for number, row in enumerate(values, 2):
        if len(row) != len(header):
            raise SourceError(path, number, f'{len(row)} columns instead of {len(header)}')
        yield [row[i] for i in picked]


def read(actions_path, thesaurus_path):
    """name key -> (heading, its actions), for headings and the terms of their preferred concepts."""
    actions = collections.defaultdict(set)
    headings = {}
    for ui, name, action in rows(actions_path, ['DescriptorUI', 'DescriptorName', 'PharmActionName']):
        actions[ui].add(action)
        headings[ui] = name
    names = {}
    for ui, name in headings.items():
        names.setdefault(key(name), (name, sorted(actions[ui])))
    columns = ['DescriptorUI', 'ConceptUI', 'TermName', 'RecordPreferredTermYN']
    terms = [row for row in rows(thesaurus_path, columns) if row[0] in headings]
    preferred = {(ui, concept) for ui, concept, _, is_preferred in terms if is_preferred == 'Y'}
    for ui, concept, term, _ in terms:
        if (ui, concept) in preferred:
            names.setdefault(key(term), (headings[ui], sorted(actions[ui])))
    # A heading for a salt, "Duloxetine Hydrochloride", stands for the drug if there is none for it.
    for ui, name in headings.items():
        words = name.split()
        if len(words) == 2 and key(words[1]) in IONS:
            names.setdefault(key(words[0]), (name, sorted(actions[ui])))
    return names
