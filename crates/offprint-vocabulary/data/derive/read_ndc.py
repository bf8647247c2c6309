"""The FDA's National Drug Code directory (product.txt): classes, mechanisms and brands."""
import collections
import csv
import re
from common import SourceError

NEEDED = ['PRODUCTTYPENAME', 'PROPRIETARYNAME', 'MARKETINGCATEGORYNAME', 'SUBSTANCENAME', 'PHARM_CLASSES']
HUMAN = ('HUMAN PRESCRIPTION DRUG', 'HUMAN OTC DRUG', 'PLASMA DERIVATIVE', 'CELLULAR THERAPY', 'VACCINE')


class Ndc:
    def __init__(self):
        self.classes = collections.defaultdict(dict)      # substance -> {class: None}, in order
        self.mechanisms = collections.defaultdict(dict)
        self.substances = {}                              # the only ingredient of a product, in order
        self.brands = collections.defaultdict(set)        # tuple of substances -> brands


def read(path):
    ndc = Ndc()
    with open(path, encoding='latin-1', newline='') as file:
        rows = csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
        missing = [name for name in NEEDED if name not in (rows.fieldnames or [])]
        if missing:
            raise SourceError(path, 1, f'no column {missing[0]}')
        for number, row in enumerate(rows, 2):
            if None in row.values() or None in row:
                raise SourceError(path, number, 'wrong number of columns')
            if row['PRODUCTTYPENAME'] in HUMAN:
                add_product(ndc, row)
    return ndc


def add_product(ndc, row):
    substances = tuple(sorted({s.strip() for s in row['SUBSTANCENAME'].split(';') if s.strip()}))
    if not substances:
        return
    if len(substances) == 1:
        ndc.substances[substances[0]] = None
        for name, kind in re.findall(r'([^\[\]]+?) \[(EPC|MoA)\](?:,|$)', row['PHARM_CLASSES']):
            table = ndc.classes if kind == 'EPC' else ndc.mechanisms
            table[substances[0]][name.strip(' ,')] = None
    # Unapproved products are not in question: their names are seldom brands.
    if re.match(r'(NDA|BLA)', row['MARKETINGCATEGORYNAME']):
        ndc.brands[substances].add(re.sub(r'\s+', ' ', row['PROPRIETARYNAME']).strip())
