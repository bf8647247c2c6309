"""Marks brands that only veterinary products bear."""
import re
from common import key
from brands import tidy
from read_unii import VETERINARY_MARKS

HUMAN_LISTS = {'ORANGE BOOK', 'EMA EPAR', 'PURPLE BOOK CDER'}
HUMAN_SOURCES = {'ndc', 'rxnorm', 'dpd', 'ema', 'offprint'}


def mark(rows, substances, dpd, ema):
    """A brand is veterinary if a register of veterinary products has it, if its name says so, or if all
    products of its substance are veterinary; and no register of human medicines has it."""
    registered = {key(tidy(p.brand)): 'dpd' for p in dpd.values() if not p.is_human}
    registered.update({key(tidy(m['brand'])): 'ema' for m in ema if m['category'] == 'Veterinary'})
    for row in rows:
        is_human = any(source in HUMAN_SOURCES for name in row.names() for source in name.sources)
        is_human = is_human or bool(row.facts['statuses'])
        lists = substances[row.unii].lists if row.unii in substances else set()
        only_veterinary = bool(lists & VETERINARY_MARKS) and not lists & HUMAN_LISTS and not is_human
        for spelling, name in row.brands.items():
            if name.sources.keys() & HUMAN_SOURCES:
                continue
            # Of a substance that people take, too, UNII must have the brand: Amoxil is human elsewhere.
            if spelling in registered and (not is_human or 'unii' in name.sources):
                name.add(registered[spelling], 'vet')
            elif 'unii' in name.sources and (only_veterinary or says_veterinary(name.text)):
                name.add('unii', 'vet')
            if 'vet' in name.sources.values():
                name.sources = {source: 'vet' for source in name.sources}


def says_veterinary(brand):
    return bool(re.search(r'vet\b|\bvet|\bV$|\bequ(i|ine)\b|\bbovi', brand, re.I)) and len(brand) > 4
