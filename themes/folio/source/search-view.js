/* What the search shows: a page with filters, and a dialog on every other page. Ranking is the engine's. */
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

/** Fetches what every query needs. */
export function prepare(link) {
  const base = new URL(link.dataset.search, location.href);
  const get = async (name, version) => {
    const response = await fetch(new URL(version && !name.startsWith('/') ? `${name}?v=${version}` : name, base), version ? {} : { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  engine ??= open(get);
  engine.catch(() => { engine = null; });
  return engine;
}

const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') element.className = value;
    else if (value != null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...inside.filter(part => part != null));
  return element;
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* A text with what was found in it marked. */
function marked(text, marks) {
  const parts = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const own = words(word);
    if (!own.some(one => marks.has(one)) && !own.some(one => [...marks].some(mark => mark.endsWith('*') && one.startsWith(mark.slice(0, -1))))) continue;
    parts.push(text.slice(from, index), make('mark', {}, word));
    from = index + word.length;
  }
  return [...parts, text.slice(from)];
}

/* What the two views share: an input, a list, a line that tells how many. */
function results({ input, list, status, link, limit, option, chosen = () => ({}), counts = () => false, done = () => {} }) {
  const texts = link.dataset, language = document.documentElement.lang || undefined;
  let turn = 0, shown = 0, answer, found;

  function item(card, place) {
    const title = make('a', { href: card.url, tabindex: option ? -1 : null }, ...marked(card.title, answer.marks));
    const label = card.kind === 'article' || card.kind === 'page' ? null : make('span', { class: 'kind' }, card.kind);
    const meta = [label, card.date ? make('time', { datetime: card.date }, card.day) : null,
      card.drugs?.length ? make('span', {}, card.drugs.slice(0, 4).join(', ')) : null,
      card.count ? make('span', {}, fill(card.count === 1 ? texts.article : texts.articles, { n: card.count })) : null].filter(Boolean);
    const text = make('p', { class: 'gist' }, ...marked(card.summary ?? '', answer.marks));
    const element = make('li', { class: 'hit', id: `${list.id}-${place}`, role: option ? 'option' : null, 'aria-selected': option ? 'false' : null },
      make(option ? 'span' : 'h2', { class: 'hit-title' }, title), make('p', { class: 'meta' }, ...meta), text);
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

  async function run() {
    const own = ++turn, query = input.value;
    const isAsked = query.trim() || Object.keys(chosen()).length;
    try {
      found = await prepare(link);
      if (own !== turn) return;
      const next = isAsked ? await found.search(query, { chosen: chosen(), counts: counts() }) : null;
      const cards = next && await Promise.all(next.found.slice(0, limit ?? STEP).map(found.card));
      if (own !== turn) return;
      answer = next;
      shown = cards?.length ?? 0;
      list.replaceChildren(...(cards ?? []).map(item));
      const total = next?.found.length ?? 0;
      const told = !next ? '' : !total ? fill(texts.none, { q: query.trim() }) : fill(total === 1 ? texts.one : texts.some, { n: total.toLocaleString(language) });
      status.textContent = next?.instead && total ? `${fill(texts.instead, { q: query.trim(), other: next.instead })} ${told}` : told;
      done({ query, total, shown, filters: next?.filters, isAsked: !!isAsked });
    } catch {
      if (own === turn) status.textContent = texts.failed;
    }
  }
  return { run, more, get left() { return answer ? answer.found.length - shown : 0; } };
}

/** The page: the address holds the query and the filters. */
export function page(root, link) {
  const at = selector => root.querySelector(selector);
  const [form, input, list, status, filters, button, lists] = ['form', 'input', '.hits', '.status', '.filters', '.more', '.lists'].map(at);
  const texts = link.dataset;
  const query = () => new URLSearchParams(location.search);
  const chosen = () => Object.fromEntries([...query()].filter(([key, value]) => key !== 'q' && value));
  /* Whether the newest entry of the history is that of the query that is being typed. */
  let isTyping = false;

  const view = results({
    input, list, status, link, chosen,
    counts: () => filters.open,
    done({ isAsked, filters: known }) {
      lists.hidden = isAsked;
      filters.hidden = !isAsked;
      button.hidden = view.left < 1;
      if (known) choices(known);
    },
  });

  function choices(known) {
    const names = { class: texts.class, year: texts.year, design: texts.design };
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
    if (url !== location.pathname + location.search) history[isStep ? 'pushState' : 'replaceState'](null, '', url);
  }

  const read = () => { input.value = query().get('q') ?? ''; if (Object.keys(chosen()).length) filters.open = true; view.run(); };
  // What was published since is found, too.
  input.addEventListener('focus', () => { engine = null; });
  input.addEventListener('input', () => { address({ q: input.value.trim() }, !isTyping); isTyping = true; view.run(); });
  form.addEventListener('submit', event => { event.preventDefault(); input.value = input.value.trim() && `${input.value.trim()} `; address({ q: input.value.trim() }, !isTyping); isTyping = false; view.run(); });
  filters.addEventListener('toggle', () => { if (filters.open) view.run(); });
  filters.addEventListener('change', event => { address({ [event.target.name]: event.target.value }, true); isTyping = false; view.run(); });
  button.addEventListener('click', async () => {
    const [first] = await view.more() ?? [];
    button.hidden = view.left < 1;
    first?.querySelector('a').focus();
  });
  addEventListener('popstate', () => { isTyping = false; read(); });
  root.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('.hit-title a')], place = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' && (place >= 0 || event.target === input)) links[Math.min(place + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp' && place >= 0) (links[place - 1] ?? input).focus();
    else if (event.key === 'Escape' && place >= 0) input.focus();
    else return;
    event.preventDefault();
  });
  at('.search-form').hidden = false;
  read();
  if (!input.value) input.focus();
}

let box;

/** The dialog: a combobox over the page. */
export async function dialog(link) {
  // What was published since it was open last is found, too.
  if (box) engine = null;
  prepare(link);
  if (!document.querySelector('link[href$="/search.css"]')) {
    const sheet = make('link', { rel: 'stylesheet', href: new URL('search.css', import.meta.url) });
    document.head.append(sheet);
    await new Promise(done => { sheet.onload = sheet.onerror = done; });
  }
  if (!box) {
    const texts = link.dataset;
    const input = make('input', { type: 'search', name: 'q', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': '_hits', 'aria-autocomplete': 'list', 'aria-label': link.textContent.trim(), placeholder: texts.hint, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search' });
    const list = make('ul', { id: '_hits', role: 'listbox', class: 'hits', 'aria-label': link.textContent.trim() });
    const status = make('p', { class: 'status', role: 'status' });
    const all = make('a', { href: link.href, class: 'all', hidden: true }, texts.all);
    const close = make('button', { type: 'button', class: 'close', 'aria-label': texts.close }, '×');
    box = make('dialog', { class: 'search-box', 'aria-label': link.textContent.trim() }, make('form', { action: link.href, role: 'search' }, input, close), status, list, all);
    document.body.append(box);
    let active = -1;
    const choose = to => {
      const items = [...list.children];
      items[active]?.setAttribute('aria-selected', 'false');
      active = items.length ? Math.max(-1, Math.min(to, items.length - 1)) : -1;
      items[active]?.setAttribute('aria-selected', 'true');
      items[active]?.scrollIntoView({ block: 'nearest' });
      if (active < 0) input.removeAttribute('aria-activedescendant');
      else input.setAttribute('aria-activedescendant', items[active].id);
    };
    const view = results({
      input, list, status, link, limit: 8, option: true,
      done({ query, total, shown }) {
        choose(-1);
        input.setAttribute('aria-expanded', String(shown > 0));
        all.hidden = total <= shown;
        all.href = `${link.href}?q=${encodeURIComponent(query.trim())}`;
      },
    });
    input.addEventListener('input', view.run);
    close.addEventListener('click', () => box.close());
    box.addEventListener('click', event => { if (event.target === box) box.close(); });
    list.addEventListener('click', event => { if (!event.target.closest('a')) event.target.closest('li')?.querySelector('a').click(); });
    box.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown') choose(active + 1);
      else if (event.key === 'ArrowUp') choose(active - 1);
      else if (event.key === 'Enter' && active >= 0 && event.target === input) list.children[active].querySelector('a').click();
      else return;
      event.preventDefault();
    });
  }
  if (!box.open) box.showModal();
  const input = box.querySelector('input');
  input.focus();
  input.select();
}
