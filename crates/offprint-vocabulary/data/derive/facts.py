"""Classes, mechanisms, statuses and identifiers of each row, as the sources state them."""
import collections
import re
from common import identity_key, key
from identity import dry


def add_identifiers(rows, substances, rxnorm, linker, report):
    rxcuis = {}
    for rxcui, (name, unii, tty) in (rxnorm.ingredients.items() if rxnorm else ()):
        row = linker.exact(name, unii) if tty == 'IN' else None
        if row is None and tty == 'PIN':
            continue
        if row is None:
            report.add('RxNorm ingredients without a row', name)
            continue
        is_hydrate = dry(substances, unii) == dry(substances, row.unii)
        if unii and row.unii and unii not in {row.unii, *row.forms} and not is_hydrate:
            report.add('identifiers on which sources disagree',
                       f'{row.name.text}: UNII {row.unii} (UNII) but {unii} (RxNorm {rxcui} {name})')
            continue
        rxcuis.setdefault(id(row), []).append((rxcui, name, unii))
    for row in rows:
        if row.unii:
            row.state('identifiers', f'unii={row.unii}', 'unii')
        add_drugbank(row, substances, report)
        found = rxcuis.get(id(row), [])
        if len(found) > 1:
            found = [f for f in found if f[2] and f[2] == row.unii] or found
        if len(found) > 1:
            report.add('identifiers on which sources disagree', f'{row.name.text}: RXCUI ' + ', '.join(
                f'{rxcui} {name}' for rxcui, name, _ in found))
        elif found:
            row.state('identifiers', f'rxcui={found[0][0]}', 'rxnorm')
            if found[0][2] and found[0][2] == row.unii:
                row.state('identifiers', f'unii={row.unii}', 'rxnorm')


def add_drugbank(row, substances, report):
    """DrugBank's number and CAS number, if DrugBank means the same substance."""
    fitting = []
    for number, name, unii, cas, common in row.drugbanks:
        substance = substances.get(row.unii)
        names = [n for n in common.split('|') if n]
        # The UNII of a row with own additions is not DrugBank's: there, DrugBank's name decides.
        is_named = substance and any(identity_key(n) in substance.marks for n in names) and 's' in row.flags
        if unii and not is_named and unii != row.unii:
            report.add('identifiers on which sources disagree',
                       f'{row.name.text}: {number} has UNII {unii}, the row {row.unii or "none"}')
        elif substance and names and not any(identity_key(n) in substance.names for n in names):
            report.add('identifiers on which sources disagree',
                       f'{row.name.text}: {number} is named {common}, not a name of UNII {row.unii}')
        else:
            fitting.append((number, unii, cas))
    if len(fitting) > 1:
        report.add('identifiers on which sources disagree',
                   f'{row.name.text}: ' + ', '.join(number for number, _, _ in fitting))
    elif fitting:
        number, unii, cas = fitting[0]
        if unii and unii == row.unii:
            row.state('identifiers', f'unii={unii}', 'drugbank')
        row.state('identifiers', f'drugbank={number}', 'drugbank')
        if re.fullmatch(r'\d{2,7}-\d\d-\d', cas):
            row.state('identifiers', f'cas={cas}', 'drugbank')


def drop_shared_identifiers(rows, report):
    """An identifier that two rows claim is not that of exactly one substance: no row shows it."""
    owners = {}
    for row in rows:
        for value in row.facts['identifiers']:
            if not value.startswith('atc='):
                owners.setdefault(value, []).append(row)
    for value, claiming in owners.items():
        if len(claiming) > 1:
            report.add('identifiers that several drugs share',
                       f'{value}: ' + ', '.join(row.name.text for row in claiming))
            for row in claiming:
                del row.facts['identifiers'][value]


def add_ndc_classes(ndc, linker, known, report):
    for substance in ndc.substances:
        row = linker.salt(substance)
        if row is not None:
            known.setdefault(id(row), set()).add(key(substance))
    for kind, found in (('classes', ndc.classes), ('mechanisms', ndc.mechanisms)):
        for substance, values in found.items():
            row = linker.salt(substance)
            if row is None:
                report.add('NDC substances without a row', substance)
                continue
            known.setdefault(id(row), set()).add(key(substance))
            for value in values:
                row.state(kind, value, 'ndc')


def add_mesh_actions(rows, mesh, actions, report):
    for row in rows:
        if 'c' in row.flags:
            continue
        headings = {}
        for name in [row.name] + list(row.aliases.values()):
            if key(name.text) in mesh and name.sources.keys() - {'spelling', 'drugbank'}:
                heading, values = mesh[key(name.text)]
                headings[heading] = values
        if key(row.name.text) in mesh:
            heading, values = mesh[key(row.name.text)]
            headings = {heading: values}
        for heading, values in headings.items():
            for value in values:
                kind = actions.get(value)
                if kind in ('classes', 'mechanisms'):
                    row.state(kind, value, 'mesh')


def add_us_status(rxnorm, linker):
    for name, unii, tty in rxnorm.ingredients.values():
        row = linker.exact(name, unii) if tty == 'IN' else None
        if row:
            row.state('statuses', 'us:prescribable', 'rxnorm')


EMA_RANK = {'Authorised': ('authorised', 'authorised'), 'Suspended': ('suspended', 'suspended'),
            'Withdrawn': ('withdrawn', 'ended'), 'Lapsed': ('lapsed', 'ended'), 'Expired': ('expired', 'ended'),
            'Revoked': ('revoked', 'ended'), 'Refused': ('refused', 'refused'),
            'Application withdrawn': ('application withdrawn', 'application'),
            'Opinion': ('opinion', 'opinion'), 'Opinion under re-examination': ('opinion', 'opinion'),
            'Withdrawn from rolling review': ('application withdrawn', 'application')}


def add_eu_status(by_row):
    """Authorised if one medicine is. What else happened is about medicines, which are named: a substance whose
    only central medicine was withdrawn may be in many that countries authorise, of which EMA has no list."""
    for row, medicines in by_row:
        events = collections.defaultdict(set)
        for medicine in medicines:
            status, date = EMA_RANK[medicine['status']]
            events[medicine[date], status].add(re.sub(r' \(previously .*', '', medicine['brand']))
        authorised = [date for date, status in events if status == 'authorised']
        if authorised:
            first = min((date for date in authorised if date), default='')
            row.state('statuses', 'eu:authorised' + (f'={first}' if first else ''), 'ema')
            continue
        for (date, status), brands in sorted(events.items(), reverse=True):
            since = f'={date}' if date else ''
            row.state('statuses', f'eu:{status}{since};{", ".join(sorted(brands))}', 'ema')


def add_ca_status(by_row):
    for row, products in by_row:
        states = {product.state for product in products}
        for state in ('marketed', 'approved', 'dormant'):
            if state in states:
                row.state('statuses', f'ca:{state}', 'dpd')
                break
