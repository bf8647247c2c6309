#!/usr/bin/env python3
"""Writes the official national names of drugs, to test the rules for other languages.

German names are from the Arzneimittelverschreibungsverordnung and the Betäubungsmittelgesetz (official
works), French names from Health Canada's Drug Product Database, which names ingredients in both languages,
Latin names from UNII, which marks those of the International Pharmacopoeia.
Only names of single substances that drugs.tsv has are written: language, INN, national name, source.
"""
import argparse
import collections
import os
import re
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import read_dpd
from common import SourceError, table


def fold(text):
    return ''.join(c for c in unicodedata.normalize('NFKD', text) if not unicodedata.combining(c)).lower()


def read_inns(path):
    inns = {}
    for _, cells in table(path, 9):
        name, sources = cells[0].split('@', 1)
        if 'unii:INN' in sources.split(',') and re.fullmatch('[a-z]{5,}', name):
            inns[name] = cells
    return inns


def german(folder):
    """The names in the annexes of the two acts."""
    names = set()
    for file, pattern in (('amvv.md', r'^\*\*(.+?)\*\*'), ('btmg.md', r'^\*\s+\*\s+\**([A-Z][\w\-]+)\**\s*$')):
        path = os.path.join(folder, file)
        with open(path, encoding='utf-8') as text:
            found = re.findall(pattern, text.read(), re.M)
        if not found:
            raise SourceError(path, 1, 'no names of substances in it')
        names.update(name.strip() for name in found)
    return {name for name in names if re.fullmatch(r'[A-ZÄÖÜ][a-zäöüß]{4,}', name)}


def skeleton(name):
    """What names of one substance have in common: no endings, one spelling of equal sounds."""
    name = fold(name)
    for old, new in (('ph', 'f'), ('th', 't'), ('y', 'i'), ('ae', 'e'), ('oe', 'e'), ('k', 'c'), ('z', 'c'), ('h', '')):
        name = name.replace(old, new)
    return re.sub(r'(um|us|e|a|o)$', '', name)


def pair_german(names, inns):
    by_skeleton = {skeleton(inn): inn for inn in inns}
    for name in sorted(names):
        inn = by_skeleton.get(skeleton(name))
        if inn:
            yield inn, name.lower()


def pair_french(products, inns):
    counts = collections.defaultdict(collections.Counter)
    for product in products.values():
        for english, french in zip(product.ingredients, product.french):
            english = re.sub(r' \(.*', '', english).lower()
            french = re.sub(r' \(.*', '', french).lower().strip()
            if english in inns and re.fullmatch(r"[a-zàâçéèêëîïôûüœ]{5,}", french):
                counts[english][french] += 1
    for english, found in sorted(counts.items()):
        yield english, found.most_common(1)[0][0]


def pair_latin(path, inns):
    """The Latin names that UNII marks, with the INN of the same substance."""
    latin, inn_of = {}, {}
    with open(path, encoding='utf-8') as file:
        for line in file:
            text, _, unii = line.split('\t')[:3]
            if text.endswith(' [WHO-IP LATIN]'):
                latin.setdefault(unii, text[:-15].lower())
            elif text.endswith(' [INN]'):
                inn_of.setdefault(unii, text[:-6].lower())
    for unii, name in sorted(latin.items(), key=lambda pair: pair[1]):
        if inn_of.get(unii) in inns and ' ' not in name:
            yield inn_of[unii], name


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--de', metavar='DIR', required=True, help='folder with amvv.md and btmg.md')
    parser.add_argument('--dpd', metavar='DIR', required=True, help='folder with the archives of the DPD')
    parser.add_argument('--unii', metavar='FILE', required=True, help='UNII_Names.txt')
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    parser.add_argument('--data', metavar='DIR', default=default, help='folder of the tables')
    options = parser.parse_args()
    try:
        inns = read_inns(os.path.join(options.data, 'drugs.tsv'))
        rows = [('de', inn, name, 'de') for inn, name in pair_german(german(options.de), inns)]
        rows += [('fr', inn, name, 'dpd') for inn, name in pair_french(read_dpd.read(options.dpd), inns)]
        rows += [('la', inn, name, 'unii') for inn, name in pair_latin(options.unii, inns)]
    except SourceError as error:
        sys.exit(f'error: {error}')
    path = os.path.join(options.data, '..', 'tests', 'facts', 'official.tsv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('# Official national names: language, INN, name, source. Written by derive/languages.py.\n')
        for row in rows:
            file.write('\t'.join(row) + '\n')


if __name__ == '__main__':
    main()
