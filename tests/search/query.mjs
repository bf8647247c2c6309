// Asks the script that users get, outside a browser. Usage: node query.mjs SCRIPT FOLDER, where FOLDER is a built site; on
// standard input a JSON list of `{ "query": "…", "chosen": {…} }`, on standard output for each what was found.
import fs from 'node:fs';
import path from 'node:path';

const [script, folder] = process.argv.slice(2);
const { open } = await import('data:text/javascript,' + encodeURIComponent(fs.readFileSync(script, 'utf8')));
const asked = JSON.parse(fs.readFileSync(0, 'utf8'));
const answers = [];
for (const { query, chosen = {}, byDate } of asked) {
  let bytes = 0, files = 0;
  const get = async name => {
    const file = fs.readFileSync(path.join(folder, 'search/index', name));
    bytes += file.length;
    files += 1;
    return new Uint8Array(file);
  };
  const begun = performance.now();
  // Each query by a visitor who has nothing yet.
  const engine = await open(get);
  const { found, instead, filters, marks } = await engine.search(query, { chosen, counts: Object.keys(chosen).length > 0, byDate });
  const cards = await Promise.all(found.slice(0, 10).map(engine.card));
  const ms = performance.now() - begun;
  answers.push({ query, total: found.length, urls: cards.map(card => card.url), titles: cards.map(card => card.title), evidence: cards.map(card => card.evidence), dates: cards.map(card => card.date), labels: cards.map(card => card.label), instead, marks: [...marks].slice(0, 12), filters, bytes, files, ms: Math.round(ms * 10) / 10 });
}
console.log(JSON.stringify(answers));
