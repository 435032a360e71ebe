// Runs the `run:` steps of a workflow or of an action on this machine, as a runner would: with its expressions, conditions,
// environment and the files for variables and paths. Steps of other actions (`uses:`) are left out.
//
// usage: node steps.mjs FILE [--job JOB] [--only NAME]… KEY=VALUE…      such as inputs.site=. github.action_ref=v0.1.0
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const [file, ...typed] = process.argv.slice(2);
const values = {};
const only = [];
let job;
while (typed.length > 0) {
    const word = typed.shift();
    if (word === "--job") job = typed.shift();
    else if (word === "--only") only.push(typed.shift());
    else set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
}
const workflow = parse(readFileSync(file, "utf8"));
for (const [name, { default: value }] of Object.entries(workflow.inputs ?? {})) {
    if (values.inputs?.[name] === undefined) set(`inputs.${name}`, value ?? "");
}
const { steps, env: shared } = workflow.runs ?? { env: {}, ...workflow.jobs[job] };
const work = mkdtempSync(join(tmpdir(), "steps-"));
const paths = join(work, "path");
writeFileSync(paths, "");
for (const step of steps) {
    const name = step.name ?? step.run ?? step.uses;
    if (!step.run || (only.length > 0 && !only.includes(name))) continue;
    if (step.if && !evaluate(String(step.if).replace(/^\$\{\{|\}\}$/g, ""))) {
        console.log(`== ${name}: left out`);
        continue;
    }
    console.log(`== ${name}`);
    const own = Object.entries({ ...shared, ...step.env }).map(([key, value]) => [key, fill(String(value))]);
    const found = readFileSync(paths, "utf8").split("\n").filter(Boolean).reverse();
    const env = {
        ...process.env, RUNNER_TEMP: work, GITHUB_PATH: paths, ...Object.fromEntries(own),
        PATH: [...found, process.env.PATH].join(":"),
    };
    const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", fill(step.run)], { stdio: "inherit", env });
    if (status !== 0) {
        console.log(`== ${name}: exit status ${status}`);
        process.exit(1);
    }
}

function set(path, value) {
    const parts = path.split(".");
    const last = parts.pop();
    const below = parts.reduce((below, part) => (below[part] ??= {}), values);
    below[last] = value;
}

function fill(text) {
    return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression));
}

// An expression of GitHub: names with dots, texts in single quotes, operators as in JavaScript, and two functions.
function evaluate(expression) {
    const endsWith = (text, end) => text.endsWith(end);
    const format = (text, ...parts) => text.replace(/\{(\d)\}/g, (_, number) => parts[number]);
    const names = ["inputs", "github", "matrix", "secrets"];
    return Function(...names, "endsWith", "format", `return (${expression})`)(...names.map((name) => values[name] ?? {}), endsWith, format) ?? "";
}
