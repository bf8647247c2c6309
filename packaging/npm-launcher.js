#!/usr/bin/env node
// Starts the program in the package for this system.
"use strict";

const { spawn } = require("node:child_process");

// Only glibc says its version.
function isMusl() {
  return process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
}

const name = `offprint-${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`;
let program;
try {
  program = require.resolve(`${name}/bin/offprint${process.platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(
    `error: the package ${name} is not installed\n` +
      "  help: install offprint again without --omit=optional; if npm has no such package, there is" +
      " no program for this system",
  );
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: ${program} cannot be started: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exit(code);
  }
});
