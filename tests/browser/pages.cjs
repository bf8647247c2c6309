// The built digest in a real browser: every page loads without an error, asks nobody else for anything, has one first
// heading, fits on a narrow screen, and its links lead somewhere.  Usage: node pages.cjs FOLDER
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { chromium } = require('playwright-core');

const root = path.resolve(process.argv[2]);
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml', '.json': 'application/json', '.js': 'text/javascript' };

const server = http.createServer((request, response) => {
  let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
  if (!file.startsWith(root)) { response.writeHead(400).end(); return; }
  if (file.endsWith(path.sep)) file += 'index.html';
  fs.readFile(file, (error, bytes) => {
    if (error) { response.writeHead(404, { 'content-type': types['.html'] }).end(fs.readFileSync(path.join(root, '404.html'))); return; }
    // As strict as a host can be: no inline script or style, nothing from elsewhere.
    response.writeHead(200, {
      'content-type': types[path.extname(file)] || 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'self'",
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
  for (const [width, scheme] of [[320, 'light'], [768, 'dark'], [1440, 'light']]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    let here = '';
    page.on('console', message => { if (message.type() === 'error') faults.push(`${here}: console: ${message.text()}`); });
    page.on('pageerror', error => faults.push(`${here}: ${error.message}`));
    page.on('request', request => { if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) faults.push(`${here} asks ${request.url()}`); });
    page.on('response', response => { if (response.status() >= 400) faults.push(`${here}: ${response.status()} ${response.url()}`); });
    for (const url of all) {
      const before = faults.length;
      here = `${url} at ${width}`;
      const html = fs.readFileSync(path.join(root, url.endsWith('/') ? url + 'index.html' : url), 'utf8');
      // A page that sends its visitor on is followed by the links that lead to it.
      if (html.includes('http-equiv="refresh"')) continue;
      await page.goto(origin + url, { waitUntil: 'load' });
      const seen = await page.evaluate(() => ({
        headings: document.querySelectorAll('h1').length,
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        styled: getComputedStyle(document.body).fontFamily !== 'Times New Roman' && document.styleSheets.length > 0,
        links: [...document.querySelectorAll('a[href]')].map(a => a.href),
        anchors: [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1)).filter(id => id && !document.getElementById(decodeURIComponent(id))),
      }));
      if (seen.headings !== 1) faults.push(`${here}: ${seen.headings} first headings`);
      if (seen.overflow > 0) faults.push(`${here}: wider than the screen by ${seen.overflow} px`);
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
  await browser.close();
  server.close();
  for (const fault of [...new Set(faults)]) console.error(fault);
  console.log(`${passed} passed, ${new Set(faults).size} failed`);
  process.exit(faults.length || !passed ? 1 : 0);
}

main().catch(error => { console.error(error); process.exit(1); });
