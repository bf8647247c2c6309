"""RxNorm Current Prescribable Content: ingredients, their UNII, their brands.

Only the lines of ingredients (IN) and precise ingredients (PIN) are used: the lines of combinations
list the brands of every part, so a combination is found by the ingredients that name its brand.
"""
import collections
from common import SourceError, split

COLUMNS = ['name', 'rxcui', 'tty', 'unii', 'brands of it alone (name=rxcui)', 'brands of combinations']


class Rxnorm:
    def __init__(self):
        self.ingredients = {}                         # RXCUI -> (name, UNII, tty)
        self.brands = collections.defaultdict(set)    # brand -> ingredients that it contains alone
        self.combined = collections.defaultdict(set)  # brand -> ingredients of the combination
        self.combinations = {}                        # set of names -> RXCUI


def read(path):
    rxnorm = Rxnorm()
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            row = line.rstrip('\n').split('\t')
            if number == 1:
                if row != COLUMNS:
                    raise SourceError(path, 1, f'the header is not {COLUMNS}')
                continue
            if len(row) != 6 or not row[1].isdigit() or row[2] not in ('IN', 'PIN', 'MIN'):
                raise SourceError(path, number, 'not an ingredient with RXCUI and term type')
            add_ingredient(rxnorm, row)
    return rxnorm


def add_ingredient(rxnorm, row):
    name, rxcui, tty, unii, alone, combined = row
    if tty == 'MIN':
        rxnorm.combinations[frozenset(name.split(' / '))] = rxcui
        return
    rxnorm.ingredients[rxcui] = (name, unii, tty)
    for brand in split(alone):
        rxnorm.brands[brand.rpartition('=')[0]].add(rxcui)
    if tty == 'IN':
        for brand in split(combined):
            rxnorm.combined[brand.rpartition('=')[0]].add(rxcui)
