/* Filters a long list: `.list-filters` names its entries and the groups that they are in. The address holds what is chosen. */
(() => {
  const form = document.querySelector('.list-filters');
  if (!form) return;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const { items, groups, found } = form.dataset;
  const entries = all(items), selects = all('select', form), status = form.querySelector('[role=status]');
  const show = () => {
    const chosen = selects.filter(({ value }) => value);
    const has = (entry, { name, value }) => (entry.dataset[name] ?? '').split(' ').includes(value);
    let n = 0;
    for (const entry of entries) {
      const isShown = chosen.every(select => has(entry, select));
      entry.hidden = !isShown;
      n += isShown;
    }
    for (const group of all(groups)) group.hidden = !group.querySelector('li:not([hidden])');
    status.textContent = chosen.length ? found.replace('{n}', n).replace('{total}', entries.length) : '';
  };
  const read = () => {
    const params = new URLSearchParams(location.search);
    for (const select of selects) {
      select.value = params.get(select.name) ?? '';
      // A value that no entry has.
      if (select.selectedIndex < 0) select.value = '';
    }
    show();
  };
  form.addEventListener('change', () => {
    const params = new URLSearchParams(location.search);
    for (const { name, value } of selects) value ? params.set(name, value) : params.delete(name);
    history.replaceState(null, '', `${location.pathname}${params.size ? `?${params}` : ''}`);
    show();
  });
  form.addEventListener('submit', event => event.preventDefault());
  addEventListener('pageshow', read);
  form.hidden = false;
  read();
})();
