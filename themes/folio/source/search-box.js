/* The search as a dialog over any page: a combobox. */
import { forget, make, prepare, results } from './search-view.js';

let box;

/** The dialog: a combobox over the page. `query` is what was asked for before the visitor came back. */
export async function dialog(link, query) {
  if (box) forget();
  prepare(link);
  if (!document.querySelector('link[href$="/search.css"]')) {
    const sheet = make('link', { rel: 'stylesheet', href: new URL('search.css', import.meta.url) });
    document.head.append(sheet);
    await new Promise(done => { sheet.onload = sheet.onerror = done; });
  }
  if (!box) {
    const texts = link.dataset, name = texts.name;
    const input = make('input', { type: 'search', name: 'q', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': '_hits', 'aria-autocomplete': 'list', 'aria-label': name, placeholder: texts.hint, autocomplete: 'off', spellcheck: 'false' });
    const list = make('div', { id: '_hits', role: 'listbox', class: 'hits', 'aria-label': name });
    const status = make('p', { class: 'status', role: 'status' });
    const all = make('a', { href: texts.page, class: 'all', hidden: true }, texts.all);
    const close = make('button', { type: 'button', class: 'close', 'aria-label': texts.close }, '×');
    box = make('dialog', { class: 'search-box', 'aria-label': name }, make('form', { action: texts.page, role: 'search' }, input, close), status, list, all);
    document.body.append(box);
    let active = -1;
    const choose = to => {
      const items = [...list.children];
      active = Math.max(-1, Math.min(to, items.length - 1));
      items.forEach((item, place) => item.setAttribute('aria-selected', place === active));
      items[active]?.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', items[active]?.id ?? '');
    };
    const view = results({
      input, list, status, link, limit: 8, option: true,
      done({ query, total, shown }) {
        choose(-1);
        input.setAttribute('aria-expanded', shown > 0);
        const isEmpty = query.trim() && !total;
        all.hidden = total <= shown && !isEmpty;
        all.textContent = isEmpty ? texts.browse : texts.all;
        all.href = isEmpty ? texts.page : `${texts.page}?q=${encodeURIComponent(query.trim())}`;
      },
    });
    input.addEventListener('input', () => view.run());
    // Whoever comes back from a result finds the list again.
    list.addEventListener('click', () => history.replaceState({ query: input.value }, ''), true);
    box.addEventListener('close', () => history.replaceState(null, ''));
    close.addEventListener('click', () => box.close());
    box.addEventListener('click', event => { if (event.target === box) box.close(); });
    box.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown') choose(active + 1);
      else if (event.key === 'ArrowUp') choose(active - 1);
      else if (event.key === 'Enter' && active >= 0 && event.target === input) (list.children[active].querySelector('a') ?? list.children[active]).click();
      else return;
      event.preventDefault();
    });
  }
  if (!box.open) box.showModal();
  const input = box.querySelector('input');
  if (query) {
    input.value = query;
    input.dispatchEvent(new Event('input'));
  }
  input.focus();
  input.select();
}
