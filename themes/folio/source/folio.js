// folio: what a script adds to a page that is whole without it. It stands before the style sheet, so that the theme that a
// reader chose is there with the first paint; everything else waits for the page.
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = "offprint-theme";
  const read = () => { try { return localStorage.getItem(kept); } catch { return null; } };
  const keep = (theme) => { try { theme ? localStorage.setItem(kept, theme) : localStorage.removeItem(kept); } catch { /* Then it holds for this page. */ } };
  const chosen = read();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter(Boolean));
    return element;
  };

  // ---- Light and dark.

  const switchTheme = () => {
    const button = document.querySelector(".scheme");
    if (!button) return;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const show = () => button.setAttribute("aria-pressed", isDark());
    button.hidden = false;
    show();
    system.addEventListener("change", show);
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      // Who wants what the system wants goes on to follow the system.
      const isOwn = (theme === "dark") !== system.matches;
      if (isOwn) root.dataset.theme = theme;
      else delete root.dataset.theme;
      keep(isOwn ? theme : null);
      show();
    });
  };

  // ---- What is folded on a phone: where the style sheet shows it, it is open for everybody.

  const unfold = () => {
    const folds = all(".fold > details, .toc > details, .term .rail details");
    const set = () => folds.forEach((details) => {
      const isOpen = getComputedStyle(details.parentElement).getPropertyValue("--open").trim() === "1";
      if (isOpen !== details.hasAttribute("data-open")) {
        details.toggleAttribute("data-open", isOpen);
        details.open = isOpen;
        details.firstElementChild.tabIndex = isOpen ? -1 : 0;
      }
    });
    for (const width of [30, 72, 90]) matchMedia(`(width >= ${width}rem)`).addEventListener("change", set);
    set();
  };

  // ---- Footnotes beside the text.

  const wide = matchMedia("screen and (width >= 72rem)");

  const sideNotes = () => {
    const prose = document.querySelector(".article .prose, .page .prose");
    const list = prose && prose.querySelector(".footnotes");
    if (!list) return;
    const notes = all(":scope > ol > li", list).map((item) => {
      const mark = prose.querySelector(`.footnote-ref a[href="#${item.id}"]`);
      if (!mark) return null;
      const note = make("aside", "side-note", make("span", "n", item.id.replace("fn-", "")), " ");
      note.setAttribute("role", "doc-footnote");
      return { note, mark, item, id: item.id };
    }).filter(Boolean);
    // A note is in one place or in the other, with its id: links to it lead where it is.
    const move = (isBeside) => {
      for (const { note, item, id } of notes) {
        const from = isBeside ? item : note;
        const to = isBeside ? note : item;
        while (from.childNodes.length > (isBeside ? 0 : 2)) to.append(from.childNodes[isBeside ? 0 : 2]);
        from.removeAttribute("id");
        to.id = id;
      }
      root.classList.toggle("has-side-notes", isBeside);
    };
    let isBeside = false;
    const place = () => {
      const { top, right, left } = prose.getBoundingClientRect();
      // With large text there may be no room although the window is wide.
      const needed = 52.5 * parseFloat(getComputedStyle(root).fontSize);
      const room = root.dir === "rtl" ? right : root.clientWidth - left;
      const hasRoom = wide.matches && room >= needed;
      if (hasRoom !== isBeside) {
        isBeside = hasRoom;
        move(isBeside);
        if (!isBeside) notes.forEach(({ note }) => note.remove());
      }
      if (!isBeside) return;
      const rail = document.querySelector(".rail");
      let free = rail ? rail.getBoundingClientRect().bottom - top + 32 : 0;
      // A table or a formula may reach into the margin; a note goes below it.
      const reach = 35 * parseFloat(getComputedStyle(root).fontSize);
      const wideParts = all(":scope > :is(.table-scroll, .formula)", prose).map((part) => [part, part.firstElementChild]).filter(([, inner]) => inner.offsetWidth > reach).map(([part]) => part.getBoundingClientRect());
      for (const { note, mark } of notes) {
        if (!note.isConnected) prose.append(note);
        let at = Math.max(mark.getBoundingClientRect().top - top, free);
        for (const part of wideParts) {
          if (at + note.offsetHeight > part.top - top - 16 && at < part.bottom - top + 16) at = part.bottom - top + 16;
        }
        note.style.insetBlockStart = `${at}px`;
        free = at + note.offsetHeight + 16;
      }
    };
    new ResizeObserver(place).observe(prose);
    addEventListener("resize", place);
    wide.addEventListener("change", place);
  };

  // ---- Cards: what a citation or an internal link leads to. Their script is fetched for the first link that is pointed at.

  const cards = (wantsPages) => {
    const start = (event) => {
      if (!event.target.closest?.("main a[href]")) return;
      for (const type of ["pointerover", "focusin"]) document.removeEventListener(type, start);
      import("./cards.js").then((script) => script.cards(wantsPages, event), () => { /* Every link works without its card. */ });
    };
    for (const type of ["pointerover", "focusin"]) document.addEventListener(type, start);
  };

  // ---- The section that is being read, in the contents.

  const contents = () => {
    const links = new Map(all(".toc a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    if (!heads.length) return;
    const mark = () => {
      const current = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3).pop();
      links.forEach((link, id) => {
        if (current && id === current.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    new IntersectionObserver(mark, { rootMargin: "0px 0px -66%" }).observe(heads[0]);
    let isWaiting = false;
    addEventListener("scroll", () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => { isWaiting = false; mark(); });
    }, { passive: true });
    mark();
  };

  // ---- The date of access, in the references to the page.

  const accessDates = () => {
    const language = root.lang === "en" ? "en-US" : root.lang;
    for (const place of all("[data-accessed]")) {
      const isShort = place.dataset.accessed === "short";
      const form = { year: "numeric", month: isShort ? "short" : "long", day: "numeric" };
      const part = (type) => new Intl.DateTimeFormat(language, form).formatToParts().find((one) => one.type === type).value;
      place.textContent = isShort && language.startsWith("en")
        ? `${part("year")} ${part("month")} ${part("day")}`
        : new Intl.DateTimeFormat(language, form).format();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const { previews, sideNotes: wantsNotes } = document.body.dataset;
    switchTheme();
    unfold();
    contents();
    accessDates();
    if (wantsNotes !== undefined) sideNotes();
    // A finger points at nothing before it presses.
    if (HTMLElement.prototype.showPopover && matchMedia("(any-hover: hover)").matches) cards(previews !== undefined);
  });
})();
