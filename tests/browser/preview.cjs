// The preview in a real browser: an edit is on the open page without a reload, scroll position and open details stay, styles
// are swapped, and the overlay comes and goes.  Usage: node preview.cjs OFFPRINT
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn, execFileSync } = require('node:child_process');
const { chromium } = require('playwright-core');

const program = path.resolve(process.argv[2]);
const site = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'offprint-preview-')), 'site');
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
  fs.writeFileSync(path.join(site, name), text);
};
const about = word => `+++\ntitle = "About"\n+++\n\n<details id="more"><summary>More</summary>Inside.</details>\n\n${'A long text.\n\n'.repeat(200)}The last word is ${word}.\n`;

function check(what, holds) {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok  ${what}`);
}

async function main() {
  execFileSync(program, ['init', site]);
  write('content/about.md', about('one'));
  write('static/own.css', 'h1 { color: rgb(1, 2, 3); }');
  write('templates/base.html', '{% extends "theme/base.html" %}{% block head %}{{ super() }}<link rel="stylesheet" href="/own.css">{% endblock head %}');
  const server = spawn(program, ['-C', site, 'watch', '--port', '0', '--no-write'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const url = await new Promise(done => {
      let text = '';
      server.stdout.on('data', bytes => {
        text += bytes;
        const found = text.match(/http:\S+/);
        if (found) done(found[0]);
      });
    });
    const page = await browser.newPage();
    const other = await browser.newPage();
    await other.goto(url);
    await page.goto(`${url}about/`);
    await page.bringToFront();
    // What is set on the window is lost by a reload.
    await page.evaluate(() => { window.stays = true; document.querySelector('#more').open = true; window.scrollTo(0, 1500); });
    const shows = text => page.waitForFunction(text => document.body.innerText.includes(text), text, { timeout: 10000 });
    const stays = async what => {
      const state = await page.evaluate(() => [window.stays === true, document.querySelector('#more').open, window.scrollY > 1000]);
      check(`${what} (${state})`, state.every(Boolean));
    };

    write('content/about.md', about('two'));
    await shows('The last word is two');
    await stays('an edit is on the page; scroll position and open details stay');

    write('static/own.css', 'h1 { color: rgb(3, 2, 1); }');
    await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(3, 2, 1)', null, { timeout: 10000 });
    await stays('a style is swapped');

    write('content/about.md', about('three').replace('title', 'titel'));
    await page.waitForFunction(() => document.querySelector('offprint-problems')?.shadowRoot.textContent.includes('titel'), null, { timeout: 10000 });
    const link = await page.evaluate(() => document.querySelector('offprint-problems').shadowRoot.querySelector('a').href);
    check('the overlay shows the fault and opens the editor there', /^vscode:\/\/file\/.*about\.md:2:/.test(link));
    check('the last good page stays below', await page.evaluate(() => document.body.innerText.includes('The last word is two')));

    write('content/about.md', about('four'));
    await shows('The last word is four');
    await page.waitForFunction(() => !document.querySelector('offprint-problems'), null, { timeout: 10000 });
    await stays('the overlay goes when the fault is mended');
    const reloaded = await other.evaluate(() => performance.getEntriesByType('navigation').length);
    check('another tab was left alone', reloaded === 1);
  } finally {
    server.kill();
    await browser.close();
    fs.rmSync(path.dirname(site), { recursive: true, force: true });
  }
}

main().catch(error => { console.error(error); process.exit(1); });
