"""Traces every name of a row to its sources, and adds names that the sources have."""
from common import identity_key, key
from read_unii import NAME_MARKS


def trace_unii(rows, substances, salts):
    for row in rows:
        substance = substances.get(row.unii)
        if not substance:
            continue
        # Of names that are spelt alike, the official one counts.
        texts = {key(text): name for name, (rank, text) in
                 sorted(substance.names.items(), key=lambda item: -item[1][0])}
        for name in row.names():
            found = texts.get(key(name.text))
            if found is None:
                continue
            marks = [m for m in NAME_MARKS if m in substance.marks.get(found, ())]
            name.add('unii', ':'.join(marks[:1]))
        for mark in NAME_MARKS:
            for text in substance.official(mark):
                if len(text) <= 40 and identity_key(text) != identity_key(row.name.text):
                    row.add_name('aliases', text.lower(), '', 'unii', mark)
        for unii in [row.unii] + salts.get(key(row.name.text), []):
            brands = {key(brand) for brand in substances[unii].brands}
            for spelling, name in row.brands.items():
                if spelling in brands:
                    name.add('unii')


def trace_by_key(rows, known, source):
    """Marks the names of each row that a source has for it."""
    for row in rows:
        for spelling in known.get(id(row), ()):
            for name in row.names():
                if key(name.text) == spelling:
                    name.add(source)


def complete(rows):
    """A name that no source has is a spelling."""
    for row in rows:
        for name in row.names():
            if not name.sources:
                name.add('spelling')
