#!/usr/bin/env node
// Runs the program of this system, which npm installed as an optional dependency.
const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const name = `courant-${process.platform}-${process.arch}`;
const end = process.platform === "win32" ? ".exe" : "";
let program;
try {
    program = require.resolve(`${name}/bin/courant${end}`);
} catch {
    console.error(`error: the package ${name}, which has the program for this machine, is not installed`);
    console.error("hint: install again without `--omit=optional`; if there is no such package, build Courant from its source");
    process.exit(3);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// The program ends by itself after a signal; this one waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
    console.error(`error: ${program} cannot be started: ${error.message}`);
    process.exit(3);
});
// As a shell tells of a program that a signal ended.
child.on("exit", (status, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : status));
