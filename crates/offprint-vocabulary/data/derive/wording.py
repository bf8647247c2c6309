"""How pages write the classes of the sources: in lower case, in the usual order, singular and plural."""
import re
from common import table

# Words that keep their capitals although they are no acronyms.
PROPER = frozenset('Janus Rho Anthrax Cushing Parkinson Bordetella Gaucher Fabry'.split()) - {'Anthrax'}
SAME_PLURAL = ('s', 'Media', 'media')


def lower(wording):
    """The wording in lower case, with the capitals of acronyms, letters and numbers."""
    return re.sub(r"[A-Za-z][A-Za-z0-9']*", lambda m: lower_word(m[0], wording, m.start()), wording)


def lower_word(word, wording, start):
    if len(word) == 1 or word in PROPER:
        return word
    has_number = any(c.isdigit() for c in word)
    after_hyphen = start and wording[start - 1].isdigit()
    if sum(c.isupper() for c in word) > 1 or has_number or after_hyphen and len(word) == 1:
        return word
    return word.lower()


def uninverted(wording):
    """"Analgesics, Non-Narcotic" is read "Non-Narcotic Analgesics"."""
    head, *rest = wording.split(', ')
    return ' '.join(rest[::-1] + [head]) if rest else wording


def singular_of(plural):
    words = plural.split(' ')
    last = words[-1]
    for end, replacement in (('ies', 'y'), ('ches', 'ch'), ('xes', 'x'), ('s', '')):
        if last.endswith(end) and not last.endswith('ss'):
            words[-1] = last[:-len(end)] + replacement
            return ' '.join(words)
    return plural


def plural_of(singular):
    words = singular.split(' ')
    last = words[-1]
    if re.search(r'[^aeiou]y$', last):
        words[-1] = last[:-1] + 'ies'
    elif last.endswith(('s', 'x', 'ch')):
        words[-1] = last + 'es'
    else:
        words[-1] = last + 's'
    return ' '.join(words)


def read_exceptions(path):
    return {(cells[0], cells[1]): (cells[2], cells[3]) for _, cells in table(path, 4)}


def forms(source, kind, wording, exceptions):
    """Singular and plural. NDC names classes in the singular; mechanisms and MeSH are plural."""
    if (source, wording) in exceptions:
        return exceptions[source, wording]
    text = lower(uninverted(wording) if source == 'mesh' else wording)
    if source == 'ndc' and kind == 'classes':
        return text, plural_of(text)
    if not text.endswith('s'):
        return text, text
    return singular_of(text), text


def write(path, rows, exceptions):
    seen = {}
    for row in rows:
        for kind in ('classes', 'mechanisms'):
            for wording, sources in row.facts[kind].items():
                for source in sources:
                    if source != 'offprint':
                        seen.setdefault((source, wording), kind)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('#source\twording\tsingular\tplural\n')
        for (source, wording), kind in sorted(seen.items()):
            file.write('\t'.join((source, wording) + tuple(forms(source, kind, wording, exceptions))) + '\n')
