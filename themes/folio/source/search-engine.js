/* The search engine: reads the index that Offprint wrote (src/search) and ranks. It knows no page: `get` fetches a file. */
const MAP = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i', ς: 'σ', ё: 'е' };
const fold = text => text.toLowerCase()
  .replace(/[\u00ad\u200b-\u200d]/g, '')
  .replace(/[™®©℠]/g, ' ')
  .replace(/\P{ASCII}/gu, c => MAP[c] ?? c)
  .replace(/[\u00aa-\u03ff\u1d00-\u2bff\ufb00-\ufb06\uff00-\uffef]+/g, run => run.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase());

/** The words of a text, as the index has them. `U.S.A.` is one. */
export const words = text => fold(text.replace(/['’]s(?![\p{Alphabetic}\p{N}])/giu, ' ').replace(/(?<![\p{Alphabetic}\p{N}.])(?:[a-zA-Z]\.)+[a-zA-Z](?![\p{Alphabetic}\p{N}])/gu, letters => letters.replaceAll('.', '')))
  .replace(/[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/g, ' $& ')
  .match(/[\p{Alphabetic}\p{N}]+/gu)?.map(word => word.slice(0, 40)) ?? [];

/* Which of sixteen kinds a word is, for what stands before it. */
const kind = word => {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash, 31) + word.charCodeAt(i) | 0;
  return Math.imul(hash, 0x9e3779b1) >>> 28;
};

/* What a query asks for: words in order, each wanted or not, some of them in phrases. */
function parse(query) {
  const plain = query
    .replace(/https?:\/\/(?:dx\.)?doi\.org\//gi, '')
    .replace(/https?:\/\/\S+?\/([^/\s]+)\/?(?=\s|$)/gi, '$1')
    .replace(/(^|\s)(?:doi|pmid|pmcid)[:\s]\s*(?=\S)/gi, '$1');
  const slots = [], phrases = [];
  let open = false;
  for (const [, not, quoted, end, chunk] of plain.matchAll(/(?<!\S)(-?)(?:["“„«]([^"”»]*)(["”»]|$)|(\S+))/gu)) {
    const from = slots.length;
    for (const word of words(quoted ?? chunk)) slots.push({ word, not: !!not, chunk: from });
    // A compound that is not wanted is not wanted as a whole.
    if ((quoted != null || not) && slots.length > from + 1) phrases.push({ not: !!not, slots: slots.slice(from) });
    open = quoted == null || !end;
  }
  // The last word may not be finished, unless something stands behind it.
  if (open && slots.length && !/\s$/.test(query)) slots.at(-1).typing = true;
  return { slots, phrases };
}

/* How far two words are apart: slips of one letter, two letters changed about; more than `most` is far. */
function apart(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before, row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row.at(-1);
}

const ROMAN = 'i ii iii iv v vi vii viii ix x xi xii'.split(' ');

const decoder = new TextDecoder();

/* Values in JSON, after their length, and what follows them. */
const split = bytes => {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return [JSON.parse(decoder.decode(bytes.subarray(4, end))), bytes.subarray(end)];
};

function reader(bytes) {
  let at = 0;
  const text = new Uint8Array(4096);
  const number = () => {
    let value = 0, unit = 1, byte;
    do { byte = bytes[at++]; value += (byte & 127) * unit; unit *= 128; } while (byte & 128);
    return value;
  };
  return {
    number,
    text() {
      const shared = number(), length = number();
      text.set(bytes.subarray(at, at += length), shared);
      return decoder.decode(text.subarray(0, shared + length));
    },
    skip(length) { const from = at; at += length; return bytes.subarray(from, at); },
    get more() { return at < bytes.length; },
  };
}

/* Each entry of a word, with its score and its place in the list. */
function each({ list }, take) {
  let entry = -1, place = 0, at = 0;
  while (at < list.length) {
    const byte = list[at++];
    let gap = byte >> 4 & 7, unit = 8, more = byte & 128;
    while (more) { more = list[at++]; gap += (more & 127) * unit; unit *= 128; more &= 128; }
    entry += gap + 1;
    take(entry, (byte & 15) + 1, place++);
  }
}

const FORMATS = {
  w(bytes, _, rest) {
    const input = reader(bytes), groups = [], aside = new Map();
    let first = 0;
    for (let left = input.number(); left; left--) {
      const forms = [];
      for (let n = input.number(); n; n--) forms.push(input.text());
      const count = input.number();
      groups.push({ forms, count, first, rest, list: input.skip(input.number()) });
      first += count;
    }
    while (input.more) aside.set(input.text(), input.text());
    return { groups, aside };
  },
  n(bytes) {
    const input = reader(bytes), names = [];
    while (input.more) {
      const name = input.text(), entries = [];
      for (let n = input.number(), last = 0; n; n--) entries.push(last += input.number());
      names.push({ name, entries });
    }
    return names;
  },
  c: bytes => JSON.parse(decoder.decode(bytes)),
  p: bytes => bytes,
  f(bytes, { groups }) {
    const [head, rest] = split(bytes), input = reader(rest), articles = [];
    while (input.more) {
      const year = input.number();
      const own = head.groups.map(() => Array.from({ length: input.number() }, input.number));
      const classes = [...new Set(own[0].flatMap(drug => head.classes_of[drug]))];
      articles.push([...own, classes, year ? [year] : []]);
    }
    const filters = head.groups.map(([key, label, values]) => ({ key, label, values }));
    return { articles, filters: [...filters, { key: 'class', values: head.classes }, { key: 'year' }] };
  },
};

/** Opens an index. `get(name, version)` gives the bytes of a file. */
export async function open(get) {
  const inflate = async bytes => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());
  const [main, rest] = split(await inflate(await get('main.bin'))), inside = new Map();
  let at = 0;
  for (const [name, size] of main.inside) inside.set(name, rest.subarray(at, at += size));
  const files = new Map();
  const file = (family, rest) => {
    const name = `${family}-${rest}.bin`;
    if (!files.has(name)) {
      const read = async () => FORMATS[family](inside.get(name) ?? await inflate(await get(name, main.version)), main, rest);
      const made = read();
      made.catch(() => files.delete(name));
      files.set(name, made);
    }
    return files.get(name);
  };
  const place = (bounds, key) => Math.max(bounds.findLastIndex(bound => bound <= key), 0);
  const named = (family, bound) => file(family, bound.replace(/[^a-z0-9]/gu, c => `_${c.codePointAt(0).toString(16)}_`));
  const wordsAt = key => named('w', main.words[place(main.words, key)]);
  const namesAt = key => named('n', main.names[place(main.names, key)]);
  /* The files in which a key may be continued, if they are few. */
  const range = (bounds, key, family) => {
    const from = place(bounds, key), to = place(bounds, key + '\uffff') + 1;
    return Promise.all(bounds.slice(from, to).slice(0, 4).map(bound => named(family, bound)));
  };

  const n = main.entries;
  const rarity = count => Math.log(1 + (n - count + .5) / (count + .5));
  const isEntity = entry => entry < main.articles;
  /* What is neither is a work or a trial. */
  const isArticle = entry => entry >= main.articles && entry < main.records;

  const spelling = main.spelling.map(([pattern, to]) => [new RegExp(pattern, 'g'), to]);
  /* The spelling under which a word is found: `tumour` is `tumor`. */
  const hasNumbers = new RegExp(main.numbered);
  const spelt = word => /^[a-z]{4,}$/.test(word) ? spelling.reduce((text, [from, to]) => text.replace(from, to), word) : word;

  /* The same number in other figures, if the word before has numbers: `phase 2b` is `phase IIb`, but `IV` alone is no 4. */
  function figures(word, before) {
    const [, roman, digits, end] = word.match(/^(?:([ivx]+)|(\d\d?))([a-d]?)$/) ?? [], at = digits ? digits - 1 : ROMAN.indexOf(roman);
    if (before && ROMAN[at] && (!/^(?:i?v|[ix])$/.test(ROMAN[at]) || hasNumbers.test(before))) return (digits ? ROMAN[at] : at + 1) + end;
  }

  async function exactly(word) {
    const own = await wordsAt(word), moved = own.aside.get(word);
    return (moved ? await wordsAt(moved) : own).groups.find(group => group.forms.includes(word));
  }

  /* The words that a slot may mean: each with how surely, what is typed of it, and whether it is the same word. */
  async function meant(slot, place, slots) {
    const { word, typing } = slot, spelling = spelt(word);
    const before = slots.slice(0, place).findLast(({ word }) => !/^(?:\d|[ivx]+$)/.test(word))?.word;
    const other = figures(word, before);
    slot.spellings = [spelling, other].filter(Boolean);
    const list = [];
    for (const [at, same] of slot.spellings.entries()) {
      const group = await exactly(same);
      if (group) list.push([group, at ? .8 : 1, same, true]);
    }
    if (typing && word.length > 1) {
      const files = await Promise.all([...new Set([word, spelling])].map(start => range(main.words, start, 'w')));
      for (const { groups } of new Set(files.flat())) {
        for (const group of groups) {
          const form = group.forms.find(form => form.startsWith(word) || form.startsWith(spelling));
          if (form && !list.some(([known]) => known === group)) list.push([group, .7 * Math.min(1, word.length / form.length), form]);
        }
      }
    }
    return list;
  }

  /* Neighbouring words that are also written as one: `IL-6`, `IL 6` and `IL6`. */
  async function joined(slots) {
    const spans = slots.flatMap((_, i) => [2, 3].map(length => slots.slice(i, i + length)).filter(part => part.length > 1 && !part.some(slot => slot.not)).map(part => [part, i]));
    const found = await Promise.all(spans.map(async ([part, from]) => {
      const key = part.map(slot => slot.word).join('');
      const isOne = part.every(slot => slot.chunk === part[0].chunk) || key.length < 13 && /\d/.test(key) && /\D/.test(key);
      const group = isOne && await exactly(spelt(key));
      return group && [group, from, from + part.length];
    }));
    return found.filter(Boolean);
  }

  /* What may have been meant by a word that is nowhere. */
  async function guessed(word, isSingle) {
    const most = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
    if (!most) return { list: [], entries: [] };
    const [a, b, c] = word;
    const heads = [word.slice(0, 3), b + a + c, a + c, b + c, a + b].map(head => head + word.slice(head.length));
    let best = most + 1, list = [], entries = [];
    const weigh = (text, add) => {
      const distance = apart(word, text, most);
      if (distance > most || distance > best) return;
      if (distance < best) [best, list, entries] = [distance, [], []];
      add();
    };
    for (const file of new Set(await Promise.all(heads.map(wordsAt)))) {
      for (const group of file.groups) {
        for (const form of group.forms) weigh(form, () => list.push([group, .6, form]));
      }
    }
    if (isSingle) {
      for (const file of new Set(await Promise.all(heads.map(namesAt)))) {
        for (const { name, entries: own } of file) if (isEntity(own[0])) weigh(name, () => entries.push(...own));
      }
    }
    list.sort((a, b) => b[0].count - a[0].count);
    return { list: list.slice(0, 3), entries: entries.slice(0, 3) };
  }

  /* Names among the words, from the longest on: what they mean, and which words they are. */
  async function names(slots) {
    const found = [], begun = [];
    const spans = slots.flatMap((_, i) => slots.slice(i, i + 8).map((_, j) => [i, i + j + 1]));
    await Promise.all(spans.map(async ([from, to]) => {
      const part = slots.slice(from, to);
      if (part.some(slot => slot.not)) return;
      const key = part.map(slot => spelt(slot.word)).join('');
      const isWhole = part.length === slots.length;
      for (const { name, entries } of await namesAt(key)) {
        if (name === key) entries.forEach(entry => found.push({ entry, from, to, isWhole }));
      }
      if (isWhole && part.at(-1).typing && key.length > 1) {
        for (const { name, entries } of (await range(main.names, key, 'n')).flat()) {
          if (name !== key && name.startsWith(key)) entries.filter(isEntity).forEach(entry => begun.push({ entry, from, to, isWhole, rest: name.length - key.length }));
        }
      }
    }));
    begun.sort((a, b) => a.rest - b.rest || a.entry - b.entry);
    // Whoever typed a name means it, unless it is so short that it is the beginning of many.
    if (found.some(({ isWhole }) => isWhole) && slots.map(slot => slot.word).join('').length > 3) return found;
    const isNew = (one, place) => begun.findIndex(other => other.entry === one.entry) === place && !found.some(other => other.entry === one.entry && other.isWhole);
    return [...found, ...begun.filter(isNew).slice(0, 4)];
  }

  /** Finds. `chosen` maps keys of filters to values; `counts` asks for what can be chosen; `byDate` puts the newest first. */
  async function search(query, { chosen = {}, counts = false, byDate = false } = {}) {
    const { slots, phrases } = parse(query);
    const total = new Float32Array(n), cover = new Float32Array(n), marks = new Set();
    const ask = () => Promise.all([names(slots), Promise.all(slots.map(meant)), joined(slots)]);
    let [entities, lists, joints] = await ask();
    const isNowhere = index => !slots[index].not && !lists[index].length && !entities.some(({ from, to }) => from <= index && index < to) && !joints.some(([, from, to]) => from <= index && index < to);
    // What is nowhere written as one may be written in parts.
    for (let index = slots.length; index--;) {
      const parts = slots[index].word.match(/\p{N}+|\P{N}+/gu);
      if (parts.length > 1 && isNowhere(index) && !phrases.some(phrase => phrase.slots.includes(slots[index]))) {
        slots.splice(index, 1, ...parts.map(word => ({ ...slots[index], word })));
        lists = null;
        break;
      }
    }
    if (!lists) [entities, lists, joints] = await ask();
    const wanted = slots.filter(slot => !slot.not);
    let sum = 0, instead;
    for (const [index, slot] of slots.entries()) {
      if (!isNowhere(index)) continue;
      const { list, entries } = await guessed(slot.word, wanted.length === 1);
      entries.forEach(entry => entities.push({ entry, from: index, to: index + 1, isWhole: true }));
      lists[index] = list;
      slot.guess = list[0]?.[2];
      instead ||= slot.guess != null || entries.length > 0;
    }
    const members = await Promise.all(entities.map(async ({ entry, from, to }) => {
      const group = isEntity(entry) && await exactly(`=${entry}`);
      return group ? [[group, from, to]] : [];
    }));
    joints.forEach(([{ forms }]) => forms.forEach(form => marks.add(form)));
    for (const [index, slot] of slots.entries()) {
      if (slot.not) continue;
      const own = new Float32Array(n);
      let weight = 0;
      const add = (group, factor) => {
        const rare = rarity(group.count) * factor;
        weight = Math.max(weight, rare);
        each(group, (entry, score) => { own[entry] = Math.max(own[entry], rare * score); });
      };
      for (const [group, factor, , isSame] of lists[index]) {
        add(group, factor);
        if (isSame || factor === .6) group.forms.forEach(form => marks.add(form));
      }
      if (slot.typing) marks.add(slot.word + '*');
      for (const [group, from, to] of [...members.flat(), ...joints]) {
        if (from > index || index >= to) continue;
        const rare = rarity(group.count);
        weight = Math.max(weight, rare);
        each(group, (entry, score) => { own[entry] += rare * score; });
      }
      for (const { entry, from, to } of entities) {
        if (from > index || index >= to) continue;
        weight ||= 1;
        own[entry] = Math.max(own[entry], 16 * weight);
      }
      sum += weight;
      for (let entry = 0; entry < n; entry++) {
        if (own[entry]) { total[entry] += own[entry]; cover[entry] += weight; }
      }
    }
    for (const [index, slot] of slots.entries()) {
      // A word of a phrase that is not wanted may stand elsewhere.
      if (!slot.not || phrases.some(phrase => phrase.slots.includes(slot))) continue;
      for (const [group, , , isSame] of lists[index]) if (isSame) each(group, entry => { total[entry] = 0; });
    }
    for (const phrase of phrases) {
      const is = await follows(phrase.slots.map(slot => [slot, lists[slots.indexOf(slot)]]));
      is.forEach((has, entry) => { if (has === phrase.not) total[entry] = 0; });
    }
    // A number of a work or trial means just it, and the articles that have it.
    const numbered = new Set(entities.filter(({ entry, isWhole }) => isWhole && !isEntity(entry)).map(({ entry }) => entry));
    let found = [];
    if (slots.length) {
      for (let entry = 0; entry < n; entry++) if (total[entry]) found.push(entry);
      if (numbered.size) found = found.filter(entry => numbered.has(entry));
      const full = found.filter(entry => cover[entry] > sum * .999);
      found = full.length > 4 || phrases.length ? full : found.filter(entry => cover[entry] > sum * .4);
      // All words count for more than often one word.
      for (const entry of found) total[entry] *= (cover[entry] / sum) ** 2;
    } else {
      for (let entry = main.articles; entry < main.records; entry++) found.push(entry);
    }
    const first = new Map();
    for (const { entry, isWhole, rest = 0 } of entities) if (isWhole && !first.has(entry)) first.set(entry, rest);
    found = found.filter(entry => !first.has(entry) || total[entry]);
    const top = [...first.keys()].filter(entry => found.includes(entry));
    // What is asked for by name: its drugs, if it is a class, then its own articles, the newest first.
    const filed = new Map(), rank = entry => filed.get(entry) ?? 0;
    for (const [at, list] of members.entries()) {
      const { isWhole, rest } = entities[at];
      if (isWhole && !rest) list.forEach(([group]) => each(group, (entry, score) => { if (score > 9) filed.set(entry, isEntity(entry) ? 2 : 1); }));
    }
    found.sort((a, b) => top.includes(b) - top.includes(a) || (first.get(a) ?? 0) - (first.get(b) ?? 0)
      || (byDate ? isArticle(b) - isArticle(a) || b - a : rank(b) - rank(a) || rank(a) === 1 && b - a || total[b] - total[a] || b - a));
    const filters = counts || Object.keys(chosen)[0] ? await sift() : undefined;
    // What is found by another name is marked by its own.
    for (const entry of top.filter(entry => isEntity(entry) && !first.get(entry))) {
      const own = words((await card(entry)).title);
      if (!own.some(word => slots.some(slot => word === slot.word))) own.forEach(word => marks.add(word));
    }
    return { found, top: top.length, filters, marks, phrases, instead: instead && slots.map(slot => slot.guess ?? slot.word).join(' ') };

    /* Keeps what has the chosen values, and counts what else could be chosen. */
    async function sift() {
      const { articles, filters } = await file('f', '');
      const shown = filters.map(filter => {
        const value = chosen[filter.key];
        return { ...filter, chosen: value, number: value == null ? null : filter.values ? filter.values.indexOf(value) : +value, counts: new Map() };
      });
      found = found.filter(entry => {
        if (!isArticle(entry)) return shown.every(filter => filter.number == null);
        const own = articles[entry - main.articles];
        const missing = shown.map((filter, at) => filter.number != null && !own[at].includes(filter.number));
        const misses = missing.filter(Boolean).length;
        if (misses < 2) {
          shown.forEach(({ counts }, at) => { if (!misses || missing[at]) for (const value of own[at]) counts.set(value, (counts.get(value) ?? 0) + 1); });
        }
        return !misses;
      });
      return shown.map(({ key, label, chosen, values, counts }) => ({
        key, label, chosen,
        values: [...counts].sort((a, b) => (key === 'year' ? b[0] - a[0] : b[1] - a[1])).map(([value, count]) => [values ? values[value] : String(value), count]),
      }));
    }
  }
  /* In which entries each word of a phrase is followed by the next, as far as the index tells. */
  async function follows(phrase) {
    const is = new Array(n).fill(true);
    for (const [place, [slot, list]] of phrase.entries()) {
      const here = new Uint8Array(n), next = phrase[place + 1]?.[0];
      for (const [group] of list.filter(([, , , isSame]) => isSame || slot.typing)) {
        let bits;
        if (next) {
          const { buffer, byteOffset } = await file('p', group.rest);
          bits = new DataView(buffer, byteOffset);
        }
        each(group, (entry, _, at) => {
          if (!next || next.typing || next.spellings.some(word => bits.getUint16(2 * (group.first + at), true) >> kind(word) & 1)) here[entry] = 1;
        });
      }
      here.forEach((has, entry) => { is[entry] &&= !!has; });
    }
    return is;
  }

  /** What is shown of an entry. */
  async function card(entry) {
    const [kind, title, url, summary, more, drugs, day, evidence] = (await file('c', Math.floor(entry / main.cards)))[entry % main.cards];
    return { entry, kind: main.kinds[kind], label: main.labels[kind], title, url, summary, drugs, evidence, ...(kind < 2 ? { date: more, day } : { count: more }) };
  }
  const texts = new Map();

  /** The sentence of an article that says most of what is marked; none where the summary says as much. */
  async function sentence({ url, entry, title, summary }, { marks, phrases }) {
    if (!isArticle(entry)) return '';
    const heads = [...marks].filter(mark => mark.endsWith('*')).map(mark => mark.slice(0, -1));
    const said = text => new Set(words(text).filter(word => marks.has(word) || heads.some(head => word.startsWith(head)))).size;
    const known = said(summary);
    if (!phrases.length && known && known >= Math.min(said(`${title} ${summary}`), marks.size - heads.length)) return '';
    if (!texts.has(url)) texts.set(url, get(url + main.text, main.version).then(bytes => plain(decoder.decode(bytes)), () => []));
    let best = '', most = known;
    for (const line of await texts.get(url)) {
      for (const part of line.match(/.+?(?:[.!?。](?=\s|$)|$)/gu) ?? []) {
        const count = said(part) + (phrases.some(phrase => !phrase.not && holds(part, phrase)) ? 9 : 0);
        if (count > most) [best, most] = [part.trim(), count];
      }
    }
    return best;
  }
  const holds = (text, phrase) => ` ${words(text).map(spelt).join(' ')}`.includes(` ${phrase.slots.map(slot => spelt(slot.word)).join(' ')}`);
  return { search, card, sentence };
}

/* The lines of a page's text: of Markdown without its front matter and marks, or of HTML without its tags. */
function plain(text) {
  const main = text.match(/<main[^]*?<\/main>/)?.[0];
  const bare = main
    ? main.replace(/\n/g, ' ').replace(/<(sup(?= class)|script|style|nav|svg)\b[^]*?<\/\1>/g, '').replace(/<\/?(?:p|li|h\d|td|th|dt|dd|div|section|tr)\b[^>]*>/g, '\n').replace(/<[^>]+>/g, '')
      .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' })[name] ?? "'")
    : text.replace(/^\+\+\+[^]*?\n\+\+\+/, '').replace(/\[(?:\^|@)[^\]]*\]/g, '').replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1')
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^[ \t>#*+|-]+|[*`|]+|<[^>]+>/gm, '').replace(/(\S)\n(?=\S)/g, '$1 ');
  return bare.split('\n').map(line => line.trim()).filter(line => line.length > 20);
}
