/* Opens the search: `/`, Ctrl+K, or a link to the search page. All else is loaded when it is wanted. */
(() => {
  const own = document.currentScript;
  const view = () => import('./search-view.js');
  const dialog = query => import('./search-box.js').then(box => box.dialog(own, query), () => { location.href = own.dataset.page; });
  addEventListener('DOMContentLoaded', () => {
    const page = document.querySelector('.search-page');
    if (page) view().then(view => view.page(page, own));
    const open = event => {
      if (page) page.querySelector('input').focus();
      else dialog();
      event.preventDefault();
    };
    for (const link of document.querySelectorAll(`a[href="${own.dataset.page}"]`)) {
      link.addEventListener('click', event => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event); });
      for (const event of ['pointerenter', 'focus']) link.addEventListener(event, () => view().then(view => view.prepare(own)));
    }
    addEventListener('keydown', event => {
      const isTyping = event.target.closest?.('input, textarea, select, [contenteditable]');
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
      if (isSlash || event.key === 'k' && (event.ctrlKey || event.metaKey)) open(event);
    });
    // Back from a result of the dialog.
    if (!page && history.state?.query) dialog(history.state.query);
  });
})();
