"""Brands: traces those of the rows to their sources, and adds those that RxNorm, DPD and EMA have."""
import collections
import re
import facts
from common import key
from guard import Guard
from read_dpd import substances as dpd_names
from rows import Row

FORMS = frozenset('''tablet tablets tab tabs caplet caplets capsule capsules cap caps injection inj injectable
solution susp suspension syrup cream ointment gel lotion drops spray powder pwr liq liquid elixir patch
suppositories supp supps oral nasal topical ophthalmic otic iv im sc usp bp ph eur for in of and the with
infusion sterile vial ampoule kit pen penfill cartridge flextouch flexpen disposable prefilled syringe
extended release delayed slow sustained controlled modified immediate xr er sr cr xl la cd dr ir odt hfa
mg mcg ml g iu unit units dose hcl hydrochloride sodium potassium sulfate sulphate chewable effervescent
lozenges lozenge strength extra regular maximum adult adults children childrens infant infants pediatric
junior formulation new original reformulated pour comprimes gelules enteric coated film single multi use
concentrate lyophilized dry mist aerosol inhaler inhalation diskus turbuhaler respimat transdermal system
vaginal ovules rectal enema plus forte day night preservative free'''.split())


def tidy(brand):
    """The brand without strengths, forms, years and what is in brackets."""
    brand = re.sub(r'\([^)]*\)', ' ', brand.replace('®', ' ').replace('™', ' '))
    brand = re.sub(r' Reformulated .*$| brand of .*$', ' ', brand)
    brand = re.sub(r'\b\d[\d.,/]*\s*(mg|mcg|g|ml|iu|units?|%|mg/ml|mmol)?(/\w+)?(?=\s|$)|%', ' ', brand, flags=re.I)
    words = re.sub(r'\s+-\s+|,', ' ', brand).split()
    while len(words) > 1 and key(words[-1]) in FORMS | {''}:
        words.pop()
    text = ' '.join(words).strip(' -.,/')
    return ' '.join(w.capitalize() if len(w) > 3 else w for w in text.split()) if text.isupper() else text


class Brands:
    def __init__(self, rows, linker, guard, report, reviewed):
        self.rows, self.linker, self.guard, self.report = rows, linker, guard, report
        self.owner, self.generic = {}, set()
        self.ordinary = set()
        for row in rows:
            for name in row.brands.values():
                if name.text not in reviewed:
                    name.mark = guard.mark_reviewed(name)
            for name in row.names():
                self.owner.setdefault(key(name.text), row)
            for name in [row.name, *row.aliases.values()]:
                self.generic.update(w for w in key(name.text).split() if len(w) >= 6)

    def contains_generic(self, brand, row, but=''):
        """Whether the brand is a product named after the drug: "Apo-Olanzapine", "Teva-Doxy"."""
        words = key(brand).split()
        own = {w for name in [row.name, *row.aliases.values()] for w in key(name.text).split()
               if len(w) >= 4 and key(name.text) != but}
        return any(w in own or w in self.generic and w not in self.linker.brand_words for w in words)

    def add(self, row, brand, source):
        """Adds or confirms a brand of the row."""
        brand = tidy(brand) if source != 'rxnorm' else re.sub(r' Reformulated .*$', '', brand)
        spelling = key(brand)
        if not spelling or spelling.isdigit():
            return
        owner = self.owner.get(spelling)
        if (source in ('rxnorm', 'ema') and spelling in row.aliases and len(spelling) > 4 and 's' not in row.flags
                and spelling not in self.linker.generics and not self.contains_generic(brand, row, spelling)):
            # A brand that UNII lists among the common names.
            name = row.brands[spelling] = row.aliases.pop(spelling)
            name.text, name.mark = brand, self.guard.mark(brand)
        if owner is not None and owner is not row:
            self.report.add('brands that several drugs share', f'{brand}: {owner.name.text}, {row.name.text} ({source})')
            return
        if owner is None:
            if not self.is_brand(brand, row, source):
                return
            self.owner[spelling] = row
        row.add_name('brands', brand, self.guard.mark(brand) or '', source)

    def is_brand(self, brand, row, source):
        words = key(brand).split()
        most, longest = (8, 48) if source == 'rxnorm' else (4, 32)
        if len(words) > most or len(brand) > longest or len(''.join(words)) < 3:
            return False
        if source == 'rxnorm':
            return True
        if source == 'ema':
            return not self.contains_generic(brand, row)
        if self.contains_generic(brand, row) or len(words) > 2 or words[0] in self.linker.makers:
            return False
        # Of several words, one must be coined: "Decongestant Nasal Spray" is no brand.
        plain = [w for w in words if self.guard.is_word(w) or w in FORMS]
        return len(plain) < len(words) if len(words) > 1 else not plain or source == 'ndc'


def add_all(rows, linker, ndc, rxnorm, dpd, ema, words, reviewed, report):
    linker.parts_of(rows)
    linker.makers = find_makers(dpd, linker)
    linker.brand_words = {k for row in rows for k in row.brands}
    brands = Brands(rows, linker, Guard(words), report, reviewed['brand'])
    brands.ordinary = {key(name) for kind in ('never', 'drop') for name in reviewed[kind]}
    if rxnorm:
        add_rxnorm(brands, rxnorm)
    by_row, products = {}, {}
    for medicine in ema:
        if medicine['category'] == 'Human':
            row = ema_row(brands, medicine)
            if row is None:
                report.add('EMA medicines without a row', f'{medicine["brand"]}: {medicine["inn"] or medicine["substance"]}')
                continue
            by_row.setdefault(id(row), (row, []))[1].append(medicine)
            brands.add(row, medicine['brand'], 'ema')
            if re.fullmatch(r'[A-Z]\d\d[A-Z]{2}\d\d', medicine['atc']):
                row.state('identifiers', f'atc={medicine["atc"]}', 'ema')
    facts.add_eu_status(by_row.values())
    for product in dpd.values():
        row = dpd_row(brands, product) if product.is_human else None
        if row:
            products.setdefault(id(row), (row, []))[1].append(product)
            brands.add(row, product.brand, 'dpd')
            for code, name in product.atc:
                if 'c' in row.flags or 'COMBINATIONS' not in name.upper():
                    row.state('identifiers', f'atc={code}', 'dpd')
    facts.add_ca_status(products.values())
    for substances, found in (ndc.brands if ndc else {}).items():
        row = combination(brands, [linker.salt(s) for s in substances])
        for brand in found if row else ():
            brands.add(row, brand, 'ndc')
    return brands.rows


def find_makers(dpd, linker):
    """First words of at least eight products that go on with the name of a drug: APO, TEVA, PMS."""
    followed = collections.defaultdict(set)
    for product in dpd.values():
        words = key(product.brand).split()
        if len(words) > 1 and words[1] in linker.by_key:
            followed[words[0]].add(words[1])
    return {maker for maker, drugs in followed.items() if len(drugs) >= 4}


def combination(brands, parts, create=''):
    """The row of a single drug or of a combination of these drugs."""
    if not parts or None in parts:
        return None
    parts = list({id(part): part for part in parts}.values())
    if len(parts) == 1:
        return parts[0]
    together = frozenset(id(part) for part in parts)
    row = brands.linker.parts.get(together)
    if row is None and create and len(parts) <= 4:
        row = Row('/'.join(sorted(part.name.text.lower() for part in parts)))
        row.flags = {'c'}
        row.name.add(create)
        brands.linker.parts[together] = row
        brands.rows.append(row)
        brands.owner.setdefault(key(row.name.text), row)
    return row


def add_rxnorm(brands, rxnorm):
    linker = brands.linker
    row_of = {}
    branded = {rxcui for rxcuis in rxnorm.brands.values() for rxcui in rxcuis}
    for rxcui, (name, unii, tty) in rxnorm.ingredients.items():
        row = linker.exact(name, unii) if tty == 'IN' else linker.salt(name, unii)
        if row is None and tty == 'IN' and rxcui in branded and len(name) <= 100:
            row = add_ingredient(brands, name)
        if row is not None:
            row_of[rxcui] = row
            row.add_name('aliases', name, '', 'rxnorm') if tty == 'IN' and len(name) <= 40 else None
    for brand, rxcuis in rxnorm.brands.items():
        plain = [c for c in rxcuis if rxnorm.ingredients[c][2] == 'IN'] or list(rxcuis)
        found = {id(row_of[c]): row_of[c] for c in plain if c in row_of}
        if not found:
            brands.report.add('RxNorm brands without a row', f'{brand}: ' + ', '.join(
                rxnorm.ingredients[c][0] for c in sorted(plain)))
        # A brand of several drugs belongs to the one that the table had.
        for row in sorted(found.values(), key=lambda r: (key(brand) not in r.brands, r.name.text))[:1]:
            brands.add(row, brand, 'rxnorm')
            if len(found) > 1:
                brands.report.add('brands that several drugs share', f'{brand}: ' + ', '.join(
                    sorted(r.name.text for r in found.values())) + ' (rxnorm)')
    for brand, rxcuis in rxnorm.combined.items():
        together = frozenset(rxnorm.ingredients[c][0] for c in rxcuis)
        if together not in rxnorm.combinations:
            brands.report.add('RxNorm combinations whose parts are not all known', brand)
            continue
        owner = brands.owner.get(key(brand))
        row = owner if owner and 'c' in owner.flags else combination(
            brands, [row_of.get(c) for c in rxcuis], 'rxnorm')
        if row and 'c' in row.flags:
            row.state('identifiers', f'rxcui={rxnorm.combinations[together]}', 'rxnorm')
            row.state('statuses', 'us:prescribable', 'rxnorm')
            row.name.add('rxnorm')
            brands.add(row, brand, 'rxnorm')


def add_ingredient(brands, name):
    """A row for an ingredient that only RxNorm has. An ordinary word is no name of a drug by itself."""
    words = key(name).split()
    row = Row(name)
    row.name.add('rxnorm')
    row.unii = brands.linker.find_unii(row)
    is_ion = len(words) == 1 and words[0].endswith(('ate', 'ite'))
    if is_ion or key(name) in brands.ordinary or all(brands.guard.is_word(word) or len(word) <= 2 for word in words):
        row.flags.add('a')
    brands.rows.append(row)
    brands.owner.setdefault(key(name), row)
    brands.linker.by_key.setdefault(key(name), row)
    return row


def ema_row(brands, medicine):
    owner = brands.owner.get(key(tidy(medicine['brand'])))
    if owner and 'c' in owner.flags and re.search(r'[;,/]', medicine['inn']):
        owner.name.add('ema')
        return owner
    for text in (medicine['inn'], medicine['substance']):
        row = brands.linker.salt(text) if text else None
        if row:
            return row
        parts = [part.strip() for part in re.split(r'[;,/]', text) if part.strip()]
        if len(parts) > 1:
            row = combination(brands, [brands.linker.salt(part) for part in parts], 'ema')
            if row:
                row.name.add('ema') if 'c' in row.flags else None
                return row
    return None


def dpd_row(brands, product):
    linker, parts = brands.linker, []
    owner = brands.owner.get(key(tidy(product.brand)))
    if owner and 'c' in owner.flags and len(product.ingredients) > 1:
        return owner
    for ingredient in product.ingredients:
        found = [linker.exact(name) or linker.salt(name) for name in dpd_names(ingredient)]
        parts.append(next((row for row in found if row), None))
    return combination(brands, parts)
