/* Cards: what a citation or an internal link leads to, shown beside it. Loaded by folio.js when a link is first pointed at. */

const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children.filter(Boolean));
  return element;
};

/** Shows cards from now on, and the one of the link that was pointed at first. */
export function cards(wantsPages, first) {
  const DELAY = 300;
  const card = make("div", "preview");
  card.id = "_preview";
  card.setAttribute("role", "tooltip");
  card.popover = "manual";
  document.body.append(card);
  const known = new Map();
  let anchor = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    if (anchor) anchor.removeAttribute("aria-describedby");
    anchor = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };

  const put = (link, content) => {
    if (!content || link !== anchor) return;
    card.replaceChildren(...content.map((node) => node.cloneNode(true)));
    card.showPopover();
    const box = link.getClientRects()[0] || link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 24));
    const isBelow = box.bottom + height + 12 < innerHeight || box.top < height + 12;
    card.style.left = `${left}px`;
    card.style.top = `${isBelow ? box.bottom + 6 : box.top - height - 6}px`;
    link.setAttribute("aria-describedby", card.id);
  };

  const text = (name, className, from) => from && make(name, className, from.textContent.trim());

  const ofReference = (link) => {
    const item = document.getElementById(link.hash.slice(1));
    if (!item) return null;
    const work = item.cloneNode(true);
    all(".back", work).forEach((element) => element.remove());
    return [make("p", "preview-work", ...work.childNodes)];
  };

  const ofPage = async (url) => {
    if (!known.has(url)) {
      known.set(url, fetch(url, { headers: { accept: "text/html" } }).then(async (answer) => {
        if (!answer.ok || !/^text\/html/.test(answer.headers.get("content-type") || "")) return null;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const head = page.querySelector("main .head");
        const title = head && head.querySelector("h1");
        if (!title) return null;
        const meta = [...all(".meta > time, .meta > span:not(.names)", head)].slice(0, 3).map((element) => element.textContent.trim());
        const facts = all(".facts dl > div", page).slice(0, 2).map((row) => make("div", "", ...all("dt, dd", row).map((cell) => text(cell.localName, "", cell))));
        return [
          text("p", "preview-kicker", head.querySelector(".kicker") || head.querySelector(".crumbs li:last-child")),
          text("p", "preview-title", title),
          text("p", "", head.querySelector(".standfirst") || page.querySelector("main .prose p")),
          facts.length ? make("dl", "", ...facts) : null,
          meta.length ? make("p", "preview-meta", meta.join(" · ")) : null,
        ].filter(Boolean);
      }).catch(() => null));
    }
    return known.get(url);
  };

  const wanted = (target) => {
    const link = target instanceof Element && target.closest("main a[href]");
    // The links of a drawing are of another kind, and say themselves what they are.
    if (!(link instanceof HTMLAnchorElement) || link.closest(".preview, .crumbs, .pager, .toc, .near")) return null;
    if (link.hash.startsWith("#ref-") && link.pathname === location.pathname) return link;
    const isPage = link.origin === location.origin && link.pathname !== location.pathname && link.pathname.endsWith("/");
    // In lists all that a card would say stands beside the link.
    return wantsPages && isPage && link.closest(".prose, .rail, .key, .meta, .kicker, .filed, table, .term > .body > section") && !link.closest("h1, h2, h3") ? link : null;
  };

  const show = async (link) => {
    if (link === anchor) return;
    hide();
    anchor = link;
    timer = setTimeout(async () => {
      const isHere = link.hash.startsWith("#ref-") && link.pathname === location.pathname;
      put(link, isHere ? ofReference(link) : await ofPage(link.origin + link.pathname));
    }, DELAY);
  };

  let leaving = 0;
  const stay = () => clearTimeout(leaving);
  const leave = () => { stay(); leaving = setTimeout(hide, 200); };
  const pointed = (event) => {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) return stay();
    const link = wanted(event.target);
    if (link) { stay(); show(link); } else if (anchor) leave();
  };
  const focused = (event) => {
    const link = event.target.matches(":focus-visible") && wanted(event.target);
    if (link) { stay(); show(link); } else if (!card.contains(event.target)) hide();
  };
  document.addEventListener("pointerover", pointed);
  document.addEventListener("focusin", focused);
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && anchor) hide(); });
  document.addEventListener("pointerdown", (event) => { if (!card.contains(event.target)) hide(); });
  addEventListener("scroll", () => { if (card.matches(":popover-open")) hide(); }, { passive: true });
  addEventListener("pagehide", hide);
  // Who has left the link meanwhile gets no card.
  if (first.target.matches(":hover, :focus")) (first.type === "focusin" ? focused : pointed)(first);
}
