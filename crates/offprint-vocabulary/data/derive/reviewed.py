#!/usr/bin/env python3
"""Looks drugs up in the source files by exact name, to review drugs.tsv independently of derive.py.

Prints for each drug of the list what the sources say: name and its type, classes, status, UNII, RXCUI.
It shares only the readers with derive.py: there are no rules for salts, aliases or merged rows here.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import read_dpd
import read_ema
import read_ndc
import read_rxnorm

SALTS = ('HYDROCHLORIDE', 'SODIUM', 'MALEATE', 'CITRATE', 'HYDROBROMIDE', 'TARTRATE', 'FUMARATE', 'MESYLATE',
         'SULFATE', 'POTASSIUM', 'SUCCINATE', 'BESYLATE', 'PHOSPHATE', 'ACETATE', 'BITARTRATE', 'CALCIUM')


def read_unii(path):
    """name -> UNII of the official or display name; UNII -> INN, other official names."""
    by_name, inn, usan = {}, {}, {}
    with open(path, encoding='utf-8') as file:
        for line in file:
            text, _, unii, display = line.rstrip('\n').split('\t')
            if text == display:
                by_name[display] = unii
            if text.endswith(' [INN]'):
                inn.setdefault(unii, text[:-6])
            elif text.endswith(' [USAN]'):
                usan.setdefault(unii, text[:-7])
    for unii, name in inn.items():
        by_name[name] = unii
    return by_name, inn, usan


def classes(ndc, names):
    found = {}
    for name in names:
        for substance in [name] + [f'{name} {salt}' for salt in SALTS]:
            found.update(ndc.classes.get(substance, {}))
    return sorted(found)


def mesh_headings(path):
    """heading in lower case -> actions, from the table as TSV or R data"""
    import read_mesh
    found = {}
    for _, name, action in read_mesh.rows(path, ['DescriptorUI', 'DescriptorName', 'PharmActionName']):
        found.setdefault(name.lower(), set()).add(action)
    return found


def review(name, unii, ndc, mesh, rxnorm, dpd, ema):
    by_name, inn, usan = unii
    upper = name.upper()
    code = by_name.get(upper, '')
    official = inn.get(code, usan.get(code, upper))
    kind = 'INN' if code in inn else 'USAN' if code in usan else 'generic name'
    names = {upper, official, usan.get(code, upper)}
    rxcuis = [c for c, (text, u, tty) in rxnorm.ingredients.items()
              if tty == 'IN' and (u == code and u or text.upper() in names)]
    states = {p.state for p in dpd.values() if p.is_human and len(p.ingredients) == 1
              and {n.upper() for n in read_dpd.substances(p.ingredients[0])} & names}
    ca = next((s for s in ('marketed', 'approved', 'dormant') if s in states), '')
    statuses = {m['status'] for m in ema if m['category'] == 'Human' and m['inn'].upper() in names}
    actions = set().union(*(mesh.get(n.lower(), set()) for n in names))
    eu = 'authorised' if 'Authorised' in statuses else '|'.join(sorted(s.lower() for s in statuses))
    return (official.lower(), kind, '|'.join(classes(ndc, names)), '|'.join(sorted(actions)),
            'prescribable' if rxcuis else '', ca, eu, code, '|'.join(sorted(rxcuis)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('unii', 'ndc', 'mesh', 'rxnorm', 'dpd', 'ema', 'names'):
        parser.add_argument('--' + name, required=True, metavar='FILE')
    options = parser.parse_args()
    sources = (read_unii(options.unii), read_ndc.read(options.ndc), mesh_headings(options.mesh),
               read_rxnorm.read(options.rxnorm), read_dpd.read(options.dpd), read_ema.read(options.ema))
    with open(options.names, encoding='utf-8') as file:
        for line in file:
            group, name = line.rstrip('\n').split('\t')
            print('\t'.join((group, name) + review(name, *sources)))


if __name__ == '__main__':
    main()
