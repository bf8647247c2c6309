// The built digest in a real browser: every page is valid HTML, loads without an error under its own policy, asks nobody else
// for anything, costs little, has one first heading, fits on a narrow screen, is accessible as far as axe can tell, and its
// links lead somewhere. Then what the theme's script adds: cards, side notes, the switch of themes.
// Usage: node pages.cjs FOLDER
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const zlib = require('node:zlib');
const axe = require('axe-core');
const { HtmlValidate, StaticConfigLoader } = require('html-validate');
const { chromium } = require('playwright-core');

// What a page may cost over the wire (gzip), in bytes, and how many files it may ask for beside images.
const LIMITS = { html: 15000, css: 10000, js: 8000, requests: 5 };
/* The page that searches needs its script and its style at once, and the index. */
const SEARCH_LIMITS = { ...LIMITS, css: 12000, js: 12000, requests: 10 };

const root = path.resolve(process.argv[2]);
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml', '.json': 'application/json', '.js': 'text/javascript' };

// The policy that hosts are told, less what only a frame would show.
const policy = fs.readFileSync(path.join(root, '_headers'), 'utf8').match(/Content-Security-Policy: (.*)/)[1];

const server = http.createServer((request, response) => {
  let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  if (!file.startsWith(root)) { response.writeHead(400).end(); return; }
  if (file.endsWith(path.sep)) file += 'index.html';
  fs.readFile(file, (error, bytes) => {
    if (error) { response.writeHead(404, { 'content-type': types['.html'] }).end(fs.readFileSync(path.join(root, '404.html'))); return; }
    response.writeHead(200, {
      'content-type': types[path.extname(file)] || 'text/plain; charset=utf-8',
      'content-security-policy': policy,
    }).end(bytes);
  });
});

function pages(folder, into = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) pages(file, into);
    else if (entry.name.endsWith('.html')) into.push('/' + path.relative(root, file).split(path.sep).join('/').replace(/(^|\/)index\.html$/, '$1'));
  }
  return into.sort();
}

async function valid(urls, faults) {
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ['html-validate:standard'] }));
  for (const url of urls) {
    const report = await validator.validateFile(path.join(root, url.endsWith('/') ? url + 'index.html' : url));
    for (const { messages } of report.results) {
      for (const { line, message, ruleId } of messages) faults.push(`${url}: line ${line}: ${message} (${ruleId})`);
    }
  }
}

// What is too heavy of a page and of the files that it asked for.
function weigh(url, asked) {
  const size = file => zlib.gzipSync(fs.readFileSync(path.join(root, file.endsWith('/') ? file + 'index.html' : file)), { level: 9 }).length;
  const sum = ending => asked.filter(file => file.endsWith(ending)).reduce((total, file) => total + size(file), 0);
  const costs = { html: size(url), css: sum('.css'), js: sum('.js'), requests: asked.length };
  const limits = url.endsWith('/search/') ? SEARCH_LIMITS : LIMITS;
  return Object.keys(costs).filter(kind => costs[kind] > limits[kind]).map(kind => `${kind}: ${costs[kind]}, and ${limits[kind]} is the most`);
}

// What the theme's script adds to a page that is whole without it.
async function adds(browser, origin, all, faults) {
  const expect = (holds, what) => { if (!holds) faults.push(`script: ${what}`); };
  const article = origin + '/articles/onfasprodil-phase-2/';
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  await page.goto(article);
  const card = page.locator('.preview');
  await page.hover('.prose a[href="/drugs/ketamine/"] >> nth=0');
  await card.waitFor({ state: 'visible', timeout: 5000 }).catch(() => {});
  expect((await card.textContent()).includes('Ketamine'), 'no card for a link to a drug');
  await page.keyboard.press('Escape');
  expect(!(await card.isVisible()), 'Escape does not close a card');
  await page.mouse.move(0, 0);
  await page.locator('.prose .citation-ref a').first().focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await card.waitFor({ state: 'visible', timeout: 5000 }).catch(() => {});
  expect((await card.textContent()).includes('Rapid Onset'), 'no card for a citation that has the focus');
  expect(await page.locator('.side-note').isVisible(), 'no footnote beside the text');
  expect(!(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)), 'a side note is wider than the page');
  await page.setViewportSize({ width: 900, height: 900 });
  await page.waitForFunction(() => !document.querySelector('.side-note'), null, { timeout: 5000 }).catch(() => {});
  expect((await page.locator('.side-note').count()) === 0, 'side notes stay where there is no room');
  const isDark = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme === 'dark');
  await page.click('.scheme');
  expect(await isDark(), 'the switch does not darken');
  await page.reload();
  expect(await isDark(), 'the theme is not kept');
  await page.click('.scheme');
  expect(!(await isDark()), 'the switch does not lighten');
  await context.close();
  const touch = await browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const phone = await touch.newPage();
  await phone.goto(article);
  expect((await phone.locator('.preview').count()) === 0, 'cards where nothing points');
  await touch.close();
  // On a small phone the header is one line, and an article begins on the first screens: what is not its text is folded.
  const small = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const narrow = await small.newPage();
  for (const url of all.filter(url => url.startsWith('/articles/'))) {
    await narrow.goto(origin + url);
    const { header, text } = await narrow.evaluate(() => ({
      header: document.querySelector('.top').getBoundingClientRect().height,
      text: document.querySelector('.prose > p')?.getBoundingClientRect().top ?? 0,
    }));
    expect(header < 64, `${url}: the header is ${header} px high at 320 px`);
    expect(text <= 900, `${url}: the text begins at ${text} px at 320 px`);
  }
  const sent = url => fs.readFileSync(path.join(root, url, 'index.html'), 'utf8').includes('http-equiv="refresh"');
  for (const url of all.filter(url => /^\/drugs\/./.test(url) && !sent(url))) {
    await narrow.goto(origin + url);
    const first = await narrow.evaluate(() => Math.min(...[...document.querySelectorAll('.prose > p, .card')].map(part => part.getBoundingClientRect().top)));
    expect(first <= 1000, `${url}: neither text nor an article above ${first} px at 320 px`);
  }
  await narrow.goto(article);
  const findings = narrow.locator('.key li').first();
  expect(!(await findings.isVisible()), 'the key findings are not folded on a phone');
  await narrow.locator('.key summary').click();
  expect(await findings.isVisible(), 'the key findings do not open');
  const menu = narrow.locator('.menu a').first();
  expect(!(await menu.isVisible()), 'the menu is not folded on a phone');
  await narrow.locator('.menu summary').click();
  expect(await menu.isVisible(), 'the menu does not open');
  await narrow.locator('.key summary').click();
  await narrow.emulateMedia({ media: 'print' });
  expect(await findings.isVisible(), 'paper lacks the key findings');
  await narrow.emulateMedia({ media: 'screen' });
  await narrow.setViewportSize({ width: 1440, height: 900 });
  await narrow.waitForFunction(() => document.querySelector('.key > details').open, null, { timeout: 5000 }).catch(() => {});
  expect(await narrow.evaluate(() => ['.key', '.rail', '.menu'].every(part => document.querySelector(`${part} > details`).open)), 'a part is folded where there is room');
  // A table that is wider than the text reaches into the margin, and stays out of the rail.
  const reach = await narrow.evaluate(() => {
    const prose = document.querySelector('.prose');
    const table = document.createElement('div');
    table.className = 'table-scroll';
    table.innerHTML = `<table><tbody><tr>${'<td>a cell of words</td>'.repeat(6)}</tr></tbody></table>`;
    prose.prepend(table);
    const width = () => table.querySelector('table').getBoundingClientRect().width;
    const box = table.getBoundingClientRect();
    const rail = document.querySelector('.rail').getBoundingClientRect();
    const beside = box.right <= rail.left || box.top >= rail.bottom;
    prose.append(table);
    document.querySelector('.rail').remove();
    return { beside, below: width(), text: document.querySelector('.prose > p').getBoundingClientRect().width };
  });
  expect(reach.beside, 'a wide table lies under the rail');
  expect(reach.below > reach.text, 'a wide table does not use the margin');
  await small.close();
}

async function main() {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const faults = [];
  let passed = 0;
  const all = pages(root);
  await valid(all, faults);
  for (const [width, scheme] of [[320, 'light'], [768, 'dark'], [1440, 'light']]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    let here = '';
    page.on('console', message => { if (message.type() === 'error') faults.push(`${here}: console: ${message.text()}`); });
    page.on('pageerror', error => faults.push(`${here}: ${error.message}`));
    page.on('request', request => { if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) faults.push(`${here} asks ${request.url()}`); });
    let asked = [];
    page.on('request', request => { if (!['image', 'media'].includes(request.resourceType()) || request.url().endsWith('folio.svg')) asked.push(new URL(request.url()).pathname); });
    page.on('response', response => { if (response.status() >= 400) faults.push(`${here}: ${response.status()} ${response.url()}`); });
    for (const url of all) {
      const before = faults.length;
      here = `${url} at ${width}`;
      const html = fs.readFileSync(path.join(root, url.endsWith('/') ? url + 'index.html' : url), 'utf8');
      // A page that sends its visitor on is followed by the links that lead to it.
      if (html.includes('http-equiv="refresh"')) continue;
      asked = [];
      await page.goto(origin + url, { waitUntil: 'load' });
      if (width === 1440) faults.push(...weigh(url, asked).map(fault => `${here}: ${fault}`));
      if (width !== 768) {
        // The page's policy lets no script of ours in; the browser's own way in is above it.
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        for (const { id, nodes } of violations) faults.push(`${here}: axe ${id}: ${nodes[0].html.slice(0, 120)}`);
      }
      const seen = await page.evaluate(() => ({
        headings: document.querySelectorAll('h1').length,
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        styled: getComputedStyle(document.body).fontFamily !== 'Times New Roman' && document.styleSheets.length > 0,
        links: [...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href),
        // Whoever copies a line of facts gets a space between two of them.
        joined: [...document.querySelectorAll('.meta > *, .evidence > *, .works > li > *')].filter(part => part.nextSibling && part.nextSibling === part.nextElementSibling && part.nextSibling.textContent).map(part => part.parentElement.textContent),
        anchors: [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1)).filter(id => id && !document.getElementById(decodeURIComponent(id))),
      }));
      if (seen.headings !== 1) faults.push(`${here}: ${seen.headings} first headings`);
      if (seen.overflow > 0) faults.push(`${here}: wider than the screen by ${seen.overflow} px`);
      for (const line of seen.joined) faults.push(`${here}: no space between two facts: ${line}`);
      if (!seen.styled) faults.push(`${here}: no style sheet`);
      for (const id of seen.anchors) faults.push(`${here}: nothing has the id ${id}`);
      for (const link of seen.links.filter(link => link.startsWith(origin))) {
        const target = decodeURIComponent(new URL(link).pathname);
        if (!fs.existsSync(path.join(root, target.endsWith('/') ? target + 'index.html' : target))) faults.push(`${here}: ${target} leads nowhere`);
      }
      if (faults.length === before) passed += 1;
    }
    await context.close();
  }
  // Other themes have no script, or another one.
  if (fs.existsSync(path.join(root, 'folio.js')) && fs.readFileSync(path.join(root, 'index.html'), 'utf8').includes('folio.')) await adds(browser, origin, all, faults);
  await browser.close();
  server.close();
  for (const fault of [...new Set(faults)]) console.error(fault);
  console.log(`${passed} passed, ${new Set(faults).size} failed`);
  process.exit(faults.length || !passed ? 1 : 0);
}

main().catch(error => { console.error(error); process.exit(1); });
