"""Decides how a brand may be recognised: freely, with exact capitals, or only beside the drug's name.

A brand that is also an ordinary word of English, German, French or Spanish, a first name, a surname or
a place is guarded with "?", as is one of up to three letters. One of four letters needs exact capitals
("!").
"""
import os
from common import SourceError, key

# The lists: file name, and which lines count.
WORDS = ('american-english-large', 'ngerman', 'french', 'spanish')
NAMES = ('dist.female.first', 'dist.male.first', 'dist.all.last')
# Surnames rarer than this rank are no reason to guard a brand: the census lists 88,799.
COMMON_SURNAMES = 40_000


class Guard:
    def __init__(self, folder):
        self.words, self.names, self.proper = set(), set(), set()
        self.strong = set()     # English words and first names: they guard reviewed brands too
        if not folder:
            return
        for name in WORDS:
            for line in self.lines(folder, name):
                # English and French write only proper nouns with a capital, among them brands: Tylenol.
                is_proper = line[:1].isupper() and name != 'ngerman'
                (self.proper if is_proper else self.words).add(key(line))
                if name == WORDS[0] and line.isalpha() and line.islower():
                    self.strong.add(line)
        for name in NAMES:
            for number, line in enumerate(self.lines(folder, name)):
                if name != 'dist.all.last' or number < COMMON_SURNAMES:
                    self.names.add(key(line.split()[0]))
                if name != 'dist.all.last':
                    self.strong.add(key(line.split()[0]))
        for line in self.lines(folder, 'places.txt'):
            self.names.add(key(line))

    def lines(self, folder, name):
        path = os.path.join(folder, name)
        try:
            with open(path, encoding='utf-8') as file:
                return [line.strip() for line in file if line.strip()]
        except OSError as error:
            raise SourceError(path, 0, error.strerror) from error

    def is_word(self, word):
        return word in self.words or word.endswith('s') and word[:-1] in self.words

    def is_guarded(self, word):
        """Whether a word has an ordinary meaning. A brand that dictionaries list as such has none."""
        if word in self.names:
            return True
        return self.is_word(word) and word not in self.proper

    def mark(self, brand):
        words = [w for w in key(brand).split() if not w.isdigit()]
        if not words:
            return '!'
        if all(self.is_guarded(w) or len(w) <= 2 and len(words) > 1 for w in words):
            return '?'
        letters = sum(map(len, words))
        return '?' if letters <= 3 else '!' if letters == 4 else ''

    def mark_reviewed(self, name):
        """The mark of a brand of the recogniser's table: only stronger than it was."""
        word = key(name.text)
        if word.isalpha() and (word in self.strong or len(word) <= 3) and name.mark != '?':
            return '?'
        return name.mark
