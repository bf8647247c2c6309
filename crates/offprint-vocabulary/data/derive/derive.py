#!/usr/bin/env python3
"""Derives drugs.tsv: names, identifiers, classes, mechanisms and statuses of drugs, with sources."""
import argparse
import collections
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import brands
import facts
import identity
import link
import names
import own
import read_dpd
import read_ema
import read_mesh
import read_ndc
import read_rxnorm
import read_unii
import vet
import wording
from common import SourceError, key, table, without_salt
from report import Report
from rows import COLUMNS

SOURCES = ('unii', 'ndc', 'rxnorm', 'mesh', 'dpd', 'ema', 'drugbank')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, text in (('unii', 'UNII_Names.txt'), ('ndc', 'product.txt'), ('rxnorm', 'ingredients of RxNorm (TSV)'),
                       ('mesh', 'data_pharm_action.rds'), ('mesh-terms', 'data_mesh_thesaurus.rds'),
                       ('dpd', 'folder with allfiles.zip, allfiles_ap.zip and allfiles_dr.zip'),
                       ('ema', 'medicines_output_medicines_en.xlsx')):
        parser.add_argument('--' + name, metavar='FILE', help=text)
    parser.add_argument('--words', metavar='DIR', help='folder with word and name lists that guard brands')
    parser.add_argument('--without', action='append', default=[], choices=SOURCES, help='leave a source out')
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    parser.add_argument('--data', metavar='DIR', default=default, help='folder of the tables')
    parser.add_argument('--out', metavar='DIR', help='folder to write to (default: that of the tables)')
    options = parser.parse_args()
    for source in ('unii', 'ndc', 'rxnorm', 'mesh', 'dpd', 'ema'):
        if source in options.without:
            setattr(options, source, None)
        elif not getattr(options, source):
            parser.error(f'--{source} FILE or --without {source} is needed')
    if options.mesh and not options.mesh_terms:
        parser.error('--mesh-terms FILE is needed with --mesh')
    return options


def salts_of(substances):
    """key of a name -> the UNIIs of its salts"""
    found = collections.defaultdict(list)
    for unii, substance in substances.items():
        base = without_salt(substance.display)
        if base != key(substance.display):
            found[base].append(unii)
    return found


def derive(options, report):
    data = options.data
    rows = own.read_recognition(os.path.join(data, 'recognition.tsv'), 'drugbank' not in options.without)
    if 'drugbank' not in options.without:
        own.read_drugbank(os.path.join(data, 'drugbank.tsv'), rows)
    substances = read_unii.read(options.unii) if options.unii else {}
    by_name = read_unii.index(substances)
    rows = identity.assign(rows, substances, by_name, report)
    linker = link.Linker(rows, substances, by_name)
    linker.find_unii = lambda row: identity.find_unii(row, substances, by_name)[0]
    rxnorm = read_rxnorm.read(options.rxnorm) if options.rxnorm else None
    names.trace_unii(rows, substances, salts_of(substances))
    known = collections.defaultdict(dict)
    ndc = read_ndc.read(options.ndc) if options.ndc else None
    if ndc:
        facts.add_ndc_classes(ndc, linker, known['ndc'], report)
    reviewed = own.read_review(os.path.join(data, 'review.tsv'))
    dpd = read_dpd.read(options.dpd) if options.dpd else {}
    ema = read_ema.read(options.ema) if options.ema else []
    rows = brands.add_all(rows, linker, ndc, rxnorm, dpd, ema, options.words, reviewed, report)
    facts.add_identifiers(rows, substances, rxnorm, linker, report)
    for source, found in known.items():
        names.trace_by_key(rows, found, source)
    if options.mesh:
        actions = {cells[0]: cells[1] for _, cells in table(os.path.join(data, 'mesh_actions.tsv'), 2)}
        facts.add_mesh_actions(rows, read_mesh.read(options.mesh, options.mesh_terms), actions, report)
    if rxnorm:
        facts.add_us_status(rxnorm, linker)
    own.add_editorial(os.path.join(data, 'editorial.tsv'), rows, linker, report)
    facts.drop_shared_identifiers(rows, report)
    names.complete(rows)
    vet.mark(rows, substances, dpd, ema)
    return rows


def main():
    options = arguments()
    report = Report()
    try:
        rows = derive(options, report)
    except SourceError as error:
        sys.exit(f'error: {error}')
    out = options.out or options.data
    rows.sort(key=lambda row: (row.name.text.lower(), row.name.text))
    with open(os.path.join(out, 'drugs.tsv'), 'w', encoding='utf-8') as file:
        file.write('#' + '\t'.join(COLUMNS) + '\n')
        for row in rows:
            file.write(row.line() + '\n')
    wording.write(os.path.join(out, 'class_names.tsv'), rows,
                  wording.read_exceptions(os.path.join(options.data, 'class_wording.tsv')))
    report.write(os.path.join(out, 'derivation.txt'), counts(rows))


def counts(rows):
    tally = collections.Counter()
    for row in rows:
        seen = set()
        for kind, values in [('name', [row.name])] + [(k, getattr(row, k).values()) for k in COLUMNS[1:4]]:
            for name in values:
                tally[kind, 'values', ''] += 1
                seen.update((kind, source) for source in name.sources)
        for kind, values in row.facts.items():
            for value, sources in values.items():
                what = f'{kind} {re.split("[=;]", value)[0]}' if kind in ('identifiers', 'statuses') else kind
                tally[what, 'values', ''] += 1
                seen.update((what, source) for source in sources)
        for kind, source in seen:
            tally[kind, 'drugs', source] += 1
        tally['drugs', 'values', ''] += 1
    lines = [f'{kind}\t{what}\t{source}\t{count}' for (kind, what, source), count in sorted(tally.items())]
    return '# What the derivation counted and left out\n\n' + '\n'.join(lines) + '\n'


if __name__ == '__main__':
    main()
