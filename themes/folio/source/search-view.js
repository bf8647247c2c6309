/* What the search shows: the results, and the page with filters. Ranking is the engine's, the dialog search-box.js's. */
import { open, words } from './search-engine.js';

export { open };

const STEP = 10;
/* Texts are fetched for whoever stops typing, not for every letter: milliseconds. */
const PAUSE = 200;
let engine;

/* Nor for what is not on the screen. */
const seen = globalThis.IntersectionObserver && new IntersectionObserver(list => {
  for (const { isIntersecting, target } of list) if (isIntersecting) { seen.unobserve(target); target.read(); }
});

/** What was published since the last query is found, too. */
export function forget() {
  engine = null;
}

/** Fetches what every query needs. */
export function prepare(link) {
  const base = new URL(link.dataset.search, location.href);
  const get = async (name, version) => {
    const response = await fetch(new URL(version && !name.startsWith('/') ? `${name}?v=${version}` : name, base), version ? {} : { cache: 'no-cache' });
    if (!response.ok) throw new Error(response.status);
    return new Uint8Array(await response.arrayBuffer());
  };
  engine ??= open(get);
  engine.catch(() => { engine = null; });
  return engine;
}

export const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') element.className = value;
    else if (value != null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...inside.filter(part => part));
  return element;
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* A text with what was found in it marked. */
function marked(text, marks) {
  const parts = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const own = words(word);
    if (!own.some(one => [...marks].some(mark => mark === one || mark.endsWith('*') && one.startsWith(mark.slice(0, -1))))) continue;
    parts.push(text.slice(from, index), make('mark', {}, word));
    from = index + word.length;
  }
  return [...parts, text.slice(from)];
}

/* What the two views share: an input, a list, a line that tells how many. */
export function results({ input, list, status, link, limit, option, chosen = () => ({}), counts = () => false, byDate = () => false, done = () => {} }) {
  const texts = link.dataset, language = document.documentElement.lang || undefined;
  let turn = 0, shown = 0, answer, found;

  function item(card, place) {
    const name = marked(card.title, answer.marks);
    const parts = [card.label && make('span', { class: 'kind' }, card.label), card.evidence && make('span', {}, card.evidence), card.date && make('time', { datetime: card.date }, card.day),
      card.drugs?.length && make('span', {}, card.drugs.slice(0, 4).join(', ')),
      card.count && make('span', {}, fill(card.count === 1 ? texts.article : texts.articles, { n: card.count }))];
    const meta = make('p', { class: 'meta' }, ...parts.flatMap(part => part ? [part, ' '] : []));
    const text = make('p', { class: 'gist' }, ...marked(card.summary ?? '', answer.marks));
    /* An option of a list is a link as a whole; there is nothing to reach within it. */
    const element = make(option ? 'a' : 'li', { class: 'hit', id: `${list.id}-${place}`, ...(option && { href: card.url, tabindex: -1, role: 'option', 'aria-selected': 'false' }) },
      option ? make('span', { class: 'hit-title' }, ...name) : make('h2', { class: 'hit-title' }, make('a', { href: card.url }, ...name)), meta, text);
    const own = turn, { marks } = answer;
    element.read = async () => {
      const sentence = own === turn && await found.sentence(card, answer);
      if (sentence) text.replaceChildren(...marked(sentence, marks));
    };
    setTimeout(() => seen.observe(element), PAUSE);
    return element;
  }

  async function more() {
    const own = turn, next = answer.found.slice(shown, shown + (limit ?? STEP));
    const cards = await Promise.all(next.map(found.card));
    if (own !== turn) return;
    const elements = cards.map((card, at) => item(card, shown + at));
    list.append(...elements);
    shown += next.length;
    return elements;
  }

  /* Shows what is found: as much as was shown before, if the list is restored. */
  async function run(least = 0) {
    const own = ++turn, query = input.value;
    const isAsked = query.trim() || Object.keys(chosen())[0];
    try {
      found = await prepare(link);
      if (own !== turn) return;
      const next = isAsked ? await found.search(query, { chosen: chosen(), counts: counts(), byDate: byDate() }) : null;
      const cards = next && await Promise.all(next.found.slice(0, limit ?? Math.max(STEP, least)).map(found.card));
      if (own !== turn) return;
      answer = next;
      shown = cards?.length ?? 0;
      list.replaceChildren(...(cards ?? []).map(item));
      const total = next?.found.length ?? 0;
      const told = !next ? '' : !total ? fill(texts.none, { q: query.trim() }) : fill(total === 1 ? texts.one : texts.some, { n: total.toLocaleString(language) });
      status.textContent = next?.instead && total ? `${fill(texts.instead, { q: query.trim(), other: next.instead })} ${told}` : told;
      done({ query, total, shown, filters: next?.filters });
      const others = isAsked && !total ? await ways(query) : [];
      if (own === turn && others.length) {
        const items = others.map(([text, count, params, isFree]) => make('li', {}, make('a', { href: `${link.dataset.page}?${params}` }, isFree ? `${text} (${texts.unfiltered})`.trim() : text), ` ${count.toLocaleString(language)}`));
        list.replaceChildren(make(option ? 'div' : 'li', { class: 'ways', role: option && 'presentation' }, make('p', {}, texts.try), make('ul', {}, ...items)));
      }
    } catch {
      if (own === turn) status.textContent = texts.failed;
    }
  }
  /* What finds something where a query does not: without filters, quotation marks or excluded words, or a part of it. */
  async function ways(query) {
    const some = chosen(), isFiltered = !!Object.keys(some)[0], plain = query.replace(/["“”„«»]/g, ' ');
    const wanted = plain.replace(/(^|\s)-\S+/g, ' ');
    const parts = wanted.trim().split(/\s+/);
    const texts = [[query, {}], [plain, some], [wanted, some], ...(parts.length > 1 ? parts : []).map(part => [part, some])];
    const known = new Set([`${query.trim()} ${isFiltered}`]), ends = [];
    for (const [text, filters] of texts) {
      const short = text.trim().replace(/\s+/g, ' '), isFree = isFiltered && filters !== some;
      const key = `${short} ${isFiltered && !isFree}`;
      if (!short || known.has(key)) continue;
      known.add(key);
      const { found: { length } } = await found.search(short, { chosen: filters });
      if (length) ends.push([short, length, new URLSearchParams({ q: short, ...filters }), isFree]);
      if (ends.length > 3) break;
    }
    return ends;
  }

  return { run, more, get shown() { return shown; }, get left() { return answer ? answer.found.length - shown : 0; } };
}

/** The page: the address holds the query and the filters. */
export function page(root, link) {
  const at = selector => root.querySelector(selector);
  const [form, input, list, status, filters, button, lists, sort] = ['form', 'input', '.hits', '.status', '.filters', '.more', '.lists', '.sort'].map(at);
  const texts = link.dataset;
  const query = () => new URLSearchParams(location.search);
  const chosen = () => Object.fromEntries([...query()].filter(([key, value]) => key !== 'q' && key !== 'sort' && value));
  /* Whether the newest entry of the history is that of the query that is being typed. */
  let isTyping = false;

  const view = results({
    input, list, status, link, chosen,
    counts: () => filters.open,
    byDate: () => query().get('sort') === 'date',
    done({ total, filters: known }) {
      lists.hidden = total > 0;
      filters.hidden = !total && !filters.open;
      sort.hidden = total < 2;
      button.hidden = view.left < 1;
      if (known) choices(known);
    },
  });

  function choices(known) {
    const names = { class: texts.class, year: texts.year };
    filters.querySelector('.choices').replaceChildren(...known.filter(({ values, chosen }) => values.length || chosen).map(({ key, label, values, chosen }) => {
      const select = make('select', { name: key }, make('option', { value: '' }, texts.any));
      if (chosen && !values.some(([value]) => value === chosen)) values.unshift([chosen, 0]);
      select.append(...values.slice(0, 200).map(([value, count]) => make('option', { value, selected: value === chosen }, `${value} (${count})`)));
      return make('label', {}, make('span', {}, label ?? names[key]), select);
    }));
    const own = known.filter(({ chosen }) => chosen);
    filters.querySelector('.chosen').textContent = own.map(({ chosen }) => chosen).join(', ');
  }

  /* A query that is begun, and a filter, are steps of the history; what is typed on changes its step. */
  function address(change, isStep) {
    const params = query();
    for (const [key, value] of Object.entries(change)) value ? params.set(key, value) : params.delete(key);
    const url = `${location.pathname}${params.size ? `?${params}` : ''}`;
    if (url === location.pathname + location.search) return;
    if (isStep) keep();
    history[isStep ? 'pushState' : 'replaceState'](null, '', url);
  }

  /* How much is shown, and where: whoever comes back finds it so. */
  const keep = () => history.replaceState({ shown: view.shown, top: scrollY }, '');
  const read = async () => {
    const { shown, top } = history.state ?? {};
    input.value = query().get('q') ?? '';
    sort.querySelector('select').value = query().get('sort') ?? '';
    if (Object.keys(chosen())[0]) filters.open = true;
    await view.run(shown);
    if (top) scrollTo(0, top);
  };
  input.addEventListener('focus', forget);
  input.addEventListener('input', () => { address({ q: input.value.trim() }, !isTyping); isTyping = true; view.run(); });
  form.addEventListener('submit', event => { event.preventDefault(); input.value = input.value.trim() && `${input.value.trim()} `; address({ q: input.value.trim() }, !isTyping); isTyping = false; view.run(); });
  filters.addEventListener('toggle', () => { if (filters.open) view.run(); });
  for (const part of [filters, sort]) part.addEventListener('change', event => { address({ [event.target.name]: event.target.value }, true); isTyping = false; view.run(); });
  button.addEventListener('click', async () => {
    const [first] = await view.more() ?? [];
    button.hidden = view.left < 1;
    first?.querySelector('a').focus();
  });
  list.addEventListener('click', keep);
  addEventListener('pagehide', keep);
  addEventListener('popstate', () => { isTyping = false; read(); });
  root.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('.hit-title a')], place = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' && (place >= 0 || event.target === input)) links[Math.min(place + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp' && place >= 0) (links[place - 1] ?? input).focus();
    else if (event.key === 'Escape' && place >= 0) input.focus();
    else return;
    event.preventDefault();
  });
  form.hidden = false;
  read();
}
