"""Reads the tables of this project: names of the recogniser, DrugBank's extract, editorial facts."""
from common import SourceError, key, table
from rows import NAME_KINDS, Name, Row, split_mark
from common import split

FLAGS = set('scmpakxb')


def read_recognition(path, with_drugbank):
    """The names that the recogniser knows. Names marked `~` are DrugBank's only."""
    rows = []
    for number, cells in table(path, 6):
        unknown = set(cells[4]) - FLAGS
        if unknown or not cells[0]:
            raise SourceError(path, number, f'unknown flag `{"".join(unknown)}`' if unknown else 'no name')
        if 'b' in cells[4] and not with_drugbank:
            continue
        row = Row(cells[0])
        row.flags = set(cells[4]) - {'b'}
        row.old_unii = cells[5]
        if 'b' in cells[4]:
            row.name.add('drugbank')
        for kind, cell in zip(NAME_KINDS, cells[1:4]):
            for text in split(cell):
                is_drugbank = text.startswith('~') or 'b' in cells[4]
                if is_drugbank and not with_drugbank:
                    continue
                bare, mark = split_mark(text.lstrip('~'))
                name = getattr(row, kind)[key(bare)] = Name(bare, mark)
                if is_drugbank:
                    name.add('drugbank')
        rows.append(row)
    return rows


REVIEW_KINDS = ('never', 'drop', 'word', 'brand')


def read_review(path):
    """kind -> the names of this kind in review.tsv"""
    found = {kind: set() for kind in REVIEW_KINDS}
    for number, cells in table(path, 2):
        if cells[0] not in found:
            raise SourceError(path, number, f'unknown kind `{cells[0]}`')
        found[cells[0]].add(cells[1])
    return found


def read_drugbank(path, rows):
    """DrugBank's numbers, UNIIs and CAS numbers, by the name of the row."""
    by_name = {row.name.text: row for row in rows}
    for number, cells in table(path, 5):
        if not cells[0].startswith('DB'):
            raise SourceError(path, number, f'not a DrugBank number: `{cells[0]}`')
        row = by_name.get(cells[1])
        if row:
            row.drugbanks.append(cells)


def add_editorial(path, rows, linker, report):
    """Editorial facts. Each has a reference that readers can follow."""
    import os
    if not os.path.exists(path):
        return
    kinds = {'class': 'classes', 'mechanism': 'mechanisms', 'status': 'statuses', 'atc': 'identifiers'}
    for number, (drug, kind, value, reference, _note) in table(path, 5):
        row = linker.by_key.get(key(drug))
        if row is None:
            raise SourceError(path, number, f'no drug `{drug}`')
        if not reference.startswith('https://'):
            raise SourceError(path, number, 'no reference that readers can follow')
        if kind in kinds:
            value = f'atc={value}' if kind == 'atc' else value
            row.state(kinds[kind], value, 'offprint', f'<{reference}>')
        elif kind in ('name', 'code', 'brand'):
            row.add_name({'name': 'aliases'}.get(kind, kind + 's'), value, '', 'offprint', f'<{reference}>')
        else:
            raise SourceError(path, number, f'unknown kind `{kind}`')
