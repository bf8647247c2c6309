#!/usr/bin/env python3
"""Makes the tables of the vocabulary from the output of base.py.

Writes drugs.tsv, chemicals.txt, everyday.txt and lookalikes.txt. The tables that are written by hand
(supplement.tsv, facts.tsv, review.tsv, stems.tsv) are read from the same folder and override the
public sources. See the README of the crate for the commands, and for the columns, marks and flags of
drugs.tsv.
"""
import argparse, collections, os, re, unicodedata

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for option, text in (
        ('base', 'output of base.py from all sources'),
        ('public', "output of base.py without DrugBank: what only --base has is marked as DrugBank's"),
        ('unii', "UNII_Names.txt of the FDA's substance registry"),
        ('words', 'frequent English words, one per line (wamerican-small)'),
        ('bigwords', 'all English words, one per line (wamerican-large)')):
    ap.add_argument('--' + option, required=True, metavar='FILE', help=text)
ap.add_argument('--data', metavar='DIR', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'),
                help='folder of the tables (default: the parent of the folder of this script)')
A = ap.parse_args()
NAME, ALIAS, BRAND, CODE, DB, UNII, CAS, CLASS, FLAGS, ATC, MECH = range(11)

GREEK = {'α': 'alpha', 'β': 'beta', 'γ': 'gamma', 'δ': 'delta', 'ω': 'omega', 'ε': 'epsilon', 'κ': 'kappa', 'μ': 'mu', 'µ': 'mu'}
def key(s):
    s = ''.join(GREEK.get(c.lower(), c) for c in unicodedata.normalize('NFKD', s) if not unicodedata.combining(c))
    return ' '.join(re.findall(r'[a-z]+|\d+', s.lower()))
def table(path):
    return [l.rstrip('\n').split('\t') for l in open(path, encoding='utf-8') if l.strip() and not l.startswith('#')]
def own(name): return os.path.join(A.data, name)
def split(cell): return [x for x in cell.split('|') if x]
def bare(n): return n.lstrip('~=').rstrip('!?')

base = table(A.base); public = table(A.public)
by_unii = {r[UNII]: r for r in public if r[UNII]}; by_name = {key(r[NAME]): r for r in public}

# base.py does not record the source of a class. Classes from stems are recognised by their wording; the others are the FDA's.
stem_classes = {re.sub(r' \((own reading|see|related|WHO).*$', '', r[2]) for r in table(own('stems.tsv'))[1:]}
supplement = table(own('supplement.tsv'))
facts = {key(r[0]): r for r in table(own('facts.tsv'))}
review = {kind: {key(r[1]) for r in table(own('review.tsv')) if r[0] == kind} for kind in ('drop', 'ambient', 'drug')}
wrong = {(key(r[1]), key(r[2])) for r in table(own('review.tsv')) if r[0] == 'wrong'}
never = {key(r[1]) for r in table(own('review.tsv')) if r[0] == 'never'}
doubtful = {w for r in table(own('review.tsv')) if r[0] == 'doubtful' for w in r[1].split(' ')}
caps = {key(r[1]) for r in table(own('review.tsv')) if r[0] == 'capitals'}

rows = []
for r in base:
    r = r[:7] + r[8:] + ['', '']      # without the InChIKey: it is long, and pages link by the other identifiers
    if not set(r[FLAGS]) & set('irs') and 'a' not in r[FLAGS]: r[BRAND] = ''      # substances that are not used as drugs: pesticides, solvents
    k = key(r[NAME])
    cls = r[CLASS]
    if 's' not in r[FLAGS]:
        # Left out: names of impurities, names that are too long for running text, and trade names beyond twenty (four if the drug is not sold in the US).
        r[ALIAS] = '|'.join(n for n in split(r[ALIAS]) if len(n) <= 32 and not re.search(r'related compound|impurity|\(mart|, [a-z(.-]+$|\.(alpha|beta)\.', n, re.I))
        r[BRAND] = '|'.join(sorted(split(r[BRAND]), key=lambda n: n.endswith('!'))[:20 if 'r' in r[FLAGS] else 4])
    # Pollen, dander and moulds are extracts for allergy tests, not drugs; a few foods among them are kept as ambient.
    if re.search(r'Allergenic|Chemical Allergen', cls):
        r[CLASS] = cls = ''
        if 'a' not in r[FLAGS]: continue
    if k in review['drop'] or k in never: continue
    p = by_unii.get(r[UNII]) or by_name.get(k)
    if p is None and 's' not in r[FLAGS]: r[FLAGS] += 'b'
    # Systematic names that only DrugBank has, without evidence of use as a drug: ligands of crystal structures.
    if set(r[FLAGS]) <= set('b') and re.search(r'\d|-.*-|\(', r[NAME]) and not r[CODE]: continue
    known = {key(bare(n)) for c in (NAME, ALIAS, BRAND, CODE) for n in split(p[c])} if p else set()
    for c in (ALIAS, BRAND, CODE):
        r[c] = '|'.join(n if key(bare(n)) in known or p is None else '~' + n for n in split(r[c]) if (k, key(bare(n))) not in wrong and key(bare(n)) not in never)
    if k in review['ambient'] and 'a' not in r[FLAGS]: r[FLAGS] += 'a'
    if k in review['drug']: r[FLAGS] = r[FLAGS].replace('a', '')
    if cls and 's' not in r[FLAGS]: r[FLAGS] += 't' if cls in stem_classes else 'e'
    rows.append(r)

# The supplement overrides all sources: a name that it lists belongs to no other drug.
index = {key(r[NAME]): r for r in rows}
owned = {}
for s in supplement:
    name, aliases, brands, codes, cls, flags = (s + [''] * 6)[:6]
    k = key(name)
    r = index.get(k)
    if r is None:
        # The sources may list it under another of its names.
        r = next((x for x in rows if k in {key(bare(n)) for n in split(x[ALIAS])} and 's' not in x[FLAGS]), None)
        if r is None: r = [''] * 11; rows.append(r)
        r[NAME] = name; index[k] = r
    r[NAME] = name
    r[FLAGS] = ''.join(sorted((set(r[FLAGS]) | set(flags) | {'s'}) - ({'a'} if 'a' not in flags else set()) - {'b'}))
    if cls: r[CLASS] = cls; r[FLAGS] = r[FLAGS].replace('t', '').replace('e', '')
    for c, cell in ((ALIAS, aliases), (BRAND, brands), (CODE, codes)):
        have = split(r[c])
        for n in split(cell):
            kk = key(bare(n)); owned[kk] = k
            short = len(kk.replace(' ', '')) <= 4 and bare(n).isupper() and c == ALIAS
            mark = '?' if n.endswith('?') else '!' if n.endswith('!') or short else ''
            have = [h for h in have if key(bare(h)) != kk] + ['=' + bare(n) + mark]
        r[c] = '|'.join(sorted(have, key=lambda n: bare(n).lower()))
    owned[k] = k
taken = {}
for r in sorted(rows, key=lambda r: ('s' not in r[FLAGS], 'r' not in r[FLAGS], 'i' not in r[FLAGS], r[NAME].lower())):
    k = key(r[NAME]); taken.setdefault(k, k)
for r in sorted(rows, key=lambda r: ('s' not in r[FLAGS], 'r' not in r[FLAGS], 'i' not in r[FLAGS], r[NAME].lower())):
    k = key(r[NAME])
    for c in (ALIAS, BRAND, CODE):
        keep = []
        for n in split(r[c]):
            kk = key(bare(n))
            if owned.get(kk, k) != k or taken.get(kk, k) != k or kk == k: continue
            taken[kk] = k
            if kk in doubtful and c == BRAND and not n.startswith('='): n = n.rstrip('!?') + '?'
            if kk in caps and not n.endswith(('!', '?')): n += '!'
            keep.append(n)
        r[c] = '|'.join(keep)
rows = [r for r in rows if owned.get(key(r[NAME]), key(r[NAME])) == key(r[NAME])]
for r in rows:
    f = facts.get(key(r[NAME]))
    if f:
        f = f + [''] * 5
        r[ATC] = f[1]; r[MECH] = f[2]
        if f[3]: r[CLASS] = f[3]; r[FLAGS] = r[FLAGS].replace('t', '').replace('e', '')
    r[FLAGS] = ''.join(sorted(set(r[FLAGS])))
# The first word of names such as "suxamethonium chloride" is an alias.
for r in rows:
    m = re.fullmatch(r'([a-z]{6,}ium) (chloride|bromide|iodide|besilate|metilsulfate|sulfate|tosilate|mesilate)', key(r[NAME]))
    for n in [m[1]] if m else [key(bare(a)).split(' ')[0] for a in split(r[ALIAS]) if re.fullmatch(r'[a-z]{6,}ium (chloride|bromide|iodide|besilate|besylate)', key(bare(a)))]:
        if n not in taken: taken[n] = key(r[NAME]); r[ALIAS] = '|'.join(split(r[ALIAS]) + ['=' + n])
missing = set(facts) - {key(r[NAME]) for r in rows}
if missing: print('facts without a drug:', sorted(missing))
rows.sort(key=lambda r: (r[NAME].lower(), r[NAME]))
with open(own('drugs.tsv'), 'w', encoding='utf-8') as f:
    f.write('#name\taliases\tbrands\tcodes\tdrugbank\tunii\tcas\tclass\tflags\tatc\tmechanism\n')
    for r in rows: f.write('\t'.join(r) + '\n')

# ---- words ------------------------------------------------------------------------------------------------------
names = {}
for r in rows:
    for c in (NAME, ALIAS, BRAND):
        for n in split(r[c]) if c else [r[NAME]]:
            k = key(bare(n))
            if re.fullmatch(r'[a-z]+', k): names.setdefault(k, 'a' in r[FLAGS])
small = {w.strip() for w in open(A.words, encoding='utf-8')}
small = {w.lower() for w in small if re.fullmatch(r"[a-z]{3,}", w)}
everyday = sorted(w for w in small if names.get(w, True) and not (w[-1] == 's' and w[:-1] in small))      # plurals are recognised without being listed
def wrap(words, path, head):
    out = [head]; line = ''
    for w in words:
        if len(line) + len(w) > 118: out.append(line); line = ''
        line += (' ' if line else '') + w
    open(path, 'w', encoding='utf-8').write('\n'.join(out + [line]) + '\n')
wrap(everyday, own('everyday.txt'), '# Everyday English words that are not names of drugs: wamerican-small (SCOWL), see NOTICE.')
big = {w.strip() for w in open(A.bigwords, encoding='utf-8')}
big = {key(w) for w in big if re.fullmatch(r"[A-Za-zÀ-ÿ]{6,}", w)} - set(everyday) - set(names)
stems = tuple(r[0] for r in table(own('stems.tsv'))[1:] if r[1] == 'suffix' and r[6] == '1' and (len(r[0]) >= 4 or r[0] == 'mab'))
# Names of substances that are not drugs, from entries in the Merck Index or the Hazardous Substances Data Bank.
allwords = {w.strip().lower() for w in open(A.bigwords, encoding='utf-8')}
chem = collections.defaultdict(lambda: [set(), set()])
for l in open(A.unii, encoding='utf-8'):
    p = l.rstrip('\n').split('\t')
    if len(p) < 4 or p[1] == 'sys': continue
    m = re.match(r'^(.*) \[([^\]]+)\]$', p[0])
    if m: chem[p[2]][1].add(m[2])
    if p[1] in ('of', 'cn'): chem[p[2]][0].add(m[1] if m else p[0])
units = {r[UNII] for r in rows}
found = set()
for u, (ns, tags) in chem.items():
    if u in units or not tags & {'MI', 'HSDB', 'IARC'}: continue
    for n in ns:
        if re.fullmatch(r'[A-Z]{7,24}', n):
            n = n.lower()
            plain = re.search(r'(ine|ane|ene|ide|ate|one|ol|yl|in|azole|urea|ite|amide)$', n)
            if n not in names and n not in everyday and plain and key(n) not in never and (n not in allwords or re.search(r'(ine|ide|one|ol)$', n) and re.search(r'phen|benz|chlor|fluor|brom|nitr|thio|methyl|ethyl|hydr|oxy', n)): found.add(n)
wrap(sorted(found), own('chemicals.txt'), '# Substances that are not drugs: UNII names with an entry in the Merck Index or HSDB, see NOTICE.')
def near(a, b, k):
    if abs(len(a) - len(b)) > k: return False
    p2, p1 = None, list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        c = [i]
        for j, y in enumerate(b, 1):
            v = min(p1[j] + 1, c[j - 1] + 1, p1[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y: v = min(v, p2[j - 2] + 1)
            c.append(v)
        if min(c) > k: return False
        p2, p1 = p1, c
    return p1[-1] <= k
bucket = collections.defaultdict(list)
for n in names:
    if len(n) >= 6 and not names[n]: bucket[n[:3]].append(n)
look = set()
for w in big:
    if len(w) >= 7 and w.endswith(stems): look.add(w); continue
    if any(near(w, n, 2 if len(n) >= 8 else 1) for n in bucket[w[:3]] if abs(len(w) - len(n)) <= 2): look.add(w)
for r in table(own('review.tsv')):
    if r[0] == 'word': look.add(key(r[1]))
wrap(sorted(look), own('lookalikes.txt'), '# Words that look like names of drugs but are not: wamerican-large (SCOWL) and review.tsv, see NOTICE.')
print(len(found), 'chemicals');
print(len(rows), 'drugs', len(everyday), 'everyday', len(look), 'lookalikes')
