"""Finds the row that a name in a source means."""
from common import key, without_salt


class Linker:
    def __init__(self, rows, substances, by_name):
        self.by_key, self.by_unii = {}, {}
        # Names with a mark of an official list, which are no brands even if a product bears them.
        self.generics = {spelling for row in rows if row.unii in substances
                         for spelling in substances[row.unii].official_keys()}
        for row in rows:
            for unii in [row.unii, *row.forms]:
                if unii:
                    self.by_unii.setdefault(unii, row)
        # Names before aliases; brands and codes are no names of ingredients.
        for row in rows:
            self.by_key.setdefault(key(row.name.text), row)
        for row in rows:
            names = {}
            if row.unii in substances:
                # A name with a sign of rotation is spelt like that of the racemate: it would mislead.
                names.update({key(text): rank > 4 for name, (rank, text) in substances[row.unii].names.items()
                              if name.split()[-1] not in ('plus', 'minus', 'racemic')
                              # A synonym that is the official name of another substance is that one's.
                              and rank <= min(by_name[name].values())})
            names.update({spelling: False for spelling in row.aliases})
            for spelling, is_weak in names.items():
                other = self.by_key.get(spelling)
                if other is None and not is_weak:
                    self.by_key[spelling] = row
        self.substances = substances
        self.parts = {}

    def exact(self, name, unii=''):
        return self.by_unii.get(unii) or self.by_key.get(key(name))

    def salt(self, name, unii=''):
        """The row of the substance itself, or of the drug of which it is a salt."""
        return self.exact(name, unii) or self.by_key.get(without_salt(name))

    def parts_of(self, rows):
        """Records which drugs each combination consists of."""
        for row in rows:
            if 'c' in row.flags:
                for separator in ('/', '-', ' and '):
                    found = [self.salt(part) for part in row.name.text.split(separator)]
                    if len(found) > 1 and all(found):
                        self.parts.setdefault(frozenset(id(part) for part in found), row)
        return self.parts
