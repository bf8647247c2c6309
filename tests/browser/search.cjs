// The search in a real browser, under a strict policy: by keyboard, on the page and in the dialog, with filters and history,
// and without a script.  Usage: node search.cjs FOLDER
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { chromium } = require('playwright-core');

const root = path.resolve(process.argv[2]);
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml', '.json': 'application/json', '.js': 'text/javascript' };
let asked = [];
const server = http.createServer((request, response) => {
  let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  if (!file.startsWith(root)) { response.writeHead(400).end(); return; }
  if (file.endsWith(path.sep)) file += 'index.html';
  fs.readFile(file, (error, bytes) => {
    asked.push([request.url, error ? 0 : bytes.length]);
    if (error) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': types[path.extname(file)] || 'application/octet-stream', 'content-security-policy': "default-src 'self'" }).end(bytes);
  });
});

let passed = 0;
function check(what, holds) {
  if (!holds) throw new Error(`not so: ${what}`);
  passed += 1;
  console.log(`ok  ${what}`);
}

async function main() {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const faults = [];
    page.on('console', message => { if (message.type() === 'error') faults.push(message.text()); });
    page.on('pageerror', error => faults.push(error.message));
    const hits = () => page.evaluate(() => [...document.querySelectorAll('.hit a, a.hit')].map(a => new URL(a.href).pathname));
    const shows = (selector, text) => page.waitForFunction(([selector, text]) => document.querySelector(selector)?.textContent.includes(text), [selector, text], { timeout: 10000 });

    await page.goto(`${origin}/`);
    check('no index is loaded before somebody searches', !asked.some(([url]) => url.startsWith('/search/')));
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('Spravato');
    await shows('dialog .hit', 'Esketamine');
    check('a brand finds its drug first', (await hits())[0] === '/drugs/esketamine/');
    check('then articles on it', (await hits())[1].startsWith('/articles/'));
    const box = () => page.evaluate(() => {
      const input = document.querySelector('dialog input');
      const active = document.getElementById(input.getAttribute('aria-activedescendant'));
      return { focused: document.activeElement === input, role: input.getAttribute('role'), expanded: input.getAttribute('aria-expanded'), active: active?.getAttribute('role'), selected: active?.getAttribute('aria-selected'), status: document.querySelector('dialog [role=status]').textContent };
    });
    await page.keyboard.press('ArrowDown');
    const state = await box();
    check('the dialog is a combobox whose focus stays', state.focused && state.role === 'combobox' && state.expanded === 'true');
    check('arrows choose', state.active === 'option' && state.selected === 'true');
    check('the number is told', /^\d+ results?$/.test(state.status));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/drugs/esketamine/');
    check('Enter opens what is chosen', true);

    await page.keyboard.press('Control+k');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.press('Escape');
    check('Escape closes', await page.evaluate(() => !document.querySelector('dialog[open]')));
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('dizziness');
    await page.waitForSelector('dialog .hit mark');
    check('the sentence with the match is shown', await page.waitForFunction(() => [...document.querySelectorAll('dialog .gist')].some(p => /dizziness/i.test(p.querySelector('mark')?.textContent ?? ''))).then(() => true));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search/?q=dizziness');
    await page.waitForSelector('.search-page .hit');
    check('Enter with nothing chosen goes to the page with all results', true);

    await page.goto(`${origin}/search/?q=ketamine`);
    await page.waitForSelector('.hit');
    const all = (await hits()).length;
    await page.click('.filters summary');
    await page.waitForSelector('select[name=year]');
    const years = await page.$$eval('select[name=year] option', options => options.map(option => option.textContent));
    check(`counts stand beside filters (${years})`, years.slice(1).every(year => /^\d{4} \(\d+\)$/.test(year)) && years.length > 1);
    await page.selectOption('select[name=design]', { index: 1 });
    await page.waitForURL('**/search/?q=ketamine&design=*');
    await page.waitForFunction(all => document.querySelectorAll('.hit').length < all, all);
    check('a filter narrows, and is in the address', (await hits()).every(url => url.startsWith('/articles/')));
    const narrowed = page.url();
    await page.goBack();
    await page.waitForFunction(all => document.querySelectorAll('.hit').length === all, all);
    check('back takes it away', page.url().endsWith('?q=ketamine'));
    await page.goto(narrowed);
    await page.waitForSelector('.hit');
    check('a shared address shows the same', (await hits()).length < all && (await page.inputValue('input[name=q]')) === 'ketamine');

    await page.goto(`${origin}/search/`);
    check('without a query the lists are there', await page.isVisible('.lists'));
    await page.keyboard.press('/');
    await page.keyboard.type('onfasprodl');
    await shows('.status', 'onfasprodil');
    check('a slip is forgiven, and that is said', (await hits())[0] === '/drugs/onfasprodil/');
    await page.keyboard.press('ArrowDown');
    check('arrows go into the results', await page.evaluate(() => document.activeElement.closest('.hit') !== null));
    await page.keyboard.press('Escape');
    await page.fill('input[name=q]', 'xyzzyqq');
    await shows('.status', 'xyzzyqq');
    check('nothing found is said', (await hits()).length === 0);

    check('the lists are offered where nothing is found', await page.isVisible('.lists'));
    await page.fill('input[name=q]', '"ketamine xyzzyqq"');
    await page.waitForSelector('.ways a');
    const ways = await page.$$eval('.ways a', links => links.map(link => link.textContent));
    check(`what would find something is offered (${ways})`, ways.includes('ketamine'));
    await page.click('.ways a:text-is("ketamine")');
    await page.waitForFunction(() => document.querySelectorAll('.hit').length > 3);
    check('and finds it', page.url().endsWith('/search/?q=ketamine'));

    const dates = () => page.$$eval('.hit time', times => times.map(time => time.dateTime));
    await page.fill('input[name=q]', 'depression');
    await page.waitForFunction(() => document.querySelectorAll('.hit time').length > 2);
    await page.selectOption('select[name=sort]', 'date');
    await page.waitForURL('**/search/?q=depression&sort=date');
    await page.waitForFunction(() => { const times = [...document.querySelectorAll('.hit time')].map(time => time.dateTime); return times.length > 2 && times.every((time, at) => !at || times[at - 1] >= time); });
    check(`the order is chosen, and in the address (${await dates()})`, true);
    const before = await hits();
    await page.evaluate(() => scrollTo(0, 300));
    await page.click('.hit:nth-child(3) a');
    await page.waitForURL(url => !url.pathname.startsWith('/search/'));
    await page.goBack();
    await page.waitForFunction(count => document.querySelectorAll('.hit').length === count, before.length);
    await page.waitForFunction(() => scrollY > 100, null, { polling: 100 });
    check('back finds the list as it was', JSON.stringify(await hits()) === JSON.stringify(before) && (await page.inputValue('select[name=sort]')) === 'date');

    await page.goto(`${origin}/about/`);
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('opioid');
    await page.waitForSelector('dialog .hit');
    await page.click('dialog .hit:nth-child(2)');
    await page.waitForURL(url => url.pathname !== '/about/');
    await page.goBack();
    await page.waitForSelector('dialog[open] .hit');
    check('back opens the dialog with the query', (await page.inputValue('dialog input')) === 'opioid');
    await page.click('dialog .close');
    await page.reload();
    await page.waitForTimeout(300);
    check('a dialog that was closed stays closed', await page.evaluate(() => !document.querySelector('dialog[open]')));
    await page.goto(`${origin}/search/`);
    await page.waitForSelector('.search-form:not([hidden])');

    // From the last key until results stand, what is loaded being loaded.
    const took = await page.evaluate(async () => {
      const input = document.querySelector('input[name=q]'), list = document.querySelector('.hits');
      const times = [];
      for (const query of ['esketamine', 'opioid', 'phase 1 safety', 'g protein']) {
        await new Promise(done => {
          const begun = performance.now();
          new MutationObserver((_, observer) => { observer.disconnect(); times.push(performance.now() - begun); done(); }).observe(list, { childList: true });
          input.value = query;
          input.dispatchEvent(new Event('input'));
        });
      }
      return times;
    });
    check(`results are there at once (${took.map(time => `${time.toFixed(1)} ms`).join(', ')})`, took.every(time => time < 1000));
    check(`nothing is wrong on the console (${faults})`, faults.length === 0);

    asked = [];
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(`${origin}/search/?q=Spravato`);
    await other.waitForSelector('.hit');
    const bytes = asked.filter(([url]) => url.startsWith('/search/index/')).reduce((sum, [, size]) => sum + size, 0);
    const files = asked.filter(([url]) => url.startsWith('/search/index/')).length;
    check(`the index of a small site is one file (${files} of ${bytes} bytes)`, files === 1);

    const bare = await browser.newContext({ javaScriptEnabled: false });
    const still = await bare.newPage();
    await still.goto(`${origin}/search/`);
    check('without a script the lists are offered', await still.isVisible('.lists a[href="/drugs/"]') && !(await still.isVisible('.search-form')));
  } finally {
    await browser.close();
    server.close();
  }
  console.log(`${passed} passed, 0 failed`);
}

main().catch(error => { console.error(error); process.exit(1); });
