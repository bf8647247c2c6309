// Keeps the visible page current: patches it in place, swaps styles, and shows what is wrong with the site.
(() => {
  "use strict";
  const own = "/__offprint/";
  const path = (url) => {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin) return null;
    try { return decodeURI(pathname); } catch { return pathname; }
  };
  // The page as it was served, to tell an edit from what scripts did to the page since. It is whole when the parser is
  // done, which is just before deferred scripts run.
  let base = document.documentElement.cloneNode(true);
  const whole = () => { base = document.documentElement.cloneNode(true); };
  if (document.readyState === "loading") document.addEventListener("readystatechange", whole, { once: true });
  let revision = null;
  let source = null;
  let work = Promise.resolve();

  // ---- What changed.

  const take = async (event) => {
    // After a lost connection nobody knows what was missed: the page is asked for again, and patched by what differs.
    const missed = revision !== null && event.revision !== revision && event.changed.length === 0;
    const changed = new Set(event.changed.map(path));
    revision = event.revision;
    if (event.follow && document.visibilityState === "visible" && path(event.follow) !== path(location.href)) {
      location.assign(event.follow);
      return;
    }
    await showProblems(event.problems);
    if (missed || changed.has(path(location.href))) await patchPage();
    swapFiles(changed);
  };

  const swapFiles = (changed) => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      if (!changed.has(path(link.href))) continue;
      const next = link.cloneNode();
      const url = new URL(link.href);
      url.searchParams.set("revision", revision);
      next.href = url;
      // The old style stays until the new one is there, so that nothing flickers.
      next.addEventListener("load", () => link.remove());
      next.addEventListener("error", () => link.remove());
      link.after(next);
    }
    for (const image of document.querySelectorAll("img[src]")) {
      if (changed.has(path(image.src))) {
        const url = new URL(image.src);
        url.searchParams.set("revision", revision);
        image.src = url;
      }
    }
    for (const script of document.querySelectorAll("script[src]")) {
      if (changed.has(path(script.src))) location.reload();
    }
  };

  const patchPage = async () => {
    let text;
    try {
      const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } });
      if (answer.redirected || !/^text\/html/.test(answer.headers.get("content-type") || "")) return location.reload();
      text = await answer.text();
    } catch { return; }
    const next = new DOMParser().parseFromString(text, "text/html").documentElement;
    const scripts = (root) => [...root.querySelectorAll("script")].map((script) => script.outerHTML).join("\n");
    // A script that comes, goes or changes cannot be patched into a running page.
    if (scripts(base) !== scripts(next)) return location.reload();
    patch(document.documentElement, base, next);
    base = next;
    document.dispatchEvent(new CustomEvent("offprint:patched"));
  };

  const isAlike = (one, other) => one && other && one.nodeType === other.nodeType && one.nodeName === other.nodeName;

  // Does to a live node what leads from the old to the new. What is the same in both is left alone, whatever scripts and
  // readers did to it: open details, focus and scroll position stay.
  const patch = (live, old, next) => {
    if (old.isEqualNode(next)) return;
    if (next.nodeType !== Node.ELEMENT_NODE) {
      live.nodeValue = next.nodeValue;
      return;
    }
    for (const { name, value } of next.attributes) {
      if (old.getAttribute(name) !== value) live.setAttribute(name, value);
    }
    for (const { name } of old.attributes) {
      if (!next.hasAttribute(name)) live.removeAttribute(name);
    }
    const before = [...old.childNodes];
    // Scripts of the page put nodes of their own among those that it came with: these are passed over.
    const here = [];
    for (const node of live.childNodes) {
      if (node !== overlay && isAlike(node, before[here.length])) here.push(node);
    }
    const after = [...next.childNodes].map((node) => document.importNode(node, true));
    const found = [...next.childNodes];
    if (here.length !== before.length) {
      live.replaceChildren(...after, ...(overlay && overlay.parentNode === live ? [overlay] : []));
      return;
    }
    let start = 0;
    while (start < before.length && start < found.length && before[start].isEqualNode(found[start])) start += 1;
    let end = 0;
    const most = Math.min(before.length, found.length) - start;
    while (end < most && before[before.length - 1 - end].isEqualNode(found[found.length - 1 - end])) end += 1;
    const anchor = here[here.length - end] || null;
    const [lastOld, lastNew] = [before.length - end, found.length - end];
    let index = start;
    for (; index < lastOld && index < lastNew; index += 1) {
      if (isAlike(before[index], found[index])) patch(here[index], before[index], found[index]);
      else here[index].replaceWith(after[index]);
    }
    for (let rest = index; rest < lastOld; rest += 1) here[rest].remove();
    for (let rest = index; rest < lastNew; rest += 1) live.insertBefore(after[rest], anchor);
  };

  // ---- What is wrong.

  let overlay = null;
  let isFolded = false;

  // The security policy of the site forbids style elements; a sheet that a script makes is not concerned.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 2147483647; padding: 1rem 1.25rem;
      background: #1b1b1f; color: #f2f2f4; font: 14px/1.45 system-ui, sans-serif; border-top: 4px solid #e5484d; }
    section.warning { border-color: #f5a524; }
    h2 { margin: 0 0 .75rem; font-size: 1rem; }
    article { margin: 0 0 1rem; }
    p { margin: .15rem 0; }
    a { color: #8ec5ff; }
    pre { margin: .35rem 0; padding: .6rem .75rem; overflow: auto; background: #0c0c0e; font: 13px/1.4 ui-monospace, monospace; }
    button { all: unset; cursor: pointer; float: right; padding: .1rem .6rem; border: 1px solid #77777f; border-radius: 4px; }
    button:focus-visible, a:focus-visible { outline: 2px solid #8ec5ff; }
    button.badge { float: none; position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; background: #1b1b1f;
      color: #f2f2f4; font: 13px/1.6 system-ui, sans-serif; }`);

  const element = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text, ...properties });

  const showProblems = async (count) => {
    if (count === 0) {
      if (overlay) overlay.remove();
      overlay = null;
      isFolded = false;
      return;
    }
    let report;
    try { report = await (await fetch(own + "problems", { cache: "no-store" })).json(); } catch { return; }
    if (report.problems.length === 0) return showProblems(0);
    if (!overlay) {
      overlay = document.createElement("offprint-problems");
      overlay.attachShadow({ mode: "open" });
      overlay.shadowRoot.adoptedStyleSheets = [sheet];
    }
    if (!overlay.isConnected) document.documentElement.append(overlay);
    draw(report);
  };

  const draw = (report, isOpen = report.errors > 0) => {
    const { errors: wrong, warnings, problems, groups, shown } = report;
    const counted = (number, noun) => (number ? [`${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`] : []);
    const title = [...counted(wrong, "error"), ...counted(warnings, "warning")].join(" and ");
    // Warnings alone do not cover the page.
    const folds = isFolded || !isOpen;
    const fold = (text, state, name) => {
      const button = element("button", text, { className: name, type: "button" });
      button.addEventListener("click", () => {
        isFolded = state;
        draw(report, !state);
      });
      return button;
    };
    if (folds) {
      overlay.shadowRoot.replaceChildren(fold(title, false, "badge"));
      return;
    }
    const section = element("section", "", { className: wrong ? "" : "warning" });
    section.setAttribute("role", "alert");
    section.append(fold("Hide", true, ""), element("h2", wrong ? `${title}: showing the last successful build` : title));
    for (const { code, is_error: isError, count } of groups) {
      section.append(element("p", `${counted(count, isError ? "error" : "warning")} [${code}]; the first ${shown} are shown`));
    }
    for (const problem of problems) {
      const article = element("article", "");
      article.append(element("p", `${problem.severity}: ${problem.message}`));
      if (problem.file) {
        const place = [problem.file, problem.line, problem.column].filter((part) => part != null).join(":");
        const line = element("p", "");
        line.append(element("a", place, { href: problem.editor }));
        article.append(line);
      }
      if (problem.picture) article.append(element("pre", problem.picture));
      if (problem.help) article.append(element("p", `help: ${problem.help}`));
      section.append(article);
    }
    overlay.shadowRoot.replaceChildren(section);
  };

  // ---- The connection. A page that nobody sees needs none: browsers allow six to one server, and tabs may be many.

  const connect = () => {
    if (source || document.visibilityState === "hidden") return;
    source = new EventSource(own + "events");
    source.addEventListener("message", ({ data }) => {
      work = work.then(() => take(JSON.parse(data))).catch(() => location.reload());
    });
    source.addEventListener("error", () => {
      // Browsers come back by themselves, but not after every kind of refusal.
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(connect, 1000);
      }
    });
  };
  const disconnect = () => {
    if (source) source.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
