/* Opens the search: `/`, Ctrl+K, or the link in the header. All else is loaded when it is wanted. */
(() => {
  const link = document.querySelector('[data-search]');
  if (!link) return;
  const view = () => import('./search-view.js');
  const page = document.querySelector('.search-page');
  if (page) view().then(view => view.page(page, link));
  const open = event => {
    if (page) page.querySelector('input').focus();
    else import('./search-box.js').then(box => box.dialog(link), () => { location.href = link.href; });
    event.preventDefault();
  };
  link.addEventListener('click', event => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event); });
  for (const event of ['pointerenter', 'focus']) link.addEventListener(event, () => view().then(view => view.prepare(link)), { once: true });
  addEventListener('keydown', event => {
    const isTyping = event.target.closest?.('input, textarea, select, [contenteditable]');
    const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
    if (isSlash || event.key === 'k' && (event.ctrlKey || event.metaKey)) open(event);
  });
})();
