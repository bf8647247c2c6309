"""Decides which substance of UNII each row is, gives it its INN, and merges rows of one substance.

A row has a UNII only if its own name is among the names of that UNII, and not as the name of a salt
or a stereoisomer. A name that fits several substances decides nothing.
"""
from common import IONS, SALT, identity_key, key, plain, without_salt
from rows import NAME_KINDS, Name


def is_other_form(display, name):
    """Whether the display name says that the substance is a salt or a stereoisomer of the name."""
    if identity_key(display) == identity_key(name):
        return False
    words, own = plain(display).replace(',', ' ').split(), plain(name).split()
    if words[-1] in SALT and words[-1] not in own and without_salt(display) == key(name):
        return True
    rest = [word for word in identity_key(display).split() if word not in identity_key(name).split()]
    forms = {'plus', 'minus', 'racemic', 'r', 's', 'e', 'z', 'd', 'l', 'cis', 'trans', 'alpha', 'beta',
             'free', 'acid', 'base', 'form', 'inner', 'salt', 'anhydrous', 'cation', 'ion'}
    shared = [word for word in key(name).split() if word in key(display).split()]
    return bool(rest) and set(rest) <= forms and shared == key(name).split()


def find_unii(row, substances, by_name):
    """The UNII of a row, and why there is none."""
    for limit in (5, 7):
        found = {u: r for u, r in by_name.get(identity_key(row.name.text), {}).items() if r <= limit}
        if found:
            break
    else:
        return find_by_other_name(row, substances)
    best = min(found.values())
    fitting = [unii for unii, rank in found.items() if rank == best]
    fitting = [u for u in fitting if substances[u].display == row.name.text.upper()] or fitting
    if len(fitting) > 1 and row.old_unii in fitting:
        fitting = [row.old_unii]
    if len(fitting) > 1:
        return '', 'several substances have this name: ' + ', '.join(
            f'{u} {substances[u].display}' for u in sorted(fitting)[:4])
    substance = substances[fitting[0]]
    is_inn = identity_key(row.name.text) in substance.marks
    if is_other_form(substance.display, row.name.text) and not is_inn:
        return '', f'{fitting[0]} is {substance.display}'
    return fitting[0], ''


def find_by_other_name(row, substances):
    """A code or a systematic name is resolved by the substance whose INN is another name of the row."""
    substance = substances.get(row.old_unii)
    is_systematic = len(set('0123456789[](){}') & set(row.name.text)) >= 2
    if substance and ('k' in row.flags or is_systematic):
        inns = {key(name) for name in substance.official('INN')}
        if inns & (set(row.aliases) | set(row.codes)):
            return row.old_unii, ''
    return '', 'no substance has this name'


def merge_salts(rows, report):
    """Salts with a row of their own go to the row of their base. Esters and salts with an INN stay."""
    by_name = {}
    for row in rows:
        by_name.setdefault(key(row.name.text), row)
    for row in rows:
        for spelling in row.aliases:
            by_name.setdefault(spelling, row)
    kept = []
    for row in rows:
        words = plain(row.name.text).split()
        base = by_name.get(without_salt(row.name.text))
        stripped = len(words) - len(without_salt(row.name.text).split())
        if (base is None or base is row or row.flags & set('cas') or base.flags & set('ca') or stripped != 1
                or words[-1] not in IONS or len(words) > 2 or 'INN' in row.marks):
            kept.append(row)
            continue
        report.add('salts that went to their base', f'{row.name.text} into {base.name.text}')
        absorb(base, row)
    return kept


WATER = frozenset(f'{number}hydrate' for number in 'mono di tri tetra penta hexa hepta octa nona deca '
                  'dodeca hemi sesqui hemipenta'.split()) | {'anhydrous', 'unspecified', 'form'}


def dry(substances, unii):
    """The name of a substance without the water of its crystals."""
    display = substances[unii].display if unii in substances else ''
    return ' '.join(word for word in identity_key(display).split()
                    if word not in WATER)


def use_inns_of_hydrates(rows, substances):
    """FDA may mark the INN only at the anhydrous form of a substance: "cefalexin"."""
    with_inn = {}
    for unii, substance in substances.items():
        if substance.official('INN'):
            with_inn.setdefault(dry(substances, unii), []).append(unii)
    for row in rows:
        if row.unii and not substances[row.unii].official('INN'):
            others = with_inn.get(dry(substances, row.unii), [])
            if len(others) == 1:
                row.forms.add(row.unii)
                row.unii = others[0]


def merge_hydrates(rows, substances, report):
    """Rows that differ only in the water of their crystals are one: the one with the INN stays."""
    kept, first = [], {}
    for row in sorted(rows, key=lambda r: ('INN' not in r.marks, 's' not in r.flags, r.name.text.lower())):
        same = dry(substances, row.unii) if 'c' not in row.flags else ''
        if not same or same not in first:
            first[same] = row
            kept.append(row)
            continue
        into = first[same]
        report.add('merged rows of one substance', f'{row.name.text} into {into.name.text} (hydrate)')
        absorb(into, row)
        into.forms.add(row.unii)
        into.flags |= row.flags - set('kac')
    return kept


def absorb(into, row):
    known = into.keys()
    for kind in NAME_KINDS:
        for spelling, name in getattr(row, kind).items():
            if spelling not in known:
                getattr(into, kind)[spelling] = name
    if key(row.name.text) not in known:
        kind = 'codes' if 'k' in row.flags else 'aliases'
        getattr(into, kind)[key(row.name.text)] = row.name


def assign(rows, substances, by_name, report):
    for row in rows:
        if 'c' in row.flags:
            continue
        row.unii, reason = find_unii(row, substances, by_name)
        if row.old_unii and row.unii != row.old_unii:
            old = substances.get(row.old_unii)
            report.add('identifiers left out or changed', f'{row.name.text}: UNII {row.old_unii} '
                       f'({old.display if old else "unknown"}) → {row.unii or "none"} {reason}')
    if substances:
        rows = merge(rows, report)
        use_inns_of_hydrates(rows, substances)
        rows = merge(rows, report)
        for row in rows:
            rename(row, substances, report)
        rows = merge_names(rows, report)
        for row in rows:
            own = identity_key(row.name.text)
            row.marks = substances[row.unii].marks.get(own, set()) if row.unii else set()
        rows = merge_hydrates(rows, substances, report)
        rows = merge_salts(rows, report)
        move_wrong_names(rows, by_name, report)
    return rows


def move_wrong_names(rows, by_name, report):
    """A name that UNII gives to another substance with a row goes there; that of its salt goes."""
    by_unii = {unii: row for row in rows for unii in (row.unii, *row.forms) if unii}
    by_key = {key(row.name.text): row for row in rows}
    for row in rows:
        if not row.unii or row.flags & set('sc'):
            continue
        for spelling, name in list(row.aliases.items()):
            own = identity_key(name.text)
            owners = {u for u, rank in by_name.get(own, {}).items() if rank <= 2}
            # The recogniser ignores signs: "(+)-sotalol hydrochloride" would take the racemate's name.
            others = {u for u, rank in by_name.get(spelling, {}).items() if rank <= 2} - {row.unii, *row.forms}
            if own != spelling and own.split()[-1] in ('plus', 'minus', 'racemic') and (
                    others & by_unii.keys() or by_key.get(without_salt(spelling)) not in (None, row)):
                del row.aliases[spelling]
                report.add('names of another substance', f'{name.text}: {row.name.text} → none')
                continue
            if len(owners) != 1 or owners & {row.unii, *row.forms}:
                continue
            other = by_unii.get(next(iter(owners))) or by_key.get(without_salt(name.text))
            if other is None or other is row:
                continue
            del row.aliases[spelling]
            if without_salt(name.text) != key(other.name.text) and spelling not in other.keys():
                other.aliases[spelling] = name
            report.add('names of another substance', f'{name.text}: {row.name.text} → {other.name.text}')


def official_name(row, substance):
    """The INN of the substance; for a drug known by its code, also its USAN."""
    inns = substance.official('INN')
    own = identity_key(row.name.text)
    if any(identity_key(name) == own for name in inns):
        return ''
    if inns:
        return inns[0]
    usans = substance.official('USAN')
    if 'k' in row.flags and usans:
        return usans[0]
    return ''


def rename(row, substances, report):
    substance = substances.get(row.unii)
    new = official_name(row, substance) if substance else ''
    if new:
        old, row.name = row.name, Name(new.lower())
        spelling = key(new)
        for kind in NAME_KINDS:
            getattr(row, kind).pop(spelling, None)
        if key(old.text) != spelling:
            kind = 'codes' if 'k' in row.flags else 'aliases'
            getattr(row, kind)[key(old.text)] = old
        row.flags.discard('k')
        report.add('renamed to the official name', f'{old.text} → {row.name.text}')


def merge_by(rows, report, of_row):
    kept, first = [], {}
    for row in sorted(rows, key=lambda r: ('s' not in r.flags, 'k' in r.flags, r.name.text.lower())):
        same = of_row(row)
        if same is None or same not in first:
            first[same] = row
            kept.append(row)
            continue
        into = first[same]
        report.add('merged rows of one substance', f'{row.name.text} into {into.name.text}')
        absorb(into, row)
        into.forms |= row.forms
        into.flags |= row.flags - set('kac')
        into.drugbanks += row.drugbanks
    return kept


def merge(rows, report):
    return merge_by(rows, report, lambda row: row.unii or None)


def merge_names(rows, report):
    return merge_by(rows, report, lambda row: key(row.name.text))
