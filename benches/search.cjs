// Measures the search of a built site in a real browser: bytes transferred, uncompressed, and milliseconds from the last key
// until the results are shown. With a second folder, the same queries are sent to a Pagefind index of the same site.
//
//     NODE_PATH=target/browser-tools/node_modules node benches/search.cjs SITE/public [PAGEFIND_OUTPUT]
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const zlib = require('node:zlib');
const { chromium } = require('playwright-core');

const [site, pagefind] = process.argv.slice(2).map(folder => path.resolve(folder));
const QUERIES = ['trasomycin', 'trasomycin crohn disease', 'hepatic adverse events', '"dose-finding study"', 'systematic review sepsis cohort', 'migrane', 'me'];
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
let sent = [];
const server = http.createServer((request, response) => {
  const url = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  let file = url.startsWith('/pagefind/') && pagefind ? path.join(pagefind, url.slice(9)) : path.join(site, url);
  if (file.endsWith(path.sep)) file += 'index.html';
  if (url === '/blank') { response.writeHead(200, { 'content-type': types['.html'] }).end('<!doctype html><title>x</title>'); return; }
  fs.readFile(file, (error, bytes) => {
    if (error) { response.writeHead(404).end(); return; }
    sent.push([url, bytes.length, Math.min(zlib.gzipSync(bytes).length, bytes.length)]);
    response.writeHead(200, { 'content-type': types[path.extname(file)] || 'application/octet-stream' }).end(bytes);
  });
});
const sum = (list, column) => (list.reduce((sum, row) => sum + row[column], 0) / 1000).toFixed(1);

async function main() {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  console.log('| query | program | kB index | kB with sentences (gzip) | files | ms, all to load | ms, last key | first |');
  console.log('| --- | --- | --: | --: | --: | --: | --: | --- |');
  for (const query of QUERIES) {
    for (const program of pagefind ? ['offprint', 'pagefind'] : ['offprint']) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(20000);
      await page.goto(program === 'offprint' ? `${origin}/search/` : `${origin}/blank`);
      await page.waitForTimeout(300);
      sent = sent.filter(([url]) => url.includes('main.bin'));
      const answer = await page.evaluate(async ({ query, program }) => {
        let begun = performance.now();
        if (program === 'pagefind') {
          const pagefind = await import('/pagefind/pagefind.js');
          await pagefind.init();
          const found = await pagefind.search(query);
          const cards = await Promise.all(found.results.slice(0, 10).map(one => one.data()));
          const cold = performance.now() - begun;
          begun = performance.now();
          const again = await pagefind.search(`${query.slice(0, -1)}`);
          await Promise.all(again.results.slice(0, 10).map(one => one.data()));
          return { cold, warm: performance.now() - begun, first: cards[0]?.url };
        }
        const input = document.querySelector('input[name=q]'), list = document.querySelector('.hits');
        const ask = query => new Promise(done => {
          const begun = performance.now();
          new MutationObserver((_, observer) => { observer.disconnect(); done(performance.now() - begun); }).observe(list, { childList: true });
          input.value = query;
          input.dispatchEvent(new Event('input'));
        });
        const cold = await ask(query);
        const first = list.querySelector('a')?.getAttribute('href');
        await new Promise(done => setTimeout(done, 700));
        return { cold, first, warm: null };
      }, { query, program });
      const own = sent.slice();
      if (program === 'offprint') {
        answer.warm = await page.evaluate(query => new Promise(done => {
          const input = document.querySelector('input[name=q]'), list = document.querySelector('.hits');
          const ask = (query, then) => {
            const begun = performance.now();
            new MutationObserver((_, observer) => { observer.disconnect(); then(performance.now() - begun); }).observe(list, { childList: true });
            input.value = query;
            input.dispatchEvent(new Event('input'));
          };
          ask(query.slice(0, -1), () => ask(query, done));
        }), query);
      }
      const index = own.filter(([url]) => url.startsWith('/search/index/') || url.startsWith('/pagefind/') && !url.includes('/fragment/'));
      console.log(`| ${query} | ${program} | ${sum(index, 1)} | ${sum(own, 1)} (${sum(own, 2)}) | ${own.length} | ${answer.cold.toFixed(0)} | ${answer.warm.toFixed(0)} | ${answer.first} |`);
      await context.close();
      sent = [];
    }
  }
  await browser.close();
  server.close();
}

main().catch(error => { console.error(error); process.exit(1); });
