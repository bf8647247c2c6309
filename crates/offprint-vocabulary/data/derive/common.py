"""What all modules of the derivation share: errors with file and line, and keys to compare names."""
import re
import unicodedata


class SourceError(Exception):
    """A source file is not in the expected format."""

    def __init__(self, path, line, problem):
        super().__init__(f'{path}:{line}: {problem}')


GREEK = {'α': 'alpha', 'β': 'beta', 'γ': 'gamma', 'δ': 'delta', 'ω': 'omega', 'ε': 'epsilon',
         'κ': 'kappa', 'μ': 'mu', 'µ': 'mu'}
# Words at the end of a name that say which salt, hydrate or simple ester of the drug is meant.
# Prodrugs (medoxomil, alafenamide …) and quaternary ions (methylbromide) are other substances.
SALT = frozenset('''hydrochloride dihydrochloride hcl hydrobromide dihydrobromide hydroiodide sodium
disodium trisodium potassium dipotassium calcium magnesium zinc aluminum lithium ammonium meglumine
tromethamine tartrate bitartrate ditartrate hemitartrate fumarate hemifumarate maleate dimaleate malate
mesylate dimesylate mesilate besylate besilate tosylate tosilate ditosylate edisylate esylate napsylate
sulfate sulphate bisulfate hemisulfate nitrate dinitrate phosphate diphosphate acetate diacetate
triacetate succinate hemisuccinate citrate lactate gluconate oxalate benzoate pamoate embonate stearate
palmitate decanoate enanthate undecanoate propionate dipropionate valerate cypionate caproate pivalate
furoate xinafoate chloride bromide iodide monohydrate dihydrate trihydrate tetrahydrate hemihydrate
hydrate anhydrous pentahydrate hexahydrate heptahydrate sesquihydrate erbumine arginine lysine olamine
diolamine tert-butylamine adipate ascorbate aspartate camsylate camphorsulfonate estolate ethylsuccinate
gluceptate lactobionate hippurate isethionate mandelate methylsulfate metilsulfate mucate orotate
polacrilex hyclate saccharate teoclate trifluoroacetate triflutate tebutate trometamol trolamine
glycolate solvate ethanolate dimeglumine hydrogen epolamine'''.split())
# Words for salts whose ions part in water, so that the active substance is that of the base.
IONS = frozenset('''hydrochloride hydrobromide sodium disodium trisodium potassium dipotassium calcium
magnesium meglumine dimeglumine tromethamine tartrate bitartrate fumarate maleate malate mesylate mesilate
besylate besilate tosylate citrate lactate oxalate pamoate embonate nitrate napsylate erbumine lysine
olamine epolamine'''.split())
# Substances whose names end with a word for a salt but that are no salt of another drug.
NOT_SALTS = frozenset('''sodium potassium calcium magnesium zinc lithium ammonium strontium silver ferrous
ferric iron aluminum aluminium barium bismuth cupric copper sodium selenium manganese manganous chromic
glyceryl isosorbide amyl ethyl methyl benzyl hydrogen stannous benzalkonium benzethonium cetylpyridinium
gallium thallous rubidium radium nitrogen xenon lanthanum cobalt antimony indium edetate gold mercuric mercurous cesium'''.split())


def plain(text):
    return ''.join(GREEK.get(c.lower(), c) for c in unicodedata.normalize('NFKD', text)
                   if not unicodedata.combining(c)).lower()


def key(text):
    """The spelling key of the recogniser: letters and numbers only."""
    return ' '.join(re.findall(r'[a-z]+|\d+', plain(text)))


def identity_key(text):
    """A key that keeps what distinguishes substances: the signs of rotation."""
    text = plain(text)
    signs = ''
    for sign, word in (('(+/-)', ' racemic'), ('(±)', ' racemic'), ('(+)', ' plus'), ('(-)', ' minus')):
        if sign in text:
            text = text.replace(sign, ' ')
            signs = word
    inverted = re.fullmatch(r'(.*), *(\(?[a-z0-9,/]+\)?)-', text)
    if inverted:
        text = inverted[2] + ' ' + inverted[1]
    return ' '.join(re.findall(r'[a-z]+|\d+', text)) + signs


def without_salt(text):
    """The key of the name without the words for a salt at its end."""
    words = plain(text).replace(',', ' ').split()
    if not words or words[0] in NOT_SALTS:
        return key(text)
    while len(words) > 1 and words[-1] in SALT:
        words.pop()
    return key(' '.join(words))


def without_mark(name):
    return name.rstrip('!?')


def split(cell):
    return [value for value in cell.split('|') if value]


def table(path, columns=None):
    """The rows of a table of this project, with their line numbers."""
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith('#'):
                continue
            row = line.rstrip('\n').split('\t')
            if columns and len(row) != columns:
                raise SourceError(path, number, f'{len(row)} columns instead of {columns}')
            yield number, row
