"""Health Canada's Drug Product Database (allfiles.zip and its siblings for other states)."""
import csv
import io
import os
import re
import zipfile
from common import SourceError

# The archives, by the state of their products; the later ones matter only if the first lack a drug.
ARCHIVES = (('allfiles.zip', '', 'marketed'), ('allfiles_ap.zip', '_ap', 'approved'),
            ('allfiles_dr.zip', '_dr', 'dormant'))
WIDTHS = {'drug': 14, 'ingred': 15, 'ther': 4}


class Product:
    def __init__(self, brand, is_human, state):
        self.brand, self.is_human, self.state = brand, is_human, state
        self.ingredients, self.french, self.atc = [], [], []
        self.company = ''


def read(folder):
    products = {}
    for archive, suffix, state in ARCHIVES:
        path = os.path.join(folder, archive)
        if not os.path.exists(path):
            raise SourceError(path, 0, 'no such file')
        with zipfile.ZipFile(path) as zipped:
            read_archive(zipped, path, suffix, state, products)
    return products


def member(zipped, path, name, width):
    try:
        data = zipped.read(name + '.txt')
    except KeyError:
        raise SourceError(path, 0, f'no file {name}.txt in it') from None
    for number, row in enumerate(csv.reader(io.StringIO(data.decode('utf-8-sig'))), 1):
        if len(row) != width or not row[0].isdigit():
            raise SourceError(f'{path}/{name}.txt', number, f'not a product code and {width - 1} fields')
        yield row


def read_archive(zipped, path, suffix, state, products):
    for row in member(zipped, path, 'drug' + suffix, WIDTHS['drug']):
        products[state, row[0]] = Product(row[4], row[2] == 'Human', state)
    for row in member(zipped, path, 'ingred' + suffix, WIDTHS['ingred']):
        product = products.get((state, row[0]))
        if product:
            product.ingredients.append(row[2])
            product.french.append(row[11])
    for row in member(zipped, path, 'ther' + suffix, WIDTHS['ther']):
        product = products.get((state, row[0]))
        if product and re.fullmatch(r'[A-Z]\d\d[A-Z]{2}\d\d', row[1]):
            product.atc.append((row[1], row[2]))
    for row in member(zipped, path, 'comp' + suffix, 18):
        product = products.get((state, row[0]))
        if product:
            product.company = row[3]


def substances(ingredient):
    """The names of an ingredient: "NORTRIPTYLINE (NORTRIPTYLINE HYDROCHLORIDE)" has two."""
    found = re.fullmatch(r'(.*?) \((.*)\)', ingredient)
    return [found[1], found[2]] if found else [ingredient]
