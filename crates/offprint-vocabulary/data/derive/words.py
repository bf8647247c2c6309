#!/usr/bin/env python3
"""Writes the lists of words that are not drugs: everyday.txt, lookalikes.txt and chemicals.txt.

A word that drugs.tsv has as a name is in none of them, so that no list blocks a drug; except where the
name is guarded with "?" or is that of an everyday substance.
"""
import argparse
import collections
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import read_unii
from common import SourceError, key, split, table

CHEMICAL = re.compile(r'(ine|ane|ene|ide|ate|one|ol|yl|in|azole|urea|ite|amide)$')
IN_WORDS = re.compile(r'phen|benz|chlor|fluor|brom|nitr|thio|methyl|ethyl|hydr|oxy')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--unii', required=True, metavar='FILE', help='UNII_Names.txt')
    parser.add_argument('--words', required=True, metavar='FILE', help='frequent English words (wamerican-small)')
    parser.add_argument('--bigwords', required=True, metavar='FILE', help='all English words (wamerican-large)')
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    parser.add_argument('--data', metavar='DIR', default=default, help='folder of the tables')
    parser.add_argument('--out', metavar='DIR', help='folder to write to (default: that of the tables)')
    return parser.parse_args()


def read_names(path):
    """Single words that are names, with whether they are everyday words too; those of everyday
    substances; and the UNIIs."""
    names, ambient, uniis = {}, {}, set()
    for _, cells in table(path, 9):
        is_ambient = 'a' in cells[4]
        for cell in cells[:3]:
            for value in split(cell):
                name = value[:value.index('@')]
                word = key(name)
                if re.fullmatch('[a-z]+', word):
                    names[word] = names.get(word, True) and (is_ambient or name.endswith('?'))
                    ambient[word] = ambient.get(word, True) and is_ambient
        uniis.update(re.findall(r'unii=(\w{10})', cells[5]))
    return names, ambient, uniis


def read_words(path):
    with open(path, encoding='utf-8') as file:
        return {line.strip() for line in file}


def write(words, path, head):
    lines, line = [head], ''
    for word in sorted(words):
        if len(line) + len(word) > 118:
            lines.append(line)
            line = ''
        line += (' ' if line else '') + word
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines + [line]) + '\n')


def everyday_words(small, names):
    words = {word for word in small if re.fullmatch('[a-z]{3,}', word)}
    # Plurals are recognised without being listed.
    return {word for word in words if names.get(word, True) and not (word[-1] == 's' and word[:-1] in words)}


def chemicals(substances, uniis, names, everyday, dictionary, never):
    """Names of substances that are not drugs, with an entry in the Merck Index, HSDB or IARC."""
    found = set()
    for unii, substance in substances.items():
        if unii in uniis or not substance.lists & {'MI', 'HSDB', 'IARC'}:
            continue
        for rank, text in substance.names.values():
            word = text.lower()
            if rank > 4 or not re.fullmatch('[A-Z]{7,24}', text) or word in names or word in everyday or key(word) in never:
                continue
            in_dictionary = word in dictionary
            is_chemical = re.search(r'(ine|ide|one|ol)$', word) and IN_WORDS.search(word)
            if CHEMICAL.search(word) and (not in_dictionary or is_chemical):
                found.add(word)
    return found


def distance_at_most(a, b, limit):
    """Whether at most this many edits (also of two swapped letters) make one word of the other."""
    if abs(len(a) - len(b)) > limit:
        return False
    before, last = None, list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                value = min(value, before[j - 2] + 1)
            row.append(value)
        if min(row) > limit:
            return False
        before, last = last, row
    return last[-1] <= limit


def lookalikes(big, everyday, ambient, stems, extra):
    words = {key(w) for w in big if re.fullmatch('[A-Za-zÀ-ÿ]{6,}', w)} - everyday - set(ambient)
    by_start = collections.defaultdict(list)
    for name, is_ambient in ambient.items():
        if len(name) >= 6 and not is_ambient:
            by_start[name[:3]].append(name)
    found = set(extra)
    for word in words:
        if len(word) >= 7 and word.endswith(stems):
            found.add(word)
        elif any(distance_at_most(word, name, 2 if len(name) >= 8 else 1) for name in by_start[word[:3]]
                 if abs(len(word) - len(name)) <= 2):
            found.add(word)
    return found


def main():
    options = arguments()
    own = lambda name: os.path.join(options.data, name)
    out = options.out or options.data
    try:
        names, ambient, uniis = read_names(os.path.join(out, 'drugs.tsv'))
        substances = read_unii.read(options.unii)
    except SourceError as error:
        sys.exit(f'error: {error}')
    review = [cells for _, cells in table(own('review.tsv'))]
    never = {key(cells[1]) for cells in review if cells[0] == 'never'}
    stems = tuple(cells[0] for _, cells in list(table(own('stems.tsv')))[1:]
                  if cells[1] == 'suffix' and cells[6] == '1' and (len(cells[0]) >= 4 or cells[0] == 'mab'))
    small, big = read_words(options.words), read_words(options.bigwords)
    everyday = everyday_words(small, names)
    write(everyday, os.path.join(out, 'everyday.txt'),
          '# Everyday English words that are not names of drugs: wamerican-small (SCOWL), see NOTICE.')
    dictionary = {word.lower() for word in big}
    write(chemicals(substances, uniis, names, everyday, dictionary, never), os.path.join(out, 'chemicals.txt'),
          '# Substances that are not drugs: UNII names with an entry in the Merck Index or HSDB, see NOTICE.')
    extra = [key(cells[1]) for cells in review if cells[0] == 'word']
    write(lookalikes(big, everyday, ambient, stems, extra), os.path.join(out, 'lookalikes.txt'),
          '# Words that look like names of drugs but are not: wamerican-large (SCOWL) and review.tsv, see NOTICE.')


if __name__ == '__main__':
    main()
